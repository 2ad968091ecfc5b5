//! The page of contacts: who is written to, what is proposed, and the form to add one.

pub(crate) mod manner;
mod programs;
pub(crate) mod providers;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Action, Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;

use self::providers::acts;
use crate::key::{give_key, show_key};
use crate::{
    Contact, Error, Kind, Proposal, Source, State as Standing, approve, contacts, propose, retire,
};

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/contacts", get(list).post(add))
        .route("/contacts/{id}/approve", post(approve_contact))
        .route("/contacts/{id}/retire", post(retire_contact))
        .route("/contacts/{id}/key", get(show_key).post(give_key))
        .route(
            "/contacts/{id}/manner",
            get(manner::show).post(manner::change),
        )
        .route(
            "/contacts/{id}/programs",
            get(programs::show).post(programs::make),
        )
        .route(
            "/contacts/{id}/programs/{key}/retire",
            post(programs::retire),
        )
        .route("/providers", get(providers::list).post(providers::find))
        .route("/providers/{id}", get(providers::show))
        .route("/providers/{id}/aliases", post(acts::name_also))
        .route(
            "/providers/{id}/aliases/{alias}/remove",
            post(acts::forget_name),
        )
        .route("/providers/{id}/holdings", post(acts::say_holds))
        .route(
            "/providers/{id}/holdings/{holding}/end",
            post(acts::say_over),
        )
        .route(
            "/providers/{id}/holdings/{holding}/correct",
            post(acts::say_others),
        )
        .route("/providers/{id}/merge", post(acts::say_same))
        .route("/providers/{id}/merged/{other}/undo", post(acts::say_apart))
        .merge(crate::api::routes())
}

#[derive(Template)]
#[template(path = "contacts.html")]
struct ContactsPage {
    frame: Frame,
    csrf: String,
    rows: Vec<ContactRow>,
    may_add: bool,
    kinds: Vec<Choice>,
    languages: Vec<Choice>,
    form: AddForm,
    errors: FormErrors,
}

struct ContactRow {
    id: String,
    name: String,
    kind: String,
    country: String,
    address: String,
    source: String,
    state: String,
    proposed: bool,
    may_approve: bool,
    may_retire: bool,
    /// The page of its OpenPGP key, for whoever may give it one.
    key_page: Option<String>,
    /// The page on which stands how it is written to.
    manner_page: String,
    /// The page of the keys of its programs, for whoever may make one.
    programs_page: Option<String>,
}

/// What a person fills in to add a contact.
#[derive(Deserialize, Default)]
struct AddForm {
    kind: String,
    name: Sensitive<String>,
    country: String,
    address: Sensitive<String>,
    language: String,
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// GET /contacts
async fn list(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Response, Problem> {
    let form = AddForm {
        kind: Kind::Provider.name().to_owned(),
        country: desk.pack.country.to_string(),
        ..AddForm::default()
    };
    show(&desk, &signed_in, form, FormErrors::none()).await
}

async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    form: AddForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let contacts = contacts(&mut tx, signed_in.actor()).await?;
    let words = desk.words(signed_in);
    let may_approve = signed_in.may(Action::ApproveContact);
    let language = |code: &kernel::Language| {
        let name = desk.catalogue.words(*code).text("language-name");
        Choice::new(code.to_string(), name)
    };
    let kind = |kind: Kind| Choice::new(kind.name(), words.text(kind_key(kind)));
    page::render(&ContactsPage {
        rows: contacts
            .iter()
            .map(|contact| row(&words, contact, may_approve))
            .collect(),
        csrf: signed_in.csrf(),
        may_add: signed_in.may(Action::ProposeContact),
        kinds: Kind::ALL.map(kind).to_vec(),
        languages: desk.pack.languages.iter().map(language).collect(),
        frame: desk.frame(signed_in, words.text("stakeholders-title")),
        form,
        errors,
    })
}

fn row(words: &Words, contact: &Contact, may_approve: bool) -> ContactRow {
    ContactRow {
        id: contact.id.to_string(),
        name: contact.name.expose().clone(),
        kind: words.text(kind_key(contact.kind)),
        country: contact
            .country
            .map(|country| words.country(country))
            .unwrap_or_default(),
        address: contact.address.expose().clone(),
        source: words.text(match contact.source {
            Source::Trace => "stakeholders-source-trace",
            Source::Staff => "stakeholders-source-staff",
        }),
        state: words.text(state_key(contact.state)),
        proposed: contact.state == Standing::Proposed,
        may_approve: may_approve && contact.state.approve().is_ok(),
        may_retire: may_approve && contact.state.retire().is_ok(),
        key_page: (may_approve && contact.state != Standing::Retired)
            .then(|| format!("/contacts/{}/key", contact.id)),
        manner_page: format!("/contacts/{}/manner", contact.id),
        programs_page: (may_approve
            && contact.state == Standing::Approved
            && contact.kind != Kind::Police)
            .then(|| format!("/contacts/{}/programs", contact.id)),
    }
}

const fn state_key(state: Standing) -> &'static str {
    match state {
        Standing::Proposed => "stakeholders-state-proposed",
        Standing::Approved => "stakeholders-state-approved",
        Standing::Retired => "stakeholders-state-retired",
    }
}

const fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Provider => "stakeholders-kind-provider",
        Kind::Registrar => "stakeholders-kind-registrar",
        Kind::Police => "stakeholders-kind-police",
        Kind::Partner => "stakeholders-kind-partner",
        Kind::Regulator => "stakeholders-kind-regulator",
    }
}

/// POST /contacts
async fn add(
    State(desk): State<Desk>,
    SignedForm(signed_in, form): SignedForm<AddForm>,
) -> Result<Response, Problem> {
    let kind = Kind::named(&form.kind).ok_or(Problem::Malformed)?;
    let mut errors = FormErrors::none();
    let country = form.country.trim().parse();
    if country.is_err() {
        errors.push("country", Message::new("stakeholders-country-wrong"));
    }
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let proposal = Proposal {
        kind,
        name: form.name.expose(),
        country: country.ok(),
        autonomous_system: None,
        address: form.address.expose(),
        language: form.language.parse().ok(),
        source: Source::Staff,
    };
    match propose(&mut tx, signed_in.actor(), &proposal).await {
        Ok(_) => {}
        Err(error) => {
            let (field, message) = fault(error)?;
            errors.push(field, message);
        }
    }
    if errors.is_empty() {
        tx.commit().await.map_err(Error::from)?;
        return Ok(Redirect::to("/contacts").into_response());
    }
    drop(tx);
    show(&desk, &signed_in, form, errors).await
}

/// The field of a proposal that is wrong, and what is wrong with it.
pub(crate) fn fault(error: Error) -> Result<(&'static str, Message), Error> {
    match error {
        Error::Name => Ok(("name", Message::new("stakeholders-name-wrong"))),
        Error::Address => Ok(("address", Message::new("stakeholders-address-wrong"))),
        error => Err(error),
    }
}

/// POST /contacts/{id}/approve
async fn approve_contact(
    State(desk): State<Desk>,
    Path(id): Path<Id<Contact>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    approve(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/contacts"))
}

/// POST /contacts/{id}/retire
async fn retire_contact(
    State(desk): State<Desk>,
    Path(id): Path<Id<Contact>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    retire(&mut tx, signed_in.actor(), id).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to("/contacts"))
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) => Self::Denied,
            Error::NotFound => Self::NotFound,
            Error::Program(error) => error.into(),
            Error::Impossible(_) | Error::Changed | Error::Merged | Error::NotApproved => {
                Self::Conflict(Message::new("stakeholders-changed"))
            }
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_crate_brings_the_words_it_asks_for() {
        let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(found, page::testing::Keys::default());
    }
}
