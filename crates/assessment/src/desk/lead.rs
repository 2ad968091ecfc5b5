//! The page of one lead: where it stands, what became of it, and what whoever has it may do. No word of what was told
//! stands on it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn, Staff};
use intake::{Became, Case, Lead, LeadMoved, LeadOutcome, LeadReason, Remarks};
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::leads::{state_key, there_are_leads};
use super::queue::{age, class_key, tone};
use super::{Sent, value};
use crate::Error;

#[derive(Template)]
#[template(path = "lead.html")]
struct LeadPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    lead: Id<Lead>,
    state: String,
    class: String,
    tone: &'static str,
    age: String,
    unread: bool,
    /// The cases of addresses that were told under the same receipt.
    cases: Vec<(Id<Case>, String)>,
    /// Who has it, in words.
    holder: Option<String>,
    /// Whether the reader may read what was told now.
    reads: bool,
    /// What the button says by which the reader may take it.
    take: Option<String>,
    /// Whether the reader has it.
    mine: bool,
    /// For whoever has it, or typed something while they had.
    form: Option<Form>,
    outcomes: Vec<Outcome>,
    moves: Vec<Step>,
}

/// How a lead is passed on or closed: what may be chosen and what was typed.
struct Form {
    lines: Vec<Choice>,
    reasons: Vec<Choice>,
    to: String,
    reference: String,
    note: String,
    reason: String,
    remark: String,
}

impl Form {
    fn lines(&self) -> &[Choice] {
        &self.lines
    }

    fn reasons(&self) -> &[Choice] {
        &self.reasons
    }
}

struct Outcome {
    at: String,
    who: String,
    what: String,
    reference: String,
    note: String,
}

struct Step {
    at: String,
    text: String,
    who: String,
}

/// GET /leads/{id}
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    page_of(&desk, &signed_in, id, &Sent::new(), FormErrors::none()).await
}

/// POST /leads/{id}/take
pub(super) async fn take(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    there_are_leads(&mut tx, signed_in.actor(), &desk).await?;
    let taken = intake::take_lead(&mut tx, signed_in.actor(), &desk.pack, id).await;
    taken.map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_lead(id))
}

/// POST /leads/{id}/give-back
pub(super) async fn give_back(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    there_are_leads(&mut tx, signed_in.actor(), &desk).await?;
    let given = intake::give_back_lead(&mut tx, signed_in.actor(), id).await;
    given.map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_lead(id))
}

/// POST /leads/{id}/refer
pub(super) async fn refer(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::HandleLead).map_err(Error::from)?;
    let to = value(&sent, "to").unwrap_or_default();
    let remarks = Remarks {
        their_reference: value(&sent, "reference").unwrap_or_default().to_owned(),
        note: value(&sent, "note").unwrap_or_default().to_owned(),
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    there_are_leads(&mut tx, signed_in.actor(), &desk).await?;
    let referred = if desk.pack.help.iter().any(|line| line.number == to) {
        let referred = intake::refer_lead(&mut tx, actor, &desk.pack, id, to, &remarks).await;
        done(referred, "note")?
    } else {
        Some(Slip::of("to", "assessment-required"))
    };
    concluded(&desk, &signed_in, id, tx, &sent, referred).await
}

/// POST /leads/{id}/close
pub(super) async fn close(
    State(desk): State<Desk>,
    Path(id): Path<Id<Lead>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::HandleLead).map_err(Error::from)?;
    let reason = value(&sent, "reason").and_then(LeadReason::named);
    let remarks = Remarks {
        note: value(&sent, "remark").unwrap_or_default().to_owned(),
        ..Remarks::default()
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    there_are_leads(&mut tx, signed_in.actor(), &desk).await?;
    let closed = match reason.filter(|reason| reason.is_of_staff()) {
        Some(reason) => done(
            intake::close_lead(&mut tx, actor, id, reason, &remarks).await,
            "remark",
        )?,
        None => Some(Slip::of("reason", "assessment-required")),
    };
    concluded(&desk, &signed_in, id, tx, &sent, closed).await
}

