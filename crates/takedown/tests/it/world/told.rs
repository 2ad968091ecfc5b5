//! What reporters and providers tell, and what follows with time.

use std::time::Duration;

use identity::Role;
use intake::{Case, Filed, Joined};
use kernel::{Id, Language, Sensitive, SystemEntropy, Timestamp};
use letterbox::{Content, Receipt, Signals, Submission};
use store::testing::TestDb;

use super::{World, job, staff};

impl World {
    /// Reports the place again.
    pub async fn report(&self, host: &str) -> Joined {
        let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
        let content = Content {
            urls: vec![self.url(host)],
            ..Content::default()
        };
        let mut tx = self.db.write().await.unwrap();
        let public = tx.keyring().unwrap().submission_key();
        let sealed = Submission::new(
            &keys,
            Language::KHMER,
            tx.now(),
            Signals::default(),
            content,
        )
        .seal(public, &SystemEntropy)
        .unwrap();
        let filed = intake::file(&mut tx, &job(), &sealed, &self.pack).await;
        tx.commit().await.unwrap();
        let Ok(Filed::Report(_, cases)) = filed else {
            panic!("the report was not filed");
        };
        cases[0]
    }

    /// Lets time pass, and has the steps of series taken that are due then.
    pub async fn follow_up(&self, test: &TestDb, time: Duration) {
        test.clock.advance(time);
        let mut tx = self.db.write().await.unwrap();
        jobs::queue(&mut tx, takedown::SERIES, &()).await.unwrap();
        tx.commit().await.unwrap();
        self.work().await;
    }

    /// What people were wanted for since this was last asked.
    pub fn wanted(&self) -> Vec<takedown::Wanted> {
        let mut wants = self.wants.lock().unwrap();
        wants.drain(..).map(|one| one.what).collect()
    }

    /// A person writes down what the provider said.
    pub async fn say(
        &self,
        notice: Id<takedown::Notice>,
        says: takedown::Says,
        until: Option<Timestamp>,
    ) -> Result<Id<Case>, takedown::Error> {
        let text = Sensitive::new("canaryanswer".to_owned());
        let word = takedown::NewWord {
            says,
            text: &text,
            whose: None,
            until,
        };
        let mut tx = self.db.write().await.unwrap();
        let analyst = staff(Role::Analyst);
        let said = takedown::say(&mut tx, &analyst, &self.pack, notice, &word).await;
        tx.commit().await.unwrap();
        self.work().await;
        said
    }
}
