//! What follows a notice while nothing happens.

use std::time::Duration;

use identity::Role;
use intake::Move;
use kernel::{Id, Sensitive};
use pack::Addressee;
use takedown::{Error, Says, SeriesState, State, Wanted, Word};

use crate::checks::reason;
use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

const DAY: Duration = Duration::from_hours(24);

/// A case with a notice that left.
async fn told(world: &World) -> Id<intake::Case> {
    let case = world.acting(HOST).await;
    world.notify(case).await;
    world.approve(ABUSE).await;
    assert_eq!(world.net.mails().len(), 1);
    case
}

async fn series(world: &World, case: Id<intake::Case>) -> takedown::Series {
    let mut tx = world.db.read().await.unwrap();
    let mut all = takedown::series_of(&mut tx, &job(), case).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn text_of(mail: &smallnet::Mail) -> String {
    String::from_utf8_lossy(&mail.raw)
        .replace("=\r\n", "")
        .replace("=3D", "=")
        .replace("=3C", "<")
        .replace("=3E", ">")
}

/// The Message-ID of a mail, without its brackets.
fn id_of(mail: &smallnet::Mail) -> String {
    let header = mail.header("Message-ID").unwrap();
    header.trim_matches(['<', '>']).to_owned()
}

/// The steps of the pack that write to these alone.
fn only(pack: &mut pack::Pack, to: &[Addressee]) {
    pack.escalation.steps.retain(|step| to.contains(&step.to));
}

store::on_both! {
    async fn steps_follow_while_nothing_happens_each_with_a_text_of_its_own(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        world.follow_up(&test, Duration::from_hours(23)).await;
        assert_eq!(world.net.mails().len(), 1, "not before its time");
        world.follow_up(&test, Duration::from_hours(1)).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        let first = id_of(&mails[0]);
        assert!(mails[1].header("Subject").unwrap().contains("Reminder"));
        let text = text_of(&mails[1]);
        assert!(text.contains(&first) && text.contains("no answer"), "it says what went before: {text}");
        assert!(text.contains(&world.case(case).await.reference));
        let asked = world.notices(case).await.pop().unwrap();
        assert_eq!((asked.step, asked.state), (1, State::Sent));
        world.say(asked.id, Says::Seen, None).await.unwrap();
        world.follow_up(&test, DAY * 2).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 3);
        let text = text_of(&mails[2]);
        let second = id_of(&mails[1]);
        assert!(text.contains("for the last time") && text.contains(&first) && text.contains(&second));
        assert!(text.contains("no answer") && text.contains(": seen"), "{text}");
        assert!(world.wanted().is_empty());
    }

    async fn the_last_steps_find_nobody_or_others_and_then_a_person_is_told(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        world.follow_up(&test, DAY).await;
        world.follow_up(&test, DAY * 2).await;
        // The provider runs its network itself, and was told.
        world.follow_up(&test, DAY * 2).await;
        assert_eq!((series(&world, case).await.step, world.net.mails().len()), (3, 3));
        assert!(world.wanted().is_empty());
        // The registrar is, and waits for somebody to approve it.
        world.follow_up(&test, DAY * 2).await;
        assert!(world.wanted().is_empty());
        let registrar = world.notices(case).await.pop().unwrap();
        assert_eq!((registrar.step, registrar.state), (4, State::Drafted));
        world.approve("abuse@angkor-registrar.test").await;
        let mails = world.net.mails();
        assert_eq!(mails.last().unwrap().recipients, ["abuse@angkor-registrar.test"]);
        assert!(text_of(mails.last().unwrap()).contains("domains that you registered"));
        // Neither a regulator nor a unit is known.
        world.follow_up(&test, DAY * 3).await;
        world.follow_up(&test, DAY * 3).await;
        assert_eq!(world.wanted(), [Wanted::Addressee, Wanted::Addressee]);
        world.follow_up(&test, DAY * 7).await;
        assert_eq!(world.wanted(), [Wanted::NothingMore]);
        assert_eq!(series(&world, case).await.state, SeriesState::Ended);
        world.follow_up(&test, DAY * 30).await;
        assert!(world.wanted().is_empty() && world.net.mails().len() == mails.len());
    }

    async fn two_workers_take_one_step_once_and_a_kill_takes_none_twice(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        test.clock.advance(DAY);
        let mut tx = world.db.write().await.unwrap();
        for _ in 0..4 {
            jobs::queue(&mut tx, takedown::SERIES, &()).await.unwrap();
        }
        tx.commit().await.unwrap();
        world.lose_a_result();
        world.work().await;
        assert_eq!(series(&world, case).await.step, 1);
        world.follow_up(&test, Duration::from_mins(10)).await;
        assert_eq!(world.net.mails().len(), 2);
        assert_eq!(world.notices(case).await.len(), 2);
    }

    async fn a_step_that_fails_again_and_again_is_overdue_since_it_was_due(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        let due = series(&world, case).await.due_at;
        let mut tx = world.db.write().await.unwrap();
        let unreadable = store::values![vec![0_u8; 8]];
        tx.execute("UPDATE trace_finding SET detail = $1", unreadable).await.unwrap();
        tx.commit().await.unwrap();
        let late = async || {
            let mut tx = world.db.read().await.unwrap();
            takedown::late(&mut tx, &staff(Role::Manager), &world.pack).await.unwrap().steps
        };
        world.follow_up(&test, DAY).await;
        assert_eq!(late().await, (0, None), "it is tried again first");
        for _ in 0..4 {
            world.follow_up(&test, Duration::from_hours(1)).await;
        }
        assert_eq!(series(&world, case).await.step, 0);
        assert_eq!(late().await, (1, Some(due)));
        let mut tx = world.db.write().await.unwrap();
        let id = series(&world, case).await.id;
        let reason = Sensitive::new("neutral reason".to_owned());
        takedown::skip_step(&mut tx, &staff(Role::Manager), &world.pack, id, &reason).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(late().await, (0, None));
    }

    async fn more_time_moves_the_next_step_once_and_not_beyond_the_packs_limit(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        let notice = world.notices(case).await.remove(0);
        let now = world.db.clock().now();
        world.say(notice.id, Says::MoreTime, Some(now.after(DAY * 60))).await.unwrap();
        let due = series(&world, case).await.due_at;
        assert_eq!(due, now.after(world.pack.escalation.more_time));
        world.say(notice.id, Says::MoreTime, Some(now.after(DAY * 90))).await.unwrap();
        assert_eq!(series(&world, case).await.due_at, due, "once");
        world.follow_up(&test, DAY * 2).await;
        assert_eq!(world.net.mails().len(), 1);
        world.follow_up(&test, DAY).await;
        assert!(text_of(&world.net.mails()[1]).contains("asked for more time"));
    }

    async fn nobody_is_reminded_of_what_is_gone_or_said_to_be(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        let notice = world.notices(case).await.remove(0);
        world.say(notice.id, Says::Removed, None).await.unwrap();
        world.follow_up(&test, DAY).await;
        world.follow_up(&test, DAY).await;
        assert_eq!(world.net.mails().len(), 1, "it is waited for to show");
        world.watch(case).await;
        world.follow_up(&test, Duration::from_hours(2)).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2, "it is still up");
        assert!(text_of(&mails[1]).contains("they say it is removed"));
        world.net.take_down(HOST).await.unwrap();
        world.look_next(&test, case).await;
        world.follow_up(&test, Duration::from_secs(1)).await;
        assert_eq!(world.net.mails().len(), 2);
    }

    async fn a_hold_of_the_police_holds_the_steps_and_they_go_on_after_it(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        let hold = world.hold(case, false).await;
        world.follow_up(&test, DAY).await;
        world.follow_up(&test, DAY).await;
        assert_eq!(world.net.mails().len(), 1);
        world.lift(hold).await;
        world.follow_up(&test, Duration::from_hours(1)).await;
        assert_eq!(world.net.mails().len(), 2);
    }

    async fn an_end_stops_the_steps_and_a_new_notice_begins_them_anew(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        world.follow_up(&test, DAY).await;
        let mut tx = world.db.write().await.unwrap();
        let (first, second) = (staff(Role::Analyst), staff(Role::Supervisor));
        let seen = takedown::note_own_look(&mut tx, &first, case, Word::Gone, &reason()).await.unwrap();
        takedown::decide(&mut tx, &second, &world.pack, seen, Word::Gone, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(world.case(case).await.state, intake::State::Closed);
        world.follow_up(&test, DAY * 9).await;
        assert_eq!(series(&world, case).await.state, SeriesState::Stopped);
        assert_eq!(world.net.mails().len(), 2);
        // It is there again, and the provider is told again.
        let mut tx = world.db.write().await.unwrap();
        for step in [Move::Reopen, Move::Claim, Move::Act] {
            intake::move_case(&mut tx, &first, case, step, "test").await.unwrap();
        }
        takedown::note_own_look(&mut tx, &first, case, Word::Up, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        world.notify(case).await;
        world.work().await;
        let again = series(&world, case).await;
        assert_eq!((again.state, again.step, again.taken), (SeriesState::Running, 0, 0));
        world.follow_up(&test, DAY).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 4);
        let text = text_of(&mails[3]);
        assert!(text.contains(&id_of(&mails[2])));
        assert!(!text.contains(&id_of(&mails[0])), "what was settled is over");
    }

    async fn whoever_is_told_later_is_not_reminded_earlier(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        test.clock.advance(Duration::from_mins(23 * 60 + 30));
        // It comes back, and goes again: from then on they have it.
        let notice = world.notices(case).await.remove(0);
        let mut tx = world.db.write().await.unwrap();
        takedown::bounced(&mut tx, &staff(Role::Analyst), notice.id).await.unwrap();
        takedown::retry(&mut tx, &staff(Role::Analyst), notice.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.net.mails().len(), 2);
        world.follow_up(&test, Duration::from_hours(1)).await;
        assert_eq!(world.net.mails().len(), 2, "they were told an hour ago");
        world.follow_up(&test, DAY).await;
        assert_eq!(world.net.mails().len(), 3);
    }

    async fn who_says_that_it_is_not_theirs_is_not_reminded(test: TestDb) {
        let world = world_with(&test, true, |pack| only(pack, &[Addressee::Provider])).await;
        let case = told(&world).await;
        let notice = world.notices(case).await.remove(0);
        world.say(notice.id, Says::NotOurs, None).await.unwrap();
        world.wanted();
        world.follow_up(&test, DAY).await;
        assert_eq!(world.net.mails().len(), 1);
        assert_eq!(series(&world, case).await.step, 1, "the next step comes in its time");
        assert!(world.wanted().is_empty(), "somebody looks for the host already");
    }

    async fn a_person_leaves_a_step_out_with_a_reason(test: TestDb) {
        let world = world(&test).await;
        let case = told(&world).await;
        let id = series(&world, case).await.id;
        let reason = |text: &str| Sensitive::new(text.to_owned());
        let mut tx = world.db.write().await.unwrap();
        let denied = takedown::skip_step(&mut tx, &staff(Role::Analyst), &world.pack, id, &reason("canaryreason")).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        let manager = staff(Role::Manager);
        let silent = takedown::skip_step(&mut tx, &manager, &world.pack, id, &reason(" ")).await;
        assert!(matches!(silent, Err(Error::NoReason)));
        takedown::skip_step(&mut tx, &manager, &world.pack, id, &reason("canaryreason")).await.unwrap();
        let record = audit::about(&mut tx, "series", id).await.unwrap();
        assert!(record.len() > 1 && record.iter().all(|entry| !entry.facts.contains("canaryreason")));
        tx.commit().await.unwrap();
        world.follow_up(&test, DAY).await;
        assert_eq!(world.net.mails().len(), 1);
        world.follow_up(&test, DAY * 2).await;
        assert!(text_of(&world.net.mails()[1]).contains("for the last time"));
    }

    async fn the_pack_sets_a_limit_to_the_steps(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.escalation.most = 1).await;
        let case = told(&world).await;
        world.follow_up(&test, DAY).await;
        world.follow_up(&test, DAY * 2).await;
        assert_eq!(world.net.mails().len(), 2);
        assert_eq!(world.wanted(), [Wanted::NothingMore]);
        assert_eq!(series(&world, case).await.state, SeriesState::Ended);
    }

    async fn reminders_to_one_contact_leave_in_one_letter(test: TestDb) {
        let world = world(&test).await;
        let mut cases = vec![told(&world).await];
        for number in 0..2 {
            let url = format!("http://{HOST}:{}/q/{number}", world.net.site_port());
            let case = world.acting_at(url).await;
            world.notify(case).await;
            cases.push(case);
        }
        world.work().await;
        let before = world.net.mails().len();
        world.follow_up(&test, DAY).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), before + 1);
        let text = text_of(&mails[before]);
        for case in &cases {
            assert!(text.contains(&world.case(*case).await.reference));
        }
        assert!(text.contains("Places: 3"));
    }
}
