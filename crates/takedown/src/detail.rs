//! What is kept of a look, sealed: every request with its addresses, certificate, status and headers.

use egress::{Proxy, Sighting, Step, Vantage};
use kernel::{Sensitive, Timestamp};
use serde_json::{Map, Value as Json, json};
use url::Url;

use crate::check::hexadecimal;
use crate::further::Further;

/// When a look began and ended. What it showed is written later, with what others showed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    pub(crate) began_at: Timestamp,
    pub(crate) ended_at: Timestamp,
}

/// The evidence of a look, as JSON: when, from where, the requests of the look, what was looked at further, and the blind
/// index of what it showed, by which the same is known again.
pub(crate) fn evidence(
    when: When,
    is_service: bool,
    sighting: &Sighting,
    vantage: Option<&Vantage>,
    further: &Further,
    same: &[u8],
) -> Map<String, Json> {
    let steps: Vec<_> = sighting.steps.iter().map(Step::evidence).collect();
    let fault = sighting.end.err().map(egress::Fault::name);
    let from = if is_service {
        Some(json!({ "vantage": egress::TOR, "way": "Tor" }))
    } else {
        vantage.map(from)
    };
    [
        ("began_at", Json::from(when.began_at.micros())),
        ("ended_at", Json::from(when.ended_at.micros())),
        ("from", Json::from(from)),
        ("steps", Json::from(steps)),
        ("fault", Json::from(fault)),
        ("further", further.evidence()),
        ("same", Json::from(hexadecimal(same))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect()
}

/// Whether a place is an onion service: Tor leads there, whatever the vantage point, and nobody knows where it comes out.
pub(crate) fn is_service(url: &Sensitive<String>) -> bool {
    let url = Url::parse(url.expose()).ok();
    url.is_some_and(|url| url.host_str().is_some_and(egress::is_onion))
}

/// From where it was looked, and by what way.
fn from(vantage: &Vantage) -> Json {
    let way = match vantage.proxy {
        None => "own network",
        Some(Proxy::Socks5(_)) => "SOCKS5 (RFC 1928)",
        Some(Proxy::Connect(_)) => "HTTP CONNECT (RFC 9110)",
    };
    json!({
        "vantage": vantage.name,
        "country": vantage.country,
        "abroad": vantage.abroad,
        "way": way,
        "own_resolver": vantage.resolver.is_some(),
    })
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
