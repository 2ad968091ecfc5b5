//! A decision: what the items of a case come to, and what follows. It may leave the house when released.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move, Outcome, State};
use kernel::{Id, Sensitive, Timestamp};
use location::{Location, Unsettled};
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::blind::{Sees, sees};
use crate::claim::{free, held, person};
use crate::item::item_counts;
use crate::ruling::{Class, Ruling};
use crate::undo::{self, Act};
use crate::{Error, RELEASED, Unready, asks, opinion};

/// The longest note, in bytes.
pub const NOTE_LIMIT: usize = 8_192;

/// What the job [`RELEASED`] holds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Released {
    /// The case.
    pub case: Id<Case>,
    /// Its decision.
    pub decision: Id<Decision>,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Its id.
    pub id: Id<Decision>,
    /// The case.
    pub case: Id<Case>,
    /// Who decided.
    pub staff: Id<Staff>,
    /// When.
    pub at: Timestamp,
    /// The INHOPE class and the national result.
    pub ruling: Ruling,
    /// Not what this hotline takes.
    pub out_of_remit: bool,
    /// A child is in danger: it reaches the police whatever the country.
    pub danger: bool,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    data_key: Option<Vec<u8>>,
    note: Option<Vec<u8>>,
}

/// What a person adds to what follows from the items.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// A child is in danger.
    pub danger: bool,
    /// Not what this hotline takes: only of what calls for no action.
    pub out_of_remit: bool,
    /// What colleagues should know.
    pub note: Option<Sensitive<String>>,
}

impl Decision {
    /// Whether something is to be done: else its release closes the case.
    pub fn calls_for_action(&self) -> bool {
        self.danger || self.ruling.calls_for_action()
    }

    /// How the case goes on when it is released.
    fn step(&self) -> Move {
        if self.calls_for_action() {
            Move::Act
        } else if self.out_of_remit {
            Move::Close(Outcome::OutOfRemit)
        } else if self.ruling.inhope_class == Class::Unavailable {
            Move::Close(Outcome::Unavailable)
        } else {
            Move::Close(Outcome::NotIllegal)
        }
    }
}

impl FromRow for Decision {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            staff: row.get("staff_id")?,
            at: row.get("at")?,
            ruling: Ruling::from_row(row)?,
            out_of_remit: row.get("out_of_remit")?,
            danger: row.get("danger")?,
            released_at: row.get("released_at")?,
            data_key: row.get("data_key")?,
            note: row.get("note")?,
        })
    }
}

/// Decides a case one holds, from the assessments of its items. An earlier decision is superseded; what a second
/// analyst decides stands beside the first's.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    judgement: &Judgement,
) -> Result<Id<Decision>, Error> {
    actor.may(Action::Assess)?;
    let claim = held(tx, actor, case).await?;
    let staff = person(actor)?;
    let ruling = ruling(tx, actor, case).await?;
    if judgement.out_of_remit && (judgement.danger || ruling.calls_for_action()) {
        return Err(Error::Unready(Unready::InRemit));
    }
    let id: Id<Decision> = tx.new_id();
    let (data_key, note) = match &judgement.note {
        Some(note) if note.expose().len() > NOTE_LIMIT => return Err(Error::TooLong),
        Some(note) => {
            let (key, wrapped) = tx
                .keyring()?
                .new_data_key(sealed("data_key", id), tx.entropy());
            let note = key.seal(sealed("note", id), note.expose().as_bytes(), tx.entropy());
            (Some(wrapped), Some(note))
        }
        None => (None, None),
    };
    let now = tx.now();
    let opinion = opinion::open(tx, case).await?.map(|opinion| opinion.id);
    let before = decision(tx, actor, case).await?.map(|before| before.id);
    if let Some(before) = before {
        tx.execute(SUPERSEDE, values![before, id]).await?;
    }
    tx.execute(
        INSERT,
        values![
            id,
            case,
            staff,
            now,
            ruling.inhope_class.name(),
            ruling.reason.clone(),
            ruling.national_result.name(),
            ruling.articles_text(),
            judgement.out_of_remit,
            judgement.danger,
            data_key,
            note,
            claim.claimed_at,
            opinion,
        ],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.decide",
        About::one("case", case),
        json!({
            "decision": id,
            "inhope_class": ruling.inhope_class.name(),
            "reason": ruling.reason,
            "national_result": ruling.national_result.name(),
            "articles": ruling.articles,
            "out_of_remit": judgement.out_of_remit,
            "danger": judgement.danger,
        }),
    )
    .await?;
    let from = intake::case(tx, actor, case).await?.state;
    undo::offer(tx, actor, case, Act::Decide, from, None, Some(id), None).await?;
    Ok(id)
}

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
    let decision = ready(tx, actor, case).await?.map_err(Error::Unready)?;
    match asks::why(tx, actor, &pack.second_opinion, &decision).await? {
        Some(why) => {
            opinion::ask(tx, actor, &decision, why).await?;
            Ok(State::SecondOpinion)
        }
        None => let_go(tx, actor, pack, &decision, "released", Act::Release, None).await,
    }
}

