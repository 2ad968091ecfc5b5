//! An assessment: one analyst's classification of an item under one version of the schema and of the law.
//! Never edited, only superseded.

use std::collections::BTreeMap;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use pack::{Answers, CLASSIFICATION, Law, NationalResult, Pack, Refused, Suggested};
use serde::de::DeserializeOwned;
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::blind::{Sees, sees};
use crate::claim::{held, person};
use crate::item::Item;
use crate::opinion::{Opinion, open};
use crate::ruling::{Class, National, REASON, Ruling, Under, Youngest};
use crate::{Error, NOTE_LIMIT, undo};

/// The field of what kind of place it is, by which the queue is filtered.
pub(crate) const SITE_TYPE: &str = "site_type";

/// The answers to the questions of the law: an element's key to `yes`, `no` or `unsure`.
pub type LawAnswers = BTreeMap<String, String>;

/// The answers to the schemas asked beside the deciding one, by the names of their files.
pub type Beside = BTreeMap<String, Answers>;

/// What an analyst says of an item.
#[derive(Clone, Debug, Default)]
pub struct Classification {
    /// The options chosen in the deciding schema, by field.
    pub answers: Answers,
    /// The same of the schemas beside it.
    pub beside: Beside,
    /// The answers to the questions of the law, by element.
    pub law_answers: LawAnswers,
    /// Why it supersedes the one before: needed where that was decided on.
    pub why: Option<Sensitive<String>>,
}

/// An assessment.
#[derive(Clone, Debug)]
pub struct Assessment {
    /// Its id.
    pub id: Id<Assessment>,
    /// The item.
    pub item: Id<Item>,
    /// Who assessed.
    pub staff: Id<Staff>,
    /// When.
    pub at: Timestamp,
    /// The options chosen, by field.
    pub answers: Answers,
    /// The same of the schemas asked beside, by the names of their files.
    pub beside: Beside,
    /// The answers to the questions of the law, by element.
    pub law_answers: LawAnswers,
    /// What they came to, under which schema and law.
    pub ruling: Ruling,
    data_key: Option<Vec<u8>>,
    why: Option<Vec<u8>>,
}

impl FromRow for Assessment {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            item: row.get("item_id")?,
            staff: row.get("staff_id")?,
            at: row.get("at")?,
            answers: read(row, "answers")?,
            beside: read(row, "beside")?,
            law_answers: read(row, "law_answers")?,
            ruling: Ruling::from_row(row)?,
            data_key: row.get("data_key")?,
            why: row.get("why")?,
        })
    }
}

fn read<T: DeserializeOwned>(row: &Row, column: &'static str) -> store::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| store::Error::Unreadable(column))
}

/// Classifies an item by the deciding schema and the law alone: see [`assess`].
pub async fn classify(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    item: &Item,
    answers: &Answers,
    law_answers: &LawAnswers,
) -> Result<Id<Assessment>, Error> {
    actor.may(Action::Assess)?;
    let classification = Classification {
        answers: answers.clone(),
        law_answers: law_answers.clone(),
        ..Classification::default()
    };
    assess(tx, actor, pack, item, &classification).await
}

