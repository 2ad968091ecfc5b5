//! Whether names, Tor, mail and the vantage points are reached.

use egress::{Egress, MailError, MailboxError, NameError};

use super::Found;
use crate::config::Config;

/// Whether the way to the network is as the configuration has it.
pub(super) async fn network(config: &Config) -> Vec<Found> {
    let egress = match config.egress().and_then(|config| Ok(Egress::new(config)?)) {
        Ok(egress) => egress,
        Err(error) => {
            return vec![Found::Wrong(
                format!("{error:#}"),
                "check [network] and [mail]".to_owned(),
            )];
        }
    };
    let dns = match egress.probe_dns().await {
        Ok(()) => Found::Well("the DNS resolver answers".to_owned()),
        Err(NameError::NoResolver) => Found::Open(
            "no DNS resolver: no name is asked for, no place is traced or watched".to_owned(),
            "set network.resolver".to_owned(),
        ),
        Err(error) => Found::Wrong(
            format!("the DNS resolver: {error}"),
            "check network.resolver and the way to it".to_owned(),
        ),
    };
    let tor = match egress.probe_tor().await {
        _ if !egress.reaches_onions() => Found::Open(
            "no Tor: nobody looks at onion services".to_owned(),
            "set network.tor to the SOCKS address of a local Tor".to_owned(),
        ),
        Ok(()) => Found::Well("the local Tor listens".to_owned()),
        Err(error) => Found::Wrong(
            format!("the local Tor: {error}"),
            "check network.tor, and that Tor runs".to_owned(),
        ),
    };
    let mail = match egress.probe_smtp().await {
        Ok(()) if egress.relay_enforces_tls() => Found::Well("the mail relay answers".to_owned()),
        Ok(()) => Found::Open(
            "the mail relay answers, but promises no TLS onward: no URL travels by mail".to_owned(),
            "set mail.enforces_tls_onward once the relay is configured so".to_owned(),
        ),
        Err(MailError::NoRelay) => Found::Open(
            "no mail relay: referrals and notices wait".to_owned(),
            "add the section [mail]".to_owned(),
        ),
        Err(error) => Found::Wrong(
            format!("the mail relay: {error}"),
            "check [mail]".to_owned(),
        ),
    };
    let mailbox = match egress.mailbox().await {
        Ok(mailbox) => {
            mailbox.leave().await;
            Found::Well("the mailbox opens".to_owned())
        }
        Err(MailboxError::None) => Found::Open(
            "no mailbox: nobody reads what comes back by mail".to_owned(),
            "add the section [mailbox]".to_owned(),
        ),
        Err(error) => Found::Wrong(
            format!("the mailbox: {error}"),
            "check [mailbox]".to_owned(),
        ),
    };
    let mut found = vec![dns, tor, mail, mailbox];
    for vantage in egress.vantages().iter().skip(1) {
        found.push(vantage_point(&egress, vantage).await);
    }
    found
}

/// From where else places are looked at.
async fn vantage_point(egress: &Egress, vantage: &egress::Vantage) -> Found {
    let name = &vantage.name;
    if !egress.probe(name).await {
        return Found::Wrong(
            format!(
                "the vantage point {name} has no network: its proxy or its resolver does not answer"
            ),
            "check [[network.vantage]] and the way to it".to_owned(),
        );
    }
    match vantage.resolver {
        Some(_) => Found::Well(format!("the vantage point {name} answers")),
        None => Found::Open(
            format!(
                "the vantage point {name} has no resolver of its own: names that are filtered at home are filtered there, and a name that does not exist counts as seen from home"
            ),
            "set its resolver".to_owned(),
        ),
    }
}
