//! What somebody told staff, held against what a report may be: the letterbox's rules, and the questions that
//! have a list of answers.

use letterbox::{Content, FOUND_ON, Fault, SEEN, SHOWN_AS, Typed};
use pack::Pack;
use page::Message;

/// Characters of how to get to a place.
const REACH: usize = 2_000;

/// The answers beside those that the letterbox checks.
#[derive(Clone, Default)]
pub(crate) struct Answers {
    pub(crate) typed: Typed,
    pub(crate) found_on: String,
    pub(crate) shown_as: Vec<String>,
    pub(crate) seen: String,
    pub(crate) reach: String,
    pub(crate) danger: bool,
    pub(crate) own_picture: bool,
}

/// What may be entered, or everything that is wrong with it.
pub(crate) fn check(answers: Answers, pack: &Pack) -> Result<Content, Vec<Fault>> {
    let checked = letterbox::check(answers.typed, pack);
    let mut faults = checked.as_ref().err().cloned().unwrap_or_default();
    let mut listed = |field, answer: String, known: &[&str]| {
        let answer = Some(answer).filter(|answer| !answer.is_empty());
        if answer.as_deref().is_some_and(|key| !known.contains(&key)) {
            faults.push(Fault::new(field, Message::new("intake-entry-unlisted")));
        }
        answer
    };
    let found_on = listed("found_on", answers.found_on, &FOUND_ON);
    let seen = listed("seen", answers.seen, &SEEN);
    let mut shown_as: Vec<String> = answers
        .shown_as
        .into_iter()
        .filter_map(|kind| listed("shown_as", kind, &SHOWN_AS))
        .collect();
    shown_as.sort_unstable();
    shown_as.dedup();
    let reach = letterbox::text("reach", &answers.reach, REACH, &mut faults);
    match checked {
        Ok(content) if faults.is_empty() => Ok(Content {
            found_on,
            shown_as,
            seen,
            reach,
            danger: answers.danger,
            own_picture: answers.own_picture,
            ..content
        }),
        _ => Err(faults),
    }
}
