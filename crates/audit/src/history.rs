//! The history of a thing: its steps from state to state, a line each, in a table of its own module.
//!
//! Lines are numbered from 1 within the thing, as they are written: those of one transaction have one instant.

use kernel::Id;
use store::{Tx, values};

use crate::Who;

/// A line of a history: one step.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The state that is left; nothing where the thing begins.
    pub from: Option<&'static str>,
    /// The state from now on.
    pub to: &'static str,
    /// Why: a fixed word, or the key of a message.
    pub why: &'static str,
}

impl Line {
    /// The first line of a thing.
    pub const fn first(to: &'static str, why: &'static str) -> Self {
        Self {
            from: None,
            to,
            why,
        }
    }

    /// A later one.
    pub const fn step(from: &'static str, to: &'static str, why: &'static str) -> Self {
        Self {
            from: Some(from),
            to,
            why,
        }
    }
}

/// Adds a line to the history of a thing, by its module's own statement: `$1` is the thing, `$2` the instant,
/// `$3` and `$4` who, `$5` and `$6` the states, `$7` why. The caller holds the thing's row, so that numbers
/// follow one another.
pub async fn history<K>(
    tx: &mut Tx,
    who: Who,
    statement: &'static str,
    of: Id<K>,
    line: Line,
) -> store::Result<()> {
    let at = tx.stamp();
    let Line { from, to, why } = line;
    tx.execute(statement, values![of, at, who.kind, who.id, from, to, why])
        .await?;
    Ok(())
}
