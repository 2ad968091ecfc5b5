//! Keys with which programs act for a member of staff at the desk's interface.
//!
//! A key is its member's: whatever is done with it is done, and recorded, as that person, with some of the person's
//! roles and never more. It ends at a set day, when it is retired, and as soon as its member's roles are not those it
//! was made under: what a person may do is looked at again then. The store holds its SHA-256 alone.

use std::time::Duration;

use audit::About;
use kernel::{Day, Id, Language, Sensitive, Timestamp};
use serde_json::json;
use store::{Db, FromRow, Place, Row, Tx, values};

use crate::bearer::Key;
use crate::staff::{is_line, role_names};
use crate::{Action, Actor, Error, Role, Staff};

/// What every key of the staff begins with.
pub(crate) const PREFIX: &str = "ohsk_";

/// A key lives no longer than this, whatever the configuration says.
pub const LONGEST: Duration = Duration::from_hours(24 * 365);

/// Open keys of one person at most: whoever needs more has forgotten some.
const MOST: i64 = 20;

/// What the configuration says of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRules {
    /// How long a key may live at most.
    pub longest: Duration,
    /// Calls that a key may make in a minute.
    pub calls_a_minute: u32,
}

impl Default for KeyRules {
    fn default() -> Self {
        Self {
            longest: Duration::from_hours(24 * 90),
            calls_a_minute: 600,
        }
    }
}

/// A key as its member sees it; administrators see everybody's.
#[derive(Clone, Debug)]
pub struct StaffKey {
    /// Which one.
    pub id: Id<StaffKey>,
    /// Whose it is.
    pub staff: Id<Staff>,
    /// What its member calls it.
    pub name: Sensitive<String>,
    /// What may be done with it.
    pub roles: Vec<Role>,
    /// Since when.
    pub added_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// The UTC day on which it was last used.
    pub used: Option<Day>,
    /// Since when it opens nothing.
    pub retired_at: Option<Timestamp>,
    /// Whether its member's roles are still those that it was made under.
    pub holds: bool,
}

/// Makes a key for whoever asks, with some of their roles. Its text is shown once and kept nowhere. The caller has
/// made sure that it is the person, not only an open session of theirs.
pub async fn add_staff_key(
    tx: &mut Tx,
    actor: &Actor,
    rules: KeyRules,
    name: &str,
    roles: &[Role],
    life: Duration,
) -> Result<Sensitive<String>, Error> {
    let staff = actor.may_as_staff(Action::UseDesk)?;
    let name = name.trim();
    if !is_line(name, 100) {
        return Err(Error::Name);
    }
    if roles.is_empty() {
        return Err(Error::NoRole);
    }
    if life > rules.longest.min(LONGEST) {
        return Err(Error::TooLong);
    }
    let (of_roles,): (String,) = tx.one(ROLES, values![staff]).await?;
    let has = |role: &Role| of_roles.split(' ').any(|name| name == role.name());
    if !roles.iter().all(has) {
        return Err(Error::NotOwnRole);
    }
    tx.lock(&format!("identity.staff_key:{staff}")).await?;
    let now = tx.now();
    let (open,): (i64,) = tx.one(OPEN, values![staff, now]).await?;
    if open >= MOST {
        return Err(Error::TooManyKeys);
    }
    let id: Id<StaffKey> = tx.new_id();
    let (data_key, wrapped) = tx.keyring()?.new_data_key(key_place(id), tx.entropy());
    let sealed = data_key.seal(name_place(id), name.as_bytes(), tx.entropy());
    let key = Key::random(PREFIX, tx.entropy());
    let roles = role_names(roles);
    tx.execute(
        INSERT,
        values![
            id,
            staff,
            wrapped,
            sealed,
            key.hash(),
            &roles,
            of_roles,
            now,
            now.after(life),
        ],
    )
    .await?;
    audit::record(
        tx,
        actor.who(),
        "identity.add_staff_key",
        About::one("staff_key", id),
        json!({ "roles": roles, "expires_at": now.after(life).to_string() }),
    )
    .await?;
    Ok(key.text())
}

