//! The mail server of the small internet: as much of SMTP (RFC 5321) as a sender needs, with STARTTLS
//! (RFC 3207), SIZE (RFC 1870) and 8BITMIME (RFC 6152). It takes every mail and delivers none.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::World;
use crate::asked::What;
use crate::mail::{Mail, Reception};

/// The longest command, in octets with its end; more than the 512 of RFC 5321, section 4.5.3.1.4, for
/// the parameters of extensions.
const COMMAND: usize = 1024;

/// The longest line of text, in octets with its end and a stuffed dot (RFC 5321, section 4.5.3.1.6).
const TEXT_LINE: usize = 1001;

/// The largest message, in octets; announced as SIZE.
const MESSAGE: usize = 10 * 1024 * 1024;

/// The most recipients of one mail (RFC 5321, section 4.5.3.1.8).
const RECIPIENTS: usize = 100;

/// After so many refused commands the connection is closed.
const FAULTS: usize = 20;

/// How long the server waits for a line, or for its own answer to be taken.
const PATIENCE: Duration = Duration::from_mins(1);

/// Serves one connection, first in clear and, if the client asks, then over TLS.
pub(crate) async fn serve(stream: TcpStream, acceptor: TlsAcceptor, world: Arc<World>) {
    // Whatever ends a connection, the client has seen it; there is nothing to do here.
    let _ = converse(stream, acceptor, &world).await;
}

async fn converse(stream: TcpStream, acceptor: TlsAcceptor, world: &World) -> io::Result<()> {
    let mut clear = Session::new(stream, world, false);
    clear.say(BANNER).await?;
    if let Ended::StartTls = clear.run().await? {
        // What the client sent ahead of the handshake goes with the reader (RFC 3207, section 4.2).
        let stream = clear.wire.into_inner();
        let secured = timeout(PATIENCE, acceptor.accept(stream)).await??;
        Session::new(secured, world, true).run().await?;
    }
    Ok(())
}

enum Ended {
    Closed,
    StartTls,
}

/// What the server said and whether the conversation goes on.
enum Next {
    Say(String),
    Refuse(&'static str),
    Close(&'static str),
    StartTls,
    Data,
}

struct Session<'a, S> {
    wire: BufReader<S>,
    world: &'a World,
    tls: bool,
    greeted: bool,
    sender: Option<String>,
    recipients: Vec<String>,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(stream: S, world: &'a World, tls: bool) -> Session<'a, S> {
        Session {
            wire: BufReader::new(stream),
            world,
            tls,
            greeted: false,
            sender: None,
            recipients: Vec::new(),
        }
    }

    async fn run(&mut self) -> io::Result<Ended> {
        let mut faults = 0;
        while let Some(line) = self.line(COMMAND).await? {
            let next = match line {
                Line::Whole(line) => match std::str::from_utf8(&line) {
                    Ok(line) => self.obey(line.trim_end()),
                    Err(_) => Next::Refuse("500 Only ASCII is understood"),
                },
                Line::TooLong => Next::Refuse("500 Line too long"),
            };
            match next {
                Next::Say(answer) => self.say(&answer).await?,
                Next::Refuse(answer) => {
                    faults += 1;
                    if faults > FAULTS {
                        self.say("421 Too many errors").await?;
                        return Ok(Ended::Closed);
                    }
                    self.say(answer).await?;
                }
                Next::Close(answer) => {
                    self.say(answer).await?;
                    self.wire.get_mut().shutdown().await?;
                    return Ok(Ended::Closed);
                }
                Next::StartTls => {
                    self.say("220 Go ahead").await?;
                    return Ok(Ended::StartTls);
                }
                Next::Data => {
                    self.say("354 End with a dot on its own line").await?;
                    if !self.take_mail().await? {
                        return Ok(Ended::Closed);
                    }
                }
            }
        }
        Ok(Ended::Closed)
    }

    fn obey(&mut self, line: &str) -> Next {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.greet(true),
            "HELO" => self.greet(false),
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest),
            "DATA" if self.recipients.is_empty() => Next::Refuse("503 No recipient yet"),
            "DATA" => Next::Data,
            "RSET" => {
                self.forget();
                Next::Say("250 Forgotten".to_owned())
            }
            "NOOP" => Next::Say("250 Done".to_owned()),
            "QUIT" => Next::Close("221 Goodbye from the simulated internet"),
            "STARTTLS" if self.may_start_tls() => Next::StartTls,
            _ => Next::Refuse("502 Not understood"),
        }
    }

    fn may_start_tls(&self) -> bool {
        !self.tls && self.world.office.offers_tls()
    }

    fn greet(&mut self, extended: bool) -> Next {
        self.forget();
        self.greeted = true;
        let mut answer = "mail.small-internet.test: this is simulated".to_owned();
        if !extended {
            return Next::Say(format!("250 {answer}"));
        }
        if self.may_start_tls() {
            answer.push_str("\r\n250-STARTTLS");
        }
        Next::Say(format!(
            "250-{answer}\r\n250-8BITMIME\r\n250 SIZE {MESSAGE}"
        ))
    }

    fn forget(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }

