//! Tries to sign in, counted for each name apart: whoever guesses at one name slows nobody else down.
//!
//! A try is counted before its password is looked at, so that guesses sent all at once are not each the
//! first. Names that nobody has are counted alike: neither the answer nor its time tells which exist.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use kernel::Timestamp;
use store::{FromRow, Row, Tx, values};

/// Tries in a row that cost nothing: people mistype.
const FREE: u32 = 3;

/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_mins(1);

/// After this long a name's failures are forgotten.
const FORGOTTEN: Duration = Duration::from_hours(24);

/// Counts a try with the name of this index; or says how long to wait, and counts nothing.
pub(crate) async fn begin(tx: &mut Tx, index: [u8; 32]) -> store::Result<Result<(), Duration>> {
    let name = format!("identity.attempt:{}", BASE64_STANDARD.encode(index));
    tx.lock(&name).await?;
    let now = tx.now();
    let before: Option<Attempts> = tx.optional(FIND, values![index]).await?;
    let before = before.unwrap_or_default();
    if before.refused_until > now {
        return Ok(Err(before.refused_until.since(now)));
    }
    let failures = before.failures.saturating_add(1);
    tx.execute(
        COUNT,
        values![index, failures, now, now.after(pause(failures))],
    )
    .await?;
    Ok(Ok(()))
}

/// Forgets the failures of a name: its owner has signed in.
pub(crate) async fn forget(tx: &mut Tx, index: [u8; 32]) -> store::Result<()> {
    tx.execute(FORGET, values![index]).await?;
    Ok(())
}

/// Forgets the failures of every name not tried for long.
pub(crate) async fn forget_old(tx: &mut Tx) -> store::Result<()> {
    let before = tx.now().before(FORGOTTEN);
    tx.execute(FORGET_OLD, values![before]).await?;
    Ok(())
}

/// How long to wait after this many failures in a row: twice as long each time.
fn pause(failures: i64) -> Duration {
    let beyond = u32::try_from(failures)
        .unwrap_or(u32::MAX)
        .saturating_sub(FREE);
    match beyond {
        0 => Duration::ZERO,
        more => 2_u64
            .checked_pow(more - 1)
            .map_or(LONGEST, |seconds| LONGEST.min(Duration::from_secs(seconds))),
    }
}

#[derive(Default)]
struct Attempts {
    failures: i64,
    refused_until: Timestamp,
}

impl FromRow for Attempts {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            failures: row.get("failures")?,
            refused_until: row.get("refused_until")?,
        })
    }
}

const FIND: &str = "-- identity.attempt.find
SELECT failures, refused_until FROM identity_attempt WHERE sign_in_index = $1";

const COUNT: &str = "-- identity.attempt.count
INSERT INTO identity_attempt (sign_in_index, failures, tried_at, refused_until) VALUES ($1, $2, $3, $4)
ON CONFLICT (sign_in_index) DO UPDATE
SET failures = excluded.failures, tried_at = excluded.tried_at, refused_until = excluded.refused_until";

const FORGET: &str = "-- identity.attempt.forget
DELETE FROM identity_attempt WHERE sign_in_index = $1";

const FORGET_OLD: &str = "-- identity.attempt.forget_old
DELETE FROM identity_attempt WHERE tried_at < $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_doubles_up_to_a_minute() {
        let seconds: Vec<_> = (0..=11).map(|failures| pause(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause(i64::MAX), LONGEST);
    }
}
