//! What a list of the queue leaves out for the one who asks: second opinions that are for others are passed by, so that a
//! page is full where there is enough behind them, and a count holds what is listed.

use assessment::Judgement;
use identity::{Actor, Role};
use intake::Case;
use kernel::Id;
use serde_json::json;
use store::testing::TestDb;
use store::values;

use crate::house::{BASELINE, analyst, case, law, member, prepared, release, strict_pack};
use crate::programs::{desk, is};

const OF: &str = "/queue?state=second_opinion";

/// A case that waits for the second opinion on what this analyst decided.
async fn asked(test: &TestDb, number: usize, first: &Actor) -> Id<Case> {
    let case = case(test, &format!("http://host-a.test/p/{number}")).await;
    let (law, judgement) = (law("yes"), Judgement::default());
    prepared(test, first, case, BASELINE, &law, &judgement).await;
    release(test, first, &strict_pack(|_| {}), case)
        .await
        .unwrap();
    case
}

/// So many more that wait for it, as if that analyst had decided them too.
async fn more(test: &TestDb, of: Id<Case>, count: usize) {
    let columns = "SELECT CAST(column_name AS TEXT) AS value FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'intake_case'";
    let columns = format!(
        "/*on postgres*/ {columns} /*on sqlite*/ SELECT name AS value FROM pragma_table_info('intake_case') /*end*/"
    );
    let mut tx = test.desk.write().await.unwrap();
    let columns: Vec<(String,)> = tx.all(columns.leak(), Vec::new()).await.unwrap();
    let own = |column: &String| !["id", "reference", "location_id"].contains(&&column[..]);
    let others: Vec<_> = columns.into_iter().map(|(one,)| one).filter(own).collect();
    let others = others.join(", ");
    let copy = format!(
        "INSERT INTO intake_case (id, reference, location_id, {others}) SELECT $1, $2, $1, {others} FROM intake_case WHERE id = $3"
    );
    let copy: &'static str = copy.leak();
    let opinion = "INSERT INTO assessment_opinion (id, case_id, decision_id, first_id, why, state, asked_at, data_key)
        SELECT $1, $2, decision_id, first_id, why, state, asked_at, data_key FROM assessment_opinion WHERE case_id = $3";
    for number in 0..count {
        let (id, second): (Id<Case>, Id<Case>) = (tx.new_id(), tx.new_id());
        let reference = format!("T{number:07}");
        tx.execute(copy, values![id, reference, of]).await.unwrap();
        tx.execute(opinion, values![second, id, of]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn rows(page: &str) -> usize {
    let list = page.split("id=\"cases\"").nth(1).unwrap();
    list.matches("<td data-label=\"State\">").count()
}

store::on_both! {
    async fn a_page_is_full_whoever_had_a_part_in_what_stands_before(test: TestDb) {
        let desk = desk(&test);
        let (first, second) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let one = asked(&test, 1, first.actor()).await;
        more(&test, one, 119).await;
        let mut theirs = Vec::new();
        for number in 2..5 {
            test.clock.advance(std::time::Duration::from_secs(1));
            theirs.push(asked(&test, number, &analyst()).await);
        }
        for address in [OF.to_owned(), "/queue?state=any".to_owned(), format!("{OF}&older=0")] {
            let page = first.get(&format!("{address}&count=1")).await.body;
            assert_eq!(rows(&page), 3, "{address}: {page}");
            assert!(theirs.iter().all(|case| page.contains(&format!("href=\"/cases/{case}\""))));
            assert!(!page.contains("after=") && page.contains("3 cases"), "{address}: {page}");
            let page = second.get(&format!("{address}&count=1")).await.body;
            assert!(rows(&page) == 50 && page.contains("after=") && page.contains("123 cases"), "{address}: {page}");
        }
        let program = desk.program(first.actor(), &[Role::Analyst]).await;
        let call = |end: &str| format!("/api/v1/cases{end}state=second_opinion");
        let listed = program.get(&format!("{}&limit=2", call("?"))).await.json();
        assert_eq!((listed["cases"].as_array().unwrap().len(), &listed["short"]), (2, &json!(false)));
        let cursor = listed["next"].as_str().unwrap();
        let last = program.get(&format!("{}&limit=2&cursor={cursor}", call("?"))).await.json();
        assert_eq!((last["cases"].as_array().unwrap().len(), &last["next"]), (1, &json!(null)));
        assert_eq!(program.get(&call("/count?")).await.json(), json!({"count": 3, "more": false}));
        // How many one may give is told as on the page.
        assert_eq!(program.get("/api/v1/opinions/count").await.json(), json!({"count": 3, "more": false}));
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        is(&manager.get("/api/v1/opinions/count").await, 403);
    }

    async fn whoever_is_learning_is_offered_no_second_opinion_and_told_so(test: TestDb) {
        let desk = desk(&test);
        let one = asked(&test, 1, &analyst()).await;
        more(&test, one, 60).await;
        let waiting = case(&test, "http://host-b.test/p/1").await;
        let learning = member(&test, "vanna", true).await;
        let program = desk.program(&learning, &[Role::Analyst]).await;
        let listed = program.get("/api/v1/cases?state=second_opinion").await.json();
        assert_eq!(listed, json!({"cases": [], "next": null, "short": false}));
        let listed = program.get("/api/v1/cases?state=any").await.json();
        assert_eq!((&listed["cases"][0]["id"], listed["cases"].as_array().unwrap().len()), (&json!(waiting), 1));
        assert_eq!(listed["next"], json!(null));
        for (state, count) in [("second_opinion", 0), ("any", 1), ("waiting", 1)] {
            let counted = program.get(&format!("/api/v1/cases/count?state={state}")).await.json();
            assert_eq!(counted, json!({ "count": count, "more": false }), "{state}");
        }
        assert_eq!(program.get("/api/v1/opinions/count").await.json(), json!({"count": 0, "more": false}));
        let mut visitor = desk.visitor();
        visitor.enter("vanna", identity::testing::PASSWORD).await;
        let page = visitor.get(OF).await.body;
        assert!(page.contains("None is offered to you yet") && !page.contains("after="), "{page}");
    }
}
