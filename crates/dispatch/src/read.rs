//! What a mail that arrived says: text alone, whoever it is from, and which mail of ours it is about.

mod delivery;
mod text;

use egress::{Arrived, PartKind};
use kernel::Timestamp;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders, PartType};
use openpgp::{Certificate, Secret};

use crate::token;

/// The largest message that something sealed may open to.
const OPENED: usize = 10 * 1024 * 1024;

/// The longest text, subject and sender that are kept, in characters.
const TEXT: usize = 64_000;
const LINE: usize = 500;

/// How deep mails may lie in each other.
const DEPTH: usize = 10;

/// What a mail that arrived is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody wrote it.
    Answer,
    /// A machine did: out of the office, a ticket was opened.
    Automatic,
    /// A relay says that a mail of ours could not be delivered.
    Failed,
    /// A relay says that it is still trying.
    Delayed,
    /// A relay says that it was delivered, or passed on.
    Delivered,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Answer,
        Self::Automatic,
        Self::Failed,
        Self::Delayed,
        Self::Delivered,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Automatic => "automatic",
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
        }
    }

    /// What a person can say that a mail is: what else there is, a relay says in a form of its own.
    pub const FOR_PEOPLE: [Self; 3] = [Self::Answer, Self::Failed, Self::Automatic];

    /// Whether a person can say that a mail is this.
    pub fn is_for_people(self) -> bool {
        Self::FOR_PEOPLE.contains(&self)
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What was read of a mail that arrived.
#[derive(Debug)]
pub struct Read {
    /// What it is.
    pub kind: Kind,
    /// What a relay calls the outcome (RFC 3463), where it is one's.
    pub status: Option<String>,
    /// Its own Message-ID.
    pub(crate) message_id: Option<String>,
    /// When it says that it was written, as that stands there.
    pub(crate) date: String,
    /// Tokens in the addresses that it came to.
    pub(crate) tokens: Vec<String>,
    /// Tokens that a relay gives back as the envelope's id.
    pub(crate) envelopes: Vec<String>,
    /// Message-IDs that it names.
    pub(crate) references: Vec<String>,
    /// It came to an address that undelivered mail returns to.
    pub(crate) returned: bool,
    /// From whom it says it is.
    pub sender: String,
    /// What it is about.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// How much of what was left out, in kinds of media.
    pub dropped: Vec<(String, u64)>,
    /// It was sealed to the hotline, and opened.
    pub sealed: bool,
    /// All of its text was, and is signed by whom it was held against.
    pub signed: bool,
}

/// Reads a mail that arrived; what is sealed is opened with the hotline's keys, and its signature held against these
/// senders'. That of a mail which is signed and not sealed is not: it covers the mail as a whole, which is never fetched.
pub fn read(arrived: &Arrived, keys: &[Secret], senders: &[Certificate], at: Timestamp) -> Read {
    let parser = MessageParser::default();
    let header = parser.parse_headers(&arrived.header);
    let mut gathered = Gathered {
        senders,
        ..Gathered::default()
    };
    for dropped in &arrived.dropped {
        gathered.drop_one(dropped.kind);
    }
    let mut deliveries = Vec::new();
    let mut references = Vec::new();
    for part in &arrived.parts {
        match part.kind {
            PartKind::Delivery => {
                let message = parser.parse(&part.message);
                let text = message.as_ref().and_then(|message| message.body_text(0));
                deliveries.extend(delivery::read(&text.unwrap_or_default()));
            }
            PartKind::Header => {
                if let Some(about) = parser.parse_headers(&part.message) {
                    references.extend(ids(&raw(&about, HeaderName::MessageId)));
                }
            }
            PartKind::Text | PartKind::Html => {
                if let Some(message) = parser.parse(&part.message) {
                    gathered.take(&message, keys, at, 0);
                }
            }
            PartKind::Sealed => {
                let message = parser.parse(&part.message);
                let text = message.as_ref().and_then(|message| message.body_text(0));
                if !gathered.open(&text.unwrap_or_default(), keys, at, 0) {
                    gathered.drop_one("application");
                }
            }
        }
    }
    let header = header.as_ref();
    let addresses = header.map(came_to).unwrap_or_default();
    let tokens: Vec<_> = addresses
        .iter()
        .filter_map(|address| token::in_address(address))
        .collect();
    let returned = addresses.iter().any(|address| token::is_return(address));
    if let Some(header) = header {
        references.extend(ids(&raw(header, HeaderName::InReplyTo)));
        references.extend(ids(&raw(header, HeaderName::References)));
    }
    // An address may stand for several people: what reached one of them has arrived.
    let is_failed = |one: &&delivery::Delivery| one.kind == Kind::Failed;
    let reached = deliveries.iter().filter(|one| !is_failed(one));
    let worst = reached
        .max_by_key(|one| one.kind.weight())
        .or(deliveries.first());
    let kind = match worst {
        Some(delivery) => delivery.kind,
        None if header.is_some_and(is_automatic) => Kind::Automatic,
        None => Kind::Answer,
    };
    let subject = gathered.subject.take();
    let subject = subject.or_else(|| header.and_then(Message::subject).map(str::to_owned));
    Read {
        kind,
        status: worst.and_then(|one| one.status.clone()),
        message_id: header.and_then(|header| ids(&raw(header, HeaderName::MessageId)).pop()),
        date: header
            .map(|header| raw(header, HeaderName::Date))
            .unwrap_or_default(),
        tokens,
        envelopes: deliveries
            .into_iter()
            .filter_map(|one| one.envelope)
            .collect(),
        references,
        returned,
        sender: cut(&header.map(sender).unwrap_or_default(), LINE),
        subject: cut(&subject.unwrap_or_default(), LINE),
        text: cut(&gathered.text(), TEXT),
        dropped: gathered.dropped,
        sealed: gathered.opened,
        signed: gathered.signed == Some(true),
    }
}

/// What is gathered from the parts of a mail.
#[derive(Default)]
struct Gathered<'a> {
    /// Whose signatures are known.
    senders: &'a [Certificate],
    plain: Vec<String>,
    /// Of HTML, the words: taken only where nothing is plain.
    html: Vec<String>,
    dropped: Vec<(String, u64)>,
    /// The subject within what was sealed.
    subject: Option<String>,
    opened: bool,
    /// What is being taken is signed by one of the senders.
    within: bool,
    /// Whether all that was taken is; nothing where nothing was.
    signed: Option<bool>,
}

