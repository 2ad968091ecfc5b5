//! Second opinions that are handed on by name. Such a case goes back to the queue whoever is named, and whoever is named
//! reads of it where they may give the opinion and left none of its categories out. So whoever hands it on learns of nobody
//! whether they had a part in the first, are still learning, or would rather not see it: all names are answered alike.

use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::alike::bytes;
use crate::blind::anothers;
use crate::opinion::Opinion;
use crate::reader::Reader;

/// A second opinion that somebody handed to the actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The case, which waits in the queue.
    pub case: Id<Case>,
    /// When it was handed to them.
    pub at: Timestamp,
}

impl FromRow for Handed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            at: row.get("at")?,
        })
    }
}

/// Remembers whom somebody named who gave a second opinion back: until somebody claims the case.
pub(crate) async fn keep(tx: &mut Tx, opinion: &Opinion, to: Id<Staff>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(KEEP, values![opinion.case, opinion.id, to, now])
        .await?;
    Ok(())
}

/// Forgets it: somebody has the case.
pub(crate) async fn forget(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    tx.execute(FORGET, values![case]).await?;
    Ok(())
}

/// The second opinions that colleagues handed to the actor and that wait still: those that they may give, of no category
/// that they left out. The oldest first.
pub async fn handed(tx: &mut Tx, actor: &Actor) -> Result<Vec<Handed>, Error> {
    actor.may(Action::ReadCase)?;
    let Some(staff) = actor
        .staff_id()
        .filter(|_| actor.may(Action::Assess).is_ok())
    else {
        return Ok(Vec::new());
    };
    let named: Vec<Handed> = tx.all(OF_STAFF, values![staff]).await?;
    if named.is_empty() {
        return Ok(named);
    }
    let cases = bytes(named.iter().map(|one| one.case));
    let reader = Reader::of(tx, actor).await?;
    let anothers = anothers(tx, &reader, cases).await?;
    let mut handed = Vec::new();
    for one in named {
        if !anothers.contains(&one.case)
            && intake::categories_among(tx, actor, one.case, &reader.opted_out)
                .await?
                .is_empty()
        {
            handed.push(one);
        }
    }
    Ok(handed)
}

const KEEP: &str = "-- assessment.handed.keep
INSERT INTO assessment_handed (case_id, opinion_id, staff_id, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (case_id) DO UPDATE SET opinion_id = excluded.opinion_id, staff_id = excluded.staff_id, at = excluded.at";

const FORGET: &str = "-- assessment.handed.forget
DELETE FROM assessment_handed WHERE case_id = $1";

/// Of an opinion that was withdrawn or taken back meanwhile nothing is told.
const OF_STAFF: &str = "-- assessment.handed.of_staff
SELECT h.case_id, h.at FROM assessment_handed h JOIN assessment_opinion o ON o.id = h.opinion_id AND o.state = 'asked'
WHERE h.staff_id = $1 ORDER BY h.at, h.case_id LIMIT 100";
