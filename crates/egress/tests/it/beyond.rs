//! What a look does beyond HEAD: one byte where HEAD is refused, and one more HEAD where a certificate is at fault.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use egress::{Asked, CertificateFault, Config, Egress, Fault, HOUSE, Manner, Sighting};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::certificate;
use crate::dns::{Dns, Says};
use crate::web::{Does, Web};
use crate::{config, through, url};

const FIRST_BYTE: Manner = Manner {
    first_byte: true,
    unverified: false,
};
const UNVERIFIED: Manner = Manner {
    first_byte: false,
    unverified: true,
};

async fn dns() -> Dns {
    let loopback = || Says::Addresses(vec!["127.0.0.1".parse().unwrap()]);
    Dns::start(&[
        ("site.test", loopback()),
        ("safe.test", loopback()),
        ("other.test", loopback()),
    ])
    .await
}

fn ways(sighting: &Sighting) -> Vec<Asked> {
    sighting.steps.iter().map(|step| step.asked).collect()
}

/// HEAD is answered so, and GET so.
async fn refusing(head: &'static str, get: &'static str) -> Web {
    Web::start(move |line| match (line.starts_with("HEAD "), head) {
        (true, "") => Does::Closes,
        (true, _) => Does::Says(head.to_owned()),
        (false, _) => Does::Says(get.to_owned()),
    })
    .await
}

#[tokio::test]
async fn where_head_is_refused_one_byte_is_asked_for_if_that_is_allowed() {
    const REFUSED: &str = "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n";
    const PARTIAL: &str = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/9\r\n\
        Content-Type: video/mp4\r\nContent-Length: 1\r\n\r\nx";
    let egress = through(&dns().await);
    for (head, get, end) in [
        (REFUSED, PARTIAL, Ok(206)),
        (
            "HTTP/1.1 501 No\r\nContent-Length: 0\r\n\r\n",
            PARTIAL,
            Ok(206),
        ),
        ("", PARTIAL, Ok(206)),
        (REFUSED, "HTTP/1.1 404 No\r\n\r\n", Ok(404)),
        (REFUSED, REFUSED, Ok(405)),
        (REFUSED, "and nothing like an answer", Err(Fault::Broken)),
    ] {
        let web = refusing(head, get).await;
        let place = url(&web.url("site.test", "/p/17"));
        let plain = egress.look(&place, HOUSE).await;
        assert!(matches!(plain.end, Ok(405 | 501) | Err(Fault::Broken)));
        let without = web.lines().len();
        let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
        assert_eq!(sighting.end, end, "{head} {get}");
        assert_eq!(
            ways(&sighting),
            [Asked::Head, Asked::FirstByte],
            "{head} {get}"
        );
        let heads = web.heads();
        assert!(
            heads[..without]
                .iter()
                .all(|head| head.starts_with("HEAD "))
        );
        let asked = heads.last().unwrap().to_ascii_lowercase();
        assert!(asked.starts_with("get /p/17 "), "{asked}");
        assert!(asked.contains("range: bytes=0-0\r\n") && asked.contains("connection: close\r\n"));
        for absent in ["cookie", "referer", "authorization"] {
            assert!(!asked.contains(absent), "{asked}");
        }
        egress.rest();
    }
    // Whoever answers HEAD is asked nothing else.
    let web = Web::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let place = url(&web.url("site.test", "/p/17"));
    let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
    assert_eq!(
        (ways(&sighting), sighting.end),
        (vec![Asked::Head], Ok(200))
    );
}

#[tokio::test]
async fn a_look_has_one_limit_of_time_however_much_it_asks() {
    const QUESTION: Duration = Duration::from_millis(500);
    let egress = Egress::new(Config {
        timeout: QUESTION,
        host_gap: Duration::ZERO,
        ..config(Some(dns().await.address))
    })
    .unwrap();
    // Each question is answered in time: HEAD is refused, and GET led on, again and again.
    let web = Web::start(|line| {
        let answer = if line.starts_with("HEAD ") {
            "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
        } else {
            "HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\n\r\n"
        };
        Does::Waits(Duration::from_millis(400), answer.to_owned())
    })
    .await;
    let place = url(&web.url("site.test", "/p/17"));
    let began = std::time::Instant::now();
    let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
    assert_eq!(sighting.end, Err(Fault::TimedOut));
    assert_eq!(egress.longest_look(), QUESTION * 4);
    assert!(began.elapsed() < QUESTION * 4 + QUESTION / 2);
    let statuses = sighting.steps.iter().filter_map(|step| step.status);
    assert!(statuses.count() >= 2, "what was seen until then is kept");
    let patient = Config {
        timeout: Duration::from_mins(1),
        ..config(None)
    };
    let egress = Egress::new(patient).unwrap();
    assert_eq!(egress.longest_look(), egress::LONGEST_LOOK);
}

