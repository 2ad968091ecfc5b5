//! The public's HTTP server: few headers, no slow clients, no more connections than memory is meant for.
//! Who connects is neither asked nor kept. Nobody waits long for a place that slow ones hold: see `places`.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::places::{Place, Places};
use crate::writer::{COMMIT, PATIENCE};

/// Connections at a time; the next ones wait in the kernel, and the slowest of these goes for them.
pub(crate) const CONNECTIONS: usize = 1_024;
/// How long a request's head may take, and how long a connection may stay idle.
const HEAD: Duration = Duration::from_secs(15);
/// How long one connection may live, busy or not: then it ends after the request in hand.
const LIFETIME: Duration = Duration::from_mins(5);
/// How long a request in hand may still take when its connection's life ends: as long as anybody waits.
const LAST_REQUEST: Duration = PATIENCE.saturating_add(COMMIT);
/// How long requests in hand may still take when the server ends: nobody waits for room then.
const GRACE: Duration = Duration::from_secs(40);
/// Headers of a request, and bytes of them.
const HEADERS: usize = 64;
const HEADER_BYTES: usize = 16 * 1024;
/// What is thrown away of a body that was refused, in bytes and time, so that the sender reads the answer
/// before the connection closes.
const LINGER_BYTES: u64 = 4 * 1024 * 1024;
const LINGER: Duration = Duration::from_secs(3);

/// Where connections come from.
#[derive(Debug)]
pub enum Listener {
    /// An address and a port.
    Tcp(TcpListener),
    /// A socket in the file system: what stands before it is on this machine.
    Unix(UnixListener),
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Self::Tcp(listener)
    }
}

impl From<UnixListener> for Listener {
    fn from(listener: UnixListener) -> Self {
        Self::Unix(listener)
    }
}

/// A connection, whatever it came by.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl Listener {
    async fn accept(&self) -> std::io::Result<Box<dyn Stream>> {
        match self {
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // Without it a small answer waits for a full packet; where it cannot be set, it waits.
                stream.set_nodelay(true).ok();
                Ok(Box::new(stream))
            }
            Self::Unix(listener) => Ok(Box::new(listener.accept().await?.0)),
        }
    }
}

/// Answers on `listener` until `shutdown` is ready, then lets the requests in hand finish.
pub async fn serve(
    listener: impl Into<Listener>,
    router: Router,
    shutdown: impl Future<Output = ()>,
) {
    let listener = listener.into();
    let places = Places::new(CONNECTIONS);
    let (end, ended) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let stream = listener.accept().await.ok()?;
            Some((stream, places.take().await))
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => accepted,
        };
        while connections.try_join_next().is_some() {}
        let Some((stream, place)) = accepted else {
            // Out of file descriptors, or the peer went away while it waited: trying at once would spin.
            places.send_slowest_away();
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (router, ended) = (router.clone(), ended.clone());
        connections.spawn(async move {
            let place = Arc::new(place);
            tokio::select! {
                () = connection(stream, router, ended, Arc::clone(&place)) => {}
                () = place.must_go() => {}
            }
        });
    }
    drop(listener);
    drop(end);
    let finished = async { while connections.join_next().await.is_some() {} };
    // Whoever is slower is cut off when the set is dropped.
    timeout(GRACE, finished).await.ok();
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    router: Router,
    mut ended: watch::Receiver<()>,
    place: Arc<Place>,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| -> Answer {
        let place = Arc::clone(&place);
        let request = request.map(|body| Body::new(place.watch(body)));
        let answer = router.clone().oneshot(request);
        Box::pin(async move {
            let mut answer = answer.await;
            if place.is_wanted()
                && let Ok(response) = &mut answer
            {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            place.begin();
            answer
        })
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(HEADERS)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // What goes wrong with a connection is the visitor's affair: it is not logged.
    let left = tokio::select! {
        _ = poll_fn(|context| connection.poll_without_shutdown(context)) => None,
        _ = ended.changed() => Some(GRACE),
        () = sleep(LIFETIME) => Some(LAST_REQUEST),
    };
    if let Some(left) = left {
        Pin::new(&mut connection).graceful_shutdown();
        let rest = poll_fn(|context| connection.poll_without_shutdown(context));
        if timeout(left, rest).await.is_err() {
            return;
        }
    }
    let mut stream = connection.into_parts().io.into_inner();
    let lingering = async {
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(LINGER_BYTES), &mut tokio::io::sink()).await
    };
    timeout(LINGER, lingering).await.ok();
}
