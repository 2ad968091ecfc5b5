//! Servers that mean harm, or do not know HTTP. What each simulates stands at [`Hostile`].

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::site::Hostile;

/// Between two bytes of a server that drips.
const DRIP: Duration = Duration::from_millis(50);

/// The head of a request that is read before anything is sent, at most.
const REQUEST: usize = 8 * 1024;

/// Serves one connection. That it ends is what the client does.
pub(crate) async fn serve(mut stream: TcpStream, hostile: Hostile) {
    let mut request = vec![0; REQUEST];
    if stream.read(&mut request).await.is_err() {
        return;
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let _ = match hostile {
        Hostile::Drips => drip(&mut stream, head).await,
        Hostile::EndlessBody => {
            let first = format!("{head}\r\n");
            for_ever(
                &mut stream,
                &first,
                "A harmless word of the small internet. ",
            )
            .await
        }
        Hostile::HeaderFlood => for_ever(&mut stream, head, "X-Word: a harmless word\r\n").await,
        Hostile::InterimFlood => {
            let interim = "HTTP/1.1 103 Early Hints\r\nX-Word: harmless\r\n\r\n";
            for_ever(&mut stream, "", interim).await
        }
        Hostile::Garbage => {
            stream
                .write_all(&[0x17, 0x00, 0xff, 0x0d, 0x0a].repeat(40))
                .await
        }
        Hostile::NoHead => {
            let page = "<!doctype html><p>A harmless page of the small internet.</p>";
            stream.write_all(page.as_bytes()).await
        }
        // A record of the handshake that says hello, and has no end.
        Hostile::Tls => {
            let hello = [
                0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00, 0x76, 0x03, 0x03,
            ];
            stream.write_all(&hello).await
        }
        Hostile::Bomb => {
            let first = format!("{head}Content-Encoding: gzip\r\nContent-Length: 10000\r\n\r\n");
            stream.write_all(first.as_bytes()).await
        }
    };
}

async fn for_ever(stream: &mut TcpStream, first: &str, more: &str) -> std::io::Result<()> {
    stream.write_all(first.as_bytes()).await?;
    loop {
        stream.write_all(more.as_bytes()).await?;
    }
}

async fn drip(stream: &mut TcpStream, first: &str) -> std::io::Result<()> {
    stream.write_all(first.as_bytes()).await?;
    loop {
        stream.write_all(b"x").await?;
        tokio::time::sleep(DRIP).await;
    }
}
