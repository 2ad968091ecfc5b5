//! Taking back, by pages and by calls: a case that was handed to the wrong colleague by name, and what several items were
//! classified as at once.

use std::time::Duration;

use assessment::{Act, Ended, Error, Judgement, Selection};
use identity::testing::Visitor;
use identity::{Actor, Role};
use intake::Case;
use kernel::Id;
use serde_json::{Value, json};
use store::testing::TestDb;

use crate::deciding_pages::desk;
use crate::house::{
    BASELINE, NOT_ILLEGAL, UNAVAILABLE, analyst, answers, case, job, law, pack, prepared, recorded,
    release, strict_pack,
};
use crate::pages::between;
use crate::programs::{at, is};

const URL: &str = "http://host-a.test/p/1";
const LIST: &str = "http://host-a.test/p/2\nhttp://host-a.test/p/3\nhttp://host-a.test/p/4";

async fn holder(test: &TestDb, case: Id<Case>) -> Option<Id<identity::Staff>> {
    let mut tx = test.desk.read().await.unwrap();
    let holder = assessment::holder(&mut tx, &job(), case).await.unwrap();
    holder.map(|claim| claim.staff)
}

/// What the items of a case are classified as, of what somebody sees: the first letters of the class.
async fn classes(test: &TestDb, actor: &Actor, case: Id<Case>) -> String {
    let mut tx = test.desk.read().await.unwrap();
    let lines = assessment::item_lines(&mut tx, actor, case, 0)
        .await
        .unwrap();
    let class = |line: &assessment::ItemLine| match &line.ruling {
        None => '-',
        Some(ruling) => ruling.inhope_class.name().chars().next().unwrap(),
    };
    lines.iter().map(class).collect()
}

