//! The viewing session: the only page that shows URLs. Each look at it is counted and audited.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::REFRESH;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::{Case, State as CaseState};
use kernel::Id;
use location::{Refusal, Revealed, Spelling};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::items::next_page;
use super::told::{Draft, Pages, Report, reports};
use super::{Sent, is_set, item_name, kind_name, to_case, value};
use crate::{Error, Item, Kind, Viewing};

#[derive(Template)]
#[template(path = "viewing.html")]
struct ViewingPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    ends: String,
    items: Vec<Shown>,
    /// Where the next items are.
    next: Option<String>,
    kinds: Vec<Choice>,
    reports: Vec<Report>,
    pages: Pages,
}

/// The session of somebody who hands the URLs of a case over, or reads what reporters told when it was closed: nothing to
/// judge, nothing to change.
#[derive(Template)]
#[template(path = "hand-over.html")]
struct HandOverPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    ends: String,
    items: Vec<Shown>,
    /// Where the next items are.
    next: Option<String>,
    reports: Vec<Report>,
    pages: Pages,
}

/// An item with its URLs.
struct Shown {
    id: Id<Item>,
    name: String,
    spellings: Vec<Spelled>,
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
    exact: String,
    defanged: String,
    chosen: bool,
    /// What about it looks as if it named a person.
    personal: Vec<String>,
}

#[derive(Template)]
#[template(path = "item.html")]
struct ItemPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    url: String,
    kind: String,
    kinds: Vec<Choice>,
}

/// POST /cases/{id}/viewing
pub(super) async fn open(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::open_viewing(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/viewing")))
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

/// POST /cases/{id}/items
pub(super) async fn add(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let url = value(&sent, "url").unwrap_or_default();
    let kind = value(&sent, "kind").unwrap_or_default();
    let mut errors = FormErrors::none();
    if let Some(kind) = Kind::named(kind) {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        match crate::add_item(&mut tx, signed_in.actor(), &desk.pack, case, kind, url).await {
            Ok(_) => {
                tx.commit().await.map_err(Error::from)?;
                return Ok(to_case(case).into_response());
            }
            Err(Error::Refused(refusal)) => errors.push("url", Message::new(refused(refusal))),
            // Nothing that was typed is lost.
            Err(Error::NotHeld) => errors.push("url", Message::new("assessment-problem-not-held")),
            Err(Error::ItemsStand) => {
                errors.push("url", Message::new("assessment-problem-items-stand"));
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        errors.push("kind", Message::new("assessment-required"));
    }
    let page = render_item(&desk, &signed_in, case, url, kind, errors)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn render_item(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    url: &str,
    kind: &str,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    page::render(&ItemPage {
        frame: desk.frame(signed_in, words.text("assessment-add-item")),
        csrf: signed_in.csrf(),
        errors,
        case,
        url: url.to_owned(),
        kind: kind.to_owned(),
        kinds: kinds(&words),
    })
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
    let blind = crate::is_blind(&mut tx, actor, case).await?;
    let lines = if found.state == CaseState::Closed {
        Vec::new()
    } else {
        crate::item_lines(&mut tx, actor, case, part.after).await?
    };
    let next = next_page(&lines).map(|last| format!("/cases/{case}/viewing?after={last}"));
    let mut items = Vec::new();
    for line in lines {
        // Everything is handed over with the reported place that calls for action itself.
        let is_named = line.item.location == Some(found.location)
            || line.ruling.is_some_and(|ruling| ruling.calls_for_action());
        // What is known by its hash alone has no address to show.
        if line.item.location.is_none() || (hands_over && !is_named) {
            continue;
        }
        let mut revealed = crate::reveal(&mut tx, actor, viewing.id, line.item.id).await?;
        // Which spelling the first analyst picked tells that they want to act.
        revealed.working = revealed.working.filter(|_| !blind);
        items.push(shown(&words, &line.item, revealed));
    }
    // Whoever hands over or answers sees no more than is new, unless all of it is asked for.
    let first = (!hands_over).then_some(1);
    let page = part.page.map(|page| page.max(1)).or(first);
    let told = crate::told(&mut tx, actor, viewing.id, page, part.report).await?;
    let conversations = crate::conversations(&mut tx, actor, viewing.id, &told).await?;
    let reports = reports(desk, &words, &told, &conversations, draft.as_ref());
    let pages = Pages::of(page, found.reports);
    let left = viewing.ends_at.since(tx.now());
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let title = words.with("assessment-viewing-title", &[("case", found.reference)]);
    let frame = desk.frame(signed_in, title);
    let csrf = signed_in.csrf();
    let ends = ends(desk, &words, &viewing, left);
    let mut response = if hands_over {
        page::render(&HandOverPage {
            frame,
            csrf,
            errors,
            case,
            ends,
            items,
            next,
            reports,
            pages,
        })?
    } else {
        page::render(&ViewingPage {
            frame,
            csrf,
            errors,
            case,
            ends,
            items,
            next,
            kinds: kinds(&words),
            reports,
            pages,
        })?
    };
    // Leaves the page when the session ends: a browser that stays behind shows no URL for longer.
    let address = format!("{}; url=/cases/{case}", left.as_secs().saturating_add(1));
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(REFRESH, address);
    }
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

fn shown(words: &Words, item: &Item, revealed: Revealed) -> Shown {
    let only = revealed.spellings.len() == 1;
    let working = revealed.working;
    let spelled = |spelling: location::Spelled| Spelled {
        id: spelling.id,
        exact: page::visible(spelling.url.expose()),
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
    }
}

pub(super) fn kinds(words: &Words) -> Vec<Choice> {
    Kind::ALL
        .map(|kind| Choice::new(kind.name(), kind_name(words, kind)))
        .into()
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

/// What is wrong with a typed URL. Colleagues paste addresses: they need to know the kind of slip, no more.
pub(crate) const fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Empty => "assessment-refused-empty",
        Refusal::Media => "assessment-refused-media",
        Refusal::OtherScheme => "assessment-refused-scheme",
        Refusal::NotPublic => "assessment-refused-not-public",
        Refusal::TooLong => "assessment-refused-too-long",
        Refusal::NotAUrl
        | Refusal::MalformedHost
        | Refusal::MalformedPort
        | Refusal::LineBreak
        | Refusal::ControlCharacter => "assessment-refused-not-a-url",
    }
}
