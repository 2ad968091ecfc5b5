//! What a letter says. URLs stand defanged in the text and exactly in an attached table; without a relay that
//! passes mail on over verified TLS neither travels, and references go instead. Nothing of the reporter's
//! words and no credentials are ever in it: the working URL has none.

use assessment::Ruling;
use dispatch::{Cell, Sender};
use kernel::{Language, Sensitive, Timestamp};
use pack::{MailBefore, MailContext, MailPlace, Pack};
use stakeholders::Contact;

use crate::{Error, Purpose, Says, xarf};

/// Where in a text that a person writes the list of places comes.
pub(crate) const MARK: &str = "[[places]]";

/// Where in it the reference comes: the letter's own until all of it is of one case.
pub(crate) const REFERENCE_MARK: &str = "[[reference]]";

/// Where in it the address to answer to comes.
pub(crate) const ANSWER_MARK: &str = "[[answer-to]]";

/// Where in it the address of the provider's page comes: on a line of its own, which goes where there is none.
pub(crate) const LINK_MARK: &str = "[[answer-link]]";

/// Where in it comes until when that can be answered on.
pub(crate) const EXPIRES_MARK: &str = "[[expires]]";

/// Where in it the date comes.
pub(crate) const DATE_MARK: &str = "[[date]]";

/// Where in it the number of places comes.
pub(crate) const COUNT_MARK: &str = "[[count]]";

/// What stands in the place of what is not shown.
const SIGN: &str = "…";

/// What a letter tells of.
pub(crate) struct Told<'a> {
    pub(crate) pack: &'a Pack,
    /// What it goes under.
    pub(crate) reference: &'a str,
    pub(crate) date: Timestamp,
    pub(crate) contact: &'a Contact,
    pub(crate) purpose: Purpose,
    /// Which step of their series its notices are; 0: first ones.
    pub(crate) step: i64,
    pub(crate) urgent: bool,
    /// Whether it is the first to this contact.
    pub(crate) first: bool,
    /// The text that a person wrote, with its marks.
    pub(crate) text: Option<Sensitive<String>>,
    pub(crate) places: Vec<Place>,
    /// The address of the provider's page for it, and until when it can be answered there.
    pub(crate) link: Option<(String, String)>,
    /// A person fills in a form of theirs with it: nothing is attached.
    pub(crate) by_form: bool,
}

/// A place that a letter tells of.
pub(crate) struct Place {
    /// The notice's id.
    pub(crate) id: String,
    /// The case's reference.
    pub(crate) reference: String,
    /// The working URL; nothing where the letter is only looked at.
    pub(crate) url: Option<Sensitive<String>>,
    /// What was decided.
    pub(crate) ruling: Option<Ruling>,
    /// Who hosts it, as far as anybody knows.
    pub(crate) standing: Option<trace::Standing>,
    /// When a check last found it up, or somebody who assessed it saw it.
    pub(crate) last_seen: Option<Timestamp>,
    /// What was written about it before, the first notice first.
    pub(crate) before: Vec<Before>,
}

/// A notice about a place that has left before.
pub(crate) struct Before {
    pub(crate) at: Timestamp,
    /// To whom.
    pub(crate) contact: String,
    /// The Message-ID of its mail.
    pub(crate) message_id: String,
    /// What they said last.
    pub(crate) said: Option<Says>,
}

/// The template of letters that ask for this at a step of the series.
pub(crate) fn template_of(pack: &Pack, purpose: Purpose, step: i64) -> &str {
    match purpose {
        // A step that the pack does not have any more asks like a first notice.
        Purpose::Remove => pack
            .escalation
            .step(step)
            .map_or("notice", |step| step.template.as_str()),
        Purpose::AskHost => "ask-host",
    }
}

