//! What the letterbox keeps of one sending: sealed to the desk, padded to a size class.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use kernel::{Entropy, Language, Timestamp};
use serde::{Deserialize, Serialize};
use store::Keyring;
use store::envelope::{OVERHEAD, PublicKey};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::ReceiptKeys;

/// The lengths that a sealed row may have, in bytes: a length tells its class and nothing finer. The first
/// two fit PostgreSQL's pages in line, and a report of a few URLs fits the first.
pub const SIZE_CLASSES: [usize; 6] = [1_024, 3_900, 8_192, 16_384, 32_768, 65_536];
/// JSON may be followed by spaces, so padding needs no length of its own.
pub(crate) const PADDING: u8 = b' ';
const VERSION: u8 = 1;

/// What one sending holds. A report's first sending names addresses (or, where the pack takes leads, what there is
/// instead); each later sending under the same receipt holds only what it adds. Holds what a person typed: it is
/// never logged.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Zeroize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an answer of its own, and none excludes another"
)]
pub struct Content {
    /// The addresses as they were typed, each recognised as one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// What there is instead of an address: the name of an application, a site, a group, an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    /// The pack's key of what is reported, where it was chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where it was found: a key of [`FOUND_ON`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_on: Option<String>,
    /// What kinds of content there are: keys of [`SHOWN_AS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shown_as: Vec<String>,
    /// When it was seen: a key of [`SEEN`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// How to get to it: a password, what to press, the page it was reached from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<String>,
    /// What there is and where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// A child is in danger now.
    #[serde(skip_serializing_if = "is_false")]
    pub danger: bool,
    /// It was answered that no child is in danger now. It never takes a `danger` back that was told before.
    #[serde(skip_serializing_if = "is_false")]
    pub no_danger: bool,
    /// The reporter is the child, or was, whom it shows.
    #[serde(skip_serializing_if = "is_false")]
    pub own_picture: bool,
    /// How to reach the reporter, where that was wished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Words to the analyst, in the conversation under the receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether the reporter wishes to be told what came of it; nothing where it was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback: Option<bool>,
    /// What the reporter told of himself is to be destroyed; the addresses stay.
    #[serde(skip_serializing_if = "is_false")]
    pub withdraw: bool,
    /// Answers given before that are taken back, or replaced by those in here: keys of [`ANSWERS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<String>,
    /// When the page was made from which it was sent, where the same may be said twice: equal words from two
    /// pages are two submissions.
    #[zeroize(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<Timestamp>,
}

/// Answers that may be taken back one by one, by the names of their fields.
pub const ANSWERS: [&str; 9] = [
    "no_danger",
    "category",
    "found_on",
    "shown_as",
    "seen",
    "reach",
    "narrative",
    "contact",
    "feedback",
];

impl Content {
    /// Destroys one answer: a key of [`ANSWERS`]. Any other name is none of ours.
    pub fn clear(&mut self, answer: &str) {
        match answer {
            "no_danger" => self.no_danger = false,
            "category" => self.category.zeroize(),
            "found_on" => self.found_on.zeroize(),
            "shown_as" => self.shown_as.zeroize(),
            "seen" => self.seen.zeroize(),
            "reach" => self.reach.zeroize(),
            "narrative" => self.narrative.zeroize(),
            "contact" => self.contact.zeroize(),
            "feedback" => self.feedback = None,
            _ => {}
        }
    }

    /// Whether one answer is another here than there.
    pub(crate) fn differs(&self, other: &Self, answer: &str) -> bool {
        match answer {
            "no_danger" => self.no_danger != other.no_danger,
            "category" => self.category != other.category,
            "found_on" => self.found_on != other.found_on,
            "shown_as" => self.shown_as != other.shown_as,
            "seen" => self.seen != other.seen,
            "reach" => self.reach != other.reach,
            "narrative" => self.narrative != other.narrative,
            "contact" => self.contact != other.contact,
            "feedback" => self.feedback != other.feedback,
            _ => false,
        }
    }
}

/// Where something may have been found.
pub const FOUND_ON: [&str; 8] = [
    "website",
    "social_network",
    "messaging",
    "forum",
    "game",
    "file_sharing",
    "onion",
    "other",
];

