//! What a person withdrew: nobody is asked until a person says so, and people see that.

use identity::Role;
use identity::testing::TestDesk;
use kernel::{Id, Timestamp};
use serde_json::json;
use takedown::State;

use crate::letters::{letter_of, states, waiting};
use crate::pages::panel_of;
use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

/// What people have to do about these cases, and over all, and what is overdue of it.
async fn to_do(world: &World, cases: &[Id<intake::Case>]) -> (Vec<&'static str>, usize, i64) {
    let mut tx = world.db.read().await.unwrap();
    let mut of_cases = Vec::new();
    for case in cases {
        let of_case = takedown::stuck(&mut tx, &job(), *case).await.unwrap();
        of_cases.extend(of_case.iter().map(takedown::Stuck::message));
    }
    let start = (Timestamp::from_micros(0), Id::from_uuid(uuid::Uuid::nil()));
    let all = takedown::all_stuck(&mut tx, &job(), start, 10).await;
    let late = takedown::late(&mut tx, &job(), &world.pack).await.unwrap();
    (of_cases, all.unwrap().len(), late.unwritten.0)
}

store::on_both! {
    async fn what_a_person_withdrew_is_written_again_when_a_person_says_so(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.release = pack::Release::Person).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        assert_eq!(to_do(&world, &cases).await, (Vec::new(), 0, 0));
        let letter = letter_of(&world, cases[0]).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::withdraw_letter(&mut tx, &staff(Role::Supervisor), letter).await.unwrap();
        tx.commit().await.unwrap();
        let withdrawn = vec!["takedown-to-do-withdrawn"; 2];
        assert_eq!(to_do(&world, &cases).await, (withdrawn, 2, 2));
        // Nothing does it by itself.
        world.wait(&test, std::time::Duration::from_hours(48)).await;
        assert_eq!(states(&world, &cases).await, [State::Withdrawn; 2]);
        let page = panel_of(&test, &world, cases[0]).await;
        assert!(page.contains("nobody is asked to do anything") && page.contains(&format!("/cases/{}/notices", cases[0])), "{page}");
        let desk = TestDesk::new(&test, takedown::routes(), &[("takedown.ftl", takedown::MESSAGES)]);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let to = format!("/cases/{}", cases[0]);
        assert_eq!(analyst.post(&format!("{to}/notices"), &[]).await.location(), to);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let other = format!("/api/v1/cases/{}/notices", cases[1]);
        assert_eq!(program.get(&other).await.json()["unwritten"], json!(true));
        assert_eq!(manager.post(&other, "").await.status, 403);
        let written = program.post(&other, "").await;
        assert_eq!((written.status.as_u16(), &written.json()["unwritten"]), (200, &json!(false)));
        assert_eq!(program.post(&other, "").await.status, 409, "it is written");
        assert_eq!(to_do(&world, &cases).await, (Vec::new(), 0, 0));
        let letter = letter_of(&world, cases[0]).await;
        assert_eq!(letter, letter_of(&world, cases[1]).await);
        world.work().await;
        let mut tx = world.db.write().await.unwrap();
        takedown::release(&mut tx, &staff(Role::Supervisor), &world.pack, letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        assert!(!panel_of(&test, &world, cases[0]).await.contains("nobody is asked to do anything"));
    }

    async fn nobody_is_told_of_what_is_asked_otherwise_or_is_over(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let withdraw = async || {
            let mut tx = world.db.write().await.unwrap();
            let open = world.notices(case).await.into_iter().find(|notice| notice.state.is_open());
            takedown::withdraw(&mut tx, &staff(Role::Analyst), open.unwrap().id).await.unwrap();
            tx.commit().await.unwrap();
        };
        withdraw().await;
        assert_eq!(to_do(&world, &[case]).await.2, 1);
        // Whoever is asked for another reason is asked.
        world.notify(case).await;
        assert_eq!(to_do(&world, &[case]).await, (Vec::new(), 0, 0));
        withdraw().await;
        let mut tx = world.db.write().await.unwrap();
        takedown::stop(&mut tx, &job(), case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(to_do(&world, &[case]).await, (Vec::new(), 0, 0));
    }
}
