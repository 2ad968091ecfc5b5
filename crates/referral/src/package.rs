//! The package for a police unit: a document in each language of the pack, printed and as its HTML twin, and the same as
//! data. What the record has of the case is named by number and hash, and the digest of the data stands in the documents:
//! whoever has the one can tell whether the other is what was handed over.
//!
//! It is made once for a unit, and is these bytes for ever: by mail and by hand the same. Printing takes a while, and
//! nothing is held meanwhile.

mod data;
mod document;
mod kept;

use std::sync::Arc;

use audit::{Chained, Event, EventKind, Span};
use data_encoding::HEXLOWER;
use egress::Attachment;
use identity::Actor;
use intake::Case;
use kernel::{Id, Language};
use pack::Pack;
use page::{Catalogue, Document, DocumentFile, Words};
use sha2::{Digest, Sha256};
use stakeholders::Contact;
use store::{Db, Tx};

pub(crate) use self::kept::{Sealed, files, keep_sealed, message, sealed};

use crate::Error;
use crate::compose::{self, Told};
use crate::facts::Facts;
use crate::record::{Referral, lock};

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

/// What a package is made of.
struct Content<'a> {
    case: &'a Case,
    told: &'a Told<'a>,
    decision: Option<&'a assessment::Decision>,
    /// The address that the unit answers to; empty where there is none.
    answer_to: &'a str,
}

/// A package before it is printed.
pub(crate) struct Draft {
    contact: Id<Contact>,
    reference: String,
    /// The exact addresses, and the data.
    attached: Vec<Attachment>,
    documents: Vec<(Language, Document)>,
}

/// A package that is made.
struct Package {
    contact: Id<Contact>,
    files: Vec<Attachment>,
    /// Some document could not be printed, and goes as its twin alone.
    unprinted: bool,
}

/// Writes a package, as far as it can be before it is printed; none where there is one for this unit.
pub(crate) async fn draft(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    catalogue: &Catalogue,
    referral: &Referral,
    facts: &Facts,
    answer_to: &str,
) -> Result<Option<Draft>, Error> {
    if kept::files(tx, referral, facts.contact.id).await?.is_some() {
        return Ok(None);
    }
    let told = facts.told(pack);
    let content = Content {
        case: &facts.case,
        told: &told,
        decision: facts.decision.as_ref(),
        answer_to,
    };
    let reference = told.reference;
    let record = record(tx, content.case).await?;
    let data = data::data(&content, &record);
    let data = serde_json::to_vec_pretty(&data).map_err(|_| Error::Unsendable)?;
    let digest = HEXLOWER.encode(&Sha256::digest(&data));
    let attached = vec![
        compose::table(reference, told.places)?,
        Attachment {
            name: format!("{reference}.json"),
            content_type: "application/json".to_owned(),
            bytes: data,
        },
    ];
    let mut documents = Vec::new();
    for language in &pack.languages {
        let words = catalogue.words(*language);
        let events = events(tx, actor, &words, content.case).await?;
        let mut document = document::document(&content, &words, &events, &record, &digest);
        document.files = attached.iter().map(|file| within(&words, file)).collect();
        documents.push((*language, document));
    }
    Ok(Some(Draft {
        contact: facts.contact.id,
        reference: reference.to_owned(),
        attached,
        documents,
    }))
}

/// Prints what was written. What cannot be printed goes as its twin alone, and somebody is told.
async fn print(draft: Draft, printing: &Printing) -> Package {
    let print = printing.print.clone();
    let has_print = print.is_some();
    let documents = draft.documents.clone();
    // On a thread of its own: whoever else works here does not wait. One that panics has printed nothing.
    let printed = tokio::task::spawn_blocking(move || {
        let print = |(_, document): &(Language, Document)| print.as_ref()?(document);
        documents.iter().map(print).collect()
    });
    let mut printed: Vec<Option<Vec<u8>>> = printed.await.unwrap_or_default();
    printed.resize(draft.documents.len(), None);
    let unprinted = has_print && printed.iter().any(Option::is_none);
    if unprinted {
        tracing::error!("a referral could not be printed; its twin goes alone");
    }
    let mut files = draft.attached;
    for ((language, document), pdf) in draft.documents.into_iter().zip(printed) {
        let named = |ending: &str, media: &str, bytes: Vec<u8>| Attachment {
            name: format!("{}.{language}.{ending}", draft.reference),
            content_type: media.to_owned(),
            bytes,
        };
        if let Some(pdf) = pdf {
            files.push(named("pdf", "application/pdf", pdf));
        }
        let twin = document.html().into_bytes();
        files.push(named("html", "text/html; charset=utf-8", twin));
    }
    Package {
        contact: draft.contact,
        files,
        unprinted,
    }
}

/// Prints a draft, and keeps what comes of it, unless there is a package for this unit.
pub(crate) async fn make(
    db: &Db,
    actor: &Actor,
    printing: &Printing,
    of: Id<Referral>,
    draft: Draft,
) -> Result<(), Error> {
    let package = print(draft, printing).await;
    let mut tx = db.write().await?;
    let referral = lock(&mut tx, of).await?;
    kept::keep(&mut tx, actor, &referral, &package).await?;
    Ok(tx.commit().await?)
}

/// A file as it is attached within a document.
fn within(words: &Words, file: &Attachment) -> DocumentFile {
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
