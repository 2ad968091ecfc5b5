//! The form for what somebody told on the telephone, in person or by letter. What was just typed is shown again
//! to whoever typed it; afterwards lines have numbers, and no page shows an address.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use kernel::{Id, Language, Timestamp};
use letterbox::{Content, FOUND_ON, SEEN, SHOWN_AS, Typed, check, lines};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};

use crate::entered::{Telling, enter_telling, entered, entry_id};
use crate::report::Report;
use crate::when::{NotWhen, read_instant};
use crate::words::{found_on_key, seen_key, shown_as_key, source_key};
use crate::{Entered, Error, Placed, Source};

/// Bytes of the form: a hundred addresses and the texts beside them.
pub(super) const BYTES: usize = 1024 * 1024;

/// The ways in that staff type in.
pub(super) const SOURCES: [Source; 4] = [
    Source::Telephone,
    Source::WalkIn,
    Source::Letter,
    Source::Police,
];

/// The form's id, for a form that is sent twice.
enum Form {}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage {
    frame: Frame,
    csrf: String,
    note: Option<String>,
    errors: FormErrors,
    choices: Choices,
    sent: Sent,
}

/// What the form lets choose.
struct Choices {
    sources: Vec<Choice>,
    languages: Vec<Choice>,
    categories: Vec<Choice>,
    found_on: Vec<Choice>,
    shown_as: Vec<Choice>,
    seen: Vec<Choice>,
    hours: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "entered.html")]
struct EnteredPage {
    frame: Frame,
    lines: Vec<Line>,
}

struct Line {
    number: String,
    what: String,
    case: Option<(String, String)>,
}

/// The form's fields as the browser sends them.
#[derive(Default)]
struct Sent {
    form: String,
    source: String,
    language: String,
    urls: String,
    category: String,
    found_on: String,
    shown_as: Vec<String>,
    seen: String,
    reach: String,
    narrative: String,
    danger: bool,
    own_picture: bool,
    contact: String,
    day: String,
    hour: String,
}

/// GET /reports
pub(super) async fn start(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in
        .actor()
        .may(Action::FileReport)
        .map_err(Error::from)?;
    let title = desk.words(&signed_in).text("intake-start-title");
    page::render(&StartPage {
        frame: desk.frame(&signed_in, title),
    })
}

/// GET /reports/new
pub(super) async fn form(
    State(desk): State<Desk>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in
        .actor()
        .may(Action::FileReport)
        .map_err(Error::from)?;
    let now = desk.db.clock().now().to_jiff();
    let now = desk.pack.zone.to_datetime(now);
    let sent = Sent {
        form: Id::<Form>::random(desk.db.entropy()).to_string(),
        source: Source::Telephone.name().to_owned(),
        language: desk
            .pack
            .languages
            .first()
            .map(ToString::to_string)
            .unwrap_or_default(),
        day: now.date().to_string(),
        hour: now.hour().to_string(),
        ..Sent::default()
    };
    show_form(&desk, &signed_in, sent, None, FormErrors::none())
}

