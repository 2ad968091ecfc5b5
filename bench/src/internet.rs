//! A simulated internet of many places, in a process of its own: what it takes is not what the product takes.

use std::net::Ipv4Addr;

use anyhow::Context;
use smallnet::{Network, Registrar, Site, SmallNet};
use tokio::io::AsyncReadExt;

use crate::machine;

/// Networks that the places are spread over, and domains that their names are of.
pub(crate) const NETWORKS: u32 = 20;

/// The internet's own process.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Places in it.
    #[arg(long)]
    places: u32,
}

/// The host of a place.
pub(crate) fn host(number: u32) -> String {
    format!("h{number}.d{}.test", number % NETWORKS)
}

/// The address of a network's places: one for all, so that few doors are open.
pub(crate) fn address(network: u32) -> Ipv4Addr {
    let second = u8::try_from(100 + network % NETWORKS).unwrap_or(100);
    Ipv4Addr::new(127, second, 0, 10)
}

/// Says where it is reached, and runs until its input ends.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let net = SmallNet::start()?;
    for number in 0..arguments.places {
        let network = number % NETWORKS;
        let [_, second, ..] = address(network).octets();
        net.add(Site::new(
            &host(number),
            address(network),
            Network {
                handle: format!("SIM-{network}"),
                cidr: format!("127.{second}.0.0/16"),
                holder: format!("Example Hosting {network}"),
                country: "KH".to_owned(),
                autonomous_system: 64_500 + network,
                abuse: format!("abuse@hosting-{network}.test"),
            },
            Registrar {
                name: format!("Example Registrar {network}"),
                abuse: format!("abuse@registrar-{network}.test"),
            },
        ))
        .await
        .context("a place")?;
    }
    machine::say(&format!("{} {}", net.dns(), net.rdap_bootstrap()))?;
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}
