//! The OpenPGP certificate of a contact: mail to it is sealed. A person who answers for the contact answers for the
//! certificate too; no registry is believed about one.

use std::time::Duration;

use askama::Template;
use audit::About;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Actor, Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive, Timestamp};
use openpgp::{Certificate, State as KeyState};
use page::{FormErrors, Frame, Message, Problem};
use serde::Deserialize;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};

use crate::contact::sealed_key;
use crate::organisation::opened;
use crate::{Contact, Error, Overview, contact};

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
    let (sealed, until) = if text.is_empty() {
        (None, None)
    } else {
        let certificate = Certificate::parse(text.as_bytes())?;
        let until = match certificate.state(tx.now()) {
            KeyState::Good { until } => until,
            state => return Err(Error::Key(openpgp::Error::Unusable(state))),
        };
        let sealed = sealed(tx, id, &wrapped, &certificate.to_bytes()?)?;
        (Some(sealed), until)
    };
    let has_key = sealed.is_some();
    tx.execute(SET_KEY, values![id, sealed, until]).await?;
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

/// How long before its end somebody has to ask for another certificate.
const SOON: Duration = Duration::from_hours(24 * 30);

/// Whether a certificate that ends then has ended, or does so soon.
pub(crate) fn ends_soon(until: Timestamp, now: Timestamp) -> bool {
    until <= now.after(SOON)
}

/// How many approved contacts have a certificate that has ended or does so within 30 days, and since when that is so of the
/// first: mail to them stops with it. One that is revoked, too weak or cannot be sealed to is never taken, so that a kept
/// one can only come to its end.
pub async fn keys_ending(tx: &mut Tx, actor: &Actor) -> Result<(i64, Option<Timestamp>), Error> {
    actor.may(Action::ReadStakeholders)?;
    let before = tx.now().after(SOON);
    let Ending(count, first) = tx.one(COUNT_ENDING, values![before]).await?;
    Ok((count, first.map(|first| first.before(SOON))))
}

/// The organisations of these contacts, those of which the certificate ends first at the head. At most 100.
pub(crate) async fn with_keys_ending(tx: &mut Tx, actor: &Actor) -> Result<Vec<Overview>, Error> {
    actor.may(Action::ReadStakeholders)?;
    let before = tx.now().after(SOON);
    let rows = tx.all(ENDING, values![before]).await?;
    opened(tx, rows)
}

struct Ending(i64, Option<Timestamp>);

impl FromRow for Ending {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("ending")?, row.get("first")?))
    }
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
UPDATE stakeholders_contact SET key = $2, key_until = $3 WHERE id = $1";

const COUNT_ENDING: &str = "-- stakeholders.contact.count_key_ending
SELECT COUNT(*) AS ending, MIN(key_until) AS first FROM stakeholders_contact
WHERE state = 'approved' AND key_until <= $1";

const ENDING: &str = "-- stakeholders.organisation.with_key_ending
SELECT id, kind, country, autonomous_system, data_key, name, added_at, merged_into FROM (
    SELECT COALESCE(own.merged_into, own.id) AS holder_id, MIN(c.key_until) AS ends
    FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
    WHERE c.state = 'approved' AND c.key_until <= $1 GROUP BY COALESCE(own.merged_into, own.id)
) AS ending JOIN stakeholders_organisation ON id = ending.holder_id
ORDER BY ending.ends, id LIMIT 100";
