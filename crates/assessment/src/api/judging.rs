//! Classifying items, deciding, releasing. What is changed is changed as it was read: each call says in which version.

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{By, Caller, Creating, Desk, IfMatch, Nothing, Reply, Sent, may};
use intake::Case;
use kernel::{Id, Language, Sensitive};
use pack::{Law, Pack};
use page::{FormErrors, Message, Problem};
use serde::Deserialize;
use store::Tx;

use super::view::{case_view, held_version, item_view};
use super::{problem, wrong};
use crate::assess::{Beside, beside_name};
use crate::claim::lock;
use crate::desk::reason_missing;
use crate::desk::{LAW_ANSWERS, excluded};
use crate::{
    Answers, AtHome, Classification, Error, Ground, Item, Judgement, LawAnswers, NOTE_LIMIT, Side,
    Unready, Urgent,
};

/// What is answered of an item.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classified {
    /// The options chosen, by field of the schema.
    answers: Answers,
    /// The same of the schemas beside, by their names.
    #[serde(default)]
    beside: Beside,
    /// `yes`, `no` or `unsure`, by element of the law.
    #[serde(default)]
    law: LawAnswers,
    /// Why it supersedes the one before: needed where that was decided on.
    why: Option<Sensitive<String>>,
}

/// What is said of an answer that is taken over.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenOver {
    /// Why it supersedes the one before: needed where that was decided on.
    why: Option<Sensitive<String>>,
}

/// What a person adds to what follows from the items.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    #[serde(default)]
    danger: bool,
    #[serde(default)]
    victim_at_home: bool,
    #[serde(default)]
    suspect_at_home: bool,
    #[serde(default)]
    out_of_remit: bool,
    /// Where the reporters are sent, of what is out of remit: a key of the pack.
    signpost: Option<String>,
    note: Option<Sensitive<String>>,
}

/// How a decision is let go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Released {
    /// That the police are to be told at once, where a second opinion is waited for.
    urgent: Option<Urgency>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Urgency {
    ground: String,
    reason: Sensitive<String>,
}

/// Which of two opinions counts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SettledBy {
    side: String,
    reason: Sensitive<String>,
}

