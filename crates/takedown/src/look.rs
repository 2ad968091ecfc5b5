//! The jobs that look: at the cadence of the watch, when a person asks, and when a closed case is reported
//! again. They ask by HEAD alone, and only where the pack names the authority for automatic requests.

use std::sync::Arc;

use egress::Egress;
use identity::Actor;
use intake::{Case, State};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use pack::Pack;
use store::{Db, Tx};

use crate::Error;
use crate::check::{Cause, Detail, Looked, record_look, record_look_again};
use crate::verdict;
use crate::watch::{self, WatchState};

/// Looks at a case's place by the cadence of its watch: the job [`crate::CHECK`].
pub async fn check(db: &Db, egress: &Egress, pack: &Arc<Pack>, run: Run) -> Outcome {
    look_at(db, egress, pack, run, Cause::Watch).await
}

/// Looks at a case's place because a person asked: the job [`crate::LOOK`].
pub async fn look(db: &Db, egress: &Egress, pack: &Arc<Pack>, run: Run) -> Outcome {
    look_at(db, egress, pack, run, Cause::Asked).await
}

async fn look_at(db: &Db, egress: &Egress, pack: &Arc<Pack>, run: Run, cause: Cause) -> Outcome {
    let case: Id<Case> = match run.payload() {
        Ok(case) => case,
        Err(outcome) => return outcome,
    };
    let pack = Arc::clone(pack);
    if pack.watch.legal_authority.is_none() {
        // It was taken out of the pack since: from now on people look.
        return Outcome::done(move |tx| {
            Box::pin(async move {
                let actor = Actor::job(&run);
                watch::set_state(tx, &actor, case, WatchState::Off, "no-legal-authority").await?;
                Ok(())
            })
        });
    }
    let target = match target(db, &run, case, State::Acting).await {
        Ok(Some(target)) => target,
        Ok(None) => return Outcome::nothing(),
        Err(outcome) => return outcome,
    };
    let looked = look_from_here(egress, &target).await;
    Outcome::done(move |tx| {
        Box::pin(async move {
            record_look(tx, &Actor::job(&run), &pack, case, cause, &looked).await?;
            Ok(())
        })
    })
}

/// Looks at the place of a closed case that was reported again, and opens the case where it is not missing:
/// the job `intake::REPORTED_AGAIN`.
pub async fn reported_again(db: &Db, egress: &Egress, pack: &Pack, run: Run) -> Outcome {
    let case: Id<Case> = match run.payload() {
        Ok(case) => case,
        Err(outcome) => return outcome,
    };
    let looked = if pack.watch.legal_authority.is_none() {
        None
    } else {
        match target(db, &run, case, State::Closed).await {
            Ok(Some(target)) => Some(look_from_here(egress, &target).await),
            Ok(None) => None,
            Err(outcome) => return outcome,
        }
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            record_look_again(tx, &Actor::job(&run), case, looked.as_ref()).await?;
            Ok(())
        })
    })
}

/// What is looked at, and where it was when it was traced.
struct Target {
    url: Sensitive<String>,
    hosting: Option<trace::Hosting>,
}

/// Nothing where the case is not in this state any more, is not watched, has no working URL, or is closed and
/// the police ask that nobody be asked anything.
async fn target(
    db: &Db,
    run: &Run,
    case: Id<Case>,
    state: State,
) -> Result<Option<Target>, Outcome> {
    let mut tx = db.read().await?;
    match read_target(&mut tx, &Actor::job(run), case, state).await {
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
    state: State,
) -> Result<Option<Target>, Error> {
    let found = intake::case(tx, actor, case).await?;
    let off = match state {
        // The police may ask for silence after the watch of a case has ended.
        State::Closed => referral::is_silent(tx, actor, case).await?,
        _ => !watch::is_due(tx, case).await?,
    };
    if found.state != state || off {
        return Ok(None);
    }
    let Some(working) = location::working(tx, actor, found.location).await? else {
        return Ok(None);
    };
    Ok(Some(Target {
        url: working.url,
        hosting: trace::hosting(tx, actor, found.location).await?,
    }))
}

async fn look_from_here(egress: &Egress, target: &Target) -> Looked {
    let answer = egress.head(&target.url).await;
    let known = target
        .hosting
        .as_ref()
        .map_or(&[][..], |hosting| &hosting.addresses);
    let seen = verdict::read(&target.url, known, &answer);
    let answer = answer.as_ref().ok();
    Looked {
        seen,
        status: answer.map(|answer| answer.status),
        detail: Detail {
            address: answer.map(|answer| answer.address),
            hops: answer
                .map(|answer| answer.hops.iter().map(|hop| hop.expose().clone()).collect())
                .unwrap_or_default(),
        },
    }
}
