//! A step of a series that is due: whether it is taken now, and to whom it writes.

use std::collections::HashSet;
use std::time::Duration;

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::{Addressee, Pack};
use stakeholders::{Contact, Kind, Merged, Organisation, Provider};
use store::{Tx, values};
use trace::Standing;

use super::{LOCK, PUT_OFF, STEP, Series, SeriesState, moved, set_state};
use crate::check::{Check, checks_part};
use crate::letter::is_elsewhere;
use crate::notice::{Matter, Notice, Purpose, draft, of_place};
use crate::notify::release;
use crate::provider::{Providers, Sought, provider_of};
use crate::verdict::Verdict;
use crate::wanted::{Wanted, want};
use crate::word::{ProviderWord, Says, words_about};
use crate::{Error, State, check};

/// What waits for somebody else is looked at again so soon.
const AGAIN: Duration = Duration::from_hours(1);

/// What becomes of a series whose next step is due.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    /// Nothing is to follow any more.
    Stop(&'static str),
    /// The step waits until then.
    Wait(Timestamp),
    /// No step is left.
    End,
    /// This step is taken.
    Take(i64),
}

/// Takes the step of a series that is due, if it still is. Another worker may have taken it meanwhile.
pub(super) async fn take(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Series>,
) -> Result<(), Error> {
    let Some(series) = tx.optional::<Series>(LOCK, values![id]).await? else {
        return Ok(());
    };
    if series.state != SeriesState::Running || tx.now() < series.due_at {
        return Ok(());
    }
    let case = intake::case(tx, actor, series.case).await?;
    let told = Told::of(tx, actor, &series).await?;
    match next(tx, actor, pack, &series, &case, &told).await? {
        Next::Stop(why) => set_state(tx, actor, &series, SeriesState::Stopped, why).await,
        Next::Wait(until) => {
            tx.execute(PUT_OFF, values![id, until]).await?;
            Ok(())
        }
        Next::End => {
            set_state(tx, actor, &series, SeriesState::Ended, "no-step-left").await?;
            let about: Id<Series> = tx.new_id();
            want(tx, series.case, about, Wanted::NothingMore).await
        }
        Next::Take(number) => write(tx, actor, pack, &series, &case, &told, number).await,
    }
}

/// Who was told about a place, and what they said.
struct Told {
    /// The notices about it that left and still stand.
    notices: Vec<Notice>,
    /// One of the step it is at is on its way, or waits for a person to let it leave.
    under_way: bool,
    words: Vec<ProviderWord>,
    /// Which organisations are merged into which.
    merged: Merged,
}

impl Told {
    async fn of(tx: &mut Tx, actor: &Actor, series: &Series) -> Result<Self, Error> {
        actor.may(Action::ReadTakedown)?;
        let mut about = of_place(tx, series.case, series.location, Purpose::Remove).await?;
        let under_way = about.iter().any(|one| {
            one.step > 0
                && one.step == series.step
                && matches!(one.state, State::Released | State::Queued)
        });
        about.retain(|one| matches!(one.state, State::Sent | State::Acknowledged));
        let mut words = Vec::new();
        for notice in &about {
            words.extend(words_about(tx, notice.id).await?);
        }
        Ok(Self {
            notices: about,
            under_way,
            words,
            merged: stakeholders::merged(tx, actor).await?,
        })
    }

    /// The providers' notices: those that the place was first told of in.
    fn first(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(|one| one.step == 0)
    }

    /// The notices to an organisation, under whatever id it has.
    fn to(&self, organisation: Id<Organisation>) -> impl Iterator<Item = &Notice> {
        let root = self.merged.root(organisation);
        let is_to = move |one: &&Notice| self.merged.root(one.organisation) == root;
        self.notices.iter().filter(is_to)
    }

    /// Whether an organisation said that it is not theirs.
    fn is_not_theirs(&self, organisation: Id<Organisation>) -> bool {
        let theirs: Vec<_> = self.to(organisation).map(|one| one.id).collect();
        self.words
            .iter()
            .any(|word| word.says == Says::NotOurs && theirs.contains(&word.notice))
    }

    /// When somebody last said that it is removed.
    fn removed_at(&self) -> Option<Timestamp> {
        let removed = self.words.iter().filter(|word| word.says == Says::Removed);
        removed.map(|word| word.at).max()
    }
}

async fn next(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    series: &Series,
    case: &Case,
    told: &Told,
) -> Result<Next, Error> {
    let now = tx.now();
    if case.state != intake::State::Acting {
        return Ok(Next::Stop("case-went-on"));
    }
    if assessment::under_correction(tx, actor, case.id).await? {
        return Ok(Next::Stop("decision-taken-back"));
    }
    if told.first().next().is_none() {
        return Ok(Next::Stop("no-notice-stands"));
    }
    if told.under_way || referral::holds(tx, actor, case.id).await? {
        return Ok(Next::Wait(now.after(AGAIN)));
    }
    if series.location == case.location && is_missing(tx, actor, case.id).await? {
        return Ok(Next::Wait(now.after(pack.watch.every)));
    }
    if let Some(removed_at) = told.removed_at() {
        let shown = check::last_seen_up(tx, case.id).await?;
        let is_up = series.location == case.location && shown.is_some_and(|at| at > removed_at);
        let until = removed_at.after(pack.escalation.more_time);
        if !is_up && now < until {
            return Ok(Next::Wait(until.min(now.after(AGAIN))));
        }
    }
    let number = series.step.saturating_add(1);
    let is_left = series.taken < i64::from(pack.escalation.most);
    Ok(if is_left && pack.escalation.step(number).is_some() {
        Next::Take(number)
    } else {
        Next::End
    })
}

