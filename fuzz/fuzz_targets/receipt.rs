//! What a person types as a receipt: never a panic, and what is read is shown so that it reads the same.

#![no_main]

use letterbox::Receipt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: &str| {
    if let Ok(receipt) = Receipt::parse(typed) {
        assert!(Receipt::parse(&receipt.text()) == Ok(receipt), "shown otherwise than read");
    }
});
