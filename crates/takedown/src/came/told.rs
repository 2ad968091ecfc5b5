//! What came back of a check, in words.

use page::{Words, harmless};

use super::{Came, Request};

/// What came back of one check, as the case page shows it.
pub(crate) struct Told {
    pub(crate) title: String,
    /// Whether the evidence opens.
    pub(crate) readable: bool,
    /// What the verdict rests on beside the requests, each with its name.
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) steps: Vec<StepRow>,
}

/// One request.
pub(crate) struct StepRow {
    pub(crate) title: String,
    /// What is known of it, each with its name.
    pub(crate) facts: Vec<(String, String)>,
}

impl Told {
    pub(crate) fn new(words: &Words, at: String, came: &Came) -> Self {
        let mut steps = steps(words, "takedown-came-step", &came.requests);
        if let Some(page) = &came.page {
            steps.extend(self::steps(
                words,
                "takedown-came-page-step",
                &page.requests,
            ));
        }
        if let Some(invented) = &came.invented {
            let key = "takedown-came-invented-step";
            steps.extend(self::steps(words, key, &invented.requests));
        }
        Self {
            title: words.with("takedown-came", &[("time", at)]),
            readable: came.readable,
            facts: facts(words, came),
            steps,
        }
    }
}

fn facts(words: &Words, came: &Came) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |key: &str, value: String| facts.push((words.text(key), value));
    if let Some(fault) = &came.fault {
        add("takedown-came-ended", fault_text(words, fault));
    }
    if let Some(page) = &came.page {
        let mut said = words.text(compared_key(&page.compared));
        if let Some(fault) = &page.fault {
            said = format!("{said}: {}", fault_text(words, fault));
        }
        add("takedown-came-words", said);
        if let Some(distance) = page.distance {
            let limit = words.with("takedown-came-bits", &[("count", distance)]);
            add("takedown-came-distance", limit);
        }
        if !page.whole && page.fault.is_none() {
            add("takedown-came-whole", words.text("takedown-came-part"));
        }
    }
    if let Some(invented) = &came.invented {
        let said = match (&invented.fault, invented.alike) {
            (Some(fault), _) => fault_text(words, fault),
            (None, true) => words.text("takedown-came-alike"),
            (None, false) => words.text("takedown-came-unlike"),
        };
        add("takedown-came-invented", said);
    }
    if let Some(parked) = &came.parked {
        let by = words.text(parked_key(&parked.by));
        add(
            "takedown-came-parked",
            format!("{} ({by})", harmless(&parked.name)),
        );
    }
    facts
}

fn steps(words: &Words, title: &str, requests: &[Request]) -> Vec<StepRow> {
    let numbered = requests.iter().zip(1..);
    numbered
        .map(|(request, number): (_, usize)| StepRow {
            title: words.with(title, &[("number", number)]),
            facts: request_facts(words, request),
        })
        .collect()
}

fn request_facts(words: &Words, request: &Request) -> Vec<(String, String)> {
    let mut facts = vec![(
        words.text("takedown-came-method"),
        method_text(words, &request.method),
    )];
    let mut add = |key: &str, value: String| facts.push((words.text(key), value));
    if let Some(status) = request.status {
        add("takedown-status", status.to_string());
    }
    if let Some(address) = &request.address {
        add("takedown-came-address", address.clone());
    }
    if let Some(certificate) = &request.certificate {
        add("takedown-came-certificate", harmless(&certificate.sha256));
        if let Some(fault) = &certificate.fault {
            add("takedown-came-fault", fault_text(words, fault));
        }
    }
    let headers = request.headers.iter();
    facts.extend(headers.map(|(name, value)| (name.clone(), harmless(value))));
    facts
}

/// How a request was asked, in words, by the name that evidence has for it.
pub fn method_text(words: &Words, method: &str) -> String {
    words.text(match method {
        "HEAD" => "takedown-method-head",
        "HEAD, unverified" => "takedown-method-unverified",
        "GET, bytes=0-0" => "takedown-method-first-byte",
        "GET" => "takedown-method-page",
        other => return harmless(other),
    })
}

/// Why there is no answer, or what is wrong with a certificate, in words, by the name that evidence has for it.
pub fn fault_text(words: &Words, fault: &str) -> String {
    fault_key(fault).map_or_else(|| harmless(fault), |key| words.text(key))
}

fn fault_key(fault: &str) -> Option<&'static str> {
    Some(match fault {
        "url" => "takedown-fault-url",
        "astray" => "takedown-fault-astray",
        "no_resolver" => "takedown-fault-no-resolver",
        "no_such_name" => "takedown-fault-no-such-name",
        "aliases" => "takedown-fault-aliases",
        "names_failed" => "takedown-fault-names-failed",
        "forbidden" => "takedown-fault-forbidden",
        "redirects" => "takedown-fault-redirects",
        "unreachable" => "takedown-fault-unreachable",
        "vantage" => "takedown-fault-vantage",
        "no_tor" => "takedown-fault-no-tor",
        "handshake" => "takedown-fault-handshake",
        "certificate" => "takedown-fault-certificate",
        "timed_out" => "takedown-fault-timed-out",
        "broken" => "takedown-fault-broken",
        "too_large" => "takedown-fault-too-large",
        "not_html" => "takedown-fault-not-html",
        "status" => "takedown-fault-status",
        "expired" => "takedown-came-expired",
        "wrong_name" => "takedown-came-wrong-name",
        "unknown_issuer" => "takedown-came-unknown-issuer",
        "other" => "takedown-came-other",
        _ => return None,
    })
}

/// The key of the message for how the words of a page are to those before.
pub fn compared_key(compared: &str) -> &'static str {
    match compared {
        "first" => "takedown-came-words-first",
        "same" => "takedown-came-words-same",
        "other" => "takedown-came-words-other",
        _ => "takedown-came-words-unread",
    }
}

/// The key of the message for what somebody who parks names is known by.
pub fn parked_key(by: &str) -> &'static str {
    match by {
        "network" => "takedown-parked-network",
        "host" => "takedown-parked-host",
        _ => "takedown-parked-name-server",
    }
}

#[cfg(test)]
mod tests {
    use egress::{CertificateFault, Fault, FetchError, NameError};

    use super::*;

    #[test]
    fn whatever_a_look_may_end_with_has_words() {
        for fault in [
            Fault::Url,
            Fault::Astray,
            Fault::Name(NameError::NoResolver),
            Fault::Name(NameError::NoSuchName),
            Fault::Name(NameError::Aliases),
            Fault::Name(NameError::Failed),
            Fault::Redirects,
            Fault::Unreachable,
            Fault::Vantage,
            Fault::NoTor,
            Fault::Handshake,
            Fault::Certificate(CertificateFault::Expired),
            Fault::TimedOut,
            Fault::Broken,
        ] {
            assert!(fault_key(fault.name()).is_some(), "{fault:?}");
        }
        let status = FetchError::Status {
            status: 500,
            retry_after: None,
        };
        for fault in [
            FetchError::TooLarge,
            FetchError::NotHtml,
            FetchError::Untrusted,
            status,
        ] {
            assert!(fault_key(fault.name()).is_some(), "{fault:?}");
        }
        for fault in [
            CertificateFault::Expired,
            CertificateFault::WrongName,
            CertificateFault::UnknownIssuer,
            CertificateFault::Other,
        ] {
            assert!(fault_key(fault.name()).is_some(), "{fault:?}");
        }
        assert_eq!(fault_key("what nobody has"), None);
    }
}
