//! What stands in a mail that came back, as it is shown outside a viewing session: a reply quotes our list, and a list of
//! places is for nobody's eyes by the way. A place of the case is shown as its reference, whatever else looks like an
//! address as nothing but that, and a line about another case not at all.

use std::collections::{HashMap, HashSet};

use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use location::{Location, recognise};
use pack::Pack;
use store::Tx;

use crate::Error;

/// What stands for an address of no place that the case has.
const ADDRESS: &str = "[URL]";

/// Words of one mail that are looked for among places and cases; what is beyond is hidden without a name.
const MOST: usize = 400;

/// How many symbols the reference of a case has.
const REFERENCE: usize = 8;

/// What is shown of a text that quotes us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// Its lines, harmless.
    pub lines: Vec<String>,
    /// How many lines speak of another case and are not among them.
    pub others: usize,
}

/// What is shown of a text that is about no case yet: every address hidden.
pub fn hidden(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').collect();
    let shown: Vec<_> = lines.iter().map(|line| rewritten(line, |_| None)).collect();
    shown.join("\n")
}

/// What is shown of a text on the page of a case that has these places.
pub async fn quoted(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: &Case,
    places: &[Id<Location>],
    text: &str,
) -> Result<Quoted, Error> {
    actor.may(Action::ReadTakedown)?;
    let known = known(tx, actor, pack, text, MOST).await?;
    let others = cases_named(tx, actor, case, text).await?;
    let mut shown = Quoted::default();
    for line in text.lines() {
        let names_other = bare_words(line).any(|word| others.contains(word));
        let mut is_elsewhere = false;
        let rewritten = rewritten(line, |word| {
            let place = known.get(word)?;
            let is_ours = *place == case.location || places.contains(place);
            is_elsewhere |= !is_ours;
            is_ours.then(|| case.reference.clone())
        });
        if names_other || is_elsewhere {
            shown.others = shown.others.saturating_add(1);
        } else {
            shown.lines.push(rewritten);
        }
    }
    Ok(shown)
}

/// Words of a mail that are looked for to learn what it is about.
const MOST_ABOUT: usize = 60;

/// What a mail names of ours, by which it is about a mail of ours that nothing else tells of.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Places.
    pub places: Vec<Id<Location>>,
    /// Cases.
    pub cases: Vec<Id<Case>>,
    /// Other words that look like references.
    pub words: Vec<String>,
}

