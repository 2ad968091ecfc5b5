//! What somebody sends to the desk who came by the link of a letter, or whose program came with a key: sealed as a
//! submission is, and as long as one.

use kernel::{Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use store::Keyring;
use store::envelope::{OVERHEAD, PublicKey};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::submission::{PADDING, as_base64};
use crate::{ReceiptKeys, SIZE_CLASSES, Submission, TooLong, Unreadable};

const VERSION: u8 = 1;

/// What was sent. Holds what a person typed, and what opens a list: it is never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Spoken {
    /// No submission has it: by this the two are told apart.
    by_link: u8,
    /// Names what was sent: the same from the same page has the same id.
    #[serde(with = "as_base64")]
    pub id: [u8; 32],
    /// Where the list is put for this visit.
    #[serde(with = "as_base64")]
    pub lookup_id: [u8; 32],
    /// The public key that the list is sealed to for this visit.
    #[serde(with = "as_base64")]
    pub reply_key: [u8; 32],
    /// When it came.
    #[zeroize(skip)]
    pub received_at: Timestamp,
    /// What is wanted.
    pub act: Act,
}

/// What somebody wants who came by the link of a letter.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// A code, to be mailed to whom the letter went to.
    Code {
        /// What stands in the link.
        link: String,
        /// When the page was made from which it was asked for.
        #[zeroize(skip)]
        page: Timestamp,
    },
    /// To see the list.
    Open {
        /// What stands in the link.
        link: String,
        /// The code, as it was typed.
        code: String,
    },
    /// To see the open places of whoever has this key.
    Key {
        /// The key, as the program sent it.
        key: String,
        /// Those of one letter or case: its reference.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
        /// Those behind this one: the desk's name for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
    /// To say something about places of the list.
    Words {
        /// What is said, a place each.
        words: Vec<PlaceWord>,
        /// What tells one sending from another that says the same: when the page was made from which it was said, or
        /// the program's idempotency key.
        once: String,
    },
}

/// What is said about one place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct PlaceWord {
    /// The desk's name for it in the list.
    pub place: String,
    /// What: a key of [`WORDS`].
    pub says: String,
    /// In their own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Of what is not theirs: whose it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub whose: String,
    /// Of more time: until when.
    #[zeroize(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What can be said about a place.
pub const WORDS: [&str; 5] = ["seen", "removed", "not_ours", "more_time", "question"];

impl std::fmt::Debug for Spoken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sensitive]")
    }
}

impl Spoken {
    /// What was sent under the receipt of a visit.
    pub fn new(keys: &ReceiptKeys, received_at: Timestamp, act: Act) -> Self {
        // The same act always has the same JSON: fields stand in the order of the type.
        let mut canonical = serde_json::to_vec(&act).unwrap_or_default();
        let id = keys.submission_id(&canonical);
        canonical.zeroize();
        Self {
            by_link: VERSION,
            id,
            lookup_id: keys.lookup_id(),
            reply_key: keys.reply().1.0,
            received_at,
            act,
        }
    }

    /// Seals it to the desk. The result has the length of a submission's size class.
    pub fn seal(&self, desk: PublicKey, entropy: &dyn Entropy) -> Result<Vec<u8>, TooLong> {
        let mut plain = serde_json::to_vec(self).map_err(|_| TooLong)?;
        let class = SIZE_CLASSES
            .into_iter()
            .find(|class| plain.len() + OVERHEAD <= *class);
        let sealed = class.ok_or(TooLong).and_then(|class| {
            plain.resize(class - OVERHEAD, PADDING);
            Keyring::seal_submission(desk, &plain, entropy).map_err(|_| TooLong)
        });
        plain.zeroize();
        sealed
    }

    /// Whether it is worth keeping once the desk has it: what asks for something is not.
    pub const fn is_kept(&self) -> bool {
        matches!(self.act, Act::Words { .. })
    }
}

/// What the letterbox took in.
#[derive(Debug)]
pub enum Sent {
    /// A submission.
    Report(Box<Submission>),
    /// What came by the link of a letter.
    ByLink(Spoken),
}

impl Sent {
    /// Opens what was sealed to the desk.
    pub fn open(keyring: &Keyring, sealed: &[u8]) -> Result<Self, Unreadable> {
        let plain = keyring.open_submission(sealed).map_err(|_| Unreadable)?;
        if let Ok(submission) = Submission::read(plain.expose()) {
            return Ok(Self::Report(Box::new(submission)));
        }
        let spoken: Spoken = serde_json::from_slice(plain.expose()).map_err(|_| Unreadable)?;
        (spoken.by_link == VERSION)
            .then_some(Self::ByLink(spoken))
            .ok_or(Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Language, Sensitive, SystemEntropy};

    use super::*;
    use crate::{Content, Receipt, Signals};

    fn keys() -> ReceiptKeys {
        Receipt::draw(&SystemEntropy).keys(&Sensitive::new([1; 32]))
    }

    fn words(text: &str) -> Act {
        Act::Words {
            words: vec![PlaceWord {
                place: "17".to_owned(),
                says: "removed".to_owned(),
                text: text.to_owned(),
                whose: String::new(),
                until: None,
            }],
            once: "7".to_owned(),
        }
    }

    #[test]
    fn what_was_sent_is_told_apart_and_looks_alike_from_outside() {
        let keyring = Keyring::random(&SystemEntropy);
        let at = Timestamp::from_micros(1);
        let spoken = Spoken::new(&keys(), at, words("word"));
        let report = Submission::new(
            &keys(),
            Language::KHMER,
            at,
            Signals::default(),
            Content::default(),
        );
        let desk = keyring.submission_key();
        let sealed = [
            spoken.seal(desk, &SystemEntropy).unwrap(),
            report.seal(desk, &SystemEntropy).unwrap(),
        ];
        assert_eq!(sealed[0].len(), sealed[1].len());
        assert!(
            matches!(Sent::open(&keyring, &sealed[0]), Ok(Sent::ByLink(opened)) if opened == spoken)
        );
        assert!(
            matches!(Sent::open(&keyring, &sealed[1]), Ok(Sent::Report(opened)) if *opened == report)
        );
        // A desk of an earlier version sets it aside, and does not take it for a report.
        assert_eq!(Submission::open(&keyring, &sealed[0]), Err(Unreadable));
        assert!(Sent::open(&Keyring::random(&SystemEntropy), &sealed[0]).is_err());
        assert!(!format!("{spoken:?}").contains("word"));
    }

    #[test]
    fn the_same_of_one_page_has_one_id_and_of_another_visit_another() {
        let keys = keys();
        let id = |keys, at, act| Spoken::new(keys, Timestamp::from_micros(at), act).id;
        assert_eq!(id(&keys, 1, words("a")), id(&keys, 2, words("a")));
        assert_ne!(id(&keys, 1, words("a")), id(&keys, 1, words("b")));
        assert_ne!(
            id(&keys, 1, words("a")),
            id(&super::tests::keys(), 1, words("a"))
        );
    }

    #[test]
    fn what_fits_no_class_is_too_long() {
        let spoken = Spoken::new(
            &keys(),
            Timestamp::from_micros(1),
            words(&"a".repeat(65_536)),
        );
        let desk = Keyring::random(&SystemEntropy).submission_key();
        assert_eq!(spoken.seal(desk, &SystemEntropy), Err(TooLong));
    }
}
