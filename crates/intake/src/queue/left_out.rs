//! What a list of the queue leaves out for the one who asks: the walk passes it by, so that a page is full where there is
//! enough behind it, and a count holds what is listed.

use std::collections::BTreeSet;

use identity::Actor;
use kernel::{Id, Timestamp};
use store::{FromRow, Row, Tx, values};

use super::entry::{Entry, Listed};
use super::filter::Filter;
use super::{Search, counted};
use crate::{Case, Error, State};

/// What is left out.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// Cases of these categories.
    pub categories: Vec<String>,
    /// These cases.
    pub cases: BTreeSet<Id<Case>>,
    /// All that wait for a second opinion.
    pub second_opinions: bool,
}

/// What the queue knows of a case that is left out, and since when it is there.
struct Counted(Entry, Timestamp);

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self(Entry::from_row(row)?, row.get("opened_at")?))
    }
}

impl LeftOut {
    /// Whether nothing is left of a filter.
    pub(super) fn is_all_of(&self, filter: &Filter) -> bool {
        self.second_opinions && filter.state == Some(State::SecondOpinion)
    }

    /// Whether a case that was found is left out. Categories are not asked here: what is walked has none of them.
    pub(super) fn has(&self, case: &Listed) -> bool {
        self.second_opinions && case.state == State::SecondOpinion || self.cases.contains(&case.id)
    }

    /// How many cases of a filter are left out, those of the categories aside.
    pub(super) async fn among(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        filter: &Filter,
    ) -> Result<i64, Error> {
        if self.second_opinions {
            if filter
                .state
                .is_some_and(|state| state != State::SecondOpinion)
            {
                return Ok(0);
            }
            let second = Filter {
                state: Some(State::SecondOpinion),
                ..filter.clone()
            };
            let (staff, now) = (actor.staff_id(), tx.now());
            return counted(tx, staff, (&second, self), i64::MAX, now).await;
        }
        if self.cases.is_empty() {
            return Ok(0);
        }
        let (sieve, now) = (
            Search::of(tx, actor.staff_id(), filter, self).await?.sieve,
            tx.now(),
        );
        let cases: Vec<Id<Case>> = self.cases.iter().copied().collect();
        let found: Vec<Counted> = tx.all(ENTRIES, values![&cases[..]]).await?;
        let found = found
            .iter()
            .filter(|Counted(entry, at)| sieve.passes(entry) && filter.has_age(*at, now));
        Ok(i64::try_from(found.count()).unwrap_or(i64::MAX))
    }
}

const ENTRIES: &str = "-- intake.queue.entries
SELECT reference, state, sources, categories, site_types, country, network, provider_id, holder_id, place,
    domain, opened_at
FROM intake_case WHERE id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)";
