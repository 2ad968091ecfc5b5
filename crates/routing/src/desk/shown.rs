//! What sources said, put into rows with words: for the sheet of the evidence, on which nothing is left out.

use kernel::Timestamp;
use pack::Pack;
use page::Words;
use serde_json::{Map, Value as Json};

use takedown::{compared_key, fault_text, method_text, vantage_text};

use super::findings::names_outcome;

/// Part of what was said: rows under a title, or under none.
pub(super) struct Part {
    pub(super) title: Option<String>,
    pub(super) rows: Vec<Row>,
}

/// What something is called, and what it is.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) value: String,
}

/// Puts evidence into words.
pub(super) struct Showing<'a> {
    pub(super) words: &'a Words,
    pub(super) pack: &'a Pack,
}

impl Showing<'_> {
    /// An instant, in the zone of the pack, with the same in UTC.
    pub(super) fn at(&self, instant: Timestamp) -> String {
        let local = self.words.date_time(instant, &self.pack.zone);
        let zone = self.pack.zone.iana_name().unwrap_or_default();
        format!("{local} {zone} ({instant})")
    }

    pub(super) fn row(&self, name: &str, value: String) -> Row {
        Row {
            name: self.words.text(name),
            value,
        }
    }

    /// The parts of what a source said: first what stands by itself, then each request by itself.
    pub(super) fn parts(&self, said: &Json) -> Vec<Part> {
        let Json::Object(fields) = said else {
            return Vec::new();
        };
        let is_request = |name: &str| matches!(name, "step" | "steps" | "from" | "further");
        let mut parts = vec![Part {
            title: None,
            rows: self.rows(fields, |name| !is_request(name)),
        }];
        if let Some(Json::Object(from)) = fields.get("from") {
            parts.push(Part {
                title: Some(self.words.text("routing-field-from")),
                rows: self.rows(from, |_| true),
            });
        }
        parts.extend(self.requests(fields));
        let further = fields.get("further").and_then(Json::as_object);
        for (name, key) in [
            ("page", "routing-field-page"),
            ("invented", "routing-field-invented"),
            ("parked", "routing-field-parked"),
        ] {
            let found = further.and_then(|further| further.get(name));
            let Some(found) = found.and_then(Json::as_object) else {
                continue;
            };
            parts.push(Part {
                title: Some(self.words.text(key)),
                rows: self.rows(found, |name| !is_request(name)),
            });
            parts.extend(self.requests(found));
        }
        parts.retain(|part| !part.rows.is_empty());
        parts
    }

    /// Each request by itself.
    fn requests(&self, fields: &Map<String, Json>) -> Vec<Part> {
        let steps = fields.get("steps").and_then(Json::as_array);
        let step = fields.get("step").filter(|step| step.is_object());
        let requests = steps.into_iter().flatten().chain(step).zip(1..);
        let part = |(request, number)| Part {
            title: Some(self.words.with(
                "routing-field-request",
                &[("number", self.words.number(number))],
            )),
            rows: self.request(request),
        };
        requests.map(part).collect()
    }

    /// One request: its address, the certificate and the headers of its answer each in a row.
    fn request(&self, request: &Json) -> Vec<Row> {
        let Json::Object(fields) = request else {
            return Vec::new();
        };
        let mut rows = self.rows(fields, |name| !matches!(name, "certificate" | "headers"));
        if let Some(Json::Object(certificate)) = fields.get("certificate") {
            rows.extend(self.rows(certificate, |_| true));
        }
        // The names of headers are words of the protocol.
        if let Some(Json::Object(headers)) = fields.get("headers") {
            rows.extend(headers.iter().map(|(name, value)| Row {
                name: name.clone(),
                value: self.value(name, value),
            }));
        }
        rows
    }

    fn rows(&self, fields: &Map<String, Json>, is_shown: impl Fn(&str) -> bool) -> Vec<Row> {
        let fields = fields.iter().filter(|(name, value)| {
            let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            // The random bytes stand with what the record commits to.
            !matches!(name.as_str(), "kind" | "salt") && is_shown(name) && !is_empty
        });
        fields
            .map(|(name, value)| Row {
                name: match field(name) {
                    Some(key) => self.words.text(key),
                    None => name.clone(),
                },
                value: self.value(name, value),
            })
            .collect()
    }

    fn value(&self, name: &str, value: &Json) -> String {
        let shown = match (name, value) {
            (_, Json::Bool(yes)) => self.words.text(if *yes {
                "routing-field-yes"
            } else {
                "routing-field-no"
            }),
            ("said_at" | "built_at" | "began_at" | "ended_at", Json::Number(number)) => {
                let micros = number.as_i64().unwrap_or_default();
                self.at(Timestamp::from_micros(micros))
            }
            ("fault", Json::String(fault)) => fault_text(self.words, fault),
            ("method", Json::String(method)) => method_text(self.words, method),
            ("vantage", Json::String(vantage)) => vantage_text(self.words, vantage),
            ("compared", Json::String(compared)) => self.words.text(compared_key(compared)),
            ("way", Json::String(way)) if way == "own network" => {
                self.words.text("routing-vantage-house")
            }
            ("outcome", Json::String(outcome)) => self.words.text(names_outcome(outcome)),
            ("named_by", Json::String(by)) => self.words.text(match by.as_str() {
                "route" => "trace-named-by-route",
                "table" => "trace-named-by-table",
                _ => "trace-named-by-registration",
            }),
            ("range", Json::Array(ends)) => {
                let ends: Vec<_> = ends.iter().map(|end| self.value("", end)).collect();
                ends.join(" – ")
            }
            (_, Json::Array(list)) => {
                let list: Vec<_> = list.iter().map(|one| self.value("", one)).collect();
                list.join(", ")
            }
            // A contact for abuse, with the place that it was found in.
            (_, Json::Object(fields)) => {
                let within = fields.values().map(|value| self.value("", value));
                let within: Vec<_> = within.filter(|text| !text.is_empty()).collect();
                within.join(" · ")
            }
            (_, Json::String(text)) => text.clone(),
            (_, Json::Null) => String::new(),
            (_, Json::Number(number)) => number.to_string(),
        };
        page::harmless(&shown)
    }
}

