//! The mailbox in which answers arrive (IMAP, RFC 3501).
//!
//! Somebody may send media with an answer. So no mail is ever fetched whole: the server is asked what a mail is made
//! of, and of that only the text is taken, what relays say of a delivery, and what is sealed to the hotline. The
//! bytes of anything else never come into the house; that it was there is told.
//!
//! A mail stays where it is until the house has kept what it took of it. Then it is moved to another folder, never
//! deleted.

mod parts;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{MessageSection, SectionPath};
use async_imap::types::Fetch;
use async_imap::{Client, Session};
use futures::TryStreamExt;
use kernel::Sensitive;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use parts::Plan;
pub use parts::{Dropped, Kind, Part, media_kind};

use crate::mail::Tls;
use crate::{Error, authorities};

/// The largest header that is taken, in octets.
const HEADER: usize = 128 * 1024;

/// The mailbox of the hotline.
#[derive(Clone, Debug)]
pub struct Imap {
    /// The server's host: a name, which the system resolves, or a literal address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How it is secured.
    pub tls: Tls,
    /// A PEM file of the only certificate authorities trusted for it; without it, the public ones.
    pub ca_file: Option<PathBuf>,
    /// The user name.
    pub username: Sensitive<String>,
    /// The password.
    pub password: Sensitive<String>,
    /// The folder in which answers arrive.
    pub folder: String,
    /// The folder to which they are moved.
    pub filed: String,
    /// The address whose mail arrives there, with whatever follows a `+` in its local part.
    pub address: String,
}

/// Why the mailbox could not be read. The server's own words are left out: they may name addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    /// No mailbox is configured.
    #[error("no mailbox is configured")]
    None,
    /// The server could not be reached, or broke off.
    #[error("the mailbox cannot be reached")]
    Unreachable,
    /// Its TLS could not be verified.
    #[error("the mailbox offers no verified TLS")]
    Unsafe,
    /// User name or password are wrong.
    #[error("the mailbox refused the user name or the password")]
    Refused,
    /// The server refused a command: a folder may be missing.
    #[error("the mailbox did not do what it was asked: is a folder missing?")]
    Failed,
}

/// What is taken of a mail that arrived. It prints as a fixed word.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Arrived {
    /// Its header, as it came.
    pub header: Vec<u8>,
    /// Its parts that were taken, in order.
    pub parts: Vec<Part>,
    /// What else there was, and was not taken.
    pub dropped: Vec<Dropped>,
}

impl fmt::Debug for Arrived {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Arrived")
    }
}

/// The configured mailbox, not connected.
pub(crate) struct Mailboxes {
    imap: Imap,
    tls: TlsConnector,
    patience: Duration,
}

impl Mailboxes {
    pub(crate) fn new(imap: Imap, patience: Duration) -> Result<Self, Error> {
        if imap.tls == Tls::None && !crate::mail::is_loopback(&imap.host) {
            return Err(Error::PlainMailbox);
        }
        if !imap.address.contains('@') || imap.folder == imap.filed {
            return Err(Error::Mailbox);
        }
        let mut roots = RootCertStore::empty();
        match &imap.ca_file {
            None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Some(path) => {
                for authority in authorities(path)? {
                    roots.add(authority).map_err(|_| Error::Authorities)?;
                }
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| Error::Client)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            imap,
            tls: TlsConnector::from(Arc::new(tls)),
            patience,
        })
    }

    pub(crate) fn address(&self) -> &str {
        &self.imap.address
    }

    /// Connects, secures the connection, signs in and opens the folder.
    pub(crate) async fn open(&self) -> Result<Mailbox, MailboxError> {
        let opening = async {
            let address = (self.imap.host.as_str(), self.imap.port);
            let stream = TcpStream::connect(address)
                .await
                .map_err(|_| MailboxError::Unreachable)?;
            let mut client = match self.imap.tls {
                Tls::Implicit => Client::new(self.secure(stream).await?),
                Tls::None => {
                    let line: Line = Box::new(stream);
                    Client::new(line)
                }
                Tls::StartTls => {
                    let mut clear = Client::new(stream);
                    greeting(&mut clear).await?;
                    clear
                        .run_command_and_check_ok("STARTTLS", None)
                        .await
                        .map_err(|_| MailboxError::Unsafe)?;
                    Client::new(self.secure(clear.into_inner()).await?)
                }
            };
            if self.imap.tls != Tls::StartTls {
                greeting(&mut client).await?;
            }
            let (user, word) = (self.imap.username.expose(), self.imap.password.expose());
            let signing_in = client.login(user, word).await;
            let mut session = signing_in.map_err(|_| MailboxError::Refused)?;
            let folder = session.select(&self.imap.folder).await;
            let validity = folder.map_err(|error| failed(&error))?.uid_validity;
            Ok((session, validity.unwrap_or_default()))
        };
        let (session, validity) = within(self.patience, opening).await?;
        Ok(Mailbox {
            session,
            validity,
            filed: self.imap.filed.clone(),
            patience: self.patience,
        })
    }

    async fn secure(&self, stream: TcpStream) -> Result<Line, MailboxError> {
        let name = ServerName::try_from(self.imap.host.clone());
        let name = name.map_err(|_| MailboxError::Unsafe)?;
        let secured = self.tls.connect(name, stream).await;
        Ok(Box::new(secured.map_err(|_| MailboxError::Unsafe)?))
    }
}

