//! How much is viewed, and when nobody looks any more.

use std::time::Duration;

use assessment::{Error, Kind, Limit, Rule, Viewing};
use identity::{Actor, Role, Staff};
use intake::Case;
use kernel::{Id, SystemEntropy, Timestamp};
use pack::{Amount, Pack};
use store::testing::TestDb;

use crate::house::{BASELINE, NOT_ILLEGAL, analyst, answers, claimed, count, law, pack, recorded};

const MINUTE: Duration = Duration::from_mins(1);

/// Small limits: 40 minutes and 4 items a day, 90 and 9 a week, a break of 10 after 20.
pub(crate) fn strict() -> Pack {
    let mut pack = pack();
    let amount = |minutes, items| Amount {
        viewing: MINUTE * minutes,
        items,
    };
    pack.welfare.day = amount(40, 4);
    pack.welfare.week = amount(90, 9);
    pack.welfare.lift = amount(15, 2);
    pack.welfare.rest.after = MINUTE * 20;
    pack.welfare.rest.length = MINUTE * 10;
    pack.claims.viewing = MINUTE * 15;
    // These tests are not about claims.
    pack.claims.lease = Duration::from_hours(24 * 400);
    pack
}

/// A case with so many items that this analyst holds.
pub(crate) async fn held(
    test: &TestDb,
    actor: &Actor,
    pack: &Pack,
    name: &str,
    items: usize,
) -> Id<Case> {
    let case = crate::house::case(test, &format!("http://{name}.test/1")).await;
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, actor, pack, case).await.unwrap();
    for number in 2..=items {
        let url = format!("http://{name}.test/{number}");
        assessment::add_item(&mut tx, actor, pack, case, Kind::Image, &url)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    case
}

async fn open(test: &TestDb, actor: &Actor, pack: &Pack, case: Id<Case>) -> Result<Viewing, Error> {
    let mut tx = test.desk.write().await.unwrap();
    let opened = assessment::open_viewing(&mut tx, actor, pack, case).await?;
    tx.commit().await.unwrap();
    Ok(opened)
}