async fn classify(test: &TestDb, actor: &Actor, case: Id<Case>, at: usize, of: &[(&str, &str)]) {
    let mut tx = test.desk.write().await.unwrap();
    let item = assessment::items(&mut tx, actor, case).await.unwrap()[at];
    let said = law(if of == BASELINE { "yes" } else { "no" });
    assessment::classify(&mut tx, actor, &pack(), &item, &answers(of), &said)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A case of four items that somebody holds: the first is Baseline, the second unavailable.
async fn album(test: &TestDb, actor: &Actor) -> Id<Case> {
    let case = crate::house::claimed(test, actor, URL).await;
    let mut tx = test.desk.write().await.unwrap();
    assessment::add_items(&mut tx, actor, &pack(), case, LIST)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    classify(test, actor, case, 0, BASELINE).await;
    classify(test, actor, case, 1, UNAVAILABLE).await;
    case
}

async fn alike(test: &TestDb, actor: &Actor, case: Id<Case>) {
    let all = Selection {
        items: Vec::new(),
        positions: Some((1, 4)),
    };
    let mut tx = test.desk.write().await.unwrap();
    assessment::classify_alike(&mut tx, actor, &pack(), case, &all, 1, None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn undo(test: &TestDb, actor: &Actor, case: Id<Case>) -> Result<Act, Error> {
    let mut tx = test.desk.write().await?;
    let act = assessment::undo(&mut tx, actor, &strict_pack(|_| {}), case).await?;
    tx.commit().await?;
    Ok(act)
}

store::on_both! {
    async fn a_case_handed_to_the_wrong_colleague_comes_back_while_nothing_came_of_it(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let (mine, theirs) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let case = case(&test, URL).await;
        let post = async |visitor: &Visitor, act: &str, fields: &[(&str, &str)]| {
            visitor.post(&format!("/cases/{case}/{act}"), fields).await.status.as_u16()
        };
        let hand = async |from: &Visitor, to: &Visitor| {
            test.clock.advance(Duration::from_secs(1));
            assert_eq!(post(from, "hand-over", &[("to", &to.id().to_string())]).await, 303);
            assert_eq!(holder(&test, case).await, Some(to.id()));
        };
        let panel = async |visitor: &Visitor| visitor.get(&format!("/panel/{case}")).await.body;
        assert_eq!(post(&mine, "claim", &[]).await, 303);
        hand(&mine, &theirs).await;
        assert!(panel(&mine).await.contains("handed it on") && !panel(&theirs).await.contains("handed it on"));
        assert_eq!(post(&theirs, "undo", &[]).await, 409);
        assert_eq!(post(&mine, "undo", &[]).await, 303);
        assert_eq!(holder(&test, case).await, Some(mine.id()));
        assert_eq!(recorded(&test.desk, case, "assessment.undo").await, 1);
        // They are told, who did not give it back.
        let mut tx = test.desk.read().await.unwrap();
        let told = assessment::lapsed(&mut tx, theirs.actor()).await.unwrap();
        assert_eq!(told.iter().map(|one| (one.case, one.why)).collect::<Vec<_>>(), [(case, Ended::TakenBack)]);
        drop(tx);
        // Whatever the colleague does with it makes it theirs.
        for (act, fields) in [("viewing", vec![]), ("items", vec![("url", "http://host-b.test/p/1"), ("kind", "image")])] {
            hand(&mine, &theirs).await;
            assert_eq!(post(&theirs, act, &fields).await, 303, "{act}");
            assert!(!panel(&mine).await.contains("handed it on"));
            assert_eq!(post(&mine, "undo", &[]).await, 409, "{act}");
            assert_eq!(holder(&test, case).await, Some(theirs.id()));
            hand(&theirs, &mine).await;
        }
        // By calls the same; and not once the seconds have passed.
        let program = desk.program(mine.actor(), &[Role::Analyst]).await;
        let to = json!({ "to": theirs.id() }).to_string();
        is(&program.post(&at(case, "/hand-over"), &to).await, 200);
        let undo = program.get(&at(case, "/undo")).await.json();
        assert_eq!(undo["undo"]["act"], "hand_over");
        is(&program.post(&at(case, "/undo"), "").await, 200);
        assert_eq!(holder(&test, case).await, Some(mine.id()));
        hand(&mine, &theirs).await;
        test.clock.advance(Duration::from_secs(10));
        is(&program.post(&at(case, "/undo"), "").await, 409);
    }

    async fn what_several_items_were_classified_as_at_once_is_taken_back_as_one(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = album(&test, analyst.actor()).await;
        let items = format!("/cases/{case}/items");
        let page = async || analyst.get(&items).await.body;
        let version = async || between(&page().await, "name=\"version\" value=\"", "\"").to_owned();
        let press = async |version: &str| {
            let fields = [("version", version), ("act", "classify"), ("from", "1"), ("to", "4"), ("like", "1"), ("again", "yes")];
            analyst.post(&format!("{items}/bulk"), &fields).await.status.as_u16()
        };
        let before = version().await;
        assert_eq!(press(&before).await, 303);
        assert_eq!(classes(&test, analyst.actor(), case).await, "bbbb");
        let after = version().await;
        assert!(page().await.contains("several items at once"));
        let other = desk.sign_in(&[Role::Analyst]).await;
        let undo = format!("/cases/{case}/undo");
        assert_eq!(other.post(&undo, &[]).await.status, 409);
        assert_eq!(analyst.post(&undo, &[]).await.status, 303);
        assert_eq!(classes(&test, analyst.actor(), case).await, "bu--");
        assert!(!page().await.contains("several items at once"));
        assert_eq!(analyst.post(&undo, &[]).await.status, 409, "once");
        // A form that was made in between is of something that stands no more.
        assert!(version().await != after && version().await != before);
        assert_eq!(press(&after).await, 422);
        // By calls the same.
        let program = desk.program(analyst.actor(), &[Role::Analyst]).await;
        let seen = program.get(&at(case, "")).await.version();
        let some = json!({"from": 3, "to": 4, "like": 2}).to_string();
        is(&program.change(&at(case, "/items/several"), &seen, "some", &some).await, 200);
        assert_eq!(classes(&test, analyst.actor(), case).await, "buuu");
        assert_eq!(program.get(&at(case, "/undo")).await.json()["undo"]["act"], "several");
        is(&program.post(&at(case, "/undo"), "").await, 200);
        assert_eq!(classes(&test, analyst.actor(), case).await, "bu--");
        assert_eq!(program.get(&at(case, "/undo")).await.json(), json!({"undo": Value::Null}));
    }

    async fn what_something_was_built_on_is_not_taken_back(test: TestDb) {
        let actor = analyst();
        let case = album(&test, &actor).await;
        // One of them was classified anew.
        alike(&test, &actor, case).await;
        classify(&test, &actor, case, 2, NOT_ILLEGAL).await;
        assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)));
        assert_eq!(classes(&test, &actor, case).await, "bbnb");
        // The case was decided: that is taken back, and no more.
        alike(&test, &actor, case).await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::decide(&mut tx, &actor, case, &Judgement::default()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(undo(&test, &actor, case).await.unwrap(), Act::Decide);
        assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)));
        assert_eq!(classes(&test, &actor, case).await, "bbbb");
        // The seconds have passed.
        classify(&test, &actor, case, 0, NOT_ILLEGAL).await;
        let mut tx = test.desk.write().await.unwrap();
        let why = kernel::Sensitive::new("neutral words".to_owned());
        let some = Selection { items: Vec::new(), positions: Some((1, 3)) };
        assessment::classify_alike(&mut tx, &actor, &pack(), case, &some, 1, Some(&why)).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(10));
        assert!(matches!(undo(&test, &actor, case).await, Err(Error::TooLate)));
        assert_eq!(classes(&test, &actor, case).await, "nnnb");
    }

    async fn a_second_analyst_takes_back_their_own_alone(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        let case = album(&test, &first).await;
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, &first, &strict_pack(|_| {}), case).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &second, &pack(), case).await.unwrap();
        tx.commit().await.unwrap();
        classify(&test, &second, case, 0, NOT_ILLEGAL).await;
        alike(&test, &second, case).await;
        assert_eq!(classes(&test, &second, case).await, "nnnn");
        assert_eq!(undo(&test, &second, case).await.unwrap(), Act::Several);
        assert_eq!(classes(&test, &second, case).await, "n---");
        assert_eq!(classes(&test, &first, case).await, "bbbb");
    }
}
