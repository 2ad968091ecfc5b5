//! Who is looked at when a turn at a host has come: whoever has waited for one longest, whose turn ever it was.
//!
//! A turn is missed where the host is still occupied, or rests. Were a place only looked at in a turn of its own, it
//! could miss each that it is given, for as long as its host has more places than it can be asked about.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use intake::Case;
use kernel::{Id, Timestamp};
use serde_json::json;
use store::{FromRow, Row, Tx, values};
use trace::turn::Host;

use crate::watch::Watch;

/// What may be taken, and whose turns were given away for it.
pub(crate) struct InLine {
    /// At each host whose turn has come, whoever has waited there longest before the others.
    pub(crate) candidates: Vec<Watch>,
    /// The later turns, by host, of those that are before their turn now: free for whoever gives its own away.
    pub(crate) vacated: BTreeMap<i64, Timestamp>,
}

/// Puts whoever has waited longest at a host before those whose turn there has come. What a person asked for has waited
/// longest of all.
pub(crate) async fn first(
    tx: &mut Tx,
    gap: Duration,
    known: &BTreeMap<i64, Host>,
    candidates: Vec<Watch>,
) -> store::Result<InLine> {
    let now = tx.now();
    let may_be_asked = |host: &i64| known.get(host).is_none_or(|host| host.is_rested(now, gap));
    let hosts: BTreeSet<i64> = candidates
        .iter()
        .filter(|watch| watch.in_line_since.is_some() && !watch.asked)
        .map(|watch| watch.host)
        .filter(may_be_asked)
        .collect();
    if hosts.is_empty() {
        return Ok(InLine {
            candidates,
            vacated: BTreeMap::new(),
        });
    }
    let longest: Vec<Longest> = tx.all(LONGEST, values![json!(hosts).to_string()]).await?;
    let vacated = longest
        .iter()
        .filter(|one| one.ready_at > now)
        .map(|one| (one.watch.host, one.ready_at))
        .collect();
    let first: BTreeSet<Id<_>> = longest.iter().map(|one| one.watch.case).collect();
    let mut longest: BTreeMap<i64, Watch> = longest
        .into_iter()
        .map(|one| (one.watch.host, one.watch))
        .collect();
    let mut line = Vec::with_capacity(candidates.len() + longest.len());
    for watch in candidates {
        if watch.in_line_since.is_some() {
            line.extend(longest.remove(&watch.host));
        }
        if !first.contains(&watch.case) {
            line.push(watch);
        }
    }
    Ok(InLine {
        candidates: line,
        vacated,
    })
}

/// Whoever has waited for a turn at a host longest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InLineAt {
    pub(crate) case: Id<Case>,
    /// Since when; for ever where a person asked for it.
    pub(crate) since: Timestamp,
    /// The turn that it was given.
    pub(crate) ready_at: Timestamp,
}

impl FromRow for InLineAt {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            since: row.get("since")?,
            ready_at: row.get("ready_at")?,
        })
    }
}

/// Whoever has waited for a turn at this host longest, if somebody waits.
pub(crate) async fn at(tx: &mut Tx, host: i64) -> store::Result<Option<InLineAt>> {
    tx.optional(LONGEST_AT, values![host]).await
}

/// Has a watch that waits for its turn looked at now.
pub(crate) async fn hasten(tx: &mut Tx, case: Id<Case>) -> store::Result<()> {
    let now = tx.now();
    tx.execute(HASTEN, values![case, now]).await?;
    Ok(())
}

struct Longest {
    watch: Watch,
    ready_at: Timestamp,
}

impl FromRow for Longest {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            watch: Watch::from_row(row)?,
            ready_at: row.get("ready_at")?,
        })
    }
}

const LONGEST: &str = "-- takedown.watch.longest
SELECT w.case_id, w.location_id, w.state, w.started_at, w.next_at, w.ready_at, w.host, w.phase,
    w.in_line_since, w.token, w.asked, w.vantage, w.same, w.as_said
FROM takedown_watch w WHERE w.case_id IN (
    SELECT (
        SELECT first.case_id FROM takedown_watch first
        WHERE first.in_line_since IS NOT NULL AND first.host = wanted.host
        ORDER BY first.asked DESC, first.in_line_since, first.case_id LIMIT 1
    )
    FROM (
        /*on postgres*/ SELECT CAST(value AS bigint) AS host FROM json_array_elements_text(CAST($1 AS json)) AS value
        /*on sqlite*/ SELECT value AS host FROM json_each($1) /*end*/
    ) AS wanted
)";

const LONGEST_AT: &str = "-- takedown.watch.longest_at
SELECT case_id, CASE WHEN asked THEN 0 ELSE in_line_since END AS since, ready_at FROM takedown_watch
WHERE in_line_since IS NOT NULL AND host = $1 AND ready_at IS NOT NULL
ORDER BY asked DESC, in_line_since, case_id LIMIT 1";

const HASTEN: &str = "-- takedown.watch.hasten
UPDATE takedown_watch SET ready_at = $2
WHERE case_id = $1 AND in_line_since IS NOT NULL AND state IN ('due', 'after') AND ready_at > $2";
