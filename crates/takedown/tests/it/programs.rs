//! The interface for programs: notices and checks are read, and done about, by calls.

use identity::Role;
use identity::testing::TestDesk;
use serde_json::{Value, json};
use smallnet::Reception;

use crate::world::{ABUSE, HOST, world, world_with};

fn desk(test: &store::testing::TestDb) -> TestDesk {
    let words = [("takedown.ftl", takedown::MESSAGES)];
    TestDesk::new(test, takedown::routes(), &words)
}

store::on_both! {
    async fn a_notice_is_followed_by_calls(test: TestDb) {
        let world = world_with(&test, false, |_| {}).await;
        let case = world.acting(HOST).await;
        let held = world.hold(case, false).await;
        world.notify(case).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let list = format!("/api/v1/cases/{case}/notices");
        let listed = manager.get(&list).await.json();
        let draft = &listed["notices"][0];
        assert_eq!(
            (&draft["state"], &draft["waits_for_contact"], &draft["waits_for_police"], &listed["unaddressed"]),
            (&json!("drafted"), &json!(true), &json!(true), &json!(false))
        );
        assert_eq!((&draft["address"], &draft["purpose"]), (&json!(ABUSE), &json!("remove")));
        let of = format!("/api/v1/notices/{}", draft["id"].as_str().unwrap());
        let (version, body) = (analyst.get(&of).await.version(), "{\"says\": \"seen\", \"text\": \"word\"}");
        assert_eq!(analyst.change(&format!("{of}/words"), &version, "early", body).await.status, 409);
        world.lift(held).await;
        world.net.receive(ABUSE, Reception::Refuse);
        world.approve(ABUSE).await;
        assert_eq!(analyst.get(&of).await.json()["state"], "failed");
        world.net.receive(ABUSE, Reception::Accept);
        let queued = analyst.changes_once(&manager, (&of, "retry"), "").await;
        assert_eq!(queued.json()["state"], "queued");
        world.work().await;
        let sent = analyst.get(&of).await.json();
        assert_eq!((&sent["state"], &sent["urls_withheld"], &sent["handed_over_at"]), (&json!("sent"), &json!(true), &Value::Null));
        let handed = analyst.changes_once(&manager, (&of, "handed-over"), "").await;
        assert!(handed.json()["handed_over_at"].is_string());
        let answered = analyst.changes_once(&manager, (&of, "words"), "{\"says\": \"removed\", \"text\": \"We took www.host-c.test down \u{202E}\"}").await;
        assert_eq!((&answered.json()["state"], &answered.json()["words"][0]["text"]), (&json!("acknowledged"), &json!("We took www[.]host-c[.]test down [U+202E]")));
        assert_eq!(analyst.change(&format!("{of}/withdraw"), &answered.version(), "late", "").await.status, 409);
        assert!(!answered.body.contains(HOST));
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        for path in [&list, &of] {
            assert_eq!(other.get(path).await.status, 403);
        }
        let unknown = "00000000-0000-4000-8000-000000000000";
        assert_eq!(analyst.get(&format!("/api/v1/notices/{unknown}")).await.status, 404);
        assert_eq!(analyst.get(&list.replace(&case.to_string(), unknown)).await.status, 404);
    }

    async fn whoever_does_something_about_a_notice_holds_its_letter_first(test: TestDb) {
        let world = world(&test).await;
        if !world.db.is_postgres() {
            // Nobody holds anything beside somebody else who writes.
            return;
        }
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let notice = world.notices(case).await.remove(0);
        let of = format!("/api/v1/notices/{}", notice.id);
        let version = analyst.get(&of).await.version();
        // As the job does that writes down that a letter left.
        let letter = "SELECT id AS value FROM takedown_letter WHERE id = $1 /*for update*/";
        let one = "SELECT id AS value FROM takedown_notice WHERE id = $1 /*for update*/";
        let mut tx = world.db.write().await.unwrap();
        let _: (kernel::Id<takedown::Letter>,) = tx.one(letter, store::values![notice.letter]).await.unwrap();
        let path = format!("{of}/bounced");
        let calling = analyst.change(&path, &version, "one", "");
        let holding = async {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            let held: Result<(kernel::Id<takedown::Notice>,), _> = tx.one(one, store::values![notice.id]).await;
            held.expect("nobody who waits for the letter holds the notice");
            tx.commit().await.unwrap();
        };
        let (answer, ()) = tokio::join!(calling, holding);
        assert_eq!(answer.json()["state"], "bounced");
    }

    async fn a_notice_comes_back_and_one_is_withdrawn_by_calls(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let of = format!("/api/v1/notices/{}", world.notices(case).await[0].id);
        world.approve(ABUSE).await;
        let back = analyst.changes_once(&manager, (&of, "bounced"), "").await;
        assert_eq!(back.json()["state"], "bounced");
        let withdrawn = analyst.changes_once(&manager, (&of, "withdraw"), "").await;
        assert_eq!(withdrawn.json()["state"], "withdrawn");
    }

    async fn a_place_is_looked_at_and_what_it_means_is_said_by_calls(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, supervisor) = desk.program_of(&[Role::Supervisor]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let at = |end: &str| format!("/api/v1/cases/{case}/{end}");
        assert_eq!(analyst.get(&at("watch")).await.json(), json!({"state": "none", "next_at": null}));
        assert_eq!(analyst.post(&at("checks"), "").await.status, 409);
        world.watch(case).await;
        assert_eq!(manager.post(&at("checks"), "").await.status, 403);
        let asked = analyst.post(&at("checks"), "").await;
        assert_eq!((asked.status.as_u16(), &asked.json()["state"]), (200, &json!("due")));
        world.work().await;
        test.clock.advance(std::time::Duration::from_secs(60));

        let own = at("checks/own");
        for (body, pointer) in [("{\"word\": \"gone\"}", "#/reason"), ("{\"word\": \"maybe\"}", "#/word"), ("{}", "#/word")] {
            let refused = analyst.post(&own, body).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!(pointer)));
        }
        let gone = "{\"word\": \"gone\", \"reason\": \"looked\"}";
        assert_eq!(other.post(&own, gone).await.status, 403);
        let headers = [("idempotency-key", "one")];
        let call = || analyst.call(axum::http::Method::POST, &own, &headers, gone);
        let (said, again) = (call().await, call().await);
        assert_eq!((said.status.as_u16(), again.status.as_u16(), &again.body), (201, 201, &said.body));
        assert_eq!((&said.json()["cause"], &said.json()["decided"], &said.json()["asks_another"]), (&json!("person"), &json!("gone"), &json!(true)));
        let of = said.location().to_owned();
        let alone = analyst.change(&format!("{of}/decide"), &said.version(), "two", "{\"word\": \"gone\"}").await;
        assert_eq!(alone.status, 409, "{}", alone.body);

        let (mut seen, mut path) = (Vec::new(), at("checks?limit=1"));
        loop {
            let part = analyst.get(&path).await.json();
            seen.extend(part["checks"].as_array().unwrap().clone());
            let Some(next) = part["next"].as_str() else { break };
            path = at(&format!("checks?limit=1&cursor={next}"));
        }
        assert_eq!(json!(seen), analyst.get(&at("checks")).await.json()["checks"]);
        assert!(seen.len() > 1 && seen[0]["id"] == said.json()["id"]);
        for wrong in ["checks?limit=51", "checks?cursor=word"] {
            assert_eq!(analyst.get(&at(wrong)).await.status, 400);
        }

        let confirmed = supervisor.changes_once(&other, (&of, "decide"), "{\"word\": \"gone\"}").await;
        assert!(confirmed.json()["confirmed_by"].is_string() && confirmed.json()["asks_another"] == false);
        assert_eq!(world.case(case).await.state, intake::State::Closed);
        assert_eq!(analyst.get(&at("watch")).await.json()["state"], "after");
    }

    async fn a_place_is_marked_as_a_page_by_calls(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let page = format!("/api/v1/cases/{case}/page");
        let none = json!({"is_page": false, "marked_by": null, "marked_at": null, "compared_since": null});
        assert_eq!(analyst.get(&page).await.json(), none);
        assert_eq!(manager.post(&page, "").await.status, 403);
        let marked = analyst.post(&page, "").await.json();
        assert!(marked["is_page"] == true && marked["marked_by"].is_string() && marked["compared_since"].is_null());
        assert_eq!(manager.get(&page).await.json(), marked);
        world.watch(case).await;
        assert!(analyst.get(&page).await.json()["compared_since"].is_string());
        assert_eq!(manager.post(&format!("{page}/undo"), "").await.status, 403);
        assert_eq!(analyst.post(&format!("{page}/undo"), "").await.json(), none);
        let unknown = page.replace(&case.to_string(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(analyst.get(&unknown).await.status, 404);
        assert_eq!(analyst.post(&unknown, "").await.status, 404);
    }
}
