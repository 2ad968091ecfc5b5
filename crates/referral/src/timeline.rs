//! What happened to the referrals of a case and to their holds.

use audit::{Event, EventKind, Past, Span, Stream, before};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use page::Words;
use store::{FromRow, Row, Tx};

use crate::record::place;
use crate::said::of_text;
use crate::{Error, Hold, Referral, SaidKind, State};

const STATES: (Stream, EventKind) = (40, EventKind::Police);
const HOLDS: (Stream, EventKind) = (41, EventKind::Police);
const WORDS: (Stream, EventKind) = (42, EventKind::Police);

/// The events of a case that this module knows of.
pub async fn timeline(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: Id<Case>,
    span: &Span,
) -> Result<Vec<Event>, Error> {
    actor.may(Action::ReadTakedown)?;
    let mut events = Vec::new();
    for past in before::<_, Past>(tx, MOVED, case, span, STATES).await? {
        let what = words.text(state_key(&past.to)?);
        events.push(past.event(STATES.0, STATES.1, what));
    }
    for past in before::<_, Past>(tx, HELD, case, span, HOLDS).await? {
        let what = words.text(hold_key(&past.to)?);
        events.push(past.event(HOLDS.0, HOLDS.1, what));
    }
    // What came of it is for those with need.
    if actor.may(Action::ReadPoliceWord).is_ok() {
        for told in before::<_, Told>(tx, SAID, case, span, WORDS).await? {
            events.push(told.event(tx, words)?);
        }
    }
    Ok(events)
}

/// A word of the police, as the timeline tells it.
struct Told {
    past: Past,
    on: String,
    struck: bool,
    referral: Id<Referral>,
    data_key: Vec<u8>,
    text: Option<Vec<u8>>,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            past: Past::from_row(row)?,
            on: row.get("happened_on")?,
            struck: row.get("struck")?,
            referral: row.get("referral_id")?,
            data_key: row.get("data_key")?,
            text: row.get("text")?,
        })
    }
}

impl Told {
    fn event(self, tx: &Tx, words: &Words) -> Result<Event, Error> {
        let unreadable = store::Error::Unreadable("referral_said.kind");
        let kind = SaidKind::named(&self.past.to).ok_or(unreadable)?;
        let said = [
            ("what", words.text(kind.message())),
            ("on", words.written_day(&self.on)),
        ];
        let key = if self.struck {
            "referral-event-struck"
        } else {
            "referral-event-said"
        };
        let text = match &self.text {
            Some(sealed) => {
                let key = tx
                    .keyring()?
                    .data_key(place("data_key", self.referral), &self.data_key)
                    .map_err(store::Error::from)?;
                let said = of_text(Id::from_uuid(self.past.of.uuid()));
                Some(key.open_text(said, sealed).map_err(store::Error::from)?)
            }
            None => None,
        };
        let mut event = self.past.event(WORDS.0, WORDS.1, words.with(key, &said));
        event.text = text;
        Ok(event)
    }
}

fn state_key(name: &str) -> Result<&'static str, Error> {
    let state = State::ALL.into_iter().find(|state| state.name() == name);
    let unreadable = store::Error::Unreadable("referral_referral_history.to_state");
    Ok(match state.ok_or(unreadable)? {
        State::Prepared => "referral-event-prepared",
        State::Released => "referral-event-released",
        State::Sent => "referral-event-sent",
        State::Acknowledged => "referral-event-acknowledged",
        State::Withdrawn => "referral-event-withdrawn",
        State::Concluded => "referral-event-concluded",
    })
}

fn hold_key(name: &str) -> Result<&'static str, Error> {
    let hold = Hold::ALL.into_iter().find(|hold| hold.name() == name);
    let unreadable = store::Error::Unreadable("referral_referral_history.to_state");
    Ok(match hold.ok_or(unreadable)? {
        Hold::None => "referral-event-hold-none",
        Hold::Open => "referral-event-hold-open",
        Hold::Silent => "referral-event-hold-silent",
        Hold::Lifted => "referral-event-hold-lifted",
        Hold::Lapsed => "referral-event-hold-lapsed",
    })
}

const MOVED: &str = "-- referral.timeline.states
SELECT h.referral_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM referral_referral r JOIN referral_referral_history h ON h.referral_id = r.id
WHERE r.case_id = $1 AND h.about = 'state' AND (h.at, h.number, h.referral_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.referral_id DESC LIMIT $5";

const HELD: &str = "-- referral.timeline.holds
SELECT h.referral_id AS of_id, h.number, h.at, h.who_kind, h.who_id, h.to_state, h.why
FROM referral_referral r JOIN referral_referral_history h ON h.referral_id = r.id
WHERE r.case_id = $1 AND h.about = 'hold' AND (h.at, h.number, h.referral_id) < ($2, $3, $4)
ORDER BY h.at DESC, h.number DESC, h.referral_id DESC LIMIT $5";

const SAID: &str = "-- referral.timeline.said
SELECT s.id AS of_id, s.number, s.at, 'staff' AS who_kind, s.staff_id AS who_id, s.kind AS to_state, '' AS why,
    s.happened_on, s.struck_at IS NOT NULL AS struck, s.text, r.id AS referral_id, r.data_key
FROM referral_referral r JOIN referral_said s ON s.referral_id = r.id
WHERE r.case_id = $1 AND (s.at, s.number, s.id) < ($2, $3, $4)
ORDER BY s.at DESC, s.number DESC, s.id DESC LIMIT $5";
