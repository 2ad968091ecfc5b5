//! The one exception to the second opinion: one analyst alone may have the police told at once where a child is in
//! danger, or a victim or a suspect is at home. Everything else waits for the second opinion. Where none is asked for the
//! police hear of it as well, whatever the country: the word and its reason are kept beside the decision.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, State};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::blind::is_hidden;
use crate::claim::{held, person};
use crate::decision::Decision;
use crate::opinion::{self, Opinion};
use crate::release::ready;
use crate::settle::checked;
use crate::{Error, Released, SUPERSEDED, URGENT, Unready, decision, release};

/// Why the police are to hear of it at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// A child is in danger.
    Danger,
    /// A victim is at home.
    VictimAtHome,
    /// A suspect is at home.
    SuspectAtHome,
}

impl Ground {
    /// Every ground.
    pub const ALL: [Self; 3] = [Self::Danger, Self::VictimAtHome, Self::SuspectAtHome];

    /// The name, as stored and as forms send it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::VictimAtHome => "victim_at_home",
            Self::SuspectAtHome => "suspect_at_home",
        }
    }

    /// The ground of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.name() == name)
    }
}

/// What an analyst says who has the police told alone.
#[derive(Clone, Debug)]
pub struct Urgent {
    /// On which ground.
    pub ground: Ground,
    /// Why.
    pub reason: Sensitive<String>,
}

/// What somebody said who had the police told at once of a decision that waited for no second opinion.
#[derive(Clone, Debug)]
pub(crate) struct Urged {
    /// On which ground.
    pub(crate) ground: Ground,
    /// Who.
    pub(crate) staff: Id<Staff>,
    /// When.
    pub(crate) at: Timestamp,
    decision: Id<Decision>,
    data_key: Vec<u8>,
    reason: Vec<u8>,
}

impl FromRow for Urged {
    fn from_row(row: &Row) -> store::Result<Self> {
        let ground: String = row.get("ground")?;
        Ok(Self {
            ground: Ground::named(&ground)
                .ok_or(store::Error::Unreadable("assessment_urgent.ground"))?,
            staff: row.get("staff_id")?,
            at: row.get("at")?,
            decision: row.get("decision_id")?,
            data_key: row.get("data_key")?,
            reason: row.get("reason")?,
        })
    }
}

impl Urged {
    /// Why.
    pub(crate) fn reason(&self, tx: &Tx) -> store::Result<Sensitive<String>> {
        let key = tx
            .keyring()?
            .data_key(place("data_key", self.decision), &self.data_key)?;
        Ok(key.open_text(place("reason", self.decision), &self.reason)?)
    }
}

/// Releases the decision of a case one holds, and has the police told at once by one analyst's word: where it waits for a
/// second opinion, before that; else with the release, whatever the plan of its country. Whether a second opinion is asked
/// for nobody knows before.
pub async fn release_urgent(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    urgent: &Urgent,
) -> Result<State, Error> {
    actor.may(Action::Assess)?;
    let reason = checked(&urgent.reason)?;
    let before = opinion::open(tx, case).await?;
    let mut urged = None;
    if held(tx, actor, case).await.is_ok() {
        // The second analyst tells nobody: that is the first's word.
        if before.is_some() {
            return Err(Error::Unready(Unready::NotTheFirst));
        }
        let learning = identity::is_trainee(tx, actor, person(actor)?).await?;
        if learning && !pack.second_opinion.trainees_may_urge {
            return Err(Error::Unready(Unready::StillLearning));
        }
        let decision = ready(tx, actor, pack, case)
            .await?
            .map_err(Error::Unready)?;
        let is_urgent = match urgent.ground {
            Ground::Danger => decision.danger,
            Ground::VictimAtHome => decision.at_home.victim,
            Ground::SuspectAtHome => decision.at_home.suspect,
        };
        if !is_urgent || !decision.calls_for_action() {
            return Err(Error::Unready(Unready::NotUrgent));
        }
        urged = Some(decision);
    }
    let state = release(tx, actor, pack, case).await?;
    // Whoever does not hold the case was refused by that.
    let decision = urged.ok_or(Error::NotHeld)?;
    match opinion::open(tx, case).await? {
        Some(opinion) => tell_police(tx, actor, pack, &opinion, urgent.ground, &reason).await?,
        None => tell_with_release(tx, actor, pack, &decision, urgent.ground, &reason).await?,
    }
    Ok(state)
}

