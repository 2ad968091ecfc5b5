//! Many items at once: a selection is classified as one of its kind was, called what it is, or given its only
//! address to work with. However many they are, it is a few statements. What is known of them is taken over in `take_over`.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive};
use location::Location;
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::assess::{assessment, needs_no_reason, rule, seal_why};
use crate::blind::sees;
use crate::claim::{held, person};
use crate::item::{Item, Kind};
use crate::known::classification;
use crate::opinion::Opinion;
use crate::paste::IDS_AN_ENTRY;
use crate::undo::{self, Act, Done, Several};
use crate::{Assessment, Error, opinion};

/// Some items of a case: those named, and those from one position to another.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// These.
    pub items: Vec<Id<Item>>,
    /// And all of these positions, both ends included.
    pub positions: Option<(i64, i64)>,
}

/// A selected item.
struct Selected {
    id: Id<Item>,
    location: Option<Id<Location>>,
}

impl FromRow for Selected {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            location: row.get("location_id")?,
        })
    }
}

impl Selection {
    async fn read(&self, tx: &mut Tx, case: Id<Case>) -> Result<Vec<Selected>, Error> {
        let (from, to) = self.positions.unwrap_or((0, -1));
        let named = bytes(self.items.iter().copied());
        let found: Vec<Selected> = tx.all(SELECTED, values![case, from, to, named]).await?;
        if found.is_empty() {
            return Err(Error::NothingSelected);
        }
        Ok(found)
    }

    /// The selected items, those that are not classified alone where `all` does not ask for the others as well, of a case
    /// that no second opinion is asked of.
    pub(crate) async fn items(
        &self,
        tx: &mut Tx,
        case: Id<Case>,
        all: bool,
    ) -> Result<Vec<Item>, Error> {
        let (from, to) = self.positions.unwrap_or((0, -1));
        let named = bytes(self.items.iter().copied());
        Ok(tx.all(ITEMS, values![case, from, to, named, all]).await?)
    }
}

/// Classifies the selected items of a case one holds as its item at this position is classified, under the schema
/// and law of today; each has an assessment of its own, with the reason where one is needed. How many.
pub async fn classify_alike(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    selection: &Selection,
    like: i64,
    why: Option<&Sensitive<String>>,
) -> Result<usize, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    let staff = person(actor)?;
    let law = pack.law_at(tx.now()).ok_or(Error::NoLaw)?;
    let model: Option<Item> = tx.optional(AT_POSITION, values![case, like]).await?;
    let model = match model {
        Some(item) => assessment(tx, actor, item.id).await?,
        None => None,
    };
    // What the rules of today would refuse, of the schemas beside too, is said of nothing else.
    let model = model.filter(|model| {
        rule(pack, law, &classification(model)).is_ok_and(|today| today == model.ruling)
    });
    let model = model.ok_or(Error::NoModel)?;
    let items: Vec<_> = selection
        .read(tx, case)
        .await?
        .into_iter()
        .map(|selected| selected.id)
        .filter(|item| *item != model.item)
        .collect();
    let pairs: Vec<Pair> = items.iter().map(|item| (*item, tx.new_id())).collect();
    let list = listed(&pairs);
    let now = tx.now();
    let opinion = opinion::open(tx, case).await?.map(|opinion| opinion.id);
    let several = supersede(tx, actor, case, &pairs, opinion, why.is_some()).await?;
    let new = values![model.id, staff, now, list.clone(), opinion, several];
    tx.execute(INSERT, new).await?;
    if let Some(why) = why {
        explain(tx, &pairs, why).await?;
    }
    // Nobody looked for what was taken over, however many it is said of.
    tx.execute(TAKE_OVER, values![model.id, list]).await?;
    for part in pairs.chunks(IDS_AN_ENTRY) {
        audit::record(
            tx,
            actor.who(),
            "assessment.classify_alike",
            About::one("case", case),
            json!({
                "like": model.id,
                "assessments": part.iter().map(|(_, id)| id).collect::<Vec<_>>(),
                "items": part.iter().map(|(item, _)| item).collect::<Vec<_>>(),
                "inhope_class": model.ruling.inhope_class.name(),
                "national_result": model.ruling.national_result.name(),
            }),
        )
        .await?;
    }
    Ok(pairs.len())
}

/// An item, and the assessment that it is given.
pub(crate) type Pair = (Id<Item>, Id<Assessment>);

/// Pairs as statements take them.
fn listed(pairs: &[Pair]) -> Vec<Vec<u8>> {
    let pair = |(item, id): &Pair| [item.uuid().into_bytes(), id.uuid().into_bytes()].concat();
    pairs.iter().map(pair).collect()
}

