//! Writing a URL so that nobody clicks on it and no mail client or page makes a link of it.

/// The URL with `hxxp` for `http` and `[.]` for the dots of its host: `hxxp://host[.]test/p`. `recognise` reads
/// it back as the same place, because it undoes fangs in the host alone. Another URL within path or query
/// would become a link as well: its first letter is percent-encoded, which changes no place. (It does in a
/// fragment and beside a broken encoding; there too a live link would be the greater harm.)
pub fn defang(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("hxxp://", rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("hxxps://", rest),
        _ => ("", url),
    };
    let (authority, tail) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    let mut defanged = String::with_capacity(url.len() + 16);
    defanged.push_str(scheme);
    for character in authority.chars() {
        match character {
            '.' | '。' | '．' | '｡' => defanged.push_str("[.]"),
            other => defanged.push(other),
        }
    }
    push_without_links(tail, &mut defanged);
    defanged
}

/// `http` within the rest of a URL, with its first letter percent-encoded where a URL begins with it.
fn push_without_links(tail: &str, defanged: &mut String) {
    let lower = tail.to_ascii_lowercase();
    let mut written = 0;
    for (start, word) in lower.match_indices("http") {
        let after = lower.split_at(start + word.len()).1;
        if after.starts_with("://") || after.starts_with("s://") {
            defanged.push_str(tail.get(written..start).unwrap_or_default());
            defanged.push_str(if tail.split_at(start).1.starts_with('H') {
                "%48"
            } else {
                "%68"
            });
            written = start + 1;
        }
    }
    defanged.push_str(tail.get(written..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise;

    #[test]
    fn nothing_in_a_defanged_url_is_a_link() {
        assert_eq!(defang("http://host.test/p"), "hxxp://host[.]test/p");
        assert_eq!(
            defang("HTTPS://www.host.test:8443/p.html?a=b.c"),
            "hxxps://www[.]host[.]test:8443/p.html?a=b.c"
        );
        assert_eq!(defang("host。test/p.q"), "host[.]test/p.q");
        assert_eq!(
            defang("http://[2606:4700::1111]/"),
            "hxxp://[2606:4700::1111]/"
        );
        assert_eq!(
            defang("http://h.test/http/https://a.test/?u=HTTP://b.test/&é=http://c.test"),
            "hxxp://h[.]test/http/%68ttps://a.test/?u=%48TTP://b.test/&é=%68ttp://c.test"
        );
    }

    #[test]
    fn a_defanged_url_is_the_same_place() {
        let rules = pack::UrlRules::default();
        for url in [
            "http://host.test/p",
            "https://host.test:8443/a.b?c=d#/e",
            "http://8.8.8.8/",
            "http://[2606:4700::1111]:8080/",
            "http://xn--r7e.test/%7Eu/http://other.test/?u=https://other.test/",
        ] {
            let place = |typed: &str| {
                recognise(typed, &rules)
                    .unwrap()
                    .canonical()
                    .expose()
                    .clone()
            };
            assert_eq!(place(&defang(url)), place(url), "{url}");
        }
    }
}
