//! What WHOIS servers answer. Whatever is kept of it may stand on a page and in the head of a mail.
#![no_main]

use trace::Subject;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for subject in [Subject::Network, Subject::Domain] {
        let answer = trace::parse_whois(bytes, subject);
        for contact in answer.network.abuse.iter().chain(&answer.domain.abuse) {
            assert_eq!(contact.address.matches('@').count(), 1);
            assert!(contact.address.bytes().all(|byte| byte.is_ascii_graphic()));
        }
        let texts = [&answer.network.holder, &answer.network.handle, &answer.domain.registrar];
        for text in texts.into_iter().flatten() {
            assert!(!text.chars().any(char::is_control));
        }
    }
});
