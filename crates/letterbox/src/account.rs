//! What a receipt opens: how far the work is, the conversation with the analyst, and what the reporter may
//! still do: add an address, ask for an answer, withdraw what was told of oneself.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::middleware::from_fn;
use axum::response::{Redirect, Response};
use axum::routing::post;
use kernel::Language;
use page::{FormErrors, Frame, Message, Problem, render};

use crate::check::{self, Fault, Typed, check};
use crate::cut::Kept;
use crate::proof::Challenge;
use crate::public::{Fields, HelpLine, WRONG, form_errors, with_status};
use crate::reply::{signpost_text, step_text};
use crate::state::State;
use crate::{Letterbox, Receipt, Refused, Said, even, receipt_fault};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route(
            "/{language}/receipt",
            post(look).layer(from_fn(even::evenly)).get(ask),
        )
        .route(
            "/{language}/account",
            post(act).layer(from_fn(even::evenly)).get(to_ask),
        )
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    frame: Frame,
    note: Option<String>,
    errors: FormErrors,
    receipt: String,
    /// What was typed on the page that was open for too long.
    drafts: Drafts,
    /// The languages it can be read in next without losing that.
    others: Vec<(Language, String)>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: Frame,
    note: Option<String>,
    /// The note says that what was asked for was not done.
    is_refused: bool,
    /// A message has just arrived, which the desk has not answered with yet.
    has_written: bool,
    errors: FormErrors,
    steps: Vec<Line>,
    conversation: Vec<Line>,
    state: String,
    challenge: Option<Challenge>,
    drafts: Drafts,
    help: Vec<HelpLine>,
    others: Vec<(Language, String)>,
}

#[derive(Template)]
#[template(path = "withdraw.html")]
struct WithdrawPage {
    frame: Frame,
    state: String,
    drafts: Drafts,
    others: Vec<(Language, String)>,
}

/// What was typed and not taken yet: it goes along whatever is pressed.
#[derive(Default)]
pub(crate) struct Drafts {
    message: String,
    urls: String,
}

impl Drafts {
    fn of(fields: &Fields) -> Self {
        Self {
            message: fields.text("message").to_owned(),
            urls: fields.text("urls").to_owned(),
        }
    }

    const fn is_empty(&self) -> bool {
        self.message.is_empty() && self.urls.is_empty()
    }

    /// Words that were typed on a page which cannot take them any more, as a message. A way to be reached is
    /// not among them: it is sealed by itself or not at all.
    pub(crate) fn instead(fields: &Fields) -> Self {
        let texts = ["narrative", "reach"].map(|name| fields.text(name));
        Self {
            message: texts.concat(),
            urls: String::new(),
        }
    }
}

/// A step or a message as the page shows it.
struct Line {
    text: String,
    day: String,
    /// RFC 3339 full-date in the pack's zone.
    date: String,
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
    let page = letterbox.ask_page(language, "", Drafts::default(), FormErrors::none());
    render(&page)
}

