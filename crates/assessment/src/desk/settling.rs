//! The page on which a supervisor sees both opinions side by side, and settles which counts. A case may have ten thousand
//! items: it shows a page of those that the two see differently, and what was chosen and typed goes along from page to
//! page.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use intake::Case;
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use super::panel::{CameTo, came_to};
use super::reason::{lost, missing};
use super::standing::field_name;
use super::{Sent, item_name, to_case, value};
use crate::pair::{chosen, fields};
use crate::settle::{differing, pairs_of};
use crate::{Assessment, AtHome, Decision, Error, Item, Pair, Side};

#[derive(Template)]
#[template(path = "settle.html")]
struct SettlePage {
    frame: Frame,
    csrf: String,
    errors: FormErrors,
    case: Id<Case>,
    differences: Vec<String>,
    /// The two decisions.
    decided: [Decided; 2],
    items: Vec<Line>,
    /// Which of the items that they see differently are shown, where that is not all.
    shown: Option<String>,
    /// Behind which item this page begins, and those before and behind it do; nothing for the first.
    at: String,
    earlier: Option<String>,
    later: Option<String>,
    /// How many items both see alike.
    same: Option<String>,
    sides: Vec<Choice>,
    side: String,
    reason: String,
}

struct Decided {
    came_to: CameTo,
    danger: bool,
    at_home: AtHome,
    out_of_remit: bool,
    signpost: Option<String>,
    note: String,
}

/// What the two made of an item.
struct Line {
    name: String,
    came_to: [CameTo; 2],
    /// The name of each field, and what each of the two chose.
    fields: Vec<(String, [String; 2])>,
}

/// GET /cases/{id}/settle
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    page(
        &desk,
        &signed_in,
        case,
        FormErrors::none(),
        &Typed::default(),
    )
    .await
}

/// What the form says beside the settlement itself.
#[derive(Default)]
struct Typed<'a> {
    side: &'a str,
    reason: &'a str,
    /// Behind which item the page begins: its id, or nothing for the first.
    at: &'a str,
}

/// POST /cases/{id}/settle
pub(super) async fn settle(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    SignedForm(signed_in, sent): SignedForm<Sent>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::SettleOpinion).map_err(Error::from)?;
    let field = |name| value(&sent, name).unwrap_or_default();
    let (side, reason) = (field("side"), field("reason"));
    let typed = |at| Typed { side, reason, at };
    // Another page is asked for: nothing is settled.
    if let Some(at) = value(&sent, "after") {
        return page(&desk, &signed_in, case, FormErrors::none(), &typed(at)).await;
    }
    let mut errors = FormErrors::none();
    if let Some(chosen) = Side::named(side) {
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let sealed = Sensitive::new(reason.to_owned());
        match crate::settle(&mut tx, actor, &desk.pack, case, chosen, &sealed).await {
            Ok(_) => {
                tx.commit().await.map_err(Error::from)?;
                return Ok(to_case(case).into_response());
            }
            Err(Error::NoReason) => errors.push("reason", missing()),
            // It is settled or withdrawn already, or they had a part in it since: what was typed stands there still, to
            // be copied.
            Err(Error::NotFound | Error::OwnDecision) => {
                let reason = reason.to_owned();
                return lost(&desk, &signed_in, case, "assessment-settle", reason);
            }
            // What the chosen side needs is not there: the page says what, and names the way out.
            Err(Error::Unready(unready)) => errors.push("side", unready.message()),
            Err(error) => return Err(error.into()),
        }
    } else {
        errors.push("side", Message::new("assessment-required"));
    }
    let page = page(&desk, &signed_in, case, errors, &typed(field("at"))).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    desk: &Desk,
    signed_in: &SignedIn,
    case: Id<Case>,
    errors: FormErrors,
    typed: &Typed<'_>,
) -> Result<Response, Problem> {
    let (actor, words) = (signed_in.actor(), desk.words(signed_in));
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (opinion, [first, second]) = crate::both(&mut tx, actor, case).await?;
    let (differing, all) = differing(&mut tx, actor, &opinion).await?;
    let same = all.saturating_sub(differing.len());
    let begin = begin(&differing, typed.at)?;
    let page: Vec<_> = differing.iter().skip(begin).take(SHOWN).copied().collect();
    let mut items = Vec::new();
    for pair in pairs_of(&mut tx, actor, &opinion, &page).await? {
        let item = crate::item(&mut tx, actor, case, pair.item).await?;
        items.push(line(desk, &words, item_name(&words, &item), &pair));
    }
    let mut decided = Vec::new();
    for decision in [&first, &second] {
        decided.push(Decided {
            came_to: came_to(&desk.pack, &words, &decision.ruling),
            danger: decision.danger,
            at_home: decision.at_home,
            out_of_remit: decision.out_of_remit,
            signpost: decision.signpost.as_ref().map(|key| {
                desk.pack.signpost(key).map_or_else(
                    || key.clone(),
                    |known| known.label.in_language(words.language()).to_owned(),
                )
            }),
            note: note(&mut tx, signed_in, decision).await?,
        });
    }
    let decided = <[Decided; 2]>::try_from(decided).map_err(|_| Problem::NotFound)?;
    page::render(&SettlePage {
        frame: desk.frame(signed_in, words.text("assessment-settle")),
        csrf: signed_in.csrf(),
        errors,
        case,
        differences: opinion
            .differences
            .iter()
            .map(|key| field_name(&desk.pack, &words, key))
            .collect(),
        decided,
        shown: (items.len() < differing.len())
            .then(|| shown(&words, begin, items.len(), differing.len())),
        at: typed.at.to_owned(),
        earlier: (begin > 0).then(|| behind(&differing, begin.saturating_sub(SHOWN))),
        later: (begin + SHOWN < differing.len()).then(|| behind(&differing, begin + SHOWN)),
        items,
        same: (same > 0).then(|| {
            let count = i64::try_from(same).unwrap_or(i64::MAX);
            words.with("assessment-settle-same", &[("count", count)])
        }),
        sides: vec![
            Choice::new(Side::First.name(), words.text("assessment-side-first")),
            Choice::new(Side::Second.name(), words.text("assessment-side-second")),
        ],
        side: typed.side.to_owned(),
        reason: typed.reason.to_owned(),
    })
}

