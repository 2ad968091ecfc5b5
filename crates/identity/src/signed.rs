//! Who stands behind a request to the desk: what a handler takes when it needs somebody signed in.

use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Form, FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Language, Sensitive};
use page::{Problem, Ringing};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::Tx;

use crate::desk::sign_in;
use crate::kept::Kept;
use crate::session::{self, Token};
use crate::{Action, Actor, Desk, Staff};

/// The cookie that holds a session's token.
pub(crate) const COOKIE_NAME: &str = "desk_session";

/// Bytes of a form at most, where its page says nothing else.
pub(crate) const MOST: usize = 64 * 1024;

/// The field that every form of the desk has: what the session's pages put into it.
pub(crate) const CSRF: &str = "csrf";

const FORM: &str = "application/x-www-form-urlencoded";

/// Whether a request was caused by a page of another site (W3C Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Somebody signed in, for the handler of a page. A request without an open session is sent to sign in, and
/// from there back to the page it asked for. It is for reading alone: whatever changes something takes
/// [`SignedForm`], and a route that forgot it answers nobody.
#[derive(Clone, Debug)]
pub struct SignedIn {
    actor: Actor,
    id: Id<Staff>,
    name: Sensitive<String>,
    language: Language,
    has_shortcuts: bool,
    token: Token,
    path: String,
    ringing: Option<Ringing>,
}

/// What rings on every page of the desk: a layer of all its routes brings one, and whoever is signed in hears it.
#[derive(Clone)]
pub struct Bell(Arc<Listen>);

type Listen = dyn for<'a> Fn(&'a mut Tx, &'a Actor) -> Heard<'a> + Send + Sync;

/// What rings for somebody, once it is known.
pub type Heard<'a> = Pin<Box<dyn Future<Output = Option<Ringing>> + Send + 'a>>;

impl Bell {
    /// One that says of each person what rings for them.
    pub fn new(
        listen: impl for<'a> Fn(&'a mut Tx, &'a Actor) -> Heard<'a> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(listen))
    }
}

impl SignedIn {
    /// Who acts: for every function of a module.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Which member of staff.
    pub const fn id(&self) -> Id<Staff> {
        self.id
    }

    /// The name that colleagues read.
    pub fn name(&self) -> &str {
        self.name.expose()
    }

    /// The language of the desk's pages for this person.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Whether this person has the shortcuts of the desk.
    pub(crate) const fn has_shortcuts(&self) -> bool {
        self.has_shortcuts
    }

    /// What each form of the page carries in the hidden field `csrf`, for [`SignedForm`].
    pub fn csrf(&self) -> String {
        self.token.form_token()
    }

    /// Whether a part of the page may be offered; the functions behind it ask again.
    pub fn may(&self, action: Action) -> bool {
        self.actor.may(action).is_ok()
    }

    /// What rings for this person now.
    pub(crate) const fn ringing(&self) -> Option<Ringing> {
        self.ringing
    }

    /// The path of the request.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) const fn token(&self) -> &Token {
        &self.token
    }

    /// Whose session the request belongs to, if it is open; what rings for them, where the desk has a bell.
    pub(crate) async fn of(
        desk: &Desk,
        headers: &HeaderMap,
        path: &str,
        bell: Option<&Bell>,
    ) -> Result<Option<Self>, Problem> {
        match token_in(headers) {
            Some(token) => Self::with(desk, token, path, bell).await,
            None => Ok(None),
        }
    }

    /// Whose session has this token, if it is open.
    pub(crate) async fn with(
        desk: &Desk,
        token: Token,
        path: &str,
        bell: Option<&Bell>,
    ) -> Result<Option<Self>, Problem> {
        let mut tx = desk.db.read().await.map_err(crate::Error::from)?;
        let Some(session) = session::find(&mut tx, &token).await? else {
            return Ok(None);
        };
        let actor = Actor::staff(session.member.id, session.member.roles.clone());
        let ringing = match bell {
            Some(bell) => (bell.0)(&mut tx, &actor).await,
            None => None,
        };
        drop(tx);
        session::note_use(&desk.db, &token, &session).await?;
        let has_shortcuts = session.has_shortcuts;
        let member = session.member;
        Ok(Some(Self {
            actor,
            id: member.id,
            name: member.name,
            language: member.language,
            has_shortcuts,
            token,
            path: path.to_owned(),
            ringing,
        }))
    }
}

impl FromRequestParts<Desk> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Desk) -> Result<Self, Response> {
        if !parts.method.is_safe() {
            return Err(Problem::Malformed.into_response());
        }
        let path = parts.uri.path();
        Self::of(desk, &parts.headers, path, parts.extensions.get())
            .await
            .map_err(IntoResponse::into_response)?
            .ok_or_else(|| Redirect::to(&sign_in::address(path)).into_response())
    }
}

/// A form that somebody signed in sent from a page of ours: who, and what it says.
///
/// It is refused when it comes from another site, or without the hidden field `csrf` of the session. When
/// the session has ended meanwhile, nothing of it is done, and the answer is the sign-in page, which brings what was
/// typed back to whoever typed it. Where they have signed in anew already, it is the page that has them send it.
/// `SignedForm<Vec<(String, String)>>` reads fields that come several times; `SignedForm<T, BYTES>` takes a
/// form longer than most.
#[derive(Clone, Debug)]
pub struct SignedForm<T, const BYTES: usize = MOST>(pub SignedIn, pub T);

