//! A client that costs little: one connection, one request at a time.

use std::net::SocketAddr;

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What the API is sent.
pub(crate) const JSON: &str = "application/json";
/// What a page is sent.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// One connection.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer that is there to its end.
pub(crate) struct Answer<'client> {
    pub(crate) status: u16,
    head: &'client str,
    pub(crate) body: &'client [u8],
}

impl<'client> Answer<'client> {
    /// What a header says, the first of its name.
    pub(crate) fn header(&self, name: &str) -> Option<&'client str> {
        header(self.head, name)
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(4096),
        })
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        kind: &str,
        body: &str,
    ) -> anyhow::Result<Answer<'_>> {
        self.send("POST", path, &[("content-type", kind)], body)
            .await
    }

    /// The same by any method, with these headers.
    pub(crate) async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> anyhow::Result<Answer<'_>> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nhost: bench\r\n");
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        let length = body.len().to_string();
        request.extend(["content-length: ", &length, "\r\n\r\n", body]);
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let (status, begin) = loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server closed the connection");
            if let Some(whole) = whole(&self.buffer)? {
                break whole;
            }
        };
        let (head, body) = self.buffer.split_at_checked(begin).unwrap_or_default();
        let head = std::str::from_utf8(head)?;
        Ok(Answer { status, head, body })
    }
}

/// The status of an answer whose body is there too, and where the body begins.
fn whole(buffer: &[u8]) -> anyhow::Result<Option<(u16, usize)>> {
    let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(buffer.get(..end).unwrap_or_default())?;
    let length: usize = header(head, "content-length")
        .context("an answer without a length")?
        .parse()?;
    let status = head
        .split_whitespace()
        .nth(1)
        .context("an answer without a status")?;
    Ok((buffer.len() >= end + 4 + length).then_some((status.parse()?, end + 4)))
}

fn header<'head>(head: &'head str, name: &str) -> Option<&'head str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(one, _)| one.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