    fn mail(&mut self, rest: &str) -> Next {
        if !self.greeted || self.sender.is_some() {
            return Next::Refuse("503 Not now");
        }
        let Some((sender, parameters)) = path(rest, "FROM:") else {
            return Next::Refuse("501 Not an address");
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" => match value.parse::<usize>() {
                    Ok(size) if size <= MESSAGE => {}
                    Ok(_) => return Next::Refuse("552 Too large"),
                    Err(_) => return Next::Refuse("501 Not a size"),
                },
                "BODY" => {}
                _ => return Next::Refuse("555 Parameter not understood"),
            }
        }
        self.sender = Some(sender.to_owned());
        Next::Say("250 Sender noted".to_owned())
    }

    fn recipient(&mut self, rest: &str) -> Next {
        if self.sender.is_none() {
            return Next::Refuse("503 No sender yet");
        }
        let Some((recipient, "")) = path(rest, "TO:") else {
            return Next::Refuse("501 Not an address");
        };
        if recipient.is_empty() {
            return Next::Refuse("501 Not an address");
        }
        if self.recipients.len() == RECIPIENTS {
            return Next::Refuse("452 Too many recipients");
        }
        self.world.log.note(What::Smtp(recipient.to_owned()));
        match self.world.office.reception(recipient) {
            Reception::Defer => Next::Say("451 Later, says the simulated internet".to_owned()),
            Reception::Refuse => Next::Say("550 No such recipient, simulated".to_owned()),
            Reception::Accept | Reception::DropAfterData | Reception::AnswerThenDrop => {
                self.recipients.push(recipient.to_owned());
                Next::Say("250 Recipient noted".to_owned())
            }
        }
    }

    /// Takes the text of a mail and answers, or does not, as its recipients receive; says whether the
    /// conversation goes on.
    async fn take_mail(&mut self) -> io::Result<bool> {
        let Some(text) = self.text().await? else {
            return Ok(false);
        };
        let sender = self.sender.take().unwrap_or_default();
        let recipients = std::mem::take(&mut self.recipients);
        let raw = match text {
            Text::Whole(raw) => raw,
            Text::Refused(answer) => {
                self.say(answer).await?;
                return Ok(true);
            }
        };
        let receives = |wanted| {
            recipients
                .iter()
                .any(|recipient| self.world.office.reception(recipient) == wanted)
        };
        let silent = receives(Reception::DropAfterData);
        let last = silent || receives(Reception::AnswerThenDrop);
        let kept = self.world.office.keep(Mail {
            at: self.world.log.number(),
            sender,
            recipients,
            raw,
            tls: self.tls,
            answered: !silent,
        });
        if !kept {
            self.say("452 The simulated internet is full").await?;
            return Ok(true);
        }
        if !silent {
            self.say("250 Kept by the simulated internet").await?;
        }
        Ok(!last)
    }

    /// Reads the text of a mail up to the lone dot, and takes the stuffed dots out (RFC 5321, section
    /// 4.5.2). Nothing when the connection ended within it.
    async fn text(&mut self) -> io::Result<Option<Text>> {
        let mut raw = Vec::new();
        let mut refused = None;
        while let Some(line) = self.line(TEXT_LINE).await? {
            match line {
                Line::Whole(line) if line == b".\r\n" => {
                    return Ok(Some(refused.map_or(Text::Whole(raw), Text::Refused)));
                }
                Line::TooLong => refused = Some("500 A line is longer than 1000 octets"),
                // Only CR LF ends a line: else two servers could see two different mails in one.
                Line::Whole(line) if !line.ends_with(b"\r\n") => {
                    refused = Some("554 A line ends without CR LF");
                }
                Line::Whole(_) if refused.is_some() => {}
                Line::Whole(line) => {
                    raw.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
                    if raw.len() > MESSAGE {
                        refused = Some("552 Too large");
                        raw = Vec::new();
                    }
                }
            }
        }
        Ok(None)
    }

    /// Reads up to the next LF; nothing at the end of the connection. A longer line is read to its end
    /// and thrown away.
    async fn line(&mut self, longest: usize) -> io::Result<Option<Line>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let (taken, ended) = {
                let ready = timeout(PATIENCE, self.wire.fill_buf()).await??;
                if ready.is_empty() {
                    return Ok(None);
                }
                let end = ready.iter().position(|byte| *byte == b'\n');
                let taken = end.map_or(ready.len(), |end| end + 1);
                too_long |= line.len() + taken > longest;
                if !too_long {
                    line.extend(ready.iter().take(taken));
                }
                (taken, end.is_some())
            };
            self.wire.consume(taken);
            if ended {
                let whole = if too_long {
                    Line::TooLong
                } else {
                    Line::Whole(line)
                };
                return Ok(Some(whole));
            }
        }
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        let wire = self.wire.get_mut();
        let line = format!("{answer}\r\n");
        let writing = async {
            wire.write_all(line.as_bytes()).await?;
            wire.flush().await
        };
        timeout(PATIENCE, writing).await?
    }
}

/// A line with its end.
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// The text of a mail, or why it is not taken.
enum Text {
    Whole(Vec<u8>),
    Refused(&'static str),
}

/// The address within `FROM:<address> parameters`, and the parameters. Empty is the null sender.
fn path<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let (head, tail) = rest.split_at_checked(keyword.len())?;
    if !head.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (address, parameters) = tail.trim_start().strip_prefix('<')?.split_once('>')?;
    let sound = address.is_empty()
        || (address.contains('@') && address.bytes().all(|byte| byte.is_ascii_graphic()));
    sound.then_some((address, parameters.trim()))
}

const BANNER: &str = "220 mail.small-internet.test ESMTP, a simulated mail server";

#[cfg(test)]
mod tests;
