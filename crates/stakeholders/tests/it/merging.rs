//! Two organisations that are one: read as one, with nothing moved, and taken back as if it had never been.

use identity::Role;
use kernel::Id;
use serde_json::json;
use stakeholders::{
    Error, HeldKind, Kind, Likeness, NewHolding, Organisation, Proposal, Source, merge, unmerge,
};
use store::Tx;
use store::testing::TestDb;

use super::programs::{CONTACTS, PROVIDERS, contact, desk};
use super::providers::{approved, at, to};
use super::{holder, registry, staff, traced};

async fn names(tx: &mut Tx, id: Id<Organisation>) -> Vec<String> {
    let all = stakeholders::aliases(tx, &registry(), id).await.unwrap();
    all.iter().map(|one| one.name.expose().clone()).collect()
}

async fn addresses(tx: &mut Tx, id: Id<Organisation>) -> Vec<String> {
    let all = stakeholders::contacts_of(tx, &registry(), id)
        .await
        .unwrap();
    let mut all: Vec<_> = all.iter().map(|one| one.address.expose().clone()).collect();
    all.sort();
    all
}

/// Everything of a merge that its rows hold, as it is kept.
async fn kept(tx: &mut Tx) -> Vec<String> {
    let mut kept = Vec::new();
    for table in ["contact", "alias", "holding"] {
        // One text for each: what is asked must not depend on anything.
        let sql = match table {
            "contact" => "SELECT organisation_id AS value FROM stakeholders_contact ORDER BY id",
            "alias" => "SELECT organisation_id AS value FROM stakeholders_alias ORDER BY id",
            _ => "SELECT organisation_id AS value FROM stakeholders_holding ORDER BY id",
        };
        let rows: Vec<(Id<Organisation>,)> = tx.all(sql, store::values![]).await.unwrap();
        kept.extend(rows.iter().map(|(id,)| format!("{table} {id}")));
    }
    kept
}

