//! The provider's page: where whoever a letter went to sees the list of its places and answers, place by place.
//!
//! The letterbox knows no letter, no list and no provider. The link in a letter opens one page, whatever stands in the
//! link, and asking for that page records nothing: programs that open every link of a mail learn nothing and cause
//! nothing. What somebody wants is sealed to the desk, as a report is: a code, which the desk mails to whom the letter
//! went to; the list, with that code; words about it. Programs come with a key in the place of link and code. The list comes sealed to a receipt that was drawn for the visit
//! and lies nowhere but in the visitor's page. What is not to be had gets no answer at all, whyever, so that every
//! failure takes the same time.

mod list;
mod program;
mod spoken;
mod words;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Extract};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use kernel::Language;
use page::{Choice, FormErrors, Frame, Message, Problem, render};
use tokio::time::{Instant, sleep};

pub use list::{List, ListedPlace, MOST_PIECES};
pub use program::WordsJson;
pub use spoken::{Act, PlaceWord, Sent, Spoken, WORDS};

use crate::public::{Fields, WRONG, with_status};
use crate::state::State;
use crate::store::replies;
use crate::writer::PATIENCE_OF_LONG;
use crate::{Letterbox, Receipt, ReceiptKeys, Refused, even};
use words::{Row, read};

/// How long a visitor's request waits for the list: the desk looks into the letterbox twice a second.
const PATIENCE: Duration = Duration::from_secs(5);
/// Between two looks for it.
const PAUSE: Duration = Duration::from_millis(400);
/// Requests that wait for a list at a time. Whoever comes then looks again by hand.
pub(crate) const WAITING: usize = 32;
/// The longest code that is sent on, in characters.
const CODE: usize = 40;

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route(
            "/{language}/answer/{link}",
            post(act).layer(from_fn(even::evenly)).get(fixed),
        )
        .merge(program::routes())
}

#[derive(Template)]
#[template(path = "link.html")]
struct LinkPage {
    frame: Frame,
    note: Option<String>,
    is_refused: bool,
    errors: FormErrors,
    /// Of a visit that began.
    state: Option<String>,
    /// The list was asked for and may still come.
    is_awaited: bool,
    others: Vec<(Language, String)>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    note: Option<String>,
    is_refused: bool,
    errors: FormErrors,
    state: String,
    reference: String,
    until: String,
    /// What is said of all of it.
    all: Row,
    rows: Vec<Row>,
    choices: Vec<Choice>,
    /// The addresses stand as they are, and not so that nothing makes a link of them.
    exact: bool,
    others: Vec<(Language, String)>,
}

