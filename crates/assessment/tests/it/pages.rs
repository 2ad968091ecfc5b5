//! The pages, through HTTP.

use axum::http::StatusCode;
use axum::http::header::REFRESH;
use axum::routing::get;
use identity::testing::{TestDesk, Visitor};
use identity::{Desk, Role, SignedIn};
use intake::{Case, State};
use kernel::Id;
use letterbox::Content;
use page::Problem;
use store::testing::TestDb;

use crate::house::{BASELINE, case};

/// Shows the panel alone, as the page of a case would.
pub(crate) async fn panel(
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

pub(crate) fn desk(test: &TestDb) -> TestDesk {
    let pages = assessment::routes().route("/panel/{id}", get(panel));
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::new(test, pages, &words)
}

/// What stands between two texts of a page.
pub(crate) fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    page.split(before)
        .nth(1)
        .unwrap()
        .split(after)
        .next()
        .unwrap()
}

/// Has the first item that is not shown shown, in a session that is open. The page then.
pub(crate) async fn show_first(visitor: &Visitor, case: Id<Case>) -> String {
    let at = format!("/cases/{case}/viewing");
    let page = visitor.get(&at).await.body;
    let item = between(&page, "/viewing/show\">", "name=\"after\"");
    let item = between(item, "name=\"item\" value=\"", "\"").to_owned();
    let answer = visitor
        .post(&format!("{at}/show"), &[("item", &item), ("after", "0")])
        .await;
    assert_eq!(
        answer.location(),
        format!("{at}?after=0#shown"),
        "{}",
        answer.body
    );
    visitor.get(&at).await.body
}

