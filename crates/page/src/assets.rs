//! The stylesheet, the fonts and the icon, each under a name that changes with its content, so that
//! browsers may keep it for ever.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::Problem;

struct Asset {
    name: &'static str,
    served_as: String,
    content_type: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    fn new(name: &'static str, content_type: &'static str, bytes: Vec<u8>) -> Self {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let served_as = format!("{stem}-{:016x}.{extension}", fingerprint(&bytes));
        Self {
            name,
            served_as,
            content_type,
            bytes,
        }
    }
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

async fn serve(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.served_as == name)
        .ok_or(Problem::NotFound)?;
    let headers = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.bytes.as_slice()).into_response())
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
}
