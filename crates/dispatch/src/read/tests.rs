use egress::{Dropped, Part};
use kernel::Timestamp;
use proptest::prelude::*;

use super::*;

const TOKEN: &str = "0123456789abcdef0123";

fn part(kind: PartKind, message: impl AsRef<[u8]>) -> Part {
    Part {
        kind,
        message: message.as_ref().to_vec(),
    }
}

fn plain(text: &str) -> Part {
    part(
        PartKind::Text,
        format!(
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}"
        ),
    )
}

fn arrived(header: &str, parts: Vec<Part>) -> Arrived {
    Arrived {
        header: header.replace('\n', "\r\n").into_bytes(),
        parts,
        dropped: Vec::new(),
    }
}

fn at() -> Timestamp {
    Timestamp::from_micros(1_800_000_000_000_000)
}

fn said(arrived: &Arrived) -> Read {
    read(arrived, &[], &[], at())
}

#[test]
fn an_answer_says_who_about_what_and_to_which_mail() {
    let header = format!(
        "From: Abuse Desk <abuse@host.test>\nTo: <answer+{TOKEN}@hotline.test>\nSubject: =?utf-8?q?Re=3A_N=C2=B0_17?=\n\
         Message-ID: <1@host.test>\nIn-Reply-To: <notice-17@hotline.test>\nReferences: <0@host.test>\n <notice-17@hotline.test>\n\n"
    );
    let read = said(&arrived(&header, vec![plain("Removed.\r\nសួស្ដី")]));
    assert_eq!(read.kind, Kind::Answer);
    assert_eq!(read.sender, "abuse@host.test");
    assert_eq!(read.subject, "Re: N° 17");
    assert_eq!(read.text, "Removed.\nសួស្ដី");
    assert_eq!(read.tokens, [TOKEN]);
    assert!(
        read.references
            .contains(&"notice-17@hotline.test".to_owned())
    );
    assert_eq!(read.message_id.as_deref(), Some("1@host.test"));
    assert!(read.dropped.is_empty() && !read.sealed && !read.returned);
}

#[test]
fn what_machines_write_is_told_from_what_people_do() {
    for header in [
        "Auto-Submitted: auto-replied\n",
        "X-Autoreply: yes\n",
        "X-Autorespond: Ticket 17\n",
        "Precedence: auto_reply\n",
        "Return-Path: <>\n",
    ] {
        let read = said(&arrived(
            &format!("From: a@host.test\n{header}\n"),
            vec![plain("Away.")],
        ));
        assert_eq!(read.kind, Kind::Automatic, "{header}");
    }
    // A desk behind a mail group, or with a system that sets these on whatever it sends.
    for header in [
        "Auto-Submitted: no\n",
        "Precedence: first-class\n",
        "Precedence: bulk\n",
        "Precedence: list\nList-Id: Desk <desk.host.test>\n",
        "X-Auto-Response-Suppress: All\n",
        "",
    ] {
        let read = said(&arrived(
            &format!("From: a@host.test\n{header}\n"),
            vec![plain("Here.")],
        ));
        assert_eq!(read.kind, Kind::Answer, "{header}");
    }
}

fn delivery(text: &str) -> Read {
    let header = format!(
        "From: <mailer@relay.test>\nReturn-Path: <>\nTo: answer+b-{TOKEN}@hotline.test\n\n"
    );
    let report = format!(
        "Content-Type: text/plain; charset=utf-8\r\n\r\n{}",
        text.replace('\n', "\r\n")
    );
    let about = part(
        PartKind::Header,
        "Message-ID: <notice-17@hotline.test>\r\nSubject: x\r\n\r\n",
    );
    let parts = vec![plain("Sorry."), part(PartKind::Delivery, report), about];
    said(&arrived(&header, parts))
}

#[test]
fn a_report_of_a_relay_is_read_by_its_fields() {
    for (action, status, kind) in [
        ("failed", "5.1.1", Kind::Failed),
        ("Failed (gone)", "5.7.1 (no)", Kind::Failed),
        ("delayed", "4.4.7", Kind::Delayed),
        ("delivered", "2.0.0", Kind::Delivered),
        ("relayed", "2.1.9", Kind::Delivered),
        ("expanded", "2.0.0", Kind::Delivered),
    ] {
        let read = delivery(&format!(
            "Reporting-MTA: dns; relay.test\nOriginal-Envelope-Id: {TOKEN}\n\nFinal-Recipient: rfc822;\n abuse@host.test\nAction: {action}\nStatus: {status}\n"
        ));
        assert_eq!(read.kind, kind, "{action}");
        assert_eq!(read.status.as_deref(), status.split(' ').next());
        assert_eq!(read.envelopes, [TOKEN]);
        assert_eq!(read.references, ["notice-17@hotline.test"]);
        assert!(read.returned);
    }
}

