//! Figures count providers that are one as one.

use identity::Role;
use statistics::{Filter, Step};
use store::testing::TestDb;
use store::values;

use crate::world::{Event, World, always, provider, staff};

/// One place: asked of A first and of B then, who answers, and it is gone.
const EVENTS: [(u64, &str, &str); 8] = [
    (0, "report", ""),
    (10, "hosted", "KH"),
    (20, "claim", ""),
    (60, "act", ""),
    (120, "notice", "A"),
    (180, "notice", "B"),
    (240, "answer", "B"),
    (600, "close", "gone"),
];

async fn organisations(test: &TestDb) {
    let mut tx = test.desk.write().await.unwrap();
    for name in ["A", "B"] {
        let index = name.as_bytes().to_vec();
        tx.execute(
            "INSERT INTO stakeholders_organisation (id, kind, identity_index, name_index, data_key, name, added_at)
             VALUES ($1, 'provider', $2, $2, $2, $2, 0)",
            values![provider(name), index],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

async fn merged(test: &TestDb, into: Option<&str>) {
    let mut tx = test.desk.write().await.unwrap();
    tx.execute(
        "UPDATE stakeholders_organisation SET merged_into = $2 WHERE id = $1",
        values![provider("B"), into.map(provider)],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// How many went on from a provider, were to be removed with it, and the minutes from its notice.
async fn counted(test: &TestDb, filter: &Filter) -> Vec<(bool, u64, u64, Option<u64>)> {
    let figures = statistics::figures(&test.desk, &staff(Role::Manager), filter)
        .await
        .unwrap();
    let groups = figures.providers.iter();
    groups
        .map(|(id, group)| {
            let is_first = *id == provider("A");
            (is_first, group.moved, group.to_remove, group.times.rank(50))
        })
        .collect()
}

store::on_both! {
    async fn two_that_are_one_are_counted_as_one_and_as_two_again(test: TestDb) {
        let mut world = World::new(&test);
        for (minute, what, detail) in EVENTS {
            let event = Event { minute, place: "m".to_owned(), what: what.to_owned(), detail: detail.to_owned() };
            world.happen(&event).await;
        }
        world.follow(100).await;
        organisations(&test).await;
        let apart = [(true, 1, 0, None), (false, 0, 1, Some(420))];
        assert_eq!(counted(&test, &always()).await, apart);
        merged(&test, Some("A")).await;
        // From the first notice to either.
        let one = [(true, 0, 1, Some(480))];
        assert_eq!(counted(&test, &always()).await, one);
        for asked in ["A", "B"] {
            let filter = Filter { provider: Some(provider(asked)), ..always() };
            assert_eq!(counted(&test, &filter).await, one, "{asked}");
            let figures = statistics::figures(&test.desk, &staff(Role::Manager), &filter).await.unwrap();
            let place = Step::ALL.iter().position(|step| *step == Step::Answer).unwrap();
            assert_eq!((figures.lives, figures.steps[place].1.rank(50)), (1, Some(120)), "{asked}");
        }
        merged(&test, None).await;
        assert_eq!(counted(&test, &always()).await, apart);
    }
}
