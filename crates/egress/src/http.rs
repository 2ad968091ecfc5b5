//! HTTP: GET for registration data. Redirects are followed by hand, so that each hop is checked like the first. What
//! looks at reported places is `look`.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Sensitive, Timestamp};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, DATE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Client, Response, StatusCode, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use crate::address::{Forbidden, Rules, check_port};
use crate::names::{NameError, Resolver};
use crate::{Config, Error, authorities, causes};

/// The most redirects that are followed.
const REDIRECTS: usize = 5;

/// The largest registration document, in bytes.
const DOCUMENT: usize = 512 * 1024;

/// The longest header value that is kept, in bytes.
const HEADER: usize = 256;

/// The most headers an answer may have.
const HEADERS: usize = 100;

const IDENTITY: HeaderValue = HeaderValue::from_static("identity");
const RDAP: HeaderValue = HeaderValue::from_static("application/rdap+json");
const RDAP_OR_JSON: HeaderValue =
    HeaderValue::from_static("application/rdap+json, application/json;q=0.9");

/// What a registry answered. It prints as which of the two it was alone.
#[derive(Clone, PartialEq, Eq)]
pub enum Registration {
    /// A document, as it came.
    Document(Vec<u8>),
    /// The registry sends whoever asks to this URL.
    Elsewhere(Sensitive<String>),
}

impl fmt::Debug for Registration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Document(_) => "Document",
            Self::Elsewhere(_) => "Elsewhere",
        })
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not an http or https URL with a host; also where a redirect led to none.
    #[error("not an http or https URL")]
    Url,
    /// The host has no address for us.
    #[error(transparent)]
    Name(#[from] NameError),
    /// No address of the host may be dialled; also where a redirect led there.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// More than five redirects.
    #[error("too many redirects")]
    Redirects,
    /// No connection could be made.
    #[error("no connection to the server")]
    Unreachable,
    /// The server's certificate is not valid for the host.
    #[error("the server could not be verified")]
    Untrusted,
    /// The time was over.
    #[error("the server took too long")]
    TimedOut,
    /// The connection broke off, or what came is not HTTP or has more than 100 headers.
    #[error("the server gave no proper answer")]
    Broken,
    /// A registration document larger than 512 KiB, or a page that inflates to more than 4 MiB.
    #[error("the document is too large")]
    TooLarge,
    /// It is no page of HTML, by its type or its first bytes: the rest was not read.
    #[error("it is no page of HTML")]
    NotHtml,
    /// A registry answered something else than a document, or a place something else than a page.
    #[error("the server answered with status {status}")]
    Status {
        /// The status; 404 means that the registry knows no such object (RFC 7480, section 5.3).
        status: u16,
        /// How long it asks to be left alone, where it says so: in seconds or by a date (RFC 9110, section
        /// 10.2.3).
        retry_after: Option<Duration>,
    },
}

impl FetchError {
    /// The name, as evidence has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Name(error) => error.name(),
            Self::Forbidden(_) => "forbidden",
            Self::Redirects => "redirects",
            Self::Unreachable => "unreachable",
            Self::Untrusted => "certificate",
            Self::TimedOut => "timed_out",
            Self::Broken => "broken",
            Self::TooLarge => "too_large",
            Self::NotHtml => "not_html",
            Self::Status { .. } => "status",
        }
    }
}

/// The HTTP clients.
pub(crate) struct Http {
    /// Dials checked addresses alone.
    checked: Client,
    /// The same for registries, whose names need not be asked for each time.
    registries: Client,
    /// Dials what the operator configured.
    trusting: Client,
    bootstrap: Url,
    rules: Rules,
    timeout: Duration,
}

/// Whose word a URL is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Operators,
    Strangers,
    /// A stranger's too, and one whose name the DNS may have said a moment ago.
    Registries,
}

impl Http {
    pub(crate) fn new(config: &Config, resolver: Option<&Resolver>) -> Result<Self, Error> {
        let bootstrap = Url::parse(&config.rdap_bootstrap)
            .ok()
            .filter(|url| is_web(url) && url.path().ends_with('/'))
            .ok_or(Error::Bootstrap)?;
        let tls = tls(config.ca_file.as_deref())?;
        let client = |word: Word| {
            client(
                config,
                tls.clone(),
                Guard {
                    resolver: resolver.cloned(),
                    rules: config.rules(),
                    word,
                },
            )
        };
        Ok(Self {
            checked: client(Word::Strangers)?,
            registries: client(Word::Registries)?,
            trusting: client(Word::Operators)?,
            bootstrap,
            rules: config.rules(),
            timeout: config.timeout,
        })
    }

