//! What an approved contact changes, and a trace: notices that wait for it, and places for which nobody was known to
//! write to.

use identity::{Action, Actor};
use intake::Case;
use jobs::{Outcome, Run};
use kernel::{Id, Timestamp};
use location::Location;
use serde::{Deserialize, Serialize};
use stakeholders::Contact;
use store::{FromRow, Row, Tx, values};
use uuid::Uuid;

use crate::notice::{DROP_UNADDRESSED, Matter, Notice, Purpose, advance, draft};
use crate::notify::{about, matter, release, write_about};
use crate::{ADDRESS, Error, Move, State, ask_host};

/// Notices and places that one step looks at when a contact was approved.
const STEP: i64 = 200;

/// How far what an approved contact changes was looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Part {
    /// The notices to its organisation, behind this one.
    Notices(Id<Contact>, i64, Id<Notice>),
    /// The places for which nobody was known to write to, behind this one.
    Places(i64, Id<Case>, Id<Location>, String),
}

/// A contact was approved: what waited for it goes, what waited for another contact of its organisation, or came back
/// from it, goes to it, and places without a contact look again. What the police ask to wait with stays drafted.
///
/// It looks at some at a time, and queues the next step.
pub async fn contact_approved(
    tx: &mut Tx,
    actor: &Actor,
    contact: Id<Contact>,
) -> Result<(), Error> {
    let start = Id::from_uuid(contact.uuid());
    address_some(tx, actor, Part::Notices(contact, i64::MIN, start)).await
}

/// Has every place look again for which nobody was known to write to.
pub(crate) async fn queue_places(tx: &mut Tx) -> Result<(), Error> {
    jobs::queue(tx, ADDRESS, &Part::every_place()).await?;
    Ok(())
}

impl Part {
    fn every_place() -> Self {
        let nil = Uuid::nil();
        let (case, location) = (Id::from_uuid(nil), Id::from_uuid(nil));
        Self::Places(i64::MIN, case, location, String::new())
    }
}

/// Goes on with what an approved contact changes: the job [`ADDRESS`].
pub fn go_on_addressing(run: Run) -> Outcome {
    let part: Part = match run.payload() {
        Ok(payload) => payload,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            address_some(tx, &Actor::job(&run), part).await?;
            Ok(())
        })
    })
}

/// One step of it.
async fn address_some(tx: &mut Tx, actor: &Actor, part: Part) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let next = match part {
        Part::Notices(contact, since, behind) => {
            let approved = stakeholders::contact(tx, actor, contact).await?;
            if approved.state != stakeholders::State::Approved {
                return Ok(());
            }
            let from = values![approved.organisation, since, behind, STEP];
            let waiting: Vec<Notice> = tx.all(WAITING, from).await?;
            for notice in &waiting {
                address(tx, actor, notice, &approved).await?;
            }
            match waiting.last() {
                Some(last) if is_full(waiting.len()) => {
                    Part::Notices(contact, last.drafted_at.micros(), last.id)
                }
                _ => Part::every_place(),
            }
        }
        Part::Places(since, case, location, purpose) => {
            let from = values![since, case, location, purpose, STEP];
            let waiting: Vec<Unaddressed> = tx.all(UNADDRESSED, from).await?;
            for one in &waiting {
                one.look_again(tx, actor).await?;
            }
            match waiting.last() {
                Some(last) if is_full(waiting.len()) => Part::Places(
                    last.since.micros(),
                    last.case,
                    last.location,
                    last.purpose.name().to_owned(),
                ),
                _ => return Ok(()),
            }
        }
    };
    let at = tx.stamp();
    jobs::queue_at(tx, ADDRESS, &next, at, None).await?;
    Ok(())
}

fn is_full(count: usize) -> bool {
    i64::try_from(count).is_ok_and(|count| count >= STEP)
}

