//! Handovers in the store.

use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Country, Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::{DEADLINE, Error, LAPSE};

/// The longest reference, in characters.
const REFERENCE: usize = 200;

/// The kind of the ids of what causes a handover: the rounds of a route.
pub enum Cause {}

/// Where a handover stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// A person is to hand the report over.
    Due,
    /// It was handed over, and the partner has its time.
    HandedOver,
    /// The time passed: the provider is written to directly.
    Lapsed,
    /// Its decision was taken back before anybody handed it over.
    Withdrawn,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Due, Self::HandedOver, Self::Lapsed, Self::Withdrawn];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::HandedOver => "handed_over",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the partner does not have it, or had its time.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Lapsed | Self::Withdrawn)
    }

    /// The state after a person handed the report over; late is better than never, yet the time has passed.
    pub const fn hand_over(self) -> Result<Self, Error> {
        match self {
            Self::Due => Ok(Self::HandedOver),
            Self::Lapsed => Ok(Self::Lapsed),
            Self::HandedOver | Self::Withdrawn => Err(Error::Changed),
        }
    }

    /// The state after the time passed.
    pub const fn lapse(self) -> Result<Self, Error> {
        match self {
            Self::Due | Self::HandedOver => Ok(Self::Lapsed),
            Self::Lapsed | Self::Withdrawn => Err(Error::Changed),
        }
    }
}

/// What a partner says of a report that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerAnswer {
    /// It sees to it, or has asked the provider already: it keeps its time.
    Acts,
    /// It does not: the provider is written to directly, now.
    Declines,
}

impl PartnerAnswer {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acts => "acts",
            Self::Declines => "declines",
        }
    }

    /// The answer of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Acts, Self::Declines]
            .into_iter()
            .find(|answer| answer.name() == name)
    }
}

/// A report to be handed over to the partner hotline of a country.
#[derive(Clone, Debug)]
pub struct Handover {
    /// Its id.
    pub id: Id<Handover>,
    /// The case.
    pub case: Id<Case>,
    /// The country of the partner.
    pub country: Country,
    /// Where it stands.
    pub state: State,
    /// Since when it is due.
    pub due_at: Timestamp,
    /// When it was handed over.
    pub handed_over_at: Option<Timestamp>,
    /// After this the provider is written to directly.
    pub deadline: Timestamp,
    /// What the partner said of it.
    pub answer: Option<PartnerAnswer>,
    /// When that was written down.
    pub answered_at: Option<Timestamp>,
    data_key: Vec<u8>,
    reference: Option<Vec<u8>>,
}

impl FromRow for Handover {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = store::Error::Unreadable;
        let country: String = row.get("country")?;
        let state: String = row.get("state")?;
        let answer: Option<String> = row.get("answer")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            country: country
                .parse()
                .map_err(|_| unreadable("exchange_handover.country"))?,
            state: State::named(&state).ok_or(unreadable("exchange_handover.state"))?,
            due_at: row.get("due_at")?,
            handed_over_at: row.get("handed_over_at")?,
            deadline: row.get("deadline")?,
            answer: answer
                .map(|name| {
                    PartnerAnswer::named(&name).ok_or(unreadable("exchange_handover.answer"))
                })
                .transpose()?,
            answered_at: row.get("answered_at")?,
            data_key: row.get("data_key")?,
            reference: row.get("reference")?,
        })
    }
}

impl Handover {
    fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        Ok(tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?)
    }

    /// What the partner or the network calls it.
    pub(crate) fn reference(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        let Some(sealed) = &self.reference else {
            return Ok(None);
        };
        let text = self
            .key(tx)?
            .open_text(place("reference", self.id), sealed)?;
        Ok(Some(text))
    }
}

/// Has the report of a case handed over to the partner of a country. The same cause twice is one handover.
pub async fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    cause: Id<Cause>,
    country: Country,
) -> Result<(), Error> {
    actor.may(Action::Exchange)?;
    let id: Id<Handover> = tx.new_id();
    let (_, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let now = tx.now();
    let deadline = now.after(pack.deadlines.partner);
    let made = tx
        .execute(
            INSERT,
            values![id, case, cause, country.code(), wrapped, now, deadline],
        )
        .await?;
    if made == 0 {
        return Ok(());
    }
    let line = Line::first(State::Due.name(), "routed");
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "exchange.hand_over",
        About::one("handover", id),
        json!({ "case": case, "country": country, "deadline": deadline.to_string() }),
    )
    .await?;
    queue_lapse(tx, id, deadline).await
}

