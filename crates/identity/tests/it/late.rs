//! A form that is sent when its session has ended: what was typed comes back to whoever typed it, and to nobody else.

use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use identity::testing::{Answer, PASSWORD, TestDesk, Visitor};
use identity::{IDLE, Role, SignedForm};
use store::testing::TestDb;

const TYPED: &str = "two \"words\" <b> and\r\na line ស";

/// A desk with a form that says what it was sent.
async fn desk_of(test: &TestDb) -> (TestDesk, Visitor) {
    let said = post(
        async |SignedForm(_, sent): SignedForm<Vec<(String, String)>, { 1024 * 1024 }>| {
            format!("{sent:?}")
        },
    );
    let desk = TestDesk::new(test, Router::new().route("/cases/17/words", said), &[]);
    desk.add("dara", &[Role::Analyst]).await;
    desk.add("sokha", &[Role::Analyst]).await;
    let mut dara = desk.visitor();
    dara.enter("dara", PASSWORD).await;
    (desk, dara)
}

/// The value of a hidden field of a page, as it stands there.
fn hidden<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    Some(rest.split_once('"')?.0)
}

async fn late(dara: &Visitor, text: &str) -> Answer {
    let fields = [
        ("note", text),
        ("password", "a secret word"),
        ("kind", "17"),
    ];
    let answer = dara.post("/cases/17/words", &fields).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.body.contains("Your session has ended"));
    answer
}

async fn sign_in(browser: &Visitor, name: &str, password: &str, kept: &str) -> Answer {
    let fields = [("name", name), ("password", password), ("kept", kept)];
    browser.send("/sign-in", &[], &fields).await
}

