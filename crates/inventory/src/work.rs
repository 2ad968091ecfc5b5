//! The jobs: the one that reads a page, and the one that forgets what was read in a session that is over.

use std::sync::Arc;

use assessment::Viewing;
use audit::About;
use egress::{Egress, Page};
use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use location::{Location, is_same_place};
use pack::Pack;
use serde_json::json;
use store::{Db, Tx, values};
use trace::{NotNow, Unasked, Visit};

use crate::reader::{Contents, read};
use crate::reading::{WaitsFor, forget_session, get, is_silenced, may_be_read, wait};
use crate::{Error, Fault, Reading, State, offer};

/// Reads a page and keeps what it leads to: the job [`crate::READ`]. It is tried once: a page that could not be read is
/// read again when somebody asks again.
pub async fn read_page(db: &Db, egress: &Egress, pack: &Arc<Pack>, run: Run) -> Outcome {
    let id: Id<Reading> = match run.payload() {
        Ok(id) => id,
        Err(outcome) => return outcome,
    };
    let aim = match aim(db, &run, pack, id).await {
        Ok(aim) => aim,
        Err(outcome) => return outcome,
    };
    let found = match aim {
        Aim::Nothing => return Outcome::nothing(),
        Aim::Fault(fault) => Err(fault),
        Aim::At(url, about) => {
            let visit = Visit {
                db,
                actor: &Actor::job(&run),
                egress,
                pack,
                about: &about,
            };
            match visit.page(&url).await {
                Ok(Ok(page)) => contents(page, url, Arc::clone(pack)).await,
                Ok(Err(error)) => Err(Fault::from(error)),
                Err(Unasked::Silence | Unasked::LedIntoSilence) => Err(Fault::Withdrawn),
                Err(Unasked::NotNow(not_now)) => return put_off(db, &run, id, not_now).await,
                Err(Unasked::Failed(error)) => {
                    tracing::warn!(%error, "no turn could be taken at a host");
                    return Outcome::Retry("no turn could be taken at the host");
                }
            }
        }
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            record(tx, &Actor::job(&run), id, found).await?;
            Ok(())
        })
    })
}

/// It is not its turn at the host: whoever waits for the page is told, and it is read then.
async fn put_off(db: &Db, run: &Run, id: Id<Reading>, not_now: NotNow) -> Outcome {
    let pause = not_now.pause();
    let why = match not_now {
        NotNow::Busy(_) => WaitsFor::Turn,
        NotNow::Rests(_) => WaitsFor::Rest,
    };
    let told = async {
        let mut tx = db.write().await?;
        let until = tx.now().after(pause);
        wait(&mut tx, &Actor::job(run), id, (until, why)).await?;
        tx.commit().await?;
        Ok::<_, Error>(())
    };
    if let Err(error) = told.await {
        tracing::warn!(%error, "that a page waits could not be written down");
    }
    Outcome::PutOff(pause, not_now.reason())
}

/// Forgets what was read in a session that is over: the job [`crate::FORGET`].
pub async fn forget_ended(run: Run) -> Outcome {
    let viewing: Id<Viewing> = match run.payload() {
        Ok(viewing) => viewing,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            forget_session(tx, &Actor::job(&run), viewing).await?;
            Ok(())
        })
    })
}

/// What was read.
struct Read {
    contents: Contents,
    /// Whether that was the whole page.
    is_whole: bool,
    /// Whether it is the page of another place, to which redirects led.
    is_elsewhere: bool,
}

/// What the job is to do.
enum Aim {
    /// Ask for this, which is about these places.
    At(Sensitive<String>, [Id<Location>; 2]),
    /// Say why nobody is asked.
    Fault(Fault),
    /// Nobody waits for it any more.
    Nothing,
}

async fn aim(db: &Db, run: &Run, pack: &Pack, id: Id<Reading>) -> Result<Aim, Outcome> {
    let mut tx = db.write().await?;
    match read_aim(&mut tx, &Actor::job(run), pack, id).await {
        Ok(aim) => {
            // That the address was opened is recorded before it is used.
            tx.commit().await?;
            Ok(aim)
        }
        Err(error) => {
            tracing::warn!(%error, "a page could not be opened to be read");
            Err(Outcome::Retry("the page could not be opened"))
        }
    }
}

