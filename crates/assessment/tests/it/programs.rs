//! The interface for programs: what an analyst does in a day, by calls alone; and that two of them never overwrite
//! each other.

use axum::http::{Method, StatusCode};
use identity::Role;
use identity::testing::{Answer, Program, TestDesk};
use intake::Case;
use kernel::Id;
use serde_json::{Value, json};
use store::testing::TestDb;

use crate::house::{BASELINE, NOT_ILLEGAL, case, law, recorded, report};

pub(crate) const URL: &str = "http://host-a.test/canarypath/17";

pub(crate) fn desk(test: &TestDb) -> TestDesk {
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::new(test, assessment::routes(), &words)
}

pub(crate) async fn analyst(desk: &TestDesk) -> Program {
    desk.program_of(&[Role::Analyst]).await.1
}

pub(crate) fn is(answer: &Answer, status: u16) {
    assert_eq!(answer.status.as_u16(), status, "{}", answer.body);
}

/// Whether an answer says nothing of a URL.
pub(crate) fn is_silent(answer: &Answer) {
    let headers = format!("{:?}", answer.headers);
    for text in [&answer.body, &headers] {
        assert!(
            !text.contains("canary") && !text.contains("host-a"),
            "{text}"
        );
    }
}

pub(crate) fn at(case: Id<Case>, end: &str) -> String {
    format!("/api/v1/cases/{case}{end}")
}

/// The answers of an item as a call sends them.
pub(crate) fn answered(chosen: &[(&str, &str)], law_answer: &str) -> String {
    let answers: serde_json::Map<String, Value> = chosen
        .iter()
        .map(|(field, option)| ((*field).to_owned(), json!([option])))
        .collect();
    json!({ "answers": answers, "law": law(law_answer) }).to_string()
}

/// The first item of a case: its path, and its version.
pub(crate) async fn first(program: &Program, case: Id<Case>) -> (String, String) {
    let items = program.get(&at(case, "/items")).await.json();
    let path = at(
        case,
        &format!("/items/{}", items["items"][0]["id"].as_str().unwrap()),
    );
    let version = program.get(&path).await.version();
    (path, version)
}

