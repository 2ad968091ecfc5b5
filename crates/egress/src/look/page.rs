//! A page: the one thing of a reported place whose bytes are ever asked for, and only where it is HTML. HEAD has to
//! say so, then the answer to GET, then its first bytes. Whatever says anything else is left before its body is read.

use std::fmt;
use std::future::poll_fn;
use std::io::{self, Write};
use std::pin::Pin;
use std::time::Duration;

use flate2::write::{MultiGzDecoder, ZlibDecoder};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderValue};
use hyper::{Method, Response};
use kernel::Sensitive;
use tokio::time::{Instant, sleep_until, timeout_at};
use url::Url;

use super::{
    Asked, Fault, LONGEST_LOOK, Looker, REDIRECTS, Reach, Sighting, Step, headers, leads_to,
    origin, prepare, redirection,
};
use crate::FetchError;
use crate::dial::{Connection, NoBody};

/// The most bytes of a page that are taken from the wire.
const WIRE: usize = 2 * 1024 * 1024;

/// The most bytes that a page may have once it is inflated.
const INFLATED: usize = 4 * 1024 * 1024;

/// The bytes of a page that say whether it is HTML.
const FIRST: usize = 512;

/// How many times as long as other questions a page may take: it is more than an answer.
const PATIENCE: u32 = 3;

/// What the system may take in of a page before it is read, in bytes.
const RECEIVE: u32 = 128 * 1024;

const HTML: HeaderValue = HeaderValue::from_static("text/html, application/xhtml+xml");
const IDENTITY: HeaderValue = HeaderValue::from_static("identity");

/// A page of HTML. It prints as a length alone.
pub struct Page {
    /// The URL that gave the page.
    pub final_url: Sensitive<String>,
    /// `Content-Type`, as the server wrote it.
    pub content_type: Option<String>,
    /// The bytes of the page, inflated, in the encoding of the server: wiped when dropped.
    pub html: Sensitive<Vec<u8>>,
    /// Whether that is all of it: what is longer than 2 MiB is cut there.
    pub is_whole: bool,
}

/// The asking for a page. It prints as how many requests that took.
pub struct Paged {
    /// Each request, in order.
    pub steps: Vec<Step>,
    /// The page, or why there is none.
    pub page: Result<Page, FetchError>,
}

impl Paged {
    /// Where the last GET was led to, if the asking ended there.
    pub fn leads_to(&self) -> Option<Sensitive<String>> {
        let failed = self.page.is_err().then(|| self.steps.last());
        leads_to(failed.flatten())
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Page({} bytes)", self.html.expose().len())
    }
}

impl fmt::Debug for Paged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Paged({} steps, {:?})",
            self.steps.len(),
            self.page
        )
    }
}

impl From<Fault> for FetchError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Url | Fault::Astray => Self::Url,
            Fault::Name(error) => Self::Name(error),
            Fault::Forbidden(forbidden) => Self::Forbidden(forbidden),
            Fault::Redirects => Self::Redirects,
            Fault::Unreachable | Fault::Vantage | Fault::NoTor => Self::Unreachable,
            Fault::Handshake | Fault::Certificate(_) => Self::Untrusted,
            Fault::TimedOut => Self::TimedOut,
            Fault::Broken => Self::Broken,
        }
    }
}

impl Step {
    /// Whether the answer calls itself HTML.
    pub fn is_html(&self) -> bool {
        is_html(self.headers.content_type.as_deref())
    }
}

/// What came of a GET.
enum Got {
    Page(Page),
    /// It leads on.
    Elsewhere(Url),
}

impl Looker {
    /// The page that a look has found. A redirect that the GET is given is looked at by HEAD before it is gone to, as
    /// the place itself was: nobody is led to media by way of a page.
    ///
    /// It is over by then, and every request that was put stands in it, answered or not.
    pub(crate) async fn page_behind(
        &self,
        head: &Sighting,
        vantage: &str,
        reach: Reach,
        until: Instant,
    ) -> Paged {
        let mut steps = Vec::new();
        let until = until.min(Instant::now() + self.longest_page());
        let page = self
            .read_behind(head, vantage, reach, until, &mut steps)
            .await;
        Paged { steps, page }
    }

    /// How long the asking for a page may take as a whole.
    pub(crate) fn longest_page(&self) -> Duration {
        self.timeout.saturating_mul(PATIENCE).min(LONGEST_LOOK)
    }

    async fn read_behind(
        &self,
        head: &Sighting,
        vantage: &str,
        reach: Reach,
        until: Instant,
        steps: &mut Vec<Step>,
    ) -> Result<Page, FetchError> {
        let mut url = is_page(head)?;
        if Instant::now() >= until {
            return Err(FetchError::TimedOut);
        }
        for _ in 0..=REDIRECTS {
            let getting = self.get(&url, self.number(vantage), steps);
            let got = timeout_at(until, getting).await;
            let next = match got.unwrap_or(Err(FetchError::TimedOut))? {
                Got::Page(page) => return Ok(page),
                Got::Elsewhere(_) if !reach.goes_on() => break,
                Got::Elsewhere(next) => Sensitive::new(next.into()),
            };
            self.rest_between(until).await?;
            let head = self.look_until(&next, vantage, reach, until).await;
            let outcome = is_page(&head);
            steps.extend(head.steps);
            url = outcome?;
            self.rest_between(until).await?;
        }
        Err(FetchError::Redirects)
    }

