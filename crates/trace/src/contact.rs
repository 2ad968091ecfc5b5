//! Contacts for abuse, each with the place it was found in. A contact of a role may be kept; a private person's may not.

use serde::{Deserialize, Serialize};

/// How a registry was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// RDAP (RFC 9082, RFC 9083).
    Rdap,
    /// WHOIS (RFC 3912).
    Whois,
}

/// Whose registration data a contact stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The network of an address.
    Network,
    /// An autonomous system.
    System,
    /// The domain, as the registry has it.
    Domain,
    /// The domain, as its registrar has it.
    Registrar,
}

/// The place in which a contact was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundIn {
    /// How the registry was asked.
    pub protocol: Protocol,
    /// Whose data it was.
    pub subject: Subject,
    /// Where in it: of RDAP the roles of the entities around it, the outermost first; of WHOIS the field, or nothing
    /// where it stood in a remark.
    pub within: Vec<String>,
}

/// Where abuse is reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbuseContact {
    /// A mail address.
    pub address: String,
    /// Where it was found.
    pub found_in: FoundIn,
}

/// The most contacts that are kept of one answer.
pub(crate) const CONTACTS: usize = 4;

/// Longest text taken over from a registry, in characters.
const TEXT: usize = 300;

/// The longest mail address (RFC 5321, section 4.5.3.1).
const ADDRESS: usize = 254;

/// What stands before the `@` of an address that belongs to an office and not to a person (RFC 2142, and what
/// registries show).
const OFFICES: [&str; 34] = [
    "abuse",
    "admin",
    "administrator",
    "antiabuse",
    "appeals",
    "cert",
    "compliance",
    "complaint",
    "complaints",
    "contact",
    "copyright",
    "csirt",
    "dmca",
    "domain",
    "domains",
    "helpdesk",
    "hostmaster",
    "info",
    "ip",
    "irt",
    "legal",
    "mail",
    "noc",
    "office",
    "postmaster",
    "registrar",
    "registry",
    "report",
    "security",
    "soc",
    "support",
    "trust",
    "trustandsafety",
    "webmaster",
];

/// Words that stand in the names of organisations and not in those of persons: their legal forms, and what they are.
const OF_ORGANISATIONS: [&str; 84] = [
    "ag",
    "agency",
    "aps",
    "as",
    "association",
    "authority",
    "bank",
    "bhd",
    "bv",
    "center",
    "centre",
    "cloud",
    "club",
    "co",
    "college",
    "communication",
    "communications",
    "company",
    "computer",
    "cooperative",
    "corp",
    "corporation",
    "data",
    "datacenter",
    "department",
    "digital",
    "doo",
    "eireli",
    "foundation",
    "gmbh",
    "government",
    "group",
    "holding",
    "holdings",
    "hospital",
    "host",
    "hosting",
    "inc",
    "incorporated",
    "institute",
    "internet",
    "isp",
    "kft",
    "kk",
    "lda",
    "limited",
    "llc",
    "llp",
    "lp",
    "ltd",
    "ltda",
    "media",
    "ministry",
    "network",
    "networks",
    "nv",
    "online",
    "ooo",
    "oy",
    "plc",
    "pte",
    "pty",
    "pvt",
    "registrar",
    "registry",
    "sa",
    "sarl",
    "sas",
    "school",
    "server",
    "servers",
    "service",
    "services",
    "solutions",
    "spa",
    "sro",
    "srl",
    "systems",
    "tbk",
    "tech",
    "technologies",
    "technology",
    "telecom",
    "university",
];

/// Whether a name tells by its words that it is an organisation's.
pub(crate) fn is_of_an_organisation(name: &str) -> bool {
    let mut words = name.split(|symbol: char| symbol.is_whitespace() || ",()/&-".contains(symbol));
    words.any(|word| {
        let word: String = word.chars().filter(|symbol| *symbol != '.').collect();
        OF_ORGANISATIONS.contains(&word.to_lowercase().as_str())
    })
}

