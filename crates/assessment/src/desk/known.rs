//! What is known of an item before it is classified: hashes that somebody typed, and earlier answers.

use identity::{Action, Desk, SignedIn};
use kernel::Timestamp;
use page::Words;
use store::Tx;

use super::items::same_as;
use super::panel::{CameTo, came_to};
use crate::{Error, Item, Known, OnlyShown};

/// What is known of an item, for the page on which it is classified.
pub(super) struct Facts {
    pub(super) hashes: Vec<HashRow>,
    pub(super) answers: Vec<KnownRow>,
    /// That an item before it in the case has the same content.
    pub(super) same_as: Option<String>,
    /// Why no answer can be taken over; nothing where one can.
    pub(super) only_shown: Option<String>,
}

pub(super) struct HashRow {
    pub(super) algorithm: &'static str,
    pub(super) label: &'static str,
    pub(super) value: String,
}

pub(super) struct KnownRow {
    pub(super) by: String,
    pub(super) came_to: CameTo,
    pub(super) at: String,
    pub(super) schema: String,
    pub(super) taken_over: bool,
}

pub(super) async fn facts(
    tx: &mut Tx,
    desk: &Desk,
    signed_in: &SignedIn,
    item: &Item,
) -> Result<Facts, Error> {
    let actor = signed_in.actor();
    actor.may(Action::ReadAssessment)?;
    let words = desk.words(signed_in);
    let hashes = crate::hashes(tx, actor, item.id).await?;
    let first = crate::line::same_as(tx, item.case, std::iter::once(item.id)).await?;
    let first = first.get(&item.id).copied();
    let first = first.filter(|first| *first < item.position);
    let known = crate::known(tx, actor, &desk.pack, item).await?;
    let hashes = hashes.iter().map(|hash| HashRow {
        algorithm: hash.algorithm.name(),
        label: hash.algorithm.label(),
        value: hash.text().expose().clone(),
    });
    let why = known.as_ref().and_then(|known| known.take_over.err());
    Ok(Facts {
        hashes: hashes.collect(),
        same_as: same_as(&words, first),
        only_shown: why.map(|why| words.text(only_shown_key(why))),
        answers: known
            .map(|known| rows(desk, &words, &known))
            .unwrap_or_default(),
    })
}

fn rows(desk: &Desk, words: &Words, known: &Known) -> Vec<KnownRow> {
    let time = |at: Timestamp| words.date_time(at, &desk.pack.zone);
    let row = |answer: &crate::KnownAnswer| KnownRow {
        by: match answer.by {
            crate::KnownBy::Hash(algorithm) => algorithm.label().to_owned(),
            crate::KnownBy::Url => words.text("assessment-known-by-url"),
        },
        came_to: came_to(&desk.pack, words, &answer.assessment.ruling),
        at: time(answer.assessment.at),
        schema: format!(
            "{} {}",
            answer.assessment.ruling.under.schema, answer.assessment.ruling.under.schema_version
        ),
        taken_over: answer.taken_over,
    };
    known.answers.iter().map(row).collect()
}

/// Why a known answer is only shown.
pub(crate) const fn only_shown_key(why: OnlyShown) -> &'static str {
    match why {
        OnlyShown::Off => "assessment-known-off",
        OnlyShown::SecondOpinion => "assessment-only-shown-second",
        OnlyShown::Weak => "assessment-known-weak",
        OnlyShown::Disagreement => "assessment-known-disagreement",
        OnlyShown::TooOld => "assessment-known-too-old",
        OnlyShown::TooFew => "assessment-known-too-few",
        OnlyShown::OtherRules => "assessment-known-other-rules",
    }
}
