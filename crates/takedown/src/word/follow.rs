//! What follows from what a provider says.

use identity::Actor;
use kernel::{Id, Timestamp};
use pack::Pack;
use store::Tx;

use super::{ProviderWord, Says};
use crate::notice::Notice;
use crate::wanted::{Wanted, want};
use crate::{Error, series, watch};

/// A word that was kept, as far as something follows from it.
pub(super) struct Said {
    pub(super) id: Id<ProviderWord>,
    pub(super) says: Says,
    pub(super) until: Option<Timestamp>,
    /// A person is told of what they are to do: nobody is yet.
    pub(super) wants: bool,
}

/// What follows from a word. Whether a person was told of what they are to do.
pub(super) async fn follow(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
    word: &Said,
) -> Result<bool, Error> {
    let wanted = match word.says {
        Says::Seen | Says::Text => None,
        Says::Removed => look(tx, actor, pack, notice).await?,
        Says::NotOurs => {
            trace::ask(tx, actor, notice.location).await?;
            Some(Wanted::Owner)
        }
        Says::MoreTime => {
            if let Some(until) = word.until {
                series::delay(tx, actor, pack, notice, until).await?;
            }
            None
        }
        Says::Question => Some(Wanted::Answer),
    };
    match wanted {
        Some(what) if word.wants => {
            want(tx, notice.case, word.id, what).await?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// They say that it is removed: it is looked at now, by the watch or where that may not, by a person, who is wanted then.
/// Under a silent hold of the police nobody looks.
async fn look(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    notice: &Notice,
) -> Result<Option<Wanted>, Error> {
    if referral::is_silent(tx, actor, notice.case).await? {
        return Ok(None);
    }
    let case = intake::case(tx, actor, notice.case).await?;
    let is_watched = notice.location == case.location
        && pack.watch.legal_authority.is_some()
        && watch::is_due(tx, case.id).await?;
    if is_watched {
        watch::ask(tx, case.id).await?;
        return Ok(None);
    }
    Ok((case.state == intake::State::Acting).then_some(Wanted::Look))
}
