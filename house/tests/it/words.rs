//! Every word that a crate brings in English has its translation in every pack that has languages, and
//! asks for the same values.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::tree;

/// The messages of a Fluent file, attributes too, each with the variables and messages it asks for.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut message = String::new();
    let mut current = String::new();
    for line in text.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let named = line.split_once('=').map(|(name, _)| name.trim_end());
        if let Some(name) =
            named.filter(|_| line.starts_with(|first: char| first.is_alphabetic() || first == '-'))
        {
            name.clone_into(&mut message);
            current.clone_from(&message);
            found.entry(current.clone()).or_default();
        } else if let Some(attribute) = named.and_then(|name| name.trim_start().strip_prefix('.')) {
            current = format!("{message}.{attribute}");
            found.entry(current.clone()).or_default();
        }
        // Values, wherever they stand; and messages and terms that are put in.
        let values = line
            .split('$')
            .skip(1)
            .map(|rest| format!("${}", name(rest)));
        let messages = line.split('{').skip(1).map(|rest| name(rest.trim_start()));
        let messages = messages
            .filter(|name| name.starts_with(|first: char| first == '-' || first.is_lowercase()));
        let asked = values.chain(messages.map(str::to_owned));
        found.entry(current.clone()).or_default().extend(asked);
    }
    found
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    let end = text.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_".contains(letter)));
    end.map_or(text, |end| &text[..end])
}

#[test]
fn every_language_of_a_pack_has_every_word() {
    let mut wrong = Vec::new();
    let mut languages = 0;
    for pack in fs::read_dir(tree::root().join("packs")).unwrap() {
        let Ok(folders) = fs::read_dir(pack.unwrap().path().join("i18n")) else {
            continue;
        };
        for language in folders {
            let language = language.unwrap().path();
            languages += 1;
            let words = |name: String| (format!("{name}/i18n/en.ftl"), name);
            let countries = ("page/i18n/countries.ftl".to_owned(), "countries".to_owned());
            let files = tree::crates().into_iter().map(words);
            for (english, name) in files.chain([countries]) {
                let english = tree::root().join("crates").join(english);
                let Ok(english) = fs::read_to_string(english) else {
                    continue;
                };
                let path = language.join(format!("{name}.ftl"));
                let Ok(translation) = fs::read_to_string(&path) else {
                    wrong.push(format!("{} is missing", path.display()));
                    continue;
                };
                let (english, translation) = (messages(&english), messages(&translation));
                for key in english.keys().chain(translation.keys()) {
                    if english.get(key) != translation.get(key) {
                        wrong.push(format!("{}: {key}", path.display()));
                    }
                }
            }
        }
    }
    assert!(languages > 0, "no pack has a language");
    wrong.sort();
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "missing, left over, or asking for other values: {wrong:#?}"
    );
}

#[test]
fn messages_are_read_with_what_they_ask_for() {
    let read = messages(
        "# a comment = no\nplain = Words\nasking = { $name } and { date }\n    more {$count ->\n        [one] one\n       *[other] { NUMBER($count) }\n    }\n    .hint = See { $where }\n",
    );
    let asked = |key: &str| read[key].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(read.len(), 3);
    assert_eq!(asked("plain"), [""; 0]);
    assert_eq!(asked("asking"), ["$count", "$name", "date"]);
    assert_eq!(asked("asking.hint"), ["$where"]);
}

/// On a narrow screen a table is a list of cards: a cell without its column's name says nothing there.
#[test]
fn every_cell_of_a_table_names_its_column() {
    let mut cells = 0;
    let mut bare = Vec::new();
    for name in tree::crates() {
        let folder = tree::root().join("crates").join(&name).join("templates");
        for template in fs::read_dir(folder).into_iter().flatten() {
            let path = template.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            for cell in text.split("<td").skip(1) {
                cells += 1;
                let tag = cell.split('>').next().unwrap_or_default();
                // `side` is the macro of `settle.html` that names whose opinion it is.
                if !tag.contains("data-label=") && !tag.contains("call side(") {
                    bare.push(format!("{}: <td{tag}>", path.display()));
                }
            }
        }
    }
    assert!(cells > 0, "no template has a table");
    assert!(bare.is_empty(), "{bare:#?}");
}