store::on_both! {
    async fn what_is_merged_is_read_as_one_and_taken_back_as_if_it_had_never_been(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let one = approved(&mut tx, "Acme Ltd", "KH", "abuse@acme.example").await;
        let other = approved(&mut tx, "ACME", "SG", "noc@acme.example").await;
        stakeholders::add_alias(&mut tx, &manager, other, "Acme Asia").await.unwrap();
        let has = NewHolding { kind: HeldKind::Domain, value: "files.example", from: tx.now(), why: "their page" };
        stakeholders::hold(&mut tx, &manager, other, &has).await.unwrap();
        let before = kept(&mut tx).await;
        merge(&mut tx, &manager, other, one, "one company").await.unwrap();
        assert_eq!(kept(&mut tx).await, before, "nothing is moved");

        // Whatever leads to the one leads to both.
        assert_eq!(addresses(&mut tx, one).await, ["abuse@acme.example", "noc@acme.example"]);
        assert_eq!(names(&mut tx, one).await, ["Acme Asia"]);
        assert_eq!(stakeholders::holdings(&mut tx, &manager, one).await.unwrap()[0].organisation, one);
        for text in ["acme", "Acme Asia", "files.example", "noc@acme.example", "acme ltd"] {
            let found = stakeholders::search(&mut tx, &manager, text).await.unwrap();
            assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [one], "{text}");
        }
        let listed = stakeholders::organisations(&mut tx, &manager, None, 50).await.unwrap();
        assert_eq!(listed.len(), 1);
        let all = stakeholders::names(&mut tx, &manager, Kind::Provider).await.unwrap();
        assert_eq!(all.len(), 1);
        let named = stakeholders::organisation_name(&mut tx, &manager, other).await.unwrap().unwrap();
        assert_eq!(named.expose(), "Acme Ltd");
        for contact in stakeholders::contacts_of(&mut tx, &manager, one).await.unwrap() {
            assert_eq!((contact.organisation, contact.name.expose().as_str()), (one, "Acme Ltd"));
            assert_eq!(contact.country, "KH".parse().ok(), "home or abroad is where the one is");
        }
        // The resolver: by domain, by name, by address.
        assert!(to(&mut tx, at("192.0.2.7", Some(("files.example", "files.example")))).await.ends_with("@acme.example"));
        assert_eq!(to(&mut tx, holder("ACME", "SG", Some("abuse@acme.example"))).await, "abuse@acme.example");
        assert_eq!(stakeholders::members(&mut tx, &manager, other).await.unwrap(), [one, other]);
        // A registry that names it again proposes nothing twice.
        let again = traced("Acme Ltd", "KH", "noc@acme.example");
        stakeholders::propose(&mut tx, &registry(), &again).await.unwrap();
        assert_eq!(kept(&mut tx).await, before);
        // What is said of the one that is merged is to be said of the other.
        assert!(matches!(stakeholders::add_alias(&mut tx, &manager, other, "Word").await, Err(Error::Merged)));
        let more = NewHolding { value: "more.example", ..has };
        assert!(matches!(stakeholders::hold(&mut tx, &manager, other, &more).await, Err(Error::Merged)));
        stakeholders::add_alias(&mut tx, &manager, one, "Word").await.unwrap();

        unmerge(&mut tx, &manager, other, one, "two companies after all").await.unwrap();
        assert_eq!(addresses(&mut tx, one).await, ["abuse@acme.example"]);
        assert_eq!(addresses(&mut tx, other).await, ["noc@acme.example"]);
        assert_eq!(names(&mut tx, one).await, ["Word"]);
        assert_eq!(names(&mut tx, other).await, ["Acme Asia"]);
        assert_eq!(stakeholders::search(&mut tx, &manager, "files.example").await.unwrap()[0].id, other);
        let told = stakeholders::merges(&mut tx, &manager, one).await.unwrap();
        assert_eq!((told.len(), told[0].why.expose().as_str()), (1, "one company"));
        assert_eq!(told[0].undone.as_ref().unwrap().2.expose(), "two companies after all");
        merge(&mut tx, &manager, other, one, "it is one").await.unwrap();
        assert_eq!(stakeholders::merges(&mut tx, &manager, one).await.unwrap().len(), 2);
        let record = audit::about(&mut tx, "organisation", other).await.unwrap();
        assert!(record.iter().all(|entry| !entry.facts.contains("company")));
        assert_eq!(record.iter().filter(|entry| entry.action.contains("merge")).count(), 3);
    }

    async fn nothing_leads_in_a_circle_and_what_cannot_be_is_said(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let mut ids = Vec::new();
        for number in 0..4 {
            ids.push(approved(&mut tx, &format!("P{number}"), "KH", &format!("abuse@p{number}.example")).await);
        }
        let unit = Proposal { kind: Kind::Police, source: Source::Staff, ..traced("Unit", "KH", "unit@police.example") };
        let unit = stakeholders::propose(&mut tx, &manager, &unit).await.unwrap();
        let unit = stakeholders::contact(&mut tx, &manager, unit).await.unwrap().organisation;
        let nobody = Id::random(&kernel::SystemEntropy);
        merge(&mut tx, &manager, ids[1], ids[0], "why").await.unwrap();
        assert!(matches!(merge(&mut tx, &staff(Role::Analyst), ids[2], ids[0], "why").await, Err(Error::Denied(_))));
        assert!(matches!(merge(&mut tx, &manager, ids[2], ids[0], " ").await, Err(Error::Reason)));
        assert!(matches!(merge(&mut tx, &manager, ids[0], ids[0], "why").await, Err(Error::SameOrganisation)));
        assert!(matches!(merge(&mut tx, &manager, ids[1], ids[0], "why").await, Err(Error::Merged)), "twice");
        assert!(matches!(merge(&mut tx, &manager, ids[1], ids[2], "why").await, Err(Error::Merged)), "into two");
        assert!(matches!(merge(&mut tx, &manager, ids[2], ids[1], "why").await, Err(Error::Merged)), "into a merged one");
        assert!(matches!(merge(&mut tx, &manager, ids[0], ids[1], "why").await, Err(Error::Merged)), "in a circle");
        assert!(matches!(merge(&mut tx, &manager, ids[0], ids[2], "why").await, Err(Error::HasMerged)), "in a chain");
        assert!(matches!(merge(&mut tx, &manager, unit, ids[0], "why").await, Err(Error::OtherKind)));
        assert!(matches!(merge(&mut tx, &manager, nobody, ids[0], "why").await, Err(Error::NotFound)));
        assert!(matches!(unmerge(&mut tx, &manager, ids[1], ids[2], "why").await, Err(Error::NotMerged)));
        assert!(matches!(unmerge(&mut tx, &manager, ids[2], ids[0], "why").await, Err(Error::NotMerged)));
        merge(&mut tx, &manager, ids[2], ids[0], "why").await.unwrap();
        assert_eq!(stakeholders::members(&mut tx, &manager, ids[0]).await.unwrap().len(), 3);
    }

    async fn two_people_who_merge_at_once_make_no_circle(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let one = approved(&mut tx, "One", "KH", "abuse@one.example").await;
        let other = approved(&mut tx, "Other", "KH", "abuse@other.example").await;
        tx.commit().await.unwrap();
        let merging = |other: Id<Organisation>, into: Id<Organisation>| {
            let desk = test.desk.clone();
            async move {
                let mut tx = desk.write().await.unwrap();
                let done = merge(&mut tx, &staff(Role::Manager), other, into, "why").await;
                if done.is_ok() {
                    tx.commit().await.unwrap();
                }
                done.is_ok()
            }
        };
        let (first, second) = tokio::join!(merging(one, other), merging(other, one));
        assert!(first != second, "one of them is told that it has been done");
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(stakeholders::members(&mut tx, &registry(), one).await.unwrap().len(), 2);
        assert_eq!(stakeholders::organisations(&mut tx, &registry(), None, 9).await.unwrap().len(), 1);
    }

    async fn who_may_be_the_same_is_proposed_and_nobody_else(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let manager = staff(Role::Manager);
        let one = approved(&mut tx, "Acme", "KH", "abuse@acme.example").await;
        let named = approved(&mut tx, "ACME", "SG", "abuse@other.example").await;
        let addressed = approved(&mut tx, "Acme Asia", "KH", "ABUSE@acme.example").await;
        approved(&mut tx, "Nobody", "KH", "abuse@nobody.example").await;
        stakeholders::propose(&mut tx, &registry(), &traced("In it", "US", "abuse@in.example")).await.unwrap();
        stakeholders::propose(&mut tx, &registry(), &traced("In it too", "US", "abuse@in-too.example")).await.unwrap();
        let of = |likely: Vec<stakeholders::Likely>| likely.iter().map(|one| (one.organisation.id, one.by)).collect::<Vec<_>>();
        let likely = stakeholders::likely(&mut tx, &manager, one).await.unwrap();
        assert_eq!(of(likely), [(addressed, Likeness::Address), (named, Likeness::Name)]);
        let in_it = stakeholders::search(&mut tx, &manager, "in it").await.unwrap()[0].id;
        let too = stakeholders::search(&mut tx, &manager, "in it too").await.unwrap()[0].id;
        let likely = stakeholders::likely(&mut tx, &manager, in_it).await.unwrap();
        assert_eq!(of(likely), [(too, Likeness::System)]);
        merge(&mut tx, &manager, addressed, one, "one company").await.unwrap();
        let likely = stakeholders::likely(&mut tx, &manager, one).await.unwrap();
        assert_eq!(of(likely), [(named, Likeness::Name)], "what is merged is no proposal any more");
        let likely = stakeholders::likely(&mut tx, &manager, named).await.unwrap();
        assert_eq!(of(likely), [(one, Likeness::Name)]);
    }

    async fn the_pages_and_calls_merge_and_take_it_back(test: TestDb) {
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Manager]).await;
        let mut ids = Vec::new();
        for (name, country) in [("Acme", "KH"), ("Acme", "US"), ("Other", "KH")] {
            let new = contact(name, &format!("abuse@{name}{country}.test")).replace("police", "provider").replace("KH", country);
            ids.push(program.post(CONTACTS, &new).await.json()["organisation"].as_str().unwrap().to_owned());
        }
        let (analyst, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let path = format!("/providers/{}", ids[0]);
        let page = manager.get(&path).await.body;
        assert!(page.contains("Perhaps the same") && page.contains("has the same name"), "{page}");
        assert!(!analyst.get(&path).await.body.contains("/merge\""));
        let same = [("other_id", ids[1].as_str()), ("why", "one company")];
        assert_eq!(analyst.post(&format!("{path}/merge"), &same).await.status, 403);
        assert_eq!(manager.post(&format!("{path}/merge"), &same).await.location(), path);
        let page = manager.get(&path).await.body;
        assert!(page.contains("one company") && page.contains("abuse@AcmeUS.test".to_lowercase().as_str()) || page.contains("abuse@Acme"), "{page}");
        assert_eq!(manager.get(&format!("/providers/{}", ids[1])).await.location(), path, "reading follows");
        let refused = manager.post(&format!("{path}/merge"), &[("other", "nobody"), ("why", "why")]).await.body;
        assert!(refused.contains("Nobody has exactly that"), "{refused}");
        assert_eq!(manager.post(&format!("{path}/merge"), &[("other", "other"), ("why", "so too")]).await.location(), path);
        let undo = format!("{path}/merged/{}/undo", ids[1]);
        assert_eq!(manager.post(&undo, &[("why", "two after all")]).await.location(), path);
        assert!(manager.get(&path).await.body.contains("two after all"));
        let again = manager.post(&undo, &[("why", "once more")]).await.body;
        assert!(again.contains("It is not merged into this one"), "{again}");

        let at = |id: &str| format!("{PROVIDERS}/{id}");
        let version = program.get(&at(&ids[0])).await.version();
        let said = json!({"other": ids[1], "why": "one company"}).to_string();
        let merged = program.change(&format!("{}/merge", at(&ids[0])), &version, "one", &said).await;
        assert_eq!(merged.status, 200, "{}", merged.body);
        assert_eq!(merged.json()["contacts"].as_array().unwrap().len(), 3);
        assert_eq!(program.get(&at(&ids[1])).await.json()["merged_into"], ids[0].as_str());
        let twice = program.change(&format!("{}/merge", at(&ids[0])), &merged.version(), "two", &said).await;
        assert_eq!((twice.status.as_u16(), &twice.json()["errors"][0]["pointer"]), (422, &json!("#/other")));
        let apart = program.change(&format!("{}/unmerge", at(&ids[0])), &merged.version(), "three", &said).await;
        assert_eq!(apart.status, 200, "{}", apart.body);
        let likely = program.get(&format!("{}/likely", at(&ids[0]))).await.json();
        assert_eq!((&likely["likely"][0]["id"], &likely["likely"][0]["by"]), (&json!(ids[1]), &json!("name")));
    }
}

