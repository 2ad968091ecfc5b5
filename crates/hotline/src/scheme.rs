//! The scheme of links that the isolated browser of the analysts' workstations takes.

use serde::Deserialize;

/// A scheme of one's own (RFC 3986, 3.1): `openhotline-view`. With a sign in it, it is none that an ordinary browser
/// opens itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Scheme(String);

impl Scheme {
    /// The text, without a colon.
    pub fn text(&self) -> &str {
        &self.0
    }

    fn of(text: &str) -> Option<Self> {
        let plain = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '+' | '-')
        };
        let is_own = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.chars().all(plain)
            && text.contains(['+', '-'])
            && !text.starts_with("web+")
            && text != "view-source";
        is_own.then(|| Self(text.to_owned()))
    }
}

impl TryFrom<String> for Scheme {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::of(&text).ok_or(
            "desk.isolated_browser: a scheme of your own, in small letters, digits, + and -, with a + or - in it, \
             as openhotline-view",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_none_that_a_browser_opens_itself() {
        assert_eq!(
            Scheme::of("openhotline-view").unwrap().text(),
            "openhotline-view"
        );
        for wrong in [
            "",
            "https",
            "javascript",
            "data",
            "file",
            "view-source",
            "web+view",
            "a:b-c",
            "A-b",
            "-a",
            "a-b/",
            "a-b ",
        ] {
            assert_eq!(Scheme::of(wrong), None, "{wrong}");
        }
    }
}
