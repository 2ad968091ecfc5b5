//! What a notice says. URLs stand defanged in the text and exactly in an attached table; without a relay that
//! passes mail on over verified TLS neither travels, and a reference goes instead. Nothing of the reporter's
//! words and no credentials are ever in it: the working URL has none.

use assessment::Ruling;
use dispatch::{Cell, Letter, Sender};
use kernel::{Language, Sensitive, Timestamp};
use pack::{MailContext, MailPlace, Pack};
use stakeholders::Contact;

use crate::{Error, Purpose};

/// What a notice tells of.
pub(crate) struct Told<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) date: Timestamp,
    pub(crate) contact: &'a Contact,
    /// What was decided.
    pub(crate) ruling: Option<&'a Ruling>,
    pub(crate) purpose: Purpose,
    pub(crate) place: Place<'a>,
}

/// The place that a notice is about.
pub(crate) struct Place<'a> {
    /// The case's reference.
    pub(crate) reference: &'a str,
    /// The working URL.
    pub(crate) url: Sensitive<String>,
    /// Who hosts it, as far as anybody knows.
    pub(crate) standing: Option<trace::Standing>,
    /// When a check last found it up.
    pub(crate) last_seen: Option<Timestamp>,
}

/// Puts a notice into words.
pub(crate) fn letter(told: &Told<'_>, from: Sender<'_>) -> Result<Letter, Error> {
    let language = told.contact.language.unwrap_or(Language::ENGLISH);
    let kind = match told.purpose {
        Purpose::Remove => "notice",
        Purpose::AskHost => "ask-host",
    };
    let words = told
        .pack
        .templates
        .render(kind, language, &context(told, from, language))
        .map_err(|_| Error::Unsendable)?;
    let attachments = if from.with_urls {
        vec![told.place.table()?]
    } else {
        Vec::new()
    };
    Ok(Letter {
        to: told.contact.address.expose().clone(),
        reference: told.place.reference.to_owned(),
        subject: words.subject,
        text: words.body,
        attachments,
    })
}

fn context(told: &Told<'_>, from: Sender<'_>, language: Language) -> MailContext {
    let Told { pack, place, .. } = told;
    let class = told.ruling.map(|ruling| ruling.class_label(pack, language));
    let basis = told.ruling.map(|ruling| ruling.basis(pack, language));
    let standing = place.standing.as_ref();
    let host = standing.and_then(|standing| standing.hosts().into_iter().next());
    let proxy = standing.and_then(|standing| standing.hosting.proxy.clone());
    MailContext {
        hotline: pack.name.in_language(language).to_owned(),
        reference: place.reference.to_owned(),
        date: pack.local_time(told.date),
        class: class.unwrap_or_default().to_owned(),
        basis: basis.unwrap_or_default(),
        urls_attached: from.with_urls,
        places: vec![MailPlace {
            defanged: if from.with_urls {
                location::defang(place.url.expose())
            } else {
                String::new()
            },
            last_seen: place
                .last_seen
                .map(|at| pack.local_time(at))
                .unwrap_or_default(),
            country: host
                .as_ref()
                .and_then(|host| host.country)
                .map(String::from)
                .unwrap_or_default(),
            network: host
                .and_then(|host| host.name)
                .map(|name| name.expose().clone())
                .unwrap_or_default(),
        }],
        answer_to: from.address.to_owned(),
        hold: false,
        hold_until: String::new(),
        urgent: false,
        proxy: match told.purpose {
            Purpose::Remove => String::new(),
            Purpose::AskHost => proxy.unwrap_or_default(),
        },
    }
}

impl Place<'_> {
    fn table(&self) -> Result<egress::Attachment, dispatch::Error> {
        let hosting = self.standing.as_ref().map(|standing| &standing.hosting);
        let addresses: Vec<_> = hosting
            .into_iter()
            .flat_map(|hosting| &hosting.addresses)
            .map(ToString::to_string)
            .collect();
        let traced_at = hosting.map(|hosting| hosting.at.to_string());
        dispatch::table(
            self.reference,
            ["reference", "url", "addresses", "traced_at"],
            [[
                Cell::Text(self.reference.to_owned()),
                Cell::Exact(self.url.expose()),
                Cell::Text(addresses.join(" ")),
                Cell::Text(traced_at.unwrap_or_default()),
            ]],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_the_url_exactly_and_every_address() {
        let place = Place {
            reference: "7XK2M9QD",
            url: Sensitive::new("http://a.test/p/17?a=1,2".to_owned()),
            standing: Some(trace::Standing {
                real: None,
                rules: Vec::new(),
                hosting: trace::Hosting {
                    at: Timestamp::from_micros(1_767_582_000_000_000),
                    addresses: vec![
                        "127.40.0.5".parse().unwrap(),
                        "2001:db8::5".parse().unwrap(),
                    ],
                    networks: Vec::new(),
                    located: Vec::new(),
                    registrar: None,
                    registrar_abuse: None,
                    onion: false,
                    proxy: None,
                    ..trace::Hosting::default()
                },
            }),
            last_seen: None,
        };
        let table = place.table().unwrap();
        assert_eq!(table.name, "7XK2M9QD.csv");
        assert_eq!(
            String::from_utf8(table.bytes).unwrap(),
            "reference,url,addresses,traced_at\r\n\
             7XK2M9QD,\"http://a.test/p/17?a=1,2\",127.40.0.5 2001:db8::5,2026-01-05T03:00:00Z\r\n"
        );
    }
}
