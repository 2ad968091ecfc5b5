//! What a notice says. URLs stand defanged in the text and exactly in an attached table (RFC 4180); without
//! a relay that passes mail on over verified TLS neither travels, and a reference goes instead. Nothing of
//! the reporter's words and no credentials are ever in it: the working URL has none.

use assessment::Ruling;
use egress::{Attachment, Mail};
use kernel::{Id, Language, Sensitive, Timestamp};
use pack::{MailContext, MailPlace, Pack};
use stakeholders::Contact;

use crate::{Error, Notice};

/// The key of the schema's field that asks for the INHOPE class; its options are named in mails.
const CLASS: &str = "classification";

/// The place that a notice is about.
pub(crate) struct Place {
    /// The case's reference.
    pub(crate) reference: String,
    /// The working URL.
    pub(crate) url: Sensitive<String>,
    /// Who hosts it, by the newest trace.
    pub(crate) hosting: Option<trace::Hosting>,
    /// When a check last found it up.
    pub(crate) last_seen: Option<Timestamp>,
}

/// What a mail is made of.
pub(crate) struct Letter<'a> {
    pub(crate) pack: &'a Pack,
    /// The address it comes from; its domain stands in the Message-ID.
    pub(crate) sender: &'a str,
    /// Whether URLs may travel.
    pub(crate) with_urls: bool,
    pub(crate) notice: Id<Notice>,
    pub(crate) date: Timestamp,
    pub(crate) contact: &'a Contact,
    /// What was decided.
    pub(crate) ruling: Option<&'a Ruling>,
    pub(crate) place: &'a Place,
}

/// Puts a notice into words.
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
        .render("notice", language, &context(letter, language))
        .map_err(|_| Error::Unsendable)?;
    let attachments = if letter.with_urls {
        vec![Attachment {
            name: format!("{}.csv", letter.place.reference),
            content_type: "text/csv; charset=utf-8; header=present".to_owned(),
            bytes: table(std::slice::from_ref(letter.place)).map_err(|_| Error::Unsendable)?,
        }]
    } else {
        Vec::new()
    };
    Ok(Mail {
        message_id: format!("notice-{}@{domain}", letter.notice),
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
    let Letter { pack, place, .. } = letter;
    let network = place
        .hosting
        .as_ref()
        .and_then(|hosting| hosting.networks.first());
    MailContext {
        hotline: pack.name.in_language(language).to_owned(),
        reference: place.reference.clone(),
        date: letter.date.to_string(),
        class: class(letter, language),
        basis: basis(letter, language),
        urls_attached: letter.with_urls,
        places: vec![MailPlace {
            defanged: if letter.with_urls {
                location::defang(place.url.expose())
            } else {
                String::new()
            },
            last_seen: place.last_seen.map(|at| at.to_string()).unwrap_or_default(),
            country: network
                .and_then(|network| network.country)
                .map(String::from)
                .unwrap_or_default(),
            network: network
                .and_then(|network| network.holder.as_ref())
                .map(|holder| holder.expose().clone())
                .unwrap_or_default(),
        }],
        answer_to: letter.sender.to_owned(),
        hold: false,
        hold_until: String::new(),
        urgent: false,
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
    let met: Vec<_> = law
        .articles
        .iter()
        .filter(|article| {
            letter
                .ruling
                .is_some_and(|ruling| ruling.articles.contains(&article.key))
        })
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
/// kept from being one.
pub(crate) fn table(places: &[Place]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(["reference", "url", "addresses", "traced_at"])?;
    for place in places {
        let hosting = place.hosting.as_ref();
        let addresses: Vec<_> = hosting
            .into_iter()
            .flat_map(|hosting| &hosting.addresses)
            .map(ToString::to_string)
            .collect();
        let traced_at = hosting.map(|hosting| hosting.at.to_string());
        writer.write_record([
            text_cell(&place.reference).as_str(),
            place.url.expose(),
            text_cell(&addresses.join(" ")).as_str(),
            text_cell(&traced_at.unwrap_or_default()).as_str(),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

/// A text that a spreadsheet does not take for a formula.
fn text_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(reference: &str, url: &str) -> Place {
        Place {
            reference: reference.to_owned(),
            url: Sensitive::new(url.to_owned()),
            hosting: Some(trace::Hosting {
                at: Timestamp::from_micros(1_767_582_000_000_000),
                addresses: vec![
                    "127.40.0.5".parse().unwrap(),
                    "2001:db8::5".parse().unwrap(),
                ],
                networks: Vec::new(),
                registrar: None,
                registrar_abuse: None,
                onion: false,
            }),
            last_seen: None,
        }
    }

    #[test]
    fn the_table_is_rfc_4180_with_exact_urls() {
        let places = [
            place("7XK2M9QD", "http://a.test/p/17?a=1,2&b=\"c\""),
            place("=1+1", "https://b.test/"),
        ];
        let text = String::from_utf8(table(&places).unwrap()).unwrap();
        assert_eq!(
            text,
            "reference,url,addresses,traced_at\r\n\
             7XK2M9QD,\"http://a.test/p/17?a=1,2&b=\"\"c\"\"\",127.40.0.5 2001:db8::5,2026-01-05T03:00:00Z\r\n\
             '=1+1,https://b.test/,127.40.0.5 2001:db8::5,2026-01-05T03:00:00Z\r\n"
        );
    }

    proptest! {
        /// Whatever a URL holds, it reads back exactly; whatever a text holds, it is no formula.
        #[test]
        fn the_table_reads_back(rest in "[ -~]{0,60}", reference in "\\PC{0,20}") {
            let url = format!("http://{rest}");
            let bytes = table(&[place(&reference, &url)]).unwrap();
            prop_assert!(bytes.ends_with(b"\r\n"));
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let row = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&row[1], url.as_str());
            prop_assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
