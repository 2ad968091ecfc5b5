//! Which of a letter's notices may leave now, and what becomes of the letter by that.

use identity::Actor;
use kernel::Sensitive;
use stakeholders::{Contact, Provider};
use store::{Tx, values};
use trace::{Host, Standing};

use super::facts::Facts;
use super::{
    Letter, LetterMove, LetterState, TRY_ANEW, advance, detach, gather, notices_of, queue_job,
};
use crate::notice::{self, Notice, Purpose};
use crate::notify::{left_alone, readdress};
use crate::provider::Providers;
use crate::{Error, Move, State};

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// All of it may leave.
    Whole,
    /// Some notices were taken out; what is left may leave.
    Less,
    /// It does not leave now: it was moved to another state.
    Not,
}

/// What becomes of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Goes,
    /// The police ask to wait.
    Waits,
    /// A person sees to it.
    Fails,
    /// It is not wanted.
    Ends,
}

/// Takes out of a letter what may not leave: where a case is closed or its decision taken back, where the contact is
/// not approved, a rule forbids to write, or the police ask to wait. With `moved`, which it is once the places were
/// traced anew, also what is not with this provider any more. What does not open is left to a person.
///
/// A letter that is composed leaves whole or not at all: the rest goes in another. Where it may have left already,
/// a person decides.
pub(crate) async fn fit(
    tx: &mut Tx,
    actor: &Actor,
    letter: &Letter,
    contact: &Contact,
    moved: bool,
) -> Result<Fit, Error> {
    let found = notices_of(tx, letter.id).await?;
    let queued = found.iter().filter(|notice| notice.state == State::Queued);
    let queued: Vec<_> = queued.collect();
    let mut facts = Facts::of(tx, actor, letter.id, &queued).await?;
    let mut notices = Vec::with_capacity(found.len());
    for notice in found {
        let judged = judge(tx, actor, &mut facts, &notice, contact, moved).await;
        let (step, why) = match judged {
            Ok(None) => {
                notices.push((notice, Fate::Goes));
                continue;
            }
            Ok(Some(judged)) => judged,
            Err(Error::NotFound | Error::Store(store::Error::Unreadable(_))) => {
                (Move::Fail, "cannot-be-read")
            }
            Err(error) => return Err(error),
        };
        let fate = match (notice.state, step) {
            (State::Queued, Move::Hold) | (State::Drafted, _) => Fate::Waits,
            (State::Queued, Move::Fail) | (State::Failed | State::Bounced, _) => Fate::Fails,
            _ => Fate::Ends,
        };
        if notice.state == State::Queued {
            notice::advance(tx, actor, &notice, step, why).await?;
            match why {
                MOVED => readdress(tx, actor, &notice).await?,
                FORBIDDEN => left_alone(tx, actor, &notice).await?,
                _ => {}
            }
        }
        notices.push((notice, fate));
    }
    let count = |fate| notices.iter().filter(|(_, one)| *one == fate).count();
    let (going, waiting, failing) = (count(Fate::Goes), count(Fate::Waits), count(Fate::Fails));
    if going == notices.len() && going > 0 {
        return Ok(Fit::Whole);
    }
    let composed = dispatch::dispatched(tx, actor, letter.id).await?.is_some();
    let (step, why) = if going == 0 && failing > 0 {
        (LetterMove::Fail, "cannot-leave")
    } else if going == 0 && composed && waiting == notices.len() && waiting > 0 {
        (LetterMove::Hold, "police-hold")
    } else if going == 0 {
        (LetterMove::Withdraw, "nothing-left-in-it")
    } else if !composed {
        for (notice, fate) in &notices {
            if *fate != Fate::Goes {
                detach(tx, actor, notice.id).await?;
            }
        }
        return Ok(Fit::Less);
    } else if let Some(why) = why_by_person(tx, actor, letter).await? {
        for (notice, fate) in &notices {
            if *fate == Fate::Goes {
                notice::advance(tx, actor, notice, Move::Fail, why).await?;
            }
        }
        (LetterMove::Fail, why)
    } else {
        (LetterMove::Withdraw, "goes-in-another")
    };
    advance(tx, actor, letter, step, why).await?;
    if step == LetterMove::Withdraw {
        // What waits for the police keeps the letter that it may have left in: a person has it tried again.
        let may_have_left = dispatch::may_have_left(tx, actor, letter.id).await?;
        for (notice, fate) in &notices {
            match fate {
                Fate::Goes => {
                    detach(tx, actor, notice.id).await?;
                    gather(tx, actor, notice).await?;
                }
                Fate::Waits | Fate::Fails if may_have_left => {}
                Fate::Waits | Fate::Fails => detach(tx, actor, notice.id).await?,
                // What is over keeps the letter that it was in.
                Fate::Ends => {}
            }
        }
    }
    Ok(Fit::Not)
}

