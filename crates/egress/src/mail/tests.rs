use super::*;

fn mail() -> Mail {
    Mail {
        message_id: String::from("n-17@hotline.example"),
        date: Timestamp::from_micros(1_700_000_000_000_000),
        from: String::from("Hotline <desk@hotline.example>"),
        to: String::from("abuse@host.example"),
        reply_to: Some(String::from("answers@hotline.example")),
        subject: String::from("Notice 17"),
        text: String::from("Line one.\n.\n--=_part--\nសួស្ដី\n"),
        attachments: vec![Attachment {
            name: String::from("lines.csv"),
            content_type: String::from("text/csv; charset=utf-8"),
            bytes: b"line,word\r\n1,apple\r\n".to_vec(),
        }],
    }
}

fn composed(mail: &Mail) -> String {
    mail.composed(Cover::Open, Way::default()).unwrap().text
}

#[test]
fn a_mail_is_the_same_each_time_and_ascii() {
    let text = composed(&mail());
    assert!(text.is_ascii());
    assert_eq!(text, composed(&mail()));
    for line in [
        "Message-ID: <n-17@hotline.example>\r\n",
        "MIME-Version: 1.0\r\n",
        "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n",
        "From: Hotline <desk@hotline.example>\r\n",
        "To: abuse@host.example\r\n",
        "Reply-To: answers@hotline.example\r\n",
        "Subject: Notice 17\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Type: text/csv; charset=utf-8\r\n",
        "filename=\"lines.csv\"\r\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(text.matches("\r\n--=_part--").count(), 1, "{text}");
}

#[test]
fn a_mail_survives_being_kept() {
    let composed = mail().composed(Cover::Open, Way::default()).unwrap();
    let kept = serde_json::to_vec(&composed).unwrap();
    assert_eq!(serde_json::from_slice::<Composed>(&kept).unwrap(), composed);
    assert_eq!(format!("{composed:?}"), "Composed");
    assert_eq!(format!("{:?}", mail()), "Mail");
}

#[test]
fn names_may_be_khmer() {
    let mut mail = mail();
    mail.from = String::from("បណ្ដាញ <desk@hotline.example>");
    mail.subject = String::from("សេចក្ដី");
    let text = composed(&mail);
    assert!(text.is_ascii());
    assert!(text.contains("From: =?utf-8?b?"), "{text}");
}

#[test]
fn what_is_not_a_mail_is_refused() {
    let faults: [fn(&mut Mail); 12] = [
        |mail| mail.to = String::from("abuse@host.example, other@host.example"),
        |mail| mail.to = String::from("abuse@host.example\r\nBcc: other@host.example"),
        |mail| mail.to = String::from("no address"),
        |mail| mail.to = String::from("ឈ្មោះ@host.example"),
        |mail| mail.from = String::new(),
        |mail| mail.reply_to = Some(String::from("@")),
        |mail| mail.subject = String::from("a\r\nBcc: other@host.example"),
        |mail| mail.message_id = String::from("<n@hotline.example>"),
        |mail| mail.message_id = String::from("n@hotline.example>\r\nX: y"),
        |mail| mail.message_id = String::from("n"),
        |mail| mail.attachments[0].content_type = String::from("text"),
        |mail| mail.attachments[0].name = String::from("a\r\nX: y"),
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        let mut mail = mail();
        fault(&mut mail);
        assert_eq!(
            mail.composed(Cover::Open, Way::default()).err(),
            Some(MailError::Invalid),
            "fault {number}"
        );
    }
}

#[test]
fn only_a_relay_on_the_loopback_may_do_without_tls() {
    for (host, allowed) in [
        ("localhost", true),
        ("127.0.0.1", true),
        ("::1", true),
        ("localhost.example", false),
        ("128.0.0.1", false),
        ("relay.example", false),
    ] {
        assert_eq!(is_loopback(host), allowed, "{host}");
    }
}

#[test]
fn a_signed_mail_holds_what_was_signed_and_a_sealed_one_shows_nothing() {
    let mail = mail();
    let entity = mail.entity().unwrap();
    let said = String::from_utf8(entity.clone()).unwrap();
    assert!(said.starts_with("Subject: Notice 17\r\n"), "{said}");
    assert!(said.ends_with("--=_part--"), "{said}");
    let cover = Cover::Signed {
        entity: &entity,
        signature: "-----BEGIN PGP SIGNATURE-----\n\napple\n",
        micalg: "pgp-sha512",
    };
    let signed = mail.composed(cover, Way::default()).unwrap().text;
    assert!(
        signed.contains(&format!("\r\n--=_cover\r\n{said}\r\n--=_cover\r\n")),
        "{signed}"
    );
    assert!(
        signed.contains("\r\n\r\napple\r\n--=_cover--\r\n"),
        "{signed}"
    );
    assert!(signed.contains("\r\nMIME-Version: 1.0\r\n"), "{signed}");
    let cover = Cover::Sealed {
        message: "-----BEGIN PGP MESSAGE-----\n\npear\n",
        subject: "N-17",
    };
    let way = Way {
        returns_to: Some(String::from("answer+b-1@hotline.example")),
        ..Way::default()
    };
    let sealed = mail.composed(cover, way).unwrap();
    assert_eq!(sealed.from, "answer+b-1@hotline.example");
    assert!(sealed.text.contains("Subject: N-17\r\n"), "{}", sealed.text);
    assert!(
        sealed.text.contains("\r\nMIME-Version: 1.0\r\n"),
        "{}",
        sealed.text
    );
    for word in ["Notice", "Line one", "lines.csv", "apple"] {
        assert!(!sealed.text.contains(word), "{word}\n{}", sealed.text);
    }
}

#[test]
fn a_long_subject_is_folded_within_as_without() {
    let mut mail = mail();
    mail.subject = "សេចក្ដី".repeat(20);
    let entity = String::from_utf8(mail.entity().unwrap()).unwrap();
    let header = entity.split("\r\n\r\n").next().unwrap();
    assert!(header.lines().all(|line| line.len() < 100), "{header}");
    assert!(header.contains("\r\n =?utf-8?b?"), "{header}");
    assert!(
        header.contains("\r\nContent-Type: multipart/mixed"),
        "{header}"
    );
}
