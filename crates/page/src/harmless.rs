//! Texts that the staff or reporters typed: nothing in them is hidden, and no address in them is one that somebody could
//! follow. What was typed stays as it is in the store.

use crate::visible;

/// The text made [`visible`], with every word that looks like an address defanged: `hxxp[:]//host[.]test/p`. It errs
/// towards brackets: a full stop without a blank behind it gets them as well.
pub fn harmless(text: &str) -> String {
    visible(text)
        .split_inclusive(char::is_whitespace)
        .map(|piece| {
            let word = piece.trim_end_matches(char::is_whitespace);
            let blank = piece.strip_prefix(word).unwrap_or_default();
            if is_address(word) {
                defanged(word) + blank
            } else {
                piece.to_owned()
            }
        })
        .collect()
}

/// Whether a word of the text looks like an address: it would not be [`harmless`] as it stands.
pub fn has_address(text: &str) -> bool {
    text.split_whitespace().any(is_address)
}

/// Whether a word has a scheme, begins like the name of a site, or holds a dotted name or an IPv4 address.
fn is_address(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_site = lower
        .match_indices("www.")
        .any(|(at, found)| at.saturating_add(found.len()) < lower.len());
    lower.contains("://") || is_site || has_dotted_name(word) || has_dotted_numbers(word)
}

/// A dot with a letter or digit before it, and two letters behind it: `host.test`, but neither `e.g.` nor `1.5`.
fn has_dotted_name(word: &str) -> bool {
    let mut before = None;
    let mut rest = word.chars();
    while let Some(character) = rest.next() {
        let mut behind = rest.clone();
        if is_dot(character)
            && before.is_some_and(is_of_a_name)
            && behind.next().is_some_and(char::is_alphabetic)
            && behind.next().is_some_and(|c| is_of_a_name(c) || c == '-')
        {
            return true;
        }
        before = Some(character);
    }
    false
}

/// Letters and digits, and the signs that scripts such as Khmer write with them.
fn is_of_a_name(character: char) -> bool {
    character.is_alphanumeric() || !character.is_ascii()
}

/// Four numbers with dots between them.
fn has_dotted_numbers(word: &str) -> bool {
    let is_number = |group: &str| matches!(group.len(), 1..=3);
    word.split(|c: char| !c.is_ascii_digit() && !is_dot(c))
        .any(|run| {
            let run = run.trim_matches(is_dot);
            run.split(is_dot).count() == 4 && run.split(is_dot).all(is_number)
        })
}

/// The full stop, and what browsers read as one in the name of a host.
const fn is_dot(character: char) -> bool {
    matches!(character, '.' | '。' | '．' | '｡')
}

/// The word with brackets around the colon of each scheme and each dot within it that has none, and `hxxp` for `http`.
fn defanged(word: &str) -> String {
    let mut shown = String::with_capacity(word.len().saturating_add(16));
    let mut rest = word.chars();
    while let Some(character) = rest.next() {
        let behind = rest.as_str();
        let is_bracketed = shown.ends_with('[') && behind.starts_with(']');
        let is_scheme_end = character == ':' && behind.starts_with("//");
        if is_scheme_end {
            unhook(&mut shown);
        }
        if is_scheme_end || (is_dot(character) && !behind.is_empty() && !is_bracketed) {
            shown.push('[');
            shown.push(character);
            shown.push(']');
        } else {
            shown.push(character);
        }
    }
    shown
}

/// `hxxp` for the `http` or `https` that the text ends with, in the letters it is written in.
fn unhook(shown: &mut String) {
    let without_s = shown.strip_suffix(['s', 'S']).unwrap_or(shown);
    let Some(start) = without_s.len().checked_sub("http".len()) else {
        return;
    };
    let is_http = shown
        .get(start..without_s.len())
        .is_some_and(|word| word.eq_ignore_ascii_case("http"));
    if is_http {
        let scheme = shown.split_off(start);
        shown.extend(scheme.chars().map(|letter| match letter {
            't' => 'x',
            'T' => 'X',
            other => other,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_nothing_to_follow() {
        for (text, shown) in [
            ("see http://a.test/p/17.", "see hxxp[:]//a[.]test/p/17."),
            (
                "HTTPS://A.test:81/?q=b.c\nend.",
                "HXXPS[:]//A[.]test:81/?q=b[.]c\nend.",
            ),
            ("(ftp://a.test)", "(ftp[:]//a[.]test)"),
            (
                "www.a.test, a.test/p a.test",
                "www[.]a[.]test, a[.]test/p a[.]test",
            ),
            ("mail to word@a.test!", "mail to word@a[.]test!"),
            ("at 192.0.2.17:80/p", "at 192[.]0[.]2[.]17:80/p"),
            ("ស.ខ្មែរ/p a。test", "ស[.]ខ្មែរ/p a[。]test"),
            ("a\u{200B}b.test", "a[U+200B]b[.]test"),
            ("hxxp://a[.]test/p", "hxxp[:]//a[.]test/p"),
            ("//a.test", "//a[.]test"),
            (
                "Art. 40, e.g. 1.5 of 17.03.2026; v1.2.3… Done.\r\n\tWell: http, www. ok",
                "Art. 40, e.g. 1.5 of 17.03.2026; v1.2.3… Done.\r\n\tWell: http, www. ok",
            ),
        ] {
            assert_eq!(harmless(text), shown);
        }
    }

    /// Texts of what addresses are made of, and of anything.
    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            4 => prop::sample::select(vec![
                "http", "HTTPS", "://", ":", "/", "www", ".", "。", "a", "test", "17", "192.0.2.1", "[", "]", "[.]", " ",
                "\n", "\u{200B}", "ស", "-", "@", "s",
            ]).prop_map(str::to_owned),
            1 => any::<String>(),
        ];
        prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
    }

    /// What remains of a text when brackets and the letter of `hxxp` count for nothing.
    fn bare(text: &str) -> String {
        text.replace(['[', ']'], "")
            .replace('x', "t")
            .replace('X', "T")
    }

    proptest! {
        /// No word of it looks like an address any more, twice is once, and nothing is lost or moved.
        #[test]
        fn nothing_to_follow_is_left(text in texts()) {
            let shown = harmless(&text);
            prop_assert!(!shown.contains("://"));
            prop_assert!(!shown.split_whitespace().any(is_address), "{shown:?}");
            prop_assert_eq!(harmless(&shown), shown.clone());
            prop_assert_eq!(bare(&shown), bare(&visible(&text)));
        }
    }
}
