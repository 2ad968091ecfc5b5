//! Which attribute of which element leads where.

use assessment::Kind;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::css::{self, Leads};
use super::{ADDRESS, Places, Stood, is_inline, srcset};

/// How deep pages within attributes and within `noscript` are read.
const DEPTH: u8 = 2;

/// Attributes that are kept until their tag ends: what they mean depends on the others.
const KEPT: [&str; 24] = [
    "as",
    "background",
    "content",
    "data",
    "data-bg",
    "data-background",
    "data-background-image",
    "data-lazy",
    "data-lazy-src",
    "data-original",
    "data-poster",
    "data-src",
    "href",
    "http-equiv",
    "itemprop",
    "name",
    "poster",
    "property",
    "rel",
    "src",
    "type",
    "value",
    "lowsrc",
    "xlink:href",
];

/// What a script copies into `src` when the reader gets there.
const LATER: [&str; 4] = ["data-src", "data-original", "data-lazy-src", "data-lazy"];

/// What a script copies into the background.
const LATER_BEHIND: [&str; 3] = ["data-bg", "data-background", "data-background-image"];

/// Files of sound. They are of no kind of their own.
const SOUND: [&str; 9] = [
    "aac", "flac", "m4a", "mid", "mp3", "oga", "ogg", "opus", "wav",
];

/// Files of letters, which style sheets bring: nothing to see in them.
const LETTERS: [&str; 5] = ["eot", "otf", "ttf", "woff", "woff2"];

/// Reads a page into the places that it leads to.
pub(super) fn read(text: &str, places: &mut Places<'_>) {
    read_within(text, places, DEPTH);
}

fn read_within(text: &str, places: &mut Places<'_>, depth: u8) {
    let mut reader = Reader {
        places,
        depth,
        tag: Tag::default(),
        within: Within::Nothing,
        player: None,
    };
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        reader.see(event);
        reader.places.is_full.then_some(())
    });
    // Style sheets and scripts are not read as tags; that needs no tree.
    emitter.naively_switch_states(true);
    // It yields nothing until the places are full: then nothing more is read.
    let _ = Tokenizer::new_with_emitter(text, emitter).next();
}

/// What the words between tags are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Nothing,
    Style,
    /// What a browser without scripts shows.
    NoScript,
}

/// A tag as it is read.
#[derive(Default)]
struct Tag {
    element: String,
    /// The attribute whose value comes next.
    attribute: String,
    /// Those that are kept: the first of each name counts.
    kept: Vec<(&'static str, String)>,
}

impl Tag {
    fn value(&self, name: &str) -> Option<&str> {
        self.kept
            .iter()
            .find(|(kept, _)| *kept == name)
            .map(|(_, value)| value.as_str())
    }
}

struct Reader<'a, 'b> {
    places: &'a mut Places<'b>,
    depth: u8,
    tag: Tag,
    within: Within,
    /// What the sources are of that stand within the element that plays them.
    player: Option<(Kind, Stood)>,
}

impl Reader<'_, '_> {
    fn see(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.within = Within::Nothing;
                self.tag = Tag {
                    element: text(name).to_ascii_lowercase(),
                    ..Tag::default()
                };
            }
            CallbackEvent::AttributeName { name } => {
                self.tag.attribute = text(name).to_ascii_lowercase();
            }
            CallbackEvent::AttributeValue { value } => self.attribute(text(value)),
            CallbackEvent::CloseStartTag { .. } => {
                let tag = std::mem::take(&mut self.tag);
                self.element(&tag);
            }
            CallbackEvent::EndTag { name } => {
                self.within = Within::Nothing;
                if [&b"video"[..], b"audio", b"picture"].contains(&name) {
                    self.player = None;
                }
            }
            CallbackEvent::String { value } => self.words(text(value)),
            CallbackEvent::Comment { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
    }

    /// The words between tags are read only where they are no words.
    fn words(&mut self, words: &str) {
        match self.within {
            Within::Nothing => {}
            Within::Style => self.style(words),
            Within::NoScript => self.page(words),
        }
    }

    fn page(&mut self, html: &str) {
        if let Some(depth) = self.depth.checked_sub(1) {
            read_within(html, self.places, depth);
        }
    }

    fn style(&mut self, sheet: &str) {
        css::read(sheet, |address, leads| {
            if LETTERS.contains(&ending(address).as_str()) {
                return;
            }
            let kind = match leads {
                Leads::Shown => Kind::Image,
                Leads::Sheet => Kind::Link,
            };
            self.places.add(address, kind, Stood::Style);
        });
    }

