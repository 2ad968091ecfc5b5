//! The evidence of a case: everything that was asked, held by the record.

use identity::Role;
use serde_json::Value as Json;
use store::values;

use crate::world::{Decided, ELSEWHERE, job, staff, world};

store::on_both! {
    async fn everything_that_was_asked_stands_in_it_with_its_entry(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        world.look(case).await;
        while audit::sequence(&world.db).await.unwrap() > 0 {}
        let mut tx = world.db.write().await.unwrap();
        let found = routing::evidence(&mut tx, &staff(Role::Supervisor), case).await.unwrap();
        tx.commit().await.unwrap();
        let told = serde_json::to_value(&found).unwrap();
        let list = |part: &str| told[part].as_array().unwrap().clone();
        assert!(list("traces").iter().any(|one| one["extent"] == "full"));
        let mut tx = world.read().await;
        let checks = takedown::checks(&mut tx, &job(), case).await.unwrap();
        assert!(!checks.is_empty());
        assert_eq!(list("checks").len(), checks.len());
        for check in list("checks") {
            assert_eq!(check["how"], "HTTP (RFC 9110): HEAD", "as its requests were made");
            assert!(check["later"].is_null() && check["as_recorded"] == true);
        }
        let mut held = 0;
        for one in list("traces").iter().chain(&list("checks")) {
            for record in one["record"].as_array().unwrap() {
                // As the chain has it.
                let number = record["number"].as_i64().unwrap();
                let (hash,): (Vec<u8>,) = tx
                    .one("SELECT hash AS value FROM audit_entry WHERE number = $1", values![number])
                    .await
                    .unwrap();
                let said = record["hash"].as_str().unwrap();
                let said: Vec<u8> = (0..said.len()).step_by(2).map(|at| u8::from_str_radix(&said[at..at + 2], 16).unwrap()).collect();
                assert_eq!(said, hash);
                held += 1;
            }
        }
        assert_eq!(held, list("traces").len() + list("checks").len());
        let said = told.to_string();
        assert!(said.contains("Atoll Example Hosting") && said.contains("127.69.0.10"));
        // Neither a URL nor a name that a program would make a link of.
        assert!(!said.contains("far-host.test"), "{said}");
        // The digest is over what stands before it, and the record has it.
        let mut without = told.clone();
        let digest = without.as_object_mut().unwrap().remove("sha256").unwrap();
        let (facts,): (String,) = tx
            .one("SELECT facts AS value FROM audit_entry WHERE action = 'routing.read_evidence'", values![])
            .await
            .unwrap();
        let facts: Json = serde_json::from_str(&facts).unwrap();
        assert_eq!(facts["sha256"], digest);
    }

    async fn it_is_for_supervisors_and_managers(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        world.look(case).await;
        let desk = crate::pages::desk(&test);
        for (role, status) in [
            (Role::Supervisor, 200),
            (Role::Manager, 200),
            (Role::Analyst, 404),
            (Role::Administrator, 404),
            (Role::WelfareLead, 404),
        ] {
            let reader = desk.sign_in(&[role]).await;
            let page = reader.get(&format!("/cases/{case}/evidence")).await;
            assert_eq!(page.status.as_u16(), status, "{role:?}");
            if status == 200 {
                assert!(page.body.contains("Digest of the whole") && page.body.contains("trace.store"));
                assert!(!page.body.contains("far-host.test"));
                assert!(page.body.contains("asked by HTTP (RFC 9110): HEAD") && page.body.contains("our network"));
            }
        }
    }
}
