//! The viewing session: the only page that shows URLs, one at a time. Each look at it is counted and audited.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::{Case, State as CaseState};
use kernel::Id;
use location::{Revealed, Spelling};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::add_item::kinds;
use super::exposure::{Viewed, warning};
use super::items::next_page;
use super::leaving::Hide;
use super::panel::came_to;
use super::told::{Draft, Pages, Report, reports};
use super::{Sent, is_set, item_name, leaving, limited, to_case, value};
use crate::viewing::open_despite;
use crate::{Error, Item, ItemLine, Ruling, Viewing};

#[derive(Template)]
#[template(path = "viewing.html")]
struct ViewingPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    hide: Hide,
    ends: String,
    /// How much the reader has viewed.
    viewed: Viewed,
    /// The session of somebody who hands the URLs of a case over, or reads what reporters told when it was closed:
    /// nothing to judge, nothing to change.
    hands_over: bool,
    /// Whether pages may be read for what they embed: by the pack, and while the items of the case may change.
    reads_pages: bool,
    /// The one item whose URL is open.
    shown: Option<Shown>,
    items: Vec<Row>,
    /// Behind which position the items begin.
    after: i64,
    /// Where the next items are.
    next: Option<String>,
    kinds: Vec<Choice>,
    reports: Vec<Report>,
    pages: Pages,
}

/// An item without its URL.
struct Row {
    id: Id<Item>,
    name: String,
    came_to: Option<String>,
    is_shown: bool,
}

/// The item whose URL is open.
struct Shown {
    id: Id<Item>,
    name: String,
    spellings: Vec<Spelled>,
    /// The link that hands it to the isolated browser, where the hotline has one.
    link: Option<String>,
}

impl Shown {
    /// Whether one of its URLs looks as if it named a person: the page then asks for a confirmation.
    fn looks_personal(&self) -> bool {
        self.spellings
            .iter()
            .any(|spelling| !spelling.personal.is_empty())
    }
}

/// One way in which its URL was written.
struct Spelled {
    id: Id<Spelling>,
    /// What is copied: nothing of it is left out or written out. What is invisible is percent-encoded in it.
    exact: String,
    defanged: String,
    chosen: bool,
    /// What about it looks as if it named a person.
    personal: Vec<String>,
}

