//! A desk on which events happen: cases move as the desk moves them; notices and referrals are rows as their modules write
//! them, each with its entry of the record.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use audit::{About, Who};
use identity::{Actor, Role};
use intake::{Case, Filed, HostedBy, Joined, Move, Outcome, State};
use kernel::{Id, Language, Sensitive, SystemEntropy, Timestamp};
use letterbox::{Content, Receipt, Signals, Submission};
use location::Location;
use pack::{Pack, Source};
use serde_json::json;
use stakeholders::Organisation;
use statistics::{Filter, Life};
use store::testing::TestDb;
use store::{Tx, values};

/// Read once: a test asks for it again and again.
static PACK: LazyLock<Pack> =
    LazyLock::new(|| pack::load(&Source::Shipped("demo".to_owned()), true).unwrap());

pub fn pack() -> Pack {
    PACK.clone()
}

pub fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

pub fn staff(role: Role) -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[role])
}

/// A provider by the letter that events have for it.
pub fn provider(name: &str) -> Id<Organisation> {
    let number = u32::from(name.as_bytes()[0]);
    format!("00000000-0000-4000-8000-{number:012}")
        .parse()
        .unwrap()
}

/// One event: the minute, the place, what happens, and a word about it.
#[derive(Clone, Debug)]
pub struct Event {
    pub minute: u64,
    pub place: String,
    pub what: String,
    pub detail: String,
}

/// The events of the week.
pub fn events() -> Vec<Event> {
    let mut reader = csv::Reader::from_reader(include_str!("../week/events.csv").as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        Event {
            minute: row[0].parse().unwrap(),
            place: row[1].to_owned(),
            what: row[2].to_owned(),
            detail: row[3].to_owned(),
        }
    });
    rows.collect()
}

/// What happened so far.
pub struct World<'a> {
    pub test: &'a TestDb,
    pub start: Timestamp,
    pack: Pack,
    pub cases: HashMap<String, (Id<Case>, Id<Location>)>,
}

impl<'a> World<'a> {
    pub fn new(test: &'a TestDb) -> Self {
        Self {
            test,
            start: test.desk.clock().now(),
            pack: pack(),
            cases: HashMap::new(),
        }
    }

    /// Has the clock show so many minutes since the start.
    pub fn wait_until(&self, minute: u64) {
        let at = self.start.after(Duration::from_mins(minute));
        self.test
            .clock
            .advance(at.since(self.test.desk.clock().now()));
    }

    /// Lets an event happen.
    pub async fn happen(&mut self, event: &Event) {
        self.wait_until(event.minute);
        let mut tx = self.test.desk.write().await.unwrap();
        if event.what == "report" {
            let case = self.report(&mut tx, &event.place).await;
            self.cases.insert(event.place.clone(), case);
        } else {
            let (case, location) = self.cases[&event.place];
            happen(&mut tx, case, location, event).await;
        }
        tx.commit().await.unwrap();
    }

    async fn report(&self, tx: &mut Tx, place: &str) -> (Id<Case>, Id<Location>) {
        let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
        let content = Content {
            urls: vec![format!("http://host-{place}.test/p/17")],
            ..Content::default()
        };
        let public = tx.keyring().unwrap().submission_key();
        let sealed = Submission::new(
            &keys,
            Language::KHMER,
            tx.now(),
            Signals::default(),
            content,
        )
        .seal(public, &SystemEntropy)
        .unwrap();
        let filed = intake::file(tx, &job(), &sealed, &self.pack).await.unwrap();
        let Filed::Report(_, cases) = filed else {
            panic!("the report was not filed")
        };
        let Joined::Opened(case) = cases[0] else {
            panic!("the report opened no case")
        };
        let location = intake::case(tx, &job(), case).await.unwrap().location;
        (case, location)
    }

    /// The lives that are measured, all of them.
    pub async fn lives(&self) -> Vec<Life> {
        let mut tx = self.test.desk.read().await.unwrap();
        let manager = staff(Role::Manager);
        statistics::lives_after(&mut tx, &manager, &always(), None, 10_000)
            .await
            .unwrap()
    }

    /// Chains what happened and follows it to its end, so many entries at a time.
    pub async fn follow(&self, most: i64) {
        self.chain().await;
        while statistics::follow_some(&self.test.desk, &job(), most)
            .await
            .unwrap()
            > 0
        {}
    }

    pub async fn chain(&self) {
        while audit::sequence(&self.test.desk).await.unwrap() > 0 {}
    }
}

/// Everything.
pub fn always() -> Filter {
    Filter {
        from: Timestamp::from_micros(0),
        until: Timestamp::from_micros(i64::MAX),
        country: None,
        provider: None,
        class: None,
    }
}

