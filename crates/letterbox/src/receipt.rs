//! The receipt: the reporter's only key to what becomes of the report.
//!
//! 100 random bits as 20 symbols of Crockford's base32 and a check symbol of the same alphabet. From it and
//! the letterbox's receipt secret follow, by HKDF-SHA-256 (RFC 5869), the id under which replies are looked
//! up, the key pair that replies are sealed to, and the key that names submissions. With this much entropy
//! no slow derivation is needed.

use std::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Entropy, Sensitive};
use sha2::Sha256;
use store::envelope::{PrivateKey, PublicKey};

/// Symbols that are drawn; one more checks them.
const DRAWN: usize = 20;
const LENGTH: usize = DRAWN + 1;
/// Seven groups of three: short enough to keep one in mind while writing it down.
const GROUP: usize = 3;
/// Crockford's base32: no I, L, O (read as 1, 1, 0) and no U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// What is longer than this is no receipt, and is not looked at.
const TYPED_LIMIT: usize = 256;

/// A receipt. Never printed but by [`Receipt::groups`], on the one page that shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt(Sensitive<[u8; DRAWN]>);

/// Why a text is not a receipt. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReceipt {
    /// Too few or too many symbols.
    #[error("a receipt has {LENGTH} symbols")]
    Length,
    /// A symbol that no receipt has.
    #[error("a receipt has digits and letters of the Latin alphabet, without U")]
    Symbol,
    /// The check symbol does not fit: something was mistyped or swapped.
    #[error("the symbols do not fit together")]
    Check,
}

impl Receipt {
    /// Draws a receipt.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut symbols = [0; DRAWN];
        entropy.fill(&mut symbols);
        Self(Sensitive::new(symbols.map(|byte| byte & 31)))
    }

    /// The receipt of these symbols, each below 32: for the draw token, which carries them sealed.
    pub(crate) fn from_symbols(symbols: [u8; DRAWN]) -> Option<Self> {
        symbols
            .iter()
            .all(|symbol| *symbol < 32)
            .then(|| Self(Sensitive::new(symbols)))
    }

    pub(crate) const fn symbols(&self) -> &[u8; DRAWN] {
        self.0.expose()
    }

    /// Reads a receipt as people type it: any case, spaces and hyphens anywhere, O for 0, I or L for 1,
    /// Khmer digits, full-width letters and digits.
    ///
    /// # Errors
    /// The first fault in the order symbol, length, check.
    pub fn parse(typed: &str) -> Result<Self, NotAReceipt> {
        if typed.len() > TYPED_LIMIT {
            return Err(NotAReceipt::Length);
        }
        let symbols = typed
            .chars()
            .filter(|typed| !is_spacing(*typed))
            .map(|typed| symbol(typed).ok_or(NotAReceipt::Symbol))
            .collect::<Result<Vec<u8>, _>>()?;
        let symbols = Sensitive::new(symbols);
        let [drawn @ .., check] = symbols.expose().as_slice() else {
            return Err(NotAReceipt::Length);
        };
        let drawn: [u8; DRAWN] = drawn.try_into().map_err(|_| NotAReceipt::Length)?;
        if *check != check_symbol(&drawn) {
            return Err(NotAReceipt::Check);
        }
        Ok(Self(Sensitive::new(drawn)))
    }

    /// The receipt as it is shown: in groups, to be written down.
    pub fn groups(&self) -> Vec<String> {
        let mut symbols = self.symbols().to_vec();
        symbols.push(check_symbol(self.symbols()));
        symbols
            .chunks(GROUP)
            .map(|group| group.iter().copied().map(letter).collect())
            .collect()
    }

    /// The groups with hyphens between them: for clients of the API.
    pub fn text(&self) -> String {
        self.groups().join("-")
    }

    /// What follows from this receipt and the letterbox's receipt secret.
    pub fn keys(&self, receipt_secret: &Sensitive<[u8; 32]>) -> ReceiptKeys {
        ReceiptKeys(Hkdf::new(
            Some(receipt_secret.expose().as_slice()),
            self.symbols(),
        ))
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Receipt")
    }
}

/// What follows from a receipt.
pub struct ReceiptKeys(Hkdf<Sha256>);

