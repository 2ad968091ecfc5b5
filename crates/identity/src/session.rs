//! Sessions: who is at the desk.
//!
//! The browser holds a token of 256 random bits, and its forms what follows from it; the store holds the SHA-256 of both
//! alone, so that a copy of the store opens no session and makes no form. A session ends when it is signed out of, not used for [`IDLE`], or [`WHOLE`] old.

use std::time::Duration;

use audit::{About, Who};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Entropy, Id, Sensitive, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Db, FromRow, Row, Tx, values};

use crate::password::Verifier;
use crate::staff::{self, Member};
use crate::{Action, Actor, Error, Role, Staff, attempt, idempotency, role_may};

/// A session that is not used for this long ends.
pub const IDLE: Duration = Duration::from_mins(30);

/// A session ends after this long, used or not: a working day and its margins.
pub const WHOLE: Duration = Duration::from_hours(12);

/// How long a session that has ended is known by: so long it can be said whose form came too late.
const KNOWN: Duration = Duration::from_hours(12);

/// Use is noted at most this often: a page is read more often than it is worth a write.
const NOTED: Duration = Duration::from_mins(1);

/// The kind of actor in the record where nobody has signed in yet.
const NOBODY: Who = Who {
    kind: "nobody",
    id: None,
};

/// The secret of a session, as the browser holds it.
#[derive(Clone, Debug)]
pub(crate) struct Token(Sensitive<[u8; 32]>);

impl Token {
    fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(Sensitive::new(bytes))
    }

    /// The token from its text; nothing for a text that is none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        Some(Self(Sensitive::new(bytes.try_into().ok()?)))
    }

    /// The text for the cookie.
    pub(crate) fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0.expose())
    }

    /// What the session's forms carry, so that a form made elsewhere is told from ours.
    pub(crate) fn form_token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.form_mac().finalize().into_bytes())
    }

    /// Whether a form carries it; compared in constant time.
    pub(crate) fn made_form(&self, form_token: &str) -> bool {
        BASE64_URL_SAFE_NO_PAD
            .decode(form_token)
            .is_ok_and(|token| self.form_mac().verify_slice(&token).is_ok())
    }

    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    fn form_mac(&self) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(self.0.expose()).expect("HMAC takes any key");
        mac.update(b"openhotline desk form v1");
        mac
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.expose()).into()
    }

    fn form_hash(&self) -> [u8; 32] {
        Sha256::digest(self.form_mac().finalize().into_bytes()).into()
    }
}

/// How a try to sign in ended.
#[derive(Debug)]
pub(crate) enum SignIn {
    /// A session is open.
    In(Token),
    /// The name or the password is wrong; which of them is not said.
    Wrong,
    /// Too many wrong passwords for this name: try again after this long.
    Wait(Duration),
}

/// Signs in: two short transactions, and the work of checking the password between them. Whether somebody
/// has the name shows neither in the answer nor in what is done.
pub(crate) async fn sign_in(
    db: &Db,
    verifier: &Verifier,
    name: &str,
    password: Sensitive<String>,
) -> Result<SignIn, Error> {
    let mut tx = db.write().await?;
    let index = staff::sign_in_index(&tx, name)?;
    if let Err(wait) = attempt::begin(&mut tx, index).await? {
        return Ok(SignIn::Wait(wait));
    }
    let account: Option<Account> = tx.optional(ACCOUNT, values![index]).await?;
    tx.commit().await?;

    let (id, hash) = account
        .map(|account| (account.id, account.password))
        .unzip();
    let right = verifier.verify(password, hash).await?;

    let mut tx = db.write().await?;
    let outcome = match id {
        Some(id) if right => {
            attempt::forget(&mut tx, index).await?;
            SignIn::In(open(&mut tx, id).await?)
        }
        _ => {
            let about = id.map_or(About::kind("staff"), |id| About::one("staff", id));
            audit::record(&mut tx, NOBODY, "identity.sign_in_failed", about, json!({})).await?;
            SignIn::Wrong
        }
    };
    tx.commit().await?;
    Ok(outcome)
}

/// How it ended when somebody signed in was asked for the password once more.
#[derive(Debug)]
pub(crate) enum Proof {
    /// It is the person.
    Given,
    /// The password is wrong.
    Wrong,
    /// Too many wrong passwords: try again after this long.
    Wait(Duration),
}

