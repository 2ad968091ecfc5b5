//! What is classified alike is the same in every column: one that is added to the table later is copied too, or said here
//! to be an item's own.

use assessment::Selection;
use kernel::{Id, Sensitive, SystemEntropy};
use store::{Tx, values};

use crate::house::{BASELINE, NOT_ILLEGAL, analyst, answers, claimed, job, law, pack};

/// What each assessment has of its own.
const OWN: [&str; 9] = [
    "id",
    "item_id",
    "staff_id",
    "at",
    "data_key",
    "why",
    "superseded_by",
    "opinion_id",
    "several_id",
];

const COLUMNS: &str = "-- assessment.test.columns
/*on postgres*/ SELECT CAST(column_name AS TEXT) AS value FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = 'assessment_assessment'
/*on sqlite*/ SELECT name AS value FROM pragma_table_info('assessment_assessment') /*end*/";

/// How many of the columns that are copied differ between two assessments, and which of them hold something.
pub(crate) async fn compared(
    tx: &mut Tx,
    [model, copy]: [Id<assessment::Assessment>; 2],
) -> (Vec<String>, Vec<String>) {
    let columns: Vec<(String,)> = tx.all(COLUMNS, Vec::new()).await.unwrap();
    let columns: Vec<_> = columns.into_iter().map(|(column,)| column).collect();
    assert!(OWN.iter().all(|own| columns.iter().any(|one| one == own)));
    let (mut differ, mut held) = (Vec::new(), Vec::new());
    for column in columns.into_iter().filter(|one| !OWN.contains(&&one[..])) {
        let sql = format!(
            "SELECT (SELECT COUNT(*) FROM assessment_assessment a JOIN assessment_assessment b
                ON a.{column} IS NOT DISTINCT FROM b.{column} WHERE a.id = $1 AND b.id = $2)
            + (SELECT 2 * COUNT(*) FROM assessment_assessment WHERE id = $1 AND {column} IS NOT NULL) AS value"
        );
        let (found,): (i64,) = tx
            .one(Box::leak(sql.into_boxed_str()), values![model, copy])
            .await
            .unwrap();
        if found % 2 == 0 {
            differ.push(column.clone());
        }
        if found >= 2 {
            held.push(column);
        }
    }
    (differ, held)
}

store::on_both! {
    async fn what_is_classified_alike_is_the_same_in_every_column(test: TestDb) {
        let (actor, pack) = (analyst(), pack());
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::add_items(&mut tx, &actor, &pack, case, "http://host-a.test/p/18").await.unwrap();
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        let all = Selection { items: Vec::new(), positions: Some((1, 2)) };
        let mut everything = Vec::new();
        // One that has an age, and one that has a reason.
        for (chosen, said) in [(BASELINE, "yes"), (NOT_ILLEGAL, "no")] {
            assessment::classify(&mut tx, &actor, &pack, &items[0], &answers(chosen), &law(said)).await.unwrap();
            let why = Sensitive::new("neutral words".to_owned());
            assessment::classify_alike(&mut tx, &actor, &pack, case, &all, 1, Some(&why)).await.unwrap();
            let mut ids = Vec::new();
            for item in &items {
                ids.push(assessment::assessment(&mut tx, &actor, item.id).await.unwrap().unwrap().id);
            }
            let (differ, held) = compared(&mut tx, [ids[0], ids[1]]).await;
            assert_eq!(differ, Vec::<String>::new());
            everything.extend(held);
        }
        let columns: Vec<(String,)> = tx.all(COLUMNS, Vec::new()).await.unwrap();
        for (column,) in columns {
            let tried = OWN.contains(&&column[..]) || everything.contains(&column);
            assert!(tried, "{column}: no assessment of this test has anything in it");
        }
    }

    async fn what_was_found_at_a_place_is_of_its_own_item_however_many_there_are(test: TestDb) {
        let (actor, pack) = (analyst(), pack());
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let more: Vec<_> = (18..80).map(|number| format!("http://host-a.test/p/{number}")).collect();
        assessment::add_items(&mut tx, &actor, &pack, case, &more.join("\n")).await.unwrap();
        let first = assessment::items(&mut tx, &actor, case).await.unwrap();
        assessment::classify(&mut tx, &actor, &pack, &first[0], &answers(BASELINE), &law("yes")).await.unwrap();
        let last = assessment::items_after(&mut tx, &actor, case, 60).await.unwrap();
        let last = last.last().unwrap();
        assert_eq!(last.position, 63);
        assessment::classify(&mut tx, &actor, &pack, last, &answers(NOT_ILLEGAL), &law("no")).await.unwrap();
        for (item, class) in [(&first[0], assessment::Class::Baseline), (last, assessment::Class::NotIllegal)] {
            let found = assessment::rulings_at(&mut tx, &actor, case, item.location.unwrap()).await.unwrap();
            assert_eq!(found.iter().map(|one| one.inhope_class).collect::<Vec<_>>(), [class]);
        }
        let second = assessment::rulings_at(&mut tx, &actor, case, first[1].location.unwrap()).await.unwrap();
        assert!(second.is_empty());
    }

    async fn where_those_lead_that_are_picked_at_once_is_followed(test: TestDb) {
        let (actor, pack) = (analyst(), pack());
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let more = "http://host-a.test/p/18\nhttp://host-a.test/p/19\nhttp://host-a.test/u/name@mail.example";
        assessment::add_items(&mut tx, &actor, &pack, case, more).await.unwrap();
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        let places: Vec<_> = items.iter().map(|item| item.location.unwrap()).collect();
        trace::silence(&mut tx, &job(), places[2], Id::random(&SystemEntropy)).await.unwrap();
        let all = Selection { items: Vec::new(), positions: Some((1, 4)) };
        for (confirmed, picked) in [(false, 3), (true, 1), (true, 0)] {
            assert_eq!(assessment::choose_only(&mut tx, &actor, case, &all, confirmed).await.unwrap(), picked);
            let queued = "SELECT unique_key AS value FROM jobs_job WHERE kind = $1 ORDER BY unique_key";
            let queued: Vec<(String,)> = tx.all(queued, values![trace::FOLLOW]).await.unwrap();
            let mut followed = vec![places[0], places[1]];
            followed.extend(confirmed.then_some(places[3]));
            let mut followed: Vec<_> = followed.iter().map(|place| (format!("{}:{place}", trace::FOLLOW),)).collect();
            followed.sort();
            assert_eq!(queued, followed);
        }
        let kept: Vec<(Id<location::Location>,)> = tx.all("SELECT location_id AS value FROM trace_postponed", Vec::new()).await.unwrap();
        assert_eq!(kept, [(places[2],)], "under a silence it is kept in mind");
    }
}
