//! Reading what registries answer (RFC 9083), as much of it as there is: registries leave out, misplace and
//! add members, so every part is optional and nothing odd is an error.

use std::net::IpAddr;

use kernel::Country;
use serde_json::Value as Json;
use url::Url;

use crate::card::{mail_addresses, organisation};
use crate::contact::{
    AbuseContact, CONTACTS, FoundIn, Protocol, Subject, country, is_of_an_organisation,
    text as said,
};

/// What a registry of addresses says of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkAnswer {
    /// Its first and last address.
    pub range: Option<(IpAddr, IpAddr)>,
    /// The registry's handle.
    pub handle: Option<String>,
    /// The organisation that holds it.
    pub holder: Option<String>,
    /// Its country.
    pub country: Option<Country>,
    /// Its autonomous system: ARIN's extension member in RDAP, the route's origin in WHOIS.
    pub autonomous_system: Option<u32>,
    /// Where abuse of it is reported.
    pub abuse: Vec<AbuseContact>,
}

/// What a registry says of an autonomous system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemAnswer {
    /// The organisation that holds it, or else its name.
    pub holder: Option<String>,
    /// Its country.
    pub country: Option<Country>,
    /// Where abuse of it is reported.
    pub abuse: Vec<AbuseContact>,
}

/// What a registry of names says of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainAnswer {
    /// The registrar.
    pub registrar: Option<String>,
    /// Where abuse is reported to it.
    pub abuse: Vec<AbuseContact>,
    /// Where the registrar's own registration data stands.
    pub related: Option<String>,
}

/// How deep entities within entities are looked into.
const DEPTH: usize = 4;

/// The most entities that are looked at.
const ENTITIES: usize = 500;

/// The media type of links to registration data.
const RDAP: &str = "application/rdap+json";

/// Reads an `ip network` object. Nothing when it is not JSON, or an object of another class.
pub fn parse_network(document: &[u8]) -> Option<NetworkAnswer> {
    let json = object(document, "ip network", "startAddress")?;
    // Members of their own, of ARIN, of Brazil's registry and of LACNIC.
    let numbers = [
        "arin_originas0_originautnums",
        "nicbr_autnum",
        "lacnic_originAutnum",
    ];
    let mut numbers = numbers.iter().flat_map(|name| list(json.get(name)));
    Some(NetworkAnswer {
        range: address(json.get("startAddress")).zip(address(json.get("endAddress"))),
        handle: text(json.get("handle")),
        holder: holder(&json),
        country: code(json.get("country")),
        autonomous_system: numbers.find_map(system),
        abuse: abuse(&json, Subject::Network),
    })
}

/// Reads an `autnum` object about this autonomous system. Nothing when it is about others.
pub fn parse_system(document: &[u8], number: u32) -> Option<SystemAnswer> {
    let json = object(document, "autnum", "startAutnum")?;
    let first = json.get("startAutnum").and_then(system);
    let last = json.get("endAutnum").and_then(system).or(first);
    if first.is_some_and(|first| first > number) || last.is_some_and(|last| last < number) {
        return None;
    }
    Some(SystemAnswer {
        holder: holder(&json),
        country: code(json.get("country")),
        abuse: abuse(&json, Subject::System),
    })
}

/// The organisation among the registrants, of whom some are maintainers or persons; or else the description; or else the
/// object's name.
fn holder(json: &Json) -> Option<String> {
    let entities = entities(json, Vec::new());
    let mut registrants = entities
        .iter()
        .filter(|(entity, _)| roles(entity).iter().any(|role| role == "registrant"));
    registrants
        .find_map(|(entity, _)| organisation(entity))
        .or_else(|| description(json))
        .or_else(|| text(json.get("name")))
}

/// Reads a `domain` object. Nothing when it is not JSON, or an object of another class.
pub fn parse_domain(document: &[u8]) -> Option<DomainAnswer> {
    domain(document, Subject::Domain)
}

/// Reads a `domain` object of the registry, or of the registrar.
pub(crate) fn domain(document: &[u8], subject: Subject) -> Option<DomainAnswer> {
    let json = object(document, "domain", "ldhName")?;
    let registrar = entity(&json, "registrar");
    let mut contacts = Vec::new();
    if let Some((registrar, _)) = registrar {
        contacts = abuse_within(registrar, vec!["registrar".to_owned()], subject);
    }
    if contacts.is_empty() {
        contacts = abuse(&json, subject);
    }
    Some(DomainAnswer {
        registrar: registrar.and_then(|(entity, _)| organisation(entity)),
        abuse: contacts,
        related: related(&json),
    })
}

/// What an error object (RFC 9083, section 6) says, whatever status it came with.
pub(crate) fn error_code(document: &[u8]) -> Option<u16> {
    let json: Json = serde_json::from_slice(document).ok()?;
    if json.get("objectClassName").is_some() {
        return None;
    }
    let code = json.get("errorCode")?;
    code.as_u64()
        .and_then(|code| u16::try_from(code).ok())
        .or_else(|| code.as_str()?.parse().ok())
}