store::on_both! {
    async fn what_was_typed_is_sent_after_signing_in_again(test: TestDb) {
        let (_, mut dara) = desk_of(&test).await;
        test.clock.advance(IDLE);
        let page = late(&dara, TYPED).await.body;
        assert!(!page.contains("words") && !page.contains("language=km"), "{page}");
        let kept = hidden(&page, "kept").unwrap().to_owned();

        // A wrong password loses nothing.
        let again = sign_in(&dara, "dara", "wrong", &kept).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept = hidden(&again.body, "kept").unwrap().to_owned();

        let answer = sign_in(&dara, "dara", PASSWORD, &kept).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.headers.contains_key("set-cookie"));
        let page = answer.body;
        assert!(page.contains("You typed this before your session ended"), "{page}");
        assert!(page.contains("action=\"/cases/17/words\""), "{page}");
        assert!(page.contains("two &#34;words&#34; &#60;b&#62; and\r\na line ស"), "{page}");
        assert!(!page.contains("a secret word") && !page.contains("name=\"password\""), "{page}");
        // The token is the new session's, and there is one.
        assert_eq!(page.matches("name=\"csrf\"").count(), 1);
        let csrf = hidden(&page, "csrf").unwrap().to_owned();
        assert_ne!(csrf, dara.csrf());
        dara.enter("dara", PASSWORD).await;
        let sent = dara.post("/cases/17/words", &[("note", TYPED), ("kind", "17")]).await;
        assert_eq!(sent.status, StatusCode::OK);
    }

    async fn nobody_else_is_shown_what_was_typed(test: TestDb) {
        let (desk, dara) = desk_of(&test).await;
        test.clock.advance(IDLE);
        let kept = hidden(&late(&dara, TYPED).await.body, "kept").unwrap().to_owned();
        for browser in [&dara, &desk.visitor()] {
            let answer = sign_in(browser, "sokha", PASSWORD, &kept).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
            assert!(!answer.body.contains("words"));
        }
        // Nor after an hour, nor what was changed.
        let mut changed = kept.clone().into_bytes();
        changed[60] = if changed[60] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        for wrong in ["", "word", changed.as_str(), &kept[..kept.len() - 4]] {
            let answer = sign_in(&dara, "dara", PASSWORD, wrong).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{wrong}");
            let answer = sign_in(&dara, "dara", "wrong", wrong).await;
            assert_eq!(hidden(&answer.body, "kept"), None);
        }
        test.clock.advance(Duration::from_mins(59));
        assert_eq!(sign_in(&dara, "dara", PASSWORD, &kept).await.status, StatusCode::OK);
        test.clock.advance(Duration::from_mins(1));
        assert_eq!(sign_in(&dara, "dara", PASSWORD, &kept).await.status, StatusCode::SEE_OTHER);
    }

    async fn what_cannot_be_kept_is_said_so(test: TestDb) {
        let (desk, dara) = desk_of(&test).await;
        test.clock.advance(IDLE);
        // Plain letters are as long in a form as when they are kept.
        let fits = "a".repeat(1023 * 1024);
        let page = late(&dara, &fits).await.body;
        let kept = hidden(&page, "kept").unwrap().to_owned();
        assert!(sign_in(&dara, "dara", PASSWORD, &kept).await.body.contains(&fits));
        for long in [1024 * 1024, 2048 * 1024] {
            let page = late(&dara, &"a".repeat(long)).await.body;
            assert!(page.contains("could not be kept") && hidden(&page, "kept").is_none());
        }
        // Whose it is nobody can tell where no session of ours made it.
        assert!(late(&desk.visitor(), TYPED).await.body.contains("could not be kept"));
    }

    async fn a_form_of_one_tab_is_given_back_after_signing_in_anew_in_another(test: TestDb) {
        let (_, mut dara) = desk_of(&test).await;
        // Signed in over an open session, over one that ran out, and after signing out.
        for round in 0..3 {
            let first_tab = dara.csrf();
            match round {
                0 => {}
                1 => test.clock.advance(IDLE),
                _ => drop(dara.post("/sign-out", &[]).await),
            }
            dara.enter("dara", PASSWORD).await;
            let fields = [("csrf", first_tab.as_str()), ("note", TYPED), ("old_password", "a secret word"), ("kind", "17")];
            let answer = dara.send("/cases/17/words", &[], &fields).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "nothing was done");
            let page = answer.body;
            assert!(page.contains("action=\"/cases/17/words\""), "{page}");
            assert!(page.contains("two &#34;words&#34; &#60;b&#62; and\r\na line ស"), "{page}");
            assert!(!page.contains("a secret word"), "{page}");
            assert_eq!(hidden(&page, "csrf"), Some(dara.csrf().as_str()));
            let sent = dara.post("/cases/17/words", &[("note", TYPED), ("kind", "17")]).await;
            assert_eq!(sent.status, StatusCode::OK);
        }
        // What no session of ours made is given nothing.
        for token in ["", "word"] {
            let answer = dara.send("/cases/17/words", &[], &[("csrf", token), ("note", TYPED)]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert!(!answer.body.contains("words"), "{}", answer.body);
        }
    }

    async fn a_form_that_another_member_s_session_sends_is_kept_for_whoever_filled_it_in(test: TestDb) {
        let (_, mut browser) = desk_of(&test).await;
        let daras = browser.csrf();
        browser.enter("sokha", PASSWORD).await;
        let send = async |text: &str| {
            let fields = [("csrf", daras.as_str()), ("note", text)];
            let answer = browser.send("/cases/17/words", &[], &fields).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "nothing was done");
            assert!(answer.body.contains("Somebody else has signed in here") && !answer.body.contains("two"), "{}", answer.body);
            answer.body
        };
        // Whoever is signed in now is shown none of it, and can send none of it.
        let kept = hidden(&send(TYPED).await, "kept").unwrap().to_owned();
        assert!(send(TYPED).await.contains("within an hour"));
        // A button alone has nothing to keep, and what is too long is said to be.
        let page = send("").await;
        assert!(page.contains("do it again") && hidden(&page, "kept").is_none());
        let page = send(&"a".repeat(1024 * 1024 - 60)).await;
        assert!(page.contains("could not be kept") && hidden(&page, "kept").is_none());
        // Signing in ends the session that the form was sent in.
        let answer = sign_in(&browser, "sokha", PASSWORD, &kept).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
        // Whoever filled it in is.
        let page = sign_in(&browser, "dara", PASSWORD, &kept).await.body;
        assert!(page.contains("action=\"/cases/17/words\"") && page.contains("two &#34;words&#34; &#60;b&#62; and\r\na line ស"), "{page}");
    }

    async fn what_was_typed_is_kept_after_signing_out_in_another_tab(test: TestDb) {
        let (desk, dara) = desk_of(&test).await;
        let first_tab = dara.csrf();
        dara.post("/sign-out", &[]).await;
        // The browser has forgotten the session.
        let browser = desk.visitor();
        let fields = [("csrf", first_tab.as_str()), ("note", TYPED)];
        let answer = browser.send("/cases/17/words", &[], &fields).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let kept = hidden(&answer.body, "kept").unwrap().to_owned();
        let page = sign_in(&browser, "dara", PASSWORD, &kept).await.body;
        assert!(page.contains("two &#34;words&#34;"), "{page}");
    }

    async fn only_what_a_page_of_the_session_sent_is_kept(test: TestDb) {
        let (_, dara) = desk_of(&test).await;
        test.clock.advance(IDLE);
        let forged = [("csrf", "word"), ("note", TYPED)];
        for fields in [&forged[..], &forged[1..]] {
            let answer = dara.send("/cases/17/words", &[], fields).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(hidden(&answer.body, "kept"), None);
        }
        let answer = dara.post("/cases/17/words", &[]).await;
        assert!(answer.body.contains("was not stored"));
        assert_eq!(hidden(&answer.body, "kept"), None);
        let elsewhere = [("sec-fetch-site", "cross-site")];
        let answer = dara.send("/cases/17/words", &elsewhere, &[("csrf", &dara.csrf())]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}
