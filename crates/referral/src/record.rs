//! Referrals in the store: prepared, released, read.

use audit::{About, Line, history};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use stakeholders::Contact;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::hand;
use crate::{DEADLINE, Error, HOLD_ENDED, Hindrance, Hold, Move, SEND, State};

/// The kind of the ids of what causes a referral: the rounds of a route.
pub enum Cause {}

/// A referral.
#[derive(Clone, Debug)]
pub struct Referral {
    /// Its id.
    pub id: Id<Referral>,
    /// The case it is about.
    pub case: Id<Case>,
    /// What caused it.
    pub cause: Id<Cause>,
    /// To whom, once there is an approved contact.
    pub contact: Option<Id<Contact>>,
    /// Where it stands.
    pub state: State,
    /// Whether notices wait for the police.
    pub hold: Hold,
    /// Until when, where they do.
    pub hold_until: Option<Timestamp>,
    /// A child is in danger.
    pub urgent: bool,
    /// Why a person has to see to it.
    pub hindrance: Option<Hindrance>,
    /// Whether the URLs did not travel and are to be handed over in another way.
    pub urls_withheld: bool,
    /// When it was handed over by hand, by its receipt.
    pub handed_over_at: Option<Timestamp>,
    /// Since when it goes by hand and not by mail.
    pub by_hand_at: Option<Timestamp>,
    /// When its documents could not be printed, so that their twins go alone.
    pub unprinted_at: Option<Timestamp>,
    /// Since when there is one.
    pub prepared_at: Timestamp,
    /// When the mail server took it.
    pub sent_at: Option<Timestamp>,
    data_key: Vec<u8>,
    police_reference: Option<Vec<u8>>,
    pub(crate) receipt: Option<Vec<u8>>,
}

impl FromRow for Referral {
    fn from_row(row: &Row) -> store::Result<Self> {
        let unreadable = store::Error::Unreadable;
        let state: String = row.get("state")?;
        let hold: String = row.get("hold")?;
        let hindrance: Option<String> = row.get("hindrance")?;
        Ok(Self {
            id: row.get("id")?,
            case: row.get("case_id")?,
            cause: row.get("cause")?,
            contact: row.get("contact_id")?,
            state: State::named(&state).ok_or(unreadable("referral_referral.state"))?,
            hold: Hold::named(&hold).ok_or(unreadable("referral_referral.hold"))?,
            hold_until: row.get("hold_until")?,
            urgent: row.get("urgent")?,
            hindrance: hindrance
                .map(|name| {
                    Hindrance::named(&name).ok_or(unreadable("referral_referral.hindrance"))
                })
                .transpose()?,
            urls_withheld: row.get("urls_withheld")?,
            handed_over_at: row.get("handed_over_at")?,
            by_hand_at: row.get("by_hand_at")?,
            unprinted_at: row.get("unprinted_at")?,
            prepared_at: row.get("prepared_at")?,
            sent_at: row.get("sent_at")?,
            data_key: row.get("data_key")?,
            police_reference: row.get("police_reference")?,
            receipt: row.get("receipt")?,
        })
    }
}

impl Referral {
    pub(crate) fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        Ok(tx
            .keyring()?
            .data_key(place("data_key", self.id), &self.data_key)?)
    }

    /// What the police call it.
    fn police_reference(&self, tx: &Tx) -> store::Result<Option<Sensitive<String>>> {
        let Some(sealed) = &self.police_reference else {
            return Ok(None);
        };
        let place = place("police_reference", self.id);
        Ok(Some(self.key(tx)?.open_text(place, sealed)?))
    }
}

/// What is asked of the police.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The case.
    pub case: Id<Case>,
    /// What causes it: the same cause twice is one referral.
    pub cause: Id<Cause>,
    /// A child is in danger.
    pub urgent: bool,
    /// Notices to the provider wait for the police, for as long as the pack says.
    pub hold: bool,
}

