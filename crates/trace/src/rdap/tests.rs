//! Documents as RFC 9083 asks for them, and as registries write them. All names in them are invented.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn card(lines: Json) -> Json {
    json!(["vcard", lines])
}

fn network(document: Json) -> NetworkAnswer {
    parse_network(document.to_string().as_bytes()).unwrap()
}

fn abuse_of(entities: Json) -> Vec<(String, Vec<String>)> {
    let document = json!({ "objectClassName": "ip network", "entities": entities });
    let contacts = network(document).abuse.into_iter();
    contacts
        .map(|contact| (contact.address, contact.found_in.within))
        .collect()
}

fn one(address: &str, within: &[&str]) -> Vec<(String, Vec<String>)> {
    let within = within.iter().map(|role| (*role).to_owned()).collect();
    vec![(address.to_owned(), within)]
}

#[test]
fn a_network_is_read_wherever_its_parts_stand() {
    let answer = network(json!({
        "objectClassName": "ip network", "handle": "NET-1", "name": "MEKONG-NET", "country": "kh",
        "startAddress": "192.0.2.0", "endAddress": "192.0.2.255",
        "arin_originas0_originautnums": [64540],
        "entities": [{ "roles": ["registrant"],
            "vcardArray": card(json!([["version", {}, "text", "4.0"], ["fn", {}, "text", "Mekong Example Hosting"],
                ["kind", {}, "text", "org"]])),
            "entities": [{ "roles": ["technical", "abuse"],
                "vcardArray": card(json!([["email", {}, "text", "abuse@mekong-hosting.test"]])) }] }],
    }));
    assert_eq!(answer.holder.as_deref(), Some("Mekong Example Hosting"));
    let country = answer.country.map(|country| country.to_string());
    assert_eq!(country.as_deref(), Some("KH"));
    assert_eq!(answer.autonomous_system, Some(64540));
    let ends = ("192.0.2.0".parse().unwrap(), "192.0.2.255".parse().unwrap());
    assert_eq!(answer.range, Some(ends));
    let [contact] = answer.abuse.as_slice() else {
        panic!("one contact");
    };
    assert_eq!(contact.address, "abuse@mekong-hosting.test");
    assert_eq!(contact.found_in.protocol, Protocol::Rdap);
    assert_eq!(contact.found_in.subject, Subject::Network);
    assert_eq!(contact.found_in.within, ["registrant", "abuse"]);
}

/// Entities as they come, and the contact that is found in them with its place.
#[test]
fn an_abuse_contact_is_found_wherever_it_stands() {
    let mail = |address: &str| card(json!([["email", {}, "text", address]]));
    let at_top = json!([{ "roles": ["abuse"], "vcardArray": mail("abuse@a.test") }]);
    assert_eq!(abuse_of(at_top), one("abuse@a.test", &["abuse"]));

    let deep = json!([{ "roles": ["registrant"], "entities": [{ "roles": ["administrative"], "entities": [
        { "roles": ["abuse"], "vcardArray": mail("abuse@a.test") } ] }] }]);
    let place = ["registrant", "administrative", "abuse"];
    assert_eq!(abuse_of(deep), one("abuse@a.test", &place));

    let role_alone = json!([{ "roles": "Abuse", "vcardArray": mail("abuse@a.test") }]);
    assert_eq!(abuse_of(role_alone), one("abuse@a.test", &["abuse"]));

    let without_roles = json!([{ "vcardArray": mail("abuse@a.test") }]);
    assert_eq!(abuse_of(without_roles), []);

    let of_another_role = json!([{ "roles": ["technical"], "vcardArray": mail("noc@a.test") }]);
    assert_eq!(abuse_of(of_another_role), []);

    let nearer_first = json!([
        { "roles": ["registrant"], "entities": [{ "roles": ["abuse"], "vcardArray": mail("noc-far@a.test") }] },
        { "roles": ["abuse"], "vcardArray": mail("noc-near@a.test") },
    ]);
    let found: Vec<_> = abuse_of(nearer_first)
        .into_iter()
        .map(|(address, _)| address)
        .collect();
    assert_eq!(found, ["noc-near@a.test", "noc-far@a.test"]);
}

