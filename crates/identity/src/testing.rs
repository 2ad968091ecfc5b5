//! A desk whose pages are walked by requests, without a network: for tests alone.
//!
//! ```ignore
//! let desk = TestDesk::new(&test, takedown::routes(), &[("takedown.ftl", takedown::MESSAGES)]);
//! let analyst = desk.sign_in(&[Role::Analyst]).await;
//! let answer = analyst.post("/cases/…/notice", &[("contact", "…")]).await;
//! assert_eq!(answer.status, StatusCode::SEE_OTHER);
//! ```

#![expect(
    clippy::expect_used,
    reason = "a test that cannot have its desk cannot go on"
)]

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Response;
use kernel::{Id, Language, Sensitive, SystemEntropy};
use page::{Catalogue, Problems};
use store::testing::TestDb;
use tower::ServiceExt;

use crate::password::hash_at_least_cost;
use crate::session::Token;
use crate::{
    Actor, Desk, KeyRules, NewStaff, Role, Staff, add, add_partner_key, add_staff_key, routes,
};

/// The password of everyone whom a test adds.
pub const PASSWORD: &str = "six random words of a test";

/// A desk of this crate's pages and those of the crate under test.
#[derive(Clone)]
pub struct TestDesk {
    /// What the pages work with.
    pub desk: Desk,
    router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

impl Answer {
    /// Where the answer sends the browser; empty where it does not.
    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl TestDesk {
    /// A desk on the pack of the demonstration. `messages` are the English words of the crate under test, and
    /// of those whose pages it shows.
    pub fn new(
        test: &TestDb,
        pages: Router<Desk>,
        messages: &[(&'static str, &'static str)],
    ) -> Self {
        Self::with_pack(test, "demo", pages, messages)
    }

    /// The same under another pack that the program ships.
    pub fn with_pack(
        test: &TestDb,
        pack: &str,
        pages: Router<Desk>,
        messages: &[(&'static str, &'static str)],
    ) -> Self {
        let source = pack::Source::Shipped(pack.to_owned());
        let pack = pack::load(&source, true).expect("a shipped pack loads");
        let own = [
            ("page.ftl", page::MESSAGES),
            ("identity.ftl", crate::MESSAGES),
        ];
        let english: Vec<_> = own.iter().chain(messages).copied().collect();
        let others = pack.messages.iter().flat_map(|(language, files)| {
            files
                .iter()
                .map(|(name, text)| (*language, name.clone(), text.clone()))
        });
        let catalogue = Catalogue::new(&english, others).expect("the words have no fault");
        let desk = Desk {
            db: test.desk.clone(),
            pack: Arc::new(pack),
            catalogue,
            demonstration: true,
            keys: KeyRules::default(),
            behind_tls: false,
            isolated_browser: None,
        };
        Self::over(desk, pages)
    }

    /// A desk with another state.
    pub fn over(desk: Desk, pages: Router<Desk>) -> Self {
        let problems = Problems {
            catalogue: desk.catalogue.clone(),
            offered: desk.pack.languages.clone().into(),
            demonstration: true,
            aside: None,
            entropy: Arc::new(SystemEntropy),
        };
        let router = routes().merge(pages).with_state(desk.clone());
        Self {
            desk,
            router: page::with_problems(router, problems),
        }
    }

    /// Adds somebody with these roles, who reads English and signs in with `name` and [`PASSWORD`].
    pub async fn add(&self, name: &str, roles: &[Role]) -> Id<Staff> {
        let password = hash_at_least_cost(PASSWORD).expect("the password is hashed");
        let new = NewStaff {
            sign_in: name.to_owned(),
            name: name.to_owned(),
            password,
            roles: roles.to_vec(),
            language: Language::ENGLISH,
            trainee: false,
        };
        let mut tx = self.desk.db.write().await.expect("a transaction");
        let id = add(&mut tx, &Actor::operator(), new)
            .await
            .expect("the member of staff is added");
        tx.commit().await.expect("the member of staff is stored");
        id
    }

    /// Adds somebody with these roles and signs in through the page.
    pub async fn sign_in(&self, roles: &[Role]) -> Visitor {
        let name = Id::<Staff>::random(self.desk.db.entropy()).to_string();
        let staff = self.add(&name, roles).await;
        let mut visitor = self.visitor();
        let answer = visitor.enter(&name, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        visitor.actor = Some(Actor::staff(staff, roles.to_vec()));
        visitor
    }

    /// Gives a partner of this name a key. The key's text.
    pub async fn partner_key(&self, name: &str) -> Sensitive<String> {
        let mut tx = self.desk.db.write().await.expect("a transaction");
        let key = add_partner_key(&mut tx, &Actor::operator(), name)
            .await
            .expect("the partner gets a key");
        tx.commit().await.expect("the key is stored");
        key.text
    }

    /// A program with a new key of somebody's, for the roles that `actor` has of these.
    pub async fn program(&self, actor: &Actor, roles: &[Role]) -> Program {
        let mut tx = self.desk.db.write().await.expect("a transaction");
        let life = self.desk.keys.longest;
        let key = add_staff_key(&mut tx, actor, self.desk.keys, "a program", roles, life)
            .await
            .expect("the key is made");
        tx.commit().await.expect("the key is stored");
        Program {
            visitor: self.visitor(),
            key,
        }
    }

    /// Adds somebody with these roles, and a program with a key for all of them.
    pub async fn program_of(&self, roles: &[Role]) -> (Actor, Program) {
        let name = Id::<Staff>::random(self.desk.db.entropy()).to_string();
        let actor = Actor::staff(self.add(&name, roles).await, roles.to_vec());
        let program = self.program(&actor, roles).await;
        (actor, program)
    }

    /// A browser in which nobody has signed in.
    pub fn visitor(&self) -> Visitor {
        Visitor {
            desk: self.clone(),
            token: None,
            actor: None,
        }
    }
}

/// A program that calls the desk's interface with a key.
#[derive(Clone)]
pub struct Program {
    visitor: Visitor,
    key: Sensitive<String>,
}

impl Program {
    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], "").await
    }

