//! Whose turn it is at a host: one look after another, with the pack's distance between.

use std::collections::BTreeMap;
use std::time::Duration;

use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::turn::Lease;

/// The longest pause that a slow host causes between two turns at it.
const SLOWEST: Duration = Duration::from_secs(30);

/// The longest that a host is left alone because it asked for it.
const LONGEST_REST: Duration = Duration::from_hours(24);

/// How long a host is left alone that has had too much (429, 503) and does not say for how long; twice as long each
/// time that it has had too much again.
const PAUSE: Duration = Duration::from_mins(1);

/// The longest that it becomes.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Nothing is kept of a host that nobody has asked for so long.
const FORGOTTEN: Duration = Duration::from_hours(48);

/// What a host that was asked is to be left alone for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Answer {
    /// Nothing.
    Well,
    /// It has had too much, and does not say for how long.
    TooMuch,
    /// It says for how long.
    Rest(Duration),
}

/// A host that was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) host: i64,
    /// Who has it in hand; nothing where a redirect led there.
    pub(crate) token: Option<Id<Lease>>,
    pub(crate) answer: Answer,
    /// How long it was kept busy.
    pub(crate) took: Duration,
}

/// A host of watched places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Host {
    /// The first turn that nobody has been given.
    pub(crate) free_at: Timestamp,
    /// When it was last asked.
    pub(crate) asked_at: Timestamp,
    /// Until when it is left alone: at the latest, while somebody is at it.
    pub(crate) busy_until: Timestamp,
    /// From one turn to the next.
    pub(crate) pace: Duration,
    /// Whether somebody is at it.
    pub(crate) in_hand: bool,
}

impl Host {
    /// One that nobody has asked yet.
    pub(crate) fn new(gap: Duration) -> Self {
        Self {
            free_at: Timestamp::default(),
            asked_at: Timestamp::default(),
            busy_until: Timestamp::default(),
            pace: gap,
            in_hand: false,
        }
    }

    /// Gives a watch its turn: now (nothing), or at the instant that is returned. Whoever had been given a turn
    /// does not stand behind those who were given later ones.
    pub(crate) fn turn(
        &mut self,
        now: Timestamp,
        gap: Duration,
        in_turn: bool,
    ) -> Option<Timestamp> {
        let rested = self.asked_at.after(gap) <= now && self.busy_until <= now;
        if rested && (in_turn || self.free_at <= now) {
            self.asked_at = now;
            self.busy_until = now.after(jobs::LEASE);
            self.in_hand = true;
            self.free_at = self.free_at.max(now.after(self.pace));
            return None;
        }
        // While somebody is at it the end of the lease says nothing of when it will be free.
        let rest = if self.in_hand { now } else { self.busy_until };
        let turn = self
            .free_at
            .max(self.asked_at.after(self.pace))
            .max(rest)
            .max(now.after(gap));
        self.free_at = turn.after(self.pace);
        Some(turn)
    }

    /// Nobody is at it after all.
    pub(crate) const fn leave(&mut self, now: Timestamp) {
        self.busy_until = now;
        self.in_hand = false;
    }
}

/// Keeps the turns that were given at hosts, and who has each in hand.
pub(crate) async fn keep(
    tx: &mut Tx,
    hosts: &BTreeMap<i64, (Host, bool)>,
    token: Id<Lease>,
) -> store::Result<()> {
    let rows: Vec<_> = hosts
        .iter()
        .map(|(number, (host, in_hand))| {
            json!({
                "host": number,
                "free_at": host.free_at.micros(),
                "asked_at": host.asked_at.micros(),
                "busy_until": host.busy_until.micros(),
                "pace": micros(host.pace),
                "token": in_hand.then(|| token.uuid().simple().to_string()),
            })
        })
        .collect();
    if !rows.is_empty() {
        tx.execute(KEEP_HOSTS, values![json!(rows).to_string()])
            .await?;
    }
    Ok(())
}