/// The word for a field of what was said; nothing where it is a word of a protocol.
fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "abroad" => "routing-field-abroad",
        "abuse" => "routing-field-abuse",
        "address" => "routing-field-address",
        "addresses" => "routing-field-addresses",
        "alike" => "routing-field-alike",
        "answered" => "routing-field-answered",
        "asked" => "routing-field-asked",
        "autonomous_system" | "number" => "routing-field-number",
        "began_at" => "routing-field-began-at",
        "built_at" => "routing-field-built-at",
        "by" => "routing-field-by",
        "chain" => "routing-field-chain",
        "compared" => "takedown-came-words",
        "country" => "routing-field-country",
        "dialled" => "routing-field-dialled",
        "distance" => "routing-field-distance",
        "domain" => "routing-field-domain",
        "elsewhere" => "routing-field-elsewhere",
        "ended_at" => "routing-field-ended-at",
        "fault" => "routing-field-fault",
        "handle" => "routing-field-handle",
        "holder" => "routing-field-holder",
        "itself" => "routing-field-itself",
        "mail" => "routing-field-mail",
        "mark" => "routing-field-mark",
        "method" => "routing-field-method",
        "name" => "routing-field-name",
        "name_servers" => "routing-field-name-servers",
        "named_by" => "routing-field-named-by",
        "outcome" => "routing-field-outcome",
        "own_resolver" => "routing-field-own-resolver",
        "protocol" => "routing-field-protocol",
        "provider" => "routing-field-provider",
        "proxy" => "routing-field-proxy",
        "range" => "routing-field-range",
        "redirects" => "routing-field-redirects",
        "registrar" => "routing-field-registrar",
        "resolved" => "routing-field-resolved",
        "said_at" => "routing-field-said-at",
        "same" => "routing-field-same",
        "said_by" => "routing-field-said-by",
        "said_on" => "routing-field-said-on",
        "sha256" => "routing-field-certificate",
        "shortener" => "routing-field-shortener",
        "status" => "routing-field-status",
        "table" => "routing-field-table",
        "url" => "routing-field-url",
        "vantage" => "routing-field-vantage",
        "way" => "routing-field-way",
        "whole" => "routing-field-whole",
        _ => return None,
    })
}
