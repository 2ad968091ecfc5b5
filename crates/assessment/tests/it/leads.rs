//! The pages of leads, through HTTP.

use std::sync::Arc;

use axum::http::StatusCode;
use identity::Role;
use identity::testing::{Answer, TestDesk, Visitor};
use intake::{Filed, Lead, LeadState};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, ReceiptKeys, Signals, Submission};
use store::testing::TestDb;

use crate::house::{analyst, job, pack};

/// A desk whose pack takes leads, or takes none.
pub(crate) fn desk(test: &TestDb, accepts_leads: bool) -> TestDesk {
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    let mut desk = TestDesk::new(test, assessment::routes(), &words).desk;
    let mut pack = (*desk.pack).clone();
    pack.accepts_leads = accepts_leads;
    desk.pack = Arc::new(pack);
    TestDesk::over(desk, assessment::routes())
}

pub(crate) fn keys() -> ReceiptKeys {
    Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]))
}

pub(crate) async fn tell(test: &TestDb, keys: &ReceiptKeys, content: Content) {
    let at = test.desk.clock().now();
    let submission = Submission::new(keys, Language::ENGLISH, at, Signals::default(), content);
    let sealed = submission
        .seal(test.keyring.submission_key(), &SystemEntropy)
        .unwrap();
    let mut tx = test.desk.write().await.unwrap();
    let filed = intake::file(&mut tx, &job(), &sealed, &pack())
        .await
        .unwrap();
    assert!(matches!(filed, Filed::Report(..)));
    tx.commit().await.unwrap();
}

pub(crate) fn named(name: &str) -> Content {
    Content {
        lead: Some(name.to_owned()),
        narrative: Some("neutral words".to_owned()),
        ..Content::default()
    }
}

async fn waiting(test: &TestDb) -> Vec<Lead> {
    let mut tx = test.desk.read().await.unwrap();
    intake::leads(&mut tx, &analyst(), LeadState::Waiting, None)
        .await
        .unwrap()
}

async fn to_lead(visitor: &Visitor, path: &str, fields: &[(&str, &str)], lead: Id<Lead>) {
    let answer = visitor.post(path, fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{path}: {}",
        answer.body
    );
    assert_eq!(answer.location(), format!("/leads/{lead}"), "{path}");
}

/// Sends a message from a form of its own.
async fn say(visitor: &Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let form = Id::<intake::Message>::random(&SystemEntropy).to_string();
    let fields = [&[("form", form.as_str())], fields].concat();
    visitor.post(path, &fields).await
}

