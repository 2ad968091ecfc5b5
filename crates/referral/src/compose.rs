//! What a referral says. URLs stand defanged in the text and exactly in an attached table (RFC 4180); without
//! a relay that passes mail on over verified TLS neither travels, and a reference goes instead. Nothing of
//! the reporter's words and no credentials are ever in it: working URLs have none.

use assessment::Ruling;
use egress::{Attachment, Mail};
use kernel::{Id, Language, Sensitive, Timestamp};
use pack::{MailContext, MailPlace, Pack};
use stakeholders::Contact;

use crate::{Error, Referral};

/// The key of the schema's field that asks for the INHOPE class; its options are named in mails.
const CLASS: &str = "classification";

/// One of the places that a referral is about.
pub(crate) struct Place {
    /// The working URL.
    pub(crate) url: Sensitive<String>,
    /// Who hosts it, by the newest trace.
    pub(crate) hosting: Option<trace::Hosting>,
}

/// What a mail is made of.
pub(crate) struct Letter<'a> {
    pub(crate) pack: &'a Pack,
    /// The address it comes from; its domain stands in the Message-ID.
    pub(crate) sender: &'a str,
    /// Whether URLs may travel.
    pub(crate) with_urls: bool,
    pub(crate) referral: Id<Referral>,
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

/// Puts a referral into words.
pub(crate) fn mail(letter: &Letter<'_>) -> Result<Mail, Error> {
    let domain = letter
        .sender
        .trim_end_matches('>')
        .rsplit_once('@')
        .map(|(_, domain)| domain)
        .ok_or(Error::Unsendable)?;
    let language = letter.contact.language.unwrap_or(Language::ENGLISH);
    let words = letter
        .pack
        .templates
        .render("referral", language, &context(letter, language))
        .map_err(|_| Error::Unsendable)?;
    let attachments = if letter.with_urls {
        vec![Attachment {
            name: format!("{}.csv", letter.reference),
            content_type: "text/csv; charset=utf-8; header=present".to_owned(),
            bytes: table(letter.reference, letter.places).map_err(|_| Error::Unsendable)?,
        }]
    } else {
        Vec::new()
    };
    Ok(Mail {
        message_id: format!("referral-{}@{domain}", letter.referral),
        date: letter.date,
        from: letter.sender.to_owned(),
        to: letter.contact.address.expose().clone(),
        reply_to: None,
        subject: words.subject,
        text: words.body,
        attachments,
    })
}

fn context(letter: &Letter<'_>, language: Language) -> MailContext {
    let place = |place: &Place| {
        let hosting = place.hosting.as_ref();
        let network = hosting.and_then(|hosting| hosting.networks.first());
        let countries: Vec<_> = hosting
            .map(trace::Hosting::countries)
            .unwrap_or_default()
            .into_iter()
            .map(String::from)
            .collect();
        MailPlace {
            defanged: if letter.with_urls {
                location::defang(place.url.expose())
            } else {
                String::new()
            },
            last_seen: String::new(),
            country: countries.join(", "),
            network: network
                .and_then(|network| network.holder.as_ref())
                .map(|holder| holder.expose().clone())
                .unwrap_or_default(),
        }
    };
    MailContext {
        hotline: letter.pack.name.in_language(language).to_owned(),
        reference: letter.reference.to_owned(),
        date: letter.date.to_string(),
        class: class(letter, language),
        basis: basis(letter, language),
        urls_attached: letter.with_urls,
        places: letter.places.iter().map(place).collect(),
        answer_to: letter.sender.to_owned(),
        hold: letter.hold_until.is_some(),
        hold_until: letter
            .hold_until
            .map(|until| until.to_string())
            .unwrap_or_default(),
        urgent: letter.urgent,
    }
}

/// The INHOPE class as the pack's schema words it.
fn class(letter: &Letter<'_>, language: Language) -> String {
    let Some(ruling) = letter.ruling else {
        return String::new();
    };
    let name = ruling.inhope_class.name();
    let field = letter.pack.schema.field(CLASS);
    field
        .and_then(|field| field.options.iter().find(|option| option.key == name))
        .map_or(name, |option| option.label.in_language(language))
        .to_owned()
}

/// The law and the articles that are met; nothing where none is.
fn basis(letter: &Letter<'_>, language: Language) -> String {
    let law = &letter.pack.law;
    let is_met = |key: &String| {
        letter
            .ruling
            .is_some_and(|ruling| ruling.articles.contains(key))
    };
    let met: Vec<_> = law
        .articles
        .iter()
        .filter(|article| is_met(&article.key))
        .map(|article| article.label.in_language(language))
        .collect();
    if met.is_empty() {
        String::new()
    } else {
        format!("{}: {}", law.name.in_language(language), met.join(", "))
    }
}

/// The table of places, as RFC 4180 has it: a header, CRLF at each end of a line, quotes where needed.
///
/// The URL column is exact. It cannot begin a formula: working URLs begin with `http`. Every other column is
/// of our own making and cannot either.
fn table(reference: &str, places: &[Place]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(["reference", "url", "countries", "addresses", "traced_at"])?;
    for place in places {
        let hosting = place.hosting.as_ref();
        let joined = |texts: Vec<String>| texts.join(" ");
        let countries = hosting.map(trace::Hosting::countries).unwrap_or_default();
        let addresses = hosting.map(|hosting| hosting.addresses.clone());
        let addresses = addresses.unwrap_or_default();
        writer.write_record([
            reference,
            place.url.expose(),
            &joined(countries.into_iter().map(String::from).collect()),
            &joined(addresses.iter().map(ToString::to_string).collect()),
            &hosting
                .map(|hosting| hosting.at.to_string())
                .unwrap_or_default(),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(url: &str) -> Place {
        Place {
            url: Sensitive::new(url.to_owned()),
            hosting: Some(trace::Hosting {
                at: Timestamp::from_micros(1_767_582_000_000_000),
                addresses: vec!["127.40.0.5".parse().unwrap()],
                networks: Vec::new(),
                registrar: None,
                registrar_abuse: None,
                onion: false,
            }),
        }
    }

    #[test]
    fn the_table_is_rfc_4180_with_exact_urls() {
        let places = [
            place("http://a.test/p/17?a=1,2&b=\"c\""),
            place("https://b.test/"),
        ];
        let text = String::from_utf8(table("7XK2M9QD", &places).unwrap()).unwrap();
        assert_eq!(
            text,
            "reference,url,countries,addresses,traced_at\r\n\
             7XK2M9QD,\"http://a.test/p/17?a=1,2&b=\"\"c\"\"\",,127.40.0.5,2026-01-05T03:00:00Z\r\n\
             7XK2M9QD,https://b.test/,,127.40.0.5,2026-01-05T03:00:00Z\r\n"
        );
    }

    proptest! {
        /// Whatever a URL holds, it reads back exactly.
        #[test]
        fn the_table_reads_back(rest in "[ -~]{0,60}") {
            let url = format!("http://{rest}");
            let bytes = table("7XK2M9QD", &[place(&url)]).unwrap();
            prop_assert!(bytes.ends_with(b"\r\n"));
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&row[1], url.as_str());
        }
    }
}
