//! Characters that a reader cannot see, or that turn the order of a line around: shown by their numbers, so that
//! nobody is taken in by an address or a note. What was typed stays as it is in the store.

use std::fmt::Write;

/// The text with everything invisible in it written out, as `[U+202E]`. Blanks and the ends of lines stay, and so do
/// joiners and zero-width spaces within words of scripts that are written with them, as Khmer is.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let within_a_word =
            before.is_some_and(joins) && characters.peek().copied().is_some_and(joins);
        let is_part = is_joiner(character) && within_a_word
            || is_presentation(character) && before.is_some_and(is_symbol);
        if is_trick(character) && !is_part {
            // Writing to a string does not fail.
            let _ = write!(shown, "[U+{:04X}]", u32::from(character));
        } else {
            shown.push(character);
        }
        before = Some(character);
    }
    shown
}

/// Whether a text holds nothing that is invisible or turns a line around: names are to be what they look like.
pub fn is_plain(text: &str) -> bool {
    visible(text) == text
}

/// Zero-width space, non-joiner and joiner: parts of ordinary words in many scripts.
const fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200D}')
}

/// Whether words of this character's script hold joiners: from Arabic to Khmer and Mongolian, in Unicode's order.
const fn joins(character: char) -> bool {
    matches!(character, '\u{0600}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{19E0}'..='\u{19FF}')
}

/// Whether a symbol before it is shown as text or in colours: telephones write it behind many of them.
const fn is_presentation(character: char) -> bool {
    matches!(character, '\u{FE0E}' | '\u{FE0F}')
}

/// Arrows, signs and pictures.
const fn is_symbol(character: char) -> bool {
    matches!(character, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Controls but the ends of lines and tabs, marks and overrides of direction, and what has no width or shape.
fn is_trick(character: char) -> bool {
    match character {
        '\n' | '\r' | '\t' => false,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}'
        | '\u{E0100}'..='\u{E01EF}' => true,
        _ => character.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_turns_or_hides_is_written_out() {
        for (text, shown) in [
            ("http://a.test/\u{202E}gpj.p", "http://a.test/[U+202E]gpj.p"),
            ("a\u{200B}b\u{FEFF}", "a[U+200B]b[U+FEFF]"),
            ("one\r\ntwo\tthree", "one\r\ntwo\tthree"),
            ("a\u{0}b\u{7F}", "a[U+0000]b[U+007F]"),
            // A Khmer word parted by a zero-width space, and the same space where no word is.
            ("ប្រ\u{200B}ទេស", "ប្រ\u{200B}ទេស"),
            ("ទេស\u{200B} a", "ទេស[U+200B] a"),
            ("ស\u{202E}ស", "ស[U+202E]ស"),
            // What chooses between the shapes of a letter hides anything; behind a symbol it is a part of it.
            (
                "p\u{FE0F}/\u{FE00}17\u{E0100}",
                "p[U+FE0F]/[U+FE00]17[U+E0100]",
            ),
            ("\u{2764}\u{FE0F}", "\u{2764}\u{FE0F}"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert!(is_plain("សុខ Name-17") && !is_plain("Na\u{200B}me"));
    }

    proptest! {
        /// Nothing that turns a line around is left, what can be seen stays in its order, and twice is once.
        #[test]
        fn nothing_hides(text in any::<String>()) {
            let shown = visible(&text);
            let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            let left = shown.chars().any(turns);
            prop_assert!(!left);
            prop_assert_eq!(visible(&shown), shown.clone());
            let mut rest = shown.chars();
            for seen in text.chars().filter(|c| !is_trick(*c)) {
                prop_assert!(rest.any(|c| c == seen));
            }
        }
    }
}
