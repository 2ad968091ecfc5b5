//! After the address: one question a page. Each answer is a submission of its own under the same receipt, so
//! that leaving at any point loses nothing; what was answered travels sealed in the form.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use kernel::Language;
use page::{Choice, FormErrors, Frame, Message, Problem, Words, render};

use crate::account::Drafts;
use crate::check::{self, Fault, Typed, check};
use crate::cut::Kept;
use crate::form::to_form;
use crate::proof::Challenge;
use crate::public::{Fields, HelpLine, WRONG, form_errors, with_status};
use crate::state::State;
use crate::{Content, FOUND_ON, Letterbox, Refused, SEEN, SHOWN_AS};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new().route("/{language}/more", post(more).get(to_form))
}

/// A question after the address. Nothing of it has to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// Whether a child is in danger now.
    Danger,
    /// What it is about.
    Category,
    /// Where it was found, and what is shown there.
    Where,
    /// When it was seen, and how to get there.
    When,
    /// Anything else.
    Words,
    /// How to reach the reporter, and whether an answer is wished.
    Contact,
}

impl Question {
    const ALL: [Self; 6] = [
        Self::Danger,
        Self::Category,
        Self::Where,
        Self::When,
        Self::Words,
        Self::Contact,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::Category => "category",
            Self::Where => "where",
            Self::When => "when",
            Self::Words => "words",
            Self::Contact => "contact",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|question| question.name() == name)
    }

    /// From 1.
    fn number(self) -> usize {
        let place = Self::ALL.iter().position(|question| *question == self);
        place.map_or(1, |place| place.saturating_add(1))
    }

    fn after(self) -> Option<Self> {
        Self::ALL.get(self.number()).copied()
    }

    fn before(self) -> Option<Self> {
        Self::ALL.get(self.number().checked_sub(2)?).copied()
    }

    /// The answers on its page that may be taken back.
    const fn answers(self) -> &'static [&'static str] {
        match self {
            Self::Danger => &["no_danger"],
            Self::Category => &["category"],
            Self::Where => &["found_on", "shown_as"],
            Self::When => &["seen", "reach"],
            Self::Words => &["narrative"],
            Self::Contact => &["contact", "feedback"],
        }
    }

    /// The answers given before that are others now, or none: the desk destroys them. Of one that was cut the
    /// whole takes the place.
    fn replaced(self, state: &State, noted: &Content) -> Vec<String> {
        let (told, none) = (&state.told, Content::default());
        let was_cut = state.is_cut(self.name());
        let replaced = self.answers().iter().filter(|answer| {
            told.differs(&none, answer) && (was_cut || told.differs(noted, answer))
        });
        replaced.map(|answer| (*answer).to_owned()).collect()
    }

    /// What of a form answers this question, and nothing else.
    fn answered(self, fields: &Fields) -> Content {
        let mut told = Content::default();
        match self {
            Self::Danger => {
                told.danger = fields.text("danger") == "yes";
                told.no_danger = fields.text("danger") == "no";
            }
            Self::Category => told.category = fields.optional("category"),
            Self::Where => {
                told.found_on = fields.optional("found_on");
                told.shown_as = fields.all("shown_as");
            }
            Self::When => {
                told.seen = fields.optional("seen");
                told.reach = fields.optional("reach");
            }
            Self::Words => told.narrative = fields.optional("narrative"),
            Self::Contact => {
                told.contact = fields.optional("contact");
                told.feedback = (!fields.text("feedback").is_empty()).then_some(true);
            }
        }
        told
    }

    /// Notes what was answered, so that the page shows it when it is opened again.
    fn note(self, told: &mut Content, answered: &Content) {
        let answered = answered.clone();
        match self {
            // Whoever slips, or is made to say no, does not make it less urgent.
            Self::Danger => {
                told.danger |= answered.danger;
                told.no_danger = answered.no_danger;
            }
            Self::Category => told.category = answered.category,
            Self::Where => {
                told.found_on = answered.found_on;
                told.shown_as = answered.shown_as;
            }
            Self::When => {
                told.seen = answered.seen;
                told.reach = answered.reach;
            }
            Self::Words => told.narrative = answered.narrative,
            Self::Contact => {
                told.contact = answered.contact;
                told.feedback = answered.feedback;
            }
        }
    }
}

