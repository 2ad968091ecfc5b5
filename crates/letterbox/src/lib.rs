//! The public's side.
mod draw;
mod key_file;
mod receipt;
mod reply;
mod store;
mod submission;
mod writer;

pub use key_file::{KeyFile, KeyFileError};
pub use receipt::{NotAReceipt, Receipt, ReceiptKeys};
pub use reply::{NotSealed, Reply};
pub use store::{Error, drop_collected, fresh, mark_collected, put_reply, replies, submit};
pub use submission::{Content, SIZE_CLASSES, Submission, TooLong, Unreadable};
pub use writer::{NotTaken, Writer};
