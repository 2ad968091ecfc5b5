//! To whom a notice goes: the contacts of whoever hosts a place, and what waits for one.

use std::collections::BTreeSet;

use identity::{Action, Actor};
use intake::{Case, HostedBy};
use kernel::Id;
use location::Location;
use stakeholders::{Contact, Provider};
use store::{Tx, values};

use crate::notice::{
    DROP_UNADDRESSED, Matter, Notice, Purpose, advance, draft, is_last, notices, queue,
};
use crate::provider::{Sought, hosts_of, provider_of};
use crate::wanted::{Wanted, want};
use crate::{Error, MOVED, Move, State, ask_host, unaddressed, unwritten};

/// What came of asking for notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notified {
    /// Notices on their way.
    pub queued: usize,
    /// Notices that wait: for a person to approve their contact, or for the police.
    pub waiting: usize,
    /// Hosts without a contact that we know; all of them, when there is no trace.
    pub unknown: usize,
    /// Hosts whom a rule of the hotline forbids to write to.
    pub forbidden: usize,
}

impl Notified {
    /// Both together.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            queued: self.queued.saturating_add(other.queued),
            waiting: self.waiting.saturating_add(other.waiting),
            unknown: self.unknown.saturating_add(other.unknown),
            forbidden: self.forbidden.saturating_add(other.forbidden),
        }
    }
}

