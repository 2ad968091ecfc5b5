//! To whom a notice goes: the contact of whoever hosts a place. What is known of a host becomes a proposal first.

use std::collections::HashMap;
use std::net::IpAddr;

use identity::{Action, Actor};
use intake::HostedBy;
use jobs::{Outcome, Run};
use kernel::{Country, Id, Sensitive};
use location::Location;
use serde::{Deserialize, Serialize};
use stakeholders::{Had, Holder, Kind, Merged, Organisation, Proposal, Provider, Source};
use store::Tx;
use trace::{Host, Standing};

use crate::address::queue_places;
use crate::notice::Purpose;
use crate::notify::propose_traced;
use crate::{Error, PROVIDERS};

/// Somebody who can act about a place, and the place's name where whoever has its domain is asked before them.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    pub(crate) host: Host,
    kind: Kind,
    name: Option<Sensitive<String>>,
}

impl Sought {
    /// This one, whoever has the domain.
    pub(crate) const fn itself(host: Host) -> Self {
        Self {
            host,
            kind: Kind::Provider,
            name: None,
        }
    }

    /// The registrar of a place.
    pub(crate) fn registrar(standing: &Standing) -> Self {
        Self {
            host: standing.registrar(),
            kind: Kind::Registrar,
            name: None,
        }
    }
}

impl Sought {
    /// By what it is looked for.
    pub(crate) fn holder(&self) -> Holder<'_> {
        let host = &self.host;
        let site = self.name.as_ref().map(|name| name.expose().as_str());
        Holder {
            kind: self.kind,
            name: host.name.as_ref().map(|name| name.expose().as_str()),
            country: host.country,
            abuse: host.abuse.as_ref().map(|abuse| abuse.expose().as_str()),
            address: host.address,
            system: host.autonomous_system,
            domain: site.and_then(|name| Some((name, location::registered_domain(name)?))),
        }
    }
}

/// Whoever hosts a place, as far as anybody knows. Where nobody told who does really, a domain that is known to be a
/// provider's goes before the network that it is in.
pub(crate) async fn hosts_of(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
    standing: &Standing,
) -> Result<Vec<Sought>, Error> {
    let name = match &standing.real {
        Some(real) if !real.itself => None,
        _ => Some(location::host_to_compare(tx, actor, location).await?),
    };
    let sought = |host| Sought {
        host,
        kind: Kind::Provider,
        name: name.clone(),
    };
    Ok(standing.hosts().into_iter().map(sought).collect())
}

