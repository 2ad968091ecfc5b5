//! A way out in another country: a simulated SOCKS5 proxy (RFC 1928), from which the small internet looks as it
//! does abroad. What comes through it has an address of its own, by which sites and name servers tell it from
//! what comes from home.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpSocket, TcpStream};

/// Where the proxy's connections come from.
pub(crate) const FROM: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Whether somebody who comes from this address asks from abroad.
pub(crate) fn is_abroad(address: IpAddr) -> bool {
    address == IpAddr::V4(FROM)
}

/// Serves one connection to the proxy. Whatever ends it, whoever asked has seen.
pub(crate) async fn serve(mut stream: TcpStream) {
    if let Ok(mut target) = connect(&mut stream).await {
        let _ = copy_bidirectional(&mut stream, &mut target).await;
    }
}

/// Reads what is asked for, and connects to it: to loopback alone, and to addresses of version 4.
async fn connect(stream: &mut TcpStream) -> std::io::Result<TcpStream> {
    let refused = || std::io::Error::other("refused");
    let [version, methods] = read(stream).await?;
    let mut offered = vec![0; usize::from(methods)];
    stream.read_exact(&mut offered).await?;
    if version != 5 || !offered.contains(&0) {
        stream.write_all(&[5, 0xff]).await?;
        return Err(refused());
    }
    stream.write_all(&[5, 0]).await?;
    let [5, 1, _, 1] = read(stream).await? else {
        stream.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        return Err(refused());
    };
    let [a, b, c, d, high, low] = read(stream).await?;
    let place = SocketAddr::from((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])));
    if !place.ip().is_loopback() {
        stream.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        return Err(refused());
    }
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((FROM, 0)))?;
    match socket.connect(place).await {
        Ok(target) => {
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
            Ok(target)
        }
        Err(error) => {
            stream.write_all(&[5, 5, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
            Err(error)
        }
    }
}

async fn read<const N: usize>(stream: &mut TcpStream) -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}