impl fmt::Debug for ReceiptKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ReceiptKeys")
    }
}

impl ReceiptKeys {
    /// The id under which the desk puts replies.
    pub fn lookup_id(&self) -> [u8; 32] {
        self.derive(b"openhotline lookup id v1")
    }

    /// The key pair that replies are sealed to.
    pub fn reply(&self) -> (PrivateKey, PublicKey) {
        PrivateKey::derive(&self.derive(b"openhotline reply key v1"))
    }

    /// The id of the submission with this content: the same content under the same receipt has the same id.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub fn submission_id(&self, content: &[u8]) -> [u8; 32] {
        let key = Sensitive::new(self.derive(b"openhotline submission id v1"));
        let mut mac =
            Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes a key of any length");
        mac.update(content);
        mac.finalize().into_bytes().into()
    }

    fn derive(&self, purpose: &[u8]) -> [u8; 32] {
        let mut key = [0; 32];
        // 32 bytes are far below the limit of 255 blocks at which expansion fails.
        let expanded = self.0.expand(purpose, &mut key);
        debug_assert!(expanded.is_ok());
        key
    }
}

/// So many random symbols of the receipt's alphabet.
pub fn symbols(count: usize, entropy: &dyn Entropy) -> String {
    let mut drawn = vec![0; count];
    entropy.fill(&mut drawn);
    drawn.iter().map(|byte| letter(byte & 31)).collect()
}

/// A text of such symbols as it is drawn, from how people type one; nothing where it is none.
pub fn plain_symbols(typed: &str) -> Option<String> {
    typed
        .chars()
        .filter(|typed| !is_spacing(*typed))
        .map(|typed| symbol(typed).map(letter))
        .collect()
}

