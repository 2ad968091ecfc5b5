//! The record of a day at the desk, held line by line against what was written down and read: `tests/day/record.tsv`.
//! Who, what, about what, and which facts; people by their parts, all other ids by the order in which they come.

use std::collections::HashMap;
use std::time::Duration;

use assessment::{Judgement, Side};
use identity::{Actor, Role};
use intake::{Filter, State};
use kernel::{Id, Sensitive};
use serde_json::Value;
use store::testing::TestDb;
use store::{FromRow, Row, values};

use crate::house::{
    BASELINE, NOT_ILLEGAL, UNAVAILABLE, classify_all, law, prepared, release, report, staff,
    strict_pack,
};

const RECORD: &str = include_str!("../day/record.tsv");

/// A line of the record.
struct Line {
    kind: String,
    actor: Option<Id<identity::Staff>>,
    action: String,
    about: String,
    subject: Option<Id<intake::Case>>,
    facts: String,
}

impl FromRow for Line {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            kind: row.get("actor_kind")?,
            actor: row.get("actor_id")?,
            action: row.get("action")?,
            about: row.get("subject_kind")?,
            subject: row.get("subject_id")?,
            facts: row.get("facts")?,
        })
    }
}

/// The names that stand for ids.
struct Names(HashMap<String, String>);

impl Names {
    fn of(&mut self, id: &str) -> String {
        let next = format!("#{}", self.0.len());
        self.0.entry(id.to_owned()).or_insert(next).clone()
    }

    /// Facts with names for ids, and without instants.
    fn facts(&mut self, facts: &Value) -> Value {
        match facts {
            Value::String(text) if text.parse::<Id<Line>>().is_ok() => Value::String(self.of(text)),
            Value::Number(number) if number.as_i64().is_some_and(|number| number > 1_000_000) => {
                Value::String("an instant".to_owned())
            }
            Value::Array(list) => list.iter().map(|one| self.facts(one)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, one)| (name.clone(), self.facts(one)))
                .collect(),
            other => other.clone(),
        }
    }
}

async fn record(test: &TestDb, people: &[(&Actor, &str)]) -> Vec<String> {
    let mut tx = test.desk.read().await.unwrap();
    let lines: Vec<Line> = tx
        .all("SELECT actor_kind, actor_id, action, subject_kind, subject_id, facts FROM audit_entry ORDER BY written", values![])
        .await
        .unwrap();
    let people = people
        .iter()
        .map(|(actor, name)| (actor.staff_id().unwrap().to_string(), (*name).to_owned()));
    let mut names = Names(people.collect());
    lines
        .into_iter()
        .map(|line| {
            let who = match line.actor.filter(|_| line.kind == "staff") {
                Some(actor) => names.of(&actor.to_string()),
                None => line.kind,
            };
            let subject = line.subject.map(|id| names.of(&id.to_string()));
            let subject = subject.map_or(line.about.clone(), |id| format!("{} {id}", line.about));
            let facts = names.facts(&serde_json::from_str(&line.facts).unwrap());
            format!("{who}\t{}\t{subject}\t{facts}", line.action)
        })
        .collect()
}

store::on_both! {
    async fn the_record_of_a_day_says_who_did_what_and_no_more(test: TestDb) {
        let pack = strict_pack(|_| {});
        let (first, second, supervisor) = (staff(Role::Analyst), staff(Role::Analyst), staff(Role::Supervisor));
        let reason = Sensitive::new("canary reason".to_owned());
        let note = || Judgement { note: Some(Sensitive::new("canary note".to_owned())), ..Judgement::default() };
        let cases = report(&test, &["http://canary-a.test/p/17", "http://canary-b.test/p/18?user=canary"]).await;
        let [one, other] = cases[..] else { panic!("two cases") };

        // Two opinions that differ, and a supervisor between them.
        prepared(&test, &first, one, BASELINE, &law("yes"), &note()).await;
        assert_eq!(release(&test, &first, &pack, one).await.unwrap(), State::SecondOpinion);
        prepared(&test, &second, one, NOT_ILLEGAL, &law("no"), &note()).await;
        release(&test, &second, &pack, one).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        assessment::settle(&mut tx, &supervisor, &pack, one, Side::First, &reason).await.unwrap();
        tx.commit().await.unwrap();

        // One that is handed over, taken back, classified anew, released and opened again.
        prepared(&test, &second, other, UNAVAILABLE, &law("no"), &note()).await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::hand_over(&mut tx, &second, other).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        assessment::undo(&mut tx, &second, &pack, other).await.unwrap();
        tx.commit().await.unwrap();
        classify_all(&test, &second, other, NOT_ILLEGAL, &law("no")).await;
        classify_all(&test, &second, other, UNAVAILABLE, &law("no")).await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::decide(&mut tx, &second, other, &note()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(release(&test, &second, &pack, other).await.unwrap(), State::Closed);
        test.clock.advance(Duration::from_mins(1));
        let mut tx = test.desk.write().await.unwrap();
        assessment::reopen(&mut tx, &supervisor, &pack, other, &reason).await.unwrap();
        tx.commit().await.unwrap();

        // What concerns the people alone.
        let mut tx = test.desk.write().await.unwrap();
        let category = pack.categories[0].key.clone();
        assessment::opt_out(&mut tx, &first, &pack, &[category]).await.unwrap();
        intake::save_view(&mut tx, &first, "canary view", &Filter::waiting(), false).await.unwrap();
        tx.commit().await.unwrap();

        let people = [(&first, "first"), (&second, "second"), (&supervisor, "supervisor")];
        let record = record(&test, &people).await;
        let all = record.join("\n");
        for text in ["canary", ".test", "http", "/p/", "neutral", &pack.categories[0].key] {
            assert!(!all.contains(text), "{text}: {all}");
        }
        assert_eq!(record, RECORD.lines().collect::<Vec<_>>(), "{all}");
    }
}