    fn pictures(&mut self, set: &str, stood: Stood) {
        srcset::read(set, |address| self.places.add(address, Kind::Image, stood));
    }

    fn attribute(&mut self, value: &str) {
        match self.tag.attribute.as_str() {
            "style" => self.style(value),
            "srcset" => self.pictures(value, Stood::Picture),
            "imagesrcset" => self.pictures(value, Stood::Meta),
            "data-srcset" | "data-lazy-srcset" => self.pictures(value, Stood::Later),
            "srcdoc" if self.tag.element == "iframe" => self.page(value),
            name => {
                // Content that stands in the page itself is let go of here, before anything is made of it.
                if value.len() > ADDRESS || is_inline(value) {
                    return;
                }
                if let Some(kept) = KEPT.into_iter().find(|kept| *kept == name)
                    && self.tag.value(kept).is_none()
                {
                    self.tag.kept.push((kept, value.to_owned()));
                }
            }
        }
    }

    fn element(&mut self, tag: &Tag) {
        let typed = tag.value("type").map_or(Kind::Other, of_type);
        match tag.element.as_str() {
            "base" => {
                if let Some(address) = tag.value("href") {
                    self.places.set_base(address);
                }
            }
            "style" => self.within = Within::Style,
            "noscript" => self.within = Within::NoScript,
            "img" | "image" => {
                for name in ["src", "lowsrc", "href", "xlink:href"] {
                    self.add(tag, name, Kind::Image, Stood::Picture);
                }
            }
            "input"
                if tag
                    .value("type")
                    .is_some_and(|kind| kind.eq_ignore_ascii_case("image")) =>
            {
                self.add(tag, "src", Kind::Image, Stood::Picture);
            }
            "picture" => self.player = Some((Kind::Image, Stood::Picture)),
            "video" => {
                self.player = Some((Kind::Video, Stood::Video));
                self.add(tag, "src", Kind::Video, Stood::Video);
                self.add(tag, "poster", Kind::Image, Stood::Video);
                self.add(tag, "data-poster", Kind::Image, Stood::Later);
            }
            "audio" => {
                self.player = Some((Kind::Other, Stood::Audio));
                self.add(tag, "src", Kind::Other, Stood::Audio);
            }
            "source" => {
                let (kind, stood) = self.player.unwrap_or((typed, Stood::Object));
                self.add(tag, "src", kind, stood);
            }
            "embed" => self.add(tag, "src", typed, Stood::Object),
            "object" => self.add(tag, "data", typed, Stood::Object),
            "param" => {
                let is_address = |name: &str| {
                    ["movie", "src", "url", "filename"]
                        .iter()
                        .any(|known| name.eq_ignore_ascii_case(known))
                };
                if tag.value("name").is_some_and(is_address) {
                    self.add(tag, "value", Kind::Other, Stood::Object);
                }
            }
            "iframe" | "frame" => self.add(tag, "src", Kind::Link, Stood::Frame),
            "meta" => self.meta(tag),
            "link" => self.link(tag),
            "a" | "area" => self.file(tag, "href", Stood::Link),
            _ => {}
        }
        self.add(tag, "background", Kind::Image, Stood::Picture);
        self.later(tag);
    }

    fn add(&mut self, tag: &Tag, name: &str, kind: Kind, stood: Stood) {
        if let Some(address) = tag.value(name) {
            self.places.add(address, kind, stood);
        }
    }

    /// Adds what is a file of media by its ending.
    fn file(&mut self, tag: &Tag, name: &str, stood: Stood) {
        if let Some(address) = tag.value(name) {
            let kind = Kind::guessed(address);
            if kind != Kind::Other || SOUND.contains(&ending(address).as_str()) {
                self.places.add(address, kind, stood);
            }
        }
    }

    fn meta(&mut self, tag: &Tag) {
        let Some(content) = tag.value("content") else {
            return;
        };
        let is_refresh = |value: &str| value.eq_ignore_ascii_case("refresh");
        if tag.value("http-equiv").is_some_and(is_refresh) {
            if let Some(address) = refresh(content) {
                self.places.add(address, Kind::Link, Stood::Meta);
            }
            return;
        }
        let names = ["property", "name", "itemprop"];
        let kind = names
            .iter()
            .filter_map(|name| tag.value(name))
            .find_map(of_meta);
        if let Some(kind) = kind {
            self.places.add(content, kind, Stood::Meta);
        }
    }

