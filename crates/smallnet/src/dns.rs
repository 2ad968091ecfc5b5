//! The name server of the small internet: it speaks the real protocol (RFC 1035, EDNS of RFC 6891)
//! over UDP and TCP and answers for the root and everything under it.
//!
//! Answers may not be kept at first (time to live 0), so that a change of the sites is seen at once.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hickory_proto::ProtoError;
use hickory_proto::op::{Edns, Header, HeaderCounts, MessageType, Metadata, OpCode, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, NS, SOA};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};
use hickory_server::Server;
use hickory_server::net::runtime::Time;
use hickory_server::server::{Request, RequestHandler, ResponseHandler, ResponseInfo};
use hickory_server::zone_handler::MessageResponseBuilder;
use tokio::net::{TcpListener, UdpSocket};

use crate::asked::What;
use crate::site::{Behaviour, Known, NAME_SERVERS, OWN_ZONE, Site, is_within, registered_domain};
use crate::{Error, World};

/// How many aliases in a row are followed.
const ALIASES: usize = 8;

/// How long a TCP connection may be idle.
const IDLE: Duration = Duration::from_secs(10);

/// Answers waiting to be sent on one TCP connection.
const WAITING_ANSWERS: usize = 32;

/// The largest UDP answer, as resolvers agreed on the "DNS flag day" of 2020.
const UDP_ANSWER: u16 = 1232;

/// How often to look for a port that is free for UDP and for TCP.
const PORT_TRIES: usize = 16;

/// The running name server; it stops when dropped.
pub(crate) struct NameServer {
    address: SocketAddr,
    _server: Server<Zone>,
}