#[test]
fn what_reached_one_of_several_recipients_has_arrived_and_odd_fields_say_nothing() {
    let read = delivery(
        "A: b\n\nAction: delivered\nStatus: 2.0.0\n\nAction: failed\nStatus: five\n\nAction: delayed\nStatus: 4.0.0\n",
    );
    assert_eq!(
        (read.kind, read.status.as_deref()),
        (Kind::Delayed, Some("4.0.0"))
    );
    let read = delivery("A: b\n\nAction: failed\nStatus: 5.1.1\n\nAction: failed\nStatus: five\n");
    assert_eq!(read.kind, Kind::Failed, "none was reached");
    let odd = delivery("A: b\n\nAction: sung\nStatus: 5.0.0\n");
    assert_eq!(odd.kind, Kind::Automatic, "a report that says nothing");
}

#[test]
fn words_of_html_are_taken_where_nothing_is_plain() {
    let html = part(
        PartKind::Html,
        "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Gone <b>now</b><img src=\"data:image/png;base64,CANARY\"></p><script>x</script>",
    );
    let read = said(&arrived("From: a@host.test\n\n", vec![html.clone()]));
    assert!(read.text.contains("Gone now"), "{}", read.text);
    assert!(!read.text.contains("CANARY"), "{}", read.text);
    let both = said(&arrived(
        "From: a@host.test\n\n",
        vec![plain("Plain."), html],
    ));
    assert_eq!(both.text, "Plain.");
}

#[test]
fn a_file_in_the_text_is_cut_out_and_told() {
    let line = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4";
    let pasted = format!("Here.\n> {line}\n> {line}\n> {line}\n> Zz8=\nBye.\n");
    let uu = "Look\nbegin 644 a.png\nMB5!.1PT*&@H\n`\nend\nBye.\n";
    let uri = format!("See data:image/png;base64,{line} there");
    let narrow: Vec<_> = line.repeat(3).into_bytes();
    let narrow: Vec<_> = narrow
        .chunks(24)
        .map(|part| std::str::from_utf8(part).unwrap())
        .collect();
    let narrow = format!("Here.\n{}\nBye.", narrow.join("\n"));
    for text in [pasted.as_str(), uu, &uri, &line.repeat(40), &narrow] {
        let read = said(&arrived("From: a@host.test\n\n", vec![plain(text)]));
        assert!(
            !read.text.contains("iVBOR") && !read.text.contains("MB5!"),
            "{}",
            read.text
        );
        assert!(read.text.contains("[…]"), "{}", read.text);
        assert_eq!(read.dropped, [("text".to_owned(), 1)], "{text}");
    }
    let sixteens = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
    let ruled = "-".repeat(60);
    let ruled = format!("{ruled}\n{ruled}\n{ruled}\nResolved\n{ruled}\n");
    for text in [sixteens.repeat(20).as_str(), &ruled] {
        let read = said(&arrived("From: a@host.test\n\n", vec![plain(text)]));
        assert_eq!(read.text.trim(), text.trim());
        assert!(read.dropped.is_empty());
    }
    let picture = sixteens.repeat(200);
    let read = said(&arrived("From: a@host.test\n\n", vec![plain(&picture)]));
    assert_eq!(read.text.trim(), "[…]");
    let prose =
        "The reference is 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.\n"
            .repeat(5);
    let read = said(&arrived("From: a@host.test\n\n", vec![plain(&prose)]));
    assert!(
        read.dropped.is_empty() && !read.text.contains("[…]"),
        "{}",
        read.text
    );
}

#[test]
fn a_picture_under_the_name_of_a_text_is_none() {
    let mut bytes = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\x89PNG\r\n\x1a\n\0\0CANARY".to_vec();
    bytes.extend((0..=255).cycle().take(2000));
    let read = said(&arrived(
        "From: a@host.test\n\n",
        vec![part(PartKind::Text, bytes)],
    ));
    assert_eq!(read.text, "");
    assert_eq!(read.dropped, [("text".to_owned(), 1)]);
}

