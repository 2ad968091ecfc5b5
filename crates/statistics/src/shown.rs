//! Figures as they are shown: to nobody in cells of one or two, by which single cases could be told.

use assessment::Class;
use kernel::Id;
use serde::Serialize;
use stakeholders::Organisation;

use crate::filter::Understood;
use crate::{Figures, Group, Shares, Since, Step, Times};

/// Fewer than this, and not none, is not shown.
const LEAST: u64 = 3;

/// Countries, or providers, that are listed at most: those with the most.
const MOST: usize = 50;

/// A count; nothing where it is one or two.
pub(crate) fn count(count: u64) -> Option<u64> {
    (count == 0 || count >= LEAST).then_some(count)
}

/// Figures, with small cells left out.
#[derive(Debug, Serialize)]
pub(crate) struct Shown {
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) country: Option<String>,
    pub(crate) provider: Option<Id<Organisation>>,
    pub(crate) class: Option<&'static str>,
    pub(crate) lives: Option<u64>,
    pub(crate) came_back: Option<u64>,
    pub(crate) steps: Vec<ShownStep>,
    pub(crate) shares: Vec<ShownShare>,
    pub(crate) countries: Vec<ShownCountry>,
    pub(crate) providers: Vec<ShownProvider>,
}

/// One way.
#[derive(Debug, Serialize)]
pub(crate) struct ShownStep {
    pub(crate) step: &'static str,
    /// How many could have come so far, and how many did.
    pub(crate) of: Option<u64>,
    #[serde(flatten)]
    pub(crate) times: ShownTimes,
}

/// Times, in minutes.
#[derive(Debug, Serialize)]
pub(crate) struct ShownTimes {
    pub(crate) count: Option<u64>,
    pub(crate) median_minutes: Option<u64>,
    pub(crate) ninetieth_minutes: Option<u64>,
}

/// How many were removed in time.
#[derive(Debug, Serialize)]
pub(crate) struct ShownShare {
    pub(crate) since: &'static str,
    pub(crate) days: u32,
    pub(crate) old_enough: Option<u64>,
    pub(crate) within: Option<u64>,
    pub(crate) too_young: Option<u64>,
}

/// What was to be removed in one country.
#[derive(Debug, Serialize)]
pub(crate) struct ShownCountry {
    pub(crate) country: Option<String>,
    #[serde(flatten)]
    pub(crate) group: ShownGroup,
}

/// What was to be removed with one provider.
#[derive(Debug, Serialize)]
pub(crate) struct ShownProvider {
    pub(crate) provider: Id<Organisation>,
    pub(crate) moved: Option<u64>,
    #[serde(flatten)]
    pub(crate) group: ShownGroup,
}

#[derive(Debug, Serialize)]
pub(crate) struct ShownGroup {
    pub(crate) to_remove: Option<u64>,
    #[serde(flatten)]
    pub(crate) times: ShownTimes,
    pub(crate) shares: Vec<ShownShare>,
}

impl ShownShare {
    /// The share in hundredths, rounded; nothing where it would tell of a small cell, or of none.
    pub(crate) fn percent(&self) -> Option<u64> {
        let (of, within) = self.old_enough.zip(self.within)?;
        (of > 0).then(|| (within * 200 + of) / (2 * of))
    }
}

/// The figures that were asked for.
pub(crate) fn shown(asked: &Understood, figures: &Figures) -> Shown {
    let steps = Step::ALL.iter().zip(&figures.steps);
    let both = Since::ALL.iter().zip(&figures.shares);
    let countries = most(
        figures
            .countries
            .iter()
            .map(|(country, group)| (country.clone(), group)),
    );
    let providers = most(
        figures
            .providers
            .iter()
            .map(|(provider, group)| (*provider, group)),
    );
    Shown {
        first: asked.first.to_string(),
        last: asked.last.to_string(),
        country: asked
            .filter
            .country
            .map(|country| country.code().to_owned()),
        provider: asked.filter.provider,
        class: asked.filter.class.map(Class::name),
        lives: count(figures.lives),
        came_back: count(figures.came_back),
        steps: steps
            .map(|(step, (of, times))| ShownStep {
                step: step.name(),
                of: count(*of),
                times: self::times(times),
            })
            .collect(),
        shares: both.flat_map(|(since, all)| shares(*since, all)).collect(),
        countries: countries
            .into_iter()
            .map(|(country, group)| ShownCountry {
                country,
                group: self::group(Since::Receipt, group),
            })
            .collect(),
        providers: providers
            .into_iter()
            .map(|(provider, group)| ShownProvider {
                provider,
                moved: count(group.moved),
                group: self::group(Since::Notice, group),
            })
            .collect(),
    }
}

/// Those with the most, the most first.
fn most<'a, K: Ord>(groups: impl Iterator<Item = (K, &'a Group)>) -> Vec<(K, &'a Group)> {
    let mut groups: Vec<_> = groups.collect();
    groups.sort_by(|one, other| {
        let size = |group: &Group| group.to_remove + group.moved;
        size(other.1)
            .cmp(&size(one.1))
            .then_with(|| one.0.cmp(&other.0))
    });
    groups.truncate(MOST);
    groups
}

fn group(since: Since, group: &Group) -> ShownGroup {
    ShownGroup {
        to_remove: count(group.to_remove),
        times: times(&group.times),
        shares: shares(since, &group.shares),
    }
}

fn times(times: &Times) -> ShownTimes {
    let few = times.count() < LEAST;
    let rank = |percent| if few { None } else { times.rank(percent) };
    ShownTimes {
        count: count(times.count()),
        median_minutes: rank(50),
        ninetieth_minutes: rank(90),
    }
}

fn shares(since: Since, shares: &Shares) -> Vec<ShownShare> {
    let shown = shares.0.iter().map(|share| ShownShare {
        since: since.name(),
        days: share.days,
        old_enough: count(share.old_enough),
        within: count(share.within),
        too_young: count(share.too_young),
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_two_are_shown_to_nobody() {
        assert_eq!([0, 1, 2, 3].map(count), [Some(0), None, None, Some(3)]);
        let share = |old_enough, within| {
            let share = ShownShare {
                since: "receipt",
                days: 1,
                old_enough: count(old_enough),
                within: count(within),
                too_young: count(0),
            };
            share.percent()
        };
        assert_eq!(share(0, 0), None);
        assert_eq!(share(2, 0), None);
        assert_eq!(share(3, 2), None);
        assert_eq!(share(3, 3), Some(100));
        assert_eq!(share(8, 3), Some(38));
    }
}
