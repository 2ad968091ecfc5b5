//! An assessment: one analyst's classification of an item under one version of the schema and of the law.
//! Never edited, only superseded.

use std::collections::BTreeMap;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::{Answers, NationalResult, Pack};
use serde::de::DeserializeOwned;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::blind::{Sees, sees};
use crate::claim::{held, person};
use crate::item::Item;
use crate::opinion::open;
use crate::ruling::{Class, National, Ruling};

/// The answers to the questions of the law: an element's key to `yes`, `no` or `unsure`.
pub type LawAnswers = BTreeMap<String, String>;

/// The field of the schema that names the INHOPE class.
pub(crate) const CLASSIFICATION: &str = "classification";

/// The field of what kind of place it is, by which the queue is filtered.
pub(crate) const SITE_TYPE: &str = "site_type";

/// The field of why content is unavailable or not illegal, where a schema has it.
const REASON: &str = "reason";

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
    /// The schema it was made under.
    pub schema: String,
    /// The schema's version.
    pub schema_version: String,
    /// The version of the law it was made under.
    pub law_version: String,
    /// The options chosen, by field.
    pub answers: Answers,
    /// The answers to the questions of the law, by element.
    pub law_answers: LawAnswers,
    /// What they came to.
    pub ruling: Ruling,
}

impl FromRow for Assessment {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            item: row.get("item_id")?,
            staff: row.get("staff_id")?,
            at: row.get("at")?,
            schema: row.get("schema")?,
            schema_version: row.get("schema_version")?,
            law_version: row.get("law_version")?,
            answers: read(row, "answers")?,
            law_answers: read(row, "law_answers")?,
            ruling: Ruling::from_row(row)?,
        })
    }
}

fn read<T: DeserializeOwned>(row: &Row, column: &'static str) -> store::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| store::Error::Unreadable(column))
}

/// Classifies an item of a case one holds, under the pack's schema and law of today. Refused, with each rule
/// that says so, when the answers exclude one another. An earlier assessment is superseded; what a second analyst
/// makes stands beside the first's.
pub async fn classify(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    item: &Item,
    answers: &Answers,
    law_answers: &LawAnswers,
) -> Result<Id<Assessment>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, item.case).await?;
    let staff = person(actor)?;
    let ruling = rule(pack, answers, law_answers)?;
    let id: Id<Assessment> = tx.new_id();
    let now = tx.now();
    let opinion = open(tx, item.case).await?.map(|opinion| opinion.id);
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
            &pack.schema.schema,
            &pack.schema.version,
            json!(answers).to_string(),
            &pack.law.version,
            json!(law_answers).to_string(),
            ruling.inhope_class.name(),
            ruling.reason.clone(),
            ruling.national_result.name(),
            ruling.articles_text(),
            opinion,
        ],
    )
    .await?;
    if let Some(site_type) = one(answers, SITE_TYPE) {
        intake::classified(tx, actor, item.case, site_type).await?;
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.classify",
        About::one("case", item.case),
        json!({
            "assessment": id,
            "item": item.id,
            "supersedes": before,
            "schema": pack.schema.schema,
            "schema_version": pack.schema.version,
            "law_version": pack.law.version,
            "inhope_class": ruling.inhope_class.name(),
            "reason": ruling.reason,
            "national_result": ruling.national_result.name(),
            "articles": ruling.articles,
        }),
    )
    .await?;
    Ok(id)
}

/// What answers come to, or the rules that exclude them. Of what could not be seen, the law's questions are
/// left; of all else they are answered.
pub(crate) fn rule(
    pack: &Pack,
    answers: &Answers,
    law_answers: &LawAnswers,
) -> Result<Ruling, Error> {
    let excluded = pack.schema.check(answers);
    if !excluded.is_empty() {
        return Err(Error::Excluded(excluded));
    }
    let class = one(answers, CLASSIFICATION)
        .and_then(|name| Class::named(name))
        .ok_or(store::Error::Unreadable("assessment classification"))?;
    let (national_result, articles) = match pack.law.result(law_answers) {
        NationalResult::Illegal(articles) => (National::Illegal, articles),
        NationalResult::HarmfulNotCovered => (National::Harmful, Vec::new()),
        NationalResult::NotIllegal => (National::NotIllegal, Vec::new()),
        NationalResult::Incomplete(_) if class == Class::Unavailable => {
            (National::NotAssessed, Vec::new())
        }
        NationalResult::Incomplete(missing) => return Err(Error::Incomplete(missing)),
    };
    Ok(Ruling {
        inhope_class: class,
        reason: one(answers, REASON).cloned(),
        national_result,
        articles: articles.into_iter().collect(),
    })
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

const SUPERSEDE: &str = "-- assessment.assessment.supersede
UPDATE assessment_assessment SET superseded_by = $2
WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const SUPERSEDE_BESIDE: &str = "-- assessment.assessment.supersede_beside
UPDATE assessment_assessment SET superseded_by = $2
WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id = $3 AND staff_id = $4";

const INSERT: &str = "-- assessment.assessment.insert
INSERT INTO assessment_assessment (id, item_id, case_id, staff_id, at, schema, schema_version, answers,
    law_version, law_answers, inhope_class, reason, national_result, articles, opinion_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

const CURRENT: &str = "-- assessment.assessment.current
SELECT id, item_id, staff_id, at, schema, schema_version, answers, law_version, law_answers, inhope_class,
    reason, national_result, articles
FROM assessment_assessment WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const OWN: &str = "-- assessment.assessment.own
SELECT id, item_id, staff_id, at, schema, schema_version, answers, law_version, law_answers, inhope_class,
    reason, national_result, articles
FROM assessment_assessment
WHERE item_id = $1 AND superseded_by IS NULL AND opinion_id = $2 AND staff_id = $3";

const ALL_OWN: &str = "-- assessment.assessment.all_own
SELECT id, item_id, staff_id, at, schema, schema_version, answers, law_version, law_answers, inhope_class,
    reason, national_result, articles
FROM assessment_assessment WHERE item_id = $1 AND opinion_id = $2 AND staff_id = $3
ORDER BY at DESC, CASE WHEN superseded_by IS NULL THEN 0 ELSE 1 END, id LIMIT 100";

const CASE_OF: &str = "-- assessment.item.case_of
SELECT case_id AS value FROM assessment_item WHERE id = $1";

const OF_ITEM: &str = "-- assessment.assessment.of_item
SELECT id, item_id, staff_id, at, schema, schema_version, answers, law_version, law_answers, inhope_class,
    reason, national_result, articles
FROM assessment_assessment WHERE item_id = $1 AND opinion_id IS NULL
ORDER BY at DESC, CASE WHEN superseded_by IS NULL THEN 0 ELSE 1 END, id LIMIT 100";
