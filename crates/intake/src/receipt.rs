//! Where a report is answered: what the desk keeps of its receipt, sealed under the report's key.

use kernel::Id;
use serde::{Deserialize, Serialize};
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::report::{Report, open_key, place};

/// What the desk knows of a receipt: where to answer. The receipt itself follows from neither.
#[derive(Clone, Serialize, Deserialize)]
pub struct ReceiptOf {
    /// Where replies are put.
    pub lookup_id: [u8; 32],
    /// What they are sealed to.
    pub reply_key: [u8; 32],
}

struct Kept {
    receipt: Option<Vec<u8>>,
    data_key: Vec<u8>,
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            receipt: row.get("receipt")?,
            data_key: row.get("data_key")?,
        })
    }
}

/// Where to answer a report: nothing where it came without a receipt.
pub(crate) async fn receipt_of(
    tx: &mut Tx,
    report: Id<Report>,
) -> Result<Option<ReceiptOf>, Error> {
    let kept = tx
        .optional::<Kept>(GET, values![report])
        .await?
        .ok_or(Error::NotFound)?;
    let Some(sealed) = kept.receipt else {
        return Ok(None);
    };
    let plain = open_key(tx, report, &kept.data_key)?
        .open(place("receipt", report), &sealed)
        .map_err(store::Error::from)?;
    let receipt = serde_json::from_slice(plain.expose())
        .map_err(|_| store::Error::Unreadable("intake_report.receipt"))?;
    Ok(Some(receipt))
}

const GET: &str = "-- intake.report.receipt
SELECT receipt, data_key FROM intake_report WHERE id = $1";