/// Records that a person handed a report over, and what the partner or the network calls it. The partner
/// has its whole time from now on.
pub async fn record(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Handover>,
    reference: &Sensitive<String>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::Exchange)?;
    let reference = Sensitive::new(reference.expose().trim().to_owned());
    let length = reference.expose().chars().count();
    if length == 0 || length > REFERENCE || reference.expose().chars().any(char::is_control) {
        return Err(Error::Text);
    }
    let handover = lock(tx, id).await?;
    let to = handover.state.hand_over()?;
    let sealed = handover.key(tx)?.seal(
        place("reference", id),
        reference.expose().as_bytes(),
        tx.entropy(),
    );
    let now = tx.now();
    let deadline = match to {
        State::HandedOver => now.after(pack.deadlines.partner),
        _ => handover.deadline,
    };
    let recorded = values![id, to.name(), handover.state.name(), sealed, now, deadline,];
    if tx.execute(RECORD, recorded).await? == 0 {
        return Err(Error::Changed);
    }
    if to == State::HandedOver {
        jobs::cancel(tx, &lapse_key(id)).await?;
        queue_lapse(tx, id, deadline).await?;
    }
    moved(tx, actor, &handover, to, "handed-over").await?;
    Ok(handover.case)
}

/// Records what the partner says of a report that was handed over. Where it does not act its time ends now.
pub async fn answered(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Handover>,
    answer: PartnerAnswer,
) -> Result<Id<Case>, Error> {
    actor.may(Action::Exchange)?;
    let handover = lock(tx, id).await?;
    if handover.state != State::HandedOver || handover.answer == Some(answer) {
        return Err(Error::Changed);
    }
    let now = tx.now();
    tx.execute(ANSWER, values![id, answer.name(), now]).await?;
    match answer {
        PartnerAnswer::Acts => {
            moved(tx, actor, &handover, State::HandedOver, "partner-acts").await?;
        }
        PartnerAnswer::Declines => {
            let to = handover.state.lapse()?;
            let lapsed = values![id, to.name(), handover.state.name()];
            tx.execute(SET_STATE, lapsed).await?;
            moved(tx, actor, &handover, to, "partner-declines").await?;
            jobs::cancel(tx, &lapse_key(id)).await?;
            jobs::queue(tx, DEADLINE, &handover.case).await?;
        }
    }
    Ok(handover.case)
}

/// Lets a handover lapse if its time passed; a later end has a job of its own.
pub async fn lapse(tx: &mut Tx, actor: &Actor, id: Id<Handover>) -> Result<(), Error> {
    actor.may(Action::Exchange)?;
    let handover = lock(tx, id).await?;
    let now = tx.now();
    if matches!(handover.state, State::Lapsed | State::Withdrawn) || handover.deadline > now {
        return Ok(());
    }
    let to = handover.state.lapse()?;
    let lapsed = values![id, to.name(), handover.state.name()];
    if tx.execute(SET_STATE, lapsed).await? == 0 {
        return Err(Error::Changed);
    }
    moved(tx, actor, &handover, to, "time-passed").await?;
    jobs::queue(tx, DEADLINE, &handover.case).await?;
    Ok(())
}

/// Withdraws the handovers of a case that nobody has made: its decision was taken back. Those that were made:
/// people are to correct them.
pub async fn stop(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Id<Handover>>, Error> {
    actor.may(Action::Exchange)?;
    let mut made = Vec::new();
    for handover in tx.all::<Handover>(OF_CASE, values![case]).await? {
        if handover.handed_over_at.is_some() {
            made.push(handover.id);
        } else if handover.state != State::Withdrawn {
            let withdrawn = values![handover.id, State::Withdrawn.name(), handover.state.name()];
            tx.execute(SET_STATE, withdrawn).await?;
            let why = "decision-taken-back";
            moved(tx, actor, &handover, State::Withdrawn, why).await?;
        }
        jobs::cancel(tx, &lapse_key(handover.id)).await?;
    }
    Ok(made)
}

/// The handovers of a case, oldest first.
pub async fn handovers(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Handover>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.all(OF_CASE, values![case]).await?)
}