/// What the text of a mail names of ours: places, however they are written, and references.
pub async fn named(tx: &mut Tx, actor: &Actor, pack: &Pack, text: &str) -> Result<Named, Error> {
    actor.may(Action::ReadTakedown)?;
    let mut named = Named::default();
    let known = known(tx, actor, pack, text, MOST_ABOUT).await?;
    let places: HashSet<_> = known.into_values().collect();
    named.places.extend(places);
    let words: HashSet<_> = bare_words(text)
        .filter(|word| (REFERENCE..=REFERENCE + 1).contains(&word.len()))
        .collect();
    for word in words.into_iter().take(MOST_ABOUT) {
        match intake::by_reference(tx, actor, word).await {
            Ok(case) => named.cases.push(case.id),
            Err(intake::Error::NotFound) => named.words.push(word.to_ascii_uppercase()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(named)
}

/// The places that words of a text spell, for those who may look for one: of this many words at most.
async fn known<'a>(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    text: &'a str,
    most: usize,
) -> Result<HashMap<&'a str, Id<Location>>, Error> {
    let mut known = HashMap::new();
    if actor.may(Action::FileLocation).is_err() {
        return Ok(known);
    }
    let words: HashSet<_> = text.split_whitespace().filter(|w| is_address(w)).collect();
    for word in words.into_iter().take(most) {
        for piece in pieces(word) {
            let Ok(place) = recognise(piece, &pack.urls) else {
                continue;
            };
            if let Some(location) = location::find(tx, actor, &place).await? {
                known.insert(word, location);
            }
        }
    }
    Ok(known)
}

/// The words of a text that are references of other cases.
async fn cases_named<'a>(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    text: &'a str,
) -> Result<HashSet<&'a str>, Error> {
    let own = |word: &str| word.eq_ignore_ascii_case(&case.reference);
    let words: HashSet<_> = bare_words(text)
        .filter(|word| word.len() == REFERENCE && !own(word))
        .collect();
    let mut named = HashSet::new();
    for word in words.into_iter().take(MOST) {
        match intake::by_reference(tx, actor, word).await {
            Ok(_) => {
                named.insert(word);
            }
            Err(intake::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(named)
}

/// The words of a text without the signs around them.
fn bare_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// What of a word may be one spelling: it may stand in quotes, brackets, or beside others in a row of a table.
fn pieces(word: &str) -> impl Iterator<Item = &str> {
    let whole = std::iter::once(word);
    let parts = word.split(['"', '<', '>', '|', '\'']);
    let cells = word.split([',', ';', '"']);
    whole
        .chain(parts)
        .chain(cells)
        .filter(|piece| !piece.is_empty())
}

/// A line with a name in the place of each address, and else nothing that leads anywhere.
fn rewritten(line: &str, mut name: impl FnMut(&str) -> Option<String>) -> String {
    let shown: String = line
        .split_inclusive(char::is_whitespace)
        .map(|piece| {
            let word = piece.trim_end_matches(char::is_whitespace);
            if !is_address(word) {
                return piece.to_owned();
            }
            let blank = piece.strip_prefix(word).unwrap_or_default();
            name(word).unwrap_or_else(|| ADDRESS.to_owned()) + blank
        })
        .collect();
    page::harmless(&shown)
}

/// Whether a word looks like an address, also where somebody wrote it so that nobody follows it, or like what a mail
/// program left of one at the end of a line.
fn is_address(word: &str) -> bool {
    let fanged = refanged(word);
    if is_mailbox(&fanged) {
        return false;
    }
    let is_path = fanged.matches('/').count() > 1 && fanged.chars().any(char::is_alphabetic);
    page::has_address(&fanged) || is_path
}

/// Whether a word is an address of mail and nothing more: a signature has one.
fn is_mailbox(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut sides = bare.split('@');
    let (Some(name), Some(_), None) = (sides.next(), sides.next(), sides.next()) else {
        return false;
    };
    !name.is_empty() && !bare.contains(['/', ':', '?', '#', '\\'])
}

/// A word with what people put around dots and colons taken away.
fn refanged(word: &str) -> String {
    location::refang(&word.to_lowercase()).replace("hxxp", "http")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_like_an_address_is_hidden_however_it_is_written() {
        for (text, shown) in [
            ("see http://a.test/p/17.", "see [URL]"),
            (
                "hxxps://a[.]test/p/17 and HXXP[:]//a(.)test",
                "[URL] and [URL]",
            ),
            (
                "> a[dot]test\n> \"1\",\"http://a.test/p\"",
                "> [URL]\n> [URL]",
            ),
            ("127.0.0.1 127[.]0[.]0[.]1", "[URL] [URL]"),
            ("> /albums/of/17", "> [URL]"),
            (
                "it is removed, on 26/11/2026",
                "it is removed, on 26/11/2026",
            ),
            (
                "and/or the abuse desk, e.g. now",
                "and/or the abuse desk, e.g. now",
            ),
            ("<abuse@a.test>", "<abuse@a[.]test>"),
            ("who@a.test/p/17", "[URL]"),
        ] {
            assert_eq!(hidden(text), shown, "{text}");
        }
    }

    #[test]
    fn a_cell_of_a_table_is_one_spelling() {
        let found: Vec<_> = pieces("\"1\",\"http://a.test/p,q\"").collect();
        assert!(found.contains(&"http://a.test/p,q"), "{found:?}");
    }

    proptest! {
        /// Whatever stands around it, the name of a host that we wrote is not shown.
        #[test]
        fn a_host_that_we_wrote_is_not_shown(
            before in "[ -~]{0,20}", after in "[ -~]{0,20}", path in "[a-z0-9/.,?=&]{0,30}"
        ) {
            let ours = location::defang(&format!("http://canaryhost.test/{path}"));
            let text = format!("{before} {ours} {after}");
            let shown = hidden(&text);
            prop_assert!(!shown.contains("canaryhost"), "{shown}");
        }
    }
}
