//! What was said on the provider's page about places of a list.

use std::collections::HashSet;

use identity::Actor;
use letterbox::{PlaceWord, Spoken};
use pack::Pack;
use serde_json::json;
use store::{Tx, values};

use super::code::visit_of;
use crate::letter::{lock, notices_before, notices_of};
use crate::word::{Heard, hear_by_link};
use crate::{Error, Says};

/// So often may be spoken in one visit.
const MOST: i64 = 100;

/// Takes what was said in a visit, as far as the notices are there: of each sending once, however often it comes. It came
/// in time where it came to the letterbox in time.
pub(super) async fn take(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    spoken: &Spoken,
    words: &[PlaceWord],
) -> Result<(), Error> {
    let Some(visit) = visit_of(tx, &spoken.lookup_id).await? else {
        return Ok(());
    };
    if spoken.received_at > visit.until {
        return Ok(());
    }
    lock(tx, visit.letter).await?;
    let (count,): (i64,) = tx.one(COUNT, values![visit.id]).await?;
    let now = tx.now();
    if count >= MOST
        || tx
            .execute(INSERT, values![spoken.id, visit.id, now])
            .await?
            == 0
    {
        return Ok(());
    }
    let mut notices = notices_of(tx, visit.letter).await?;
    notices.extend(notices_before(tx, visit.letter).await?);
    let (mut taken, mut told) = (0_usize, HashSet::new());
    for word in words {
        let notice = notices
            .iter()
            .find(|notice| notice.id.to_string() == word.place);
        let (Some(notice), Some(says)) = (notice, Says::named(&word.says)) else {
            continue;
        };
        // The same said of many places is one thing to do.
        let about = (says.about(notice), &word.text, &word.whose);
        let heard = Heard {
            says,
            text: &word.text,
            whose: &word.whose,
            until: word.until,
            wants: !told.contains(&about),
        };
        if hear_by_link(tx, actor, pack, notice, &heard).await? {
            taken += 1;
            told.insert(about);
        }
    }
    let about = audit::About::one("letter", visit.letter);
    let facts = json!({ "code": visit.id, "words": words.len(), "taken": taken });
    audit::record(tx, actor.who(), "takedown.answer_on_page", about, facts).await?;
    Ok(())
}

const COUNT: &str = "-- takedown.code_answer.count
SELECT COUNT(*) AS value FROM takedown_code_answer WHERE code_id = $1";

const INSERT: &str = "-- takedown.code_answer.insert
INSERT INTO takedown_code_answer (id, code_id, at) VALUES ($1, $2, $3)
ON CONFLICT (id) DO NOTHING";
