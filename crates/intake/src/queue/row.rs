//! One class of a list: cases from the oldest on, fetched as they are asked for.

use std::collections::VecDeque;

use kernel::{Id, Timestamp};
use store::{FromRow, Tx};
use uuid::Uuid;

use super::entry::Listed;
use super::sieve::Sieve;
use super::{PAGE, Search};
use crate::{Case, Class, Error};

/// What each row may walk whatever others have walked: so that a list always gets on.
const LEAST: i64 = 500;

/// Where a row has been gone through to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) opened_at: Timestamp,
    pub(super) id: Id<Case>,
}

impl Key {
    /// Before every case.
    pub(super) const FIRST: Self = Self {
        opened_at: Timestamp::from_micros(i64::MIN),
        id: Id::from_uuid(Uuid::nil()),
    };

    /// Behind every case that was opened then or before.
    pub(super) const fn behind_all_of(opened_at: Timestamp) -> Self {
        Self {
            opened_at,
            id: Id::from_uuid(Uuid::max()),
        }
    }

    const fn of(case: &Listed) -> Self {
        Self {
            opened_at: case.opened_at,
            id: case.id,
        }
    }
}

/// A key as a walk gives it.
struct Walked(Key);

impl FromRow for Walked {
    fn from_row(row: &store::Row) -> store::Result<Self> {
        Ok(Self(Key {
            opened_at: row.get("opened_at")?,
            id: row.get("id")?,
        }))
    }
}

/// One class of a list.
pub(super) struct Row {
    class: Class,
    at: Key,
    /// Whoever was opened then or before has waited too long.
    overdue: Option<Timestamp>,
    found: VecDeque<Listed>,
    /// Where the row stands once what was found is taken.
    then: Option<Key>,
    /// The walk stopped there, though there is more.
    stopped: bool,
}

impl Row {
    pub(super) const fn new(class: Class, at: Key, overdue: Option<Timestamp>) -> Self {
        Self {
            class,
            at,
            overdue,
            found: VecDeque::new(),
            then: None,
            stopped: false,
        }
    }

    pub(super) const fn class(&self) -> Class {
        self.class
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
        search: &mut Search,
        overdue: bool,
    ) -> Result<bool, Error> {
        let due = self.overdue.map(|overdue| overdue.min(search.until));
        let last = Key::behind_all_of(search.until);
        loop {
            if !self.found.is_empty() {
                return Ok(true);
            }
            // Those that have waited too long are a part of their own, so that nobody walks further for them.
            let part = due.map(Key::behind_all_of).filter(|end| self.at < *end);
            let end = match part {
                None if overdue => return Ok(true),
                None if self.at >= last => return Ok(true),
                None => last,
                Some(end) => end,
            };
            if self.stopped {
                return Ok(false);
            }
            self.fetch(tx, search, end).await?;
        }
    }

    /// Fetches a page of what is found up to a key, walking as far as may be.
    async fn fetch(&mut self, tx: &mut Tx, search: &mut Search, end: Key) -> Result<(), Error> {
        let bound = search.left.max(LEAST);
        let everything = Sieve::default();
        let all = search.part(self.class, self.at, end, &everything);
        let walked = all.count(tx, bound).await?;
        let mut reached = end;
        if walked == bound {
            let last: Vec<Walked> = all.walk(tx, 1, bound - 1).await?;
            reached = last.first().map_or(end, |last| last.0);
        }
        self.found = if walked == 0 {
            VecDeque::new()
        } else {
            let part = search.part(self.class, self.at, reached, &search.sieve);
            part.walk(tx, PAGE, 0).await?.into()
        };
        let full = i64::try_from(self.found.len()) == Ok(PAGE);
        self.stopped = walked == bound && !full;
        self.then = (!full).then_some(reached);
        search.left = (search.left - walked).max(0);
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
        if head.opened_at <= overdue {
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
