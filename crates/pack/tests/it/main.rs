//! The shipped packs, every rule of the shipped schema both ways, and bad packs with their line.

#![cfg(test)]

use std::collections::BTreeMap;

use pack::{Answers, NationalResult, Pack, Source, load};
use proptest::prelude::*;

fn shipped(name: &str) -> Pack {
    let loaded = load(&Source::Shipped(name.to_owned()), true);
    loaded.unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

fn kh() -> Pack {
    shipped("kh")
}

#[test]
fn every_shipped_pack_loads_without_fault() {
    for name in Source::shipped() {
        shipped(name);
    }
}

#[test]
fn cadences_of_seconds_are_a_fault_without_demonstration() {
    let faults = load(&Source::Shipped("demo".to_owned()), false).unwrap_err();
    assert!(
        faults
            .iter()
            .any(|fault| fault.message.contains("demonstration = true"))
    );
    load(&Source::Shipped("kh".to_owned()), false).unwrap();
}

#[test]
fn what_nobody_has_confirmed_is_listed() {
    let open = kh().unconfirmed();
    assert!(open.iter().any(|line| line.contains("1288")));
    assert!(open.iter().any(|line| line.contains("article 41")));
    assert!(shipped("example").unconfirmed().is_empty());
}

/// Answers that satisfy every required field and none of the conditions by accident.
fn base(pack: &Pack) -> Answers {
    let mut answers = Answers::new();
    for field in pack.schema.fields.iter().filter(|field| field.required) {
        answers.insert(
            field.key.get_ref().clone(),
            vec![field.options[0].key.clone()],
        );
    }
    answers
}

/// Made from the file itself: each rule is met, and each of its parts is broken.
#[test]
fn every_rule_holds_both_ways() {
    for name in ["kh", "example"] {
        let pack = shipped(name);
        let refuses = |answers: &Answers, rule: &str| {
            pack.schema
                .check(answers)
                .iter()
                .any(|refused| refused.rule == rule)
        };
        for rule in &pack.schema.rules {
            let id = rule.id.get_ref();
            let mut met = base(&pack);
            for (field, options) in rule.when.iter().chain(&rule.require) {
                met.insert(field.clone(), vec![options[0].clone()]);
            }
            for field in rule.exclude.keys() {
                met.remove(field);
            }
            assert!(!refuses(&met, id), "{name}: {id} refuses what meets it");
            for field in rule.require.keys() {
                let mut broken = met.clone();
                broken.remove(field);
                assert!(
                    refuses(&broken, id),
                    "{name}: {id} lets {field} be left out"
                );
            }
            for (field, options) in &rule.exclude {
                for option in options {
                    let mut broken = met.clone();
                    broken.insert(field.clone(), vec![option.clone()]);
                    assert!(refuses(&broken, id), "{name}: {id} lets {option} stand");
                }
            }
            // Where the rule does not apply it says nothing.
            let mut elsewhere = met.clone();
            for field in rule.when.keys() {
                elsewhere.remove(field);
            }
            assert!(
                !refuses(&elsewhere, id),
                "{name}: {id} applies where it should not"
            );
        }
    }
}

#[test]
fn baseline_is_a_real_child_of_a_baseline_age_band() {
    let pack = kh();
    let answers = |age: &str, drawn: &str| -> Answers {
        [
            ("classification", "baseline"),
            ("age", age),
            ("gender", "not_determined"),
            ("virtual_content", drawn),
            ("site_type", "website"),
        ]
        .into_iter()
        .map(|(field, option)| (field.to_owned(), vec![option.to_owned()]))
        .collect()
    };
    let rules = |answers: &Answers| -> Vec<String> {
        pack.schema
            .check(answers)
            .into_iter()
            .map(|refused| refused.rule)
            .collect()
    };
    assert_eq!(rules(&answers("pre_pubescent", "no")), Vec::<String>::new());
    assert_eq!(rules(&answers("pubescent", "no")), ["baseline-age"]);
    assert_eq!(rules(&answers("infant", "yes")), ["baseline-real-child"]);
    assert_eq!(
        rules(&answers("elderly", "no")),
        ["unknown", "baseline-age"]
    );
}

#[test]
fn the_law_answers_for_itself() {
    let law = kh().law;
    let answers = |yes: &[&str]| -> BTreeMap<String, String> {
        law.elements
            .iter()
            .map(|element| element.key.get_ref().clone())
            .map(|key| {
                let answer = if yes.contains(&key.as_str()) {
                    "yes"
                } else {
                    "no"
                };
                (key, answer.to_owned())
            })
            .collect()
    };
    let all = [
        "visible_material",
        "minor",
        "appears_minor",
        "naked_figure",
        "sexual_desire",
        "public",
    ];
    assert_eq!(
        law.result(&answers(&all)),
        NationalResult::Illegal(vec!["41".to_owned()])
    );
    assert_eq!(
        law.result(&answers(&["visible_material", "appears_minor"])),
        NationalResult::HarmfulNotCovered
    );
    assert_eq!(
        law.result(&answers(&["visible_material"])),
        NationalResult::NotIllegal
    );
    let mut open = answers(&all);
    open.remove("minor");
    assert_eq!(
        law.result(&open),
        NationalResult::Incomplete(vec!["minor".to_owned()])
    );
}

/// A copy of a shipped pack with one file changed, loaded; and the line on which `mark` then stands.
fn changed(
    file: &str,
    from: &str,
    to: &str,
    mark: &str,
) -> (Result<Pack, Vec<pack::Fault>>, Option<usize>) {
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/example");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("templates")).unwrap();
    for part in ["", "templates"] {
        for entry in std::fs::read_dir(shipped.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap();
                std::fs::copy(&path, folder.path().join(part).join(name)).unwrap();
            }
        }
    }
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} does not hold {from}");
    let text = text.replacen(from, to, 1);
    std::fs::write(&path, &text).unwrap();
    let line = text.lines().position(|line| line.contains(mark));
    (
        load(&Source::Directory(folder.path().to_owned()), true),
        line.map(|line| line + 1),
    )
}

