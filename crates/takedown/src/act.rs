//! What people do about a notice: one way for the page and for the interface for programs.

use identity::Actor;
use intake::Case;
use kernel::Id;
use pack::Pack;
use store::Tx;

use crate::word::{NewWord, say};
use crate::{Error, Notice, notice};

/// What a person does about a notice.
pub(crate) enum Act<'a> {
    /// It is not to be sent.
    Withdraw,
    /// It is to be sent once more.
    Retry,
    /// It came back.
    Bounced,
    /// Its URLs, which did not travel, were handed over.
    HandedOver,
    /// The provider said something.
    Say(NewWord<'a>),
}

/// Does it. The case that the notice is about.
pub(crate) async fn act(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Notice>,
    act: Act<'_>,
) -> Result<Id<Case>, Error> {
    match act {
        Act::Withdraw => notice::withdraw(tx, actor, id).await,
        Act::Retry => notice::retry(tx, actor, id).await,
        Act::Bounced => notice::bounced(tx, actor, id).await,
        Act::HandedOver => notice::handed_over(tx, actor, id).await,
        Act::Say(word) => say(tx, actor, pack, id, &word).await,
    }
}
