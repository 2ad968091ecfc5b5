//! When nobody looks, or nobody looks any more: hours, limits of day and week, breaks, and not alone. Each refusal names
//! its rule and when that ends; no setting of one person goes around it.

use std::time::Duration;

use identity::{Action, Actor, Staff};
use intake::Case;
use kernel::{Day, Id, Timestamp};
use pack::{Hours, Pack};
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::exposure::{Allowance, allowance, lasted};

/// Less than this is left of a limit, and it counts as reached: a session of seconds helps nobody.
const LEAST: Duration = Duration::from_mins(1);

/// The rule by which somebody is not to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Outside the hours of the pack, or on a day off.
    Hours,
    /// The time of a week is used up.
    WeekViewing,
    /// The items of a week are used up.
    WeekItems,
    /// The time of a day is used up.
    DayViewing,
    /// The items of a day are used up.
    DayItems,
    /// A break is due.
    Rest,
    /// Nobody else is there.
    Alone,
}

impl Rule {
    /// The name, as programs read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hours => "hours",
            Self::WeekViewing => "week_viewing",
            Self::WeekItems => "week_items",
            Self::DayViewing => "day_viewing",
            Self::DayItems => "day_items",
            Self::Rest => "rest",
            Self::Alone => "alone",
        }
    }
}

/// A rule that says no, and when it ends; nothing where no time ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The rule.
    pub rule: Rule,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
}

impl From<Limit> for Error {
    fn from(limit: Limit) -> Self {
        Self::Limited(limit)
    }
}

/// What the rules leave for a session that begins now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// The day that it lies within.
    pub(crate) day: Day,
    /// When it ends at the latest.
    pub(crate) ends_at: Timestamp,
    /// The viewing before it without a break.
    pub(crate) run_before: Duration,
}

/// The last session of somebody.
struct Last {
    opened_at: Timestamp,
    ends_at: Timestamp,
    closed_at: Option<Timestamp>,
    run_before: Duration,
}

impl FromRow for Last {
    fn from_row(row: &Row) -> store::Result<Self> {
        let run_before: i64 = row.get("run_before")?;
        Ok(Self {
            opened_at: row.get("opened_at")?,
            ends_at: row.get("ends_at")?,
            closed_at: row.get("closed_at")?,
            run_before: Duration::from_micros(u64::try_from(run_before).unwrap_or(0)),
        })
    }
}

/// What the rules leave of a session of this case that would begin now; the first rule that leaves nothing otherwise.
/// The caller has the person's lock, and has ended what was open of theirs.
pub(crate) async fn room(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    staff: Id<Staff>,
    case: Id<Case>,
) -> Result<Room, Error> {
    let now = tx.now();
    let welfare = &pack.welfare;
    let day = pack.day(now);
    let until = match welfare.hours(&pack.zone, now) {
        Hours::Open(until) => until.min(pack.end_of(day)),
        Hours::Closed(ends_at) => {
            return Err(Limit {
                rule: Rule::Hours,
                ends_at,
            }
            .into());
        }
    };
    let viewing = left(tx, pack, staff, day).await?;
    let (run_before, resting_until) = run(tx, pack, staff).await?;
    if let Some(until) = resting_until {
        return Err(Limit {
            rule: Rule::Rest,
            ends_at: Some(until),
        }
        .into());
    }
    not_alone(tx, actor, pack, case).await?;
    let in_a_row = welfare.rest.after.saturating_sub(run_before);
    let longest = viewing.min(in_a_row).min(pack.claims.viewing);
    Ok(Room {
        day,
        ends_at: now.after(longest).min(until),
        run_before,
    })
}

/// How much time the limits of day and week leave; an error where time or items are used up.
async fn left(tx: &mut Tx, pack: &Pack, staff: Id<Staff>, day: Day) -> Result<Duration, Error> {
    let allowance = allowance(tx, staff, pack, day).await?;
    let of_week = allowance
        .week_at_most
        .viewed
        .saturating_sub(allowance.week.viewed);
    let of_day = allowance
        .today_at_most
        .viewed
        .saturating_sub(allowance.today.viewed);
    let time = [
        (of_week < LEAST, Rule::WeekViewing),
        (of_day < LEAST, Rule::DayViewing),
    ];
    none_reached(pack, day, &time)?;
    none_reached(pack, day, &items(&allowance))?;
    Ok(of_week.min(of_day))
}

