//! The states of a route and the moves between them.
//!
//! ```text
//! tracing → [asking] → [choosing] → waiting → carried out
//!     └─────────┴──────────┴────────────────────▲
//!
//! superseded: by the next round, once the content moved or another decision was released
//! ```

/// Where a route stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It waits for a trace that is new enough.
    Tracing,
    /// A proxy stands in front of the place, and is asked who hosts it.
    Asking,
    /// Sources name different countries: a person chooses.
    Choosing,
    /// The provider's notice waits for the police or for a partner.
    Waiting,
    /// Everybody was told who is to be told.
    CarriedOut,
    /// Another round counts.
    Superseded,
}

/// Whom a provider's notice waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// The police at home.
    Police,
    /// The partner hotline of the hosting country.
    Partner,
}

/// A route in this state does not become that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a route that is {} does not become {}", from.name(), to.name())]
pub struct Impossible {
    from: State,
    to: State,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Tracing,
        Self::Asking,
        Self::Choosing,
        Self::Waiting,
        Self::CarriedOut,
        Self::Superseded,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tracing => "tracing",
            Self::Asking => "asking",
            Self::Choosing => "choosing",
            Self::Waiting => "waiting",
            Self::CarriedOut => "carried_out",
            Self::Superseded => "superseded",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// The state that follows, if it may.
    pub const fn to(self, to: Self) -> Result<Self, Impossible> {
        match (self, to) {
            (Self::Tracing, Self::Asking)
            | (Self::Tracing | Self::Asking, Self::Choosing)
            | (Self::Tracing | Self::Asking | Self::Choosing, Self::Waiting)
            | (Self::Tracing | Self::Asking | Self::Choosing | Self::Waiting, Self::CarriedOut)
            | (
                Self::Tracing | Self::Asking | Self::Choosing | Self::Waiting | Self::CarriedOut,
                Self::Superseded,
            ) => Ok(to),
            _ => Err(Impossible { from: self, to }),
        }
    }
}

impl Party {
    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Police => "police",
            Self::Partner => "partner",
        }
    }

    /// The party of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Police, Self::Partner]
            .into_iter()
            .find(|party| party.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// However moves are tried, a route only goes on, and what is superseded stays so.
        #[test]
        fn a_random_walk_only_goes_on(
            steps in proptest::collection::vec(proptest::sample::select(State::ALL.to_vec()), 0..40)
        ) {
            let rank = |state: State| State::ALL.iter().position(|one| *one == state).unwrap();
            let mut state = State::Tracing;
            for to in steps {
                let Ok(next) = state.to(to) else { continue };
                prop_assert_eq!(next, to);
                prop_assert!(rank(next) > rank(state));
                state = next;
            }
        }
    }

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::named(state.name()), Some(state));
        }
        for party in [Party::Police, Party::Partner] {
            assert_eq!(Party::named(party.name()), Some(party));
        }
    }
}
