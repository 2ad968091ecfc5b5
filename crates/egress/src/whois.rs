//! WHOIS (RFC 3912): one line to port 43, and whatever comes back. Servers that others named are dialled at
//! addresses of the public internet alone, as everybody is.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use kernel::Sensitive;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::address::{Forbidden, Rules};
use crate::names::{NameError, Resolver, literal};
use crate::{Config, Error, FetchError};

/// The port of WHOIS.
const PORT: u16 = 43;

/// The longest answer that is kept, in bytes.
const ANSWER: usize = 64 * 1024;

/// The longest question, in bytes.
const QUESTION: usize = 255;

/// How WHOIS servers are asked.
pub(crate) struct Whois {
    first: Option<Server>,
    /// Servers of top-level domains that the hotline itself names.
    of_endings: BTreeMap<String, String>,
    resolver: Option<Resolver>,
    rules: Rules,
    timeout: Duration,
}

/// A server and its port.
#[derive(Clone)]
struct Server {
    host: String,
    port: u16,
}

impl Server {
    fn read(text: &str) -> Option<Self> {
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
                (host, port.parse().ok()?)
            }
            _ => (text, PORT),
        };
        let is_host = literal(host).is_some()
            || (!host.is_empty()
                && host.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
                }));
        (is_host && port != 0).then(|| Self {
            host: host.to_owned(),
            port,
        })
    }
}

impl Whois {
    pub(crate) fn new(config: &Config, resolver: Option<&Resolver>) -> Result<Self, Error> {
        let first = match &config.whois {
            Some(text) => Some(Server::read(text).ok_or(Error::Whois)?),
            None => None,
        };
        let mut of_endings = BTreeMap::new();
        for (ending, server) in &config.whois_servers {
            Server::read(server).ok_or(Error::Whois)?;
            let ending = ending.trim_start_matches('.').to_ascii_lowercase();
            of_endings.insert(ending, server.clone());
        }
        Ok(Self {
            first,
            of_endings,
            resolver: resolver.cloned(),
            rules: config.rules(),
            timeout: config.timeout,
        })
    }

    pub(crate) fn server_of(&self, ending: &str) -> Option<String> {
        self.of_endings.get(ending).cloned()
    }

    pub(crate) const fn is_configured(&self) -> bool {
        self.first.is_some()
    }

    pub(crate) async fn ask(
        &self,
        server: Option<&Sensitive<String>>,
        question: &str,
    ) -> Result<Vec<u8>, FetchError> {
        // Nothing that could be more than one question, or an option of some server.
        let plain =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-' | b'_');
        if question.is_empty()
            || question.len() > QUESTION
            || question.starts_with('-')
            || !question.bytes().all(plain)
        {
            return Err(FetchError::Url);
        }
        let (server, is_trusted) = match server {
            Some(named) => (Server::read(named.expose()).ok_or(FetchError::Url)?, false),
            None => (self.first.clone().ok_or(FetchError::Url)?, true),
        };
        if !is_trusted && server.port != PORT && !self.rules.demonstration {
            return Err(FetchError::Url);
        }
        let mut answer = Vec::new();
        let conversation = self.converse(&server, is_trusted, question, &mut answer);
        match tokio::time::timeout(self.timeout, conversation).await {
            Ok(Ok(())) => Ok(answer),
            Ok(Err(error)) => Err(error),
            // Some servers say all they have to say and keep the line open.
            Err(_) if !answer.is_empty() => Ok(answer),
            Err(_) => Err(FetchError::TimedOut),
        }
    }

    async fn converse(
        &self,
        server: &Server,
        is_trusted: bool,
        question: &str,
        answer: &mut Vec<u8>,
    ) -> Result<(), FetchError> {
        let mut stream = self.connect(server, is_trusted).await?;
        let line = format!("{question}\r\n");
        let sent = stream.write_all(line.as_bytes()).await;
        sent.map_err(|_| FetchError::Broken)?;
        let limit = u64::try_from(ANSWER).unwrap_or(u64::MAX);
        match stream.take(limit).read_to_end(answer).await {
            Err(_) if answer.is_empty() => Err(FetchError::Broken),
            // What came before the line broke is an answer.
            _ => Ok(()),
        }
    }

    async fn connect(&self, server: &Server, is_trusted: bool) -> Result<TcpStream, FetchError> {
        let mut addresses = self.addresses(&server.host).await?;
        if !is_trusted {
            addresses.retain(|address| self.rules.check(*address).is_ok());
        }
        if addresses.is_empty() {
            return Err(FetchError::Forbidden(Forbidden));
        }
        // A dead address does not use up all the time.
        let count = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
        let each = (self.timeout / 2) / count;
        for address in addresses {
            let place = SocketAddr::new(address, server.port);
            if let Ok(Ok(stream)) = tokio::time::timeout(each, TcpStream::connect(place)).await {
                return Ok(stream);
            }
        }
        Err(FetchError::Unreachable)
    }

    async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, FetchError> {
        match (literal(host), &self.resolver) {
            (Some(address), _) => Ok(vec![address]),
            (None, Some(resolver)) => Ok(resolver.names_of_late(host).await?.addresses),
            (None, None) => Err(FetchError::Name(NameError::NoResolver)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_host_or_a_host_and_a_port() {
        let read = |text| Server::read(text).map(|server| (server.host, server.port));
        let at = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(read("whois.test"), at("whois.test", 43));
        assert_eq!(read("whois.test:4343"), at("whois.test", 4343));
        assert_eq!(read("192.0.2.1:44"), at("192.0.2.1", 44));
        assert_eq!(read("2001:db8::1"), at("2001:db8::1", 43));
        assert_eq!(read("[2001:db8::1]:44"), at("[2001:db8::1]", 44));
        for wrong in [
            "",
            ":43",
            "whois.test:",
            "whois.test:0",
            "whois.test:65536",
            "a b",
            "a/b",
            "user@whois.test",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
