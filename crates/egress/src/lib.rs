//! The only door to the network.
//!
//! Whatever the house asks of the outside goes through [`Egress`]: names of the DNS, a look at a reported
//! place by HEAD, the HTML of a page, registration data (RDAP, WHOIS), mail to the relay. Places that came from a report, a registry
//! or a redirect are dialled only at addresses of the public internet and ports of the web, and each question
//! has limits of time, size and redirects. What the operator configured (resolver, bootstrap, relay) is
//! taken at the operator's word. Of a reported place no body is ever read but that of a page of HTML.
//!
//! Errors say what went wrong and never where: no URL, host, address or foreign text is in them.

mod address;
mod dial;
mod evidence;
mod http;
mod look;
mod mail;
mod mailbox;
mod names;
mod retry;
mod ring;
mod socks5;
mod tor;
mod vantage;
mod whois;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use kernel::{Sensitive, Timestamp};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::time::Instant;

pub use crate::address::{Forbidden, Nat64};
pub use crate::http::{FetchError, Registration};
pub use crate::look::{
    Asked, Certificate, CertificateFault, Fault, Headers, LONGEST_LOOK, Manner, Page, Paged,
    REDIRECTS, Sighting, Step,
};
pub use crate::mail::{Accepted, Attachment, Composed, Cover, Mail, MailError, Smtp, Tls, Way};
pub use crate::mailbox::{
    Arrived, Dropped, Imap, Kind as PartKind, Mailbox, MailboxError, Part, media_kind,
};
pub use crate::names::{NameError, Names};
pub use crate::retry::{http_date, retry_after};
pub use crate::ring::RingError;
pub use crate::tor::is_onion;
pub use crate::vantage::{HOUSE, Proxy, TOR, Vantage};

use crate::address::Rules;
use crate::dial::Dialler;
use crate::http::Http;
use crate::look::{Looker, Reach};
use crate::mail::Relay;
use crate::mailbox::Mailboxes;
use crate::names::Resolver;
use crate::whois::Whois;

/// How the network is reached. Whether loopback may stand in it is for whoever read the configuration to
/// decide; addresses learned from outside are checked here.
#[derive(Clone, Debug)]
pub struct Config {
    /// The DNS resolver, asked over UDP and then TCP. Without one no name is asked of anybody.
    pub resolver: Option<SocketAddr>,
    /// The URL under which the RDAP bootstrap files of RFC 9224 (`dns.json`, `ipv4.json` …) stand.
    pub rdap_bootstrap: String,
    /// The WHOIS server that is asked first, as a host or `host:port`: it says who else to ask. Without one
    /// nobody is asked by WHOIS.
    pub whois: Option<String>,
    /// WHOIS servers of top-level domains, by these, for those whose server the first one does not know.
    pub whois_servers: BTreeMap<String, String>,
    /// The mail relay. Without one no mail is sent.
    pub smtp: Option<Smtp>,
    /// The mailbox in which answers arrive. Without one nobody reads what comes back by mail.
    pub mailbox: Option<Imap>,
    /// The prefixes under which the own network translates to IPv4: of an address below one of them that counts which
    /// it leads to.
    pub nat64: Vec<Nat64>,
    /// Lets addresses of the loopback be dialled: only for a demonstration on a simulated internet.
    pub demonstration: bool,
    /// What HTTP requests give as their `User-Agent`.
    pub user_agent: String,
    /// How long one HTTP question may take: name, connection, redirects and answer together; through the proxy of
    /// a vantage point twice as long.
    pub timeout: Duration,
    /// The time between two steps of one look that ask the same host.
    pub host_gap: Duration,
    /// How long each step of a conversation with the mail relay, or with the mailbox, may take.
    pub mail_timeout: Duration,
    /// A PEM file of certificate authorities that HTTPS trusts besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// From where else places are looked at than from the house's own network.
    pub vantages: Vec<Vantage>,
    /// The SOCKS5 of a local Tor, by which onion services are looked at. Without one none is.
    pub tor: Option<SocketAddr>,
    /// The words of the command by which somebody is rung, without a shell. With none nobody is.
    pub bell: Vec<String>,
}

