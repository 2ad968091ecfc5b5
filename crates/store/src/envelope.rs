//! Sealing to a public key: what the letterbox writes for the desk, and the desk for a reporter.
//!
//! HPKE (RFC 9180), base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. An envelope is
//! the 32-byte encapsulated key followed by the ciphertext and its tag.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use kernel::{Entropy, Sensitive};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::SealError;
use crate::stack::wiped;

const ENCAPSULATED: usize = 32;
/// What an envelope adds to the length of its content: encapsulated key and tag, in bytes.
pub const OVERHEAD: usize = ENCAPSULATED + 16;

/// The key that seals, as its 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

/// The key that opens. Wiped when dropped; never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct PrivateKey([u8; 32]);

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PrivateKey")
    }
}

impl PrivateKey {
    /// The key pair that follows from this secret (RFC 9180, `DeriveKeyPair`).
    pub fn derive(secret: &[u8; 32]) -> (Self, PublicKey) {
        let (private, public) = X25519HkdfSha256::derive_keypair(secret);
        (
            Self(private.to_bytes().into()),
            PublicKey(public.to_bytes().into()),
        )
    }

    /// Opens an envelope sealed to this key's public half for the same `purpose`.
    pub fn open(&self, purpose: &[u8], envelope: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        let (encapsulated, ciphertext) = envelope
            .split_first_chunk::<ENCAPSULATED>()
            .ok_or(SealError)?;
        let private =
            <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&self.0).map_err(|_| SealError)?;
        let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated)
            .map_err(|_| SealError)?;
        wiped(|| {
            hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeR::Base,
                &private,
                &encapsulated,
                purpose,
                ciphertext,
                b"",
            )
        })
        .map(Sensitive::new)
        .map_err(|_| SealError)
    }
}

impl PublicKey {
    /// Seals `plain`, which only the holder of the private half opens, and only for this `purpose`.
    pub fn seal(
        &self,
        purpose: &[u8],
        plain: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, SealError> {
        let public =
            <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&self.0).map_err(|_| SealError)?;
        let (encapsulated, ciphertext) = wiped(|| {
            hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeS::Base,
                &public,
                purpose,
                plain,
                b"",
                &mut Source(entropy),
            )
        })
        .map_err(|_| SealError)?;
        let mut envelope = Vec::with_capacity(ENCAPSULATED + ciphertext.len());
        envelope.extend_from_slice(&encapsulated.to_bytes());
        envelope.extend_from_slice(&ciphertext);
        Ok(envelope)
    }
}

/// Our randomness in the form that `hpke` asks for.
struct Source<'a>(&'a dyn Entropy);

impl hpke::rand_core::TryRng for Source<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl hpke::rand_core::TryCryptoRng for Source<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SystemEntropy;

    #[test]
    fn an_envelope_opens_with_its_key_for_its_purpose_alone() {
        let (private, public) = PrivateKey::derive(&[7; 32]);
        let (other, _) = PrivateKey::derive(&[8; 32]);
        let envelope = public.seal(b"submission", b"word", &SystemEntropy).unwrap();
        assert_eq!(envelope.len(), 4 + OVERHEAD);
        assert_eq!(
            private.open(b"submission", &envelope).unwrap().expose(),
            b"word"
        );
        assert!(private.open(b"reply", &envelope).is_err());
        assert!(other.open(b"submission", &envelope).is_err());
        assert!(private.open(b"submission", &envelope[..40]).is_err());
        assert!(private.open(b"submission", b"").is_err());
    }
}
