//! Writes the list of the files of the shipped packs, so that the program carries them.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../packs")
        .canonicalize()?;
    println!("cargo::rerun-if-changed={}", packs.display());
    let mut list = String::from("static SHIPPED: &[(&str, &[(&str, &str)])] = &[\n");
    let mut names: Vec<_> = fs::read_dir(&packs)?.collect::<Result<_, _>>()?;
    names.sort_by_key(fs::DirEntry::file_name);
    for pack in names.iter().filter(|entry| entry.path().is_dir()) {
        let mut files = Vec::new();
        walk(&pack.path(), &mut files)?;
        files.sort();
        let name = pack.file_name();
        let _ = writeln!(list, "    ({:?}, &[", name.to_string_lossy());
        for file in files {
            let path = Path::new(&file);
            let within = path.strip_prefix(pack.path()).unwrap_or(path);
            let _ = writeln!(
                list,
                "        ({:?}, include_str!({file:?})),",
                within.to_string_lossy()
            );
            println!("cargo::rerun-if-changed={file}");
        }
        list.push_str("    ]),\n");
    }
    list.push_str("];\n");
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("shipped.rs"), list)
}

fn walk(folder: &Path, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|ending| ending == "toml" || ending == "ftl" || ending == "txt")
        {
            files.push(path.to_string_lossy().into_owned());
        }
    }
    Ok(())
}
