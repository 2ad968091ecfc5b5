//! The interface for programs: what may leave the house, many items at once, taking back, and what is one's own.

use std::sync::Arc;

use axum::http::Method;
use identity::testing::TestDesk;
use identity::{Desk, Role};
use serde_json::{Value, json};

use crate::house::{BASELINE, case, law, pack, prepared, recorded, release, strict_pack};
use crate::programs::{URL, analyst, answered, at, desk, first, is, is_silent};

store::on_both! {
    async fn what_may_leave_is_decided_and_taken_back_by_calls(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let id = case(&test, URL).await;
        let path = at(id, "/disclosures");
        let listed = program.get(&path).await;
        is(&listed, 200);
        let listed = listed.json();
        let (report, up_to) = (&listed["reports"][0]["id"], &listed["reports"][0]["up_to"]);
        let of = |up_to: &Value, part: &str, consent: Value| json!({"report": report, "up_to": up_to, "part": part, "consent": consent}).to_string();
        let new = |part: &str, consent: Value| of(up_to, part, consent);
        // Only whoever holds the case, and a contact with consent alone.
        is(&program.post(&path, &new("narrative", Value::Null)).await, 409);
        is(&program.post(&at(id, "/claim"), "").await, 201);
        for (body, wrong) in [(new("contact", Value::Null), "#/consent"), (new("word", Value::Null), "#/part"), (new("contact", json!("word")), "#/consent")] {
            let refused = program.post(&path, &body).await;
            is(&refused, 422);
            assert_eq!(refused.json()["errors"][0]["pointer"], wrong);
        }
        // Nothing is decided of what the caller does not know of.
        is(&program.post(&path, &of(&json!(0), "contact", json!("spoken"))).await, 409);
        let decided = program.post(&path, &new("contact", json!("spoken"))).await;
        is(&decided, 200);
        is_silent(&decided);
        let standing = decided.json()["disclosures"][0].clone();
        assert_eq!((&standing["part"], &standing["consent"]), (&json!("contact"), &json!("spoken")));
        assert_eq!((&standing["up_to"], &standing["more"]), (up_to, &json!(false)));
        let withdraw = format!("{path}/{}/withdraw", standing["id"].as_str().unwrap());
        let withdrawn = program.post(&withdraw, "").await;
        is(&withdrawn, 200);
        assert_eq!(withdrawn.json()["disclosures"], json!([]));
        is(&program.post(&withdraw, "").await, 404);
        assert_eq!(recorded(&test.desk, id, "assessment.disclose").await, 1);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        is(&manager.post(&path, &new("narrative", Value::Null)).await, 403);
    }

    async fn many_items_are_changed_alike_and_a_hash_taken_away(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let id = case(&test, URL).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let lines: Vec<_> = (0..4).map(|number| format!("image {URL}/{number}")).collect();
        is(&program.post(&at(id, "/items/list"), &json!({ "lines": lines }).to_string()).await, 200);
        let several = at(id, "/items/several");
        let post_as_of = async |version: &str, body: &str| {
            let key = kernel::Id::<intake::Case>::random(&kernel::SystemEntropy).to_string();
            let headers = [("if-match", version), ("idempotency-key", key.as_str())];
            program.call(Method::POST, &several, &headers, body).await
        };
        let post = async |body: &str| {
            let version = program.get(&at(id, "")).await.version();
            post_as_of(&version, body).await
        };
        is(&program.post(&several, "{\"from\": 2, \"to\": 5, \"kind\": \"video\"}").await, 428);
        let called = post("{\"from\": 2, \"to\": 5, \"kind\": \"video\"}").await;
        is(&called, 200);
        assert_eq!(called.json()["count"], 4);
        let (item, version) = first(&program, id).await;
        is(&program.put(&format!("{item}/assessment"), &version, &answered(BASELINE, "yes")).await, 200);
        let listed = program.get(&at(id, "/items")).await.json();
        let some = json!({"items": [listed["items"][1]["id"], listed["items"][2]["id"]], "like": 1}).to_string();
        let before = program.get(&at(id, "")).await.version();
        assert_eq!(post(&some).await.json()["count"], 2);
        // What a colleague or another program did meanwhile is not superseded unseen.
        is(&post_as_of(&before, &some).await, 412);
        assert_eq!(post("{\"from\": 2, \"to\": 3, \"choose\": true}").await.json()["count"], 2);
        let listed = program.get(&at(id, "/items")).await.json();
        let ruled = listed["items"].as_array().unwrap().iter().filter(|item| item["ruling"].is_object()).count();
        assert_eq!((ruled, &listed["items"][4]["kind"]), (3, &json!("video")));
        for (body, status) in [("{\"from\": 1, \"to\": 5, \"like\": 5}", 409), ("{\"from\": 9, \"to\": 9, \"kind\": \"image\"}", 409),
            ("{\"from\": 1, \"kind\": \"image\"}", 422), ("{\"to\": 5, \"kind\": \"image\"}", 422),
            ("{\"from\": 1}", 422), ("{\"from\": 1, \"kind\": \"image\", \"like\": 1}", 422), ("{\"from\": 1, \"kind\": \"word\"}", 422),
            ("{\"from\": 1, \"kind\": \"image\", \"choose\": true}", 422)] {
            is(&post(body).await, status);
        }
        let hash = json!({"hash": "b".repeat(40)}).to_string();
        is(&program.post(&format!("{item}/hashes"), &hash).await, 201);
        let remove = format!("{item}/hashes/remove");
        is(&program.post(&remove, "{\"algorithm\": \"word\"}").await, 422);
        let removed = program.post(&remove, "{\"algorithm\": \"sha1\"}").await;
        is(&removed, 200);
        assert_eq!(removed.json()["hashes"], json!([]));
        is(&program.post(&remove, "{\"algorithm\": \"sha1\"}").await, 404);
    }

    async fn claims_that_ran_out_and_views_are_one_s_own(test: TestDb) {
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, other) = desk.program_of(&[Role::Supervisor]).await;
        let id = case(&test, URL).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        test.clock.advance(pack().claims.lease);
        // A colleague takes what ran out.
        is(&other.post(&at(id, "/claim"), "").await, 201);
        let lapsed = program.get("/api/v1/lapsed").await;
        is(&lapsed, 200);
        is_silent(&lapsed);
        assert_eq!(lapsed.json()["lapsed"][0]["case"], json!(id));
        assert_eq!(other.get("/api/v1/lapsed").await.json(), json!({"lapsed": []}));
        assert_eq!(lapsed.json()["lapsed"][0]["why"], "lapsed");
        // What lapses between the list and the word that it was seen, or lapses again, is not seen.
        let again = case(&test, "http://host-b.test/p/18").await;
        is(&program.post(&at(again, "/claim"), "").await, 201);
        test.clock.advance(pack().claims.lease);
        for one in [id, again] {
            is(&program.post(&at(one, "/claim"), "").await, 201);
            test.clock.advance(pack().claims.lease);
            is(&other.post(&at(one, "/claim"), "").await, 201);
        }
        let say = async |seen: Value| {
            let body = json!({ "seen": seen }).to_string();
            program.call(Method::POST, "/api/v1/lapsed/seen", &[], &body).await
        };
        let listed = |answer: &identity::testing::Answer| answer.json()["lapsed"].as_array().unwrap().clone();
        let seen = say(json!([lapsed.json()["lapsed"][0]["seen"]])).await;
        is(&seen, 200);
        assert_eq!(listed(&seen).len(), 2, "{}", seen.body);
        let seen = say(json!([listed(&seen)[0]["seen"]])).await;
        assert_eq!(listed(&seen).len(), 1);
        is(&say(json!(["word"])).await, 422);
        is(&say(json!(vec!["word"; 101])).await, 422);
        is(&program.call(Method::POST, "/api/v1/lapsed/seen", &[], "").await, 422);
        let seen = say(json!([listed(&seen)[0]["seen"]])).await;
        assert_eq!(seen.json(), json!({"lapsed": []}));
        assert_eq!(program.get("/api/v1/lapsed").await.json(), json!({"lapsed": []}));

        let path = "/api/v1/views";
        for (body, status) in [(json!({"name": " ", "query": ""}), 422), (json!({"name": "One", "query": "state=word"}), 422),
            (json!({"name": "One", "query": "", "everybodys": true}), 403)] {
            is(&program.post(path, &body.to_string()).await, status);
        }
        let new = json!({"name": "At home", "query": "state=waiting&country=KH"}).to_string();
        let saved = program.post(path, &new).await;
        is(&saved, 201);
        let views = program.get(path).await.json();
        assert_eq!(views["views"][0]["name"], "At home");
        assert_eq!(other.get(path).await.json(), json!({"views": []}));
        let shared = json!({"name": "All", "query": "state=any", "everybodys": true}).to_string();
        let shared = other.post(path, &shared).await.json()["id"].as_str().unwrap().to_owned();
        is(&program.post(&format!("{path}/{shared}/remove"), "").await, 404);
        let remove = format!("{path}/{}/remove", saved.json()["id"].as_str().unwrap());
        is(&other.post(&remove, "").await, 404);
        let left = program.post(&remove, "").await;
        is(&left, 200);
        assert_eq!(left.json()["views"].as_array().unwrap().len(), 1, "everybody's is left");
    }

    async fn what_is_known_corrected_and_undone_is_read_by_calls(test: TestDb) {
        let pack = strict_pack(|pack| pack.second_opinion.classes.clear());
        let plain = desk(&test).desk;
        let desk = Desk { pack: Arc::new(pack.clone()), ..plain };
        let desk = TestDesk::over(desk, assessment::routes());
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        let id = case(&test, URL).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let (item, _) = first(&program, id).await;
        let hash = "b".repeat(64);
        is(&program.post(&format!("{item}/hashes"), &json!({ "hash": hash }).to_string()).await, 201);
        assert_eq!(program.get(&format!("{item}/hashes")).await.json(), json!({"hashes": [{"algorithm": "sha256", "value": hash}]}));
        let nothing = json!({"answers": [], "take_over": false, "only_shown": null});
        assert_eq!(program.get(&format!("{item}/known")).await.json(), nothing);
        prepared(&test, &actor, id, BASELINE, &law("yes"), &assessment::Judgement::default()).await;
        let undo = program.get(&at(id, "/undo")).await;
        assert_eq!(undo.json()["undo"]["act"], "decide", "{}", undo.body);
        release(&test, &actor, &pack, id).await.unwrap();
        assert_eq!(program.get(&at(id, "/undo")).await.json()["undo"]["act"], "release");

        // The same content elsewhere: the answer that it had is known, to whoever assesses.
        let (_, second) = desk.program_of(&[Role::Supervisor]).await;
        let there = case(&test, "http://host-c.test/p/1").await;
        is(&second.post(&at(there, "/claim"), "").await, 201);
        let (other_item, _) = first(&second, there).await;
        is(&second.post(&format!("{other_item}/hashes"), &json!({ "hash": hash }).to_string()).await, 201);
        let known = second.get(&format!("{other_item}/known")).await;
        is_silent(&known);
        let answer = &known.json()["answers"][0];
        assert_eq!((&answer["by"], &answer["inhope_class"]), (&json!("sha256"), &json!("baseline")), "{}", known.body);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        is(&manager.get(&format!("{other_item}/known")).await, 403);

        // A released decision is corrected, for a reason that is read as on the page.
        test.clock.advance(pack.claims.undo + std::time::Duration::from_secs(1));
        assert_eq!(program.get(&at(id, "/undo")).await.json(), json!({"undo": null}));
        let version = program.get(&at(id, "")).await.version();
        let headers = [("if-match", version.as_str()), ("idempotency-key", "reopen")];
        let why = json!({"reason": "see http://host-b.test/p"}).to_string();
        is(&program.call(Method::POST, &at(id, "/reopen"), &headers, &why).await, 200);
        let corrections = manager.get(&at(id, "/corrections")).await;
        is_silent(&corrections);
        let correction = &corrections.json()["corrections"][0];
        assert_eq!((&correction["reason"], &correction["closed_at"]), (&json!("see hxxp[:]//host-b[.]test/p"), &Value::Null));
    }

    async fn whom_a_correction_concerns_is_listed_in_part_and_counted(test: TestDb) {
        let pack = strict_pack(|pack| pack.second_opinion.classes.clear());
        let desk = crate::deciding_pages::desk(&test, pack.clone());
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        let id = case(&test, URL).await;
        prepared(&test, &actor, id, BASELINE, &law("yes"), &assessment::Judgement::default()).await;
        release(&test, &actor, &pack, id).await.unwrap();
        let version = program.get(&at(id, "")).await.version();
        is(&program.change(&at(id, "/reopen"), &version, "reopen", "{\"reason\": \"word\"}").await, 200);
        let keep = async |count: usize| {
            let mut tx = test.desk.write().await.unwrap();
            let cases: Vec<kernel::Id<intake::Case>> = (0..count).map(|_| tx.new_id()).collect();
            let sql = "INSERT INTO assessment_correction_taker (correction_id, case_id) SELECT c.id, given.id FROM (
                /*on postgres*/ SELECT encode(value, 'hex')::uuid AS id FROM unnest($2::bytea[]) AS value
                /*on sqlite*/ SELECT unhex(value) AS id FROM json_each($2) /*end*/
            ) AS given CROSS JOIN assessment_correction c WHERE c.case_id = $1";
            tx.execute(sql, store::values![id, &cases[..]]).await.unwrap();
            tx.commit().await.unwrap();
        };
        let listed = async || {
            let correction = program.get(&at(id, "/corrections")).await.json()["corrections"][0].clone();
            (correction["cases"].as_array().unwrap().len(), correction["more"].clone(), correction["uncounted"].clone())
        };
        assert_eq!(listed().await, (0, json!(0), json!(false)));
        keep(60).await;
        assert_eq!(listed().await, (50, json!(10), json!(false)));
        keep(assessment::MOST_TAKERS - 60).await;
        assert_eq!(listed().await, (50, json!(assessment::MOST_TAKERS - 50), json!(true)));
    }

    async fn how_many_messages_a_case_has_is_told_without_a_session(test: TestDb) {
        let desk = desk(&test);
        let (keys, id) = crate::house::told_by(&test, URL).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let counted = manager.get(&at(id, "/messages")).await;
        is(&counted, 200);
        assert_eq!(counted.json(), json!({"all": 0, "new": 0, "unread": 0, "unanswered": 0}));
        let told = letterbox::Content { message: Some("neutral words".to_owned()), ..letterbox::Content::default() };
        crate::house::tell(&test, &keys, told).await;
        let counted = manager.get(&at(id, "/messages")).await;
        is_silent(&counted);
        assert_eq!(counted.json(), json!({"all": 1, "new": 1, "unread": 1, "unanswered": 0}));
        let program = analyst(&desk).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let session = program.post(&at(id, "/viewing"), "").await.location().trim_end_matches("/reveal").to_owned();
        let told = program.call(Method::POST, &format!("{session}/told"), &[], "{\"page\": 1}").await;
        is(&told, 200);
        let (report, text) = (&told.json()["reports"][0]["id"], "Which page was it?");
        let said = json!({"report": report, "text": text}).to_string();
        is(&program.post(&format!("{session}/messages"), &said).await, 201);
        let counted = manager.get(&at(id, "/messages")).await;
        assert_eq!(counted.json(), json!({"all": 2, "new": 0, "unread": 0, "unanswered": 0}));
        let unknown = kernel::Id::<intake::Case>::random(&kernel::SystemEntropy);
        is(&manager.get(&at(unknown, "/messages")).await, 404);
    }

    async fn both_opinions_are_read_before_they_are_settled(test: TestDb) {
        let pack = strict_pack(|_| {});
        let desk = desk(&test);
        let id = case(&test, URL).await;
        let (one, two) = (crate::house::analyst(), crate::house::analyst());
        let noted = |note: &str| assessment::Judgement {
            note: Some(kernel::Sensitive::new(note.to_owned())),
            ..assessment::Judgement::default()
        };
        prepared(&test, &one, id, BASELINE, &law("yes"), &noted("one")).await;
        release(&test, &one, &pack, id).await.unwrap();
        let (_, supervisor) = desk.program_of(&[Role::Supervisor]).await;
        is(&supervisor.get(&at(id, "/opinions")).await, 404);
        prepared(&test, &two, id, crate::house::NOT_ILLEGAL, &law("no"), &noted("at http://host-b.test/")).await;
        release(&test, &two, &pack, id).await.unwrap();
        let both = supervisor.get(&at(id, "/opinions")).await;
        is(&both, 200);
        is_silent(&both);
        let both = both.json();
        assert_eq!((&both["first"]["note"], &both["second"]["note"]), (&json!("one"), &json!("at hxxp[:]//host-b[.]test/")));
        assert_eq!(both["second"]["decision"]["inhope_class"], "not_illegal");
        assert_eq!(both["items"][0]["first"]["inhope_class"], "baseline");
        assert!(both["differences"].as_array().unwrap().contains(&json!("inhope_class")) && both["next"].is_null(), "{both}");
        is(&analyst(&desk).await.get(&at(id, "/opinions")).await, 403);
    }

    async fn what_is_one_s_own_is_read_and_changed_as_it_was_read(test: TestDb) {
        let desk = desk(&test);
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        let id = case(&test, URL).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let (item, _) = first(&program, id).await;
        let session = program.post(&at(id, "/viewing"), "").await;
        let body = json!({"item": item.rsplit('/').next()}).to_string();
        is(&program.call(Method::POST, session.location(), &[], &body).await, 200);
        let hidden = program.call(Method::POST, &at(id, "/viewing/hide"), &[], "").await;
        assert_eq!((hidden.status.as_u16(), hidden.json()), (200, json!({"shown": false})));
        assert_eq!(recorded(&test.desk, id, "assessment.hide").await, 1);
        let exposure = program.get("/api/v1/exposure").await.json();
        assert_eq!((&exposure["today"]["items"], &exposure["weeks"][0]["begins"]), (&json!(1), &json!("2026-01-05")));
        assert!(exposure["today_at_most"]["items"].as_i64().unwrap() > 0);

        let path = "/api/v1/exposure/categories";
        let read = program.get(path).await;
        assert_eq!(read.json(), json!({"categories": []}));
        let category = desk.desk.pack.categories[0].key.clone();
        let chosen = json!({ "categories": [category] }).to_string();
        let refused = program.put(path, &read.version(), "{\"categories\": [\"word\"]}").await;
        is(&refused, 422);
        assert_eq!(refused.json()["errors"][0]["pointer"], "#/categories/0");
        let put = program.put(path, &read.version(), &chosen).await;
        is(&put, 200);
        assert_eq!(put.json(), json!({ "categories": [category] }));
        is(&program.put(path, &read.version(), "{\"categories\": []}").await, 412);

        let mut tx = test.desk.write().await.unwrap();
        let filter = intake::Filter::of_text("state=any&country=KH").unwrap();
        intake::save_view(&mut tx, &actor, "canary view", &filter, false).await.unwrap();
        tx.commit().await.unwrap();
        let views = program.get("/api/v1/views").await.json();
        let view = &views["views"][0];
        assert_eq!((&view["name"], &view["everybodys"]), (&json!("canary view"), &json!(false)));
        is(&program.get(&format!("/api/v1/cases?{}", view["query"].as_str().unwrap())).await, 200);
        assert_eq!(analyst(&desk).await.get("/api/v1/views").await.json()["views"], json!([]));
    }

    async fn a_released_decision_is_taken_back_in_the_version_that_was_read(test: TestDb) {
        let desk = desk(&test);
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        let id = case(&test, URL).await;
        prepared(&test, &actor, id, BASELINE, &law("yes"), &assessment::Judgement::default()).await;
        release(&test, &actor, &pack(), id).await.unwrap();
        let version = program.get(&at(id, "")).await.version();
        let path = at(id, "/reopen");
        let headers = [("if-match", version.as_str()), ("idempotency-key", "one")];
        let silent = program.call(Method::POST, &path, &headers, "{\"reason\": \" \"}").await;
        is(&silent, 422);
        assert_eq!(silent.json()["errors"][0]["pointer"], "#/reason");
        let body = "{\"reason\": \"canary words\"}";
        let headers = [("if-match", version.as_str()), ("idempotency-key", "two")];
        let reopened = program.call(Method::POST, &path, &headers, body).await;
        is(&reopened, 200);
        is_silent(&reopened);
        assert_eq!(reopened.json()["state"], "assessing");
        let headers = [("if-match", version.as_str()), ("idempotency-key", "three")];
        is(&program.call(Method::POST, &path, &headers, body).await, 412);
        assert_eq!(recorded(&test.desk, id, "assessment.reopen").await, 1);

        // A second opinion that nobody can give is ended by a supervisor.
        let (id, _) = crate::opinions::asked(&test, "http://host-b.test/p/18").await;
        let (_, supervisor) = desk.program_of(&[Role::Supervisor]).await;
        let version = supervisor.get(&at(id, "")).await.version();
        let headers = [("if-match", version.as_str()), ("idempotency-key", "four")];
        is(&program.call(Method::POST, &at(id, "/withdraw-opinion"), &headers, body).await, 403);
        let withdrawn = supervisor.call(Method::POST, &at(id, "/withdraw-opinion"), &headers, body).await;
        is(&withdrawn, 200);
        assert_eq!(withdrawn.json()["state"], "waiting");
    }

    async fn a_program_and_a_page_that_act_on_a_case_at_once_are_both_answered(test: TestDb) {
        let desk = desk(&test);
        let (id, _) = crate::opinions::asked(&test, "http://host-b.test/p/18").await;
        let second = crate::house::analyst();
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &second, &pack(), id).await.unwrap();
        tx.commit().await.unwrap();
        let (_, supervisor) = desk.program_of(&[Role::Supervisor]).await;
        let version = supervisor.get(&at(id, "")).await.version();
        let headers = [("if-match", version.as_str()), ("idempotency-key", "one")];
        // A page begins with the case's lock, then holds the claim's row.
        let mut tx = test.desk.write().await.unwrap();
        tx.lock(&format!("assessment.claim:{id}")).await.unwrap();
        let path = at(id, "/withdraw-opinion");
        let call = supervisor.call(Method::POST, &path, &headers, "{\"reason\": \"neutral words\"}");
        let page = async {
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            let row = "SELECT case_id AS value FROM assessment_claim WHERE case_id = $1 /*for update*/";
            let held: Option<(kernel::Id<intake::Case>,)> = tx.optional(row, store::values![id]).await.unwrap();
            assert!(held.is_some());
            tx.commit().await.unwrap();
        };
        let (withdrawn, ()) = tokio::join!(call, page);
        is(&withdrawn, 200);
    }
}
