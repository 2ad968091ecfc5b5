use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// Counts what is read of it.
struct Counted<S>(S, Arc<AtomicUsize>);

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.0).poll_read(context, into))?;
        self.1
            .fetch_add(into.filled().len() - before, Ordering::SeqCst);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
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

/// What is made of what a server says, the headers, and how many bytes of it were read.
async fn said(answer: &[u8], hangs_up: bool) -> (Result<u16, Fault>, Step, usize) {
    let (ours, mut theirs) = tokio::io::duplex(answer.len() + 4096);
    let read = Arc::new(AtomicUsize::new(0));
    let mut step = Step::at(&Url::parse("http://site.test/p/17").unwrap());
    let request = Request::builder().uri("/p/17").header("host", "site.test");
    let request = request.body(NoBody).unwrap();
    let asking = head_alone(Counted(ours, Arc::clone(&read)), request, &mut step);
    let asking = tokio::time::timeout(Duration::from_millis(300), asking);
    let answering = async {
        // An answer before the question would be none.
        let mut asked = [0; 16];
        theirs.read_exact(&mut asked).await.unwrap();
        theirs.write_all(answer).await.unwrap();
        if hangs_up {
            theirs.shutdown().await.unwrap();
        }
    };
    let (status, ()) = tokio::join!(asking, answering);
    let status = status.unwrap_or(Err(Fault::TimedOut));
    (status, step, read.load(Ordering::SeqCst))
}

#[tokio::test]
async fn nothing_behind_the_head_is_read() {
    let body = "apple".repeat(10_000);
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 50000\r\n\r\n",
        "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\nServer: small\n\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nServer: small\r\n\r\n",
    ] {
        let (status, step, read) = said(format!("{head}{body}").as_bytes(), false).await;
        assert!(matches!(status, Ok(200 | 206)), "{head}: {status:?}");
        assert_eq!(step.status, status.ok());
        assert_eq!(read, head.len(), "{head}");
    }
}

#[tokio::test]
async fn what_is_no_head_is_left() {
    for (answer, hangs_up, fault, most) in [
        ("GIF89a and a great deal more", false, Fault::Broken, 1),
        ("HTTP/1.1 200 OK\r\nServer: sm", true, Fault::Broken, 64),
        ("", true, Fault::Broken, 0),
        ("HTTP/1.1 200 OK\r\nServer: sm", false, Fault::TimedOut, 64),
    ] {
        let (status, _, read) = said(answer.as_bytes(), hangs_up).await;
        assert_eq!(status, Err(fault), "{answer}");
        assert!(read <= most, "{answer}: {read}");
    }
    let endless = format!("HTTP/1.1 200 OK\r\n{}", "X-Word: word\r\n".repeat(5_000));
    let (status, _, read) = said(endless.as_bytes(), false).await;
    assert_eq!(status, Err(Fault::Broken));
    assert_eq!(read, HEAD + 1);
}

proptest! {
    #[test]
    fn no_bytes_are_too_much_for_it(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (status, _, read) = runtime.block_on(said(&bytes, true));
        prop_assert!(read <= bytes.len());
        prop_assert!(status.is_err() || bytes.starts_with(b"HTTP/"));
    }
}

/// How many bytes a server can push at a socket that takes in so little, before anything is read of it. Its own
/// buffer is the smallest there is, and is counted too.
async fn pushed(receive: Option<u32>) -> usize {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(1).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let place = listener.local_addr().unwrap();
    let connecting = async {
        match receive {
            Some(receive) => crate::dial::connect(place, receive).await.unwrap(),
            None => tokio::net::TcpStream::connect(place).await.unwrap(),
        }
    };
    let (ours, theirs) = tokio::join!(connecting, listener.accept());
    let (mut theirs, _) = theirs.unwrap();
    let mut pushed = 0;
    let part = [b'x'; 1024];
    while let Ok(Ok(count)) =
        tokio::time::timeout(Duration::from_millis(300), theirs.write(&part)).await
    {
        pushed += count;
    }
    drop(ours);
    pushed
}

#[tokio::test]
async fn a_server_can_push_no_more_than_the_smallest_buffer_holds() {
    let (least, heads, usual) = (
        pushed(Some(LEAST)).await,
        pushed(Some(HEADS)).await,
        pushed(None).await,
    );
    println!("pushed at {LEAST}: {least}, at {HEADS}: {heads}, without a limit: {usual}");
    assert!(least <= 8 * 1024, "{least} of {heads}");
    assert!(heads <= 64 * 1024, "{heads}");
    assert!(usual > 2 * heads, "{usual}");
}
