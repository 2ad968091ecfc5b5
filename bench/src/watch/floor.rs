//! The floor: a bare client that asks the same places in the same order, and remembers nothing.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::hosts::{Internet, address};

/// Requests at once, as the product has.
const AT_ONCE: usize = 256;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Connections that wait for the next request to their host.
type Kept = Arc<Mutex<HashMap<u32, Box<dyn Stream>>>>;

/// Requests a second.
pub(super) async fn run(
    internet: &Internet,
    order: &[u32],
    seconds: Duration,
) -> anyhow::Result<f64> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(
        internet.authority.as_bytes(),
    )?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let kept = Kept::default();
    let mut asking = JoinSet::new();
    let (began, mut done) = (Instant::now(), 0_u32);
    for place in order.iter().cycle() {
        if began.elapsed() >= seconds {
            break;
        }
        if asking.len() == AT_ONCE {
            let answered: anyhow::Result<()> = asking.join_next().await.context("a request")??;
            answered?;
            done += 1;
        }
        let (url, host) = internet.url(*place);
        let (connector, kept) = (connector.clone(), Arc::clone(&kept));
        let port = if host % 2 == 0 {
            internet.tls_port
        } else {
            internet.port
        };
        asking.spawn(async move {
            let place = SocketAddr::from((address(host), port));
            ask(&url, host, place, &connector, &kept).await
        });
    }
    asking.shutdown().await;
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

async fn ask(
    url: &str,
    host: u32,
    place: SocketAddr,
    connector: &TlsConnector,
    kept: &Kept,
) -> anyhow::Result<()> {
    let (_, rest) = url.split_once("://").context("a URL")?;
    let (authority, path) = rest.split_once('/').context("a path")?;
    let request = format!("HEAD /{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    let old = kept
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&host);
    if let Some(mut old) = old
        && put(&mut old, &request).await.is_ok()
    {
        kept.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(host, old);
        return Ok(());
    }
    let stream = TcpStream::connect(place).await?;
    stream.set_nodelay(true)?;
    let mut new: Box<dyn Stream> = if url.starts_with("https") {
        let (name, _) = authority.split_once(':').context("a port")?;
        let name = ServerName::try_from(name.to_owned())?;
        Box::new(connector.connect(name, stream).await?)
    } else {
        Box::new(stream)
    };
    put(&mut new, &request).await?;
    kept.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(host, new);
    Ok(())
}

/// Sends a request, and reads the head of its answer.
async fn put(stream: &mut Box<dyn Stream>, request: &str) -> anyhow::Result<()> {
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::with_capacity(512);
    while !head.ends_with(b"\r\n\r\n") {
        anyhow::ensure!(stream.read_buf(&mut head).await? > 0, "it hung up");
    }
    anyhow::ensure!(head.starts_with(b"HTTP/1.1 200 "), "it is not up");
    Ok(())
}
