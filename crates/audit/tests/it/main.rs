//! The chain on both databases: it holds, and every way of breaking it is found.

#![cfg(test)]

use audit::{About, Fault, Who};
use kernel::Id;
use store::{Db, values};

enum Case {}

const OPERATOR: Who = Who {
    kind: "operator",
    id: None,
};

async fn record_some(db: &Db, count: usize) {
    for _ in 0..count {
        let mut tx = db.write().await.unwrap();
        let id: Id<Case> = tx.new_id();
        let facts = serde_json::json!({ "to": "waiting" });
        audit::record(
            &mut tx,
            OPERATOR,
            "intake.file",
            About::one("case", id),
            facts,
        )
        .await
        .unwrap();
        tx.commit().await.unwrap();
    }
}

async fn chained(db: &Db) {
    record_some(db, 7).await;
    while audit::sequence(db).await.unwrap() > 0 {}
    record_some(db, 3).await;
    while audit::sequence(db).await.unwrap() > 0 {}
}

async fn change(db: &Db, sql: &'static str) {
    let mut tx = db.write().await.unwrap();
    assert!(tx.execute(sql, values![]).await.unwrap() > 0);
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn a_whole_chain_verifies_and_says_what_waits(test: TestDb) {
        chained(&test.desk).await;
        record_some(&test.desk, 2).await;
        let verified = audit::verify(&test.desk, None).await.unwrap();
        assert_eq!((verified.entries, verified.signatures, verified.waiting), (10, 2, 2));
        assert!(verified.waiting_since.is_some());
    }

    async fn an_entry_that_was_changed_is_found(test: TestDb) {
        chained(&test.desk).await;
        change(&test.desk, "UPDATE audit_entry SET facts = '{}' WHERE number = 4").await;
        assert!(matches!(audit::verify(&test.desk, None).await, Err(Fault::Changed(4))));
    }

    async fn an_entry_that_was_removed_is_found(test: TestDb) {
        chained(&test.desk).await;
        change(&test.desk, "DELETE FROM audit_entry WHERE number = 4").await;
        assert!(matches!(audit::verify(&test.desk, None).await, Err(Fault::Missing(4))));
    }

    async fn an_end_that_was_cut_off_is_found(test: TestDb) {
        chained(&test.desk).await;
        change(&test.desk, "DELETE FROM audit_entry WHERE number > 7").await;
        assert!(matches!(audit::verify(&test.desk, None).await, Err(Fault::Missing(8))));
    }

    async fn a_chain_made_anew_without_the_keyring_is_found(test: TestDb) {
        chained(&test.desk).await;
        change(&test.desk, "UPDATE audit_head SET hash = signature").await;
        assert!(matches!(audit::verify(&test.desk, None).await, Err(Fault::Signature(7))));
    }

    async fn an_end_kept_elsewhere_shows_what_was_cut_off_with_its_signature(test: TestDb) {
        chained(&test.desk).await;
        let end = audit::verify(&test.desk, None).await.unwrap().hash;
        record_some(&test.desk, 2).await;
        while audit::sequence(&test.desk).await.unwrap() > 0 {}
        audit::verify(&test.desk, Some(&end)).await.unwrap();
        change(&test.desk, "DELETE FROM audit_entry WHERE number > 7").await;
        change(&test.desk, "DELETE FROM audit_head WHERE number > 7").await;
        audit::verify(&test.desk, None).await.unwrap();
        assert!(matches!(audit::verify(&test.desk, Some(&end)).await, Err(Fault::Lost)));
    }

    async fn two_sequencers_chain_each_entry_once(test: TestDb) {
        record_some(&test.desk, 40).await;
        let (one, two) = tokio::join!(audit::sequence(&test.desk), audit::sequence(&test.desk));
        assert_eq!(one.unwrap() + two.unwrap(), 40);
        assert_eq!(audit::verify(&test.desk, None).await.unwrap().entries, 40);
    }

    async fn entries_of_one_transaction_stand_in_the_order_of_writing(test: TestDb) {
        let mut tx = test.desk.write().await.unwrap();
        let id: Id<Case> = tx.new_id();
        let written: Vec<_> = (0..20).map(|step| format!(r#"{{"step":{step}}}"#)).collect();
        for step in 0..20 {
            let facts = serde_json::json!({ "step": step });
            audit::record(&mut tx, OPERATOR, "intake.move", About::one("case", id), facts)
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        let facts = |entries: Vec<audit::Entry>| -> Vec<String> {
            entries.into_iter().map(|entry| entry.facts).collect()
        };
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(facts(audit::about(&mut tx, "case", id).await.unwrap()), written);
        drop(tx);
        while audit::sequence(&test.desk).await.unwrap() > 0 {}
        audit::verify(&test.desk, None).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(facts(audit::about(&mut tx, "case", id).await.unwrap()), written);
        // Read backwards in parts it is the same.
        let (mut backwards, mut mark) = (Vec::new(), None);
        loop {
            let part = audit::about_before(&mut tx, "case", id, mark, 6).await.unwrap();
            let Some((last, _)) = part.last() else { break };
            mark = Some(*last);
            backwards.extend(part.into_iter().map(|(_, entry)| entry.facts));
        }
        backwards.reverse();
        assert_eq!(backwards, written);
    }
}
