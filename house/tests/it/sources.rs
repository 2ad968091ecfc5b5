//! Sources stay readable, and say nothing about the machine they were written on.

use crate::tree;

/// Above this a file is two things.
const LINES: usize = 500;

#[test]
fn no_source_is_too_long() {
    let long: Vec<_> = tree::files_ending("", ".rs")
        .into_iter()
        .map(|path| (tree::read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > LINES)
        .collect();
    assert!(long.is_empty(), "above {LINES} lines: {long:#?}");
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    // Written apart, so that this file does not find itself.
    let folders = ["work", "root", "home", "tmp", "Users"].map(|name| format!("/{name}/"));
    let endings = [
        "rs", "toml", "md", "sql", "html", "ftl", "mjs", "json", "css", "txt", "sh",
    ];
    for path in tree::files("") {
        let known = path.extension().and_then(|ending| ending.to_str());
        if !known.is_some_and(|ending| endings.contains(&ending)) {
            continue;
        }
        let text = tree::read(&path);
        for folder in &folders {
            let alone = text.match_indices(folder.as_str()).find(|(at, _)| {
                // `https://host/home/` names no folder, nor does a path of ours that goes on.
                !text[..*at]
                    .ends_with(|before: char| before.is_alphanumeric() || "}.-".contains(before))
            });
            assert!(alone.is_none(), "{} names {folder}", path.display());
        }
    }
}
