//! Documents in the shapes in which registries answer, each with what is to be read of it. Everything in them is
//! invented: ranges and numbers that are set aside for documents (RFC 5737, RFC 3849, RFC 5398), names below `.test` and
//! `.example`. What a private person is called, `Neutral Person`, stands in most and must be in no result.

use trace::{
    AbuseContact, DomainAnswer, NetworkAnswer, Subject, WhoisAnswer, parse_domain, parse_network,
    parse_system, parse_whois,
};

macro_rules! document {
    ($name:literal) => {
        include_bytes!(concat!("documents/", $name))
    };
}

/// First address, last address, handle, holder, country, autonomous system, abuse contacts with where each stood.
type Network = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<u32>,
    &'static [(&'static str, &'static str)],
);

fn contacts(abuse: &[AbuseContact]) -> Vec<(String, String)> {
    let contact = |one: &AbuseContact| (one.address.clone(), one.found_in.within.join(" in "));
    abuse.iter().map(contact).collect()
}

fn is(answer: &NetworkAnswer, expected: &Network, name: &str) {
    let (first, last, handle, holder, country, system, abuse) = *expected;
    let range = answer
        .range
        .map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(range, Some((first.to_owned(), last.to_owned())), "{name}");
    assert_eq!(
        answer.handle.as_deref().unwrap_or_default(),
        handle,
        "{name}"
    );
    assert_eq!(
        answer.holder.as_deref().unwrap_or_default(),
        holder,
        "{name}"
    );
    let said = answer.country.map(String::from).unwrap_or_default();
    assert_eq!(said, country, "{name}");
    assert_eq!(answer.autonomous_system, system, "{name}");
    let abuse: Vec<_> = abuse
        .iter()
        .map(|(address, within)| ((*address).to_owned(), (*within).to_owned()))
        .collect();
    assert_eq!(contacts(&answer.abuse), abuse, "{name}");
    names_nobody(answer, name);
}

fn names_nobody(answer: &impl std::fmt::Debug, name: &str) {
    let text = format!("{answer:?}").to_lowercase();
    assert!(!text.contains("neutral"), "{name}: {text}");
}

#[test]
fn networks_by_rdap() {
    let table: [(&str, &[u8], Network); 5] = [
        (
            "ARIN: no country; the abuse contact within the registrant",
            document!("arin-ip.json"),
            (
                "192.0.2.0",
                "192.0.2.255",
                "NET-192-0-2-0-1",
                "Example Hosting Inc.",
                "",
                Some(64_500),
                &[("abuse@example-hosting.test", "registrant in abuse")],
            ),
        ),
        (
            "RIPE: the maintainer is a registrant too, and an individual by its kind",
            document!("ripe-ip.json"),
            (
                "198.51.100.0",
                "198.51.100.255",
                "198.51.100.0 - 198.51.100.255",
                "Polder Example B.V.",
                "NL",
                None,
                &[
                    ("abuse@polder.test", "abuse"),
                    ("office@polder.test", "abuse"),
                ],
            ),
        ),
        (
            "APNIC: the response team is the abuse contact",
            document!("apnic-ip.json"),
            (
                "203.0.113.0",
                "203.0.113.255",
                "203.0.113.0 - 203.0.113.255",
                "Mekong Example Co., Ltd.",
                "KH",
                None,
                &[("abuse@mekong.test", "abuse"), ("noc@mekong.test", "abuse")],
            ),
        ),
        (
            "LACNIC: people without a kind, the number as a text",
            document!("lacnic-ip.json"),
            (
                "198.51.100.0",
                "198.51.103.255",
                "198.51.100.0/22",
                "Exemplo Hospedagem Ltda.",
                "BR",
                Some(64_502),
                &[("abuse@exemplo.test", "abuse")],
            ),
        ),
        (
            "AFRINIC: version six, the abuse contact within the registrant",
            document!("afrinic-ip.json"),
            (
                "2001:db8:17::",
                "2001:db8:17:ffff:ffff:ffff:ffff:ffff",
                "2001:db8:17::/48",
                "Savanna Example Limited",
                "KE",
                None,
                &[("abuse@savanna.test", "registrant in abuse")],
            ),
        ),
    ];
    for (name, bytes, expected) in table {
        is(&parse_network(bytes).unwrap(), &expected, name);
    }
}

