//! What people are told to do about checks.

use identity::{Actor, Role};
use intake::Case;
use kernel::{Id, Sensitive, Timestamp};
use smallnet::Behaviour;
use takedown::{ToDoKind, Verdict, Word};
use uuid::Uuid;

use crate::checks::reason;
use crate::world::{HOST, World, staff, world};

/// What this actor is told about a case, which the list of all cases says too.
async fn told(world: &World, actor: &Actor, case: Id<Case>) -> Vec<ToDoKind> {
    let mut tx = world.db.read().await.unwrap();
    let of_case = takedown::to_dos(&mut tx, actor, case).await.unwrap();
    let start = (Timestamp::from_micros(0), Id::from_uuid(Uuid::nil()));
    let (all, _) = takedown::all_to_dos(&mut tx, actor, start, 10)
        .await
        .unwrap();
    assert_eq!(all, of_case);
    of_case.into_iter().map(|one| one.kind).collect()
}

store::on_both! {
    async fn that_somebody_has_to_confirm_an_end_is_told_until_they_have(test: TestDb) {
        let mut world = world(&test).await;
        world.stay_at_home();
        let case = world.acting(HOST).await;
        world.watch(case).await;
        let analyst = staff(Role::Analyst);
        assert_eq!(told(&world, &analyst, case).await, []);
        world.net.take_down(HOST).await.unwrap();
        for _ in 0..4 {
            world.look_next(&test, case).await;
        }
        let found = world.checks(case).await.pop().unwrap();
        assert_eq!(found.verdict, Verdict::GoneHere);
        assert_eq!(told(&world, &analyst, case).await, [ToDoKind::ConfirmEnd]);
        // Whoever may not decide is not told.
        let mut tx = world.db.read().await.unwrap();
        let administrator = staff(Role::Administrator);
        assert!(takedown::to_dos(&mut tx, &administrator, case).await.is_err());
        drop(tx);
        let mut tx = world.db.write().await.unwrap();
        let none = Sensitive::new(String::new());
        takedown::decide(&mut tx, &analyst, &world.pack, found.id, Word::Gone, &none).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(told(&world, &analyst, case).await, []);
    }

    async fn what_a_look_leaves_open_is_told_and_a_word_to_the_second_person_alone(test: TestDb) {
        let mut world = world(&test).await;
        world.stay_at_home();
        let case = world.acting(HOST).await;
        world.net.behave(HOST, Behaviour::Status(403)).await.unwrap();
        world.watch(case).await;
        let (first, second) = (staff(Role::Analyst), staff(Role::Analyst));
        assert_eq!(told(&world, &first, case).await, [ToDoKind::SayMeaning]);
        let check = world.checks(case).await.pop().unwrap();
        let mut tx = world.db.write().await.unwrap();
        takedown::decide(&mut tx, &first, &world.pack, check.id, Word::Gone, &reason()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(told(&world, &first, case).await, []);
        assert_eq!(told(&world, &second, case).await, [ToDoKind::ConfirmEnd]);
        world.net.put_up(HOST).await.unwrap();
        world.look_next(&test, case).await;
        assert_eq!(told(&world, &second, case).await, [], "it was there since");
    }
}
