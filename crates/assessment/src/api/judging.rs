//! Classifying items, deciding, releasing. What is changed is changed as it was read: each call says in which version.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use identity::{By, Caller, Creating, Desk, IfMatch, Nothing, Reply, Sent, may};
use intake::Case;
use kernel::{Id, Language, Sensitive};
use page::{FormErrors, Message, Problem};
use serde::Deserialize;
use store::Tx;

use super::problem;
use super::view::{case_view, held_version, item_view};
use crate::claim::lock;
use crate::desk::{LAW_ANSWERS, excluded};
use crate::{Answers, Error, Item, Judgement};

/// What is answered of an item.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classified {
    /// The options chosen, by field of the schema.
    answers: Answers,
    /// `yes`, `no` or `unsure`, by element of the law.
    #[serde(default)]
    law: BTreeMap<String, String>,
}

/// What a person adds to what follows from the items.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    #[serde(default)]
    danger: bool,
    #[serde(default)]
    out_of_remit: bool,
    note: Option<Sensitive<String>>,
}

/// PUT /api/v1/cases/{id}/items/{item}/assessment
pub(super) async fn classify(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    version: IfMatch,
    Sent(sent): Sent<Classified>,
) -> Result<Reply, Problem> {
    check_law(&desk, &sent.law)?;
    let actor = caller.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let item = same_item(&mut tx, &caller, case, item, &version).await?;
    crate::classify(&mut tx, actor, &desk.pack, &item, &sent.answers, &sent.law)
        .await
        .map_err(|error| answers_wrong(error, caller.language()))?;
    let (view, etag) = item_view(&mut tx, actor, &item).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Reply::ok(&view)?.version(&etag))
}

/// POST /api/v1/cases/{id}/items/{item}/take-over
pub(super) async fn take_over(
    State(desk): State<Desk>,
    caller: By<may::Assess>,
    Path((case, item)): Path<(Id<Case>, Id<Item>)>,
    version: IfMatch,
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        let item = same_item(&mut tx, &caller, case, item, &version).await?;
        crate::take_over(&mut tx, actor, &desk.pack, case, item.id)
            .await
            .map_err(problem)?;
        let (view, etag) = item_view(&mut tx, actor, &item).await?;
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
    let note = sent.note.filter(|note| !note.expose().trim().is_empty());
    let judgement = Judgement {
        danger: sent.danger,
        out_of_remit: sent.out_of_remit,
        note: note.map(|note| Sensitive::new(note.expose().trim().to_owned())),
    };
    let actor = caller.actor();
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    version.check(&held_version(&mut tx, actor, case).await?)?;
    crate::decide(&mut tx, actor, case, &judgement)
        .await
        .map_err(problem)?;
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
    Creating(Nothing {}, turn): Creating<Nothing>,
) -> Result<Response, Problem> {
    let work = async {
        let actor = caller.actor();
        let mut tx = desk.db.write().await.map_err(Error::from)?;
        version.check(&held_version(&mut tx, actor, case).await?)?;
        crate::release(&mut tx, actor, case)
            .await
            .map_err(problem)?;
        let (view, etag) = case_view(&mut tx, actor, case).await?;
        Ok((tx, Reply::ok(&view)?.version(&etag)))
    };
    turn.run(&desk, caller.actor(), work).await
}

/// The item, held until the transaction ends, if it still is as it was read.
async fn same_item(
    tx: &mut Tx,
    caller: &Caller,
    case: Id<Case>,
    item: Id<Item>,
    version: &IfMatch,
) -> Result<Item, Problem> {
    lock(tx, case).await?;
    let item = crate::item(tx, caller.actor(), case, item).await?;
    let (_, etag) = item_view(tx, caller.actor(), &item).await?;
    version.check(&etag)?;
    Ok(item)
}

/// What the page's form cannot send: an element that the law does not have, an answer that is none.
fn check_law(desk: &Desk, answers: &BTreeMap<String, String>) -> Result<(), Problem> {
    let mut errors = FormErrors::none();
    let elements = &desk.pack.law.elements;
    for (key, answer) in answers {
        let known = elements.iter().any(|element| element.key.get_ref() == key);
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
fn answers_wrong(error: Error, language: Language) -> Problem {
    let mut errors = FormErrors::none();
    match error {
        Error::Excluded(refused) => {
            for error in excluded(&refused, language).iter() {
                errors.push(format!("answers/{}", error.field), error.message.clone());
            }
        }
        Error::Incomplete(missing) => {
            for element in missing {
                let message = Message::new("assessment-law-unanswered");
                errors.push(format!("law/{element}"), message);
            }
        }
        error => return problem(error),
    }
    Problem::Invalid(errors)
}
