//! A port for a server that another process will be.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpSocket;

/// A TCP port of the loopback that is kept from everybody who asks for *any* free port.
///
/// To look for a free port and let go of it is a race: before the server that is told of it listens,
/// another may be given it. This one stays bound, without listening: whoever connects is refused, nobody
/// is given it by chance, and whoever names it with `SO_REUSEADDR`, as servers do, may listen on it, and
/// again after an end (`socket(7)` of Linux).
#[derive(Debug)]
pub struct Port {
    bound: TcpSocket,
}

impl Port {
    /// Takes a free one, until this is dropped.
    ///
    /// # Errors
    ///
    /// When there is none, or no more files may be open.
    pub fn hold() -> io::Result<Self> {
        let bound = TcpSocket::new_v4()?;
        bound.set_reuseaddr(true)?;
        bound.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        Ok(Self { bound })
    }

    /// Its address.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.bound.local_addr()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::Port;

    #[test]
    fn a_held_port_is_closed_until_its_server_listens_and_after() {
        let port = Port::hold().unwrap();
        let address = port.address().unwrap();
        for _ in 0..2 {
            assert!(TcpStream::connect(address).is_err());
            let server = TcpListener::bind(address).unwrap();
            TcpStream::connect(address).unwrap();
            drop(server);
        }
    }
}
