//! To whom a referral goes: to the contact that is approved when it leaves, and because of whom, whatever the country.

use std::time::Duration;

use identity::Role;
use kernel::Id;
use referral::{Hindrance, State};
use smallnet::Reception;
use stakeholders::Contact;

use crate::world::{Decided, ELSEWHERE, POLICE, World, staff, world};

const OTHER: &str = "other-unit@police.example";

impl World {
    async fn retire(&self, contact: Id<Contact>) {
        let mut tx = self.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &staff(Role::Manager), contact)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    fn mails_at(&self, address: &str) -> usize {
        let mails = self.net.mails().into_iter();
        mails
            .filter(|mail| mail.recipients == [address.to_owned()])
            .count()
    }

    /// An hour later, when what was deferred is tried again.
    async fn an_hour_later(&self) {
        self.clock.advance(Duration::from_secs(3600));
        self.work().await;
    }
}

store::on_both! {
    async fn a_referral_that_never_left_goes_to_the_unit_that_is_approved_now(test: TestDb) {
        let world = world(&test).await;
        let unit = world.approve_unit(POLICE).await;
        world.net.receive(POLICE, Reception::Defer);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        world.retire(unit).await;
        world.net.receive(POLICE, Reception::Accept);
        world.an_hour_later().await;
        let waiting = world.referrals(case).await.remove(0);
        assert_eq!((waiting.state, waiting.hindrance), (State::Released, Some(Hindrance::NoContact)));
        assert_eq!(world.mails_at(POLICE), 0, "nobody is written to who was retired");
        let other = world.approve_unit(OTHER).await;
        let sent = world.referrals(case).await.remove(0);
        assert_eq!((sent.state, sent.contact, sent.hindrance), (State::Sent, Some(other), None));
        assert_eq!((world.mails_at(POLICE), world.mails_at(OTHER)), (0, 1));
    }

    async fn another_unit_takes_over_without_anybody_asking(test: TestDb) {
        let world = world(&test).await;
        let unit = world.approve_unit(POLICE).await;
        world.net.receive(POLICE, Reception::Defer);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        world.approve_unit(OTHER).await;
        world.retire(unit).await;
        world.net.receive(POLICE, Reception::Accept);
        world.an_hour_later().await;
        assert_eq!(world.referrals(case).await.remove(0).state, State::Sent);
        assert_eq!((world.mails_at(POLICE), world.mails_at(OTHER)), (0, 1));
    }

    async fn what_may_be_with_a_retired_unit_is_for_a_person(test: TestDb) {
        let world = world(&test).await;
        let unit = world.approve_unit(POLICE).await;
        world.net.receive(POLICE, Reception::DropAfterData);
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let before = world.mails_at(POLICE);
        world.approve_unit(OTHER).await;
        world.retire(unit).await;
        world.an_hour_later().await;
        let stuck = world.referrals(case).await.remove(0);
        assert_eq!(stuck.hindrance, Some(Hindrance::ContactRetired));
        assert_eq!((world.mails_at(POLICE), world.mails_at(OTHER)), (before, 0));
        assert!(world.to_dos(case).await.contains(&"referral-to-do-contact-retired"));
    }

    async fn a_suspect_at_home_reaches_the_police_whatever_the_country(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::NotIllegal).await;
        assert!(world.referrals(case).await.is_empty());
        let case = world.released(crate::world::PARTNER, Decided::SuspectAtHome).await;
        let referral = world.referrals(case).await.remove(0);
        assert_eq!((referral.state, referral.urgent), (State::Sent, false));
        assert_eq!(world.notices(case).await, 0, "no law covers it: nobody else is told");
    }
}
