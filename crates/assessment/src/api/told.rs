//! What the reporters of a case told and the conversation with them, and how to reach one: in a viewing session alone,
//! each look recorded as on the page. No address that was reported is among it: that is revealed, item by item. Texts are
//! made harmless as on the page, so that no other address can be followed either.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use identity::{By, Desk, Sent, Staff, may};
use intake::{Addition, Case, Conversation, REPORTS, Report, Told};
use kernel::{Id, Language, Sensitive};
use pack::Pack;
use page::{Problem, harmless};
use serde::{Deserialize, Serialize};

use super::viewing::is_open;
use crate::{Error, Viewing};

/// Which reports are to be read: those in which something is new, then this one, then a page of all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Which {
    /// From 1, the first where it is left.
    page: Option<i64>,
    report: Option<Id<Report>>,
}

#[derive(Serialize)]
struct ReportsView {
    reports: Vec<ReportView>,
    /// The page after this one, where there is one.
    next_page: Option<i64>,
}

/// A report: what was told in it, and the conversation under its receipt.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and none excludes another"
)]
pub(super) struct ReportView {
    id: Id<Report>,
    source: &'static str,
    language: Option<Language>,
    /// The hour in which it came.
    at: String,
    danger: bool,
    own_picture: bool,
    has_contact: bool,
    /// Whether an answer can be read under a receipt.
    has_receipt: bool,
    /// The work is finished, and the reporter wished to be told what came of it.
    wishes_answer: bool,
    told: Vec<SaidView>,
    /// Oldest first.
    messages: Vec<MessageView>,
    /// More of it is new than is shown.
    more: bool,
}

/// One submission of a report.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and none excludes another"
)]
struct SaidView {
    /// The hour in which it came.
    at: String,
    is_new: bool,
    /// In the order in which they were told: nothing for an address, its words for what names no place.
    addresses: Vec<Option<String>>,
    /// What was named instead of an address.
    lead: Option<String>,
    category: Option<String>,
    found_on: Option<String>,
    shown_as: Vec<String>,
    seen: Option<String>,
    reach: Option<String>,
    narrative: Option<String>,
    no_danger: bool,
    feedback: Option<bool>,
    withdrawn: bool,
    /// It was cut, for the letterbox was short of space.
    cut: bool,
    /// Who made the file that it is from, and what it is called there.
    sender: Option<String>,
    reference: Option<String>,
}

#[derive(Serialize)]
struct MessageView {
    number: i64,
    /// Of the reporter's the hour alone.
    at: String,
    /// Who said it; nothing where the reporter did.
    staff: Option<Id<Staff>>,
    /// Nothing once the reporter has withdrawn.
    text: Option<String>,
    is_new: bool,
}

impl ReportView {
    pub(super) fn new(pack: &Pack, told: Told, conversation: Option<Conversation>) -> Self {
        let talk = conversation.as_ref();
        let more = !told.is_whole || talk.is_some_and(|talk| !talk.is_whole);
        Self {
            id: told.id,
            source: told.source.name(),
            language: talk.map(|talk| talk.language),
            at: told.received_hour.to_string(),
            danger: told.danger,
            own_picture: told.own_picture,
            has_contact: told.has_contact,
            has_receipt: talk.is_some_and(|talk| talk.has_receipt),
            wishes_answer: told.wishes_answer,
            told: told.told.iter().map(|one| said(pack, one)).collect(),
            messages: conversation
                .into_iter()
                .flat_map(|talk| talk.messages)
                .map(MessageView::from)
                .collect(),
            more,
        }
    }
}

fn said(pack: &Pack, addition: &Addition) -> SaidView {
    let content = &addition.content;
    let origin = addition.origin.as_ref();
    let address = |url: &String| {
        let names_a_place = location::recognise(url, &pack.urls).is_ok();
        (!names_a_place).then(|| harmless(url))
    };
    let typed = |text: &Option<String>| text.as_deref().map(harmless);
    SaidView {
        at: addition.received_hour.to_string(),
        is_new: addition.is_new,
        addresses: content.urls.iter().map(address).collect(),
        lead: typed(&content.lead),
        category: content.category.clone(),
        found_on: content.found_on.clone(),
        shown_as: content.shown_as.clone(),
        seen: content.seen.clone(),
        reach: typed(&content.reach),
        narrative: typed(&content.narrative),
        no_danger: content.no_danger,
        feedback: content.feedback,
        withdrawn: content.withdraw,
        cut: addition.signals.cut,
        sender: origin.map(|origin| harmless(&origin.sender)),
        reference: origin.and_then(|origin| typed(&origin.reference)),
    }
}

impl From<intake::Message> for MessageView {
    fn from(message: intake::Message) -> Self {
        Self {
            number: message.number,
            at: message.at.to_string(),
            staff: message.staff,
            text: message.text.map(|text| harmless(text.expose())),
            is_new: message.is_new,
        }
    }
}

/// Why somebody has to know how to reach a reporter.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Why {
    Danger,
    Asked,
    Question,
}

impl Why {
    /// One of [`crate::CONTACT_REASONS`].
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Asked => "asked",
            Self::Question => "question",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whom {
    report: Id<Report>,
    reason: Why,
}

#[derive(Serialize)]
struct ContactView {
    /// Nothing where none was left, or it was withdrawn.
    contact: Option<String>,
}

/// POST /api/v1/cases/{id}/viewing/{viewing}/told. What is shown counts as read from now on.
pub(super) async fn read(
    State(desk): State<Desk>,
    caller: By<may::View>,
    Path((case, viewing)): Path<(Id<Case>, Id<Viewing>)>,
    Sent(Which { page, report }): Sent<Which>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let page = page.unwrap_or(1).max(1);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    is_open(&mut tx, actor, case, viewing).await?;
    let all = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?
        .reports;
    let told = crate::told(&mut tx, actor, viewing, Some(page), report).await?;
    let mut talks = crate::conversations(&mut tx, actor, viewing, &told).await?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let report = |told: Told| {
        let talk = talks.iter().position(|talk| talk.report == told.id);
        let talk = talk.map(|at| talks.swap_remove(at));
        ReportView::new(&desk.pack, told, talk)
    };
    let reports = told.into_iter().map(report).collect();
    let is_more = page.saturating_mul(REPORTS) < all;
    let next_page = is_more.then(|| page.saturating_add(1));
    let view = ReportsView { reports, next_page };
    Ok(unkept(&view))
}

/// POST /api/v1/cases/{id}/viewing/{viewing}/contact
pub(super) async fn contact(
    State(desk): State<Desk>,
    caller: By<may::ReadContact>,
    Path((case, viewing)): Path<(Id<Case>, Id<Viewing>)>,
    Sent(Whom { report, reason }): Sent<Whom>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    is_open(&mut tx, actor, case, viewing).await?;
    let contact = crate::contact(&mut tx, actor, viewing, report, reason.name()).await?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    Ok(reached(contact))
}

/// How a reporter is reached, as calls answer it: to be used, so nothing of it is defanged.
pub(super) fn reached(contact: Option<Sensitive<String>>) -> Response {
    let contact = contact.map(|contact| page::visible(contact.expose()));
    unkept(&ContactView { contact })
}

/// An answer that nobody keeps on the way.
pub(super) fn unkept(view: &impl Serialize) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(view)).into_response()
}
