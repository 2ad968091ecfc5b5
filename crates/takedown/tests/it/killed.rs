//! A worker that dies at each step of a letter: nothing is lost, and what arrives is one mail.

use std::time::Duration;

use takedown::State;

use crate::letters::states;
use crate::world::{ABUSE, HOST, world};

store::on_both! {
    async fn whichever_step_of_a_letter_a_worker_dies_at_one_mail_arrives(test: TestDb) {
        let world = world(&test).await;
        let first = world.acting(HOST).await;
        world.notify(first).await;
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &[first]).await, [State::Sent]);
        let mut died = 0;
        for steps in 0.. {
            // Each at places of its own, whose traces are no fresh ones.
            let urls = [0, 1].map(|number| format!("http://{HOST}:{}/p/{steps}/{number}", world.net.site_port()));
            let mut cases = Vec::new();
            for url in urls {
                cases.push(world.acting_at(url).await);
            }
            test.clock.advance(world.pack.notices.fresh * 2);
            let before = world.net.mails().len();
            world.die_after(steps);
            for case in &cases {
                world.notify(*case).await;
            }
            world.work().await;
            for _ in 0..3 {
                world.wait(&test, Duration::from_mins(2)).await;
            }
            assert_eq!(states(&world, &cases).await, [State::Sent; 2], "{steps}");
            assert_eq!(world.net.mails().len(), before + 1, "{steps}: one mail");
            if !world.die_after(usize::MAX) {
                break;
            }
            died += 1;
        }
        assert!(died >= 3, "gathering, tracing, sending: {died}");
    }
}
