//! What stands in the field of the proof of work: never a panic, and what is long is not read.

#![no_main]

use letterbox::proof::Solution;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    let read = Solution::read(typed);
    assert!(typed.len() <= 1_000 || read.is_none(), "read although it is too long");
});
