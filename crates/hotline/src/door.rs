//! Where a program on this machine may come in: for Tor.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

/// A listener that only this machine reaches.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum Door {
    /// A loopback address and a port.
    Address(SocketAddr),
    /// A socket in the file system, by its absolute path.
    Socket(PathBuf),
}

impl TryFrom<String> for Door {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if let Some(path) = text.strip_prefix("unix:") {
            // A longer one does not fit into the address of a socket (unix(7)).
            return if path.starts_with('/') && path.len() < 108 {
                Ok(Self::Socket(path.into()))
            } else {
                Err(
                    "letterbox.onion_listen: unix: is followed by an absolute path of at most 107 bytes",
                )
            };
        }
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self::Address(address)),
            _ => {
                Err("letterbox.onion_listen: this is a loopback address with a port, or unix:/PATH")
            }
        }
    }
}