/// POST /reports/new
pub(super) async fn enter(
    State(desk): State<Desk>,
    SignedForm(signed_in, fields): SignedForm<Vec<(String, String)>, BYTES>,
) -> Result<Response, Problem> {
    signed_in
        .actor()
        .may(Action::FileReport)
        .map_err(Error::from)?;
    let mut sent = Sent::of(fields);
    let form: Id<Form> = sent.form.parse().map_err(|_| Problem::Malformed)?;
    let read = match read(&desk, &signed_in, &sent) {
        Ok(read) => read,
        Err(errors) => {
            let page = show_form(&desk, &signed_in, sent, None, errors)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let staff = signed_in.id();
    let of_form: [&[u8]; 3] = [b"form", staff.as_bytes(), form.as_bytes()];
    let telling = Telling {
        id: entry_id(&tx, &of_form)?,
        ..read
    };
    match enter_telling(&mut tx, signed_in.actor(), telling, &desk.pack).await {
        Ok(entered) => {
            tx.commit().await.map_err(Error::from)?;
            Ok(Redirect::to(&format!("/reports/{}", entered.report)).into_response())
        }
        Err(Error::Other) => {
            drop(tx);
            // The form went back, and was sent with other words: whether that is another report, a person says.
            sent.form = Id::<Form>::random(desk.db.entropy()).to_string();
            let note = Message::new("intake-entry-sent-before");
            let page = show_form(&desk, &signed_in, sent, Some(&note), FormErrors::none())?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// GET /reports/{id}
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<Id<Report>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    signed_in
        .actor()
        .may(Action::FileReport)
        .map_err(Error::from)?;
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let Entered { places, .. } = entered(&mut tx, signed_in.actor(), id).await?;
    let words = desk.words(&signed_in);
    let lines = places.into_iter().map(|place| Line {
        number: words.number(place.number),
        what: words.text(match place.placed {
            Placed::Opened => "intake-placed-opened",
            Placed::Joined => "intake-placed-joined",
            Placed::Again => "intake-placed-again",
            Placed::Twice => "intake-placed-twice",
            Placed::Refused => "intake-placed-refused",
        }),
        case: place
            .case
            .map(|(id, reference)| (id.to_string(), reference)),
    });
    page::render(&EnteredPage {
        lines: lines.collect(),
        frame: desk.frame(&signed_in, words.text("intake-entered-title")),
    })
}

/// What was told, or everything that is wrong with it.
fn read(desk: &Desk, signed_in: &SignedIn, sent: &Sent) -> Result<Telling, FormErrors> {
    let mut errors = FormErrors::none();
    let source = Source::named(&sent.source).filter(|source| SOURCES.contains(source));
    if source.is_none() {
        errors.push("source", Message::new("intake-entry-unlisted"));
    }
    let language = sent.language.parse().ok();
    let language = language.filter(|language| desk.pack.languages.contains(language));
    if language.is_none() {
        errors.push("language", Message::new("intake-entry-unlisted"));
    }
    let urls = lines(&sent.urls);
    let numbers = urls.iter().map(|(number, _)| *number).collect();
    if urls.is_empty() {
        errors.push("urls", Message::new("intake-entry-urls-missing"));
    }
    let typed = Typed {
        urls,
        rest: Content {
            category: Some(sent.category.clone()),
            found_on: Some(sent.found_on.clone()),
            shown_as: sent.shown_as.clone(),
            seen: Some(sent.seen.clone()),
            reach: Some(sent.reach.clone()),
            narrative: Some(sent.narrative.clone()),
            danger: sent.danger,
            own_picture: sent.own_picture,
            contact: Some(sent.contact.clone()),
            ..Content::default()
        },
    };
    let content = check(typed, &desk.pack).unwrap_or_else(|faults| {
        let words = desk.words(signed_in);
        for error in letterbox::form_errors(&faults, &words).iter() {
            errors.push(error.field.clone(), error.message.clone());
        }
        Content::default()
    });
    let received_at = received_at(desk, sent).unwrap_or_else(|wrong| {
        errors.push("day", wrong.message());
        Timestamp::default()
    });
    match (errors.is_empty(), source, language) {
        (true, Some(source), Some(language)) => Ok(Telling {
            id: [0; 32],
            source,
            language,
            received_at,
            content,
            numbers,
            refused: Vec::new(),
            from_file: None,
        }),
        _ => Err(errors),
    }
}

/// The hour in which it came; the one that has begun is now.
fn received_at(desk: &Desk, sent: &Sent) -> Result<Timestamp, NotWhen> {
    let hour: i8 = sent.hour.parse().map_err(|_| NotWhen::Form)?;
    let day: jiff::civil::Date = sent.day.trim().parse().map_err(|_| NotWhen::Form)?;
    let local = format!("{day}T{hour:02}:00:00");
    read_instant(&local, &desk.pack.zone, desk.db.clock().now())
}

fn show_form(
    desk: &Desk,
    signed_in: &SignedIn,
    sent: Sent,
    note: Option<&Message>,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let words = desk.words(signed_in);
    page::render(&EntryPage {
        csrf: signed_in.csrf(),
        note: note.map(|note| words.say(note)),
        choices: Choices::of(desk, &words, signed_in.language()),
        frame: desk.frame(signed_in, words.text("intake-entry-title")),
        errors,
        sent,
    })
}

impl Choices {
    fn of(desk: &Desk, words: &Words, reader: Language) -> Self {
        let unsaid = || Choice::new("", words.text("intake-entry-unsaid"));
        let listed = |keys: &[&str], name: fn(&str) -> &'static str| -> Vec<Choice> {
            keys.iter()
                .map(|key| Choice::new(*key, words.text(name(key))))
                .collect()
        };
        let language = |language: &Language| {
            let name = desk.catalogue.words(*language).text("language-name");
            Choice::new(language.to_string(), name)
        };
        let source = |source: Source| Choice::new(source.name(), words.text(source_key(source)));
        let categories = desk
            .pack
            .categories
            .iter()
            .map(|category| Choice::new(&category.key, category.label.in_language(reader)));
        let with_unsaid = |choices: Vec<Choice>| std::iter::once(unsaid()).chain(choices).collect();
        Self {
            sources: SOURCES.map(source).to_vec(),
            languages: desk.pack.languages.iter().map(language).collect(),
            categories: with_unsaid(categories.collect()),
            found_on: with_unsaid(listed(&FOUND_ON, found_on_key)),
            shown_as: listed(&SHOWN_AS, shown_as_key),
            seen: with_unsaid(listed(&SEEN, seen_key)),
            hours: (0..24)
                .map(|hour| Choice::new(hour.to_string(), words.number(hour)))
                .collect(),
        }
    }
}

impl Sent {
    fn of(fields: Vec<(String, String)>) -> Self {
        let mut sent = Self::default();
        for (name, value) in fields {
            let field = match name.as_str() {
                "form" => &mut sent.form,
                "source" => &mut sent.source,
                "language" => &mut sent.language,
                "urls" => &mut sent.urls,
                "category" => &mut sent.category,
                "found_on" => &mut sent.found_on,
                "seen" => &mut sent.seen,
                "reach" => &mut sent.reach,
                "narrative" => &mut sent.narrative,
                "contact" => &mut sent.contact,
                "day" => &mut sent.day,
                "hour" => &mut sent.hour,
                "shown_as" => {
                    sent.shown_as.push(value);
                    continue;
                }
                "danger" => {
                    sent.danger = true;
                    continue;
                }
                "own_picture" => {
                    sent.own_picture = true;
                    continue;
                }
                _ => continue,
            };
            *field = value;
        }
        sent
    }

    /// Whether this kind of content was chosen.
    fn shows(&self, kind: &str) -> bool {
        self.shown_as.iter().any(|chosen| chosen == kind)
    }
}
