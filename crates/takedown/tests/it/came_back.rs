//! What came back has told nobody: it counts from when it leaves again, and may be made anew for that.

use std::time::Duration;

use identity::Role;
use kernel::{Id, Sensitive};
use takedown::{Notice, State};

use crate::visitor::text_of;
use crate::world::{ABUSE, HOST, World, job, staff, world};

const DAY: Duration = Duration::from_hours(24);

/// A person sees that a notice came back.
async fn comes_back(world: &World, notice: Id<Notice>) {
    let mut tx = world.db.write().await.unwrap();
    takedown::bounced(&mut tx, &staff(Role::Analyst), notice)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A person has it tried again.
async fn goes_again(world: &World, notice: Id<Notice>) {
    let mut tx = world.db.write().await.unwrap();
    takedown::retry(&mut tx, &staff(Role::Analyst), notice)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.work().await;
}

/// How many notices left to the provider, and about the case, as is counted.
async fn counted(world: &World, notice: &Notice) -> (i64, usize) {
    let mut tx = world.db.read().await.unwrap();
    let response = takedown::response(&mut tx, &job(), notice.organisation).await;
    let requests = takedown::requests(&mut tx, &job(), &[notice.case]).await;
    (response.unwrap().sent, requests.unwrap().len())
}

/// A key of whom letters go to, as they have it from now on.
async fn key(world: &World) -> openpgp::Secret {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    let contacts = stakeholders::contacts(&mut tx, &manager).await.unwrap();
    let theirs = contacts.iter().find(|one| one.address.expose() == ABUSE);
    let secret = openpgp::Secret::generate("theirs", ABUSE, tx.now()).unwrap();
    let text = Sensitive::new(secret.certificate().armoured().unwrap());
    stakeholders::set_key(&mut tx, &manager, theirs.unwrap().id, &text)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    secret
}

/// Whether a mail opens with a key.
async fn opens(world: &World, mail: &smallnet::Mail, secret: &openpgp::Secret) -> bool {
    let text = String::from_utf8_lossy(&mail.raw).replace("\r\n", "\n");
    let end = "-----END PGP MESSAGE-----";
    let from = text.find("-----BEGIN PGP MESSAGE-----").expect("sealed");
    let message = &text[from..text.find(end).unwrap() + end.len()];
    let now = world.db.read().await.unwrap().now();
    openpgp::open(format!("{message}\n").as_bytes(), secret, &[], now, 1 << 20).is_ok()
}

store::on_both! {
    async fn what_came_back_is_counted_from_when_it_leaves_again(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let first = world.notices(case).await.remove(0);
        assert_eq!(counted(&world, &first).await, (1, 1));
        test.clock.advance(DAY);
        comes_back(&world, first.id).await;
        let back = world.notices(case).await.remove(0);
        assert_eq!((back.state, back.sent_at), (State::Bounced, None));
        assert_eq!(counted(&world, &first).await, (0, 0), "nobody was asked");
        world.follow_up(&test, DAY * 6).await;
        assert_eq!(world.net.mails().len(), 1, "nobody is reminded of what they have not got");
        goes_again(&world, first.id).await;
        let again = world.notices(case).await.remove(0);
        assert_eq!((again.state, again.sent_at), (State::Sent, Some(test.desk.clock().now())));
        assert_eq!(counted(&world, &first).await, (1, 1));
        world.follow_up(&test, DAY).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 3, "a reminder comes a day after");
        let text = text_of(&mails[2]);
        let day = |notice: &Notice| world.pack.local_time(notice.sent_at.unwrap());
        assert!(text.contains(&day(&again)) && !text.contains(&day(&first)), "{text}");
    }

    async fn what_came_back_goes_again_sealed_to_the_key_that_is_theirs_now(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let old = key(&world).await;
        world.approve(ABUSE).await;
        let notice = world.notices(case).await.remove(0);
        comes_back(&world, notice.id).await;
        let new = key(&world).await;
        goes_again(&world, notice.id).await;
        assert_eq!(world.notices(case).await[0].state, State::Sent);
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
        assert!(opens(&world, &mails[0], &old).await && opens(&world, &mails[1], &new).await);
    }

    async fn what_came_back_goes_again_without_urls_where_no_relay_keeps_them(test: TestDb) {
        let mut world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let notice = world.notices(case).await.remove(0);
        assert!(!notice.urls_withheld);
        comes_back(&world, notice.id).await;
        world.relay_enforces_nothing();
        goes_again(&world, notice.id).await;
        let sent = world.notices(case).await.remove(0);
        assert!(sent.state == State::Sent && sent.urls_withheld);
        let mails = world.net.mails();
        assert_eq!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
        assert!(text_of(&mails[0]).contains("/p/17") && !text_of(&mails[1]).contains("/p/17"));
    }
}
