//! Releasing a decision: from then on what follows from it may leave the house, unless the pack asks for a second
//! opinion first. For some seconds it can be taken back.

use std::collections::BTreeSet;

use audit::About;
use identity::{Action, Actor};
use intake::{Case, Move, Outcome, State};
use kernel::{Id, Timestamp};
use location::{Location, Unsettled};
use pack::{Answers, Pack};
use serde_json::json;
use store::{Tx, values};

use crate::assess::site_type;
use crate::blind::{Sees, sees};
use crate::claim::{free, held, person};
use crate::decision::{decision, get, ruling};
use crate::undo::{self, Act, Done};
use crate::{Decision, Error, RELEASED, Released, Unready, asks, correction, opinion, urgent};

/// Lets the decision of a case one holds leave the house: the case is acted on or closed, the claim ends. Where the
/// pack asks for a second opinion it waits for that instead; of a second analyst this gives it.
///
/// Refused while an item has no assessment, the decision does not say what the assessments say now, or
/// something is to be sent about a place whose working URL nobody chose.
pub async fn release(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<State, Error> {
    actor.may(Action::Assess)?;
    match held(tx, actor, case).await {
        Err(Error::NotHeld) if was_released(tx, actor, case).await? => {
            return Err(Error::AlreadyReleased);
        }
        other => other?,
    };
    if let Some(opinion) = opinion::open(tx, case).await? {
        return opinion::give(tx, actor, pack, &opinion).await;
    }
    let decision = ready(tx, actor, pack, case)
        .await?
        .map_err(Error::Unready)?;
    if let Some(why) = asks::why(tx, actor, &pack.second_opinion, &decision).await? {
        opinion::ask(tx, actor, &decision, why).await?;
        // It may have been decided before: how pressing it was then would tell the second analyst.
        intake::undecided(tx, actor, pack, case).await?;
        return Ok(State::SecondOpinion);
    }
    let act = Some((Act::Release, None));
    let_go(tx, actor, pack, &decision, "released", act).await
}

/// Whether the actor released this case, or asked for or gave the second opinion on it: they pressed twice.
async fn was_released(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let staff = person(actor)?;
    let state = intake::case(tx, actor, case).await?.state;
    let (done,): (i64,) = tx.one(DONE_BY, values![case, staff]).await?;
    Ok(done > 0 && !matches!(state, State::Waiting | State::Assessing))
}

/// Releases a decision: the one place where anything begins to leave the house. It does once nobody can take it
/// back any more; `act` is offered to be.
pub(crate) async fn let_go(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    decision: &Decision,
    why: &'static str,
    act: Option<(Act, Option<Id<opinion::Opinion>>)>,
) -> Result<State, Error> {
    let (case, staff) = (decision.case, person(actor)?);
    let now = tx.now();
    // Of two opinions the one that counts may be older than the law.
    if !is_in_force(pack, decision, now) {
        return Err(Error::Unready(Unready::LawChanged));
    }
    let leaves_at = now.after(pack.claims.undo);
    tx.execute(RELEASE, values![decision.id, now, staff])
        .await?;
    let step = decision.step();
    audit::record(
        tx,
        actor.who(),
        "assessment.release",
        About::one("case", case),
        json!({ "decision": decision.id, "step": step.name() }),
    )
    .await?;
    let from = intake::case(tx, actor, case).await?.state;
    let claim = free(tx, actor, case, step, why, leaves_at).await?;
    if let Some((act, opinion)) = act {
        let done = Done {
            decision: Some(decision.id),
            opinion,
            ..Done::of(act, from, claim)
        };
        undo::offer(tx, actor, case, done).await?;
    }
    tell_queue(tx, actor, pack, decision).await?;
    correction::close(tx, case).await?;
    if let (Move::Close(Outcome::OutOfRemit), Some(signpost)) = (step, &decision.signpost) {
        intake::signpost(tx, actor, case, signpost, leaves_at).await?;
    }
    if step == Move::Act {
        let released = Released {
            case,
            decision: decision.id,
        };
        let key = released_key(decision.id);
        jobs::queue_at(tx, RELEASED, &released, leaves_at, Some(&key)).await?;
    } else {
        urgent::stop_withdrawn(tx, pack, decision).await?;
    }
    Ok(match step {
        Move::Act => State::Acting,
        _ => State::Closed,
    })
}

/// Tells the queue whether a child is in danger, how old the youngest is, and what kinds of place the case is on, by what counts: before, it
/// would tell a second analyst.
async fn tell_queue(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    decision: &Decision,
) -> Result<(), Error> {
    let case = decision.case;
    let youngest = decision.ruling.youngest.as_ref();
    let decided = intake::Decided {
        danger: decision.danger,
        youngest: youngest.map(|youngest| youngest.age.as_str()),
    };
    intake::decided(tx, actor, pack, case, decided).await?;
    let counting: Vec<(String,)> = tx.all(ANSWERS, values![case]).await?;
    let mut site_types = BTreeSet::new();
    for (text,) in counting {
        let answers: Answers = serde_json::from_str(&text)
            .map_err(|_| store::Error::Unreadable("assessment_assessment.answers"))?;
        site_types.extend(site_type(&answers).cloned());
    }
    Ok(intake::classified(tx, actor, case, &site_types).await?)
}

/// The queue knows nothing of what is being decided anew.
pub(crate) async fn untell_queue(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    intake::undecided(tx, actor, pack, case).await?;
    Ok(intake::classified(tx, actor, case, &BTreeSet::new()).await?)
}

pub(crate) fn released_key(decision: Id<Decision>) -> String {
    format!("{RELEASED}:{decision}")
}

/// Takes a release back, if nothing has left.
pub(crate) async fn hold_back(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Decision>,
) -> Result<Decision, Error> {
    let decision = get(tx, id).await?;
    if decision.step() == Move::Act && !jobs::cancel(tx, &released_key(id)).await? {
        return Err(Error::TooLate);
    }
    urgent::take_back_released(tx, id).await?;
    urgent::go_on_withdrawn(tx, &decision).await?;
    if let Some(released_at) = decision.released_at {
        correction::open_again(tx, decision.case, released_at).await?;
    }
    untell_queue(tx, actor, pack, decision.case).await?;
    tx.execute(UNRELEASE, values![id]).await?;
    Ok(decision)
}

/// Whether a decision was made under the law of today: what leaves names no other.
fn is_in_force(pack: &Pack, decision: &Decision, now: Timestamp) -> bool {
    let law = pack.law_at(now);
    law.is_some_and(|law| law.version == decision.ruling.under.law_version)
}

/// The decision that a release would release, or what it still waits for.
pub(crate) async fn ready(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Result<Decision, Unready>, Error> {
    let ruling = match ruling(tx, actor, case).await {
        Err(Error::Unready(unready)) => return Ok(Err(unready)),
        other => other?,
    };
    let decision = match decision(tx, actor, case).await? {
        Some(decision) if decision.released_at.is_none() => decision,
        _ => return Ok(Err(Unready::Undecided)),
    };
    if decision.ruling != ruling {
        return Ok(Err(Unready::Outdated));
    }
    if !is_in_force(pack, &decision, tx.now()) {
        return Ok(Err(Unready::LawChanged));
    }
    if !decision.calls_for_action() {
        return Ok(Ok(decision));
    }
    // A second analyst is not told what the first picked: only whether they picked themselves.
    if let Sees::Own(opinion, staff) = sees(tx, actor, case).await? {
        let (unpicked,): (i64,) = tx.one(UNPICKED, values![case, opinion, staff]).await?;
        // What looked personal about these was confirmed when they were picked.
        return Ok(if unpicked > 0 {
            Err(Unready::NoWorkingUrl)
        } else {
            Ok(decision)
        });
    }
    let locations = acted_on(tx, actor, case).await?;
    Ok(match location::unsettled(tx, actor, &locations).await? {
        Some(Unsettled::NoWorkingUrl) => Err(Unready::NoWorkingUrl),
        Some(Unsettled::LooksPersonal) => Err(Unready::LooksPersonal),
        None => Ok(decision),
    })
}

/// Where a released decision is acted on, of what the actor sees: the reported place first, then each place of an item that calls for
/// action.
pub async fn acted_on(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Vec<Id<Location>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let rows: Vec<(Id<Location>,)> = tx.all(ACTED_ON, values![case, opinion, staff]).await?;
    Ok(rows.into_iter().map(|(location,)| location).collect())
}

const ANSWERS: &str = "-- assessment.assessment.counting_answers
SELECT DISTINCT answers AS value FROM assessment_assessment
WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const DONE_BY: &str = "-- assessment.decision.done_by
SELECT (SELECT COUNT(*) FROM assessment_decision WHERE case_id = $1 AND released_by = $2)
    + (SELECT COUNT(*) FROM assessment_opinion
        WHERE case_id = $1 AND state <> 'taken_back' AND (first_id = $2 OR second_id = $2)) AS value";

const UNRELEASE: &str = "-- assessment.decision.unrelease
UPDATE assessment_decision SET released_at = NULL, released_by = NULL WHERE id = $1";

const ACTED_ON: &str = "-- assessment.item.acted_on
SELECT i.location_id AS value FROM assessment_item i
LEFT JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $2 AND a.staff_id = $3 OR a.opinion_id IS NULL AND $2 IS NULL)
WHERE i.case_id = $1 AND i.location_id IS NOT NULL AND (i.position = 1
    OR a.inhope_class IN ('national', 'baseline') OR a.national_result IN ('harmful', 'illegal'))
ORDER BY i.position";

const UNPICKED: &str = "-- assessment.opinion_place.unpicked
SELECT COUNT(*) AS value FROM assessment_item i
LEFT JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND a.opinion_id = $2 AND a.staff_id = $3
WHERE i.case_id = $1 AND i.location_id IS NOT NULL AND (i.position = 1
    OR a.inhope_class IN ('national', 'baseline') OR a.national_result IN ('harmful', 'illegal'))
AND NOT EXISTS (SELECT 1 FROM assessment_opinion_place p
    WHERE p.opinion_id = $2 AND p.item_id = i.id AND p.staff_id = $3)";

const RELEASE: &str = "-- assessment.decision.release
UPDATE assessment_decision SET released_at = $2, released_by = $3 WHERE id = $1";
