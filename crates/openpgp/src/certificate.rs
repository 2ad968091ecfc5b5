//! Certificates of those we write to: what was given is read once, and judged anew at each instant.

use std::fmt;
use std::time::SystemTime;

use kernel::Timestamp;
use sequoia_openpgp::cert::prelude::*;
use sequoia_openpgp::parse::Parse;
use sequoia_openpgp::policy::StandardPolicy;
use sequoia_openpgp::serialize::SerializeInto;
use sequoia_openpgp::types::RevocationStatus;

use crate::{Error, system_time, timestamp};

/// The largest certificate that is read, in bytes. Who signed whose key can fill megabytes, and is nothing to us.
pub const LARGEST: usize = 64 * 1024;

/// A certificate: somebody's public key with what is bound to it. It prints as a fixed word.
#[derive(Clone)]
pub struct Certificate(pub(crate) Cert);

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Certificate")
    }
}

/// Whether a certificate can be sealed to, at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can.
    Good {
        /// Until when, where it says so.
        until: Option<Timestamp>,
    },
    /// It is not valid yet.
    NotYet,
    /// It, or each part that opens messages, has expired.
    Expired,
    /// It, or each part that opens messages, is revoked.
    Revoked,
    /// It stands on algorithms, or on keys of a length, that do not protect any more.
    Weak,
    /// It can sign, or less, and has no part that opens messages.
    CannotEncrypt,
}

impl State {
    /// The name, as stored and as in the keys of messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good { .. } => "good",
            Self::NotYet => "not_yet",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Weak => "weak",
            Self::CannotEncrypt => "cannot_encrypt",
        }
    }

    /// Whether it can be sealed to.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Good { .. })
    }
}

impl Certificate {
    /// Reads one certificate, armoured or not. Pictures in it are left out, unread.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > LARGEST {
            return Err(Error::TooLarge);
        }
        let mut certificates = CertParser::from_bytes(bytes).map_err(|_| Error::NotOne)?;
        let (Some(Ok(certificate)), None) = (certificates.next(), certificates.next()) else {
            return Err(Error::NotOne);
        };
        if certificate.is_tsk() {
            return Err(Error::Secret);
        }
        Ok(Self(certificate.retain_user_attributes(|_| false)))
    }

    /// The certificate, as it is kept.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        self.0.to_vec().map_err(|_| Error::Failed)
    }

    /// The certificate, as it is handed to people.
    pub fn armoured(&self) -> Result<String, Error> {
        let bytes = self.0.armored().to_vec().map_err(|_| Error::Failed)?;
        String::from_utf8(bytes).map_err(|_| Error::Failed)
    }

    /// The fingerprint, in hex.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint().to_hex()
    }

    /// Whether it can be sealed to at an instant.
    pub fn state(&self, at: Timestamp) -> State {
        let time = system_time(at);
        let policy = StandardPolicy::at(time);
        if self.0.primary_key().key().creation_time() > time {
            return State::NotYet;
        }
        let Ok(valid) = self.0.with_policy(&policy, time) else {
            return State::Weak;
        };
        if is_revoked(&valid.revocation_status()) {
            return State::Revoked;
        }
        if valid.alive().is_err() {
            return State::Expired;
        }
        let mut ends: Option<Option<SystemTime>> = None;
        let mut why_not = State::CannotEncrypt;
        for key in valid.keys().supported() {
            if !key.for_transport_encryption() && !key.for_storage_encryption() {
                continue;
            }
            if is_revoked(&key.revocation_status()) {
                why_not = State::Revoked;
            } else if key.alive().is_err() {
                why_not = State::Expired;
            } else {
                // The one that lasts longest; one without an end for ever.
                let end = key.key_expiration_time();
                ends = Some(match ends {
                    None => end,
                    Some(before) => before.zip(end).map(|(before, end)| before.max(end)),
                });
            }
        }
        let Some(end) = ends else {
            return if why_not == State::CannotEncrypt && self.has_unbound_encryption(&valid) {
                State::Weak
            } else {
                why_not
            };
        };
        let whole = valid.primary_key().key_expiration_time();
        let until = [end, whole].into_iter().flatten().min();
        State::Good {
            until: until.map(timestamp),
        }
    }

    /// Whether some subkey could open messages but for the policy, which will not have it.
    fn has_unbound_encryption(&self, valid: &ValidCert<'_>) -> bool {
        self.0.keys().subkeys().any(|key| {
            key.key().pk_algo().for_encryption()
                && !valid
                    .keys()
                    .any(|known| known.key().fingerprint() == key.key().fingerprint())
        })
    }
}

const fn is_revoked(status: &RevocationStatus<'_>) -> bool {
    matches!(status, RevocationStatus::Revoked(_))
}
