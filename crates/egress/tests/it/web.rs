//! A web server that answers each request with the bytes that a test wants.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What the server does after it has read the head of a request.
pub(crate) enum Does {
    /// Says this and closes.
    Says(String),
    /// Says this after a while, and closes.
    Waits(Duration, String),
    /// Sends these bytes and closes.
    Sends(Vec<u8>),
    /// Says this, then the second for ever.
    Repeats(&'static str, &'static str),
    /// Says this, then one byte now and then.
    Drips(&'static str),
    /// Closes without a word.
    Closes,
}

pub(crate) struct Web {
    pub(crate) port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Web {
    /// What it does may depend on the first line of the request.
    pub(crate) async fn start(does: impl Fn(&str) -> Does + Send + Sync + 'static) -> Self {
        Self::open(None, does).await
    }

    pub(crate) async fn open(
        tls: Option<TlsAcceptor>,
        does: impl Fn(&str) -> Does + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let (log, does) = (Arc::clone(&heads), Arc::new(does));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, does, tls) = (Arc::clone(&log), Arc::clone(&does), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, &log, &*does).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, &log, &*does).await,
                            Err(_) => log.lock().unwrap().push(String::from("no TLS")),
                        },
                    }
                });
            }
        });
        Self { port, heads }
    }

    /// A server that always says the same.
    pub(crate) async fn saying(answer: &'static str) -> Self {
        Self::start(|_| Does::Says(answer.to_owned())).await
    }

    pub(crate) fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    /// The heads of the requests that came.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// The first lines of the requests that came.
    pub(crate) fn lines(&self) -> Vec<String> {
        let first = |head: &String| head.lines().next().unwrap().to_owned();
        self.heads().iter().map(first).collect()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    heads: &Mutex<Vec<String>>,
    does: &impl Fn(&str) -> Does,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let doing = does(head.lines().next().unwrap());
    heads.lock().unwrap().push(head);
    // The client may have gone at any time: then there is no more to do.
    match doing {
        Does::Says(answer) => {
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Does::Waits(time, answer) => {
            tokio::time::sleep(time).await;
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
        Does::Sends(answer) => {
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
        Does::Repeats(first, more) => {
            let _ = stream.write_all(first.as_bytes()).await;
            while stream.write_all(more.as_bytes()).await.is_ok() {}
        }
        Does::Drips(first) => {
            let _ = stream.write_all(first.as_bytes()).await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Does::Closes => {}
    }
}
