//! Several cases of the queue at once, each with what became of it.

use axum::http::StatusCode;
use identity::Role;
use identity::testing::{Answer, TestDesk, Visitor};
use intake::Case;
use kernel::{Id, SystemEntropy};
use store::testing::TestDb;

use crate::house::{case, pack, recorded};

fn desk(test: &TestDb) -> TestDesk {
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::new(test, assessment::routes(), &words)
}

async fn cases(test: &TestDb, count: usize) -> Vec<Id<Case>> {
    let mut cases = Vec::new();
    for number in 0..count {
        cases.push(case(test, &format!("http://host-a.test/p/{number}")).await);
    }
    cases
}

/// Sends the form with these cases ticked, and follows where it leads.
async fn act(visitor: &Visitor, cases: &[Id<Case>], fields: &[(&str, &str)]) -> Answer {
    let ids: Vec<_> = cases.iter().map(ToString::to_string).collect();
    let ticked = ids.iter().map(|id| ("case", id.as_str()));
    let sent: Vec<_> = fields.iter().copied().chain(ticked).collect();
    let answer = visitor.post("/queue/bulk", &sent).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    // Proxies take so much: what was done would not be told otherwise.
    assert!(
        answer.location().len() < 8_000,
        "{}",
        answer.location().len()
    );
    let page = visitor.get(answer.location()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", answer.location());
    page
}

async fn holder(test: &TestDb, visitor: &Visitor, case: Id<Case>) -> Option<Id<identity::Staff>> {
    let mut tx = test.desk.read().await.unwrap();
    let found = assessment::holder(&mut tx, visitor.actor(), case)
        .await
        .unwrap();
    found.map(|claim| claim.staff)
}

store::on_both! {
    async fn each_case_is_done_by_itself(test: TestDb) {
        let desk = desk(&test);
        let one = desk.sign_in(&[Role::Analyst]).await;
        let two = desk.sign_in(&[Role::Analyst]).await;
        let cases = cases(&test, 4).await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, two.actor(), &pack(), cases[1]).await.unwrap();
        tx.commit().await.unwrap();

        let page = act(&one, &cases[..3], &[("act", "claim"), ("filter", "state=any&country=KH")]).await.body;
        assert!(page.contains("Done: 2 of 3"), "{page}");
        assert!(page.contains("Another analyst claimed this case before you"));
        assert!(page.contains("href=\"/queue?state=any&#38;country=KH\""), "{page}");
        for (index, expected) in [(0, Some(one.id())), (1, Some(two.id())), (2, Some(one.id())), (3, None)] {
            assert_eq!(holder(&test, &one, cases[index]).await, expected, "{index}");
        }
        assert_eq!(recorded(&test.desk, cases[0], "assessment.claim").await, 1);

        // To a colleague: what one does not hold stays where it is; twice in the form is once.
        let to = two.id().to_string();
        let twice = [cases[0], cases[0], cases[3]];
        let page = act(&one, &twice, &[("act", "hand_over"), ("to", &to)]).await.body;
        assert!(page.contains("Done: 1 of 2") && page.contains("You do not hold this case"), "{page}");
        assert_eq!(holder(&test, &one, cases[0]).await, Some(two.id()));
        // And back to the queue.
        let page = act(&one, &cases[2..3], &[("act", "hand_over"), ("to", "")]).await.body;
        assert!(page.contains("Done: 1 of 1"));
        assert_eq!(holder(&test, &one, cases[2]).await, None);
        let nobody = Id::<identity::Staff>::random(&SystemEntropy).to_string();
        act(&one, &cases[2..3], &[("act", "claim")]).await;
        let page = act(&one, &cases[2..3], &[("act", "hand_over"), ("to", &nobody)]).await.body;
        assert!(page.contains("Done: 0 of 1") && page.contains("The colleague cannot take it"));
        // What is not there is told of, and hinders none.
        let page = act(&one, &[Id::random(&SystemEntropy), cases[3]], &[("act", "claim")]).await.body;
        assert!(page.contains("Done: 1 of 2") && page.contains("There is no such case."), "{page}");
    }

    async fn the_form_is_for_whoever_claims_cases(test: TestDb) {
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let case = cases(&test, 1).await.remove(0);
        let ticked = format!("form=\"bulk\" name=\"case\" value=\"{case}\"");
        assert!(analyst.get("/queue").await.body.contains(&ticked));
        let page = manager.get("/queue").await.body;
        assert!(!page.contains("form=\"bulk\"") && !page.contains("action=\"/queue/bulk\""));
        let id = case.to_string();
        let fields = [("act", "claim"), ("case", id.as_str())];
        assert_eq!(manager.post("/queue/bulk", &fields).await.status, StatusCode::FORBIDDEN);
        assert_eq!(holder(&test, &manager, case).await, None);
        // Nothing ticked is nothing done.
        let page = act(&analyst, &[], &[("act", "claim")]).await.body;
        assert!(page.contains("No case was ticked"));
        for wrong in [[("act", "word"), ("case", id.as_str())], [("act", "claim"), ("case", "word")]] {
            assert_eq!(analyst.post("/queue/bulk", &wrong).await.status, StatusCode::BAD_REQUEST);
        }
        for wrong in ["became=word", "became=word.claimed", "state=word"] {
            assert_eq!(analyst.get(&format!("/queue/bulk?{wrong}")).await.status, StatusCode::NOT_FOUND);
        }
    }

    async fn more_than_fit_are_left_and_said_so(test: TestDb) {
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let cases = cases(&test, 102).await;
        let page = act(&analyst, &cases, &[("act", "claim")]).await.body;
        assert!(page.contains("Done: 100 of 102"));
        assert!(page.contains("2 more were left as they were"), "{page}");
        assert_eq!(holder(&test, &analyst, cases[101]).await, None);
    }
}
