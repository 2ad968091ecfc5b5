//! Why a page could not be read.

use egress::FetchError;

/// Why a page could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no page of HTML: nothing of it was read.
    NotHtml,
    /// The server has another answer than a page.
    Refused,
    /// No server answered, or not as it should.
    Unreachable,
    /// The server could not be verified: its certificate is at fault.
    Untrusted,
    /// The server took too long.
    TooSlow,
    /// It is packed so that it would be too large.
    TooLarge,
    /// It leads to where nobody may be asked.
    Forbidden,
    /// Its address looks as if it named a person, and nobody picked it for use.
    Personal,
    /// What allowed it was taken back before it was read: the authority, or the police asked for silence.
    Withdrawn,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 9] = [
        Self::NotHtml,
        Self::Refused,
        Self::Unreachable,
        Self::Untrusted,
        Self::TooSlow,
        Self::TooLarge,
        Self::Forbidden,
        Self::Personal,
        Self::Withdrawn,
    ];

    /// The name, as stored and as programs read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotHtml => "not_html",
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::Untrusted => "untrusted",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::Forbidden => "forbidden",
            Self::Personal => "personal",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The fault of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

impl From<FetchError> for Fault {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::NotHtml => Self::NotHtml,
            FetchError::Status { .. } => Self::Refused,
            FetchError::Untrusted => Self::Untrusted,
            FetchError::TimedOut => Self::TooSlow,
            FetchError::TooLarge => Self::TooLarge,
            FetchError::Forbidden(_) => Self::Forbidden,
            FetchError::Url
            | FetchError::Name(_)
            | FetchError::Redirects
            | FetchError::Unreachable
            | FetchError::Broken => Self::Unreachable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_found_by_its_name() {
        for fault in Fault::ALL {
            assert_eq!(Fault::named(fault.name()), Some(fault));
        }
        assert_eq!(Fault::named("other"), None);
        assert_eq!(Fault::from(FetchError::Untrusted), Fault::Untrusted);
    }
}
