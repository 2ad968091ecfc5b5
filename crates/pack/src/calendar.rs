//! When providers at home are written to: the hours of the week in which somebody reads there, and the holidays.
//!
//! Days and hours are those of the pack's time zone.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::Localized;
use crate::watch::Problem;
use crate::welfare::{Shift, date, day_of, instant, weekday_of};

/// So long before a year begins its holidays are to be known.
const MONTH: Duration = Duration::from_hours(30 * 24);

/// Days that are looked ahead for the next hours: no row of holidays is that long.
const AHEAD: i64 = 60;

/// `calendar.toml`: hours and holidays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The hours of a week; any time where nothing is said.
    #[serde(default)]
    pub hours: Vec<Shift>,
    /// The days on which nobody reads.
    #[serde(default, rename = "holiday")]
    pub holidays: Vec<Holiday>,
}

/// A day on which nobody reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    #[serde(deserialize_with = "day")]
    pub day: Date,
    /// What is kept on it.
    pub name: Localized,
    /// Whether the hotline has confirmed it.
    pub confirmed: bool,
}

impl Calendar {
    /// The first instant from this one on at which somebody reads. Where the next weeks have none it is this one:
    /// a calendar that is wrong keeps nothing back for ever.
    pub fn open_from(&self, zone: &TimeZone, at: Timestamp) -> Timestamp {
        let today = day_of(zone, at).number();
        (today..today.saturating_add(AHEAD))
            .find_map(|number| self.open_on(zone, number, at))
            .unwrap_or(at)
    }

    /// The same within one day.
    fn open_on(&self, zone: &TimeZone, number: i64, at: Timestamp) -> Option<Timestamp> {
        let day = date(number);
        if self.holidays.iter().any(|holiday| holiday.day == day) {
            return None;
        }
        if self.hours.is_empty() {
            return Some(at.max(instant(zone, day, jiff::civil::Time::midnight())));
        }
        let shifts = self.hours.iter();
        shifts
            .filter(|shift| shift.days.contains(&weekday_of(number)))
            .map(|shift| (instant(zone, day, shift.from), instant(zone, day, shift.to)))
            .filter(|(_, to)| at < *to)
            .map(|(from, _)| at.max(from))
            .min()
    }

    /// Whether it knows a holiday of the year in which an instant falls: each year's have to be entered.
    fn knows_year(&self, zone: &TimeZone, at: Timestamp) -> bool {
        let year = zone.to_datetime(at.to_jiff()).date().year();
        self.hours.is_empty() || self.holidays.iter().any(|one| one.day.year() == year)
    }

    /// Whether it lacks the holidays of the year in which an instant falls, or of the one that begins within a month of it:
    /// the first unknown holiday is its first day.
    pub fn lacks_holidays(&self, zone: &TimeZone, at: Timestamp) -> bool {
        let soon = at.after(MONTH);
        !self.knows_year(zone, at) || !self.knows_year(zone, soon)
    }

    pub(crate) fn problems(&self) -> Vec<Problem> {
        let ends_first = self.hours.iter().any(|shift| shift.from >= shift.to);
        let wrong = ("hours", "they end after they begin, within one day");
        ends_first.then_some(wrong).into_iter().collect()
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    Date::strptime("%Y-%m-%d", &text)
        .map_err(|_| serde::de::Error::custom(format!("not a date: {text:?}; write `2026-04-14`")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> Calendar {
        toml::from_str(
            "[[hours]]\ndays = [\"monday\", \"tuesday\", \"wednesday\", \"thursday\", \"friday\"]\n\
             from = \"08:00\"\nto = \"17:00\"\n\
             [[holiday]]\nday = \"2026-11-23\"\nname = { en = \"a feast\" }\nconfirmed = true\n\
             [[holiday]]\nday = \"2026-11-24\"\nname = { en = \"a feast\" }\nconfirmed = true\n",
        )
        .unwrap()
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::from(text.parse::<jiff::Timestamp>().unwrap())
    }

    #[test]
    fn a_friday_evening_before_a_feast_waits_until_the_morning_after_it() {
        let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
        let open = |text| calendar().open_from(&zone, at(text));
        assert_eq!(
            open("2026-11-20T09:59:59Z"),
            at("2026-11-20T09:59:59Z"),
            "still open"
        );
        assert_eq!(open("2026-11-20T10:00:00Z"), at("2026-11-25T01:00:00Z"));
        assert_eq!(open("2026-11-21T05:00:00Z"), at("2026-11-25T01:00:00Z"));
        assert_eq!(open("2026-11-24T23:00:00Z"), at("2026-11-25T01:00:00Z"));
        assert!(calendar().knows_year(&zone, at("2026-01-01T00:00:00Z")));
        assert!(
            !calendar().knows_year(&zone, at("2026-12-31T17:00:00Z")),
            "there it is 2027"
        );
        for (when, lacks) in [
            ("2026-01-01T00:00:00Z", false),
            ("2026-11-30T00:00:00Z", false),
            ("2026-12-03T00:00:00Z", true),
            ("2027-06-01T00:00:00Z", true),
        ] {
            assert_eq!(calendar().lacks_holidays(&zone, at(when)), lacks, "{when}");
        }
    }

    #[test]
    fn hours_are_those_of_the_clock_on_the_wall() {
        // Clocks go forward on 29 March 2026, a Sunday.
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let open = |text| calendar().open_from(&zone, at(text));
        assert_eq!(open("2026-03-27T05:00:00Z"), at("2026-03-27T07:00:00Z"));
        assert_eq!(open("2026-03-28T12:00:00Z"), at("2026-03-30T06:00:00Z"));
    }

    #[test]
    fn without_hours_and_in_a_calendar_that_is_never_open_nothing_waits() {
        let zone = TimeZone::UTC;
        let now = at("2026-11-21T05:00:00Z");
        assert_eq!(Calendar::default().open_from(&zone, now), now);
        let never: Calendar =
            toml::from_str("[[hours]]\ndays = []\nfrom = \"08:00\"\nto = \"09:00\"\n").unwrap();
        assert_eq!(never.open_from(&zone, now), now);
    }

    proptest! {
        #[test]
        fn whatever_the_instant_the_next_open_one_is_open_and_not_before_it(hours in 0_i64..20_000) {
            let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
            let now = Timestamp::from_micros(1_767_000_000_000_000 + hours * 1_800_000_000);
            let open = calendar().open_from(&zone, now);
            prop_assert!(open >= now);
            prop_assert_eq!(calendar().open_from(&zone, open), open);
            let civil = zone.to_datetime(open.to_jiff());
            prop_assert!((8..17).contains(&civil.hour()) && civil.weekday().to_monday_zero_offset() < 5);
            prop_assert!(civil.date() != jiff::civil::date(2026, 11, 23));
        }
    }
}
