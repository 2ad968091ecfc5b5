//! A look at a reported place: HEAD over HTTP/1.1, and nothing of a body.
//!
//! The client is our own, on `hyper`, so that we hold what a general one hides: the address that was checked is
//! the one that is dialled, on every hop; what comes back is limited in size, number and time; the certificate
//! is known even where it is at fault; and one connection to a host is kept while that host is being served.
//! Every step is evidence.

mod asked;
mod beyond;
mod page;
mod sighting;

pub use asked::Asked;
pub use beyond::Manner;
pub use page::{Page, Paged};
use sighting::headers;
pub use sighting::{Certificate, CertificateFault, Fault, Headers, Sighting, Step};

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::{ACCEPT, HOST, HeaderValue, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Method, Request, Response};
use kernel::Sensitive;
use tokio::net::TcpStream;
use tokio::time::Instant;
use url::{Host, Url};

use crate::address::check_port;
use crate::dial::{Connection, Dialler, HEADS, NoBody};
use crate::names::Names;
use crate::tor::{Tor, is_onion};
use crate::vantage::{TOR, Vantage};
use crate::{Config, Error};

/// The most redirects that are followed.
pub const REDIRECTS: usize = 5;

/// How far redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Wherever they lead.
    Anywhere,
    /// Not at all: whoever asks decides whether what they lead to is asked for, and when.
    OnePlace,
}

impl Reach {
    fn goes_on(self) -> bool {
        self == Self::Anywhere
    }
}

/// The longest that a look takes as a whole, with all that is asked beyond HEAD: whoever holds a lease of a job for it
/// still has time to write down what it showed.
pub const LONGEST_LOOK: Duration = Duration::from_secs(40);

/// So many times longer than one question a look as a whole may take, and a question to an onion service.
const TIMES: u32 = 4;

/// How long a connection is kept for the next look at the same host.
const KEPT_FOR: Duration = Duration::from_millis(1_500);

/// The most connections that are kept: looks at a host are some hundred milliseconds apart, so that many hosts are
/// between two of them at any time.
const KEPT: usize = 512;

/// How often those are hung up on that were kept for long enough.
const SWEEP: Duration = Duration::from_secs(1);

/// How long an answer of the DNS is good for: looks at one host follow one another.
const NAMES_FOR: Duration = Duration::from_secs(30);

/// The most names that are remembered.
const NAMES: usize = 16_384;

const ANY: HeaderValue = HeaderValue::from_static("*/*");

/// Scheme, host and port: whom a connection is with, seen from one vantage point.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Origin {
    vantage: usize,
    tls: bool,
    host: String,
    port: u16,
}

/// A connection that waits for the next look at its host.
struct Kept {
    connection: Connection,
    since: Instant,
}

/// The connections that wait.
struct Pool {
    by_origin: HashMap<Origin, Kept>,
    swept: Instant,
}

impl Kept {
    fn is_good(&self) -> bool {
        self.since.elapsed() < KEPT_FOR && self.connection.lives()
    }
}

/// The client. It keeps no cookie, sends no credentials, and knows of no proxy but its vantage points.
pub(crate) struct Looker {
    dialler: Dialler,
    vantages: Vec<Vantage>,
    tor: Option<Tor>,
    user_agent: HeaderValue,
    timeout: Duration,
    host_gap: Duration,
    kept: Mutex<Pool>,
    names: Mutex<HashMap<(usize, String), (Instant, Names)>>,
}

impl Looker {
    pub(crate) fn new(config: &Config, dialler: Dialler) -> Result<Self, Error> {
        let mut vantages = vec![Vantage::house()];
        vantages.extend(config.vantages.iter().cloned());
        Ok(Self {
            dialler,
            vantages,
            tor: config.tor.map(Tor),
            user_agent: HeaderValue::from_str(&config.user_agent).map_err(|_| Error::Client)?,
            timeout: config.timeout,
            host_gap: config.host_gap,
            kept: Mutex::new(Pool {
                by_origin: HashMap::new(),
                swept: Instant::now(),
            }),
            names: Mutex::default(),
        })
    }

    pub(crate) const fn reaches_onions(&self) -> bool {
        self.tor.is_some()
    }

