//! The evidence of a case as one document: every trace and finding, every check, when and how it was asked, what came,
//! and the entry of the record that it was committed with, so that a court can hold it against what
//! `hotline audit verify` walks. URLs and names stand defanged. The digest at the end is over everything before it.

use audit::{About, Chained, Proof};
use data_encoding::{BASE64, HEXLOWER};
use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use serde::Serialize;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::Tx;
use takedown::{Cause, Seen, Verdict};

use crate::Error;

/// The evidence of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// What was asked and seen: what the digest is over.
    #[serde(flatten)]
    pub told: Told,
    /// SHA-256 (FIPS 180-4) of the JSON of everything above, in lower-case hexadecimal.
    pub sha256: String,
}

/// What was asked and seen of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    /// The case's reference.
    pub reference: String,
    /// When this was put together.
    #[serde(serialize_with = "form::text")]
    pub at: Timestamp,
    /// Whether this is all of it: false where there are so many traces or checks that the oldest are left out.
    pub whole: bool,
    /// The traces, the oldest first.
    pub traces: Vec<Trace>,
    /// The checks, the oldest first.
    pub checks: Vec<Check>,
}

/// A trace.
#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    /// Its id.
    pub id: String,
    /// When.
    #[serde(serialize_with = "form::text")]
    pub at: Timestamp,
    /// `name`, `full`, `redirects` or `answer`.
    pub extent: String,
    /// What was found.
    pub findings: Vec<Finding>,
    /// What holds it.
    #[serde(flatten)]
    pub held: Held,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// When.
    #[serde(serialize_with = "form::text")]
    pub at: Timestamp,
    /// Which source.
    pub source: String,
    /// How it was asked.
    pub how: &'static str,
    /// What came.
    pub said: Json,
}

/// A check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its id.
    pub id: String,
    /// When.
    #[serde(serialize_with = "form::text")]
    pub at: Timestamp,
    /// Why somebody looked.
    #[serde(serialize_with = "form::cause")]
    pub cause: Cause,
    /// How it was asked.
    pub how: String,
    /// From where.
    pub vantage: String,
    /// Whether that is abroad.
    pub abroad: bool,
    /// What it showed.
    #[serde(serialize_with = "form::seen")]
    pub seen: Seen,
    /// The HTTP status.
    pub status: Option<i64>,
    /// What was made of it.
    #[serde(serialize_with = "form::verdict")]
    pub verdict: Verdict,
    /// What a later look from elsewhere made of it.
    pub later: Option<&'static str>,
    /// What a person made of it.
    pub decided: Option<&'static str>,
    /// When.
    #[serde(serialize_with = "form::text_or_none")]
    pub decided_at: Option<Timestamp>,
    /// Who: the id of a member of the staff.
    pub decided_by: Option<String>,
    /// When another person confirmed it.
    #[serde(serialize_with = "form::text_or_none")]
    pub confirmed_at: Option<Timestamp>,
    /// Who.
    pub confirmed_by: Option<String>,
    /// What came.
    pub said: Json,
    /// What holds it.
    #[serde(flatten)]
    pub held: Held,
}

/// What holds a trace or a check: whoever has the record can see that it is what was written down then.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    /// Whether what is stored is what the record commits to.
    pub as_recorded: bool,
    /// The bytes that the first of the entries commits to by their SHA-256, its `digest`, in Base64 (RFC 4648): JSON
    /// with the addresses as they are.
    pub committed: Option<String>,
    /// The entries in the record.
    pub record: Vec<Recorded>,
}

/// An entry of the record.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    /// Its id.
    pub entry: String,
    /// What was done.
    pub action: String,
    /// Its number in the chain; nothing until it is chained.
    pub number: Option<i64>,
    /// Its hash on top of the one before it, in lower-case hexadecimal.
    pub hash: Option<String>,
    /// What it commits to of this trace or check, in lower-case hexadecimal; nothing of an entry that commits to nothing.
    pub digest: Option<String>,
}

