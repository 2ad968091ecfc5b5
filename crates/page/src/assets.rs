//! The stylesheet, the script, the fonts and the icon, each under a name that changes with its content, so
//! that browsers of staff may keep it for ever. Those of visitors keep nothing: see `secure.rs`.
//!
//! What is text among them is packed once, for browsers that take it so. Pages never are: they hold secrets
//! beside what strangers typed, and the packed length of such a page tells of the secret.

use std::io::Write;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Problem;

struct Asset {
    name: &'static str,
    served_as: String,
    content_type: &'static str,
    bytes: Vec<u8>,
    /// The same as gzip (RFC 1952), where that is shorter.
    packed: Option<Vec<u8>>,
}

impl Asset {
    fn new(name: &'static str, content_type: &'static str, bytes: Vec<u8>) -> Self {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let served_as = format!("{stem}-{:016x}.{extension}", fingerprint(&bytes));
        let packed = pack(&bytes).filter(|packed| packed.len() < bytes.len());
        Self {
            name,
            served_as,
            content_type,
            bytes,
            packed,
        }
    }
}

/// The bytes as gzip. Fonts come out no shorter: they are packed in themselves.
fn pack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets = vec![
        Asset::new("icon.svg", "image/svg+xml", ICON.to_vec()),
        Asset::new("noto-sans-khmer-400.woff2", "font/woff2", KHMER.to_vec()),
        Asset::new(
            "noto-sans-khmer-700.woff2",
            "font/woff2",
            KHMER_BOLD.to_vec(),
        ),
        Asset::new(
            "public.js",
            "text/javascript; charset=utf-8",
            SCRIPT.to_vec(),
        ),
        Asset::new("hide.js", "text/javascript; charset=utf-8", HIDE.to_vec()),
        Asset::new("keys.js", "text/javascript; charset=utf-8", KEYS.to_vec()),
    ];
    // The stylesheet names the fonts, so their served names are put in before its own is made.
    let mut style = STYLE.to_owned();
    for asset in &assets {
        style = style.replace(asset.name, &asset.served_as);
    }
    assets.push(Asset::new(
        "style.css",
        "text/css; charset=utf-8",
        style.into_bytes(),
    ));
    assets
});

/// The address of an asset: `asset("style.css")` is `/assets/style-….css`.
///
/// A name there is no asset of stops a debug build, and leads nowhere in a release build.
pub fn asset(name: &str) -> String {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    debug_assert!(found.is_some(), "there is no asset {name}");
    format!("/assets/{}", found.map_or(name, |asset| &asset.served_as))
}

/// Serves the assets under `/assets/`.
pub fn assets_router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>, asked: HeaderMap) -> Result<Response, Problem> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.served_as == name)
        .ok_or(Problem::NotFound)?;
    let headers = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "accept-encoding"),
    ];
    Ok(match &asset.packed {
        Some(packed) if takes_gzip(&asked) => {
            (headers, [(CONTENT_ENCODING, "gzip")], packed.as_slice()).into_response()
        }
        _ => (headers, asset.bytes.as_slice()).into_response(),
    })
}

/// Whether `Accept-Encoding` names gzip and does not refuse it (RFC 9110, 12.5.3).
fn takes_gzip(asked: &HeaderMap) -> bool {
    let named = asked.get_all(ACCEPT_ENCODING).iter();
    named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let gzip = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
            let refused = parts
                .filter_map(|parameter| parameter.strip_prefix("q="))
                .any(|weight| weight.parse().is_ok_and(|weight: f32| weight <= 0.0));
            gzip && !refused
        })
}

/// FNV-1a over 64 bits: tells versions of our own files apart, and guards nothing.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

