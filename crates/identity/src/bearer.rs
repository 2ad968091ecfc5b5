//! Keys that programs carry: `Authorization: Bearer …` (RFC 6750).
//!
//! A key is 256 random bits in a form that is recognised when it lies where it should not: its prefix and 48
//! letters, the last of them a checksum. Whose it is and what it opens is for its kind to say: [`crate::partner`],
//! [`crate::staff_key`], [`crate::recipient`].

use axum::http::header::{AUTHORIZATION, HeaderMap, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use kernel::{Entropy, Sensitive};
use page::Problem;
use sha2::{Digest, Sha256};

/// Bytes of the checksum behind the key's own.
const CHECKSUM: usize = 4;

/// A key, as its holder keeps it.
pub(crate) struct Key {
    prefix: &'static str,
    bytes: Sensitive<[u8; 32]>,
}

impl Key {
    /// A new key of a kind.
    pub(crate) fn random(prefix: &'static str, entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        let bytes = Sensitive::new(bytes);
        Self { prefix, bytes }
    }

    /// The text, for its holder.
    pub(crate) fn text(&self) -> Sensitive<String> {
        let bytes = [&self.bytes.expose()[..], &checksum(self.bytes.expose())].concat();
        let bytes = Sensitive::new(bytes);
        Sensitive::new(format!(
            "{}{}",
            self.prefix,
            BASE64_URL_SAFE_NO_PAD.encode(bytes.expose())
        ))
    }

    /// The key from its text; nothing for a text that is none of this kind.
    pub(crate) fn parse(prefix: &'static str, text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text.strip_prefix(prefix)?)
            .ok()?;
        let bytes = Sensitive::new(bytes);
        let (key, check) = bytes.expose().split_first_chunk::<32>()?;
        (check == checksum(key)).then(|| Self {
            prefix,
            bytes: Sensitive::new(*key),
        })
    }

    /// The key of this kind that a request carries.
    pub(crate) fn sent(prefix: &'static str, headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (scheme, key) = value.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        Self::parse(prefix, key.trim())
    }

    /// What the store holds of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.bytes.expose()).into()
    }
}

/// The answer to a request without a key that opens: the same, whatever is wrong with it.
pub(crate) fn unknown() -> Response {
    ([(WWW_AUTHENTICATE, "Bearer")], Problem::SignedOut).into_response()
}

/// Tells a mistyped key, and a key from a text that looks like one. It protects nothing.
fn checksum(key: &[u8; 32]) -> [u8; CHECKSUM] {
    let mut hash = Sha256::new();
    hash.update(b"openhotline partner key v1");
    hash.update(key);
    let hash: [u8; 32] = hash.finalize().into();
    hash.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;

    use super::*;

    const PREFIX: &str = "ohpk_";

    #[test]
    fn a_key_is_recognised_and_a_slip_in_it_is_not_one() {
        let key = Key::random(PREFIX, &SystemEntropy);
        let text = key.text();
        let text = text.expose();
        assert_eq!(text.len(), 53);
        assert!(text.starts_with("ohpk_"));
        assert_eq!(Key::parse(PREFIX, text).unwrap().hash(), key.hash());
        for at in 5..53 {
            let mut slip: Vec<char> = text.chars().collect();
            slip[at] = if slip[at] == 'A' { 'B' } else { 'A' };
            let slip: String = slip.into_iter().collect();
            assert!(Key::parse(PREFIX, &slip).is_none(), "{at}");
        }
        for wrong in ["", "ohpk_", &text[1..], &text[..52], &format!("{text}A")] {
            assert!(Key::parse(PREFIX, wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_read_from_its_header_alone() {
        let key = Key::random(PREFIX, &SystemEntropy).text();
        let headers = |value: String| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, value.parse().unwrap());
            headers
        };
        for (scheme, found) in [("Bearer", true), ("bearer", true), ("Basic", false)] {
            let value = format!("{scheme} {}", key.expose());
            assert_eq!(
                Key::sent(PREFIX, &headers(value)).is_some(),
                found,
                "{scheme}"
            );
        }
        assert!(Key::sent(PREFIX, &headers(key.expose().clone())).is_none());
        assert!(Key::sent(PREFIX, &HeaderMap::new()).is_none());
        // A key of another kind opens nothing here.
        let other = Key::random("ohsk_", &SystemEntropy).text();
        let value = format!("Bearer {}", other.expose());
        assert!(Key::sent(PREFIX, &headers(value)).is_none());
    }
}
