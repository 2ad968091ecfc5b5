//! Figures: of many lives how many came how far, and how long it took them. Exact: medians and 90th percentiles are by
//! nearest rank over every single time, in whole minutes.

use std::collections::BTreeMap;
use std::time::Duration;

use identity::Actor;
use kernel::{Id, Timestamp};
use stakeholders::Organisation;
use store::Db;

use crate::filter::DAY;
use crate::read::Reading;
use crate::{Error, Filter, Life};

/// Lives that are read at a time.
const PART: i64 = 5_000;

/// A way that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// From receipt to the release of the assessment.
    Assessed,
    /// From receipt to the first referral.
    Police,
    /// From receipt to the first notice.
    Notice,
    /// From the first notice to a provider to its first answer.
    Answer,
    /// From receipt to the finding that it is removed.
    Removed,
    /// From the notice to the provider with which it was removed to that finding.
    RemovedAfterNotice,
}

impl Step {
    /// Every way, in the order of a case's.
    pub const ALL: [Self; 6] = [
        Self::Assessed,
        Self::Police,
        Self::Notice,
        Self::Answer,
        Self::Removed,
        Self::RemovedAfterNotice,
    ];

    /// The name, for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Assessed => "assessed",
            Self::Police => "police",
            Self::Notice => "notice",
            Self::Answer => "answer",
            Self::Removed => "removed",
            Self::RemovedAfterNotice => "removed_after_notice",
        }
    }
}

/// From when on it is counted how long the content stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// From receipt.
    Receipt,
    /// From the notice.
    Notice,
}

impl Since {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Receipt, Self::Notice];

    /// The name, for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Notice => "notice",
        }
    }
}

/// Times, in whole minutes: each with how often it was. Their number is bounded by how many different ones there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    minutes: BTreeMap<u64, u64>,
    count: u64,
}

impl Times {
    fn add(&mut self, from: Timestamp, to: Timestamp) {
        let minutes = to.since(from).as_secs() / 60;
        *self.minutes.entry(minutes).or_default() += 1;
        self.count += 1;
    }

    /// How many there are.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The smallest time, in minutes, that so many of a hundred do not exceed; nothing where there is none.
    pub fn rank(&self, percent: u64) -> Option<u64> {
        let rank = (self.count * percent).div_ceil(100).max(1);
        let mut below = 0;
        self.minutes
            .iter()
            .find(|(_, count)| {
                below += **count;
                below >= rank
            })
            .map(|(minutes, _)| *minutes)
    }
}

/// How many were removed within some days, of those that are old enough for that to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The days.
    pub days: u32,
    /// That began so long ago.
    pub old_enough: u64,
    /// Of these, that were removed in time.
    pub within: u64,
    /// That began later: whether they are removed in time is not known of all of them.
    pub too_young: u64,
}

/// The same for each number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares(pub [Share; 4]);

impl Default for Shares {
    fn default() -> Self {
        Self([1, 3, 7, 28].map(|days| Share {
            days,
            old_enough: 0,
            within: 0,
            too_young: 0,
        }))
    }
}

impl Shares {
    fn add(&mut self, from: Timestamp, removed: Option<Timestamp>, now: Timestamp) {
        for share in &mut self.0 {
            let span: Duration = DAY * share.days;
            if from.after(span) > now {
                share.too_young += 1;
                continue;
            }
            share.old_enough += 1;
            if removed.is_some_and(|removed| removed <= from.after(span)) {
                share.within += 1;
            }
        }
    }
}

/// What was to be removed in one country, or with one provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// How many were to be removed.
    pub to_remove: u64,
    /// Of a provider: how many went on to another.
    pub moved: u64,
    /// How long it took: in a country from receipt, with a provider from the notice.
    pub times: Times,
    /// How many were removed in time.
    pub shares: Shares,
}

impl Group {
    fn add(&mut self, from: Timestamp, removed: Option<Timestamp>, now: Timestamp) {
        self.to_remove += 1;
        if let Some(removed) = removed {
            self.times.add(from, removed);
        }
        self.shares.add(from, removed, now);
    }
}

