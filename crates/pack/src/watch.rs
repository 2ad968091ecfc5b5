//! Times of the pack: how long a claim holds, when a place is looked at again, how long is waited for whom.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Cadences shorter than this exist in demonstrations alone.
pub(crate) const SHORTEST: Duration = Duration::from_mins(1);

/// Misses that count are so far apart, outside demonstrations.
const MISSES_APART: Duration = Duration::from_mins(15);

/// How an analyst holds a case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// How long a claim holds without being extended.
    #[serde(deserialize_with = "duration")]
    pub lease: Duration,
    /// How long whoever released, decided, gave back or settled may take it back: nothing leaves before that.
    #[serde(deserialize_with = "duration")]
    pub undo: Duration,
    /// How long URLs stay visible in one viewing session.
    #[serde(deserialize_with = "duration")]
    pub viewing: Duration,
    /// The least time between a report and the question to the DNS.
    #[serde(deserialize_with = "duration")]
    pub name_delay_least: Duration,
    /// The longest time between a report and the question to the DNS.
    #[serde(deserialize_with = "duration")]
    pub name_delay_most: Duration,
}

/// Looking whether content is still there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The legal authority for automated requests. Without one no check is made.
    pub legal_authority: Option<String>,
    /// The time between two checks.
    #[serde(deserialize_with = "duration")]
    pub every: Duration,
    /// The time between two checks of what has been watched for long, the shortest time first.
    #[serde(default)]
    pub older: Vec<Older>,
    /// The time between two looks at two places on one host.
    #[serde(default = "host_gap", deserialize_with = "duration")]
    pub host_gap: Duration,
    /// Misses in a row after which a place counts as gone; three at least.
    pub misses: u32,
    /// The least time between two misses that count.
    #[serde(deserialize_with = "duration")]
    pub miss_gap: Duration,
    /// The least time from the first of these misses to the last.
    #[serde(deserialize_with = "duration")]
    pub miss_span: Duration,
    /// How long after the end the place is looked at still, and a new report has it looked at sooner.
    #[serde(deserialize_with = "duration")]
    pub after_watch: Duration,
    /// The time between two looks after the end.
    #[serde(deserialize_with = "duration")]
    pub after_every: Duration,
    /// In how many of 64 bits the mark of a page may differ from the one it is compared with, before its words count
    /// as others.
    #[serde(default = "mark_distance")]
    pub mark_distance: u32,
    /// Whether a server that refuses HEAD is asked for one byte by GET.
    #[serde(default)]
    pub ask_first_byte: bool,
    /// Whether a server whose certificate is at fault is asked all the same: what it says is evidence and counts for
    /// nothing by itself.
    #[serde(default)]
    pub ask_unverified: bool,
    /// Whether a page is held against one that cannot exist: an invented path at the same host is asked for.
    #[serde(default)]
    pub ask_invented_path: bool,
}

/// How often is looked at what has been watched for some time.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// Watched for longer than this.
    #[serde(deserialize_with = "duration")]
    pub than: Duration,
    /// The time between two checks.
    #[serde(deserialize_with = "duration")]
    pub every: Duration,
}

/// With one word in fifty exchanged a page moves by less, and pages that are strangers stand farther apart.
const fn mark_distance() -> u32 {
    12
}

/// Marks of pages that have nothing in common differ in half of their bits.
const FARTHEST: u32 = 24;

const fn host_gap() -> Duration {
    Duration::from_millis(250)
}

/// How long is waited for others.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// For the word of the police before a provider at home is notified.
    #[serde(deserialize_with = "duration")]
    pub police_hold: Duration,
    /// For the acknowledgement of a referral before a person is reminded to call the unit.
    #[serde(deserialize_with = "duration")]
    pub police_acknowledgement: Duration,
    /// For a partner hotline before the provider is notified.
    #[serde(deserialize_with = "duration")]
    pub partner: Duration,
    /// How long collected submissions stay in the letterbox's store.
    #[serde(deserialize_with = "duration")]
    pub collected_submissions: Duration,
}

/// Reads `15 min`, `3 days`, `500 ms`: jiff's friendly format, without months and years.
pub(crate) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).map_err(serde::de::Error::custom)
}

fn parse(text: &str) -> Result<Duration, String> {
    let span: jiff::Span = text
        .parse()
        .map_err(|_| format!("not a length of time: {text:?}; write `15 min` or `3 days`"))?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let length = span
        .to_duration(days)
        .map_err(|_| format!("a length of time in days at most: {text:?}"))?;
    Duration::try_from(length).map_err(|_| format!("a length of time is not negative: {text:?}"))
}