/// White space, hyphens and dashes, and the invisible marks that Khmer keyboards put between words.
const fn is_spacing(typed: char) -> bool {
    typed.is_whitespace()
        || matches!(
            typed,
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}'
        )
        || matches!(typed, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// The value of a typed symbol.
fn symbol(typed: char) -> Option<u8> {
    let plain = match typed {
        // Khmer digits stand in order from U+17E0, full-width forms of ASCII from U+FF01.
        '\u{17e0}'..='\u{17e9}' => moved(typed, 0x17e0, '0')?,
        '\u{ff01}'..='\u{ff5e}' => moved(typed, 0xff01, '!')?,
        other => other,
    };
    let plain = match plain.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = ALPHABET
        .iter()
        .position(|letter| char::from(*letter) == plain)?;
    u8::try_from(position).ok()
}

fn moved(typed: char, from: u32, to: char) -> Option<char> {
    char::from_u32(u32::from(typed) - from + u32::from(to))
}

fn letter(symbol: u8) -> char {
    ALPHABET
        .get(usize::from(symbol))
        .map_or('?', |letter| char::from(*letter))
}

/// The sum of the symbols in GF(32), each multiplied by its own power of a primitive element: α²⁰ for the
/// first down to α for the last, and α⁰ for the check symbol itself. All weights differ and none is zero, so
/// one wrong symbol or two swapped ones never give the same sum.
fn check_symbol(symbols: &[u8; DRAWN]) -> u8 {
    symbols
        .iter()
        .fold(0, |sum, symbol| times_alpha(sum ^ symbol))
}

/// Multiplication by α in GF(32) = GF(2)[x]/(x⁵ + x² + 1), whose α = x is primitive.
const fn times_alpha(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 {
        doubled
    } else {
        doubled ^ 0b10_0101
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kernel::testing::SeededEntropy;
    use proptest::prelude::*;

    use super::*;

    fn drawn(seed: u64) -> Receipt {
        Receipt::draw(&SeededEntropy::new(seed))
    }

    fn letters(receipt: &Receipt) -> Vec<char> {
        receipt.groups().concat().chars().collect()
    }

    #[test]
    fn a_receipt_is_shown_in_seven_groups_of_three() {
        let groups = drawn(1).groups();
        assert_eq!(groups.len(), 7);
        assert!(groups.iter().all(|group| group.len() == 3));
        assert_eq!(drawn(1).text().len(), 27);
    }

    #[test]
    fn the_powers_of_alpha_are_all_different() {
        let mut seen = BTreeSet::new();
        let mut power = 1;
        for _ in 0..31 {
            assert!(seen.insert(power));
            power = times_alpha(power);
        }
        assert_eq!(power, 1);
    }

    #[test]
    fn every_single_wrong_symbol_is_caught() {
        for seed in 0..20 {
            let right = letters(&drawn(seed));
            for place in 0..LENGTH {
                for wrong in ALPHABET.iter().map(|letter| char::from(*letter)) {
                    if wrong == right[place] {
                        continue;
                    }
                    let mut typed = right.clone();
                    typed[place] = wrong;
                    let typed: String = typed.into_iter().collect();
                    assert_eq!(Receipt::parse(&typed), Err(NotAReceipt::Check));
                }
            }
        }
    }

    #[test]
    fn every_swap_of_two_symbols_is_caught() {
        for seed in 0..200 {
            let right = letters(&drawn(seed));
            for first in 0..LENGTH {
                for second in first + 1..LENGTH {
                    let mut typed = right.clone();
                    typed.swap(first, second);
                    let parsed = Receipt::parse(&typed.iter().collect::<String>());
                    if right[first] == right[second] {
                        assert_eq!(parsed, Ok(drawn(seed)));
                    } else {
                        assert_eq!(parsed, Err(NotAReceipt::Check));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_receipt_is_told_apart() {
        let text = drawn(3).text();
        assert_eq!(Receipt::parse(""), Err(NotAReceipt::Length));
        assert_eq!(Receipt::parse(&text[..26]), Err(NotAReceipt::Length));
        assert_eq!(
            Receipt::parse(&format!("{text}0")),
            Err(NotAReceipt::Length)
        );
        assert_eq!(Receipt::parse("ក"), Err(NotAReceipt::Symbol));
        assert_eq!(
            Receipt::parse(&text.replacen(|_| true, "U", 1)),
            Err(NotAReceipt::Symbol)
        );
        assert_eq!(Receipt::parse(&" ".repeat(300)), Err(NotAReceipt::Length));
    }

    #[test]
    fn what_follows_depends_on_receipt_and_secret_and_purpose() {
        let secret = Sensitive::new([1; 32]);
        let keys = drawn(1).keys(&secret);
        assert_eq!(keys.lookup_id(), drawn(1).keys(&secret).lookup_id());
        assert_ne!(keys.lookup_id(), drawn(2).keys(&secret).lookup_id());
        let other = Sensitive::new([2; 32]);
        assert_ne!(keys.lookup_id(), drawn(1).keys(&other).lookup_id());
        assert_ne!(keys.submission_id(b"a"), keys.submission_id(b"b"));
        assert_ne!(keys.lookup_id(), keys.submission_id(b""));
        assert_eq!(format!("{:?} {keys:?}", drawn(1)), "Receipt ReceiptKeys");
    }

    fn as_typed() -> impl Strategy<Value = (u64, String)> {
        let change = prop::collection::vec((0..6_u8, 0..8_u8), LENGTH);
        (any::<u64>(), change).prop_map(|(seed, changes)| {
            let mut typed = String::new();
            for (letter, (kind, spacing)) in letters(&drawn(seed)).into_iter().zip(changes) {
                typed.push(match (kind, letter) {
                    (1, letter) => letter.to_ascii_lowercase(),
                    (2, '0') => 'o',
                    (3, '1') => 'l',
                    (4, '1') => 'I',
                    (2 | 3, '0'..='9') => {
                        char::from_u32(0x17e0 + letter.to_digit(10).unwrap()).unwrap()
                    }
                    (5, letter) => char::from_u32(u32::from(letter) - 0x21 + 0xff01).unwrap(),
                    (_, letter) => letter,
                });
                typed.push_str(["", "", "", "", "-", " ", "\u{200b}", "–"][usize::from(spacing)]);
            }
            (seed, typed)
        })
    }

    proptest! {
        #[test]
        fn however_it_is_typed_it_is_the_same_receipt((seed, typed) in as_typed()) {
            prop_assert_eq!(Receipt::parse(&typed), Ok(drawn(seed)));
        }

        #[test]
        fn no_text_breaks_the_parser(typed in ".{0,80}") {
            let _ = Receipt::parse(&typed);
        }
    }
}
