//! The jobs: each reads its payload and calls one function, in the transaction that also removes the job.

use std::sync::Arc;

use identity::Actor;
use jobs::{Outcome, Run};
use pack::Pack;

use crate::{route, task, urgent};

/// Does one thing with what a job holds.
macro_rules! job {
    ($run:ident, |$tx:ident, $actor:ident, $payload:ident| $act:expr) => {{
        let $payload = match $run.payload() {
            Ok(payload) => payload,
            Err(outcome) => return outcome,
        };
        Outcome::done(move |$tx| {
            Box::pin(async move {
                let $actor = &Actor::job(&$run);
                $act.await?;
                Ok(())
            })
        })
    }};
}

/// A decision was released: the job [`assessment::RELEASED`].
pub async fn on_released(pack: Arc<Pack>, run: Run) -> Outcome {
    job!(run, |tx, actor, released| route::released(
        tx, actor, &pack, released
    ))
}

/// The police are to hear of a decision before its second opinion: the job [`assessment::URGENT`].
pub async fn on_urgent(pack: Arc<Pack>, run: Run) -> Outcome {
    job!(run, |tx, actor, released| urgent::urgent(
        tx, actor, &pack, released
    ))
}

/// A decision was taken back: the job [`assessment::SUPERSEDED`].
pub async fn on_taken_back(run: Run) -> Outcome {
    job!(run, |tx, actor, taken_back| route::taken_back(
        tx, actor, taken_back
    ))
}

/// The content moved: the job [`takedown::MOVED`].
pub async fn on_moved(pack: Arc<Pack>, run: Run) -> Outcome {
    job!(run, |tx, actor, case| route::moved(tx, actor, &pack, case))
}

/// A person is wanted for something about a notice: the job [`takedown::WANTED`].
pub async fn on_wanted(run: Run) -> Outcome {
    job!(run, |tx, actor, wants| task::wanted(tx, actor, wants))
}

/// A person chose the country: the job [`crate::CHOSEN`].
pub async fn on_chosen(pack: Arc<Pack>, run: Run) -> Outcome {
    job!(run, |tx, actor, case| route::carry_on(
        tx, actor, &pack, case
    ))
}

/// The police gave their word, or their time passed: the job [`referral::HOLD_ENDED`].
pub async fn on_hold_ended(pack: Arc<Pack>, run: Run) -> Outcome {
    job!(run, |tx, actor, case| route::hold_ended(
        tx, actor, &pack, case
    ))
}

/// The police ask to wait: the job [`referral::HOLD_PLACED`].
pub async fn on_hold_placed(run: Run) -> Outcome {
    job!(run, |tx, actor, case| route::hold_placed(tx, actor, case))
}

/// The police need nothing more: the job [`referral::CONCLUDED`].
pub async fn on_concluded(pack: Arc<Pack>, run: Run) -> Outcome {
    job!(run, |tx, actor, case| route::concluded(
        tx, actor, &pack, case
    ))
}

/// A partner had its time: the job [`exchange::DEADLINE`].
pub async fn on_partner_deadline(run: Run) -> Outcome {
    job!(run, |tx, actor, case| route::partner_time_passed(
        tx, actor, case
    ))
}