/// How many items stand before a page that begins behind this one.
fn begin(differing: &[Id<Item>], at: &str) -> Result<usize, Problem> {
    if at.is_empty() {
        return Ok(0);
    }
    let item: Id<Item> = at.parse().map_err(|_| Problem::Malformed)?;
    let found = differing.iter().position(|one| *one == item);
    found.map(|index| index + 1).ok_or(Problem::Malformed)
}

/// The item behind which a page begins before which so many stand; nothing for the first.
fn behind(differing: &[Id<Item>], begin: usize) -> String {
    let last = begin.checked_sub(1).and_then(|index| differing.get(index));
    last.map_or_else(String::new, ToString::to_string)
}

/// Which of them are shown, in words.
fn shown(words: &Words, begin: usize, shown: usize, all: usize) -> String {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let numbers = [
        ("from", number(begin + 1)),
        ("to", number(begin + shown)),
        ("all", number(all)),
    ];
    words.with("assessment-settle-shown", &numbers)
}

async fn note(
    tx: &mut store::Tx,
    signed_in: &SignedIn,
    decision: &Decision,
) -> Result<String, Error> {
    let note = crate::note(tx, signed_in.actor(), decision).await?;
    Ok(note
        .map(|note| page::harmless(note.expose()))
        .unwrap_or_default())
}

/// Items of a page: a case may have ten thousand.
const SHOWN: usize = 100;

fn line(desk: &Desk, words: &Words, name: String, pair: &Pair) -> Line {
    let of = |assessment: &Assessment, key: &str| -> String {
        // In the words of the version that it was made under.
        let under = &assessment.ruling.under;
        let schema = desk
            .pack
            .schema_version(&under.schema, &under.schema_version)
            .unwrap_or(&desk.pack.schema);
        let field = schema.field(key);
        let label = |option: &String| {
            field
                .and_then(|field| field.options.iter().find(|known| known.key == *option))
                .map_or_else(
                    || option.clone(),
                    |known| known.label.in_language(words.language()).to_owned(),
                )
        };
        let labels: Vec<_> = chosen(assessment, key).into_iter().map(label).collect();
        labels.join(", ")
    };
    let rows = fields(pair).into_iter().map(|key| {
        let both = [of(&pair.first, key), of(&pair.second, key)];
        (field_name(&desk.pack, words, key), both)
    });
    Line {
        name,
        came_to: [
            came_to(&desk.pack, words, &pair.first.ruling),
            came_to(&desk.pack, words, &pair.second.ruling),
        ],
        fields: rows.collect(),
    }
}
