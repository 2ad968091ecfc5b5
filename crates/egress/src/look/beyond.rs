//! What a look may do beyond HEAD, where the pack's rules let it, and no more of it than the end of the headers.
//!
//! A server that refuses HEAD is asked for the first byte by GET (`Range: bytes=0-0`). It may ignore that and send all it
//! has. So the socket takes in as little as the system lets it, we read byte by byte up to the blank line and not one
//! further, and hang up: what the server could send on was in the system's hands, and is thrown away there. Over TLS
//! one record more may have been opened in memory, of 16 KiB at most, which is wiped with the connection.
//!
//! A server whose certificate is at fault is asked once more, by HEAD, without regard to that. What it says is evidence
//! for a person and counts for nothing by itself.
//!
//! HEAD and all of this together have one limit of time. What was seen until then is kept.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::client::conn::http1;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, CONNECTION, HeaderValue, RANGE};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use kernel::Sensitive;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{
    ANY, Asked, Fault, Looker, REDIRECTS, Reach, Sighting, Step, headers, origin, redirection,
};
use crate::dial::{HEAD, HEADERS, HEADS, NoBody};

/// What the system may take in from a server that was asked for one byte: the least it can be told, which it
/// raises to what it needs itself.
const LEAST: u32 = 1;

const CLOSE: HeaderValue = HeaderValue::from_static("close");
const FIRST_BYTE: HeaderValue = HeaderValue::from_static("bytes=0-0");
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// What a look may do beyond HEAD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Ask for the first byte where HEAD is refused: by 405 or 501, or by hanging up.
    pub first_byte: bool,
    /// Ask once more where the certificate is at fault.
    pub unverified: bool,
}

impl Looker {
    pub(crate) async fn look_beyond(
        &self,
        url: &Sensitive<String>,
        vantage: &str,
        manner: Manner,
        reach: Reach,
        until: Instant,
    ) -> Sighting {
        let until = until.min(Instant::now() + self.longest());
        let mut sighting = self.look_until(url, vantage, reach, until).await;
        if manner.first_byte {
            self.ask_first_bytes(vantage, &mut sighting, reach, until)
                .await;
        }
        if manner.unverified && matches!(sighting.end, Err(Fault::Certificate(_))) {
            // The end stays what it was.
            let _ = self
                .ask_last(vantage, Asked::Unverified, &mut sighting, until)
                .await;
        }
        sighting
    }

    /// Asks for the first byte where HEAD was refused, and goes on by HEAD where that leads elsewhere, for as long as
    /// there is time.
    async fn ask_first_bytes(
        &self,
        vantage: &str,
        sighting: &mut Sighting,
        reach: Reach,
        until: Instant,
    ) {
        while is_refused(sighting) && Instant::now() < until {
            let asked = self.ask_last(vantage, Asked::FirstByte, sighting, until);
            let status = match asked.await {
                Ok(status) => status,
                Err(fault) => {
                    sighting.end = Err(fault);
                    return;
                }
            };
            let next = sighting.last().and_then(|step| {
                let url = Url::parse(step.url.expose()).ok()?;
                match redirection(status, Some(step), &url).transpose()? {
                    Ok(_) if !reach.goes_on() => None,
                    next => Some(next),
                }
            });
            sighting.end = match next {
                None => Ok(status),
                Some(Err(fault)) => Err(fault),
                Some(Ok(_)) if sighting.steps.len() > REDIRECTS => Err(Fault::Redirects),
                Some(Ok(_)) if Instant::now() >= until => Err(Fault::TimedOut),
                Some(Ok(next)) => {
                    let next = Sensitive::new(next.into());
                    let further = self.look_until(&next, vantage, reach, until).await;
                    sighting.steps.extend(further.steps);
                    further.end
                }
            };
        }
    }

    /// Asks once more where the last request went, in another way.
    async fn ask_last(
        &self,
        vantage: &str,
        asked: Asked,
        sighting: &mut Sighting,
        until: Instant,
    ) -> Result<u16, Fault> {
        let last = sighting.last().ok_or(Fault::Url)?;
        let url = Url::parse(last.url.expose()).map_err(|_| Fault::Url)?;
        let mut step = Step::at(&url);
        step.asked = asked;
        let asking = self.ask_for_head(&url, self.number(vantage), &mut step);
        let until = until.min(Instant::now() + self.timeout);
        let status = timeout_at(until, asking)
            .await
            .unwrap_or(Err(Fault::TimedOut));
        sighting.steps.push(step);
        status
    }

