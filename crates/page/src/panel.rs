//! A part of a page that another module makes: the case page is put together from them.

/// A part of a page, rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Its heading, in the reader's words.
    pub title: String,
    /// Its content: HTML that a template of the module made, and nothing else.
    pub html: String,
}
