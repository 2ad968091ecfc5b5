//! OpenPGP (RFC 9580, and RFC 4880 that most still speak), as far as mail needs it: whether a certificate can be
//! written to today, signing, sealing, opening.
//!
//! Sequoia does it; nothing of it shows here but its decisions. What is expired, revoked or too weak is never
//! sealed to: [`State`] says which. The instant is an argument, as everywhere; randomness is not, for Sequoia draws
//! its own from the system.

mod certificate;
mod error;
mod message;
mod secret;

pub use certificate::{Certificate, LARGEST, State};
pub use error::Error;
pub use message::{Opened, is_message, open, seal};
pub use secret::{Secret, Signed};

use std::time::{Duration, SystemTime};

use kernel::Timestamp;

/// An instant as Sequoia counts. OpenPGP knows whole seconds alone: the second that has begun.
fn system_time(at: Timestamp) -> SystemTime {
    let seconds = u64::try_from(at.micros().div_euclid(1_000_000)).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn timestamp(at: SystemTime) -> Timestamp {
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
