//! What a server writes into `Retry-After`: never a panic, and never a time before now.

#![no_main]

use kernel::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, i64)| {
    let (value, now) = input;
    let _ = egress::retry_after(value, Timestamp::from_micros(now));
});
