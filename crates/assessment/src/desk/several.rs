//! Something is done with several items of a case: those that are ticked, and those between two numbers.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{FormErrors, Message, Problem};
use store::Tx;

use super::items::{Typed, show};
use super::known::only_shown_key;
use super::{Sent, is_set, is_stale, value};
use crate::claim::lock;
use crate::paste::BYTES;
use crate::{Error, Item, Kind, Selection, alike, version};

/// What is to be done, as it was typed.
#[derive(Default)]
pub(super) struct Several {
    /// The items that are ticked.
    pub(super) items: Vec<Id<Item>>,
    /// The numbers of the first and the last of a row of items.
    pub(super) from: String,
    pub(super) to: String,
    /// The number of the item that they are classified like.
    pub(super) like: String,
    /// Why they are classified anew, where that was decided on.
    pub(super) why: String,
    /// Also those that are classified already.
    pub(super) again: bool,
    /// What they are called.
    pub(super) kind: String,
    /// Their only addresses may leave the house, also those that look personal.
    pub(super) confirmed: bool,
}

/// What is wrong: in the field, and in words.
struct Wrong(&'static str, Message);

impl Wrong {
    fn new(field: &'static str, key: &'static str) -> Self {
        Self(field, Message::new(key))
    }
}

impl Several {
    fn read(sent: &Sent) -> Result<Self, Problem> {
        let typed = |name| value(sent, name).unwrap_or_default().trim().to_owned();
        let items = sent.iter().filter(|(name, _)| name == "item");
        Ok(Self {
            items: items
                .map(|(_, id)| id.parse().map_err(|_| Problem::Malformed))
                .collect::<Result<_, _>>()?,
            from: typed("from"),
            to: typed("to"),
            like: typed("like"),
            why: typed("why"),
            again: is_set(sent, "again"),
            kind: typed("kind"),
            confirmed: is_set(sent, "confirmed"),
        })
    }

    /// The kind that is picked: a picture where nobody picked one.
    pub(super) fn kind(&self) -> &str {
        match self.kind.as_str() {
            "" => Kind::Image.name(),
            kind => kind,
        }
    }

    fn selection(&self) -> Result<Selection, Wrong> {
        let number = |field, typed: &str| match typed {
            "" => Ok(None),
            typed => match typed.parse::<i64>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Wrong::new(field, "assessment-bulk-no-number")),
            },
        };
        Ok(Selection {
            items: self.items.clone(),
            positions: match (number("from", &self.from)?, number("to", &self.to)?) {
                (None, None) => None,
                (Some(from), Some(to)) => Some((from, to)),
                // One alone would reach to an end of the list that nobody named.
                (Some(_), None) => return Err(Wrong::new("to", "assessment-bulk-both")),
                (None, Some(_)) => return Err(Wrong::new("from", "assessment-bulk-both")),
            },
        })
    }
}

/// POST /cases/{id}/items/bulk
pub(super) async fn act(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent, BYTES>,
) -> Result<Response, Problem> {
    let several = Several::read(&sent)?;
    let act = value(&sent, "act").unwrap_or_default();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    lock(&mut tx, case).await?;
    let stands = version::of_case(&mut tx, signed_in.actor(), case).await?;
    let wrong = if is_stale(&sent, &stands) {
        Some(Wrong::new("from", "assessment-stale-items"))
    } else {
        do_to(&mut tx, &desk, &signed_in, case, act, &several).await?
    };
    let Some(Wrong(field, message)) = wrong else {
        tx.commit().await.map_err(Error::from)?;
        return Ok(Redirect::to(&format!("/cases/{case}/items")).into_response());
    };
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push(field, message);
    let after = value(&sent, "after").and_then(|after| after.parse().ok());
    let typed = Typed {
        several: Some(several),
        ..Typed::default()
    };
    let page = show(&desk, &signed_in, case, after.unwrap_or(0), errors, typed).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Does it; or what is to be mended first.
async fn do_to(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    act: &str,
    several: &Several,
) -> Result<Option<Wrong>, Problem> {
    let selection = match several.selection() {
        Ok(selection) => selection,
        Err(wrong) => return Ok(Some(wrong)),
    };
    let actor = signed_in.actor();
    let done = match act {
        "classify" => match several.like.parse() {
            Ok(like) => {
                let why = Some(several.why.clone()).filter(|why| !why.is_empty());
                let (pack, why) = (&*desk.pack, why.map(Sensitive::new));
                let why = why.as_ref();
                let before = alike::classified(tx, actor, case, &selection, like).await?;
                let alike =
                    crate::classify_alike(tx, actor, pack, case, &selection, like, why).await;
                // Whoever says why knows of it.
                if alike.is_ok() && before > 0 && why.is_none() && !several.again {
                    let some = Message::new("assessment-bulk-classified").with("count", before);
                    return Ok(Some(Wrong("again", some)));
                }
                alike.map(drop)
            }
            Err(_) => Err(Error::NoModel),
        },
        "take_over" => {
            let why = Some(several.why.clone()).filter(|why| !why.is_empty());
            let (pack, why) = (&*desk.pack, why.map(Sensitive::new));
            let (again, why) = (several.again, why.as_ref());
            let taken =
                crate::take_over_several(tx, actor, pack, case, &selection, again, why).await;
            taken.map(drop)
        }
        "kind" => {
            let kind = Kind::named(&several.kind).ok_or(Problem::Malformed)?;
            let called = crate::call_kind(tx, actor, case, &selection, kind).await;
            called.map(drop)
        }
        "choose" => {
            let confirmed = several.confirmed;
            let chosen = crate::choose_only(tx, actor, case, &selection, confirmed).await;
            chosen.map(drop)
        }
        _ => return Err(Problem::Malformed),
    };
    let (field, key) = match done {
        Ok(()) => return Ok(None),
        Err(Error::NothingSelected) => ("from", "assessment-bulk-nothing"),
        Err(Error::NoModel) => ("like", "assessment-bulk-no-model"),
        Err(Error::NothingKnown) => ("from", "assessment-bulk-nothing-known"),
        Err(Error::OnlyShown(why)) => ("from", only_shown_key(why)),
        Err(Error::TooLong) => ("why", "assessment-why-long"),
        Err(Error::NoReason) => ("why", "assessment-why-missing"),
        Err(Error::NotHeld) => ("from", "assessment-problem-not-held"),
        Err(Error::ItemsStand) => ("from", "assessment-problem-items-stand"),
        Err(Error::Location(location::Error::LooksPersonal)) => {
            ("confirmed", "assessment-personal-unconfirmed")
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Wrong::new(field, key)))
}
