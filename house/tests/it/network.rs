//! `egress` is the only door.

use crate::tree;

/// Libraries that open connections, and the crates that may have them. `demo` is no part of the product: it
/// plays the people outside.
const CLIENTS: [(&str, &[&str]); 5] = [
    ("reqwest", &["egress", "demo"]),
    ("lettre", &["egress"]),
    ("async-imap", &["egress"]),
    ("hickory-resolver", &["egress"]),
    // A server, of the simulated internet alone.
    ("hickory-server", &["smallnet"]),
];

#[test]
fn network_libraries_stand_behind_the_door() {
    for member in tree::members() {
        for (library, owners) in CLIENTS {
            assert!(
                owners.contains(&member.name.as_str())
                    || !member.needs.iter().any(|need| need == library),
                "{} has {library}: only {owners:?} may",
                member.name
            );
        }
    }
}

#[test]
fn nothing_else_opens_a_socket() {
    for path in tree::files_ending("crates", ".rs") {
        let owner = tree::crate_of(&path);
        // The binary listens; it is not to connect.
        if ["egress", "smallnet", "demo", "hotline"].contains(&owner)
            || !path.iter().any(|p| p == "src")
        {
            continue;
        }
        let source = tree::read(&path);
        for word in ["TcpStream", "UdpSocket", "TcpSocket"] {
            assert!(
                !tree::production(&source).contains(word),
                "{} has a {word}: go through egress",
                path.display()
            );
        }
    }
}
