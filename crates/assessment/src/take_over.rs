//! Taking over what the same content was answered before, without a look: of one item, or of all of a selection of which
//! something is known.

use std::collections::BTreeMap;

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Sensitive};
use pack::Pack;
use serde_json::json;
use store::{Tx, values};

use crate::alike::{Pair, explain, supersede};
use crate::assess::{Classification, assess, rule};
use crate::claim::{held, person};
use crate::item::{Item, PAGE, item};
use crate::known::{classification, known, known_of};
use crate::paste::IDS_AN_ENTRY;
use crate::ruling::Youngest;
use crate::{Assessment, Error, OnlyShown, Selection, opinion};

/// Takes the answer over that an item's content was given before: one step, without a look. Where none may be
/// taken over it says why. What it supersedes needs its reason as everywhere: see [`assess`].
pub async fn take_over(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    item_id: Id<Item>,
    why: Option<&Sensitive<String>>,
) -> Result<Id<Assessment>, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    let item = item(tx, actor, case, item_id).await?;
    let known = known(tx, actor, pack, &item).await?;
    let known = known.ok_or(Error::NotFound)?;
    known.take_over.map_err(Error::OnlyShown)?;
    let from = known.to_take_over().ok_or(Error::NotFound)?;
    let answers = Classification {
        why: why.cloned(),
        ..classification(&from.assessment)
    };
    let id = assess(tx, actor, pack, &item, &answers).await?;
    tx.execute(TAKE_OVER, values![id, from.assessment.id, from.by.name()])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.take_over",
        About::one("case", case),
        json!({
            "assessment": id,
            "item": item_id,
            "from": from.assessment.id,
            "from_case": from.case,
            "known_by": from.by.name(),
        }),
    )
    .await?;
    Ok(id)
}

/// From which assessment this one was taken over, if it was.
pub async fn taken_over_from(
    tx: &mut Tx,
    actor: &Actor,
    assessment: Id<Assessment>,
) -> Result<Option<Id<Assessment>>, Error> {
    actor.may(Action::ReadAssessment)?;
    let from: Option<(Id<Assessment>,)> = tx.optional(TAKEN_OVER, values![assessment]).await?;
    Ok(from.map(|(from,)| from))
}

/// What an item of a selection takes over.
struct Taken {
    item: Id<Item>,
    id: Id<Assessment>,
    from: Id<Assessment>,
}

/// What those that take over the like have in common: by what they are known, and the youngest child as the schema of
/// today orders ages.
type Like = (&'static str, Option<(i64, String)>);

/// Takes over what is known of the selected items of a case one holds, by the pack's rule as [`take_over`] does: of those
/// that are not classified, and with `again` of the others as well. How many they were.
pub async fn take_over_several(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    selection: &Selection,
    again: bool,
    why: Option<&Sensitive<String>>,
) -> Result<usize, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    // A second opinion is somebody's own look.
    if opinion::open(tx, case).await?.is_some() {
        return Err(Error::OnlyShown(OnlyShown::SecondOpinion));
    }
    let law = pack.law_at(tx.now()).ok_or(Error::NoLaw)?;
    let mut taken: BTreeMap<Like, Vec<Taken>> = BTreeMap::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let items = selection.items(tx, case, again).await?;
    // A part after the other: of each item there may be a hundred answers.
    for part in items.chunks(usize::try_from(PAGE).unwrap_or(1)) {
        for (item, known) in known_of(tx, actor, pack, case, part).await? {
            let Some(answer) = known.to_take_over() else {
                continue;
            };
            let today = rule(pack, law, &classification(&answer.assessment))?;
            let youngest = today.youngest.map(|Youngest { place, age }| (place, age));
            let (id, from) = (tx.new_id(), answer.assessment.id);
            pairs.push((item, id));
            let like = taken.entry((answer.by.name(), youngest)).or_default();
            like.push(Taken { item, id, from });
        }
    }
    if pairs.is_empty() {
        return Err(Error::NothingKnown);
    }
    let several = supersede(tx, actor, case, &pairs, None, why.is_some()).await?;
    let (staff, now) = (person(actor)?, tx.now());
    for ((by, youngest), taken) in &taken {
        let list: Vec<Vec<u8>> = taken.iter().map(Taken::bytes).collect();
        let new = values![
            list.clone(),
            case,
            staff,
            now,
            &pack.schema.schema,
            &pack.schema.version,
            &law.version,
            &law.in_force_from,
            youngest.as_ref().map(|(_, age)| age.clone()),
            youngest.as_ref().map(|(place, _)| *place),
            several,
        ];
        tx.execute(INSERT, new).await?;
        tx.execute(TAKE_OVER_ALL, values![list, *by]).await?;
    }
    if let Some(why) = why {
        explain(tx, &pairs, why).await?;
    }
    let all: Vec<&Taken> = taken.values().flatten().collect();
    for part in all.chunks(IDS_AN_ENTRY) {
        audit::record(
            tx,
            actor.who(),
            "assessment.take_over_several",
            About::one("case", case),
            json!({
                "assessments": part.iter().map(|one| one.id).collect::<Vec<_>>(),
                "items": part.iter().map(|one| one.item).collect::<Vec<_>>(),
                "from": part.iter().map(|one| one.from).collect::<Vec<_>>(),
            }),
        )
        .await?;
    }
    Ok(pairs.len())
}

impl Taken {
    fn bytes(&self) -> Vec<u8> {
        let ids = [self.item.uuid(), self.id.uuid(), self.from.uuid()];
        ids.iter().flat_map(|id| id.into_bytes()).collect()
    }
}

const TAKE_OVER: &str = "-- assessment.known.take_over
INSERT INTO assessment_taken_over (assessment_id, from_id, known_by) VALUES ($1, $2, $3)";

const TAKEN_OVER: &str = "-- assessment.known.taken_over
SELECT from_id AS value FROM assessment_taken_over WHERE assessment_id = $1";

/// What answers come to under the rules of today is what they came to: nothing else is taken over.
const INSERT: &str = "-- assessment.assessment.insert_taken_over
INSERT INTO assessment_assessment (id, item_id, case_id, staff_id, at, schema, schema_version, answers,
    law_version, law_in_force_from, law_answers, beside, inhope_class, reason, national_result, articles, youngest, youngest_place,
    several_id)
SELECT taken.id, taken.item_id, $2, $3, $4, $5, $6, model.answers, $7, $8, model.law_answers, model.beside, model.inhope_class,
    model.reason, model.national_result, model.articles, $9, $10, $11
FROM (
    /*on postgres*/ SELECT encode(substring(value FROM 1 FOR 16), 'hex')::uuid AS item_id,
        encode(substring(value FROM 17 FOR 16), 'hex')::uuid AS id,
        encode(substring(value FROM 33 FOR 16), 'hex')::uuid AS from_id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 1, 16) AS item_id, substr(unhex(value), 17, 16) AS id,
        substr(unhex(value), 33, 16) AS from_id FROM json_each($1) /*end*/
) AS taken JOIN assessment_assessment model ON model.id = taken.from_id";

const TAKE_OVER_ALL: &str = "-- assessment.known.take_over_several
INSERT INTO assessment_taken_over (assessment_id, from_id, known_by) SELECT taken.id, taken.from_id, $2 FROM (
    /*on postgres*/ SELECT encode(substring(value FROM 17 FOR 16), 'hex')::uuid AS id,
        encode(substring(value FROM 33 FOR 16), 'hex')::uuid AS from_id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 17, 16) AS id, substr(unhex(value), 33, 16) AS from_id
        FROM json_each($1) /*end*/
) AS taken";
