//! Answers in the forms that are met. All names in them are invented.

use proptest::prelude::*;

use super::*;

fn network(answer: &str) -> NetworkAnswer {
    parse_whois(answer.as_bytes(), Subject::Network).network
}

fn domain(answer: &str) -> DomainAnswer {
    parse_whois(answer.as_bytes(), Subject::Domain).domain
}

fn addresses(abuse: &[AbuseContact]) -> Vec<(&str, &str)> {
    abuse
        .iter()
        .map(|contact| {
            let field = contact.found_in.within.first();
            (contact.address.as_str(), field.map_or("", String::as_str))
        })
        .collect()
}

#[test]
fn objects_of_keys_and_values_are_read() {
    let answer = network(
        "% This is a simulated answer.\r\n\r\n\
         % Information related to '192.0.2.0 - 192.0.2.255'\r\n\r\n\
         % Abuse contact for '192.0.2.0 - 192.0.2.255' is 'abuse@host.test'\r\n\r\n\
         inetnum:        192.0.2.0 - 192.0.2.255\r\n\
         netname:        SIM-NET\r\n\
         descr:          A Described Company\r\n\
         descr:          a street\r\n\
         country:        KH # where it is used\r\n\
         org:            ORG-SIM1\r\n\
         status:         ASSIGNED\r\n\r\n\
         organisation:   ORG-SIM1\r\n\
         org-name:       A Company\r\n\
         country:        NL\r\n\r\n\
         role:           Abuse Desk\r\n\
         e-mail:         desk@host.test\r\n\
         abuse-mailbox:  role@host.test\r\n\r\n\
         person:         A Person\r\n\
         e-mail:         a.person@host.test\r\n\
         country:        US\r\n\r\n\
         route:          192.0.2.0/24\r\n\
         origin:         AS64540\r\n",
    );
    assert_eq!(answer.handle.as_deref(), Some("SIM-NET"));
    assert_eq!(answer.holder.as_deref(), Some("A Company"));
    assert_eq!(answer.autonomous_system, Some(64540));
    let range = answer
        .range
        .map(|(first, last)| (first.to_string(), last.to_string()));
    assert_eq!(
        range,
        Some(("192.0.2.0".to_owned(), "192.0.2.255".to_owned()))
    );
    assert_eq!(
        addresses(&answer.abuse),
        [("abuse@host.test", ""), ("role@host.test", "abuse-mailbox")]
    );
    assert_eq!(answer.abuse[0].found_in.protocol, Protocol::Whois);
}

#[test]
fn a_country_is_the_first_that_is_one() {
    let country = |text: &str| network(text).country.map(String::from);
    assert_eq!(country("country: KH\n").as_deref(), Some("KH"));
    assert_eq!(
        country("Country:EU\n\ncountry: nl\n").as_deref(),
        Some("NL")
    );
    assert_eq!(country("person: A\ncountry: US\n"), None);
    assert_eq!(country("descr: KH\n"), None);
}

#[test]
fn the_form_with_long_keys_is_read() {
    let answer = network(
        "#\n# simulated\n#\n\n\
         NetRange:       198.51.100.0 - 198.51.100.255\n\
         CIDR:           198.51.100.0/24\n\
         NetHandle:      NET-198-51-100-0-1\n\
         OriginAS:       AS64541, AS64542\n\
         Organization:   A Company (COMP-1)\n\
         OrgName:        A Company\n\
         Country:        US\n\n\
         OrgTechName:    A Person\n\
         OrgTechEmail:   a.person@host.test\n\n\
         OrgAbuseHandle: ABUSE1-SIM\n\
         OrgAbusePhone:  +1-555-0100\n\
         OrgAbuseEmail:  abuse@host.test\n",
    );
    assert_eq!(answer.holder.as_deref(), Some("A Company (COMP-1)"));
    assert_eq!(answer.autonomous_system, Some(64541));
    assert_eq!(answer.handle.as_deref(), Some("NET-198-51-100-0-1"));
    assert_eq!(
        addresses(&answer.abuse),
        [("abuse@host.test", "orgabuseemail")]
    );
}

