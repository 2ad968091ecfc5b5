//! Ten thousand items on one location: however many a case has, two opinions on it are compared, settled and taken back by
//! the same few statements, and each item keeps its own.

use std::fmt::Write;

use assessment::{Judgement, LIMIT, Selection, Side};
use identity::{Actor, Role};
use intake::{Case, State};
use kernel::{Id, Sensitive};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, answers, case, count, law, pack, staff, strict_pack,
};

/// How many of the items have a URL.
const URLS: i64 = 30;

/// Statements of each act.
#[derive(Debug, PartialEq, Eq)]
struct Statements {
    chosen: u64,
    compared: u64,
    settled: u64,
    taken_back: u64,
}

/// Makes a case of so many items that waits for a supervisor, and settles it.
async fn settled(test: &TestDb, host: &str, items: i64) -> (Id<Case>, Statements) {
    let (first, second) = (analyst(), analyst());
    let case = case(test, &format!("http://{host}/p/1")).await;
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, &first, &pack(), case)
        .await
        .unwrap();
    let mut list = String::new();
    for number in 2..=URLS {
        writeln!(list, "http://{host}/p/{number}").unwrap();
    }
    assessment::add_items(&mut tx, &first, &pack(), case, &list)
        .await
        .unwrap();
    // The others as if they had been pasted, without the time that takes.
    for position in URLS + 1..=items {
        let item: Id<assessment::Item> = tx.new_id();
        let put = "INSERT INTO assessment_item (id, case_id, kind, position, added_at) VALUES ($1, $2, 'other', $3, 0)";
        let values = store::values![item, case, position];
        tx.execute(put, values).await.unwrap();
    }
    tx.commit().await.unwrap();
    opined(test, &first, case, BASELINE, "yes").await;
    let (chosen, compared) = opined(test, &second, case, NOT_ILLEGAL, "no").await;

    let supervisor = staff(Role::Supervisor);
    let (pack, reason) = (strict_pack(|_| {}), Sensitive::new("word".to_owned()));
    let mut counted = [0, 0, 0];
    // Settled, taken back, and settled again.
    for (number, counted) in counted.iter_mut().enumerate() {
        let mut tx = test.desk.write().await.unwrap();
        if number == 1 {
            assessment::undo(&mut tx, &supervisor, &pack, case)
                .await
                .unwrap();
        } else {
            assessment::settle(&mut tx, &supervisor, &pack, case, Side::Second, &reason)
                .await
                .unwrap();
        }
        *counted = tx.statements();
        tx.commit().await.unwrap();
        assert_eq!(
            counts(test, case).await,
            if number == 1 {
                (items, 0)
            } else {
                (items, items)
            }
        );
    }
    let [settled, taken_back, _] = counted;
    let statements = Statements {
        chosen,
        compared,
        settled,
        taken_back,
    };
    (case, statements)
}

/// Gives an opinion on every item of a case. The statements that choosing the working URLs took, and the release.
async fn opined(
    test: &TestDb,
    actor: &Actor,
    case: Id<Case>,
    chosen: &[(&str, &str)],
    law_answer: &str,
) -> (u64, u64) {
    let pack = strict_pack(|_| {});
    let all = Selection {
        items: Vec::new(),
        positions: Some((1, LIMIT)),
    };
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, actor, &pack, case)
        .await
        .unwrap();
    let model = assessment::items(&mut tx, actor, case).await.unwrap()[0];
    assessment::classify(
        &mut tx,
        actor,
        &pack,
        &model,
        &answers(chosen),
        &law(law_answer),
    )
    .await
    .unwrap();
    assessment::classify_alike(&mut tx, actor, &pack, case, &all, 1, None)
        .await
        .unwrap();
    let before = tx.statements();
    let picked = assessment::choose_only(&mut tx, actor, case, &all, true)
        .await
        .unwrap();
    let choosing = tx.statements() - before;
    assert_eq!(picked, u64::try_from(URLS).unwrap());
    assessment::decide(&mut tx, actor, case, &Judgement::default())
        .await
        .unwrap();
    let before = tx.statements();
    let state = assessment::release(&mut tx, actor, &pack, case)
        .await
        .unwrap();
    assert_eq!(state, State::SecondOpinion);
    let releasing = tx.statements() - before;
    tx.commit().await.unwrap();
    (choosing, releasing)
}

/// How many items of a case have one assessment that counts, and of how many that is the second analyst's.
async fn counts(test: &TestDb, case: Id<Case>) -> (i64, i64) {
    let mut tx = test.desk.read().await.unwrap();
    let (all,): (i64,) = tx.one(COUNTED, store::values![case]).await.unwrap();
    let (seconds,): (i64,) = tx.one(SECONDS, store::values![case]).await.unwrap();
    (all, seconds)
}

const COUNTED: &str = "SELECT COUNT(DISTINCT item_id) AS value FROM assessment_assessment
    WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const SECONDS: &str = "SELECT COUNT(*) AS value FROM assessment_assessment a
    JOIN assessment_opinion_pair p ON p.second_id = a.id AND p.item_id = a.item_id
    JOIN assessment_assessment f ON f.id = p.first_id AND f.superseded_by = a.id
    WHERE a.case_id = $1 AND a.superseded_by IS NULL AND a.opinion_id IS NULL";

store::on_both! {
    async fn ten_thousand_items_are_settled_by_the_statements_of_a_few(test: TestDb) {
        let few = settled(&test, "host-a.test", URLS + 1).await.1;
        let (case, many) = settled(&test, "host-b.test", LIMIT).await;
        // The first may have learned words of the pack that the second finds.
        assert!(many.chosen <= few.chosen && many.compared <= few.compared, "{many:?} {few:?}");
        assert!(many.settled <= few.settled && many.taken_back <= few.taken_back, "{many:?} {few:?}");
        assert!(many.chosen < 15 && many.compared < 40 && many.settled < 60 && many.taken_back < 40, "{many:?}");
        // Each working URL that came to count, and that was put back, stands in the record by itself.
        let chosen = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'location.choose_working_url'";
        // The first analyst's pick, and two settlements, of both cases.
        assert_eq!(count(&test.desk, chosen).await, 2 * 3 * URLS);
        let back = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'location.put_working_url_back'";
        assert_eq!(count(&test.desk, back).await, 2 * URLS);
        let mut tx = test.desk.read().await.unwrap();
        let pairs: (i64,) = tx.one("SELECT COUNT(*) AS value FROM assessment_opinion_pair p
            JOIN assessment_opinion o ON o.id = p.opinion_id WHERE o.case_id = $1", store::values![case]).await.unwrap();
        assert_eq!(pairs.0, LIMIT);
    }
}
