//! The text of a file of reports: never a panic, and each line further down than the one before.
#![no_main]

use std::sync::LazyLock;

use kernel::Timestamp;
use pack::{Pack, Source};

static PACK: LazyLock<Option<Pack>> =
    LazyLock::new(|| pack::load(&Source::Shipped("kh".to_owned()), false).ok());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(pack) = PACK.as_ref() else { return };
    let with_header = [b"url,narrative,danger,received,reference\n", bytes].concat();
    for file in [bytes, with_header.as_slice()] {
        let Ok(mut reader) = intake::Reader::new(file, true) else { continue };
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        let Ok(lines) = reader.next_lines(usize::MAX, pack, now) else { return };
        let numbers = lines.iter().map(|line| line.number);
        assert!(numbers.is_sorted_by(|one, next| one < next), "a line is read twice");
        assert!(reader.next_lines(1, pack, now).is_ok_and(|rest| rest.is_empty()));
    }
});
