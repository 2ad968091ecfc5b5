use super::*;
use crate::Network;
use crate::rule::Whom;
use crate::rule::tests::about;

const PROXY: &str = "Example Delivery";

fn network(address: &str, country: &str) -> Network {
    Network {
        address: address.parse().unwrap(),
        range: None,
        said_at: Timestamp::default(),
        handle: None,
        holder: Some(Sensitive::new(format!("Holder of {country}"))),
        country: country.parse().ok(),
        autonomous_system: None,
        abuse: Some(Sensitive::new(format!(
            "abuse@{}.test",
            country.to_lowercase()
        ))),
    }
}

/// At one address of a network in XA, of which the registries know two more: named by rules and answers.
fn hosting(proxy: Option<&str>) -> Hosting {
    Hosting {
        at: Timestamp::from_micros(100),
        addresses: vec!["127.99.0.1".parse().unwrap()],
        networks: vec![
            network("127.99.0.1", "XA"),
            network("127.40.0.1", "KH"),
            network("127.31.0.1", "NL"),
        ],
        located: Vec::new(),
        registrar: Some(Sensitive::new("Registrar".to_owned())),
        registrar_abuse: Some(Sensitive::new("abuse@registrar.test".to_owned())),
        proxy: proxy.map(str::to_owned),
        ..Hosting::default()
    }
}

fn rule(reach: &str, key: &str, says: Says, named: Whom, at: i64) -> Rule {
    about(Key::read(reach, key).unwrap(), says, named, at)
}

fn real(address: &str, at: i64) -> Rule {
    let named = Whom {
        address: address.parse().ok(),
        ..Whom::default()
    };
    rule("host", "files.example", Says::RealHost, named, at)
}

fn answer(proxy: &str, address: Option<&str>, itself: bool, at: i64) -> Answered {
    Answered {
        at: Timestamp::from_micros(at),
        proxy: proxy.to_owned(),
        itself,
        address: address.and_then(|address| address.parse().ok()),
        provider: None,
        mail: None,
        country: None,
    }
}

#[test]
fn the_country_that_counts_is_the_real_hosts() {
    // Proxy in front, rules, answer: countries, whether the host is hidden, who says who it is.
    type Line = (
        Option<&'static str>,
        Vec<Rule>,
        Option<Answered>,
        &'static [&'static str],
        bool,
    );
    let lines: [Line; 9] = [
        (None, vec![], None, &["XA"], false),
        (Some(PROXY), vec![], None, &[], true),
        (
            Some(PROXY),
            vec![real("127.40.0.1", 200)],
            None,
            &["KH"],
            false,
        ),
        (None, vec![real("127.40.0.1", 200)], None, &["KH"], false),
        (
            Some(PROXY),
            vec![],
            Some(answer(PROXY, Some("127.31.0.1"), false, 300)),
            &["NL"],
            false,
        ),
        (
            Some(PROXY),
            vec![],
            Some(answer(PROXY, None, true, 300)),
            &["XA"],
            false,
        ),
        // The newer of the two.
        (
            Some(PROXY),
            vec![real("127.40.0.1", 200)],
            Some(answer(PROXY, Some("127.31.0.1"), false, 300)),
            &["NL"],
            false,
        ),
        (
            Some(PROXY),
            vec![real("127.40.0.1", 400)],
            Some(answer(PROXY, Some("127.31.0.1"), false, 300)),
            &["KH"],
            false,
        ),
        // Somebody else stands in front now.
        (
            Some(PROXY),
            vec![],
            Some(answer(
                "Second Example Delivery",
                Some("127.31.0.1"),
                false,
                300,
            )),
            &[],
            true,
        ),
    ];
    for (proxy, rules, answered, countries, hidden) in lines {
        let told = format!("{proxy:?} {} rules, {answered:?}", rules.len());
        let standing = Standing::of(hosting(proxy), rules, answered);
        let found: Vec<_> = standing.countries().into_iter().map(String::from).collect();
        assert_eq!(found, countries, "{told}");
        assert_eq!(standing.hidden_by().is_some(), hidden, "{told}");
        assert_eq!(standing.hosts().is_empty(), hidden, "{told}");
    }
}

#[test]
fn an_answer_of_the_proxy_says_nothing_once_the_place_left_it() {
    let gone = answer(PROXY, Some("127.31.0.1"), false, 300);
    let standing = Standing::of(hosting(None), Vec::new(), Some(gone));
    assert!(standing.real.is_none());
    assert_eq!(
        standing
            .countries()
            .into_iter()
            .map(String::from)
            .collect::<Vec<_>>(),
        ["XA"]
    );
}

#[test]
fn a_provider_that_is_only_named_has_the_country_that_was_named() {
    let named = Whom {
        provider: Some("Provider".to_owned()),
        country: "MH".parse().ok(),
        ..Whom::default()
    };
    let rules = vec![rule("suffix", "files.example", Says::RealHost, named, 1)];
    let standing = Standing::of(hosting(Some(PROXY)), rules, None);
    let host = standing.hosts().remove(0);
    assert_eq!(host.name.unwrap().expose(), "Provider");
    assert_eq!(host.country, "MH".parse().ok());
    assert!(host.abuse.is_none() && host.address.is_none());
}