/// How fields are written that are not as JSON has them.
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a field by reference"
)]
mod form {
    use kernel::Timestamp;
    use serde::Serializer;
    use takedown::{Cause, Seen, Verdict};

    pub(super) fn text<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(super) fn text_or_none<S: Serializer>(
        at: &Option<Timestamp>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => to.collect_str(at),
            None => to.serialize_none(),
        }
    }

    pub(super) fn cause<S: Serializer>(cause: &Cause, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(cause.name())
    }

    pub(super) fn seen<S: Serializer>(seen: &Seen, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(seen.name())
    }

    pub(super) fn verdict<S: Serializer>(verdict: &Verdict, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(verdict.name())
    }
}

/// Puts the evidence of a case together. That it was is recorded, with the digest: what is shown later can be held
/// against it.
pub async fn evidence(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Evidence, Error> {
    actor.may(Action::ReadEvidence)?;
    let found = intake::case(tx, actor, case).await?;
    // Where the place leads, and what came of a check, tells whoever may be asked for a second opinion what is being made of
    // the case.
    if assessment::is_hidden(tx, actor, case).await? {
        return Err(Error::NotFound);
    }
    let traces = trace::evidence(tx, actor, found.location).await?;
    let checks = takedown::evidence(tx, actor, case).await?;
    let told = Told {
        reference: found.reference,
        at: tx.now(),
        whole: traces.len() < trace::MOST_EVIDENCE && checks.len() < takedown::MOST_EVIDENCE,
        traces: traces.into_iter().map(of_trace).collect::<Result<_, _>>()?,
        checks: checks.into_iter().map(of_check).collect(),
    };
    let bytes = serde_json::to_vec(&told).map_err(|_| Error::Unshowable)?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(&bytes));
    audit::record(
        tx,
        actor.who(),
        "routing.read_evidence",
        About::one("case", case),
        json!({ "traces": told.traces.len(), "checks": told.checks.len(), "sha256": sha256 }),
    )
    .await?;
    Ok(Evidence { told, sha256 })
}

fn of_trace(traced: trace::Traced) -> Result<Trace, Error> {
    let finding = |finding: trace::Finding| {
        let said = serde_json::to_value(&finding.detail).map_err(|_| Error::Unshowable)?;
        Ok(Finding {
            at: finding.at,
            how: how(&finding.source),
            source: finding.source,
            said: defanged(said),
        })
    };
    let findings = traced.findings.into_iter().map(finding);
    let records: Vec<_> = traced.record.into_iter().collect();
    let recorded = |one: &Chained| {
        let digest = audit::digest_of(&one.entry, "trace", traced.id);
        recorded(&one.proof(digest))
    };
    Ok(Trace {
        id: traced.id.to_string(),
        at: traced.at,
        extent: traced.extent,
        findings: findings.collect::<Result<_, Error>>()?,
        held: Held {
            as_recorded: traced.is_as_recorded,
            committed: traced.form.map(|form| BASE64.encode(form.expose())),
            record: records.iter().map(recorded).collect(),
        },
    })
}

fn of_check(checked: takedown::Checked) -> Check {
    let check = checked.check;
    Check {
        id: check.id.to_string(),
        at: check.at,
        cause: check.cause,
        how: if check.cause == Cause::Person {
            "a person looked".to_owned()
        } else {
            format!("HTTP (RFC 9110): {}", methods(&checked.detail).join("; "))
        },
        vantage: check.vantage.clone(),
        abroad: check.abroad,
        seen: check.seen,
        status: check.status,
        verdict: check.verdict,
        later: check.later.map(Verdict::name),
        decided: check.decided.map(Verdict::name),
        decided_at: checked.decided_at,
        decided_by: check.decided_by.map(|id| id.to_string()),
        confirmed_at: checked.confirmed_at,
        confirmed_by: check.confirmed_by.map(|id| id.to_string()),
        said: defanged(checked.detail),
        held: Held {
            as_recorded: checked.is_as_recorded,
            committed: checked.form.map(|form| BASE64.encode(form.expose())),
            record: checked.record.iter().map(recorded).collect(),
        },
    }
}

