//! Which addresses and ports may be dialled: addresses of the public internet and no others, and no port that is set
//! aside for something else than the web.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use ipnet::Ipv6Net;
use kernel::is_public_address;

/// The address is not one of the public internet, or the port is for something else than the web; it was not dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is not one of the public internet, or the port not one of the web")]
pub struct Forbidden;

/// A prefix under which the hotline's own network translates to addresses of IPv4 (RFC 6052).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nat64(Ipv6Net);

impl Nat64 {
    /// The address that one under this prefix leads to. The ninth octet is none of it (RFC 6052, section 2.2).
    fn behind(self, address: Ipv6Addr) -> Option<Ipv4Addr> {
        if !self.0.contains(&address) {
            return None;
        }
        let octets = address.octets().into_iter().enumerate();
        let mut octets = octets
            .skip(usize::from(self.0.prefix_len() / 8))
            .filter_map(|(place, octet)| (place != 8).then_some(octet));
        let (a, b, c, d) = (
            octets.next()?,
            octets.next()?,
            octets.next()?,
            octets.next()?,
        );
        Some(Ipv4Addr::new(a, b, c, d))
    }
}

impl FromStr for Nat64 {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            "a prefix of NAT64 is a network of IPv6 with a length of 32, 40, 48, 56, 64 or 96";
        let prefix: Ipv6Net = text.parse().map_err(|_| wrong)?;
        let is_one = matches!(prefix.prefix_len(), 32 | 40 | 48 | 56 | 64 | 96);
        is_one.then_some(Self(prefix.trunc())).ok_or(wrong)
    }
}

/// Which addresses may be dialled from where the house stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// May dial 127.0.0.0/8 and `::1` too.
    pub(crate) demonstration: bool,
    /// What the house's own network translates.
    pub(crate) nat64: Vec<Nat64>,
}

impl Rules {
    /// Whether an address may be dialled.
    ///
    /// Under a prefix of the house's own NAT64 the address counts that it leads to. A demonstration may dial the
    /// loopback, and nothing else that is refused otherwise: an IPv6 address that carries one of the loopback is no
    /// way to it.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), Forbidden> {
        let (loopback, behind) = match address {
            IpAddr::V4(address) => (address.is_loopback(), None),
            IpAddr::V6(address) => (
                address == Ipv6Addr::LOCALHOST,
                self.nat64.iter().find_map(|prefix| prefix.behind(address)),
            ),
        };
        let is_public = is_public_address(behind.map_or(address, IpAddr::V4));
        if is_public || (self.demonstration && loopback) {
            Ok(())
        } else {
            Err(Forbidden)
        }
    }
}

/// Whether a port may be dialled for the web. One at which servers of mail, names or files listen, to whom a request
/// would be words in their own language, may not: the ports that browsers refuse (Fetch Standard, "port blocking").
pub(crate) fn check_port(port: u16) -> Result<(), Forbidden> {
    if BAD_PORTS.contains(&port) {
        Err(Forbidden)
    } else {
        Ok(())
    }
}

