//! Asking a proxy in front of a place who hosts it: a mail like a notice, to an approved contact alone.

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use store::{Tx, values};

use crate::notice::{DROP_UNADDRESSED_OF, Purpose, advance, notices};
use crate::notify::{Notified, matter, write_to};
use crate::provider::Sought;
use crate::{Error, Move, State, unwritten};

/// Asks whoever stands in front of a case's place who hosts it, by its newest trace, unless a rule of the hotline
/// forbids it. Where no contact is approved, or the police ask to wait, the question waits.
pub async fn ask_host(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Notified, Error> {
    actor.may(Action::Notify)?;
    let matter = matter(tx, actor, case, Purpose::AskHost).await?;
    let Some(standing) = trace::standing(tx, actor, matter.location).await? else {
        return Ok(Notified::default());
    };
    let (hosts, forbidden): (Vec<_>, Vec<_>) = standing
        .in_front()
        .into_iter()
        .map(Sought::itself)
        .partition(|one| !standing.is_left_alone(&one.host));
    let mut notified = write_to(tx, actor, matter, &hosts).await?;
    notified.forbidden = forbidden.len();
    Ok(notified)
}

/// The host of a case's place is known, or nobody will say: questions that did not leave are withdrawn, those that did
/// are settled.
pub async fn stop_asking(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    why: &'static str,
) -> Result<(), Error> {
    actor.may(Action::ReadTakedown)?;
    for notice in notices(tx, actor, case).await? {
        let step = match notice.state {
            _ if notice.purpose != Purpose::AskHost => continue,
            State::Sent | State::Acknowledged => Move::Settle,
            state if state.is_open() => Move::Withdraw,
            _ => continue,
        };
        advance(tx, actor, &notice, step, why).await?;
    }
    let asked = Purpose::AskHost.name();
    tx.execute(DROP_UNADDRESSED_OF, values![case, asked])
        .await?;
    unwritten::forget_purpose(tx, case, Purpose::AskHost).await?;
    Ok(())
}
