//! What a certificate is at an instant.

use std::time::Duration;

use openpgp::{Certificate, Error, LARGEST, State, seal};
use proptest::prelude::*;

use crate::gnupg::{CURVE, GnuPg, RSA};
use crate::{now, own};

const DAY: Duration = Duration::from_hours(24);

#[test]
fn good_keys_are_good_and_say_until_when() {
    let gpg = GnuPg::new();
    gpg.generate(CURVE, "curve");
    gpg.generate(&format!("{RSA}\nExpire-Date: 2d"), "rsa");
    let later = now().after(Duration::from_secs(5));
    assert_eq!(
        gpg.certificate("curve").state(later),
        State::Good { until: None }
    );
    let State::Good { until: Some(until) } = gpg.certificate("rsa").state(later) else {
        panic!("a key of two days is good today");
    };
    assert!(
        until > later.after(DAY) && until < later.after(DAY * 3),
        "{until}"
    );
}

#[test]
fn an_expired_key_is_expired_from_its_end_on() {
    let gpg = GnuPg::new();
    gpg.generate(&format!("{CURVE}\nExpire-Date: 1d"), "short");
    let key = gpg.certificate("short");
    let later = now().after(Duration::from_secs(5));
    assert!(key.state(later).is_good());
    let after = later.after(DAY * 2);
    assert_eq!(key.state(after), State::Expired);
    assert_eq!(
        seal(b"apple", &[&key], None, after),
        Err(Error::Unusable(State::Expired))
    );
    assert_eq!(key.state(later.before(DAY * 2)), State::NotYet);
}

#[test]
fn a_revoked_key_is_revoked() {
    let gpg = GnuPg::new();
    gpg.generate(CURVE, "gone");
    gpg.revoke("gone");
    let key = gpg.certificate("gone");
    let later = now().after(Duration::from_secs(5));
    assert_eq!(key.state(later), State::Revoked);
    assert_eq!(
        seal(b"apple", &[&key], None, later),
        Err(Error::Unusable(State::Revoked))
    );
}

#[test]
fn a_key_that_only_signs_cannot_be_sealed_to() {
    let gpg = GnuPg::new();
    gpg.generate(
        "Key-Type: EDDSA\nKey-Curve: ed25519\nKey-Usage: sign",
        "signs",
    );
    let later = now().after(Duration::from_secs(5));
    assert_eq!(gpg.certificate("signs").state(later), State::CannotEncrypt);
}

#[test]
fn a_short_key_is_weak() {
    let gpg = GnuPg::new();
    gpg.generate(
        "Key-Type: RSA\nKey-Length: 1024\nSubkey-Type: RSA\nSubkey-Length: 1024",
        "short",
    );
    let key = gpg.certificate("short");
    let later = now().after(Duration::from_secs(5));
    assert_eq!(key.state(later), State::Weak);
    assert_eq!(
        seal(b"apple", &[&key], None, later),
        Err(Error::Unusable(State::Weak))
    );
}

#[test]
fn what_is_not_one_certificate_is_refused() {
    let gpg = GnuPg::new();
    gpg.generate(CURVE, "one");
    gpg.generate(CURVE, "two");
    let two = [gpg.export("one"), gpg.export("two")].concat();
    let cut = &gpg.export("one")[..200];
    for (bytes, error) in [
        (two.as_slice(), Error::NotOne),
        (cut, Error::NotOne),
        (b"", Error::NotOne),
        (b"apple", Error::NotOne),
        (&vec![0; LARGEST + 1], Error::TooLarge),
    ] {
        assert_eq!(Certificate::parse(bytes).unwrap_err(), error);
    }
}

#[test]
fn a_certificate_is_read_as_it_was_written() {
    let certificate = own().certificate();
    for bytes in [
        certificate.to_bytes().unwrap(),
        certificate.armoured().unwrap().into_bytes(),
    ] {
        let read = Certificate::parse(&bytes).unwrap();
        assert_eq!(read.fingerprint(), certificate.fingerprint());
        assert_eq!(read.state(now()), State::Good { until: None });
    }
}

proptest! {
    #[test]
    fn a_broken_certificate_is_read_without_a_panic(at in 0_usize..800, with: u8) {
        let mut bytes = own().certificate().to_bytes().unwrap();
        if let Some(byte) = bytes.get_mut(at) {
            *byte = with;
        }
        if let Ok(certificate) = Certificate::parse(&bytes) {
            let state = certificate.state(now());
            let sealed = seal(b"apple", &[&certificate], None, now());
            prop_assert_eq!(sealed.is_ok(), state.is_good());
        }
    }
}
