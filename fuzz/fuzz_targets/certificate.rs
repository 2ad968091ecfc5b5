//! A certificate that somebody gives: never a panic, and what is read is written so that it reads the same.

#![no_main]

use kernel::Timestamp;
use libfuzzer_sys::fuzz_target;
use openpgp::Certificate;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::parse(bytes) {
        certificate.state(Timestamp::from_micros(1_800_000_000_000_000));
        let kept = certificate.to_bytes().expect("what was read can be written");
        let read = Certificate::parse(&kept).expect("what was written can be read");
        assert_eq!(read.fingerprint(), certificate.fingerprint());
    }
});
