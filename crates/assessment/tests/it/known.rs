//! Known content: shown always, taken over by the pack's rule alone.

use std::time::Duration;

use assessment::{Error, Judgement, KnownBy, OnlyShown, Pasted};
use identity::testing::Visitor;
use identity::{Actor, Role};
use intake::Case;
use kernel::Id;
use pack::{Pack, TakeOver};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, claimed, classify_all, count, job, law, pack, recorded,
    strict_pack,
};

const HASH: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const WEAK: &str = "md5:098f6bcd4621d373cade4e832627b4f6";

/// A pack by whose rule the answer of this many analysts is taken over.
fn rule(analysts: u32) -> Pack {
    let mut pack = pack();
    pack.known.analysts = analysts;
    // An answer that contradicts a known one is released all the same here.
    pack.second_opinion.known_answer = false;
    pack
}

/// A case of an analyst with this item as its second.
async fn with_item(test: &TestDb, actor: &Actor, url: &str, item: &str) -> Id<Case> {
    let case = claimed(test, actor, url).await;
    let mut tx = test.desk.write().await.unwrap();
    let lines = assessment::add_items(&mut tx, actor, &pack(), case, item)
        .await
        .unwrap();
    assert_eq!(lines[0].result, Pasted::Added);
    tx.commit().await.unwrap();
    case
}

/// The same, classified so and released.
async fn answered(
    test: &TestDb,
    actor: &Actor,
    url: &str,
    item: &str,
    chosen: &[(&str, &str)],
    answer: &str,
) -> Id<Case> {
    let case = with_item(test, actor, url, item).await;
    classify_all(test, actor, case, chosen, &law(answer)).await;
    released(test, actor, case).await;
    case
}

