//! `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date in one of three spellings.

use kernel::Timestamp;
use std::time::Duration;

/// How long a server asks to be left alone, seen from `now`; nothing where the value is none of its forms.
/// A date that has passed asks for no time.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are still a number.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    date(value).map(|date| date.since(now))
}

/// An HTTP date (RFC 9110, section 5.6.7): the preferred spelling, that of RFC 850, and that of `asctime`.
pub(crate) fn date(text: &str) -> Option<Timestamp> {
    let mut words = text.split_ascii_whitespace();
    let weekday = words.next()?;
    if !weekday.ends_with(',') {
        let (month, day, time) = (words.next()?, words.next()?, words.next()?);
        return instant(day, month, words.next()?.parse().ok()?, time);
    }
    let second = words.next()?;
    let (day, month, year, time) = if let Some((day, rest)) = second.split_once('-') {
        let (month, year) = rest.split_once('-')?;
        (day, month, century(year)?, words.next()?)
    } else {
        let month = words.next()?;
        let year = words.next()?.parse().ok()?;
        (second, month, year, words.next()?)
    };
    if words.next()? != "GMT" || words.next().is_some() {
        return None;
    }
    instant(day, month, year, time)
}

/// Two digits of a year: of the century that is nearest to our time.
fn century(two: &str) -> Option<i16> {
    let year: i16 = two.parse().ok()?;
    match year {
        0..=69 => Some(2000 + year),
        70..=99 => Some(1900 + year),
        _ => None,
    }
}

fn instant(day: &str, month: &str, year: i16, time: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let place = MONTHS.iter().position(|name| *name == month)?;
    let month = i8::try_from(place + 1).ok()?;
    let mut parts = time.split(':');
    let mut part = || parts.next()?.parse::<i8>().ok();
    let (hour, minute, second) = (part()?, part()?, part()?.min(59));
    if parts.next().is_some() {
        return None;
    }
    let civil =
        jiff::civil::DateTime::new(year, month, day.parse().ok()?, hour, minute, second, 0).ok()?;
    let zone = jiff::tz::TimeZone::UTC;
    zone.to_timestamp(civil).ok().map(Timestamp::from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 1994-11-06 08:49:37 UTC, the example of RFC 9110.
    const EXAMPLE: i64 = 784_111_777;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn both_forms_and_the_three_spellings_are_read() {
        let before = at(EXAMPLE - 30);
        for text in [
            "30",
            " 30 ",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            let read = retry_after(text, before);
            assert_eq!(read, Some(Duration::from_secs(30)), "{text}");
        }
        let passed = retry_after("Sun, 06 Nov 1994 08:49:37 GMT", at(EXAMPLE + 1));
        assert_eq!(passed, Some(Duration::ZERO));
        let endless = retry_after("99999999999999999999999", before);
        assert_eq!(endless, Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn what_is_neither_is_nothing() {
        for text in [
            "",
            "soon",
            "-5",
            "1.5",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Word 1994 08:49:37 GMT",
        ] {
            assert_eq!(retry_after(text, at(0)), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_much_for_it(text in "\\PC{0,60}", now in any::<i64>()) {
            let _ = retry_after(&text, Timestamp::from_micros(now));
        }

        #[test]
        fn what_a_server_writes_is_what_is_read(seconds in 0_i64..4_000_000_000, wait in 0_u32..1_000_000) {
            let then = at(seconds + i64::from(wait)).to_jiff();
            let text = then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            prop_assert_eq!(retry_after(&text, at(seconds)), Some(Duration::from_secs(wait.into())));
        }
    }
}
