//! Asking the DNS for the name of a place.

use std::net::IpAddr;
use std::time::Duration;

use egress::{Egress, NameError};
use jobs::{Outcome, Run};
use kernel::Sensitive;
use store::Db;

use crate::detail::Detail;
use crate::quiet;
use crate::work::PATIENCE;

/// What the host of a location is.
pub(crate) enum Host {
    /// A name that the DNS is asked for.
    Name(Sensitive<String>),
    /// An address, which needs no name.
    Address(IpAddr),
    /// An onion service, which the DNS is never asked for (RFC 7686).
    Onion,
}

/// The names as they were a moment ago, or as they are where that may be asked.
pub(crate) async fn quiet_names(
    db: &Db,
    egress: &Egress,
    host: &Host,
    run: &Run,
) -> Result<Detail, Outcome> {
    let Host::Name(name) = host else {
        return names(egress, host, run).await;
    };
    if let Some(names) = egress.kept_names(name.expose()) {
        return Ok(found(egress, names));
    }
    let domain = location::registrable_domain(name.expose()).unwrap_or(name.expose());
    if !quiet::may_ask(db, domain).await? {
        return Ok(without(egress, "unasked"));
    }
    addresses(egress, name.expose(), run).await
}

/// The addresses and aliases of a name as they are now.
pub(crate) async fn names(egress: &Egress, host: &Host, run: &Run) -> Result<Detail, Outcome> {
    let name = match host {
        Host::Onion if egress.reaches_onions() => return Ok(without(egress, "onion")),
        Host::Onion => return Ok(without(egress, "onion_unreached")),
        Host::Address(address) => {
            return Ok(Detail::Names {
                addresses: vec![*address],
                chain: Vec::new(),
                domain: None,
                name_servers: Vec::new(),
                asked: None,
                outcome: "address".to_owned(),
            });
        }
        Host::Name(name) => name.expose(),
    };
    addresses(egress, name, run).await
}

/// The name servers of its domain, put to what was found of a name. It is a question of its own: whoever asks it has looked
/// again whether anybody may be asked.
pub(crate) async fn add_name_servers(egress: &Egress, host: &Host, detail: &mut Detail) {
    let Host::Name(name) = host else { return };
    if let (
        Detail::Names {
            domain: found_domain,
            name_servers,
            ..
        },
        Some(domain),
    ) = (detail, location::registered_domain(name.expose()))
    {
        *found_domain = Some(domain.to_owned());
        // Good to know; nothing waits for it.
        *name_servers = egress.name_servers(domain).await.unwrap_or_default();
    }
}

async fn addresses(egress: &Egress, name: &str, run: &Run) -> Result<Detail, Outcome> {
    Ok(match egress.names(name).await {
        Ok(names) => found(egress, names),
        Err(NameError::NoSuchName) => without(egress, "no_such_name"),
        Err(NameError::Aliases) => without(egress, "aliases"),
        Err(NameError::NoResolver) => without(egress, "no_resolver"),
        Err(NameError::Failed) if run.attempt < PATIENCE => {
            return Err(Outcome::RetryAfter(
                Duration::from_secs(15),
                "the resolver gave no answer",
            ));
        }
        Err(NameError::Failed) => without(egress, "failed"),
    })
}

fn found(egress: &Egress, names: egress::Names) -> Detail {
    Detail::Names {
        addresses: names.addresses,
        chain: names.chain,
        domain: None,
        name_servers: Vec::new(),
        asked: egress.resolver().map(|resolver| resolver.to_string()),
        outcome: "found".to_owned(),
    }
}

fn without(egress: &Egress, outcome: &'static str) -> Detail {
    let was_asked = !matches!(
        outcome,
        "onion" | "onion_unreached" | "unasked" | "no_resolver"
    );
    let resolver = egress.resolver().filter(|_| was_asked);
    Detail::Names {
        addresses: Vec::new(),
        chain: Vec::new(),
        domain: None,
        name_servers: Vec::new(),
        asked: resolver.map(|resolver| resolver.to_string()),
        outcome: outcome.to_owned(),
    }
}
