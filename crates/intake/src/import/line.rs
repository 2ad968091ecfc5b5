//! From a record to what it tells.

use std::io::{self, BufRead};

use jiff::tz::TimeZone;
use kernel::{Language, Timestamp};
use letterbox::{Content, FOUND_ON, Fault, SEEN, SHOWN_AS, Typed, check, lines};
use location::Refusal;
use pack::Pack;

use super::cells::{Cells, Records};
use super::columns::{Column, NotATable, plain, read_header, unmasked};
use super::lines::RawLines;
use super::reason::{Reason, Refused};
use crate::entered::is_reference;
use crate::when::{NotWhen, read_instant};

/// Letters from which a word can be a file's content: below, `data:` is a word like others.
const MEDIA: usize = 24;

/// A line of a file: what it tells, or why it is refused.
#[derive(Clone)]
pub struct Line {
    /// Its number in the file, from 1: where its record begins.
    pub number: i64,
    pub(super) told: Result<Told, Refused>,
}

impl Line {
    /// Why it is refused by itself, before anything is looked up.
    pub fn refused(&self) -> Option<Refused> {
        self.told.as_ref().err().copied()
    }
}

/// What one line tells.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) reference: Option<String>,
    pub(super) language: Language,
    pub(super) received: Option<Timestamp>,
    pub(super) content: Content,
}

/// Reads the lines of a file. Its memory does not grow with the file.
pub struct Reader<R> {
    records: Records<R>,
    columns: Vec<Option<Column>>,
}

/// What a line is read against.
struct Rules<'a> {
    pack: &'a Pack,
    zone: &'a TimeZone,
    now: Timestamp,
}

impl<R: BufRead> Reader<R> {
    /// Reads the first line of a file. Columns that are not known are an error, unless they are to be left out.
    pub fn new(file: R, leave_out: bool) -> Result<Self, NotATable> {
        let mut lines = RawLines::new(file);
        let header = read_header(&mut lines, leave_out)?;
        Ok(Self {
            records: Records::new(lines, header.separator),
            columns: header.columns,
        })
    }

    /// The next lines that are not empty, at most so many; none at the end of the file.
    pub fn next_lines(
        &mut self,
        most: usize,
        pack: &Pack,
        now: Timestamp,
    ) -> io::Result<Vec<Line>> {
        let mut found = Vec::new();
        while found.len() < most {
            match self.next_line(pack, now)? {
                Some(line) => found.push(line),
                None => break,
            }
        }
        Ok(found)
    }

    fn next_line(&mut self, pack: &Pack, now: Timestamp) -> io::Result<Option<Line>> {
        let rules = Rules {
            pack,
            zone: &pack.zone,
            now,
        };
        loop {
            let Some(record) = self.records.next()? else {
                return Ok(None);
            };
            let number = record.number;
            let cells = match record.cells {
                Err(reason) => Err(reason.into()),
                Ok(cells) if is_blank(&cells) => continue,
                Ok(cells) => Ok(cells),
            };
            let told = cells.and_then(|cells| read(cells, &self.columns, &rules));
            return Ok(Some(Line { number, told }));
        }
    }
}

fn is_blank(cells: &Cells) -> bool {
    cells
        .iter()
        .all(|cell| cell.iter().all(u8::is_ascii_whitespace))
}

fn read(cells: Cells, columns: &[Option<Column>], rules: &Rules) -> Result<Told, Refused> {
    let mut told = Told {
        reference: None,
        language: rules
            .pack
            .languages
            .first()
            .copied()
            .unwrap_or(Language::ENGLISH),
        received: None,
        content: Content::default(),
    };
    let mut urls = Vec::new();
    let mut columns = columns.iter();
    for cell in cells {
        let text = String::from_utf8(cell).map_err(|_| Reason::Encoding)?;
        let text = unmasked(&text).trim();
        let Some(column) = columns.next() else {
            if text.is_empty() {
                continue;
            }
            return Err(Reason::Cells.into());
        };
        let Some(column) = *column else { continue };
        if column == Column::Url {
            urls = lines(text);
        } else if !text.is_empty() {
            take(&mut told, column, text, rules).map_err(|reason| reason.of(column))?;
        }
    }
    if urls.is_empty() {
        return Err(Reason::UrlMissing.of(Column::Url));
    }
    for (_, url) in &urls {
        if let Err(refusal) = location::recognise(url, &rules.pack.urls) {
            return Err(Reason::Url(refusal).of(Column::Url));
        }
    }
    let rest = told.content;
    told.content = check(Typed { urls, rest }, rules.pack)
        .map_err(|faults| faults.first().map_or(Reason::Unlisted.into(), refused))?;
    Ok(told)
}

