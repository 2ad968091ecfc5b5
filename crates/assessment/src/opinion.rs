//! A second opinion: another analyst assesses what one has decided, and sees nothing of it.
//!
//! ```text
//! asked → agreed                  released with that
//!    │ → differs → settled        a supervisor settles it
//!    └ → taken back               the release was undone
//! ```
//!
//! What the second analyst makes stands beside what counts, until a supervisor chooses it.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move, State};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::blind::{is_hidden, keep_part};
use crate::claim::{free, person};
use crate::decision::Decision;
use crate::pair::{self, differences};
use crate::release::{let_go, ready};
use crate::undo::{self, Act, Done};
use crate::{Error, decision, urgent::Ground};

/// Why a second opinion is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// It was drawn.
    Sample,
    /// The same place came to something else before.
    KnownAnswer,
    /// A trainee decided.
    Trainee,
    /// The pack asks it of every such decision.
    Rule,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Sample, Self::KnownAnswer, Self::Trainee, Self::Rule];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::KnownAnswer => "known_answer",
            Self::Trainee => "trainee",
            Self::Rule => "rule",
        }
    }
}

/// Where a second opinion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// A second analyst is to assess.
    Asked,
    /// The two differ: a supervisor is to settle it.
    Differs,
    /// They agreed.
    Agreed,
    /// A supervisor settled it.
    Settled,
    /// The release that asked for it was taken back.
    TakenBack,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] = [
        Self::Asked,
        Self::Differs,
        Self::Agreed,
        Self::Settled,
        Self::TakenBack,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Differs => "differs",
            Self::Agreed => "agreed",
            Self::Settled => "settled",
            Self::TakenBack => "taken_back",
        }
    }
}

/// A second opinion.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// Its id.
    pub id: Id<Opinion>,
    /// The case.
    pub case: Id<Case>,
    /// The decision that waits for it.
    pub decision: Id<Decision>,
    /// Who released that.
    pub first: Id<Staff>,
    /// Why it is asked for.
    pub why: Why,
    /// Where it stands.
    pub standing: Standing,
    /// Since when it is asked for.
    pub asked_at: Timestamp,
    /// What the second analyst decided.
    pub second_decision: Option<Id<Decision>>,
    /// Who the second analyst is.
    pub second: Option<Id<Staff>>,
    /// When the second opinion was given.
    pub given_at: Option<Timestamp>,
    /// What the two see differently: keys of fields.
    pub differences: Vec<String>,
    /// On which ground the police were to hear of it at once.
    pub urgent: Option<Ground>,
    /// By whose word.
    pub urgent_by: Option<Id<Staff>>,
    /// When.
    pub urgent_at: Option<Timestamp>,
    pub(crate) data_key: Vec<u8>,
    pub(crate) reason: Option<Vec<u8>>,
    pub(crate) urgent_reason: Option<Vec<u8>>,
    pub(crate) chosen: Option<String>,
    pub(crate) settled_by: Option<Id<Staff>>,
    pub(crate) settled_at: Option<Timestamp>,
}

impl FromRow for Opinion {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = store::Error::Unreadable;
        let (why, standing): (String, String) = (row.get("why")?, row.get("state")?);
        let differences: Option<String> = row.get("differences")?;
        let urgent: Option<String> = row.get("urgent")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            decision: row.get("decision_id")?,
            first: row.get("first_id")?,
            why: Why::ALL
                .into_iter()
                .find(|one| one.name() == why)
                .ok_or(unreadable("assessment_opinion.why"))?,
            standing: Standing::ALL
                .into_iter()
                .find(|one| one.name() == standing)
                .ok_or(unreadable("assessment_opinion.state"))?,
            asked_at: row.get("asked_at")?,
            second_decision: row.get("second_decision_id")?,
            second: row.get("second_id")?,
            given_at: row.get("given_at")?,
            differences: match differences {
                None => Vec::new(),
                Some(list) => serde_json::from_str(&list)
                    .map_err(|_| unreadable("assessment_opinion.differences"))?,
            },
            urgent: match urgent {
                None => None,
                Some(name) => {
                    Some(Ground::named(&name).ok_or(unreadable("assessment_opinion.urgent"))?)
                }
            },
            urgent_by: row.get("urgent_by")?,
            urgent_at: row.get("urgent_at")?,
            data_key: row.get("data_key")?,
            reason: row.get("reason")?,
            urgent_reason: row.get("urgent_reason")?,
            chosen: row.get("chosen")?,
            settled_by: row.get("settled_by")?,
            settled_at: row.get("settled_at")?,
        })
    }
}

