//! Whoever says what a check means, or confirms an end, sees what its verdict rests on: by page and by call, and neither
//! URL nor host.

use identity::Role;
use identity::testing::TestDesk;
use intake::Case;
use kernel::{Id, Language};
use serde_json::{Value, json};
use smallnet::Behaviour::{Page, PageAt};
use store::values;
use takedown::Seen;

use crate::odd::{all_rules, mark};
use crate::truth::{album, missing};
use crate::world::{HOST, World};

async fn panel(desk: &TestDesk, world: &World, case: Id<Case>, language: Language) -> String {
    let analyst = desk.sign_in(&[Role::Analyst]).await;
    let words = desk.desk.catalogue.words(language);
    let mut tx = world.db.read().await.unwrap();
    let panel = takedown::panel(&mut tx, analyst.actor(), &world.pack, &words, "token", case).await;
    panel.unwrap().html
}

store::on_both! {
    async fn what_the_verdict_rests_on_is_shown_to_those_who_decide(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        mark(&world, case).await;
        world.net.behave(HOST, PageAt("/p/17".to_owned(), album())).await.unwrap();
        world.watch(case).await;
        world.net.behave(HOST, Page(missing())).await.unwrap();
        world.look_next(&test, case).await;
        let check = world.checks(case).await.pop().unwrap();
        assert_eq!(check.seen, Seen::ErrorWith200);
        let words = [("takedown.ftl", takedown::MESSAGES)];
        let desk = TestDesk::new(&test, takedown::routes(), &words);

        let html = panel(&desk, &world, case, Language::ENGLISH).await;
        for present in [
            "they are others than before",
            "bits of 64",
            "the same as of this one",
            "Request 1 for the words of the page",
            "Request 1 for a made-up address",
            "GET of the page",
        ] {
            assert!(html.contains(present), "{present}: {html}");
        }
        assert!(!html.contains(HOST) && !html.contains("/p/17"), "{html}");

        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let of = format!("/api/v1/checks/{}", check.id);
        let found = analyst.get(&of).await;
        let rests = &found.json()["rests_on"];
        assert_eq!(rests["requests"][0]["method"], "HEAD");
        assert_eq!(rests["requests"][0]["status"], 200);
        assert_eq!(rests["page"]["compared"], "other");
        assert!(rests["page"]["distance"].as_u64().unwrap() > 8, "{rests}");
        assert_eq!((&rests["invented"]["alike"], &rests["parked"]), (&json!(true), &Value::Null));
        assert!(!found.body.contains(HOST) && !found.body.contains("/p/17"), "{}", found.body);
        assert_eq!(found.json()["later"], Value::Null);
    }

    async fn a_check_whose_evidence_does_not_open_hides_nothing_else(test: TestDb) {
        let world = all_rules(&test).await;
        let case = world.acting_at(world.url(HOST)).await;
        world.watch(case).await;
        world.look_next(&test, case).await;
        let check = world.checks(case).await.pop().unwrap();
        let mut tx = world.db.write().await.unwrap();
        let sql = "UPDATE takedown_check SET detail = $2 WHERE id = $1";
        tx.execute(sql, values![check.id, vec![1_u8, 2, 3]]).await.unwrap();
        tx.commit().await.unwrap();
        let words = [("takedown.ftl", takedown::MESSAGES)];
        let desk = TestDesk::new(&test, takedown::routes(), &words);
        let html = panel(&desk, &world, case, Language::ENGLISH).await;
        assert!(html.contains("does not open any more"), "{html}");
        assert!(html.contains("Request 1"), "the other checks are shown: {html}");
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let found = analyst.get(&format!("/api/v1/checks/{}", check.id)).await.json();
        assert_eq!(found["rests_on"]["readable"], false);
    }
}
