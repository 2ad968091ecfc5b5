//! The first line of a file: what its columns are, and what parts them.

use std::io::{self, BufRead};

use super::cells::cells_of;
use super::lines::RawLines;

/// A column that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The addresses, one a line of the cell. The only column that has to be there.
    Url,
    /// The pack's key of what is reported.
    Category,
    /// Where it was found.
    FoundOn,
    /// What is shown there: several may be named.
    ShownAs,
    /// When it was seen.
    Seen,
    /// How one gets to it.
    Reach,
    /// What was told.
    Narrative,
    /// A child is in danger now.
    Danger,
    /// The reporter is the child whom it shows.
    OwnPicture,
    /// How the reporter can be reached.
    Contact,
    /// The language it was told in.
    Language,
    /// When it came to whoever sent the file.
    Received,
    /// The sender's own name for the report.
    Reference,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 13] = [
        Self::Url,
        Self::Category,
        Self::FoundOn,
        Self::ShownAs,
        Self::Seen,
        Self::Reach,
        Self::Narrative,
        Self::Danger,
        Self::OwnPicture,
        Self::Contact,
        Self::Language,
        Self::Received,
        Self::Reference,
    ];

    /// The name, as it stands in the first line of a file and in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Category => "category",
            Self::FoundOn => "found_on",
            Self::ShownAs => "shown_as",
            Self::Seen => "seen",
            Self::Reach => "reach",
            Self::Narrative => "narrative",
            Self::Danger => "danger",
            Self::OwnPicture => "own_picture",
            Self::Contact => "contact",
            Self::Language => "language",
            Self::Received => "received",
            Self::Reference => "reference",
        }
    }

    /// The column that somebody calls so, whatever the case, and with spaces for underlines.
    fn called(text: &str) -> Option<Self> {
        let name = plain(text);
        match name.as_str() {
            "urls" => Some(Self::Url),
            "received_at" | "received_date" => Some(Self::Received),
            name => Self::ALL.into_iter().find(|column| column.name() == name),
        }
    }

    /// The column of this field of a report.
    pub(super) fn of_field(field: &str) -> Option<Self> {
        let name = if field == "urls" { "url" } else { field };
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// A key as people write it: without the blanks around it, in small letters, with underlines between words.
pub(super) fn plain(text: &str) -> String {
    unmasked(text)
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            ' ' | '-' => '_',
            letter => letter,
        })
        .collect()
}

