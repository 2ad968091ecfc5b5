//! The shipped packs, and every rule of the shipped schemas both ways.

#![cfg(test)]

use std::collections::BTreeMap;

use kernel::Language;
use pack::{Answers, MailContext, MailPlace, NationalResult, Pack, Source, load};

mod contradictions;
mod faults;
mod rules;

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
fn a_pack_takes_leads_only_where_it_says_so() {
    assert!(shipped("example").accepts_leads);
    assert!(!kh().accepts_leads && !shipped("demo").accepts_leads);
}

#[test]
fn mails_give_instants_in_the_zone_of_the_pack() {
    let instant = kernel::Timestamp::from_micros(1_767_637_800_000_000);
    assert_eq!(instant.to_string(), "2026-01-05T18:30:00Z");
    let local = kh().local_time(instant);
    assert_eq!(local, "2026-01-06 01:30 +07:00 (Asia/Phnom_Penh)");
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
    let pack = kh();
    let law = pack.laws.version("NS/RKM/0208/005").unwrap();
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
        "produced",
    ];
    let illegal = |articles: [&str; 2]| NationalResult::Illegal(articles.map(str::to_owned).into());
    assert_eq!(law.result(&answers(&all)), illegal(["41-1", "41-3"]));
    let drawn = answers(&["visible_material", "appears_minor", "sexual_desire"]);
    assert_eq!(law.result(&drawn), NationalResult::HarmfulNotCovered);
    let family = answers(&["visible_material", "minor", "appears_minor"]);
    assert_eq!(law.result(&family), NationalResult::NotIllegal);
    // A minor who is known and does not look it, and one of whom no act is met: the provider may still be told.
    for gap in [
        &["visible_material", "minor", "sexual_desire", "public"][..],
        &["visible_material", "minor", "naked_figure", "sexual_desire"],
    ] {
        assert_eq!(law.result(&answers(gap)), NationalResult::HarmfulNotCovered);
    }
    let mut unsure = answers(&all);
    unsure.insert("minor".to_owned(), "unsure".to_owned());
    assert_eq!(law.result(&unsure), NationalResult::HarmfulNotCovered);
    let mut open = answers(&all);
    open.remove("minor");
    assert_eq!(
        law.result(&open),
        NationalResult::Incomplete(vec!["minor".to_owned()])
    );
}

/// What was assessed under an earlier version is read by that version, and its words are its own.
#[test]
fn earlier_versions_stay_readable() {
    let pack = shipped("example");
    assert_eq!(pack.schema.stem(), "example-2");
    let label = |version: &str| {
        let schema = pack.schema_version("example", version).unwrap();
        schema.label("classification", "national", Language::ENGLISH)
    };
    assert_eq!(label("1"), "Nationally illegal");
    assert_eq!(label("2"), "Illegal under the Example Act");
    assert!(pack.schema_version("example", "3").is_none());
}

/// Labels beside suggest, also where they differ; nothing is suggested of what no line speaks of.
#[test]
fn a_mapping_suggests() {
    let pack = shipped("example");
    let [beside] = pack.beside.as_slice() else {
        panic!("one schema stands beside")
    };
    let mapping = beside.mapping.as_ref().unwrap();
    let labels = |chosen: &[&str]| {
        let chosen = chosen.iter().map(|label| (*label).to_owned()).collect();
        Answers::from([("element_1".to_owned(), chosen)])
    };
    assert!(mapping.suggested(&Answers::new()).is_empty());
    let one = mapping.suggested(&labels(&["label_1"]));
    assert_eq!(
        one.answers["classification"],
        ["national".to_owned()].into()
    );
    assert_eq!(one.elements["minor"], ["yes".to_owned()].into());
    let both = mapping.suggested(&labels(&["label_1", "label_2"]));
    let differ = ["national".to_owned(), "not_illegal".to_owned()];
    assert_eq!(both.answers["classification"], differ.into());
}

/// Of the answers that are ages the youngest counts, and what is no age does not.
#[test]
fn the_youngest_child_is_found() {
    let schema = kh().schema;
    let of = |age: &str| {
        let answers = Answers::from([("age".to_owned(), vec![age.to_owned()])]);
        schema.youngest(&answers).map(|(place, _)| place)
    };
    assert_eq!(of("infant"), Some(0));
    assert_eq!(of("pubescent"), Some(2));
    assert_eq!(of("not_determined"), None);
    assert_eq!(schema.youngest(&Answers::new()), None);
}

/// Where URLs may not travel the mail names none, in either language; nothing breaks the subject's line.
#[test]
fn a_mail_says_what_it_may() {
    let pack = kh();
    let context = |urls_attached| MailContext {
        hotline: "Hotline".to_owned(),
        reference: "7Q4K\r\nBcc: all".to_owned(),
        date: "2026-01-05".to_owned(),
        class: "Baseline".to_owned(),
        basis: "Article 41".to_owned(),
        urls_written: urls_attached,
        urls_attached,
        places: vec![MailPlace {
            defanged: "hxxp://host-a[.]test/p/17".to_owned(),
            last_seen: String::new(),
            country: "KH".to_owned(),
            network: "Example Hosting".to_owned(),
            ..MailPlace::default()
        }],
        answer_to: "answers@hotline.example".to_owned(),
        hold: true,
        hold_until: "2026-01-08".to_owned(),
        urgent: false,
        ..MailContext::default()
    };
    for kind in ["notice", "referral"] {
        for language in &pack.languages {
            let render = |urls| {
                pack.templates
                    .render(kind, *language, &context(urls))
                    .unwrap()
            };
            let (with, without) = (render(true), render(false));
            assert!(
                with.body.contains("hxxp://host-a[.]test/p/17"),
                "{kind} {language}"
            );
            assert!(!without.body.contains("host-a"), "{kind} {language}");
            for mail in [with, without] {
                assert!(!mail.subject.contains(['\r', '\n']), "{kind} {language}");
                for said in ["Baseline", "Article 41", "answers@hotline.example"] {
                    assert!(mail.body.contains(said), "{kind} {language} misses {said}");
                }
            }
        }
    }
    let khmer = pack
        .templates
        .render("referral", Language::KHMER, &context(true))
        .unwrap();
    let french = pack
        .templates
        .render("referral", "fr".parse().unwrap(), &context(true))
        .unwrap();
    let english = pack
        .templates
        .render("referral", Language::ENGLISH, &context(true))
        .unwrap();
    assert_ne!(khmer, english);
    assert_eq!(french, english);
}
