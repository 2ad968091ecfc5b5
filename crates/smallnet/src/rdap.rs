//! The registry of the small internet: RDAP documents of RFC 9083 at the paths of RFC 9082, and the
//! bootstrap documents of RFC 9224 that point to it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Method, Request, Response, StatusCode};
use ipnet::IpNet;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::World;
use crate::asked::What;
use crate::http::{self, Page};
use crate::site::{
    Behaviour, Known, NAME_SERVERS, Network, Registrar, RegistryBehaviour, TOP_LEVELS,
    registered_domain,
};

/// The media type of RFC 7480, section 4.2.
const RDAP: &str = "application/rdap+json";

/// Serves one connection to the registry.
pub(crate) async fn serve(stream: TcpStream, world: Arc<World>) {
    let Ok(here) = stream.local_addr() else {
        return;
    };
    http::serve(stream, |request| {
        let response = answer(&world, here, &request);
        async { Some(response) }
    })
    .await;
}

fn answer(world: &World, here: SocketAddr, request: &Request<Incoming>) -> Response<Page> {
    // Clients may escape the colons of an IPv6 address in a path (RFC 3986 leaves it to them).
    let path = request.uri().path().replace("%3A", ":").replace("%3a", ":");
    world.log.note(What::Rdap(path.clone()));
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return document(&Found::failure(405));
    }
    let base = base_url(here);
    let known = world.known();
    if let Some(bootstrap) = bootstrap(&base, &path, &known.unlisted) {
        return with_type("application/json", StatusCode::OK, bootstrap.to_string());
    }
    match &known.registry {
        RegistryBehaviour::ThinAndAlone if path.starts_with("/registrar/") => {
            document(&Found::failure(500))
        }
        RegistryBehaviour::Right | RegistryBehaviour::Thin | RegistryBehaviour::ThinAndAlone => {
            document(&look_up(&known, &base, &path))
        }
        RegistryBehaviour::Status(status) => document(&Found::failure(*status)),
        RegistryBehaviour::TooMany(seconds) => {
            let mut response = document(&Found::failure(429));
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(*seconds));
            response
        }
        RegistryBehaviour::Unavailable(until) => {
            let mut response = document(&Found::failure(503));
            if let Ok(until) = HeaderValue::from_str(until) {
                response.headers_mut().insert(RETRY_AFTER, until);
            }
            response
        }
        RegistryBehaviour::Says(document) => with_type(RDAP, StatusCode::OK, document.clone()),
        RegistryBehaviour::Malformed => with_type(RDAP, StatusCode::OK, BROKEN_OFF),
        RegistryBehaviour::RedirectsTo(url) => http::redirect(url),
    }
}

/// The URL under which everything here stands.
pub(crate) fn base_url(here: SocketAddr) -> String {
    format!("http://{here}/")
}

