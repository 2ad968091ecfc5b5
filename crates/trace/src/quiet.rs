//! How often the names of one domain may be asked for before a claim: whoever runs a domain's name servers must not see
//! from the number of questions that somebody was reported. It is counted in the store, for all processes together and
//! over a restart, under blind indexes.

use std::time::Duration;

use store::{Db, values};

/// Questions about the names of one registrable domain in an hour.
const AN_HOUR: i64 = 6;

const HOUR: Duration = Duration::from_hours(1);

/// Whether a name of this domain may be asked for now, which then counts.
pub(crate) async fn may_ask(db: &Db, domain: &str) -> store::Result<bool> {
    let mut tx = db.write().await?;
    let index = tx.keyring()?.blind_index("trace.quiet", domain.as_bytes());
    let now = tx.now();
    let (asked,): (i64,) = tx
        .one(COUNT, values![&index, now, now.before(HOUR)])
        .await?;
    if asked == 1 {
        // A new hour of this domain: those that are over go, so that the table stays small.
        tx.execute(FORGET, values![now.before(HOUR)]).await?;
    }
    tx.commit().await?;
    Ok(asked <= AN_HOUR)
}

const COUNT: &str = "-- trace.quiet.count
INSERT INTO trace_quiet (domain_index, since, asked) VALUES ($1, $2, 1)
ON CONFLICT (domain_index) DO UPDATE SET
    asked = CASE WHEN trace_quiet.since <= $3 THEN 1 ELSE trace_quiet.asked + 1 END,
    since = CASE WHEN trace_quiet.since <= $3 THEN excluded.since ELSE trace_quiet.since END
RETURNING asked AS value";

const FORGET: &str = "-- trace.quiet.forget
DELETE FROM trace_quiet WHERE since <= $1";
