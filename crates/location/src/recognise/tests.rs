use proptest::prelude::*;

use super::*;
use crate::defang;

fn rules() -> UrlRules {
    UrlRules {
        tracking_parameters: ["utm_*", "fbclid", "gclid"].map(str::to_owned).to_vec(),
        dropped_fragments: vec!["main".to_owned()],
    }
}

fn place(typed: &str) -> Place {
    recognise(typed, &rules()).unwrap_or_else(|refusal| panic!("{typed}: {refusal}"))
}

fn canonical(typed: &str) -> String {
    place(typed).canonical().expose().clone()
}

fn refusal(typed: &str) -> Refusal {
    recognise(typed, &rules()).expect_err(typed)
}

#[test]
fn the_working_url_is_what_was_typed_without_what_is_nobodys_business() {
    for (typed, working) in [
        (
            " <hxxps://User:Word@Host-A[.]TEST/%7Ea?utm_source=x&id=5#top>,",
            "https://host-a.test/%7Ea?id=5#top",
        ),
        ("host-a.test:8080/p", "http://host-a.test:8080/p"),
        ("http:\\\\host-a.test\\p", "http://host-a.test/p"),
        ("https://host-a.test:80", "https://host-a.test:80/"),
    ] {
        assert_eq!(place(typed).working().expose(), working, "{typed}");
    }
}

#[test]
fn what_stands_before_the_last_at_sign_is_kept_apart() {
    let with = place("http://user:w@rd@host-a.test/p@q");
    assert_eq!(with.credentials().unwrap().expose(), "user:w@rd");
    assert_eq!(with.host().expose(), "host-a.test");
    assert!(place("http://@host-a.test/").credentials().is_none());
    assert!(
        place("http://host-a.test/user@host-b.test")
            .credentials()
            .is_none()
    );
}

#[test]
fn what_a_browser_would_take_for_the_host_is_the_host() {
    for (typed, host) in [
        ("http://host-a.test\\@host-b.test/", "host-a.test"),
        ("http://host-a.test#@host-b.test/", "host-a.test"),
        ("http://host-a.test?@host-b.test/", "host-a.test"),
        ("http://host-a.test:80@host-b.test/", "host-b.test"),
        ("http://host-a.test%20@host-b.test/", "host-b.test"),
        ("http://[2606:4700::1111]:8080/", "2606:4700::1111"),
        ("[2606:4700::1111]/p", "2606:4700::1111"),
        ("8.8.8.8/p", "8.8.8.8"),
    ] {
        assert_eq!(place(typed).host().expose(), host, "{typed}");
    }
}

#[test]
fn each_refusal_has_its_reason() {
    let long = format!("http://host-a.test/{}", "a".repeat(8_192));
    for (typed, reason) in [
        ("<>", Refusal::Empty),
        ("words and e.g. this", Refusal::NotAUrl),
        ("http:///p", Refusal::NotAUrl),
        ("http://:80/", Refusal::NotAUrl),
        ("http://user@/", Refusal::NotAUrl),
        ("http:host-a.test", Refusal::NotAUrl),
        ("a@host-a.test", Refusal::NotAUrl),
        ("3.14", Refusal::NotAUrl),
        ("2130706433", Refusal::NotAUrl),
        (
            "http://host-a.test/p http://host-b.test/p",
            Refusal::NotAUrl,
        ),
        ("DATA:,x", Refusal::Media),
        ("\"blob:http://host-a.test/1\"", Refusal::Media),
        (
            "iVBORw0KGgoAAAANSUhEUgAA\r\nAAEAAAABCAYAAAAfFcSJ==",
            Refusal::Media,
        ),
        ("ftp://host-a.test/", Refusal::OtherScheme),
        ("hxxpx://host-a.test/", Refusal::OtherScheme),
        ("app.name://host-a.test/", Refusal::OtherScheme),
        ("http://http://host-a.test/", Refusal::NotPublic),
        ("localhost:3000/p", Refusal::NotPublic),
        ("http://exa mple.test/p", Refusal::MalformedHost),
        ("http://a\u{3000}b.test/", Refusal::MalformedHost),
        ("host-a.test:abc/p", Refusal::MalformedPort),
        (long.as_str(), Refusal::TooLong),
        ("http://host-a.test/\u{2028}p", Refusal::LineBreak),
        ("http://host-a.test/\0", Refusal::ControlCharacter),
        ("http://host-a\t.test/", Refusal::ControlCharacter),
    ] {
        assert_eq!(refusal(typed), reason, "{typed}");
    }
}

#[test]
fn the_limit_counts_the_bytes_that_were_typed() {
    let path = |bytes: usize| format!("http://host-a.test/{}", "a".repeat(bytes - 19));
    assert_eq!(path(8_192).len(), 8_192);
    assert!(recognise(&path(8_192), &rules()).is_ok());
    assert_eq!(refusal(&path(8_193)), Refusal::TooLong);
    assert_eq!(refusal(&format!(" {}", path(8_192))), Refusal::TooLong);
}