/// One page for every link. Nothing is looked up and nothing kept.
async fn fixed(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path((language, _)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    render(&letterbox.link_page(language, None))
}

async fn act(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path((language, link)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let fields = Fields::read_all(request).await?;
    // A page in another language than its link has been asked for by a button.
    let language = fields.optional("in").unwrap_or(language);
    let language = fields.optional("to").unwrap_or(language);
    let language = letterbox.offered(&language)?;
    let now = letterbox.db.clock().now();
    let state = letterbox.state(&fields);
    let visit = Visit {
        letterbox: &letterbox,
        language,
        link: Receipt::parse(&link).ok(),
        is_new: state.is_none(),
        state: state.unwrap_or_else(|| State::draw(now, &*letterbox.entropy)),
    };
    if fields.optional("to").is_some() {
        return visit.again(&fields).await;
    }
    match fields.text("do") {
        "code" => visit.code().await,
        "open" => visit.open(&fields).await,
        "csv" => visit.table().await,
        "words" => visit.say(&fields).await,
        _ => visit.again(&fields).await,
    }
}

/// One request of somebody who came by a link.
struct Visit<'a> {
    letterbox: &'a Letterbox,
    language: Language,
    /// Nothing where what stands in the link can be none: then nothing is sent, and the answer is the same.
    link: Option<Receipt>,
    is_new: bool,
    state: State,
}

impl Visit<'_> {
    /// Asks for a code.
    async fn code(self) -> Result<Response, Problem> {
        if let Some(link) = &self.link {
            let act = Act::Code {
                link: link.text(),
                page: self.state.made_at,
            };
            if self.send(act).await.is_err() {
                return self.not_taken();
            }
        }
        let page = LinkPage {
            note: Some(self.words("letterbox-link-code-asked")),
            ..self.letterbox.link_page(self.language, Some(&self.state))
        };
        render(&page)
    }

    /// Asks for the list, and waits for it.
    async fn open(self, fields: &Fields) -> Result<Response, Problem> {
        let code: String = fields.text("code").trim().chars().take(CODE).collect();
        if code.is_empty() {
            let mut errors = FormErrors::none();
            errors.push("code", Message::new("letterbox-link-code-missing"));
            let known = (!self.is_new).then_some(&self.state);
            let page = self.letterbox.link_page(self.language, known);
            let page = LinkPage {
                frame: page.frame.with_errors(&errors),
                errors,
                ..page
            };
            return Ok(with_status(WRONG, render(&page)?));
        }
        // It is there already where the button was pressed twice.
        if let Some(list) = self.list().await? {
            return self.show(&list, fields, None, FormErrors::none());
        }
        if let Some(link) = &self.link {
            let act = Act::Open {
                link: link.text(),
                code,
            };
            if self.send(act).await.is_err() {
                return self.not_taken();
            }
        }
        match self.awaited().await? {
            Some(list) => self.show(&list, fields, None, FormErrors::none()),
            None => self.not_there(),
        }
    }

    /// The page once more: the list where it is there, with what was typed.
    async fn again(self, fields: &Fields) -> Result<Response, Problem> {
        if self.is_new {
            return render(&self.letterbox.link_page(self.language, None));
        }
        match self.list().await? {
            Some(list) => self.show(&list, fields, None, FormErrors::none()),
            // Asked for by a button of the page that waits for it.
            None if fields.text("do") == "look" => self.not_there(),
            None => render(&self.letterbox.link_page(self.language, Some(&self.state))),
        }
    }

    /// The list as a table.
    async fn table(self) -> Result<Response, Problem> {
        let Some(list) = self.list().await? else {
            return self.over();
        };
        let name: String = list
            .reference
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let name = format!("attachment; filename=\"{name}.csv\"");
        let name = HeaderValue::from_str(&name).map_err(|_| Problem::NotFound)?;
        let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
        let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)];
        Ok((headers, list.table.clone()).into_response())
    }

    /// Takes what is said about places of the list.
    async fn say(mut self, fields: &Fields) -> Result<Response, Problem> {
        let Some(list) = self.list().await? else {
            return self.over();
        };
        let now = self.letterbox.db.clock().now();
        let words = match read(&list, fields, &self.letterbox.pack, now) {
            Ok(words) => words,
            Err(errors) => {
                let note = self.words("letterbox-list-not-sent");
                let page = self.show(&list, fields, Some((note, true)), errors)?;
                return Ok(with_status(WRONG, page));
            }
        };
        let act = Act::Words {
            words,
            once: self.state.made_at.micros().to_string(),
        };
        match self.send(act).await {
            Ok(()) => {
                self.state = self.state.renewed(now);
                let note = self.words("letterbox-list-arrived");
                let none = Fields::default();
                self.show(&list, &none, Some((note, false)), FormErrors::none())
            }
            Err(Refused::TooLong) => {
                let note = self.words("letterbox-list-too-long");
                let page = self.show(&list, fields, Some((note, true)), FormErrors::none())?;
                Ok(with_status(WRONG, page))
            }
            Err(Refused::NotTaken(_)) => {
                let note = self.words("letterbox-list-not-taken");
                let page = self.show(&list, fields, Some((note, true)), FormErrors::none())?;
                Ok(with_status(StatusCode::SERVICE_UNAVAILABLE, page))
            }
        }
    }

    async fn send(&self, act: Act) -> Result<(), Refused> {
        self.letterbox.speak(&self.state.receipt, act).await
    }

    async fn list(&self) -> Result<Option<List>, Problem> {
        self.letterbox.list(&self.state.receipt).await
    }

    /// The same, a few seconds long.
    async fn awaited(&self) -> Result<Option<List>, Problem> {
        let Ok(_turn) = self.letterbox.waiting.try_acquire() else {
            return self.list().await;
        };
        let end = Instant::now() + PATIENCE;
        loop {
            let list = self.list().await?;
            if list.is_some() || Instant::now() >= end {
                return Ok(list);
            }
            sleep(PAUSE).await;
        }
    }

    fn show(
        &self,
        list: &List,
        fields: &Fields,
        note: Option<(String, bool)>,
        errors: FormErrors,
    ) -> Result<Response, Problem> {
        let letterbox = self.letterbox;
        let words = letterbox.catalogue.words(self.language);
        let exact = match fields.text("do") {
            "show" => true,
            "hide" => false,
            _ => fields.text("exact") == "yes",
        };
        let (note, is_refused) =
            note.map_or((None, false), |(note, is_refused)| (Some(note), is_refused));
        let rows = list.places.iter().zip(1_usize..);
        let rows = rows.map(|(place, number)| Row::of(place, number, exact, &words, fields));
        let choices = std::iter::once(Choice::new("", words.text("letterbox-list-unsaid")))
            .chain(WORDS.map(|key| Choice::new(key, words.text(words::key(key)))));
        let frame = self.letterbox.provider_frame(self.language);
        render(&ListPage {
            frame: frame.with_errors(&errors),
            note,
            is_refused,
            errors,
            state: letterbox.sealed(&self.state),
            reference: list.reference.clone(),
            until: words.date_time(list.until, &letterbox.zone),
            all: Row::all(fields),
            rows: rows.collect(),
            choices: choices.collect(),
            exact,
            others: letterbox.others(self.language),
        })
    }

    /// No list has come: whyever, it is said in the same words.
    fn not_there(&self) -> Result<Response, Problem> {
        render(&LinkPage {
            note: Some(self.words("letterbox-link-not-there")),
            is_awaited: true,
            ..self.letterbox.link_page(self.language, Some(&self.state))
        })
    }

    /// The time of the visit is over.
    fn over(&self) -> Result<Response, Problem> {
        let page = LinkPage {
            note: Some(self.words("letterbox-list-over")),
            is_refused: true,
            ..self.letterbox.link_page(self.language, None)
        };
        Ok(with_status(WRONG, render(&page)?))
    }

    fn not_taken(&self) -> Result<Response, Problem> {
        let known = (!self.is_new).then_some(&self.state);
        let page = LinkPage {
            note: Some(self.words("letterbox-link-not-taken")),
            is_refused: true,
            ..self.letterbox.link_page(self.language, known)
        };
        Ok(with_status(StatusCode::SERVICE_UNAVAILABLE, render(&page)?))
    }

    fn words(&self, key: &str) -> String {
        self.letterbox.catalogue.words(self.language).text(key)
    }
}

