//! The pages of the desk: queue, claims, viewing, classification, decision, release.
//!
//! Forms send plain fields, each page's `csrf` among them:
//!
//! | POST | fields |
//! |---|---|
//! | `/cases/{id}/claim`, `/extend`, `/hand-over` | none |
//! | `/cases/{id}/viewing`, `/viewing/close` | none |
//! | `/cases/{id}/working-url` | `working`: id of a spelling; `item`: id of its item, the first where it is left; `confirmed`: `yes` where the spelling looks personal |
//! | `/cases/{id}/message` | `report`: its id; `message`, or `answer`: the key of a ready one of the pack; where it would tell more: `accepted`, several times, with `all_the_same` |
//! | `/cases/{id}/contact` | `report`: its id; `reason`: `danger`, `asked` or `question` |
//! | `/cases/{id}/items` | `url`; `kind`: `image`, `video`, `text`, `link`, `container` or `other` |
//! | `/cases/{id}/items/{item}/assessment` | each field of the pack's schema by its key, its options by theirs (several times where it takes several); each element of the law as `law_` and its key: `yes`, `no` or `unsure`; of a schema beside, `.` and the key after the name of its file; `why`; `do`: `save`, or `suggest` or `take`, which save nothing |
//! | `/cases/{id}/decision` | `danger`: `yes`; `out_of_remit`: `yes`; `signpost`: a key of the pack, of what is out of remit; `note` |
//! | `/cases/{id}/release` | none |
//! | `/cases/{id}/reopen` | `reason` |
//!
//! Each leads back to `/cases/{id}`; the opening of a viewing session leads into it.

mod classification;
mod panel;
mod queue;
mod reopen;
mod sheet;
mod told;
mod viewing;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use identity::{Desk, SignedForm};
use intake::Case;
use kernel::{Id, Sensitive};
use pack::Pack;
use page::{FormErrors, Message, Problem, Words};

use crate::{Error, Item, Judgement, Kind, Unready};

pub use panel::panel;

/// What a form sent: names and values in its order.
type Sent = Vec<(String, String)>;

/// The pages of this module.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/queue", get(queue::list))
        .route("/cases/{id}/claim", post(claim))
        .route("/cases/{id}/extend", post(extend))
        .route("/cases/{id}/hand-over", post(hand_over))
        .route(
            "/cases/{id}/viewing",
            get(viewing::show).post(viewing::open),
        )
        .route("/cases/{id}/viewing/close", post(viewing::close))
        .route("/cases/{id}/working-url", post(viewing::choose))
        .route("/cases/{id}/message", post(told::say))
        .route("/cases/{id}/contact", post(told::contact))
        .route(
            "/cases/{id}/items",
            get(viewing::item_form).post(viewing::add),
        )
        .route(
            "/cases/{id}/items/{item}/assessment",
            get(classification::form).post(classification::save),
        )
        .route("/cases/{id}/decision", post(decide))
        .route("/cases/{id}/release", post(release))
        .route("/cases/{id}/reopen", get(reopen::form).post(reopen::send))
}

async fn claim(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::claim(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

async fn extend(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::extend(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

async fn hand_over(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::hand_over(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

async fn decide(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let note = value(&sent, "note").map(str::trim).unwrap_or_default();
    let judgement = Judgement {
        danger: is_set(&sent, "danger"),
        out_of_remit: is_set(&sent, "out_of_remit"),
        signpost: signpost(&sent, &desk.pack)?,
        note: (!note.is_empty()).then(|| Sensitive::new(note.to_owned())),
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::decide(&mut tx, signed_in.actor(), case, &judgement).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

async fn release(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, _): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    crate::release(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
}

/// The signpost that was chosen, if one was; the pack has it.
fn signpost(sent: &Sent, pack: &Pack) -> Result<Option<String>, Problem> {
    match value(sent, "signpost").filter(|key| !key.is_empty()) {
        Some(key) if pack.signpost(key).is_none() => Err(Problem::Invalid(FormErrors::none())),
        key => Ok(key.map(str::to_owned)),
    }
}

fn to_case(case: Id<Case>) -> Redirect {
    Redirect::to(&format!("/cases/{case}"))
}

/// The first value of this field.
fn value<'a>(sent: &'a Sent, name: &str) -> Option<&'a str> {
    sent.iter()
        .find(|(field, _)| field == name)
        .map(|(_, value)| value.as_str())
}

/// Whether a box was ticked.
fn is_set(sent: &Sent, name: &str) -> bool {
    value(sent, name).is_some_and(|value| !value.is_empty())
}

/// What an item is called on pages.
fn item_name(words: &Words, item: &Item) -> String {
    if item.position == 1 {
        return words.text("assessment-item-first");
    }
    words.with(
        "assessment-item",
        &[
            ("kind", kind_name(words, item.kind)),
            ("number", words.number(item.position)),
        ],
    )
}

fn kind_name(words: &Words, kind: Kind) -> String {
    words.text(match kind {
        Kind::Image => "assessment-kind-image",
        Kind::Video => "assessment-kind-video",
        Kind::Text => "assessment-kind-text",
        Kind::Link => "assessment-kind-link",
        Kind::Container => "assessment-kind-container",
        Kind::Other => "assessment-kind-other",
    })
}

impl Unready {
    /// What is still to be done, in words.
    pub(crate) const fn message(self) -> Message {
        Message::new(match self {
            Self::Unclassified => "assessment-unready-unclassified",
            Self::Undecided => "assessment-unready-undecided",
            Self::Outdated => "assessment-unready-outdated",
            Self::NoWorkingUrl => "assessment-unready-no-working-url",
            Self::InRemit => "assessment-unready-in-remit",
            Self::Signpost => "assessment-unready-signpost",
            Self::TwoLaws => "assessment-unready-two-laws",
            Self::Uncorrectable => "assessment-unready-uncorrectable",
        })
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let conflict = |key| Self::Conflict(Message::new(key));
        match error {
            // That a case exists is itself not for everybody.
            Error::Denied(_)
            | Error::NotFound
            | Error::Intake(intake::Error::NotFound | intake::Error::Denied(_))
            | Error::Location(location::Error::NotFound | location::Error::Denied(_))
            | Error::Trace(trace::Error::Denied(_)) => Self::NotFound,
            Error::Held => conflict("assessment-problem-held"),
            Error::NotHeld => conflict("assessment-problem-not-held"),
            Error::ViewingEnded => conflict("assessment-problem-viewing-ended"),
            Error::NoLaw => conflict("assessment-problem-no-law"),
            Error::NoReason => conflict("assessment-reopen-no-reason"),
            Error::TooMany => conflict("assessment-problem-too-many"),
            Error::Location(location::Error::LooksPersonal) => {
                conflict("assessment-personal-unconfirmed")
            }
            Error::Intake(intake::Error::Impossible(_) | intake::Error::Superseded) => {
                conflict("assessment-problem-moved")
            }
            Error::Unready(unready) => Self::Conflict(unready.message()),
            Error::TooLong => Self::TooLarge,
            Error::Refused(_) | Error::Excluded(_) | Error::Incomplete(_) => {
                Self::Invalid(FormErrors::none())
            }
            Error::Page(error) => Self::internal(&error),
            Error::Store(error) => Self::unavailable(&error),
            Error::Intake(error) => Self::unavailable(&error),
            Error::Location(error) => Self::unavailable(&error),
            Error::Trace(error) => Self::unavailable(&error),
        }
    }
}
