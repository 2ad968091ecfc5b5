//! What can go wrong.

use crate::State;

/// Why something could not be done with a key or a message. Nothing of either is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// These bytes are larger than any certificate has to be.
    #[error("the certificate is too large")]
    TooLarge,
    /// These bytes are not one certificate.
    #[error("this is not one OpenPGP certificate")]
    NotOne,
    /// It holds a secret key where only a certificate belongs.
    #[error("this holds a secret key, not only a certificate")]
    Secret,
    /// It holds no secret key that can be used without a passphrase.
    #[error("this holds no secret key that signs and opens without a passphrase")]
    NoSecret,
    /// The certificate cannot be sealed to.
    #[error("the certificate cannot be sealed to")]
    Unusable(State),
    /// The message is not sealed to the key, is broken, or opens to more than was asked for.
    #[error("the message cannot be opened")]
    Unopened,
    /// The message could not be signed or sealed.
    #[error("the message could not be signed or sealed")]
    Failed,
}