/// Whom to write to about somebody: whoever is not known yet is proposed.
pub(crate) async fn provider_of(
    tx: &mut Tx,
    actor: &Actor,
    sought: &Sought,
) -> Result<Provider, Error> {
    let host = &sought.host;
    let abuse = host.abuse.as_ref().map(|abuse| abuse.expose().as_str());
    let name = host.name.as_ref().map(|name| name.expose().as_str());
    if let (Some(address), Some(name)) = (abuse, name) {
        let proposal = Proposal {
            kind: sought.kind,
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
    known_for(tx, actor, sought).await
}

/// The same of those who are known; nobody is proposed.
async fn known_for(tx: &mut Tx, actor: &Actor, sought: &Sought) -> Result<Provider, Error> {
    let now = tx.now();
    Ok(stakeholders::provider_for(tx, actor, &sought.holder(), now).await?)
}

/// Whom to write to about many hosts, each looked up once: many places are with one. To compare proposes nobody.
#[derive(Default)]
pub(crate) struct Providers {
    /// Whether whoever is not known yet is proposed.
    proposes: bool,
    /// What somebody was ever said to have: of what nobody has, nothing need be looked up.
    had: Option<Had>,
    /// Which organisations are merged into which.
    merged: Option<Merged>,
    known: HashMap<Known, Provider>,
}

/// By what [`provider_of`] goes.
#[derive(PartialEq, Eq, Hash)]
struct Known {
    kind: &'static str,
    name: Option<String>,
    abuse: Option<String>,
    country: Option<Country>,
    system: Option<u32>,
    address: Option<IpAddr>,
    site: Option<String>,
}

impl Providers {
    /// Those of whom whoever is not known yet is proposed.
    pub(crate) fn proposing() -> Self {
        Self {
            proposes: true,
            ..Self::default()
        }
    }

    /// As [`hosts_of`].
    pub(crate) async fn hosts(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        location: Id<Location>,
        standing: &Standing,
    ) -> Result<Vec<Sought>, Error> {
        if self.had(tx, actor).await?.domains {
            return hosts_of(tx, actor, location, standing).await;
        }
        let hosts = standing.hosts().into_iter();
        Ok(hosts.map(Sought::itself).collect())
    }

    /// Whoever is asked about a place by a notice of this purpose, as far as anybody knows.
    pub(crate) async fn asked(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        purpose: Purpose,
        location: Id<Location>,
        standing: &Standing,
    ) -> Result<Vec<Sought>, Error> {
        match purpose {
            Purpose::Remove => {
                let mut hosts = self.hosts(tx, actor, location, standing).await?;
                hosts.extend(standing.owner().map(Sought::itself));
                Ok(hosts)
            }
            Purpose::AskHost => {
                let in_front = standing.in_front().into_iter();
                Ok(in_front.map(Sought::itself).collect())
            }
        }
    }

    /// As [`provider_of`]; of those who are known alone where nobody is proposed.
    pub(crate) async fn of(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        sought: &Sought,
    ) -> Result<Provider, Error> {
        let text = |text: &Option<Sensitive<String>>| Some(text.as_ref()?.expose().clone());
        let host = &sought.host;
        let networks = self.had(tx, actor).await?.networks;
        let known = Known {
            kind: sought.kind.name(),
            name: text(&host.name),
            abuse: text(&host.abuse),
            country: host.country,
            system: host.autonomous_system,
            address: host.address.filter(|_| networks),
            site: text(&sought.name),
        };
        if let Some(provider) = self.known.get(&known) {
            return Ok(provider.clone());
        }
        let provider = if self.proposes {
            provider_of(tx, actor, sought).await?
        } else {
            known_for(tx, actor, sought).await?
        };
        self.known.insert(known, provider.clone());
        Ok(provider)
    }

    /// The organisation that an id means.
    pub(crate) async fn root(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Organisation>,
    ) -> Result<Id<Organisation>, Error> {
        if let Some(merged) = &self.merged {
            return Ok(merged.root(id));
        }
        let merged = stakeholders::merged(tx, actor).await?;
        Ok(self.merged.insert(merged).root(id))
    }

    async fn had(&mut self, tx: &mut Tx, actor: &Actor) -> Result<Had, Error> {
        if let Some(had) = self.had {
            return Ok(had);
        }
        let had = stakeholders::had(tx, actor).await?;
        self.had = Some(had);
        Ok(had)
    }
}

/// Places that one step asks anew by whom they are hosted.
const STEP: i64 = 100;

/// Whose places are asked anew, behind which case.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Part {
    before: Id<Organisation>,
    behind: Option<Id<intake::Case>>,
}

/// It was corrected what a provider has: the job [`stakeholders::CHANGED`]. What waits for somebody to write to looks
/// again, and of the places that were that provider's it is asked again whose they are.
pub fn providers_changed(run: Run) -> Outcome {
    let before: Option<Id<Organisation>> = match run.payload() {
        Ok(before) => before,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            queue_places(tx).await?;
            if let Some(before) = before {
                let part = Part {
                    before,
                    behind: None,
                };
                jobs::queue(tx, PROVIDERS, &part).await?;
            }
            Ok(())
        })
    })
}

/// One step of it: the job [`PROVIDERS`].
pub fn ask_providers_anew(run: Run) -> Outcome {
    let part: Part = match run.payload() {
        Ok(part) => part,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            ask_anew(tx, &Actor::job(&run), part).await?;
            Ok(())
        })
    })
}

async fn ask_anew(tx: &mut Tx, actor: &Actor, part: Part) -> Result<(), Error> {
    actor.may(Action::ProposeContact)?;
    let cases = intake::open_at(tx, actor, part.before, part.behind, STEP).await?;
    for (_, location) in &cases {
        let by: HostedBy = propose_traced(tx, actor, *location).await?;
        intake::hosted(tx, actor, *location, by).await?;
    }
    if let Some((last, _)) = cases.last()
        && i64::try_from(cases.len()).is_ok_and(|count| count >= STEP)
    {
        let part = Part {
            behind: Some(*last),
            ..part
        };
        jobs::queue(tx, PROVIDERS, &part).await?;
    }
    Ok(())
}
