//! Why a referral does not go on by itself.

/// Why a person has to see to a referral, and no job will.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hindrance {
    /// No contact of the police is approved.
    NoContact,
    /// The contact of the police was retired after the mail may have left.
    ContactRetired,
    /// Nobody chose the working URL.
    NoWorkingUrl,
    /// The mail server refused it for good.
    Refused,
    /// The mail server could not be reached for too long.
    NotDelivered,
    /// It cannot be written: the pack's template or the unit's address is at fault.
    Unsendable,
    /// It is a quarter of an hour late, and goes on being tried.
    Late,
    /// The unit's OpenPGP certificate has expired, is revoked, or cannot be used.
    Key,
}

impl Hindrance {
    /// Every hindrance.
    pub const ALL: [Self; 8] = [
        Self::NoContact,
        Self::ContactRetired,
        Self::NoWorkingUrl,
        Self::Refused,
        Self::NotDelivered,
        Self::Unsendable,
        Self::Late,
        Self::Key,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoContact => "no_contact",
            Self::ContactRetired => "contact_retired",
            Self::NoWorkingUrl => "no_working_url",
            Self::Refused => "refused",
            Self::NotDelivered => "not_delivered",
            Self::Unsendable => "unsendable",
            Self::Late => "late",
            Self::Key => "key",
        }
    }

    /// The hindrance of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}
