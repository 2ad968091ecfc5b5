//! The queue: cases by a filter, a page at a time.
//!
//! Each class is a row of its own, the oldest at its head. Cases are taken from the head of the most pressing
//! class that has one. Of the cases that wait for an analyst, the first or the second, every so many places (the pack says how many) one goes to a case
//! that has waited longer than its class may, the classes taking turns: however many children are said to be in
//! danger, the oldest of each class still comes to the front, and however many cases have waited too long, a
//! child in danger stands behind at most one of them.
//!
//! Nothing of that is stored, so nothing has to be rewritten as time goes by: how long cases have waited is
//! asked at the instant of the first page, which goes along in the cursor, with where each row stands. A page
//! walks [`MOST`] entries of an index and stops short there: a filter that matches little does not cost more
//! than one that matches all, and the reader goes on from where the page stopped.

mod entry;
mod filter;
mod left_out;
mod path;
mod row;
mod sieve;
mod word;

use identity::{Action, Actor, Staff};
use kernel::{Id, Timestamp};
use pack::{Pack, Waits};
use store::{Tx, Value, values};

pub(crate) use entry::{Entry, entry, told};
pub use entry::{HostedBy, Listed, categories_among, classified, hold, hosted, open_at, without};
pub use filter::{Filter, Holder};
pub use left_out::LeftOut;
use path::Path;
use row::{Key, Met, Row};
pub(crate) use sieve::Sieve;
use word::Words;
pub(crate) use word::all as words;

use crate::{Class, Error};

/// Cases on one page.
pub const PAGE: i64 = 50;

/// Entries of an index that one page walks at most. Each is read twice: once to learn where a walk ends, and once to
/// sift it.
pub const MOST: i64 = 1_500;

/// What is left of them beside what each of the seven rows may walk in any case, in each of its two parts.
const LEFT: i64 = MOST - 14 * row::LEAST;

/// Cases that are counted when somebody asks: beyond this it is "more".
pub const MOST_COUNTED: i64 = 10_000;

/// A page of the queue.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The cases, in order.
    pub cases: Vec<Listed>,
    /// Where it goes on, where it does.
    pub next: Option<Cursor>,
    /// It stopped before it was full: there was more to search than one page may.
    pub short: bool,
}

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The instant of its first page.
    as_of: Timestamp,
    /// Places since the last one that was for a case that has waited too long.
    place: u32,
    /// Whose turn the next such place is: a row's number.
    turn: usize,
    /// How far each row has been gone through, where it has been begun.
    rows: Vec<Key>,
}

impl Cursor {
    /// The text, for an address.
    pub fn text(&self) -> String {
        let rows = self.rows.iter().map(|key| {
            let (number, at, id) = (key.class.number(), key.opened_at.micros(), key.id.uuid());
            format!("~{number}.{at}.{}", id.simple())
        });
        let (as_of, place, turn) = (self.as_of.micros(), self.place, self.turn);
        format!("{as_of}.{place}.{turn}{}", rows.collect::<String>())
    }

    /// Reads what [`Cursor::text`] wrote.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut parts = text.split('~');
        let mut head = parts.next()?.split('.');
        let cursor = Self {
            as_of: Timestamp::from_micros(head.next()?.parse().ok()?),
            place: head.next()?.parse().ok()?,
            turn: head.next()?.parse().ok()?,
            rows: parts.map(row_of_text).collect::<Option<_>>()?,
        };
        (head.next().is_none() && cursor.rows.len() <= Class::ALL.len()).then_some(cursor)
    }
}

fn row_of_text(text: &str) -> Option<Key> {
    let mut parts = text.split('.');
    let key = Key {
        class: Class::numbered(parts.next()?.parse().ok()?)?,
        opened_at: Timestamp::from_micros(parts.next()?.parse().ok()?),
        id: Id::from_uuid(uuid::Uuid::try_parse(parts.next()?).ok()?),
    };
    parts.next().is_none().then_some(key)
}

/// How long a case of a class may wait before it stands before others; nothing for the most pressing, which
/// stands before all as it is.
const fn longest_wait(class: Class, waits: &Waits) -> Option<std::time::Duration> {
    match class {
        Class::Danger => None,
        Class::Police => Some(waits.police),
        Class::OwnPicture => Some(waits.own_picture),
        Class::Raised => Some(waits.raised),
        Class::Severe => Some(waits.severe),
        Class::Ordinary => Some(waits.ordinary),
        Class::Bulk => Some(waits.bulk),
    }
}

/// What a page is made from.
struct Search<'a> {
    path: Path,
    sieve: Sieve,
    left_out: &'a LeftOut,
    /// Entries that may still be walked.
    left: i64,
}

