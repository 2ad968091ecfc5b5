//! What was said about notices, read.

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::{FromRow, Row, Tx, values};

use super::{ProviderWord, Says};
use crate::Error;
use crate::notice::Notice;

/// What was said about the notices of a case, the oldest first.
pub async fn words_of(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Vec<ProviderWord>, Error> {
    actor.may(Action::ReadTakedown)?;
    Ok(tx.all(OF_CASE, values![case]).await?)
}

/// What was said about one notice, the oldest first.
pub(crate) async fn words_about(
    tx: &mut Tx,
    notice: Id<Notice>,
) -> store::Result<Vec<ProviderWord>> {
    tx.all(OF_NOTICE, values![notice]).await
}

/// What was said about each of these notices, the oldest first: asked once, however many they are.
pub(crate) async fn said_about(
    tx: &mut Tx,
    notices: &[Id<Notice>],
) -> store::Result<Vec<(Id<Notice>, Says)>> {
    let rows: Vec<Said> = tx.all(SAID_ABOUT, values![notices]).await?;
    Ok(rows.into_iter().map(|said| (said.0, said.1)).collect())
}

/// A notice, and what was said about it.
struct Said(Id<Notice>, Says);

impl FromRow for Said {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        let says = Says::named(&kind).ok_or(store::Error::Unreadable("takedown_word.kind"))?;
        Ok(Self(row.get("notice_id")?, says))
    }
}

const OF_CASE: &str = "-- takedown.word.of_case
SELECT w.id, w.notice_id, w.at, w.kind, w.via, w.told_by, w.until, w.text
FROM takedown_notice n JOIN takedown_word w ON w.notice_id = n.id
WHERE n.case_id = $1 ORDER BY w.at, w.id LIMIT 1000";

const OF_NOTICE: &str = "-- takedown.word.of_notice
SELECT id, notice_id, at, kind, via, told_by, until, text
FROM takedown_word WHERE notice_id = $1 ORDER BY at, id LIMIT 200";

const SAID_ABOUT: &str = "-- takedown.word.kinds_of
SELECT notice_id, kind FROM takedown_word WHERE notice_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) ORDER BY at, id";
