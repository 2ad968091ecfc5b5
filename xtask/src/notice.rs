//! The list in `NOTICE`: the libraries in the program and their licences.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// The list stands below this line of `NOTICE`.
const MARK: &str = "# The rest is written by `cargo xtask notice`.\n";

/// Writes the list.
pub fn write() -> Result<()> {
    fs::write(path(), text()?)?;
    Ok(())
}

/// An error unless the list is that of the dependencies as they are.
pub fn check() -> Result<()> {
    if fs::read_to_string(path())? != text()? {
        bail!("NOTICE does not fit the dependencies: run `cargo xtask notice`");
    }
    Ok(())
}

fn path() -> std::path::PathBuf {
    crate::root().join("NOTICE")
}

/// The whole file: its head as it is, the list anew. Versions are left out, so that it changes only when
/// a library comes or goes.
fn text() -> Result<String> {
    let now = fs::read_to_string(path())?;
    let (head, _) = now
        .split_once(MARK)
        .context("NOTICE has lost the line above its list")?;
    let tree = Command::new("cargo")
        .args(["tree", "--package", "hotline", "--prefix=none"])
        .args(["--edges=normal", "--target=x86_64-unknown-linux-gnu"])
        .arg("--format={p}\t{l}")
        .current_dir(crate::root())
        .output()?;
    if !tree.status.success() {
        bail!("cargo tree: {}", String::from_utf8_lossy(&tree.stderr));
    }
    let tree = String::from_utf8(tree.stdout)?;
    let libraries: BTreeSet<_> = tree
        .lines()
        .filter_map(|line| line.split_once('\t'))
        // Our own crates stand there with their folder.
        .filter(|(package, _)| !package.contains(" (/"))
        .filter_map(|(package, licence)| Some((package.split(' ').next()?, licence)))
        .map(|(name, licence)| (name, licence.trim_end_matches(" (*)")))
        .collect();
    let mut text = format!("{head}{MARK}\n");
    for (name, licence) in libraries {
        writeln!(text, "{name}: {licence}")?;
    }
    Ok(text)
}
