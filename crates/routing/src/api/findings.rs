//! Who hosts a case's place: what each source said, when, and what that comes to. As on the page of the case neither the
//! URL is among it nor the host that it names, and what leads anywhere is defanged.

use std::net::IpAddr;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use identity::{Actor, By, Desk, may};
use intake::Case;
use kernel::{Country, Id, Timestamp};
use location::Location;
use page::{Problem, Words, harmless};
use serde::Serialize;
use store::Tx;
use trace::{
    AbuseContact, Detail, Finding, Lack, Named, Protocol, RealHost, Rule, Subject, Told, Trace,
};

use crate::Error;
use crate::desk::{Own, follows};

#[derive(Serialize)]
struct FindingsView {
    /// What the newest full trace comes to; nothing before there is one.
    host: Option<HostView>,
    /// Another place that it leads to.
    leads_elsewhere: Option<ElsewhereView>,
    /// The newest first.
    findings: Vec<FindingView>,
}

#[derive(Serialize)]
struct HostView {
    at: String,
    /// Where it is hosted, as far as anybody knows.
    countries: Vec<Country>,
    /// Who stands in front of it.
    proxy: Option<String>,
    /// Whether nobody knows who hosts it behind that.
    hidden: bool,
    /// Who hosts it really, where a rule or an answer says so.
    real: Option<RealView>,
    /// The rules of the hotline that speak of it, the one that counts first.
    rules: Vec<RuleView>,
}

#[derive(Serialize)]
struct RealView {
    /// `rule` or `answer`.
    told: &'static str,
    at: String,
    /// The proxy hosts it itself.
    itself: bool,
    address: Option<String>,
    provider: Option<String>,
    country: Option<Country>,
}

#[derive(Serialize)]
struct RuleView {
    id: Id<Rule>,
    reach: &'static str,
    says: &'static str,
    added_at: String,
    reason: String,
}

#[derive(Serialize)]
struct ElsewhereView {
    at: String,
    steps: u32,
    /// A known shortener was on the way.
    shortener: bool,
}

/// What one source said: what it did not say is left empty.
#[derive(Default, Serialize)]
struct FindingView {
    trace: Option<Id<Trace>>,
    at: String,
    source: String,
    country: Option<Country>,
    autonomous_system: Option<u32>,
    /// The resolver or the servers that were asked.
    asked: Vec<String>,
    /// Whether the registry answered, where one was asked.
    answered: Option<bool>,
    /// What is lacking of the answer: all of it, for nobody knows such a thing (`nobody`), or a part (`part`).
    lacks: Option<Lack>,
    /// When it said so: up to a day before the trace.
    said_at: Option<String>,
    /// Of the DNS, what came of the question; of an autonomous system, who named it; of a proxy, by what it was recognised;
    /// of a table, its kind.
    by: Option<String>,
    addresses: Vec<String>,
    /// Canonical names on the way, without the place's own.
    names: Vec<String>,
    name_servers: Vec<String>,
    /// The first and the last address of a network.
    range: Option<[String; 2]>,
    handle: Option<String>,
    /// Who holds the network, the autonomous system, or the name: the registrar, a proxy, a provider that was named.
    holder: Option<String>,
    abuse: Vec<AbuseView>,
    /// Who answered for a proxy, and on which day; that it hosts the content itself.
    said_by: Option<String>,
    said_on: Option<String>,
    itself: Option<bool>,
    /// Of a redirect, which step it is, from 1; of the look that followed them, how many there were.
    step: Option<u32>,
}

#[derive(Serialize)]
struct AbuseView {
    address: String,
    protocol: &'static str,
    subject: &'static str,
    /// Roles or fields around it, the outermost first.
    within: Vec<String>,
}

impl From<&AbuseContact> for AbuseView {
    fn from(contact: &AbuseContact) -> Self {
        let found = &contact.found_in;
        Self {
            address: harmless(&contact.address),
            protocol: match found.protocol {
                Protocol::Rdap => "rdap",
                Protocol::Whois => "whois",
            },
            subject: match found.subject {
                Subject::Network => "network",
                Subject::System => "system",
                Subject::Domain => "domain",
                Subject::Registrar => "registrar",
            },
            within: found.within.iter().map(|word| harmless(word)).collect(),
        }
    }
}

/// GET /api/v1/cases/{id}/findings
pub(super) async fn list(
    State(desk): State<Desk>,
    caller: By<may::ReadTrace>,
    Path(case): Path<Id<Case>>,
) -> Result<Response, Problem> {
    let actor = caller.actor();
    let words = desk.catalogue.words(caller.language());
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let case = intake::case(&mut tx, actor, case).await;
    let case = case.map_err(Error::from)?;
    let hidden = assessment::is_hidden(&mut tx, actor, case.id).await;
    let hidden = hidden.map_err(Error::from)?;
    let found = trace::findings(&mut tx, actor, case.location).await;
    let mut found = found.map_err(Error::from)?;
    // Where it leads is asked once the first analyst picked a working URL, which tells what they decided.
    found.retain(|one| !hidden || !follows(&one.detail));
    let elsewhere = if hidden {
        None
    } else {
        let leads = trace::leads_elsewhere(&mut tx, actor, case.location).await;
        leads.map_err(Error::from)?
    };
    let leads_elsewhere = elsewhere.map(|one| ElsewhereView {
        at: one.at.to_string(),
        steps: one.steps,
        shortener: one.shortener,
    });
    let host_name = location::host_to_compare(&mut tx, actor, case.location).await;
    let own = Own::of(host_name.map_err(Error::from)?);
    let findings = found.iter().map(|one| shown(&words, &own, one)).collect();
    Ok(Json(FindingsView {
        host: host(&mut tx, actor, case.location).await?,
        leads_elsewhere,
        findings,
    })
    .into_response())
}

