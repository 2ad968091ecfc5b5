//! Rules in the store: hosts and domains sealed, found by blind index; networks in clear.

use std::collections::BTreeSet;
use std::net::IpAddr;

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Id, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use super::key::{in_order, suffixes};
use super::reach::{Applying, queue};
use super::{Ended, Key, NewRule, Rule, Says, Whom, reason};
use crate::Error;

/// Rules of one list at most.
const LISTED: i64 = 1000;

/// What is kept sealed of a rule.
#[derive(Serialize, Deserialize)]
struct Content {
    /// The host or domain; of a network nothing.
    key: Option<String>,
    named: Whom,
}

/// Adds a rule. It counts at once for whatever is decided from now on; cases that are open hear of it by jobs, some
/// at a time.
pub async fn add_rule(tx: &mut Tx, actor: &Actor, new: &NewRule<'_>) -> Result<Id<Rule>, Error> {
    actor.may(Action::ManageRules)?;
    let by: Id<Staff> = actor.staff_id().ok_or(Error::NotFound)?;
    let (key, says, named, reason) = new.read().map_err(Error::Rule)?;
    let id: Id<Rule> = tx.new_id();
    let (data_key, wrapped) = tx
        .keyring()?
        .new_data_key(place("data_key", id), tx.entropy());
    let (index, network) = match &key {
        Key::Network(range) => (None, Some(range.to_string())),
        key => (Some(index(tx, key)?.to_vec()), None),
    };
    let country = named.country.map(String::from);
    let content = Content {
        key: network.is_none().then(|| key.text()),
        named,
    };
    let plain = Sensitive::new(
        serde_json::to_vec(&content).map_err(|_| store::Error::Unreadable("trace_rule.detail"))?,
    );
    let detail = data_key.seal(place("detail", id), plain.expose(), tx.entropy());
    let why = reason.expose().as_bytes();
    let sealed = data_key.seal(place("reason", id), why, tx.entropy());
    let now = tx.now();
    tx.execute(
        INSERT,
        values![
            id,
            key.reach(),
            index,
            network,
            says.name(),
            country,
            wrapped,
            detail,
            sealed,
            now,
            by,
        ],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "trace.add_rule",
        About::one("rule", id),
        json!({ "reach": key.reach(), "says": says.name() }),
    )
    .await?;
    queue(tx, &Applying::from_the_first(id)).await?;
    Ok(id)
}

/// Ends a rule, for a reason.
pub async fn end_rule(tx: &mut Tx, actor: &Actor, id: Id<Rule>, why: &str) -> Result<(), Error> {
    actor.may(Action::ManageRules)?;
    let by: Id<Staff> = actor.staff_id().ok_or(Error::NotFound)?;
    let found: Stored = tx
        .optional(GET, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    let why = reason(why).ok_or(Error::Rule(super::Wrong::Reason))?;
    let why = why.expose().as_bytes();
    let sealed = found
        .key(tx)?
        .seal(place("ended_reason", id), why, tx.entropy());
    let now = tx.now();
    if tx.execute(END, values![id, now, by, sealed]).await? == 0 {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "trace.end_rule",
        About::one("rule", id),
        json!({ "reach": found.reach, "says": found.says }),
    )
    .await?;
    queue(tx, &Applying::from_the_first(id)).await?;
    Ok(())
}

/// The rules by their key, those in force first; with those that ended where they are asked for.
pub async fn rules(tx: &mut Tx, actor: &Actor, with_ended: bool) -> Result<Vec<Rule>, Error> {
    actor.may(Action::ManageRules)?;
    let rows: Vec<Stored> = tx.all(ALL, values![with_ended, LISTED]).await?;
    let mut rules = opened(tx, rows)?;
    rules.sort_by_key(|rule| (rule.ended.is_some(), rule.key.reach(), rule.key.text()));
    Ok(rules)
}

/// A rule by its id, in force or not: what a case was decided by.
pub async fn rule(tx: &mut Tx, actor: &Actor, id: Id<Rule>) -> Result<Rule, Error> {
    actor.may(Action::ReadTrace)?;
    let row: Stored = tx
        .optional(GET, values![id])
        .await?
        .ok_or(Error::NotFound)?;
    Ok(row.open(tx)?)
}

/// The rules in force that speak of a place, the one that counts first.
pub(crate) async fn for_place(
    tx: &mut Tx,
    host: &str,
    addresses: &[IpAddr],
) -> Result<Vec<Rule>, Error> {
    let rules = for_hosts(tx, [host]).await?;
    Ok(of_place(&rules, host, addresses))
}

/// The rules in force among which those are that speak of places at these hosts: of networks, all of them.
pub(crate) async fn for_hosts<'a>(
    tx: &mut Tx,
    hosts: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Rule>, Error> {
    let mut indexes = BTreeSet::new();
    for host in hosts {
        indexes.insert(index(tx, &Key::Host(host.to_owned()))?.to_vec());
        for suffix in suffixes(host) {
            indexes.insert(index(tx, &Key::Suffix(suffix.to_owned()))?.to_vec());
        }
    }
    let indexes: Vec<_> = indexes.into_iter().collect();
    let rows: Vec<Stored> = tx.all(FOR_PLACE, values![indexes]).await?;
    Ok(opened(tx, rows)?)
}

/// Those of these rules that speak of one place, the one that counts first.
pub(crate) fn of_place(rules: &[Rule], host: &str, addresses: &[IpAddr]) -> Vec<Rule> {
    let speaking = rules
        .iter()
        .filter(|rule| rule.key.speaks_of(host, addresses));
    in_order(speaking.cloned().collect())
}

/// The blind index of a host or domain: the one by which location finds places.
fn index(tx: &Tx, key: &Key) -> store::Result<[u8; 32]> {
    let context = match key {
        Key::Host(_) => "location.host",
        Key::Suffix(_) | Key::Network(_) => "location.domain",
    };
    Ok(tx.keyring()?.blind_index(context, key.text().as_bytes()))
}

struct Stored {
    id: Id<Rule>,
    reach: String,
    network: Option<String>,
    says: String,
    data_key: Vec<u8>,
    detail: Vec<u8>,
    reason: Vec<u8>,
    added_at: Timestamp,
    added_by: Id<Staff>,
    ended_at: Option<Timestamp>,
    ended_by: Option<Id<Staff>>,
    ended_reason: Option<Vec<u8>>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            reach: row.get("reach")?,
            network: row.get("network")?,
            says: row.get("says")?,
            data_key: row.get("data_key")?,
            detail: row.get("detail")?,
            reason: row.get("reason")?,
            added_at: row.get("added_at")?,
            added_by: row.get("added_by")?,
            ended_at: row.get("ended_at")?,
            ended_by: row.get("ended_by")?,
            ended_reason: row.get("ended_reason")?,
        })
    }
}