impl Config {
    /// Which addresses may be dialled.
    fn rules(&self) -> Rules {
        Rules {
            demonstration: self.demonstration,
            nat64: self.nat64.clone(),
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            resolver: None,
            rdap_bootstrap: String::from("https://data.iana.org/rdap/"),
            whois: Some(String::from("whois.iana.org")),
            whois_servers: BTreeMap::new(),
            smtp: None,
            mailbox: None,
            nat64: Vec::new(),
            demonstration: false,
            // Says nothing about who asks: a stranger must not be able to make the hotline announce itself.
            user_agent: String::from("Mozilla/5.0 (compatible)"),
            timeout: Duration::from_secs(10),
            host_gap: Duration::from_millis(250),
            mail_timeout: Duration::from_mins(1),
            ca_file: None,
            vantages: Vec::new(),
            tor: None,
            bell: Vec::new(),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The resolver cannot be used.
    #[error("the DNS resolver cannot be set up")]
    Resolver,
    /// The RDAP bootstrap is no http or https URL that ends in `/`.
    #[error("the RDAP bootstrap must be an http or https URL that ends in a slash")]
    Bootstrap,
    /// The WHOIS server is no `host` or `host:port`.
    #[error("the WHOIS server must be a host, or a host and a port")]
    Whois,
    /// A file of certificate authorities cannot be read.
    #[error("the file of certificate authorities cannot be read: {0}")]
    CaFile(#[source] std::io::Error),
    /// A file of certificate authorities has none, or a broken one.
    #[error("the file of certificate authorities holds no usable certificate")]
    Authorities,
    /// TLS or the HTTP client cannot be set up; the user agent may be no header value.
    #[error("the HTTP client cannot be set up")]
    Client,
    /// The mail relay is reached without TLS and is not on the loopback.
    #[error("a mail relay without TLS must be on the loopback")]
    PlainRelay,
    /// The name of the mail relay is empty, or it has a user name without password or the reverse.
    #[error("the mail relay needs a host, and a user name and a password together or neither")]
    Relay,
    /// The mailbox is reached without TLS and is not on the loopback.
    #[error("a mailbox without TLS must be on the loopback")]
    PlainMailbox,
    /// The mailbox has no mail address, or one folder for what arrives and for what is filed.
    #[error("the mailbox needs a mail address and two different folders")]
    Mailbox,
}

/// The door. Cheap to clone; all clones share one set of clients.
#[derive(Clone)]
pub struct Egress(Arc<Inner>);

struct Inner {
    resolver_address: Option<SocketAddr>,
    resolver: Option<Resolver>,
    http: Http,
    whois: Whois,
    looker: Looker,
    relay: Option<Relay>,
    mailbox: Option<Mailboxes>,
    bell: Vec<String>,
}

impl fmt::Debug for Egress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Egress")
    }
}

impl Egress {
    /// Prepares the clients; nothing is asked of anybody yet.
    pub fn new(config: Config) -> Result<Self, Error> {
        let resolver_address = config.resolver;
        let resolver = config.resolver.map(Resolver::new).transpose()?;
        let http = Http::new(&config, resolver.as_ref())?;
        let whois = Whois::new(&config, resolver.as_ref())?;
        let looker = Looker::new(&config, Dialler::new(&config, resolver.clone())?)?;
        let relay = config
            .smtp
            .map(|smtp| Relay::new(smtp, config.mail_timeout))
            .transpose()?;
        let mailbox = config
            .mailbox
            .map(|imap| Mailboxes::new(imap, config.mail_timeout))
            .transpose()?;
        Ok(Self(Arc::new(Inner {
            resolver_address,
            resolver,
            http,
            whois,
            looker,
            relay,
            mailbox,
            bell: config.bell,
        })))
    }

    /// The resolver that is asked, for whoever has to tell whom a name was asked of.
    pub fn resolver(&self) -> Option<SocketAddr> {
        self.0.resolver_address
    }

    /// The IPv4 and IPv6 addresses of a host, whatever they are, and the aliases that led to them.
    ///
    /// Only the configured resolver is asked, and each time afresh; never the system's, nor its hosts file. A
    /// literal address is its own answer, and nobody is asked.
    pub async fn names(&self, host: &str) -> Result<Names, NameError> {
        match (names::literal(host), &self.0.resolver) {
            (Some(address), _) => Ok(Names::of(address)),
            (None, Some(resolver)) => resolver.names(host).await,
            (None, None) => Err(NameError::NoResolver),
        }
    }

