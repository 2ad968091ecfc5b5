//! The desk's keyring: the secrets from which everything sealed in the desk store opens. It exists in
//! memory of the desk and of the workers, and on disk only encrypted (see [`crate::keyring_file`]).

use ed25519_dalek::{Signer, SigningKey, Verifier, VerifyingKey};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Entropy, Sensitive};
use sha2::Sha256;

use crate::envelope::{PrivateKey, PublicKey};
use crate::{DataKey, Place, SealError};

/// The purpose under which the letterbox seals submissions to the desk.
const SUBMISSION: &[u8] = b"openhotline submission v1";

/// The keys of one hotline's desk, each derived from one root secret by HKDF-SHA-256 (RFC 5869) under a
/// name of its own.
pub struct Keyring {
    root: Sensitive<[u8; 32]>,
    wrapping: DataKey,
    work: DataKey,
    index: Sensitive<[u8; 32]>,
    submission: (PrivateKey, PublicKey),
    audit: SigningKey,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring")
    }
}

impl Keyring {
    /// A new keyring.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut root = [0; 32];
        entropy.fill(&mut root);
        Self::from_root(root)
    }

    pub(crate) fn from_root(root: [u8; 32]) -> Self {
        let derive = |name: &str| -> [u8; 32] {
            let mut key = [0; 32];
            // 32 bytes are far below the limit of 255 blocks at which expansion fails.
            let expanded = Hkdf::<Sha256>::new(None, &root).expand(name.as_bytes(), &mut key);
            debug_assert!(expanded.is_ok());
            key
        };
        Self {
            wrapping: DataKey::from_bytes(derive("openhotline data keys v1")),
            work: DataKey::from_bytes(derive("openhotline job payloads v1")),
            index: Sensitive::new(derive("openhotline blind index v1")),
            submission: PrivateKey::derive(&derive("openhotline submissions v1")),
            audit: SigningKey::from_bytes(&derive("openhotline audit v1")),
            root: Sensitive::new(root),
        }
    }

    pub(crate) const fn root(&self) -> &Sensitive<[u8; 32]> {
        &self.root
    }

    /// A new data key and its wrapped form, to be stored in the column at `place`.
    pub fn new_data_key(&self, place: Place, entropy: &dyn Entropy) -> (DataKey, Vec<u8>) {
        let key = DataKey::random(entropy);
        let wrapped = key.wrapped_by(&self.wrapping, place, entropy);
        (key, wrapped)
    }

    /// The data key from the wrapped form stored at `place`.
    pub fn data_key(&self, place: Place, wrapped: &[u8]) -> Result<DataKey, SealError> {
        DataKey::unwrapped_by(&self.wrapping, place, wrapped)
    }

    /// The key that seals payloads of jobs: they live too briefly for keys of their own.
    pub const fn work_key(&self) -> &DataKey {
        &self.work
    }

    /// The blind index of a value: HMAC-SHA-256 under the keyring's index key and the purpose, so that
    /// equal values are found by equality and nothing is learned without the keyring.
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    pub fn blind_index(&self, purpose: &'static str, value: &[u8]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.index.expose())
            .expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(value);
        mac.finalize().into_bytes().into()
    }

    /// The key to which the letterbox seals submissions.
    pub const fn submission_key(&self) -> PublicKey {
        self.submission.1
    }

    /// Seals a submission as the letterbox does.
    pub fn seal_submission(
        public: PublicKey,
        plain: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, SealError> {
        public.seal(SUBMISSION, plain, entropy)
    }

    /// Opens a submission.
    pub fn open_submission(&self, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        self.submission.0.open(SUBMISSION, sealed)
    }

    /// Signs a head of the audit chain (Ed25519, RFC 8032).
    pub fn sign_audit(&self, message: &[u8]) -> Vec<u8> {
        self.audit.sign(message).to_bytes().to_vec()
    }

    /// The key by which signatures of the audit chain are checked.
    pub fn audit_key(&self) -> AuditKey {
        AuditKey(self.audit.verifying_key())
    }
}

/// Checks signatures of the audit chain.
#[derive(Clone, Copy, Debug)]
pub struct AuditKey(VerifyingKey);

impl AuditKey {
    /// Whether this signature is of this message.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify(message, &signature).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Id, SystemEntropy};

    enum Row {}

    #[test]
    fn a_data_key_opens_only_with_its_keyring_and_in_its_place() {
        let keyring = Keyring::random(&SystemEntropy);
        let place = Place::new("intake_case", "data_key", Id::<Row>::random(&SystemEntropy));
        let (key, wrapped) = keyring.new_data_key(place, &SystemEntropy);
        let sealed = key.seal(place, b"word", &SystemEntropy);
        let again = keyring.data_key(place, &wrapped).unwrap();
        assert_eq!(again.open(place, &sealed).unwrap().expose(), b"word");
        assert!(
            Keyring::random(&SystemEntropy)
                .data_key(place, &wrapped)
                .is_err()
        );
        let elsewhere = Place::new("intake_case", "data_key", Id::<Row>::random(&SystemEntropy));
        assert!(keyring.data_key(elsewhere, &wrapped).is_err());
    }

    #[test]
    fn the_blind_index_depends_on_keyring_purpose_and_value() {
        let keyring = Keyring::random(&SystemEntropy);
        let index = keyring.blind_index("location.url", b"a");
        assert_eq!(index, keyring.blind_index("location.url", b"a"));
        assert_ne!(index, keyring.blind_index("location.url", b"b"));
        assert_ne!(index, keyring.blind_index("location.host", b"a"));
        assert_ne!(
            index,
            Keyring::random(&SystemEntropy).blind_index("location.url", b"a")
        );
    }

    #[test]
    fn a_signature_is_of_its_message_alone() {
        let keyring = Keyring::random(&SystemEntropy);
        let signature = keyring.sign_audit(b"head");
        assert!(keyring.audit_key().verifies(b"head", &signature));
        assert!(!keyring.audit_key().verifies(b"tail", &signature));
        assert!(!keyring.audit_key().verifies(b"head", b"short"));
    }
}
