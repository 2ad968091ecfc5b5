//! Paper: a [`page::Document`] as PDF/A-3b (ISO 19005-3), with its files attached.
//!
//! Typst sets it, and nothing but this crate knows of Typst. What the document says comes to it as data and is never read
//! as markup; the fonts are this crate's own, and nothing is read from the machine. The same document gives the same
//! bytes. What no font of ours can show stands there by its number, as what nobody could see does: a PDF/A shows no
//! empty box.
//!
//! Level b, not a or u: these promise that text can be taken out of the file as it was put in, and of Khmer that is not so
//! ([`page::Document`]).

mod legible;
mod sheet;
mod world;

use page::Document;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// Why a document could not be printed. It says nothing of what the document says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A font of this crate cannot be read.
    #[error("a font cannot be read")]
    Font,
    /// It could not be set: its day is none, or its language is not known.
    #[error("the document could not be set")]
    Unset,
    /// It was set with a warning, as of a font that is not there.
    #[error("the document was set with a warning")]
    Warned,
    /// It was set, and is no PDF/A.
    #[error("the document could not be written as PDF/A")]
    Unwritten,
}

/// Prints a document. It takes some tens of milliseconds of work for a page, and more for many places: not for a thread
/// that others wait for.
pub fn print(document: &Document) -> Result<Vec<u8>, Error> {
    let printed = attempt(document);
    // What was set is remembered for the next time. There is none, and addresses are not to lie about in memory.
    typst::comemo::evict(0);
    printed
}

fn attempt(document: &Document) -> Result<Vec<u8>, Error> {
    let world = world::World::of(document)?;
    let set = typst::compile::<typst_layout::PagedDocument>(&world);
    let pages = set.output.map_err(|_| Error::Unset)?;
    if !set.warnings.is_empty() {
        return Err(Error::Warned);
    }
    let standards = PdfStandards::new(&[PdfStandard::A_3b]).map_err(|_| Error::Unwritten)?;
    let options = PdfOptions {
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&pages, &options).map_err(|_| Error::Unwritten)
}

#[cfg(test)]
mod tests;