/// Takes what stands in one cell, and is not empty.
fn take(told: &mut Told, column: Column, text: &str, rules: &Rules) -> Result<(), Reason> {
    let content = &mut told.content;
    let some = || Some(text.to_owned());
    if holds_media(text, rules.pack) {
        return Err(Reason::Media);
    }
    match column {
        Column::Url => {}
        Column::Category => {
            let known = rules.pack.categories.iter().map(|one| one.key.as_str());
            content.category = Some(listed(text, known)?);
        }
        Column::FoundOn => content.found_on = Some(listed(text, FOUND_ON)?),
        Column::Seen => content.seen = Some(listed(text, SEEN)?),
        Column::ShownAs => {
            let parts = text.split([',', ';', '|', '\n']).map(str::trim);
            let parts = parts.filter(|part| !part.is_empty());
            let shown: Result<_, _> = parts.map(|part| listed(part, SHOWN_AS)).collect();
            content.shown_as = shown?;
        }
        Column::Reach => content.reach = some(),
        Column::Narrative => content.narrative = some(),
        Column::Contact => content.contact = some(),
        Column::Danger => content.danger = yes_or_no(text)?,
        Column::OwnPicture => content.own_picture = yes_or_no(text)?,
        Column::Language => {
            let language = text.parse().ok();
            let offered = |language: &Language| rules.pack.languages.contains(language);
            told.language = language.filter(offered).ok_or(Reason::Unlisted)?;
        }
        Column::Received => {
            let at = read_instant(text, rules.zone, rules.now).map_err(|wrong| match wrong {
                NotWhen::Form => Reason::When,
                NotWhen::Ahead => Reason::Ahead,
            })?;
            told.received = Some(at);
        }
        Column::Reference => {
            if !is_reference(text) {
                return Err(Reason::Reference);
            }
            told.reference = some();
        }
    }
    Ok(())
}

/// The key that is meant, however it is written.
fn listed<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> Result<String, Reason> {
    let text = plain(text);
    let known = known.into_iter().find(|key| plain(key) == text);
    known.map(str::to_owned).ok_or(Reason::Unlisted)
}

/// What is meant by a cell that asks for yes or no. What is neither is refused: a child in danger is not guessed at.
fn yes_or_no(text: &str) -> Result<bool, Reason> {
    match plain(text).as_str() {
        "yes" | "y" | "true" | "1" | "x" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(Reason::Unclear),
    }
}

/// Whether the content of a file stands in a text.
fn holds_media(text: &str, pack: &Pack) -> bool {
    text.split_whitespace()
        .filter(|word| word.len() >= MEDIA)
        .any(|word| matches!(location::recognise(word, &pack.urls), Err(Refusal::Media)))
}