/// A queued notice goes in a letter: in the one that it was composed in alone and that waited for the police with it,
/// which then is that mail for ever; else in the open one of its contact. Where it may have left with others already, a
/// person decides: it would go under another Message-ID.
pub(crate) async fn join(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<(), Error> {
    if let Some(id) = notice.letter {
        let letter = super::lock(tx, id).await?;
        let others = notices_of(tx, id).await?;
        let is_alone = others.iter().all(|one| one.id == notice.id);
        if letter.state == LetterState::Held && is_alone {
            advance(tx, actor, &letter, LetterMove::Trace, "police-hold-ended").await?;
            tx.execute(TRY_ANEW, values![id]).await?;
            return queue_job(tx, id).await;
        }
        if let Some(why) = why_by_person(tx, actor, &letter).await? {
            // As it stands now: whoever has it queued may hold it as it was before.
            let queued = notice::lock(tx, notice.id).await?;
            notice::advance(tx, actor, &queued, Move::Fail, why).await?;
            if letter.state == LetterState::Held {
                advance(tx, actor, &letter, LetterMove::Fail, why).await?;
            }
            return Ok(());
        }
        if letter.state == LetterState::Held {
            advance(tx, actor, &letter, LetterMove::Withdraw, "goes-in-another").await?;
            for one in others {
                detach(tx, actor, one.id).await?;
            }
        }
    }
    gather(tx, actor, notice).await
}

/// Why only a person has what is in a letter go in another: it may have left, and would go under another Message-ID; or
/// a person wrote its text, which the other would be without.
async fn why_by_person(
    tx: &mut Tx,
    actor: &Actor,
    letter: &Letter,
) -> Result<Option<&'static str>, Error> {
    let may_have_left = dispatch::may_have_left(tx, actor, letter.id).await?;
    let is_written = letter.is_edited().then_some("own-text");
    Ok(may_have_left.then_some("may-have-left").or(is_written))
}

/// Why a notice is taken out whose place is elsewhere.
const MOVED: &str = "moved";

/// Why a notice is taken out to whom a rule of the hotline forbids to write.
const FORBIDDEN: &str = "rule-forbids";

/// Why a notice may not leave now, and what is done about it; nothing where it may.
async fn judge(
    tx: &mut Tx,
    actor: &Actor,
    facts: &mut Facts,
    notice: &Notice,
    contact: &Contact,
    moved: bool,
) -> Result<Option<(Move, &'static str)>, Error> {
    if notice.state != State::Queued {
        return Ok(Some((Move::Withdraw, "not-queued")));
    }
    let case = facts.case(notice)?;
    Ok(Some(if case.state == intake::State::Closed {
        (Move::Withdraw, "case-closed")
    } else if facts.is_corrected(notice) {
        (Move::Withdraw, "decision-taken-back")
    } else if contact.state != stakeholders::State::Approved {
        (Move::Fail, "contact-not-approved")
    } else if facts.is_held(notice) {
        // Not a try of this job again and again: the end of the hold queues another.
        (Move::Hold, "police-hold")
    } else if notice.step > 0 && notice.location == case.location && facts.is_missing(notice) {
        (Move::Withdraw, "nothing-to-remind-of")
    } else {
        let standing = facts.standing(notice)?.cloned();
        match standing {
            Some(standing)
                if is_forbidden(&standing, contact)
                    || is_theirs_alone(tx, actor, facts, notice, &standing).await? =>
            {
                (Move::Withdraw, FORBIDDEN)
            }
            Some(standing) if moved && has_moved(tx, actor, facts, notice, &standing).await? => {
                (Move::Withdraw, MOVED)
            }
            _ => return Ok(None),
        }
    }))
}