/// Looks again at all that `ask` looked at: it may have changed before the job's turn came.
async fn read_aim(tx: &mut Tx, actor: &Actor, pack: &Pack, id: Id<Reading>) -> Result<Aim, Error> {
    let reading = get(tx, actor, id).await?;
    let Some(reading) = reading.filter(|reading| reading.state == State::Asked) else {
        return Ok(Aim::Nothing);
    };
    match assessment::viewing_key(tx, actor, reading.viewing).await {
        Err(assessment::Error::ViewingEnded) => return Ok(Aim::Nothing),
        other => drop(other?),
    }
    match may_be_read(tx, actor, reading.case, reading.staff).await {
        Err(Error::Assessment(_)) => return Ok(Aim::Nothing),
        other => other?,
    }
    let item = assessment::item(tx, actor, reading.case, reading.item).await?;
    let Some(location) = item.location else {
        return Ok(Aim::Nothing);
    };
    if pack.watch.legal_authority.is_none()
        || is_silenced(tx, actor, reading.case, location).await?
    {
        return Ok(Aim::Fault(Fault::Withdrawn));
    }
    let revealed = location::reveal(tx, actor, location).await?;
    let working = revealed.working;
    // What somebody picked was looked at; of what nobody did, nothing is used that may be a person's.
    let usable = revealed
        .spellings
        .into_iter()
        .filter(|spelling| {
            working == Some(spelling.id) || (working.is_none() && spelling.personal.is_empty())
        })
        .map(|spelling| spelling.url)
        .next();
    let of_case = intake::case(tx, actor, reading.case).await?.location;
    Ok(usable.map_or(Aim::Fault(Fault::Personal), |url| {
        Aim::At(url, [of_case, location])
    }))
}

/// What a page leads to. The bytes are wiped when it has been read.
async fn contents(page: Page, asked: Sensitive<String>, pack: Arc<Pack>) -> Result<Read, Fault> {
    // Up to some seconds of reading, where somebody made the page for that: others go on meanwhile.
    let work = tokio::task::spawn_blocking(move || {
        let content_type = page.content_type.as_deref();
        let html = page.html.expose();
        Read {
            contents: read(html, content_type, page.final_url.expose(), &pack.urls),
            is_whole: page.is_whole,
            is_elsewhere: !is_same_place(asked.expose(), page.final_url.expose()),
        }
    });
    work.await.map_err(|_| Fault::NotHtml)
}

async fn record(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Reading>,
    found: Result<Read, Fault>,
) -> Result<(), Error> {
    actor.may(Action::ReadPage)?;
    let Some(reading) = get(tx, actor, id).await? else {
        return Ok(());
    };
    let now = tx.now();
    let about = About::one("case", reading.case);
    match found {
        Ok(read) => {
            let offer = match offer::seal(tx, actor, &reading, &read.contents).await {
                // Nobody may see it any more.
                Err(Error::Assessment(assessment::Error::ViewingEnded)) => return Ok(()),
                sealed => sealed?,
            };
            let count = i64::try_from(read.contents.found.len()).unwrap_or(i64::MAX);
            let (is_all, is_whole) = (read.contents.is_all, read.is_whole);
            let is_elsewhere = read.is_elsewhere;
            let done = values![id, now, count, is_all, is_whole, offer, is_elsewhere];
            if tx.execute(FINISH, done).await? == 1 {
                let detail = json!({
                    "reading": id,
                    "found": count,
                    "all": is_all,
                    "whole": is_whole,
                    "elsewhere": is_elsewhere,
                });
                audit::record(tx, actor.who(), "inventory.read", about, detail).await?;
            }
        }
        Err(fault) => {
            if tx.execute(FAIL, values![id, now, fault.name()]).await? == 1 {
                let detail = json!({ "reading": id, "fault": fault.name() });
                audit::record(tx, actor.who(), "inventory.fail", about, detail).await?;
            }
        }
    }
    Ok(())
}

const FINISH: &str = "-- inventory.reading.finish
UPDATE inventory_reading SET state = 'read', finished_at = $2, found = $3, is_all = $4, is_whole = $5, offer = $6,
    is_elsewhere = $7
WHERE id = $1 AND state = 'asked'";

const FAIL: &str = "-- inventory.reading.fail
UPDATE inventory_reading SET state = 'failed', finished_at = $2, fault = $3 WHERE id = $1 AND state = 'asked'";
