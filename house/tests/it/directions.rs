//! Which crate may call which: one table. Dependencies of tests are free.

use crate::tree;

/// What the case and the house stand on, each with what it may stand on itself.
const GROUND: [(&str, &[&str]); 10] = [
    ("kernel", &[]),
    ("store", &["kernel"]),
    ("audit", &["kernel", "store"]),
    ("jobs", &["kernel", "store"]),
    ("pack", &["kernel"]),
    ("page", &["kernel"]),
    ("egress", &["kernel"]),
    ("openpgp", &["kernel"]),
    (
        "identity",
        &["kernel", "store", "audit", "jobs", "pack", "page"],
    ),
    (
        "dispatch",
        &[
            "kernel", "store", "audit", "jobs", "egress", "openpgp", "identity",
        ],
    ),
];

/// What is heavy to build and knows of nothing else: the binary alone hands it to whoever has need.
const LEAVES: [(&str, &[&str]); 1] = [("paper", &["page"])];

/// The case: each may call the ground, the house, and those before it.
const CASE: [&str; 11] = [
    "location",
    "letterbox",
    "trace",
    "intake",
    "assessment",
    "inventory",
    "referral",
    "exchange",
    "takedown",
    "routing",
    "statistics",
];

/// The house that the case may call, and that never calls the case.
const HOUSE: [&str; 1] = ["stakeholders"];

/// Those of the case that have a reason to touch the network, and so may call [`DOORS`].
const REACH_OUT: [&str; 5] = ["trace", "inventory", "referral", "exchange", "takedown"];

/// The ways out: to the network, and for a mail.
const DOORS: [&str; 2] = ["egress", "dispatch"];

/// Composition, and the tools around it: these may call anything.
const TOP: [&str; 4] = ["hotline", "bench", "house", "xtask"];

/// The world outside, played: it calls nothing of the product, so that it proves something.
const OUTSIDERS: [(&str, &[&str]); 2] = [("smallnet", &[]), ("demo", &["smallnet"])];

/// Whether the table lets one crate call another.
fn may_call(caller: &str, called: &str) -> bool {
    let ground = |name: &str| GROUND.iter().find(|(ground, _)| *ground == name);
    let outsider = OUTSIDERS.iter().find(|(outsider, _)| *outsider == caller);
    let leaf = |name: &str| LEAVES.iter().find(|(leaf, _)| *leaf == name);
    if TOP.contains(&caller) {
        return true;
    }
    if let Some((_, allowed)) = ground(caller).or(outsider).or(leaf(caller)) {
        return allowed.contains(&called);
    }
    if DOORS.contains(&called) {
        return REACH_OUT.contains(&caller);
    }
    if ground(called).is_some() {
        return HOUSE.contains(&caller) || CASE.contains(&caller);
    }
    let place = |name: &str| CASE.iter().position(|case| *case == name);
    match (place(caller), place(called)) {
        (Some(caller), Some(called)) => called < caller,
        (Some(_), None) => HOUSE.contains(&called),
        (None, _) => false,
    }
}

#[test]
fn every_crate_calls_only_what_the_table_allows() {
    let members = tree::members();
    let ours = |name: &str| members.iter().any(|member| member.name == name);
    let wrong: Vec<_> = members
        .iter()
        .flat_map(|member| {
            let needs = member.needs.iter().filter(|need| ours(need));
            needs
                .filter(|need| !may_call(&member.name, need))
                .map(|need| format!("{} calls {need}", member.name))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "against the table: {wrong:#?}");
}

#[test]
fn every_crate_stands_in_the_table() {
    let ground = GROUND.iter().map(|(name, _)| *name);
    let outsiders = OUTSIDERS.iter().map(|(name, _)| *name);
    let leaves = LEAVES.iter().map(|(name, _)| *name);
    let known: Vec<_> = ground
        .chain(outsiders)
        .chain(leaves)
        .chain(CASE)
        .chain(HOUSE)
        .chain(TOP)
        .collect();
    for member in tree::members() {
        assert!(
            known.contains(&member.name.as_str()),
            "{} has no place in the table: decide who may call it",
            member.name
        );
    }
}

#[test]
fn the_table_refuses_what_it_must() {
    assert!(may_call("intake", "location"));
    assert!(!may_call("location", "intake"), "backwards");
    assert!(!may_call("stakeholders", "takedown"), "house to case");
    assert!(may_call("takedown", "stakeholders"));
    assert!(
        !may_call("letterbox", "egress"),
        "the letterbox asks nobody"
    );
    assert!(may_call("takedown", "dispatch"));
    assert!(!may_call("stakeholders", "dispatch"), "a mail of the house");
    assert!(!may_call("kernel", "store"));
    assert!(!may_call("referral", "paper"), "a PDF compiler in a module");
    assert!(may_call("hotline", "paper") && !may_call("paper", "store"));
    assert!(!may_call("routing", "hotline"), "nothing calls the binary");
    assert!(
        !may_call("takedown", "smallnet"),
        "a simulation in production"
    );
}