/// A contact of its organisation was approved: what becomes of a notice that waits, or did not reach whom it was to.
async fn address(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    approved: &Contact,
) -> Result<(), Error> {
    let case = intake::case(tx, actor, notice.case).await?;
    if case.state == intake::State::Closed {
        advance(tx, actor, notice, Move::Withdraw, "case-closed").await?;
        return Ok(());
    }
    if notice.contact != approved.id {
        if stays(tx, actor, notice).await? {
            return Ok(());
        }
        advance(tx, actor, notice, Move::Withdraw, "other-contact").await?;
        draft(tx, actor, about(notice), approved).await?;
    } else if notice.state != State::Drafted {
        // It did not reach this very contact: a person decides.
        return Ok(());
    }
    if !referral::holds(tx, actor, case.id).await? {
        release(tx, actor, about(notice), approved.id).await?;
    }
    Ok(())
}

/// Whether a notice stays with the contact that it is to, though another of the organisation was approved: one that
/// waits for the police with an approved one does, and of one that may have left a person decides. What came back has
/// not arrived.
async fn stays(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<bool, Error> {
    if notice.state == State::Bounced {
        return Ok(false);
    }
    if let Some(letter) = notice.letter
        && dispatch::may_have_left(tx, actor, letter).await?
    {
        return Ok(true);
    }
    let own = stakeholders::contact(tx, actor, notice.contact).await?;
    Ok(notice.state == State::Drafted && own.state == stakeholders::State::Approved)
}

/// A place was traced: where nobody was known to write to about it, somebody may be now.
pub(crate) async fn write_again(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<(), Error> {
    for one in tx
        .all::<Unaddressed>(UNADDRESSED_OF, values![location])
        .await?
    {
        // Of the reported place the route decides.
        if intake::case(tx, actor, one.case).await?.location != location {
            one.look_again(tx, actor).await?;
        }
    }
    Ok(())
}

/// A place that waits for a contact, and what that is to be asked for.
struct Unaddressed {
    case: Id<Case>,
    location: Id<Location>,
    purpose: Purpose,
    since: Timestamp,
}

impl Unaddressed {
    async fn look_again(&self, tx: &mut Tx, actor: &Actor) -> Result<(), Error> {
        if intake::case(tx, actor, self.case).await?.state == intake::State::Closed {
            let of = values![self.case, self.location, self.purpose.name()];
            tx.execute(DROP_UNADDRESSED, of).await?;
            return Ok(());
        }
        match self.purpose {
            Purpose::Remove => {
                let of_case = matter(tx, actor, self.case, self.purpose).await?;
                let about = Matter {
                    location: self.location,
                    ..of_case
                };
                write_about(tx, actor, about).await?;
            }
            Purpose::AskHost => {
                ask_host(tx, actor, self.case).await?;
            }
        }
        Ok(())
    }
}

impl FromRow for Unaddressed {
    fn from_row(row: &Row) -> store::Result<Self> {
        let purpose: String = row.get("purpose")?;
        let unreadable = store::Error::Unreadable("takedown_unaddressed.purpose");
        Ok(Self {
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            purpose: Purpose::named(&purpose).ok_or(unreadable)?,
            since: row.get("since")?,
        })
    }
}

const WAITING: &str = "-- takedown.notice.waiting
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice
WHERE organisation_id = $1 AND state IN ('drafted', 'failed', 'bounced')
    AND (drafted_at, id) > ($2, $3)
ORDER BY drafted_at, id LIMIT $4 /*for update*/";

const UNADDRESSED: &str = "-- takedown.unaddressed.some
SELECT case_id, location_id, purpose, since FROM takedown_unaddressed
WHERE (since, case_id, location_id, purpose) > ($1, $2, $3, $4)
ORDER BY since, case_id, location_id, purpose LIMIT $5";

const UNADDRESSED_OF: &str = "-- takedown.unaddressed.of_location
SELECT case_id, location_id, purpose, since FROM takedown_unaddressed WHERE location_id = $1
ORDER BY since, case_id, purpose";
