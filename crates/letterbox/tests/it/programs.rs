//! Programs that answer letters, with a desk that is played: what is sealed to it, and that every failure is alike.

use std::time::Duration;

use identity::Actor;
use kernel::{Id, SystemEntropy};
use letterbox::{Act, List, ListedPlace, Sent, Spoken};
use serde_json::{Value, json};
use store::testing::TestDb;
use uuid::Uuid;

use crate::client::{Answer, Site};

const ASK: &str = "/api/v1/answers";
const LIST: &str = "/api/v1/answers/list";
const WORDS: &str = "/api/v1/answers/words";

/// A key as the desk makes them; the letterbox cannot know whether it opens anything.
async fn key(test: &TestDb) -> String {
    let manager = Actor::test_staff(Id::random(&SystemEntropy), &[identity::Role::Manager]);
    let mut tx = test.desk.write().await.unwrap();
    let recipient = Id::random(&SystemEntropy);
    let key =
        identity::add_recipient_key(&mut tx, &manager, recipient, Duration::from_hours(1)).await;
    key.unwrap().expose().clone()
}

async fn call(site: &Site, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
    let body = body.to_string();
    let mut lines = String::new();
    for (name, value) in headers {
        lines.extend([*name, ": ", *value, "\r\n"]);
    }
    site.send(&format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\naccept-language: en\r\ncontent-type: application/json\r\n{lines}\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
    .await
}

async fn ask(site: &Site, key: &str, body: Value) -> Answer {
    call(
        site,
        ASK,
        &[("authorization", &format!("Bearer {key}"))],
        &body,
    )
    .await
}

async fn spoken(site: &Site) -> Vec<Spoken> {
    let open = |row: &Vec<u8>| match Sent::open(&site.test.keyring, row) {
        Ok(Sent::ByLink(spoken)) => spoken,
        other => panic!("{other:?}"),
    };
    site.rows().await.iter().map(open).collect()
}

/// Puts a list of three places for the visit that asked last.
async fn put(site: &Site) {
    let visit = spoken(site).await.pop().expect("somebody asked");
    let list = List {
        reference: String::new(),
        until: site.test.desk.clock().now().after(Duration::from_hours(2)),
        places: (1..=3)
            .map(|number| ListedPlace {
                place: format!("place-{number}"),
                letter: "L7XK2M9QD".to_owned(),
                reference: "7XK2M9QD".to_owned(),
                url: format!("http://host-a.test/p/{number}"),
                said: (number == 1).then(|| "seen".to_owned()),
            })
            .collect(),
        table: String::new(),
        next: Some("place-3".to_owned()),
    };
    let actor = Actor::test_job(Id::random(&SystemEntropy));
    let pieces = list.seal(visit.reply_key, &SystemEntropy).unwrap();
    let mut tx = site.test.letterbox.write().await.unwrap();
    for (piece, number) in pieces.iter().zip(0_u8..) {
        let id = Uuid::from_bytes([number; 16]);
        letterbox::put_reply(&mut tx, &actor, id, &visit.lookup_id, piece)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn a_program_asks_polls_and_answers_and_the_store_holds_nothing_of_it(test: TestDb) {
        let site = Site::open(test).await;
        let key = key(&site.test).await;
        let begun = ask(&site, &key, json!({"reference": " 7XK2M9QD ", "after": "place-0"})).await;
        assert_eq!(begun.status, 202, "{}", begun.body);
        let visit = begun.json()["visit"].as_str().unwrap().to_owned();
        let row = site.rows().await.remove(0);
        assert_eq!(row.len(), 1_024, "as long as a report of one address");
        assert!(!String::from_utf8_lossy(&row).contains(&key));
        assert!(matches!(&spoken(&site).await[0].act, Act::Key { key: sent, of, after }
            if *sent == key && of.as_deref() == Some("7XK2M9QD") && after.as_deref() == Some("place-0")));
        let waiting = call(&site, LIST, &[], &json!({"visit": visit})).await;
        assert_eq!((waiting.status, waiting.body.as_str()), (202, "{}"));
        assert!(waiting.head.contains("retry-after: 1") && waiting.head.contains("cache-control: no-store"));
        put(&site).await;
        let listed = call(&site, LIST, &[], &json!({"visit": visit})).await;
        assert_eq!(listed.status, 200, "{}", listed.body);
        let list = listed.json();
        assert_eq!((list["places"].as_array().unwrap().len(), &list["next"]), (3, &json!("place-3")));
        assert_eq!(list["places"][0], json!({"place": "place-1", "letter": "L7XK2M9QD", "reference": "7XK2M9QD",
            "url": "http://host-a.test/p/1", "said": "seen"}));

        let said = json!({"visit": visit, "words": [
            {"place": "place-2", "says": "more_time", "until": "2099-01-01"},
            {"place": "place-3", "says": "not_ours", "whose": "Reseller"},
        ], "all": {"says": "removed", "text": "all of it"}});
        let once = [("idempotency-key", "one")];
        for _ in 0..2 {
            let taken = call(&site, WORDS, &once, &said).await;
            assert_eq!((taken.status, taken.json()), (202, json!({"places": 3})), "{}", taken.body);
        }
        assert_eq!(call(&site, WORDS, &[("idempotency-key", "two")], &said).await.status, 202);
        let sent = spoken(&site).await;
        let [_, first, again, other] = &sent[..] else { panic!("{}", sent.len()) };
        assert_eq!(first.id, again.id, "sent twice it is once");
        assert_ne!(first.id, other.id, "under another key it is said again");
        assert_eq!(first.lookup_id, sent[0].lookup_id, "by this the desk knows the visit");
        let Act::Words { words, .. } = &first.act else { panic!("words") };
        let said: Vec<_> = words.iter().map(|word| (word.place.as_str(), word.says.as_str(), word.whose.as_str(), word.until.is_some())).collect();
        assert_eq!(said, [("place-2", "more_time", "", true), ("place-3", "not_ours", "Reseller", false), ("place-1", "removed", "", false)]);
    }

    async fn what_is_wrong_with_words_is_named_by_its_place_in_them(test: TestDb) {
        let site = Site::open(test).await;
        let key = key(&site.test).await;
        let visit = ask(&site, &key, json!({})).await.json()["visit"].clone();
        put(&site).await;
        let before = site.rows().await.len();
        let once = [("idempotency-key", "one")];
        for (said, pointer) in [
            (json!({}), "#/words"),
            (json!({"words": [{"place": "place-9", "says": "seen"}]}), "#/words/0/place"),
            (json!({"words": [{"place": "place-1", "says": "seen"}, {"place": "place-1", "says": "removed"}]}), "#/words/1/place"),
            (json!({"words": [{"place": "place-1"}]}), "#/words/0/says"),
            (json!({"words": [{"place": "place-1", "says": "word"}]}), "#/words/0/says"),
            (json!({"words": [{"place": "place-1", "says": "more_time", "until": "2020-01-01"}]}), "#/words/0/until"),
            (json!({"all": {"says": "question"}}), "#/all/text"),
            (json!({"all": {"says": "seen", "text": "w".repeat(2_001)}}), "#/all/text"),
            (json!({"all": {"says": "seen", "picture": "data"}}), "#/all/picture"),
            (json!({"words": "seen"}), "#/words"),
        ] {
            let mut said = said;
            said["visit"] = visit.clone();
            let refused = call(&site, WORDS, &once, &said).await;
            assert_eq!(refused.status, 422, "{said}: {}", refused.body);
            assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{said}: {}", refused.body);
        }
        let said = json!({"visit": visit, "all": {"says": "seen"}});
        assert_eq!(call(&site, WORDS, &[], &said).await.status, 400, "without an idempotency key");
        assert_eq!(call(&site, WORDS, &once, &json!({"visit": "word", "all": {"says": "seen"}})).await.status, 422);
        assert_eq!(call(&site, LIST, &[], &json!({"visit": "word"})).await.status, 422);
        assert_eq!(site.post(WORDS, "text/plain", "seen").await.status, 415);
        assert_eq!(site.post(WORDS, "application/json", "seen").await.status, 400);
        assert_eq!(site.rows().await.len(), before, "nothing was sent");
        // After its time it is gone, also where it still lies there.
        site.test.clock.advance(Duration::from_hours(2));
        assert_eq!(call(&site, WORDS, &once, &said).await.status, 409);
        assert_eq!(call(&site, LIST, &[], &json!({"visit": visit})).await.status, 202);
    }

    async fn every_key_that_is_one_is_answered_alike_and_a_mistyped_one_is_told(test: TestDb) {
        let site = Site::open(test).await;
        let (one, other) = (key(&site.test).await, key(&site.test).await);
        let without = |answer: &Answer| {
            let visit = answer.json()["visit"].as_str().unwrap().to_owned();
            (answer.status, answer.body.replace(&visit, ""))
        };
        let answers = [ask(&site, &one, json!({})).await, ask(&site, &other, json!({})).await];
        assert_eq!(without(&answers[0]), without(&answers[1]));
        let before = site.rows().await.len();
        let mut mistyped = one.clone();
        mistyped.replace_range(10..11, if &one[10..11] == "A" { "B" } else { "A" });
        let none = call(&site, ASK, &[], &json!({})).await;
        for wrong in [ask(&site, &mistyped, json!({})).await, ask(&site, "word", json!({})).await, none] {
            assert_eq!(wrong.status, 401);
            assert!(wrong.head.contains("www-authenticate: bearer"));
        }
        // A visit opens its own list alone.
        put(&site).await;
        let first = call(&site, LIST, &[], &json!({"visit": answers[0].json()["visit"]})).await;
        assert_eq!((first.status, first.body.as_str()), (202, "{}"));
        let words = json!({"visit": answers[0].json()["visit"], "all": {"says": "seen"}});
        assert_eq!(call(&site, WORDS, &[("idempotency-key", "one")], &words).await.status, 409);
        assert_eq!(site.rows().await.len(), before);
        // A link that is opened causes nothing.
        for path in [ASK, LIST, WORDS] {
            assert_eq!(site.get(path).await.status, 405);
        }
    }
}
