//! The states of a notice and the moves between them.
//!
//! ```text
//! drafted → released → queued → sent → acknowledged → settled
//!     ▲                  ││ ▲      └→ bounced
//!     └──────────────────┘│ │ a person has it tried again
//!        police hold      ▼ │
//!                       failed          withdrawn: from everything that did not leave
//! ```

/// Where a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Written, and waiting: a person has not approved its contact yet, or the police ask to wait.
    Drafted,
    /// It may leave the house.
    Released,
    /// It is to be sent as soon as a worker comes to it.
    Queued,
    /// The mail server took it.
    Sent,
    /// The provider answered.
    Acknowledged,
    /// Nothing more is expected of it.
    Settled,
    /// The mail server refused it, or could not be reached for too long.
    Failed,
    /// It came back.
    Bounced,
    /// It is not to be sent.
    Withdrawn,
}

/// What happens to a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// Its contact is approved, and the police do not ask to wait.
    Release,
    /// A job is to send it.
    Queue,
    /// The police ask to wait: it does not leave yet.
    Hold,
    /// The mail server took it.
    Send,
    /// The provider answered.
    Acknowledge,
    /// It did its work, or somebody else did.
    Settle,
    /// It cannot be sent.
    Fail,
    /// It came back.
    Bounce,
    /// A person has it tried again.
    Retry,
    /// It is not wanted any more.
    Withdraw,
}

/// A notice in this state does not move so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a notice that is {} does not {}", from.name(), step.name())]
pub struct Impossible {
    from: State,
    step: Move,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Drafted,
        Self::Released,
        Self::Queued,
        Self::Sent,
        Self::Acknowledged,
        Self::Settled,
        Self::Failed,
        Self::Bounced,
        Self::Withdrawn,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Released => "released",
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Acknowledged => "acknowledged",
            Self::Settled => "settled",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether something is still expected of the notice.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Settled | Self::Withdrawn)
    }

    /// Whether it did not reach whom it was to.
    pub const fn is_stuck(self) -> bool {
        matches!(self, Self::Failed | Self::Bounced)
    }

    /// The state after a move.
    pub const fn after(self, step: Move) -> Result<Self, Impossible> {
        match (self, step) {
            (Self::Drafted, Move::Release) => Ok(Self::Released),
            (Self::Released, Move::Queue) | (Self::Failed | Self::Bounced, Move::Retry) => {
                Ok(Self::Queued)
            }
            (Self::Queued, Move::Hold) => Ok(Self::Drafted),
            (Self::Queued, Move::Send) => Ok(Self::Sent),
            // It was withdrawn while the mail server already had it: it has left, and nothing is expected.
            (Self::Withdrawn, Move::Send) | (Self::Sent | Self::Acknowledged, Move::Settle) => {
                Ok(Self::Settled)
            }
            // Whoever answers has it, whatever became of its sending as far as we know.
            (Self::Queued | Self::Sent | Self::Failed | Self::Bounced, Move::Acknowledge) => {
                Ok(Self::Acknowledged)
            }
            (Self::Queued, Move::Fail) => Ok(Self::Failed),
            (Self::Sent, Move::Bounce) => Ok(Self::Bounced),
            (
                Self::Drafted | Self::Released | Self::Queued | Self::Failed | Self::Bounced,
                Move::Withdraw,
            ) => Ok(Self::Withdrawn),
            _ => Err(Impossible { from: self, step }),
        }
    }
}

impl Move {
    /// The verb, as the record names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Queue => "queue",
            Self::Hold => "hold",
            Self::Send => "send",
            Self::Acknowledge => "acknowledge",
            Self::Settle => "settle",
            Self::Fail => "fail",
            Self::Bounce => "bounce",
            Self::Retry => "retry",
            Self::Withdraw => "withdraw",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MOVES: [Move; 10] = [
        Move::Release,
        Move::Queue,
        Move::Hold,
        Move::Send,
        Move::Acknowledge,
        Move::Settle,
        Move::Fail,
        Move::Bounce,
        Move::Retry,
        Move::Withdraw,
    ];

    proptest! {
        /// However moves are tried: nothing leaves that was not released and queued, what left is not
        /// withdrawn as if it had not, and an end is an end.
        #[test]
        fn a_random_walk_keeps_to_the_lines(moves in proptest::collection::vec(proptest::sample::select(MOVES.to_vec()), 0..80)) {
            let (mut state, mut released, mut queued) = (State::Drafted, false, false);
            for step in moves {
                let Ok(next) = state.after(step) else { continue };
                released |= step == Move::Release;
                queued |= matches!(step, Move::Queue | Move::Retry);
                if next == State::Drafted {
                    (released, queued) = (false, false);
                }
                if next == State::Sent {
                    prop_assert!(released && queued);
                }
                if next == State::Withdrawn {
                    prop_assert!(!matches!(state, State::Sent | State::Acknowledged));
                }
                if !state.is_open() {
                    prop_assert_eq!((state, step, next), (State::Withdrawn, Move::Send, State::Settled));
                }
                state = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
    }
}
