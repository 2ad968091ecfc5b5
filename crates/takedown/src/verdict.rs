//! What a look showed, and what is made of it: pure rules, without store and network.
//!
//! A place is gone by the pack's rule alone: so many looks in a row that found it missing, far enough apart,
//! over a long enough time, from two vantage points of which one is abroad. Never on one look; and from one
//! vantage point alone the rule says so to a person, who confirms it. What says nothing about the content
//! (silence, a failing server) neither counts nor takes back; what shows that the place answers otherwise
//! starts the count anew.

use std::net::IpAddr;
use std::time::Duration;

use egress::{Fault, NameError, Sighting};
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
    /// It is a page, and answers with other words than it had.
    OtherWords,
    /// It answers as its host answers whatever it is asked for.
    ErrorWith200,
    /// Somebody answers who parks names.
    Parked,
    /// 401, 407 or 429: it does not answer us.
    Blocked,
    /// 403 or 451: it is kept from us, and perhaps from everybody.
    Forbidden,
    /// 5xx: the server has trouble.
    ServerError,
    /// 405 or 501: it answers no HEAD.
    HeadRefused,
    /// No answer, or none from the DNS.
    Silent,
    /// Nothing takes a connection at any of its addresses.
    Refused,
    /// An answer that tells nothing: another status, endless redirects.
    Odd,
    /// Its certificate is at fault, so nothing was asked of it.
    Untrusted,
    /// Nobody was asked: our own rules or configuration forbid it.
    NotAsked,
    /// It answers just as it did when a person said that it is gone.
    AsSaid,
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
    /// It is gone by all of the rule but this, that it was looked at from one vantage point, or from home alone:
    /// a person confirms it.
    GoneHere,
    /// It is gone, by the rule.
    Gone,
    /// It is there, and nobody gets at it any more: kept from every vantage point after a notice was sent, or a
    /// person says so.
    AccessDisabled,
    /// It is served from elsewhere.
    Moved,
    /// Something else is there.
    Changed,
    /// It does not answer us; it may answer others.
    Blocked,
    /// The server answers with an error of its own, with 200 too, or the name is parked.
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
    /// From which vantage point: each has a number within the looks that are judged together.
    pub vantage: usize,
    /// Whether that is abroad.
    pub abroad: bool,
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
    /// How many vantage points there are.
    pub vantages: usize,
    /// When the first notice that asks to remove it was sent: what is kept from everybody since, and was not before,
    /// was made so.
    pub notified_at: Option<Timestamp>,
}

/// Looks in a row, back from the last, that showed one thing.
struct Run {
    /// So many that count.
    count: u32,
    /// When the first was.
    first: Timestamp,
    /// From where.
    vantages: Vec<usize>,
    /// Whether one was from abroad.
    abroad: bool,
    /// Vantage points that were shown something else since: what they were shown before does not count.
    kept_from: Vec<usize>,
}

