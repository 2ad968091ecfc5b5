//! How pressing a case is: the best class that any of its reports gives, or what was decided of it. The queue goes by it,
//! then by age.
//!
//! A report of a flood gives [`Class::Bulk`], whatever it marks: what it says of danger pushes nobody aside.

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::case::Case;
use crate::report::Report;
use crate::{Error, lead};

/// How pressing a case or a lead is, the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A child was said to be in danger now, by a reporter or in a released decision.
    Danger,
    /// The police asked about it.
    Police,
    /// Somebody reported a picture of himself or herself.
    OwnPicture,
    /// Many reported it, each in their own words.
    Raised,
    /// It was reported, or decided to be, something that the pack calls severe.
    Severe,
    /// As most are.
    Ordinary,
    /// Nothing but a flood names it.
    Bulk,
}

impl Class {
    /// Every class, the most pressing first.
    pub const ALL: [Self; 7] = [
        Self::Danger,
        Self::Police,
        Self::OwnPicture,
        Self::Raised,
        Self::Severe,
        Self::Ordinary,
        Self::Bulk,
    ];

    /// The number, as stored: the order of the queue. Numbers between are free for classes to come.
    pub const fn number(self) -> i64 {
        match self {
            Self::Danger => 10,
            Self::Police => 20,
            Self::OwnPicture => 30,
            Self::Raised => 40,
            Self::Severe => 45,
            Self::Ordinary => 50,
            Self::Bulk => 90,
        }
    }

    /// The class of this number.
    pub fn numbered(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.number() == number)
    }

    /// The name, as the record has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Police => "police",
            Self::OwnPicture => "own_picture",
            Self::Raised => "raised",
            Self::Severe => "severe",
            Self::Ordinary => "ordinary",
            Self::Bulk => "bulk",
        }
    }

    /// Reads a stored class.
    pub(crate) fn read(row: &Row, column: &'static str) -> store::Result<Self> {
        Self::numbered(row.get(column)?).ok_or(store::Error::Unreadable("a class of intake"))
    }
}

/// What a report gives to the cases that it joins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight {
    /// The class that it alone gives.
    pub(crate) class: Class,
    /// Whether it is one voice of a crowd.
    pub(crate) voice: bool,
}

impl FromRow for Weight {
    fn from_row(row: &Row) -> store::Result<Self> {
        let given = [
            ("bulk", Class::Bulk),
            ("danger", Class::Danger),
            ("police", Class::Police),
            ("own_picture", Class::OwnPicture),
            ("severe", Class::Severe),
        ];
        let mut class = Class::Ordinary;
        for (column, gives) in given {
            if row.get(column)? {
                class = gives;
                break;
            }
        }
        let voice = row.get("voice")?;
        Ok(Self { class, voice })
    }
}

/// A change of a case's class, after its first.
#[derive(Clone, Debug)]
pub struct Reclassed {
    /// When.
    pub at: Timestamp,
    /// By what kind of actor.
    pub who_kind: String,
    /// By which one.
    pub who_id: Option<Id<Staff>>,
    /// From which class.
    pub from: Class,
    /// To which.
    pub to: Class,
    /// Why: `report`, `crowd`, `flood`, `decision` or `taken_back`.
    pub why: String,
}

impl FromRow for Reclassed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            at: row.get("at")?,
            who_kind: row.get("who_kind")?,
            who_id: row.get("who_id")?,
            from: Class::read(row, "from_class")?,
            to: Class::read(row, "to_class")?,
            why: row.get("why")?,
        })
    }
}

/// Where a case stands in the queue, as stored.
struct Standing {
    class: Class,
    voices: i64,
    /// What its released decision gives.
    decided: Option<Class>,
    waiting: bool,
}

