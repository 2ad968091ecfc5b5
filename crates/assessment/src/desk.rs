//! The pages of the desk: queue, claims, viewing, classification, decision, release.
//!
//! Forms send plain fields, each page's `csrf` among them, and `version` where the form takes the place of what the page
//! showed:
//!
//! | POST | fields |
//! |---|---|
//! | `/queue/find` | `address`: a URL, or a domain where `whole` is `domain`; `filter`: the rest of it as in the address of a page |
//! | `/queue/provider` | `provider_name`: a provider's name, a comma and a country behind it where several have it; `filter` |
//! | `/queue/bulk` | `case`, several times: ids; `act`: `claim` or `hand_over` with `to`: id of a colleague, the queue where it is left; `filter`: of the page it came from |
//! | `/queue/views` | `name`; `filter`; `everybodys`: `1` |
//! | `/queue/views/{id}/remove`, `/queue/lapsed/seen` | none; back to `/queue` |
//! | `/cases/{id}/claim` | `despite`: `yes` to claim what the reader opted out of |
//! | `/cases/{id}/extend` | none |
//! | `/cases/{id}/hand-over` | `to`: id of a colleague; the queue where it is left |
//! | `/cases/{id}/viewing`, `/viewing/close`, `/viewing/hide` | none |
//! | `/cases/{id}/viewing/show` | `item`: its id; `after`: the position behind which the page of items began |
//! | `/isolated-browser` | `ticket`: by no browser but the helper beside the isolated one, without a session; the answer is the URL |
//! | `/exposure/categories` | `category`, several times: what one opts out of |
//! | `/welfare/{id}/lift` | `form`: the id of the form |
//! | `/cases/{id}/working-url` | `working`: id of a spelling; `item`: id of its item, the first where it is left; `confirmed`: `yes` where the spelling looks personal |
//! | `/cases/{id}/message` | `report`: its id; `form`: the id of the form; `message`, or `answer`: the key of a ready one of the pack; where it would tell more: `accepted`, several times, with `all_the_same` |
//! | `/cases/{id}/unanswered` | `report`: its id |
//! | `/cases/{id}/contact` | `report`: its id; `reason`: `danger`, `asked` or `question` |
//! | `/cases/{id}/items` | `url`; `kind`: `image`, `video`, `text`, `link`, `container` or `other` |
//! | `/cases/{id}/items/list` | `list`: an item a line, its URL and hashes parted by blanks, a kind in front where one is known |
//! | `/cases/{id}/items/bulk` | `item`, several times: ids; `from` and `to`: positions; `after`: behind which position the page of items began; `act`: `classify` with `like`, a position, or `take_over`, each with `again`: `yes` for those that are classified already, and `why`; `kind` with `kind`; `choose` with `confirmed`: `yes` |
//! | `/cases/{id}/disclosures` | `report`: its id; `part`: `narrative`, `contact`, `credentials` or `spelling`; `consent`: `message`, `report` or `spoken`, for a contact always |
//! | `/cases/{id}/disclosures/{disclosure}/withdraw` | none |
//! | `/cases/{id}/items/{item}/assessment` | each field of the pack's schema by its key, its options by theirs (several times where it takes several); each element of the law as `law_` and its key: `yes`, `no` or `unsure`; of a schema beside, `.` and the key after the name of its file; `why`; `hash`; `do`: `save`, `suggest` or `take`, which save nothing, `hash` to add the hash alone, `remove_` and the algorithm of one to take away, or `take_over` |
//! | `/cases/{id}/decision` | `claim`: `yes` to claim the case first; `danger`, `victim_at_home`, `suspect_at_home`: `yes`; `out_of_remit`: `yes`; `signpost`: a key of the pack, of what is out of remit; `note` |
//! | `/cases/{id}/release` | `urgent`: `yes` to have the police told at once, with `ground`: `danger`, `victim_at_home` or `suspect_at_home`, and `reason` |
//! | `/cases/{id}/undo` | none |
//! | `/cases/{id}/settle` | `side`: `first` or `second`; `reason` |
//! | `/cases/{id}/withdraw-opinion` | `reason` |
//! | `/cases/{id}/reopen` | `reason` |
//! | `/leads/{id}/take`, `/give-back` | none |
//! | `/leads/{id}/refer` | `to`: the number of a help line of the pack; `reference`; `note` |
//! | `/leads/{id}/close` | `reason`: `too_little`, `out_of_remit`, `known` or `advised`; `remark` |
//! | `/leads/{id}/message`, `/contact` | as those of a case |
//!
//! Each leads back to `/cases/{id}`, `/leads/{id}` or the list that it came from; the opening of a viewing session leads
//! into it.