/// Whether the actor released this case, or asked for or gave the second opinion on it: they pressed twice.
async fn was_released(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let staff = person(actor)?;
    let state = intake::case(tx, actor, case).await?.state;
    let (done,): (i64,) = tx.one(DONE_BY, values![case, staff]).await?;
    Ok(done > 0 && !matches!(state, State::Waiting | State::Assessing))
}

/// Releases a decision: the one place where anything begins to leave the house. It does once nobody can take it
/// back any more.
pub(crate) async fn let_go(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    decision: &Decision,
    why: &'static str,
    act: Act,
    opinion: Option<Id<opinion::Opinion>>,
) -> Result<State, Error> {
    let (case, staff) = (decision.case, person(actor)?);
    let now = tx.now();
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
    undo::offer(
        tx,
        actor,
        case,
        act,
        from,
        claim,
        Some(decision.id),
        opinion,
    )
    .await?;
    if step == Move::Act {
        let released = Released {
            case,
            decision: decision.id,
        };
        let key = released_key(decision.id);
        jobs::queue_at(tx, RELEASED, &released, leaves_at, Some(&key)).await?;
    }
    Ok(match step {
        Move::Act => State::Acting,
        _ => State::Closed,
    })
}

pub(crate) fn released_key(decision: Id<Decision>) -> String {
    format!("{RELEASED}:{decision}")
}

/// Takes a release back, if nothing has left.
pub(crate) async fn hold_back(tx: &mut Tx, id: Id<Decision>) -> Result<Decision, Error> {
    let decision = get(tx, id).await?;
    if decision.step() == Move::Act && !jobs::cancel(tx, &released_key(id)).await? {
        return Err(Error::TooLate);
    }
    tx.execute(UNRELEASE, values![id]).await?;
    Ok(decision)
}

/// Takes a decision back, if it counts and was not released: the one before it counts again.
pub(crate) async fn withdraw(tx: &mut Tx, id: Id<Decision>) -> Result<(), Error> {
    let before: Option<(Id<Decision>,)> = tx.optional(BEFORE, values![id]).await?;
    let before = before.map(|(before,)| before);
    let by = before.unwrap_or(id);
    if tx.execute(WITHDRAW, values![id, by]).await? == 0 {
        return Err(Error::TooLate);
    }
    if let Some(before) = before {
        tx.execute(RESTORE, values![before]).await?;
    }
    Ok(())
}