impl<'a> Search<'a> {
    /// Looks a filter up, as this person has it.
    async fn of(
        tx: &mut Tx,
        staff: Option<Id<Staff>>,
        filter: &Filter,
        left_out: &'a LeftOut,
    ) -> Result<Self, Error> {
        let without = &left_out.categories;
        let words = if filter.has_words() || !without.is_empty() {
            word::all(tx).await?
        } else {
            Words::default()
        };
        let sieve = Sieve::of(&words, filter, staff, without);
        Ok(Self {
            path: Path::of(&sieve),
            sieve,
            left_out,
            left: LEFT,
        })
    }

    fn values(&self, (from, end): (Key, Key), limit: i64) -> Vec<Value> {
        let mut parameters = values![
            self.path.key.clone(),
            from.class.number(),
            from.opened_at,
            from.id,
            end.class.number(),
            end.opened_at,
            end.id,
        ];
        parameters.extend(self.sieve.values());
        parameters.push(limit.into());
        parameters
    }

    /// The cases behind one key up to another, so many at most, and among so many entries where the way is not short.
    async fn walk(
        &self,
        tx: &mut Tx,
        range: (Key, Key),
        limit: i64,
        bound: i64,
    ) -> Result<Vec<Met>, Error> {
        let mut parameters = self.values(range, limit);
        if !self.path.short {
            parameters.push((bound - 1).into());
        }
        Ok(tx.all(self.path.walk, parameters).await?)
    }

    /// How many they are, up to a limit.
    async fn count(&self, tx: &mut Tx, range: (Key, Key), limit: i64) -> Result<i64, Error> {
        let parameters = self.values(range, limit);
        let (count,): (i64,) = tx.one(self.path.count, parameters).await?;
        Ok(count)
    }
}

/// Where the rows of a list begin and end: each class is one, but on a short way, where none is promoted and no age
/// is asked for, all of them together are.
fn ranges(search: &Search<'_>, filter: &Filter, as_of: Timestamp) -> Vec<(Key, Key)> {
    let of = |first, last| {
        let hours = |hours: u32| as_of.before(std::time::Duration::from_hours(u64::from(hours)));
        let start = filter.younger.map_or(Key::before_all_of(first), |most| {
            Key::behind_all_of(first, hours(most))
        });
        let until = filter.older.map_or(as_of, hours);
        (start, Key::behind_all_of(last, until))
    };
    let [first, .., last] = Class::ALL;
    if search.path.short && !filter.promotes() && !filter.has_ages() {
        vec![of(first, last)]
    } else {
        Class::ALL.map(|class| of(class, class)).into()
    }
}

/// A page of the cases of a filter, but those that are left out for the one who asks.
pub async fn queue(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    filter: &Filter,
    left_out: &LeftOut,
    after: Option<&Cursor>,
) -> Result<Listing, Error> {
    queue_part(tx, actor, pack, (filter, left_out), after, PAGE).await
}

/// The same, of so many cases at most: [`PAGE`] is the most there are on a page.
pub async fn queue_part(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    (filter, left_out): (&Filter, &LeftOut),
    after: Option<&Cursor>,
    limit: i64,
) -> Result<Listing, Error> {
    actor.may(Action::ReadCase)?;
    if left_out.is_all_of(filter) {
        return Ok(Listing::default());
    }
    let limit = limit.clamp(1, PAGE);
    let as_of = after.map_or(tx.now(), |cursor| cursor.as_of.min(tx.now()));
    let mut search = Search::of(tx, actor.staff_id(), filter, left_out).await?;
    let promotes = filter.promotes();
    let ranges = ranges(&search, filter, as_of);
    let mut rows: Vec<_> = ranges
        .iter()
        .map(|(start, end)| {
            let mut begun = after.iter().flat_map(|cursor| &cursor.rows);
            let at = begun.find(|key| start < *key && *key <= end);
            let wait = longest_wait(start.class, &pack.waits).filter(|_| promotes);
            let overdue = wait.map(|wait| Key::behind_all_of(start.class, as_of.before(wait)));
            let overdue = overdue.map(|overdue| overdue.min(*end));
            Row::new(at.copied().unwrap_or(*start), *end, overdue)
        })
        .collect();
    let every = pack.waits.promoted_every;
    let mut place = after.map_or(0, |cursor| cursor.place.min(every));
    let mut turn = after.map_or(0, |cursor| cursor.turn);
    let mut cases = Vec::new();
    let mut short = false;
    while i64::try_from(cases.len()).is_ok_and(|count| count < limit) {
        let for_overdue = promotes && place + 1 >= every;
        let promoted = if for_overdue {
            overdue(tx, &mut search, &mut rows, turn).await?
        } else {
            Next::Nothing
        };
        let next = match promoted {
            Next::Nothing => pressing(tx, &mut search, &mut rows).await?,
            other => other,
        };
        match next {
            Next::Case(number, listed) => {
                if listed.promoted {
                    turn = number + 1;
                }
                place = if for_overdue { 0 } else { place + 1 };
                cases.push(listed);
            }
            Next::Nothing => break,
            Next::Unknown => {
                short = true;
                break;
            }
        }
    }
    let more = short || is_more(tx, &mut search, &mut rows).await?;
    let cursor = || Cursor {
        as_of,
        place,
        turn,
        rows: begun(&rows, &ranges),
    };
    Ok(Listing {
        next: more.then(cursor),
        short,
        cases,
    })
}

