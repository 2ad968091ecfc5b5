//! What staff do about referrals, from the case page.
//!
//! | POST | fields |
//! |---|---|
//! | `/referrals/{id}/acknowledge` | `reference`; `lift`: `yes` where the police gave their word with it |
//! | `/referrals/{id}/hold` | `kind`: `open` or `silent`; `until`: `2026-11-23T15:00` in the pack's zone |
//! | `/referrals/{id}/lift`, `/conclude`, `/retry`, `/read`, `/came-back` | none |

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::Redirect;
use axum::routing::post;
use identity::{Action, Actor, Desk, SignedForm};
use intake::Case;
use jiff::tz::TimeZone;
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use page::{Message, Panel, Problem, Words};
use serde::Deserialize;
use store::Tx;

use crate::act::{Act, act};
use crate::answer;
use crate::hand::desk as hand;
use crate::record::police_reference;
use crate::said::desk as said;
use crate::to_do::{is_unprinted, to_hand_over};
use crate::{Error, Hindrance, Hold, Referral, State, ToDoKind, referrals};

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/referrals/{id}/acknowledge", post(acknowledge))
        .route("/referrals/{id}/hold", post(place_hold))
        .route("/referrals/{id}/lift", post(lift))
        .route("/referrals/{id}/conclude", post(conclude))
        .route("/referrals/{id}/retry", post(retry))
        .route("/referrals/{id}/read", post(read))
        .route("/referrals/{id}/came-back", post(came_back))
        .merge(crate::api::routes())
        .merge(hand::routes())
        .merge(crate::hand::api::routes())
        .merge(crate::said::desk::routes())
        .merge(crate::said::api::routes())
        .merge(crate::alarm::desk::routes())
        .merge(crate::alarm::api::routes())
}

/// A form with nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

#[derive(Deserialize)]
struct ReferenceForm {
    reference: Sensitive<String>,
    #[serde(default)]
    lift: String,
}

#[derive(Deserialize)]
struct HoldForm {
    kind: String,
    until: String,
}

async fn acknowledge(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, form): SignedForm<ReferenceForm>,
) -> Result<Redirect, Problem> {
    let done = Act::Acknowledge {
        reference: &form.reference,
        lift: form.lift == "yes",
    };
    go(&desk, signed_in.actor(), id, done).await
}

async fn place_hold(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, form): SignedForm<HoldForm>,
) -> Result<Redirect, Problem> {
    let silent = match form.kind.as_str() {
        "open" => false,
        "silent" => true,
        _ => return Err(Problem::Malformed),
    };
    let until = instant(&form.until, &desk.pack.zone).ok_or(Error::Until)?;
    let done = Act::Hold { silent, until };
    go(&desk, signed_in.actor(), id, done).await
}

async fn lift(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Lift).await
}

async fn conclude(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Conclude).await
}

async fn retry(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Retry).await
}

async fn read(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::Read).await
}

async fn came_back(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Referral>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    go(&desk, signed_in.actor(), id, Act::CameBack).await
}

/// Does something about a referral, and leads back to its case.
pub(crate) async fn go(
    desk: &Desk,
    actor: &Actor,
    id: Id<Referral>,
    done: Act<'_>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = act(&mut tx, actor, &desk.pack, id, done).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// What a field of type `datetime-local` sends, as the instant that it is in this zone.
pub(crate) fn instant(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let local: jiff::civil::DateTime = text.trim().parse().ok()?;
    zone.to_timestamp(local).ok().map(Timestamp::from)
}

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPanel<'a> {
    words: &'a Words,
    csrf: &'a str,
    referrals: Vec<ReferralView>,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that the page shows or not"
)]
struct ReferralView {
    id: String,
    state: String,
    hold: String,
    urgent: bool,
    unit: Option<String>,
    prepared_at: String,
    sent_at: Option<String>,
    message_id: Option<String>,
    police_reference: Option<String>,
    said: said::Part,
    hindrance: Option<String>,
    came_back: bool,
    answered: bool,
    maybe_twice: bool,
    to_hand_over: Option<String>,
    unprinted: bool,
    hand: hand::Part,
    may_acknowledge: bool,
    may_hold: bool,
    may_lift: bool,
    may_conclude: bool,
    may_retry: bool,
    may_read: bool,
    may_say_came_back: bool,
}

/// The referrals of a case, for its page.
pub async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: Id<Case>,
) -> Result<Panel, Error> {
    actor.may(Action::ReadTakedown)?;
    let mut views = Vec::new();
    for referral in referrals(tx, actor, case).await? {
        views.push(view(tx, actor, words, &pack.zone, &referral).await?);
    }
    let panel = ReferralsPanel {
        words,
        csrf,
        referrals: views,
    };
    Ok(Panel {
        title: words.text("referral-title"),
        html: panel.render().map_err(|_| Error::Unshowable)?,
    })
}

