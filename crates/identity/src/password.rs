//! Passwords: hashed by Argon2id (RFC 9106) with 19 MiB, 2 passes and 1 lane, kept as a PHC string.
//!
//! A hash takes tens of milliseconds and its memory. It is therefore made outside transactions, on threads
//! that may block, and only a few at a time: whoever tries many passwords waits in line, while pages, which
//! need none, are answered as ever.

use std::sync::Arc;

#[cfg(feature = "testing")]
use argon2::{Algorithm, Params, Version};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use kernel::{Entropy, Sensitive};
use tokio::sync::Semaphore;

use crate::Error;

/// Characters a password must have. No rule about their kinds: length is what helps (NIST SP 800-63B).
const LEAST: usize = 12;

/// Bytes a password may have.
const MOST: usize = 1024;

/// Hashes that may be in the making at once: 19 MiB and a core each.
const AT_ONCE: usize = 2;

/// A password's hash as a PHC string. Never printed.
pub struct HashedPassword(pub(crate) String);

impl std::fmt::Debug for HashedPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HashedPassword")
    }
}

/// Hashes a new password: before the transaction that stores it is opened.
pub async fn hash_password(
    password: Sensitive<String>,
    entropy: &dyn Entropy,
) -> Result<HashedPassword, Error> {
    if password.expose().chars().count() < LEAST || password.expose().len() > MOST {
        return Err(Error::Password);
    }
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(password.expose().as_bytes(), &salt)
            .map(|hash| HashedPassword(hash.to_string()))
            .map_err(|_| Error::Hash)
    })
    .await
    .map_err(|_| Error::Hash)?
}

/// A hash of the least cost there is, so that a test that signs in many people does not wait for each. The
/// page checks it as it checks every other: the cost stands in the hash.
#[cfg(feature = "testing")]
pub(crate) fn hash_at_least_cost(password: &str) -> Result<HashedPassword, Error> {
    let least = Params::new(Params::MIN_M_COST, 1, 1, None).map_err(|_| Error::Hash)?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, least)
        .hash_password_with_salt(password.as_bytes(), b"salt of the tests")
        .map(|hash| HashedPassword(hash.to_string()))
        .map_err(|_| Error::Hash)
}

/// Checks passwords, a few at a time. A clone shares the line.
#[derive(Clone)]
pub(crate) struct Verifier(Arc<Semaphore>);

impl Verifier {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }

    /// Whether this is the password of the hash. Without a hash the answer is no, after as much work.
    pub(crate) async fn verify(
        &self,
        password: Sensitive<String>,
        hash: Option<String>,
    ) -> Result<bool, Error> {
        let turn = Arc::clone(&self.0)
            .acquire_owned()
            .await
            .map_err(|_| Error::Hash)?;
        tokio::task::spawn_blocking(move || {
            let known = hash.is_some();
            let hash = hash.as_deref().unwrap_or(NOBODY);
            let right = Argon2::default()
                .verify_password(password.expose().as_bytes(), hash)
                .is_ok();
            drop(turn);
            known && right
        })
        .await
        .map_err(|_| Error::Hash)
    }
}

/// A hash that costs what every other does and belongs to nobody: for names that nobody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ibw\
                      $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;

    use super::*;

    fn word(text: &str) -> Sensitive<String> {
        Sensitive::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_knows_its_password_and_no_other() {
        let hash = hash_password(word("twelve chars"), &SystemEntropy)
            .await
            .unwrap();
        let verifier = Verifier::new();
        let verify = |text| verifier.verify(word(text), Some(hash.0.clone()));
        assert!(verify("twelve chars").await.unwrap());
        assert!(!verify("Twelve chars").await.unwrap());
        assert!(!verifier.verify(word("twelve chars"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_short_or_endless_password_is_refused() {
        // Eleven Khmer letters are 33 bytes: characters count.
        for text in ["elevenchars", "កកកកកកកកកកក", &"a".repeat(1025)] {
            let refused = hash_password(word(text), &SystemEntropy).await;
            assert!(matches!(refused, Err(Error::Password)), "{text}");
        }
    }

    #[tokio::test]
    async fn nobody_s_hash_costs_what_every_hash_costs() {
        let hash = hash_password(word("twelve chars"), &SystemEntropy)
            .await
            .unwrap();
        let cost = |hash: &str| {
            let mut parts: Vec<_> = hash.split('$').map(str::to_owned).collect();
            let lengths = parts
                .split_off(4)
                .iter()
                .map(String::len)
                .collect::<Vec<_>>();
            (parts, lengths)
        };
        assert_eq!(cost(&hash.0), cost(NOBODY));
        // It is read to the end, and not refused for its form.
        let refused = Argon2::default().verify_password(b"word", NOBODY);
        assert_eq!(refused, Err(argon2::password_hash::Error::PasswordInvalid));
    }
}