/// Has somebody signed in prove anew who they are, for what an open session alone is not enough. Wrong passwords are
/// counted with those of signing in.
pub(crate) async fn prove(
    db: &Db,
    actor: &Actor,
    verifier: &Verifier,
    password: Sensitive<String>,
) -> Result<Proof, Error> {
    let id = actor.may_as_staff(Action::UseDesk)?;
    let mut tx = db.write().await?;
    let account: Named = tx.one(NAMED, values![id]).await?;
    if let Err(wait) = attempt::begin(&mut tx, account.index).await? {
        return Ok(Proof::Wait(wait));
    }
    tx.commit().await?;

    let right = verifier.verify(password, Some(account.password)).await?;

    let mut tx = db.write().await?;
    let proof = if right {
        attempt::forget(&mut tx, account.index).await?;
        Proof::Given
    } else {
        let about = About::one("staff", id);
        audit::record(
            &mut tx,
            actor.who(),
            "identity.proof_failed",
            about,
            json!({}),
        )
        .await?;
        Proof::Wrong
    };
    tx.commit().await?;
    Ok(proof)
}

/// Opens a session for somebody who has proved who they are.
async fn open(tx: &mut Tx, id: Id<Staff>) -> Result<Token, Error> {
    let token = Token::random(tx.entropy());
    let now = tx.now();
    let opened = values![token.hash(), token.form_hash(), id, now, now.after(WHOLE)];
    tx.execute(INSERT, opened).await?;
    let who = Actor::staff(id, Vec::new()).who();
    audit::record(
        tx,
        who,
        "identity.sign_in",
        About::one("staff", id),
        json!({}),
    )
    .await?;
    Ok(token)
}

/// An open session.
pub(crate) struct Session {
    pub(crate) member: Member,
    /// Whether its owner has the shortcuts of the desk.
    pub(crate) has_shortcuts: bool,
    used_at: Timestamp,
}

/// The session of this token, while it is open.
pub(crate) async fn find(tx: &mut Tx, token: &Token) -> Result<Option<Session>, Error> {
    let now = tx.now();
    let found: Option<Sitting> = tx
        .optional(FIND, values![token.hash(), now, now.before(IDLE)])
        .await?;
    let Some(sitting) = found else {
        return Ok(None);
    };
    Ok(Some(Session {
        member: sitting.record.open(tx)?,
        has_shortcuts: sitting.has_shortcuts,
        used_at: sitting.used_at,
    }))
}

/// In whose session a form was made that carries this, open or not, as long as that is known.
pub(crate) async fn author(db: &Db, form_token: &str) -> Result<Option<Id<Staff>>, Error> {
    let Ok(token) = BASE64_URL_SAFE_NO_PAD.decode(form_token) else {
        return Ok(None);
    };
    let hash: [u8; 32] = Sha256::digest(token).into();
    let mut tx = db.read().await?;
    let found: Option<(Id<Staff>,)> = tx.optional(AUTHOR, values![hash]).await?;
    Ok(found.map(|(id,)| id))
}

/// Notes that a session is in use, where that is worth a write.
pub(crate) async fn note_use(db: &Db, token: &Token, session: &Session) -> Result<(), Error> {
    if db.clock().now().since(session.used_at) < NOTED {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let now = tx.now();
    tx.execute(USE, values![token.hash(), now]).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether anybody else who may do something is at the desk: used it within this time.
pub async fn is_accompanied(
    tx: &mut Tx,
    actor: &Actor,
    able_to: Action,
    within: Duration,
) -> Result<bool, Error> {
    let id = actor.may_as_staff(Action::UseDesk)?;
    let now = tx.now();
    let others: Vec<(String,)> = tx.all(OTHERS, values![id, now, now.before(within)]).await?;
    let able = |roles: &String| {
        let mut roles = roles.split(' ').filter_map(Role::named);
        roles.any(|role| role_may(role, able_to))
    };
    Ok(others.iter().any(|(roles,)| able(roles)))
}

/// The member of staff for whom something else than a session's cookie speaks, while they are at the desk. The caller has
/// held it against what was given to them there.
pub async fn at_the_desk(tx: &mut Tx, id: Id<Staff>) -> Result<Option<Actor>, Error> {
    let now = tx.now();
    let found: Option<(String,)> = tx
        .optional(AT_THE_DESK, values![id, now, now.before(IDLE)])
        .await?;
    let roles = |names: String| names.split(' ').filter_map(Role::named).collect();
    Ok(found.map(|(names,)| Actor::staff(id, roles(names))))
}

/// Ends the session of this token. It is known for a while whose it was.
pub(crate) async fn sign_out(tx: &mut Tx, actor: &Actor, token: &Token) -> Result<(), Error> {
    let id = actor.may_as_staff(Action::UseDesk)?;
    let now = tx.now();
    let ended = tx.execute(END, values![token.hash(), id, now]).await?;
    if ended == 1 {
        let about = About::one("staff", id);
        audit::record(tx, actor.who(), "identity.sign_out", about, json!({})).await?;
    }
    Ok(())
}

/// Removes sessions that ended long ago, and failures and idempotency keys that are to be forgotten. How many sessions
/// there were.
pub async fn expire(tx: &mut Tx, actor: &Actor) -> Result<u64, Error> {
    actor.may(Action::ExpireSessions)?;
    attempt::forget_old(tx).await?;
    idempotency::forget_old(tx).await?;
    let now = tx.now();
    let ended = now.before(KNOWN);
    Ok(tx
        .execute(EXPIRE, values![ended, ended.before(IDLE)])
        .await?)
}

struct Account {
    id: Id<Staff>,
    password: String,
}

impl FromRow for Account {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            password: row.get("password")?,
        })
    }
}

