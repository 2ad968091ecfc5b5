//! Letters: each one mail, with the notices to one contact that leave together.
//!
//! A notice that is released joins the open letter of its contact. The letter gathers for the pack's time and leaves
//! in the hours of its country; where the pack says so a person lets it. Right before it leaves its places are traced
//! once more: what has moved is taken out of it, and the rest goes. Composed once, it is that mail for ever: it leaves
//! whole or, where one of its notices may not leave any more, not at all, and the others go in another.

mod act;
mod by_hand;
mod facts;
mod fit;
mod list;
mod places;
mod preview;
mod state;
mod tend;

use audit::{About, Line, history};
use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use serde_json::json;
use stakeholders::{Contact, Pace};
use store::{DataKey, FromRow, Place, Row, Tx, values};

use act::TRY_ANEW;
pub(crate) use act::{came_back, retry_notice};
pub use act::{edit, release, try_again, withdraw_letter};
pub(crate) use by_hand::keep_text;
pub use by_hand::{ByHand, sent_by_hand};
pub(crate) use fit::{Fit, fit, is_elsewhere, join, withhold};
pub(crate) use list::{letters_part, why};
pub use list::{letters_prepared, letters_waiting};
pub(crate) use places::places;
pub use preview::{Preview, preview};
pub use state::{LetterImpossible, LetterMove, LetterState};
pub(crate) use tend::{fail, put_back};
pub use tend::{letter_traced, see_to, tend};

use crate::notice::{Notice, Purpose};
use crate::{Error, LETTER, State, late};

/// Notices in one letter at most: whoever reads it has to find them all.
pub(crate) const MOST: i64 = 500;

/// A letter.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its id, and that of its mail.
    pub id: Id<Letter>,
    /// What it goes under where its notices are of several cases.
    pub reference: String,
    /// To whom.
    pub contact: Id<Contact>,
    /// What it asks for.
    pub purpose: Purpose,
    /// Of which step of their series its notices are; 0: first ones.
    pub step: i64,
    /// A child is in danger: it waits for no hours, no person and no others.
    pub urgent: bool,
    /// Where it stands.
    pub state: LetterState,
    /// Since when.
    pub moved_at: Timestamp,
    /// How many notices joined it.
    pub places: i64,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it stops gathering, once somebody looked at the hours.
    pub due_at: Option<Timestamp>,
    /// Since when its places are being traced.
    pub(crate) asked_at: Option<Timestamp>,
    /// Who let it leave, where a person had to.
    pub released_by: Option<Id<Staff>>,
    /// Who wrote its text, where that is not the template's.
    pub edited_by: Option<Id<Staff>>,
    /// When the mail server took it, or a person filled it in.
    pub sent_at: Option<Timestamp>,
    sent_text: Option<Vec<u8>>,
    ticket: Option<Vec<u8>>,
    text: Option<Vec<u8>>,
    edit_reason: Option<Vec<u8>>,
    data_key: Vec<u8>,
}

impl FromRow for Letter {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        let purpose: String = row.get("purpose")?;
        Ok(Self {
            id: row.get("id")?,
            reference: row.get("reference")?,
            contact: row.get("contact_id")?,
            purpose: Purpose::named(&purpose)
                .ok_or(store::Error::Unreadable("takedown_letter.purpose"))?,
            step: row.get("step")?,
            urgent: row.get("urgent")?,
            state: LetterState::named(&state)
                .ok_or(store::Error::Unreadable("takedown_letter.state"))?,
            moved_at: row.get("moved_at")?,
            places: row.get("places")?,
            opened_at: row.get("opened_at")?,
            due_at: row.get("due_at")?,
            asked_at: row.get("asked_at")?,
            released_by: row.get("released_by")?,
            edited_by: row.get("edited_by")?,
            sent_at: row.get("sent_at")?,
            sent_text: row.get("sent_text")?,
            ticket: row.get("ticket")?,
            text: row.get("text")?,
            edit_reason: row.get("edit_reason")?,
            data_key: row.get("data_key")?,
        })
    }
}

