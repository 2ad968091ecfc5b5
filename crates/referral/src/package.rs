//! The package for a police unit: a document in each language of the pack, printed and as its HTML twin, and the same as
//! data. What the record has of the case is named by number and hash, and the digest of the data stands in the documents:
//! whoever has the one can tell whether the other is what was handed over.

use std::sync::Arc;

use audit::{Chained, Event, EventKind, Span};
use data_encoding::HEXLOWER;
use dispatch::Sender;
use egress::Attachment;
use identity::Actor;
use intake::Case;
use kernel::{Language, Timestamp};
use page::{Catalogue, Document, DocumentFile, DocumentPart, Words};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::Tx;

use crate::Error;
use crate::compose::{Place, Told};

/// What the form of the data is called; another form has another name.
const SCHEMA: &str = "openhotline-referral-1";

/// Events of each kind that are told.
const EVENTS: i64 = 200;

/// Prints a document as PDF; nothing where it could not.
pub type Print = Arc<dyn Fn(&Document) -> Option<Vec<u8>> + Send + Sync>;

/// What documents are made with.
#[derive(Clone)]
pub struct Printing {
    /// The words of every language.
    pub catalogue: Catalogue,
    /// What prints them; without it their twins go alone.
    pub print: Option<Print>,
}

/// What the package of a referral is made of.
pub(crate) struct Content<'a> {
    pub(crate) case: &'a Case,
    pub(crate) told: &'a Told<'a>,
    pub(crate) decision: Option<&'a assessment::Decision>,
    /// The table of exact addresses, which is attached to the document too.
    pub(crate) table: Option<&'a Attachment>,
}

/// The files of a package: the data, and in each language a printed document and its twin. Where no URL may travel
/// there is none, for each of them says where the content is.
pub(crate) async fn files(
    tx: &mut Tx,
    actor: &Actor,
    printing: &Printing,
    content: &Content<'_>,
    from: Sender<'_>,
) -> Result<Vec<Attachment>, Error> {
    if !from.with_urls {
        return Ok(Vec::new());
    }
    let reference = content.told.reference;
    let record = record(tx, content.case).await?;
    let data = serde_json::to_vec_pretty(&data(content, &record)).map_err(|_| Error::Unsendable)?;
    let digest = HEXLOWER.encode(&Sha256::digest(&data));
    let mut files = vec![Attachment {
        name: format!("{reference}.json"),
        content_type: "application/json".to_owned(),
        bytes: data,
    }];
    let mut documents = Vec::new();
    for language in &content.told.pack.languages {
        let words = printing.catalogue.words(*language);
        let events = events(tx, actor, &words, content.case).await?;
        let mut document = document(content, &words, &events, &record, &digest);
        for file in files.first().into_iter().chain(content.table) {
            document.files.push(attached(&words, file));
        }
        documents.push((*language, document));
    }
    for (language, document) in documents {
        files.push(named(
            reference,
            language,
            "html",
            "text/html; charset=utf-8",
            document.html().into_bytes(),
        ));
        let Some(print) = &printing.print else {
            continue;
        };
        if let Some(pdf) = print(&document) {
            files.push(named(reference, language, "pdf", "application/pdf", pdf));
        } else {
            tracing::error!("a referral could not be printed; its twin goes alone");
        }
    }
    Ok(files)
}

fn named(
    reference: &str,
    language: Language,
    ending: &str,
    media: &str,
    bytes: Vec<u8>,
) -> Attachment {
    Attachment {
        name: format!("{reference}.{language}.{ending}"),
        content_type: media.to_owned(),
        bytes,
    }
}

fn attached(words: &Words, file: &Attachment) -> DocumentFile {
    let is_table = file.content_type.starts_with("text/csv");
    let key = if is_table {
        "referral-paper-table"
    } else {
        "referral-paper-data"
    };
    let media = file.content_type.split(';').next().unwrap_or_default();
    DocumentFile {
        name: file.name.clone(),
        media: media.to_owned(),
        description: words.text(key),
        bytes: file.bytes.clone(),
    }
}

/// What the record has of a case, with its places in the chain.
async fn record(tx: &mut Tx, case: &Case) -> Result<Vec<Chained>, Error> {
    let entries = audit::about(tx, "case", case.id).await?;
    let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    Ok(audit::chained(tx, &ids).await?)
}

