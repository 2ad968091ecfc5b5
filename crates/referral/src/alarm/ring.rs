//! The jobs of the alarm: a report that is urgent, and ringing whoever is on call.

use std::time::Duration;

use dispatch::Signer;
use egress::{Composed, Cover, Egress, Mail, Way};
use futures::future::join_all;
use identity::Actor;
use intake::Report;
use jobs::{Outcome, Run};
use kernel::{Id, Language, Timestamp};
use page::{Catalogue, Words};
use store::Db;

use super::{Alarm, alarm, note_round, ring_key, urgent_filed};
use crate::{Error, RING};

/// How long a mail to somebody may take: the next round comes all the same.
const MAIL_LIMIT: Duration = Duration::from_secs(20);

/// After a round that reached nobody the next one comes this soon at the latest.
const UNHEARD: Duration = Duration::from_mins(1);

/// Who is on call, and how they are rung.
#[derive(Clone)]
pub struct OnCall {
    /// Whom, the first first.
    pub people: Vec<Person>,
    /// The time between two rounds.
    pub again: Duration,
    /// After so many rounds that nobody acknowledged the next person is rung too.
    pub next_after: u32,
    /// The address that mail comes from, where there is a relay.
    pub sender: Option<String>,
    /// The words of every language.
    pub catalogue: Catalogue,
}

/// Somebody who is on call.
#[derive(Clone)]
pub struct Person {
    /// Where mail to them goes.
    pub mail: Option<String>,
    /// What the configured command is told whom to ring.
    pub number: Option<String>,
    /// The language that they read.
    pub language: Language,
}

impl OnCall {
    /// Who is rung after so many rounds that nobody acknowledged: the first, and each next one in addition.
    fn rung_after(&self, rounds: i64) -> &[Person] {
        let more = usize::try_from(rounds / i64::from(self.next_after.max(1))).unwrap_or(0);
        let count = more.saturating_add(1).min(self.people.len());
        self.people.get(..count).unwrap_or_default()
    }
}

/// A report is urgent: the job [`intake::URGENT_FILED`].
pub fn urgent_filed_job(run: Run) -> Outcome {
    let report: Id<Report> = match run.payload() {
        Ok(report) => report,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            urgent_filed(tx, &Actor::job(&run), report).await?;
            Ok(())
        })
    })
}

/// Rings once, and comes again until somebody acknowledges it: the job [`RING`].
pub async fn ring(db: &Db, egress: &Egress, call: &OnCall, run: Run) -> Outcome {
    let id: Id<Alarm> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let actor = Actor::job(&run);
    let round = match find(db, &actor, id).await {
        Ok(Some(round)) if round.alarm.is_ringing() => round,
        Ok(_) => return Outcome::nothing(),
        Err(error) => {
            tracing::error!(%error, "an alarm cannot be read");
            return Outcome::Retry("the alarm could not be read");
        }
    };
    let people = call.rung_after(round.alarm.rings);
    // That nobody is on call is said once; it looks on whether somebody is.
    let is_known = people.is_empty() && round.alarm.unheard;
    if people.is_empty() && !is_known {
        tracing::error!("an alarm rings nobody: nobody is on call");
    }
    let rung = people
        .iter()
        .enumerate()
        .map(|(place, person)| reach(egress, call, person, place, &round));
    let reached = join_all(rung).await.into_iter().filter(|it| *it).count();
    let (people, again) = (people.len(), call.again);
    if people > 0 && reached == 0 {
        tracing::error!("an alarm rang, and nobody could be reached");
    }
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            let goes_on = if is_known {
                self::alarm(tx, &actor, id)
                    .await?
                    .is_some_and(|alarm| alarm.is_ringing())
            } else {
                note_round(tx, &actor, id, people, reached).await?
            };
            if goes_on {
                let pause = if reached == 0 {
                    again.min(UNHEARD)
                } else {
                    again
                };
                let next = tx.now().after(pause);
                jobs::queue_urgent(tx, RING, &id, next, Some(&ring_key(id))).await?;
            }
            Ok(())
        })
    })
}

/// What one round is about.
struct Once {
    alarm: Alarm,
    now: Timestamp,
    /// What signs its mails, where the hotline has a key.
    signer: Option<Signer>,
}

