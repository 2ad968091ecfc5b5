//! Whether two URLs lead to one place as far as redirects are concerned.

use url::Url;

/// Whether a redirect stayed with the place: another scheme, `www.`, a slash at the end or what the server adds to the
/// query do not lead away from it. What it drops from the query or changes there does, and so does another port.
pub fn is_same_place(asked: &str, arrived: &str) -> bool {
    let (Ok(asked), Ok(arrived)) = (Url::parse(asked), Url::parse(arrived)) else {
        return false;
    };
    place(&asked).is_some() && place(&asked) == place(&arrived) && has_all_of(&arrived, &asked)
}

/// The host, the port where it is not the one of the scheme, and the path.
fn place(url: &Url) -> Option<(&str, Option<u16>, &str)> {
    let host = url.host_str()?.trim_start_matches("www.");
    Some((host, url.port(), url.path().trim_end_matches('/')))
}

/// Whether every pair of one query is in another, as often.
fn has_all_of(arrived: &Url, asked: &Url) -> bool {
    let mut left: Vec<_> = arrived.query_pairs().collect();
    asked.query_pairs().all(|pair| {
        let place = left.iter().position(|one| *one == pair);
        place.map(|place| left.swap_remove(place)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_server_adds_does_not_lead_away_and_what_it_drops_does() {
        let asked = "http://a.test/view.php?id=17";
        for same in [
            "https://a.test/view.php?id=17",
            "http://www.a.test/view.php/?id=17",
            "https://a.test:443/view.php?s=1&id=17#top",
        ] {
            assert!(is_same_place(asked, same), "{same}");
        }
        for other in [
            "http://a.test/view.php",
            "http://a.test/view.php?id=0",
            "http://a.test/view.php?ID=17",
            "http://a.test/index.php?id=17",
            "http://a.test:8080/view.php?id=17",
            "http://b.test/view.php?id=17",
            "http://a.test/",
            "mailto:a@a.test",
            "no url",
        ] {
            assert!(!is_same_place(asked, other), "{other}");
        }
        assert!(!is_same_place(
            "http://a.test/?p=1&p=1",
            "http://a.test/?p=1"
        ));
    }

    proptest! {
        /// A server may put the pairs in another order and add its own; without any one of them it is another place.
        #[test]
        fn every_pair_that_was_asked_for_counts(
            pairs in proptest::collection::vec(("[a-c]{1,2}", "[a-z0-9 &=%+]{0,6}"), 1..6),
            added in proptest::collection::vec(("[x-z]{1,2}", "[a-z]{0,3}"), 0..3),
            dropped in any::<prop::sample::Index>(),
        ) {
            let url = |pairs: &[(String, String)]| {
                let mut url = Url::parse("http://a.test/p/17").unwrap();
                url.query_pairs_mut().extend_pairs(pairs);
                url.to_string()
            };
            let mut arrived: Vec<_> = pairs.iter().rev().cloned().collect();
            arrived.splice(0..0, added);
            prop_assert!(is_same_place(&url(&pairs), &url(&arrived)));
            let dropped = pairs[dropped.index(pairs.len())].clone();
            let place = arrived.iter().position(|pair| *pair == dropped).unwrap();
            arrived.remove(place);
            prop_assert!(!is_same_place(&url(&pairs), &url(&arrived)));
        }
    }
}
