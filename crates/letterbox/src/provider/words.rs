//! What was typed about the places of a list: a row each, and one for all of it.

use kernel::Timestamp;
use pack::Pack;
use page::{FormErrors, Message, Words};

use super::{List, ListedPlace, PlaceWord, WORDS};
use crate::public::Fields;

/// The longest text about a place, in characters.
const TEXT: usize = 2_000;
/// The longest text of whose it is.
const WHOSE: usize = 300;
/// What stands in the names of fields for all of the list.
const ALL: &str = "all";

/// What the page shows of a place, or of all of it, and what was typed about that.
pub(super) struct Row {
    pub(super) number: String,
    pub(super) reference: String,
    pub(super) url: String,
    /// What was said before.
    pub(super) said: Option<String>,
    pub(super) says: Field,
    pub(super) until: Field,
    pub(super) whose: Field,
    pub(super) text: Field,
}

/// A field: its name, which is also its id, and what stands in it.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: String,
}

impl Field {
    fn of(name: &str, row: &str, fields: &Fields) -> Self {
        let name = format!("{name}-{row}");
        Self {
            value: fields.text(&name).to_owned(),
            name,
        }
    }
}

impl Row {
    /// The row of a place.
    pub(super) fn of(
        place: &ListedPlace,
        number: usize,
        exact: bool,
        words: &Words,
        fields: &Fields,
    ) -> Self {
        let said = place.said.as_deref().filter(|said| WORDS.contains(said));
        Self {
            number: number.to_string(),
            reference: place.reference.clone(),
            url: if exact {
                page::visible(&place.url)
            } else {
                page::visible(&location::defang(&place.url))
            },
            said: said.map(|said| words.text(key(said))),
            ..Self::typed(&number.to_string(), fields)
        }
    }

    /// The row of all of them.
    pub(super) fn all(fields: &Fields) -> Self {
        Self::typed(ALL, fields)
    }

    fn typed(row: &str, fields: &Fields) -> Self {
        Self::saying(|name| Field::of(name, row, fields))
    }

    /// What was said in these fields.
    pub(super) fn saying(mut field: impl FnMut(&'static str) -> Field) -> Self {
        Self {
            number: String::new(),
            reference: String::new(),
            url: String::new(),
            said: None,
            says: field("says"),
            until: field("until"),
            whose: field("whose"),
            text: field("text"),
        }
    }
}

/// The key of the words for what can be said.
pub(super) fn key(says: &str) -> &'static str {
    match says {
        "seen" => "letterbox-says-seen",
        "removed" => "letterbox-says-removed",
        "not_ours" => "letterbox-says-not-ours",
        "more_time" => "letterbox-says-more-time",
        _ => "letterbox-says-question",
    }
}

/// What is said, a place each: what stands in its own row, else what is said of all. Or what is wrong with it.
pub(super) fn read(
    list: &List,
    fields: &Fields,
    pack: &Pack,
    now: Timestamp,
) -> Result<Vec<PlaceWord>, FormErrors> {
    let mut errors = FormErrors::none();
    let all = word(&Row::all(fields), pack, now, &mut errors);
    let mut said = Vec::new();
    for (place, number) in list.places.iter().zip(1_usize..) {
        let row = Row::typed(&number.to_string(), fields);
        let own = word(&row, pack, now, &mut errors);
        if let Some(mut word) = own.or_else(|| all.clone()) {
            word.place.clone_from(&place.place);
            said.push(word);
        }
    }
    if said.is_empty() && errors.is_empty() {
        errors.push("says-all", Message::new("letterbox-list-nothing-said"));
    }
    if errors.is_empty() {
        Ok(said)
    } else {
        Err(errors)
    }
}

/// What one row says; nothing where nothing is chosen in it.
pub(super) fn word(
    row: &Row,
    pack: &Pack,
    now: Timestamp,
    errors: &mut FormErrors,
) -> Option<PlaceWord> {
    let says = row.says.value.as_str();
    let text = bounded(&row.text, TEXT, errors);
    let whose = bounded(&row.whose, WHOSE, errors);
    if says.is_empty() {
        let typed = [&row.text, &row.whose, &row.until];
        if typed.iter().any(|field| !field.value.trim().is_empty()) {
            let message = Message::new("letterbox-list-says-missing");
            errors.push(row.says.name.clone(), message);
        }
        return None;
    }
    if !WORDS.contains(&says) {
        let message = Message::new("letterbox-choice-unknown");
        errors.push(row.says.name.clone(), message);
        return None;
    }
    let mut until = None;
    if says == "more_time" {
        until = pack
            .end_of_date(&row.until.value)
            .filter(|until| *until > now);
        if until.is_none() {
            let message = Message::new("letterbox-list-until-missing");
            errors.push(row.until.name.clone(), message);
        }
    }
    if says == "question" && text.is_empty() {
        let message = Message::new("letterbox-list-question-missing");
        errors.push(row.text.name.clone(), message);
    }
    Some(PlaceWord {
        place: String::new(),
        says: says.to_owned(),
        text,
        whose: if says == "not_ours" {
            whose
        } else {
            String::new()
        },
        until,
    })
}

fn bounded(field: &Field, most: usize, errors: &mut FormErrors) -> String {
    let text = field.value.trim();
    let length = text.chars().count();
    if length > most {
        let message = Message::new("letterbox-text-long")
            .with("length", length)
            .with("most", most);
        errors.push(field.name.clone(), message);
    }
    text.to_owned()
}
