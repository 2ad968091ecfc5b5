//! What the reporters of a case told, and the conversation with them, as a viewing session shows it. A URL is shown by
//! its item alone: one in their words is nothing to follow.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm};
use intake::{Addition, Case, Conversation, Finding, REPORTS, Saying, Told};
use kernel::Id;
use pack::ReadyAnswer;
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use store::Tx;

use super::leaving::{self, Hide};
use super::unsent::{self, Of};
use super::viewing::{self, Part};
use super::{Sent, is_set, value};
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
    /// More of it is new than is shown.
    pub(super) more: bool,
    /// The work is finished, and the reporter wished to be told what came of it.
    pub(super) wishes_answer: bool,
    pub(super) talk: Option<Talk>,
}

/// The pages of a case's reports around the one that is shown.
pub(super) struct Pages {
    /// No page of them is shown, but what is new alone.
    pub(super) is_none: bool,
    pub(super) before: Option<i64>,
    pub(super) after: Option<i64>,
    /// Of the first and the last report of this page, and how many there are.
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) all: i64,
}

impl Pages {
    pub(super) fn of(page: Option<i64>, all: i64) -> Self {
        let is_none = page.is_none();
        let page = page.unwrap_or(1);
        let from = page
            .saturating_sub(1)
            .saturating_mul(REPORTS)
            .saturating_add(1);
        let to = from.saturating_add(REPORTS - 1).min(all);
        Self {
            is_none,
            before: (page > 1).then(|| page - 1),
            after: (to < all).then(|| page.saturating_add(1)),
            from,
            to,
            all,
        }
    }
}

/// One submission: its addresses, and what else it says, each with its name.
pub(super) struct Said {
    pub(super) received: String,
    /// It stands under a heading of its own: it came in another hour than what stands above it, or is new.
    pub(super) begins: bool,
    pub(super) is_new: bool,
    pub(super) urls: Vec<String>,
    pub(super) facts: Vec<(String, String)>,
}

/// The conversation under a report's receipt, and the form that goes on with it.
pub(super) struct Talk {
    pub(super) has_receipt: bool,
    /// Names the form, for one that is sent twice.
    pub(super) form: String,
    pub(super) lines: Vec<Line>,
    pub(super) text: String,
    /// What a message that was not sent would tell.
    pub(super) findings: Vec<String>,
    /// What stands for it, which the tick accepts.
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
    pub(super) report: Id<intake::Report>,
    pub(super) text: String,
    pub(super) findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "contact.html")]
pub(super) struct ContactPage {
    pub(super) frame: Frame,
    pub(super) hide: Hide,
    /// Where one reads on.
    pub(super) back: String,
    pub(super) contact: Option<String>,
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
    let Some(viewing) = crate::viewing(&mut tx, actor, case).await? else {
        return unsent::show(&desk, &signed_in, Of::Case(case), &sent);
    };
    let mut written = Written::read(&desk, &sent)?;
    if let Some(ready) = written.ready() {
        let language = language(&mut tx, actor, case, report).await?;
        written.text = ready.text.in_language(language).to_owned();
    }
    let said = match written.saying() {
        Some(saying) => crate::say(&mut tx, actor, &desk.pack, viewing.id, report, saying).await,
        None => Err(Error::TwoAnswers),
    };
    let (errors, findings) = match said {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            return Ok(to_report(case, report).into_response());
        }
        // The session or the claim ran out while it was written.
        Err(Error::NotHeld | Error::ViewingEnded) => {
            return unsent::show(&desk, &signed_in, Of::Case(case), &sent);
        }
        Err(error) => not_said(report, error)?,
    };
    drop(tx);
    let draft = Draft {
        report,
        text: written.text,
        findings,
    };
    let part = Part {
        report: Some(report),
        ..Part::default()
    };
    let page = viewing::look(&desk, &signed_in, case, part, errors, Some(draft)).await?;
    let Some(page) = page else {
        return unsent::show(&desk, &signed_in, Of::Case(case), &sent);
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// POST /cases/{id}/unanswered
pub(super) async fn leave_unanswered(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let actor = signed_in.actor();
    let report = report(&sent)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let viewing = crate::viewing(&mut tx, actor, case).await?;
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    crate::leave_unanswered(&mut tx, actor, viewing.id, report).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_report(case, report))
}

/// The session's page, at this report.
fn to_report(case: Id<Case>, report: Id<intake::Report>) -> Redirect {
    Redirect::to(&format!(
        "/cases/{case}/viewing?report={report}#report-{report}"
    ))
}

