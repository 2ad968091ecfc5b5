//! What follows a notice while nothing happens: a numbered series of steps, each with a text of its own.

use std::time::Duration;

use serde::Deserialize;

use crate::watch::{Problem, duration};

/// Steps of a series at most.
const MOST: usize = 20;

/// `escalation.toml`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// Steps about one place at most, also where they begin anew because it is with another provider.
    pub most: u32,
    /// The most time that a provider is given who asks for more: it moves the next step once. So long, too, a provider's
    /// word that it is removed is waited for to show.
    #[serde(deserialize_with = "duration")]
    pub more_time: Duration,
    /// So long after the last step people are told that nothing more happens by itself.
    #[serde(deserialize_with = "duration")]
    pub end: Duration,
    /// Whether the hotline has confirmed the series.
    #[serde(default)]
    pub confirmed: bool,
    /// The steps, in their order.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
}

/// A step of the series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// So long after the letter of the step before has left.
    #[serde(deserialize_with = "duration")]
    pub after: Duration,
    /// Who is written to.
    pub to: Addressee,
    /// Which mail: `templates/NAME.LANGUAGE.txt`.
    pub template: String,
    /// It leaves at any hour; else whoever is at home is written to in the hours of the calendar.
    #[serde(default)]
    pub any_hour: bool,
}

/// Who a step of a series writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// The provider that has the notice.
    Provider,
    /// Who runs the network that the provider is in.
    Upstream,
    /// The registrar of the domain.
    Registrar,
    /// Who oversees providers in the country that hosts.
    Regulator,
    /// The police of the country that hosts.
    Police,
    /// The partner hotline of the country that hosts.
    Partner,
}

impl Addressee {
    /// The name, as the pack has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Upstream => "upstream",
            Self::Registrar => "registrar",
            Self::Regulator => "regulator",
            Self::Police => "police",
            Self::Partner => "partner",
        }
    }
}

impl Escalation {
    /// The step of this number, from 1.
    pub fn step(&self, number: i64) -> Option<&Step> {
        let place = usize::try_from(number.checked_sub(1)?).ok()?;
        self.steps.get(place)
    }

    /// How long after a step, or after the first notice, the next is due: the end of the series, where none is left.
    pub fn after(&self, number: i64) -> Duration {
        let next = self.step(number.saturating_add(1));
        next.map_or(self.end, |step| step.after)
    }

    pub(crate) fn problems(&self, demonstration: bool) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.most == 0 {
            problems.push(("most", "one at least"));
        }
        if self.steps.len() > MOST {
            problems.push(("step", "twenty steps at most"));
        }
        let hour = Duration::from_hours(1);
        let waits = self.steps.iter().map(|step| step.after);
        if !demonstration && waits.chain([self.end]).any(|wait| wait < hour) {
            problems.push(("step", "less than an hour needs demonstration = true"));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escalation(steps: &str) -> Escalation {
        toml::from_str(&format!(
            "most = 3\nmore_time = \"3 days\"\nend = \"7 days\"\n{steps}"
        ))
        .unwrap()
    }

    const TWO: &str = "[[step]]\nafter = \"1 day\"\nto = \"provider\"\ntemplate = \"reminder-1\"\n\
        [[step]]\nafter = \"2 days\"\nto = \"registrar\"\ntemplate = \"registrar\"\nany_hour = true\n";

    #[test]
    fn each_step_is_due_after_the_one_before_and_the_end_after_the_last() {
        let of = escalation(TWO);
        let days = |number| of.after(number).as_secs() / 86_400;
        assert_eq!([days(0), days(1), days(2), days(9)], [1, 2, 7, 7]);
        assert_eq!(of.step(2).map(|step| step.to), Some(Addressee::Registrar));
        assert!(of.step(0).is_none() && of.step(3).is_none() && of.step(i64::MIN).is_none());
        assert_eq!(escalation("").after(0).as_secs() / 86_400, 7);
    }

    #[test]
    fn a_series_that_hurries_or_has_no_limit_is_a_fault() {
        assert!(escalation(TWO).problems(false).is_empty());
        let hurried = escalation(&TWO.replace("1 day", "10 min"));
        assert_eq!(hurried.problems(false).len(), 1);
        assert!(hurried.problems(true).is_empty());
        let mut unlimited = escalation(TWO);
        unlimited.most = 0;
        assert_eq!(unlimited.problems(true).len(), 1);
    }
}
