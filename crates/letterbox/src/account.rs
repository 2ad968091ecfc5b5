//! What a receipt opens: how far the work is, the conversation with the analyst, and what the reporter may
//! still do: add an address, ask for an answer, withdraw what was told of oneself.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::post;
use kernel::Language;
use page::{FormErrors, Frame, Message, Problem, render};

use crate::check::{self, Fault, Typed, check};
use crate::public::{Fields, Sent, WRONG, form_errors, with_status};
use crate::reply::{signpost_text, step_text};
use crate::state::State;
use crate::{Letterbox, Receipt, Refused, Said, even, receipt_fault};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route(
            "/{language}/receipt",
            post(look).layer(from_fn(even::evenly)).get(ask),
        )
        .route("/{language}/account", post(act))
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    frame: Frame,
    note: Option<String>,
    errors: FormErrors,
    receipt: String,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    note: Option<String>,
    errors: FormErrors,
    steps: Vec<Line>,
    conversation: Vec<Line>,
    state: String,
    /// What was typed and not taken yet.
    message: String,
    urls: String,
    others: Vec<(Language, String)>,
}

#[derive(Template)]
#[template(path = "withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    state: String,
}

/// A step or a message as the page shows it.
struct Line {
    text: String,
    day: String,
    /// The reporter said it.
    yours: bool,
}

/// What the page is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Look again.
    Look,
    /// Send words to the analyst.
    Message,
    /// Add addresses.
    Urls,
    /// Ask to be told what came of it.
    Feedback,
    /// Ask what withdrawing means.
    Withdraw,
    /// Withdraw.
    Withdrawn,
}

impl Act {
    fn named(name: &str) -> Self {
        match name {
            "message" => Self::Message,
            "urls" => Self::Urls,
            "feedback" => Self::Feedback,
            "withdraw" => Self::Withdraw,
            "withdrawn" => Self::Withdrawn,
            _ => Self::Look,
        }
    }

    /// What it says when it is done.
    const fn done(self) -> &'static str {
        match self {
            Self::Look | Self::Withdraw | Self::Message => "letterbox-message-arrived",
            Self::Urls => "letterbox-urls-arrived",
            Self::Feedback => "letterbox-feedback-arrived",
            Self::Withdrawn => "letterbox-withdrawn",
        }
    }
}

async fn ask(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    render(&letterbox.ask_page(language, String::new(), FormErrors::none()))
}

async fn look(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = Fields::read_all(request).await?;
    let typed = fields.text("receipt");
    match Receipt::parse(typed) {
        Ok(receipt) => {
            let state = State::of(receipt, letterbox.db.clock().now());
            letterbox.account(language, &state, None).await
        }
        Err(fault) => {
            let mut errors = FormErrors::none();
            errors.push("receipt", receipt_fault(fault));
            let page = letterbox.ask_page(language, typed.to_owned(), errors);
            Ok(with_status(WRONG, render(&page)?))
        }
    }
}

async fn act(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let (fields, had_files) = match Fields::read(request).await? {
        Sent::Fields(fields) => (fields, false),
        Sent::Files(fields) => (fields, true),
        Sent::TooLong => return Err(Problem::TooLarge),
    };
    let Some(state) = letterbox.state(&fields) else {
        return letterbox.ask_after(language, "letterbox-account-expired");
    };
    let asked = Act::named(fields.text("do"));
    if had_files {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let note = Message::new("letterbox-no-files");
        return letterbox
            .account_again(language, &state, &fields, status, note, &[])
            .await;
    }
    let mut typed = Typed::default();
    match asked {
        Act::Look => {
            let state = State::of(state.receipt, letterbox.db.clock().now());
            return letterbox.account(language, &state, None).await;
        }
        Act::Withdraw => {
            return render(&WithdrawPage {
                frame: letterbox.frame(language, "letterbox-title-ask", None, "receipt"),
                state: letterbox.sealed(&state),
            });
        }
        Act::Message => typed.rest.message = Some(fields.text("message").to_owned()),
        Act::Urls => typed.urls = check::lines(fields.text("urls")),
        Act::Feedback => typed.rest.feedback = Some(true),
        Act::Withdrawn => typed.rest.withdraw = true,
    }
    let has_urls = !typed.urls.is_empty();
    let content = check(typed, &letterbox.pack).and_then(|content| match asked {
        Act::Urls if !has_urls => Err(vec![check::no_url()]),
        Act::Message if content.message.is_none() => {
            let message = Message::new("letterbox-message-missing");
            Err(vec![Fault::new("message", message)])
        }
        _ => Ok(content),
    });
    let mut content = match content {
        Ok(content) => content,
        Err(faults) => {
            let note = Message::new("letterbox-answer-not-sent");
            return letterbox
                .account_again(language, &state, &fields, WRONG, note, &faults)
                .await;
        }
    };
    // Two equal messages from two pages are two; one that is sent twice from one page is one.
    content.page = Some(state.drawn_at);
    let urls = content.urls.len();
    let signals = letterbox.signals(&state, &fields);
    match letterbox
        .take(&state.receipt, language, signals, content)
        .await
    {
        Ok(kept) => {
            let state = State::of(state.receipt, letterbox.db.clock().now());
            let done = Message::new(asked.done());
            let note = kept.note(urls).unwrap_or(done);
            letterbox.account(language, &state, Some(note)).await
        }
        Err(Refused::TooLong) => {
            let note = Message::new("letterbox-too-long");
            letterbox
                .account_again(language, &state, &fields, WRONG, note, &[])
                .await
        }
        Err(Refused::NotTaken(_)) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let note = Message::new("letterbox-answer-not-taken");
            letterbox
                .account_again(language, &state, &fields, status, note, &[])
                .await
        }
    }
}

