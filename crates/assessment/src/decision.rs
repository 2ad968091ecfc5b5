//! A decision: what the items of a case come to, and what follows. It may leave the house when released.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move, Outcome};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::blind::{Sees, sees};
use crate::claim::{held, person};
use crate::item::item_counts;
use crate::ruling::{Class, Ruling};
use crate::undo::{self, Act, Done};
use crate::{Error, Unready, opinion};

/// The longest note, in characters.
pub const NOTE_LIMIT: usize = 8_192;

/// What the job [`crate::RELEASED`] holds.
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
    /// A victim or a suspect is in this country: so does it then.
    pub at_home: AtHome,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    data_key: Option<Vec<u8>>,
    note: Option<Vec<u8>>,
}

/// Who of those that it is about is in this country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtHome {
    /// A victim.
    pub victim: bool,
    /// A suspect.
    pub suspect: bool,
}

impl AtHome {
    /// Whether anybody is.
    pub const fn anybody(self) -> bool {
        self.victim || self.suspect
    }
}

/// What a person adds to what follows from the items.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// A child is in danger.
    pub danger: bool,
    /// A victim or a suspect is in this country.
    pub at_home: AtHome,
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
        self.danger || self.at_home.anybody() || self.ruling.calls_for_action()
    }

    /// How the case goes on when it is released.
    pub(crate) fn step(&self) -> Move {
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
            at_home: AtHome {
                victim: row.get("victim_at_home")?,
                suspect: row.get("suspect_at_home")?,
            },
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
    let concerns_police = judgement.danger || judgement.at_home.anybody();
    if judgement.out_of_remit && (concerns_police || ruling.calls_for_action()) {
        return Err(Error::Unready(Unready::InRemit));
    }
    if judgement.signpost.is_some() && !judgement.out_of_remit {
        return Err(Error::Unready(Unready::Signpost));
    }
    let id: Id<Decision> = tx.new_id();
    let (data_key, note) = match &judgement.note {
        Some(note) if note.expose().chars().count() > NOTE_LIMIT => return Err(Error::TooLong),
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
            claim.claimed_at,
            opinion,
            judgement.at_home.victim,
            judgement.at_home.suspect,
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
            "victim_at_home": judgement.at_home.victim,
            "suspect_at_home": judgement.at_home.suspect,
        }),
    )
    .await?;
    let from = intake::case(tx, actor, case).await?.state;
    let done = Done {
        decision: Some(id),
        ..Done::of(Act::Decide, from, None)
    };
    undo::offer(tx, actor, case, done).await?;
    Ok(id)
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

/// What the items of a case come to now.
pub(crate) async fn ruling(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Ruling, Error> {
    actor.may(Action::ReadAssessment)?;
    let counts = item_counts(tx, actor, case).await?;
    if counts.classified < counts.items {
        return Err(Error::Unready(Unready::Unclassified));
    }
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let rulings: Vec<Ruled> = tx.all(RULINGS, values![case, opinion, staff]).await?;
    let law = |one: &Ruled| one.0.under.law_version.clone();
    // Articles of two laws would make no statement that anybody could rely on.
    if rulings
        .iter()
        .any(|one| rulings.first().map(law) != Some(law(one)))
    {
        return Err(Error::Unready(Unready::TwoLaws));
    }
    Ruling::of_case(rulings.iter().map(|ruled| &ruled.0))
        .ok_or(Error::Unready(Unready::Unclassified))
}

/// What was found of the items of a case at one place, of what the actor sees.
pub async fn rulings_at(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    location: Id<Location>,
) -> Result<Vec<Ruling>, Error> {
    actor.may(Action::ReadAssessment)?;
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let of = values![case, location, opinion, staff];
    let rulings: Vec<Ruled> = tx.all(RULINGS_AT, of).await?;
    Ok(rulings.into_iter().map(|ruled| ruled.0).collect())
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

/// What the actor begins with who decides again: the decision that they see, or what they decided since and took back.
pub(crate) async fn begun(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Decision>, Error> {
    actor.may(Action::ReadAssessment)?;
    let seen = decision(tx, actor, case).await?;
    let (opinion, _) = sees(tx, actor, case).await?.beside();
    let own = values![case, actor.staff_id(), opinion];
    let own: Option<Decision> = tx.optional(NEWEST_OWN, own).await?;
    let since = seen.as_ref().map(|seen| seen.at);
    Ok(own.filter(|own| Some(own.at) > since).or(seen))
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
    articles, youngest, youngest_place, schema, schema_version, law_version, law_in_force_from,
    out_of_remit, signpost, danger, data_key, note, claimed_at, opinion_id, victim_at_home, suspect_at_home)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)";

const CURRENT: &str = "-- assessment.decision.current
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, youngest, youngest_place,
    schema, schema_version, law_version, law_in_force_from, out_of_remit, signpost, danger, data_key, note,
    released_at, victim_at_home, suspect_at_home
FROM assessment_decision WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const OWN: &str = "-- assessment.decision.own
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, youngest, youngest_place,
    schema, schema_version, law_version, law_in_force_from, out_of_remit, signpost, danger, data_key, note,
    released_at, victim_at_home, suspect_at_home
FROM assessment_decision
WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id = $2 AND staff_id = $3";

const NEWEST_OWN: &str = "-- assessment.decision.newest_own
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, youngest, youngest_place,
    schema, schema_version, law_version, law_in_force_from, out_of_remit, signpost, danger, data_key, note,
    released_at, victim_at_home, suspect_at_home
FROM assessment_decision WHERE case_id = $1 AND staff_id = $2 AND released_at IS NULL
    AND (opinion_id = $3 OR opinion_id IS NULL AND $3 IS NULL) ORDER BY at DESC, id LIMIT 1";

const GET: &str = "-- assessment.decision.get
SELECT id, case_id, staff_id, at, inhope_class, reason, national_result, articles, youngest, youngest_place,
    schema, schema_version, law_version, law_in_force_from, out_of_remit, signpost, danger, data_key, note,
    released_at, victim_at_home, suspect_at_home
FROM assessment_decision WHERE id = $1";

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
const RULINGS_AT: &str = "-- assessment.assessment.rulings_at
SELECT a.schema, a.schema_version, a.law_version, a.law_in_force_from, a.inhope_class, a.reason, a.national_result,
    a.articles, a.youngest, a.youngest_place
FROM assessment_item i
JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $3 AND a.staff_id = $4 OR a.opinion_id IS NULL AND $3 IS NULL)
WHERE i.case_id = $1 AND i.location_id = $2 ORDER BY i.position";

const RULINGS: &str = "-- assessment.assessment.rulings
SELECT a.inhope_class, a.reason, a.national_result, a.articles, a.youngest, a.youngest_place, a.schema,
    a.schema_version, a.law_version, a.law_in_force_from
FROM assessment_item i JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $2 AND a.staff_id = $3 OR a.opinion_id IS NULL AND $2 IS NULL)
WHERE i.case_id = $1
GROUP BY a.inhope_class, a.reason, a.national_result, a.articles, a.youngest, a.youngest_place, a.schema,
    a.schema_version, a.law_version, a.law_in_force_from
ORDER BY MIN(i.position)";