/// POST /cases/{id}/contact
pub(super) async fn contact(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let report = report(&sent)?;
    let reason = reason(&sent)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let viewing = crate::viewing(&mut tx, actor, case).await?;
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    let contact = crate::contact(&mut tx, actor, viewing.id, report, reason).await?;
    let left = viewing.ends_at.since(tx.now());
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let mut response = page::render(&ContactPage {
        frame: desk.frame(&signed_in, words.text("assessment-contact-title")),
        hide: Hide::of_case(&signed_in, case),
        back: format!("/cases/{case}/viewing"),
        contact: contact.map(|contact| page::visible(contact.expose())),
    })?;
    let ended = format!("/cases/{case}/viewing/ended");
    leaving::after(&mut response, left, &ended, signed_in.language());
    Ok(response)
}

fn report(sent: &Sent) -> Result<Id<intake::Report>, Problem> {
    let report = value(sent, "report").and_then(|id| id.parse().ok());
    report.ok_or(Problem::Malformed)
}

/// Why somebody has to know how to reach a reporter.
pub(super) fn reason(sent: &Sent) -> Result<&'static str, Problem> {
    let reason = value(sent, "reason").unwrap_or_default();
    let reason = CONTACT_REASONS.into_iter().find(|known| *known == reason);
    reason.ok_or(Problem::Malformed)
}

/// What somebody wrote to a reporter, or picked among the ready answers.
pub(super) struct Written<'a> {
    form: Id<intake::Message>,
    /// The words; for a ready answer those of its language.
    pub(super) text: String,
    picked: Option<&'a ReadyAnswer>,
    /// Something was written and something picked: nobody can tell which is meant.
    is_both: bool,
    /// What stands for the findings that are sent all the same.
    accepted: Vec<String>,
}

impl<'a> Written<'a> {
    pub(super) fn read(desk: &'a Desk, sent: &Sent) -> Result<Self, Problem> {
        let form = value(sent, "form").and_then(|id| id.parse().ok());
        let text = value(sent, "message").unwrap_or_default().to_owned();
        let picked = value(sent, "answer").and_then(|key| desk.pack.telling.answer(key));
        let accepted = sent.iter().filter(|(name, _)| name == "accepted");
        let accepted = accepted.filter(|_| is_set(sent, "all_the_same"));
        Ok(Self {
            form: form.ok_or(Problem::Malformed)?,
            is_both: picked.is_some() && !text.trim().is_empty(),
            text,
            picked,
            accepted: accepted.map(|(_, token)| token.clone()).collect(),
        })
    }

    /// The ready answer that was picked, where no message was written.
    pub(super) fn ready(&self) -> Option<&'a ReadyAnswer> {
        self.picked.filter(|_| !self.is_both)
    }

    /// What is to be said; nothing where nobody can tell what is meant.
    pub(super) fn saying(&self) -> Option<Saying<'_>> {
        (!self.is_both).then_some(Saying {
            form: self.form,
            text: &self.text,
            accepted: &self.accepted,
        })
    }
}

/// Why a message to the reporter of a report was not sent, as the form says it, and what it would tell.
pub(super) fn not_said(
    report: Id<intake::Report>,
    error: Error,
) -> Result<(FormErrors, Vec<Finding>), Error> {
    let (key, findings) = match (unsaid(&error), error) {
        (_, Error::Intake(intake::Error::TellsMore(findings))) => {
            ("assessment-message-tells-more", findings)
        }
        (Some(key), _) => (key, Vec::new()),
        (None, error) => return Err(error),
    };
    let mut errors = FormErrors::none();
    errors.push(format!("message-{report}"), Message::new(key));
    Ok((errors, findings))
}

/// Why a message was not sent, where that is for something else than what it would tell.
pub(crate) const fn unsaid(error: &Error) -> Option<&'static str> {
    match error {
        Error::TwoAnswers => Some("assessment-message-both"),
        Error::Intake(intake::Error::NothingSaid) => Some("assessment-message-empty"),
        Error::Intake(intake::Error::TooLong) => Some("assessment-message-long"),
        Error::Intake(intake::Error::NoReceipt) => Some("assessment-message-no-receipt"),
        _ => None,
    }
}

/// The language a report was told in.
pub(crate) async fn language(
    tx: &mut Tx,
    actor: &identity::Actor,
    case: Id<Case>,
    report: Id<intake::Report>,
) -> Result<kernel::Language, Error> {
    let conversations = intake::conversations(tx, actor, case, &[report]).await?;
    let found = conversations.first();
    found.map(|one| one.language).ok_or(Error::NotFound)
}