const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(address: IpAddr, demonstration: bool) -> Result<(), Forbidden> {
        let nat64 = Vec::new();
        Rules {
            demonstration,
            nat64,
        }
        .check(address)
    }

    /// Written out again from the standards, so that a slip in the lists that it is held against shows.
    const FORBIDDEN: [&str; 46] = [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "255.255.255.255/32",
        "::/128",
        "::1/128",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/32",
        "2001:2::/48",
        "2001:3::/32",
        "2001:4:112::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3ffe::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fd00:ec2::254/128",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
        "4000::/2",
    ];

    fn forbidden(address: IpAddr) -> bool {
        check(address, false).is_err()
    }

    fn is_loopback(address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => address.octets()[0] == 127,
            IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST,
        }
    }

    /// The address of `range` whose host bits are those of `bits`.
    fn inside(range: &str, bits: u128) -> IpAddr {
        match range.parse().unwrap() {
            ipnet::IpNet::V4(range) => {
                let low = u32::try_from(bits & u128::from(u32::MAX)).unwrap();
                let host = low & u32::from(range.hostmask());
                Ipv4Addr::from(u32::from(range.network()) | host).into()
            }
            ipnet::IpNet::V6(range) => {
                let host = bits & u128::from(range.hostmask());
                Ipv6Addr::from(u128::from(range.network()) | host).into()
            }
        }
    }

    fn wrappings(address: Ipv4Addr, other: u16) -> [Ipv6Addr; 6] {
        let [a, b, c, d] = address.octets();
        let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        [
            address.to_ipv6_mapped(),
            Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::new(0x64, 0xff9b, 1, other, other, other, high, low),
            Ipv6Addr::new(0x2002, high, low, other, other, other, other, other),
            Ipv6Addr::new(0x2001, 0, other, other, other, other, !high, !low),
        ]
    }

    proptest! {
        #[test]
        fn no_address_of_a_forbidden_range_is_dialled(
            range in proptest::sample::select(&FORBIDDEN[..]),
            bits in any::<u128>(),
        ) {
            for address in [inside(range, 0), inside(range, bits), inside(range, u128::MAX)] {
                prop_assert_eq!(check(address, false), Err(Forbidden));
                prop_assert_eq!(check(address, true).is_ok(), is_loopback(address));
            }
        }

        #[test]
        fn no_wrapped_address_is_dialled(bits in any::<u32>(), other in any::<u16>()) {
            for wrapped in wrappings(Ipv4Addr::from(bits), other) {
                prop_assert_eq!(check(wrapped.into(), false).is_err(), true);
                let bare = wrapped == Ipv6Addr::LOCALHOST;
                prop_assert_eq!(check(wrapped.into(), true).is_ok(), bare);
            }
        }

        #[test]
        fn a_demonstration_adds_the_loopback_and_nothing_else(bits in any::<u128>()) {
            let address = IpAddr::from(Ipv6Addr::from(bits));
            prop_assert_eq!(check(address, true), check(address, false));
        }
    }

    #[test]
    fn the_edges_of_the_ranges_are_where_the_standards_put_them() {
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "168.63.129.15",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:db7:ffff::1",
            "2001:db9::1",
            "2003::1",
            "2606:4700::1111",
            "2a00::1",
        ] {
            assert!(!forbidden(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn behind_the_own_nat64_the_address_counts_that_it_leads_to() {
        // The examples of RFC 6052, section 2.4, with a public and with a private address behind each.
        for (prefix, public, private) in [
            ("2001:db8::/32", "2001:db8:808:808::", "2001:db8:a00:1::"),
            (
                "2001:db8:100::/40",
                "2001:db8:108:808:8::",
                "2001:db8:10a:0:1::",
            ),
            (
                "2001:db8:122::/48",
                "2001:db8:122:808:8:800::",
                "2001:db8:122:a00:0:100::",
            ),
            (
                "2001:db8:122:300::/56",
                "2001:db8:122:308:8:808::",
                "2001:db8:122:30a:0:1::",
            ),
            (
                "2001:db8:122:344::/64",
                "2001:db8:122:344:8:808:800::",
                "2001:db8:122:344:a:0:100::",
            ),
            (
                "2001:db8:122:344::/96",
                "2001:db8:122:344::808:808",
                "2001:db8:122:344::a00:1",
            ),
            ("64:ff9b::/96", "64:ff9b::808:808", "64:ff9b::a9fe:a9fe"),
        ] {
            let own = |demonstration| Rules {
                demonstration,
                nat64: vec![prefix.parse().unwrap()],
            };
            let (public, private): (IpAddr, IpAddr) =
                (public.parse().unwrap(), private.parse().unwrap());
            for demonstration in [false, true] {
                assert_eq!(own(demonstration).check(public), Ok(()), "{public}");
                assert_eq!(
                    own(demonstration).check(private),
                    Err(Forbidden),
                    "{private}"
                );
            }
            assert!(forbidden(public), "{public} is translated by nobody else");
        }
        let translated = Rules {
            demonstration: true,
            nat64: vec!["2a00:64::/96".parse().unwrap()],
        };
        let loopback = "2a00:64::7f00:1".parse().unwrap();
        assert_eq!(translated.check(loopback), Err(Forbidden));
        assert_eq!(translated.check("2a00:65::7f00:1".parse().unwrap()), Ok(()));
        for wrong in [
            "",
            "2001:db8::",
            "2001:db8::/31",
            "2001:db8::/97",
            "10.0.0.0/32",
        ] {
            assert!(wrong.parse::<Nat64>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn ports_of_the_web_are_dialled_and_those_of_others_are_not() {
        for port in [80, 443, 8000, 8080, 8443, 3000, 65_535] {
            assert_eq!(check_port(port), Ok(()), "{port}");
        }
        for port in [
            0, 1, 22, 25, 53, 110, 143, 465, 587, 993, 4190, 6667, 6679, 10_080,
        ] {
            assert_eq!(check_port(port), Err(Forbidden), "{port}");
        }
        assert!(BAD_PORTS.is_sorted());
    }
}