    /// Sends JSON under a new idempotency key.
    pub async fn post(&self, path: &str, body: &str) -> Answer {
        let key = Id::<Program>::random(&SystemEntropy).to_string();
        let headers = [("idempotency-key", key.as_str())];
        self.call(Method::POST, path, &headers, body).await
    }

    /// Sends JSON that changes what was read in a version.
    pub async fn put(&self, path: &str, version: &str, body: &str) -> Answer {
        self.call(Method::PUT, path, &[("if-match", version)], body)
            .await
    }

    /// Changes what was read in a version, under this idempotency key.
    pub async fn change(&self, path: &str, version: &str, key: &str, body: &str) -> Answer {
        let headers = [("if-match", version), ("idempotency-key", key)];
        self.call(Method::POST, path, &headers, body).await
    }

    /// Changes what is read at `of` by the call `step` below it, once: it is refused to whoever may not, to whoever
    /// does not say in which version they read it, and to whoever comes second; sent again it has the same answer.
    pub async fn changes_once(
        &self,
        who_may_not: &Self,
        (of, step): (&str, &str),
        body: &str,
    ) -> Answer {
        let (path, version) = (format!("{of}/{step}"), self.get(of).await.version());
        let key = || Id::<Self>::random(&SystemEntropy).to_string();
        let (one, none) = (key(), "\"00000000000000000000000000000000\"");
        let refused = [
            (403, who_may_not.change(&path, &version, &key(), body).await),
            (428, self.post(&path, body).await),
            (412, self.change(&path, none, &key(), body).await),
        ];
        for (status, answer) in refused {
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        }
        let done = self.change(&path, &version, &one, body).await;
        assert_eq!(done.status, StatusCode::OK, "{path}: {}", done.body);
        assert_eq!(done.version(), self.get(of).await.version(), "{path}");
        let again = self.change(&path, &version, &one, body).await;
        assert_eq!((again.status, &again.body), (done.status, &done.body));
        let second = self.change(&path, &version, &key(), body).await;
        assert_eq!(second.status.as_u16(), 412, "{path}: {}", second.body);
        done
    }

