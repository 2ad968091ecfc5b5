//! Sealed columns: XChaCha20-Poly1305 with the value's place as associated data, under a data key that
//! belongs to one location, report, case or contact. Destroying that key destroys what it sealed.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use kernel::{Entropy, Id, Sensitive};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::stack::wiped;

/// The first byte of everything sealed: the algorithm and layout, so that both can change.
const FORMAT: u8 = 1;
const NONCE: usize = 24;

/// A sealed value did not open. Says no more: what is wrong with a ciphertext tells an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("wrong key, wrong place or changed bytes")]
pub struct SealError;

/// Where a sealed value stands. A ciphertext copied to another row, column or table does not open.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    table: &'static str,
    column: &'static str,
    row: [u8; 16],
}

impl Place {
    /// The column of the row with this id.
    pub const fn new<K>(table: &'static str, column: &'static str, row: Id<K>) -> Self {
        Self {
            table,
            column,
            row: *row.as_bytes(),
        }
    }

    fn associated_data(&self) -> Vec<u8> {
        [
            self.table.as_bytes(),
            b"\0",
            self.column.as_bytes(),
            b"\0",
            &self.row,
        ]
        .concat()
    }
}

/// A 256-bit key that seals columns. Wiped when dropped; never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("DataKey")
    }
}

impl DataKey {
    /// A new random key.
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// The key with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn wrapped_by(
        &self,
        wrapping: &Self,
        place: Place,
        entropy: &dyn Entropy,
    ) -> Vec<u8> {
        wrapping.seal(place, &self.0, entropy)
    }

    pub(crate) fn unwrapped_by(
        wrapping: &Self,
        place: Place,
        wrapped: &[u8],
    ) -> Result<Self, SealError> {
        let bytes = wrapping.open(place, wrapped)?;
        let bytes = <[u8; 32]>::try_from(bytes.expose().as_slice()).map_err(|_| SealError)?;
        Ok(Self(bytes))
    }

    /// Seals `plain` to its place: format byte, 24 bytes of nonce, ciphertext, 16 bytes of tag.
    pub fn seal(&self, place: Place, plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        self.seal_with(&place.associated_data(), plain, entropy)
    }

    /// Opens what [`DataKey::seal`] made for the same place.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, SealError> {
        self.open_with(&place.associated_data(), sealed)
    }

    /// Opens a sealed text.
    pub fn open_text(&self, place: Place, sealed: &[u8]) -> Result<Sensitive<String>, SealError> {
        let bytes = self.open(place, sealed)?;
        std::str::from_utf8(bytes.expose())
            .map(|text| Sensitive::new(text.to_owned()))
            .map_err(|_| SealError)
    }

    /// Seals under associated data that is no column: hidden form fields, key files.
    #[expect(
        clippy::expect_used,
        reason = "fails only for texts longer than 256 GiB"
    )]
    pub fn seal_with(&self, associated: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: associated,
        };
        let sealed = wiped(|| {
            XChaCha20Poly1305::new(&Key::from(self.0)).encrypt(&XNonce::from(nonce), payload)
        })
        .expect("a text in memory can be sealed");
        let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
        out.push(FORMAT);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens what [`DataKey::seal_with`] made under the same associated data.
    pub fn open_with(
        &self,
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Sensitive<Vec<u8>>, SealError> {
        let (format, rest) = sealed.split_first().ok_or(SealError)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE>().ok_or(SealError)?;
        if *format != FORMAT {
            return Err(SealError);
        }
        let payload = Payload {
            msg: ciphertext,
            aad: associated,
        };
        wiped(|| XChaCha20Poly1305::new(&Key::from(self.0)).decrypt(&XNonce::from(*nonce), payload))
            .map(Sensitive::new)
            .map_err(|_| SealError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::SystemEntropy;

    enum Row {}

    #[test]
    fn a_sealed_value_opens_only_in_its_own_place_and_whole() {
        let key = DataKey::random(&SystemEntropy);
        let row = Id::<Row>::random(&SystemEntropy);
        let place = Place::new("location_location", "url", row);
        let sealed = key.seal(place, b"word", &SystemEntropy);
        assert_eq!(key.open(place, &sealed).unwrap().expose(), b"word");
        let elsewhere = [
            Place::new("location_location", "host", row),
            Place::new("intake_report", "url", row),
            Place::new(
                "location_location",
                "url",
                Id::<Row>::random(&SystemEntropy),
            ),
        ];
        for place in elsewhere {
            assert_eq!(key.open(place, &sealed).err(), Some(SealError));
        }
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(key.open(place, &changed).err(), Some(SealError));
            assert_eq!(key.open(place, &sealed[..index]).err(), Some(SealError));
        }
        assert!(
            DataKey::random(&SystemEntropy)
                .open(place, &sealed)
                .is_err()
        );
    }
}
