//! What in a message would tell a reporter more than a reporter may know: the pack's words, and whatever leads
//! to a place or a person. A guess, generous on purpose: whoever writes reads what was found, and decides.

use kernel::Sensitive;
use pack::Pack;

/// A web address, or the name of a site.
pub const ADDRESS: &str = "address";
/// An e-mail address.
pub const MAIL: &str = "mail";
/// A telephone number.
pub const TELEPHONE: &str = "telephone";

/// Digits from which on a run of them counts as a telephone number.
const TELEPHONE_DIGITS: usize = 7;

/// Something in a message that would tell more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The key of a warning of the pack, or [`ADDRESS`], [`MAIL`], [`TELEPHONE`].
    pub kind: String,
    /// What was found.
    pub found: Sensitive<String>,
}

impl Finding {
    fn new(kind: &str, found: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            found: found.trim().to_owned().into(),
        }
    }

    /// What stands for it when it is accepted: what was found, not its kind alone, since another word of the kind has
    /// to be read about too. Holds words of the message.
    pub fn token(&self) -> String {
        format!("{}:{}", self.kind, self.found.expose())
    }
}

/// Everything in a message that would tell more, each once.
pub fn findings(text: &str, pack: &Pack) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut note = |finding: Finding| {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    };
    for (warning, stem) in pack.telling.held_against(text) {
        note(Finding::new(&warning.key, stem));
    }
    for word in text.split_whitespace() {
        if is_mail(word) {
            note(Finding::new(MAIL, word));
        } else if is_address(word, pack) {
            note(Finding::new(ADDRESS, word));
        }
    }
    for number in telephone_numbers(text) {
        note(Finding::new(TELEPHONE, number));
    }
    findings
}

fn is_address(word: &str, pack: &Pack) -> bool {
    // A Khmer sentence has no spaces: what is Latin in it is looked at by itself.
    word.contains("://")
        || word
            .split(|letter: char| letter > '\u{24f}')
            .any(|part| location::recognise(part, &pack.urls).is_ok())
        || location::recognise(word, &pack.urls).is_ok()
}

fn is_mail(word: &str) -> bool {
    word.match_indices('@').any(|(at, _)| {
        let (before, after) = word.split_at(at);
        let letter = |found: Option<char>| found.is_some_and(char::is_alphanumeric);
        !before.contains('/') && letter(before.chars().next_back()) && letter(after.chars().nth(1))
    })
}

/// Runs of digits, with what people write between them.
fn telephone_numbers(text: &str) -> impl Iterator<Item = &str> {
    let between =
        |letter: char| matches!(letter, ' ' | '-' | '.' | '/' | '(' | ')' | '+' | '\u{a0}');
    text.split(move |letter: char| !(letter.is_numeric() || between(letter)))
        .filter(|run| run.chars().filter(|letter| letter.is_numeric()).count() >= TELEPHONE_DIGITS)
}

#[cfg(test)]
mod tests {
    use pack::Source;
    use proptest::prelude::*;

    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let pack = pack::load(&Source::Shipped("kh".to_owned()), false).unwrap();
        let found = findings(text, &pack);
        found.into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn what_leads_to_a_place_or_a_person_is_found() {
        for (text, kind) in [
            ("look at http://host-a.test/p/17 please", ADDRESS),
            ("look at host-a.test/p/17.", ADDRESS),
            ("hxxp://host-a[.]test", ADDRESS),
            ("ftp://host-a", ADDRESS),
            ("សូមមើលhost-a.testម្ដងទៀត", ADDRESS),
            ("198.51.100.7x 203.0.113.9", TELEPHONE),
            ("write to one@two.test, please", MAIL),
            ("ទៅone@two.test", MAIL),
            ("092 311-511", TELEPHONE),
            ("+855(0)92311511", TELEPHONE),
            ("០៩២ ៣១១ ៥១១", TELEPHONE),
        ] {
            assert!(
                kinds(text).contains(&kind.to_owned()),
                "{text}: {:?}",
                kinds(text)
            );
        }
    }

    #[test]
    fn plain_words_are_not() {
        for text in [
            "",
            "Thank you. It helps.",
            "Please send it at 10.30 or 11",
            "សូមអរគុណ។",
            "one @ two",
        ] {
            assert_eq!(kinds(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_held_against_the_lists(text in "\\PC{0,200}") {
            kinds(&text);
        }
    }
}
