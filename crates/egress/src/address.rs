//! Which addresses may be dialled: those of the public internet and no others.
//!
//! The lists follow the IANA registries of special-purpose addresses (RFC 6890 and its successors),
//! read strictly: where a range is reachable in part or is used by nobody, it is refused whole.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};

/// The address is not one of the public internet and was not dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is not one of the public internet")]
pub struct Forbidden;

/// Whether an address may be dialled.
///
/// A demonstration may dial 127.0.0.0/8 and `::1` too, and nothing else that is refused otherwise.
/// IPv6 addresses that carry an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) are refused
/// whatever they carry: a reported place has no need of them, and each is a way around a list.
pub fn check(address: IpAddr, demonstration: bool) -> Result<(), Forbidden> {
    let allowed = match address {
        IpAddr::V4(address) => {
            (demonstration && LOOPBACK_V4.contains(&address))
                || !FORBIDDEN_V4.iter().any(|range| range.contains(&address))
        }
        IpAddr::V6(address) => {
            (demonstration && address == Ipv6Addr::LOCALHOST)
                || (GLOBAL_V6.contains(&address)
                    && !FORBIDDEN_V6.iter().any(|range| range.contains(&address)))
        }
    };
    if allowed { Ok(()) } else { Err(Forbidden) }
}

const LOOPBACK_V4: Ipv4Net = v4([127, 0, 0, 0], 8);

const FORBIDDEN_V4: [Ipv4Net; 17] = [
    v4([0, 0, 0, 0], 8),     // "this network", unspecified (RFC 791)
    v4([10, 0, 0, 0], 8),    // private (RFC 1918)
    v4([100, 64, 0, 0], 10), // shared, carrier-grade NAT (RFC 6598)
    LOOPBACK_V4,
    v4([168, 63, 129, 16], 32), // the inner service of a large cloud, in the midst of public space
    v4([169, 254, 0, 0], 16),   // link-local (RFC 3927), metadata services
    v4([172, 16, 0, 0], 12),    // private (RFC 1918)
    v4([192, 0, 0, 0], 24),     // protocol assignments (RFC 6890)
    v4([192, 0, 2, 0], 24),     // documentation (RFC 5737)
    v4([192, 31, 196, 0], 24),  // answers for private zones, AS112 (RFC 7535)
    v4([192, 88, 99, 0], 24),   // 6to4 relays, deprecated (RFC 7526)
    v4([192, 168, 0, 0], 16),   // private (RFC 1918)
    v4([198, 18, 0, 0], 15),    // benchmarking (RFC 2544)
    v4([198, 51, 100, 0], 24),  // documentation (RFC 5737)
    v4([203, 0, 113, 0], 24),   // documentation (RFC 5737)
    v4([224, 0, 0, 0], 4),      // multicast (RFC 5771)
    v4([240, 0, 0, 0], 4),      // reserved (RFC 1112), broadcast
];

/// The only IPv6 space from which the public internet is numbered (RFC 4291, section 2.5.4). Outside
/// of it stand unspecified, loopback, mapped and compatible addresses, NAT64, discard, unique local
/// (with them the metadata services of IPv6), link-local and multicast.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0], 3);

const FORBIDDEN_V6: [Ipv6Net; 5] = [
    v6([0x2001, 0, 0], 23), // protocol assignments: Teredo, benchmarking, ORCHID (RFC 2928)
    v6([0x2001, 0x0db8, 0], 32), // documentation (RFC 3849)
    v6([0x2002, 0, 0], 16), // 6to4 (RFC 3056)
    v6([0x3ffe, 0, 0], 16), // the former 6bone (RFC 3701)
    v6([0x3fff, 0, 0], 20), // documentation (RFC 9637)
];

const fn v4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6(segments: [u16; 3], prefix: u8) -> Ipv6Net {
    let [a, b, c] = segments;
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), prefix)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Written out again from the standards, so that a slip in the lists above shows.
    const FORBIDDEN: [&str; 39] = [
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
        "192.88.99.0/24",
        "192.168.0.0/16",
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
        "2001::/32",
        "2001:2::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "2002::/16",
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
}