/// The police hear of a decision that is released by now: when nobody can take that back any more.
async fn tell_with_release(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    decision: &Decision,
    ground: Ground,
    reason: &str,
) -> Result<(), Error> {
    let (id, case, now) = (decision.id, decision.case, tx.now());
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let sealed = key.seal(place("reason", id), reason.as_bytes(), tx.entropy());
    let urged = values![
        id,
        case,
        ground.name(),
        person(actor)?,
        now,
        wrapped,
        sealed
    ];
    tx.execute(URGE_RELEASED, urged).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.release_urgent",
        About::one("case", case),
        json!({ "decision": id, "ground": ground.name() }),
    )
    .await?;
    let released = Released { case, decision: id };
    let (leaves_at, key) = (now.after(pack.claims.undo), with_release_key(id));
    Ok(jobs::queue_at(tx, URGENT, &released, leaves_at, Some(&key)).await?)
}

/// The release of a decision is taken back: the police are not told of it either, if they were not yet.
pub(crate) async fn take_back_released(tx: &mut Tx, decision: Id<Decision>) -> Result<(), Error> {
    if tx.execute(UNURGE_RELEASED, values![decision]).await? > 0
        && !jobs::cancel(tx, &with_release_key(decision)).await?
    {
        return Err(Error::TooLate);
    }
    Ok(())
}

/// Who had the police told at once of a decision that waited for no second opinion: nothing for whoever might be asked for
/// one.
pub(crate) async fn urged(
    tx: &mut Tx,
    actor: &Actor,
    decision: &Decision,
) -> Result<Option<Urged>, Error> {
    actor.may(Action::ReadAssessment)?;
    if is_hidden(tx, actor, decision.case).await? {
        return Ok(None);
    }
    Ok(tx.optional(URGED, values![decision.id]).await?)
}

async fn tell_police(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    opinion: &Opinion,
    ground: Ground,
    reason: &str,
) -> Result<(), Error> {
    let now = tx.now();
    let sealed = opinion.seal(tx, "urgent_reason", reason)?;
    tx.execute(
        URGE,
        values![opinion.id, ground.name(), person(actor)?, now, sealed],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.release_urgent",
        About::one("case", opinion.case),
        json!({ "opinion": opinion.id, "decision": opinion.decision, "ground": ground.name() }),
    )
    .await?;
    let released = Released {
        case: opinion.case,
        decision: opinion.decision,
    };
    let key = urgent_key(opinion.id);
    let leaves_at = now.after(pack.claims.undo);
    Ok(jobs::queue_at(tx, URGENT, &released, leaves_at, Some(&key)).await?)
}

/// The decision by which the police were told at once, where they were told of this one so: either it is that one,
/// or a supervisor chose it instead, or it was made anew after that one's second opinion was withdrawn.
pub async fn told_urgently(
    tx: &mut Tx,
    actor: &Actor,
    decision: Id<Decision>,
) -> Result<Option<Id<Decision>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let found: Option<(Id<Decision>,)> = tx.optional(TOLD, values![decision]).await?;
    if let Some((first,)) = found {
        return Ok(Some(first));
    }
    let decision = decision::get(tx, decision).await?;
    Ok(withdrawn(tx, &decision).await?.map(|told| told.decision))
}

/// The newest second opinion that was withdrawn after the police were told at once, and of which this decision is what was
/// released next.
async fn withdrawn(tx: &mut Tx, decision: &Decision) -> Result<Option<Opinion>, Error> {
    Ok(tx
        .optional(WITHDRAWN, values![decision.case, decision.id])
        .await?)
}

/// Whether a decision waits for its second opinion and the police are told of it meanwhile.
pub async fn is_urgent(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    decision: Id<Decision>,
) -> Result<bool, Error> {
    actor.may(Action::ReadAssessment)?;
    let opinion = opinion::open(tx, case).await?;
    Ok(opinion.is_some_and(|opinion| opinion.decision == decision && opinion.urgent.is_some()))
}

/// Why the police were told at once.
pub async fn urgent_reason(
    tx: &mut Tx,
    actor: &Actor,
    opinion: &Opinion,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(opinion.open(tx, "urgent_reason", opinion.urgent_reason.as_ref())?)
}

