//! Each module makes its own tables, and what was released stays as it was.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::tree;

/// The checksums of released migrations, one `SHA-256  store/name.sql` a line.
const RELEASED: &str = "crates/store/migrations/CHECKSUMS";

/// The words of a statement list, its comments and punctuation left out.
pub fn words(sql: &str) -> Vec<String> {
    let without_comments: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap().to_owned() + "\n")
        .collect();
    without_comments
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The tables that a text makes.
pub fn made(sql: &str) -> Vec<String> {
    let words = words(sql);
    let mut tables = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        if pair == ["CREATE", "TABLE"] {
            let name = words[at + 2..].iter();
            let name = name.skip_while(|word| ["IF", "NOT", "EXISTS"].contains(&word.as_str()));
            tables.extend(name.take(1).cloned());
        }
    }
    tables
}

#[test]
fn a_migration_touches_the_tables_of_its_module_alone() {
    for path in tree::files_ending("crates/store/migrations", ".sql") {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let module = name
            .split('_')
            .nth(1)
            .expect("NNNN_module or NNNN_module_what");
        let words = words(&tree::read(&path));
        for (at, word) in words.iter().enumerate() {
            let keyword = ["TABLE", "REFERENCES", "ON", "INTO", "UPDATE", "FROM"];
            if !keyword.contains(&word.as_str()) {
                continue;
            }
            let Some(table) = words.get(at + 1).filter(|next| next.contains('_')) else {
                continue;
            };
            assert!(
                table.starts_with(&format!("{module}_")),
                "{} touches {table}",
                path.display()
            );
        }
    }
}

/// What is wrong with the files of the timelines, held against the recorded checksums.
fn faults(recorded: &str, checksum: impl Fn(&str) -> Option<String>) -> Vec<String> {
    recorded
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| {
            let (sum, name) = line.split_once("  ").expect("SHA-256  store/name.sql");
            match checksum(name) {
                None => Some(format!("{name} is gone")),
                Some(now) if now != sum => Some(format!("{name} was edited: add another file")),
                Some(_) => None,
            }
        })
        .collect()
}

#[test]
fn a_released_migration_stays_as_it_was() {
    let checksum = |name: &str| {
        let path = tree::root().join("crates/store/migrations").join(name);
        let text = std::fs::read(path).ok()?;
        let mut sum = String::new();
        for byte in Sha256::digest(text) {
            write!(sum, "{byte:02x}").unwrap();
        }
        Some(sum)
    };
    assert_eq!(faults(&tree::read(RELEASED), checksum), [""; 0]);
}

#[test]
fn an_edited_or_missing_migration_is_found() {
    let recorded = "# a comment\n\naa  desk/0001_audit.sql\nbb  desk/0002_jobs.sql\n";
    let same = |name: &str| Some(if name.contains("audit") { "aa" } else { "bb" }.to_owned());
    assert!(faults(recorded, same).is_empty());
    assert_eq!(faults(recorded, |_| Some("aa".to_owned())).len(), 1);
    assert_eq!(faults(recorded, |_| None).len(), 2);
}
