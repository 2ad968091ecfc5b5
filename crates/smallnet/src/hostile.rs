//! Servers that mean harm, or do not know HTTP. What each simulates stands at [`Hostile`].

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::World;
use crate::asked::What;
use crate::site::Hostile;

/// Between two bytes of a server that drips.
const DRIP: Duration = Duration::from_millis(50);

/// To how much the bomb unpacks, in bytes.
const BOMB: usize = 8 * 1024 * 1024;

/// The head of a request that is read before anything is sent, at most.
const REQUEST: usize = 8 * 1024;

/// Serves one connection. That it ends is what the client does.
pub(crate) async fn serve(mut stream: TcpStream, hostile: Hostile, world: &World) {
    let mut request = vec![0; REQUEST];
    let Ok(length) = stream.read(&mut request).await else {
        return;
    };
    request.truncate(length);
    let is_head = request.starts_with(b"HEAD ");
    note(world, &request);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n";
    let _ = match hostile {
        Hostile::Drips => drip(&mut stream, head).await,
        Hostile::EndlessBody => {
            let first = format!("{head}\r\n<!doctype html>");
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
            let bomb = bomb();
            let first = format!(
                "{head}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                bomb.len()
            );
            match stream.write_all(first.as_bytes()).await {
                Ok(()) if !is_head => stream.write_all(&bomb).await,
                outcome => outcome,
            }
        }
        Hostile::Pushes if is_head => {
            let refusal =
                "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n";
            stream.write_all(refusal.as_bytes()).await
        }
        Hostile::Pushes => {
            let first = "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n";
            for_ever(&mut stream, first, "A harmless word. ").await
        }
    };
}

/// Notes a request that reads as one.
fn note(world: &World, request: &[u8]) {
    let text = String::from_utf8_lossy(request);
    let mut words = text.lines().next().unwrap_or_default().split(' ');
    let (Some(method), Some(path), Some("HTTP/1.1")) = (words.next(), words.next(), words.next())
    else {
        return;
    };
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.unwrap_or_default().split(':').next();
    world.log.note(What::Http {
        method: method.to_owned(),
        host: host.unwrap_or_default().to_owned(),
        path: path.to_owned(),
    });
}

/// A page of eight MiB of blanks, packed.
fn bomb() -> Vec<u8> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::fast());
    let blanks = vec![b' '; BOMB];
    // Writing to memory does not fail.
    let _ = packing.write_all(b"<!doctype html><p>harmless</p>");
    let _ = packing.write_all(&blanks);
    packing.finish().unwrap_or_default()
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
