//! Which network addresses are public: reachable by anyone on the internet, and nobody's private machine.
//!
//! One list for two doors: the hosts that may be filed, and the addresses that may be connected to. It follows
//! the IANA registries of special-purpose addresses (RFC 6890), and is stricter: an address that embeds another
//! (mapped, NAT64, 6to4, Teredo) is refused whole, because nobody publishes under one and each is a way round
//! a list of private addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to the public internet. `false` for private, shared, loopback, link-local,
/// metadata, multicast, documentation, benchmarking, reserved and unspecified addresses, and for those that
/// embed an IPv4 address.
pub fn is_public_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let bits = address.to_bits();
            !NOT_PUBLIC_V4
                .iter()
                .any(|(network, length)| (bits ^ network.to_bits()) >> (32 - length) == 0)
        }
        IpAddr::V6(address) => {
            let bits = address.to_bits();
            let within = |(network, length): &(Ipv6Addr, u32)| {
                (bits ^ network.to_bits()) >> (128 - length) == 0
            };
            within(&GLOBAL_UNICAST_V6) && !NOT_PUBLIC_V6.iter().any(within)
        }
    }
}

/// Networks (address, prefix length in bits) that are not public.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 19] = [
    (Ipv4Addr::UNSPECIFIED, 8),         // this network, unspecified (RFC 791)
    (Ipv4Addr::new(10, 0, 0, 0), 8),    // private (RFC 1918)
    (Ipv4Addr::new(100, 64, 0, 0), 10), // shared by carriers' NAT (RFC 6598); metadata of one cloud
    (Ipv4Addr::new(127, 0, 0, 0), 8),   // loopback (RFC 1122)
    (Ipv4Addr::new(168, 63, 129, 16), 32), // metadata and control of one cloud, though registered as public
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local (RFC 3927); metadata of most clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private (RFC 1918)
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments (RFC 6890); metadata of one cloud
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation (RFC 5737)
    (Ipv4Addr::new(192, 31, 196, 0), 24),  // AS112, answers for private zones (RFC 7535)
    (Ipv4Addr::new(192, 52, 193, 0), 24),  // multicast through tunnels, AMT (RFC 7450)
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // relays of 6to4, deprecated (RFC 7526)
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private (RFC 1918)
    (Ipv4Addr::new(192, 175, 48, 0), 24),  // AS112, answers for private zones (RFC 7534)
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarking (RFC 2544)
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation (RFC 5737)
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation (RFC 5737)
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast (RFC 5771)
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, and broadcast (RFC 1112, RFC 919)
];

/// The only IPv6 block from which public addresses are given out (RFC 4291). Outside it lie the unspecified
/// address, loopback, mapped and compatible addresses, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard-only
/// and dummy (100::/64, 100:0:0:1::/64), segment routing (5f00::/16), unique local, link-local and multicast.
const GLOBAL_UNICAST_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Networks within [`GLOBAL_UNICAST_V6`] that are not public.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 6] = [
    // Protocol assignments: Teredo, anycast of PCP, TURN and DNS-SD, benchmarking, AMT, AS112, ORCHID, drones (RFC 2928,
    // 4380, 7723, 8155, 9665, 5180, 7450, 7535, 7343, 9374).
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation (RFC 3849)
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),     // 6to4, embeds an IPv4 address (RFC 3056)
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112 (RFC 7534)
    (Ipv6Addr::new(0x3ffe, 0, 0, 0, 0, 0, 0, 0), 16),     // the former 6bone (RFC 3701)
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),     // documentation (RFC 9637)
];

#[cfg(test)]
mod tests {
    use super::*;

    fn public(address: &str) -> bool {
        is_public_address(address.parse().unwrap())
    }

    #[test]
    fn ordinary_addresses_are_public() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
        ] {
            assert!(public(address), "{address}");
        }
        for address in [
            "2001:200::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00::1",
        ] {
            assert!(public(address), "{address}");
        }
    }

    /// The registries of special-purpose addresses, whole and in their order: iana-ipv4-special-registry and
    /// iana-ipv6-special-registry, as of RFC 9780. Whatever they say of reach, nobody publishes there.
    const REGISTRIES: [&str; 53] = [
        "0.0.0.0/8",
        "0.0.0.0/32",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.0.0/29",
        "192.0.0.8/32",
        "192.0.0.9/32",
        "192.0.0.10/32",
        "192.0.0.170/32",
        "192.0.0.171/32",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.88.99.2/32",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
        "255.255.255.255/32",
        "::1/128",
        "::/128",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
        "2001::/23",
        "2001::/32",
        "2001:1::1/128",
        "2001:1::2/128",
        "2001:1::3/128",
        "2001:2::/48",
        "2001:3::/32",
        "2001:4:112::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:30::/28",
        "2001:db8::/32",
        "2002::/16",
        "2620:4f:8000::/48",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        // Not among them, and registered elsewhere: multicast.
        "224.0.0.0/4",
        "ff00::/8",
    ];

    /// The first address of a range, and the last.
    fn ends(range: &str) -> [IpAddr; 2] {
        let (first, length) = range.split_once('/').unwrap();
        let length: u32 = length.parse().unwrap();
        match first.parse().unwrap() {
            IpAddr::V4(first) => {
                let rest = u32::MAX.checked_shr(length).unwrap_or(0);
                [
                    first.into(),
                    Ipv4Addr::from_bits(first.to_bits() | rest).into(),
                ]
            }
            IpAddr::V6(first) => {
                let rest = u128::MAX.checked_shr(length).unwrap_or(0);
                [
                    first.into(),
                    Ipv6Addr::from_bits(first.to_bits() | rest).into(),
                ]
            }
        }
    }

    #[test]
    fn no_address_of_the_registries_is_public() {
        for range in REGISTRIES {
            for address in ends(range) {
                assert!(!is_public_address(address), "{address} of {range}");
            }
        }
    }

    #[test]
    fn what_stands_beside_them_is() {
        for address in [
            "192.31.195.255",
            "192.31.197.0",
            "192.52.192.255",
            "192.52.194.0",
            "192.88.98.255",
            "192.88.100.0",
            "192.175.47.255",
            "192.175.49.0",
            "2001:200::",
            "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
            "2001:db9::",
            "2003::",
            "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff",
            "2620:4f:8001::",
        ] {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn special_addresses_of_the_fourth_version_are_not_public() {
        for address in [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.31.196.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
        ] {
            assert!(!public(address), "{address}");
        }
    }

    #[test]
    fn special_and_embedding_addresses_of_the_sixth_version_are_not_public() {
        for address in [
            "::",
            "::1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b::808:808",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::1",
            "3ffe::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!public(address), "{address}");
        }
    }
}