/// Lets go of hosts that were asked, and leaves those alone that asked for it or had too much.
pub(crate) async fn let_go(tx: &mut Tx, pack: &pack::Watch, asked: &[Asked]) -> store::Result<()> {
    let (now, gap) = (tx.now(), pack.host_gap);
    // Where a demonstration looks every second it need not wait for minutes.
    let least = PAUSE.min(pack.every);
    let tired = pauses(tx, asked).await?;
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for one in asked {
        let pause = match one.answer {
            Answer::TooMuch => tired
                .get(&one.host)
                .map_or(least, |last| longer(*last, least)),
            Answer::Well | Answer::Rest(_) => Duration::ZERO,
        };
        let rest = match one.answer {
            Answer::Rest(rest) => rest.min(LONGEST_REST),
            Answer::Well | Answer::TooMuch => pause,
        };
        let pace = one.took.clamp(gap, SLOWEST.max(gap));
        let row = json!({
            "host": one.host,
            "token": one.token.map(|token| token.uuid().simple().to_string()),
            "asked_at": now.micros(),
            "busy_until": now.after(rest).micros(),
            "pace": micros(pace),
            "pause": micros(pause),
        });
        match one.token {
            Some(_) => own.push(row),
            None => others.push(row),
        }
    }
    for (statement, rows) in [(LET_GO, own), (CHARGE, others)] {
        if !rows.is_empty() {
            tx.execute(statement, values![json!(rows).to_string()])
                .await?;
        }
    }
    Ok(())
}

/// How long hosts that had too much were left alone for the last time.
async fn pauses(tx: &mut Tx, asked: &[Asked]) -> store::Result<BTreeMap<i64, Duration>> {
    let tired: Vec<_> = asked
        .iter()
        .filter(|one| one.answer == Answer::TooMuch)
        .map(|one| one.host)
        .collect();
    if tired.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<Paused> = tx.all(PAUSES, values![json!(tired).to_string()]).await?;
    let pause = |pause| Duration::from_micros(u64::try_from(pause).unwrap_or_default());
    Ok(rows
        .into_iter()
        .map(|Paused(host, last)| (host, pause(last)))
        .collect())
}

/// How long a host is left alone that had too much again.
fn longer(last: Duration, least: Duration) -> Duration {
    last.saturating_mul(2).clamp(least, LONGEST_PAUSE)
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Forgets hosts that nobody has asked for long: nothing of them is left to be kept to.
pub(crate) async fn forget(tx: &mut Tx) -> store::Result<()> {
    let before = tx.now().before(FORGOTTEN);
    tx.execute(FORGET, values![before]).await?;
    Ok(())
}

/// After a downtime turns that were given do not count, unless somebody still has one.
pub(crate) async fn free(tx: &mut Tx) -> store::Result<()> {
    let now = tx.now();
    tx.execute(FREE, values![now]).await?;
    Ok(())
}

struct Paused(i64, i64);

impl FromRow for Paused {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(row.get("host")?, row.get("pause")?))
    }
}

const KEEP_HOSTS: &str = "-- takedown.host.keep
INSERT INTO takedown_host (host, free_at, asked_at, busy_until, pace, token)
/*on postgres*/ SELECT host, free_at, asked_at, busy_until, pace, CAST(token AS uuid)
    FROM json_to_recordset(CAST($1 AS json)) AS row (host bigint, free_at bigint, asked_at bigint,
        busy_until bigint, pace bigint, token text)
/*on sqlite*/ SELECT value ->> 'host', value ->> 'free_at', value ->> 'asked_at', value ->> 'busy_until',
    value ->> 'pace', unhex(value ->> 'token') FROM json_each($1) /*end*/
WHERE TRUE
ON CONFLICT (host) DO UPDATE SET free_at = excluded.free_at, asked_at = excluded.asked_at,
    busy_until = excluded.busy_until, pace = excluded.pace,
    token = COALESCE(excluded.token, takedown_host.token)";

const LET_GO: &str = "-- takedown.host.let_go
UPDATE takedown_host SET pace = asked.pace, pause = asked.pause, token = NULL,
    busy_until = CASE WHEN asked.busy_until > rest_until THEN asked.busy_until ELSE rest_until END
FROM (
    /*on postgres*/ SELECT host, CAST(token AS uuid) AS token, busy_until, pace, pause
        FROM json_to_recordset(CAST($1 AS json)) AS row (host bigint, token text, busy_until bigint, pace bigint,
            pause bigint)
    /*on sqlite*/ SELECT value ->> 'host' AS host, unhex(value ->> 'token') AS token,
        value ->> 'busy_until' AS busy_until, value ->> 'pace' AS pace, value ->> 'pause' AS pause
        FROM json_each($1) /*end*/
) AS asked
WHERE takedown_host.host = asked.host AND takedown_host.token = asked.token";

const CHARGE: &str = "-- takedown.host.charge
INSERT INTO takedown_host (host, free_at, asked_at, busy_until, pace, pause, rest_until)
/*on postgres*/ SELECT host, asked_at, asked_at, busy_until, pace, pause, busy_until
    FROM json_to_recordset(CAST($1 AS json)) AS row (host bigint, asked_at bigint, busy_until bigint, pace bigint,
        pause bigint)
