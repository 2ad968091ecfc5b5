//! What the file may say, and what it may not.

use super::*;

const SMALL: &str = r#"
    pack = "kh"
    [store]
    letterbox = "sqlite:letterbox.sqlite"
    desk = "sqlite:desk.sqlite"
    [keys]
    letterbox = "letterbox.keys"
"#;

fn read(text: &str) -> anyhow::Result<Config> {
    let config: Config = toml::from_str(text)?;
    config.check()?;
    Ok(config)
}

#[test]
fn the_smallest_file_is_enough_and_asks_nobody() {
    let config = read(SMALL).unwrap();
    assert!(!config.demonstration);
    assert_eq!(config.network.resolver, None);
    assert!(config.mail.is_none());
}

#[test]
fn what_is_dangerous_is_refused_and_says_which_key() {
    let refused = [
        ("[desk]\nkey_days = 366", "desk.key_days"),
        ("[desk]\nkey_calls_a_minute = 0", "desk.key_calls_a_minute"),
        ("[desk]\nlisten = \"0.0.0.0:8081\"", "desk.listen"),
        (
            "[network]\nresolver = \"127.0.0.1:5353\"",
            "network.resolver",
        ),
        ("[network]\ntimeout_seconds = 0", "network.timeout_seconds"),
        ("[network]\ntimeout_seconds = 16", "network.timeout_seconds"),
        ("[network]\nnat64 = [\"2001:db8::/33\"]", "network.nat64"),
        (
            "[network]\nrdap_bootstrap = \"http://127.0.0.1/\"",
            "network.rdap_bootstrap",
        ),
        (
            "[mail]\nhost = \"relay.example\"\ntls = \"none\"\nsender = \"a@b.example\"",
            "mail.tls",
        ),
        (
            "[mail]\nhost = \"relay.example\"\nsender = \"nobody\"",
            "mail.sender",
        ),
        ("[desk]\nport = 1", "unknown field"),
        (
            "[desk]\nisolated_browser = \"https\"",
            "desk.isolated_browser",
        ),
        ("[letterbox]\nspace = 1000000", "letterbox.space"),
        (
            "[letterbox]\nonion_listen = \"0.0.0.0:8082\"",
            "letterbox.onion_listen",
        ),
        (
            "[letterbox]\nonion_listen = \"unix:socket\"",
            "letterbox.onion_listen",
        ),
        (
            "[letterbox]\nonion_listen = \"127.0.0.1:8080\"",
            "letterbox.onion_listen",
        ),
        (
            "[letterbox]\nonion_address = \"http://hotline.example\"",
            "letterbox.onion_address",
        ),
        (
            "[letterbox]\naddress = \"http://report.example\"",
            "letterbox.address",
        ),
        (
            "[letterbox]\naddress = \"https://report.example/?q\"",
            "letterbox.address",
        ),
    ];
    for (more, key) in refused {
        let error = read(&format!("{SMALL}\n{more}")).unwrap_err();
        assert!(format!("{error:#}").contains(key), "{more}: {error:#}");
    }
}

#[test]
fn letters_name_the_letterbox_by_its_address_without_a_stroke_at_its_end() {
    let more = "[letterbox]\naddress = \"https://report.example/\"";
    let config = read(&format!("{SMALL}\n{more}")).unwrap();
    let address = config.letterbox.address().unwrap();
    assert_eq!(address, Some("https://report.example"));
    assert_eq!(read(SMALL).unwrap().letterbox.address().unwrap(), None);
}

#[test]
fn an_onion_service_has_a_listener_and_an_address() {
    let more = r#"
        [letterbox]
        onion_listen = "unix:/run/openhotline/onion"
        onion_address = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
    "#;
    let letterbox = read(&format!("{SMALL}{more}")).unwrap().letterbox;
    let socket = PathBuf::from("/run/openhotline/onion");
    assert_eq!(letterbox.onion_listen, Some(Door::Socket(socket)));
    let address = letterbox
        .onion()
        .unwrap()
        .map(|address| address.to_string());
    assert_eq!(address, letterbox.onion_address);
    let door = Door::try_from("[::1]:8082".to_owned());
    assert!(matches!(door, Ok(Door::Address(_))));
}

#[test]
fn every_key_is_in_the_manual() {
    let manual = include_str!("../../../../docs/configuration.md");
    let sources = [
        include_str!("../config.rs"),
        include_str!("alarm.rs"),
        include_str!("site.rs"),
        include_str!("work.rs"),
    ];
    let keys = sources
        .iter()
        .flat_map(|source| {
            source
                .lines()
                .take_while(|line| !line.contains("cfg(test)"))
        })
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "))
        .map(|(key, _)| key)
        .filter(|key| {
            key.chars()
                .all(|symbol| symbol.is_ascii_lowercase() || symbol == '_')
        });
    for key in keys {
        assert!(
            [
                format!("`{key}`"),
                format!("[{key}]"),
                format!("[[network.{key}]]"),
                format!("[[alarm.{key}]]"),
            ]
            .iter()
            .any(|text| manual.contains(text)),
            "{key}"
        );
    }
}

#[test]
fn an_alarm_rings_somebody_or_is_refused() {
    let with = |alarm: &str| read(&format!("{SMALL}\n{alarm}"));
    let command = "command = [\"/usr/local/bin/ring\"]";
    assert!(
        with(&format!(
            "[alarm]\n{command}\n[[alarm.person]]\nnumber = \"17\""
        ))
        .is_ok()
    );
    for (alarm, key) in [
        ("[alarm]\nagain_minutes = 0", "alarm.again_minutes"),
        ("[alarm]\nnext_after = 0", "alarm.next_after"),
        ("[alarm]\ncommand = [\"ring\"]", "alarm.command"),
        ("[[alarm.person]]\nlanguage = \"km\"", "alarm.person"),
        (
            "[[alarm.person]]\nmail = \"a@hotline.test\"",
            "alarm.person.mail",
        ),
        ("[[alarm.person]]\nnumber = \"17\"", "alarm.person.number"),
    ] {
        let fault = with(alarm).unwrap_err().to_string();
        assert!(fault.starts_with(&format!("{key}:")), "{fault}");
    }
}