    pub(crate) async fn rdap(
        &self,
        url: &Sensitive<String>,
        now: Timestamp,
    ) -> Result<Registration, FetchError> {
        let mut url = Url::parse(url.expose()).map_err(|_| FetchError::Url)?;
        self.in_time(async {
            let response = self.ask(&mut url, &RDAP, Word::Registries).await?;
            match redirection(&response, &url)? {
                Some(next) => Ok(Registration::Elsewhere(Sensitive::new(next.into()))),
                None => document(response, Some(now))
                    .await
                    .map(Registration::Document),
            }
        })
        .await
    }

    pub(crate) async fn rdap_bootstrap(&self, file: &str) -> Result<Vec<u8>, FetchError> {
        // Nothing that could lead away from the configured place.
        let is_file = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.';
        if file.is_empty() || file.starts_with('.') || !file.bytes().all(is_file) {
            return Err(FetchError::Url);
        }
        let url = self.bootstrap.join(file).map_err(|_| FetchError::Url)?;
        self.in_time(async {
            let walked = self.walk(url, RDAP_OR_JSON, Word::Operators);
            document(walked.await?, None).await
        })
        .await
    }

    async fn in_time<T>(
        &self,
        question: impl Future<Output = Result<T, FetchError>>,
    ) -> Result<T, FetchError> {
        tokio::time::timeout(self.timeout, question)
            .await
            .unwrap_or(Err(FetchError::TimedOut))
    }

    /// Asks, and goes where redirects lead. What a redirect leads to is a stranger's word.
    async fn walk(
        &self,
        mut url: Url,
        accept: HeaderValue,
        mut word: Word,
    ) -> Result<Response, FetchError> {
        for _ in 0..=REDIRECTS {
            let response = self.ask(&mut url, &accept, word).await?;
            let Some(next) = redirection(&response, &url)? else {
                return Ok(response);
            };
            url = next;
            word = Word::Strangers;
        }
        Err(FetchError::Redirects)
    }

    async fn ask(
        &self,
        url: &mut Url,
        accept: &HeaderValue,
        word: Word,
    ) -> Result<Response, FetchError> {
        if !is_web(url) {
            return Err(FetchError::Url);
        }
        // The client would send credentials of the URL along.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        if word != Word::Operators {
            check_port(url.port_or_known_default().unwrap_or_default())?;
        }
        // The client asks its resolver for names alone, so a literal address is checked here.
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(address.into(), word)?,
            Some(Host::Ipv6(address)) => self.check(address.into(), word)?,
            Some(Host::Domain(_)) | None => {}
        }
        let client = match word {
            Word::Strangers => &self.checked,
            Word::Registries => &self.registries,
            Word::Operators => &self.trusting,
        };
        let request = client
            .get(url.clone())
            .header(ACCEPT, accept)
            .header(ACCEPT_ENCODING, IDENTITY);
        let response = request.send().await.map_err(|error| fault(&error))?;
        let address = response.remote_addr().ok_or(FetchError::Unreachable)?.ip();
        // The connection was made to a checked address; should it ever not be so, nobody hears of it.
        self.check(address, word)?;
        Ok(response)
    }

    fn check(&self, address: IpAddr, word: Word) -> Result<(), Forbidden> {
        match word {
            Word::Operators => Ok(()),
            Word::Strangers | Word::Registries => self.rules.check(address),
        }
    }
}

/// The body of a good answer, or what the answer says instead.
async fn document(mut response: Response, now: Option<Timestamp>) -> Result<Vec<u8>, FetchError> {
    if response.status() != StatusCode::OK {
        return Err(refusal(&response, now));
    }
    let mut document = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| fault(&error))? {
        if part.len() > DOCUMENT.saturating_sub(document.len()) {
            return Err(FetchError::TooLarge);
        }
        document.extend_from_slice(&part);
    }
    Ok(document)
}

/// How long a server asks to be left alone. A date is held against the server's own, whose clock may be wrong
/// as that date is, or else against ours.
fn retry_after(headers: &HeaderMap, now: Option<Timestamp>) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    let theirs = text(headers, &DATE).and_then(|date| crate::retry::http_date(&date));
    // Seconds need no clock.
    let now = theirs.or(now).unwrap_or_default();
    crate::retry::retry_after(&value, now)
}

