//! Texts as our fonts can show them.

use std::fmt::Write;

use typst::text::Font;

/// A word longer than this, in characters, may end a line anywhere; others at their ends, and Khmer where Typst finds
/// words in it.
const LONG: usize = 24;

/// How long the pieces of such a word are.
const PIECE: usize = 12;

/// More signs than this on one letter are no word of any language; each is one more to lay on the others.
const STACK: usize = 6;

/// Which characters the families of fonts have, in the order in which they are asked.
pub(crate) struct Letters {
    families: Vec<Vec<Font>>,
}

impl Letters {
    /// Fonts of one family stand beside each other.
    pub(crate) fn of(fonts: &[Font]) -> Self {
        let mut families: Vec<Vec<Font>> = Vec::new();
        for font in fonts {
            let name = &font.info().family;
            match families.last_mut() {
                Some(family) if family.iter().all(|one| one.info().family == *name) => {
                    family.push(font.clone());
                }
                _ => families.push(vec![font.clone()]),
            }
        }
        Self { families }
    }

    /// The family that shows a character, in each of its weights.
    fn family(&self, character: char) -> Option<usize> {
        let has = |family: &Vec<Font>| {
            let mut fonts = family.iter();
            fonts.all(|font| font.info().coverage.contains(u32::from(character)))
        };
        self.families.iter().position(has)
    }

    /// A text on one line, with a number in place of each character that would not be seen, or not as itself: of no font, a
    /// sign on a letter of another script's font, the tenth sign on one letter.
    pub(crate) fn legible(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut below: Option<usize> = None;
        let mut signs = 0_usize;
        for character in page::visible(text).chars() {
            if character.is_whitespace() {
                shown.push(' ');
                below = None;
                continue;
            }
            if matches!(character, '\u{200B}'..='\u{200D}') {
                // It stands within a word: page::visible left no other.
                shown.push(character);
                continue;
            }
            let family = self.family(character);
            let is_sign = is_sign(character);
            signs = if is_sign { signs.saturating_add(1) } else { 0 };
            let is_shown = family.is_some() && (!is_sign || (family == below && signs <= STACK));
            if is_shown {
                shown.push(character);
            } else {
                // Writing to a string does not fail.
                let _ = write!(shown, "[U+{:04X}]", u32::from(character));
            }
            below = family.filter(|_| is_shown);
        }
        shown
    }

    /// The same in pieces: between two of them a line may end.
    pub(crate) fn pieces(&self, text: &str) -> Vec<String> {
        let mut pieces = Vec::new();
        let mut piece = String::new();
        for word in self.legible(text).split_inclusive(' ') {
            let is_long = word.chars().nth(LONG).is_some() && !word.chars().any(is_khmer);
            let mut length = 0_usize;
            for character in word.chars() {
                if is_long && length >= PIECE && !is_sign(character) && character != ' ' {
                    pieces.push(std::mem::take(&mut piece));
                    length = 0;
                }
                piece.push(character);
                length = length.saturating_add(1);
            }
        }
        pieces.push(piece);
        pieces
    }
}

/// Whether it is written with a letter before it, in the scripts of our fonts: Latin, Cyrillic, Devanagari, Khmer.
const fn is_sign(character: char) -> bool {
    matches!(
        character,
        '\u{0300}'..='\u{036F}'
            | '\u{0483}'..='\u{0489}'
            | '\u{0900}'..='\u{0903}'
            | '\u{093A}'..='\u{093C}'
            | '\u{093E}'..='\u{094F}'
            | '\u{0951}'..='\u{0957}'
            | '\u{0962}'..='\u{0963}'
            | '\u{17B4}'..='\u{17D3}'
            | '\u{17DD}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1CD0}'..='\u{1CFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{2DE0}'..='\u{2DFF}'
            | '\u{A66F}'..='\u{A67D}'
            | '\u{A69E}'..='\u{A69F}'
            | '\u{A8E0}'..='\u{A8F1}'
            | '\u{FE20}'..='\u{FE2F}'
    )
}

const fn is_khmer(character: char) -> bool {
    matches!(character, '\u{1780}'..='\u{17FF}')
}
