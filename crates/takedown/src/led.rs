//! A look at a place, wherever its redirects lead: each host on the way is asked in its own turn, which stands in the
//! store for every process, and none that wants to be left alone.
//!
//! A host is let go before another is waited for: two places that lead to each other's hosts would wait for each other.
//! Who waits reads, and writes when the turn has come: whoever files a report or decides a case writes to the same store.

use std::sync::Arc;
use std::time::Duration;

use egress::{Egress, Fault, Manner, REDIRECTS, Sighting, Step};
use identity::Actor;
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use store::{Db, Tx};
use tokio::time::{Instant, sleep};
use trace::turn::{self, Answer, Asked, Host};
use url::Url;

use crate::further::Aim;
use crate::longest::{self, InLineAt};
use crate::trail::Stay;
use crate::waiting::Waiting;
use crate::{Error, turn as watches};

/// How long a look waits for its turn at a host that it is led to.
const PATIENCE: Duration = Duration::from_secs(3);

/// When it is made again where the turn did not come, at least. One that is late by so much stands before the turns that
/// were given.
pub(crate) const AGAIN: Duration = Duration::from_secs(30);

/// With what a look is made.
pub(crate) struct Door<'a> {
    pub(crate) db: &'a Db,
    pub(crate) actor: &'a Actor,
    pub(crate) egress: &'a Egress,
    pub(crate) pack: &'a Arc<Pack>,
    pub(crate) waiting: &'a Waiting,
}

/// Why a look did not come to its end, and when it is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Later {
    /// After this.
    After(Duration),
    /// It is led to this host, and it is not its turn there: when that comes.
    InLine(i64),
    /// Nobody may be asked about the place, or about one that it leads to: in its time.
    Silence,
}

