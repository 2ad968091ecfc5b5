//! Bad packs: each fault with its file and line.

use std::collections::BTreeMap;
use std::path::Path;

use pack::{Fault, Source, load};
use proptest::prelude::*;
use tempfile::TempDir;

/// Where the files of a pack are.
const FOLDERS: [&str; 5] = ["", "templates/", "schemas/", "mappings/", "laws/"];

/// The files of the small pack: path within it and text.
pub(crate) fn example() -> BTreeMap<String, String> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/example");
    let mut files = BTreeMap::new();
    for part in FOLDERS {
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
    for part in FOLDERS {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
    }
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// The faults of a pack, each file by its name within it.
pub(crate) fn faults(files: &BTreeMap<String, String>) -> Vec<Fault> {
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
const BAD: [(&str, &str, &str, Option<&str>, &str); 114] = [
    ("telling.toml", "Thank you", "The police thank you", Some("text ="), "which the warning police is about"),
    ("telling.toml", "[\"police\", \"court\", \"arrest\"]", "[\" \"]", Some("[[warning]]"), "has no words"),
    ("telling.toml", "en = \"Police and courts\"", "en = \" \"", Some("label"), "label has no text in en"),
    ("pack.toml", "Europe/Amsterdam", "Europe/Nowhere", Some("Nowhere"), "no time zone"),
    ("pack.toml", "https://www", "http://www", Some("http://www"), "https://"),
    ("pack.toml", "[\"received\", ", "[\"held\", ", Some("held"), "no step held"),
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
    ("sorting.toml", "[crowd]", "[decided]\nsevere_ages = [\"ancient\"]\n[crowd]", Some("severe_ages ="), "no age ancient"),
    ("sorting.toml", "police = \"6 hours\"", "police = \"30 s\"", Some("police ="), "a minute"),
    ("sorting.toml", "police = \"6 hours\"", "police = \"13 hours\"", Some("own_picture ="), "police"),
    ("sorting.toml", "severe = \"2 days\"", "severe = \"20 hours\"", Some("severe ="), "raised"),
    ("sorting.toml", "severe = \"2 days\"", "severe = \"4 days\"", Some("ordinary ="), "severe"),
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
    ("known.toml", "\"2 hours\"", "\"25 hours\"", Some("first_seen_within ="), "at most a day"),
    ("known.toml", "\"72 hours\"", "\"365 days\"", Some("\"365 days\""), "not shorter than oldest"),
    ("times.toml", "undo = \"10 s\"", "undo = \"10 min\"", Some("undo ="), "a minute at most"),
    ("opinion.toml", "share = 5", "share = 500", Some("share ="), "a hundred"),
    ("opinion.toml", "classes = []", "classes = [\"worst\"]", Some("classes ="), "no class worst"),
    ("opinion.toml", "results = []", "results = [\"bad\"]", Some("results ="), "no result bad"),
    ("opinion.toml", "[\"site_type\"]", "[\"mood\"]", Some("mood"), "no field mood"),
    ("routing.toml", "\"KH\"", "\"XA\"", Some("\"XA\""), "home country"),
    ("routing.toml", "\"KH\"", "\"Cambodia\"", Some("Cambodia"), "not a country code"),
    ("proxies.toml", "\"127.99.0.0/16\"", "\"127.99.0.0/61\"", Some("127.99.0.0/61"), "invalid"),
    ("proxies.toml", "\"2026-01-05\"", "\"January\"", Some("January"), "not a date"),
    ("proxies.toml", "\"edge.delivery.example\"", "\"Edge\"", Some("Edge"), "no name in lower case"),
    ("proxies.toml", "\"short.example\"", "\"short\"", Some("shorteners"), "no name in lower case"),
    ("proxies.toml", "[64601]", "[64600] # here", Some("# here"), "share a system"),
    ("proxies.toml", "\"Second Example Delivery\"", "\"Example Delivery\" # here", Some("# here"), "stands twice"),
    ("proxies.toml", "systems = [64601]", "", Some("Second"), "nothing tells"),
    ("proxies.toml", "confirmed = true", "confirmed = true\ncolour = 1", Some("colour"), "unknown field"),
    ("parking.toml", "\"127.98.0.0/16\"", "\"127.98.0.0/61\"", Some("127.98.0.0/61"), "invalid"),
    ("parking.toml", "\"2026-01-05\"", "\"January\"", Some("January"), "not a date"),
    ("parking.toml", "\"ns.parking.example\"", "\"Ns\"", Some("Ns"), "no name in lower case"),
    ("parking.toml", "\"Second Example Parking\"", "\"Example Parking\" # here", Some("# here"), "stands twice"),
    ("parking.toml", "name_servers = [\"ns.second.example\"]", "", Some("Second"), "nothing tells"),
    ("parking.toml", "source = \"invented\"", "source = \"\"", Some("source ="), "from where"),
    ("times.toml", "misses = 4", "misses = 4\nmark_distance = 40", Some("mark_distance ="), "24 at most"),
    ("laws/2020.toml", "article = \"1\"", "article = \"2\"", Some("\"2\""), "no article 2"),
    ("laws/2020.toml", "\"abuse\"]", "\"use\"]", Some("\"use\"]"), "no element use"),
    ("laws/2020.toml", "key = \"abuse\"", "key = \"minor\"", None, "stands twice"),
    ("laws/2020.toml", "[\"minor\", \"abuse\"]", "[]", Some("[[finding]]"), "at least one element"),
    ("laws/2020.toml", "\"abuse\"]", "\"abuse\"]\nno = [\"minor\"]", Some("yes ="), "yes and no"),
    ("laws/2020.toml", "2020-01-01", "soon", Some("soon"), "a date"),
    ("schemas/example-2.toml", "when = { classification", "when = { class", Some("when"), "no field class"),
    ("schemas/example-2.toml", "[\"website\"]", "[\"page\"]", Some("[\"page\"]"), "no option page"),
    ("schemas/example-2.toml", "require = { site_type = [\"website\"] }", "", Some("[[rule]]"), "neither requires nor excludes"),
    ("schemas/example-2.toml", "kind = \"one\"", "kind = \"two\"", Some("two"), "unknown variant"),
    ("schemas/example-2.toml", "required = true", "required = false", None, "required field"),
    ("schemas/example-2.toml", "\"not_illegal\"", "\"ignored\"", Some("\"classification\""), "no class"),
    ("schemas/example-2.toml", "required = true", "required = true\nonly_when = { site_type = [\"website\"] }", None, "always asked"),
    ("schemas/example-2.toml", "required = true", "required = true\ncolour = 1", Some("colour"), "unknown field"),
    ("schemas/example-2.toml", "[[rule]]", "[[rule]]\nids = \"a\"", Some("ids"), "unknown field"),
    ("schemas/example-2.toml", "[\"website\"]", "[]", Some("require ="), "at least one option"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"csrf\"", Some("key = \"csrf\""), "something else on the page"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"do\"", Some("key = \"do\""), "something else on the page"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"why\"", Some("key = \"why\""), "something else on the page"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"hash\"", Some("key = \"hash\""), "something else on the page"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"known\"", Some("key = \"known\""), "something else on the page"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"content\"", Some("key = \"content\""), "something else on the page"),
    ("schemas/example-2.toml", "kind = \"one\"\n[[field.option]]\nkey = \"website\"\nlabel = { en = \"Website\" }", "kind = \"one\"\noption = []", Some("key = \"site_type\""), "no option"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"law_type\"", Some("key = \"law_type\""), "law_"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"classification\"", None, "field classification stands twice"),
    ("schemas/example-2.toml", "key = \"unavailable\"", "key = \"national\"", Some("key = \"classification\""), "option national of classification stands twice"),
    ("schemas/example-2.toml", "id = \"illegal-needs-site-type\"", "id = \"site_type\"", Some("id ="), "stands twice"),
    ("schemas/example-2.toml", "key = \"site_type\"", "key = \"site_type\"\nsection = \"a\"", Some("section"), "no section a"),
    ("schemas/example-2.toml", "version = \"2\"", "version = \"3\"", Some("version"), "example-3.toml"),
    ("schemas/example-2.toml", "[[field]]", "youngest = { field = \"age\", order = [\"infant\"] }\n[[field]]", Some("youngest"), "no field age"),
    ("schemas/example-1.toml", "required = true", "required = false", None, "required field"),
    ("schemas/universal-0.toml", "only_when = { element_1", "only_when = { element_2", Some("key = \"element_2\""), "a loop"),
    ("schemas/universal-0.toml", "section = \"demographic\"", "section = \"demography\"", Some("\"demography\""), "no section demography"),
    ("schemas/universal-0.toml", "section = \"demographic\"", "", None, "each field in one"),
    ("schemas/universal-0.toml", "key = \"demographic\"", "key = \"investigative\"", None, "section investigative stands twice"),
    ("schemas/universal-0.toml", "[\"label_1\"]", "[\"label_3\"]", Some("label_3"), "no option label_3"),
    ("schemas.toml", "example-2", "example-3", Some("example-3"), "no schemas/example-3.toml"),
    ("schemas.toml", "universal-0", "universal-1", Some("universal-1"), "no schemas/universal-1.toml"),
    ("schemas.toml", "[\"universal-0\"]", "[\"example-1\"]", Some("example-1"), "one version"),
    ("mappings/universal-0.toml", "[\"label_1\"]", "[\"label_3\"]", Some("label_3"), "no option label_3"),
    ("mappings/universal-0.toml", "[\"national\"]", "[\"baseline\"]", Some("baseline"), "no option baseline"),
    ("mappings/universal-0.toml", "minor = \"yes\"", "major = \"yes\"", Some("major"), "no law has an element major"),
    ("mappings/universal-0.toml", "minor = \"yes\"", "minor = \"maybe\"", Some("maybe"), "maybe is no answer"),
    ("mappings/universal-0.toml", "from = \"universal-0\"", "from = \"universal-1\"", Some("universal-1"), "no schema universal-1"),
    ("mappings/universal-0.toml", "to = \"example-2\"", "to = \"example-3\"", Some("example-3"), "no schema example-3"),
    ("mappings/universal-0.toml", "label-2-is-not-illegal", "label-1-is-national", None, "stands twice"),
    ("laws/2020.toml", "in_force_from = \"2020-01-01\"", "in_force_from = \"2020-01-01\"\nin_force_until = \"2019-12-31\"", Some("in_force_until"), "before the first"),
    ("signposts.toml", "[[signpost]]", "[[signpost]]\nkey = \"other_crime\"\nlabel = { en = \"A\" }\ntext = { en = \"B\" }\n[[signpost]]", None, "stands twice"),
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
    // Of schemas, mappings and laws there may be any number: what is missing is missed where it is named.
    let named = ["schemas/", "mappings/", "laws/"];
    for name in example().keys() {
        if named.iter().any(|folder| name.starts_with(folder)) {
            continue;
        }
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
    for (name, says) in [
        ("schemas/example-2.toml", "no schemas/example-2.toml"),
        ("schemas/universal-0.toml", "no schema universal-0"),
        ("laws/2020.toml", "there is no law"),
    ] {
        let mut files = example();
        files.remove(name).unwrap();
        let missing = faults(&files);
        assert!(
            missing.iter().any(|fault| fault.message.contains(says)),
            "{name}: {missing:#?}"
        );
    }
    // Earlier versions and mappings may be left out.
    for name in ["schemas/example-1.toml", "mappings/universal-0.toml"] {
        let mut files = example();
        files.remove(name).unwrap();
        assert_eq!(faults(&files), [], "{name}");
    }
}

/// A version may be a date: `example-2026-01` is a version of `example`, and decides as any other.
#[test]
fn a_version_with_a_dash_decides() {
    let mut files = example();
    let schema = files.remove("schemas/example-2.toml").unwrap();
    files.insert(
        "schemas/example-2026-01.toml".to_owned(),
        schema.replace("version = \"2\"", "version = \"2026-01\""),
    );
    for name in ["schemas.toml", "mappings/universal-0.toml"] {
        let text = files.get_mut(name).unwrap();
        *text = text.replace("example-2", "example-2026-01");
    }
    assert_eq!(faults(&files), []);
    for name in ["schemas/example-2026-01.toml", "schemas/example-1.toml"] {
        let mut files = files.clone();
        let text = files.get_mut(name).unwrap();
        *text = text.replace("required = true", "required = false");
        let found = faults(&files);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].file == name && found[0].message.contains("required field `classification`"),
            "{found:#?}"
        );
    }
    let text = files.get_mut("schemas.toml").unwrap();
    *text = text.replace("[\"universal-0\"]", "[\"example-1\"]");
    let found = faults(&files);
    assert!(
        found
            .iter()
            .any(|fault| fault.message.contains("one version")),
        "{found:#?}"
    );
}

/// One law after the other: the days between them, and those of both, are faults of the later one.
#[test]
fn laws_follow_one_another_day_by_day() {
    let with = |until: &str, from: &str| {
        let mut files = example();
        let law = files["laws/2020.toml"].clone();
        let until = format!("in_force_from = \"2020-01-01\"\n{until}");
        files.insert(
            "laws/2020.toml".to_owned(),
            law.replace("in_force_from = \"2020-01-01\"", &until),
        );
        let later = law
            .replace("2020-1", "2024-7")
            .replace("\"2020-01-01\"", &format!("\"{from}\""));
        files.insert("laws/2024.toml".to_owned(), later);
        files
    };
    let until = "in_force_until = \"2024-06-30\"";
    for (until, from, says) in [
        ("", "2024-07-01", Some("still in force")),
        (until, "2024-06-30", Some("overlap")),
        (until, "2024-07-02", Some("between the two no law")),
        (until, "2024-07-01", None),
    ] {
        let found = faults(&with(until, from));
        let Some(says) = says else {
            assert_eq!(found, []);
            continue;
        };
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].file, "laws/2024.toml");
        assert_eq!(found[0].line, Some(3));
        assert!(found[0].message.contains(says), "{found:#?}");
    }
    // A third is held against whichever is in force longest, and its version against all.
    let three = |first: &str, second: &str, third: &str| {
        let mut files = example();
        let law = files["laws/2020.toml"].clone();
        for (name, days) in [("2020", first), ("2022", second), ("2024", third)] {
            let (version, days) = days.split_once(' ').unwrap();
            let (from, until) = days.split_once(' ').unwrap_or((days, ""));
            let mut days = format!("in_force_from = \"{from}\"");
            if !until.is_empty() {
                days = format!("{days}\nin_force_until = \"{until}\"");
            }
            let law = law.replace("2020-1", version);
            let law = law.replace("in_force_from = \"2020-01-01\"", &days);
            files.insert(format!("laws/{name}.toml"), law);
        }
        faults(&files)
            .into_iter()
            .map(|fault| format!("{}: {}", fault.file, fault.message))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        three(
            "a 2020-01-01 2021-12-31",
            "b 2022-01-01 2023-12-31",
            "a 2024-01-01"
        ),
        ["laws/2024.toml: the version a stands twice"]
    );
    assert_eq!(
        three(
            "a 2020-01-01 2024-06-30",
            "b 2022-01-01 2022-12-31",
            "c 2024-01-01"
        ),
        [
            "laws/2022.toml: a is in force until 2024-06-30: the two overlap",
            "laws/2024.toml: a is in force until 2024-06-30: the two overlap",
        ]
    );
    assert_eq!(
        three(
            "a 2020-01-01 2024-06-30",
            "b 2022-01-01 2022-12-31",
            "c 2024-07-01"
        ),
        ["laws/2022.toml: a is in force until 2024-06-30: the two overlap"]
    );
    let folder = write(&with(until, "2024-07-01"));
    let pack = load(&Source::Directory(folder.path().to_owned()), false).unwrap();
    let version = |instant: &str| {
        let at = kernel::Timestamp::from_micros(
            instant.parse::<jiff::Timestamp>().unwrap().as_microsecond(),
        );
        pack.law_at(at).map(|law| law.version.clone())
    };
    // The day changes by the calendar of the pack, two hours before that of UTC.
    assert_eq!(version("2024-06-30T21:59:59Z").as_deref(), Some("2020-1"));
    assert_eq!(version("2024-06-30T22:00:00Z").as_deref(), Some("2024-7"));
    assert_eq!(version("2019-12-31T12:00:00Z"), None);
}

#[test]
fn a_fault_prints_its_folder_file_and_line() {
    let mut files = example();
    let law = files.get_mut("laws/2020.toml").unwrap();
    *law = law.replacen("2020-01-01", "soon", 1);
    let folder = write(&files);
    let faults = load(&Source::Directory(folder.path().to_owned()), false).unwrap_err();
    let place = folder.path().join("laws/2020.toml");
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
            .all(|fault| fault.file.starts_with("packs/demo/") && fault.line.is_some())
    );
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
