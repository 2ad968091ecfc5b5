//! A certificate for `safe.test` and `localhost`, and the authority that signed it.

use std::io::Write;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;

/// The file of the authority, and what a server needs.
pub(crate) fn make() -> (NamedTempFile, TlsAcceptor) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let mut file = NamedTempFile::new().unwrap();
    let pem = authority.self_signed(&authority_key).unwrap().pem();
    file.write_all(pem.as_bytes()).unwrap();

    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["safe.test", "localhost"].map(String::from))
        .unwrap()
        .signed_by(&key, &Issuer::new(authority, authority_key))
        .unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (file, TlsAcceptor::from(Arc::new(config)))
}
