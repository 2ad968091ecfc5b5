//! A visit to a reported place: what is asked of it because somebody wants to know, beside the watch. Its redirects are
//! followed host by host, each asked in its turn: one connection, a distance between two requests, and nothing of a
//! host that wants to be left alone.
//!
//! A visit waits some seconds for its turn. Where that does not come it is not made now, and [`NotNow`] says why and for
//! how long.

use std::time::Duration;

use egress::{Egress, FetchError, HOUSE, Page, REDIRECTS, Sighting, Step};
use identity::{Action, Actor};
use kernel::{Id, Sensitive};
use location::Location;
use pack::Pack;
use store::{Db, Tx};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use crate::turn::{self, Answer, Asked, Lease};
use crate::{Error, NotNow, silence};

/// How long a visit waits for its turn at one host.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a visit may take before it goes on to no further host: with what it asks of the last one it ends within
/// the lease of its job.
const LONGEST: Duration = Duration::from_secs(30);

/// How long a visit may take as a whole, its page with it.
const WHOLE: Duration = Duration::from_secs(80);

/// Why a visit was not made, or not to its end.
#[derive(Debug)]
pub enum Unasked {
    /// It is not its turn.
    NotNow(NotNow),
    /// Nobody may be asked about the place any more.
    Silence,
    /// It leads to a place that nobody may be asked about.
    LedIntoSilence,
    /// The store failed.
    Failed(Error),
}

impl From<Error> for Unasked {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Unasked {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// With what a visit is made.
pub struct Visit<'a> {
    /// Where turns are kept.
    pub db: &'a Db,
    /// Who asks.
    pub actor: &'a Actor,
    /// The door.
    pub egress: &'a Egress,
    /// The distance between two requests, and by what a place is known again.
    pub pack: &'a Pack,
    /// The places that it is about: under a silence about one of them nobody is asked.
    pub about: &'a [Id<Location>],
}

/// The host that a visit is at.
struct Stay {
    host: String,
    number: i64,
    token: Id<Lease>,
    answer: Answer,
    /// How long it was kept busy.
    took: Duration,
}

impl Visit<'_> {
    /// Looks at a place by HEAD, as [`Egress::look`] does.
    pub async fn look(&self, url: &Sensitive<String>) -> Result<Sighting, Unasked> {
        let mut stay = None;
        let seen = self.look_on(url, &mut stay, Instant::now()).await;
        self.leave(stay).await?;
        seen
    }

    /// Gets the HTML of a page, as [`Egress::page_behind`] does.
    pub async fn page(&self, url: &Sensitive<String>) -> Result<Result<Page, FetchError>, Unasked> {
        let mut stay = None;
        let page = self.page_on(url, &mut stay).await;
        self.leave(stay).await?;
        page
    }

    async fn look_on(
        &self,
        url: &Sensitive<String>,
        stay: &mut Option<Stay>,
        began: Instant,
    ) -> Result<Sighting, Unasked> {
        let mut steps = Vec::new();
        let mut next = url.clone();
        loop {
            if began.elapsed() > LONGEST {
                let end = Err(egress::Fault::TimedOut);
                return Ok(Sighting { steps, end });
            }
            self.enter(&next, stay).await?;
            let asked = Instant::now();
            let seen = self.egress.look_at_one(&next, HOUSE).await;
            self.heard(stay, &seen.steps, asked);
            let on = seen.leads_to();
            steps.extend(seen.steps);
            match on {
                None => {
                    return Ok(Sighting {
                        steps,
                        end: seen.end,
                    });
                }
                Some(_) if steps.len() > REDIRECTS => {
                    let end = Err(egress::Fault::Redirects);
                    return Ok(Sighting { steps, end });
                }
                Some(on) => next = on,
            }
        }
    }

