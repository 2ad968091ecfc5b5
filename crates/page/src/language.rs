//! Which language a reader gets.

use axum::http::HeaderValue;
use fluent_langneg::{
    LanguageIdentifier, NegotiationStrategy, convert_vec_str_to_langids_lossy, negotiate_languages,
};
use kernel::Language;

/// How much of an `Accept-Language` header is read: browsers send far less.
const HEADER_LIMIT: usize = 256;

/// The language to answer in: the one in the path when it is offered, else the best by the browser's
/// `Accept-Language` (RFC 9110, 12.5.4, weights included), else the first offered, else English.
pub fn choose(
    path: Option<Language>,
    accept: Option<&HeaderValue>,
    offered: &[Language],
) -> Language {
    if let Some(language) = path.filter(|language| offered.contains(language)) {
        return language;
    }
    let wanted = wanted(accept.map(HeaderValue::as_bytes).unwrap_or_default());
    let available = convert_vec_str_to_langids_lossy(offered.iter().map(Language::code));
    let best = negotiate_languages(&wanted, &available, None, NegotiationStrategy::Lookup)
        .first()
        .and_then(|best| best.language.as_str().parse().ok());
    best.or_else(|| offered.first().copied())
        .unwrap_or(Language::ENGLISH)
}

/// The tags of the header, the most wanted first. What is cut off, malformed or of weight 0 is left out.
fn wanted(header: &[u8]) -> Vec<LanguageIdentifier> {
    let text = header.get(..HEADER_LIMIT).unwrap_or(header);
    let text = std::str::from_utf8(text).unwrap_or_default();
    let mut wanted: Vec<(u16, LanguageIdentifier)> = text
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next()?.parse().ok()?;
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            Some((weight.map_or(Some(1000), thousandths)?, tag))
        })
        .filter(|(weight, _)| *weight > 0)
        .collect();
    // A stable sort: of equal weights the first named is the first served.
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, tag)| tag).collect()
}

/// `0.7` as 700. A weight has at most three decimals and is at most 1.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let whole: u16 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    if decimals.len() > 3 {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    Some((whole * 1000 + decimals).min(1000))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OFFERED: [Language; 2] = [Language::KHMER, Language::ENGLISH];

    fn by_header(header: &str) -> Language {
        choose(
            None,
            Some(&HeaderValue::from_str(header).unwrap()),
            &OFFERED,
        )
    }

    #[test]
    fn the_path_comes_first_when_it_names_an_offered_language() {
        let english = HeaderValue::from_static("en");
        assert_eq!(
            choose(Some(Language::KHMER), Some(&english), &OFFERED),
            Language::KHMER
        );
        let french = "fr".parse().ok();
        assert_eq!(choose(french, Some(&english), &OFFERED), Language::ENGLISH);
    }

    #[test]
    fn the_browser_s_weights_count() {
        assert_eq!(by_header("en-GB,en;q=0.9,km;q=0.8"), Language::ENGLISH);
        assert_eq!(by_header("en;q=0.3, km-KH;q=0.75"), Language::KHMER);
        assert_eq!(by_header("fr, en;q=0.001"), Language::ENGLISH);
        assert_eq!(by_header("km;q=0, en;q=0.1"), Language::ENGLISH);
        assert_eq!(by_header("km;q=7, en;q=0.1"), Language::ENGLISH);
    }

    #[test]
    fn nothing_fitting_gives_the_first_offered_and_then_english() {
        assert_eq!(by_header("fr, de"), Language::KHMER);
        assert_eq!(choose(None, None, &OFFERED), Language::KHMER);
        assert_eq!(choose(None, None, &[]), Language::ENGLISH);
    }

    #[test]
    fn only_the_beginning_of_a_long_header_is_read() {
        let header = format!("{}en", "fr,".repeat(200));
        assert_eq!(by_header(&header), Language::KHMER);
    }

    proptest! {
        #[test]
        fn any_header_gives_an_offered_language(header: Vec<u8>) {
            let header = HeaderValue::from_bytes(&header).ok();
            prop_assert!(OFFERED.contains(&choose(None, header.as_ref(), &OFFERED)));
        }

        #[test]
        fn anything_like_a_header_gives_an_offered_language(header in "([a-zA-Z*-]{0,9}(;q=[0-9.]{0,6})?,){0,9}") {
            prop_assert!(OFFERED.contains(&by_header(&header)));
        }
    }
}
