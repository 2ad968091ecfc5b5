//! What the desk tells a reporter: a step, sealed to the receipt's reply key and put into words when it is
//! read, in the language then chosen.

use kernel::{Entropy, Timestamp};
use page::Words;
use serde::{Deserialize, Serialize};
use store::envelope::{OVERHEAD, PrivateKey, PublicKey};

use crate::Submission;

const PURPOSE: &[u8] = b"openhotline reply v1";
/// Every sealed reply has this length in bytes: which step it tells cannot be guessed from it.
const LENGTH: usize = 256;

/// One step that a reporter is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    step: String,
    at: Timestamp,
}

/// The reply is longer than a reply may be, or the reply key is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reply cannot be sealed")]
pub struct NotSealed;

impl Reply {
    /// The reply that tells this step: `received`, `in_work` or `closed`.
    pub fn step(key: impl Into<String>, at: Timestamp) -> Self {
        Self {
            step: key.into(),
            at,
        }
    }

    /// Seals it so that only the receipt of this submission opens it.
    pub fn seal(&self, to: &Submission, entropy: &dyn Entropy) -> Result<Vec<u8>, NotSealed> {
        let mut plain = serde_json::to_vec(self).map_err(|_| NotSealed)?;
        if plain.len() + OVERHEAD > LENGTH {
            return Err(NotSealed);
        }
        plain.resize(LENGTH - OVERHEAD, b' ');
        PublicKey(to.reply_key)
            .seal(PURPOSE, &plain, entropy)
            .map_err(|_| NotSealed)
    }

    /// Opens a reply; nothing where it is not for this key. Whoever can write the store can put anything
    /// there, so what does not open is passed over.
    pub fn open(key: &PrivateKey, sealed: &[u8]) -> Option<Self> {
        let plain = key.open(PURPOSE, sealed).ok()?;
        serde_json::from_slice(plain.expose()).ok()
    }

    /// The step's key.
    pub fn key(&self) -> &str {
        &self.step
    }

    /// When the step was taken.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The step in the reader's words; nothing for a step of a newer version, which has no words here.
    pub fn text(&self, words: &Words) -> Option<String> {
        let key = match self.step.as_str() {
            "received" => "letterbox-step-received",
            "in_work" => "letterbox-step-in-work",
            "closed" => "letterbox-step-closed",
            _ => return None,
        };
        Some(words.text(key))
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Language, Sensitive, SystemEntropy};

    use super::*;
    use crate::{Content, Receipt};

    #[test]
    fn a_reply_opens_with_its_receipt_alone_and_every_step_is_as_long() {
        let secret = Sensitive::new([1; 32]);
        let keys = Receipt::draw(&SystemEntropy).keys(&secret);
        let at = Timestamp::from_micros(1_767_582_000_000_000);
        let to = Submission::new(&keys, Language::KHMER, at, Content::default());
        let other = Receipt::draw(&SystemEntropy).keys(&secret).reply().0;
        for step in ["received", "in_work", "closed"] {
            let reply = Reply::step(step, at);
            let sealed = reply.seal(&to, &SystemEntropy).unwrap();
            assert_eq!(sealed.len(), LENGTH);
            assert_eq!(Reply::open(&keys.reply().0, &sealed), Some(reply));
            assert_eq!(Reply::open(&other, &sealed), None);
            assert_eq!(Reply::open(&keys.reply().0, &sealed[1..]), None);
        }
        let long = Reply::step("s".repeat(300), at);
        assert_eq!(long.seal(&to, &SystemEntropy), Err(NotSealed));
    }
}
