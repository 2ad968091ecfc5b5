//! What one reads before one acts: what is known of an item, both opinions before they are settled, what was corrected, and
//! what can be taken back. What a person wrote is made harmless, as on the pages.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Desk, Staff, limit_within, may, parameter};
use intake::Case;
use kernel::Id;
use page::Problem;
use serde::Serialize;
use store::Tx;

use super::cases::Parameters;
use super::problem;
use super::view::{AssessmentView, DecisionView, RulingView, text};
use crate::taker::{MOST_TAKERS, NAMED};
use crate::{Correction, Decision, Error, Item, OnlyShown, PAGE, taker};

#[derive(Serialize)]
struct KnownView {
    /// The answers that the same content was given before, the newest first.
    answers: Vec<KnownAnswerView>,
    /// Whether one of them can be taken over.
    take_over: bool,
    /// Why none can.
    only_shown: Option<&'static str>,
}

#[derive(Serialize)]
struct KnownAnswerView {
    /// A hash of which algorithm is the same, or the URL.
    by: &'static str,
    at: String,
    taken_over: bool,
    #[serde(flatten)]
    ruling: RulingView,
}

#[derive(Serialize)]
struct HashesView {
    /// The strongest first.
    hashes: Vec<HashView>,
}

#[derive(Serialize)]
struct HashView {
    algorithm: &'static str,
    value: String,
}

#[derive(Serialize)]
struct OpinionsView {
    /// What the two see differently: `inhope_class`, `national_result`, or a key of the schema.
    differences: Vec<String>,
    first: OpinionView,
    second: OpinionView,
    items: Vec<PairView>,
    /// Where the list of items goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct OpinionView {
    decision: DecisionView,
    note: Option<String>,
}

#[derive(Serialize)]
struct PairView {
    item: Id<Item>,
    first: AssessmentView,
    second: AssessmentView,
}

#[derive(Serialize)]
struct AssessmentsView {
    /// The newest first.
    assessments: Vec<EarlierView>,
}

#[derive(Serialize)]
struct EarlierView {
    #[serde(flatten)]
    assessment: AssessmentView,
    /// Why it superseded the one before.
    why: Option<String>,
}

#[derive(Serialize)]
struct CorrectionsView {
    /// The oldest first.
    corrections: Vec<CorrectionView>,
}

#[derive(Serialize)]
struct CorrectionView {
    id: Id<Correction>,
    /// The decision that was taken back.
    decision: Id<Decision>,
    staff: Id<Staff>,
    opened_at: String,
    closed_at: Option<String>,
    reason: String,
    /// The first cases that had taken over an answer of it, of those that the caller sees.
    cases: Vec<Id<Case>>,
    /// How many more there are.
    more: usize,
    /// Whether there are more than were counted.
    uncounted: bool,
}

#[derive(Serialize)]
struct UndoView {
    undo: Option<UndoableView>,
}

#[derive(Serialize)]
struct UndoableView {
    act: &'static str,
    until: String,
}

/// GET /api/v1/cases/{id}/items/{item}/known
pub(super) async fn known(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, caller.actor(), case, item).await?;
    let known = crate::known(&mut tx, caller.actor(), &desk.pack, &item).await?;
    let take_over = known.as_ref().map(|known| known.take_over);
    let answers = known.map(|known| known.answers).unwrap_or_default();
    let answers = answers.into_iter().map(|answer| KnownAnswerView {
        by: answer.by.name(),
        at: answer.assessment.at.to_string(),
        taken_over: answer.taken_over,
        ruling: answer.assessment.ruling.into(),
    });
    Ok(Json(KnownView {
        answers: answers.collect(),
        take_over: take_over.is_some_and(|may| may.is_ok()),
        only_shown: take_over.and_then(Result::err).map(why),
    })
    .into_response())
}

const fn why(only_shown: OnlyShown) -> &'static str {
    match only_shown {
        OnlyShown::Off => "off",
        OnlyShown::SecondOpinion => "second_opinion",
        OnlyShown::Weak => "weak",
        OnlyShown::Disagreement => "disagreement",
        OnlyShown::TooOld => "too_old",
        OnlyShown::TooFew => "too_few",
        OnlyShown::OtherRules => "other_rules",
    }
}