/// POST /cases/{id}/viewing
pub(super) async fn open(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let (actor, pack) = (signed_in.actor(), &*desk.pack);
    let opened = if is_set(&sent, "despite") {
        open_despite(&mut tx, actor, pack, case).await
    } else {
        crate::open_viewing(&mut tx, actor, pack, case).await
    };
    match opened {
        Err(Error::OptedOut) => {
            let warning = warning(&mut tx, &desk, &signed_in, case, "viewing").await?;
            return warning.ok_or(Problem::NotFound);
        }
        Err(Error::Limited(limit)) => {
            drop(tx);
            return limited::page(&desk, &signed_in, case, limit).await;
        }
        opened => drop(opened?),
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/viewing")).into_response())
}

/// POST /cases/{id}/viewing/show
pub(super) async fn reveal(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let item = value(&sent, "item").and_then(|id| id.parse().ok());
    let item = item.ok_or(Problem::Malformed)?;
    let after: i64 = value(&sent, "after")
        .and_then(|after| after.parse().ok())
        .unwrap_or(0);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let viewing = crate::viewing(&mut tx, actor, case).await?;
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    match crate::reveal(&mut tx, actor, &desk.pack, viewing.id, item).await {
        Err(Error::Limited(limit)) => {
            drop(tx);
            return limited::page(&desk, &signed_in, case, limit).await;
        }
        revealed => drop(revealed?),
    }
    tx.commit().await.map_err(Error::from)?;
    let to = format!("/cases/{case}/viewing?after={after}#shown");
    Ok(Redirect::to(&to).into_response())
}

/// POST /cases/{id}/viewing/hide: what the key of `hide.js` sends too.
pub(super) async fn hide(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::hide(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/hidden")))
}

/// POST /cases/{id}/viewing/close
pub(super) async fn close(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::close_viewing(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

/// Which of the reports a session's page shows.
#[derive(Clone, Copy, Default, serde::Deserialize)]
pub(super) struct Part {
    /// The page of them, from 1.
    pub(super) page: Option<i64>,
    /// One of them, whatever the page.
    pub(super) report: Option<Id<intake::Report>>,
    /// Behind which position the page of the items begins.
    #[serde(default)]
    pub(super) after: i64,
}

/// GET /cases/{id}/viewing
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let page = look(&desk, &signed_in, case, part, FormErrors::none(), None).await?;
    Ok(page.unwrap_or_else(|| to_case(case).into_response()))
}

/// POST /cases/{id}/working-url
pub(super) async fn choose(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let items = crate::items(&mut tx, actor, case).await?;
    let item = match value(&sent, "item") {
        Some(id) => Some(id.parse().map_err(|_| Problem::Malformed)?),
        None => items.first().map(|item| item.id),
    };
    let item = item.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::none();
    if let Some(spelling) = value(&sent, "working").and_then(|id| id.parse().ok()) {
        let confirmed = is_set(&sent, "confirmed");
        match crate::choose_working(&mut tx, actor, case, item, spelling, confirmed).await {
            Err(Error::Location(location::Error::LooksPersonal)) => errors.push(
                format!("confirmed-{item}"),
                Message::new("assessment-personal-unconfirmed"),
            ),
            other => other?,
        }
    } else {
        errors.push(
            format!("working-{item}"),
            Message::new("assessment-working-missing"),
        );
    }
    if errors.is_empty() {
        tx.commit().await.map_err(Error::from)?;
        return Ok(to_case(case).into_response());
    }
    drop(tx);
    let page = look(&desk, &signed_in, case, Part::default(), errors, None).await?;
    let page = page.ok_or(Error::ViewingEnded)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The page of an open session, with the items behind a position; nothing where none is open.
pub(super) async fn look(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    part: Part,
    errors: FormErrors,
    draft: Option<Draft>,
) -> Result<Option<Response>, Problem> {
    let actor = signed_in.actor();
    let words = desk.words(signed_in);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let Some(viewing) = crate::viewing(&mut tx, actor, case).await? else {
        return Ok(None);
    };
    let hands_over = matches!(found.state, CaseState::Acting | CaseState::Closed);
    let lines = if found.state == CaseState::Closed {
        Vec::new()
    } else {
        crate::item_lines(&mut tx, actor, case, part.after).await?
    };
    let next = next_page(&lines).map(|last| format!("/cases/{case}/viewing?after={last}"));
    let open = if found.state == CaseState::Closed {
        None
    } else {
        crate::shown(&mut tx, actor, viewing.id).await?
    };
    let ticket = match &desk.isolated_browser {
        Some(scheme) => crate::ticket(&mut tx, actor, viewing.id)
            .await?
            .map(|ticket| format!("{scheme}:{ticket}")),
        None => None,
    };
    let canonical = open.as_ref().map(|(_, one)| one.canonical.expose().clone());
    let shown_id = open.as_ref().map(|(item, _)| item.id);
    let shown = open.map(|(item, revealed)| shown(&words, &item, revealed, ticket));
    // Everything is handed over with the reported place that calls for action itself.
    let is_named = |line: &ItemLine| {
        line.item.location == Some(found.location)
            || line.ruling.as_ref().is_some_and(Ruling::calls_for_action)
    };
    let items = lines
        .iter()
        // What is known by its hash alone has no address to show.
        .filter(|line| line.item.location.is_some() && (!hands_over || is_named(line)))
        .map(|line| Row {
            id: line.item.id,
            name: item_name(&words, &line.item),
            came_to: line.ruling.as_ref().map(|ruling| {
                let came_to = came_to(&desk.pack, &words, ruling);
                came_to.class
            }),
            is_shown: shown_id == Some(line.item.id),
        })
        .collect();
    let allowance = crate::own_allowance(&mut tx, actor, &desk.pack).await?;
    // Whoever hands over or answers sees no more than is new, unless all of it is asked for.
    let first = (!hands_over).then_some(1);
    let page = part.page.map(|page| page.max(1)).or(first);
    let told = crate::told(&mut tx, actor, viewing.id, page, part.report).await?;
    let conversations = crate::conversations(&mut tx, actor, viewing.id, &told).await?;
    let reports = reports(
        desk,
        &words,
        &told,
        &conversations,
        draft.as_ref(),
        canonical.as_deref(),
    );
    let pages = Pages::of(page, found.reports);
    let left = viewing.ends_at.since(tx.now());
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let title = words.with("assessment-viewing-title", &[("case", found.reference)]);
    let mut response = page::render(&ViewingPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        errors,
        case,
        hide: Hide::of_case(signed_in, case),
        ends: ends(desk, &words, &viewing, left),
        viewed: Viewed::of(&words, &desk.pack, &allowance),
        hands_over,
        reads_pages: found.state == CaseState::Assessing
            && desk.pack.watch.legal_authority.is_some(),
        shown,
        items,
        after: part.after,
        next,
        kinds: kinds(&words),
        reports,
        pages,
    })?;
    let ended = format!("/cases/{case}/viewing/ended");
    leaving::after(&mut response, left, &ended, signed_in.language());
    Ok(Some(response))
}

fn ends(desk: &Desk, words: &Words, viewing: &Viewing, left: Duration) -> String {
    let minutes = i64::try_from(left.as_secs().div_ceil(60)).unwrap_or(i64::MAX);
    let at = words.date_time(viewing.ends_at, &desk.pack.zone);
    words.with(
        "assessment-viewing-ends",
        &[
            ("at", page::Value::from(at)),
            ("minutes", page::Value::from(minutes)),
        ],
    )
}

fn shown(words: &Words, item: &Item, revealed: Revealed, link: Option<String>) -> Shown {
    let only = revealed.spellings.len() == 1;
    let working = revealed.working;
    let spelled = |spelling: location::Spelled| Spelled {
        id: spelling.id,
        exact: spelling.url.expose().clone(),
        defanged: page::visible(&location::defang(spelling.url.expose())),
        chosen: working.map_or(only, |chosen| chosen == spelling.id),
        personal: spelling
            .personal
            .iter()
            .map(|what| words.text(personal_key(what)))
            .collect(),
    };
    let mut spellings: Vec<_> = revealed.spellings.into_iter().map(spelled).collect();
    spellings.sort_by_key(|spelling| !spelling.chosen);
    Shown {
        id: item.id,
        name: item_name(words, item),
        spellings,
        link,
    }
}

fn personal_key(what: &str) -> &'static str {
    match what {
        "credentials" => "assessment-personal-credentials",
        "e-mail" => "assessment-personal-e-mail",
        "session" => "assessment-personal-session",
        "token" => "assessment-personal-token",
        "account" => "assessment-personal-account",
        _ => "assessment-personal-invitation",
    }
}
