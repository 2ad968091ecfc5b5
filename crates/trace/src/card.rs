//! The business cards in registration data: jCard (RFC 7095), as registries write it and as it was meant.

use serde_json::Value as Json;

use crate::contact::{is_of_an_office, mail_address, text};

/// How deep lists within values are looked into: structured values are lists of lists.
const DEPTH: usize = 3;

/// The most values of one property that are looked at.
const VALUES: usize = 16;

/// Whether the card of an entity is a private person's.
fn is_individual(entity: &Json) -> bool {
    values(entity, "kind")
        .iter()
        .any(|kind| kind.eq_ignore_ascii_case("individual"))
}

/// The organisation that an entity is: its full name or else the organisation on its card; never a person's name.
pub(crate) fn organisation(entity: &Json) -> Option<String> {
    let properties: &[&str] = if is_individual(entity) {
        // An organisation may stand on a person's card.
        &["org"]
    } else {
        &["fn", "org"]
    };
    properties
        .iter()
        .flat_map(|property| values(entity, property))
        .find_map(|value| text(&value))
}

/// The mail addresses of an entity; of a private person those of an office alone.
pub(crate) fn mail_addresses(entity: &Json) -> Vec<String> {
    let is_individual = is_individual(entity);
    values(entity, "email")
        .iter()
        .filter_map(|value| mail_address(value))
        .filter(|address| !is_individual || is_of_an_office(address))
        .collect()
}

/// The values of a property: `["vcard", [["fn", {}, "text", "Name"], …]]`. A property may stand more than once, have
/// several values behind its type, and a list where a text was meant.
fn values(entity: &Json, property: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lines = entity
        .get("vcardArray")
        .and_then(|card| card.get(1))
        .and_then(Json::as_array);
    for line in lines.into_iter().flatten() {
        let name = line.get(0).and_then(Json::as_str);
        if name.is_some_and(|name| name.eq_ignore_ascii_case(property)) {
            for value in line.as_array().into_iter().flatten().skip(3) {
                texts(value, 0, &mut found);
            }
        }
    }
    found
}

fn texts(value: &Json, depth: usize, found: &mut Vec<String>) {
    match value {
        Json::String(value) if found.len() < VALUES => found.push(value.clone()),
        Json::Array(within) if depth < DEPTH => {
            for value in within {
                texts(value, depth + 1, found);
            }
        }
        _ => {}
    }
}