/// Whether a rule of the hotline forbids to write to this contact about the place: somebody it stands for is to be
/// left alone, and nobody else whom it stands for is not.
fn is_forbidden(standing: &Standing, contact: &Contact) -> bool {
    let hosts = standing.hosts().into_iter().chain(standing.in_front());
    let is_theirs = |host: &Host| {
        let is = |known: &Option<Sensitive<String>>, text: &str| {
            let known = known.as_ref().map(|known| known.expose().as_str());
            known.is_some_and(|known| known.eq_ignore_ascii_case(text))
        };
        is(&host.abuse, contact.address.expose()) || is(&host.name, contact.name.expose())
    };
    // Who is not of the newest trace is asked about the same place, and left alone where everybody is.
    let everybody = standing.is_left_alone(&Host::default());
    let theirs: Vec<_> = hosts.filter(is_theirs).collect();
    let alone = |host: &Host| standing.is_left_alone(host);
    everybody || (!theirs.is_empty() && theirs.iter().all(alone))
}

/// Whether a notice is to whoever has a place that a rule forbids to write about, as a person said whose it is: neither
/// name nor address need be those that the registries have.
async fn is_theirs_alone(
    tx: &mut Tx,
    actor: &Actor,
    facts: &mut Facts,
    notice: &Notice,
    standing: &Standing,
) -> Result<bool, Error> {
    if notice.purpose != Purpose::Remove || standing.rule(trace::Says::DoNotContact).is_none() {
        return Ok(false);
    }
    let mut theirs = false;
    let providers = &mut facts.providers;
    let organisation = providers.root(tx, actor, notice.organisation).await?;
    for sought in providers
        .hosts(tx, actor, notice.location, standing)
        .await?
    {
        let of = match providers.of(tx, actor, &sought).await? {
            Provider::Approved(contact) | Provider::Proposed(contact) => contact.organisation,
            Provider::Ambiguous | Provider::Unknown => continue,
        };
        if of == organisation {
            if !standing.is_left_alone(&sought.host) {
                return Ok(false);
            }
            theirs = true;
        }
    }
    Ok(theirs)
}

/// Whether the place of a notice is with others than those who were first told of it.
async fn has_moved(
    tx: &mut Tx,
    actor: &Actor,
    facts: &mut Facts,
    notice: &Notice,
    standing: &Standing,
) -> Result<bool, Error> {
    let mut first = facts.earlier(notice);
    let providers = &mut facts.providers;
    if notice.step == 0 {
        return is_elsewhere(tx, actor, providers, notice, standing).await;
    }
    first.retain(|one| one.step == 0 && matches!(one.state, State::Sent | State::Acknowledged));
    // A reminder to one of them speaks of that one alone; whoever can act beside them, of all.
    let organisation = providers.root(tx, actor, notice.organisation).await?;
    for one in &first {
        if providers.root(tx, actor, one.organisation).await? == organisation {
            return is_elsewhere(tx, actor, providers, notice, standing).await;
        }
    }
    for one in &first {
        if !is_elsewhere(tx, actor, providers, one, standing).await? {
            return Ok(false);
        }
    }
    Ok(!first.is_empty())
}

/// Whether the place is with others than the organisation of a notice. Where nobody knows with whom it is, it is where
/// it was.
pub(crate) async fn is_elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    providers: &mut Providers,
    notice: &Notice,
    standing: &Standing,
) -> Result<bool, Error> {
    let hosts = providers
        .asked(tx, actor, notice.purpose, notice.location, standing)
        .await?;
    let organisation = providers.root(tx, actor, notice.organisation).await?;
    let mut known = false;
    for sought in &hosts {
        match providers.of(tx, actor, sought).await? {
            Provider::Approved(contact) | Provider::Proposed(contact)
                if contact.organisation == organisation =>
            {
                return Ok(false);
            }
            Provider::Approved(_) | Provider::Proposed(_) => known = true,
            // Of several it may be any: it is where it was.
            Provider::Ambiguous => {}
            Provider::Unknown => {
                known |= sought.host.name.is_some() || sought.host.abuse.is_some();
            }
        }
    }
    Ok(known)
}

/// Writes down whether URLs travel with the notices of a letter.
pub(crate) async fn withhold(tx: &mut Tx, letter: &Letter, withheld: bool) -> Result<(), Error> {
    tx.execute(WITHHOLD, values![letter.id, withheld]).await?;
    Ok(())
}

const WITHHOLD: &str = "-- takedown.notice.withhold
UPDATE takedown_notice SET urls_withheld = $2 WHERE letter_id = $1 AND urls_withheld <> $2";