/// A mail address, if the text is one and nothing else: what a registry holds goes into a mail's head later.
pub(crate) fn mail_address(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match text.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => text.get(7..)?,
        _ => text,
    };
    let (name, domain) = text.split_once('@')?;
    let plain = text.len() <= ADDRESS
        && !name.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text
            .chars()
            .all(|symbol| symbol.is_ascii_graphic() && !"<>()[],;:\\\"".contains(symbol))
        && !domain.contains('@');
    plain.then(|| format!("{name}@{}", domain.to_ascii_lowercase()))
}

/// Whether an address is that of an office: `abuse@…`, `noc-east@…`, and not `first.last@…`.
pub(crate) fn is_of_an_office(address: &str) -> bool {
    let name = address.split('@').next().unwrap_or_default();
    let mut words = name.split(['-', '_', '.', '+']);
    words.any(|word| {
        let word = word.trim_end_matches(|symbol: char| symbol.is_ascii_digit());
        let lower = word.to_ascii_lowercase();
        if lower.starts_with("abuse") || lower.ends_with("abuse") {
            return true;
        }
        OFFICES
            .iter()
            .any(|office| word.eq_ignore_ascii_case(office))
    })
}

/// A text that says something, without what cannot be seen; nothing for what stands where something was taken away.
pub(crate) fn text(value: &str) -> Option<String> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let is_withheld = [
        "redacted",
        "withheld",
        "not disclosed",
        "data protected",
        "statutory masking",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let usable = !value.is_empty()
        && value.chars().all(|symbol| !symbol.is_control())
        && !matches!(lower.as_str(), "-" | "n/a" | "none" | "null" | "unknown")
        && !is_withheld;
    usable.then(|| value.chars().take(TEXT).collect())
}

/// The country of a code, where it is one: registries write `EU`, `AP` and `ZZ` for what is none.
pub(crate) fn country(code: &str) -> Option<kernel::Country> {
    let code = code.trim();
    let is_none = ["EU", "AP", "ZZ", "XX"]
        .iter()
        .any(|none| code.eq_ignore_ascii_case(none));
    if is_none { None } else { code.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_and_nothing_else() {
        for (typed, read) in [
            ("abuse@a.test", Some("abuse@a.test")),
            (" mailto:Abuse@A.Test ", Some("Abuse@a.test")),
            ("abuse@a.test\r\nBcc: b@b.test", None),
            ("Abuse Desk <abuse@a.test>", None),
            ("abuse@a@b.test", None),
            ("abuse@localhost", None),
            ("@a.test", None),
            ("abuse@.test", None),
            ("abuse at a.test", None),
            ("ខ@a.test", None),
        ] {
            assert_eq!(mail_address(typed).as_deref(), read, "{typed:?}");
        }
    }

    #[test]
    fn an_office_is_told_from_a_person() {
        for office in [
            "abuse",
            "noc-east",
            "ip.abuse",
            "ABUSE2",
            "network_security",
        ] {
            assert!(is_of_an_office(&format!("{office}@a.test")), "{office}");
        }
        for person in ["first.last", "abused", "ipswich", "someone"] {
            assert!(!is_of_an_office(&format!("{person}@a.test")), "{person}");
        }
    }

    #[test]
    fn what_was_taken_away_says_nothing() {
        for nothing in [
            "",
            "  ",
            "REDACTED FOR PRIVACY",
            "Data Protected",
            "a\u{7}b",
            "N/A",
        ] {
            assert_eq!(text(nothing), None, "{nothing:?}");
        }
        assert_eq!(text(" A Company ").as_deref(), Some("A Company"));
        assert_eq!(text(&"a".repeat(400)).map(|text| text.len()), Some(300));
    }

    #[test]
    fn what_is_no_country_is_none() {
        assert_eq!(country(" kh ").map(String::from).as_deref(), Some("KH"));
        for none in ["EU", "ap", "ZZ", "KHM", ""] {
            assert_eq!(country(none), None, "{none}");
        }
    }
}
