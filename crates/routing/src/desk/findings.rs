//! The panel of the findings: what each source said of who hosts a place, when, and where abuse is reported.

use std::net::IpAddr;

use askama::Template;
use identity::{Action, Actor};
use intake::Case;
use kernel::{Country, Sensitive, Timestamp};
use pack::Pack;
use page::{Panel, Words};
use store::Tx;
use trace::{AbuseContact, Detail, Finding, FoundIn, Lack, Named, Protocol, Subject};

use super::parts::made;
use super::standing;
use crate::Error;

#[derive(Template)]
#[template(path = "findings.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
struct FindingsPanel<'a> {
    words: &'a Words,
    csrf: &'a str,
    case: String,
    /// What is known of the host, in sentences.
    said: Vec<String>,
    may_answer: bool,
    may_take_up: bool,
    may_trace: bool,
    may_read_evidence: bool,
    /// The newest trace.
    newest: Vec<Row>,
    /// Those before it, folded away.
    earlier: Vec<Row>,
}

/// One finding.
struct Row {
    at: String,
    source: String,
    country: String,
    autonomous_system: String,
    said: Vec<String>,
}

/// What traces found: dates, sources, addresses, names on the way, networks and their holders, contacts for abuse;
/// never the URL, nor the host that it names. Where it leads is not for whoever might give a second opinion: it was asked
/// once somebody picked a working URL.
pub(super) async fn panel(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    csrf: &str,
    case: &Case,
    blind: bool,
) -> Result<Panel, Error> {
    let location = case.location;
    let hidden = assessment::is_hidden(tx, actor, case.id).await?;
    let mut found = trace::findings(tx, actor, location).await?;
    found.retain(|finding| !hidden || !follows(&finding.detail));
    // With what came since: where the place leads, and what was answered.
    let is_trace = |finding: &&Finding| matches!(finding.detail, Detail::Names { .. });
    let newest = found.iter().find(is_trace).map(|finding| finding.at);
    let (newest, earlier): (Vec<&Finding>, Vec<&Finding>) = found
        .iter()
        .partition(|finding| newest.is_none_or(|newest| finding.at >= newest));
    let host = location::host_to_compare(tx, actor, location).await?;
    let telling = Telling {
        words,
        pack,
        own: Own::of(host),
    };
    let rows = |findings: Vec<&Finding>| findings.into_iter().map(|one| telling.row(one)).collect();
    let panel = FindingsPanel {
        words,
        csrf,
        case: case.id.to_string(),
        said: standing::sentences(tx, actor, pack, words, location, hidden).await?,
        may_answer: !blind && standing::may_answer(tx, actor, case).await?,
        may_take_up: !hidden && standing::may_take_up(tx, actor, case).await?,
        may_trace: standing::may_trace(actor, case),
        may_read_evidence: !hidden && actor.may(Action::ReadEvidence).is_ok(),
        newest: rows(newest),
        earlier: rows(earlier),
    };
    made(words.text("routing-findings"), &panel)
}

/// Whether it is known only because the first analyst picked a working URL: that tells what they decided.
pub(crate) const fn follows(detail: &Detail) -> bool {
    matches!(detail, Detail::Redirect { .. } | Detail::Look { .. })
}

/// What tells the place's own host, which is read in a viewing session alone.
pub(crate) struct Own {
    /// Its registrable domain, or where it has none all of its name.
    domain: String,
    /// The address that it names instead.
    address: Option<IpAddr>,
}

impl Own {
    pub(crate) fn of(host: Sensitive<String>) -> Self {
        let host = host.expose().trim_start_matches('[').trim_end_matches(']');
        Self {
            domain: location::registrable_domain(host)
                .unwrap_or(host)
                .to_owned(),
            address: host.parse().ok(),
        }
    }

    /// Whether a name is in the place's own domain, or has it within.
    fn is_in(&self, name: &str) -> bool {
        name.to_ascii_lowercase().contains(&self.domain)
    }

    /// Names on the way, without what tells the place's own.
    pub(crate) fn others(&self, words: &Words, names: &[String]) -> Vec<String> {
        let other = |name: &String| match location::registrable_domain(name) {
            _ if !self.is_in(name) => name.clone(),
            Some(of) if !self.is_in(of) => format!("… {of}"),
            _ => words.text("routing-finding-own-name"),
        };
        names.iter().map(other).collect()
    }

    /// An address, unless the place names it: then it is the host.
    pub(crate) fn address(&self, words: &Words, address: IpAddr) -> String {
        if self.address == Some(address) {
            words.text("routing-finding-own-address")
        } else {
            address.to_string()
        }
    }
}

/// Puts findings into words.
struct Telling<'a> {
    words: &'a Words,
    pack: &'a Pack,
    own: Own,
}

