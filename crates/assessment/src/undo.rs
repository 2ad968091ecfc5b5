//! Taking back what one just did to a case (but a second opinion: whoever gave one may have learned of the first): for the seconds that the pack gives, and only while nothing has left.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, State};
use kernel::{Id, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::claim::{Claim, free, give_back, held, held_by, lock_free, person};
use crate::decision::{Decision, withdraw};
use crate::lapse::{Ended, note_end};
use crate::opinion::{self, Opinion, Standing, set_back};
use crate::release::hold_back;
use crate::{Error, settle, urgent};

/// An act that can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Several items were classified at once.
    Several,
    /// A case was decided.
    Decide,
    /// It was given back to the queue, or to a colleague by name.
    HandOver,
    /// Its release asked for a second opinion.
    Ask,
    /// It was released.
    Release,
    /// A supervisor settled what two analysts saw differently.
    Settle,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 6] = [
        Self::Several,
        Self::Decide,
        Self::HandOver,
        Self::Ask,
        Self::Release,
        Self::Settle,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Several => "several",
            Self::Decide => "decide",
            Self::HandOver => "hand_over",
            Self::Ask => "ask",
            Self::Release => "release",
            Self::Settle => "settle",
        }
    }
}

/// Several items that were classified at once, as one act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Several {}

/// An act that its maker may still take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// The act.
    pub act: Act,
    /// Until when.
    pub until: Timestamp,
}

/// What was done to a case, with what it takes to undo it.
#[derive(Clone, Copy)]
pub(crate) struct Done {
    /// The act.
    pub(crate) act: Act,
    /// Where the case stood before.
    pub(crate) from: State,
    /// The claim that ended with it.
    pub(crate) claim: Option<Claim>,
    /// The decision that it made or released.
    pub(crate) decision: Option<Id<Decision>>,
    /// The second opinion that it asked for or settled.
    pub(crate) opinion: Option<Id<Opinion>>,
    /// The items that it classified at once.
    pub(crate) several: Option<Id<Several>>,
}

impl Done {
    /// An act that needs no more than the claim it ended, if it ended one.
    pub(crate) const fn of(act: Act, from: State, claim: Option<Claim>) -> Self {
        Self {
            act,
            from,
            claim,
            decision: None,
            opinion: None,
            several: None,
        }
    }
}

struct Offer {
    case: Id<Case>,
    staff: Id<Staff>,
    act: Act,
    at: Timestamp,
    from: State,
    claimed_at: Option<Timestamp>,
    lease_until: Option<Timestamp>,
    decision: Option<Id<Decision>>,
    opinion: Option<Id<Opinion>>,
    several: Option<Id<Several>>,
}

impl FromRow for Offer {
    fn from_row(row: &Row) -> store::Result<Self> {
        let (act, from): (String, String) = (row.get("act")?, row.get("from_state")?);
        Ok(Self {
            case: row.get("case_id")?,
            staff: row.get("staff_id")?,
            act: Act::ALL
                .into_iter()
                .find(|one| one.name() == act)
                .ok_or(store::Error::Unreadable("assessment_undo.act"))?,
            at: row.get("at")?,
            from: State::named(&from)
                .ok_or(store::Error::Unreadable("assessment_undo.from_state"))?,
            claimed_at: row.get("claimed_at")?,
            lease_until: row.get("lease_until")?,
            decision: row.get("decision_id")?,
            opinion: row.get("opinion_id")?,
            several: row.get("several_id")?,
        })
    }
}

impl Offer {
    /// The claim that ended with the act.
    fn claim(&self) -> Option<Claim> {
        Some(Claim {
            case: self.case,
            staff: self.staff,
            claimed_at: self.claimed_at?,
            lease_until: self.lease_until?,
        })
    }
}

/// Remembers an act as the last one of a case, with what it takes to undo it.
pub(crate) async fn offer(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    done: Done,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        OFFER,
        values![
            case,
            person(actor)?,
            done.act.name(),
            now,
            done.from.name(),
            done.claim.map(|claim| claim.claimed_at),
            done.claim.map(|claim| claim.lease_until),
            done.decision,
            done.opinion,
            done.several,
        ],
    )
    .await?;
    Ok(())
}

