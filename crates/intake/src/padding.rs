//! Lengths: what a reporter told is sealed in steps of length, so that a row tells its step and nothing finer.

use serde::Serialize;

/// The lengths before sealing, in bytes. Most of what is told fits the first; what is longer than the last, which
/// no form lets through, keeps its own.
const STEPS: [usize; 8] = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536];
/// JSON may be followed by spaces, so padding needs no length of its own.
const PADDING: u8 = b' ';

/// The value as JSON, filled up to the next step.
pub(crate) fn padded(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut plain = serde_json::to_vec(value)?;
    if let Some(step) = STEPS.into_iter().find(|step| plain.len() <= *step) {
        plain.resize(step, PADDING);
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_tells_its_step_alone_and_the_value_reads_back() {
        for (length, step) in [(0, 512), (510, 512), (511, 1_024), (9_000, 16_384)] {
            let value = "w".repeat(length);
            let padded = padded(&value).unwrap();
            assert_eq!(padded.len(), step);
            assert_eq!(serde_json::from_slice::<String>(&padded).unwrap(), value);
        }
        assert_eq!(padded(&"w".repeat(70_000)).unwrap().len(), 70_002);
    }
}
