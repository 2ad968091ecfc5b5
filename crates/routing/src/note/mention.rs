//! Whom a note names: colleagues have it among their tasks until they have read it.

use std::collections::BTreeSet;

use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use store::{FromRow, Row, Tx, values};

use super::Note;
use crate::Error;

/// A note that names the reader, who has not read it.
#[derive(Clone, Copy, Debug)]
pub struct Mention {
    /// The note.
    pub note: Id<Note>,
    /// The case it is about.
    pub case: Id<Case>,
    /// Who wrote it.
    pub author: Id<Staff>,
    /// When.
    pub at: Timestamp,
}

impl FromRow for Mention {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            note: row.get("note_id")?,
            case: row.get("case_id")?,
            author: row.get("staff_id")?,
            at: row.get("at")?,
        })
    }
}

/// The colleagues whose names stand in a text, each behind an `@`, whether in capitals or not. Where one name begins
/// with another, the longer is meant; of two colleagues of one name, both.
pub(super) fn named_in(
    text: &str,
    colleagues: &[(Id<Staff>, Sensitive<String>)],
) -> BTreeSet<Id<Staff>> {
    let text = text.to_lowercase();
    let mut named = BTreeSet::new();
    for rest in text.split('@').skip(1) {
        let starts = colleagues.iter().filter_map(|(id, name)| {
            let name = name.expose().to_lowercase();
            let behind = rest.strip_prefix(name.as_str())?;
            ends(&name, behind).then_some((name.len(), *id))
        });
        let starts: Vec<_> = starts.collect();
        let longest = starts.iter().map(|(length, _)| *length).max();
        let meant = starts.iter().filter(|(length, _)| Some(*length) == longest);
        named.extend(meant.map(|(_, id)| *id));
    }
    named
}

/// Whether a name ends where the text goes on behind it: within a word it does not, but for scripts that are written
/// without blanks.
fn ends(name: &str, behind: &str) -> bool {
    let goes_on = behind.chars().next().is_some_and(char::is_alphanumeric);
    let unspaced = |c: char| matches!(c, '\u{0E00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}');
    !goes_on || name.chars().next_back().is_some_and(unspaced)
}

/// Puts a note among a colleague's tasks.
pub(super) async fn add(
    tx: &mut Tx,
    note: Id<Note>,
    case: Id<Case>,
    colleague: Id<Staff>,
) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(INSERT, values![note, colleague, case, now])
        .await?;
    Ok(())
}

/// Takes a note out of everybody's tasks.
pub(super) async fn forget(tx: &mut Tx, note: Id<Note>) -> Result<(), Error> {
    tx.execute(DELETE, values![note]).await?;
    Ok(())
}

/// The notes that name the actor and are not read, oldest first; at most 200.
pub async fn mentions(tx: &mut Tx, actor: &Actor) -> Result<Vec<Mention>, Error> {
    actor.may(Action::ReadCase)?;
    Ok(tx.all(UNREAD, values![actor.staff_id()]).await?)
}

/// Notes that the actor has read these notes.
pub async fn read_mentions(tx: &mut Tx, actor: &Actor, notes: &[Id<Note>]) -> Result<(), Error> {
    actor.may(Action::ReadCase)?;
    let now = tx.now();
    for note in notes {
        tx.execute(READ, values![*note, actor.staff_id(), now])
            .await?;
    }
    Ok(())
}

const INSERT: &str = "-- routing.mention.insert
INSERT INTO routing_mention (note_id, staff_id, case_id, at) VALUES ($1, $2, $3, $4)";

const DELETE: &str = "-- routing.mention.delete
DELETE FROM routing_mention WHERE note_id = $1";

const UNREAD: &str = "-- routing.mention.unread
SELECT m.note_id, m.case_id, n.staff_id, m.at FROM routing_mention m JOIN routing_note n ON n.id = m.note_id
WHERE m.staff_id = $1 AND m.read_at IS NULL ORDER BY m.at, m.note_id LIMIT 200";

const READ: &str = "-- routing.mention.read
UPDATE routing_mention SET read_at = $3 WHERE note_id = $1 AND staff_id = $2 AND read_at IS NULL";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_behind_an_at() {
        let names = ["Dara", "Dara Sok", "សុខា", "Ann-Marie", "Dara"];
        let colleagues = names.map(|name| {
            let id = Id::<Staff>::random(&kernel::SystemEntropy);
            (id, Sensitive::new(name.to_owned()))
        });
        let of = |text: &str| {
            let found = named_in(text, &colleagues);
            let place =
                |(index, (id, _)): (usize, &(Id<Staff>, _))| found.contains(id).then_some(index);
            colleagues
                .iter()
                .enumerate()
                .filter_map(place)
                .collect::<Vec<_>>()
        };
        assert_eq!(of("please look, @dara sok."), [1]);
        assert_eq!(of("@Dara, and @ann-marie: see"), [0, 3, 4]);
        assert_eq!(of("@សុខាសូមមើល"), [2]);
        for text in ["dara", "@Daran", "@ Dara", "a@dar", "@", "@@"] {
            assert_eq!(of(text), Vec::<usize>::new(), "{text}");
        }
        assert_eq!(of("@@Dara Sok"), [1]);
    }
}
