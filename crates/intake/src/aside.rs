//! What cannot be filed: it does not open with our keyring, or filing it failed. It is set aside as it came, so that
//! nothing waits behind it, and tried again: seldom after a while, but for ever, since the keyring may be put right
//! and a fault mended. `hotline check` names what was tried in vain.

use std::time::Duration;

use audit::About;
use identity::{Action, Actor};
use jobs::Run;
use pack::Pack;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Db, FromRow, Row, Tx, values};

use crate::collect::{Turn, file_named};
use crate::{Error, Filed};

/// The pause after the first try; each one is twice as long, up to a day.
const PAUSE: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(24);
/// After so many tries somebody has to look.
const IN_VAIN: i64 = 3;
/// Tried in one round.
const BATCH: i64 = 20;

/// Why a submission was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It does not open.
    Unreadable,
    /// Filing it failed.
    Failed,
}

impl Why {
    const fn name(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Failed => "failed",
        }
    }
}

/// Sets a submission aside. One that is there already stays as it is.
pub(crate) async fn put(tx: &mut Tx, sealed: &[u8], why: Why) -> Result<(), Error> {
    let digest = Sha256::digest(sealed).to_vec();
    let now = tx.now();
    let values = values![digest, sealed, why.name(), now.hour(), now.after(PAUSE)];
    tx.execute(PUT, values).await?;
    Ok(())
}

/// Sets a submission aside whose filing failed, and records that.
pub(crate) async fn put_failed(tx: &mut Tx, actor: &Actor, sealed: &[u8]) -> Result<(), Error> {
    tx.blur();
    put(tx, sealed, Why::Failed).await?;
    let about = About::kind("submission");
    audit::record(tx, actor.who(), "intake.set_aside", about, json!({})).await?;
    Ok(())
}

/// Tries again what is due. A failure of one is none of the others.
pub(crate) async fn try_again(desk: &Db, pack: &Pack, run: &Run) -> Result<(), Error> {
    let actor = Actor::job(run);
    let mut tx = desk.read().await?;
    let now = tx.now();
    let due: Vec<Aside> = tx.all(DUE, values![now, BATCH]).await?;
    drop(tx);
    for one in due {
        let mut tx = desk.write().await?;
        match file_named(&mut tx, &actor, &one.sealed, pack, Turn::Late).await {
            Ok((Filed::Report(..) | Filed::Before | Filed::Asked | Filed::Spoken, _)) => {
                tx.execute(DROP, values![one.digest]).await?;
                tx.commit().await?;
            }
            Ok((Filed::Unreadable, _)) | Err(_) => {
                drop(tx);
                let mut tx = desk.write().await?;
                let next = tx.now().after(pause(one.tries));
                tx.execute(AGAIN, values![one.digest, next]).await?;
                tx.commit().await?;
            }
        }
    }
    Ok(())
}

/// How many submissions are set aside and were tried in vain more than a few times.
pub async fn set_aside(tx: &mut Tx, actor: &Actor) -> Result<i64, Error> {
    actor.may(Action::ManageJobs)?;
    let (count,): (i64,) = tx.one(COUNT, values![IN_VAIN]).await?;
    Ok(count)
}

/// How long to wait after this many tries.
fn pause(tries: i64) -> Duration {
    let doublings = u32::try_from(tries).unwrap_or(u32::MAX).min(12);
    PAUSE
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST)
}

struct Aside {
    digest: Vec<u8>,
    sealed: Vec<u8>,
    tries: i64,
}

impl FromRow for Aside {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            digest: row.get("digest")?,
            sealed: row.get("sealed")?,
            tries: row.get("tries")?,
        })
    }
}

const PUT: &str = "-- intake.aside.insert
INSERT INTO intake_aside (digest, sealed, why, taken_hour, tries, try_at) VALUES ($1, $2, $3, $4, 1, $5)
ON CONFLICT (digest) DO NOTHING";

const DUE: &str = "-- intake.aside.due
SELECT digest, sealed, tries FROM intake_aside WHERE try_at <= $1 ORDER BY try_at, digest LIMIT $2";

const DROP: &str = "-- intake.aside.delete
DELETE FROM intake_aside WHERE digest = $1";

const AGAIN: &str = "-- intake.aside.again
UPDATE intake_aside SET tries = tries + 1, try_at = $2 WHERE digest = $1";

const COUNT: &str = "-- intake.aside.count
SELECT COUNT(*) AS value FROM intake_aside WHERE tries >= $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_day_and_stay_there() {
        let pauses: Vec<u64> = (1..=13).map(|tries| pause(tries).as_secs() / 60).collect();
        assert_eq!(pauses[..4], [2, 4, 8, 16]);
        assert_eq!(pauses[10..], [1_440, 1_440, 1_440]);
    }
}
