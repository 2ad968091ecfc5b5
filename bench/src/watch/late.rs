//! The schedule: as many places as there are come due within an hour, by a clock that goes faster than the
//! machine's, with looks that cost nothing. How late they are.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use egress::{Headers, Sighting, Step, Vantage};
use kernel::{Clock, Sensitive, SystemClock, Timestamp};
use pack::Pack;
use serde_json::{Value, json};
use store::values;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::fill::{self, Kept};
use super::{Arguments, actor, hosts, hundredths, open};
use crate::ground::Ground;

/// Within this time all come due.
const HOUR: Duration = Duration::from_hours(1);
/// What the 99th percentile may be, in seconds.
const LIMIT: f64 = 60.0;

/// A clock that goes faster than the machine's.
struct Fast {
    from: Timestamp,
    began: Instant,
    speed: u32,
}

impl Clock for Fast {
    fn now(&self) -> Timestamp {
        self.from.after(self.began.elapsed() * self.speed)
    }
}

pub(super) async fn run(
    ground: &mut Ground,
    arguments: &Arguments,
    pack: &Arc<Pack>,
) -> anyhow::Result<Value> {
    // Filling takes time, of which the clock is not to know.
    let from = SystemClock.now();
    let (slow, address) = open(ground, "late", Arc::new(SystemClock)).await?;
    let on = |place| {
        (
            String::from("http://h.example/"),
            hosts::drawn(place, arguments.hosts),
        )
    };
    fill::fill(&slow, arguments.due, on).await?;
    let mut tx = slow.write().await?;
    // From the clock's first instant on, each at its own: a phase is a millionth of the hour.
    let part = i64::try_from(HOUR.as_micros() / 1_000_000)?;
    tx.execute(PROMISE, values![from, part]).await?;
    tx.commit().await?;
    slow.close().await;
    ground.tidy(&address).await?;

    let clock = Fast {
        from,
        began: Instant::now(),
        speed: arguments.speed,
    };
    let end = from.after(HOUR + Duration::from_mins(10));
    let keyring = Some(Arc::clone(&ground.desk));
    let config = store::Config::at(&address);
    let entropy = Arc::new(kernel::SystemEntropy);
    let db = store::Db::open(
        store::Kind::Desk,
        &config,
        Arc::new(clock),
        entropy,
        keyring,
    )
    .await?;
    let mut pack = Pack::clone(pack);
    // No second look within the hour.
    pack.watch.every = HOUR * 48;
    pack.watch.older.clear();
    let pack = Arc::new(pack);
    let actor = actor(&db).await?;
    let mut watchers = JoinSet::new();
    for _ in 0..takedown::WATCHERS {
        let (db, actor, pack) = (db.clone(), actor.clone(), Arc::clone(&pack));
        watchers.spawn(async move {
            let house = [Vantage::house()];
            while db.clock().now() < end {
                takedown::sit(
                    &db,
                    &actor,
                    &pack,
                    &house,
                    |_| async { up() },
                    |_| async { true },
                    &jobs::Stop::never(),
                )
                .await
                .ok();
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        });
    }
    while watchers.join_next().await.is_some() {}

    let mut tx = db.read().await?;
    let kept: Vec<Kept> = tx.all(KEPT, values![from, part]).await?;
    drop(tx);
    db.close().await;
    let due = usize::try_from(arguments.due)?;
    anyhow::ensure!(due >= kept.len(), "one look a place");
    Ok(summary(&kept, due, &pack))
}

fn summary(kept: &[Kept], due: usize, pack: &Pack) -> Value {
    let mut by_host: HashMap<i64, u32> = HashMap::new();
    for one in kept {
        *by_host.entry(one.host).or_default() += 1;
    }
    // A host at its distance is asked all the time: more than half of the turns that an hour has.
    let turns = HOUR.as_millis() / pack.watch.host_gap.as_millis().max(1);
    let at_distance = |host| {
        let count = by_host.get(&host).copied().unwrap_or_default();
        u128::from(count) * 2 > turns
    };
    let late = |one: &Kept| one.looked.since(one.promised).as_secs_f64();
    let all = sorted(kept.iter().map(late));
    let free = sorted(kept.iter().filter(|one| !at_distance(one.host)).map(late));
    let p99 = at(&free, 99);
    json!({
        "due_in_an_hour": due,
        "looked_at": kept.len(),
        "late_p50_s": hundredths(at(&free, 50)),
        "late_p99_s": hundredths(p99),
        "late_max_s": hundredths(at(&free, 100)),
        "late_p99_with_hosts_at_their_distance_s": hundredths(at(&all, 99)),
        "limit_s": LIMIT,
        "within": p99 < LIMIT && kept.len() == due,
    })
}

fn sorted(late: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut late: Vec<_> = late.collect();
    late.sort_by(f64::total_cmp);
    late
}

/// Of a hundred so many are not later.
fn at(late: &[f64], percent: usize) -> f64 {
    let place = late.len() * percent / 100;
    late.get(place).or(late.last()).copied().unwrap_or_default()
}

/// A place that is up.
fn up() -> Sighting {
    Sighting {
        end: Ok(200),
        steps: vec![Step {
            asked: egress::Asked::Head,
            url: Sensitive::new(String::from("http://h.example/")),
            resolved: Vec::new(),
            dialled: "127.80.0.1".parse().ok(),
            certificate: None,
            status: Some(200),
            headers: Headers::default(),
        }],
    }
}

const PROMISE: &str =
    "UPDATE takedown_watch SET next_at = $1 + phase * $2, ready_at = $1 + phase * $2";

const KEPT: &str = "SELECT w.host, $1 + w.phase * $2 AS promised, c.at AS looked
FROM takedown_check c JOIN takedown_watch w ON w.case_id = c.case_id";