/// Cards as RFC 7095 asks for them and as they come.
#[test]
fn odd_cards_are_read_for_what_they_were_meant_to_say() {
    let abuse = |lines: Json| {
        let entities = json!([{ "roles": ["abuse"], "vcardArray": card(lines) }]);
        let found = abuse_of(entities).into_iter();
        found.map(|(address, _)| address).collect::<Vec<_>>()
    };
    for (what, lines, found) in [
        (
            "a list where a text was meant",
            json!([["email", {}, "text", ["abuse@a.test"]]]),
            vec!["abuse@a.test"],
        ),
        (
            "two values",
            json!([["email", {}, "text", "abuse@a.test", "noc@a.test"]]),
            vec!["abuse@a.test", "noc@a.test"],
        ),
        (
            "two properties",
            json!([["email", {"type": "work"}, "text", "abuse@a.test"], ["email", {}, "text", "abuse@b.test"]]),
            vec!["abuse@a.test", "abuse@b.test"],
        ),
        (
            "twice the same",
            json!([
                ["email", {}, "text", "abuse@a.test"],
                ["email", {}, "text", "abuse@A.test"]
            ]),
            vec!["abuse@a.test"],
        ),
        (
            "capitals",
            json!([["EMAIL", {}, "text", "abuse@a.test"]]),
            vec!["abuse@a.test"],
        ),
        (
            "a URI",
            json!([["email", {}, "uri", "mailto:abuse@a.test"]]),
            vec!["abuse@a.test"],
        ),
        (
            "a name with it",
            json!([["email", {}, "text", "Abuse <abuse@a.test>"]]),
            vec![],
        ),
        (
            "a head of a mail in it",
            json!([["email", {}, "text", "a@a.test\r\nBcc: b@b.test"]]),
            vec![],
        ),
        ("empty", json!([["email", {}, "text", ""]]), vec![]),
        ("null", json!([["email", {}, "text", null]]), vec![]),
        ("a number", json!([["email", {}, "text", 5]]), vec![]),
        ("too short", json!([["email", {}]]), vec![]),
        ("no list", json!(["email"]), vec![]),
        (
            "taken away",
            json!([["email", {}, "text", "REDACTED FOR PRIVACY"]]),
            vec![],
        ),
        (
            "more than anybody needs",
            json!(
                (0..20)
                    .map(|n| json!(["email", {}, "text", format!("abuse{n}@a.test")]))
                    .collect::<Vec<_>>()
            ),
            vec![
                "abuse0@a.test",
                "abuse1@a.test",
                "abuse2@a.test",
                "abuse3@a.test",
            ],
        ),
    ] {
        assert_eq!(abuse(lines), found, "{what}");
    }
    for odd in [
        json!(null),
        json!({}),
        json!([]),
        json!("vcard"),
        json!(["vcard"]),
        json!([[], []]),
    ] {
        let entities = json!([{ "roles": ["abuse"], "vcardArray": odd }]);
        assert_eq!(abuse_of(entities), [], "{odd}");
    }
}

#[test]
fn a_private_person_is_not_kept() {
    let person = |mail: &str| {
        json!({ "roles": ["registrant", "abuse"], "vcardArray": card(json!([
            ["fn", {}, "text", "A Person"], ["kind", {}, "text", "Individual"], ["email", {}, "text", mail]])) })
    };
    let of = |mail: &str| {
        network(
            json!({ "objectClassName": "ip network", "name": "NET-NAME", "entities": [person(mail)] }),
        )
    };
    let answer = of("a.person@b.test");
    assert_eq!(answer.holder.as_deref(), Some("NET-NAME"));
    assert_eq!(answer.abuse, []);
    // An office's address may stand on a person's card.
    assert_eq!(of("abuse@b.test").abuse.len(), 1);
    let with_organisation = network(
        json!({ "objectClassName": "ip network", "entities": [{ "roles": ["registrant"],
        "vcardArray": card(json!([["fn", {}, "text", "A Person"], ["kind", {}, "text", "individual"],
            ["org", {}, "text", ["A Company", "A Part Of It"]]])) }] }),
    );
    assert_eq!(with_organisation.holder.as_deref(), Some("A Company"));
}

#[test]
fn a_holder_is_the_registrant_or_the_description_or_the_name() {
    let organisation = |name: &str| json!([{ "roles": ["registrant"], "vcardArray": card(json!([["fn", {}, "text", name], ["kind", {}, "text", "org"]])) }]);
    let remarks =
        json!([{ "title": "description", "description": ["", "A Described Company", "a street"] }]);
    for (what, document, holder) in [
        (
            "the registrant",
            json!({ "entities": organisation("A Company"), "remarks": remarks, "name": "NET" }),
            "A Company",
        ),
        (
            "its organisation",
            json!({ "entities": [{ "roles": ["registrant"], "vcardArray": card(json!([["fn", {}, "text", ""], ["org", {}, "text", "A Company"]])) }] }),
            "A Company",
        ),
        (
            "the description",
            json!({ "entities": organisation("Redacted for privacy"), "remarks": remarks, "name": "NET" }),
            "A Described Company",
        ),
        (
            "the name",
            json!({ "remarks": [{ "title": "remarks", "description": ["No Company"] }], "name": "NET" }),
            "NET",
        ),
    ] {
        let mut document = document;
        document["objectClassName"] = json!("ip network");
        assert_eq!(network(document).holder.as_deref(), Some(holder), "{what}");
    }
}

