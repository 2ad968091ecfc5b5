//! What a receipt opens: the conversation, an address more, the wish for an answer, and withdrawing.

use identity::Actor;
use kernel::{Id, SystemEntropy};
use letterbox::{Reply, Said};
use serde_json::json;
use uuid::Uuid;

use crate::client::{Site, field};

const URL: &str = "http://host-a.test/p/17";

/// A report, and the state of its receipt's page.
async fn opened(site: &Site) -> (String, String) {
    let draw = site.draw().await;
    let receipt = site
        .form("/en/report", &[("state", &draw), ("urls", URL)])
        .await
        .receipt();
    let page = site.form("/en/receipt", &[("receipt", &receipt)]).await;
    (receipt, field(&page.body, "state"))
}

async fn say(site: &Site, number: u8, said: Said) {
    let actor = Actor::test_job(Id::random(&SystemEntropy));
    let submission = &site.opened().await[0];
    let mut tx = site.test.letterbox.write().await.unwrap();
    let sealed = Reply::new(said, tx.now())
        .seal(submission.reply_key, &SystemEntropy)
        .unwrap();
    letterbox::put_reply(
        &mut tx,
        &actor,
        Uuid::from_bytes([number; 16]),
        &submission.lookup_id,
        &sealed,
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn a_message_goes_and_comes_under_the_receipt(test: TestDb) {
        let site = Site::open(test).await;
        let (receipt, state) = opened(&site).await;
        let fields = [("state", state.as_str()), ("do", "message"), ("message", " a\r\nword ")];
        let page = site.form("/en/account", &fields).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Your message has arrived"));
        // The same press twice is one; the same words from the next page are said again.
        site.form("/en/account", &fields).await;
        let next = field(&page.body, "state");
        site.test.clock.advance(std::time::Duration::from_secs(60));
        let page = site.form("/en/account", &[("state", &next), ("do", "look")]).await;
        let next = field(&page.body, "state");
        site.form("/en/account", &[("state", &next), ("do", "message"), ("message", "a\nword")]).await;
        let told = site.opened().await;
        assert_eq!(told[1].content.message.as_deref(), Some("a\nword"));
        assert_eq!(told[1].id, told[2].id);
        assert_ne!(told[1].id, told[3].id);

        say(&site, 1, Said::Yours("my <word>".to_owned())).await;
        site.test.clock.advance(std::time::Duration::from_secs(60));
        say(&site, 2, Said::Message("your word".to_owned())).await;
        let page = site.form("/en/receipt", &[("receipt", &receipt)]).await.body;
        let mine = page.find("my &#60;word&#62;").expect("what was said before");
        assert!(mine < page.find("your word").unwrap());
        assert!(page.contains("There is no answer yet."), "a message is no step");
        let answer = site.json("/api/v1/receipts", json!({"receipt": receipt})).await.json();
        assert_eq!(answer["messages"][0]["from"], "reporter");
        assert_eq!(answer["messages"][1]["text"], "your word");
    }

    async fn an_address_a_wish_and_a_withdrawal_are_taken(test: TestDb) {
        let site = Site::open(test).await;
        let (_, state) = opened(&site).await;
        let act = async |fields: &[(&str, &str)]| {
            let fields = [&[("state", state.as_str())], fields].concat();
            site.form("/en/account", &fields).await
        };
        let more = act(&[("do", "urls"), ("urls", "http://host-b.test/p/1")]).await;
        assert!(more.body.contains("belongs to your report"));
        assert!(act(&[("do", "feedback")]).await.body.contains("you wish to be told"));
        let asked = act(&[("do", "withdraw")]).await;
        assert!(asked.body.contains("cannot be undone"));
        assert_eq!(site.rows().await.len(), 3, "asking withdraws nothing");
        assert!(act(&[("do", "withdrawn")]).await.body.contains("is destroyed"));
        let told = site.opened().await;
        assert_eq!(told[1].content.urls, ["http://host-b.test/p/1"]);
        assert_eq!(told[2].content.feedback, Some(true));
        assert!(told[3].content.withdraw);
        assert!(told.iter().all(|one| one.lookup_id == told[0].lookup_id));
        let asked = site.form("/km/account", &[("state", &state), ("do", "withdraw"), ("go", "stay")]).await;
        assert!(asked.body.contains("<html lang=\"km\"") && asked.body.contains("value=\"withdrawn\""));
        assert!(asked.body.contains("formaction=\"/en/account\""), "{}", asked.body);
    }

    async fn whatever_is_pressed_the_rest_that_was_typed_stays(test: TestDb) {
        let site = Site::open(test).await;
        let (_, state) = opened(&site).await;
        let (words, url) = ("unsent <words>", "http://host-b.test/p/1");
        let typed = [("state", state.as_str()), ("message", words), ("urls", url)];
        let press = async |language: &str, button: (&str, &str), typed: &[(&str, &str)]| {
            let fields = [typed, &[button]].concat();
            site.form(&format!("/{language}/account"), &fields).await
        };
        let (message, address) = ("\nunsent &#60;words&#62;</textarea>", "\nhttp://host-b.test/p/1</textarea>");
        for (language, button) in [
            ("en", ("do", "look")), ("km", ("go", "stay")), ("en", ("do", "feedback")),
        ] {
            let page = press(language, button, &typed).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains(message) && page.body.contains(address), "{}", page.body);
        }
        let sent = press("en", ("do", "message"), &typed).await;
        assert!(!sent.body.contains(message) && sent.body.contains(address), "{}", sent.body);
        let added = press("en", ("do", "urls"), &typed).await;
        assert!(added.body.contains(message) && !added.body.contains(address), "{}", added.body);
        // By the page that asks about withdrawing, and back.
        let asked = press("en", ("do", "withdraw"), &typed).await.body;
        let carried = [("state", &*field(&asked, "state")), ("message", &*field(&asked, "message")), ("urls", &*field(&asked, "urls"))]
            .map(|(name, value)| (name, value.to_owned()));
        let carried = carried.each_ref().map(|(name, value)| (*name, value.as_str()));
        let back = press("en", ("do", "look"), &carried).await.body;
        assert!(back.contains(message) && back.contains(address), "{back}");
        // By the page that asks for the receipt, after the page was open for too long.
        site.test.clock.advance(std::time::Duration::from_hours(96));
        let asked = press("en", ("do", "message"), &typed).await.body;
        let receipt = letterbox::Receipt::draw(&SystemEntropy).text();
        let (kept, url) = (field(&asked, "message"), field(&asked, "urls"));
        let fields = [("receipt", &*receipt), ("message", &*kept), ("urls", &*url), ("go", "stay")];
        let khmer = site.form("/km/receipt", &fields).await.body;
        assert!(khmer.contains("formaction=\"/en/receipt\"") && field(&khmer, "message") == kept, "{khmer}");
        assert!(khmer.contains(&receipt), "what is typed of the receipt stays too");
        let fields = [("receipt", "word"), ("message", &*kept), ("urls", &*url)];
        let asked = site.form("/en/receipt", &fields).await.body;
        assert_eq!(field(&asked, "message"), kept);
        let fields = [("receipt", &*receipt), ("message", &*kept), ("urls", &*url)];
        let page = site.form("/en/receipt", &fields).await.body;
        assert!(page.contains(message) && page.contains(address), "{page}");
    }

    async fn a_date_is_one_for_programs_too(test: TestDb) {
        let site = Site::open(test).await;
        let (receipt, _) = opened(&site).await;
        say(&site, 1, Said::Message("your word".to_owned())).await;
        let page = site.form("/km/receipt", &[("receipt", &receipt)]).await.body;
        assert!(page.contains("<time datetime=\"2026-01-05\">"), "{page}");
    }

    async fn every_answer_leaves_by_the_clock(test: TestDb) {
        let site = Site::open(test).await;
        let (_, state) = opened(&site).await;
        let beat = std::time::Duration::from_millis(100);
        for fields in [[("do", "look"), ("state", state.as_str())], [("do", "look"), ("state", "word")]] {
            let began = std::time::Instant::now();
            site.form("/en/account", &fields).await;
            assert!(began.elapsed() >= beat, "{:?}", began.elapsed());
        }
    }

    async fn what_is_wrong_is_explained_and_kept(test: TestDb) {
        let site = Site::open(test).await;
        let (_, state) = opened(&site).await;
        for (act, name, typed, word) in [
            ("message", "message", " ", "write something"),
            ("urls", "urls", "", "at least one web address"),
            ("urls", "urls", "data:text/plain;base64,d29yZA==", "content of a file"),
        ] {
            let page = site.form("/en/account", &[("state", &state), ("do", act), (name, typed)]).await;
            assert_eq!(page.status, 422);
            assert!(page.body.contains(word), "{}", page.body);
            assert!(page.body.contains(typed.trim()));
        }
        assert_eq!(site.rows().await.len(), 1);
    }
}