/// What happened to a case that the police may know of: neither who looked at what, nor what anybody wrote.
async fn events(
    tx: &mut Tx,
    actor: &Actor,
    words: &Words,
    case: &Case,
) -> Result<Vec<Event>, Error> {
    let of = |kind| Span {
        only: Some(kind),
        before: None,
        most: EVENTS,
    };
    let mut events = Vec::new();
    for kind in [EventKind::Report, EventKind::Case] {
        events.extend(intake::timeline(tx, actor, words, case.id, &of(kind), false).await?);
    }
    events.extend(
        trace::timeline(
            tx,
            actor,
            words,
            case.location,
            &of(EventKind::Trace),
            false,
        )
        .await?,
    );
    events.extend(assessment::timeline(tx, actor, words, case.id, &of(EventKind::Decision)).await?);
    events.sort_by_key(|event| event.mark);
    Ok(events)
}

/// The package as data: nothing of it depends on a language.
fn data(content: &Content<'_>, record: &[Chained]) -> Json {
    let (told, case) = (content.told, content.case);
    let decided = content.decision.map(|decision| {
        let ruling = &decision.ruling;
        json!({
            "at": decision.at.to_string(),
            "inhope_class": ruling.inhope_class.name(),
            "reason": ruling.reason,
            "national_result": ruling.national_result.name(),
            "articles": ruling.articles,
            "law_version": ruling.under.law_version,
            "law_in_force_from": ruling.under.law_in_force_from,
            "schema": ruling.under.schema,
            "schema_version": ruling.under.schema_version,
            "danger": decision.danger,
            "victim_at_home": decision.at_home.victim,
            "suspect_at_home": decision.at_home.suspect,
        })
    });
    let entries: Vec<_> = record
        .iter()
        .map(|one| {
            let place = one.place.as_ref();
            json!({
                "entry": one.entry.id,
                "at": one.entry.at.to_string(),
                "action": one.entry.action,
                "number": place.map(|(number, _)| number),
                "hash": place.map(|(_, hash)| HEXLOWER.encode(hash)),
            })
        })
        .collect();
    json!({
        "schema": SCHEMA,
        "reference": told.reference,
        "case": case.id,
        "made_at": told.date.to_string(),
        "hotline": told.pack.name.in_language(Language::ENGLISH),
        "unit": told.contact.name.expose(),
        "urgent": told.urgent,
        "provider_waits_until": told.hold_until.map(|until| until.to_string()),
        "case_opened_at": case.opened_at.to_string(),
        "reports": case.reports,
        "decision": decided,
        "places": told.places.iter().map(place).collect::<Vec<_>>(),
        "record": entries,
    })
}

fn place(place: &Place) -> Json {
    let hosting = place.standing.as_ref().map(|standing| &standing.hosting);
    let networks = hosting.into_iter().flat_map(|hosting| &hosting.networks);
    let networks: Vec<_> = networks
        .map(|network| {
            json!({
                "address": network.address.to_string(),
                "handle": network.handle,
                "holder": network.holder.as_ref().map(|holder| holder.expose().clone()),
                "country": network.country.map(|country| country.to_string()),
                "autonomous_system": network.autonomous_system,
                "abuse": network.abuse.as_ref().map(|abuse| abuse.expose().clone()),
                "said_at": network.said_at.to_string(),
            })
        })
        .collect();
    json!({
        "url": place.url.expose(),
        "countries": place.countries(" "),
        "addresses": hosting.map(|hosting| hosting.addresses.iter().map(ToString::to_string).collect::<Vec<_>>()),
        "registrar": hosting.and_then(|hosting| hosting.registrar.as_ref()).map(|name| name.expose().clone()),
        "traced_at": hosting.map(|hosting| hosting.at.to_string()),
        "networks": networks,
    })
}

/// The document in a language.
fn document(
    content: &Content<'_>,
    words: &Words,
    events: &[Event],
    record: &[Chained],
    digest: &str,
) -> Document {
    let told = content.told;
    let language = words.language();
    let local = told.pack.zone.to_datetime(told.date.to_jiff());
    let number = |part: i8| u8::try_from(part).unwrap_or(1);
    Document {
        title: words.with("referral-paper-title", &[("reference", told.reference)]),
        author: told.pack.name.in_language(language).to_owned(),
        date: (
            i32::from(local.year()),
            number(local.month()),
            number(local.day()),
        ),
        language: language.to_string(),
        mark: if told.urgent {
            words.text("referral-paper-urgent")
        } else {
            String::new()
        },
        lead: words.text("referral-paper-lead"),
        sections: vec![
            facts(content, words),
            decision(content, words),
            places(content, words),
            history(content, words, events),
            evidence(words, record, digest),
        ],
        footer: words.with("referral-paper-footer", &[("reference", told.reference)]),
        files: Vec::new(),
    }
}

/// Facts of a section, each with the key of its name; what is empty is left out.
fn named_facts(words: &Words, facts: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    let some = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
    some.map(|(key, fact)| (words.text(key), fact)).collect()
}