/// A key and what is wrong with its value.
pub(crate) type Problem = (&'static str, &'static str);

impl Claims {
    pub(crate) fn problems(&self, demonstration: bool) -> Vec<Problem> {
        let lengths = [
            ("lease", self.lease),
            ("viewing", self.viewing),
            ("name_delay_least", self.name_delay_least),
            ("name_delay_most", self.name_delay_most),
        ];
        let mut problems = too_short(demonstration, &lengths);
        if self.undo > SHORTEST {
            problems.push(("undo", "a minute at most: what is urgent waits for it too"));
        }
        if self.name_delay_least > self.name_delay_most {
            problems.push(("name_delay_least", "is longer than name_delay_most"));
        }
        problems
    }
}

impl Watch {
    /// The time between two checks of a place that has been watched for so long.
    pub fn every_after(&self, watched: Duration) -> Duration {
        let older = self.older.iter().rev().find(|row| watched > row.than);
        older.map_or(self.every, |row| row.every)
    }

    pub(crate) fn problems(&self, demonstration: bool) -> Vec<Problem> {
        let lengths = [
            ("every", self.every),
            ("miss_gap", self.miss_gap),
            ("miss_span", self.miss_span),
            ("after_watch", self.after_watch),
            ("after_every", self.after_every),
        ];
        let mut problems = too_short(demonstration, &lengths);
        if !demonstration && self.miss_gap < MISSES_APART {
            problems.push((
                "miss_gap",
                "misses that count are 15 minutes apart at least",
            ));
        }
        let rows = self.older.iter().zip(self.older.iter().skip(1));
        if rows.into_iter().any(|(one, next)| one.than >= next.than)
            || self.older.iter().any(|row| row.every < self.every)
        {
            let order = "the shortest time first, and none looked at more often than what is new";
            problems.push(("older", order));
        }
        if self.misses < 3 {
            problems.push(("misses", "a place is gone after three misses at least"));
        }
        if self.mark_distance > FARTHEST {
            problems.push((
                "mark_distance",
                "24 at most: of other words it would say the same",
            ));
        }
        if self
            .legal_authority
            .as_ref()
            .is_some_and(|authority| authority.trim().is_empty())
        {
            problems.push(("legal_authority", "name it, or leave it out"));
        }
        problems
    }
}

impl Deadlines {
    pub(crate) fn problems(&self, demonstration: bool) -> Vec<Problem> {
        let lengths = [
            ("police_hold", self.police_hold),
            ("police_acknowledgement", self.police_acknowledgement),
            ("partner", self.partner),
            ("collected_submissions", self.collected_submissions),
        ];
        too_short(demonstration, &lengths)
    }
}

fn too_short(demonstration: bool, lengths: &[(&'static str, Duration)]) -> Vec<Problem> {
    lengths
        .iter()
        .filter(|(_, length)| !demonstration && *length < SHORTEST)
        .map(|(key, _)| (*key, "less than a minute needs demonstration = true"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_watched_for_long_is_looked_at_less_often() {
        let watch: Watch = toml::from_str(
            "every = \"1 hour\"\nmisses = 3\nmiss_gap = \"15 min\"\nmiss_span = \"6 hours\"\n\
             after_watch = \"30 days\"\nafter_every = \"1 day\"\n\
             older = [{ than = \"7 days\", every = \"4 hours\" }, { than = \"30 days\", every = \"1 day\" }]",
        )
        .unwrap();
        let days = |days: u64| watch.every_after(Duration::from_hours(24 * days));
        assert_eq!(days(7), Duration::from_hours(1));
        assert_eq!(days(8), Duration::from_hours(4));
        assert_eq!(days(300), Duration::from_hours(24));
        assert!(watch.problems(false).is_empty());
        let mut other = watch.clone();
        other.older.reverse();
        assert_eq!(other.problems(false).len(), 1);
        let mut close = watch;
        close.miss_gap = Duration::from_mins(5);
        assert_eq!(close.problems(false).len(), 1);
        assert!(close.problems(true).is_empty());
    }

    #[test]
    fn lengths_of_time_read_as_people_write_them() {
        assert_eq!(parse("15 min"), Ok(Duration::from_mins(15)));
        assert_eq!(parse("3 days"), Ok(Duration::from_hours(72)));
        assert_eq!(parse("500 ms"), Ok(Duration::from_millis(500)));
        assert!(parse("a while").is_err());
        assert!(parse("-1 min").is_err());
        assert!(parse("1 month").is_err());
    }
}
