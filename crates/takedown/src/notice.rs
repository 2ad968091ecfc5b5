//! Notices: messages that ask a provider to remove.

mod many;
mod stop;

use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use location::Location;
use pack::Pack;
use serde_json::json;
use stakeholders::{Contact, Organisation};
use store::{DataKey, FromRow, Place, Row, Tx, values};

pub(crate) use many::release_all;
pub(crate) use stop::TAKEN_BACK;
pub use stop::stop;

use crate::letter::{self, Letter};
use crate::{Error, Move, State, series, unwritten};

/// Notices of a case that one statement reads.
const STEP: i64 = 500;

/// What a notice asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// That a provider remove the content.
    Remove,
    /// That a proxy in front of the place say who hosts it.
    AskHost,
}

impl Purpose {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::AskHost => "ask_host",
        }
    }

    /// The purpose of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Remove, Self::AskHost]
            .into_iter()
            .find(|purpose| purpose.name() == name)
    }
}

/// A notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id.
    pub id: Id<Notice>,
    /// The case it is about.
    pub case: Id<Case>,
    /// The place.
    pub location: Id<Location>,
    /// To whom.
    pub contact: Id<Contact>,
    /// Whose contact that was, when it was proposed: whether that one is merged into another is asked when it is compared.
    pub organisation: Id<Organisation>,
    /// What it asks for.
    pub purpose: Purpose,
    /// Which step of the series it is; 0: the first that is written about the place.
    pub step: i64,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub moved_at: Timestamp,
    /// A child is in danger.
    pub urgent: bool,
    /// The letter that it is in: its mail has that id.
    pub letter: Option<Id<Letter>>,
    /// Whether the URLs did not travel and are to be handed over in another way.
    pub urls_withheld: bool,
    /// When they were.
    pub handed_over_at: Option<Timestamp>,
    /// When it was written.
    pub drafted_at: Timestamp,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
    data_key: Vec<u8>,
}

impl FromRow for Notice {
    fn from_row(row: &Row) -> store::Result<Self> {
        let state: String = row.get("state")?;
        let purpose: String = row.get("purpose")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            location: row.get("location_id")?,
            contact: row.get("contact_id")?,
            organisation: row.get("organisation_id")?,
            purpose: Purpose::named(&purpose)
                .ok_or(store::Error::Unreadable("takedown_notice.purpose"))?,
            step: row.get("step")?,
            state: State::named(&state).ok_or(store::Error::Unreadable("takedown_notice.state"))?,
            moved_at: row.get("moved_at")?,
            urgent: row.get("urgent")?,
            letter: row.get("letter_id")?,
            urls_withheld: row.get("urls_withheld")?,
            handed_over_at: row.get("handed_over_at")?,
            drafted_at: row.get("drafted_at")?,
            sent_at: row.get("sent_at")?,
            data_key: row.get("data_key")?,
        })
    }
}

impl Notice {
    /// The key of what was said about it.
    pub(crate) fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        let place = Place::new("takedown_notice", "data_key", self.id);
        Ok(tx.keyring()?.data_key(place, &self.data_key)?)
    }
}

/// A place of a case that somebody is to be asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matter {
    pub(crate) case: Id<Case>,
    pub(crate) location: Id<Location>,
    pub(crate) purpose: Purpose,
    /// Which step of the series it is.
    pub(crate) step: i64,
    /// A child is in danger.
    pub(crate) urgent: bool,
}

/// Drafts a notice, unless the contact has an open one about this place of the case that asks for the same, at the
/// same step.
pub(crate) async fn draft(
    tx: &mut Tx,
    actor: &Actor,
    matter: Matter,
    to: &Contact,
) -> Result<(), Error> {
    let Matter {
        case,
        location,
        purpose,
        step,
        urgent,
    } = matter;
    let id: Id<Notice> = tx.new_id();
    let place = Place::new("takedown_notice", "data_key", id);
    let (_, wrapped) = tx.keyring()?.new_data_key(place, tx.entropy());
    let now = tx.now();
    let made = tx
        .execute(
            INSERT,
            values![
                id,
                case,
                location,
                to.id,
                to.own,
                wrapped,
                now,
                purpose.name(),
                urgent,
                step,
            ],
        )
        .await?;
    if made == 0 {
        return Ok(());
    }
    let line = Line::first(State::Drafted.name(), "drafted");
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.draft_notice",
        About::one("notice", id),
        json!({ "case": case, "contact": to.id, "purpose": purpose.name(), "step": step }),
    )
    .await?;
    Ok(())
}

/// Puts a released notice into a letter.
pub(crate) async fn queue(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    why: &'static str,
) -> Result<(), Error> {
    advance(tx, actor, notice, Move::Queue, why).await?;
    letter::join(tx, actor, notice).await
}

