//! A look at a place, wherever its redirects lead: each host on the way is asked in its own turn, which stands in the
//! store for every process, and none that wants to be left alone.

use std::time::Duration;

use egress::{Egress, Fault, Manner, REDIRECTS, Sighting, Step};
use identity::Actor;
use kernel::{Id, Sensitive};
use pack::Pack;
use store::{Db, Tx};
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

/// Why a look did not come to its end, and when it is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Later {
    /// After this.
    After(Duration),
    /// Nobody may be asked about the place, or about one that it leads to: in its time.
    Silence,
}

/// What a look brought back.
pub(crate) struct Led {
    pub(crate) sighting: Sighting,
    pub(crate) entered: Vec<Entered>,
    /// How long it waited for its turns.
    pub(crate) waited: Duration,
    /// A host on the way is not to be asked now.
    pub(crate) later: Option<Later>,
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
                    let turn = self.enter(aim, &next, host, until).await;
                    led.waited += began.elapsed();
                    match turn {
                        Ok(entered) => led.entered.push(entered),
                        Err(later) => {
                            led.later = Some(later);
                            return led;
                        }
                    }
                }
                _ => {
                    sleep(self.pack.watch.host_gap).await;
                    if let Err(later) = self.may_go_on(aim, &next).await {
                        led.later = Some(later);
                        return led;
                    }
                }
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

    /// Whether this may still be asked for: no silence has begun about the place, nor is there one about where it leads.
    pub(crate) async fn may_go_on(&self, aim: &Aim, url: &Sensitive<String>) -> Result<(), Later> {
        let may = async {
            let mut tx = self.db.read().await?;
            self.is_silent(&mut tx, aim, url).await
        };
        match may.await {
            Ok(false) => Ok(()),
            Ok(true) => Err(Later::Silence),
            Err(error) => {
                tracing::warn!(%error, "whether a place may be asked for could not be learned");
                Err(Later::After(AGAIN))
            }
        }
    }

    async fn is_silent(
        &self,
        tx: &mut Tx,
        aim: &Aim,
        url: &Sensitive<String>,
    ) -> Result<bool, Error> {
        let silent = referral::silent_among(tx, self.actor, &[aim.case]).await?;
        Ok(!silent.is_empty()
            || trace::is_silenced(tx, self.actor, aim.location).await?
            || trace::is_silenced_at(tx, self.actor, url, &self.pack.urls).await?)
    }

    /// Takes the turn at the host of a URL, or says why that is not to be.
    async fn enter(
        &self,
        aim: &Aim,
        url: &Sensitive<String>,
        host: &str,
        until: Instant,
    ) -> Result<Entered, Later> {
        let until = until.min(Instant::now() + PATIENCE);
        loop {
            match self.begin(aim, url, host).await {
                Ok(Begun::Entered(entered)) => return Ok(entered),
                Ok(Begun::Silence) => return Err(Later::Silence),
                Ok(Begun::NotNow(pause)) => {
                    if Instant::now() + pause >= until {
                        return Err(Later::After(pause.max(AGAIN)));
                    }
                    sleep(pause).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "no turn could be taken at a host that a place leads to");
                    return Err(Later::After(AGAIN));
                }
            }
        }
    }

    async fn begin(&self, aim: &Aim, url: &Sensitive<String>, host: &str) -> Result<Begun, Error> {
        let mut tx = self.db.write().await?;
        if self.is_silent(&mut tx, aim, url).await? {
            return Ok(Begun::Silence);
        }
        let number = location::mark_of(&tx, host)?;
        let turn = turn::begin(&mut tx, self.actor, number, self.pack.watch.host_gap).await?;
        tx.commit().await?;
        Ok(match turn {
            Ok(token) => Begun::Entered(Entered {
                host: number,
                token,
            }),
            Err(not_now) => Begun::NotNow(not_now.pause()),
        })
    }
}

/// What came of the wish to ask a host.
enum Begun {
    Entered(Entered),
    /// Nobody may be asked there.
    Silence,
    /// It is not our turn for this long.
    NotNow(Duration),
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
