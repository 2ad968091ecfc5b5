//! A mail that arrived, and of which neither addresses nor references tell what it is about: answers from ticket systems
//! have a Message-ID and an address of their own, and quote our list. What it quotes says of which letter it may be; a
//! person says whether it is.

use std::sync::Arc;

use dispatch::Subject;
use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::Id;
use pack::Pack;
use store::{Tx, values};

use crate::Error;
use crate::notice::notices;

/// Of which letter or referral a mail of the tray may be: the job [`dispatch::UNMATCHED`].
pub fn unmatched(pack: Arc<Pack>, run: Run) -> Outcome {
    let came: dispatch::Came = match run.payload() {
        Ok(came) => came,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            let actor = Actor::job(&run);
            if let Some(mail) = dispatch::unmatched(tx, &actor, came.received).await? {
                suggest(tx, &actor, &pack, &mail).await?;
            }
            Ok(())
        })
    })
}

/// Letters about places that the mail quotes, those of most of them first; letters that it names; what was written about
/// cases that it names.
async fn suggest(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    mail: &dispatch::Received,
) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let text = format!("{}\n{}", mail.subject.expose(), mail.text.expose());
    let named = referral::named(tx, actor, pack, &text).await?;
    let about: Vec<(Id<Subject>,)> = tx.all(ABOUT, values![named.places.as_slice()]).await?;
    let mut candidates: Vec<_> = about.into_iter().map(|(letter,)| letter).collect();
    for word in &named.words {
        let letter: Option<(Id<Subject>,)> = tx.optional(BY_REFERENCE, values![word]).await?;
        candidates.extend(letter.map(|(letter,)| letter));
    }
    for case in named.cases {
        let about = notices(tx, actor, case).await?;
        let letters = about.iter().rev().filter_map(|notice| notice.letter);
        candidates.extend(letters.map(|letter| Id::from_uuid(letter.uuid())));
        let told = referral::referrals(tx, actor, case).await?;
        candidates.extend(told.iter().rev().map(|one| Id::from_uuid(one.id.uuid())));
    }
    dispatch::suggest(tx, actor, mail, &candidates).await?;
    Ok(())
}

const ABOUT: &str = "-- takedown.notice.letters_about
SELECT letter_id AS value FROM takedown_notice
WHERE state IN ('sent', 'acknowledged', 'bounced') AND letter_id IS NOT NULL AND location_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)
GROUP BY letter_id ORDER BY COUNT(*) DESC, MAX(moved_at) DESC, letter_id LIMIT 20";

const BY_REFERENCE: &str = "-- takedown.letter.by_reference
SELECT id AS value FROM takedown_letter WHERE reference = $1";
