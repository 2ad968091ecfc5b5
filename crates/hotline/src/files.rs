//! How many files and sockets the process may have open. Systems start programs with 1,024, of which every
//! connection takes one: a full house of visitors would leave none for the store.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Both listeners of the letterbox with every place taken, and room for stores and workers.
pub(crate) const WANTED: u64 = 2 * 1_024 + 256;

/// Raises what is allowed to what may be allowed. Where that fails, what was allowed holds.
pub(crate) fn raise() {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let limit = Rlimit {
        current: maximum,
        maximum,
    };
    if setrlimit(Resource::Nofile, limit).is_err() {
        tracing::warn!("the number of open files could not be raised");
    }
}

/// How many may be allowed at most; nothing where there is no end.
pub(crate) fn most() -> Option<u64> {
    getrlimit(Resource::Nofile).maximum
}
