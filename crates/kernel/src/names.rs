//! Languages and countries by their codes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A code that is not of the form asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {0} code")]
pub struct NotAName(&'static str);

/// A language by its ISO 639-1 code, in lower case: `km`, `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 2]);

impl Language {
    /// English: every crate embeds it, so it is always there.
    pub const ENGLISH: Self = Self(*b"en");
    /// Khmer.
    pub const KHMER: Self = Self(*b"km");

    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Language {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        match *text.as_bytes() {
            [first @ b'a'..=b'z', second @ b'a'..=b'z'] => Ok(Self([first, second])),
            _ => Err(NotAName("language")),
        }
    }
}

/// A country by its ISO 3166-1 alpha-2 code, in upper case: `KH`, `NL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Registries write codes in either case; both are read.
impl FromStr for Country {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        match *text.as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Ok(Self([
                    first.to_ascii_uppercase(),
                    second.to_ascii_uppercase(),
                ]))
            }
            _ => Err(NotAName("country")),
        }
    }
}

macro_rules! as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.code())
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAName;

            fn try_from(text: String) -> Result<Self, NotAName> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.code().to_owned()
            }
        }
    };
}

as_text!(Language);
as_text!(Country);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_two_letters() {
        assert_eq!("km".parse(), Ok(Language::KHMER));
        assert!("KM".parse::<Language>().is_err());
        assert!("khm".parse::<Language>().is_err());
        assert_eq!(
            "kh".parse::<Country>().map(|country| country.to_string()),
            Ok("KH".to_owned())
        );
        assert!("ភា".parse::<Country>().is_err());
    }
}
