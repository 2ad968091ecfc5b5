//! What may have left goes again by a person alone, and whatever is done reaches all that it is about.

use std::time::Duration;

use identity::Role;
use kernel::Id;
use smallnet::Reception;
use store::values;
use takedown::{Notice, State};

use crate::letters::{letter_of, states, waiting};
use crate::world::{ABUSE, HOST, World, staff, world};

const OTHER: &str = "trust@mekong-hosting.test";

/// Another contact of the same organisation is proposed and approved.
async fn approve_another(world: &World) {
    let better = stakeholders::Proposal {
        kind: stakeholders::Kind::Provider,
        name: "Mekong Example Hosting",
        country: "KH".parse().ok(),
        autonomous_system: None,
        address: OTHER,
        language: None,
        source: stakeholders::Source::Staff,
    };
    let mut tx = world.db.write().await.unwrap();
    stakeholders::propose(&mut tx, &staff(Role::Analyst), &better)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.approve(OTHER).await;
}

store::on_both! {
    async fn the_end_of_a_hold_reaches_the_last_notice_of_many(test: TestDb) {
        let world = world(&test).await;
        let first = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let case = world.acting_at(format!("http://{HOST}:{}/q", world.net.site_port())).await;
        let hold = world.hold(case, false).await;
        world.notify(case).await;
        let held = world.notices(case).await.remove(0);
        assert_eq!(held.state, State::Drafted);
        // As many came before it as are over.
        let mut tx = world.db.write().await.unwrap();
        for number in 1..=5000_i64 {
            let id: Id<Notice> = tx.new_id();
            let row = values![id, held.id, number];
            let copied = "INSERT INTO takedown_notice (id, case_id, location_id, contact_id, organisation_id, purpose,
                    step, state, moved_at, urgent, data_key, urls_withheld, drafted_at)
                SELECT $1, case_id, location_id, contact_id, organisation_id, purpose, step, 'withdrawn', $3, urgent,
                    data_key, urls_withheld, $3 FROM takedown_notice WHERE id = $2";
            assert_eq!(tx.execute(copied, row).await.unwrap(), 1);
        }
        tx.commit().await.unwrap();
        world.lift(hold).await;
        let notices = world.notices(case).await;
        assert_eq!(notices.len(), 5001);
        assert_eq!(notices.last().map(|last| (last.id, last.state)), Some((held.id, State::Sent)));
        assert_eq!(states(&world, &first).await, [State::Sent]);
    }

    async fn a_held_letter_that_may_have_left_goes_again_only_by_a_person(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        world.net.receive(ABUSE, Reception::DropAfterData);
        world.approve(ABUSE).await;
        let holds = [world.hold(cases[0], false).await, world.hold(cases[1], false).await];
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_secs(61)).await;
        assert_eq!(states(&world, &cases).await, [State::Drafted; 2]);
        world.lift(holds[0]).await;
        assert_eq!(states(&world, &cases).await, [State::Failed, State::Drafted]);
        world.lift(holds[1]).await;
        assert_eq!(states(&world, &cases).await, [State::Failed; 2]);
        assert_eq!(world.net.mails().len(), 1, "nobody sent it again");
        // A person does, and it is that mail.
        let letter = letter_of(&world, cases[0]).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::try_again(&mut tx, &staff(Role::Analyst), letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    }

    async fn another_contact_takes_neither_what_may_have_left_nor_what_waits_with_an_approved_one(test: TestDb) {
        let world = world(&test).await;
        let mut cases = waiting(&world, 2).await;
        world.net.receive(ABUSE, Reception::DropAfterData);
        world.approve(ABUSE).await;
        world.hold(cases[0], false).await;
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_secs(61)).await;
        let late = world.acting_at(format!("http://{HOST}:{}/q", world.net.site_port())).await;
        world.hold(late, false).await;
        world.notify(late).await;
        cases.push(late);
        let before = [State::Drafted, State::Failed, State::Drafted];
        assert_eq!(states(&world, &cases).await, before);
        approve_another(&world).await;
        assert_eq!(states(&world, &cases).await, before);
        for case in cases {
            assert_eq!(world.notices(case).await.len(), 1, "none was written anew");
        }
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn all_that_did_not_arrive_of_a_letter_is_tried_again_at_once(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 4).await;
        world.net.receive(ABUSE, Reception::Refuse);
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Failed; 4]);
        let letter = letter_of(&world, cases[0]).await;
        let mut tx = world.db.write().await.unwrap();
        let gone = world.notices(cases[0]).await.remove(0);
        takedown::withdraw(&mut tx, &staff(Role::Analyst), gone.id).await.unwrap();
        takedown::try_again(&mut tx, &staff(Role::Analyst), letter).await.unwrap();
        tx.commit().await.unwrap();
        world.net.receive(ABUSE, Reception::Accept);
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Withdrawn, State::Sent, State::Sent, State::Sent]);
        assert_eq!(world.net.mails().len(), 1, "in one mail");
    }
}
