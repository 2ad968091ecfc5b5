//! What a look showed, and what is made of it: pure rules, without store and network.
//!
//! A place is gone by the pack's rule alone: so many looks in a row that found it missing, far enough apart,
//! over a long enough time. Never on one. What says nothing about the content (silence, a failing server)
//! neither counts nor takes back; what shows that the place answers otherwise starts the count anew.

use std::net::IpAddr;
use std::time::Duration;

use egress::{Answer, FetchError, NameError};
use kernel::{Sensitive, Timestamp};
use location::is_same_place;

/// What one look showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// It answers as it should.
    Up,
    /// 404 or 410.
    NotFound,
    /// The DNS says that there is no such name.
    NoSuchName,
    /// It answers, from an address near none that the last trace knew.
    Elsewhere,
    /// It leads to another place.
    Redirected,
    /// 401, 403, 407, 429 or 451: it does not answer us.
    Blocked,
    /// 5xx: the server has trouble.
    ServerError,
    /// 405 or 501: it answers no HEAD.
    HeadRefused,
    /// No answer, or none from the DNS.
    Silent,
    /// An answer that tells nothing: another status, endless redirects, a certificate of somebody else.
    Odd,
    /// Nobody was asked: our own rules or configuration forbid it.
    NotAsked,
    /// A person looked, and said what is to be made of it.
    Person,
}

/// What is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is there.
    Up,
    /// It was not there this time.
    Missing,
    /// It is gone, by the rule.
    Gone,
    /// It is there, and nobody gets at it any more. A person alone says so.
    AccessDisabled,
    /// It is served from elsewhere.
    Moved,
    /// Something else is there.
    Changed,
    /// It does not answer us; it may answer others.
    Blocked,
    /// The server answers with an error of its own.
    ErrorPage,
    /// Nothing can be said.
    Unsure,
}

/// One look of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// What it showed; [`Seen::Up`] too where a person decided so afterwards.
    pub seen: Seen,
}

/// When a place is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// So many misses; never fewer than two.
    pub misses: u32,
    /// So far apart at least: closer ones count as one.
    pub gap: Duration,
    /// From the first to the last at least.
    pub span: Duration,
}

impl Seen {
    /// Everything that a look can show.
    pub const ALL: [Self; 12] = [
        Self::Up,
        Self::NotFound,
        Self::NoSuchName,
        Self::Elsewhere,
        Self::Redirected,
        Self::Blocked,
        Self::ServerError,
        Self::HeadRefused,
        Self::Silent,
        Self::Odd,
        Self::NotAsked,
        Self::Person,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::NotFound => "not_found",
            Self::NoSuchName => "no_such_name",
            Self::Elsewhere => "elsewhere",
            Self::Redirected => "redirected",
            Self::Blocked => "blocked",
            Self::ServerError => "server_error",
            Self::HeadRefused => "head_refused",
            Self::Silent => "silent",
            Self::Odd => "odd",
            Self::NotAsked => "not_asked",
            Self::Person => "person",
        }
    }

    /// What has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|seen| seen.name() == name)
    }

    /// Whether the content was missing.
    pub const fn is_miss(self) -> bool {
        matches!(self, Self::NotFound | Self::NoSuchName)
    }

    /// Whether this says nothing about the content, so that earlier misses still stand.
    const fn says_nothing(self) -> bool {
        matches!(
            self,
            Self::ServerError | Self::Silent | Self::NotAsked | Self::Person
        )
    }
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 9] = [
        Self::Up,
        Self::Missing,
        Self::Gone,
        Self::AccessDisabled,
        Self::Moved,
        Self::Changed,
        Self::Blocked,
        Self::ErrorPage,
        Self::Unsure,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Missing => "missing",
            Self::Gone => "gone",
            Self::AccessDisabled => "access_disabled",
            Self::Moved => "moved",
            Self::Changed => "changed",
            Self::Blocked => "blocked",
            Self::ErrorPage => "error_page",
            Self::Unsure => "unsure",
        }
    }

    /// The verdict of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.name() == name)
    }

    /// Whether a person is to say what it means.
    pub const fn asks_a_person(self) -> bool {
        matches!(
            self,
            Self::Changed | Self::Blocked | Self::ErrorPage | Self::Unsure
        )
    }
}

