//! How a contact is written to: by which way, in which language, with what beside the text, and how often.
//!
//! There are two ways. By mail a letter leaves by itself. A provider that takes reports only in a form of its own web site
//! is written to by hand: a person fills the form in, and says that they did. Interfaces that some large providers have
//! for programs are no third way: each has a protocol, a contract and keys of its own, and none of them is public. Whoever
//! has the right to use one uses it as a form, by hand.

use audit::About;
use identity::{Action, Actor};
use kernel::{Id, Language, Sensitive};
use serde::Deserialize;
use serde_json::json;
use store::{FromRow, Place, Row, Tx, values};
use url::Url;

use crate::{Contact, Error, Kind};

/// The longest address of a form, in characters.
const FORM: usize = 2000;

/// By which way a contact is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// In a form of theirs, by hand.
    Form,
}

impl Channel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Form];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Form => "form",
        }
    }

    /// The channel of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How many places go in one letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// One.
    Each,
    /// Those that come within the time for which the pack lets letters gather.
    Gathered,
    /// Those of a day: a letter leaves no sooner than a day behind the one before.
    Daily,
}

impl Pace {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Each, Self::Gathered, Self::Daily];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Gathered => "gathered",
            Self::Daily => "daily",
        }
    }

    /// The pace of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How a contact is written to.
#[derive(Clone, Debug)]
pub struct Manner {
    /// By which way.
    pub channel: Channel,
    /// The address of their form, where it is written to in that: an `https` URL.
    pub form: Option<Sensitive<String>>,
    /// In which language, where we know.
    pub language: Option<Language>,
    /// Whether the places are attached as a table, too (RFC 4180).
    pub csv: bool,
    /// Whether places of the class that it has a type for are attached as XARF v4, too.
    pub xarf: bool,
    /// How many places go in one letter.
    pub pace: Pace,
}

/// Says how a contact is written to. What was put into a letter before goes as that was begun; what leaves later, and a
/// letter's attachments and way, follow this.
pub async fn set_manner(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Contact>,
    manner: &Manner,
) -> Result<(), Error> {
    actor.may(Action::ManageProviders)?;
    let stored: Option<Stored> = tx.optional(LOCK, values![id]).await?;
    let stored = stored.ok_or(Error::NotFound)?;
    let form = match (manner.channel, &manner.form) {
        (Channel::Mail, _) => None,
        // Referrals and handovers leave by mail, whatever stands here.
        (Channel::Form, _) if matches!(stored.kind, Kind::Police | Kind::Partner) => {
            return Err(Error::MailOnly);
        }
        (Channel::Form, typed) => {
            let typed = typed.as_ref().map(|typed| typed.expose().as_str());
            Some(typed.and_then(form_address).ok_or(Error::Form)?)
        }
    };
    let sealed = match form {
        Some(form) => {
            let place = Place::new("stakeholders_contact", "data_key", id);
            let key = tx
                .keyring()?
                .data_key(place, &stored.data_key)
                .map_err(store::Error::from)?;
            Some(key.seal(sealed_form(id), form.as_bytes(), tx.entropy()))
        }
        None => None,
    };
    let to = values![
        id,
        manner.channel.name(),
        sealed,
        manner.language.map(String::from),
        manner.csv,
        manner.xarf,
        manner.pace.name(),
    ];
    tx.execute(SET, to).await?;
    audit::record(
        tx,
        actor.who(),
        "stakeholders.set_manner",
        About::one("contact", id),
        json!({
            "channel": manner.channel.name(),
            "language": manner.language,
            "csv": manner.csv,
            "xarf": manner.xarf,
            "pace": manner.pace.name(),
        }),
    )
    .await?;
    Ok(())
}

/// The address of a form in this text: an `https` URL of a name, without credentials.
fn form_address(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    let is_sound = url.scheme() == "https"
        && matches!(url.host(), Some(url::Host::Domain(name)) if name.contains('.'))
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= FORM;
    is_sound.then(|| url.into())
}

pub(crate) const fn sealed_form(id: Id<Contact>) -> Place {
    Place::new("stakeholders_contact", "form", id)
}

struct Stored {
    kind: Kind,
    data_key: Vec<u8>,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        let kind: String = row.get("kind")?;
        let unreadable = store::Error::Unreadable("stakeholders_organisation.kind");
        Ok(Self {
            kind: Kind::named(&kind).ok_or(unreadable)?,
            data_key: row.get("data_key")?,
        })
    }
}

const LOCK: &str = "-- stakeholders.contact.lock_manner
SELECT (SELECT kind FROM stakeholders_organisation o WHERE o.id = c.organisation_id) AS kind, data_key
FROM stakeholders_contact c WHERE id = $1 /*for update*/";

const SET: &str = "-- stakeholders.contact.set_manner
UPDATE stakeholders_contact SET channel = $2, form = $3, language = $4, csv = $5, xarf = $6, pace = $7 WHERE id = $1";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_form_stands_at_a_name_behind_tls() {
        let taken = form_address(" https://Provider.example/report?lang=en ");
        assert_eq!(
            taken.as_deref(),
            Some("https://provider.example/report?lang=en")
        );
        for refused in [
            "",
            "provider.example/report",
            "http://provider.example/report",
            "https://192.0.2.7/report",
            "https://provider/report",
            "https://name:word@provider.example/",
            "javascript:alert(1)",
            "mailto:abuse@provider.example",
        ] {
            assert_eq!(form_address(refused), None, "{refused}");
        }
    }

    proptest! {
        /// Whatever is typed, what is taken is one line of ASCII that reads back as itself.
        #[test]
        fn what_is_taken_is_plain(typed in "(https://)?\\PC{0,60}") {
            if let Some(address) = form_address(&typed) {
                prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert_eq!(form_address(&address), Some(address));
            }
        }
    }

    #[test]
    fn names_read_back() {
        for channel in Channel::ALL {
            assert_eq!(Channel::named(channel.name()), Some(channel));
        }
        for pace in Pace::ALL {
            assert_eq!(Pace::named(pace.name()), Some(pace));
        }
    }
}
