//! How much one person may look at, and when: what the hotline decides for those who do the looking.
//!
//! Days are those of the pack's time zone. A viewing session lies within one of them.

use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use kernel::{Day, Timestamp};
use serde::{Deserialize, Deserializer};

use crate::Localized;
use crate::watch::{Problem, duration};

/// Days that are looked ahead for the next hours of work.
const AHEAD: i64 = 60;

/// The classes of cases, as `intake` names them.
pub const CLASSES: [&str; 7] = [
    "danger",
    "police",
    "own_picture",
    "raised",
    "severe",
    "ordinary",
    "bulk",
];

/// The policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welfare {
    /// The day on which a week begins.
    #[serde(deserialize_with = "weekday")]
    pub week_begins: i64,
    /// From this share of a limit on, in hundredths, pages say that it is near.
    pub warn_at_percent: u32,
    /// Days on which nobody views.
    #[serde(default, deserialize_with = "dates")]
    pub days_off: Vec<Date>,
    /// What nobody passes on a day.
    pub day: Amount,
    /// What nobody passes in a week.
    pub week: Amount,
    /// When a break is due.
    pub rest: Rest,
    /// By how much a limit is raised for the rest of a day when the welfare lead lifts it.
    pub lift: Amount,
    /// When sessions may be open; at any time where nothing is said.
    #[serde(default)]
    pub hours: Vec<Shift>,
    /// What nobody looks at while no colleague is there.
    pub not_alone: NotAlone,
    /// Whom to talk to when a limit is reached.
    pub talk_to: Localized,
}

/// Minutes and items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// Time in viewing sessions.
    #[serde(deserialize_with = "duration")]
    pub viewing: Duration,
    /// Addresses shown.
    pub items: u32,
}

/// A break between sessions.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    /// After so much viewing with no break of this length in between.
    #[serde(deserialize_with = "duration")]
    pub after: Duration,
    /// How long no session opens then.
    #[serde(deserialize_with = "duration")]
    pub length: Duration,
}

/// Hours of some days of the week.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// Which days.
    #[serde(deserialize_with = "weekdays")]
    pub days: Vec<i64>,
    /// From when on.
    #[serde(deserialize_with = "time")]
    pub from: Time,
    /// Until when.
    #[serde(deserialize_with = "time")]
    pub to: Time,
}

/// What nobody looks at alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotAlone {
    /// Cases of these classes.
    pub classes: Vec<String>,
    /// Cases with a report of one of these categories.
    pub categories: Vec<String>,
    /// Cases of which an item came to one of these classes of INHOPE.
    #[serde(default)]
    pub inhope_classes: Vec<String>,
    /// A colleague counts who may view too and used the desk within this.
    #[serde(deserialize_with = "duration")]
    pub active_within: Duration,
}

/// Whether sessions may be open at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hours {
    /// They may, until then.
    Open(Timestamp),
    /// They may not, until then; nothing where no hours come within the next weeks.
    Closed(Option<Timestamp>),
}

/// The day of a calendar on which an instant falls.
pub(crate) fn day_of(zone: &TimeZone, at: Timestamp) -> Day {
    let midnight = zone.to_datetime(at.to_jiff()).date().at(0, 0, 0, 0);
    let midnight = TimeZone::UTC.to_timestamp(midnight);
    midnight.map_or(at, Timestamp::from).day()
}

/// When a day of a calendar ends, where its clocks are put forward or back too.
pub(crate) fn end_of(zone: &TimeZone, day: Day) -> Timestamp {
    let next = date(day.number().saturating_add(1));
    instant(zone, next, Time::midnight())
}

pub(crate) fn date(number: i64) -> Date {
    let instant = jiff::Timestamp::from_second(number.saturating_mul(86_400));
    TimeZone::UTC
        .to_datetime(instant.unwrap_or(jiff::Timestamp::MAX))
        .date()
}

pub(crate) fn instant(zone: &TimeZone, date: Date, time: Time) -> Timestamp {
    let instant = zone.to_timestamp(date.to_datetime(time));
    Timestamp::from(instant.unwrap_or(jiff::Timestamp::MAX))
}

impl Welfare {
    /// The first day of the week in which a day lies.
    pub fn week_of(&self, day: Day) -> Day {
        let since = (weekday_of(day.number()) - self.week_begins).rem_euclid(7);
        Day::numbered(day.number().saturating_sub(since))
    }