    async fn ask_for_head(&self, url: &Url, vantage: usize, step: &mut Step) -> Result<u16, Fault> {
        let origin = origin(url, vantage)?;
        let (method, receive) = match step.asked {
            Asked::FirstByte => (Method::GET, LEAST),
            Asked::Head | Asked::Unverified | Asked::Page => (Method::HEAD, HEADS),
        };
        let mut request = self
            .put(method.clone(), url)?
            .header(ACCEPT, ANY)
            .header(CONNECTION, CLOSE);
        if method == Method::GET {
            request = request
                .header(ACCEPT_ENCODING, IDENTITY)
                .header(RANGE, FIRST_BYTE);
        }
        let request = request.body(NoBody).map_err(|_| Fault::Url)?;
        // One connection to a host at a time.
        drop(self.take(&origin));
        let (stream, _) = self.reach(&origin, step, receive).await?;
        if !origin.tls {
            return head_alone(stream, request, step).await;
        }
        let host = origin.host.as_str();
        let secure = self.dialler.secure(stream, host, &mut step.certificate);
        let stream = secure.await?;
        let fault = step.certificate.and_then(|certificate| certificate.fault);
        match fault {
            Some(fault) if step.asked != Asked::Unverified => Err(Fault::Certificate(fault)),
            _ => head_alone(stream, request, step).await,
        }
    }
}

/// Whether a server does not take HEAD, or hangs up on it.
fn is_refused(sighting: &Sighting) -> bool {
    let is_head = sighting
        .last()
        .is_some_and(|step| step.asked == Asked::Head);
    is_head && matches!(sighting.end, Ok(405 | 501) | Err(Fault::Broken))
}

/// Puts a request, reads the head of the answer, and hangs up.
async fn head_alone<S>(stream: S, request: Request<NoBody>, step: &mut Step) -> Result<u16, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(HEADERS)
        .max_header_size(HEAD)
        .max_buf_size(HEAD)
        .handshake(TokioIo::new(HeadAlone::new(stream)))
        .await
        .map_err(|_| Fault::Broken)?;
    let mut connection = std::pin::pin!(connection);
    let mut asking = std::pin::pin!(sender.send_request(request));
    let response = tokio::select! {
        biased;
        response = &mut asking => response,
        // It has ended: what there is to say has been said to who asked.
        _ = &mut connection => asking.await,
    };
    let response = response.map_err(|_| Fault::Broken)?;
    let status = response.status().as_u16();
    step.status = Some(status);
    step.headers = headers(response.headers());
    Ok(status)
}

/// A connection of which nothing behind the head of the answer is read.
struct HeadAlone<S> {
    stream: S,
    head: Vec<u8>,
    /// Where the head that is being read begins: interim answers have heads of their own.
    begins: usize,
    given: usize,
    is_over: bool,
}

impl<S> HeadAlone<S> {
    const fn new(stream: S) -> Self {
        Self {
            stream,
            head: Vec::new(),
            begins: 0,
            given: 0,
            is_over: false,
        }
    }

    /// Takes one more byte of the head in.
    fn push(&mut self, byte: u8) -> std::io::Result<()> {
        self.head.push(byte);
        let head = self.head.get(self.begins..).unwrap_or_default();
        let is_http = b"HTTP/".iter().zip(head).all(|(one, other)| one == other);
        if !is_http || self.head.len() > HEAD {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        if head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n") {
            if head.get(b"HTTP/1.1 ".len()) == Some(&b'1') {
                self.begins = self.head.len();
            } else {
                self.is_over = true;
            }
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeadAlone<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        while !this.is_over {
            let mut byte = [0];
            let mut one = ReadBuf::new(&mut byte);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut one))?;
            match one.filled() {
                [byte] => this.push(*byte)?,
                _ => return Poll::Ready(Ok(())),
            }
        }
        let rest = this.head.get(this.given..).unwrap_or_default();
        if rest.is_empty() {
            // Whoever waits for more waits in vain, until the connection is dropped.
            return Poll::Pending;
        }
        let taken = rest.get(..into.remaining()).unwrap_or(rest);
        into.put_slice(taken);
        this.given = this.given.saturating_add(taken.len());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeadAlone<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests;
