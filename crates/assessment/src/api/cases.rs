//! The queue and one case.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use identity::{By, Desk, Reply, Sent, Staff, limit_within, may, parameter, wrong_parameter};
use intake::{Case, Cursor, Filter, Listed, MOST_COUNTED};
use kernel::{Country, Id, Sensitive};
use page::Problem;
use serde::{Deserialize, Serialize};

use super::problem;
use super::view::case_view;
use crate::blind::MOST_OPINIONS;
use crate::reader::Reader;
use crate::{Error, PAGE, blind};

/// The parameters of an address.
pub(super) type Parameters = Vec<(String, String)>;

#[derive(Serialize)]
struct CasesView {
    cases: Vec<ListedView>,
    /// Where the list goes on.
    next: Option<String>,
    /// It stopped before it was full, for there was more to search than one call may: it goes on all the same.
    short: bool,
}

#[derive(Serialize)]
struct ListedView {
    id: Id<Case>,
    reference: String,
    state: &'static str,
    class: &'static str,
    opened_at: String,
    reports: i64,
    country: Option<Country>,
    holder: Option<Id<Staff>>,
    promoted: bool,
}

impl From<Listed> for ListedView {
    fn from(case: Listed) -> Self {
        Self {
            id: case.id,
            reference: case.reference,
            state: case.state.name(),
            class: case.class.name(),
            opened_at: case.opened_at.to_string(),
            reports: case.reports,
            country: case.country,
            holder: case.holder,
            promoted: case.promoted,
        }
    }
}

#[derive(Serialize)]
struct CountView {
    count: i64,
    /// Whether there are more than were counted.
    more: bool,
}

/// What is looked for. It stands in a body, for an address is kept in more places.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    address: Sensitive<String>,
    #[serde(default)]
    domain: bool,
}

#[derive(Serialize)]
struct FoundView {
    /// The rest of the address under which the cases are listed.
    query: String,
}

/// GET /api/v1/cases
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Query(query): Query<Parameters>,
) -> Result<Response, Problem> {
    let filter = filter(&query)?;
    let limit = limit_within(&query, PAGE)?;
    let after = parameter(&query, "cursor", Cursor::of_text)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let reader = Reader::of(&mut tx, caller.actor()).await?;
    let left_out = blind::left_out(&mut tx, &reader, &filter).await?;
    let of = (&filter, &left_out);
    let part = intake::queue_part(
        &mut tx,
        caller.actor(),
        &desk.pack,
        of,
        after.as_ref(),
        limit,
    );
    let mut listing = part.await.map_err(Error::from)?;
    let fewer = blind::keep_offered(&mut tx, &reader, &filter, &mut listing.cases).await?;
    Ok(Json(CasesView {
        short: listing.short || (fewer && listing.next.is_some()),
        next: listing.next.map(|next| next.text()),
        cases: listing.cases.into_iter().map(ListedView::from).collect(),
    })
    .into_response())
}

/// GET /api/v1/cases/count
pub(super) async fn count(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Query(query): Query<Parameters>,
) -> Result<Response, Problem> {
    let filter = filter(&query)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let reader = Reader::of(&mut tx, caller.actor()).await?;
    let left_out = blind::left_out(&mut tx, &reader, &filter).await?;
    let count = intake::count(&mut tx, caller.actor(), &filter, &left_out)
        .await
        .map_err(Error::from)?;
    Ok(Json(CountView {
        count: count.min(MOST_COUNTED),
        more: count > MOST_COUNTED,
    })
    .into_response())
}

/// GET /api/v1/opinions/count: for how many cases the caller may give the second opinion.
pub(super) async fn count_opinions(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let reader = Reader::of(&mut tx, caller.actor()).await?;
    let count = blind::count_to_give(&mut tx, &reader).await?;
    Ok(Json(CountView {
        count,
        more: count >= MOST_OPINIONS,
    })
    .into_response())
}

/// POST /api/v1/cases/search
pub(super) async fn search(
    State(desk): State<Desk>,
    _: By<may::ReadCase>,
    Sent(search): Sent<Search>,
) -> Result<Response, Problem> {
    let place = location::recognise(search.address.expose(), &desk.pack.urls)
        .map_err(|refusal| address(problem(Error::Refused(refusal))))?;
    let tx = desk.db.read().await.map_err(Error::from)?;
    let marks = location::marks(&tx, &place).map_err(Error::from)?;
    let (place, domain) = if search.domain {
        (None, Some(marks.domain))
    } else {
        (Some(marks.place), None)
    };
    // Whoever looks for an address looks wherever its case stands.
    let filter = Filter {
        place,
        domain,
        ..Filter::default()
    };
    let query = filter.text();
    Ok(Json(FoundView { query }).into_response())
}

/// The field is called otherwise here than where an item is added.
fn address(problem: Problem) -> Problem {
    let Problem::Invalid(errors) = problem else {
        return problem;
    };
    let mut renamed = page::FormErrors::none();
    for error in errors.iter() {
        renamed.push("address", error.message.clone());
    }
    Problem::Invalid(renamed)
}

/// GET /api/v1/cases/{id}
pub(super) async fn show(
    State(desk): State<Desk>,
    caller: By<may::ReadCase>,
    Path(id): Path<Id<Case>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = case_view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

fn filter(query: &Parameters) -> Result<Filter, Problem> {
    let pairs = query
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    Filter::read(pairs).map_err(wrong_parameter)
}
