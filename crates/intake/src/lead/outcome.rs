//! What became of a lead: to whom it was passed on, by whom, when and under which reference, or why there was nothing
//! to do. Passing on is done by people, by telephone or however their agreement says; this is the record of it.

use identity::{Action, Actor, Staff};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};

use super::taking::{held, lapse_key};
use super::{Lead, LeadMove, LeadReason, LeadState, lead, of_report, open_key, step};
use crate::Error;
use crate::answer::{Step, answer};
use crate::report::Report;

/// Characters of a reference.
const REFERENCE: usize = 100;
/// Characters of a note.
const NOTE: usize = 2_000;

/// What became of a lead, once.
#[derive(Clone, Debug)]
pub struct LeadOutcome {
    /// When.
    pub at: Timestamp,
    /// Who of the staff did it; nothing where it followed from what the reporter did.
    pub staff: Option<Id<Staff>>,
    /// What.
    pub became: Became,
    /// What they call it there; only for those who may read what was told.
    pub their_reference: Option<Sensitive<String>>,
    /// A note for colleagues, as long as the reporter has not withdrawn; only for those who may read what was told.
    pub note: Option<Sensitive<String>>,
}

/// What a lead became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// It was passed on.
    Referred {
        /// The number of the pack's help line.
        line: String,
        /// Whether that was the police.
        police: bool,
    },
    /// There was nothing to do.
    Closed(LeadReason),
}

/// What somebody writes about an outcome. Empty texts stand for none.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    /// What they call it there.
    pub their_reference: String,
    /// A note for colleagues.
    pub note: String,
}

struct Stored {
    id: Id<LeadOutcome>,
    at: Timestamp,
    staff: Option<Id<Staff>>,
    became: Became,
    their_reference: Option<Vec<u8>>,
    note: Option<Vec<u8>>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        let reason: Option<String> = row.get("reason")?;
        let line: Option<String> = row.get("line")?;
        let became = match (line, reason) {
            (Some(line), None) => Became::Referred {
                line,
                police: row.get("police")?,
            },
            (None, Some(reason)) => Became::Closed(
                LeadReason::named(&reason)
                    .ok_or(store::Error::Unreadable("intake_lead_outcome.reason"))?,
            ),
            _ => return Err(store::Error::Unreadable("intake_lead_outcome.line")),
        };
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            staff: row.get("staff_id")?,
            became,
            their_reference: row.get("their_reference")?,
            note: row.get("note")?,
        })
    }
}

/// Records that a lead one has was passed on to a help line of the pack, the police's among them. The reporter is told
/// that the work is finished, and not to whom it went.
pub async fn refer_lead(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Lead>,
    line: &str,
    remarks: &Remarks,
) -> Result<(), Error> {
    actor.may(Action::HandleLead)?;
    let lead = held(tx, actor, id).await?;
    let known = pack.help.iter().find(|known| known.number == line);
    let known = known.ok_or(Error::NotFound)?;
    let became = Became::Referred {
        line: known.number.clone(),
        police: known.police,
    };
    conclude(tx, actor, &lead, LeadMove::Refer, &became, remarks).await?;
    answer(tx, lead.report, Step::Closed).await
}

/// Closes a lead one has, about which there is nothing to do.
pub async fn close_lead(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Lead>,
    reason: LeadReason,
    remarks: &Remarks,
) -> Result<(), Error> {
    actor.may(Action::HandleLead)?;
    let lead = held(tx, actor, id).await?;
    let by = LeadMove::Close(reason);
    conclude(tx, actor, &lead, by, &Became::Closed(reason), remarks).await?;
    answer(tx, lead.report, Step::Closed).await
}

