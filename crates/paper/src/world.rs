//! All that Typst can see: one template, our fonts, and what the document says as data. No clock, no disk, no network.

use std::sync::LazyLock;

use page::Document;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

use crate::Error;
use crate::legible::Letters;
use crate::sheet::Sheet;

/// The template.
const TEMPLATE: &str = include_str!("../template.typ");

/// Where the template finds what the document says.
const DOCUMENT: &str = "document.json";

/// Where it finds what is attached: behind it stands the number of the file.
const ATTACHED: &str = "attached/";

/// Noto Sans and Noto Sans Khmer, regular and bold.
static FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Regular.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Bold.ttf"),
];

/// What is the same for every document.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    letters: Letters,
}

static PRESS: LazyLock<Option<Press>> = LazyLock::new(|| {
    let fonts: Option<Vec<_>> = FONTS
        .iter()
        .map(|bytes| Font::new(Bytes::new(*bytes), 0))
        .collect();
    let fonts = fonts?;
    let main = VirtualPath::new("template.typ").ok()?;
    let main = RootedPath::new(VirtualRoot::Project, main).intern();
    Some(Press {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        letters: Letters::of(&fonts),
        fonts,
        main: Source::new(main, TEMPLATE.to_owned()),
    })
});

/// The world of one document.
pub(crate) struct World {
    press: &'static Press,
    /// What it says, as JSON.
    said: Bytes,
    /// What is attached, in order.
    attached: Vec<Bytes>,
}

impl World {
    pub(crate) fn of(document: &Document) -> Result<Self, Error> {
        let press = PRESS.as_ref().ok_or(Error::Font)?;
        let sheet = Sheet::of(document, &press.letters);
        let said = serde_json::to_vec(&sheet).map_err(|_| Error::Unset)?;
        let attached = document.files.iter();
        let attached = attached.map(|file| Bytes::new(file.bytes.clone()));
        Ok(Self {
            press,
            said: Bytes::new(said),
            attached: attached.collect(),
        })
    }

    fn found(&self, name: &str) -> Option<Bytes> {
        if name == DOCUMENT {
            return Some(self.said.clone());
        }
        let number: usize = name.strip_prefix(ATTACHED)?.parse().ok()?;
        self.attached.get(number).cloned()
    }
}

impl typst::World for World {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.press.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.main.id() {
            Ok(self.press.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath();
        self.found(path.get_without_slash())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// A document has the day that it is of.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