#[test]
fn what_was_not_taken_is_told_by_its_kind() {
    let mut mail = arrived("From: a@host.test\n\n", vec![plain("See attached.")]);
    for kind in ["image", "image", "video", "other"] {
        mail.dropped.push(Dropped { kind, octets: 9 });
    }
    let read = said(&mail);
    let told: Vec<_> = read
        .dropped
        .iter()
        .map(|(kind, count)| (kind.as_str(), *count))
        .collect();
    assert_eq!(told, [("image", 2), ("video", 1), ("other", 1)]);
}

#[test]
fn what_is_sealed_to_us_is_opened_and_only_its_text_taken() {
    let key = Secret::generate("Hotline", "desk@hotline.test", at()).unwrap();
    let within = "Subject: Within\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nGone.\r\n\
        --b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nQ0FOQVJZ\r\n--b--\r\n";
    let sealed = openpgp::seal(within.as_bytes(), &[&key.certificate()], None, at()).unwrap();
    let message = format!(
        "Content-Type: text/plain; charset=utf-8\r\n\r\n{}",
        sealed.replace('\n', "\r\n")
    );
    for kind in [PartKind::Sealed, PartKind::Text] {
        let mail = arrived(
            "From: a@host.test\nSubject: ...\n\n",
            vec![part(kind, &message)],
        );
        let read = read(&mail, std::slice::from_ref(&key), &[], at());
        assert_eq!(
            (read.text.as_str(), read.subject.as_str()),
            ("Gone.", "Within")
        );
        assert_eq!(read.dropped, [("image".to_owned(), 1)]);
        assert!(read.sealed);
    }
    let mail = arrived(
        "From: a@host.test\n\n",
        vec![part(PartKind::Sealed, &message)],
    );
    let unopened = said(&mail);
    assert_eq!((unopened.text.as_str(), unopened.sealed), ("", false));
    assert_eq!(unopened.dropped, [("application".to_owned(), 1)]);
}

#[test]
fn a_signature_is_theirs_where_it_covers_all_that_is_said() {
    let own = Secret::generate("Hotline", "desk@hotline.test", at()).unwrap();
    let theirs = Secret::generate("Unit", "unit@police.test", at()).unwrap();
    let other = Secret::generate("Other", "other@police.test", at()).unwrap();
    let sealed = |by: Option<&Secret>| {
        let text = openpgp::seal(b"Removed.", &[&own.certificate()], by, at()).unwrap();
        let text = text.replace('\n', "\r\n");
        part(
            PartKind::Text,
            format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"),
        )
    };
    for (parts, signed) in [
        (vec![sealed(Some(&theirs))], true),
        (vec![sealed(Some(&other))], false),
        (vec![sealed(None)], false),
        (vec![sealed(Some(&theirs)), plain("And this.")], false),
        (vec![plain("This alone.")], false),
    ] {
        let mail = arrived("From: a@host.test\n\n", parts);
        let senders = [theirs.certificate()];
        let read = read(&mail, std::slice::from_ref(&own), &senders, at());
        assert_eq!(read.signed, signed, "{}", read.text);
    }
}

/// What is kept has no signs that no text has.
fn is_text(text: &str) -> bool {
    let mut letters = text.chars();
    letters.all(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
}

proptest! {
    #[test]
    fn of_what_is_no_text_nothing_is_kept(text in "([ -~]|[\x00-\x1f\u{80}-\u{9f}]|;base64,){0,60}") {
        let read = said(&Arrived {
            header: b"From: a@b.test\r\n\r\n".to_vec(),
            parts: vec![part(PartKind::Text, text.as_bytes())],
            dropped: Vec::new(),
        });
        prop_assert!(is_text(&read.text), "{:?}", read.text);
        prop_assert!(!read.text.contains(";base64,"), "{:?}", read.text);
    }

    #[test]
    fn no_bytes_make_it_panic(header: Vec<u8>, bodies in proptest::collection::vec(any::<Vec<u8>>(), 0..4)) {
        let kinds = [PartKind::Text, PartKind::Html, PartKind::Delivery, PartKind::Header, PartKind::Sealed];
        let parts = bodies.iter().zip(kinds).map(|(body, kind)| part(kind, body)).collect();
        let read = said(&Arrived { header, parts, dropped: Vec::new() });
        prop_assert!(read.text.chars().count() <= TEXT);
        prop_assert!(is_text(&read.text));
    }
}