impl Letter {
    pub(crate) fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        let place = Place::new("takedown_letter", "data_key", self.id);
        Ok(tx.keyring()?.data_key(place, &self.data_key)?)
    }

    /// Whether a person wrote its text.
    pub const fn is_edited(&self) -> bool {
        self.text.is_some()
    }

    /// That text as it is kept; nothing where there is none.
    pub(crate) fn sealed_text(&self) -> &[u8] {
        self.text.as_deref().unwrap_or_default()
    }

    /// The text that a person wrote in the place of the template's.
    pub(crate) fn own_text(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        self.opened(tx, "text", self.text.as_deref())
    }

    /// Why they did.
    pub(crate) fn why_edited(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        self.opened(tx, "edit_reason", self.edit_reason.as_deref())
    }

    /// How it read when it was composed, with a sign for each URL.
    pub(crate) fn sent_text(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        self.opened(tx, "sent_text", self.sent_text.as_deref())
    }

    /// What the provider calls what a person filled in.
    pub(crate) fn ticket(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        self.opened(tx, "ticket", self.ticket.as_deref())
    }

    fn opened(
        &self,
        tx: &Tx,
        column: &'static str,
        sealed: Option<&[u8]>,
    ) -> store::Result<Option<Sensitive<String>>> {
        let Some(sealed) = sealed else {
            return Ok(None);
        };
        let place = Place::new("takedown_letter", column, self.id);
        Ok(Some(self.key(tx)?.open_text(place, sealed)?))
    }
}

/// Puts a queued notice into the open letter of its contact; opens one where there is none. One whose text a person
/// wrote takes no more: they wrote of what was in it.
pub(crate) async fn gather(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<(), Error> {
    detach(tx, actor, notice.id).await?;
    gather_all(tx, actor, std::slice::from_ref(notice), State::Queued).await
}

/// The same of many that are in no letter, and are queued by that where they stood elsewhere: by a few statements for each
/// letter, however many they are.
pub(crate) async fn gather_all(
    tx: &mut Tx,
    actor: &Actor,
    notices: &[Notice],
    from: State,
) -> Result<(), Error> {
    let kind = |notice: &Notice| (notice.contact, notice.purpose, notice.urgent, notice.step);
    let mut left: Vec<_> = notices.iter().collect();
    while let Some(first) = left.first().copied() {
        let (mut alike, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|one| kind(one) == kind(first));
        let contact = stakeholders::contact(tx, actor, first.contact).await?;
        if contact.manner.pace == Pace::Each {
            for notice in alike {
                let gathering = open(tx, actor, notice, true).await?;
                join_all(tx, gathering.letter, &[notice], from).await?;
            }
            left = others;
            continue;
        }
        let of = values![
            first.contact,
            first.purpose.name(),
            first.urgent,
            first.step,
        ];
        let gathering = match tx.optional::<Gathering>(GATHERING, of).await? {
            Some(found) => found,
            None => open(tx, actor, first, false).await?,
        };
        let room = usize::try_from(MOST.saturating_sub(gathering.places)).unwrap_or_default();
        let more = alike.split_off(room.clamp(1, alike.len()));
        join_all(tx, gathering.letter, &alike, from).await?;
        left = others;
        left.extend(more);
    }
    Ok(())
}

/// A letter that takes notices, and how many joined it.
struct Gathering {
    letter: Id<Letter>,
    places: i64,
}

impl FromRow for Gathering {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            letter: row.get("id")?,
            places: row.get("places")?,
        })
    }
}

/// Puts notices into a letter that has room for them, and has the job see to it.
async fn join_all(
    tx: &mut Tx,
    letter: Id<Letter>,
    notices: &[&Notice],
    from: State,
) -> Result<(), Error> {
    let ids: Vec<_> = notices.iter().map(|notice| notice.id).collect();
    let (now, to) = (tx.now(), State::Queued.name());
    let joined = values![ids.as_slice(), letter, from.name(), to, now];
    if usize::try_from(tx.execute(JOIN, joined).await?).ok() != Some(ids.len()) {
        return Err(Error::Changed);
    }
    let count = i64::try_from(ids.len()).unwrap_or(MOST);
    let (places,): (i64,) = tx.one(ADD_PLACES, values![letter, count]).await?;
    let key = job_key(letter);
    jobs::queue_at(tx, LETTER, &letter, now, Some(&key)).await?;
    if places >= MOST {
        jobs::hasten(tx, &key, now).await?;
    }
    Ok(())
}