/// The field [`CSRF`].
#[derive(Deserialize)]
struct Csrf {
    csrf: String,
}

impl<T: DeserializeOwned, const BYTES: usize> FromRequest<Desk> for SignedForm<T, BYTES> {
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        refuse_other_sites(&parts.headers).map_err(IntoResponse::into_response)?;
        // A form that is refused is a page too, on which it rings.
        let bell = parts.extensions.get();
        let signed_in = SignedIn::of(desk, &parts.headers, parts.uri.path(), bell).await;
        match signed_in.map_err(IntoResponse::into_response)? {
            Some(signed_in) => Self::read(desk, signed_in, &parts, body)
                .await
                .map_err(IntoResponse::into_response)?,
            None => Err(sign_in::session_ended(desk, &parts, body, BYTES).await),
        }
    }
}

impl<T: DeserializeOwned, const BYTES: usize> SignedForm<T, BYTES> {
    /// The form; or the answer to one that another session made.
    async fn read(
        desk: &Desk,
        signed_in: SignedIn,
        parts: &Parts,
        body: Body,
    ) -> Result<Result<Self, Response>, Problem> {
        let bytes = read_form(&parts.headers, body, BYTES).await?;
        let Csrf { csrf } = parse(&bytes).await?;
        if signed_in.token.made_form(&csrf) {
            return Ok(Ok(Self(signed_in, parse(&bytes).await?)));
        }
        let path = parts.uri.path();
        let author = session::author(&desk.db, &csrf).await?;
        let Some(author) = author.filter(|_| sign_in::is_ours(path)) else {
            return Err(Problem::Malformed);
        };
        let page = if author == signed_in.id {
            let kept = Kept::of_earlier(desk, author, path, &bytes).await?;
            sign_in::kept_page(desk, &signed_in, kept)?
        } else {
            sign_in::another_signed_in(desk, parts, &bytes).await?
        };
        Ok(Err((StatusCode::CONFLICT, page).into_response()))
    }
}

/// The body of a form: of that type alone, and not too long.
pub(crate) async fn read_form(
    headers: &HeaderMap,
    body: Body,
    most: usize,
) -> Result<Sensitive<Vec<u8>>, Problem> {
    let sent_type = text(headers, &CONTENT_TYPE).unwrap_or_default();
    let sent_type = sent_type.split(';').next().unwrap_or_default();
    if !sent_type.trim().eq_ignore_ascii_case(FORM) {
        return Err(Problem::UnsupportedMedia);
    }
    // The only other reason is a connection that broke, and that one reads no answer.
    let bytes = to_bytes(body, most).await.map_err(|_| Problem::TooLarge)?;
    Ok(Sensitive::new(bytes.to_vec()))
}

/// The fields of a form.
pub(crate) async fn parse<T: DeserializeOwned>(form: &Sensitive<Vec<u8>>) -> Result<T, Problem> {
    let mut request = Request::new(form.expose().clone().into());
    *request.method_mut() = Method::POST;
    // It was held against the form's own limit when it was read.
    DefaultBodyLimit::disable().apply(&mut request);
    let headers = request.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    match Form::from_request(request, &()).await {
        Ok(Form(fields)) => Ok(fields),
        Err(_) => Err(Problem::Malformed),
    }
}

/// Refuses what a page of another site makes a browser send. The cookie is `SameSite=Strict` and forms carry
/// a token: this is the third wall, and the first for signing in.
pub(crate) fn refuse_other_sites(headers: &HeaderMap) -> Result<(), Problem> {
    let ours = if let Some(site) = headers.get(&SEC_FETCH_SITE) {
        // `none` is a person's own doing, such as sending a page again.
        site == "same-origin" || site == "none"
    } else {
        // Our pages send no referrer, for which some browsers write the origin as `null`.
        text(headers, &ORIGIN).is_none_or(|origin| {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == "null" || (host.is_some() && host == text(headers, &HOST))
        })
    };
    if ours { Ok(()) } else { Err(Problem::Denied) }
}

/// The session's token, from the cookie.
pub(crate) fn token_in(headers: &HeaderMap) -> Option<Token> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, value)| Token::parse(value))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn what_another_site_causes_is_refused() {
        for (pairs, ours) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none"), ("origin", "null")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (
                &[("sec-fetch-site", "cross-site"), ("origin", "null")],
                false,
            ),
            (&[("origin", "null")], true),
            (
                &[
                    ("origin", "http://desk.test:8000"),
                    ("host", "desk.test:8000"),
                ],
                true,
            ),
            (
                &[("origin", "https://desk.test"), ("host", "desk.test")],
                true,
            ),
            (
                &[("origin", "http://other.test"), ("host", "desk.test")],
                false,
            ),
            (&[("origin", "http://desk.test")], false),
            (&[("origin", "word")], false),
        ] {
            assert_eq!(
                refuse_other_sites(&headers(pairs)).is_ok(),
                ours,
                "{pairs:?}"
            );
        }
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = "A".repeat(43);
        let cookie = format!("other=1; desk_session={token}; last=2");
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_str(&cookie).unwrap());
        assert_eq!(token_in(&headers).unwrap().text(), token);
        headers.insert(
            COOKIE,
            HeaderValue::from_static("xdesk_session=1; desk_session"),
        );
        assert!(token_in(&headers).is_none());
    }
}