#[derive(Template)]
#[template(path = "more.html")]
struct MorePage {
    frame: Frame,
    errors: FormErrors,
    note: Option<String>,
    question: Question,
    progress: String,
    /// The numbers to call, once a child is said to be in danger.
    help: Vec<HelpLine>,
    state: String,
    challenge: Option<Challenge>,
    told: Content,
    danger: Vec<Choice>,
    categories: Vec<Choice>,
    found_on: Vec<Choice>,
    shown_as: Vec<Choice>,
    seen: Vec<Choice>,
    others: Vec<(Language, String)>,
}

impl MorePage {
    const fn danger_told(&self) -> &'static str {
        match (self.told.no_danger, self.told.danger) {
            (true, _) => "no",
            (false, true) => "yes",
            (false, false) => "",
        }
    }
}

async fn more(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let (fields, refused) = Fields::with_refusal(request).await?;
    let Some(mut state) = letterbox.state(&fields) else {
        let drafts = Drafts::instead(&fields);
        return letterbox.ask_after(language, "letterbox-more-expired", drafts);
    };
    letterbox.prove(&mut state, fields.text("proof"));
    let Some(question) = Question::named(fields.text("question")) else {
        return letterbox.ask_question(language, &state, Question::Danger);
    };
    let answered = question.answered(&fields);
    if let Some((status, note)) = refused {
        let note = Some(Message::new(note));
        return letterbox.question(language, &state, question, answered, status, note, &[]);
    }
    let wrong = |state: &State, told: Content, faults: &[Fault]| {
        let note = Some(Message::new("letterbox-answer-not-sent"));
        letterbox.question(language, state, question, told, WRONG, note, faults)
    };
    let typed = Typed {
        urls: Vec::new(),
        rest: answered.clone(),
    };
    let mut content = match check(typed, &letterbox.pack) {
        Ok(content) => content,
        Err(faults) => return wrong(&state, answered, &faults),
    };
    let mut noted = state.told.clone();
    question.note(&mut noted, &content);
    let stays_urgent = question == Question::Danger && noted.danger && !content.danger;
    content.cleared = question.replaced(&state, &noted);
    // What says nothing, or nothing new, is no submission. What was cut is tried again.
    let (is_new, was_cut) = (noted != state.told, state.is_cut(question.name()));
    if content != Content::default() && (is_new || was_cut) {
        content.page = Some(state.made_at);
        let signals = letterbox.signals(&state, &fields);
        let taken = letterbox.take(&state.receipt, language, signals, content);
        match taken.await {
            Ok(Kept::Whole) => state.note_cut(question.name(), false),
            Ok(kept) => {
                state.note_cut(question.name(), true);
                // Whoever was told so of the same words may go on.
                if is_new {
                    state.told = noted;
                    let (status, note) = (StatusCode::OK, kept.note(0));
                    return letterbox.question(
                        language,
                        &state,
                        question,
                        answered,
                        status,
                        note,
                        &[],
                    );
                }
            }
            Err(Refused::TooLong) => return wrong(&state, answered, &[check::too_long()]),
            Err(Refused::NotTaken(_)) => {
                let status = StatusCode::SERVICE_UNAVAILABLE;
                let note = Some(Message::new("letterbox-answer-not-taken"));
                return letterbox.question(language, &state, question, answered, status, note, &[]);
            }
        }
    }
    state.told = noted;
    let next = match fields.text("go") {
        "stay" => Some(question),
        "back" => question.before(),
        "done" => None,
        _ => question.after(),
    };
    let urgent = stays_urgent.then(|| Message::new("letterbox-danger-stays"));
    if let Some(next) = next {
        let (told, status) = (state.told.clone(), StatusCode::OK);
        return letterbox.question(language, &state, next, told, status, urgent, &[]);
    }
    let notes: Vec<_> = urgent.into_iter().chain(state.cut_note()).collect();
    letterbox.taken(language, &state, false, &notes)
}

