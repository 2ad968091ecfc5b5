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

use crate::account::Drafts;
use crate::check::{self, Fault, Typed, check};
use crate::cut::Kept;
use crate::proof::{self, Challenge};
use crate::public::{Fields, HelpLine, Sent, WRONG, form_errors, with_status};
use crate::state::{State, URLS};
use crate::{Content, Letterbox, Refused, Signals};

pub(crate) fn routes() -> Router<Arc<Letterbox>> {
    Router::new()
        .route("/", get(start))
        .route("/{language}", get(to_form))
        .route("/{language}/", get(form))
        .route("/{language}/report", get(to_form).post(report))
        .route("/{language}/correct", get(to_form).post(correct))
        .route("/{language}/taken", get(to_form).post(receipt))
        .route("/{language}/note.txt", post(note))
}

/// By which door somebody came to the form: it decides what stands above it. A door is a button and never an
/// address, since addresses stay in the browser's history.
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

    /// Its name in the form, where it stands a second time beside the sealed state: should that not hold any
    /// more, what is urgent stays urgent.
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Danger => "danger",
            Self::Own => "own",
        }
    }

    /// Marks what is sent through it.
    fn mark(name: &str, told: &mut Content) {
        told.danger |= name == Self::Danger.name();
        told.own_picture |= name == Self::Own.name();
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
    /// Something was sent already under this receipt.
    is_sent: bool,
    /// The work that the sender's browser may do, to lift the report; nothing once it was done.
    challenge: Option<Challenge>,
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
    /// What has to be known of what was sent last: that only some of it was taken, for one.
    notes: Vec<String>,
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
    letterbox.empty_form(language)
}

pub(crate) async fn to_form(
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
    letterbox.empty_form(letterbox.offered(&language)?)
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
        Sent::TooLong(fields) => return letterbox.unread(language, &fields),
    };
    let urls = fields.text("urls");
    let Some(mut state) = letterbox.state(&fields) else {
        return letterbox.expired(language, &fields);
    };
    letterbox.prove(&mut state, fields.text("proof"));
    let wrong = |state: &State, faults: &[Fault]| {
        let note = Some("letterbox-nothing-sent");
        letterbox.again(language, WRONG, state, urls, note, faults)
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
            state.note_cut(URLS, cut.is_some());
            if let Kept::Cut { urls } = kept {
                // What was not taken stands in the form that the page leads back to.
                if urls < state.told.urls.len() {
                    state.told.urls.drain(..urls);
                }
            }
            letterbox.taken(language, &state, true, cut.as_slice())
        }
        Err(Refused::TooLong) => wrong(&state, &[check::too_long()]),
        Err(Refused::NotTaken(_)) => {
            let note = Some("letterbox-not-taken");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            letterbox.again(language, status, &state, urls, note, &[])
        }
    }
}

/// The form as it was typed or sent, with the state it came with, in another language or behind another door:
/// nothing is stored until it is sent again.
async fn correct(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = Fields::read_all(request).await?;
    let Some(mut state) = letterbox.state(&fields) else {
        return letterbox.expired(language, &fields);
    };
    letterbox.prove(&mut state, fields.text("proof"));
    let go = fields.text("go");
    Door::mark(go, &mut state.told);
    let typed = fields.text("urls").to_owned();
    let (urls, note) = if !fields.has("urls") {
        let note = if state.told.lead.is_some() {
            "letterbox-lead-correcting"
        } else {
            "letterbox-correcting"
        };
        (state.told.urls.join("\n"), Some(note))
    } else if go == "stay" {
        (typed, Some("letterbox-nothing-sent"))
    } else {
        (typed, None)
    };
    letterbox.again(language, StatusCode::OK, &state, &urls, note, &[])
}

