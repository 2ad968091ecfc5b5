//! What the public's pages share: the frame, the languages, the help lines, and reading what a form sent.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Language;
use pack::Pack;
pub(crate) use page::HelpLine;
use page::{Aside, Choice, FormErrors, Frame, Message, NavigationLink, Problem, Words};

use crate::body::Beginning;
use crate::check::Fault;
use crate::multipart::Texts;
use crate::state::State;
use crate::{Letterbox, account, body, form, lead, more, provider};

/// Wrong lines that are named one by one.
const NAMED_LINES: usize = 10;
/// What no browser sends of itself and no person sees: whoever fills it in is a program.
const TRAP: &str = "subject";
const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    form::routes()
        .merge(lead::routes())
        .merge(more::routes())
        .merge(account::routes())
        .merge(provider::routes())
}

/// What a form sent.
pub(crate) enum Sent {
    /// Its fields, in their order.
    Fields(Fields),
    /// It came with files, which are never taken: the texts beside them.
    Files(Fields),
    /// It was too long to be read: the fields that came whole before it was.
    TooLong(Fields),
}

/// The fields of a form, by their names.
#[derive(Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads what was sent. Fields of no form of ours are passed over by whoever asks for theirs.
    pub(crate) async fn read(request: Request) -> Result<Sent, Problem> {
        if let Some(texts) = Texts::of(request.headers()) {
            let texts = body::texts(request.into_body(), texts).await;
            return Ok(Sent::Files(Self(texts)));
        }
        Ok(match body::beginning(request, FORM).await? {
            Beginning::Whole(body) => Sent::Fields(Self::parse(&body)),
            Beginning::Cut(body) => {
                let mut fields = Self::parse(&body);
                fields.0.pop();
                Sent::TooLong(fields)
            }
        })
    }

    fn parse(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// The fields of a page that adds to a report; and where files came with it, or it was too long, the status
    /// and what to say of it.
    pub(crate) async fn with_refusal(
        request: Request,
    ) -> Result<(Self, Option<(StatusCode, &'static str)>), Problem> {
        Ok(match Self::read(request).await? {
            Sent::Fields(fields) => (fields, None),
            Sent::Files(fields) => {
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                (fields, Some((status, "letterbox-answer-no-files")))
            }
            Sent::TooLong(fields) => {
                let status = StatusCode::PAYLOAD_TOO_LARGE;
                (fields, Some((status, "letterbox-answer-unread")))
            }
        })
    }

    /// The fields of a form that has no text to lose.
    pub(crate) async fn read_all(request: Request) -> Result<Self, Problem> {
        match Self::read(request).await? {
            Sent::Fields(fields) => Ok(fields),
            Sent::Files(_) => Err(Problem::UnsupportedMedia),
            Sent::TooLong(_) => Err(Problem::TooLarge),
        }
    }

    /// The last value of a field, or an empty text.
    pub(crate) fn text(&self, name: &str) -> &str {
        let mut fields = self.0.iter().rev();
        fields
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// The value of a field, where it is not empty.
    pub(crate) fn optional(&self, name: &str) -> Option<String> {
        let text = self.text(name);
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    /// Every value of a field.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let fields = self.0.iter().filter(|(field, _)| field == name);
        fields.map(|(_, value)| value.clone()).collect()
    }

    /// Whether the field was sent at all.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Whether a program filled in what no person sees.
    pub(crate) fn trapped(&self) -> bool {
        self.optional(TRAP).is_some()
    }
}

impl Letterbox {
    /// The language of a path, if the pack offers it.
    pub(crate) fn offered(&self, language: &str) -> Result<Language, Problem> {
        let language = language.parse().map_err(|_| Problem::NotFound)?;
        let offered = self.pack.languages.contains(&language);
        offered.then_some(language).ok_or(Problem::NotFound)
    }

    /// A frame with the part `current` open. A page that may be asked for again names its path: its language
    /// links lead there. One that answers a form names none, and offers the languages within its form.
    pub(crate) fn frame(
        &self,
        language: Language,
        title: &str,
        path: Option<&str>,
        current: &str,
    ) -> Frame {
        let words = self.catalogue.words(language);
        let title = words.text(title);
        let part = |to: &str, name: String| NavigationLink {
            href: format!("/{language}/{to}"),
            name,
            current: current == to,
        };
        let navigation = vec![
            part("", words.text("letterbox-part-report")),
            part("receipt", words.text("letterbox-part-ask")),
        ];
        let mut frame = Frame::new(words, title);
        if let Some(path) = path {
            frame.offer(&self.catalogue, &self.pack.languages, |language| {
                format!("/{language}/{path}")
            });
        }
        let name = self.pack.name.in_language(language);
        name.clone_into(&mut frame.service);
        frame.home = format!("/{language}/");
        frame.navigation = navigation;
        frame.demonstration = self.demonstration;
        frame.quick_exit = Some(self.pack.quick_exit.clone());
        frame
    }

    /// The other languages, for a form to go on in: code and name in itself.
    pub(crate) fn others(&self, language: Language) -> Vec<(Language, String)> {
        let others = self.pack.languages.iter().filter(|one| **one != language);
        others
            .map(|one| (*one, self.catalogue.words(*one).text("language-name")))
            .collect()
    }

    /// The numbers to call in the pack's order; where a child reports, those that are there for children first.
    pub(crate) fn help(&self, language: Language, to_child: bool) -> Vec<HelpLine> {
        help(&self.pack, language, to_child)
    }

    /// What the pack says in its own words.
    pub(crate) fn said(&self, key: &str, language: Language) -> String {
        self.pack.text(key, language).to_owned()
    }

    /// The pack's categories, after the answer that says nothing.
    pub(crate) fn categories(&self, language: Language) -> Vec<Choice> {
        let words = self.catalogue.words(language);
        let categories = self.pack.categories.iter();
        let known = categories
            .map(|category| Choice::new(&category.key, category.label.in_language(language)));
        std::iter::once(Choice::new("", words.text("letterbox-unsaid")))
            .chain(known)
            .collect()
    }

    /// The state in a form, if it still holds.
    pub(crate) fn state(&self, fields: &Fields) -> Option<State> {
        self.drawn(fields.text("state"))
    }

    /// The state in a sealed text, if it still holds.
    pub(crate) fn drawn(&self, sealed: &str) -> Option<State> {
        State::open(sealed, self.db.clock().now(), &self.keys).ok()
    }

    pub(crate) fn sealed(&self, state: &State) -> String {
        let now = self.db.clock().now();
        state.seal(now, &self.keys, &*self.entropy)
    }
}

fn help(pack: &Pack, language: Language, to_child: bool) -> Vec<HelpLine> {
    let mut lines: Vec<_> = pack.help.iter().collect();
    lines.sort_by_key(|line| !(to_child && line.child));
    let help = lines.into_iter().map(|line| HelpLine {
        name: line.name.in_language(language).to_owned(),
        note: line.note.in_language(language).to_owned(),
        dialled: line
            .number
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect(),
        number: line.number.clone(),
    });
    help.collect()
}

/// What stands beside a problem on the public's pages: the name of the service, the way to leave, and the numbers to call.
pub fn aside(pack: &Pack) -> Aside {
    let languages = pack.languages.iter();
    let named = languages.clone();
    Aside {
        service: named
            .map(|language| {
                let name = pack.name.in_language(*language);
                (*language, name.to_owned())
            })
            .collect(),
        quick_exit: pack.quick_exit.clone(),
        help: languages
            .map(|language| (*language, help(pack, *language, false)))
            .collect(),
    }
}

/// A page that is no success.
pub(crate) fn with_status(status: StatusCode, page: Response) -> Response {
    (status, page).into_response()
}

/// The faults as a form shows them: of several lines each by its number, the first of them.
pub fn form_errors(faults: &[Fault], words: &Words) -> FormErrors {
    let mut errors = FormErrors::none();
    let mut named = 0;
    for fault in faults {
        let Some(line) = fault.line else {
            errors.push(fault.field, fault.message.clone());
            continue;
        };
        named += 1;
        if named <= NAMED_LINES {
            let message = Message::new("letterbox-line")
                .with("line", line)
                .with("reason", words.say(&fault.message));
            errors.push(fault.field, message);
        }
    }
    if named > NAMED_LINES {
        let message = Message::new("letterbox-lines-more").with("count", named - NAMED_LINES);
        errors.push("urls", message);
    }
    errors
}