    /// Whether sessions may be open.
    pub fn hours(&self, zone: &TimeZone, at: Timestamp) -> Hours {
        let today = day_of(zone, at);
        let mut next: Option<Timestamp> = None;
        for number in today.number()..today.number().saturating_add(AHEAD) {
            for (from, to) in self.open_on(zone, number) {
                if from <= at && at < to {
                    return Hours::Open(to);
                }
                if from > at {
                    next = Some(next.map_or(from, |next| next.min(from)));
                }
            }
            if next.is_some() {
                break;
            }
        }
        Hours::Closed(next)
    }

    /// From when until when sessions may be open on a day.
    fn open_on(&self, zone: &TimeZone, number: i64) -> Vec<(Timestamp, Timestamp)> {
        let day = date(number);
        if self.days_off.contains(&day) {
            return Vec::new();
        }
        if self.hours.is_empty() {
            let from = instant(zone, day, Time::midnight());
            return vec![(from, end_of(zone, Day::numbered(number)))];
        }
        let shifts = self.hours.iter();
        let of_day = shifts.filter(|shift| shift.days.contains(&weekday_of(number)));
        of_day
            .map(|shift| (instant(zone, day, shift.from), instant(zone, day, shift.to)))
            .collect()
    }

    /// What is wrong with it: where, and why.
    pub(crate) fn problems(&self, categories: &[&str]) -> Vec<(&'static [&'static str], String)> {
        let mut found: Vec<(&'static [&'static str], String)> = Vec::new();
        let mut wrong = |is_wrong: bool, path: &'static [&'static str], (key, text): Problem| {
            if is_wrong {
                found.push((path, format!("{key}: {text}")));
            }
        };
        wrong(
            !(1..=100).contains(&self.warn_at_percent),
            &["warn_at_percent"],
            ("warn_at_percent", "1 to 100"),
        );
        wrong(
            self.day.viewing.is_zero() || self.day.items == 0,
            &["day"],
            ("day", "with nothing at all nobody could work"),
        );
        wrong(
            self.week.viewing < self.day.viewing || self.week.items < self.day.items,
            &["week"],
            ("week", "no less than a day"),
        );
        wrong(
            self.rest.after.is_zero() || self.rest.length.is_zero(),
            &["rest"],
            ("rest", "some time after some time"),
        );
        wrong(
            self.hours.iter().any(|shift| shift.from >= shift.to),
            &["hours"],
            ("hours", "they end after they begin, within one day"),
        );
        // Use of the desk is noted once a minute, and a session that is not used for half an hour ends.
        let (least, most) = (Duration::from_mins(2), Duration::from_mins(30));
        wrong(
            !(least..=most).contains(&self.not_alone.active_within),
            &["not_alone", "active_within"],
            ("active_within", "2 to 30 minutes"),
        );
        let unknown = |known: &[&str], listed: &[String]| {
            let mut listed = listed.iter();
            listed.any(|name| !known.contains(&name.as_str()))
        };
        wrong(
            unknown(&CLASSES, &self.not_alone.classes),
            &["not_alone", "classes"],
            (
                "classes",
                "danger, police, own_picture, raised, severe, ordinary or bulk",
            ),
        );
        wrong(
            unknown(categories, &self.not_alone.categories),
            &["not_alone", "categories"],
            ("categories", "a category that pack.toml does not have"),
        );
        wrong(
            unknown(&crate::schema::CLASSES, &self.not_alone.inhope_classes),
            &["not_alone", "inhope_classes"],
            (
                "inhope_classes",
                "baseline, national, not_illegal or unavailable",
            ),
        );
        found
    }
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The weekday of a day since 1970, from 0 for Monday; that day was a Thursday.
pub(crate) const fn weekday_of(number: i64) -> i64 {
    number.saturating_add(3).rem_euclid(7)
}

fn weekday_named<E: serde::de::Error>(name: &str) -> Result<i64, E> {
    (0..7)
        .zip(WEEKDAYS)
        .find(|(_, weekday)| *weekday == name)
        .map(|(number, _)| number)
        .ok_or_else(|| E::custom(format!("not a day of the week: {name:?}")))
}

fn weekday<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    weekday_named(&String::deserialize(deserializer)?)
}

fn weekdays<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<i64>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| weekday_named(name)).collect()
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
    let text = String::deserialize(deserializer)?;
    Time::strptime("%H:%M", &text).map_err(|_| {
        serde::de::Error::custom(format!("not a time of day: {text:?}; write `08:00`"))
    })
}

fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    let read = |text: &String| {
        Date::strptime("%Y-%m-%d", text).map_err(|_| {
            serde::de::Error::custom(format!("not a date: {text:?}; write `2026-04-14`"))
        })
    };
    texts.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(hours: &str) -> Welfare {
        let text = format!(
            "week_begins = \"monday\"\nwarn_at_percent = 75\ndays_off = [\"2026-01-07\"]\n\
             day = {{ viewing = \"2 hours\", items = 60 }}\nweek = {{ viewing = \"8 hours\", items = 240 }}\n\
             rest = {{ after = \"30 min\", length = \"10 min\" }}\nlift = {{ viewing = \"30 min\", items = 10 }}\n\
             not_alone = {{ classes = [], categories = [], active_within = \"15 min\" }}\n\
             talk_to = {{ en = \"somebody\" }}\n{hours}"
        );
        toml::from_str(&text).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::from(text.parse::<jiff::Timestamp>().unwrap())
    }

    const WEEKDAY_HOURS: &str = "[[hours]]\ndays = [\"monday\", \"tuesday\", \"wednesday\"]\nfrom = \"08:00\"\nto = \"12:00\"\n\
         [[hours]]\ndays = [\"monday\", \"friday\"]\nfrom = \"13:30\"\nto = \"17:00\"\n";

    #[test]
    fn hours_are_those_of_the_zone_and_leave_days_off_out() {
        let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
        let welfare = policy(WEEKDAY_HOURS);
        let closed = |text| Hours::Closed(Some(at(text)));
        // 5 January 2026 is a Monday; Phnom Penh is seven hours ahead.
        for (now, hours) in [
            ("2026-01-05T00:59:59Z", closed("2026-01-05T01:00:00Z")),
            (
                "2026-01-05T01:00:00Z",
                Hours::Open(at("2026-01-05T05:00:00Z")),
            ),
            ("2026-01-05T05:00:00Z", closed("2026-01-05T06:30:00Z")),
            (
                "2026-01-05T06:30:00Z",
                Hours::Open(at("2026-01-05T10:00:00Z")),
            ),
            ("2026-01-06T05:00:00Z", closed("2026-01-09T06:30:00Z")),
            ("2026-01-07T02:00:00Z", closed("2026-01-09T06:30:00Z")),
        ] {
            assert_eq!(welfare.hours(&zone, at(now)), hours, "{now}");
        }
        let always = policy("");
        assert_eq!(
            always.hours(&zone, at("2026-01-05T01:00:00Z")),
            Hours::Open(at("2026-01-05T17:00:00Z"))
        );
        assert_eq!(
            always.hours(&zone, at("2026-01-07T01:00:00Z")),
            closed("2026-01-07T17:00:00Z")
        );
        let mut never = policy(WEEKDAY_HOURS);
        never.hours.iter_mut().for_each(|shift| shift.days.clear());
        assert_eq!(
            never.hours(&zone, at("2026-01-05T01:00:00Z")),
            Hours::Closed(None)
        );
    }

    #[test]
    fn days_end_at_midnight_where_clocks_change_too() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        for (now, end, hours) in [
            ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23),
            ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25),
            ("2026-06-01T22:00:00Z", "2026-06-02T22:00:00Z", 24),
        ] {
            let day = day_of(&zone, at(now));
            assert_eq!(end_of(&zone, day), at(end), "{now}");
            assert_eq!(
                end_of(&zone, day).since(at(now)),
                Duration::from_hours(hours)
            );
            assert_eq!(day_of(&zone, at(end)).number(), day.number() + 1);
        }
        // A zone whose clocks skip midnight itself.
        let zone = TimeZone::get("Africa/Cairo").unwrap();
        let day = day_of(&zone, at("2026-04-23T12:00:00Z"));
        assert_eq!(end_of(&zone, day), at("2026-04-23T22:00:00Z"));
    }

    #[test]
    fn a_week_begins_on_the_day_that_the_pack_says() {
        let mut welfare = policy("");
        let monday = at("2026-01-05T12:00:00Z").day();
        for (later, begins) in [(0, 0), (6, 0), (7, 7), (-1, -7)] {
            let day = Day::numbered(monday.number() + later);
            assert_eq!(welfare.week_of(day).number(), monday.number() + begins);
        }
        welfare.week_begins = weekday_named::<toml::de::Error>("sunday").unwrap();
        assert_eq!(welfare.week_of(monday).number(), monday.number() - 1);
    }
}
