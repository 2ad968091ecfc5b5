//! Organisations and contacts in the store.

use audit::{About, Line, history};
use identity::{Action, Actor};
use kernel::{Country, Id, Language, Sensitive, Timestamp};
use serde_json::json;
use store::{Place, Tx, values};

use crate::address::mail_address;
use crate::{Error, Kind, Manner, State, alias, program};

/// A contact was approved: what waited for it can go. Holds the contact's id.
pub const APPROVED: jobs::Kind = "stakeholders.approved";

/// The longest name of an organisation, in characters.
const NAME: usize = 200;

/// The kind of the ids of organisations.
pub enum Organisation {}

/// How we came to know a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A registry named it.
    Trace,
    /// A member of staff, or whoever sits at the command line, named it.
    Staff,
}

impl Source {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trace => "trace",
            Self::Staff => "staff",
        }
    }
}

/// An address of an organisation for a purpose, opened.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Its id.
    pub id: Id<Contact>,
    /// The organisation: the one that its own is merged into, where it is.
    pub organisation: Id<Organisation>,
    /// The organisation that it was proposed for.
    pub own: Id<Organisation>,
    /// What the organisation is to us.
    pub kind: Kind,
    /// Its name.
    pub name: Sensitive<String>,
    /// Its country.
    pub country: Option<Country>,
    /// Where mail to it goes.
    pub address: Sensitive<String>,
    /// The OpenPGP certificate that mail to it is sealed to, where a person gave one.
    pub key: Option<Vec<u8>>,
    /// Until when that can be sealed to, where it says so.
    pub key_until: Option<Timestamp>,
    /// How it is written to.
    pub manner: Manner,
    /// Where the contact stands.
    pub state: State,
    /// How we came to know it.
    pub source: Source,
    /// Since when we know it.
    pub added_at: Timestamp,
}

/// A contact that somebody proposes.
#[derive(Clone, Debug)]
pub struct Proposal<'a> {
    /// What the organisation is to us.
    pub kind: Kind,
    /// Its name.
    pub name: &'a str,
    /// Its country. Organisations of one name in two countries are two.
    pub country: Option<Country>,
    /// The autonomous system it runs, where we know.
    pub autonomous_system: Option<u32>,
    /// Where mail to it goes.
    pub address: &'a str,
    /// The language that it is written to in.
    pub language: Option<Language>,
    /// How we came to know it.
    pub source: Source,
}

/// Proposes a contact; its organisation is made when it is not there. Proposing one that is known, in
/// whatever state, changes nothing.
pub async fn propose(
    tx: &mut Tx,
    actor: &Actor,
    proposal: &Proposal<'_>,
) -> Result<Id<Contact>, Error> {
    actor.may(Action::ProposeContact)?;
    let address = mail_address(proposal.address).ok_or(Error::Address)?;
    let organisation = organisation(tx, actor, proposal).await?;
    let address_index = address_index(tx, &address)?;
    let purpose = proposal.kind.purpose();
    let known = values![organisation, address_index, purpose];
    if let Some((id,)) = tx.optional(FIND, known).await? {
        return Ok(id);
    }
    let id: Id<Contact> = tx.new_id();
    let place = Place::new("stakeholders_contact", "data_key", id);
    let (key, wrapped) = tx.keyring()?.new_data_key(place, tx.entropy());
    let sealed = key.seal(sealed_address(id), address.as_bytes(), tx.entropy());
    let now = tx.now();
    let made = tx
        .execute(
            INSERT,
            values![
                id,
                organisation,
                purpose,
                address_index,
                wrapped,
                sealed,
                proposal.language.map(String::from),
                proposal.source.name(),
                now,
            ],
        )
        .await?;
    if made == 0 {
        // On PostgreSQL another transaction proposed it meanwhile.
        let known = values![organisation, address_index, purpose];
        let (id,) = tx.one(FIND, known).await?;
        return Ok(id);
    }
    let why = match proposal.source {
        Source::Trace => "a registry named it",
        Source::Staff => "a person named it",
    };
    let line = Line::first(State::Proposed.name(), why);
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.propose",
        About::one("contact", id),
        json!({ "organisation": organisation, "source": proposal.source.name() }),
    )
    .await?;
    Ok(id)
}

/// The organisation of this kind, country and name.
async fn organisation(
    tx: &mut Tx,
    actor: &Actor,
    proposal: &Proposal<'_>,
) -> Result<Id<Organisation>, Error> {
    let name = plain_name(proposal.name).ok_or(Error::Name)?;
    let index = identity_index(tx, proposal.kind, proposal.country, &name)?;
    // Its own name before another's alias: what was there first keeps its contacts.
    if let Some((id,)) = tx.optional(FIND_ORGANISATION, values![index]).await? {
        return Ok(id);
    }
    if let Some(id) = alias::known_as(tx, index).await? {
        return Ok(id);
    }
    let id: Id<Organisation> = tx.new_id();
    let place = Place::new("stakeholders_organisation", "data_key", id);
    let (key, wrapped) = tx.keyring()?.new_data_key(place, tx.entropy());
    let sealed = key.seal(sealed_name(id), name.as_bytes(), tx.entropy());
    let searched = name_index(tx, &name)?;
    let now = tx.now();
    let made = tx
        .execute(
            INSERT_ORGANISATION,
            values![
                id,
                proposal.kind.name(),
                proposal.country.map(String::from),
                proposal.autonomous_system,
                index,
                wrapped,
                sealed,
                now,
                searched,
            ],
        )
        .await?;
    if made == 1 {
        audit::record(
            tx,
            actor.who(),
            "stakeholders.add_organisation",
            About::one("organisation", id),
            json!({ "kind": proposal.kind.name() }),
        )
        .await?;
    }
    let (id,) = tx.one(FIND_ORGANISATION, values![index]).await?;
    Ok(id)
}

