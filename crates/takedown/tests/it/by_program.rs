//! Programs of providers that answer letters with a key, from the letterbox to the desk and back.

use std::time::Duration;

use identity::Role;
use intake::Case;
use kernel::Id;
use serde_json::{Value, json};
use stakeholders::Contact;
use store::testing::TestDb;
use store::values;
use takedown::{Says, State, Via, Wanted};

use crate::letters::waiting;
use crate::visitor::{Answer, Site};
use crate::world::{ABUSE, HOST, World, job, staff, world};

const ASK: &str = "/api/v1/answers";
const LIST: &str = "/api/v1/answers/list";
const WORDS: &str = "/api/v1/answers/words";

/// Cases whose notices left in one letter, and whom it went to.
async fn sent(world: &World, count: usize) -> (Vec<Id<Case>>, Id<Contact>) {
    let cases = waiting(world, count).await;
    world.approve(ABUSE).await;
    assert_eq!(world.net.mails().len(), 1);
    let contact = world.notices(cases[0]).await[0].contact;
    (cases, contact)
}

async fn key(world: &World, contact: Id<Contact>) -> String {
    let mut tx = world.db.write().await.unwrap();
    let life = Duration::from_hours(24 * 30);
    let key = stakeholders::add_program_key(&mut tx, &staff(Role::Manager), contact, life).await;
    tx.commit().await.unwrap();
    key.unwrap().expose().clone()
}

/// Asks for the list with a key, has the desk see to it, and looks.
async fn list(world: &World, site: &Site, key: &str, body: Value) -> (String, Answer) {
    let visit = ask(site, key, body).await;
    world.take_in().await;
    let listed = site.call(LIST, &[], &json!({ "visit": visit })).await;
    (visit, listed)
}

async fn ask(site: &Site, key: &str, body: Value) -> String {
    let bearer = format!("Bearer {key}");
    let begun = site.call(ASK, &[("authorization", &bearer)], &body).await;
    assert_eq!(begun.status, 202, "{}", begun.body);
    begun.json()["visit"].as_str().unwrap().to_owned()
}

async fn say(world: &World, site: &Site, visit: &str, once: &str, mut said: Value) -> Answer {
    said["visit"] = json!(visit);
    let answer = site.call(WORDS, &[("idempotency-key", once)], &said).await;
    world.take_in().await;
    answer
}

fn places(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["places"].as_array().unwrap().clone()
}

async fn words(world: &World, case: Id<Case>) -> Vec<(Says, Via)> {
    let mut tx = world.db.read().await.unwrap();
    let words = takedown::words_of(&mut tx, &job(), case).await.unwrap();
    words.iter().map(|word| (word.says, word.via)).collect()
}

/// The entries of the record by programs: what they did.
async fn recorded(world: &World) -> Vec<String> {
    let mut tx = world.db.read().await.unwrap();
    let sql =
        "SELECT action AS value FROM audit_entry WHERE actor_kind = 'recipient' ORDER BY action";
    let rows: Vec<(String,)> = tx.all(sql, values![]).await.unwrap();
    rows.into_iter().map(|(action,)| action).collect()
}

const LISTS: &str = "SELECT COUNT(*) AS value FROM letterbox_reply";

async fn lists(test: &TestDb) -> i64 {
    let mut tx = test.letterbox.read().await.unwrap();
    let (count,): (i64,) = tx.one(LISTS, values![]).await.unwrap();
    count
}

