//! Compares the words a crate's sources ask for with those it brings.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use crate::catalogue::entries;

/// Where words and sources disagree; empty when all is well.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Asked for, but neither in the crate's `i18n/en.ftl` nor in this crate's.
    pub missing: Vec<String>,
    /// In the crate's `i18n/en.ftl`, but named nowhere in its sources.
    pub unused: Vec<String>,
}

/// Reads `i18n/en.ftl`, `src` and `templates` of the crate at `crate_dir` (its `CARGO_MANIFEST_DIR`).
///
/// A key counts as asked for in `words.text("…")`, `words.with("…"` and `Message::new("…")`, and as used
/// wherever it stands as a string: a `match` that picks a key spells each one out. Tests are left out.
pub fn unused_and_missing_keys(crate_dir: &str) -> io::Result<Keys> {
    let root = Path::new(crate_dir);
    let mut sources = String::new();
    for folder in ["src", "templates"] {
        if root.join(folder).is_dir() {
            gather(&root.join(folder), &mut sources)?;
        }
    }
    let english = std::fs::read_to_string(root.join("i18n/en.ftl"))?;
    Ok(compare(&english, &sources))
}

fn compare(english: &str, sources: &str) -> Keys {
    let own: BTreeSet<String> = keys(english).collect();
    let common: BTreeSet<String> = keys(crate::MESSAGES).collect();
    let asked: BTreeSet<&str> = ["words.text(\"", "words.with(\"", "Message::new(\""]
        .iter()
        .flat_map(|call| sources.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    Keys {
        missing: asked
            .into_iter()
            .filter(|key| !own.contains(*key) && !common.contains(*key))
            .map(str::to_owned)
            .collect(),
        unused: own
            .into_iter()
            .filter(|key| !sources.contains(&format!("\"{key}\"")))
            .collect(),
    }
}

fn keys(text: &str) -> impl Iterator<Item = String> {
    entries("en.ftl", text).into_iter().map(|entry| entry.key)
}

/// Appends the sources below `folder`, without white space: a formatter may break a call anywhere.
fn gather(folder: &Path, sources: &mut String) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let is_tests = path.file_stem().is_some_and(|stem| stem == "tests");
        if is_tests {
            continue;
        }
        if path.is_dir() {
            gather(&path, sources)?;
        } else if path
            .extension()
            .is_some_and(|kind| kind == "rs" || kind == "html")
        {
            let text = std::fs::read_to_string(&path)?;
            // Tests stand last in a file.
            let text = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default();
            for line in text.lines().filter(|line| !line.trim().starts_with("//")) {
                sources.extend(line.chars().filter(|symbol| !symbol.is_whitespace()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_missed_and_another_found_idle() {
        let english = "kept = Kept\nidle = Idle\npicked = Picked\n";
        let sources =
            r#"frame.words.text("kept")Message::new("gone")words.text("back")match{_=>"picked"}"#;
        assert_eq!(
            compare(english, sources),
            Keys {
                missing: vec!["gone".to_owned()],
                unused: vec!["idle".to_owned()],
            }
        );
    }

    #[test]
    fn this_crate_brings_the_words_it_asks_for() {
        let found = unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
        assert_eq!(found.missing, Vec::<String>::new());
        // Two common words that the forms of other crates use.
        assert_eq!(found.unused, ["back", "continue"]);
    }
}
