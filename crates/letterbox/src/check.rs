//! What a person typed, held against what a report may be. The form, the API and the desk's own forms share it.

use location::Refusal;
use pack::Pack;
use page::Message;

use crate::submission::{FOUND_ON, SEEN, SHOWN_AS};
use crate::{Content, MESSAGE_BYTES};

/// Addresses in one submission.
const URLS: usize = 100;
/// Characters that may be told beside them.
pub(crate) const NARRATIVE: usize = 10_000;
/// Characters of how to get there.
pub(crate) const REACH: usize = 1_000;
/// Characters of a way to reach the reporter.
pub(crate) const CONTACT: usize = 300;
/// Characters of what there is instead of an address.
pub(crate) const LEAD: usize = 300;

/// What was typed, before it is checked.
#[derive(Clone, Default)]
pub struct Typed {
    /// The addresses, each with the number of the line it stands on, from 1.
    pub urls: Vec<(usize, String)>,
    /// All the rest; an empty text stands for none.
    pub rest: Content,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field's name.
    pub field: &'static str,
    /// The line, where one address of several is wrong.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: Message,
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

/// The addresses of a field that holds one a line, each with the line's number, from 1.
pub fn lines(text: &str) -> Vec<(usize, String)> {
    text.replace("\r\n", "\n")
        .split(['\n', '\r'])
        .map(str::trim)
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

/// What may be sent, or everything that is wrong with it in the order of the fields. Whether anything has to be
/// there at all, the caller knows: see [`no_url`].
pub fn check(typed: Typed, pack: &Pack) -> Result<Content, Vec<Fault>> {
    let mut faults = url_faults(&typed.urls, pack);
    let rest = typed.rest;
    let categories: Vec<_> = pack.categories.iter().map(|one| one.key.as_str()).collect();
    let found = &mut faults;
    let content = Content {
        lead: lead(rest.lead, pack, found),
        category: key("category", rest.category, &categories, found),
        found_on: key("found_on", rest.found_on, &FOUND_ON, found),
        shown_as: keys("shown_as", rest.shown_as, &SHOWN_AS, found),
        seen: key("seen", rest.seen, &SEEN, found),
        reach: text("reach", rest.reach, REACH, found),
        narrative: text("narrative", rest.narrative, NARRATIVE, found),
        contact: text("contact", rest.contact, CONTACT, found),
        message: message(rest.message, found),
        urls: typed.urls.into_iter().map(|(_, url)| url).collect(),
        danger: rest.danger,
        no_danger: rest.no_danger,
        own_picture: rest.own_picture,
        feedback: rest.feedback,
        withdraw: rest.withdraw,
        cleared: rest.cleared,
        page: rest.page,
    };
    if faults.is_empty() {
        Ok(content)
    } else {
        Err(faults)
    }
}

/// An address is missing.
pub const fn no_url() -> Fault {
    Fault::new("urls", Message::new("letterbox-urls-missing"))
}

/// Neither an address nor a lead is there.
pub(crate) const fn no_lead() -> Fault {
    Fault::new("lead", Message::new("letterbox-lead-missing"))
}

/// All of it together is longer than the largest size class.
pub(crate) const fn too_long() -> Fault {
    Fault::new("urls", Message::new("letterbox-too-long"))
}

fn url_faults(urls: &[(usize, String)], pack: &Pack) -> Vec<Fault> {
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
        Refusal::MistypedOnion => "letterbox-refused-mistyped-onion",
        Refusal::MalformedPort => "letterbox-refused-malformed-port",
        Refusal::TooLong => "letterbox-refused-too-long",
        Refusal::LineBreak => "letterbox-refused-line-break",
        Refusal::ControlCharacter => "letterbox-control-character",
    })
}

/// What there is instead of an address, where the pack takes that. A whole address belongs into another field,
/// and the content of a file nowhere.
fn lead(typed: Option<String>, pack: &Pack, faults: &mut Vec<Fault>) -> Option<String> {
    let text = text("lead", typed, LEAD, faults)?;
    let wrong = match location::recognise(&text, &pack.urls) {
        _ if !pack.accepts_leads => Some("letterbox-api-unknown"),
        Err(Refusal::Media) => Some("letterbox-refused-media"),
        Ok(_) if text.contains("://") => Some("letterbox-lead-is-address"),
        _ => None,
    };
    faults.extend(wrong.map(|key| Fault::new("lead", Message::new(key))));
    Some(text)
}

/// One answer of a list; nothing when none was chosen.
fn key(
    field: &'static str,
    chosen: Option<String>,
    known: &[&str],
    faults: &mut Vec<Fault>,
) -> Option<String> {
    keys(field, chosen.into_iter().collect(), known, faults).pop()
}

/// Answers of a list, each once and in the list's order, so that the same answers are the same submission.
fn keys(
    field: &'static str,
    chosen: Vec<String>,
    known: &[&str],
    faults: &mut Vec<Fault>,
) -> Vec<String> {
    let is_known = |key: &String| key.is_empty() || known.contains(&key.as_str());
    if !chosen.iter().all(is_known) {
        faults.push(Fault::new(field, Message::new("letterbox-choice-unknown")));
    }
    let is_chosen = |key: &&&str| chosen.iter().any(|one| one == **key);
    let chosen = known.iter().filter(is_chosen);
    chosen.map(|key| (*key).to_owned()).collect()
}

/// An optional text, without the blanks around it; nothing when it is empty.
fn text(
    field: &'static str,
    typed: Option<String>,
    most: usize,
    faults: &mut Vec<Fault>,
) -> Option<String> {
    let text = typed?.replace("\r\n", "\n");
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
        faults.push(Fault::new(field, too_many(length, most)));
    }
    (!text.is_empty()).then(|| text.to_owned())
}

/// Words of the conversation: no longer than a reply may be, since they are told again to whoever wrote them.
fn message(typed: Option<String>, faults: &mut Vec<Fault>) -> Option<String> {
    let text = text("message", typed, MESSAGE_BYTES, faults)?;
    let length = serde_json::to_string(&text).map_or(usize::MAX, |json| json.len());
    if length > MESSAGE_BYTES {
        // As many characters as would fit at this text's bytes a character.
        let characters = text.chars().count();
        let most = MESSAGE_BYTES.saturating_mul(characters) / length.max(1);
        faults.push(Fault::new("message", too_many(characters, most)));
    }
    Some(text)
}

fn too_many(length: usize, most: usize) -> Message {
    Message::new("letterbox-text-long")
        .with("most", most)
        .with("length", length)
}
