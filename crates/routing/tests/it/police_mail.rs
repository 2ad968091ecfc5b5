//! What comes back by mail about a referral: a fact of its own until somebody has read it, whatever else happens.

use std::time::Duration;

use dispatch::Received;
use egress::{Arrived, Part, PartKind};
use identity::Role;
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive};
use referral::{Error, Hindrance, Hold, Referral, State};
use smallnet::Reception;

use crate::world::{Decided, ELSEWHERE, HOME, POLICE, World, job, staff, world};

const OTHER: &str = "other-unit@police.example";

/// As the program binds it: whose mail it was does what follows.
pub async fn received(world: World, run: Run) -> Outcome {
    Outcome::done(move |tx| {
        Box::pin(async move {
            let came: dispatch::Came = run.payload().map_err(|_| "unreadable")?;
            let actor = identity::Actor::job(&run);
            let Some((errand, mail)) = dispatch::came(tx, &actor, came.received).await? else {
                return Ok(());
            };
            let about = mail.about.unwrap().uuid();
            if errand == "referral" {
                referral::received(tx, &actor, Id::from_uuid(about), &mail).await?;
            } else {
                takedown::received(tx, &actor, &world.pack, Id::from_uuid(about), &mail).await?;
            }
            Ok(())
        })
    })
}

/// A mail that names this one of ours.
fn about(message_id: &str, own: &str, more: &str, part: Part) -> Arrived {
    let header = format!(
        "From: {POLICE}\r\nTo: hotline@hotline.test\r\nSubject: Re\r\nMessage-ID: <{own}@police.example>\r\n\
         References: <{message_id}>\r\n{more}\r\n"
    );
    Arrived {
        header: header.into_bytes(),
        parts: vec![part],
        dropped: Vec::new(),
    }
}

