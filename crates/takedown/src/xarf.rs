//! XARF v4 documents (`content/csam`) for abuse desks that read them by machine: one a place, of what INHOPE calls
//! Baseline alone, for the format has no word for what is illegal by national law only.
//!
//! The published schema lets evidence with pictures through, and notes that are not to be sent. Nothing of either has a
//! field here: what is not in these types cannot leave.

use std::net::IpAddr;

use assessment::Class;
use egress::Attachment;
use kernel::Timestamp;
use serde::Serialize;
use url::Url;

use crate::compose::Place;

/// The version of the format.
const VERSION: &str = "4.2.0";

#[derive(Serialize)]
struct Document<'a> {
    xarf_version: &'static str,
    report_id: &'a str,
    timestamp: String,
    reporter: Party<'a>,
    sender: Party<'a>,
    source_identifier: String,
    category: &'static str,
    r#type: &'static str,
    classification: &'static str,
    detection_method: &'static str,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'a str>,
    verification_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    asn: Option<u32>,
    description: String,
    tags: [String; 1],
}

/// Who reports, and who sends.
#[derive(Clone, Copy, Serialize)]
struct Party<'a> {
    org: &'a str,
    contact: &'a str,
    domain: &'a str,
}

/// The documents of a letter's places that have one: of each its own file. `from` is the address that the mail comes
/// from; where it is none, there are no documents.
pub(crate) fn documents(
    hotline: &str,
    from: &str,
    at: Timestamp,
    places: &[Place],
) -> Vec<Attachment> {
    let contact = from.rsplit_once('<').map_or(from, |(_, address)| address);
    let contact = contact.trim_end_matches('>');
    let Some((_, domain)) = contact.rsplit_once('@') else {
        return Vec::new();
    };
    let party = Party {
        org: hotline,
        contact,
        domain,
    };
    places
        .iter()
        .filter_map(|place| document(party, at, place))
        .collect()
}

fn document(party: Party<'_>, at: Timestamp, place: &Place) -> Option<Attachment> {
    let is_baseline = place
        .ruling
        .as_ref()
        .is_some_and(|ruling| ruling.inhope_class == Class::Baseline);
    let exact = place.url.as_ref().filter(|_| is_baseline)?.expose();
    let url = Url::parse(exact).ok()?;
    let host = url.host_str()?;
    let standing = place.standing.as_ref();
    let addresses = standing.map(|standing| standing.hosting.addresses.as_slice());
    // A place in the onion has no address, and one whose name has none either is told by its host.
    let source = addresses
        .and_then(<[IpAddr]>::first)
        .map_or_else(|| host.to_owned(), ToString::to_string);
    let hosts = standing.map(trace::Standing::hosts).unwrap_or_default();
    let first = hosts.first();
    let document = Document {
        xarf_version: VERSION,
        report_id: &place.id,
        timestamp: at.to_string(),
        reporter: party,
        sender: party,
        source_identifier: source,
        category: "content",
        r#type: "csam",
        classification: "baseline",
        detection_method: "manual_review",
        url: uri(exact),
        domain: url.domain().filter(|domain| is_plain(domain)),
        verification_method: "manual",
        verified_at: place.last_seen.map(|at| at.to_string()),
        country_code: first.and_then(|host| host.country).map(String::from),
        asn: first
            .and_then(|host| host.autonomous_system)
            .filter(|number| *number > 0),
        description: format!("Our reference: {}", place.reference),
        tags: [format!("hotline:{}", place.reference.to_ascii_lowercase())],
    };
    Some(Attachment {
        name: format!("{}.xarf.json", place.id),
        content_type: "application/json".to_owned(),
        bytes: serde_json::to_vec(&document).ok()?,
    })
}

