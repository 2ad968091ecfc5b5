//! `GET /cases/{id}/evidence`: the evidence of a case as a sheet to print.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Desk, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Frame, Problem};
use serde_json::Value as Json;

use crate::{Error, Recorded, evidence};

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    frame: Frame,
    case: Id<Case>,
    at: String,
    traces: Vec<Sheet>,
    checks: Vec<Sheet>,
    sha256: String,
}

/// A trace or a check.
struct Sheet {
    at: String,
    /// What it was, in words.
    title: String,
    lines: Vec<Line>,
    record: Vec<String>,
}

/// What one source said.
struct Line {
    at: String,
    source: String,
    how: &'static str,
    said: Vec<(String, String)>,
}

/// Shows the sheet. Whoever may not see it is told that there is none.
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(case): Path<Id<Case>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let found = evidence(&mut tx, signed_in.actor(), case).await?;
    tx.commit().await.map_err(Error::from)?;
    let words = desk.words(&signed_in);
    let told = found.told;
    let traces = told.traces.into_iter().map(|trace| Sheet {
        title: words.text(match trace.extent.as_str() {
            "full" => "trace-event-full",
            "redirects" => "trace-event-redirects",
            "answer" => "trace-event-answer",
            _ => "trace-event-name",
        }),
        lines: trace
            .findings
            .into_iter()
            .map(|finding| Line {
                at: finding.at,
                source: finding.source,
                how: finding.how,
                said: parts(&finding.said),
            })
            .collect(),
        record: trace.record.iter().map(entry).collect(),
        at: trace.at,
    });
    let checks = told.checks.into_iter().map(|check| {
        let mut said = vec![
            ("seen".to_owned(), check.seen.to_owned()),
            ("verdict".to_owned(), check.verdict.to_owned()),
            ("vantage".to_owned(), check.vantage),
        ];
        let status = check.status.map(|status| status.to_string());
        let decided = check.decided.map(str::to_owned);
        for (name, value) in [
            ("status", status),
            ("decided", decided),
            ("decided_at", check.decided_at),
            ("confirmed_at", check.confirmed_at),
        ] {
            said.extend(value.map(|value| (name.to_owned(), value)));
        }
        said.extend(parts(&check.said));
        Sheet {
            title: words.text("routing-evidence-check"),
            lines: vec![Line {
                at: check.at.clone(),
                source: check.cause.to_owned(),
                how: check.how,
                said,
            }],
            record: check.record.iter().map(entry).collect(),
            at: check.at,
        }
    });
    let title = words.with(
        "routing-evidence-of",
        &[("reference", told.reference.as_str())],
    );
    page::render(&EvidencePage {
        frame: desk.frame(&signed_in, title),
        case,
        at: told.at,
        traces: traces.collect(),
        checks: checks.collect(),
        sha256: found.sha256,
    })
}

fn entry(recorded: &Recorded) -> String {
    match (recorded.number, &recorded.hash) {
        (Some(number), Some(hash)) => format!("{} #{number} {hash}", recorded.action),
        _ => format!("{} {}", recorded.action, recorded.entry),
    }
}

/// The parts of what a source said, as names and values.
fn parts(said: &Json) -> Vec<(String, String)> {
    let Json::Object(fields) = said else {
        return Vec::new();
    };
    let fields = fields.iter().filter(|(name, value)| {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        name.as_str() != "kind" && !is_empty
    });
    fields
        .map(|(name, value)| (name.clone(), page::harmless(&text(value))))
        .collect()
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(list) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
