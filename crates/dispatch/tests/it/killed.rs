//! A worker that dies at each step of sending: nothing is lost, and what arrives is one mail under one Message-ID,
//! whichever of two workers comes after.

use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use dispatch::{Draft, Errand, Error, Letter, Sender, Stuck};
use egress::Egress;
use identity::Actor;
use jobs::{Registry, Worker};
use kernel::{Id, SystemEntropy};
use smallnet::Reception;
use store::Tx;
use tokio::sync::Notify;

use crate::world::*;

/// Where a worker dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It has the job, and nothing else.
    Taken,
    /// It composes ahead: nothing is held.
    Ahead,
    /// It composes: nothing is written.
    Composing,
    /// That a conversation begins is written; the relay says nothing yet.
    BeforeData,
    /// The relay has the mail, and never said so.
    AfterData,
    /// The relay took the mail, and nobody wrote down what follows.
    Accepted,
    /// It writes that down, and has not finished.
    Writing,
}

impl Step {
    const ALL: [Self; 7] = [
        Self::Taken,
        Self::Ahead,
        Self::Composing,
        Self::BeforeData,
        Self::AfterData,
        Self::Accepted,
        Self::Writing,
    ];

    /// Whether the relay has the mail when the worker dies here.
    fn has_arrived(self) -> bool {
        matches!(self, Self::AfterData | Self::Accepted | Self::Writing)
    }

    /// Whether it is written that a conversation began, and not how it ended.
    fn is_open(self) -> bool {
        matches!(self, Self::BeforeData | Self::AfterData)
    }
}

/// The errand of the house, with a step at which it goes no further.
#[derive(Clone)]
struct Dying {
    things: Things,
    at: Step,
    there: Arc<Notify>,
}

impl Dying {
    /// Goes no further, where this is the step.
    async fn step(&self, step: Step) {
        if self.at == step {
            self.there.notify_one();
            std::future::pending::<()>().await;
        }
    }
}

impl Errand for Dying {
    type Of = Thing;
    type Error = Error;
    const NAME: &'static str = Things::NAME;
    const AHEAD: bool = true;

    async fn draft(
        &self,
        _: &mut Tx,
        _: &Actor,
        _: Id<Thing>,
        _: Sender<'_>,
    ) -> Result<Option<Draft>, Error> {
        self.step(Step::Ahead).await;
        Ok(None)
    }

    async fn may_leave(&self, tx: &mut Tx, actor: &Actor, id: Id<Thing>) -> Result<bool, Error> {
        self.things.may_leave(tx, actor, id).await
    }

    async fn letter(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Thing>,
        from: Sender<'_>,
    ) -> Result<Option<Letter>, Error> {
        self.step(Step::Composing).await;
        self.things.letter(tx, actor, id, from).await
    }

    async fn sent(&self, tx: &mut Tx, actor: &Actor, id: Id<Thing>) -> Result<(), Error> {
        self.step(Step::Writing).await;
        self.things.sent(tx, actor, id).await
    }

    async fn stuck(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        id: Id<Thing>,
        why: Stuck,
    ) -> Result<(), Error> {
        self.things.stuck(tx, actor, id, why).await
    }
}

impl World {
    /// Has a worker begin what is due, and die at this step. The connection that its relay has then: closed sooner, it
    /// would tell whoever is about to die that the conversation ended.
    async fn die(&self, at: Step) -> Option<TcpStream> {
        // A relay that takes the connection and says nothing.
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        silent.set_nonblocking(true).unwrap();
        let egress = match at {
            Step::BeforeData => egress_to(silent.local_addr().unwrap().port()),
            _ => self.egress.clone(),
        };
        let reception = match at {
            Step::AfterData => Reception::DropAfterData,
            _ => Reception::Accept,
        };
        self.net.receive(TO, reception);
        let there = Arc::new(Notify::new());
        let dying = Dying {
            things: self.things.clone(),
            at,
            there: Arc::clone(&there),
        };
        let (db, reached) = (self.db.clone(), Arc::clone(&there));
        // The process is gone: what it was in the middle of goes no further.
        let dead = Arc::new(Notify::new());
        let dies = Arc::clone(&dead);
        let mut registry = Registry::default();
        registry.bind(SEND, move |run| {
            let (db, egress, dying) = (db.clone(), egress.clone(), dying.clone());
            let (reached, dies) = (Arc::clone(&reached), Arc::clone(&dies));
            async move {
                if at != Step::Taken {
                    tokio::select! {
                        () = dies.notified() => std::future::pending::<()>().await,
                        outcome = dispatch::send(&db, &egress, Some(SENDER), dying, run) => {
                            if at == Step::Writing {
                                return outcome;
                            }
                        }
                    }
                }
                reached.notify_one();
                std::future::pending::<jobs::Outcome>().await
            }
        });
        let worker = Worker::new(self.db.clone(), registry, 1, Duration::from_millis(10));
        let worker = tokio::spawn(async move { worker.run_due().await });
        let mut relay = None;
        if at == Step::BeforeData {
            // It is there when the relay has its connection.
            while relay.is_none() {
                tokio::time::sleep(Duration::from_millis(5)).await;
                relay = silent.accept().ok().map(|(connection, _)| connection);
            }
        } else {
            there.notified().await;
        }
        dead.notify_one();
        worker.abort();
        assert!(worker.await.unwrap_err().is_cancelled());
        self.net.receive(TO, Reception::Accept);
        relay
    }