    /// Calls with exactly these headers beside the key's.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.key.expose());
        let own = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let headers: Vec<_> = own.iter().chain(headers).copied().collect();
        self.visitor.call(method, path, &headers, body).await
    }

    /// The same without the key: another stands among the headers.
    pub async fn call_without_key(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let own = [("content-type", "application/json")];
        let headers: Vec<_> = own.iter().chain(headers).copied().collect();
        self.visitor.call(method, path, &headers, body).await
    }

    /// The key, as its holder keeps it.
    pub fn key(&self) -> &str {
        self.key.expose()
    }
}

impl Answer {
    /// The answer as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the answer is JSON")
    }

    /// The version of what the answer shows; empty where it says none.
    pub fn version(&self) -> String {
        let version = self.headers.get(axum::http::header::ETAG);
        version
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}

/// A browser at the desk.
#[derive(Clone)]
pub struct Visitor {
    desk: TestDesk,
    token: Option<Token>,
    actor: Option<Actor>,
}

impl Visitor {
    /// Who sits there: for calling a module's functions without a page.
    pub fn actor(&self) -> &Actor {
        self.actor.as_ref().expect("somebody has signed in")
    }

    /// Which member of staff sits there.
    pub fn id(&self) -> Id<Staff> {
        self.actor().staff_id().expect("staff signs in")
    }

    /// What every form of the session carries in the field `csrf`.
    pub fn csrf(&self) -> String {
        self.token
            .as_ref()
            .map(Token::form_token)
            .unwrap_or_default()
    }

    /// Fills in the sign-in page, and keeps the cookie.
    pub async fn enter(&mut self, name: &str, password: &str) -> Answer {
        let fields = [("name", name), ("password", password)];
        let answer = self.send("/sign-in", &[], &fields).await;
        let cookie = answer.headers.get(SET_COOKIE);
        let token = cookie
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(['=', ';']).nth(1))
            .and_then(Token::parse);
        if token.is_some() {
            self.token = token;
        }
        answer
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// Asks for what exactly these headers ask for.
    pub async fn get_as(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(Method::GET, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).expect("a request"))
            .await
    }

    /// Sends a form of the session, its hidden token included.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf();
        let fields: Vec<_> = [("csrf", csrf.as_str())]
            .iter()
            .chain(fields)
            .copied()
            .collect();
        self.send(path, &[], &fields).await
    }

    /// Sends exactly these headers and fields.
    pub async fn send(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Answer {
        let pairs: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let headers: Vec<_> = form.iter().chain(headers).copied().collect();
        self.send_as(path, &headers, &pairs.join("&")).await
    }

    /// Sends exactly this body under these headers.
    pub async fn send_as(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.call(Method::POST, path, headers, body).await
    }

    /// Asks by a method, with exactly these headers and this body.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = self.request(method, path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.to_owned().into()).expect("a request"))
            .await
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "desk.test")
            .header(ACCEPT_LANGUAGE, "en");
        match &self.token {
            Some(token) => request.header(COOKIE, format!("desk_session={}", token.text())),
            None => request,
        }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let router = self.desk.router.clone();
        let Ok(answer) = router.oneshot(request).await;
        let (parts, body) = Response::into_parts(answer);
        let body = to_bytes(body, usize::MAX).await.expect("a whole answer");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).expect("a page is text"),
        }
    }
}

/// A text in a form, every byte that is no letter or digit in percents.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