    async fn page_on(
        &self,
        url: &Sensitive<String>,
        stay: &mut Option<Stay>,
    ) -> Result<Result<Page, FetchError>, Unasked> {
        let began = Instant::now();
        let mut next = url.clone();
        for _ in 0..=REDIRECTS {
            let head = self.look_on(&next, stay, began).await?;
            sleep(self.pack.watch.host_gap).await;
            self.may_go_on(head.last().map_or(&next, |last| &last.url))
                .await?;
            let asked = Instant::now();
            let paged = timeout_at(began + WHOLE, self.egress.page_at_one(&head, HOUSE)).await;
            let Ok(paged) = paged else {
                self.heard(stay, &[], asked);
                return Ok(Err(FetchError::TimedOut));
            };
            self.heard(stay, &paged.steps, asked);
            match paged.leads_to() {
                None => return Ok(paged.page),
                Some(on) => next = on,
            }
        }
        Ok(Err(FetchError::Redirects))
    }

    /// Goes to the host of a URL: leaves the one before, and waits for the turn.
    async fn enter(&self, url: &Sensitive<String>, stay: &mut Option<Stay>) -> Result<(), Unasked> {
        let parsed = Url::parse(url.expose()).ok();
        let Some(host) = parsed.as_ref().and_then(Url::host_str) else {
            // The look says that this is no URL.
            return Ok(());
        };
        let host = host.strip_suffix('.').unwrap_or(host);
        if stay.as_ref().is_some_and(|stay| stay.host == host) {
            sleep(self.pack.watch.host_gap).await;
            return self.may_go_on(url).await;
        }
        self.leave(stay.take()).await?;
        let until = Instant::now() + PATIENCE;
        loop {
            match self.begin(host, url).await? {
                Ok(begun) => {
                    *stay = Some(begun);
                    return Ok(());
                }
                Err(NotNow::Busy(pause)) if Instant::now() + pause < until => sleep(pause).await,
                Err(not_now) => return Err(Unasked::NotNow(not_now)),
            }
        }
    }

    /// Whether this may still be asked for. A silence may have begun since the visit did.
    async fn may_go_on(&self, url: &Sensitive<String>) -> Result<(), Unasked> {
        let mut tx = self.db.read().await?;
        self.may_ask(&mut tx, url).await
    }

    /// Nobody is asked under a silence about what the visit is about, nor about where it leads.
    async fn may_ask(&self, tx: &mut Tx, url: &Sensitive<String>) -> Result<(), Unasked> {
        for place in self.about {
            if silence::is_silent(tx, *place).await? {
                return Err(Unasked::Silence);
            }
        }
        if silence::is_silenced_at(tx, self.actor, url, &self.pack.urls).await? {
            return Err(Unasked::LedIntoSilence);
        }
        Ok(())
    }

    async fn begin(
        &self,
        host: &str,
        url: &Sensitive<String>,
    ) -> Result<Result<Stay, NotNow>, Unasked> {
        let mut tx = self.db.write().await?;
        self.actor.may(Action::Trace).map_err(Error::from)?;
        self.may_ask(&mut tx, url).await?;
        let number = location::mark_of(&tx, host)?;
        let turn = turn::begin(&mut tx, self.actor, number, self.pack.watch.host_gap).await?;
        tx.commit().await?;
        Ok(turn.map(|token| Stay {
            host: host.to_owned(),
            number,
            token,
            answer: Answer::Well,
            took: Duration::ZERO,
        }))
    }

    /// Keeps in mind what the host asked for.
    fn heard(&self, stay: &mut Option<Stay>, steps: &[Step], asked: Instant) {
        let now = self.db.clock().now();
        if let Some(stay) = stay {
            stay.took += asked.elapsed();
            let answers = steps.iter().map(|step| Answer::of(step, now));
            stay.answer = answers.fold(stay.answer, Answer::max);
        }
    }

    /// Hangs up, then lets the host go: its rest begins with the last request, not with the first.
    async fn leave(&self, stay: Option<Stay>) -> Result<(), Error> {
        self.egress.rest();
        let Some(stay) = stay else { return Ok(()) };
        let asked = Asked {
            host: stay.number,
            token: Some(stay.token),
            answer: stay.answer,
            left_at: self.db.clock().now(),
            took: stay.took,
        };
        let mut tx = self.db.write().await?;
        turn::lock(&mut tx).await?;
        turn::let_go(&mut tx, self.actor, &self.pack.watch, &[asked]).await?;
        tx.commit().await?;
        Ok(())
    }
}
