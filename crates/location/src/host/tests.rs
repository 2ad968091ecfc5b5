use super::*;

fn text(typed: &str) -> Result<String, Refusal> {
    Host::read(typed).map(Host::into_text)
}

fn domain(typed: &str) -> Option<String> {
    Host::read(typed).unwrap().domain().map(str::to_owned)
}

#[test]
fn a_name_has_one_spelling() {
    for typed in [
        "host-a.test",
        "HOST-a.TEST.",
        "host-a。test",
        "ｈost-a.test",
        "host\u{ad}-a.te\u{200b}st",
        "%68ost%2Da.test",
    ] {
        assert_eq!(text(typed), Ok("host-a.test".to_owned()), "{typed}");
    }
    for typed in [
        "ឧទាហរណ៍.test",
        "ឧទា\u{200b}ហរណ៍.TEST",
        "XN--w2ef1ax7a5fyh.test",
    ] {
        assert_eq!(
            text(typed),
            Ok("xn--w2ef1ax7a5fyh.test".to_owned()),
            "{typed}"
        );
    }
}

#[test]
fn an_address_has_one_spelling() {
    for typed in [
        "8.8.8.8",
        "8.8.8.8.",
        "134744072",
        "0x08080808",
        "8.8.2056",
        "010.8.8.8",
    ] {
        assert_eq!(text(typed), Ok("8.8.8.8".to_owned()), "{typed}");
    }
    assert_eq!(
        text("[2606:4700:0:0::1111]"),
        Ok("2606:4700::1111".to_owned())
    );
}

#[test]
fn what_the_dns_cannot_carry_is_malformed() {
    let label = "a".repeat(64);
    for typed in [
        "host..test",
        ".host.test",
        "host.test..",
        "a b.test",
        "a!b.test",
        "a(b).test",
        "%00.test",
        "a%2fb.test",
        "a／b.test",
        "xn--a.test",
        "\u{202e}a.test",
        "1.2.3.4.5",
        "1.2.3.256",
        "[::1",
        "[::1%25lo]",
        "%ff.test",
        "short.onion",
        "a@b.test",
        &format!("{label}.test"),
        &"a.".repeat(130),
    ] {
        assert_eq!(text(typed), Err(Refusal::MalformedHost), "{typed}");
    }
}

#[test]
fn what_is_not_public_is_refused() {
    for typed in [
        "localhost",
        "router",
        "printer.lan",
        "a.home.arpa",
        "nas.LOCAL.",
        "onion",
        "[::]",
        "127.1",
        "0",
        "a.invalid",
    ] {
        assert_eq!(text(typed), Err(Refusal::NotPublic), "{typed}");
    }
}

#[test]
fn an_onion_service_is_of_version_three_and_may_have_names_before_it() {
    let service = "n3ceuhkchclj5dqgcqhybgzdoib66wejd5oojsk4tvho4kmmlwderjyd.onion";
    assert!(Host::read(service).unwrap().is_onion());
    assert!(
        Host::read(&format!("www.{}", service.to_uppercase()))
            .unwrap()
            .is_onion()
    );
    assert_eq!(domain(service), None);
    for typed in [
        &service.replace("yd.", "ye."),
        &service.replace("n3", "n1"),
        &format!("{service}x"),
    ] {
        assert!(
            text(typed) == Err(Refusal::MalformedHost) || !Host::read(typed).unwrap().is_onion(),
            "{typed}"
        );
    }
    let mistyped = service.replace("n3c", "n3d");
    assert_eq!(text(&mistyped), Err(Refusal::MistypedOnion));
    assert_eq!(text("abcdefghijklmnop.onion"), Err(Refusal::MalformedHost));
    assert_eq!(
        text(&format!("{}.onion", service.replace(".onion", ".x"))),
        Err(Refusal::MalformedHost)
    );
}

#[test]
fn the_registrable_domain_follows_the_public_suffix_list() {
    assert_eq!(domain("www.host-a.test").as_deref(), Some("host-a.test"));
    assert_eq!(
        domain("a.b.example.com.kh").as_deref(),
        Some("example.com.kh")
    );
    assert_eq!(
        domain("a.b.example.公司.cn").as_deref(),
        Some("example.xn--55qx5d.cn")
    );
    assert_eq!(domain("com.kh"), None);
    assert_eq!(domain("8.8.8.8"), None);
    assert_eq!(domain("[2606:4700::1111]"), None);
}

#[test]
fn a_port_is_a_number_a_host_can_listen_on() {
    assert_eq!(part_port("h.test:8080"), Ok(("h.test", Some(8080))));
    assert_eq!(part_port("h.test:0080"), Ok(("h.test", Some(80))));
    assert_eq!(part_port("h.test:"), Ok(("h.test", None)));
    assert_eq!(part_port("[2606::1]"), Ok(("[2606::1]", None)));
    assert_eq!(part_port("[2606::1]:8080"), Ok(("[2606::1]", Some(8080))));
    for typed in [
        "h.test:0",
        "h.test:65536",
        "h.test:+80",
        "h.test:8o",
        "h.test:٨٠",
        "h.test:-1",
    ] {
        assert_eq!(part_port(typed), Err(Refusal::MalformedPort), "{typed}");
    }
}

#[test]
fn fangs_are_undone() {
    for typed in [
        "a.b.test:80",
        "a[.]b(.)test[:]80",
        "a{dot}b[DOT]test:80",
        "a(dot)b{.}test:80",
    ] {
        assert_eq!(refang(typed), "a.b.test:80", "{typed}");
    }
    assert_eq!(refang("[2606::1]("), "[2606::1](");
}

/// Platforms of the private part of the public suffix list: the suffixes are real, the names below them are not.
#[test]
fn registries_are_asked_about_the_platform_and_not_about_whoever_has_a_name_below_it() {
    for (name, grouped, registered) in [
        ("www.host-a.test", Some("host-a.test"), Some("host-a.test")),
        (
            "a.b.example.com.kh",
            Some("example.com.kh"),
            Some("example.com.kh"),
        ),
        (
            "www.place-17.github.io",
            Some("place-17.github.io"),
            Some("github.io"),
        ),
        ("github.io", None, Some("github.io")),
        (
            "place-17.s3.amazonaws.com",
            Some("place-17.s3.amazonaws.com"),
            Some("amazonaws.com"),
        ),
        ("com.kh", None, None),
    ] {
        assert_eq!(registrable_domain(name), grouped, "{name}");
        assert_eq!(registered_domain(name), registered, "{name}");
    }
}
