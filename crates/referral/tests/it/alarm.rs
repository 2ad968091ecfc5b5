//! When it rings, whom, and when it stops.

use std::time::{Duration, Instant};

use identity::Role;
use jobs::{Outcome, Worker};
use letterbox::Content;
use referral::{Error, QUIET};
use smallnet::Reception;
use store::values;

use crate::world::{FIRST, SECOND, danger, staff, world, world_with};

store::on_both! {
    async fn an_urgent_report_rings_by_mail_and_command_and_says_nothing_of_itself(test: TestDb) {
        let world = world(&test).await;
        let calm = Content { urls: vec!["http://canaryhost.test/p/9".to_owned()], ..Content::default() };
        world.tell(9, calm).await;
        world.work().await;
        assert!(world.ringing().await.is_none() && world.net.mails().is_empty());

        world.urgent(1).await;
        world.work().await;
        let alarm = world.ringing().await.unwrap();
        assert_eq!((alarm.reports, alarm.rings, alarm.unheard), (1, 1, false));
        assert_eq!(alarm.opened_at, test.desk.clock().now().hour(), "rows say the hour");
        let told = format!("+85517\nAn urgent report waits. Alarm {}.", alarm.reference);
        assert!(world.heard().starts_with(&told), "{}", world.heard());
        let mail = world.net.mails().remove(0);
        assert_eq!(mail.recipients, [FIRST]);
        let said = String::from_utf8_lossy(&mail.raw).into_owned();
        assert!(said.contains(&alarm.reference) && said.contains("auto-generated"), "{said}");
        for word in ["canary", "http", "://"] {
            assert!(!said.contains(word) && !world.heard().contains(word), "{said}");
        }
        assert_eq!(world.mails_to(SECOND), 0);
    }

    async fn it_rings_again_and_then_the_next_person_until_somebody_has_it(test: TestDb) {
        let world = world(&test).await;
        world.urgent(1).await;
        world.work().await;
        world.later(4).await;
        assert_eq!((world.mails_to(FIRST), world.mails_to(SECOND)), (1, 0));
        for _ in 0..3 {
            world.later(5).await;
        }
        assert_eq!((world.mails_to(FIRST), world.mails_to(SECOND)), (4, 1));
        assert_eq!(world.heard().lines().filter(|line| *line == "+85517").count(), 4);
        let alarm = world.ringing().await.unwrap();
        assert_eq!(alarm.rings, 4);
        world.acknowledge(&alarm, false).await;
        for _ in 0..3 {
            world.later(5).await;
        }
        assert_eq!((world.mails_to(FIRST), world.mails_to(SECOND)), (4, 1));
        assert!(world.ringing().await.is_none());
        let mut tx = world.db.write().await.unwrap();
        let twice = referral::acknowledge_alarm(&mut tx, &staff(Role::Manager), alarm.id, false).await;
        assert!(matches!(twice, Err(Error::Changed)));
        for role in [Role::Administrator, Role::WelfareLead] {
            let other = referral::acknowledge_alarm(&mut tx, &staff(role), alarm.id, false).await;
            assert!(matches!(other, Err(Error::Denied(_))));
        }
    }

    async fn a_flood_is_one_alarm_and_a_later_report_rings_anew(test: TestDb) {
        let world = world(&test).await;
        for number in 0..40 {
            world.urgent(number).await;
        }
        world.work().await;
        let alarm = world.ringing().await.unwrap();
        assert_eq!((alarm.reports, world.mails_to(FIRST)), (40, 1));
        world.acknowledge(&alarm, false).await;
        world.urgent(50).await;
        world.work().await;
        let anew = world.ringing().await.unwrap();
        assert_ne!((anew.id, &anew.reference), (alarm.id, &alarm.reference));
        assert_eq!((anew.reports, world.mails_to(FIRST)), (1, 2));

        // What is said to be a flood joins and is silent, and no longer than that.
        world.acknowledge(&anew, true).await;
        world.urgent(51).await;
        world.later(QUIET.as_secs() / 60 - 1).await;
        world.urgent(52).await;
        world.work().await;
        assert!(world.ringing().await.is_none() && world.mails_to(FIRST) == 2);
        world.later(1).await;
        world.urgent(53).await;
        world.work().await;
        assert_eq!((world.ringing().await.unwrap().reports, world.mails_to(FIRST)), (1, 3));
    }

    async fn one_report_rings_once_however_much_is_told_under_it(test: TestDb) {
        let world = world(&test).await;
        let reference = Some([7; 32]);
        let mut tx = world.db.write().await.unwrap();
        let calm = Content { urls: vec!["http://canaryhost.test/p/1".to_owned()], ..Content::default() };
        world.tell_in(&mut tx, 1, calm, reference).await;
        tx.commit().await.unwrap();
        world.work().await;
        assert!(world.ringing().await.is_none());
        for number in 2..5 {
            let mut tx = world.db.write().await.unwrap();
            world.tell_in(&mut tx, number, danger(number), reference).await;
            tx.commit().await.unwrap();
            world.work().await;
            let Some(alarm) = world.ringing().await else {
                assert!(number > 2, "what is told later rings too");
                continue;
            };
            assert_eq!((number, alarm.reports), (2, 1));
            world.acknowledge(&alarm, false).await;
        }
        assert_eq!(world.mails_to(FIRST), 1);
    }

    async fn a_silent_relay_and_a_command_that_fails_are_not_the_end(test: TestDb) {
        let world = world_with(&test, |_| vec!["/bin/false".to_owned()]).await;
        world.net.receive(FIRST, Reception::Refuse);
        world.urgent(1).await;
        world.work().await;
        let alarm = world.ringing().await.unwrap();
        assert!(alarm.unheard && alarm.rings == 1);
        world.net.receive(FIRST, Reception::Accept);
        world.later(1).await;
        let alarm = world.ringing().await.unwrap();
        assert!(!alarm.unheard && alarm.rings == 2 && world.mails_to(FIRST) == 1);
    }

    async fn with_nobody_on_call_the_desk_says_so_alone(test: TestDb) {
        let world = world(&test).await.nobody();
        world.urgent(1).await;
        world.work().await;
        world.later(60).await;
        let alarm = world.ringing().await.unwrap();
        assert!(alarm.unheard && alarm.rings == 1 && world.net.mails().is_empty());
    }

    async fn whoever_is_on_call_later_is_rung_for_what_nobody_heard(test: TestDb) {
        let world = world(&test).await;
        let nobody = world.clone().nobody();
        nobody.urgent(1).await;
        nobody.work().await;
        nobody.later(60).await;
        world.later(1).await;
        let alarm = world.ringing().await.unwrap();
        assert_eq!((alarm.rings, alarm.unheard, world.mails_to(FIRST)), (2, false, 1));
    }

    async fn an_alarm_whose_job_is_gone_rings_with_the_next_report_and_at_each_start(test: TestDb) {
        let world = world(&test).await;
        world.urgent(1).await;
        world.work().await;
        for (number, sql) in [
            (2, "UPDATE jobs_job SET state = 'dead' WHERE kind = 'referral.ring'"),
            (3, "DELETE FROM jobs_job WHERE kind = 'referral.ring'"),
        ] {
            let mut tx = world.db.write().await.unwrap();
            assert_eq!(tx.execute(sql, values![]).await.unwrap(), 1);
            tx.commit().await.unwrap();
            world.later(60).await;
            let rung = world.mails_to(FIRST);
            world.urgent(number).await;
            world.work().await;
            assert_eq!(world.mails_to(FIRST), rung + 1);
            let mut tx = world.db.write().await.unwrap();
            assert_eq!(tx.execute(sql, values![]).await.unwrap(), 1);
            referral::keep_ringing(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
            assert_eq!(world.mails_to(FIRST), rung + 2);
        }
    }

    async fn a_worker_that_dies_while_it_rings_is_followed_by_another(test: TestDb) {
        let world = world(&test).await;
        world.urgent(1).await;
        let mut registry = jobs::Registry::default();
        registry.bind(intake::URGENT_FILED, |run| async move { referral::urgent_filed_job(run) });
        // It rang, and died before that was written: nothing of it is in the store but its lease.
        registry.bind(referral::RING, |_| std::future::pending::<Outcome>());
        for kind in [intake::ANSWER, trace::NAME] {
            registry.bind(kind, |_| async { Outcome::nothing() });
        }
        let dying = Worker::new(world.db.clone(), registry, 4, Duration::from_millis(10));
        let dying = tokio::spawn(async move { dying.run_due().await });
        for _ in 0..500 {
            if world.ringing().await.is_some() && leased(&world.db).await {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        dying.abort();
        world.work().await;
        assert_eq!(world.mails_to(FIRST), 0, "its lease holds still");
        test.clock.advance(jobs::URGENT_LEASE);
        world.work().await;
        assert_eq!((world.mails_to(FIRST), world.ringing().await.unwrap().rings), (1, 1));
    }

    async fn a_full_queue_of_slow_jobs_holds_no_alarm_up(test: TestDb) {
        let world = world(&test).await;
        let mut tx = world.db.write().await.unwrap();
        let now = tx.now();
        for number in 0..300 {
            jobs::queue_at(&mut tx, "test.slow", &number, now, None).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut registry = world.registry();
        registry.bind("test.slow", |_| std::future::pending::<Outcome>());
        let (stop, stopped) = tokio::sync::watch::channel(());
        let worker = Worker::new(world.db.clone(), registry, 4, Duration::from_millis(20));
        let working = tokio::spawn(worker.run(stopped));
        tokio::time::sleep(Duration::from_millis(300)).await;
        let filed = Instant::now();
        world.urgent(1).await;
        while world.mails_to(FIRST) == 0 {
            assert!(filed.elapsed() < Duration::from_secs(20), "it does not ring");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        drop(stop);
        working.abort();
    }
}

/// Whether a worker has the alarm in hand.
async fn leased(db: &store::Db) -> bool {
    let sql =
        "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'referral.ring' AND state = 'leased'";
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = tx.one(sql, values![]).await.unwrap();
    count == 1
}
