//! What a text leaves around a URL when it is copied out of it: blanks, brackets, quotes, the end of a sentence.

/// The URL within what was typed. Taken away at both ends, as long as there is something to take: blanks and
/// invisible characters; in front opening brackets, quotes and the label `URL:` (RFC 3986, appendix C); behind,
/// a sentence's end, straight double quotes, and closing brackets and other quotes that have no partner within.
/// Linear in the input.
pub(crate) fn bare(typed: &str) -> &str {
    let mut brackets = PAIRS.map(|(opening, closing)| Bracket::count(opening, closing, typed));
    let mut text = typed;
    while let Some(shorter) = without_first(text, &mut brackets) {
        text = shorter;
    }
    while let Some(shorter) = without_last(text, &mut brackets) {
        text = shorter;
    }
    text
}

/// One kind of bracket or quote, and how often it stands in the text that is left.
struct Bracket {
    opening: char,
    closing: char,
    opened: usize,
    closed: usize,
}

impl Bracket {
    fn count(opening: char, closing: char, text: &str) -> Self {
        let occurrences = |wanted| {
            text.chars()
                .filter(|character| *character == wanted)
                .count()
        };
        Self {
            opening,
            closing,
            opened: occurrences(opening),
            closed: occurrences(closing),
        }
    }

    /// Whether a closing one at the end has no partner. A quote that is its own partner comes in twos.
    const fn has_one_too_many(&self) -> bool {
        if self.opening == self.closing {
            self.closed % 2 == 1
        } else {
            self.closed > self.opened
        }
    }

    /// Takes one character out of the count.
    const fn forget(&mut self, character: char) {
        if self.opening == character {
            self.opened = self.opened.saturating_sub(1);
        }
        if self.closing == character {
            self.closed = self.closed.saturating_sub(1);
        }
    }
}

fn without_first<'a>(text: &'a str, brackets: &mut [Bracket]) -> Option<&'a str> {
    let mut characters = text.chars();
    let first = characters.next()?;
    if is_blank(first) {
        return Some(characters.as_str());
    }
    if let Some((label, rest)) = text.split_at_checked(LABEL.len())
        && label.eq_ignore_ascii_case(LABEL)
    {
        return Some(rest);
    }
    let bracket = brackets
        .iter_mut()
        .find(|bracket| bracket.opening == first)?;
    if first == '[' && is_address_in_brackets(characters.as_str()) {
        return None;
    }
    bracket.forget(first);
    Some(characters.as_str())
}

fn without_last<'a>(text: &'a str, brackets: &mut [Bracket]) -> Option<&'a str> {
    let mut characters = text.chars();
    let last = characters.next_back()?;
    if !is_blank(last) && !ENDS.contains(&last) {
        let bracket = brackets
            .iter_mut()
            .find(|bracket| bracket.closing == last && bracket.has_one_too_many())?;
        bracket.forget(last);
    }
    Some(characters.as_str())
}

/// Blanks and characters without width or shape. The joiners U+200C and U+200D are letters' companions in many
/// scripts and are left.
fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether an IPv6 address, typed without a scheme, follows an opening bracket.
fn is_address_in_brackets(rest: &str) -> bool {
    rest.trim_start_matches(|character: char| {
        character.is_ascii_hexdigit() || matches!(character, ':' | '.')
    })
    .starts_with(']')
}

const LABEL: &str = "URL:";

/// The end of a sentence, and the one quote that no URL has in it unencoded.
const ENDS: [char; 10] = ['"', '.', ',', ';', '។', '៕', '。', '、', '，', '；'];

const PAIRS: [(char, char); 13] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('<', '>'),
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('‘', '’'),
    ('«', '»'),
    ('（', '）'),
    ('「', '」'),
    ('《', '》'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_leaves_around_a_url_is_taken_away() {
        for typed in [
            "«u://h/p»",
            "URL: <u://h/p>.",
            "\u{feff}('u://h/p')។ ",
            "url:\tu://h/p;\n",
            "u://h/p”",
            "{[u://h/p]},",
            "\"u://h/p\"",
            "「u://h/p」。",
        ] {
            assert_eq!(bare(typed), "u://h/p", "{typed}");
        }
    }

    #[test]
    fn what_belongs_to_the_url_stays() {
        for typed in [
            "u://h/p_(1)",
            "u://h/'a'",
            "u://[2606::1]",
            "[2606::1]",
            "u://h/p!",
            "u://h/p…",
            "u://h/p\u{200d}",
            "u://h/(a)[b]",
        ] {
            assert_eq!(bare(typed), typed);
        }
        assert_eq!(bare("(u://h/p_(1))"), "u://h/p_(1)");
        assert_eq!(bare("[u://h/p_[1]]"), "u://h/p_[1]");
    }

    #[test]
    fn nothing_is_left_of_wrapping_alone() {
        for typed in ["", " \u{200b}\n", "<>", "URL:", "(((", "..."] {
            assert_eq!(bare(typed), "", "{typed}");
        }
    }
}
