//! What the reports of a case say, and when they came: read in a viewing session, or to send what somebody decided
//! may leave.

use identity::{Action, Actor};
use kernel::{Id, Language, Timestamp};
use letterbox::{Content, Signals};
use store::{DataKey, Tx, values};

use crate::report::{ADDITIONS, OF_CASE, Report, Stored, StoredAddition, data_key, open_addition};
use crate::{Case, Error, Source};

/// A report as an analyst reads it, inside a viewing session: a narrative may name a place or a person.
#[derive(Clone, Debug)]
pub struct Told {
    /// The report.
    pub id: Id<Report>,
    /// Which way it came.
    pub source: Source,
    /// The hour in which it first came.
    pub received_hour: Timestamp,
    /// A child was said to be in danger.
    pub danger: bool,
    /// The reporter was said to be the child whom it shows.
    pub own_picture: bool,
    /// The reporter left a way to be reached.
    pub has_contact: bool,
    /// What was told, in the order it was filed.
    pub told: Vec<Addition>,
}

/// One submission of a report.
#[derive(Clone, Debug)]
pub struct Addition {
    /// From 1 within the report.
    pub number: i64,
    /// The hour in which it came.
    pub received_hour: Timestamp,
    /// The language it was told in.
    pub language: Language,
    /// How it came.
    pub signals: Signals,
    /// What was told. The contact and the message are never among it: each is kept by itself.
    pub content: Content,
}

/// What the reports of a case say, oldest first: for a viewing session.
pub async fn told(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Told>, Error> {
    actor.may(Action::View)?;
    read_told(tx, case).await
}

/// The same, to send what somebody decided may leave the house. Whoever calls holds that decision and records it.
pub async fn told_to_send(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Told>, Error> {
    actor.may(Action::SendDisclosed)?;
    read_told(tx, case).await
}

async fn read_told(tx: &mut Tx, case: Id<Case>) -> Result<Vec<Told>, Error> {
    let mut told = Vec::new();
    for stored in tx.all::<Stored>(OF_CASE, values![case]).await? {
        let key = data_key(tx, &stored)?;
        let rows = tx
            .all::<StoredAddition>(ADDITIONS, values![stored.id])
            .await?;
        let additions = rows.iter().map(|row| addition(&key, row));
        told.push(Told {
            id: stored.id,
            source: Source::named(&stored.source)
                .ok_or(store::Error::Unreadable("intake_report.source"))?,
            received_hour: stored.received_hour,
            danger: stored.danger,
            own_picture: stored.own_picture,
            has_contact: stored.contact_key.is_some(),
            told: additions.collect::<Result<_, _>>()?,
        });
    }
    Ok(told)
}

/// When the reports of a case came, oldest first: hours alone.
pub async fn hours(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Timestamp>, Error> {
    actor.may(Action::ReadCase)?;
    let rows = tx.all::<Stored>(OF_CASE, values![case]).await?;
    Ok(rows
        .into_iter()
        .map(|stored| stored.received_hour)
        .collect())
}

/// The reports of a case, oldest first, each with the hour in which it came.
pub async fn reports_of(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Vec<(Id<Report>, Timestamp)>, Error> {
    actor.may(Action::ReadCase)?;
    let rows = tx.all::<Stored>(OF_CASE, values![case]).await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|stored| (stored.id, stored.received_hour))
        .collect())
}

fn addition(key: &DataKey, row: &StoredAddition) -> Result<Addition, Error> {
    let kept = open_addition(key, row)?;
    Ok(Addition {
        number: row.number,
        received_hour: row.received_hour,
        language: row
            .language
            .parse()
            .map_err(|_| store::Error::Unreadable("intake_submission.language"))?,
        signals: kept.signals,
        content: kept.content,
    })
}
