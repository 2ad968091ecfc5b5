//! The words of a page: what a browser would show of them as text. They are for whoever wants to know whether these are
//! the same words as before, and are wiped when dropped.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
use kernel::Sensitive;

use super::encoding;

/// The most bytes of words that are taken of one page.
pub const MOST_WORDS: usize = 256 * 1024;

/// Elements whose text no browser with scripts shows. Within them there are no tags.
const UNSEEN: [&[u8]; 6] = [
    b"script",
    b"style",
    b"noscript",
    b"iframe",
    b"noembed",
    b"noframes",
];

/// The words of a page, in its order, each piece of text behind a blank: at most 256 KiB. `content_type` is what the
/// server said of the page.
pub fn words(html: &[u8], content_type: Option<&str>) -> Sensitive<String> {
    let text = encoding::decode(html, encoding::of(html, content_type));
    // As long as it gets from the beginning: what it grew out of would not be wiped.
    let room = text.expose().len().min(MOST_WORDS);
    let mut reader = Reader {
        words: String::with_capacity(room),
        is_unseen: false,
        templates: 0,
        room,
    };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        reader.see(event);
        (reader.room == 0).then_some(())
    });
    // Style sheets and scripts are not read as tags; that needs no tree.
    emitter.naively_switch_states(true);
    // It yields nothing until there is no room: then nothing more is read.
    let _ = Tokenizer::new_with_emitter(text.expose().as_str(), emitter).next();
    Sensitive::new(reader.words)
}

struct Reader {
    words: String,
    is_unseen: bool,
    /// Templates that the text is within: no browser shows what stands there.
    templates: usize,
    /// How many bytes are still taken.
    room: usize,
}

impl Reader {
    fn see(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let is = |other: &&[u8]| name.eq_ignore_ascii_case(other);
                self.is_unseen = UNSEEN.iter().any(is);
                self.templates += usize::from(is(&&b"template"[..]));
            }
            CallbackEvent::EndTag { name } => {
                self.is_unseen = false;
                let ended = name.eq_ignore_ascii_case(b"template");
                self.templates = self.templates.saturating_sub(usize::from(ended));
            }
            CallbackEvent::String { value } if !self.is_unseen && self.templates == 0 => {
                let text = std::str::from_utf8(value).unwrap_or_default();
                self.take(text);
            }
            _ => {}
        }
    }

    fn take(&mut self, text: &str) {
        for character in std::iter::once(' ').chain(text.chars()) {
            let Some(room) = self.room.checked_sub(character.len_utf8()) else {
                self.room = 0;
                return;
            };
            self.room = room;
            self.words.push(character);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(html: &str) -> String {
        let words = words(html.as_bytes(), Some("text/html; charset=utf-8"));
        let pieces: Vec<_> = words.expose().split_whitespace().collect();
        pieces.join(" ")
    }

    #[test]
    fn what_a_browser_shows_is_read_and_nothing_else() {
        for (html, expected) in [
            ("<p>One <b>two</b><p>three", "One two three"),
            ("<title>Head</title><p>one", "Head one"),
            ("<p title=no data-x=no>one<!-- no --></p>", "one"),
            ("<script>no <p>no</p></script>one<style>no</style>", "one"),
            (
                "<noscript><p>no</p></noscript>one<iframe>no</iframe>",
                "one",
            ),
            (
                "one<template><p>no<template>no</template>no</template>two",
                "one two",
            ),
            ("one<template><p>no", "one"),
            ("</template>one", "one"),
            ("<img alt=no src='data:image/png;base64,AAAA'>one", "one"),
            ("caf&eacute; &lt;p&gt;", "café <p>"),
            ("ឯកសារ<br>ថ្មី", "ឯកសារ ថ្មី"),
            ("<SCRIPT>no</SCRIPT>one", "one"),
            ("", ""),
        ] {
            assert_eq!(of(html), expected, "{html}");
        }
        let latin = words(b"<p>caf\xE9", Some("text/html; charset=iso-8859-1"));
        assert_eq!(latin.expose().trim(), "café");
    }

    #[test]
    fn a_page_without_end_has_words_up_to_a_limit() {
        let html = "<p>ខ្មែរ words</p>".repeat(100_000);
        let words = words(html.as_bytes(), None);
        assert!(words.expose().len() <= MOST_WORDS);
        assert!(words.expose().len() > MOST_WORDS - 8);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_much_for_it(html in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            prop_assert!(words(&html, None).expose().len() <= MOST_WORDS);
        }
    }
}