    /// Two workers at once, each until nothing is due.
    async fn race(&self) {
        tokio::join!(self.run(), self.run());
    }
}

/// The door to a relay at this port of loopback.
fn egress_to(port: u16) -> Egress {
    let smtp = egress::Smtp {
        host: "localhost".to_owned(),
        port,
        tls: egress::Tls::None,
        ca_file: None,
        username: None,
        password: None,
        enforces_tls_onward: false,
    };
    Egress::new(egress::Config {
        smtp: Some(smtp),
        mail_timeout: Duration::from_secs(60),
        demonstration: true,
        ..egress::Config::default()
    })
    .unwrap()
}

store::on_both! {
    async fn whichever_step_a_worker_dies_at_one_mail_arrives(test: TestDb) {
        let world = World::new(test);
        for at in Step::ALL {
            if at == Step::Ahead && world.db.is_postgres() {
                // Nothing is written ahead there.
                continue;
            }
            let before = world.mails().len();
            let id: Id<Thing> = Id::random(&SystemEntropy);
            world.queue(id).await;
            let _relay = world.die(at).await;
            assert!(world.told().is_empty(), "{at:?}: nobody was told anything yet");
            assert_eq!(world.mails().len() - before, usize::from(at.has_arrived()), "{at:?}");
            // While the dead one's lease runs, nobody takes its job.
            world.race().await;
            assert!(world.told().is_empty(), "{at:?}");
            world.test.clock.advance(jobs::LEASE + Duration::from_secs(1));
            world.race().await;
            assert_eq!(world.told(), [Told::Sent], "{at:?}: it was not lost, and was sent once");
            let mails = world.mails().split_off(before);
            let twice = at.has_arrived() && at.is_open();
            assert_eq!(mails.len(), 1 + usize::from(twice), "{at:?}: what the relay took does not go again");
            let dispatched = world.dispatched(id).await;
            let message_id = format!("<{}>", dispatched.message_id);
            for mail in &mails {
                assert_eq!(mail.header("Message-ID").as_ref(), Some(&message_id), "{at:?}");
                assert_eq!(mail.raw, mails[0].raw, "{at:?}: the same, byte for byte");
            }
            assert_eq!(dispatched.maybe_twice, at.is_open(), "{at:?}");
            world.test.clock.advance(jobs::LEASE * 2);
            world.race().await;
            assert_eq!((world.mails().len() - before, world.told().len()), (mails.len(), 0), "{at:?}");
        }
    }

    async fn a_relay_that_never_says_what_became_of_it_is_for_a_person(test: TestDb) {
        let world = World::new(test);
        world.net.receive(TO, Reception::DropAfterData);
        let id = world.send().await;
        for _ in 0..jobs::ATTEMPTS {
            world.test.clock.advance(Duration::from_hours(24));
            world.race().await;
        }
        let told = world.told();
        assert_eq!(told.iter().filter(|one| matches!(one, Told::Stuck(_))).collect::<Vec<_>>(), [&Told::Stuck(Stuck::NotDelivered)]);
        assert!(!told.contains(&Told::Sent), "nobody knows that it was");
        let mails = world.mails();
        assert_eq!(i64::try_from(mails.len()).unwrap(), jobs::ATTEMPTS);
        assert!(mails.iter().all(|mail| mail.raw == mails[0].raw));
        assert!(world.dispatched(id).await.maybe_twice);
    }
}
