//! A store of many open places, by SQL and sealed as the product seals: of each a case that is acted on, its decision,
//! a recent trace, and a notice that waits for its contact.

use std::net::Ipv4Addr;

use identity::Actor;
use kernel::{Id, Timestamp};
use pack::Pack;
use stakeholders::{Contact, Kind, Proposal, Source};
use store::{DataKey, Db, Place, Tx, values};
use trace::Detail;

/// Where mail comes from.
pub(super) const SENDER: &str = "hotline@hotline.test";

/// Places, or providers, of one transaction.
const BATCH: usize = 2_000;

/// A provider: its contact, approved.
struct Provider {
    contact: Id<Contact>,
    organisation: Id<stakeholders::Organisation>,
    number: u32,
}

/// Makes the providers and the places. The contacts.
pub(super) async fn fill(
    db: &Db,
    actor: &Actor,
    pack: &Pack,
    places: u32,
    providers: u32,
) -> anyhow::Result<Vec<Id<Contact>>> {
    let providers = make_providers(db, actor, providers).await?;
    let numbers: Vec<u32> = (0..places).collect();
    let shares = shares(providers.len());
    for part in numbers.chunks(BATCH) {
        let mut tx = db.write().await?;
        for number in part {
            let at = f64::from(*number) / f64::from(places);
            let which = shares.partition_point(|share| *share <= at);
            if let Some(provider) = providers.get(which).or(providers.last()) {
                make_place(&mut tx, pack, provider, *number).await?;
            }
        }
        tx.commit().await?;
    }
    Ok(providers.iter().map(|provider| provider.contact).collect())
}

/// By the law of Zipf: the share of all places that the first providers have together.
fn shares(count: usize) -> Vec<f64> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let weights: Vec<f64> = (1..=count).map(|rank| 1.0 / f64::from(rank)).collect();
    let all: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let share = |weight: &f64| {
        sum += weight / all;
        sum
    };
    weights.iter().map(share).collect()
}

async fn make_providers(db: &Db, actor: &Actor, count: u32) -> anyhow::Result<Vec<Provider>> {
    let numbers: Vec<u32> = (0..count).collect();
    let mut providers = Vec::with_capacity(numbers.len());
    for part in numbers.chunks(BATCH) {
        let mut tx = db.write().await?;
        for number in part {
            let proposal = Proposal {
                kind: Kind::Provider,
                name: &name(*number),
                country: "NL".parse().ok(),
                autonomous_system: Some(64_512),
                address: &abuse(*number),
                language: None,
                source: Source::Trace,
            };
            let contact = stakeholders::propose(&mut tx, actor, &proposal).await?;
            tx.execute(APPROVE, values![contact]).await?;
            let found = stakeholders::contact(&mut tx, actor, contact).await?;
            providers.push(Provider {
                contact,
                organisation: found.organisation,
                number: *number,
            });
        }
        tx.commit().await?;
    }
    Ok(providers)
}

fn name(provider: u32) -> String {
    format!("Example Hosting {provider}")
}

fn abuse(provider: u32) -> String {
    format!("abuse@host-{provider}.test")
}

async fn make_place(
    tx: &mut Tx,
    pack: &Pack,
    provider: &Provider,
    number: u32,
) -> anyhow::Result<()> {
    let location: Id<location::Location> = tx.new_id();
    let spelling: Id<location::Spelling> = tx.new_id();
    let case: Id<intake::Case> = tx.new_id();
    let now = tx.now();
    let of = |column| Place::new("location_location", column, location);
    let (key, wrapped) = tx.keyring()?.new_data_key(of("data_key"), tx.entropy());
    let host = format!("site-{number}.host-{}.test", provider.number);
    let url = format!("http://{host}/p/{number}");
    let canonical = key.seal(of("canonical"), url.as_bytes(), tx.entropy());
    let sealed_host = key.seal(of("host"), host.as_bytes(), tx.entropy());
    let spelled = Place::new("location_spelling", "url", spelling);
    let sealed_url = key.seal(spelled, url.as_bytes(), tx.entropy());
    let index = location.as_bytes().to_vec();
    let row = values![
        location,
        &index,
        &index,
        wrapped,
        canonical,
        sealed_host,
        spelling,
        now,
    ];
    tx.execute(LOCATION, row).await?;
    tx.execute(
        SPELLING,
        values![spelling, location, &index, sealed_url, now],
    )
    .await?;
    tx.execute(CASE, values![case, format!("N{number:07}"), location, now])
        .await?;
    decide(tx, pack, case, now).await?;
    trace(tx, &key, provider, location, now, number).await?;
    let notice: Id<takedown::Notice> = tx.new_id();
    let of = Place::new("takedown_notice", "data_key", notice);
    let (_, wrapped) = tx.keyring()?.new_data_key(of, tx.entropy());
    let row = values![
        notice,
        case,
        location,
        provider.contact,
        provider.organisation,
        wrapped,
        now,
    ];
    tx.execute(NOTICE, row).await?;
    Ok(())
}

