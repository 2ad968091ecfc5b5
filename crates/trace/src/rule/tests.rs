use kernel::SystemEntropy;

use super::key::in_order;
use super::*;

fn key(reach: &str, text: &str) -> Option<String> {
    Key::read(reach, text).map(|key| key.text())
}

#[test]
fn a_key_is_read_as_reports_are() {
    let lines = [
        ("host", "Files.Example.", Some("files.example")),
        ("host", " files.example ", Some("files.example")),
        ("host", "files[.]example", Some("files.example")),
        ("host", "192.0.2.7", None),
        ("host", "files.example/p/17", None),
        ("host", "http://files.example", None),
        ("host", "files.example:8080", None),
        ("host", "user@files.example", None),
        ("host", "files", None),
        ("host", "", None),
        ("suffix", "*.example.org", Some("example.org")),
        ("suffix", ".example.org", Some("example.org")),
        ("suffix", "org", None),
        ("suffix", "9.9.9.9", None),
        ("network", "198.51.100.9/24", Some("198.51.100.0/24")),
        ("network", "198.51.100.9", Some("198.51.100.9/32")),
        ("network", "2001:db8::1/32", Some("2001:db8::/32")),
        ("network", "0.0.0.0/0", None),
        ("network", "everything", None),
        ("page", "files.example", None),
    ];
    for (reach, typed, expected) in lines {
        assert_eq!(key(reach, typed).as_deref(), expected, "{reach} {typed}");
    }
}

fn new<'a>(says: &'a str, parts: [&'a str; 4], reason: &'a str) -> NewRule<'a> {
    let [address, provider, mail, country] = parts;
    NewRule {
        reach: "host",
        key: "files.example",
        says,
        address,
        provider,
        mail,
        country,
        reason,
    }
}

#[test]
fn a_rule_names_what_it_needs() {
    use Wrong::{Address, Country, Mail, Provider, Reason, Says};
    let long = "x".repeat(2001);
    let lines = [
        (new("real_host", ["127.40.0.5", "", "", ""], "why"), None),
        (new("real_host", ["", "Provider", "", "NL"], "why"), None),
        (
            new("real_host", ["", "Provider", "", ""], "why"),
            Some(Country),
        ),
        (new("real_host", ["", "", "", "NL"], "why"), Some(Address)),
        (
            new("real_host", ["files", "", "", ""], "why"),
            Some(Address),
        ),
        (
            new("real_host", ["127.40.0.5", "", "", "Holland"], "why"),
            Some(Country),
        ),
        (
            new(
                "own_registrar",
                ["", "Registrar", "abuse@registrar.test", ""],
                "why",
            ),
            None,
        ),
        (
            new("own_registrar", ["", "Registrar", "", ""], "why"),
            Some(Mail),
        ),
        (
            new("site_owner", ["", "", "owner@site.test", ""], "why"),
            Some(Provider),
        ),
        (
            new("site_owner", ["", "Owner", "owner", ""], "why"),
            Some(Mail),
        ),
        (new("do_not_contact", ["", "", "", ""], "why"), None),
        (new("do_not_contact", ["", "", "", ""], "  "), Some(Reason)),
        (new("do_not_contact", ["", "", "", ""], &long), Some(Reason)),
        (new("leave_alone", ["", "", "", ""], "why"), Some(Says)),
    ];
    for (rule, wrong) in lines {
        assert_eq!(rule.read().err(), wrong, "{rule:?}");
    }
}

/// A rule about this, added at this instant.
pub(crate) fn about(key: Key, says: Says, named: Whom, at: i64) -> Rule {
    Rule {
        id: Id::random(&SystemEntropy),
        key,
        says,
        named,
        reason: Sensitive::new("why".to_owned()),
        added_at: Timestamp::from_micros(at),
        added_by: Id::random(&SystemEntropy),
        ended: None,
    }
}

#[test]
fn the_nearest_rule_counts_and_among_equals_the_newest() {
    let read = |reach, text| Key::read(reach, text).unwrap();
    // From the one that counts most to the one that counts least.
    let lines = [
        (read("host", "a.files.example.org"), 5),
        (read("host", "a.files.example.org"), 4),
        (read("suffix", "files.example.org"), 1),
        (read("suffix", "example.org"), 9),
        (read("network", "198.51.100.0/28"), 1),
        (read("network", "198.51.100.0/24"), 8),
        (read("network", "198.51.0.0/16"), 9),
    ];
    let expected: Vec<_> = lines.iter().map(|(key, at)| (key.text(), *at)).collect();
    for turned in 0..lines.len() {
        let mut shuffled: Vec<_> = lines
            .iter()
            .map(|(key, at)| about(key.clone(), Says::DoNotContact, Whom::default(), *at))
            .collect();
        shuffled.rotate_left(turned);
        let ordered: Vec<_> = in_order(shuffled)
            .iter()
            .map(|rule| (rule.key.text(), rule.added_at.micros()))
            .collect();
        assert_eq!(ordered, expected);
    }
}

#[test]
fn a_rule_speaks_of_its_own_and_of_nothing_else() {
    let lines = [
        ("host", "a.example.org", "a.example.org", true),
        ("host", "a.example.org", "b.a.example.org", false),
        ("suffix", "example.org", "a.example.org", true),
        ("suffix", "example.org", "example.org", true),
        ("suffix", "example.org", "anexample.org", false),
        ("network", "127.40.0.0/16", "x.example.org", true),
        ("network", "127.41.0.0/16", "x.example.org", false),
    ];
    let addresses = ["127.40.0.10".parse().unwrap()];
    for (reach, text, host, expected) in lines {
        let key = Key::read(reach, text).unwrap();
        assert_eq!(
            key.speaks_of(host, &addresses),
            expected,
            "{reach} {text} {host}"
        );
    }
}