/// What these items were classified as before counts no more; refused where that was decided on and nobody says why. The
/// act under which the new ones stand: whoever does it can take it back.
pub(crate) async fn supersede(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    pairs: &[Pair],
    opinion: Option<Id<Opinion>>,
    explained: bool,
) -> Result<Id<Several>, Error> {
    let staff: Id<Staff> = person(actor)?;
    if !explained {
        let items = bytes(pairs.iter().map(|(item, _)| *item));
        needs_no_reason(tx, items, opinion, staff).await?;
    }
    // First, for an item has one assessment that counts at a time.
    tx.execute(SUPERSEDE, values![listed(pairs), opinion, staff])
        .await?;
    let several = tx.new_id();
    if !pairs.is_empty() {
        let from = intake::case(tx, actor, case).await?.state;
        let done = Done {
            several: Some(several),
            ..Done::of(Act::Several, from, None)
        };
        undo::offer(tx, actor, case, done).await?;
    }
    Ok(several)
}

/// How many of the selected items are classified already, the one at this position aside, of what the actor sees.
pub(crate) async fn classified(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    selection: &Selection,
    like: i64,
) -> Result<i64, Error> {
    actor.may(Action::ReadAssessment)?;
    let (from, to) = selection.positions.unwrap_or((0, -1));
    let named = bytes(selection.items.iter().copied());
    let (opinion, staff) = sees(tx, actor, case).await?.beside();
    let asked = values![case, from, to, named, like, opinion, staff];
    let (count,): (i64,) = tx.one(CLASSIFIED, asked).await?;
    Ok(count)
}

/// Writes down why these assessments supersede those before, under a key for each.
pub(crate) async fn explain(
    tx: &mut Tx,
    pairs: &[Pair],
    why: &Sensitive<String>,
) -> Result<(), Error> {
    let mut sealed = Vec::with_capacity(pairs.len());
    let mut key_length = 0;
    for (_, id) in pairs {
        let (key, why) = seal_why(tx, *id, why)?;
        key_length = i64::try_from(key.len()).unwrap_or(i64::MAX);
        sealed.push([&id.uuid().as_bytes()[..], &key, &why].concat());
    }
    tx.execute(EXPLAIN, values![sealed, key_length]).await?;
    Ok(())
}

/// Says of the selected items of a case one holds what kind they are. How many.
pub async fn call_kind(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    selection: &Selection,
    kind: Kind,
) -> Result<usize, Error> {
    actor.may(Action::Assess)?;
    held(tx, actor, case).await?;
    opinion::items_change(tx, case).await?;
    let items = selection.read(tx, case).await?;
    let list = bytes(items.iter().map(|selected| selected.id));
    tx.execute(CALL, values![case, kind.name(), list]).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.call_kind",
        About::one("case", case),
        json!({ "kind": kind.name(), "items": items.len() }),
    )
    .await?;
    Ok(items.len())
}

/// Picks the working URL of each selected item of a case one holds whose place was written in one way alone. Those
/// that look personal need `confirmed`. How many were picked.
pub async fn choose_only(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    selection: &Selection,
    confirmed: bool,
) -> Result<u64, Error> {
    actor.may(Action::ChooseWorkingUrl)?;
    let claim = held(tx, actor, case).await?;
    let selected = selection.read(tx, case).await?;
    let locations: Vec<_> = selected.iter().filter_map(|one| one.location).collect();
    let chosen = location::choose_only(tx, actor, &locations, confirmed).await?;
    // The trace of the claim found no working URL to follow.
    trace::follow_all(tx, actor, &chosen).await?;
    let Some(opinion) = opinion::open(tx, case).await? else {
        return Ok(u64::try_from(chosen.len()).unwrap_or(u64::MAX));
    };
    // What the first picked stands, and is not shown: of these places too there is no choice. What the second picked
    // stands as well.
    let only = location::only_spellings(tx, actor, &locations, confirmed).await?;
    let picks = selected.iter().filter_map(|one| {
        let spelling = only.get(&one.location?)?;
        Some([one.id.uuid().into_bytes(), spelling.uuid().into_bytes()].concat())
    });
    let picks: Vec<Vec<u8>> = picks.collect();
    Ok(tx
        .execute(PICK_ONLY, values![opinion.id, claim.staff, picks])
        .await?)
}

pub(crate) fn bytes<K>(ids: impl Iterator<Item = Id<K>>) -> Vec<Vec<u8>> {
    ids.map(|id| id.uuid().as_bytes().to_vec()).collect()
}

const SELECTED: &str = "-- assessment.item.selected
SELECT id, location_id FROM assessment_item
WHERE case_id = $1 AND (position BETWEEN $2 AND $3 OR id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($4::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($4) /*end*/
)) ORDER BY position";

const ITEMS: &str = "-- assessment.item.selected_to_classify
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 AND (position BETWEEN $2 AND $3 OR id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($4::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($4) /*end*/
)) AND ($5 = TRUE OR NOT EXISTS (SELECT 1 FROM assessment_assessment a
    WHERE a.item_id = assessment_item.id AND a.superseded_by IS NULL AND a.opinion_id IS NULL))