/// What the actor did last to a case, while they may still take it back.
pub async fn undoable(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Option<Undoable>, Error> {
    actor.may(Action::ReadCase)?;
    let now = tx.now();
    let offer: Option<Offer> = tx.optional(GET, values![case]).await?;
    Ok(offer
        .filter(|offer| Some(offer.staff) == actor.staff_id())
        .map(|offer| Undoable {
            act: offer.act,
            until: offer.at.after(pack.claims.undo),
        })
        .filter(|undoable| undoable.until > now))
}

/// Takes back what the actor did last to a case: it is theirs again, as before. Refused once the pack's seconds
/// passed, somebody did something else to the case, or something has left.
pub async fn undo(tx: &mut Tx, actor: &Actor, pack: &Pack, case: Id<Case>) -> Result<Act, Error> {
    actor.may(Action::ClaimCase)?;
    let now = tx.now();
    // As everything else that is done to a case: the claim first, then what may be taken back.
    lock_free(tx, case).await?;
    let offer = tx
        .optional::<Offer>(GET_FOR_UPDATE, values![case])
        .await?
        .filter(|offer| Some(offer.staff) == actor.staff_id())
        .filter(|offer| offer.at.after(pack.claims.undo) > now)
        .ok_or(Error::TooLate)?;
    match offer.act {
        Act::Several => {
            held(tx, actor, case).await.map_err(|_| Error::TooLate)?;
            restore(tx, case, offer.several.ok_or(Error::TooLate)?).await?;
        }
        Act::Decide => {
            held(tx, actor, case).await.map_err(|_| Error::TooLate)?;
            withdraw(tx, offer.decision.ok_or(Error::TooLate)?).await?;
        }
        Act::HandOver => {
            still_given_back(tx, &offer).await?;
            from_colleague(tx, actor, &offer).await?;
        }
        Act::Ask => {
            let id = offer.opinion.ok_or(Error::TooLate)?;
            urgent::take_back(tx, id).await?;
            set_back(tx, id, &[Standing::Asked], Standing::TakenBack).await?;
        }
        Act::Release => {
            hold_back(tx, actor, pack, offer.decision.ok_or(Error::TooLate)?).await?;
        }
        Act::Settle => {
            hold_back(tx, actor, pack, offer.decision.ok_or(Error::TooLate)?).await?;
            let id = offer.opinion.ok_or(Error::TooLate)?;
            settle::take_back(tx, actor, id).await?;
        }
    }
    back(tx, actor, pack, &offer).await?;
    forget(tx, case).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.undo",
        About::one("case", case),
        json!({ "act": offer.act.name() }),
    )
    .await?;
    Ok(offer.act)
}

/// Forgets the last act on a case: somebody did something else to it, and it is not taken back any more.
pub(crate) async fn forget(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    tx.execute(FORGET, values![case]).await?;
    Ok(())
}

/// The same of an act of somebody else's: whoever holds the case now works on it.
pub(crate) async fn forget_others(
    tx: &mut Tx,
    case: Id<Case>,
    staff: Id<Staff>,
) -> Result<(), Error> {
    tx.execute(FORGET_OTHERS, values![case, staff]).await?;
    Ok(())
}

/// Forgets that several items were classified at once: something was built on what they came to.
pub(crate) async fn forget_several(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    tx.execute(FORGET_SEVERAL, values![case]).await?;
    Ok(())
}

/// What several items were classified as at once counts no more, and what it superseded counts again.
async fn restore(tx: &mut Tx, case: Id<Case>, several: Id<Several>) -> Result<(), Error> {
    // First, for an item has one assessment that counts at a time.
    if tx.execute(UNCOUNT, values![case, several]).await? == 0 {
        return Err(Error::TooLate);
    }
    tx.execute(RESTORE, values![case, several]).await?;
    Ok(())
}

