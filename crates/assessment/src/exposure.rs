//! The exposure ledger: how much each member of staff has viewed, by day. It protects those who look, and is never a
//! measure of their performance: oneself and the welfare lead see it, managers see sums of three people or more.
//!
//! A session's time is written when it ends, an item when it is opened, each in the transaction that does it. A
//! session that nobody ended, for a machine stopped, counts up to its end all the same: whoever reads the ledger
//! adds what is still open.

use std::time::Duration;

use audit::About;
use identity::{Action, Actor, Staff};
use kernel::{Day, Id, Sensitive, Timestamp};
use pack::{Amount, Pack};
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::Error;
use crate::claim::person;

/// Weeks that a ledger shows.
pub const WEEKS: i64 = 8;

/// People with items of their own in a sum at least: fewer, and it would tell of one.
pub const LEAST_PEOPLE: i64 = 3;

/// How much was viewed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exposure {
    /// Time in viewing sessions.
    pub viewed: Duration,
    /// URLs that were opened.
    pub items: u64,
}

impl Exposure {
    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            viewed: self.viewed.saturating_add(other.viewed),
            items: self.items.saturating_add(other.items),
        }
    }
}

impl From<Amount> for Exposure {
    fn from(amount: Amount) -> Self {
        Self {
            viewed: amount.viewing,
            items: amount.items.into(),
        }
    }
}

/// What one person viewed on a day.
struct OnDay {
    day: Day,
    exposure: Exposure,
}

impl FromRow for OnDay {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            day: Day::numbered(row.get("day")?),
            exposure: read(row)?,
        })
    }
}

fn read(row: &Row) -> store::Result<Exposure> {
    let (viewed, items): (i64, i64) = (row.get("viewed")?, row.get("items")?);
    Ok(Exposure {
        viewed: Duration::from_micros(u64::try_from(viewed).unwrap_or(0)),
        items: u64::try_from(items).unwrap_or(0),
    })
}

/// What one person has viewed, and may view at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// On the day.
    pub today: Exposure,
    /// In its week.
    pub week: Exposure,
    /// On the day at most.
    pub today_at_most: Exposure,
    /// In the week at most.
    pub week_at_most: Exposure,
}

impl Allowance {
    /// Whether a limit is near, by the pack's share of it.
    pub fn is_near(&self, pack: &Pack) -> bool {
        let percent = u128::from(pack.welfare.warn_at_percent);
        let near = |is: u128, most: u128| is.saturating_mul(100) >= most.saturating_mul(percent);
        let of = |is: Exposure, most: Exposure| {
            near(is.viewed.as_micros(), most.viewed.as_micros())
                || near(is.items.into(), most.items.into())
        };
        of(self.today, self.today_at_most) || of(self.week, self.week_at_most)
    }
}

/// A week of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub begins: Day,
    /// What was viewed in it.
    pub exposure: Exposure,
}

/// A week of everybody together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekSum {
    /// Its first day.
    pub begins: Day,
    /// What they viewed, where they are enough people for a sum that tells of none of them; nothing otherwise.
    pub exposure: Option<Exposure>,
}