fn facts(content: &Content<'_>, words: &Words) -> DocumentPart {
    let told = content.told;
    let at = |instant: Timestamp| words.date_time(instant, &told.pack.zone);
    DocumentPart {
        heading: words.text("referral-paper-facts"),
        facts: named_facts(
            words,
            vec![
                ("referral-paper-reference", told.reference.to_owned()),
                ("referral-paper-date", at(told.date)),
                (
                    "referral-paper-hotline",
                    told.pack.name.in_language(words.language()).to_owned(),
                ),
                ("referral-paper-unit", told.contact.name.expose().clone()),
                (
                    "referral-paper-opened",
                    words.date_hour(content.case.opened_at, &told.pack.zone),
                ),
                ("referral-paper-reports", words.number(content.case.reports)),
                (
                    "referral-paper-hold",
                    told.hold_until.map(at).unwrap_or_default(),
                ),
            ],
        ),
        ..DocumentPart::default()
    }
}

fn decision(content: &Content<'_>, words: &Words) -> DocumentPart {
    let told = content.told;
    let (pack, language) = (told.pack, words.language());
    let yes = |it: bool| {
        if it {
            words.text("referral-paper-yes")
        } else {
            String::new()
        }
    };
    let facts = content.decision.map(|decision| {
        let ruling = &decision.ruling;
        vec![
            (
                "referral-paper-class",
                ruling.class_label(pack, language).to_owned(),
            ),
            ("referral-paper-law", ruling.basis(pack, language)),
            (
                "referral-paper-law-since",
                words.written_day(&ruling.under.law_in_force_from),
            ),
            (
                "referral-paper-decided",
                words.date_time(decision.at, &pack.zone),
            ),
            ("referral-paper-danger", yes(decision.danger)),
            ("referral-paper-victim", yes(decision.at_home.victim)),
            ("referral-paper-suspect", yes(decision.at_home.suspect)),
        ]
    });
    DocumentPart {
        heading: words.text("referral-paper-classification"),
        facts: named_facts(words, facts.unwrap_or_default()),
        ..DocumentPart::default()
    }
}

fn places(content: &Content<'_>, words: &Words) -> DocumentPart {
    let row = |place: &Place| {
        let hosting = place.standing.as_ref().map(|standing| &standing.hosting);
        let addresses = hosting.into_iter().flat_map(|hosting| &hosting.addresses);
        let addresses: Vec<_> = addresses.map(ToString::to_string).collect();
        let traced = hosting.map(|hosting| words.date_time(hosting.at, &content.told.pack.zone));
        vec![
            location::defang(place.url.expose()),
            place.countries(", "),
            place.host_or_proxy(),
            addresses.join(" "),
            traced.unwrap_or_default(),
        ]
    };
    let columns = ["place", "country", "network", "addresses", "traced"];
    DocumentPart {
        heading: words.text("referral-paper-places"),
        columns: columns
            .map(|column| words.text(column_key(column)))
            .to_vec(),
        widths: vec![4, 1, 2, 2, 2],
        rows: content.told.places.iter().map(row).collect(),
        note: words.text("referral-paper-places-note"),
        ..DocumentPart::default()
    }
}

fn column_key(column: &str) -> &'static str {
    match column {
        "place" => "referral-paper-place",
        "country" => "referral-paper-country",
        "network" => "referral-paper-network",
        "addresses" => "referral-paper-addresses",
        _ => "referral-paper-traced",
    }
}

fn history(content: &Content<'_>, words: &Words, events: &[Event]) -> DocumentPart {
    let zone = &content.told.pack.zone;
    let row = |event: &Event| vec![words.date_time(event.mark.at, zone), event.what.clone()];
    DocumentPart {
        heading: words.text("referral-paper-history"),
        columns: vec![
            words.text("referral-paper-when"),
            words.text("referral-paper-what"),
        ],
        widths: vec![2, 5],
        rows: events.iter().map(row).collect(),
        ..DocumentPart::default()
    }
}

fn evidence(words: &Words, record: &[Chained], digest: &str) -> DocumentPart {
    let last = record.iter().rev().find_map(|one| one.place.as_ref());
    let count = i64::try_from(record.len()).unwrap_or(i64::MAX);
    DocumentPart {
        heading: words.text("referral-paper-evidence"),
        facts: named_facts(
            words,
            vec![
                ("referral-paper-digest", digest.to_owned()),
                ("referral-paper-entries", words.number(count)),
                (
                    "referral-paper-last",
                    last.map(|(number, _)| number.to_string())
                        .unwrap_or_default(),
                ),
                (
                    "referral-paper-hash",
                    last.map(|(_, hash)| HEXLOWER.encode(hash))
                        .unwrap_or_default(),
                ),
            ],
        ),
        note: words.text("referral-paper-evidence-note"),
        ..DocumentPart::default()
    }
}
