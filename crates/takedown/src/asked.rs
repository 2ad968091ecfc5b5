//! Which hosts a look asked, and which of them are to be left alone for it.

use std::collections::BTreeMap;

use egress::Step;
use kernel::Timestamp;
use store::Tx;
use url::Url;

use crate::host::{Answer, Asked};
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
            took: one.took,
        };
        hosts
            .entry(own.host)
            .and_modify(|known| known.token = own.token)
            .or_insert(own);
        let first = one.sighting.steps.first().and_then(host);
        for step in &one.sighting.steps {
            let at = host(step);
            let number = match &at {
                Some(at) if at_another(first.as_deref(), at) => location::mark_of(tx, at)?,
                _ => watch.host,
            };
            let known = hosts.entry(number).or_insert(Asked {
                host: number,
                token: None,
                ..own
            });
            known.answer = known.answer.max(answer(step, now));
        }
    }
    Ok(hosts.into_values().collect())
}

fn at_another(first: Option<&str>, host: &str) -> bool {
    first.is_some_and(|first| first != host)
}

fn host(step: &Step) -> Option<String> {
    let url = Url::parse(step.url.expose()).ok()?;
    Some(url.host_str()?.to_owned())
}

/// What a host asks for with its answer. A date is held against the server's own clock where it says what time it is.
fn answer(step: &Step, now: Timestamp) -> Answer {
    if !matches!(step.status, Some(429 | 503)) {
        return Answer::Well;
    }
    let headers = &step.headers;
    let its_time = headers.date.as_deref().and_then(egress::http_date);
    let said = headers.retry_after.as_deref();
    match said.and_then(|said| egress::retry_after(said, its_time.unwrap_or(now))) {
        Some(rest) => Answer::Rest(rest),
        None => Answer::TooMuch,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use egress::Headers;
    use kernel::Sensitive;

    use super::*;

    fn step(status: u16, retry_after: Option<&str>, date: Option<&str>) -> Step {
        Step {
            asked: egress::Asked::Head,
            url: Sensitive::new("http://a.test/p/17".to_owned()),
            resolved: Vec::new(),
            dialled: None,
            certificate: None,
            status: Some(status),
            headers: Headers {
                retry_after: retry_after.map(str::to_owned),
                date: date.map(str::to_owned),
                ..Headers::default()
            },
        }
    }

    #[test]
    fn a_date_is_held_against_the_clock_of_the_server() {
        // Ours goes ten minutes ahead of the server's.
        let ours = egress::http_date("Sun, 06 Nov 1994 08:59:37 GMT").unwrap();
        let until = Some("Sun, 06 Nov 1994 08:51:37 GMT");
        let its_time = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        let two_minutes = Answer::Rest(Duration::from_mins(2));
        assert_eq!(answer(&step(503, until, its_time), ours), two_minutes);
        assert_eq!(answer(&step(429, Some("120"), None), ours), two_minutes);
        assert_eq!(
            answer(&step(503, until, None), ours),
            Answer::Rest(Duration::ZERO)
        );
        assert_eq!(answer(&step(429, None, None), ours), Answer::TooMuch);
        assert_eq!(answer(&step(200, Some("120"), None), ours), Answer::Well);
    }
}