/// Baseline, by the first law of the pack.
async fn decide(
    tx: &mut Tx,
    pack: &Pack,
    case: Id<intake::Case>,
    at: Timestamp,
) -> anyhow::Result<()> {
    let decision: Id<assessment::Decision> = tx.new_id();
    let staff: Id<identity::Staff> = tx.new_id();
    let law = pack.laws.iter().next();
    let version = law.map(|law| law.version.clone()).unwrap_or_default();
    let row = values![decision, case, staff, at, version];
    tx.execute(DECISION, row).await?;
    Ok(())
}

/// A full trace: an address, and the network that it is in.
async fn trace(
    tx: &mut Tx,
    key: &DataKey,
    provider: &Provider,
    location: Id<location::Location>,
    at: Timestamp,
    number: u32,
) -> anyhow::Result<()> {
    let trace: Id<trace::Trace> = tx.new_id();
    let entry: Id<trace::Trace> = tx.new_id();
    let address = Ipv4Addr::from_bits(0x0A00_0000 | (number & 0x00FF_FFFF));
    let names = Detail::Names {
        addresses: vec![address.into()],
        chain: Vec::new(),
        domain: Some(format!("host-{}.test", provider.number)),
        name_servers: Vec::new(),
        asked: None,
        outcome: "found".to_owned(),
    };
    let network = serde_json::json!({
        "kind": "network",
        "address": address,
        "protocol": "rdap",
        "said_at": at,
        "range": null,
        "handle": format!("NET-{}", provider.number),
        "holder": name(provider.number),
        "country": "NL",
        "autonomous_system": 64_512,
        "abuse": [{
            "address": abuse(provider.number),
            "found_in": { "protocol": "rdap", "subject": "network", "within": ["abuse"] },
        }],
        "asked": ["rdap.test"],
        "answered": true,
    });
    let domain = serde_json::json!({
        "kind": "domain",
        "protocol": "rdap",
        "said_at": at,
        "registrar": "Example Registrar",
        "abuse": [],
        "asked": ["rdap.test"],
        "answered": true,
    });
    let salt = key.seal(
        Place::new("trace_trace", "salt", trace),
        &[7; 32],
        tx.entropy(),
    );
    tx.execute(TRACE, values![trace, location, at, salt, entry])
        .await?;
    let details = [
        ("dns", serde_json::to_vec(&names)?),
        ("rdap_network", serde_json::to_vec(&network)?),
        ("rdap_domain", serde_json::to_vec(&domain)?),
    ];
    for (position, (source, detail)) in (0_i64..).zip(details) {
        // Its like is read back by the product: what it cannot read would be no trace.
        serde_json::from_slice::<Detail>(&detail)?;
        let finding: Id<Detail> = tx.new_id();
        let place = Place::new("trace_finding", "detail", finding);
        let sealed = key.seal(place, &detail, tx.entropy());
        let row = values![finding, trace, location, at, position, source, sealed];
        tx.execute(FINDING, row).await?;
    }
    Ok(())
}

const APPROVE: &str = "UPDATE stakeholders_contact SET state = 'approved' WHERE id = $1";

const LOCATION: &str =
    "INSERT INTO location_location (id, url_index, host_index, data_key, canonical, host, onion,
    working_id, working_at, added_at) VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8, $8)";

const SPELLING: &str =
    "INSERT INTO location_spelling (id, location_id, spelling_index, url, added_at)
VALUES ($1, $2, $3, $4, $5)";

const CASE: &str =
    "INSERT INTO intake_case (id, reference, location_id, state, opened_at, class, place, domain)
VALUES ($1, $2, $3, 'acting', $4, 50, 0, 0)";

const DECISION: &str = "INSERT INTO assessment_decision (id, case_id, staff_id, at, inhope_class, national_result,
    articles, schema, schema_version, law_version, law_in_force_from, out_of_remit, danger, victim_at_home,
    suspect_at_home, released_at, claimed_at)
VALUES ($1, $2, $3, $4, 'baseline', 'illegal', '[]', 'inhope', '1', $5, '2008-01-01', FALSE, FALSE, FALSE, FALSE, $4,
    $4)";

const TRACE: &str = "INSERT INTO trace_trace (id, location_id, at, extent, salt, entry_id)
VALUES ($1, $2, $3, 'full', $4, $5)";

const FINDING: &str =
    "INSERT INTO trace_finding (id, trace_id, location_id, at, position, source, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

const NOTICE: &str =
    "INSERT INTO takedown_notice (id, case_id, location_id, contact_id, organisation_id, state,
    moved_at, urgent, data_key, urls_withheld, drafted_at, purpose, step)
VALUES ($1, $2, $3, $4, $5, 'drafted', $7, FALSE, $6, FALSE, $7, 'remove', 0)";
