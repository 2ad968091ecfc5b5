//! A correction: a released decision is taken back, for a reason, and made anew.
//!
//! The decision stays as it was written; the next one supersedes it. From the reopening to the release of the
//! next nothing of the case leaves the house. Whoever carried the old one out waits for [`SUPERSEDED`]: what did
//! not leave is stopped, what did is listed for people to correct.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::blind::is_hidden;
use crate::claim::{claim_asked, lock_free, person};
use crate::release::untell_queue;
use crate::{Decision, Error, NOTE_LIMIT, Released, SUPERSEDED, Unready, decision, taker};

/// A correction.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Its id.
    pub id: Id<Correction>,
    /// The case.
    pub case: Id<Case>,
    /// The decision that was taken back.
    pub decision: Id<Decision>,
    /// Who took it back.
    pub staff: Id<Staff>,
    /// When.
    pub opened_at: Timestamp,
    /// When the decision that supersedes it was released.
    pub closed_at: Option<Timestamp>,
    data_key: Vec<u8>,
    reason: Vec<u8>,
}

impl FromRow for Correction {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            decision: row.get("decision_id")?,
            staff: row.get("staff_id")?,
            opened_at: row.get("opened_at")?,
            closed_at: row.get("closed_at")?,
            data_key: row.get("data_key")?,
            reason: row.get("reason")?,
        })
    }
}

/// Takes a released decision back and claims its case, so that it is assessed and decided anew. The analyst who
/// decided may, and whoever may correct others. It needs its reason. What other cases took over of it is listed for
/// somebody to look at again.
pub async fn reopen(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    reason: &Sensitive<String>,
) -> Result<Id<Correction>, Error> {
    actor.may(Action::CorrectDecision)?;
    let staff = person(actor)?;
    lock_free(tx, case).await?;
    let taken_back = correctable(tx, actor, case)
        .await?
        .ok_or(Error::Unready(Unready::Uncorrectable))?;
    let reason = Sensitive::new(reason.expose().trim().to_owned());
    if reason.expose().is_empty() {
        return Err(Error::NoReason);
    }
    if reason.expose().chars().count() > NOTE_LIMIT {
        return Err(Error::TooLong);
    }
    // First, for of two who reopen at once the case moves for one.
    intake::move_case(tx, actor, case, Move::Correct, "corrected").await?;
    let id: Id<Correction> = tx.new_id();
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let sealed = key.seal(
        place("reason", id),
        reason.expose().as_bytes(),
        tx.entropy(),
    );
    let now = tx.now();
    tx.execute(
        INSERT,
        values![id, case, taken_back, staff, now, wrapped, sealed],
    )
    .await?;
    untell_queue(tx, actor, pack, case).await?;
    let takers = taker::takers(tx, actor, case).await?;
    taker::keep(tx, id, &takers).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.reopen",
        About::one("case", case),
        json!({ "correction": id, "decision": taken_back, "taken_over_by": takers.len() }),
    )
    .await?;
    let payload = Released {
        case,
        decision: taken_back,
    };
    jobs::queue(tx, SUPERSEDED, &payload).await?;
    claim_asked(tx, actor, pack, case, false).await?;
    Ok(id)
}

/// The decision of a case that the actor may take back: a released one of one's own, or of anybody.
pub async fn correctable(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Id<Decision>>, Error> {
    actor.may(Action::ReadAssessment)?;
    if actor.may(Action::CorrectDecision).is_err() || under_correction(tx, actor, case).await? {
        return Ok(None);
    }
    let decision = decision(tx, actor, case).await?.filter(|decision| {
        let own = actor.staff_id() == Some(decision.staff);
        decision.released_at.is_some() && (own || actor.may(Action::CorrectOthers).is_ok())
    });
    // What is up again is assessed anew without this.
    let state = intake::case(tx, actor, case).await?.state;
    Ok(decision
        .filter(|_| state.after(Move::Correct).is_ok())
        .map(|decision| decision.id))
}

/// Whether a decision of a case was taken back, and none was released since: nothing of it may leave.
pub async fn under_correction(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    actor.may(Action::ReadAssessment)?;
    let open = tx.optional::<Correction>(OPEN, values![case]).await?;
    Ok(open.is_some())
}

/// The corrections of a case, the oldest first. Why one was made tells of the decision before: whoever might be asked
/// for a second opinion sees none.
pub async fn corrections(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Vec<Correction>, Error> {
    actor.may(Action::ReadAssessment)?;
    if is_hidden(tx, actor, case).await? {
        return Ok(Vec::new());
    }
    Ok(tx.all(OF_CASE, values![case]).await?)
}

/// Why a decision was taken back.
pub async fn correction_reason(
    tx: &mut Tx,
    actor: &Actor,
    correction: &Correction,
) -> Result<Sensitive<String>, Error> {
    actor.may(Action::ReadAssessment)?;
    let key: DataKey = tx
        .keyring()?
        .data_key(place("data_key", correction.id), &correction.data_key)
        .map_err(store::Error::from)?;
    let reason = key
        .open_text(place("reason", correction.id), &correction.reason)
        .map_err(store::Error::from)?;
    Ok(reason)
}

/// The next decision of the case is released: what follows from it may leave.
pub(crate) async fn close(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(CLOSE, values![case, now]).await?;
    Ok(())
}

/// The release that closed it is taken back: it is open again.
pub(crate) async fn open_again(
    tx: &mut Tx,
    case: Id<Case>,
    released_at: Timestamp,
) -> Result<(), Error> {
    tx.execute(OPEN_AGAIN, values![case, released_at]).await?;
    Ok(())
}

const fn place(column: &'static str, id: Id<Correction>) -> Place {
    Place::new("assessment_correction", column, id)
}

const INSERT: &str = "-- assessment.correction.insert
INSERT INTO assessment_correction (id, case_id, decision_id, staff_id, opened_at, data_key, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const OPEN: &str = "-- assessment.correction.open
SELECT id, case_id, decision_id, staff_id, opened_at, closed_at, data_key, reason
FROM assessment_correction WHERE case_id = $1 AND closed_at IS NULL";

const OF_CASE: &str = "-- assessment.correction.of_case
SELECT id, case_id, decision_id, staff_id, opened_at, closed_at, data_key, reason
FROM assessment_correction WHERE case_id = $1 ORDER BY opened_at, id LIMIT 100";

const CLOSE: &str = "-- assessment.correction.close
UPDATE assessment_correction SET closed_at = $2 WHERE case_id = $1 AND closed_at IS NULL";

const OPEN_AGAIN: &str = "-- assessment.correction.open_again
UPDATE assessment_correction SET closed_at = NULL WHERE case_id = $1 AND closed_at = $2";
