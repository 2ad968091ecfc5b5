//! Reading what registries answer (RFC 9083), as much of it as there is: registries leave out, misplace and
//! add members, so every part is optional and nothing odd is an error.

use kernel::Country;
use serde_json::Value as Json;

/// What a registry of addresses says of a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkAnswer {
    /// The registry's handle.
    pub handle: Option<String>,
    /// The organisation that holds it.
    pub holder: Option<String>,
    /// Its country.
    pub country: Option<Country>,
    /// Its autonomous system: ARIN's extension member, the only place where a network names one.
    pub autonomous_system: Option<u32>,
    /// Where abuse of it is reported.
    pub abuse: Option<String>,
}

/// What a registry of names says of a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainAnswer {
    /// The registrar.
    pub registrar: Option<String>,
    /// Where abuse is reported to it.
    pub abuse: Option<String>,
}

/// How deep entities within entities are looked into.
const DEPTH: usize = 4;

/// Longest text taken over from a registry, in characters.
const TEXT: usize = 300;

/// Reads an `ip network` object. Nothing when it is not JSON, or an object of another class.
pub fn parse_network(document: &[u8]) -> Option<NetworkAnswer> {
    let json: Json = serde_json::from_slice(document).ok()?;
    if json.get("objectClassName").and_then(Json::as_str) != Some("ip network") {
        return None;
    }
    let country = json
        .get("country")
        .and_then(Json::as_str)
        .and_then(|code| code.trim().parse().ok());
    let autonomous_system = json
        .get("arin_originas0_originautnums")
        .and_then(Json::as_array)
        .and_then(|numbers| numbers.first())
        .and_then(Json::as_u64)
        .and_then(|number| u32::try_from(number).ok());
    let holder = entity(&json, "registrant", 0)
        .and_then(organisation)
        .or_else(|| text(json.get("name")));
    Some(NetworkAnswer {
        handle: text(json.get("handle")),
        holder,
        country,
        autonomous_system,
        abuse: entity(&json, "abuse", 0).and_then(mail_address),
    })
}

/// Reads a `domain` object. Nothing when it is not JSON, or an object of another class.
pub fn parse_domain(document: &[u8]) -> Option<DomainAnswer> {
    let json: Json = serde_json::from_slice(document).ok()?;
    if json.get("objectClassName").and_then(Json::as_str) != Some("domain") {
        return None;
    }
    let registrar = entity(&json, "registrar", 0);
    Some(DomainAnswer {
        registrar: registrar.and_then(organisation),
        abuse: registrar
            .and_then(|registrar| entity(registrar, "abuse", 0))
            .and_then(mail_address),
    })
}

/// The first entity with this role, looked for breadth first: an abuse contact stands beside the registrant
/// at one registry and within it at the next.
fn entity<'json>(of: &'json Json, role: &str, depth: usize) -> Option<&'json Json> {
    let entities = of.get("entities")?.as_array()?;
    let has_role = |entity: &&Json| {
        entity
            .get("roles")
            .and_then(Json::as_array)
            .is_some_and(|roles| roles.iter().any(|name| name.as_str() == Some(role)))
    };
    entities.iter().find(has_role).or_else(|| {
        if depth >= DEPTH {
            return None;
        }
        entities
            .iter()
            .find_map(|within| entity(within, role, depth + 1))
    })
}

/// The full name in an entity's jCard (RFC 7095), unless it is an individual's: no private person's data is
/// kept.
fn organisation(entity: &Json) -> Option<String> {
    if card_value(entity, "kind").as_deref() == Some("individual") {
        return None;
    }
    card_value(entity, "fn")
}

fn mail_address(entity: &Json) -> Option<String> {
    let address = card_value(entity, "email")?;
    let (name, domain) = address.split_once('@')?;
    let plain = !name.is_empty()
        && domain.contains('.')
        && address
            .chars()
            .all(|symbol| symbol.is_ascii_graphic() && !"<>()[],;:\\\"".contains(symbol))
        && !domain.contains('@');
    plain.then_some(address)
}

/// The value of a property of the entity's jCard: `["vcard", [["fn", {}, "text", "Name"], …]]`.
fn card_value(entity: &Json, property: &str) -> Option<String> {
    entity
        .get("vcardArray")?
        .get(1)?
        .as_array()?
        .iter()
        .find(|line| line.get(0).and_then(Json::as_str) == Some(property))
        .and_then(|line| text(line.get(3)))
}

fn text(value: Option<&Json>) -> Option<String> {
    let text = value?.as_str()?.trim();
    let usable = !text.is_empty() && text.chars().all(|symbol| !symbol.is_control());
    usable.then(|| text.chars().take(TEXT).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_network_is_read_wherever_its_parts_stand() {
        let document = json!({
            "objectClassName": "ip network", "handle": "NET-1", "name": "MEKONG-NET", "country": "kh",
            "arin_originas0_originautnums": [64540],
            "entities": [{ "roles": ["registrant"],
                "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Mekong Example Hosting"],
                    ["kind", {}, "text", "org"]]],
                "entities": [{ "roles": ["technical", "abuse"],
                    "vcardArray": ["vcard", [["email", {}, "text", "abuse@mekong-hosting.test"]]] }] }],
        });
        let answer = parse_network(document.to_string().as_bytes()).unwrap();
        assert_eq!(answer.holder.as_deref(), Some("Mekong Example Hosting"));
        assert_eq!(
            answer.country.map(|country| country.to_string()).as_deref(),
            Some("KH")
        );
        assert_eq!(answer.autonomous_system, Some(64540));
        assert_eq!(answer.abuse.as_deref(), Some("abuse@mekong-hosting.test"));
    }

    #[test]
    fn a_private_person_is_not_kept_and_an_odd_address_is_none() {
        let document = json!({
            "objectClassName": "ip network", "name": "NET-NAME",
            "entities": [
                { "roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", "A Person"], ["kind", {}, "text", "individual"]]] },
                { "roles": ["abuse"], "vcardArray": ["vcard", [["email", {}, "text", "a@b.test\r\nBcc: c@d.test"]]] },
            ],
        });
        let answer = parse_network(document.to_string().as_bytes()).unwrap();
        assert_eq!(answer.holder.as_deref(), Some("NET-NAME"));
        assert_eq!(answer.abuse, None);
    }

    #[test]
    fn another_class_is_no_answer() {
        assert_eq!(parse_network(b"{\"objectClassName\":\"domain\"}"), None);
        assert_eq!(parse_domain(b"<html>"), None);
    }

    proptest! {
        #[test]
        fn nothing_a_registry_sends_is_fatal(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = (parse_network(&bytes), parse_domain(&bytes));
        }
    }
}
