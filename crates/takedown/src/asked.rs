//! Which hosts a look asked, and which of them are to be left alone for it.

use std::collections::BTreeMap;
use std::time::Duration;

use store::Tx;
use trace::turn::{Answer, Asked};

use crate::led::host_asked;
use crate::record::Done;

/// The hosts that a batch of looks asked, each once for each time that somebody had it in hand. A redirect's end answers
/// for itself: what it asks for is not laid upon the host that led there.
pub(crate) fn asked(tx: &Tx, done: &[Done]) -> store::Result<Vec<Asked>> {
    let now = tx.now();
    let mut hosts = BTreeMap::new();
    for one in done {
        let at = |host, token, took| Asked {
            host,
            token,
            answer: Answer::Well,
            left_at: one.ended_at,
            took,
        };
        for stay in &one.stays {
            let token = Some(stay.token);
            // One that it left before was let go then: under this token nobody has it any more.
            hosts.insert((stay.host, token), at(stay.host, token, stay.took()));
        }
        let first = one.sighting.steps.first().and_then(host_asked);
        for step in one.sighting.steps.iter().chain(one.further.steps()) {
            let asked = host_asked(step);
            let host = match &asked {
                Some(asked) if at_another(first.as_deref(), asked) => location::mark_of(tx, asked)?,
                _ => one.taken.watch.host,
            };
            let stay = one.stays.iter().rev().find(|stay| stay.host == host);
            let token = stay.map(|stay| stay.token);
            let known = hosts
                .entry((host, token))
                .or_insert_with(|| at(host, token, Duration::ZERO));
            known.answer = known.answer.max(Answer::of(step, now));
            known.left_at = known.left_at.max(one.ended_at);
        }
    }
    Ok(hosts.into_values().collect())
}

fn at_another(first: Option<&str>, host: &str) -> bool {
    first.is_some_and(|first| first != host)
}