/// The refusal for what the common check finds wrong.
fn refused(fault: &Fault) -> Refused {
    Refused {
        reason: match fault.message.key() {
            "letterbox-urls-many" => Reason::UrlMany,
            "letterbox-text-long" => Reason::Long,
            "letterbox-control-character" => Reason::ControlCharacter,
            _ => Reason::Unlisted,
        },
        column: Column::of_field(fault.field),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 2023-11-14T22:13:20Z
    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn demo() -> Pack {
        pack::load(&pack::Source::Shipped("demo".to_owned()), true).unwrap()
    }

    fn all(file: &[u8], pack: &Pack) -> Vec<Line> {
        let mut reader = Reader::new(file, false).unwrap_or_else(|error| panic!("{error}"));
        let mut found = Vec::new();
        while let Some(line) = reader.next_line(pack, NOW).unwrap() {
            found.push(line);
        }
        found
    }

    fn why(line: &Line) -> Option<(&'static str, Option<&'static str>)> {
        let refused = line.refused()?;
        Some((refused.reason.key(), refused.column.map(Column::name)))
    }

    #[test]
    fn a_line_with_every_column_is_read_whole() {
        let pack = demo();
        let category = pack.categories[0].key.clone();
        let file = format!(
            "url;category;found_on;shown_as;seen;reach;narrative;danger;own_picture;contact;language;received;\
             reference\n\"http://host-a.test/p/1\r\nhxxp://host-b[.]test/p/2\";{};Social network;image, video;\
             This-Week;'=menu;\"two\nlines\";Yes;0;someone@person.example;km;2023-11-01;'-17\n",
            category.to_uppercase()
        );
        let lines = all(file.as_bytes(), &pack);
        assert_eq!(lines.len(), 1);
        let told = lines[0].told.as_ref().unwrap();
        assert_eq!(
            told.content.urls,
            ["http://host-a.test/p/1", "hxxp://host-b[.]test/p/2"]
        );
        assert_eq!(told.content.category, Some(category));
        assert_eq!(told.content.found_on.as_deref(), Some("social_network"));
        assert_eq!(told.content.shown_as, ["image", "video"]);
        assert_eq!(told.content.seen.as_deref(), Some("this_week"));
        assert_eq!(told.content.reach.as_deref(), Some("=menu"));
        assert_eq!(told.content.narrative.as_deref(), Some("two\nlines"));
        assert!(told.content.danger && !told.content.own_picture);
        assert_eq!(
            told.content.contact.as_deref(),
            Some("someone@person.example")
        );
        assert_eq!(told.language, Language::KHMER);
        assert_eq!(told.reference.as_deref(), Some("-17"));
        let received = told.received.unwrap().to_string();
        assert_eq!(received, "2023-10-31T17:00:00Z");
    }

    #[test]
    fn each_line_is_refused_for_a_reason_of_its_own_and_the_others_go_on() {
        let pack = demo();
        let header =
            "url,category,found_on,shown_as,seen,narrative,danger,language,received,reference\n";
        let long = "w".repeat(10_001);
        let media = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg";
        let url = "http://host-a.test/p/1";
        let many: Vec<_> = (0..101)
            .map(|number| format!("http://host-a.test/p/{number}"))
            .collect();
        for (line, reason, column) in [
            (",,,,,words".to_owned(), "no-url", "url"),
            ("words".to_owned(), "not-a-url", "url"),
            (media.replace(',', "%2C"), "media", "url"),
            ("ftp://host-a.test/".to_owned(), "other-scheme", "url"),
            ("http://127.0.0.1/p".to_owned(), "not-public", "url"),
            (format!("\"{url}\nwords\""), "not-a-url", "url"),
            (format!("\"{}\"", many.join("\n")), "too-many-urls", "url"),
            ("'=HYPERLINK(1)".to_owned(), "not-a-url", "url"),
            (format!("{url},unheard-of"), "unlisted", "category"),
            (format!("{url},,unheard-of"), "unlisted", "found_on"),
            (format!("{url},,,image;smell"), "unlisted", "shown_as"),
            (format!("{url},,,,tomorrow"), "unlisted", "seen"),
            (format!("{url},,,,,{long}"), "text-too-long", "narrative"),
            (
                format!("{url},,,,,a\u{7}b"),
                "control-character",
                "narrative",
            ),
            (format!("{url},,,,,\"see {media}\""), "media", "narrative"),
            (format!("{url},,,,,,perhaps"), "not-yes-or-no", "danger"),
            (format!("{url},,,,,,,fr"), "unlisted", "language"),
            (format!("{url},,,,,,,,31.01.2023"), "not-a-date", "received"),
            (format!("{url},,,,,,,,2099-01-31"), "lies-ahead", "received"),
            (
                format!("{url},,,,,,,,,{}", "r".repeat(201)),
                "not-a-reference",
                "reference",
            ),
        ] {
            let lines = all(format!("{header}{line}\n{url}\n").as_bytes(), &pack);
            assert_eq!(why(&lines[0]), Some((reason, Some(column))), "{line}");
            assert!(lines[1].refused().is_none());
        }
        for (line, reason) in [
            (format!("{url},,,,,,,,,,").into_bytes(), None),
            (
                format!("{url},,,,,,,,,,more").into_bytes(),
                Some("too-many-cells"),
            ),
            (b"http://host-a.test/\xE9,".to_vec(), Some("not-utf-8")),
            (vec![b'x'; 300 * 1024], Some("line-too-long")),
            (b"\"http://host-a.test/p/1".to_vec(), Some("quote")),
            (b"http://host-a.test/\"p\",".to_vec(), Some("quote")),
        ] {
            let file = [header.as_bytes(), &line, b"\r\n", url.as_bytes()].concat();
            let lines = all(&file, &pack);
            assert_eq!(why(&lines[0]).map(|(reason, _)| reason), reason);
            assert_eq!((lines[0].number, lines[1].number), (2, 3));
            assert!(lines[1].refused().is_none());
        }
    }

    #[test]
    fn empty_lines_are_passed_over_and_counted() {
        let lines = all(
            b"url,narrative\n\n , \nhost-a.test/p/1,\n\"\n\n\",\nhost-a.test/p/2\n",
            &demo(),
        );
        let numbers: Vec<_> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [4, 8]);
    }

    #[test]
    fn one_column_needs_no_quotes_whatever_stands_in_an_address() {
        let lines = all(
            b"url\nhttp://host-a.test/p,1;2\n<http://host-a.test/p/3>\n",
            &demo(),
        );
        assert_eq!(
            lines[0].told.as_ref().unwrap().content.urls,
            ["http://host-a.test/p,1;2"]
        );
        assert!(lines[1].refused().is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_follows_a_header_each_line_has_one_result(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
        ) {
            let pack = demo();
            let file = [b"url,narrative,danger\n".as_slice(), &bytes, b"\nhttp://host-a.test/p/1"].concat();
            let lines = all(&file, &pack);
            prop_assert!(lines.windows(2).all(|two| two[0].number < two[1].number));
            // The last line is read as what it is, whatever stood before it.
            prop_assert!(lines.last().is_some_and(|line| line.refused().is_none()) || bytes.contains(&b'"'));
        }

        #[test]
        fn an_address_in_any_file_is_the_address(
            path in "[a-z0-9;,\"]{1,12}",
            separator in prop::sample::select(vec![',', ';', '\t']),
        ) {
            let url = format!("http://host-a.test/p/{path}x");
            let quoted = url.replace('"', "\"\"");
            let file = format!("narrative{separator}url\nwords{separator}\"{quoted}\"\n");
            let lines = all(file.as_bytes(), &demo());
            let told = lines[0].told.as_ref().map_err(|refused| refused.reason.key());
            prop_assert_eq!(&told.unwrap().content.urls, &[url]);
        }
    }
}