/// The receipt once more, in another language.
async fn receipt(
    Extract(letterbox): Extract<Arc<Letterbox>>,
    Path(language): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let language = letterbox.offered(&language)?;
    let fields = Fields::read_all(request).await?;
    let Some(state) = letterbox.state(&fields) else {
        return letterbox.ask_after(language, "letterbox-more-expired", Drafts::default());
    };
    let more = !fields.has("done");
    letterbox.taken(language, &state, more, state.cut_note().as_slice())
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

    /// Notes a proof of work that came with a form: it serves what is sent now and all that follows.
    pub(crate) fn prove(&self, state: &mut State, proof: &str) {
        let now = self.db.clock().now();
        state.proof = state.proof || proof::verify(&self.keys, state.receipt.symbols(), now, proof);
    }

    /// The work that a page with this state offers; nothing once it was done.
    pub(crate) fn challenge(&self, state: &State) -> Option<Challenge> {
        let (context, now) = (state.receipt.symbols(), self.db.clock().now());
        (!state.proof).then(|| Challenge::issue(&self.keys, context, now, &*self.entropy))
    }

    /// How what was sent came.
    pub(crate) fn signals(&self, state: &State, fields: &Fields) -> Signals {
        Signals {
            trap: fields.trapped(),
            ..self.came(state)
        }
    }

    /// How long after its state was drawn something came, and whether with a proof of work.
    pub(crate) fn came(&self, state: &State) -> Signals {
        let now = self.db.clock().now();
        let seconds = now.since(state.drawn_at).as_secs();
        Signals {
            proof: state.proof,
            seconds: i64::try_from(seconds).ok(),
            ..Signals::default()
        }
    }

    /// The receipt, after a report or what was added to it is durable.
    pub(crate) fn taken(
        &self,
        language: Language,
        state: &State,
        more: bool,
        notes: &[Message],
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let heading = match (more, state.cut.is_empty()) {
            (true, _) => "letterbox-taken-heading",
            (false, true) => "letterbox-done-heading",
            (false, false) => "letterbox-done-cut-heading",
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
            notes: notes.iter().map(|note| words.say(note)).collect(),
            state: self.sealed(state),
            more,
            others: self.others(language),
        })
    }

    fn empty_form(&self, language: Language) -> Result<Response, Problem> {
        render(&self.form_page(language, &self.draw(), String::new()))
    }

    /// A new state, as urgent as the form that came with one that does not hold.
    fn redraw(&self, fields: &Fields) -> State {
        let mut state = self.draw();
        Door::mark(fields.text("door"), &mut state.told);
        state
    }

    /// The form under a new receipt, since it was open for too long. What it sent before has arrived.
    fn expired(&self, language: Language, fields: &Fields) -> Result<Response, Problem> {
        let note = if fields.has("sent") {
            "letterbox-expired-sent"
        } else {
            "letterbox-expired"
        };
        let (mut state, urls) = (self.redraw(fields), fields.text("urls"));
        Door::mark(fields.text("go"), &mut state.told);
        self.again(language, WRONG, &state, urls, Some(note), &[])
    }

    /// The form once more with everything that was typed, why it is shown, and what is wrong with it.
    fn again(
        &self,
        language: Language,
        status: StatusCode,
        state: &State,
        urls: &str,
        note: Option<&str>,
        faults: &[Fault],
    ) -> Result<Response, Problem> {
        let words = self.catalogue.words(language);
        let frame = self.frame(language, "letterbox-title-report", None, "");
        let errors = form_errors(faults, &words);
        let page = ReportPage {
            note: note.map(|note| words.text(note)),
            frame: frame.with_errors(&errors),
            errors,
            others: self.others(language),
            ..self.form_page(language, state, urls.to_owned())
        };
        Ok(with_status(status, render(&page)?))
    }

    /// A form came with files, which are never taken: what was typed beside them is shown again.
    fn without_files(&self, language: Language, fields: &Fields) -> Result<Response, Problem> {
        let state = self.state(fields).unwrap_or_else(|| self.redraw(fields));
        let (note, urls) = (Some("letterbox-no-files"), fields.text("urls"));
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        self.again(language, status, &state, urls, note, &[])
    }

    /// More was sent than is read, so the form is empty, and says so.
    fn unread(&self, language: Language, fields: &Fields) -> Result<Response, Problem> {
        let state = self.state(fields).unwrap_or_else(|| self.redraw(fields));
        let (note, status) = (Some("letterbox-unread"), StatusCode::PAYLOAD_TOO_LARGE);
        self.again(language, status, &state, "", note, &[])
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
                Door::Danger => words.text("letterbox-numbers"),
                Door::Plain => self.said("child_in_danger", language),
            },
            help: self.help(language, door == Door::Own),
            door,
            in_remit: self.said("in_remit", language),
            do_not: self.said("do_not", language),
            what_next: self.said("what_next", language),
            elsewhere: self.said("elsewhere", language),
            frame: self.frame(language, "letterbox-title-report", Some(""), ""),
            note: None,
            errors: FormErrors::none(),
            state: self.sealed(state),
            is_sent: !state.told.urls.is_empty(),
            challenge: self.challenge(state),
            urls,
            others: Vec::new(),
        }
    }
}
