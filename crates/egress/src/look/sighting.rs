//! What a look brings back: each request, and how it ended. It prints as counts alone.

use std::fmt;
use std::net::IpAddr;

use hyper::header::{
    CONTENT_LENGTH, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, LAST_MODIFIED, LOCATION,
    RETRY_AFTER, SERVER,
};
use kernel::Sensitive;
use url::Url;

use super::Asked;
use crate::address::Forbidden;
use crate::names::NameError;

/// The longest header value that is kept, in bytes.
const HEADER: usize = 256;

/// What a look brought back. It prints as counts alone.
#[derive(Clone)]
pub struct Sighting {
    /// Each request, in order: the first asked for the place, the others followed redirects.
    pub steps: Vec<Step>,
    /// The status of the last answer, or why there was none.
    pub end: Result<u16, Fault>,
}

impl Sighting {
    /// Where it would go on, if a look at one host was led to another.
    pub fn leads_to(&self) -> Option<Sensitive<String>> {
        self.end.ok().and_then(|_| super::leads_to(self.last()))
    }
}

/// One request of a look.
#[derive(Clone)]
pub struct Step {
    /// How it was asked.
    pub asked: Asked,
    /// What was asked for, without credentials.
    pub url: Sensitive<String>,
    /// What the name stood for; empty where a connection was kept, or there was no answer.
    pub resolved: Vec<IpAddr>,
    /// The address that was dialled.
    pub dialled: Option<IpAddr>,
    /// The certificate that the server showed.
    pub certificate: Option<Certificate>,
    /// The status of its answer.
    pub status: Option<u16>,
    /// The headers of its answer that matter.
    pub headers: Headers,
}

/// A server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256 of the certificate in DER.
    pub fingerprint: [u8; 32],
    /// What is wrong with it.
    pub fault: Option<CertificateFault>,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// Its time is over, or has not come.
    Expired,
    /// It is somebody else's.
    WrongName,
    /// Nobody whom we trust has signed it.
    UnknownIssuer,
    /// Something else.
    Other,
}

/// Headers as the server wrote them, if they are ASCII of at most 256 bytes.
#[derive(Clone, Default)]
pub struct Headers {
    /// `Date`.
    pub date: Option<String>,
    /// `Server`.
    pub server: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Length`.
    pub content_length: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Retry-After`: see [`crate::retry_after`].
    pub retry_after: Option<String>,
    /// `Location`, of any length that a header may have.
    pub location: Option<Sensitive<String>>,
}

/// Why a look has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not an http or https URL with a host.
    #[error("not an http or https URL")]
    Url,
    /// A redirect led to no http or https URL.
    #[error("a redirect to what is no http or https URL")]
    Astray,
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
    /// The proxy of the vantage point did not connect us.
    #[error("the vantage point could not be used")]
    Vantage,
    /// It is an onion service, and no Tor is configured.
    #[error("there is no way to onion services")]
    NoTor,
    /// The server does not speak TLS with us.
    #[error("no TLS with the server")]
    Handshake,
    /// The server's certificate is at fault, and nothing was asked of it.
    #[error("the server could not be verified")]
    Certificate(CertificateFault),
    /// The time was over.
    #[error("the server took too long")]
    TimedOut,
    /// The connection broke off, or what came is not HTTP, or has more or longer headers than are read.
    #[error("the server gave no proper answer")]
    Broken,
}

impl Fault {
    /// The name, as evidence has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Astray => "astray",
            Self::Name(error) => error.name(),
            Self::Forbidden(_) => "forbidden",
            Self::Redirects => "redirects",
            Self::Unreachable => "unreachable",
            Self::Vantage => "vantage",
            Self::NoTor => "no_tor",
            Self::Handshake => "handshake",
            Self::Certificate(_) => "certificate",
            Self::TimedOut => "timed_out",
            Self::Broken => "broken",
        }
    }
}

impl CertificateFault {
    /// The name, as evidence has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::WrongName => "wrong_name",
            Self::UnknownIssuer => "unknown_issuer",
            Self::Other => "other",
        }
    }
}

impl Sighting {
    /// The step that gave the answer, or failed to.
    pub fn last(&self) -> Option<&Step> {
        self.steps.last()
    }
}

impl fmt::Debug for Sighting {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Sighting({:?}, {} steps)",
            self.end,
            self.steps.len()
        )
    }
}

impl Step {
    pub(super) fn at(url: &Url) -> Self {
        Self {
            asked: Asked::Head,
            url: Sensitive::new(url.to_string()),
            resolved: Vec::new(),
            dialled: None,
            certificate: None,
            status: None,
            headers: Headers::default(),
        }
    }
}

/// The headers that matter, of an answer.
pub(super) fn headers(map: &HeaderMap) -> Headers {
    let text = |name: &HeaderName| {
        let value = map.get(name)?.to_str().ok()?;
        (value.len() <= HEADER).then(|| value.to_owned())
    };
    Headers {
        date: text(&DATE),
        server: text(&SERVER),
        content_type: text(&CONTENT_TYPE),
        content_length: text(&CONTENT_LENGTH),
        last_modified: text(&LAST_MODIFIED),
        etag: text(&ETAG),
        retry_after: text(&RETRY_AFTER),
        location: map
            .get(LOCATION)
            .and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
            .map(|value| Sensitive::new(value.to_owned())),
    }
}
