//! The staff, for administrators.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use page::{Frame, Problem};

use crate::{Desk, Error, Role, SignedIn, staff};

#[derive(Template)]
#[template(path = "staff.html")]
struct StaffPage {
    frame: Frame,
    members: Vec<Line>,
}

struct Line {
    name: String,
    roles: String,
    language: String,
    added: String,
}

/// GET /staff
pub(super) async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let members = staff::list(&mut tx, signed_in.actor()).await?;
    let words = desk.words(&signed_in);
    let role = |role: &Role| words.text(role_key(*role));
    let line = |member: staff::Member| Line {
        name: member.name.expose().clone(),
        roles: member.roles.iter().map(role).collect::<Vec<_>>().join(", "),
        language: desk.catalogue.words(member.language).text("language-name"),
        added: words.date(member.added_at, &desk.pack.zone),
    };
    page::render(&StaffPage {
        members: members.into_iter().map(line).collect(),
        frame: desk.frame(&signed_in, words.text("desk-part-staff")),
    })
}

/// What a role is called.
pub(super) const fn role_key(role: Role) -> &'static str {
    match role {
        Role::Analyst => "role-analyst",
        Role::Supervisor => "role-supervisor",
        Role::Manager => "role-manager",
        Role::Administrator => "role-administrator",
        Role::WelfareLead => "role-welfare-lead",
    }
}