/// Approves a contact: it is written to from now on, and what waited for it goes.
pub async fn approve(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<(), Error> {
    actor.may(Action::ApproveContact)?;
    let from = state(tx, id).await?;
    change(
        tx,
        actor,
        id,
        from,
        from.approve()?,
        "a person answers for it",
    )
    .await?;
    jobs::queue(tx, APPROVED, &id).await?;
    Ok(())
}

/// Retires a contact: it is not written to any more, and its programs answer nothing.
pub async fn retire(tx: &mut Tx, actor: &Actor, id: Id<Contact>) -> Result<(), Error> {
    actor.may(Action::ApproveContact)?;
    let from = state(tx, id).await?;
    change(tx, actor, id, from, from.retire()?, "a person took it out").await?;
    program::end_all(tx, actor, id).await
}

/// Holds a contact's row until the transaction ends, so that it is changed as it was read.
pub(crate) async fn hold(tx: &mut Tx, id: Id<Contact>) -> Result<(), Error> {
    state(tx, id).await.map(|_| ())
}

async fn state(tx: &mut Tx, id: Id<Contact>) -> Result<State, Error> {
    let (name,): (String,) = tx
        .optional(STATE, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    Ok(State::named(&name).ok_or(store::Error::Unreadable("stakeholders_contact.state"))?)
}

async fn change(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Contact>,
    from: State,
    to: State,
    why: &'static str,
) -> Result<(), Error> {
    tx.execute(SET_STATE, values![id, to.name(), from.name()])
        .await?;
    let line = Line::step(from.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.move_contact",
        About::one("contact", id),
        json!({ "from": from.name(), "to": to.name() }),
    )
    .await?;
    Ok(())
}

/// A name without space around it or twice within it; nothing when it is empty, too long, has controls or is not
/// what it looks like.
pub(crate) fn plain_name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let usable = !name.is_empty()
        && name.chars().count() <= NAME
        && !name.chars().any(char::is_control)
        && page::is_plain(&name);
    usable.then_some(name)
}

pub(crate) fn identity_index(
    tx: &Tx,
    kind: Kind,
    country: Option<Country>,
    name: &str,
) -> store::Result<[u8; 32]> {
    let country = country.map(String::from).unwrap_or_default();
    let identity = format!("{}\0{country}\0{}", kind.name(), name.to_lowercase());
    Ok(tx
        .keyring()?
        .blind_index("stakeholders.organisation", identity.as_bytes()))
}

/// The blind index by which a person finds an organisation: of its name alone, whatever its case.
pub(crate) fn name_index(tx: &Tx, name: &str) -> store::Result<[u8; 32]> {
    let folded = name.to_lowercase();
    Ok(tx
        .keyring()?
        .blind_index("stakeholders.name", folded.as_bytes()))
}

pub(crate) fn address_index(tx: &Tx, address: &str) -> store::Result<[u8; 32]> {
    // Local parts that differ by case alone are one mailbox everywhere that we know of.
    let folded = address.to_ascii_lowercase();
    Ok(tx
        .keyring()?
        .blind_index("stakeholders.address", folded.as_bytes()))
}

pub(crate) const fn sealed_address(id: Id<Contact>) -> Place {
    Place::new("stakeholders_contact", "address", id)
}

pub(crate) const fn sealed_key(id: Id<Contact>) -> Place {
    Place::new("stakeholders_contact", "key", id)
}

pub(crate) const fn sealed_name(id: Id<Organisation>) -> Place {
    Place::new("stakeholders_organisation", "name", id)
}

const FIND: &str = "-- stakeholders.contact.find
SELECT c.id AS value FROM stakeholders_contact c JOIN stakeholders_organisation own ON own.id = c.organisation_id
WHERE c.address_index = $2 AND c.purpose = $3 AND COALESCE(own.merged_into, own.id) = (
    SELECT COALESCE(merged_into, id) FROM stakeholders_organisation WHERE id = $1)
ORDER BY CASE WHEN c.organisation_id = $1 THEN 0 ELSE 1 END, c.added_at, c.id LIMIT 1";

const INSERT: &str = "-- stakeholders.contact.insert
INSERT INTO stakeholders_contact (id, organisation_id, purpose, state, address_index, data_key, address,
    language, source, added_at)
VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9)
ON CONFLICT (organisation_id, address_index, purpose) DO NOTHING";

const FIND_ORGANISATION: &str = "-- stakeholders.organisation.find
SELECT id AS value FROM stakeholders_organisation WHERE identity_index = $1";

const INSERT_ORGANISATION: &str = "-- stakeholders.organisation.insert
INSERT INTO stakeholders_organisation (id, kind, country, autonomous_system, identity_index, data_key,
    name, added_at, name_index)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (identity_index) DO NOTHING";

const STATE: &str = "-- stakeholders.contact.state
SELECT state AS value FROM stakeholders_contact WHERE id = $1 /*for update*/";

const SET_STATE: &str = "-- stakeholders.contact.set_state
UPDATE stakeholders_contact SET state = $2 WHERE id = $1 AND state = $3";

const ADD_HISTORY: &str = "-- stakeholders.contact_history.insert
INSERT INTO stakeholders_contact_history (contact_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM stakeholders_contact_history WHERE contact_id = $1),
    $2, $3, $4, $5, $6, $7)";