ORDER BY position";

const CLASSIFIED: &str = "-- assessment.assessment.count_of_selected
SELECT COUNT(*) AS value FROM assessment_item i JOIN assessment_assessment a ON a.item_id = i.id AND a.superseded_by IS NULL
    AND (a.opinion_id = $6 AND a.staff_id = $7 OR a.opinion_id IS NULL AND $6 IS NULL)
WHERE i.case_id = $1 AND i.position <> $5 AND (i.position BETWEEN $2 AND $3 OR i.id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($4::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($4) /*end*/
))";

const AT_POSITION: &str = "-- assessment.item.at_position
SELECT id, case_id, location_id, kind, position, added_at FROM assessment_item
WHERE case_id = $1 AND position = $2";

const CALL: &str = "-- assessment.item.call_kind
UPDATE assessment_item SET kind = $2 WHERE case_id = $1 AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($3::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($3) /*end*/
)";

const PICK_ONLY: &str = "-- assessment.opinion_place.insert_only
INSERT INTO assessment_opinion_place (opinion_id, staff_id, item_id, spelling_id)
SELECT $1, $2, pick.item_id, pick.spelling_id FROM (
    /*on postgres*/ SELECT encode(substring(value FROM 1 FOR 16), 'hex')::uuid AS item_id,
        encode(substring(value FROM 17 FOR 16), 'hex')::uuid AS spelling_id FROM unnest($3::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 1, 16) AS item_id, substr(unhex(value), 17, 16) AS spelling_id
        FROM json_each($3) /*end*/
) AS pick WHERE TRUE
ON CONFLICT (opinion_id, item_id, staff_id) DO NOTHING";

const SUPERSEDE: &str = "-- assessment.assessment.supersede_many
UPDATE assessment_assessment SET superseded_by = pair.id FROM (
    /*on postgres*/ SELECT encode(substring(value FROM 1 FOR 16), 'hex')::uuid AS item_id,
        encode(substring(value FROM 17 FOR 16), 'hex')::uuid AS id FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 1, 16) AS item_id, substr(unhex(value), 17, 16) AS id
        FROM json_each($1) /*end*/
) AS pair
WHERE assessment_assessment.item_id = pair.item_id AND assessment_assessment.superseded_by IS NULL
    AND (assessment_assessment.opinion_id = $2 AND assessment_assessment.staff_id = $3
        OR assessment_assessment.opinion_id IS NULL AND $2 IS NULL)";

const INSERT: &str = "-- assessment.assessment.insert_alike
INSERT INTO assessment_assessment (id, item_id, case_id, staff_id, at, schema, schema_version, answers,
    law_version, law_in_force_from, law_answers, beside, inhope_class, reason, national_result, articles, youngest, youngest_place,
    opinion_id, several_id)
SELECT pair.id, pair.item_id, model.case_id, $2, $3, model.schema, model.schema_version, model.answers,
    model.law_version, model.law_in_force_from, model.law_answers, model.beside, model.inhope_class, model.reason,
    model.national_result, model.articles, model.youngest, model.youngest_place, $5, $6
FROM assessment_assessment model CROSS JOIN (
    /*on postgres*/ SELECT encode(substring(value FROM 1 FOR 16), 'hex')::uuid AS item_id,
        encode(substring(value FROM 17 FOR 16), 'hex')::uuid AS id FROM unnest($4::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 1, 16) AS item_id, substr(unhex(value), 17, 16) AS id
        FROM json_each($4) /*end*/
) AS pair
WHERE model.id = $1";

/// Each value is an assessment's id, its wrapped key of so many bytes, and the sealed reason.
const EXPLAIN: &str = "-- assessment.assessment.explain_many
UPDATE assessment_assessment SET data_key = pair.data_key, why = pair.why FROM (
    /*on postgres*/ SELECT encode(substring(value FROM 1 FOR 16), 'hex')::uuid AS id,
        substring(value FROM 17 FOR CAST($2 AS INTEGER)) AS data_key,
        substring(value FROM CAST($2 AS INTEGER) + 17) AS why FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 1, 16) AS id, substr(unhex(value), 17, $2) AS data_key,
        substr(unhex(value), $2 + 17) AS why FROM json_each($1) /*end*/
) AS pair
WHERE assessment_assessment.id = pair.id";

const TAKE_OVER: &str = "-- assessment.known.take_over_alike
INSERT INTO assessment_taken_over (assessment_id, from_id, known_by)
SELECT pair.id, t.from_id, t.known_by FROM assessment_taken_over t CROSS JOIN (
    /*on postgres*/ SELECT encode(substring(value FROM 17 FOR 16), 'hex')::uuid AS id FROM unnest($2::bytea[]) AS value
    /*on sqlite*/ SELECT substr(unhex(value), 17, 16) AS id FROM json_each($2) /*end*/
) AS pair
WHERE t.assessment_id = $1";
