//! `egress` is the only door.

use crate::tree;

/// Libraries that open connections, and the one crate each that may have them. The binary may have one for
/// its demonstration, which plays the people outside and can be left out of a build.
const CLIENTS: [(&str, &str); 4] = [
    ("reqwest", "egress"),
    ("lettre", "egress"),
    ("hickory-resolver", "egress"),
    // A server, of the simulated internet alone.
    ("hickory-server", "smallnet"),
];

#[test]
fn network_libraries_stand_behind_the_door() {
    for member in tree::members() {
        for (library, owner) in CLIENTS {
            assert!(
                member.name == owner || !member.always_needs(library),
                "{} has {library}: only {owner} may",
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
        if ["egress", "smallnet", "hotline"].contains(&owner) || !path.iter().any(|p| p == "src") {
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
