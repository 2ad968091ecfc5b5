//! How to reach a reporter, where that was wished: under a key of its own, which alone is destroyed when it is
//! withdrawn. No answer needs it.

use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use store::{FromRow, Row, Tx, values};

use crate::padding::padded;
use crate::report::{Report, place};
use crate::{Case, Error};

struct Kept {
    key: Option<Vec<u8>>,
    contact: Option<Vec<u8>>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            key: row.get("contact_key")?,
            contact: row.get("contact")?,
        })
    }
}

/// Keeps a contact that came with the submission of this number under a new key; one that was there goes, with its key.
pub(crate) async fn keep(
    tx: &mut Tx,
    report: Id<Report>,
    number: i64,
    contact: &str,
) -> Result<(), Error> {
    let (key, wrapped) = tx
        .keyring()?
        .new_data_key(place("contact_key", report), tx.entropy());
    let plain = padded(&contact).map_err(|_| store::Error::Unreadable("intake_report.contact"))?;
    let plain = Sensitive::new(plain);
    let sealed = key.seal(place("contact", report), plain.expose(), tx.entropy());
    tx.execute(KEEP, values![report, wrapped, sealed, number])
        .await?;
    Ok(())
}

/// Destroys it with its key.
pub(crate) async fn destroy(tx: &mut Tx, report: Id<Report>) -> Result<(), Error> {
    tx.execute(DESTROY, values![report]).await?;
    Ok(())
}

/// How to reach the reporter of a case's report; nothing where none was left or it was withdrawn. Whoever calls
/// records that it was read, and why.
pub async fn contact(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    report: Id<Report>,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadContact)?;
    let kept = tx.optional::<Kept>(GET, values![case, report]).await?;
    open(tx, report, kept.ok_or(Error::NotFound)?)
}

/// The same, to send it where the reporter consented: nothing where it was left behind the submission of this number, for
/// then it is another than the one that was decided about. Whoever calls holds the decision and records it.
pub async fn contact_to_send(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    report: Id<Report>,
    up_to: i64,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::SendDisclosed)?;
    let asked = values![case, report, up_to];
    let kept = tx.optional::<Kept>(GET_UP_TO, asked).await?;
    open(tx, report, kept.ok_or(Error::NotFound)?)
}

/// How to reach whoever told a report, which the caller may read.
pub(crate) async fn of_report(
    tx: &mut Tx,
    report: Id<Report>,
) -> Result<Option<Sensitive<String>>, Error> {
    let kept = tx.optional::<Kept>(OF_REPORT, values![report]).await?;
    open(tx, report, kept.ok_or(Error::NotFound)?)
}

fn open(tx: &Tx, report: Id<Report>, kept: Kept) -> Result<Option<Sensitive<String>>, Error> {
    let (Some(wrapped), Some(sealed)) = (kept.key, kept.contact) else {
        return Ok(None);
    };
    let key = tx
        .keyring()?
        .data_key(place("contact_key", report), &wrapped)
        .map_err(store::Error::from)?;
    let plain = key
        .open(place("contact", report), &sealed)
        .map_err(store::Error::from)?;
    let text: String = serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("intake_report.contact"))?;
    Ok(Some(text.into()))
}

const KEEP: &str = "-- intake.report.keep_contact
UPDATE intake_report SET contact_key = $2, contact = $3, contact_number = $4 WHERE id = $1";

const DESTROY: &str = "-- intake.report.destroy_contact
UPDATE intake_report SET contact_key = NULL, contact = NULL, contact_number = NULL WHERE id = $1";

const OF_REPORT: &str = "-- intake.report.own_contact
SELECT contact_key, contact FROM intake_report WHERE id = $1";

const GET: &str = "-- intake.report.contact
SELECT r.contact_key, r.contact FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.report_id = $2";

const GET_UP_TO: &str = "-- intake.report.contact_up_to
SELECT CASE WHEN r.contact_number <= $3 THEN r.contact_key END AS contact_key,
    CASE WHEN r.contact_number <= $3 THEN r.contact END AS contact
FROM intake_case_report j JOIN intake_report r ON r.id = j.report_id
WHERE j.case_id = $1 AND j.report_id = $2";
