//! Vantage points: from where we look. The house's own network is the first; others are reached through a proxy
//! that the operator configured, each with a resolver of its own that is asked through the same proxy, so that
//! what filters names at home does not follow us.

use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};

use hickory_resolver::proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use kernel::Country;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::dial::{HEADS, connect};
use crate::look::Fault;
use crate::names::{ADDRESSES, ALIASES, NameError, Names, full_name, text};
use crate::socks5;

/// The name of the house's own vantage point.
pub const HOUSE: &str = "house";

/// From where a look at an onion service counts as one: whatever the vantage point, it goes by the local Tor.
pub const TOR: &str = "tor";

/// The longest head of a proxy's answer, in bytes.
const PROXY_HEAD: usize = 8 * 1024;

/// From where one looks. Its proxy and its resolver do not print.
#[derive(Clone)]
pub struct Vantage {
    /// What checks call it.
    pub name: String,
    /// In which country it stands, where that is known.
    pub country: Option<Country>,
    /// Whether that is outside the hotline's own country.
    pub abroad: bool,
    /// How it is reached; nothing for the house itself.
    pub proxy: Option<Proxy>,
    /// Its resolver, asked over TCP through the proxy. Without one the house's resolver is asked, and what is
    /// filtered at home is filtered here.
    pub resolver: Option<SocketAddr>,
}

/// A proxy of the operator's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    /// SOCKS5 (RFC 1928), without a password.
    Socks5(SocketAddr),
    /// CONNECT of HTTP (RFC 9110, section 9.3.6).
    Connect(SocketAddr),
}

impl fmt::Debug for Vantage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Vantage({}, abroad: {})", self.name, self.abroad)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Socks5(_) => "Socks5",
            Self::Connect(_) => "Connect",
        })
    }
}

impl Vantage {
    /// The house's own network.
    pub fn house() -> Self {
        Self {
            name: HOUSE.to_owned(),
            country: None,
            abroad: false,
            proxy: None,
            resolver: None,
        }
    }

    pub(crate) const fn has_resolver(&self) -> bool {
        self.resolver.is_some()
    }

    /// A connection to a place, as seen from here. A proxy is given the address that was checked, never a name.
    /// The socket takes in so many bytes, about, before they are read.
    pub(crate) async fn connect(
        &self,
        place: SocketAddr,
        receive: u32,
    ) -> Result<TcpStream, Fault> {
        match self.proxy {
            None => connect(place, receive)
                .await
                .map_err(|error| refused(&error)),
            Some(Proxy::Socks5(proxy)) => {
                let stream = connect(proxy, receive).await.map_err(|_| Fault::Vantage)?;
                by_socks5(stream, place).await
            }
            Some(Proxy::Connect(proxy)) => {
                let stream = connect(proxy, receive).await.map_err(|_| Fault::Vantage)?;
                tunnel(stream, place).await
            }
        }
    }

    /// Whether its resolver answers at all.
    pub(crate) async fn probe(&self) -> bool {
        let Some(resolver) = self.resolver else {
            return false;
        };
        let Ok(mut stream) = self.connect(resolver, HEADS).await else {
            return false;
        };
        let answer = question(&mut stream, Name::root(), RecordType::NS).await;
        // That the root has no name servers is a strange answer, but one.
        !matches!(answer, Err(NameError::Failed))
    }

    /// Whether its proxy takes connections; there may be none to take any.
    pub(crate) async fn reaches_proxy(&self) -> bool {
        match self.proxy {
            None => true,
            Some(Proxy::Socks5(proxy) | Proxy::Connect(proxy)) => {
                connect(proxy, HEADS).await.is_ok()
            }
        }
    }

    /// What a name stands for, by the resolver of this vantage point.
    pub(crate) async fn names(&self, host: &str) -> Result<Names, Fault> {
        let resolver = self.resolver.ok_or(NameError::NoResolver)?;
        let mut stream = self
            .connect(resolver, HEADS)
            .await
            .map_err(|_| Fault::Vantage)?;
        let mut name = full_name(host)?;
        let mut chain = Vec::new();
        // A resolver may stop half way: then the rest is asked for by the name that it came to.
        while chain.len() <= ALIASES {
            let (mut addresses, mut failed, mut end) = (Vec::new(), false, None);
            for kind in [RecordType::A, RecordType::AAAA] {
                match question(&mut stream, name.clone(), kind).await {
                    Ok(records) => {
                        addresses.extend(addresses_of(&records));
                        end = end.or_else(|| aliases(&name, &records));
                    }
                    Err(NameError::NoSuchName) => {}
                    Err(_) => failed = true,
                }
            }
            let led = end.unwrap_or_default();
            chain.extend(led.iter().map(text));
            addresses.truncate(ADDRESSES);
            match (addresses.is_empty(), led.last()) {
                _ if chain.len() > ALIASES => break,
                (false, _) => return Ok(Names { addresses, chain }),
                // Nothing is known to be gone unless both answers say so.
                (true, _) if failed => return Err(NameError::Failed.into()),
                (true, None) => return Err(NameError::NoSuchName.into()),
                (true, Some(last)) => name = last.clone(),
            }
        }
        Err(NameError::Aliases.into())
    }
}