/// GET /api/v1/cases/{id}/items/{item}/hashes
pub(super) async fn hashes(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, caller.actor(), case, item).await?;
    let hashes = crate::hashes(&mut tx, caller.actor(), item.id).await?;
    let hashes = hashes.iter().map(|hash| HashView {
        algorithm: hash.algorithm.name(),
        value: hash.text().expose().clone(),
    });
    let hashes = hashes.collect();
    Ok(Json(HashesView { hashes }).into_response())
}

/// GET /api/v1/cases/{id}/items/{item}/assessments: the one that counts, and those that it superseded.
pub(super) async fn assessments(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let item = crate::item(&mut tx, actor, case, item).await?;
    let mut assessments = Vec::new();
    for assessment in crate::assessments(&mut tx, actor, item.id).await? {
        let why = crate::why(&mut tx, actor, &assessment).await?;
        assessments.push(EarlierView {
            assessment: AssessmentView::new(&desk.pack, assessment),
            why: why.map(|why| page::harmless(why.expose())),
        });
    }
    Ok(Json(AssessmentsView { assessments }).into_response())
}

/// GET /api/v1/cases/{id}/opinions: both, for whoever settles what they see differently.
pub(super) async fn opinions(
    State(desk): State<Desk>,
    caller: By<may::SettleOpinion>,
    Path(case): Path<Id<Case>>,
    Query(query): Query<Parameters>,
) -> Result<Response, Problem> {
    let limit = limit_within(&query, PAGE)?;
    let after: i64 = parameter(&query, "cursor", |text| text.parse().ok())?.unwrap_or(0);
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let both = crate::both(&mut tx, actor, case).await;
    let (opinion, [first, second]) = both.map_err(problem)?;
    let (pairs, next) = crate::pairs_after(&mut tx, actor, &opinion, after, limit).await?;
    let first = opinion_view(&mut tx, actor, first).await?;
    let second = opinion_view(&mut tx, actor, second).await?;
    let items = pairs.into_iter().map(|pair| PairView {
        item: pair.item,
        first: AssessmentView::new(&desk.pack, pair.first),
        second: AssessmentView::new(&desk.pack, pair.second),
    });
    Ok(Json(OpinionsView {
        differences: opinion.differences,
        first,
        second,
        items: items.collect(),
        next: next.map(|position| position.to_string()),
    })
    .into_response())
}

async fn opinion_view(
    tx: &mut Tx,
    actor: &Actor,
    decision: Decision,
) -> Result<OpinionView, Error> {
    let note = crate::note(tx, actor, &decision).await?;
    Ok(OpinionView {
        decision: decision.into(),
        note: note.map(|note| page::harmless(note.expose())),
    })
}

/// GET /api/v1/cases/{id}/corrections
pub(super) async fn corrections(
    State(desk): State<Desk>,
    caller: By<may::ReadAssessment>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let case = intake::case(&mut tx, actor, case).await;
    let case = case.map_err(Error::from)?.id;
    let mut corrections = Vec::new();
    for correction in crate::corrections(&mut tx, actor, case).await? {
        let reason = crate::correction_reason(&mut tx, actor, &correction).await?;
        let concerned = crate::concerned(&mut tx, actor, correction.decision).await?;
        let (listed, rest) = concerned.split_at(concerned.len().min(NAMED));
        corrections.push(CorrectionView {
            id: correction.id,
            decision: correction.decision,
            staff: correction.staff,
            opened_at: correction.opened_at.to_string(),
            closed_at: text(correction.closed_at),
            reason: page::harmless(reason.expose()),
            cases: taker::seen(&mut tx, actor, listed).await?,
            more: rest.len(),
            uncounted: concerned.len() >= MOST_TAKERS,
        });
    }
    Ok(Json(CorrectionsView { corrections }).into_response())
}

/// GET /api/v1/cases/{id}/undo: what the caller may take back, and until when.
pub(super) async fn undoable(
    State(desk): State<Desk>,
    caller: By<may::ClaimCase>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let case = intake::case(&mut tx, caller.actor(), case).await;
    let case = case.map_err(Error::from)?.id;
    let undo = crate::undoable(&mut tx, caller.actor(), &desk.pack, case).await?;
    let undo = undo.map(|undo| UndoableView {
        act: undo.act.name(),
        until: undo.until.to_string(),
    });
    Ok(Json(UndoView { undo }).into_response())
}