/// What may have been shown there.
pub const SHOWN_AS: [&str; 4] = ["image", "video", "live_stream", "text"];

/// When it may have been seen.
pub const SEEN: [&str; 4] = ["today", "this_week", "this_month", "earlier"];

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sensitive]")
    }
}

/// How a submission came, told by the letterbox and not by the reporter: for sorting floods from reports.
/// None of it ever refuses a report, and none of it names who sent it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signals {
    /// A proof of work came with it.
    #[serde(skip_serializing_if = "is_false")]
    pub proof: bool,
    /// The field that no person sees was filled in.
    #[serde(skip_serializing_if = "is_false")]
    pub trap: bool,
    /// Seconds from the form to its sending, where it came by a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    /// It was longer, and was cut, because the letterbox is short of space.
    #[serde(skip_serializing_if = "is_false")]
    pub cut: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// An opened submission. Holds what a person typed: it is never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    version: u8,
    /// Names this submission: the same content under the same receipt has the same id.
    #[serde(with = "as_base64")]
    pub id: [u8; 32],
    /// Where replies to its receipt are put.
    #[serde(with = "as_base64")]
    pub lookup_id: [u8; 32],
    /// The public key that replies to its receipt are sealed to.
    #[serde(with = "as_base64")]
    pub reply_key: [u8; 32],
    /// The language of the form.
    #[zeroize(skip)]
    pub language: Language,
    /// When it came; it stands nowhere but inside the seal.
    #[zeroize(skip)]
    pub received_at: Timestamp,
    /// How it came.
    #[zeroize(skip)]
    #[serde(default)]
    pub signals: Signals,
    /// What it holds.
    pub content: Content,
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sensitive]")
    }
}

/// It does not fit the largest size class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the submission is too long")]
pub struct TooLong;

/// It does not open with this keyring, or is not a submission of a version we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the submission does not open")]
pub struct Unreadable;

impl Submission {
    /// A submission under the receipt with these keys.
    pub fn new(
        keys: &ReceiptKeys,
        language: Language,
        received_at: Timestamp,
        signals: Signals,
        content: Content,
    ) -> Self {
        // The same content always has the same JSON: fields stand in the order of the type.
        let mut canonical = serde_json::to_vec(&content).unwrap_or_default();
        let id = keys.submission_id(&canonical);
        canonical.zeroize();
        Self {
            version: VERSION,
            id,
            lookup_id: keys.lookup_id(),
            reply_key: keys.reply().1.0,
            language,
            received_at,
            signals,
            content,
        }
    }

    /// Whether it fits the smallest size class.
    pub(crate) fn is_smallest(&self) -> bool {
        let [smallest, ..] = SIZE_CLASSES;
        let plain = serde_json::to_vec(self).map(|mut plain| {
            let length = plain.len();
            plain.zeroize();
            length
        });
        plain.is_ok_and(|length| length + OVERHEAD <= smallest)
    }

    /// Seals it to the desk. The result has the length of a size class.
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

    /// Opens what [`Submission::seal`] made.
    pub fn open(keyring: &Keyring, sealed: &[u8]) -> Result<Self, Unreadable> {
        let plain = keyring.open_submission(sealed).map_err(|_| Unreadable)?;
        Self::read(plain.expose())
    }

    /// Reads what was opened.
    pub(crate) fn read(plain: &[u8]) -> Result<Self, Unreadable> {
        let submission: Self = serde_json::from_slice(plain).map_err(|_| Unreadable)?;
        (submission.version == VERSION)
            .then_some(submission)
            .ok_or(Unreadable)
    }
}

/// 32 bytes as base64: a third of what JSON makes of them otherwise.
pub(crate) mod as_base64 {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{BASE64, Engine};

