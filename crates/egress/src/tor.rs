//! The way to onion services: a local Tor's SOCKS5 (RFC 1928), which is given the name. No resolver ever hears of one
//! (RFC 7686).
//!
//! Each service is asked under a name of its own (RFC 1929), for Tor builds other circuits for other names
//! (`IsolateSOCKSAuth`, on by default): what is asked of one service cannot be told to belong to what is asked of another.

use std::net::SocketAddr;

use tokio::net::TcpStream;

use crate::dial::{HEADS, connect};
use crate::look::Fault;
use crate::socks5;

/// The ending of the names of onion services.
const ONION: &str = ".onion";

/// Whether a host is an onion service.
pub fn is_onion(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.ends_with(ONION)
}

/// A local Tor.
#[derive(Clone, Copy)]
pub(crate) struct Tor(pub(crate) SocketAddr);

impl Tor {
    /// A connection to an onion service. It is not known by any address.
    pub(crate) async fn connect(self, host: &str, port: u16) -> Result<TcpStream, Fault> {
        let stream = connect(self.0, HEADS).await;
        let mut stream = stream.map_err(|_| Fault::Vantage)?;
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let length = u8::try_from(host.len()).map_err(|_| Fault::Url)?;
        // One method: user name and password.
        socks5::agree(&mut stream, &[5, 1, 2], [5, 2]).await?;
        // The name of the service as user name; any password.
        let named = [&[1, length][..], host.as_bytes(), &[1, b'0']].concat();
        socks5::agree(&mut stream, &named, [1, 0]).await?;
        let place = [&[3, length][..], host.as_bytes()].concat();
        match socks5::ask(&mut stream, &place, port).await? {
            socks5::CONNECTED => Ok(stream),
            // The service is not found, not up, or did not take the connection; from 0xf0 on Tor says which.
            1 | 3..=6 | 0xf0..=0xf7 => Err(Fault::Unreachable),
            _ => Err(Fault::Vantage),
        }
    }
}
