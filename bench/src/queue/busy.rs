//! What stands beside the cases at a desk where people work: second opinions that wait, of which each reader had a part in
//! some, cases that they hold, what reporters wait for, and saved views with their counts.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;
use intake::Filter;
use jobs::{Registry, Worker};
use store::{Db, values};
use tokio::time::Instant;

use super::filters::Asked;
use super::reader::Reader;
use crate::client::{Client, FORM};

/// Cases that each reader holds.
const HELD: i64 = 20;
/// Views that each reader saves.
const VIEWS: usize = 20;
/// Cases in which reporters wait for something.
const WAITING: i64 = 1_000;
/// Parts that the second opinions are in: each reader had a share in one.
const PARTS: i64 = 20;

/// Second opinions, and what reporters wait for: by SQL, as the cases are.
pub(super) async fn fill(db: &Db) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let now = tx.now();
    tx.execute(DECISIONS, values![PARTS]).await?;
    tx.execute(OPINIONS, values![PARTS]).await?;
    tx.execute(REPORT, values![now]).await?;
    tx.execute(UNREAD, values![now, WAITING]).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives a reader what people have: a part in second opinions, cases in hand, views of their own.
pub(super) async fn settle(
    db: &Db,
    address: SocketAddr,
    reader: &Reader,
    number: usize,
    filters: &[Asked],
) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    let now = tx.now();
    let part = i64::try_from(number)?;
    tx.execute(TAKE_PART, values![reader.id, PARTS, part])
        .await?;
    let until = now.after(Duration::from_hours(12));
    tx.execute(HOLD, values![reader.id, now, until, PARTS, part, HELD])
        .await?;
    tx.commit().await?;
    let mut client = Client::connect(address).await?;
    let form = [("cookie", reader.cookie.as_str()), ("content-type", FORM)];
    let lasting = filters.iter().map(|asked| &asked.filter);
    let lasting = lasting.filter(|filter| filter.older.is_none() && filter.younger.is_none());
    for (number, filter) in lasting.take(VIEWS).enumerate() {
        let sent = format!(
            "csrf={}&name=view+{number}&filter={}",
            reader.csrf,
            escaped(filter)
        );
        let saved = client.send("POST", "/queue/views", &form, &sent).await?;
        ensure!(saved.status == 303, "no view was saved: {}", saved.status);
    }
    Ok(())
}

/// Counts the new views, as the desk's worker does: in how many milliseconds each, on the average.
pub(super) async fn count_views(db: &Db) -> anyhow::Result<f64> {
    let mut tx = db.read().await?;
    let (views,): (i64,) = tx.one(VIEWS_TO_COUNT, values![]).await?;
    drop(tx);
    let mut registry = Registry::default();
    let desk = db.clone();
    registry.bind(intake::COUNT_VIEW, move |run| {
        let desk = desk.clone();
        async move { intake::count_view(&desk, run).await }
    });
    let began = Instant::now();
    Worker::new(db.clone(), registry, 1, Duration::from_millis(10))
        .run_due()
        .await?;
    let took = began.elapsed().as_secs_f64() * 1_000.0;
    let mut tx = db.read().await?;
    let (left,): (i64,) = tx.one(VIEWS_TO_COUNT, values![]).await?;
    ensure!(left == 0, "{left} views are not counted");
    Ok(took / f64::from(i32::try_from(views.max(1))?))
}

/// The text of a filter, as a field of a form has it.
fn escaped(filter: &Filter) -> String {
    filter.text().replace('&', "%26").replace('=', "%3D")
}

const DECISIONS: &str = "INSERT INTO assessment_decision (id, case_id, staff_id, at, inhope_class, national_result,
    articles, schema, schema_version, law_version, law_in_force_from, out_of_remit, danger, victim_at_home,
    suspect_at_home, claimed_at)
SELECT id, id,
    /*on postgres*/ CAST(lpad(to_hex(1 + place % $1), 32, '0') AS UUID)
    /*on sqlite*/ unhex(printf('%032x', 1 + place % $1)) /*end*/,
    opened_at, 'baseline', 'illegal', '[]', 'inhope', '1', '1', '2008-01-01', FALSE, FALSE, FALSE, FALSE, opened_at
FROM intake_case WHERE state = 'second_opinion'";

const OPINIONS: &str = "INSERT INTO assessment_opinion (id, case_id, decision_id, first_id, why, state, asked_at, data_key)
SELECT id, id, id,
    /*on postgres*/ CAST(lpad(to_hex(1 + place % $1), 32, '0') AS UUID), 'rule', 'asked', opened_at, CAST('' AS BYTEA)
    /*on sqlite*/ unhex(printf('%032x', 1 + place % $1)), 'rule', 'asked', opened_at, x'' /*end*/
FROM intake_case WHERE state = 'second_opinion'";

const REPORT: &str =
    "INSERT INTO intake_report (id, source, received_hour, filed_at, language, data_key) VALUES (
    /*on postgres*/ CAST(lpad('1', 32, '0') AS UUID), 'letter', $1, $1, 'en', CAST('' AS BYTEA)
    /*on sqlite*/ unhex(printf('%032x', 1)), 'letter', $1, $1, 'en', x'' /*end*/)";

const UNREAD: &str = "INSERT INTO intake_unread (case_id, report_id, since, last)
SELECT id, /*on postgres*/ CAST(lpad('1', 32, '0') AS UUID) /*on sqlite*/ unhex(printf('%032x', 1)) /*end*/, $1, 1
FROM intake_case WHERE state = 'waiting' ORDER BY place LIMIT $2";

const TAKE_PART: &str = "UPDATE assessment_opinion SET first_id = $1 WHERE case_id IN (
    SELECT id FROM intake_case WHERE state = 'second_opinion' AND place % $2 = $3)";

const HOLD: &str = "INSERT INTO assessment_claim (case_id, staff_id, claimed_at, lease_until, despite)
SELECT id, $1, $2, $3, FALSE FROM intake_case WHERE state = 'assessing' AND place % $4 = $5 ORDER BY place LIMIT $6";

const VIEWS_TO_COUNT: &str = "SELECT COUNT(*) AS value FROM intake_view WHERE counting";