#[test]
fn networks_by_whois() {
    let table: [(&str, &[u8], Network); 5] = [
        (
            "RIPE: the organisation's country is another than the network's",
            document!("ripe.txt"),
            (
                "198.51.100.0",
                "198.51.100.255",
                "EXAMPLE-POLDER-NET",
                "Polder Example B.V.",
                "NL",
                Some(64_501),
                &[("abuse@polder.test", "")],
            ),
        ),
        (
            "ARIN: the country is the organisation's, and so none of the network",
            document!("arin.txt"),
            (
                "192.0.2.0",
                "192.0.2.255",
                "EXAMPLE-NET",
                "Example Hosting Inc. (EXH-17)",
                "",
                Some(64_500),
                &[("abuse@example-hosting.test", "orgabuseemail")],
            ),
        ),
        (
            "APNIC: the contact in a remark and in two objects",
            document!("apnic.txt"),
            (
                "203.0.113.0",
                "203.0.113.255",
                "MEKONG-EXAMPLE-KH",
                "Mekong Example Co., Ltd.",
                "KH",
                None,
                &[("abuse@mekong.test", "")],
            ),
        ),
        (
            "LACNIC: the abuse contact is a handle, whose object is told apart",
            document!("lacnic.txt"),
            (
                "198.51.100.0",
                "198.51.103.255",
                "",
                "Exemplo Hospedagem Ltda.",
                "BR",
                Some(64_502),
                &[("abuse@exemplo.test", "abuse-c")],
            ),
        ),
        (
            "AFRINIC: a person in the description, no abuse contact",
            document!("afrinic.txt"),
            (
                "2001:db8:17::",
                "2001:db8:17:ffff:ffff:ffff:ffff:ffff",
                "EXAMPLE-SAVANNA",
                "Savanna Example Limited",
                "KE",
                None,
                &[],
            ),
        ),
    ];
    for (name, bytes, expected) in table {
        is(
            &parse_whois(bytes, Subject::Network).network,
            &expected,
            name,
        );
    }
}

#[test]
fn a_system_by_rdap() {
    let answer = parse_system(document!("ripe-as.json"), 64_501).unwrap();
    assert_eq!(answer.holder.as_deref(), Some("Polder Example B.V."));
    assert_eq!(
        contacts(&answer.abuse),
        [("abuse@polder.test".to_owned(), "abuse".to_owned())]
    );
    assert!(parse_system(document!("ripe-as.json"), 64_502).is_none());
}

#[test]
fn domains_by_rdap() {
    let registry = parse_domain(document!("verisign-domain.json")).unwrap();
    let related = "https://rdap.registrar.test/domain/NEUTRAL-PLACE.EXAMPLE";
    assert_eq!(registry.related.as_deref(), Some(related));
    is_domain(
        &registry,
        "Angkor Example Registrar",
        "abusecomplaints@registrar.test",
        "registrar in abuse",
    );
    let registrar = parse_domain(document!("registrar-domain.json")).unwrap();
    is_domain(
        &registrar,
        "Angkor Example Registrar, LLC",
        "abuse@registrar.test",
        "registrar in abuse",
    );
    names_nobody(&registrar, "the registrar");
}

#[test]
fn domains_by_whois() {
    let WhoisAnswer {
        domain,
        referral,
        is_limited,
        ..
    } = parse_whois(document!("verisign.txt"), Subject::Domain);
    assert_eq!(referral.as_deref(), Some("whois.registrar.test"));
    assert!(!is_limited, "the conditions of use speak of limits");
    let field = "registrar abuse contact email";
    is_domain(
        &domain,
        "Angkor Example Registrar",
        "abusecomplaints@registrar.test",
        field,
    );
    let answer = parse_whois(document!("khnic.txt"), Subject::Domain);
    is_domain(
        &answer.domain,
        "Angkor Example Registrar",
        "abuse@registry.test",
        "",
    );
    assert_eq!(answer.domain.abuse.len(), 1);
    names_nobody(&answer.domain, "KHNIC");
}

fn is_domain(answer: &DomainAnswer, registrar: &str, address: &str, within: &str) {
    assert_eq!(answer.registrar.as_deref(), Some(registrar));
    assert_eq!(
        contacts(&answer.abuse),
        [(address.to_owned(), within.to_owned())]
    );
}