async fn happen(tx: &mut Tx, case: Id<Case>, location: Id<Location>, event: &Event) {
    let detail = event.detail.as_str();
    let outcome = || Outcome::named(detail).unwrap();
    match event.what.as_str() {
        "hosted" => {
            let by = HostedBy {
                country: Some(detail.parse().unwrap()),
                network: None,
                provider: None,
            };
            intake::hosted(tx, &job(), location, by).await.unwrap();
        }
        "claim" => step(tx, case, Move::Claim, "claimed").await,
        "ask" => step(tx, case, Move::AskOpinion, "asked").await,
        "act" => step(tx, case, Move::Act, "released").await,
        "close" => step(tx, case, Move::Close(outcome()), "gone-by-rule").await,
        "takeback" => step(tx, case, Move::TakeBack(State::Assessing), "taken_back").await,
        "correct" => step(tx, case, Move::Correct, "corrected").await,
        "reopen" if detail == "came-back" => step(tx, case, Move::Reopen, "came-back").await,
        "reopen" => step(tx, case, Move::Reopen, "reported-again").await,
        "class" => decided(tx, case, detail).await,
        "police" => referred(tx, case).await,
        "hold" => held(tx, case, detail).await,
        "notice" => noticed(tx, case, location, detail).await,
        "answer" => answered(tx, case, provider(detail)).await,
        other => panic!("{other} is no event"),
    }
}

async fn step(tx: &mut Tx, case: Id<Case>, step: Move, why: &'static str) {
    intake::move_case(tx, &staff(Role::Analyst), case, step, why)
        .await
        .unwrap();
}

async fn recorded(tx: &mut Tx, action: &'static str, kind: &'static str, case: Id<Case>) {
    let id: Id<()> = tx.new_id();
    let who = Who {
        kind: "job",
        id: None,
    };
    audit::record(
        tx,
        who,
        action,
        About::one(kind, id),
        json!({ "case": case }),
    )
    .await
    .unwrap();
}

async fn decided(tx: &mut Tx, case: Id<Case>, class: &str) {
    let (id, now): (Id<()>, _) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO assessment_decision (id, case_id, staff_id, at, inhope_class, national_result, articles, schema,
            schema_version, law_version, law_in_force_from, out_of_remit, danger, victim_at_home, suspect_at_home,
            released_at, claimed_at)
         VALUES ($1, $2, $1, $3, $4, 'not_assessed', '', '', '', '', '', FALSE, FALSE, FALSE, FALSE, $3, $3)",
        values![id, case, now, class],
    )
    .await
    .unwrap();
}

async fn referred(tx: &mut Tx, case: Id<Case>) {
    let (id, now): (Id<()>, _) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO referral_referral (id, case_id, cause, state, hold, urgent, data_key, urls_withheld, prepared_at, sent_at)
         VALUES ($1, $2, $1, 'sent', 'none', FALSE, $4, FALSE, $3, $3)",
        values![id, case, now, vec![1_u8]],
    )
    .await
    .unwrap();
    recorded(tx, "referral.move", "referral", case).await;
}

async fn held(tx: &mut Tx, case: Id<Case>, hold: &str) {
    let sql = "UPDATE referral_referral SET hold = $2 WHERE case_id = $1";
    assert_eq!(tx.execute(sql, values![case, hold]).await.unwrap(), 1);
    recorded(tx, "referral.hold", "referral", case).await;
}

/// A notice to a provider; `A:1` is a later step of the series.
async fn noticed(tx: &mut Tx, case: Id<Case>, location: Id<Location>, detail: &str) {
    let (name, number) = detail.split_once(':').unwrap_or((detail, "0"));
    let number: i64 = number.parse().unwrap();
    let (id, now): (Id<()>, _) = (tx.new_id(), tx.now());
    tx.execute(
        "INSERT INTO takedown_notice (id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at,
            urgent, data_key, urls_withheld, drafted_at, sent_at)
         VALUES ($1, $2, $3, $1, $4, 'remove', $5, 'sent', $6, FALSE, $7, FALSE, $6, $6)",
        values![id, case, location, provider(name), number, now, vec![1_u8]],
    )
    .await
    .unwrap();
    recorded(tx, "takedown.move_notice", "notice", case).await;
}

/// What a provider says about the last notice to it.
async fn answered(tx: &mut Tx, case: Id<Case>, provider: Id<Organisation>) {
    let (id, now): (Id<()>, _) = (tx.new_id(), tx.now());
    let sql = "INSERT INTO takedown_word (id, notice_id, at, kind, via)
        SELECT $1, id, $2, 'seen', 'staff' FROM takedown_notice WHERE case_id = $3 AND organisation_id = $4
        ORDER BY sent_at DESC LIMIT 1";
    assert_eq!(
        tx.execute(sql, values![id, now, case, provider])
            .await
            .unwrap(),
        1
    );
    recorded(tx, "takedown.hear_provider", "notice", case).await;
}
