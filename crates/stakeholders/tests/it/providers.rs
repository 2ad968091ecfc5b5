//! Whose a place is: exact, dated, correctable, and in the same few statements however many organisations there are.

use std::time::Duration;

use identity::Role;
use kernel::Id;
use stakeholders::{
    Error, HeldKind, Holder, Kind, NewHolding, Organisation, Proposal, Provider, Source,
};
use store::Tx;

use super::{holder, registry, staff, traced, whom};

/// A contact of a new organisation, approved.
pub(crate) async fn approved(
    tx: &mut Tx,
    name: &str,
    country: &str,
    address: &str,
) -> Id<Organisation> {
    let proposal = Proposal {
        autonomous_system: None,
        source: Source::Staff,
        ..traced(name, country, address)
    };
    let manager = staff(Role::Manager);
    let contact = stakeholders::propose(tx, &manager, &proposal)
        .await
        .unwrap();
    stakeholders::approve(tx, &manager, contact).await.unwrap();
    let contact = stakeholders::contact(tx, &manager, contact).await.unwrap();
    contact.organisation
}

fn held<'a>(tx: &Tx, kind: HeldKind, value: &'a str) -> NewHolding<'a> {
    NewHolding {
        kind,
        value,
        from: tx.now(),
        why: "their own page says so",
    }
}

/// Nobody but whoever an address or a name is held by.
pub(crate) fn at<'a>(address: &str, domain: Option<(&'a str, &'a str)>) -> Holder<'a> {
    Holder {
        kind: Kind::Provider,
        name: None,
        country: None,
        abuse: None,
        address: Some(address.parse().unwrap()),
        system: Some(64_540),
        domain,
    }
}

pub(crate) async fn to(tx: &mut Tx, holder: Holder<'_>) -> String {
    let now = tx.now();
    match stakeholders::provider_for(tx, &registry(), &holder, now)
        .await
        .unwrap()
    {
        Provider::Approved(contact) => contact.address.expose().clone(),
        Provider::Proposed(contact) => format!("proposed {}", contact.address.expose()),
        Provider::Ambiguous => "ambiguous".to_owned(),
        Provider::Unknown => "unknown".to_owned(),
    }
}

