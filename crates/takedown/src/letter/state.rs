//! The states of a letter and the moves between them.
//!
//! ```text
//! gathering → tracing ⇄ released → sent → bounced
//!     │        ▲   ▲ ▲     │  │     ▲      │
//!     ▼        │   │ │     │  └→ failed    │   by hand: tracing ⇄ prepared → sent
//!   waiting ───┘   │ │     ▼       │       │
//!                  │ └── held      │       │   a person has it tried again
//!                  └───────────────┴───────┘   withdrawn: from everything that did not leave
//! ```

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LetterState {
    /// It takes notices until it is due.
    Gathering,
    /// A person is to let it leave.
    Waiting,
    /// Its places are traced once more.
    Tracing,
    /// Somebody is to fill in the provider's form with it.
    Prepared,
    /// It is to be sent as soon as a worker comes to it.
    Released,
    /// It is composed, and the police ask to wait with all of it.
    Held,
    /// The mail server took it.
    Sent,
    /// The mail server refused it, or could not be reached for too long, or it could not be made.
    Failed,
    /// It came back.
    Bounced,
    /// It is not to be sent: its notices are not wanted, or go in another letter.
    Withdrawn,
}

/// What happens to a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LetterMove {
    /// It is due, and a person is to let it leave.
    Wait,
    /// Nobody has to let it leave any more, or it has waited for the mail server for long: its places are traced once
    /// more.
    Trace,
    /// It may leave the house, by hand.
    Prepare,
    /// It may leave the house.
    Release,
    /// The police ask to wait with all of it.
    Hold,
    /// The mail server took it.
    Send,
    /// It cannot be sent.
    Fail,
    /// It came back.
    Bounce,
    /// It is not wanted any more.
    Withdraw,
}

/// A letter in this state does not move so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a letter that is {} does not {}", from.name(), step.name())]
pub struct LetterImpossible {
    from: LetterState,
    step: LetterMove,
}

impl LetterState {
    /// Every state.
    pub const ALL: [Self; 10] = [
        Self::Gathering,
        Self::Waiting,
        Self::Tracing,
        Self::Prepared,
        Self::Released,
        Self::Held,
        Self::Sent,
        Self::Failed,
        Self::Bounced,
        Self::Withdrawn,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Waiting => "waiting",
            Self::Tracing => "tracing",
            Self::Prepared => "prepared",
            Self::Released => "released",
            Self::Held => "held",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether its text may be written anew: nothing of it is fixed yet.
    pub const fn takes_text(self) -> bool {
        matches!(self, Self::Gathering | Self::Waiting)
    }

    /// Whether it did not reach whom it was to.
    pub const fn is_stuck(self) -> bool {
        matches!(self, Self::Failed | Self::Bounced)
    }

    /// The state after a move.
    pub const fn after(self, step: LetterMove) -> Result<Self, LetterImpossible> {
        use LetterMove as Step;
        match (self, step) {
            (Self::Gathering | Self::Tracing, Step::Wait) => Ok(Self::Waiting),
            (
                Self::Gathering
                | Self::Waiting
                | Self::Prepared
                | Self::Released
                | Self::Held
                | Self::Failed
                | Self::Bounced,
                Step::Trace,
            ) => Ok(Self::Tracing),
            (Self::Tracing, Step::Prepare) => Ok(Self::Prepared),
            (Self::Tracing, Step::Release) => Ok(Self::Released),
            (Self::Tracing | Self::Released, Step::Hold) => Ok(Self::Held),
            // It was withdrawn while the mail server already had it.
            (Self::Prepared | Self::Released | Self::Withdrawn, Step::Send) => Ok(Self::Sent),
            (Self::Gathering | Self::Tracing | Self::Released | Self::Held, Step::Fail) => {
                Ok(Self::Failed)
            }
            (Self::Sent, Step::Bounce) => Ok(Self::Bounced),
            (
                Self::Gathering
                | Self::Waiting
                | Self::Tracing
                | Self::Prepared
                | Self::Released
                | Self::Held
                | Self::Failed
                | Self::Bounced,
                Step::Withdraw,
            ) => Ok(Self::Withdrawn),
            _ => Err(LetterImpossible { from: self, step }),
        }
    }
}

impl LetterMove {
    /// The verb, as the record names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::Trace => "trace",
            Self::Prepare => "prepare",
            Self::Release => "release",
            Self::Hold => "hold",
            Self::Send => "send",
            Self::Fail => "fail",
            Self::Bounce => "bounce",
            Self::Withdraw => "withdraw",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MOVES: [LetterMove; 9] = [
        LetterMove::Wait,
        LetterMove::Trace,
        LetterMove::Prepare,
        LetterMove::Release,
        LetterMove::Hold,
        LetterMove::Send,
        LetterMove::Fail,
        LetterMove::Bounce,
        LetterMove::Withdraw,
    ];

    proptest! {
        /// However moves are tried: nothing is sent that was not released after it was traced, nothing is sent twice
        /// but by a person's wish, and what left is not withdrawn as if it had not.
        #[test]
        fn a_random_walk_keeps_to_the_lines(moves in proptest::collection::vec(proptest::sample::select(MOVES.to_vec()), 0..80)) {
            let (mut state, mut traced, mut released) = (LetterState::Gathering, false, false);
            for step in moves {
                let Ok(next) = state.after(step) else { continue };
                if next == LetterState::Tracing {
                    (traced, released) = (true, false);
                }
                released |= matches!(step, LetterMove::Prepare | LetterMove::Release) && traced;
                if next == LetterState::Sent {
                    prop_assert!(released || state == LetterState::Withdrawn);
                }
                if state == LetterState::Sent {
                    prop_assert_eq!(step, LetterMove::Bounce);
                }
                if state == LetterState::Withdrawn {
                    prop_assert_eq!(step, LetterMove::Send);
                }
                state = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for state in LetterState::ALL {
            assert_eq!(LetterState::named(state.name()), Some(state));
        }
    }
}
