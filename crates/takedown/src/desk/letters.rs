//! The pages of letters: those that wait for somebody, and each as it would leave.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use kernel::{Id, Language, Sensitive, Timestamp, cursor_of_text, cursor_text};
use page::{FormErrors, Frame, Message, Problem};
use serde::Deserialize;
use store::Tx;

use super::words::choices;
use super::{Nothing, begin};
use crate::api::letter_version as version;
use crate::compose::{MARK, REFERENCE_MARK, template_of};
use crate::letter::{self, ByHand, Letter, LetterMove, LetterState, letters_part};
use crate::notice::Purpose;
use crate::panel::state_key;
use crate::{Error, Preview};

/// Letters of a page.
const PAGE: i64 = 100;

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage {
    frame: Frame,
    rows: Vec<LetterRow>,
    /// Only those in one state are listed.
    one_state: bool,
    goes_on: bool,
    next: Option<String>,
    /// The calendar has no holidays of this year, or of the next, which is near.
    no_holidays: bool,
}

struct LetterRow {
    id: String,
    reference: String,
    name: String,
    state: String,
    since: String,
    urgent: bool,
    count: String,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// One state alone.
    state: Option<String>,
    /// Behind which letter the page begins.
    after: Option<String>,
}

/// GET /letters
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let state = match asked.state.as_deref() {
        None => None,
        Some(name) => Some(LetterState::named(name).ok_or(Problem::NotFound)?),
    };
    let after = match asked.after.as_deref() {
        None => None,
        Some(text) => Some(cursor_of_text(text).ok_or(Problem::NotFound)?),
    };
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let (actor, words) = (signed_in.actor(), desk.words(&signed_in));
    let mut letters = letters_part(&mut tx, actor, state, after, PAGE + 1).await?;
    let more = i64::try_from(letters.len()).is_ok_and(|count| count > PAGE);
    if more {
        letters.pop();
    }
    let only = state.map_or_else(String::new, |state| format!("state={}&", state.name()));
    let last = letters.last().filter(|_| more);
    let next = last.map(|last| {
        format!(
            "/letters?{only}after={}",
            cursor_text(last.moved_at, last.id)
        )
    });
    let mut rows = Vec::new();
    for letter in letters {
        let contact = stakeholders::contact(&mut tx, actor, letter.contact)
            .await
            .map_err(Error::from)?;
        rows.push(LetterRow {
            id: letter.id.to_string(),
            name: contact.name.expose().clone(),
            state: words.text(letter_key(letter.state)),
            since: words.date_time(letter.moved_at, &desk.pack.zone),
            urgent: letter.urgent,
            count: letter.places.to_string(),
            reference: letter.reference,
        });
    }
    let now = tx.now();
    page::render(&LettersPage {
        rows,
        one_state: state.is_some(),
        goes_on: after.is_some(),
        next,
        no_holidays: desk.pack.calendar.lacks_holidays(&desk.pack.zone, now),
        frame: desk.frame(&signed_in, words.text("takedown-letters")),
    })
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each shows or hides a part of the page"
)]
#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    frame: Frame,
    csrf: String,
    id: String,
    name: String,
    address: String,
    state: String,
    /// As what it is released.
    version: String,
    since: String,
    due: Option<String>,
    purpose: String,
    urgent: bool,
    first: bool,
    message_id: Option<String>,
    maybe_twice: bool,
    /// It left, and the text is that which left.
    has_left: bool,
    /// The address of the form that it is filled in, where it is; and what they call what was.
    provider_form: Option<String>,
    held: bool,
    ticket: Option<String>,
    subject: String,
    text: String,
    reason: Option<String>,
    notices: Vec<NoticeRow>,
    may_edit: bool,
    may_release: bool,
    may_withdraw: bool,
    may_retry: bool,
    may_say: bool,
    may_fill_in: bool,
    /// Today, as a form about a day has it.
    today: String,
    /// What a provider can say.
    says: Vec<(&'static str, String)>,
    form: EditForm,
    filled_in: FilledForm,
    hint: String,
    /// What it has to say, whoever writes it.
    required: Vec<String>,
    errors: FormErrors,
}

struct NoticeRow {
    case: String,
    reference: String,
    state: String,
}

#[derive(Deserialize)]
pub(super) struct EditForm {
    text: Sensitive<String>,
    reason: Sensitive<String>,
}

/// That somebody filled in a form.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct FilledForm {
    day: String,
    ticket: Sensitive<String>,
}

