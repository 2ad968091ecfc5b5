//! What the filter of the queue offers.

use std::collections::BTreeSet;
use std::time::Duration;

use identity::{Desk, SignedIn};
use intake::{Filter, Source, State, source_key};
use kernel::Id;
use page::{Choice, Words};
use stakeholders::Organisation;
use store::Tx;

use super::Colleagues;
use super::lines::{age, state_key};
use crate::Error;
use crate::assess::SITE_TYPE;

/// Ages that are asked for, in hours.
const AGES: [u32; 6] = [1, 8, 24, 72, 168, 720];

/// The choices of each select field; the first of each asks for nothing.
pub(super) struct Choices {
    pub(super) states: Vec<Choice>,
    pub(super) sources: Vec<Choice>,
    pub(super) categories: Vec<Choice>,
    pub(super) site_types: Vec<Choice>,
    pub(super) holders: Vec<Choice>,
    pub(super) providers: Vec<Choice>,
    /// There are more than stand among these: the others are found by name.
    pub(super) more_providers: bool,
    pub(super) older: Vec<Choice>,
    pub(super) younger: Vec<Choice>,
}

impl Choices {
    pub(super) async fn new(
        tx: &mut Tx,
        desk: &Desk,
        words: &Words,
        signed_in: &SignedIn,
        colleagues: &Colleagues,
        filter: &Filter,
    ) -> Result<Self, Error> {
        let language = signed_in.language();
        let all = || Choice::new("", words.text("assessment-filter-all"));
        let from = |choices: Vec<Choice>| -> Vec<Choice> {
            std::iter::once(all()).chain(choices).collect()
        };
        let state = |state: State| Choice::new(state.name(), words.text(state_key(state)));
        let any = Choice::new("any", words.text("assessment-filter-any-state"));
        let source = |source: Source| Choice::new(source.name(), words.text(source_key(source)));
        let categories = desk.pack.categories.iter();
        let category =
            |one: &pack::Category| Choice::new(&one.key, one.label.in_language(language));
        let site_types = desk.pack.schema.field(SITE_TYPE);
        let site_types = site_types.into_iter().flat_map(|field| &field.options);
        let site_type = |one: &pack::Choice| Choice::new(&one.key, one.label.in_language(language));
        let hours = |hours: u32| Duration::from_hours(u64::from(hours));
        let aged = |key: &'static str| {
            let choice = |of: u32| {
                let length = age(words, hours(of));
                Choice::new(of.to_string(), words.with(key, &[("age", length)]))
            };
            AGES.map(choice).to_vec()
        };
        let (providers, more_providers) = providers(tx, signed_in, filter.provider).await?;
        Ok(Self {
            states: State::ALL.map(state).into_iter().chain([any]).collect(),
            sources: from(Source::ALL.map(source).to_vec()),
            categories: from(categories.map(category).collect()),
            site_types: from(site_types.map(site_type).collect()),
            holders: from(holders(words, signed_in, colleagues)),
            providers: from(providers),
            more_providers,
            older: from(aged("assessment-filter-older-than")),
            younger: from(aged("assessment-filter-younger-than")),
        })
    }
}

fn holders(words: &Words, signed_in: &SignedIn, colleagues: &Colleagues) -> Vec<Choice> {
    let others = colleagues
        .iter()
        .filter(|(id, _)| *id != signed_in.id())
        .map(|(id, name)| Choice::new(id.to_string(), name.expose()));
    [
        Choice::new("me", words.text("assessment-filter-me")),
        Choice::new("nobody", words.text("assessment-filter-nobody")),
    ]
    .into_iter()
    .chain(others)
    .collect()
}

/// The providers that are known, by name, the one that is asked for among them; and whether there are more.
async fn providers(
    tx: &mut Tx,
    signed_in: &SignedIn,
    asked: Option<Id<Organisation>>,
) -> Result<(Vec<Choice>, bool), Error> {
    let (actor, kind) = (signed_in.actor(), stakeholders::Kind::Provider);
    let mut names = stakeholders::names(tx, actor, kind).await?;
    let more = i64::try_from(names.len()).is_ok_and(|count| count >= stakeholders::MOST);
    if let Some(asked) = asked.filter(|asked| names.iter().all(|(id, _)| id != asked)) {
        let name = stakeholders::organisation_name(tx, actor, asked).await?;
        names.extend(name.map(|name| (asked, name)));
    }
    let named: BTreeSet<_> = names
        .into_iter()
        .map(|(id, name)| (name.expose().clone(), id.uuid()))
        .collect();
    let choices = named
        .into_iter()
        .map(|(name, id)| Choice::new(id.to_string(), name));
    Ok((choices.collect(), more))
}

/// What is wrong with a field that is typed.
pub(super) const fn wrong_key(field: &str) -> &'static str {
    match field.as_bytes() {
        b"reference" => "assessment-filter-wrong-reference",
        b"network" => "assessment-filter-wrong-network",
        _ => "assessment-filter-wrong-country",
    }
}
