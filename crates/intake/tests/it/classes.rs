//! Which class a case has: by the way a report came, by its category, by its marks, and by what was decided of it.

use std::time::Duration;

use identity::Actor;
use intake::{Case, Class, Decided, Entry, Filed, Joined, Source};
use kernel::{Id, Language};
use letterbox::{Content, Signals};
use store::testing::TestDb;

use crate::sorting::{SAME, at, class, enter, entry, queue, random, telling, told};
use crate::{analyst, count, job, pack};

/// The category that the pack calls severe, and one that it does not.
const SEVERE: &str = "exploitation";
const OTHER: &str = "sexual_bullying";

/// A report of a place of its own, or of the same one: which way it came, its category and what it marks.
fn marked(url: &str, category: &str, danger: bool, own_picture: bool) -> Content {
    let category = Some(category.to_owned());
    Content {
        category,
        danger,
        own_picture,
        ..at(url)
    }
}

/// Enters it as having come this way. Its case.
async fn came(test: &TestDb, source: Source, content: Content) -> Id<Case> {
    let mut tx = test.desk.write().await.unwrap();
    let entry = Entry {
        source,
        receipt: None,
        ..entry(&tx, random(), Signals::default(), content)
    };
    let filed = intake::enter(&mut tx, &job(), entry, &pack())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let Filed::Report(_, cases) = filed else {
        panic!("the entry was not new");
    };
    let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = cases[0];
    case
}

/// A decision was released, or taken back.
async fn decide(test: &TestDb, case: Id<Case>, danger: Option<bool>) -> Class {
    let (pack, actor) = (pack(), analyst());
    let mut tx = test.desk.write().await.unwrap();
    match danger {
        Some(danger) => {
            let decided = Decided {
                danger,
                youngest: None,
            };
            intake::decided(&mut tx, &actor, &pack, case, decided).await
        }
        None => intake::undecided(&mut tx, &actor, &pack, case).await,
    }
    .unwrap();
    tx.commit().await.unwrap();
    class(test, case).await
}

/// The reasons for which the class of a case changed.
async fn reasons(test: &TestDb, case: Id<Case>) -> Vec<String> {
    let mut tx = test.desk.read().await.unwrap();
    let changes = intake::classes(&mut tx, &analyst(), case).await.unwrap();
    assert!(changes.windows(2).all(|pair| pair[0].to == pair[1].from));
    changes.into_iter().map(|change| change.why).collect()
}

/// From the least pressing to the most.
const TABLE: [(Source, &str, bool, bool, Class); 10] = [
    (Source::Letterbox, OTHER, false, false, Class::Ordinary),
    (
        Source::Telephone,
        "unheard_of",
        false,
        false,
        Class::Ordinary,
    ),
    (Source::Letterbox, SEVERE, false, false, Class::Severe),
    (Source::Partner, SEVERE, false, false, Class::Severe),
    (Source::Letter, OTHER, false, true, Class::OwnPicture),
    (Source::Letterbox, SEVERE, false, true, Class::OwnPicture),
    (Source::Police, OTHER, false, false, Class::Police),
    (Source::Police, SEVERE, false, true, Class::Police),
    (Source::Police, SEVERE, true, true, Class::Danger),
    (Source::File, OTHER, true, false, Class::Danger),
];

