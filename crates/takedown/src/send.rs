//! The job that sends a notice.

use std::sync::Arc;

use dispatch::{Errand, Letter, Sender, Stuck};
use egress::Egress;
use identity::Actor;
use intake::Case;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use pack::Pack;
use stakeholders::Contact;
use store::{Db, Tx, values};

use crate::compose::{self, Place, Told};
use crate::notice::{Notice, advance, lock};
use crate::{Error, Move, State};

/// Sends a notice: the job [`crate::SEND`]. `sender` is the address that mail comes from.
pub async fn send(
    db: &Db,
    egress: &Egress,
    pack: &Arc<Pack>,
    sender: Option<&str>,
    run: Run,
) -> Outcome {
    let errand = Notices {
        pack: Arc::clone(pack),
    };
    dispatch::send(db, egress, sender, errand, run).await
}

/// Notices, as mails that leave once.
struct Notices {
    pack: Arc<Pack>,
}

impl Errand for Notices {
    type Of = Notice;
    type Error = Error;
    const NAME: &'static str = "notice";

    /// It may while its case is open, its decision stands, its contact is approved and the police do not ask to wait.
    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<bool, Error> {
        let notice = lock(tx, id).await?;
        if notice.state != State::Queued {
            return Ok(false);
        }
        let case = intake::case(tx, actor, notice.case).await?;
        let contact = stakeholders::contact(tx, actor, notice.contact).await?;
        let (step, why) = if case.state == intake::State::Closed {
            (Move::Withdraw, "case-closed")
        } else if assessment::under_correction(tx, actor, case.id).await? {
            (Move::Withdraw, "decision-taken-back")
        } else if contact.state != stakeholders::State::Approved {
            (Move::Fail, "contact-not-approved")
        } else if is_forbidden(tx, actor, &case, &contact).await? {
            (Move::Withdraw, "rule-forbids")
        } else if referral::holds(tx, actor, case.id).await? {
            // Not a try of this job again and again: the end of the hold queues another.
            (Move::Hold, "police-hold")
        } else {
            return Ok(true);
        };
        advance(tx, actor, &notice, step, why).await?;
        Ok(false)
    }

    async fn key(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Notice>,
    ) -> Result<Option<Vec<u8>>, Error> {
        let notice = lock(tx, id).await?;
        Ok(stakeholders::contact(tx, actor, notice.contact).await?.key)
    }

    async fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Notice>,
        from: Sender<'_>,
    ) -> Result<Option<Letter>, Error> {
        let notice = lock(tx, id).await?;
        let case = intake::case(tx, actor, notice.case).await?;
        let Some(working) = location::working(tx, actor, case.location).await? else {
            advance(tx, actor, &notice, Move::Fail, "no-working-url").await?;
            return Ok(None);
        };
        let contact = stakeholders::contact(tx, actor, notice.contact).await?;
        let decision = assessment::decision(tx, actor, case.id).await?;
        let told = Told {
            pack: &self.pack,
            date: tx.now(),
            contact: &contact,
            ruling: decision.as_ref().map(|decision| &decision.ruling),
            purpose: notice.purpose,
            place: Place {
                reference: &case.reference,
                url: working.url,
                standing: trace::standing(tx, actor, case.location).await?,
                last_seen: crate::check::last_seen_up(tx, case.id).await?,
            },
        };
        tx.execute(WITHHOLD, values![id, !from.with_urls]).await?;
        compose::letter(&told, from).map(Some)
    }

    async fn sent(&self, tx: &mut Tx, actor: &Actor, id: Id<Notice>) -> Result<(), Error> {
        let notice = lock(tx, id).await?;
        let now = tx.now();
        tx.execute(SENT, values![id, now]).await?;
        advance(tx, actor, &notice, Move::Send, "mail-server-took-it").await?;
        Ok(())
    }

    /// A notice that was withdrawn meanwhile stays so.
    async fn stuck(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Notice>,
        why: Stuck,
    ) -> Result<(), Error> {
        let notice = lock(tx, id).await?;
        if notice.state == State::Queued {
            advance(tx, actor, &notice, Move::Fail, why.why()).await?;
        }
        Ok(())
    }
}

/// Whether a rule of the hotline forbids to write to this contact about the place: somebody it stands for is to be
/// left alone, and nobody else whom it stands for is not.
async fn is_forbidden(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    contact: &Contact,
) -> Result<bool, Error> {
    let Some(standing) = trace::standing(tx, actor, case.location).await? else {
        return Ok(false);
    };
    let hosts = standing.hosts().into_iter().chain(standing.in_front());
    let is_theirs = |host: &trace::Host| {
        let is = |known: &Option<Sensitive<String>>, text: &str| {
            let known = known.as_ref().map(|known| known.expose().as_str());
            known.is_some_and(|known| known.eq_ignore_ascii_case(text))
        };
        is(&host.abuse, contact.address.expose()) || is(&host.name, contact.name.expose())
    };
    // Who is not of the newest trace is asked about the same place, and left alone where everybody is.
    let everybody = standing.is_left_alone(&trace::Host::default());
    let theirs: Vec<_> = hosts.filter(is_theirs).collect();
    let alone = |host: &trace::Host| standing.is_left_alone(host);
    Ok(everybody || (!theirs.is_empty() && theirs.iter().all(alone)))
}

const WITHHOLD: &str = "-- takedown.notice.withhold
UPDATE takedown_notice SET urls_withheld = $2 WHERE id = $1";

const SENT: &str = "-- takedown.notice.sent
UPDATE takedown_notice SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL";