async fn host(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<Option<HostView>, Error> {
    let standing = trace::standing(tx, actor, location).await?;
    Ok(standing.map(|standing| HostView {
        at: standing.hosting.at.to_string(),
        countries: standing.countries().into_iter().collect(),
        hidden: standing.hidden_by().is_some(),
        proxy: standing.hosting.proxy.as_deref().map(harmless),
        real: standing.real.as_ref().map(real),
        rules: standing.rules.iter().map(rule).collect(),
    }))
}

fn real(real: &RealHost) -> RealView {
    RealView {
        told: match real.told {
            Told::Rule(_) => "rule",
            Told::Answer => "answer",
        },
        at: real.at.to_string(),
        itself: real.itself,
        address: real.address.map(defanged),
        provider: real.provider.as_ref().map(|name| harmless(name.expose())),
        country: real.country,
    }
}

fn rule(rule: &Rule) -> RuleView {
    RuleView {
        id: rule.id,
        reach: rule.key.reach(),
        says: rule.says.name(),
        added_at: rule.added_at.to_string(),
        reason: harmless(rule.reason.expose()),
    }
}

/// An address that nothing makes a link of.
fn defanged(address: IpAddr) -> String {
    harmless(&address.to_string())
}

fn shown(words: &Words, own: &Own, finding: &Finding) -> FindingView {
    let text = |text: &Option<String>| text.as_deref().map(harmless);
    let list = |list: &[String]| list.iter().map(|one| harmless(one)).collect();
    let addresses = |of: &[IpAddr]| of.iter().copied().map(defanged).collect();
    let abuse = |of: &[AbuseContact]| of.iter().map(AbuseView::from).collect();
    let at = |at: Timestamp| Some(at.to_string());
    let mut view = FindingView {
        trace: Some(finding.trace),
        at: finding.at.to_string(),
        source: finding.source.clone(),
        ..FindingView::default()
    };
    match &finding.detail {
        Detail::Names {
            addresses: of,
            chain,
            name_servers,
            outcome,
            asked,
            ..
        } => {
            let shown = of.iter().map(|one| own.address(words, *one));
            view.addresses = list(&shown.collect::<Vec<_>>());
            view.names = list(&own.others(words, chain));
            view.name_servers = list(&own.others(words, name_servers));
            view.asked = asked.iter().map(|one| harmless(one)).collect();
            view.by = Some(outcome.clone());
        }
        Detail::Network {
            address,
            said_at,
            range,
            handle,
            holder,
            country,
            autonomous_system,
            abuse: of,
            asked,
            answered,
            lacks,
            ..
        } => {
            view.lacks = *lacks;
            view.addresses = vec![harmless(&own.address(words, *address))];
            view.said_at = at(*said_at);
            view.range = range.map(|(first, last)| [defanged(first), defanged(last)]);
            view.handle = text(handle);
            view.holder = text(holder);
            view.country = *country;
            view.autonomous_system = *autonomous_system;
            view.abuse = abuse(of);
            view.answered = Some(*answered);
            view.asked = list(asked);
        }
        Detail::System {
            number,
            named_by,
            said_at,
            holder,
            country,
            abuse: of,
            asked,
            answered,
            ..
        } => {
            view.autonomous_system = Some(*number);
            view.by = Some(named(*named_by).to_owned());
            view.said_at = at(*said_at);
            view.holder = text(holder);
            view.country = *country;
            view.abuse = abuse(of);
            view.answered = Some(*answered);
            view.asked = list(asked);
        }
        Detail::Domain {
            said_at,
            registrar,
            abuse: of,
            asked,
            answered,
            lacks,
            ..
        } => {
            view.lacks = *lacks;
            view.said_at = at(*said_at);
            view.holder = text(registrar);
            view.abuse = abuse(of);
            view.answered = Some(*answered);
            view.asked = list(asked);
        }
        Detail::Located {
            address,
            country,
            autonomous_system,
            holder,
            table,
            built_at,
            ..
        } => {
            view.addresses = vec![harmless(&own.address(words, *address))];
            view.country = *country;
            view.autonomous_system = *autonomous_system;
            view.holder = text(holder);
            view.by = Some(harmless(table));
            view.said_at = at(*built_at);
        }
        Detail::Proxy { proxy, by, .. } => {
            view.holder = Some(harmless(proxy));
            view.by = Some(by.clone());
        }
        Detail::Answer {
            itself,
            address,
            provider,
            country,
            said_by,
            said_on,
            ..
        } => {
            view.itself = Some(*itself);
            view.addresses = address.iter().copied().map(defanged).collect();
            view.holder = text(provider);
            view.country = *country;
            view.said_by = Some(harmless(said_by));
            view.said_on = Some(said_on.clone());
        }
        Detail::Look {
            redirects, fault, ..
        } => {
            view.step = Some(*redirects);
            view.by = text(fault);
        }
        Detail::Redirect {
            number,
            addresses: of,
            holder,
            country,
            autonomous_system,
            ..
        } => {
            view.step = Some(*number);
            view.addresses = addresses(of);
            view.holder = text(holder);
            view.country = *country;
            view.autonomous_system = *autonomous_system;
        }
    }
    view
}

const fn named(named_by: Named) -> &'static str {
    match named_by {
        Named::Registration => "registration",
        Named::Route => "route",
        Named::Table => "table",
    }
}