#[test]
fn an_explanation_is_one_object() {
    let explained = |typed| serde_json::to_value(explain(typed, &rules())).unwrap();
    assert_eq!(
        explained("https://www.host-a.test/p"),
        serde_json::json!({"canonical": "http://www.host-a.test/p", "host": "www.host-a.test", "domain": "host-a.test"})
    );
    assert_eq!(
        explained("8.8.8.8"),
        serde_json::json!({"canonical": "http://8.8.8.8/", "host": "8.8.8.8", "domain": null})
    );
    assert_eq!(
        explained("tg://resolve"),
        serde_json::json!({"refused": "this address is not of the web: only http and https are", "reason": "other-scheme"})
    );
}

/// Texts made of the pieces that have a meaning somewhere in a URL, and of letters of several scripts.
fn anything_like_a_url() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "(http|https|hxxp|HTTP|ftp|data|URL)?(:|\\[:\\])(//|\\\\\\\\)?",
        "[a-z]{1,3}[.][a-z]{1,3}",
        "[\\[\\](){}<>\"'`.,;:@/\\\\?#&=%+_~*!|^$ \\-]",
        "%[0-9A-Fa-fg]{2}",
        "(utm_a|fbclid|id|%75tm_b)=?[a-z.)]{0,2}&?",
        "(:[0-9]{1,5})|[0-9]{1,3}[.]|0x[0-9a-f]{1,4}",
        "[។ឧទៗé。．\u{200b}\u{200d}\u{ad}\u{202e}ß]",
        "#?(top|main|:~:text=|!k)",
        "xn--[a-z0-9]{0,6}",
        any::<char>().prop_map(String::from),
    ];
    let pieces = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat());
    prop_oneof![
        pieces.clone(),
        pieces.prop_map(|tail| format!("http://host-a.test/{tail}")),
        "\\PC{0,40}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_canonical_form_is_its_own(typed in anything_like_a_url()) {
        if let Ok(place) = recognise(&typed, &rules()) {
            let form = place.canonical().expose();
            prop_assert!(form.is_ascii());
            let again = recognise(form, &rules());
            prop_assert_eq!(again.as_ref().map(|place| place.canonical().expose()), Ok(form));
            prop_assert_eq!(again.as_ref().map(|place| place.host().expose()), Ok(place.host().expose()));
        }
    }

    #[test]
    fn the_working_url_is_a_plain_url_of_the_same_host(typed in anything_like_a_url()) {
        if let Ok(place) = recognise(&typed, &rules()) {
            let url = Url::parse(place.working().expose()).unwrap();
            prop_assert!(matches!(url.scheme(), "http" | "https"));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            prop_assert_eq!(url.host_str().unwrap().trim_matches(['[', ']']), place.host().expose());
            let _ = crate::looks_personal(url.as_str());
        }
    }

    #[test]
    fn a_written_url_keeps_its_last_character(typed in anything_like_a_url(), last in "[a.,)'\"!;:?]{0,3}") {
        let Ok(url) = Url::parse(&format!("{typed}{last}")) else {
            return Ok(());
        };
        if let Ok(place) = recognise_written(url.as_str(), &rules()) {
            let again = recognise(place.working().expose(), &rules()).unwrap();
            prop_assert_eq!(again.canonical().expose(), place.canonical().expose());
            prop_assert_eq!(again.working().expose(), place.working().expose());
        }
    }

    #[test]
    fn scheme_and_host_have_no_case(host in "[a-z]{1,9}[.][a-z]{2,9}", path in "[A-Za-z0-9/]{0,12}", https in any::<bool>()) {
        let scheme = if https { "https" } else { "http" };
        let typed = format!("{scheme}://{host}.test/{path}");
        let shouted = format!("{}://{}.TEST/{path}", scheme.to_uppercase(), host.to_uppercase());
        prop_assert_eq!(canonical(&typed), canonical(&shouted));
        prop_assert_eq!(canonical(&typed), format!("http://{host}.test/{path}"));
    }

    #[test]
    fn a_defanged_url_is_the_same_place(host in "[a-z]{1,9}([.][a-z]{1,9}){0,2}", tail in "(/[a-z.()]{0,5}){0,3}([?][a-z.=&]{0,9})?(#![a-z0-9]{1,5})?") {
        let typed = format!("https://{host}.test{tail}");
        let defanged = defang(&typed);
        let name = format!("{host}.test");
        prop_assert!(defanged.starts_with("hxxps://") && !defanged.contains(&name));
        prop_assert_eq!(canonical(&defanged), canonical(&typed));
    }

    #[test]
    fn wrapping_changes_nothing(path in "[a-z0-9]{1,9}", before in "[ (<\"“\u{200b}]{0,4}", after in "[ )>\"”។.,\u{200b}]{0,4}") {
        let typed = format!("http://host-a.test/{path}");
        prop_assert_eq!(canonical(&format!("{before}{typed}{after}")), canonical(&typed));
    }
}
