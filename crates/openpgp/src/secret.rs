//! The hotline's own key: it signs what leaves and opens what comes back.

use std::fmt;
use std::io::Write;

use kernel::{Sensitive, Timestamp};
use sequoia_openpgp::armor::Kind;
use sequoia_openpgp::cert::prelude::*;
use sequoia_openpgp::crypto::KeyPair;
use sequoia_openpgp::parse::Parse;
use sequoia_openpgp::policy::StandardPolicy;
use sequoia_openpgp::serialize::SerializeInto;
use sequoia_openpgp::serialize::stream::{Armorer, Message, Signer};
use sequoia_openpgp::types::HashAlgorithm;
use sequoia_openpgp::{Cert, Profile};

use crate::{Certificate, Error, LARGEST, system_time};

/// A secret key with its certificate, without a passphrase: whoever holds it keeps it sealed. It prints as a fixed
/// word.
pub struct Secret(pub(crate) Cert);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

/// A signature over a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The signature, armoured.
    pub signature: String,
    /// The hash that it is over, as RFC 3156 names it.
    pub micalg: &'static str,
}

impl Secret {
    /// Makes a key that signs and opens, of the kind that GnuPG has read for ten years. It has no end: who follows it
    /// up is told by a new certificate, not by a date that passes in the night.
    pub fn generate(name: &str, address: &str, at: Timestamp) -> Result<Self, Error> {
        let generated = CertBuilder::new()
            .set_profile(Profile::RFC4880)
            .map_err(|_| Error::Failed)?
            .set_cipher_suite(CipherSuite::Cv25519)
            .set_creation_time(system_time(at))
            .add_userid(format!("{name} <{address}>"))
            .add_signing_subkey()
            .add_transport_encryption_subkey()
            .generate();
        generated
            .map(|(key, _)| Self(key))
            .map_err(|_| Error::Failed)
    }

    /// Reads a secret key, armoured or not. One that cannot both sign and open without a passphrase is refused.
    pub fn parse(bytes: &Sensitive<Vec<u8>>, at: Timestamp) -> Result<Self, Error> {
        let key = Self::kept(bytes)?;
        key.signer(at)?;
        if key.certificate().state(at).is_good() && key.openers().next().is_some() {
            Ok(key)
        } else {
            Err(Error::NoSecret)
        }
    }

    /// Reads a secret key that was kept: it may have ended since, and opens what was sealed to it before.
    pub fn kept(bytes: &Sensitive<Vec<u8>>) -> Result<Self, Error> {
        let bytes = bytes.expose();
        if bytes.len() > LARGEST {
            return Err(Error::TooLarge);
        }
        let mut keys = CertParser::from_bytes(bytes).map_err(|_| Error::NotOne)?;
        let (Some(Ok(key)), None) = (keys.next(), keys.next()) else {
            return Err(Error::NotOne);
        };
        Ok(Self(key.retain_user_attributes(|_| false)))
    }

    /// The key with its secret parts, as it is kept: sealed.
    pub fn to_bytes(&self) -> Result<Sensitive<Vec<u8>>, Error> {
        let bytes = self.0.as_tsk().to_vec().map_err(|_| Error::Failed)?;
        Ok(Sensitive::new(bytes))
    }

    /// What others need of it.
    pub fn certificate(&self) -> Certificate {
        Certificate(self.0.clone().strip_secret_key_material())
    }

    /// Signs a text, the signature apart from it (RFC 3156, section 5).
    pub fn sign(&self, text: &[u8], at: Timestamp) -> Result<Signed, Error> {
        let pair = self.signer(at)?;
        let mut armoured = Vec::new();
        let signing = || {
            let message = Armorer::new(Message::new(&mut armoured))
                .kind(Kind::Signature)
                .build()?;
            let mut message = Signer::new(message, pair)?
                .detached()
                .hash_algo(HashAlgorithm::SHA512)?
                .creation_time(system_time(at))
                .build()?;
            message.write_all(text)?;
            message.finalize()
        };
        let done: sequoia_openpgp::Result<()> = signing();
        done.map_err(|_| Error::Failed)?;
        Ok(Signed {
            signature: String::from_utf8(armoured).map_err(|_| Error::Failed)?,
            micalg: "pgp-sha512",
        })
    }

    /// What signs at an instant.
    pub(crate) fn signer(&self, at: Timestamp) -> Result<KeyPair, Error> {
        let time = system_time(at);
        let policy = StandardPolicy::at(time);
        let valid = self.0.keys().with_policy(&policy, time);
        let signing = valid.supported().alive().revoked(false).for_signing();
        signing
            .unencrypted_secret()
            .find_map(|key| key.key().clone().into_keypair().ok())
            .ok_or(Error::NoSecret)
    }

    /// What may open a message: also what has expired since, for old messages must open too.
    pub(crate) fn openers(&self) -> impl Iterator<Item = KeyPair> {
        let keys = self.0.keys().unencrypted_secret();
        keys.filter(|key| key.key().pk_algo().for_encryption())
            .filter_map(|key| key.key().clone().into_keypair().ok())
    }
}
