//! What a first view costs a reader who pays for each kilobyte: every byte of every answer, as it is sent.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::Site;

/// Bytes of a first view with the Khmer font, and without it.
const WITH_FONT: usize = 60_000;
const WITHOUT: usize = 25_000;

store::on_both! {
    async fn a_first_view_is_small(test: TestDb) {
        let site = Site::open(test).await;
        for path in ["/km/", "/en/", "/"] {
            let (page, head, html) = fetch(&site, path, true).await;
            // What is typed comes back beside what is secret: packed, its length would tell of the secret.
            assert!(!head.contains("content-encoding"), "{head}");
            let html = String::from_utf8(html).unwrap();
            let mut view = page;
            let assets = addresses(&html, "=\"/assets/");
            assert_eq!(assets.len(), 3, "icon, stylesheet, script: {assets:?}");
            for asset in &assets {
                let (bytes, head, _) = fetch(&site, &format!("/assets/{asset}"), true).await;
                assert!(head.contains("content-encoding: gzip"), "{head}");
                view += bytes;
            }
            assert!(view <= WITHOUT, "{path}: {view} bytes without a font");

            let style = assets.iter().find(|asset| asset.starts_with("style-")).unwrap();
            let (_, _, style) = fetch(&site, &format!("/assets/{style}"), false).await;
            let fonts = addresses(std::str::from_utf8(&style).unwrap(), "url(\"");
            assert_eq!(fonts.len(), 2, "{fonts:?}");
            for font in fonts {
                view += fetch(&site, &format!("/assets/{font}"), true).await.0;
            }
            assert!(view <= WITH_FONT, "{path}: {view} bytes with the fonts");
        }
    }
}

/// The names behind each `opening`, to the next quotation mark.
fn addresses<'a>(text: &'a str, opening: &str) -> Vec<&'a str> {
    let rests = text.split(opening).skip(1);
    rests.filter_map(|rest| rest.split('"').next()).collect()
}

/// Bytes on the wire, head and body of an answer.
async fn fetch(site: &Site, path: &str, packed: bool) -> (usize, String, Vec<u8>) {
    let asked = if packed {
        "accept-encoding: gzip, deflate, br\r\n"
    } else {
        ""
    };
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: x\r\naccept-language: km\r\n{asked}connection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap()
        + 4;
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
    (answer.len(), head, answer[end..].to_vec())
}
