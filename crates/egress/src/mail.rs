//! Mails: how one is written, and what of it travels.
//!
//! A mail is written the same way each time: its date is given, its parts are encoded so that a fixed
//! boundary cannot occur in them. What was written is kept as octets: sent again, it is the same mail.
//! Signed and sealed mails are as RFC 3156 has them.

mod relay;

use std::fmt;
use std::time::{Duration, SystemTime};

use kernel::Timestamp;
use lettre::Message;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue, Headers,
    MIME_VERSION_1_0,
};
use lettre::message::{Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use serde::{Deserialize, Serialize};

pub use relay::{Accepted, MailError, Smtp, Tls};
pub(crate) use relay::{Relay, is_loopback};

/// A mail to one recipient. It can be kept (sealed: it is no less sensitive than what it says) and sent
/// again. It prints as a fixed word.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The Message-ID, `something@domain`, without angle brackets; for ever the same for one mail.
    pub message_id: String,
    /// When it was written.
    pub date: Timestamp,
    /// From whom: `a@b.example` or `Name <a@b.example>`.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Whom to answer, if not whom it is from.
    pub reply_to: Option<String>,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What is attached, in order.
    pub attachments: Vec<Attachment>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mail")
    }
}

/// Something attached to a mail. It prints as a fixed word.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its file name.
    pub name: String,
    /// Its media type, as in `text/csv; charset=utf-8`.
    pub content_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Attachment")
    }
}

/// How what a mail says is covered.
#[derive(Clone, Copy)]
pub enum Cover<'a> {
    /// Not at all.
    Open,
    /// Signed: the part that was signed, byte for byte, with its signature and the hash this is over.
    Signed {
        /// What [`Mail::entity`] gave.
        entity: &'a [u8],
        /// The armoured signature over it.
        signature: &'a str,
        /// The hash, as RFC 3156 names it.
        micalg: &'a str,
    },
    /// Sealed: nobody on the way reads more than whom it is from and to, and this subject.
    Sealed {
        /// The armoured message that [`Mail::entity`] was sealed into.
        message: &'a str,
        /// What stands outside in place of the subject.
        subject: &'a str,
    },
}

impl fmt::Debug for Cover<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Cover")
    }
}

/// How a mail travels, as the relays see it.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// To where it is returned that it cannot be delivered, if not to whom it is from.
    pub returns_to: Option<String>,
    /// What reports about its delivery call it, where a relay makes such (RFC 3461).
    pub envelope_id: Option<String>,
    /// Whether relays are asked to pass it on over verified TLS alone, where they can be (RFC 8689).
    pub tls_onward: bool,
}

/// A mail as it travels: from here on it changes no more. It can be kept (sealed: it is no less sensitive than what
/// it says) and sent again. It prints as a fixed word.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composed {
    /// To where it is returned.
    pub(crate) from: String,
    /// To whom.
    pub(crate) to: String,
    pub(crate) envelope_id: Option<String>,
    pub(crate) tls_onward: bool,
    /// The mail, in ASCII.
    pub(crate) text: String,
}

impl fmt::Debug for Composed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Composed")
    }
}

impl Mail {
    /// What the mail says as one part, with the subject in its header: what is signed or sealed.
    pub fn entity(&self) -> Result<Vec<u8>, MailError> {
        // The parameter tells who opens it that the subject within counts.
        let mut entity = self.parts("; protected-headers=\"v1\"")?.formatted();
        let subject = format!("Subject: {}\r\n", encoded_subject(&self.subject)?);
        entity.splice(0..0, subject.into_bytes());
        // The last line end is that of the line that ends the part around it.
        while entity.ends_with(b"\r\n") {
            entity.truncate(entity.len().saturating_sub(2));
        }
        Ok(entity)
    }

    /// The mail as it travels.
    pub fn composed(&self, cover: Cover<'_>, way: Way) -> Result<Composed, MailError> {
        let message = match cover {
            Cover::Open => self.open()?,
            Cover::Signed {
                entity,
                signature,
                micalg,
            } => self.signed(entity, signature, micalg)?,
            Cover::Sealed { message, subject } => self.sealed(message, subject)?,
        };
        let from = way.returns_to.as_ref().unwrap_or(&self.from);
        let text = String::from_utf8(message.formatted()).map_err(|_| MailError::Invalid)?;
        if !text.is_ascii() {
            return Err(MailError::Invalid);
        }
        Ok(Composed {
            from: mailbox(from)?.email.to_string(),
            to: mailbox(&self.to)?.email.to_string(),
            envelope_id: way.envelope_id,
            tls_onward: way.tls_onward,
            text,
        })
    }

