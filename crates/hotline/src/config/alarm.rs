//! `[alarm]`: who is rung for an urgent report, and how.

use std::time::Duration;

use anyhow::bail;
use kernel::Language;
use page::Catalogue;
use serde::Deserialize;

use crate::config::Config;

/// The section.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alarm {
    /// The words of the command by which somebody is rung, without a shell.
    pub command: Vec<String>,
    /// Minutes between two rounds.
    pub again_minutes: u32,
    /// After so many rounds that nobody acknowledged the next person is rung too.
    pub next_after: u32,
    /// Who is on call, the first first.
    pub person: Vec<Person>,
}

/// Somebody who is on call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Where mail to them goes.
    pub mail: Option<String>,
    /// What the command is told whom to ring.
    pub number: Option<String>,
    /// The language that they read; by default the pack's first.
    pub language: Option<Language>,
}

impl Default for Alarm {
    fn default() -> Self {
        Self {
            command: Vec::new(),
            again_minutes: 5,
            next_after: 3,
            person: Vec::new(),
        }
    }
}

impl Alarm {
    /// What would ring nobody, or somebody else.
    pub(super) fn check(&self, has_relay: bool) -> anyhow::Result<()> {
        if self.again_minutes == 0 {
            bail!("alarm.again_minutes: this is a minute at least");
        }
        if self.next_after == 0 {
            bail!("alarm.next_after: this is one round at least");
        }
        if let Some(program) = self.command.first()
            && !program.starts_with('/')
        {
            bail!("alarm.command: the program is named by its whole path");
        }
        for person in &self.person {
            if person.mail.is_none() && person.number.is_none() {
                bail!("alarm.person: somebody on call needs a mail or a number");
            }
            if person.mail.is_some() && !has_relay {
                bail!("alarm.person.mail: there is no mail relay, set [mail]");
            }
            if person.mail.as_ref().is_some_and(|mail| !mail.contains('@')) {
                bail!("alarm.person.mail: this is no mail address");
            }
            if person.number.is_some() && self.command.is_empty() {
                bail!("alarm.person.number: there is no alarm.command to ring it by");
            }
        }
        Ok(())
    }
}

impl Config {
    /// Who is rung for an urgent report.
    pub fn on_call(&self, pack: &pack::Pack, catalogue: Catalogue) -> referral::OnCall {
        let first = pack.languages.first().copied();
        let first = first.unwrap_or(Language::ENGLISH);
        let person = |person: &Person| referral::Person {
            mail: person.mail.clone(),
            number: person.number.clone(),
            language: person.language.unwrap_or(first),
        };
        referral::OnCall {
            people: self.alarm.person.iter().map(person).collect(),
            again: Duration::from_mins(u64::from(self.alarm.again_minutes)),
            next_after: self.alarm.next_after,
            sender: self.mail.as_ref().map(|mail| mail.sender.clone()),
            catalogue,
        }
    }
}
