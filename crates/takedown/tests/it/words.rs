//! What providers say, and what follows from it.

use std::time::Duration;

use dispatch::{Kind, Received};
use identity::Role;
use kernel::{Id, Sensitive, SystemEntropy};
use smallnet::Reception;
use takedown::{Error, NewWord, Says, State, Wanted};

use crate::letters::{letter_of, states, waiting};
use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

/// A case with a notice that left.
async fn told(world: &World) -> (Id<intake::Case>, takedown::Notice) {
    let case = world.acting(HOST).await;
    world.notify(case).await;
    world.approve(ABUSE).await;
    let notice = world.notices(case).await.remove(0);
    assert_eq!(notice.state, State::Sent);
    (case, notice)
}

fn mail(text: &str) -> Received {
    Received {
        id: Id::random(&SystemEntropy),
        at: kernel::Timestamp::from_micros(0),
        about: None,
        kind: Kind::Answer,
        status: None,
        state: dispatch::State::Matched,
        sealed: false,
        signed: None,
        other_sender: false,
        dropped: Vec::new(),
        sender: Sensitive::new(ABUSE.to_owned()),
        subject: Sensitive::new("Re".to_owned()),
        text: Sensitive::new(text.to_owned()),
    }
}

async fn heard(world: &World, case: Id<intake::Case>) -> Vec<Says> {
    let mut tx = world.db.read().await.unwrap();
    let words = takedown::words_of(&mut tx, &job(), case).await.unwrap();
    words.iter().map(|word| word.says).collect()
}

