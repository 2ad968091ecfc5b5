//! Secrets that the configuration names: each is a file of its own.

use std::path::{Path, PathBuf};

use anyhow::Context;
use kernel::Sensitive;

/// The secret in a file, without its line end.
pub(crate) fn secret(path: &Path) -> anyhow::Result<Sensitive<String>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the secret in {} cannot be read", path.display()))?;
    Ok(Sensitive::new(
        text.trim_end_matches(['\r', '\n']).to_owned(),
    ))
}

/// The file in which the system's service manager hands over a credential.
#[expect(
    clippy::disallowed_methods,
    reason = "the service manager tells it this way"
)]
pub(crate) fn credential(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var("CREDENTIALS_DIRECTORY").ok()?).join(name);
    path.exists().then_some(path)
}