/// Assesses an item of a case one holds, under the pack's schema and the law in force today. Refused, with each
/// rule that says so, when the answers exclude one another. An earlier assessment is superseded, with a reason where it
/// was decided on; what a second analyst makes stands beside the first's.
pub async fn assess(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    item: &Item,
    classification: &Classification,
) -> Result<Id<Assessment>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, item.case).await?;
    let staff = person(actor)?;
    let now = tx.now();
    let law = pack.law_at(now).ok_or(Error::NoLaw)?;
    let ruling = rule(pack, law, classification)?;
    let id: Id<Assessment> = tx.new_id();
    undo::forget_several(tx, item.case).await?;
    let opinion = open(tx, item.case).await?.map(|opinion| opinion.id);
    let (data_key, why) = if let Some(why) = &classification.why {
        let (key, sealed) = seal_why(tx, id, why)?;
        (Some(key), Some(sealed))
    } else {
        let item = item.id.uuid().as_bytes().to_vec();
        needs_no_reason(tx, vec![item], opinion, staff).await?;
        (None, None)
    };
    let before = assessment(tx, actor, item.id)
        .await?
        .map(|before| before.id);
    // First, for an item has one assessment that counts at a time.
    match opinion {
        None => tx.execute(SUPERSEDE, values![item.id, id]).await?,
        Some(opinion) => {
            tx.execute(SUPERSEDE_BESIDE, values![item.id, id, opinion, staff])
                .await?
        }
    };
    tx.execute(
        INSERT,
        values![
            id,
            item.id,
            item.case,
            staff,
            now,
            &ruling.under.schema,
            &ruling.under.schema_version,
            json!(in_order(&classification.answers)).to_string(),
            json!(classification.beside).to_string(),
            &ruling.under.law_version,
            &ruling.under.law_in_force_from,
            json!(classification.law_answers).to_string(),
            ruling.inhope_class.name(),
            ruling.reason.clone(),
            ruling.national_result.name(),
            ruling.articles_text(),
            ruling.youngest.as_ref().map(|one| one.age.clone()),
            ruling.youngest.as_ref().map(|one| one.place),
            data_key,
            why,
            opinion,
        ],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.classify",
        About::one("case", item.case),
        json!({
            "assessment": id,
            "item": item.id,
            "supersedes": before,
            "schema": ruling.under.schema,
            "schema_version": ruling.under.schema_version,
            "beside": classification.beside.keys().collect::<Vec<_>>(),
            "law_version": ruling.under.law_version,
            "law_in_force_from": ruling.under.law_in_force_from,
            "inhope_class": ruling.inhope_class.name(),
            "reason": ruling.reason,
            "national_result": ruling.national_result.name(),
            "articles": ruling.articles,
        }),
    )
    .await?;
    Ok(id)
}

/// Answers as they are stored: the options of each field in one order, so that the same answers are the same text.
fn in_order(answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    for chosen in answers.values_mut() {
        chosen.sort_unstable();
    }
    answers
}

/// What answers come to, or the rules that exclude them. Of what could not be seen, the law's questions are
/// left; of all else they are answered.
pub(crate) fn rule(
    pack: &Pack,
    law: &Law,
    classification: &Classification,
) -> Result<Ruling, Error> {
    let answers = &classification.answers;
    let mut excluded = pack.schema.check(answers);
    for beside in &pack.beside {
        let stem = beside.schema.stem();
        let none = Answers::new();
        let labels = classification.beside.get(&stem).unwrap_or(&none);
        let refused = beside.schema.check(labels).into_iter();
        excluded.extend(refused.map(|refused| of_schema(&stem, refused)));
    }
    if !excluded.is_empty() {
        return Err(Error::Excluded(excluded));
    }
    let class = one(answers, CLASSIFICATION)
        .and_then(|name| Class::named(name))
        .ok_or(store::Error::Unreadable("assessment classification"))?;
    let (national_result, articles) = match law.result(&classification.law_answers) {
        NationalResult::Illegal(articles) => (National::Illegal, articles),
        NationalResult::HarmfulNotCovered => (National::Harmful, Vec::new()),
        NationalResult::NotIllegal => (National::NotIllegal, Vec::new()),
        NationalResult::Incomplete(_) if class == Class::Unavailable => {
            (National::NotAssessed, Vec::new())
        }
        NationalResult::Incomplete(missing) => return Err(Error::Incomplete(missing)),
    };
    let youngest = pack.schema.youngest(answers).map(|(place, age)| Youngest {
        place: i64::try_from(place).unwrap_or(i64::MAX),
        age: age.to_owned(),
    });
    Ok(Ruling {
        inhope_class: class,
        reason: one(answers, REASON).cloned(),
        national_result,
        articles: articles.into_iter().collect(),
        youngest,
        under: Under {
            schema: pack.schema.schema.clone(),
            schema_version: pack.schema.version.clone(),
            law_version: law.version.clone(),
            law_in_force_from: law.in_force_from.clone(),
        },
    })
}

