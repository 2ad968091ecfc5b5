//! What a referral says. URLs stand defanged in the text and exactly in an attached table; without a relay
//! that passes mail on over verified TLS neither travels, and a reference goes instead. Nothing of the
//! reporter's words, contact or spelling and no credentials are in it, but what somebody decided may leave: that
//! is a table of its own, beside the URLs.

use assessment::{Disclosed, Ruling};
use dispatch::{Cell, Letter, Sender};
use kernel::{Language, Sensitive, Timestamp};
use pack::{MailContext, MailPlace, Pack};
use stakeholders::Contact;

use crate::Error;

/// What a referral tells of.
pub(crate) struct Told<'a> {
    pub(crate) pack: &'a Pack,
    /// The case's reference.
    pub(crate) reference: &'a str,
    pub(crate) date: Timestamp,
    pub(crate) contact: &'a Contact,
    /// What was decided.
    pub(crate) ruling: Option<&'a Ruling>,
    pub(crate) urgent: bool,
    /// Until when notices wait for the police, where they do.
    pub(crate) hold_until: Option<Timestamp>,
    pub(crate) places: &'a [Place],
}

/// One of the places that a referral is about.
pub(crate) struct Place {
    /// The working URL.
    pub(crate) url: Sensitive<String>,
    /// Who hosts it, as far as anybody knows.
    pub(crate) standing: Option<trace::Standing>,
}

/// Puts a referral into words; what is attached comes to it later.
pub(crate) fn letter(told: &Told<'_>, from: Sender<'_>) -> Result<Letter, Error> {
    let language = told.contact.manner.language.unwrap_or(Language::ENGLISH);
    let words = told
        .pack
        .templates
        .render("referral", language, &context(told, from, language))
        .map_err(|_| Error::Unsendable)?;
    Ok(Letter {
        to: told.contact.address.expose().clone(),
        reference: told.reference.to_owned(),
        subject: words.subject,
        text: words.body,
        attachments: Vec::new(),
    })
}

fn context(told: &Told<'_>, from: Sender<'_>, language: Language) -> MailContext {
    let pack = told.pack;
    let class = told.ruling.map(|ruling| ruling.class_label(pack, language));
    let basis = told.ruling.map(|ruling| ruling.basis(pack, language));
    let place = |place: &Place| MailPlace {
        defanged: if from.with_urls {
            location::defang(place.url.expose())
        } else {
            String::new()
        },
        last_seen: String::new(),
        country: place.countries(", "),
        network: place.host_or_proxy(),
        ..MailPlace::default()
    };
    MailContext {
        hotline: pack.name.in_language(language).to_owned(),
        reference: told.reference.to_owned(),
        date: pack.local_time(told.date),
        class: class.unwrap_or_default().to_owned(),
        basis: basis.unwrap_or_default(),
        urls_written: from.with_urls,
        urls_attached: from.with_urls,
        places: told.places.iter().map(place).collect(),
        answer_to: from.address.to_owned(),
        hold: told.hold_until.is_some(),
        hold_until: told
            .hold_until
            .map(|until| pack.local_time(until))
            .unwrap_or_default(),
        urgent: told.urgent,
        count: told.places.len().to_string(),
        ..MailContext::default()
    }
}

impl Place {
    /// The name of its host; of whoever stands in front of it where that is all that is known.
    pub(crate) fn host_or_proxy(&self) -> String {
        let standing = self.standing.as_ref();
        let known = standing.map(|one| one.hosts().into_iter().chain(one.in_front()));
        let name = known.and_then(|mut known| known.find_map(|host| host.name));
        name.map(|name| name.expose().clone()).unwrap_or_default()
    }

    /// The countries it is hosted in, by every source.
    pub(crate) fn countries(&self, between: &str) -> String {
        let standing = self.standing.as_ref();
        let countries = standing.map(trace::Standing::countries).unwrap_or_default();
        let countries: Vec<_> = countries.into_iter().map(String::from).collect();
        countries.join(between)
    }
}

/// The exact addresses, a line each.
pub(crate) fn table(
    reference: &str,
    places: &[Place],
) -> Result<egress::Attachment, dispatch::Error> {
    let row = |place: &Place| {
        let hosting = place.standing.as_ref().map(|standing| &standing.hosting);
        let addresses: Vec<_> = hosting
            .into_iter()
            .flat_map(|hosting| &hosting.addresses)
            .map(ToString::to_string)
            .collect();
        let traced_at = hosting.map(|hosting| hosting.at.to_string());
        [
            place.countries(" "),
            addresses.join(" "),
            traced_at.unwrap_or_default(),
        ]
    };
    dispatch::table(
        reference,
        ["reference", "url", "countries", "addresses", "traced_at"],
        places.iter().map(|place| {
            let [countries, addresses, traced_at] = row(place).map(Cell::Text);
            [
                Cell::Text(reference.to_owned()),
                Cell::Exact(place.url.expose()),
                countries,
                addresses,
                traced_at,
            ]
        }),
    )
}

/// What reporters told and may leave by decision, a line each.
pub(crate) fn reporter_table(
    reference: &str,
    disclosed: &[Disclosed],
) -> Result<egress::Attachment, dispatch::Error> {
    dispatch::table(
        &format!("{reference}-reporter"),
        ["reference", "part", "text"],
        disclosed.iter().map(|one| {
            [
                Cell::Text(reference.to_owned()),
                Cell::Text(one.part.name().to_owned()),
                Cell::Text(one.text.expose().clone()),
            ]
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_line_a_place_with_exact_urls() {
        let place = |url: &str| Place {
            url: Sensitive::new(url.to_owned()),
            standing: Some(trace::Standing {
                hosting: trace::Hosting {
                    at: Timestamp::from_micros(1_767_582_000_000_000),
                    addresses: vec!["127.40.0.5".parse().unwrap()],
                    ..trace::Hosting::default()
                },
                real: None,
                rules: Vec::new(),
            }),
        };
        let places = [place("http://a.test/p/17?a=1,2"), place("https://b.test/")];
        let table = table("7XK2M9QD", &places).unwrap();
        assert_eq!(
            String::from_utf8(table.bytes).unwrap(),
            "reference,url,countries,addresses,traced_at\r\n\
             7XK2M9QD,\"http://a.test/p/17?a=1,2\",,127.40.0.5,2026-01-05T03:00:00Z\r\n\
             7XK2M9QD,https://b.test/,,127.40.0.5,2026-01-05T03:00:00Z\r\n"
        );
    }
}
