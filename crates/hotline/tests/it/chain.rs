//! The main job, end to end, seen from outside.

use demo::{Product, Settings};
use kernel::{Clock, SystemClock};
use smallnet::SmallNet;

use crate::{PROGRAM, running};

async fn play(postgres: bool) {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let product = running(&net, postgres).await;
    let mut steps = Vec::new();
    let played = demo::play(&product, &net, &mut |(name, seen)| {
        steps.push(format!("{name}: {seen}"));
    })
    .await;
    assert!(
        played.is_ok(),
        "{played:?} after {steps:#?}\n{}",
        product.log()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_sqlite() {
    play(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_on_postgres() {
    play(true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_says_what_is_well_and_what_to_do() {
    let net = SmallNet::with_demo_sites().await.unwrap();
    let settings = Settings::default();
    let product = Product::prepare(std::path::Path::new(PROGRAM), &net, &settings)
        .await
        .unwrap();
    let checked = product.run(&["check"], "").await.unwrap();
    assert!(
        checked.contains("well   the DNS resolver answers"),
        "{checked}"
    );
    assert!(
        checked.contains("well   the mail relay answers"),
        "{checked}"
    );
    assert!(checked.contains("hotline staff add"), "{checked}");
    assert!(
        checked.contains("open   no table of addresses"),
        "{checked}"
    );
    let file = product.folder().join("hotline.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let table = |name: &str| product.folder().join(name);
    let tables = format!(
        "[network]\naddress_tables = [{:?}, {:?}, {:?}]\n",
        table("new.mmdb"),
        table("old.mmdb"),
        table("none.mmdb")
    );
    std::fs::write(&file, text.replace("[network]\n", &tables)).unwrap();
    let today = u64::try_from(SystemClock.now().micros() / 1_000_000).unwrap();
    let records = [("127.40.0.0/16", serde_json::json!({ "country": "KH" }))];
    for (name, days) in [("new.mmdb", 3), ("old.mmdb", 61)] {
        trace::testing::mmdb::write(&table(name), today - days * 86_400, &records);
    }
    let checked = product.try_run(&["check"], "").await.unwrap();
    let checked = String::from_utf8_lossy(&checked.stdout).into_owned();
    for line in [
        "well   the table of addresses Test-Table opens and is 3 days old",
        "open   the table of addresses Test-Table opens and is 61 days old",
        "none.mmdb: the table of addresses cannot be read",
    ] {
        assert!(checked.contains(line), "{checked}");
    }
    drop(net);
    let failed = product.try_run(&["check"], "").await.unwrap();
    let said = String::from_utf8_lossy(&failed.stdout).into_owned();
    assert!(!failed.status.success());
    assert!(said.contains("check network.resolver"), "{said}");
    assert!(said.contains("check [mail]"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn url_answers_with_one_json_object() {
    let output = |text: &str| {
        let output = std::process::Command::new(PROGRAM)
            .args(["url", "--json", text])
            .output()
            .unwrap();
        (
            output.status.success(),
            serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap(),
        )
    };
    let (well, found) = output("hxxps://Host-B[.]test/p/1?utm_source=x");
    assert!(well);
    assert_eq!(found["host"], "host-b.test");
    assert!(found["canonical"].is_string());
    let (well, refused) = output("data:image/png;base64,iVBORw0KGgo=");
    assert!(!well);
    assert!(refused["refused"].is_string());
}
