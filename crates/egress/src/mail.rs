//! Mail to the relay (SMTP, RFC 5321).
//!
//! A mail is written the same way each time: its date is given, its parts are encoded so that a fixed
//! boundary cannot occur in them. Sent again, it is the same mail, byte for byte.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use kernel::{Sensitive, Timestamp};
use lettre::Message;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::ClientId;
use serde::{Deserialize, Serialize};

use crate::{Error, authorities, causes};

/// The mail relay.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its host: a name, which the system resolves, or a literal address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is secured.
    pub tls: Tls,
    /// A PEM file of the only certificate authorities trusted for the relay; without it, the public ones.
    pub ca_file: Option<PathBuf>,
    /// The user name to sign in with; then there is a password too.
    pub username: Option<Sensitive<String>>,
    /// Its password.
    pub password: Option<Sensitive<String>>,
    /// The relay passes mail on over verified TLS alone. The operator's promise; it cannot be seen from
    /// here.
    pub enforces_tls_onward: bool,
}

/// How a connection to the relay is secured. Certificates are always verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// Not at all: only for a relay on the loopback.
    None,
    /// By STARTTLS (RFC 3207), without which nothing is sent.
    StartTls,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// A mail to one recipient. It can be kept (sealed: it is no less sensitive than what it says) and sent
/// again. It prints as a fixed word.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// The relay took a mail over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Its code, 250 as a rule.
    pub code: u16,
}

/// Why a mail was not sent. The relay's own words are left out: they name addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// No relay is configured.
    #[error("no mail relay is configured")]
    NoRelay,
    /// An address, the Message-ID, the subject or a media type is not one.
    #[error("the mail has a part that cannot be sent")]
    Invalid,
    /// The relay says: not now (4xx).
    #[error("the mail relay deferred the mail with code {0}")]
    Deferred(u16),
    /// The relay says: never (5xx).
    #[error("the mail relay refused the mail with code {0}")]
    Refused(u16),
    /// The relay could not be reached or broke off before the mail was handed over: it was not sent.
    #[error("the mail relay cannot be reached")]
    Unreachable,
    /// The mail was handed over and no answer came: it may have been sent.
    #[error("the mail relay did not say whether it took the mail")]
    Unanswered,
    /// It would travel without verified TLS: the relay offers none, or its certificate is not valid for it.
    /// It was not sent.
    #[error("the mail would travel without verified TLS")]
    Unsafe,
}

/// The configured relay.
pub(crate) struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    parameters: TlsParameters,
    credentials: Option<Credentials>,
    enforces_tls_onward: bool,
    patience: Duration,
}

impl Relay {
    pub(crate) fn new(smtp: Smtp, patience: Duration) -> Result<Self, Error> {
        if smtp.host.is_empty() {
            return Err(Error::Relay);
        }
        if smtp.tls == Tls::None && !is_loopback(&smtp.host) {
            return Err(Error::PlainRelay);
        }
        let credentials = match (&smtp.username, &smtp.password) {
            (Some(username), Some(password)) => Some(Credentials::new(
                username.expose().clone(),
                password.expose().clone(),
            )),
            (None, None) => None,
            _ => return Err(Error::Relay),
        };
        Ok(Self {
            parameters: parameters(&smtp.host, smtp.ca_file.as_deref())?,
            host: smtp.host,
            port: smtp.port,
            tls: smtp.tls,
            credentials,
            enforces_tls_onward: smtp.enforces_tls_onward,
            patience,
        })
    }

    pub(crate) fn enforces_tls(&self) -> bool {
        self.enforces_tls_onward
    }

    pub(crate) async fn send(&self, mail: &Mail) -> Result<Accepted, MailError> {
        let message = compose(mail)?;
        let mut conversation = self.greet().await?;
        let answer = self.hand_over(&mut conversation, &message).await;
        self.take_leave(conversation).await;
        answer
    }

    pub(crate) async fn probe(&self) -> Result<(), MailError> {
        let conversation = self.greet().await?;
        self.take_leave(conversation).await;
        Ok(())
    }

