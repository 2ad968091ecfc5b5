//! What the reporters of a case told, and the conversation with them, as a viewing session shows it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm};
use intake::{Addition, Case, Conversation, Finding, Told};
use kernel::Id;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::{Sent, is_set, value, viewing};
use crate::{CONTACT_REASONS, Error};

/// A report with its submissions and its conversation.
pub(super) struct Report {
    pub(super) id: Id<intake::Report>,
    pub(super) source: String,
    pub(super) received: String,
    /// What was marked: a child in danger, an own picture.
    pub(super) marks: Vec<String>,
    pub(super) has_contact: bool,
    pub(super) told: Vec<Said>,
    pub(super) talk: Option<Talk>,
}

/// One submission: its addresses, and what else it says, each with its name.
pub(super) struct Said {
    pub(super) received: String,
    pub(super) urls: Vec<String>,
    pub(super) facts: Vec<(String, String)>,
}

/// The conversation under a report's receipt, and the form that goes on with it.
pub(super) struct Talk {
    pub(super) has_receipt: bool,
    pub(super) lines: Vec<Line>,
    pub(super) text: String,
    /// What a message that was not sent would tell.
    pub(super) findings: Vec<String>,
    /// The kinds of it, which the tick accepts.
    pub(super) accepted: Vec<String>,
    pub(super) answers: Vec<Choice>,
}

/// A message.
pub(super) struct Line {
    pub(super) who: String,
    pub(super) at: String,
    pub(super) text: String,
    pub(super) is_new: bool,
}

/// A message that was not sent, and why.
pub(super) struct Draft {
    report: Id<intake::Report>,
    text: String,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    frame: Frame,
    case: Id<Case>,
    contact: Option<String>,
}

/// POST /cases/{id}/message
pub(super) async fn say(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let report = report(&sent)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let viewing = crate::viewing(&mut tx, actor, case).await?;
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    let mut text = value(&sent, "message").unwrap_or_default().to_owned();
    if text.trim().is_empty()
        && let Some(ready) = value(&sent, "answer").and_then(|key| desk.pack.telling.answer(key))
    {
        let language = language(&mut tx, actor, case, report).await?;
        ready.text.in_language(language).clone_into(&mut text);
    }
    let accepted: Vec<String> = if is_set(&sent, "all_the_same") {
        let accepted = sent.iter().filter(|(name, _)| name == "accepted");
        accepted.map(|(_, kind)| kind.clone()).collect()
    } else {
        Vec::new()
    };
    let mut errors = FormErrors::none();
    let mut wrong = |key| errors.push(format!("message-{report}"), Message::new(key));
    let said = crate::say(
        &mut tx, actor, &desk.pack, viewing.id, report, &text, &accepted,
    );
    let findings = match said.await {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            let to = format!("/cases/{case}/viewing#report-{report}");
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Intake(intake::Error::TellsMore(findings))) => {
            wrong("assessment-message-tells-more");
            findings
        }
        Err(Error::Intake(intake::Error::NothingSaid)) => {
            wrong("assessment-message-empty");
            Vec::new()
        }
        Err(Error::Intake(intake::Error::TooLong)) => {
            wrong("assessment-message-long");
            Vec::new()
        }
        Err(Error::Intake(intake::Error::NoReceipt)) => {
            wrong("assessment-message-no-receipt");
            Vec::new()
        }
        Err(error) => return Err(error.into()),
    };
    drop(tx);
    let draft = Draft {
        report,
        text,
        findings,
    };
    let page = viewing::look(&desk, &signed_in, case, 0, errors, Some(draft)).await?;
    let page = page.ok_or(Error::ViewingEnded)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// POST /cases/{id}/contact
pub(super) async fn contact(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let report = report(&sent)?;
    let reason = value(&sent, "reason").unwrap_or_default();
    let reason = CONTACT_REASONS.into_iter().find(|known| *known == reason);
    let reason = reason.ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let viewing = crate::viewing(&mut tx, actor, case).await?;
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    let contact = crate::contact(&mut tx, actor, viewing.id, report, reason).await?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    page::render(&ContactPage {
        frame: desk.frame(&signed_in, words.text("assessment-contact-title")),
        case,
        contact: contact.map(|contact| page::visible(contact.expose())),
    })
}

fn report(sent: &Sent) -> Result<Id<intake::Report>, Problem> {
    let report = value(sent, "report").and_then(|id| id.parse().ok());
    report.ok_or(Problem::Malformed)
}

/// The language a report was told in.
async fn language(
    tx: &mut Tx,
    actor: &identity::Actor,
    case: Id<Case>,
    report: Id<intake::Report>,
) -> Result<kernel::Language, Error> {
    let conversations = intake::conversations(tx, actor, case).await?;
    let found = conversations.iter().find(|one| one.report == report);
    found.map(|one| one.language).ok_or(Error::NotFound)
}

