//! The same pages as they are served: by the desk's own routes, over loopback, to people who signed in, and as the list
//! that programs with a key of theirs read. What the server took is taken around all that it does, the session, the rights
//! and the making of the page among it; the round trip is what the reader waited.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, ensure};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use identity::{Actor, Desk, KeyRules};
use intake::Cursor;
use kernel::SystemEntropy;
use pack::Pack;
use page::{Catalogue, Face, Problems};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Db;
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::filters::Asked;
use super::reader::Reader;
use super::{LIMIT_MS, PAGES, READERS, busy, hundredths, is_flat};
use crate::client::Client;
use crate::machine;
use crate::spread::{Spread, shuffle};

/// Says in an answer how many microseconds the server took for it.
const TOOK: &str = "bench-took";

/// The English words of whatever the desk shows.
const ENGLISH: [(&str, &str); 13] = [
    ("page.ftl", page::MESSAGES),
    ("countries.ftl", page::COUNTRIES),
    ("identity.ftl", identity::MESSAGES),
    ("intake.ftl", intake::MESSAGES),
    ("trace.ftl", trace::MESSAGES),
    ("assessment.ftl", assessment::MESSAGES),
    ("inventory.ftl", inventory::MESSAGES),
    ("stakeholders.ftl", stakeholders::MESSAGES),
    ("referral.ftl", referral::MESSAGES),
    ("exchange.ftl", exchange::MESSAGES),
    ("takedown.ftl", takedown::MESSAGES),
    ("routing.ftl", routing::MESSAGES),
    ("statistics.ftl", statistics::MESSAGES),
];

/// What answers took, in microseconds.
#[derive(Default)]
struct Seen {
    /// On the server, by filter and by what was asked for.
    took: BTreeMap<(&'static str, &'static str), Vec<u32>>,
    /// As the reader waited.
    round_trips: Vec<u32>,
}

/// A part of a list as programs read it.
#[derive(Deserialize)]
struct Listed {
    next: Option<String>,
}

/// Serves the desk over the store, and has it read by as many readers as the functions: what they saw, by its names in the
/// line of JSON, and whether each filter was within the limit.
pub(super) async fn measure(
    db: &Db,
    actor: &Actor,
    pack: &Arc<Pack>,
    filters: &Arc<Vec<Asked>>,
    rounds: u32,
) -> anyhow::Result<(Value, bool)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = desk(db.clone(), pack)?;
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let begin = Arc::new(begin(db, actor, pack, filters).await?);
    let mut readers = Vec::new();
    for number in 0..READERS {
        let two = [
            Reader::new(db, address, number, &[]).await?,
            Reader::new(db, address, number + READERS, left_out(filters)).await?,
        ];
        for (reader, number) in two.iter().zip([number, number + READERS]) {
            busy::settle(db, address, reader, number, filters).await?;
        }
        readers.push(Arc::new(two));
    }
    let a_view = busy::count_views(db).await?;
    let all_read = async |rounds| {
        let reading: Vec<_> = readers
            .iter()
            .map(|two| {
                let (two, filters, begin) =
                    (Arc::clone(two), Arc::clone(filters), Arc::clone(&begin));
                tokio::spawn(async move { read(address, &two, &filters, &begin, rounds).await })
            })
            .collect();
        let mut seen = Seen::default();
        for reader in reading {
            let own = reader.await??;
            for (of, took) in own.took {
                seen.took.entry(of).or_default().extend(took);
            }
            seen.round_trips.extend(own.round_trips);
        }
        anyhow::Ok(seen)
    };
    // Once, so that the first that is measured finds what the last one finds.
    all_read(1).await?;
    machine::forget_peak();
    let before = machine::resident();
    let seen = all_read(rounds).await?;
    let flat = is_flat(before, machine::peak());
    server.abort();
    let (mut told, within) = told(seen);
    if let Value::Object(told) = &mut told {
        told.insert(String::from("served_memory_flat"), json!(flat));
        told.insert(String::from("view_counted_ms"), json!(hundredths(a_view)));
    }
    Ok((told, within && flat != Some(false)))
}

/// The desk as the binary puts it together, with a clock around it.
pub(crate) fn desk(db: Db, pack: &Arc<Pack>) -> anyhow::Result<Router> {
    let others = pack.messages.iter().flat_map(|(language, files)| {
        files
            .iter()
            .map(|(name, text)| (*language, name.clone(), text.clone()))
    });
    let others = others.filter(|(_, name, _)| ENGLISH.iter().any(|(own, _)| own == name));
    let catalogue = Catalogue::new(&ENGLISH, others)
        .map_err(|faults| anyhow::anyhow!("the messages have {} faults", faults.len()))?;
    let problems = Problems {
        catalogue: catalogue.clone(),
        offered: pack.languages.clone().into(),
        demonstration: false,
        aside: None,
        entropy: Arc::new(SystemEntropy),
    };
    let desk = Desk {
        db,
        pack: Arc::clone(pack),
        catalogue,
        demonstration: false,
        keys: KeyRules {
            calls_a_minute: u32::MAX,
            ..KeyRules::default()
        },
        behind_tls: false,
        isolated_browser: None,
    };
    let routes = identity::routes()
        .merge(intake::routes())
        .merge(assessment::routes())
        .merge(inventory::routes())
        .merge(stakeholders::routes())
        .merge(trace::routes())
        .merge(referral::routes())
        .merge(exchange::routes())
        .merge(takedown::routes())
        .merge(routing::routes())
        .merge(statistics::routes())
        .with_state(desk)
        .merge(page::assets_router());
    let routes = page::with_problems(routes, problems);
    Ok(page::with_secure_headers(routes, Face::Desk).layer(from_fn(clocked)))
}