/// An object of a class. Some registries leave out the class; it is then told by a member that it must have.
fn object(document: &[u8], class: &str, member: &str) -> Option<Json> {
    let json: Json = serde_json::from_slice(document).ok()?;
    let is_it = match json.get("objectClassName") {
        Some(name) => name
            .as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case(class)),
        None => json.get(member).is_some() && json.get("errorCode").is_none(),
    };
    is_it.then_some(json)
}

/// The entities of an object with the roles around each, breadth first: an abuse contact stands beside the registrant
/// at one registry and within it at the next.
fn entities(of: &Json, around: Vec<String>) -> Vec<(&Json, Vec<String>)> {
    let mut found: Vec<(&Json, Vec<String>)> = Vec::new();
    let mut level = vec![(of, around)];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (object, around) in level {
            for entity in list(object.get("entities")) {
                if found.len() + next.len() >= ENTITIES {
                    break;
                }
                next.push((entity, around.clone()));
            }
        }
        found.extend(next.iter().cloned());
        level = next
            .into_iter()
            .map(|(entity, mut around)| {
                around.extend(roles(entity).into_iter().next());
                (entity, around)
            })
            .collect();
    }
    found
}

/// The roles of an entity. A single one is not always in a list.
fn roles(entity: &Json) -> Vec<String> {
    let role = |value: &Json| {
        value
            .as_str()
            .and_then(said)
            .map(|role| role.to_ascii_lowercase())
    };
    match entity.get("roles") {
        Some(Json::Array(roles)) => roles.iter().filter_map(role).collect(),
        Some(one) => role(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The first entity with this role, and the roles around it.
fn entity<'json>(of: &'json Json, role: &str) -> Option<(&'json Json, Vec<String>)> {
    entities(of, Vec::new())
        .into_iter()
        .find(|(entity, _)| roles(entity).iter().any(|name| name == role))
}

fn abuse(object: &Json, subject: Subject) -> Vec<AbuseContact> {
    abuse_within(object, Vec::new(), subject)
}

/// The addresses of every entity whose role is abuse.
fn abuse_within(object: &Json, around: Vec<String>, subject: Subject) -> Vec<AbuseContact> {
    let mut contacts: Vec<AbuseContact> = Vec::new();
    for (entity, around) in entities(object, around) {
        if !roles(entity).iter().any(|role| role == "abuse") {
            continue;
        }
        let mut within = around;
        within.push("abuse".to_owned());
        let is_of_registrar = within.iter().any(|role| role == "registrar");
        for address in mail_addresses(entity, is_of_registrar) {
            let is_known = contacts.iter().any(|contact| contact.address == address);
            if contacts.len() < CONTACTS && !is_known {
                contacts.push(AbuseContact {
                    address,
                    found_in: FoundIn {
                        protocol: Protocol::Rdap,
                        subject,
                        within: within.clone(),
                    },
                });
            }
        }
    }
    contacts
}

/// The line of the description that some registries have instead of a holder (RFC 9083, section 4.3): one that names an
/// organisation, for of a small network it is a person's name.
fn description(json: &Json) -> Option<String> {
    let remark = list(json.get("remarks")).iter().find(|remark| {
        let title = remark.get("title").and_then(Json::as_str);
        title.is_some_and(|title| title.eq_ignore_ascii_case("description"))
    })?;
    let is_one = |line: &String| is_of_an_organisation(line);
    match remark.get("description")? {
        Json::Array(lines) => lines
            .iter()
            .filter_map(|line| text(Some(line)))
            .find(is_one),
        line => text(Some(line)).filter(is_one),
    }
}

/// The link to the registration data that somebody else has of the same object, such as the registrar.
fn related(json: &Json) -> Option<String> {
    list(json.get("links")).iter().find_map(|link| {
        let member = |name: &str| link.get(name).and_then(Json::as_str);
        let is_related = member("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("related"));
        let is_rdap = member("type").is_some_and(|kind| kind.starts_with(RDAP));
        let url = Url::parse(member("href")?).ok()?;
        (is_related && is_rdap && matches!(url.scheme(), "http" | "https")).then(|| url.into())
    })
}

/// The members of a list. A single one does not always stand in one.
fn list(value: Option<&Json>) -> &[Json] {
    match value {
        Some(Json::Array(members)) => members,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn text(value: Option<&Json>) -> Option<String> {
    said(value?.as_str()?)
}

fn code(value: Option<&Json>) -> Option<Country> {
    country(value?.as_str()?)
}

/// An address; some registries write the length of the network behind it.
fn address(value: Option<&Json>) -> Option<IpAddr> {
    value?.as_str()?.trim().split('/').next()?.parse().ok()
}

/// The number of an autonomous system, as a number or as `AS64540`.
fn system(value: &Json) -> Option<u32> {
    match value {
        Json::String(text) => crate::whois::system(text),
        number => u32::try_from(number.as_u64()?).ok(),
    }
}

#[cfg(test)]
mod tests;