    /// What the resolver said of a host a moment ago: within the answer's time to live, five minutes at most.
    /// Nobody is asked. It is for questions that need not see that a place has moved since.
    pub fn kept_names(&self, host: &str) -> Option<Names> {
        self.0.resolver.as_ref()?.kept_names(host)
    }

    /// The name servers of a domain, at most sixteen.
    pub async fn name_servers(&self, domain: &str) -> Result<Vec<String>, NameError> {
        let resolver = self.0.resolver.as_ref().ok_or(NameError::NoResolver)?;
        resolver.name_servers(domain).await
    }

    /// Looks at a place by HEAD from a vantage point, and follows up to five redirects by HEAD. A name that no
    /// vantage point has means the house.
    ///
    /// Credentials in a URL are not sent. A status that says failure is an answer too.
    pub async fn look(&self, url: &Sensitive<String>, vantage: &str) -> Sighting {
        self.0.looker.look(url, vantage, Reach::Anywhere).await
    }

    /// The same, of this one URL: whoever asks decides whether what it leads to is asked for, and when, and learns by
    /// [`Sighting::leads_to`] what that is.
    pub async fn look_at_one(&self, url: &Sensitive<String>, vantage: &str) -> Sighting {
        self.0.looker.look(url, vantage, Reach::OnePlace).await
    }

    /// The same, and where HEAD is refused or a certificate is at fault, as far beyond it as `manner` lets it.
    pub async fn look_beyond(
        &self,
        url: &Sensitive<String>,
        vantage: &str,
        manner: Manner,
    ) -> Sighting {
        let until = Instant::now() + self.longest_look();
        let looker = &self.0.looker;
        looker
            .look_beyond(url, vantage, manner, Reach::Anywhere, until)
            .await
    }

    /// The same, of this one URL, and over by then: see [`Egress::look_at_one`].
    pub async fn look_beyond_at_one(
        &self,
        url: &Sensitive<String>,
        vantage: &str,
        manner: Manner,
        until: Instant,
    ) -> Sighting {
        let looker = &self.0.looker;
        looker
            .look_beyond(url, vantage, manner, Reach::OnePlace, until)
            .await
    }

    /// How long a look may take as a whole, with all that is asked beyond HEAD and further: four times as long as one
    /// question, and never longer than [`LONGEST_LOOK`].
    pub fn longest_look(&self) -> Duration {
        self.0.looker.longest()
    }

    /// From where places can be looked at: the house first.
    pub fn vantages(&self) -> &[Vantage] {
        self.0.looker.vantages()
    }

    /// Whether the network of a vantage point works: its resolver answers, through its proxy where it has one; of
    /// [`TOR`], the local Tor listens. A name that no vantage point has means the house.
    pub async fn probe(&self, vantage: &str) -> bool {
        self.0.looker.probe(vantage).await
    }

    /// Whether there is a way to onion services.
    pub fn reaches_onions(&self) -> bool {
        self.0.looker.reaches_onions()
    }

    /// Whether the local Tor listens: it is connected to and hung up on.
    pub async fn probe_tor(&self) -> Result<(), Fault> {
        self.0.looker.probe_tor().await
    }

    /// Ends a round of looks: hangs up on the hosts that were asked, and forgets what their names stood for.
    pub fn rest(&self) {
        self.0.looker.rest();
    }

    /// Gets the HTML of the page that a look by HEAD from this vantage point has found: at most its first 2 MiB,
    /// inflated at most 4 MiB.
    ///
    /// Only where HEAD, then the answer to GET and then its first bytes say HTML is more of it read. Whatever else it
    /// is, media above all, is left at its headers; where the GET is led elsewhere, HEAD is sent there first. Redirects
    /// and credentials are as in [`Egress::look`]. It takes at most three times as long as other questions.
    pub async fn page_behind(&self, head: &Sighting, vantage: &str) -> Paged {
        let looker = &self.0.looker;
        let until = Instant::now() + looker.longest_page();
        looker
            .page_behind(head, vantage, Reach::Anywhere, until)
            .await
    }

    /// The same, of the one URL that was asked last: see [`Paged::leads_to`].
    pub async fn page_at_one(&self, head: &Sighting, vantage: &str) -> Paged {
        let until = Instant::now() + self.0.looker.longest_page();
        self.page_at_one_until(head, vantage, until).await
    }