store::on_both! {
    async fn the_name_and_the_alias_of_one_country_lead_to_nobody_in_another(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let abroad = approved(&mut tx, "ACME", "US", "abuse@acme-us.example").await;
        stakeholders::add_alias(&mut tx, &manager, abroad, "Acme (Holdings) Inc.").await.unwrap();
        let us = Some("abuse@acme-us.example".to_owned());
        let asked = [
            ("ACME", "US", us.clone()),
            ("  acme ", "US", us.clone()),
            ("Acme  (holdings)  INC.", "US", us),
            ("Acme Holdings Inc.", "US", None),
            ("ACME", "KH", None),
            ("Acme (Holdings) Inc.", "KH", None),
            // Another letter that looks the same, of another script.
            ("АCME", "US", None),
            ("ACME' OR '1'='1", "US", None),
        ];
        for (name, country, expected) in asked {
            let found = whom(&mut tx, holder(name, country, None)).await.map(|(_, address)| address);
            assert_eq!(found, expected, "{name} in {country}");
        }
        // Known at home too, each country has its own.
        let home = approved(&mut tx, "Acme", "KH", "abuse@acme-kh.example").await;
        assert_eq!(to(&mut tx, holder("ACME", "KH", None)).await, "abuse@acme-kh.example");
        // Another's name is no alias, in one country alone.
        assert!(matches!(stakeholders::add_alias(&mut tx, &manager, home, "acme").await, Err(Error::Taken)));
        let alias = stakeholders::add_alias(&mut tx, &manager, home, "Acme (Holdings) Inc.").await.unwrap();
        assert_eq!(stakeholders::add_alias(&mut tx, &manager, home, "acme (holdings) inc.").await.unwrap(), alias);
        assert_eq!(to(&mut tx, holder("Acme (Holdings) Inc.", "KH", None)).await, "abuse@acme-kh.example");
        // What a registry names by an alias is a contact of whose alias it is.
        let again = traced("ACME (HOLDINGS) INC.", "KH", "noc@acme-kh.example");
        let contact = stakeholders::propose(&mut tx, &registry(), &again).await.unwrap();
        assert_eq!(stakeholders::contact(&mut tx, &manager, contact).await.unwrap().organisation, home);
        stakeholders::remove_alias(&mut tx, &manager, alias).await.unwrap();
        assert_eq!(to(&mut tx, holder("Acme (Holdings) Inc.", "KH", None)).await, "unknown");
        tx.commit().await.unwrap();
    }

    async fn an_address_of_several_leads_to_the_one_that_is_named_or_to_a_person(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let shared = "abuse@shared.example";
        for country in ["KH", "US"] {
            let proposal = traced("Acme", country, shared);
            stakeholders::propose(&mut tx, &registry(), &proposal).await.unwrap();
        }
        let nameless = Holder { name: None, ..holder("", "KH", Some(shared)) };
        assert_eq!(to(&mut tx, nameless).await, "ambiguous");
        assert_eq!(to(&mut tx, holder("Acme", "KH", Some(shared))).await, format!("proposed {shared}"));
        // Who answers for the address in one of them answers for it.
        let manager = staff(Role::Manager);
        let all = stakeholders::contacts(&mut tx, &manager).await.unwrap();
        stakeholders::approve(&mut tx, &manager, all[0].id).await.unwrap();
        assert_eq!(to(&mut tx, nameless).await, shared);
        stakeholders::approve(&mut tx, &manager, all[1].id).await.unwrap();
        assert_eq!(to(&mut tx, nameless).await, "ambiguous");
        // A trusted contact of its own goes before the address that it shares.
        approved(&mut tx, "Acme", "KH", "trust@acme-kh.example").await;
        let manager = staff(Role::Manager);
        let own = all.iter().find(|one| one.country == "KH".parse().ok()).unwrap();
        stakeholders::retire(&mut tx, &manager, own.id).await.unwrap();
        assert_eq!(to(&mut tx, holder("Acme", "KH", None)).await, "trust@acme-kh.example");
        tx.commit().await.unwrap();
    }

    async fn what_a_person_said_goes_before_registries_and_the_nearest_of_it_first(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let supervisor = staff(Role::Supervisor);
        let names = ["Whole", "Part", "Platform", "System", "Six"];
        let mut ids = Vec::new();
        for name in names {
            let address = format!("abuse@{}.example", name.to_lowercase());
            ids.push(approved(&mut tx, name, "KH", &address).await);
        }
        let says = [
            (0, HeldKind::Network, "192.0.2.0/24"),
            (1, HeldKind::Network, "192.0.2.64/26"),
            (2, HeldKind::Domain, "Files.example"),
            (3, HeldKind::System, "AS64540"),
            (4, HeldKind::Network, "2001:db8::/32"),
        ];
        for (whose, kind, value) in says {
            let new = held(&tx, kind, value);
            stakeholders::hold(&mut tx, &supervisor, ids[whose], &new).await.unwrap();
        }
        let site = Some(("a.files.example", "files.example"));
        let other = Some(("a.otherfiles.example", "otherfiles.example"));
        let registered = traced("Somebody", "KH", "abuse@somebody.example");
        stakeholders::propose(&mut tx, &registry(), &registered).await.unwrap();
        let named = Holder { name: Some("Somebody"), country: "KH".parse().ok(), abuse: Some("abuse@somebody.example"), ..at("192.0.2.70", None) };
        let asked = [
            (at("192.0.2.7", other), "abuse@whole.example"),
            (at("192.0.2.70", None), "abuse@part.example"),
            (named, "abuse@part.example"),
            (at("192.0.2.70", site), "abuse@platform.example"),
            (at("198.51.100.7", None), "abuse@system.example"),
            (at("2001:db8:1::7", None), "abuse@six.example"),
            (Holder { system: None, ..at("198.51.100.7", None) }, "unknown"),
            // Nobody but a provider has networks.
            (Holder { kind: Kind::Registrar, ..at("192.0.2.7", None) }, "unknown"),
        ];
        for (holder, expected) in asked {
            assert_eq!(to(&mut tx, holder).await, expected, "{holder:?}");
        }
        // Whoever a person said runs the system is asked, and nobody whom a registry named with it.
        let named = traced("Named", "KH", "abuse@named.example");
        let named = stakeholders::propose(&mut tx, &registry(), &named).await.unwrap();
        stakeholders::approve(&mut tx, &supervisor, named).await.unwrap();
        let upstream = stakeholders::in_system(&mut tx, &registry(), 64_540).await.unwrap();
        assert_eq!(upstream.iter().map(|one| one.organisation).collect::<Vec<_>>(), [ids[3]]);
        for (text, found) in [("as64540", 3), ("192.0.2.0/24", 0), ("FILES.example", 2), ("whole", 0), ("Abuse@six.example", 4)] {
            let hits = stakeholders::search(&mut tx, &supervisor, text).await.unwrap();
            let hits: Vec<_> = hits.into_iter().map(|one| one.id).collect();
            assert!(hits.contains(&ids[found]), "{text}");
        }
        assert!(stakeholders::search(&mut tx, &supervisor, "whol").await.unwrap().is_empty());
        tx.commit().await.unwrap();
    }

    async fn whose_it_is_is_corrected_and_what_was_stays_known(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let first = approved(&mut tx, "First", "KH", "abuse@first.example").await;
        let second = approved(&mut tx, "Second", "KH", "abuse@second.example").await;
        let before = tx.now();
        let new = held(&tx, HeldKind::Network, "192.0.2.0/24");
        let holding = stakeholders::hold(&mut tx, &manager, first, &new).await.unwrap();
        assert!(matches!(stakeholders::hold(&mut tx, &manager, second, &new).await, Err(Error::Overlaps)));
        for (value, why, wrong) in [("192.0.2.0/99", "a", "value"), ("198.51.100.0/24", " ", "reason")] {
            let new = NewHolding { value, why, ..new };
            let refused = stakeholders::hold(&mut tx, &manager, second, &new).await;
            assert!(matches!((wrong, refused), ("value", Err(Error::Held)) | ("reason", Err(Error::Reason))));
        }
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_secs(60));

        let mut tx = test.desk.write().await.unwrap();
        assert!(matches!(
            stakeholders::correct(&mut tx, &staff(Role::Analyst), holding, second, "sold").await,
            Err(Error::Denied(_))
        ));
        assert!(matches!(
            stakeholders::correct(&mut tx, &manager, holding, first, "sold").await,
            Err(Error::SameProvider)
        ));
        drop(tx);
        let mut tx = test.desk.write().await.unwrap();
        stakeholders::correct(&mut tx, &manager, holding, second, "sold").await.unwrap();
        assert!(matches!(
            stakeholders::correct(&mut tx, &manager, holding, second, "sold").await,
            Err(Error::Changed)
        ));
        let now = tx.now();
        for (at_that_time, expected) in [(before, "abuse@first.example"), (now, "abuse@second.example")] {
            let found = stakeholders::provider_for(&mut tx, &registry(), &at("192.0.2.7", None), at_that_time).await.unwrap();
            let Provider::Approved(contact) = found else { panic!("nobody") };
            assert_eq!(contact.address.expose(), expected);
        }
        let was = stakeholders::holdings(&mut tx, &manager, first).await.unwrap().remove(0);
        assert_eq!((was.from, was.until), (before, Some(now)));
        assert_eq!(was.why.expose(), "their own page says so");
        assert_eq!(was.ended.unwrap().1.expose(), "sold");
        // What it had before cannot be said of another for that time.
        let again = NewHolding { from: before, ..new };
        assert!(matches!(stakeholders::hold(&mut tx, &manager, first, &again).await, Err(Error::Overlaps)));
        let later = NewHolding { from: now.after(Duration::from_secs(1)), value: "198.51.100.0/24", ..new };
        assert!(matches!(stakeholders::hold(&mut tx, &manager, first, &later).await, Err(Error::Future)));
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        for organisation in [first, second] {
            let record = audit::about(&mut tx, "organisation", organisation).await.unwrap();
            assert!(record.iter().all(|entry| !entry.facts.contains("192") && !entry.facts.contains("sold")));
            assert!(record.iter().any(|entry| entry.action == "stakeholders.hold"));
        }
    }

    async fn two_people_who_correct_at_once_leave_one_holder(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let mut ids = Vec::new();
        for number in 0..3 {
            ids.push(approved(&mut tx, &format!("P{number}"), "KH", &format!("abuse@p{number}.example")).await);
        }
        let new = held(&tx, HeldKind::Domain, "files.example");
        let holding = stakeholders::hold(&mut tx, &manager, ids[0], &new).await.unwrap();
        tx.commit().await.unwrap();
        let correcting = |to: Id<Organisation>| {
            let desk = test.desk.clone();
            async move {
                let mut tx = desk.write().await.unwrap();
                let done = stakeholders::correct(&mut tx, &staff(Role::Manager), holding, to, "sold").await;
                if done.is_ok() {
                    tx.commit().await.unwrap();
                }
                done.is_ok()
            }
        };
        let (one, other) = tokio::join!(correcting(ids[1]), correcting(ids[2]));
        assert!(one != other, "one of them is told that it has changed");
        let mut tx = test.desk.read().await.unwrap();
        let mut now = Vec::new();
        for id in ids {
            let of = stakeholders::holdings(&mut tx, &manager, id).await.unwrap();
            now.extend(of.into_iter().filter(|one| one.until.is_none()));
        }
        assert_eq!(now.len(), 1);
    }

    async fn the_look_up_takes_the_same_statements_among_many(test: TestDb) {
        let mut asked = Vec::new();
        for many in [1, 400] {
            let mut tx = test.desk.write().await.unwrap();
            for number in 0..many {
                let name = format!("Org {many} {number}");
                let address = format!("abuse@org{many}-{number}.example");
                let proposal = traced(&name, "KH", &address);
                stakeholders::propose(&mut tx, &registry(), &proposal).await.unwrap();
            }
            let before = tx.statements();
            let name = format!("Org {many} 0");
            let address = format!("abuse@org{many}-0.example");
            let sought = Holder { name: Some(&name), country: "KH".parse().ok(), abuse: Some(&address), ..at("192.0.2.7", Some(("a.files.example", "files.example"))) };
            assert_eq!(to(&mut tx, sought).await, format!("proposed {address}"));
            asked.push(tx.statements() - before);
            tx.commit().await.unwrap();
        }
        assert_eq!(asked, [4, 4]);
    }
}