/// Each change, and a mark on the line that the fault names; none where a fault is of the whole file.
const BAD: [(&str, &str, &str, Option<&str>); 13] = [
    (
        "schema.toml",
        "when = { cl",
        "when = { c",
        Some("id = \"illegal-needs"),
    ),
    (
        "schema.toml",
        "[\"website\"] }",
        "[\"page\"] }",
        Some("id = \"illegal-needs"),
    ),
    (
        "schema.toml",
        "kind = \"one\"",
        "kind = \"two\"",
        Some("kind = \"two\""),
    ),
    (
        "law.toml",
        "article = \"1\"",
        "article = \"2\"",
        Some("article = \"2\""),
    ),
    ("law.toml", "2020-01-01", "soon", None),
    (
        "times.toml",
        "every = \"2 hours\"",
        "every = \"often\"",
        Some("often"),
    ),
    ("times.toml", "misses = 4", "misses = 1", None),
    (
        "routing.toml",
        "\"KH\"",
        "\"Cambodia\"",
        Some("\"Cambodia\""),
    ),
    ("routing.toml", "\"KH\"", "\"XA\"", None),
    ("help.toml", "police = true", "police = false", None),
    ("texts.toml", "what_next", "what_then", None),
    (
        "templates/notice.en.txt",
        "{{ reference }}",
        "{{ refrence }}",
        Some("refrence"),
    ),
    ("pack.toml", "Europe/Amsterdam", "Europe/Nowhere", None),
];

#[test]
fn each_fault_names_its_file_and_line() {
    for (file, from, to, mark) in BAD {
        let (loaded, line) = changed(file, from, to, mark.unwrap_or("\0"));
        let faults = loaded.unwrap_err();
        let fault = &faults[0];
        assert_eq!(
            (fault.file.as_str(), fault.line),
            (file, line),
            "{to}: {faults:#?}"
        );
    }
}

#[test]
fn rules_that_leave_nothing_to_choose_are_found() {
    let more = "[[rule]]\nid = \"other\"\nwhen = { classification = [\"national\"] }\nexclude = { site_type = [\"website\"] }\n\
                message = { en = \"Contradicts.\" }\n\n[[rule]]\n";
    let faults = changed("schema.toml", "[[rule]]\n", more, "\0")
        .0
        .unwrap_err();
    assert!(
        faults[0].message.contains("leave nothing to choose"),
        "{faults:#?}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_a_pack_panic(text in "[\\[\\]{}=\"a-z0-9., \n#]{0,300}") {
        for file in ["schema.toml", "law.toml", "routing.toml", "times.toml"] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join(file), &text).unwrap();
            prop_assert!(load(&Source::Directory(folder.path().to_owned()), true).is_err());
        }
    }
}