fn document(found: &Found) -> Response<Page> {
    let status = StatusCode::from_u16(found.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    with_type(RDAP, status, found.document.to_string())
}

fn with_type(kind: &'static str, status: StatusCode, text: impl Into<Bytes>) -> Response<Page> {
    let mut response = Response::new(Page::new(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A bootstrap document of RFC 9224, where the path names one.
fn bootstrap(base: &str, path: &str, unlisted: &[String]) -> Option<Value> {
    let mut entries: Vec<&str> = match path {
        "/dns.json" => TOP_LEVELS.to_vec(),
        "/ipv4.json" => vec!["127.0.0.0/8"],
        "/ipv6.json" => vec!["::1/128", "2001:db8::/32"],
        "/asn.json" => vec!["1-4294967294"],
        _ => return None,
    };
    entries.retain(|entry| !unlisted.iter().any(|unlisted| unlisted == entry));
    Some(json!({
        "version": "1.0",
        "publication": SOME_DAY,
        "description": SIMULATED,
        "services": [[entries, [base]]],
    }))
}

/// A document and the status it comes with.
#[derive(Debug)]
struct Found {
    status: u16,
    document: Value,
}

impl Found {
    fn object(mut object: Value, base: &str, path: &str) -> Found {
        if let Some(members) = object.as_object_mut() {
            let own = format!("{}{}", base.trim_end_matches('/'), path);
            members.insert("rdapConformance".to_owned(), json!(CONFORMANCE));
            members.insert("notices".to_owned(), notices());
            members.insert("lang".to_owned(), json!("en"));
            let mut links = vec![json!({ "value": own, "rel": "self", "href": own, "type": RDAP })];
            if let Some(related) = members.remove("related") {
                links
                    .push(json!({ "value": own, "rel": "related", "href": related, "type": RDAP }));
            }
            members.insert("links".to_owned(), json!(links));
        }
        Found {
            status: 200,
            document: object,
        }
    }

    /// An error object of RFC 9083, section 6.
    fn failure(status: u16) -> Found {
        let title = StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Error");
        Found {
            status,
            document: json!({
                "rdapConformance": CONFORMANCE,
                "notices": notices(),
                "lang": "en",
                "errorCode": status,
                "title": title,
                "description": [SIMULATED],
            }),
        }
    }
}

fn look_up(known: &Known, base: &str, path: &str) -> Found {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let object = match segments.as_slice() {
        ["domain", name] => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let thin = matches!(
                known.registry,
                RegistryBehaviour::Thin | RegistryBehaviour::ThinAndAlone
            );
            let related = format!("{base}registrar/domain/{name}");
            domain(known, &name, thin.then_some(&related))
        }
        ["registrar", "domain", name] => domain(known, name, None),
        ["ip", address] => match address.parse::<IpAddr>() {
            Ok(address) => network(known, &IpNet::from(address)),
            Err(_) => return Found::failure(400),
        },
        ["ip", address, length] => match format!("{address}/{length}").parse::<IpNet>() {
            Ok(range) => network(known, &range),
            Err(_) => return Found::failure(400),
        },
        ["autnum", number] => match number.parse::<u32>() {
            Ok(number) => autonomous_system(known, number),
            Err(_) => return Found::failure(400),
        },
        _ => None,
    };
    object.map_or_else(
        || Found::failure(404),
        |object| Found::object(object, base, path),
    )
}

/// A registered domain: the registry knows no host under it. It still knows a name that the DNS lost. Where the
/// registrar's own data is elsewhere, it is named and nothing more.
fn domain(known: &Known, name: &str, related: Option<&String>) -> Option<Value> {
    let under: Vec<_> = known
        .sites
        .values()
        .filter(|placed| registered_domain(&placed.site.host) == name)
        .collect();
    let registrar = &under.first()?.site.registrar;
    let held = under
        .iter()
        .all(|placed| placed.behaviour == Behaviour::NameGone);
    let name_servers: Vec<Value> = NAME_SERVERS
        .iter()
        .map(|server| json!({ "objectClassName": "nameserver", "ldhName": server }))
        .collect();
    let mut registrar = registrar_entity(registrar);
    if related.is_some()
        && let Some(members) = registrar.as_object_mut()
    {
        members.remove("entities");
    }
    let mut object = json!({
        "objectClassName": "domain",
        "handle": format!("SIM-{}", name.to_ascii_uppercase()),
        "ldhName": name,
        // RFC 8056: "server hold" is a name that the registry took out of the DNS.
        "status": [if held { "server hold" } else { "active" }],
        "nameservers": name_servers,
        "secureDNS": { "delegationSigned": false },
        "events": events(),
        "entities": [registrar],
    });
    if let (Some(members), Some(related)) = (object.as_object_mut(), related) {
        members.insert("related".to_owned(), json!(related));
    }
    Some(object)
}

fn network(known: &Known, range: &IpNet) -> Option<Value> {
    let (known_range, network) = known.network_of(range)?;
    let (version, prefix) = match known_range {
        IpNet::V4(_) => ("v4", "v4prefix"),
        IpNet::V6(_) => ("v6", "v6prefix"),
    };
    Some(json!({
        "objectClassName": "ip network",
        "handle": network.handle,
        "startAddress": known_range.network().to_string(),
        "endAddress": known_range.broadcast().to_string(),
        "ipVersion": version,
        "name": network.handle,
        "type": "ASSIGNED",
        "country": network.country,
        "status": ["active"],
        "cidr0_cidrs": [{
            prefix: known_range.network().to_string(),
            "length": known_range.prefix_len(),
        }],
        "arin_originas0_originautnums": [network.autonomous_system],
        "events": events(),
        "entities": holder_entities(network),
    }))
}

fn autonomous_system(known: &Known, number: u32) -> Option<Value> {
    let network = known
        .networks
        .values()
        .find(|network| network.autonomous_system == number)?;
    Some(json!({
        "objectClassName": "autnum",
        "handle": format!("AS{number}"),
        "startAutnum": number,
        "endAutnum": number,
        "name": network.handle,
        "type": "DIRECT ALLOCATION",
        "country": network.country,
        "status": ["active"],
        "events": events(),
        "entities": holder_entities(network),
    }))
}

fn registrar_entity(registrar: &Registrar) -> Value {
    json!({
        "objectClassName": "entity",
        "handle": "SIM-REGISTRAR",
        "roles": ["registrar"],
        "vcardArray": organisation(&registrar.name, None),
        "entities": [abuse_entity(&registrar.abuse)],
    })
}

fn holder_entities(network: &Network) -> Value {
    json!([
        {
            "objectClassName": "entity",
            "handle": format!("{}-HOLDER", network.handle),
            "roles": ["registrant"],
            "vcardArray": organisation(&network.holder, None),
        },
        abuse_entity(&network.abuse),
    ])
}

fn abuse_entity(address: &str) -> Value {
    json!({
        "objectClassName": "entity",
        "handle": "SIM-ABUSE",
        "roles": ["abuse"],
        "vcardArray": organisation("Simulated abuse desk", Some(address)),
    })
}

/// A jCard (RFC 7095).
fn organisation(name: &str, mail: Option<&str>) -> Value {
    let mut properties = vec![
        json!(["version", {}, "text", "4.0"]),
        json!(["fn", {}, "text", name]),
        json!(["kind", {}, "text", "org"]),
    ];
    properties.extend(mail.map(|mail| json!(["email", {}, "text", mail])));
    json!(["vcard", properties])
}

fn events() -> Value {
    json!([
        { "eventAction": "registration", "eventDate": SOME_DAY },
        { "eventAction": "last changed", "eventDate": SOME_DAY },
    ])
}

fn notices() -> Value {
    json!([{ "title": "Simulated", "description": [SIMULATED] }])
}

/// The extensions used: `cidr0` (the range as a prefix) and `arin_originas0` (the autonomous systems
/// that announce it, for which RFC 9083 has no member).
const CONFORMANCE: [&str; 3] = ["rdap_level_0", "cidr0", "arin_originas0"];

const SIMULATED: &str =
    "This is the small internet: a simulation. Nobody and nothing named here exists.";

/// When everything in the simulated registry happened.
const SOME_DAY: &str = "2020-01-01T00:00:00Z";

const BROKEN_OFF: &str = "{\"objectClassName\": \"ip network\", \"handle\": ";

#[cfg(test)]
mod tests;