    pub(crate) async fn probe_tor(&self) -> Result<(), Fault> {
        let tor = self.tor.ok_or(Fault::NoTor)?;
        let connected =
            tokio::time::timeout(self.timeout, crate::dial::connect(tor.0, HEADS)).await;
        match connected {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Fault::Vantage),
        }
    }

    pub(crate) fn vantages(&self) -> &[Vantage] {
        &self.vantages
    }

    pub(crate) async fn look(
        &self,
        url: &Sensitive<String>,
        vantage: &str,
        reach: Reach,
    ) -> Sighting {
        let until = Instant::now() + self.longest();
        self.look_until(url, vantage, reach, until).await
    }

    /// The same, and over by then.
    async fn look_until(
        &self,
        url: &Sensitive<String>,
        vantage: &str,
        reach: Reach,
        until: Instant,
    ) -> Sighting {
        let mut steps = Vec::new();
        let number = self.number(vantage);
        let until = until.min(Instant::now() + self.patience_with(url, number));
        let walk = self.walk(url, number, reach, &mut steps);
        let end = tokio::time::timeout_at(until, walk)
            .await
            .unwrap_or(Err(Fault::TimedOut));
        Sighting { steps, end }
    }

    /// How long a look may take as a whole.
    pub(crate) fn longest(&self) -> Duration {
        self.timeout.saturating_mul(TIMES).min(LONGEST_LOOK)
    }

    /// The place of this name among the vantage points; the house's where there is none.
    fn number(&self, vantage: &str) -> usize {
        self.vantages
            .iter()
            .position(|known| known.name == vantage)
            .unwrap_or_default()
    }

    /// How long a look from here may take: the way through a proxy is longer.
    const fn patience(&self, vantage: &Vantage) -> Duration {
        match vantage.proxy {
            Some(_) => self.timeout.saturating_mul(2),
            None => self.timeout,
        }
    }

    /// How long a look at a place may take from here: circuits to an onion service take their time.
    fn patience_with(&self, url: &Sensitive<String>, vantage: usize) -> Duration {
        let url = Url::parse(url.expose()).ok();
        match (
            url.as_ref().and_then(Url::host_str),
            self.vantages.get(vantage),
        ) {
            (Some(host), _) if is_onion(host) => self.longest(),
            (_, Some(vantage)) => self.patience(vantage),
            (_, None) => self.timeout,
        }
    }

    /// Whether the network of a vantage point works; of [`TOR`], whether Tor takes connections.
    pub(crate) async fn probe(&self, vantage: &str) -> bool {
        if vantage == TOR {
            return self.probe_tor().await.is_ok();
        }
        let Some(vantage) = self.vantages.get(self.number(vantage)) else {
            return false;
        };
        let probe = self.dialler.probe(vantage);
        tokio::time::timeout(self.patience(vantage), probe)
            .await
            .unwrap_or_default()
    }

    /// Hangs up, and forgets what names stood for.
    pub(crate) fn rest(&self) {
        lock(&self.kept).by_origin.clear();
        lock(&self.names).clear();
    }

    async fn walk(
        &self,
        url: &Sensitive<String>,
        vantage: usize,
        reach: Reach,
        steps: &mut Vec<Step>,
    ) -> Result<u16, Fault> {
        let mut url = Url::parse(url.expose()).map_err(|_| Fault::Url)?;
        loop {
            prepare(&mut url)?;
            let mut asked = Step::at(&url);
            steps.push(asked.clone());
            let outcome = self.ask(&url, vantage, &mut asked, steps).await;
            if let Some(last) = steps.last_mut() {
                *last = asked;
            }
            let status = outcome?;
            let Some(next) = redirection(status, steps.last(), &url)? else {
                return Ok(status);
            };
            if steps.len() > REDIRECTS {
                return Err(Fault::Redirects);
            }
            if !reach.goes_on() {
                return Ok(status);
            }
            // One host is not asked twice at once, not even for two steps of one look.
            if asked_of(steps, &next) {
                tokio::time::sleep(self.host_gap).await;
            }
            url = next;
        }
    }

    /// Puts one request, over a kept connection if there is one that still lives.
    async fn ask(
        &self,
        url: &Url,
        vantage: usize,
        step: &mut Step,
        steps: &mut [Step],
    ) -> Result<u16, Fault> {
        let origin = origin(url, vantage)?;
        if let Some(mut kept) = self.take(&origin) {
            step.dialled = (!is_onion(&origin.host)).then_some(kept.address);
            step.certificate = kept.certificate;
            if let Ok(response) = kept.ask(self.request(url)?).await {
                return Ok(self.answered(origin, kept, step, &response));
            }
            // It may have been closed for its age alone: what a new one says counts.
            *step = Step::at(url);
        }
        let mut connection = self.connect(&origin, step).await?;
        // Should the time run out, the evidence has what was known before the answer.
        if let Some(last) = steps.last_mut() {
            *last = step.clone();
        }
        let response = connection.ask(self.request(url)?).await?;
        Ok(self.answered(origin, connection, step, &response))
    }

    fn answered(
        &self,
        origin: Origin,
        connection: Connection,
        step: &mut Step,
        response: &Response<Incoming>,
    ) -> u16 {
        let status = response.status().as_u16();
        step.status = Some(status);
        step.headers = headers(response.headers());
        self.keep(origin, connection);
        status
    }

    fn request(&self, url: &Url) -> Result<Request<NoBody>, Fault> {
        let request = self.put(Method::HEAD, url)?.header(ACCEPT, ANY);
        request.body(NoBody).map_err(|_| Fault::Url)
    }

    /// What every request says.
    fn put(&self, method: Method, url: &Url) -> Result<Builder, Fault> {
        let target = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let host = match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => return Err(Fault::Url),
        };
        Ok(Request::builder()
            .method(method)
            .uri(target)
            .header(HOST, host)
            .header(USER_AGENT, &self.user_agent))
    }

    async fn connect(&self, origin: &Origin, step: &mut Step) -> Result<Connection, Fault> {
        if is_onion(&origin.host) {
            return self.connect_onion(origin, step).await;
        }
        let (stream, address) = self.reach(origin, step, HEADS).await?;
        self.begin(origin, stream, address, step).await
    }

    async fn begin(
        &self,
        origin: &Origin,
        stream: TcpStream,
        address: IpAddr,
        step: &mut Step,
    ) -> Result<Connection, Fault> {
        let host = origin.tls.then_some(origin.host.as_str());
        self.dialler
            .speak(stream, address, host, &mut step.certificate)
            .await
    }

    /// A connection to a checked address, on a socket that takes in so much before it is read.
    async fn reach(
        &self,
        origin: &Origin,
        step: &mut Step,
        receive: u32,
    ) -> Result<(TcpStream, IpAddr), Fault> {
        let vantage = self.vantages.get(origin.vantage).ok_or(Fault::Vantage)?;
        let names = if let Some(names) = self.remembered(origin) {
            names
        } else {
            let names = self.dialler.names(vantage, &origin.host).await?;
            self.remember(origin, &names);
            names
        };
        step.resolved.clone_from(&names.addresses);
        let addresses = self.dialler.allowed(&names.addresses)?;
        let (stream, address) = self
            .dialler
            .dial(
                vantage,
                (&addresses, origin.port),
                self.patience(vantage),
                receive,
            )
            .await?;
        step.dialled = Some(address);
        Ok((stream, address))
    }

    /// A connection to an onion service, by Tor whatever the vantage point: no name of one is ever asked of a resolver.
    async fn connect_onion(&self, origin: &Origin, step: &mut Step) -> Result<Connection, Fault> {
        let tor = self.tor.ok_or(Fault::NoTor)?;
        let stream = tor.connect(&origin.host, origin.port).await?;
        let host = origin.tls.then_some(origin.host.as_str());
        self.dialler
            .speak(stream, tor.0.ip(), host, &mut step.certificate)
            .await
    }

    fn take(&self, origin: &Origin) -> Option<Connection> {
        let kept = lock(&self.kept).by_origin.remove(origin)?;
        kept.is_good().then_some(kept.connection)
    }

    fn keep(&self, origin: Origin, connection: Connection) {
        let mut kept = lock(&self.kept);
        let since = Instant::now();
        if since - kept.swept >= SWEEP {
            kept.by_origin.retain(|_, one| one.is_good());
            kept.swept = since;
        }
        if kept.by_origin.len() < KEPT {
            kept.by_origin.insert(origin, Kept { connection, since });
        }
    }

    fn remembered(&self, origin: &Origin) -> Option<Names> {
        let names = lock(&self.names);
        let (since, found) = names.get(&(origin.vantage, origin.host.clone()))?;
        (since.elapsed() < NAMES_FOR).then(|| found.clone())
    }

    fn remember(&self, origin: &Origin, found: &Names) {
        let mut names = lock(&self.names);
        if names.len() >= NAMES {
            names.clear();
        }
        let key = (origin.vantage, origin.host.clone());
        names.insert(key, (Instant::now(), found.clone()));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a step of this look asked the host of a URL.
fn asked_of(steps: &[Step], url: &Url) -> bool {
    steps.iter().any(|step| {
        let asked = Url::parse(step.url.expose()).ok();
        asked.is_some_and(|asked| asked.host() == url.host())
    })
}

/// Credentials and fragment are not for the server.
fn prepare(url: &mut Url) -> Result<(), Fault> {
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(Fault::Url);
    }
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    Ok(())
}

fn origin(url: &Url, vantage: usize) -> Result<Origin, Fault> {
    let host = match url.host().ok_or(Fault::Url)? {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    };
    let port = url.port_or_known_default().ok_or(Fault::Url)?;
    check_port(port)?;
    Ok(Origin {
        vantage,
        tls: url.scheme() == "https",
        host,
        port,
    })
}

/// Where the last answer leads, if that is elsewhere.
fn leads_to(last: Option<&Step>) -> Option<Sensitive<String>> {
    let url = Url::parse(last?.url.expose()).ok()?;
    let next = redirection(last?.status?, last, &url).ok()??;
    Some(Sensitive::new(next.into()))
}

/// Where a redirect leads, if the answer is one (RFC 9110, section 15.4).
fn redirection(status: u16, step: Option<&Step>, url: &Url) -> Result<Option<Url>, Fault> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = step.and_then(|step| step.headers.location.as_ref()) else {
        return Ok(None);
    };
    let mut next = url.join(location.expose()).map_err(|_| Fault::Astray)?;
    prepare(&mut next).map_err(|_| Fault::Astray)?;
    Ok(Some(next))
}
