//! The web of the small internet: HTTP/1.1 for the sites, and the server loop the registry shares.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, LOCATION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use crate::asked::What;
use crate::site::{Behaviour, Placed};
use crate::{World, hostile};

/// How long a request's head may take to come.
const HEAD_TIME: Duration = Duration::from_secs(15);

/// How large a request's head may be, in bytes.
const HEAD_SIZE: usize = 32 * 1024;

/// How many header fields a request may have.
const HEADERS: usize = 64;

/// The bytes [`Behaviour::WrongLength`] promises and never sends.
const MISSING: usize = 64;

/// A whole body, held in memory.
#[derive(Debug)]
pub(crate) struct Page {
    bytes: Option<Bytes>,
    length: Length,
}

/// What is announced of a body's length.
#[derive(Debug, PartialEq, Eq)]
enum Length {
    /// The truth.
    Right,
    /// More than there is; hyper must not know how much there is, or it would not let it pass.
    Wrong,
    /// As before, and what there is has been given to the connection.
    WrongAndSent,
}

impl Page {
    pub(crate) fn new(text: impl Into<Bytes>) -> Page {
        Page {
            bytes: Some(text.into()),
            length: Length::Right,
        }
    }

    fn len(&self) -> usize {
        self.bytes.as_ref().map_or(0, Bytes::len)
    }
}

