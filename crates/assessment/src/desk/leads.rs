//! The list of leads. Where the pack takes none, and none is left, there is no page of leads at all.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use identity::{Action, Actor, Desk, SignedIn};
use intake::{Lead, LeadCursor, LeadState, PAGE};
use kernel::Id;
use page::{Frame, Problem};
use serde::Deserialize;
use store::Tx;

use super::queue::{age, class_key, tone};
use crate::Error;

/// Which leads, and from where on.
#[derive(Deserialize)]
pub(super) struct Asked {
    state: Option<String>,
    /// Behind the last lead of the page before.
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "leads.html")]
struct ListPage {
    frame: Frame,
    states: Vec<Tab>,
    lines: Vec<Line>,
    next: Option<String>,
}

struct Tab {
    name: String,
    href: String,
    current: bool,
}

struct Line {
    lead: Id<Lead>,
    reference: String,
    class: String,
    tone: &'static str,
    age: String,
    /// The reporter said something that nobody has read.
    unread: bool,
}

/// GET /leads
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if !signed_in.may(Action::ReadCase) {
        return Err(Problem::Denied);
    }
    let actor = signed_in.actor();
    let words = desk.words(&signed_in);
    let state = match &asked.state {
        None => LeadState::Waiting,
        Some(name) => LeadState::named(name).ok_or(Problem::NotFound)?,
    };
    let after = match &asked.after {
        None => None,
        Some(text) => Some(LeadCursor::of_text(text).ok_or(Problem::NotFound)?),
    };
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    there_are_leads(&mut tx, actor, &desk).await?;
    let leads = intake::leads(&mut tx, actor, state, after);
    let leads = leads.await.map_err(Error::from)?;
    let now = tx.now();
    let full = i64::try_from(leads.len()).is_ok_and(|count| count >= PAGE);
    let next = leads.last().filter(|_| full).map(|last| {
        let after = LeadCursor::behind(last).text();
        format!("/leads?state={}&after={after}", state.name())
    });
    let lines = leads.into_iter().map(|lead| Line {
        lead: lead.id,
        class: words.text(class_key(lead.class)),
        tone: tone(lead.class),
        age: age(&words, now.since(lead.opened_at)),
        unread: lead.unread,
        reference: lead.reference,
    });
    let states = LeadState::ALL.map(|one| Tab {
        name: words.text(state_key(one)),
        href: format!("/leads?state={}", one.name()),
        current: one == state,
    });
    page::render(&ListPage {
        frame: desk.frame(&signed_in, words.text("assessment-leads")),
        states: states.into(),
        lines: lines.collect(),
        next,
    })
}

/// Whether there are pages of leads at all.
pub(crate) async fn there_are_leads(tx: &mut Tx, actor: &Actor, desk: &Desk) -> Result<(), Error> {
    if intake::takes_leads(tx, actor, &desk.pack).await? {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

pub(super) const fn state_key(state: LeadState) -> &'static str {
    match state {
        LeadState::Waiting => "assessment-lead-waiting",
        LeadState::Taken => "assessment-lead-taken",
        LeadState::Referred => "assessment-lead-referred",
        LeadState::Closed => "assessment-lead-closed",
    }
}