#[test]
fn whom_a_rule_leaves_alone_is_neither_asked_nor_written_to() {
    let nothing = Whom::default;
    let owner = Whom {
        provider: Some("Owner".to_owned()),
        mail: Some("owner@site.test".to_owned()),
        ..Whom::default()
    };
    let forbids = |reach: &str, key: &str| rule(reach, key, Says::DoNotContact, nothing(), 1);
    let owner = rule("host", "files.example", Says::SiteOwner, owner, 1);
    // The rule: whether the proxy may be asked, whether its network is left alone, the real host's, the owner.
    let lines = [
        (forbids("host", "files.example"), false, true, true, false),
        (forbids("suffix", "files.example"), false, true, true, false),
        (
            forbids("network", "127.99.0.0/16"),
            false,
            true,
            false,
            true,
        ),
        (forbids("network", "127.40.0.0/16"), true, false, true, true),
        (
            forbids("network", "127.50.0.0/16"),
            true,
            false,
            false,
            true,
        ),
    ];
    for (rule, may_ask, proxy_alone, host_alone, writes_to_owner) in lines {
        let told = rule.key.text();
        let behind = Standing::of(hosting(Some(PROXY)), vec![rule.clone()], None);
        assert_eq!(behind.may_ask_proxy(), may_ask, "{told}");
        assert_eq!(
            behind.is_left_alone(&behind.in_front()[0]),
            proxy_alone,
            "{told}"
        );
        let known = vec![real("127.40.0.1", 1), rule, owner.clone()];
        let known = Standing::of(hosting(Some(PROXY)), known, None);
        assert_eq!(known.is_left_alone(&known.hosts()[0]), host_alone, "{told}");
        assert_eq!(known.owner().is_some(), writes_to_owner, "{told}");
    }
}

#[test]
fn a_rule_names_another_registrar() {
    let registrar = Standing::of(hosting(None), Vec::new(), None).registrar();
    assert_eq!(registrar.name.unwrap().expose(), "Registrar");
    let named = Whom {
        provider: Some("Own Registrar".to_owned()),
        mail: Some("abuse@own.test".to_owned()),
        ..Whom::default()
    };
    let rules = vec![rule("host", "files.example", Says::OwnRegistrar, named, 1)];
    let registrar = Standing::of(hosting(None), rules, None).registrar();
    assert_eq!(registrar.name.unwrap().expose(), "Own Registrar");
    assert_eq!(registrar.abuse.unwrap().expose(), "abuse@own.test");
}

#[test]
fn what_tables_say_of_a_told_host_is_held_against_its_registry() {
    let located = |address: &str, country: &str| crate::Located {
        address: address.parse().unwrap(),
        country: country.parse().ok(),
        autonomous_system: None,
        built_at: Timestamp::default(),
    };
    let with_tables = |proxy| Hosting {
        located: vec![located("127.99.0.1", "XB"), located("127.40.0.1", "SG")],
        ..hosting(proxy)
    };
    let countries = |standing: &Standing| -> Vec<String> {
        standing.countries().into_iter().map(String::from).collect()
    };
    // Of the real host, not of whoever is in front of it.
    let told = Standing::of(
        with_tables(Some(PROXY)),
        vec![real("127.40.0.1", 200)],
        None,
    );
    assert_eq!(countries(&told), ["KH", "SG"]);
    let by_source = |standing: &Standing| -> Vec<(&str, String)> {
        let said = standing.countries_by_source().into_iter();
        said.map(|(source, country)| (source, country.into()))
            .collect()
    };
    let said = |source, country: &str| (source, country.to_owned());
    // The rule names an address and no country: it says nothing of one.
    assert_eq!(
        by_source(&told),
        [
            said("trace-source-network", "KH"),
            said("trace-source-table", "SG")
        ]
    );
    let itself = Standing::of(
        with_tables(Some(PROXY)),
        vec![],
        Some(answer(PROXY, None, true, 300)),
    );
    assert_eq!(countries(&itself), ["XA", "XB"]);
    assert_eq!(
        by_source(&itself),
        [
            said("trace-source-network", "XA"),
            said("trace-source-table", "XB")
        ]
    );
    let named = Whom {
        address: "127.40.0.1".parse().ok(),
        country: "MH".parse().ok(),
        ..Whom::default()
    };
    let named = rule("host", "files.example", Says::RealHost, named, 200);
    let named = Standing::of(with_tables(Some(PROXY)), vec![named], None);
    assert_eq!(by_source(&named)[0], said("trace-source-rule", "MH"));
    let hidden = Standing::of(with_tables(Some(PROXY)), vec![], None);
    assert!(countries(&hidden).is_empty());
    let nobody = Standing::of(with_tables(None), vec![], None);
    assert_eq!(countries(&nobody), ["XA", "XB"]);
}

#[test]
fn what_was_told_awaits_a_trace_that_knows_of_it_whenever_that_was_made() {
    let told = |asked: &[&str]| {
        let hosting = Hosting {
            asked: asked.iter().map(|one| one.parse().unwrap()).collect(),
            // Made after the rule, by one that had begun before it.
            at: Timestamp::from_micros(900),
            ..hosting(Some(PROXY))
        };
        Standing::of(hosting, vec![real("127.40.0.1", 200)], None).awaits_trace()
    };
    assert!(told(&["127.99.0.1"]));
    assert!(!told(&["127.99.0.1", "127.40.0.1"]));
}
