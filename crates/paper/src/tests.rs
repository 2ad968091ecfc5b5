use std::io::Read;

use page::{Document, DocumentFile, DocumentPart};
use proptest::prelude::*;

use super::*;

/// A document in which each thing that one can hold is once.
fn document() -> Document {
    Document {
        title: "Referral 7XK2M9QD".to_owned(),
        author: "Hotline".to_owned(),
        date: (2026, 1, 5),
        language: "en".to_owned(),
        digits: (0..10).map(|digit| digit.to_string()).collect(),
        mark: "Urgent".to_owned(),
        lead: "What this is.".to_owned(),
        sections: vec![DocumentPart {
            heading: "Places".to_owned(),
            facts: vec![("Unit".to_owned(), "Cyber unit".to_owned())],
            steps: vec!["Confirm it.".to_owned(), "Say what came of it.".to_owned()],
            columns: vec!["Place".to_owned(), "Country".to_owned()],
            widths: vec![4, 1],
            rows: vec![vec!["hxxp://a[.]test/p/17".to_owned(), "KH".to_owned()]],
            note: "A note.".to_owned(),
        }],
        footer: "Confidential".to_owned(),
        files: vec![
            file("7XK2M9QD.csv", "text/csv", b"url\r\nhttp://a.test/p/17\r\n"),
            file("7XK2M9QD.json", "application/json", b"{\"places\": []}"),
        ],
    }
}

fn file(name: &str, media: &str, bytes: &[u8]) -> DocumentFile {
    DocumentFile {
        name: name.to_owned(),
        media: media.to_owned(),
        description: "What it is".to_owned(),
        bytes: bytes.to_vec(),
    }
}

/// The same in Khmer: a word of each kind that is hard to set, and a paragraph without a blank.
fn khmer() -> Document {
    let mut document = document();
    document.language = "km".to_owned();
    document.digits = "០១២៣៤៥៦៧៨៩".chars().map(String::from).collect();
    document.title = "ការបញ្ជូនលេខ 7XK2M9QD".to_owned();
    document.mark = "បន្ទាន់៖ កុមារម្នាក់អាចកំពុងស្ថិតក្នុងគ្រោះថ្នាក់".to_owned();
    document.lead =
        "ស្ត្រី ក្រុម ខ្ញុំ ស៊ើប ម៉្យាង កម្ពុជា ".to_owned() + &"សូមប្រគល់ករណីនេះជូនអង្គភាពដែលមានឈ្មោះខាងក្រោម".repeat(6);
    document.sections[0].heading = "ទីតាំង និងអ្នកផ្ទុក".to_owned();
    document
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|at| at == word.as_bytes())
}

/// Each stream of a PDF, unpacked where it is packed.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let (mut streams, mut rest) = (Vec::new(), pdf);
    while let Some(at) = rest.windows(8).position(|word| word == b"\nstream\n") {
        let body = &rest[at + 8..];
        let end = body
            .windows(10)
            .position(|word| word == b"\nendstream")
            .unwrap();
        let mut plain = Vec::new();
        let mut unpacking = flate2::read::ZlibDecoder::new(&body[..end]);
        streams.push(match unpacking.read_to_end(&mut plain) {
            Ok(_) => plain,
            Err(_) => body[..end].to_vec(),
        });
        rest = &body[end..];
    }
    streams
}

#[test]
fn it_is_a_pdf_a_3b_with_its_files() {
    for document in [document(), khmer()] {
        let pdf = print(&document).unwrap();
        assert!(pdf.starts_with(b"%PDF-1."));
        let streams = streams(&pdf);
        let said = streams.iter().map(|one| String::from_utf8_lossy(one));
        let said: Vec<_> = said.filter(|text| text.contains("xpacket")).collect();
        assert_eq!(said.len(), 1, "XMP");
        for says in [
            "<pdfaid:part>3</pdfaid:part>",
            "<pdfaid:conformance>B</pdfaid:conformance>",
        ] {
            assert!(said[0].contains(says), "{says}: {}", said[0]);
        }
        for file in &document.files {
            assert!(streams.contains(&file.bytes), "{} as it was", file.name);
        }
        for says in ["/EmbeddedFiles", "/AFRelationship", "/OutputIntents"] {
            assert!(
                holds(&pdf, says) || streams.iter().any(|one| holds(one, says)),
                "{says}"
            );
        }
    }
}