    fn link(&mut self, tag: &Tag) {
        let rel = tag.value("rel").unwrap_or_default();
        let is = |wanted: &str| {
            rel.split_ascii_whitespace()
                .any(|word| word.eq_ignore_ascii_case(wanted))
        };
        let icons = [
            "icon",
            "apple-touch-icon",
            "apple-touch-icon-precomposed",
            "image_src",
        ];
        if icons.iter().any(|icon| is(icon)) {
            self.add(tag, "href", Kind::Image, Stood::Meta);
        } else if is("preload") || is("prefetch") {
            let kind = match tag
                .value("as")
                .unwrap_or_default()
                .to_ascii_lowercase()
                .as_str()
            {
                "image" => Kind::Image,
                "video" => Kind::Video,
                "audio" | "track" => Kind::Other,
                _ => return,
            };
            self.add(tag, "href", kind, Stood::Meta);
        } else if let Some(kind) = tag.value("itemprop").and_then(of_meta) {
            self.add(tag, "href", kind, Stood::Meta);
        } else if is("enclosure") {
            self.file(tag, "href", Stood::Link);
        }
    }

    fn later(&mut self, tag: &Tag) {
        for name in LATER {
            match tag.element.as_str() {
                "img" => self.add(tag, name, Kind::Image, Stood::Later),
                "video" => self.add(tag, name, Kind::Video, Stood::Later),
                "iframe" => self.add(tag, name, Kind::Link, Stood::Later),
                "source" | "embed" | "object" | "audio" => {
                    let kind = self.player.map_or(Kind::Other, |(kind, _)| kind);
                    self.add(tag, name, kind, Stood::Later);
                }
                _ => self.file(tag, name, Stood::Later),
            }
        }
        for name in LATER_BEHIND {
            if let Some(value) = tag.value(name) {
                if value.to_ascii_lowercase().contains("url(") {
                    css::read(value, |address, _| {
                        self.places.add(address, Kind::Image, Stood::Later);
                    });
                } else {
                    self.places.add(value, Kind::Image, Stood::Later);
                }
            }
        }
    }
}

/// The text of a piece of the page; nothing where a broken character was cut apart.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// What is behind the last dot of an address's file.
fn ending(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.trim().to_ascii_lowercase()
}

/// The kind of a media type.
fn of_type(media: &str) -> Kind {
    let lower = media.trim().to_ascii_lowercase();
    match lower.split('/').next().unwrap_or_default() {
        "image" => Kind::Image,
        "video" => Kind::Video,
        _ => Kind::Other,
    }
}

/// What the content of a `meta` of this name leads to.
fn of_meta(names: &str) -> Option<Kind> {
    names
        .split_ascii_whitespace()
        .find_map(|name| match name.to_ascii_lowercase().as_str() {
            "og:image"
            | "og:image:url"
            | "og:image:secure_url"
            | "twitter:image"
            | "twitter:image:src"
            | "thumbnail"
            | "thumbnailurl"
            | "image"
            | "msapplication-tileimage" => Some(Kind::Image),
            "og:video" | "og:video:url" | "og:video:secure_url" | "twitter:player:stream" => {
                Some(Kind::Video)
            }
            "og:audio" | "og:audio:url" | "og:audio:secure_url" | "contenturl" => Some(Kind::Other),
            "twitter:player" | "embedurl" => Some(Kind::Link),
            _ => None,
        })
}

/// Where a page goes by itself: what stands behind the time, with or without `url=`.
fn refresh(content: &str) -> Option<&str> {
    let is_blank = |character: char| character.is_ascii_whitespace();
    let rest = content
        .trim_start()
        .trim_start_matches(|character: char| character.is_ascii_digit() || character == '.');
    let rest = rest.trim_start_matches(|character: char| {
        is_blank(character) || matches!(character, ';' | ',')
    });
    let rest = match rest.split_at_checked(3) {
        Some((word, behind)) if word.eq_ignore_ascii_case("url") => behind
            .trim_start()
            .strip_prefix('=')
            .map_or(rest, str::trim_start),
        _ => rest,
    };
    let address = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest.split(quote).nth(1)?,
        _ => rest,
    };
    let address = address.trim();
    (!address.is_empty()).then_some(address)
}