async fn find(db: &Db, actor: &Actor, id: Id<Alarm>) -> Result<Option<Once>, Error> {
    let mut tx = db.read().await?;
    let now = tx.now();
    let Some(alarm) = alarm(&mut tx, actor, id).await? else {
        return Ok(None);
    };
    // It rings also where the key does not open.
    let signer = dispatch::signer(&mut tx, actor).await;
    let signer = signer.unwrap_or_else(|error| {
        tracing::error!(%error, "the key that signs mail cannot be read");
        None
    });
    Ok(Some(Once { alarm, now, signer }))
}

impl Once {
    /// A mail of it as it travels: signed where that can be.
    fn composed(&self, mail: &Mail) -> Option<Composed> {
        if let Some(signer) = &self.signer {
            match signer.compose(mail, self.now) {
                Ok(composed) => return Some(composed),
                Err(error) => tracing::error!(%error, "the mail of an alarm could not be signed"),
            }
        }
        mail.composed(Cover::Open, Way::default()).ok()
    }
}

/// Rings somebody by every way there is to them, all at once. Whether any worked.
async fn reach(egress: &Egress, call: &OnCall, person: &Person, place: usize, once: &Once) -> bool {
    let alarm = &once.alarm;
    let words = call.catalogue.words(person.language);
    let text = told(&words, alarm);
    let by_mail = async {
        let (Some(to), Some(from)) = (&person.mail, &call.sender) else {
            return false;
        };
        let subject = self::text(&words, "referral-alarm-subject", alarm);
        let Some(domain) = from.trim_end_matches('>').rsplit('@').next() else {
            return false;
        };
        let mail = Mail {
            message_id: format!("alarm-{}-{}-{place}@{domain}", alarm.id, alarm.rings + 1),
            date: once.now,
            from: from.clone(),
            to: to.clone(),
            reply_to: None,
            subject,
            text: text.clone(),
            attachments: Vec::new(),
        };
        let Some(composed) = once.composed(&mail) else {
            tracing::error!("the mail of an alarm could not be composed");
            return false;
        };
        match tokio::time::timeout(MAIL_LIMIT, egress.send(&composed)).await {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "the mail of an alarm did not leave");
                false
            }
            Err(_) => {
                tracing::error!("the mail of an alarm did not leave in time");
                false
            }
        }
    };
    let by_command = async {
        let Some(number) = &person.number else {
            return false;
        };
        match egress.ring(number, &text).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "the command of an alarm did not ring");
                false
            }
        }
    };
    let (mailed, rung) = tokio::join!(by_mail, by_command);
    mailed || rung
}

/// What is told: of how many reports and letters, and the reference. Nothing of any.
fn told(words: &Words, alarm: &Alarm) -> String {
    let mut told = Vec::new();
    if alarm.reports > 0 {
        told.push(text(words, "referral-alarm-reports-wait", alarm));
    }
    if alarm.letters > 0 {
        told.push(text(words, "referral-alarm-letters-wait", alarm));
    }
    told.push(text(words, "referral-alarm-text", alarm));
    told.join(" ")
}

fn text(words: &Words, key: &'static str, alarm: &Alarm) -> String {
    let message = page::Message::new(key)
        .with("reference", alarm.reference.clone())
        .with("reports", alarm.reports)
        .with("letters", alarm.letters);
    // The marks that keep directions apart on a page are nothing for a telephone.
    words
        .say(&message)
        .chars()
        .filter(|letter| !matches!(letter, '\u{2066}'..='\u{2069}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_person_is_rung_too_after_so_many_rounds() {
        let person = || Person {
            mail: None,
            number: None,
            language: Language::ENGLISH,
        };
        let call = |people: usize| OnCall {
            people: (0..people).map(|_| person()).collect(),
            again: Duration::from_secs(1),
            next_after: 3,
            sender: None,
            catalogue: Catalogue::new(&[("page.ftl", page::MESSAGES)], std::iter::empty()).unwrap(),
        };
        let rung = |rounds| call(3).rung_after(rounds).len();
        assert_eq!([0, 2, 3, 5, 6, 9, 900].map(rung), [1, 1, 2, 2, 3, 3, 3]);
        assert!(call(0).rung_after(17).is_empty());
    }
}
