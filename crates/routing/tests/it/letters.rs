//! Letters along a route: the places of items are told of too, and what moves before its letter leaves goes to others.

use std::net::Ipv4Addr;
use std::time::Duration;

use identity::Role;
use kernel::{Language, Sensitive};
use smallnet::{Behaviour, Reception};
use takedown::State;

use crate::world::{Decided, ELSEWHERE, HOME, World, job, staff, world, world_with};

/// Approves every provider's contact that is proposed, and does what waited for it.
pub async fn approve_providers(world: &World) {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    for contact in stakeholders::contacts(&mut tx, &manager).await.unwrap() {
        if contact.state == stakeholders::State::Proposed {
            stakeholders::approve(&mut tx, &manager, contact.id)
                .await
                .unwrap();
        }
    }
    tx.commit().await.unwrap();
    world.work().await;
}

async fn all(world: &World, case: kernel::Id<intake::Case>) -> Vec<takedown::Notice> {
    let mut tx = world.read().await;
    takedown::notices(&mut tx, &job(), case).await.unwrap()
}

store::on_both! {
    async fn the_place_of_an_item_is_traced_and_told_of_too(test: TestDb) {
        let world = world(&test).await;
        let to = format!("http://{HOME}:{}/p/18", world.net.site_port());
        world.net.behave(ELSEWHERE, Behaviour::RedirectsTo(to)).await.unwrap();
        let (case, analyst) = world.decided(ELSEWHERE, Decided::Illegal, true).await;
        world.work().await;
        let mut tx = world.db.write().await.unwrap();
        routing::take_up_redirect(&mut tx, &analyst, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        world.assess(&analyst, case, Decided::Illegal).await;
        let mut tx = world.db.write().await.unwrap();
        assessment::release(&mut tx, &analyst, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let notices = all(&world, case).await;
        assert_eq!(notices.len(), 2, "one a place");
        assert_ne!(notices[0].location, notices[1].location);
        assert_ne!(notices[0].contact, notices[1].contact);
        approve_providers(&world).await;
        assert!(all(&world, case).await.iter().all(|notice| notice.state == State::Sent));
        let told: Vec<_> = world.net.mails().iter().flat_map(|mail| mail.recipients.clone()).collect();
        assert!(told.contains(&"abuse@mekong-hosting.test".to_owned()), "{told:?}");
    }

    async fn a_letter_that_a_person_wrote_still_says_why_the_content_is_illegal(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(&world).await;
        let letter = all(&world, case).await[0].letter.unwrap();
        let text = Sensitive::new("canarywords [[reference]]\n[[places]]\nPlease remove it and preserve the evidence. In good faith, [[answer-to]].".to_owned());
        let reason = Sensitive::new("neutral reason".to_owned());
        let mut tx = world.db.write().await.unwrap();
        takedown::edit(&mut tx, &staff(Role::Analyst), &world.pack, letter, &text, &reason).await.unwrap();
        let decision = assessment::decision(&mut tx, &job(), case).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_mins(31));
        world.work().await;
        let texts = world.net.mails().into_iter().map(|mail| String::from_utf8_lossy(&mail.raw).replace("=\r\n", ""));
        let text = texts.into_iter().find(|text| text.contains("canarywords")).unwrap();
        let class = decision.ruling.class_label(&world.pack, Language::ENGLISH);
        let basis = decision.ruling.basis(&world.pack, Language::ENGLISH);
        let basis = basis.split(|sign: char| !sign.is_ascii()).next().unwrap();
        assert!(!class.is_empty() && !basis.is_empty());
        assert!(text.contains(&format!("{class}: {basis}")), "{text}");
    }

    async fn what_moves_before_its_letter_leaves_goes_to_whoever_has_it_then(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(&world).await;
        let before = all(&world, case).await;
        assert_eq!((before.len(), before[0].state), (1, State::Queued));
        world.move_site(ELSEWHERE, "VN", Ipv4Addr::new(127, 77, 0, 9)).await;
        test.clock.advance(Duration::from_mins(31));
        world.work().await;
        let after = all(&world, case).await;
        let old = after.iter().find(|notice| notice.id == before[0].id).unwrap();
        assert_eq!(old.state, State::Withdrawn);
        let new: Vec<_> = after.iter().filter(|notice| notice.state.is_open()).collect();
        assert_eq!(new.len(), 1);
        assert_ne!(new[0].organisation, old.organisation);
        let told: Vec<_> = world.net.mails().iter().flat_map(|mail| mail.recipients.clone()).collect();
        assert!(told.iter().all(|address| !address.starts_with("abuse@")), "{told:?}");
        approve_providers(&world).await;
        test.clock.advance(Duration::from_mins(31));
        world.work().await;
        let told: Vec<_> = world.net.mails().iter().flat_map(|mail| mail.recipients.clone()).collect();
        let abuse: Vec<_> = told.iter().filter(|address| address.starts_with("abuse@")).collect();
        assert_eq!(abuse, ["abuse@vn-moved.test"]);
    }

    async fn what_moves_while_the_relay_defers_its_letter_goes_to_whoever_has_it_then(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let old = "abuse@atoll-hosting.test";
        world.net.receive(old, Reception::Defer);
        approve_providers(&world).await;
        let before = all(&world, case).await;
        assert_eq!((before.len(), before[0].state), (1, State::Queued));
        world.move_site(ELSEWHERE, "VN", Ipv4Addr::new(127, 77, 0, 9)).await;
        test.clock.advance(Duration::from_secs(1));
        let mut tx = world.db.write().await.unwrap();
        trace::ask(&mut tx, &job(), before[0].location).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        world.net.receive(old, Reception::Accept);
        test.clock.advance(Duration::from_secs(61));
        world.work().await;
        approve_providers(&world).await;
        let told: Vec<_> = world.net.mails().iter().flat_map(|mail| mail.recipients.clone()).collect();
        let abuse: Vec<_> = told.iter().filter(|address| address.starts_with("abuse@")).collect();
        assert_eq!(abuse, ["abuse@vn-moved.test"]);
        let after = all(&world, case).await;
        let states: Vec<_> = after.iter().map(|notice| (notice.id == before[0].id, notice.state)).collect();
        assert!(states.contains(&(true, State::Withdrawn)) && states.contains(&(false, State::Sent)), "{states:?}");
    }
}