/// The figures of some lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// How many lives there are.
    pub lives: u64,
    /// How many of them came back after their removal.
    pub came_back: u64,
    /// Each way: how many could have come so far, and the times of those that did.
    pub steps: [(u64, Times); 6],
    /// How many were removed in time, from receipt and from the notice.
    pub shares: [Shares; 2],
    /// What was to be removed, by the country that hosts it.
    pub countries: BTreeMap<Option<String>, Group>,
    /// What was to be removed, by provider.
    pub providers: BTreeMap<Id<Organisation>, Group>,
}

impl Figures {
    fn step(&mut self, step: Step, from: Timestamp, to: Option<Timestamp>) {
        let place = Step::ALL.iter().position(|one| *one == step);
        let Some((of, times)) = place.and_then(|place| self.steps.get_mut(place)) else {
            return;
        };
        *of += 1;
        if let Some(to) = to {
            times.add(from, to);
        }
    }

    /// Counts a part of a life in, as things stand at an instant.
    pub fn add(&mut self, life: &Life, now: Timestamp) {
        let received = life.received_at;
        if life.first {
            self.lives += 1;
            self.step(Step::Assessed, received, life.assessed_at);
            self.step(Step::Police, received, life.police_at);
            self.step(Step::Notice, received, life.notice_at);
        }
        if let Some(notice) = life.notice_at {
            self.step(Step::Answer, notice, life.answered_at);
        }
        if life.came_back_at.is_some() {
            self.came_back += 1;
        }
        if !life.to_remove {
            return;
        }
        if !life.last {
            if let Some(provider) = life.provider {
                self.providers.entry(provider).or_default().moved += 1;
            }
            return;
        }
        let removed = life.removed_at;
        self.step(Step::Removed, received, removed);
        let [since_receipt, since_notice] = &mut self.shares;
        since_receipt.add(received, removed, now);
        let country = self.countries.entry(life.country.clone()).or_default();
        country.add(received, removed, now);
        if let Some(notice) = life.notice_at {
            since_notice.add(notice, removed, now);
            self.step(Step::RemovedAfterNotice, notice, removed);
            if let Some(provider) = life.provider {
                let provider = self.providers.entry(provider).or_default();
                provider.add(notice, removed, now);
            }
        }
    }
}

/// The figures of the lives that a filter has. It reads them in parts, each in a transaction of its own, so that nobody
/// waits for it.
pub async fn figures(db: &Db, actor: &Actor, filter: &Filter) -> Result<Figures, Error> {
    let mut figures = Figures::default();
    let mut reading = Reading::of(filter.clone());
    loop {
        let mut tx = db.read().await?;
        let now = tx.now();
        let lives = reading.next(&mut tx, actor, PART).await?;
        drop(tx);
        let Some(lives) = lives else {
            return Ok(figures);
        };
        for life in &lives {
            figures.add(life, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: u64) -> Timestamp {
        Timestamp::from_micros(0).after(Duration::from_mins(minute))
    }

    proptest! {
        /// Nearest rank: the value at that place of the sorted list.
        #[test]
        fn a_rank_is_that_of_the_sorted_list(minutes in proptest::collection::vec(0_u64..500, 0..60), percent in 1_u64..=100) {
            let mut times = Times::default();
            for minute in &minutes {
                times.add(at(7), at(7 + minute));
            }
            let mut sorted = minutes.clone();
            sorted.sort_unstable();
            let place = (0..sorted.len()).find(|place| (place + 1) * 100 >= sorted.len() * usize::try_from(percent).unwrap());
            prop_assert_eq!(times.rank(percent), place.map(|place| sorted[place]));
        }
    }

    #[test]
    fn what_is_too_young_counts_for_no_share() {
        let day = 24 * 60;
        let mut shares = Shares::default();
        shares.add(at(0), Some(at(day)), at(2 * day));
        shares.add(at(0), Some(at(day + 1)), at(2 * day));
        shares.add(at(day + 1), Some(at(day + 2)), at(2 * day));
        let [one, three, ..] = shares.0;
        assert_eq!((one.old_enough, one.within, one.too_young), (2, 1, 1));
        assert_eq!((three.old_enough, three.within, three.too_young), (0, 0, 3));
    }
}
