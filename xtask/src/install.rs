//! What the checks need beside a Rust toolchain and a C compiler, and how to get it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A Debian package and how to see whether it is there.
struct Need {
    package: &'static str,
    there: fn() -> bool,
}

const NEEDS: [Need; 10] = [
    Need {
        package: "postgresql",
        there: || crate::postgres::programs().is_some(),
    },
    Need {
        package: "chromium",
        there: || has("chromium"),
    },
    Need {
        package: "sqlite3",
        there: || has("sqlite3"),
    },
    Need {
        package: "strace",
        there: || has("strace"),
    },
    Need {
        package: "nodejs",
        there: || has("node"),
    },
    Need {
        package: "python3-venv",
        there: || succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])),
    },
    Need {
        package: "npm",
        there: || has("npm"),
    },
    Need {
        package: "gnupg",
        there: || has("gpg"),
    },
    Need {
        package: "postfix",
        there: || Path::new("/usr/sbin/postfix").exists(),
    },
    Need {
        package: "dovecot-imapd",
        there: || Path::new("/usr/sbin/dovecot").exists(),
    },
];

/// Installs the missing Debian packages when run as root; otherwise says how to.
pub fn debian_packages() -> Result<()> {
    let missing: Vec<_> = NEEDS
        .iter()
        .filter(|need| !(need.there)())
        .map(|need| need.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let install = format!(
        "apt-get install --yes --no-install-recommends {}",
        missing.join(" ")
    );
    if !is_root() {
        bail!("missing: {}. Run: sudo {install}", missing.join(", "));
    }
    for command in ["apt-get update --quiet", &install] {
        let done = Command::new("sh")
            .args(["-c", command])
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()
            .with_context(|| format!("`{command}` did not start"))?;
        if !done.success() {
            bail!(
                "`{command}` failed; install by hand: {}",
                missing.join(", ")
            );
        }
    }
    Ok(())
}

/// A program of crates.io, built once into `target/tools` where the machine has none of this version.
/// Built without optimisation and for no debugger: it runs for a second, and compiles in a third of the time.
pub fn cargo_tool(name: &str, version: &str) -> Result<PathBuf> {
    let tools = crate::root().join("target").join("tools");
    let program = tools.join("bin").join(name);
    let there = Command::new(&program).arg("--version").output();
    if there.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(version)) {
        return Ok(program);
    }
    let done = Command::new("cargo")
        .args(["install", "--quiet", "--locked", "--profile", "dev"])
        .arg(format!("{name}@{version}"))
        .arg("--root")
        .arg(&tools)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .status()?;
    if !done.success() {
        bail!("`cargo install --locked {name}@{version}` failed");
    }
    Ok(program)
}

/// The Python of a virtual environment below `target` that has this version of a package, made where it is missing, with
/// what else it is to have.
pub fn python_tool(package: &str, version: &str, beside: &[&str]) -> Result<PathBuf> {
    let folder = crate::root().join("target").join(package);
    let python = folder.join("bin").join("python");
    let asked =
        format!("import importlib.metadata as m; assert m.version('{package}') == '{version}'");
    if python.exists() && succeeds(Command::new(&python).args(["-c", &asked])) {
        return Ok(python);
    }
    let made = Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .status()
        .context("`python3` did not start")?;
    let installed = Command::new(&python)
        .args(["-m", "pip", "install", "--quiet"])
        .arg(format!("{package}=={version}"))
        .args(beside)
        .status();
    if !made.success() || !installed.is_ok_and(|status| status.success()) {
        bail!("`pip install {package}=={version}` failed");
    }
    Ok(python)
}

/// Whether the shell finds a program of this name.
pub fn has(program: &str) -> bool {
    succeeds(Command::new("sh").args(["-c", &format!("command -v {program}")]))
}

/// Whether cargo has a subcommand of this name.
pub fn has_cargo(subcommand: &str) -> bool {
    succeeds(Command::new("cargo").args([subcommand, "--version"]))
}

/// Whether we may install packages, and must not run PostgreSQL as ourselves.
pub fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
