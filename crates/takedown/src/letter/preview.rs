//! A letter as it would leave now, for those who let it. Where its places are is shown in a viewing session alone: here
//! stand their references.

use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use pack::Pack;
use store::Tx;

use super::{Letter, find, is_first, read_notices_of};
use crate::compose::{ANSWER_MARK, EXPIRES_MARK, LINK_MARK, Told};
use crate::notice::Notice;
use crate::send::reference;
use crate::{Error, State};

/// A letter, looked at.
#[derive(Debug)]
pub struct Preview {
    /// The letter.
    pub letter: Letter,
    /// What it goes under.
    pub reference: String,
    /// Its subject.
    pub subject: String,
    /// Its text, with a sign for each URL; empty once it is composed.
    pub text: String,
    /// The same with marks for what is filled in when it leaves, as a person may write it anew.
    pub draft: String,
    /// Whether no letter has left for this contact before.
    pub first: bool,
    /// Why a person wrote its text anew, where somebody did.
    pub reason: Option<Sensitive<String>>,
    /// What is in it, in whatever state, of what the actor may see of it; each with the reference of its case.
    pub notices: Vec<(Notice, String)>,
}

/// A letter as it would leave now.
pub async fn preview(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
) -> Result<Preview, Error> {
    actor.may(Action::ReadTakedown)?;
    let letter = find(tx, actor, id).await?;
    let contact = stakeholders::contact(tx, actor, letter.contact).await?;
    let mut found = Vec::new();
    for notice in read_notices_of(tx, id).await? {
        // What was done about a case tells the second analyst what the first decided.
        if !assessment::is_blind(tx, actor, notice.case).await? {
            found.push(notice);
        }
    }
    let all = super::places(tx, actor, id, &found).await?;
    let (mut notices, mut places) = (Vec::new(), Vec::new());
    for (notice, place) in found.into_iter().zip(all) {
        let is_told = !matches!(notice.state, State::Withdrawn | State::Drafted);
        notices.push((notice, place.reference.clone()));
        places.extend(is_told.then_some(place));
    }
    let text = letter.own_text(tx)?;
    let first = is_first(tx, letter.contact).await?;
    let reference = reference(&letter, &places);
    let told = Told {
        pack,
        reference: &reference,
        date: tx.now(),
        contact: &contact,
        purpose: letter.purpose,
        step: letter.step,
        urgent: letter.urgent,
        first,
        text: text.clone(),
        places,
        // Drawn when it is composed.
        link: Some((LINK_MARK.to_owned(), EXPIRES_MARK.to_owned())),
    };
    let from = dispatch::Sender {
        address: ANSWER_MARK,
        with_urls: true,
    };
    let mut words = told.words(from)?;
    if dispatch::dispatched(tx, actor, id).await?.is_some() {
        // What left may read otherwise than it would now.
        words.body.clear();
    }
    let draft = match text {
        Some(text) => text.expose().clone(),
        None => told.with_marks()?,
    };
    Ok(Preview {
        reason: letter.why_edited(tx)?,
        first,
        subject: words.subject,
        text: words.body,
        draft,
        notices,
        reference,
        letter,
    })
}
