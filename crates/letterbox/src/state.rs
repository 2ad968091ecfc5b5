//! What travels through the form and back: a receipt that stands for all that was sent with it, and what that
//! was.
//!
//! It is drawn when the form is rendered and travels in a hidden field, sealed under the form key, so that
//! sending twice is one report without a cookie and nothing of it lies on the server. It holds for two days.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::{Entropy, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

use page::Message;

use crate::{Content, KeyFile, Receipt};

const ASSOCIATED: &[u8] = b"openhotline form state v1";
/// A state holds for the day it was drawn and this many more, so for two days at least.
pub(crate) const DAYS: i64 = 2;
/// Longer than any state: what is longer is not decoded.
pub(crate) const TYPED_LIMIT: usize = 160 * 1024;

/// What a page hands on to the next one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// Under which all is sent.
    pub(crate) receipt: Receipt,
    /// When the first page of it was rendered.
    pub(crate) drawn_at: Timestamp,
    /// When the page was made that it travelled in: the same answer from two pages is two submissions, and from
    /// one page one, however often it is sent.
    pub(crate) made_at: Timestamp,
    /// What was sent so far, or is meant by the page that was opened; so that a page shows what was answered.
    pub(crate) told: Content,
    /// A proof of work for the receipt came with an earlier page: it serves all that follows.
    pub(crate) proof: bool,
    /// What was cut, for want of space, and not taken whole since: names of questions, or [`URLS`].
    pub(crate) cut: Vec<String>,
}

/// Names the addresses among what was cut.
pub(crate) const URLS: &str = "urls";

/// As it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    receipt: [u8; 20],
    drawn_at: Timestamp,
    made_at: Timestamp,
    told: Content,
    proof: bool,
    cut: Vec<String>,
}

/// A state was changed, made with another key, or drawn too long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the state of the form does not hold any more")]
pub struct Expired;

impl State {
    /// A new state under a new receipt.
    pub(crate) fn draw(now: Timestamp, entropy: &dyn Entropy) -> Self {
        Self::of(Receipt::draw(entropy), now)
    }

    /// A new state under this receipt.
    pub(crate) fn of(receipt: Receipt, now: Timestamp) -> Self {
        Self {
            receipt,
            drawn_at: now,
            made_at: now,
            told: Content::default(),
            proof: false,
            cut: Vec::new(),
        }
    }

    /// The same receipt for a page that begins anew.
    pub(crate) fn renewed(self, now: Timestamp) -> Self {
        Self {
            proof: self.proof,
            ..Self::of(self.receipt, now)
        }
    }

    /// Notes that this was cut, or that it was taken whole.
    pub(crate) fn note_cut(&mut self, name: &str, cut: bool) {
        self.cut.retain(|other| other != name);
        if cut {
            self.cut.push(name.to_owned());
        }
    }

    /// Whether this was cut and not taken whole since.
    pub(crate) fn is_cut(&self, name: &str) -> bool {
        self.cut.iter().any(|cut| cut == name)
    }

    /// That something is missing of what was sent, where it is.
    pub(crate) fn cut_note(&self) -> Option<Message> {
        (!self.cut.is_empty()).then(|| Message::new("letterbox-cut"))
    }

    /// The text of the hidden field of a page that is made now.
    pub(crate) fn seal(&self, now: Timestamp, keys: &KeyFile, entropy: &dyn Entropy) -> String {
        let written = Written {
            receipt: *self.receipt.symbols(),
            drawn_at: self.drawn_at,
            made_at: now,
            told: self.told.clone(),
            proof: self.proof,
            cut: self.cut.clone(),
        };
        let plain = Sensitive::new(serde_json::to_vec(&written).unwrap_or_default());
        let sealed = keys
            .form_key()
            .seal_with(ASSOCIATED, plain.expose(), entropy);
        BASE64.encode(sealed)
    }

    /// The state in a hidden field, if it still holds.
    pub(crate) fn open(typed: &str, now: Timestamp, keys: &KeyFile) -> Result<Self, Expired> {
        if typed.len() > TYPED_LIMIT {
            return Err(Expired);
        }
        let sealed = BASE64.decode(typed.trim()).map_err(|_| Expired)?;
        let plain = keys
            .form_key()
            .open_with(ASSOCIATED, &sealed)
            .map_err(|_| Expired)?;
        let written: Written = serde_json::from_slice(plain.expose()).map_err(|_| Expired)?;
        let age = now.day().number() - written.drawn_at.day().number();
        if !(0..=DAYS).contains(&age) {
            return Err(Expired);
        }
        Ok(Self {
            receipt: Receipt::from_symbols(written.receipt).ok_or(Expired)?,
            drawn_at: written.drawn_at,
            made_at: written.made_at,
            told: written.told,
            proof: written.proof,
            cut: written.cut,
        })
    }
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;
    use store::envelope::PublicKey;

    use super::*;

    const DAY: i64 = 86_400_000_000;

    fn keys() -> KeyFile {
        let folder = tempfile::tempdir().unwrap();
        KeyFile::create(
            &folder.path().join("keys"),
            PublicKey([7; 32]),
            &SystemEntropy,
        )
        .unwrap()
    }

    fn on_day(day: i64) -> Timestamp {
        Timestamp::from_micros(day * DAY + 17)
    }

    fn drawn() -> State {
        let mut state = State::draw(on_day(100), &SystemEntropy);
        state.told.category = Some("word".to_owned());
        state.told.danger = true;
        state.proof = true;
        state.note_cut(URLS, true);
        state
    }

    #[test]
    fn a_state_holds_two_days_and_gives_all_of_it_back() {
        let keys = keys();
        let state = drawn();
        let typed = state.seal(state.made_at, &keys, &SystemEntropy);
        for (day, holds) in [
            (99, false),
            (100, true),
            (101, true),
            (102, true),
            (103, false),
        ] {
            let opened = State::open(&typed, on_day(day), &keys);
            assert_eq!(opened.is_ok(), holds, "{day}");
            assert!(opened.is_err() || opened.ok() == Some(state.clone()));
        }
    }

    #[test]
    fn a_changed_or_foreign_state_is_none() {
        let (ours, others) = (keys(), keys());
        let open = |typed: &str, keys| State::open(typed, on_day(100), keys).is_ok();
        let typed = drawn().seal(on_day(100), &ours, &SystemEntropy);
        assert!(open(&typed, &ours));
        assert!(!open(&typed, &others));
        assert!(!open("", &ours));
        assert!(!open(&"A".repeat(TYPED_LIMIT + 1), &ours));
        for index in 0..typed.len() {
            let mut changed = typed.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            assert!(!open(&String::from_utf8(changed).unwrap(), &ours));
        }
    }

    #[test]
    fn two_texts_of_one_state_do_not_look_alike() {
        let (keys, state) = (keys(), drawn());
        assert_ne!(
            state.seal(on_day(100), &keys, &SystemEntropy),
            state.seal(on_day(100), &keys, &SystemEntropy)
        );
    }
}
