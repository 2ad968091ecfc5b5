//! A place that is elsewhere. A look at another address has the place traced; whether it has moved the trace says, for
//! many names have other addresses by the hour, or for whoever asks from another country.

use std::time::Duration;

use egress::Sighting;
use identity::{Action, Actor};
use kernel::Id;
use location::Location;
use pack::Seen as Recognised;
use store::Tx;
use trace::Detail;

use crate::record::Desk;
use crate::verdict::{Look, Seen};
use crate::{Error, MOVED};

/// What a trace that was asked for did not show is not asked about again before this.
const TRACED: Duration = Duration::from_hours(24);

/// Whether an answer from an address that none of the last trace is near says that the place may have moved. Not where it
/// lies in a network that the trace knew or belongs to the proxy that stood in front of it; nor where an earlier look
/// has had the place traced for it a while ago, and the trace showed no move.
pub(crate) async fn is_news(
    tx: &mut Tx,
    desk: &Desk<'_>,
    location: Id<Location>,
    sighting: &Sighting,
    looks: &[Look],
) -> Result<bool, Error> {
    let address = sighting.last().and_then(|step| step.dialled);
    let hosting = trace::hosting(tx, desk.actor, location).await?;
    let (Some(address), Some(hosting)) = (address, hosting) else {
        return Ok(false);
    };
    let recognised = Recognised {
        addresses: &[address],
        ..Recognised::default()
    };
    let proxy = desk.pack.proxies.recognise(&recognised);
    let proxy = proxy.map(|(proxy, _)| proxy.name.as_str());
    if proxy.is_some() && proxy == hosting.proxy.as_deref() {
        return Ok(false);
    }
    let was_traced = looks
        .iter()
        .any(|look| look.seen == Seen::Elsewhere && look.at <= hosting.at);
    if was_traced && tx.now().since(hosting.at) < TRACED {
        // Unless that trace showed that it had moved indeed: then it may move again.
        let changes = trace::newest_changes(tx, desk.actor, location).await?;
        if !changes.is_some_and(|changes| changes.is_move() && changes.at >= hosting.at) {
            return Ok(false);
        }
    }
    let findings = trace::findings(tx, desk.actor, location).await?;
    let is_known = findings.iter().any(|finding| match &finding.detail {
        Detail::Network {
            address: of,
            range: Some((first, last)),
            ..
        } => hosting.addresses.contains(of) && *first <= address && address <= *last,
        _ => false,
    });
    Ok(!is_known)
}

/// A full trace was stored. Where it shows another host or another country than the one before it, the open case of
/// the place is routed anew. Not where a rule of the hotline says who the
/// real host is: that has not moved with what stands in front of it.
pub async fn traced_elsewhere(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let changes = trace::newest_changes(tx, actor, location).await?;
    if !changes.is_some_and(|changes| changes.is_move()) {
        return Ok(());
    }
    let standing = trace::standing(tx, actor, location).await?;
    let real = standing.and_then(|standing| standing.real);
    if real.is_some_and(|real| matches!(real.told, trace::Told::Rule(_))) {
        return Ok(());
    }
    if let Some(case) = intake::open_case(tx, actor, location).await? {
        let (now, case) = (tx.now(), case.id);
        jobs::queue_at(tx, MOVED, &case, now, Some(&format!("{MOVED}:{case}"))).await?;
    }
    Ok(())
}
