//! A name server that says what a test wants.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, NS};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};

/// What is said about a name; about all others: that they do not exist.
#[derive(Clone)]
pub(crate) enum Says {
    Addresses(Vec<IpAddr>),
    Alias(&'static str),
    Fails,
    /// Addresses of IPv4; questions for IPv6 fail.
    OnlyVersion4(Ipv4Addr),
    /// Too long for UDP.
    OnlyOverTcp(Vec<IpAddr>),
    /// To every question.
    NameServers(&'static [&'static str]),
    Nothing,
}

pub(crate) struct Dns {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

struct World {
    names: BTreeMap<&'static str, Says>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Dns {
    pub(crate) async fn start(names: &[(&'static str, Says)]) -> Self {
        let (udp, tcp) = sockets().await;
        let address = udp.local_addr().unwrap();
        let asked = Arc::default();
        let world = Arc::new(World {
            names: names.iter().cloned().collect(),
            asked: Arc::clone(&asked),
        });
        tokio::spawn(serve_udp(udp, Arc::clone(&world)));
        tokio::spawn(serve_tcp(tcp, world));
        Self { address, asked }
    }

    /// The names that were asked for, without the dot at their end.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// On one port for both.
async fn sockets() -> (UdpSocket, TcpListener) {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
            return (udp, tcp);
        }
    }
}

async fn serve_udp(socket: UdpSocket, world: Arc<World>) {
    let mut buffer = [0; 4096];
    while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
        if let Some(reply) = world.reply(&buffer[..length], false) {
            socket.send_to(&reply, peer).await.unwrap();
        }
    }
}

async fn serve_tcp(listener: TcpListener, world: Arc<World>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve_stream(stream, Arc::clone(&world)));
    }
}

async fn serve_stream(mut stream: TcpStream, world: Arc<World>) {
    while let Ok(length) = stream.read_u16().await {
        let mut question = vec![0; length.into()];
        stream.read_exact(&mut question).await.unwrap();
        if let Some(reply) = world.reply(&question, true) {
            let length = u16::try_from(reply.len()).unwrap();
            stream.write_u16(length).await.unwrap();
            stream.write_all(&reply).await.unwrap();
        }
    }
}

impl World {
    fn reply(&self, question: &[u8], tcp: bool) -> Option<Vec<u8>> {
        let question = Message::from_vec(question).unwrap();
        let query = question.queries[0].clone();
        let kind = query.query_type();
        let mut owner = query.name().clone();
        let asked = owner.to_ascii().trim_end_matches('.').to_owned();
        self.asked.lock().unwrap().push(asked.clone());

        let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
        reply.metadata.recursion_available = true;
        reply.add_query(query);
        let mut name = asked.as_str();
        for _ in 0..12 {
            let addresses = match self.names.get(name) {
                None if name.is_empty() => break,
                None => {
                    reply.metadata.response_code = ResponseCode::NXDomain;
                    break;
                }
                Some(Says::Nothing) => return None,
                Some(Says::Fails) => {
                    reply.metadata.response_code = ResponseCode::ServFail;
                    break;
                }
                Some(Says::Alias(target)) => {
                    let target_name = Name::from_ascii(format!("{target}.")).unwrap();
                    let data = RData::CNAME(CNAME(target_name.clone()));
                    reply.add_answer(Record::from_rdata(owner, 60, data));
                    if kind == RecordType::CNAME {
                        break;
                    }
                    (owner, name) = (target_name, target);
                    continue;
                }
                Some(Says::OnlyOverTcp(_)) if !tcp => {
                    reply.metadata.truncation = true;
                    break;
                }
                Some(Says::OnlyVersion4(_)) if kind != RecordType::A => {
                    reply.metadata.response_code = ResponseCode::ServFail;
                    break;
                }
                Some(Says::OnlyVersion4(address)) => vec![IpAddr::V4(*address)],
                Some(Says::NameServers(servers)) => {
                    for server in *servers {
                        let server = Name::from_ascii(format!("{server}.")).unwrap();
                        let data = RData::NS(NS(server));
                        reply.add_answer(Record::from_rdata(owner.clone(), 60, data));
                    }
                    break;
                }
                Some(Says::Addresses(addresses) | Says::OnlyOverTcp(addresses)) => {
                    addresses.clone()
                }
            };
            for address in addresses {
                let data = match (address, kind) {
                    (IpAddr::V4(address), RecordType::A) => RData::A(A(address)),
                    (IpAddr::V6(address), RecordType::AAAA) => RData::AAAA(AAAA(address)),
                    _ => continue,
                };
                reply.add_answer(Record::from_rdata(owner.clone(), 60, data));
            }
            break;
        }
        Some(reply.to_vec().unwrap())
    }
}
