//! The marks by which tables of other modules find a place without knowing it.

use store::Tx;

use crate::{Error, Place};

/// What a location is found by in tables of other modules: the first eight bytes of blind indexes, so that they
/// are numbers there. They tell as little as the indexes do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Of the canonical URL.
    pub place: i64,
    /// Of the registrable domain, or of the host where it has none.
    pub domain: i64,
}

/// The marks of a place.
pub fn marks(tx: &Tx, place: &Place) -> Result<Marks, Error> {
    let keyring = tx.keyring()?;
    let cut = |index: [u8; 32]| {
        let first = index.first_chunk::<8>().copied().unwrap_or_default();
        i64::from_be_bytes(first)
    };
    let url = keyring.blind_index("location.url", place.canonical().expose().as_bytes());
    let domain = match place.domain() {
        Some(domain) => keyring.blind_index("location.domain", domain.expose().as_bytes()),
        None => keyring.blind_index("location.host", place.host().expose().as_bytes()),
    };
    Ok(Marks {
        place: cut(url),
        domain: cut(domain),
    })
}
