//! The week, compared with what was worked out of the same events by other means (`tests/week/expected.py`).

use std::collections::BTreeMap;

use identity::Role;
use identity::testing::TestDesk;
use kernel::Timestamp;
use serde_json::{Map, Value, json};
use statistics::Life;

use crate::world::{World, events, provider};

/// When the week is looked at.
pub const END: u64 = 7 * 24 * 60;

/// The lives as the expectation has them: a line each.
fn lines(world: &World<'_>, lives: &[Life]) -> Vec<String> {
    let names: BTreeMap<_, _> = world
        .cases
        .iter()
        .map(|(name, (case, _))| (*case, name))
        .collect();
    let providers: BTreeMap<_, _> = ["A", "B", "C", "D"]
        .map(|name| (provider(name), name))
        .into();
    let minute = |at: Option<Timestamp>| {
        at.map_or_else(String::new, |at| {
            ((at.micros() - world.start.micros()) / 60_000_000).to_string()
        })
    };
    let word = |word: bool| if word { "yes" } else { "no" };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut lines: Vec<_> = lives
        .iter()
        .map(|life| {
            [
                names[&life.case].clone(),
                life.number.to_string(),
                life.life.to_string(),
                word(life.first).to_owned(),
                word(life.last).to_owned(),
                life.cause.name().to_owned(),
                minute(Some(life.received_at)),
                minute(life.assessed_at),
                minute(life.police_at),
                life.provider.map_or("", |id| providers[&id]).to_owned(),
                minute(life.notice_at),
                minute(life.answered_at),
                minute(life.removed_at),
                minute(life.came_back_at),
                text(&life.outcome),
                word(life.to_remove).to_owned(),
                text(&life.country),
                text(&life.class),
            ]
            .join(",")
        })
        .collect();
    lines.sort();
    lines
}

/// What programs are told, in the order of the expectation: countries and providers by their names.
fn told(all: &Value) -> Value {
    let by = |list: &str, key: &str, name: &dyn Fn(&Value) -> String| {
        let mut found = Map::new();
        for group in all[list].as_array().unwrap() {
            let mut group = group.clone();
            let of = group.as_object_mut().unwrap().remove(key).unwrap();
            found.insert(name(&of), group);
        }
        Value::Object(found)
    };
    let country = |of: &Value| of.as_str().unwrap_or("-").to_owned();
    let letter = |of: &Value| {
        let id = of.as_str().unwrap();
        let found = ["A", "B", "C", "D"]
            .into_iter()
            .find(|name| provider(name).to_string() == id);
        found.unwrap().to_owned()
    };
    json!({
        "lives": all["lives"],
        "came_back": all["came_back"],
        "steps": all["steps"],
        "shares": all["shares"],
        "countries": by("countries", "country", &country),
        "providers": by("providers", "provider", &letter),
    })
}

store::on_both! {
    async fn the_week_comes_to_what_was_worked_out_apart(test: TestDb) {
        let mut world = World::new(&test);
        for event in events() {
            world.happen(&event).await;
        }
        world.wait_until(END);
        world.follow(500).await;
        let expected: Vec<_> = include_str!("../week/expected_lives.csv").lines().skip(1).collect();
        assert_eq!(lines(&world, &world.lives().await), expected);

        let desk = TestDesk::new(&test, statistics::routes(), &[("statistics.ftl", statistics::MESSAGES)]);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let answer = manager.get("/api/v1/figures?first=2026-01-05&last=2026-01-12").await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
        let expected: Value = serde_json::from_str(include_str!("../week/expected_figures.json")).unwrap();
        assert_eq!(told(&answer.json()), expected);
    }
}
