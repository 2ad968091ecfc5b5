//! What answers show of cases and items, and in which version that is.

use std::collections::{BTreeMap, BTreeSet};

use identity::{Actor, Etag, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use page::Problem;
use serde::Serialize;
use store::Tx;

use crate::assess::Beside;
use crate::claim::lock_free;
use crate::{Assessment, Claim, Decision, Error, Item, ItemCounts, Ruling, version};

/// A case.
#[derive(Serialize)]
pub(super) struct CaseView {
    id: Id<Case>,
    reference: String,
    state: &'static str,
    outcome: Option<&'static str>,
    class: &'static str,
    opened_at: String,
    closed_at: Option<String>,
    after_watch_until: Option<String>,
    reports: i64,
    claim: Option<ClaimView>,
    items: CountsView,
    decision: Option<DecisionView>,
}

/// Who holds a case.
#[derive(Serialize)]
pub(super) struct ClaimView {
    staff: Id<Staff>,
    claimed_at: String,
    lease_until: String,
}

#[derive(Serialize)]
struct CountsView {
    all: i64,
    classified: i64,
}

/// A decision, without its note.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
#[derive(Serialize)]
pub(super) struct DecisionView {
    id: Id<Decision>,
    staff: Id<Staff>,
    at: String,
    #[serde(flatten)]
    ruling: RulingView,
    out_of_remit: bool,
    signpost: Option<String>,
    danger: bool,
    /// A victim is in this country.
    victim_at_home: bool,
    /// A suspect is.
    suspect_at_home: bool,
    released_at: Option<String>,
}

/// What answers came to.
#[derive(Serialize)]
pub(super) struct RulingView {
    inhope_class: &'static str,
    reason: Option<String>,
    national_result: &'static str,
    articles: BTreeSet<String>,
    /// The age of the youngest child, where one was given.
    youngest: Option<String>,
    schema: String,
    schema_version: String,
    law_version: String,
    /// Since when that law is in force, ISO 8601.
    law_in_force_from: String,
}

/// An assessment, without what a person would recognise the content by.
#[derive(Serialize)]
pub(super) struct AssessmentView {
    id: Id<Assessment>,
    staff: Id<Staff>,
    at: String,
    answers: BTreeMap<String, Vec<String>>,
    /// The numbers that these have in ICCAM, by field, under the schema they were given by.
    iccam: BTreeMap<String, Vec<u32>>,
    /// The same of the schemas beside, by their names.
    beside: Beside,
    law: BTreeMap<String, String>,
    #[serde(flatten)]
    ruling: RulingView,
}

impl From<Claim> for ClaimView {
    fn from(claim: Claim) -> Self {
        Self {
            staff: claim.staff,
            claimed_at: claim.claimed_at.to_string(),
            lease_until: claim.lease_until.to_string(),
        }
    }
}

impl From<Ruling> for RulingView {
    fn from(ruling: Ruling) -> Self {
        Self {
            inhope_class: ruling.inhope_class.name(),
            reason: ruling.reason,
            national_result: ruling.national_result.name(),
            articles: ruling.articles,
            youngest: ruling.youngest.map(|youngest| youngest.age),
            schema: ruling.under.schema,
            schema_version: ruling.under.schema_version,
            law_version: ruling.under.law_version,
            law_in_force_from: ruling.under.law_in_force_from,
        }
    }
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        Self {
            id: decision.id,
            staff: decision.staff,
            at: decision.at.to_string(),
            ruling: decision.ruling.into(),
            out_of_remit: decision.out_of_remit,
            signpost: decision.signpost,
            danger: decision.danger,
            victim_at_home: decision.at_home.victim,
            suspect_at_home: decision.at_home.suspect,
            released_at: text(decision.released_at),
        }
    }
}

impl AssessmentView {
    pub(super) fn new(pack: &Pack, assessment: Assessment) -> Self {
        Self {
            id: assessment.id,
            staff: assessment.staff,
            at: assessment.at.to_string(),
            iccam: assessment.ruling.iccam(pack, &assessment.answers),
            answers: assessment.answers,
            beside: assessment.beside,
            law: assessment.law_answers,
            ruling: assessment.ruling.into(),
        }
    }
}

/// An instant as RFC 3339 has it, in UTC.
pub(super) fn text(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

/// A case as the actor sees it, and its version. The version is of all that is shown, and of every assessment of its
/// items that the actor sees: one that comes to the same as the one before is another version, and one of another's
/// opinion is none.
pub(super) async fn case_view(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Case>,
) -> Result<(CaseView, Etag), Problem> {
    let case = intake::case(tx, actor, id).await.map_err(Error::from)?;
    let claim = crate::holder(tx, actor, id).await?;
    let ItemCounts { items, classified } = crate::item_counts(tx, actor, id).await?;
    let decision = crate::decision(tx, actor, id).await?;
    let view = CaseView {
        id,
        reference: case.reference,
        state: case.state.name(),
        outcome: case.outcome.map(intake::Outcome::name),
        class: case.class.name(),
        opened_at: case.opened_at.to_string(),
        closed_at: text(case.closed_at),
        after_watch_until: text(case.after_watch_until),
        reports: case.reports,
        claim: claim.map(ClaimView::from),
        items: CountsView {
            all: items,
            classified,
        },
        decision: decision.map(DecisionView::from),
    };
    let assessed = version::assessed(tx, actor, id).await?;
    let etag = Etag::of(&(&view, assessed))?;
    Ok((view, etag))
}

/// The version of a case, held until the transaction ends: whoever changes the case waits for it.
pub(super) async fn held_version(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Case>,
) -> Result<Etag, Problem> {
    lock_free(tx, id).await?;
    Ok(case_view(tx, actor, id).await?.1)
}

/// An item.
#[derive(Serialize)]
pub(super) struct ItemView {
    id: Id<Item>,
    position: i64,
    kind: &'static str,
    added_at: String,
    /// Whether there is a URL: where there is none, its hashes alone are known.
    has_url: bool,
    /// Of which algorithms somebody typed a hash.
    hashes: Vec<&'static str>,
    assessment: Option<AssessmentView>,
}

/// An item as the actor sees it, and its version: of all that is shown, and of which spelling is its working URL.
pub(super) async fn item_view(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    item: &Item,
) -> Result<(ItemView, Etag), Problem> {
    let hashes = crate::hashes(tx, actor, item.id).await?;
    let assessment = crate::assessment(tx, actor, item.id).await?;
    let view = ItemView {
        id: item.id,
        position: item.position,
        kind: item.kind.name(),
        added_at: item.added_at.to_string(),
        has_url: item.location.is_some(),
        hashes: hashes.iter().map(|hash| hash.algorithm.name()).collect(),
        assessment: assessment.map(|one| AssessmentView::new(pack, one)),
    };
    let working = crate::item::seen_working(tx, actor, item).await?;
    let etag = Etag::of(&(&view, working))?;
    Ok((view, etag))
}
