//! What every conversation with a SOCKS5 proxy has (RFC 1928): who speaks it says how a place is named, and what an
//! outcome means.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::look::Fault;

/// The proxy took the connection.
pub(crate) const CONNECTED: u8 = 0;

/// Says something of the proxy's, and holds its two bytes against those that go on.
pub(crate) async fn agree(
    stream: &mut TcpStream,
    said: &[u8],
    expected: [u8; 2],
) -> Result<(), Fault> {
    let broken = |_| Fault::Vantage;
    stream.write_all(said).await.map_err(broken)?;
    let mut answer = [0; 2];
    stream.read_exact(&mut answer).await.map_err(broken)?;
    if answer == expected {
        Ok(())
    } else {
        Err(Fault::Vantage)
    }
}

/// Asks for a connection to a place, as type and address (RFC 1928, section 5) and port. The outcome (section 6); behind
/// [`CONNECTED`] the connection is read to where the place begins to speak.
pub(crate) async fn ask(stream: &mut TcpStream, place: &[u8], port: u16) -> Result<u8, Fault> {
    let broken = |_| Fault::Vantage;
    let request = [&[5, 1, 0], place, &port.to_be_bytes()].concat();
    stream.write_all(&request).await.map_err(broken)?;
    let mut reply = [0; 4];
    stream.read_exact(&mut reply).await.map_err(broken)?;
    let [5, outcome, _, kind] = reply else {
        return Err(Fault::Vantage);
    };
    if outcome != CONNECTED {
        return Ok(outcome);
    }
    let bound = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(stream.read_u8().await.map_err(broken)?),
        _ => return Err(Fault::Vantage),
    };
    let mut rest = vec![0; bound + 2];
    stream.read_exact(&mut rest).await.map_err(broken)?;
    Ok(outcome)
}