async fn to_ask(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Redirect, Problem> {
    let language = letterbox.offered(&language)?;
    Ok(Redirect::to(&format!("/{language}/receipt")))
}

async fn look(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = Fields::read_all(request).await?;
    let (typed, drafts) = (fields.text("receipt"), Drafts::of(&fields));
    if fields.text("go") == "stay" {
        let page = letterbox.ask_page(language, typed, drafts, FormErrors::none());
        return render(&page);
    }
    match Receipt::parse(typed) {
        Ok(receipt) => {
            let state = State::of(receipt, letterbox.db.clock().now());
            letterbox.account(language, &state, drafts, None).await
        }
        Err(fault) => {
            let mut errors = FormErrors::none();
            errors.push("receipt", receipt_fault(fault));
            let page = letterbox.ask_page(language, typed, drafts, errors);
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
    let (fields, refused) = Fields::with_refusal(request).await?;
    let mut drafts = Drafts::of(&fields);
    let Some(mut state) = letterbox.state(&fields) else {
        return letterbox.ask_after(language, "letterbox-account-expired", drafts);
    };
    letterbox.prove(&mut state, fields.text("proof"));
    let asked = Act::named(fields.text("do"));
    if let Some((status, note)) = refused {
        return letterbox
            .account_again(language, &state, drafts, status, note, &[])
            .await;
    }
    let mut typed = Typed::default();
    match asked {
        Act::Look => {
            let state = state.renewed(letterbox.db.clock().now());
            return letterbox.account(language, &state, drafts, None).await;
        }
        Act::Withdraw => {
            return render(&WithdrawPage {
                frame: letterbox.frame(language, "letterbox-title-ask", None, "receipt"),
                state: letterbox.sealed(&state),
                drafts,
                others: letterbox.others(language),
            });
        }
        Act::Message => typed.rest.message = Some(drafts.message.clone()),
        Act::Urls => typed.urls = check::lines(&drafts.urls),
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
            let note = "letterbox-answer-not-sent";
            return letterbox
                .account_again(language, &state, drafts, WRONG, note, &faults)
                .await;
        }
    };
    // Two equal messages from two pages are two; one that is sent twice from one page is one.
    content.page = Some(state.made_at);
    let urls = content.urls.clone();
    let signals = letterbox.signals(&state, &fields);
    match letterbox
        .take(&state.receipt, language, signals, content)
        .await
    {
        Ok(kept) => {
            let state = state.renewed(letterbox.db.clock().now());
            let done = Message::new(asked.done());
            let note = kept.note(urls.len()).unwrap_or(done);
            // What was not taken, or not whole, stays in its field.
            match (asked, kept) {
                (Act::Urls, Kept::Cut { urls: taken }) => {
                    drafts.urls = urls.get(taken..).unwrap_or_default().join("\n");
                }
                (Act::Urls, Kept::Whole) => drafts.urls.clear(),
                (Act::Message, Kept::Whole) => drafts.message.clear(),
                _ => {}
            }
            letterbox
                .account(language, &state, drafts, Some((asked, note)))
                .await
        }
        Err(Refused::TooLong) => {
            let note = "letterbox-too-long";
            letterbox
                .account_again(language, &state, drafts, WRONG, note, &[])
                .await
        }
        Err(Refused::NotTaken(_)) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let note = "letterbox-answer-not-taken";
            letterbox
                .account_again(language, &state, drafts, status, note, &[])
                .await
        }
    }
}

impl Letterbox {
    /// The page that asks for the receipt, and says why it is shown.
    pub(crate) fn ask_after(
        &self,
        language: Language,
        why: &str,
        drafts: Drafts,
    ) -> Result<Response, Problem> {
        let page = AskPage {
            note: Some(self.catalogue.words(language).text(why)),
            ..self.ask_page(language, "", drafts, FormErrors::none())
        };
        Ok(with_status(WRONG, render(&page)?))
    }

    fn ask_page(
        &self,
        language: Language,
        receipt: &str,
        drafts: Drafts,
        errors: FormErrors,
    ) -> AskPage {
        // What was typed goes with the form, and not by a link.
        let (path, others) = if drafts.is_empty() {
            (Some("receipt"), Vec::new())
        } else {
            (None, self.others(language))
        };
        let frame = self.frame(language, "letterbox-title-ask", path, "receipt");
        AskPage {
            frame: frame.with_errors(&errors),
            note: None,
            errors,
            receipt: receipt.to_owned(),
            drafts,
            others,
        }
    }

    async fn account(
        &self,
        language: Language,
        state: &State,
        drafts: Drafts,
        done: Option<(Act, Message)>,
    ) -> Result<Response, Problem> {
        let note = done.as_ref().map(|(_, note)| note);
        let page = self.account_page(language, state, note).await;
        let page = page.map_err(|error| Problem::unavailable(&error))?;
        render(&AccountPage {
            drafts,
            has_written: done.is_some_and(|(act, _)| act == Act::Message),
            ..page
        })
    }

    /// The page with what was typed, and why it was not taken. Should the replies not be readable now, what was
    /// typed is shown all the same.
    async fn account_again(
        &self,
        language: Language,
        state: &State,
        drafts: Drafts,
        status: StatusCode,
        note: &'static str,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let note = Message::new(note);
        let page = match self.account_page(language, state, Some(&note)).await {
            Ok(page) => page,
            Err(_) => self.bare_account(language, state, Some(&note)),
        };
        let errors = form_errors(faults, &self.catalogue.words(language));
        let page = AccountPage {
            frame: page.frame.with_errors(&errors),
            errors,
            is_refused: true,
            drafts,
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
                date: self
                    .zone
                    .to_datetime(reply.at().to_jiff())
                    .date()
                    .to_string(),
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
            is_refused: false,
            has_written: false,
            errors: FormErrors::none(),
            steps: Vec::new(),
            conversation: Vec::new(),
            state: self.sealed(state),
            challenge: self.challenge(state),
            drafts: Drafts::default(),
            help: self.help(language, false),
            others: self.others(language),
        }
    }
}
