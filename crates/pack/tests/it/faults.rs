//! Bad packs: each fault with its file and line.

use std::collections::BTreeMap;
use std::path::Path;

use pack::{Fault, Source, load};
use proptest::prelude::*;
use tempfile::TempDir;

/// The files of the small pack: path within it and text.
fn example() -> BTreeMap<String, String> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/example");
    let mut files = BTreeMap::new();
    for part in ["", "templates/"] {
        for entry in std::fs::read_dir(shipped.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap();
                files.insert(
                    format!("{part}{name}"),
                    std::fs::read_to_string(&path).unwrap(),
                );
            }
        }
    }
    files
}

fn write(files: &BTreeMap<String, String>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("templates")).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The faults of a pack, each file by its name within it.
fn faults(files: &BTreeMap<String, String>) -> Vec<Fault> {
    let folder = write(files);
    let prefix = format!("{}/", folder.path().display());
    let faults = load(&Source::Directory(folder.path().to_owned()), false).err();
    let faults = faults.into_iter().flatten().map(|mut fault| {
        fault.file = fault.file.strip_prefix(&prefix).unwrap().to_owned();
        fault
    });
    faults.collect()
}

/// The small pack with one text replaced by another: the file, the text, the other, and a part of the line
/// that the fault names (nothing where it is the whole file's), and of what it says.
#[rustfmt::skip]
const BAD: [(&str, &str, &str, Option<&str>, &str); 52] = [
    ("telling.toml", "Thank you", "The police thank you", Some("text ="), "which the warning police is about"),
    ("telling.toml", "[\"police\", \"court\", \"arrest\"]", "[\" \"]", Some("[[warning]]"), "has no words"),
    ("telling.toml", "en = \"Police and courts\"", "en = \" \"", Some("label"), "label has no text in en"),
    ("pack.toml", "Europe/Amsterdam", "Europe/Nowhere", Some("Nowhere"), "no time zone"),
    ("pack.toml", "https://www", "http://www", Some("http://www"), "https://"),
    ("pack.toml", "[\"received\"]", "[\"held\"]", Some("held"), "no step held"),
    ("pack.toml", "[\"en\"]", "[]", Some("languages"), "at least one language"),
    ("pack.toml", "[\"en\"]", "[\"EN\"]", Some("languages"), "not a language code"),
    ("pack.toml", "\"XA\"", "\"XAA\"", Some("XAA"), "not a country code"),
    ("pack.toml", "{ en = \"Example", "{ km = \"Example", Some("Example Hotline"), "name has no text in en"),
    ("pack.toml", "quick_exit", "quick_exist", Some("quick_exist"), "unknown field"),
    ("help.toml", "police = true", "police = false", Some("[[line]]"), "police"),
    ("help.toml", "en = \"When a child is in danger now\"", "en = \" \"", Some("note"), "note has no text in en"),
    ("texts.toml", "what_next", "what_then", None, "what_next is missing"),
    ("texts.toml", "purpose", "purpose = { en = \"x\" }\nmotto", Some("motto"), "no page asks for motto"),
    ("times.toml", "\"2 hours\"", "\"often\"", Some("often"), "length of time"),
    ("times.toml", "\"2 hours\"", "\"2 s\"", Some("2 s"), "demonstration = true"),
    ("times.toml", "misses = 4", "misses = 2", Some("misses"), "three misses"),
    ("times.toml", "least = \"1 min\"", "least = \"11 min\"", Some("11 min"), "longer than"),
    ("times.toml", "An invented act of an invented parliament", "", Some("authority"), "leave it out"),
    ("sorting.toml", "same_text = 20", "same_text = 2", Some("same_text ="), "three"),
    ("sorting.toml", "letters = 40", "letters = 4", Some("letters ="), "ten"),
    ("sorting.toml", "\"3 s\"", "\"3 min\"", Some("3 min"), "a minute"),
    ("sorting.toml", "raised_by = 8", "raised_by = 1", Some("raised_by ="), "two"),
    ("welfare.toml", "\"sunday\"\n", "\"someday\"\n", Some("someday"), "not a day of the week"),
    ("welfare.toml", "warn_at_percent = 80", "warn_at_percent = 101", Some("warn_at"), "1 to 100"),
    ("welfare.toml", "\"09:00\"", "\"9 o'clock\"", Some("o'clock"), "not a time of day"),
    ("welfare.toml", "\"16:30\"", "\"08:30\"", Some("[[hours]]"), "end after they begin"),
    ("welfare.toml", "\"5 hours\"", "\"1 hour\"", Some("[week]"), "no less than a day"),
    ("welfare.toml", "\"2026-12-25\"", "\"25 December\"", Some("25 December"), "not a date"),
    ("welfare.toml", "\"20 min\" # use", "\"1 min\" # use", Some("active_within"), "2 to 30 minutes"),
    ("welfare.toml", "[\"danger\"]", "[\"alarm\"]", Some("classes ="), "own_picture"),
    ("welfare.toml", "[\"abuse_material\"]", "[\"unheard_of\"]", Some("categories ="), "does not have"),
    ("known.toml", "analysts = 1", "analysts = 0", Some("analysts ="), "one analyst"),
    ("known.toml", "take_over = \"sha256\"", "take_over = \"md5\"", Some("take_over ="), "unknown variant"),
    ("known.toml", "\"72 hours\"", "\"365 days\"", Some("seen_within ="), "not shorter than oldest"),
    ("routing.toml", "\"KH\"", "\"XA\"", Some("\"XA\""), "home country"),
    ("routing.toml", "\"KH\"", "\"Cambodia\"", Some("Cambodia"), "not a country code"),
    ("law.toml", "article = \"1\"", "article = \"2\"", Some("\"2\""), "no article 2"),
    ("law.toml", "\"abuse\"]", "\"use\"]", Some("\"use\"]"), "no element use"),
    ("law.toml", "key = \"abuse\"", "key = \"minor\"", None, "stands twice"),
    ("law.toml", "[\"minor\", \"abuse\"]", "[]", Some("[[finding]]"), "at least one element"),
    ("law.toml", "\"abuse\"]", "\"abuse\"]\nno = [\"minor\"]", Some("yes ="), "yes and no"),
    ("law.toml", "2020-01-01", "soon", Some("soon"), "a date"),
    ("schema.toml", "when = { classification", "when = { class", Some("when"), "no field class"),
    ("schema.toml", "[\"website\"]", "[\"page\"]", Some("[\"page\"]"), "no option page"),
    ("schema.toml", "require = { site_type = [\"website\"] }", "", Some("[[rule]]"), "neither requires nor excludes"),
    ("schema.toml", "kind = \"one\"", "kind = \"two\"", Some("two"), "unknown variant"),
    ("schema.toml", "required = true", "required = false", None, "required field"),
    ("schema.toml", "\"not_illegal\"", "\"ignored\"", Some("\"classification\""), "no class"),
    ("templates/notice.en.txt", "{{ reference }}", "{{ refrence }}", Some("refrence"), "undefined"),
    ("templates/notice.en.txt", "Subject:", "About:", Some("About:"), "Subject:"),
];

