//! The public's pages: the form, the receipt, and asking with a receipt. No script, no cookie, no state.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use kernel::Language;
use page::{Choice, FormErrors, Frame, Message, NavigationLink, Problem, Words, render};

use crate::check::{self, Fault, Typed, check};
use crate::multipart::Texts;
use crate::reply::Said as Told;
use crate::reply::step_text;
use crate::{Letterbox, Receipt, Refused, Signals, body, receipt_fault};

/// Wrong lines that are named one by one.
const NAMED_LINES: usize = 10;

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route("/", get(start))
        .route("/{language}", get(to_form))
        .route("/{language}/", get(form))
        .route("/{language}/report", get(to_form).post(report))
        .route("/{language}/correct", get(to_form).post(correct))
        .route("/{language}/receipt", get(ask).post(answer))
}

/// The form's fields as the browser sends them.
#[derive(Default)]
struct ReportForm {
    draw: String,
    urls: String,
    category: String,
    narrative: String,
    contact: String,
}

/// A help line in the reader's words.
struct HelpLine {
    name: String,
    note: String,
    number: String,
    /// The number as a telephone dials it (RFC 3966).
    dialled: String,
}

/// What the pack says to the public in its own words.
struct Said {
    purpose: String,
    in_remit: String,
    do_not: String,
    elsewhere: String,
    child_in_danger: String,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    said: Said,
    help: Vec<HelpLine>,
    note: Option<String>,
    errors: FormErrors,
    categories: Vec<Choice>,
    sent: ReportForm,
}

#[derive(Template)]
#[template(path = "taken.html")]
struct TakenPage {
    frame: Frame,
    what_next: String,
    groups: Vec<String>,
    /// What was sent goes back to the browser alone, for whoever wants to correct it: a page behind this one
    /// is fetched anew and empty, since none may be kept.
    sent: ReportForm,
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    frame: Frame,
    errors: FormErrors,
    receipt: String,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    frame: Frame,
    steps: Vec<Step>,
}

/// A step as the page shows it.
struct Step {
    text: String,
    day: String,
}

async fn start(
    State(letterbox): State<Arc<Letterbox>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = page::choose(
        None,
        headers.get(ACCEPT_LANGUAGE),
        &letterbox.pack.languages,
    );
    render(&letterbox.empty_form(language))
}

async fn to_form(
    State(letterbox): State<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Redirect, Problem> {
    let language = letterbox.offered(&language)?;
    Ok(Redirect::to(&format!("/{language}/")))
}

async fn form(
    State(letterbox): State<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    render(&letterbox.empty_form(language))
}

async fn report(
    State(letterbox): State<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    if let Some(texts) = Texts::of(request.headers()) {
        let texts = body::texts(request.into_body(), texts).await;
        return letterbox.without_files(language, ReportForm::of(texts));
    }
    let mut sent = match body::read(request, FORM).await {
        Ok(body) => ReportForm::read(&body),
        Err(Problem::TooLarge) => return letterbox.unread(language),
        Err(problem) => return Err(problem),
    };

    let typed = Typed {
        urls: check::lines(&sent.urls),
        category: sent.category.clone(),
        narrative: sent.narrative.clone(),
        contact: sent.contact.clone(),
    };
    let content = match check(typed, &letterbox.pack) {
        Ok(content) => content,
        Err(faults) => {
            let note = Message::new("letterbox-nothing-sent");
            return letterbox.again(language, WRONG, sent, &note, &faults);
        }
    };
    let Ok(receipt) = letterbox.opened(&sent.draw) else {
        sent.draw = letterbox.draw();
        let note = Message::new("letterbox-draw-expired");
        return letterbox.again(language, WRONG, sent, &note, &[]);
    };
    match letterbox
        .take(&receipt, language, Signals::default(), content)
        .await
    {
        Ok(()) => render(&TakenPage {
            frame: letterbox.frame(language, "letterbox-title-taken", "", None),
            what_next: letterbox.pack.text("what_next", language).to_owned(),
            groups: receipt.groups(),
            sent,
        }),
        Err(Refused::TooLong) => {
            let note = Message::new("letterbox-nothing-sent");
            letterbox.again(language, WRONG, sent, &note, &[check::too_long()])
        }
        Err(Refused::NotTaken(_)) => {
            let note = Message::new("letterbox-not-taken");
            letterbox.again(language, StatusCode::SERVICE_UNAVAILABLE, sent, &note, &[])
        }
    }
}

/// The form as it was sent, under the draw it was sent with: nothing is stored until it is sent again.
async fn correct(
    State(letterbox): State<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let sent = ReportForm::read(&body::read(request, FORM).await?);
    let note = Message::new("letterbox-correcting");
    letterbox.again(language, StatusCode::OK, sent, &note, &[])
}

async fn ask(
    State(letterbox): State<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    render(&letterbox.ask_page(language, String::new(), FormErrors::none()))
}

async fn answer(
    State(letterbox): State<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let body = body::read(request, FORM).await?;
    let typed = url::form_urlencoded::parse(&body)
        .find(|(name, _)| name == "receipt")
        .map_or_else(String::new, |(_, value)| value.into_owned());
    let receipt = match Receipt::parse(&typed) {
        Ok(receipt) => receipt,
        Err(fault) => {
            let mut errors = FormErrors::none();
            errors.push("receipt", receipt_fault(fault));
            let page = letterbox.ask_page(language, typed, errors);
            return Ok((WRONG, render(&page)?).into_response());
        }
    };
    let words = letterbox.catalogue.words(language);
    let replies = letterbox
        .replies(&receipt)
        .await
        .map_err(|error| Problem::unavailable(&error))?;
    let steps = replies
        .iter()
        .filter_map(|reply| {
            let Told::Step(step) = reply.said() else {
                return None;
            };
            Some(Step {
                text: step_text(step, &words)?,
                day: words.date(reply.at(), &letterbox.zone),
            })
        })
        .collect();
    render(&AnswerPage {
        frame: letterbox.frame(language, "letterbox-title-ask", "receipt", Some("receipt")),
        steps,
    })
}

const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const FORM: &str = "application/x-www-form-urlencoded";

impl ReportForm {
    fn read(body: &[u8]) -> Self {
        Self::of(url::form_urlencoded::parse(body))
    }

    /// Fields of no form of ours are passed over.
    fn of(fields: impl IntoIterator<Item = (impl AsRef<str>, impl Into<String>)>) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            let field = match name.as_ref() {
                "draw" => &mut form.draw,
                "urls" => &mut form.urls,
                "category" => &mut form.category,
                "narrative" => &mut form.narrative,
                "contact" => &mut form.contact,
                _ => continue,
            };
            *field = value.into();
        }
        form
    }
}

