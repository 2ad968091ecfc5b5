//! Addresses in a style sheet: `url(…)`, the strings of `image-set(…)`, and `@import` (CSS Syntax, CSS Images). No
//! grammar beyond that is needed: strings, comments and brackets are told apart, in one pass.

use std::borrow::Cow;

/// An address of a style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// To something that is shown.
    Shown,
    /// To another style sheet.
    Sheet,
}

/// Calls `each` with every address.
pub(super) fn read(text: &str, mut each: impl FnMut(&str, Leads)) {
    let mut scan = Scan { rest: text };
    // How deep in brackets, and how deep those of the outermost image set began.
    let (mut depth, mut set): (usize, Option<usize>) = (0, None);
    let mut imports = false;
    while let Some(first) = scan.rest.chars().next() {
        match first {
            '/' if scan.rest.starts_with("/*") => scan.skip_comment(),
            '"' | '\'' => {
                let string = scan.string(first);
                if imports || set.is_some() {
                    each(&string, leads(imports));
                }
                imports = false;
            }
            '@' => {
                scan.advance(1);
                imports = scan.name().eq_ignore_ascii_case("import");
            }
            '(' => {
                depth = depth.saturating_add(1);
                scan.advance(1);
            }
            ')' => {
                depth = depth.saturating_sub(1);
                if set.is_some_and(|began| depth <= began) {
                    set = None;
                }
                scan.advance(1);
            }
            ';' | '{' | '}' => {
                imports = false;
                scan.advance(1);
            }
            _ if is_of_name(first) => {
                let name = scan.name();
                if !scan.rest.starts_with('(') {
                    continue;
                }
                if name.eq_ignore_ascii_case("url") || name.eq_ignore_ascii_case("src") {
                    scan.advance(1);
                    each(&scan.address(), leads(imports));
                    imports = false;
                } else if is_set(&name) {
                    set = set.or(Some(depth));
                } else if name.eq_ignore_ascii_case("type") && set.is_some() {
                    // The string within says a type, and is no address.
                    scan.advance(1);
                    drop(scan.address());
                }
            }
            other => scan.advance(other.len_utf8()),
        }
    }
}

const fn leads(imports: bool) -> Leads {
    if imports { Leads::Sheet } else { Leads::Shown }
}

fn is_set(name: &str) -> bool {
    let name = name.strip_prefix("-webkit-").unwrap_or(name);
    name.eq_ignore_ascii_case("image-set") || name.eq_ignore_ascii_case("image")
}

const fn is_of_name(character: char) -> bool {
    character.is_ascii_alphanumeric()
        || matches!(character, '-' | '_' | '\\')
        || !character.is_ascii()
}

/// What is left of a style sheet.
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn advance(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_comment(&mut self) {
        let end = self.rest.get(2..).and_then(|rest| rest.find("*/"));
        self.advance(end.map_or(self.rest.len(), |end| end.saturating_add(4)));
    }

    /// A name, its escapes undone.
    fn name(&mut self) -> Cow<'a, str> {
        let mut length = 0_usize;
        let mut escaped = false;
        for character in self.rest.chars() {
            if !escaped && !is_of_name(character) {
                break;
            }
            escaped = !escaped && character == '\\';
            length = length.saturating_add(character.len_utf8());
        }
        let (name, rest) = self.rest.split_at(length);
        self.rest = rest;
        unescaped(name)
    }

    /// A string from its quote on; one that is not closed ends with its line.
    fn string(&mut self, quote: char) -> Cow<'a, str> {
        self.advance(quote.len_utf8());
        let mut escaped = false;
        for (at, character) in self.rest.char_indices() {
            if !escaped && (character == quote || character == '\n') {
                let (string, rest) = self.rest.split_at(at);
                self.rest = rest;
                self.advance(character.len_utf8());
                return unescaped(string);
            }
            escaped = !escaped && character == '\\';
        }
        unescaped(std::mem::take(&mut self.rest))
    }

    /// What stands in the brackets of `url(`, behind which this begins: quoted or not.
    fn address(&mut self) -> Cow<'a, str> {
        self.rest = self
            .rest
            .trim_start_matches(|character: char| character.is_ascii_whitespace());
        if let Some(quote @ ('"' | '\'')) = self.rest.chars().next() {
            let string = self.string(quote);
            let end = self.rest.find([')', ';', '}']);
            let end = end.unwrap_or(self.rest.len());
            self.rest = self.rest.split_at(end).1;
            if self.rest.starts_with(')') {
                self.advance(1);
            }
            return string;
        }
        let mut escaped = false;
        let mut end = self.rest.len();
        for (at, character) in self.rest.char_indices() {
            if !escaped && character == ')' {
                end = at;
                break;
            }
            escaped = !escaped && character == '\\';
        }
        let (address, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.advance(1);
        unescaped(address.trim_end_matches(|character: char| character.is_ascii_whitespace()))
    }
}

/// A text with its escapes undone: up to six hexadecimal digits and a blank, or the character itself.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        let mut number = 0_u32;
        let mut digits = 0;
        while let Some(digit) = characters
            .peek()
            .and_then(|next| next.to_digit(16))
            .filter(|_| digits < 6)
        {
            number = number.saturating_mul(16).saturating_add(digit);
            digits += 1;
            characters.next();
        }
        if digits == 0 {
            // A line that goes on says nothing.
            plain.extend(characters.next().filter(|next| *next != '\n'));
            continue;
        }
        plain.push(
            char::from_u32(number)
                .filter(|known| *known != '\0')
                .unwrap_or('\u{FFFD}'),
        );
        characters.next_if(char::is_ascii_whitespace);
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_all_else() {
        let shown = |text: &str| (text.to_owned(), Leads::Shown);
        let sheet = |text: &str| (text.to_owned(), Leads::Sheet);
        for (text, found) in [
            ("a { background: url(/a.png) }", vec![shown("/a.png")]),
            (
                "url( '/a b.png' ) URL(\"/c.png\")",
                vec![shown("/a b.png"), shown("/c.png")],
            ),
            ("/* url(/no.png) */ x: url(/a.png)", vec![shown("/a.png")]),
            ("content: 'url(/no.png)'", vec![]),
            (
                "@import '/a.css'; @import url(/b.css) print;",
                vec![sheet("/a.css"), sheet("/b.css")],
            ),
            ("@media 'x' { }", vec![]),
            (
                "image-set('/a.png' 1x, url(/b.png) 2x, '/c.avif' type('image/avif'))",
                vec![shown("/a.png"), shown("/b.png"), shown("/c.avif")],
            ),
            (
                "-webkit-image-set(url(/a.png) 1x) 'no'",
                vec![shown("/a.png")],
            ),
            ("x: u\\72l(/a.png)", vec![shown("/a.png")]),
            ("url(/a\\)b.png)", vec![shown("/a)b.png")]),
            ("url('/a\\27 b.png')", vec![shown("/a'b.png")]),
            ("url(/a.png", vec![shown("/a.png")]),
            ("url('/a.png", vec![shown("/a.png")]),
            ("'never closed\nurl(/a.png)", vec![shown("/a.png")]),
            ("curl(/no.png) url (/no.png)", vec![]),
            ("/* never closed url(/no.png)", vec![]),
            ("", vec![]),
        ] {
            let mut all = Vec::new();
            read(text, |address, leads| all.push((address.to_owned(), leads)));
            assert_eq!(all, found, "{text}");
        }
    }
}
