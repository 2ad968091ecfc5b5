//! The roles of the staff.

/// A role of the staff. A person may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Assesses cases.
    Analyst,
    /// Settles what analysts disagree on; sees what they see.
    Supervisor,
    /// Answers for the hotline: providers, contacts, deadlines, figures.
    Manager,
    /// Keeps the system running; sees no case.
    Administrator,
    /// Looks after those who look: sees how much each has viewed, and no case.
    WelfareLead,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Analyst,
        Self::Supervisor,
        Self::Manager,
        Self::Administrator,
        Self::WelfareLead,
    ];

    /// The name, as stored and as typed at the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Analyst => "analyst",
            Self::Supervisor => "supervisor",
            Self::Manager => "manager",
            Self::Administrator => "administrator",
            Self::WelfareLead => "welfare_lead",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
