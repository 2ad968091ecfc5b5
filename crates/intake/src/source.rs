//! Which way a report came.

/// Which way a report came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The public's form or its interface for programs.
    Letterbox,
    /// Somebody called, and staff typed it in.
    Telephone,
    /// Somebody came in person.
    WalkIn,
    /// Somebody wrote a letter or a mail.
    Letter,
    /// A partner's program, with a key.
    Partner,
    /// A file of somebody's, imported by staff or at the command line.
    File,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 6] = [
        Self::Letterbox,
        Self::Telephone,
        Self::WalkIn,
        Self::Letter,
        Self::Partner,
        Self::File,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letterbox => "letterbox",
            Self::Telephone => "telephone",
            Self::WalkIn => "walk_in",
            Self::Letter => "letter",
            Self::Partner => "partner",
            Self::File => "file",
        }
    }

    /// The source of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for source in Source::ALL {
            assert_eq!(Source::named(source.name()), Some(source));
        }
    }
}
