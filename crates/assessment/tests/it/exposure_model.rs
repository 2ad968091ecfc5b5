//! Whatever is done in whatever order, in whatever zone: the ledger says what a model of it says, which knows the
//! sessions and the calendar and nothing of the ledger.

use std::time::Duration;

use assessment::{Error, Rule};
use identity::Actor;
use intake::Case;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::{Id, Timestamp};
use pack::Pack;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::testing::TestDb;

use crate::exposure::{held, run, strict};
use crate::house::analyst;

const MINUTE: Duration = Duration::from_mins(1);

#[derive(Clone, Copy, Debug)]
enum Step {
    Open(usize),
    Show(usize, usize),
    Hide(usize),
    Close(usize),
    /// The work runs again after it stood: sessions that nobody ended are ended.
    Work,
    /// The case goes back to the queue, and is claimed again.
    GiveBack(usize),
    Wait(u64),
    Sleep(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2_usize).prop_map(Step::Open),
        4 => (0..2_usize, 0..3_usize).prop_map(|(case, item)| Step::Show(case, item)),
        1 => (0..2_usize).prop_map(Step::Hide),
        2 => (0..2_usize).prop_map(Step::Close),
        1 => Just(Step::Work),
        1 => (0..2_usize).prop_map(Step::GiveBack),
        4 => (1..1_500_u64).prop_map(Step::Wait),
        2 => (1..30_u64).prop_map(Step::Sleep),
    ]
}

/// A session as the model knows it.
struct Session {
    case: usize,
    from: Timestamp,
    until: Timestamp,
    shown: Option<usize>,
    items: u64,
}

struct Model {
    zone: TimeZone,
    sessions: Vec<Session>,
}

impl Model {
    fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at.to_jiff()).date()
    }

    fn monday(&self, at: Timestamp) -> Date {
        let date = self.date(at);
        date.saturating_sub(jiff::Span::new().days(date.weekday().to_monday_zero_offset()))
    }

    /// Time and items of the sessions for which this holds, up to now.
    fn sum(&self, now: Timestamp, holds: impl Fn(Timestamp) -> bool) -> (Duration, u64) {
        let of = self.sessions.iter().filter(|session| holds(session.from));
        of.fold((Duration::ZERO, 0), |(time, items), session| {
            let lasted = session.until.min(now).since(session.from);
            (time + lasted, items + session.items)
        })
    }

    fn today(&self, now: Timestamp) -> (Duration, u64) {
        self.sum(now, |at| self.date(at) == self.date(now))
    }

    fn week(&self, now: Timestamp) -> (Duration, u64) {
        self.sum(now, |at| self.monday(at) == self.monday(now))
    }

    fn open(&mut self, now: Timestamp) -> Option<&mut Session> {
        self.sessions.last_mut().filter(|last| last.until > now)
    }

    /// Viewing in a row up to now, and when its last session ended.
    fn in_a_row(&self, pack: &Pack, now: Timestamp) -> (Duration, Timestamp) {
        let mut in_a_row = Duration::ZERO;
        let mut begins = now;
        for session in self.sessions.iter().rev() {
            if begins.since(session.until) >= pack.welfare.rest.length {
                break;
            }
            in_a_row += session.until.since(session.from);
            begins = session.from;
        }
        let ended = self.sessions.last().map_or(now, |last| last.until);
        (in_a_row, ended)
    }

    /// When a session that begins now ends, or the rule against it.
    fn room(&self, pack: &Pack, now: Timestamp) -> Result<Timestamp, Rule> {
        let welfare = &pack.welfare;
        let ((today, today_items), (week, week_items)) = (self.today(now), self.week(now));
        let of_week = welfare.week.viewing.saturating_sub(week);
        let of_day = welfare.day.viewing.saturating_sub(today);
        let (in_a_row, _) = self.in_a_row(pack, now);
        let before_rest = welfare.rest.after.saturating_sub(in_a_row);
        for (is_reached, rule) in [
            (of_week < MINUTE, Rule::WeekViewing),
            (of_day < MINUTE, Rule::DayViewing),
            (week_items >= u64::from(welfare.week.items), Rule::WeekItems),
            (today_items >= u64::from(welfare.day.items), Rule::DayItems),
            (before_rest < MINUTE, Rule::Rest),
        ] {
            if is_reached {
                return Err(rule);
            }
        }
        let longest = of_week
            .min(of_day)
            .min(before_rest)
            .min(pack.claims.viewing);
        let tomorrow = self.date(now).tomorrow().unwrap();
        let midnight = self.zone.to_timestamp(tomorrow.at(0, 0, 0, 0)).unwrap();
        let midnight = Timestamp::from(midnight);
        Ok(now.after(longest).min(midnight))
    }

    fn may_show(&self, pack: &Pack, now: Timestamp) -> bool {
        let (today, week) = (self.today(now).1, self.week(now).1);
        today < u64::from(pack.welfare.day.items) && week < u64::from(pack.welfare.week.items)
    }
}

store::on_both! {
    async fn the_ledger_says_what_the_model_says(test: TestDb) {
        let mut runner = TestRunner::deterministic();
        // The clock of the test begins on 5 January 2026; clocks change in these zones on the last days of March and
        // April, in Cairo at midnight itself.
        let rounds = [
            ("Asia/Phnom_Penh", 0),
            ("Europe/Amsterdam", 81),
            ("Africa/Cairo", 20),
            ("America/St_Johns", 190),
        ];
        for (number, (zone, days)) in rounds.into_iter().enumerate() {
            test.clock.advance(Duration::from_hours(24 * days));
            for round in 0..2 {
                let steps = proptest::collection::vec(step(), 45).new_tree(&mut runner).unwrap().current();
                let mut pack = strict();
                pack.zone = TimeZone::get(zone).unwrap();
                walk(&test, &pack, &format!("host-{number}-{round}"), &steps).await;
            }
        }
    }
}