/// The keys of whoever asks; everybody's for those who manage the staff. The newest first, at most a thousand.
pub async fn staff_keys(tx: &mut Tx, actor: &Actor) -> Result<Vec<StaffKey>, Error> {
    let staff = actor.may_as_staff(Action::UseDesk)?;
    let everybodys = actor.may(Action::ManageStaff).is_ok();
    let records: Vec<Record> = tx.all(LIST, values![staff, everybodys]).await?;
    records
        .into_iter()
        .map(|record| record.open(tx))
        .collect::<Result<_, _>>()
}

/// Retires a key of one's own, or anybody's for those who manage the staff: it opens nothing any more.
pub async fn retire_staff_key(tx: &mut Tx, actor: &Actor, id: Id<StaffKey>) -> Result<(), Error> {
    let staff = actor.may_as_staff(Action::UseDesk)?;
    let everybodys = actor.may(Action::ManageStaff).is_ok();
    let known: Option<(Id<StaffKey>,)> = tx.optional(KNOWN, values![id, staff, everybodys]).await?;
    if known.is_none() {
        return Err(Error::NoKey);
    }
    let now = tx.now();
    if tx.execute(RETIRE, values![id, now]).await? == 1 {
        let about = About::one("staff_key", id);
        let action = "identity.retire_staff_key";
        audit::record(tx, actor.who(), action, about, json!({})).await?;
    }
    Ok(())
}

/// What a key opens.
pub(crate) struct Opened {
    pub(crate) key: Id<StaffKey>,
    pub(crate) actor: Actor,
    pub(crate) roles: Vec<Role>,
    pub(crate) language: Language,
    pub(crate) expires_at: Timestamp,
}

/// What became of a call with a key.
pub(crate) enum Called {
    /// It is somebody's, and may go on.
    Opened(Opened),
    /// It opens nothing, or not any more.
    Unknown,
    /// It has made its calls of this minute: the next after this long.
    Wait(Duration),
}

/// Looks whose key this is, counts the call, and records it as its member's: of which route, by its pattern.
pub(crate) async fn call(
    db: &Db,
    key: &Key,
    rules: KeyRules,
    (method, route): (&str, &str),
) -> Result<Called, Error> {
    let mut tx = db.read().await?;
    let now = tx.now();
    let found: Option<Found> = tx.optional(FIND, values![key.hash(), now]).await?;
    drop(tx);
    let Some(found) = found else {
        return Ok(Called::Unknown);
    };
    let opened = found.opened()?;
    let mut tx = db.write().await?;
    let now = tx.now();
    let minute = now.micros().div_euclid(MINUTE);
    // One row for a key: processes that share a store share the count.
    let counted: Option<(i64,)> = tx
        .optional(COUNT, values![opened.key, minute, now.day()])
        .await?;
    let Some((calls,)) = counted else {
        return Ok(Called::Unknown);
    };
    let called = if calls > i64::from(rules.calls_a_minute) {
        let left = MINUTE - now.micros().rem_euclid(MINUTE);
        Called::Wait(Duration::from_micros(u64::try_from(left).unwrap_or(0)))
    } else {
        audit::record(
            &mut tx,
            opened.actor.who(),
            "identity.call",
            About::one("staff_key", opened.key),
            json!({ "method": method, "route": route }),
        )
        .await?;
        Called::Opened(opened)
    };
    tx.commit().await?;
    Ok(called)
}

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

struct Found {
    key: Id<StaffKey>,
    staff: Id<Staff>,
    roles: String,
    of_roles: String,
    language: String,
    expires_at: Timestamp,
}

impl Found {
    fn opened(self) -> Result<Opened, Error> {
        let roles = roles(&self.roles)?;
        let unreadable = store::Error::Unreadable("identity_staff.language");
        Ok(Opened {
            key: self.key,
            actor: Actor::by_key(self.staff, roles.clone(), self::roles(&self.of_roles)?),
            roles,
            language: self.language.parse().map_err(|_| unreadable)?,
            expires_at: self.expires_at,
        })
    }
}

