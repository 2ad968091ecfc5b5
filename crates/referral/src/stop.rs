//! Stopping what a decision that was taken back had caused.

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::Tx;

use crate::record::{Referral, advance, lock, set_hold};
use crate::{Error, Hold, Move, State, referrals};

/// Withdraws the referrals of a case that did not leave, and ends the time that notices wait for them. The
/// referrals that left, or may have: people are to correct them. One for which the police asked to be silent is
/// known to them, whether or not the mail left, and stays.
pub async fn stop(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Vec<Id<Referral>>, Error> {
    actor.may(Action::Refer)?;
    let mut left = Vec::new();
    for referral in referrals(tx, actor, case).await? {
        let is_composed = dispatch::dispatched(tx, actor, referral.id)
            .await?
            .is_some();
        let stays = referral.state == State::Withdrawn
            || referral.hold == Hold::Silent
            || referral.state.after(Move::Withdraw).is_err();
        // What is composed and waits for no person may be with the mail server already, and what goes by hand with the
        // unit.
        let may_have_left = referral.state == State::Released
            && (referral.by_hand_at.is_some() || is_composed && referral.hindrance.is_none());
        if referral.state != State::Withdrawn && (stays || may_have_left) {
            left.push(referral.id);
        }
        if stays {
            continue;
        }
        advance(tx, actor, &referral, Move::Withdraw, "decision-taken-back").await?;
        if referral.hold.stands() {
            let withdrawn = lock(tx, referral.id).await?;
            let hold = withdrawn.hold.lapse()?;
            set_hold(tx, actor, &withdrawn, hold, None, "decision-taken-back").await?;
        }
    }
    Ok(left)
}
