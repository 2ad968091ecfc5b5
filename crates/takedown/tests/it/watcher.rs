//! Taking what is due: nothing is lost or doubled, hosts are left their distance, and the record commits to each
//! check. Looks here cost nothing; those over the network stand in `checks`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use egress::{Headers, Sighting, Step, Vantage};
use identity::Actor;
use intake::Case;
use jobs::Stop;
use kernel::{Id, Sensitive, SystemEntropy, Timestamp};
use location::Location;
use pack::{Pack, Source};
use store::{Db, FromRow, Place, Row, values};
use takedown::{Aim, sit};

use crate::world::job;

/// Watched places, all due now: so many on each of so many hosts.
pub async fn watched(db: &Db, hosts: i64, on_each: i64) -> Vec<Id<Case>> {
    let mut cases = Vec::new();
    let mut tx = db.write().await.unwrap();
    for number in 0..hosts * on_each {
        let location: Id<Location> = tx.new_id();
        let spelling: Id<location::Spelling> = tx.new_id();
        let case: Id<Case> = tx.new_id();
        let of = |column| Place::new("location_location", column, location);
        let (key, wrapped) = tx
            .keyring()
            .unwrap()
            .new_data_key(of("data_key"), tx.entropy());
        let spelled = Place::new("location_spelling", "url", spelling);
        let sealed = key.seal(spelled, b"http://a.test/p/17", tx.entropy());
        let index = location.as_bytes().to_vec();
        let now = tx.now();
        tx.execute(
            "INSERT INTO location_location (id, url_index, host_index, data_key, canonical, host, onion,
                working_id, working_at, added_at) VALUES ($1, $2, $2, $3, $4, $4, FALSE, $5, $6, $6)",
            values![location, &index, wrapped, &sealed, spelling, now],
        )
        .await
        .unwrap();
        tx.execute(
            "INSERT INTO location_spelling (id, location_id, spelling_index, url, added_at)
                VALUES ($1, $2, $3, $4, $5)",
            values![spelling, location, &index, &sealed, now],
        )
        .await
        .unwrap();
        tx.execute(
            "INSERT INTO intake_case (id, reference, location_id, state, opened_at, class, place, domain)
                VALUES ($1, $2, $3, 'acting', $4, 50, 0, 0)",
            values![case, format!("W{number:07}"), location, now],
        )
        .await
        .unwrap();
        tx.execute(
            "INSERT INTO takedown_watch (case_id, location_id, state, started_at, host, phase, next_at, ready_at)
                VALUES ($1, $2, 'due', $3, $4, $5, $3, $3)",
            values![case, location, now, number % hosts, number * 7_919 % 1_000_000],
        )
        .await
        .unwrap();
        cases.push(case);
    }
    tx.commit().await.unwrap();
    cases
}

pub fn pack() -> Arc<Pack> {
    let mut pack = pack::load(&Source::Shipped("kh".to_owned()), false).unwrap();
    pack.watch.legal_authority = Some("A test".to_owned());
    Arc::new(pack)
}

pub fn answer(status: u16, retry_after: Option<&str>) -> Sighting {
    Sighting {
        end: Ok(status),
        steps: vec![Step {
            asked: egress::Asked::Head,
            url: Sensitive::new("http://a.test/p/17".to_owned()),
            resolved: Vec::new(),
            dialled: "127.40.0.10".parse().ok(),
            certificate: None,
            status: Some(status),
            headers: Headers {
                retry_after: retry_after.map(str::to_owned),
                ..Headers::default()
            },
        }],
    }
}

/// Sits until nothing is due. How many looks there were.
pub async fn sit_with(db: &Db, pack: &Arc<Pack>, sighting: Sighting) -> usize {
    let looks = Arc::new(AtomicUsize::new(0));
    let look = |_: Aim| {
        looks.fetch_add(1, Ordering::SeqCst);
        let sighting = sighting.clone();
        async move { sighting }
    };
    let stop = Stop::never();
    sit(db, &job(), pack, &[Vantage::house()], look, works, &stop)
        .await
        .unwrap();
    looks.load(Ordering::SeqCst)
}

