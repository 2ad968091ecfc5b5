//! The headers that every answer carries.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, SERVER};
use axum::response::Response;

/// Whom a router serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Visitors of the letterbox: no script at all.
    Public,
    /// Staff: our own scripts may save reloads and keystrokes.
    Desk,
}

/// Wraps a router so that every answer carries the headers of its face, and none is kept in a cache but
/// an asset.
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
            headers
                .entry(CACHE_CONTROL)
                .or_insert(HeaderValue::from_static("no-store"));
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
         base-uri 'none'; frame-ancestors 'none'",
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
