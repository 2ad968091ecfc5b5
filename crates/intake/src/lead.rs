//! A lead: a report that names no address, from its filing until it was passed on or there was nothing to do. It is
//! never a location and joins no case. Should its receipt name an address later, that joins a case as any, and a
//! lead that nobody has in hand goes with it.

mod address;
mod outcome;
mod state;
mod taking;
mod told;

use audit::{About, Line, history};
use identity::{Action, Actor, Staff};
use kernel::{Id, Timestamp};
use letterbox::Content;
use pack::Pack;
use serde_json::json;
use store::{DataKey, FromRow, Place as Sealed, Row, Tx, values};

use crate::case::reference;
use crate::class::{Class, Weight};
use crate::report::{Entry, Report};
use crate::{Error, PAGE};

pub use address::cases_of_report;
pub use outcome::{Became, LeadOutcome, Remarks, close_lead, lead_outcomes, refer_lead};
pub use state::{LeadImpossible, LeadMove, LeadReason, LeadState};
pub use taking::{give_back_lead, lapse_lead, lapse_leads, take_lead};
pub use told::{LeadTold, lead_contact, lead_language, lead_told, say_of_lead};

pub(crate) use outcome::withdrawn;

use address::{has_case, leave_to_case};

/// A lead, without what was told.
#[derive(Clone, Debug)]
pub struct Lead {
    /// Its id.
    pub id: Id<Lead>,
    /// What people call it by, as a case's reference.
    pub reference: String,
    /// The report that told it.
    pub report: Id<Report>,
    /// Where it stands.
    pub state: LeadState,
    /// How pressing it is.
    pub class: Class,
    /// When it was filed.
    pub opened_at: Timestamp,
    /// Who has it.
    pub staff: Option<Id<Staff>>,
    /// Until when, unless that is extended.
    pub lease_until: Option<Timestamp>,
    /// The reporter said something that nobody has read.
    pub unread: bool,
    data_key: Vec<u8>,
}

impl FromRow for Lead {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            reference: row.get("reference")?,
            report: row.get("report_id")?,
            state: read_state(&row.get::<String>("state")?)?,
            class: Class::read(row, "class")?,
            opened_at: row.get("opened_at")?,
            staff: row.get("staff_id")?,
            lease_until: row.get("lease_until")?,
            unread: row.get::<i64>("unread")? > 0,
            data_key: row.get("data_key")?,
        })
    }
}

/// One line of a lead's history.
#[derive(Clone, Debug)]
pub struct LeadMoved {
    /// When.
    pub at: Timestamp,
    /// By what kind of actor.
    pub who_kind: String,
    /// By which one.
    pub who_id: Option<Id<Staff>>,
    /// From where; nothing when it was filed.
    pub from: Option<LeadState>,
    /// To where.
    pub to: LeadState,
    /// Why: `told`, or the name of the move.
    pub why: String,
}

impl FromRow for LeadMoved {
    fn from_row(row: &Row) -> store::Result<Self> {
        let from: Option<String> = row.get("from_state")?;
        Ok(Self {
            at: row.get("at")?,
            who_kind: row.get("who_kind")?,
            who_id: row.get("who_id")?,
            from: from.as_deref().map(read_state).transpose()?,
            to: read_state(&row.get::<String>("to_state")?)?,
            why: row.get("why")?,
        })
    }
}

fn read_state(name: &str) -> store::Result<LeadState> {
    LeadState::named(name).ok_or(store::Error::Unreadable("a state of a lead"))
}

/// Where a list of leads goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadCursor {
    /// The number of the class of the last lead of the page before.
    pub class: i64,
    /// When it was filed.
    pub opened_at: Timestamp,
    /// Its id.
    pub id: Id<Lead>,
}

impl LeadCursor {
    /// Behind this lead.
    pub const fn behind(lead: &Lead) -> Self {
        Self {
            class: lead.class.number(),
            opened_at: lead.opened_at,
            id: lead.id,
        }
    }

    /// As addresses have it.
    pub fn text(self) -> String {
        format!("{}.{}.{}", self.class, self.opened_at.micros(), self.id)
    }

    /// What [`Self::text`] gave, and nothing else.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            class: parts.next()?.parse().ok()?,
            opened_at: Timestamp::from_micros(parts.next()?.parse().ok()?),
            id: parts.next()?.parse().ok()?,
        })
    }
}