const STYLE: &str = concat!(
    include_str!("../assets/style/tokens.css"),
    include_str!("../assets/style/elements.css"),
    include_str!("../assets/style/frame.css"),
    include_str!("../assets/style/forms.css"),
    include_str!("../assets/style/records.css"),
    include_str!("../assets/style/media.css"),
);
const SCRIPT: &[u8] = include_bytes!("../assets/public.js");
const HIDE: &[u8] = include_bytes!("../assets/hide.js");
const KEYS: &[u8] = include_bytes!("../assets/keys.js");
const ICON: &[u8] = include_bytes!("../assets/icon.svg");
const KHMER: &[u8] = include_bytes!("../assets/noto-sans-khmer-400.woff2");
const KHMER_BOLD: &[u8] = include_bytes!("../assets/noto-sans-khmer-700.woff2");

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt;

    use super::*;

    async fn get(path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assets_router().oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_asset_is_served_for_ever_under_its_address() {
        for asset in ASSETS.iter() {
            let response = get(&super::asset(asset.name)).await;
            assert_eq!(response.status(), StatusCode::OK);
            let headers = response.headers();
            assert_eq!(headers[CONTENT_TYPE], asset.content_type);
            assert!(
                headers[CACHE_CONTROL]
                    .to_str()
                    .unwrap()
                    .contains("immutable")
            );
            let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            assert!(!body.is_empty());
        }
        assert_eq!(
            get("/assets/style.css").await.status(),
            StatusCode::NOT_FOUND
        );
    }

    #[tokio::test]
    async fn text_is_packed_for_whoever_takes_it_so() {
        let path = asset("style.css");
        let plain = to_bytes(get(&path).await.into_body(), 1 << 20)
            .await
            .unwrap();
        for (asked, packed) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.000, br", false),
            ("br", false),
            ("", false),
        ] {
            let request = Request::get(&path).header(ACCEPT_ENCODING, asked);
            let request = request.body(Body::empty()).unwrap();
            let response = assets_router::<()>().oneshot(request).await.unwrap();
            let coding = response.headers().get(CONTENT_ENCODING).cloned();
            assert_eq!(coding.is_some(), packed, "{asked}");
            assert_eq!(response.headers()[VARY], "accept-encoding");
            let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
            if packed {
                let mut read = String::new();
                let mut decoder = flate2::read::GzDecoder::new(&body[..]);
                std::io::Read::read_to_string(&mut decoder, &mut read).unwrap();
                assert_eq!(read.as_bytes(), plain);
                assert!(body.len() * 2 < plain.len(), "{}", body.len());
            } else {
                assert_eq!(body, plain);
            }
        }
    }

    #[test]
    fn the_scripts_are_small_and_ask_and_keep_nothing() {
        for (script, most) in [(SCRIPT, 5_000), (HIDE, 1_500), (KEYS, 4_500)] {
            let script = std::str::from_utf8(script).unwrap();
            assert!(script.len() <= most, "{}", script.len());
            asks_and_keeps_nothing(script);
        }
    }

    fn asks_and_keeps_nothing(script: &str) {
        for word in [
            "fetch",
            "XMLHttp",
            "WebSocket",
            "sendBeacon",
            "EventSource",
            "import",
            "Storage",
            "indexedDB",
            "cookie",
            "caches",
            "innerHTML",
            "eval",
            "Worker",
            "http:",
            "https:",
        ] {
            assert!(!script.contains(word), "{word}");
        }
    }

    #[tokio::test]
    async fn the_stylesheet_asks_for_nothing_but_our_fonts() {
        let response = get(&asset("style.css")).await;
        let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let style = std::str::from_utf8(&body).unwrap();
        let mut asked = Vec::new();
        for rest in style.split("url(\"").skip(1) {
            asked.push(rest.split('"').next().unwrap());
        }
        let fonts = ["noto-sans-khmer-400.woff2", "noto-sans-khmer-700.woff2"];
        let served = fonts.map(|name| asset(name).replace("/assets/", ""));
        assert_eq!(asked, served);
        assert!(!style.contains("@import"));
    }

    #[test]
    fn letters_read_from_the_right_turn_no_address_around() {
        let address = STYLE.split("\n.address {").nth(1).unwrap();
        let address = address.split('}').next().unwrap();
        assert!(address.contains("direction: ltr") && address.contains("isolate-override"));
        let said = STYLE.split("\n.said {").nth(1).unwrap();
        assert!(
            said.split('}')
                .next()
                .unwrap()
                .contains("unicode-bidi: isolate")
        );
    }
}