impl EditForm {
    /// The text as it would leave.
    fn of(preview: &Preview) -> Self {
        Self {
            text: Sensitive::new(preview.draft.clone()),
            reason: Sensitive::new(String::new()),
        }
    }
}

/// GET /letters/{id}
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    signed_in: SignedIn,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let preview = letter::preview(&mut tx, signed_in.actor(), &desk.pack, id).await?;
    let forms = (EditForm::of(&preview), FilledForm::default());
    page_of(
        &desk,
        &signed_in,
        &mut tx,
        preview,
        forms,
        FormErrors::none(),
    )
    .await
}

async fn page_of(
    desk: &Desk,
    signed_in: &SignedIn,
    tx: &mut Tx,
    preview: Preview,
    (form, filled_in): (EditForm, FilledForm),
    errors: FormErrors,
) -> Result<Response, Problem> {
    let (actor, words) = (signed_in.actor(), desk.words(signed_in));
    let time = |at: Timestamp| words.date_time(at, &desk.pack.zone);
    let letter = preview.letter;
    let contact = stakeholders::contact(tx, actor, letter.contact)
        .await
        .map_err(Error::from)?;
    let mail = dispatch::dispatched(tx, actor, letter.id)
        .await
        .map_err(Error::from)?;
    let version = version(tx, actor, &desk.pack, letter.id).await?;
    let reason = preview.reason.map(|reason| page::harmless(reason.expose()));
    let ticket = letter.ticket(tx).map_err(Error::from)?;
    let today = desk.pack.zone.to_datetime(tx.now().to_jiff()).date();
    let may_lead = signed_in.may(Action::ReleaseLetter);
    let may_notify = signed_in.may(Action::Notify);
    let is_prepared = letter.state == LetterState::Prepared;
    let can = |step| letter.state.after(step).is_ok();
    page::render(&LetterPage {
        csrf: signed_in.csrf(),
        version,
        id: letter.id.to_string(),
        name: contact.name.expose().clone(),
        address: contact.address.expose().clone(),
        state: words.text(letter_key(letter.state)),
        since: time(letter.moved_at),
        due: letter
            .due_at
            .filter(|_| letter.state == LetterState::Gathering)
            .map(time),
        purpose: words.text(match letter.purpose {
            Purpose::Remove => "takedown-letter-remove",
            Purpose::AskHost => "takedown-letter-ask-host",
        }),
        urgent: letter.urgent,
        first: preview.first,
        maybe_twice: mail.as_ref().is_some_and(|mail| mail.maybe_twice),
        has_left: letter.state == LetterState::Sent || mail.is_some(),
        message_id: mail.map(|mail| mail.message_id),
        provider_form: preview
            .form
            .filter(|_| is_prepared)
            .map(|form| form.expose().clone()),
        held: preview.held,
        ticket: ticket.map(|ticket| page::harmless(ticket.expose())),
        subject: preview.subject,
        text: preview.text,
        reason,
        notices: preview
            .notices
            .iter()
            .map(|(notice, reference)| NoticeRow {
                case: notice.case.to_string(),
                reference: reference.clone(),
                state: words.text(state_key(notice.state)),
            })
            .collect(),
        may_edit: letter.state.takes_text() && signed_in.may(Action::EditLetter),
        may_release: letter.state == LetterState::Waiting && may_lead,
        may_withdraw: can(LetterMove::Withdraw) && may_lead,
        may_retry: (letter.state.is_stuck() || is_prepared) && may_notify,
        may_say: letter.state == LetterState::Sent && may_notify,
        may_fill_in: is_prepared && may_notify,
        today: today.to_string(),
        says: choices(&words),
        hint: words.with(
            "takedown-letter-edit-hint",
            &[
                ("reference", REFERENCE_MARK.to_owned()),
                ("places", MARK.to_owned()),
            ],
        ),
        required: desk
            .pack
            .required
            .of(template_of(&desk.pack, letter.purpose, letter.step))
            .map(|part| part.name.in_language(words.language()).to_owned())
            .collect(),
        frame: desk.frame(signed_in, preview.reference),
        form,
        filled_in,
        errors,
    })
}

/// POST /letters/{id}/edit
pub(super) async fn edit(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    SignedForm(signed_in, form): SignedForm<EditForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = begin(&desk).await?;
    let edited = letter::edit(&mut tx, actor, &desk.pack, id, &form.text, &form.reason).await;
    match edited {
        Ok(()) => Ok(finish(tx, id).await?.into_response()),
        Err(error) => {
            drop(tx);
            let typed = (Some(form), FilledForm::default());
            refused(&desk, &signed_in, id, typed, error).await
        }
    }
}

