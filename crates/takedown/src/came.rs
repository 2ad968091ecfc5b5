//! What came back of a check: what its verdict rests on, for those who say what it means or confirm an end on recorded
//! evidence. Where was asked is shown in a viewing session alone: here stand no URL and no host.

mod told;

use std::collections::BTreeMap;

pub(crate) use told::Told;
pub use told::{compared_key, fault_text, method_text, parked_key};

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use serde::{Deserialize, Serialize};
use store::{DataKey, FromRow, Row, Tx, values};
use url::{Host, Url};

use crate::Error;
use crate::check::Check;
use crate::commitment::place;

/// What came back of one check.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Came {
    /// Whether the evidence opens; nothing else is known where it does not.
    pub(crate) readable: bool,
    /// How the look ended, where it has no answer.
    pub(crate) fault: Option<String>,
    /// The requests of the look itself.
    pub(crate) requests: Vec<Request>,
    /// The reading of the place's words, where somebody marked it as a page.
    pub(crate) page: Option<Words>,
    /// What an address answered that cannot exist.
    pub(crate) invented: Option<Invented>,
    /// Who parks the name.
    pub(crate) parked: Option<Parked>,
}

/// One request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Request {
    /// How it was asked.
    pub(crate) method: String,
    /// The status of the answer.
    pub(crate) status: Option<u16>,
    /// The address that answered; nothing where the URL names it.
    pub(crate) address: Option<String>,
    /// The certificate.
    pub(crate) certificate: Option<Certificate>,
    /// The headers that matter, as they were sent, but that which says where to go on.
    pub(crate) headers: BTreeMap<String, String>,
}

/// A server's certificate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Certificate {
    /// Its fingerprint.
    pub(crate) sha256: String,
    /// What is wrong with it.
    pub(crate) fault: Option<String>,
}

/// The words of a page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Words {
    pub(crate) requests: Vec<Request>,
    /// Why they could not be read.
    pub(crate) fault: Option<String>,
    /// How they are to those before: `unread`, `first`, `same` or `other`.
    pub(crate) compared: String,
    /// By how many of the mark's 64 bits.
    pub(crate) distance: Option<u32>,
    /// Whether the whole page was read.
    pub(crate) whole: bool,
}

/// What an address answered that cannot exist.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Invented {
    pub(crate) requests: Vec<Request>,
    /// Why it has no answer.
    pub(crate) fault: Option<String>,
    /// Whether it is answered as the place itself is.
    pub(crate) alike: bool,
}

/// Who parks the name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Parked {
    /// By what they are known: `network`, `host` or `name_server`.
    pub(crate) by: String,
    /// Who, by the pack's list.
    pub(crate) name: String,
}

/// The evidence as it is kept.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Kept {
    steps: Vec<Step>,
    fault: Option<String>,
    further: Further,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Further {
    page: Option<KeptWords>,
    invented: Option<KeptInvented>,
    parked: Option<Parked>,
}

#[derive(Deserialize)]
struct KeptWords {
    steps: Vec<Step>,
    fault: Option<String>,
    compared: String,
    distance: Option<u32>,
    whole: bool,
}

#[derive(Deserialize)]
struct KeptInvented {
    steps: Vec<Step>,
    fault: Option<String>,
    alike: bool,
}

#[derive(Deserialize)]
struct Step {
    method: String,
    url: String,
    dialled: Option<String>,
    certificate: Option<Certificate>,
    status: Option<u16>,
    headers: BTreeMap<String, String>,
}

impl From<Kept> for Came {
    fn from(kept: Kept) -> Self {
        Self {
            readable: true,
            fault: kept.fault,
            requests: requests(kept.steps),
            page: kept.further.page.map(|page| Words {
                requests: requests(page.steps),
                fault: page.fault,
                compared: page.compared,
                distance: page.distance,
                whole: page.whole,
            }),
            invented: kept.further.invented.map(|invented| Invented {
                requests: requests(invented.steps),
                fault: invented.fault,
                alike: invented.alike,
            }),
            parked: kept.further.parked,
        }
    }
}

fn requests(steps: Vec<Step>) -> Vec<Request> {
    steps.into_iter().map(Request::from).collect()
}

impl From<Step> for Request {
    fn from(step: Step) -> Self {
        let is_host = names_address(&step.url);
        let mut headers = step.headers;
        // Where a redirect leads is a URL.
        headers.remove("location");
        Self {
            method: step.method,
            status: step.status,
            address: step.dialled.filter(|_| !is_host),
            certificate: step.certificate,
            headers,
        }
    }
}