/// How the actor stands today.
pub async fn own_allowance(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Allowance, Error> {
    actor.may(Action::View)?;
    let day = pack.day(tx.now());
    allowance(tx, person(actor)?, pack, day).await
}

/// The actor's own last weeks, the newest first.
pub async fn own_weeks(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Vec<Week>, Error> {
    actor.may(Action::View)?;
    weeks(tx, person(actor)?, pack).await
}

/// How one member of staff stands today.
pub async fn allowance_of(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    staff: Id<Staff>,
) -> Result<Allowance, Error> {
    actor.may(Action::ReadExposure)?;
    let day = pack.day(tx.now());
    allowance(tx, staff, pack, day).await
}

/// How each of everybody who views stands today, with their names. That somebody looked is recorded, once for all.
pub async fn allowances(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
) -> Result<Vec<(Id<Staff>, Sensitive<String>, Allowance)>, Error> {
    actor.may(Action::ReadExposure)?;
    let mut people = Vec::new();
    for (id, name) in identity::colleagues(tx, actor, Action::View).await? {
        let allowance = allowance_of(tx, actor, pack, id).await?;
        people.push((id, name, allowance));
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.read_exposure",
        About::kind("staff"),
        json!({ "people": people.len() }),
    )
    .await?;
    Ok(people)
}

/// The last weeks of one member of staff, the newest first. That somebody looked is recorded.
pub async fn weeks_of(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    staff: Id<Staff>,
) -> Result<Vec<Week>, Error> {
    actor.may(Action::ReadExposure)?;
    audit::record(
        tx,
        actor.who(),
        "assessment.read_exposure",
        About::one("staff", staff),
        json!({}),
    )
    .await?;
    weeks(tx, staff, pack).await
}

/// The last weeks that are over, of everybody but the reader together, the newest first. A week that goes on would tell
/// of each who views next, and one's own part could be taken off to leave that of the others.
pub async fn week_sums(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Vec<WeekSum>, Error> {
    actor.may(Action::SumExposure)?;
    let reader = person(actor)?;
    let this_week = pack.welfare.week_of(pack.day(tx.now()));
    let now = tx.now();
    let mut sums = Vec::new();
    for back in 1..=WEEKS {
        let begins = earlier(this_week, back);
        let last = Day::numbered(begins.number().saturating_add(6));
        let (people, exposure) = tx
            .one::<Summed>(SUM, values![begins.number(), last.number(), now, reader])
            .await?
            .0;
        sums.push(WeekSum {
            begins,
            exposure: (people >= LEAST_PEOPLE).then_some(exposure),
        });
    }
    Ok(sums)
}

struct Summed((i64, Exposure));

impl FromRow for Summed {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self((row.get("people")?, read(row)?)))
    }
}

/// A limit that was lifted: the kind of the ids of the forms that lift one.
pub enum Lift {}

/// Lifts the limits of one person for the rest of the day, by what the pack says: once a form, however often that is
/// sent. Nobody lifts their own.
pub async fn lift_limit(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    staff: Id<Staff>,
    form: Id<Lift>,
) -> Result<(), Error> {
    actor.may(Action::LiftLimit)?;
    let by = person(actor)?;
    let able = identity::colleagues(tx, actor, Action::View).await?;
    if by == staff || able.iter().all(|(id, _)| *id != staff) {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    let day = pack.day(now).number();
    let more = pack.welfare.lift;
    let (viewed, items) = (micros(more.viewing), i64::from(more.items));
    let lift = values![form, staff, day, viewed, items, by, now];
    if tx.execute(LIFT, lift).await? == 0 {
        return Ok(());
    }
    audit::record(
        tx,
        actor.who(),
        "assessment.lift_limit",
        About::one("staff", staff),
        json!({ "seconds": more.viewing.as_secs(), "items": more.items }),
    )
    .await?;
    Ok(())
}

/// One after another, whoever begins to view or opens an item as this person.
pub(crate) async fn lock(tx: &mut Tx, staff: Id<Staff>) -> Result<(), Error> {
    Ok(tx.lock(&format!("assessment.exposure:{staff}")).await?)
}

/// Counts what somebody viewed.
pub(crate) async fn add(
    tx: &mut Tx,
    staff: Id<Staff>,
    day: Day,
    viewed: Duration,
    items: i64,
) -> Result<(), Error> {
    tx.execute(ADD, values![staff, day.number(), micros(viewed), items])
        .await?;
    Ok(())
}

/// How one person stands on a day.
pub(crate) async fn allowance(
    tx: &mut Tx,
    staff: Id<Staff>,
    pack: &Pack,
    day: Day,
) -> Result<Allowance, Error> {
    let begins = pack.welfare.week_of(day);
    let ends = Day::numbered(begins.number().saturating_add(6));
    let now = tx.now();
    let viewed = tx
        .all::<OnDay>(
            OF_STAFF,
            values![staff, begins.number(), ends.number(), now],
        )
        .await?;
    let lifted = tx
        .all::<OnDay>(LIFTED, values![staff, begins.number(), ends.number()])
        .await?;
    let today = |days: &[OnDay]| sum(days.iter().filter(|one| one.day == day));
    let most = |amount: Amount, lifted: Exposure| Exposure::from(amount).and(lifted);
    Ok(Allowance {
        today: today(&viewed),
        week: sum(&viewed),
        today_at_most: most(pack.welfare.day, today(&lifted)),
        week_at_most: most(pack.welfare.week, sum(&lifted)),
    })
}

async fn weeks(tx: &mut Tx, staff: Id<Staff>, pack: &Pack) -> Result<Vec<Week>, Error> {
    let now = tx.now();
    let this_week = pack.welfare.week_of(pack.day(now));
    let first = earlier(this_week, WEEKS - 1).number();
    let days = tx
        .all::<OnDay>(OF_STAFF, values![staff, first, i64::MAX, now])
        .await?;
    let week = |back| {
        let begins = earlier(this_week, back);
        let within = |one: &&OnDay| pack.welfare.week_of(one.day) == begins;
        Week {
            begins,
            exposure: sum(days.iter().filter(within)),
        }
    };
    Ok((0..WEEKS).map(week).collect())
}

fn earlier(week: Day, weeks: i64) -> Day {
    Day::numbered(week.number().saturating_sub(weeks.saturating_mul(7)))
}

fn sum<'a>(days: impl IntoIterator<Item = &'a OnDay>) -> Exposure {
    days.into_iter()
        .fold(Exposure::default(), |all, one| all.and(one.exposure))
}

pub(crate) fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}