/// Takes the steps in the store and in the model, and compares them after each.
async fn walk(test: &TestDb, pack: &Pack, name: &str, steps: &[Step]) {
    let actor = analyst();
    let cases = [
        held(test, &actor, pack, &format!("{name}-a"), 3).await,
        held(test, &actor, pack, &format!("{name}-b"), 3).await,
    ];
    let mut model = Model {
        zone: pack.zone.clone(),
        sessions: Vec::new(),
    };
    for step in steps {
        take(test, &actor, pack, &cases, &mut model, *step).await;
        let mut tx = test.desk.read().await.unwrap();
        let now = tx.now();
        let allowance = assessment::own_allowance(&mut tx, &actor, pack)
            .await
            .unwrap();
        let of = |one: assessment::Exposure| (one.viewed, one.items);
        assert_eq!(
            of(allowance.today),
            model.today(now),
            "{step:?} of {steps:?}"
        );
        assert_eq!(of(allowance.week), model.week(now), "{step:?} of {steps:?}");
        assert!(
            allowance.today.viewed <= pack.welfare.day.viewing,
            "{steps:?}"
        );
        assert!(
            allowance.week.viewed <= pack.welfare.week.viewing,
            "{steps:?}"
        );
        assert!(
            allowance.today.items <= u64::from(pack.welfare.day.items),
            "{steps:?}"
        );
        assert!(
            allowance.week.items <= u64::from(pack.welfare.week.items),
            "{steps:?}"
        );
        let weeks = assessment::own_weeks(&mut tx, &actor, pack).await.unwrap();
        assert_eq!(weeks[0].exposure, allowance.week, "{steps:?}");
    }
}

async fn take(
    test: &TestDb,
    actor: &Actor,
    pack: &Pack,
    cases: &[Id<Case>; 2],
    model: &mut Model,
    step: Step,
) {
    match step {
        Step::Wait(seconds) => return test.clock.advance(Duration::from_secs(seconds)),
        Step::Sleep(hours) => return test.clock.advance(Duration::from_hours(hours)),
        Step::Work => return run(test).await,
        _ => {}
    }
    let mut tx = test.desk.write().await.unwrap();
    let now = tx.now();
    match step {
        Step::Open(case) => {
            let opened = assessment::open_viewing(&mut tx, actor, pack, cases[case]).await;
            if let Some(open) = model.open(now).filter(|open| open.case == case) {
                assert_eq!(opened.unwrap().ends_at, open.until, "it is given back");
            } else {
                // What was open of the other case ends first, unless the rules leave no room.
                let until = model
                    .open(now)
                    .map(|open| std::mem::replace(&mut open.until, now));
                match (opened, model.room(pack, now)) {
                    (Ok(viewing), Ok(until)) => {
                        assert_eq!(viewing.ends_at, until);
                        model.sessions.push(Session {
                            case,
                            from: now,
                            until,
                            shown: None,
                            items: 0,
                        });
                    }
                    (Err(Error::Limited(limit)), Err(rule)) => {
                        assert_eq!(limit.rule, rule);
                        if let (Some(until), Some(last)) = (until, model.sessions.last_mut()) {
                            last.until = until;
                        }
                        // Nothing of a refusal is kept.
                        return;
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
        Step::Show(case, item) => {
            let found = assessment::viewing(&mut tx, actor, cases[case])
                .await
                .unwrap();
            let may_show = model.may_show(pack, now);
            let open = model.open(now).filter(|open| open.case == case);
            assert_eq!(
                found.map(|one| one.ends_at),
                open.as_ref().map(|one| one.until)
            );
            let (Some(viewing), Some(open)) = (found, open) else {
                return;
            };
            let item_id = assessment::items(&mut tx, actor, cases[case])
                .await
                .unwrap()[item]
                .id;
            let shown = assessment::reveal(&mut tx, actor, pack, viewing.id, item_id).await;
            if open.shown == Some(item) {
                shown.unwrap();
            } else if may_show {
                shown.unwrap();
                open.shown = Some(item);
                open.items += 1;
            } else {
                assert!(matches!(shown, Err(Error::Limited(_))));
                return;
            }
        }
        Step::Hide(case) => {
            assessment::hide(&mut tx, actor, cases[case]).await.unwrap();
            if let Some(open) = model.open(now).filter(|open| open.case == case) {
                open.shown = None;
            }
        }
        Step::Close(case) => {
            assessment::close_viewing(&mut tx, actor, cases[case])
                .await
                .unwrap();
            if let Some(open) = model.open(now).filter(|open| open.case == case) {
                open.until = now;
            }
        }
        Step::GiveBack(case) => {
            assessment::hand_over(&mut tx, actor, cases[case])
                .await
                .unwrap();
            assessment::claim(&mut tx, actor, pack, cases[case])
                .await
                .unwrap();
            if let Some(open) = model.open(now).filter(|open| open.case == case) {
                open.until = now;
            }
        }
        Step::Wait(_) | Step::Sleep(_) | Step::Work => {}
    }
    tx.commit().await.unwrap();
}
