//! The pages, through HTTP.

use axum::http::StatusCode;
use axum::http::header::REFRESH;
use axum::routing::get;
use identity::testing::{TestDesk, Visitor};
use identity::{Desk, Role, SignedIn};
use intake::{Case, State};
use kernel::Id;
use page::Problem;
use store::testing::TestDb;

use crate::house::{BASELINE, case};

/// Shows the panel alone, as the page of a case would.
async fn panel(
    axum::extract::State(desk): axum::extract::State<Desk>,
    axum::extract::Path(case): axum::extract::Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<String, Problem> {
    let mut tx = desk.db.read().await.unwrap();
    let words = desk.words(&signed_in);
    let csrf = signed_in.csrf();
    let panel =
        assessment::panel(&mut tx, signed_in.actor(), &desk.pack, &words, &csrf, case).await?;
    Ok(panel.html)
}

fn desk(test: &TestDb) -> TestDesk {
    let pages = assessment::routes().route("/panel/{id}", get(panel));
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::new(test, pages, &words)
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before)
        .nth(1)
        .unwrap()
        .split(after)
        .next()
        .unwrap()
}

async fn to_case(visitor: &Visitor, path: &str, fields: &[(&str, &str)], case: Id<Case>) {
    let answer = visitor.post(path, fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{path}: {}",
        answer.body
    );
    assert_eq!(answer.location(), format!("/cases/{case}"), "{path}");
}

/// The answers that make an item Baseline and illegal, as a form sends them.
fn illegal() -> Vec<(String, String)> {
    let law: Vec<_> = crate::house::law("yes")
        .into_iter()
        .map(|(element, answer)| (format!("law_{element}"), answer))
        .collect();
    BASELINE
        .iter()
        .map(|(field, option)| ((*field).to_owned(), (*option).to_owned()))
        .chain(law)
        .collect()
}