async fn clocked(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let mut answer = next.run(request).await;
    let took = machine::micros(began.elapsed());
    answer.headers_mut().insert(TOOK, took.into());
    answer
}

/// The categories that the filters leave out which leave some out: the same of all.
fn left_out(filters: &[Asked]) -> &[String] {
    let mut without = filters.iter().map(|asked| &asked.without.categories[..]);
    without.find(|without| !without.is_empty()).unwrap_or(&[])
}

/// Where those begin that are far down. Whoever serves it need not walk there in every round.
async fn begin(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    filters: &[Asked],
) -> anyhow::Result<BTreeMap<&'static str, String>> {
    let mut begin = BTreeMap::new();
    for asked in filters {
        let (filter, without) = (&asked.filter, &asked.without);
        let mut after: Option<Cursor> = None;
        for _ in 0..asked.before {
            let mut tx = db.read().await?;
            let listed = intake::queue(&mut tx, actor, pack, filter, without, after.as_ref());
            let Some(next) = listed.await?.next else {
                break;
            };
            after = Some(next);
        }
        if let Some(after) = after {
            begin.insert(asked.name, after.text());
        }
    }
    Ok(begin)
}

/// Reads pages of every filter and the same as lists, in an order that is drawn.
async fn read(
    address: SocketAddr,
    [one, leaving_out]: &[Reader; 2],
    filters: &[Asked],
    begin: &BTreeMap<&'static str, String>,
    rounds: u32,
) -> anyhow::Result<Seen> {
    let mut client = Client::connect(address).await?;
    let mut seen = Seen::default();
    for _ in 0..rounds {
        let mut order: Vec<_> = filters.iter().collect();
        shuffle(&mut order);
        for asked in order {
            let reader = if asked.without.categories.is_empty() {
                one
            } else {
                leaving_out
            };
            let text = asked.filter.text();
            let mut after = begin.get(asked.name).cloned();
            for _ in 0..PAGES {
                let from = |name: &str| match &after {
                    Some(after) => format!("&{name}={after}"),
                    None => String::new(),
                };
                let path = format!("/queue?{text}{}", from("after"));
                let who = ("cookie", &reader.cookie[..]);
                seen.ask(&mut client, (asked.name, "page"), &path, who)
                    .await?;
                let path = format!("/api/v1/cases?{text}{}", from("cursor"));
                let who = ("authorization", &reader.bearer[..]);
                let of = (asked.name, "list");
                let body = seen.ask(&mut client, of, &path, who).await?;
                after = serde_json::from_slice::<Listed>(&body)?.next;
                if after.is_none() {
                    break;
                }
            }
        }
    }
    Ok(seen)
}

impl Seen {
    /// Asks once, and notes how long it took.
    async fn ask(
        &mut self,
        client: &mut Client,
        of: (&'static str, &'static str),
        path: &str,
        who: (&str, &str),
    ) -> anyhow::Result<Vec<u8>> {
        let began = Instant::now();
        let answer = client.send("GET", path, &[who], "").await?;
        let waited = machine::micros(began.elapsed());
        let (filter, what) = of;
        ensure!(answer.status == 200, "{filter}, {what}: {}", answer.status);
        let took = answer.header(TOOK).context("an answer without its time")?;
        self.took.entry(of).or_default().push(took.parse()?);
        self.round_trips.push(waited);
        Ok(answer.body.to_vec())
    }
}

/// What was seen, by its names in the line of JSON, and whether the slowest filter was within the limit.
fn told(seen: Seen) -> (Value, bool) {
    let of_all = |what: Option<&str>| {
        let times = seen.took.iter();
        let times = times.filter(|((_, one), _)| what.is_none_or(|what| what == *one));
        Spread::new(times.flat_map(|(_, times)| times).copied().collect())
    };
    let at = |spread: &Spread| [50, 99].map(|percent| hundredths(spread.at_ms(percent)));
    let (all, page, list) = (of_all(None), of_all(Some("page")), of_all(Some("list")));
    let by_filter: BTreeMap<String, [f64; 2]> = seen
        .took
        .iter()
        .map(|((filter, what), times)| {
            let spread = Spread::new(times.clone());
            (format!("{filter}: {what}"), at(&spread))
        })
        .collect();
    let worst = by_filter
        .iter()
        .max_by(|(_, [_, one]), (_, [_, other])| one.total_cmp(other));
    let (worst, worst_ms) = worst.map_or(("", 0.0), |(name, [_, p99])| (name, *p99));
    let ([p50, p99], [page_p50, page_p99], [list_p50, list_p99]) = (at(&all), at(&page), at(&list));
    let [round_p50, round_p99] = at(&Spread::new(seen.round_trips));
    let within = worst_ms <= LIMIT_MS;
    let told = json!({
        "served_answers": all.count(),
        "served_p50_ms": p50,
        "served_p99_ms": p99,
        "served_worst_filter": worst,
        "served_worst_filter_p99_ms": worst_ms,
        "served_within": within,
        "served_page_p50_ms": page_p50,
        "served_page_p99_ms": page_p99,
        "served_list_p50_ms": list_p50,
        "served_list_p99_ms": list_p99,
        "served_round_trip_p50_ms": round_p50,
        "served_round_trip_p99_ms": round_p99,
        "served_filter_p50_p99_ms": by_filter,
        "served_rss_after_mb": machine::resident(),
    });
    (told, within)
}