/// What a look brought back.
pub(crate) struct Led {
    pub(crate) sighting: Sighting,
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
            later: None,
        };
        // The first host is the one whose turn it is.
        let mut next = aim.url.clone();
        let mut at = host_of(&next);
        loop {
            let at_host = self
                .egress
                .look_beyond_at_one(&next, &aim.vantage, manner, until);
            let seen = at_host.await;
            let on = seen.leads_to();
            aim.trail.saw(&seen.steps);
            led.sighting.steps.extend(seen.steps);
            led.sighting.end = seen.end;
            next = match on {
                None => return led,
                Some(_) if led.sighting.steps.len() > REDIRECTS => {
                    led.sighting.end = Err(Fault::Redirects);
                    return led;
                }
                Some(_) if Instant::now() >= until => {
                    led.sighting.end = Err(Fault::TimedOut);
                    return led;
                }
                Some(on) => on,
            };
            let host = host_of(&next);
            let went = match &host {
                Some(name) if host != at => self.go_on(aim, &next, name, until).await,
                _ => {
                    sleep(self.pack.watch.host_gap).await;
                    self.may_go_on(aim, &next).await
                }
            };
            if let Err(later) = went {
                led.later = Some(later);
                return led;
            }
            at = host;
        }
    }

    /// Whether this may still be asked for: no silence has begun about the place, nor is there one about where it leads.
    pub(crate) async fn may_go_on(&self, aim: &Aim, url: &Sensitive<String>) -> Result<(), Later> {
        let looked = async {
            let mut tx = self.db.read().await?;
            let about = (aim.case, aim.location);
            is_silent(&mut tx, self.actor, self.pack, about, url).await
        };
        match looked.await {
            Ok(false) => Ok(()),
            Ok(true) => Err(Later::Silence),
            Err(error) => {
                tracing::warn!(%error, "whether a place may be asked for could not be learned");
                Err(Later::After(AGAIN))
            }
        }
    }

    /// Goes on to the host of a URL, in its turn there, or says why that is not to be.
    async fn go_on(
        &self,
        aim: &Aim,
        url: &Sensitive<String>,
        host: &str,
        until: Instant,
    ) -> Result<(), Later> {
        match self.wait(aim, url, host, until).await {
            Ok(went) => went,
            Err(error) => {
                tracing::warn!(%error, "no turn could be taken at a host that a place leads to");
                Err(Later::After(AGAIN))
            }
        }
    }

    async fn wait(
        &self,
        aim: &Aim,
        url: &Sensitive<String>,
        host: &str,
        until: Instant,
    ) -> Result<Result<(), Later>, Error> {
        // Nothing more is asked of the host that leads there.
        let mut left = aim.trail.leave();
        // A host that the look itself has just left is free again when it has rested.
        let patience = PATIENCE.max(self.pack.watch.host_gap * 2);
        let until = until.min(Instant::now() + patience);
        let host = location::mark_of(&self.db.read().await?, host)?;
        let Some(_place) = self.waiting.join(host) else {
            return Ok(Err(Later::InLine(host)));
        };
        loop {
            let mut begun = self.turn_at(aim, host).await?;
            if matches!(begun, Begun::Now) {
                begun = self.begin(aim, url, host, left.as_ref()).await?;
            }
            let pause = match begun {
                Begun::Now => return Ok(Ok(())),
                Begun::Silence => return Ok(Err(Later::Silence)),
                Begun::NotNow(pause) => pause,
                Begun::AfterWho(longest) => {
                    self.hasten(longest).await?;
                    self.pack.watch.host_gap
                }
            };
            if Instant::now() + pause >= until {
                return Ok(Err(Later::InLine(host)));
            }
            if let Some(stay) = left.take() {
                self.let_go(&stay).await?;
            }
            sleep(pause).await;
        }
    }

    /// Whether it is the turn of a look at a host; nothing is written.
    async fn turn_at(&self, aim: &Aim, host: i64) -> Result<Begun, Error> {
        let mut tx = self.db.read().await?;
        let (now, gap) = (tx.now(), self.pack.watch.host_gap);
        let known = turn::hosts(&mut tx, self.actor, &[host]).await?;
        let known = known.get(&host).copied();
        let state = known.unwrap_or_else(|| Host::new(gap));
        let has_waited = aim.is_in_turn(host, now);
        if let Err(not_now) = state.may_be_entered(now, gap, has_waited) {
            return Ok(Begun::NotNow(not_now.pause()));
        }
        if aim.trail.was_at(host) {
            return Ok(Begun::Now);
        }
        // A place that is watched at the host and has waited for longer comes first.
        let longest = longest::at(&mut tx, host).await?;
        Ok(match longest.filter(|longest| longest.since < aim.since) {
            Some(longest) => Begun::AfterWho(longest),
            None => Begun::Now,
        })
    }

    /// Takes the turn at a host, and lets go of the one before.
    async fn begin(
        &self,
        aim: &Aim,
        url: &Sensitive<String>,
        host: i64,
        left: Option<&Stay>,
    ) -> Result<Begun, Error> {
        let mut tx = self.db.write().await?;
        let about = (aim.case, aim.location);
        if is_silent(&mut tx, self.actor, self.pack, about, url).await? {
            return Ok(Begun::Silence);
        }
        let gap = self.pack.watch.host_gap;
        let has_waited = aim.is_in_turn(host, tx.now());
        let token = match turn::enter(&mut tx, self.actor, host, gap, has_waited).await? {
            Ok(token) => token,
            Err(not_now) => return Ok(Begun::NotNow(not_now.pause())),
        };
        if let Some(stay) = left {
            self.give_back(&mut tx, stay).await?;
        }
        // Before it is so: a look that is broken off meanwhile leaves it in nobody's hand.
        aim.trail.come(host, token);
        tx.commit().await?;
        Ok(Begun::Now)
    }

    /// Has whoever has waited longest at a host looked at now: its turn may be kept for later.
    async fn hasten(&self, longest: InLineAt) -> Result<(), Error> {
        if longest.ready_at <= self.db.clock().now() {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        watches::lock(&mut tx).await?;
        longest::hasten(&mut tx, longest.case).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn let_go(&self, stay: &Stay) -> Result<(), Error> {
        let mut tx = self.db.write().await?;
        turn::lock(&mut tx).await?;
        self.give_back(&mut tx, stay).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A host that leads on has answered well.
    async fn give_back(&self, tx: &mut Tx, stay: &Stay) -> Result<(), Error> {
        let asked = Asked {
            host: stay.host,
            token: Some(stay.token),
            answer: Answer::Well,
            left_at: self.db.clock().now(),
            took: stay.took(),
        };
        Ok(turn::let_go(tx, self.actor, &self.pack.watch, &[asked]).await?)
    }
}

/// Whether nobody may be asked any more about a place, or about the one that this URL is.
async fn is_silent(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    (case, location): (Id<Case>, Id<Location>),
    url: &Sensitive<String>,
) -> Result<bool, Error> {
    let silent = referral::silent_among(tx, actor, &[case]).await?;
    Ok(!silent.is_empty()
        || trace::is_silenced(tx, actor, location).await?
        || trace::is_silenced_at(tx, actor, url, &pack.urls).await?)
}

/// What came of the wish to ask a host.
enum Begun {
    /// It is our turn.
    Now,
    /// Nobody may be asked there.
    Silence,
    /// It is not our turn for this long.
    NotNow(Duration),
    /// It is the turn of this watch.
    AfterWho(InLineAt),
}

impl Aim {
    /// Whether the look need not stand behind the turns that were given at a host: it had its own there, or is late by so
    /// much that it waits no longer than others, wherever it waited.
    fn is_in_turn(&self, host: i64, now: Timestamp) -> bool {
        self.trail.was_at(host) || now.since(self.since) >= AGAIN
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
