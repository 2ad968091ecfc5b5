//! The people who work at the desk.

use audit::About;
use kernel::{Id, Language, Sensitive, Timestamp};
use serde_json::json;
use store::{DataKey, FromRow, Place, Row, Tx, values};

use crate::{Action, Actor, Error, HashedPassword, Role, Staff, role_may};

/// Somebody to be added.
#[derive(Debug)]
pub struct NewStaff {
    /// The name to sign in with; upper and lower case are the same.
    pub sign_in: String,
    /// The name that colleagues read.
    pub name: String,
    /// From [`crate::hash_password`].
    pub password: HashedPassword,
    /// What the person may do; at least one.
    pub roles: Vec<Role>,
    /// The language of the desk's pages for this person.
    pub language: Language,
    /// Still learning: what the person decides waits for a second opinion, where the pack says so.
    pub trainee: bool,
}

/// Adds a member of staff.
pub async fn add(tx: &mut Tx, actor: &Actor, new: NewStaff) -> Result<Id<Staff>, Error> {
    actor.may(Action::ManageStaff)?;
    let sign_in = folded(&new.sign_in);
    if !is_line(&sign_in, 64) {
        return Err(Error::SignInName);
    }
    let name = new.name.trim();
    if !is_line(name, 100) {
        return Err(Error::Name);
    }
    let roles = role_names(&new.roles);
    if roles.is_empty() {
        return Err(Error::NoRole);
    }
    // Whoever answers for figures is not shown what each person can bear.
    if new.roles.contains(&Role::Manager) && new.roles.contains(&Role::WelfareLead) {
        return Err(Error::RolesApart);
    }
    let id: Id<Staff> = tx.new_id();
    let (key, wrapped) = tx.keyring()?.new_data_key(key_place(id), tx.entropy());
    let sealed = key.seal(name_place(id), name.as_bytes(), tx.entropy());
    let index = sign_in_index(tx, &sign_in)?;
    let now = tx.now();
    let added = tx
        .execute(
            INSERT,
            values![
                id,
                index,
                wrapped,
                sealed,
                new.password.0,
                &roles,
                new.language.code(),
                new.trainee,
                now,
            ],
        )
        .await?;
    if added == 0 {
        return Err(Error::Taken);
    }
    audit::record(
        tx,
        actor.who(),
        "identity.add_staff",
        About::one("staff", id),
        json!({ "roles": roles, "trainee": new.trainee }),
    )
    .await?;
    Ok(id)
}

/// A member of staff, as administrators see them.
#[derive(Clone, Debug)]
pub struct Member {
    /// Which one.
    pub id: Id<Staff>,
    /// The name that colleagues read.
    pub name: Sensitive<String>,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The language of the desk's pages for this person.
    pub language: Language,
    /// Still learning.
    pub trainee: bool,
    /// Since when.
    pub added_at: Timestamp,
}

/// Everyone at the desk, those added first at the head; at most a thousand.
pub async fn list(tx: &mut Tx, actor: &Actor) -> Result<Vec<Member>, Error> {
    actor.may(Action::ManageStaff)?;
    let records: Vec<Record> = tx.all(LIST, values![]).await?;
    records
        .into_iter()
        .map(|record| record.open(tx))
        .collect::<Result<_, _>>()
}

/// The name that colleagues read: who holds a case, who decided.
pub async fn name(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Staff>,
) -> Result<Option<Sensitive<String>>, Error> {
    actor.may(Action::ReadCase)?;
    let Some(record) = tx.optional::<Record>(ONE, values![id]).await? else {
        return Ok(None);
    };
    Ok(Some(record.open(tx)?.name))
}

/// Who of the staff may do something, with the names that colleagues read: whom a case can be handed to, whose
/// exposure is looked after.
pub async fn colleagues(
    tx: &mut Tx,
    actor: &Actor,
    able_to: Action,
) -> Result<Vec<(Id<Staff>, Sensitive<String>)>, Error> {
    actor
        .may(Action::ReadCase)
        .or_else(|_| actor.may(Action::ReadExposure))?;
    let records: Vec<Record> = tx.all(LIST, values![]).await?;
    let mut able = Vec::new();
    for record in records {
        let member = record.open(tx)?;
        if member.roles.iter().any(|role| role_may(*role, able_to)) {
            able.push((member.id, member.name));
        }
    }
    Ok(able)
}

