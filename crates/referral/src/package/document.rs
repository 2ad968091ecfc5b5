//! The package as a document to read: what, who, what is asked and how to reach us on its first page, and then all of it.

use audit::{Chained, Event};
use data_encoding::HEXLOWER;
use kernel::Timestamp;
use page::{Document, DocumentPart, Words};

use super::Content;
use crate::compose::Place;

/// The document in a language.
pub(super) fn document(
    content: &Content<'_>,
    words: &Words,
    events: &[Event],
    record: &[Chained],
    digest: &str,
) -> Document {
    let told = content.told;
    let language = words.language();
    let local = told.pack.zone.to_datetime(told.date.to_jiff());
    let number = |part: i8| u8::try_from(part).unwrap_or(1);
    Document {
        title: words.with("referral-paper-title", &[("reference", told.reference)]),
        author: told.pack.name.in_language(language).to_owned(),
        date: (
            i32::from(local.year()),
            number(local.month()),
            number(local.day()),
        ),
        language: language.to_string(),
        digits: (0..10).map(|digit| words.number(digit)).collect(),
        mark: if told.urgent {
            words.text("referral-paper-urgent")
        } else {
            String::new()
        },
        lead: words.text("referral-paper-lead"),
        sections: vec![
            facts(content, words),
            asked(content, words),
            decision(content, words),
            places(content, words),
            history(content, words, events),
            evidence(words, record, digest),
        ],
        footer: words.with("referral-paper-footer", &[("reference", told.reference)]),
        files: Vec::new(),
    }
}

/// Facts of a section, each with the key of its name; what is empty is left out.
fn named_facts(words: &Words, facts: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    let some = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
    some.map(|(key, fact)| (words.text(key), fact)).collect()
}

fn facts(content: &Content<'_>, words: &Words) -> DocumentPart {
    let told = content.told;
    let at = |instant: Timestamp| words.date_time(instant, &told.pack.zone);
    DocumentPart {
        heading: words.text("referral-paper-facts"),
        facts: named_facts(
            words,
            vec![
                ("referral-paper-reference", told.reference.to_owned()),
                ("referral-paper-date", at(told.date)),
                (
                    "referral-paper-hotline",
                    told.pack.name.in_language(words.language()).to_owned(),
                ),
                ("referral-paper-unit", told.contact.name.expose().clone()),
                (
                    "referral-paper-opened",
                    words.date_hour(content.case.opened_at, &told.pack.zone),
                ),
                ("referral-paper-reports", words.number(content.case.reports)),
                (
                    "referral-paper-hold",
                    told.hold_until.map(at).unwrap_or_default(),
                ),
            ],
        ),
        ..DocumentPart::default()
    }
}

/// What the unit is asked for, and how it reaches us.
fn asked(content: &Content<'_>, words: &Words) -> DocumentPart {
    let told = content.told;
    let until = told
        .hold_until
        .map(|until| words.date_time(until, &told.pack.zone));
    let mut steps = Vec::new();
    if told.urgent {
        steps.push(words.text("referral-paper-step-urgent"));
    }
    steps.push(words.with(
        "referral-paper-step-confirm",
        &[("reference", told.reference)],
    ));
    steps.push(words.text("referral-paper-step-addresses"));
    steps.push(match until {
        Some(until) => words.with("referral-paper-step-word", &[("until", until)]),
        None => words.text("referral-paper-step-wait"),
    });
    steps.push(words.text("referral-paper-step-outcome"));
    let about = told.pack.notices.about.in_language(words.language());
    DocumentPart {
        heading: words.text("referral-paper-asked"),
        facts: named_facts(
            words,
            vec![
                ("referral-paper-answer-to", content.answer_to.to_owned()),
                ("referral-paper-about", about.to_owned()),
            ],
        ),
        steps,
        ..DocumentPart::default()
    }
}

fn decision(content: &Content<'_>, words: &Words) -> DocumentPart {
    let told = content.told;
    let (pack, language) = (told.pack, words.language());
    let yes = |it: bool| {
        if it {
            words.text("referral-paper-yes")
        } else {
            String::new()
        }
    };
    let facts = content.decision.map(|decision| {
        let ruling = &decision.ruling;
        vec![
            (
                "referral-paper-class",
                ruling.class_label(pack, language).to_owned(),
            ),
            ("referral-paper-law", ruling.basis(pack, language)),
            (
                "referral-paper-law-since",
                words.written_day(&ruling.under.law_in_force_from),
            ),
            (
                "referral-paper-decided",
                words.date_time(decision.at, &pack.zone),
            ),
            ("referral-paper-danger", yes(decision.danger)),
            ("referral-paper-victim", yes(decision.at_home.victim)),
            ("referral-paper-suspect", yes(decision.at_home.suspect)),
        ]
    });
    DocumentPart {
        heading: words.text("referral-paper-classification"),
        facts: named_facts(words, facts.unwrap_or_default()),
        ..DocumentPart::default()
    }
}

fn places(content: &Content<'_>, words: &Words) -> DocumentPart {
    let row = |place: &Place| {
        let hosting = place.standing.as_ref().map(|standing| &standing.hosting);
        let addresses = hosting.into_iter().flat_map(|hosting| &hosting.addresses);
        let addresses: Vec<_> = addresses.map(ToString::to_string).collect();
        let traced = hosting.map(|hosting| words.date_time(hosting.at, &content.told.pack.zone));
        vec![
            location::defang(place.url.expose()),
            place.countries(", "),
            place.host_or_proxy(),
            addresses.join(" "),
            traced.unwrap_or_default(),
        ]
    };
    let columns = ["place", "country", "network", "addresses", "traced"];
    DocumentPart {
        heading: words.text("referral-paper-places"),
        columns: columns
            .map(|column| words.text(column_key(column)))
            .to_vec(),
        widths: vec![4, 1, 2, 2, 2],
        rows: content.told.places.iter().map(row).collect(),
        note: words.text("referral-paper-places-note"),
        ..DocumentPart::default()
    }
}

fn column_key(column: &str) -> &'static str {
    match column {
        "place" => "referral-paper-place",
        "country" => "referral-paper-country",
        "network" => "referral-paper-network",
        "addresses" => "referral-paper-addresses",
        _ => "referral-paper-traced",
    }
}

fn history(content: &Content<'_>, words: &Words, events: &[Event]) -> DocumentPart {
    let zone = &content.told.pack.zone;
    let row = |event: &Event| vec![words.date_time(event.mark.at, zone), event.what.clone()];
    DocumentPart {
        heading: words.text("referral-paper-history"),
        columns: vec![
            words.text("referral-paper-when"),
            words.text("referral-paper-what"),
        ],
        widths: vec![2, 5],
        rows: events.iter().map(row).collect(),
        ..DocumentPart::default()
    }
}

fn evidence(words: &Words, record: &[Chained], digest: &str) -> DocumentPart {
    let last = record.iter().rev().find_map(|one| one.place.as_ref());
    let count = i64::try_from(record.len()).unwrap_or(i64::MAX);
    DocumentPart {
        heading: words.text("referral-paper-evidence"),
        facts: named_facts(
            words,
            vec![
                ("referral-paper-digest", digest.to_owned()),
                ("referral-paper-entries", words.number(count)),
                (
                    "referral-paper-last",
                    last.map(|(number, _)| number.to_string())
                        .unwrap_or_default(),
                ),
                (
                    "referral-paper-hash",
                    last.map(|(_, hash)| HEXLOWER.encode(hash))
                        .unwrap_or_default(),
                ),
            ],
        ),
        note: words.text("referral-paper-evidence-note"),
        ..DocumentPart::default()
    }
}