/// The addresses among records.
fn addresses_of(records: &[Record]) -> impl Iterator<Item = IpAddr> {
    records.iter().filter_map(|record| match &record.data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        _ => None,
    })
}

/// The aliases that lead on from a name, in order; nothing where there are none, and one more than is allowed where
/// they lead in a circle.
fn aliases(name: &Name, records: &[Record]) -> Option<Vec<Name>> {
    let mut led: Vec<Name> = Vec::new();
    while led.len() <= ALIASES {
        let owner = led.last().unwrap_or(name);
        let target = records.iter().find_map(|record| match &record.data {
            RData::CNAME(target) if record.name == *owner => Some(target.0.clone()),
            _ => None,
        });
        match target {
            Some(target) => led.push(target),
            None => break,
        }
    }
    (!led.is_empty()).then_some(led)
}

/// One question of the DNS over TCP (RFC 1035, section 4.2.2), and the records that answer it: aliases
/// on the way among them.
async fn question(
    stream: &mut TcpStream,
    name: Name,
    kind: RecordType,
) -> Result<Vec<Record>, NameError> {
    let failed = |_| NameError::Failed;
    let mut message = Message::query();
    message.add_query(Query::query(name, kind));
    message.metadata.recursion_desired = true;
    let asked = message.to_vec().map_err(|_| NameError::Failed)?;
    let length = u16::try_from(asked.len()).map_err(|_| NameError::Failed)?;
    let framed = [&length.to_be_bytes()[..], &asked].concat();
    stream.write_all(&framed).await.map_err(failed)?;
    let length = stream.read_u16().await.map_err(failed)?;
    let mut answer = vec![0; usize::from(length)];
    stream.read_exact(&mut answer).await.map_err(failed)?;
    let answer = Message::from_vec(&answer).map_err(|_| NameError::Failed)?;
    let is_ours = answer.metadata.id == message.metadata.id
        && answer.metadata.message_type == MessageType::Response
        && answer.metadata.op_code == OpCode::Query;
    match answer.metadata.response_code {
        _ if !is_ours => Err(NameError::Failed),
        ResponseCode::NXDomain => Err(NameError::NoSuchName),
        ResponseCode::NoError => Ok(answer.answers),
        _ => Err(NameError::Failed),
    }
}

/// Asks a SOCKS5 proxy for a connection to an address.
async fn by_socks5(mut stream: TcpStream, place: SocketAddr) -> Result<TcpStream, Fault> {
    socks5::agree(&mut stream, &[5, 1, 0], [5, 0]).await?;
    let mut address = Vec::new();
    match place.ip() {
        IpAddr::V4(of) => {
            address.push(1);
            address.extend(of.octets());
        }
        IpAddr::V6(of) => {
            address.push(4);
            address.extend(of.octets());
        }
    }
    match socks5::ask(&mut stream, &address, place.port()).await? {
        socks5::CONNECTED => Ok(stream),
        // The host or the connection is what failed, not the proxy. That it has no way to the network (3) is its own
        // lack: of version 6, above all.
        4..=6 => Err(Fault::Unreachable),
        _ => Err(Fault::Vantage),
    }
}

/// Whether a connection that could not be made was refused by the place, or there is no way from here: a house without
/// version 6 has none to a place that has nothing else.
fn refused(error: &std::io::Error) -> Fault {
    match error.kind() {
        ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable
        | ErrorKind::Unsupported => Fault::Vantage,
        _ => Fault::Unreachable,
    }
}

/// Asks an HTTP proxy for a connection to an address.
async fn tunnel(mut stream: TcpStream, place: SocketAddr) -> Result<TcpStream, Fault> {
    let broken = |_| Fault::Vantage;
    let request = format!("CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(broken)?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == PROXY_HEAD {
            return Err(Fault::Vantage);
        }
        // Byte by byte: what follows the head is the server's.
        head.push(stream.read_u8().await.map_err(broken)?);
    }
    let status = head.split(|byte| *byte == b' ').nth(1);
    match status {
        Some(b"200") => Ok(stream),
        // The proxy reached a server that gave no answer. That it is busy itself (503) says nothing of the place.
        Some(b"502" | b"504") => Err(Fault::Unreachable),
        _ => Err(Fault::Vantage),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_that_we_lack_is_not_a_refusal_of_the_place() {
        let of = |kind: ErrorKind| refused(&std::io::Error::from(kind));
        for ours in [ErrorKind::NetworkUnreachable, ErrorKind::AddrNotAvailable] {
            assert_eq!(of(ours), Fault::Vantage, "{ours:?}");
        }
        for theirs in [
            ErrorKind::ConnectionRefused,
            ErrorKind::ConnectionReset,
            ErrorKind::HostUnreachable,
            ErrorKind::TimedOut,
        ] {
            assert_eq!(of(theirs), Fault::Unreachable, "{theirs:?}");
        }
    }
}
