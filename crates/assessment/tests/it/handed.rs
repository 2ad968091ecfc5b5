//! A second opinion that is handed on by name: whoever is named reads of it if they may give it, and nothing that whoever
//! hands it on is shown tells one name from another.

use assessment::Error;
use identity::Actor;
use identity::Role;
use intake::{Case, State};
use kernel::Id;
use serde_json::{Value, json};
use store::testing::TestDb;

use crate::house::{
    BASELINE, answers, case, job, law, member, pack, prepared, recorded, release, strict_pack,
};
use crate::programs::{at, desk, is};
use crate::welfare::of_category;

const URL: &str = "http://host-a.test/p/17";

async fn claim(test: &TestDb, actor: &Actor, case: Id<Case>) {
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, actor, &strict_pack(|_| {}), case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn hand_on(test: &TestDb, from: &Actor, case: Id<Case>, to: &Actor) -> Result<(), Error> {
    let mut tx = test.desk.write().await?;
    let (pack, to) = (strict_pack(|_| {}), to.staff_id().unwrap());
    let claim = assessment::hand_over_to(&mut tx, from, &pack, case, to).await?;
    assert!(claim.is_none(), "{claim:?}");
    Ok(tx.commit().await?)
}

/// What somebody was handed.
async fn handed(test: &TestDb, actor: &Actor) -> Vec<Id<Case>> {
    let mut tx = test.desk.read().await.unwrap();
    let handed = assessment::handed(&mut tx, actor).await.unwrap();
    handed.into_iter().map(|handed| handed.case).collect()
}

/// A case that waits for its second opinion, which this analyst decided, and this one began to assess before.
async fn asked(test: &TestDb, case: Id<Case>, reader: &Actor, first: &Actor) {
    claim(test, reader, case).await;
    let mut tx = test.desk.write().await.unwrap();
    let item = assessment::items(&mut tx, reader, case).await.unwrap()[0];
    let (said, law) = (answers(BASELINE), law("yes"));
    assessment::classify(&mut tx, reader, &pack(), &item, &said, &law)
        .await
        .unwrap();
    assessment::hand_over(&mut tx, reader, case).await.unwrap();
    tx.commit().await.unwrap();
    let judgement = assessment::Judgement::default();
    prepared(test, first, case, BASELINE, &law, &judgement).await;
    let state = release(test, first, &strict_pack(|_| {}), case).await;
    assert_eq!(state.unwrap(), State::SecondOpinion);
}

store::on_both! {
    async fn whoever_may_give_it_reads_of_it_and_nobody_else(test: TestDb) {
        let (first, reader) = (member(&test, "vanna", false).await, member(&test, "rithy", false).await);
        let (second, third) = (member(&test, "dara", false).await, member(&test, "bopha", false).await);
        let (trainee, out) = (member(&test, "sokha", true).await, member(&test, "chan", false).await);
        let case = of_category(&test, 1, "exploitation").await;
        asked(&test, case, &reader, &first).await;
        // Somebody left the category of its report out.
        let mut tx = test.desk.write().await.unwrap();
        assessment::opt_out(&mut tx, &out, &pack(), &["exploitation".to_owned()]).await.unwrap();
        tx.commit().await.unwrap();

        let everybody = [&first, &reader, &trainee, &out, &third];
        for to in everybody {
            claim(&test, &second, case).await;
            assert_eq!(handed(&test, &third).await, [], "it was claimed");
            hand_on(&test, &second, case, to).await.unwrap();
            // Whoever handed it on finds the same, whoever it was.
            let mut tx = test.desk.read().await.unwrap();
            assert!(assessment::holder(&mut tx, &second, case).await.unwrap().is_none());
            assert_eq!(intake::case(&mut tx, &second, case).await.unwrap().state, State::SecondOpinion);
            assert!(assessment::undoable(&mut tx, &second, &strict_pack(|_| {}), case).await.unwrap().is_some());
            assert!(assessment::is_blind(&mut tx, &second, case).await.unwrap());
            drop(tx);
            for one in everybody {
                let may = one.staff_id() == to.staff_id() && one.staff_id() == third.staff_id();
                assert_eq!(handed(&test, one).await, if may { vec![case] } else { vec![] });
            }
        }
        assert_eq!(recorded(&test.desk, case, "assessment.hand_on").await, everybody.len());
        // It waits in the queue: any who may give it claims it, and then it is nobody else's.
        claim(&test, &third, case).await;
        assert_eq!(handed(&test, &third).await, []);
    }

    async fn what_was_taken_back_or_withdrawn_is_not_handed_to_anybody(test: TestDb) {
        let (first, reader) = (member(&test, "vanna", false).await, member(&test, "rithy", false).await);
        let (second, third) = (member(&test, "dara", false).await, member(&test, "bopha", false).await);
        let case = case(&test, URL).await;
        asked(&test, case, &reader, &first).await;
        claim(&test, &second, case).await;
        hand_on(&test, &second, case, &third).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        assessment::undo(&mut tx, &second, &strict_pack(|_| {}), case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(handed(&test, &third).await, []);
        hand_on(&test, &second, case, &third).await.unwrap();
        assert_eq!(handed(&test, &third).await, [case]);
        let mut tx = test.desk.write().await.unwrap();
        let reason = kernel::Sensitive::new("neutral words".to_owned());
        let supervisor = crate::house::staff(Role::Supervisor);
        assessment::withdraw_opinion(&mut tx, &supervisor, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(handed(&test, &third).await, []);
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(intake::case(&mut tx, &job(), case).await.unwrap().state, State::Waiting);
    }

    async fn the_page_and_programs_hand_it_on_and_tell_whoever_was_named(test: TestDb) {
        let desk = desk(&test);
        let (first, reader) = (member(&test, "vanna", false).await, member(&test, "rithy", false).await);
        let case = case(&test, URL).await;
        asked(&test, case, &reader, &first).await;
        let (second, third) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let path = format!("/cases/{case}/hand-over");
        let named = "Handed to you";
        for to in [&first, third.actor()] {
            claim(&test, second.actor(), case).await;
            let to = to.staff_id().unwrap().to_string();
            assert_eq!(second.post(&path, &[("to", &to)]).await.status, 303);
        }
        let (own, others) = (third.get("/queue").await.body, second.get("/queue").await.body);
        assert!(own.contains(named) && own.contains(&format!("<a class=\"mono\" href=\"/cases/{case}\">")), "{own}");
        assert!(!others.contains(named), "{others}");

        let (giver, taker) = (desk.program(second.actor(), &[Role::Analyst]).await, desk.program(third.actor(), &[Role::Analyst]).await);
        assert_eq!(taker.get("/api/v1/handed").await.json()["handed"][0]["case"], json!(case));
        claim(&test, second.actor(), case).await;
        assert_eq!(taker.get("/api/v1/handed").await.json(), json!({"handed": []}));
        let mut told = Vec::new();
        for to in [&first, third.actor()] {
            claim(&test, second.actor(), case).await;
            let body = json!({ "to": to.staff_id() }).to_string();
            let answer = giver.post(&at(case, "/hand-over"), &body).await;
            is(&answer, 200);
            told.push((answer.json(), giver.get(&at(case, "")).await.json()));
        }
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0].0["claim"], Value::Null);
        assert_eq!(taker.get("/api/v1/handed").await.json()["handed"][0]["case"], json!(case));
        assert_eq!(giver.get("/api/v1/handed").await.json(), json!({"handed": []}));
    }
}
