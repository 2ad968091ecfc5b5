//! Of which lives figures are asked for.

use std::time::Duration;

use assessment::Class;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use kernel::{Country, Id, Timestamp};
use serde::Deserialize;
use stakeholders::Organisation;

/// Days that figures are made of at most: what one page costs does not grow with the age of the hotline.
pub const MOST_DAYS: i64 = 366;

/// Days before today that are looked at where nobody says from when on.
const USUAL_DAYS: i64 = 90;

/// Which lives: those received from an instant on and before another, everywhere or in one country, of one provider, of one
/// class.
#[derive(Clone, Debug)]
pub struct Filter {
    /// From this instant on.
    pub from: Timestamp,
    /// Before this one.
    pub until: Timestamp,
    /// Hosted in this country.
    pub country: Option<Country>,
    /// Of this provider.
    pub provider: Option<Id<Organisation>>,
    /// Of this INHOPE class.
    pub class: Option<Class>,
}

/// What was asked for, as it was sent. An empty text is none: a form sends its empty fields.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) country: Option<String>,
    provider: Option<String>,
    class: Option<String>,
}

/// What was asked for, understood.
#[derive(Clone, Debug)]
pub(crate) struct Understood {
    pub(crate) first: Date,
    pub(crate) last: Date,
    pub(crate) filter: Filter,
}

impl Asked {
    /// Which lives that are, by days of this zone; the name of the parameter at fault where it cannot be understood. So
    /// many days at most, where they are limited.
    pub(crate) fn read(
        &self,
        now: Timestamp,
        zone: &TimeZone,
        most_days: Option<i64>,
    ) -> Result<Understood, &'static str> {
        let today = zone.to_datetime(now.to_jiff()).date();
        let day = |text: &str| Date::strptime("%Y-%m-%d", text).ok();
        let last = read(self.last.as_deref(), "last", day)?.unwrap_or(today);
        let usual = last.saturating_sub(USUAL_DAYS.days());
        let first = read(self.first.as_deref(), "first", day)?.unwrap_or(usual);
        let days = first
            .until(last)
            .map_or(0, |span: Span| i64::from(span.get_days()));
        if last < first || most_days.is_some_and(|most| days >= most) {
            return Err("first");
        }
        let start = |date: Date| {
            let start = zone.to_timestamp(date.at(0, 0, 0, 0))?;
            Ok::<_, jiff::Error>(Timestamp::from(start))
        };
        let from = start(first).map_err(|_| "first")?;
        let after = last.tomorrow().map_err(|_| "last")?;
        let until = start(after).map_err(|_| "last")?;
        Ok(Understood {
            first,
            last,
            filter: Filter {
                from,
                until,
                country: read(self.country.as_deref(), "country", |text| text.parse().ok())?,
                provider: read(self.provider.as_deref(), "provider", |text| {
                    text.parse().ok()
                })?,
                class: read(self.class.as_deref(), "class", Class::named)?,
            },
        })
    }
}

fn read<T>(
    text: Option<&str>,
    name: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, &'static str> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => read(text).map(Some).ok_or(name),
    }
}

impl Understood {
    /// The same as the query of an address.
    pub(crate) fn query(&self) -> String {
        let mut query = format!("first={}&last={}", self.first, self.last);
        if let Some(country) = self.filter.country {
            query.push_str("&country=");
            query.push_str(country.code());
        }
        if let Some(provider) = self.filter.provider {
            query.push_str("&provider=");
            query.push_str(&provider.to_string());
        }
        if let Some(class) = self.filter.class {
            query.push_str("&class=");
            query.push_str(class.name());
        }
        query
    }
}

/// A day as it counts here: twenty-four hours, weekends and holidays too.
pub(crate) const DAY: Duration = Duration::from_hours(24);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

    fn asked(first: &str, last: &str) -> Asked {
        Asked {
            first: Some(first.to_owned()),
            last: Some(last.to_owned()),
            ..Asked::default()
        }
    }

    #[test]
    fn days_are_those_of_the_zone_and_the_last_is_within() {
        let zone = TimeZone::fixed(jiff::tz::offset(7));
        let understood = asked("2026-01-01", "2026-01-02")
            .read(NOW, &zone, None)
            .unwrap();
        assert_eq!(understood.filter.from.to_string(), "2025-12-31T17:00:00Z");
        assert_eq!(understood.filter.until.to_string(), "2026-01-02T17:00:00Z");
        assert_eq!(understood.query(), "first=2026-01-01&last=2026-01-02");
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let read = |asked: &Asked| asked.read(NOW, &TimeZone::UTC, Some(MOST_DAYS)).map(|_| ());
        assert_eq!(read(&Asked::default()), Ok(()));
        assert_eq!(read(&asked("2025-01-01", "2025-12-31")), Ok(()));
        assert_eq!(
            read(&asked("2025-01-01", "2026-01-02")),
            Err("first"),
            "367 days"
        );
        assert_eq!(read(&asked("2026-01-02", "2026-01-01")), Err("first"));
        assert_eq!(read(&asked("", "yesterday")), Err("last"));
        let with = |name: &str| Asked {
            country: Some(name.to_owned()),
            ..Asked::default()
        };
        assert_eq!(read(&with("KH")), Ok(()));
        assert_eq!(read(&with("Cambodia")), Err("country"));
        let class = Asked {
            class: Some("severe".to_owned()),
            ..Asked::default()
        };
        assert_eq!(read(&class), Err("class"));
    }
}
