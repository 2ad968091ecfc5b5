//! Every field of a log line is one that `docs/logging.md` lists, so that nobody adds one unseen.

use crate::tree;

/// The fields of each log line in a source, without their values.
fn fields(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for level in ["trace", "debug", "info", "warn", "error"] {
        for call in source.split(&format!("tracing::{level}!(")).skip(1) {
            found.extend(
                arguments(call)
                    .iter()
                    .filter_map(|argument| field(argument)),
            );
        }
    }
    found
}

/// What stands between the commas of a call, up to its end.
fn arguments(call: &str) -> Vec<String> {
    let (mut parts, mut depth, mut quoted) = (vec![String::new()], 0, false);
    for letter in call.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted && depth == 0 => break,
            ')' | ']' | '}' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().unwrap().push(letter);
    }
    parts
}

/// The name of an argument; none for the fixed sentence, which is quoted.
fn field(argument: &str) -> Option<String> {
    let argument = argument.trim().trim_start_matches(['%', '?']);
    let name = argument.split('=').next()?.trim();
    (!name.is_empty() && !name.starts_with('"')).then(|| name.to_owned())
}

#[test]
fn every_field_of_a_log_line_is_listed() {
    let listed = tree::read("docs/logging.md");
    let mut count = 0;
    for path in tree::files_ending("crates", ".rs") {
        if path
            .iter()
            .any(|part| part == "tests" || part == "tests.rs")
        {
            continue;
        }
        let source = tree::read(&path);
        for field in fields(tree::production(&source)) {
            count += 1;
            assert!(
                listed.contains(&format!("| `{field}` |")),
                "{} logs `{field}`, which docs/logging.md does not list",
                path.display()
            );
        }
    }
    assert!(count > 5, "log lines were not found");
}

#[test]
fn a_sentence_with_words_in_it_puts_them_in_nobodys_log() {
    // A value inside the sentence would pass the list of fields by.
    for path in tree::files_ending("crates", ".rs") {
        let source = tree::read(&path);
        for call in tree::production(&source).split("tracing::").skip(1) {
            let Some((_, call)) = call.split_once("!(") else {
                continue;
            };
            let sentence = arguments(call)
                .into_iter()
                .find(|part| part.trim().starts_with('"'));
            assert!(
                !sentence.is_some_and(|sentence| sentence.contains('{')),
                "{}: a value stands inside the sentence of a log line",
                path.display()
            );
        }
    }
}

#[test]
fn fields_are_found_however_they_are_written() {
    let source = r#"
        tracing::warn!(job = %run.id, kind = f(a, b), error = %error, "it, failed");
        tracing::error!(incident, ?status, "again");
    "#;
    assert_eq!(
        fields(source),
        ["job", "kind", "error", "incident", "status"]
    );
}