    /// The same, and over by then: what was asked stands in it, whether or not it was answered in time.
    pub async fn page_at_one_until(&self, head: &Sighting, vantage: &str, until: Instant) -> Paged {
        let looker = &self.0.looker;
        looker
            .page_behind(head, vantage, Reach::OnePlace, until)
            .await
    }

    /// Asks a registry (RFC 7480) at a URL that a bootstrap document, a registry or a redirect led to, for a document
    /// of at most 512 KiB. A redirect is an answer too: whoever asks decides whether to go there, and when.
    ///
    /// `now` is what a date in `Retry-After` is held against where the registry does not say what time it is.
    pub async fn rdap(
        &self,
        url: &Sensitive<String>,
        now: Timestamp,
    ) -> Result<Registration, FetchError> {
        self.0.http.rdap(url, now).await
    }

    /// Asks a WHOIS server (RFC 3912): one that another named, as a host or `host:port`, or else the configured one.
    /// At most 64 KiB, as the bytes came; what is longer is cut.
    ///
    /// A port other than 43 is dialled in a demonstration alone: a stranger must not choose it.
    pub async fn whois(
        &self,
        server: Option<&Sensitive<String>>,
        question: &str,
    ) -> Result<Vec<u8>, FetchError> {
        self.0.whois.ask(server, question).await
    }

    /// The WHOIS server that the hotline itself names for a top-level domain.
    pub fn whois_server(&self, ending: &str) -> Option<String> {
        self.0.whois.server_of(ending)
    }

    /// Whether there is a WHOIS server to begin with.
    pub fn asks_whois(&self) -> bool {
        self.0.whois.is_configured()
    }

    /// Gets a file of the RDAP bootstrap (RFC 9224): `dns.json`, `ipv4.json`, `ipv6.json` or `asn.json`.
    pub async fn rdap_bootstrap(&self, file: &str) -> Result<Vec<u8>, FetchError> {
        self.0.http.rdap_bootstrap(file).await
    }

    /// Hands a mail to the relay.
    pub async fn send(&self, mail: &Composed) -> Result<Accepted, MailError> {
        self.relay()?.send(mail).await
    }

    /// Rings somebody by the configured command, which reads whom to ring, one line, and then the text.
    pub async fn ring(&self, whom: &str, text: &str) -> Result<(), RingError> {
        ring::ring(&self.0.bell, whom, text).await
    }

    /// Whether the relay is configured as one that passes mail on over verified TLS alone. Only then may a
    /// mail hold URLs.
    pub fn relay_enforces_tls(&self) -> bool {
        self.0.relay.as_ref().is_some_and(Relay::enforces_tls)
    }

    /// Opens the mailbox in which answers arrive.
    pub async fn mailbox(&self) -> Result<Mailbox, MailboxError> {
        let mailbox = self.0.mailbox.as_ref().ok_or(MailboxError::None)?;
        mailbox.open().await
    }

    /// The address whose mail arrives in the mailbox, where there is one.
    pub fn answers_to(&self) -> Option<&str> {
        self.0.mailbox.as_ref().map(Mailboxes::address)
    }

    /// Asks the resolver for the name servers of the root: whether it answers at all.
    pub async fn probe_dns(&self) -> Result<(), NameError> {
        let resolver = self.0.resolver.as_ref().ok_or(NameError::NoResolver)?;
        resolver.probe().await
    }

    /// Connects to the relay, greets it, verifies its TLS, signs in where configured and takes leave.
    pub async fn probe_smtp(&self) -> Result<(), MailError> {
        self.relay()?.probe().await
    }

    fn relay(&self) -> Result<&Relay, MailError> {
        self.0.relay.as_ref().ok_or(MailError::NoRelay)
    }
}

/// The certificate authorities of a PEM file, at least one.
fn authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let pem = std::fs::read(path).map_err(Error::CaFile)?;
    let authorities = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Error::Authorities)?;
    if authorities.is_empty() {
        return Err(Error::Authorities);
    }
    Ok(authorities)
}

/// What caused an error, from the outermost cause inwards.
fn causes<'a>(
    error: &'a dyn std::error::Error,
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |cause| {
        // What an input or output error wraps is not its source but within it.
        match cause
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::get_ref)
        {
            Some(Some(within)) => Some(within),
            _ => cause.source(),
        }
    })
}
