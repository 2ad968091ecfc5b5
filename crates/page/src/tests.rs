//! Sample pages that use everything, in English and in the Khmer of the shipped pack.

use askama::Template;
use jiff::tz::TimeZone;
use kernel::{Language, Timestamp};

use crate::{Catalogue, Choice, FormErrors, Frame, Message, NavigationLink, Words};

#[derive(Template)]
#[template(path = "sample-public.html")]
struct Public {
    frame: Frame,
    errors: FormErrors,
    draw: String,
    challenge: Challenge,
    urls: String,
    contact: String,
    kinds: Vec<Choice>,
    kind: String,
    told: bool,
}

struct Challenge {
    hash: &'static str,
    salt: &'static str,
    signature: &'static str,
    most: u32,
}

#[derive(Template)]
#[template(path = "sample-desk.html")]
struct Desk {
    frame: Frame,
    waiting: usize,
    since: String,
}

/// This crate's words and those of the sample pages.
pub(crate) fn catalogue() -> Catalogue {
    let khmer = [
        ("km/page.ftl", KHMER),
        ("sample-km.ftl", include_str!("tests/sample-km.ftl")),
    ]
    .map(|(name, text)| (Language::KHMER, name.to_owned(), text.to_owned()));
    Catalogue::new(
        &[
            ("en.ftl", crate::MESSAGES),
            ("sample.ftl", include_str!("tests/sample.ftl")),
        ],
        khmer.into_iter(),
    )
    .unwrap_or_else(|faults| panic!("{}", faults.join("\n")))
}

pub(crate) const KHMER: &str = include_str!("../../../packs/kh/i18n/km/page.ftl");

fn frame(language: Language, title: &str) -> Frame {
    let catalogue = catalogue();
    let words = catalogue.words(language);
    let title = words.text(title);
    let mut frame = Frame::new(words, title);
    frame.demonstration = true;
    frame.offer(
        &catalogue,
        &[Language::KHMER, Language::ENGLISH],
        |language| format!("/{language}/sample"),
    );
    frame
}

fn kinds(words: &Words) -> Vec<Choice> {
    let mut forum = Choice::new("forum", words.text("sample-kind-forum"));
    forum.hint = words.text("sample-kind-forum-hint");
    vec![Choice::new("site", words.text("sample-kind-site")), forum]
}

fn public(language: Language, wrong: bool) -> String {
    let mut frame = frame(language, "sample-heading");
    frame.quick_exit = Some("https://weather.example/".to_owned());
    let mut errors = FormErrors::none();
    if wrong {
        errors.push("urls", Message::new("sample-wrong"));
        errors.push("kind", Message::new("sample-choose"));
    }
    let page = Public {
        kinds: kinds(&frame.words),
        frame,
        errors,
        draw: "sealed".to_owned(),
        challenge: Challenge {
            hash: "c0ffee",
            salt: "salt?expires=17&",
            signature: "c0de",
            most: 100,
        },
        urls: "host.example/p/17\n<script>\"'&".to_owned(),
        contact: String::new(),
        kind: if wrong { "" } else { "forum" }.to_owned(),
        told: true,
    };
    settled(&page.render().unwrap())
}

fn desk(language: Language) -> String {
    let mut frame = frame(language, "sample-heading");
    frame.signed_in = Some("Sok Dara".to_owned());
    frame.navigation = ["sample-case", "sample-state"]
        .map(|key| NavigationLink {
            href: format!("/{key}"),
            name: frame.words.text(key),
            current: key == "sample-case",
        })
        .to_vec();
    let zone = TimeZone::get("Asia/Phnom_Penh").unwrap();
    let since = Timestamp::from_micros(1_700_000_123_456_789);
    let page = Desk {
        since: frame.words.date_time(since, &zone),
        frame,
        waiting: 1_234,
    };
    settled(&page.render().unwrap())
}

/// The page with assets under their plain names, so that a change of style changes no snapshot.
fn settled(html: &str) -> String {
    let mut html = html.to_owned();
    for name in ["style.css", "icon.svg", "public.js"] {
        html = html.replace(&crate::asset(name), name);
    }
    html
}

#[test]
fn the_public_page_in_english() {
    insta::assert_snapshot!(public(Language::ENGLISH, false));
}

#[test]
fn the_public_page_in_khmer_with_errors() {
    insta::assert_snapshot!(public(Language::KHMER, true));
}

#[test]
fn the_desk_page_in_english() {
    insta::assert_snapshot!(desk(Language::ENGLISH));
}

#[test]
fn the_desk_page_in_khmer() {
    insta::assert_snapshot!(desk(Language::KHMER));
}

#[test]
fn what_was_typed_is_text_and_never_markup() {
    let html = public(Language::ENGLISH, true);
    assert!(html.contains("host.example/p/17"));
    assert_eq!(html.matches("<script").count(), 1, "ours alone");
}

#[test]
fn every_id_is_unique_and_every_reference_leads_to_one() {
    for html in [public(Language::ENGLISH, true), desk(Language::KHMER)] {
        let ids = attributes(&html, " id=\"");
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        let mut references = attributes(&html, " for=\"");
        references.extend(attributes(&html, "href=\"#"));
        for described in attributes(&html, "aria-describedby=\"") {
            references.extend(described.split(' '));
        }
        for reference in references {
            assert!(ids.contains(&reference), "{reference}");
        }
    }
}

#[test]
fn no_template_needs_an_inline_style_or_an_inline_script() {
    for html in [public(Language::ENGLISH, true), desk(Language::KHMER)] {
        for forbidden in [
            "style=",
            "<style",
            "<script>",
            " on",
            "javascript:",
            "type=\"file\"",
        ] {
            let found = html
                .match_indices(forbidden)
                // Words of a sentence may begin with "on": an attribute is followed by its name and `=`.
                .filter(|(at, _)| {
                    forbidden != " on"
                        || html[at + 3..]
                            .trim_start_matches(|symbol: char| symbol.is_ascii_alphabetic())
                            .starts_with('=')
                })
                .count();
            assert_eq!(found, 0, "{forbidden}");
        }
    }
}

#[test]
fn khmer_has_every_word_and_no_other() {
    let catalogue = catalogue();
    assert_eq!(catalogue.missing(Language::KHMER), Vec::<String>::new());
    assert_eq!(catalogue.unknown(Language::KHMER), Vec::<String>::new());
}

#[test]
fn what_needs_the_script_is_hidden_until_it_runs() {
    let html = public(Language::ENGLISH, false);
    for tag in html.split('<') {
        let tag = tag.split('>').next().unwrap();
        let needs = ["data-copy=", "data-print", "data-exit-key"];
        if needs.iter().any(|mark| tag.contains(mark)) {
            assert!(tag.ends_with(" hidden"), "{tag}");
        }
    }
    assert!(
        html.contains(" data-exit>"),
        "the link to leave by is there without it"
    );
}

fn attributes<'a>(html: &'a str, opening: &str) -> Vec<&'a str> {
    html.split(opening)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}
