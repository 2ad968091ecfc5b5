//! The small internet: a **simulated** internet on the loopback, for the demonstration and for tests.
//!
//! It speaks the real protocols (DNS over UDP and TCP, RDAP with its bootstrap, WHOIS, HTTP, SMTP with
//! STARTTLS), so that a program is pointed at it by its ordinary configuration alone. Sites can be
//! added, taken down, moved and made to misbehave while it runs; every question that was put to it is
//! kept, so that a test can prove what was *not* asked. It says in every page, banner and registry
//! document that it is simulated, and it takes only names that RFC 2606 reserves and addresses of the
//! loopback, so that nothing in it can be mistaken for somebody.
//!
//! ```ignore
//! # async fn example() -> Result<(), smallnet::Error> {
//! let net = smallnet::SmallNet::with_demo_sites().await?;
//! // Configure the program with net.dns(), net.rdap_bootstrap(), net.smtp() and its authority, then:
//! net.take_down(smallnet::story::AT_HOME).await?;
//! # Ok(())
//! # }
//! ```

mod abroad;
mod asked;
mod certificate;
mod dns;
mod door;
mod hostile;
mod http;
mod mail;
mod port;
mod rdap;
mod secure;
mod site;
mod smtp;
pub mod story;
mod tor;
mod whois;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;

pub use asked::{Asked, Pressed, What};
pub use mail::{Mail, Reception};
pub use port::Port;
pub use site::{
    Behaviour, CertificateFault, Hostile, Network, Registrar, RegistryBehaviour, Site,
    WhoisBehaviour,
};

use asked::Log;
use certificate::Certificate;
use dns::NameServer;
use door::Door;
use mail::Office;
use secure::Authority;
use site::Known;
use tokio_rustls::TlsAcceptor;

/// Why the small internet cannot do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It runs as tasks of a tokio runtime, and there is none.
    #[error("the small internet needs a tokio runtime with input and output to run on")]
    NoRuntime,
    /// The system refused a socket on the loopback.
    #[error("no socket could be opened on the loopback: {0}")]
    Listen(#[source] std::io::Error),
    /// The mail server's certificate could not be made.
    #[error("the certificate of the simulated mail server could not be made: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The mail server's certificate was made and is not usable.
    #[error("the simulated mail server cannot speak TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// Hosts are under `.test` or `.example` and not under `small-internet.test`.
    #[error("a host must be an ASCII name under .test or .example that is not taken")]
    Host,
    /// Addresses are of the loopback, not 127.0.0.1, and inside the site's network.
    #[error(
        "an address must be of 127.0.0.0/8 (IPv6: ::1 or 2001:db8::/32), not 127.0.0.1, and inside \
         its network"
    )]
    Address,
    /// Networks have a range in CIDR form and a country of two capital letters.
    #[error("a network must have a range in CIDR form and a country of two capital letters")]
    Network,
    /// A change names a site that was not added.
    #[error("no site of that name was added")]
    NoSuchSite,
}

/// A running small internet. It stops when dropped.
pub struct SmallNet {
    world: Arc<World>,
    name_server: NameServer,
    registry: Door,
    whois: Door,
    _whois_registry: Door,
    mail_server: Door,
    proxy_abroad: Door,
    tor: Door,
    authority_pem: String,
    authority_of_sites: Arc<Authority>,
    tls: TlsAcceptor,
    site_port: u16,
    tls_port: u16,
    /// Keep the numbers of the common ports for this small internet, as long as it runs.
    _port_keepers: [Door; 2],
    /// The doors of sites that have an address of version 6 alone, where the machine speaks it.
    doors_of_ipv6: Option<[Door; 2]>,
    doors: tokio::sync::Mutex<BTreeMap<Ipv4Addr, [Door; 2]>>,
}

/// What the servers share.
pub(crate) struct World {
    known: Mutex<Known>,
    pub(crate) log: Log,
    pub(crate) office: Office,
}

