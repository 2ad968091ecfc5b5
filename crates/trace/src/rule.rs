//! Rules of the hotline: what it knows better than the registries about a host, the names below a domain, or a
//! network. Each has an author, a date and a reason; one that holds no more is ended, never deleted.
//!
//! Which rule counts is exact: that of the host before that of the longest domain suffix, before that of the longest
//! network; among equals the newest. Each kind of instruction is looked up by itself, and *do not contact* holds
//! whatever the others say.

mod key;
mod reach;
mod record;

use std::net::IpAddr;

use identity::Staff;
use kernel::{Country, Id, Sensitive, Timestamp};
use serde::{Deserialize, Serialize};

pub use key::Key;
pub use reach::apply_rule;
pub use record::{add_rule, end_rule, rule, rules};
pub(crate) use record::{for_hosts, for_place, of_place};

/// The longest reason, in characters.
const REASON: usize = 2000;

/// The longest name, in characters.
const NAME: usize = 200;

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    /// Who hosts it really, whatever stands in front of it.
    RealHost,
    /// Whom to ask instead of the registrar that the registry names.
    OwnRegistrar,
    /// The owner of the site is written to as well.
    SiteOwner,
    /// Whoever runs this is never asked or written to.
    DoNotContact,
}

impl Says {
    /// Everything that a rule can say.
    pub const ALL: [Self; 4] = [
        Self::RealHost,
        Self::OwnRegistrar,
        Self::SiteOwner,
        Self::DoNotContact,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RealHost => "real_host",
            Self::OwnRegistrar => "own_registrar",
            Self::SiteOwner => "site_owner",
            Self::DoNotContact => "do_not_contact",
        }
    }

    /// What has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|says| says.name() == name)
    }

    /// The key of the message that names it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::RealHost => "trace-rule-real-host",
            Self::OwnRegistrar => "trace-rule-own-registrar",
            Self::SiteOwner => "trace-rule-site-owner",
            Self::DoNotContact => "trace-rule-do-not-contact",
        }
    }
}

/// What a rule names: a host, and whom to ask or write to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    /// The address of the real host.
    pub address: Option<IpAddr>,
    /// The name of the provider, registrar or owner.
    pub provider: Option<String>,
    /// Where mail to it goes.
    pub mail: Option<String>,
    /// Its country.
    pub country: Option<Country>,
}

/// A rule of the hotline.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: Id<Rule>,
    /// What it is about.
    pub key: Key,
    /// What it says.
    pub says: Says,
    /// Whom it names.
    pub named: Whom,
    /// Why there is one.
    pub reason: Sensitive<String>,
    /// Since when.
    pub added_at: Timestamp,
    /// By whom.
    pub added_by: Id<Staff>,
    /// How it ended, once it did.
    pub ended: Option<Ended>,
}

/// How a rule ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Id<Staff>,
    /// Why.
    pub reason: Sensitive<String>,
}

/// A rule that somebody adds, as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct NewRule<'a> {
    /// `host`, `suffix` or `network`.
    pub reach: &'a str,
    /// The host, the domain, or the range of addresses.
    pub key: &'a str,
    /// What it says.
    pub says: &'a str,
    /// The address of the real host, or nothing.
    pub address: &'a str,
    /// The name of whom it names, or nothing.
    pub provider: &'a str,
    /// Where mail to it goes, or nothing.
    pub mail: &'a str,
    /// Its country, or nothing.
    pub country: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What is wrong with a rule that somebody adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is not said what it is about, or that is no host, domain or range.
    Key,
    /// It says nothing that a rule can say.
    Says,
    /// That is no address of a server.
    Address,
    /// Whom it names has no usable name.
    Provider,
    /// That is no mail address.
    Mail,
    /// That is no country.
    Country,
    /// There is no reason, or one that is too long.
    Reason,
}

impl Wrong {
    /// The field of the form.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Says => "says",
            Self::Address => "address",
            Self::Provider => "provider",
            Self::Mail => "mail",
            Self::Country => "country",
            Self::Reason => "reason",
        }
    }

    /// The key of the message.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Key => "trace-rule-wrong-key",
            Self::Says => "trace-rule-wrong-says",
            Self::Address => "trace-rule-wrong-address",
            Self::Provider => "trace-rule-wrong-provider",
            Self::Mail => "trace-rule-wrong-mail",
            Self::Country => "trace-rule-wrong-country",
            Self::Reason => "trace-rule-wrong-reason",
        }
    }
}

impl NewRule<'_> {
    /// Reads what was typed.
    fn read(&self) -> Result<(Key, Says, Whom, Sensitive<String>), Wrong> {
        let key = Key::read(self.reach, self.key).ok_or(Wrong::Key)?;
        let says = Says::named(self.says).ok_or(Wrong::Says)?;
        let named = Whom {
            address: optional(self.address, |text| text.parse().ok(), Wrong::Address)?,
            provider: optional(self.provider, name, Wrong::Provider)?,
            mail: optional(self.mail, mail, Wrong::Mail)?,
            country: optional(self.country, |text| text.parse().ok(), Wrong::Country)?,
        };
        match says {
            Says::RealHost if named.address.is_none() && named.provider.is_none() => {
                return Err(Wrong::Address);
            }
            // Where there is an address the registry knows the country.
            Says::RealHost if named.address.is_none() && named.country.is_none() => {
                return Err(Wrong::Country);
            }
            Says::OwnRegistrar | Says::SiteOwner if named.provider.is_none() => {
                return Err(Wrong::Provider);
            }
            Says::OwnRegistrar | Says::SiteOwner if named.mail.is_none() => {
                return Err(Wrong::Mail);
            }
            _ => {}
        }
        Ok((key, says, named, reason(self.reason).ok_or(Wrong::Reason)?))
    }
}

/// Nothing for an empty text, and what is wrong for one that cannot be read.
pub(crate) fn optional<T>(
    text: &str,
    read: impl Fn(&str) -> Option<T>,
    wrong: Wrong,
) -> Result<Option<T>, Wrong> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(wrong),
    }
}

/// A name that can be shown and written to.
pub(crate) fn name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_short = name.chars().count() <= NAME;
    (is_short && page::is_plain(&name)).then_some(name)
}

pub(crate) fn mail(text: &str) -> Option<String> {
    stakeholders::is_mail_address(text).then(|| text.to_owned())
}

/// A reason, if there is one.
pub(crate) fn reason(text: &str) -> Option<Sensitive<String>> {
    let text = text.trim();
    (1..=REASON)
        .contains(&text.chars().count())
        .then(|| Sensitive::new(text.to_owned()))
}

#[cfg(test)]
pub(crate) mod tests;
