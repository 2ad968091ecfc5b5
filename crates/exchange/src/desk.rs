//! What staff do about handovers, from the case page: `POST /handovers/{id}/record` with the field `reference`, and
//! `POST /handovers/{id}/answer` with the field `answer`: `acts` or `declines`.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::response::Redirect;
use axum::routing::post;
use identity::{Action, Actor, Desk, SignedForm};
use intake::Case;
use kernel::{Country, Id, Sensitive, Timestamp};
use pack::{Pack, Route};
use page::{Message, Panel, Problem, Words};
use serde::Deserialize;
use store::Tx;

use crate::{Error, Handover, PartnerAnswer, State, answered, handovers, record};

/// This crate's pages.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/handovers/{id}/record", post(record_handover))
        .route("/handovers/{id}/answer", post(answer_handover))
        .merge(crate::tray::routes())
        .merge(crate::api::routes())
}

#[derive(Deserialize)]
struct ReferenceForm {
    reference: Sensitive<String>,
}

async fn record_handover(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Handover>>,
    SignedForm(signed_in, form): SignedForm<ReferenceForm>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = record(&mut tx, signed_in.actor(), &desk.pack, id, &form.reference).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

#[derive(Deserialize)]
struct AnswerForm {
    answer: String,
}

async fn answer_handover(
    Shared(desk): Shared<Desk>,
    Path(id): Path<Id<Handover>>,
    SignedForm(signed_in, form): SignedForm<AnswerForm>,
) -> Result<Redirect, Problem> {
    let answer = PartnerAnswer::named(&form.answer).ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let case = answered(&mut tx, signed_in.actor(), id, answer).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

#[derive(Template)]
#[template(path = "handovers.html")]
struct HandoversPanel<'a> {
    words: &'a Words,
    csrf: &'a str,
    by_hand: &'a str,
    handovers: Vec<HandoverView>,
}

struct HandoverView {
    id: String,
    country: String,
    partner: String,
    state: String,
    due_at: String,
    deadline: String,
    handed_over_at: Option<String>,
    reference: Option<String>,
    answer: Option<String>,
    may_record: bool,
    may_answer: bool,
    /// The partner said already that it acts.
    acts: bool,
}

/// The handovers of a case, for its page.
pub async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: Id<Case>,
) -> Result<Panel, Error> {
    actor.may(Action::ReadTakedown)?;
    let may_record = actor.may(Action::Exchange).is_ok();
    let at = |instant: Timestamp| words.date_time(instant, &pack.zone);
    let mut views = Vec::new();
    for handover in handovers(tx, actor, case).await? {
        let reference = handover.reference(tx)?;
        views.push(HandoverView {
            id: handover.id.to_string(),
            country: handover.country.to_string(),
            partner: partner(pack, handover.country).unwrap_or_default(),
            state: words.text(match handover.state {
                State::Due => "exchange-state-due",
                State::HandedOver => "exchange-state-handed-over",
                State::Lapsed => "exchange-state-lapsed",
                State::Withdrawn => "exchange-state-withdrawn",
            }),
            due_at: at(handover.due_at),
            deadline: at(handover.deadline),
            handed_over_at: handover.handed_over_at.map(at),
            reference: reference.map(|reference| page::harmless(reference.expose())),
            answer: handover.answer.map(|answer| {
                words.text(match answer {
                    PartnerAnswer::Acts => "exchange-event-acts",
                    PartnerAnswer::Declines => "exchange-event-declines",
                })
            }),
            may_record: may_record && handover.state.hand_over().is_ok(),
            may_answer: may_record && handover.state == State::HandedOver,
            acts: handover.answer == Some(PartnerAnswer::Acts),
        });
    }
    let panel = HandoversPanel {
        words,
        csrf,
        by_hand: pack.routing.by_hand.in_language(words.language()),
        handovers: views,
    };
    Ok(Panel {
        title: words.text("exchange-title"),
        html: panel.render().map_err(|_| Error::Unshowable)?,
    })
}

/// The partner hotline of a country, where the pack names one.
pub(crate) fn partner(pack: &Pack, country: Country) -> Option<String> {
    match pack.routing.for_country(pack.country, Some(country)) {
        Route::Partner(partner) => Some(partner.name),
        _ => None,
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Denied(_) | Error::Dispatch(dispatch::Error::Denied(_)) => Self::Denied,
            Error::Dispatch(dispatch::Error::NotFound)
            | Error::NotFound
            | Error::Intake(intake::Error::NotFound) => Self::NotFound,
            Error::Changed => Self::Conflict(Message::new("exchange-changed")),
            Error::Dispatch(dispatch::Error::Changed) => {
                Self::Conflict(Message::new("exchange-tray-changed"))
            }
            Error::Text => Self::Conflict(Message::new("exchange-reference-wrong")),
            Error::Store(store::Error::Database(_)) => Self::unavailable(&error),
            _ => Self::internal(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_crate_brings_the_words_it_asks_for() {
        let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(found, page::testing::Keys::default());
    }
}
