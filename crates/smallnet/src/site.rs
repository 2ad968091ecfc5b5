//! What the small internet knows: sites, the networks they stand in, the registrars of their names,
//! and how each of them behaves at the moment.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use ipnet::IpNet;

use crate::Error;
use crate::abroad::is_abroad;

/// The name of the invented name servers' zone.
pub(crate) const OWN_ZONE: &str = "small-internet.test";

/// The invented name servers; both are this process.
pub(crate) const NAME_SERVERS: [&str; 2] = ["ns1.small-internet.test", "ns2.small-internet.test"];

/// The top-level domains of the small internet: two of those that RFC 2606 reserves, so that no name
/// in it can be anybody's.
pub(crate) const TOP_LEVELS: [&str; 2] = ["test", "example"];

/// An invented web site: a name, the address it is served from, the network of that address and the
/// registrar of its name.
#[derive(Debug, Clone)]
pub struct Site {
    pub(crate) host: String,
    pub(crate) address: Ipv4Addr,
    pub(crate) network: Network,
    pub(crate) registrar: Registrar,
    pub(crate) ipv6: Option<(Ipv6Addr, Network)>,
}

impl Site {
    /// A site named `host` (ASCII, under `.test` or `.example`), served from `address` (in 127.0.0.0/8
    /// and inside the network, but not 127.0.0.1). Its registered domain is the last two labels of its
    /// name. What is wrong with the values is said when the site is added.
    pub fn new(host: &str, address: Ipv4Addr, network: Network, registrar: Registrar) -> Site {
        Site {
            host: host.to_ascii_lowercase(),
            address,
            network,
            registrar,
            ipv6: None,
        }
    }

    /// The same site with an IPv6 address in the DNS and in the registry, where nothing is served:
    /// `::1`, or one of the documentation range 2001:db8::/32 (RFC 3849), which is routed nowhere.
    #[must_use]
    pub fn ipv6(mut self, address: Ipv6Addr, network: Network) -> Site {
        self.ipv6 = Some((address, network));
        self
    }
}

/// An invented network as a regional registry would record it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The registry's handle, such as `SIM-HOME`.
    pub handle: String,
    /// The range in CIDR form, such as `127.40.0.0/16`.
    pub cidr: String,
    /// The organisation that holds it.
    pub holder: String,
    /// Two capital letters (ISO 3166-1 alpha-2).
    pub country: String,
    /// The autonomous system that announces it.
    pub autonomous_system: u32,
    /// The e-mail address of its abuse desk.
    pub abuse: String,
}

/// An invented registrar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registrar {
    /// The name of the company.
    pub name: String,
    /// The e-mail address of its abuse desk.
    pub abuse: String,
}

/// How a site behaves, in the DNS and on its HTTP port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// 200 with the harmless page.
    Up,
    /// 200 with another harmless page: the site is there, its content is not.
    Replaced,
    /// 200 with this page of HTML, whatever is asked for.
    Page(String),
    /// 200 with this page of HTML at this path, and 404 everywhere else.
    PageAt(String, String),
    /// 200 with the harmless page where the last part of the path is a number, and 404 everywhere else.
    Numbered,
    /// 200 that says HTML to HEAD, and to GET that it is a picture, with bytes that are none.
    BecomesPicture,
    /// 200 that says HTML, to HEAD at once and to GET after this long.
    SlowPage(Duration),
    /// This status with an error page: 404, 410, 451, 503 …
    Status(u16),
    /// 405 to HEAD, 200 to GET.
    RefusesHead,
    /// 200 that says HTML to HEAD, and 503 to GET, which is too much.
    GetIsTooMuch,
    /// 302 to this URL (without a Location where it cannot stand in a header field).
    RedirectsTo(String),
    /// 200, but only after this long.
    Slow(Duration),
    /// Takes the request and closes the connection without a word.
    Drops,
    /// 200, announcing more bytes than it sends.
    WrongLength,
    /// Nothing listens at its address. A connection names no host: other sites at the same address
    /// cannot be reached either.
    RefusesConnections,
    /// The DNS says that there is no such name (NXDOMAIN).
    NameGone,
    /// The DNS fails to answer about the name (SERVFAIL).
    NameFails,
    /// So, at an address of version 6 alone: the site's own, where nothing listens, or `::1`, where
    /// [`crate::SmallNet::serves_ipv6`].
    OnlyIpv6(Box<Behaviour>),
    /// The DNS gives its address to one question, and this one to the next, in turn.
    Rebinds(Ipv4Addr),
    /// So to those who ask from home; to those who come through the proxy abroad, as [`Behaviour::Up`].
    AtHome(Box<Behaviour>),
    /// The first to those who ask from home, the second to those who come through the proxy abroad.
    Differs(Box<Behaviour>, Box<Behaviour>),
    /// 200 with the harmless page; over HTTPS the certificate is at fault.
    Certificate(CertificateFault),
    /// Something that is no proper answer. A connection names no host: other sites at the same address do the
    /// same.
    Hostile(Hostile),
}