/// What the labels of all schemas beside suggest.
pub(crate) fn suggested(pack: &Pack, labels: &Beside) -> Suggested {
    let mut all = Suggested::default();
    for beside in &pack.beside {
        let labels = labels.get(&beside.schema.stem());
        if let (Some(mapping), Some(labels)) = (&beside.mapping, labels) {
            all.add(mapping.suggested(labels));
        }
    }
    all
}

/// A refusal by a schema beside: its fields are known by the name of its file and their own.
fn of_schema(stem: &str, mut refused: Refused) -> Refused {
    for field in refused.fields.iter_mut().chain(&mut refused.because) {
        *field = beside_name(stem, field);
    }
    refused
}

/// What a field of a schema beside is called in refusals and forms.
pub(crate) fn beside_name(stem: &str, field: &str) -> String {
    format!("{stem}.{field}")
}

/// Refuses where of one of these items an assessment stands that was decided on: what supersedes that needs its reason.
/// Nobody has to explain the mending of what they are still making. The items are in bytes.
pub(crate) async fn needs_no_reason(
    tx: &mut Tx,
    items: Vec<Vec<u8>>,
    opinion: Option<Id<Opinion>>,
    staff: Id<Staff>,
) -> Result<(), Error> {
    let (decided_on,): (i64,) = tx.one(DECIDED_ON, values![items, opinion, staff]).await?;
    if decided_on > 0 {
        return Err(Error::NoReason);
    }
    Ok(())
}

/// Seals why an assessment supersedes the one before: the key, wrapped, and the sealed text.
pub(crate) fn seal_why(
    tx: &Tx,
    id: Id<Assessment>,
    why: &Sensitive<String>,
) -> Result<(Vec<u8>, Vec<u8>), Error> {
    if why.expose().chars().count() > NOTE_LIMIT {
        return Err(Error::TooLong);
    }
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(sealed("data_key", id), tx.entropy());
    let why = key.seal(sealed("why", id), why.expose().as_bytes(), tx.entropy());
    Ok((wrapped, why))
}

/// Why an assessment supersedes the one before, where its analyst said so.
pub async fn why(
    tx: &mut Tx,
    actor: &Actor,
    assessment: &Assessment,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let (Some(wrapped), Some(why)) = (&assessment.data_key, &assessment.why) else {
        return Ok(None);
    };
    let key: DataKey = tx
        .keyring()?
        .data_key(sealed("data_key", assessment.id), wrapped)
        .map_err(store::Error::from)?;
    let why = key
        .open_text(sealed("why", assessment.id), why)
        .map_err(store::Error::from)?;
    Ok(Some(why))
}

const fn sealed(column: &'static str, id: Id<Assessment>) -> Place {
    Place::new("assessment_assessment", column, id)
}

/// The kind of place that an item was said to be on.
pub(crate) fn site_type(answers: &Answers) -> Option<&String> {
    one(answers, SITE_TYPE)
}

/// The option chosen in a field that takes one.
fn one<'a>(answers: &'a Answers, field: &str) -> Option<&'a String> {
    answers.get(field)?.first()
}

/// The assessment that counts for an item; for a second analyst, the one of their own.
pub async fn assessment(
    tx: &mut Tx,
    actor: &Actor,
    item: Id<Item>,
) -> Result<Option<Assessment>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(match seen(tx, actor, item).await? {
        Sees::Whole => tx.optional(CURRENT, values![item]).await?,
        Sees::Own(opinion, staff) => tx.optional(OWN, values![item, opinion, staff]).await?,
    })
}

