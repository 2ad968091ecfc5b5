//! From lines to records: cells parted by a separator, quoted where they hold one, a quote or a line break
//! (RFC 4180).
//!
//! The library that writes our tables reads them too, but takes a quote that is never closed for a cell as long as
//! the rest of the file. Here such a quote spoils the line it stands on, and the line after it is read afresh. That
//! stays linear: a line with an odd number of quotes always ends a cell that an earlier line opened, so no two
//! beginnings read the same lines twice over.

use std::io::{self, BufRead};

use super::lines::{MOST, RawLine, RawLines};
use super::reason::Reason;

/// What each line of a record counts beside its bytes: a quoted cell of nothing but line breaks has an end too.
const LINE: usize = 64;

/// The cells of one record, as bytes.
pub(super) type Cells = Vec<Vec<u8>>;

/// A record, or why there is none, with the number of the line on which it begins.
pub(super) struct Record {
    pub(super) number: i64,
    pub(super) cells: Result<Cells, Reason>,
}

/// Reads records.
pub(super) struct Records<R> {
    lines: RawLines<R>,
    /// Nothing where a line is one cell.
    separator: Option<u8>,
}

impl<R: BufRead> Records<R> {
    pub(super) const fn new(lines: RawLines<R>, separator: Option<u8>) -> Self {
        Self { lines, separator }
    }

    /// The next record, if there is one.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        let Some(mut line) = self.lines.next()? else {
            return Ok(None);
        };
        let number = line.number;
        let refused = |reason| {
            let cells = Err(reason);
            Ok(Some(Record { number, cells }))
        };
        if line.too_long {
            return refused(Reason::LineLong);
        }
        let mut parser = Parser::new(self.separator);
        // The lines after the first, to be read again where the first is no beginning of a record.
        let mut behind: Vec<RawLine> = Vec::new();
        let mut size = line.bytes.len();
        loop {
            match parser.line(&line.bytes) {
                Parsed::Whole(cells) => {
                    let cells = Ok(cells);
                    return Ok(Some(Record { number, cells }));
                }
                Parsed::Open => {}
                Parsed::Wrong => size = MOST,
            }
            if line.number != number {
                behind.push(line);
            }
            if size >= MOST {
                break;
            }
            let Some(next) = self.lines.next()? else {
                break;
            };
            size = size.saturating_add(next.bytes.len()).saturating_add(LINE);
            if next.too_long {
                behind.push(next);
                break;
            }
            line = next;
        }
        self.lines.put_back(behind);
        refused(Reason::Quote)
    }
}

/// The cells of a line that is a record by itself.
pub(super) fn cells_of(line: &[u8], separator: Option<u8>) -> Option<Cells> {
    match Parser::new(separator).line(line) {
        Parsed::Whole(cells) => Some(cells),
        Parsed::Open | Parsed::Wrong => None,
    }
}

enum Parsed {
    Whole(Cells),
    /// A quote is open: the record goes on with the next line.
    Open,
    /// A quote stands where none may.
    Wrong,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the beginning of a cell.
    Beginning,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote between quotes: its end, or the first half of a quote that is meant.
    Quote,
}

struct Parser {
    separator: Option<u8>,
    cells: Cells,
    cell: Vec<u8>,
    at: At,
    begun: bool,
}

impl Parser {
    const fn new(separator: Option<u8>) -> Self {
        Self {
            separator,
            cells: Vec::new(),
            cell: Vec::new(),
            at: At::Beginning,
            begun: false,
        }
    }

    fn line(&mut self, line: &[u8]) -> Parsed {
        if std::mem::replace(&mut self.begun, true) {
            self.cell.push(b'\n');
        }
        for byte in line {
            let separates = Some(*byte) == self.separator;
            self.at = match (self.at, *byte) {
                (At::Beginning, b'"') => At::Quoted,
                (At::Quoted, b'"') => At::Quote,
                (At::Beginning | At::Plain | At::Quote, _) if separates => self.end_cell(),
                // A line that is one cell may hold what it likes.
                (At::Plain, b'"') if self.separator.is_some() => return Parsed::Wrong,
                (At::Beginning | At::Plain, byte) => self.push(byte, At::Plain),
                (At::Quoted, byte) => self.push(byte, At::Quoted),
                (At::Quote, b'"') => self.push(b'"', At::Quoted),
                (At::Quote, _) => return Parsed::Wrong,
            };
        }
        if self.at == At::Quoted {
            return Parsed::Open;
        }
        self.end_cell();
        Parsed::Whole(std::mem::take(&mut self.cells))
    }

    fn push(&mut self, byte: u8, at: At) -> At {
        self.cell.push(byte);
        at
    }

