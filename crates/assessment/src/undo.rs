//! Taking back what one just did to a case (but a second opinion: whoever gave one may have learned of the first): for the seconds that the pack gives, and only while nothing has left.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, State};
use kernel::{Id, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::claim::{Claim, give_back, held, lock_free, person};
use crate::decision::{Decision, withdraw};
use crate::opinion::{self, Opinion, Standing, set_back};
use crate::release::hold_back;
use crate::{Error, settle, urgent};

/// An act that can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// A case was decided.
    Decide,
    /// It was given back to the queue.
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
    pub const ALL: [Self; 5] = [
        Self::Decide,
        Self::HandOver,
        Self::Ask,
        Self::Release,
        Self::Settle,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::HandOver => "hand_over",
            Self::Ask => "ask",
            Self::Release => "release",
            Self::Settle => "settle",
        }
    }
}

/// An act that its maker may still take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// The act.
    pub act: Act,
    /// Until when.
    pub until: Timestamp,
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
#[expect(
    clippy::too_many_arguments,
    reason = "each is a column: a struct would be named once and taken apart at once"
)]
pub(crate) async fn offer(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    act: Act,
    from: State,
    claim: Option<Claim>,
    decision: Option<Id<Decision>>,
    opinion: Option<Id<Opinion>>,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        OFFER,
        values![
            case,
            person(actor)?,
            act.name(),
            now,
            from.name(),
            claim.map(|claim| claim.claimed_at),
            claim.map(|claim| claim.lease_until),
            decision,
            opinion,
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
        Act::Decide => {
            held(tx, actor, case).await.map_err(|_| Error::TooLate)?;
            withdraw(tx, offer.decision.ok_or(Error::TooLate)?).await?;
        }
        Act::HandOver => still_given_back(tx, &offer).await?,
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
        (Act::Decide, _) => return Ok(()),
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
    opinion_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (case_id) DO UPDATE SET staff_id = excluded.staff_id, act = excluded.act, at = excluded.at,
    from_state = excluded.from_state, claimed_at = excluded.claimed_at, lease_until = excluded.lease_until,
    decision_id = excluded.decision_id, opinion_id = excluded.opinion_id";

const GET: &str = "-- assessment.undo.get
SELECT case_id, staff_id, act, at, from_state, claimed_at, lease_until, decision_id, opinion_id
FROM assessment_undo WHERE case_id = $1";

const GET_FOR_UPDATE: &str = "-- assessment.undo.get_for_update
SELECT case_id, staff_id, act, at, from_state, claimed_at, lease_until, decision_id, opinion_id
FROM assessment_undo WHERE case_id = $1 /*for update*/";

const FORGET: &str = "-- assessment.undo.forget
DELETE FROM assessment_undo WHERE case_id = $1";
