//! The headers that every answer carries.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, SERVER};
use axum::response::Response;

/// Whom a router serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Visitors of the letterbox: our one script, which asks for nothing and without which every page works.
    Public,
    /// Staff: our own scripts may save reloads and keystrokes.
    Desk,
}

/// Wraps a router so that every answer carries the headers of its face. At the desk none is kept in a cache
/// but an asset; on the public's side none at all, since whoever finds our stylesheet on a device knows who was
/// there.
pub fn with_secure_headers<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    face: Face,
) -> Router<S> {
    router.layer(axum::middleware::map_response(
        move |mut response: Response| async move {
            let headers = response.headers_mut();
            for (name, value) in COMMON {
                set(headers, name, value);
            }
            let own = match face {
                Face::Public => PUBLIC,
                Face::Desk => DESK,
            };
            for (name, value) in own {
                set(headers, name, value);
            }
            let no_store = HeaderValue::from_static("no-store");
            match face {
                Face::Public => drop(headers.insert(CACHE_CONTROL, no_store)),
                Face::Desk => drop(headers.entry(CACHE_CONTROL).or_insert(no_store)),
            }
            headers.remove(SERVER);
            response
        },
    ))
}

fn set(headers: &mut axum::http::HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    );
}

const COMMON: &[(&str, &str)] = &[
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
];

const PUBLIC: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; script-src 'self'; connect-src 'none'",
    ),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), \
         encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
         publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
         usb=(), web-share=(), xr-spatial-tracking=()",
    ),
];

const DESK: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; script-src 'self'; connect-src 'self'",
    ),
    // Passkeys stay allowed: staff sign in with them.
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), \
         encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
         screen-wake-lock=(), serial=(), usb=(), web-share=(), xr-spatial-tracking=()",
    ),
    ("x-robots-tag", "noindex, nofollow"),
];

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn answer(face: Face, path: &str) -> Response {
        let router = Router::new()
            .route("/page", get(|| async { [(SERVER, "word")] }))
            .merge(crate::assets_router());
        let request = Request::get(path).body(Body::empty()).unwrap();
        let router = with_secure_headers(router, face);
        router.oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn a_public_page_may_run_our_script_alone_and_is_kept_nowhere() {
        let response = answer(Face::Public, "/page").await;
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(
            policy.contains("script-src 'self'; connect-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(headers[CACHE_CONTROL], "no-store");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert!(!headers.contains_key("x-robots-tag"));
        assert!(!headers.contains_key(SERVER));
    }

    #[tokio::test]
    async fn the_desk_may_run_our_own_scripts_and_is_found_by_nobody() {
        let response = answer(Face::Desk, "/page").await;
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self'; connect-src 'self'"),
            "{policy}"
        );
        assert_eq!(headers["x-robots-tag"], "noindex, nofollow");
    }

    #[tokio::test]
    async fn the_unknown_is_answered_as_safely() {
        let unknown = answer(Face::Public, "/nowhere").await;
        assert!(unknown.headers().contains_key("content-security-policy"));
    }

    #[tokio::test]
    async fn an_asset_is_kept_by_the_devices_of_staff_and_by_no_visitor_s() {
        for (face, rule) in [
            (Face::Desk, "public, max-age=31536000, immutable"),
            (Face::Public, "no-store"),
        ] {
            let asset = answer(face, &crate::asset("style.css")).await;
            assert_eq!(asset.headers()[CACHE_CONTROL], rule);
            assert_eq!(asset.headers()["x-content-type-options"], "nosniff");
        }
    }
}