#[tokio::test]
async fn where_one_byte_leads_elsewhere_head_goes_first() {
    let egress = through(&dns().await);
    let target = Web::saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
    let to: &'static str = Box::leak(
        format!(
            "HTTP/1.1 302 Found\r\nLocation: {}\r\n\r\n",
            target.url("other.test", "/c")
        )
        .into_boxed_str(),
    );
    let web = refusing("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n", to).await;
    let place = url(&web.url("site.test", "/p/17"));
    let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
    assert_eq!(sighting.end, Ok(200));
    assert_eq!(
        ways(&sighting),
        [Asked::Head, Asked::FirstByte, Asked::Head]
    );
    assert_eq!(target.lines(), ["HEAD /c HTTP/1.1"]);

    let web = refusing(
        "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\n\r\n",
    )
    .await;
    let place = url(&web.url("site.test", "/p/17"));
    let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
    assert!(matches!(sighting.end, Err(Fault::Forbidden(_))));
    assert_eq!(sighting.last().unwrap().dialled, None);

    let round = "HTTP/1.1 302 Found\r\nLocation: /p/17\r\n\r\n";
    let web = refusing("HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n", round).await;
    let place = url(&web.url("site.test", "/p/17"));
    let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
    assert_eq!(sighting.end, Err(Fault::Redirects));
    assert!(web.lines().len() <= 12, "{:?}", web.lines());
}

/// What a server sends, counted as it is handed to the system: handshakes, heads and all.
struct Counted(TcpStream, Arc<AtomicUsize>);

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let sent = ready!(Pin::new(&mut self.0).poll_write(context, bytes))?;
        self.1.fetch_add(sent, Ordering::SeqCst);
        Poll::Ready(Ok(sent))
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// Refuses HEAD, and to GET pushes a film as fast as it is let. The count is of what it got rid of; its own buffer,
/// the smallest there is, is in it.
fn pushing(tls: Option<TlsAcceptor>) -> (SocketAddr, Arc<AtomicUsize>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(1).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(8).unwrap();
    let place = listener.local_addr().unwrap();
    let count = Arc::<AtomicUsize>::default();
    let pushed = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (tls, stream) = (tls.clone(), Counted(stream, Arc::clone(&count)));
            tokio::spawn(async move {
                match tls {
                    None => push(stream).await,
                    Some(tls) => push(tls.accept(stream).await.unwrap()).await,
                }
            });
        }
    });
    (place, pushed)
}

async fn push(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    if head.starts_with(b"HEAD ") {
        let refusal = b"HTTP/1.1 405 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(refusal).await.unwrap();
        stream.flush().await.unwrap();
        return;
    }
    let mut film = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n".to_vec();
    film.resize(1024, b'x');
    // It goes on for as long as anybody takes it, and a while longer.
    while let Ok(Ok(_)) = tokio::time::timeout(Duration::from_secs(1), stream.write(&film)).await {
        film.fill(b'x');
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_range_gets_rid_of_next_to_nothing() {
    let (authority, acceptor) = certificate::make();
    let dns = dns().await;
    let egress = Egress::new(Config {
        ca_file: Some(authority.path().to_owned()),
        ..config(Some(dns.address))
    })
    .unwrap();
    for (tls, scheme, most) in [
        (None, "http", 8 * 1024),
        (Some(acceptor), "https", 24 * 1024),
    ] {
        let (place, pushed) = pushing(tls);
        let place = url(&format!("{scheme}://safe.test:{}/film", place.port()));
        let sighting = egress.look_beyond(&place, HOUSE, FIRST_BYTE).await;
        assert_eq!(sighting.end, Ok(200));
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let pushed = pushed.load(Ordering::SeqCst);
        println!("{scheme}: {pushed} bytes");
        assert!(pushed <= most, "{scheme}: {pushed}");
    }
}

#[tokio::test]
async fn a_certificate_at_fault_is_looked_past_once_and_only_if_that_is_allowed() {
    let (_, acceptor) = certificate::make();
    let dns = dns().await;
    // The authority is one that nobody trusts.
    let egress = Egress::new(config(Some(dns.address))).unwrap();
    let answer = || Does::Says(String::from("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"));
    let web = Web::open(Some(acceptor), move |_| answer()).await;
    let place = url(&format!("https://safe.test:{}/p/17", web.port));
    let fault = Err(Fault::Certificate(CertificateFault::UnknownIssuer));
    for manner in [Manner::default(), FIRST_BYTE] {
        let sighting = egress.look_beyond(&place, HOUSE, manner).await;
        assert_eq!((sighting.end, ways(&sighting)), (fault, vec![Asked::Head]));
    }
    assert!(web.heads().is_empty(), "nothing was asked of it");
    let sighting = egress.look_beyond(&place, HOUSE, UNVERIFIED).await;
    assert_eq!(sighting.end, fault, "what it says counts for nothing");
    assert_eq!(ways(&sighting), [Asked::Head, Asked::Unverified]);
    assert_eq!(sighting.last().unwrap().status, Some(404));
    let certificates = sighting.steps.iter().map(|step| step.certificate.unwrap());
    let fingerprints: Vec<_> = certificates.map(|one| one.fingerprint).collect();
    assert_eq!(fingerprints[0], fingerprints[1]);
    assert_eq!(web.lines(), ["HEAD /p/17 HTTP/1.1"]);
}
