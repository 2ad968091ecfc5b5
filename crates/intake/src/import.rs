//! Reports from a file of comma-separated values (RFC 4180): one line is one entry, and the same line is one entry
//! for ever, in whichever file it comes again.
//!
//! The file is read line by line with bounded memory, whatever it holds, and a line that cannot be read spoils
//! itself alone. What is wrong with a line is told by its number, a reason and a column; nothing that stood in it is
//! ever repeated.

/// Lines that are entered in one transaction: few enough that others get their turn.
pub const BATCH: usize = 50;

mod cells;
mod columns;
mod line;
mod lines;
mod reason;
mod run;

pub(crate) use run::{PAGE, import_id};

pub use columns::{Column, NotATable};
pub(crate) use reason::reason_key;

pub use line::{Line, Reader};
pub use reason::{Reason, Refused};
pub use run::{
    Import, Imported, LineCounts, LineResult, Results, begin_import, end_import, import_lines,
    imported_lines,
};
