//! Signing in and out.

use std::time::Duration;

use askama::Template;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Language, Sensitive};
use page::{FormErrors, Frame, Message, Problem};
use serde::Deserialize;

use crate::kept::{Kept, Late, MOST_KEPT};
use crate::password::Verifier;
use crate::session::{self, SignIn, Token};
use crate::signed::{COOKIE_NAME, MOST, parse, read_form, refuse_other_sites};
use crate::{Desk, Error, SignedIn};

/// Bytes that the sign-in page sends at most: what was typed before stands in it in base64.
const MOST_WITH_KEPT: usize = MOST_KEPT / 2 * 3 + MOST;

/// Where to go after signing in, and in which language to ask.
#[derive(Default, Deserialize)]
pub(crate) struct Way {
    to: Option<String>,
    language: Option<Language>,
}

/// What is typed at the sign-in page.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: Sensitive<String>,
    to: Option<String>,
    language: Option<Language>,
    /// What was typed into a form before the session ended, sealed.
    kept: Option<String>,
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    frame: Frame,
    errors: FormErrors,
    /// Why the page is shown though nobody asked for it.
    notice: Option<&'static str>,
    to: Option<String>,
    /// What was typed before, sealed.
    kept: Option<String>,
    typed_name: String,
}

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage {
    frame: Frame,
    csrf: String,
    path: String,
    fields: Vec<(String, String)>,
}

/// The sign-in page's address, with the page to go to afterwards.
pub(crate) fn address(to: &str) -> String {
    if is_ours(to) && to != "/" {
        format!("/sign-in?to={to}")
    } else {
        "/sign-in".to_owned()
    }
}

/// GET /sign-in
pub(super) async fn form(
    State(desk): State<Desk>,
    Query(way): Query<Way>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let page = SignInPage::new(&desk, &headers, way);
    page::render(&page)
}

/// POST /sign-in
pub(super) async fn enter(
    State(desk): State<Desk>,
    Extension(verifier): Extension<Verifier>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    refuse_other_sites(&parts.headers)?;
    let form = read_form(&parts.headers, body, MOST_WITH_KEPT).await?;
    let entry: Entry = parse(&form).await?;
    match session::sign_in(&desk.db, &verifier, &entry.name, entry.password).await? {
        SignIn::In(token) => {
            // Whoever sat here before has left.
            end(&desk, &parts.headers).await?;
            let to = entry.to.filter(|to| is_ours(to));
            let cookie = cookie(&desk, Some(&token));
            // The one answer to a form that leads nowhere else: no address holds what was typed.
            if let Some(kept) = opened(&desk, entry.kept.as_deref()).await?
                && let Some(signed_in) = SignedIn::with(&desk, token, "/sign-in", None).await?
                && signed_in.id() == kept.member
            {
                let page = kept_page(&desk, &signed_in, kept)?;
                return Ok(([(SET_COOKIE, cookie)], page).into_response());
            }
            Ok((
                [(SET_COOKIE, cookie)],
                Redirect::to(to.as_deref().unwrap_or("/")),
            )
                .into_response())
        }
        refused => {
            let way = Way {
                to: entry.to,
                language: entry.language,
            };
            let mut page = SignInPage::new(&desk, &parts.headers, way);
            page.typed_name = entry.name;
            if opened(&desk, entry.kept.as_deref()).await?.is_some() {
                page.keep(entry.kept);
            }
            page.refused(&refused)
        }
    }
}

/// POST /sign-out. The button stands in the frame of every page, so it carries no token of the session;
/// leaving harms nobody, and a page of another site cannot cause it.
pub(super) async fn leave(
    State(desk): State<Desk>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    refuse_other_sites(&headers)?;
    end(&desk, &headers).await?;
    let cookie = cookie(&desk, None);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/sign-in")).into_response())
}

