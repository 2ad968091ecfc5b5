//! The OpenPGP certificate of a contact: mail to it is sealed. A person who answers for the contact answers for the
//! certificate too; no registry is believed about one.

use askama::Template;
use audit::About;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive};
use openpgp::{Certificate, State as KeyState};
use page::{FormErrors, Frame, Message, Problem};
use serde::Deserialize;
use serde_json::json;
use store::{Place, Tx, values};

use crate::contact::sealed_key;
use crate::{Contact, Error, contact};

/// Gives a contact its certificate, or takes it away where the text is empty. One that cannot be sealed to now is
/// refused.
pub async fn set_key(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Contact>,
    text: &Sensitive<String>,
) -> Result<(), Error> {
    actor.may(Action::ApproveContact)?;
    let (wrapped,): (Vec<u8>,) = tx
        .optional(DATA_KEY, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    let text = text.expose().trim();
    let certificate = if text.is_empty() {
        None
    } else {
        let certificate = Certificate::parse(text.as_bytes())?;
        let state = certificate.state(tx.now());
        if !state.is_good() {
            return Err(Error::Key(openpgp::Error::Unusable(state)));
        }
        Some(certificate.to_bytes()?)
    };
    let sealed = certificate
        .map(|bytes| sealed(tx, id, &wrapped, &bytes))
        .transpose()?;
    let has_key = sealed.is_some();
    tx.execute(SET_KEY, values![id, sealed]).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.set_key",
        About::one("contact", id),
        json!({ "has_key": has_key }),
    )
    .await?;
    Ok(())
}

fn sealed(tx: &Tx, id: Id<Contact>, wrapped: &[u8], bytes: &[u8]) -> store::Result<Vec<u8>> {
    let place = Place::new("stakeholders_contact", "data_key", id);
    let key = tx.keyring()?.data_key(place, wrapped)?;
    Ok(key.seal(sealed_key(id), bytes, tx.entropy()))
}

#[derive(Template)]
#[template(path = "contact-key.html")]
struct KeyPage {
    frame: Frame,
    csrf: String,
    id: String,
    name: String,
    address: String,
    fingerprint: Option<String>,
    state: String,
    until: Option<String>,
    form: KeyForm,
    errors: FormErrors,
}

#[derive(Deserialize, Default)]
pub(crate) struct KeyForm {
    key: Sensitive<String>,
}

/// GET /contacts/{id}/key
pub(crate) async fn show_key(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<Id<Contact>>,
) -> Result<Response, Problem> {
    show(
        &desk,
        &signed_in,
        id,
        KeyForm::default(),
        FormErrors::none(),
    )
    .await
}

async fn show(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Contact>,
    form: KeyForm,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    signed_in
        .actor()
        .may(Action::ApproveContact)
        .map_err(Error::from)?;
    let contact = contact(&mut tx, signed_in.actor(), id).await?;
    let words = desk.words(signed_in);
    let certificate = contact.key.as_deref().map(Certificate::parse);
    let certificate = certificate.transpose().map_err(Error::from)?;
    let state = certificate.as_ref().map(|one| one.state(tx.now()));
    let until = match state {
        Some(KeyState::Good { until: Some(until) }) => {
            Some(words.date_time(until, &desk.pack.zone))
        }
        _ => None,
    };
    page::render(&KeyPage {
        csrf: signed_in.csrf(),
        id: id.to_string(),
        name: contact.name.expose().clone(),
        address: contact.address.expose().clone(),
        fingerprint: certificate.map(|one| one.fingerprint()),
        state: words.text(state.map_or("stakeholders-key-none", state_key)),
        until,
        frame: desk.frame(signed_in, words.text("stakeholders-key")),
        form,
        errors,
    })
}

const fn state_key(state: KeyState) -> &'static str {
    match state {
        KeyState::Good { .. } => "stakeholders-key-good",
        KeyState::NotYet => "stakeholders-key-not-yet",
        KeyState::Expired => "stakeholders-key-expired",
        KeyState::Revoked => "stakeholders-key-revoked",
        KeyState::Weak => "stakeholders-key-weak",
        KeyState::CannotEncrypt => "stakeholders-key-cannot-encrypt",
    }
}

/// What is wrong with a certificate.
const fn fault_key(error: openpgp::Error) -> &'static str {
    match error {
        openpgp::Error::Unusable(state) => state_key(state),
        openpgp::Error::Secret => "stakeholders-key-secret",
        _ => "stakeholders-key-wrong",
    }
}

/// POST /contacts/{id}/key
pub(crate) async fn give_key(
    State(desk): State<Desk>,
    Path(id): Path<Id<Contact>>,
    SignedForm(signed_in, form): SignedForm<KeyForm>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    match set_key(&mut tx, signed_in.actor(), id, &form.key).await {
        Ok(()) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(Redirect::to(&format!("/contacts/{id}/key")).into_response())
        }
        Err(Error::Key(error)) => {
            drop(tx);
            let mut errors = FormErrors::none();
            errors.push("key", Message::new(fault_key(error)));
            // A secret key is not sent back.
            show(&desk, &signed_in, id, KeyForm::default(), errors).await
        }
        Err(error) => Err(error.into()),
    }
}

const DATA_KEY: &str = "-- stakeholders.contact.data_key
SELECT data_key AS value FROM stakeholders_contact WHERE id = $1 /*for update*/";

const SET_KEY: &str = "-- stakeholders.contact.set_key
UPDATE stakeholders_contact SET key = $2 WHERE id = $1";
