//! A way to onion services: a simulated Tor's SOCKS5 (RFC 1928) that is given names. Whoever asks has to say a user name
//! (RFC 1929), by which a real one keeps circuits apart; the names are invented ones alone.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::World;
use crate::asked::What;

/// Serves one connection. Whatever ends it, whoever asked has seen.
pub(crate) async fn serve(mut stream: TcpStream, world: Arc<World>, site_port: u16) {
    if let Ok(mut target) = connect(&mut stream, &world, site_port).await {
        let _ = copy_bidirectional(&mut stream, &mut target).await;
    }
}

async fn connect(
    stream: &mut TcpStream,
    world: &World,
    site_port: u16,
) -> std::io::Result<TcpStream> {
    let refused = || std::io::Error::other("refused");
    let [version, methods] = read(stream).await?;
    let offered = read_many(stream, methods).await?;
    if version != 5 || !offered.contains(&2) {
        stream.write_all(&[5, 0xff]).await?;
        return Err(refused());
    }
    stream.write_all(&[5, 2]).await?;
    let [1, length] = read(stream).await? else {
        return Err(refused());
    };
    let user = read_many(stream, length).await?;
    let [length] = read(stream).await?;
    read_many(stream, length).await?;
    stream.write_all(&[1, 0]).await?;
    // A connection, to a name.
    let [5, 1, _, 3, length] = read(stream).await? else {
        stream.write_all(&[5, 8, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        return Err(refused());
    };
    let name = read_many(stream, length).await?;
    let [_, _] = read(stream).await?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).to_ascii_lowercase();
    let (name, user) = (text(name), text(user));
    world.log.note(What::Onion {
        name: name.clone(),
        user,
    });
    let address = world.known().onions.get(&name).copied();
    let Some(address) = address else {
        // Tor's own number for a service that has no descriptor.
        stream.write_all(&[5, 0xf0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        return Err(refused());
    };
    let place = SocketAddr::new(IpAddr::V4(address), site_port);
    match TcpStream::connect(place).await {
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

async fn read_many(stream: &mut TcpStream, length: u8) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}