/// The answer to a form whose session has ended: nothing of it was done, and nothing is shown before its author has
/// signed in again. `most`: bytes of the form.
pub(crate) async fn session_ended(desk: &Desk, parts: &Parts, body: Body, most: usize) -> Response {
    let mut page = SignInPage::new(desk, &parts.headers, Way::default());
    match Late::read(desk, parts, body, most).await {
        Ok(Late::Empty) => page.notice = Some("sign-in-session-ended"),
        Ok(Late::Lost) => page.notice = Some("sign-in-not-kept"),
        Ok(Late::Kept(sealed)) => page.keep(Some(sealed)),
        Err(problem) => return problem.into_response(),
    }
    match page::render(&page) {
        Ok(answer) => (StatusCode::UNAUTHORIZED, answer).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// The answer to a form that somebody filled in before another signed in in the same browser: nothing of it was done,
/// and nothing is shown to whoever is signed in now.
pub(crate) async fn another_signed_in(
    desk: &Desk,
    parts: &Parts,
    form: &Sensitive<Vec<u8>>,
) -> Result<Response, Problem> {
    let mut page = SignInPage::new(desk, &parts.headers, Way::default());
    page.notice = Some(match Late::of_form(desk, parts.uri.path(), form).await? {
        Late::Empty => "sign-in-another",
        Late::Lost => "sign-in-another-not-kept",
        Late::Kept(sealed) => {
            page.keep(Some(sealed));
            "sign-in-another-kept"
        }
    });
    page::render(&page)
}

async fn opened(desk: &Desk, kept: Option<&str>) -> Result<Option<Kept>, Error> {
    match kept {
        Some(text) => Kept::open(&desk.db, text).await,
        None => Ok(None),
    }
}

/// The page on which somebody sends what they typed before, by a press of a button.
pub(crate) fn kept_page(
    desk: &Desk,
    signed_in: &SignedIn,
    kept: Kept,
) -> Result<Response, Problem> {
    let title = desk.words(signed_in).text("kept-title");
    page::render(&KeptPage {
        frame: desk.frame(signed_in, title),
        csrf: signed_in.csrf(),
        path: kept.path,
        fields: kept.fields,
    })
}

impl SignInPage {
    fn new(desk: &Desk, headers: &HeaderMap, way: Way) -> Self {
        let offered = &desk.pack.languages;
        let language = page::choose(way.language, headers.get(ACCEPT_LANGUAGE), offered);
        let to = way.to.filter(|to| is_ours(to));
        let mut frame = desk.bare_frame(language, "");
        frame.title = frame.words.text("sign-in-title");
        let address = address(to.as_deref().unwrap_or("/"));
        let joint = if address.contains('?') { '&' } else { '?' };
        frame.offer(&desk.catalogue, offered, |language| {
            format!("{address}{joint}language={language}")
        });
        Self {
            frame,
            errors: FormErrors::none(),
            notice: None,
            to,
            kept: None,
            typed_name: String::new(),
        }
    }

    /// Holds what was typed before. A link to another language would lose it.
    fn keep(&mut self, sealed: Option<String>) {
        self.kept = sealed;
        self.notice = Some("sign-in-kept");
        self.frame.languages.clear();
    }

    fn refused(mut self, why: &SignIn) -> Result<Response, Problem> {
        if let SignIn::Wait(wait) = why {
            let seconds = wait.saturating_add(Duration::from_millis(999)).as_secs();
            let message =
                Message::new("sign-in-wait").with("seconds", i64::try_from(seconds).unwrap_or(60));
            self.errors.push("password", message);
            let answer = page::render(&self)?;
            let after = [(RETRY_AFTER, seconds.to_string())];
            return Ok((StatusCode::TOO_MANY_REQUESTS, after, answer).into_response());
        }
        self.errors.push("name", Message::new("sign-in-wrong"));
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page::render(&self)?).into_response())
    }
}

/// Ends the session that the browser still has, if any.
async fn end(desk: &Desk, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(signed_in) = SignedIn::of(desk, headers, "/sign-out", None).await? else {
        return Ok(());
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    session::sign_out(&mut tx, signed_in.actor(), signed_in.token()).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(())
}

fn cookie(desk: &Desk, token: Option<&Token>) -> String {
    let value = token.map(Token::text).unwrap_or_default();
    let age = if token.is_some() { "" } else { "; Max-Age=0" };
    let secure = if desk.behind_tls { "; Secure" } else { "" };
    format!("{COOKIE_NAME}={value}; HttpOnly; SameSite=Strict; Path=/{age}{secure}")
}

/// Whether a path is one of the desk, written as our routes are: nothing that a browser could read as
/// another host (`//host`, `/\host`), and nothing to be encoded.
pub(crate) fn is_ours(path: &str) -> bool {
    path.len() <= 200
        && path.starts_with('/')
        && !path.contains("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_the_desk_is_gone_to() {
        for path in ["/", "/queue", "/cases/0b6f-17/view"] {
            assert!(is_ours(path), "{path}");
        }
        for path in [
            "",
            "queue",
            "//other.test",
            "/\\other.test",
            "/%2fother.test",
            "/a?b=c",
            "/a\r\nb",
            "https://other.test/",
            &"/a".repeat(101),
        ] {
            assert!(!is_ours(path), "{path}");
        }
        assert_eq!(address("/cases/17"), "/sign-in?to=/cases/17");
        assert_eq!(address("//other.test"), "/sign-in");
        assert_eq!(address("/"), "/sign-in");
    }
}
