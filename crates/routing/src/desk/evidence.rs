//! `GET /cases/{id}/evidence`: the evidence of a case as a sheet to print.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Desk, SignedIn};
use intake::Case;
use kernel::Id;
use page::{Frame, Problem};
use takedown::{cause_key, method_text, seen_key, vantage_text, verdict_key};

use super::findings::source_named;
use super::shown::{Part, Showing};
use crate::evidence::{Check, Finding, Held, Trace, methods};
use crate::{Error, Recorded, evidence};

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    frame: Frame,
    case: Id<Case>,
    at: String,
    whole: bool,
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
    as_recorded: bool,
    record: Vec<String>,
}

/// What one source said.
struct Line {
    source: String,
    how: String,
    parts: Vec<Part>,
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
    let words = &desk.words(&signed_in);
    let showing = Showing {
        words,
        pack: &desk.pack,
    };
    let told = found.told;
    let title = words.with(
        "routing-evidence-of",
        &[("reference", told.reference.as_str())],
    );
    page::render(&EvidencePage {
        frame: desk.frame(&signed_in, title),
        case,
        at: showing.at(told.at),
        whole: told.whole,
        traces: told
            .traces
            .iter()
            .map(|one| of_trace(&showing, one))
            .collect(),
        checks: told
            .checks
            .iter()
            .map(|one| of_check(&showing, one))
            .collect(),
        sha256: found.sha256,
    })
}

fn of_trace(showing: &Showing<'_>, trace: &Trace) -> Sheet {
    let words = showing.words;
    let line = |finding: &Finding| Line {
        source: words.text(source_named(&finding.source)),
        how: words.text(how(&finding.source)),
        parts: showing.parts(&finding.said),
    };
    Sheet {
        at: showing.at(trace.at),
        title: words.text(match trace.extent.as_str() {
            "full" => "trace-event-full",
            "redirects" => "trace-event-redirects",
            "answer" => "trace-event-answer",
            _ => "trace-event-name",
        }),
        lines: trace.findings.iter().map(line).collect(),
        as_recorded: trace.held.as_recorded,
        record: entries(showing, &trace.held),
    }
}

fn of_check(showing: &Showing<'_>, check: &Check) -> Sheet {
    let words = showing.words;
    let yes_or_no = |yes| {
        words.text(if yes {
            "routing-field-yes"
        } else {
            "routing-field-no"
        })
    };
    let mut rows = vec![
        showing.row("takedown-seen", words.text(seen_key(check.seen))),
        showing.row("takedown-verdict", words.text(verdict_key(check.verdict))),
        showing.row("routing-field-vantage", vantage_text(words, &check.vantage)),
        showing.row("routing-field-abroad", yes_or_no(check.abroad)),
    ];
    let mut add = |name: &str, value: Option<String>| {
        rows.extend(value.map(|value| showing.row(name, value)));
    };
    add(
        "routing-field-status",
        check.status.map(|status| status.to_string()),
    );
    let later = check.later.and_then(takedown::Verdict::named);
    add(
        "routing-field-later",
        later.map(|verdict| words.text(verdict_key(verdict))),
    );
    let decided = check.decided.and_then(takedown::Verdict::named);
    add(
        "routing-field-decided",
        decided.map(|verdict| words.text(verdict_key(verdict))),
    );
    add(
        "routing-field-decided-at",
        check.decided_at.map(|at| showing.at(at)),
    );
    add("routing-field-decided-by", check.decided_by.clone());
    add(
        "routing-field-confirmed-at",
        check.confirmed_at.map(|at| showing.at(at)),
    );
    add("routing-field-confirmed-by", check.confirmed_by.clone());
    let mut parts = vec![Part { title: None, rows }];
    parts.extend(showing.parts(&check.said));
    Sheet {
        at: showing.at(check.at),
        title: words.text("routing-evidence-check"),
        lines: vec![Line {
            source: words.text(cause_key(check.cause)),
            how: if check.cause == takedown::Cause::Person {
                words.text("routing-how-person")
            } else {
                let methods = methods(&check.said);
                let methods = methods.iter().map(|method| method_text(words, method));
                let methods: Vec<_> = methods.collect();
                words.with("routing-how-http", &[("methods", methods.join("; "))])
            },
            parts,
        }],
        as_recorded: check.held.as_recorded,
        record: entries(showing, &check.held),
    }
}

/// Each entry of the record: what was done, its number and hash in the chain, and what it commits to.
fn entries(showing: &Showing<'_>, held: &Held) -> Vec<String> {
    let entry = |recorded: &Recorded| {
        let mut text = match (recorded.number, &recorded.hash) {
            (Some(number), Some(hash)) => format!("{} #{number} {hash}", recorded.action),
            _ => format!("{} {}", recorded.action, recorded.entry),
        };
        if let Some(digest) = &recorded.digest {
            text.push(' ');
            text.push_str(
                &showing
                    .words
                    .with("routing-evidence-commits", &[("digest", digest.as_str())]),
            );
        }
        text
    };
    held.record.iter().map(entry).collect()
}

/// How each source is asked, in words.
fn how(source: &str) -> &'static str {
    match source {
        "dns" => "routing-how-dns",
        "rdap_network" | "rdap_domain" | "rdap_system" => "routing-how-rdap",
        "whois_network" | "whois_domain" => "routing-how-whois",
        "look" | "redirect" => "routing-how-head",
        "cdn_answer" => "routing-how-mail",
        "table" => "routing-how-table",
        _ => "routing-how-lists",
    }
}