/// Whether a URL names an address: then that is the host.
fn names_address(url: &str) -> bool {
    let url = Url::parse(url).ok();
    matches!(
        url.as_ref().and_then(Url::host),
        Some(Host::Ipv4(_) | Host::Ipv6(_))
    )
}

impl Came {
    /// What is kept of a check that does not open, or does not read, says nothing; and keeps nothing else from being shown.
    fn open(key: &DataKey, id: Id<Check>, sealed: &[u8]) -> Self {
        let Ok(plain) = key.open(place(id), sealed) else {
            return Self::default();
        };
        let kept: Result<Kept, _> = serde_json::from_slice(plain.expose());
        kept.map(Self::from).unwrap_or_default()
    }
}

struct Stored {
    id: Id<Check>,
    at: Timestamp,
    detail: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            at: row.get("at")?,
            detail: row.get("detail")?,
        })
    }
}

/// What came back of the newest checks of a case, each with its time, for whoever may say what they mean.
pub(crate) async fn newest(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    limit: usize,
) -> Result<Vec<(Timestamp, Came)>, Error> {
    actor.may(Action::DecideCheck)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<Stored> = tx.all(NEWEST, values![case, limit]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let location = intake::case(tx, actor, case).await?.location;
    let key = location::data_key(tx, actor, location).await?;
    let open = |row: &Stored| (row.at, Came::open(&key, row.id, &row.detail));
    Ok(rows.iter().map(open).collect())
}

/// What came back of one check, for whoever may say what it means.
pub(crate) async fn of_check(tx: &mut Tx, actor: &Actor, check: &Check) -> Result<Came, Error> {
    actor.may(Action::DecideCheck)?;
    let row: Stored = tx.one(ONE, values![check.id]).await?;
    let location = intake::case(tx, actor, check.case).await?.location;
    let key = location::data_key(tx, actor, location).await?;
    Ok(Came::open(&key, row.id, &row.detail))
}

const NEWEST: &str = "-- takedown.check.came
SELECT id, at, detail FROM takedown_check WHERE case_id = $1 AND cause <> 'person'
ORDER BY at DESC, id DESC LIMIT $2";

const ONE: &str = "-- takedown.check.came_of_one
SELECT id, at, detail FROM takedown_check WHERE id = $1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_back_has_no_url_and_no_host() {
        let step = |method: &str, url: &str| {
            serde_json::json!({
                "method": method, "url": url, "resolved": ["127.40.0.10"], "dialled": "127.40.0.10",
                "certificate": { "sha256": "aa", "fault": "expired" }, "status": 302,
                "headers": { "server": "invented", "location": "http://other.example/p/18" },
            })
        };
        let kept = serde_json::json!({
            "from": { "vantage": "house" }, "salt": "00", "same": "11",
            "steps": [step("HEAD", "http://files.example/p/17"), step("GET, bytes=0-0", "http://127.40.0.10/p/17")],
            "fault": "timed_out",
            "further": {
                "page": { "steps": [step("GET", "http://files.example/p/17")], "fault": null, "mark": "22",
                    "whole": true, "compared": "other", "distance": 17 },
                "invented": { "steps": [step("HEAD", "http://files.example/abcdefghij")], "fault": null, "alike": true },
                "parked": { "by": "network", "name": "Example Parking" },
            },
        });
        let came = Came::from(serde_json::from_value::<Kept>(kept).unwrap());
        assert_eq!(came.requests[0].address.as_deref(), Some("127.40.0.10"));
        assert_eq!(came.requests[1].address, None, "it is the host");
        assert_eq!(came.requests[1].method, "GET, bytes=0-0");
        let page = came.page.as_ref().unwrap();
        assert_eq!((page.compared.as_str(), page.distance), ("other", Some(17)));
        let text = serde_json::to_string(&came).unwrap();
        for absent in ["files", "other.example", "http", "abcdefghij", "p/17"] {
            assert!(!text.contains(absent), "{absent}: {text}");
        }
        for present in ["timed_out", "Example Parking", "expired", "invented"] {
            assert!(text.contains(present), "{present}: {text}");
        }
    }

    #[test]
    fn what_a_person_saw_has_no_requests() {
        let came = Came::from(serde_json::from_str::<Kept>(r#"{"salt":"00"}"#).unwrap());
        assert!(came.readable && came.requests.is_empty() && came.fault.is_none());
        assert!(!Came::default().readable);
    }
}
