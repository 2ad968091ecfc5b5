//! What reporters, providers and the police tell, and what follows with time.

use std::sync::Arc;
use std::time::Duration;

use identity::Role;
use intake::{Case, Joined};
use jobs::Registry;
use kernel::{Id, Sensitive, SystemEntropy, Timestamp};
use letterbox::Content;
use store::testing::TestDb;

use super::{SENDER, World, job, staff};

impl World {
    /// The police ask to wait.
    pub async fn hold(&self, case: Id<Case>, silent: bool) -> Id<referral::Referral> {
        let mut tx = self.db.write().await.unwrap();
        let request = referral::Request {
            case,
            cause: Id::random(&SystemEntropy),
            urgent: false,
            hold: true,
        };
        let before = referral::referrals(&mut tx, &job(), case).await.unwrap();
        referral::prepare(&mut tx, &job(), &self.pack, &request)
            .await
            .unwrap();
        let all = referral::referrals(&mut tx, &job(), case).await.unwrap();
        let known = |id| before.iter().any(|referral| referral.id == id);
        let id = all.iter().find(|one| !known(one.id)).unwrap().id;
        if silent {
            let until = tx.now().after(Duration::from_secs(86_400));
            referral::place_hold(&mut tx, &staff(Role::Manager), id, true, until)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    /// The police give their word.
    pub async fn lift(&self, referral: Id<referral::Referral>) {
        let mut tx = self.db.write().await.unwrap();
        referral::lift(&mut tx, &staff(Role::Manager), referral)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
    }

    /// Takes what is in the letterbox, and does what follows.
    pub async fn take_in(&self) {
        let mut tx = self.db.write().await.unwrap();
        let now = tx.now();
        jobs::cancel(&mut tx, intake::COLLECT).await.unwrap();
        jobs::queue_urgent(&mut tx, intake::COLLECT, &(), now, Some(intake::COLLECT))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
    }

    /// What comes by the links of letters.
    pub(super) fn bind_links(&self, registry: &mut Registry) {
        let (desk, letterbox) = (self.db.clone(), self.letterbox.clone());
        let pack = Arc::clone(&self.pack);
        registry.bind(intake::COLLECT, move |run| {
            let (desk, letterbox, pack) = (desk.clone(), letterbox.clone(), Arc::clone(&pack));
            let every = Duration::from_hours(24 * 365);
            async move { intake::collect(&desk, &letterbox, &pack, every, run).await }
        });
        let pack = Arc::clone(&self.pack);
        registry.bind(intake::BY_LINK, move |run| {
            let pack = Arc::clone(&pack);
            async move { takedown::came_by_link(pack, run) }
        });
        let (db, egress, _) = self.parts();
        let pack = Arc::clone(&self.pack);
        registry.bind(takedown::CODE, move |run| {
            let (db, egress, pack) = (db.clone(), egress.clone(), Arc::clone(&pack));
            async move { takedown::send_code(&db, &egress, &pack, Some(SENDER), run).await }
        });
        let (desk, letterbox) = (self.db.clone(), self.letterbox.clone());
        registry.bind(takedown::LIST, move |run| {
            let (desk, letterbox) = (desk.clone(), letterbox.clone());
            async move { takedown::put_list(&desk, &letterbox, run).await }
        });
        let (desk, letterbox) = (self.db.clone(), self.letterbox.clone());
        registry.bind(takedown::END_LIST, move |run| {
            let (desk, letterbox) = (desk.clone(), letterbox.clone());
            async move { takedown::end_list(&desk, &letterbox, run).await }
        });
    }

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
