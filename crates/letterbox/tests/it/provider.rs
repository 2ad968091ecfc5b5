//! The provider's page, with a desk that is played: what it asks for, what it shows, and for whom it can be used.

use std::time::Duration;

use identity::Actor;
use kernel::{Id, SystemEntropy};
use letterbox::{Act, List, ListedPlace, Receipt, Sent, Spoken};
use uuid::Uuid;

use crate::client::{Answer, Site, field, without_state};

const HOST: &str = "host-a.test";

fn path() -> String {
    format!("/en/answer/{}", Receipt::draw(&SystemEntropy).text())
}

/// What the desk reads.
async fn spoken(site: &Site) -> Vec<Spoken> {
    let open = |row: &Vec<u8>| match Sent::open(&site.test.keyring, row) {
        Ok(Sent::ByLink(spoken)) => spoken,
        other => panic!("{other:?}"),
    };
    site.rows().await.iter().map(open).collect()
}

/// Puts a list for the visit that asked last.
async fn put(site: &Site, places: usize) {
    let visit = spoken(site).await.pop().expect("somebody asked");
    let list = List {
        reference: "7XK2M9QD".to_owned(),
        until: site.test.desk.clock().now().after(Duration::from_hours(2)),
        places: (1..=places)
            .map(|number| ListedPlace {
                place: format!("place-{number}"),
                letter: String::new(),
                reference: "7XK2M9QD".to_owned(),
                url: format!("http://{HOST}/p/{number}"),
                said: (number == 1).then(|| "seen".to_owned()),
            })
            .collect(),
        table: format!("reference,url\r\n7XK2M9QD,http://{HOST}/p/1\r\n"),
        next: None,
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

/// The page with a list of so many places, and the state of its form.
async fn listed(site: &Site, path: &str, places: usize) -> (Answer, String) {
    let page = site.form(path, &[("do", "code")]).await;
    let state = field(&page.body, "state");
    put(site, places).await;
    let page = site
        .form(
            path,
            &[("do", "open"), ("state", &state), ("code", "0000-0000")],
        )
        .await;
    let state = field(&page.body, "state");
    (page, state)
}

/// Every field of a page that a person fills in has a label; every button says something.
fn all_labelled(page: &str) -> usize {
    let mut fields = 0;
    for opening in ["<input", "<select", "<textarea"] {
        for tag in page.split(opening).skip(1) {
            let tag = tag.split('>').next().unwrap();
            if tag.contains("type=\"hidden\"") {
                continue;
            }
            let id = tag
                .split("id=\"")
                .nth(1)
                .expect("an id")
                .split('"')
                .next()
                .unwrap();
            assert!(page.contains(&format!("<label for=\"{id}\"")), "{id}");
            fields += 1;
        }
    }
    for button in page.split("<button").skip(1) {
        let text = button.split('>').nth(1).unwrap().split('<').next().unwrap();
        assert!(!text.trim().is_empty());
    }
    assert!(
        !page.contains("tabindex=\"1") && !page.contains(" onclick"),
        "the order of the keyboard is that of the page"
    );
    fields
}

store::on_both! {
    async fn one_page_for_every_link_that_looks_nothing_up(test: TestDb) {
        let site = Site::open(test).await;
        let first = site.get(&path()).await;
        assert_eq!(first.status, 200);
        for other in [path(), path(), "/en/answer/word".to_owned()] {
            let page = site.get(&other).await;
            assert_eq!((page.status, &page.head, &page.body), (200, &first.head, &first.body));
        }
        assert!(first.head.contains("cache-control: no-store") && first.head.contains("referrer-policy: no-referrer"));
        assert!(!first.head.contains("set-cookie"));
        // It stands also where the store does not answer.
        let mut tx = site.test.letterbox.write().await.unwrap();
        let drop = if site.test.letterbox.is_postgres() {
            "DROP TABLE letterbox_submission, letterbox_reply CASCADE"
        } else {
            "DROP TABLE letterbox_submission"
        };
        tx.execute(drop, store::values![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(site.get(&path()).await.body, first.body);
        assert_eq!(site.get("/fr/answer/word").await.status, 404);
    }

    async fn a_code_is_asked_for_sealed_and_the_same_is_said_whatever_the_link(test: TestDb) {
        let site = Site::open(test).await;
        let path = path();
        let page = site.form(&path, &[("do", "code")]).await;
        assert_eq!(page.status, 200);
        let other = site.form("/en/answer/word", &[("do", "code")]).await;
        assert_eq!(without_state(&page.body), without_state(&other.body));
        let sent = spoken(&site).await;
        assert_eq!(sent.len(), 1, "what can be no link is not sent on");
        let link = path.rsplit('/').next().unwrap();
        assert!(matches!(&sent[0].act, Act::Code { link: asked, .. } if asked == link));
        let row = site.rows().await.remove(0);
        assert_eq!(row.len(), 1_024, "as long as a report of one address");
        assert!(!String::from_utf8_lossy(&row).contains(link));
        let empty = site.form(&path, &[("do", "open"), ("code", " ")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains("href=\"#code\""));
    }

    async fn the_list_is_shown_to_its_visit_alone_in_both_languages_and_without_a_script(test: TestDb) {
        let site = Site::open(test).await;
        let path = path();
        let (page, state) = listed(&site, &path, 3).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("hxxp://host-a[.]test/p/3") && !page.body.contains("http://"));
        assert!(page.body.contains("You said before: We have read it"));
        assert_eq!(all_labelled(&page.body), 4 * 4, "a row each, and one for all");
        let looked = site.get(&path).await.body;
        assert_eq!(all_labelled(&looked), 1);
        let khmer = site.form(&path, &[("to", "km"), ("state", &state), ("says-2", "removed"), ("text-2", "typed")]).await;
        assert!(khmer.body.contains("<html lang=\"km\"") && khmer.body.contains("name=\"in\" value=\"km\""));
        assert!(khmer.body.contains("<option value=\"removed\" selected>") && khmer.body.contains(">typed<") || khmer.body.contains("\ntyped<"));
        assert_eq!(all_labelled(&khmer.body), 4 * 4);
        assert!(!khmer.body.contains("letterbox-"), "a key without words");
        // Another visit under the same link sees nothing of it.
        let stranger = site.form(&path, &[("do", "look"), ("state", &field(&site.form(&path, &[("do", "code")]).await.body, "state"))]).await;
        assert!(!stranger.body.contains(HOST) && stranger.body.contains("There is no list here yet"));
        let shown = site.form(&path, &[("do", "show"), ("state", &state)]).await.body;
        assert!(shown.contains("http://host-a.test/p/3") && !shown.contains("href=\"http"));
        let table = site.form(&path, &[("do", "csv"), ("state", &state)]).await;
        assert!(table.head.contains("filename=\"7xk2m9qd.csv\"") && table.body.starts_with("reference,url\r\n"));
        // After its time it is gone, also where it still lies there.
        site.test.clock.advance(Duration::from_hours(2));
        let over = site.form(&path, &[("do", "csv"), ("state", &state)]).await;
        assert_eq!(over.status, 422);
        assert!(!over.body.contains(HOST));
    }

    async fn what_is_typed_is_checked_kept_and_sent_place_by_place(test: TestDb) {
        let site = Site::open(test).await;
        let path = path();
        let (_, state) = listed(&site, &path, 3).await;
        let before = site.rows().await.len();
        let long = "w".repeat(2_001);
        for (fields, field) in [
            (vec![], "says-all"),
            (vec![("text-1", "typed")], "says-1"),
            (vec![("says-1", "word")], "says-1"),
            (vec![("says-1", "more_time")], "until-1"),
            (vec![("says-1", "more_time"), ("until-1", "2020-01-01")], "until-1"),
            (vec![("says-2", "question")], "text-2"),
            (vec![("says-3", "seen"), ("text-3", long.as_str())], "text-3"),
        ] {
            let all: Vec<_> = [("do", "words"), ("state", state.as_str())].into_iter().chain(fields).collect();
            let page = site.form(&path, &all).await;
            assert_eq!(page.status, 422, "{field}");
            assert!(page.body.contains(&format!("href=\"#{field}\"")) && page.body.contains(&format!("id=\"{field}-error\"")), "{field}");
        }
        assert_eq!(site.rows().await.len(), before, "nothing was sent");
        let fields = [
            ("do", "words"), ("state", &state), ("says-all", "removed"), ("text-all", "all of it"),
            ("says-2", "more_time"), ("until-2", "2099-01-01"), ("says-3", "not_ours"), ("whose-3", "Reseller"),
        ];
        let page = site.form(&path, &fields).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Your answers have arrived") && page.body.contains("hxxp://"));
        let sent = spoken(&site).await.pop().unwrap();
        let Act::Words { words, .. } = &sent.act else { panic!("words") };
        let said: Vec<_> = words.iter().map(|word| (word.place.as_str(), word.says.as_str(), word.text.as_str(), word.whose.as_str())).collect();
        assert_eq!(said, [
            ("place-1", "removed", "all of it", ""), ("place-2", "more_time", "", ""), ("place-3", "not_ours", "", "Reseller"),
        ]);
        assert!(words[1].until.is_some() && words[0].until.is_none());
        assert_eq!(sent.lookup_id, spoken(&site).await[0].lookup_id, "by this the desk knows the visit");
    }
}