#[test]
fn the_same_document_is_the_same_bytes() {
    for document in [document(), khmer()] {
        let first = print(&document).unwrap();
        assert_eq!(print(&document).unwrap(), first);
    }
    assert_ne!(print(&document()).unwrap(), print(&khmer()).unwrap());
}

#[test]
fn nothing_that_is_said_is_markup_and_nothing_of_it_stops_the_press() {
    let long = format!("hxxp://a[.]test/{}", "p".repeat(4_000));
    for said in [
        "#panic(\"evaluated\")",
        "*bold* _slanted_ $ x^2 $ = heading // comment /* more */ <label> @reference `code` \\",
        "#read(\"/document.json\") #import \"@preview/x:1.0.0\"",
        "\u{202E}gpj.p/tset.a//:ptth",
        "a\u{200B}\u{200D}\u{FEFF}\u{0}\u{7}\u{AD}b",
        "日本語 العربية עברית 😀 \u{E000} \u{10FFFF} \u{FFFE}",
        "ក\u{301}a\u{17D2}\u{17D2} \u{17D2}ក \u{300}\u{300} ក្ក្ក្ក្ក្ក្ក្ក្ក្ក្ក្ក្ក្ក្ក",
        &"e\u{301}".repeat(300),
        &"ក".repeat(3_000),
        &"\u{17B6}".repeat(300),
        "one\r\n\ttwo\u{2028}three\u{85}four",
        "",
        " ",
        &long,
    ] {
        let mut document = document();
        let part = &mut document.sections[0];
        part.facts.push((said.to_owned(), said.to_owned()));
        part.rows.push(vec![said.to_owned(), "KH".to_owned()]);
        part.rows.push(vec![said.to_owned()]);
        part.steps.push(said.to_owned());
        for text in [
            &mut part.note,
            &mut document.title,
            &mut document.author,
            &mut document.mark,
            &mut document.lead,
            &mut document.footer,
        ] {
            text.push_str(said);
        }
        let begins: String = said.chars().take(20).collect();
        assert!(print(&document).is_ok(), "{begins:?}");
    }
}

#[test]
fn five_hundred_places_are_some_pages() {
    let mut document = khmer();
    let part = &mut document.sections[0];
    part.rows = (0..500)
        .map(|number| {
            let place = format!("hxxp://host-{number}[.]test/p/{}", "17/".repeat(60));
            vec![place, "KH".to_owned()]
        })
        .collect();
    assert!(print(&document).unwrap().len() < 2_000_000);
}

#[test]
fn what_no_document_is_is_an_error() {
    let mut nowhen = document();
    nowhen.date = (2026, 2, 30);
    assert_eq!(print(&nowhen), Err(Error::Unset));
    let mut nowhere = document();
    nowhere.language = "no language".to_owned();
    assert_eq!(print(&nowhere), Err(Error::Unset));
}

#[test]
fn a_name_of_a_file_is_one_and_a_media_type_too() {
    let mut document = document();
    document.files = vec![
        file("../../etc/\u{202E}p", "not a type", b"1"),
        file("..", "text/", b"2"),
        file("", "a/b/c", b"3"),
    ];
    let pdf = print(&document).unwrap();
    let streams = streams(&pdf);
    for content in [b"1", b"2", b"3"] {
        assert!(streams.contains(&content.to_vec()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is said, it is printed: with letters of every script, and of those above all that our fonts have.
    #[test]
    fn whatever_is_said_is_printed(
        texts in prop::collection::vec(
            prop_oneof![
                any::<String>(),
                "[ក-៿a-z \u{200B}-\u{200D}\u{300}-\u{36F}]{0,60}",
                "[ -~]{0,80}",
                "[\u{0}-\u{24F}\u{370}-\u{52F}\u{900}-\u{97F}]{0,60}",
            ],
            1..8,
        ),
    ) {
        let mut document = document();
        let part = &mut document.sections[0];
        part.rows = texts.iter().map(|text| vec![text.clone(); 3]).collect();
        part.facts = texts.iter().map(|text| (text.clone(), text.clone())).collect();
        part.steps = texts;
        prop_assert!(print(&document).is_ok(), "{:?}", document.sections[0].steps);
    }
}