impl Stored {
    fn key(&self, tx: &Tx) -> store::Result<DataKey> {
        let place = place("data_key", self.id);
        Ok(tx.keyring()?.data_key(place, &self.data_key)?)
    }

    fn open(self, tx: &Tx) -> store::Result<Rule> {
        let unreadable = || store::Error::Unreadable("trace_rule.detail");
        let data_key = self.key(tx)?;
        let plain = data_key.open(place("detail", self.id), &self.detail)?;
        let content: Content = serde_json::from_slice(plain.expose()).map_err(|_| unreadable())?;
        let key = match (self.reach.as_str(), content.key, self.network) {
            ("host", Some(host), _) => Key::Host(host),
            ("suffix", Some(domain), _) => Key::Suffix(domain),
            (_, _, Some(range)) => Key::Network(range.parse().map_err(|_| unreadable())?),
            _ => return Err(unreadable()),
        };
        let ended = match (self.ended_at, self.ended_by, self.ended_reason) {
            (Some(at), Some(by), Some(why)) => Some(Ended {
                at,
                by,
                reason: data_key.open_text(place("ended_reason", self.id), &why)?,
            }),
            _ => None,
        };
        Ok(Rule {
            id: self.id,
            key,
            says: Says::named(&self.says).ok_or(store::Error::Unreadable("trace_rule.says"))?,
            named: content.named,
            reason: data_key.open_text(place("reason", self.id), &self.reason)?,
            added_at: self.added_at,
            added_by: self.added_by,
            ended,
        })
    }
}

fn opened(tx: &Tx, rows: Vec<Stored>) -> store::Result<Vec<Rule>> {
    rows.into_iter().map(|row| row.open(tx)).collect()
}

const fn place(column: &'static str, id: Id<Rule>) -> Place {
    Place::new("trace_rule", column, id)
}

const INSERT: &str = "-- trace.rule.insert
INSERT INTO trace_rule
    (id, reach, key_index, network, says, country, data_key, detail, reason, added_at, added_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const END: &str = "-- trace.rule.end
UPDATE trace_rule SET ended_at = $2, ended_by = $3, ended_reason = $4 WHERE id = $1 AND ended_at IS NULL";

const GET: &str = "-- trace.rule.get
SELECT id, reach, network, says, data_key, detail, reason, added_at, added_by, ended_at, ended_by, ended_reason
FROM trace_rule WHERE id = $1";

const ALL: &str = "-- trace.rule.all
SELECT id, reach, network, says, data_key, detail, reason, added_at, added_by, ended_at, ended_by, ended_reason
FROM trace_rule WHERE ended_at IS NULL OR $1 ORDER BY added_at DESC, id DESC LIMIT $2";

const FOR_PLACE: &str = "-- trace.rule.for_place
SELECT id, reach, network, says, data_key, detail, reason, added_at, added_by, ended_at, ended_by, ended_reason
FROM trace_rule WHERE ended_at IS NULL AND (reach = 'network' OR key_index IN (
    /*on postgres*/ SELECT value FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
))";
