//! Categories that somebody would rather not see. No reason is asked for, nobody else is shown them, and the record says
//! that something changed, never what.

use audit::About;
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use pack::Pack;
use serde_json::json;
use store::{Tx, values};

use crate::Error;
use crate::claim::person;
use crate::reader::Reader;

/// The categories that the actor has opted out of.
pub async fn opted_out(tx: &mut Tx, actor: &Actor) -> Result<Vec<String>, Error> {
    actor.may(Action::ReadCase)?;
    let rows: Vec<(String,)> = tx.all(OF_STAFF, values![actor.staff_id()]).await?;
    Ok(rows.into_iter().map(|(category,)| category).collect())
}

/// Opts out of these categories of the pack, and of no other.
pub async fn opt_out(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    categories: &[String],
) -> Result<(), Error> {
    actor.may(Action::View)?;
    let staff = person(actor)?;
    tx.execute(FORGET, values![staff]).await?;
    let known = pack.categories.iter().map(|category| &category.key);
    for category in known.filter(|key| categories.contains(key)) {
        tx.execute(INSERT, values![staff, category.as_str()])
            .await?;
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.opt_out",
        About::one("staff", staff),
        json!({}),
    )
    .await?;
    Ok(())
}

/// The categories that the reader opted out of, unless they look for one case, or for their own.
pub(crate) fn left_out(reader: &Reader<'_>, filter: &intake::Filter) -> Vec<String> {
    if is_whole(filter) {
        return Vec::new();
    }
    reader.opted_out.clone()
}

/// Whether a filter lists what the reader opted out of as well: one case, or their own.
pub(crate) fn is_whole(filter: &intake::Filter) -> bool {
    let is_one = filter.place.is_some() || filter.reference.is_some();
    is_one || filter.holder == Some(intake::Holder::Me)
}

/// The categories of a case that the actor opted out of: asked before it is claimed.
pub(crate) async fn opted_out_of(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
) -> Result<Vec<String>, Error> {
    let out = opted_out(tx, actor).await?;
    Ok(intake::categories_among(tx, actor, case, &out).await?)
}

const OF_STAFF: &str = "-- assessment.opt_out.of_staff
SELECT category AS value FROM assessment_opt_out WHERE staff_id = $1 ORDER BY category LIMIT 1000";

const FORGET: &str = "-- assessment.opt_out.forget
DELETE FROM assessment_opt_out WHERE staff_id = $1";

const INSERT: &str = "-- assessment.opt_out.insert
INSERT INTO assessment_opt_out (staff_id, category) VALUES ($1, $2) ON CONFLICT DO NOTHING";
