//! What one source said: the content of a finding, which is sealed.

use std::net::IpAddr;

use kernel::{Country, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::contact::{AbuseContact, Protocol};

/// What one source said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Detail {
    /// The DNS: the addresses behind the name, and the names it led through.
    Names {
        /// IPv4 and IPv6.
        addresses: Vec<IpAddr>,
        /// Canonical names on the way, in order.
        chain: Vec<String>,
        /// The registrable domain of the name.
        domain: Option<String>,
        /// Its name servers.
        name_servers: Vec<String>,
        /// The resolver that was asked.
        asked: Option<String>,
        /// `found`, `no_such_name`, `aliases` (too many), `failed`, `no_resolver`, `unasked` (the domain was asked about
        /// often enough), `address` (the location names one), `onion`, or `onion_unreached` where there is no way to
        /// those.
        outcome: String,
    },
    /// A registry of addresses, about the network of one address (RFC 9083, section 5.4).
    Network {
        /// The address that was asked about.
        address: IpAddr,
        /// How the registry was asked; nothing where none had an answer.
        protocol: Option<Protocol>,
        /// When the registry said it: up to a day before the trace.
        said_at: Timestamp,
        /// The first and the last address of the network.
        range: Option<(IpAddr, IpAddr)>,
        /// The registry's handle of the network.
        handle: Option<String>,
        /// The organisation that holds it. Never a private person.
        holder: Option<String>,
        /// Its country, as the registry has it.
        country: Option<Country>,
        /// Its autonomous system, where the registry says so.
        autonomous_system: Option<u32>,
        /// Where abuse of it is reported.
        abuse: Vec<AbuseContact>,
        /// The servers that were asked for it, one after another; none where none had an answer.
        asked: Vec<String>,
        /// False where the registry gave no usable answer.
        answered: bool,
        /// What is lacking of the answer, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lacks: Option<Lack>,
    },
    /// A registry of autonomous systems (RFC 9083, section 5.5).
    System {
        /// The number.
        number: u32,
        /// Who named it: the network's registry, or a table of addresses.
        named_by: Named,
        /// When the registry said it.
        said_at: Timestamp,
        /// The organisation that holds it.
        holder: Option<String>,
        /// Its country, as the registry has it.
        country: Option<Country>,
        /// Where abuse of it is reported.
        abuse: Vec<AbuseContact>,
        /// The servers that were asked for it, one after another; none where none had an answer.
        asked: Vec<String>,
        /// False where the registry gave no usable answer.
        answered: bool,
    },
    /// A registry of names, about the registrable domain (RFC 9083, section 5.3).
    Domain {
        /// How the registry was asked; nothing where none had an answer.
        protocol: Option<Protocol>,
        /// When the registry said it.
        said_at: Timestamp,
        /// The organisation that registered it for its holder.
        registrar: Option<String>,
        /// Where abuse is reported to it.
        abuse: Vec<AbuseContact>,
        /// The servers that were asked for it, one after another; none where none had an answer.
        asked: Vec<String>,
        /// False where the registry gave no usable answer.
        answered: bool,
        /// What is lacking of the answer, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lacks: Option<Lack>,
    },
    /// A table of addresses that the hotline supplies.
    Located {
        /// The address that was looked up.
        address: IpAddr,
        /// Its country, as the table has it.
        country: Option<Country>,
        /// The autonomous system that announces it, as the table has it.
        autonomous_system: Option<u32>,
        /// Who holds that.
        holder: Option<String>,
        /// What kind of table it is, as it calls itself.
        table: String,
        /// When the table was built.
        built_at: Timestamp,
    },
    /// The pack's lists: who stands in front of the place and does not host it.
    Proxy {
        /// Its name.
        proxy: String,
        /// By what it was recognised: `network`, `system`, `name` or `name_server`.
        by: String,
        /// Where it is in front of some of the place's addresses alone, those; the others are not its.
        addresses: Vec<IpAddr>,
    },
    /// What the proxy said that was asked who hosts the place.
    Answer {
        /// Who was asked.
        proxy: String,
        /// It says that it hosts the content itself.
        itself: bool,
        /// The address of the server.
        address: Option<IpAddr>,
        /// The name of the provider.
        provider: Option<String>,
        /// Where abuse of it is reported.
        mail: Option<String>,
        /// Its country.
        country: Option<Country>,
        /// Who said it.
        said_by: String,
        /// On which day.
        said_on: String,
    },
    /// How the place answered when its redirects were followed by HEAD.
    Look {
        /// The request to the place itself, with the addresses, the certificate, the status and the headers of its
        /// answer.
        step: Json,
        /// How many redirects were followed.
        redirects: u32,
        /// Why it ended without an answer, where it did.
        fault: Option<String>,
    },
    /// Where the place led when it was asked by HEAD: one step of several.
    Redirect {
        /// From 1, in the order of the steps.
        number: u32,
        /// Where it led.
        url: String,
        /// The request to that, as in `Look`.
        step: Json,
        /// The addresses of that host.
        addresses: Vec<IpAddr>,
        /// Who holds the network of the first of them.
        holder: Option<String>,
        /// Its country.
        country: Option<Country>,
        /// Its autonomous system.
        autonomous_system: Option<u32>,
        /// Whether a known shortener led on from there.
        shortener: bool,
        /// Whether this is the last step and another place than the one that was asked.
        elsewhere: bool,
    },
}

/// What is lacking of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// All of it: there is nobody to ask, or whoever there is knows no such thing. To ask again does not help.
    Nobody,
    /// A part: the registry answered, and whoever it leads to, as the registrar, did not.
    Part,
}

/// Who named an autonomous system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// The registry of the network, by RDAP.
    Registration,
    /// The registry of the network, as the origin of its route, by WHOIS.
    Route,
    /// A table of addresses.
    Table,
}

impl Detail {
    /// The source of a finding, its country and its autonomous system: what stands in clear beside it.
    pub(crate) const fn source(&self) -> (&'static str, Option<Country>, Option<u32>) {
        match self {
            Self::Names { .. } => ("dns", None, None),
            Self::Network {
                protocol,
                country,
                autonomous_system,
                ..
            } => (
                match protocol {
                    Some(Protocol::Whois) => "whois_network",
                    Some(Protocol::Rdap) | None => "rdap_network",
                },
                *country,
                *autonomous_system,
            ),
            Self::System {
                number, country, ..
            } => ("rdap_system", *country, Some(*number)),
            Self::Domain { protocol, .. } => (
                match protocol {
                    Some(Protocol::Whois) => "whois_domain",
                    Some(Protocol::Rdap) | None => "rdap_domain",
                },
                None,
                None,
            ),
            Self::Located {
                country,
                autonomous_system,
                ..
            } => ("table", *country, *autonomous_system),
            Self::Proxy { .. } => ("proxy", None, None),
            Self::Answer { country, .. } => ("cdn_answer", *country, None),
            Self::Look { .. } => ("look", None, None),
            Self::Redirect {
                country,
                autonomous_system,
                ..
            } => ("redirect", *country, *autonomous_system),
        }
    }
}