impl Seen {
    /// Everything that a look can show.
    pub const ALL: [Self; 19] = [
        Self::Up,
        Self::NotFound,
        Self::NoSuchName,
        Self::Elsewhere,
        Self::Redirected,
        Self::OtherWords,
        Self::ErrorWith200,
        Self::Parked,
        Self::Blocked,
        Self::Forbidden,
        Self::ServerError,
        Self::HeadRefused,
        Self::Silent,
        Self::Refused,
        Self::Odd,
        Self::Untrusted,
        Self::NotAsked,
        Self::AsSaid,
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
            Self::OtherWords => "other_words",
            Self::ErrorWith200 => "error_with_200",
            Self::Parked => "parked",
            Self::Blocked => "blocked",
            Self::Forbidden => "forbidden",
            Self::ServerError => "server_error",
            Self::HeadRefused => "head_refused",
            Self::Silent => "silent",
            Self::Refused => "refused",
            Self::Odd => "odd",
            Self::Untrusted => "untrusted",
            Self::NotAsked => "not_asked",
            Self::AsSaid => "as_said",
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
    pub(crate) const fn says_nothing(self) -> bool {
        matches!(
            self,
            Self::ServerError
                | Self::Silent
                | Self::Refused
                | Self::NotAsked
                | Self::AsSaid
                | Self::Person
        )
    }

    /// Whether somebody on the way may have kept the place from us: what another vantage point is shown is not
    /// taken back by it.
    const fn may_be_a_filter(self) -> bool {
        matches!(
            self,
            Self::Blocked | Self::Forbidden | Self::Redirected | Self::Untrusted
        )
    }

    /// Whether a filter would show the same as a place that is gone.
    pub(crate) const fn may_be_filtered(self) -> bool {
        matches!(self, Self::NoSuchName | Self::Refused)
    }

    /// Whether a person may find that what answers is all that is left of the place.
    pub(crate) const fn may_be_all_that_is_left(self) -> bool {
        matches!(
            self,
            Self::Up | Self::Redirected | Self::OtherWords | Self::ErrorWith200 | Self::Parked
        )
    }

    /// Whether the place was there.
    pub(crate) const fn is_there(self) -> bool {
        matches!(self, Self::Up | Self::Elsewhere)
    }

    /// Whether a look that showed this takes back what an earlier one is said to mean: the place was there since,
    /// or answers otherwise than it did then.
    pub(crate) const fn takes_back(self, earlier: Self, other_side: bool) -> bool {
        match earlier {
            Self::Person => self.is_there(),
            _ if other_side && self.may_be_a_filter() => false,
            _ => !self.is_miss() && !self.says_nothing() && !self.is_same(earlier),
        }
    }

    const fn is_same(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Redirected, Self::Redirected)
                | (
                    Self::Blocked | Self::Forbidden,
                    Self::Blocked | Self::Forbidden
                )
                | (Self::HeadRefused, Self::HeadRefused)
                | (Self::Odd, Self::Odd)
                | (Self::Untrusted, Self::Untrusted)
        )
    }
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 10] = [
        Self::Up,
        Self::Missing,
        Self::GoneHere,
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
            Self::GoneHere => "gone_here",
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

/// Reads what a look at `url` brought back. `known` are the addresses that the last trace found; none when there
/// was no trace.
pub(crate) fn read(url: &Sensitive<String>, known: &[IpAddr], sighting: &Sighting) -> Seen {
    let status = match sighting.end {
        Ok(status) => status,
        Err(fault) => return read_fault(fault),
    };
    let Some(last) = sighting.last() else {
        return Seen::Odd;
    };
    let near = |address| known.iter().any(|known| is_near(*known, address));
    match status {
        404 | 410 => Seen::NotFound,
        405 | 501 => Seen::HeadRefused,
        401 | 407 | 429 => Seen::Blocked,
        403 | 451 => Seen::Forbidden,
        500..=599 => Seen::ServerError,
        200..=299 if !is_same_place(url.expose(), last.url.expose()) => Seen::Redirected,
        200..=299 if known.is_empty() || last.dialled.is_some_and(near) => Seen::Up,
        200..=299 => Seen::Elsewhere,
        _ => Seen::Odd,
    }
}

/// That a server is silent does not say that the content is gone; that its name is gone does.
const fn read_fault(fault: Fault) -> Seen {
    match fault {
        Fault::Name(NameError::NoSuchName) => Seen::NoSuchName,
        Fault::Unreachable => Seen::Refused,
        Fault::Name(NameError::Failed) | Fault::Handshake | Fault::TimedOut | Fault::Broken => {
            Seen::Silent
        }
        Fault::Name(NameError::NoResolver)
        | Fault::Url
        | Fault::Vantage
        | Fault::NoTor
        | Fault::Forbidden(_) => Seen::NotAsked,
        Fault::Redirects | Fault::Astray | Fault::Name(NameError::Aliases) => Seen::Odd,
        Fault::Certificate(_) => Seen::Untrusted,
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
        // A person's word has it so, and two end the case by it: the rule does not.
        Seen::AsSaid => Verdict::Missing,
        Seen::Elsewhere => Verdict::Moved,
        Seen::Redirected | Seen::OtherWords => Verdict::Changed,
        Seen::Forbidden if is_disabled(earlier, now, rules) => Verdict::AccessDisabled,
        Seen::Blocked | Seen::Forbidden => Verdict::Blocked,
        Seen::ServerError | Seen::ErrorWith200 | Seen::Parked => Verdict::ErrorPage,
        // A server that is down for long may come back: that its host is gone, a person confirms.
        Seen::Refused if is_refused_everywhere(earlier, now, rules) => Verdict::GoneHere,
        Seen::HeadRefused
        | Seen::Silent
        | Seen::Refused
        | Seen::Odd
        | Seen::Untrusted
        | Seen::NotAsked
        | Seen::Person => Verdict::Unsure,
        Seen::NotFound | Seen::NoSuchName => {
            let run = Run::back_from(now, earlier, rules, Seen::is_miss);
            match run.is_long(now, rules) {
                true if run.is_from_two_sides() => Verdict::Gone,
                true => Verdict::GoneHere,
                false => Verdict::Missing,
            }
        }
    }
}

/// Whether nothing takes a connection, from two vantage points of which one is abroad, for as long as the rule asks
/// of what is gone.
fn is_refused_everywhere(earlier: &[Look], now: Look, rules: Rules) -> bool {
    let run = Run::back_from(now, earlier, rules, |seen| seen == Seen::Refused);
    run.is_from_two_sides() && run.is_long(now, rules)
}

/// Whether it is kept from every vantage point, for as long as the rule asks of what is gone, and was not so before
/// anybody was asked to remove it: a server that refuses HEAD from the first day has not followed a notice.
fn is_disabled(earlier: &[Look], now: Look, rules: Rules) -> bool {
    let Some(notified_at) = rules.notified_at else {
        return false;
    };
    let run = Run::back_from(now, earlier, rules, |seen| seen == Seen::Forbidden);
    let everywhere = run.vantages.len() >= rules.vantages.max(2) && run.abroad;
    everywhere && run.first > notified_at && run.is_long(now, rules)
}

impl Run {
    /// Counts back from a look to the last one before it that showed something else.
    fn back_from(now: Look, earlier: &[Look], rules: Rules, is_one: impl Fn(Seen) -> bool) -> Self {
        let gap = rules.gap.max(Duration::from_micros(1));
        let mut counted = now.at;
        let mut run = Self {
            count: 1,
            first: now.at,
            vantages: vec![now.vantage],
            abroad: now.abroad,
            kept_from: Vec::new(),
        };
        let counts_misses = is_one(Seen::NotFound);
        for look in earlier.iter().rev() {
            if run.kept_from.contains(&look.vantage) {
                if look.seen.is_there() {
                    break;
                }
            } else if is_one(look.seen) {
                run.first = look.at;
                run.abroad |= look.abroad;
                if !run.vantages.contains(&look.vantage) {
                    run.vantages.push(look.vantage);
                }
                if counted.since(look.at) >= gap {
                    run.count += 1;
                    counted = look.at;
                }
            } else if counts_misses
                && look.seen.may_be_a_filter()
                && !run.vantages.contains(&look.vantage)
            {
                run.kept_from.push(look.vantage);
            } else if !look.seen.says_nothing() {
                break;
            }
        }
        run
    }

    fn is_from_two_sides(&self) -> bool {
        self.vantages.len() >= 2 && self.abroad
    }

    fn is_long(&self, now: Look, rules: Rules) -> bool {
        self.count >= rules.misses.max(2) && now.at.since(self.first) >= rules.span
    }
}

#[cfg(test)]
mod tests;