/// What is to be listed next.
enum Next {
    /// This case, of the row of this number.
    Case(usize, Listed),
    /// Nothing.
    Nothing,
    /// Nobody knows: there was more to search than a page may.
    Unknown,
}

/// Takes the head of the most pressing row that has one.
async fn pressing(tx: &mut Tx, search: &mut Search<'_>, rows: &mut [Row]) -> Result<Next, Error> {
    for (number, row) in rows.iter_mut().enumerate() {
        if !row.look(tx, search, false).await? {
            return Ok(Next::Unknown);
        }
        if let Some(listed) = row.take() {
            return Ok(Next::Case(number, listed));
        }
    }
    Ok(Next::Nothing)
}

/// Takes the head of the next row whose head has waited too long.
async fn overdue(
    tx: &mut Tx,
    search: &mut Search<'_>,
    rows: &mut [Row],
    turn: usize,
) -> Result<Next, Error> {
    let count = rows.len();
    for step in 0..count {
        // A cursor holds what somebody typed: it is brought into the row first.
        let number = (turn % count + step) % count;
        let Some(row) = rows.get_mut(number) else {
            continue;
        };
        if !row.look(tx, search, true).await? {
            return Ok(Next::Unknown);
        }
        if let Some(mut listed) = row.take_overdue() {
            listed.promoted = true;
            return Ok(Next::Case(number, listed));
        }
    }
    Ok(Next::Nothing)
}

/// Whether there is anything behind a page.
async fn is_more(tx: &mut Tx, search: &mut Search<'_>, rows: &mut [Row]) -> Result<bool, Error> {
    for row in rows {
        if !row.look(tx, search, false).await? || row.has_more() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn begun(rows: &[Row], ranges: &[(Key, Key)]) -> Vec<Key> {
    let both = rows.iter().zip(ranges);
    both.map(|(row, (start, _))| (row.at(), *start))
        .filter(|(at, start)| at != start)
        .map(|(at, _)| at)
        .collect()
}

/// How many cases a filter has for the one who asks: exact to [`MOST_COUNTED`], and one more where they are more.
pub async fn count(
    tx: &mut Tx,
    actor: &Actor,
    filter: &Filter,
    left_out: &LeftOut,
) -> Result<i64, Error> {
    actor.may(Action::ReadCase)?;
    let least = left_out.among(tx, actor, filter).await?;
    let limit = MOST_COUNTED.saturating_add(1);
    let (staff, now) = (actor.staff_id(), tx.now());
    let most = limit.saturating_add(least);
    let all = counted(tx, staff, (filter, left_out), most, now).await?;
    Ok(all.saturating_sub(least).clamp(0, limit))
}

/// How many cases a filter has for this person without those of some categories, up to a limit and to an instant.
pub(crate) async fn counted(
    tx: &mut Tx,
    staff: Option<Id<Staff>>,
    (filter, left_out): (&Filter, &LeftOut),
    limit: i64,
    as_of: Timestamp,
) -> Result<i64, Error> {
    let search = Search::of(tx, staff, filter, left_out).await?;
    let mut count = 0;
    for range in ranges(&search, filter, as_of) {
        count += search.count(tx, range, limit - count).await?;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use kernel::SystemEntropy;

    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let key = |class, opened_at| Key {
            class,
            opened_at: Timestamp::from_micros(opened_at),
            id: Id::random(&SystemEntropy),
        };
        let cursor = Cursor {
            as_of: Timestamp::from_micros(1_767_582_000_000_000),
            place: 3,
            turn: 2,
            rows: vec![
                key(Class::Danger, 17),
                key(Class::Bulk, -17),
                Key::behind_all_of(Class::Raised, Timestamp::from_micros(1)),
            ],
        };
        let text = cursor.text();
        assert_eq!(Cursor::of_text(&text), Some(cursor));
        let wrong = [
            text.replace('~', "."),
            format!("{text}~50.17"),
            format!("{text}~51.17.{}", uuid::Uuid::nil().simple()),
            text.repeat(2),
        ];
        let short = ["", "17", "17.", "1.2.3.4", "x.y.z", "1.2.3~"].map(str::to_owned);
        for wrong in wrong.iter().chain(&short) {
            assert_eq!(Cursor::of_text(wrong), None, "{wrong}");
        }
    }
}