#[test]
fn each_fault_names_its_file_and_line() {
    assert_eq!(faults(&example()), []);
    for (file, from, to, mark, says) in BAD {
        let mut files = example();
        let text = files.get_mut(file).unwrap();
        assert!(text.contains(from), "{file} does not hold {from}");
        *text = text.replacen(from, to, 1);
        let line = mark.map(|mark| {
            let line = text.lines().position(|line| line.contains(mark));
            line.unwrap_or_else(|| panic!("{file} has no line {mark}")) + 1
        });
        let found = faults(&files);
        let expected = |fault: &Fault| {
            fault.file == file
                && (mark.is_none() || fault.line == line)
                && fault.message.contains(says)
        };
        assert!(
            found.iter().any(expected),
            "{to}: line {line:?}, {found:#?}"
        );
    }
}

#[test]
fn what_is_missing_or_misnamed_is_a_fault() {
    for name in example().keys() {
        let mut files = example();
        let text = files.remove(name).unwrap();
        let missing = faults(&files);
        assert!(
            missing
                .iter()
                .any(|fault| fault.file == *name && fault.message == "is missing"),
            "{name}: {missing:#?}"
        );
        let other = name.replace(".toml", "s.toml");
        if other != *name {
            let mut files = example();
            files.insert(other.clone(), text);
            assert_eq!(faults(&files)[0].file, other);
        }
    }
}