impl World {
    fn new() -> World {
        World {
            known: Mutex::new(Known::new()),
            log: Log::default(),
            office: Office::new(),
        }
    }

    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SmallNet {
    /// Starts an internet without sites, on free ports of 127.0.0.1 and on the current tokio runtime.
    pub fn start() -> Result<SmallNet, Error> {
        Handle::try_current().map_err(|_| Error::NoRuntime)?;
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let world = Arc::new(World::new());
        let Certificate {
            authority_pem,
            acceptor,
        } = Certificate::new()?;
        let registry = {
            let world = Arc::clone(&world);
            Door::open(any, move |stream| rdap::serve(stream, Arc::clone(&world)))?
        };
        let whois_registry = whois_door(any, whois::Server::Registry, &world)?;
        let first = whois::Server::First(whois_registry.address());
        let whois = whois_door(any, first, &world)?;
        let mail_server = {
            let world = Arc::clone(&world);
            Door::open(any, move |stream| {
                smtp::serve(stream, acceptor.clone(), Arc::clone(&world))
            })?
        };
        let authority_of_sites = Arc::new(Authority::new()?);
        let tls = secure::acceptor(&world, &authority_of_sites)?;
        let port_keepers = [
            site_door(any, None, &world)?,
            site_door(any, Some(&tls), &world)?,
        ];
        let [site_port, tls_port] = port_keepers.each_ref().map(|door| door.address().port());
        let at_ipv6 = |port| SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        let doors_of_ipv6 = match (
            site_door(at_ipv6(site_port), None, &world),
            site_door(at_ipv6(tls_port), Some(&tls), &world),
        ) {
            (Ok(plain), Ok(secure)) => Some([plain, secure]),
            _ => None,
        };
        Ok(SmallNet {
            name_server: NameServer::start(Arc::clone(&world))?,
            registry,
            whois,
            _whois_registry: whois_registry,
            mail_server,
            proxy_abroad: Door::open(any, abroad::serve)?,
            tor: {
                let world = Arc::clone(&world);
                Door::open(any, move |stream| {
                    tor::serve(stream, Arc::clone(&world), site_port)
                })?
            },
            authority_pem,
            authority_of_sites,
            tls,
            site_port,
            tls_port,
            _port_keepers: port_keepers,
            doors_of_ipv6,
            doors: tokio::sync::Mutex::default(),
            world,
        })
    }

    /// Where the name server listens, for UDP and for TCP. It answers as a resolver would.
    pub fn dns(&self) -> SocketAddr {
        self.name_server.address()
    }

    /// The URL (it ends in `/`) under which `dns.json`, `ipv4.json`, `ipv6.json` and `asn.json` of
    /// RFC 9224 stand.
    pub fn rdap_bootstrap(&self) -> String {
        rdap::base_url(self.registry.address())
    }

    /// Where the WHOIS server listens that says which other one to ask.
    pub fn whois(&self) -> SocketAddr {
        self.whois.address()
    }

    /// Where the mail server listens. It offers STARTTLS.
    pub fn smtp(&self) -> SocketAddr {
        self.mail_server.address()
    }

    /// The authority (PEM) that signed the mail server's certificate for `localhost` and 127.0.0.1.
    pub fn smtp_ca_pem(&self) -> String {
        self.authority_pem.clone()
    }

    /// The port on which every site speaks HTTP, each at its own address.
    pub fn site_port(&self) -> u16 {
        self.site_port
    }

    /// The port on which every site speaks HTTPS.
    pub fn tls_port(&self) -> u16 {
        self.tls_port
    }

    /// The authority (PEM) that signs the certificates of the sites.
    pub fn site_ca_pem(&self) -> String {
        self.authority_of_sites.pem()
    }

    /// Where the proxy (SOCKS5) of a vantage point abroad listens: through it sites that behave otherwise at home
    /// are up, and the name server is that of another country.
    pub fn proxy_abroad(&self) -> SocketAddr {
        self.proxy_abroad.address()
    }

    /// Where the simulated Tor listens, for SOCKS5 with names of onion services.
    pub fn tor(&self) -> SocketAddr {
        self.tor.address()
    }

    /// Makes an invented onion service of this name lead to what is served at a site's address.
    pub fn onion(&self, name: &str, host: &str) -> Result<(), Error> {
        let mut known = self.world.known();
        let placed = known.sites.get(host).ok_or(Error::NoSuchSite)?;
        let address = placed.site.address;
        known.onions.insert(name.to_ascii_lowercase(), address);
        Ok(())
    }

    /// Adds a site, which is then up; one of the same name gives way.
    pub async fn add(&self, site: Site) -> Result<(), Error> {
        self.change(|known| known.add(site)).await
    }

    /// Makes `name` another name (CNAME) of `target`, in the DNS alone.
    pub fn alias(&self, name: &str, target: &str) -> Result<(), Error> {
        self.world.known().add_alias(name, target)
    }

    /// Whether sites can be reached by version 6 of the protocol: whether the machine speaks it.
    pub const fn serves_ipv6(&self) -> bool {
        self.doors_of_ipv6.is_some()
    }

    /// Gives a domain name servers of these names, in the DNS alone.
    pub fn delegate(&self, domain: &str, servers: &[&str]) {
        let servers = servers.iter().map(|server| (*server).to_owned()).collect();
        self.world
            .known()
            .delegated
            .insert(domain.to_owned(), servers);
    }

    /// The site answers 404 from now on; for 410 and other ends see [`SmallNet::behave`].
    pub async fn take_down(&self, host: &str) -> Result<(), Error> {
        self.behave(host, Behaviour::Status(404)).await
    }

    /// The site is as it was when it was added.
    pub async fn put_up(&self, host: &str) -> Result<(), Error> {
        self.behave(host, Behaviour::Up).await
    }

    /// The site behaves so from now on; when this returns, every later question is answered so.
    pub async fn behave(&self, host: &str, behaviour: Behaviour) -> Result<(), Error> {
        self.change(|known| known.behave(host, behaviour)).await
    }

    /// The site moves to another IPv4 address in this network; an IPv6 address stays.
    pub async fn move_to(
        &self,
        host: &str,
        address: Ipv4Addr,
        network: Network,
    ) -> Result<(), Error> {
        self.change(|known| known.relocate(host, address, network))
            .await
    }

    /// How the registry answers from now on.
    pub fn registry_behaves(&self, behaviour: RegistryBehaviour) {
        self.world.known().registry = behaviour;
    }

    /// How the WHOIS server that knows networks and domains answers from now on.
    pub fn whois_behaves(&self, behaviour: WhoisBehaviour) {
        self.world.known().whois = behaviour;
    }

    /// Leaves an entry out of the bootstrap documents from now on: `example`, `127.0.0.0/8`. What it holds is then known
    /// by WHOIS alone.
    pub fn leave_out_of_bootstrap(&self, entry: &str) {
        self.world.known().unlisted.push(entry.to_owned());
    }

    /// How many seconds answers of the DNS may be kept from now on; none at first.
    pub fn keep_names_for(&self, seconds: u32) {
        self.world.known().time_to_live = seconds;
    }

    /// How the mail server receives for this address from now on; for all others it accepts.
    pub fn receive(&self, recipient: &str, reception: Reception) {
        self.world.office.receive(recipient, reception);
    }

    /// Whether the mail server offers STARTTLS; it does at first.
    pub fn offer_starttls(&self, offered: bool) {
        self.world.office.offer_tls(offered);
    }

    /// The mails that were taken, in the order in which they came.
    pub fn mails(&self) -> Vec<Mail> {
        self.world.office.mails()
    }

    /// Waits until at least `count` mails were taken, or the time is over; gives those that were.
    pub async fn wait_for_mails(&self, count: usize, time: Duration) -> Vec<Mail> {
        self.world.office.wait_for(count, time).await
    }

    /// Everything that was asked, in order: the latest 100,000 questions.
    pub fn asked(&self) -> Vec<Asked> {
        self.world.log.asked()
    }

    /// How a site was pressed with requests so far, by its host.
    pub fn pressed(&self, host: &str) -> Pressed {
        self.world.log.pressed(host)
    }

    /// How many bytes of bodies the sites were made to send: of every answer to a request that was not
    /// HEAD.
    pub fn body_bytes(&self) -> u64 {
        self.world.log.body_bytes()
    }

    /// Changes what is known, then opens and closes doors accordingly.
    async fn change(
        &self,
        change: impl FnOnce(&mut Known) -> Result<(), Error>,
    ) -> Result<(), Error> {
        // Held throughout, so that the doors are always those of the last change.
        let mut doors = self.doors.lock().await;
        let wanted = {
            let mut known = self.world.known();
            change(&mut known)?;
            known.open_addresses()
        };
        let unwanted: Vec<Ipv4Addr> = doors
            .keys()
            .filter(|address| !wanted.contains(address))
            .copied()
            .collect();
        for address in unwanted {
            for door in doors.remove(&address).into_iter().flatten() {
                door.close().await;
            }
        }
        for address in wanted {
            if let Entry::Vacant(vacant) = doors.entry(address) {
                let place = |port| SocketAddr::from((address, port));
                vacant.insert([
                    site_door(place(self.site_port), None, &self.world)?,
                    site_door(place(self.tls_port), Some(&self.tls), &self.world)?,
                ]);
            }
        }
        Ok(())
    }
}

/// Opens the door to the sites at an address.
fn site_door(
    place: SocketAddr,
    tls: Option<&TlsAcceptor>,
    world: &Arc<World>,
) -> Result<Door, Error> {
    let (tls, world) = (tls.cloned(), Arc::clone(world));
    Door::open(place, move |stream| {
        http::serve_sites(stream, tls.clone(), Arc::clone(&world))
    })
}

/// Opens the door to a WHOIS server.
fn whois_door(place: SocketAddr, server: whois::Server, world: &Arc<World>) -> Result<Door, Error> {
    let world = Arc::clone(world);
    Door::open(place, move |stream| {
        whois::serve(stream, server, Arc::clone(&world))
    })
}
