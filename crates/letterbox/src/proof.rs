//! A proof of work that a sender's browser may offer: it lifts a report in the queue and opens or closes no
//! door. The challenge is that of ALTCHA, version 1, hosted by us and written into the form.
//!
//! A challenge is signed under a key of its own for each context. The caller gives the receipt in the form as
//! the context: one proof then serves one report, however often it is sent, and nothing is kept of it here.
//! That a page names when a challenge ends tells no more than its draw token does: the end of a day.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Day, Entropy, Sensitive, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::KeyFile;
use crate::state::DAYS;

/// The largest number that a challenge may hide: half as many hashes are needed on average, which take a cheap
/// telephone some five seconds and a computer one.
pub const MOST: u32 = 50_000;
/// The hash of a challenge, as ALTCHA names it.
pub(crate) const ALGORITHM: &str = "SHA-256";
/// Longer than any payload of ours: what is longer is not decoded.
const TYPED_LIMIT: usize = 1_000;
const SECONDS_A_DAY: i64 = 86_400;

/// What a browser is asked: which number, put behind the salt, has this hash?
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// SHA-256 of the salt and the number in decimal digits, in hexadecimal.
    pub hash: String,
    /// Random, with the second in which the challenge ends: `…?expires=UNIX&`. The last sign keeps digits of the
    /// number from being read as digits of that second.
    pub salt: String,
    /// HMAC-SHA-256 of the challenge under the key of its context, in hexadecimal.
    pub signature: String,
    /// The number is not above this.
    pub most: u32,
}

/// What a browser answers: ALTCHA's payload. Further members are passed over.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Solution {
    algorithm: String,
    challenge: String,
    number: u64,
    salt: String,
    signature: String,
}

impl Challenge {
    /// A new challenge for one context, which holds as long as a draw token of the same moment.
    pub fn issue(keys: &KeyFile, context: &[u8], now: Timestamp, entropy: &dyn Entropy) -> Self {
        let mut random = [0; 12];
        entropy.fill(&mut random);
        let mut drawn = [0; 8];
        entropy.fill(&mut drawn);
        let number = u64::from_le_bytes(drawn) % (u64::from(MOST) + 1);
        let expires = end(now.day());
        let salt = format!("{}?expires={expires}&", HEXLOWER.encode(&random));
        let hash = hash(&salt, number);
        let signature = HEXLOWER.encode(&signed(keys, context, &hash).finalize().into_bytes());
        Self {
            hash,
            salt,
            signature,
            most: MOST,
        }
    }
}

impl Solution {
    /// Reads ALTCHA's payload: base64 of JSON. Whether it holds is another question.
    pub fn read(typed: &str) -> Option<Self> {
        if typed.len() > TYPED_LIMIT {
            return None;
        }
        serde_json::from_slice(&BASE64.decode(typed.trim()).ok()?).ok()
    }

    /// Whether this answers a challenge that was issued for this context and has not ended.
    pub fn holds(&self, keys: &KeyFile, context: &[u8], now: Timestamp) -> bool {
        let Ok(signature) = HEXLOWER.decode(self.signature.as_bytes()) else {
            return false;
        };
        let authentic = signed(keys, context, &self.challenge)
            .verify_slice(&signature)
            .is_ok();
        authentic
            && self.algorithm == ALGORITHM
            && self.challenge == hash(&self.salt, self.number)
            && expires(&self.salt).is_some_and(|end| now.micros() / 1_000_000 < end)
    }
}

/// Whether what came in the field `proof` proves work for this context. An empty field proves none.
pub fn verify(keys: &KeyFile, context: &[u8], now: Timestamp, typed: &str) -> bool {
    Solution::read(typed).is_some_and(|solution| solution.holds(keys, context, now))
}

fn signed(keys: &KeyFile, context: &[u8], challenge: &str) -> Hmac<Sha256> {
    let own = Sensitive::new(
        mac(keys.proof_secret().expose(), context)
            .finalize()
            .into_bytes()
            .into(),
    );
    mac(own.expose(), challenge.as_bytes())
}

fn mac(key: &[u8; 32], text: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of 32 bytes");
    mac.chain_update(text)
}

fn hash(salt: &str, number: u64) -> String {
    HEXLOWER.encode(&Sha256::digest(format!("{salt}{number}")))
}

/// The first second in which a challenge of this day holds no more.
fn end(day: Day) -> i64 {
    day.number()
        .saturating_add(DAYS + 1)
        .saturating_mul(SECONDS_A_DAY)
}

