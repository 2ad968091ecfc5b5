//! Letters as whom they are to wants them: how many places in one, what beside the text, and by hand in a form.

use std::time::Duration;

use axum::http::StatusCode;
use identity::Role;
use kernel::Sensitive;
use serde_json::json;
use smallnet::Reception;
use stakeholders::{Channel, Manner, Pace};
use takedown::{ByHand, Error, LetterState, State};

use crate::letters::{letter_of, states, waiting};
use crate::pages::desk;
use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

const FORM: &str = "https://mekong-hosting.test/report";
const DAY: Duration = Duration::from_hours(24);

/// Says how a contact is written to.
pub async fn write_so(world: &World, address: &str, change: impl FnOnce(&mut Manner)) {
    let manager = staff(Role::Manager);
    let mut tx = world.db.write().await.unwrap();
    let all = stakeholders::contacts(&mut tx, &manager).await.unwrap();
    let contact = all.into_iter().find(|one| one.address.expose() == address);
    let mut contact = contact.expect("the contact is known");
    change(&mut contact.manner);
    stakeholders::set_manner(&mut tx, &manager, contact.id, &contact.manner)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn by_form(manner: &mut Manner) {
    manner.channel = Channel::Form;
    manner.form = Some(Sensitive::new(FORM.to_owned()));
}

fn raw(mail: &smallnet::Mail) -> String {
    String::from_utf8_lossy(&mail.raw)
        .replace("=\r\n", "")
        .replace("=3D", "=")
}

async fn state_of(world: &World, case: kernel::Id<intake::Case>) -> LetterState {
    let letter = letter_of(world, case).await;
    let mut tx = world.db.read().await.unwrap();
    let seen = takedown::preview(&mut tx, &staff(Role::Analyst), &world.pack, letter).await;
    seen.unwrap().letter.state
}

/// The day by the hotline's clock, so many days ago.
fn day(world: &World, test: &store::testing::TestDb, ago: u64) -> String {
    let at = test
        .desk
        .clock()
        .now()
        .before(DAY * u32::try_from(ago).unwrap());
    world.pack.zone.to_datetime(at.to_jiff()).date().to_string()
}

store::on_both! {
    async fn whoever_wants_a_letter_a_place_gets_one_at_once(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.gather = Duration::from_mins(30)).await;
        let cases = waiting(&world, 3).await;
        write_so(&world, ABUSE, |manner| manner.pace = Pace::Each).await;
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 3], "they wait for no others");
        let mails = world.net.mails();
        assert_eq!(mails.len(), 3);
        for case in &cases {
            let reference = world.case(*case).await.reference;
            assert_eq!(mails.iter().filter(|mail| raw(mail).contains(&reference)).count(), 1);
        }
        // Said otherwise, the next ones gather again.
        write_so(&world, ABUSE, |manner| manner.pace = Pace::Gathered).await;
        for number in 0..2 {
            let case = world.acting_at(format!("http://{HOST}:{}/q/{number}", world.net.site_port())).await;
            world.notify(case).await;
        }
        world.wait(&test, Duration::from_mins(31)).await;
        assert_eq!(world.net.mails().len(), 4);
    }

    async fn whoever_wants_one_a_day_gets_no_more(test: TestDb) {
        let world = world(&test).await;
        let mut cases = waiting(&world, 2).await;
        write_so(&world, ABUSE, |manner| manner.pace = Pace::Daily).await;
        world.approve(ABUSE).await;
        assert_eq!(world.net.mails().len(), 1, "the first waits for no day");
        for number in 0..2 {
            let case = world.acting_at(format!("http://{HOST}:{}/q/{number}", world.net.site_port())).await;
            world.notify(case).await;
            cases.push(case);
            world.wait(&test, Duration::from_hours(11)).await;
        }
        assert_eq!(world.net.mails().len(), 1);
        world.wait(&test, Duration::from_hours(3)).await;
        assert_eq!(world.net.mails().len(), 2);
        assert_eq!(states(&world, &cases).await, [State::Sent; 4]);
    }

    async fn what_is_attached_is_what_they_want(test: TestDb) {
        let world = world(&test).await;
        let mut seen = Vec::new();
        for (number, csv) in [true, false].into_iter().enumerate() {
            let case = world.acting_at(format!("http://{HOST}:{}/p/{number}", world.net.site_port())).await;
            world.notify(case).await;
            write_so(&world, ABUSE, |manner| manner.csv = csv).await;
            if number == 0 {
                world.approve(ABUSE).await;
            }
            world.work().await;
            let mail = raw(world.net.mails().last().unwrap());
            assert!(mail.contains("hxxp://"), "the text names each place in any case");
            seen.push((mail.contains(".csv"), mail.contains("attached CSV file")));
        }
        assert_eq!(seen, [(true, true), (false, false)], "and the text promises nothing that is not there");
    }

    async fn a_form_is_filled_in_by_hand_and_all_follows_from_that_day(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        write_so(&world, ABUSE, by_form).await;
        world.approve(ABUSE).await;
        assert!(world.net.mails().is_empty(), "nothing is mailed");
        let letter = letter_of(&world, cases[0]).await;
        assert_eq!(state_of(&world, cases[0]).await, LetterState::Prepared);
        assert_eq!(states(&world, &cases).await, [State::Queued; 2]);
        let analyst = staff(Role::Analyst);
        let mut tx = world.db.write().await.unwrap();
        let (count, since) = takedown::letters_prepared(&mut tx, &job()).await.unwrap();
        assert!(count == 1 && since.is_some(), "it is a task");
        let to_do = takedown::stuck(&mut tx, &analyst, cases[0]).await.unwrap();
        assert_eq!(to_do[0].message(), "takedown-to-do-by-hand");
        let all = (kernel::Timestamp::from_micros(0), kernel::Id::from_uuid(uuid::Uuid::nil()));
        assert_eq!(takedown::all_stuck(&mut tx, &analyst, all, 10).await.unwrap().len(), 2);
        let seen = takedown::preview(&mut tx, &analyst, &world.pack, letter).await.unwrap();
        assert_eq!(seen.form.unwrap().expose(), FORM);
        assert!(seen.text.contains("hxxp://…") && !seen.text.contains("attached") && !seen.text.contains("[["), "{}", seen.text);
        assert!(!seen.text.contains(HOST));

        // Days go by until somebody has the time; it was done yesterday.
        tx.commit().await.unwrap();
        test.clock.advance(DAY * 3);
        let mut tx = world.db.write().await.unwrap();
        let ticket = Sensitive::new("T-4711".to_owned());
        for wrong in ["", "word", "2020-01-01", "2099-01-01"] {
            let sent = ByHand { day: wrong, ticket: &ticket };
            let refused = takedown::sent_by_hand(&mut tx, &analyst, &world.pack, letter, &sent).await;
            assert!(matches!(refused, Err(Error::Day)), "{wrong}");
        }
        let yesterday = day(&world, &test, 1);
        let sent = ByHand { day: &yesterday, ticket: &ticket };
        let denied = takedown::sent_by_hand(&mut tx, &staff(Role::Manager), &world.pack, letter, &sent).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        takedown::sent_by_hand(&mut tx, &analyst, &world.pack, letter, &sent).await.unwrap();
        let twice = takedown::sent_by_hand(&mut tx, &analyst, &world.pack, letter, &sent).await;
        assert!(matches!(twice, Err(Error::Changed)));
        let seen = takedown::preview(&mut tx, &analyst, &world.pack, letter).await.unwrap();
        assert!(seen.text.contains("hxxp://…"), "it can be read later");
        let record = audit::about(&mut tx, "letter", letter).await.unwrap();
        assert!(record.iter().any(|entry| entry.action == "takedown.send_by_hand"));
        assert!(record.iter().all(|entry| !entry.facts.contains("4711")));
        tx.commit().await.unwrap();
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        let end = world.pack.end_of_date(&yesterday).unwrap();
        let notice = world.notices(cases[0]).await.remove(0);
        assert_eq!((notice.sent_at, notice.urls_withheld), (Some(end), false));
        // The series runs from that day, and its reminder is filled in too: it says what went before.
        let until = end.after(DAY).since(test.desk.clock().now());
        world.follow_up(&test, until).await;
        let reminder = world.notices(cases[0]).await.pop().unwrap();
        assert_eq!((reminder.step, reminder.state), (1, State::Queued));
        assert!(world.net.mails().is_empty());
        let mut tx = world.db.read().await.unwrap();
        let seen = takedown::preview(&mut tx, &analyst, &world.pack, reminder.letter.unwrap()).await.unwrap();
        assert_eq!(seen.letter.state, LetterState::Prepared);
        assert!(seen.text.contains("T-4711"), "{}", seen.text);
    }

    async fn what_waits_for_a_form_is_looked_at_again_and_withdrawn(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        write_so(&world, ABUSE, by_form).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        // The police ask to wait with one: traced again, it is in the letter no more.
        let hold = world.hold(cases[0], false).await;
        let mut tx = world.db.read().await.unwrap();
        assert!(takedown::preview(&mut tx, &staff(Role::Analyst), &world.pack, letter).await.unwrap().held);
        drop(tx);
        let mut tx = world.db.write().await.unwrap();
        takedown::try_again(&mut tx, &staff(Role::Analyst), letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Drafted, State::Queued]);
        assert_eq!(state_of(&world, cases[1]).await, LetterState::Prepared);
        world.lift(hold).await;
        assert_eq!(states(&world, &cases).await, [State::Queued; 2]);
        // They take mail after all.
        write_so(&world, ABUSE, |manner| manner.channel = Channel::Mail).await;
        for case in &cases {
            let letter = letter_of(&world, *case).await;
            let mut tx = world.db.write().await.unwrap();
            takedown::try_again(&mut tx, &staff(Role::Analyst), letter).await.unwrap();
            tx.commit().await.unwrap();
        }
        world.work().await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        assert_eq!(world.net.mails().len(), 2);
    }

    async fn pages_and_calls_show_the_form_and_take_the_word_for_it(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 1).await;
        write_so(&world, ABUSE, by_form).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let desk = desk(&test);
        let (analyst, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let path = format!("/letters/{letter}");
        let list = analyst.get("/letters?state=prepared").await.body;
        assert!(list.contains("to be filled in by hand"), "{list}");
        let page = analyst.get(&path).await.body;
        assert!(page.contains(FORM) && page.contains("sent-by-hand") && !page.contains(HOST), "{page}");
        assert!(!manager.get(&path).await.body.contains("sent-by-hand"));
        let filled = [("day", "2099-01-01"), ("ticket", "T-17")];
        let send = format!("{path}/sent-by-hand");
        assert_eq!(manager.post(&send, &filled).await.status, StatusCode::FORBIDDEN);
        let again = analyst.post(&send, &filled).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("today, or before") && again.body.contains("T-17"), "{}", again.body);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let of = format!("/api/v1/letters/{letter}");
        let read = program.get(&of).await;
        assert_eq!((&read.json()["form"], &read.json()["hindrance"]), (&json!(FORM), &json!("by-form")));
        let said = json!({"day": day(&world, &test, 0), "ticket": "T-17"}).to_string();
        let wrong = program.change(&format!("{of}/sent-by-hand"), &read.version(), "wrong", "{\"day\": \"word\"}").await;
        assert_eq!((wrong.status.as_u16(), &wrong.json()["errors"][0]["pointer"]), (422, &json!("#/day")));
        let sent = program.change(&format!("{of}/sent-by-hand"), &read.version(), "one", &said).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        assert_eq!((&sent.json()["state"], &sent.json()["ticket"]), (&json!("sent"), &json!("T-17")));
        let page = analyst.get(&path).await.body;
        assert!(page.contains("T-17") && page.contains("So it was composed") && page.contains("hxxp://…"), "{page}");
        assert_eq!(analyst.post(&send, &[("day", &day(&world, &test, 0)), ("ticket", "")]).await.status, StatusCode::CONFLICT);
    }

    async fn what_left_by_mail_can_be_read_later_without_its_urls(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        world.net.receive(ABUSE, Reception::Defer);
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let analyst = staff(Role::Analyst);
        let mut tx = world.db.write().await.unwrap();
        let composed = takedown::preview(&mut tx, &analyst, &world.pack, letter).await.unwrap();
        assert!(composed.text.contains("hxxp://…") && !composed.text.contains("kh-host"), "{}", composed.text);
        assert!(!composed.text.contains("/answer/"), "nor its link: {}", composed.text);
        let reference = world.case(cases[0]).await.reference;
        assert!(composed.text.contains(&reference));
        tx.commit().await.unwrap();
        world.net.receive(ABUSE, Reception::Accept);
        world.wait(&test, Duration::from_secs(61)).await;
        assert_eq!(states(&world, &cases).await, [State::Sent; 2]);
        let mut tx = world.db.read().await.unwrap();
        let sent = takedown::preview(&mut tx, &analyst, &world.pack, letter).await.unwrap();
        assert_eq!(sent.text, composed.text, "it is that text for ever");
        let mail = raw(&world.net.mails()[0]);
        let line = sent.text.lines().next().unwrap();
        assert!(mail.contains(line), "{line}");
    }

    async fn the_list_of_letters_says_to_whom_and_what_hinders_them(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 1).await;
        world.net.receive(ABUSE, Reception::Refuse);
        world.approve(ABUSE).await;
        assert_eq!(states(&world, &cases).await, [State::Failed]);
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let listed = program.get("/api/v1/letters").await.json();
        assert_eq!(listed["letters"][0]["name"], "Mekong Example Hosting");
        assert_eq!(listed["letters"][0]["hindrance"], "refused");
    }
}
