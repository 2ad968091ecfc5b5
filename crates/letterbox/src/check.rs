//! What a person typed, held against what a report may be. The form and the API share it.

use location::Refusal;
use pack::Pack;
use page::Message;

use crate::Content;

/// Addresses in one submission.
const URLS: usize = 100;
/// Characters that may be told beside them.
const NARRATIVE: usize = 10_000;
/// Characters of a way to reach the reporter.
const CONTACT: usize = 300;

/// What was typed: the addresses with the number of the line each stands on, from 1.
#[derive(Clone, Default)]
pub(crate) struct Typed {
    pub(crate) urls: Vec<(usize, String)>,
    pub(crate) category: String,
    pub(crate) narrative: String,
    pub(crate) contact: String,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) field: &'static str,
    /// The line, where one address of several is wrong.
    pub(crate) line: Option<usize>,
    pub(crate) message: Message,
}

impl Fault {
    pub(crate) const fn new(field: &'static str, message: Message) -> Self {
        Self {
            field,
            line: None,
            message,
        }
    }
}

/// The addresses of a field that holds one a line.
pub(crate) fn lines(text: &str) -> Vec<(usize, String)> {
    text.replace("\r\n", "\n")
        .split(['\n', '\r'])
        .map(str::trim)
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

/// What may be sent, or everything that is wrong with it in the order of the fields.
pub(crate) fn check(typed: Typed, pack: &Pack) -> Result<Content, Vec<Fault>> {
    let mut faults = url_faults(&typed.urls, pack);
    let category = Some(typed.category).filter(|key| !key.is_empty());
    if let Some(key) = &category
        && !pack.categories.iter().any(|known| known.key == *key)
    {
        let message = Message::new("letterbox-category-unknown");
        faults.push(Fault::new("category", message));
    }
    let narrative = text("narrative", &typed.narrative, NARRATIVE, &mut faults);
    let contact = text("contact", &typed.contact, CONTACT, &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Content {
        urls: typed.urls.into_iter().map(|(_, url)| url).collect(),
        category,
        narrative,
        contact,
        ..Content::default()
    })
}

fn url_faults(urls: &[(usize, String)], pack: &Pack) -> Vec<Fault> {
    if urls.is_empty() {
        return vec![Fault::new("urls", Message::new("letterbox-urls-missing"))];
    }
    if urls.len() > URLS {
        let message = Message::new("letterbox-urls-many").with("most", URLS);
        return vec![Fault::new("urls", message)];
    }
    urls.iter()
        .filter_map(|(line, url)| {
            let refusal = location::recognise(url, &pack.urls).err()?;
            Some(Fault {
                field: "urls",
                line: Some(*line),
                message: refused(refusal),
            })
        })
        .collect()
}

const fn refused(refusal: Refusal) -> Message {
    Message::new(match refusal {
        Refusal::Empty => "letterbox-refused-empty",
        Refusal::NotAUrl => "letterbox-refused-not-a-url",
        Refusal::Media => "letterbox-refused-media",
        Refusal::OtherScheme => "letterbox-refused-other-scheme",
        Refusal::NotPublic => "letterbox-refused-not-public",
        Refusal::MalformedHost => "letterbox-refused-malformed-host",
        Refusal::MalformedPort => "letterbox-refused-malformed-port",
        Refusal::TooLong => "letterbox-refused-too-long",
        Refusal::LineBreak => "letterbox-refused-line-break",
        Refusal::ControlCharacter => "letterbox-control-character",
    })
}

/// An optional text, without the blanks around it; nothing when it is empty.
fn text(field: &'static str, typed: &str, most: usize, faults: &mut Vec<Fault>) -> Option<String> {
    let text = typed.replace("\r\n", "\n");
    let text = text.trim();
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\t'))
    {
        faults.push(Fault::new(
            field,
            Message::new("letterbox-control-character"),
        ));
    }
    let length = text.chars().count();
    if length > most {
        let message = Message::new("letterbox-text-long")
            .with("most", most)
            .with("length", length);
        faults.push(Fault::new(field, message));
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// All of it together is longer than the largest size class.
pub(crate) const fn too_long() -> Fault {
    Fault::new("urls", Message::new("letterbox-too-long"))
}