impl Telling<'_> {
    fn row(&self, finding: &Finding) -> Row {
        let words = self.words;
        let mut row = Row {
            at: self.at(finding.at),
            source: words.text(source_named(&finding.source)),
            country: String::new(),
            autonomous_system: String::new(),
            said: Vec::new(),
        };
        let mut place = |country: &Option<Country>, system: Option<u32>| {
            row.country = country.map(|one| words.country(one)).unwrap_or_default();
            row.autonomous_system = system.map(|system| system.to_string()).unwrap_or_default();
        };
        row.said = match &finding.detail {
            Detail::Names {
                addresses,
                chain,
                name_servers,
                outcome,
                ..
            } => {
                let mut said = vec![words.text(names_outcome(outcome))];
                let address = |one: &IpAddr| self.own.address(self.words, *one);
                let addresses: Vec<_> = addresses.iter().map(address).collect();
                said.extend(self.list("routing-finding-addresses", &addresses));
                let others = |names| self.own.others(self.words, names);
                said.extend(self.list("routing-finding-chain", &others(chain)));
                let servers = others(name_servers);
                said.extend(self.list("routing-finding-name-servers", &servers));
                said
            }
            Detail::Network {
                address,
                said_at,
                range,
                handle,
                holder,
                country,
                autonomous_system,
                abuse,
                answered,
                lacks,
                ..
            } => {
                place(country, *autonomous_system);
                let mut said = vec![self.named(
                    "routing-finding-address",
                    &self.own.address(self.words, *address),
                )];
                if let Some((first, last)) = range {
                    let range = format!("{first} – {last}");
                    said.push(self.named("routing-finding-range", &range));
                }
                said.extend(
                    handle
                        .as_ref()
                        .map(|name| self.named("routing-finding-handle", name)),
                );
                said.extend(self.answer(*answered, holder.as_ref(), finding.at, *said_at));
                said.extend(self.lacks(*lacks));
                said.extend(self.contacts(abuse));
                said
            }
            Detail::System {
                number,
                named_by,
                said_at,
                holder,
                country,
                abuse,
                answered,
                ..
            } => {
                place(country, Some(*number));
                let mut said = vec![words.text(match named_by {
                    Named::Registration => "trace-named-by-registration",
                    Named::Route => "trace-named-by-route",
                    Named::Table => "trace-named-by-table",
                })];
                said.extend(self.answer(*answered, holder.as_ref(), finding.at, *said_at));
                said.extend(self.contacts(abuse));
                said
            }
            Detail::Domain {
                said_at,
                registrar,
                abuse,
                answered,
                lacks,
                ..
            } => {
                let mut said = Vec::new();
                if *answered {
                    said.push(match registrar {
                        Some(registrar) => self.named("routing-finding-registrar", registrar),
                        None => words.text("routing-finding-no-registrar"),
                    });
                }
                said.extend(self.answered(*answered, finding.at, *said_at));
                said.extend(self.lacks(*lacks));
                said.extend(self.contacts(abuse));
                said
            }
            Detail::Located {
                address,
                country,
                autonomous_system,
                holder,
                table,
                built_at,
            } => {
                place(country, *autonomous_system);
                let mut said = vec![self.named(
                    "routing-finding-address",
                    &self.own.address(self.words, *address),
                )];
                said.extend(
                    holder
                        .as_ref()
                        .map(|name| self.named("routing-finding-holder", name)),
                );
                let built = [("table", page::harmless(table)), ("at", self.at(*built_at))];
                said.push(words.with("routing-finding-table", &built));
                said
            }
            Detail::Proxy {
                proxy,
                by,
                addresses,
            } => {
                let by = words.text(proxy_by(by));
                let parts = [("proxy", page::harmless(proxy)), ("by", by)];
                let mut said = vec![words.with("routing-finding-proxy", &parts)];
                said.extend(self.list("routing-finding-proxy-partly", addresses));
                said
            }
            Detail::Look {
                step,
                redirects,
                fault,
            } => {
                let redirects = words.number(i64::from(*redirects));
                let mut said = vec![words.with("routing-finding-look", &[("count", redirects)])];
                let status = step.get("status").and_then(serde_json::Value::as_u64);
                said.extend(
                    status.map(|status| self.named("routing-finding-status", &status.to_string())),
                );
                said.extend(
                    fault
                        .as_ref()
                        .map(|_| words.text("routing-finding-look-fault")),
                );
                said
            }
            Detail::Answer {
                itself,
                address,
                provider,
                country,
                said_by,
                said_on,
                ..
            } => {
                place(country, None);
                let parts = [("by", page::harmless(said_by)), ("on", said_on.clone())];
                let mut said = vec![words.with("routing-finding-answer", &parts)];
                if *itself {
                    said.push(words.text("routing-finding-itself"));
                }
                said.extend(
                    address.map(|one| self.named("routing-finding-address", &one.to_string())),
                );
                said.extend(
                    provider
                        .as_ref()
                        .map(|name| self.named("routing-finding-holder", name)),
                );
                said
            }
            Detail::Redirect {
                number,
                addresses,
                holder,
                country,
                autonomous_system,
                ..
            } => {
                place(country, *autonomous_system);
                let number = words.number(i64::from(*number));
                let mut said = vec![words.with("routing-finding-redirect", &[("number", number)])];
                said.extend(self.list("routing-finding-addresses", addresses));
                said.extend(
                    holder
                        .as_ref()
                        .map(|name| self.named("routing-finding-holder", name)),
                );
                said
            }
        };
        row
    }

    /// The holder where there was an answer, and when it was given.
    fn answer(
        &self,
        answered: bool,
        holder: Option<&String>,
        at: Timestamp,
        said_at: Timestamp,
    ) -> Vec<String> {
        let mut said = Vec::new();
        if answered {
            said.push(match holder {
                Some(holder) => self.named("routing-finding-holder", holder),
                None => self.words.text("routing-finding-no-holder"),
            });
        }
        said.extend(self.answered(answered, at, said_at));
        said
    }

    /// That there was no answer, or that it was given before the trace.
    fn answered(&self, answered: bool, at: Timestamp, said_at: Timestamp) -> Option<String> {
        const SOON: std::time::Duration = std::time::Duration::from_mins(5);
        if !answered {
            return Some(self.words.text("routing-finding-unanswered"));
        }
        let is_earlier = at.since(said_at) > SOON;
        is_earlier.then(|| {
            let said_at = [("at", self.at(said_at))];
            self.words.with("routing-finding-said-at", &said_at)
        })
    }

    /// What is lacking of an answer.
    fn lacks(&self, lacks: Option<Lack>) -> Option<String> {
        let key = match lacks? {
            Lack::Nobody => "routing-finding-nobody",
            Lack::Part => "routing-finding-part",
        };
        Some(self.words.text(key))
    }

    fn contacts(&self, abuse: &[AbuseContact]) -> Vec<String> {
        let contact = |contact: &AbuseContact| {
            let values = [
                ("address", page::harmless(&contact.address)),
                ("place", self.place(&contact.found_in)),
            ];
            self.words.with("routing-finding-abuse", &values)
        };
        abuse.iter().map(contact).collect()
    }

    /// The place in which a contact was found. Roles and fields are words of the protocol, and stay as they are.
    fn place(&self, found_in: &FoundIn) -> String {
        let subject = self.words.text(match found_in.subject {
            Subject::Network => "trace-subject-network",
            Subject::System => "trace-subject-system",
            Subject::Domain => "trace-subject-domain",
            Subject::Registrar => "trace-subject-registrar",
        });
        let within = found_in.within.split_last();
        let (key, word, around) = match (found_in.protocol, within) {
            (Protocol::Rdap, Some((role, []))) => ("trace-place-rdap", role.clone(), String::new()),
            (Protocol::Rdap, Some((role, around))) => {
                ("trace-place-rdap-within", role.clone(), around.join(" / "))
            }
            (Protocol::Rdap, None) => ("trace-place-rdap", String::new(), String::new()),
            (Protocol::Whois, Some((field, _))) => {
                ("trace-place-whois", field.clone(), String::new())
            }
            (Protocol::Whois, None) => ("trace-place-whois-remark", String::new(), String::new()),
        };
        let values = [
            ("subject", subject),
            ("word", page::harmless(&word)),
            ("within", page::harmless(&around)),
        ];
        self.words.with(key, &values)
    }

    fn named(&self, key: &str, value: &str) -> String {
        self.words.with(key, &[("what", page::harmless(value))])
    }

    fn list(&self, key: &str, values: &[impl ToString]) -> Option<String> {
        if values.is_empty() {
            return None;
        }
        let values: Vec<String> = values
            .iter()
            .map(|value| page::harmless(&value.to_string()))
            .collect();
        Some(self.words.with(key, &[("what", values.join(", "))]))
    }

    fn at(&self, instant: Timestamp) -> String {
        self.words.date_time(instant, &self.pack.zone)
    }
}