#[test]
fn odd_networks_are_read_as_far_as_they_go() {
    let odd = network(json!({
        "objectClassName": "IP Network", "handle": 7, "name": ["NET"], "country": "Cambodia", "entities": "none",
        "startAddress": "192.0.2.0/24", "endAddress": "192.0.2.255/24",
        "arin_originas0_originautnums": ["x", "AS64540"], "remarks": {}, "links": 1,
    }));
    assert_eq!(odd.handle, None);
    assert_eq!(odd.country, None);
    assert_eq!(odd.autonomous_system, Some(64540));
    let last = odd.range.map(|(_, last)| last.to_string());
    assert_eq!(last.as_deref(), Some("192.0.2.255"));
    // Notices alone, or an object without its class.
    assert_eq!(
        network(json!({ "objectClassName": "ip network", "notices": [] })),
        NetworkAnswer::default()
    );
    let classless = network(json!({ "startAddress": "192.0.2.0", "country": "KH" }));
    assert!(classless.country.is_some());
    assert_eq!(
        network(json!({ "objectClassName": "ip network", "country": "EU" })).country,
        None
    );
}

#[test]
fn another_class_an_error_and_no_json_are_no_answer() {
    for document in [
        "{\"objectClassName\":\"domain\"}",
        "{\"objectClassName\":7}",
        "{\"errorCode\":404,\"startAddress\":\"192.0.2.0\"}",
        "[]",
        "null",
        "<html>",
        "",
        "{\"objectClassName\":\"ip network\"",
    ] {
        assert_eq!(parse_network(document.as_bytes()), None, "{document}");
    }
    assert_eq!(parse_domain(b"<html>"), None);
    assert_eq!(parse_domain(b"{\"objectClassName\":\"entity\"}"), None);
    assert_eq!(error_code(b"{\"errorCode\":404}"), Some(404));
    assert_eq!(
        error_code(b"{\"errorCode\":\"429\",\"title\":\"x\"}"),
        Some(429)
    );
    assert_eq!(
        error_code(b"{\"objectClassName\":\"domain\",\"errorCode\":404}"),
        None
    );
    assert_eq!(error_code(b"<html>"), None);
}

#[test]
fn a_system_is_the_one_that_was_asked_about() {
    let document = |first: Json, last: Json| {
        json!({ "objectClassName": "autnum", "startAutnum": first, "endAutnum": last, "name": "SIM-AS", "country": "KH",
            "entities": [{ "roles": ["abuse"], "vcardArray": card(json!([["email", {}, "text", "abuse@a.test"]])) }] })
        .to_string()
    };
    let answer = parse_system(document(json!(64540), json!(64540)).as_bytes(), 64540).unwrap();
    assert_eq!(answer.holder.as_deref(), Some("SIM-AS"));
    assert_eq!(answer.abuse[0].found_in.subject, Subject::System);
    let read = |first, last| parse_system(document(first, last).as_bytes(), 64540).is_some();
    assert!(read(json!(64500), json!(64600)));
    assert!(read(json!("AS64540"), json!(null)));
    assert!(!read(json!(64541), json!(64600)));
    assert!(!read(json!(1), json!(64539)));
}

#[test]
fn a_domain_has_a_registrar_its_contact_and_a_link_to_more() {
    let mail = |address: &str| card(json!([["email", {}, "text", address]]));
    let document = json!({
        "objectClassName": "domain", "ldhName": "a.test",
        "entities": [
            { "roles": ["registrant"], "vcardArray": card(json!([["fn", {}, "text", "A Person"], ["kind", {}, "text", "individual"],
                ["email", {}, "text", "a.person@b.test"]])) },
            { "roles": ["abuse"], "vcardArray": mail("registry@a.test") },
            { "roles": ["registrar"], "vcardArray": card(json!([["fn", {}, "text", "A Registrar"]])),
              "entities": [{ "roles": ["abuse"], "vcardArray": mail("abuse@registrar.test") }] },
        ],
        "links": [
            { "rel": "self", "href": "https://registry.test/domain/a.test", "type": "application/rdap+json" },
            { "rel": "related", "href": "https://registrar.test/", "type": "text/html" },
            { "rel": "related", "href": "ftp://registrar.test/", "type": "application/rdap+json" },
            { "rel": "related", "href": "https://registrar.test/domain/a.test", "type": "application/rdap+json" },
        ],
    });
    let answer = parse_domain(document.to_string().as_bytes()).unwrap();
    assert_eq!(answer.registrar.as_deref(), Some("A Registrar"));
    let [contact] = answer.abuse.as_slice() else {
        panic!("{:?}", answer.abuse);
    };
    assert_eq!(contact.address, "abuse@registrar.test");
    assert_eq!(contact.found_in.within, ["registrar", "abuse"]);
    assert_eq!(
        answer.related.as_deref(),
        Some("https://registrar.test/domain/a.test")
    );
}

