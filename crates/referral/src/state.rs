//! The states of a referral and of its hold, and the moves between them.
//!
//! ```text
//! prepared → released → sent → acknowledged → concluded
//!     │          └─────────────▲  the unit heard of it in another way
//!     ▲──────────────┘            it came back, and goes again or to another unit
//!     └──────────┴→ withdrawn     its decision was taken back before it left
//!
//! hold: none → open | silent → lifted | lapsed        placed again, if the police ask for it
//! ```

/// Where a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It waits for an approved contact of the police.
    Prepared,
    /// It is to be sent.
    Released,
    /// The mail server took it.
    Sent,
    /// The police confirmed it.
    Acknowledged,
    /// The police need nothing more.
    Concluded,
    /// Its decision was taken back before it left.
    Withdrawn,
}

/// What happens to a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// There is an approved contact.
    Release,
    /// The mail server took it.
    Send,
    /// It came back: it is to go again.
    Return,
    /// The police confirmed it.
    Acknowledge,
    /// The police need nothing more.
    Conclude,
    /// Its decision was taken back.
    Withdraw,
}

/// Whether notices to the provider wait for the police.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hold {
    /// They never did.
    None,
    /// They wait; checks go on.
    Open,
    /// They wait, and nobody is asked anything about the place.
    Silent,
    /// The police gave their word.
    Lifted,
    /// The time for it passed.
    Lapsed,
}

/// A referral in this state does not move so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a referral that is {from} does not {step}")]
pub struct Impossible {
    from: &'static str,
    step: &'static str,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Prepared,
        Self::Released,
        Self::Sent,
        Self::Acknowledged,
        Self::Concluded,
        Self::Withdrawn,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Released => "released",
            Self::Sent => "sent",
            Self::Acknowledged => "acknowledged",
            Self::Concluded => "concluded",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing more is expected of it.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Concluded | Self::Withdrawn)
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state after a move.
    pub const fn after(self, step: Move) -> Result<Self, Impossible> {
        match (self, step) {
            (Self::Prepared, Move::Release) => Ok(Self::Released),
            (Self::Released, Move::Send) => Ok(Self::Sent),
            (Self::Sent, Move::Return) => Ok(Self::Prepared),
            // The unit may have heard of it by telephone, or answered before the worker wrote down that the
            // mail had left.
            (Self::Prepared | Self::Released | Self::Sent, Move::Acknowledge) => {
                Ok(Self::Acknowledged)
            }
            (Self::Sent | Self::Acknowledged, Move::Conclude) => Ok(Self::Concluded),
            (Self::Prepared | Self::Released, Move::Withdraw) => Ok(Self::Withdrawn),
            _ => Err(Impossible {
                from: self.name(),
                step: step.name(),
            }),
        }
    }
}

impl Move {
    /// The verb, as the record names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Send => "send",
            Self::Return => "return",
            Self::Acknowledge => "acknowledge",
            Self::Conclude => "conclude",
            Self::Withdraw => "withdraw",
        }
    }
}

impl Hold {
    /// Every hold.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Open,
        Self::Silent,
        Self::Lifted,
        Self::Lapsed,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Open => "open",
            Self::Silent => "silent",
            Self::Lifted => "lifted",
            Self::Lapsed => "lapsed",
        }
    }

    /// The hold of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hold| hold.name() == name)
    }

    /// Whether notices wait.
    pub const fn stands(self) -> bool {
        matches!(self, Self::Open | Self::Silent)
    }

    /// The hold after the police asked for one: also for another than the one that stands, or once more.
    #[must_use]
    pub const fn place(self, silent: bool) -> Self {
        if silent { Self::Silent } else { Self::Open }
    }

    /// The hold after the police gave their word.
    pub const fn lift(self) -> Result<Self, Impossible> {
        match self {
            Self::Open | Self::Silent => Ok(Self::Lifted),
            _ => Err(Impossible {
                from: self.name(),
                step: "lift",
            }),
        }
    }

    /// The hold after its time passed.
    pub const fn lapse(self) -> Result<Self, Impossible> {
        match self {
            Self::Open | Self::Silent => Ok(Self::Lapsed),
            _ => Err(Impossible {
                from: self.name(),
                step: "lapse",
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_move() -> impl Strategy<Value = Move> {
        proptest::sample::select(vec![
            Move::Release,
            Move::Send,
            Move::Return,
            Move::Acknowledge,
            Move::Conclude,
            Move::Withdraw,
        ])
    }

    proptest! {
        /// However moves are tried, a referral only goes on: it is sent once, and once more for each time that it
        /// came back, and nothing is concluded that was neither sent nor acknowledged.
        #[test]
        fn a_random_walk_only_goes_on(moves in proptest::collection::vec(any_move(), 0..40)) {
            let rank = |state: State| State::ALL.iter().position(|one| *one == state).unwrap();
            let mut state = State::Prepared;
            let (mut sent, mut returned) = (0, 0);
            for step in moves {
                let Ok(next) = state.after(step) else { continue };
                if matches!(step, Move::Return) {
                    prop_assert_eq!((state, next), (State::Sent, State::Prepared));
                    returned += 1;
                } else {
                    prop_assert!(rank(next) > rank(state));
                }
                if next == State::Sent {
                    sent += 1;
                    prop_assert_eq!(state, State::Released);
                }
                if next == State::Concluded {
                    prop_assert!(matches!(state, State::Sent | State::Acknowledged));
                }
                state = next;
            }
            prop_assert!(sent <= 1 + returned);
        }

        /// A hold ends only if it stands, and once for each time it was placed.
        #[test]
        fn a_hold_ends_once(moves in proptest::collection::vec(0..4_u8, 0..40)) {
            let mut hold = Hold::None;
            for step in moves {
                let next = match step {
                    0 => Ok(hold.place(false)),
                    1 => Ok(hold.place(true)),
                    2 => hold.lift(),
                    _ => hold.lapse(),
                };
                let Ok(next) = next else {
                    prop_assert!(!hold.stands());
                    continue;
                };
                if !next.stands() {
                    prop_assert!(hold.stands());
                }
                hold = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        for hold in Hold::ALL {
            assert_eq!(Hold::named(hold.name()), Some(hold));
        }
    }
}
