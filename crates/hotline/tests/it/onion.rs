//! The letterbox's second listener, for Tor alone, and the header that names it to others.

use smallnet::SmallNet;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

use crate::prepared;

const ADDRESS: &str = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion";

#[tokio::test(flavor = "multi_thread")]
async fn the_public_listener_names_the_onion_service_and_the_onion_service_answers() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let mut product = prepared(&net, false).await;
    let open = product.try_run(&["check"], "").await.unwrap();
    assert!(String::from_utf8_lossy(&open.stdout).contains("docs/manual/onion.md"));

    let socket = product.folder().join("onion");
    // What an earlier run left, that was killed.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let file = product.folder().join("hotline.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let more = format!(
        "[letterbox]\nonion_listen = \"unix:{}\"\nonion_address = \"{ADDRESS}\"\n",
        socket.display()
    );
    std::fs::write(&file, text.replace("[letterbox]\n", &more)).unwrap();
    let well = product.try_run(&["check"], "").await.unwrap();
    let well = String::from_utf8_lossy(&well.stdout).into_owned();
    assert!(well.contains("well   the onion service"), "{well}");
    product.start().await.unwrap();

    let host = product.letterbox.strip_prefix("http://").unwrap();
    for (request, named) in [
        ("GET /en/", Some("/en/")),
        ("GET /km/receipt?anything=17", Some("/km/receipt")),
        ("GET /en/nowhere", Some("/en/nowhere")),
        // A browser that follows it from the answer to a form would lose the receipt.
        ("POST /en/report", None),
        ("GET /assets/nothing.css", Some("/assets/nothing.css")),
        // No page: it leads to one.
        ("GET /en", None),
    ] {
        let head = ask(TcpStream::connect(host).await.unwrap(), request).await;
        let wanted = named.map(|path| format!("onion-location: {ADDRESS}{path}"));
        let found = head.lines().find(|line| line.starts_with("onion-location"));
        assert_eq!(found, wanted.as_deref(), "{request}: {head}");

        let head = ask(UnixStream::connect(&socket).await.unwrap(), request).await;
        assert!(head.starts_with("HTTP/1.1 "), "{head}");
        assert!(!head.contains("onion-location"), "{head}");
        let policy = "content-security-policy: default-src 'none'";
        assert!(head.contains(policy), "{head}");
    }
    product.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_onion_address_stops_the_program_and_names_the_key() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = prepared(&net, false).await;
    let file = product.folder().join("hotline.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let mistyped = ADDRESS.replace("2gzy", "2gzx");
    let more = format!("[letterbox]\nonion_address = \"{mistyped}\"\n");
    std::fs::write(&file, text.replace("[letterbox]\n", &more)).unwrap();
    let output = product.try_run(&["letterbox"], "").await.unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("letterbox.onion_address"), "{said}");
    assert!(said.contains("mistyped"), "{said}");
}

/// The head of the answer to one request.
async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    let request =
        format!("{request} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.split("\r\n\r\n").next().unwrap().to_owned()
}
