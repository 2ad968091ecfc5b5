//! Items in numbers: pasted as a list, classified alike, read a page at a time; and those known by hash alone.

use std::fmt::Write;

use assessment::{Class, Error, Hash, Kind, LIMIT, LINES, PAGE, Pasted, Selection};
use store::testing::TestDb;

use crate::house::{BASELINE, analyst, answers, claimed, classify_all, count, law, pack, recorded};

/// Some value of a hash, by a number.
fn sha256(number: u8) -> String {
    format!("{number:02x}").repeat(32)
}

async fn paste(
    test: &TestDb,
    actor: &identity::Actor,
    case: kernel::Id<intake::Case>,
    list: &str,
) -> Vec<Pasted> {
    let mut tx = test.desk.write().await.unwrap();
    let lines = assessment::add_items(&mut tx, actor, &pack(), case, list)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    lines.into_iter().map(|line| line.result).collect()
}

store::on_both! {
    async fn every_line_of_a_list_has_a_result(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let list = format!(
            "http://host-b.test/a.jpg\n\n  video hxxp://host-b[.]test/b {}\nhttp://host-b.test/a.jpg\n\
             no address\n{}\nsha256:abcd\nhttp://host-a.test/p/17\nmd5:{}\nhttp://host-b.test/b {}\n\
             http://host-b.test/b\ndata:x,y",
            sha256(1), sha256(2), "0a".repeat(16), sha256(3),
        );
        let results = paste(&test, &actor, case, &list).await;
        assert_eq!(results, [
            Pasted::Added,
            Pasted::Added,
            Pasted::Duplicate(1),
            Pasted::Refused(location::Refusal::NotAUrl),
            Pasted::Added,
            Pasted::NoHash,
            Pasted::There(1),
            Pasted::Added,
            Pasted::Differs,
            Pasted::Duplicate(3),
            Pasted::Refused(location::Refusal::Media),
        ]);
        let mut tx = test.desk.read().await.unwrap();
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        let kinds: Vec<_> = items.iter().map(|item| item.kind).collect();
        assert_eq!(kinds, [Kind::Other, Kind::Image, Kind::Video, Kind::Other, Kind::Other]);
        assert!(items[3].location.is_none() && items[4].location.is_none());
        let hashes = assessment::hashes(&mut tx, &actor, items[2].id).await.unwrap();
        assert_eq!(hashes, [Hash::read(&sha256(1)).unwrap()]);
        drop(tx);
        // Again, nothing is there twice, and a hash that is new for an item is kept with it.
        let again = format!("{}\nhttp://host-b.test/a.jpg md5:{}", sha256(2).to_uppercase(), "0b".repeat(16));
        assert_eq!(paste(&test, &actor, case, &again).await, [Pasted::There(4), Pasted::There(2)]);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM assessment_hash").await, 4);
        assert_eq!(recorded(&test.desk, case, "assessment.add_items").await, 1);
    }

    async fn a_list_that_is_too_long_is_refused_whole_and_a_full_case_says_so(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let long = "http://host-a.test/p/17\n".repeat(LINES + 1);
        let refused = assessment::add_items(&mut tx, &actor, &pack(), case, &long).await;
        assert!(matches!(refused, Err(Error::TooLong)));
        tx.execute("UPDATE assessment_item SET position = $1", store::values![LIMIT - 1]).await.unwrap();
        tx.commit().await.unwrap();
        let list = format!("{}\n{}", sha256(1), sha256(2));
        assert_eq!(paste(&test, &actor, case, &list).await, [Pasted::Added, Pasted::Full]);
        let theirs = analyst();
        let mut tx = test.desk.write().await.unwrap();
        let refused = assessment::add_items(&mut tx, &theirs, &pack(), case, &list).await;
        assert!(matches!(refused, Err(Error::NotHeld)));
    }

    async fn ten_thousand_items_are_classified_alike_in_one_step_each_for_itself(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut list = String::new();
        for number in 2..=1_000 {
            writeln!(list, "sha256:{number:064x}").unwrap();
        }
        let begun = std::time::Instant::now();
        let pasted = paste(&test, &actor, case, &list).await;
        assert!(pasted.iter().all(|result| *result == Pasted::Added));
        println!("a list of 999 lines: {:?}", begun.elapsed());
        // The others as if they had been pasted, without the time that takes.
        let mut tx = test.desk.write().await.unwrap();
        for position in 1_001..=LIMIT {
            let item: kernel::Id<assessment::Item> = tx.new_id();
            let put = "INSERT INTO assessment_item (id, case_id, kind, position, added_at) VALUES ($1, $2, 'other', $3, 0)";
            tx.execute(put, store::values![item, case, position]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let all = Selection { items: Vec::new(), positions: Some((1, LIMIT)) };
        let mut tx = test.desk.write().await.unwrap();
        let first = assessment::items(&mut tx, &actor, case).await.unwrap();
        assert_eq!(first.len(), usize::try_from(PAGE).unwrap());
        let like = assessment::classify_alike(&mut tx, &actor, &pack(), case, &all, 1, None).await;
        assert!(matches!(like, Err(Error::NoModel)));
        let chosen = answers(BASELINE);
        assessment::classify(&mut tx, &actor, &pack(), &first[0], &chosen, &law("yes")).await.unwrap();
        let begun = std::time::Instant::now();
        let done = assessment::classify_alike(&mut tx, &actor, &pack(), case, &all, 1, None).await.unwrap();
        assert_eq!(done, 9_999);
        // Once more: each earlier one is superseded by the one of the same item.
        assessment::classify_alike(&mut tx, &actor, &pack(), case, &all, 1, None).await.unwrap();
        println!("twice alike: {:?}", begun.elapsed());
        let begun = std::time::Instant::now();
        let counts = assessment::item_counts(&mut tx, &actor, case).await.unwrap();
        assert_eq!((counts.items, counts.classified), (LIMIT, LIMIT));
        assessment::decide(&mut tx, &actor, case, &assessment::Judgement::default()).await.unwrap();
        let decision = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
        assert_eq!(decision.ruling.inhope_class, Class::Baseline);
        let page = assessment::item_lines(&mut tx, &actor, case, LIMIT - 3).await.unwrap();
        assert_eq!(page.len(), 3);
        assert!(page.iter().all(|line| line.ruling.as_ref() == Some(&decision.ruling)));
        println!("counts, decision and a page: {:?}", begun.elapsed());
        tx.commit().await.unwrap();
        let made = "SELECT COUNT(*) AS value FROM assessment_assessment";
        assert_eq!(count(&test.desk, made).await, 1 + 2 * 9_999);
        let wrong = "SELECT COUNT(*) AS value FROM assessment_assessment a JOIN assessment_assessment b
            ON b.id = a.superseded_by WHERE a.item_id <> b.item_id";
        assert_eq!(count(&test.desk, wrong).await, 0);
    }

    async fn what_the_rules_beside_refuse_today_is_no_model(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        paste(&test, &actor, case, "http://host-c.test/1").await;
        let mut pack = pack::load(&pack::Source::Shipped("example".to_owned()), true).unwrap();
        let all = Selection { items: Vec::new(), positions: Some((1, 2)) };
        let mut tx = test.desk.write().await.unwrap();
        let first = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
        let law = pack.law_at(tx.now()).unwrap();
        let law_answers = law.elements.iter().map(|element| (element.key.to_string(), "no".to_owned())).collect();
        let chosen = answers(&[("classification", "not_illegal"), ("site_type", "website")]);
        assessment::classify(&mut tx, &actor, &pack, &first, &chosen, &law_answers).await.unwrap();
        assert_eq!(assessment::classify_alike(&mut tx, &actor, &pack, case, &all, 1, None).await.unwrap(), 1);
        // A question beside has to be answered from now on, and was not.
        for field in &mut pack.beside[0].schema.fields {
            field.required = true;
        }
        let like = assessment::classify_alike(&mut tx, &actor, &pack, case, &all, 1, None).await;
        assert!(matches!(like, Err(Error::NoModel)));
    }

    async fn a_selection_is_of_its_case_and_never_empty(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let other = claimed(&test, &actor, "http://host-b.test/p/17").await;
        paste(&test, &actor, case, "http://host-c.test/1\nhttp://host-c.test/2").await;
        classify_all(&test, &actor, other, BASELINE, &law("yes")).await;
        let mut tx = test.desk.write().await.unwrap();
        let theirs = assessment::items(&mut tx, &actor, other).await.unwrap()[0].id;
        let foreign = Selection { items: vec![theirs], positions: None };
        let kind = assessment::call_kind(&mut tx, &actor, case, &foreign, Kind::Image).await;
        assert!(matches!(kind, Err(Error::NothingSelected)));
        // The item at a position of another case is no model.
        let all = Selection { items: vec![theirs], positions: Some((2, 3)) };
        let like = assessment::classify_alike(&mut tx, &actor, &pack(), case, &all, 1, None).await;
        assert!(matches!(like, Err(Error::NoModel)));
        assert_eq!(assessment::call_kind(&mut tx, &actor, case, &all, Kind::Text).await.unwrap(), 2);
        assert_eq!(assessment::choose_only(&mut tx, &actor, case, &all, false).await.unwrap(), 2);
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        assert!(items[1..].iter().all(|item| item.kind == Kind::Text));
        assert_eq!(assessment::item(&mut tx, &actor, other, theirs).await.unwrap().kind, Kind::Other);
    }
}
