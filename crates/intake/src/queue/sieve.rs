//! A filter with everything looked up that it takes: what the queue's SQL sifts by, and what tells of one case,
//! without the database, whether a view has it. Both say the same; a test holds them together.

use identity::Staff;
use kernel::Id;
use stakeholders::Organisation;
use store::{Value, values};

use super::entry::Entry;
use super::filter::{Filter, Holder};
use super::word::{self, Kind, Words};
use crate::State;

/// A filter, looked up. Ages are not among it: they are where a walk begins and ends.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sieve {
    pub(super) state: Option<State>,
    pub(super) country: Option<String>,
    pub(super) provider: Option<Id<Organisation>>,
    pub(super) network: Option<i64>,
    /// One of these bits is set, where there are any.
    pub(super) categories: i64,
    /// None of these is.
    pub(super) without: i64,
    pub(super) sources: i64,
    pub(super) site_types: i64,
    pub(super) holder: Option<Id<Staff>>,
    pub(super) unheld: bool,
    pub(super) domain: Option<i64>,
    pub(super) place: Option<i64>,
    pub(super) reference: Option<String>,
}

impl Sieve {
    /// Looks a filter up. `me`: who asks. `without`: categories whose cases are left out.
    pub(crate) fn of(
        words: &Words,
        filter: &Filter,
        me: Option<Id<Staff>>,
        without: &[String],
    ) -> Self {
        let asked = |kind, text: &Option<String>| match text {
            Some(text) => words.bit(kind, text).unwrap_or(word::NEVER),
            None => 0,
        };
        let without = without
            .iter()
            .filter_map(|text| words.bit(Kind::Category, text))
            .fold(0, |bits, bit| bits | bit);
        Self {
            state: filter.state,
            country: filter.country.map(|country| country.code().to_owned()),
            provider: filter.provider,
            network: filter.network.map(i64::from),
            categories: asked(Kind::Category, &filter.category),
            without,
            sources: filter.source.map_or(0, super::entry::source_bit),
            site_types: asked(Kind::SiteType, &filter.site_type),
            holder: match filter.holder {
                Some(Holder::Colleague(id)) => Some(id),
                // Somebody who is nobody of the staff holds nothing.
                Some(Holder::Me) => Some(me.unwrap_or(Id::from_uuid(uuid::Uuid::nil()))),
                Some(Holder::Nobody) | None => None,
            },
            unheld: filter.holder == Some(Holder::Nobody),
            domain: filter.domain,
            place: filter.place,
            reference: filter.reference.clone(),
        }
    }

    /// Whether it lets a case through.
    pub(crate) fn passes(&self, case: &Entry) -> bool {
        let same = |asked: Option<i64>, is: i64| asked.is_none_or(|asked| asked == is);
        let among = |asked: i64, is: i64| asked == 0 || asked & is != 0;
        self.state.is_none_or(|state| state == case.state)
            && (self.country.is_none() || self.country == case.country)
            && (self.provider.is_none() || self.provider == case.provider)
            && (self.network.is_none() || self.network == case.network)
            && among(self.categories, case.categories)
            && self.without & case.categories == 0
            && among(self.sources, case.sources)
            && among(self.site_types, case.site_types)
            && (self.holder.is_none() || self.holder == case.holder)
            && (!self.unheld || case.holder.is_none())
            && same(self.domain, case.domain)
            && same(self.place, case.place)
            && (self.reference.is_none() || self.reference.as_ref() == Some(&case.reference))
    }

    /// The parameters `$8` to `$20` of a walk.
    pub(super) fn values(&self) -> Vec<Value> {
        values![
            self.state.map(State::name),
            self.country.clone(),
            self.provider,
            self.network,
            self.categories,
            self.without,
            self.sources,
            self.site_types,
            self.holder,
            self.unheld,
            self.domain,
            self.place,
            self.reference.clone(),
        ]
    }
}
