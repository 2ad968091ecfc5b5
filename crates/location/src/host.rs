//! The host of a URL: as typed, refanged, in ASCII, and whether it is on the public internet.
//!
//! Names are read by the URL standard (percent-decoding, then UTS 46, then IPv4 in all its spellings) and held
//! to more than it asks: labels as the DNS can carry them (RFC 1035, with the underscore that is in use), no
//! names set aside for internal use, onion services of version 3 alone.

use std::net::IpAddr;

use kernel::is_public_address;

use crate::Refusal;
use crate::onion::{NoService, check_service};

/// A host that may be filed.
pub(crate) enum Host {
    /// A name in ASCII and lower case, without the final dot.
    Name(String),
    /// A public address.
    Address(IpAddr),
}

impl Host {
    /// Reads a refanged host, without its port.
    pub(crate) fn read(typed: &str) -> Result<Self, Refusal> {
        if typed.is_empty() {
            return Err(Refusal::NotAUrl);
        }
        let address = match url::Host::parse(typed).map_err(|_| Refusal::MalformedHost)? {
            url::Host::Domain(name) => return read_name(&name),
            url::Host::Ipv4(address) => IpAddr::V4(address),
            url::Host::Ipv6(address) => IpAddr::V6(address),
        };
        if is_public_address(address) {
            Ok(Self::Address(address))
        } else {
            Err(Refusal::NotPublic)
        }
    }

    /// As it stands in a URL.
    pub(crate) fn in_url(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Address(IpAddr::V4(address)) => address.to_string(),
            Self::Address(IpAddr::V6(address)) => format!("[{address}]"),
        }
    }

    /// The registrable domain by the public suffix list.
    pub(crate) fn domain(&self) -> Option<&str> {
        match self {
            Self::Name(name) => registrable_domain(name),
            Self::Address(_) => None,
        }
    }

    pub(crate) fn is_onion(&self) -> bool {
        matches!(self, Self::Name(name) if name.ends_with(ONION))
    }

    /// By itself: an IPv6 address without brackets.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::Name(name) => name,
            Self::Address(address) => address.to_string(),
        }
    }
}

/// The registrable domain of a host name in ASCII and lower case, by the public suffix list; a suffix that is
/// not on it counts as one label. None for an onion service and for a name that is itself a public suffix.
pub fn registrable_domain(name: &str) -> Option<&str> {
    if name.ends_with(ONION) {
        None
    } else {
        psl::domain_str(name)
    }
}

/// The domain of a host name that stands at a registry: unlike [`registrable_domain`] that of the platform where somebody
/// lets others have names below their own (the private part of the list). Whoever asks registries and name servers asks
/// about this one.
pub fn registered_domain(name: &str) -> Option<&str> {
    if name.ends_with(ONION) {
        return None;
    }
    let mut name = name;
    loop {
        let suffix = psl::suffix(name.as_bytes())?;
        if suffix.typ() != Some(psl::Type::Private) {
            return psl::domain_str(name);
        }
        let suffix = std::str::from_utf8(suffix.as_bytes()).ok()?;
        let (_, above) = suffix.split_once('.')?;
        if psl::domain_str(above).is_none() && !is_private(above) {
            return Some(suffix);
        }
        name = above;
    }
}

fn is_private(name: &str) -> bool {
    psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.typ() == Some(psl::Type::Private))
}

/// Undoes what people do to a host and port so that nobody clicks on a URL: `[.]`, `(.)`, `[dot]`, `[:]`.
pub fn refang(host_and_port: &str) -> String {
    let mut refanged = String::with_capacity(host_and_port.len());
    let mut rest = host_and_port;
    while let Some((before, from)) = rest.find(['[', '(', '{']).map(|at| rest.split_at(at)) {
        refanged.push_str(before);
        let fang = FANGS.iter().find_map(|(written, meant)| {
            let (start, after) = from.split_at_checked(written.len())?;
            start
                .eq_ignore_ascii_case(written)
                .then_some((*meant, after))
        });
        if let Some((meant, after)) = fang {
            refanged.push(meant);
            rest = after;
        } else {
            let mut characters = from.chars();
            refanged.extend(characters.next());
            rest = characters.as_str();
        }
    }
    refanged.push_str(rest);
    refanged
}

/// Parts a host from its port. An empty port is none, as in the URL standard.
pub(crate) fn part_port(host_and_port: &str) -> Result<(&str, Option<u16>), Refusal> {
    let Some((host, port)) = host_and_port
        .rsplit_once(':')
        .filter(|(_, port)| !port.ends_with(']'))
    else {
        return Ok((host_and_port, None));
    };
    if port.is_empty() {
        return Ok((host, None));
    }
    match port.parse() {
        Ok(number) if number > 0 && !port.starts_with('+') => Ok((host, Some(number))),
        _ => Err(Refusal::MalformedPort),
    }
}

fn read_name(name: &str) -> Result<Host, Refusal> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.len() > LONGEST_NAME || !name.split('.').all(is_label) {
        return Err(Refusal::MalformedHost);
    }
    let is_internal = INTERNAL.iter().any(|suffix| name.ends_with(suffix));
    if !name.contains('.') || is_internal {
        return Err(Refusal::NotPublic);
    }
    if let Some(before) = name.strip_suffix(ONION) {
        // Names may stand before that of the service.
        let label = before.rsplit('.').next().unwrap_or_default();
        check_service(label).map_err(|wrong| match wrong {
            NoService::Checksum => Refusal::MistypedOnion,
            NoService::Symbols | NoService::Version => Refusal::MalformedHost,
        })?;
    }
    Ok(Host::Name(name.to_owned()))
}

fn is_label(label: &str) -> bool {
    let is_of_label = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_')
    };
    (1..=LONGEST_LABEL).contains(&label.len()) && label.bytes().all(is_of_label)
}

/// In bytes, without the final dot (RFC 1035).
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Written for "do not click", and what is meant.
const FANGS: [(&str, char); 7] = [
    ("[.]", '.'),
    ("(.)", '.'),
    ("{.}", '.'),
    ("[dot]", '.'),
    ("(dot)", '.'),
    ("{dot}", '.'),
    ("[:]", ':'),
];

/// The name of onion services (RFC 7686).
const ONION: &str = ".onion";

/// Endings of names that never lead to the public internet: RFC 6761, 6762 and 8375, ICANN's `.internal`, and
/// the names ICANN set aside because networks use them inside.
const INTERNAL: [&str; 12] = [
    ".corp",
    ".home",
    ".home.arpa",
    ".internal",
    ".intranet",
    ".invalid",
    ".lan",
    ".local",
    ".localdomain",
    ".localhost",
    ".mail",
    ".private",
];

#[cfg(test)]
mod tests;