    fn end_cell(&mut self) -> At {
        self.cells.push(std::mem::take(&mut self.cell));
        At::Beginning
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Read = Vec<(i64, Result<Vec<String>, Reason>)>;

    fn read(file: &[u8], separator: Option<u8>) -> Read {
        let mut records = Records::new(RawLines::new(file), separator);
        let mut found = Vec::new();
        while let Some(record) = records.next().unwrap() {
            let cells = record.cells.map(|cells| {
                let text = |cell| String::from_utf8(cell).unwrap();
                cells.into_iter().map(text).collect()
            });
            found.push((record.number, cells));
        }
        found
    }

    fn whole(number: i64, cells: &[&str]) -> (i64, Result<Vec<String>, Reason>) {
        (
            number,
            Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()),
        )
    }

    #[test]
    fn quotes_hold_separators_quotes_and_line_breaks() {
        let file = b"a,b\r\n\"a,1\",\"say \"\"b\"\"\"\r\n\"one\r\ntwo\",\r\nlast,\"\"";
        let expected = [
            whole(1, &["a", "b"]),
            whole(2, &["a,1", "say \"b\""]),
            whole(3, &["one\ntwo", ""]),
            whole(5, &["last", ""]),
        ];
        assert_eq!(read(file, Some(b',')), expected);
        assert_eq!(read(b"a;b,c\n", Some(b';')), [whole(1, &["a", "b,c"])]);
        assert_eq!(
            read(b"a;b,c \"d\"\n\"x,y\"\n", None),
            [whole(1, &["a;b,c \"d\""]), whole(2, &["x,y"])]
        );
    }

    #[test]
    fn a_stray_quote_spoils_its_own_line_alone() {
        let wrong = |number| (number, Err(Reason::Quote));
        // Never closed.
        let file = b"\"a,1\nb,2\nc,3\n";
        let expected = [wrong(1), whole(2, &["b", "2"]), whole(3, &["c", "3"])];
        assert_eq!(read(file, Some(b',')), expected);
        // Closed by another stray quote, further down.
        let file = b"\"a,1\nb,2\n\"c,3\nd,4\n";
        let expected = [
            wrong(1),
            whole(2, &["b", "2"]),
            wrong(3),
            whole(4, &["d", "4"]),
        ];
        assert_eq!(read(file, Some(b',')), expected);
        // In the middle of a cell, and behind its end.
        let file = b"a\",1\n\"b\"x,2\nc,3\n";
        let expected = [wrong(1), wrong(2), whole(3, &["c", "3"])];
        assert_eq!(read(file, Some(b',')), expected);
    }

    #[test]
    fn a_quote_that_is_closed_too_late_is_not_waited_for() {
        let long = format!("\"a\n{}\"\nlast\n", "x\n".repeat(MOST / LINE + 10));
        let found = read(long.as_bytes(), Some(b','));
        assert_eq!(found[0], (1, Err(Reason::Quote)));
        assert_eq!(found[1], whole(2, &["x"]));
        assert_eq!(found.last().unwrap().1, Ok(vec!["last".to_owned()]));
        // The closing quote, alone on its line, opens a cell that nothing closes.
        let wrong = found.iter().filter(|(_, cells)| cells.is_err()).count();
        assert_eq!(wrong, 2);
    }

    #[test]
    fn lines_made_to_be_read_again_and_again_are_read_in_a_moment() {
        for line in [
            "b\",\"c\n",
            "\"\"\"\n",
            "a,\"\"\n",
            "\"a\n",
            "\"a\"\"\n",
            "\"b\",\"c\n",
        ] {
            for separator in [Some(b','), None] {
                let file = format!("\"{}", line.repeat(100_000));
                let began = std::time::Instant::now();
                let found = read(file.as_bytes(), separator);
                assert!(found.len() > 10, "{line}");
                assert!(began.elapsed().as_secs() < 20, "{line}");
            }
        }
    }

    fn quoted(cell: &str) -> String {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }

    proptest! {
        #[test]
        fn what_is_written_as_the_standard_says_is_read_as_it_was(
            records in prop::collection::vec(prop::collection::vec("[ -~ក\n]{0,12}", 1..5), 1..8),
            separator in prop::sample::select(vec![',', ';', '\t']),
            end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
        ) {
            let line = |cells: &Vec<String>| {
                let cells: Vec<_> = cells.iter().map(|cell| quoted(&cell.replace('\n', end))).collect();
                cells.join(&separator.to_string()) + end
            };
            let file: String = records.iter().map(line).collect();
            let found = read(file.as_bytes(), u8::try_from(separator).ok());
            let cells: Vec<_> = found.into_iter().map(|(_, cells)| cells.unwrap()).collect();
            prop_assert_eq!(cells, records);
        }

        #[test]
        fn whatever_the_bytes_are_each_record_begins_further_down(
            bytes in prop::collection::vec(prop::sample::select(b"\",;\n\ra\xff".to_vec()), 0..200),
            separator in prop::sample::select(vec![Some(b','), Some(b';'), None]),
        ) {
            let mut records = Records::new(RawLines::new(bytes.as_slice()), separator);
            let mut before = 0;
            while let Some(record) = records.next().unwrap() {
                prop_assert!(record.number > before);
                before = record.number;
            }
        }
    }
}