/// POST /letters/{id}/sent-by-hand
pub(super) async fn filled_in(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    SignedForm(signed_in, form): SignedForm<FilledForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    let mut tx = begin(&desk).await?;
    let sent = ByHand {
        day: &form.day,
        ticket: &form.ticket,
    };
    match letter::sent_by_hand(&mut tx, actor, &desk.pack, id, &sent).await {
        Ok(()) => Ok(finish(tx, id).await?.into_response()),
        Err(error) => {
            drop(tx);
            refused(&desk, &signed_in, id, (None, form), error).await
        }
    }
}

/// The page with what is wrong; nothing of what was typed is lost.
async fn refused(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Letter>,
    (typed, filled_in): (Option<EditForm>, FilledForm),
    error: Error,
) -> Result<Response, Problem> {
    let (field, message) = fault(error, signed_in.language())?;
    let mut errors = FormErrors::none();
    errors.push(field, message);
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let preview = letter::preview(&mut tx, signed_in.actor(), &desk.pack, id).await?;
    let forms = (typed.unwrap_or_else(|| EditForm::of(&preview)), filled_in);
    let page = page_of(desk, signed_in, &mut tx, preview, forms, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The field that is wrong, and what is wrong with it, for somebody who reads this language.
pub(crate) fn fault(error: Error, language: Language) -> Result<(&'static str, Message), Error> {
    match error {
        Error::NoReason => Ok(("reason", Message::new("takedown-letter-no-reason"))),
        Error::UnfitText => Ok(("text", Message::new("takedown-letter-unfit"))),
        Error::Day => Ok(("day", Message::new("takedown-letter-day-wrong"))),
        Error::Ticket => Ok(("ticket", Message::new("takedown-letter-ticket-wrong"))),
        Error::MissingPart(part) => {
            let part = part.in_language(language).to_owned();
            let message = Message::new("takedown-letter-missing").with("part", part);
            Ok(("text", message))
        }
        error => Err(error),
    }
}

/// What a letter was when somebody read it.
#[derive(Deserialize)]
pub(super) struct ReadForm {
    #[serde(default)]
    version: String,
}

/// POST /letters/{id}/release: of the text that was read, and no other.
pub(super) async fn release(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    SignedForm(signed_in, read): SignedForm<ReadForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::ReleaseLetter).map_err(Error::from)?;
    let mut tx = begin(&desk).await?;
    letter::lock(&mut tx, id).await?;
    if version(&mut tx, actor, &desk.pack, id).await? != read.version {
        return Err(Error::Changed.into());
    }
    match letter::release(&mut tx, actor, &desk.pack, id).await {
        Ok(()) => Ok(finish(tx, id).await?.into_response()),
        Err(error @ Error::MissingPart(_)) => {
            drop(tx);
            refused(&desk, &signed_in, id, (None, FilledForm::default()), error).await
        }
        Err(error) => Err(error.into()),
    }
}

/// POST /letters/{id}/withdraw
pub(super) async fn withdraw(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    letter::withdraw_letter(&mut tx, signed_in.actor(), id).await?;
    finish(tx, id).await
}

/// POST /letters/{id}/retry
pub(super) async fn retry(
    State(desk): State<Desk>,
    Path(id): Path<Id<Letter>>,
    SignedForm(signed_in, Nothing {}): SignedForm<Nothing>,
) -> Result<Redirect, Problem> {
    let mut tx = begin(&desk).await?;
    letter::try_again(&mut tx, signed_in.actor(), id).await?;
    finish(tx, id).await
}

/// Commits, and leads back to the letter.
async fn finish(tx: Tx, id: Id<Letter>) -> Result<Redirect, Problem> {
    tx.commit().await.map_err(Error::from)?;
    Ok(Redirect::to(&format!("/letters/{id}")))
}

const fn letter_key(state: LetterState) -> &'static str {
    match state {
        LetterState::Gathering => "takedown-letter-gathering",
        LetterState::Waiting => "takedown-letter-waiting",
        LetterState::Tracing => "takedown-letter-tracing",
        LetterState::Prepared => "takedown-letter-prepared",
        LetterState::Released => "takedown-letter-released",
        LetterState::Held => "takedown-letter-held",
        LetterState::Sent => "takedown-letter-sent",
        LetterState::Failed => "takedown-letter-failed",
        LetterState::Bounced => "takedown-letter-bounced",
        LetterState::Withdrawn => "takedown-letter-withdrawn",
    }
}