/// The handovers of all cases that nobody has made yet, oldest first: `most` of them from one on, by when it is due and
/// its id.
pub async fn open(
    tx: &mut Tx,
    actor: &Actor,
    from: (Timestamp, Id<Handover>),
    most: usize,
) -> Result<Vec<Handover>, Error> {
    actor.may(Action::ReadTakedown)?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(tx.all(OPEN, values![from.0, from.1, most]).await?)
}

/// A handover.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: Id<Handover>) -> Result<Handover, Error> {
    actor.may(Action::ReadTakedown)?;
    tx.optional(FIND, values![id]).await?.ok_or(Error::NotFound)
}

/// A handover, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id<Handover>) -> Result<Handover, Error> {
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// The history and audit of a move.
async fn moved(
    tx: &mut Tx,
    actor: &Actor,
    handover: &Handover,
    to: State,
    why: &'static str,
) -> Result<(), Error> {
    let line = Line::step(handover.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, handover.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "exchange.move_handover",
        About::one("handover", handover.id),
        json!({ "case": handover.case, "from": handover.state.name(), "to": to.name(), "why": why }),
    )
    .await?;
    Ok(())
}

async fn queue_lapse(tx: &mut Tx, id: Id<Handover>, deadline: Timestamp) -> Result<(), Error> {
    jobs::queue_at(tx, LAPSE, &id, deadline, Some(&lapse_key(id))).await?;
    Ok(())
}

fn lapse_key(id: Id<Handover>) -> String {
    format!("{LAPSE}:{id}")
}

const fn place(column: &'static str, id: Id<Handover>) -> Place {
    Place::new("exchange_handover", column, id)
}

const INSERT: &str = "-- exchange.handover.insert
INSERT INTO exchange_handover (id, case_id, cause, country, state, data_key, due_at, deadline)
VALUES ($1, $2, $3, $4, 'due', $5, $6, $7)
ON CONFLICT (cause) DO NOTHING";

const GET: &str = "-- exchange.handover.get
SELECT id, case_id, country, state, data_key, reference, due_at, handed_over_at, deadline,
    answer, answered_at
FROM exchange_handover WHERE id = $1 /*for update*/";

const FIND: &str = "-- exchange.handover.find
SELECT id, case_id, country, state, data_key, reference, due_at, handed_over_at, deadline,
    answer, answered_at
FROM exchange_handover WHERE id = $1";

const OF_CASE: &str = "-- exchange.handover.of_case
SELECT id, case_id, country, state, data_key, reference, due_at, handed_over_at, deadline,
    answer, answered_at
FROM exchange_handover WHERE case_id = $1 ORDER BY due_at, id LIMIT 200";

const OPEN: &str = "-- exchange.handover.open
SELECT id, case_id, country, state, data_key, reference, due_at, handed_over_at, deadline,
    answer, answered_at
FROM exchange_handover WHERE handed_over_at IS NULL AND state <> 'withdrawn' AND (due_at, id) >= ($1, $2)
ORDER BY due_at, id LIMIT $3";

const RECORD: &str = "-- exchange.handover.record
UPDATE exchange_handover SET state = $2, reference = $4, handed_over_at = $5, deadline = $6
WHERE id = $1 AND state = $3 AND handed_over_at IS NULL";

const ANSWER: &str = "-- exchange.handover.answer
UPDATE exchange_handover SET answer = $2, answered_at = $3 WHERE id = $1";

const SET_STATE: &str = "-- exchange.handover.set_state
UPDATE exchange_handover SET state = $2 WHERE id = $1 AND state = $3";

const ADD_HISTORY: &str = "-- exchange.handover_history.insert
INSERT INTO exchange_handover_history (handover_id, number, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM exchange_handover_history WHERE handover_id = $1),
    $2, $3, $4, $5, $6, $7)";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However it is tried, a report is handed over in time at most once, and a time passes once.
        #[test]
        fn a_random_walk_keeps_to_the_lines(steps in proptest::collection::vec(any::<bool>(), 0..20)) {
            let mut state = State::Due;
            let mut lapsed = false;
            for hands_over in steps {
                let next = if hands_over { state.hand_over() } else { state.lapse() };
                let Ok(next) = next else {
                    prop_assert!(state != State::Due);
                    continue;
                };
                prop_assert_eq!(next == State::HandedOver, hands_over && state == State::Due);
                prop_assert!(!lapsed || next == State::Lapsed);
                lapsed = next == State::Lapsed;
                state = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
    }
}