impl Gathered<'_> {
    fn take(&mut self, message: &Message<'_>, keys: &[Secret], at: Timestamp, depth: usize) {
        for (number, part) in (0..).zip(&message.parts) {
            let attached = part
                .content_disposition()
                .is_some_and(mail_parser::ContentType::is_attachment);
            match &part.body {
                PartType::Text(_) | PartType::Html(_) if attached => self.drop_one("text"),
                PartType::Text(text) => {
                    if openpgp::is_message(text) && self.open(text, keys, at, depth) {
                        continue;
                    }
                    self.take_text(text, false);
                }
                PartType::Html(html) => {
                    let words = mail_parser::decoders::html::html_to_text(html);
                    self.take_text(&words, true);
                }
                PartType::Message(within) if depth < DEPTH && !attached => {
                    self.take(within, keys, at, depth + 1);
                }
                PartType::Message(_) => self.drop_one("message"),
                PartType::Multipart(_) => {}
                PartType::Binary(_) | PartType::InlineBinary(_) => {
                    let kind = message
                        .part(number)
                        .and_then(MimeHeaders::content_type)
                        .map_or("", |kind| kind.ctype());
                    let subtype = part.content_type().and_then(|kind| kind.subtype());
                    if subtype != Some("pgp-signature") && subtype != Some("pgp-encrypted") {
                        self.drop_one(kind);
                    }
                }
            }
        }
    }

    fn take_text(&mut self, raw: &str, is_html: bool) {
        let cleaned = text::clean(raw);
        for _ in 0..cleaned.cut {
            self.drop_one("text");
        }
        let Some(text) = cleaned.text.filter(|text| !text.trim().is_empty()) else {
            return;
        };
        self.signed = Some(self.within && self.signed != Some(false));
        if is_html {
            self.html.push(text);
        } else {
            self.plain.push(text);
        }
    }

    /// Opens what is sealed to one of the keys, and takes what is in it. Whether it could.
    fn open(&mut self, sealed: &str, keys: &[Secret], at: Timestamp, depth: usize) -> bool {
        if depth >= DEPTH {
            return false;
        }
        let opened = keys
            .iter()
            .find_map(|key| openpgp::open(sealed.as_bytes(), key, self.senders, at, OPENED).ok());
        let Some(opened) = opened else {
            return false;
        };
        self.opened = true;
        let before = std::mem::replace(&mut self.within, opened.signed_by.is_some());
        let within = opened.text.expose();
        match MessageParser::default().parse(within) {
            // A mail within, as PGP/MIME has it.
            Some(message) if message.content_type().is_some() => {
                self.subject = message.subject().map(str::to_owned);
                self.take(&message, keys, at, depth + 1);
            }
            // A text alone.
            _ => self.take_text(&String::from_utf8_lossy(within), false),
        }
        self.within = before;
        true
    }

    fn drop_one(&mut self, kind: &str) {
        let kind = egress::media_kind(kind);
        match self.dropped.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count += 1,
            None => self.dropped.push((kind.to_owned(), 1)),
        }
    }

    fn text(&mut self) -> String {
        let texts = if self.plain.is_empty() {
            std::mem::take(&mut self.html)
        } else {
            std::mem::take(&mut self.plain)
        };
        texts.join("\n\n")
    }
}

