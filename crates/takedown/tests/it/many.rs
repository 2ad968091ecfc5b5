//! What is done for a letter does not cost more statements where there is more in it.

use std::time::Duration;

use identity::Role;
use kernel::Id;
use stakeholders::Contact;
use store::testing::TestDb;
use takedown::{LetterState, State};

use crate::letters::{letter_of, states, waiting};
use crate::world::{ABUSE, HOST, World, job, staff, world_with};

/// Letters gather for half an hour, and a trace of the last day counts as fresh.
async fn day(test: &TestDb) -> World {
    world_with(test, true, |pack| {
        pack.notices.gather = Duration::from_mins(30);
        pack.notices.fresh = Duration::from_hours(24);
    })
    .await
}

/// Approves the contact; nothing of what follows is done yet.
async fn approved(world: &World) -> Id<Contact> {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    let contacts = stakeholders::contacts(&mut tx, &manager).await.unwrap();
    let contact = contacts
        .iter()
        .find(|contact| contact.address.expose() == ABUSE)
        .unwrap();
    stakeholders::approve(&mut tx, &manager, contact.id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    contact.id
}

/// How many statements seeing to a letter that is due takes, and looking at it before.
async fn cost(world: &World, case: Id<intake::Case>) -> (u64, u64) {
    let letter = letter_of(world, case).await;
    let mut tx = world.db.write().await.unwrap();
    takedown::preview(&mut tx, &job(), &world.pack, letter)
        .await
        .unwrap();
    let looking = tx.statements();
    let next = takedown::see_to(&mut tx, &job(), &world.pack, letter)
        .await
        .unwrap();
    assert_eq!(next, None);
    let seeing = tx.statements() - looking;
    let looked = takedown::preview(&mut tx, &job(), &world.pack, letter)
        .await
        .unwrap();
    assert_eq!(looked.letter.state, LetterState::Released);
    tx.commit().await.unwrap();
    (looking, seeing)
}

store::on_both! {
    async fn a_letter_of_many_places_is_seen_to_by_the_statements_of_one_of_few(test: TestDb) {
        let world = day(&test).await;
        let few = waiting(&world, 2).await;
        let contact = approved(&world).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::contact_approved(&mut tx, &job(), contact).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        test.clock.advance(Duration::from_mins(31));
        let of_few = cost(&world, few[0]).await;
        world.work().await;
        let mut many = Vec::new();
        for number in 0..12 {
            let url = format!("http://{HOST}:{}/more/{number}", world.net.site_port());
            let case = world.acting_at(url).await;
            world.notify(case).await;
            many.push(case);
        }
        world.work().await;
        test.clock.advance(Duration::from_mins(31));
        let of_many = cost(&world, many[0]).await;
        assert!(of_many.0 <= of_few.0 && of_many.1 <= of_few.1, "{of_few:?} {of_many:?}");
        assert!(of_many.0 < 30 && of_many.1 < 50, "{of_many:?}");
        world.work().await;
        assert_eq!(states(&world, &many).await, [State::Sent; 12]);
    }

    async fn notices_that_waited_for_a_contact_go_by_the_statements_of_a_few(test: TestDb) {
        let world = day(&test).await;
        let cases = waiting(&world, 12).await;
        let held = world.hold(cases[3], false).await;
        let contact = approved(&world).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::contact_approved(&mut tx, &job(), contact).await.unwrap();
        let statements = tx.statements();
        assert!(statements < 35, "{statements}");
        tx.commit().await.unwrap();
        let mut expected = [State::Queued; 12];
        expected[3] = State::Drafted;
        assert_eq!(states(&world, &cases).await, expected);
        // Each has its own lines: written, released, queued.
        let mut tx = world.db.read().await.unwrap();
        let notice = world.notices(cases[0]).await.remove(0).id;
        let lines = "SELECT COUNT(*) AS value FROM takedown_notice_history WHERE notice_id = $1";
        let (lines,): (i64,) = tx.one(lines, store::values![notice]).await.unwrap();
        assert_eq!(lines, 3);
        drop(tx);
        world.lift(held).await;
        world.wait(&test, Duration::from_mins(31)).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 12]);
    }

    async fn a_letter_waits_for_the_last_of_its_traces_and_is_looked_at_once(test: TestDb) {
        let world = world_with(&test, true, |pack| {
            pack.notices.gather = Duration::from_mins(30);
            pack.notices.patience = Duration::from_hours(6);
        })
        .await;
        let cases = waiting(&world, 3).await;
        world.approve(ABUSE).await;
        world.without_traces();
        world.wait(&test, Duration::from_mins(31)).await;
        let letter = letter_of(&world, cases[0]).await;
        let due = |world: &World| {
            let db = world.db.clone();
            async move {
                let mut tx = db.read().await.unwrap();
                let (at,): (kernel::Timestamp,) = tx
                    .one(
                        "SELECT run_at AS value FROM jobs_job WHERE kind = 'takedown.letter'",
                        store::values![],
                    )
                    .await
                    .unwrap();
                at
            }
        };
        let later = due(&world).await;
        assert!(later > test.desk.clock().now());
        for (number, case) in cases.iter().enumerate() {
            let mut tx = world.db.write().await.unwrap();
            let location = world.location(&mut tx, *case).await;
            takedown::letter_traced(&mut tx, &job(), location).await.unwrap();
            tx.commit().await.unwrap();
            let is_last = number == 2;
            assert_eq!(due(&world).await < later, is_last, "after {} traces", number + 1);
        }
        let mut tx = world.db.read().await.unwrap();
        let looked = takedown::preview(&mut tx, &job(), &world.pack, letter).await.unwrap();
        assert_eq!(looked.letter.state, LetterState::Tracing);
    }
}
