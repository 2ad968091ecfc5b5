//! Who is told of a decision, by the country that hosts the content: the pack's rules, as a pure function.

use kernel::Country;
use pack::Pack;

use crate::Party;

/// Which way a case goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Hosted at home.
    Home,
    /// Hosted where a partner hotline is.
    Partner,
    /// Hosted where there is none.
    Elsewhere,
    /// Nobody knows where.
    Unknown,
    /// An onion service: it has no country, and nobody whom one could write to.
    Onion,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Home,
        Self::Partner,
        Self::Elsewhere,
        Self::Unknown,
        Self::Onion,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Partner => "partner",
            Self::Elsewhere => "elsewhere",
            Self::Unknown => "unknown",
            Self::Onion => "onion",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What decides who is told.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Where the content is hosted, if anybody knows.
    pub country: Option<Country>,
    /// It is an onion service.
    pub onion: bool,
    /// There is no way to it: an onion service, and no Tor.
    pub unreached: bool,
    /// It is illegal, by the INHOPE class or by the national law.
    pub illegal: bool,
    /// It harms a child and no law covers it.
    pub harmful: bool,
    /// A child is in danger.
    pub danger: bool,
    /// A victim or a suspect is in this country.
    pub at_home: bool,
}

impl Facts {
    /// Whether the police are to hear of it whatever the country that hosts it.
    pub const fn concern_police(&self) -> bool {
        self.danger || self.at_home
    }
}

/// When the provider is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Not at all.
    Never,
    /// At once.
    Now,
    /// After the word of this one, or the pack's time for it.
    After(Party),
}

/// Who is told.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a step of its own, taken or not"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which way.
    pub kind: Kind,
    /// The police are told.
    pub police: bool,
    /// The partner hotline of this country is told.
    pub partner: Option<Country>,
    /// When the provider is told.
    pub provider: Provider,
    /// Nobody knows the host: a person looks for it.
    pub find_host: bool,
    /// It has no country: a person tells the network of hotlines by hand.
    pub by_hand: bool,
    /// The content is to go, whoever is asked for it: its place is watched until it is gone.
    pub watch: bool,
}

impl Plan {
    /// Whether the referral to the police asks that notices wait.
    pub const fn holds(&self) -> bool {
        matches!(self.provider, Provider::After(Party::Police))
    }

    /// Whether nobody but the police is told.
    pub const fn is_for_police_alone(&self) -> bool {
        self.police && self.partner.is_none() && matches!(self.provider, Provider::Never)
    }
}

/// Who is told of a decision, under the rules of a pack.
pub fn plan(pack: &Pack, facts: &Facts) -> Plan {
    let rules = &pack.routing;
    let hosted = rules.for_country(pack.country, facts.country);
    let (kind, partner) = match hosted {
        _ if facts.onion => (Kind::Onion, None),
        pack::Route::Home => (Kind::Home, None),
        pack::Route::Partner(partner) => (Kind::Partner, Some(partner.country)),
        pack::Route::Elsewhere(_) => (Kind::Elsewhere, None),
        pack::Route::Unknown => (Kind::Unknown, None),
    };
    let mut plan = Plan {
        kind,
        police: facts.concern_police(),
        partner: None,
        provider: Provider::Never,
        find_host: kind == Kind::Unknown,
        by_hand: kind == Kind::Onion && facts.illegal,
        // A name that the DNS never has would look as if it were gone: people look.
        watch: !facts.unreached && (facts.illegal || facts.harmful && rules.notice_when_harmful),
    };
    if facts.illegal {
        plan.police |= match kind {
            Kind::Home | Kind::Unknown | Kind::Onion => true,
            Kind::Partner => rules.police_too_with_partner,
            Kind::Elsewhere => rules.police_elsewhere,
        };
        plan.partner = partner;
        plan.provider = match kind {
            Kind::Home => Provider::After(Party::Police),
            Kind::Partner => Provider::After(Party::Partner),
            Kind::Elsewhere => Provider::Now,
            Kind::Unknown | Kind::Onion => Provider::Never,
        };
    } else if facts.harmful && rules.notice_when_harmful {
        // Under the provider's own terms. Where the police hear of it at home, they hear of it first.
        plan.provider = match kind {
            Kind::Home if facts.concern_police() => Provider::After(Party::Police),
            Kind::Unknown | Kind::Onion => Provider::Never,
            _ => Provider::Now,
        };
    }
    plan
}

#[cfg(test)]
mod tests;
