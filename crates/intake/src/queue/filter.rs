//! A filter of the queue, and its text: what stands behind `/queue?`, and in a saved view. It holds keys, dates
//! and blind indexes alone, and so may stand in an address.

use std::fmt::Write;

use identity::Staff;
use kernel::{Country, Id, Timestamp};
use stakeholders::Organisation;

use crate::{Source, State};

/// Hours beyond which no age is asked for: a hundred years.
const MOST_HOURS: u32 = 876_000;

/// Which cases: those that are all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Where they stand; nothing for every state.
    pub state: Option<State>,
    /// Where they are hosted, as the newest trace says.
    pub country: Option<Country>,
    /// By which provider.
    pub provider: Option<Id<Organisation>>,
    /// In which autonomous system.
    pub network: Option<u32>,
    /// A way in which a report of theirs came.
    pub source: Option<Source>,
    /// What a report of theirs is about: a key of the pack.
    pub category: Option<String>,
    /// What an item of theirs was classified as: a key of the pack's schema.
    pub site_type: Option<String>,
    /// Who holds them.
    pub holder: Option<Holder>,
    /// Hours that they have been there at least.
    pub older: Option<u32>,
    /// Hours that they have been there at most.
    pub younger: Option<u32>,
    /// The blind index of their domain, cut as `location::Marks` are.
    pub domain: Option<i64>,
    /// That of their URL.
    pub place: Option<i64>,
    /// What people call the one case by.
    pub reference: Option<String>,
}

/// Who holds a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Whoever asks.
    Me,
    /// Nobody.
    Nobody,
    /// This colleague.
    Colleague(Id<Staff>),
}

impl Filter {
    /// Every case that waits: what the queue shows when nothing is asked.
    pub fn waiting() -> Self {
        Self {
            state: Some(State::Waiting),
            ..Self::default()
        }
    }

    /// Whether cases of it that have waited too long stand before others: of those that wait for an analyst, the first or
    /// the second.
    pub(super) fn promotes(&self) -> bool {
        matches!(self.state, Some(State::Waiting | State::SecondOpinion))
    }

    /// Whether it asks how long cases have waited.
    pub(super) const fn has_ages(&self) -> bool {
        self.younger.is_some() || self.older.is_some()
    }

    /// Whether a case that is there since then has waited as long as it asks, at `now`.
    pub(super) fn has_age(&self, opened_at: Timestamp, now: Timestamp) -> bool {
        let before = |hours: u32| now.before(std::time::Duration::from_hours(u64::from(hours)));
        self.younger.is_none_or(|most| opened_at > before(most))
            && self.older.is_none_or(|least| opened_at <= before(least))
    }

    /// Whether it asks for words of the pack.
    pub(super) const fn has_words(&self) -> bool {
        self.category.is_some() || self.site_type.is_some()
    }

    /// Reads the fields of a filter among others. A field that is left empty asks for nothing.
    ///
    /// # Errors
    /// The name of the first field that cannot be read.
    pub fn read<'a>(
        fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, &'static str> {
        let mut filter = Self::waiting();
        for (name, text) in fields {
            filter.set(name, text.trim())?;
        }
        Ok(filter)
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), &'static str> {
        if text.is_empty() {
            return Ok(());
        }
        match name {
            "state" if text == "any" => self.state = None,
            "state" => self.state = Some(State::named(text).ok_or("state")?),
            "country" => self.country = Some(text.parse().map_err(|_| "country")?),
            "provider" => self.provider = Some(text.parse().map_err(|_| "provider")?),
            "network" => {
                let digits = text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
                self.network = Some(digits.trim().parse().map_err(|_| "network")?);
            }
            "source" => self.source = Some(Source::named(text).ok_or("source")?),
            "category" => self.category = Some(key(text).ok_or("category")?),
            "site_type" => self.site_type = Some(key(text).ok_or("site_type")?),
            "holder" => {
                self.holder = Some(match text {
                    "me" => Holder::Me,
                    "nobody" => Holder::Nobody,
                    id => Holder::Colleague(id.parse().map_err(|_| "holder")?),
                });
            }
            "older" => self.older = Some(hours(text).ok_or("older")?),
            "younger" => self.younger = Some(hours(text).ok_or("younger")?),
            "domain" => self.domain = Some(mark(text).ok_or("domain")?),
            "place" => self.place = Some(mark(text).ok_or("place")?),
            "reference" => self.reference = Some(reference(text).ok_or("reference")?),
            _ => {}
        }
        Ok(())
    }

    /// The text, for an address: [`Filter::read`] reads it back.
    pub fn text(&self) -> String {
        let mut text = format!("state={}", self.state.map_or("any", State::name));
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = write!(text, "&{name}={value}");
            }
        };
        add("country", self.country.map(|one| one.code().to_owned()));
        add("provider", self.provider.map(|one| one.to_string()));
        add("network", self.network.map(|one| one.to_string()));
        add("source", self.source.map(|one| one.name().to_owned()));
        add("category", self.category.clone());
        add("site_type", self.site_type.clone());
        add(
            "holder",
            self.holder.map(|one| match one {
                Holder::Me => "me".to_owned(),
                Holder::Nobody => "nobody".to_owned(),
                Holder::Colleague(id) => id.to_string(),
            }),
        );
        add("older", self.older.map(|one| one.to_string()));
        add("younger", self.younger.map(|one| one.to_string()));
        add("domain", self.domain.map(|one| format!("{one:016x}")));
        add("place", self.place.map(|one| format!("{one:016x}")));
        add("reference", self.reference.clone());
        text
    }

    /// Reads what [`Filter::text`] wrote.
    pub fn of_text(text: &str) -> Result<Self, &'static str> {
        Self::read(text.split('&').filter_map(|pair| pair.split_once('=')))
    }

    /// Whether which cases it has changes by changes of cases alone: not as time goes by, and not with the one
    /// who asks.
    pub(crate) const fn is_lasting(&self, everybodys: bool) -> bool {
        let anybodys = matches!(self.holder, Some(Holder::Me)) && everybodys;
        self.older.is_none() && self.younger.is_none() && !anybodys
    }
}

