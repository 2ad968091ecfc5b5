//! Names of onion services, version 3 (Tor's rend-spec-v3, section 6): a key, a checksum and the version, in base32.

use data_encoding::BASE32_NOPAD;
use sha3::{Digest, Sha3_256};

const VERSION: u8 = 3;

/// Why a label is the name of no onion service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoService {
    /// It does not have 56 symbols from a to z and 2 to 7.
    Symbols,
    /// It is of another version than 3.
    Version,
    /// The symbols do not fit together: one is mistyped.
    Checksum,
}

/// Whether a label, without what stands before and behind it, is the name of an onion service.
pub fn check_service(label: &str) -> Result<(), NoService> {
    let bytes = BASE32_NOPAD
        .decode(label.to_ascii_uppercase().as_bytes())
        .map_err(|_| NoService::Symbols)?;
    let bytes: [u8; 35] = bytes.try_into().map_err(|_| NoService::Symbols)?;
    let [key @ .., first, second, version] = bytes;
    if version != VERSION {
        return Err(NoService::Version);
    }
    if checksum(&key) != [first, second] {
        return Err(NoService::Checksum);
    }
    Ok(())
}

fn checksum(key: &[u8; 32]) -> [u8; 2] {
    let digest = Sha3_256::new()
        .chain_update(b".onion checksum")
        .chain_update(key)
        .chain_update([VERSION])
        .finalize();
    let [first, second, ..]: [u8; 32] = digest.into();
    [first, second]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label(key: [u8; 32]) -> String {
        let [first, second] = checksum(&key);
        let bytes = [&key[..], &[first, second, VERSION]].concat();
        BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }

    proptest! {
        #[test]
        fn a_name_is_read_and_with_another_symbol_it_is_not(
            key: [u8; 32], place in 0_usize..52, by in 1_u8..32,
        ) {
            const SYMBOLS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
            let label = label(key);
            prop_assert_eq!(check_service(&label), Ok(()));
            let mut mistyped = label.into_bytes();
            let known = SYMBOLS.iter().position(|symbol| *symbol == mistyped[place]).unwrap();
            mistyped[place] = SYMBOLS[(known + usize::from(by)) % 32];
            let mistyped = String::from_utf8(mistyped).unwrap();
            // One of 65,536 has the checksum of another by chance; the last symbols hold the checksum itself.
            if let Err(wrong) = check_service(&mistyped) {
                prop_assert_eq!(wrong, NoService::Checksum);
            }
        }
    }

    #[test]
    fn what_is_no_name_of_a_service_is_told_apart() {
        let service = "n3ceuhkchclj5dqgcqhybgzdoib66wejd5oojsk4tvho4kmmlwderjyd";
        for (typed, wrong) in [
            (service.to_owned(), Ok(())),
            (service.replace("n3c", "n3d"), Err(NoService::Checksum)),
            (service.replace("jyd", "jye"), Err(NoService::Version)),
            (service.replace("n3", "n1"), Err(NoService::Symbols)),
            (format!("{service}x"), Err(NoService::Symbols)),
            ("expyuzz4wqqyqhjn".to_owned(), Err(NoService::Symbols)),
        ] {
            assert_eq!(check_service(&typed), wrong, "{typed}");
        }
    }
}
