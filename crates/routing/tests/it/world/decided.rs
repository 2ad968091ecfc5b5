//! What analysts decide in tests.

/// What is decided in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Illegal,
    IllegalInDanger,
    Harmful,
    NotIllegal,
    DangerAlone,
    /// No law covers it, and a suspect is at home.
    SuspectAtHome,
}
