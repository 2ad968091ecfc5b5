//! Whose a place is: what a person said goes before the registries, and what is corrected is followed.

use std::time::Duration;

use identity::Role;
use identity::testing::TestDesk;
use kernel::{Country, Id};
use stakeholders::{HeldKind, Kind, NewHolding, Organisation, Proposal, Source};
use takedown::{Says, Wanted};

use crate::world::{ABUSE, HOST, World, job, staff, world};

/// Binds what follows when it is corrected what a provider has.
pub fn bind(registry: &mut jobs::Registry) {
    registry.bind(stakeholders::CHANGED, |run| async move {
        takedown::providers_changed(run)
    });
    registry.bind(takedown::PROVIDERS, |run| async move {
        takedown::ask_providers_anew(run)
    });
}

/// An approved contact that a person knows, and what its organisation has.
async fn knows(
    world: &World,
    name: &str,
    country: &str,
    address: &str,
    has: &[(HeldKind, &str)],
) -> Id<Organisation> {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    let country: Option<Country> = country.parse().ok();
    let known = Proposal {
        kind: Kind::Provider,
        name,
        country,
        autonomous_system: None,
        address,
        language: None,
        source: Source::Staff,
    };
    let contact = stakeholders::propose(&mut tx, &manager, &known)
        .await
        .unwrap();
    stakeholders::approve(&mut tx, &manager, contact)
        .await
        .unwrap();
    let contact = stakeholders::contact(&mut tx, &manager, contact)
        .await
        .unwrap();
    for (kind, value) in has {
        let new = NewHolding {
            kind: *kind,
            value,
            from: tx.now(),
            why: "their own page says so",
        };
        stakeholders::hold(&mut tx, &manager, contact.organisation, &new)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    world.work().await;
    contact.organisation
}

/// Tells the queue who hosts a case, as it is told when a place was traced.
pub async fn told_to_queue(world: &World, case: Id<intake::Case>) {
    let location = world.case(case).await.location;
    let mut tx = world.db.write().await.unwrap();
    let by = takedown::propose_traced(&mut tx, &job(), location).await;
    intake::hosted(&mut tx, &job(), location, by.unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub async fn provider_in_queue(world: &World, organisation: Id<Organisation>) -> usize {
    let mut tx = world.db.read().await.unwrap();
    let cases = intake::open_at(&mut tx, &staff(Role::Analyst), organisation, None, 10).await;
    cases.unwrap().len()
}

store::on_both! {
    async fn whoever_a_person_said_has_the_domain_is_written_to(test: TestDb) {
        let world = world(&test).await;
        let platform = knows(&world, "Platform", "KH", "abuse@platform.test", &[(HeldKind::Domain, HOST)]).await;
        let case = world.acting(HOST).await;
        assert_eq!(world.notify(case).await.queued, 1);
        world.work().await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].recipients, ["abuse@platform.test"]);
        let notice = world.notices(case).await.remove(0);
        assert_eq!(notice.organisation, platform);
        told_to_queue(&world, case).await;
        assert_eq!(provider_in_queue(&world, platform).await, 1);

        // It turns out to be another's: what left keeps whom it went to, the queue follows.
        let other = knows(&world, "Other", "KH", "abuse@other.test", &[]).await;
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        let held = stakeholders::holdings(&mut tx, &manager, platform).await.unwrap().remove(0);
        stakeholders::correct(&mut tx, &manager, held.id, other, "sold").await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.notices(case).await.remove(0).organisation, platform);
        assert_eq!((provider_in_queue(&world, platform).await, provider_in_queue(&world, other).await), (0, 1));
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn how_soon_a_provider_answered_is_counted(test: TestDb) {
        let world = world(&test).await;
        let analyst = staff(Role::Analyst);
        let platform = knows(&world, "Platform", "KH", "abuse@platform.test", &[(HeldKind::Domain, HOST)]).await;
        let mut cases = Vec::new();
        for number in 1..5 {
            let case = world.acting_at(format!("{}{number}", world.url(HOST))).await;
            world.notify(case).await;
            world.work().await;
            cases.push(case);
        }
        // Two hours to the first answer of one, four and six to those of two others; the second is removed after five.
        let words = [(2, 0, Says::Seen), (4, 1, Says::Seen), (5, 1, Says::Removed), (6, 2, Says::Seen)];
        let mut passed = 0;
        for (hours, case, says) in words {
            test.clock.advance(Duration::from_hours(hours - passed));
            passed = hours;
            let notice = world.notices(cases[case]).await.remove(0);
            world.say(notice.id, says, None).await.unwrap();
        }
        let mut tx = world.db.read().await.unwrap();
        let response = takedown::response(&mut tx, &analyst, platform).await.unwrap();
        assert_eq!((response.sent, response.answered, response.removed), (4, 3, 1));
        let hours = |span: Option<Duration>| span.map(|span| span.as_secs() / 3600);
        assert_eq!((hours(response.first_answer), hours(response.removal)), (Some(4), Some(5)));
        test.clock.advance(Duration::from_hours(24 * 366));
        let mut tx = world.db.read().await.unwrap();
        let response = takedown::response(&mut tx, &analyst, platform).await.unwrap();
        assert_eq!(response, takedown::Response::default());
        let desk = TestDesk::new(&test, takedown::routes(), &[("takedown.ftl", takedown::MESSAGES)]);
        let page = desk.sign_in(&[Role::Analyst]).await.get(&format!("/providers/{platform}/answers")).await;
        assert!(page.status.is_success() && page.body.contains("How Platform answered"), "{}", page.body);
        let nobody = desk.sign_in(&[Role::Analyst]).await.get("/providers/00000000-0000-4000-8000-000000000000/answers").await;
        assert_eq!(nobody.status.as_u16(), 404);
        let other = desk.sign_in(&[Role::Administrator]).await.get(&format!("/providers/{platform}/answers")).await;
        assert_eq!(other.status.as_u16(), 403);
    }

    async fn a_notice_that_waits_goes_to_whose_the_network_turns_out_to_be(test: TestDb) {
        let world = world(&test).await;
        let shared = [("A", "US"), ("B", "NL")];
        for (name, country) in shared {
            knows(&world, name, country, ABUSE, &[]).await;
        }
        let case = world.acting(HOST).await;
        let notified = world.notify(case).await;
        assert_eq!((notified.queued, notified.waiting, notified.unknown), (0, 0, 1));
        world.work().await;
        assert_eq!(world.wanted(), [Wanted::Whose]);
        assert!(world.notices(case).await.is_empty());
        assert!(world.net.mails().is_empty());
        // Somebody finds out whose the place is, and says so.
        knows(&world, "Owner", "KH", "abuse@owner.test", &[(HeldKind::Domain, HOST)]).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].recipients, ["abuse@owner.test"]);
    }

    async fn an_approved_contact_meets_those_places_alone_that_look_for_it(test: TestDb) {
        let world = world(&test).await;
        let manager = staff(Role::Manager);
        // The only contact of the host is retired: nobody is known for the next place.
        let first = world.acting(HOST).await;
        world.notify(first).await;
        let contact = world.notices(first).await.remove(0).contact;
        let mut tx = world.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &manager, contact).await.unwrap();
        tx.commit().await.unwrap();
        let case = world.acting_at(format!("{}9", world.url(HOST))).await;
        assert_eq!(world.notify(case).await.unknown, 1);
        let mut tx = world.db.write().await.unwrap();
        let (kept,): (i64,) = tx
            .one("SELECT COUNT(*) AS value FROM takedown_unaddressed_sought WHERE case_id = $1", store::values![case])
            .await
            .unwrap();
        assert_eq!(kept, 2, "its name and its address");
        // Many others look for others.
        let (now, sought) = (tx.now(), vec![7_u8; 32]);
        for _ in 0..450 {
            let (case, location): (Id<()>, Id<()>) = (tx.new_id(), tx.new_id());
            let of = store::values![case, location, now];
            tx.execute("INSERT INTO takedown_unaddressed (case_id, location_id, purpose, since) VALUES ($1, $2, 'remove', $3)", of)
                .await
                .unwrap();
            let of = store::values![case, location, sought.clone()];
            tx.execute("INSERT INTO takedown_unaddressed_sought (case_id, location_id, purpose, sought) VALUES ($1, $2, 'remove', $3)", of)
                .await
                .unwrap();
        }
        let name = stakeholders::contact(&mut tx, &manager, contact).await.unwrap().name.expose().clone();
        tx.commit().await.unwrap();
        // One of another name is none of theirs, and is done at once.
        knows(&world, "Somebody Else", "KH", "abuse@else.test", &[]).await;
        assert!(world.notices(case).await.is_empty());
        let known = Proposal {
            kind: Kind::Provider,
            name: &name,
            country: "KH".parse().ok(),
            autonomous_system: None,
            address: "trust@mekong-hosting.test",
            language: None,
            source: Source::Staff,
        };
        let mut tx = world.db.write().await.unwrap();
        let better = stakeholders::propose(&mut tx, &manager, &known).await.unwrap();
        stakeholders::approve(&mut tx, &manager, better).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = world.db.write().await.unwrap();
        takedown::contact_approved(&mut tx, &job(), better).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.notices(case).await[0].contact, better);
        let mut tx = world.db.read().await.unwrap();
        let left = "SELECT COUNT(*) AS value FROM takedown_unaddressed_sought";
        let (left,): (i64,) = tx.one(left, store::values![]).await.unwrap();
        assert_eq!(left, 450, "what is written to is looked for no more, and nothing else was touched");
        // What somebody has may lead any place there: then each looks again.
        drop(tx);
        let mut tx = world.db.write().await.unwrap();
        let organisation = stakeholders::contact(&mut tx, &manager, better).await.unwrap().organisation;
        let new = NewHolding { kind: HeldKind::Domain, value: "files.test", from: tx.now(), why: "their own page says so" };
        stakeholders::hold(&mut tx, &manager, organisation, &new).await.unwrap();
        assert!(stakeholders::found_by(&mut tx, &job(), better).await.unwrap().is_none());
    }
}
