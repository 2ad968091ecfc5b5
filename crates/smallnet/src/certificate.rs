//! The certificate of the mail server, made anew at every start, and the authority that signed it.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use crate::Error;

/// What the mail server needs to speak TLS.
pub(crate) struct Certificate {
    /// The authority's certificate: whoever trusts it trusts the server.
    pub(crate) authority_pem: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Certificate {
    /// A fresh authority, and a certificate signed by it for `localhost` and 127.0.0.1.
    pub(crate) fn new() -> Result<Certificate, Error> {
        let mut authority = CertificateParams::new(Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        authority
            .distinguished_name
            .push(DnType::CommonName, "Authority of the simulated internet");
        let authority_key = KeyPair::generate()?;
        let authority_pem = authority.self_signed(&authority_key)?.pem();

        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let key = KeyPair::generate()?;
        let certificate = CertificateParams::new(names)?
            .signed_by(&key, &Issuer::new(authority, authority_key))?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));

        // Named here, so that it does not matter which provider the process installed, or whether.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(Certificate {
            authority_pem,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}
