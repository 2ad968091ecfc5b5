//! The page of what a page embeds. What its forms send, every name with `csrf`:
//!
//! | POST | names |
//! |---|---|
//! | `/cases/{id}/inventory` | `item`: the id of the item whose page is to be read |
//! | `/cases/{id}/inventory/take` | `reading`: its id; `act`: `picked` with `place`, several times: numbers; `all`; `host-` or `kind-` and its number or name |
//! | `/cases/{id}/inventory/forget` | none |

use askama::Template;
use assessment::Kind;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::REFRESH;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Timestamp};
use page::{Frame, Problem, Value, Words};

use crate::{Error, Fault, Offer, Offered, Pick, Reading, Stood, Taken, WaitsFor, api};

/// After how many seconds a browser looks again whether a page has been read.
const AGAIN: &str = "3";

/// How long a browser does so by itself: no longer than a page takes, since each look counts as one of its reader.
const BY_ITSELF: std::time::Duration = std::time::Duration::from_mins(2);

/// This module's pages and calls.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/cases/{id}/inventory", get(show).post(ask))
        .route("/cases/{id}/inventory/take", post(take))
        .route("/cases/{id}/inventory/forget", post(forget))
        .merge(api::routes())
}

/// What a form sent: names and values in its order.
type Sent = Vec<(String, String)>;

fn value<'a>(sent: &'a Sent, name: &str) -> Option<&'a str> {
    let found = sent.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.as_str())
}

#[derive(Template)]
#[template(path = "inventory.html")]
struct InventoryPage {
    frame: Frame,
    csrf: String,
    case: Id<Case>,
    /// Where it stands with the page.
    status: String,
    /// What else is to be said of it.
    notes: Vec<String>,
    /// What was found, once it was.
    list: Option<List>,
}

struct List {
    reading: Id<Reading>,
    hosts: Vec<Group>,
    kinds: Vec<Group>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Places that are picked together.
struct Group {
    /// What the button sends.
    act: String,
    name: String,
    places: String,
}

struct Row {
    number: i64,
    position: String,
    kind: String,
    stood: String,
    host: String,
    /// What is known of it already.
    marks: Vec<String>,
    is_item: bool,
}

/// Where in an offer a page begins, and what was last done with it.
#[derive(serde::Deserialize)]
struct Part {
    #[serde(default)]
    after: i64,
    added: Option<i64>,
    there: Option<i64>,
    left: Option<i64>,
}

/// POST /cases/{id}/inventory
async fn ask(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let item = value(&sent, "item").and_then(|id| id.parse().ok());
    let item = item.ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::ask(&mut tx, signed_in.actor(), &desk.pack, case, item).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/inventory")))
}

/// POST /cases/{id}/inventory/take
async fn take(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let reading = value(&sent, "reading").and_then(|id| id.parse().ok());
    let reading = reading.ok_or(Problem::Malformed)?;
    let pick = pick(&sent).ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let taken = crate::take(&mut tx, signed_in.actor(), &desk.pack, case, reading, &pick).await?;
    tx.commit().await.map_err(Error::from)?;
    let Taken { added, there, left } = taken;
    let after: i64 = value(&sent, "after")
        .and_then(|after| after.parse().ok())
        .unwrap_or(0);
    Ok(Redirect::to(&format!(
        "/cases/{case}/inventory?after={after}&added={added}&there={there}&left={left}"
    )))
}

fn pick(sent: &Sent) -> Option<Pick> {
    let act = value(sent, "act")?;
    if let Some(host) = act.strip_prefix("host-") {
        return Some(Pick::Host(host.parse().ok()?));
    }
    if let Some(kind) = act.strip_prefix("kind-") {
        return Some(Pick::Kind(Kind::named(kind)?));
    }
    let places = sent.iter().filter(|(name, _)| name == "place");
    match act {
        "all" => Some(Pick::All),
        "picked" => places
            .map(|(_, number)| number.parse().ok())
            .collect::<Option<_>>()
            .map(Pick::Numbers),
        _ => None,
    }
}

/// POST /cases/{id}/inventory/forget
async fn forget(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::forget(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}/viewing")))
}

/// GET /cases/{id}/inventory
async fn show(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
    Query(part): Query<Part>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let words = desk.words(&signed_in);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let found = intake::case(&mut tx, actor, case)
        .await
        .map_err(Error::from)?;
    let offer = match crate::show(&mut tx, actor, &desk.pack, case, part.after).await {
        Err(Error::Assessment(assessment::Error::ViewingEnded)) => {
            return Ok(Redirect::to(&format!("/cases/{case}")).into_response());
        }
        offer => offer?,
    };
    let session = crate::reading::open_session(&mut tx, actor, case).await?;
    let now = tx.now();
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let waits = offer.as_ref().is_some_and(|offer| {
        offer.reading.state == crate::State::Asked && offer.reading.asked_at.after(BY_ITSELF) > now
    });
    let title = words.with("inventory-title", &[("case", found.reference)]);
    let mut response = page::render(&InventoryPage {
        frame: desk.frame(&signed_in, title),
        csrf: signed_in.csrf(),
        case,
        status: status(&words, offer.as_ref(), now),
        notes: notes(&words, &part, offer.as_ref()),
        list: offer
            .filter(|offer| !offer.hosts.is_empty())
            .map(|offer| list(&desk, &words, case, &offer)),
    })?;
    // While a page is being read the browser looks again; else it leaves when the session ends, as the session's own
    // page does.
    let refresh = if waits {
        AGAIN.to_owned()
    } else {
        format!(
            "{}; url=/cases/{case}/viewing/ended?language={}",
            session.ends_at.since(now).as_secs().saturating_add(1),
            signed_in.language()
        )
    };
    if let Ok(refresh) = HeaderValue::from_str(&refresh) {
        response.headers_mut().insert(REFRESH, refresh);
    }
    Ok(response)
}

/// What is said while a page is being read, or waits for that.
fn asked(words: &Words, reading: &Reading, now: Timestamp) -> String {
    match reading.waits {
        Some((until, WaitsFor::Rest)) if until > now => {
            // A part of a minute is one.
            let minutes = until.since(now).as_secs().div_ceil(60);
            let minutes = i64::try_from(minutes).unwrap_or(i64::MAX);
            words.with("inventory-host-rests", &[("minutes", minutes)])
        }
        Some((_, WaitsFor::Turn)) => words.text("inventory-host-busy"),
        Some((_, WaitsFor::Rest)) | None => words.text("inventory-asked"),
    }
}

fn status(words: &Words, offer: Option<&Offer>, now: Timestamp) -> String {
    let Some(offer) = offer else {
        return words.text("inventory-none");
    };
    let reading = &offer.reading;
    match (reading.state, reading.fault) {
        (crate::State::Asked, _) => asked(words, reading, now),
        (crate::State::Read, _) if reading.found == 0 => words.text("inventory-nothing"),
        (crate::State::Read, _) => words.with("inventory-found", &[("places", reading.found)]),
        (crate::State::Failed, fault) => words.text(fault_key(fault)),
    }
}

const fn fault_key(fault: Option<Fault>) -> &'static str {
    match fault {
        Some(Fault::NotHtml) => "inventory-fault-not-html",
        Some(Fault::Refused) => "inventory-fault-refused",
        Some(Fault::Untrusted) => "inventory-fault-untrusted",
        Some(Fault::TooSlow) => "inventory-fault-too-slow",
        Some(Fault::TooLarge) => "inventory-fault-too-large",
        Some(Fault::Forbidden) => "inventory-fault-forbidden",
        Some(Fault::Personal) => "inventory-fault-personal",
        Some(Fault::Withdrawn) => "inventory-problem-silent",
        Some(Fault::Unreachable) | None => "inventory-fault-unreachable",
    }
}

