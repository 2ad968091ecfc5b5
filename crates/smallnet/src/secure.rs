//! HTTPS of the simulated sites: a certificate for each, made when it is first asked for, by an authority that
//! is made anew at every start. Some are at fault, on purpose.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;

use crate::site::{Behaviour, CertificateFault};
use crate::{Error, World};

/// Certificates by host and by what is wrong with them.
type Made = BTreeMap<(String, Option<CertificateFault>), Arc<CertifiedKey>>;

/// The authority of the simulated sites.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    /// One key for all sites: they are all this process.
    key: KeyPair,
    made: Mutex<Made>,
}

impl Authority {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let name = "Authority of the simulated sites";
        params.distinguished_name.push(DnType::CommonName, name);
        let own_key = KeyPair::generate()?;
        let pem = params.self_signed(&own_key)?.pem();
        Ok(Self {
            issuer: Issuer::new(params, own_key),
            pem,
            key: KeyPair::generate()?,
            made: Mutex::default(),
        })
    }

    pub(crate) fn pem(&self) -> String {
        self.pem.clone()
    }

    fn certificate(
        &self,
        host: &str,
        fault: Option<CertificateFault>,
    ) -> Option<Arc<CertifiedKey>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&(host.to_owned(), fault)) {
            return Some(Arc::clone(known));
        }
        let new = Arc::new(self.make(host, fault)?);
        made.insert((host.to_owned(), fault), Arc::clone(&new));
        Some(new)
    }

    fn make(&self, host: &str, fault: Option<CertificateFault>) -> Option<CertifiedKey> {
        let named = match fault {
            Some(CertificateFault::WrongName) => "somebody-else.test",
            _ => host,
        };
        let mut params = CertificateParams::new(vec![named.to_owned()]).ok()?;
        if fault == Some(CertificateFault::Expired) {
            params.not_before = date_time_ymd(2001, 1, 1);
            params.not_after = date_time_ymd(2002, 1, 1);
        }
        let certificate = match fault {
            Some(CertificateFault::SelfSigned) => params.self_signed(&self.key).ok()?,
            _ => params.signed_by(&self.key, &self.issuer).ok()?,
        };
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key.serialize_der()));
        let chain = vec![certificate.der().clone()];
        Some(CertifiedKey::new(chain, any_supported_type(&key).ok()?))
    }
}

/// Finds the certificate of the site that a client names.
struct BySite(Arc<World>, Arc<Authority>);

impl fmt::Debug for BySite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("BySite")
    }
}

impl ResolvesServerCert for BySite {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name()?.to_ascii_lowercase();
        let fault = match self.0.known().sites.get(&host)?.behaviour {
            Behaviour::Certificate(fault) => Some(fault),
            _ => None,
        };
        self.1.certificate(&host, fault)
    }
}

/// What the sites need to speak TLS.
pub(crate) fn acceptor(
    world: &Arc<World>,
    authority: &Arc<Authority>,
) -> Result<TlsAcceptor, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let resolver = BySite(Arc::clone(world), Arc::clone(authority));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(resolver));
    Ok(TlsAcceptor::from(Arc::new(config)))
}
