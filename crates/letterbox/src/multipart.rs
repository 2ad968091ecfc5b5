//! Of a form with files (multipart/form-data, RFC 7578) the texts alone, so that they can be shown again to
//! whoever typed them. It is read piece by piece; of a part that is a file, or may be one, no byte is kept.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

/// Bytes of a part's head; a longer one is of no browser, and nothing after it is read.
const HEAD: usize = 4 * 1024;
/// Bytes of a boundary (RFC 2046, 5.1.1).
const BOUNDARY: usize = 70;

/// Gathers the texts of a body that comes piece by piece.
pub(crate) struct Texts {
    /// What comes before each part and after the last one.
    delimiter: Vec<u8>,
    /// What came and is not told apart yet: shorter than a delimiter or a head once a piece is taken in.
    left: Vec<u8>,
    state: State,
    found: Vec<(String, Vec<u8>)>,
}

/// Where in the body the reading stands.
#[derive(Clone, Copy)]
enum State {
    /// In what nobody sees: before the first part, or within a file.
    Passing,
    /// Behind a delimiter.
    Head,
    /// In a text, the last one found.
    Text,
    /// Behind the last part.
    End,
}

impl Texts {
    /// For a request of this type, with the boundary it names.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let sent_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let (kind, parameters) = sent_type.split_once(';')?;
        if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
            return None;
        }
        let boundary = parameter(parameters, "boundary")?;
        (1..=BOUNDARY).contains(&boundary.len()).then(|| Self {
            delimiter: format!("\r\n--{boundary}").into_bytes(),
            // The first delimiter may stand at the very start.
            left: b"\r\n".to_vec(),
            state: State::Passing,
            found: Vec::new(),
        })
    }

    /// Takes the next piece in.
    pub(crate) fn take(&mut self, piece: &[u8]) {
        self.left.extend_from_slice(piece);
        while self.step() {}
    }

    /// The texts by the names of their fields, in their order. One that broke off goes as far as it came.
    pub(crate) fn found(mut self) -> Vec<(String, String)> {
        if matches!(self.state, State::Text) {
            self.pass(self.left.len());
        }
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let found = self.found.into_iter();
        found.map(|(name, bytes)| (name, text(bytes))).collect()
    }

    /// Tells one delimiter or one head apart, if there is one.
    fn step(&mut self) -> bool {
        match self.state {
            State::End => {
                self.left.clear();
                false
            }
            State::Passing | State::Text => {
                let Some(at) = position(&self.left, &self.delimiter) else {
                    // The end may be the beginning of a delimiter.
                    let begun = self.delimiter.len().saturating_sub(1);
                    self.pass(self.left.len().saturating_sub(begun));
                    return false;
                };
                self.pass(at);
                self.left.drain(..self.delimiter.len());
                self.state = State::Head;
                true
            }
            State::Head => {
                let Some(at) = position(&self.left, b"\r\n\r\n") else {
                    let last = self.left.starts_with(b"--");
                    if last || self.left.len() > HEAD {
                        self.state = State::End;
                    }
                    return last;
                };
                if at > HEAD {
                    self.state = State::End;
                    return true;
                }
                let head: Vec<u8> = self.left.drain(..at.saturating_add(4)).collect();
                self.state = self.part(&head);
                true
            }
        }
    }

    /// Goes on by so many bytes, which are kept if they are of a text.
    fn pass(&mut self, bytes: usize) {
        let passed = self.left.drain(..bytes);
        if matches!(self.state, State::Text)
            && let Some((_, text)) = self.found.last_mut()
        {
            text.extend(passed);
        }
    }

    /// What a part with this head is.
    fn part(&mut self, head: &[u8]) -> State {
        if head.starts_with(b"--") {
            return State::End;
        }
        let Some(name) = std::str::from_utf8(head).ok().and_then(text_name) else {
            return State::Passing;
        };
        self.found.push((name, Vec::new()));
        State::Text
    }
}