impl Opinion {
    /// Seals a reason under this opinion's key.
    pub(crate) fn seal(&self, tx: &Tx, column: &'static str, text: &str) -> store::Result<Vec<u8>> {
        let key = tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?;
        Ok(key.seal(place(column, self.id), text.as_bytes(), tx.entropy()))
    }

    /// Opens a reason.
    pub(crate) fn open(
        &self,
        tx: &Tx,
        column: &'static str,
        sealed: Option<&Vec<u8>>,
    ) -> store::Result<Option<Sensitive<String>>> {
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let key = tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?;
        Ok(Some(key.open_text(place(column, self.id), sealed)?))
    }
}

/// Asks for a second opinion on a decision of a case one holds: the claim ends, and nothing leaves.
pub(crate) async fn ask(
    tx: &mut Tx,
    actor: &Actor,
    decision: &Decision,
    why: Why,
) -> Result<Opinion, Error> {
    let staff = person(actor)?;
    keep_part(tx, decision.case, staff).await?;
    let id: Id<Opinion> = tx.new_id();
    let (_, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            decision.case,
            decision.id,
            staff,
            why.name(),
            now,
            wrapped
        ],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.ask_opinion",
        About::one("case", decision.case),
        json!({ "opinion": id, "decision": decision.id, "why": why.name() }),
    )
    .await?;
    let claim = free(
        tx,
        actor,
        decision.case,
        Move::AskOpinion,
        "second_opinion",
        now,
    )
    .await?;
    let done = Done {
        opinion: Some(id),
        ..Done::of(Act::Ask, State::Assessing, claim)
    };
    undo::offer(tx, actor, decision.case, done).await?;
    open(tx, decision.case).await?.ok_or(Error::NotFound)
}

/// Gives the second opinion on a case one holds, by what one has decided. Where the two agree the first decision
/// is released; where they differ it waits for a supervisor.
pub(crate) async fn give(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    opinion: &Opinion,
) -> Result<State, Error> {
    let staff = person(actor)?;
    let second = ready(tx, actor, pack, opinion.case)
        .await?
        .map_err(Error::Unready)?;
    let first = decision::get(tx, opinion.decision).await?;
    let pairs = pair::of(tx, opinion, staff).await?;
    pair::keep(tx, opinion, &pairs).await?;
    let found = differences(&pack.second_opinion.must_agree, &first, &second, &pairs);
    let standing = if found.settle.is_empty() {
        Standing::Agreed
    } else {
        Standing::Differs
    };
    let now = tx.now();
    let all = found.all();
    let given = values![
        opinion.id,
        standing.name(),
        second.id,
        staff,
        now,
        json!(all).to_string(),
    ];
    if tx.execute(GIVE, given).await? == 0 {
        return Err(Error::NotHeld);
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.give_opinion",
        About::one("case", opinion.case),
        json!({
            "opinion": opinion.id,
            "decision": second.id,
            "standing": standing.name(),
            "differences": all,
        }),
    )
    .await?;
    if standing == Standing::Agreed {
        return let_go(tx, actor, pack, &first, "opinion_given", None).await;
    }
    free(tx, actor, opinion.case, Move::Differ, "opinion_given", now).await?;
    Ok(State::SecondOpinion)
}

/// The second opinion that a case waits for, if it does.
pub(crate) async fn open(tx: &mut Tx, case: Id<Case>) -> Result<Option<Opinion>, Error> {
    Ok(tx.optional(OPEN, values![case]).await?)
}

/// Refuses a change of the items that a second analyst assesses: both opinions are of the same ones.
pub(crate) async fn items_change(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    match open(tx, case).await? {
        Some(_) => Err(Error::ItemsStand),
        None => Ok(()),
    }
}