/// PUT /api/v1/cases/{id}/items/{item}/assessment
pub(super) async fn classify(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    version: IfMatch,
    Sent(sent): Sent<Classified>,
) -> Result<Reply, Problem> {
    let actor = caller.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let law = desk.pack.law_at(tx.now()).ok_or(Error::NoLaw)?;
    check_keys(&desk.pack, law, &sent)?;
    let item = same_item(&mut tx, &caller, &desk.pack, (case, item), &version).await?;
    let classification = Classification {
        answers: sent.answers,
        beside: sent.beside,
        law_answers: sent.law,
        why: spoken(sent.why),
    };
    crate::assess(&mut tx, actor, &desk.pack, &item, &classification)
        .await
        .map_err(|error| answers_wrong(error, &desk.pack, caller.language()))?;
    let (view, etag) = item_view(&mut tx, actor, &desk.pack, &item).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/cases/{id}/items/{item}/take-over
pub(super) async fn take_over(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    version: IfMatch,
    Creating(sent, turn): Creating<TakenOver>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let why = spoken(sent.why);
        let item = same_item(&mut tx, &caller, &desk.pack, (case, item), &version).await?;
        crate::take_over(&mut tx, actor, &desk.pack, case, item.id, why.as_ref())
            .await
            .map_err(unexplained)?;
        let (view, etag) = item_view(&mut tx, actor, &desk.pack, &item).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// PUT /api/v1/cases/{id}/decision
pub(super) async fn decide(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path(case): Path<Id<Case>>,
    version: IfMatch,
    Sent(sent): Sent<Decided>,
) -> Result<Reply, Problem> {
    let known = |key: &String| desk.pack.signpost(key).is_some();
    if !sent.signpost.as_ref().is_none_or(known) {
        return Err(wrong("signpost", Message::new("assessment-unknown")));
    }
    let judgement = Judgement {
        danger: sent.danger,
        at_home: AtHome {
            victim: sent.victim_at_home,
            suspect: sent.suspect_at_home,
        },
        out_of_remit: sent.out_of_remit,
        signpost: sent.signpost,
        note: spoken(sent.note),
    };
    let actor = caller.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    version.check(&held_version(&mut tx, actor, case).await?)?;
    let decided = crate::decide(&mut tx, actor, case, &judgement).await;
    decided.map_err(|error| match error {
        Error::Unready(Unready::InRemit) => wrong("out_of_remit", Unready::InRemit.message()),
        Error::Unready(Unready::Signpost) => wrong("signpost", Unready::Signpost.message()),
        Error::TooLong => {
            let limit = i64::try_from(NOTE_LIMIT).unwrap_or(i64::MAX);
            wrong(
                "note",
                Message::new("assessment-note-long").with("limit", limit),
            )
        }
        error => problem(error),
    })?;
    let (view, etag) = case_view(&mut tx, actor, case).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/cases/{id}/release
pub(super) async fn release(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path(case): Path<Id<Case>>,
    version: IfMatch,
    Creating(sent, turn): Creating<Released>,
) -> Result<Response, Problem> {
    let work = async {
        let urgent = sent.urgent.map(urgent).transpose()?;
        let (actor, pack) = (caller.actor(), &*desk.pack);
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&held_version(&mut tx, actor, case).await?)?;
        match &urgent {
            None => crate::release(&mut tx, actor, pack, case).await,
            Some(urgent) => crate::release_urgent(&mut tx, actor, pack, case, urgent).await,
        }
        .map_err(|error| match error {
            Error::NoReason => wrong(
                "urgent/reason",
                Message::new("assessment-problem-no-reason"),
            ),
            Error::Unready(unready @ (Unready::NotUrgent | Unready::NotTheFirst)) => {
                wrong("urgent/ground", unready.message())
            }
            error => problem(error),
        })?;
        let (view, etag) = case_view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

fn urgent(sent: Urgency) -> Result<Urgent, Problem> {
    let ground = Ground::named(&sent.ground)
        .ok_or_else(|| wrong("urgent/ground", Message::new("assessment-required")))?;
    let reason = sent.reason;
    Ok(Urgent { ground, reason })
}

/// POST /api/v1/cases/{id}/undo: takes back what one did last, while there is time.
pub(super) async fn undo(
    State(desk): State<Desk>,
    caller: By<may::ClaimCase>,
    Path(case): Path<Id<Case>>,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        crate::undo(&mut tx, actor, &desk.pack, case)
            .await
            .map_err(problem)?;
        let (view, etag) = case_view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// POST /api/v1/cases/{id}/settle: two analysts came to different answers.
pub(super) async fn settle(
    State(desk): State<Desk>,
    caller: By<may::SettleOpinion>,
    Path(case): Path<Id<Case>>,
    version: IfMatch,
    Creating(sent, turn): Creating<SettledBy>,
) -> Result<Response, Problem> {
    let work = async {
        let side = Side::named(&sent.side)
            .ok_or_else(|| wrong("side", Message::new("assessment-required")))?;
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&held_version(&mut tx, actor, case).await?)?;
        crate::settle(&mut tx, actor, &desk.pack, case, side, &sent.reason)
            .await
            .map_err(|error| match error {
                Error::NoReason => wrong("reason", reason_missing()),
                error => problem(error),
            })?;
        let (view, etag) = case_view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// The item, held until the transaction ends, if it still is as it was read.
async fn same_item(
    tx: &mut Tx,
    caller: &Caller,
    pack: &Pack,
    (case, item): (Id<Case>, Id<Item>),
    version: &IfMatch,
) -> Result<Item, Problem> {
    lock(tx, case).await?;
    let item = crate::item(tx, caller.actor(), case, item).await?;
    let (_, etag) = item_view(tx, caller.actor(), pack, &item).await?;
    version.check(&etag)?;
    Ok(item)
}

/// What the page's form cannot send: a schema that is not asked, an element that the law does not have, an answer that
/// is none.
fn check_keys(pack: &Pack, law: &Law, sent: &Classified) -> Result<(), Problem> {
    let mut errors = FormErrors::none();
    for stem in sent.beside.keys() {
        if pack
            .beside
            .iter()
            .all(|beside| beside.schema.stem() != *stem)
        {
            errors.push(format!("beside/{stem}"), Message::new("assessment-unknown"));
        }
    }
    for (key, answer) in &sent.law {
        let known = law
            .elements
            .iter()
            .any(|element| element.key.get_ref() == key);
        if !known || !LAW_ANSWERS.contains(&answer.as_str()) {
            errors.push(format!("law/{key}"), Message::new("assessment-unknown"));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::Invalid(errors))
    }
}

/// Each rule that refuses answers, at the field to mend.
fn answers_wrong(error: Error, pack: &Pack, language: Language) -> Problem {
    let mut errors = FormErrors::none();
    match error {
        Error::Excluded(refused) => {
            for error in excluded(&refused, pack, language).iter() {
                errors.push(answer_field(pack, &error.field), error.message.clone());
            }
        }
        Error::Incomplete(missing) => {
            for element in missing {
                let message = Message::new("assessment-law-unanswered");
                errors.push(format!("law/{element}"), message);
            }
        }
        error => return unexplained(error),
    }
    Problem::Invalid(errors)
}

/// The problem of an error: of a reason that is missing or too long, in its field.
pub(super) fn unexplained(error: Error) -> Problem {
    match error {
        Error::NoReason => wrong("why", Message::new("assessment-why-missing")),
        Error::TooLong => wrong("why", Message::new("assessment-why-long")),
        error => problem(error),
    }
}

/// Where in the body a field of a schema stands, by its name in the form.
fn answer_field(pack: &Pack, name: &str) -> String {
    let beside = pack.beside.iter().find_map(|beside| {
        let stem = beside.schema.stem();
        let key = name.strip_prefix(&beside_name(&stem, ""))?;
        Some(format!("beside/{stem}/{key}"))
    });
    beside.unwrap_or_else(|| format!("answers/{name}"))
}

/// A text that says something.
pub(super) fn spoken(text: Option<Sensitive<String>>) -> Option<Sensitive<String>> {
    let text = text.filter(|text| !text.expose().trim().is_empty())?;
    Some(Sensitive::new(text.expose().trim().to_owned()))
}