/// A cell without the apostrophe that keeps spreadsheets from taking it for a formula.
pub(super) fn unmasked(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

/// Why a file is no table of reports.
#[derive(Debug, thiserror::Error)]
pub enum NotATable {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is not UTF-8.
    #[error("the file is not UTF-8: save it as \"CSV UTF-8\"")]
    Encoding,
    /// It is the file of a spreadsheet program, or an archive.
    #[error("this is no text: save the sheet as \"CSV UTF-8\"")]
    NoText,
    /// The first line names no column `url`.
    #[error("the first line has to name the columns, and one of them `url`")]
    NoHeader,
    /// A column is named twice.
    #[error("the column `{}` is named twice", .0.name())]
    Twice(Column),
    /// Columns that are not known: their names, or their numbers where a name is none.
    #[error("columns that are not known: {}", .0.join(", "))]
    Unknown(Vec<String>),
    /// It cannot be read.
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
}

/// What the first line says.
#[derive(Debug)]
pub(super) struct Header {
    /// What parts cells; nothing where there is one column.
    pub(super) separator: Option<u8>,
    /// Which column each cell is of; nothing for one that is left out.
    pub(super) columns: Vec<Option<Column>>,
}

/// Reads the header, and what a spreadsheet program may have put before it. Columns that are not known are an
/// error, or are left out.
pub(super) fn read_header<R: BufRead>(
    lines: &mut RawLines<R>,
    leave_out: bool,
) -> Result<Header, NotATable> {
    let mut separators = vec![b',', b';', b'\t'];
    loop {
        let Some(line) = lines.next().map_err(NotATable::Unreadable)? else {
            return Err(NotATable::Empty);
        };
        refuse_other_files(&line.bytes)?;
        let text = std::str::from_utf8(&line.bytes).map_err(|_| NotATable::Encoding)?;
        let told = text.trim_matches('"').strip_prefix("sep=");
        if let Some([separator]) = told.map(str::as_bytes) {
            separators = vec![*separator];
        } else if !text.trim().is_empty() || line.too_long {
            return header(text, &separators, leave_out);
        }
    }
}

fn refuse_other_files(line: &[u8]) -> Result<(), NotATable> {
    let begins = |marks: &[&[u8]]| marks.iter().any(|mark| line.starts_with(mark));
    if begins(&[b"PK\x03\x04", b"\xD0\xCF\x11\xE0"]) {
        return Err(NotATable::NoText);
    }
    if begins(&[b"\xFF\xFE", b"\xFE\xFF"]) || line.contains(&0) {
        return Err(NotATable::Encoding);
    }
    Ok(())
}

/// Tries each separator: the one by which most columns are known is the file's.
fn header(line: &str, separators: &[u8], leave_out: bool) -> Result<Header, NotATable> {
    let read = |separator: &u8| {
        let cells = cells_of(line.as_bytes(), Some(*separator))?;
        let names: Vec<_> = cells
            .into_iter()
            .map(|cell| String::from_utf8_lossy(&cell).into_owned())
            .collect();
        let columns: Vec<_> = names.iter().map(|name| Column::called(name)).collect();
        columns
            .contains(&Some(Column::Url))
            .then_some((*separator, names, columns))
    };
    let (separator, names, columns) = separators
        .iter()
        .filter_map(read)
        .max_by_key(|(_, _, columns)| columns.iter().flatten().count())
        .ok_or(NotATable::NoHeader)?;
    for column in Column::ALL {
        let count = columns.iter().filter(|one| **one == Some(column)).count();
        if count > 1 {
            return Err(NotATable::Twice(column));
        }
    }
    let unknown: Vec<_> = names
        .iter()
        .enumerate()
        .zip(&columns)
        .filter(|((_, name), column)| column.is_none() && !name.trim().is_empty())
        .map(|((index, name), _)| shown(index, name))
        .collect();
    if !unknown.is_empty() && !leave_out {
        return Err(NotATable::Unknown(unknown));
    }
    Ok(Header {
        separator: (columns.len() > 1).then_some(separator),
        columns,
    })
}

/// The name of a column that is not known, where it looks like one: a file may begin without a header, and what
/// stands there then is told to nobody.
fn shown(index: usize, name: &str) -> String {
    let is_name = name.chars().count() <= 40
        && name
            .chars()
            .all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-'))
        && !name.chars().any(char::is_numeric);
    if is_name {
        name.trim().to_owned()
    } else {
        format!("#{}", index.saturating_add(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8], leave_out: bool) -> Result<Header, NotATable> {
        read_header(&mut RawLines::new(file), leave_out)
    }

    #[test]
    fn columns_come_in_any_order_and_case_and_by_any_separator() {
        let columns = [
            Some(Column::Reference),
            Some(Column::FoundOn),
            Some(Column::Url),
            Some(Column::Received),
        ];
        for (file, separator) in [
            (&b"reference,found_on,url,received\n"[..], b','),
            (b"Reference;Found on;URLs;Received-At\r\n", b';'),
            (
                b"\xEF\xBB\xBF\"REFERENCE\"\tFOUND_ON\turl\treceived date",
                b'\t',
            ),
            (b"sep=;\n\n reference ; found_on;url;received", b';'),
            (b"\"sep=|\"\nreference|found_on|url|received", b'|'),
        ] {
            let header = read(file, false).unwrap();
            assert_eq!(header.separator, Some(separator));
            assert_eq!(header.columns, columns);
        }
        assert_eq!(read(b"url", false).unwrap().separator, None);
        let padded = read(b"url,,", false).unwrap();
        assert_eq!(padded.columns, [Some(Column::Url), None, None]);
    }

    #[test]
    fn a_file_that_is_no_table_is_told_and_nothing_of_it_repeated() {
        for (file, told) in [
            (&b""[..], "empty"),
            (b"\n\r\n", "empty"),
            (b"http://host-a.test/p/1\n", "the first line has to name"),
            (b"category,narrative\n", "the first line has to name"),
            (b"url,narrative,URL\n", "`url` is named twice"),
            (b"url,narative,Quelle\n", "not known: narative, Quelle"),
            (b"url,http://host-a.test/p/1,17\n", "not known: #2, #3"),
            (b"url,\xE9\n", "not UTF-8"),
            (b"\xFF\xFEu\0r\0l\0", "not UTF-8"),
            (b"PK\x03\x04\x14\0\x06", "no text"),
        ] {
            let error = read(file, false).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
            assert!(!error.contains("host-a"), "{error}");
        }
        let left = read(b"url,narative\n", true).unwrap();
        assert_eq!(left.columns, [Some(Column::Url), None]);
    }
}
