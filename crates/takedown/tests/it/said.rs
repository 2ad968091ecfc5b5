//! What people and later looks made of a check is held against the record, and shown with the check.

use std::sync::Arc;
use std::time::Duration;

use identity::{Actor, Role};
use kernel::{Id, Sensitive};
use smallnet::Behaviour;
use store::values;
use takedown::{Check, Error, Verdict, Word};

use crate::world::{HOST, job, staff, world};

store::on_both! {
    async fn what_was_made_of_a_check_is_held_against_the_record(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::RefusesConnections).await.unwrap();
        world.watch(case).await;
        world.net.put_up(HOST).await.unwrap();
        world.look_next(&test, case).await;
        test.clock.advance(Duration::from_millis(1));
        let mut tx = world.db.write().await.unwrap();
        let (said, none) = (Sensitive::new("looked".to_owned()), Sensitive::default());
        let own = takedown::note_own_look(&mut tx, &staff(Role::Analyst), case, Word::Gone, &said).await.unwrap();
        let other = staff(Role::Supervisor);
        takedown::decide(&mut tx, &other, &world.pack, own, Word::Gone, &none).await.unwrap();
        tx.commit().await.unwrap();
        let checks = world.checks(case).await;
        let (first, second) = (checks[0].id, checks[1].id);
        assert_eq!(checks[0].later, Some(Verdict::Blocked));

        let mut tx = world.db.read().await.unwrap();
        let held = takedown::verify_checks(&mut tx, &Actor::operator()).await.unwrap();
        assert!(held.is_whole(), "{held:?}");
        let evidence = takedown::evidence(&mut tx, &job(), case).await.unwrap();
        assert!(evidence.iter().all(|one| one.is_as_recorded));
        let acts = |of: Id<Check>| -> Vec<String> {
            let found = evidence.iter().find(|one| one.check.id == of).unwrap();
            found.record.iter().map(|proof| proof.action.clone()).collect()
        };
        assert_eq!(acts(first), ["takedown.check", "takedown.reread_check"]);
        assert_eq!(acts(second), ["takedown.check"]);
        assert_eq!(acts(own), ["takedown.check", "takedown.decide_check", "takedown.decide_check"]);
        drop(tx);

        for (sql, of) in [
            ("UPDATE takedown_check SET decided = 'access_disabled' WHERE id = $1", own),
            ("UPDATE takedown_check SET decided_by = confirmed_by WHERE id = $1", own),
            ("UPDATE takedown_check SET decided_at = decided_at + 1 WHERE id = $1", own),
            ("UPDATE takedown_check SET confirmed_by = decided_by WHERE id = $1", own),
            ("UPDATE takedown_check SET confirmed_by = NULL, confirmed_at = NULL WHERE id = $1", own),
            ("UPDATE takedown_check SET reason = detail WHERE id = $1", own),
            ("UPDATE takedown_check SET later = NULL WHERE id = $1", first),
            ("UPDATE takedown_check SET later = 'blocked' WHERE id = $1", second),
        ] {
            // Never committed.
            let mut tx = world.db.write().await.unwrap();
            assert_eq!(tx.execute(sql, values![of]).await.unwrap(), 1);
            let held = takedown::verify_checks(&mut tx, &Actor::operator()).await.unwrap();
            let changed: Vec<_> = held.changed.iter().map(|id| id.uuid()).collect();
            assert_eq!(changed, [of.uuid()], "{sql}");
            let evidence = takedown::evidence(&mut tx, &job(), case).await.unwrap();
            let altered: Vec<_> =
                evidence.iter().filter(|one| !one.is_as_recorded).map(|one| one.check.id).collect();
            assert_eq!(altered, [of], "{sql}");
        }
    }

    async fn whoever_confirms_an_end_waits_for_what_is_being_written_of_the_place(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.watch(case).await;
        test.clock.advance(Duration::from_millis(1));
        let said = Sensitive::new("looked".to_owned());
        let mut tx = world.db.write().await.unwrap();
        let gone = takedown::note_own_look(&mut tx, &staff(Role::Analyst), case, Word::Gone, &said).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_millis(1));
        // Somebody finds it up, which is not written yet when another confirms that it is gone.
        let mut tx = world.db.write().await.unwrap();
        takedown::note_own_look(&mut tx, &staff(Role::Analyst), case, Word::Up, &said).await.unwrap();
        let (db, pack) = (world.db.clone(), Arc::clone(&world.pack));
        let confirming = tokio::spawn(async move {
            let mut tx = db.write().await.unwrap();
            let (other, none) = (staff(Role::Supervisor), Sensitive::default());
            let confirmed = takedown::decide(&mut tx, &other, &pack, gone, Word::Gone, &none).await;
            tx.commit().await.unwrap();
            confirmed
        });
        tokio::time::sleep(Duration::from_millis(500)).await;
        tx.commit().await.unwrap();
        let confirmed = confirming.await.unwrap();
        assert!(matches!(confirmed, Err(Error::Changed)), "{confirmed:?}");
        assert_eq!(world.case(case).await.state, intake::State::Acting);
    }
}
