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
