//! Letters: notices to one contact leave together, traced once more, in their hours, released by whoever may.

use std::time::Duration;

use identity::Role;
use kernel::{Id, Sensitive};
use pack::Release;
use smallnet::Reception;
use takedown::{Error, Letter, LetterState, State};

use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

/// A pack in which each letter waits for a person.
fn by_person(pack: &mut pack::Pack) {
    pack.notices.release = Release::Person;
}

/// A pack with the hours of providers at home.
fn in_hours(pack: &mut pack::Pack) {
    let home = pack::load(&pack::Source::Shipped("kh".to_owned()), false).unwrap();
    pack.calendar.hours = home.calendar.hours;
}

/// To the next such day, counted from Monday, at this hour at home.
fn to_weekday(test: &store::testing::TestDb, world: &World, day: i8, hour: i8) {
    let now = test.desk.clock().now();
    let zone = &world.pack.zone;
    let there = (0..=24 * 8)
        .map(|hours| now.after(Duration::from_hours(hours)))
        .find(|at| {
            let there = zone.to_datetime(at.to_jiff());
            there.weekday().to_monday_zero_offset() == day && there.hour() == hour
        })
        .unwrap();
    test.clock.advance(there.since(now));
}

pub async fn states(world: &World, cases: &[Id<intake::Case>]) -> Vec<State> {
    let mut states = Vec::new();
    for case in cases {
        let mut notices = world.notices(*case).await;
        // The open one where there is one: the others are over.
        notices.sort_by_key(|notice| notice.state.is_open());
        states.push(notices.pop().unwrap().state);
    }
    states
}

/// Cases about places of one host, each with a notice that waits for the contact.
pub async fn waiting(world: &World, count: usize) -> Vec<Id<intake::Case>> {
    let mut cases = Vec::new();
    for number in 0..count {
        let url = format!("http://{HOST}:{}/p/{number}", world.net.site_port());
        let case = world.acting_at(url).await;
        world.notify(case).await;
        cases.push(case);
    }
    cases
}

pub async fn letter_of(world: &World, case: Id<intake::Case>) -> Id<Letter> {
    world
        .notices(case)
        .await
        .pop()
        .unwrap()
        .letter
        .expect("it is in a letter")
}

fn words_of(mail: &smallnet::Mail) -> String {
    String::from_utf8_lossy(&mail.raw)
        .replace("=\r\n", "")
        .replace("=3D", "=")
}