impl Letterbox {
    fn ask_question(
        &self,
        language: Language,
        state: &State,
        question: Question,
    ) -> Result<Response, Problem> {
        let told = state.told.clone();
        self.question(language, state, question, told, StatusCode::OK, None, &[])
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all that one page says, given once by each of its callers"
    )]
    fn question(
        &self,
        language: Language,
        state: &State,
        question: Question,
        told: Content,
        status: StatusCode,
        note: Option<Message>,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let progress = words.with(
            "letterbox-progress",
            &[
                ("number", number(question.number())),
                ("of", number(Question::ALL.len())),
            ],
        );
        let frame = self.frame(language, "letterbox-title-more", None, "");
        let errors = form_errors(faults, &words);
        let page = MorePage {
            frame: frame.with_errors(&errors),
            errors,
            note: note.map(|note| words.say(&note)),
            question,
            progress,
            help: if state.told.danger {
                self.help(language, state.told.own_picture)
            } else {
                Vec::new()
            },
            state: self.sealed(state),
            challenge: self.challenge(state),
            told,
            danger: danger_choices(&words),
            categories: self.categories(language),
            found_on: choices(&words, &FOUND_ON, found_on),
            shown_as: choices(&words, &SHOWN_AS, shown_as).split_off(1),
            seen: seen_choices(&words),
            others: self.others(language),
        };
        Ok(with_status(status, render(&page)?))
    }
}

fn number(number: usize) -> page::Value {
    page::Value::from(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Whether a child is in danger now.
pub(crate) fn danger_choices(words: &Words) -> Vec<Choice> {
    vec![
        Choice::new("", words.text("letterbox-unsaid")),
        Choice::new("yes", words.text("letterbox-danger-yes")),
        Choice::new("no", words.text("letterbox-danger-no")),
    ]
}

/// When it was seen.
pub(crate) fn seen_choices(words: &Words) -> Vec<Choice> {
    choices(words, &SEEN, seen)
}

/// The answers of a list, after the one that says nothing.
fn choices(words: &Words, keys: &[&str], name: fn(&str) -> &'static str) -> Vec<Choice> {
    let known = keys
        .iter()
        .map(|key| Choice::new(*key, words.text(name(key))));
    std::iter::once(Choice::new("", words.text("letterbox-unsaid")))
        .chain(known)
        .collect()
}

fn found_on(key: &str) -> &'static str {
    match key {
        "website" => "letterbox-found-website",
        "social_network" => "letterbox-found-social-network",
        "messaging" => "letterbox-found-messaging",
        "forum" => "letterbox-found-forum",
        "game" => "letterbox-found-game",
        "file_sharing" => "letterbox-found-file-sharing",
        "onion" => "letterbox-found-onion",
        _ => "letterbox-found-other",
    }
}

fn shown_as(key: &str) -> &'static str {
    match key {
        "image" => "letterbox-shown-image",
        "video" => "letterbox-shown-video",
        "live_stream" => "letterbox-shown-live-stream",
        _ => "letterbox-shown-text",
    }
}

fn seen(key: &str) -> &'static str {
    match key {
        "today" => "letterbox-seen-today",
        "this_week" => "letterbox-seen-this-week",
        "this_month" => "letterbox-seen-this-month",
        _ => "letterbox-seen-earlier",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_follow_one_another_and_back() {
        let mut question = Question::ALL[0];
        assert_eq!(question.before(), None);
        for number in 1..=Question::ALL.len() {
            assert_eq!(question.number(), number);
            assert_eq!(Question::named(question.name()), Some(question));
            let Some(next) = question.after() else { break };
            assert_eq!(next.before(), Some(question));
            question = next;
        }
        assert_eq!(question, Question::Contact);
        assert_eq!(question.after(), None);
    }

    #[test]
    fn every_answer_that_may_be_taken_back_is_of_one_question() {
        let mut of_questions: Vec<_> = Question::ALL.iter().flat_map(|one| one.answers()).collect();
        let mut answers: Vec<_> = crate::ANSWERS.iter().collect();
        of_questions.sort_unstable();
        answers.sort_unstable();
        assert_eq!(of_questions, answers);
    }
}
