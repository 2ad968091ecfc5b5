//! Addresses of mail: what we accept as one.

/// The longest local part and the longest domain, in octets (RFC 5321, section 4.5.3.1).
const LOCAL: usize = 64;
const DOMAIN: usize = 253;

/// The address in this text in the form in which it is compared and written to: the domain in lower case.
/// Only the plain form of RFC 5321 (a dot-atom at a name with a dot): no quoted parts, no address literals,
/// nothing outside ASCII. What a registry or a form gives ends up in the header of a mail.
pub(crate) fn mail_address(text: &str) -> Option<String> {
    let (local, domain) = text.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    let local_is_sound = (1..=LOCAL).contains(&local.len())
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_text));
    let domain_is_sound = domain.len() <= DOMAIN
        && domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        });
    (local_is_sound && domain_is_sound).then(|| format!("{local}@{domain}"))
}

/// Whether mail can be sent to the address in this text.
pub fn is_mail_address(text: &str) -> bool {
    mail_address(text).is_some()
}

/// `atext` of RFC 5322, section 3.2.3.
const fn is_atom_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'-'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_addresses_are_taken_and_others_refused() {
        assert_eq!(
            mail_address(" abuse+csam@Provider.Example ").as_deref(),
            Some("abuse+csam@provider.example")
        );
        for refused in [
            "",
            "abuse",
            "abuse@host",
            "@provider.example",
            "a..b@provider.example",
            "a b@provider.example",
            "\"a\"@provider.example",
            "a@[127.0.0.1]",
            "a@-x.example",
            "a@x..example",
            "a@provider.example\r\nBcc: b@provider.example",
            "a@b@provider.example",
            "ក@provider.example",
        ] {
            assert_eq!(mail_address(refused), None, "{refused}");
        }
    }

    proptest! {
        /// Whatever is given, nothing that could end a header line or an address comes out.
        #[test]
        fn what_is_taken_is_harmless_in_a_header(text in any::<String>()) {
            if let Some(address) = mail_address(&text) {
                prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()
                    && !b"<>,;:()\"\\[]".contains(&byte)));
                prop_assert_eq!(address.matches('@').count(), 1);
            }
        }

        #[test]
        fn a_sound_address_stays_itself(address in "[a-z0-9+_-]{1,20}(\\.[a-z0-9]{1,5}){0,2}@[a-z0-9]{1,20}(\\.[a-z]{2,8}){1,3}") {
            prop_assert_eq!(mail_address(&address), Some(address));
        }
    }
}