#[test]
fn a_document_that_is_all_depth_or_all_breadth_ends() {
    let mut deep = json!({ "roles": ["abuse"] });
    for _ in 0..60 {
        deep = json!({ "roles": ["registrant"], "entities": [deep] });
    }
    assert_eq!(abuse_of(json!([deep])), []);
    let broad: Vec<Json> = (0..5_000)
        .map(|_| json!({ "roles": ["registrant"], "entities": [{}, {}] }))
        .collect();
    assert_eq!(abuse_of(json!(broad)), []);
}

/// JSON of the shapes that registries build from, put together at random.
fn documents() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<i64>().prop_map(|number| json!(number)),
        proptest::sample::select(vec![
            "vcard",
            "email",
            "fn",
            "kind",
            "individual",
            "text",
            "abuse",
            "registrant",
            "registrar",
            "abuse@a.test",
            "192.0.2.0",
            "KH",
            "related",
            "https://a.test/",
        ])
        .prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(6, 64, 6, |within| {
        let name = proptest::sample::select(vec![
            "entities",
            "roles",
            "vcardArray",
            "startAddress",
            "endAddress",
            "remarks",
            "description",
            "links",
            "rel",
            "href",
            "type",
            "title",
            "arin_originas0_originautnums",
        ]);
        prop_oneof![
            proptest::collection::vec(within.clone(), 0..6).prop_map(Json::Array),
            proptest::collection::vec((name, within), 0..6).prop_map(|members| {
                Json::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn nothing_a_registry_sends_is_fatal(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = (parse_network(&bytes), parse_domain(&bytes), parse_system(&bytes, 1), error_code(&bytes));
    }

    #[test]
    fn whatever_is_kept_of_a_document_can_be_shown_and_written_to(mut document in documents()) {
        if let Some(members) = document.as_object_mut() {
            members.insert("objectClassName".to_owned(), json!("ip network"));
        }
        if let Some(answer) = parse_network(document.to_string().as_bytes()) {
            for text in answer.holder.iter().chain(&answer.handle) {
                prop_assert!(!text.chars().any(char::is_control));
            }
            prop_assert!(answer.abuse.len() <= CONTACTS);
            for contact in &answer.abuse {
                prop_assert_eq!(contact.address.matches('@').count(), 1);
                prop_assert_eq!(contact.found_in.within.last().map(String::as_str), Some("abuse"));
            }
        }
    }
}

#[test]
fn what_should_stand_in_a_list_and_does_not_is_read() {
    let network = serde_json::json!({
        "objectClassName": "ip network",
        "startAddress": "192.0.2.0",
        "endAddress": "192.0.2.255",
        "lacnic_originAutnum": ["AS64540"],
        "remarks": { "title": "description", "description": "A Described Company" },
        "entities": {
            "roles": "abuse",
            "vcardArray": ["vcard", ["version", {}, "text", "4.0"], ["kind", {}, "text", "group"],
                ["email", { "language": "km" }, "uri", "mailto:desk@host.test"]]
        }
    });
    let answer = parse_network(network.to_string().as_bytes()).unwrap();
    assert_eq!(answer.holder.as_deref(), Some("A Described Company"));
    assert_eq!(answer.autonomous_system, Some(64540));
    assert_eq!(answer.abuse[0].address, "desk@host.test");
}

#[test]
fn the_desk_of_a_registrar_may_have_any_name_and_a_person_there_has_none() {
    let within = |card: serde_json::Value| {
        let domain = serde_json::json!({
            "objectClassName": "domain",
            "ldhName": "a.test",
            "redacted": [{ "name": { "description": "Registrant Name" }, "method": "emptyValue",
                "postPath": "$.entities[?(@.roles[0]=='registrant')].vcardArray[1][?(@[0]=='fn')][3]" }],
            "entities": [
                { "roles": ["sponsor", "registrar"],
                  "vcardArray": ["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "A COMPANY"]]],
                  "entities": [{ "roles": ["abuse"], "vcardArray": ["vcard", card] }] },
                { "roles": ["registrant"], "vcardArray": ["vcard", [["fn", {}, "text", ""], ["email", {}, "text", ""]]] }
            ]
        });
        let answer = parse_domain(domain.to_string().as_bytes()).unwrap();
        assert_eq!(answer.registrar.as_deref(), Some("A COMPANY"));
        let addresses = answer.abuse.into_iter().map(|contact| contact.address);
        addresses.collect::<Vec<_>>()
    };
    let email = serde_json::json!(["email", {}, "text", "ccops@registrar.test"]);
    assert_eq!(within(serde_json::json!([email])), ["ccops@registrar.test"]);
    let person = serde_json::json!([["kind", {}, "text", "individual"], email]);
    assert_eq!(within(person), [""; 0]);
}