/// What is wrong with the certificate of a simulated site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// It is for another host.
    WrongName,
    /// No authority has signed it.
    SelfSigned,
}

/// What a simulated server sends that means harm, or does not know HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hostile {
    /// The head of an answer, one byte now and then, for ever.
    Drips,
    /// A body without end, to HEAD too.
    EndlessBody,
    /// Headers without end.
    HeaderFlood,
    /// Interim answers (103) without end.
    InterimFlood,
    /// Bytes that are nothing.
    Garbage,
    /// A page without a head, as HTTP/0.9 had it.
    NoHead,
    /// A hello of TLS on the plain port.
    Tls,
    /// A page that is packed, and unpacks to very much more.
    Bomb,
    /// 405 to HEAD; to GET, whatever part of it is asked for, a film without end.
    Pushes,
}

impl Behaviour {
    /// How it behaves to somebody who comes from this address.
    pub(crate) fn towards(&self, who: IpAddr) -> &Behaviour {
        match self {
            Behaviour::AtHome(_) if is_abroad(who) => &Behaviour::Up,
            Behaviour::Differs(_, abroad) if is_abroad(who) => abroad.towards(who),
            Behaviour::AtHome(home) | Behaviour::Differs(home, _) => home.towards(who),
            other => other,
        }
    }
}

/// How the registry (RDAP) answers. The bootstrap documents are always right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryBehaviour {
    /// As RFC 9083 asks.
    Right,
    /// This status with an RFC 9083 error object.
    Status(u16),
    /// 429 with a Retry-After of this many seconds.
    TooMany(u32),
    /// 200 with JSON that breaks off.
    Malformed,
    /// 302 to this URL.
    RedirectsTo(String),
    /// 503 with this Retry-After, such as a date.
    Unavailable(String),
    /// As a registry that knows of a registrar no more than its name: what else there is stands in the registrar's
    /// own registration data, which a link leads to.
    Thin,
    /// The same, and the registrar's own server fails.
    ThinAndAlone,
    /// This document, to whatever is asked.
    Says(String),
}

/// How the WHOIS server that knows networks and domains answers. The one that is asked first is always right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhoisBehaviour {
    /// As such servers do.
    Right,
    /// These bytes, to whatever is asked.
    Says(Vec<u8>),
}

/// A site where it stands now.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) site: Site,
    pub(crate) behaviour: Behaviour,
}