store::on_both! {
    async fn way_category_and_marks_give_the_class(test: TestDb) {
        let mut cases = Vec::new();
        for (number, (source, category, danger, own_picture, expected)) in TABLE.into_iter().enumerate() {
            let url = format!("http://host-a.test/p/{number}");
            let case = came(&test, source, marked(&url, category, danger, own_picture)).await;
            assert_eq!(class(&test, case).await, expected, "{number}");
            cases.push((expected, case));
            test.clock.advance(Duration::from_secs(1));
        }
        // The queue goes by it, and in a class by age: here the order in which they were made.
        cases.sort_by_key(|(class, _)| *class);
        let expected: Vec<_> = cases.into_iter().map(|(_, case)| case).collect();
        let listed: Vec<_> = queue(&test).await.into_iter().map(|case| case.id).collect();
        assert_eq!(listed, expected);
    }

    async fn one_place_takes_the_best_class_of_all(test: TestDb) {
        let url = "http://host-a.test/p/1";
        let mut best = Class::Bulk;
        for (source, category, danger, own_picture, gives) in TABLE {
            let case = came(&test, source, marked(url, category, danger, own_picture)).await;
            best = best.min(gives);
            assert_eq!(class(&test, case).await, best);
        }
        // The police, partners and files are no voices of a crowd.
        assert_eq!(count(&test.desk, "SELECT voices AS value FROM intake_case").await, 5);
    }

    async fn what_is_severe_counts_whenever_it_is_told_and_stays(test: TestDb) {
        let receipt = random();
        let mut tx = test.desk.write().await.unwrap();
        let mut classes = Vec::new();
        let mut case = None;
        for category in [None, Some(SEVERE), Some(OTHER)] {
            let urls = if category.is_none() { at("http://host-a.test/p/1").urls } else { Vec::new() };
            let content = Content { urls, category: category.map(str::to_owned), ..Content::default() };
            let entry = entry(&tx, receipt, Signals::default(), content);
            let joined = enter(&mut tx, entry, &pack()).await;
            let case = *case.get_or_insert_with(|| joined[0]);
            classes.push(intake::case(&mut tx, &analyst(), case).await.unwrap().class);
        }
        tx.commit().await.unwrap();
        assert_eq!(classes, [Class::Ordinary, Class::Severe, Class::Severe]);
        assert_eq!(reasons(&test, case.unwrap()).await, ["report"]);
    }

    async fn a_decided_danger_raises_and_is_taken_back(test: TestDb) {
        let case = told(&test, at("http://host-a.test/p/1")).await;
        assert_eq!(decide(&test, case, Some(false)).await, Class::Ordinary);
        assert_eq!(decide(&test, case, None).await, Class::Ordinary);
        assert!(reasons(&test, case).await.is_empty());
        assert_eq!(decide(&test, case, Some(true)).await, Class::Danger);
        assert_eq!(decide(&test, case, Some(true)).await, Class::Danger);
        assert_eq!(decide(&test, case, None).await, Class::Ordinary);
        // A later decision says otherwise.
        assert_eq!(decide(&test, case, Some(true)).await, Class::Danger);
        assert_eq!(decide(&test, case, Some(false)).await, Class::Ordinary);
        assert_eq!(reasons(&test, case).await, ["decision", "taken_back", "decision", "decision"]);
        let audited = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'intake.class'";
        assert_eq!(count(&test.desk, audited).await, 4);
    }

    async fn the_youngest_child_moves_a_case_where_the_pack_says_so(test: TestDb) {
        let [one, two] = [1, 2].map(|number| format!("http://host-a.test/p/{number}"));
        let cases = [told(&test, at(&one)).await, came(&test, Source::Police, at(&two)).await];
        let mut pack = pack();
        pack.decided.severe_ages = vec!["infant".to_owned(), "child".to_owned()];
        let actor = analyst();
        let decide = async |case: Id<Case>, danger: bool, youngest: Option<&str>| {
            let mut tx = test.desk.write().await.unwrap();
            intake::decided(&mut tx, &actor, &pack, case, Decided { danger, youngest }).await.unwrap();
            tx.commit().await.unwrap();
            class(&test, case).await
        };
        for (danger, youngest, expected) in [
            (false, Some("adult"), Class::Ordinary),
            (false, Some("infant"), Class::Severe),
            (false, Some("child"), Class::Severe),
            // A danger is more pressing than any age.
            (true, Some("infant"), Class::Danger),
            (false, Some("infant"), Class::Severe),
            (false, None, Class::Ordinary),
            (false, Some("child"), Class::Severe),
        ] {
            assert_eq!(decide(cases[0], danger, youngest).await, expected, "{danger} {youngest:?}");
            // What is more pressing by its reports stays there.
            let police = if danger { Class::Danger } else { Class::Police };
            assert_eq!(decide(cases[1], danger, youngest).await, police);
        }
        let listed: Vec<_> = queue(&test).await.into_iter().map(|case| case.class).collect();
        assert_eq!(listed, [Class::Police, Class::Severe]);
        let mut tx = test.desk.write().await.unwrap();
        intake::undecided(&mut tx, &actor, &pack, cases[0]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(class(&test, cases[0]).await, Class::Ordinary);
        assert_eq!(reasons(&test, cases[0]).await.last().map(String::as_str), Some("taken_back"));
    }

    async fn what_came_meanwhile_counts_when_a_danger_is_taken_back(test: TestDb) {
        let [one, two, three] = [1, 2, 3].map(|number| format!("http://host-a.test/p/{number}"));
        let cases = [told(&test, at(&one)).await, told(&test, at(&two)).await, told(&test, at(&three)).await];
        for case in cases {
            assert_eq!(decide(&test, case, Some(true)).await, Class::Danger);
        }
        came(&test, Source::Telephone, marked(&one, OTHER, true, false)).await;
        came(&test, Source::Police, at(&two)).await;
        for _ in 1..pack().crowd.raised_by {
            told(&test, at(&three)).await;
        }
        let expected = [Class::Danger, Class::Police, Class::Raised];
        for (case, expected) in cases.into_iter().zip(expected) {
            assert_eq!(class(&test, case).await, Class::Danger);
            assert_eq!(decide(&test, case, None).await, expected);
        }
    }

    async fn a_flood_does_not_lower_what_was_decided(test: TestDb) {
        let case = told(&test, telling("http://host-a.test/p/first", SAME)).await;
        decide(&test, case, Some(true)).await;
        for number in 0..20 {
            told(&test, telling(format!("http://host-a.test/p/{number}"), SAME)).await;
        }
        assert_eq!(class(&test, case).await, Class::Danger);
        assert_eq!(decide(&test, case, None).await, Class::Bulk);
    }

    async fn whoever_might_give_a_second_opinion_reads_of_no_decided_danger(test: TestDb) {
        let case = told(&test, at("http://host-a.test/p/1")).await;
        decide(&test, case, Some(true)).await;
        decide(&test, case, None).await;
        came(&test, Source::Police, at("http://host-a.test/p/1")).await;
        let words = crate::entry::desk(&test).desk.catalogue.words(Language::ENGLISH);
        let span = audit::Span { only: None, before: None, most: 50 };
        for (blind, expected) in [(false, 1), (true, 0)] {
            let mut tx = test.desk.read().await.unwrap();
            let events = intake::timeline(&mut tx, &analyst(), &words, case, &span, blind).await.unwrap();
            let count = |what: &str| events.iter().filter(|event| event.what.contains(what)).count();
            assert_eq!(count("In the queue: a child in danger"), expected);
            assert_eq!(count("In the queue: ordinary"), expected);
            assert_eq!(count("In the queue: the police ask"), 1);
        }
    }

    async fn who_may_not_assess_changes_no_class(test: TestDb) {
        let case = told(&test, at("http://host-a.test/p/1")).await;
        let (actor, pack) = (Actor::reporter(), pack());
        let mut tx = test.desk.write().await.unwrap();
        let decided = intake::decided(&mut tx, &actor, &pack, case, Decided { danger: true, youngest: None }).await;
        assert!(matches!(decided, Err(intake::Error::Denied(_))));
        let undecided = intake::undecided(&mut tx, &actor, &pack, case).await;
        assert!(matches!(undecided, Err(intake::Error::Denied(_))));
    }
}
