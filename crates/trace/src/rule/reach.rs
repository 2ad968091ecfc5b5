//! How a rule that was added or ended reaches the cases that are open: places that were traced are gone through by
//! their ids, some in one job, each job queueing the next. Of a place that the rule speaks of it is said that its
//! trace comes to something else now.

use identity::Actor;
use jobs::{Outcome, Run};
use kernel::Id;
use location::Location;
use serde::{Deserialize, Serialize};
use store::{Tx, values};

use super::{Rule, record};
use crate::{APPLY_RULE, Error, TRACED};

/// Places of one job.
const PLACES: i64 = 200;

/// What is still to be gone through.
#[derive(Serialize, Deserialize)]
pub(super) struct Applying {
    rule: Id<Rule>,
    after: Option<Id<Location>>,
}

impl Applying {
    pub(super) const fn from_the_first(rule: Id<Rule>) -> Self {
        Self { rule, after: None }
    }
}

pub(super) async fn queue(tx: &mut Tx, applying: &Applying) -> store::Result<()> {
    jobs::queue(tx, APPLY_RULE, applying).await
}

/// Tells the next places of a rule that was added or ended: the job [`APPLY_RULE`].
pub async fn apply_rule(run: Run) -> Outcome {
    let applying: Applying = match run.payload() {
        Ok(applying) => applying,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            apply(tx, &Actor::job(&run), &applying).await?;
            Ok(())
        })
    })
}

async fn apply(tx: &mut Tx, actor: &Actor, applying: &Applying) -> Result<(), Error> {
    let rule = record::rule(tx, actor, applying.rule).await?;
    let asked = values![applying.after, PLACES];
    let places: Vec<(Id<Location>,)> = tx.all(TRACED_PLACES, asked).await?;
    for (location,) in &places {
        let Some(hosting) = crate::hosting(tx, actor, *location).await? else {
            continue;
        };
        let host = location::host_to_compare(tx, actor, *location).await?;
        if rule.key.speaks_of(host.expose(), &hosting.addresses) {
            jobs::queue(tx, TRACED, location).await?;
        }
    }
    let is_full = i64::try_from(places.len()).is_ok_and(|count| count == PLACES);
    if let Some((last,)) = places.last().filter(|_| is_full) {
        let next = Applying {
            rule: applying.rule,
            after: Some(*last),
        };
        queue(tx, &next).await?;
    }
    Ok(())
}

const TRACED_PLACES: &str = "-- trace.trace.places
SELECT DISTINCT location_id AS value FROM trace_trace WHERE extent = 'full' AND (location_id > $1 OR $1 IS NULL)
ORDER BY location_id LIMIT $2";
