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
    /// The police asked about it, and staff typed it in.
    Police,
    /// A partner's program, with a key.
    Partner,
    /// A file of somebody's, imported by staff or at the command line.
    File,
}

impl Source {
    /// Every source. Sets of them have a bit for each in this order: what comes goes behind.
    pub const ALL: [Self; 7] = [
        Self::Letterbox,
        Self::Telephone,
        Self::WalkIn,
        Self::Letter,
        Self::Partner,
        Self::File,
        Self::Police,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Letterbox => "letterbox",
            Self::Telephone => "telephone",
            Self::WalkIn => "walk_in",
            Self::Letter => "letter",
            Self::Police => "police",
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

    #[test]
    fn each_keeps_its_bit_in_sets_that_are_stored() {
        let names = Source::ALL.map(Source::name);
        let first = [
            "letterbox",
            "telephone",
            "walk_in",
            "letter",
            "partner",
            "file",
        ];
        assert_eq!(names[..6], first);
        assert_eq!(names[6..], ["police"]);
    }
}