impl NameServer {
    /// Must be called on a runtime.
    pub(crate) fn start(world: Arc<World>) -> Result<NameServer, Error> {
        let (address, udp, tcp) = bind()?;
        let mut server = Server::new(Zone { world });
        server.register_socket(udp);
        server.register_listener(tcp, IDLE, WAITING_ANSWERS);
        Ok(NameServer {
            address,
            _server: server,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

fn bind() -> Result<(SocketAddr, UdpSocket, TcpListener), Error> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let mut tries = 0;
    loop {
        let udp = std::net::UdpSocket::bind(any).map_err(Error::Listen)?;
        let address = udp.local_addr().map_err(Error::Listen)?;
        match std::net::TcpListener::bind(address) {
            Ok(tcp) => {
                udp.set_nonblocking(true).map_err(Error::Listen)?;
                tcp.set_nonblocking(true).map_err(Error::Listen)?;
                let udp = UdpSocket::from_std(udp).map_err(Error::Listen)?;
                let tcp = TcpListener::from_std(tcp).map_err(Error::Listen)?;
                return Ok((address, udp, tcp));
            }
            Err(error) if tries == PORT_TRIES => return Err(Error::Listen(error)),
            // Somebody else has the TCP port of that number.
            Err(_) => tries += 1,
        }
    }
}

struct Zone {
    world: Arc<World>,
}

#[async_trait::async_trait]
impl RequestHandler for Zone {
    async fn handle_request<R: ResponseHandler, T: Time>(
        &self,
        request: &Request,
        mut response: R,
    ) -> ResponseInfo {
        let reply = self.reply(request);
        let mut metadata = Metadata::response_from_request(&request.metadata);
        metadata.response_code = reply.code;
        metadata.authoritative = true;
        // The product asks the small internet as it would ask a resolver.
        metadata.recursion_available = true;
        let edns = request.edns.as_ref().map(|_| {
            let mut edns = Edns::new();
            edns.set_max_payload(UDP_ANSWER).set_version(0);
            edns
        });
        let mut builder = MessageResponseBuilder::from_message_request(request);
        if let Some(edns) = &edns {
            builder.edns(edns);
        }
        let message = builder.build(metadata, &reply.answers, [], &reply.start_of_authority, []);
        match response.send_response(message).await {
            Ok(info) => info,
            // Whoever asked has gone; hickory only wants to know what would have been said.
            Err(_) => ResponseInfo::from(Header {
                metadata,
                counts: HeaderCounts::default(),
            }),
        }
    }
}

impl Zone {
    fn reply(&self, request: &Request) -> Reply {
        if request.metadata.message_type != MessageType::Query
            || request.metadata.op_code != OpCode::Query
        {
            return Reply::only(ResponseCode::NotImp);
        }
        let [query] = request.queries.queries() else {
            return Reply::only(ResponseCode::FormErr);
        };
        let name = query.name().to_string();
        let name = name.trim_end_matches('.');
        let kind = query.query_type();
        self.world.log.note(What::Dns {
            name: name.to_owned(),
            kind: kind.to_string(),
        });
        if query.query_class() != DNSClass::IN || kind == RecordType::AXFR {
            return Reply::only(ResponseCode::Refused);
        }
        let owner = query.original().name().clone();
        look_up(&self.world.known(), request.src().ip(), owner, name, kind)
            .unwrap_or_else(|_| Reply::only(ResponseCode::ServFail))
    }
}

/// What is said to one question.
#[derive(Debug)]
struct Reply {
    code: ResponseCode,
    answers: Vec<Record>,
    start_of_authority: Option<Record>,
}

impl Reply {
    fn only(code: ResponseCode) -> Reply {
        Reply {
            code,
            answers: Vec::new(),
            start_of_authority: None,
        }
    }
}

/// Follows aliases from `name` and finds its records of the kind, or says that there are none
/// (RFC 2308: with the zone's start of authority).
fn look_up(
    known: &Known,
    who: IpAddr,
    mut owner: Name,
    name: &str,
    kind: RecordType,
) -> Result<Reply, ProtoError> {
    let mut name = name;
    let mut reply = Reply::only(ResponseCode::NoError);
    let time_to_live = known.time_to_live;
    for _ in 0..ALIASES {
        let Some(target) = known.aliases.get(name) else {
            break;
        };
        let target_name = Name::from_ascii(format!("{target}."))?;
        let data = RData::CNAME(CNAME(target_name.clone()));
        reply
            .answers
            .push(Record::from_rdata(owner, time_to_live, data));
        if kind == RecordType::CNAME {
            return Ok(reply);
        }
        owner = target_name;
        name = target;
    }
    let placed = known.sites.get(name);
    if placed.is_some_and(|placed| *placed.behaviour.towards(who) == Behaviour::NameFails) {
        return Ok(Reply::only(ResponseCode::ServFail));
    }
    let records = records(known, who, name, kind)?;
    if records.is_empty() {
        if !exists(known, who, name) {
            reply.code = ResponseCode::NXDomain;
        }
        reply.start_of_authority = Some(start_of_authority(known, zone_of(known, who, name))?);
    }
    reply.answers.extend(
        records
            .into_iter()
            .map(|data| Record::from_rdata(owner.clone(), time_to_live, data)),
    );
    Ok(reply)
}

fn records(
    known: &Known,
    who: IpAddr,
    name: &str,
    kind: RecordType,
) -> Result<Vec<RData>, ProtoError> {
    let is_zone = zone_of(known, who, name) == name;
    let site = known
        .sites
        .get(name)
        .filter(|placed| *placed.behaviour.towards(who) != Behaviour::NameGone)
        .map(|placed| &placed.site);
    Ok(match kind {
        RecordType::A if NAME_SERVERS.contains(&name) => {
            vec![RData::A(A(Ipv4Addr::LOCALHOST))]
        }
        RecordType::A => site
            .and_then(|site| address(known, name, site))
            .map(|address| RData::A(A(address)))
            .into_iter()
            .collect(),
        RecordType::AAAA if matches!(behaves(known, name), Some(Behaviour::OnlyIpv6(_))) => {
            let own = site.and_then(|site| site.ipv6.as_ref());
            let address = own.map_or(Ipv6Addr::LOCALHOST, |(address, _)| *address);
            vec![RData::AAAA(AAAA(address))]
        }
        RecordType::AAAA => site
            .and_then(|site| site.ipv6.as_ref())
            .map(|(address, _)| RData::AAAA(AAAA(*address)))
            .into_iter()
            .collect(),
        RecordType::NS if is_zone => name_servers(known, name)
            .into_iter()
            .map(|server| Ok(RData::NS(NS(Name::from_ascii(format!("{server}."))?))))
            .collect::<Result<_, ProtoError>>()?,
        RecordType::SOA if is_zone => vec![start_of_authority(known, name)?.data],
        _ => Vec::new(),
    })
}

fn behaves<'a>(known: &'a Known, name: &str) -> Option<&'a Behaviour> {
    known.sites.get(name).map(|placed| &placed.behaviour)
}

/// The address that a question is answered with.
fn address(known: &Known, name: &str, site: &Site) -> Option<Ipv4Addr> {
    match behaves(known, name) {
        Some(Behaviour::OnlyIpv6(_)) => None,
        Some(Behaviour::Rebinds(other)) => {
            let turn = known.rebound.fetch_add(1, Ordering::Relaxed);
            Some(if turn.is_multiple_of(2) {
                site.address
            } else {
                *other
            })
        }
        _ => Some(site.address),
    }
}

fn name_servers(known: &Known, zone: &str) -> Vec<String> {
    let delegated = known.delegated.get(zone).cloned();
    delegated.unwrap_or_else(|| NAME_SERVERS.map(str::to_owned).to_vec())
}

/// Every name the DNS knows at the moment, to whoever asks.
fn names(known: &Known, who: IpAddr) -> impl Iterator<Item = &str> {
    known
        .sites
        .iter()
        .filter(move |(_, placed)| *placed.behaviour.towards(who) != Behaviour::NameGone)
        .map(|(host, _)| host.as_str())
        .chain(known.aliases.keys().map(String::as_str))
        .chain(NAME_SERVERS)
}

/// A name exists when it or one under it does (RFC 8020); the root does always.
fn exists(known: &Known, who: IpAddr, name: &str) -> bool {
    // Most that are asked for are there: with thousands of sites the others are not gone through for them.
    let is_there = known
        .sites
        .get(name)
        .is_some_and(|placed| *placed.behaviour.towards(who) != Behaviour::NameGone);
    is_there || names(known, who).any(|existing| is_within(existing, name))
}

/// The zone that answers for a name: its registered domain while that exists, else the root.
fn zone_of<'a>(known: &Known, who: IpAddr, name: &'a str) -> &'a str {
    let domain = registered_domain(name);
    if domain.contains('.') && exists(known, who, domain) {
        domain
    } else {
        ""
    }
}

fn start_of_authority(known: &Known, zone: &str) -> Result<Record, ProtoError> {
    let [primary, _] = NAME_SERVERS;
    let owner = Name::from_ascii(format!("{zone}."))?;
    let data = SOA::new(
        Name::from_ascii(format!("{primary}."))?,
        Name::from_ascii(format!("this-is-simulated.{OWN_ZONE}."))?,
        known.serial,
        3600,
        600,
        86_400,
        known.time_to_live,
    );
    Ok(Record::from_rdata(
        owner,
        known.time_to_live,
        RData::SOA(data),
    ))
}

#[cfg(test)]
mod tests;
