//! Who reads the queue: what their lists leave out follows from it, and is asked once for all that a page says.

use identity::{Action, Actor, Staff};
use kernel::Id;
use store::Tx;

use crate::{Error, opted_out};

/// A reader of the queue.
pub(crate) struct Reader<'a> {
    pub(crate) actor: &'a Actor,
    /// The person; nothing for a program of the house.
    pub(crate) staff: Option<Id<Staff>>,
    /// They are still learning: no second opinion is theirs to give.
    pub(crate) is_learning: bool,
    /// The categories that they opted out of.
    pub(crate) opted_out: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(crate) async fn of(tx: &mut Tx, actor: &'a Actor) -> Result<Self, Error> {
        actor.may(Action::ReadCase)?;
        let staff = actor.staff_id();
        let is_learning = match staff {
            Some(staff) => identity::is_trainee(tx, actor, staff).await?,
            None => false,
        };
        let opted_out = opted_out(tx, actor).await?;
        Ok(Self {
            actor,
            staff,
            is_learning,
            opted_out,
        })
    }
}