/// Writes to whoever hosts a case's places, as far as anybody knows: the reported place, and each of an item that calls
/// for action. One notice a place and provider, and none to one that has an open notice about it; to the owner of the
/// site too where a rule of the hotline says so, and to nobody whom a rule forbids to write to. Where no contact is
/// approved, or the police ask to wait, the notice waits; where none is known, or none may be written to, the place does.
pub async fn notify(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Notified, Error> {
    actor.may(Action::Notify)?;
    let of_case = matter(tx, actor, case, Purpose::Remove).await?;
    let items = assessment::acted_on(tx, actor, case).await?;
    let mut seen = BTreeSet::new();
    let mut notified = Notified::default();
    for location in std::iter::once(of_case.location).chain(items) {
        if seen.insert(location) {
            let about = Matter {
                location,
                ..of_case
            };
            notified = notified.and(write_about(tx, actor, about).await?);
        }
    }
    Ok(notified)
}

/// What of a case somebody is to be asked about: its reported place.
pub(crate) async fn matter(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    purpose: Purpose,
) -> Result<Matter, Error> {
    let location = intake::case(tx, actor, case).await?.location;
    let decision = assessment::decision(tx, actor, case).await?;
    Ok(Matter {
        case,
        location,
        purpose,
        step: 0,
        urgent: decision.is_some_and(|decision| decision.danger),
    })
}

/// Writes to whoever hosts a place. One that nobody ever traced, as of an item, is traced for it.
pub(crate) async fn write_about(
    tx: &mut Tx,
    actor: &Actor,
    matter: Matter,
) -> Result<Notified, Error> {
    let standing = trace::standing(tx, actor, matter.location).await?;
    let (mut hosts, mut forbidden) = (Vec::new(), Vec::new());
    match &standing {
        Some(standing) => {
            let is_left_alone = |one: &Sought| standing.is_left_alone(&one.host);
            let all = hosts_of(tx, actor, matter.location, standing).await?;
            (forbidden, hosts) = all.into_iter().partition(is_left_alone);
            hosts.extend(standing.owner().map(Sought::itself));
        }
        None if actor.may(Action::Trace).is_ok() => {
            trace::ask(tx, actor, matter.location).await?;
        }
        None => {}
    }
    let mut notified = write_to(tx, actor, matter, &hosts).await?;
    notified.forbidden = forbidden.len();
    if hosts.is_empty() && forbidden.is_empty() {
        notified.unknown = 1;
    }
    Ok(notified)
}

/// Writes to the contacts of these, one notice a contact. Where there is none the place is kept in mind, until there is.
pub(crate) async fn write_to(
    tx: &mut Tx,
    actor: &Actor,
    matter: Matter,
    hosts: &[Sought],
) -> Result<Notified, Error> {
    let held = referral::holds(tx, actor, matter.case).await?;
    let mut notified = Notified::default();
    let mut contacts: Vec<Id<Contact>> = Vec::new();
    for host in hosts {
        match provider_of(tx, actor, host).await? {
            Provider::Approved(contact) if !contacts.contains(&contact.id) => {
                contacts.push(contact.id);
                draft(tx, actor, matter, &contact).await?;
                if held {
                    notified.waiting += 1;
                } else if release(tx, actor, matter, contact.id).await? {
                    notified.queued += 1;
                }
            }
            Provider::Proposed(contact) if !contacts.contains(&contact.id) => {
                contacts.push(contact.id);
                draft(tx, actor, matter, &contact).await?;
                notified.waiting += 1;
            }
            Provider::Approved(_) | Provider::Proposed(_) => {}
            Provider::Ambiguous => {
                want(tx, matter.case, matter.location, Wanted::Whose).await?;
                notified.unknown += 1;
            }
            Provider::Unknown => notified.unknown += 1,
        }
    }
    unwritten::forget(tx, &matter).await?;
    if contacts.is_empty() {
        unaddressed::keep(tx, actor, matter, hosts).await?;
    } else {
        let of = values![matter.case, matter.location, matter.purpose.name()];
        tx.execute(DROP_UNADDRESSED, of).await?;
    }
    Ok(notified)
}

/// A rule of the hotline forbids to write to whoever a notice was to, which was withdrawn: where no other about its place
/// stands, the place waits for somebody to whom one may write, or for the end of the rule.
pub(crate) async fn left_alone(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<(), Error> {
    if is_last(tx, notice).await? {
        unaddressed::keep(tx, actor, about(notice), &[]).await?;
    }
    Ok(())
}

/// The place of a notice is with others than whom it was to. Where its case moved with it, the case is routed anew by
/// that; else whoever is to be written to now is.
pub(crate) async fn readdress(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<(), Error> {
    let case = intake::case(tx, actor, notice.case).await?;
    let changes = trace::newest_changes(tx, actor, notice.location).await?;
    if notice.location == case.location && changes.is_some_and(|changes| changes.is_move()) {
        let (now, case) = (tx.now(), case.id);
        jobs::queue_at(tx, MOVED, &case, now, Some(&format!("{MOVED}:{case}"))).await?;
        return Ok(());
    }
    write_anew(tx, actor, notice).await
}

/// Writes to whoever is to be written to now about the place of a notice that is over.
pub(crate) async fn write_anew(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<(), Error> {
    match notice.purpose {
        Purpose::Remove => {
            let about = Matter {
                case: notice.case,
                location: notice.location,
                purpose: notice.purpose,
                step: 0,
                urgent: notice.urgent,
            };
            write_about(tx, actor, about).await?;
        }
        Purpose::AskHost => {
            ask_host(tx, actor, notice.case).await?;
        }
    }
    Ok(())
}

/// Proposes the contacts of whoever hosts a location or stands in front of it, as far as anybody knows, and of the
/// registrar that a rule names. By whom it is hosted, for the queue.
pub async fn propose_traced(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<HostedBy, Error> {
    actor.may(Action::ProposeContact)?;
    let mut by = HostedBy::default();
    let Some(standing) = trace::standing(tx, actor, location).await? else {
        return Ok(by);
    };
    let countries = standing.countries();
    by.country = countries.first().copied().filter(|_| countries.len() == 1);
    for sought in hosts_of(tx, actor, location, &standing).await? {
        let provider = provider_of(tx, actor, &sought).await?;
        by.network = by.network.or(sought.host.autonomous_system);
        by.provider = by.provider.or(match provider {
            Provider::Approved(contact) | Provider::Proposed(contact) => Some(contact.organisation),
            Provider::Ambiguous | Provider::Unknown => None,
        });
    }
    let named = standing.rule(trace::Says::OwnRegistrar);
    let registrar = named.map(|_| Sought::registrar(&standing));
    let in_front = standing.in_front().into_iter().map(Sought::itself);
    for sought in in_front.chain(registrar) {
        provider_of(tx, actor, &sought).await?;
    }
    Ok(by)
}

/// Releases the drafted notice about a place to an approved contact, and puts it into a letter. Whether there was one.
/// Whoever calls it has asked whether the police hold the case's notices.
pub(crate) async fn release(
    tx: &mut Tx,
    actor: &Actor,
    matter: Matter,
    contact: Id<Contact>,
) -> Result<bool, Error> {
    let of = values![
        matter.case,
        matter.location,
        contact,
        matter.purpose.name(),
        matter.step,
    ];
    let Some(mut notice) = tx.optional::<Notice>(DRAFTED_OF_PLACE, of).await? else {
        return Ok(false);
    };
    notice.state = advance(tx, actor, &notice, Move::Release, "contact-approved").await?;
    queue(tx, actor, &notice, "contact-approved").await?;
    Ok(true)
}

/// What a notice is about.
pub(crate) const fn about(notice: &Notice) -> Matter {
    Matter {
        case: notice.case,
        location: notice.location,
        purpose: notice.purpose,
        step: notice.step,
        urgent: notice.urgent,
    }
}

/// The police need not be waited for any more: the notices of a case that waited for them go, unless another
/// hold stands. It writes none anew.
pub async fn hold_ended(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    if referral::holds(tx, actor, case).await? {
        return Ok(());
    }
    let mut waiting = notices(tx, actor, case).await?;
    waiting.retain(|notice| notice.state == State::Drafted);
    for notice in waiting {
        let contact = stakeholders::contact(tx, actor, notice.contact).await?;
        if contact.state == stakeholders::State::Approved {
            release(tx, actor, about(&notice), contact.id).await?;
        }
    }
    Ok(())
}

const DRAFTED_OF_PLACE: &str = "-- takedown.notice.drafted_of_place
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice
WHERE case_id = $1 AND location_id = $2 AND contact_id = $3 AND purpose = $4 AND step = $5
    AND state = 'drafted' /*for update*/";
