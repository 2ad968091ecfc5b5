//! This module's part of the desk's interface for programs: the contacts, as the page has them.

mod programs;
mod providers;

use axum::extract::{Path, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use identity::{
    Actor, By, Creating, Desk, Etag, IfMatch, Nothing, Reply, limit_within, may, parameter,
};
use kernel::{Country, Id, Language, Sensitive};
use openpgp::Certificate;
use page::{FormErrors, Problem};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::contact::hold;
use crate::desk::fault;
use crate::desk::manner::fault as manner_fault;
use crate::read::{ContactCursor, MOST, contacts_part};
use crate::{
    Channel, Contact, Error, Kind, Manner, Organisation, Pace, Proposal, Source, approve, propose,
    retire, set_manner,
};

/// This module's calls.
pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/api/v1/contacts", get(list).post(add))
        .route("/api/v1/contacts/{contact}", get(show))
        .route("/api/v1/contacts/{contact}/approve", post(approve_contact))
        .route("/api/v1/contacts/{contact}/retire", post(retire_contact))
        .route("/api/v1/contacts/{contact}/manner", post(write_so))
        .merge(programs::routes())
        .merge(providers::routes())
}

#[derive(Serialize)]
struct ContactsView {
    contacts: Vec<ContactView>,
    /// Where the list goes on.
    next: Option<String>,
}

#[derive(Serialize)]
struct ContactView {
    id: Id<Contact>,
    organisation: Id<Organisation>,
    kind: &'static str,
    name: String,
    country: Option<Country>,
    address: String,
    channel: &'static str,
    /// The address of their form, where it is written to in that.
    form: Option<String>,
    language: Option<Language>,
    csv: bool,
    xarf: bool,
    pace: &'static str,
    key: Option<KeyView>,
    state: &'static str,
    source: &'static str,
    added_at: String,
}

/// The certificate that mail to a contact is sealed to.
#[derive(Serialize)]
struct KeyView {
    /// In hex; nothing where the certificate cannot be read any more.
    fingerprint: Option<String>,
    /// Until when it can be sealed to, where it says so.
    until: Option<String>,
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        let key = contact.key.as_deref().map(|key| KeyView {
            fingerprint: Certificate::parse(key).ok().map(|one| one.fingerprint()),
            until: contact.key_until.map(|at| at.to_string()),
        });
        let manner = contact.manner;
        let form = manner.form.as_ref().map(|form| form.expose().clone());
        Self {
            key,
            channel: manner.channel.name(),
            form,
            language: manner.language,
            csv: manner.csv,
            xarf: manner.xarf,
            pace: manner.pace.name(),
            id: contact.id,
            organisation: contact.organisation,
            kind: contact.kind.name(),
            name: contact.name.expose().clone(),
            country: contact.country,
            address: contact.address.expose().clone(),
            state: contact.state.name(),
            source: contact.source.name(),
            added_at: contact.added_at.to_string(),
        }
    }
}

/// A contact to propose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewContact {
    kind: Kind,
    name: Sensitive<String>,
    country: Country,
    address: Sensitive<String>,
    language: Option<Language>,
}

/// How a contact is to be written to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewManner {
    channel: Channel,
    form: Option<Sensitive<String>>,
    language: Option<Language>,
    csv: bool,
    xarf: bool,
    pace: Pace,
}

/// GET /api/v1/contacts: those that wait for approval before the others, the newest first.
async fn list(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadStakeholders>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let after = parameter(&query, "cursor", ContactCursor::of_text)?;
    let limit = limit_within(&query, MOST)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let contacts = contacts_part(&mut tx, caller.actor(), after, limit).await?;
    let is_full = i64::try_from(contacts.len()).is_ok_and(|count| count >= limit);
    let last = contacts.last().filter(|_| is_full);
    let next = last.map(|last| ContactCursor::behind(last).text());
    let contacts = contacts.into_iter().map(ContactView::from).collect();
    Ok(Json(ContactsView { contacts, next }).into_response())
}

/// GET /api/v1/contacts/{contact}
async fn show(
    Shared(desk): Shared<Desk>,
    caller: By<may::ReadStakeholders>,
    Path(id): Path<Id<Contact>>,
) -> Result<Reply, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (view, etag) = view(&mut tx, caller.actor(), id).await?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/contacts. One that is known, in whatever state, is answered as it is.
async fn add(
    Shared(desk): Shared<Desk>,
    caller: By<may::ProposeContact>,
    Creating(new, turn): Creating<NewContact>,
) -> Result<Response, Problem> {
    let work = async {
        let proposal = Proposal {
            kind: new.kind,
            name: new.name.expose(),
            country: Some(new.country),
            autonomous_system: None,
            address: new.address.expose(),
            language: new.language,
            source: Source::Staff,
        };
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let id = match propose(&mut tx, caller.actor(), &proposal).await {
            Ok(id) => id,
            Err(error) => {
                let (field, message) = fault(error)?;
                let mut errors = FormErrors::none();
                errors.push(field, message);
                return Err(Problem::Invalid(errors));
            }
        };
        let (view, etag) = view(&mut tx, caller.actor(), id).await?;
        let place = format!("/api/v1/contacts/{id}");
        Ok((tx, Reply::created(place, &view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/contacts/{contact}/approve
async fn approve_contact(
    Shared(desk): Shared<Desk>,
    caller: By<may::ApproveContact>,
    Path(id): Path<Id<Contact>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = as_read(&desk, caller.actor(), id, &version).await?;
        approve(&mut tx, caller.actor(), id).await?;
        let (view, etag) = view(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/contacts/{contact}/retire
async fn retire_contact(
    Shared(desk): Shared<Desk>,
    caller: By<may::ApproveContact>,
    Path(id): Path<Id<Contact>>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = as_read(&desk, caller.actor(), id, &version).await?;
        retire(&mut tx, caller.actor(), id).await?;
        let (view, etag) = view(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/contacts/{contact}/manner
async fn write_so(
    Shared(desk): Shared<Desk>,
    caller: By<may::ManageProviders>,
    Path(id): Path<Id<Contact>>,
    version: IfMatch,
    Creating(new, turn): Creating<NewManner>,
) -> Result<Response, Problem> {
    let work = async {
        let mut tx = as_read(&desk, caller.actor(), id, &version).await?;
        let manner = Manner {
            channel: new.channel,
            form: new.form,
            language: new.language,
            csv: new.csv,
            xarf: new.xarf,
            pace: new.pace,
        };
        if let Err(error) = set_manner(&mut tx, caller.actor(), id, &manner).await {
            let (field, message) = manner_fault(error)?;
            let mut errors = FormErrors::none();
            errors.push(field, message);
            return Err(Problem::Invalid(errors));
        }
        let (view, etag) = view(&mut tx, caller.actor(), id).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// A transaction that holds a contact, which is as the caller read it.
async fn as_read(
    desk: &Desk,
    actor: &Actor,
    id: Id<Contact>,
    version: &IfMatch,
) -> Result<Tx, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    hold(&mut tx, id).await?;
    version.check(&view(&mut tx, actor, id).await?.1)?;
    Ok(tx)
}

/// A contact and its version.
async fn view(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<(ContactView, Etag), Problem> {
    let view = ContactView::from(crate::contact(tx, actor, id).await?);
    let etag = Etag::of(&view)?;
    Ok((view, etag))
}
