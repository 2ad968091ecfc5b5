//! How much room the letterbox's store has left, and how fast it may be used up.
//!
//! While there is plenty, nothing here slows anything down. Below a mark what comes in is *paced*: slowly enough
//! that what is left lasts an hour at least, and never so slowly that a full house of senders would have to wait
//! longer than anybody can. Below a second mark, half of the first, space is *short*, and a report is cut to what
//! matters most: see `cut`.
//!
//! In the smallest room there may be, the two meet: an hour of the slowest pace takes what lies below the mark.
//! When next to nothing is left the pace follows the room alone, so that a flood never comes to its end: then
//! those are served who brought a proof.
//!
//! The room is measured every few seconds in the background and counted down by what is written meanwhile.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Weak};
use std::time::Duration;

use store::Db;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

/// Between two measurements.
const MEASURED: Duration = Duration::from_secs(2);
/// The fastest pace, in bytes a second. A house full of senders, each with a row of the smallest class, is
/// through in 24 seconds.
const PACE: i64 = 64 * 1024;
/// The slowest pace, but for the last of the room, uses up what lies below the mark in so many seconds. Both
/// houses full (the public listener's and the onion's), each sender with a row of the smallest class, are
/// through at it before anybody's patience ends, which a test holds.
const SLOWEST_LASTS: i64 = 90 * 60;
/// Of what lies below the mark, this part is the last of the room.
const LAST: i64 = 16;
/// What is left lasts at least this long at the pace it sets, in seconds.
const LASTS: i64 = 60 * 60;
/// What is paced lasts a day at the fastest pace, where the disk is large enough: the mark below which it
/// begins, in bytes.
const MARK: i64 = PACE * 60 * 60 * 24;
/// Of this many bytes one is kept back, for the database's own needs and for the desk, which makes room by
/// collecting; but never less, nor more, than these.
const KEPT_BACK: i64 = 16;
const KEPT_LEAST: i64 = 2 * 1024 * 1024;
const KEPT_MOST: i64 = 256 * 1024 * 1024;
/// What was not used lately may be used at once, up to what the pace allows in this many seconds.
const BURST: i64 = 10;
/// Where nothing limits the store.
const UNLIMITED: i64 = i64::MAX;

/// The least that a store may be limited to, in bytes: less has no room for an hour of the slowest pace.
pub const LEAST_ROOM: u64 = 256 * 1024 * 1024;

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// None: nothing can be taken until somebody makes room.
    None,
    /// So little that reports are cut, and paced.
    Short,
    /// So little that what comes in is paced.
    Paced,
    /// Enough.
    Plenty,
}

/// The room of one store.
#[derive(Debug)]
pub(crate) struct Space {
    db: Db,
    /// Bytes that the store may hold; 0 where only the disk limits it.
    limit: AtomicU64,
    /// The most bytes that store and free disk ever were together, up to the limit.
    whole: AtomicI64,
    /// Bytes left above what is kept back.
    left: AtomicI64,
    /// Something is otherwise than it was: measure now.
    again: Notify,
    /// The process ends: whoever waits is served at once.
    ending: AtomicBool,
}

impl Space {
    /// The room of this store, unlimited until it is measured.
    pub(crate) fn of(db: Db) -> Arc<Self> {
        Arc::new(Self {
            db,
            limit: AtomicU64::new(0),
            whole: AtomicI64::new(0),
            left: AtomicI64::new(UNLIMITED),
            again: Notify::new(),
            ending: AtomicBool::new(false),
        })
    }

    /// Sets how many bytes the store may hold.
    pub(crate) fn limit(&self, bytes: u64) {
        self.limit.store(bytes, Relaxed);
        self.again.notify_one();
    }

    /// From now on nobody waits for room that there is: the process ends.
    pub(crate) fn end(&self) {
        self.ending.store(true, Relaxed);
    }

    /// Whether nobody waits for room.
    fn is_unpaced(&self) -> bool {
        self.level() == Level::Plenty || self.ending.load(Relaxed)
    }

    /// Measures for as long as anybody else holds the space.
    pub(crate) async fn keep_measured(space: Weak<Self>) {
        while let Some(space) = space.upgrade() {
            let before = space.level();
            space.measure().await;
            let now = space.level();
            if now < before {
                tracing::warn!(
                    reason = now.says(),
                    "the letterbox's store is running out of room"
                );
            }
            timeout(MEASURED, space.again.notified()).await.ok();
        }
    }

