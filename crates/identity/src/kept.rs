//! What somebody typed into a form of the desk whose session had ended: it goes back to the browser it came from,
//! sealed, and opens for the same member of staff alone, once they have signed in again. Where they have signed in again
//! already, in another tab, it is given back at once; where somebody else has signed in there meanwhile it is not shown to
//! them. The store keeps nothing of it.

use std::time::Duration;

use axum::body::Body;
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Id, Sensitive, Timestamp};
use page::Problem;
use serde::{Deserialize, Serialize};
use store::Db;

use crate::desk::sign_in::is_ours;
use crate::session;
use crate::signed::{CSRF, parse, read_form};
use crate::{Desk, Error, Staff};

/// How long what was typed can be sent after all.
pub(crate) const WITHIN: Duration = Duration::from_hours(1);

/// Bytes of what was typed at most, with the names of the fields: as many as the longest form has.
pub(crate) const MOST_KEPT: usize = 1024 * 1024;

/// What it is sealed under: it opens as nothing else, and nothing else as it.
const SEALED_AS: &[u8] = b"openhotline kept form v1";

/// A form that came too late.
#[derive(Deserialize, Serialize)]
pub(crate) struct Kept {
    /// Whose session it was made in.
    pub(crate) member: Id<Staff>,
    /// The path of the desk that it was sent to.
    pub(crate) path: String,
    /// Its fields but the token of the session and passwords.
    pub(crate) fields: Vec<(String, String)>,
    until: Timestamp,
}

/// What becomes of a form whose session has ended.
pub(crate) enum Late {
    /// Nothing was typed into it.
    Empty,
    /// Sealed, for a hidden field of the sign-in page.
    Kept(String),
    /// It is too long, or nobody can tell whose it is.
    Lost,
}

impl Late {
    /// Reads a form of a session that is not open.
    pub(crate) async fn read(
        desk: &Desk,
        parts: &Parts,
        body: Body,
        most: usize,
    ) -> Result<Self, Problem> {
        match read_form(&parts.headers, body, most).await {
            Ok(form) => Self::of_form(desk, parts.uri.path(), &form).await,
            Err(Problem::TooLarge) => Ok(Self::Lost),
            Err(_) => Ok(Self::Empty),
        }
    }

    /// The same of a form that was read.
    pub(crate) async fn of_form(
        desk: &Desk,
        path: &str,
        form: &Sensitive<Vec<u8>>,
    ) -> Result<Self, Problem> {
        let Ok(sent) = parse::<Vec<(String, String)>>(form).await else {
            return Ok(Self::Empty);
        };
        let token = sent.iter().find(|(name, _)| name == CSRF);
        // What no page of a session made is not to be sent by a press of a button.
        let author = match token {
            Some((_, token)) => session::author(&desk.db, token).await?,
            None => None,
        };
        let fields = typed(sent);
        if fields.iter().all(|(_, value)| value.trim().is_empty()) {
            return Ok(Self::Empty);
        }
        let Some(member) = author else {
            return Ok(Self::Lost);
        };
        let kept = Kept {
            member,
            path: path.to_owned(),
            fields,
            until: desk.db.clock().now().after(WITHIN),
        };
        let sealed = kept.seal(&desk.db).await?;
        Ok(sealed.map_or(Self::Lost, Self::Kept))
    }
}

/// The fields of a form but the token of the session and passwords.
fn typed(mut fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields.retain(|(name, _)| name != CSRF && !name.contains("password"));
    fields
}

impl Kept {
    /// A form that came in a newer session of whoever made it.
    pub(crate) async fn of_earlier(
        desk: &Desk,
        member: Id<Staff>,
        path: &str,
        form: &Sensitive<Vec<u8>>,
    ) -> Result<Self, Problem> {
        Ok(Self {
            member,
            path: path.to_owned(),
            fields: typed(parse(form).await?),
            until: desk.db.clock().now(),
        })
    }

    /// Its text for a hidden field; nothing where it is too long, or goes nowhere at the desk.
    async fn seal(&self, db: &Db) -> Result<Option<String>, Error> {
        let plain = Sensitive::new(serde_json::to_vec(self).unwrap_or_default());
        let fits = (1..=MOST_KEPT).contains(&plain.expose().len());
        if !fits || !is_ours(&self.path) {
            return Ok(None);
        }
        let tx = db.read().await?;
        let key = tx.keyring()?.work_key();
        let sealed = key.seal_with(SEALED_AS, plain.expose(), tx.entropy());
        Ok(Some(BASE64_URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// What a hidden field holds, while it may be sent; nothing for what we did not seal.
    pub(crate) async fn open(db: &Db, text: &str) -> Result<Option<Self>, Error> {
        let Ok(sealed) = BASE64_URL_SAFE_NO_PAD.decode(text) else {
            return Ok(None);
        };
        let tx = db.read().await?;
        let Ok(plain) = tx.keyring()?.work_key().open_with(SEALED_AS, &sealed) else {
            return Ok(None);
        };
        let kept = serde_json::from_slice::<Self>(plain.expose()).ok();
        Ok(kept.filter(|kept| tx.now() < kept.until && is_ours(&kept.path)))
    }
}