/// Whether the newest check did not find the place: nobody is reminded of what may be gone.
async fn is_missing(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<bool, Error> {
    let newest = checks_part(tx, actor, case, None, 1).await?;
    Ok(newest.first().is_some_and(did_not_find))
}

/// Of which of these cases the newest check did not find the place.
pub(crate) async fn missing_among(
    tx: &mut Tx,
    cases: &[Id<Case>],
) -> store::Result<HashSet<Id<Case>>> {
    let newest = check::newest_of(tx, cases).await?;
    let missing = newest.iter().filter(|check| did_not_find(check));
    Ok(missing.map(|check| check.case).collect())
}

fn did_not_find(check: &Check) -> bool {
    let made = check.decided.or(check.later).unwrap_or(check.verdict);
    matches!(
        made,
        Verdict::Missing | Verdict::GoneHere | Verdict::Gone | Verdict::AccessDisabled
    )
}

/// Writes the notices of a step.
async fn write(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    series: &Series,
    case: &Case,
    told: &Told,
    number: i64,
) -> Result<(), Error> {
    let Some(step) = pack.escalation.step(number) else {
        return Ok(());
    };
    let addressees = addressees(tx, actor, series, told, step.to).await?;
    let decision = assessment::decision(tx, actor, case.id).await?;
    let matter = Matter {
        case: case.id,
        location: series.location,
        purpose: Purpose::Remove,
        step: number,
        urgent: decision.is_some_and(|decision| decision.danger),
    };
    let due = tx.now().after(pack.escalation.after(number));
    let taken = series.taken.saturating_add(1);
    tx.execute(STEP, values![series.id, number, taken, due])
        .await?;
    let why = match &addressees {
        To::These(contacts) => {
            for contact in contacts {
                draft(tx, actor, matter, contact).await?;
                if contact.state == stakeholders::State::Approved {
                    release(tx, actor, matter, contact.id).await?;
                }
            }
            "step-taken"
        }
        To::Told => "told-before",
        To::Nobody => {
            let about: Id<Series> = tx.new_id();
            want(tx, case.id, about, Wanted::Addressee).await?;
            "nobody-to-write-to"
        }
    };
    moved(tx, actor, series, SeriesState::Running, why).await
}

/// To whom a step writes.
enum To {
    These(Vec<Contact>),
    /// Whoever it would be is told already, or has said that it is not theirs.
    Told,
    /// Nobody is known.
    Nobody,
}

async fn addressees(
    tx: &mut Tx,
    actor: &Actor,
    series: &Series,
    told: &Told,
    to: Addressee,
) -> Result<To, Error> {
    if to == Addressee::Provider {
        let standing = trace::standing(tx, actor, series.location).await?;
        let mut contacts: Vec<Contact> = Vec::new();
        let mut providers = Providers::default();
        for notice in told.first() {
            let is_there = contacts.iter().any(|one| one.id == notice.contact);
            if is_there || told.is_not_theirs(notice.organisation) {
                continue;
            }
            // It has moved on since.
            if let Some(standing) = &standing
                && is_elsewhere(tx, actor, &mut providers, notice, standing).await?
            {
                continue;
            }
            let contact = stakeholders::contact(tx, actor, notice.contact).await?;
            if contact.state == stakeholders::State::Approved {
                contacts.push(contact);
            }
        }
        return Ok(if contacts.is_empty() {
            To::Told
        } else {
            To::These(contacts)
        });
    }
    let Some(standing) = trace::standing(tx, actor, series.location).await? else {
        return Ok(To::Nobody);
    };
    let found = others(tx, actor, &standing, to).await?;
    if found.is_empty() {
        return Ok(To::Nobody);
    }
    let is_told = |contact: &Contact| told.to(contact.organisation).next().is_some();
    // One is enough: the newest that was not told.
    Ok(match found.into_iter().find(|contact| !is_told(contact)) {
        Some(contact) => To::These(vec![contact]),
        None => To::Told,
    })
}

/// Who can act beside the provider, as far as anybody knows; nobody whom a rule forbids to write to.
async fn others(
    tx: &mut Tx,
    actor: &Actor,
    standing: &Standing,
    to: Addressee,
) -> Result<Vec<Contact>, Error> {
    let kind = match to {
        Addressee::Provider => return Ok(Vec::new()),
        Addressee::Upstream => {
            let mut found = Vec::new();
            for host in standing.hosts() {
                if let Some(number) = host.autonomous_system
                    && !standing.is_left_alone(&host)
                {
                    found.extend(stakeholders::in_system(tx, actor, number).await?);
                }
            }
            return Ok(found);
        }
        Addressee::Registrar => {
            let registrar = Sought::registrar(standing);
            if standing.is_left_alone(&registrar.host) {
                return Ok(Vec::new());
            }
            return Ok(match provider_of(tx, actor, &registrar).await? {
                Provider::Approved(contact) | Provider::Proposed(contact) => vec![contact],
                Provider::Ambiguous | Provider::Unknown => Vec::new(),
            });
        }
        Addressee::Regulator => Kind::Regulator,
        Addressee::Police => Kind::Police,
        Addressee::Partner => Kind::Partner,
    };
    let countries = standing.countries();
    let country = countries.first().filter(|_| countries.len() == 1);
    let Some(country) = country else {
        return Ok(Vec::new());
    };
    let contact = stakeholders::authority(tx, actor, kind, *country).await?;
    Ok(contact.into_iter().collect())
}
