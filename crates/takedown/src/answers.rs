//! What came back by mail about a case: its effect on notices, and how it is shown.

use std::collections::BTreeSet;

use askama::Template;
use dispatch::{Kind, Received};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use pack::Pack;
use page::{Panel, Words};
use referral::Quoted;
use store::Tx;

use crate::letter::{self, Letter, LetterMove};
use crate::notice::{self, notices};
use crate::wanted::{Wanted, want};
use crate::word::hear;
use crate::{Error, Move, State};

/// A mail arrived about a letter: what somebody wrote is kept as the provider's words about each notice in
/// it, also where that is in another letter since or was thought not to have left, and what a relay
/// says could not be delivered has come back. What a machine wrote says nothing, and its first mail is a receipt; what it
/// writes after that may tell what became of it, so a person reads it. Whatever else it is, it is only there to be read.
/// One that comes too late for that is too.
pub async fn received(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Letter>,
    mail: &Received,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let letter = letter::lock(tx, id).await?;
    match mail.kind {
        Kind::Answer => {
            let mut heard = None;
            let mut notices = letter::notices_of(tx, id).await?;
            notices.extend(letter::notices_before(tx, id).await?);
            for notice in notices {
                let is_over = matches!(notice.state, State::Acknowledged | State::Settled);
                let takes_it = is_over || notice.state.after(Move::Acknowledge).is_ok();
                // What waits for the police, or was withdrawn, is answered all the same: somebody reads it.
                if !takes_it || hear(tx, actor, &notice, mail).await? {
                    heard = heard.or(Some(notice.case));
                }
                if takes_it && notice.sent_at.is_none() {
                    notice::arrived(tx, actor, pack, &notice).await?;
                }
            }
            // One task for all of the letter, on the page of one of its cases: the mail stands on each.
            if let Some(case) = heard {
                want(tx, case, mail.id, Wanted::Read).await?;
            }
        }
        Kind::Automatic if is_further(tx, actor, id, mail).await? => {
            let mut notices = letter::notices_of(tx, id).await?;
            notices.extend(letter::notices_before(tx, id).await?);
            // One task a letter, however much the machine writes.
            if let Some(notice) = notices.first() {
                want(tx, notice.case, id, Wanted::Read).await?;
            }
        }
        Kind::Failed if letter.state.after(LetterMove::Bounce).is_ok() => {
            letter::came_back(tx, actor, id).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Whether a machine wrote about a letter before this mail.
async fn is_further(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Letter>,
    mail: &Received,
) -> Result<bool, Error> {
    let came = dispatch::received(tx, actor, id).await?;
    let mut before = came
        .iter()
        .filter(|other| (other.at, other.id) < (mail.at, mail.id));
    Ok(before.any(|other| other.kind == Kind::Automatic))
}

#[derive(Template)]
#[template(path = "takedown-answers.html")]
struct AnswersPanel<'a> {
    words: &'a Words,
    mails: Vec<MailView>,
}

struct MailView {
    kind: String,
    at: String,
    sender: String,
    subject: String,
    lines: Vec<String>,
    notes: Vec<String>,
}

/// What came back by mail about a case, from providers and the police, the oldest first, with what is shown of its words.
pub(crate) async fn mails(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Vec<(Received, Quoted)>, Error> {
    actor.may(Action::ReadTakedown)?;
    let mut mails = Vec::new();
    for referral in referral::referrals(tx, actor, case).await? {
        mails.extend(dispatch::received(tx, actor, referral.id).await?);
    }
    let notices = notices(tx, actor, case).await?;
    let mut letters: BTreeSet<_> = notices.iter().filter_map(|notice| notice.letter).collect();
    letters.extend(letter::earlier_letters(tx, case).await?);
    for letter in letters {
        mails.extend(dispatch::received(tx, actor, letter).await?);
    }
    mails.sort_by_key(|mail| (mail.at, mail.id));
    let case = intake::case(tx, actor, case).await?;
    let places: Vec<_> = notices.iter().map(|notice| notice.location).collect();
    let mut shown = Vec::with_capacity(mails.len());
    for mail in mails {
        let text = mail.text.expose();
        let quoted = referral::quoted(tx, actor, pack, &case, &places, text).await?;
        shown.push((mail, quoted));
    }
    Ok(shown)
}

/// The same for the page of the case; nothing where nothing came back.
pub async fn answers(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
) -> Result<Option<Panel>, Error> {
    actor.may(Action::ReadTakedown)?;
    let mails = mails(tx, actor, pack, case).await?;
    if mails.is_empty() {
        return Ok(None);
    }
    let mails = mails.into_iter();
    let panel = AnswersPanel {
        words,
        mails: mails
            .map(|(mail, quoted)| view(pack, words, &mail, quoted))
            .collect(),
    };
    Ok(Some(Panel {
        title: words.text("takedown-answers"),
        html: panel.render().map_err(|_| Error::Unsendable)?,
    }))
}

fn view(pack: &Pack, words: &Words, mail: &Received, quoted: Quoted) -> MailView {
    let mut notes = Vec::new();
    if let Some(status) = &mail.status {
        notes.push(words.with("takedown-answer-status", &[("status", status.clone())]));
    }
    if mail.sealed {
        notes.push(words.text("takedown-answer-sealed"));
    }
    if let Some(signed) = mail.signed {
        notes.push(words.text(if signed {
            "takedown-answer-signed"
        } else {
            "takedown-answer-not-signed"
        }));
    }
    if mail.other_sender && mail.kind == Kind::Answer {
        notes.push(words.text("takedown-answer-other-sender"));
    }
    let dropped = mail.left_out();
    if dropped > 0 {
        notes.push(words.with("takedown-answer-dropped", &[("count", dropped.to_string())]));
    }
    if quoted.others > 0 {
        notes.push(words.with(
            "takedown-answer-others",
            &[("count", quoted.others.to_string())],
        ));
    }
    MailView {
        kind: words.text(match mail.kind {
            Kind::Answer => "takedown-answer-answer",
            Kind::Automatic => "takedown-answer-automatic",
            Kind::Failed => "takedown-answer-failed",
            Kind::Delayed => "takedown-answer-delayed",
            Kind::Delivered => "takedown-answer-delivered",
        }),
        at: words.date_time(mail.at, &pack.zone),
        sender: page::harmless(mail.sender.expose()),
        subject: referral::hidden(mail.subject.expose()),
        lines: quoted.lines,
        notes,
    }
}