/// The reports as the page shows them: what was told, and every conversation. `open`: the place whose URL is open in the
/// session, by its canonical URL; no other is shown.
pub(super) fn reports(
    desk: &Desk,
    words: &Words,
    told: &[Told],
    conversations: &[Conversation],
    draft: Option<&Draft>,
    open: Option<&str>,
) -> Vec<Report> {
    let of = |told: &Told| {
        let conversation = conversations.iter().find(|one| one.report == told.id);
        let draft = draft.filter(|draft| draft.report == told.id);
        Report {
            more: !told.is_whole || conversation.is_some_and(|one| !one.is_whole),
            talk: conversation.map(|conversation| talk(desk, words, conversation, draft)),
            ..report_of(desk, words, told, open)
        }
    };
    told.iter().map(of).collect()
}

fn report_of(desk: &Desk, words: &Words, told: &Told, open: Option<&str>) -> Report {
    let mut marks = Vec::new();
    if told.danger {
        marks.push(words.text("assessment-told-danger"));
    }
    if told.own_picture {
        marks.push(words.text("assessment-told-own"));
    }
    let of = |addition| said(desk, words, addition, open);
    let mut all: Vec<Said> = told.told.iter().map(of).collect();
    // A submission that was nothing but a message stands in the conversation.
    all.retain(|said| !said.urls.is_empty() || !said.facts.is_empty());
    let mut above = None;
    for one in &mut all {
        one.begins = one.is_new || above.as_ref() != Some(&one.received);
        above = Some(one.received.clone());
    }
    Report {
        id: told.id,
        source: words.text(intake::source_key(told.source)),
        received: words.date_hour(told.received_hour, &desk.pack.zone),
        marks,
        has_contact: told.has_contact,
        told: all,
        more: false,
        wishes_answer: told.wishes_answer,
        talk: None,
    }
}

fn said(desk: &Desk, words: &Words, addition: &Addition, open: Option<&str>) -> Said {
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
    let origin = addition.origin.as_ref();
    let facts = [
        (
            "assessment-told-sender",
            origin.map(|origin| page::harmless(&origin.sender)),
        ),
        (
            "assessment-told-reference",
            origin.and_then(|origin| origin.reference.as_deref().map(page::harmless)),
        ),
        (
            "assessment-told-lead",
            content.lead.as_deref().map(page::harmless),
        ),
        ("assessment-told-no-danger", yes(content.no_danger)),
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
            content.reach.as_deref().map(page::harmless),
        ),
        (
            "assessment-told-narrative",
            content.narrative.as_deref().map(page::harmless),
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
    // A text that names no place is none that an item could show.
    let address = |url: &String| match location::recognise(url, &desk.pack.urls) {
        Ok(place) if Some(place.canonical().expose().as_str()) != open => {
            words.text("assessment-told-url-hidden")
        }
        Ok(_) => page::visible(&location::defang(url)),
        Err(_) => page::harmless(url),
    };
    Said {
        received: words.date_hour(addition.received_hour, &desk.pack.zone),
        begins: true,
        is_new: addition.is_new,
        urls: content.urls.iter().map(address).collect(),
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
            Some(text) => page::harmless(text.expose()),
            None => words.text("assessment-message-withdrawn"),
        },
        is_new: message.is_new,
    };
    let findings = draft.map_or(&[][..], |draft| &draft.findings);
    let accepted = findings.iter().map(Finding::token).collect();
    let answers = desk.pack.telling.answers.iter();
    let answers =
        answers.map(|answer| Choice::new(&answer.key, answer.text.in_language(words.language())));
    let none = Choice::new("", words.text("assessment-answer-none"));
    Talk {
        has_receipt: conversation.has_receipt,
        form: Id::<intake::Message>::random(desk.db.entropy()).to_string(),
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
    let found = page::harmless(finding.found.expose().trim());
    match danger(desk, words, finding) {
        (Some(label), why) => format!("«{found}» ({label}): {why}"),
        (None, why) => format!("«{found}»: {why}"),
    }
}

/// What something that was found in a message speaks of, where the pack has a word for it, and why that is a danger.
pub(crate) fn danger(desk: &Desk, words: &Words, finding: &Finding) -> (Option<String>, String) {
    if let Some(warning) = desk.pack.telling.warning(&finding.kind) {
        let text = |text: &pack::Localized| text.in_language(words.language()).to_owned();
        return (Some(text(&warning.label)), text(&warning.why));
    }
    let why = words.text(match finding.kind.as_str() {
        intake::ADDRESS => "assessment-finding-address",
        intake::MAIL => "assessment-finding-mail",
        _ => "assessment-finding-telephone",
    });
    (None, why)
}
