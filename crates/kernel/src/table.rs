//! Tables as files: RFC 4180, and no cell that a spreadsheet takes for a formula.

/// A cell of a table.
#[derive(Clone, Debug)]
pub enum Cell<'a> {
    /// A text that is given exactly. It has to begin with what is no formula, as a URL does.
    Exact(&'a str),
    /// A text that a spreadsheet is kept from taking for a formula.
    Text(String),
}

/// A table could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table could not be written")]
pub struct Unwritten;

impl Cell<'_> {
    fn text(&self) -> String {
        match self {
            Self::Exact(text) => (*text).to_owned(),
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                format!("'{text}")
            }
            Self::Text(text) => text.clone(),
        }
    }
}

/// Lines of a table, each ended by CRLF, with quotes where needed: its header, where it is its beginning, and these rows.
/// What is written in parts is the same as what is written at once.
pub fn table_lines<'a, const COLUMNS: usize>(
    header: Option<[&str; COLUMNS]>,
    rows: impl IntoIterator<Item = [Cell<'a>; COLUMNS]>,
) -> Result<Vec<u8>, Unwritten> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    if let Some(header) = header {
        writer.write_record(header).map_err(|_| Unwritten)?;
    }
    for row in rows {
        writer
            .write_record(row.iter().map(Cell::text))
            .map_err(|_| Unwritten)?;
    }
    writer.into_inner().map_err(|_| Unwritten)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_same_as_the_whole() {
        let header = ["reference", "words"];
        let row = |text: &str| {
            [
                Cell::Text("7XK2M9QD".to_owned()),
                Cell::Text(text.to_owned()),
            ]
        };
        let texts = ["=1+1", "a,b", "\"", ""];
        let whole = table_lines(Some(header), texts.map(row)).unwrap();
        let mut parts = table_lines(Some(header), []).unwrap();
        for text in texts {
            parts.extend(table_lines(None, [row(text)]).unwrap());
        }
        assert_eq!(whole, parts);
        let text = String::from_utf8(whole).unwrap();
        assert!(
            text.starts_with("reference,words\r\n7XK2M9QD,'=1+1\r\n"),
            "{text}"
        );
    }
}