mod add_item;
mod bulk;
mod classification;
mod deciding;
mod disclosure;
mod exposure;
mod isolated;
mod items;
mod known;
mod lead;
mod lead_told;
mod leads;
mod leaving;
mod limited;
mod news;
mod panel;
mod quality;
mod queue;
mod reason;
mod reopen;
mod settling;
mod several;
mod sheet;
mod standing;
mod takers;
mod told;
mod unsent;
mod viewing;
mod welfare;
mod withdrawing;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identity::{Desk, SignedForm};
use intake::Case;
use kernel::Id;
use page::{FormErrors, Limited, Message, Problem, Words};

use crate::{Error, Item, Kind, NOTE_LIMIT, Unready};

pub(crate) use add_item::refused;
pub(crate) use bulk::{Act as BulkAct, MOST as MOST_AT_ONCE, do_to};
pub(crate) use classification::excluded;
pub(crate) use known::only_shown_key;
pub(crate) use leads::there_are_leads;
pub use panel::panel;
pub use queue::{class_key, tone};
pub(crate) use reason::missing as reason_missing;
pub(crate) use sheet::LAW_ANSWERS;
pub(crate) use told::{danger, language, unsaid};

/// Bytes of a form that has the longest note, of letters that take the most.
const WITH_NOTE: usize = 16 * NOTE_LIMIT;

/// What a form sent: names and values in its order.
type Sent = Vec<(String, String)>;

/// The pages of this module.
pub fn routes() -> Router<Desk> {
    Router::new()
        .route("/queue", get(queue::list))
        .route("/reporters", get(news::list))
        .route("/queue/find", post(queue::find))
        .route("/queue/provider", post(queue::find_provider))
        .route("/queue/bulk", get(bulk::results).post(bulk::act))
        .route("/queue/views", post(queue::save_view))
        .route("/queue/views/{id}/remove", post(queue::remove_view))
        .route("/queue/lapsed/seen", post(queue::seen_lapsed))
        .route("/cases/{id}/claim", post(claim))
        .route("/cases/{id}/extend", post(extend))
        .route("/cases/{id}/hand-over", post(hand_over))
        .route(
            "/cases/{id}/viewing",
            get(viewing::show).post(viewing::open),
        )
        .route("/cases/{id}/viewing/ended", get(leaving::ended))
        .route("/cases/{id}/viewing/close", post(viewing::close))
        .route("/cases/{id}/viewing/show", post(viewing::reveal))
        .route("/cases/{id}/viewing/hide", post(viewing::hide))
        .route("/cases/{id}/hidden", get(leaving::hidden))
        .route("/isolated-browser", post(isolated::redeem))
        .route("/exposure", get(exposure::show))
        .route("/exposure/categories", post(exposure::opt_out))
        .route("/welfare", get(welfare::list))
        .route("/welfare/{id}", get(welfare::one))
        .route("/welfare/{id}/lift", post(welfare::lift))
        .route("/welfare-sums", get(welfare::sums))
        .route("/cases/{id}/working-url", post(viewing::choose))
        .route("/cases/{id}/message", post(told::say))
        .route("/cases/{id}/unanswered", post(told::leave_unanswered))
        .route("/cases/{id}/contact", post(told::contact))
        .route("/cases/{id}/items", get(items::list).post(add_item::add))
        .route("/cases/{id}/items/list", post(items::paste))
        .route("/cases/{id}/items/bulk", post(several::act))
        .route(
            "/cases/{id}/disclosures",
            get(disclosure::list).post(disclosure::decide),
        )
        .route(
            "/cases/{id}/disclosures/{disclosure}/withdraw",
            post(disclosure::withdraw),
        )
        .route(
            "/cases/{id}/items/{item}/assessment",
            get(classification::form).post(classification::save),
        )
        .route("/cases/{id}/decision", post(deciding::decide))
        .route("/cases/{id}/release", post(deciding::release))
        .route("/cases/{id}/undo", post(deciding::undo))
        .route(
            "/cases/{id}/settle",
            get(settling::show).post(settling::settle),
        )
        .route(
            "/cases/{id}/withdraw-opinion",
            get(withdrawing::form).post(withdrawing::send),
        )
        .route("/cases/{id}/reopen", get(reopen::form).post(reopen::send))
        .route("/quality", get(quality::show))
        .route("/leads", get(leads::list))
        .route("/leads/{id}", get(lead::show))
        .route("/leads/{id}/take", post(lead::take))
        .route("/leads/{id}/give-back", post(lead::give_back))
        .route("/leads/{id}/refer", post(lead::refer))
        .route("/leads/{id}/close", post(lead::close))
        .route("/leads/{id}/told", get(lead_told::told))
        .route("/leads/{id}/told/ended", get(leaving::lead_ended))
        .route("/leads/{id}/hidden", get(leaving::lead_hidden))
        .route("/leads/{id}/message", post(lead_told::say))
        .route("/leads/{id}/contact", post(lead_told::contact))
        .merge(crate::api::routes())
}

