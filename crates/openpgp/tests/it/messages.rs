//! Messages to GnuPG and from it.

use openpgp::{Error, open, seal};

use crate::gnupg::{CURVE, GnuPg, RSA};
use crate::{now, own};

const MOST: usize = 1 << 20;

#[test]
fn gnupg_opens_what_we_seal_and_knows_who_signed() {
    let gpg = GnuPg::new();
    let key = own();
    gpg.import(&key.certificate().armoured().unwrap());
    for (parameters, name) in [(CURVE, "curve"), (RSA, "rsa")] {
        gpg.generate(parameters, name);
        let text = "Line one.\r\nសួស្ដី\r\n".as_bytes();
        let at = now().after(std::time::Duration::from_secs(1));
        let sealed = seal(text, &[&gpg.certificate(name)], Some(&key), at).unwrap();
        assert!(
            sealed.starts_with("-----BEGIN PGP MESSAGE-----\n"),
            "{sealed}"
        );
        let ran = gpg.run(&["--decrypt"], sealed.as_bytes());
        assert!(ran.well && ran.out == text, "{}", ran.told);
        assert!(
            ran.told
                .contains("Good signature from \"Hotline <desk@hotline.test>\""),
            "{}",
            ran.told
        );
    }
}

#[test]
fn gnupg_verifies_a_signature_that_stands_apart() {
    let gpg = GnuPg::new();
    let key = own();
    gpg.import(&key.certificate().armoured().unwrap());
    let signed = key.sign(b"apple\r\n", now()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signature.asc");
    std::fs::write(&file, signed.signature).unwrap();
    let file = file.to_str().unwrap();
    let good = gpg.run(&["--verify", file, "-"], b"apple\r\n");
    assert!(
        good.well && good.told.contains("Good signature"),
        "{}",
        good.told
    );
    let bad = gpg.run(&["--verify", file, "-"], b"pear\r\n");
    assert!(
        !bad.well && bad.told.contains("BAD signature"),
        "{}",
        bad.told
    );
}

#[test]
fn we_open_what_gnupg_seals_and_know_who_signed() {
    let gpg = GnuPg::new();
    let key = own();
    gpg.import(&key.certificate().armoured().unwrap());
    gpg.generate(RSA, "police");
    gpg.generate(CURVE, "other");
    let seal = ["--armor", "--encrypt", "--recipient", "desk@hotline.test"];
    let signed = [&seal[..], &["--sign", "--local-user", "police@police.test"]].concat();
    // What compresses well, GnuPG compresses.
    let text = b"apple pear ".repeat(5_000);
    let later = now().after(std::time::Duration::from_secs(5));
    let (police, other) = (gpg.certificate("police"), gpg.certificate("other"));

    let message = gpg.run(&signed, &text).out;
    assert!(message.len() < text.len() / 10);
    let opened = open(
        &message,
        &key,
        &[other.clone(), police.clone()],
        later,
        MOST,
    )
    .unwrap();
    assert_eq!(opened.text.expose(), &text);
    assert_eq!(opened.signed_by, Some(police.fingerprint()));
    let opened = open(&message, &key, &[other], later, MOST).unwrap();
    assert_eq!(opened.signed_by, None, "signed by nobody we know");

    let unsigned = gpg.run(&seal, &text).out;
    let opened = open(&unsigned, &key, &[police], later, MOST).unwrap();
    assert_eq!((opened.text.expose(), opened.signed_by), (&text, None));
    // A small message that inflates is not taken further than we bear.
    assert_eq!(open(&message, &key, &[], later, 1000), Err(Error::Unopened));
}

#[test]
fn what_is_for_others_or_changed_does_not_open() {
    let gpg = GnuPg::new();
    gpg.generate(CURVE, "police");
    let key = own();
    let theirs = seal(
        b"apple",
        &[&gpg.certificate("police")],
        None,
        now().after(std::time::Duration::from_secs(1)),
    )
    .unwrap();
    assert_eq!(
        open(theirs.as_bytes(), &key, &[], now(), MOST),
        Err(Error::Unopened)
    );
    let ours = seal(b"apple", &[&key.certificate()], None, now()).unwrap();
    let opened = open(ours.as_bytes(), &key, &[], now(), MOST).unwrap();
    assert_eq!(opened.text.expose(), b"apple");
    let middle = ours.len() / 2;
    for cut in [&ours.as_bytes()[..middle], b"apple", b""] {
        assert_eq!(open(cut, &key, &[], now(), MOST), Err(Error::Unopened));
    }
}