store::on_both! {
    async fn a_program_reads_what_is_open_and_answers_place_by_place_and_for_all(test: TestDb) {
        let world = world(&test).await;
        let (cases, contact) = sent(&world, 3).await;
        let site = Site::open(&test, &world).await;
        let key = key(&world, contact).await;
        let (visit, listed) = list(&world, &site, &key, json!({})).await;
        let listed = places(&listed);
        assert_eq!(listed.len(), 3);
        let mut references = Vec::new();
        for case in &cases {
            references.push(world.case(*case).await.reference.clone());
        }
        let of = |case: usize| {
            let reference = references[case].as_str();
            listed.iter().find(|place| place["reference"] == reference).expect("its place").clone()
        };
        assert_eq!(of(0)["url"], world.url(HOST).replace("/p/17", "/p/0"));
        assert!(of(0)["letter"].as_str().unwrap().starts_with('L') && of(0)["said"].is_null());
        let said = json!({"words": [
            {"place": of(1)["place"], "says": "not_ours", "whose": "Reseller"},
            {"place": of(2)["place"], "says": "question", "text": "canaryanswer"},
        ], "all": {"says": "seen"}});
        for _ in 0..2 {
            // Sent again it is taken once.
            assert_eq!(say(&world, &site, &visit, "one", said.clone()).await.status, 202);
        }
        for (case, says) in cases.iter().zip([Says::Seen, Says::NotOurs, Says::Question]) {
            assert_eq!(words(&world, *case).await, [(says, Via::Program)]);
            assert_eq!(world.notices(*case).await[0].state, State::Acknowledged);
            assert_eq!(world.case(*case).await.state, intake::State::Acting, "their word closes nothing");
        }
        let mut wanted = world.wanted();
        wanted.sort_by_key(|wanted| format!("{wanted:?}"));
        assert_eq!(wanted, [Wanted::Answer, Wanted::Owner]);
        assert_eq!(recorded(&world).await, ["takedown.answer_on_page", "takedown.open_list"]);
        let panel = crate::pages::panel_of(&test, &world, cases[1]).await;
        assert!(panel.contains("by their program") && panel.contains("Reseller"), "{panel}");
        // The list tells what was said, and can be of one letter or case, or of what is behind a place.
        let (_, again) = list(&world, &site, &key, json!({"reference": references[1]})).await;
        let again = places(&again);
        assert_eq!((again.len(), &again[0]["said"]), (1, &json!("not_ours")));
        let (_, letter) = list(&world, &site, &key, json!({"reference": of(0)["letter"]})).await;
        assert_eq!(places(&letter).len(), 3);
        let (_, behind) = list(&world, &site, &key, json!({"after": places(&letter)[1]["place"]})).await;
        assert!(places(&behind).len() < 3);
    }

    async fn a_key_opens_its_own_contacts_letters_alone_and_while_it_holds(test: TestDb) {
        let world = world(&test).await;
        let (cases, contact) = sent(&world, 1).await;
        let site = Site::open(&test, &world).await;
        let mut tx = world.db.write().await.unwrap();
        let proposal = stakeholders::Proposal {
            kind: stakeholders::Kind::Provider,
            name: "Another Hosting",
            country: "KH".parse().ok(),
            autonomous_system: None,
            address: "abuse@another.test",
            language: None,
            source: stakeholders::Source::Staff,
        };
        let manager = staff(Role::Manager);
        let another = stakeholders::propose(&mut tx, &manager, &proposal).await.unwrap();
        let life = Duration::from_hours(24);
        let early = stakeholders::add_program_key(&mut tx, &manager, another, life).await;
        assert!(matches!(early, Err(stakeholders::Error::NotApproved)), "only an approved contact's");
        stakeholders::approve(&mut tx, &manager, another).await.unwrap();
        tx.commit().await.unwrap();
        let (own, strange) = (key(&world, contact).await, key(&world, another).await);
        let (visit, listed) = list(&world, &site, &own, json!({})).await;
        let place = places(&listed)[0]["place"].clone();
        let letter = places(&listed)[0]["letter"].clone();
        // Another's key sees nothing of it, however it asks.
        let (theirs, nothing) = list(&world, &site, &strange, json!({})).await;
        assert!(places(&nothing).is_empty());
        for asked in [json!({"reference": letter}), json!({"reference": world.case(cases[0]).await.reference.clone()})] {
            let (_, answer) = list(&world, &site, &strange, asked).await;
            assert!(answer.status == 202 || places(&answer).is_empty(), "{}", answer.body);
        }
        let said = json!({"words": [{"place": place, "says": "removed"}]});
        assert_eq!(say(&world, &site, &theirs, "one", said.clone()).await.status, 422);
        // Nor where a letterbox that lies seals it to the desk all the same.
        forged(&test, &world, &strange, place.as_str().unwrap()).await;
        assert!(words(&world, cases[0]).await.is_empty());

        // Wrong, of no contact, retired, ended: nothing is ever there, and it looks as if it had not come yet.
        let waits = ask(&site, &own, json!({})).await;
        let mut tx = world.db.write().await.unwrap();
        let keys = stakeholders::program_keys(&mut tx, &manager, contact).await.unwrap();
        stakeholders::retire_program_key(&mut tx, &manager, contact, keys[0].id).await.unwrap();
        tx.commit().await.unwrap();
        let before = lists(&test).await;
        world.take_in().await;
        let (_, retired) = list(&world, &site, &own, json!({})).await;
        let first = site.call(LIST, &[], &json!({ "visit": waits })).await;
        assert_eq!((retired.status, retired.body.as_str()), (202, "{}"));
        assert_eq!((first.status, first.body.as_str()), (202, "{}"), "also what was asked for before");
        assert_eq!(say(&world, &site, &visit, "one", said.clone()).await.status, 202);
        assert!(words(&world, cases[0]).await.is_empty(), "nor is anything taken that is said later");
        let short = key(&world, contact).await;
        world.wait(&test, Duration::from_hours(24 * 30)).await;
        let (_, ended) = list(&world, &site, &short, json!({})).await;
        assert_eq!((ended.status, ended.body.as_str()), (202, "{}"));
        let fresh = key(&world, contact).await;
        let mut tx = world.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &manager, contact).await.unwrap();
        tx.commit().await.unwrap();
        let (_, gone) = list(&world, &site, &fresh, json!({})).await;
        assert_eq!((gone.status, gone.body.as_str()), (202, "{}"), "nobody is written to any more");
        assert!(lists(&test).await <= before);
    }

    async fn a_flood_of_keys_opens_nothing_and_one_key_opens_only_so_much_an_hour(test: TestDb) {
        let world = world(&test).await;
        let (_, contact) = sent(&world, 1).await;
        let site = Site::open(&test, &world).await;
        let key = key(&world, contact).await;
        // Keys that are made as ours are, and are none.
        let mut tx = world.db.write().await.unwrap();
        let mut wrong = Vec::new();
        for _ in 0..20 {
            let stranger = Id::random(&kernel::SystemEntropy);
            let life = Duration::from_hours(1);
            let made = identity::add_recipient_key(&mut tx, &staff(Role::Manager), stranger, life).await;
            wrong.push(made.unwrap().expose().clone());
        }
        drop(tx);
        let asked = wrong.iter().map(|key| ask(&site, key, json!({})));
        futures::future::join_all(asked).await;
        world.take_in().await;
        assert_eq!(lists(&test).await, 0);
        assert!(recorded(&world).await.is_empty());
        let asked = (0..130).map(|_| ask(&site, &key, json!({})));
        futures::future::join_all(asked).await;
        world.take_in().await;
        assert_eq!(lists(&test).await, 120);
        let (_, late) = list(&world, &site, &key, json!({})).await;
        assert_eq!(late.status, 202);
        world.wait(&test, Duration::from_mins(61)).await;
        let (_, later) = list(&world, &site, &key, json!({})).await;
        assert_eq!(places(&later).len(), 1);
    }
}

/// Words about a place, as a letterbox could seal them that does not look into the list.
async fn forged(test: &TestDb, world: &World, key: &str, place: &str) {
    let receipt = letterbox::Receipt::draw(&kernel::SystemEntropy);
    let keys = receipt.keys(&kernel::Sensitive::new([7; 32]));
    let now = world.db.clock().now();
    let acts = [
        letterbox::Act::Key {
            key: key.to_owned(),
            of: None,
            after: None,
        },
        letterbox::Act::Words {
            words: vec![letterbox::PlaceWord {
                place: place.to_owned(),
                says: "removed".to_owned(),
                text: String::new(),
                whose: String::new(),
                until: None,
            }],
            once: "one".to_owned(),
        },
    ];
    for act in acts {
        let spoken = letterbox::Spoken::new(&keys, now, act);
        let sealed = spoken
            .seal(test.keyring.submission_key(), &kernel::SystemEntropy)
            .unwrap();
        let mut tx = world.db.write().await.unwrap();
        intake::file(&mut tx, &job(), &sealed, &world.pack)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        world.work().await;
    }
}
