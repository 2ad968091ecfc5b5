//! What a document says, as the template takes it: each text in pieces that our fonts can show.

use page::{Document, DocumentFile, DocumentPart};
use serde::Serialize;

use crate::legible::Letters;

/// A text, in pieces between which a line may end.
type Text = Vec<String>;

/// A document, for the template.
#[derive(Serialize)]
pub(crate) struct Sheet {
    title: String,
    author: String,
    date: (i32, u8, u8),
    language: String,
    digits: Vec<String>,
    heading: Text,
    mark: Text,
    lead: Text,
    parts: Vec<Part>,
    footer: Text,
    files: Vec<File>,
}

#[derive(Serialize)]
struct Part {
    heading: Text,
    facts: Vec<(Text, Text)>,
    steps: Vec<Text>,
    columns: Vec<Text>,
    widths: Vec<u8>,
    rows: Vec<Vec<Text>>,
    note: Text,
}

#[derive(Serialize)]
struct File {
    name: String,
    media: String,
    description: String,
}

impl Sheet {
    pub(crate) fn of(document: &Document, letters: &Letters) -> Self {
        let digits = document.digits.iter().map(|digit| letters.legible(digit));
        let mut digits: Vec<_> = digits.collect();
        if digits.len() != 10 {
            digits = (0..10).map(|digit| digit.to_string()).collect();
        }
        Self {
            title: letters.legible(&document.title),
            author: letters.legible(&document.author),
            date: document.date,
            language: document.language.clone(),
            digits,
            heading: letters.pieces(&document.title),
            mark: some(letters, &document.mark),
            lead: some(letters, &document.lead),
            parts: document
                .sections
                .iter()
                .map(|part| Part::of(part, letters))
                .collect(),
            footer: letters.pieces(&document.footer),
            files: document
                .files
                .iter()
                .map(|file| File::of(file, letters))
                .collect(),
        }
    }
}

impl Part {
    fn of(part: &DocumentPart, letters: &Letters) -> Self {
        let all = |texts: &[String]| texts.iter().map(|text| letters.pieces(text)).collect();
        // A row has a cell for each column, whatever the caller gave.
        let columns: Vec<_> = all(&part.columns);
        let mut widths = part.widths.clone();
        widths.resize(columns.len(), 1);
        let row = |row: &Vec<String>| {
            let mut row: Vec<_> = all(row);
            row.resize(columns.len(), Text::new());
            row
        };
        Self {
            heading: letters.pieces(&part.heading),
            facts: part
                .facts
                .iter()
                .map(|(name, fact)| (letters.pieces(name), letters.pieces(fact)))
                .collect(),
            steps: all(&part.steps),
            rows: part.rows.iter().map(row).collect(),
            columns,
            widths: widths.into_iter().map(|width| width.max(1)).collect(),
            note: some(letters, &part.note),
        }
    }
}

impl File {
    fn of(file: &DocumentFile, letters: &Letters) -> Self {
        Self {
            name: file_name(&file.name),
            media: media(&file.media),
            description: letters.legible(&file.description),
        }
    }
}

/// A text that may be empty: then there is none.
fn some(letters: &Letters, text: &str) -> Text {
    if text.is_empty() {
        Text::new()
    } else {
        letters.pieces(text)
    }
}

/// A name that is one on every machine: no folder, nothing hidden.
fn file_name(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    if name.is_empty() || name.starts_with('.') {
        format!("_{name}")
    } else {
        name
    }
}

/// A media type, or that of what is not known.
fn media(media: &str) -> String {
    let is_token = |token: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
        !token.is_empty() && token.chars().all(plain)
    };
    match media.split_once('/') {
        Some((kind, rest)) if is_token(kind) && is_token(rest) => media.to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}
