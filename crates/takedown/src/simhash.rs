//! The mark of a page: 64 bits of its words, by which it is known again although some of them have changed.
//!
//! It is a `SimHash`: M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002; for pages of
//! the web, G. Manku, A. Jain and A. Das Sarma, "Detecting near-duplicates for web crawling", WWW 2007. Of the words
//! only letters and digits count, in lower case; a row of digits counts as one, so that dates and counters do not.
//! Each eight in a row that the text has, however often, is a feature, whatever script it is in: Khmer sets no blanks
//! between words. Each feature has a hash of 64 bits, and the bit of the mark is what more of them have. Two marks
//! are as far apart as the number of bits in which they differ (Hamming): on average 64/π times the angle between the
//! sets of features. Of equal text it is nought, of text that has nothing in common about 32.
//!
//! The mark tells nothing of the words but whether they are like others that one has. That is enough to find out
//! which page is watched, so it is kept sealed.

/// Letters and digits of one feature.
const SHINGLE: usize = 8;

/// With fewer features a page has too few words to have a mark.
const LEAST: usize = 24;

/// The mark of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark(u64);

impl std::fmt::Debug for Mark {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Mark")
    }
}

impl Mark {
    /// The mark of these words; none where there are too few.
    pub fn of(words: &str) -> Option<Self> {
        let letters = letters(words);
        let mut features: Vec<u64> = letters.windows(SHINGLE).map(hash).collect();
        features.sort_unstable();
        features.dedup();
        if features.len() < LEAST {
            return None;
        }
        let mut more = [0_i64; 64];
        for feature in features {
            for (bit, more) in more.iter_mut().enumerate() {
                *more += if feature >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
        let bits = more.iter().rev();
        Some(Self(
            bits.fold(0, |mark, more| mark << 1 | u64::from(*more > 0)),
        ))
    }

    /// In how many bits two marks differ.
    pub const fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// The mark as it is sealed.
    pub(crate) const fn bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// The mark of these bytes.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(u64::from_be_bytes(bytes.try_into().ok()?)))
    }
}

/// What counts of words.
fn letters(words: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::with_capacity(words.len());
    let counted = words.chars().filter(|letter| letter.is_alphanumeric());
    for letter in counted.flat_map(char::to_lowercase) {
        if !letter.is_numeric() {
            letters.push(letter);
        } else if letters.last() != Some(&'0') {
            letters.push('0');
        }
    }
    letters
}

/// FNV-1a over the code points, then the end of `MurmurHash3`, without which near texts would have near hashes.
fn hash(letters: &[char]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for letter in letters {
        for byte in u32::from(*letter).to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 33
}

#[cfg(test)]
mod tests;