/// The member of staff who signs in with this name: for an operator who acts on somebody's word.
pub async fn of_sign_in(
    tx: &mut Tx,
    actor: &Actor,
    sign_in: &str,
) -> Result<Option<Member>, Error> {
    actor.may(Action::ManageStaff)?;
    let index = sign_in_index(tx, sign_in)?;
    let record = tx.optional::<Record>(OF_SIGN_IN, values![index]).await?;
    record.map(|record| record.open(tx)).transpose()
}

/// Changes the language of the desk's pages for whoever asks.
pub async fn change_language(tx: &mut Tx, actor: &Actor, language: Language) -> Result<(), Error> {
    let id = actor.may_as_staff(Action::UseDesk)?;
    tx.execute(SET_LANGUAGE, values![id, language.code()])
        .await?;
    Ok(())
}

/// Gives whoever asks the shortcuts of the desk, or takes them away.
pub async fn change_shortcuts(tx: &mut Tx, actor: &Actor, on: bool) -> Result<(), Error> {
    let id = actor.may_as_staff(Action::UseDesk)?;
    tx.execute(SET_SHORTCUTS, values![id, on]).await?;
    Ok(())
}

/// The blind index by which a name to sign in with is found.
pub(crate) fn sign_in_index(tx: &Tx, name: &str) -> Result<[u8; 32], Error> {
    let name = folded(name);
    Ok(tx
        .keyring()?
        .blind_index("identity.sign_in", name.as_bytes()))
}

/// The member of staff that a row tells of, its name still sealed.
pub(crate) struct Record {
    pub(crate) id: Id<Staff>,
    data_key: Vec<u8>,
    name: Vec<u8>,
    roles: String,
    language: String,
    trainee: bool,
    added_at: Timestamp,
}

impl Record {
    pub(crate) fn open(self, tx: &Tx) -> Result<Member, Error> {
        let unreadable = store::Error::Unreadable;
        let key: DataKey = tx
            .keyring()?
            .data_key(key_place(self.id), &self.data_key)
            .map_err(store::Error::from)?;
        Ok(Member {
            id: self.id,
            name: key
                .open_text(name_place(self.id), &self.name)
                .map_err(store::Error::from)?,
            roles: self
                .roles
                .split(' ')
                .map(Role::named)
                .collect::<Option<_>>()
                .ok_or(unreadable("identity_staff.roles"))?,
            language: self
                .language
                .parse()
                .map_err(|_| unreadable("identity_staff.language"))?,
            trainee: self.trainee,
            added_at: self.added_at,
        })
    }
}

impl FromRow for Record {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            name: row.get("name")?,
            roles: row.get("roles")?,
            language: row.get("language")?,
            trainee: row.get("trainee")?,
            added_at: row.get("added_at")?,
        })
    }
}

const fn key_place(id: Id<Staff>) -> Place {
    Place::new("identity_staff", "data_key", id)
}

const fn name_place(id: Id<Staff>) -> Place {
    Place::new("identity_staff", "name", id)
}

pub(crate) fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Whether a text is a line of at least one and at most this many characters, and is what it looks like.
pub(crate) fn is_line(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
        && !text.chars().any(char::is_control)
        && page::is_plain(text)
}

/// The roles as stored: each once, in the order of the table.
pub(crate) fn role_names(roles: &[Role]) -> String {
    let names: Vec<_> = Role::ALL
        .into_iter()
        .filter(|role| roles.contains(role))
        .map(Role::name)
        .collect();
    names.join(" ")
}

const INSERT: &str = "-- identity.staff.insert
INSERT INTO identity_staff (id, sign_in_index, data_key, name, password, roles, language, trainee, added_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (sign_in_index) DO NOTHING";

const LIST: &str = "-- identity.staff.list
SELECT id, data_key, name, roles, language, trainee, added_at FROM identity_staff
ORDER BY added_at, id LIMIT 1000";

const ONE: &str = "-- identity.staff.one
SELECT id, data_key, name, roles, language, trainee, added_at FROM identity_staff WHERE id = $1";

const OF_SIGN_IN: &str = "-- identity.staff.of_sign_in
SELECT id, data_key, name, roles, language, trainee, added_at FROM identity_staff WHERE sign_in_index = $1";

const SET_SHORTCUTS: &str = "-- identity.staff.set_shortcuts
UPDATE identity_staff SET shortcuts = $2 WHERE id = $1";

const SET_LANGUAGE: &str = "-- identity.staff.set_language
UPDATE identity_staff SET language = $2 WHERE id = $1";