    /// The host is given its rest between any two requests. Where that is longer than there is time it is not asked again.
    async fn rest_between(&self, until: Instant) -> Result<(), FetchError> {
        let rested = Instant::now() + self.host_gap;
        if rested >= until {
            return Err(FetchError::TimedOut);
        }
        sleep_until(rested).await;
        Ok(())
    }

    async fn get(
        &self,
        url: &Url,
        vantage: usize,
        steps: &mut Vec<Step>,
    ) -> Result<Got, FetchError> {
        let mut step = Step::at(url);
        step.asked = Asked::Page;
        steps.push(step.clone());
        let answer = self.answer(url, vantage, &mut step, steps).await;
        if let Some(last) = steps.last_mut() {
            *last = step;
        }
        let (response, _connection) = answer?;
        // Where it is no page any more the connection is closed here, with nothing of the body read.
        let status = response.status().as_u16();
        if let Some(next) = redirection(status, steps.last(), url)? {
            return Ok(Got::Elsewhere(next));
        }
        if status != 200 {
            return Err(refused(status));
        }
        let last = steps.last().ok_or(FetchError::Broken)?;
        let content_type = last.headers.content_type.clone();
        if !is_html(content_type.as_deref()) {
            return Err(FetchError::NotHtml);
        }
        let final_url = last.url.clone();
        let (html, is_whole) = read(response).await?;
        Ok(Got::Page(Page {
            final_url,
            content_type,
            html,
            is_whole,
        }))
    }

    /// The head of the answer to a GET. The connection has to be held for as long as the body is read.
    async fn answer(
        &self,
        url: &Url,
        vantage: usize,
        step: &mut Step,
        steps: &mut [Step],
    ) -> Result<(Response<Incoming>, Connection), Fault> {
        let origin = origin(url, vantage)?;
        let request = self.put(Method::GET, url)?.header(ACCEPT, HTML);
        let request = request.header(ACCEPT_ENCODING, IDENTITY).body(NoBody);
        let request = request.map_err(|_| Fault::Url)?;
        // One connection to a host at a time.
        drop(self.take(&origin));
        let (stream, address) = self.reach(&origin, step, RECEIVE).await?;
        let mut connection = self.begin(&origin, stream, address, step).await?;
        // Should the time run out, the evidence has what was known before the answer.
        if let Some(last) = steps.last_mut() {
            *last = step.clone();
        }
        let response = connection.ask(request).await?;
        step.status = Some(response.status().as_u16());
        step.headers = headers(response.headers());
        Ok((response, connection))
    }
}

/// Where a page is, if a look says that there is one: it answered 200, and calls itself HTML.
fn is_page(head: &Sighting) -> Result<Url, FetchError> {
    let status = head.end?;
    if status != 200 {
        return Err(refused(status));
    }
    let last = head.last().ok_or(FetchError::Broken)?;
    if last.asked != Asked::Head || !last.is_html() {
        return Err(FetchError::NotHtml);
    }
    let mut url = Url::parse(last.url.expose()).map_err(|_| FetchError::Url)?;
    prepare(&mut url)?;
    Ok(url)
}

const fn refused(status: u16) -> FetchError {
    FetchError::Status {
        status,
        retry_after: None,
    }
}

/// The bytes of a page, and whether they are all of it. Ends with the first bytes where those are not HTML.
async fn read(response: Response<Incoming>) -> Result<(Sensitive<Vec<u8>>, bool), FetchError> {
    let mut body = Body::of(response.headers())?;
    let mut incoming = response.into_body();
    let mut wire = 0_usize;
    let mut is_html = false;
    while let Some(part) = part(&mut incoming).await? {
        let room = WIRE.saturating_sub(wire);
        let taken = part.get(..room).unwrap_or(&part);
        body.take(taken)?;
        wire = wire.saturating_add(part.len());
        if !is_html && body.kept().len() >= FIRST {
            begins_as_html(body.kept())?;
            is_html = true;
        }
        if wire > WIRE {
            break;
        }
    }
    begins_as_html(body.kept())?;
    Ok((body.end(), wire <= WIRE))
}

/// The next bytes of a body.
async fn part(incoming: &mut Incoming) -> Result<Option<Bytes>, FetchError> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *incoming).poll_frame(context)).await;
        let Some(frame) = frame else { return Ok(None) };
        // What is no data are trailers.
        if let Ok(part) = frame.map_err(|_| FetchError::Broken)?.into_data() {
            return Ok(Some(part));
        }
    }
}

