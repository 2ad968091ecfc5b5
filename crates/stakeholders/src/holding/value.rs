//! What can be held: a range of addresses, an autonomous system, a domain with every name below it.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

/// A kind of holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldKind {
    /// A range of addresses.
    Network,
    /// An autonomous system.
    System,
    /// A domain, and every name below it.
    Domain,
}

impl HeldKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Network, Self::System, Self::Domain];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::System => "system",
            Self::Domain => "domain",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Something that is held, in the one form in which it is compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// A range of addresses.
    Network(IpNet),
    /// The number of an autonomous system.
    System(u32),
    /// A domain in ASCII and lower case.
    Domain(String),
}

impl Held {
    /// Reads what was typed.
    pub fn read(kind: HeldKind, typed: &str) -> Option<Self> {
        let typed = typed.trim();
        match kind {
            HeldKind::Network => {
                let range: IpNet = typed
                    .parse()
                    .or_else(|_| typed.parse::<IpAddr>().map(IpNet::from))
                    .ok()?;
                let widest = if range.addr().is_ipv4() { V4 } else { V6 };
                (range.prefix_len() >= widest).then(|| Self::Network(range.trunc()))
            }
            HeldKind::System => {
                let digits = typed
                    .strip_prefix("AS")
                    .or_else(|| typed.strip_prefix("as"))
                    .unwrap_or(typed);
                let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
                let number: u32 = digits.parse().ok().filter(|_| plain)?;
                (number > 0).then_some(Self::System(number))
            }
            HeldKind::Domain => {
                let typed = typed.strip_prefix("*.").unwrap_or(typed);
                match url::Host::parse(typed.trim_end_matches('.')).ok()? {
                    url::Host::Domain(name) if name.contains('.') => Some(Self::Domain(name)),
                    _ => None,
                }
            }
        }
    }

    /// Of which kind it is.
    pub const fn kind(&self) -> HeldKind {
        match self {
            Self::Network(_) => HeldKind::Network,
            Self::System(_) => HeldKind::System,
            Self::Domain(_) => HeldKind::Domain,
        }
    }

    /// As it is shown, and read again.
    pub fn text(&self) -> String {
        match self {
            Self::Network(range) => range.to_string(),
            Self::System(number) => number.to_string(),
            Self::Domain(name) => name.clone(),
        }
    }
}

/// The widest ranges that one provider can have: no registry gives out wider ones.
const V4: u8 = 8;
const V6: u8 = 16;

/// The ranges that an address is in, the narrowest first.
pub(crate) fn networks_around(address: IpAddr) -> impl Iterator<Item = Held> {
    let (widest, narrowest) = match address {
        IpAddr::V4(_) => (V4, 32),
        IpAddr::V6(_) => (V6, 128),
    };
    (widest..=narrowest)
        .rev()
        .filter_map(move |length| IpNet::new(address, length).ok())
        .map(|range| Held::Network(range.trunc()))
}

/// A name and the domains above it down to `lowest`, the longest first; nothing where it is not below that.
pub(crate) fn domains_above<'a>(name: &'a str, lowest: &'a str) -> impl Iterator<Item = Held> {
    let is_below = name == lowest
        || name
            .strip_suffix(lowest)
            .is_some_and(|above| above.ends_with('.'));
    let mut next = is_below.then_some(name);
    std::iter::from_fn(move || {
        let name = next?;
        next = if name == lowest {
            None
        } else {
            name.split_once('.').map(|(_, rest)| rest)
        };
        Some(Held::Domain(name.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_held_is_compared_in_one_form() {
        fn read(kind: HeldKind, text: &str) -> Option<String> {
            Held::read(kind, text).map(|held| held.text())
        }
        let same = [
            (HeldKind::Network, " 192.0.2.77/24 ", "192.0.2.0/24"),
            (HeldKind::Network, "192.0.2.77", "192.0.2.77/32"),
            (HeldKind::Network, "2001:DB8:0::/32", "2001:db8::/32"),
            (HeldKind::System, "AS64540", "64540"),
            (HeldKind::System, "64540", "64540"),
            (HeldKind::Domain, "*.Files.EXAMPLE.", "files.example"),
            (HeldKind::Domain, "bücher.example", "xn--bcher-kva.example"),
            // A look-alike in Cyrillic is another name.
            (HeldKind::Domain, "fіles.example", "xn--fles-c5d.example"),
        ];
        for (kind, typed, text) in same {
            let found = read(kind, typed).unwrap();
            if typed.is_ascii() {
                assert_eq!(found, text, "{typed}");
            } else {
                assert!(found.starts_with("xn--"), "{typed}: {found}");
                assert_ne!(found, "files.example");
            }
            assert_eq!(read(kind, &found).as_deref(), Some(found.as_str()));
        }
        let refused = [
            (HeldKind::Network, "0.0.0.0/0"),
            (HeldKind::Network, "10.0.0.0/7"),
            (HeldKind::Network, "files.example"),
            (HeldKind::System, "0"),
            (HeldKind::System, "+5"),
            (HeldKind::System, "4294967296"),
            (HeldKind::Domain, "example"),
            (HeldKind::Domain, "192.0.2.7"),
            (HeldKind::Domain, "a b.example"),
            (HeldKind::Domain, "files.example/p/17"),
        ];
        for (kind, typed) in refused {
            assert_eq!(read(kind, typed), None, "{typed}");
        }
    }

    #[test]
    fn the_names_above_a_name_end_at_its_registered_domain() {
        let names = |name, lowest| -> Vec<_> {
            domains_above(name, lowest)
                .map(|held| held.text())
                .collect()
        };
        assert_eq!(
            names("a.b.files.example", "files.example"),
            ["a.b.files.example", "b.files.example", "files.example"]
        );
        assert_eq!(names("files.example", "files.example"), ["files.example"]);
        assert!(names("otherfiles.example", "files.example").is_empty());
    }

    proptest! {
        /// Every range around an address holds it, and each is wider than the one before.
        #[test]
        fn ranges_around_an_address_hold_it(address in any::<IpAddr>()) {
            let mut last = u8::MAX;
            for held in networks_around(address) {
                let Held::Network(range) = held else { panic!("no range") };
                prop_assert!(range.contains(&address));
                prop_assert!(range.prefix_len() < last);
                last = range.prefix_len();
            }
        }
    }
}