/// A network that works.
pub async fn works(_: String) -> bool {
    true
}

/// One that does not.
pub async fn is_down(_: String) -> bool {
    false
}

pub fn no_answer(fault: egress::Fault) -> Sighting {
    Sighting {
        end: Err(fault),
        steps: Vec::new(),
    }
}

/// Changes the tables by hand.
pub async fn change(db: &Db, sql: &'static str, values: Vec<store::Value>) {
    let mut tx = db.write().await.unwrap();
    tx.execute(sql, values).await.unwrap();
    tx.commit().await.unwrap();
}

/// A check as it stands in its table.
pub struct Stored {
    id: Vec<u8>,
    case: Vec<u8>,
    at: Timestamp,
    verdict: String,
    detail: Vec<u8>,
    host: i64,
}

impl FromRow for Stored {
    fn from_row(row: &Row) -> store::Result<Self> {
        let bytes = |id: Id<()>| id.as_bytes().to_vec();
        Ok(Self {
            id: bytes(row.get("id")?),
            case: bytes(row.get("case_id")?),
            at: row.get("at")?,
            verdict: row.get("verdict")?,
            detail: row.get("detail")?,
            host: row.get("host")?,
        })
    }
}

pub async fn stored(db: &Db) -> Vec<Stored> {
    let mut tx = db.read().await.unwrap();
    tx.all(
        "SELECT c.*, w.host FROM takedown_check c JOIN takedown_watch w ON w.case_id = c.case_id ORDER BY c.at",
        values![],
    )
    .await
    .unwrap()
}

/// How many checks each case has.
pub async fn by_case(db: &Db) -> BTreeMap<Vec<u8>, usize> {
    let mut counts = BTreeMap::new();
    for check in stored(db).await {
        *counts.entry(check.case).or_default() += 1;
    }
    counts
}

/// How the checks agree with the record.
async fn held(db: &Db) -> audit::Held {
    let mut tx = db.read().await.unwrap();
    takedown::verify_checks(&mut tx, &Actor::operator())
        .await
        .unwrap()
}

async fn facts(db: &Db) -> Vec<serde_json::Value> {
    let mut tx = db.read().await.unwrap();
    let facts: Vec<(String,)> = tx
        .all(
            "SELECT facts AS value FROM audit_entry WHERE action = 'takedown.check' ORDER BY written",
            values![],
        )
        .await
        .unwrap();
    facts
        .iter()
        .map(|(facts,)| serde_json::from_str(facts).unwrap())
        .collect()
}

