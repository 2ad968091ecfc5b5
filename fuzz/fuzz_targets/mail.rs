//! A mail that arrives: never a panic, and of what is no text nothing is kept.

#![no_main]

use egress::{Arrived, Part, PartKind};
use kernel::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: (Vec<u8>, Vec<u8>, Vec<u8>)| {
    let (header, text, delivery) = bytes;
    let part = |kind, message| Part { kind, message };
    let arrived = Arrived {
        header,
        parts: vec![
            part(PartKind::Text, text.clone()),
            part(PartKind::Html, text),
            part(PartKind::Delivery, delivery.clone()),
            part(PartKind::Header, delivery),
        ],
        dropped: Vec::new(),
    };
    let read = dispatch::read(&arrived, &[], &[], Timestamp::from_micros(1_800_000_000_000_000));
    let is_text = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\t');
    assert!(read.text.chars().all(is_text), "kept what is no text");
    assert!(!read.text.contains(";base64,"), "kept a file within a text");
    assert!(read.text.chars().count() <= 64_000, "kept more than is kept");
});
