//! Tables of addresses beside the registries.

use serde_json::json;
use smallnet::RegistryBehaviour;
use smallnet::story::AT_HOME;
use trace::testing::mmdb;
use trace::{Detail, Named};

use crate::{World, analyst, sources};

store::on_both! {
    async fn a_table_and_a_registry_that_differ_are_both_kept(test: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let (countries, systems) = (folder.path().join("country.mmdb"), folder.path().join("asn.mmdb"));
        mmdb::write(&countries, 1_700_000_000, &[("127.40.0.0/16", json!({ "country": { "iso_code": "SG" } }))]);
        mmdb::write(&systems, 1_700_000_000, &[("127.40.0.0/16", json!({ "autonomous_system_number": 64_531 }))]);
        let world = World::with_tables(&test, vec![countries, systems]).await;
        let found = world.traced(AT_HOME).await;
        let expected = ["dns", "rdap_domain", "rdap_network", "rdap_system", "rdap_system", "table", "table"];
        assert_eq!(sources(&found), expected);
        let named: Vec<_> = found
            .iter()
            .filter_map(|finding| match finding.detail {
                Detail::System { number, named_by, .. } => Some((number, named_by)),
                _ => None,
            })
            .collect();
        assert!(named.contains(&(64_531, Named::Table)) && named.contains(&(64_540, Named::Registration)));
        let location = world.location(AT_HOME, "/p/17").await;
        let mut tx = world.db.read().await.unwrap();
        let hosting = trace::hosting(&mut tx, &analyst(), location).await.unwrap().unwrap();
        let country = |country: Option<kernel::Country>| country.map(String::from);
        assert_eq!(country(hosting.networks[0].country).as_deref(), Some("KH"));
        assert!(hosting.located.iter().any(|located| country(located.country).as_deref() == Some("SG")));
        assert_eq!(hosting.networks.len(), 1, "a table does not speak for a registry");
        let standing = trace::standing(&mut tx, &analyst(), location).await.unwrap().unwrap();
        assert_eq!(standing.countries().len(), 2, "where they differ a person chooses");
        let said: Vec<_> = standing.countries_by_source().into_iter().map(|(source, _)| source).collect();
        assert_eq!(said, ["trace-source-network", "trace-source-table"]);
    }

    async fn a_table_answers_where_no_registry_does(test: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("table.mmdb");
        let world = World::with_tables(&test, vec![table.clone()]).await;
        world.net.registry_behaves(RegistryBehaviour::Status(404));
        assert_eq!(sources(&world.traced(AT_HOME).await), ["dns", "rdap_domain", "rdap_network"]);
        // It may come later, and is read then.
        mmdb::write(&table, 1_700_000_000, &[("127.40.0.0/16", json!({ "country_code": "KH", "asn": "AS64540" }))]);
        test.clock.advance(std::time::Duration::from_secs(30));
        let found = world.traced(AT_HOME).await;
        assert_eq!(sources(&found), ["dns", "rdap_domain", "rdap_network", "rdap_system", "table"]);
    }
}
