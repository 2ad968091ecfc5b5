//! How a server is asked, as evidence has it.

/// How a server is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// By HEAD.
    #[default]
    Head,
    /// By HEAD, although its certificate is at fault.
    Unverified,
    /// By a GET of the first byte that was left at the end of the headers, because HEAD was refused.
    FirstByte,
    /// By GET, for a page of HTML.
    Page,
}

impl Asked {
    /// The name, as evidence has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "HEAD",
            Self::Unverified => "HEAD, unverified",
            Self::FirstByte => "GET, bytes=0-0",
            Self::Page => "GET",
        }
    }
}
