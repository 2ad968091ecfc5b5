//! Writing to the reporters of a case, in a viewing session as on the page; what would tell them too much, and who of
//! them waits for something.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{By, Creating, Desk, Reply, Sent, limit_within, may, parameter};
use intake::{Case, Report, Saying};
use kernel::{Id, Language, Sensitive, cursor_of_text, cursor_text};
use page::{Message, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use super::cases::Parameters;
use super::viewing::is_open;
use super::{problem, wrong};
use crate::desk::{danger, language, unsaid};
use crate::{Error, PAGE, Viewing};

/// What is to be said: words, or a ready answer of the pack.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewMessage {
    #[serde(default)]
    text: Sensitive<String>,
    /// Its key.
    answer: Option<String>,
    /// What was found in it and is sent all the same.
    #[serde(default)]
    accepted: Vec<Sensitive<String>>,
}

/// The same to the reporter of one of a case's reports.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToReport {
    report: Id<Report>,
    #[serde(default)]
    text: Sensitive<String>,
    answer: Option<String>,
    #[serde(default)]
    accepted: Vec<Sensitive<String>>,
}

impl NewMessage {
    /// Whether a ready answer was picked.
    pub(super) const fn has_answer(&self) -> bool {
        self.answer.is_some()
    }

    /// Puts the words of the ready answer in that was picked: in the language of whoever told the report.
    pub(super) fn put_answer(&mut self, desk: &Desk, language: Language) -> Result<(), Problem> {
        let Some(key) = &self.answer else {
            return Ok(());
        };
        if !self.text.expose().trim().is_empty() {
            return Err(unsayable(Error::TwoAnswers));
        }
        let ready = desk.pack.telling.answer(key);
        let ready = ready.ok_or_else(|| wrong("answer", Message::new("assessment-unknown")))?;
        self.text = ready.text.in_language(language).to_owned().into();
        Ok(())
    }

    /// What of it is sent all the same.
    pub(super) fn accepted(&self) -> Vec<String> {
        let accepted = self.accepted.iter();
        accepted.map(|token| token.expose().clone()).collect()
    }

