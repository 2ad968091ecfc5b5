//! Whether two URLs lead to one place as far as redirects are concerned.

use url::Url;

/// Whether a redirect stayed with the place: another scheme, `www.`, a slash at the end or a query that the
/// server adds do not lead away from it.
pub fn is_same_place(asked: &str, arrived: &str) -> bool {
    let parts = |url: &str| {
        let url = Url::parse(url).ok()?;
        let host = url.host_str()?.trim_start_matches("www.").to_owned();
        Some((host, url.path().trim_end_matches('/').to_owned()))
    };
    parts(asked) == parts(arrived)
}
