//! Leads: the list, taking one, reading what was told, writing to whoever told it, passing it on or closing it. Where
//! the pack takes none, and none is left, there is nothing here.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{
    Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, Sent, Staff, limit_within, may,
    parameter,
};
use intake::{
    Became, Case, Lead, LeadCursor, LeadMoved, LeadOutcome, LeadReason, LeadState, Remarks, Report,
};
use kernel::{Id, Sensitive};
use page::{Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::cases::Parameters;
use super::saying::{NewMessage, Said, unsayable};
use super::told::{ReportView, Why, reached, unkept};
use super::view::text;
use super::{problem, wrong};
use crate::desk::there_are_leads;
use crate::{Error, PAGE};

#[derive(Serialize)]
struct LeadsView {
    leads: Vec<ListedView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct ListedView {
    id: Id<Lead>,
    reference: String,
    report: Id<Report>,
    state: &'static str,
    class: &'static str,
    opened_at: String,
    /// Who has it, and until when.
    holder: Option<Id<Staff>>,
    lease_until: Option<String>,
    /// The reporter said something that nobody has read.
    unread: bool,
}

impl From<Lead> for ListedView {
    fn from(lead: Lead) -> Self {
        Self {
            id: lead.id,
            reference: lead.reference,
            report: lead.report,
            state: lead.state.name(),
            class: lead.class.name(),
            opened_at: lead.opened_at.to_string(),
            holder: lead.staff,
            lease_until: text(lead.lease_until),
            unread: lead.unread,
        }
    }
}

/// A lead, without what was told.
#[derive(Serialize)]
struct LeadView {
    #[serde(flatten)]
    lead: ListedView,
    /// The cases of addresses that were told under the same receipt.
    cases: Vec<CaseView>,
    /// What became of it, oldest first.
    outcomes: Vec<OutcomeView>,
    /// Oldest first.
    history: Vec<MovedView>,
}

#[derive(Serialize)]
struct CaseView {
    id: Id<Case>,
    reference: String,
}

#[derive(Serialize)]
struct OutcomeView {
    at: String,
    staff: Option<Id<Staff>>,
    /// The number of the help line that it was passed on to.
    to: Option<String>,
    police: bool,
    /// Why there was nothing to do.
    reason: Option<&'static str>,
    reference: Option<String>,
    note: Option<String>,
}

impl From<LeadOutcome> for OutcomeView {
    fn from(outcome: LeadOutcome) -> Self {
        let (to, police, reason) = match outcome.became {
            Became::Referred { line, police } => (Some(line), police, None),
            Became::Closed(reason) => (None, false, Some(reason.name())),
        };
        let text = |text: Option<Sensitive<String>>| text.map(|text| page::harmless(text.expose()));
        Self {
            at: outcome.at.to_string(),
            staff: outcome.staff,
            to,
            police,
            reason,
            reference: text(outcome.their_reference),
            note: text(outcome.note),
        }
    }
}

#[derive(Serialize)]
struct MovedView {
    at: String,
    /// What kind of actor it was.
    who: String,
    staff: Option<Id<Staff>>,
    from: Option<&'static str>,
    to: &'static str,
    why: String,
}

impl From<LeadMoved> for MovedView {
    fn from(moved: LeadMoved) -> Self {
        Self {
            at: moved.at.to_string(),
            staff: moved.who_id.filter(|_| moved.who_kind == "staff"),
            who: moved.who_kind,
            from: moved.from.map(LeadState::name),
            to: moved.to.name(),
            why: moved.why,
        }
    }
}

/// To whom a lead was passed on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Referred {
    /// The number of a help line of the pack.
    to: String,
    #[serde(default)]
    reference: Sensitive<String>,
    #[serde(default)]
    note: Sensitive<String>,
}

/// Why there is nothing to do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closed {
    reason: String,
    #[serde(default)]
    note: Sensitive<String>,
}

/// Why somebody has to know how to reach whoever told it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    reason: Why,
}

/// GET /api/v1/leads: of one state, those that wait where none is named; the most pressing class first.
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Query(query): Query<Parameters>,
) -> Result<Response, Problem> {
    let state = parameter(&query, "state", LeadState::named)?.unwrap_or(LeadState::Waiting);
    let after = parameter(&query, "cursor", LeadCursor::of_text)?;
    let most = usize::try_from(limit_within(&query, PAGE)?).unwrap_or(usize::MAX);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    there_are_leads(&mut tx, caller.actor(), &desk).await?;
    let leads = intake::leads(&mut tx, caller.actor(), state, after).await;
    let mut leads = leads.map_err(Error::from)?;
    leads.truncate(most);
    let last = leads.last().filter(|_| leads.len() == most);
    let next = last.map(|last| LeadCursor::behind(last).text());
    let leads = leads.into_iter().map(ListedView::from).collect();
    Ok(Json(LeadsView { leads, next }).into_response())
}

/// GET /api/v1/leads/{lead}
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(id): Path<Id<Lead>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    there_are_leads(&mut tx, caller.actor(), &desk).await?;
    let (view, etag) = view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/leads/{lead}/take: for whoever has it already the lease starts anew.
