//! The history of a case: everything that any module knows, in order, page by page, of one kind or of all.

use std::collections::BTreeSet;
use std::time::Duration;

use audit::{Event, EventKind, Mark};
use axum::http::StatusCode;
use identity::Role;
use intake::Case;
use kernel::{Id, SystemEntropy};
use page::Words;
use routing::NewNote;

use crate::pages::desk;
use crate::world::{Decided, HOME, PARTNER, World, staff, world};

async fn page(
    world: &World,
    words: &Words,
    case: &Case,
    only: Option<EventKind>,
    before: Option<Mark>,
) -> routing::Timeline {
    let mut tx = world.read().await;
    routing::timeline(&mut tx, &staff(Role::Manager), words, case, only, before)
        .await
        .unwrap()
}

/// Every event, page after page from the newest back, as they happened.
async fn whole(
    world: &World,
    words: &Words,
    case: Id<Case>,
    only: Option<EventKind>,
) -> Vec<Event> {
    let case = world.case(case).await;
    let mut events = Vec::new();
    let mut before = None;
    loop {
        let mut found = page(world, words, &case, only, before).await;
        assert!(found.earlier.is_none() || !found.events.is_empty());
        before = found.earlier;
        found.events.append(&mut events);
        events = found.events;
        if before.is_none() {
            return events;
        }
    }
}

store::on_both! {
    async fn every_module_tells_what_it_knows(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let desk = desk(&test);
        let words = desk.desk.catalogue.words(kernel::Language::ENGLISH);
        let home = world.released(HOME, Decided::Illegal).await;
        let partner = world.released(PARTNER, Decided::Illegal).await;
        test.clock.advance(Duration::from_secs(60));
        let referral = world.referrals(home).await.remove(0).id;
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        referral::lift(&mut tx, &manager, referral).await.unwrap();
        let new = NewNote { form: Id::random(&SystemEntropy), text: "canarynote", names: None };
        routing::write_note(&mut tx, &manager, home, new).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        world.look(home).await;

        let events = whole(&world, &words, home, None).await;
        let said: Vec<_> = events.iter().map(|event| event.what.as_str()).collect();
        for what in [
            "Reported: The public’s form",
            "being assessed",
            "The DNS and the registries were asked",
            "An item was classified",
            "A decision was made",
            "The decision was released",
            "A referral to the police was prepared",
            "The referral was sent to the police",
            "The provider waits for the police",
            "The provider need not wait any more: the police gave their word",
            "The provider’s notice waits",
            "Everybody was told who is to be told",
            "Notice to the provider: waits for its contact",
            "Check: up",
            "A note was written",
        ] {
            assert!(said.contains(&what), "{what}: {said:#?}");
        }
        assert!(said.iter().all(|what| !what.contains("kh-host") && !what.contains("canary")));
        // Who added the items is told.
        let added = events.iter().find(|event| event.kind == EventKind::Assessment).unwrap();
        assert!(added.who_kind == "staff" && added.who_id.is_some(), "{added:?}");
        let partners = whole(&world, &words, partner, Some(EventKind::Partner)).await;
        assert_eq!(partners[0].what, "The report is to be handed over to a partner hotline");
        let marks: Vec<_> = events.iter().map(|event| event.mark).collect();
        assert!(marks.is_sorted() && marks.iter().collect::<BTreeSet<_>>().len() == marks.len());

        // The kinds part the whole: nothing is of two, nothing of none.
        let mut parted = Vec::new();
        for kind in EventKind::ALL {
            let of_kind = whole(&world, &words, home, Some(kind)).await;
            assert!(of_kind.iter().all(|event| event.kind == kind));
            parted.extend(of_kind.iter().map(|event| event.mark));
        }
        parted.sort_unstable();
        assert_eq!(parted, marks);
        let text = events.iter().find_map(|event| event.text.as_ref()).unwrap();
        assert_eq!(text.expose(), "canarynote");
        let mut tx = world.read().await;
        let case = intake::case(&mut tx, &manager, home).await.unwrap();
        let denied = routing::timeline(&mut tx, &staff(Role::Administrator), &words, &case, None, None).await;
        assert!(matches!(denied, Err(routing::Error::Denied(_))));
    }

    /// Many events of one instant, over several pages: none is left out, none comes twice.
    async fn pages_part_one_instant(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let words = desk.desk.catalogue.words(kernel::Language::ENGLISH);
        let case = world.released(HOME, Decided::Illegal).await;
        let before = whole(&world, &words, case, None).await.len();
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        for number in 0..95 {
            let text = format!("canary{number}");
            let new = NewNote { form: Id::random(&SystemEntropy), text: &text, names: None };
            routing::write_note(&mut tx, &manager, case, new).await.unwrap();
        }
        tx.commit().await.unwrap();
        let events = whole(&world, &words, case, None).await;
        assert_eq!(events.len(), before + 95);
        let marks: Vec<_> = events.iter().map(|event| event.mark).collect();
        let mut once = marks.clone();
        once.dedup();
        assert!(marks.is_sorted() && once.len() == marks.len());
    }

    async fn the_page_leads_back_through_the_history_and_to_its_kinds(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let case = world.released(HOME, Decided::Illegal).await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        for number in 0..45 {
            test.clock.advance(Duration::from_secs(1));
            let text = format!("canary{number:02}");
            let new = NewNote { form: Id::random(&SystemEntropy), text: &text, names: None };
            let mut tx = world.db.write().await.unwrap();
            routing::write_note(&mut tx, analyst.actor(), case, new).await.unwrap();
            tx.commit().await.unwrap();
        }
        let path = format!("/cases/{case}");
        let newest = analyst.get(&format!("{path}?kind=note")).await.body;
        assert!(newest.contains("canary05") && !newest.contains("canary04"));
        let link = newest.split("href=\"").find(|rest| rest.contains("before=")).unwrap();
        let link = link.split("#history").next().unwrap().replace("&#38;", "&");
        let earlier = analyst.get(&link).await.body;
        assert!(earlier.contains("canary04") && earlier.contains("canary00"), "{link}");
        assert!(earlier.contains("Back to the newest") && !earlier.contains(">Earlier<"));
        let reports = analyst.get(&format!("{path}?kind=report")).await.body;
        assert!(reports.contains("Reported: The public’s form"));
        let none = analyst.get(&format!("{path}?kind=partner")).await.body;
        assert!(none.contains("Nothing of this kind has happened"));
        // The same one after another is one line.
        for _ in 0..3 {
            test.clock.advance(Duration::from_secs(60));
            world.look(case).await;
        }
        let checks = analyst.get(&format!("{path}?kind=check")).await.body;
        assert_eq!(checks.matches("Check: up").count(), 1);
        assert!(checks.contains("Check: up, ") && checks.contains(" times since "));
        // What is no kind and no mark of ours shows the whole, the newest.
        let odd = analyst.get(&format!("{path}?kind=word&before=word")).await;
        assert_eq!(odd.status, StatusCode::OK);
        assert!(odd.body.contains("canary44"));
    }
}