    pub(crate) fn serialize<S: Serializer>(
        bytes: &[u8; 32],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(bytes))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64
            .decode(text)
            .map_err(|_| D::Error::custom("not base64"))?;
        bytes
            .try_into()
            .map_err(|_| D::Error::custom("not 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Sensitive, SystemEntropy};
    use proptest::prelude::*;

    use super::*;
    use crate::Receipt;

    fn submission(content: Content) -> Submission {
        let receipt = Receipt::draw(&SystemEntropy);
        let keys = receipt.keys(&Sensitive::new([1; 32]));
        let at = Timestamp::from_micros(1);
        Submission::new(&keys, Language::KHMER, at, Signals::default(), content)
    }

    fn urls(urls: &[&str]) -> Content {
        Content {
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            ..Content::default()
        }
    }

    #[test]
    fn a_url_alone_fills_the_smallest_class() {
        let keyring = Keyring::random(&SystemEntropy);
        let url = format!("http://host-a.test/{}", "p".repeat(500));
        let submission = submission(urls(&[&url]));
        let sealed = submission
            .seal(keyring.submission_key(), &SystemEntropy)
            .unwrap();
        assert_eq!(sealed.len(), 1_024);
        assert_eq!(Submission::open(&keyring, &sealed), Ok(submission));
        let other = Keyring::random(&SystemEntropy);
        assert_eq!(Submission::open(&other, &sealed), Err(Unreadable));
        assert_eq!(Submission::open(&keyring, &sealed[..99]), Err(Unreadable));
    }

    #[test]
    fn what_fits_no_class_is_too_long() {
        let keyring = Keyring::random(&SystemEntropy);
        let long = submission(urls(&["a".repeat(65_536).as_str()]));
        let sealed = long.seal(keyring.submission_key(), &SystemEntropy);
        assert_eq!(sealed, Err(TooLong));
    }

    #[test]
    fn equal_contents_under_one_receipt_have_one_id() {
        let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([1; 32]));
        let id = |at, content: &Content| {
            let at = Timestamp::from_micros(at);
            Submission::new(
                &keys,
                Language::ENGLISH,
                at,
                Signals::default(),
                content.clone(),
            )
            .id
        };
        let one = urls(&["http://host-a.test/p/1"]);
        assert_eq!(id(1, &one), id(2, &one));
        let narrated = Content {
            narrative: Some("word".to_owned()),
            ..one.clone()
        };
        let contacted = Content {
            contact: Some("word".to_owned()),
            ..one.clone()
        };
        assert_ne!(id(1, &narrated), id(1, &contacted));
        assert_ne!(id(1, &urls(&["a", "b"])), id(1, &urls(&["ab"])));
        assert_ne!(id(1, &urls(&["a", "b"])), id(1, &urls(&["b", "a"])));
    }

    #[test]
    fn each_answer_can_be_taken_back_and_nothing_else_goes_with_it() {
        let told = |name: &str| {
            let word = || Some("word".to_owned());
            let mut told = Content::default();
            match name {
                "no_danger" => told.no_danger = true,
                "category" => told.category = word(),
                "found_on" => told.found_on = word(),
                "shown_as" => told.shown_as = vec!["word".to_owned()],
                "seen" => told.seen = word(),
                "reach" => told.reach = word(),
                "narrative" => told.narrative = word(),
                "contact" => told.contact = word(),
                "feedback" => told.feedback = Some(true),
                other => panic!("no test of {other}"),
            }
            told
        };
        for name in ANSWERS {
            for other in ANSWERS {
                let mut content = told(name);
                assert_eq!(content.differs(&Content::default(), other), name == other);
                content.clear(other);
                assert_eq!(
                    content == Content::default(),
                    name == other,
                    "{name}, {other}"
                );
            }
        }
    }

    #[test]
    fn what_was_typed_is_never_printed() {
        let printed = format!("{:?}", submission(urls(&["http://canary.test/"])));
        assert!(!printed.contains("canary"), "{printed}");
    }

    proptest! {
        #[test]
        fn whatever_is_sealed_opens_and_shows_only_its_class(
            urls in prop::collection::vec(".{0,300}", 1..5),
            narrative in proptest::option::of(".{0,3000}"),
        ) {
            let keyring = Keyring::random(&SystemEntropy);
            let told = submission(Content { urls, narrative, ..Content::default() });
            let sealed = told.seal(keyring.submission_key(), &SystemEntropy).unwrap();
            prop_assert!(SIZE_CLASSES.contains(&sealed.len()));
            prop_assert_eq!(Submission::open(&keyring, &sealed), Ok(told));
        }
    }
}