    /// Connects, secures the connection and signs in.
    async fn greet(&self) -> Result<AsyncSmtpConnection, MailError> {
        let hello = ClientId::default();
        let implicit = (self.tls == Tls::Implicit).then(|| self.parameters.clone());
        let mut conversation = self
            .step(AsyncSmtpConnection::connect_tokio1(
                (self.host.as_str(), self.port),
                Some(self.patience),
                &hello,
                implicit,
                None,
            ))
            .await?;
        if self.tls == Tls::StartTls {
            if !conversation.can_starttls() {
                self.take_leave(conversation).await;
                return Err(MailError::Unsafe);
            }
            self.step(conversation.starttls(self.parameters.clone(), &hello))
                .await?;
        }
        if let Some(credentials) = &self.credentials {
            self.step(conversation.auth(&[Mechanism::Plain, Mechanism::Login], credentials))
                .await?;
        }
        Ok(conversation)
    }

    async fn hand_over(
        &self,
        conversation: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<Accepted, MailError> {
        let envelope = message.envelope();
        let sender = commands::Mail::new(envelope.from().cloned(), Vec::new());
        self.step(conversation.command(sender)).await?;
        for recipient in envelope.to() {
            let recipient = commands::Rcpt::new(recipient.clone(), Vec::new());
            self.step(conversation.command(recipient)).await?;
        }
        self.step(conversation.command(commands::Data)).await?;
        let answer = self.step(conversation.message(&message.formatted())).await;
        match answer {
            Ok(response) => Ok(Accepted {
                code: response.code().into(),
            }),
            // From here on a silence says nothing.
            Err(MailError::Unreachable) => Err(MailError::Unanswered),
            Err(error) => Err(error),
        }
    }

    /// Ends the conversation. What the relay says to that changes nothing, and it does not get long.
    async fn take_leave(&self, mut conversation: AsyncSmtpConnection) {
        let _ = tokio::time::timeout(LEAVE, conversation.abort()).await;
    }

    async fn step<T>(
        &self,
        step: impl Future<Output = Result<T, smtp::Error>>,
    ) -> Result<T, MailError> {
        match tokio::time::timeout(self.patience, step).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(error)) => Err(fault(&error)),
            Err(_) => Err(MailError::Unreachable),
        }
    }
}

/// How long the relay gets to answer QUIT.
const LEAVE: Duration = Duration::from_secs(2);

/// Separates the parts of a mail. `=_` occurs in no text that is encoded as quoted-printable or base64
/// (RFC 2045, section 6.7), and all parts are.
const BOUNDARY: &str = "=_part";

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn parameters(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(host.to_owned());
    match ca_file {
        None => builder = builder.certificate_store(CertificateStore::WebpkiRoots),
        Some(path) => {
            builder = builder.certificate_store(CertificateStore::None);
            for authority in authorities(path)? {
                let authority =
                    Certificate::from_der(authority.to_vec()).map_err(|_| Error::Authorities)?;
                builder = builder.add_root_certificate(authority);
            }
        }
    }
    builder.build().map_err(|_| Error::Authorities)
}

fn compose(mail: &Mail) -> Result<Message, MailError> {
    let date = u64::try_from(mail.date.micros()).map_err(|_| MailError::Invalid)?;
    if mail.subject.contains(char::is_control) {
        return Err(MailError::Invalid);
    }
    let mut builder = Message::builder()
        .message_id(Some(message_id(&mail.message_id)?))
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(date))
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(&mail.subject)
        // Nobody's out-of-office notice should come back (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            String::from("auto-generated"),
        ));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    // As text, so that its lines end as those of a mail do.
    let text = Body::new_with_encoding(mail.text.clone(), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| MailError::Invalid)?;
    let text = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .body(text);
    let message = if mail.attachments.is_empty() {
        builder.singlepart(text)
    } else {
        let mut parts = MultiPart::mixed().boundary(BOUNDARY).singlepart(text);
        for attachment in &mail.attachments {
            parts = parts.singlepart(attached(attachment)?);
        }
        builder.multipart(parts)
    };
    message.map_err(|_| MailError::Invalid)
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

/// What went wrong, without the relay's words.
fn fault(error: &smtp::Error) -> MailError {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        return if error.is_permanent() {
            MailError::Refused(code)
        } else {
            MailError::Deferred(code)
        };
    }
    if causes(error).any(<dyn std::error::Error>::is::<rustls::Error>) {
        return MailError::Unsafe;
    }
    MailError::Unreachable
}

#[cfg(test)]
mod tests;