/// Something that people do with five organisations.
#[tokio::test]
async fn in_whatever_order_people_merge_every_id_means_one_organisation_that_is_merged_into_none() {
    let test = TestDb::sqlite().await;
    let manager = staff(Role::Manager);
    let mut dice = 29_u64;
    let mut roll = |below: u64| {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((dice >> 33) % below).unwrap()
    };
    let mut tx = test.desk.write().await.unwrap();
    let mut ids = Vec::new();
    for number in 0..5 {
        let address = format!("abuse@r{number}.example");
        ids.push(approved(&mut tx, &format!("R{number}"), "KH", &address).await);
    }
    let first = kept(&mut tx).await;
    // A reference that is plain: into which each is merged.
    let mut into: [Option<usize>; 5] = [None; 5];
    for _ in 0..300 {
        let (other, one) = (roll(5), roll(5));
        if roll(2) == 0 {
            let can = other != one
                && into[other].is_none()
                && into[one].is_none()
                && !into.contains(&Some(other));
            let done = merge(&mut tx, &manager, ids[other], ids[one], "why").await;
            assert_eq!(done.is_ok(), can);
            if can {
                into[other] = Some(one);
            }
        } else {
            let can = into[other] == Some(one);
            let done = unmerge(&mut tx, &manager, ids[other], ids[one], "why").await;
            assert_eq!(done.is_ok(), can);
            if can {
                into[other] = None;
            }
        }
        let merged = stakeholders::merged(&mut tx, &manager).await.unwrap();
        for place in 0..5 {
            let root = into[place].unwrap_or(place);
            assert_eq!(merged.root(ids[place]), ids[root]);
            let has = (0..5)
                .filter(|one| into[*one].unwrap_or(*one) == root)
                .count();
            assert_eq!(merged.members(ids[place]).len(), has);
            assert_eq!(addresses(&mut tx, ids[root]).await.len(), has);
        }
        assert_eq!(kept(&mut tx).await, first);
    }
}