store::on_both! {
    async fn a_reporter_is_answered_in_a_session_and_told_no_more_than_may_be(test: TestDb) {
        let desk = desk(&test);
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        let told = {
            let mut tx = test.desk.read().await.unwrap();
            intake::told(&mut tx, analyst.actor(), case).await.unwrap()
        };
        let report = told[0].id.to_string();
        let say = async |more: &[(&str, &str)]| {
            analyst.post(&at("/message"), &[&[("report", report.as_str())], more].concat()).await
        };
        // Outside a session nobody writes or reads how to reach a reporter.
        assert_eq!(say(&[("message", "word")]).await.status, 409);
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = analyst.get(&at("/viewing")).await.body;
        assert!(page.contains("There are no messages yet."), "{page}");

        let warned = say(&[("message", "We told the police about it")]).await;
        assert_eq!(warned.status, 422);
        assert!(warned.body.contains("We told the police about it"), "the text is kept");
        assert!(warned.body.contains("send it all the same"), "{}", warned.body);
        assert!(warned.body.contains("name=\"accepted\" value=\"police\""), "{}", warned.body);
        let page = analyst.get(&at("/viewing")).await.body;
        assert!(!page.contains("We told the police"), "nothing was sent");
        assert_eq!(say(&[("message", " ")]).await.status, 422);

        assert_eq!(say(&[("message", "Which page was it?")]).await.status, 303);
        let accepted = [("message", "Call the police"), ("accepted", "police"), ("all_the_same", "1")];
        assert_eq!(say(&accepted).await.status, 303);
        let page = analyst.get(&at("/viewing")).await.body;
        let first = page.find("Which page was it?").expect("what was said");
        assert!(first < page.find("Call the police").unwrap());
        let panel = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("2 messages") && !panel.contains("Which page"), "{panel}");

        let asked = [("report", report.as_str()), ("reason", "asked")];
        let contact = analyst.post(&at("/contact"), &asked).await;
        assert_eq!(contact.status, 200);
        assert!(contact.body.contains("There is none any more."));
        let asked = [("report", report.as_str()), ("reason", "curious")];
        assert_eq!(analyst.post(&at("/contact"), &asked).await.status, 400);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let asked = [("report", report.as_str()), ("message", "word")];
        assert_eq!(manager.post(&at("/message"), &asked).await.status, 404);
    }

    async fn an_analyst_takes_a_case_from_the_queue_to_its_release(test: TestDb) {
        let case = case(&test, "http://host-a.test/p/17").await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |rest: &str| format!("/cases/{case}{rest}");

        let queue = analyst.get("/queue").await;
        assert_eq!(queue.status, StatusCode::OK);
        assert!(queue.body.contains(&format!("href=\"{}\"", at(""))));
        assert!(!queue.body.contains("host-a"));
        // Without a claim there is nothing to view.
        assert_eq!(analyst.get(&at("/viewing")).await.location(), at(""));
        assert_eq!(analyst.post(&at("/viewing"), &[]).await.status, StatusCode::CONFLICT);

        to_case(&analyst, &at("/claim"), &[], case).await;
        to_case(&analyst, &at("/extend"), &[], case).await;
        let panel = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("/hand-over") && panel.contains("Classify every item first"));
        assert!(!panel.contains("host-a"));

        let opened = analyst.post(&at("/viewing"), &[]).await;
        assert_eq!(opened.location(), at("/viewing"));
        let viewing = analyst.get(&at("/viewing")).await;
        assert!(viewing.body.contains("host-a.test/p/17"), "the exact URL");
        assert!(viewing.body.contains("host-a[.]test"), "the defanged URL");
        assert!(viewing.body.contains("neutral words"));
        assert!(viewing.headers.get(REFRESH).unwrap().to_str().unwrap().ends_with(&at("")));
        let spelling = between(&viewing.body, "name=\"working\" type=\"radio\" value=\"", "\"");
        let item = between(&viewing.body, "name=\"item\" value=\"", "\"");
        let assessment = at(&format!("/items/{item}/assessment"));

        let none = analyst.post(&at("/working-url"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        to_case(&analyst, &at("/working-url"), &[("working", spelling)], case).await;
        to_case(&analyst, &at("/viewing/close"), &[], case).await;

        let form = analyst.get(&assessment).await;
        assert!(form.body.contains("name=\"law_") && form.body.contains("name=\"classification\""));
        let sent = illegal();
        let wrong: Vec<_> = sent.iter()
            .map(|(name, value)| match name.as_str() {
                "virtual_content" => (name.as_str(), "yes"),
                _ => (name.as_str(), value.as_str()),
            })
            .collect();
        let refused = analyst.post(&assessment, &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("baseline-real-child"));
        assert!(refused.body.contains("value=\"pre_pubescent\" checked"), "the choice is kept");
        let right: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        to_case(&analyst, &assessment, &right, case).await;

        to_case(&analyst, &at("/decision"), &[("danger", "yes"), ("note", "neutral words")], case).await;
        let panel = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("/release") && panel.contains("neutral words"));
        to_case(&analyst, &at("/release"), &[], case).await;
        let mut tx = test.desk.read().await.unwrap();
        let found = intake::case(&mut tx, analyst.actor(), case).await.unwrap();
        assert_eq!(found.state, State::Acting);
        let decision = assessment::decision(&mut tx, analyst.actor(), case).await.unwrap().unwrap();
        assert!(decision.danger);
        drop(tx);

        // Whoever hands the report over sees its URL in a session of their own, and nothing to judge.
        let colleague = desk.sign_in(&[Role::Analyst]).await;
        let panel = colleague.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("Open a viewing session to hand over") && !panel.contains("host-a"));
        assert_eq!(colleague.get(&at("/viewing")).await.location(), at(""));
        assert_eq!(colleague.post(&at("/viewing"), &[]).await.location(), at("/viewing"));
        let viewing = colleague.get(&at("/viewing")).await;
        assert!(viewing.body.contains("host-a.test/p/17"));
        assert!(viewing.headers.get(REFRESH).unwrap().to_str().unwrap().ends_with(&at("")));
        for part in ["neutral words", "/working-url", "/items"] {
            assert!(!viewing.body.contains(part), "{part}");
        }
        let panel = colleague.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains(&format!("href=\"{}\"", at("/viewing"))));
        to_case(&colleague, &at("/viewing/close"), &[], case).await;
        assert_eq!(colleague.get(&at("/viewing")).await.location(), at(""));
        let manager = desk.sign_in(&[Role::Manager]).await;
        let panel = manager.get(&format!("/panel/{case}")).await.body;
        assert!(!panel.contains("/viewing"));
    }

    async fn an_item_is_added_and_a_slip_keeps_what_was_typed(test: TestDb) {
        let case = case(&test, "http://host-a.test/p/17").await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let path = format!("/cases/{case}/items");
        to_case(&analyst, &format!("/cases/{case}/claim"), &[], case).await;
        assert_eq!(analyst.get(&path).await.status, StatusCode::OK);
        let slip = analyst.post(&path, &[("url", "two words"), ("kind", "video")]).await;
        assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(slip.body.contains("value=\"two words\""));
        assert!(slip.body.contains("value=\"video\" selected"));
        to_case(&analyst, &path, &[("url", "host-b.test/p/18"), ("kind", "video")], case).await;
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(assessment::items(&mut tx, analyst.actor(), case).await.unwrap().len(), 2);
    }

    async fn who_may_not_sees_no_case(test: TestDb) {
        let case = case(&test, "http://host-a.test/p/17").await;
        let desk = desk(&test);
        let one = desk.sign_in(&[Role::Analyst]).await;
        to_case(&one, &format!("/cases/{case}/claim"), &[], case).await;
        to_case(&one, &format!("/cases/{case}/hand-over"), &[], case).await;
        to_case(&one, &format!("/cases/{case}/claim"), &[], case).await;

        let two = desk.sign_in(&[Role::Analyst]).await;
        let late = two.post(&format!("/cases/{case}/claim"), &[]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(two.get(&format!("/panel/{case}")).await.body.contains("Another analyst holds"));

        let manager = desk.sign_in(&[Role::Manager]).await;
        assert_eq!(manager.get("/queue?state=assessing").await.status, StatusCode::OK);
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(administrator.get("/queue").await.status, StatusCode::FORBIDDEN);
        for person in [&manager, &administrator] {
            for path in ["claim", "extend", "hand-over", "viewing", "viewing/close", "decision", "release"] {
                let answer = person.post(&format!("/cases/{case}/{path}"), &[]).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            assert_eq!(person.get(&format!("/cases/{case}/viewing")).await.status, StatusCode::NOT_FOUND);
            assert_eq!(person.get(&format!("/cases/{case}/items")).await.status, StatusCode::NOT_FOUND);
        }
        let stranger = desk.visitor().get("/queue").await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    }

    async fn the_queue_goes_on_where_the_page_before_ended(test: TestDb) {
        let urls: Vec<_> = (0..52).map(|number| format!("http://host-a.test/p/{number}")).collect();
        for url in &urls {
            case(&test, url).await;
        }
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let rows = |page: &str| page.matches("<th scope=\"row\">").count();
        let first = analyst.get("/queue").await.body;
        assert_eq!(rows(&first), 50);
        let next = between(&first, "<p><a href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
        let second = analyst.get(&next).await.body;
        assert_eq!(rows(&second), 2);
        assert_eq!(analyst.get("/queue?after=word").await.status, StatusCode::NOT_FOUND);
        assert_eq!(analyst.get("/queue?state=word").await.status, StatusCode::NOT_FOUND);
    }
}