/// What became of a lead, oldest first. Who may not read what was told sees no word of it here either.
pub async fn lead_outcomes(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Lead>,
) -> Result<Vec<LeadOutcome>, Error> {
    actor.may(Action::ReadCase)?;
    let reads = actor.may(Action::ReadLead).is_ok();
    let lead = lead(tx, actor, id).await?;
    let key = open_key(tx, &lead)?;
    let open = |stored: Stored| {
        let text = |column, sealed: Option<Vec<u8>>| {
            let sealed = sealed.filter(|_| reads);
            sealed.map(|sealed| open(&key, place(column, stored.id), &sealed))
        };
        Ok(LeadOutcome {
            at: stored.at,
            staff: stored.staff,
            their_reference: text("their_reference", stored.their_reference).transpose()?,
            note: text("note", stored.note).transpose()?,
            became: stored.became,
        })
    };
    let stored = tx.all::<Stored>(ALL, values![id]).await?;
    stored.into_iter().map(open).collect()
}

/// The reporter withdrew: notes may repeat what was told, and go. Of a lead that nobody has in hand nothing is left.
pub(crate) async fn withdrawn(tx: &mut Tx, actor: &Actor, report: Id<Report>) -> Result<(), Error> {
    let Some(lead) = of_report(tx, report).await? else {
        return Ok(());
    };
    tx.execute(DROP_NOTES, values![lead.id]).await?;
    if lead.state == LeadState::Waiting {
        follow(tx, actor, &lead, LeadReason::Withdrawn).await?;
    }
    Ok(())
}

/// Closes a lead for something the reporter did. Nobody is told: it is no answer.
pub(super) async fn follow(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Lead,
    reason: LeadReason,
) -> Result<(), Error> {
    let (by, became) = (LeadMove::Close(reason), Became::Closed(reason));
    conclude(tx, actor, lead, by, &became, &Remarks::default()).await
}

async fn conclude(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Lead,
    by: LeadMove,
    became: &Became,
    remarks: &Remarks,
) -> Result<(), Error> {
    let their_reference = written(&remarks.their_reference, REFERENCE)?;
    let note = written(&remarks.note, NOTE)?;
    step(tx, actor, lead, by, None).await?;
    jobs::cancel(tx, &lapse_key(lead.id)).await?;
    let id: Id<LeadOutcome> = tx.new_id();
    let key = open_key(tx, lead)?;
    let seal = |column, text: Option<&str>| {
        text.map(|text| key.seal(place(column, id), text.as_bytes(), tx.entropy()))
    };
    let (their_reference, note) = (seal("their_reference", their_reference), seal("note", note));
    let (line, police, reason) = match became {
        Became::Referred { line, police } => (Some(line.as_str()), *police, None),
        Became::Closed(reason) => (None, false, Some(reason.name())),
    };
    let now = tx.now();
    tx.execute(
        ADD,
        values![
            id,
            lead.id,
            now,
            actor.staff_id(),
            line,
            police,
            reason,
            their_reference,
            note,
        ],
    )
    .await?;
    Ok(())
}

/// A text without the blanks around it; nothing where it is empty.
fn written(text: &str, most: usize) -> Result<Option<&str>, Error> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Error::TooLong);
    }
    Ok((!text.is_empty()).then_some(text))
}

fn open(key: &DataKey, place: Sealed, sealed: &[u8]) -> Result<Sensitive<String>, Error> {
    let plain = key.open(place, sealed).map_err(store::Error::from)?;
    let text = std::str::from_utf8(plain.expose())
        .map_err(|_| store::Error::Unreadable("intake_lead_outcome.note"))?;
    Ok(text.to_owned().into())
}

const fn place(column: &'static str, id: Id<LeadOutcome>) -> Sealed {
    Sealed::new("intake_lead_outcome", column, id)
}

const ADD: &str = "-- intake.lead_outcome.insert
INSERT INTO intake_lead_outcome (id, lead_id, number, at, staff_id, line, police, reason, their_reference, note)
VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_lead_outcome WHERE lead_id = $2),
    $3, $4, $5, $6, $7, $8, $9)";

const ALL: &str = "-- intake.lead_outcome.all
SELECT id, at, staff_id, line, police, reason, their_reference, note FROM intake_lead_outcome
WHERE lead_id = $1 ORDER BY number LIMIT 500";

const DROP_NOTES: &str = "-- intake.lead_outcome.drop_notes
UPDATE intake_lead_outcome SET note = NULL WHERE lead_id = $1";