impl Body for Page {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.bytes.is_none() && self.length == Length::Wrong {
            // A pause, in which the connection sends what it has before it sees the body end early.
            self.length = Length::WrongAndSent;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn size_hint(&self) -> SizeHint {
        match u64::try_from(self.len()) {
            Ok(length) if self.length == Length::Right => SizeHint::with_exact(length),
            _ => SizeHint::default(),
        }
    }
}

/// Serves one connection; `answer` gives nothing where the connection is to be closed in silence.
pub(crate) async fn serve<S, A, F>(stream: S, answer: A)
where
    S: AsyncRead + AsyncWrite + Unpin,
    A: Fn(Request<Incoming>) -> F,
    F: Future<Output = Option<Response<Page>>>,
{
    let service = service_fn(|request| {
        let response = answer(request);
        async { response.await.ok_or_else(|| io::Error::other("closed")) }
    });
    // Whatever ends a connection, the client has seen it; there is nothing to do here.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_SIZE)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Serves one connection to a site's address, within TLS where it is for that.
pub(crate) async fn serve_sites(stream: TcpStream, tls: Option<TlsAcceptor>, world: Arc<World>) {
    let (Ok(here), Ok(there)) = (stream.local_addr(), stream.peer_addr()) else {
        return;
    };
    let (here, there) = (here.ip(), there.ip());
    let hostile = world.known().hostile_at(here);
    if let Some(hostile) = hostile {
        return hostile::serve(stream, hostile, &world).await;
    }
    let answer = |request| answer(&world, here, there, request);
    match tls {
        None => serve(stream, answer).await,
        Some(tls) => {
            // Who does not like the certificate hangs up.
            if let Ok(stream) = tls.accept(stream).await {
                serve(stream, answer).await;
            }
        }
    }
}

async fn answer(
    world: &World,
    address: IpAddr,
    who: IpAddr,
    request: Request<Incoming>,
) -> Option<Response<Page>> {
    let host = named_host(&request);
    let _answering = world.log.answering(&host);
    world.log.note(What::Http {
        method: request.method().to_string(),
        host: host.clone(),
        path: request
            .uri()
            .path_and_query()
            .map_or_else(|| "/".to_owned(), ToString::to_string),
    });
    let behaviour = world
        .known()
        .sites
        .get(&host)
        .filter(|placed| is_served_at(placed, address))
        .map(|placed| match placed.behaviour.towards(who) {
            Behaviour::OnlyIpv6(there) => there.towards(who).clone(),
            other => other.clone(),
        });
    let response = match behaviour {
        Some(Behaviour::Replaced) => html(StatusCode::OK, REPLACED),
        Some(Behaviour::Page(text)) => html(StatusCode::OK, text),
        Some(Behaviour::PageAt(path, text)) if request.uri().path() == path => {
            html(StatusCode::OK, text)
        }
        Some(Behaviour::PageAt(..)) => failure(404),
        Some(Behaviour::Numbered) => match request.uri().path().rsplit('/').next() {
            Some(last) if last.parse::<u32>().is_ok() => html(StatusCode::OK, UP),
            _ => failure(404),
        },
        Some(Behaviour::BecomesPicture) => {
            let mut response = html(StatusCode::OK, UP);
            if request.method() != Method::HEAD {
                let picture = HeaderValue::from_static("image/png");
                response.headers_mut().insert(CONTENT_TYPE, picture);
            }
            response
        }
        Some(Behaviour::SlowPage(time)) => {
            if request.method() != Method::HEAD {
                tokio::time::sleep(time).await;
            }
            html(StatusCode::OK, UP)
        }
        Some(Behaviour::Status(status)) => failure(status),
        Some(Behaviour::RefusesHead) if request.method() == Method::HEAD => {
            let mut response = html(StatusCode::METHOD_NOT_ALLOWED, FAILURE);
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET"));
            response
        }
        Some(Behaviour::GetIsTooMuch) if request.method() != Method::HEAD => failure(503),
        // A name that the DNS has lost is still served to whoever knows the address.
        Some(
            Behaviour::Up
            | Behaviour::GetIsTooMuch
            | Behaviour::RefusesHead
            | Behaviour::NameGone
            | Behaviour::NameFails
            | Behaviour::OnlyIpv6(_)
            | Behaviour::Differs(..)
            | Behaviour::Rebinds(_)
            | Behaviour::Certificate(_)
            | Behaviour::AtHome(_)
            | Behaviour::Hostile(_),
        ) => html(StatusCode::OK, UP),
        Some(Behaviour::RedirectsTo(url)) => redirect(&url),
        Some(Behaviour::Slow(time)) => {
            tokio::time::sleep(time).await;
            html(StatusCode::OK, UP)
        }
        Some(Behaviour::WrongLength) => wrong_length(),
        Some(Behaviour::Drops | Behaviour::RefusesConnections) => return None,
        None => html(StatusCode::NOT_FOUND, NOBODY),
    };
    if request.method() != Method::HEAD {
        world.log.note_body(response.body().len());
    }
    Some(response)
}

/// Whether a site answers at this address.
fn is_served_at(placed: &Placed, address: IpAddr) -> bool {
    match placed.behaviour {
        Behaviour::OnlyIpv6(_) => address == IpAddr::V6(Ipv6Addr::LOCALHOST),
        _ => address == placed.site.address,
    }
}

/// The host of the request target, or of the Host field (RFC 9110, section 7.2).
fn named_host(request: &Request<Incoming>) -> String {
    let field = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok());
    let named = request.uri().host().or(field).unwrap_or_default();
    let host = match named.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => named,
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

pub(crate) fn redirect(url: &str) -> Response<Page> {
    let mut response = html(StatusCode::FOUND, FAILURE);
    if let Ok(location) = HeaderValue::from_str(url) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn failure(status: u16) -> Response<Page> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    html(status, FAILURE)
}

fn wrong_length() -> Response<Page> {
    let mut response = html(StatusCode::OK, UP);
    let promised = response.body().len().saturating_add(MISSING);
    response.body_mut().length = Length::Wrong;
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(promised));
    response
}

fn html(status: StatusCode, text: impl Into<Bytes>) -> Response<Page> {
    let mut response = Response::new(Page::new(text));
    *response.status_mut() = status;
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

const UP: &str = "<!doctype html><html lang=\"en\"><title>Simulated</title>\
    <p>A harmless page of the small internet.</p>\
    <p>This internet is simulated.</p></html>\n";

const REPLACED: &str = "<!doctype html><html lang=\"en\"><title>Simulated</title>\
    <p>Another harmless page of the small internet, in the place of the first.</p>\
    <p>This internet is simulated.</p></html>\n";

const FAILURE: &str = "<!doctype html><html lang=\"en\"><title>Simulated</title>\
    <p>This page of the small internet is not here.</p>\
    <p>This internet is simulated.</p></html>\n";

const NOBODY: &str = "<!doctype html><html lang=\"en\"><title>Simulated</title>\
    <p>No site of that name is at this address of the small internet.</p>\
    <p>This internet is simulated.</p></html>\n";

#[cfg(test)]
mod tests;