/// Opens a letter for a notice, and others like it unless it goes `alone`.
async fn open(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    alone: bool,
) -> Result<Gathering, Error> {
    let id: Id<Letter> = tx.new_id();
    let place = Place::new("takedown_letter", "data_key", id);
    let (_, wrapped) = tx.keyring()?.new_data_key(place, tx.entropy());
    let (purpose, urgent) = (notice.purpose.name(), notice.urgent);
    // The letter is told from a case by its first sign.
    let reference = format!("L{}", intake::reference(tx));
    let now = tx.now();
    let row = values![
        id,
        reference,
        notice.contact,
        purpose,
        urgent,
        wrapped,
        now,
        notice.step,
        alone,
    ];
    if tx.execute(INSERT, row).await? == 0 {
        // On PostgreSQL another transaction opened one meanwhile.
        let of = values![notice.contact, purpose, urgent, notice.step];
        return tx.optional(GATHERING, of).await?.ok_or(Error::Changed);
    }
    let line = Line::first(LetterState::Gathering.name(), "opened");
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    let facts = json!({
        "contact": notice.contact,
        "purpose": purpose,
        "urgent": urgent,
        "step": notice.step,
        "alone": alone,
    });
    let about = About::one("letter", id);
    audit::record(tx, actor.who(), "takedown.open_letter", about, facts).await?;
    if notice.urgent {
        late::see_that_it_leaves(tx, id).await?;
    }
    Ok(Gathering {
        letter: id,
        places: 0,
    })
}

/// The unique key of the job that sees to a letter.
pub(crate) fn job_key(letter: Id<Letter>) -> String {
    format!("{LETTER}:{letter}")
}

/// Has the job see to a letter now.
pub(crate) async fn queue_job(tx: &mut Tx, letter: Id<Letter>) -> Result<(), Error> {
    let (now, key) = (tx.now(), job_key(letter));
    // A job of an earlier try that died, or one that waits for later, would stand for this one.
    jobs::cancel(tx, &key).await?;
    jobs::queue_at(tx, LETTER, &letter, now, Some(&key)).await?;
    Ok(())
}

/// A letter.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: Id<Letter>) -> Result<Letter, Error> {
    actor.may(Action::ReadTakedown)?;
    tx.optional(FIND, values![id]).await?.ok_or(Error::NotFound)
}

/// A letter, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id<Letter>) -> Result<Letter, Error> {
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// The notices that are in a letter, in whatever state, the oldest first.
pub(crate) async fn notices_of(tx: &mut Tx, letter: Id<Letter>) -> Result<Vec<Notice>, Error> {
    Ok(tx.all(LOCK_OF_LETTER, values![letter]).await?)
}

/// The same, only to be read.
pub(crate) async fn read_notices_of(tx: &mut Tx, letter: Id<Letter>) -> Result<Vec<Notice>, Error> {
    Ok(tx.all(OF_LETTER, values![letter]).await?)
}

/// The notices that were in a letter when its mail was composed, and are in others now.
pub(crate) async fn notices_before(tx: &mut Tx, letter: Id<Letter>) -> Result<Vec<Notice>, Error> {
    Ok(tx.all(LOCK_EARLIER, values![letter]).await?)
}

/// The letters whose mails told of notices of a case that are in others now.
pub(crate) async fn earlier_letters(tx: &mut Tx, case: Id<Case>) -> store::Result<Vec<Id<Letter>>> {
    let found = tx
        .all::<(Id<Letter>,)>(EARLIER_OF_CASE, values![case])
        .await?;
    Ok(found.into_iter().map(|(letter,)| letter).collect())
}

/// Takes a notice out of its letter. Where that is composed it is kept in mind: what comes back about the mail is about
/// the notice too.
pub(crate) async fn detach(tx: &mut Tx, actor: &Actor, notice: Id<Notice>) -> Result<(), Error> {
    let found: Option<(Id<Letter>,)> = tx.optional(LETTER_OF, values![notice]).await?;
    let Some((letter,)) = found else {
        return Ok(());
    };
    if dispatch::dispatched(tx, actor, letter).await?.is_some() {
        tx.execute(KEEP_EARLIER, values![notice, letter]).await?;
    }
    tx.execute(LEAVE, values![notice]).await?;
    Ok(())
}

