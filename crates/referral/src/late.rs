//! What of referrals is due and was not done, for whoever answers for the whole: counts, and since when the oldest is.

use identity::{Action, Actor};
use kernel::Timestamp;
use pack::Pack;
use store::{FromRow, Row, Tx, values};

use crate::Error;

/// How many there are, and since when the oldest waits.
pub type Late = (i64, Option<Timestamp>);

/// What is due and was not done.
#[derive(Clone, Copy, Debug)]
pub struct AllLate {
    /// Referrals that a person has to see to.
    pub hindered: Late,
    /// Referrals that the police have not confirmed within their time.
    pub unconfirmed: Late,
    /// Referrals that left without their URLs, which nobody has handed over.
    pub withheld: Late,
    /// Holds whose time has passed, and which still stand.
    pub holds: Late,
}

/// What is due and was not done.
pub async fn late(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<AllLate, Error> {
    actor.may(Action::ReadTakedown)?;
    let now = tx.now();
    let before = now.before(pack.deadlines.police_acknowledgement);
    Ok(AllLate {
        hindered: count(tx.one(HINDERED, values![]).await?),
        unconfirmed: count(tx.one(UNCONFIRMED, values![before]).await?),
        withheld: count(tx.one(WITHHELD, values![]).await?),
        holds: count(tx.one(HOLDS, values![now]).await?),
    })
}

struct Counted(Late);

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self((row.get("late")?, row.get("oldest")?)))
    }
}

const fn count(counted: Counted) -> Late {
    counted.0
}

const HINDERED: &str = "-- referral.late.hindered
SELECT COUNT(*) AS late, MIN(prepared_at) AS oldest FROM referral_referral
WHERE state NOT IN ('concluded', 'withdrawn') AND (hindrance IS NOT NULL
    OR (by_hand_at IS NOT NULL AND handed_over_at IS NULL) OR EXISTS (
    SELECT mail_id FROM referral_came c WHERE c.referral_id = referral_referral.id AND c.read_at IS NULL))";

const UNCONFIRMED: &str = "-- referral.late.unconfirmed
SELECT COUNT(*) AS late, MIN(sent_at) AS oldest FROM referral_referral WHERE state = 'sent' AND sent_at <= $1";

const WITHHELD: &str = "-- referral.late.withheld
SELECT COUNT(*) AS late, MIN(COALESCE(sent_at, prepared_at)) AS oldest FROM referral_referral
WHERE state NOT IN ('concluded', 'withdrawn') AND urls_withheld AND handed_over_at IS NULL";

const HOLDS: &str = "-- referral.late.holds
SELECT COUNT(*) AS late, MIN(hold_until) AS oldest FROM referral_referral
WHERE state NOT IN ('concluded', 'withdrawn') AND hold IN ('open', 'silent') AND hold_until < $1";