async fn claim(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    if !is_set(&sent, "despite")
        && let Some(warning) = exposure::warning(&mut tx, &desk, &signed_in, case, "claim").await?
    {
        return Ok(warning);
    }
    crate::claim(&mut tx, signed_in.actor(), &desk.pack, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case).into_response())
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
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Redirect, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    match value(&sent, "to").filter(|to| !to.is_empty()) {
        None => crate::hand_over(&mut tx, signed_in.actor(), case).await?,
        Some(to) => {
            let to = to.parse().map_err(|_| Problem::Malformed)?;
            crate::hand_over_to(&mut tx, signed_in.actor(), &desk.pack, case, to).await?;
        }
    }
    tx.commit().await.map_err(Error::from)?;
    Ok(to_case(case))
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

/// Whether a form was made of something else than what stands now.
fn is_stale(sent: &Sent, now: &str) -> bool {
    value(sent, "version").is_some_and(|seen| seen != now)
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
            Self::LooksPersonal => "assessment-unready-looks-personal",
            Self::InRemit => "assessment-unready-in-remit",
            Self::NotUrgent => "assessment-unready-not-urgent",
            Self::NotTheFirst => "assessment-unready-not-the-first",
            Self::StillLearning => "assessment-unready-still-learning",
            Self::Signpost => "assessment-unready-signpost",
            Self::TwoLaws => "assessment-unready-two-laws",
            Self::LawChanged => "assessment-unready-law-changed",
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
            Error::OwnDecision => conflict("assessment-problem-own-decision"),
            Error::Unsettled => conflict("assessment-problem-unsettled"),
            Error::AlreadyReleased => conflict("assessment-problem-already-released"),
            Error::TooLate => conflict("assessment-problem-too-late"),
            Error::ItemsStand => conflict("assessment-problem-items-stand"),
            Error::Trainee => conflict("assessment-problem-trainee"),
            Error::NoReason => conflict("assessment-problem-no-reason"),
            Error::OptedOut => conflict("assessment-opted-out-view-api"),
            Error::ViewingEnded => conflict("assessment-problem-viewing-ended"),
            Error::Limited(limit) => Self::Limited(Limited {
                message: Message::new(limited::key(limit.rule)),
                rule: limit.rule.name(),
                ends_at: limit.ends_at,
            }),
            Error::NoLaw => conflict("assessment-problem-no-law"),
            Error::TooMany => conflict("assessment-problem-too-many"),
            Error::NothingSelected => conflict("assessment-bulk-nothing"),
            Error::NoModel => conflict("assessment-bulk-no-model"),
            Error::NothingKnown => conflict("assessment-bulk-nothing-known"),
            Error::OnlyShown(why) => Self::Conflict(Message::new(known::only_shown_key(why))),
            Error::NoConsent => conflict("assessment-disclosure-no-consent"),
            Error::SecondOpinion => conflict("assessment-disclosure-waits"),
            Error::ToldMore => conflict("assessment-disclosure-told-more"),
            Error::Location(location::Error::LooksPersonal) => {
                conflict("assessment-personal-unconfirmed")
            }
            Error::Intake(intake::Error::Impossible(_) | intake::Error::Superseded) => {
                conflict("assessment-problem-moved")
            }
            Error::Intake(intake::Error::Held) => conflict("assessment-problem-lead-held"),
            Error::Intake(intake::Error::NotHeld) => conflict("assessment-problem-lead-not-held"),
            Error::Intake(intake::Error::ImpossibleLead(_)) => {
                conflict("assessment-problem-lead-moved")
            }
            Error::Unready(unready) => Self::Conflict(unready.message()),
            Error::Intake(intake::Error::TooMany) => conflict("assessment-views-too-many"),
            Error::TooLong => Self::TooLarge,
            Error::Refused(_) | Error::Excluded(_) | Error::Incomplete(_) | Error::TwoAnswers => {
                Self::Invalid(FormErrors::none())
            }
            Error::Identity(error) => error.into(),
            Error::Stakeholders(error) => Self::unavailable(&error),
            Error::Page(error) => Self::internal(&error),
            Error::Store(error) => Self::unavailable(&error),
            Error::Intake(error) => Self::unavailable(&error),
            Error::Location(error) => Self::unavailable(&error),
            Error::Trace(error) => Self::unavailable(&error),
        }
    }
}
