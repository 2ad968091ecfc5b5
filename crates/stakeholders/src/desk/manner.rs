//! The page of how a contact is written to.
//!
//! | path | fields |
//! |---|---|
//! | `GET /contacts/{id}/manner` | |
//! | `POST /contacts/{id}/manner` | `channel`, `form`, `language`, `csv`, `xarf`, `pace` |

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use identity::{Action, Desk, SignedForm, SignedIn};
use kernel::{Id, Sensitive};
use page::{Choice, FormErrors, Frame, Message, Problem, Words};
use serde::Deserialize;

use crate::manner::{Channel, Manner, Pace, set_manner};
use crate::{Contact, Error, contact};

#[derive(Template)]
#[template(path = "contact-manner.html")]
struct MannerPage {
    frame: Frame,
    csrf: String,
    id: String,
    organisation: String,
    name: String,
    address: String,
    /// What stands, in words, for whoever may not change it.
    stands: Vec<(String, String)>,
    may_change: bool,
    channels: Vec<Choice>,
    languages: Vec<Choice>,
    paces: Vec<Choice>,
    form: MannerForm,
    errors: FormErrors,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct MannerForm {
    channel: String,
    form: Sensitive<String>,
    language: String,
    csv: Option<String>,
    xarf: Option<String>,
    pace: String,
}

impl MannerForm {
    fn of(manner: &Manner) -> Self {
        let checked = |is: bool| is.then(|| "1".to_owned());
        Self {
            channel: manner.channel.name().to_owned(),
            form: manner.form.clone().unwrap_or_default(),
            language: manner.language.map(String::from).unwrap_or_default(),
            csv: checked(manner.csv),
            xarf: checked(manner.xarf),
            pace: manner.pace.name().to_owned(),
        }
    }

    fn read(&self) -> Option<Manner> {
        Some(Manner {
            channel: Channel::named(&self.channel)?,
            form: Some(self.form.clone()),
            language: match self.language.as_str() {
                "" => None,
                code => Some(code.parse().ok()?),
            },
            csv: self.csv.is_some(),
            xarf: self.xarf.is_some(),
            pace: Pace::named(&self.pace)?,
        })
    }
}

/// GET /contacts/{id}/manner
pub(crate) async fn show(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(id): Path<Id<Contact>>,
) -> Result<Response, Problem> {
    show_one(&desk, &signed_in, id, None, FormErrors::none()).await
}

async fn show_one(
    desk: &Desk,
    signed_in: &SignedIn,
    id: Id<Contact>,
    form: Option<MannerForm>,
    errors: FormErrors,
) -> Result<Response, Problem> {
    let mut tx = desk.db.read().await.map_err(Error::from)?;
    let contact = contact(&mut tx, signed_in.actor(), id).await?;
    drop(tx);
    let words = desk.words(signed_in);
    let nobody_knows = Choice::new("", words.text("stakeholders-manner-language-unknown"));
    let languages = desk.pack.languages.iter().map(|code| {
        let name = desk.catalogue.words(*code).text("language-name");
        Choice::new(code.to_string(), name)
    });
    let channel = |one: Channel| Choice::new(one.name(), words.text(channel_key(one)));
    let pace = |one: Pace| Choice::new(one.name(), words.text(pace_key(one)));
    page::render(&MannerPage {
        csrf: signed_in.csrf(),
        id: id.to_string(),
        organisation: contact.organisation.to_string(),
        name: contact.name.expose().clone(),
        address: contact.address.expose().clone(),
        stands: told(&words, &contact.manner),
        may_change: signed_in.may(Action::ManageProviders),
        channels: Channel::ALL.map(channel).to_vec(),
        languages: std::iter::once(nobody_knows).chain(languages).collect(),
        paces: Pace::ALL.map(pace).to_vec(),
        frame: desk
            .frame(signed_in, words.text("stakeholders-manner"))
            .with_errors(&errors),
        form: form.unwrap_or_else(|| MannerForm::of(&contact.manner)),
        errors,
    })
}

/// How somebody is written to, in words.
fn told(words: &Words, manner: &Manner) -> Vec<(String, String)> {
    let mut formats = vec![words.text("stakeholders-manner-plain")];
    formats.extend(manner.csv.then(|| words.text("stakeholders-manner-csv")));
    formats.extend(manner.xarf.then(|| words.text("stakeholders-manner-xarf")));
    let mut told = vec![
        (
            words.text("stakeholders-manner-channel"),
            words.text(channel_key(manner.channel)),
        ),
        (
            words.text("stakeholders-manner-formats"),
            formats.join(" · "),
        ),
        (
            words.text("stakeholders-manner-pace"),
            words.text(pace_key(manner.pace)),
        ),
    ];
    if let Some(form) = &manner.form {
        told.push((
            words.text("stakeholders-manner-form"),
            form.expose().clone(),
        ));
    }
    told
}

/// What a channel is called.
pub(crate) const fn channel_key(channel: Channel) -> &'static str {
    match channel {
        Channel::Mail => "stakeholders-manner-mail",
        Channel::Form => "stakeholders-manner-by-form",
    }
}

const fn pace_key(pace: Pace) -> &'static str {
    match pace {
        Pace::Each => "stakeholders-manner-each",
        Pace::Gathered => "stakeholders-manner-gathered",
        Pace::Daily => "stakeholders-manner-daily",
    }
}

/// The field that is wrong, and what is wrong with it.
pub(crate) fn fault(error: Error) -> Result<(&'static str, Message), Error> {
    match error {
        Error::Form => Ok(("form", Message::new("stakeholders-manner-form-wrong"))),
        Error::MailOnly => Ok(("channel", Message::new("stakeholders-manner-mail-only"))),
        error => Err(error),
    }
}

/// POST /contacts/{id}/manner
pub(crate) async fn change(
    State(desk): State<Desk>,
    Path(id): Path<Id<Contact>>,
    SignedForm(signed_in, form): SignedForm<MannerForm>,
) -> Result<Response, Problem> {
    let actor = signed_in.actor();
    actor.may(Action::ManageProviders).map_err(Error::from)?;
    let manner = form.read().ok_or(Problem::Malformed)?;
    let mut tx = desk.db.write().await.map_err(Error::from)?;
    let (field, message) = match set_manner(&mut tx, actor, id, &manner).await {
        Ok(()) => {
            let organisation = contact(&mut tx, actor, id).await?.organisation;
            tx.commit().await.map_err(Error::from)?;
            return Ok(Redirect::to(&format!("/providers/{organisation}")).into_response());
        }
        Err(error) => fault(error)?,
    };
    drop(tx);
    let mut errors = FormErrors::none();
    errors.push(field, message);
    show_one(&desk, &signed_in, id, Some(form), errors).await
}
