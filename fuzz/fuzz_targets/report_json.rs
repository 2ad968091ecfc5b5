//! What a program sends as a report: never a panic.

#![no_main]

use letterbox::ReportJson;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|sent: &[u8]| {
    let _ = ReportJson::read(sent);
});
