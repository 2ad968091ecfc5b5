//! Against GnuPG, which most of those we write to have: what we seal it opens, what it seals we open, and what it
//! would not use we do not use either.
#![cfg(test)]

mod certificates;
mod gnupg;
mod messages;

use kernel::{Clock, Sensitive, SystemClock, Timestamp};
use openpgp::{Certificate, Secret};

/// An instant well after the keys that GnuPG makes now.
fn now() -> Timestamp {
    SystemClock.now()
}

fn own() -> Secret {
    let made = now().before(std::time::Duration::from_secs(60));
    Secret::generate("Hotline", "desk@hotline.test", made).unwrap()
}

#[test]
fn a_key_survives_being_kept() {
    let key = own();
    let kept = key.to_bytes().unwrap();
    let read = Secret::parse(&kept, now()).unwrap();
    assert_eq!(
        read.certificate().fingerprint(),
        key.certificate().fingerprint()
    );
    assert_eq!(
        format!("{read:?} {:?}", read.certificate()),
        "Secret Certificate"
    );
}

#[test]
fn a_certificate_is_no_key_and_a_key_no_certificate() {
    let key = own();
    let public = key.certificate().to_bytes().unwrap();
    let refused = Secret::parse(&Sensitive::new(public), now()).unwrap_err();
    assert_eq!(refused, openpgp::Error::NoSecret);
    let secret = key.to_bytes().unwrap();
    assert_eq!(
        Certificate::parse(secret.expose()).unwrap_err(),
        openpgp::Error::Secret
    );
}
