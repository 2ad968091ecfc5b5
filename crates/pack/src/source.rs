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

/// The files of a pack by their path within it. A pack that lays over another has some of that one's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// The folder of the pack.
    folder: String,
    /// Texts, each with the folder it is from.
    texts: BTreeMap<String, (String, String)>,
}

impl Files {
    fn new(folder: String, texts: BTreeMap<String, String>) -> Self {
        let texts = texts
            .into_iter()
            .map(|(name, text)| (name, (folder.clone(), text)))
            .collect();
        Self { folder, texts }
    }

    /// The text of a file.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(|(_, text)| text.as_str())
    }

    /// Every file: its name and text.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(name, (_, text))| (name.as_str(), text.as_str()))
    }

    /// These files, and those of another pack that there are none of here.
    pub(crate) fn over(mut self, below: Self) -> Self {
        for (name, text) in below.texts {
            self.texts.entry(name).or_insert(text);
        }
        self
    }

    /// The fault with the folder of its file.
    pub(crate) fn placed(&self, mut fault: Fault) -> Fault {
        let folder = self
            .texts
            .get(&fault.file)
            .map_or(&self.folder, |(folder, _)| folder);
        fault.file = format!("{folder}/{}", fault.file);
        fault
    }
}

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
            Self::Shipped(name) => {
                let shipped = SHIPPED.iter().find(|(shipped, _)| shipped == name);
                let folder = format!("packs/{name}");
                let Some((_, files)) = shipped else {
                    return Err(Fault::of_file(&folder, "no pack of this name is shipped"));
                };
                let texts = files
                    .iter()
                    .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
                Ok(Files::new(folder, texts.collect()))
            }
            Self::Directory(path) => {
                let mut texts = BTreeMap::new();
                let folder = path.display().to_string();
                match read(path, path, &mut texts) {
                    Ok(()) => Ok(Files::new(folder, texts)),
                    Err(error) => Err(Fault::of_file(&folder, error.to_string())),
                }
            }
        }
    }
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) -> std::io::Result<()> {
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
