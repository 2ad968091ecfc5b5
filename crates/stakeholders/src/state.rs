//! Kinds of organisations, and the states of a contact.
//!
//! ```text
//! proposed → approved → retired
//!     └───────────────────▲ │
//!                 ▲─────────┘ a person thinks again
//! ```

use serde::Deserialize;

/// What an organisation is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It can remove content: a host, a network, a platform.
    Provider,
    /// It gives out names, and can take them back.
    Registrar,
    /// A police unit.
    Police,
    /// A hotline of the network.
    Partner,
    /// It oversees the providers of a country.
    Regulator,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Provider,
        Self::Registrar,
        Self::Police,
        Self::Partner,
        Self::Regulator,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Registrar => "registrar",
            Self::Police => "police",
            Self::Partner => "partner",
            Self::Regulator => "regulator",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What we write to an organisation of this kind for, as stored with each of its contacts.
    pub(crate) const fn purpose(self) -> &'static str {
        match self {
            Self::Provider => "abuse",
            Self::Registrar => "registrar",
            Self::Police => "police",
            Self::Partner => "partner",
            Self::Regulator => "regulator",
        }
    }
}

/// Where a contact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Somebody or something named it. Nothing is sent to it.
    Proposed,
    /// A person answers for it: it is written to.
    Approved,
    /// Not written to any more. A trace that names it again changes nothing.
    Retired,
}

/// A contact in this state does not move so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a contact that is {} is not to become {}", from.name(), to.name())]
pub struct Impossible {
    from: State,
    to: State,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Approved, Self::Retired];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Approved => "approved",
            Self::Retired => "retired",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state after a person approved.
    pub const fn approve(self) -> Result<Self, Impossible> {
        match self {
            Self::Proposed | Self::Retired => Ok(Self::Approved),
            Self::Approved => Err(Impossible {
                from: self,
                to: Self::Approved,
            }),
        }
    }

    /// The state after a person retired it.
    pub const fn retire(self) -> Result<Self, Impossible> {
        match self {
            Self::Proposed | Self::Approved => Ok(Self::Retired),
            Self::Retired => Err(Impossible {
                from: self,
                to: Self::Retired,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However they are tried, no contact is approved but by an approval, and none is proposed twice.
        #[test]
        fn a_random_walk_keeps_to_the_lines(approvals in proptest::collection::vec(any::<bool>(), 0..40)) {
            let mut state = State::Proposed;
            for approval in approvals {
                let next = if approval { state.approve() } else { state.retire() };
                let Ok(next) = next else {
                    // Refused only when it would change nothing.
                    prop_assert_eq!(state, if approval { State::Approved } else { State::Retired });
                    continue;
                };
                prop_assert_eq!(next == State::Approved, approval);
                prop_assert_ne!(next, State::Proposed);
                state = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(kind));
        }
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
    }
}
