//! The documents keep up with the tree.

use std::fs;

use crate::tree;

#[test]
fn every_crate_is_named_in_the_architecture() {
    let text = tree::read("ARCHITECTURE.md");
    for member in tree::members() {
        assert!(
            text.contains(&format!("`{}`", member.name)),
            "ARCHITECTURE.md does not name `{}`",
            member.name
        );
    }
}

#[test]
fn every_kind_of_job_is_named_in_the_architecture() {
    let text = tree::read("ARCHITECTURE.md");
    let mut kinds = Vec::new();
    for path in tree::files_ending("crates", ".rs") {
        let source = tree::read(&path);
        let declared = tree::production(&source).split("Kind = \"").skip(1);
        kinds.extend(declared.map(|rest| rest.split('"').next().unwrap().to_owned()));
    }
    assert!(!kinds.is_empty(), "no crate declares a kind of job");
    kinds.retain(|kind| !text.contains(&format!("| `{kind}` |")));
    assert!(
        kinds.is_empty(),
        "ARCHITECTURE.md does not say when these are queued and who does them: {kinds:?}"
    );
}

#[test]
fn every_dependency_has_its_reason() {
    let text = tree::read("docs/dependencies.md");
    let manifest = tree::read("Cargo.toml");
    let dependencies = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .unwrap();
    for line in dependencies.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, value)) = line.split_once(" = ") else {
            continue;
        };
        assert!(
            value.contains("path") || text.contains(&format!("| {name} |")),
            "docs/dependencies.md does not say why {name}"
        );
    }
}

#[test]
fn every_path_that_a_document_links_to_exists() {
    let documents = tree::files_ending("", ".md");
    for document in documents {
        let text = tree::read(&document);
        for link in text.split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let folder = tree::root().join(document.parent().unwrap());
            assert!(
                fs::exists(folder.join(target)).unwrap(),
                "{} links to {target}, which is not there",
                document.display()
            );
        }
    }
}
