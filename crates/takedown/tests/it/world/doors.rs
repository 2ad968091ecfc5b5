//! The doors of a world to its internet.

use std::path::Path;
use std::time::Duration;

use egress::{Egress, Proxy, Smtp, Tls, Vantage};
use smallnet::SmallNet;

use super::World;

/// The certificates of whom the relay and the sites trust, as files.
pub(super) const AUTHORITY: &str = "authority.pem";
pub(super) const SITES: &str = "sites.pem";

/// A vantage point in another country.
pub(super) fn abroad(net: &SmallNet) -> Vantage {
    Vantage {
        name: "abroad".to_owned(),
        country: "NL".parse().ok(),
        abroad: true,
        proxy: Some(Proxy::Socks5(net.proxy_abroad())),
        resolver: Some(net.dns()),
    }
}

/// The door to this internet, with a relay that enforces TLS onward or does not.
pub(super) fn door(net: &SmallNet, folder: &Path, enforces_tls_onward: bool) -> Egress {
    Egress::new(egress::Config {
        resolver: Some(net.dns()),
        rdap_bootstrap: net.rdap_bootstrap(),
        smtp: Some(Smtp {
            host: "localhost".to_owned(),
            port: net.smtp().port(),
            tls: Tls::StartTls,
            ca_file: Some(folder.join(AUTHORITY)),
            username: None,
            password: None,
            enforces_tls_onward,
        }),
        demonstration: true,
        timeout: Duration::from_secs(2),
        vantages: vec![abroad(net)],
        ca_file: Some(folder.join(SITES)),
        mail_timeout: Duration::from_secs(5),
        ..egress::Config::default()
    })
    .unwrap()
}

impl World {
    /// The relay enforces TLS onward no more.
    pub fn relay_enforces_nothing(&mut self) {
        self.egress = door(&self.net, self.folder.path(), false);
    }

    /// Has no vantage point but the house from now on.
    pub fn stay_at_home(&mut self) {
        self.egress = Egress::new(egress::Config {
            resolver: Some(self.net.dns()),
            demonstration: true,
            timeout: Duration::from_secs(2),
            ..egress::Config::default()
        })
        .unwrap();
    }

    /// The vantage point abroad has no resolver of its own from now on.
    pub fn ask_the_house_for_names(&mut self) {
        let far = Vantage {
            resolver: None,
            ..abroad(&self.net)
        };
        self.egress = Egress::new(egress::Config {
            resolver: Some(self.net.dns()),
            demonstration: true,
            timeout: Duration::from_secs(2),
            vantages: vec![far],
            ..egress::Config::default()
        })
        .unwrap();
    }

    /// Waits for each answer a second at most from now on.
    pub fn wait_a_second(&mut self) {
        self.egress = Egress::new(egress::Config {
            resolver: Some(self.net.dns()),
            demonstration: true,
            timeout: Duration::from_secs(1),
            ..egress::Config::default()
        })
        .unwrap();
    }

    /// A door of its own, as another process has.
    pub fn another_door(&self) -> Egress {
        Egress::new(egress::Config {
            resolver: Some(self.net.dns()),
            demonstration: true,
            timeout: Duration::from_secs(2),
            host_gap: self.pack.watch.host_gap,
            ..egress::Config::default()
        })
        .unwrap()
    }
}