#[test]
fn a_registry_of_names_says_the_registrar_and_no_person() {
    let answer = parse_whois(
        b"   Domain Name: A.TEST\r\n\
           Registrar WHOIS Server: whois.registrar.test\r\n\
           Registrar URL: http://www.registrar.test\r\n\
           Registrar: A Registrar, Ltd.\r\n\
           Registrar Abuse Contact Email: abuse@registrar.test\r\n\
           Registrar Abuse Contact Phone: +1.5550100\r\n\
           Registrant Name: A Person\r\n\
           Registrant Email: a.person@b.test\r\n\
        >>> Last update of whois database: 2026-01-05T03:00:00Z <<<\r\n\
        NOTICE: access is limited; whoever exceeds the rate limit ...\r\n",
        Subject::Registrar,
    );
    assert_eq!(answer.referral.as_deref(), Some("whois.registrar.test"));
    assert_eq!(
        answer.domain.registrar.as_deref(),
        Some("A Registrar, Ltd.")
    );
    let contacts = addresses(&answer.domain.abuse);
    assert_eq!(
        contacts,
        [("abuse@registrar.test", "registrar abuse contact email")]
    );
    assert_eq!(answer.domain.abuse[0].found_in.subject, Subject::Registrar);
    assert!(!answer.is_limited);
    assert!(!format!("{answer:?}").contains("erson"));
}

/// As small registries write: prose, dots, values below their keys.
#[test]
fn a_free_form_is_read_as_far_as_it_is_plain() {
    let answer = domain(
        "Domain name..........: a.com.test\n\
         Registrar............: A Registrar\n\
         Contact\n   A Person\n   a.person@b.test\n\n\
         Please report abuse to abuse@registry.test or to a.person@b.test.\n",
    );
    assert_eq!(answer.registrar.as_deref(), Some("A Registrar"));
    assert_eq!(addresses(&answer.abuse), [("abuse@registry.test", "")]);
    let below =
        domain("Registrar:\n\tA Registrar\n\nAbuse contact:\n\tAbuse Desk <desk@registry.test>\n");
    assert_eq!(below.registrar.as_deref(), Some("A Registrar"));
    assert_eq!(
        addresses(&below.abuse),
        [("desk@registry.test", "abuse contact")]
    );
    // Beside the word abuse a person's address is still a person's.
    assert_eq!(
        addresses(&domain("To report abuse write to a.person@b.test\n").abuse),
        []
    );
}

/// As registries of countries write whom a domain is registered through. All of these forms are met.
#[test]
fn the_registrar_is_found_wherever_it_stands() {
    let registrar = |text: &str| domain(text).registrar;
    for (form, answer) in [
        (
            "below its key, and no further in",
            "DOMAIN NAME:  a.test\ncreated:      2005.01.05\n\nREGISTRAR:\nA Company\nA street 17\ntel: +1.5550100\n",
        ),
        (
            "a heading with a colon and fields below",
            "Domain: a.test\n\nRegistrant:\n        NOT DISCLOSED!\n\nRegistrar:\n        Name: A Company\n        Website: https://a.test\n",
        ),
        (
            "a heading without, the handle behind the company",
            "Domain:             a.test\n\nRegistrant\n  Organization:     Another\n\nRegistrar\n  Organization:     A Company\n  Name:             COMPANY-REG\n  Web:              https://a.test\n",
        ),
        (
            "a heading in brackets",
            "[Domain]\nDomain: a.test\n\n[Holder]\n    Type: Legal person\n    Name: Another\n\n[Registrar]\n    Type: Legal person\n    Name: A Company\n",
        ),
        (
            "a handle, told below",
            "Domain:       a.test\nRegistrar:    COMP-0002\n\nRegistrar:    COMP-0002\nName:         Neutral Person\nOrganization: A Company\nEmail:        neutral.person@a.test\n\nContact:      OTHER\nOrganization: Another\nRegistrar:    COMP-0002\n",
        ),
        (
            "with its tag",
            "    Domain name:\n        a.test\n\n    Registrar:\n        A Company [Tag = A-COMPANY]\n        URL: http://a.test\n",
        ),
        (
            "by another word",
            "Domain Name: a.test\n\nRegistration Service Provider: A Company\nRegistration Service URL: http://a.test/\n",
        ),
        (
            "misspelt",
            "Domain Name............: a.test\n\nRegistar created: OTHER\nCurrent Registar: A Company\n",
        ),
    ] {
        assert_eq!(registrar(answer).as_deref(), Some("A Company"), "{form}");
        assert!(
            !format!("{:?}", domain(answer)).contains("eutral"),
            "{form}"
        );
    }
}

#[test]
fn below_a_heading_for_abuse_the_address_may_stand_anywhere() {
    let answer = domain(
        "Domain name: a.test\n\nRegistrar:\n   A Company\n   A street 17\n\n\
         Abuse Contact:\n   +1.5550100\n   desk@a-company.test\n\n\
         Technical contact:\n   +1.5550101\n   neutral.person@a-company.test\n",
    );
    assert_eq!(
        addresses(&answer.abuse),
        [("desk@a-company.test", "abuse contact")]
    );
}

