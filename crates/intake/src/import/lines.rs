//! The lines of a file as they stand there, numbered from 1, none longer than a limit.

use std::collections::VecDeque;
use std::io::{self, BufRead, ErrorKind};

/// Bytes of a line, and of the lines of one record together: a hundred addresses and the texts beside them.
pub(super) const MOST: usize = 256 * 1024;

/// How a file says that it is UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// One line, without its end.
pub(super) struct RawLine {
    /// From 1.
    pub(super) number: i64,
    /// What stands there; nothing where it is too long.
    pub(super) bytes: Vec<u8>,
    /// It is longer than [`MOST`], and was not kept.
    pub(super) too_long: bool,
}

/// Reads lines that end with CRLF, LF or CR.
pub(super) struct RawLines<R> {
    file: R,
    number: i64,
    /// The line before ended with CR: a LF that follows belongs to that end.
    after_cr: bool,
    ahead: VecDeque<RawLine>,
}

impl<R: BufRead> RawLines<R> {
    pub(super) const fn new(file: R) -> Self {
        Self {
            file,
            number: 0,
            after_cr: false,
            ahead: VecDeque::new(),
        }
    }

    /// The next line, if there is one.
    pub(super) fn next(&mut self) -> io::Result<Option<RawLine>> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    /// Puts lines back that were read and are to be read again, in their order.
    pub(super) fn put_back(&mut self, lines: Vec<RawLine>) {
        for line in lines.into_iter().rev() {
            self.ahead.push_front(line);
        }
    }

    fn read(&mut self) -> io::Result<Option<RawLine>> {
        let mut bytes = Vec::new();
        let (mut too_long, mut begun) = (false, false);
        loop {
            let buffer = match self.file.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                if !begun {
                    return Ok(None);
                }
                break;
            }
            if std::mem::take(&mut self.after_cr) && buffer.first() == Some(&b'\n') {
                self.file.consume(1);
                continue;
            }
            begun = true;
            let end = buffer.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let piece = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or(buffer);
            if bytes.len().saturating_add(piece.len()) > MOST {
                too_long = true;
                bytes = Vec::new();
            } else if !too_long {
                bytes.extend_from_slice(piece);
            }
            let read = piece.len();
            if let Some(end) = end {
                self.after_cr = buffer.get(end) == Some(&b'\r');
                self.file.consume(read.saturating_add(1));
                break;
            }
            self.file.consume(read);
        }
        self.number = self.number.saturating_add(1);
        if self.number == 1 && bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        Ok(Some(RawLine {
            number: self.number,
            bytes,
            too_long,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn read(file: &[u8], buffer: usize) -> Vec<(i64, String, bool)> {
        let mut lines = RawLines::new(BufReader::with_capacity(buffer, file));
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            let text = String::from_utf8(line.bytes).unwrap();
            found.push((line.number, text, line.too_long));
        }
        found
    }

    #[test]
    fn every_end_of_a_line_counts_once_wherever_the_buffer_ends() {
        for buffer in 1..12 {
            let lines = read(b"\xEF\xBB\xBFone\r\ntwo\rthree\n\n\r\nsix", buffer);
            let texts: Vec<_> = lines.iter().map(|(_, text, _)| text.as_str()).collect();
            assert_eq!(texts, ["one", "two", "three", "", "", "six"], "{buffer}");
            assert_eq!(lines.last().unwrap().0, 6);
        }
        assert!(read(b"", 8).is_empty());
        assert_eq!(read(b"one\r\n", 8).len(), 1);
        assert_eq!(read(b"one\r", 8).len(), 1);
    }

    #[test]
    fn a_line_too_long_is_told_and_not_kept() {
        let file = [b"a\n".to_vec(), vec![b'x'; MOST + 1], b"\nb".to_vec()].concat();
        let lines = read(&file, 8192);
        assert_eq!(lines[1], (2, String::new(), true));
        assert_eq!(lines[2], (3, "b".to_owned(), false));
        let file = vec![b'x'; MOST];
        assert!(!read(&file, 8192)[0].2);
    }
}