store::on_both! {
    async fn a_day_s_work_by_calls_alone(test: TestDb) {
        let desk = desk(&test);
        let id = case(&test, URL).await;
        let program = analyst(&desk).await;
        let listed = program.get("/api/v1/cases").await;
        is(&listed, 200);
        is_silent(&listed);
        assert_eq!(listed.json()["cases"][0]["id"], json!(id));
        assert_eq!(program.get("/api/v1/cases/count").await.json(), json!({"count": 1, "more": false}));
        let found = program.post("/api/v1/cases/search", &json!({"address": URL}).to_string()).await;
        is_silent(&found);
        let query = found.json()["query"].as_str().unwrap().to_owned();
        assert_eq!(program.get(&format!("/api/v1/cases?{query}")).await.json()["cases"][0]["id"], json!(id));

        let claimed = program.post(&at(id, "/claim"), "").await;
        is(&claimed, 201);
        assert_eq!(claimed.location(), at(id, ""));
        is(&program.post(&at(id, "/extend"), "{}").await, 200);

        // A URL stands in the answer of a reveal, and in no other.
        let (item, version) = first(&program, id).await;
        let session = program.post(&at(id, "/viewing"), "").await;
        is(&session, 201);
        let reveal = session.location().to_owned();
        let item_id = item.rsplit('/').next().unwrap().to_owned();
        let looked = program.call(Method::POST, &reveal, &[], &json!({"item": item_id}).to_string()).await;
        is(&looked, 200);
        let spelling = &looked.json()["spellings"][0];
        assert_eq!(spelling["url"], URL);
        let working = json!({"spelling": spelling["id"]}).to_string();
        let picked = program.put(&format!("{item}/working-url"), &version, &working).await;
        is(&picked, 200);
        // It is another version of the item: who picks with the one before comes second.
        is(&program.put(&format!("{item}/working-url"), &version, &working).await, 412);
        let version = picked.version();
        assert_eq!(program.get(&item).await.version(), version);

        let rules = program.get("/api/v1/classification").await;
        is(&rules, 200);
        assert_eq!(rules.json()["fields"][0]["key"], "classification");
        let classified = program.put(&format!("{item}/assessment"), &version, &answered(BASELINE, "yes")).await;
        is(&classified, 200);
        assert_eq!(classified.json()["assessment"]["inhope_class"], "baseline");
        let read = program.get(&at(id, "")).await;
        is_silent(&read);
        let decided = program.put(&at(id, "/decision"), &read.version(), "{\"danger\": true, \"note\": \"canary words\"}").await;
        is(&decided, 200);
        is_silent(&decided);
        assert_eq!(decided.json()["decision"]["danger"], true);
        let version = decided.version();
        let headers = [("if-match", version.as_str()), ("idempotency-key", "release")];
        let released = program.call(Method::POST, &at(id, "/release"), &headers, "").await;
        is(&released, 200);
        assert_eq!(released.json()["state"], "acting");
        // Sent again it is the same answer, and no second release.
        let again = program.call(Method::POST, &at(id, "/release"), &headers, "").await;
        assert_eq!((again.status, &again.body), (released.status, &released.body));
        assert_eq!(recorded(&test.desk, id, "assessment.release").await, 1);
    }

    async fn two_writers_with_one_version_do_not_overwrite_each_other(test: TestDb) {
        let desk = desk(&test);
        let (actor, one) = desk.program_of(&[Role::Analyst]).await;
        let two = desk.program(&actor, &[Role::Analyst]).await;
        let id = case(&test, URL).await;
        is(&one.post(&at(id, "/claim"), "").await, 201);
        let (item, version) = first(&one, id).await;
        let path = format!("{item}/assessment");
        let (left, right) = (answered(BASELINE, "yes"), answered(NOT_ILLEGAL, "no"));
        let (first_answer, second_answer) =
            tokio::join!(one.put(&path, &version, &left), two.put(&path, &version, &right));
        let mut statuses = [first_answer.status.as_u16(), second_answer.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(recorded(&test.desk, id, "assessment.classify").await, 1);

        let version = one.get(&at(id, "")).await.version();
        let path = at(id, "/decision");
        let (first_answer, second_answer) =
            tokio::join!(one.put(&path, &version, "{}"), two.put(&path, &version, "{\"danger\": true}"));
        let mut statuses = [first_answer.status.as_u16(), second_answer.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        assert_eq!(recorded(&test.desk, id, "assessment.decide").await, 1);
        // An item classified anew, to the same, is another version of the case.
        let version = one.get(&at(id, "")).await.version();
        let now = one.get(&item).await;
        let same = json!({"answers": now.json()["assessment"]["answers"], "law": now.json()["assessment"]["law"], "why": "neutral words"});
        is(&one.put(&format!("{item}/assessment"), &now.version(), &same.to_string()).await, 200);
        is(&two.put(&path, &version, "{}").await, 412);
        for wrong in ["*", ""] {
            let headers = [("if-match", wrong)];
            let headers = if wrong.is_empty() { &[][..] } else { &headers[..] };
            is(&one.call(Method::PUT, &path, headers, "{}").await, 428);
        }
        is(&one.call(Method::PUT, &path, &[("if-match", "word")], "{}").await, 400);
        is(&one.call(Method::PUT, &path, &[("if-match", &format!("W/{version}"))], "{}").await, 412);
    }

    async fn each_refusal_names_the_field_to_mend(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let id = case(&test, URL).await;
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let (item, version) = first(&program, id).await;
        let path = format!("{item}/assessment");
        let pointer = |answer: &Answer| {
            is(answer, 422);
            answer.json()["errors"][0]["pointer"].as_str().unwrap().to_owned()
        };
        for (body, wrong) in [
            ("{}", "#/answers"),
            ("{\"answers\": {\"classification\": \"baseline\"}}", "#/answers/classification"),
            ("{\"answers\": {}}", "#/answers/classification"),
            ("{\"answers\": {\"classification\": [\"word\"]}}", "#/answers/classification"),
            ("{\"answers\": {}, \"law\": {\"word\": \"yes\"}}", "#/law/word"),
            ("{\"answers\": {}, \"word\": 1}", "#/word"),
        ] {
            assert_eq!(pointer(&program.put(&path, &version, body).await), wrong, "{body}");
        }
        let unanswered = json!({"answers": {"classification": ["baseline"], "age": ["pre_pubescent"],
            "gender": ["not_determined"], "virtual_content": ["no"], "site_type": ["website"]}});
        assert!(pointer(&program.put(&path, &version, &unanswered.to_string()).await).starts_with("#/law/"));
        let items = at(id, "/items");
        assert_eq!(pointer(&program.post(&items, "{\"url\": \"word\"}").await), "#/url");
        assert_eq!(pointer(&program.post(&items, "{\"url\": \"http://host-b.test/\", \"kind\": \"word\"}").await), "#/kind");
        assert_eq!(pointer(&program.post(&format!("{items}/list"), "{\"lines\": [\"http://host-b.test/1\", \"a\\nb\"]}").await), "#/lines/1");
        assert_eq!(pointer(&program.post(&format!("{item}/hashes"), "{\"hash\": \"word\"}").await), "#/hash");
        assert_eq!(pointer(&program.post("/api/v1/cases/search", "{\"address\": \"word\"}").await), "#/address");
        let undecided = program.get(&at(id, "")).await.version();
        let headers = [("if-match", undecided.as_str()), ("idempotency-key", "one")];
        let refused = program.call(Method::POST, &at(id, "/release"), &headers, "").await;
        is(&refused, 409);
        for parameter in ["limit=0", "limit=51", "limit=a", "cursor=word", "state=word", "network=x", "place=1"] {
            let refused = program.get(&format!("/api/v1/cases?{parameter}")).await;
            is(&refused, 400);
            let named = parameter.split('=').next().unwrap();
            assert_eq!(refused.json()["errors"][0]["field"], named);
        }
        is(&program.get(&at(id, "/items?cursor=word")).await, 400);
    }

    async fn items_are_added_listed_by_cursor_and_never_tell_where_they_are(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let id = case(&test, URL).await;
        let items = at(id, "/items");
        is(&program.post(&items, "{\"url\": \"http://host-b.test/1\"}").await, 409);
        is(&program.post(&at(id, "/claim"), "").await, 201);
        let lines: Vec<_> = (0..7).map(|number| format!("image {URL}/{number}")).collect();
        let sha = "a".repeat(64);
        let lines = [&lines[..], &[lines[0].clone(), "word".to_owned(), sha]].concat();
        let body = json!({ "lines": lines }).to_string();
        let added = program.post(&format!("{items}/list"), &body).await;
        is(&added, 200);
        is_silent(&added);
        let results: Vec<_> = added.json()["lines"].as_array().unwrap().iter()
            .map(|line| line["result"].as_str().unwrap().to_owned()).collect();
        assert_eq!(results[6..], ["added", "duplicate", "refused", "added"]);
        assert_eq!(added.json()["lines"][8]["reason"], "not-a-url");
        let one = program.post(&items, &json!({"url": format!("{URL}/0.mp4")}).to_string()).await;
        is(&one, 201);
        assert_eq!(one.json()["position"], 10);
        let shown = program.get(one.location()).await;
        assert_eq!((&shown.json()["kind"], &shown.json()["has_url"]), (&json!("video"), &json!(true)));
        let hashed = program.post(&format!("{}/hashes", one.location()), &json!({"hash": "b".repeat(40)}).to_string()).await;
        is(&hashed, 201);
        assert_eq!(hashed.json(), json!({"algorithm": "sha1", "there": false}));
        assert_ne!(program.get(one.location()).await.version(), shown.version());

        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let part = program.get(&format!("{items}?limit=3{next}")).await;
            is(&part, 200);
            is_silent(&part);
            for item in part.json()["items"].as_array().unwrap() {
                seen.push(item["position"].as_i64().unwrap());
            }
            // What is added meanwhile stands behind.
            if seen.len() == 3 {
                is(&program.post(&items, &json!({"url": format!("{URL}/late")}).to_string()).await, 201);
            }
            match part.json()["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, (1..=11).collect::<Vec<_>>());
    }

    async fn the_queue_goes_on_behind_its_cursor_whatever_is_claimed_meanwhile(test: TestDb) {
        let desk = desk(&test);
        let program = analyst(&desk).await;
        let urls: Vec<_> = (0..7).map(|number| format!("http://host-{number}.test/p/17")).collect();
        let urls: Vec<_> = urls.iter().map(String::as_str).collect();
        let cases = report(&test, &urls).await;
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let part = program.get(&format!("/api/v1/cases?limit=2{next}")).await;
            is(&part, 200);
            for listed in part.json()["cases"].as_array().unwrap() {
                let id: Id<Case> = listed["id"].as_str().unwrap().parse().unwrap();
                is(&program.post(&at(id, "/claim"), "").await, 201);
                seen.push(id);
            }
            match part.json()["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        seen.sort_unstable();
        let mut cases = cases;
        cases.sort_unstable();
        assert_eq!(seen, cases);
        let mine = program.get("/api/v1/cases?state=any&holder=me").await;
        assert_eq!(mine.json()["cases"].as_array().unwrap().len(), 7);
    }

    async fn what_a_key_s_roles_do_not_reach_is_refused_and_nothing_told(test: TestDb) {
        let desk = desk(&test);
        let id = case(&test, URL).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, administrator) = desk.program_of(&[Role::Administrator]).await;
        is(&manager.get(&at(id, "")).await, 200);
        for path in ["/claim", "/viewing", "/items/list", "/hand-over"] {
            let body = if path == "/items/list" { "{\"lines\": []}" } else { "" };
            is(&manager.post(&at(id, path), body).await, 403);
        }
        let nowhere = at(Id::<Case>::random(&kernel::SystemEntropy), "");
        for path in [at(id, ""), nowhere.clone(), "/api/v1/cases".to_owned(), "/api/v1/classification".to_owned()] {
            is(&administrator.get(&path).await, 403);
        }
        is(&manager.get(&nowhere).await, 404);

        let (one, other) = (analyst(&desk).await, analyst(&desk).await);
        is(&one.post(&at(id, "/claim"), "").await, 201);
        is(&other.post(&at(id, "/claim"), "").await, 409);
        is(&other.post(&at(id, "/viewing"), "").await, 409);
        let session = one.post(&at(id, "/viewing"), "").await;
        let (item, _) = first(&one, id).await;
        let body = json!({"item": item.rsplit('/').next()}).to_string();
        let stolen = other.call(Method::POST, session.location(), &[], &body).await;
        is(&stolen, 409);
        is_silent(&stolen);
        // Handed over, it is the colleague's.
        let colleagues = one.get("/api/v1/colleagues").await.json();
        let me = other.get("/api/v1/me").await.json();
        assert!(colleagues["colleagues"].as_array().unwrap().iter().any(|one| one["staff"] == me["staff"]));
        let handed = one.post(&at(id, "/hand-over"), &json!({"to": me["staff"]}).to_string()).await;
        is(&handed, 200);
        assert_eq!(handed.json()["claim"]["staff"], me["staff"]);
        let closed = one.call(Method::POST, session.location(), &[], &body).await;
        assert_eq!(closed.status, StatusCode::CONFLICT);
        is_silent(&closed);
        is(&other.post(&at(id, "/hand-over"), "").await, 200);
        assert_eq!(one.get(&at(id, "")).await.json()["state"], "waiting");
    }

    async fn a_key_in_fewer_roles_shows_no_more_of_a_first_opinion(test: TestDb) {
        let desk = desk(&test);
        let (id, _) = crate::opinions::asked(&test, URL).await;
        let (both, whole) = desk.program_of(&[Role::Analyst, Role::Manager]).await;
        let part = desk.program(&both, &[Role::Manager]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let seen = manager.get(&at(id, "")).await.json();
        assert_eq!((&seen["state"], &seen["items"]["classified"]), (&json!("second_opinion"), &json!(1)));
        assert!(!seen["decision"].is_null());
        // Whoever might give the second opinion is blind, with whatever key they ask.
        for blind in [&whole, &part] {
            let seen = blind.get(&at(id, "")).await.json();
            assert!(seen["decision"].is_null(), "{seen}");
            let (item, _) = first(blind, id).await;
            assert!(blind.get(&item).await.json()["assessment"].is_null());
            let items = blind.get(&at(id, "/items")).await.json();
            assert!(items["items"][0]["ruling"].is_null(), "{items}");
        }
    }

    async fn a_second_opinion_s_version_is_of_what_its_analyst_sees_alone(test: TestDb) {
        let desk = desk(&test);
        let (id, _) = crate::opinions::asked(&test, URL).await;
        let (second, one) = desk.program_of(&[Role::Analyst]).await;
        let two = desk.program(&second, &[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        is(&one.post(&at(id, "/claim"), "").await, 201);
        let (item, version) = first(&one, id).await;
        let seen_by_manager = manager.get(&item).await.version();
        let session = one.post(&at(id, "/viewing"), "").await;
        let item_id = item.rsplit('/').next().unwrap();
        let body = json!({"item": item_id}).to_string();
        let looked = one.call(Method::POST, session.location(), &[], &body).await.json();
        // The first's pick is not the second's version, and their own is.
        assert!(looked["working"].is_null());
        let path = format!("{item}/working-url");
        let working = json!({"spelling": looked["spellings"][0]["id"], "confirmed": true}).to_string();
        let picked = one.put(&path, &version, &working).await;
        is(&picked, 200);
        assert_ne!(picked.version(), version);
        is(&two.put(&path, &version, &working).await, 412);
        assert_eq!(manager.get(&item).await.version(), seen_by_manager);
        // What the second classifies is another version to them, and none to who sees the first's.
        let (mine, theirs) = (one.get(&at(id, "")).await.version(), manager.get(&at(id, "")).await.version());
        let answers = answered(NOT_ILLEGAL, "no");
        let classified = one.put(&format!("{item}/assessment"), &picked.version(), &answers).await;
        is(&classified, 200);
        is(&one.put(&format!("{item}/assessment"), &classified.version(), &answers).await, 200);
        assert_ne!(one.get(&at(id, "")).await.version(), mine);
        assert_eq!(manager.get(&at(id, "")).await.version(), theirs);
    }
}