impl Letterbox {
    /// The page that asks for the receipt, and says why it is shown.
    pub(crate) fn ask_after(&self, language: Language, why: &str) -> Result<Response, Problem> {
        let page = AskPage {
            note: Some(self.catalogue.words(language).text(why)),
            ..self.ask_page(language, String::new(), FormErrors::none())
        };
        Ok(with_status(WRONG, render(&page)?))
    }

    fn ask_page(&self, language: Language, receipt: String, errors: FormErrors) -> AskPage {
        AskPage {
            frame: self.frame(language, "letterbox-title-ask", Some("receipt"), "receipt"),
            note: None,
            errors,
            receipt,
        }
    }

    async fn account(
        &self,
        language: Language,
        state: &State,
        note: Option<Message>,
    ) -> Result<Response, Problem> {
        let page = self.account_page(language, state, note.as_ref()).await;
        render(&page.map_err(|error| Problem::unavailable(&error))?)
    }

    /// The page with what was typed, and why it was not taken. Should the replies not be readable now, what was
    /// typed is shown all the same.
    async fn account_again(
        &self,
        language: Language,
        state: &State,
        fields: &Fields,
        status: StatusCode,
        note: Message,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let page = match self.account_page(language, state, Some(&note)).await {
            Ok(page) => page,
            Err(_) => self.bare_account(language, state, Some(&note)),
        };
        let page = AccountPage {
            errors: form_errors(faults, &self.catalogue.words(language)),
            message: fields.text("message").to_owned(),
            urls: fields.text("urls").to_owned(),
            ..page
        };
        Ok(with_status(status, render(&page)?))
    }

    async fn account_page(
        &self,
        language: Language,
        state: &State,
        note: Option<&Message>,
    ) -> Result<AccountPage, crate::Error> {
        let words = self.catalogue.words(language);
        let mut page = self.bare_account(language, state, note);
        for reply in self.replies(&state.receipt).await? {
            let line = |text: String, yours| Line {
                text,
                day: words.date(reply.at(), &self.zone),
                yours,
            };
            match reply.said() {
                Said::Step(step) => {
                    let text = step_text(step, &words);
                    page.steps.extend(text.map(|text| line(text, false)));
                }
                Said::Signpost(signpost) => {
                    let text = signpost_text(signpost, &self.pack, &words);
                    page.steps.extend(text.map(|text| line(text, false)));
                }
                Said::Message(text) => page.conversation.push(line(text.clone(), false)),
                Said::Yours(text) => page.conversation.push(line(text.clone(), true)),
            }
        }
        Ok(page)
    }

    fn bare_account(
        &self,
        language: Language,
        state: &State,
        note: Option<&Message>,
    ) -> AccountPage {
        let words = self.catalogue.words(language);
        AccountPage {
            frame: self.frame(language, "letterbox-title-ask", None, "receipt"),
            note: note.map(|note| words.say(note)),
            errors: FormErrors::none(),
            steps: Vec::new(),
            conversation: Vec::new(),
            state: self.sealed(state),
            message: String::new(),
            urls: String::new(),
            others: self.others(language),
        }
    }
}
