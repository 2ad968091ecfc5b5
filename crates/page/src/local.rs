//! Numbers and dates as a language writes them. The digits, the order of a date and the names of months
//! are messages, so a new language needs no code.

use jiff::tz::TimeZone;
use kernel::{Day, Timestamp};

use crate::Words;

/// A language's ten digits and what it puts between groups of three.
#[derive(Clone, Debug)]
pub(crate) struct Numerals {
    digits: Vec<char>,
    separator: String,
}

impl Numerals {
    /// From the messages `digits` and `digit-group-separator`; what is not ten digits is taken as 0 to 9.
    pub(crate) fn new(digits: &str, separator: Option<String>) -> Self {
        let mut digits: Vec<char> = digits.chars().collect();
        if digits.len() != 10 {
            digits = ('0'..='9').collect();
        }
        Self {
            digits,
            separator: separator.unwrap_or_default(),
        }
    }

    /// The same text with its ASCII digits written in this language's.
    pub(crate) fn spelled(&self, text: &str) -> String {
        text.chars().map(|symbol| self.digit(symbol)).collect()
    }

    /// A whole number in groups of three digits.
    pub(crate) fn grouped(&self, number: &str) -> String {
        let count = number.chars().filter(char::is_ascii_digit).count();
        let mut left = count;
        let mut text = String::new();
        for symbol in number.chars() {
            if symbol.is_ascii_digit() {
                if left != count && left.is_multiple_of(3) {
                    text.push_str(&self.separator);
                }
                left = left.saturating_sub(1);
            }
            text.push(self.digit(symbol));
        }
        text
    }

    fn digit(&self, symbol: char) -> char {
        symbol
            .to_digit(10)
            .and_then(|value| usize::try_from(value).ok())
            .and_then(|value| self.digits.get(value).copied())
            .unwrap_or(symbol)
    }
}

impl Words {
    /// A whole number in the language's digits and groups.
    pub fn number(&self, number: i64) -> String {
        self.numerals().grouped(&number.to_string())
    }

    /// The day on which an instant falls in `zone`.
    pub fn date(&self, instant: Timestamp, zone: &TimeZone) -> String {
        self.civil(zone.to_datetime(instant.to_jiff()).date())
    }

    /// The day and the time of day, to the minute, of an instant in `zone`.
    pub fn date_time(&self, instant: Timestamp, zone: &TimeZone) -> String {
        self.moment("date-time", instant, zone)
    }

    /// The day and the hour of an instant in `zone` of which no more than the hour is kept.
    pub fn date_hour(&self, instant: Timestamp, zone: &TimeZone) -> String {
        self.moment("date-hour", instant, zone)
    }

    fn moment(&self, key: &str, instant: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(instant.to_jiff());
        let time = self
            .numerals()
            .spelled(&local.strftime("%H:%M").to_string());
        self.with(key, &[("date", self.civil(local.date())), ("time", time)])
    }

    /// A UTC day.
    pub fn day(&self, day: Day) -> String {
        let seconds = day.number().saturating_mul(86_400);
        let instant = jiff::Timestamp::from_second(seconds).unwrap_or_default();
        self.civil(TimeZone::UTC.to_datetime(instant).date())
    }

    /// A day that is kept as a text (RFC 3339 full-date); another text as it is.
    pub fn written_day(&self, text: &str) -> String {
        text.parse()
            .map_or_else(|_| text.to_owned(), |date| self.civil(date))
    }

    /// A month of a year; the first is 1.
    pub fn month(&self, year: i16, month: i8) -> String {
        let year = self.numerals().spelled(&year.to_string());
        let month = self.text(month_key(month));
        self.with("month-and-year", &[("month", month), ("year", year)])
    }

    /// The name of a month; the first is 1.
    pub fn month_name(&self, month: i8) -> String {
        self.text(month_key(month))
    }

    /// A number with two places behind the point, from hundredths.
    pub fn hundredths(&self, number: i64) -> String {
        let sign = if number < 0 { "−" } else { "" };
        let number = number.unsigned_abs();
        let text = format!("{sign}{}.{:02}", number / 100, number % 100);
        self.numerals().spelled(&text)
    }

    fn civil(&self, date: jiff::civil::Date) -> String {
        let spelled = |number: String| self.numerals().spelled(&number);
        self.with(
            "date",
            &[
                ("day", spelled(date.day().to_string())),
                ("month", self.text(month_key(date.month()))),
                ("year", spelled(date.year().to_string())),
            ],
        )
    }
}

const fn month_key(month: i8) -> &'static str {
    match month {
        1 => "month-january",
        2 => "month-february",
        3 => "month-march",
        4 => "month-april",
        5 => "month-may",
        6 => "month-june",
        7 => "month-july",
        8 => "month-august",
        9 => "month-september",
        10 => "month-october",
        11 => "month-november",
        _ => "month-december",
    }
}

#[cfg(test)]
mod tests {
    use kernel::Language;

    use super::*;
    use crate::tests::catalogue;

    /// 2023-11-14T22:15:23Z: already the 15th in Phnom Penh.
    const LATE: Timestamp = Timestamp::from_micros(1_700_000_123_456_789);

    #[test]
    fn a_date_is_written_as_the_language_writes_it() {
        let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
        let english = catalogue().words(Language::ENGLISH);
        assert_eq!(english.date_time(LATE, &zone), "15 November 2023, 05:15");
        assert_eq!(english.date(LATE, &TimeZone::UTC), "14 November 2023");
        assert_eq!(
            english.date_hour(LATE, &zone),
            "15 November 2023, in the hour from 05:15"
        );
        assert_eq!(english.day(LATE.day()), "14 November 2023");
        assert_eq!(english.written_day("2023-11-14"), "14 November 2023");
        assert_eq!(english.written_day("later"), "later");
        assert_eq!(english.month(2023, 11), "November 2023");
        let khmer = catalogue().words(Language::KHMER);
        assert_eq!(
            khmer.date_time(LATE, &zone),
            "ថ្ងៃទី១៥ ខែវិច្ឆិកា ឆ្នាំ២០២៣ ម៉ោង ០៥:១៥"
        );
    }

    #[test]
    fn a_number_is_grouped_by_threes() {
        let english = catalogue().words(Language::ENGLISH);
        assert_eq!(english.number(0), "0");
        assert_eq!(english.number(999), "999");
        assert_eq!(english.number(1_000), "1,000");
        assert_eq!(english.number(-123_456), "-123,456");
        assert_eq!(english.hundredths(-105), "−1.05");
        let khmer = catalogue().words(Language::KHMER);
        assert_eq!(khmer.hundredths(7), "០.០៧");
        assert_eq!(khmer.number(1_234_567), "១.២៣៤.៥៦៧");
    }
}