    /// Measures once. Where that fails, what was known before holds.
    pub(crate) async fn measure(&self) {
        let limit = self.limit.load(Relaxed);
        if limit == 0 && self.db.is_postgres() {
            return;
        }
        let Ok(room) = self.db.room().await else {
            return;
        };
        let own = if limit == 0 { u64::MAX } else { limit };
        let free = room.free.unwrap_or(u64::MAX);
        self.found(
            signed(room.used.saturating_add(free)),
            signed(own.saturating_sub(room.used).min(free)),
            signed(own),
        );
    }

    /// Takes up a measurement: the store and the free disk together, what is free, and the limit.
    fn found(&self, whole: i64, free: i64, limit: i64) {
        // A disk that others fill is no smaller for it: only fuller.
        let whole = self.whole.load(Relaxed).max(whole).min(limit);
        self.whole.store(whole, Relaxed);
        self.left.store(free - kept_back(whole), Relaxed);
    }

    pub(crate) fn level(&self) -> Level {
        let mark = self.mark();
        match self.left.load(Relaxed) {
            UNLIMITED => Level::Plenty,
            ..=0 => Level::None,
            left if left < mark / 2 => Level::Short,
            left if left < mark => Level::Paced,
            _ => Level::Plenty,
        }
    }

    /// Counts down what is about to be written.
    fn use_up(&self, bytes: i64) {
        // Nothing is lost when two meet here: only the writer counts, and a measurement sets right.
        let left = self.left.load(Relaxed);
        if left != UNLIMITED {
            self.left.store(left.saturating_sub(bytes), Relaxed);
        }
    }

    /// Bytes that may be used in a second.
    fn pace(&self) -> i64 {
        let (left, mark) = (self.left.load(Relaxed), self.mark());
        let slowest = if left > mark / LAST {
            mark / SLOWEST_LASTS
        } else {
            0
        };
        (left / LASTS).clamp(slowest.min(PACE), PACE)
    }

    /// Below this room what comes in is paced.
    fn mark(&self) -> i64 {
        MARK.min(self.whole.load(Relaxed) / 2)
    }
}

impl Level {
    const fn says(self) -> &'static str {
        match self {
            Self::None => "no room is left: nothing can be taken",
            Self::Short => "reports are cut to their addresses",
            Self::Paced => "reports are written more slowly",
            Self::Plenty => "there is enough",
        }
    }
}

/// What may be written now. The writer's own.
#[derive(Debug)]
pub(crate) struct Allowance {
    space: Arc<Space>,
    /// Bytes that may be used at once. Below zero after the last one, which may always begin.
    bytes: i64,
    /// Up to when `bytes` is counted.
    counted: Instant,
}

impl Allowance {
    pub(crate) fn of(space: Arc<Space>) -> Self {
        Self {
            bytes: 0,
            counted: Instant::now(),
            space,
        }
    }

    /// How much room there is.
    pub(crate) fn level(&self) -> Level {
        self.space.level()
    }

    /// How long to wait before something may be written: nothing where it may be now.
    pub(crate) fn wait(&mut self) -> Duration {
        if self.space.is_unpaced() {
            return Duration::ZERO;
        }
        let pace = self.space.pace();
        let now = Instant::now();
        let passed = i64::try_from((now - self.counted).as_millis()).unwrap_or(i64::MAX);
        // What did not make a byte yet counts the next time.
        let gained = passed.saturating_mul(pace) / 1_000;
        if gained > 0 || passed > 1_000 {
            self.counted = now;
            self.bytes = self.bytes.saturating_add(gained).min(pace * BURST);
        }
        if self.bytes > 0 {
            return Duration::ZERO;
        }
        let owed = (1 - self.bytes).saturating_mul(1_000) / pace.max(1);
        // Never long: there may be more room soon, or somebody who goes first.
        Duration::from_millis(u64::try_from(owed).unwrap_or(0)).clamp(SHORTEST, LONGEST)
    }

    /// Whether another row may go along.
    pub(crate) fn may(&self) -> bool {
        self.bytes > 0 || self.space.is_unpaced()
    }

    /// Counts a row that goes along.
    pub(crate) fn count(&mut self, row: usize) {
        let cost = cost(row);
        if self.level() != Level::Plenty {
            self.bytes = self.bytes.saturating_sub(cost);
        }
        self.space.use_up(cost);
    }
}

/// A pause of the writer: long enough that a few rows share a sync.
const SHORTEST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_millis(500);

/// What a row takes of the disk, on SQLite: three of the smallest fill a page, and larger ones do not fill
/// their last.
pub(crate) fn cost(row: usize) -> i64 {
    i64::try_from(row + (row / 3).min(512)).unwrap_or(i64::MAX)
}

