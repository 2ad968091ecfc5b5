//! Every SQL text of the sources: named, touching its own module's tables, accepted by both databases.

use std::collections::HashSet;
use std::path::PathBuf;

use crate::{migrations, tree};

/// A text that begins with its name, as `-- module.noun.verb`.
struct Statement {
    file: PathBuf,
    module: String,
    name: String,
    sql: String,
}

fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    for path in tree::files_ending("crates", ".rs") {
        for sql in tree::literals(&tree::read(&path)) {
            let Some(name) = sql.strip_prefix("-- ").and_then(|rest| rest.lines().next()) else {
                continue;
            };
            found.push(Statement {
                module: tree::crate_of(&path).to_owned(),
                name: name.to_owned(),
                file: path.clone(),
                sql: sql.clone(),
            });
        }
    }
    assert!(found.len() > 20, "the sources hold more statements");
    found
}

fn tables() -> HashSet<String> {
    let migrations = tree::files_ending("crates/store/migrations", ".sql");
    let texts = migrations.iter().map(tree::read);
    let own = tree::literals(&tree::read("crates/store/src/migrate.rs"));
    texts
        .chain(own)
        .flat_map(|sql| migrations::made(&sql))
        .collect()
}

#[test]
fn a_statement_is_named_after_its_module_and_once() {
    let mut names = HashSet::new();
    for statement in statements() {
        let Statement {
            file, module, name, ..
        } = statement;
        let file = file.display();
        assert!(
            name.starts_with(&format!("{module}.")) && name.split('.').count() == 3,
            "{file}: {name} is not {module}.noun.verb"
        );
        assert!(names.insert(name.clone()), "{file}: {name} exists twice");
    }
}

#[test]
fn a_table_stands_in_the_sql_of_its_module_alone() {
    let tables = tables();
    for statement in statements() {
        for word in migrations::words(&statement.sql) {
            assert!(
                !tables.contains(&word) || word.starts_with(&format!("{}_", statement.module)),
                "{}: {} touches {word}",
                statement.file.display(),
                statement.name
            );
        }
    }
}

#[test]
fn no_production_text_touches_a_table_without_a_name() {
    let tables = tables();
    for path in tree::files_ending("crates", ".rs") {
        let test = path
            .iter()
            .any(|part| part == "tests" || part == "tests.rs");
        if test || path.ends_with("store/src/migrate.rs") {
            continue;
        }
        let source = tree::read(&path);
        for text in tree::literals(tree::production(&source)) {
            let verb = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "];
            if verb.iter().any(|verb| text.starts_with(verb)) {
                let words = migrations::words(&text);
                let table = words.iter().find(|word| tables.contains(*word));
                assert_eq!(table, None, "{}: begin it with its name", path.display());
            }
        }
    }
}

store::on_both! {
    async fn every_statement_is_accepted(test: TestDb) {
        let mut refused = Vec::new();
        for statement in statements() {
            let db = if statement.module == "letterbox" {
                &test.letterbox
            } else {
                &test.desk
            };
            // A transaction each: on PostgreSQL a refusal ends the one it happened in.
            let mut tx = db.read().await.unwrap();
            if let Err(why) = tx.prepare(&statement.sql).await {
                refused.push(format!("{}: {why}", statement.name));
            }
        }
        assert!(refused.is_empty(), "{refused:#?}");
    }
}

/// The case page reads the timelines of every module, and the record: none of them may read a table through.
#[tokio::test]
async fn what_the_case_page_reads_is_found_by_an_index() {
    let test = store::testing::TestDb::sqlite().await;
    let read = |name: &str| {
        name.split('.').nth(1) == Some("timeline") || name == "audit.entry.about_before"
    };
    let mut scans = Vec::new();
    let mut looked_at = 0;
    for statement in statements().into_iter().filter(|one| read(&one.name)) {
        let mut tx = test.desk.read().await.unwrap();
        for step in tx.plan(&statement.sql).unwrap() {
            looked_at += 1;
            if step.starts_with("SCAN ") {
                scans.push(format!("{}: {step}", statement.name));
            }
        }
    }
    assert!(looked_at > 30, "{looked_at}");
    assert!(scans.is_empty(), "{scans:#?}");
}

/// Whom to write to is asked for every place, and organisations are many: none of its statements may read a table through.
#[tokio::test]
async fn whose_a_place_is_is_found_by_an_index() {
    let test = store::testing::TestDb::sqlite().await;
    let looked_up = [
        "stakeholders.holding.at",
        "stakeholders.organisation.of_identity",
        "stakeholders.contact.at_address",
        "stakeholders.contact.best",
        "stakeholders.contact.in_system",
        "stakeholders.organisation.named",
        "stakeholders.organisation.some",
        "stakeholders.organisation.search",
        "intake.queue.open_at_provider",
        "takedown.notice.answered",
        "takedown.notice.span_to_word",
        "stakeholders.contact.has",
        "stakeholders.contact.found_by",
        "takedown.unaddressed.sought_by",
        "takedown.notice.answerable",
    ];
    let mut scans = Vec::new();
    let mut found = 0;
    for statement in statements() {
        if !looked_up.contains(&statement.name.as_str()) {
            continue;
        }
        found += 1;
        let mut tx = test.desk.read().await.unwrap();
        for step in tx.plan(&statement.sql).unwrap() {
            // What was sent, and what was found by then, may be read through.
            let of_table = [
                "json_each",
                "VIRTUAL",
                "CONSTANT",
                "spans",
                "found",
                "SUBQUERY",
            ];
            let is_read =
                step.starts_with("SCAN ") && !of_table.iter().any(|one| step.contains(one));
            if is_read {
                scans.push(format!("{}: {step}", statement.name));
            }
        }
    }
    assert_eq!(found, looked_up.len());
    assert!(scans.is_empty(), "{scans:#?}");
}

/// SQLite holds `x IS NULL` for as telling as `x = 1`: an index that begins with a column which nearly every row leaves
/// empty would then lead through the whole table, past the index that names the few rows that are asked for.
#[tokio::test]
async fn no_statement_is_led_by_what_is_empty() {
    let test = store::testing::TestDb::sqlite().await;
    let mut led = Vec::new();
    let mut looked_at = 0;
    for statement in statements() {
        // Entries that have no number yet are few, and are what is looked for.
        if ["letterbox", "audit"].contains(&statement.module.as_str()) {
            continue;
        }
        let empty: Vec<_> = statement
            .sql
            .split(" IS NULL")
            .filter_map(|before| before.rsplit([' ', '(', '.', '\n']).next())
            .filter(|column| !column.is_empty() && *column != "NOT")
            .collect();
        let words: Vec<_> = statement.sql.split_whitespace().collect();
        let is_asked_for = |column: &str| {
            let names = |word: &str| word.rsplit('.').next() == Some(column);
            words.windows(2).any(|pair| match pair {
                [name, "=" | "IN"] | ["=", name] => names(name),
                _ => false,
            })
        };
        let mut tx = test.desk.read().await.unwrap();
        for step in tx.plan(&statement.sql).unwrap() {
            let Some((_, terms)) = step
                .split_once(" INDEX ")
                .filter(|(way, _)| way.starts_with("SEARCH"))
            else {
                continue;
            };
            looked_at += 1;
            let first = terms
                .split_once('(')
                .and_then(|(_, term)| term.split_once('='));
            if let Some((column, _)) = first
                && empty.contains(&column)
                && !is_asked_for(column)
            {
                led.push(format!("{}: {step}", statement.name));
            }
        }
    }
    assert!(looked_at > 500, "{looked_at}");
    assert!(led.is_empty(), "{led:#?}");
}