/// Prepares a referral, and has it sent as soon as there is an approved contact of the police.
pub async fn prepare(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    request: &Request,
) -> Result<(), Error> {
    actor.may(Action::Refer)?;
    let id: Id<Referral> = tx.new_id();
    let (_, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let now = tx.now();
    // Whether or not the mail can leave: what the police do not hear of must not stay up for ever. See `word::lapse`.
    let (hold, until) = if request.hold {
        (Hold::Open, Some(now.after(hold_time(pack))))
    } else {
        (Hold::None, None)
    };
    let made = tx
        .execute(
            INSERT,
            values![
                id,
                request.case,
                request.cause,
                hold.name(),
                until,
                request.urgent,
                wrapped,
                now,
            ],
        )
        .await?;
    if made == 0 {
        return Ok(());
    }
    let referral = lock(tx, id).await?;
    let line = Line::first(State::Prepared.name(), "prepared");
    history(tx, actor.who(), ADD_HISTORY, id, line).await?;
    if request.hold {
        let line = Line::step(Hold::None.name(), hold.name(), "prepared");
        history(tx, actor.who(), ADD_HOLD_HISTORY, id, line).await?;
    }
    audit::record(
        tx,
        actor.who(),
        "referral.prepare",
        About::one("referral", id),
        json!({ "case": request.case, "urgent": request.urgent, "hold": hold.name() }),
    )
    .await?;
    if let Some(until) = until {
        queue_deadline(tx, id, until).await?;
    }
    release(tx, actor, pack, &referral).await
}

/// Has notices wait for the police on the referral of this cause, if they never did: where it is hosted became known
/// after the police were told. What the police said of it since stands.
pub async fn ask_for_word(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    cause: Id<Cause>,
) -> Result<(), Error> {
    actor.may(Action::Refer)?;
    let referral: Option<Referral> = tx.optional(OF_CAUSE, values![cause]).await?;
    let Some(referral) = referral else {
        return Ok(());
    };
    if referral.hold == Hold::None && referral.state != State::Concluded {
        let now = tx.now();
        let until = Some(now.after(hold_time(pack)));
        set_hold(tx, actor, &referral, Hold::Open, until, "asked-for-word").await?;
    }
    Ok(())
}

/// Releases a referral and queues its sending, if there is an approved contact of the police at home. Where the pack says
/// that they take it by hand, it waits for a person instead.
pub(crate) async fn release(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    referral: &Referral,
) -> Result<(), Error> {
    let Some(contact) = stakeholders::police(tx, actor, pack.country).await? else {
        tx.execute(
            SET_HINDRANCE,
            values![referral.id, Hindrance::NoContact.name()],
        )
        .await?;
        return Ok(());
    };
    set_contact(tx, actor, referral, contact.id).await?;
    if referral.state == State::Prepared {
        advance(tx, actor, referral, Move::Release, "contact-approved").await?;
    }
    if pack.routing.police_by_hand {
        return hand::begin(tx, actor, referral).await;
    }
    queue_sending(tx, referral.id).await
}

/// Has a referral go to this contact. That there was none hinders it no more.
pub(crate) async fn set_contact(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    contact: Id<Contact>,
) -> Result<(), Error> {
    tx.execute(SET_CONTACT, values![referral.id, contact])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "referral.set_contact",
        About::one("referral", referral.id),
        json!({ "case": referral.case, "contact": contact }),
    )
    .await?;
    Ok(())
}

/// A contact was approved: referrals that waited for one of the police go, also those whose own was retired before
/// they left.
pub async fn contact_approved(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    contact: Id<Contact>,
) -> Result<(), Error> {
    actor.may(Action::Refer)?;
    if stakeholders::contact(tx, actor, contact).await?.kind != stakeholders::Kind::Police {
        return Ok(());
    }
    for referral in tx.all::<Referral>(WITHOUT_CONTACT, values![]).await? {
        release(tx, actor, pack, &referral).await?;
    }
    Ok(())
}

