use super::*;
use crate::Trace;
use crate::contact::{FoundIn, Protocol, Subject};

fn at(number: i64) -> Timestamp {
    Timestamp::from_micros(number)
}

fn names(outcome: &str, addresses: &[&str]) -> Detail {
    Detail::Names {
        addresses: addresses.iter().map(|one| one.parse().unwrap()).collect(),
        chain: Vec::new(),
        domain: None,
        name_servers: Vec::new(),
        asked: None,
        outcome: outcome.to_owned(),
    }
}

fn network(address: &str, country: Option<&str>, said_at: i64) -> Detail {
    Detail::Network {
        address: address.parse().unwrap(),
        protocol: None,
        said_at: at(said_at),
        range: Some(("127.1.0.0".parse().unwrap(), "127.1.0.255".parse().unwrap()))
            .filter(|_| country.is_some()),
        handle: None,
        holder: country.map(|country| format!("Holder of {country}")),
        country: country.and_then(|country| country.parse().ok()),
        autonomous_system: None,
        abuse: Vec::new(),
        asked: Vec::new(),
        answered: country.is_some(),
        lacks: None,
    }
}

fn domain(registrar: Option<&str>) -> Detail {
    Detail::Domain {
        protocol: None,
        said_at: at(0),
        registrar: registrar.map(str::to_owned),
        abuse: Vec::new(),
        asked: Vec::new(),
        answered: registrar.is_some(),
        lacks: None,
    }
}

/// Traces, the newest first; each is made at the number that counts down to 1.
fn of_all(traces: Vec<Vec<Detail>>) -> Hosting {
    let count = i64::try_from(traces.len()).unwrap();
    let found: Vec<Vec<Finding>> = traces
        .into_iter()
        .zip((1..=count).rev())
        .map(|(details, number)| {
            let trace: Id<Trace> = Id::random(&kernel::SystemEntropy);
            let finding = |detail| Finding {
                trace,
                at: at(number),
                source: String::new(),
                detail,
            };
            details.into_iter().map(finding).collect()
        })
        .collect();
    Hosting::of_all(&found).unwrap()
}

fn countries(hosting: &Hosting) -> Vec<(String, i64)> {
    let network = |one: &Network| {
        let country = one.country.map(String::from).unwrap_or_default();
        (country, one.said_at.micros())
    };
    hosting.networks.iter().map(network).collect()
}

#[test]
fn what_a_registry_did_not_say_now_an_earlier_trace_was_told() {
    let hosting = of_all(vec![
        vec![
            names("found", &["127.1.0.9"]),
            network("127.1.0.9", None, 3),
            domain(None),
        ],
        vec![
            names("found", &["127.1.0.9"]),
            network("127.1.0.9", None, 2),
            domain(Some("R")),
        ],
        // Another address of the same network.
        vec![
            names("found", &["127.1.0.7"]),
            network("127.1.0.7", Some("NL"), 1),
            domain(None),
        ],
    ]);
    assert_eq!(countries(&hosting), [("NL".to_owned(), 1)]);
    assert_eq!(hosting.networks[0].address.to_string(), "127.1.0.9");
    assert_eq!(hosting.registrar.unwrap().expose(), "R");
    assert_eq!(hosting.at, at(3));
}

#[test]
fn what_the_newest_trace_was_told_counts_and_nothing_of_those_before() {
    let hosting = of_all(vec![
        vec![
            names("found", &["127.1.0.9"]),
            network("127.1.0.9", Some("KH"), 2),
            domain(Some("S")),
        ],
        vec![
            names("found", &["127.1.0.7"]),
            network("127.1.0.7", Some("NL"), 1),
            domain(Some("R")),
        ],
    ]);
    assert_eq!(countries(&hosting), [("KH".to_owned(), 2)]);
    assert_eq!(hosting.registrar.unwrap().expose(), "S");
}

/// The same domain, of whose answer this is lacking.
fn lacking(registrar: Option<&str>, lack: Lack) -> Detail {
    match domain(registrar) {
        Detail::Domain {
            protocol,
            said_at,
            registrar,
            abuse,
            asked,
            answered,
            ..
        } => Detail::Domain {
            protocol,
            said_at,
            registrar,
            abuse,
            asked,
            answered,
            lacks: Some(lack),
        },
        other => other,
    }
}

#[test]
fn of_a_domain_that_is_no_more_no_earlier_trace_says_who_its_registrar_is() {
    let found = || names("found", &["127.1.0.7"]);
    let known = || network("127.1.0.7", Some("NL"), 1);
    let hosting = of_all(vec![
        vec![found(), known(), lacking(None, Lack::Nobody)],
        vec![found(), known(), domain(Some("R"))],
    ]);
    assert!(hosting.registrar.is_none());
    assert_eq!(
        hosting.unsaid,
        Unsaid::default(),
        "and nothing is looked back for"
    );
}

#[test]
fn the_contact_of_a_registrar_that_gave_no_answer_is_that_of_the_same_one_before() {
    let with_contact = |registrar: &str| match domain(Some(registrar)) {
        Detail::Domain {
            protocol,
            said_at,
            registrar,
            asked,
            answered,
            lacks,
            ..
        } => Detail::Domain {
            protocol,
            said_at,
            registrar,
            abuse: vec![AbuseContact {
                address: "abuse@r.test".to_owned(),
                found_in: FoundIn {
                    protocol: Protocol::Rdap,
                    subject: Subject::Registrar,
                    within: Vec::new(),
                },
            }],
            asked,
            answered,
            lacks,
        },
        other => other,
    };
    let abuse = |now: &str| {
        let traces = vec![
            vec![lacking(Some(now), Lack::Part)],
            vec![with_contact("R")],
        ];
        let hosting = of_all(traces);
        assert_eq!(hosting.registrar.unwrap().expose(), now);
        hosting.registrar_abuse.map(|abuse| abuse.expose().clone())
    };
    assert_eq!(abuse("R").as_deref(), Some("abuse@r.test"));
    assert_eq!(abuse("S"), None);
}

#[test]
fn an_address_in_a_network_that_nobody_told_of_is_not_given_another_ones() {
    let hosting = of_all(vec![
        vec![
            names("found", &["127.2.0.9"]),
            network("127.2.0.9", None, 2),
        ],
        vec![
            names("found", &["127.1.0.7"]),
            network("127.1.0.7", Some("NL"), 1),
        ],
    ]);
    assert!(hosting.own_networks().is_empty());
}

#[test]
fn a_resolver_that_gives_no_answer_takes_nothing_away() {
    let hosting = of_all(vec![
        vec![names("failed", &[]), domain(Some("R"))],
        vec![
            names("found", &["127.1.0.7"]),
            network("127.1.0.7", Some("NL"), 1),
            domain(Some("R")),
        ],
    ]);
    assert_eq!(hosting.addresses, ["127.1.0.7".parse::<IpAddr>().unwrap()]);
    assert_eq!(countries(&hosting), [("NL".to_owned(), 1)]);
    let gone = of_all(vec![
        vec![names("no_such_name", &[])],
        vec![
            names("found", &["127.1.0.7"]),
            network("127.1.0.7", Some("NL"), 1),
        ],
    ]);
    assert!(gone.addresses.is_empty() && gone.networks.is_empty());
}
