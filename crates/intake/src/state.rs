//! The states of a case and the moves between them.
//!
//! ```text
//! waiting → assessing → [second opinion] → acting → closed(outcome)
//!    ▲          │ lapse, hand over            │        │ up again within the after-watch: reopened
//!    ├──────────┘                             │        │ its decision is corrected
//!    └────────────────────────────────────────┴────────┘
//!
//! taken back: for some seconds whoever released, gave back or settled may undo it
//! ```

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody has it.
    Waiting,
    /// An analyst holds it.
    Assessing,
    /// Another analyst assesses it too, without seeing the first; where the two differ, a supervisor settles it.
    SecondOpinion,
    /// A decision was released and is being carried out.
    Acting,
    /// It has an outcome.
    Closed,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The content is gone, by the rule of the watch or by a second person's word.
    Gone,
    /// The content is there, but nobody gets at it any more.
    AccessDisabled,
    /// Assessed, and not illegal.
    NotIllegal,
    /// It could not be assessed; the decision says why.
    Unavailable,
    /// Not what this hotline takes.
    OutOfRemit,
    /// The police or a partner took it over for good.
    HandedOver,
}

/// What happens to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// An analyst takes it.
    Claim,
    /// The analyst's decision is to have a second opinion before it is released.
    AskOpinion,
    /// The second opinion was given, and differs from the first.
    Differ,
    /// The analyst gives it back.
    HandOver,
    /// The analyst's lease ran out.
    Lapse,
    /// The decision is released and something is to be done.
    Act,
    /// It ends.
    Close(Outcome),
    /// The content is up again within the after-watch.
    Reopen,
    /// Whoever made the last move takes it back, into this state.
    TakeBack(State),
    /// Its released decision is to be made anew.
    Correct,
}

/// A case in this state does not move so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a case that is {} does not {}", from.name(), step.name())]
pub struct Impossible {
    from: State,
    step: Move,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Assessing,
        Self::SecondOpinion,
        Self::Acting,
        Self::Closed,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Assessing => "assessing",
            Self::SecondOpinion => "second_opinion",
            Self::Acting => "acting",
            Self::Closed => "closed",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state after a move.
    pub const fn after(self, step: Move) -> Result<Self, Impossible> {
        match (self, step) {
            (Self::Waiting, Move::Claim)
            | (
                Self::Waiting | Self::SecondOpinion | Self::Acting | Self::Closed,
                Move::TakeBack(Self::Assessing),
            ) => Ok(Self::Assessing),
            (Self::Assessing, Move::HandOver | Move::Lapse)
            | (Self::Closed, Move::Reopen)
            | (Self::SecondOpinion | Self::Acting | Self::Closed, Move::Correct) => {
                Ok(Self::Waiting)
            }
            (Self::Assessing, Move::AskOpinion)
            | (Self::SecondOpinion, Move::Claim | Move::HandOver | Move::Lapse | Move::Differ)
            | (
                Self::SecondOpinion | Self::Acting | Self::Closed,
                Move::TakeBack(Self::SecondOpinion),
            ) => Ok(Self::SecondOpinion),
            (Self::Assessing | Self::SecondOpinion, Move::Act) => Ok(Self::Acting),
            (Self::Assessing | Self::SecondOpinion | Self::Acting, Move::Close(_)) => {
                Ok(Self::Closed)
            }
            _ => Err(Impossible { from: self, step }),
        }
    }
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::Gone,
        Self::AccessDisabled,
        Self::NotIllegal,
        Self::Unavailable,
        Self::OutOfRemit,
        Self::HandedOver,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::AccessDisabled => "access_disabled",
            Self::NotIllegal => "not_illegal",
            Self::Unavailable => "unavailable",
            Self::OutOfRemit => "out_of_remit",
            Self::HandedOver => "handed_over",
        }
    }

    /// The outcome of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

impl Move {
    /// The verb, as the record names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::HandOver => "hand_over",
            Self::Lapse => "lapse",
            Self::Act => "act",
            Self::Close(_) => "close",
            Self::AskOpinion => "ask_opinion",
            Self::Differ => "differ",
            Self::Reopen => "reopen",
            Self::TakeBack(_) => "take_back",
            Self::Correct => "correct",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_move() -> impl Strategy<Value = Move> {
        prop_oneof![
            Just(Move::Claim),
            Just(Move::AskOpinion),
            Just(Move::Differ),
            Just(Move::HandOver),
            Just(Move::Lapse),
            Just(Move::Act),
            proptest::sample::select(Outcome::ALL.to_vec()).prop_map(Move::Close),
            Just(Move::Reopen),
            proptest::sample::select(State::ALL.to_vec()).prop_map(Move::TakeBack),
            Just(Move::Correct),
        ]
    }

    proptest! {
        /// However moves are tried, nothing is decided without a claim, nothing acts without a decision,
        /// a case is with a second analyst only after a first, and a closed case opens only by being reopened or
        /// taken back.
        #[test]
        fn a_random_walk_keeps_to_the_lines(moves in proptest::collection::vec(any_move(), 0..60)) {
            let mut state = State::Waiting;
            for step in moves {
                let Ok(next) = state.after(step) else { continue };
                if let Move::TakeBack(before) = step {
                    prop_assert!(matches!(before, State::Assessing | State::SecondOpinion));
                    prop_assert!(state != State::Assessing && next == before);
                    state = next;
                    continue;
                }
                match next {
                    State::Assessing => prop_assert_eq!((state, step), (State::Waiting, Move::Claim)),
                    State::SecondOpinion => prop_assert!(
                        state == State::SecondOpinion
                            || (state, step) == (State::Assessing, Move::AskOpinion)
                    ),
                    State::Acting => prop_assert!(
                        step == Move::Act && matches!(state, State::Assessing | State::SecondOpinion)
                    ),
                    State::Closed => prop_assert!(state != State::Waiting && state != State::Closed),
                    State::Waiting => {
                        prop_assert!(state != State::Waiting);
                        let has_decision = matches!(state, State::SecondOpinion | State::Acting);
                        prop_assert!(!has_decision || step == Move::Correct);
                    }
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
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::named(outcome.name()), Some(outcome));
        }
    }
}
