//! Several files as one: a ZIP archive (PKWARE's APPNOTE 6.3), which every system opens without more. Nothing in it is
//! packed: what goes into it is sealed, and OpenPGP packs.

use egress::Attachment;
use flate2::Crc;
use jiff::tz::TimeZone;
use kernel::Timestamp;

/// Version 2.0 of the format: all that is needed.
const VERSION: u16 = 20;

/// Names are in UTF-8.
const UTF_8: u16 = 0x0800;

/// An archive of files, each of this instant. Nothing where it would be larger than the format is: 4 GiB, 65,535 files.
pub(crate) fn archive(files: &[Attachment], at: Timestamp) -> Option<Vec<u8>> {
    let (date, time) = written_at(at)?;
    let mut whole = Vec::new();
    let mut index = Vec::new();
    for file in files {
        let offset = u32::try_from(whole.len()).ok()?;
        let mut crc = Crc::new();
        crc.update(&file.bytes);
        let size = u32::try_from(file.bytes.len()).ok()?;
        let mut about = Vec::new();
        for number in [VERSION, UTF_8, 0, time, date] {
            about.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), size, size] {
            about.extend(number.to_le_bytes());
        }
        about.extend(u16::try_from(file.name.len()).ok()?.to_le_bytes());
        about.extend(0_u16.to_le_bytes());

        whole.extend(b"PK\x03\x04");
        whole.extend(&about);
        whole.extend(file.name.as_bytes());
        whole.extend(&file.bytes);

        index.extend(b"PK\x01\x02");
        index.extend(VERSION.to_le_bytes());
        index.extend(&about);
        // No comment, one disk, no attributes.
        index.extend([0; 10]);
        index.extend(offset.to_le_bytes());
        index.extend(file.name.as_bytes());
    }
    let count = u16::try_from(files.len()).ok()?;
    let begins = u32::try_from(whole.len()).ok()?;
    let length = u32::try_from(index.len()).ok()?;
    whole.extend(index);
    whole.extend(b"PK\x05\x06");
    whole.extend([0; 4]);
    whole.extend(count.to_le_bytes());
    whole.extend(count.to_le_bytes());
    whole.extend(length.to_le_bytes());
    whole.extend(begins.to_le_bytes());
    whole.extend([0; 2]);
    Some(whole)
}

/// Day and time as the format has them, in UTC: from 1980, every other second.
fn written_at(at: Timestamp) -> Option<(u16, u16)> {
    let at = TimeZone::UTC.to_datetime(at.to_jiff());
    let part = |part: i8| u16::try_from(part).ok();
    let years = u16::try_from(at.year().checked_sub(1980)?).ok()?;
    let date = years.checked_mul(512)? | (part(at.month())? << 5) | part(at.day())?;
    let time = (part(at.hour())? << 11) | (part(at.minute())? << 5) | (part(at.second())? >> 1);
    Some((date, time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(bytes: &[u8], at: usize, length: usize) -> usize {
        let digits = bytes[at..at + length].iter().rev();
        digits.fold(0, |sum, byte| sum * 256 + usize::from(*byte))
    }

    /// Reads an archive by its index, as the format says.
    fn read(whole: &[u8]) -> Vec<(String, Vec<u8>)> {
        let end = whole.len() - 22;
        assert_eq!(&whole[end..end + 4], b"PK\x05\x06");
        let mut at = number(whole, end + 16, 4);
        (0..number(whole, end + 10, 2))
            .map(|_| {
                assert_eq!(&whole[at..at + 4], b"PK\x01\x02");
                let (crc, size) = (number(whole, at + 16, 4), number(whole, at + 24, 4));
                let (length, file) = (number(whole, at + 28, 2), number(whole, at + 42, 4));
                let name = String::from_utf8(whole[at + 46..at + 46 + length].to_vec()).unwrap();
                at += 46 + length;
                assert_eq!(&whole[file..file + 4], b"PK\x03\x04");
                let begins = file + 30 + number(whole, file + 26, 2);
                let bytes = whole[begins..begins + size].to_vec();
                let mut sum = Crc::new();
                sum.update(&bytes);
                assert_eq!(usize::try_from(sum.sum()).unwrap(), crc);
                (name, bytes)
            })
            .collect()
    }

    #[test]
    fn it_is_as_old_as_it_says() {
        let at = Timestamp::from_micros(1_767_582_001_000_000);
        assert_eq!(written_at(at), Some(((46 << 9) | (1 << 5) | 5, 3 << 11)));
        assert_eq!(archive(&[], Timestamp::from_micros(0)), None, "before 1980");
    }

    proptest! {
        /// Whatever is put into an archive comes out of it.
        #[test]
        fn what_goes_in_comes_out(
            files in prop::collection::vec(("[a-z0-9.]{1,20}", prop::collection::vec(any::<u8>(), 0..300)), 0..6),
        ) {
            let attached: Vec<_> = files
                .iter()
                .map(|(name, bytes)| Attachment {
                    name: name.clone(),
                    content_type: "text/plain".to_owned(),
                    bytes: bytes.clone(),
                })
                .collect();
            let at = Timestamp::from_micros(1_767_582_000_000_000);
            let whole = archive(&attached, at).unwrap();
            prop_assert_eq!(archive(&attached, at).unwrap(), whole.clone());
            prop_assert_eq!(read(&whole), files);
        }
    }
}