/// Nobody is told, if nobody was yet.
pub(crate) async fn take_back(tx: &mut Tx, opinion: Id<Opinion>) -> Result<(), Error> {
    let (urgent,): (i64,) = tx.one(IS_URGENT, values![opinion]).await?;
    if urgent > 0 && !jobs::cancel(tx, &urgent_key(opinion)).await? {
        return Err(Error::TooLate);
    }
    Ok(())
}

/// A supervisor settled it for an opinion that calls for nothing: what the police were told is stopped, or listed to be
/// corrected, once that cannot be taken back.
pub(crate) async fn stop(tx: &mut Tx, pack: &Pack, opinion: &Opinion) -> Result<(), Error> {
    let told = Released {
        case: opinion.case,
        decision: opinion.decision,
    };
    let at = tx.now().after(pack.claims.undo);
    Ok(jobs::queue_at(tx, SUPERSEDED, &told, at, Some(&stop_key(opinion.id))).await?)
}

/// A decision that calls for nothing is released after a second opinion was withdrawn: the same of what the police were
/// told at once before that.
pub(crate) async fn stop_withdrawn(
    tx: &mut Tx,
    pack: &Pack,
    decision: &Decision,
) -> Result<(), Error> {
    match withdrawn(tx, decision).await? {
        Some(opinion) => stop(tx, pack, &opinion).await,
        None => Ok(()),
    }
}

/// That release was taken back: nothing is stopped.
pub(crate) async fn go_on_withdrawn(tx: &mut Tx, decision: &Decision) -> Result<(), Error> {
    match withdrawn(tx, decision).await? {
        Some(opinion) => go_on(tx, &opinion).await,
        None => Ok(()),
    }
}

/// The settlement was taken back: nothing is stopped.
pub(crate) async fn go_on(tx: &mut Tx, opinion: &Opinion) -> Result<(), Error> {
    jobs::cancel(tx, &stop_key(opinion.id)).await?;
    Ok(())
}

fn stop_key(opinion: Id<Opinion>) -> String {
    format!("{SUPERSEDED}:{opinion}")
}

fn with_release_key(decision: Id<Decision>) -> String {
    format!("{URGENT}:{decision}")
}

const fn place(column: &'static str, id: Id<Decision>) -> Place {
    Place::new("assessment_urgent", column, id)
}

fn urgent_key(opinion: Id<Opinion>) -> String {
    format!("{URGENT}:{opinion}")
}

const URGE: &str = "-- assessment.opinion.urge
UPDATE assessment_opinion SET urgent = $2, urgent_by = $3, urgent_at = $4, urgent_reason = $5 WHERE id = $1";

const IS_URGENT: &str = "-- assessment.opinion.is_urgent
SELECT COUNT(*) AS value FROM assessment_opinion WHERE id = $1 AND urgent IS NOT NULL";

const URGE_RELEASED: &str = "-- assessment.urgent.insert
INSERT INTO assessment_urgent (decision_id, case_id, ground, staff_id, at, data_key, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const UNURGE_RELEASED: &str = "-- assessment.urgent.delete
DELETE FROM assessment_urgent WHERE decision_id = $1";

const URGED: &str = "-- assessment.urgent.get
SELECT decision_id, ground, staff_id, at, data_key, reason FROM assessment_urgent WHERE decision_id = $1";

const TOLD: &str = "-- assessment.opinion.told_urgently
SELECT decision_id AS value FROM (
    SELECT decision_id, asked_at, id FROM assessment_opinion
    WHERE (decision_id = $1 OR second_decision_id = $1) AND urgent IS NOT NULL
        AND (state <> 'taken_back' OR settled_at IS NOT NULL)
    UNION ALL SELECT decision_id, at, decision_id FROM assessment_urgent WHERE decision_id = $1) AS told
ORDER BY asked_at DESC, id LIMIT 1";

const WITHDRAWN: &str = "-- assessment.opinion.withdrawn_urgent
SELECT id, case_id, decision_id, first_id, why, state, asked_at, second_decision_id, second_id, given_at,
    differences, urgent, urgent_by, urgent_at, data_key, reason, urgent_reason, chosen,
    settled_by, settled_at
FROM assessment_opinion o
WHERE case_id = $1 AND urgent IS NOT NULL AND state = 'taken_back' AND settled_at IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM assessment_decision d
        WHERE d.case_id = o.case_id AND d.id <> $2 AND d.released_at >= o.settled_at)
ORDER BY asked_at DESC, id LIMIT 1";
