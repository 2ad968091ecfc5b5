//! What is kept of a look, sealed: every request with its addresses, certificate, status and headers.

use egress::{Headers, Sighting, Step};
use kernel::Sensitive;
use serde_json::{Value as Json, json};

use crate::check::hexadecimal;
use crate::further::Further;

/// The evidence of a look, as JSON: the requests of the look, what was looked at further, and the blind index of what
/// it showed, by which the same is known again.
pub(crate) fn evidence(
    sighting: &Sighting,
    further: &Further,
    same: &[u8],
) -> store::Result<Sensitive<Vec<u8>>> {
    let steps: Vec<_> = sighting.steps.iter().map(step).collect();
    let fault = sighting.end.err().map(|fault| fault.to_string());
    let evidence = json!({
        "steps": steps,
        "fault": fault,
        "further": further.evidence(),
        "same": hexadecimal(same),
    });
    serde_json::to_vec(&evidence)
        .map(Sensitive::new)
        .map_err(|_| store::Error::Unreadable("takedown_check.detail"))
}

pub(crate) fn step(step: &Step) -> Json {
    let certificate = step.certificate.map(|certificate| {
        json!({
            "sha256": hexadecimal(&certificate.fingerprint),
            "fault": certificate.fault.map(egress::CertificateFault::name),
        })
    });
    json!({
        "method": step.asked.name(),
        "url": step.url.expose(),
        "resolved": step.resolved,
        "dialled": step.dialled,
        "certificate": certificate,
        "status": step.status,
        "headers": headers(&step.headers),
    })
}

fn headers(headers: &Headers) -> Json {
    let location = headers.location.as_ref().map(Sensitive::expose);
    let all = [
        ("date", &headers.date),
        ("server", &headers.server),
        ("content-type", &headers.content_type),
        ("content-length", &headers.content_length),
        ("last-modified", &headers.last_modified),
        ("etag", &headers.etag),
        ("retry-after", &headers.retry_after),
        ("location", &location.cloned()),
    ];
    let there = all
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), Json::from(value.clone()?))));
    Json::Object(there.collect())
}

/// What of an answer would change if the content did; nothing where the server tells no length, for then nobody
/// can say that it is the same.
pub(crate) fn content(sighting: &Sighting) -> Option<Sensitive<Vec<u8>>> {
    let last = sighting.last()?;
    let length = last.headers.content_length.as_deref()?;
    let kind = last.headers.content_type.as_deref().unwrap_or_default();
    let told = [last.url.expose().as_str(), kind, length];
    Some(Sensitive::new(told.join("\n").into_bytes()))
}

/// What of a look is the same as long as nothing has happened: from where it was, what was asked, the address
/// that answered, and what the answer says of the content.
pub(crate) fn same(vantage: &str, sighting: &Sighting) -> Sensitive<Vec<u8>> {
    let Some(last) = sighting.last() else {
        return Sensitive::new(Vec::new());
    };
    let address = last.dialled.map(|address| address.to_string());
    let status = last.status.map(|status| status.to_string());
    let told = [
        Some(vantage),
        Some(last.url.expose().as_str()),
        address.as_deref(),
        status.as_deref(),
        last.headers.content_type.as_deref(),
        last.headers.content_length.as_deref(),
    ];
    let told = told.map(Option::unwrap_or_default);
    Sensitive::new(told.join("\n").into_bytes())
}