store::on_both! {
    async fn notices_to_one_contact_leave_in_one_mail_under_one_message_id(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 3).await;
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 3]);
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1, "one mail");
        let text = words_of(&mails[0]);
        let letter = letter_of(&world, cases[0]).await;
        for case in &cases {
            assert!(text.contains(&world.case(*case).await.reference));
            assert_eq!(letter_of(&world, *case).await, letter);
        }
        assert!(text.contains("Places: 3") && text.contains("first letter of ours"));
        // The next is another letter, and no first one.
        let next = world.acting_at(format!("http://{HOST}:{}/q", world.net.site_port())).await;
        world.notify(next).await;
        world.work().await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        assert!(!words_of(&mails[1]).contains("first letter of ours"));
        assert_ne!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    }

    async fn a_letter_gathers_for_the_time_of_the_pack(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Queued]);
        world.wait(&test, Duration::from_mins(20)).await;
        let more = world.acting_at(format!("http://{HOST}:{}/q", world.net.site_port())).await;
        world.notify(more).await;
        world.work().await;
        assert!(world.net.mails().is_empty());
        world.wait(&test, Duration::from_mins(11)).await;
        assert_eq!(world.net.mails().len(), 1);
        assert_eq!(states(&world, &[cases[0], more]).await, [State::Sent; 2]);
    }

    async fn one_of_a_letter_is_withdrawn_before_it_leaves_and_the_rest_goes(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        let mut tx = world.db.write().await.unwrap();
        let gone = world.notices(cases[0]).await.remove(0);
        takedown::withdraw(&mut tx, &staff(Role::Analyst), gone.id).await.unwrap();
        tx.commit().await.unwrap();
        world.wait(&test, Duration::from_mins(31)).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        let text = words_of(&mails[0]);
        assert!(!text.contains(&world.case(cases[0]).await.reference), "{text}");
        assert!(text.contains(&world.case(cases[1]).await.reference));
        assert_eq!(states(&world, &cases).await, [State::Withdrawn, State::Sent]);
    }

    async fn a_composed_letter_leaves_whole_or_its_rest_in_another(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 3).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        let first = letter_of(&world, cases[0]).await;
        let hold = world.hold(cases[0], false).await;
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_secs(61)).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        assert!(!words_of(&mails[0]).contains(&world.case(cases[0]).await.reference));
        assert_eq!(states(&world, &cases).await, [State::Drafted, State::Sent, State::Sent]);
        assert_ne!(letter_of(&world, cases[1]).await, first, "another letter, another Message-ID");
        world.lift(hold).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 3]);
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2, "nothing twice");
        assert!(!words_of(&mails[1]).contains(&world.case(cases[1]).await.reference));
    }

    async fn what_may_have_left_is_not_sent_anew_under_another_id_but_by_a_person(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        world.net.receive(ABUSE, Reception::DropAfterData);
        world.approve(ABUSE).await;
        assert_eq!(world.net.mails().len(), 1, "it has arrived, and nobody knows");
        let hold = world.hold(cases[0], false).await;
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_secs(61)).await;
        assert_eq!(states(&world, &cases).await, [State::Drafted, State::Failed]);
        assert_eq!(world.net.mails().len(), 1);
        let mut tx = world.db.write().await.unwrap();
        let failed = world.notices(cases[1]).await.remove(0);
        let to_do = takedown::stuck(&mut tx, &job(), cases[1]).await.unwrap();
        assert_eq!((to_do.len(), to_do[0].notice), (1, failed.id));
        takedown::retry(&mut tx, &staff(Role::Analyst), failed.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Drafted, State::Sent]);
        world.lift(hold).await;
        assert_eq!(states(&world, &cases).await, [State::Failed, State::Sent], "nor by the end of the hold");
        assert_eq!(world.net.mails().len(), 2);
    }

    async fn a_letter_that_came_back_goes_in_another_to_another_contact(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let sent = world.notices(cases[0]).await.remove(0);
        takedown::bounced(&mut tx, &analyst, sent.id).await.unwrap();
        let better = stakeholders::Proposal {
            kind: stakeholders::Kind::Provider,
            name: "Mekong Example Hosting",
            country: "KH".parse().ok(),
            autonomous_system: None,
            address: "trust@mekong-hosting.test",
            language: None,
            source: stakeholders::Source::Staff,
        };
        stakeholders::propose(&mut tx, &analyst, &better).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(states(&world, &cases).await, [State::Bounced; 2], "the mail came back, and all of it");
        world.approve("trust@mekong-hosting.test").await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[1].recipients, ["trust@mekong-hosting.test"]);
        assert_ne!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
    }

    async fn places_are_traced_once_more_before_a_letter_leaves(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let before = traced_at(&world, cases[0]).await;
        world.wait(&test, Duration::from_mins(31)).await;
        assert!(traced_at(&world, cases[0]).await > before);
        assert_eq!(states(&world, &cases).await, [State::Sent]);
    }

    async fn a_trace_that_does_not_come_keeps_a_letter_for_its_patience_alone(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        world.without_traces();
        world.wait(&test, Duration::from_mins(31)).await;
        assert_eq!(states(&world, &cases).await, [State::Queued]);
        assert!(world.net.mails().is_empty());
        for _ in 0..12 {
            world.wait(&test, Duration::from_secs(2)).await;
        }
        assert_eq!(states(&world, &cases).await, [State::Sent]);
        let traced = traced_at(&world, cases[0]).await;
        assert!(words_of(&world.net.mails()[0]).contains(&world.pack.local_time(traced)));
    }

    async fn a_provider_at_home_is_written_to_in_its_hours_and_what_is_urgent_at_once(test: TestDb) {
        let world = world_with(&test, true, in_hours).await;
        to_weekday(&test, &world, 5, 10);
        let cases = waiting(&world, 2).await;
        let mut tx = world.db.write().await.unwrap();
        let urgent = world.notices(cases[1]).await.remove(0).id;
        tx.execute("UPDATE takedown_notice SET urgent = TRUE WHERE id = $1", store::values![urgent])
            .await
            .unwrap();
        tx.commit().await.unwrap();
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Queued, State::Sent]);
        world.wait(&test, Duration::from_hours(45)).await;
        assert_eq!(states(&world, &cases).await, [State::Queued, State::Sent], "Monday, seven");
        world.wait(&test, Duration::from_mins(61)).await;
        assert_eq!(states(&world, &cases).await, [State::Sent, State::Sent]);
        assert_eq!(world.net.mails().len(), 2);
    }

    async fn a_letter_that_the_relay_deferred_waits_for_the_next_day_of_whoever_it_is_to(test: TestDb) {
        let world = world_with(&test, true, in_hours).await;
        to_weekday(&test, &world, 4, 16);
        let cases = waiting(&world, 1).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        assert_eq!(states(&world, &cases).await, [State::Queued]);
        world.net.receive(ABUSE, Reception::Accept);
        let before = traced_at(&world, cases[0]).await;
        for _ in 0..30 {
            world.wait(&test, Duration::from_hours(2)).await;
            assert!(world.net.mails().is_empty(), "at the weekend");
        }
        // Friday, four in the afternoon, and sixty hours.
        world.wait(&test, Duration::from_hours(5)).await;
        assert_eq!(states(&world, &cases).await, [State::Sent]);
        assert!(traced_at(&world, cases[0]).await > before, "it was traced once more");
        assert_eq!((world.net.mails().len(), letter_of(&world, cases[0]).await), (1, letter), "it is that mail");
    }

    async fn a_letter_about_a_child_in_danger_waits_for_traces_some_minutes_alone(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.patience = Duration::from_hours(2)).await;
        let cases = waiting(&world, 2).await;
        let mut tx = world.db.write().await.unwrap();
        let urgent = world.notices(cases[1]).await.remove(0).id;
        let urged = "UPDATE takedown_notice SET urgent = TRUE WHERE id = $1";
        assert_eq!(tx.execute(urged, store::values![urgent]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        test.clock.advance(world.pack.notices.fresh * 2);
        world.without_traces();
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Queued; 2], "its trace is no fresh one");
        for _ in 0..3 {
            world.wait(&test, Duration::from_mins(1)).await;
        }
        assert_eq!(states(&world, &cases).await, [State::Queued, State::Sent]);
    }

    async fn a_letter_waits_for_whoever_may_release_it(test: TestDb) {
        let world = world_with(&test, true, by_person).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let mut tx = world.db.write().await.unwrap();
        let (waits, since) = takedown::letters_waiting(&mut tx, &job()).await.unwrap();
        assert!(waits == 1 && since.is_some());
        let (analyst, manager) = (staff(Role::Analyst), staff(Role::Manager));
        assert!(matches!(takedown::release(&mut tx, &analyst, &world.pack, letter).await, Err(Error::Denied(_))));
        assert!(matches!(takedown::release(&mut tx, &job(), &world.pack, letter).await, Err(Error::Denied(_))));
        takedown::release(&mut tx, &manager, &world.pack, letter).await.unwrap();
        assert!(matches!(takedown::release(&mut tx, &manager, &world.pack, letter).await, Err(Error::Changed)));
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Sent]);
    }

    async fn a_person_writes_the_text_anew_and_the_list_of_places_stays_the_letters_own(test: TestDb) {
        let world = world_with(&test, true, by_person).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let (analyst, reason) = (staff(Role::Analyst), Sensitive::new("neutral reason".to_owned()));
        let mut tx = world.db.write().await.unwrap();
        let seen = takedown::preview(&mut tx, &analyst, &world.pack, letter).await.unwrap();
        assert!(seen.first && seen.notices.len() == 2 && !seen.text.contains("kh-host"), "{}", seen.text);
        assert!(seen.draft.contains("[[places]]") && seen.draft.contains("Places: [[count]]"));
        let unfit = [
            "neutral words".to_owned(),
            "[[reference]] and no list".to_owned(),
            "[[places]] and no reference".to_owned(),
            "[[reference]] [[places]] http://a.test/p/17".to_owned(),
            "[[reference]] [[places]] www.a.test/p/17".to_owned(),
            "[[reference]] [[places]] a.test/p/17".to_owned(),
            "[[reference]] [[places]] [[places]]".to_owned(),
        ];
        for text in unfit {
            let text = Sensitive::new(text);
            let edited = takedown::edit(&mut tx, &analyst, &world.pack, letter, &text, &reason).await;
            assert!(matches!(edited, Err(Error::UnfitText)));
        }
        let text = Sensitive::new("canarywords [[reference]]\nOf [[count]]\n[[places]]\nPlease remove it and preserve the evidence. In good faith.\nTo [[answer-to]]".to_owned());
        let none = Sensitive::new(" ".to_owned());
        let without = takedown::edit(&mut tx, &analyst, &world.pack, letter, &text, &none).await;
        assert!(matches!(without, Err(Error::NoReason)));
        takedown::edit(&mut tx, &analyst, &world.pack, letter, &text, &reason).await.unwrap();
        let gone = world.notices(cases[0]).await.remove(0);
        takedown::withdraw(&mut tx, &analyst, gone.id).await.unwrap();
        takedown::release(&mut tx, &staff(Role::Supervisor), &world.pack, letter).await.unwrap();
        let again = takedown::edit(&mut tx, &analyst, &world.pack, letter, &text, &reason).await;
        assert!(matches!(again, Err(Error::Changed)), "what was released is not written anew");
        let record = audit::about(&mut tx, "letter", letter).await.unwrap();
        assert!(record.len() > 3);
        assert!(record.iter().all(|entry| !entry.facts.contains("canary") && !entry.facts.contains("neutral")));
        tx.commit().await.unwrap();
        world.work().await;
        let text = words_of(&world.net.mails()[0]);
        assert!(text.contains("canarywords") && text.contains("Of 1\r\n") && text.contains("To hotline@hotline.test"), "{text}");
        assert!(text.contains("hxxp://") && text.contains(&world.case(cases[1]).await.reference) && !text.contains("[[") && !text.contains("/p/0"), "{text}");
    }

    async fn what_a_person_wrote_goes_in_no_other_letter_without_a_person(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 2).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let text = Sensitive::new("canarywords [[reference]] [[places]] Please remove it and preserve the evidence. In good faith, [[answer-to]].".to_owned());
        let reason = Sensitive::new("neutral reason".to_owned());
        let mut tx = world.db.write().await.unwrap();
        takedown::edit(&mut tx, &staff(Role::Analyst), &world.pack, letter, &text, &reason).await.unwrap();
        tx.commit().await.unwrap();
        world.wait(&test, Duration::from_mins(31)).await;
        let hold = world.hold(cases[0], false).await;
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_secs(61)).await;
        assert_eq!(states(&world, &cases).await, [State::Drafted, State::Failed]);
        world.lift(hold).await;
        assert_eq!(states(&world, &cases).await, [State::Failed; 2]);
        assert!(world.net.mails().is_empty());
        let mut tx = world.db.write().await.unwrap();
        takedown::try_again(&mut tx, &staff(Role::Analyst), letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        assert!(words_of(&world.net.mails()[0]).contains("canarywords"));
    }

    async fn a_letter_that_a_person_wrote_takes_no_more(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let mut cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let (text, reason) = ("neutral [[reference]] [[places]] Please remove it and preserve the evidence. In good faith, [[answer-to]].".to_owned(), "neutral reason".to_owned());
        let (text, reason) = (Sensitive::new(text), Sensitive::new(reason));
        let mut tx = world.db.write().await.unwrap();
        takedown::edit(&mut tx, &staff(Role::Analyst), &world.pack, letter, &text, &reason).await.unwrap();
        tx.commit().await.unwrap();
        for path in ["q", "r"] {
            let next = world.acting_at(format!("http://{HOST}:{}/{path}", world.net.site_port())).await;
            world.notify(next).await;
            cases.push(next);
        }
        let others = letter_of(&world, cases[1]).await;
        assert!(others != letter && letter_of(&world, cases[2]).await == others);
        world.wait(&test, Duration::from_mins(31)).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 3]);
        let written: Vec<_> = world.net.mails().iter().map(words_of).filter(|text| text.contains("neutral ")).collect();
        assert_eq!(written.len(), 1);
        assert!(!written[0].contains(&world.case(cases[1]).await.reference));
    }

    async fn what_failed_before_anybody_released_it_waits_for_that_when_tried_again(test: TestDb) {
        let world = world_with(&test, true, by_person).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        // As where nothing could be done with it while it gathered.
        let mut tx = world.db.write().await.unwrap();
        for failed in [
            "UPDATE takedown_letter SET state = 'failed' WHERE id = $1",
            "UPDATE takedown_notice SET state = 'failed' WHERE letter_id = $1",
        ] {
            assert_eq!(tx.execute(failed, store::values![letter]).await.unwrap(), 1);
        }
        takedown::try_again(&mut tx, &staff(Role::Analyst), letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert!(world.net.mails().is_empty());
        let mut tx = world.db.write().await.unwrap();
        takedown::release(&mut tx, &staff(Role::Manager), &world.pack, letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Sent]);
    }

    async fn two_workers_at_one_letter_send_it_once(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        // As if the job's lease had run out before its result was written.
        let mut tx = world.db.write().await.unwrap();
        jobs::queue(&mut tx, takedown::LETTER, &letter).await.unwrap();
        jobs::queue(&mut tx, takedown::SEND, &letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.net.mails().len(), 1);
    }

    async fn a_withdrawn_letter_takes_its_notices_with_it(test: TestDb) {
        let world = world_with(&test, true, by_person).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::withdraw_letter(&mut tx, &staff(Role::Manager), letter).await.unwrap();
        let seen = takedown::preview(&mut tx, &job(), &world.pack, letter).await.unwrap();
        assert_eq!(seen.letter.state, LetterState::Withdrawn);
        tx.commit().await.unwrap();
        world.wait(&test, Duration::from_hours(1)).await;
        assert_eq!(states(&world, &cases).await, [State::Withdrawn; 2]);
        assert!(world.net.mails().is_empty());
    }
}

async fn traced_at(world: &World, case: Id<intake::Case>) -> kernel::Timestamp {
    let mut tx = world.db.read().await.unwrap();
    let location = world.location(&mut tx, case).await;
    trace::hosting(&mut tx, &job(), location)
        .await
        .unwrap()
        .unwrap()
        .at
}
