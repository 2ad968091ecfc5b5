//! Leads on both databases: filed apart from cases, taken by one, passed on or closed, gone when withdrawn.

use std::time::Duration;

use identity::Role;
use intake::{
    Became, Class, Error, Lead, LeadCursor, LeadReason, LeadState, PAGE, Remarks, Report,
};
use jobs::{Registry, Worker};
use kernel::Timestamp;
use letterbox::{Reply, Said};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use store::{FromRow, Row, Tx};

use super::*;

pub(crate) const URL: &str = "http://host-a.test/p/17";
/// Words that are long enough to count in a flood.
pub(crate) const SAME: &str =
    "Neutral words that somebody sends again and again, always the same ones";
pub(crate) const POLICE: &str = "1288";
pub(crate) const HELP_LINE: &str = "1280";

pub(crate) fn named(name: &str) -> Content {
    Content {
        lead: Some(name.to_owned()),
        ..Content::default()
    }
}

pub(crate) fn words(text: &str) -> Content {
    Content {
        narrative: Some(text.to_owned()),
        ..Content::default()
    }
}

pub(crate) fn message(text: &str) -> Content {
    Content {
        message: Some(text.to_owned()),
        ..Content::default()
    }
}

/// From the page of this number: the same from two pages is two submissions.
pub(crate) fn withdrawal(page: i64) -> Content {
    Content {
        withdraw: true,
        page: Some(Timestamp::from_micros(page)),
        ..Content::default()
    }
}

pub(crate) fn at(url: &str) -> Content {
    Content {
        urls: vec![url.to_owned()],
        ..Content::default()
    }
}

/// Files this under a receipt. The report.
pub(crate) async fn tell(test: &TestDb, keys: &ReceiptKeys, content: Content) -> Id<Report> {
    let Filed::Report(report, _) = file(test, &submit(test, keys, content)).await else {
        panic!("the submission was not filed");
    };
    report
}

pub(crate) async fn listed(test: &TestDb, state: LeadState) -> Vec<Lead> {
    let (reader, mut all): (Actor, Vec<Lead>) = (analyst(), Vec::new());
    let mut tx = test.desk.read().await.unwrap();
    loop {
        let after = all.last().map(|lead| LeadCursor {
            class: lead.class.number(),
            opened_at: lead.opened_at,
            id: lead.id,
        });
        let page = intake::leads(&mut tx, &reader, state, after).await.unwrap();
        let full = page.len() == usize::try_from(PAGE).unwrap();
        all.extend(page);
        if !full {
            return all;
        }
    }
}

