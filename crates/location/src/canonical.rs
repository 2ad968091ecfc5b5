//! The two forms of a recognised URL.
//!
//! The **canonical form** is a key. It is itself a URL in ASCII:
//!
//! `http://HOST/PATH[?QUERY][#FRAGMENT]` for both schemes on their default ports, and
//! `SCHEME://HOST:PORT/PATH[?QUERY][#FRAGMENT]`, always with the port, for anything else.
//!
//! - The host is in ASCII and lower case; path, query and fragment are as the URL standard writes them (dot
//!   segments resolved, backslashes of the path turned, what is not ASCII percent-encoded).
//! - In path and query an encoding of an unreserved character is undone and the others are in upper case
//!   (RFC 3986, section 6.2.2); a path segment or parameter with a broken encoding stays as it is.
//! - Tracking parameters of the pack's list are left out; so is an empty query.
//! - A fragment ends before `:~:` (text directives) and is left out when empty, `top` or on the pack's list.
//!   Any other may name content. Scripts read fragments as they stand, so encodings in them are kept.
//! - Reading the form again gives the form: a last character that [`bare`] would take for the end of a
//!   sentence or a stray bracket is percent-encoded.
//!
//! Everything else that differs makes another place: rather two places than one.
//!
//! The **working URL** is what a browser would request, without tracking parameters.

use std::borrow::Cow;
use std::fmt::Write as _;

use pack::UrlRules;
use url::Url;

use crate::wrapping::bare;

/// The key under which the place is filed.
pub(crate) fn canonical(url: &Url, rules: &UrlRules) -> String {
    let host = url.host_str().unwrap_or_default();
    let mut text = match url.port() {
        None => format!("http://{host}"),
        Some(port) => format!("{}://{host}:{port}", url.scheme()),
    };
    for segment in url.path().split_inclusive('/') {
        text.push_str(&tidy(segment));
    }
    if let Some(query) = url
        .query()
        .map(|query| without_tracking(query, rules))
        .filter(|query| !query.is_empty())
    {
        text.push('?');
        for parameter in query.split_inclusive('&') {
            text.push_str(&tidy(parameter));
        }
    }
    if let Some(fragment) = url
        .fragment()
        .and_then(|fragment| kept_fragment(fragment, rules))
    {
        text.push('#');
        text.push_str(fragment);
    }
    guard_last(text)
}

/// What checks and notices use. The URL has no credentials: they were parted from it before it was made.
pub(crate) fn working(url: &Url, rules: &UrlRules) -> String {
    let mut working = url.clone();
    if let Some(query) = url.query() {
        let kept = without_tracking(query, rules);
        if kept != query {
            working.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
        }
    }
    working.into()
}

fn without_tracking(query: &str, rules: &UrlRules) -> String {
    let is_tracking = |parameter: &str| {
        let name = tidy(
            parameter
                .split_once('=')
                .map_or(parameter, |(name, _)| name),
        );
        rules
            .tracking_parameters
            .iter()
            .any(|listed| match listed.strip_suffix('*') {
                Some(start) => name.starts_with(start),
                None => name == listed.as_str(),
            })
    };
    query
        .split('&')
        .filter(|parameter| !is_tracking(parameter))
        .collect::<Vec<_>>()
        .join("&")
}

fn kept_fragment<'a>(fragment: &'a str, rules: &UrlRules) -> Option<&'a str> {
    let fragment = fragment
        .split_once(":~:")
        .map_or(fragment, |(before, _)| before);
    let is_dropped = fragment.is_empty()
        || fragment == "top"
        || rules
            .dropped_fragments
            .iter()
            .any(|dropped| dropped == fragment);
    (!is_dropped).then_some(fragment)
}

/// A path segment or parameter with its encodings in one spelling, or as it is if one of them is broken: to
/// undo the others could make a new one out of what is left.
fn tidy(piece: &str) -> Cow<'_, str> {
    if !piece.contains('%') {
        return Cow::Borrowed(piece);
    }
    let mut tidied = String::with_capacity(piece.len());
    let mut rest = piece;
    while let Some((before, after)) = rest.split_once('%') {
        tidied.push_str(before);
        let Some((octet, following)) = split_octet(after) else {
            return Cow::Borrowed(piece);
        };
        if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~') {
            tidied.push(char::from(octet));
        } else {
            encode(octet, &mut tidied);
        }
        rest = following;
    }
    tidied.push_str(rest);
    Cow::Owned(tidied)
}

fn split_octet(text: &str) -> Option<(u8, &str)> {
    let (digits, following) = text.split_at_checked(2)?;
    // The standard library's parser would take a sign for a digit.
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal.then(|| {
        u8::from_str_radix(digits, 16)
            .ok()
            .map(|octet| (octet, following))
    })?
}

fn encode(octet: u8, into: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(into, "%{octet:02X}");
}

/// The text with a last character percent-encoded that [`bare`] would take away.
pub(crate) fn guard_last(mut text: String) -> String {
    if bare(&text).len() < text.len()
        && let Some(octet) = text.pop().and_then(|last| u8::try_from(last).ok())
    {
        encode(octet, &mut text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> UrlRules {
        UrlRules {
            tracking_parameters: vec!["utm_*".to_owned(), "fbclid".to_owned()],
            dropped_fragments: vec!["main".to_owned()],
        }
    }

    fn forms(url: &str) -> (String, String) {
        let url = Url::parse(url).unwrap();
        (canonical(&url, &rules()), working(&url, &rules()))
    }

    #[test]
    fn the_canonical_form_is_a_url() {
        for (url, canonical) in [
            ("https://h.test", "http://h.test/"),
            ("https://h.test:8443/a/../b", "https://h.test:8443/b"),
            ("http://h.test:443/", "http://h.test:443/"),
            (
                "http://h.test/%7e%2f%c3%A9/%41%zz/?a=%5f&b=%26#%7e",
                "http://h.test/~%2F%C3%A9/%41%zz/?a=_&b=%26#%7e",
            ),
            ("http://h.test/?fbclid", "http://h.test/"),
            ("http://h.test/?&utm%5Fsource=x&", "http://h.test/?&"),
            (
                "http://h.test/?utm=1&fbclids=2",
                "http://h.test/?utm=1&fbclids=2",
            ),
            ("http://h.test/#/p:~:text=w", "http://h.test/#/p"),
            ("http://h.test/#main", "http://h.test/"),
            ("http://h.test/#Top", "http://h.test/#Top"),
            ("http://h.test/p.?utm_a=b", "http://h.test/p%2E"),
            ("http://h.test/p)#top", "http://h.test/p%29"),
        ] {
            assert_eq!(forms(url).0, canonical, "{url}");
        }
    }

    #[test]
    fn an_encoding_is_never_made_by_undoing_others() {
        assert_eq!(tidy("%%34%31"), "%%34%31");
        assert_eq!(tidy("%2541%+1"), "%2541%+1");
        assert_eq!(tidy("%2541%4"), "%2541%4");
        assert_eq!(tidy("%2541%e9"), "%2541%E9");
    }

    #[test]
    fn the_working_url_keeps_what_was_typed_but_for_tracking() {
        for (url, working) in [
            ("https://h.test/%7e?", "https://h.test/%7e?"),
            (
                "https://h.test/p?utm_a=b&id=%5f#top",
                "https://h.test/p?id=%5f#top",
            ),
            ("https://h.test/p?fbclid=x", "https://h.test/p"),
        ] {
            assert_eq!(forms(url).1, working, "{url}");
        }
    }
}