impl FromRow for Standing {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        Ok(Self {
            class: Class::read(row, "class")?,
            voices: row.get("voices")?,
            decided: match row.get::<Option<i64>>("decided_class")? {
                None => None,
                Some(number) => Some(
                    Class::numbered(number).ok_or(store::Error::Unreadable("a class of intake"))?,
                ),
            },
            waiting: state == "waiting",
        })
    }
}

/// What a report gives, as far as it is known now.
pub(crate) async fn of(tx: &mut Tx, report: Id<Report>) -> Result<Weight, Error> {
    Ok(tx.one(OF_REPORT, values![report]).await?)
}

/// Raises a case that a report has joined, as far as the report does that.
pub(crate) async fn joined(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    weight: Weight,
    pack: &Pack,
) -> Result<(), Error> {
    if weight.voice {
        tx.execute(ADD_VOICES, values![case, 1]).await?;
    }
    let standing: Standing = tx.one(STANDING, values![case]).await?;
    let crowd = standing.voices >= i64::from(pack.crowd.raised_by);
    if weight.class < standing.class {
        change(tx, actor, case, standing.class, weight.class, "report").await?;
    }
    if crowd && Class::Raised < standing.class.min(weight.class) {
        let from = standing.class.min(weight.class);
        change(tx, actor, case, from, Class::Raised, "crowd").await?;
    }
    Ok(())
}

/// Raises everything that a report has joined before, after more was told under its receipt.
pub(crate) async fn marked(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    weight: Weight,
) -> Result<(), Error> {
    for (case,) in tx
        .all::<(Id<Case>,)>(CASES_OF_REPORT, values![report])
        .await?
    {
        let standing: Standing = tx.one(STANDING, values![case]).await?;
        if weight.class < standing.class {
            change(tx, actor, case, standing.class, weight.class, "report").await?;
        }
    }
    Ok(())
}

/// Takes a report that turned out to be of a flood for what it is: its cases that nobody has in hand fall
/// back to what their other reports give.
pub(crate) async fn sifted(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    pack: &Pack,
) -> Result<(), Error> {
    let weight = of(tx, report).await?;
    if weight.class == Class::Bulk {
        return Ok(());
    }
    tx.execute(SET_BULK, values![report]).await?;
    lead::lower(tx, actor, report).await?;
    for (case,) in tx
        .all::<(Id<Case>,)>(CASES_OF_REPORT, values![report])
        .await?
    {
        if weight.voice {
            tx.execute(ADD_VOICES, values![case, -1]).await?;
        }
        let standing: Standing = tx.one(STANDING, values![case]).await?;
        let rest = given(tx, case, &standing, pack).await?;
        if standing.waiting && rest != standing.class {
            change(tx, actor, case, standing.class, rest, "flood").await?;
        }
    }
    Ok(())
}

/// The class of a case by all that counts now: what was decided of it, its crowd, and each of its reports.
async fn given(
    tx: &mut Tx,
    case: Id<Case>,
    standing: &Standing,
    pack: &Pack,
) -> Result<Class, Error> {
    let mut class = standing.decided.unwrap_or(Class::Bulk);
    if standing.voices >= i64::from(pack.crowd.raised_by) {
        class = class.min(Class::Raised);
    }
    for weight in tx.all::<Weight>(WEIGHTS, values![case]).await? {
        class = class.min(weight.class);
    }
    Ok(class)
}

/// What a released decision says that the queue goes by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Decided<'a> {
    /// A child is in danger.
    pub danger: bool,
    /// The age of the youngest child, where something is to be done: a key of the schema.
    pub youngest: Option<&'a str>,
}

impl Decided<'_> {
    /// The class that it gives.
    fn class(self, pack: &Pack) -> Option<Class> {
        let is_severe = |age: &str| pack.decided.severe_ages.iter().any(|one| one == age);
        if self.danger {
            Some(Class::Danger)
        } else {
            self.youngest
                .is_some_and(is_severe)
                .then_some(Class::Severe)
        }
    }
}