/// An account by its member: the index of its name, and the password.
struct Named {
    index: [u8; 32],
    password: String,
}

impl FromRow for Named {
    fn from_row(row: &Row) -> store::Result<Self> {
        let index: Vec<u8> = row.get("sign_in_index")?;
        let unreadable = store::Error::Unreadable("identity_staff.sign_in_index");
        Ok(Self {
            index: index.try_into().map_err(|_| unreadable)?,
            password: row.get("password")?,
        })
    }
}

/// A session and whose it is, as a row.
struct Sitting {
    record: staff::Record,
    has_shortcuts: bool,
    used_at: Timestamp,
}

impl FromRow for Sitting {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            record: staff::Record::from_row(row)?,
            has_shortcuts: row.get("shortcuts")?,
            used_at: row.get("used_at")?,
        })
    }
}

const ACCOUNT: &str = "-- identity.staff.account
SELECT id, password FROM identity_staff WHERE sign_in_index = $1";

const NAMED: &str = "-- identity.staff.account_of
SELECT sign_in_index, password FROM identity_staff WHERE id = $1";

const INSERT: &str = "-- identity.session.insert
INSERT INTO identity_session (token_hash, form_hash, staff_id, opened_at, used_at, expires_at)
VALUES ($1, $2, $3, $4, $4, $5)";

const FIND: &str = "-- identity.session.find
SELECT staff.id, staff.data_key, staff.name, staff.roles, staff.language, staff.trainee, staff.added_at,
    staff.shortcuts, session.used_at
FROM identity_session AS session JOIN identity_staff AS staff ON staff.id = session.staff_id
WHERE session.token_hash = $1 AND session.expires_at > $2 AND session.used_at > $3";

const AUTHOR: &str = "-- identity.session.author
SELECT staff_id AS value FROM identity_session WHERE form_hash = $1";

const OTHERS: &str = "-- identity.session.others
SELECT DISTINCT staff.roles AS value
FROM identity_session AS session JOIN identity_staff AS staff ON staff.id = session.staff_id
WHERE session.staff_id <> $1 AND session.expires_at > $2 AND session.used_at > $3 LIMIT 1000";

const AT_THE_DESK: &str = "-- identity.session.at_the_desk
SELECT staff.roles AS value
FROM identity_session AS session JOIN identity_staff AS staff ON staff.id = session.staff_id
WHERE session.staff_id = $1 AND session.expires_at > $2 AND session.used_at > $3 LIMIT 1";

const USE: &str = "-- identity.session.use
UPDATE identity_session SET used_at = $2 WHERE token_hash = $1";

const END: &str = "-- identity.session.end
UPDATE identity_session SET expires_at = $3 WHERE token_hash = $1 AND staff_id = $2 AND expires_at > $3";

const EXPIRE: &str = "-- identity.session.expire
DELETE FROM identity_session WHERE expires_at <= $1 OR used_at <= $2";

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;

    use super::*;

    #[test]
    fn a_token_survives_its_cookie_and_prints_nothing() {
        let token = Token::random(&SystemEntropy);
        let again = Token::parse(&token.text()).unwrap();
        assert_eq!(again.hash(), token.hash());
        assert!(!format!("{token:?}").contains(&token.text()));
        for text in ["", "word", "*", &"A".repeat(44), &token.form_token()[1..]] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_form_token_is_of_its_session_alone() {
        let token = Token::random(&SystemEntropy);
        assert!(token.made_form(&token.form_token()));
        assert!(!Token::random(&SystemEntropy).made_form(&token.form_token()));
        for text in ["", "word", &token.text(), &token.form_token()[..42]] {
            assert!(!token.made_form(text), "{text}");
        }
        let stored = BASE64_URL_SAFE_NO_PAD.encode(token.hash());
        assert!(!token.made_form(&stored), "the store must not tell it");
    }
}