pub(super) async fn take(
    State(desk): State<Desk>,
    caller: By<may::HandleLead>,
    Path(id): Path<Id<Lead>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = begin(&desk, actor).await?;
        let taken = intake::take_lead(&mut tx, actor, &desk.pack, id).await;
        taken.map_err(Error::from)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        let place = format!("/api/v1/leads/{id}");
        Ok((tx, Reply::created(place, &view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/leads/{lead}/give-back
pub(super) async fn give_back(
    State(desk): State<Desk>,
    caller: By<may::HandleLead>,
    Path(id): Path<Id<Lead>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = begin(&desk, actor).await?;
        let given = intake::give_back_lead(&mut tx, actor, id).await;
        given.map_err(Error::from)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/leads/{lead}/refer: that it was passed on. The reporter is told that the work is finished, and not to
/// whom it went.
pub(super) async fn refer(
    State(desk): State<Desk>,
    caller: By<may::HandleLead>,
    Path(id): Path<Id<Lead>>,
    version: IfMatch,
    Creating(sent, turn): Creating<Referred>,
) -> Result<Response, Problem> {
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = as_read(&desk, actor, id, &version).await?;
        if !pack.help.iter().any(|line| line.number == sent.to) {
            return Err(wrong("to", Message::new("assessment-unknown")));
        }
        let remarks = Remarks {
            their_reference: sent.reference.expose().clone(),
            note: sent.note.expose().clone(),
        };
        let referred = intake::refer_lead(&mut tx, actor, pack, id, &sent.to, &remarks).await;
        referred.map_err(concluding)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/leads/{lead}/close
pub(super) async fn close(
    State(desk): State<Desk>,
    caller: By<may::HandleLead>,
    Path(id): Path<Id<Lead>>,
    version: IfMatch,
    Creating(sent, turn): Creating<Closed>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = as_read(&desk, actor, id, &version).await?;
        let reason = LeadReason::named(&sent.reason).filter(|reason| reason.is_of_staff());
        let reason = reason.ok_or_else(|| wrong("reason", Message::new("assessment-unknown")))?;
        let remarks = Remarks {
            note: sent.note.expose().clone(),
            ..Remarks::default()
        };
        let closed = intake::close_lead(&mut tx, actor, id, reason, &remarks).await;
        closed.map_err(concluding)?;
        let (view, etag) = view(&mut tx, actor, id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/leads/{lead}/told. What is shown counts as read from now on.
pub(super) async fn told(
    State(desk): State<Desk>,
    caller: By<may::ReadLead>,
    Path(id): Path<Id<Lead>>,
    Sent(Nothing {}): Sent<Nothing>,
) -> Result<Response, Problem> {
    let mut tx = begin(&desk, caller.actor()).await?;
    let read = intake::lead_told(&mut tx, caller.actor(), id).await;
    let read = read.map_err(Error::from)?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let view = ReportView::new(&desk.pack, read.told, Some(read.conversation));
    Ok(unkept(&view))
}

/// POST /api/v1/leads/{lead}/contact
pub(super) async fn contact(
    State(desk): State<Desk>,
    caller: By<may::ReadContact>,
    Path(id): Path<Id<Lead>>,
    Sent(Asked { reason }): Sent<Asked>,
) -> Result<Response, Problem> {
    let mut tx = begin(&desk, caller.actor()).await?;
    let contact = intake::lead_contact(&mut tx, caller.actor(), id, reason.name()).await;
    let contact = contact.map_err(Error::from)?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    Ok(reached(contact))
}

/// POST /api/v1/leads/{lead}/messages
pub(super) async fn say(
    State(desk): State<Desk>,
    caller: By<may::Converse>,
    Path(id): Path<Id<Lead>>,
    Creating(mut message, turn): Creating<NewMessage>,
) -> Result<Response, Problem> {
    let work = async {
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = begin(&desk, actor).await?;
        let lead = intake::lead(&mut tx, actor, id).await;
        let report = lead.map_err(Error::from)?.report;
        if message.has_answer() {
            let language = intake::lead_language(&mut tx, actor, id).await;
            message.put_answer(&desk, language.map_err(Error::from)?)?;
        }
        let accepted = message.accepted();
        let saying = message.saying(&tx, &accepted);
        intake::say_of_lead(&mut tx, actor, pack, id, saying)
            .await
            .map_err(|error| unsayable(error.into()))?;
        let place = format!("/api/v1/leads/{id}/told");
        Ok((tx, Reply::created(place, &Said { report })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// The problem of a lead that was not done with.
fn concluding(error: intake::Error) -> Problem {
    match error {
        intake::Error::TooLong => wrong("note", Message::new("assessment-lead-too-long")),
        error => problem(error.into()),
    }
}

async fn begin(desk: &Desk, actor: &Actor) -> Result<Tx, Error> {
    let mut tx = desk.db.write().await?;
    there_are_leads(&mut tx, actor, desk).await?;
    Ok(tx)
}

/// A transaction that holds a lead, which is as the caller read it.
async fn as_read(
    desk: &Desk,
    actor: &Actor,
    id: Id<Lead>,
    version: &IfMatch,
) -> Result<Tx, Problem> {
    let mut tx = begin(desk, actor).await?;
    intake::hold_lead(&mut tx, actor, id)
        .await
        .map_err(Error::from)?;
    version.check(&view(&mut tx, actor, id).await?.1)?;
    Ok(tx)
}

/// A lead and its version.
async fn view(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<(LeadView, Etag), Problem> {
    let lead = intake::lead(tx, actor, id).await.map_err(Error::from)?;
    let cases = intake::cases_of_report(tx, actor, lead.report).await;
    let outcomes = intake::lead_outcomes(tx, actor, id).await;
    let history = intake::lead_moves(tx, actor, id).await;
    let case = |(id, reference)| CaseView { id, reference };
    let view = LeadView {
        lead: lead.into(),
        cases: cases.map_err(Error::from)?.into_iter().map(case).collect(),
        outcomes: outcomes
            .map_err(Error::from)?
            .into_iter()
            .map(OutcomeView::from)
            .collect(),
        history: history
            .map_err(Error::from)?
            .into_iter()
            .map(MovedView::from)
            .collect(),
    };
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}
