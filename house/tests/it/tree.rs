//! The tree as it lies there: files, crates, and the texts within sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Folders that are made, not written.
const MADE: [&str; 6] = [
    ".git",
    "target",
    "node_modules",
    "demo-data",
    "screenshots",
    "test-results",
];

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every written file below a folder, relative to the root, in order.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name();
            if entry.file_type().unwrap().is_dir() {
                if !MADE.iter().any(|made| name == *made) {
                    folders.push(entry.path());
                }
            } else {
                found.push(entry.path().strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The files below a folder whose names end so.
pub fn files_ending(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|path| path.to_str().unwrap().ends_with(ending));
    found
}

/// What a file of the project says.
pub fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The crates below `crates/`, by the names of their folders.
pub fn crates() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// The crate that a path of `crates/` lies in.
pub fn crate_of(path: &Path) -> &str {
    path.iter().nth(1).unwrap().to_str().unwrap()
}

/// What a workspace member depends on, as its manifest says: not through others, not for tests.
pub struct Member {
    /// Its name.
    pub name: String,
    /// The names of its dependencies, of the workspace and of others.
    pub needs: Vec<String>,
}

/// The members of the workspace.
pub fn members() -> Vec<Member> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let needs = package["dependencies"].as_array().unwrap().iter();
            let needs = needs.filter(|need| need["kind"] != "dev");
            let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
            Member {
                name: name(package),
                needs: needs.map(name).collect(),
            }
        })
        .collect()
}

/// The production part of a source file: what stands above its tests.
pub fn production(source: &str) -> &str {
    source
        .find("#[cfg(test)]\nmod ")
        .map_or(source, |end| &source[..end])
}

/// Every string literal of a Rust source, its escapes read.
pub fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(start) = rest.find(['"', '/', '\'', 'r']) {
        rest = &rest[start..];
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if let Some(quoted) = raw_quote(rest) {
            let (hashes, text) = quoted;
            let close = format!("\"{}", "#".repeat(hashes));
            let end = text.find(&close).unwrap();
            found.push(text[..end].to_owned());
            rest = &text[end + close.len()..];
        } else if rest.starts_with('"') {
            let (text, after) = escaped(&rest[1..]);
            found.push(text);
            rest = after;
        } else if rest.starts_with('\'') {
            rest = after_character(rest);
        } else {
            rest = &rest[1..];
        }
    }
    found
}

/// The number of hashes of a raw string, and what follows its opening quote.
fn raw_quote(text: &str) -> Option<(usize, &str)> {
    let text = text.strip_prefix('r')?;
    let inner = text.trim_start_matches('#');
    Some((text.len() - inner.len(), inner.strip_prefix('"')?))
}

/// A literal up to its closing quote, and what follows it.
fn escaped(text: &str) -> (String, &str) {
    let mut read = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (read, &text[at + 1..]),
            '\\' => match letters.next().unwrap().1 {
                'n' => read.push('\n'),
                't' => read.push('\t'),
                // The line goes on below, without its indentation.
                '\n' => {
                    let left = letters.as_str().trim_start().len();
                    while letters.as_str().len() > left {
                        letters.next();
                    }
                }
                other => read.push(other),
            },
            other => read.push(other),
        }
    }
    panic!("a string does not end");
}

/// What follows a character literal, or the quote of a lifetime.
fn after_character(text: &str) -> &str {
    let inner = &text[1..];
    if let Some(after) = inner.strip_prefix('\\') {
        let end = after[1..].find('\'').unwrap();
        return &after[end + 2..];
    }
    let mut letters = inner.chars();
    letters.next();
    letters.as_str().strip_prefix('\'').unwrap_or(inner)
}

#[test]
fn literals_are_read_as_the_compiler_reads_them() {
    let source = r#"
        // "not this"
        /* "nor this" */
        const A: &str = "-- a.b.c\nSELECT \"x\" \
            FROM t";
        fn f<'a>(b: &'a str) -> char { g(r"raw\text"); '"' }
        const B: &str = "after'wards"; let c = '\'';
    "#;
    assert_eq!(
        literals(source),
        ["-- a.b.c\nSELECT \"x\" FROM t", "raw\\text", "after'wards"]
    );
}