/// Ends every open notice of a case, as a consequence of something else that the actor may do: what did not leave is
/// withdrawn, what did is settled.
pub(crate) async fn settle_all(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    why: &'static str,
) -> Result<(), Error> {
    for notice in of_case(tx, case).await? {
        end(tx, actor, &notice, why).await?;
    }
    tx.execute(DROP_ALL_UNADDRESSED, values![case]).await?;
    unwritten::forget_all(tx, case).await?;
    series::stop_all(tx, actor, case, why).await
}

/// When the first notice left that asks to remove the content of a case and still stands: one that came back has told
/// nobody, and one that is settled belongs to an end that the case had before.
pub(crate) async fn notified_at(tx: &mut Tx, case: Id<Case>) -> store::Result<Option<Timestamp>> {
    let notices = of_case(tx, case).await?;
    Ok(notices
        .iter()
        .filter(|notice| notice.purpose == Purpose::Remove)
        .filter(|notice| matches!(notice.state, State::Sent | State::Acknowledged))
        .filter_map(|notice| notice.sent_at)
        .min())
}

/// Nothing is expected of a notice any more: one that did not leave is withdrawn, one that did is settled.
async fn end(tx: &mut Tx, actor: &Actor, notice: &Notice, why: &'static str) -> Result<(), Error> {
    let step = match notice.state {
        State::Sent | State::Acknowledged => Move::Settle,
        state if state.is_open() => Move::Withdraw,
        _ => return Ok(()),
    };
    advance(tx, actor, notice, step, why).await?;
    Ok(())
}

