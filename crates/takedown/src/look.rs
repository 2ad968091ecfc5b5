//! A closed case that is reported again: its place is looked at once, at once.

use egress::{Egress, HOUSE, Sighting};
use identity::{Action, Actor};
use intake::{Case, Move, State};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use pack::Pack;
use store::{Db, Place, Tx};

use crate::Error;
use crate::check::{Cause, Check, NewCheck, insert};
use crate::detail::evidence;
use crate::further::Further;
use crate::verdict::{Seen, Verdict, read};
use crate::watch::{self, WatchState};

/// Looks at the place of a closed case that was reported again, and opens the case where it is not missing:
/// the job `intake::REPORTED_AGAIN`.
pub async fn reported_again(db: &Db, egress: &Egress, pack: &Pack, run: Run) -> Outcome {
    let case: Id<Case> = match run.payload() {
        Ok(case) => case,
        Err(outcome) => return outcome,
    };
    let looked = match target(db, &run, pack, case).await {
        Ok(None) => None,
        Ok(Some(url)) => {
            let sighting = egress.look(&url, HOUSE).await;
            egress.rest();
            Some((sighting, url))
        }
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            record(tx, &Actor::job(&run), case, looked.as_ref()).await?;
            Ok(())
        })
    })
}

/// What is to be looked at; nothing where nobody may be asked.
async fn target(
    db: &Db,
    run: &Run,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Option<Sensitive<String>>, Outcome> {
    if pack.watch.legal_authority.is_none() {
        return Ok(None);
    }
    let mut tx = db.read().await?;
    match read_target(&mut tx, &Actor::job(run), case).await {
        Ok(target) => Ok(target),
        Err(error) => {
            tracing::warn!(%error, "a place could not be opened for a check");
            Err(Outcome::Retry("the place could not be opened"))
        }
    }
}

async fn read_target(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Option<Sensitive<String>>, Error> {
    let found = intake::case(tx, actor, case).await?;
    if found.state != State::Closed || referral::is_silent(tx, actor, case).await? {
        return Ok(None);
    }
    let working = location::working(tx, actor, found.location).await?;
    Ok(working.map(|working| working.url))
}

/// Stores the look: unless the place is missing, the case is opened again, for a person to look.
async fn record(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    looked: Option<&(Sighting, Sensitive<String>)>,
) -> Result<(), Error> {
    actor.may(Action::Check)?;
    let closed = intake::case(tx, actor, case).await?;
    if closed.state != State::Closed {
        return Ok(());
    }
    let why = match looked {
        None => "reported-again-unchecked",
        Some((sighting, url)) => {
            let seen = read(url, &[], sighting);
            let verdict = verdict(seen);
            let id: Id<Check> = tx.new_id();
            let key = location::data_key(tx, actor, closed.location).await?;
            let place = Place::new("takedown_check", "detail", id);
            let detail = key.seal(
                place,
                evidence(sighting, &Further::default(), &[])?.expose(),
                tx.entropy(),
            );
            let check = NewCheck {
                id,
                case,
                location: closed.location,
                at: tx.now(),
                cause: Cause::Again,
                vantage: HOUSE.to_owned(),
                abroad: false,
                seen,
                status: sighting.last().and_then(|step| step.status),
                verdict,
                detail,
            };
            insert(tx, actor, &[&check]).await?;
            if verdict == Verdict::Missing {
                return Ok(());
            }
            "reported-again"
        }
    };
    watch::set_state(tx, actor, case, WatchState::Ended, why).await?;
    match intake::move_case(tx, actor, case, Move::Reopen, why).await {
        // Another case of the place has the work.
        Ok(_) | Err(intake::Error::Superseded) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// With no look before it, no look of its own can say gone.
const fn verdict(seen: Seen) -> Verdict {
    match seen {
        Seen::Up => Verdict::Up,
        Seen::NotFound | Seen::NoSuchName => Verdict::Missing,
        Seen::Redirected => Verdict::Changed,
        Seen::Blocked | Seen::Forbidden => Verdict::Blocked,
        Seen::ServerError => Verdict::ErrorPage,
        _ => Verdict::Unsure,
    }
}