fn recorded(proof: &Proof) -> Recorded {
    let place = proof.place.as_ref();
    Recorded {
        entry: proof.entry.to_string(),
        action: proof.action.clone(),
        number: place.map(|(number, _)| *number),
        hash: place.map(|(_, hash)| HEXLOWER.encode(hash)),
        digest: proof.digest.clone(),
    }
}

/// How the requests were made that evidence has, each way once, in the order of the first of each.
pub(crate) fn methods(said: &Json) -> Vec<String> {
    let within = |pointer: &str| said.pointer(pointer).and_then(Json::as_array);
    let steps = ["/steps", "/further/page/steps", "/further/invented/steps"];
    let steps = steps.into_iter().filter_map(within).flatten();
    let mut methods = Vec::new();
    for method in steps.filter_map(|step| step.get("method").and_then(Json::as_str)) {
        if !methods.iter().any(|known| known == method) {
            methods.push(method.to_owned());
        }
    }
    methods
}

/// How each source is asked.
fn how(source: &str) -> &'static str {
    match source {
        "dns" => "DNS (RFC 1035), through the configured resolver",
        "rdap_network" | "rdap_domain" | "rdap_system" => "RDAP (RFC 9082)",
        "whois_network" | "whois_domain" => "WHOIS (RFC 3912)",
        "look" | "redirect" => "HTTP HEAD (RFC 9110)",
        "cdn_answer" => "asked by mail, written down by a person",
        "table" => "looked up in a table of addresses that the hotline supplies",
        "proxy" => "held against the lists of the pack",
        _ => "looked up",
    }
}

/// The same with every URL and every name of a host defanged: nothing makes a link of it.
fn defanged(said: Json) -> Json {
    match said {
        Json::Object(fields) => fields
            .into_iter()
            .map(|(field, value)| {
                let value = match (field.as_str(), value) {
                    ("url" | "location" | "hops" | "chain" | "name_servers" | "domain", value) => {
                        of_places(value)
                    }
                    (_, value) => defanged(value),
                };
                (field, value)
            })
            .collect(),
        Json::Array(list) => list.into_iter().map(defanged).collect(),
        other => other,
    }
}

fn of_places(value: Json) -> Json {
    match value {
        Json::String(place) => Json::String(location::defang(&place)),
        Json::Array(list) => list.into_iter().map(of_places).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_check_asked_is_what_its_requests_say() {
        let step = |method: &str| json!({ "method": method, "url": "http://files.example/p/17" });
        let said = json!({
            "steps": [step("HEAD"), step("HEAD"), step("GET, bytes=0-0")],
            "further": { "page": { "steps": [step("GET")] }, "invented": { "steps": [step("HEAD")] }, "parked": null },
        });
        assert_eq!(methods(&said), ["HEAD", "GET, bytes=0-0", "GET"]);
        assert!(methods(&json!({})).is_empty());
    }

    #[test]
    fn places_stand_defanged_wherever_they_are() {
        let said = json!({
            "kind": "redirect", "url": "http://files.example/p/17?a=b", "number": 1,
            "addresses": ["127.40.0.10"],
            "within": [{ "hops": ["https://other.example/p/18"], "chain": ["edge.delivery.example"] }],
            "steps": [{ "headers": { "location": "http://files.example/p/19" } }],
        });
        assert_eq!(
            defanged(said),
            json!({
                "kind": "redirect", "url": "hxxp://files[.]example/p/17?a=b", "number": 1,
                "addresses": ["127.40.0.10"],
                "within": [{ "hops": ["hxxps://other[.]example/p/18"], "chain": ["edge[.]delivery[.]example"] }],
                "steps": [{ "headers": { "location": "hxxp://files[.]example/p/19" } }],
            })
        );
    }
}