impl Letterbox {
    /// The language of a path, if the pack offers it.
    fn offered(&self, language: &str) -> Result<Language, Problem> {
        let language = language.parse().map_err(|_| Problem::NotFound)?;
        let offered = self.pack.languages.contains(&language);
        offered.then_some(language).ok_or(Problem::NotFound)
    }

    /// A frame whose language links lead to `path`, with the part `current` open.
    fn frame(&self, language: Language, title: &str, path: &str, current: Option<&str>) -> Frame {
        let words = self.catalogue.words(language);
        let title = words.text(title);
        let part = |to: &str, name: String| NavigationLink {
            href: format!("/{language}/{to}"),
            name,
            current: current == Some(to),
        };
        let navigation = vec![
            part("", words.text("letterbox-part-report")),
            part("receipt", words.text("letterbox-part-ask")),
        ];
        let mut frame = Frame::new(words, title);
        frame.offer(&self.catalogue, &self.pack.languages, |language| {
            format!("/{language}/{path}")
        });
        let name = self.pack.name.in_language(language);
        name.clone_into(&mut frame.service);
        frame.home = format!("/{language}/");
        frame.navigation = navigation;
        frame.demonstration = self.demonstration;
        frame.quick_exit = Some(self.pack.quick_exit.clone());
        frame
    }

    fn empty_form(&self, language: Language) -> ReportPage {
        let sent = ReportForm {
            draw: self.draw(),
            ..ReportForm::default()
        };
        self.form_page(language, sent, None, FormErrors::none())
    }

    /// The form once more with everything that was typed, why it is shown, and what is wrong with it.
    fn again(
        &self,
        language: Language,
        status: StatusCode,
        sent: ReportForm,
        note: &Message,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let errors = form_errors(faults, &words);
        let page = self.form_page(language, sent, Some(words.say(note)), errors);
        Ok((status, render(&page)?).into_response())
    }

    /// A form came with files, which are never taken: what was typed beside them is shown again.
    fn without_files(&self, language: Language, mut sent: ReportForm) -> Result<Response, Problem> {
        if self.opened(&sent.draw).is_err() {
            sent.draw = self.draw();
        }
        let note = Message::new("letterbox-no-files");
        self.again(
            language,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            sent,
            &note,
            &[],
        )
    }

    /// More was sent than is read, so the form is empty, and says so.
    fn unread(&self, language: Language) -> Result<Response, Problem> {
        let sent = ReportForm {
            draw: self.draw(),
            ..ReportForm::default()
        };
        let note = Message::new("letterbox-unread");
        self.again(language, StatusCode::PAYLOAD_TOO_LARGE, sent, &note, &[])
    }

    fn form_page(
        &self,
        language: Language,
        sent: ReportForm,
        note: Option<String>,
        errors: FormErrors,
    ) -> ReportPage {
        let help = self.pack.help.iter().map(|line| HelpLine {
            name: line.name.in_language(language).to_owned(),
            note: line.note.in_language(language).to_owned(),
            dialled: line
                .number
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+')
                .collect(),
            number: line.number.clone(),
        });
        let said = |key| self.pack.text(key, language).to_owned();
        let categories = self
            .pack
            .categories
            .iter()
            .map(|category| Choice::new(&category.key, category.label.in_language(language)));
        let unsaid = self
            .catalogue
            .words(language)
            .text("letterbox-category-unsaid");
        ReportPage {
            said: Said {
                purpose: said("purpose"),
                in_remit: said("in_remit"),
                do_not: said("do_not"),
                elsewhere: said("elsewhere"),
                child_in_danger: said("child_in_danger"),
            },
            help: help.collect(),
            categories: std::iter::once(Choice::new("", unsaid))
                .chain(categories)
                .collect(),
            frame: self.frame(language, "letterbox-title-report", "", Some("")),
            note,
            errors,
            sent,
        }
    }

    fn ask_page(&self, language: Language, receipt: String, errors: FormErrors) -> AskPage {
        AskPage {
            frame: self.frame(language, "letterbox-title-ask", "receipt", Some("receipt")),
            errors,
            receipt,
        }
    }
}

/// The faults as the form shows them: of several lines each by its number, the first of them.
fn form_errors(faults: &[Fault], words: &Words) -> FormErrors {
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
