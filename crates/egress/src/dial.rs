//! Connections to reported places: names resolved by us, addresses checked, TLS judged.
//!
//! A certificate is judged after the handshake, so that a bad one is still known by its fingerprint; nothing
//! is asked of a server whose certificate is at fault.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::address::{Forbidden, Rules};
use crate::look::{Certificate, CertificateFault, Fault};
use crate::names::{NameError, Names, Resolver, literal};
use crate::vantage::Vantage;
use crate::{Config, Error, http};

/// The most headers an answer may have.
pub(crate) const HEADERS: usize = 100;

/// The most bytes that the head of an answer may have.
pub(crate) const HEAD: usize = 32 * 1024;

/// What the system may take in from a server before we read it, in bytes: a head, not a body.
pub(crate) const HEADS: u32 = 16 * 1024;

/// The most addresses of one host that are tried.
const ADDRESSES: usize = 4;

/// The same through a proxy: each needs time for the way there as well.
const ADDRESSES_FAR: usize = 2;

/// What is sent behind the head of a request: nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoBody;

impl Body for NoBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(0)
    }
}

/// A connection over which one request after another can go.
pub(crate) struct Connection {
    sender: http1::SendRequest<NoBody>,
    pub(crate) address: IpAddr,
    pub(crate) certificate: Option<Certificate>,
}

impl Connection {
    /// Whether the server has not hung up.
    pub(crate) fn lives(&self) -> bool {
        self.sender.is_ready()
    }

    /// Puts a request, and reads the head of its answer.
    pub(crate) async fn ask(
        &mut self,
        request: Request<NoBody>,
    ) -> Result<Response<Incoming>, Fault> {
        self.sender.ready().await.map_err(|_| Fault::Broken)?;
        let asked = self.sender.send_request(request).await;
        asked.map_err(|_| Fault::Broken)
    }
}

/// What connections are made with.
pub(crate) struct Dialler {
    resolver: Option<Resolver>,
    tls: TlsConnector,
    verifier: Arc<WebPkiServerVerifier>,
    rules: Rules,
}

