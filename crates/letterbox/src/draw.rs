//! The draw token: a receipt that nobody has seen yet, on its way through the form and back.
//!
//! It is drawn when the form is rendered and travels in a hidden field, sealed under the form key, so that
//! sending twice is one receipt without a cookie. It names the day it was drawn and no finer time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use kernel::{Day, Entropy, Sensitive};

use crate::{KeyFile, Receipt};

const ASSOCIATED: &[u8] = b"openhotline draw v1";
/// A token holds for the day it was drawn and this many more, so for two days at least.
const DAYS: i64 = 2;
/// Longer than any token: what is longer is not decoded.
const TYPED_LIMIT: usize = 200;

/// A token was changed, made with another key, or drawn too long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the draw token does not hold any more")]
pub struct Expired;

/// Seals `receipt` as a token drawn `today`.
pub(crate) fn seal(receipt: &Receipt, today: Day, keys: &KeyFile, entropy: &dyn Entropy) -> String {
    let plain = Sensitive::new([&today.number().to_le_bytes()[..], receipt.symbols()].concat());
    BASE64.encode(
        keys.form_key()
            .seal_with(ASSOCIATED, plain.expose(), entropy),
    )
}

/// The receipt in a token that still holds `today`.
pub(crate) fn open(token: &str, today: Day, keys: &KeyFile) -> Result<Receipt, Expired> {
    if token.len() > TYPED_LIMIT {
        return Err(Expired);
    }
    let sealed = BASE64.decode(token.trim()).map_err(|_| Expired)?;
    let plain = keys
        .form_key()
        .open_with(ASSOCIATED, &sealed)
        .map_err(|_| Expired)?;
    let (day, symbols) = plain.expose().split_first_chunk().ok_or(Expired)?;
    let age = today
        .number()
        .checked_sub(i64::from_le_bytes(*day))
        .ok_or(Expired)?;
    if !(0..=DAYS).contains(&age) {
        return Err(Expired);
    }
    let symbols = symbols.try_into().map_err(|_| Expired)?;
    Receipt::from_symbols(symbols).ok_or(Expired)
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;
    use store::envelope::PublicKey;

    use super::*;

    fn keys() -> KeyFile {
        let folder = tempfile::tempdir().unwrap();
        KeyFile::create(
            &folder.path().join("keys"),
            PublicKey([7; 32]),
            &SystemEntropy,
        )
        .unwrap()
    }

    #[test]
    fn a_token_holds_two_days_and_gives_its_receipt_back() {
        let keys = keys();
        let receipt = Receipt::draw(&SystemEntropy);
        let token = seal(&receipt, Day::from_number(100), &keys, &SystemEntropy);
        for (day, holds) in [
            (99, false),
            (100, true),
            (101, true),
            (102, true),
            (103, false),
        ] {
            let opened = open(&token, Day::from_number(day), &keys);
            assert_eq!(opened.is_ok(), holds, "{day}");
            assert!(opened.is_err() || opened == Ok(receipt.clone()));
        }
    }

    #[test]
    fn a_changed_or_foreign_token_is_none() {
        let today = Day::from_number(100);
        let (ours, others) = (keys(), keys());
        let token = seal(&Receipt::draw(&SystemEntropy), today, &ours, &SystemEntropy);
        assert_eq!(open(&token, today, &others), Err(Expired));
        assert_eq!(open("", today, &ours), Err(Expired));
        assert_eq!(open(&"A".repeat(5000), today, &ours), Err(Expired));
        for index in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(open(&changed, today, &ours), Err(Expired));
        }
    }

    #[test]
    fn two_tokens_of_one_receipt_do_not_look_alike() {
        let keys = keys();
        let receipt = Receipt::draw(&SystemEntropy);
        let today = Day::from_number(100);
        let token = || seal(&receipt, today, &keys, &SystemEntropy);
        assert_ne!(token(), token());
    }
}
