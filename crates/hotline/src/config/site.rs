//! `[letterbox]`: where the reporting site listens, and under which address the public reaches it.

use std::net::SocketAddr;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::door::Door;

/// `[letterbox]`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Letterbox {
    /// Where the reporting site listens.
    pub listen: SocketAddr,
    /// The numeric user that `serve` starts the letterbox as, where it may.
    pub user: Option<u32>,
    /// Bytes that its store may hold.
    pub space: Option<u64>,
    /// Where the reporting site listens for Tor: a loopback address, or the path of a socket.
    pub onion_listen: Option<Door>,
    /// The address of the onion service, which pages then name to Tor Browser.
    pub onion_address: Option<String>,
    /// The address under which the public reaches the reporting site: letters name the provider's page below it.
    pub address: Option<String>,
}

impl Default for Letterbox {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            user: None,
            space: None,
            onion_listen: None,
            onion_address: None,
            address: None,
        }
    }
}

impl Letterbox {
    /// The address that letters name, without a stroke at its end.
    pub fn address(&self) -> anyhow::Result<Option<&str>> {
        let Some(address) = self.address.as_deref() else {
            return Ok(None);
        };
        let is_site = url::Url::parse(address).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        });
        if !is_site {
            bail!(
                "letterbox.address: this is not the address of a site, as https://report.example"
            );
        }
        Ok(Some(address.trim_end_matches('/')))
    }

    /// The onion service that pages name.
    pub fn onion(&self) -> anyhow::Result<Option<letterbox::OnionAddress>> {
        let address = self.onion_address.as_ref();
        address
            .map(|address| address.parse())
            .transpose()
            .context("letterbox.onion_address")
    }
}