/// The referrals of a case, oldest first.
pub async fn referrals(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Referral>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.all(OF_CASE, values![case]).await?)
}

/// A referral.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Referral, Error> {
    actor.may(Action::ReadTakedown)?;
    tx.optional(FIND, values![id]).await?.ok_or(Error::NotFound)
}

/// What the police call a referral, for those with need.
pub(crate) fn police_reference(
    tx: &Tx,
    actor: &Actor,
    referral: &Referral,
) -> Result<Option<Sensitive<String>>, Error> {
    if actor.may(Action::ReadPoliceWord).is_err() {
        return Ok(None);
    }
    Ok(referral.police_reference(tx)?)
}

/// Whether notices of a case wait for the police.
pub async fn holds(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let referrals = referrals(tx, actor, case).await?;
    Ok(referrals.iter().any(|referral| referral.hold.stands()))
}

/// Whether the police asked that nobody be asked anything about the place of a case.
pub async fn is_silent(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let referrals = referrals(tx, actor, case).await?;
    Ok(referrals
        .iter()
        .any(|referral| referral.hold == Hold::Silent))
}

/// How long notices wait for the police.
pub(crate) const fn hold_time(pack: &Pack) -> std::time::Duration {
    pack.deadlines.police_hold
}

/// A referral, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: Id<Referral>) -> Result<Referral, Error> {
    tx.optional(GET, values![id]).await?.ok_or(Error::NotFound)
}

/// Moves a referral, with its history and audit. What hindered it is over with that.
pub(crate) async fn advance(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    step: Move,
    why: &'static str,
) -> Result<(), Error> {
    let to = referral.state.after(step)?;
    let changed = values![referral.id, to.name(), referral.state.name()];
    if tx.execute(SET_STATE, changed).await? == 0 {
        return Err(Error::Changed);
    }
    let line = Line::step(referral.state.name(), to.name(), why);
    history(tx, actor.who(), ADD_HISTORY, referral.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.move",
        About::one("referral", referral.id),
        json!({ "case": referral.case, "from": referral.state.name(), "to": to.name(), "why": why }),
    )
    .await?;
    Ok(())
}

/// Sets the hold of a referral, with its history and audit. Under a silent one nobody is asked about the place;
/// where it ended, notices need not wait any more.
pub(crate) async fn set_hold(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    to: Hold,
    until: Option<Timestamp>,
    why: &'static str,
) -> Result<(), Error> {
    let changed = values![referral.id, to.name(), until, referral.hold.name()];
    if tx.execute(SET_HOLD, changed).await? == 0 {
        return Err(Error::Changed);
    }
    let line = Line::step(referral.hold.name(), to.name(), why);
    history(tx, actor.who(), ADD_HOLD_HISTORY, referral.id, line).await?;
    audit::record(
        tx,
        actor.who(),
        "referral.hold",
        About::one("referral", referral.id),
        json!({
            "case": referral.case,
            "from": referral.hold.name(),
            "to": to.name(),
            "until": until.map(|until| until.to_string()),
            "why": why,
        }),
    )
    .await?;
    let location = intake::case(tx, actor, referral.case).await?.location;
    let cause = Id::from_uuid(referral.id.uuid());
    match (referral.hold == Hold::Silent, to == Hold::Silent) {
        (false, true) => trace::silence(tx, actor, location, cause).await?,
        (true, false) => trace::end_silence(tx, actor, location, cause).await?,
        _ => {}
    }
    if let Some(until) = until {
        queue_deadline(tx, referral.id, until).await?;
    } else {
        jobs::cancel(tx, &deadline_key(referral.id)).await?;
        jobs::queue(tx, HOLD_ENDED, &referral.case).await?;
    }
    Ok(())
}

/// Leaves a referral to a person.
pub(crate) async fn hinder(
    tx: &mut Tx,
    actor: &Actor,
    referral: &Referral,
    hindrance: Hindrance,
) -> Result<(), Error> {
    tx.execute(SET_HINDRANCE, values![referral.id, hindrance.name()])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "referral.hinder",
        About::one("referral", referral.id),
        json!({ "case": referral.case, "hindrance": hindrance.name() }),
    )
    .await?;
    Ok(())
}

