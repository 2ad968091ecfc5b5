//! The pages of a case's items: nothing that was typed into their forms is lost.

use assessment::{LIMIT, LINES};
use identity::Role;
use identity::testing::{TestDesk, Visitor};
use intake::Case;
use kernel::Id;
use store::testing::TestDb;

use crate::house::{BASELINE, UNAVAILABLE, case, law};
use crate::pages::{between, desk};

/// A case that an analyst claimed, and its first item.
async fn claimed(test: &TestDb, desk: &TestDesk) -> (Visitor, Id<Case>, String) {
    let case = case(test, "http://host-a.test/p/17").await;
    let analyst = desk.sign_in(&[Role::Analyst]).await;
    analyst.post(&format!("/cases/{case}/claim"), &[]).await;
    let mut tx = test.desk.read().await.unwrap();
    let items = assessment::items(&mut tx, analyst.actor(), case)
        .await
        .unwrap();
    (analyst, case, items[0].id.to_string())
}

const VALUE: &str = "098f6bcd4621d373cade4e832627b4f6";

store::on_both! {
    async fn as_many_long_lines_as_are_promised_fit_into_the_form(test: TestDb) {
        let (analyst, case, _) = claimed(&test, &desk(&test)).await;
        let line = format!("http://host-b.test/1?{}\n", "a".repeat(200));
        let list = line.repeat(LINES);
        let answer = analyst.post(&format!("/cases/{case}/items/list"), &[("list", &list)]).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains("says the same as line 1"), "{}", answer.body);
    }

    async fn an_answer_that_was_given_can_be_left_again(test: TestDb) {
        let (analyst, case, item) = claimed(&test, &desk(&test)).await;
        let at = format!("/cases/{case}/items/{item}/assessment");
        let save = async |chosen: &[(&str, &str)], answer: &str| {
            let law: Vec<_> = law("yes").into_keys().map(|key| format!("law_{key}")).collect();
            let law = law.iter().map(|name| (name.as_str(), answer));
            let fields: Vec<_> = chosen.iter().copied().chain(law).chain([("why", "neutral words")]).collect();
            let answer = analyst.post(&at, &fields).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
        };
        save(BASELINE, "yes").await;
        let page = analyst.get(&at).await.body;
        for name in law("yes").into_keys().map(|key| format!("law_{key}")).chain(["gender".to_owned()]) {
            assert!(page.contains(&format!("name=\"{name}\" type=\"radio\" value=\"\"")), "{name}: {page}");
        }
        // What has to be answered has no such choice.
        assert!(!page.contains("name=\"classification\" type=\"radio\" value=\"\""), "{page}");
        save(UNAVAILABLE, "").await;
        let mut tx = test.desk.read().await.unwrap();
        let item = assessment::items(&mut tx, analyst.actor(), case).await.unwrap()[0].id;
        let now = assessment::assessment(&mut tx, analyst.actor(), item).await.unwrap().unwrap();
        assert!(!now.ruling.calls_for_action() && now.law_answers.is_empty(), "{now:?}");
    }

    async fn no_button_of_the_classification_loses_what_was_answered(test: TestDb) {
        let (analyst, case, item) = claimed(&test, &desk(&test)).await;
        let at = format!("/cases/{case}/items/{item}/assessment");
        let press = async |button: &str, hash: &str| {
            let fields = [("classification", "not_illegal"), ("do", button), ("hash", hash)];
            let answer = analyst.post(&at, &fields).await;
            assert!(answer.body.contains("value=\"not_illegal\" checked"), "{button}: {}", answer.body);
            answer
        };
        let stored = async || analyst.get(&at).await.body.contains(VALUE);
        // A hash that is none comes back at its field.
        for button in ["hash", "save"] {
            let wrong = press(button, "md5:word").await;
            assert_eq!(wrong.status, 422);
            assert!(wrong.body.contains("id=\"hash-error\"") && wrong.body.contains("value=\"md5:word\""), "{}", wrong.body);
        }
        let kept = press("hash", &format!("md5:{VALUE}")).await;
        assert_eq!(kept.status, 200);
        assert!(kept.body.contains("id=\"hash\" name=\"hash\" type=\"text\" value=\"\""), "{}", kept.body);
        assert!(stored().await);
        let differs = press("hash", &format!("md5:{}", "0a".repeat(16))).await;
        assert!(differs.status == 422 && differs.body.contains("id=\"hash-error\""), "{}", differs.body);
        assert_eq!(press("remove_md5", "").await.status, 200);
        assert!(!stored().await);
        // Pressed twice, or in another tab; and an answer that is not known any more.
        let gone = press("remove_md5", "").await;
        assert!(gone.status == 422 && gone.body.contains("The hash was taken away already"), "{}", gone.body);
        let gone = press("take_over", "").await;
        assert!(gone.status == 422 && gone.body.contains("is not known any more"), "{}", gone.body);
        // Saved with the answers, or not at all: the answers are incomplete.
        let incomplete = press("save", &format!("md5:{VALUE}")).await;
        assert!(incomplete.status == 422 && incomplete.body.contains(&format!("value=\"md5:{VALUE}\"")));
        assert!(!stored().await);
        assert_eq!(analyst.post(&at, &[("do", "remove_word")]).await.status, 400);
    }

    async fn a_kind_is_written_as_the_page_calls_it(test: TestDb) {
        let (analyst, case, _) = claimed(&test, &desk(&test)).await;
        let list = "Video http://host-b.test/1\nvideo http://host-b.test/2\nhttp://host-b.test/3";
        let added = analyst.post(&format!("/cases/{case}/items/list"), &[("list", list)]).await;
        assert_eq!(added.status, 303, "{}", added.body);
        let mut tx = test.desk.read().await.unwrap();
        let items = assessment::items(&mut tx, analyst.actor(), case).await.unwrap();
        let kinds: Vec<_> = items[1..].iter().map(|item| item.kind.name()).collect();
        assert_eq!(kinds, ["video", "video", "other"]);
    }

    async fn nothing_is_superseded_unseen_by_many_at_once(test: TestDb) {
        let (analyst, case, item) = claimed(&test, &desk(&test)).await;
        let (at, items) = (format!("/cases/{case}/items/bulk"), format!("/cases/{case}/items"));
        analyst.post(&format!("{items}/list"), &[("list", "http://host-b.test/1\nhttp://host-b.test/2")]).await;
        let classify = async |chosen: &[(&str, &str)], answer: &str, item: &str| {
            let law: Vec<_> = law(answer).into_iter().map(|(key, answer)| (format!("law_{key}"), answer)).collect();
            let law = law.iter().map(|(name, answer)| (name.as_str(), answer.as_str()));
            let fields: Vec<_> = chosen.iter().copied().chain(law).collect();
            assert_eq!(analyst.post(&format!("{items}/{item}/assessment"), &fields).await.status, 303);
        };
        let version = async || between(&analyst.get(&items).await.body, "name=\"version\" value=\"", "\"").to_owned();
        let before = version().await;
        classify(BASELINE, "yes", &item).await;
        let third = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::items(&mut tx, analyst.actor(), case).await.unwrap()[2].id.to_string()
        };
        classify(UNAVAILABLE, "yes", &third).await;
        let press = async |version: &str, to: &str, more: &[(&str, &str)]| {
            let fields = [("version", version), ("act", "classify"), ("from", "2"), ("to", to), ("like", "1")];
            analyst.post(&at, &[&fields[..], more].concat()).await
        };
        let stale = press(&before, "2", &[]).await;
        assert!(stale.status == 422 && stale.body.contains("since you opened this page"), "{}", stale.body);
        // One number alone reaches nowhere.
        let now = version().await;
        let alone = press(&now, "", &[]).await;
        assert!(alone.status == 422 && alone.body.contains("id=\"to-error\""), "{}", alone.body);
        let counted = press(&now, "3", &[]).await;
        assert!(counted.status == 422 && counted.body.contains("1 of the selected items is classified already"), "{}", counted.body);
        assert_eq!(version().await, now, "nothing was done");
        assert_eq!(press(&now, "3", &[("again", "yes")]).await.status, 303);
        assert!(analyst.get(&items).await.body.contains("3 of 3 items classified"));
    }

    async fn a_slip_loses_no_selection(test: TestDb) {
        let (analyst, case, item) = claimed(&test, &desk(&test)).await;
        let at = format!("/cases/{case}/items/bulk");
        let act = async |more: &[(&str, &str)]| {
            let ticked = [("item", item.as_str()), ("after", "0")];
            let answer = analyst.post(&at, &[&ticked[..], more].concat()).await;
            assert_eq!(answer.status, 422, "{}", answer.body);
            assert!(answer.body.contains(&format!("value=\"{item}\" checked")), "{}", answer.body);
            answer.body
        };
        let wrong = |page: &str, field: &str| page.contains(&format!("id=\"{field}-error\""));
        let page = act(&[("act", "classify"), ("from", "2"), ("to", "word"), ("like", "1")]).await;
        assert!(wrong(&page, "to") && page.contains("value=\"word\""), "{page}");
        let page = act(&[("act", "classify"), ("from", "1"), ("to", "3"), ("like", "")]).await;
        assert!(wrong(&page, "like") && page.contains("id=\"to\" name=\"to\" type=\"text\" value=\"3\""), "{page}");
        // Nor does a claim that ran out.
        analyst.post(&format!("/cases/{case}/hand-over"), &[]).await;
        let page = act(&[("act", "kind"), ("kind", "video")]).await;
        assert!(wrong(&page, "from") && page.contains("value=\"video\" selected"), "{page}");
    }

    async fn a_full_case_keeps_the_address_that_it_does_not_take(test: TestDb) {
        let (analyst, case, _) = claimed(&test, &desk(&test)).await;
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("UPDATE assessment_item SET position = $1", store::values![LIMIT]).await.unwrap();
        tx.commit().await.unwrap();
        let typed = [("url", "http://host-b.test/p/18"), ("kind", "image")];
        let kept = analyst.post(&format!("/cases/{case}/items"), &typed).await;
        assert_eq!(kept.status, 422, "{}", kept.body);
        assert!(kept.body.contains("value=\"http://host-b.test/p/18\""), "{}", kept.body);
        assert!(kept.body.contains("as many items as a case may have"), "{}", kept.body);
    }
}
