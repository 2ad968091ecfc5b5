//! The business cards in registration data: jCard (RFC 7095), as registries write it and as it was meant.

use serde_json::Value as Json;

use crate::contact::{is_of_an_office, is_of_an_organisation, mail_address, text};

/// How deep lists within values are looked into: structured values are lists of lists.
const DEPTH: usize = 3;

/// The most values of one property that are looked at.
const VALUES: usize = 16;

/// Whose card it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// A private person's.
    Person,
    /// An organisation's or an office's.
    Office,
    /// It does not say, and so may be a private person's (RFC 6350, section 6.1.4).
    Untold,
}

fn whose(entity: &Json) -> Whose {
    let kinds = values(entity, "kind");
    let is_person = |kind: &String| kind.eq_ignore_ascii_case("individual");
    match kinds.as_slice() {
        [] => Whose::Untold,
        kinds if kinds.iter().any(is_person) => Whose::Person,
        _ => Whose::Office,
    }
}

/// The organisation that an entity is: its full name or else the organisation on its card; never a person's name.
pub(crate) fn organisation(entity: &Json) -> Option<String> {
    let named = |property| {
        let named = values(entity, property).into_iter();
        named.filter_map(|value| text(&value)).collect::<Vec<_>>()
    };
    let mut names = match whose(entity) {
        // An organisation may stand on a person's card.
        Whose::Person => Vec::new(),
        Whose::Office => named("fn"),
        // Nobody but a company is a registrar; of others the name has to tell that it is no person's.
        Whose::Untold if is_registrar(entity) => named("fn"),
        Whose::Untold => {
            let mut names = named("fn");
            names.retain(|name| is_of_an_organisation(name));
            names
        }
    };
    names.extend(named("org"));
    names.into_iter().next()
}

fn is_registrar(entity: &Json) -> bool {
    let is_it = |role: &Json| {
        role.as_str()
            .is_some_and(|role| role.eq_ignore_ascii_case("registrar"))
    };
    match entity.get("roles") {
        Some(Json::Array(roles)) => roles.iter().any(is_it),
        Some(role) => is_it(role),
        None => false,
    }
}

/// The mail addresses of an entity, one that is for abuse by its name before others; of whoever may be a private person
/// those of an office alone. A desk of a registrar that does not say whose its card is is nobody's private one.
pub(crate) fn mail_addresses(entity: &Json, is_of_registrar: bool) -> Vec<String> {
    let is_office = match whose(entity) {
        Whose::Office => true,
        Whose::Untold => is_of_registrar,
        Whose::Person => false,
    };
    let mut addresses: Vec<String> = values(entity, "email")
        .iter()
        .filter_map(|value| mail_address(value))
        .filter(|address| is_office || is_of_an_office(address))
        .collect();
    addresses.sort_by_key(|address| !address.to_ascii_lowercase().starts_with("abuse"));
    addresses
}

/// The values of a property: `["vcard", [["fn", {}, "text", "Name"], …]]`. A property may stand more than once, have
/// several values behind its type, and a list where a text was meant.
fn values(entity: &Json, property: &str) -> Vec<String> {
    let mut found = Vec::new();
    let card = entity.get("vcardArray").and_then(Json::as_array);
    // The lines are a list of their own; some registries leave that out.
    let lines = match card.map_or(&[][..], Vec::as_slice) {
        [_, Json::Array(lines)] if lines.iter().all(Json::is_array) => lines.as_slice(),
        [_, lines @ ..] => lines,
        [] => &[],
    };
    for line in lines {
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
