//! Files of reports on both databases: each line once for ever, whatever is cut off, sent again or sorted anew.

use std::ops::Range;

use identity::{Actor, Role};
use intake::{BATCH, Import, Imported, LineCounts, LineResult, Reader};
use kernel::{Id, SystemEntropy};
use store::Db;
use store::testing::TestDb;

use crate::{analyst, count, pack};

const REPORTS: &str = "SELECT COUNT(*) AS value FROM intake_report";
const CASES: &str = "SELECT COUNT(*) AS value FROM intake_case";
const SUBMISSIONS: &str = "SELECT COUNT(*) AS value FROM intake_submission";

fn import_of(sender: &str) -> Import {
    Import::new(Id::random(&SystemEntropy), sender).unwrap()
}

/// Imports as many batches of a file as are asked for, and ends the import where all were done.
async fn batches(
    db: &Db,
    actor: &Actor,
    import: &Import,
    file: &str,
    most: usize,
) -> Vec<LineResult> {
    let pack = pack();
    let mut reader = Reader::new(file.as_bytes(), false).unwrap();
    let mut tx = db.write().await.unwrap();
    intake::begin_import(&mut tx, actor, import.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut results = Vec::new();
    for _ in 0..most {
        let lines = reader.next_lines(BATCH, &pack, db.clock().now()).unwrap();
        let mut tx = db.write().await.unwrap();
        if lines.is_empty() {
            intake::end_import(&mut tx, actor, import.id).await.unwrap();
            tx.commit().await.unwrap();
            break;
        }
        let lines = intake::import_lines(&mut tx, actor, import, &lines, &pack)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        results.extend(lines);
    }
    results
}

async fn import(test: &TestDb, file: &str) -> Vec<LineResult> {
    batches(
        &test.desk,
        &Actor::operator(),
        &import_of("Partner"),
        file,
        usize::MAX,
    )
    .await
}

/// A file of this header and a line for each number.
fn file_of(header: &str, numbers: Range<u32>, line: fn(u32) -> String) -> String {
    let lines: Vec<_> = numbers.map(line).collect();
    format!("{header}\n{}\n", lines.join("\n"))
}

fn became(results: &[LineResult]) -> Vec<(i64, &'static str)> {
    results
        .iter()
        .map(|line| (line.number, line.imported.name()))
        .collect()
}

fn reasons(results: &[LineResult]) -> Vec<Option<&str>> {
    results.iter().map(|line| line.reason.as_deref()).collect()
}

store::on_both! {
    async fn each_line_is_told_what_it_became(test: TestDb) {
        let file = "url,narrative\nhttp://host-a.test/p/1,first\nhttp://host-a.test/p/1,second\nwords,\n\
            \"http://host-a.test/p/1\nhttp://host-b.test/p/1\",third\nhttp://host-a.test/p/1,first\n";
        let results = import(&test, file).await;
        assert_eq!(became(&results), [
            (2, "filed"), (3, "joined"), (4, "refused"), (5, "filed"), (7, "already-there"),
        ]);
        assert_eq!(results[0].cases, results[1].cases);
        assert_eq!(results[0].cases, results[4].cases);
        assert_eq!(results[3].cases.len(), 2);
        assert_eq!(results[2].reason.as_deref(), Some("not-a-url"));
        assert_eq!(results[2].column.as_deref(), Some("url"));
        assert_eq!(count(&test.desk, REPORTS).await, 3);
        assert_eq!(count(&test.desk, CASES).await, 2);
        let sources = "SELECT COUNT(*) AS value FROM intake_report r JOIN intake_entry e ON e.report_id = r.id
            JOIN intake_import i ON i.id = e.import_id
            WHERE r.source = 'file' AND NOT r.voice AND i.who_kind = 'operator' AND i.ended_at IS NOT NULL";
        assert_eq!(count(&test.desk, sources).await, 3);

        let case = results[0].cases[0].0;
        let mut tx = test.desk.read().await.unwrap();
        let told = intake::told(&mut tx, &analyst(), case, Some(1), None).await.unwrap();
        assert_eq!(told[0].source, intake::Source::File);
        let origin = told[0].told[0].origin.as_ref().unwrap();
        assert_eq!((origin.sender.as_str(), &origin.reference), ("Partner", &None));
    }

    async fn a_file_again_is_nothing_new_in_any_order_and_form(test: TestDb) {
        let first = import(&test, "url,danger,reference\nhttp://host-a.test/p/1,yes,\nhttp://host-b.test/p/1,,17\n").await;
        assert_eq!(became(&first), [(2, "filed"), (3, "filed")]);
        let again = import(&test, "sep=;\nReference;URL;Danger\n\n'17;http://host-b.test/p/1;no\n;http://host-a.test/p/1;TRUE\n").await;
        // An apostrophe before a number is not one that masks a formula: that is another reference.
        assert_eq!(became(&again), [(4, "joined"), (5, "already-there")]);
        assert_eq!(again[1].cases, first[0].cases);
        let again = import(&test, "reference\turl\n17\thxxp://host-b[.]test/p/1#top\n").await;
        // The same place under the same reference, but typed otherwise: told, and not taken for the same.
        assert_eq!(reasons(&again), [Some("changed")]);
        let sender = import_of("  PARTNER ");
        let again = batches(&test.desk, &analyst(), &sender, "url,reference\nhttp://host-b.test/p/1,17\n", 9).await;
        assert_eq!(became(&again), [(2, "already-there")]);
        let other = import_of("Somebody else");
        let other = batches(&test.desk, &analyst(), &other, "url,reference\nhttp://host-b.test/p/1,17\n", 9).await;
        assert_eq!(became(&other), [(2, "joined")]);
        assert_eq!(count(&test.desk, REPORTS).await, 4);
    }

    async fn lines_under_one_reference_are_one_report_wherever_they_stand(test: TestDb) {
        let file = "url,reference,danger\nhttp://host-a.test/p/1,17,\nhttp://host-b.test/p/1,18,\n\
            http://host-c.test/p/1,17,yes\nhttp://host-a.test/p/1,17,\n";
        let results = import(&test, file).await;
        assert_eq!(became(&results), [(2, "filed"), (3, "filed"), (4, "filed"), (5, "already-there")]);
        assert_eq!(count(&test.desk, REPORTS).await, 2);
        assert_eq!(count(&test.desk, SUBMISSIONS).await, 3);
        // What is said of the report counts for all of its places.
        let pressing = "SELECT COUNT(*) AS value FROM intake_case WHERE class = 10";
        assert_eq!(count(&test.desk, pressing).await, 2);
        let results = import(&test, "url,reference,narrative\nhttp://host-c.test/p/1,17,other words\n").await;
        assert_eq!(reasons(&results), [Some("changed")]);

        let file = file_of("url,reference", 0..201, |number| format!("http://host-d.test/p/{number},19"));
        let results = import(&test, &file).await;
        assert_eq!(results[199].imported, Imported::Opened);
        assert_eq!((reasons(&results)[200], results[200].column.as_deref()), (Some("reference-full"), Some("reference")));
        let again = import(&test, &file).await;
        assert_eq!(again.iter().filter(|line| line.imported == Imported::Before).count(), 200);
        assert_eq!(count(&test.desk, REPORTS).await, 3);
    }

    async fn an_import_that_was_cut_off_goes_on_where_it_was(test: TestDb) {
        let file = file_of("url", 0..130, |number| format!("http://host-a.test/p/{number}"));
        let operator = Actor::operator();
        let cut = batches(&test.desk, &operator, &import_of("Partner"), &file, 2).await;
        assert_eq!(cut.len(), 2 * BATCH);
        // A transaction that was open when the power went leaves nothing.
        let pack = pack();
        let third = import_of("Partner");
        let mut reader = Reader::new(file.as_bytes(), false).unwrap();
        reader.next_lines(2 * BATCH, &pack, test.desk.clock().now()).unwrap();
        let rest = reader.next_lines(BATCH, &pack, test.desk.clock().now()).unwrap();
        let mut tx = test.desk.write().await.unwrap();
        intake::begin_import(&mut tx, &operator, third.id).await.unwrap();
        intake::import_lines(&mut tx, &operator, &third, &rest, &pack).await.unwrap();
        drop(tx);
        assert_eq!(count(&test.desk, REPORTS).await, 100);

        let again = import(&test, &file).await;
        let new = again.iter().filter(|line| line.imported == Imported::Opened);
        let new: Vec<_> = new.map(|line| line.number).collect();
        assert_eq!(new, (102..=131).collect::<Vec<_>>());
        assert_eq!(count(&test.desk, REPORTS).await, 130);
        assert!(import(&test, &file).await.iter().all(|line| line.imported == Imported::Before));
    }

    async fn two_imports_of_one_file_at_once_are_one(test: TestDb) {
        let file = file_of("url,reference", 0..120, |number| format!("http://host-a.test/p/{number},{}", number % 7));
        let tasks: Vec<_> = (0..2)
            .map(|_| {
                let (db, file) = (test.desk.clone(), file.clone());
                tokio::spawn(async move {
                    batches(&db, &Actor::operator(), &import_of("Partner"), &file, usize::MAX).await
                })
            })
            .collect();
        let mut results = Vec::new();
        for task in tasks {
            results.extend(task.await.unwrap());
        }
        let new = results.iter().filter(|line| line.imported == Imported::Opened);
        assert_eq!(new.count(), 120);
        let before = results.iter().filter(|line| line.imported == Imported::Before);
        assert_eq!(before.count(), 120);
        assert_eq!(count(&test.desk, REPORTS).await, 7);
        assert_eq!(count(&test.desk, SUBMISSIONS).await, 120);
    }

    async fn the_record_holds_counts_and_who_imported_alone(test: TestDb) {
        let file = "url,narrative,reference\nhttp://canary-a.test/p/1,canary-b,canary-c\ncanary-d,,\n";
        let staff = analyst();
        let import = import_of("canary-e");
        batches(&test.desk, &staff, &import, file, 9).await;
        let mut tx = test.desk.write().await.unwrap();
        // What has ended ends once.
        let counts = intake::end_import(&mut tx, &staff, import.id).await.unwrap();
        assert_eq!(counts, LineCounts([1, 0, 0, 0, 1]));
        assert!(!intake::begin_import(&mut tx, &staff, import.id).await.unwrap());
        tx.commit().await.unwrap();
        let ended = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'intake.imported' AND actor_kind = 'staff'
            AND facts LIKE '%\"filed\":1%' AND facts LIKE '%\"refused\":1%'";
        assert_eq!(count(&test.desk, ended).await, 1);
        for told in [
            "SELECT COUNT(*) AS value FROM audit_entry WHERE facts LIKE '%canary%'",
            "SELECT COUNT(*) AS value FROM intake_import_line WHERE reason LIKE '%canary%' OR fault LIKE '%canary%'",
        ] {
            assert_eq!(count(&test.desk, told).await, 0);
        }
        let mut tx = test.desk.write().await.unwrap();
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        let denied = intake::begin_import(&mut tx, &manager, import.id).await;
        assert!(matches!(denied, Err(intake::Error::Denied(_))));
        let denied = intake::imported_lines(&mut tx, &manager, import.id, 0).await;
        assert!(matches!(denied, Err(intake::Error::Denied(_))));
    }
}