impl Letterbox {
    fn link_page(&self, language: Language, state: Option<&State>) -> LinkPage {
        LinkPage {
            frame: self.provider_frame(language),
            note: None,
            is_refused: false,
            errors: FormErrors::none(),
            state: state.map(|state| self.sealed(state)),
            is_awaited: false,
            others: self.others(language),
        }
    }

    /// A frame without the parts of the reporters' pages.
    fn provider_frame(&self, language: Language) -> Frame {
        let mut frame = self.frame(language, "letterbox-title-link", None, "");
        frame.navigation.clear();
        frame.quick_exit = None;
        frame
    }

    /// Seals to the desk what somebody wants in a visit, and makes it durable.
    async fn speak(&self, receipt: &Receipt, act: Act) -> Result<(), Refused> {
        let keys = receipt.keys(self.keys.receipt_secret());
        let spoken = Spoken::new(&keys, self.db.clock().now(), act);
        let sealed = spoken
            .seal(self.keys.desk(), &*self.entropy)
            .map_err(|_| Refused::TooLong)?;
        let taken = self
            .writer
            .take(sealed, false, Instant::now(), PATIENCE_OF_LONG)
            .await;
        taken.map_err(Refused::NotTaken)
    }

    /// The list of a visit, where the desk has put it and its time is not over.
    async fn list(&self, receipt: &Receipt) -> Result<Option<List>, Problem> {
        let keys = receipt.keys(self.keys.receipt_secret());
        let sealed = self.put_under(&keys).await;
        let sealed = sealed.map_err(|error| Problem::unavailable(&error))?;
        let (private, _) = keys.reply();
        let now = self.db.clock().now();
        Ok(List::open(&private, &sealed).filter(|list| now < list.until))
    }

    /// What the desk has put under the keys of a visit.
    async fn put_under(&self, keys: &ReceiptKeys) -> Result<Vec<Vec<u8>>, crate::Error> {
        // Never closed, so there is always a turn.
        let _turn = self.lookups.acquire().await;
        let mut tx = self.db.read().await?;
        replies(&mut tx, &identity::Actor::reporter(), &keys.lookup_id()).await
    }
}
