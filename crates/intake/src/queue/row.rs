//! A row of a list: cases from the most pressing and oldest on, fetched as they are asked for.

use std::collections::VecDeque;

use kernel::{Id, Timestamp};
use store::{FromRow, Tx};
use uuid::Uuid;

use super::entry::Listed;
use super::{PAGE, Search};
use crate::{Case, Class, Error};

/// What each part of a row may walk whatever others have walked, so that a list always gets on: those that have waited too
/// long, and the rest. More than a page has, so that one fetch fills it.
pub(super) const LEAST: i64 = 60;

/// By how much a row walks further each time that it finds little.
const FASTER: i64 = 8;

/// What is fetched of those that have waited too long: a page seldom has more of one class.
const SOME: i64 = 6;

/// What is fetched at a time: a page, and one more that tells that it goes on.
const FULL: i64 = PAGE + 1;

/// Where a row has been gone through to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) class: Class,
    pub(super) opened_at: Timestamp,
    pub(super) id: Id<Case>,
}

impl Key {
    /// Before every case of a class.
    pub(super) const fn before_all_of(class: Class) -> Self {
        Self {
            class,
            opened_at: Timestamp::from_micros(i64::MIN),
            id: Id::from_uuid(Uuid::nil()),
        }
    }

    /// Behind every case of a class that was opened then or before.
    pub(super) const fn behind_all_of(class: Class, opened_at: Timestamp) -> Self {
        Self {
            class,
            opened_at,
            id: Id::from_uuid(Uuid::max()),
        }
    }

    const fn of(case: &Listed) -> Self {
        Self {
            class: case.class,
            opened_at: case.opened_at,
            id: case.id,
        }
    }
}

/// What a walk meets.
pub(super) enum Met {
    /// A case that the filter has.
    Case(Listed),
    /// Where the walk stopped, though there is more.
    Bound(Key),
}

impl FromRow for Met {
    fn from_row(row: &store::Row) -> store::Result<Self> {
        if row.get::<Option<String>>("reference")?.is_some() {
            return Ok(Self::Case(Listed::from_row(row)?));
        }
        Ok(Self::Bound(Key {
            class: Class::read(row, "class")?,
            opened_at: row.get("opened_at")?,
            id: row.get("id")?,
        }))
    }
}

/// A row of a list: one class of it, or all.
pub(super) struct Row {
    at: Key,
    /// Where it ends.
    end: Key,
    /// Whoever stands before this has waited too long.
    overdue: Option<Key>,
    found: VecDeque<Listed>,
    /// Where the row stands once what was found is taken.
    then: Option<Key>,
    /// What its part may still walk whatever others have walked.
    least: i64,
    /// Those that have waited too long are gone through.
    rest: bool,
    /// Entries of the fetch after that: more each time where little is found.
    step: i64,
    /// The last fetch found nothing but what is left out: the next one passes by all that it may walk.
    passes_by: bool,
}

impl Row {
    pub(super) const fn new(at: Key, end: Key, overdue: Option<Key>) -> Self {
        Self {
            at,
            end,
            overdue,
            found: VecDeque::new(),
            then: None,
            least: LEAST,
            rest: false,
            step: LEAST,
            passes_by: false,
        }
    }

    /// How far it has been gone through.
    pub(super) const fn at(&self) -> Key {
        self.at
    }

    /// Sees to it that the head is known, or that there is none; of `overdue` ones alone where that is asked.
    /// False where a page may not search so far.
    pub(super) async fn look(
        &mut self,
        tx: &mut Tx,
        search: &mut Search<'_>,
        overdue: bool,
    ) -> Result<bool, Error> {
        loop {
            if !self.found.is_empty() {
                return Ok(true);
            }
            // Those that have waited too long are a part of their own, so that nobody walks further for them.
            let part = self.overdue.filter(|end| self.at < *end);
            let end = match part {
                None if overdue || self.at >= self.end => return Ok(true),
                None => {
                    if !self.rest {
                        (self.rest, self.least) = (true, LEAST);
                    }
                    self.end
                }
                Some(end) => end,
            };
            let bound = self.bound(search);
            if bound == 0 {
                return Ok(false);
            }
            let limit = match (self.passes_by, overdue) {
                (true, _) => bound,
                (false, true) => SOME,
                (false, false) => FULL,
            };
            self.fetch(tx, search, (end, bound), limit).await?;
        }
    }

    /// Entries that the next fetch may walk, which are taken from those that the page may: few at first, for most
    /// filters have enough in them.
    fn bound(&mut self, search: &mut Search) -> i64 {
        if self.least > 0 {
            return std::mem::take(&mut self.least);
        }
        let bound = self.step.min(search.left);
        search.left -= bound;
        bound
    }

    /// Fetches what is found up to a key, `limit` at most, among so many entries.
    async fn fetch(
        &mut self,
        tx: &mut Tx,
        search: &Search<'_>,
        (end, bound): (Key, i64),
        limit: i64,
    ) -> Result<(), Error> {
        let mut reached = end;
        let mut is_bounded = false;
        let mut fetched: i64 = 0;
        let mut last = self.at;
        for met in search.walk(tx, (self.at, end), limit, bound).await? {
            match met {
                Met::Case(case) => {
                    fetched = fetched.saturating_add(1);
                    last = Key::of(&case);
                    if !search.left_out.has(&case) {
                        self.found.push_back(case);
                    }
                }
                Met::Bound(key) => (reached, is_bounded) = (key, true),
            }
        }
        let full = fetched == limit;
        self.passes_by = full && self.found.is_empty();
        // What came to its end has taken little of what the page may walk, and the next part begins small again.
        if is_bounded && !full || self.passes_by {
            self.step = self.step.saturating_mul(FASTER);
        }
        self.then = Some(if full { last } else { reached });
        self.settle();
        Ok(())
    }

    /// Takes the head.
    pub(super) fn take(&mut self) -> Option<Listed> {
        let case = self.found.pop_front()?;
        self.at = Key::of(&case);
        self.settle();
        Some(case)
    }

    /// Takes the head, if it has waited too long.
    pub(super) fn take_overdue(&mut self) -> Option<Listed> {
        let overdue = self.overdue?;
        let head = self.found.front()?;
        if Key::of(head) <= overdue {
            self.take()
        } else {
            None
        }
    }

    /// Whether there is a head.
    pub(super) fn has_more(&self) -> bool {
        !self.found.is_empty()
    }

    fn settle(&mut self) {
        if self.found.is_empty()
            && let Some(then) = self.then.take()
        {
            self.at = then;
        }
    }
}