/// The name of the field, if it is a text: where there is a doubt, it is none.
fn text_name(head: &str) -> Option<String> {
    let mut name = None;
    for line in head.lines() {
        let Some((header, value)) = line.split_once(':') else {
            continue;
        };
        match header.trim().to_ascii_lowercase().as_str() {
            // No field of ours has a name like that, so where the word stands there is a file.
            "content-disposition" if value.to_ascii_lowercase().contains("filename") => {
                return None;
            }
            "content-disposition" => name = parameter(value, "name"),
            "content-type" => {
                let kind = value.split(';').next().unwrap_or_default();
                if !kind.trim().eq_ignore_ascii_case("text/plain") {
                    return None;
                }
            }
            // Any other way of writing than as it is, such as base64, is of no browser.
            "content-transfer-encoding" => return None,
            _ => {}
        }
    }
    name
}

/// A parameter of a header. One that holds a semicolon is not read right, and none of ours does.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    header.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let wanted = name.trim().eq_ignore_ascii_case(wanted);
        wanted.then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(kind: &str) -> Option<Texts> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, kind.parse().unwrap());
        Texts::of(&headers)
    }

    /// What is found of a body that comes in pieces of this length.
    fn found(body: &[u8], piece: usize) -> Vec<(String, String)> {
        let mut texts = texts("multipart/form-data; boundary=xx").unwrap();
        for piece in body.chunks(piece) {
            texts.take(piece);
            assert!(texts.left.len() <= HEAD + piece.len(), "nothing piles up");
        }
        texts.found()
    }

    fn part(head: &str, body: &str) -> String {
        format!("--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    }

    #[test]
    fn texts_are_found_and_files_are_not() {
        let body = [
            "preamble\r\n".to_owned(),
            part("name=\"urls\"", "one\r\ntwo\r\n--x"),
            part(
                "name=\"f\"; filename=\"a\"\r\nContent-Type: text/plain",
                "file",
            ),
            part("name=f; FileName*=UTF-8''a", "file"),
            part("name=\"f\"\r\ncontent-type: image/png", "file"),
            part("name=\"f\"\r\ncontent-transfer-encoding: base64", "file"),
            part(
                "name=contact\r\nContent-Type: text/plain; charset=utf-8",
                "ពាក្យ",
            ),
            part("name=\"empty\"", ""),
            "--xx--\r\nend".to_owned(),
            part("name=\"late\"", "late"),
        ]
        .concat();
        let expected = [
            ("urls", "one\r\ntwo\r\n--x"),
            ("contact", "ពាក្យ"),
            ("empty", ""),
        ];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        for piece in 1..body.len() {
            assert_eq!(found(body.as_bytes(), piece), expected, "{piece}");
        }
    }

    #[test]
    fn what_breaks_off_goes_as_far_as_it_came() {
        let body = part("name=\"urls\"", "word and more");
        let cut = body.len() - 7;
        let expected = [("urls".to_owned(), "word and".to_owned())];
        assert_eq!(found(&body.as_bytes()[..cut], 5), expected);
        let file = part("name=\"f\"; filename=\"a\"", "file");
        assert_eq!(found(&file.as_bytes()[..file.len() - 4], 5), []);
    }

    #[test]
    fn a_head_without_end_ends_the_reading() {
        let body = format!(
            "--xx\r\n{}\r\n\r\nword{}",
            "a".repeat(HEAD),
            part("name=\"a\"", "b")
        );
        assert_eq!(found(body.as_bytes(), 64), []);
        assert_eq!(found(body.as_bytes(), usize::MAX), []);
    }

    #[test]
    fn another_type_or_no_boundary_is_not_read() {
        for kind in [
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "multipart/mixed; boundary=x",
            "text/plain; boundary=x",
        ] {
            assert!(texts(kind).is_none(), "{kind}");
        }
        let long = format!("multipart/form-data; boundary={}", "x".repeat(71));
        assert!(texts(&long).is_none());
        assert!(texts("Multipart/Form-Data; charset=utf-8; Boundary=\"x y\"").is_some());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_alike_in_any_pieces(
            body in "(--xx|--|\r\n|name=\"a\"|content-disposition:|: form-data;|filename=|[a-c]|\r\n\r\n){0,60}",
            piece in 1_usize..40,
        ) {
            prop_assert_eq!(found(body.as_bytes(), piece), found(body.as_bytes(), usize::MAX));
        }
    }
}
