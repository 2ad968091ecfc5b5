//! A decision: what the items of a case come to, and what follows. It may leave the house when released.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move, Outcome, State};
use kernel::{Id, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::assess::assessment;
use crate::claim::{free, held, person};
use crate::item::items;
use crate::ruling::{Class, Ruling};
use crate::{Error, RELEASED, Unready, correction};

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
    /// The pack's key of where the reporters are sent, of what is out of remit.
    pub signpost: Option<String>,
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
    /// The pack's key of where the reporters are sent: only of what is out of remit.
    pub signpost: Option<String>,
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
            signpost: row.get("signpost")?,
            danger: row.get("danger")?,
            released_at: row.get("released_at")?,
            data_key: row.get("data_key")?,
            note: row.get("note")?,
        })
    }
}

/// Decides a case one holds, from the assessments of its items. An earlier decision is superseded.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    judgement: &Judgement,
) -> Result<Id<Decision>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    let staff = person(actor)?;
    let ruling = ruling(tx, actor, case).await?;
    if judgement.out_of_remit && (judgement.danger || ruling.calls_for_action()) {
        return Err(Error::Unready(Unready::InRemit));
    }
    if judgement.signpost.is_some() && !judgement.out_of_remit {
        return Err(Error::Unready(Unready::Signpost));
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
    tx.execute(SUPERSEDE, values![case, id]).await?;
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
            ruling.youngest.as_ref().map(|one| one.age.clone()),
            ruling.youngest.as_ref().map(|one| one.place),
            &ruling.under.schema,
            &ruling.under.schema_version,
            &ruling.under.law_version,
            &ruling.under.law_in_force_from,
            judgement.out_of_remit,
            judgement.signpost.clone(),
            judgement.danger,
            data_key,
            note,
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
            "youngest": ruling.youngest.as_ref().map(|one| &one.age),
            "law_version": ruling.under.law_version,
            "out_of_remit": judgement.out_of_remit,
            "signpost": judgement.signpost,
            "danger": judgement.danger,
        }),
    )
    .await?;
    Ok(id)
}

/// Lets the decision of a case one holds leave the house: the case is acted on or closed, the claim ends.
///
/// Refused while an item has no assessment, the decision does not say what the assessments say now, or
/// something is to be sent about a place whose working URL nobody chose.
pub async fn release(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<State, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    let staff = person(actor)?;
    let decision = ready(tx, actor, case).await?.map_err(Error::Unready)?;
    let now = tx.now();
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
    free(tx, actor, case, step, "released").await?;
    correction::close(tx, case).await?;
    if let (Move::Close(Outcome::OutOfRemit), Some(signpost)) = (step, &decision.signpost) {
        intake::signpost(tx, actor, case, signpost).await?;
    }
    if step == Move::Act {
        let released = Released {
            case,
            decision: decision.id,
        };
        jobs::queue(tx, RELEASED, &released).await?;
    }
    Ok(match step {
        Move::Act => State::Acting,
        _ => State::Closed,
    })
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
    for item in items(tx, actor, case).await? {
        let assessed = assessment(tx, actor, item.id).await?;
        let named = item.position == 1
            || assessed.is_some_and(|assessed| assessed.ruling.calls_for_action());
        if named && location::working(tx, actor, item.location).await?.is_none() {
            return Ok(Err(Unready::NoWorkingUrl));
        }
    }
    Ok(Ok(decision))
}

/// What the items of a case come to now.
async fn ruling(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Ruling, Error> {
    let mut rulings = Vec::new();
    for item in items(tx, actor, case).await? {
        let assessed = assessment(tx, actor, item.id).await?;
        rulings.push(
            assessed
                .ok_or(Error::Unready(Unready::Unclassified))?
                .ruling,
        );
    }
    let law = |ruling: &Ruling| ruling.under.law_version.clone();
    // Articles of two laws would make no statement that anybody could rely on.
    if rulings
        .iter()
        .any(|one| rulings.first().map(law) != Some(law(one)))
    {
        return Err(Error::Unready(Unready::TwoLaws));
    }
    Ruling::of_case(&rulings).ok_or(Error::Unready(Unready::Unclassified))
}

/// The decision that counts for a case, released or not.
pub async fn decision(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Decision>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(tx.optional(CURRENT, values![case]).await?)
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
UPDATE assessment_decision SET superseded_by = $2 WHERE case_id = $1 AND superseded_by IS NULL";

const INSERT: &str = "-- assessment.decision.insert
INSERT INTO assessment_decision (id, case_id, staff_id, at, inhope_class, reason, national_result,
    articles, youngest, youngest_place, schema, schema_version, law_version, law_in_force_from,
    out_of_remit, signpost, danger, data_key, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

const CURRENT: &str = "-- assessment.decision.current
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, youngest, youngest_place,
    schema, schema_version, law_version, law_in_force_from, out_of_remit, signpost, danger, data_key, note,
    released_at
FROM assessment_decision WHERE case_id = $1 AND superseded_by IS NULL";

const RELEASE: &str = "-- assessment.decision.release
UPDATE assessment_decision SET released_at = $2, released_by = $3 WHERE id = $1";