/// Files what an entry means for the lead of its report, after it has joined its cases: opens one, puts one that was
/// done with back, raises its class, lets it go to a case. The caller holds the report's row.
pub(crate) async fn heard(
    tx: &mut Tx,
    actor: &Actor,
    report: Id<Report>,
    entry: &Entry,
    weight: Weight,
) -> Result<(), Error> {
    let Some(lead) = tx.optional::<Lead>(OF_REPORT, values![report]).await? else {
        if entry.content.lead.is_some() && !has_case(tx, report).await? {
            open(tx, actor, report, weight.class).await?;
        }
        return Ok(());
    };
    if weight.class < lead.class {
        set_class(tx, actor, &lead, weight.class, "report").await?;
    }
    if has_case(tx, report).await? {
        return leave_to_case(tx, actor, &lead).await;
    }
    if lead.state.is_done() && says_something(&entry.content) {
        step(tx, actor, &lead, LeadMove::MoreTold, None).await?;
    }
    Ok(())
}

/// Puts the lead of a report that turned out to be of a flood behind all others, unless somebody has it.
pub(crate) async fn lower(tx: &mut Tx, actor: &Actor, report: Id<Report>) -> Result<(), Error> {
    match tx.optional::<Lead>(OF_REPORT, values![report]).await? {
        Some(lead) if lead.state == LeadState::Waiting => {
            set_class(tx, actor, &lead, Class::Bulk, "flood").await
        }
        _ => Ok(()),
    }
}