/// A connection, in clear or over TLS.
type Line = Box<dyn Wire>;

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

/// The mailbox, open. It prints as a fixed word.
pub struct Mailbox {
    session: Session<Line>,
    validity: u32,
    filed: String,
    patience: Duration,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Mailbox")
    }
}

impl Mailbox {
    /// Of which run of numbers those of its mails are: with another one they begin anew (UIDVALIDITY).
    pub const fn validity(&self) -> u32 {
        self.validity
    }

    /// The numbers of what has arrived, oldest first.
    pub async fn arrived(&mut self) -> Result<Vec<u32>, MailboxError> {
        let search = async {
            let found = self.session.uid_search("UNDELETED").await;
            found.map_err(|error| failed(&error))
        };
        let mut numbers: Vec<_> = within(self.patience, search).await?.into_iter().collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// What is taken of one of them; nothing where it is gone meanwhile.
    pub async fn take(&mut self, number: u32) -> Result<Option<Arrived>, MailboxError> {
        let Some(structure) = self.fetch(number, "(UID BODYSTRUCTURE)").await? else {
            return Ok(None);
        };
        let plan = structure.bodystructure().map(parts::plan);
        self.take_planned(number, plan.unwrap_or_default()).await
    }

    /// The header alone of one of them, as of a mail of which nothing else can be read.
    pub async fn take_header(&mut self, number: u32) -> Result<Option<Arrived>, MailboxError> {
        self.take_planned(number, Plan::unread()).await
    }

    /// The header of one of them, and of its parts what a plan wants.
    async fn take_planned(
        &mut self,
        number: u32,
        plan: Plan,
    ) -> Result<Option<Arrived>, MailboxError> {
        let mut query = format!("(UID BODY.PEEK[HEADER]<0.{HEADER}>");
        for wanted in &plan.wanted {
            query.push(' ');
            query.push_str(&wanted.query());
        }
        query.push(')');
        let Some(content) = self.fetch(number, &query).await? else {
            return Ok(None);
        };
        let header = content.section(&SectionPath::Full(MessageSection::Header));
        let mut arrived = Arrived {
            header: header.unwrap_or_default().to_vec(),
            dropped: plan.dropped,
            parts: Vec::new(),
        };
        for wanted in plan.wanted {
            if let Some(body) = content.section(&wanted.section()) {
                arrived.parts.push(wanted.part(body));
            }
        }
        Ok(Some(arrived))
    }

    /// Moves one of them to where what was kept lies. That folder is made where it is missing. Where the server cannot move
    /// (RFC 6851) it is copied there, and marked as deleted where it was.
    pub async fn file(&mut self, number: u32) -> Result<(), MailboxError> {
        let moving = async {
            let number = number.to_string();
            if self.session.uid_mv(&number, &self.filed).await.is_ok() {
                return Ok(());
            }
            // There already, as a rule: then the next try says what is wrong.
            let _ = self.session.create(&self.filed).await;
            if self.session.uid_mv(&number, &self.filed).await.is_ok() {
                return Ok(());
            }
            let copied = self.session.uid_copy(&number, &self.filed).await;
            copied.map_err(|error| failed(&error))?;
            let marked = self.session.uid_store(&number, "+FLAGS.SILENT (\\Deleted)");
            let marked = marked.await.map_err(|error| failed(&error))?;
            let marked: Result<Vec<_>, _> = marked.try_collect().await;
            marked.map(|_| ()).map_err(|error| failed(&error))
        };
        within(self.patience, moving).await
    }

    /// Takes leave. What the server says to that changes nothing.
    pub async fn leave(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(2), self.session.logout()).await;
    }

    async fn fetch(&mut self, number: u32, query: &str) -> Result<Option<Fetch>, MailboxError> {
        let fetching = async {
            let answers = self.session.uid_fetch(number.to_string(), query).await;
            let answers = answers.map_err(|error| failed(&error))?;
            let answers: Vec<_> = answers
                .try_collect()
                .await
                .map_err(|error| failed(&error))?;
            // A server may tell of others in between.
            Ok(answers.into_iter().find(|one| one.uid == Some(number)))
        };
        within(self.patience, fetching).await
    }
}

async fn greeting<T: Wire>(client: &mut Client<T>) -> Result<(), MailboxError> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(()),
        _ => Err(MailboxError::Unreachable),
    }
}

async fn within<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, MailboxError>>,
) -> Result<T, MailboxError> {
    let timed = tokio::time::timeout(patience, work).await;
    timed.unwrap_or(Err(MailboxError::Unreachable))
}

/// What went wrong, without the server's words.
fn failed(error: &async_imap::error::Error) -> MailboxError {
    use async_imap::error::Error as Imap;
    match error {
        Imap::No(_) | Imap::Bad(_) | Imap::Validate(_) | Imap::Parse(_) => MailboxError::Failed,
        _ => MailboxError::Unreachable,
    }
}