pub(super) fn to_lead(id: Id<Lead>) -> Redirect {
    Redirect::to(&format!("/leads/{id}"))
}

/// Why a lead is not passed on or closed: the field that is wrong, and what is wrong with it.
struct Slip {
    field: &'static str,
    key: &'static str,
    status: StatusCode,
}

impl Slip {
    const fn of(field: &'static str, key: &'static str) -> Self {
        Self {
            field,
            key,
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

/// What is wrong, where a text was too long, or where somebody's time with the lead ran out while they wrote.
fn done(result: Result<(), intake::Error>, field: &'static str) -> Result<Option<Slip>, Error> {
    let late = |key| Slip {
        status: StatusCode::CONFLICT,
        ..Slip::of(field, key)
    };
    Ok(Some(match result {
        Ok(()) => return Ok(None),
        Err(intake::Error::TooLong) => Slip::of(field, "assessment-lead-too-long"),
        Err(intake::Error::NotHeld) => late("assessment-problem-lead-not-held"),
        Err(intake::Error::ImpossibleLead(_)) => late("assessment-problem-lead-moved"),
        Err(error) => return Err(error.into()),
    }))
}

/// Commits and leads back to the lead, or shows the form again with what is wrong.
async fn concluded(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Lead>,
    tx: Tx,
    sent: &Sent,
    slip: Option<Slip>,
) -> Result<Response, Problem> {
    let Some(Slip { field, key, status }) = slip else {
        tx.commit().await.map_err(Error::from)?;
        return Ok(to_lead(id).into_response());
    };
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push(field, Message::new(key));
    let page = page_of(desk, signed_in, id, sent, errors).await?;
    Ok((status, page).into_response())
}

/// The page of one lead, with what was typed.
async fn page_of(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Lead>,
    sent: &Sent,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let words = desk.words(signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    there_are_leads(&mut tx, actor, desk).await?;
    let lead = intake::lead(&mut tx, actor, id)
        .await
        .map_err(Error::from)?;
    let cases = intake::cases_of_report(&mut tx, actor, lead.report).await;
    let mut outcomes = Vec::new();
    let became = intake::lead_outcomes(&mut tx, actor, id).await;
    for outcome in became.map_err(Error::from)? {
        let who = who(&mut tx, actor, &words, outcome.staff).await?;
        outcomes.push(shown(desk, &words, outcome, who));
    }
    let mut moves = Vec::new();
    let history = intake::lead_moves(&mut tx, actor, id).await;
    for line in history.map_err(Error::from)? {
        let staff = line.who_id.filter(|_| line.who_kind == "staff");
        let who = who(&mut tx, actor, &words, staff).await?;
        moves.push(moved(desk, &words, &line, who));
    }
    let now = tx.now();
    let until = lead.lease_until.filter(|until| *until > now);
    let mine = until.is_some() && lead.staff == actor.staff_id();
    let handles = signed_in.may(Action::HandleLead);
    let holder = match (lead.staff, until) {
        (Some(staff), Some(until)) => {
            let until = words.date_time(until, &desk.pack.zone);
            Some(if mine {
                words.with("assessment-lead-yours", &[("until", until)])
            } else {
                let name = who(&mut tx, actor, &words, Some(staff)).await?;
                words.with(
                    "assessment-lead-theirs",
                    &[("name", name), ("until", until)],
                )
            })
        }
        _ => None,
    };
    let take = (handles && until.is_none()).then(|| {
        words.text(if lead.state.is_done() {
            "assessment-lead-take-again"
        } else {
            "assessment-lead-take"
        })
    });
    let title = words.with("assessment-lead-title", &[("lead", lead.reference.clone())]);
    page::render(&LeadPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        errors,
        lead: id,
        state: words.text(state_key(lead.state)),
        class: words.text(class_key(lead.class)),
        tone: tone(lead.class),
        age: age(&words, now.since(lead.opened_at)),
        unread: lead.unread,
        cases: cases.map_err(Error::from)?,
        holder,
        reads: signed_in.may(Action::ReadLead) && (mine || lead.state.is_done()),
        take,
        mine,
        form: (handles && (mine || !sent.is_empty())).then(|| form(desk, &words, sent)),
        outcomes,
        moves,
    })
}

fn form(desk: &Desk, words: &Words, sent: &Sent) -> Form {
    let typed = |name| value(sent, name).unwrap_or_default().to_owned();
    let lines = desk.pack.help.iter().map(|line| {
        let label = line_name(desk, words, &line.number);
        Choice::new(&line.number, label)
    });
    let reasons = LeadReason::ALL.into_iter();
    let reasons = reasons
        .filter(|reason| reason.is_of_staff())
        .map(|reason| Choice::new(reason.name(), words.text(reason_key(reason))));
    Form {
        lines: lines.collect(),
        reasons: reasons.collect(),
        to: typed("to"),
        reference: typed("reference"),
        note: typed("note"),
        reason: typed("reason"),
        remark: typed("remark"),
    }
}

fn shown(desk: &Desk, words: &Words, outcome: LeadOutcome, who: String) -> Outcome {
    let what = match &outcome.became {
        Became::Closed(reason) => words.text(reason_key(*reason)),
        Became::Referred { line, police } => {
            let key = if *police {
                "assessment-lead-to-police"
            } else {
                "assessment-lead-to-line"
            };
            words.with(key, &[("line", line_name(desk, words, line))])
        }
    };
    let text = |text: Option<Sensitive<String>>| {
        text.map_or_else(String::new, |text| page::harmless(text.expose()))
    };
    Outcome {
        at: words.date_time(outcome.at, &desk.pack.zone),
        who,
        what,
        reference: text(outcome.their_reference),
        note: text(outcome.note),
    }
}

fn moved(desk: &Desk, words: &Words, line: &LeadMoved, who: String) -> Step {
    Step {
        at: words.date_time(line.at, &desk.pack.zone),
        text: words.text(why_key(&line.why)),
        who,
    }
}

/// A help line by its name and number; by its number alone where the pack has it no more.
fn line_name(desk: &Desk, words: &Words, number: &str) -> String {
    let known = desk.pack.help.iter().find(|line| line.number == number);
    known.map_or_else(
        || number.to_owned(),
        |line| format!("{}, {number}", line.name.in_language(words.language())),
    )
}

/// The name of a colleague, or the word for what is nobody's act.
async fn who(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    staff: Option<Id<Staff>>,
) -> Result<String, Problem> {
    let name = match staff {
        Some(staff) => identity::name(tx, actor, staff).await?,
        None => return Ok(words.text("assessment-lead-machine")),
    };
    Ok(name.map_or_else(
        || words.text("assessment-lead-colleague"),
        |name| name.expose().clone(),
    ))
}

const fn reason_key(reason: LeadReason) -> &'static str {
    match reason {
        LeadReason::TooLittle => "assessment-lead-too-little",
        LeadReason::OutOfRemit => "assessment-lead-out-of-remit",
        LeadReason::Known => "assessment-lead-known",
        LeadReason::Advised => "assessment-lead-advised",
        LeadReason::Address => "assessment-lead-address",
        LeadReason::Withdrawn => "assessment-lead-withdrawn",
    }
}

fn why_key(why: &str) -> &'static str {
    match why {
        "take" => "assessment-lead-moved-take",
        "give_back" => "assessment-lead-moved-give-back",
        "lapse" => "assessment-lead-moved-lapse",
        "refer" => "assessment-lead-moved-refer",
        "close" => "assessment-lead-moved-close",
        "more_told" => "assessment-lead-moved-more-told",
        _ => "assessment-lead-moved-told",
    }
}
