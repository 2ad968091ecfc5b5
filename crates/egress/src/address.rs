//! Which addresses may be dialled: those of the public internet and no others.

use std::net::{IpAddr, Ipv6Addr};

use kernel::is_public_address;

/// The address is not one of the public internet and was not dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the address is not one of the public internet")]
pub struct Forbidden;

/// Whether an address may be dialled.
///
/// A demonstration may dial 127.0.0.0/8 and `::1` too, and nothing else that is refused otherwise: an IPv6
/// address that carries one of the loopback is no way to it.
pub fn check(address: IpAddr, demonstration: bool) -> Result<(), Forbidden> {
    let loopback = match address {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => address == Ipv6Addr::LOCALHOST,
    };
    if is_public_address(address) || (demonstration && loopback) {
        Ok(())
    } else {
        Err(Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    /// Written out again from the standards, so that a slip in the lists that it is held against shows.
    const FORBIDDEN: [&str; 40] = [
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
}
