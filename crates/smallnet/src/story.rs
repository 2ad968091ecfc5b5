//! The invented sites of the demonstration: one hosted at home (Cambodia), one in a country with a
//! partner hotline, one in a country without.

use std::net::Ipv4Addr;

use crate::{Error, Network, Registrar, Site, SmallNet};

/// The site hosted in Cambodia, by "Mekong Example Hosting" (`abuse@mekong-hosting.test`).
pub const AT_HOME: &str = "album.kh-host.test";

/// The site hosted in the Netherlands, where there is a partner hotline, by "Polder Example Hosting"
/// (`abuse@polder-hosting.test`).
pub const WITH_PARTNER: &str = "files.nl-host.test";

/// The site hosted in the Marshall Islands, where there is none, by "Atoll Example Hosting"
/// (`abuse@atoll-hosting.test`).
pub const ELSEWHERE: &str = "board.far-host.test";

impl SmallNet {
    /// A small internet with the three sites of the demonstration: [`AT_HOME`], [`WITH_PARTNER`] and
    /// [`ELSEWHERE`].
    pub async fn with_demo_sites() -> Result<SmallNet, Error> {
        let net = SmallNet::start()?;
        for site in demo_sites() {
            net.add(site).await?;
        }
        Ok(net)
    }
}

fn demo_sites() -> [Site; 3] {
    [
        Site::new(
            AT_HOME,
            Ipv4Addr::new(127, 40, 0, 10),
            network(
                "SIM-MEKONG",
                "127.40.0.0/16",
                ("Mekong Example Hosting", "KH", "abuse@mekong-hosting.test"),
                64_540,
            ),
            registrar("Angkor Example Registrar", "abuse@angkor-registrar.test"),
        ),
        Site::new(
            WITH_PARTNER,
            Ipv4Addr::new(127, 31, 0, 10),
            network(
                "SIM-POLDER",
                "127.31.0.0/16",
                ("Polder Example Hosting", "NL", "abuse@polder-hosting.test"),
                64_531,
            ),
            registrar("Tulip Example Registrar", "abuse@tulip-registrar.test"),
        ),
        Site::new(
            ELSEWHERE,
            Ipv4Addr::new(127, 69, 0, 10),
            network(
                "SIM-ATOLL",
                "127.69.0.0/16",
                ("Atoll Example Hosting", "MH", "abuse@atoll-hosting.test"),
                64_569,
            ),
            registrar("Lagoon Example Registrar", "abuse@lagoon-registrar.test"),
        ),
    ]
}

fn network(
    handle: &str,
    cidr: &str,
    (holder, country, abuse): (&str, &str, &str),
    autonomous_system: u32,
) -> Network {
    Network {
        handle: handle.to_owned(),
        cidr: cidr.to_owned(),
        holder: holder.to_owned(),
        country: country.to_owned(),
        autonomous_system,
        abuse: abuse.to_owned(),
    }
}

fn registrar(name: &str, abuse: &str) -> Registrar {
    Registrar {
        name: name.to_owned(),
        abuse: abuse.to_owned(),
    }
}

#[cfg(test)]
mod tests;