fn kept_back(whole: i64) -> i64 {
    (whole / KEPT_BACK).clamp(KEPT_LEAST, KEPT_MOST)
}

fn signed(bytes: u64) -> i64 {
    // One below the mark of what is unlimited.
    i64::try_from(bytes).unwrap_or(UNLIMITED - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SIZE_CLASSES;
    use crate::serve::CONNECTIONS;
    use crate::writer::PATIENCE;

    const MEGABYTE: i64 = 1024 * 1024;

    async fn space(whole: i64, free: i64) -> Arc<Space> {
        let test = store::testing::TestDb::sqlite().await;
        let space = Space::of(test.letterbox.clone());
        space.found(whole, free, UNLIMITED);
        space
    }

    #[tokio::test]
    async fn a_store_that_was_never_measured_has_plenty() {
        let test = store::testing::TestDb::sqlite().await;
        assert_eq!(Space::of(test.letterbox.clone()).level(), Level::Plenty);
    }

    #[test]
    fn full_houses_are_through_at_the_slowest_pace_before_patience_ends() {
        let houses = i64::try_from(2 * CONNECTIONS).unwrap();
        let rows = houses * cost(SIZE_CLASSES[0]);
        let slowest = signed(LEAST_ROOM) / 2 / SLOWEST_LASTS;
        let waits = rows / slowest;
        // A commit, and a pause before it, come on top.
        assert!(
            waits < i64::try_from(PATIENCE.as_secs()).unwrap() / 2,
            "{waits}"
        );
    }

    #[tokio::test]
    async fn the_levels_follow_each_other_as_room_goes() {
        let (whole, mut seen) = (64 * MEGABYTE, Vec::new());
        for free in (0..=64).rev() {
            seen.push(space(whole, free * MEGABYTE).await.level());
        }
        seen.dedup();
        assert_eq!(
            seen,
            [Level::Plenty, Level::Paced, Level::Short, Level::None]
        );
    }

    #[tokio::test]
    async fn a_large_disk_is_paced_for_its_last_gigabytes_alone() {
        let whole = 1024 * 1024 * MEGABYTE;
        assert_eq!(space(whole, MARK + KEPT_MOST).await.level(), Level::Plenty);
        assert_eq!(space(whole, MARK).await.level(), Level::Paced);
    }

    #[tokio::test]
    async fn a_disk_that_others_fill_is_not_smaller_for_it() {
        let space = space(64 * MEGABYTE, 60 * MEGABYTE).await;
        space.found(20 * MEGABYTE, 16 * MEGABYTE, UNLIMITED);
        assert_eq!(space.level(), Level::Short);
        space.found(64 * MEGABYTE, 60 * MEGABYTE, UNLIMITED);
        assert_eq!(space.level(), Level::Plenty);
    }

    /// What is left after an hour in which all that the pace allows was written, from the first mark on.
    #[tokio::test]
    async fn an_hour_of_flood_ends_no_room_however_small_it_may_be() {
        for whole in [signed(LEAST_ROOM), 512 * MEGABYTE, 1024 * MEGABYTE] {
            let space = space(whole, whole / 2 + kept_back(whole)).await;
            for _second in 0..LASTS {
                let pace = space.pace();
                assert!(pace >= PACE.min(space.mark() / SLOWEST_LASTS));
                space.use_up(pace);
            }
            assert!(space.left.load(Relaxed) > space.mark() / LAST, "{whole}");
        }
    }

    #[tokio::test]
    async fn the_last_of_the_room_comes_to_its_end_for_no_flood() {
        let whole = signed(LEAST_ROOM);
        let space = space(whole, whole / 32 + kept_back(whole)).await;
        for _second in 0..4 * LASTS {
            space.use_up(space.pace());
        }
        assert!(space.left.load(Relaxed) > 0);
    }

    #[tokio::test]
    async fn what_may_be_written_at_once_is_bounded_and_comes_back() {
        let space = space(64 * MEGABYTE, 20 * MEGABYTE).await;
        let mut allowance = Allowance::of(Arc::clone(&space));
        allowance.counted = Instant::now().checked_sub(Duration::from_mins(10)).unwrap();
        assert_eq!(allowance.wait(), Duration::ZERO);
        let before = space.left.load(Relaxed);
        while allowance.may() {
            allowance.count(1_024);
        }
        let used = before - space.left.load(Relaxed);
        assert!(used <= space.pace() * (BURST + 1) + cost(1_024), "{used}");
        assert!(!allowance.wait().is_zero());
        space.found(64 * MEGABYTE, 60 * MEGABYTE, UNLIMITED);
        assert!(allowance.may() && allowance.wait().is_zero());
    }
}