/// The one lead there is.
pub(crate) async fn only(test: &TestDb) -> Lead {
    let mut found = Vec::new();
    for state in LeadState::ALL {
        found.extend(listed(test, state).await);
    }
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// Does something in a transaction of its own, which is kept where it succeeds.
pub(crate) async fn act<T>(
    test: &TestDb,
    acts: impl AsyncFnOnce(&mut Tx) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut tx = test.desk.write().await.unwrap();
    let done = acts(&mut tx).await?;
    tx.commit().await.unwrap();
    Ok(done)
}

pub(crate) async fn take(test: &TestDb, actor: &Actor, id: Id<Lead>) -> Result<Lead, Error> {
    act(test, async |tx| {
        intake::take_lead(tx, actor, &pack(), id).await
    })
    .await
}

pub(crate) async fn refer(
    test: &TestDb,
    actor: &Actor,
    id: Id<Lead>,
    line: &str,
) -> Result<(), Error> {
    let remarks = Remarks {
        their_reference: " 17/2030 ".to_owned(),
        note: "canary note".to_owned(),
    };
    act(test, async |tx| {
        intake::refer_lead(tx, actor, &pack(), id, line, &remarks).await
    })
    .await
}

pub(crate) async fn close(
    test: &TestDb,
    actor: &Actor,
    id: Id<Lead>,
    why: LeadReason,
) -> Result<(), Error> {
    act(test, async |tx| {
        intake::close_lead(tx, actor, id, why, &Remarks::default()).await
    })
    .await
}

pub(crate) async fn outcomes(
    test: &TestDb,
    actor: &Actor,
    id: Id<Lead>,
) -> Vec<intake::LeadOutcome> {
    let mut tx = test.desk.read().await.unwrap();
    intake::lead_outcomes(&mut tx, actor, id).await.unwrap()
}

pub(crate) async fn recorded(test: &TestDb, id: Id<Lead>, action: &str) -> usize {
    let mut tx = test.desk.read().await.unwrap();
    let entries = audit::about(&mut tx, "lead", id).await.unwrap();
    entries
        .iter()
        .filter(|entry| entry.action == action)
        .count()
}

/// What a receipt reads, after every job was done.
pub(crate) async fn answered(test: &TestDb, keys: &ReceiptKeys) -> Vec<Said> {
    let mut registry = Registry::default();
    let (desk, letterbox) = (test.desk.clone(), test.letterbox.clone());
    registry.bind(intake::ANSWER, move |run| {
        let (desk, letterbox) = (desk.clone(), letterbox.clone());
        async move { intake::put_answer(&desk, &letterbox, &pack(), run).await }
    });
    let (desk, letterbox) = (test.desk.clone(), test.letterbox.clone());
    registry.bind(intake::MESSAGE, move |run| {
        let (desk, letterbox) = (desk.clone(), letterbox.clone());
        async move { intake::put_message(&desk, &letterbox, run).await }
    });
    registry.bind(intake::LAPSE_LEAD, intake::lapse_leads);
    let worker = Worker::new(test.desk.clone(), registry, 4, Duration::from_secs(1));
    worker.run_due().await.unwrap();
    let mut tx = test.letterbox.read().await.unwrap();
    let sealed = letterbox::replies(&mut tx, &Actor::reporter(), &keys.lookup_id()).await;
    let key = keys.reply().0;
    let mut replies: Vec<_> = sealed
        .unwrap()
        .iter()
        .map(|sealed| Reply::open(&key, sealed).unwrap())
        .collect();
    replies.sort_by_key(Reply::at);
    replies.iter().map(|reply| reply.said().clone()).collect()
}

pub(crate) fn step(key: &str) -> Said {
    Said::Step(key.to_owned())
}

pub(crate) fn drawn<S: Strategy>(strategy: S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..12)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

/// What lies in the store of what somebody wrote about an outcome.
struct Remarked {
    note: Vec<u8>,
    their_reference: Vec<u8>,
}

impl FromRow for Remarked {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            note: row.get("note")?,
            their_reference: row.get("their_reference")?,
        })
    }
}

/// What somebody wrote, in a form of its own.
fn saying<'a>(text: &'a str, accepted: &'a [String]) -> intake::Saying<'a> {
    let form = kernel::Id::random(&kernel::SystemEntropy);
    intake::Saying {
        form,
        text,
        accepted,
    }
}

fn shows(bytes: &[u8], word: &str) -> bool {
    bytes
        .windows(word.len())
        .any(|part| part == word.as_bytes())
}

