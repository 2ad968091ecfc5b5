//! Where a pack's files come from: the program itself, or a directory.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Fault;

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A pack to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// One that the program ships: `kh`, `example`, `demo`.
    Shipped(String),
    /// One in a directory.
    Directory(PathBuf),
}

/// Files by their path within the pack.
pub(crate) type Files = BTreeMap<String, String>;

/// A pack file larger than this is none, in bytes.
const LARGEST: u64 = 1024 * 1024;

impl Source {
    /// The names of the packs that the program ships.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The pack that another lays over: a shipped one by name, or a directory beside this one.
    pub(crate) fn beside(&self, name: &str) -> Self {
        match self {
            Self::Shipped(_) => Self::Shipped(name.to_owned()),
            Self::Directory(path) => {
                let beside = path.parent().unwrap_or(Path::new(".")).join(name);
                if beside.is_dir() {
                    Self::Directory(beside)
                } else {
                    Self::Shipped(name.to_owned())
                }
            }
        }
    }

    /// Reads every file.
    pub(crate) fn files(&self) -> Result<Files, Fault> {
        match self {
            Self::Shipped(name) => SHIPPED
                .iter()
                .find(|(shipped, _)| shipped == name)
                .map(|(_, files)| {
                    files
                        .iter()
                        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                        .collect()
                })
                .ok_or_else(|| Fault::of_file(name, "no pack of this name is shipped")),
            Self::Directory(path) => {
                let mut files = Files::new();
                read(path, path, &mut files).map_err(|error| {
                    Fault::of_file(&path.display().to_string(), error.to_string())
                })?;
                Ok(files)
            }
        }
    }
}

fn read(root: &Path, folder: &Path, files: &mut Files) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read(root, &path, files)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending == "toml" || ending == "ftl" || ending == "txt")
            && path.metadata()?.len() <= LARGEST
        {
            let name = path.strip_prefix(root).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
