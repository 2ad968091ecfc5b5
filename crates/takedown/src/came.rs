//! What came back of the newest checks, for those who confirm an end on recorded evidence. Where was asked is shown in a
//! viewing session alone: here stand no URL and no host.

use identity::Actor;
use intake::Case;
use kernel::{Id, Timestamp};
use page::{Words, harmless};
use serde_json::Value as Json;
use store::{FromRow, Place, Row, Tx, values};
use url::{Host, Url};

use crate::Error;
use crate::check::Check;

/// What came back of one check.
pub(crate) struct Came {
    pub(crate) title: String,
    pub(crate) steps: Vec<StepRow>,
}

/// One request.
pub(crate) struct StepRow {
    pub(crate) title: String,
    /// What is known of it, each with its name.
    pub(crate) facts: Vec<(String, String)>,
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

/// What came back of the newest checks of a case, for whoever asked for the permission.
pub(crate) async fn came(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: Id<Case>,
    limit: usize,
    time: &impl Fn(Timestamp) -> String,
) -> Result<Vec<Came>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<Stored> = tx.all(NEWEST, values![case, limit]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let location = intake::case(tx, actor, case).await?.location;
    let key = location::data_key(tx, actor, location).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let place = Place::new("takedown_check", "detail", row.id);
        let plain = key.open(place, &row.detail).map_err(store::Error::from)?;
        let detail: Json = serde_json::from_slice(plain.expose())
            .map_err(|_| store::Error::Unreadable("takedown_check.detail"))?;
        let steps = detail.get("steps").and_then(Json::as_array);
        all.push(Came {
            title: words.with("takedown-came", &[("time", time(row.at))]),
            steps: steps
                .into_iter()
                .flatten()
                .zip(1..)
                .map(|(step, number)| step_row(words, step, number))
                .collect(),
        });
    }
    Ok(all)
}

fn step_row(words: &Words, step: &Json, number: usize) -> StepRow {
    let mut facts = Vec::new();
    let text = |value: &Json| value.as_str().map(str::to_owned);
    if let Some(status) = step.get("status").and_then(Json::as_u64) {
        facts.push((words.text("takedown-status"), status.to_string()));
    }
    let address = step.get("dialled").and_then(text);
    if let Some(address) = address.filter(|_| !names_address(step)) {
        facts.push((words.text("takedown-came-address"), address));
    }
    if let Some(certificate) = step.get("certificate") {
        if let Some(print) = certificate.get("sha256").and_then(text) {
            facts.push((words.text("takedown-came-certificate"), print));
        }
        if let Some(fault) = certificate.get("fault").and_then(Json::as_str) {
            let fault = words.text(fault_key(fault));
            facts.push((words.text("takedown-came-fault"), fault));
        }
    }
    let headers = step.get("headers").and_then(Json::as_object);
    for (name, value) in headers.into_iter().flatten() {
        // Where a redirect leads is a URL.
        if let Some(value) = text(value).filter(|_| name != "location") {
            facts.push((name.clone(), harmless(&value)));
        }
    }
    StepRow {
        title: words.with("takedown-came-step", &[("number", number)]),
        facts,
    }
}

/// Whether the URL that was asked for names an address: then that is the host.
fn names_address(step: &Json) -> bool {
    let url = step.get("url").and_then(Json::as_str);
    let url = url.and_then(|url| Url::parse(url).ok());
    matches!(
        url.as_ref().and_then(Url::host),
        Some(Host::Ipv4(_) | Host::Ipv6(_))
    )
}

fn fault_key(fault: &str) -> &'static str {
    match fault {
        "expired" => "takedown-came-expired",
        "wrong_name" => "takedown-came-wrong-name",
        "unknown_issuer" => "takedown-came-unknown-issuer",
        _ => "takedown-came-other",
    }
}

const NEWEST: &str = "-- takedown.check.came
SELECT id, at, detail FROM takedown_check WHERE case_id = $1 AND cause <> 'person'
ORDER BY at DESC, id DESC LIMIT $2";