/// The addresses that a mail came to, whoever wrote them down on the way.
fn came_to(header: &Message<'_>) -> Vec<String> {
    const NAMES: [&str; 7] = [
        "to",
        "cc",
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-delivered-to",
        "resent-to",
    ];
    let mut addresses = Vec::new();
    for (name, value) in header.headers_raw() {
        if NAMES.contains(&name.to_ascii_lowercase().as_str()) {
            let words =
                value.split(|letter: char| letter.is_whitespace() || "<>,;:()\"".contains(letter));
            addresses.extend(words.filter(|word| word.contains('@')).map(str::to_owned));
        }
    }
    addresses.truncate(100);
    addresses
}

/// Whether a machine wrote a mail by itself (RFC 3834, and what was there before it). A list, and the wish not to be
/// answered by a machine, say nothing of who wrote: shared mailboxes and ticket systems set them on what people write.
fn is_automatic(header: &Message<'_>) -> bool {
    header.headers_raw().any(|(name, value)| {
        let value = value.trim().to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "auto-submitted" => !value.starts_with("no"),
            "precedence" => value == "auto_reply",
            "x-autoreply" | "x-autorespond" => !value.is_empty() && value != "no",
            "return-path" => value == "<>",
            _ => false,
        }
    })
}

fn sender(header: &Message<'_>) -> String {
    let first = header.from().and_then(|from| from.first());
    let address = first.and_then(|from| from.address());
    address.unwrap_or_default().to_owned()
}

fn raw(message: &Message<'_>, name: HeaderName<'_>) -> String {
    let name = name.as_str().to_ascii_lowercase();
    let mut values = message
        .headers_raw()
        .filter(|(one, _)| one.eq_ignore_ascii_case(&name));
    values
        .next()
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

/// The Message-IDs in a header, without angle brackets.
fn ids(value: &str) -> Vec<String> {
    let words = value.split(|letter: char| letter.is_whitespace() || "<>,".contains(letter));
    let ids = words.filter(|word| word.contains('@') && word.len() <= 250);
    ids.take(50).map(str::to_owned).collect()
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests;
