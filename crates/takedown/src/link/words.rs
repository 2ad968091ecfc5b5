//! What was said on the provider's page, or by a program, about places of a list.

use std::collections::HashSet;

use identity::{Actor, RecipientKey};
use kernel::Id;
use letterbox::{PlaceWord, Spoken};
use pack::Pack;
use serde_json::json;
use store::{Tx, values};

use super::program;
use super::visit::{self, Visit};
use crate::letter::{lock, notices_before, notices_of};
use crate::notice::Notice;
use crate::word::{Heard, hear_by_link};
use crate::{Error, Says, Via};

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
    let Some(visit) = visit::of_spoken(tx, spoken).await? else {
        return Ok(());
    };
    if spoken.received_at > visit.until {
        return Ok(());
    }
    let Some((speaker, notices)) = may_speak_of(tx, actor, &visit, words).await? else {
        return Ok(());
    };
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
    let via = if visit.whose.key.is_some() {
        Via::Program
    } else {
        Via::Page
    };
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
            via,
            text: &word.text,
            whose: &word.whose,
            until: word.until,
            wants: !told.contains(&about),
        };
        if let Some(is_told) = hear_by_link(tx, actor, pack, notice, &heard).await? {
            taken += 1;
            if is_told {
                told.insert(about);
            }
        }
    }
    let about = match visit.whose.letter {
        Some(letter) if visit.whose.key.is_none() => audit::About::one("letter", letter),
        _ => audit::About::one("contact", visit.whose.contact),
    };
    let facts = json!({ "visit": visit.id, "words": words.len(), "taken": taken });
    let action = "takedown.answer_on_page";
    audit::record(tx, speaker.who(), action, about, facts).await?;
    Ok(())
}

/// The notices that may be spoken of in a visit, held until the transaction ends, and who speaks.
async fn may_speak_of(
    tx: &mut Tx,
    actor: &Actor,
    visit: &Visit,
    words: &[PlaceWord],
) -> Result<Option<(Actor, Vec<Notice>)>, Error> {
    if let Some(key) = visit.whose.key {
        return by_program(tx, actor, visit, key, words).await;
    }
    let Some(letter) = visit.whose.letter else {
        return Ok(None);
    };
    lock(tx, letter).await?;
    let mut notices = notices_of(tx, letter).await?;
    notices.extend(notices_before(tx, letter).await?);
    Ok(Some((actor.clone(), notices)))
}

async fn by_program(
    tx: &mut Tx,
    actor: &Actor,
    visit: &Visit,
    key: Id<RecipientKey>,
    words: &[PlaceWord],
) -> Result<Option<(Actor, Vec<Notice>)>, Error> {
    let Some(program) = program::acting(tx, actor, &visit.whose, key).await? else {
        return Ok(None);
    };
    let named: Vec<Id<Notice>> = words
        .iter()
        .filter_map(|word| word.place.parse().ok())
        .collect();
    let notices = program::hold(tx, actor, visit.whose.contact, &named).await?;
    Ok(Some((program, notices)))
}

const COUNT: &str = "-- takedown.visit_answer.count
SELECT COUNT(*) AS value FROM takedown_visit_answer WHERE visit_id = $1";

const INSERT: &str = "-- takedown.visit_answer.insert
INSERT INTO takedown_visit_answer (id, visit_id, at) VALUES ($1, $2, $3)
ON CONFLICT (id) DO NOTHING";
