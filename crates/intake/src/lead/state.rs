//! The states of a lead and the moves between them.
//!
//! ```text
//!               ┌─ gives back, lapses ─┐
//!               ▼                      │
//! told ──► waiting ──── takes ──────► taken ──► referred   to the police or a help line
//!            │  ▲                      ▲  └───► closed     nothing to do, with the reason
//!            │  └─ more was told ──────┼────────┘  │
//!            │                         └── takes ──┘
//!            └► closed   an address was told, or it was withdrawn
//! ```

/// Where a lead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeadState {
    /// Nobody has it.
    Waiting,
    /// Somebody of the staff has it, for as long as the lease runs.
    Taken,
    /// It was passed on.
    Referred,
    /// There was nothing to do.
    Closed,
}

/// Why there is nothing to do about a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeadReason {
    /// It says too little to go on.
    TooLittle,
    /// It is not what this hotline takes.
    OutOfRemit,
    /// It is known already.
    Known,
    /// The reporter was told where to turn.
    Advised,
    /// The reporter told an address: its case has the work.
    Address,
    /// The reporter withdrew what was told.
    Withdrawn,
}

/// What happens to a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeadMove {
    /// Somebody takes it.
    Take,
    /// Whoever has it gives it back.
    GiveBack,
    /// The lease ran out.
    Lapse,
    /// It is passed on.
    Refer,
    /// There is nothing to do.
    Close(LeadReason),
    /// The reporter told more after it was done with.
    MoreTold,
}

/// A lead in this state does not move so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a lead that is {} does not {}", from.name(), step.name())]
pub struct LeadImpossible {
    from: LeadState,
    step: LeadMove,
}

impl LeadState {
    /// Every state, in the order of a lead's life.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Taken, Self::Referred, Self::Closed];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Referred => "referred",
            Self::Closed => "closed",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nobody has anything left to do.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Referred | Self::Closed)
    }

    /// The state after a move.
    pub const fn after(self, step: LeadMove) -> Result<Self, LeadImpossible> {
        match (self, step) {
            (Self::Waiting | Self::Referred | Self::Closed, LeadMove::Take) => Ok(Self::Taken),
            (Self::Taken, LeadMove::GiveBack | LeadMove::Lapse)
            | (Self::Referred | Self::Closed, LeadMove::MoreTold) => Ok(Self::Waiting),
            (Self::Taken, LeadMove::Refer) => Ok(Self::Referred),
            (Self::Taken, LeadMove::Close(reason)) if reason.is_of_staff() => Ok(Self::Closed),
            // What follows by itself takes nothing out of anybody's hands.
            (Self::Waiting, LeadMove::Close(reason)) if !reason.is_of_staff() => Ok(Self::Closed),
            _ => Err(LeadImpossible { from: self, step }),
        }
    }
}

impl LeadReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::TooLittle,
        Self::OutOfRemit,
        Self::Known,
        Self::Advised,
        Self::Address,
        Self::Withdrawn,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLittle => "too_little",
            Self::OutOfRemit => "out_of_remit",
            Self::Known => "known",
            Self::Advised => "advised",
            Self::Address => "address",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The reason of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }

    /// Whether a person gives it; the others follow from what the reporter did.
    pub const fn is_of_staff(self) -> bool {
        !matches!(self, Self::Address | Self::Withdrawn)
    }
}

impl LeadMove {
    /// The verb, as the record and the history name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Take => "take",
            Self::GiveBack => "give_back",
            Self::Lapse => "lapse",
            Self::Refer => "refer",
            Self::Close(_) => "close",
            Self::MoreTold => "more_told",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_move() -> impl Strategy<Value = LeadMove> {
        prop_oneof![
            Just(LeadMove::Take),
            Just(LeadMove::GiveBack),
            Just(LeadMove::Lapse),
            Just(LeadMove::Refer),
            proptest::sample::select(LeadReason::ALL.to_vec()).prop_map(LeadMove::Close),
            Just(LeadMove::MoreTold),
        ]
    }

    proptest! {
        /// However moves are tried: nothing is passed on or judged without somebody who took it, what the
        /// reporter does takes nothing out of anybody's hands, and whatever is done with can be taken up again.
        #[test]
        fn a_random_walk_keeps_to_the_lines(moves in proptest::collection::vec(any_move(), 0..60)) {
            let mut state = LeadState::Waiting;
            for step in moves {
                let Ok(next) = state.after(step) else {
                    prop_assert!(state != LeadState::Waiting || step != LeadMove::Take);
                    continue;
                };
                prop_assert!(next != state);
                match (next, step) {
                    (LeadState::Taken, _) => prop_assert_eq!(step, LeadMove::Take),
                    (LeadState::Referred, _) => {
                        prop_assert_eq!((state, step), (LeadState::Taken, LeadMove::Refer));
                    }
                    (LeadState::Closed, LeadMove::Close(reason)) => {
                        let from = if reason.is_of_staff() { LeadState::Taken } else { LeadState::Waiting };
                        prop_assert_eq!(state, from);
                    }
                    (LeadState::Closed, _) => prop_assert!(false, "closed by {}", step.name()),
                    (LeadState::Waiting, _) => prop_assert_eq!(step == LeadMove::MoreTold, state.is_done()),
                }
                state = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for state in LeadState::ALL {
            assert_eq!(LeadState::named(state.name()), Some(state));
        }
        for reason in LeadReason::ALL {
            assert_eq!(LeadReason::named(reason.name()), Some(reason));
        }
    }
}
