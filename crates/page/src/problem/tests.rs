use std::io;
use std::sync::Mutex;

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use kernel::testing::SeededEntropy;
use tower::ServiceExt;

use super::*;
use crate::tests::catalogue;

#[derive(serde::Deserialize)]
struct Typed {
    number: u32,
}

fn router() -> Router {
    let internal = || async { Problem::internal(&io::Error::other("the pipe is shut")) };
    let unavailable = || async {
        let problem = Problem::unavailable(&io::Error::other("no space left"));
        ([("retry-after", "60")], problem)
    };
    let invalid = || async {
        let mut errors = FormErrors::none();
        errors.push("urls", Message::new("sample-wrong"));
        Problem::Invalid(errors)
    };
    let own = || async {
        let page = axum::response::Html("our own page");
        (StatusCode::UNPROCESSABLE_ENTITY, page)
    };
    let router = Router::new()
        .route("/km/internal", get(internal))
        .route("/api/v1/internal", get(internal))
        .route("/en/unavailable", get(unavailable))
        .route("/api/v1/invalid", get(invalid))
        .route("/en/invalid", get(invalid))
        .route("/en/own", get(own))
        .route("/en/panic/{word}", get(panicking))
        .route(
            "/en/form",
            post(|Form(typed): Form<Typed>| async move { typed.number.to_string() }),
        );
    let problems = Problems {
        catalogue: catalogue(),
        offered: Arc::new([Language::KHMER, Language::ENGLISH]),
        demonstration: false,
        aside: None,
        entropy: Arc::new(SeededEntropy::new(3)),
    };
    with_problems(router, problems)
}

async fn panicking() -> Response {
    panic!("typed words")
}

async fn ask(request: Request) -> (StatusCode, axum::http::HeaderMap, String) {
    let response = router().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

async fn fetch(path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
    ask(Request::get(path).body(Body::empty()).unwrap()).await
}

/// Where the log of one test goes.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Everything that this thread logs from now on.
    fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn our_failure_shows_a_sentence_and_a_number_and_logs_the_cause_once() {
    let (log, _guard) = Log::listen();
    let (status, headers, html) = fetch("/km/internal").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(headers[CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(html.contains("lang=\"km\"") && html.contains("មានបញ្ហានៅខាងយើង"));
    assert!(!html.contains("the pipe is shut"));
    let incident = incident_number(&SeededEntropy::new(3));
    assert_eq!(incident.len(), 8);
    assert!(html.contains(&incident));
    let log = log.text();
    assert_eq!(log.matches("the pipe is shut").count(), 1);
    assert!(log.contains(&incident) && log.contains("/km/internal"));
}

#[tokio::test]
async fn a_client_gets_a_json_problem() {
    let (status, headers, body) = fetch("/api/v1/internal").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json");
    let document: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(document["status"], 500);
    assert_eq!(document["incident"].as_str().map(str::len), Some(8));
    assert!(document.get("errors").is_none());
}

#[tokio::test]
async fn wrong_fields_are_named_in_the_reader_s_language() {
    let request = Request::get("/api/v1/invalid").header(ACCEPT_LANGUAGE, "en");
    let (status, _, body) = ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let document: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(document["errors"][0]["field"], "urls");
    assert_eq!(document["errors"][0]["pointer"], "#/urls");
    let detail = document["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.starts_with("This is no address"), "{detail}");
    assert!(document.get("incident").is_none());
    let (_, _, html) = fetch("/en/invalid").await;
    assert!(html.contains(detail), "{html}");
}

#[tokio::test]
async fn a_panic_says_and_logs_nothing_of_what_it_held() {
    let (log, _guard) = Log::listen();
    let (status, _, html) = fetch("/en/panic/typed").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(html.contains("Something went wrong on our side") && !html.contains("typed"));
    let log = log.text();
    assert!(
        log.contains("/en/panic/{word}") && !log.contains("typed"),
        "{log}"
    );
}

#[tokio::test]
async fn what_the_router_refuses_is_a_page_too_and_keeps_its_headers() {
    let (status, _, html) = fetch("/en/nowhere").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(html.contains("This page was not found"));
    let (status, headers, _) = fetch("/en/form").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(headers["allow"], "POST");
    let (status, headers, html) = fetch("/en/unavailable").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(headers["retry-after"], "60");
    assert!(!html.contains("no space left"));
}

#[tokio::test]
async fn a_refused_form_does_not_echo_what_was_typed() {
    let request = Request::post("/en/form")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("number=word"));
    let (status, _, html) = ask(request.unwrap()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!html.contains("number") && !html.contains("word"), "{html}");
    let request = Request::post("/en/form").body(Body::from("number=1"));
    let (status, _, html) = ask(request.unwrap()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(html.contains("Files cannot be sent here"));
}

#[tokio::test]
async fn a_page_of_a_handler_s_own_is_left_alone() {
    let (status, _, html) = fetch("/en/own").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(html, "our own page");
}

#[test]
fn every_status_of_a_problem_stands_for_it_again() {
    let internal = Problem::internal(&io::Error::other("word"));
    for problem in [
        Problem::NotFound,
        Problem::SignedOut,
        Problem::Denied,
        Problem::MethodNotAllowed,
        Problem::Invalid(FormErrors::none()),
        Problem::Changed,
        Problem::Unconditional,
        Problem::TooLarge,
        Problem::UnsupportedMedia,
        Problem::TooMany,
        Problem::Malformed,
        internal,
    ] {
        let again = Problem::of_status(problem.status());
        assert_eq!(again.status(), problem.status());
    }
}