/// A person withdraws a notice that did not leave.
pub async fn withdraw(tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<Id<Case>, Error> {
    actor.may(Action::Notify)?;
    let notice = lock(tx, id).await?;
    advance(tx, actor, &notice, Move::Withdraw, "by-person").await?;
    unwritten::note(tx, &notice).await?;
    Ok(notice.case)
}

/// A person has a notice tried again, and the others of its letter, under the Message-ID that it has. Where its contact
/// is not approved any more it goes, in a letter of its own, to whoever is to be written to now.
pub async fn retry(tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<Id<Case>, Error> {
    actor.may(Action::Notify)?;
    letter::retry_notice(tx, actor, id).await
}

/// A person records that a notice came back, and with it the others of its letter.
pub async fn bounced(tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<Id<Case>, Error> {
    actor.may(Action::Notify)?;
    let notice = find(tx, actor, id).await?;
    notice.state.after(Move::Bounce)?;
    let letter = notice.letter.ok_or(Error::Changed)?;
    letter::came_back(tx, actor, letter).await?;
    Ok(notice.case)
}

/// A person records that the URLs, which did not travel with the notice, were handed over.
pub async fn handed_over(tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<Id<Case>, Error> {
    actor.may(Action::Notify)?;
    let notice = lock(tx, id).await?;
    let now = tx.now();
    if tx.execute(HAND_OVER, values![id, now]).await? == 0 {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "takedown.hand_over_urls",
        About::one("notice", id),
        json!({ "case": notice.case }),
    )
    .await?;
    Ok(notice.case)
}

/// The notices of a case, oldest first: all of them, however many.
pub async fn notices(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Notice>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(of_case(tx, case).await?)
}

/// The same for whoever asked for the permission: what is done about a case is done about each of its notices.
async fn of_case(tx: &mut Tx, case: Id<Case>) -> store::Result<Vec<Notice>> {
    let mut found: Vec<Notice> = Vec::new();
    let mut behind = (Timestamp::from_micros(i64::MIN), Id::from_uuid(case.uuid()));
    loop {
        let next: Vec<Notice> = tx
            .all(OF_CASE, values![case, behind.0, behind.1, STEP])
            .await?;
        let is_full = i64::try_from(next.len()).is_ok_and(|count| count >= STEP);
        found.extend(next);
        match found.last() {
            Some(last) if is_full => behind = (last.drafted_at, last.id),
            _ => return Ok(found),
        }
    }
}

/// The notices about one place of a case that ask for the same, the oldest first.
pub(crate) async fn of_place(
    tx: &mut Tx,
    case: Id<Case>,
    location: Id<Location>,
    purpose: Purpose,
) -> store::Result<Vec<Notice>> {
    tx.all(OF_PLACE, values![case, location, purpose.name()])
        .await
}

/// Whether no first notice stands any more that asks for the same about the place of this one, which was withdrawn.
pub(crate) async fn is_last(tx: &mut Tx, notice: &Notice) -> store::Result<bool> {
    if notice.step > 0 {
        return Ok(false);
    }
    let about = of_place(tx, notice.case, notice.location, notice.purpose).await?;
    let stands = |one: &Notice| one.step == 0 && one.state.is_open();
    Ok(!about.iter().any(stands))
}

/// Whether the case waits for a contact of its host to become known, or to be written to at all.
pub async fn is_unaddressed(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(is_waiting_for_contact(tx, case).await?)
}

/// The same for whoever asked for the permission.
pub(crate) async fn is_waiting_for_contact(tx: &mut Tx, case: Id<Case>) -> store::Result<bool> {
    Ok(tx
        .optional::<(Id<Case>,)>(IS_UNADDRESSED, values![case])
        .await?
        .is_some())
}

/// A notice.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<Notice, Error> {
    actor.may(Action::ReadTakedown)?;
    tx.optional(FIND, values![id]).await?.ok_or(Error::NotFound)
}

/// A notice, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id<Notice>) -> Result<Notice, Error> {
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// A notice with its letter, held until the transaction ends: the letter before the notice, as everybody does who holds
/// both, so that nobody waits for whom they keep waiting.
pub(crate) async fn lock_in_letter(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Notice>,
) -> Result<(Option<Letter>, Notice), Error> {
    let letter = match find(tx, actor, id).await?.letter {
        Some(letter) => Some(letter::lock(tx, letter).await?),
        None => None,
    };
    Ok((letter, lock(tx, id).await?))
}

/// Somebody answered a notice of which nobody knew that it had left: it has, and its series begins.
pub(crate) async fn arrived(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(ARRIVED, values![notice.id, now]).await?;
    series::left(tx, actor, pack, notice, now).await
}

/// Moves a notice, with its history and audit.
pub(crate) async fn advance(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    step: Move,
    why: &'static str,
) -> Result<State, Error> {
    let to = notice.state.after(step)?;
    let now = tx.now();
    let changed = values![notice.id, to.name(), notice.state.name(), now];
    if tx.execute(SET_STATE, changed).await? == 0 {
        return Err(Error::Changed);
    }
    let line = Line::step(notice.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, notice.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "takedown.move_notice",
        About::one("notice", notice.id),
        json!({ "case": notice.case, "from": notice.state.name(), "to": to.name(), "why": why }),
    )
    .await?;
    Ok(to)
}

const INSERT: &str = "-- takedown.notice.insert
INSERT INTO takedown_notice (id, case_id, location_id, contact_id, organisation_id, state, moved_at, urgent, data_key,
    urls_withheld, drafted_at, purpose, step)
VALUES ($1, $2, $3, $4, $5, 'drafted', $7, $9, $6, FALSE, $7, $8, $10)
ON CONFLICT DO NOTHING";

const GET: &str = "-- takedown.notice.get
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE id = $1 /*for update*/";

const FIND: &str = "-- takedown.notice.find
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE id = $1";

const OF_CASE: &str = "-- takedown.notice.of_case
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE case_id = $1 AND (drafted_at, id) > ($2, $3) ORDER BY drafted_at, id LIMIT $4";

const OF_PLACE: &str = "-- takedown.notice.of_place
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE case_id = $1 AND location_id = $2 AND purpose = $3 ORDER BY drafted_at, id LIMIT 1000";

const ARRIVED: &str = "-- takedown.notice.arrived
UPDATE takedown_notice SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";

const SET_STATE: &str = "-- takedown.notice.set_state
UPDATE takedown_notice SET state = $2, moved_at = $4 WHERE id = $1 AND state = $3";

const HAND_OVER: &str = "-- takedown.notice.hand_over
UPDATE takedown_notice SET handed_over_at = $2 WHERE id = $1 AND urls_withheld AND handed_over_at IS NULL";

const IS_UNADDRESSED: &str = "-- takedown.unaddressed.one
SELECT case_id AS value FROM takedown_unaddressed WHERE case_id = $1 AND purpose = 'remove' LIMIT 1";

pub(crate) const DROP_UNADDRESSED: &str = "-- takedown.unaddressed.delete
DELETE FROM takedown_unaddressed WHERE case_id = $1 AND location_id = $2 AND purpose = $3";

pub(crate) const DROP_UNADDRESSED_OF: &str = "-- takedown.unaddressed.delete_purpose
DELETE FROM takedown_unaddressed WHERE case_id = $1 AND purpose = $2";

const DROP_ALL_UNADDRESSED: &str = "-- takedown.unaddressed.delete_all
DELETE FROM takedown_unaddressed WHERE case_id = $1";

const ADD_HISTORY: &str = "-- takedown.notice_history.insert
INSERT INTO takedown_notice_history (notice_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM takedown_notice_history WHERE notice_id = $1),
    $2, $3, $4, $5, $6, $7)";