/// What a relay reports of a mail of ours: `failed`, `delivered`.
pub fn report(message_id: &str, own: &str, action: &str) -> Arrived {
    let part = Part {
        kind: PartKind::Delivery,
        message: format!(
            "Content-Type: text/plain\r\n\r\nReporting-MTA: dns; relay.test\r\n\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        )
        .into_bytes(),
    };
    about(message_id, own, "", part)
}

/// What somebody answers to a mail of ours.
pub fn answer(message_id: &str, own: &str, more: &str, text: &str) -> Arrived {
    let part = Part {
        kind: PartKind::Text,
        message: format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{text}").into_bytes(),
    };
    about(message_id, own, more, part)
}

impl World {
    /// Takes a mail that arrived, and does what follows.
    pub async fn comes(&self, mail: &Arrived) -> Id<Received> {
        let mut tx = self.db.write().await.unwrap();
        let kept = dispatch::keep(&mut tx, &job(), mail).await.unwrap();
        tx.commit().await.unwrap();
        self.work().await;
        kept.unwrap()
    }

    async fn again(&self, id: Id<Referral>) -> Result<(), Error> {
        let mut tx = self.db.write().await.unwrap();
        referral::retry(&mut tx, &staff(Role::Analyst), &self.pack, id).await?;
        tx.commit().await?;
        self.work().await;
        Ok(())
    }

    async fn read_mail(&self, id: Id<Referral>) -> Result<(), Error> {
        let mut tx = self.db.write().await.unwrap();
        referral::mark_read(&mut tx, &staff(Role::Manager), id).await?;
        Ok(tx.commit().await?)
    }
}

store::on_both! {
    async fn an_answer_outlives_the_result_of_sending(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        // The relay took the mail, and its answer was lost: the unit has it, and replies.
        world.net.receive(POLICE, Reception::DropAfterData);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let unknown = world.referrals(case).await.remove(0);
        assert_eq!(unknown.state, State::Released);
        let message_id = world.dispatched(unknown.id).await.message_id;
        world.comes(&answer(&message_id, "1", "", "We have it.")).await;
        assert!(world.to_dos(case).await.contains(&"referral-to-do-answered"));
        // The next try is taken.
        world.net.receive(POLICE, Reception::Accept);
        world.clock.advance(Duration::from_secs(3600));
        world.work().await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!(sent.state, State::Sent);
        assert!(world.to_dos(case).await.contains(&"referral-to-do-answered"), "nobody has read it");
        // One that came back does not take its place.
        world.comes(&report(&message_id, "2", "failed")).await;
        let to_dos = world.to_dos(case).await;
        assert!(to_dos.contains(&"referral-to-do-answered") && to_dos.contains(&"referral-to-do-came-back"), "{to_dos:?}");
        let reference = Sensitive::new("A 17".to_owned());
        let mut tx = world.db.write().await.unwrap();
        referral::acknowledge(&mut tx, &staff(Role::Manager), &world.pack, sent.id, &reference).await.unwrap();
        tx.commit().await.unwrap();
        assert!(world.to_dos(case).await.contains(&"referral-to-do-answered"));
        world.read_mail(sent.id).await.unwrap();
        let to_dos = world.to_dos(case).await;
        assert!(!to_dos.contains(&"referral-to-do-answered") && !to_dos.contains(&"referral-to-do-came-back"), "{to_dos:?}");
        assert!(matches!(world.read_mail(sent.id).await, Err(Error::Changed)));
    }

    async fn what_was_read_of_a_refused_one_leaves_it_to_be_tried_again(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        world.net.receive(POLICE, Reception::Refuse);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let refused = world.referrals(case).await.remove(0);
        let message_id = world.dispatched(refused.id).await.message_id;
        world.comes(&answer(&message_id, "1", "", "What is it?")).await;
        world.read_mail(refused.id).await.unwrap();
        let still = world.referrals(case).await.remove(0);
        assert_eq!((still.state, still.hindrance), (State::Released, Some(Hindrance::Refused)));
        world.net.receive(POLICE, Reception::Accept);
        world.again(refused.id).await.unwrap();
        assert_eq!(world.referrals(case).await.remove(0).state, State::Sent);
    }

    async fn one_that_came_back_goes_to_the_unit_that_is_approved_then(test: TestDb) {
        let world = world(&test).await;
        let unit = world.approve_unit(POLICE).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!((sent.state, sent.hold), (State::Sent, Hold::Open));
        assert!(matches!(world.again(sent.id).await, Err(Error::Changed)), "it did not come back");
        let before = world.dispatched(sent.id).await.message_id;
        world.clock.advance(Duration::from_secs(60));
        world.comes(&report(&before, "1", "failed")).await;
        // Nobody has it: the time of the police does not pass meanwhile, or not at once.
        world.clock.advance(world.pack.deadlines.police_hold + Duration::from_secs(60));
        world.work().await;
        assert_eq!(world.referrals(case).await.remove(0).hold, Hold::Open);
        let mut tx = world.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &staff(Role::Manager), unit).await.unwrap();
        tx.commit().await.unwrap();
        world.again(sent.id).await.unwrap();
        let waiting = world.referrals(case).await.remove(0);
        assert_eq!((waiting.state, waiting.hindrance, waiting.sent_at), (State::Prepared, Some(Hindrance::NoContact), None));
        let other = world.approve_unit(OTHER).await;
        let again = world.referrals(case).await.remove(0);
        assert_eq!((again.state, again.contact), (State::Sent, Some(other)));
        assert!(again.hold_until.unwrap() > test.desk.clock().now(), "their time begins now");
        assert!(!world.to_dos(case).await.contains(&"referral-to-do-came-back"));
        assert_eq!(world.dispatched(sent.id).await.message_id, before, "one Message-ID for ever");
        let to: Vec<_> = world.net.mails().into_iter().flat_map(|mail| mail.recipients).collect();
        assert_eq!(to, [POLICE, OTHER]);
    }

    async fn one_that_came_back_goes_again_as_it_is_to_the_same_unit(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0);
        let message_id = world.dispatched(sent.id).await.message_id;
        world.clock.advance(Duration::from_secs(60));
        world.comes(&report(&message_id, "1", "failed")).await;
        world.read_mail(sent.id).await.unwrap();
        world.again(sent.id).await.unwrap();
        assert_eq!(world.referrals(case).await.remove(0).state, State::Sent);
        let mails = world.net.mails();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].raw, mails[1].raw, "the same mail, byte for byte");
    }

    async fn a_person_says_that_one_came_back_and_it_goes_again(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0);
        assert!(matches!(world.again(sent.id).await, Err(Error::Changed)));
        let desk = crate::pages::desk(&test);
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert!(manager.get(&format!("/cases/{case}")).await.body.contains("/came-back"));
        let said = manager.post(&format!("/referrals/{}/came-back", sent.id), &[]).await;
        assert_eq!(said.location(), format!("/cases/{case}"));
        assert!(world.to_dos(case).await.contains(&"referral-to-do-came-back"));
        let mut tx = world.db.write().await.unwrap();
        let twice = referral::say_came_back(&mut tx, &staff(Role::Manager), sent.id).await;
        assert!(matches!(twice, Err(Error::Changed)));
        drop(tx);
        test.clock.advance(Duration::from_secs(1));
        world.again(sent.id).await.unwrap();
        assert_eq!(world.referrals(case).await.remove(0).state, State::Sent);
        assert_eq!(world.net.mails().len(), 2);
        assert!(!world.to_dos(case).await.contains(&"referral-to-do-came-back"));
        // By a call, the next time.
        let (_, program) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let of = format!("/api/v1/referrals/{}", sent.id);
        let told = program.changes_once(&other, (&of, "came-back"), "").await.json();
        assert_eq!((&told["came_back"], &told["unread_failures"]), (&true.into(), &1.into()), "{told}");
    }

    async fn what_a_machine_of_the_police_writes_is_read_and_a_delivery_asks_nothing_of_anybody(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let sent = world.referrals(case).await.remove(0);
        let message_id = world.dispatched(sent.id).await.message_id;
        let before = world.to_dos(case).await;
        world.comes(&report(&message_id, "1", "delivered")).await;
        assert_eq!(world.to_dos(case).await, before);
        world.comes(&answer(&message_id, "2", "Auto-Submitted: auto-replied\r\n", "It is number 17 here.")).await;
        assert_eq!(world.to_dos(case).await[before.len()..], ["referral-to-do-answered"]);
        world.read_mail(sent.id).await.unwrap();
        assert_eq!(world.to_dos(case).await, before);
    }
}
