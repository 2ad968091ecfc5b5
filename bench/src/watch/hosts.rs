//! The small internet of the bench, and which host each place is on.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use egress::{Config, Egress};
use serde::{Deserialize, Serialize};
use smallnet::{Behaviour, Network, Registrar, Site, SmallNet};
use tokio::io::AsyncReadExt;

use crate::machine;

/// Hosts that share an address: a socket for each host would be too many.
const AT_ONE_ADDRESS: u32 = 50;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[arg(long)]
    hosts: u32,
}

/// Where the small internet is.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Internet {
    hosts: u32,
    dns: SocketAddr,
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    pub(crate) authority: String,
}

/// Serves until its input ends.
pub(crate) async fn serve(arguments: Arguments) -> anyhow::Result<()> {
    let net = SmallNet::start()?;
    for host in 0..arguments.hosts {
        let network = Network {
            handle: "SIM-BENCH".to_owned(),
            cidr: "127.80.0.0/16".to_owned(),
            holder: "Bench Example Hosting".to_owned(),
            country: "KH".to_owned(),
            autonomous_system: 64_580,
            abuse: "abuse@bench-hosting.test".to_owned(),
        };
        let registrar = Registrar {
            name: "Bench Example Registrar".to_owned(),
            abuse: "abuse@bench-registrar.test".to_owned(),
        };
        net.add(Site::new(&name(host), address(host), network, registrar))
            .await?;
        // What nobody can have is not there.
        net.behave(&name(host), Behaviour::Numbered).await?;
    }
    let internet = Internet {
        hosts: arguments.hosts,
        dns: net.dns(),
        port: net.site_port(),
        tls_port: net.tls_port(),
        authority: net.site_ca_pem(),
    };
    machine::say(&serde_json::to_string(&internet)?)?;
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}

fn name(host: u32) -> String {
    format!("h{host}.example")
}

/// Where a host is.
pub(crate) fn address(host: u32) -> Ipv4Addr {
    let number = host / AT_ONE_ADDRESS;
    let [_, _, high, low] = number.to_be_bytes();
    Ipv4Addr::new(127, 80, high, low.wrapping_add(1).max(1))
}

impl Internet {
    pub(crate) fn egress(&self, folder: &Path) -> anyhow::Result<Egress> {
        Ok(Egress::new(Config {
            resolver: Some(self.dns),
            demonstration: true,
            timeout: Duration::from_secs(10),
            ca_file: Some(super::authority(folder, &self.authority)?),
            ..Config::default()
        })?)
    }

    /// The URL of a place, and the number of its host: every other host is reached over TLS.
    pub(crate) fn url(&self, place: u32) -> (String, u32) {
        let host = drawn(place, self.hosts);
        let url = if host.is_multiple_of(2) {
            format!("https://{}:{}/p/{place}", name(host), self.tls_port)
        } else {
            format!("http://{}:{}/p/{place}", name(host), self.port)
        };
        (url, host)
    }
}

/// The host of a place: the first has as many as the second and third together, and so on (Zipf, exponent 1). It
/// follows from the number, so that every run has the same.
pub(crate) fn drawn(place: u32, hosts: u32) -> u32 {
    // Of a number between 0 and 1: the logarithm of a rank is nearly uniform.
    let fraction = f64::from(place.wrapping_mul(2_654_435_761)) / f64::from(u32::MAX);
    let rank = f64::from(hosts + 1).powf(fraction);
    // Ranks are small numbers: a search keeps clear of casts.
    let (mut low, mut high) = (1, hosts);
    while low < high {
        let middle = u32::midpoint(low, high + 1);
        if f64::from(middle) <= rank {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low - 1
}
