//! Claims that ended without their holder's doing: kept for whoever held the case, until they have seen it.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::claim::Claim;

/// Lapsed claims that are shown at a time.
pub(crate) const LAPSES: usize = 100;

/// Notes that a claim ended, for whoever held it: they did not end it.
pub(crate) async fn note_end(
    tx: &mut Tx,
    claim: &Claim,
    at: Timestamp,
    why: Ended,
) -> Result<(), Error> {
    let noted = values![claim.staff, claim.case, at, why.name()];
    tx.execute(NOTE_LAPSE, noted).await?;
    Ok(())
}

/// Why a claim ended that its holder did not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its lease ran out.
    Lapsed,
    /// A supervisor withdrew the second opinion that it was for.
    OpinionWithdrawn,
    /// Whoever had handed the case to its holder took it back.
    TakenBack,
}

impl Ended {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::OpinionWithdrawn => "opinion_withdrawn",
            Self::TakenBack => "taken_back",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::Lapsed, Self::OpinionWithdrawn, Self::TakenBack]
            .into_iter()
            .find(|one| one.name() == name)
    }
}

/// A claim of the actor's own that lapsed, or that ended otherwise without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// The case.
    pub case: Id<Case>,
    /// When it ended.
    pub at: Timestamp,
    /// Why.
    pub why: Ended,
}

impl Lapsed {
    /// What a page that shows it sends back.
    pub(crate) fn text(&self) -> String {
        format!("{}.{}", self.case, self.at.micros())
    }

    /// Reads what [`Lapsed::text`] wrote.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let (case, at) = text.split_once('.')?;
        Some(Self {
            case: case.parse().ok()?,
            at: Timestamp::from_micros(at.parse().ok()?),
            why: Ended::Lapsed,
        })
    }
}

impl FromRow for Lapsed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            at: row.get("at")?,
            why: Ended::named(&row.get::<String>("why")?)
                .ok_or(store::Error::Unreadable("assessment_lapse.why"))?,
        })
    }
}

/// The actor's own claims that lapsed and that they have not said to have seen: the hundred newest, the newest first.
pub async fn lapsed(tx: &mut Tx, actor: &Actor) -> Result<Vec<Lapsed>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.all(LAPSED, values![actor.staff_id()]).await?)
}

/// Notes that the actor has seen that these claims of theirs lapsed: what lapsed besides they have not seen.
pub async fn seen_lapsed(tx: &mut Tx, actor: &Actor, seen: &[Lapsed]) -> Result<(), Error> {
    actor.may(Action::ReadCase)?;
    for one in seen {
        let seen = values![actor.staff_id(), one.case, one.at];
        tx.execute(FORGET_LAPSED, seen).await?;
    }
    Ok(())
}

const NOTE_LAPSE: &str = "-- assessment.lapse.note
INSERT INTO assessment_lapse (staff_id, case_id, at, why) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, case_id) DO UPDATE SET at = excluded.at, why = excluded.why";

const LAPSED: &str = "-- assessment.lapse.of_staff
SELECT case_id, at, why FROM assessment_lapse WHERE staff_id = $1 ORDER BY at DESC, case_id LIMIT 100";

const FORGET_LAPSED: &str = "-- assessment.lapse.forget
DELETE FROM assessment_lapse WHERE staff_id = $1 AND case_id = $2 AND at = $3";