/// A URL as RFC 3986 wants it, which the schema asks for: what browsers leave in a URL beyond that is written by its
/// number. The table beside it has the URL exactly.
fn uri(exact: &str) -> String {
    let bytes = exact.as_bytes();
    let is_number = |at: usize| {
        let digits = bytes.get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    // Within the host brackets are those of an address.
    let path = exact
        .find("://")
        .and_then(|scheme| Some(scheme + 3 + exact.get(scheme + 3..)?.find(['/', '?', '#'])?))
        .unwrap_or(bytes.len());
    let mut uri = String::with_capacity(bytes.len());
    let fragment = exact.find('#').unwrap_or(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        let stays = byte.is_ascii_alphanumeric()
            || b"-._~:/?@!$&'()*+,;=".contains(byte)
            || at == fragment
            || (*byte == b'%' && is_number(at))
            || (b"[]".contains(byte) && at < path);
        if stays {
            uri.push(char::from(*byte));
        } else {
            uri.push('%');
            uri.push_str(&data_encoding::HEXUPPER.encode(&[*byte]));
        }
    }
    uri
}

/// Whether the schema takes a name for a domain: labels of small letters and digits with single hyphens within, the last
/// of letters alone.
fn is_plain(domain: &str) -> bool {
    let word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        !word.is_empty() && word.bytes().all(plain)
    };
    domain.rsplit_once('.').is_some_and(|(labels, last)| {
        labels.split('.').all(|label| label.split('-').all(word))
            && last.len() >= 2
            && last.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use assessment::{National, Ruling, Under};
    use kernel::Sensitive;

    use super::*;

    fn place(url: &str, class: Class) -> Place {
        let under = Under {
            schema: "schema".to_owned(),
            schema_version: "1".to_owned(),
            law_version: "1".to_owned(),
            law_in_force_from: "2008-02-15".to_owned(),
        };
        Place {
            id: "0d4e9c9a-7f0f-4a39-9c7e-0f6a4f6d1a11".to_owned(),
            reference: "7XK2M9QD".to_owned(),
            url: Some(Sensitive::new(url.to_owned())),
            ruling: Some(Ruling {
                inhope_class: class,
                reason: None,
                national_result: National::Illegal,
                articles: BTreeSet::new(),
                youngest: None,
                under,
            }),
            standing: None,
            last_seen: Some(Timestamp::from_micros(1_767_582_000_000_000)),
            before: Vec::new(),
        }
    }

    fn made(url: &str, class: Class) -> Vec<Attachment> {
        let at = Timestamp::from_micros(1_767_582_000_000_000);
        let from = "Hotline <hotline@hotline.test>";
        documents("Example Hotline", from, at, &[place(url, class)])
    }

    #[test]
    fn a_place_of_baseline_has_a_document_and_nothing_in_it_that_must_not_leave() {
        let documents = made("http://a.test/p/17?a=1,2", Class::Baseline);
        assert_eq!(
            documents[0].name,
            "0d4e9c9a-7f0f-4a39-9c7e-0f6a4f6d1a11.xarf.json"
        );
        let text = String::from_utf8(documents[0].bytes.clone()).unwrap();
        let party =
            r#"{"org":"Example Hotline","contact":"hotline@hotline.test","domain":"hotline.test"}"#;
        let expected = format!(
            r#"{{"xarf_version":"4.2.0","report_id":"0d4e9c9a-7f0f-4a39-9c7e-0f6a4f6d1a11","timestamp":"2026-01-05T03:00:00Z","reporter":{party},"sender":{party},"source_identifier":"a.test","category":"content","type":"csam","classification":"baseline","detection_method":"manual_review","url":"http://a.test/p/17?a=1,2","domain":"a.test","verification_method":"manual","verified_at":"2026-01-05T03:00:00Z","description":"Our reference: 7XK2M9QD","tags":["hotline:7xk2m9qd"]}}"#
        );
        assert_eq!(text, expected);
    }

    /// What browsers leave in a URL and the schema does not take.
    const ODD: [&str; 11] = [
        "http://a.test/p/17?a=1,2",
        "http://xn--j2e7beiw1lb2hqg.test/p/17",
        "http://my_site.a.test/p/17",
        "http://a.test./p/17",
        "http://a.test/p/17?x[]=1&y={2}",
        "http://a.test/a|b/100%/%41%zz",
        "http://[2001:db8::5]:8080/p/[17]",
        "http://192.0.2.5/p/17",
        "http://a.test/^`\\\"<>",
        "https://a.test/\u{1780}",
        "https://a.test/p/17#a#b",
    ];

    #[test]
    fn a_url_is_written_as_the_schema_wants_it() {
        for (exact, expected) in [
            ("http://a.test/p/17?a=1,2#b", "http://a.test/p/17?a=1,2#b"),
            ("http://a.test/#a#b", "http://a.test/#a%23b"),
            ("http://a.test/?x[]=1", "http://a.test/?x%5B%5D=1"),
            (
                "http://a.test/a|b/100%/%41",
                "http://a.test/a%7Cb/100%25/%41",
            ),
            ("http://[2001:db8::5]/[1]", "http://[2001:db8::5]/%5B1%5D"),
            ("http://a.test/\u{1780}", "http://a.test/%E1%9E%80"),
        ] {
            assert_eq!(uri(exact), expected);
            assert_eq!(uri(expected), expected);
        }
        for (domain, is) in [
            ("a.test", true),
            ("a-b.c.test", true),
            ("xn--j2e.test", false),
            ("a_b.test", false),
            ("a.test.", false),
            ("test", false),
        ] {
            assert_eq!(is_plain(domain), is, "{domain}");
        }
    }

    #[test]
    #[ignore = "asks the published validator, which `cargo xtask test mail` installs"]
    fn the_published_validator_takes_every_document() {
        const ASK: &str = "import json, sys, xarf
for line in sys.stdin:
    found = xarf.parse(json.loads(line)).errors
    if found: sys.exit(f'{line}: {found}')
print('valid')";
        #[expect(
            clippy::disallowed_methods,
            reason = "the test command names the validator"
        )]
        let python = std::env::var("OPENHOTLINE_TEST_XARF").unwrap();
        let mut asked = std::process::Command::new(python)
            .args(["-c", ASK])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for url in ODD {
            let made = made(url, Class::Baseline);
            assert_eq!(made.len(), 1, "{url}");
            lines.extend_from_slice(&made[0].bytes);
            lines.push(b'\n');
        }
        std::io::Write::write_all(&mut asked.stdin.take().unwrap(), &lines).unwrap();
        let answer = asked.wait_with_output().unwrap();
        assert!(answer.status.success());
        assert_eq!(answer.stdout, b"valid\n");
    }

    #[test]
    fn what_is_illegal_by_national_law_alone_has_none() {
        for class in [Class::National, Class::NotIllegal, Class::Unavailable] {
            assert!(made("http://a.test/p/17", class).is_empty());
        }
        assert!(documents("Hotline", "nobody", Timestamp::from_micros(0), &[]).is_empty());
    }
}