/// Whether the desk has anything to do with leads: the pack takes them, or some that it took before are not done.
pub async fn takes_leads(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<bool, Error> {
    actor.may(Action::ReadCase)?;
    if pack.accepts_leads {
        return Ok(true);
    }
    let left: Option<(String,)> = tx.optional(UNDONE, values![]).await?;
    Ok(left.is_some())
}

/// Leads of one state, a page at a time: the most pressing class first, and in each the oldest first.
pub async fn leads(
    tx: &mut Tx,
    actor: &Actor,
    state: LeadState,
    after: Option<LeadCursor>,
) -> Result<Vec<Lead>, Error> {
    actor.may(Action::ReadCase)?;
    let after = after.unwrap_or(LeadCursor {
        class: i64::MIN,
        opened_at: Timestamp::from_micros(i64::MIN),
        id: Id::from_uuid(uuid::Uuid::nil()),
    });
    Ok(tx
        .all(
            LIST,
            values![state.name(), after.class, after.opened_at, after.id, PAGE],
        )
        .await?)
}

/// A lead.
pub async fn lead(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<Lead, Error> {
    actor.may(Action::ReadCase)?;
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// A lead, its row held until the transaction ends: for whoever changes it as they read it.
pub async fn hold_lead(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<Lead, Error> {
    actor.may(Action::HandleLead)?;
    for_update(tx, id).await
}

/// The history of a lead, oldest first.
pub async fn lead_moves(tx: &mut Tx, actor: &Actor, id: Id<Lead>) -> Result<Vec<LeadMoved>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.all(HISTORY, values![id]).await?)
}

async fn open(tx: &mut Tx, actor: &Actor, report: Id<Report>, class: Class) -> Result<(), Error> {
    let id: Id<Lead> = tx.new_id();
    let (_, wrapped) = tx.keyring()?.new_data_key(key_place(id), tx.entropy());
    let reference = reference(tx);
    let now = tx.now();
    let state = LeadState::Waiting.name();
    tx.execute(
        OPEN,
        values![id, &reference, report, state, class.number(), now, wrapped],
    )
    .await?;
    history(tx, actor.who(), ADD_HISTORY, id, Line::first(state, "told")).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.open_lead",
        About::one("lead", id),
        json!({ "report": report, "class": class.name() }),
    )
    .await?;
    Ok(())
}

/// Whether a sending says anything that somebody should read.
fn says_something(content: &Content) -> bool {
    let silent = Content {
        contact: content.contact.clone(),
        feedback: content.feedback,
        withdraw: content.withdraw,
        page: content.page,
        ..Content::default()
    };
    *content != silent
}

/// Moves a lead, whose row the caller holds. `to`: who has it from now on, and until when.
async fn step(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Lead,
    by: LeadMove,
    to: Option<(Id<Staff>, Timestamp)>,
) -> Result<(), Error> {
    let after = lead.state.after(by)?;
    let (staff, until) = to.unzip();
    let (from, now_at) = (lead.state.name(), after.name());
    tx.execute(SET_STATE, values![lead.id, from, now_at, staff, until])
        .await?;
    let why = by.name();
    let line = Line::step(from, now_at, why);
    history(tx, actor.who(), ADD_HISTORY, lead.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.move_lead",
        About::one("lead", lead.id),
        json!({ "from": from, "to": now_at, "step": why }),
    )
    .await?;
    Ok(())
}

async fn set_class(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Lead,
    to: Class,
    why: &'static str,
) -> Result<(), Error> {
    tx.execute(SET_CLASS, values![lead.id, to.number()]).await?;
    audit::record(
        tx,
        actor.who(),
        "intake.class",
        About::one("lead", lead.id),
        json!({ "from": lead.class.name(), "to": to.name(), "why": why }),
    )
    .await?;
    Ok(())
}

/// The lead of a report, its row held.
async fn of_report(tx: &mut Tx, report: Id<Report>) -> Result<Option<Lead>, Error> {
    Ok(tx.optional(OF_REPORT, values![report]).await?)
}

async fn for_update(tx: &mut Tx, id: Id<Lead>) -> Result<Lead, Error> {
    let lead = tx.optional(GET_FOR_UPDATE, values![id]).await?;
    lead.ok_or(Error::NotFound)
}

fn open_key(tx: &Tx, lead: &Lead) -> Result<DataKey, Error> {
    let key = tx.keyring()?.data_key(key_place(lead.id), &lead.data_key);
    Ok(key.map_err(store::Error::from)?)
}

const fn key_place(id: Id<Lead>) -> Sealed {
    Sealed::new("intake_lead", "data_key", id)
}

const OPEN: &str = "-- intake.lead.open
INSERT INTO intake_lead (id, reference, report_id, state, class, opened_at, data_key)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const GET: &str = "-- intake.lead.get
SELECT id, reference, report_id, state, class, opened_at, staff_id, lease_until, data_key,
    (SELECT COUNT(*) FROM intake_message m WHERE m.report_id = l.report_id AND m.read_at IS NULL) AS unread
FROM intake_lead l WHERE id = $1";

const GET_FOR_UPDATE: &str = "-- intake.lead.get_for_update
SELECT id, reference, report_id, state, class, opened_at, staff_id, lease_until, data_key,
    (SELECT COUNT(*) FROM intake_message m WHERE m.report_id = l.report_id AND m.read_at IS NULL) AS unread
FROM intake_lead l WHERE id = $1 /*for update*/";

const OF_REPORT: &str = "-- intake.lead.of_report
SELECT id, reference, report_id, state, class, opened_at, staff_id, lease_until, data_key,
    (SELECT COUNT(*) FROM intake_message m WHERE m.report_id = l.report_id AND m.read_at IS NULL) AS unread
FROM intake_lead l WHERE report_id = $1 /*for update*/";

const LIST: &str = "-- intake.lead.list
SELECT id, reference, report_id, state, class, opened_at, staff_id, lease_until, data_key,
    (SELECT COUNT(*) FROM intake_message m WHERE m.report_id = l.report_id AND m.read_at IS NULL) AS unread
FROM intake_lead l WHERE state = $1 AND (class, opened_at, id) > ($2, $3, $4)
ORDER BY class, opened_at, id LIMIT $5";

const UNDONE: &str = "-- intake.lead.undone
SELECT state AS value FROM intake_lead WHERE state IN ('waiting', 'taken') LIMIT 1";

const SET_STATE: &str = "-- intake.lead.set_state
UPDATE intake_lead SET state = $3, staff_id = $4, lease_until = $5 WHERE id = $1 AND state = $2";

const SET_CLASS: &str = "-- intake.lead.set_class
UPDATE intake_lead SET class = $2 WHERE id = $1";

const HISTORY: &str = "-- intake.lead_history.all
SELECT at, who_kind, who_id, from_state, to_state, why FROM intake_lead_history
WHERE lead_id = $1 ORDER BY number LIMIT 500";

const ADD_HISTORY: &str = "-- intake.lead_history.insert
INSERT INTO intake_lead_history (lead_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM intake_lead_history WHERE lead_id = $1),
    $2, $3, $4, $5, $6, $7)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let id = Id::<Lead>::random(&kernel::SystemEntropy);
        let read = LeadCursor::of_text(&format!("50.17.{id}")).unwrap();
        assert_eq!((read.class, read.opened_at.micros(), read.id), (50, 17, id));
        assert_eq!(LeadCursor::of_text(&read.text()), Some(read));
        for wrong in ["", "17", "50.17.", "..", "x.y.z"] {
            assert_eq!(LeadCursor::of_text(wrong), None, "{wrong}");
        }
    }
}
