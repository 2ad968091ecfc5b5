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
        Ok(Aim::At(target)) => target,
        Ok(Aim::Silence) => {
            return Outcome::done(move |tx| {
                Box::pin(async move {
                    keep_silent(tx, &Actor::job(&run), &pack, case, cause).await?;
                    Ok(())
                })
            });
        }
        Ok(Aim::Nothing) => return Outcome::nothing(),
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
            Ok(Aim::At(target)) => Some(look_from_here(egress, &target).await),
            Ok(Aim::Nothing | Aim::Silence) => None,
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

/// What a look is to do.
enum Aim {
    /// Look at this.
    At(Target),
    /// The police ask that nobody be asked anything.
    Silence,
    /// The case is not in the state for it any more, is not watched, or has no working URL.
    Nothing,
}

/// The police asked for silence, and the job that says so to the watch has not run: no look goes out before it.
async fn keep_silent(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    cause: Cause,
) -> Result<(), Error> {
    if referral::is_silent(tx, actor, case).await? {
        watch::set_state(tx, actor, case, WatchState::Off, "silent-hold").await
    } else if cause == Cause::Watch {
        // The silence has ended meanwhile, and found the watch as it was.
        watch::look_again(tx, pack, case).await
    } else {
        Ok(())
    }
}

async fn target(db: &Db, run: &Run, case: Id<Case>, state: State) -> Result<Aim, Outcome> {
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
) -> Result<Aim, Error> {
    let found = intake::case(tx, actor, case).await?;
    if found.state != state || (state == State::Acting && !watch::is_due(tx, case).await?) {
        return Ok(Aim::Nothing);
    }
    // The hold itself: the watch learns of it by a job, and one that has ended does not learn of it.
    if referral::is_silent(tx, actor, case).await? {
        return Ok(Aim::Silence);
    }
    let Some(working) = location::working(tx, actor, found.location).await? else {
        return Ok(Aim::Nothing);
    };
    Ok(Aim::At(Target {
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
        content: answer.and_then(content),
        status: answer.map(|answer| answer.status),
        detail: Detail {
            address: answer.map(|answer| answer.address),
            hops: answer
                .map(|answer| answer.hops.iter().map(|hop| hop.expose().clone()).collect())
                .unwrap_or_default(),
        },
    }
}

/// What of an answer would change if the content did; nothing where the server tells no length, for then nobody
/// can say that it is the same.
fn content(answer: &egress::Answer) -> Option<Sensitive<Vec<u8>>> {
    let length = answer.content_length.as_ref()?;
    let kind = answer.content_type.as_deref().unwrap_or_default();
    let told = [answer.final_url.expose().as_str(), kind, length.as_str()];
    Some(Sensitive::new(told.join("\n").into_bytes()))
}
