//! The token of a mail: 80 random bits in the addresses by which what comes back finds it.
//!
//! An answer goes to `ADDRESS+TOKEN@DOMAIN`; what could not be delivered returns to `ADDRESS+b-TOKEN@DOMAIN`, so that
//! even a relay that reports in prose says about which mail.

use data_encoding::HEXLOWER;
use kernel::Entropy;
use store::Keyring;

/// What stands before the token in the address that undelivered mail returns to.
const RETURNED: &str = "b-";

/// Digits of a token.
const DIGITS: usize = 20;

/// A token.
pub(crate) struct Token(String);

/// The addresses of a mail at the hotline's mailbox.
pub(crate) struct Addresses {
    /// Where answers go.
    pub(crate) answers: String,
    /// Where it is returned that it could not be delivered.
    pub(crate) returns: String,
}

impl Token {
    pub(crate) fn random(entropy: &dyn Entropy) -> Self {
        let mut bits = [0; DIGITS / 2];
        entropy.fill(&mut bits);
        Self(HEXLOWER.encode(&bits))
    }

    pub(crate) const fn kept(text: String) -> Self {
        Self(text)
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The token's addresses at a mailbox; nothing where that is no address.
    pub(crate) fn addresses(&self, mailbox: &str) -> Option<Addresses> {
        let (local, domain) = mailbox.rsplit_once('@')?;
        let token = &self.0;
        Some(Addresses {
            answers: format!("{local}+{token}@{domain}"),
            returns: format!("{local}+{RETURNED}{token}@{domain}"),
        })
    }
}

/// The token in an address that a mail came to, where it has one.
pub(crate) fn in_address(address: &str) -> Option<String> {
    let (local, _) = address.rsplit_once('@')?;
    let (_, tag) = local.rsplit_once('+')?;
    let tag = tag.to_ascii_lowercase();
    let token = tag.strip_prefix(RETURNED).unwrap_or(&tag);
    is_token(token).then(|| token.to_owned())
}

/// Whether an address is one that undelivered mail returns to.
pub(crate) fn is_return(address: &str) -> bool {
    let local = address.rsplit_once('@').map(|(local, _)| local);
    let tag = local.and_then(|local| local.rsplit_once('+'));
    let tag = tag.map(|(_, tag)| tag.to_ascii_lowercase());
    tag.is_some_and(|tag| tag.strip_prefix(RETURNED).is_some_and(is_token))
}

/// Whether a text is a token, as an envelope id is.
pub(crate) fn is_token(text: &str) -> bool {
    let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == DIGITS && text.bytes().all(digit)
}

/// By what a token is found.
pub(crate) fn index(keyring: &Keyring, token: &str) -> [u8; 32] {
    keyring.blind_index("dispatch.token", token.as_bytes())
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;

    use super::*;

    #[test]
    fn a_token_is_found_in_both_of_its_addresses() {
        let token = Token::random(&SystemEntropy);
        let addresses = token.addresses("answer@hotline.test").unwrap();
        for address in [&addresses.answers, &addresses.returns] {
            assert_eq!(in_address(address).as_deref(), Some(token.text()));
            // Some systems raise the letters of an address on the way.
            let raised = address.to_uppercase();
            assert_eq!(in_address(&raised).as_deref(), Some(token.text()));
        }
        assert!(is_return(&addresses.returns) && !is_return(&addresses.answers));
        assert_ne!(addresses.answers, addresses.returns);
    }

    #[test]
    fn what_is_no_token_is_not_taken_for_one() {
        for address in [
            "answer@hotline.test",
            "answer+@hotline.test",
            "answer+news@hotline.test",
            "answer+0123456789abcdef0123x@hotline.test",
            "answer+b-0123@hotline.test",
            "no address",
        ] {
            assert_eq!(in_address(address), None, "{address}");
        }
    }
}
