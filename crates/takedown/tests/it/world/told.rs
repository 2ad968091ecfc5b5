//! What reporters and providers tell, and what follows with time.

use std::time::Duration;

use identity::Role;
use intake::{Case, Joined};
use kernel::{Id, Sensitive, Timestamp};
use letterbox::Content;
use store::testing::TestDb;

use super::{World, staff};

impl World {
    /// Reports the place again.
    pub async fn report(&self, host: &str) -> Joined {
        let content = Content {
            urls: vec![self.url(host)],
            ..Content::default()
        };
        let mut tx = self.db.write().await.unwrap();
        let joined = self.file(&mut tx, content).await;
        tx.commit().await.unwrap();
        joined
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