/// Whether one more item may be opened on a day. The caller has the person's lock.
pub(crate) async fn one_more(
    tx: &mut Tx,
    pack: &Pack,
    staff: Id<Staff>,
    day: Day,
) -> Result<(), Error> {
    let allowance = allowance(tx, staff, pack, day).await?;
    none_reached(pack, day, &items(&allowance))
}

const fn items(allowance: &Allowance) -> [(bool, Rule); 2] {
    [
        (
            allowance.week.items >= allowance.week_at_most.items,
            Rule::WeekItems,
        ),
        (
            allowance.today.items >= allowance.today_at_most.items,
            Rule::DayItems,
        ),
    ]
}

/// An error for the first of these rules that is reached; it ends with the day or the week.
fn none_reached(pack: &Pack, day: Day, rules: &[(bool, Rule)]) -> Result<(), Error> {
    let Some((_, rule)) = rules.iter().find(|(is_reached, _)| *is_reached) else {
        return Ok(());
    };
    let last = match rule {
        Rule::WeekViewing | Rule::WeekItems => {
            let week = pack.welfare.week_of(day);
            Day::numbered(week.number().saturating_add(6))
        }
        _ => day,
    };
    let ends_at = Some(pack.end_of(last));
    Err(Limit {
        rule: *rule,
        ends_at,
    }
    .into())
}

/// How long somebody has viewed without a break, and until when one is due.
async fn run(
    tx: &mut Tx,
    pack: &Pack,
    staff: Id<Staff>,
) -> Result<(Duration, Option<Timestamp>), Error> {
    let rest = pack.welfare.rest;
    let now = tx.now();
    let Some(last) = tx.optional::<Last>(LAST, values![staff]).await? else {
        return Ok((Duration::ZERO, None));
    };
    let ended = last.closed_at.unwrap_or(last.ends_at).min(now);
    let rested = ended.after(rest.length);
    if rested <= now {
        return Ok((Duration::ZERO, None));
    }
    let run = last
        .run_before
        .saturating_add(lasted(last.opened_at, last.ends_at, ended));
    let is_due = rest.after.saturating_sub(run) < LEAST.min(rest.after);
    Ok((run, is_due.then_some(rested)))
}

/// Whether what nobody looks at alone may be looked at now.
pub(crate) async fn not_alone(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<(), Error> {
    let rule = &pack.welfare.not_alone;
    let class = intake::case(tx, actor, case).await?.class;
    let is_listed = rule.classes.iter().any(|listed| listed == class.name())
        || !intake::categories_among(tx, actor, case, &rule.categories)
            .await?
            .is_empty()
        || came_to(tx, actor, &rule.inhope_classes, case).await?;
    if is_listed && !identity::is_accompanied(tx, actor, Action::View, rule.active_within).await? {
        return Err(Limit {
            rule: Rule::Alone,
            ends_at: None,
        }
        .into());
    }
    Ok(())
}

/// Whether an item of a case came to one of these classes of INHOPE. Whoever might give the second opinion learns nothing
/// of the first by it: for them it is as if one had.
async fn came_to(
    tx: &mut Tx,
    actor: &Actor,
    listed: &[String],
    case: Id<Case>,
) -> Result<bool, Error> {
    if listed.is_empty() {
        return Ok(false);
    }
    if crate::is_blind(tx, actor, case).await? {
        return Ok(true);
    }
    let classes: Vec<(String,)> = tx.all(CAME_TO, values![case]).await?;
    Ok(classes.iter().any(|(class,)| listed.contains(class)))
}

const CAME_TO: &str = "-- assessment.assessment.classes_of_case
SELECT DISTINCT inhope_class AS value FROM assessment_assessment
WHERE case_id = $1 AND superseded_by IS NULL AND opinion_id IS NULL";

const LAST: &str = "-- assessment.viewing.last
SELECT opened_at, ends_at, closed_at, run_before FROM assessment_viewing
WHERE staff_id = $1 ORDER BY opened_at DESC, COALESCE(closed_at, ends_at) DESC LIMIT 1";

#[cfg(test)]
mod tests {
    #[test]
    fn the_pack_knows_the_classes_of_cases() {
        assert_eq!(intake::Class::ALL.map(intake::Class::name), pack::CLASSES);
    }
}