/// Finds the addresses a connection may be made to. The client dials what this gives and nothing else, so
/// no second answer of the DNS can come between the check and the connection.
struct Guard {
    resolver: Option<Resolver>,
    rules: Rules,
    word: Word,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, rules, word) = (self.resolver.clone(), self.rules.clone(), self.word);
        Box::pin(async move {
            let resolver = resolver.ok_or(FetchError::Name(NameError::NoResolver))?;
            let found = match word {
                Word::Registries => resolver.names_of_late(name.as_str()).await,
                Word::Strangers | Word::Operators => resolver.names(name.as_str()).await,
            };
            let mut addresses = found.map_err(FetchError::Name)?.addresses;
            if word != Word::Operators {
                // One that may not be dialled does not hide those that may.
                addresses.retain(|address| rules.check(*address).is_ok());
            }
            if addresses.is_empty() {
                return Err(FetchError::Forbidden(Forbidden).into());
            }
            let addresses: Addrs =
                Box::new(addresses.into_iter().map(|address| (address, 0).into()));
            Ok(addresses)
        })
    }
}

fn client(config: &Config, tls: ClientConfig, guard: Guard) -> Result<Client, Error> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(guard))
        .user_agent(&config.user_agent)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .http1_max_headers(HEADERS)
        // A kept connection would hide that a name leads elsewhere by now.
        .pool_max_idle_per_host(0)
        // Shared out among the addresses, so that a dead one does not use up all the time.
        .connect_timeout(config.timeout / 2)
        .build()
        .map_err(|_| Error::Client)
}

fn tls(ca_file: Option<&Path>) -> Result<ClientConfig, Error> {
    let roots = roots(ca_file)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| Error::Client)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// The authorities that are trusted: the public ones, and those of the file.
pub(crate) fn roots(ca_file: Option<&Path>) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in ca_file.map(authorities).transpose()?.unwrap_or_default() {
        roots.add(certificate).map_err(|_| Error::Authorities)?;
    }
    Ok(roots)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Where a redirect leads, if the answer is one (RFC 9110, section 15.4).
fn redirection(response: &Response, url: &Url) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.headers().get(LOCATION) else {
        return Ok(None);
    };
    let location = std::str::from_utf8(location.as_bytes()).map_err(|_| FetchError::Url)?;
    led(url, location).map(Some)
}

/// Where a redirect leads from here.
fn led(url: &Url, location: &str) -> Result<Url, FetchError> {
    let mut next = url.join(location).map_err(|_| FetchError::Url)?;
    next.set_fragment(None);
    // What was verified is not gone on with unverified.
    if url.scheme() == "https" && next.scheme() != "https" {
        return Err(FetchError::Untrusted);
    }
    Ok(next)
}

/// What an answer says that is no document.
fn refusal(response: &Response, now: Option<Timestamp>) -> FetchError {
    FetchError::Status {
        status: response.status().as_u16(),
        retry_after: retry_after(response.headers(), now),
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= HEADER).then(|| value.to_owned())
}

/// What went wrong, without the client's text: that has the URL in it.
fn fault(error: &reqwest::Error) -> FetchError {
    for cause in causes(error) {
        if let Some(ours) = cause.downcast_ref::<FetchError>() {
            return *ours;
        }
        if cause.is::<rustls::Error>() {
            return FetchError::Untrusted;
        }
    }
    if error.is_timeout() {
        FetchError::TimedOut
    } else if error.is_connect() {
        FetchError::Unreachable
    } else {
        FetchError::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_never_leads_from_what_is_verified_to_what_is_not() {
        let led_to = |from: &str, to: &str| {
            led(&Url::parse(from).unwrap(), to).map(|url| url.as_str().to_owned())
        };
        for (from, to, expected) in [
            (
                "https://one.test/a",
                "https://two.test/b#part",
                Ok("https://two.test/b"),
            ),
            ("https://one.test/a", "/b", Ok("https://one.test/b")),
            (
                "https://one.test/a",
                "//two.test/b",
                Ok("https://two.test/b"),
            ),
            (
                "http://one.test/a",
                "https://one.test/a",
                Ok("https://one.test/a"),
            ),
            (
                "http://one.test/a",
                "http://two.test/b",
                Ok("http://two.test/b"),
            ),
            (
                "https://one.test/a",
                "http://one.test/a",
                Err(FetchError::Untrusted),
            ),
            (
                "https://one.test/a",
                "HTTP://two.test/b",
                Err(FetchError::Untrusted),
            ),
            (
                "https://one.test/a",
                "ftp://two.test/b",
                Err(FetchError::Untrusted),
            ),
        ] {
            assert_eq!(led_to(from, to), expected.map(str::to_owned), "{from} {to}");
        }
    }
}
