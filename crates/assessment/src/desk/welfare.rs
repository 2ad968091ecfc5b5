//! The ledger as the welfare lead sees it, person by person, and as managers do, in sums. No case is named.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn, Staff};
use kernel::Id;
use page::{Frame, Problem};

use super::exposure::{Viewed, Weeks};
use super::{Sent, value};
use crate::{Error, LEAST_PEOPLE, Lift};

#[derive(Template)]
#[template(path = "welfare.html")]
struct ListPage {
    frame: Frame,
    people: Vec<Person>,
}

struct Person {
    id: Id<Staff>,
    name: String,
    viewed: Viewed,
}

#[derive(Template)]
#[template(path = "welfare-one.html")]
struct OnePage {
    frame: Frame,
    csrf: String,
    id: Id<Staff>,
    viewed: Viewed,
    weeks: Weeks,
    /// The id of the form that lifts a limit.
    form: Id<Lift>,
    /// What lifting a limit adds; nothing where it is the reader's own.
    lift: Option<String>,
}

#[derive(Template)]
#[template(path = "welfare-sums.html")]
struct SumsPage {
    frame: Frame,
    least: String,
    weeks: Weeks,
}

/// GET /welfare
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::ReadExposure).map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let people = crate::allowances(&mut tx, actor, &desk.pack).await?;
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let people = people.into_iter().map(|(id, name, allowance)| Person {
        id,
        name: name.expose().clone(),
        viewed: Viewed::of(&words, &desk.pack, &allowance),
    });
    page::render(&ListPage {
        people: people.collect(),
        frame: desk.frame(&signed_in, words.text("assessment-welfare-title")),
    })
}

/// GET /welfare/{id}
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<Id<Staff>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::ReadExposure).map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let able = identity::colleagues(&mut tx, actor, Action::View).await;
    let mut able = able.map_err(Error::from)?.into_iter();
    let (_, name) = able.find(|(one, _)| *one == id).ok_or(Problem::NotFound)?;
    let allowance = crate::allowance_of(&mut tx, actor, &desk.pack, id).await?;
    let weeks = crate::weeks_of(&mut tx, actor, &desk.pack, id).await?;
    let form = tx.new_id();
    // What was not recorded is not shown.
    tx.commit().await.map_err(Error::from)?;
    let weeks: Vec<_> = weeks
        .into_iter()
        .map(|week| (week.begins, Some(week.exposure)))
        .collect();
    let more = desk.pack.welfare.lift;
    let minutes = i64::try_from(more.viewing.as_secs() / 60).unwrap_or(i64::MAX);
    let lift = [("minutes", minutes), ("items", i64::from(more.items))];
    let title = [("name", name.expose().as_str())];
    page::render(&OnePage {
        csrf: signed_in.csrf(),
        id,
        form,
        viewed: Viewed::of(&words, &desk.pack, &allowance),
        weeks: Weeks::of(&words, &weeks),
        lift: (id != signed_in.id()).then(|| words.with("assessment-welfare-lift-hint", &lift)),
        frame: desk.frame(&signed_in, words.with("assessment-welfare-of", &title)),
    })
}

/// POST /welfare/{id}/lift
pub(super) async fn lift(
    State(desk): State<Desk>,
    Path(id): Path<Id<Staff>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::LiftLimit).map_err(Error::from)?;
    let form = value(&sent, "form").and_then(|form| form.parse().ok());
    let form = form.ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::lift_limit(&mut tx, actor, &desk.pack, id, form).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/welfare/{id}")))
}

/// GET /welfare-sums
pub(super) async fn sums(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let words = desk.words(&signed_in);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let sums = crate::week_sums(&mut tx, signed_in.actor(), &desk.pack).await?;
    let weeks: Vec<_> = sums
        .into_iter()
        .map(|week| (week.begins, week.exposure))
        .collect();
    page::render(&SumsPage {
        least: words.with("assessment-welfare-sums-least", &[("least", LEAST_PEOPLE)]),
        weeks: Weeks::of(&words, &weeks),
        frame: desk.frame(&signed_in, words.text("assessment-welfare-sums-title")),
    })
}