/// All that the servers look things up in.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) sites: BTreeMap<String, Placed>,
    pub(crate) networks: BTreeMap<IpNet, Network>,
    pub(crate) aliases: BTreeMap<String, String>,
    /// Name servers of domains that have others than ours.
    pub(crate) delegated: BTreeMap<String, Vec<String>>,
    /// How often somebody asked for an address that changes from one question to the next.
    pub(crate) rebound: AtomicU64,
    /// Whether any site does not speak HTTP: each connection asks.
    any_hostile: bool,
    /// Where onion services are served from, by their names.
    pub(crate) onions: BTreeMap<String, Ipv4Addr>,
    pub(crate) registry: RegistryBehaviour,
    pub(crate) whois: WhoisBehaviour,
    /// Entries that the bootstrap documents leave out.
    pub(crate) unlisted: Vec<String>,
    /// Seconds an answer of the DNS may be kept.
    pub(crate) time_to_live: u32,
    /// Counts the changes; the serial number of every zone.
    pub(crate) serial: u32,
}

impl Known {
    pub(crate) fn new() -> Known {
        Known {
            sites: BTreeMap::new(),
            networks: BTreeMap::new(),
            aliases: BTreeMap::new(),
            delegated: BTreeMap::new(),
            rebound: AtomicU64::new(0),
            any_hostile: false,
            onions: BTreeMap::new(),
            registry: RegistryBehaviour::Right,
            whois: WhoisBehaviour::Right,
            unlisted: Vec::new(),
            time_to_live: 0,
            serial: 1,
        }
    }

    /// Adds a site, or puts another in the place of one of the same name.
    pub(crate) fn add(&mut self, site: Site) -> Result<(), Error> {
        checked_host(&site.host)?;
        let range = checked_range(IpAddr::V4(site.address), &site.network)?;
        let range6 = match &site.ipv6 {
            Some((address, network)) => Some((
                checked_range(IpAddr::V6(*address), network)?,
                network.clone(),
            )),
            None => None,
        };
        self.networks.insert(range, site.network.clone());
        self.networks.extend(range6);
        let behaviour = Behaviour::Up;
        self.sites
            .insert(site.host.clone(), Placed { site, behaviour });
        self.changed();
        Ok(())
    }

    pub(crate) fn add_alias(&mut self, name: &str, target: &str) -> Result<(), Error> {
        let (name, target) = (name.to_ascii_lowercase(), target.to_ascii_lowercase());
        checked_host(&name)?;
        checked_host(&target)?;
        self.aliases.insert(name, target);
        self.changed();
        Ok(())
    }

    /// Puts a site at another IPv4 address. The old network stays in the registry.
    pub(crate) fn relocate(
        &mut self,
        host: &str,
        address: Ipv4Addr,
        network: Network,
    ) -> Result<(), Error> {
        let range = checked_range(IpAddr::V4(address), &network)?;
        let placed = self.sites.get_mut(host).ok_or(Error::NoSuchSite)?;
        placed.site.address = address;
        placed.site.network = network.clone();
        self.networks.insert(range, network);
        self.changed();
        Ok(())
    }

    pub(crate) fn behave(&mut self, host: &str, behaviour: Behaviour) -> Result<(), Error> {
        let placed = self.sites.get_mut(host).ok_or(Error::NoSuchSite)?;
        placed.behaviour = behaviour;
        self.rebound = AtomicU64::new(0);
        let is_hostile = |placed: &Placed| matches!(placed.behaviour, Behaviour::Hostile(_));
        self.any_hostile = self.sites.values().any(is_hostile);
        self.changed();
        Ok(())
    }

    /// The addresses at which something listens.
    pub(crate) fn open_addresses(&self) -> Vec<Ipv4Addr> {
        let refusing: Vec<Ipv4Addr> = self
            .sites
            .values()
            .filter(|placed| placed.behaviour == Behaviour::RefusesConnections)
            .map(|placed| placed.site.address)
            .collect();
        let mut open: Vec<Ipv4Addr> = self
            .sites
            .values()
            .map(|placed| placed.site.address)
            .filter(|address| !refusing.contains(address))
            .collect();
        open.sort_unstable();
        open.dedup();
        open
    }

