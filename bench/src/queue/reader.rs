//! Somebody who reads the queue: a member of the staff with a session, and a program with a key of theirs. Both come by them
//! as everybody does, through the pages.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use identity::{Actor, NewStaff, Role, Staff, hash_password};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use store::Db;

use crate::client::{Client, FORM};

/// A password, as a form has it.
const PASSWORD: &str = "six+random+words+of+a+bench";

/// Somebody who reads.
pub(crate) struct Reader {
    /// The header of their browser.
    pub(crate) cookie: String,
    /// That of their program.
    pub(crate) bearer: String,
    /// Who they are.
    pub(super) id: Id<Staff>,
    /// What the forms of their session carry.
    pub(super) csrf: String,
}

impl Reader {
    /// An analyst who signs in, opts out of these categories, and makes a key.
    pub(super) async fn new(
        db: &Db,
        address: SocketAddr,
        number: usize,
        without: &[String],
    ) -> anyhow::Result<Self> {
        let name = format!("reader{number}");
        Self::with_role(db, address, &name, Role::Analyst, without).await
    }

    /// The same of somebody of this role.
    pub(crate) async fn with_role(
        db: &Db,
        address: SocketAddr,
        name: &str,
        role: Role,
        without: &[String],
    ) -> anyhow::Result<Self> {
        let id = add(db, name, role).await?;
        let mut client = Client::connect(address).await?;
        let sent = format!("name={name}&password={PASSWORD}");
        let entered = client.post("/sign-in", FORM, &sent).await?;
        ensure!(entered.status == 303, "nobody signed in");
        let cookie = entered.header("set-cookie").context("no session")?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let page = client
            .send("GET", "/keys", &[("cookie", &cookie)], "")
            .await?;
        let csrf = between(page.body, "name=\"csrf\" value=\"", "\"")?;
        let form = [("cookie", cookie.as_str()), ("content-type", FORM)];
        if !without.is_empty() {
            let chosen = without.iter().map(|key| format!("&category={key}"));
            let sent = format!("csrf={csrf}{}", chosen.collect::<Vec<_>>().concat());
            let out = client
                .send("POST", "/exposure/categories", &form, &sent)
                .await?;
            ensure!(out.status == 303, "nobody opted out");
        }
        let sent = format!(
            "csrf={csrf}&name=bench&role={}&days=1&password={PASSWORD}",
            role.name()
        );
        let made = client.send("POST", "/keys", &form, &sent).await?;
        ensure!(made.status == 200, "no key was made");
        let key = between(made.body, "<code>", "</code>")?;
        let bearer = format!("Bearer {key}");
        Ok(Self {
            cookie,
            bearer,
            id,
            csrf,
        })
    }
}

/// Adds somebody of this role.
async fn add(db: &Db, name: &str, role: Role) -> anyhow::Result<Id<Staff>> {
    let password = Sensitive::new(PASSWORD.replace('+', " "));
    let new = NewStaff {
        sign_in: name.to_owned(),
        name: name.to_owned(),
        password: hash_password(password, &SystemEntropy).await?,
        roles: vec![role],
        language: Language::ENGLISH,
        trainee: false,
    };
    let mut tx = db.write().await?;
    let id = identity::add(&mut tx, &Actor::operator(), new).await?;
    tx.commit().await?;
    Ok(id)
}

/// What stands in a page between these.
fn between(page: &[u8], begin: &str, end: &str) -> anyhow::Result<String> {
    let page = std::str::from_utf8(page)?;
    let (_, rest) = page.split_once(begin).context("a page without it")?;
    let (found, _) = rest.split_once(end).context("a page without its end")?;
    Ok(found.to_owned())
}