/// The newest second opinion of a case that was not taken back, for whoever may know of the first.
pub async fn opinion(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Opinion>, Error> {
    actor.may(Action::ReadAssessment)?;
    if is_hidden(tx, actor, case).await? {
        return Ok(None);
    }
    Ok(tx.optional(NEWEST, values![case]).await?)
}

/// Since when a case waits for a supervisor, whose two opinions differ.
pub async fn to_settle(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Timestamp>, Error> {
    actor.may(Action::ReadCase)?;
    let found: Option<Waiting> = tx.optional(DIFFERS, values![case]).await?;
    Ok(found.map(|waiting| waiting.0.0))
}

/// The cases whose two opinions differ, by since when and their id: `most` of them from one on.
pub async fn all_to_settle(
    tx: &mut Tx,
    actor: &Actor,
    from: (Timestamp, Id<Case>),
    most: usize,
) -> Result<Vec<(Timestamp, Id<Case>)>, Error> {
    actor.may(Action::ReadCase)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let waiting: Vec<Waiting> = tx.all(DIFFER, values![from.0, from.1, most]).await?;
    Ok(waiting.into_iter().map(|waiting| waiting.0).collect())
}

/// A case that waits for a supervisor, by since when.
struct Waiting((Timestamp, Id<Case>));

impl FromRow for Waiting {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self((row.get("given_at")?, row.get("case_id")?)))
    }
}

/// Sets an opinion back to where it waits for a supervisor, or to nothing: the act was taken back.
pub(crate) async fn set_back(
    tx: &mut Tx,
    id: Id<Opinion>,
    from: &[Standing],
    to: Standing,
) -> Result<Opinion, Error> {
    let opinion = tx
        .optional::<Opinion>(GET, values![id])
        .await?
        .filter(|opinion| from.contains(&opinion.standing))
        .ok_or(Error::TooLate)?;
    match to {
        Standing::Differs => {
            tx.execute(UNSETTLE, values![id]).await?;
        }
        _ => {
            tx.execute(TAKE_BACK, values![id]).await?;
        }
    }
    Ok(opinion)
}

pub(crate) const fn place(column: &'static str, id: Id<Opinion>) -> Place {
    Place::new("assessment_opinion", column, id)
}

const INSERT: &str = "-- assessment.opinion.insert
INSERT INTO assessment_opinion (id, case_id, decision_id, first_id, why, state, asked_at, data_key)
VALUES ($1, $2, $3, $4, $5, 'asked', $6, $7)";

const GIVE: &str = "-- assessment.opinion.give
UPDATE assessment_opinion SET state = $2, second_decision_id = $3, second_id = $4, given_at = $5, differences = $6
WHERE id = $1 AND state = 'asked'";

const UNSETTLE: &str = "-- assessment.opinion.unsettle
UPDATE assessment_opinion SET state = 'differs', chosen = NULL, settled_by = NULL, settled_at = NULL,
    reason = NULL WHERE id = $1";

const TAKE_BACK: &str = "-- assessment.opinion.take_back
UPDATE assessment_opinion SET state = 'taken_back' WHERE id = $1";

const GET: &str = "-- assessment.opinion.get
SELECT id, case_id, decision_id, first_id, why, state, asked_at, second_decision_id, second_id, given_at,
    differences, urgent, urgent_by, urgent_at, data_key, reason, urgent_reason, chosen,
    settled_by, settled_at
FROM assessment_opinion WHERE id = $1 /*for update*/";

const OPEN: &str = "-- assessment.opinion.open
SELECT id, case_id, decision_id, first_id, why, state, asked_at, second_decision_id, second_id, given_at,
    differences, urgent, urgent_by, urgent_at, data_key, reason, urgent_reason, chosen,
    settled_by, settled_at
FROM assessment_opinion WHERE case_id = $1 AND state IN ('asked', 'differs')";

const NEWEST: &str = "-- assessment.opinion.newest
SELECT id, case_id, decision_id, first_id, why, state, asked_at, second_decision_id, second_id, given_at,
    differences, urgent, urgent_by, urgent_at, data_key, reason, urgent_reason, chosen,
    settled_by, settled_at
FROM assessment_opinion WHERE case_id = $1 AND state <> 'taken_back' ORDER BY asked_at DESC, id LIMIT 1";

const DIFFER: &str = "-- assessment.opinion.differ
SELECT given_at, case_id FROM assessment_opinion WHERE state = 'differs' AND (given_at, case_id) >= ($1, $2)
ORDER BY given_at, case_id LIMIT $3";

const DIFFERS: &str = "-- assessment.opinion.differs
SELECT given_at, case_id FROM assessment_opinion WHERE case_id = $1 AND state = 'differs'";
