//! When something was told, as people and programs write it.

use jiff::civil;
use jiff::tz::TimeZone;
use kernel::Timestamp;
use page::Message;

/// Why a text is no instant at which something was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotWhen {
    /// It is not of a form that is read.
    Form,
    /// It lies ahead.
    Ahead,
}

impl NotWhen {
    pub(crate) const fn message(self) -> Message {
        Message::new(match self {
            Self::Form => "intake-when-form",
            Self::Ahead => "intake-when-ahead",
        })
    }
}

/// An instant of RFC 3339, or a date with or without a time in this zone. Nothing was told after `now`.
pub(crate) fn read_instant(
    typed: &str,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Timestamp, NotWhen> {
    let typed = typed.trim();
    let instant = if let Ok(instant) = typed.parse::<jiff::Timestamp>() {
        instant
    } else {
        // A date alone is its first minute.
        let local: civil::DateTime = typed.parse().map_err(|_| NotWhen::Form)?;
        let local = zone.to_ambiguous_timestamp(local).compatible();
        local.map_err(|_| NotWhen::Form)?
    };
    let at = Timestamp::from(instant);
    if at > now {
        Err(NotWhen::Ahead)
    } else {
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_700_000_123_456_789);

    #[test]
    fn a_date_is_of_the_zone_and_an_instant_of_its_own() {
        let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
        let read = |typed: &str| read_instant(typed, &zone, NOW).map(|at| at.to_string());
        for (typed, at) in [
            ("2023-11-14", "2023-11-13T17:00:00Z"),
            (" 2023-11-14T08:30 ", "2023-11-14T01:30:00Z"),
            ("2023-11-14 08:30:00", "2023-11-14T01:30:00Z"),
            ("2023-11-14T08:30:00Z", "2023-11-14T08:30:00Z"),
            ("2023-11-14T08:30:00+07:00", "2023-11-14T01:30:00Z"),
        ] {
            assert_eq!(read(typed), Ok(at.to_owned()), "{typed}");
        }
        for typed in ["", "yesterday", "14/11/2023", "2023-13-01"] {
            assert_eq!(read(typed), Err(NotWhen::Form), "{typed}");
        }
        assert_eq!(read("2023-11-16"), Err(NotWhen::Ahead));
        assert_eq!(read("9999-12-31"), Err(NotWhen::Ahead));
    }
}
