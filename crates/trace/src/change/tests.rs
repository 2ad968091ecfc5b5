use kernel::Sensitive;

use super::*;

/// Address, handle, holder, system, country, abuse; `-` for nothing.
type Known = [&'static str; 6];

fn network([address, handle, holder, system, country, abuse]: Known) -> Network {
    let text = |text: &str| (text != "-").then(|| text.to_owned());
    Network {
        address: address.parse().unwrap(),
        range: None,
        said_at: Timestamp::default(),
        handle: text(handle),
        holder: text(holder).map(Sensitive::new),
        country: country.parse().ok(),
        autonomous_system: system.parse().ok(),
        abuse: text(abuse).map(Sensitive::new),
    }
}

fn hosting(addresses: &[&str], networks: &[Known]) -> Hosting {
    Hosting {
        addresses: addresses.iter().map(|one| one.parse().unwrap()).collect(),
        networks: networks.iter().copied().map(network).collect(),
        ..Hosting::default()
    }
}

#[test]
fn what_moved_is_told_from_what_only_turns() {
    use Change::{Address, Contact, Country, Network};
    const A: Known = [
        "127.1.0.1",
        "NET-A",
        "Holder A",
        "64501",
        "KH",
        "abuse@a.test",
    ];
    const A_ELSEWHERE: Known = ["127.2.0.1", "NET-A2", "holder a", "-", "KH", "abuse@a.test"];
    const A_ABROAD: Known = [
        "127.3.0.1",
        "NET-A3",
        "Holder A",
        "64501",
        "NL",
        "abuse@a.test",
    ];
    const A_NEW_MAIL: Known = [
        "127.1.0.1",
        "NET-A",
        "Holder A",
        "64501",
        "KH",
        "new@a.test",
    ];
    const B: Known = [
        "127.4.0.1",
        "NET-B",
        "Holder B",
        "64502",
        "NL",
        "abuse@b.test",
    ];
    const B_AT_HOME: Known = [
        "127.4.0.1",
        "NET-B",
        "Holder B",
        "64502",
        "KH",
        "abuse@b.test",
    ];
    let at = |known: Known| hosting(&[known[0]], &[known]);
    let lines = [
        ("nothing", at(A), at(A), vec![]),
        (
            "within its network",
            at(A),
            hosting(
                &["127.1.0.9"],
                &[[
                    "127.1.0.9",
                    "NET-A",
                    "Holder A",
                    "64501",
                    "KH",
                    "abuse@a.test",
                ]],
            ),
            vec![],
        ),
        (
            "to another network of the same holder",
            at(A),
            at(A_ELSEWHERE),
            vec![],
        ),
        (
            "some of many addresses at a time",
            hosting(&["127.1.0.1", "127.4.0.1"], &[A, B]),
            at(B),
            vec![],
        ),
        (
            "to the same holder abroad",
            at(A),
            at(A_ABROAD),
            vec![Country],
        ),
        (
            "to another holder in the country",
            at(A),
            at(B_AT_HOME),
            vec![Address, Network, Contact],
        ),
        (
            "to another holder abroad",
            at(A),
            at(B),
            vec![Address, Network, Country, Contact],
        ),
        ("its contact alone", at(A), at(A_NEW_MAIL), vec![Contact]),
        (
            "to where no registry answers",
            at(A),
            hosting(&["127.9.0.1"], &[]),
            vec![Address],
        ),
        ("its name is gone", at(A), hosting(&[], &[]), vec![]),
        ("its name is back", hosting(&[], &[]), at(A), vec![]),
        (
            "what a rule names does not count",
            hosting(&["127.1.0.1"], &[A, B]),
            hosting(&["127.1.0.1"], &[A]),
            vec![],
        ),
    ];
    for (told, before, after, expected) in lines {
        let found: Vec<_> = differences(&before, &after).into_iter().collect();
        assert_eq!(found, expected, "{told}");
    }
}
