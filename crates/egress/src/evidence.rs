//! What is kept of a request as evidence: its address, what the name stood for, the address that was dialled, the
//! certificate, the status, and the headers that matter.

use kernel::Sensitive;
use serde_json::{Value as Json, json};

use crate::look::{Headers, Step};

impl Step {
    /// This request as evidence. It holds the URL: whoever keeps it seals it.
    pub fn evidence(&self) -> Json {
        let certificate = self.certificate.map(|certificate| {
            let fingerprint = certificate.fingerprint.iter();
            let fingerprint: Vec<_> = fingerprint.map(|byte| format!("{byte:02x}")).collect();
            json!({
                "sha256": fingerprint.concat(),
                "fault": certificate.fault.map(crate::CertificateFault::name),
            })
        });
        json!({
            "method": self.asked.name(),
            "url": self.url.expose(),
            "resolved": self.resolved,
            "dialled": self.dialled,
            "certificate": certificate,
            "status": self.status,
            "headers": headers(&self.headers),
        })
    }
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
