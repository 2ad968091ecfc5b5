//! The figures: counted from what was decided and compared, and never by name.

use std::time::Duration;

use assessment::{Error, Judgement, Side};
use identity::testing::TestDesk;
use identity::{Actor, Role};
use kernel::Sensitive;
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, case, job, law, prepared, release, staff, strict_pack,
};

/// One case of two analysts: what each found.
async fn opinions(test: &TestDb, number: usize, pair: (&Actor, &Actor), agree: bool) {
    let pack = strict_pack(|_| {});
    let case = case(test, &format!("http://host-q.test/p/{number}")).await;
    let judgement = Judgement::default();
    prepared(test, pair.0, case, BASELINE, &law("yes"), &judgement).await;
    release(test, pair.0, &pack, case).await.unwrap();
    let (chosen, answer) = if agree {
        (BASELINE, "yes")
    } else {
        (NOT_ILLEGAL, "no")
    };
    prepared(test, pair.1, case, chosen, &law(answer), &judgement).await;
    release(test, pair.1, &pack, case).await.unwrap();
    if !agree {
        let mut tx = test.desk.write().await.unwrap();
        let reason = Sensitive::new("word".to_owned());
        let third = staff(Role::Supervisor);
        assessment::settle(&mut tx, &third, &pack, case, Side::Second, &reason)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

store::on_both! {
    async fn figures_are_sums_and_ones_own_are_for_oneself(test: TestDb) {
        let (one, two, three) = (analyst(), analyst(), analyst());
        for number in 0..3 {
            opinions(&test, number, (&one, &two), true).await;
        }
        opinions(&test, 3, (&one, &three), false).await;
        let pack = strict_pack(|_| {});
        let manager = staff(Role::Manager);
        let mut tx = test.desk.read().await.unwrap();
        let all = assessment::quality(&mut tx, &manager, &pack).await.unwrap();
        assert_eq!(all.months.len(), 1);
        let month = &all.months[0];
        // Three of four agreed. Of the class: the first always baseline, the second three of four: chance gives
        // 0.75, so kappa is 0.
        assert_eq!((month.class.pairs, month.class.agreed, month.class.kappa), (4, 3, Some(0)));
        assert_eq!((month.decisions, month.settled, month.overturned), (4, 1, 1));
        assert_eq!(month.median, Some(Duration::ZERO));
        let field = |name: &str| all.fields.iter().find(|field| field.field == name).cloned();
        assert_eq!(field("national_result").map(|field| (field.pairs, field.agreed)), Some((4, 3)));
        assert_eq!(field("site_type").map(|field| (field.pairs, field.agreed, field.kappa)), Some((4, 4, None)));
        assert!(field("classification").is_none(), "the class is counted once");

        let own = assessment::own_quality(&mut tx, &two, &pack).await.unwrap();
        assert_eq!((own.months[0].class.pairs, own.months[0].class.agreed), (3, 3));
        assert_eq!((own.months[0].settled, own.months[0].decisions), (0, 0));
        let own = assessment::own_quality(&mut tx, &one, &pack).await.unwrap();
        assert_eq!((own.months[0].settled, own.months[0].overturned), (1, 1));
        // Nobody reads the sums who is not to, and nobody has a way to another's.
        assert!(matches!(assessment::quality(&mut tx, &one, &pack).await, Err(Error::Denied(_))));
        assert!(matches!(assessment::own_quality(&mut tx, &manager, &pack).await, Err(Error::Denied(_))));
        assert!(matches!(assessment::quality(&mut tx, &job(), &pack).await, Err(Error::Denied(_))));
    }

    async fn an_album_weighs_as_one_and_what_differs_counts_before_it_is_settled(test: TestDb) {
        let (one, two) = (analyst(), analyst());
        let pack = strict_pack(|_| {});
        for (number, (chosen, answer)) in [(BASELINE, "yes"), (NOT_ILLEGAL, "no")].into_iter().enumerate() {
            let case = crate::house::claimed(&test, &one, &format!("http://host-q.test/{number}/1")).await;
            let mut tx = test.desk.write().await.unwrap();
            let list: Vec<_> = (2..9).map(|at| format!("http://host-q.test/{number}/{at}")).collect();
            let list = list.join("\n");
            assessment::add_items(&mut tx, &one, &pack, case, &list).await.unwrap();
            tx.commit().await.unwrap();
            for (person, chosen, answer) in [(&one, BASELINE, "yes"), (&two, chosen, answer)] {
                prepared(&test, person, case, chosen, &law(answer), &Judgement::default()).await;
                release(&test, person, &pack, case).await.unwrap();
            }
        }
        let mut tx = test.desk.read().await.unwrap();
        let all = assessment::quality(&mut tx, &staff(Role::Manager), &pack).await.unwrap();
        assert_eq!((all.months[0].class.pairs, all.months[0].class.agreed, all.months[0].settled), (2, 1, 0));
        // Of oneself it would tell of the other's before that is settled.
        let own = assessment::own_quality(&mut tx, &two, &pack).await.unwrap();
        assert_eq!((own.months[0].class.pairs, own.months[0].class.agreed), (1, 1));
    }

    async fn the_time_that_decisions_take(test: TestDb) {
        let pack = strict_pack(|pack| pack.second_opinion.classes.clear());
        let actor = analyst();
        for (number, minutes) in [1_u64, 2, 3, 4, 5, 6, 7, 8, 9, 9].into_iter().enumerate() {
            let case = case(&test, &format!("http://host-t.test/p/{number}")).await;
            let mut tx = test.desk.write().await.unwrap();
            assessment::claim(&mut tx, &actor, &pack, case).await.unwrap();
            tx.commit().await.unwrap();
            test.clock.advance(Duration::from_mins(minutes));
            prepared(&test, &actor, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
            release(&test, &actor, &pack, case).await.unwrap();
        }
        let mut tx = test.desk.read().await.unwrap();
        let quality = assessment::quality(&mut tx, &staff(Role::Supervisor), &pack).await.unwrap();
        let decisions: i64 = quality.months.iter().map(|month| month.decisions).sum();
        assert_eq!(decisions, 10);
        let month = &quality.months[0];
        assert_eq!(month.median, Some(Duration::from_mins(5)));
        assert_eq!(month.ninetieth, Some(Duration::from_mins(9)));
        assert_eq!(month.class.kappa, None);
        assert!(quality.fields.is_empty());
    }

    async fn what_was_decided_on_the_edge_between_two_months_counts_once(test: TestDb) {
        let pack = strict_pack(|pack| pack.second_opinion.classes.clear());
        let (actor, other) = (analyst(), analyst());
        for number in 0..3 {
            let case = case(&test, &format!("http://host-e.test/p/{number}")).await;
            prepared(&test, &actor, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
            release(&test, &actor, &pack, case).await.unwrap();
            // As much as is read at a time.
            test.clock.advance(Duration::from_hours(24 * 31));
        }
        let mut tx = test.desk.read().await.unwrap();
        let decided = |quality: assessment::Quality| quality.months.iter().map(|month| month.decisions).sum::<i64>();
        let all = assessment::quality(&mut tx, &staff(Role::Supervisor), &pack).await.unwrap();
        let own = assessment::own_quality(&mut tx, &actor, &pack).await.unwrap();
        let others = assessment::own_quality(&mut tx, &other, &pack).await.unwrap();
        assert_eq!([decided(all), decided(own), decided(others)], [3, 3, 0]);
    }

    async fn the_page_has_charts_and_tables_and_no_name(test: TestDb) {
        let words = [("assessment.ftl", assessment::MESSAGES), ("intake.ftl", intake::MESSAGES)];
        let desk = TestDesk::new(&test, assessment::routes(), &words);
        let (one, two) = (analyst(), analyst());
        opinions(&test, 1, (&one, &two), true).await;
        opinions(&test, 2, (&one, &two), false).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get("/quality").await;
        assert_eq!(page.status, 200);
        for part in ["<svg class=\"chart\" role=\"img\"", "<title>", "<table", "Kappa", "50 %", "id=\"quality-all\""] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        assert!(!page.body.contains("id=\"quality-own\""));
        for person in [&one, &two] {
            assert!(!page.body.contains(&person.staff_id().unwrap().to_string()));
        }
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let page = analyst.get("/quality").await;
        assert!(page.body.contains("id=\"quality-own\"") && !page.body.contains("id=\"quality-all\""));
        assert!(page.body.contains("Nothing was decided yet."), "of one's own nothing");
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(administrator.get("/quality").await.status, 403);
    }
}
