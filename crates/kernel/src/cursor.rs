//! Where a list goes on that is ordered by an instant and an id: as the text of an address.

use crate::{Id, Timestamp};

/// The text of a place in such a list.
pub fn cursor_text<K>(at: Timestamp, id: Id<K>) -> String {
    format!("{}.{id}", at.micros())
}

/// The place that [`cursor_text`] made a text of; nothing where it is no such text.
pub fn cursor_of_text<K>(text: &str) -> Option<(Timestamp, Id<K>)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    enum Thing {}

    #[test]
    fn a_place_is_read_back_and_nothing_else_is() {
        let (at, id) = (
            Timestamp::from_micros(1_790_000_000_000_001),
            Id::<Thing>::random(&SystemEntropy),
        );
        assert_eq!(
            cursor_of_text::<Thing>(&cursor_text(at, id)),
            Some((at, id))
        );
        for text in ["", ".", "17", "17.word", &format!("word.{id}")] {
            assert_eq!(cursor_of_text::<Thing>(text), None, "{text}");
        }
    }
}
