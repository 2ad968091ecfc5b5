//! The interface for programs: what stands of a case, what stood before, where its second opinion stands; several cases at
//! once; and the figures.

use std::sync::Arc;

use assessment::{Side, Urgent};
use identity::testing::{Program, TestDesk};
use identity::{Actor, Role};
use kernel::{Id, Sensitive};
use serde_json::{Value, json};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, case, law, pack, prepared, recorded, release, staff,
    strict_pack,
};
use crate::programs::{URL, answered, at, desk, first, is};

/// A desk whose pack asks for a second opinion on everything.
fn strict_desk(test: &TestDb) -> TestDesk {
    let mut state = desk(test).desk;
    state.pack = Arc::new(strict_pack(|_| {}));
    TestDesk::over(state, assessment::routes())
}

async fn program(desk: &TestDesk, role: Role) -> (Actor, Program) {
    desk.program_of(&[role]).await
}

store::on_both! {
    async fn what_stood_before_is_read_with_why_and_by_its_numbers(test: TestDb) {
        let desk = desk(&test);
        let (_, one) = program(&desk, Role::Analyst).await;
        let id = case(&test, URL).await;
        is(&one.post(&at(id, "/claim"), "").await, 201);
        let (item, version) = first(&one, id).await;
        let path = format!("{item}/assessments");
        assert_eq!(one.get(&path).await.json(), json!({"assessments": []}));
        let done = one.put(&format!("{item}/assessment"), &version, &answered(BASELINE, "yes")).await;
        is(&done, 200);
        let assessment = &done.json()["assessment"];
        // The numbers of ICCAM, of the options that have one.
        assert_eq!((&assessment["iccam"]["classification"], &assessment["iccam"]["age"]), (&json!([1]), &json!([3])));
        let law = pack();
        let law = law.law_at(test.desk.clock().now()).unwrap();
        assert_eq!((&assessment["law_version"], &assessment["law_in_force_from"]), (&json!(law.version), &json!(law.in_force_from)));
        let options = one.get("/api/v1/classification").await.json();
        assert_eq!(options["law"]["in_force_from"], json!(law.in_force_from));
        assert_eq!((&options["fields"][0]["options"][0]["key"], &options["fields"][0]["options"][0]["iccam"]), (&json!("baseline"), &json!(1)));
        let decision = at(id, "/decision");
        let none = one.get(&decision).await;
        assert_eq!((none.json(), none.version()), (json!({"decision": null, "note": null, "urgent": null}), one.get(&at(id, "")).await.version()));
        let note = "{\"note\": \"see http://host-c.test/p \u{202E}\"}";
        let decided = one.put(&decision, &none.version(), note).await;
        is(&decided, 200);
        let read = one.get(&decision).await;
        assert_eq!((&read.json()["note"], &read.version()), (&json!("see hxxp[:]//host-c[.]test/p [U+202E]"), &decided.version()));
        assert_eq!(read.json()["decision"], decided.json()["decision"]);
        // What was decided on is superseded with its reason, which is read with it.
        let mut anew: Value = serde_json::from_str(&answered(NOT_ILLEGAL, "no")).unwrap();
        anew["why"] = json!("by www.host-c.test");
        let version = one.get(&item).await.version();
        is(&one.put(&format!("{item}/assessment"), &version, &anew.to_string()).await, 200);
        let listed = one.get(&path).await.json();
        let found = listed["assessments"].as_array().unwrap();
        assert_eq!((found.len(), &found[0]["why"], &found[1]["why"]), (2, &json!("by www[.]host-c[.]test"), &Value::Null));
        assert_eq!((&found[0]["inhope_class"], &found[1]["inhope_class"]), (&json!("not_illegal"), &json!("baseline")));
        // Whoever might be asked for a second opinion sees nothing of it yet.
        let (_, other) = program(&desk, Role::Analyst).await;
        assert_eq!(other.get(&path).await.json(), json!({"assessments": []}));
        assert_eq!(other.get(&decision).await.json()["decision"], Value::Null);
        let (_, lead) = program(&desk, Role::WelfareLead).await;
        for path in [path, decision, at(id, "/opinion")] {
            is(&lead.get(&path).await, 403);
        }
    }

    async fn where_the_second_opinion_stands_is_read_by_whoever_may_know(test: TestDb) {
        let desk = strict_desk(&test);
        let id = case(&test, URL).await;
        let (first, one) = program(&desk, Role::Analyst).await;
        let (second, two) = program(&desk, Role::Analyst).await;
        let (third, supervisor) = program(&desk, Role::Supervisor).await;
        let (_, manager) = program(&desk, Role::Manager).await;
        let path = at(id, "/opinion");
        assert_eq!(one.get(&path).await.json(), json!({"opinion": null}));
        prepared(&test, &first, id, BASELINE, &law("yes"), &assessment::Judgement { danger: true, ..Default::default() }).await;
        let mut tx = test.desk.write().await.unwrap();
        let urgent = Urgent { ground: assessment::Ground::Danger, reason: Sensitive::new("by http://host-c.test/p".to_owned()) };
        assessment::release_urgent(&mut tx, &first, &desk.desk.pack, id, &urgent).await.unwrap();
        tx.commit().await.unwrap();
        for seeing in [&one, &manager] {
            let read = seeing.get(&path).await.json()["opinion"].clone();
            assert_eq!((&read["state"], &read["why"], &read["settled"]), (&json!("asked"), &json!("rule"), &Value::Null));
            assert_eq!((&read["urgent"]["ground"], &read["urgent"]["staff"]), (&json!("danger"), &json!(first.staff_id())));
            assert_eq!(read["urgent"]["reason"], "by hxxp[:]//host-c[.]test/p");
        }
        // Nothing of it is told to whoever might give it, nor that there is one.
        for blind in [&two, &supervisor] {
            assert_eq!(blind.get(&path).await.json(), json!({"opinion": null}));
            assert_eq!(blind.get(&at(id, "/decision")).await.json(), json!({"decision": null, "note": null, "urgent": null}));
        }
        prepared(&test, &second, id, NOT_ILLEGAL, &law("no"), &assessment::Judgement::default()).await;
        release(&test, &second, &desk.desk.pack, id).await.unwrap();
        // What they see differently is for whoever settles it.
        assert_eq!(one.get(&path).await.json()["opinion"]["differences"], json!([]));
        let read = supervisor.get(&path).await.json()["opinion"].clone();
        assert_eq!(read["state"], "differs");
        assert!(read["differences"].as_array().unwrap().contains(&json!("inhope_class")));
        assert_eq!(two.get(&path).await.json(), json!({"opinion": null}));
        let mut tx = test.desk.write().await.unwrap();
        let reason = Sensitive::new("www.host-c.test says so".to_owned());
        assessment::settle(&mut tx, &third, &desk.desk.pack, id, Side::First, &reason).await.unwrap();
        tx.commit().await.unwrap();
        for knowing in [&one, &two, &manager] {
            let read = knowing.get(&path).await.json()["opinion"].clone();
            assert_eq!((&read["settled"]["side"], &read["settled"]["reason"]), (&json!("first"), &json!("www[.]host-c[.]test says so")));
            assert!(read["differences"].as_array().unwrap().contains(&json!("inhope_class")));
        }
        is(&one.get(&path.replace(&id.to_string(), "00000000-0000-4000-8000-000000000000")).await, 404);
    }

    async fn that_the_police_were_told_at_once_is_read_with_the_decision(test: TestDb) {
        // No second opinion is asked for.
        let mut state = desk(&test).desk;
        state.pack = Arc::new(strict_pack(|pack| {
            pack.second_opinion.classes.clear();
            pack.second_opinion.share = 0;
        }));
        let desk = TestDesk::over(state, assessment::routes());
        let id = case(&test, URL).await;
        let (first, one) = program(&desk, Role::Analyst).await;
        prepared(&test, &first, id, BASELINE, &law("yes"), &assessment::Judgement { danger: true, ..Default::default() }).await;
        let mut tx = test.desk.write().await.unwrap();
        let urgent = Urgent { ground: assessment::Ground::Danger, reason: Sensitive::new("by www.host-c.test".to_owned()) };
        assessment::release_urgent(&mut tx, &first, &desk.desk.pack, id, &urgent).await.unwrap();
        tx.commit().await.unwrap();
        let read = one.get(&at(id, "/decision")).await.json();
        assert_eq!((&read["urgent"]["ground"], &read["urgent"]["reason"]), (&json!("danger"), &json!("by www[.]host-c[.]test")));
        assert_eq!(one.get(&at(id, "/opinion")).await.json(), json!({"opinion": null}));
    }

    async fn both_opinions_are_read_page_by_page(test: TestDb) {
        let desk = strict_desk(&test);
        let id = case(&test, URL).await;
        let (first, second) = (analyst(), analyst());
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &first, &pack(), id).await.unwrap();
        assessment::add_items(&mut tx, &first, &pack(), id, "http://host-c.test/1\nhttp://host-c.test/2\nhttp://host-c.test/3").await.unwrap();
        tx.commit().await.unwrap();
        prepared(&test, &first, id, BASELINE, &law("yes"), &assessment::Judgement::default()).await;
        release(&test, &first, &desk.desk.pack, id).await.unwrap();
        prepared(&test, &second, id, NOT_ILLEGAL, &law("no"), &assessment::Judgement::default()).await;
        release(&test, &second, &desk.desk.pack, id).await.unwrap();
        let (_, supervisor) = program(&desk, Role::Supervisor).await;
        let (mut seen, mut path) = (Vec::new(), at(id, "/opinions?limit=3"));
        let mut sizes = Vec::new();
        loop {
            let part = supervisor.get(&path).await.json();
            let items = part["items"].as_array().unwrap();
            sizes.push(items.len());
            for pair in items {
                assert_eq!((&pair["first"]["inhope_class"], &pair["second"]["inhope_class"]), (&json!("baseline"), &json!("not_illegal")));
                seen.push(pair["item"].clone());
            }
            let Some(next) = part["next"].as_str() else { break };
            path = at(id, &format!("/opinions?limit=3&cursor={next}"));
        }
        let items = supervisor.get(&at(id, "/items")).await.json();
        let all: Vec<_> = items["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        assert_eq!((sizes, seen), (vec![3, 1], all));
    }

    async fn several_cases_are_done_one_by_one(test: TestDb) {
        let desk = desk(&test);
        let (me, one) = program(&desk, Role::Analyst).await;
        let (_, two) = program(&desk, Role::Analyst).await;
        let mut cases = Vec::new();
        for number in 0..3 {
            cases.push(case(&test, &format!("http://host-a.test/p/{number}")).await);
        }
        is(&two.post(&at(cases[1], "/claim"), "").await, 201);
        let path = "/api/v1/cases/several";
        let sent = json!({"cases": [cases[0], cases[1], cases[2], cases[0]], "act": "claim"}).to_string();
        let done = one.call(axum::http::Method::POST, path, &[("idempotency-key", "one")], &sent).await;
        is(&done, 200);
        let expected = |became: [&str; 3]| {
            let lines = cases.iter().zip(became).map(|(case, became)| json!({"case": case, "became": became}));
            json!({"cases": lines.collect::<Vec<_>>()})
        };
        assert_eq!(done.json(), expected(["claimed", "held", "claimed"]));
        let again = one.call(axum::http::Method::POST, path, &[("idempotency-key", "one")], &sent).await;
        assert_eq!(again.body, done.body);
        assert_eq!(recorded(&test.desk, cases[0], "assessment.claim").await, 1);
        let (colleague, _) = program(&desk, Role::Analyst).await;
        let to = colleague.staff_id();
        let handed = one.post(path, &json!({"cases": cases, "act": "hand_over", "to": to}).to_string()).await;
        assert_eq!(handed.json(), expected(["handed_over", "not_held", "handed_over"]));
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(assessment::holder(&mut tx, &me, cases[2]).await.unwrap().map(|claim| claim.staff), to);
        drop(tx);
        let many: Vec<_> = (0..101).map(|_| cases[0]).collect();
        for (body, pointer) in [
            (json!({"cases": cases, "act": "close"}), "#/act"),
            (json!({"cases": cases, "act": "claim", "to": to}), "#/to"),
            (json!({"cases": many, "act": "claim"}), "#/cases"),
            (json!({"act": "claim"}), "#/cases"),
        ] {
            let refused = one.post(path, &body.to_string()).await;
            is(&refused, 422);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{}", refused.body);
        }
        assert_eq!(one.post(path, "{\"cases\": [], \"act\": \"claim\"}").await.json(), json!({"cases": []}));
        let (_, manager) = program(&desk, Role::Manager).await;
        is(&manager.post(path, &sent).await, 403);
    }

    async fn figures_are_for_whoever_reads_them_on_pages(test: TestDb) {
        let desk = strict_desk(&test);
        let id = case(&test, URL).await;
        let (first, one) = program(&desk, Role::Analyst).await;
        let (_, manager) = program(&desk, Role::Manager).await;
        let (welfare, lead) = program(&desk, Role::WelfareLead).await;
        prepared(&test, &first, id, BASELINE, &law("yes"), &assessment::Judgement::default()).await;
        release(&test, &first, &desk.desk.pack, id).await.unwrap();
        let second = staff(Role::Analyst);
        prepared(&test, &second, id, BASELINE, &law("yes"), &assessment::Judgement::default()).await;
        release(&test, &second, &desk.desk.pack, id).await.unwrap();

        let own = one.get("/api/v1/quality").await.json();
        assert_eq!((&own["all"], &own["own"]["fields"][0]["field"], &own["own"]["fields"][0]["agreed"]), (&Value::Null, &json!("inhope_class"), &json!(1)));
        let all = manager.get("/api/v1/quality").await.json();
        assert_eq!((&all["own"], &all["all"]["months"][0]["decisions"], &all["all"]["months"][0]["class"]["pairs"]), (&Value::Null, &json!(1), &json!(1)));
        is(&lead.get("/api/v1/quality").await, 403);

        // Sums for managers, persons for the welfare lead, and that somebody looked is recorded.
        let sums = manager.get("/api/v1/welfare/sums").await.json();
        assert_eq!((sums["weeks"].as_array().unwrap().len(), &sums["weeks"][0]["viewed"]), (8, &Value::Null));
        let staff_id = first.staff_id().unwrap();
        let person = format!("/api/v1/welfare/{staff_id}");
        let looks = async |of: Option<Id<identity::Staff>>| {
            let mut tx = test.desk.read().await.unwrap();
            let sql = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'assessment.read_exposure'
                AND (subject_id = $1 OR subject_id IS NULL AND $1 IS NULL)";
            let (count,): (i64,) = tx.one(sql, store::values![of]).await.unwrap();
            count
        };
        let people = lead.get("/api/v1/welfare").await.json();
        let listed = people["people"].as_array().unwrap().iter().find(|one| one["staff"] == json!(staff_id)).unwrap();
        assert_eq!(listed["today"]["items"], 1);
        assert_eq!((looks(None).await, looks(Some(staff_id)).await), (1, 0));
        let read = lead.get(&person).await.json();
        assert_eq!((&read["name"], read["weeks"].as_array().unwrap().len()), (&listed["name"], 8));
        assert_eq!((looks(None).await, looks(Some(staff_id)).await), (1, 1));
        let before = read["today_at_most"]["items"].as_i64().unwrap();
        let lift = format!("{person}/lift");
        for _ in 0..2 {
            let lifted = lead.call(axum::http::Method::POST, &lift, &[("idempotency-key", "one")], "").await;
            assert_eq!((lifted.status.as_u16(), lifted.json()), (200, json!({"staff": staff_id})));
        }
        let more = i64::from(desk.desk.pack.welfare.lift.items);
        assert_eq!(lead.get(&person).await.json()["today_at_most"]["items"], before + more);
        // Nobody lifts their own, nor that of whoever views nothing.
        is(&lead.post(&format!("/api/v1/welfare/{}/lift", welfare.staff_id().unwrap()), "").await, 404);
        for refused in [&one, &manager] {
            is(&refused.post(&lift, "").await, 403);
            is(&refused.get(&person).await, 403);
            is(&refused.get("/api/v1/welfare").await, 403);
        }
        is(&lead.get("/api/v1/welfare/sums").await, 403);
        is(&lead.get("/api/v1/welfare/00000000-0000-4000-8000-000000000000").await, 404);
    }
}
