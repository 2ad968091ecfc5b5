//! Without an address: where to turn, and, where the pack takes leads, a short form for what there is instead.
//! What is sent from it is a report at once, under a receipt as every other. Where the pack takes none, the page
//! names those who help, and there is no form.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Extract};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use kernel::Language;
use page::{Choice, FormErrors, Frame, Message, Problem, render};

use crate::check::{self, Fault, Typed, check};
use crate::cut::Kept;
use crate::more::{danger_choices, seen_choices};
use crate::proof::Challenge;
use crate::public::{Fields, HelpLine, Sent, WRONG, form_errors, with_status};
use crate::state::State;
use crate::{Content, Letterbox, Refused};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route("/{language}/no-address", get(no_address))
        .route("/{language}/lead", get(to_no_address).post(lead))
}

#[derive(Template)]
#[template(path = "no-address.html")]
struct NoAddressPage {
    frame: Frame,
    said: String,
    help: Vec<HelpLine>,
    form: Option<Form>,
}

/// The form for a lead.
struct Form {
    note: Option<String>,
    errors: FormErrors,
    state: String,
    challenge: Option<Challenge>,
    answers: Answers,
    seen: Vec<Choice>,
    danger: Vec<Choice>,
    /// The languages it can be read in next, without losing what was typed; where it answers a form.
    others: Vec<(Language, String)>,
}

impl Form {
    fn seen(&self) -> &[Choice] {
        &self.seen
    }

    fn danger(&self) -> &[Choice] {
        &self.danger
    }

    fn others(&self) -> &[(Language, String)] {
        &self.others
    }
}

/// What was typed into it.
#[derive(Clone, Default)]
struct Answers {
    lead: String,
    narrative: String,
    seen: String,
    /// `yes`, `no`, or nothing.
    danger: String,
    own_picture: bool,
}

impl Answers {
    fn of(fields: &Fields) -> Self {
        Self {
            lead: fields.text("lead").to_owned(),
            narrative: fields.text("narrative").to_owned(),
            seen: fields.text("seen").to_owned(),
            danger: fields.text("danger").to_owned(),
            own_picture: fields.has("own_picture"),
        }
    }

    /// As it is sent, before it is checked.
    fn told(&self) -> Content {
        let text = |text: &String| (!text.trim().is_empty()).then(|| text.clone());
        Content {
            lead: text(&self.lead),
            narrative: text(&self.narrative),
            seen: text(&self.seen),
            danger: self.danger == "yes",
            own_picture: self.own_picture,
            ..Content::default()
        }
    }
}

async fn no_address(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let form = letterbox
        .pack
        .accepts_leads
        .then(|| letterbox.lead_form(language, &letterbox.draw(), Answers::default()));
    render(&letterbox.no_address_page(language, Some("no-address"), form))
}

async fn to_no_address(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Redirect, Problem> {
    let language = letterbox.takes_leads_in(&language)?;
    Ok(Redirect::to(&format!("/{language}/no-address")))
}

async fn lead(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.takes_leads_in(&language)?;
    let (fields, had_files) = match Fields::read(request).await? {
        Sent::Fields(fields) => (fields, false),
        Sent::Files(fields) => (fields, true),
        Sent::TooLong(fields) => {
            let state = letterbox.state(&fields);
            let state = state.unwrap_or_else(|| letterbox.draw());
            let note = Message::new("letterbox-lead-unread");
            let status = StatusCode::PAYLOAD_TOO_LARGE;
            let answers = Answers::of(&fields);
            return letterbox.lead_again(language, status, &state, answers, &note, &[]);
        }
    };
    let answers = Answers::of(&fields);
    let again = |state: &State, status, note, faults: &[Fault]| {
        let answers = answers.clone();
        letterbox.lead_again(
            language,
            status,
            state,
            answers,
            &Message::new(note),
            faults,
        )
    };
    let Some(mut state) = letterbox.state(&fields) else {
        return again(&letterbox.draw(), WRONG, "letterbox-expired", &[]);
    };
    letterbox.prove(&mut state, fields.text("proof"));
    if had_files {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return again(&state, status, "letterbox-lead-no-files", &[]);
    }
    let not_sent = "letterbox-nothing-sent";
    if fields.text("go") == "stay" {
        return again(&state, StatusCode::OK, not_sent, &[]);
    }
    let typed = Typed {
        urls: Vec::new(),
        rest: answers.told(),
    };
    if typed.rest.lead.is_none() {
        return again(&state, WRONG, not_sent, &[check::no_lead()]);
    }
    let content = match check(typed, &letterbox.pack) {
        Ok(content) => content,
        Err(faults) => return again(&state, WRONG, not_sent, &faults),
    };
    state.told = content.clone();
    let signals = letterbox.signals(&state, &fields);
    let taken = letterbox.take(&state.receipt, language, signals, content);
    match taken.await {
        Ok(Kept::Whole) => letterbox.taken(language, &state, true, &[]),
        Ok(Kept::Cut { .. }) => {
            // What was not taken can be told again by the questions that follow.
            state.told.narrative = None;
            state.note_cut("words", true);
            let cut = Message::new("letterbox-cut-lead");
            letterbox.taken(language, &state, true, &[cut])
        }
        Err(Refused::TooLong) => again(&state, WRONG, not_sent, &[check::too_long()]),
        Err(Refused::NotTaken(_)) => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            again(&state, status, "letterbox-not-taken", &[])
        }
    }
}

impl Letterbox {
    /// The language of a path, if the pack offers it and takes leads.
    fn takes_leads_in(&self, language: &str) -> Result<Language, Problem> {
        let language = self.offered(language)?;
        let takes = self.pack.accepts_leads;
        takes.then_some(language).ok_or(Problem::NotFound)
    }

    /// The page with everything that was typed, why it is shown, and what is wrong with it.
    fn lead_again(
        &self,
        language: Language,
        status: StatusCode,
        state: &State,
        answers: Answers,
        note: &Message,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let form = Form {
            note: Some(words.say(note)),
            errors: form_errors(faults, &words),
            others: self.others(language),
            ..self.lead_form(language, state, answers)
        };
        let page = render(&self.no_address_page(language, None, Some(form)))?;
        Ok(with_status(status, page))
    }

    fn no_address_page(
        &self,
        language: Language,
        path: Option<&str>,
        form: Option<Form>,
    ) -> NoAddressPage {
        let to_child = form.as_ref().is_some_and(|form| form.answers.own_picture);
        NoAddressPage {
            frame: self.frame(language, "letterbox-title-report", path, ""),
            said: self.said("no_address", language),
            help: self.help(language, to_child),
            form,
        }
    }

    fn lead_form(&self, language: Language, state: &State, answers: Answers) -> Form {
        let words = self.catalogue.words(language);
        Form {
            note: None,
            errors: FormErrors::none(),
            state: self.sealed(state),
            challenge: self.challenge(state),
            answers,
            seen: seen_choices(&words),
            danger: danger_choices(&words),
            others: Vec::new(),
        }
    }
}
