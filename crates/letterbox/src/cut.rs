//! What is taken of a report where space is short: the addresses, and whether somebody is in danger.

use page::Message;
use zeroize::Zeroize;

use crate::Content;

/// What was taken of a sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// All of it.
    Whole,
    /// Its addresses, or so many of them, or the beginning of a text.
    Cut {
        /// Addresses that were taken, from the first on.
        urls: usize,
    },
}

impl Kept {
    /// What to say to whoever sent so many addresses, where not all of it was taken.
    pub(crate) fn note(self, sent: usize) -> Option<Message> {
        match self {
            Self::Whole => None,
            Self::Cut { urls } if urls < sent => Some(
                Message::new("letterbox-cut-urls")
                    .with("taken", urls)
                    .with("left", sent - urls),
            ),
            Self::Cut { .. } => Some(Message::new("letterbox-cut")),
        }
    }
}

/// Cuts a sending until it fits: first what was told beside the addresses, the longest first, then addresses
/// from the end. One address or lead is always taken, however long it is. Of texts without either the
/// beginning stays.
pub(crate) fn cut(content: &mut Content, fits: impl Fn(&Content) -> bool) -> Kept {
    if fits(content) {
        return Kept::Whole;
    }
    let bare = content.urls.is_empty() && content.lead.is_none();
    let mut before = content.clone();
    for text in TEXTS {
        if bare {
            shorten(content, text, &fits);
        } else {
            text(content).zeroize();
        }
        if fits(content) {
            break;
        }
    }
    for key in KEYS {
        if !bare && !fits(content) {
            key(content);
        }
    }
    while content.urls.len() > 1 && !fits(content) {
        if let Some(mut last) = content.urls.pop() {
            last.zeroize();
        }
    }
    let whole = *content == before;
    before.zeroize();
    let urls = content.urls.len();
    if whole {
        Kept::Whole
    } else {
        Kept::Cut { urls }
    }
}

/// Leaves of a text as many characters as fit, and of one of which none fits nothing.
fn shorten(
    content: &mut Content,
    text: fn(&mut Content) -> &mut Option<String>,
    fits: impl Fn(&Content) -> bool,
) {
    let Some(mut whole) = text(content).take() else {
        return;
    };
    let (mut fit, mut too_many) = (0, whole.chars().count());
    while fit + 1 < too_many {
        let tried = usize::midpoint(fit, too_many);
        *text(content) = Some(whole.chars().take(tried).collect());
        if fits(content) {
            fit = tried;
        } else {
            too_many = tried;
        }
    }
    *text(content) = (fit > 0).then(|| whole.chars().take(fit).collect());
    whole.zeroize();
}

/// The texts, in the order in which they go.
const TEXTS: [fn(&mut Content) -> &mut Option<String>; 4] = [
    |content| &mut content.narrative,
    |content| &mut content.reach,
    |content| &mut content.message,
    |content| &mut content.contact,
];

/// Keys that were chosen stay longer than texts that were written.
const KEYS: [fn(&mut Content); 4] = [
    |content| content.shown_as.zeroize(),
    |content| content.found_on.zeroize(),
    |content| content.seen.zeroize(),
    |content| content.category.zeroize(),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(most: usize) -> impl Fn(&Content) -> bool {
        move |content| serde_json::to_vec(content).unwrap().len() <= most
    }

    fn content(urls: usize) -> Content {
        Content {
            urls: (0..urls)
                .map(|n| format!("http://host-{n}.test/p/17"))
                .collect(),
            narrative: Some("word ".repeat(100)),
            category: Some("a_key".to_owned()),
            danger: true,
            ..Content::default()
        }
    }

    #[test]
    fn what_fits_is_taken_whole() {
        let mut told = content(1);
        assert_eq!(cut(&mut told, fits(2_000)), Kept::Whole);
        assert_eq!(told, content(1));
    }

    #[test]
    fn texts_go_before_keys_and_danger_is_never_cut() {
        let mut told = content(1);
        assert_eq!(cut(&mut told, fits(300)), Kept::Cut { urls: 1 });
        assert_eq!(told.narrative, None);
        assert_eq!(told.category.as_deref(), Some("a_key"));
        assert!(told.danger);
    }

    #[test]
    fn addresses_that_do_not_fit_are_counted_and_one_is_always_taken() {
        let mut told = content(50);
        let Kept::Cut { urls } = cut(&mut told, fits(300)) else {
            panic!("it was cut");
        };
        assert!((2..12).contains(&urls), "{urls}");
        assert_eq!(told.urls, content(50).urls[..urls]);

        let long = format!("http://host-a.test/{}", "p".repeat(2_000));
        let mut told = Content {
            urls: vec![long.clone(), long.clone()],
            ..Content::default()
        };
        assert_eq!(cut(&mut told, fits(300)), Kept::Cut { urls: 1 });
        assert_eq!(told.urls, std::slice::from_ref(&long));
        assert_eq!(cut(&mut told, fits(300)), Kept::Whole);
        assert_eq!(told.urls, [long]);
    }

    #[test]
    fn of_a_lead_the_name_stays_whole() {
        let name = "group-17 ".repeat(30);
        let mut told = Content {
            lead: Some(name.clone()),
            ..content(0)
        };
        assert_eq!(cut(&mut told, fits(100)), Kept::Cut { urls: 0 });
        assert_eq!(told.lead, Some(name));
        assert!(told.narrative.is_none() && told.category.is_none() && told.danger);
    }

    #[test]
    fn of_a_message_alone_the_beginning_stays() {
        let message = "word ".repeat(400);
        let mut told = Content {
            message: Some(message.clone()),
            ..Content::default()
        };
        assert_eq!(cut(&mut told, fits(300)), Kept::Cut { urls: 0 });
        let kept = told.message.unwrap();
        assert!(message.starts_with(&kept) && (250..300).contains(&kept.len()));
    }

    proptest! {
        #[test]
        fn the_addresses_taken_are_the_first_and_there_is_one(
            urls in prop::collection::vec("[a-z]{1,300}", 1..30),
            narrative in proptest::option::of(".{0,300}"),
            most in 0..2_000_usize,
        ) {
            let mut told = Content { urls: urls.clone(), narrative, ..Content::default() };
            let before = told.clone();
            match cut(&mut told, fits(most)) {
                Kept::Whole => prop_assert_eq!(told, before),
                Kept::Cut { urls: taken } => {
                    prop_assert!(taken > 0);
                    prop_assert_eq!(&told.urls, &urls[..taken]);
                }
            }
        }
    }
}
