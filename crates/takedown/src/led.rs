//! A look at a place, wherever its redirects lead: each host on the way is asked in its own turn, which stands in the
//! store for every process, and none that wants to be left alone.

use std::time::Duration;

use egress::{Egress, Fault, Manner, REDIRECTS, Sighting, Step};
use identity::Actor;
use kernel::{Id, Sensitive};
use pack::Pack;
use store::Db;
use tokio::time::{Instant, sleep};
use trace::turn::{self, Lease};
use url::Url;

use crate::Error;
use crate::further::Aim;

/// How long a look waits for its turn at a host that it is led to. Who comes next waits meanwhile at the host that led
/// there.
const PATIENCE: Duration = Duration::from_secs(3);

/// When it is looked at again where the turn did not come, at least.
const AGAIN: Duration = Duration::from_secs(30);

/// With what a look is made.
pub(crate) struct Door<'a> {
    pub(crate) db: &'a Db,
    pub(crate) actor: &'a Actor,
    pub(crate) egress: &'a Egress,
    pub(crate) pack: &'a Pack,
}

/// A host that a look was led to, and has in hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entered {
    pub(crate) host: i64,
    pub(crate) token: Id<Lease>,
}

/// What a look brought back.
pub(crate) struct Led {
    pub(crate) sighting: Sighting,
    pub(crate) entered: Vec<Entered>,
    /// How long it waited for its turns.
    pub(crate) waited: Duration,
    /// A host on the way is not to be asked now: the look is made again after this.
    pub(crate) later: Option<Duration>,
}

impl Door<'_> {
    /// Looks at a place by HEAD, and beyond it as far as `manner` lets us. It is over by then.
    pub(crate) async fn look(&self, aim: &Aim, manner: Manner, until: Instant) -> Led {
        let mut led = Led {
            sighting: Sighting {
                steps: Vec::new(),
                end: Err(Fault::Url),
            },
            entered: Vec::new(),
            waited: Duration::ZERO,
            later: None,
        };
        let mut hosts = Vec::new();
        let mut next = aim.url.clone();
        loop {
            let host = host_of(&next);
            match &host {
                // The first is whose turn it is.
                _ if hosts.is_empty() => {}
                Some(host) if !hosts.contains(host) => {
                    let began = Instant::now();
                    let turn = self.enter(host, until).await;
                    led.waited += began.elapsed();
                    match turn {
                        Ok(entered) => led.entered.push(entered),
                        Err(pause) => {
                            led.later = Some(pause.max(AGAIN));
                            return led;
                        }
                    }
                }
                _ => sleep(self.pack.watch.host_gap).await,
            }
            hosts.extend(host);
            let at_host = self
                .egress
                .look_beyond_at_host(&next, &aim.vantage, manner, until);
            let seen = at_host.await;
            let on = seen.another_host();
            led.sighting.steps.extend(seen.steps);
            led.sighting.end = seen.end;
            match on {
                None => return led,
                Some(_) if led.sighting.steps.len() > REDIRECTS => {
                    led.sighting.end = Err(Fault::Redirects);
                    return led;
                }
                Some(_) if Instant::now() >= until => {
                    led.sighting.end = Err(Fault::TimedOut);
                    return led;
                }
                Some(on) => next = on,
            }
        }
    }

    /// Takes the turn at a host, or says for how long that is not to be.
    async fn enter(&self, host: &str, until: Instant) -> Result<Entered, Duration> {
        let until = until.min(Instant::now() + PATIENCE);
        loop {
            match self.begin(host).await {
                Ok(Ok(entered)) => return Ok(entered),
                Ok(Err(not_now)) => {
                    let pause = not_now.pause();
                    if Instant::now() + pause >= until {
                        return Err(pause);
                    }
                    sleep(pause).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "no turn could be taken at a host that a place leads to");
                    return Err(AGAIN);
                }
            }
        }
    }

    async fn begin(&self, host: &str) -> Result<Result<Entered, trace::NotNow>, Error> {
        let mut tx = self.db.write().await?;
        let number = location::mark_of(&tx, host)?;
        let turn = turn::begin(&mut tx, self.actor, number, self.pack.watch.host_gap).await?;
        tx.commit().await?;
        Ok(turn.map(|token| Entered {
            host: number,
            token,
        }))
    }
}

/// The host of a URL. A dot at its end makes no other host of it.
fn host_of(url: &Sensitive<String>) -> Option<String> {
    let url = Url::parse(url.expose()).ok()?;
    let host = url.host_str()?;
    Some(host.strip_suffix('.').unwrap_or(host).to_owned())
}

/// The host that a request went to.
pub(crate) fn host_asked(step: &Step) -> Option<String> {
    host_of(&step.url)
}
