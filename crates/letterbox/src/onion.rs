//! The address of the letterbox's onion service, and the header that tells Tor Browser of it.

use std::fmt;
use std::str::FromStr;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Method, Response};
use axum::middleware::Next;
use location::NoService;

const ONION_LOCATION: HeaderName = HeaderName::from_static("onion-location");

/// The address of an onion service, version 3 (Tor's rend-spec-v3, 6): `http://` and 56 symbols before `.onion`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnionAddress {
    host: String,
}

/// Why a text is no address of an onion service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnOnion {
    /// It is written otherwise.
    #[error("this is not written as http://….onion, without a path")]
    Form,
    /// The name does not have 56 symbols from a to z and 2 to 7.
    #[error("the name before .onion has 56 symbols, from a to z and from 2 to 7")]
    Symbols,
    /// The service is of another version than 3.
    #[error("only onion services of version 3 are known")]
    Version,
    /// The symbols do not fit together: one is mistyped.
    #[error("the symbols do not fit together: one of them is mistyped")]
    Checksum,
}

impl FromStr for OnionAddress {
    type Err = NotAnOnion;

    fn from_str(text: &str) -> Result<Self, NotAnOnion> {
        let host = text.strip_prefix("http://").ok_or(NotAnOnion::Form)?;
        let host = host.strip_suffix('/').unwrap_or(host).to_ascii_lowercase();
        let name = host.strip_suffix(".onion").ok_or(NotAnOnion::Form)?;
        if name.contains(['/', '.', ':', '@', '?', '#']) {
            return Err(NotAnOnion::Form);
        }
        location::check_service(name).map_err(|wrong| match wrong {
            NoService::Symbols => NotAnOnion::Symbols,
            NoService::Version => NotAnOnion::Version,
            NoService::Checksum => NotAnOnion::Checksum,
        })?;
        Ok(Self { host })
    }
}

impl fmt::Display for OnionAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "http://{}", self.host)
    }
}

/// Names, with each page that was asked for, the same page at the onion service, without a query.
///
/// Only with what was asked for by GET: Tor Browser may follow the header by itself, and from the answer to a
/// form it would lead away from the receipt.
pub fn with_onion_location(router: Router, address: &OnionAddress) -> Router {
    let address = address.to_string();
    router.layer(axum::middleware::from_fn(
        move |request: Request, next: Next| {
            let there = (request.method() == Method::GET)
                .then(|| format!("{address}{}", request.uri().path()))
                .and_then(|there| HeaderValue::try_from(there).ok());
            async move {
                let mut response = next.run(request).await;
                if let Some(there) = there.filter(|_| is_page(&response)) {
                    response.headers_mut().insert(ONION_LOCATION, there);
                }
                response
            }
        },
    ))
}

fn is_page<B>(response: &Response<B>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE32_NOPAD;
    use proptest::prelude::*;

    use super::*;

    /// An example of Tor's own specification, and its project's site.
    #[test]
    fn addresses_that_others_made_are_read() {
        for name in [
            "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd",
            "sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd",
            "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid",
        ] {
            let text = format!("http://{name}.onion");
            let read: OnionAddress = text.parse().unwrap();
            assert_eq!(read.to_string(), text);
            assert_eq!(
                format!("{text}/")
                    .to_uppercase()
                    .replacen("HTTP", "http", 1)
                    .parse(),
                Ok(read)
            );
        }
    }

    #[test]
    fn what_is_none_is_refused_and_says_why() {
        let right = "http://pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";
        let name = right.strip_prefix("http://").unwrap();
        let mut other_version = BASE32_NOPAD
            .decode(name[..56].to_uppercase().as_bytes())
            .unwrap();
        other_version[34] = 2;
        let other_version = BASE32_NOPAD.encode(&other_version).to_lowercase();
        for (text, why) in [
            ("", NotAnOnion::Form),
            (name, NotAnOnion::Form),
            (&format!("https://{name}"), NotAnOnion::Form),
            (&format!("{right}/en/"), NotAnOnion::Form),
            (&format!("{right}:80"), NotAnOnion::Form),
            (&format!("http://www.{name}"), NotAnOnion::Form),
            ("http://hotline.example", NotAnOnion::Form),
            ("http://abcdefghijklmnop.onion", NotAnOnion::Symbols),
            (
                &right.replacen("http://", "http://1", 1),
                NotAnOnion::Symbols,
            ),
            (
                &format!("http://{other_version}.onion"),
                NotAnOnion::Version,
            ),
            (&right.replace("pg6m", "pg6n"), NotAnOnion::Checksum),
        ] {
            assert_eq!(text.parse::<OnionAddress>(), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_is_too_much(text in "(http://)?\\PC{0,70}(\\.onion)?/?") {
            if let Ok(read) = text.parse::<OnionAddress>() {
                prop_assert_eq!(read.to_string().parse(), Ok(read));
            }
        }
    }
}