async fn close(test: &TestDb, actor: &Actor, case: Id<Case>) {
    let mut tx = test.desk.write().await.unwrap();
    assessment::close_viewing(&mut tx, actor, case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Opens the item at a position, in the actor's session.
async fn show(
    test: &TestDb,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    at: usize,
) -> Result<(), Error> {
    let mut tx = test.desk.write().await.unwrap();
    let item = assessment::items(&mut tx, actor, case).await.unwrap()[at].id;
    let viewing = assessment::viewing(&mut tx, actor, case).await?;
    let viewing = viewing.ok_or(Error::ViewingEnded)?;
    assessment::reveal(&mut tx, actor, pack, viewing.id, item).await?;
    tx.commit().await.unwrap();
    Ok(())
}

async fn viewed(test: &TestDb, actor: &Actor, pack: &Pack) -> ((u64, u64), (u64, u64)) {
    let mut tx = test.desk.read().await.unwrap();
    let allowance = assessment::own_allowance(&mut tx, actor, pack)
        .await
        .unwrap();
    let of = |one: assessment::Exposure| (one.viewed.as_secs() / 60, one.items);
    (of(allowance.today), of(allowance.week))
}

fn limit<T: std::fmt::Debug>(refused: Result<T, Error>) -> Limit {
    match refused {
        Err(Error::Limited(limit)) => limit,
        other => panic!("{other:?}"),
    }
}

fn at(text: &str) -> Timestamp {
    let seconds = match text {
        // In Phnom Penh, where it is seven hours later: midnight from Monday to Tuesday, and from Sunday to Monday.
        "tomorrow" => 1_767_632_400,
        "next week" => 1_768_150_800,
        other => panic!("{other}"),
    };
    Timestamp::from_micros(seconds * 1_000_000)
}

store::on_both! {
    async fn one_person_looks_at_one_case_at_a_time(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let first = held(&test, &actor, &pack, "host-a", 1).await;
        let second = held(&test, &actor, &pack, "host-b", 1).await;
        open(&test, &actor, &pack, first).await.unwrap();
        test.clock.advance(MINUTE * 5);
        assert_eq!(viewed(&test, &actor, &pack).await, ((5, 0), (5, 0)), "while it is open");
        open(&test, &actor, &pack, second).await.unwrap();
        assert_eq!(recorded(&test.desk, first, "assessment.close_viewing").await, 1);
        assert!(matches!(show(&test, &actor, &pack, first, 0).await, Err(Error::ViewingEnded)));
        test.clock.advance(MINUTE * 4);
        show(&test, &actor, &pack, second, 0).await.unwrap();
        close(&test, &actor, second).await;
        test.clock.advance(MINUTE * 30);
        assert_eq!(viewed(&test, &actor, &pack).await, ((9, 1), (9, 1)));
        // Closing what is closed counts nothing.
        close(&test, &actor, second).await;
        assert_eq!(viewed(&test, &actor, &pack).await, ((9, 1), (9, 1)));
    }

    async fn a_session_that_nobody_ends_counts_up_to_its_end(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let case = held(&test, &actor, &pack, "host-a", 1).await;
        let opened = open(&test, &actor, &pack, case).await.unwrap();
        test.clock.advance(Duration::from_hours(3));
        assert_eq!(viewed(&test, &actor, &pack).await, ((15, 0), (15, 0)));
        run(&test).await;
        assert_eq!(viewed(&test, &actor, &pack).await, ((15, 0), (15, 0)));
        let unclosed = "SELECT COUNT(*) AS value FROM assessment_viewing WHERE closed_at IS NULL";
        assert_eq!(count(&test.desk, unclosed).await, 0);
        let mut tx = test.desk.read().await.unwrap();
        let entries = audit::about(&mut tx, "case", case).await.unwrap();
        let entry = entries.iter().find(|entry| entry.action == "assessment.close_viewing").unwrap();
        assert!(entry.facts.contains("\"seconds\":900") && entry.facts.contains(&opened.id.to_string()));
    }

    async fn a_break_is_due_after_so_much_viewing_in_a_row(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let case = held(&test, &actor, &pack, "host-a", 1).await;
        let first = open(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(first.ends_at.since(first.opened_at), MINUTE * 15);
        test.clock.advance(MINUTE * 12);
        close(&test, &actor, case).await;
        // A pause that is too short does not begin anew.
        test.clock.advance(MINUTE * 9);
        let second = open(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(second.ends_at.since(second.opened_at), MINUTE * 8);
        test.clock.advance(MINUTE * 8);
        let refused = limit(open(&test, &actor, &pack, case).await);
        let until = second.ends_at.after(MINUTE * 10);
        assert_eq!(refused, Limit { rule: Rule::Rest, ends_at: Some(until) });
        test.clock.advance(MINUTE * 10);
        let third = open(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(third.ends_at.since(third.opened_at), MINUTE * 15);
    }

    async fn nobody_passes_the_limits_of_a_day_and_a_week(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let case = held(&test, &actor, &pack, "host-a", 6).await;
        open(&test, &actor, &pack, case).await.unwrap();
        for item in 0..4 {
            show(&test, &actor, &pack, case, item).await.unwrap();
        }
        // What is open stays open, and nothing else opens.
        show(&test, &actor, &pack, case, 3).await.unwrap();
        let refused = limit(show(&test, &actor, &pack, case, 4).await);
        assert_eq!(refused, Limit { rule: Rule::DayItems, ends_at: Some(at("tomorrow")) });
        close(&test, &actor, case).await;
        assert_eq!(limit(open(&test, &actor, &pack, case).await).rule, Rule::DayItems);

        // Time: a session is as long as the day has left, and the week.
        for day in 1..=3 {
            test.clock.advance(Duration::from_hours(24));
            let mut lengths = Vec::new();
            let refused = loop {
                match open(&test, &actor, &pack, case).await {
                    Ok(viewing) => {
                        lengths.push(viewing.ends_at.since(viewing.opened_at).as_secs() / 60);
                        test.clock.advance(MINUTE * 26);
                    }
                    refused => break limit(refused),
                }
            };
            let (rule, expected) = match day {
                1 | 2 => (Rule::DayViewing, vec![15, 15, 10]),
                _ => (Rule::WeekViewing, vec![10]),
            };
            assert_eq!((refused.rule, lengths), (rule, expected), "day {day}");
            if day == 3 {
                assert_eq!(refused.ends_at, Some(at("next week")));
            }
        }
        assert_eq!(viewed(&test, &actor, &pack).await, ((10, 0), (90, 4)));
        test.clock.advance(Duration::from_hours(24 * 4));
        open(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(viewed(&test, &actor, &pack).await, ((0, 0), (0, 0)));
    }

    async fn nobody_views_outside_hours_or_over_midnight(test: TestDb) {
        let (actor, mut pack) = (analyst(), strict());
        let case = held(&test, &actor, &pack, "host-a", 1).await;
        // It is Monday, ten in the morning; four minutes to midnight.
        test.clock.advance(MINUTE * (14 * 60 - 4));
        let late = open(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(late.ends_at, at("tomorrow"));
        test.clock.advance(MINUTE * 5);
        assert_eq!(viewed(&test, &actor, &pack).await, ((0, 0), (4, 0)));
        let hours = pack::load(&pack::Source::Shipped("kh".to_owned()), false).unwrap().welfare.hours;
        pack.welfare.hours = hours;
        let refused = limit(open(&test, &actor, &pack, case).await);
        let half_past_seven = Some(at("tomorrow").after(MINUTE * 450));
        assert_eq!(refused, Limit { rule: Rule::Hours, ends_at: half_past_seven });
        test.clock.advance(Duration::from_hours(17) + MINUTE * 24);
        let last = open(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(last.ends_at.since(last.opened_at), MINUTE * 5, "hours end at half past five");
    }

    async fn some_cases_nobody_looks_at_alone(test: TestDb) {
        let mut pack = strict();
        pack.welfare.not_alone.classes = vec!["ordinary".to_owned()];
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = held(&test, analyst.actor(), &pack, "host-a", 2).await;
        let refused = limit(open(&test, analyst.actor(), &pack, case).await);
        assert_eq!(refused, Limit { rule: Rule::Alone, ends_at: None });
        // A manager does not view, and so is no company.
        desk.sign_in(&[Role::Manager]).await;
        assert_eq!(limit(open(&test, analyst.actor(), &pack, case).await).rule, Rule::Alone);
        let colleague = desk.sign_in(&[Role::Supervisor]).await;
        open(&test, analyst.actor(), &pack, case).await.unwrap();
        show(&test, analyst.actor(), &pack, case, 0).await.unwrap();
        // Company that has gone is none, in a session that is open too.
        test.clock.advance(MINUTE * 14);
        show(&test, analyst.actor(), &pack, case, 1).await.unwrap();
        pack.welfare.not_alone.active_within = MINUTE * 5;
        assert_eq!(limit(show(&test, analyst.actor(), &pack, case, 0).await).rule, Rule::Alone);
        assert_eq!(colleague.get("/exposure").await.status, 200);
        show(&test, analyst.actor(), &pack, case, 0).await.unwrap();
        // Of other classes one looks alone.
        pack.welfare.not_alone.classes = vec!["danger".to_owned()];
        test.clock.advance(MINUTE * 30);
        open(&test, analyst.actor(), &pack, case).await.unwrap();
    }

    async fn what_was_assessed_as_baseline_nobody_looks_at_alone(test: TestDb) {
        let mut pack = strict();
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let actor = analyst.actor();
        let case = held(&test, actor, &pack, "host-a", 2).await;
        pack.welfare.not_alone.categories.clear();
        pack.welfare.not_alone.inhope_classes = vec!["baseline".to_owned()];
        open(&test, actor, &pack, case).await.unwrap();
        show(&test, actor, &pack, case, 0).await.unwrap();
        let classify = async |chosen, answer| {
            let mut tx = test.desk.write().await.unwrap();
            let item = assessment::items(&mut tx, actor, case).await.unwrap().remove(0);
            assessment::classify(&mut tx, actor, &pack, &item, &answers(chosen), &law(answer)).await.unwrap();
            tx.commit().await.unwrap();
        };
        classify(BASELINE, "yes").await;
        assert_eq!(limit(show(&test, actor, &pack, case, 1).await).rule, Rule::Alone);
        // What was superseded counts no more.
        classify(NOT_ILLEGAL, "no").await;
        show(&test, actor, &pack, case, 1).await.unwrap();
        classify(BASELINE, "yes").await;
        assert_eq!(limit(show(&test, actor, &pack, case, 0).await).rule, Rule::Alone);
        desk.sign_in(&[Role::Supervisor]).await;
        show(&test, actor, &pack, case, 0).await.unwrap();
    }

    async fn the_welfare_lead_lifts_a_limit_and_nobody_else(test: TestDb) {
        let pack = strict();
        let desk = crate::pages::desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (actor, staff) = (analyst.actor(), analyst.id());
        let case = held(&test, actor, &pack, "host-a", 7).await;
        let lead = desk.sign_in(&[Role::WelfareLead, Role::Analyst]).await;
        let form = Id::random(&SystemEntropy);
        let lift = async |actor: &Actor, staff: Id<Staff>| {
            let mut tx = test.desk.write().await.unwrap();
            let lifted = assessment::lift_limit(&mut tx, actor, &pack, staff, form).await;
            tx.commit().await.unwrap();
            lifted
        };
        open(&test, actor, &pack, case).await.unwrap();
        for item in 0..4 {
            show(&test, actor, &pack, case, item).await.unwrap();
        }
        for role in [Role::Manager, Role::Supervisor, Role::Administrator, Role::Analyst] {
            let other = Actor::test_staff(Id::random(&SystemEntropy), &[role]);
            assert!(matches!(lift(&other, staff).await, Err(Error::Denied(_))), "{role:?}");
        }
        assert_eq!(limit(show(&test, actor, &pack, case, 4).await).rule, Rule::DayItems);
        assert!(matches!(lift(lead.actor(), lead.id()).await, Err(Error::NotFound)), "one's own");
        assert!(matches!(lift(lead.actor(), Id::random(&SystemEntropy)).await, Err(Error::NotFound)));
        // A double click is one lift.
        lift(lead.actor(), staff).await.unwrap();
        lift(lead.actor(), staff).await.unwrap();
        show(&test, actor, &pack, case, 4).await.unwrap();
        show(&test, actor, &pack, case, 5).await.unwrap();
        assert_eq!(limit(show(&test, actor, &pack, case, 6).await).rule, Rule::DayItems);
        // It is lifted for the day alone.
        test.clock.advance(Duration::from_hours(24));
        open(&test, actor, &pack, case).await.unwrap();
        for item in 0..3 {
            show(&test, actor, &pack, case, item).await.unwrap();
        }
        let mut tx = test.desk.read().await.unwrap();
        let entries = audit::about(&mut tx, "staff", staff).await.unwrap();
        let lifted = entries.iter().filter(|entry| entry.action == "assessment.lift_limit").count();
        assert_eq!(lifted, 1);
    }

    async fn many_requests_at_once_pass_no_limit(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let mut cases = Vec::new();
        for name in ["host-a", "host-b", "host-c"] {
            cases.push(held(&test, &actor, &pack, name, 8).await);
        }
        let opened = futures(cases.iter().map(|case| open(&test, &actor, &pack, *case))).await;
        assert!(opened.iter().all(Result::is_ok), "each ends the one before");
        let unclosed = "SELECT COUNT(*) AS value FROM assessment_viewing WHERE closed_at IS NULL";
        assert_eq!(count(&test.desk, unclosed).await, 1);
        let mut open_in = None;
        for case in cases {
            let mut tx = test.desk.read().await.unwrap();
            if assessment::viewing(&mut tx, &actor, case).await.unwrap().is_some() {
                open_in = Some(case);
            }
        }
        let case = open_in.unwrap();
        let shown = futures((0..8).map(|item| show(&test, &actor, &pack, case, item))).await;
        let (passed, refused): (Vec<_>, Vec<_>) = shown.into_iter().partition(Result::is_ok);
        assert_eq!(passed.len(), 4);
        assert!(refused.into_iter().all(|one| limit(one).rule == Rule::DayItems));
        assert_eq!(viewed(&test, &actor, &pack).await, ((0, 4), (0, 4)));
        // And what is closed in several windows is counted once.
        test.clock.advance(MINUTE * 7);
        futures((0..6).map(|_| close(&test, &actor, case))).await;
        assert_eq!(viewed(&test, &actor, &pack).await, ((7, 4), (7, 4)));
    }

    async fn sums_tell_of_nobody(test: TestDb) {
        let pack = strict();
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        let sums_of = async |reader: &Actor| {
            let mut tx = test.desk.read().await.unwrap();
            assessment::week_sums(&mut tx, reader, &pack).await.unwrap()
        };
        let sums = async || sums_of(&manager).await;
        let view_as = async |actor: &Actor, name: &str| {
            let case = held(&test, actor, &pack, name, 1).await;
            open(&test, actor, &pack, case).await.unwrap();
            case
        };
        let view = async |name: String| {
            let actor = analyst();
            let case = view_as(&actor, &name).await;
            show(&test, &actor, &pack, case, 0).await.unwrap();
        };
        // Sessions without an address tell of nobody's work with addresses: two of these make no third person.
        for name in ["idle-1", "idle-2"] {
            view_as(&analyst(), name).await;
        }
        for person in 0..2 {
            view(format!("host-{person}")).await;
        }
        let week = Duration::from_hours(24 * 7);
        test.clock.advance(week);
        assert!(sums().await.iter().all(|week| week.exposure.is_none()), "two are too few");
        for person in 2..5 {
            view(format!("host-{person}")).await;
        }
        assert!(sums().await.iter().all(|week| week.exposure.is_none()), "a week that goes on");
        test.clock.advance(week);
        let both = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager, Role::Analyst]);
        let told = sums().await;
        let sum = told[0].exposure.unwrap();
        assert_eq!((sum.viewed, sum.items), (MINUTE * 45, 3));
        assert!(told[1..].iter().all(|week| week.exposure.is_none()));
        // Whoever views and reads the sums does not count among the people, nor in the sum.
        for person in 5..7 {
            view(format!("host-{person}")).await;
        }
        let case = view_as(&both, "host-7").await;
        show(&test, &both, &pack, case, 0).await.unwrap();
        test.clock.advance(week);
        assert_eq!(sums().await[0].exposure.map(|sum| sum.items), Some(3));
        assert_eq!(sums_of(&both).await[0].exposure, None);
        assert_eq!(sums_of(&both).await[1].exposure.map(|sum| sum.items), Some(3));
        let mut tx = test.desk.read().await.unwrap();
        let denied = assessment::week_sums(&mut tx, &analyst(), &pack).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        let denied = assessment::weeks_of(&mut tx, &manager, &pack, Id::random(&SystemEntropy)).await;
        assert!(matches!(denied, Err(Error::Denied(_))), "a manager sees nobody's own");
    }

    async fn what_somebody_would_rather_not_see_is_theirs_alone(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let mine = |actor: Actor| {
            let db = test.desk.clone();
            async move {
                let mut tx = db.read().await.unwrap();
                assessment::opted_out(&mut tx, &actor).await.unwrap()
            }
        };
        let mut tx = test.desk.write().await.unwrap();
        let some = ["exploitation".to_owned(), "no_such".to_owned()];
        assessment::opt_out(&mut tx, &actor, &pack, &some).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(mine(actor.clone()).await, ["exploitation"]);
        assert!(mine(analyst()).await.is_empty());
        let mut tx = test.desk.write().await.unwrap();
        assessment::opt_out(&mut tx, &actor, &pack, &[]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(mine(actor.clone()).await.is_empty());
        let mut tx = test.desk.read().await.unwrap();
        let entries = audit::about(&mut tx, "staff", actor.staff_id().unwrap()).await.unwrap();
        assert_eq!(entries.len(), 2);
        assert!(entries.iter().all(|entry| entry.facts == "{}"), "never what");
    }

    async fn a_claim_that_is_handed_over_ends_its_session_and_counts_it(test: TestDb) {
        let (actor, pack) = (analyst(), strict());
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        open(&test, &actor, &pack, case).await.unwrap();
        test.clock.advance(MINUTE * 3);
        let mut tx = test.desk.write().await.unwrap();
        assessment::hand_over(&mut tx, &actor, case).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(MINUTE * 3);
        assert_eq!(viewed(&test, &actor, &pack).await, ((3, 0), (3, 0)));
    }
}

/// All of them at once.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    use std::pin::Pin;
    use std::task::Poll;
    let mut waiting: Vec<Pin<Box<F>>> = all.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, done) in waiting.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    done.into_iter().map(Option::unwrap).collect()
}

/// Does what is due of the jobs that end sessions; of others nothing.
pub(crate) async fn run(test: &TestDb) {
    let mut registry = jobs::Registry::default();
    registry.bind(assessment::END_VIEWING, assessment::end_expired_viewing);
    for kind in [
        "trace.name",
        "trace.full",
        "intake.answer",
        "assessment.lapse",
    ] {
        registry.bind(kind, |_| async { jobs::Outcome::nothing() });
    }
    jobs::Worker::new(test.desk.clone(), registry, 4, Duration::from_millis(10))
        .run_due()
        .await
        .unwrap();
}
