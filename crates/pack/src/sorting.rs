//! How reports are sorted at the desk: what a flood is, and what a crowd counts for.

use std::time::Duration;

use serde::Deserialize;

use crate::watch::{Problem, duration};

/// What tells floods from reports. A flood is filed as bulk and never refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flood {
    /// The same words under this many receipts within a day are a flood.
    pub same_text: u32,
    /// Letters from which on a text counts: short ones are alike by chance.
    pub letters: u32,
    /// The least time in which a person fills in the form. One that came back sooner, without a proof of work,
    /// makes a report suspicious.
    #[serde(deserialize_with = "duration")]
    pub least_form_time: Duration,
    /// Suspicious reports within an hour beyond which they are a flood.
    pub suspicious_an_hour: u32,
}

/// What many reports of one place count for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crowd {
    /// Reports of one place, each under its own receipt and in its own words, that raise its case.
    pub raised_by: u32,
}

impl Flood {
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let wrong = [
            (self.same_text < 3, "same_text", "three receipts at least"),
            (self.letters < 10, "letters", "ten letters at least"),
            (
                self.least_form_time >= Duration::from_mins(1),
                "least_form_time",
                "less than a minute: people are quick in need",
            ),
        ];
        found(&wrong)
    }
}

impl Crowd {
    pub(crate) fn problems(&self) -> Vec<Problem> {
        found(&[(self.raised_by < 2, "raised_by", "two reports at least")])
    }
}

fn found(wrong: &[(bool, &'static str, &'static str)]) -> Vec<Problem> {
    wrong
        .iter()
        .filter(|(is_wrong, ..)| *is_wrong)
        .map(|(_, key, text)| (*key, *text))
        .collect()
}