#[test]
fn a_fault_prints_its_folder_file_and_line() {
    let mut files = example();
    let law = files.get_mut("law.toml").unwrap();
    *law = law.replacen("2020-01-01", "soon", 1);
    let folder = write(&files);
    let faults = load(&Source::Directory(folder.path().to_owned()), false).unwrap_err();
    let place = folder.path().join("law.toml");
    assert_eq!(
        faults[0].to_string(),
        format!("{}:3: a date is written 2008-02-15", place.display())
    );
    let none = load(&Source::Shipped("nowhere".to_owned()), false).unwrap_err();
    assert_eq!(
        none[0].to_string(),
        "packs/nowhere: no pack of this name is shipped"
    );
    // A pack over another: the fault stands in the file of the upper one.
    let demo = load(&Source::Shipped("demo".to_owned()), false).unwrap_err();
    assert!(
        demo.iter()
            .all(|fault| fault.file == "packs/demo/times.toml" && fault.line.is_some())
    );
}

#[test]
fn rules_that_leave_nothing_to_choose_are_found() {
    // The last rule speaks of more classes than the first; where both speak nothing is left.
    let rule = |id: &str, what: &str| {
        format!("\n[[rule]]\nid = \"{id}\"\n{what}\nmessage = {{ en = \"Words.\" }}\n")
    };
    let contradicting = |what: &str| {
        let mut files = example();
        let schema = files.get_mut("schema.toml").unwrap();
        schema.push_str(&rule("other", what));
        let line = schema
            .lines()
            .position(|line| line == "id = \"other\"")
            .unwrap()
            + 1;
        let found = faults(&files);
        found.iter().any(|fault| {
            fault.line == Some(line) && fault.message.contains("nothing to choose for site_type")
        })
    };
    let excluding = "exclude = { site_type = [\"website\"] }";
    assert!(contradicting(&format!(
        "when = {{ classification = [\"national\"] }}\n{excluding}"
    )));
    assert!(contradicting(&format!(
        "when = {{ classification = [\"unavailable\", \"national\"] }}\n{excluding}"
    )));
    assert!(contradicting(&format!("when = {{}}\n{excluding}")));
    assert!(!contradicting(&format!(
        "when = {{ classification = [\"unavailable\"] }}\n{excluding}"
    )));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A shipped file with a piece of it replaced by anything: loaded or refused, never a panic.
    #[test]
    fn no_text_makes_loading_panic(
        file in prop::sample::select(example().into_keys().collect::<Vec<_>>()),
        from in any::<prop::sample::Index>(),
        length in 0_usize..40,
        put in "([\\[\\]{}=\"'a-z0-9., \n#%ក\u{0}-]{0,20}|\\PC{0,10})",
    ) {
        let mut files = example();
        let text = files.get_mut(&file).unwrap();
        let symbols: Vec<char> = text.chars().collect();
        let from = from.index(symbols.len());
        let (before, rest) = symbols.split_at(from);
        let after = rest.get(length..).unwrap_or_default();
        *text = before.iter().chain(&put.chars().collect::<Vec<_>>()).chain(after).collect();
        for fault in faults(&files) {
            prop_assert!(!fault.message.is_empty());
        }
    }
}
