//! Tables that are made here: see `crate::testing::mmdb`.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::testing::mmdb;

const NOW: Timestamp = Timestamp::from_micros(1_767_582_000_000_000);

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn the_members_of_the_usual_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for (record, country, number, holder) in [
        (
            json!({ "country": { "iso_code": "KH", "geoname_id": 1 } }),
            Some("KH"),
            None,
            None,
        ),
        (
            json!({ "registered_country": { "iso_code": "NL" } }),
            Some("NL"),
            None,
            None,
        ),
        (
            json!({ "autonomous_system_number": 64540, "autonomous_system_organization": "A Company" }),
            None,
            Some(64540),
            Some("A Company"),
        ),
        (
            json!({ "country_code": "kh", "asn": "AS64540", "as_name": "A Company" }),
            Some("KH"),
            Some(64540),
            Some("A Company"),
        ),
        (json!({ "country": "KH" }), Some("KH"), None, None),
    ] {
        let path = folder.path().join("table.mmdb");
        mmdb::write(
            &path,
            1_700_000_000,
            &[
                ("127.40.0.0/16", record.clone()),
                ("2001:db8::/32", record.clone()),
            ],
        );
        let tables = AddressTables::new(vec![path]);
        tables.refresh(NOW);
        for inside in ["127.40.0.10", "2001:db8::1"] {
            let found = tables.look_up(address(inside));
            let [located] = found.as_slice() else {
                panic!("{record}: {found:?}");
            };
            assert_eq!(
                located.country.map(String::from).as_deref(),
                country,
                "{record}"
            );
            assert_eq!(located.autonomous_system, number, "{record}");
            assert_eq!(located.holder.as_deref(), holder, "{record}");
            assert_eq!(
                located.built_at,
                Timestamp::from_micros(1_700_000_000_000_000)
            );
            assert_eq!(located.table, "Test-Table");
        }
        assert_eq!(tables.look_up(address("127.41.0.10")), []);
    }
}

#[test]
fn a_record_that_says_nothing_we_know_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.mmdb");
    mmdb::write(
        &path,
        0,
        &[("127.40.0.0/16", json!({ "city": "A Town", "country": 7 }))],
    );
    let tables = AddressTables::new(vec![path]);
    tables.refresh(NOW);
    assert_eq!(tables.look_up(address("127.40.0.10")), []);
}

#[test]
fn a_file_that_changes_is_read_again_and_a_broken_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.mmdb");
    let country = |code: &str| [("127.40.0.0/16", json!({ "country": code }))];
    let tables = AddressTables::new(vec![path.clone()]);
    let found = |seconds| {
        let now = NOW.after(Duration::from_secs(seconds));
        if tables.is_stale(now) {
            tables.refresh(now);
        }
        let found = tables.look_up(address("127.40.0.10"));
        found
            .first()
            .and_then(|located| located.country)
            .map(String::from)
    };
    assert_eq!(found(0), None, "there is no file yet");
    mmdb::write(&path, 1, &country("KH"));
    assert_eq!(found(29), None, "it was looked a moment ago");
    assert_eq!(found(30).as_deref(), Some("KH"));
    mmdb::write(
        &path,
        2,
        &[(
            "127.40.0.0/16",
            json!({ "country": "NL", "more": "so that the length is another" }),
        )],
    );
    assert_eq!(found(60).as_deref(), Some("NL"));
    std::fs::write(&path, b"no table").unwrap();
    assert_eq!(found(90).as_deref(), Some("NL"));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(found(120).as_deref(), Some("NL"));
}

#[test]
fn whether_a_table_opens_can_be_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.mmdb");
    assert_eq!(check_table(&path), Err(TableError::Unreadable));
    std::fs::write(&path, b"no table").unwrap();
    assert_eq!(check_table(&path), Err(TableError::Malformed));
    mmdb::write(
        &path,
        1_700_000_000,
        &[("127.40.0.0/16", json!({ "country": "KH" }))],
    );
    let built_at = Timestamp::from_micros(1_700_000_000_000_000);
    assert_eq!(check_table(&path), Ok(("Test-Table".to_owned(), built_at)));
}
