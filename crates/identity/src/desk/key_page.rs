//! The keys of whoever is signed in, and making one. A key is shown once, on the answer to the form that makes it.

use std::time::Duration;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::dead_jobs::Nothing;
use super::staff_page::role_key;
use crate::password::Verifier;
use crate::session::{Proof, prove};
use crate::staff_key::{self, LONGEST, StaffKey};
use crate::{Action, Actor, Desk, Error, Role, SignedForm, SignedIn};

/// The lives that can be chosen, in days.
const DAYS: [u64; 5] = [1, 7, 30, 90, 365];

#[derive(Template)]
#[template(path = "staff-keys.html")]
struct KeysPage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    keys: Vec<Line>,
    /// The key just made.
    made: Option<Sensitive<String>>,
    typed_name: String,
    roles: Vec<Choice>,
    days: Vec<Choice>,
    chosen: Chosen,
    /// Whether everybody's keys are shown.
    everybodys: bool,
}

/// What was chosen in a form that is shown again.
#[derive(Default)]
struct Chosen {
    roles: Vec<String>,
    days: String,
}

struct Line {
    id: String,
    name: String,
    roles: String,
    expires: String,
    used: String,
    /// Why it opens nothing any more.
    ended: Option<String>,
}

/// GET /keys
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let page = page_of(&desk, &signed_in).await?;
    page::render(&page)
}

/// POST /keys: `name`, `role` several times, `days`, `password`
pub(super) async fn make(
    State(desk): State<Desk>,
    Extension(verifier): Extension<Verifier>,
    SignedForm(signed_in, sent): SignedForm<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let all = |name: &str| -> Vec<String> {
        let of = sent.iter().filter(|(field, _)| field == name);
        of.map(|(_, value)| value.clone()).collect()
    };
    let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
    let chosen = Chosen {
        roles: all("role"),
        days: one("days"),
    };
    let days: u64 = chosen.days.parse().map_err(|_| Problem::Malformed)?;
    let roles: Option<Vec<_>> = chosen.roles.iter().map(|name| Role::named(name)).collect();
    let roles = roles.ok_or(Problem::Malformed)?;
    let life = Duration::from_hours(days.saturating_mul(24));
    let mut errors = FormErrors::none();
    let proof = prove(
        &desk.db,
        signed_in.actor(),
        &verifier,
        Sensitive::new(one("password")),
    )
    .await?;
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut wait = None;
    match proof {
        Proof::Given => {
            match added(&desk, signed_in.actor(), &one("name"), &roles, life).await {
                Ok(key) => {
                    // No address leads here again: what a browser keeps of it, it keeps of this answer alone.
                    let mut page = page_of(&desk, &signed_in).await?;
                    page.made = Some(key);
                    return page::render(&page);
                }
                Err(Error::Name) => errors.push("name", Message::new("keys-name-wrong")),
                Err(Error::NoRole | Error::NotOwnRole) => {
                    errors.push("role", Message::new("keys-role-wrong"));
                }
                Err(Error::TooLong) => errors.push("days", Message::new("keys-days-wrong")),
                Err(Error::TooManyKeys) => errors.push("name", Message::new("keys-too-many")),
                Err(error) => return Err(error.into()),
            }
        }
        Proof::Wrong => errors.push("password", Message::new("keys-password-wrong")),
        Proof::Wait(left) => {
            let seconds = left.saturating_add(Duration::from_millis(999)).as_secs();
            let message = Message::new("sign-in-wait");
            let message = message.with("seconds", i64::try_from(seconds).unwrap_or(60));
            errors.push("password", message);
            status = StatusCode::TOO_MANY_REQUESTS;
            wait = Some([(RETRY_AFTER, seconds.to_string())]);
        }
    }
    let mut page = page_of(&desk, &signed_in).await?;
    page.errors = errors;
    page.typed_name = one("name");
    page.chosen = chosen;
    Ok((
        status,
        wait.map(axum::response::AppendHeaders),
        page::render(&page)?,
    )
        .into_response())
}

async fn added(
    desk: &Desk,
    actor: &Actor,
    name: &str,
    roles: &[Role],
    life: Duration,
) -> Result<Sensitive<String>, Error> {
    let mut tx = desk.db.write().await?;
    let key = staff_key::add_staff_key(&mut tx, actor, desk.keys, name, roles, life).await?;
    tx.commit().await?;
    Ok(key)
}

/// POST /keys/{id}/retire
pub(super) async fn retire(
    State(desk): State<Desk>,
    Path(id): Path<Id<StaffKey>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    staff_key::retire_staff_key(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/keys"))
}

async fn page_of(desk: &Desk, signed_in: &SignedIn) -> Result<KeysPage, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let now = tx.now();
    let keys = staff_key::staff_keys(&mut tx, signed_in.actor()).await?;
    let words = desk.words(signed_in);
    let date = |at| words.date(at, &desk.pack.zone);
    let line = |key: StaffKey| Line {
        id: key.id.to_string(),
        name: key.name.expose().clone(),
        roles: role_words(&words, &key.roles),
        expires: date(key.expires_at),
        used: key
            .used
            .map_or_else(|| words.text("keys-unused"), |day| words.day(day)),
        ended: match key.retired_at {
            Some(at) => Some(words.with("keys-retired", &[("date", date(at))])),
            None if key.expires_at <= now => Some(words.text("keys-expired")),
            None if !key.holds => Some(words.text("keys-roles-changed")),
            None => None,
        },
    };
    let own = signed_in.actor().roles().iter().copied();
    let longest = desk.keys.longest.min(LONGEST);
    let days = DAYS.into_iter();
    let days = days.filter(|days| Duration::from_hours(days.saturating_mul(24)) <= longest);
    let in_words = |days: u64| {
        let count = i64::try_from(days).unwrap_or(i64::MAX);
        Choice::new(
            days.to_string(),
            words.with("keys-days", &[("count", count)]),
        )
    };
    Ok(KeysPage {
        frame: desk.frame(signed_in, words.text("desk-part-keys")),
        csrf: signed_in.csrf(),
        errors: FormErrors::none(),
        keys: keys.into_iter().map(line).collect(),
        made: None,
        typed_name: String::new(),
        roles: own
            .map(|role| Choice::new(role.name(), words.text(role_key(role))))
            .collect(),
        days: days.map(in_words).collect(),
        chosen: Chosen::default(),
        everybodys: signed_in.may(Action::ManageStaff),
    })
}

fn role_words(words: &Words, roles: &[Role]) -> String {
    let roles: Vec<_> = roles
        .iter()
        .map(|role| words.text(role_key(*role)))
        .collect();
    roles.join(", ")
}