/// Decides and releases a case whose two items are classified.
async fn released(test: &TestDb, actor: &Actor, case: Id<Case>) {
    let all = assessment::Selection {
        items: Vec::new(),
        positions: Some((1, 2)),
    };
    let mut tx = test.desk.write().await.unwrap();
    assessment::choose_only(&mut tx, actor, case, &all, true)
        .await
        .unwrap();
    assessment::decide(&mut tx, actor, case, &Judgement::default())
        .await
        .unwrap();
    assessment::release(&mut tx, actor, &rule(1), case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// What is known of the second item of a case.
async fn known(test: &TestDb, pack: &Pack, case: Id<Case>) -> Option<assessment::Known> {
    let mut tx = test.desk.read().await.unwrap();
    let item = assessment::items(&mut tx, &analyst(), case).await.unwrap()[1];
    assessment::known(&mut tx, &analyst(), pack, &item)
        .await
        .unwrap()
}

async fn take_over(test: &TestDb, actor: &Actor, pack: &Pack, case: Id<Case>) -> Result<(), Error> {
    let mut tx = test.desk.write().await?;
    let item = assessment::items(&mut tx, actor, case).await?[1].id;
    let why = kernel::Sensitive::new("neutral words".to_owned());
    assessment::take_over(&mut tx, actor, pack, case, item, Some(&why)).await?;
    Ok(tx.commit().await?)
}

fn why(known: Option<assessment::Known>) -> OnlyShown {
    known
        .expect("an answer is known")
        .take_over
        .expect_err("it can be taken over")
}

store::on_both! {
    async fn the_answer_for_the_same_sha256_is_taken_over_in_one_step_and_says_so(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        let before = answered(&test, &first, "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", HASH).await;
        let found = known(&test, &rule(1), case).await.unwrap();
        assert_eq!(found.answers.len(), 1);
        assert_eq!(found.answers[0].case, before);
        assert_eq!(found.answers[0].by, KnownBy::Hash(assessment::Algorithm::Sha256));
        take_over(&test, &second, &rule(1), case).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let item = assessment::items(&mut tx, &second, case).await.unwrap()[1];
        let made = assessment::assessment(&mut tx, &second, item.id).await.unwrap().unwrap();
        assert_eq!(made.ruling, found.answers[0].assessment.ruling);
        assert_eq!(Some(made.staff), second.staff_id());
        let from = assessment::taken_over_from(&mut tx, &second, made.id).await.unwrap();
        assert_eq!(from, Some(found.answers[0].assessment.id));
        drop(tx);
        assert_eq!(recorded(&test.desk, case, "assessment.take_over").await, 1);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM assessment_viewing").await, 0);
    }

    async fn what_is_known_of_a_selection_is_taken_over_as_one_act(test: TestDb) {
        let pack = strict_pack(|pack| (pack.known.analysts, pack.second_opinion.known_answer) = (1, false));
        let desk = crate::deciding_pages::desk(&test, pack.clone());
        let before = answered(&test, &analyst(), "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        let visitor = desk.sign_in(&[Role::Analyst]).await;
        let actor = visitor.actor();
        let list = format!("http://host-b.test/p/2 {HASH}\nhttp://host-b.test/p/3 {HASH}\nhttp://host-b.test/p/4");
        let case = with_item(&test, actor, "http://host-b.test/p/1", &list).await;
        let items = format!("/cases/{case}/items");
        let page = visitor.get(&items).await.body;
        assert_eq!(page.matches("same content as item 2").count(), 1, "{page}");
        let press = async |to: &str, more: &[(&str, &str)]| {
            let fields = [("act", "take_over"), ("from", "1"), ("to", to)];
            visitor.post(&format!("{items}/bulk"), &[&fields[..], more].concat()).await
        };
        // Nothing is known of the first.
        let nothing = press("1", &[]).await;
        assert!(nothing.status == 422 && nothing.body.contains("Of none of these items"), "{}", nothing.body);
        assert_eq!(press("4", &[]).await.status, 303);
        let ruled = async || {
            let mut tx = test.desk.read().await.unwrap();
            let lines = assessment::item_lines(&mut tx, actor, case, 0).await.unwrap();
            lines.iter().map(|line| (line.ruling.is_some(), line.taken_over)).collect::<Vec<_>>()
        };
        let taken = vec![(false, false), (true, true), (true, true), (false, false)];
        assert_eq!(ruled().await, taken);
        assert_eq!(recorded(&test.desk, case, "assessment.take_over_several").await, 1);
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(assessment::takers(&mut tx, actor, before).await.unwrap(), [case]);
        drop(tx);
        // What is classified is left as it is, unless that is asked for.
        assert_eq!(press("4", &[]).await.status, 422);
        assert_eq!(press("4", &[("again", "yes")]).await.status, 303);
        // It is taken back as one; and by calls the same.
        let program = desk.program(actor, &[Role::Analyst]).await;
        let undo = crate::programs::at(case, "/undo");
        assert_eq!(program.post(&undo, "").await.status, 200);
        assert_eq!(ruled().await, taken, "what stood before");
        let several = async |more: &str| {
            let version = program.get(&crate::programs::at(case, "")).await.version();
            let body = format!("{{\"from\": 1, \"to\": 4, \"take_over\": true{more}}}");
            let key = Id::<Case>::random(&kernel::SystemEntropy).to_string();
            program.change(&crate::programs::at(case, "/items/several"), &version, &key, &body).await
        };
        assert_eq!(several("").await.status, 409);
        let done = several(", \"again\": true").await;
        assert_eq!((done.status.as_u16(), &done.json()["count"]), (200, &serde_json::json!(2)), "{}", done.body);
        let listed = program.get(&crate::programs::at(case, "/items")).await.json();
        let same: Vec<_> = listed["items"].as_array().unwrap().iter().map(|item| item["same_as"].as_i64()).collect();
        assert_eq!(same, [None, None, Some(2), None]);
        // It is what taking one over is, in every column.
        let mut tx = test.desk.write().await.unwrap();
        let items = assessment::items(&mut tx, actor, case).await.unwrap();
        let alone = assessment::take_over(&mut tx, actor, &pack, case, items[1].id, None).await.unwrap();
        let with = assessment::assessment(&mut tx, actor, items[2].id).await.unwrap().unwrap().id;
        assert_eq!(crate::alike::compared(&mut tx, [alone, with]).await.0, Vec::<String>::new());
    }

    async fn what_was_not_released_is_not_known(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        let before = with_item(&test, &first, "http://host-a.test/p/1", HASH).await;
        classify_all(&test, &first, before, BASELINE, &law("yes")).await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", HASH).await;
        assert!(known(&test, &rule(1), case).await.is_none());
        assert!(matches!(take_over(&test, &second, &rule(1), case).await, Err(Error::NotFound)));
    }

    async fn the_pack_says_what_is_only_shown(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        answered(&test, &first, "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", HASH).await;
        let mut off = rule(1);
        off.known.take_over = TakeOver::Off;
        assert_eq!(why(known(&test, &off, case).await), OnlyShown::Off);
        assert_eq!(why(known(&test, &rule(2), case).await), OnlyShown::TooFew);
        let refused = take_over(&test, &second, &rule(2), case).await;
        assert!(matches!(refused, Err(Error::OnlyShown(OnlyShown::TooFew))));
        let mut other_schema = rule(1);
        other_schema.schema.schema = "another".to_owned();
        assert_eq!(why(known(&test, &other_schema, case).await), OnlyShown::OtherRules);
        // A second analyst comes to the same by a look of their own; one who takes over would not count.
        answered(&test, &second, "http://host-c.test/p/1", HASH, BASELINE, "yes").await;
        assert!(known(&test, &rule(2), case).await.unwrap().take_over.is_ok());
        test.clock.advance(rule(1).known.oldest + Duration::from_secs(1));
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::TooOld);
    }

    async fn answers_that_were_taken_over_are_nobodys_own_look(test: TestDb) {
        let (first, second, third) = (analyst(), analyst(), analyst());
        answered(&test, &first, "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", HASH).await;
        classify_all(&test, &second, case, BASELINE, &law("yes")).await;
        take_over(&test, &second, &rule(1), case).await.unwrap();
        released(&test, &second, case).await;
        let last = with_item(&test, &third, "http://host-c.test/p/1", HASH).await;
        assert_eq!(known(&test, &rule(2), last).await.unwrap().answers.len(), 2);
        assert_eq!(why(known(&test, &rule(2), last).await), OnlyShown::TooFew);
    }

    async fn whoever_corrects_an_answer_is_told_where_it_was_taken_over(test: TestDb) {
        let people = [analyst(), analyst(), analyst()];
        let before = answered(&test, &people[0], "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        // Taken over from the first, and from the one that took it over; both count. A third looked for themselves.
        let mut cases = Vec::new();
        for (person, host) in people[1..].iter().zip(["b", "c"]) {
            let case = with_item(&test, person, &format!("http://host-{host}.test/p/1"), HASH).await;
            classify_all(&test, person, case, BASELINE, &law("yes")).await;
            take_over(&test, person, &rule(1), case).await.unwrap();
            cases.push(case);
            if host == "b" {
                released(&test, person, case).await;
            }
        }
        answered(&test, &people[0], "http://host-d.test/p/1", HASH, BASELINE, "yes").await;
        cases.sort();
        let takers = async |actor: &Actor| {
            let mut tx = test.desk.read().await.unwrap();
            assessment::takers(&mut tx, actor, before).await.unwrap()
        };
        assert_eq!(takers(&people[0]).await, cases);

        let desk = crate::pages::desk(&test);
        let supervisor = desk.sign_in(&[Role::Supervisor]).await;
        let mut references = Vec::new();
        for case in &cases {
            let mut tx = test.desk.read().await.unwrap();
            references.push(intake::case(&mut tx, &job(), *case).await.unwrap().reference);
        }
        let at = format!("/cases/{before}/reopen");
        let page = supervisor.get(&at).await.body;
        assert!(page.contains("Also taken over in"), "{page}");
        // The last is still assessed: whoever may be asked for its second opinion, supervisors too, is not told.
        let told = |page: &str| references.iter().filter(|reference| page.contains(*reference)).count();
        assert_eq!(told(&page), 1, "{page}");
        let again = supervisor.post(&at, &[("reason", " ")]).await;
        assert_eq!(told(&again.body), 1, "{}", again.body);
        assert_eq!(supervisor.post(&at, &[("reason", "word")]).await.status, 303);
        let panel = async |visitor: &Visitor| visitor.get(&format!("/panel/{before}")).await.body;
        assert_eq!(told(&panel(&supervisor).await), 1);
        // Nor does anybody read of the correction who may be asked about what it comes to; who assesses nothing reads all.
        assert_eq!(told(&panel(&desk.sign_in(&[Role::Analyst]).await).await), 0);
        assert_eq!(told(&panel(&desk.sign_in(&[Role::Manager]).await).await), 2);
        let decision = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::corrections(&mut tx, &job(), before).await.unwrap()[0].decision
        };
        // What is classified anew later changes nothing of whom it concerned.
        classify_all(&test, supervisor.actor(), before, NOT_ILLEGAL, &law("no")).await;
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(assessment::concerned(&mut tx, &job(), decision).await.unwrap(), cases);
    }

    async fn what_is_classified_like_something_taken_over_is_taken_over_too(test: TestDb) {
        let (first, second, third) = (analyst(), analyst(), analyst());
        answered(&test, &first, "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", HASH).await;
        classify_all(&test, &second, case, BASELINE, &law("yes")).await;
        take_over(&test, &second, &rule(1), case).await.unwrap();
        let reported = assessment::Selection { items: Vec::new(), positions: Some((1, 1)) };
        let mut tx = test.desk.write().await.unwrap();
        assert_eq!(assessment::classify_alike(&mut tx, &second, &pack(), case, &reported, 2, None).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let items = assessment::items(&mut tx, &second, case).await.unwrap();
        let mut from = Vec::new();
        for item in items {
            let made = assessment::assessment(&mut tx, &second, item.id).await.unwrap().unwrap();
            from.push(assessment::taken_over_from(&mut tx, &second, made.id).await.unwrap());
        }
        drop(tx);
        assert!(from[0].is_some() && from[0] == from[1], "{from:?}");
        // So it is nobody's own look.
        released(&test, &second, case).await;
        let last = with_item(&test, &third, "http://host-c.test/p/1", "http://host-b.test/p/1").await;
        let found = known(&test, &rule(1), last).await.unwrap();
        assert!(found.answers.iter().all(|answer| answer.taken_over), "{found:?}");
    }

    async fn what_is_being_corrected_is_known_in_no_list(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        let before = answered(&test, &first, "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", HASH).await;
        let marked = async || {
            let mut tx = test.desk.read().await.unwrap();
            assessment::item_lines(&mut tx, &second, case, 0).await.unwrap()[1].is_known
        };
        assert!(marked().await && known(&test, &rule(1), case).await.is_some());
        let mut tx = test.desk.write().await.unwrap();
        let reason = kernel::Sensitive::new("word".to_owned());
        assessment::reopen(&mut tx, &first, &rule(1), before, &reason).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!marked().await && known(&test, &rule(1), case).await.is_none());
    }

    async fn a_weak_hash_alone_is_only_shown(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        answered(&test, &first, "http://host-a.test/p/1", WEAK, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", WEAK).await;
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
    }

    async fn answers_that_differ_are_shown_and_never_taken_over(test: TestDb) {
        let (first, second, third) = (analyst(), analyst(), analyst());
        answered(&test, &first, "http://host-a.test/p/1", HASH, BASELINE, "yes").await;
        answered(&test, &second, "http://host-b.test/p/1", HASH, NOT_ILLEGAL, "no").await;
        let case = with_item(&test, &third, "http://host-c.test/p/1", HASH).await;
        let found = known(&test, &rule(1), case).await;
        assert_eq!(found.as_ref().unwrap().answers.len(), 2);
        assert_eq!(why(found), OnlyShown::Disagreement);
    }

    async fn a_url_alone_is_not_taken_over_that_nobody_looked_at_soon_after(test: TestDb) {
        let shared = "http://host-z.test/p/17";
        answered(&test, &analyst(), "http://host-a.test/p/1", shared, BASELINE, "yes").await;
        let second = analyst();
        let case = with_item(&test, &second, "http://host-b.test/p/1", shared).await;
        let mut tx = test.desk.read().await.unwrap();
        let location = assessment::items(&mut tx, &second, case).await.unwrap()[1].location.unwrap();
        drop(tx);
        test.clock.advance(rule(1).known.first_seen_within + Duration::from_secs(1));
        for _ in 0..2 {
            let mut tx = test.desk.write().await.unwrap();
            assessment::seen(&mut tx, &job(), location, Some(b"length 17")).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
            test.clock.advance(Duration::from_hours(1));
        }
    }

    async fn a_url_alone_is_taken_over_only_while_checks_see_it_unchanged(test: TestDb) {
        let (first, second) = (analyst(), analyst());
        let shared = "http://host-z.test/p/17";
        answered(&test, &first, "http://host-a.test/p/1", shared, BASELINE, "yes").await;
        let case = with_item(&test, &second, "http://host-b.test/p/1", shared).await;
        let mut tx = test.desk.read().await.unwrap();
        let location = assessment::items(&mut tx, &second, case).await.unwrap()[1].location.unwrap();
        drop(tx);
        let see = async |told: Option<&[u8]>| {
            let mut tx = test.desk.write().await.unwrap();
            assessment::seen(&mut tx, &job(), location, told).await.unwrap();
            tx.commit().await.unwrap();
        };
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
        see(Some(b"length 17")).await;
        assert!(known(&test, &rule(1), case).await.unwrap().take_over.is_ok());
        // Too long ago; seen again and unchanged; changed; down.
        test.clock.advance(rule(1).known.seen_within + Duration::from_secs(1));
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
        see(Some(b"length 17")).await;
        assert!(known(&test, &rule(1), case).await.unwrap().take_over.is_ok());
        // From then on nobody has seen what was classified, however long it stays as it is.
        see(Some(b"length 18")).await;
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
        see(Some(b"length 18")).await;
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
        see(None).await;
        assert_eq!(why(known(&test, &rule(1), case).await), OnlyShown::Weak);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM assessment_sight").await, 0);
    }
}
