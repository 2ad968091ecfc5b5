//! The words every crate shares: typed ids, instants, the clock and the source of randomness,
//! languages, countries, which addresses are public, tables as files, and the wrapper that keeps sensitive
//! values out of logs.
//!
//! Time and randomness are arguments. Nothing outside [`SystemClock`] and [`SystemEntropy`] reads the
//! machine's clock or its random generator, and only the binary makes those two.

mod address;
mod cursor;
mod entropy;
mod id;
mod names;
mod sensitive;
mod table;
mod time;

pub use address::is_public_address;
pub use cursor::{cursor_of_text, cursor_text};
pub use entropy::{Entropy, SystemEntropy};
pub use id::Id;
pub use names::{Country, Language, NotAName};
pub use sensitive::Sensitive;
pub use table::{Cell, Unwritten, table_lines};
pub use time::{Clock, Day, SystemClock, Timestamp};

/// A clock that stands where it is put and randomness that repeats: for tests alone.
#[cfg(feature = "testing")]
pub mod testing {
    pub use crate::entropy::SeededEntropy;
    pub use crate::time::ManualClock;
}
