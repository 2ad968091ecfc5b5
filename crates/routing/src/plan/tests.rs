use super::*;

fn kh() -> Pack {
    pack::load(&pack::Source::Shipped("kh".to_owned()), false).unwrap()
}

/// Country, what was decided, danger → kind, police, partner, provider.
type Line = (&'static str, &'static str, bool, Kind, bool, bool, Provider);

#[test]
fn the_table_of_countries_and_results() {
    use Kind::{Elsewhere, Home, Onion, Partner, Unknown};
    use Provider::{After, Never, Now};
    let after_police = After(Party::Police);
    let after_partner = After(Party::Partner);
    let lines: [Line; 25] = [
        ("KH", "illegal", false, Home, true, false, after_police),
        ("KH", "illegal", true, Home, true, false, after_police),
        ("KH", "harmful", false, Home, false, false, Now),
        ("KH", "harmful", true, Home, true, false, after_police),
        ("KH", "neither", true, Home, true, false, Never),
        ("NL", "illegal", false, Partner, false, true, after_partner),
        ("NL", "illegal", true, Partner, true, true, after_partner),
        ("NL", "harmful", false, Partner, false, false, Now),
        ("NL", "harmful", true, Partner, true, false, Now),
        ("NL", "neither", true, Partner, true, false, Never),
        ("ZZ", "illegal", false, Elsewhere, true, false, Now),
        ("ZZ", "illegal", true, Elsewhere, true, false, Now),
        ("ZZ", "harmful", false, Elsewhere, false, false, Now),
        ("ZZ", "harmful", true, Elsewhere, true, false, Now),
        ("ZZ", "neither", true, Elsewhere, true, false, Never),
        ("", "illegal", false, Unknown, true, false, Never),
        ("", "illegal", true, Unknown, true, false, Never),
        ("", "harmful", false, Unknown, false, false, Never),
        ("", "harmful", true, Unknown, true, false, Never),
        ("", "neither", true, Unknown, true, false, Never),
        ("", "neither", false, Unknown, false, false, Never),
        ("onion", "illegal", false, Onion, true, false, Never),
        ("onion", "harmful", false, Onion, false, false, Never),
        ("onion", "harmful", true, Onion, true, false, Never),
        ("onion", "neither", true, Onion, true, false, Never),
    ];
    let pack = kh();
    for (country, decided, danger, kind, police, partner, provider) in lines {
        let facts = Facts {
            country: country.parse().ok(),
            onion: country == "onion",
            illegal: decided == "illegal",
            harmful: decided == "harmful",
            danger,
            at_home: false,
            unreached: false,
        };
        let expected = Plan {
            kind,
            police,
            partner: partner.then_some(facts.country).flatten(),
            provider,
            find_host: kind == Unknown,
            by_hand: kind == Onion && decided == "illegal",
            // What is to go is watched; a danger alone is not.
            watch: decided != "neither",
        };
        assert_eq!(
            plan(&pack, &facts),
            expected,
            "{country} {decided} {danger}"
        );
        // Whoever is at home is a matter for the police as a danger is.
        let at_home = Facts {
            danger: false,
            at_home: danger,
            ..facts
        };
        assert_eq!(plan(&pack, &at_home), expected, "{country} {decided}");
        // Nor is what no machine of ours can look at.
        let unreached = Facts {
            unreached: true,
            ..facts
        };
        let unwatched = Plan {
            watch: false,
            ..expected
        };
        assert_eq!(plan(&pack, &unreached), unwatched);
    }
}

#[test]
fn the_pack_decides_on_police_and_on_what_no_law_covers() {
    let mut pack = kh();
    pack.routing.police_too_with_partner = true;
    pack.routing.police_elsewhere = false;
    pack.routing.notice_when_harmful = false;
    let told = |country: &str, illegal| {
        let facts = Facts {
            country: country.parse().ok(),
            onion: false,
            illegal,
            harmful: !illegal,
            danger: false,
            at_home: false,
            unreached: false,
        };
        let plan = plan(&pack, &facts);
        (plan.police, plan.provider)
    };
    assert_eq!(told("NL", true), (true, Provider::After(Party::Partner)));
    assert_eq!(told("ZZ", true), (false, Provider::Now));
    assert_eq!(told("ZZ", false), (false, Provider::Never));
}

#[test]
fn names_read_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.name()), Some(kind));
    }
}
