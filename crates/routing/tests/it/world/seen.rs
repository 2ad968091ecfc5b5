//! What a world looks like to whoever reads it.

use identity::Role;
use intake::Case;
use kernel::Id;
use store::Tx;

use super::{World, job, staff};

impl World {
    pub async fn case(&self, case: Id<Case>) -> Case {
        let mut tx = self.read().await;
        intake::case(&mut tx, &job(), case).await.unwrap()
    }

    pub async fn read(&self) -> Tx {
        self.db.read().await.unwrap()
    }

    pub async fn dispatched<K>(&self, of: Id<K>) -> dispatch::Dispatched {
        let mut tx = self.read().await;
        let found = dispatch::dispatched(&mut tx, &job(), of).await.unwrap();
        found.expect("its mail is composed")
    }

    pub async fn referrals(&self, case: Id<Case>) -> Vec<referral::Referral> {
        let mut tx = self.read().await;
        referral::referrals(&mut tx, &job(), case).await.unwrap()
    }

    pub async fn handovers(&self, case: Id<Case>) -> Vec<exchange::Handover> {
        let mut tx = self.read().await;
        exchange::handovers(&mut tx, &job(), case).await.unwrap()
    }

    pub async fn notices(&self, case: Id<Case>) -> usize {
        let mut tx = self.read().await;
        takedown::notices(&mut tx, &job(), case)
            .await
            .unwrap()
            .len()
    }

    pub async fn route(&self, case: Id<Case>) -> routing::Route {
        let mut tx = self.read().await;
        routing::route_of(&mut tx, &job(), case)
            .await
            .unwrap()
            .expect("the case has a route")
    }

    pub async fn to_dos(&self, case: Id<Case>) -> Vec<&'static str> {
        let mut tx = self.read().await;
        routing::to_dos(&mut tx, &staff(Role::Manager), &self.pack, case)
            .await
            .unwrap()
            .iter()
            .map(|to_do| to_do.message)
            .collect()
    }
}
