//! The floor: what a day's letters cost at the least. The same URLs are read and opened, written as a table for each
//! five hundred, sealed, and put away in bare rows, four for each notice: two steps and two lines of the record.

use kernel::Id;
use location::Location;
use serde_json::json;
use store::{Db, FromRow, Place, Row, Tx, values};
use tokio::time::Instant;

/// Places of a letter.
const LETTER: usize = 500;
/// Rows that are written for each notice.
const ROWS: usize = 4;

enum Mail {}

struct Stored {
    id: Id<Location>,
    data_key: Vec<u8>,
    spelling: Id<location::Spelling>,
    url: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            data_key: row.get("data_key")?,
            spelling: row.get("spelling_id")?,
            url: row.get("url")?,
        })
    }
}

/// Seconds.
pub(super) async fn run(db: &Db, places: u32) -> anyhow::Result<f64> {
    let mut tx = db.write().await?;
    tx.execute(MAILS, values![]).await?;
    tx.execute(LINES, values![]).await?;
    let limit = i64::from(places);
    let ids: Vec<(Id<Location>,)> = tx.all(ALL, values![limit]).await?;
    tx.commit().await?;
    let ids: Vec<_> = ids.into_iter().map(|(id,)| id).collect();
    let began = Instant::now();
    for part in ids.chunks(LETTER) {
        let mut tx = db.write().await?;
        letter(&mut tx, part).await?;
        tx.commit().await?;
    }
    Ok(began.elapsed().as_secs_f64())
}

async fn letter(tx: &mut Tx, part: &[Id<Location>]) -> anyhow::Result<()> {
    let rows: Vec<Stored> = tx.all(URLS, values![part]).await?;
    let mut table = String::from("reference,url\r\n");
    for row in rows {
        let place = Place::new("location_location", "data_key", row.id);
        let key = tx.keyring()?.data_key(place, &row.data_key)?;
        let place = Place::new("location_spelling", "url", row.spelling);
        let url = key.open_text(place, &row.url)?;
        table.push_str("N0000000,\"");
        table.push_str(&url.expose().replace('"', "\"\""));
        table.push_str("\"\r\n");
    }
    let mail: Id<Mail> = tx.new_id();
    let of = |column| Place::new("bench_mail", column, mail);
    let (key, wrapped) = tx.keyring()?.new_data_key(of("data_key"), tx.entropy());
    let sealed = key.seal(of("mail"), table.as_bytes(), tx.entropy());
    tx.execute(PUT, values![mail, wrapped, sealed]).await?;
    let line = |number: usize| json!({ "number": number, "what": "a line of a history" });
    let lines: Vec<_> = (0..part.len() * ROWS).map(line).collect();
    let lines = serde_json::Value::from(lines).to_string();
    tx.execute(ADD, values![mail, lines]).await?;
    Ok(())
}

const MAILS: &str = "CREATE TABLE bench_mail (
    id /*on postgres*/ UUID /*on sqlite*/ BLOB /*end*/ PRIMARY KEY,
    data_key /*on postgres*/ BYTEA /*on sqlite*/ BLOB /*end*/ NOT NULL,
    mail /*on postgres*/ BYTEA /*on sqlite*/ BLOB /*end*/ NOT NULL)";

const LINES: &str = "CREATE TABLE bench_line (
    mail_id /*on postgres*/ UUID /*on sqlite*/ BLOB /*end*/ NOT NULL,
    number BIGINT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (mail_id, number))";

const ALL: &str = "SELECT id AS value FROM location_location ORDER BY id LIMIT $1";

const URLS: &str = "SELECT l.id, l.data_key, s.id AS spelling_id, s.url
FROM location_location l JOIN location_spelling s ON s.id = l.working_id AND s.location_id = l.id
WHERE l.id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";

const PUT: &str = "INSERT INTO bench_mail (id, data_key, mail) VALUES ($1, $2, $3)";

const ADD: &str = "INSERT INTO bench_line (mail_id, number, what)
/*on postgres*/ SELECT $1, number, what FROM json_to_recordset(CAST($2 AS json)) AS row (number bigint, what text)
/*on sqlite*/ SELECT $1, value ->> 'number', value ->> 'what' FROM json_each($2) /*end*/";