store::on_both! {
    async fn removed_has_it_looked_at_at_once_and_closes_nothing(test: TestDb) {
        let world = world(&test).await;
        let (case, notice) = told(&world).await;
        world.watch(case).await;
        let before = world.checks(case).await.len();
        test.clock.advance(Duration::from_secs(30));
        world.say(notice.id, Says::Removed, None).await.unwrap();
        let checks = world.checks(case).await;
        assert_eq!(checks.len(), before + 1, "looked at before its time");
        assert_eq!(checks[before].verdict, takedown::Verdict::Up);
        assert_eq!(world.case(case).await.state, intake::State::Acting, "their word closes nothing");
        assert_eq!(world.notices(case).await[0].state, State::Acknowledged);
        assert!(world.wanted().is_empty());
    }

    async fn removed_where_nothing_looks_is_a_persons(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.watch.legal_authority = None).await;
        let (case, notice) = told(&world).await;
        world.watch(case).await;
        world.say(notice.id, Says::Removed, None).await.unwrap();
        assert_eq!(world.wanted(), [Wanted::Look]);
        assert!(world.checks(case).await.is_empty(), "nobody was asked");
    }

    async fn not_theirs_is_traced_again_and_whose_it_is_proposed(test: TestDb) {
        let world = world(&test).await;
        let (_, notice) = told(&world).await;
        let text = Sensitive::new("ask them".to_owned());
        let word = |whose| NewWord { says: Says::NotOurs, text: &text, whose: Some(whose), until: None };
        let mut tx = world.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let wrong = takedown::say(&mut tx, &analyst, &world.pack, notice.id, &word(("Reseller", "nowhere"))).await;
        assert!(matches!(wrong, Err(Error::Stakeholders(stakeholders::Error::Address))));
        drop(tx);
        let mut tx = world.db.write().await.unwrap();
        takedown::say(&mut tx, &analyst, &world.pack, notice.id, &word(("Reseller", "abuse@reseller.test"))).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.wanted(), [Wanted::Owner]);
        let mut tx = world.db.read().await.unwrap();
        let contacts = stakeholders::contacts(&mut tx, &analyst).await.unwrap();
        let named = contacts.iter().find(|one| one.address.expose() == "abuse@reseller.test").unwrap();
        assert_eq!(named.state, stakeholders::State::Proposed, "a person answers for it first");
        drop(tx);
        assert_eq!(world.net.mails().len(), 1, "nobody was written to");
    }

    async fn a_question_is_a_persons_each_time(test: TestDb) {
        let world = world(&test).await;
        let (case, notice) = told(&world).await;
        for _ in 0..2 {
            world.say(notice.id, Says::Question, None).await.unwrap();
        }
        assert_eq!(world.wanted(), [Wanted::Answer, Wanted::Answer]);
        assert_eq!(heard(&world, case).await, [Says::Question, Says::Question]);
    }

    async fn more_time_needs_an_end_that_is_to_come(test: TestDb) {
        let world = world(&test).await;
        let (_, notice) = told(&world).await;
        let now = world.db.clock().now();
        for until in [None, Some(now)] {
            let said = world.say(notice.id, Says::MoreTime, until).await;
            assert!(matches!(said, Err(Error::NoTime)));
        }
        world.say(notice.id, Says::MoreTime, Some(now.after(Duration::from_secs(60)))).await.unwrap();
    }

    async fn a_mail_is_words_once_and_a_person_reads_them(test: TestDb) {
        let world = world(&test).await;
        let (case, notice) = told(&world).await;
        let (letter, mail) = (notice.letter.unwrap(), mail("canaryanswer, we looked at it"));
        for _ in 0..2 {
            let mut tx = world.db.write().await.unwrap();
            takedown::received(&mut tx, &job(), &world.pack, letter, &mail).await.unwrap();
            tx.commit().await.unwrap();
        }
        world.work().await;
        assert_eq!(heard(&world, case).await, [Says::Text]);
        assert_eq!(world.wanted(), [Wanted::Read]);
        assert_eq!(world.notices(case).await[0].state, State::Acknowledged);
        let automatic = Received { kind: Kind::Automatic, ..self::mail("away") };
        let mut tx = world.db.write().await.unwrap();
        takedown::received(&mut tx, &job(), &world.pack, letter, &automatic).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(heard(&world, case).await.len(), 1, "a machine said nothing");
    }

    async fn whoever_answers_has_it_though_the_mail_server_never_said_so(test: TestDb) {
        let world = world(&test).await;
        world.net.receive(ABUSE, Reception::DropAfterData);
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.approve(ABUSE).await;
        let notice = world.notices(case).await.remove(0);
        assert_eq!((notice.state, notice.sent_at), (State::Queued, None));
        let mut tx = world.db.write().await.unwrap();
        takedown::received(&mut tx, &job(), &world.pack, notice.letter.unwrap(), &mail("we have it")).await.unwrap();
        tx.commit().await.unwrap();
        let answered = world.notices(case).await.remove(0);
        assert!(answered.state == State::Acknowledged && answered.sent_at.is_some());
        let mut tx = world.db.read().await.unwrap();
        assert_eq!(takedown::series_of(&mut tx, &job(), case).await.unwrap().len(), 1, "what follows begins");
        drop(tx);
        world.net.receive(ABUSE, Reception::Accept);
        test.clock.advance(Duration::from_secs(61));
        world.work().await;
        assert_eq!(world.net.mails().len(), 1, "it is not sent again");
        assert_eq!(world.notices(case).await[0].state, State::Acknowledged);
    }

    async fn an_answer_to_an_earlier_letter_is_of_what_that_told(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 2).await;
        world.approve(ABUSE).await;
        let first = letter_of(&world, cases[0]).await;
        let analyst = staff(Role::Analyst);
        let (one, two) = (world.notices(cases[0]).await.remove(0), world.notices(cases[1]).await.remove(0));
        world.net.receive(ABUSE, Reception::Defer);
        let mut tx = world.db.write().await.unwrap();
        takedown::bounced(&mut tx, &analyst, one.id).await.unwrap();
        takedown::withdraw(&mut tx, &analyst, one.id).await.unwrap();
        takedown::retry(&mut tx, &analyst, two.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_ne!(letter_of(&world, cases[1]).await, first);
        let mut tx = world.db.write().await.unwrap();
        takedown::received(&mut tx, &job(), &world.pack, first, &mail("we have it")).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.wanted(), [Wanted::Read]);
        assert_eq!(states(&world, &cases).await, [State::Withdrawn, State::Acknowledged]);
        assert_eq!(heard(&world, cases[1]).await, [Says::Text]);
    }

    async fn what_is_said_of_a_letter_is_said_of_each_of_its_notices(test: TestDb) {
        let world = world(&test).await;
        let mut cases = Vec::new();
        for number in 0..3 {
            let url = format!("http://{HOST}:{}/p/{number}", world.net.site_port());
            let case = world.acting_at(url).await;
            world.notify(case).await;
            cases.push(case);
        }
        world.approve(ABUSE).await;
        let letter = world.notices(cases[0]).await[0].letter.unwrap();
        let text = Sensitive::new("canaryanswer".to_owned());
        let analyst = staff(Role::Analyst);
        for says in [Says::Question, Says::NotOurs, Says::Removed] {
            let word = NewWord { says, text: &text, whose: None, until: None };
            let mut tx = world.db.write().await.unwrap();
            test.clock.advance(Duration::from_secs(1));
            takedown::say_of_letter(&mut tx, &analyst, &world.pack, letter, &word).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
        }
        let wanted = [Wanted::Answer, Wanted::Owner, Wanted::Look, Wanted::Look, Wanted::Look];
        assert_eq!(world.wanted(), wanted, "one task, however many places; each is to be looked at");
        for case in cases {
            assert_eq!(heard(&world, case).await, [Says::Question, Says::NotOurs, Says::Removed]);
            assert_eq!(world.notices(case).await[0].state, State::Acknowledged);
        }
    }

    async fn what_did_not_leave_has_no_answer_and_what_is_over_still_has(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let notice = world.notices(case).await.remove(0);
        let early = world.say(notice.id, Says::Seen, None).await;
        assert!(matches!(early, Err(Error::Impossible(_))));
        world.approve(ABUSE).await;
        let mut tx = world.db.write().await.unwrap();
        takedown::stop(&mut tx, &job(), case).await.unwrap();
        tx.commit().await.unwrap();
        world.say(notice.id, Says::Removed, None).await.unwrap();
        assert_eq!(heard(&world, case).await, [Says::Removed]);
        assert_eq!(world.notices(case).await[0].state, State::Settled);
    }
}
