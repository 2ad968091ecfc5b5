//! Which hosts a look asked, and which of them are to be left alone for it.

use std::collections::BTreeMap;

use store::Tx;
use trace::turn::{Answer, Asked};

use crate::led::host_asked;
use crate::record::Done;

/// Each host that a batch of looks asked, once. A redirect's end answers for itself: what it asks for is not laid upon
/// the host that led there.
pub(crate) fn asked(tx: &Tx, done: &[Done]) -> store::Result<Vec<Asked>> {
    let mut hosts: BTreeMap<i64, Asked> = BTreeMap::new();
    for one in done {
        let now = tx.now();
        let watch = &one.taken.watch;
        let own = Asked {
            host: watch.host,
            token: Some(one.taken.token),
            answer: Answer::Well,
            left_at: one.ended_at,
            took: one.took,
        };
        let known = hosts.entry(own.host).or_insert(own);
        known.token = own.token;
        known.left_at = known.left_at.max(own.left_at);
        let first = one.sighting.steps.first().and_then(host_asked);
        for step in &one.sighting.steps {
            let at = host_asked(step);
            let number = match &at {
                Some(at) if at_another(first.as_deref(), at) => location::mark_of(tx, at)?,
                _ => watch.host,
            };
            let known = hosts.entry(number).or_insert(Asked {
                host: number,
                token: None,
                ..own
            });
            known.answer = known.answer.max(Answer::of(step, now));
            known.left_at = known.left_at.max(own.left_at);
        }
        // Where it was led to, it had the host in hand.
        for entered in &one.entered {
            let known = hosts.entry(entered.host).or_insert(Asked {
                host: entered.host,
                ..own
            });
            known.token = Some(entered.token);
        }
    }
    Ok(hosts.into_values().collect())
}

fn at_another(first: Option<&str>, host: &str) -> bool {
    first.is_some_and(|first| first != host)
}