    /// Its header, under a subject.
    fn header(&self, subject: &str) -> Result<MessageBuilder, MailError> {
        let date = u64::try_from(self.date.micros()).map_err(|_| MailError::Invalid)?;
        if subject.contains(char::is_control) {
            return Err(MailError::Invalid);
        }
        let mut builder = Message::builder()
            .message_id(Some(message_id(&self.message_id)?))
            .date(SystemTime::UNIX_EPOCH + Duration::from_micros(date))
            .from(mailbox(&self.from)?)
            .to(mailbox(&self.to)?)
            .subject(subject)
            // Nobody's out-of-office notice should come back (RFC 3834).
            .raw_header(HeaderValue::new(
                HeaderName::new_from_ascii_str("Auto-Submitted"),
                String::from("auto-generated"),
            ));
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(reply_to)?);
        }
        Ok(builder)
    }

    fn open(&self) -> Result<Message, MailError> {
        let builder = self.header(&self.subject)?;
        let message = if self.attachments.is_empty() {
            builder.singlepart(self.text_part()?)
        } else {
            builder.multipart(self.parts("")?)
        };
        message.map_err(|_| MailError::Invalid)
    }

    fn signed(&self, entity: &[u8], signature: &str, micalg: &str) -> Result<Message, MailError> {
        let kind = format!(
            "multipart/signed; boundary=\"{COVER}\"; protocol=\"application/pgp-signature\"; micalg=\"{micalg}\""
        );
        let entity = std::str::from_utf8(entity).map_err(|_| MailError::Invalid)?;
        let body = format!(
            "--{COVER}\r\n{entity}\r\n--{COVER}\r\nContent-Type: application/pgp-signature; name=\"signature.asc\"\r\n\r\n{}\r\n--{COVER}--\r\n",
            with_crlf(signature)
        );
        covered(self.header(&self.subject)?, &kind, body)
    }

    fn sealed(&self, message: &str, subject: &str) -> Result<Message, MailError> {
        let kind = format!(
            "multipart/encrypted; boundary=\"{COVER}\"; protocol=\"application/pgp-encrypted\""
        );
        let body = format!(
            "--{COVER}\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--{COVER}\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\nContent-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n{}\r\n--{COVER}--\r\n",
            with_crlf(message)
        );
        covered(self.header(subject)?, &kind, body)
    }

    /// Text and attachments.
    fn parts(&self, parameters: &str) -> Result<MultiPart, MailError> {
        let kind = format!("multipart/mixed; boundary=\"{BOUNDARY}\"{parameters}");
        let kind = ContentType::parse(&kind).map_err(|_| MailError::Invalid)?;
        let mut parts = MultiPart::builder()
            .header(kind)
            .singlepart(self.text_part()?);
        for attachment in &self.attachments {
            parts = parts.singlepart(attached(attachment)?);
        }
        Ok(parts)
    }

    fn text_part(&self) -> Result<SinglePart, MailError> {
        // As text, so that its lines end as those of a mail do.
        let text =
            Body::new_with_encoding(self.text.clone(), ContentTransferEncoding::QuotedPrintable)
                .map_err(|_| MailError::Invalid)?;
        Ok(SinglePart::builder()
            .header(ContentType::TEXT_PLAIN)
            .body(text))
    }
}

/// A message whose body is made already.
fn covered(builder: MessageBuilder, kind: &str, body: String) -> Result<Message, MailError> {
    let kind = ContentType::parse(kind).map_err(|_| MailError::Invalid)?;
    let body = Body::dangerous_pre_encoded(body.into_bytes(), ContentTransferEncoding::SevenBit);
    builder
        // The library says so of parts that it makes itself alone (RFC 2045, section 4).
        .header(MIME_VERSION_1_0)
        .header(kind)
        .body(body)
        .map_err(|_| MailError::Invalid)
}

/// An armour, with the line ends of a mail and none at its end.
fn with_crlf(armour: &str) -> String {
    armour.lines().collect::<Vec<_>>().join("\r\n")
}

/// A subject as it stands in a header.
fn encoded_subject(subject: &str) -> Result<String, MailError> {
    if subject.contains(char::is_control) {
        return Err(MailError::Invalid);
    }
    let mut headers = Headers::new();
    headers.set(lettre::message::header::Subject::from(subject.to_owned()));
    let text = headers.to_string();
    let (_, value) = text.split_once(": ").ok_or(MailError::Invalid)?;
    Ok(value.trim_end().to_owned())
}

fn attached(attachment: &Attachment) -> Result<SinglePart, MailError> {
    let content_type =
        ContentType::parse(&attachment.content_type).map_err(|_| MailError::Invalid)?;
    if attachment.name.contains(char::is_control) {
        return Err(MailError::Invalid);
    }
    let body = Body::new_with_encoding(attachment.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| MailError::Invalid)?;
    Ok(SinglePart::builder()
        .header(content_type)
        .header(ContentDisposition::attachment(&attachment.name))
        .body(body))
}

/// An address with or without a name; one that is not ASCII would need an extension of the relay and is
/// refused.
fn mailbox(text: &str) -> Result<Mailbox, MailError> {
    let mailbox: Mailbox = text.parse().map_err(|_| MailError::Invalid)?;
    let address: &str = mailbox.email.as_ref();
    if text.contains(char::is_control) || !address.is_ascii() {
        return Err(MailError::Invalid);
    }
    Ok(mailbox)
}

/// The header's value: the id in angle brackets, of the characters that need no quoting (RFC 5322,
/// section 3.6.4).
fn message_id(id: &str) -> Result<String, MailError> {
    let plain = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte))
    };
    match id.split_once('@') {
        Some((left, right)) if plain(left) && plain(right) => Ok(format!("<{id}>")),
        _ => Err(MailError::Invalid),
    }
}

/// Separates the parts of a mail. `=_` occurs in no text that is encoded as quoted-printable or base64
/// (RFC 2045, section 6.7), and all parts are.
const BOUNDARY: &str = "=_part";

/// The same of the parts of what is signed or sealed.
const COVER: &str = "=_cover";

#[cfg(test)]
mod tests;