/// Moves a letter, with its history and audit.
pub(crate) async fn advance(
    tx: &mut Tx,
    actor: &Actor,
    letter: &Letter,
    step: LetterMove,
    why: &'static str,
) -> Result<LetterState, Error> {
    let to = letter.state.after(step)?;
    let now = tx.now();
    let changed = values![letter.id, to.name(), letter.state.name(), now];
    if tx.execute(SET_STATE, changed).await? == 0 {
        return Err(Error::Changed);
    }
    let line = Line::step(letter.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, letter.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.move_letter",
        About::one("letter", letter.id),
        json!({ "from": letter.state.name(), "to": to.name(), "why": why }),
    )
    .await?;
    if letter.urgent && to.is_stuck() {
        late::see_that_it_leaves(tx, letter.id).await?;
    }
    Ok(to)
}

/// Whether a letter to this contact has left before.
pub(crate) async fn is_first(tx: &mut Tx, contact: Id<Contact>) -> Result<bool, Error> {
    let sent: Option<(Id<Letter>,)> = tx.optional(SENT_TO, values![contact]).await?;
    Ok(sent.is_none())
}

const GATHERING: &str = "-- takedown.letter.gathering
SELECT id, places FROM takedown_letter
WHERE contact_id = $1 AND purpose = $2 AND urgent = $3 AND step = $4 AND state = 'gathering'
    AND places < 500 AND text IS NULL AND NOT alone /*for update*/";

const INSERT: &str = "-- takedown.letter.insert
INSERT INTO takedown_letter (id, reference, contact_id, purpose, step, urgent, state, moved_at, places, opened_at,
    data_key, alone)
VALUES ($1, $2, $3, $4, $8, $5, 'gathering', $7, 0, $7, $6, $9)
ON CONFLICT DO NOTHING";

const JOIN: &str = "-- takedown.notice.join
UPDATE takedown_notice
SET letter_id = $2, state = $4, moved_at = CASE WHEN state = $4 THEN moved_at ELSE $5 END WHERE state = $3 AND id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const LETTER_OF: &str = "-- takedown.notice.letter_of
SELECT letter_id AS value FROM takedown_notice WHERE id = $1 AND letter_id IS NOT NULL";

const KEEP_EARLIER: &str = "-- takedown.earlier_letter.insert
INSERT INTO takedown_earlier_letter (notice_id, letter_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

const EARLIER_OF_CASE: &str = "-- takedown.earlier_letter.of_case
SELECT DISTINCT e.letter_id AS value FROM takedown_notice n JOIN takedown_earlier_letter e ON e.notice_id = n.id
WHERE n.case_id = $1";

const LOCK_EARLIER: &str = "-- takedown.notice.lock_of_earlier_letter
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE id IN (SELECT notice_id FROM takedown_earlier_letter WHERE letter_id = $1)
ORDER BY drafted_at, id /*for update*/";

const LEAVE: &str = "-- takedown.notice.leave
UPDATE takedown_notice SET letter_id = NULL WHERE id = $1";

const ADD_PLACES: &str = "-- takedown.letter.add_places
UPDATE takedown_letter SET places = places + $2 WHERE id = $1 RETURNING places AS value";

const GET: &str = "-- takedown.letter.get
SELECT id, reference, contact_id, purpose, step, urgent, state, moved_at, places, opened_at, due_at, asked_at,
    released_by, edited_by, sent_at, sent_text, ticket, text, edit_reason, data_key
FROM takedown_letter WHERE id = $1 /*for update*/";

const FIND: &str = "-- takedown.letter.find
SELECT id, reference, contact_id, purpose, step, urgent, state, moved_at, places, opened_at, due_at, asked_at,
    released_by, edited_by, sent_at, sent_text, ticket, text, edit_reason, data_key
FROM takedown_letter WHERE id = $1";

const OF_LETTER: &str = "-- takedown.notice.of_letter
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE letter_id = $1 ORDER BY drafted_at, id";

const LOCK_OF_LETTER: &str = "-- takedown.notice.lock_of_letter
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE letter_id = $1 ORDER BY drafted_at, id /*for update*/";

const SET_STATE: &str = "-- takedown.letter.set_state
UPDATE takedown_letter SET state = $2, moved_at = $4, asked_at = NULL WHERE id = $1 AND state = $3";

const SENT_TO: &str = "-- takedown.letter.sent_to
SELECT id AS value FROM takedown_letter WHERE contact_id = $1 AND state = 'sent' LIMIT 1";

const ADD_HISTORY: &str = "-- takedown.letter_history.insert
INSERT INTO takedown_letter_history (letter_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_letter_history WHERE letter_id = $1),
    $2, $3, $4, $5, $6, $7)";