/// The second that a salt names.
fn expires(salt: &str) -> Option<i64> {
    let (_, parameters) = salt.split_once('?')?;
    parameters
        .strip_suffix('&')?
        .strip_prefix("expires=")?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use kernel::SystemEntropy;
    use proptest::prelude::*;
    use store::envelope::PublicKey;

    use super::*;

    const NOON: Timestamp = Timestamp::from_micros(100 * 86_400_000_000 + 43_200_000_000);

    fn keys() -> KeyFile {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        KeyFile::create(&path, PublicKey([7; 32]), &SystemEntropy).unwrap()
    }

    /// What a browser does.
    fn solve(challenge: &Challenge) -> String {
        let number = (0..=u64::from(challenge.most))
            .find(|number| hash(&challenge.salt, *number) == challenge.hash)
            .unwrap();
        payload(challenge, number)
    }

    fn payload(challenge: &Challenge, number: u64) -> String {
        BASE64.encode(
            serde_json::json!({
                "algorithm": "SHA-256", "challenge": challenge.hash, "number": number,
                "salt": challenge.salt, "signature": challenge.signature, "took": 17,
            })
            .to_string(),
        )
    }

    #[test]
    fn a_solved_challenge_holds_for_its_context_its_keys_and_its_days_alone() {
        let keys = keys();
        let challenge = Challenge::issue(&keys, b"receipt", NOON, &SystemEntropy);
        let typed = solve(&challenge);
        assert!(verify(&keys, b"receipt", NOON, &typed));
        assert!(verify(&keys, b"receipt", NOON, &format!(" {typed}\r\n")));
        assert!(!verify(&keys, b"another", NOON, &typed));
        assert!(!verify(&keys, b"", NOON, &typed));
        assert!(!verify(&super::tests::keys(), b"receipt", NOON, &typed));
        let days = |days: u64| NOON.after(Duration::from_hours(24 * days));
        assert!(verify(&keys, b"receipt", days(2), &typed));
        assert!(!verify(&keys, b"receipt", days(3), &typed));
    }

    #[test]
    fn two_challenges_do_not_look_alike_and_tell_the_end_of_a_day_alone() {
        let keys = keys();
        let issue = |now| Challenge::issue(&keys, b"receipt", now, &SystemEntropy);
        let (one, other) = (issue(NOON), issue(NOON.hour()));
        assert_ne!(one, other);
        let end = 103 * 86_400;
        assert!(
            one.salt.ends_with(&format!("?expires={end}&")),
            "{}",
            one.salt
        );
        assert_eq!(expires(&one.salt), expires(&other.salt));
    }

    #[test]
    fn digits_cannot_move_from_the_number_into_the_end() {
        let keys = keys();
        let challenge = Challenge::issue(&keys, b"receipt", NOON, &SystemEntropy);
        let solution = Solution::read(&solve(&challenge)).unwrap();
        let digits = solution.number.to_string();
        for at in 1..digits.len() {
            let moved = Solution {
                salt: format!("{}{}", solution.salt, &digits[..at]),
                number: digits[at..].parse().unwrap(),
                ..solution.clone()
            };
            assert!(!moved.holds(&keys, b"receipt", NOON));
        }
        for salt in [
            "",
            "x",
            "x?expires=17",
            "x?expires=17&5",
            "x?expires=&",
            "x?a=1&expires=17&",
        ] {
            assert_eq!(expires(salt), None, "{salt}");
        }
        assert_eq!(expires("x?expires=17&"), Some(17));
    }

    /// The same file is what `e2e/public.mjs` holds the browser's script against.
    #[test]
    fn the_payload_of_the_script_is_read_and_answers_its_challenge() {
        let vector: serde_json::Value =
            serde_json::from_str(include_str!("../tests/vectors/proof.json")).unwrap();
        let text = |name: &str| vector[name].as_str().unwrap().to_owned();
        let solution = Solution::read(&text("payload")).unwrap();
        assert_eq!(solution.algorithm, ALGORITHM);
        assert_eq!(solution.salt, text("salt"));
        assert_eq!(solution.signature, text("signature"));
        assert_eq!(hash(&solution.salt, solution.number), text("challenge"));
        assert_eq!(solution.challenge, text("challenge"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whatever_is_typed_proves_nothing(typed in "\\PC{0,200}", context in any::<Vec<u8>>()) {
            prop_assert!(!verify(&keys(), &context, NOON, &typed));
        }

        #[test]
        fn another_number_or_a_changed_payload_proves_nothing(number in 0..=u64::from(MOST), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let keys = keys();
            let challenge = Challenge::issue(&keys, b"receipt", NOON, &SystemEntropy);
            let right = hash(&challenge.salt, number) == challenge.hash;
            prop_assert_eq!(verify(&keys, b"receipt", NOON, &payload(&challenge, number)), right);

            let mut solved = BASE64.decode(solve(&challenge)).unwrap();
            let at = at.index(solved.len());
            prop_assume!(solved[at] != byte);
            let was = Solution::read(&BASE64.encode(&solved)).unwrap();
            solved[at] = byte;
            let typed = BASE64.encode(&solved);
            // What changed may have been a further member, or how a number is written: then it is the same answer.
            if Solution::read(&typed).is_none_or(|read| read != was) {
                prop_assert!(!verify(&keys, b"receipt", NOON, &typed));
            }
        }
    }
}