/// Something that people do about two domains and three providers.
#[derive(Clone, Copy, Debug)]
enum Step {
    Hold(usize, usize),
    Correct(usize, usize),
    End(usize),
}

#[tokio::test]
async fn in_whatever_order_it_is_said_one_has_it_and_nothing_is_lost() {
    let test = store::testing::TestDb::sqlite().await;
    let manager = staff(Role::Manager);
    let mut dice = 17_u64;
    let mut roll = |below: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((dice >> 33) % below).unwrap()
    };
    let mut tx = test.desk.write().await.unwrap();
    let mut ids = Vec::new();
    for number in 0..3 {
        let address = format!("abuse@r{number}.example");
        ids.push(approved(&mut tx, &format!("R{number}"), "KH", &address).await);
    }
    tx.commit().await.unwrap();
    let domains = ["files.example", "other.example"];
    // A reference that is plain: who has each now, and how many lines there are.
    let mut has: [Option<(usize, Id<stakeholders::Holding>)>; 2] = [None, None];
    let mut lines = 0;
    for _ in 0..120 {
        test.clock.advance(Duration::from_secs(1));
        let (domain, whose) = (roll(2), roll(3));
        let step = match roll(3) {
            0 => Step::Hold(domain, whose),
            1 => Step::Correct(domain, whose),
            _ => Step::End(domain),
        };
        let mut tx = test.desk.write().await.unwrap();
        let done = match step {
            Step::Hold(domain, whose) => {
                let new = held(&tx, HeldKind::Domain, domains[domain]);
                let done = stakeholders::hold(&mut tx, &manager, ids[whose], &new).await;
                assert_eq!(done.is_ok(), has[domain].is_none(), "{step:?}");
                done.map(|id| (domain, Some((whose, id)), 1))
            }
            Step::Correct(domain, whose) => {
                let Some((now, id)) = has[domain] else {
                    continue;
                };
                let done = stakeholders::correct(&mut tx, &manager, id, ids[whose], "sold").await;
                assert_eq!(done.is_ok(), now != whose, "{step:?}");
                done.map(|id| (domain, Some((whose, id)), 1))
            }
            Step::End(domain) => {
                let Some((_, id)) = has[domain] else { continue };
                let done = stakeholders::end(&mut tx, &manager, id, "over").await;
                done.map(|()| (domain, None, 0))
            }
        };
        let Ok((domain, now, more)) = done else {
            continue;
        };
        tx.commit().await.unwrap();
        has[domain] = now;
        lines += more;
        let mut tx = test.desk.read().await.unwrap();
        let mut all = Vec::new();
        for id in &ids {
            all.extend(
                stakeholders::holdings(&mut tx, &manager, *id)
                    .await
                    .unwrap(),
            );
        }
        assert_eq!(all.len(), lines, "{step:?}: no line is lost");
        for (number, name) in domains.iter().enumerate() {
            let sought = Holder {
                system: None,
                address: None,
                ..at("192.0.2.7", Some((name, name)))
            };
            let expected = has[number].map(|(whose, _)| format!("abuse@r{whose}.example"));
            assert_eq!(
                to(&mut tx, sought).await,
                expected.unwrap_or("unknown".to_owned())
            );
        }
    }
    assert!(lines > 20, "{lines}");
}
