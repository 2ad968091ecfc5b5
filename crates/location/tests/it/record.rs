//! Locations in the store: one for each place, however it was written, and nothing readable without the keyring.

use identity::{Actor, Role};
use kernel::Id;
use location::{
    Error, Unsettled, choose_only, choose_working, find, find_or_make, recognise, reveal,
    unsettled, working,
};
use pack::UrlRules;

fn analyst() -> Actor {
    Actor::test_staff(Id::from_uuid(uuid::Uuid::nil()), &[Role::Analyst])
}

fn place(url: &str) -> location::Place {
    recognise(url, &UrlRules::default()).unwrap()
}

store::on_both! {
    async fn spellings_of_one_place_are_one_location(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let one = find_or_make(&mut tx, &analyst(), &place("http://host-a.test/p/17")).await.unwrap();
        let same = find_or_make(&mut tx, &analyst(), &place("hxxps://HOST-A[.]test/p/17")).await.unwrap();
        let other = find_or_make(&mut tx, &analyst(), &place("http://host-a.test/p/18")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(one, same);
        assert_ne!(one, other);

        let mut tx = test.desk.write().await.unwrap();
        assert_eq!(find(&mut tx, &analyst(), &place("https://host-a.test/p/17")).await.unwrap(), Some(one));
        let revealed = reveal(&mut tx, &analyst(), one).await.unwrap();
        assert_eq!(revealed.host.expose(), "host-a.test");
        assert_eq!(revealed.spellings.len(), 2);
    }

    async fn many_filings_of_one_place_at_once_make_one_location(test: TestDb) {
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let db = test.desk.clone();
                tokio::spawn(async move {
                    let mut tx = db.write().await.unwrap();
                    let id = find_or_make(&mut tx, &analyst(), &place("http://host-b.test/p/1")).await.unwrap();
                    tx.commit().await.unwrap();
                    id
                })
            })
            .collect();
        let mut ids = Vec::new();
        for task in tasks {
            ids.push(task.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
    }

    async fn many_places_are_settled_at_once_and_personal_ones_wait_for_a_word(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let actor = analyst();
        let mut ids = Vec::new();
        for url in ["http://host-d.test/p/1", "http://host-d.test/s/9f86d081884c7d659a2feaa0c55ad015"] {
            ids.push(find_or_make(&mut tx, &actor, &place(url)).await.unwrap());
        }
        let twice = find_or_make(&mut tx, &actor, &place("http://host-d.test/p/2")).await.unwrap();
        find_or_make(&mut tx, &actor, &place("https://host-d.test/p/2")).await.unwrap();
        assert_eq!(unsettled(&mut tx, &actor, &ids).await.unwrap(), Some(Unsettled::NoWorkingUrl));
        assert_eq!(choose_only(&mut tx, &actor, &[ids[0], ids[1], twice], false).await.unwrap(), [ids[0]]);
        assert_eq!(unsettled(&mut tx, &actor, &ids[..1]).await.unwrap(), None);
        assert_eq!(unsettled(&mut tx, &actor, &ids).await.unwrap(), Some(Unsettled::NoWorkingUrl));
        assert_eq!(choose_only(&mut tx, &actor, &[ids[0], ids[1], twice], true).await.unwrap(), [ids[1]]);
        assert_eq!(unsettled(&mut tx, &actor, &ids).await.unwrap(), None);
        // Picked under older rules of what is personal: somebody is to look again.
        let older = "UPDATE location_location SET working_rules = 1 WHERE id = $1";
        tx.execute(older, store::values![ids[1]]).await.unwrap();
        assert_eq!(unsettled(&mut tx, &actor, &ids).await.unwrap(), Some(Unsettled::LooksPersonal));
        assert_eq!(unsettled(&mut tx, &actor, &[]).await.unwrap(), None);
    }

    async fn a_personal_looking_spelling_needs_a_word_before_it_leaves(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let actor = analyst();
        let id = find_or_make(&mut tx, &actor, &place("http://host-c.test/p?session=0123456789abcdef")).await.unwrap();
        assert!(working(&mut tx, &actor, id).await.unwrap().is_none());
        let spelling = reveal(&mut tx, &actor, id).await.unwrap().spellings.remove(0);
        assert!(!spelling.personal.is_empty());
        assert!(matches!(choose_working(&mut tx, &actor, id, spelling.id, false).await, Err(Error::LooksPersonal)));
        choose_working(&mut tx, &actor, id, spelling.id, true).await.unwrap();
        assert!(working(&mut tx, &actor, id).await.unwrap().is_some());
    }

    async fn an_administrator_sees_no_location(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let id = find_or_make(&mut tx, &analyst(), &place("http://host-d.test/p/1")).await.unwrap();
        let administrator = Actor::test_staff(Id::from_uuid(uuid::Uuid::nil()), &[Role::Administrator, Role::Manager]);
        assert!(matches!(reveal(&mut tx, &administrator, id).await, Err(Error::Denied(_))));
    }
}
