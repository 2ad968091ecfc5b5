//! What people do about a referral: one way for the page and for the interface for programs.

use identity::Actor;
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use store::Tx;

use crate::hand::{self, Receipt};
use crate::{Error, Referral, mark_read, say_came_back, word};

/// What a person does about a referral.
pub(crate) enum Act<'a> {
    /// The police confirmed it, and call it so.
    Acknowledge {
        reference: &'a Sensitive<String>,
        /// They gave their word with it: notices need not wait.
        lift: bool,
    },
    /// The police ask notices to wait until then.
    Hold { silent: bool, until: Timestamp },
    /// The police gave their word.
    Lift,
    /// The police need nothing more.
    Conclude,
    /// It is to be sent once more.
    Retry,
    /// It is to go by hand.
    TakeByHand,
    /// It was handed over by hand.
    HandedOver(Receipt),
    /// What came back about it by mail was read.
    Read,
    /// It came back, or the unit cannot read it.
    CameBack,
}

/// Does it. The case that the referral is about.
pub(crate) async fn act(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Referral>,
    act: Act<'_>,
) -> Result<Id<Case>, Error> {
    match act {
        Act::Acknowledge { reference, lift } => {
            let case = word::acknowledge(tx, actor, pack, id, reference).await?;
            if lift {
                word::lift(tx, actor, id).await?;
            }
            Ok(case)
        }
        Act::Hold { silent, until } => word::place_hold(tx, actor, id, silent, until).await,
        Act::Lift => word::lift(tx, actor, id).await,
        Act::Conclude => word::conclude(tx, actor, id).await,
        Act::Retry => word::retry(tx, actor, pack, id).await,
        Act::TakeByHand => hand::take_by_hand(tx, actor, pack, id).await,
        Act::HandedOver(receipt) => hand::hand_over(tx, actor, pack, id, &receipt).await,
        Act::Read => mark_read(tx, actor, id).await,
        Act::CameBack => say_came_back(tx, actor, id).await,
    }
}
