//! What is taken for something else, and what is invented.

use super::*;

#[test]
fn what_is_invented_stands_beside_the_place() {
    for (url, expected) in [
        ("http://a.test/p/17", "http://a.test/p/word"),
        ("http://a.test/p/17/", "http://a.test/p/17/word"),
        ("http://a.test", "http://a.test/word"),
        ("http://a.test/view.php?id=17#top", "http://a.test/word"),
    ] {
        assert_eq!(beside(url, "word").unwrap().expose(), expected, "{url}");
    }
}

#[test]
fn only_what_is_not_as_before_is_taken_for_something_else() {
    let words = |compared| {
        Some(Words {
            steps: Vec::new(),
            read: Ok((None, true)),
            compared,
        })
    };
    let alike = |is_alike| {
        Some(Invented {
            steps: Vec::new(),
            fault: None,
            is_alike,
        })
    };
    let parked = || {
        Some(Parked {
            name: "Example Parking".to_owned(),
            by: ParkedBy::Network,
        })
    };
    let same = || words(Compared::Same(3));
    let other = || words(Compared::Other(Some(30)));
    let first = || words(Compared::First);
    let unread = || words(Compared::Unread);
    for (words, invented, parked, known, expected) in [
        (None, None, None, false, Seen::Up),
        (None, None, parked(), false, Seen::Parked),
        (None, None, parked(), true, Seen::Up),
        (None, alike(true), None, false, Seen::ErrorWith200),
        (None, alike(false), None, false, Seen::Up),
        (same(), None, None, false, Seen::Up),
        (same(), alike(true), parked(), false, Seen::Up),
        (other(), None, None, true, Seen::OtherWords),
        (other(), alike(true), None, true, Seen::ErrorWith200),
        (other(), alike(true), parked(), true, Seen::Parked),
        (first(), alike(true), None, false, Seen::ErrorWith200),
        (first(), alike(false), None, false, Seen::Up),
        (unread(), None, None, true, Seen::Up),
    ] {
        let further = Further {
            words,
            invented,
            parked,
            is_owed: false,
        };
        assert_eq!(further.shows(Seen::Up, known), expected);
        // What is no answer stays what it is.
        assert_eq!(further.shows(Seen::NotFound, known), Seen::NotFound);
    }
}
