//! Servers that asked to be left alone, or that let us wait in vain: kept in the store, so that no process asks them and
//! none does after a restart, under blind indexes.

use std::time::Duration;

use kernel::Timestamp;
use store::{Db, Tx, values};

/// The longest rest that is believed: a server that asks for more has something wrong with it.
const LONGEST: Duration = Duration::from_hours(24);

/// How long a server rests that asks for a rest and does not say how long, or that took too long to answer.
pub(crate) const REST: Duration = Duration::from_mins(1);

/// How long a server is still to be left alone; nothing where it may be asked.
pub(crate) async fn of(tx: &mut Tx, server: &str) -> store::Result<Option<Duration>> {
    let index = index(tx, server)?;
    let now = tx.now();
    let until: Option<(Timestamp,)> = tx.optional(UNTIL, values![&index, now]).await?;
    Ok(until.map(|(until,)| until.since(now)))
}

/// Nobody asks this server before so much time has passed, or a day where it is longer. How much it is.
pub(crate) async fn begin(db: &Db, server: &str, rest: Duration) -> store::Result<Duration> {
    let rest = rest.min(LONGEST);
    let mut tx = db.write().await?;
    let index = index(&tx, server)?;
    let now = tx.now();
    tx.execute(BEGIN, values![&index, now.after(rest)]).await?;
    tx.execute(FORGET, values![now]).await?;
    tx.commit().await?;
    Ok(rest)
}

fn index(tx: &Tx, server: &str) -> store::Result<[u8; 32]> {
    Ok(tx.keyring()?.blind_index("trace.rest", server.as_bytes()))
}

const UNTIL: &str = "-- trace.rest.until
SELECT until AS value FROM trace_rest WHERE server_index = $1 AND until > $2";

// A shorter rest does not end a longer one.
const BEGIN: &str = "-- trace.rest.begin
INSERT INTO trace_rest (server_index, until) VALUES ($1, $2)
ON CONFLICT (server_index) DO UPDATE SET
    until = CASE WHEN trace_rest.until > excluded.until THEN trace_rest.until ELSE excluded.until END";

const FORGET: &str = "-- trace.rest.forget
DELETE FROM trace_rest WHERE until <= $1";