store::on_both! {
    async fn what_is_due_is_looked_at_once_and_the_record_commits_to_each(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 60, 1).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 60);
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 0, "nothing is due");
        let checks = stored(db).await;
        assert_eq!(checks.len(), 60);
        let entries = facts(db).await;
        assert!(entries.len() < 10, "{} entries for 60 checks", entries.len());
        let committed: usize = entries
            .iter()
            .map(|entry| entry["checks"].as_array().unwrap().len())
            .sum();
        assert_eq!(committed, 60);
        assert_eq!(held(db).await, audit::Held { committed: 60, ..audit::Held::default() });
        while audit::sequence(db).await.unwrap() > 0 {}
        assert!(audit::verify(db, None).await.is_ok());
    }

    async fn a_check_that_was_changed_removed_or_put_in_is_found(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 3, 1).await;
        sit_with(db, &pack, answer(200, None)).await;
        assert!(held(db).await.is_whole());
        let id = |check: &Stored| Id::<()>::from_uuid(uuid::Uuid::from_slice(&check.id).unwrap());
        let checks = stored(db).await;
        let run = async |sql, values| {
            let mut tx = db.write().await.unwrap();
            assert_eq!(tx.execute(sql, values).await.unwrap(), 1);
            tx.commit().await.unwrap();
        };
        run("UPDATE takedown_check SET verdict = 'gone' WHERE id = $1", values![id(&checks[0])]).await;
        // The evidence of another, which does not open here.
        run("UPDATE takedown_check SET detail = $2 WHERE id = $1", values![id(&checks[1]), &checks[0].detail]).await;
        run("DELETE FROM takedown_check WHERE id = $1", values![id(&checks[2])]).await;
        let found = held(db).await;
        let uuids = |ids: &[Id<audit::Subject>]| {
            let mut ids: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
            ids.sort();
            ids
        };
        let mut changed = vec![id(&checks[0]).uuid(), id(&checks[1]).uuid()];
        changed.sort();
        assert_eq!(uuids(&found.changed), changed);
        assert_eq!(uuids(&found.missing), [id(&checks[2]).uuid()]);
        assert_eq!((found.committed, found.unrecorded), (3, 0));
        let put_in = Id::<()>::random(&kernel::SystemEntropy);
        run(
            "INSERT INTO takedown_check (id, case_id, location_id, at, cause, vantage, abroad, seen, status, verdict,
                detail, entry_id)
             SELECT $2, case_id, location_id, at, cause, vantage, abroad, seen, status, verdict, detail, entry_id
             FROM takedown_check WHERE id = $1",
            values![id(&checks[0]), put_in],
        )
        .await;
        assert_eq!(held(db).await.unrecorded, 1);
    }

    async fn what_a_killed_worker_had_in_hand_is_looked_at_once(test: TestDb) {
        let (db, pack) = (test.desk.clone(), pack());
        let cases = watched(&db, 20, 1).await;
        // This one takes everything, and dies before any look has ended.
        let (other, its_pack) = (db.clone(), Arc::clone(&pack));
        let killed = tokio::spawn(async move {
            let looks = |_: Aim| std::future::pending::<Sighting>();
            sit(&other, &job(), &its_pack, &[Vantage::house()], looks, works, &Stop::never()).await.unwrap();
        });
        loop {
            let mut tx = db.read().await.unwrap();
            let (held,): (i64,) = tx
                .one("SELECT COUNT(*) AS value FROM takedown_watch WHERE token IS NOT NULL", values![])
                .await
                .unwrap();
            if held == 20 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        killed.abort();
        assert!(killed.await.unwrap_err().is_cancelled());
        assert_eq!(sit_with(&db, &pack, answer(200, None)).await, 0, "it is in somebody's hands");
        test.clock.advance(jobs::LEASE);
        assert_eq!(sit_with(&db, &pack, answer(200, None)).await, 20);
        let counts = by_case(&db).await;
        assert!(cases.iter().all(|case| counts[&case.as_bytes()[..]] == 1));
    }

    async fn what_comes_after_its_lease_writes_nothing(test: TestDb) {
        let (db, pack) = (test.desk.clone(), pack());
        watched(&db, 1, 1).await;
        let (send, receive) = tokio::sync::oneshot::channel::<()>();
        let receive = Arc::new(tokio::sync::Mutex::new(Some(receive)));
        let (other, its_pack, begun) = (db.clone(), Arc::clone(&pack), Arc::clone(&receive));
        let slow = tokio::spawn(async move {
            let looks = |_: Aim| {
                let receive = Arc::clone(&receive);
                async move {
                    let waiting = receive.lock().await.take().unwrap();
                    waiting.await.unwrap();
                    answer(404, None)
                }
            };
            sit(&other, &job(), &its_pack, &[Vantage::house()], looks, works, &Stop::never()).await.unwrap();
        });
        while begun.lock().await.is_some() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        test.clock.advance(jobs::LEASE);
        assert_eq!(sit_with(&db, &pack, answer(200, None)).await, 1, "another took it over");
        send.send(()).unwrap();
        slow.await.unwrap();
        let checks = stored(&db).await;
        assert_eq!(checks.len(), 1);
        assert_eq!(checks[0].verdict, "up");
    }

    async fn several_workers_share_what_is_due(test: TestDb) {
        let (db, pack) = (test.desk.clone(), pack());
        watched(&db, 300, 1).await;
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (db, pack) = (db.clone(), Arc::clone(&pack));
            workers.spawn(async move { sit_with(&db, &pack, answer(200, None)).await });
        }
        let looks: usize = workers.join_all().await.into_iter().sum();
        assert_eq!(looks, 300, "nobody looks at what another has in hand");
        assert!(by_case(&db).await.values().all(|count| *count == 1));
        assert_eq!(by_case(&db).await.len(), 300);
    }

    async fn looks_at_one_host_keep_their_distance(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 3, 12).await;
        let mut looks = 0;
        for _ in 0..200 {
            looks += sit_with(db, &pack, answer(200, None)).await;
            test.clock.advance(Duration::from_millis(90));
        }
        assert_eq!(looks, 36);
        for host in 0..3 {
            let times: Vec<_> = stored(db)
                .await
                .into_iter()
                .filter(|check| check.host == host)
                .map(|check| check.at)
                .collect();
            assert_eq!(times.len(), 12);
            for pair in times.windows(2) {
                assert!(pair[1].since(pair[0]) >= pack.watch.host_gap, "{pair:?}");
            }
            assert!(times[11].since(times[0]) < Duration::from_secs(6), "and are not put off");
        }
    }

    async fn a_host_that_asks_for_it_is_left_alone(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 1, 3).await;
        assert_eq!(sit_with(db, &pack, answer(503, Some("120"))).await, 1);
        for _ in 0..50 {
            test.clock.advance(Duration::from_secs(2));
            assert_eq!(sit_with(db, &pack, answer(200, None)).await, 0);
        }
        let mut looks = 0;
        for _ in 0..30 {
            test.clock.advance(Duration::from_secs(1));
            looks += sit_with(db, &pack, answer(200, None)).await;
        }
        assert_eq!(looks, 2, "then those that waited are looked at");
    }

    async fn what_is_overdue_is_counted_to_a_thousand(test: TestDb) {
        let db = &test.desk;
        watched(db, 1_001, 1).await;
        let began = test.desk.clock().now();
        test.clock.advance(Duration::from_hours(1));
        let mut tx = db.read().await.unwrap();
        let late = takedown::overdue(&mut tx, &job()).await.unwrap();
        assert_eq!((late.count, late.oldest), (1_000, Some(began)));
    }

    async fn after_a_downtime_nobody_is_stormed(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 300, 1).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 300);
        // Half a day in which nobody looked: everything is overdue.
        test.clock.advance(Duration::from_hours(12));
        let mut tx = db.read().await.unwrap();
        let late = takedown::overdue(&mut tx, &job()).await.unwrap();
        drop(tx);
        assert_eq!(late.count, 300);
        let mut in_each = Vec::new();
        for _ in 0..12 {
            in_each.push(sit_with(db, &pack, answer(200, None)).await);
            test.clock.advance(pack.watch.every / 12);
        }
        in_each.push(sit_with(db, &pack, answer(200, None)).await);
        assert!(in_each.iter().all(|count| *count < 50), "{in_each:?}");
        // Each within one cadence; those looked at first may be due again.
        let counts = by_case(db).await;
        assert!(cases.iter().all(|case| counts[&case.as_bytes()[..]] >= 2));
    }

    async fn what_a_redirect_leads_to_asks_for_itself(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 1, 2).await;
        let mark = location::mark_of(&db.write().await.unwrap(), "b.test").unwrap();
        change(db, "UPDATE takedown_watch SET host = $1 WHERE case_id = $2", values![mark, cases[1]]).await;
        change(db, "UPDATE takedown_watch SET ready_at = ready_at + 1000 WHERE case_id = $1", values![cases[1]]).await;
        let mut led = answer(429, Some("120"));
        let mut first = led.steps[0].clone();
        first.status = Some(302);
        first.headers = Headers::default();
        led.steps[0].url = Sensitive::new("http://b.test/p/18".to_owned());
        led.steps.insert(0, first);
        assert_eq!(sit_with(db, &pack, led).await, 1);
        test.clock.advance(Duration::from_secs(100));
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 0, "the end of the redirect rests");
        change(db, "UPDATE takedown_watch SET ready_at = 0, in_line_since = NULL WHERE case_id = $1", values![cases[0]]).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 1, "the host that led there does not");
        let mut looks = 0;
        for _ in 0..30 {
            test.clock.advance(Duration::from_secs(1));
            looks += sit_with(db, &pack, answer(200, None)).await;
        }
        assert_eq!(looks, 1);
    }

    async fn a_host_that_has_had_too_much_is_left_alone_for_longer_each_time(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        watched(db, 1, 8).await;
        let mut pauses = Vec::new();
        let mut last = None;
        for second in 0..1_100_u64 {
            // It is well once, and then again not.
            let status = if pauses.len() == 3 { 200 } else { 429 };
            if sit_with(db, &pack, answer(status, None)).await == 1 {
                if let Some(last) = last {
                    pauses.push(second - last);
                }
                last = Some(second);
            }
            test.clock.advance(Duration::from_secs(1));
        }
        let expected = [60, 120, 240, 480, 1, 60, 120];
        assert_eq!(pauses.len(), expected.len(), "{pauses:?}");
        for (pause, expected) in pauses.iter().zip(expected) {
            assert!((expected..=expected + 2).contains(pause), "{pauses:?}");
        }
    }

    async fn another_case_of_a_silent_place_is_not_asked_either(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 3, 1).await;
        let silence = "INSERT INTO trace_silence (location_id, cause, since)
            SELECT location_id, $1, 0 FROM takedown_watch WHERE case_id = $2";
        let cause = Id::<()>::random(&SystemEntropy);
        change(db, silence, values![cause, cases[1]]).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 2);
        assert!(!by_case(db).await.contains_key(&cases[1].as_bytes()[..]));
    }

    async fn what_a_person_asked_for_is_not_spread_after_a_downtime(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 50, 1).await;
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 50);
        test.clock.advance(Duration::from_hours(12));
        change(db, "UPDATE takedown_watch SET asked = TRUE, phase = 999999 WHERE case_id = $1", values![cases[7]]).await;
        sit_with(db, &pack, answer(200, None)).await;
        assert_eq!(by_case(db).await[&cases[7].as_bytes()[..]], 2);
    }

    async fn what_is_silent_is_not_asked_with_the_others(test: TestDb) {
        let (db, pack) = (&test.desk, pack());
        let cases = watched(db, 5, 1).await;
        let mut tx = db.write().await.unwrap();
        let id = Id::<()>::random(&SystemEntropy);
        tx.execute(
            "INSERT INTO referral_referral (id, case_id, cause, state, hold, urgent, data_key, urls_withheld,
                prepared_at) VALUES ($1, $2, $1, 'sent', 'silent', FALSE, $3, FALSE, 0)",
            values![id, cases[2], Vec::<u8>::new()],
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
        assert_eq!(sit_with(db, &pack, answer(200, None)).await, 4);
        assert!(!by_case(db).await.contains_key(&cases[2].as_bytes()[..]));
        let mut tx = db.read().await.unwrap();
        let watch = takedown::watch_of(&mut tx, &job(), cases[2]).await.unwrap().unwrap();
        assert_eq!(watch.state, takedown::WatchState::Due, "it waits for the end of the hold");
        assert!(watch.next_at.unwrap() > db.clock().now());
    }
}
