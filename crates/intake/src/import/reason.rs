//! Why a line of a file was refused.

use location::Refusal;

use super::columns::Column;

/// Why a line was refused. Nothing that stood in it is part of the reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is not UTF-8.
    Encoding,
    /// It is longer than 256 KiB.
    LineLong,
    /// A quote is not closed, or stands where none may.
    Quote,
    /// It has more cells than the file has columns.
    Cells,
    /// It names no address.
    UrlMissing,
    /// It names more addresses than a report may.
    UrlMany,
    /// An address is none.
    Url(Refusal),
    /// A cell holds the content of a file. Files are never accepted.
    Media,
    /// The answer is not one of those that are known.
    Unlisted,
    /// Neither yes nor no.
    Unclear,
    /// The text is too long.
    Long,
    /// There is a control character in the text.
    ControlCharacter,
    /// Neither a date nor an instant.
    When,
    /// A date that lies ahead.
    Ahead,
    /// No reference can look like this.
    Reference,
    /// The same addresses were entered under this reference, with other words.
    Changed,
    /// As many lines as one report may have were entered under this reference.
    Full,
}

impl Reason {
    /// The name, as results have it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Encoding => "not-utf-8",
            Self::LineLong => "line-too-long",
            Self::Quote => "quote",
            Self::Cells => "too-many-cells",
            Self::UrlMissing => "no-url",
            Self::UrlMany => "too-many-urls",
            Self::Url(refusal) => refusal.key(),
            Self::Media => "media",
            Self::Unlisted => "unlisted",
            Self::Unclear => "not-yes-or-no",
            Self::Long => "text-too-long",
            Self::ControlCharacter => "control-character",
            Self::When => "not-a-date",
            Self::Ahead => "lies-ahead",
            Self::Reference => "not-a-reference",
            Self::Changed => "changed",
            Self::Full => "reference-full",
        }
    }
}

/// The word for the key of a reason.
pub(crate) fn reason_key(key: &str) -> &'static str {
    match key {
        "not-utf-8" => "intake-import-not-utf-8",
        "line-too-long" => "intake-import-line-too-long",
        "quote" => "intake-import-quote",
        "too-many-cells" => "intake-import-too-many-cells",
        "no-url" | "empty" => "intake-import-no-url",
        "too-many-urls" => "intake-import-too-many-urls",
        "not-a-url" => "intake-import-not-a-url",
        "media" => "intake-import-media",
        "other-scheme" => "intake-import-other-scheme",
        "not-public" => "intake-import-not-public",
        "malformed-host" => "intake-import-malformed-host",
        "mistyped-onion" => "intake-import-mistyped-onion",
        "malformed-port" => "intake-import-malformed-port",
        "too-long" => "intake-import-url-too-long",
        "line-break" => "intake-import-line-break",
        "control-character" => "intake-import-control-character",
        "unlisted" => "intake-import-unlisted",
        "not-yes-or-no" => "intake-import-not-yes-or-no",
        "text-too-long" => "intake-import-text-too-long",
        "not-a-date" => "intake-import-not-a-date",
        "lies-ahead" => "intake-import-lies-ahead",
        "not-a-reference" => "intake-import-not-a-reference",
        "changed" => "intake-import-changed",
        "reference-full" => "intake-import-reference-full",
        _ => "intake-import-refused",
    }
}

/// A refusal: why, and of which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub reason: Reason,
    /// The column, where it is one.
    pub column: Option<Column>,
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Self {
        Self {
            reason,
            column: None,
        }
    }
}

impl Reason {
    /// The refusal for this reason, of this column.
    pub(super) const fn of(self, column: Column) -> Refused {
        Refused {
            reason: self,
            column: Some(column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_words_of_its_own() {
        use Refusal::*;
        let urls = [
            NotAUrl,
            Media,
            OtherScheme,
            NotPublic,
            MalformedHost,
            MalformedPort,
            TooLong,
            LineBreak,
            ControlCharacter,
        ];
        let others = [
            Reason::Encoding,
            Reason::LineLong,
            Reason::Quote,
            Reason::Cells,
            Reason::UrlMissing,
            Reason::UrlMany,
            Reason::Unlisted,
            Reason::Unclear,
            Reason::Long,
            Reason::When,
            Reason::Ahead,
            Reason::Reference,
            Reason::Changed,
            Reason::Full,
        ];
        let mut words: Vec<_> = urls
            .map(Reason::Url)
            .into_iter()
            .chain(others)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|reason| reason_key(reason.key()))
            .collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
        assert!(!words.contains(&"intake-import-refused"));
    }
}