/// Ends the claim of whoever a case was handed to by name, and tells them. They have done nothing to it since: whoever
/// holds a case and acts on it makes this offer void.
async fn from_colleague(tx: &mut Tx, actor: &Actor, offer: &Offer) -> Result<(), Error> {
    if let Some(claim) = held_by(tx, offer.case).await? {
        let now = tx.now();
        note_end(tx, &claim, now, Ended::TakenBack).await?;
        let step = intake::Move::HandOver;
        free(tx, actor, offer.case, step, "taken_back", now).await?;
    }
    Ok(())
}

/// Refuses to take a hand-over back once it no longer matters who held the case: the second opinion was given since, or
/// withdrawn.
async fn still_given_back(tx: &mut Tx, offer: &Offer) -> Result<(), Error> {
    let standing = opinion::open(tx, offer.case).await?;
    let standing = standing.map(|opinion| opinion.standing);
    let expected = (offer.from == State::SecondOpinion).then_some(Standing::Asked);
    if standing == expected {
        Ok(())
    } else {
        Err(Error::TooLate)
    }
}

/// Moves the case back to where it stood, and gives it back to whoever held it.
async fn back(tx: &mut Tx, actor: &Actor, pack: &Pack, offer: &Offer) -> Result<(), Error> {
    let moved = match (offer.act, offer.claim()) {
        (Act::Several | Act::Decide, _) => return Ok(()),
        (_, Some(claim)) => give_back(tx, actor, pack, &claim, offer.from).await,
        // Nobody holds what a supervisor settles.
        (_, None) => {
            let step = intake::Move::TakeBack(offer.from);
            let moved = intake::move_case(tx, actor, offer.case, step, "taken_back").await;
            moved.map(|_| ()).map_err(Error::from)
        }
    };
    match moved {
        Err(Error::Intake(intake::Error::Impossible(_) | intake::Error::Superseded)) => {
            Err(Error::TooLate)
        }
        other => other,
    }
}

const OFFER: &str = "-- assessment.undo.offer
INSERT INTO assessment_undo (case_id, staff_id, act, at, from_state, claimed_at, lease_until, decision_id,
    opinion_id, several_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (case_id) DO UPDATE SET staff_id = excluded.staff_id, act = excluded.act, at = excluded.at,
    from_state = excluded.from_state, claimed_at = excluded.claimed_at, lease_until = excluded.lease_until,
    decision_id = excluded.decision_id, opinion_id = excluded.opinion_id,
    several_id = excluded.several_id";

const GET: &str = "-- assessment.undo.get
SELECT case_id, staff_id, act, at, from_state, claimed_at, lease_until, decision_id, opinion_id, several_id
FROM assessment_undo WHERE case_id = $1";

const GET_FOR_UPDATE: &str = "-- assessment.undo.get_for_update
SELECT case_id, staff_id, act, at, from_state, claimed_at, lease_until, decision_id, opinion_id, several_id
FROM assessment_undo WHERE case_id = $1 /*for update*/";

const FORGET: &str = "-- assessment.undo.forget
DELETE FROM assessment_undo WHERE case_id = $1";

const FORGET_OTHERS: &str = "-- assessment.undo.forget_others
DELETE FROM assessment_undo WHERE case_id = $1 AND staff_id <> $2";

const FORGET_SEVERAL: &str = "-- assessment.undo.forget_several
DELETE FROM assessment_undo WHERE case_id = $1 AND act = 'several'";

const UNCOUNT: &str = "-- assessment.assessment.uncount_several
UPDATE assessment_assessment SET superseded_by = id
WHERE case_id = $1 AND several_id = $2 AND superseded_by IS NULL";

const RESTORE: &str = "-- assessment.assessment.restore_several
UPDATE assessment_assessment SET superseded_by = NULL
WHERE case_id = $1 AND superseded_by <> id AND superseded_by IN (
    SELECT id FROM assessment_assessment WHERE case_id = $1 AND several_id = $2)";
