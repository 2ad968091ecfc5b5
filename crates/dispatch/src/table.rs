//! Tables that are attached to mails.

use egress::Attachment;
pub use kernel::Cell;
use kernel::table_lines;

use crate::Error;

/// A table as RFC 4180 has it: a header, CRLF at each end of a line, quotes where needed. Its file is called
/// by the reference that the mail goes under.
pub fn table<'a, const COLUMNS: usize>(
    reference: &str,
    header: [&str; COLUMNS],
    rows: impl IntoIterator<Item = [Cell<'a>; COLUMNS]>,
) -> Result<Attachment, Error> {
    Ok(Attachment {
        name: format!("{reference}.csv"),
        content_type: "text/csv; charset=utf-8; header=present".to_owned(),
        bytes: table_lines(Some(header), rows).map_err(|_| Error::Unsendable)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_table_is_rfc_4180() {
        let row = |reference: &str, url| [Cell::Text(reference.to_owned()), Cell::Exact(url)];
        let rows = [
            row("7XK2M9QD", "http://a.test/p/17?a=1,2&b=\"c\""),
            row("=1+1", "https://b.test/"),
        ];
        let table = table("7XK2M9QD", ["reference", "url"], rows).unwrap();
        assert_eq!(table.name, "7XK2M9QD.csv");
        assert_eq!(
            String::from_utf8(table.bytes).unwrap(),
            "reference,url\r\n\
             7XK2M9QD,\"http://a.test/p/17?a=1,2&b=\"\"c\"\"\"\r\n\
             '=1+1,https://b.test/\r\n"
        );
    }

    proptest! {
        /// Whatever a URL holds, it reads back exactly; whatever a text holds, it is no formula.
        #[test]
        fn a_table_reads_back(rest in "[ -~\r\n\t]{0,60}", text in "(\\PC|[\r\n\t]){0,20}") {
            let url = format!("http://{rest}");
            let row = [Cell::Text(text.clone()), Cell::Exact(&url)];
            let table = table("7XK2M9QD", ["reference", "url"], [row]).unwrap();
            prop_assert!(table.bytes.ends_with(b"\r\n"));
            let mut reader = csv::Reader::from_reader(table.bytes.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&row[1], url.as_str());
            prop_assert!(row[0] == text || row[0].strip_prefix('\'') == Some(&text));
            prop_assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
