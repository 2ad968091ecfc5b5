//! The first page: the address, and nothing else. What is sent from it is a report at once; every later page
//! adds to it. No script, no cookie, no state but what travels sealed in the form.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Extract};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::Language;
use page::{FormErrors, Frame, Message, Problem, render};

use crate::check::{self, Fault, Typed, check};
use crate::cut::Kept;
use crate::proof::{self, Challenge};
use crate::public::{Fields, HelpLine, Sent, WRONG, form_errors, with_status};
use crate::state::State;
use crate::{Content, Letterbox, Refused, Signals};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route("/", get(start))
        .route("/{language}", get(to_form))
        .route("/{language}/", get(form))
        .route("/{language}/danger", get(danger))
        .route("/{language}/mine", get(mine))
        .route("/{language}/report", get(to_form).post(report))
        .route("/{language}/correct", get(to_form).post(correct))
        .route("/{language}/note.txt", post(note))
}

/// By which door somebody came to the form: it decides what stands above it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    /// The usual one.
    Plain,
    /// A child is in danger now.
    Danger,
    /// The child whom it shows reports it.
    Own,
}

impl Door {
    const fn of(told: &Content) -> Self {
        if told.danger {
            Self::Danger
        } else if told.own_picture {
            Self::Own
        } else {
            Self::Plain
        }
    }

    /// What follows the language in its path.
    const fn path(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Danger => "danger",
            Self::Own => "mine",
        }
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    heading: String,
    lead: String,
    help_title: String,
    help: Vec<HelpLine>,
    door: Door,
    in_remit: String,
    do_not: String,
    what_next: String,
    elsewhere: String,
    note: Option<String>,
    errors: FormErrors,
    state: String,
    /// The work that the sender's browser may do, to lift the report.
    challenge: Challenge,
    urls: String,
    /// The languages it can be read in next, without losing what was typed; where it answers a form.
    others: Vec<(Language, String)>,
}

#[derive(Template)]
#[template(path = "taken.html")]
struct TakenPage {
    frame: Frame,
    heading: String,
    what_next: String,
    /// Words for a child who reported its own picture.
    own: Option<String>,
    help: Vec<HelpLine>,
    groups: Vec<String>,
    /// That only some of it was taken, where space is short.
    cut: Option<String>,
    state: String,
    /// Whether there are questions left to offer.
    more: bool,
    others: Vec<(Language, String)>,
}

async fn start(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let accepted = headers.get(ACCEPT_LANGUAGE);
    let language = page::choose(None, accepted, &letterbox.pack.languages);
    letterbox.empty_form(language, Door::Plain)
}

async fn to_form(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Redirect, Problem> {
    let language = letterbox.offered(&language)?;
    Ok(Redirect::to(&format!("/{language}/")))
}

async fn form(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    letterbox.empty_form(letterbox.offered(&language)?, Door::Plain)
}

async fn danger(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    letterbox.empty_form(letterbox.offered(&language)?, Door::Danger)
}

async fn mine(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    letterbox.empty_form(letterbox.offered(&language)?, Door::Own)
}

async fn report(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = match Fields::read(request).await? {
        Sent::Fields(fields) => fields,
        Sent::Files(fields) => return letterbox.without_files(language, &fields),
        Sent::TooLong => return letterbox.unread(language),
    };
    let urls = fields.text("urls");
    let Some(mut state) = letterbox.state(&fields) else {
        let state = letterbox.draw();
        let note = Message::new("letterbox-expired");
        return letterbox.again(language, WRONG, &state, urls, &note, &[]);
    };
    let wrong = |state: &State, faults: &[Fault]| {
        let note = Message::new("letterbox-nothing-sent");
        letterbox.again(language, WRONG, state, urls, &note, faults)
    };
    let typed = Typed {
        urls: check::lines(urls),
        rest: Content {
            danger: state.told.danger,
            own_picture: state.told.own_picture,
            ..Content::default()
        },
    };
    if typed.urls.is_empty() {
        return wrong(&state, &[check::no_url()]);
    }
    let content = match check(typed, &letterbox.pack) {
        Ok(content) => content,
        Err(faults) => return wrong(&state, &faults),
    };
    state.told.urls.clone_from(&content.urls);
    let signals = letterbox.signals(&state, &fields);
    match letterbox
        .take(&state.receipt, language, signals, content)
        .await
    {
        Ok(kept) => {
            let cut = kept.note(state.told.urls.len());
            if let Kept::Cut { urls } = kept {
                // What was not taken stands in the form that the page leads back to.
                if urls < state.told.urls.len() {
                    state.told.urls.drain(..urls);
                }
            }
            letterbox.taken(language, &state, true, cut)
        }
        Err(Refused::TooLong) => wrong(&state, &[check::too_long()]),
        Err(Refused::NotTaken(_)) => {
            let note = Message::new("letterbox-not-taken");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            letterbox.again(language, status, &state, urls, &note, &[])
        }
    }
}

/// The form as it was typed or sent, with the state it came with: nothing is stored until it is sent again.
async fn correct(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = Fields::read_all(request).await?;
    let Some(state) = letterbox.state(&fields) else {
        let state = letterbox.draw();
        let note = Message::new("letterbox-expired");
        return letterbox.again(language, WRONG, &state, fields.text("urls"), &note, &[]);
    };
    let (urls, note) = if fields.has("urls") {
        let note = Message::new("letterbox-nothing-sent");
        (fields.text("urls").to_owned(), note)
    } else {
        let note = if state.told.lead.is_some() {
            Message::new("letterbox-lead-correcting")
        } else {
            Message::new("letterbox-correcting")
        };
        (state.told.urls.join("\n"), note)
    };
    letterbox.again(language, StatusCode::OK, &state, &urls, &note, &[])
}

/// The receipt as a text to be kept: it names neither the hotline nor what it is for.
async fn note(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = Fields::read_all(request).await?;
    let state = letterbox.state(&fields).ok_or(Problem::Malformed)?;
    let headers = [
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"note.txt\""),
    ];
    let day = letterbox
        .catalogue
        .words(language)
        .date(state.drawn_at, &letterbox.zone);
    let text = format!("{}\r\n{day}\r\n", state.receipt.text());
    Ok((headers, text).into_response())
}