/*on sqlite*/ SELECT value ->> 'host', value ->> 'asked_at', value ->> 'asked_at', value ->> 'busy_until',
    value ->> 'pace', value ->> 'pause', value ->> 'busy_until' FROM json_each($1) /*end*/
WHERE TRUE
ON CONFLICT (host) DO UPDATE SET pause = excluded.pause,
    asked_at = CASE WHEN excluded.asked_at > takedown_host.asked_at THEN excluded.asked_at
        ELSE takedown_host.asked_at END,
    rest_until = CASE WHEN excluded.rest_until > takedown_host.rest_until THEN excluded.rest_until
        ELSE takedown_host.rest_until END,
    busy_until = CASE WHEN excluded.busy_until > takedown_host.busy_until THEN excluded.busy_until
        ELSE takedown_host.busy_until END";

const PAUSES: &str = "-- takedown.host.pauses
SELECT host, pause FROM takedown_host WHERE host IN (
    /*on postgres*/ SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST($1 AS json)) AS value
    /*on sqlite*/ SELECT value FROM json_each($1) /*end*/
)";

const FORGET: &str = "-- takedown.host.forget
DELETE FROM takedown_host WHERE asked_at < $1 AND busy_until < $1 AND free_at < $1";

const FREE: &str = "-- takedown.host.free
UPDATE takedown_host SET free_at = $1
WHERE free_at > $1 AND host NOT IN (SELECT host FROM takedown_watch WHERE in_turn)";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GAP: Duration = Duration::from_millis(250);

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::from_micros(1_790_000_000_000_000).after(Duration::from_millis(milliseconds))
    }

    #[test]
    fn one_is_taken_and_the_others_are_given_turns_in_order() {
        let mut host = Host::new(GAP);
        assert_eq!(host.turn(at(0), GAP, false), None);
        assert_eq!(host.turn(at(0), GAP, false), Some(at(250)));
        assert_eq!(host.turn(at(0), GAP, false), Some(at(500)));
        host.busy_until = at(20);
        assert_eq!(
            host.turn(at(240), GAP, false),
            Some(at(750)),
            "newcomers wait"
        );
        assert_eq!(host.turn(at(250), GAP, true), None, "its turn has come");
        host.busy_until = at(270);
        assert_eq!(
            host.turn(at(2_000), GAP, false),
            None,
            "nobody is before it"
        );
    }

    #[test]
    fn a_host_that_asked_for_it_is_left_alone() {
        let mut host = Host::new(GAP);
        assert_eq!(host.turn(at(0), GAP, false), None);
        host.busy_until = at(3_600_000);
        host.in_hand = false;
        assert_eq!(host.turn(at(250), GAP, true), Some(at(3_600_000)));
        assert_eq!(host.turn(at(250), GAP, true), Some(at(3_600_250)));
    }

    proptest! {
        /// Whatever comes due when, and however long each look takes: looks at a host keep their distance, none
        /// begins before the one before it has ended, and every watch is looked at once.
        #[test]
        fn looks_at_a_host_keep_their_distance(
            due in proptest::collection::vec(0_u64..5_000, 1..40),
            takes in proptest::collection::vec(1_u64..900, 40),
            step in 20_u64..400,
        ) {
            let mut host = Host::new(GAP);
            let mut open: Vec<(Timestamp, bool)> = due.iter().map(|due| (at(*due), false)).collect();
            let mut looks: Vec<Timestamp> = Vec::new();
            let mut ends = at(0);
            let mut now = 0;
            while !open.is_empty() {
                now += step;
                prop_assert!(now < 600_000, "it never ends");
                let now = at(now);
                if host.busy_until > now && ends <= now {
                    host.busy_until = ends;
                    host.in_hand = false;
                    let took = ends.since(host.asked_at);
                    host.pace = took.clamp(GAP, SLOWEST);
                }
                open.sort_unstable();
                let mut left = Vec::new();
                for (ready, in_turn) in open {
                    if ready > now {
                        left.push((ready, in_turn));
                        continue;
                    }
                    if let Some(turn) = host.turn(now, GAP, in_turn) {
                        prop_assert!(turn > now);
                        left.push((turn, true));
                        continue;
                    }
                    prop_assert!(ends <= now, "one connection");
                    if let Some(last) = looks.last() {
                        prop_assert!(now.since(*last) >= GAP);
                    }
                    ends = now.after(Duration::from_millis(takes[looks.len() % takes.len()]));
                    looks.push(now);
                }
                open = left;
            }
            prop_assert_eq!(looks.len(), due.len());
        }
    }
}
