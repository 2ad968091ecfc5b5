//! The queue: under any filter its pages are what the filter has, each case once and in order, also while cases
//! move; nothing starves, and nothing is pushed aside for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use intake::{Case, Class, Cursor, Filter, LeftOut, Listed, Move, PAGE, Source, State};
use kernel::{Id, Timestamp};
use store::testing::TestDb;
use store::values;

use crate::made::{Drawn, Made, any_case, any_filter, drawn, has, make, names, with_marks};
use crate::{analyst, job, pack};

/// The order of the queue, said once more: rows of classes, and a place of every so many for who waited long.
fn in_order(cases: Vec<Made>, filter: &Filter, now: Timestamp) -> Vec<Id<Case>> {
    let waits = pack().waits;
    let mut rows: BTreeMap<Class, Vec<Made>> = BTreeMap::new();
    for case in cases {
        rows.entry(case.class).or_default().push(case);
    }
    for row in rows.values_mut() {
        row.sort_by_key(|case| (case.opened_at, case.id));
        row.reverse();
    }
    let longest = |class| match class {
        Class::Danger => Duration::MAX,
        Class::Police => waits.police,
        Class::OwnPicture => waits.own_picture,
        Class::Raised => waits.raised,
        Class::Severe => waits.severe,
        Class::Ordinary => waits.ordinary,
        Class::Bulk => waits.bulk,
    };
    let mut order = Vec::new();
    let (mut place, mut turn) = (0, 0);
    loop {
        place += 1;
        let mut next = None;
        let promotes = matches!(filter.state, Some(State::Waiting | State::SecondOpinion));
        if promotes && place == waits.promoted_every {
            next = (0..Class::ALL.len())
                .map(|step| (turn + step) % Class::ALL.len())
                .find(|number| {
                    let class = Class::ALL[*number];
                    let head = rows.get(&class).and_then(|row| row.last());
                    head.is_some_and(|head| now.since(head.opened_at) >= longest(class))
                });
            turn = next.map_or(turn, |number| number + 1);
        }
        if place == waits.promoted_every {
            place = 0;
        }
        let class = match next {
            Some(number) => Class::ALL[number],
            None => match rows.iter().find(|(_, row)| !row.is_empty()) {
                Some((class, _)) => *class,
                None => return order,
            },
        };
        order.extend(rows.get_mut(&class).unwrap().pop().map(|case| case.id));
    }
}

/// The pages of a filter, one after the other; between two of them something may happen.
async fn pages(test: &TestDb, filter: &Filter, between: impl AsyncFnMut()) -> Vec<Listed> {
    pages_without(test, filter, &LeftOut::default(), between).await
}

/// The same without the cases of some categories.
async fn pages_without(
    test: &TestDb,
    filter: &Filter,
    without: &LeftOut,
    mut between: impl AsyncFnMut(),
) -> Vec<Listed> {
    let filter = with_marks(test, filter).await;
    let (reader, pack) = (analyst(), pack());
    let mut after: Option<Cursor> = None;
    let mut all = Vec::new();
    loop {
        let mut tx = test.desk.read().await.unwrap();
        let page = intake::queue(&mut tx, &reader, &pack, &filter, without, after.as_ref())
            .await
            .unwrap();
        drop(tx);
        assert!(i64::try_from(page.cases.len()).unwrap() <= PAGE);
        all.extend(page.cases);
        let Some(next) = page.next else { return all };
        // As it goes through an address.
        after = Some(Cursor::of_text(&next.text()).unwrap());
        between().await;
    }
}

fn ids(cases: &[Listed]) -> Vec<Id<Case>> {
    cases.iter().map(|case| case.id).collect()
}

/// A cursor that no page wrote, which names a turn beyond any.
async fn from_a_turn_beyond_any(test: &TestDb) -> Vec<Listed> {
    let mut tx = test.desk.read().await.unwrap();
    let text = format!("{}.{}.{}", tx.now().micros(), u8::MAX, usize::MAX);
    let cursor = Cursor::of_text(&text).unwrap();
    let filter = Filter::waiting();
    let page = intake::queue(
        &mut tx,
        &analyst(),
        &pack(),
        &filter,
        &intake::LeftOut::default(),
        Some(&cursor),
    )
    .await;
    page.unwrap().cases
}

