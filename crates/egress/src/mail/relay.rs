//! The conversation with the mail relay (SMTP, RFC 5321).

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kernel::Sensitive;
use lettre::Address;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::{ClientId, MailParameter, RcptParameter};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::Composed;
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

    pub(crate) async fn send(&self, mail: &Composed) -> Result<Accepted, MailError> {
        let address = |text: &str| text.parse::<Address>().map_err(|_| MailError::Invalid);
        let (from, to) = (address(&mail.from)?, address(&mail.to)?);
        let until = Instant::now() + WHOLE;
        let mut conversation = self.greet(until).await.map_err(of_us)?;
        let answer = self
            .hand_over(&mut conversation, mail, (from, to), until)
            .await;
        self.take_leave(conversation).await;
        answer
    }

    pub(crate) async fn probe(&self) -> Result<(), MailError> {
        let conversation = self.greet(Instant::now() + WHOLE).await?;
        self.take_leave(conversation).await;
        Ok(())
    }

    /// Connects, secures the connection and signs in.
    async fn greet(&self, until: Instant) -> Result<AsyncSmtpConnection, MailError> {
        let hello = ClientId::default();
        let implicit = (self.tls == Tls::Implicit).then(|| self.parameters.clone());
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.patience),
            &hello,
            implicit,
            None,
        );
        let mut conversation = self.step(until, connecting).await?;
        if self.tls == Tls::StartTls {
            if !conversation.can_starttls() {
                self.take_leave(conversation).await;
                return Err(MailError::Unsafe);
            }
            let securing = conversation.starttls(self.parameters.clone(), &hello);
            self.step(until, securing).await?;
        }
        if let Some(credentials) = &self.credentials {
            let signing_in = conversation.auth(&[Mechanism::Plain, Mechanism::Login], credentials);
            self.step(until, signing_in).await?;
        }
        Ok(conversation)
    }

    async fn hand_over(
        &self,
        conversation: &mut AsyncSmtpConnection,
        mail: &Composed,
        (from, to): (Address, Address),
        until: Instant,
    ) -> Result<Accepted, MailError> {
        let (sender, recipient) = if mail.envelope_id.is_none() && !mail.tls_onward {
            (Vec::new(), Vec::new())
        } else {
            let offers = self.offers(conversation, until).await?;
            parameters_of(mail, &offers)
        };
        let sender = commands::Mail::new(Some(from), sender);
        self.step(until, conversation.command(sender))
            .await
            .map_err(of_us)?;
        let recipient = commands::Rcpt::new(to, recipient);
        self.step(until, conversation.command(recipient)).await?;
        self.step(until, conversation.command(commands::Data))
            .await?;
        let saying = conversation.message(mail.text.as_bytes());
        let answer = self.step(until, saying).await;
        match answer {
            Ok(response) => Ok(Accepted {
                code: response.code().into(),
            }),
            // From here on a silence says nothing.
            Err(MailError::Unreachable) => Err(MailError::Unanswered),
            Err(error) => Err(error),
        }
    }

    /// What the relay offers beyond what the library asks about.
    async fn offers(
        &self,
        conversation: &mut AsyncSmtpConnection,
        until: Instant,
    ) -> Result<Offers, MailError> {
        let hello = commands::Ehlo::new(ClientId::default());
        let response = self.step(until, conversation.command(hello)).await?;
        let offers = |keyword: &str| {
            let mut lines = response.message();
            lines.any(|line| {
                let first = line.split_whitespace().next();
                first.is_some_and(|first| first.eq_ignore_ascii_case(keyword))
            })
        };
        Ok(Offers {
            notifies: offers("DSN"),
            requires_tls: offers("REQUIRETLS"),
        })
    }

    /// Ends the conversation. What the relay says to that changes nothing, and it does not get long.
    async fn take_leave(&self, mut conversation: AsyncSmtpConnection) {
        let _ = tokio::time::timeout(LEAVE, conversation.abort()).await;
    }

    async fn step<T>(
        &self,
        until: Instant,
        step: impl Future<Output = Result<T, smtp::Error>>,
    ) -> Result<T, MailError> {
        match timeout_at(until.min(Instant::now() + self.patience), step).await {
            Ok(Ok(outcome)) => Ok(outcome),
            Ok(Err(error)) => Err(fault(&error)),
            Err(_) => Err(MailError::Unreachable),
        }
    }
}

/// What a relay offers of what we would ask.
struct Offers {
    /// It reports what becomes of a mail (RFC 3461).
    notifies: bool,
    /// It passes on over verified TLS, or not at all, what is marked so (RFC 8689).
    requires_tls: bool,
}

/// What is asked of the relay with the sender and with the recipient, as far as it offers that.
fn parameters_of(mail: &Composed, offers: &Offers) -> (Vec<MailParameter>, Vec<RcptParameter>) {
    let of_mail = |keyword: &str, value: Option<&str>| MailParameter::Other {
        keyword: keyword.to_owned(),
        value: value.map(str::to_owned),
    };
    let of_recipient = |keyword: &str, value: String| RcptParameter::Other {
        keyword: keyword.to_owned(),
        value: Some(value),
    };
    let (mut sender, mut recipient) = (Vec::new(), Vec::new());
    if let Some(id) = mail.envelope_id.as_deref().filter(|_| offers.notifies) {
        // Of the mail itself nothing comes back but its header.
        sender.push(of_mail("RET", Some("HDRS")));
        sender.push(of_mail("ENVID", Some(id)));
        recipient.push(of_recipient("NOTIFY", "SUCCESS,FAILURE,DELAY".to_owned()));
        recipient.push(of_recipient("ORCPT", format!("rfc822;{}", mail.to)));
    }
    if mail.tls_onward && offers.requires_tls {
        sender.push(of_mail("REQUIRETLS", None));
    }
    (sender, recipient)
}

/// How long a conversation may last, without the leave that is taken of it: it ends before its job is taken for dead.
const WHOLE: Duration = Duration::from_secs(75);

/// A refusal before the relay was told to whom the mail goes is none of the mail: its name, its certificate or the
/// password is at fault, and the mail can go when that is put right.
const fn of_us(error: MailError) -> MailError {
    match error {
        MailError::Refused(code) => MailError::Deferred(code),
        other => other,
    }
}

/// How long the relay gets to answer QUIT.
const LEAVE: Duration = Duration::from_secs(2);

pub(crate) fn is_loopback(host: &str) -> bool {
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