/// Where a finding comes from, by the source's name.
pub(super) fn source_named(source: &str) -> &'static str {
    match source {
        "dns" => "trace-source-dns",
        "rdap_network" => "trace-source-network",
        "whois_network" => "trace-source-network-whois",
        "rdap_system" => "trace-source-system",
        "rdap_domain" => "trace-source-domain",
        "whois_domain" => "trace-source-domain-whois",
        "table" => "trace-source-table",
        "proxy" => "trace-source-proxy",
        "cdn_answer" => "trace-source-answer",
        "look" => "trace-source-look",
        _ => "trace-source-redirect",
    }
}

/// What the DNS said.
pub(super) fn names_outcome(outcome: &str) -> &'static str {
    match outcome {
        "found" => "trace-names-found",
        "address" => "trace-names-address",
        "no_such_name" => "trace-names-none",
        "aliases" => "trace-names-aliases",
        "no_resolver" => "trace-names-no-resolver",
        "unasked" => "trace-names-unasked",
        "onion" => "trace-names-onion",
        "onion_unreached" => "trace-names-onion-unreached",
        _ => "trace-names-failed",
    }
}

/// By what a proxy was recognised.
fn proxy_by(by: &str) -> &'static str {
    match by {
        "network" => "routing-proxy-by-network",
        "system" => "routing-proxy-by-system",
        "name" => "routing-proxy-by-name",
        _ => "routing-proxy-by-name-server",
    }
}
