//! What cannot be one SQL text. A statement writes one of these marks; each database reads its own words.
//!
//! | mark | PostgreSQL | SQLite |
//! |---|---|---|
//! | `/*for update*/` | `FOR UPDATE` | nothing: a write transaction holds the whole database |
//! | `/*skip locked*/` | `FOR UPDATE SKIP LOCKED` | nothing, for the same reason |
//! | `/*sequence*/` | `BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY` | `INTEGER PRIMARY KEY AUTOINCREMENT`: no number is used twice, here as there |
//! | `/*wide rows*/` | `WITH (toast_tuple_target = 4080)`, behind a table's columns: ciphertext just under 4,000 bytes stays in line and is not compressed | nothing |
//! | `/*on postgres*/ A /*on sqlite*/ B /*end*/` | `A`; `B` stands in a comment | `B`; `A` stands in a comment |

use std::borrow::Cow;

const MARKS: [(&str, &str, &str); 7] = [
    ("/*for update*/", "FOR UPDATE", ""),
    ("/*skip locked*/", "FOR UPDATE SKIP LOCKED", ""),
    (
        "/*sequence*/",
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "INTEGER PRIMARY KEY AUTOINCREMENT",
    ),
    ("/*wide rows*/", "WITH (toast_tuple_target = 4080)", ""),
    ("/*on postgres*/", "", "/*"),
    ("/*on sqlite*/", "/*", "*/"),
    ("/*end*/", "*/", ""),
];

/// The text for PostgreSQL.
pub fn postgres(sql: &str) -> Cow<'_, str> {
    render(sql, |mark| mark.1)
}

/// The text for SQLite.
pub fn sqlite(sql: &str) -> Cow<'_, str> {
    render(sql, |mark| mark.2)
}

fn render(
    sql: &str,
    words: fn(&(&str, &'static str, &'static str)) -> &'static str,
) -> Cow<'_, str> {
    if !sql.contains("/*") {
        return Cow::Borrowed(sql);
    }
    let mut text = sql.to_owned();
    for mark in &MARKS {
        text = text.replace(mark.0, words(mark));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_reads_its_own_words() {
        let sql = "SELECT id FROM jobs_job LIMIT 1 /*skip locked*/";
        assert_eq!(
            postgres(sql),
            "SELECT id FROM jobs_job LIMIT 1 FOR UPDATE SKIP LOCKED"
        );
        assert_eq!(sqlite(sql), "SELECT id FROM jobs_job LIMIT 1 ");
        assert!(matches!(postgres("SELECT 1"), Cow::Borrowed(_)));
        let apart = "SELECT /*on postgres*/ a() /*on sqlite*/ 1 /*end*/ AS value";
        assert_eq!(postgres(apart), "SELECT  a() /* 1 */ AS value");
        assert_eq!(sqlite(apart), "SELECT /* a() */ 1  AS value");
    }
}