store::on_both! {
    async fn a_lead_is_no_place_and_no_case_and_is_filed_once(test: TestDb) {
        let keys = keys();
        let told = Content { narrative: Some("neutral words".to_owned()), ..named("group 17") };
        let sealed = submit(&test, &keys, told.clone());
        file(&test, &sealed).await;
        assert_eq!(file(&test, &sealed).await, Filed::Before);
        // A correction under the same receipt is no second lead.
        tell(&test, &keys, named("group 18")).await;
        let lead = only(&test).await;
        assert_eq!((lead.state, lead.class, lead.unread), (LeadState::Waiting, Class::Ordinary, false));
        assert_eq!(lead.reference.len(), 8);
        for none in [
            "SELECT COUNT(*) AS value FROM intake_case",
            "SELECT COUNT(*) AS value FROM intake_case_report",
            "SELECT COUNT(*) AS value FROM location_location",
        ] {
            assert_eq!(count(&test.desk, none).await, 0, "{none}");
        }
        assert_eq!(recorded(&test, lead.id, "intake.open_lead").await, 1);
        assert_eq!(answered(&test, &keys).await, [step("received")]);
        // Words alone, without a name or an address, are no lead.
        tell(&test, &super::keys(), words("neutral words")).await;
        only(&test).await;
    }

    async fn the_most_pressing_stand_first_then_the_oldest_page_by_page(test: TestDb) {
        let mut expected = Vec::new();
        for number in 0..60 {
            test.clock.advance(Duration::from_secs(1));
            let told = Content {
                danger: number % 7 == 3,
                own_picture: number % 5 == 2,
                ..named(&format!("group {number}"))
            };
            let class = match (told.danger, told.own_picture) {
                (true, _) => Class::Danger,
                (_, true) => Class::OwnPicture,
                _ => Class::Ordinary,
            };
            let report = tell(&test, &keys(), told).await;
            expected.push((class, number, report));
        }
        expected.sort_unstable_by_key(|(class, number, _)| (*class, *number));
        let listed = listed(&test, LeadState::Waiting).await;
        let listed: Vec<_> = listed.iter().map(|lead| (lead.class, lead.report)).collect();
        let expected: Vec<_> = expected.iter().map(|(class, _, report)| (*class, *report)).collect();
        assert_eq!(listed, expected);
    }

    async fn one_takes_it_reads_it_and_passes_it_on(test: TestDb) {
        let (keys, actor, other) = (keys(), analyst(), analyst());
        let told = Content { narrative: Some("neutral words".to_owned()), contact: Some("canary contact".to_owned()), ..named("group 17") };
        tell(&test, &keys, told).await;
        let id = only(&test).await.id;
        let read = async |actor: &Actor| act(&test, async |tx| intake::lead_told(tx, actor, id).await).await;
        // Nobody reads what nobody has taken, and nobody decides it.
        assert!(matches!(read(&actor).await, Err(Error::NotHeld)));
        assert!(matches!(refer(&test, &actor, id, POLICE).await, Err(Error::NotHeld)));
        // Answers of one instant have no order.
        test.clock.advance(Duration::from_secs(1));
        take(&test, &actor, id).await.unwrap();
        test.clock.advance(Duration::from_secs(1));
        assert!(matches!(take(&test, &other, id).await, Err(Error::Held)));
        assert!(matches!(read(&other).await, Err(Error::NotHeld)));
        assert!(matches!(close(&test, &other, id, LeadReason::Known).await, Err(Error::NotHeld)));
        let read_once = read(&actor).await.unwrap();
        let told = &read_once.told.told[0].content;
        assert_eq!((told.lead.as_deref(), told.narrative.as_deref()), (Some("group 17"), Some("neutral words")));
        assert!(told.contact.is_none() && read_once.told.has_contact && read_once.conversation.has_receipt);
        assert_eq!(recorded(&test, id, "intake.read_lead").await, 1);
        let contact = act(&test, async |tx| intake::lead_contact(tx, &actor, id, "danger").await).await;
        assert_eq!(contact.unwrap().unwrap().expose(), "canary contact");
        assert_eq!(recorded(&test, id, "intake.read_contact").await, 1);

        assert!(matches!(refer(&test, &actor, id, "999").await, Err(Error::NotFound)));
        refer(&test, &actor, id, POLICE).await.unwrap();
        let lead = only(&test).await;
        assert_eq!((lead.state, lead.staff, lead.lease_until), (LeadState::Referred, None, None));
        let became = outcomes(&test, &actor, id).await.remove(0);
        assert_eq!(became.became, Became::Referred { line: POLICE.to_owned(), police: true });
        assert_eq!(became.staff, actor.staff_id());
        assert_eq!(became.their_reference.unwrap().expose(), "17/2030");
        assert_eq!(became.note.unwrap().expose(), "canary note");
        // Neither the record nor the row shows a word of it.
        let mut tx = test.desk.read().await.unwrap();
        let entries = audit::about(&mut tx, "lead", id).await.unwrap();
        assert!(entries.iter().all(|entry| !entry.facts.contains("canary") && !entry.facts.contains("2030")));
        let sealed: Remarked = tx.one("SELECT note, their_reference FROM intake_lead_outcome", values![]).await.unwrap();
        assert!(!shows(&sealed.note, "canary") && !shows(&sealed.their_reference, "2030"));
        drop(tx);
        // The reporter learns that it is finished, and nothing of whom it went to.
        assert_eq!(answered(&test, &keys).await, [step("received"), step("in_work"), step("closed")]);
        // What is done with may be read by whoever may read leads, and taken up again.
        read(&other).await.unwrap();
        assert!(matches!(refer(&test, &actor, id, HELP_LINE).await, Err(Error::NotHeld)));
        take(&test, &other, id).await.unwrap();
        refer(&test, &other, id, HELP_LINE).await.unwrap();
        let became = outcomes(&test, &actor, id).await;
        assert_eq!(became[1].became, Became::Referred { line: HELP_LINE.to_owned(), police: false });
        let mut tx = test.desk.read().await.unwrap();
        let moves = intake::lead_moves(&mut tx, &actor, id).await.unwrap();
        let why: Vec<_> = moves.iter().map(|line| line.why.as_str()).collect();
        assert_eq!(why, ["told", "take", "refer", "take", "refer"]);
        assert_eq!(recorded(&test, id, "intake.move_lead").await, 4);
    }

    async fn who_reads_no_reports_reads_no_lead(test: TestDb) {
        tell(&test, &keys(), named("group 17")).await;
        let (id, actor) = (only(&test).await.id, analyst());
        take(&test, &actor, id).await.unwrap();
        refer(&test, &actor, id, POLICE).await.unwrap();
        for (role, sees) in [(Role::Manager, true), (Role::Administrator, false)] {
            let person = Actor::test_staff(Id::random(&SystemEntropy), &[role]);
            let seen = act(&test, async |tx| intake::lead(tx, &person, id).await).await;
            assert_eq!(seen.is_ok(), sees);
            for denied in [
                act(&test, async |tx| intake::lead_told(tx, &person, id).await.map(|_| ())).await,
                act(&test, async |tx| intake::say_of_lead(tx, &person, &pack(), id, saying("word", &[])).await).await,
                act(&test, async |tx| intake::lead_contact(tx, &person, id, "asked").await.map(|_| ())).await,
                take(&test, &person, id).await.map(|_| ()),
                refer(&test, &person, id, POLICE).await,
                close(&test, &person, id, LeadReason::Known).await,
            ] {
                assert!(matches!(denied, Err(Error::Denied(_))));
            }
        }
        // A manager sees to whom it went and when, and no word of it.
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        let became = outcomes(&test, &manager, id).await.remove(0);
        assert!(matches!(became.became, Became::Referred { police: true, .. }));
        assert!(became.note.is_none() && became.their_reference.is_none());
        let denied = act(&test, async |tx| intake::lapse_lead(tx, &analyst(), id).await).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
    }

    async fn of_two_who_take_it_at_once_one_has_it(test: TestDb) {
        tell(&test, &keys(), named("group 17")).await;
        let id = only(&test).await.id;
        let tasks: Vec<_> = (0..8).map(|_| {
            let db = test.desk.clone();
            tokio::spawn(async move {
                let mut tx = db.write().await.unwrap();
                let taken = intake::take_lead(&mut tx, &analyst(), &pack(), id).await;
                if taken.is_ok() {
                    tx.commit().await.unwrap();
                }
                taken.is_ok()
            })
        }).collect();
        let mut took = 0;
        for task in tasks {
            took += usize::from(task.await.unwrap());
        }
        assert_eq!(took, 1);
        assert_eq!(recorded(&test, id, "intake.move_lead").await, 1);
    }

    async fn what_is_not_worked_on_goes_back_by_itself(test: TestDb) {
        let (keys, actor, other) = (keys(), analyst(), analyst());
        tell(&test, &keys, named("group 17")).await;
        let id = only(&test).await.id;
        let lease = pack().claims.lease;
        take(&test, &actor, id).await.unwrap();
        test.clock.advance(lease / 2);
        // Whoever has it may hold it longer: that is no second taking.
        take(&test, &actor, id).await.unwrap();
        test.clock.advance(lease / 2 + Duration::from_secs(1));
        answered(&test, &keys).await;
        assert_eq!(only(&test).await.state, LeadState::Taken);
        test.clock.advance(lease / 2);
        assert!(matches!(refer(&test, &actor, id, POLICE).await, Err(Error::NotHeld)));
        answered(&test, &keys).await;
        assert_eq!(only(&test).await.state, LeadState::Waiting);
        // Where the job is late, the next who takes it does what it would have done.
        take(&test, &actor, id).await.unwrap();
        test.clock.advance(lease + Duration::from_secs(1));
        take(&test, &other, id).await.unwrap();
        assert_eq!(only(&test).await.staff, other.staff_id());
        act(&test, async |tx| intake::give_back_lead(tx, &other, id).await).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let moves = intake::lead_moves(&mut tx, &actor, id).await.unwrap();
        let why: Vec<_> = moves.iter().map(|line| line.why.as_str()).collect();
        assert_eq!(why, ["told", "take", "lapse", "take", "lapse", "take", "give_back"]);
    }

    async fn the_conversation_goes_on_under_the_receipt(test: TestDb) {
        let (keys, actor) = (keys(), analyst());
        tell(&test, &keys, named("group 17")).await;
        tell(&test, &keys, message("neutral question")).await;
        let lead = only(&test).await;
        assert!(lead.unread);
        let say = async |text: &str, accepted: &[String]| {
            act(&test, async |tx| intake::say_of_lead(tx, &actor, &pack(), lead.id, saying(text, accepted)).await).await
        };
        assert!(matches!(say("word", &[]).await, Err(Error::NotHeld)));
        take(&test, &actor, lead.id).await.unwrap();
        assert!(matches!(say("We told the police", &[]).await, Err(Error::TellsMore(_))));
        say("neutral answer", &[]).await.unwrap();
        let read = act(&test, async |tx| intake::lead_told(tx, &actor, lead.id).await).await.unwrap();
        let said: Vec<_> = read.conversation.messages.iter().map(|one| one.text.as_ref().unwrap().expose().as_str()).collect();
        assert_eq!(said, ["neutral question", "neutral answer"]);
        assert!(!only(&test).await.unread);
        let replies = answered(&test, &keys).await;
        assert!(replies.contains(&Said::Message("neutral answer".to_owned())));
        assert!(replies.contains(&Said::Yours("neutral question".to_owned())));
        // What is told after it was done with puts it back, so that somebody reads it; a wish alone does not.
        close(&test, &actor, lead.id, LeadReason::Advised).await.unwrap();
        tell(&test, &keys, Content { feedback: Some(true), ..Content::default() }).await;
        assert_eq!(only(&test).await.state, LeadState::Closed);
        tell(&test, &keys, message("another question")).await;
        let lead = only(&test).await;
        assert!(lead.state == LeadState::Waiting && lead.unread);
        tell(&test, &keys, Content { danger: true, ..Content::default() }).await;
        assert_eq!(only(&test).await.class, Class::Danger);
    }
}