#[test]
fn a_referral_is_a_server_of_the_protocol() {
    let referral = |text: &str| parse_whois(text.as_bytes(), Subject::Network).referral;
    for (text, server) in [
        (
            "refer:        whois.registry.test\n",
            Some("whois.registry.test"),
        ),
        ("whois:   WHOIS.NIC.TEST.\n", Some("whois.nic.test")),
        (
            "ReferralServer:  whois://whois.registry.test:43/\n",
            Some("whois.registry.test:43"),
        ),
        (
            "ReferralServer:  rwhois://rwhois.registry.test:4321\n",
            None,
        ),
        (
            "Registrar WHOIS Server: https://www.registrar.test/whois\n",
            None,
        ),
        ("refer: 192.0.2.1\n", Some("192.0.2.1")),
        ("refer: localhost\n", None),
        ("refer:\n", None),
        ("refer: whois.registry.test;id\n", None),
    ] {
        assert_eq!(referral(text).as_deref(), server, "{text}");
    }
}

#[test]
fn being_asked_too_often_is_told_from_knowing_nothing() {
    let limited = |text: &str| parse_whois(text.as_bytes(), Subject::Domain).is_limited;
    for text in [
        "%ERROR:201: access denied for 192.0.2.1\n",
        "Your query limit exceeded. Please wait.\n",
        "WHOIS LIMIT EXCEEDED - SEE WWW.REGISTRY.TEST\n",
        "You have exceeded your quota\n",
        "Too many requests, try again later\n",
    ] {
        assert!(limited(text), "{text}");
    }
    for text in [
        "No match for \"A.TEST\".\n",
        "%ERROR:101: no entries found\n",
        "",
        "Registrar: A\ntoo many\n",
    ] {
        assert!(!limited(text), "{text}");
    }
}

#[test]
fn another_charset_and_other_line_ends_do_no_harm() {
    let answer = parse_whois(
        b"descr: Soci\xe9t\xe9\rcountry: FR\nabuse-mailbox: abuse@a.test\r\n",
        Subject::Network,
    );
    assert_eq!(
        addresses(&answer.network.abuse),
        [("abuse@a.test", "abuse-mailbox")]
    );
    let latin = parse_whois(b"netname: X\norg-name: Soci\xe9t\xe9\n", Subject::Network);
    assert_eq!(latin.network.holder.as_deref(), Some("Soci\u{e9}t\u{e9}"));
    let khmer = network("descr: ក្រុមហ៊ុន\n");
    assert_eq!(khmer.holder.as_deref(), Some("ក្រុមហ៊ុន"));
}

#[test]
fn numbers_of_systems_are_read() {
    for (text, number) in [
        ("AS64540", Some(64540)),
        ("as64540 # route", Some(64540)),
        ("64540", Some(64540)),
        ("AS0", None),
        ("AS", None),
        ("ASN", None),
        ("4294967296", None),
        ("ខ", None),
    ] {
        assert_eq!(system(text), number, "{text}");
    }
}

proptest! {
    #[test]
    fn nothing_a_server_says_is_fatal(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = parse_whois(&bytes, Subject::Network);
    }

    #[test]
    fn whatever_is_kept_can_be_shown_written_to_and_asked(
        lines in proptest::collection::vec(
            (
                proptest::sample::select(vec![
                    "abuse-mailbox", "country", "origin", "registrar", "refer", "descr", "inetnum", "person", "% abuse",
                    "report abuse", "", "\t",
                ]),
                proptest::sample::select(vec![":", ": ", "....: ", " ", "\r\n  "]),
                "\\PC{0,40}|[a-z]{1,8}@[a-z.]{1,12}|[a-z.:/0-9]{0,30}",
            ),
            0..30,
        ),
        end in proptest::sample::select(vec!["\n", "\r\n", "\n\n"]),
    ) {
        let mut text = String::new();
        for (key, between, value) in &lines {
            text.extend([key, between, value.as_str(), end]);
        }
        for subject in [Subject::Network, Subject::Domain] {
            let answer = parse_whois(text.as_bytes(), subject);
            let texts = [&answer.network.holder, &answer.network.handle, &answer.domain.registrar];
            for text in texts.into_iter().flatten() {
                prop_assert!(!text.is_empty() && !text.chars().any(char::is_control));
            }
            for contact in answer.network.abuse.iter().chain(&answer.domain.abuse) {
                prop_assert_eq!(mail_address(&contact.address), Some(contact.address.clone()));
            }
            if let Some(server) = answer.referral {
                prop_assert!(server.contains('.') && !server.contains(['/', ' ', '@']));
            }
        }
    }
}