/// A key of the pack, as packs write them.
fn key(text: &str) -> Option<String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    (text.len() <= 64 && text.chars().all(plain)).then(|| text.to_owned())
}

fn hours(text: &str) -> Option<u32> {
    text.parse().ok().filter(|hours| *hours <= MOST_HOURS)
}

/// Sixteen hexadecimal digits.
fn mark(text: &str) -> Option<i64> {
    if text.len() != 16 {
        return None;
    }
    u64::from_str_radix(text, 16).ok().map(u64::cast_signed)
}

/// A reference as it is stored: people read aloud and write what looks alike.
fn reference(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .map(|letter| match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    (text.len() == 8 && text.chars().all(|letter| letter.is_ascii_alphanumeric())).then_some(text)
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;
    use proptest::prelude::*;

    use super::*;

    fn any_filter() -> impl Strategy<Value = Filter> {
        use proptest::option::of;
        use proptest::sample::select;
        let id = Id::<Staff>::random(&SystemEntropy);
        let holders = vec![Holder::Me, Holder::Nobody, Holder::Colleague(id)];
        let provider = Id::<Organisation>::random(&SystemEntropy);
        let first = (
            of(select(State::ALL.to_vec())),
            of("[A-Z]{2}".prop_map(|code| code.parse().unwrap())),
            of(Just(provider)),
            of(any::<u32>()),
            of(select(Source::ALL.to_vec())),
            of("[a-z_]{1,9}"),
            of("[a-z_]{1,9}"),
        );
        let second = (
            of(select(holders)),
            of(0..9_000_u32),
            of(0..9_000_u32),
            of(any::<i64>()),
            of(any::<i64>()),
            of("[0-9A-HJKMNP-TV-Z]{8}"),
        );
        (first, second).prop_map(|(first, second)| Filter {
            state: first.0,
            country: first.1,
            provider: first.2,
            network: first.3,
            source: first.4,
            category: first.5,
            site_type: first.6,
            holder: second.0,
            older: second.1,
            younger: second.2,
            domain: second.3,
            place: second.4,
            reference: second.5,
        })
    }

    proptest! {
        #[test]
        fn a_filter_reads_back(filter in any_filter()) {
            let text = filter.text();
            prop_assert!(text.chars().all(|letter| letter.is_ascii_alphanumeric() || "=&_-".contains(letter)));
            prop_assert_eq!(Filter::of_text(&text), Ok(filter));
        }

        #[test]
        fn whatever_stands_in_an_address_is_read_or_refused(text in "\\PC{0,60}") {
            let _ = Filter::of_text(&text);
            let _ = Filter::read([("reference", text.as_str()), ("domain", text.as_str())]);
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_what_is_empty_asks_for_nothing() {
        assert_eq!(Filter::read([("state", "word")]), Err("state"));
        assert_eq!(Filter::read([("network", "AS-17")]), Err("network"));
        assert_eq!(Filter::read([("reference", "17")]), Err("reference"));
        assert_eq!(Filter::read([("category", "a&b")]), Err("category"));
        assert_eq!(Filter::read([("place", "host-a.test")]), Err("place"));
        let empty = [("state", ""), ("country", " "), ("after", "17")];
        assert_eq!(Filter::read(empty), Ok(Filter::waiting()));
        let network = Filter::read([("network", "AS64500")]).unwrap().network;
        assert_eq!(network, Some(64_500));
        let reference = Filter::read([("reference", "abcd-o1l2")]).unwrap();
        assert_eq!(reference.reference.as_deref(), Some("ABCD0112"));
    }
}