impl Dialler {
    pub(crate) fn new(config: &Config, resolver: Option<Resolver>) -> Result<Self, Error> {
        let roots: RootCertStore = http::roots(config.ca_file.as_deref())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|_| Error::Client)?;
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| Error::Client)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Later(Arc::clone(&verifier))))
            .with_no_client_auth();
        // A session that is taken up again would let a server know us by it.
        tls.resumption = Resumption::disabled();
        Ok(Self {
            resolver,
            tls: TlsConnector::from(Arc::new(tls)),
            verifier,
            rules: config.rules(),
        })
    }

    /// What a host stands for, as this vantage point sees it.
    pub(crate) async fn names(&self, vantage: &Vantage, host: &str) -> Result<Names, Fault> {
        if let Some(address) = literal(host) {
            return Ok(Names::of(address));
        }
        // A browser takes these for itself (RFC 6761), whatever a resolver says.
        let name = host.trim_end_matches('.');
        if name == "localhost" || name.ends_with(".localhost") {
            return Err(Forbidden.into());
        }
        if vantage.has_resolver() {
            return vantage.names(name).await;
        }
        let resolver = self.resolver.as_ref().ok_or(NameError::NoResolver)?;
        Ok(resolver.names(host).await?)
    }

    /// Whether the network of a vantage point works: its resolver answers.
    pub(crate) async fn probe(&self, vantage: &Vantage) -> bool {
        if vantage.has_resolver() {
            return vantage.probe().await;
        }
        let Some(resolver) = &self.resolver else {
            // Nothing tells: what was seen has to be believed.
            return true;
        };
        resolver.probe().await.is_ok() && vantage.reaches_proxy().await
    }

    /// Those addresses that may be dialled, at least one. One that may not does not hide those that may.
    pub(crate) fn allowed(&self, addresses: &[IpAddr]) -> Result<Vec<IpAddr>, Forbidden> {
        let mut allowed = addresses.to_vec();
        allowed.retain(|address| self.rules.check(*address).is_ok());
        if allowed.is_empty() {
            return Err(Forbidden);
        }
        allowed.truncate(ADDRESSES);
        Ok(allowed)
    }

    /// A connection to the first of these addresses that takes one.
    pub(crate) async fn dial(
        &self,
        vantage: &Vantage,
        (addresses, port): (&[IpAddr], u16),
        timeout: Duration,
        receive: u32,
    ) -> Result<(TcpStream, IpAddr), Fault> {
        let is_far = vantage.proxy.is_some();
        let tried = if is_far { ADDRESSES_FAR } else { ADDRESSES };
        let tried = tried.min(addresses.len());
        // Half of the time is for connecting, shared out, so that a dead address does not use it up.
        let share = u32::try_from(tried).unwrap_or(u32::MAX).max(1);
        let patience = timeout / 2 / share;
        let mut fault = None;
        for address in addresses.iter().take(tried) {
            let place = SocketAddr::new(*address, port);
            match tokio::time::timeout(patience, vantage.connect(place, receive)).await {
                Ok(Ok(stream)) => return Ok((stream, *address)),
                // What one address refused counts for more than that there is no way to another.
                Ok(Err(Fault::Vantage)) => fault = fault.or(Some(Fault::Vantage)),
                Ok(Err(error)) => fault = Some(error),
                Err(_) => fault = Some(Fault::Unreachable),
            }
        }
        Err(fault.unwrap_or(Fault::Unreachable))
    }

    /// Begins to speak HTTP over a connection, within TLS where `host` says with whom.
    pub(crate) async fn speak(
        &self,
        stream: TcpStream,
        address: IpAddr,
        host: Option<&str>,
        certificate: &mut Option<Certificate>,
    ) -> Result<Connection, Fault> {
        let sender = match host {
            None => shake_hands(stream).await?,
            Some(host) => {
                let stream = self.secure(stream, host, certificate).await?;
                if let Some(fault) = certificate.and_then(|certificate| certificate.fault) {
                    return Err(Fault::Certificate(fault));
                }
                shake_hands(stream).await?
            }
        };
        Ok(Connection {
            sender,
            address,
            certificate: *certificate,
        })
    }

    /// Shakes hands, and judges the certificate; what follows from that is for whoever asks.
    pub(crate) async fn secure(
        &self,
        stream: TcpStream,
        host: &str,
        certificate: &mut Option<Certificate>,
    ) -> Result<TlsStream<TcpStream>, Fault> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| Fault::Url)?;
        let shaking = self.tls.connect(name.clone(), stream);
        let stream = shaking.await.map_err(|_| Fault::Handshake)?;
        *certificate = Some(self.judge(&stream, &name).ok_or(Fault::Handshake)?);
        Ok(stream)
    }

    fn judge(&self, stream: &TlsStream<TcpStream>, name: &ServerName<'_>) -> Option<Certificate> {
        let (_, session) = stream.get_ref();
        let (own, chain) = session.peer_certificates()?.split_first()?;
        let now = UnixTime::now();
        let verified = self.verifier.verify_server_cert(own, chain, name, &[], now);
        Some(Certificate {
            fingerprint: Sha256::digest(own).into(),
            fault: verified.err().map(|error| fault_of(&error)),
        })
    }
}

fn fault_of(error: &rustls::Error) -> CertificateFault {
    let rustls::Error::InvalidCertificate(error) = error else {
        return CertificateFault::Other;
    };
    match error {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => CertificateFault::Expired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongName
        }
        CertificateError::UnknownIssuer => CertificateFault::UnknownIssuer,
        _ => CertificateFault::Other,
    }
}

async fn shake_hands<S>(stream: S) -> Result<http1::SendRequest<NoBody>, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (sender, connection) = http1::Builder::new()
        .max_headers(HEADERS)
        .max_header_size(HEAD)
        .max_buf_size(HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|_| Fault::Broken)?;
    // It ends with its sender; how, whoever asks has seen.
    tokio::spawn(async move { connection.await.ok() });
    Ok(sender)
}

/// A connection on a socket that takes in so many bytes, about, before they are read. The system is told before it
/// connects: afterwards it has promised more.
pub(crate) async fn connect(place: SocketAddr, receive: u32) -> std::io::Result<TcpStream> {
    let socket = match place {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_recv_buffer_size(receive)?;
    let stream = socket.connect(place).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Lets every certificate pass the handshake, to be judged behind it; that the server holds its key is
/// verified here.
#[derive(Debug)]
struct Later(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for Later {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