/// A decision by its id, whoever it is of.
pub(crate) async fn get(tx: &mut Tx, id: Id<Decision>) -> Result<Decision, Error> {
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// The decision of the second analyst counts instead of the first's; or the other way round.
pub(crate) async fn replace(
    tx: &mut Tx,
    first: Id<Decision>,
    second: Id<Decision>,
    opinion: Option<Id<opinion::Opinion>>,
) -> Result<(), Error> {
    if opinion.is_none() {
        tx.execute(SUPERSEDE, values![first, second]).await?;
        tx.execute(PLACE_BESIDE, values![second, opinion]).await?;
    } else {
        tx.execute(PLACE_BESIDE, values![second, opinion]).await?;
        tx.execute(RESTORE, values![first]).await?;
    }
    Ok(())
}

/// The decision that a release would release, or what it still waits for.
pub(crate) async fn ready(
    tx: &mut Tx,
    actor: &Actor,
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
    if !decision.calls_for_action() {
        return Ok(Ok(decision));
    }
    // A second analyst is not told what the first picked: only whether they picked themselves.
    if let Sees::Own(opinion, staff) = sees(tx, actor, case).await? {
        let (unpicked,): (i64,) = tx.one(UNPICKED, values![case, opinion, staff]).await?;
        if unpicked > 0 {
            return Ok(Err(Unready::NoWorkingUrl));
        }
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

/// What the items of a case come to now.
async fn ruling(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Ruling, Error> {
    actor.may(Action::ReadAssessment)?;
    let counts = item_counts(tx, actor, case).await?;
    if counts.classified < counts.items {
        return Err(Error::Unready(Unready::Unclassified));
    }
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let rulings: Vec<Ruled> = tx.all(RULINGS, values![case, opinion, staff]).await?;
    Ruling::of_case(rulings.iter().map(|ruled| &ruled.0))
        .ok_or(Error::Unready(Unready::Unclassified))
}

/// A ruling that some items of a case have.
struct Ruled(Ruling);

impl FromRow for Ruled {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ruling::from_row(row).map(Self)
    }
}

/// The decision that counts for a case, released or not; for a second analyst, the one of their own.
pub async fn decision(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Decision>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(match sees(tx, actor, case).await? {
        Sees::Whole => tx.optional(CURRENT, values![case]).await?,
        Sees::Own(opinion, staff) => tx.optional(OWN, values![case, opinion, staff]).await?,
    })
}

/// The note of a decision.
pub async fn note(
    tx: &mut Tx,
    actor: &Actor,
    decision: &Decision,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let (Some(wrapped), Some(note)) = (&decision.data_key, &decision.note) else {
        return Ok(None);
    };
    let key: DataKey = tx
        .keyring()?
        .data_key(sealed("data_key", decision.id), wrapped)
        .map_err(store::Error::from)?;
    let note = key
        .open_text(sealed("note", decision.id), note)
        .map_err(store::Error::from)?;
    Ok(Some(note))
}

const fn sealed(column: &'static str, id: Id<Decision>) -> Place {
    Place::new("assessment_decision", column, id)
}

const SUPERSEDE: &str = "-- assessment.decision.supersede
UPDATE assessment_decision SET superseded_by = $2 WHERE id = $1";

const INSERT: &str = "-- assessment.decision.insert
INSERT INTO assessment_decision (id, case_id, staff_id, at, inhope_class, reason, national_result,
    articles, out_of_remit, danger, data_key, note, claimed_at, opinion_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

const CURRENT: &str = "-- assessment.decision.current
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, out_of_remit, danger,
    data_key, note, released_at
FROM assessment_decision WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const OWN: &str = "-- assessment.decision.own
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, out_of_remit, danger,
    data_key, note, released_at
FROM assessment_decision
WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id = $2 AND staff_id = $3";

const GET: &str = "-- assessment.decision.get
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, out_of_remit, danger,
    data_key, note, released_at
FROM assessment_decision WHERE id = $1";

const DONE_BY: &str = "-- assessment.decision.done_by
SELECT (SELECT COUNT(*) FROM assessment_decision WHERE case_id = $1 AND released_by = $2)
    + (SELECT COUNT(*) FROM assessment_opinion
        WHERE case_id = $1 AND state <> 'taken_back' AND (first_id = $2 OR second_id = $2)) AS value";

const UNRELEASE: &str = "-- assessment.decision.unrelease
UPDATE assessment_decision SET released_at = NULL, released_by = NULL WHERE id = $1";

const BEFORE: &str = "-- assessment.decision.before
SELECT id AS value FROM assessment_decision WHERE superseded_by = $1 AND id <> $1 ORDER BY at DESC LIMIT 1";

const WITHDRAW: &str = "-- assessment.decision.withdraw
UPDATE assessment_decision SET superseded_by = $2
WHERE id = $1 AND superseded_by IS NULL AND released_at IS NULL";

const RESTORE: &str = "-- assessment.decision.restore
UPDATE assessment_decision SET superseded_by = NULL WHERE id = $1";

const PLACE_BESIDE: &str = "-- assessment.decision.place_beside
UPDATE assessment_decision SET opinion_id = $2 WHERE id = $1";

/// Each ruling once, in the order of the first item that has it: what a fold over all items would come to.
const RULINGS: &str = "-- assessment.assessment.rulings
SELECT a.inhope_class, a.reason, a.national_result, a.articles
FROM assessment_item i JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $2 AND a.staff_id = $3 OR a.opinion_id IS NULL AND $2 IS NULL)
WHERE i.case_id = $1
GROUP BY a.inhope_class, a.reason, a.national_result, a.articles ORDER BY MIN(i.position)";

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