/// Reads what `egress` brought back from a look at `url`. `known` are the addresses that the last trace
/// found; none when there was no trace.
pub(crate) fn read(
    url: &Sensitive<String>,
    known: &[IpAddr],
    answer: &Result<Answer, FetchError>,
) -> Seen {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return read_error(*error),
    };
    match answer.status {
        404 | 410 => Seen::NotFound,
        405 | 501 => Seen::HeadRefused,
        401 | 403 | 407 | 429 | 451 => Seen::Blocked,
        500..=599 => Seen::ServerError,
        200..=299 if !is_same_place(url.expose(), answer.final_url.expose()) => Seen::Redirected,
        200..=299
            if known.is_empty() || known.iter().any(|known| is_near(*known, answer.address)) =>
        {
            Seen::Up
        }
        200..=299 => Seen::Elsewhere,
        _ => Seen::Odd,
    }
}

/// That a server is silent does not say that the content is gone; that its name is gone does.
const fn read_error(error: FetchError) -> Seen {
    match error {
        FetchError::Name(NameError::NoSuchName) => Seen::NoSuchName,
        FetchError::Name(NameError::Failed)
        | FetchError::Unreachable
        | FetchError::TimedOut
        | FetchError::Broken => Seen::Silent,
        FetchError::Name(NameError::NoResolver) | FetchError::Url | FetchError::Forbidden(_) => {
            Seen::NotAsked
        }
        FetchError::Name(NameError::Aliases)
        | FetchError::Redirects
        | FetchError::Untrusted
        | FetchError::TooLarge
        | FetchError::NotHtml
        | FetchError::Status { .. } => Seen::Odd,
    }
}

/// Whether two addresses are in one network for certain: longer prefixes than these are not routed between
/// networks, so that a server which changes its address within one has not moved.
fn is_near(known: IpAddr, address: IpAddr) -> bool {
    match (known, address) {
        (IpAddr::V4(known), IpAddr::V4(address)) => known
            .octets()
            .iter()
            .take(3)
            .eq(address.octets().iter().take(3)),
        (IpAddr::V6(known), IpAddr::V6(address)) => known
            .octets()
            .iter()
            .take(6)
            .eq(address.octets().iter().take(6)),
        _ => false,
    }
}

/// What is made of a look, after those before it (oldest first).
pub fn judge(earlier: &[Look], now: Look, rules: Rules) -> Verdict {
    match now.seen {
        Seen::Up => Verdict::Up,
        Seen::Elsewhere => Verdict::Moved,
        Seen::Redirected => Verdict::Changed,
        Seen::Blocked => Verdict::Blocked,
        Seen::ServerError => Verdict::ErrorPage,
        Seen::HeadRefused | Seen::Silent | Seen::Odd | Seen::NotAsked | Seen::Person => {
            Verdict::Unsure
        }
        Seen::NotFound | Seen::NoSuchName if is_gone(earlier, now.at, rules) => Verdict::Gone,
        Seen::NotFound | Seen::NoSuchName => Verdict::Missing,
    }
}

/// Counts back from a miss at `now` to the last look that showed something else.
fn is_gone(earlier: &[Look], now: Timestamp, rules: Rules) -> bool {
    let gap = rules.gap.max(Duration::from_micros(1));
    let (mut misses, mut counted, mut first) = (1, now, now);
    for look in earlier.iter().rev() {
        if look.seen.is_miss() {
            first = look.at;
            if counted.since(look.at) >= gap {
                misses += 1;
                counted = look.at;
            }
        } else if !look.seen.says_nothing() {
            break;
        }
    }
    misses >= rules.misses.max(2) && now.since(first) >= rules.span
}

#[cfg(test)]
mod tests;