/// How long a session of these times lasted or lasts, up to an instant.
pub(crate) fn lasted(opened_at: Timestamp, ends_at: Timestamp, until: Timestamp) -> Duration {
    until.min(ends_at).since(opened_at)
}

const ADD: &str = "-- assessment.exposure.add
INSERT INTO assessment_exposure (staff_id, day, viewed, items) VALUES ($1, $2, $3, $4)
ON CONFLICT (staff_id, day) DO UPDATE SET
    viewed = assessment_exposure.viewed + excluded.viewed,
    items = assessment_exposure.items + excluded.items";

const OF_STAFF: &str = "-- assessment.exposure.of_staff
SELECT day, CAST(SUM(viewed) AS BIGINT) AS viewed, CAST(SUM(items) AS BIGINT) AS items FROM (
    SELECT day, viewed, items FROM assessment_exposure WHERE staff_id = $1 AND day >= $2 AND day <= $3
    UNION ALL
    SELECT day, CASE WHEN ends_at < $4 THEN ends_at ELSE $4 END - opened_at, 0
    FROM assessment_viewing WHERE staff_id = $1 AND closed_at IS NULL AND day >= $2 AND day <= $3
) AS viewed GROUP BY day ORDER BY day";

const LIFTED: &str = "-- assessment.lift.of_staff
SELECT day, viewed, items FROM assessment_lift WHERE staff_id = $1 AND day >= $2 AND day <= $3";

const LIFT: &str = "-- assessment.lift.insert
INSERT INTO assessment_lift (id, staff_id, day, viewed, items, lifted_by, lifted_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";

const SUM: &str = "-- assessment.exposure.sum
SELECT COUNT(DISTINCT CASE WHEN items > 0 THEN staff_id END) AS people,
    CAST(COALESCE(SUM(viewed), 0) AS BIGINT) AS viewed,
    CAST(COALESCE(SUM(items), 0) AS BIGINT) AS items FROM (
    SELECT staff_id, viewed, items FROM assessment_exposure WHERE day >= $1 AND day <= $2 AND staff_id <> $4
    UNION ALL
    SELECT staff_id, CASE WHEN ends_at < $3 THEN ends_at ELSE $3 END - opened_at, 0
    FROM assessment_viewing WHERE closed_at IS NULL AND day >= $1 AND day <= $2 AND staff_id <> $4
) AS viewed";
