//! The page, and the file.

use std::collections::BTreeSet;
use std::pin::pin;

use futures::StreamExt;
use identity::Role;
use identity::testing::TestDesk;
use statistics::COLUMNS;
use store::testing::TestDb;
use store::values;

use crate::week::END;
use crate::world::{World, always, events, provider, staff};

fn desk(test: &TestDb) -> TestDesk {
    let words = [
        ("countries.ftl", page::COUNTRIES),
        ("statistics.ftl", statistics::MESSAGES),
    ];
    TestDesk::new(test, statistics::routes(), &words)
}

async fn a_week(test: &TestDb) -> World<'_> {
    let mut world = World::new(test);
    for event in events() {
        world.happen(&event).await;
    }
    world.wait_until(END);
    world.follow(500).await;
    world
}

const DAYS: &str = "first=2026-01-05&last=2026-01-12";

/// The lines of a file, read as RFC 4180 has them.
fn read(file: &str) -> Vec<Vec<String>> {
    assert!(file.ends_with("\r\n"), "{file}");
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

/// Lives that nothing but SQL made, received an hour apart.
const FILL: &str = "WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) AS i UNION ALL SELECT i + 1 FROM n WHERE i < $2)
INSERT INTO statistics_life (case_id, number, reference, location_id, life, first, last, cause, received_at, to_remove)
SELECT /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/, 1, 'F' || i,
    /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/, 1, TRUE, TRUE, 'reported', i / 3 * 3600000000,
    FALSE
FROM n";

async fn fill(test: &TestDb, from: i64, to: i64) {
    let mut tx = test.desk.write().await.unwrap();
    tx.execute(FILL, values![from, to]).await.unwrap();
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn the_file_comes_in_parts_and_nobody_waits_for_it(test: TestDb) {
        fill(&test, 1, 4_500).await;
        let parts = statistics::parts_of(test.desk.clone(), staff(Role::Manager), always());
        let mut parts = pin!(parts);
        let mut file = parts.next().await.unwrap().unwrap();
        assert!(file.len() < 400_000, "a part of it");
        // Somebody writes while it is being taken; behind what is taken, it is in it.
        let waited = std::time::Duration::from_secs(5);
        tokio::time::timeout(waited, fill(&test, 4_501, 4_600)).await.expect("a writer waits for whoever reads");
        while let Some(part) = parts.next().await {
            file.extend(part.unwrap());
        }
        let rows = read(std::str::from_utf8(&file).unwrap());
        let references: BTreeSet<_> = rows.iter().map(|row| &row[0]).collect();
        assert_eq!((rows.len(), references.len()), (4_600, 4_600));
    }

    async fn the_file_reads_back_and_tells_no_place(test: TestDb) {
        let world = a_week(&test).await;
        let (_, manager) = desk(&test).program_of(&[Role::Manager]).await;
        let answer = manager.get(&format!("/api/v1/figures.csv?{DAYS}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8; header=present");
        let rows = read(&answer.body);
        let lives = world.lives().await;
        assert_eq!(rows.len(), lives.len());
        let time = |at: Option<kernel::Timestamp>| at.map_or_else(String::new, |at| at.to_string());
        for (row, life) in rows.iter().zip(&lives) {
            assert_eq!(row[0], life.reference);
            assert_eq!(row[1], life.number.to_string());
            assert_eq!(row[6], life.received_at.to_string());
            assert!(row[6].ends_with(":00:00Z"), "no more than the hour: {row:?}");
            assert_eq!(row[9], life.provider.map_or_else(String::new, |id| id.to_string()));
            assert_eq!(row[12], time(life.removed_at));
            assert_eq!(row[16], life.country.clone().unwrap_or_default());
        }
        assert!(!answer.body.contains("host-") && !answer.body.contains("http"), "{}", answer.body);
        // Whoever takes it with them is remembered, with what of it.
        let mut tx = test.desk.read().await.unwrap();
        let sql = "SELECT facts AS value FROM audit_entry WHERE action = 'statistics.export'";
        let taken: Vec<(String,)> = tx.all(sql, values![]).await.unwrap();
        assert_eq!(taken.len(), 1);
        assert!(taken[0].0.contains("2026-01-04T17:00:00Z"), "{}", taken[0].0);
        drop(tx);

        // Of one provider alone, and of one country.
        let path = format!("/api/v1/figures.csv?{DAYS}&provider={}", provider("B"));
        let of_one = read(&manager.get(&path).await.body);
        assert_eq!(of_one.len(), lives.iter().filter(|life| life.provider == Some(provider("B"))).count());
        let of_country = read(&manager.get(&format!("/api/v1/figures.csv?{DAYS}&country=US")).await.body);
        assert_eq!(of_country.len(), 1);
        let of_class = read(&manager.get(&format!("/api/v1/figures.csv?{DAYS}&class=national")).await.body);
        assert_eq!(of_class.len(), 1);
    }

    async fn the_page_shows_no_cell_of_one_or_two(test: TestDb) {
        a_week(&test).await;
        let desk = desk(&test);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get(&format!("/figures?{DAYS}")).await;
        assert_eq!(page.status.as_u16(), 200, "{}", page.body);
        let body = page.body;
        // In the United States there is one.
        let row = body.split("<tr>").find(|row| row.contains("United States")).unwrap();
        assert!(row.contains("under 3") && !row.contains(">1<") && !row.contains('%'), "{row}");
        assert!(body.contains("Places that were reported, or came back, in this time: 18."), "{body}");
        assert!(body.contains("that came back after their removal: under 3"), "{body}");
        assert!(body.contains("/figures.csv?first=2026-01-05&#38;last=2026-01-12"), "{body}");
        // A table and its definition, and a chart.
        assert!(body.contains("INHOPE: removal") && body.contains("<svg class=\"chart\""), "{body}");
        assert!(body.contains("no more than the hour is kept"), "{body}");
        let file = manager.get(&format!("/figures.csv?{DAYS}")).await;
        assert_eq!(file.status.as_u16(), 200);
        assert_eq!(read(&file.body).len(), 19);
    }

    async fn what_cannot_be_understood_is_said(test: TestDb) {
        let desk = desk(&test);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get("/figures?first=2024-01-01&last=2026-01-12").await;
        assert_eq!(page.status.as_u16(), 422);
        assert!(page.body.contains("at most a year apart"), "{}", page.body);
        let (_, program) = desk.program_of(&[Role::Supervisor]).await;
        assert_eq!(program.get("/api/v1/figures?country=Cambodia").await.status.as_u16(), 400);
        assert_eq!(program.get("/api/v1/figures?class=worst").await.status.as_u16(), 400);
        // The file has any time, an empty one too.
        assert!(read(&program.get("/api/v1/figures.csv?first=2020-01-01&last=2026-01-12").await.body).is_empty());
        let none = manager.get(&format!("/figures?provider={}", provider("Z"))).await;
        assert_eq!(none.status.as_u16(), 404);
    }
}
