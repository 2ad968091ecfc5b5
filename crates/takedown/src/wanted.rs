//! What only a person can do about a notice: it becomes a task.

use intake::Case;
use kernel::Id;
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::{Error, WANTED};

/// The kind of the ids of what it is about: a notice, a mail, a step of a series.
pub enum Subject {}

/// What a person is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// A provider asked something.
    Answer,
    /// A provider answered by mail: somebody reads what it means.
    Read,
    /// A provider says that it is not theirs: somebody finds out whose it is.
    Owner,
    /// A provider says that it is removed, and nothing looks by itself.
    Look,
    /// Registries lead to several providers: somebody says whose a place is.
    Whose,
    /// Nobody is known, or approved, to whom the next step of a series would be written.
    Addressee,
    /// No step is left, and it is still there: nothing more happens by itself.
    NothingMore,
}

/// The payload of [`WANTED`].
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Wants {
    /// The case.
    pub case: Id<Case>,
    /// What it is about.
    pub about: Id<Subject>,
    /// What is wanted.
    pub what: Wanted,
}

/// Has a person do something about a case.
pub(crate) async fn want<K>(
    tx: &mut Tx,
    case: Id<Case>,
    about: Id<K>,
    what: Wanted,
) -> Result<(), Error> {
    let about = Id::from_uuid(about.uuid());
    jobs::queue(tx, WANTED, &Wants { case, about, what }).await?;
    Ok(())
}