/// A decision was released: if it says that a child is in danger, its case is of the most pressing class; if the youngest
/// child is of an age that the pack names, of the severe ones at least.
pub async fn decided(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    decided: Decided<'_>,
) -> Result<(), Error> {
    actor.may(Action::Assess)?;
    set_decided(tx, actor, pack, case, decided.class(pack), "decision").await
}

/// What was decided counts no more: its case is of the class that its reports give.
pub async fn undecided(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    actor.may(Action::Assess)?;
    set_decided(tx, actor, pack, case, None, "taken_back").await
}

async fn set_decided(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    decided: Option<Class>,
    why: &'static str,
) -> Result<(), Error> {
    let mut standing: Standing = tx.one(STANDING, values![case]).await?;
    if standing.decided == decided {
        return Ok(());
    }
    tx.execute(SET_DECIDED, values![case, decided.map(Class::number)])
        .await?;
    standing.decided = decided;
    let class = given(tx, case, &standing, pack).await?;
    if class != standing.class {
        change(tx, actor, case, standing.class, class, why).await?;
    }
    Ok(())
}

/// The changes of a case's class, oldest first.
pub async fn classes(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Reclassed>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.all(CHANGES, values![case]).await?)
}

/// Changes the class of a case, whose row the caller holds.
async fn change(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    from: Class,
    to: Class,
    why: &'static str,
) -> Result<(), Error> {
    let at = tx.stamp();
    let who = actor.who();
    let (old, new) = (from.number(), to.number());
    tx.execute(SET_CLASS, values![case, old, new]).await?;
    tx.execute(
        ADD_CHANGE,
        values![case, at, who.kind, who.id, old, new, why],
    )
    .await?;
    audit::record(
        tx,
        who,
        "intake.class",
        About::one("case", case),
        json!({ "from": from.name(), "to": to.name(), "why": why }),
    )
    .await?;
    Ok(())
}

const OF_REPORT: &str = "-- intake.report.weight
SELECT bulk, danger, own_picture, severe, source = 'police' AS police, voice
FROM intake_report WHERE id = $1";

const WEIGHTS: &str = "-- intake.case_report.weights
SELECT DISTINCT r.bulk, r.danger, r.own_picture, r.severe, r.source = 'police' AS police, FALSE AS voice
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id WHERE j.case_id = $1";

const STANDING: &str = "-- intake.case.standing
SELECT class, voices, decided_class, state FROM intake_case WHERE id = $1 /*for update*/";

const SET_CLASS: &str = "-- intake.case.set_class
UPDATE intake_case SET class = $3 WHERE id = $1 AND class = $2";

const SET_DECIDED: &str = "-- intake.case.set_decided
UPDATE intake_case SET decided_class = $2 WHERE id = $1";

const ADD_VOICES: &str = "-- intake.case.add_voices
UPDATE intake_case SET voices = voices + $2 WHERE id = $1";

const SET_BULK: &str = "-- intake.report.set_bulk
UPDATE intake_report SET bulk = TRUE, voice = FALSE WHERE id = $1";

const CASES_OF_REPORT: &str = "-- intake.case_report.of_report
SELECT case_id AS value FROM intake_case_report WHERE report_id = $1 ORDER BY case_id";

const ADD_CHANGE: &str = "-- intake.case_class.insert
INSERT INTO intake_case_class (case_id, number, at, who_kind, who_id, from_class, to_class, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_case_class WHERE case_id = $1),
    $2, $3, $4, $5, $6, $7)";

const CHANGES: &str = "-- intake.case_class.all
SELECT at, who_kind, who_id, from_class, to_class, why FROM intake_case_class
WHERE case_id = $1 ORDER BY number LIMIT 500";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_and_order_the_queue() {
        for class in Class::ALL {
            assert_eq!(Class::numbered(class.number()), Some(class));
        }
        assert!(Class::ALL.is_sorted_by_key(|class| class.number()));
        assert!(Class::ALL.is_sorted());
        assert_eq!(Class::numbered(11), None);
    }
}