/// The reports as the page shows them: what was told where it may be read, and every conversation.
pub(super) fn reports(
    desk: &Desk,
    words: &Words,
    told: &[Told],
    conversations: &[Conversation],
    draft: Option<&Draft>,
) -> Vec<Report> {
    let of = |conversation: &Conversation| {
        let told = told.iter().find(|told| told.id == conversation.report);
        let draft = draft.filter(|draft| draft.report == conversation.report);
        let talk = talk(desk, words, conversation, draft);
        match told {
            Some(told) => Report {
                talk: Some(talk),
                ..report_of(desk, words, told)
            },
            None => Report {
                id: conversation.report,
                source: String::new(),
                received: String::new(),
                marks: Vec::new(),
                has_contact: false,
                told: Vec::new(),
                talk: Some(talk),
            },
        }
    };
    conversations.iter().map(of).collect()
}

fn report_of(desk: &Desk, words: &Words, told: &Told) -> Report {
    let mut marks = Vec::new();
    if told.danger {
        marks.push(words.text("assessment-told-danger"));
    }
    if told.own_picture {
        marks.push(words.text("assessment-told-own"));
    }
    let said = told.told.iter().map(|addition| said(desk, words, addition));
    Report {
        id: told.id,
        source: words.text(intake::source_key(told.source)),
        received: words.date_time(told.received_hour, &desk.pack.zone),
        marks,
        has_contact: told.has_contact,
        // A submission that was nothing but a message stands in the conversation.
        told: said
            .filter(|said| !said.urls.is_empty() || !said.facts.is_empty())
            .collect(),
        talk: None,
    }
}

fn said(desk: &Desk, words: &Words, addition: &Addition) -> Said {
    let content = &addition.content;
    let category = content.category.as_ref().and_then(|key| {
        let known = desk.pack.categories.iter();
        let known = known.into_iter().find(|known| known.key == *key)?;
        Some(known.label.in_language(words.language()).to_owned())
    });
    let chosen = |key: &Option<String>, word: fn(&str) -> &'static str| {
        key.as_deref().map(|key| words.text(word(key)))
    };
    let shown_as = content.shown_as.iter();
    let shown_as: Vec<_> = shown_as
        .map(|key| words.text(intake::shown_as_key(key)))
        .collect();
    let yes = |is: bool| is.then(|| words.text("assessment-yes"));
    let facts = [
        ("assessment-told-category", category),
        (
            "assessment-told-found-on",
            chosen(&content.found_on, intake::found_on_key),
        ),
        (
            "assessment-told-shown-as",
            (!shown_as.is_empty()).then(|| shown_as.join(", ")),
        ),
        (
            "assessment-told-seen",
            chosen(&content.seen, intake::seen_key),
        ),
        (
            "assessment-told-reach",
            content.reach.as_deref().map(page::visible),
        ),
        (
            "assessment-told-narrative",
            content.narrative.as_deref().map(page::visible),
        ),
        (
            "assessment-told-feedback",
            yes(content.feedback == Some(true)),
        ),
        ("assessment-told-withdrawn", yes(content.withdraw)),
        ("assessment-told-cut", yes(addition.signals.cut)),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(key, fact)| Some((words.text(key), fact?)));
    Said {
        received: words.date_time(addition.received_hour, &desk.pack.zone),
        urls: content.urls.iter().map(|url| page::visible(url)).collect(),
        facts: facts.collect(),
    }
}

fn talk(desk: &Desk, words: &Words, conversation: &Conversation, draft: Option<&Draft>) -> Talk {
    let line = |message: &intake::Message| Line {
        who: words.text(if message.staff.is_some() {
            "assessment-message-staff"
        } else {
            "assessment-message-reporter"
        }),
        at: words.date_time(message.at, &desk.pack.zone),
        text: match &message.text {
            Some(text) => page::visible(text.expose()),
            None => words.text("assessment-message-withdrawn"),
        },
        is_new: message.is_new,
    };
    let findings = draft.map_or(&[][..], |draft| &draft.findings);
    let mut accepted: Vec<_> = findings.iter().map(|found| found.kind.clone()).collect();
    accepted.sort_unstable();
    accepted.dedup();
    let answers = desk.pack.telling.answers.iter();
    let answers =
        answers.map(|answer| Choice::new(&answer.key, answer.text.in_language(words.language())));
    let none = Choice::new("", words.text("assessment-answer-none"));
    Talk {
        has_receipt: conversation.has_receipt,
        lines: conversation.messages.iter().map(line).collect(),
        text: draft.map_or_else(String::new, |draft| draft.text.clone()),
        findings: findings
            .iter()
            .map(|found| finding(desk, words, found))
            .collect(),
        accepted,
        answers: std::iter::once(none).chain(answers).collect(),
    }
}

/// What was found in a message, what it speaks of, and why that is a danger.
fn finding(desk: &Desk, words: &Words, finding: &Finding) -> String {
    let found = finding.found.expose();
    if let Some(warning) = desk.pack.telling.warning(&finding.kind) {
        let label = warning.label.in_language(words.language());
        let why = warning.why.in_language(words.language());
        return format!("«{}» ({label}): {why}", found.trim());
    }
    let why = words.text(match finding.kind.as_str() {
        intake::ADDRESS => "assessment-finding-address",
        intake::MAIL => "assessment-finding-mail",
        _ => "assessment-finding-telephone",
    });
    format!("«{found}»: {why}")
}