store::on_both! {
    async fn an_analyst_takes_a_lead_from_the_list_and_passes_it_on(test: TestDb) {
        let desk = desk(&test, true);
        let keys = keys();
        tell(&test, &keys, Content { danger: true, contact: Some("canary contact".to_owned()), ..named("Group 17") }).await;
        tell(&test, &keys, Content { message: Some("neutral question".to_owned()), ..Content::default() }).await;
        let lead = waiting(&test).await.remove(0);
        let id = lead.id;
        let at = |rest: &str| format!("/leads/{id}{rest}");
        let one = desk.sign_in(&[Role::Analyst]).await;
        let list = one.get("/leads").await.body;
        assert!(list.contains(&lead.reference) && list.contains("A child in danger") && list.contains("new from the reporter"), "{list}");
        assert!(list.contains("href=\"/leads\" aria-current=\"page\""), "{list}");
        let page = one.get(&at("")).await.body;
        assert!(page.contains("Take this lead") && !page.contains("/refer"), "{page}");
        for page in [&list, &page] {
            assert!(!page.contains("Group 17") && !page.contains("neutral"), "{page}");
        }
        // Before it is taken nobody reads it.
        assert_eq!(one.get(&at("/told")).await.location(), at(""));
        assert_eq!(say(&one, &at("/message"), &[("message", "word")]).await.status, 409);
        assert_eq!(one.post(&at("/refer"), &[("to", "1288")]).await.status, 409);

        to_lead(&one, &at("/take"), &[], id).await;
        let page = one.get(&at("")).await.body;
        assert!(page.contains("You have this lead until") && page.contains("value=\"1288\""), "{page}");
        let told = one.get(&at("/told")).await.body;
        for word in ["Group 17", "neutral words", "neutral question", "Instead of an address"] {
            assert!(told.contains(word), "{word}: {told}");
        }
        assert!(!told.contains("canary contact"));
        assert!(!one.get("/leads?state=taken").await.body.contains("new from the reporter"), "it has been read");
        let contact = one.post(&at("/contact"), &[("reason", "danger")]).await;
        assert!(contact.status == 200 && contact.body.contains("canary contact") && contact.body.contains(&at("/told")));
        assert_eq!(one.post(&at("/contact"), &[("reason", "curious")]).await.status, 400);

        let warned = say(&one, &at("/message"), &[("message", "We told the police about it")]).await;
        assert_eq!(warned.status, 422);
        assert!(warned.body.contains("We told the police about it") && warned.body.contains("send it all the same"));
        assert_eq!(say(&one, &at("/message"), &[("message", "Which app was it?")]).await.status, 303);
        let answer = pack().telling.answers[0].clone();
        assert_eq!(say(&one, &at("/message"), &[("answer", &answer.key)]).await.status, 303);
        let told = one.get(&at("/told")).await.body;
        assert!(told.contains("Which app was it?") && !told.contains("We told the police"), "{told}");
        let answer = answer.text.in_language(Language::ENGLISH);
        assert!(told.contains(&answer.replace('\'', "&#39;")), "{told}");

        // A slip keeps what was typed.
        let long = "n".repeat(2_001);
        for (path, fields, kept) in [
            ("/refer", vec![("reference", "17/2030"), ("note", "kept words")], "kept words"),
            ("/refer", vec![("to", "999"), ("reference", "17/2030")], "17/2030"),
            ("/refer", vec![("to", "1288"), ("note", long.as_str())], long.as_str()),
            ("/close", vec![("remark", "kept words")], "kept words"),
            ("/close", vec![("reason", "address"), ("remark", "kept words")], "kept words"),
            ("/close", vec![("reason", "known"), ("remark", long.as_str())], long.as_str()),
        ] {
            let slip = one.post(&at(path), &fields).await;
            assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(slip.body.contains(kept) && slip.body.contains("error-summary"), "{path}");
        }
        let passed = [("to", "1288"), ("reference", "17/2030"), ("note", "neutral note")];
        to_lead(&one, &at("/refer"), &passed, id).await;
        let page = one.get(&at("")).await.body;
        for word in ["Passed on to the police", "17/2030", "neutral note", "Take it up again"] {
            assert!(page.contains(word), "{word}: {page}");
        }
        assert!(one.get("/leads?state=referred").await.body.contains(&lead.reference));
        assert_eq!(one.post(&at("/refer"), &passed).await.status, 409, "sent twice");

        let two = desk.sign_in(&[Role::Supervisor]).await;
        assert!(two.get(&at("/told")).await.body.contains("Group 17"));
        to_lead(&two, &at("/take"), &[], id).await;
        let page = one.get(&at("")).await.body;
        assert!(page.contains("has this lead until") && !page.contains("/close\""), "{page}");
        assert_eq!(one.post(&at("/take"), &[]).await.status, 409);
        to_lead(&two, &at("/close"), &[("reason", "advised")], id).await;
        assert!(two.get(&at("")).await.body.contains("The reporter was told where to turn"));
    }

    async fn who_may_not_reads_no_lead(test: TestDb) {
        let desk = desk(&test, true);
        tell(&test, &keys(), named("Group 17")).await;
        let id = waiting(&test).await[0].id;
        let at = |rest: &str| format!("/leads/{id}{rest}");
        let one = desk.sign_in(&[Role::Analyst]).await;
        to_lead(&one, &at("/take"), &[], id).await;
        let passed = [("to", "1280"), ("reference", "17/2030"), ("note", "neutral note")];
        to_lead(&one, &at("/refer"), &passed, id).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get(&at("")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Passed on to:") && !page.body.contains("neutral note"), "{}", page.body);
        assert!(!page.body.contains("17/2030") && !page.body.contains("/told") && !page.body.contains("/take"));
        assert_eq!(manager.get(&at("/told")).await.status, 404);
        for path in ["/take", "/give-back", "/refer", "/close", "/message"] {
            assert_eq!(manager.post(&at(path), &[]).await.status, 404, "{path}");
        }
        assert_eq!(manager.post(&at("/refer"), &passed).await.status, 404);
        assert_eq!(manager.post(&at("/close"), &[("reason", "known")]).await.status, 404);
        assert_eq!(manager.post(&at("/contact"), &[("reason", "asked")]).await.status, 404);
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(administrator.get("/leads").await.status, 403);
        assert_eq!(administrator.get(&at("")).await.status, 404);
        assert_eq!(desk.visitor().get(&at("/told")).await.status, 303);
    }

    async fn where_the_pack_takes_none_there_are_no_pages(test: TestDb) {
        let off = desk(&test, false);
        let one = off.sign_in(&[Role::Analyst]).await;
        assert!(!one.get("/queue").await.body.contains("href=\"/leads\""));
        let id = Id::<Lead>::random(&SystemEntropy);
        for path in ["/leads".to_owned(), format!("/leads/{id}"), format!("/leads/{id}/told")] {
            assert_eq!(one.get(&path).await.status, 404, "{path}");
        }
        for (path, fields) in [("take", vec![]), ("give-back", vec![]), ("refer", vec![("to", "1288")]), ("close", vec![("reason", "known")]), ("message", vec![]), ("contact", vec![("reason", "asked")])] {
            assert_eq!(one.post(&format!("/leads/{id}/{path}"), &fields).await.status, 404, "{path}");
        }
        // One that it took before is worked off all the same.
        tell(&test, &keys(), named("Group 17")).await;
        assert_eq!(one.get("/leads").await.status, 200);
        let on = desk(&test, true);
        let two = on.sign_in(&[Role::Analyst]).await;
        assert!(two.get("/queue").await.body.contains("href=\"/leads\""));
    }

    async fn the_list_goes_on_where_the_page_before_ended(test: TestDb) {
        let desk = desk(&test, true);
        for number in 0..52 {
            tell(&test, &keys(), named(&format!("Group {number}"))).await;
        }
        let one = desk.sign_in(&[Role::Analyst]).await;
        let rows = |page: &str| page.matches("<th scope=\"row\">").count();
        let first = one.get("/leads").await.body;
        assert_eq!(rows(&first), 50);
        let next = first.split("<p><a href=\"").nth(1).unwrap().split('"').next().unwrap();
        let next = next.replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(rows(&one.get(&next).await.body), 2);
        for wrong in ["/leads?after=word", "/leads?state=word", "/leads?state=assessing"] {
            assert_eq!(one.get(wrong).await.status, 404, "{wrong}");
        }
    }

    async fn an_address_told_later_is_named_by_its_case_alone(test: TestDb) {
        let desk = desk(&test, true);
        let keys = keys();
        tell(&test, &keys, named("Group 17")).await;
        let id = waiting(&test).await[0].id;
        let one = desk.sign_in(&[Role::Analyst]).await;
        to_lead(&one, &format!("/leads/{id}/take"), &[], id).await;
        tell(&test, &keys, Content { urls: vec!["http://host-a.test/p/17".to_owned()], ..Content::default() }).await;
        let page = one.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("It is in this case") && page.contains("href=\"/cases/"), "{page}");
        let told = one.get(&format!("/leads/{id}/told")).await.body;
        assert!(told.contains("Group 17") && !told.contains("host-a"), "{told}");
    }
}
