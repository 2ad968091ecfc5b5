//! What a provider's program says about places: never a panic.

#![no_main]

use letterbox::WordsJson;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|sent: &[u8]| {
    let _ = WordsJson::read(sent);
});