impl Letterbox {
    /// A new state under a new receipt.
    pub(crate) fn draw(&self) -> State {
        State::draw(self.db.clock().now(), &*self.entropy)
    }

    /// How what was sent came.
    pub(crate) fn signals(&self, state: &State, fields: &Fields) -> Signals {
        Signals {
            trap: fields.trapped(),
            ..self.came(state, fields.text("proof"))
        }
    }

    /// How long after its state was drawn something came, and whether with a proof of work.
    pub(crate) fn came(&self, state: &State, proof: &str) -> Signals {
        let now = self.db.clock().now();
        let seconds = now.since(state.drawn_at).as_secs();
        Signals {
            proof: proof::verify(&self.keys, state.receipt.symbols(), now, proof),
            seconds: i64::try_from(seconds).ok(),
            ..Signals::default()
        }
    }

    /// What a sender may work for.
    pub(crate) fn challenge(&self, state: &State) -> Challenge {
        let now = self.db.clock().now();
        Challenge::issue(&self.keys, state.receipt.symbols(), now, &*self.entropy)
    }

    /// The receipt, after a report or what was added to it is durable.
    pub(crate) fn taken(
        &self,
        language: Language,
        state: &State,
        more: bool,
        cut: Option<Message>,
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let heading = if more {
            "letterbox-taken-heading"
        } else {
            "letterbox-done-heading"
        };
        let alarmed = state.told.danger || state.told.own_picture;
        render(&TakenPage {
            frame: self.frame(language, "letterbox-title-taken", None, ""),
            heading: words.text(heading),
            what_next: self.said("what_next", language),
            own: (state.told.own_picture).then(|| self.said("own_picture", language)),
            help: if alarmed {
                self.help(language, state.told.own_picture)
            } else {
                Vec::new()
            },
            groups: state.receipt.groups(),
            cut: cut.map(|cut| words.say(&cut)),
            state: self.sealed(state),
            more,
            others: self.others(language),
        })
    }

    fn empty_form(&self, language: Language, door: Door) -> Result<Response, Problem> {
        let mut state = self.draw();
        state.told.danger = door == Door::Danger;
        state.told.own_picture = door == Door::Own;
        render(&self.form_page(language, &state, String::new()))
    }

    /// The form once more with everything that was typed, why it is shown, and what is wrong with it.
    fn again(
        &self,
        language: Language,
        status: StatusCode,
        state: &State,
        urls: &str,
        note: &Message,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let page = ReportPage {
            note: Some(words.say(note)),
            errors: form_errors(faults, &words),
            frame: self.frame(language, "letterbox-title-report", None, ""),
            others: self.others(language),
            ..self.form_page(language, state, urls.to_owned())
        };
        Ok(with_status(status, render(&page)?))
    }

    /// A form came with files, which are never taken: what was typed beside them is shown again.
    fn without_files(&self, language: Language, fields: &Fields) -> Result<Response, Problem> {
        let state = self.state(fields).unwrap_or_else(|| self.draw());
        let note = Message::new("letterbox-no-files");
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        self.again(language, status, &state, fields.text("urls"), &note, &[])
    }

    /// More was sent than is read, so the form is empty, and says so.
    fn unread(&self, language: Language) -> Result<Response, Problem> {
        let note = Message::new("letterbox-unread");
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        self.again(language, status, &self.draw(), "", &note, &[])
    }

    fn form_page(&self, language: Language, state: &State, urls: String) -> ReportPage {
        let words = self.catalogue.words(language);
        let door = Door::of(&state.told);
        let (heading, lead) = match door {
            Door::Plain => ("letterbox-heading", self.said("purpose", language)),
            Door::Danger => (
                "letterbox-danger-heading",
                words.text("letterbox-danger-lead"),
            ),
            Door::Own => ("letterbox-own-heading", self.said("own_picture", language)),
        };
        ReportPage {
            heading: words.text(heading),
            lead,
            help_title: match door {
                Door::Own => words.text("letterbox-own-help"),
                Door::Plain | Door::Danger => self.said("child_in_danger", language),
            },
            help: self.help(language, door == Door::Own),
            door,
            in_remit: self.said("in_remit", language),
            do_not: self.said("do_not", language),
            what_next: self.said("what_next", language),
            elsewhere: self.said("elsewhere", language),
            frame: self.frame(language, "letterbox-title-report", Some(door.path()), ""),
            note: None,
            errors: FormErrors::none(),
            state: self.sealed(state),
            challenge: self.challenge(state),
            urls,
            others: Vec::new(),
        }
    }
}