fn notes(words: &Words, part: &Part, offer: Option<&Offer>) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some(added), Some(there), Some(left)) = (part.added, part.there, part.left) {
        notes.push(words.with("inventory-taken", &[("added", added), ("there", there)]));
        if left > 0 {
            notes.push(words.with("inventory-left", &[("left", left)]));
        }
    }
    if let Some(offer) = offer {
        if offer.reading.is_elsewhere {
            notes.push(words.text("inventory-elsewhere"));
        }
        if !offer.reading.is_whole {
            notes.push(words.text("inventory-not-whole"));
        }
        if !offer.reading.is_all {
            notes.push(words.text("inventory-not-all"));
        }
    }
    notes
}

fn list(desk: &Desk, words: &Words, case: Id<Case>, offer: &Offer) -> List {
    let count = |places: usize| i64::try_from(places).unwrap_or(i64::MAX);
    let row = |one: &Offered| Row {
        number: one.number,
        position: words.number(one.number),
        kind: words.text(kind_key(one.kind)),
        stood: words.text(stood_key(one.stood)),
        host: defanged(one.host.expose()),
        marks: marks(desk, words, one),
        is_item: one.met.position.is_some(),
    };
    List {
        reading: offer.reading.id,
        hosts: offer
            .hosts
            .iter()
            .map(|host| Group {
                act: format!("host-{}", host.number),
                name: defanged(host.host.expose()),
                places: words.number(count(host.places)),
            })
            .collect(),
        kinds: offer
            .kinds
            .iter()
            .map(|(kind, places)| Group {
                act: format!("kind-{}", kind.name()),
                name: words.text(kind_key(*kind)),
                places: words.number(count(*places)),
            })
            .collect(),
        rows: offer.places.iter().map(row).collect(),
        next: offer
            .next
            .map(|next| format!("/cases/{case}/inventory?after={next}")),
    }
}

/// A host so that nothing makes a link of it.
pub(crate) fn defanged(host: &str) -> String {
    page::visible(&location::defang(host))
}

/// What is known of a place: that it is an item, and what it came to elsewhere.
fn marks(desk: &Desk, words: &Words, one: &Offered) -> Vec<String> {
    let mut marks = Vec::new();
    if let Some(position) = one.met.position {
        let number = [("number", Value::from(words.number(position)))];
        marks.push(words.with("inventory-is-item", &number));
    }
    if let Some(answer) = one.met.answers.first() {
        let ruling = &answer.assessment.ruling;
        let class = ruling.class_label(&desk.pack, words.language());
        marks.push(words.with("inventory-known", &[("class", class)]));
    }
    marks
}

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Image => "inventory-kind-image",
        Kind::Video => "inventory-kind-video",
        Kind::Text => "inventory-kind-text",
        Kind::Link => "inventory-kind-link",
        Kind::Container => "inventory-kind-container",
        Kind::Other => "inventory-kind-other",
    }
}

const fn stood_key(stood: Stood) -> &'static str {
    match stood {
        Stood::Picture => "inventory-stood-picture",
        Stood::Video => "inventory-stood-video",
        Stood::Audio => "inventory-stood-audio",
        Stood::Object => "inventory-stood-object",
        Stood::Frame => "inventory-stood-frame",
        Stood::Meta => "inventory-stood-meta",
        Stood::Style => "inventory-stood-style",
        Stood::Link => "inventory-stood-link",
        Stood::Later => "inventory-stood-later",
    }
}