impl Told<'_> {
    /// The language that the contact is written to in.
    pub(crate) fn language(&self) -> Language {
        self.contact.manner.language.unwrap_or(Language::ENGLISH)
    }

    fn kind(&self) -> &str {
        template_of(self.pack, self.purpose, self.step)
    }

    /// The letter in words: the template's, or a person's with the list of places where they put its mark.
    pub(crate) fn words(&self, from: Sender<'_>) -> Result<pack::Rendered, Error> {
        self.render(from, false)
    }

    /// The same text for those who may read what left: with a sign in the place of each URL and of the link.
    pub(crate) fn shown(&self, from: Sender<'_>) -> Result<String, Error> {
        Ok(self.render(from, true)?.body)
    }

    fn render(&self, from: Sender<'_>, shown: bool) -> Result<pack::Rendered, Error> {
        let context = self.context(from, self.text.is_none(), shown);
        let templates = &self.pack.templates;
        let language = self.language();
        let unsendable = |_| Error::Unsendable;
        let mut words = templates
            .render(self.kind(), language, &context)
            .map_err(unsendable)?;
        if let Some(text) = &self.text {
            let list = templates.places(language, &context).map_err(unsendable)?;
            // The list last: a mark in it would be a place's own.
            words.body = self
                .with_link(text.expose(), &context.answer_link)
                .replace(REFERENCE_MARK, &context.reference)
                .replace(ANSWER_MARK, &context.answer_to)
                .replace(DATE_MARK, &context.date)
                .replace(COUNT_MARK, &context.count)
                .replacen(MARK, &list, 1);
        }
        Ok(words)
    }

    /// The text that a person may write anew: the template's, with marks for what is filled in when it leaves.
    pub(crate) fn with_marks(&self) -> Result<String, Error> {
        let from = Sender {
            address: ANSWER_MARK,
            with_urls: true,
        };
        let context = MailContext {
            reference: REFERENCE_MARK.to_owned(),
            date: DATE_MARK.to_owned(),
            count: COUNT_MARK.to_owned(),
            list: MARK.to_owned(),
            answer_link: LINK_MARK.to_owned(),
            expires: EXPIRES_MARK.to_owned(),
            ..self.context(from, false, false)
        };
        let words = self
            .pack
            .templates
            .render(self.kind(), self.language(), &context)
            .map_err(|_| Error::Unsendable)?;
        Ok(words.body)
    }

    /// The text with the address of the provider's page; without the lines that speak of it, where there is none.
    fn with_link(&self, text: &str, link: &str) -> String {
        if let Some((_, expires)) = &self.link {
            return text.replace(LINK_MARK, link).replace(EXPIRES_MARK, expires);
        }
        let speaks = |line: &str| line.contains(LINK_MARK) || line.contains(EXPIRES_MARK);
        let lines = text.lines().filter(|line| !speaks(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What the templates are given. Where it is `summed` and all places are judged alike, that is said once, of all:
    /// a text of a person's says nothing of it, so that the list has to.
    fn context(&self, from: Sender<'_>, summed: bool, shown: bool) -> MailContext {
        let (pack, language) = (self.pack, self.language());
        let mut places: Vec<_> = self
            .places
            .iter()
            .map(|place| place.in_words(pack, language, from.with_urls, shown))
            .collect();
        let (mut class, mut basis) = (String::new(), String::new());
        let alike = |one: &MailPlace, next: &MailPlace| {
            (&one.class, &one.basis) == (&next.class, &next.basis)
        };
        if let Some(first) = places.first().cloned()
            && summed
            && places.iter().all(|place| alike(place, &first))
        {
            for place in &mut places {
                place.class.clear();
                place.basis.clear();
            }
            (class, basis) = (first.class, first.basis);
        }
        let mut proxies = self.places.iter().filter_map(|place| {
            let standing = place.standing.as_ref()?;
            standing.hosting.proxy.clone()
        });
        let (mut answer_link, expires) = self.link.clone().unwrap_or_default();
        if shown && self.link.is_some() {
            SIGN.clone_into(&mut answer_link);
        }
        MailContext {
            answer_link,
            expires,
            hotline: pack.name.in_language(language).to_owned(),
            reference: self.reference.to_owned(),
            date: pack.local_time(self.date),
            class,
            basis,
            urls_written: from.with_urls,
            urls_attached: from.with_urls && self.contact.manner.csv && !self.by_form,
            count: places.len().to_string(),
            places,
            answer_to: from.address.to_owned(),
            urgent: self.urgent,
            proxy: match self.purpose {
                Purpose::Remove => String::new(),
                Purpose::AskHost => proxies.next().unwrap_or_default(),
            },
            contact: self.contact.name.expose().clone(),
            about: pack.notices.about.in_language(language).to_owned(),
            first: self.first,
            ..MailContext::default()
        }
    }

    /// The mail.
    pub(crate) fn letter(&self, from: Sender<'_>) -> Result<dispatch::Letter, Error> {
        let words = self.words(from)?;
        let mut attachments = Vec::new();
        let manner = &self.contact.manner;
        if from.with_urls && manner.csv {
            attachments.push(table(self.reference, &self.places)?);
        }
        if from.with_urls && manner.xarf {
            let hotline = self.pack.name.in_language(Language::ENGLISH);
            let documents = xarf::documents(hotline, from.address, self.date, &self.places);
            attachments.extend(documents);
        }
        Ok(dispatch::Letter {
            to: self.contact.address.expose().clone(),
            reference: self.reference.to_owned(),
            subject: words.subject,
            text: words.body,
            attachments,
        })
    }
}

impl Place {
    fn in_words(&self, pack: &Pack, language: Language, with_urls: bool, shown: bool) -> MailPlace {
        let standing = self.standing.as_ref();
        let host = standing.and_then(|standing| standing.hosts().into_iter().next());
        let time = |at: Option<Timestamp>| at.map(|at| pack.local_time(at)).unwrap_or_default();
        let class = self
            .ruling
            .as_ref()
            .map(|ruling| ruling.class_label(pack, language));
        MailPlace {
            reference: self.reference.clone(),
            defanged: match &self.url {
                Some(url) if with_urls && !shown => location::defang(url.expose()),
                _ if with_urls => format!("hxxp://{SIGN}"),
                _ => String::new(),
            },
            last_seen: time(self.last_seen),
            traced: time(standing.map(|standing| standing.hosting.at)),
            country: host
                .as_ref()
                .and_then(|host| host.country)
                .map(String::from)
                .unwrap_or_default(),
            network: host
                .and_then(|host| host.name)
                .map(|name| name.expose().clone())
                .unwrap_or_default(),
            class: class.unwrap_or_default().to_owned(),
            basis: self
                .ruling
                .as_ref()
                .map(|ruling| ruling.basis(pack, language))
                .unwrap_or_default(),
            before: self
                .before
                .iter()
                .map(|one| MailBefore {
                    date: pack.local_time(one.at),
                    contact: one.contact.clone(),
                    message_id: one.message_id.clone(),
                    said: one.said.map_or("", Says::name).to_owned(),
                })
                .collect(),
        }
    }

    /// The INHOPE class, as the table names it.
    fn class(&self) -> &'static str {
        self.ruling
            .as_ref()
            .map_or("", |ruling| ruling.inhope_class.name())
    }
}

/// The exact locations, for machines: a line a place.
pub(crate) fn table(
    reference: &str,
    places: &[Place],
) -> Result<egress::Attachment, dispatch::Error> {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let row = |place| {
        let Place {
            reference,
            url,
            standing,
            last_seen,
            ..
        }: &Place = place;
        let hosting = standing.as_ref().map(|standing| &standing.hosting);
        let addresses: Vec<_> = hosting
            .into_iter()
            .flat_map(|hosting| &hosting.addresses)
            .map(ToString::to_string)
            .collect();
        let url = url.as_ref().map_or("", |url| url.expose().as_str());
        [
            Cell::Text(reference.clone()),
            Cell::Exact(url),
            Cell::Text(place.class().to_owned()),
            Cell::Text(text(*last_seen)),
            Cell::Text(addresses.join(" ")),
            Cell::Text(text(hosting.map(|hosting| hosting.at))),
        ]
    };
    dispatch::table(
        reference,
        [
            "reference",
            "url",
            "class",
            "last_seen",
            "addresses",
            "traced_at",
        ],
        places.iter().map(row),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_gives_the_url_exactly_and_every_address() {
        let place = Place {
            id: String::new(),
            reference: "7XK2M9QD".to_owned(),
            url: Some(Sensitive::new("http://a.test/p/17?a=1,2".to_owned())),
            ruling: None,
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
            before: Vec::new(),
        };
        let table = table("7XK2M9QD", &[place]).unwrap();
        assert_eq!(table.name, "7XK2M9QD.csv");
        assert_eq!(
            String::from_utf8(table.bytes).unwrap(),
            "reference,url,class,last_seen,addresses,traced_at\r\n\
             7XK2M9QD,\"http://a.test/p/17?a=1,2\",,,127.40.0.5 2001:db8::5,2026-01-05T03:00:00Z\r\n"
        );
    }
}
