//! The list of a letter as the desk puts it for one visit: sealed to that visit, in pieces.

use kernel::{Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use store::envelope::{OVERHEAD, PrivateKey, PublicKey};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::NotSealed;

const PURPOSE: &[u8] = b"openhotline list v1";
/// The lengths in bytes that a sealed piece may have: only the last piece of a list has another than the longest.
const LENGTHS: [usize; 4] = [1_024, 3_900, 16_384, 65_536];
/// What stands before the text of each piece: its number from 0, and how many there are.
const HEAD: usize = 4;
/// Pieces of a list at most: as many replies as one look-up gives.
pub const MOST_PIECES: usize = 200;

/// The list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// What the letter goes under; empty for a program, which sees the places of several.
    pub reference: String,
    /// Until when it is shown, and taken what is said of it.
    #[zeroize(skip)]
    pub until: Timestamp,
    /// The places.
    pub places: Vec<ListedPlace>,
    /// The same as a table (RFC 4180), as the letter has it attached; empty for a program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// There are more for a program: those behind this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A place of the list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct ListedPlace {
    /// The desk's name for it.
    pub place: String,
    /// What its letter goes under: for a program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub letter: String,
    /// The reference of its case.
    pub reference: String,
    /// Where it is.
    pub url: String,
    /// What was said about it last: a key of [`crate::WORDS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl std::fmt::Debug for List {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[sensitive]")
    }
}

impl List {
    /// Seals it to the reply key of a visit, in pieces.
    pub fn seal(
        &self,
        reply_key: [u8; 32],
        entropy: &dyn Entropy,
    ) -> Result<Vec<Vec<u8>>, NotSealed> {
        let mut text = serde_json::to_vec(self).map_err(|_| NotSealed)?;
        let [.., longest] = LENGTHS;
        let parts: Vec<_> = text.chunks(longest - OVERHEAD - HEAD).collect();
        let count = u16::try_from(parts.len()).map_err(|_| NotSealed)?;
        if parts.len() > MOST_PIECES {
            text.zeroize();
            return Err(NotSealed);
        }
        let sealed = parts
            .iter()
            .zip(0_u16..)
            .map(|(part, number)| {
                let mut plain = [&number.to_be_bytes()[..], &count.to_be_bytes(), part].concat();
                let length = LENGTHS
                    .into_iter()
                    .find(|length| plain.len() + OVERHEAD <= *length)
                    .ok_or(NotSealed)?;
                // JSON may be followed by spaces.
                plain.resize(length - OVERHEAD, b' ');
                let sealed = PublicKey(reply_key).seal(PURPOSE, &plain, entropy);
                plain.zeroize();
                sealed.map_err(|_| NotSealed)
            })
            .collect();
        text.zeroize();
        sealed
    }

    /// Opens a list, once all of its pieces are there, in whatever order. Whoever can write the store can put anything
    /// there: what does not open is passed over.
    pub fn open(key: &PrivateKey, sealed: &[Vec<u8>]) -> Option<Self> {
        let mut parts: Vec<_> = sealed
            .iter()
            .filter_map(|sealed| {
                let plain = key.open(PURPOSE, sealed).ok()?;
                let (number, rest) = plain.expose().split_first_chunk::<2>()?;
                let (count, text) = rest.split_first_chunk::<2>()?;
                let (number, count) = (u16::from_be_bytes(*number), u16::from_be_bytes(*count));
                Some((number, count, text.to_vec()))
            })
            .collect();
        parts.sort_by_key(|(number, ..)| *number);
        let is_whole = parts
            .iter()
            .zip(0_u16..)
            .all(|((number, count, _), place)| {
                *number == place && usize::from(*count) == parts.len()
            });
        let mut text: Vec<u8> = Vec::new();
        for (_, _, mut part) in parts {
            text.extend_from_slice(&part);
            part.zeroize();
        }
        let list = is_whole.then(|| serde_json::from_slice(&text).ok());
        text.zeroize();
        list.flatten()
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Sensitive, SystemEntropy};
    use proptest::prelude::*;

    use super::*;
    use crate::Receipt;

    fn list(places: usize, url: &str) -> List {
        List {
            reference: "7XK2M9QD".to_owned(),
            until: Timestamp::from_micros(17),
            places: (0..places)
                .map(|number| ListedPlace {
                    place: number.to_string(),
                    letter: String::new(),
                    reference: "7XK2M9QD".to_owned(),
                    url: url.to_owned(),
                    said: None,
                })
                .collect(),
            table: "reference,url\r\n".to_owned(),
            next: None,
        }
    }

    fn keys(byte: u8) -> (PrivateKey, PublicKey) {
        let secret = Sensitive::new([byte; 32]);
        Receipt::draw(&SystemEntropy).keys(&secret).reply()
    }

    #[test]
    fn a_list_opens_for_its_visit_alone_and_only_whole() {
        let (private, public) = keys(1);
        let told = list(500, &format!("http://host-a.test/{}", "p".repeat(400)));
        let mut sealed = told.seal(public.0, &SystemEntropy).unwrap();
        assert!(sealed.len() > 3);
        assert!(sealed.iter().all(|piece| LENGTHS.contains(&piece.len())));
        sealed.reverse();
        assert_eq!(List::open(&private, &sealed), Some(told));
        assert_eq!(List::open(&keys(2).0, &sealed), None);
        assert_eq!(List::open(&private, &sealed[1..]), None);
        assert_eq!(List::open(&private, &[]), None);
        let strange = [sealed.clone(), vec![vec![7; 99]]].concat();
        assert!(List::open(&private, &strange).is_some());
        assert_eq!(
            List::open(&private, &[sealed.clone(), sealed].concat()),
            None
        );
    }

    #[test]
    fn the_longest_letter_of_the_longest_addresses_still_fits() {
        let told = list(500, &format!("http://host-a.test/{}", "p".repeat(8_170)));
        assert!(told.seal(keys(1).1.0, &SystemEntropy).is_ok());
        let more = list(2_000, &format!("http://host-a.test/{}", "p".repeat(8_170)));
        assert_eq!(more.seal(keys(1).1.0, &SystemEntropy), Err(NotSealed));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whatever_is_sealed_opens(places in 0_usize..40, url in "\\PC{0,3000}") {
            let (private, public) = keys(1);
            let told = list(places, &url);
            let sealed = told.seal(public.0, &SystemEntropy).unwrap();
            prop_assert_eq!(List::open(&private, &sealed), Some(told));
        }
    }
}
