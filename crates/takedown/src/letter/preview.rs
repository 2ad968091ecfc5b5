//! A letter as it would leave now, for those who let it. Where its places are is shown in a viewing session alone: here
//! stand their references.

use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use pack::Pack;
use stakeholders::Channel;
use store::Tx;

use super::{Letter, LetterState, find, is_first, read_notices_of};
use crate::compose::{ANSWER_MARK, EXPIRES_MARK, LINK_MARK, Place, Told};
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
    /// Its text, with a sign for each URL. Once it left, as it left; empty where that is not known, or tells of a case of
    /// which the actor may see nothing.
    pub text: String,
    /// The address of the provider's form, where it is filled in by hand.
    pub form: Option<Sensitive<String>>,
    /// The same with marks for what is filled in when it leaves, as a person may write it anew.
    pub draft: String,
    /// Whether no letter has left for this contact before.
    pub first: bool,
    /// Why a person wrote its text anew, where somebody did.
    pub reason: Option<Sensitive<String>>,
    /// Whether the police ask to wait with some of what is to leave.
    pub held: bool,
    /// What is in it, in whatever state, of what the actor may see of it; each with the reference of its case.
    pub notices: Vec<(Notice, String)>,
}

/// A letter as it would leave now; as it left, once it did.
pub async fn preview(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
) -> Result<Preview, Error> {
    actor.may(Action::ReadTakedown)?;
    let letter = find(tx, actor, id).await?;
    let mut found = Vec::new();
    let mut sees_all = true;
    for notice in read_notices_of(tx, id).await? {
        // What was done about a case tells the second analyst what the first decided.
        if assessment::is_blind(tx, actor, notice.case).await? {
            sees_all = false;
        } else {
            found.push(notice);
        }
    }
    let queued = found.iter().filter(|notice| notice.state == State::Queued);
    let cases: Vec<_> = queued.map(|notice| notice.case).collect();
    let held = !referral::holding_among(tx, actor, &cases).await?.is_empty();
    let all = super::places(tx, actor, id, &found).await?;
    let (mut notices, mut places) = (Vec::new(), Vec::new());
    for (notice, place) in found.into_iter().zip(all) {
        let is_told = !matches!(notice.state, State::Withdrawn | State::Drafted);
        notices.push((notice, place.reference.clone()));
        places.extend(is_told.then_some(place));
    }
    let reference = reference(&letter, &places);
    let looked = look(tx, actor, pack, &letter, &reference, places).await?;
    let has_left =
        letter.state == LetterState::Sent || dispatch::dispatched(tx, actor, id).await?.is_some();
    let text = if !has_left {
        looked.words.body
    } else if sees_all {
        // What left may read otherwise than it would now.
        let kept = letter.sent_text(tx)?;
        kept.map(|text| text.expose().clone()).unwrap_or_default()
    } else {
        String::new()
    };
    Ok(Preview {
        reason: letter.why_edited(tx)?,
        first: looked.first,
        form: looked.form,
        held,
        subject: looked.words.subject,
        text,
        draft: looked.draft,
        notices,
        reference,
        letter,
    })
}

/// How a letter reads, with a sign for each URL: all of it, whoever may see what of it.
pub(super) async fn as_it_reads(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
) -> Result<String, Error> {
    let mut notices = read_notices_of(tx, letter.id).await?;
    notices.retain(|notice| notice.state == State::Queued);
    let places = super::places(tx, actor, letter.id, &notices).await?;
    let reference = reference(letter, &places);
    let looked = look(tx, actor, pack, letter, &reference, places).await?;
    Ok(looked.words.body)
}

/// A letter about some places, as it would read.
struct Look {
    words: pack::Rendered,
    draft: String,
    first: bool,
    form: Option<Sensitive<String>>,
}

async fn look(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    letter: &Letter,
    reference: &str,
    places: Vec<Place>,
) -> Result<Look, Error> {
    let contact = stakeholders::contact(tx, actor, letter.contact).await?;
    let text = letter.own_text(tx)?;
    let first = is_first(tx, letter.contact).await?;
    let by_form = contact.manner.channel == Channel::Form;
    let told = Told {
        pack,
        reference,
        date: tx.now(),
        contact: &contact,
        purpose: letter.purpose,
        step: letter.step,
        urgent: letter.urgent,
        first,
        text: text.clone(),
        places,
        // Drawn when it is composed. Who fills in a form has none to give.
        link: (!by_form).then(|| (LINK_MARK.to_owned(), EXPIRES_MARK.to_owned())),
        by_form,
    };
    let from = dispatch::Sender {
        // In a form no answer to a mail can be asked for.
        address: if by_form { "" } else { ANSWER_MARK },
        with_urls: true,
    };
    let words = told.words(from)?;
    let draft = match text {
        Some(text) => text.expose().clone(),
        None => told.with_marks()?,
    };
    Ok(Look {
        words,
        draft,
        first,
        form: contact.manner.form.clone(),
    })
}
