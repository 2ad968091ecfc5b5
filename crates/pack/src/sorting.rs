//! How reports are sorted at the desk: what a flood is, and what a crowd counts for.

use std::time::Duration;

use serde::Deserialize;

use crate::Schema;
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

/// What a released decision counts for, beside a child in danger.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// Ages of the deciding schema: a case whose youngest child, as decided, is of one of these is of the severe ones.
    #[serde(default)]
    pub severe_ages: Vec<String>,
}

impl Decided {
    pub(crate) fn problems(&self, schema: &Schema) -> Vec<String> {
        let order = schema.youngest.as_ref().map(|ages| &ages.order);
        let unknown = self.severe_ages.iter();
        let unknown = unknown.filter(|age| !order.is_some_and(|order| order.contains(age)));
        unknown
            .map(|age| format!("the schema has no age {age}"))
            .collect()
    }
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

/// How long a case of each class may wait before it stands before others; of the most pressing there is nothing
/// to say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waits {
    /// Of what the police asked about.
    #[serde(deserialize_with = "duration")]
    pub police: Duration,
    /// Of somebody's own picture.
    #[serde(deserialize_with = "duration")]
    pub own_picture: Duration,
    /// Of what many reported.
    #[serde(deserialize_with = "duration")]
    pub raised: Duration,
    /// Of what was reported as something severe.
    #[serde(deserialize_with = "duration")]
    pub severe: Duration,
    /// Of all others.
    #[serde(deserialize_with = "duration")]
    pub ordinary: Duration,
    /// Of floods.
    #[serde(deserialize_with = "duration")]
    pub bulk: Duration,
    /// One place of so many in the queue is for a case that has waited longer.
    pub promoted_every: u32,
}

impl Waits {
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let minute = Duration::from_mins(1);
        found(&[
            (self.police < minute, "police", "a minute at least"),
            (
                self.own_picture < self.police,
                "own_picture",
                "no less than police, which is more pressing",
            ),
            (
                self.raised < self.own_picture,
                "raised",
                "no less than own_picture, which is more pressing",
            ),
            (
                self.severe < self.raised,
                "severe",
                "no less than raised, which is more pressing",
            ),
            (
                self.ordinary < self.severe,
                "ordinary",
                "no less than severe, which is more pressing",
            ),
            (
                self.bulk < self.ordinary,
                "bulk",
                "no less than ordinary, which is more pressing",
            ),
            (
                !(2..=100).contains(&self.promoted_every),
                "promoted_every",
                "2 to 100: with 1 a child in danger would stand behind all that waited",
            ),
        ])
    }
}

fn found(wrong: &[(bool, &'static str, &'static str)]) -> Vec<Problem> {
    wrong
        .iter()
        .filter(|(is_wrong, ..)| *is_wrong)
        .map(|(_, key, text)| (*key, *text))
        .collect()
}
