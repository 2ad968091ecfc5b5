//! The way to onion services: a local Tor's SOCKS5 (RFC 1928), which is given the name. No resolver ever hears of one
//! (RFC 7686).
//!
//! Each service is asked under a name of its own (RFC 1929), for Tor builds other circuits for other names
//! (`IsolateSOCKSAuth`, on by default): what is asked of one service cannot be told to belong to what is asked of another.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::dial::{HEADS, connect};
use crate::look::Fault;

/// The ending of the names of onion services.
const ONION: &str = ".onion";

/// Whether a host is an onion service.
pub(crate) fn is_onion(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host.ends_with(ONION)
}

/// A local Tor.
#[derive(Clone, Copy)]
pub(crate) struct Tor(pub(crate) SocketAddr);

impl Tor {
    /// A connection to an onion service. It is not known by any address.
    pub(crate) async fn connect(self, host: &str, port: u16) -> Result<TcpStream, Fault> {
        let broken = |_| Fault::Vantage;
        let mut stream = connect(self.0, HEADS).await.map_err(broken)?;
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let length = u8::try_from(host.len()).map_err(|_| Fault::Url)?;
        // One method: user name and password.
        stream.write_all(&[5, 1, 2]).await.map_err(broken)?;
        let mut chosen = [0; 2];
        stream.read_exact(&mut chosen).await.map_err(broken)?;
        if chosen != [5, 2] {
            return Err(Fault::Vantage);
        }
        // The name of the service as user name; any password.
        let named = [&[1, length][..], host.as_bytes(), &[1, b'0']].concat();
        stream.write_all(&named).await.map_err(broken)?;
        let mut taken = [0; 2];
        stream.read_exact(&mut taken).await.map_err(broken)?;
        if taken != [1, 0] {
            return Err(Fault::Vantage);
        }
        let request = [
            &[5, 1, 0, 3, length][..],
            host.as_bytes(),
            &port.to_be_bytes(),
        ]
        .concat();
        stream.write_all(&request).await.map_err(broken)?;
        let mut reply = [0; 4];
        stream.read_exact(&mut reply).await.map_err(broken)?;
        let [5, outcome, _, kind] = reply else {
            return Err(Fault::Vantage);
        };
        match outcome {
            0 => {}
            // The service is not found, not up, or did not take the connection; from 0xf0 on Tor says which.
            1 | 3..=6 | 0xf0..=0xf7 => return Err(Fault::Unreachable),
            _ => return Err(Fault::Vantage),
        }
        let bound = match kind {
            1 => 4,
            4 => 16,
            3 => usize::from(stream.read_u8().await.map_err(broken)?),
            _ => return Err(Fault::Vantage),
        };
        let mut rest = vec![0; bound + 2];
        stream.read_exact(&mut rest).await.map_err(broken)?;
        Ok(stream)
    }
}
