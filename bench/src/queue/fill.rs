//! A store of many cases, by SQL.

use kernel::Timestamp;
use pack::Pack;
use store::{Db, values};

use super::filters::site_types;

/// Cases of one transaction.
const BATCH: u32 = 50_000;
/// Between the openings of two cases: a million of them are a year.
const APART: i64 = 30_000_000;

/// Makes the cases, and the bits of the pack's words.
pub(super) async fn fill(db: &Db, pack: &Pack, cases: u32) -> anyhow::Result<()> {
    let mut tx = db.write().await?;
    for (bit, category) in (0_i64..).zip(&pack.categories) {
        tx.execute(WORD, values!["category", &category.key, bit])
            .await?;
    }
    for (bit, key) in (0_i64..).zip(site_types(pack)) {
        tx.execute(WORD, values!["site_type", key, bit]).await?;
    }
    let first = Timestamp::from_micros(tx.now().micros() - i64::from(cases) * APART);
    tx.commit().await?;
    let mut made = 0;
    while made < cases {
        let last = cases.min(made + BATCH);
        let mut tx = db.write().await?;
        tx.execute(FILL, values![made + 1, last, first, APART])
            .await?;
        tx.commit().await?;
        made = last;
    }
    Ok(())
}

const WORD: &str = "INSERT INTO intake_word (kind, word, bit) VALUES ($1, $2, $3)";

/// `h` is drawn from the number: the same in every run, and like nothing in particular. Nine of ten cases of the
/// older half are closed; of the newer half a third waits. One domain has a fifth of all.
const FILL: &str = "WITH RECURSIVE
numbers(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM numbers WHERE i < $2),
drawn AS (SELECT i, (i * 48271 + (i / 7) * 69621 + (i / 1009) * 31) % 2147483647 AS h FROM numbers)
INSERT INTO intake_case (id, reference, location_id, state, opened_at, reports, class, sources, categories,
    site_types, country, network, provider_id, holder_id, place, domain)
SELECT
    /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/,
    /*on postgres*/ 'B' || lpad(CAST(i AS TEXT), 7, '0') /*on sqlite*/ printf('B%07d', i) /*end*/,
    /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/,
    CASE WHEN i % 2 = 0 AND h % 10 < 9 THEN 'closed' WHEN h % 3 = 0 THEN 'waiting'
        WHEN h % 97 = 1 THEN 'assessing' WHEN h % 89 = 1 THEN 'second_opinion' WHEN h % 11 = 2 THEN 'acting'
        ELSE 'closed' END,
    $3 + i * $4,
    1 + h % 5,
    CASE WHEN h % 50 = 0 THEN 10 WHEN h % 50 = 1 THEN 20 WHEN h % 50 < 4 THEN 30 WHEN h % 50 < 6 THEN 40
        WHEN h % 50 < 10 THEN 45 WHEN h % 50 < 45 THEN 50 ELSE 90 END,
    CASE WHEN h % 20 < 17 THEN 1 WHEN h % 20 = 17 THEN 2 WHEN h % 20 = 18 THEN 16 ELSE 4 END,
    CASE WHEN h % 4 = 0 THEN 0 WHEN h % 4 = 1 THEN 1 WHEN h % 4 = 2 THEN 2 ELSE 4 END,
    CASE WHEN h % 6 < 3 THEN 0 WHEN h % 6 = 3 THEN 1 WHEN h % 6 = 4 THEN 2 ELSE 16 END,
    CASE WHEN h % 10 < 3 THEN NULL WHEN h % 10 < 7 THEN 'US' WHEN h % 10 < 9 THEN 'NL' WHEN h % 5003 = 9 THEN 'IS'
        ELSE 'KH' END,
    h % 5000,
    CASE WHEN h % 4 = 0 THEN NULL ELSE
        /*on postgres*/ CAST(lpad(to_hex(1 + h % 200), 32, '0') AS UUID)
        /*on sqlite*/ unhex(printf('%032x', 1 + h % 200)) /*end*/ END,
    CASE WHEN h % 97 <> 1 THEN NULL ELSE
        /*on postgres*/ CAST(lpad(to_hex(1 + h % 20), 32, '0') AS UUID)
        /*on sqlite*/ unhex(printf('%032x', 1 + h % 20)) /*end*/ END,
    i,
    CASE WHEN h % 5 = 0 THEN 0 ELSE 1 + h % 60000 END
FROM drawn";
