//! What people do in a world, and what follows at once.

use std::net::Ipv4Addr;

use identity::Role;
use intake::Case;
use kernel::{Id, Language};
use smallnet::Network;
use stakeholders::{Contact, Proposal};

use super::{POLICE, World, job, staff};

impl World {
    /// Adds and approves the contact of the police, and does what waited for it.
    pub async fn approve_police(&self) {
        self.approve_unit(POLICE).await;
    }

    /// The same of the unit at this address.
    pub async fn approve_unit(&self, address: &str) -> Id<Contact> {
        let manager = staff(Role::Manager);
        let mut tx = self.db.write().await.unwrap();
        let proposal = Proposal {
            kind: stakeholders::Kind::Police,
            name: "Cyber unit",
            country: Some(self.pack.country),
            autonomous_system: None,
            address,
            language: Some(Language::ENGLISH),
            source: stakeholders::Source::Staff,
        };
        let contact = stakeholders::propose(&mut tx, &manager, &proposal)
            .await
            .unwrap();
        stakeholders::approve(&mut tx, &manager, contact)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        self.work().await;
        contact
    }

    /// Moves a site to this country.
    pub async fn move_site(&self, host: &str, country: &str, address: Ipv4Addr) {
        let [first, second, ..] = address.octets();
        let network = Network {
            handle: format!("SIM-{country}-{second}"),
            cidr: format!("{first}.{second}.0.0/16"),
            holder: format!("{country} Example Hosting {second}"),
            country: country.to_owned(),
            autonomous_system: 64_500 + u32::from(second),
            abuse: format!("abuse@{}-moved.test", country.to_lowercase()),
        };
        self.net.move_to(host, address, network).await.unwrap();
    }

    /// Has a case's place looked at.
    pub async fn look(&self, case: Id<Case>) {
        let mut tx = self.db.write().await.unwrap();
        takedown::look_now(&mut tx, &job(), &self.pack, case)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        // Its host was asked for redirects just now.
        self.clock.advance(self.pack.watch.host_gap);
        self.work().await;
    }

    /// The police need nothing more of any referral of a case.
    pub async fn conclude(&self, case: Id<Case>) {
        let manager = staff(Role::Manager);
        for one in self.referrals(case).await {
            let mut tx = self.db.write().await.unwrap();
            referral::conclude(&mut tx, &manager, one.id).await.unwrap();
            tx.commit().await.unwrap();
        }
        self.work().await;
    }
}
