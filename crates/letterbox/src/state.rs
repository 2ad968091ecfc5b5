//! What travels through the form and back: a receipt that stands for all that was sent with it, and what that
//! was.
//!
//! It is drawn when the form is rendered and travels in a hidden field, sealed under the form key, so that
//! sending twice is one report without a cookie and nothing of it lies on the server. It holds for two days.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::{Entropy, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Content, KeyFile, Receipt};

const ASSOCIATED: &[u8] = b"openhotline form state v1";
/// A state holds for the day it was drawn and this many more, so for two days at least.
pub(crate) const DAYS: i64 = 2;
/// Longer than any state: what is longer is not decoded.
const TYPED_LIMIT: usize = 160 * 1024;

/// What a page hands on to the next one.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// Under which all is sent.
    pub(crate) receipt: Receipt,
    /// When the first page of it was rendered.
    pub(crate) drawn_at: Timestamp,
    /// What was sent so far, or is meant by the page that was opened; so that a page shows what was answered.
    pub(crate) told: Content,
}

/// As it is written.
#[derive(Serialize, Deserialize)]
struct Written {
    receipt: [u8; 20],
    drawn_at: Timestamp,
    told: Content,
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
            told: Content::default(),
        }
    }

    /// The text of the hidden field.
    pub(crate) fn seal(&self, keys: &KeyFile, entropy: &dyn Entropy) -> String {
        let written = Written {
            receipt: *self.receipt.symbols(),
            drawn_at: self.drawn_at,
            told: self.told.clone(),
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
            told: written.told,
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
        state
    }

    #[test]
    fn a_state_holds_two_days_and_gives_all_of_it_back() {
        let keys = keys();
        let state = drawn();
        let typed = state.seal(&keys, &SystemEntropy);
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
        let typed = drawn().seal(&ours, &SystemEntropy);
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
            state.seal(&keys, &SystemEntropy),
            state.seal(&keys, &SystemEntropy)
        );
    }
}