/// Every assessment of an item that counts or counted, the newest first: at most 100. For a second analyst, those
/// of their own.
pub async fn assessments(
    tx: &mut Tx,
    actor: &Actor,
    item: Id<Item>,
) -> Result<Vec<Assessment>, Error> {
    actor.may(Action::ReadAssessment)?;
    Ok(match seen(tx, actor, item).await? {
        Sees::Whole => tx.all(OF_ITEM, values![item]).await?,
        Sees::Own(opinion, staff) => tx.all(ALL_OWN, values![item, opinion, staff]).await?,
    })
}

/// What the actor sees of an item's case.
async fn seen(tx: &mut Tx, actor: &Actor, item: Id<Item>) -> Result<Sees, Error> {
    let case: Option<(Id<Case>,)> = tx.optional(CASE_OF, values![item]).await?;
    match case {
        Some((case,)) => sees(tx, actor, case).await,
        None => Ok(Sees::Whole),
    }
}

const DECIDED_ON: &str = "-- assessment.assessment.decided_on
SELECT COUNT(*) AS value FROM assessment_assessment a
WHERE a.item_id IN (
        /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
        /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
    ) AND a.superseded_by IS NULL
    AND (a.opinion_id = $2 AND a.staff_id = $3 OR a.opinion_id IS NULL AND $2 IS NULL)
    AND EXISTS (SELECT 1 FROM assessment_decision d WHERE d.case_id = a.case_id AND d.at >= a.at
        AND (d.opinion_id = $2 AND d.staff_id = $3 OR d.opinion_id IS NULL AND $2 IS NULL)
        AND NOT EXISTS (SELECT 1 FROM assessment_decision b WHERE b.id = d.superseded_by AND b.at <= d.at))";

const SUPERSEDE: &str = "-- assessment.assessment.supersede
UPDATE assessment_assessment SET superseded_by = $2
WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const SUPERSEDE_BESIDE: &str = "-- assessment.assessment.supersede_beside
UPDATE assessment_assessment SET superseded_by = $2
WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id = $3 AND staff_id = $4";

const INSERT: &str = "-- assessment.assessment.insert
INSERT INTO assessment_assessment (id, item_id, case_id, staff_id, at, schema, schema_version, answers,
    beside, law_version, law_in_force_from, law_answers, inhope_class, reason, national_result, articles,
    youngest, youngest_place, data_key, why, opinion_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)";

const CURRENT: &str = "-- assessment.assessment.current
SELECT id, item_id, staff_id, at, schema, schema_version, answers, beside, law_version, law_in_force_from,
    law_answers, inhope_class, reason, national_result, articles, youngest, youngest_place, data_key, why
FROM assessment_assessment WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const OWN: &str = "-- assessment.assessment.own
SELECT id, item_id, staff_id, at, schema, schema_version, answers, beside, law_version, law_in_force_from,
    law_answers, inhope_class, reason, national_result, articles, youngest, youngest_place, data_key, why
FROM assessment_assessment
WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id = $2 AND staff_id = $3";

const ALL_OWN: &str = "-- assessment.assessment.all_own
SELECT id, item_id, staff_id, at, schema, schema_version, answers, beside, law_version, law_in_force_from,
    law_answers, inhope_class, reason, national_result, articles, youngest, youngest_place, data_key, why
FROM assessment_assessment WHERE item_id = $1 AND opinion_id = $2 AND staff_id = $3
ORDER BY at DESC, CASE WHEN superseded_by IS NULL THEN 0 ELSE 1 END, id LIMIT 100";

const CASE_OF: &str = "-- assessment.item.case_of
SELECT case_id AS value FROM assessment_item WHERE id = $1";

const OF_ITEM: &str = "-- assessment.assessment.of_item
SELECT id, item_id, staff_id, at, schema, schema_version, answers, beside, law_version, law_in_force_from,
    law_answers, inhope_class, reason, national_result, articles, youngest, youngest_place, data_key, why
FROM assessment_assessment WHERE item_id = $1 AND opinion_id IS NULL
ORDER BY at DESC, CASE WHEN superseded_by IS NULL THEN 0 ELSE 1 END, id LIMIT 100";
