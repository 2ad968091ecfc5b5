//! Whoever might give the second opinion learns nothing of the first, before it is asked for and after.

use identity::Role;
use smallnet::Behaviour;

use crate::pages::desk;
use crate::urgent::strict;
use crate::world::{Decided, HOME, PARTNER, World, world};

/// A place that leads to another.
async fn leading(world: &World) {
    let to = format!("http://{PARTNER}:{}/p/18", world.net.site_port());
    world
        .net
        .behave(HOME, Behaviour::RedirectsTo(to))
        .await
        .unwrap();
}

store::on_both! {
    async fn where_a_place_leads_tells_nobody_that_a_working_url_was_picked(test: TestDb) {
        let world = strict(&test).await;
        leading(&world).await;
        let (case, first) = world.decided(HOME, Decided::Illegal, true).await;
        world.work().await;
        let desk = desk(&test);
        let telling = ["It was asked where the place leads", "redirect (HEAD)", "The place leads to another one"];
        let (colleague, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        for asked in [false, true] {
            if asked {
                let mut tx = world.db.write().await.unwrap();
                assessment::release(&mut tx, &first, &world.pack, case).await.unwrap();
                tx.commit().await.unwrap();
            }
            let path = format!("/cases/{case}?kind=trace");
            let (seen, whole) = (colleague.get(&path).await.body, manager.get(&path).await.body);
            for word in telling {
                assert!(whole.contains(word), "{word}: {whole}");
                assert!(!seen.contains(word), "{word}, asked: {asked}: {seen}");
            }
        }
    }

    async fn what_is_made_of_a_case_is_told_by_no_evidence_and_nothing_to_take_up(test: TestDb) {
        let world = world(&test).await;
        leading(&world).await;
        let (case, first) = world.decided(HOME, Decided::Illegal, true).await;
        world.work().await;
        let desk = desk(&test);
        let (supervisor, manager) = (desk.sign_in(&[Role::Supervisor]).await, desk.sign_in(&[Role::Manager]).await);
        // A supervisor may be asked for the second opinion; a manager assesses nothing.
        let link = format!("href=\"/cases/{case}/evidence\"");
        for (reader, status) in [(&supervisor, 404), (&manager, 200)] {
            for path in [format!("/cases/{case}/evidence"), format!("/cases/{case}")] {
                let page = reader.get(&path).await;
                let is_case = !path.ends_with("evidence");
                assert_eq!(page.status.as_u16(), if is_case { 200 } else { status }, "{path}");
                assert_eq!(is_case && page.body.contains(&link), is_case && status == 200, "{path}");
            }
        }
        let program = desk.program(supervisor.actor(), &[Role::Supervisor]).await;
        assert_eq!(program.get(&format!("/api/v1/cases/{case}/evidence")).await.status, 404);
        // Neither is there a difference between a place that leads elsewhere and one that does not.
        let mut tx = world.db.write().await.unwrap();
        let refused = routing::take_up_redirect(&mut tx, supervisor.actor(), &world.pack, case).await;
        assert!(matches!(refused, Err(routing::Error::NotFound)), "{refused:?}");
        drop(tx);
        // What was released is everybody's again.
        let mut tx = world.db.write().await.unwrap();
        assessment::release(&mut tx, &first, &world.pack, case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(supervisor.get(&format!("/cases/{case}/evidence")).await.status, 200);
    }

    async fn the_record_tells_nobody_what_a_colleague_is_making_of_a_case(test: TestDb) {
        let world = world(&test).await;
        let (case, _) = world.decided(HOME, Decided::Illegal, true).await;
        let desk = desk(&test);
        let path = format!("/cases/{case}");
        let manager = desk.sign_in(&[Role::Manager]).await.get(&path).await.body;
        let colleague = desk.sign_in(&[Role::Analyst]).await.get(&path).await.body;
        assert!(manager.contains("assessment.decide") && manager.contains("assessment.classify"), "{manager}");
        assert!(!colleague.contains("assessment."), "{colleague}");
        assert!(colleague.contains("intake."), "{colleague}");
        assert!(colleague.contains("Colleagues who may be asked for a second opinion read it"));
    }
}
