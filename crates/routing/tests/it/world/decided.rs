//! What analysts decide in tests.

use assessment::Ground;

/// What is decided in a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Illegal,
    IllegalInDanger,
    IllegalVictimAtHome,
    IllegalSuspectAtHome,
    Harmful,
    NotIllegal,
    DangerAlone,
    /// No law covers it, and a suspect is at home.
    SuspectAtHome,
}

impl Decided {
    /// Illegal, and urgent on this ground.
    pub const fn urgent(ground: Ground) -> Self {
        match ground {
            Ground::Danger => Self::IllegalInDanger,
            Ground::VictimAtHome => Self::IllegalVictimAtHome,
            Ground::SuspectAtHome => Self::IllegalSuspectAtHome,
        }
    }

    /// Whether a law covers it.
    pub const fn is_illegal(self) -> bool {
        matches!(
            self,
            Self::Illegal
                | Self::IllegalInDanger
                | Self::IllegalVictimAtHome
                | Self::IllegalSuspectAtHome
        )
    }
}
