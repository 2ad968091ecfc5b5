//! What staff write down of a provider's word, and the step of a series that they have left out.

use axum::extract::{Path, State};
use axum::response::Redirect;
use identity::{Desk, SignedForm};
use kernel::{Id, Sensitive};
use pack::Pack;
use page::{Message, Problem, Words};
use serde::Deserialize;

use super::{begin, finish, go};
use crate::Error;
use crate::act::Act;
use crate::letter::Letter;
use crate::notice::Notice;
use crate::panel::says_key;
use crate::series::{Series, skip_step};
use crate::word::{self, NewWord, Says};

/// A provider's word, as a person fills it in.
#[derive(Deserialize)]
pub(super) struct SaidForm {
    says: String,
    text: Sensitive<String>,
    whose_name: Sensitive<String>,
    whose_address: Sensitive<String>,
    until: String,
}

#[derive(Deserialize)]
pub(super) struct SkipForm {
    reason: Sensitive<String>,
}

impl SaidForm {
    fn word(&self, pack: &Pack) -> Result<NewWord<'_>, Problem> {
        Ok(NewWord {
            says: Says::named(&self.says).ok_or(Problem::Malformed)?,
            text: &self.text,
            whose: whose(self.whose_name.expose(), self.whose_address.expose()),
            until: pack.end_of_date(&self.until),
        })
    }
}

/// What a form about a provider's word lets choose: names, and what they mean.
pub(crate) fn choices(words: &Words) -> Vec<(&'static str, String)> {
    Says::ALL
        .map(|says| (says.name(), words.text(says_key(says))))
        .to_vec()
}

/// POST /notices/{id}/words
pub(super) async fn say_of_notice(
    State(desk): State<Desk>,
    Path(id): Path<Id<Notice>>,
    SignedForm(signed_in, form): SignedForm<SaidForm>,
) -> Result<Redirect, Problem> {
    let word = form.word(&desk.pack)?;
    go(&desk, signed_in.actor(), id, Act::Say(word)).await
}

/// POST /letters/{id}/words
pub(super) async fn say_of_letter(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    SignedForm(signed_in, form): SignedForm<SaidForm>,
) -> Result<Redirect, Problem> {
    let word = form.word(&desk.pack)?;
    let mut tx = begin(&desk).await?;
    word::say_of_letter(&mut tx, signed_in.actor(), &desk.pack, id, &word).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/letters/{id}")))
}

/// POST /series/{id}/skip
pub(super) async fn skip(
    State(desk): State<Desk>,
    Path(id): Path<Id<Series>>,
    SignedForm(signed_in, form): SignedForm<SkipForm>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    match skip_step(&mut tx, signed_in.actor(), &desk.pack, id, &form.reason).await {
        Ok(case) => finish(tx, case).await,
        Err(Error::NoReason) => Err(Problem::Conflict(Message::new("takedown-series-no-reason"))),
        Err(error) => Err(error.into()),
    }
}

/// Whose it is, where both were filled in, or one: the other is then found to be missing.
fn whose<'a>(name: &'a str, address: &'a str) -> Option<(&'a str, &'a str)> {
    let (name, address) = (name.trim(), address.trim());
    let is_filled_in = !name.is_empty() || !address.is_empty();
    is_filled_in.then_some((name, address))
}