/// A body on its way from the wire, inflated where the server packs it unasked.
enum Body {
    Plain(Bounded),
    Gzip(MultiGzDecoder<Bounded>),
    Zlib(ZlibDecoder<Bounded>),
}

impl Body {
    fn of(headers: &HeaderMap) -> Result<Self, FetchError> {
        let Some(coding) = headers.get(CONTENT_ENCODING) else {
            return Ok(Self::Plain(Bounded::default()));
        };
        let coding = coding.to_str().unwrap_or_default();
        match coding.trim().to_ascii_lowercase().as_str() {
            "identity" => Ok(Self::Plain(Bounded::default())),
            "gzip" | "x-gzip" => Ok(Self::Gzip(MultiGzDecoder::new(Bounded::default()))),
            "deflate" => Ok(Self::Zlib(ZlibDecoder::new(Bounded::default()))),
            _ => Err(FetchError::NotHtml),
        }
    }

    fn take(&mut self, part: &[u8]) -> Result<(), FetchError> {
        let written = match self {
            Self::Plain(kept) => kept.write_all(part),
            Self::Gzip(inflating) => inflating.write_all(part).and_then(|()| inflating.flush()),
            Self::Zlib(inflating) => inflating.write_all(part).and_then(|()| inflating.flush()),
        };
        written.map_err(|error| match error.kind() {
            io::ErrorKind::FileTooLarge => FetchError::TooLarge,
            _ => FetchError::Broken,
        })
    }

    fn kept(&self) -> &[u8] {
        match self {
            Self::Plain(kept) => kept,
            Self::Gzip(inflating) => inflating.get_ref(),
            Self::Zlib(inflating) => inflating.get_ref(),
        }
        .0
        .as_slice()
    }

    fn end(mut self) -> Sensitive<Vec<u8>> {
        let kept = match &mut self {
            Self::Plain(kept) => kept,
            Self::Gzip(inflating) => inflating.get_mut(),
            Self::Zlib(inflating) => inflating.get_mut(),
        };
        Sensitive::new(std::mem::take(&mut kept.0))
    }
}

/// Keeps what is written to it, up to a limit that ends the writing. Whatever it lets go of is wiped.
#[derive(Default)]
struct Bounded(Vec<u8>);

impl Drop for Bounded {
    fn drop(&mut self) {
        drop(Sensitive::new(std::mem::take(&mut self.0)));
    }
}

impl Write for Bounded {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        let length = self.0.len().saturating_add(part.len());
        if length > INFLATED {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if length > self.0.capacity() {
            // Grown by hand, so that what it grows out of is wiped.
            let mut larger = Vec::with_capacity(length.saturating_mul(2).min(INFLATED));
            larger.extend_from_slice(&self.0);
            drop(Sensitive::new(std::mem::replace(&mut self.0, larger)));
        }
        self.0.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether a `Content-Type` is that of HTML.
fn is_html(content_type: Option<&str>) -> bool {
    let essence = content_type.and_then(|text| text.split(';').next());
    essence.is_some_and(|essence| {
        let essence = essence.trim();
        ["text/html", "application/xhtml+xml"]
            .iter()
            .any(|html| essence.eq_ignore_ascii_case(html))
    })
}

/// Whether bytes begin as HTML does and as no media do: with a tag, a comment or a declaration in text. A drawing
/// (SVG) is media, whatever it is called.
fn begins_as_html(bytes: &[u8]) -> Result<(), FetchError> {
    let first = bytes.get(..FIRST).unwrap_or(bytes);
    let (is_utf16, first) = match first {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (false, rest),
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] => (true, rest),
        _ => (false, first),
    };
    // The text of HTML of two bytes a character, as far as it is ASCII; of others a NUL is none.
    let ascii: Vec<u8> = first
        .iter()
        .copied()
        .filter(|byte| !is_utf16 || *byte != 0)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    let is_binary = ascii
        .iter()
        .any(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace() && *byte != 0x0B);
    if is_binary || begins_with_drawing(&ascii) {
        return Err(FetchError::NotHtml);
    }
    match ascii.trim_ascii_start() {
        [b'<', next, ..] if next.is_ascii_alphabetic() || matches!(next, b'!' | b'?') => Ok(()),
        _ => Err(FetchError::NotHtml),
    }
}

/// Whether the first tag, behind declarations and comments, is that of a drawing.
fn begins_with_drawing(ascii: &[u8]) -> bool {
    let mut rest = ascii;
    loop {
        rest = rest.trim_ascii_start();
        let ending: &[u8] = if rest.starts_with(b"<!--") {
            b"-->"
        } else if rest.starts_with(b"<!") || rest.starts_with(b"<?") {
            b">"
        } else {
            return rest.starts_with(b"<svg") || rest.starts_with(b"<math");
        };
        let Some(at) = rest
            .windows(ending.len())
            .position(|window| window == ending)
        else {
            return false;
        };
        rest = rest
            .get(at.saturating_add(ending.len())..)
            .unwrap_or_default();
    }
}

#[cfg(test)]
mod tests;