async fn view(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    zone: &TimeZone,
    referral: &Referral,
) -> Result<ReferralView, Error> {
    let unit = match referral.contact {
        Some(contact) => {
            let contact = stakeholders::contact(tx, actor, contact).await?;
            Some(contact.name.expose().clone())
        }
        None => None,
    };
    let records = actor.may(Action::RecordPoliceWord).is_ok();
    let refers = actor.may(Action::Refer).is_ok();
    let at = |instant: Timestamp| words.date_time(instant, zone);
    let hold = match (referral.hold, referral.hold_until) {
        (Hold::Open, Some(until)) => words.with("referral-hold-open", &[("until", at(until))]),
        (Hold::Silent, Some(until)) => words.with("referral-hold-silent", &[("until", at(until))]),
        (Hold::Lifted, _) => words.text("referral-hold-lifted"),
        (Hold::Lapsed, _) => words.text("referral-hold-lapsed"),
        _ => words.text("referral-hold-none"),
    };
    let reference = police_reference(tx, actor, referral)?;
    let said = said::part(tx, actor, words, zone, referral).await?;
    let mail = dispatch::dispatched(tx, actor, referral.id).await?;
    let unread = answer::unread(tx, referral).await?;
    let goes_again = answer::came_back(tx, referral).await?;
    Ok(ReferralView {
        id: referral.id.to_string(),
        state: words.text(match referral.state {
            State::Prepared => "referral-state-prepared",
            State::Released => "referral-state-released",
            State::Sent => "referral-state-sent",
            State::Acknowledged => "referral-state-acknowledged",
            State::Concluded => "referral-state-concluded",
            State::Withdrawn => "referral-state-withdrawn",
        }),
        hold,
        urgent: referral.urgent,
        unit,
        prepared_at: at(referral.prepared_at),
        sent_at: referral.sent_at.map(at),
        maybe_twice: mail.as_ref().is_some_and(|mail| mail.maybe_twice),
        message_id: mail.map(|mail| mail.message_id),
        police_reference: reference.map(|reference| page::harmless(reference.expose())),
        said,
        hindrance: referral
            .hindrance
            .map(|hindrance| words.text(ToDoKind::Hindered(hindrance).message())),
        came_back: unread.failures > 0,
        answered: unread.answers > 0,
        to_hand_over: to_hand_over(referral).map(|kind| words.text(kind.message())),
        unprinted: is_unprinted(referral),
        hand: hand::part(tx, actor, words, zone, referral).await?,
        may_acknowledge: records && referral.state.after(crate::Move::Acknowledge).is_ok(),
        may_hold: records && !referral.state.is_over(),
        may_lift: records && referral.hold.stands(),
        may_conclude: records && referral.state.after(crate::Move::Conclude).is_ok(),
        may_retry: refers
            && (goes_again
                || referral.state == State::Released
                    && (referral.by_hand_at.is_some()
                        || referral
                            .hindrance
                            .is_some_and(|one| one != Hindrance::NoContact))),
        may_read: records && unread.is_any(),
        may_say_came_back: records && referral.state == State::Sent && !goes_again,
    })
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) => Self::Denied,
            Error::NotFound | Error::Intake(intake::Error::NotFound) => Self::NotFound,
            Error::Impossible(_) | Error::Changed => {
                Self::Conflict(Message::new("referral-changed"))
            }
            Error::Until => Self::Conflict(Message::new("referral-until-wrong")),
            Error::Text => Self::Conflict(Message::new("referral-reference-wrong")),
            Error::Day => Self::Conflict(Message::new("referral-day-wrong")),
            Error::Said => Self::Conflict(Message::new("referral-said-wrong")),
            Error::ReceiptTo | Error::ReceiptNumber => {
                Self::Conflict(Message::new("referral-receipt-wrong"))
            }
            Error::ReceiptTime => Self::Conflict(Message::new("referral-receipt-time-wrong")),
            Error::NoKey => Self::Conflict(Message::new("referral-no-key")),
            Error::NotMade => Self::Conflict(Message::new("referral-not-made")),
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_crate_brings_the_words_it_asks_for() {
        let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(found, page::testing::Keys::default());
    }

    #[test]
    fn an_end_is_read_in_the_zone_of_the_pack() {
        let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
        let until = instant("2026-01-05T10:00", &zone).unwrap();
        assert_eq!(until.to_string(), "2026-01-05T03:00:00Z");
        assert_eq!(instant("tomorrow", &zone), None);
        assert_eq!(instant("", &zone), None);
    }
}