pub(crate) async fn queue_sending(tx: &mut Tx, id: Id<Referral>) -> Result<(), Error> {
    let key = format!("{SEND}:{id}");
    // A job of an earlier try that died would stand for this one.
    jobs::cancel(tx, &key).await?;
    let now = tx.now();
    jobs::queue_at(tx, SEND, &id, now, Some(&key)).await?;
    Ok(())
}

/// One job a referral stands for the end of its hold; a new end replaces the old.
pub(crate) async fn queue_deadline(
    tx: &mut Tx,
    id: Id<Referral>,
    until: Timestamp,
) -> Result<(), Error> {
    let key = deadline_key(id);
    jobs::cancel(tx, &key).await?;
    jobs::queue_at(tx, DEADLINE, &id, until, Some(&key)).await?;
    Ok(())
}

fn deadline_key(id: Id<Referral>) -> String {
    format!("{DEADLINE}:{id}")
}

pub(crate) const fn place(column: &'static str, id: Id<Referral>) -> Place {
    Place::new("referral_referral", column, id)
}

const INSERT: &str = "-- referral.referral.insert
INSERT INTO referral_referral (id, case_id, cause, state, hold, hold_until, urgent, data_key, urls_withheld,
    prepared_at)
VALUES ($1, $2, $3, 'prepared', $4, $5, $6, $7, FALSE, $8)
ON CONFLICT (cause) DO NOTHING";

const GET: &str = "-- referral.referral.get
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, receipt, by_hand_at, unprinted_at, prepared_at, sent_at
FROM referral_referral WHERE id = $1 /*for update*/";

const FIND: &str = "-- referral.referral.find
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, receipt, by_hand_at, unprinted_at, prepared_at, sent_at
FROM referral_referral WHERE id = $1";

const OF_CAUSE: &str = "-- referral.referral.of_cause
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, receipt, by_hand_at, unprinted_at, prepared_at, sent_at
FROM referral_referral WHERE cause = $1 /*for update*/";

const OF_CASE: &str = "-- referral.referral.of_case
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, receipt, by_hand_at, unprinted_at, prepared_at, sent_at
FROM referral_referral WHERE case_id = $1 ORDER BY prepared_at, id LIMIT 200";

const WITHOUT_CONTACT: &str = "-- referral.referral.without_contact
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, receipt, by_hand_at, unprinted_at, prepared_at, sent_at
FROM referral_referral WHERE state = 'prepared' OR (state = 'released' AND hindrance = 'no_contact') ORDER BY urgent DESC, prepared_at, id /*for update*/";

const SET_STATE: &str = "-- referral.referral.set_state
UPDATE referral_referral SET state = $2, hindrance = NULL WHERE id = $1 AND state = $3";

const SET_HOLD: &str = "-- referral.referral.set_hold
UPDATE referral_referral SET hold = $2, hold_until = $3 WHERE id = $1 AND hold = $4";

const SET_HINDRANCE: &str = "-- referral.referral.set_hindrance
UPDATE referral_referral SET hindrance = $2 WHERE id = $1";

const SET_CONTACT: &str = "-- referral.referral.set_contact
UPDATE referral_referral SET contact_id = $2, hindrance = NULL WHERE id = $1";

const ADD_HISTORY: &str = "-- referral.referral_history.insert
INSERT INTO referral_referral_history (referral_id, number, about, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM referral_referral_history WHERE referral_id = $1), 'state',
    $2, $3, $4, $5, $6, $7)";

const ADD_HOLD_HISTORY: &str = "-- referral.referral_history.insert_hold
INSERT INTO referral_referral_history (referral_id, number, about, at, who_kind, who_id, from_state, to_state, why)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM referral_referral_history WHERE referral_id = $1), 'hold',
    $2, $3, $4, $5, $6, $7)";
