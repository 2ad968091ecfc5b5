//! What the record commits to of a check: one fixed form of everything that is stored of it and is never changed. It is
//! made when the check is stored, and made again from the row by whoever holds it against the record.

use std::collections::HashMap;

use audit::{Held, Subject};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Entropy, Id, Sensitive, Timestamp};
use location::Location;
use serde::Serialize;
use serde_json::{Map, Value as Json};
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::Error;
use crate::check::{Check, NewCheck};

/// The evidence of a check with the random bytes that the record commits to with it: as it is sealed, and in clear.
pub(crate) struct Kept {
    pub(crate) sealed: Vec<u8>,
    said: Sensitive<String>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Kept")
    }
}

impl Kept {
    /// Seals evidence.
    pub(crate) fn seal(
        entropy: &dyn Entropy,
        key: &DataKey,
        id: Id<Check>,
        mut evidence: Map<String, Json>,
    ) -> store::Result<Self> {
        evidence.insert("salt".to_owned(), Json::from(audit::salt(entropy)));
        let said = serde_json::to_string(&evidence)
            .map_err(|_| store::Error::Unreadable("takedown_check.detail"))?;
        Ok(Self {
            sealed: key.seal(place(id), said.as_bytes(), entropy),
            said: Sensitive::new(said),
        })
    }
}

pub(crate) const fn place(id: Id<Check>) -> Place {
    Place::new("takedown_check", "detail", id)
}

/// A check as the record commits to it: SHA-256 of this as JSON, with the fields in this order and nothing between
/// them.
#[derive(Serialize)]
struct Form<'a> {
    #[serde(rename = "form")]
    name: &'static str,
    check: Id<Check>,
    case: Id<Case>,
    location: Id<Location>,
    at: i64,
    cause: &'a str,
    vantage: &'a str,
    abroad: bool,
    seen: &'a str,
    status: Option<i64>,
    verdict: &'a str,
    /// The evidence, as it is sealed: JSON within a text.
    said: &'a str,
}

impl Form<'_> {
    fn bytes(&self) -> store::Result<Sensitive<Vec<u8>>> {
        let bytes = serde_json::to_vec(self);
        let bytes = bytes.map_err(|_| store::Error::Unreadable("takedown_check.detail"))?;
        Ok(Sensitive::new(bytes))
    }
}

/// What the record commits to of a new check.
pub(crate) fn digest(check: &NewCheck<'_>) -> store::Result<String> {
    let form = Form {
        name: FORM,
        check: check.id,
        case: check.case,
        location: check.location,
        at: check.at.micros(),
        cause: check.cause.name(),
        vantage: check.vantage,
        abroad: check.abroad,
        seen: check.seen.name(),
        status: check.status.map(i64::from),
        verdict: check.verdict.name(),
        said: check.detail.said.expose(),
    };
    Ok(audit::digest(form.bytes()?.expose()))
}

/// The name and version of the form.
const FORM: &str = "openhotline check 1";

/// A check in the store, as the record commits to it.
pub(crate) struct Stored {
    id: Id<Check>,
    case: Id<Case>,
    location: Id<Location>,
    at: Timestamp,
    cause: String,
    vantage: String,
    abroad: bool,
    seen: String,
    status: Option<i64>,
    verdict: String,
    detail: Vec<u8>,
    pub(crate) entry: Id<audit::Entry>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            at: row.get("at")?,
            cause: row.get("cause")?,
            vantage: row.get("vantage")?,
            abroad: row.get("abroad")?,
            seen: row.get("seen")?,
            status: row.get("status")?,
            verdict: row.get("verdict")?,
            detail: row.get("detail")?,
            entry: row.get("entry_id")?,
        })
    }
}

/// The bytes that the record commits to of a stored check, and its evidence; nothing where that does not open.
pub(crate) type Opened = (Sensitive<Vec<u8>>, Sensitive<String>);

impl Stored {
    pub(crate) fn open(&self, key: &DataKey) -> store::Result<Option<Opened>> {
        let Ok(said) = key.open_text(place(self.id), &self.detail) else {
            return Ok(None);
        };
        let form = Form {
            name: FORM,
            check: self.id,
            case: self.case,
            location: self.location,
            at: self.at.micros(),
            cause: &self.cause,
            vantage: &self.vantage,
            abroad: self.abroad,
            seen: &self.seen,
            status: self.status,
            verdict: &self.verdict,
            said: said.expose(),
        };
        let bytes = form.bytes()?;
        Ok(Some((bytes, said)))
    }
}

/// Holds every check against what the record commits to.
pub async fn verify_checks(tx: &mut Tx, actor: &Actor) -> Result<Held, Error> {
    actor.may(Action::VerifyAudit)?;
    let (stored,): (i64,) = tx.one(COUNT, values![]).await?;
    let digests = async |tx: &mut Tx, ids: &[Id<Subject>]| digests(tx, actor, ids).await;
    audit::hold(tx, ("takedown.check", "check"), stored, digests).await
}

async fn digests(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[Id<Subject>],
) -> Result<HashMap<Id<Subject>, Option<String>>, Error> {
    let stored: Vec<Stored> = tx.all(THESE, values![ids]).await?;
    let locations = stored.iter().map(|check| check.location);
    let keys = location::keys_to_verify(tx, actor, locations).await?;
    let mut digests = HashMap::new();
    for check in stored {
        let opened = match keys.get(&check.location) {
            Some(key) => check.open(key)?,
            None => None,
        };
        let digest = opened.map(|(form, _)| audit::digest(form.expose()));
        digests.insert(Id::from_uuid(check.id.uuid()), digest);
    }
    Ok(digests)
}

const COUNT: &str = "-- takedown.check.count
SELECT COUNT(*) AS value FROM takedown_check";

const THESE: &str = "-- takedown.check.these
SELECT id, case_id, location_id, at, cause, vantage, abroad, seen, status, verdict, detail, entry_id
FROM takedown_check WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
