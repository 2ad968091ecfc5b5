//! What is written before anything is held.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dispatch::{Draft, Errand, Error, Letter, Sender, Stuck};
use identity::Actor;
use jobs::{Registry, Worker};
use kernel::{Id, SystemEntropy};
use store::{Db, Tx};

use crate::world::{SEND, SENDER, TO, Thing, World, text};

/// An errand that is written ahead; whether what was written is what is to be said still.
#[derive(Clone)]
struct Ahead {
    db: Db,
    still: bool,
    asked: Arc<Mutex<Vec<&'static str>>>,
}

impl Ahead {
    fn letter(&self, what: &'static str) -> Letter {
        self.asked.lock().unwrap().push(what);
        Letter {
            to: TO.to_owned(),
            reference: "HL-17".to_owned(),
            subject: "Canarysubject".to_owned(),
            text: format!("Written {what}.\n"),
            attachments: Vec::new(),
        }
    }
}

impl Errand for Ahead {
    type Of = Thing;
    type Error = Error;
    const NAME: &'static str = "thing";
    const AHEAD: bool = true;

    async fn may_leave(&self, _: &mut Tx, _: &Actor, _: Id<Thing>) -> Result<bool, Error> {
        self.asked.lock().unwrap().push("may it leave");
        Ok(true)
    }

    async fn draft(
        &self,
        _: &mut Tx,
        _: &Actor,
        _: Id<Thing>,
        _: Sender<'_>,
    ) -> Result<Option<Draft>, Error> {
        // Somebody else writes meanwhile, and waits for nobody.
        let writing = tokio::time::timeout(Duration::from_secs(5), self.db.write()).await;
        writing
            .expect("nothing is held")
            .unwrap()
            .commit()
            .await
            .unwrap();
        Ok(Some(Draft {
            letter: self.letter("ahead"),
            of: vec![17],
            text: "as it reads".to_owned(),
        }))
    }

    async fn is_still(
        &self,
        _: &mut Tx,
        _: &Actor,
        _: Id<Thing>,
        _: Sender<'_>,
        (of, text): (&[u8], &str),
    ) -> Result<bool, Error> {
        assert_eq!((of, text), (&[17][..], "as it reads"));
        Ok(self.still)
    }

    async fn letter(
        &self,
        _: &mut Tx,
        _: &Actor,
        _: Id<Thing>,
        _: Sender<'_>,
    ) -> Result<Option<Letter>, Error> {
        Ok(Some(Self::letter(self, "anew")))
    }

    async fn sent(&self, _: &mut Tx, _: &Actor, _: Id<Thing>) -> Result<(), Error> {
        Ok(())
    }

    async fn stuck(&self, _: &mut Tx, _: &Actor, _: Id<Thing>, _: Stuck) -> Result<(), Error> {
        Ok(())
    }
}

store::on_both! {
    async fn what_was_written_before_anything_was_held_leaves_where_it_is_so_still(test: TestDb) {
        let world = World::new(test);
        // Where writers hold nobody up but who writes to the same, it is written with its row held.
        let held = world.db.is_postgres();
        for still in [true, false] {
            let expected = match (held, still) {
                (true, _) => vec!["may it leave", "anew"],
                (false, true) => vec!["ahead", "may it leave"],
                (false, false) => vec!["ahead", "may it leave", "anew"],
            };
            let ahead = Ahead {
                db: world.db.clone(),
                still,
                asked: Arc::default(),
            };
            let id: Id<Thing> = Id::random(&SystemEntropy);
            world.queue(id).await;
            let mut registry = Registry::default();
            let (db, egress, errand) = (world.db.clone(), world.egress.clone(), ahead.clone());
            registry.bind(SEND, move |run| {
                let (db, egress, errand) = (db.clone(), egress.clone(), errand.clone());
                async move { dispatch::send(&db, &egress, Some(SENDER), errand, run).await }
            });
            Worker::new(world.db.clone(), registry, 1, Duration::from_millis(10))
                .run_due()
                .await
                .unwrap();
            assert_eq!(*ahead.asked.lock().unwrap(), expected);
            let written = if still && !held { "Written ahead." } else { "Written anew." };
            assert!(text(world.mails().last().unwrap()).contains(written));
        }
        assert_eq!(world.mails().len(), 2);
    }
}
