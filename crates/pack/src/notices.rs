//! How notices leave: how long a letter gathers them, who lets it go, how fresh a trace has to be, and who we are.

use std::time::Duration;

use serde::Deserialize;

use crate::Localized;
use crate::watch::{Problem, duration};

/// A letter that gathers longer is no notice any more.
const LONGEST: Duration = Duration::from_hours(48);

/// Whoever answers later than this answers the mail.
const LONGEST_ANSWERS: Duration = Duration::from_hours(183 * 24);

/// `notices.toml`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// So long notices to one contact are gathered into one letter, from the first on. One about a child in danger
    /// waits for no other.
    #[serde(deserialize_with = "duration")]
    pub gather: Duration,
    /// Who lets a letter leave.
    pub release: Release,
    /// A trace of a place counts as made right before its letter leaves while it is no older than this.
    #[serde(deserialize_with = "duration")]
    pub fresh: Duration,
    /// So long a letter waits for the traces that it asks for. Then it leaves and says when each place was last
    /// traced.
    #[serde(deserialize_with = "duration")]
    pub patience: Duration,
    /// So long a letter can be answered on the provider's page.
    #[serde(deserialize_with = "duration", default = "answers")]
    pub answers: Duration,
    /// An urgent letter that has not left after this long is late, and rings whoever is on call.
    #[serde(deserialize_with = "duration", default = "urgent")]
    pub urgent: Duration,
    /// Who we are, as letters say it: legal standing, post address, telephone, membership.
    pub about: Localized,
    /// Whether the hotline has confirmed these words.
    #[serde(default)]
    pub confirmed: bool,
}

const fn answers() -> Duration {
    Duration::from_hours(30 * 24)
}

const fn urgent() -> Duration {
    Duration::from_mins(15)
}

/// Who lets a letter leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// It leaves by itself.
    Automatic,
    /// A person lets the first letter to a contact leave, later ones leave by themselves.
    FirstByPerson,
    /// A person lets each leave.
    Person,
}

impl Notices {
    pub(crate) fn problems(&self, demonstration: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.gather > LONGEST {
            problems.push(("gather", "two days at most"));
        }
        if self.patience > LONGEST {
            problems.push(("patience", "two days at most"));
        }
        if self.answers > LONGEST_ANSWERS {
            problems.push(("answers", "half a year at most"));
        }
        if self.urgent > LONGEST {
            problems.push(("urgent", "two days at most"));
        }
        let minute = Duration::from_mins(1);
        if !demonstration && (self.fresh < minute || self.patience < minute) {
            problems.push(("fresh", "less than a minute needs demonstration = true"));
        }
        problems
    }
}