pub(crate) async fn to_case(
    visitor: &Visitor,
    path: &str,
    fields: &[(&str, &str)],
    case: Id<Case>,
) {
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
            intake::told(&mut tx, analyst.actor(), case, Some(1), None).await.unwrap()
        };
        let report = told[0].id.to_string();
        let form = || Id::<intake::Message>::random(&kernel::SystemEntropy).to_string();
        let say = async |more: &[(&str, &str)]| {
            let fresh = form();
            let fields = [("report", report.as_str()), ("form", fresh.as_str())];
            analyst.post(&at("/message"), &[&fields[..], more].concat()).await
        };
        // Outside a session nobody writes or reads how to reach a reporter.
        let unsent = say(&[("message", "word that stays")]).await;
        assert_eq!(unsent.status, 409);
        assert!(unsent.body.contains("word that stays</textarea>"), "{}", unsent.body);
        assert!(unsent.body.contains(&format!("name=\"report\" value=\"{report}\"")), "{}", unsent.body);
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = analyst.get(&at("/viewing")).await.body;
        assert!(page.contains("There are no messages yet."), "{page}");

        let warned = say(&[("message", "We told the police about it")]).await;
        assert_eq!(warned.status, 422);
        assert!(warned.body.contains("We told the police about it"), "the text is kept");
        assert!(warned.body.contains("send it all the same"), "{}", warned.body);
        assert!(warned.body.contains("name=\"accepted\" value=\"police:police\""), "{}", warned.body);
        let page = analyst.get(&at("/viewing")).await.body;
        assert!(!page.contains("We told the police"), "nothing was sent");
        assert_eq!(say(&[("message", " ")]).await.status, 422);

        assert_eq!(say(&[("message", "Which page was it?")]).await.status, 303);
        let accepted = [("message", "Call the police"), ("accepted", "police:police"), ("all_the_same", "1")];
        assert_eq!(say(&accepted).await.status, 303);
        let page = analyst.get(&at("/viewing")).await.body;
        // Pressed twice, it is said once; and where both a message and an answer are given, nobody guesses.
        let fresh = form();
        let twice = [("report", report.as_str()), ("form", fresh.as_str()), ("message", "One more question")];
        assert_eq!(analyst.post(&at("/message"), &twice).await.status, 303);
        assert_eq!(analyst.post(&at("/message"), &twice).await.status, 303);
        let page_again = analyst.get(&at("/viewing")).await.body;
        assert_eq!(page_again.matches("One more question").count(), 1);
        let ready = crate::house::pack().telling.answers[0].key.clone();
        let both = say(&[("message", "Neutral words"), ("answer", ready.as_str())]).await;
        assert_eq!(both.status, 422);
        assert!(both.body.contains("Neutral words") && both.body.contains("Keep one of them"), "{}", both.body);
        let first = page.find("Which page was it?").expect("what was said");
        assert!(first < page.find("Call the police").unwrap());
        let panel = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("3 messages") && !panel.contains("Which page"), "{panel}");

        let asked = [("report", report.as_str()), ("reason", "asked")];
        let contact = analyst.post(&at("/contact"), &asked).await;
        assert_eq!(contact.status, 200);
        assert!(contact.body.contains("There is none any more."));
        assert!(contact.body.contains(&page::asset("hide.js")) && contact.body.contains(&at("/viewing/hide")), "{}", contact.body);
        assert!(contact.headers[REFRESH].to_str().unwrap().contains(&at("/viewing/ended")));
        let asked = [("report", report.as_str()), ("reason", "curious")];
        assert_eq!(analyst.post(&at("/contact"), &asked).await.status, 400);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let fresh = form();
        let asked = [("report", report.as_str()), ("form", fresh.as_str()), ("message", "word")];
        assert_eq!(manager.post(&at("/message"), &asked).await.status, 404);
    }

    async fn a_list_is_pasted_selected_and_classified_alike_and_nothing_typed_is_lost(test: TestDb) {
        let desk = desk(&test);
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        let list = "http://host-b.test/1\nhttp://host-b.test/2\nno address\nhttp://host-b.test/1";
        let answer = analyst.post(&at("/items/list"), &[("list", list)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("Lines 1 to 2: added"), "{}", answer.body);
        assert!(answer.body.contains("Line 4: says the same as line 1"), "{}", answer.body);
        assert!(answer.body.contains(">\nno address</textarea>"), "{}", answer.body);
        assert!(!answer.body.contains("host-b.test"), "what was added is not shown");
        let long = "http://host-b.test/\u{202E}1\n".repeat(assessment::LINES + 1);
        let answer = analyst.post(&at("/items/list"), &[("list", long.as_str())]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("\u{202E}"), "the typed text is kept as it is");

        let items = assessment::items(&mut test.desk.read().await.unwrap(), analyst.actor(), case).await.unwrap();
        assert_eq!(items.len(), 3);
        let classified: Vec<_> = illegal();
        let fields: Vec<_> = classified.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let first = at(&format!("/items/{}/assessment", items[0].id));
        to_case(&analyst, &first, &fields, case).await;
        let one = items[1].id.to_string();
        let bulk = [("item", one.as_str()), ("from", "3"), ("to", "3"), ("act", "classify"), ("like", "1")];
        let answer = analyst.post(&at("/items/bulk"), &bulk).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let page = analyst.get(&at("/items")).await.body;
        assert!(page.contains("3 of 3 items classified"), "{page}");
        let nothing = analyst.post(&at("/items/bulk"), &[("act", "kind"), ("kind", "image")]).await;
        assert_eq!(nothing.status, 422);

        let form = at(&format!("/items/{one}/assessment"));
        assert_eq!(analyst.post(&form, &[("do", "take_over")]).await.status, 422, "nothing is known");
        // Once it was decided on, whatever supersedes it says why.
        to_case(&analyst, &at("/decision"), &[], case).await;
        let missing = "Say why it is classified anew.";
        let refused = [analyst.post(&first, &fields).await, analyst.post(&at("/items/bulk"), &bulk).await];
        assert!(refused.iter().all(|answer| answer.status == 422 && answer.body.contains(missing)));
        let why = ("why", "neutral words");
        to_case(&analyst, &first, &[&fields[..], &[why]].concat(), case).await;
        assert_eq!(analyst.post(&at("/items/bulk"), &[&bulk[..], &[why]].concat()).await.status, 303);
        // Whoever does not hold the case sees the list, and can do nothing with it.
        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get(&at("/items")).await.body;
        assert!(page.contains("3 of 3") && !page.contains("<textarea"), "{page}");
        assert_eq!(manager.post(&at("/items/list"), &[("list", list)]).await.status, 404);
    }

    async fn what_may_leave_is_decided_on_a_page_that_shows_nothing_of_it(test: TestDb) {
        let desk = desk(&test);
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        let page = analyst.get(&at("/disclosures")).await.body;
        assert!(page.contains("Nothing leaves.") && !page.contains("neutral words"), "{page}");
        let came = intake::reports_of(&mut test.desk.read().await.unwrap(), analyst.actor(), case).await.unwrap()[0];
        let report = format!("{}.{}", came.report, came.newest);
        let contact = [("report", report.as_str()), ("part", "contact")];
        let answer = analyst.post(&at("/disclosures"), &contact).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("only where the reporter consented"), "{}", answer.body);
        let narrative = [("report", report.as_str()), ("part", "narrative")];
        assert_eq!(analyst.post(&at("/disclosures"), &narrative).await.status, 303);
        let page = analyst.get(&at("/disclosures")).await.body;
        let id = between(&page, "/disclosures/", "/withdraw");
        assert_eq!(analyst.post(&at(&format!("/disclosures/{id}/withdraw")), &[]).await.status, 303);
        assert!(analyst.get(&at("/disclosures")).await.body.contains("Nothing leaves."));
    }

    async fn a_message_whose_session_ended_is_kept_and_sent_from_there(test: TestDb) {
        let desk = desk(&test);
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = analyst.get(&at("/viewing")).await.body;
        let form = between(&page, "name=\"form\" value=\"", "\"").to_owned();
        let report = between(&page, "name=\"report\" value=\"", "\"").to_owned();
        to_case(&analyst, &at("/viewing/close"), &[], case).await;
        let fields = [("report", report.as_str()), ("form", form.as_str()), ("message", "Which <page>\r\nwas it?"), ("answer", "")];
        let unsent = analyst.post(&at("/message"), &fields).await;
        assert_eq!(unsent.status, StatusCode::CONFLICT);
        assert!(unsent.body.contains("Which &#60;page&#62;\r\nwas it?</textarea>"), "{}", unsent.body);
        assert!(!unsent.body.contains("neutral words"), "what was told is read in a session");
        let again = |name: &str| between(&unsent.body, &format!("name=\"{name}\" value=\""), "\"").to_owned();
        assert_eq!((again("report"), again("form")), (report.clone(), form.clone()));
        assert_eq!(analyst.post(&at("/viewing"), &[]).await.location(), at("/viewing"));
        assert_eq!(analyst.post(&at("/message"), &fields).await.status, StatusCode::SEE_OTHER);
        let page = analyst.get(&at("/viewing")).await.body;
        assert_eq!(page.matches("Which &#60;page&#62;").count(), 1, "{page}");
    }

    async fn a_message_whose_claim_ran_out_is_kept(test: TestDb) {
        let desk = desk(&test);
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = analyst.get(&at("/viewing")).await.body;
        let form = between(&page, "name=\"form\" value=\"", "\"").to_owned();
        let report = between(&page, "name=\"report\" value=\"", "\"").to_owned();
        // The lease has run out, and the job that ends the session with it has not come by yet.
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("UPDATE assessment_claim SET lease_until = claimed_at", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let fields = [("report", report.as_str()), ("form", form.as_str()), ("message", "word that stays")];
        let unsent = analyst.post(&at("/message"), &fields).await;
        assert_eq!(unsent.status, StatusCode::CONFLICT);
        assert!(unsent.body.contains("word that stays</textarea>"), "{}", unsent.body);
        assert!(unsent.body.contains(&format!("name=\"form\" value=\"{form}\"")), "{}", unsent.body);
    }

    async fn a_browser_that_is_left_alone_is_no_company(test: TestDb) {
        let desk = desk(&test);
        let case = case(&test, "http://host-a.test/p/17").await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let refresh = analyst.get(&at("/viewing")).await.headers[REFRESH].to_str().unwrap().to_owned();
        let address = refresh.split_once("url=").unwrap().1.to_owned();
        let used = async || -> i64 {
            let mut tx = test.desk.read().await.unwrap();
            let used: (i64,) = tx
                .one("SELECT MAX(used_at) AS value FROM identity_session", vec![])
                .await
                .unwrap();
            used.0
        };
        let before = used().await;
        test.clock.advance(std::time::Duration::from_mins(16));
        let page = analyst.get(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("The viewing session has ended"), "{}", page.body);
        assert!(page.body.contains(&format!("href=\"{}\"", at(""))), "{}", page.body);
        assert!(!page.body.contains("host-a") && page.headers.get(REFRESH).is_none());
        assert_eq!(used().await, before, "the page is no use of the desk");
        // Any page of theirs is.
        analyst.get("/exposure").await;
        assert!(used().await > before);
        // It is the same for whoever has no session, and in the language that is asked for.
        let nobody = desk.visitor().get(&address.replace("=en", "=km")).await;
        assert_eq!(nobody.status, StatusCode::OK);
        assert!(nobody.body.contains("<html lang=\"km\""), "{}", nobody.body);
    }

    async fn tricks_in_what_was_told_are_shown_and_not_obeyed(test: TestDb) {
        let desk = desk(&test);
        let case = crate::house::report(&test, &["http://host-a.test/p/17\u{202E}gpj.x"]).await[0];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = show_first(&analyst, case).await;
        // As it was told it is written out; what is copied is exact, and shows what is invisible by itself.
        let copied = between(&page, "<code class=\"address\" id=\"exact-", "</code>");
        assert!(copied.ends_with("data-exact translate=\"no\">http://host-a.test/p/17%E2%80%AEgpj.x"), "{page}");
        assert!(page.contains("host-a[.]test/p/17[U+202E]gpj.x") && !page.contains('\u{202E}'), "{page}");
        let first = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::items(&mut tx, analyst.actor(), case).await.unwrap()[0].id
        };
        let classified = illegal();
        let fields: Vec<_> = classified.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        to_case(&analyst, &at(&format!("/items/{first}/assessment")), &fields, case).await;
        to_case(&analyst, &at("/decision"), &[("note", "one\u{200B}\u{202E}two http://host-a.test/p/17")], case).await;
        let panel = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("one[U+200B][U+202E]two hxxp[:]//host-a[.]test/p/17"), "{panel}");
        assert!(!panel.contains("host-a.test"), "{panel}");
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
        assert!(!viewing.body.contains("host-a"), "nothing is shown before it is asked for");
        show_first(&analyst, case).await;
        let viewing = analyst.get(&at("/viewing")).await;
        assert!(viewing.body.contains("host-a.test/p/17"), "the exact URL");
        assert!(viewing.body.contains("host-a[.]test"), "the defanged URL");
        assert!(viewing.body.contains("neutral words"));
        let left_for = at("/viewing/ended?language=en");
        assert!(viewing.headers.get(REFRESH).unwrap().to_str().unwrap().ends_with(&left_for));
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
        show_first(&colleague, case).await;
        let viewing = colleague.get(&at("/viewing")).await;
        assert!(viewing.body.contains("host-a.test/p/17"));
        let left_for = at("/viewing/ended?language=en");
        assert!(viewing.headers.get(REFRESH).unwrap().to_str().unwrap().ends_with(&left_for));
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

    async fn what_is_told_after_the_end_is_listed_read_and_answered(test: TestDb) {
        let desk = desk(&test);
        let url = "http://host-a.test/p/17";
        let (keys, case) = crate::house::told_by(&test, url).await;
        let mut tx = test.desk.write().await.unwrap();
        for step in [intake::Move::Claim, intake::Move::Act, intake::Move::Close(intake::Outcome::Gone)] {
            intake::move_case(&mut tx, &crate::house::analyst(), case, step, "test").await.unwrap();
        }
        tx.commit().await.unwrap();
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        // While nobody waits for anything a closed case is not looked at.
        assert_eq!(analyst.post(&at("/viewing"), &[]).await.status, StatusCode::CONFLICT);
        assert!(analyst.get("/reporters").await.body.contains("No reporter waits"));
        assert!(!analyst.get("/queue").await.body.contains("href=\"/reporters\""));

        let more = Content { message: Some("a late question".to_owned()), feedback: Some(true), ..Content::default() };
        crate::house::tell(&test, &keys, more).await;
        assert!(analyst.get("/queue").await.body.contains("href=\"/reporters\""));
        let list = analyst.get("/reporters").await.body;
        assert!(list.contains(&format!("href=\"{}\"", at(""))), "{list}");
        assert!(list.contains("new from one reporter") && list.contains("one reporter wishes"), "{list}");
        assert!(!list.contains("late question") && !list.contains("host-a"), "{list}");
        let panel = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(panel.contains("Open a viewing session to read it"), "{panel}");
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert!(!manager.get(&format!("/panel/{case}")).await.body.contains("/viewing"));
        assert_eq!(manager.post(&at("/viewing"), &[]).await.status, StatusCode::NOT_FOUND);

        assert_eq!(analyst.post(&at("/viewing"), &[]).await.location(), at("/viewing"));
        let page = analyst.get(&at("/viewing")).await.body;
        assert!(page.contains("a late question") && page.contains("No answer is needed"), "{page}");
        assert!(!page.contains("/working-url") && !page.contains("exactly as they stand"), "{page}");
        // It is read; the answer is still owed, in the same session.
        let report = between(&page, "name=\"report\" value=\"", "\"").to_owned();
        let form = between(&page, "name=\"form\" value=\"", "\"").to_owned();
        assert!(!analyst.get("/reporters").await.body.contains("new from"));
        let answer = [("report", report.as_str()), ("form", form.as_str()), ("message", "Thank you for the question")];
        let said = analyst.post(&at("/message"), &answer).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.body);
        let page = analyst.get(said.location()).await.body;
        assert!(page.contains("Thank you for the question") && !page.contains("No answer is needed"), "{page}");
        assert!(analyst.get("/reporters").await.body.contains("No reporter waits"));

        // Another wish, and nothing that could be said.
        crate::house::tell(&test, &keys, Content { feedback: Some(true), page: Some(test.desk.clock().now()), ..Content::default() }).await;
        let leave = [("report", report.as_str())];
        assert_eq!(analyst.post(&at("/unanswered"), &leave).await.status, StatusCode::SEE_OTHER);
        assert!(analyst.get("/reporters").await.body.contains("No reporter waits"));
        assert_eq!(manager.post(&at("/unanswered"), &leave).await.status, StatusCode::NOT_FOUND);
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
}
