//! What the desk tells a reporter, sealed to the receipt's reply key: a step, put into words when it is read
//! in the language then chosen, or the words of the conversation under the receipt.

use kernel::{Entropy, Timestamp};
use pack::Pack;
use page::Words;
use serde::{Deserialize, Serialize};
use store::envelope::{OVERHEAD, PrivateKey, PublicKey};

const PURPOSE: &[u8] = b"openhotline reply v1";
/// The lengths in bytes that a sealed reply may have. Every step and most messages fit the first: which of
/// them it is cannot be guessed from it.
const LENGTHS: [usize; 2] = [1_024, 3_900];
/// Bytes of UTF-8 that a message may have: a little under what fits the longest reply.
pub const MESSAGE_BYTES: usize = 3_600;

/// One thing that a reporter is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    #[serde(flatten)]
    said: Said,
    at: Timestamp,
}

/// What is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A step was taken: its key.
    Step(String),
    /// It is not what the hotline takes: the key of the pack's signpost.
    Signpost(String),
    /// The analyst says this.
    Message(String),
    /// The reporter said this before: the letterbox itself cannot read it again.
    Yours(String),
}

impl std::fmt::Debug for Said {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sensitive]")
    }
}

/// The reply is longer than a reply may be, or the reply key is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reply cannot be sealed")]
pub struct NotSealed;

impl Reply {
    /// The reply that tells this.
    pub const fn new(said: Said, at: Timestamp) -> Self {
        Self { said, at }
    }

    /// The reply that tells this step: `received`, `in_work` or `closed`.
    pub fn step(key: impl Into<String>, at: Timestamp) -> Self {
        Self::new(Said::Step(key.into()), at)
    }

    /// Seals it to a submission's reply key: only its receipt opens it.
    pub fn seal(&self, reply_key: [u8; 32], entropy: &dyn Entropy) -> Result<Vec<u8>, NotSealed> {
        let mut plain = serde_json::to_vec(self).map_err(|_| NotSealed)?;
        let length = LENGTHS
            .into_iter()
            .find(|length| plain.len() + OVERHEAD <= *length)
            .ok_or(NotSealed)?;
        plain.resize(length - OVERHEAD, b' ');
        PublicKey(reply_key)
            .seal(PURPOSE, &plain, entropy)
            .map_err(|_| NotSealed)
    }

    /// Opens a reply; nothing where it is not for this key. Whoever can write the store can put anything
    /// there, so what does not open is passed over.
    pub fn open(key: &PrivateKey, sealed: &[u8]) -> Option<Self> {
        let plain = key.open(PURPOSE, sealed).ok()?;
        serde_json::from_slice(plain.expose()).ok()
    }

    /// What is told.
    pub const fn said(&self) -> &Said {
        &self.said
    }

    /// When it was.
    pub const fn at(&self) -> Timestamp {
        self.at
    }
}

/// A signpost of the pack in the reader's words; nothing for one that the pack has no more.
pub(crate) fn signpost_text(signpost: &str, pack: &Pack, words: &Words) -> Option<String> {
    let signpost = pack.signpost(signpost)?;
    Some(signpost.text.in_language(words.language()).to_owned())
}

/// A step in the reader's words; nothing for a step of a newer version, which has no words here.
pub(crate) fn step_text(step: &str, words: &Words) -> Option<String> {
    let key = match step {
        "received" => "letterbox-step-received",
        "in_work" => "letterbox-step-in-work",
        "closed" => "letterbox-step-closed",
        _ => return None,
    };
    Some(words.text(key))
}

#[cfg(test)]
mod tests {
    use kernel::{Sensitive, SystemEntropy};

    use super::*;
    use crate::Receipt;

    #[test]
    fn a_reply_opens_with_its_receipt_alone_and_every_step_is_as_long() {
        let secret = Sensitive::new([1; 32]);
        let (private, public) = Receipt::draw(&SystemEntropy).keys(&secret).reply();
        let other = Receipt::draw(&SystemEntropy).keys(&secret).reply().0;
        let at = Timestamp::from_micros(1_767_582_000_000_000);
        let steps = ["received", "in_work", "closed"].map(|step| Reply::step(step, at));
        let message = Reply::new(Said::Message("word ".repeat(100)), at);
        let signpost = Reply::new(Said::Signpost("adults".to_owned()), at);
        for reply in steps.into_iter().chain([message, signpost]) {
            let sealed = reply.seal(public.0, &SystemEntropy).unwrap();
            assert_eq!(sealed.len(), LENGTHS[0]);
            assert_eq!(Reply::open(&private, &sealed), Some(reply));
            assert_eq!(Reply::open(&other, &sealed), None);
            assert_eq!(Reply::open(&private, &sealed[1..]), None);
        }
    }

    #[test]
    fn the_longest_message_fits_and_a_longer_one_does_not() {
        let (private, public) = Receipt::draw(&SystemEntropy)
            .keys(&Sensitive::new([1; 32]))
            .reply();
        let at = Timestamp::from_micros(1_767_582_000_000_000);
        let message = |bytes: usize| Reply::new(Said::Message("w".repeat(bytes)), at);
        let sealed = message(MESSAGE_BYTES).seal(public.0, &SystemEntropy);
        assert_eq!(sealed.as_ref().map(Vec::len), Ok(LENGTHS[1]));
        assert_eq!(
            Reply::open(&private, &sealed.unwrap()),
            Some(message(MESSAGE_BYTES))
        );
        let sealed = message(LENGTHS[1]).seal(public.0, &SystemEntropy);
        assert_eq!(sealed, Err(NotSealed));
        assert!(!format!("{:?}", message(3)).contains("www"));
    }
}
