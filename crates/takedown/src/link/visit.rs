//! Visits: somebody opened a list with a code, or a program with a key. It is shown for some time, and what is said of it
//! is taken.

use std::time::Duration;

use identity::RecipientKey;
use intake::{Case, ReceiptOf};
use kernel::{Id, Sensitive, Timestamp};
use letterbox::Spoken;
use stakeholders::Contact;
use store::{FromRow, Place, Row, Tx, values};

use super::{END_LIST, LIST};
use crate::Error;
use crate::letter::Letter;
use crate::notice::Notice;

/// How long the list is shown that was opened, and taken what is said of it.
const VISIT: Duration = Duration::from_hours(2);

/// A visit.
pub struct Visit {
    pub(super) id: Id<Visit>,
    pub(super) whose: Whose,
    pub(super) until: Timestamp,
    data_key: Vec<u8>,
    receipt: Vec<u8>,
}

/// Of whom, and of what, the list is.
pub(super) struct Whose {
    pub(super) contact: Id<Contact>,
    /// Of a letter: with a code always.
    pub(super) letter: Option<Id<Letter>>,
    /// The key that a program came with.
    pub(super) key: Option<Id<RecipientKey>>,
    /// Of a program: the case whose places it asked for.
    pub(super) case: Option<Id<Case>>,
    /// Behind which notice its list goes on.
    pub(super) after: Option<Id<Notice>>,
}

impl Whose {
    /// The list of a letter, with a code.
    pub(super) const fn letter(letter: &Letter) -> Self {
        Self {
            contact: letter.contact,
            letter: Some(letter.id),
            key: None,
            case: None,
            after: None,
        }
    }
}

impl FromRow for Visit {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            whose: Whose {
                contact: row.get("contact_id")?,
                letter: row.get("letter_id")?,
                key: row.get("key_id")?,
                case: row.get("case_id")?,
                after: row.get("after_id")?,
            },
            until: row.get("until")?,
            data_key: row.get("data_key")?,
            receipt: row.get("receipt")?,
        })
    }
}

impl Visit {
    /// Where the list is put, and what it is sealed to.
    pub(super) fn receipt(&self, tx: &Tx) -> store::Result<ReceiptOf> {
        let key = tx.keyring()?.data_key(key_place(self.id), &self.data_key)?;
        let plain = key.open(receipt_place(self.id), &self.receipt)?;
        serde_json::from_slice(plain.expose())
            .map_err(|_| store::Error::Unreadable("takedown_visit.receipt"))
    }
}

/// Begins a visit, has its list put into the letterbox, and taken out at its end.
pub(super) async fn begin(tx: &mut Tx, spoken: &Spoken, whose: &Whose) -> Result<Id<Visit>, Error> {
    let id: Id<Visit> = tx.new_id();
    let receipt = ReceiptOf {
        lookup_id: spoken.lookup_id,
        reply_key: spoken.reply_key,
    };
    let plain = serde_json::to_vec(&receipt)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("takedown_visit.receipt"))?;
    let (key, wrapped) = tx.keyring()?.new_data_key(key_place(id), tx.entropy());
    let sealed = key.seal(receipt_place(id), plain.expose(), tx.entropy());
    let (now, index) = (tx.now(), index(tx, spoken)?);
    let until = now.after(VISIT);
    let row = values![
        id,
        whose.contact,
        whose.letter,
        whose.key,
        whose.case,
        whose.after,
        now,
        until,
        index,
        wrapped,
        sealed,
    ];
    tx.execute(INSERT, row).await?;
    jobs::queue(tx, LIST, &id).await?;
    jobs::queue_at(tx, END_LIST, &id, until, None).await?;
    Ok(id)
}

/// The visit in which this was sent.
pub(super) async fn of_spoken(tx: &mut Tx, spoken: &Spoken) -> Result<Option<Visit>, Error> {
    let index = index(tx, spoken)?;
    Ok(tx.optional(OF_RECEIPT, values![index]).await?)
}

/// A visit.
pub(super) async fn find(tx: &mut Tx, id: Id<Visit>) -> Result<Option<Visit>, Error> {
    Ok(tx.optional(FIND, values![id]).await?)
}

fn index(tx: &Tx, spoken: &Spoken) -> store::Result<[u8; 32]> {
    let keyring = tx.keyring()?;
    Ok(keyring.blind_index("takedown.visit", &spoken.lookup_id))
}

const fn key_place(id: Id<Visit>) -> Place {
    Place::new("takedown_visit", "data_key", id)
}

const fn receipt_place(id: Id<Visit>) -> Place {
    Place::new("takedown_visit", "receipt", id)
}

const INSERT: &str = "-- takedown.visit.insert
INSERT INTO takedown_visit (id, contact_id, letter_id, key_id, case_id, after_id, at, until, receipt_index, data_key,
    receipt)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const OF_RECEIPT: &str = "-- takedown.visit.of_receipt
SELECT id, contact_id, letter_id, key_id, case_id, after_id, until, data_key, receipt
FROM takedown_visit WHERE receipt_index = $1";

const FIND: &str = "-- takedown.visit.find
SELECT id, contact_id, letter_id, key_id, case_id, after_id, until, data_key, receipt
FROM takedown_visit WHERE id = $1";