    /// What the server at an address does instead of speaking HTTP.
    pub(crate) fn hostile_at(&self, address: IpAddr) -> Option<Hostile> {
        if !self.any_hostile {
            return None;
        }
        let mut here = self
            .sites
            .values()
            .filter(|placed| address == placed.site.address);
        here.find_map(|placed| match placed.behaviour {
            Behaviour::Hostile(hostile) => Some(hostile),
            _ => None,
        })
    }

    /// The smallest known network that holds the whole range.
    pub(crate) fn network_of(&self, range: &IpNet) -> Option<(&IpNet, &Network)> {
        self.networks
            .iter()
            .filter(|(known, _)| known.contains(range))
            .max_by_key(|(known, _)| known.prefix_len())
    }

    fn changed(&mut self) {
        self.serial = self.serial.wrapping_add(1);
    }
}

/// The registered domain of a name of the small internet: its last two labels.
pub(crate) fn registered_domain(host: &str) -> &str {
    match host.rmatch_indices('.').nth(1) {
        Some((dot, _)) => host.get(dot + 1..).unwrap_or(host),
        None => host,
    }
}

/// Whether `name` is `zone` or a name under it; every name is under the empty one, the root.
pub(crate) fn is_within(name: &str, zone: &str) -> bool {
    match name.strip_suffix(zone) {
        Some(rest) => zone.is_empty() || rest.is_empty() || rest.ends_with('.'),
        None => false,
    }
}

/// Holds the small internet to names that are reserved: letters, digits and hyphens (RFC 1123).
fn checked_host(host: &str) -> Result<(), Error> {
    let mut labels = host.split('.').rev();
    let reserved = labels.next().is_some_and(|top| TOP_LEVELS.contains(&top));
    let mut deeper = labels.peekable();
    let sound = deeper.peek().is_some()
        && deeper.all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    if reserved && sound && host.len() <= 253 && !is_within(host, OWN_ZONE) {
        Ok(())
    } else {
        Err(Error::Host)
    }
}

/// Holds the small internet to the loopback (and, for IPv6, to addresses that are routed nowhere).
fn checked_range(address: IpAddr, network: &Network) -> Result<IpNet, Error> {
    let range: IpNet = network.cidr.parse().map_err(|_| Error::Network)?;
    let country = network.country.as_bytes();
    if country.len() != 2 || !country.iter().all(u8::is_ascii_uppercase) {
        return Err(Error::Network);
    }
    let ours = match address {
        IpAddr::V4(address) => address.is_loopback() && address != Ipv4Addr::LOCALHOST,
        IpAddr::V6(address) => address.is_loopback() || is_documentation(address),
    };
    if ours && range.contains(&address) {
        Ok(range.trunc())
    } else {
        Err(Error::Address)
    }
}

/// The documentation range of RFC 3849.
fn is_documentation(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (first, second) == (0x2001, 0x0db8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registered_domain_is_two_labels() {
        assert_eq!(registered_domain("a.b.pictures.test"), "pictures.test");
        assert_eq!(registered_domain("pictures.test"), "pictures.test");
        assert_eq!(registered_domain("test"), "test");
    }

    #[test]
    fn a_zone_ends_at_a_dot() {
        assert!(is_within("a.pictures.test", "pictures.test"));
        assert!(is_within("pictures.test", "pictures.test"));
        assert!(is_within("pictures.test", ""));
        assert!(!is_within("otherpictures.test", "pictures.test"));
    }

    #[test]
    fn only_reserved_names_are_taken() {
        for good in ["pictures.test", "a-1.b.example"] {
            assert!(checked_host(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "test",
            "pictures.com",
            ".test",
            "a..test",
            "-a.test",
            "a-.test",
            "a b.test",
            "ខ.test",
            "ns1.small-internet.test",
        ] {
            assert!(matches!(checked_host(bad), Err(Error::Host)), "{bad}");
        }
    }
}
