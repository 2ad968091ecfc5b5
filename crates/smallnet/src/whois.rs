//! The WHOIS servers of the small internet (RFC 3912): one that knows who else to ask, as IANA's does, and one that
//! knows networks and domains. Both say that they are simulated.

use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::World;
use crate::asked::What;
use crate::site::{Known, TOP_LEVELS, WhoisBehaviour, registered_domain};

/// The longest question, in octets with its end.
const QUESTION: u64 = 512;

/// How long a question may take to come, and an answer to be taken.
const PATIENCE: Duration = Duration::from_secs(15);

/// Who answers.
#[derive(Clone, Copy)]
pub(crate) enum Server {
    /// Who knows whom to ask: the registry is at this address.
    First(SocketAddr),
    /// Who knows networks and domains.
    Registry,
}

/// Serves one connection.
pub(crate) async fn serve(mut stream: TcpStream, server: Server, world: Arc<World>) {
    let (read, mut write) = stream.split();
    let mut line = String::new();
    let mut read = BufReader::new(read.take(QUESTION));
    if !matches!(
        timeout(PATIENCE, read.read_line(&mut line)).await,
        Ok(Ok(_))
    ) {
        return;
    }
    let question = line.trim().to_ascii_lowercase();
    world.log.note(What::Whois(question.clone()));
    let answer = answer(&world.known(), server, &question);
    // Whoever asked may have gone.
    let _ = timeout(PATIENCE, write.write_all(&answer)).await;
}

fn answer(known: &Known, server: Server, question: &str) -> Vec<u8> {
    let mut text = format!("% {SIMULATED}\r\n\r\n");
    match (server, &known.whois) {
        (Server::First(registry), _) => text.push_str(&refer(registry, question)),
        (Server::Registry, WhoisBehaviour::Says(bytes)) => return bytes.clone(),
        (Server::Registry, WhoisBehaviour::Right) => match look_up(known, question) {
            Some(found) => text.push_str(&found),
            None => text.push_str("%ERROR:101: no entries found\r\n"),
        },
    }
    text.into_bytes()
}

/// What the first server says: an address is looked up at a `refer`, a top-level domain has a `whois`.
fn refer(registry: SocketAddr, question: &str) -> String {
    if question.parse::<IpAddr>().is_ok() {
        format!("refer:        {registry}\r\n\r\nstatus:       ALLOCATED\r\n")
    } else if TOP_LEVELS.contains(&question) {
        format!(
            "domain:       {}\r\n\r\nwhois:        {registry}\r\n\r\nstatus:       ACTIVE\r\n",
            question.to_ascii_uppercase()
        )
    } else {
        "% This query returned 0 objects.\r\n".to_owned()
    }
}

fn look_up(known: &Known, question: &str) -> Option<String> {
    match question.parse::<IpAddr>() {
        Ok(address) => network(known, address),
        Err(_) => domain(known, question),
    }
}

/// As the registries of addresses write: keys and values in lower case, one object after another.
fn network(known: &Known, address: IpAddr) -> Option<String> {
    let (range, network) = known.network_of(&IpNet::from(address))?;
    let ends = format!("{} - {}", range.network(), range.broadcast());
    let (kind, route) = match range {
        IpNet::V4(_) => ("inetnum", "route"),
        IpNet::V6(_) => ("inet6num", "route6"),
    };
    let mut text = format!(
        "% Abuse contact for '{ends}' is '{}'\r\n\r\n",
        network.abuse
    );
    let lines = [
        (kind, ends),
        ("netname", network.handle.clone()),
        ("descr", network.holder.clone()),
        ("country", network.country.clone()),
        ("source", "SIMULATED".to_owned()),
        ("", String::new()),
        ("person", "A Private Person".to_owned()),
        ("e-mail", "private.person@somewhere.test".to_owned()),
        ("", String::new()),
        (route, range.to_string()),
        ("origin", format!("AS{}", network.autonomous_system)),
    ];
    for (key, value) in lines {
        if key.is_empty() {
            text.push_str("\r\n");
        } else {
            // Writing to a string cannot fail.
            let _ = write!(
                text,
                "{key}:{:width$}{value}\r\n",
                "",
                width = 15 - key.len()
            );
        }
    }
    Some(text)
}

/// As the registries of names write.
fn domain(known: &Known, name: &str) -> Option<String> {
    let registrar = known
        .sites
        .values()
        .find(|placed| registered_domain(&placed.site.host) == name)
        .map(|placed| &placed.site.registrar)?;
    Some(format!(
        "Domain Name: {}\r\nRegistrar: {}\r\nRegistrar Abuse Contact Email: {}\r\n\
         Registrant Name: A Private Person\r\nRegistrant Email: private.person@somewhere.test\r\n",
        name.to_ascii_uppercase(),
        registrar.name,
        registrar.abuse
    ))
}

const SIMULATED: &str =
    "This is the small internet: a simulation. Nobody and nothing named here exists.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SmallNet;
    use crate::story::AT_HOME;

    async fn ask(server: SocketAddr, question: &str) -> String {
        let mut stream = TcpStream::connect(server).await.unwrap();
        let line = format!("{question}\r\n");
        stream.write_all(line.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.contains("simulation"), "{answer}");
        answer
    }

    fn value<'a>(answer: &'a str, key: &str) -> &'a str {
        answer
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
            .unwrap()
            .trim()
    }

    #[tokio::test]
    async fn the_first_server_knows_whom_to_ask_and_nothing_else() {
        let net = SmallNet::with_demo_sites().await.unwrap();
        let answer = ask(net.whois(), "127.0.0.0").await;
        let registry: SocketAddr = value(&answer, "refer").parse().unwrap();
        assert_eq!(
            value(&ask(net.whois(), "TEST").await, "whois"),
            registry.to_string()
        );
        let unknown = ask(net.whois(), "kh-host.test").await;
        assert!(unknown.contains("0 objects"), "{unknown}");
        assert!(matches!(&net.asked()[0].what, What::Whois(question) if question == "127.0.0.0"));
    }

    #[tokio::test]
    async fn the_registry_knows_networks_and_domains() {
        let net = SmallNet::with_demo_sites().await.unwrap();
        let registry = value(&ask(net.whois(), "test").await, "whois")
            .parse()
            .unwrap();
        let network = ask(registry, "127.40.0.10").await;
        assert_eq!(value(&network, "country"), "KH");
        assert_eq!(value(&network, "origin"), "AS64540");
        assert!(network.contains("is 'abuse@mekong-hosting.test'"));
        let domain = ask(registry, registered_domain(AT_HOME)).await;
        assert_eq!(value(&domain, "Registrar"), "Angkor Example Registrar");
        assert!(
            ask(registry, "nobody.test")
                .await
                .contains("no entries found")
        );
        net.whois_behaves(WhoisBehaviour::Says(b"% simulation".to_vec()));
        assert_eq!(ask(registry, "127.40.0.10").await, "% simulation");
    }
}