/// Cases that nothing but SQL made: many, ordinary, waiting, opened a second apart.
async fn fill(test: &TestDb, count: i64) {
    const FILL: &str = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) AS i UNION ALL SELECT i + 1 FROM n WHERE i < $1)
INSERT INTO intake_case (id, reference, location_id, state, opened_at, class, place, domain)
SELECT /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/, 'F' || i,
    /*on postgres*/ gen_random_uuid() /*on sqlite*/ randomblob(16) /*end*/, 'waiting', $2 + i * 1000000, 50, i, 7
FROM n";
    let mut tx = test.desk.write().await.unwrap();
    let start = tx.now().before(Duration::from_hours(100));
    tx.execute(FILL, values![count, start]).await.unwrap();
    tx.commit().await.unwrap();
}

const SCATTER: &str = "UPDATE intake_case SET network = CASE WHEN place % 61 = 0 THEN 61
    WHEN place % 7 = 0 THEN 7 ELSE NULL END";
const SCATTERED: &str = "SELECT id AS value FROM intake_case WHERE network = $1
    ORDER BY class, opened_at, id LIMIT 10000";

store::on_both! {
    async fn the_pages_of_a_filter_are_what_it_has_in_order(test: TestDb) {
        let names = names();
        let mut made = Vec::new();
        for (number, drawn) in drawn(any_case(), 130).iter().enumerate() {
            made.push(make(&test, &names, drawn, number).await);
        }
        let mut filters = drawn(any_filter(&names), 60);
        filters.extend([Filter::waiting(), Filter::default()]);
        filters.push(Filter { reference: Some(made[17].reference.clone()), ..Filter::default() });
        let now = test.desk.clock().now();
        let mut listed = 0;
        for filter in &filters {
            let expected: Vec<_> =
                made.iter().filter(|case| has(filter, &names, case, now)).cloned().collect();
            let count = i64::try_from(expected.len()).unwrap();
            let expected = in_order(expected, filter, now);
            assert_eq!(ids(&pages(&test, filter, async || {}).await), expected, "{filter:?}");
            listed += expected.len();
            let mut tx = test.desk.read().await.unwrap();
            let marked = with_marks(&test, filter).await;
            assert_eq!(intake::count(&mut tx, &analyst(), &marked, &intake::LeftOut::default()).await.unwrap(), count);
        }
        assert!(listed > 300, "the filters find something");
        // A category that is left out takes its cases along.
        let mut tx = test.desk.read().await.unwrap();
        let without = LeftOut { categories: vec!["two".to_owned(), "never".to_owned()], ..LeftOut::default() };
        let any = Filter::default();
        let count = intake::count(&mut tx, &analyst(), &any, &without).await.unwrap();
        let others: Vec<_> =
            made.iter().filter(|case| case.drawn.category != Some("two")).cloned().collect();
        assert_eq!(usize::try_from(count), Ok(others.len()));
        let listed = pages_without(&test, &any, &without, async || {}).await;
        assert_eq!(ids(&listed), in_order(others, &any, now));
        // The exact address, and nothing where nobody reported it.
        for (url, expected) in [(made[3].url.as_str(), vec![made[3].id]), ("http://host-0.test/q", vec![])] {
            let place = location::recognise(url, &pack().urls).unwrap();
            let marks = location::marks(&tx, &place).unwrap();
            let filter = Filter { place: Some(marks.place), ..Filter::default() };
            let page = intake::queue(&mut tx, &analyst(), &pack(), &filter, &intake::LeftOut::default(), None).await.unwrap();
            assert_eq!(ids(&page.cases), expected);
        }
    }

    async fn what_stays_is_listed_once_while_others_move(test: TestDb) {
        let names = names();
        let mut made = Vec::new();
        for (number, mut drawn) in drawn(any_case(), 160).into_iter().enumerate() {
            (drawn.state, drawn.holder) = (State::Waiting, None);
            made.push(make(&test, &names, &drawn, number).await);
        }
        let mut moved = BTreeSet::new();
        let mut random = drawn(0..160_usize, 40).into_iter();
        let mut number = 1_000;
        let filter = Filter::waiting();
        let listed = pages(&test, &filter, async || {
            for at in random.by_ref().take(10) {
                let mut tx = test.desk.write().await.unwrap();
                let id = made[at].id;
                if moved.insert(id) {
                    intake::move_case(&mut tx, &job(), id, Move::Claim, "test").await.unwrap();
                } else {
                    intake::move_case(&mut tx, &job(), id, Move::Lapse, "test").await.ok();
                }
                tx.commit().await.unwrap();
            }
            number += 1;
            let new = drawn(any_case(), 1).remove(0);
            moved.insert(make(&test, &names, &new, number).await.id);
        })
        .await;
        let listed = ids(&listed);
        let once: BTreeSet<_> = listed.iter().copied().collect();
        assert_eq!(once.len(), listed.len(), "no case is listed twice");
        let stayed: Vec<_> = made.iter().filter(|case| !moved.contains(&case.id)).collect();
        assert!(stayed.len() > 100 && !moved.is_empty());
        for class in Class::ALL {
            let mut row: Vec<_> = stayed.iter().filter(|case| case.class == class).collect();
            row.sort_by_key(|case| (case.opened_at, case.id));
            let row: Vec<_> = row.into_iter().map(|case| case.id).collect();
            let of_row: Vec<_> = listed.iter().copied().filter(|id| row.contains(id)).collect();
            assert_eq!(of_row, row, "{class:?}");
        }
    }

    async fn danger_pushes_nobody_out_for_ever_and_is_never_far_behind(test: TestDb) {
        let names = names();
        let mut ordinary = drawn(any_case(), 1).remove(0);
        (ordinary.danger, ordinary.own_picture, ordinary.state) = (false, false, State::Waiting);
        (ordinary.source, ordinary.category) = (Source::Letterbox, None);
        let mut danger = ordinary.clone();
        (danger.danger, danger.wait) = (true, 0);
        let mut old = Vec::new();
        let mut pressing = Vec::new();
        for number in 0..5 {
            old.push(make(&test, &names, &ordinary, number).await.id);
            test.clock.advance(Duration::from_secs(1));
        }
        for number in 100..160 {
            pressing.push(make(&test, &names, &danger, number).await.id);
            test.clock.advance(Duration::from_secs(1));
        }
        let first = |listed: Vec<Listed>| ids(&listed).into_iter().take(8).collect::<Vec<_>>();
        let waiting = Filter::waiting();
        assert_eq!(first(pages(&test, &waiting, async || {}).await), pressing[..8]);
        // They have waited as long as they may: each fourth place is theirs.
        test.clock.advance(pack().waits.ordinary);
        let listed = pages(&test, &waiting, async || {}).await;
        let promoted: Vec<_> = listed.iter().filter(|case| case.promoted).map(|case| case.id).collect();
        assert_eq!(promoted, old);
        let expected = [&pressing[..3], &old[..1], &pressing[3..6], &old[1..2]].concat();
        assert_eq!(first(listed), expected);
    }

    async fn a_second_opinion_waits_no_longer_than_its_class_may(test: TestDb) {
        let names = names();
        let mut ordinary = drawn(any_case(), 1).remove(0);
        (ordinary.danger, ordinary.own_picture, ordinary.state) = (false, false, State::SecondOpinion);
        (ordinary.source, ordinary.category, ordinary.wait) = (Source::Letterbox, None, 0);
        let old = make(&test, &names, &ordinary, 1).await.id;
        test.clock.advance(pack().waits.ordinary);
        let danger = Drawn { danger: true, ..ordinary };
        for number in 2..12 {
            make(&test, &names, &danger, number).await;
        }
        let filter = Filter { state: Some(State::SecondOpinion), ..Filter::default() };
        let listed = pages(&test, &filter, async || {}).await;
        assert_eq!(listed.iter().position(|case| case.id == old), Some(3));
        assert!(listed[3].promoted);
    }

    async fn what_the_police_ask_and_what_is_severe_wait_no_longer_than_they_may(test: TestDb) {
        let names = names();
        let mut plain = drawn(any_case(), 1).remove(0);
        (plain.danger, plain.own_picture, plain.state) = (false, false, State::Waiting);
        (plain.source, plain.category, plain.wait) = (Source::Letterbox, None, 0);
        let police = Drawn { source: Source::Police, ..plain.clone() };
        let severe = Drawn { category: Some("exploitation"), ..plain.clone() };
        let danger = Drawn { danger: true, ..plain };
        let waits = pack().waits;
        let severe = make(&test, &names, &severe, 1).await.id;
        test.clock.advance(waits.severe.checked_sub(waits.police).unwrap());
        let police = make(&test, &names, &police, 2).await.id;
        let mut pressing = Vec::new();
        for number in 10..20 {
            pressing.push(make(&test, &names, &danger, number).await.id);
            test.clock.advance(Duration::from_secs(1));
        }
        let waiting = Filter::waiting();
        let in_order = [&pressing[..], &[police, severe]].concat();
        assert_eq!(ids(&pages(&test, &waiting, async || {}).await), in_order);
        // Each takes one of the places that are for who has waited long, the classes taking turns.
        test.clock.advance(waits.police);
        let listed = pages(&test, &waiting, async || {}).await;
        let expected = [&pressing[..3], &[police], &pressing[3..6], &[severe], &pressing[6..]].concat();
        assert_eq!(ids(&listed), expected);
        assert!(listed.iter().all(|case| case.promoted == [police, severe].contains(&case.id)));
    }

    async fn a_cursor_that_no_page_wrote_is_answered(test: TestDb) {
        fill(&test, 3).await;
        assert_eq!(from_a_turn_beyond_any(&test).await.len(), 3);
    }

    async fn a_filter_that_has_little_stops_short_and_still_finds_it(test: TestDb) {
        fill(&test, 12_000).await;
        let names = names();
        let mut rare = drawn(any_case(), 1).remove(0);
        (rare.danger, rare.own_picture, rare.state) = (false, false, State::Waiting);
        (rare.source, rare.category) = (Source::Letterbox, None);
        (rare.country, rare.wait) = (Some("NL"), 0);
        let last = make(&test, &names, &rare, 1).await.id;
        let filter = Filter { country: Some("NL".parse().unwrap()), ..Filter::waiting() };
        let (reader, pack) = (analyst(), pack());
        let (mut after, mut steps, mut found) = (None, 0, Vec::new());
        let mut tx = test.desk.read().await.unwrap();
        loop {
            let page = intake::queue(&mut tx, &reader, &pack, &filter, &intake::LeftOut::default(), after.as_ref()).await.unwrap();
            found.extend(ids(&page.cases));
            assert!(page.next.is_some() || !page.short);
            after = page.next;
            if after.is_none() {
                break;
            }
            steps += 1;
        }
        assert_eq!(found, [last]);
        // A fetch that comes to an end has taken more of a page's entries than there were.
        assert!((8..=16).contains(&steps), "1,500 entries a page at most, and not far fewer: {steps}");
        // Of the same filter the reader asks apart how many it has, up to a limit.
        assert_eq!(intake::count(&mut tx, &reader, &filter, &intake::LeftOut::default()).await.unwrap(), 1);
        let more = intake::count(&mut tx, &reader, &Filter::waiting(), &intake::LeftOut::default()).await.unwrap();
        assert_eq!(more, intake::MOST_COUNTED + 1);
    }

    async fn what_stands_far_apart_is_listed_without_a_gap(test: TestDb) {
        fill(&test, 12_000).await;
        let mut tx = test.desk.write().await.unwrap();
        tx.execute(SCATTER, values![]).await.unwrap();
        tx.commit().await.unwrap();
        for network in [7, 61] {
            let mut tx = test.desk.read().await.unwrap();
            let expected: Vec<(Id<Case>,)> = tx.all(SCATTERED, values![network]).await.unwrap();
            let expected: Vec<_> = expected.into_iter().map(|(id,)| id).collect();
            drop(tx);
            assert!(expected.len() > 150);
            for state in [None, Some(State::Waiting)] {
                let filter = Filter { state, network: Some(network), ..Filter::default() };
                assert_eq!(ids(&pages(&test, &filter, async || {}).await), expected);
            }
        }
    }

    async fn who_may_not_read_cases_lists_none(test: TestDb) {
        let mut tx = test.desk.read().await.unwrap();
        let (actor, pack, filter) = (identity::Actor::reporter(), pack(), Filter::waiting());
        let listed = intake::queue(&mut tx, &actor, &pack, &filter, &intake::LeftOut::default(), None).await;
        assert!(matches!(listed, Err(intake::Error::Denied(_))));
    }
}