impl FromRow for Found {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            key: row.get("id")?,
            staff: row.get("staff_id")?,
            roles: row.get("roles")?,
            of_roles: row.get("of_roles")?,
            language: row.get("language")?,
            expires_at: row.get("expires_at")?,
        })
    }
}

fn roles(names: &str) -> store::Result<Vec<Role>> {
    let unreadable = store::Error::Unreadable("identity_staff_key.roles");
    let roles: Option<_> = names.split(' ').map(Role::named).collect();
    roles.ok_or(unreadable)
}

struct Record {
    id: Id<StaffKey>,
    staff: Id<Staff>,
    data_key: Vec<u8>,
    name: Vec<u8>,
    roles: String,
    added_at: Timestamp,
    expires_at: Timestamp,
    used: Option<Day>,
    retired_at: Option<Timestamp>,
    holds: bool,
}

impl FromRow for Record {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            staff: row.get("staff_id")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
            roles: row.get("roles")?,
            added_at: row.get("added_at")?,
            expires_at: row.get("expires_at")?,
            used: row.get("used_day")?,
            retired_at: row.get("retired_at")?,
            holds: row.get("holds")?,
        })
    }
}

impl Record {
    fn open(self, tx: &Tx) -> Result<StaffKey, Error> {
        let key = tx
            .keyring()?
            .data_key(key_place(self.id), &self.data_key)
            .map_err(store::Error::from)?;
        Ok(StaffKey {
            id: self.id,
            staff: self.staff,
            name: key
                .open_text(name_place(self.id), &self.name)
                .map_err(store::Error::from)?,
            roles: roles(&self.roles)?,
            added_at: self.added_at,
            expires_at: self.expires_at,
            used: self.used,
            retired_at: self.retired_at,
            holds: self.holds,
        })
    }
}

const fn key_place(id: Id<StaffKey>) -> Place {
    Place::new("identity_staff_key", "data_key", id)
}

const fn name_place(id: Id<StaffKey>) -> Place {
    Place::new("identity_staff_key", "name", id)
}

const ROLES: &str = "-- identity.staff.roles
SELECT roles AS value FROM identity_staff WHERE id = $1";

const OPEN: &str = "-- identity.staff_key.open
SELECT COUNT(*) AS value FROM identity_staff_key
WHERE staff_id = $1 AND retired_at IS NULL AND expires_at > $2";

const INSERT: &str = "-- identity.staff_key.insert
INSERT INTO identity_staff_key
    (id, staff_id, data_key, name, key_hash, roles, of_roles, added_at, expires_at, minute, calls)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)";

const LIST: &str = "-- identity.staff_key.list
SELECT key.id, key.staff_id, key.data_key, key.name, key.roles, key.added_at, key.expires_at, key.used_day,
    key.retired_at, staff.roles = key.of_roles AS holds
FROM identity_staff_key AS key JOIN identity_staff AS staff ON staff.id = key.staff_id
WHERE key.staff_id = $1 OR $2 ORDER BY key.added_at DESC, key.id LIMIT 1000";

const KNOWN: &str = "-- identity.staff_key.known
SELECT id AS value FROM identity_staff_key WHERE id = $1 AND (staff_id = $2 OR $3)";

const RETIRE: &str = "-- identity.staff_key.retire
UPDATE identity_staff_key SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL";

const FIND: &str = "-- identity.staff_key.find
SELECT key.id, key.staff_id, key.roles, key.of_roles, key.expires_at, staff.language
FROM identity_staff_key AS key JOIN identity_staff AS staff ON staff.id = key.staff_id
WHERE key.key_hash = $1 AND key.retired_at IS NULL AND key.expires_at > $2 AND staff.roles = key.of_roles";

const COUNT: &str = "-- identity.staff_key.count
UPDATE identity_staff_key
SET calls = CASE WHEN minute = $2 THEN calls + 1 ELSE 1 END, minute = $2, used_day = $3
WHERE id = $1 AND retired_at IS NULL RETURNING calls AS value";
