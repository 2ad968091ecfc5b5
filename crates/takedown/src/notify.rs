//! To whom a notice goes: the contacts of whoever hosts a place, and what waits for one.

use identity::{Action, Actor};
use intake::{Case, HostedBy};
use kernel::Id;
use location::Location;
use stakeholders::{Contact, Holder, Kind, Proposal, Provider, Source};
use store::{FromRow, Row, Tx, values};
use trace::Host;

use crate::notice::{DROP_UNADDRESSED, Notice, Purpose, advance, draft, notices, queue};
use crate::{Error, Move, ask_host};

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

/// Writes to whoever hosts a case's place, as far as anybody knows: one notice a provider, and none to one that
/// has an open notice of this case; to the owner of the site too where a rule of the hotline says so, and to nobody
/// whom a rule forbids to write to. Where no contact is approved, or the police ask to wait, the notice waits; where
/// none is known, or none may be written to, the case does.
pub async fn notify(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Notified, Error> {
    actor.may(Action::Notify)?;
    let location = intake::case(tx, actor, case).await?.location;
    let standing = trace::standing(tx, actor, location).await?;
    let (mut hosts, mut forbidden) = (Vec::new(), Vec::new());
    if let Some(standing) = &standing {
        let is_left_alone = |host: &Host| standing.is_left_alone(host);
        (forbidden, hosts) = standing.hosts().into_iter().partition(is_left_alone);
        hosts.extend(standing.owner());
    }
    let mut notified = write_to(tx, actor, case, &hosts, Purpose::Remove).await?;
    notified.forbidden = forbidden.len();
    if hosts.is_empty() && forbidden.is_empty() {
        notified.unknown = 1;
    }
    Ok(notified)
}

/// Writes to the contacts of these, one mail a contact. Where there is none the case is kept in mind, until there is.
pub(crate) async fn write_to(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    hosts: &[Host],
    purpose: Purpose,
) -> Result<Notified, Error> {
    let location = intake::case(tx, actor, case).await?.location;
    let held = referral::holds(tx, actor, case).await?;
    let mut notified = Notified::default();
    let mut contacts: Vec<Id<Contact>> = Vec::new();
    for host in hosts {
        match provider_of(tx, actor, host).await? {
            Provider::Approved(contact) if !contacts.contains(&contact.id) => {
                contacts.push(contact.id);
                draft(tx, actor, case, location, contact.id, purpose).await?;
                if held {
                    notified.waiting += 1;
                } else if release(tx, actor, case, contact.id, purpose).await? {
                    notified.queued += 1;
                }
            }
            Provider::Proposed(contact) if !contacts.contains(&contact.id) => {
                contacts.push(contact.id);
                draft(tx, actor, case, location, contact.id, purpose).await?;
                notified.waiting += 1;
            }
            Provider::Approved(_) | Provider::Proposed(_) => {}
            Provider::Unknown => notified.unknown += 1,
        }
    }
    let now = tx.now();
    if contacts.is_empty() {
        tx.execute(ADD_UNADDRESSED, values![case, purpose.name(), now])
            .await?;
    } else {
        tx.execute(DROP_UNADDRESSED, values![case, purpose.name()])
            .await?;
    }
    Ok(notified)
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
    for host in standing.hosts() {
        let provider = provider_of(tx, actor, &host).await?;
        by.network = by.network.or(host.autonomous_system);
        by.provider = by.provider.or(match provider {
            Provider::Approved(contact) | Provider::Proposed(contact) => Some(contact.organisation),
            Provider::Unknown => None,
        });
    }
    let named = standing.rule(trace::Says::OwnRegistrar);
    let registrar = named.map(|_| standing.registrar());
    for host in standing.in_front().iter().chain(&registrar) {
        provider_of(tx, actor, host).await?;
    }
    Ok(by)
}

/// Whom to write to about a host. What is known of it becomes a proposal first.
async fn provider_of(tx: &mut Tx, actor: &Actor, host: &Host) -> Result<Provider, Error> {
    let abuse = host.abuse.as_ref().map(|abuse| abuse.expose().as_str());
    let name = host.name.as_ref().map(|name| name.expose().as_str());
    if let (Some(address), Some(name)) = (abuse, name) {
        let proposal = Proposal {
            kind: Kind::Provider,
            name,
            country: host.country,
            autonomous_system: host.autonomous_system,
            address,
            language: None,
            source: Source::Trace,
        };
        match stakeholders::propose(tx, actor, &proposal).await {
            // What a registry holds is not always an address, or a name.
            Ok(_) | Err(stakeholders::Error::Address | stakeholders::Error::Name) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let holder = Holder {
        name,
        country: host.country,
        abuse,
    };
    Ok(stakeholders::provider_for(tx, actor, &holder).await?)
}

/// Releases and queues the drafted notice of a case to an approved contact. Whether there was one. Whoever
/// calls it has asked whether the police hold the case's notices.
async fn release(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    contact: Id<Contact>,
    purpose: Purpose,
) -> Result<bool, Error> {
    let drafted = values![case, contact, purpose.name()];
    let Some(mut notice) = tx.optional::<Notice>(DRAFTED_OF_CASE, drafted).await? else {
        return Ok(false);
    };
    notice.state = advance(tx, actor, &notice, Move::Release, "contact-approved").await?;
    queue(tx, actor, &notice, Move::Queue, "contact-approved").await?;
    Ok(true)
}

/// The police need not be waited for any more: the notices of a case that waited for them go, unless another
/// hold stands. It writes none anew.
pub async fn hold_ended(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    if referral::holds(tx, actor, case).await? {
        return Ok(());
    }
    for notice in notices(tx, actor, case).await? {
        let contact = stakeholders::contact(tx, actor, notice.contact).await?;
        if contact.state == stakeholders::State::Approved {
            release(tx, actor, case, contact.id, notice.purpose).await?;
        }
    }
    Ok(())
}

/// A contact was approved: what waited for it goes, what waited for another contact of its organisation
/// goes to it, and cases without a contact look again.
/// What the police ask to wait with stays drafted.
pub async fn contact_approved(
    tx: &mut Tx,
    actor: &Actor,
    contact: Id<Contact>,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let approved = stakeholders::contact(tx, actor, contact).await?;
    if approved.state != stakeholders::State::Approved {
        return Ok(());
    }
    for notice in tx.all::<Notice>(ALL_DRAFTED, values![]).await? {
        let case = intake::case(tx, actor, notice.case).await?;
        let to = stakeholders::contact(tx, actor, notice.contact).await?;
        if to.organisation != approved.organisation {
            continue;
        }
        if case.state == intake::State::Closed {
            advance(tx, actor, &notice, Move::Withdraw, "case-closed").await?;
            continue;
        }
        if to.id != approved.id {
            advance(tx, actor, &notice, Move::Withdraw, "other-contact").await?;
            draft(
                tx,
                actor,
                case.id,
                case.location,
                approved.id,
                notice.purpose,
            )
            .await?;
        }
        if !referral::holds(tx, actor, case.id).await? {
            release(tx, actor, case.id, approved.id, notice.purpose).await?;
        }
    }
    for Unaddressed(case, purpose) in tx.all(UNADDRESSED, values![]).await? {
        if intake::case(tx, actor, case).await?.state == intake::State::Closed {
            tx.execute(DROP_UNADDRESSED, values![case, purpose.name()])
                .await?;
            continue;
        }
        match purpose {
            Purpose::Remove => notify(tx, actor, case).await?,
            Purpose::AskHost => ask_host(tx, actor, case).await?,
        };
    }
    Ok(())
}

/// A case that waits for a contact, and what that is to be asked for.
struct Unaddressed(Id<Case>, Purpose);

impl FromRow for Unaddressed {
    fn from_row(row: &Row) -> store::Result<Self> {
        let purpose: String = row.get("purpose")?;
        let unreadable = store::Error::Unreadable("takedown_unaddressed.purpose");
        Ok(Self(
            row.get("case_id")?,
            Purpose::named(&purpose).ok_or(unreadable)?,
        ))
    }
}

const DRAFTED_OF_CASE: &str = "-- takedown.notice.drafted_of_case
SELECT id, case_id, contact_id, purpose, state, data_key, urls_withheld, handed_over_at, answer, drafted_at, sent_at
FROM takedown_notice WHERE case_id = $1 AND contact_id = $2 AND purpose = $3 AND state = 'drafted' /*for update*/";

const ALL_DRAFTED: &str = "-- takedown.notice.all_drafted
SELECT id, case_id, contact_id, purpose, state, data_key, urls_withheld, handed_over_at, answer, drafted_at, sent_at
FROM takedown_notice WHERE state = 'drafted' ORDER BY drafted_at, id /*for update*/";

const ADD_UNADDRESSED: &str = "-- takedown.unaddressed.insert
INSERT INTO takedown_unaddressed (case_id, purpose, since) VALUES ($1, $2, $3)
ON CONFLICT (case_id, purpose) DO NOTHING";

const UNADDRESSED: &str = "-- takedown.unaddressed.all
SELECT case_id, purpose FROM takedown_unaddressed ORDER BY since, case_id, purpose";
