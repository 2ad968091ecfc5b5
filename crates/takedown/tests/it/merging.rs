//! Providers that are one: what was written to either was written to both, and what waits goes to whoever can be written to.

use std::time::Duration;

use identity::Role;
use kernel::Id;
use stakeholders::{Kind, Organisation, Proposal, Source};
use takedown::{Says, State};

use crate::letters::{letter_of, states, waiting};
use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

const TRUST: &str = "trust@mekong-group.test";

/// Another name of whoever hosts the places, with an approved contact.
async fn group(world: &World) -> Id<Organisation> {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    let known = Proposal {
        kind: Kind::Provider,
        name: "Mekong Group",
        country: "SG".parse().ok(),
        autonomous_system: None,
        address: TRUST,
        language: None,
        source: Source::Staff,
    };
    let contact = stakeholders::propose(&mut tx, &manager, &known)
        .await
        .unwrap();
    stakeholders::approve(&mut tx, &manager, contact)
        .await
        .unwrap();
    let group = stakeholders::contact(&mut tx, &manager, contact)
        .await
        .unwrap()
        .organisation;
    tx.commit().await.unwrap();
    world.work().await;
    group
}

async fn merge(world: &World, other: Id<Organisation>, into: Id<Organisation>) {
    let mut tx = world.db.write().await.unwrap();
    let manager = staff(Role::Manager);
    stakeholders::merge(&mut tx, &manager, other, into, "one company")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
}

async fn unmerge(world: &World, other: Id<Organisation>, into: Id<Organisation>) {
    let mut tx = world.db.write().await.unwrap();
    let manager = staff(Role::Manager);
    stakeholders::unmerge(&mut tx, &manager, other, into, "two after all")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
}

store::on_both! {
    async fn what_waits_for_the_one_goes_to_the_contact_of_the_other(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        let host = world.notices(cases[0]).await.remove(0).organisation;
        let group = group(&world).await;
        assert_eq!(states(&world, &cases).await, [State::Drafted; 2], "nobody answers for its contact");
        merge(&world, host, group).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        let mails = world.net.mails();
        assert_eq!((mails.len(), mails[0].recipients.as_slice()), (1, [TRUST.to_owned()].as_slice()));
        // What is written now is written to it as well, and stays its contact's when it is taken back.
        let next = world.acting_at(format!("http://{HOST}:{}/q", world.net.site_port())).await;
        world.notify(next).await;
        world.work().await;
        assert_eq!(world.net.mails().len(), 2);
        let mut tx = world.db.read().await.unwrap();
        let answered = takedown::response(&mut tx, &job(), host).await.unwrap();
        assert_eq!(answered.sent, 3, "asked of either it is of both");
        drop(tx);
        unmerge(&world, host, group).await;
        let mut tx = world.db.read().await.unwrap();
        assert_eq!(takedown::response(&mut tx, &job(), group).await.unwrap().sent, 3);
        assert_eq!(takedown::response(&mut tx, &job(), host).await.unwrap().sent, 0);
        assert_eq!(world.notices(next).await[0].organisation, group);
    }

    async fn a_letter_in_preparation_leaves_though_its_provider_is_merged(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let host = world.notices(cases[0]).await.remove(0).organisation;
        let group = group(&world).await;
        merge(&world, host, group).await;
        world.wait(&test, Duration::from_mins(31)).await;
        assert_eq!(states(&world, &cases).await, [State::Sent], "it did not move");
        assert_eq!(letter_of(&world, cases[0]).await, letter);
        assert_eq!(world.net.mails()[0].recipients, [ABUSE]);
    }

    async fn words_and_reminders_know_them_as_one(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let sent = world.notices(cases[0]).await.remove(0);
        world.say(sent.id, Says::NotOurs, None).await.unwrap();
        let group = group(&world).await;
        merge(&world, sent.organisation, group).await;
        let mut tx = world.db.read().await.unwrap();
        let answered = takedown::response(&mut tx, &job(), group).await.unwrap();
        assert_eq!((answered.sent, answered.answered), (1, 1));
        drop(tx);
        world.follow_up(&test, Duration::from_hours(24)).await;
        assert_eq!(world.net.mails().len(), 1, "whoever said that it is not theirs is not reminded, under neither name");
    }

    async fn open_cases_follow_and_come_back(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        crate::providers::told_to_queue(&world, cases[0]).await;
        let host = world.notices(cases[0]).await.remove(0).organisation;
        let group = group(&world).await;
        let in_queue = async |of| crate::providers::provider_in_queue(&world, of).await;
        assert_eq!((in_queue(host).await, in_queue(group).await), (1, 0));
        merge(&world, host, group).await;
        assert_eq!((in_queue(host).await, in_queue(group).await), (0, 1));
        unmerge(&world, host, group).await;
        assert_eq!((in_queue(host).await, in_queue(group).await), (1, 0));
    }
}