    /// The same for the function that says it. The key of the call says what is sent twice.
    pub(super) fn saying<'a>(&'a self, tx: &Tx, accepted: &'a [String]) -> Saying<'a> {
        Saying {
            form: tx.new_id(),
            text: self.text.expose(),
            accepted,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Said {
    pub(super) report: Id<Report>,
}

/// A text that is to be looked at before it is sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    text: Sensitive<String>,
}

#[derive(Serialize)]
struct FindingsView {
    findings: Vec<FindingView>,
}

#[derive(Serialize)]
struct FindingView {
    /// The key of a warning of the pack, or `address`, `mail`, `telephone`.
    kind: String,
    found: String,
    /// What it speaks of, where the pack has a word for it.
    label: Option<String>,
    why: String,
    /// What a message sends among `accepted` that says it all the same.
    accept: String,
}

#[derive(Serialize)]
struct AnswersView {
    answers: Vec<AnswerView>,
}

#[derive(Serialize)]
struct AnswerView {
    key: String,
    /// By language.
    text: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whom {
    report: Id<Report>,
}

#[derive(Serialize)]
struct WaitingView {
    cases: Vec<WaitsView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct WaitsView {
    case: Id<Case>,
    reference: String,
    state: &'static str,
    /// How many of its reports have something that nobody has read.
    unread: i64,
    /// How many reporters wish to be told what came of it.
    unanswered: i64,
    /// The hour since which the first of them waits.
    since: String,
}

/// POST /api/v1/cases/{id}/viewing/{viewing}/messages
pub(super) async fn say(
    State(desk): State<Desk>,
    caller: By<may::Converse>,
    Path((case, viewing)): Path<(Id<Case>, Id<Viewing>)>,
    Creating(sent, turn): Creating<ToReport>,
) -> Result<Response, Problem> {
    let work = async {
        let report = sent.report;
        let mut message = NewMessage {
            text: sent.text,
            answer: sent.answer,
            accepted: sent.accepted,
        };
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        is_open(&mut tx, actor, case, viewing).await?;
        if message.has_answer() {
            let language = language(&mut tx, actor, case, report).await?;
            message.put_answer(&desk, language)?;
        }
        let accepted = message.accepted();
        let saying = message.saying(&tx, &accepted);
        crate::say(&mut tx, actor, pack, viewing, report, saying)
            .await
            .map_err(unsayable)?;
        let place = format!("/api/v1/cases/{case}/viewing/{viewing}/told");
        Ok((tx, Reply::created(place, &Said { report })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/viewing/{viewing}/unanswered: nothing is to be written to a reporter who wished to be told
/// what came of it.
pub(super) async fn leave_unanswered(
    State(desk): State<Desk>,
    caller: By<may::Converse>,
    Path((case, viewing)): Path<(Id<Case>, Id<Viewing>)>,
    Creating(Whom { report }, turn): Creating<Whom>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        is_open(&mut tx, actor, case, viewing).await?;
        crate::leave_unanswered(&mut tx, actor, viewing, report)
            .await
            .map_err(problem)?;
        Ok((tx, Reply::ok(&Said { report })?))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/messages/findings: what in a text would tell a reporter more than a reporter may know. It is kept nowhere.
pub(super) async fn findings(
    State(desk): State<Desk>,
    caller: By<may::Converse>,
    Sent(draft): Sent<Draft>,
) -> Response {
    let words = desk.catalogue.words(caller.language());
    let view = |finding: intake::Finding| {
        let (label, why) = danger(&desk, &words, &finding);
        FindingView {
            accept: finding.token(),
            kind: finding.kind,
            found: finding.found.expose().clone(),
            label,
            why,
        }
    };
    let found = intake::findings(draft.text.expose(), &desk.pack);
    let findings = found.into_iter().map(view).collect();
    super::told::unkept(&FindingsView { findings })
}

/// GET /api/v1/ready-answers
pub(super) async fn ready_answers(State(desk): State<Desk>, _: By<may::Converse>) -> Response {
    let pack = &desk.pack;
    let view = |ready: &pack::ReadyAnswer| AnswerView {
        key: ready.key.clone(),
        text: pack
            .languages
            .iter()
            .map(|language| {
                let text = ready.text.in_language(*language).to_owned();
                (language.to_string(), text)
            })
            .collect(),
    };
    let answers = pack.telling.answers.iter().map(view).collect();
    Json(AnswersView { answers }).into_response()
}

/// GET /api/v1/reporters: the cases in which reporters wait for something, whatever their state; the longest wait first.
pub(super) async fn waiting(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Query(query): Query<Parameters>,
) -> Result<Response, Problem> {
    let from = parameter(&query, "cursor", cursor_of_text)?;
    let limit = usize::try_from(limit_within(&query, PAGE)?).unwrap_or(usize::MAX);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    // One more than is shown: where the list goes on.
    let most = limit.saturating_add(1);
    let waits = intake::unread(&mut tx, caller.actor(), from, most).await;
    let mut waits = waits.map_err(Error::from)?;
    let next = waits
        .get(limit)
        .map(|next| cursor_text(next.since, next.case));
    waits.truncate(limit);
    let view = |waits: intake::Waits| WaitsView {
        case: waits.case,
        reference: waits.reference,
        state: waits.state.name(),
        unread: waits.unread,
        unanswered: waits.unanswered,
        since: waits.since.to_string(),
    };
    let cases = waits.into_iter().map(view).collect();
    Ok(Json(WaitingView { cases, next }).into_response())
}

/// The problem of a message that was not sent. What was found in it is in no problem: that is asked for.
pub(super) fn unsayable(error: Error) -> Problem {
    let field = match &error {
        Error::Intake(intake::Error::TellsMore(_)) => {
            let message = Message::new("assessment-message-tells-more-api");
            return wrong("accepted", message);
        }
        Error::TwoAnswers => "answer",
        _ => "text",
    };
    match unsaid(&error) {
        Some(key) => wrong(field, Message::new(key)),
        None => problem(error),
    }
}

/// What reporters of a case wrote and wait for.
#[derive(Serialize)]
struct MessagesView {
    /// How many messages there are, both ways.
    all: i64,
    /// How many of them nobody has read.
    new: i64,
    /// How many reports have something that nobody has read.
    unread: i64,
    /// How many reporters wish to be told what came of it.
    unanswered: i64,
}

/// GET /api/v1/cases/{id}/messages: how many there are, and what its reporters wait for. What they say is read in a session.
pub(super) async fn messages(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, caller.actor(), case).await;
    let case = found.map_err(Error::from)?.id;
    let counts = intake::counts(&mut tx, caller.actor(), case).await;
    let counts = counts.map_err(Error::from)?;
    let waits = intake::unread_in(&mut tx, caller.actor(), case).await;
    let waits = waits.map_err(Error::from)?;
    Ok(Json(MessagesView {
        all: counts.messages,
        new: counts.unread,
        unread: waits.as_ref().map_or(0, |waits| waits.unread),
        unanswered: waits.map_or(0, |waits| waits.unanswered),
    })
    .into_response())
}
