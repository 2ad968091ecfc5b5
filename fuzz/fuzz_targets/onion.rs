//! What an operator writes as the onion service's address: never a panic, and what is read is written so that it
//! reads the same.

#![no_main]

use letterbox::OnionAddress;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(address) = text.parse::<OnionAddress>() {
        assert!(address.to_string().parse() == Ok(address), "written otherwise than read");
    }
});
