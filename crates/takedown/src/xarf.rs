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
    url: &'a str,
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
        url: exact,
        domain: url.domain(),
        verification_method: "manual",
        verified_at: place.last_seen.map(|at| at.to_string()),
        country_code: first.and_then(|host| host.country).map(String::from),
        asn: first.and_then(|host| host.autonomous_system),
        description: format!("Our reference: {}", place.reference),
        tags: [format!("hotline:{}", place.reference.to_ascii_lowercase())],
    };
    Some(Attachment {
        name: format!("{}.xarf.json", place.id),
        content_type: "application/json".to_owned(),
        bytes: serde_json::to_vec(&document).ok()?,
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

    /// PyPI `xarf` 1.0.0 finds no fault with this text, nor does the schema that comes with it.
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

    #[test]
    fn what_is_illegal_by_national_law_alone_has_none() {
        for class in [Class::National, Class::NotIllegal, Class::Unavailable] {
            assert!(made("http://a.test/p/17", class).is_empty());
        }
        assert!(documents("Hotline", "nobody", Timestamp::from_micros(0), &[]).is_empty());
    }
}
