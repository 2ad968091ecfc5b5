//! A pack's schema, law, routing and times: written by people, and loaded by every command.
#![no_main]

use std::sync::atomic::{AtomicU32, Ordering};

static FOLDER: AtomicU32 = AtomicU32::new(0);

libfuzzer_sys::fuzz_target!(|text: &str| {
    let number = FOLDER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("fuzz-pack-{}-{number}", std::process::id()));
    if std::fs::create_dir(&folder).is_ok() {
        for file in ["schema.toml", "law.toml", "routing.toml", "times.toml", "pack.toml"] {
            let _ = std::fs::write(folder.join(file), text);
        }
        let _ = pack::load(&pack::Source::Directory(folder.clone()), true);
        let _ = std::fs::remove_dir_all(folder);
    }
});
