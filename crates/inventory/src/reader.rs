//! Reading a page for the media that it embeds or links. Nothing is ever asked of what it leads to: this is a list of
//! addresses. Of the page's words nothing is kept, and of content that stands in the page itself (`data:`) not even
//! that it was there.
//!
//! The page is read as the stream of tags that the HTML standard makes of any bytes; no tree of it is built, so that
//! however deep it nests costs nothing. Whoever wrote it may mean harm: what is looked at and what is kept has an end.

mod css;
mod encoding;
mod srcset;
mod tags;
mod words;

pub use words::{MOST_WORDS, words};

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use assessment::Kind;
use encoding_rs::Encoding;
use kernel::Sensitive;
use location::recognise_written;
use pack::UrlRules;
use url::Url;

/// Places that one page may offer.
pub const MOST: usize = 10_000;

/// Addresses of one page that are looked at, the same ones once.
const LOOKED_AT: usize = 50_000;

/// Bytes that the addresses of one page may have together: a short page can stretch them by a long base.
const BYTES: usize = 4 * 1024 * 1024;

/// The longest address within a page that is read, in bytes.
const ADDRESS: usize = 8_192;

/// How the page leads to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stood {
    /// A picture within it: `img`, `picture`, a button, a drawing.
    Picture,
    /// A film or its preview: `video`.
    Video,
    /// Sound: `audio`.
    Audio,
    /// Something that a program shows: `object`, `embed`.
    Object,
    /// A page within the page: `iframe`, `frame`.
    Frame,
    /// What it says of itself to others: `meta`, `link`.
    Meta,
    /// Its style sheets.
    Style,
    /// A link to a file.
    Link,
    /// What a script is to show once the reader gets there: `data-src` and the like.
    Later,
}

impl Stood {
    /// Every way.
    pub const ALL: [Self; 9] = [
        Self::Picture,
        Self::Video,
        Self::Audio,
        Self::Object,
        Self::Frame,
        Self::Meta,
        Self::Style,
        Self::Link,
        Self::Later,
    ];

    /// The name, as stored and as programs read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Object => "object",
            Self::Frame => "frame",
            Self::Meta => "meta",
            Self::Style => "style",
            Self::Link => "link",
            Self::Later => "later",
        }
    }

    /// The way of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stood| stood.name() == name)
    }
}

/// A place that a page leads to.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its address, as a browser would request it; `location::recognise` finds one place in it.
    pub url: Sensitive<String>,
    /// Its host, in ASCII.
    pub host: Sensitive<String>,
    /// What it is, as far as the page or the address tells.
    pub kind: Kind,
    /// How the page leads there; the first way where there are several.
    pub stood: Stood,
}

/// What a page embeds and links.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Each place once, in the order of the page.
    pub found: Vec<Found>,
    /// Whether that is all: a page may lead to more than is read.
    pub is_all: bool,
}

/// Reads the HTML of a page. `content_type` is what the server said of it, `url` where it was.
pub fn read(html: &[u8], content_type: Option<&str>, url: &str, rules: &UrlRules) -> Contents {
    let Ok(base) = Url::parse(url) else {
        return Contents::default();
    };
    let encoding = encoding::of(html, content_type);
    let text = encoding::decode(html, encoding);
    let mut places = Places::new(base, encoding, rules);
    tags::read(text.expose(), &mut places);
    Contents {
        found: places.found,
        is_all: !places.is_full,
    }
}

/// The places as they are found.
struct Places<'a> {
    /// What addresses are relative to.
    base: Url,
    has_base: bool,
    encoding: &'static Encoding,
    rules: &'a UrlRules,
    found: Vec<Found>,
    /// By canonical form, where among those found.
    known: BTreeMap<String, Option<usize>>,
    /// What was looked at, as short marks: the same again is passed over.
    looked_at: BTreeSet<u64>,
    bytes: usize,
    is_full: bool,
}

impl<'a> Places<'a> {
    fn new(base: Url, encoding: &'static Encoding, rules: &'a UrlRules) -> Self {
        let mut known = BTreeMap::new();
        // The page itself is no discovery.
        if let Ok(own) = recognise_written(base.as_str(), rules) {
            known.insert(own.canonical().expose().clone(), None);
        }
        Self {
            base,
            has_base: false,
            encoding,
            rules,
            found: Vec::new(),
            known,
            looked_at: BTreeSet::new(),
            bytes: 0,
            is_full: false,
        }
    }

    /// What addresses are relative to from here on: the first such word of the page counts.
    fn set_base(&mut self, address: &str) {
        if self.has_base || is_inline(address) || address.len() > ADDRESS {
            return;
        }
        if let Ok(base) = self.base.join(address)
            && matches!(base.scheme(), "http" | "https")
        {
            self.base = base;
            self.has_base = true;
        }
    }

    /// Takes an address of the page in, unless it is content itself or leads to no place on the web.
    fn add(&mut self, address: &str, kind: Kind, stood: Stood) {
        let address = address.trim_matches(|character: char| character.is_ascii_whitespace());
        if self.is_full
            || address.is_empty()
            || address.starts_with('#')
            || address.len() > ADDRESS
            || is_inline(address)
        {
            return;
        }
        let mut mark = DefaultHasher::new();
        (address, kind.name(), self.has_base).hash(&mut mark);
        if !self.looked_at.insert(mark.finish()) {
            return;
        }
        if self.looked_at.len() > LOOKED_AT {
            self.is_full = true;
            return;
        }
        let encoding = self.encoding;
        let url = Url::options()
            .base_url(Some(&self.base))
            .encoding_override(Some(&|text| encoding.encode(text).0))
            .parse(address);
        let Some(url) = url
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
        else {
            return;
        };
        let Ok(place) = recognise_written(url.as_str(), self.rules) else {
            return;
        };
        let kind = match kind {
            Kind::Other => Kind::guessed(place.working().expose()),
            known => known,
        };
        match self.known.get(place.canonical().expose()) {
            // What says more of it comes later in the page at times.
            Some(Some(index)) => {
                if let Some(found) = self.found.get_mut(*index)
                    && found.kind == Kind::Other
                {
                    found.kind = kind;
                }
            }
            Some(None) => {}
            None => self.keep(&place, kind, stood),
        }
    }

    fn keep(&mut self, place: &location::Place, kind: Kind, stood: Stood) {
        let bytes = place.working().expose().len();
        if self.found.len() == MOST || self.bytes.saturating_add(bytes) > BYTES {
            self.is_full = true;
            return;
        }
        self.bytes = self.bytes.saturating_add(bytes);
        self.known
            .insert(place.canonical().expose().clone(), Some(self.found.len()));
        self.found.push(Found {
            url: place.working().clone(),
            host: place.host().clone(),
            kind,
            stood,
        });
    }
}

/// Whether an address is no address but content, or a program: told by its first letters as a browser reads them,
/// which passes over blanks in front and line ends within.
fn is_inline(address: &str) -> bool {
    let start: String = address
        .trim_start_matches(|character: char| character <= ' ')
        .chars()
        .filter(|character| !matches!(character, '\t' | '\n' | '\r'))
        .take("javascript:".len())
        .map(|character| character.to_ascii_lowercase())
        .collect();
    ["data:", "blob:", "javascript:", "about:", "filesystem:"]
        .iter()
        .any(|scheme| start.starts_with(scheme))
}

#[cfg(test)]
mod tests;
