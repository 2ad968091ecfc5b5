//! The pages and the calls for programs, through HTTP.

use axum::http::StatusCode;
use axum::http::header::REFRESH;
use identity::Role;
use identity::testing::TestDesk;
use smallnet::Behaviour;
use store::testing::TestDb;

use crate::world::{PLACES, world};

fn desk(test: &TestDb) -> TestDesk {
    let pages = inventory::routes().merge(assessment::routes());
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("inventory.ftl", inventory::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::new(test, pages, &words)
}

store::on_both! {
    async fn a_page_is_read_and_picked_from_without_a_script(test: TestDb) {
        let (world, desk) = (world(&test).await, desk(&test));
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (case, _, item) = world.viewed(analyst.actor()).await;
        let at = format!("/cases/{case}/inventory");
        let none = analyst.get(&at).await;
        assert!(none.body.contains("No page was read in this session."), "{}", none.body);

        // The button stands beside the item that is open.
        let viewing = format!("/cases/{case}/viewing");
        let item = item.to_string();
        let fields = [("item", item.as_str()), ("after", "0")];
        analyst.post(&format!("{viewing}/show"), &fields).await;
        let page = analyst.get(&viewing).await.body;
        assert!(page.contains("Read this page for what it embeds"), "{page}");
        assert!(page.contains(&format!("action=\"{at}\"")), "{page}");

        let asked = analyst.post(&at, &[("item", &item)]).await;
        assert_eq!((asked.status, asked.location()), (StatusCode::SEE_OTHER, at.as_str()));
        let waits = analyst.get(&at).await;
        assert!(waits.body.contains("The page is being read."), "{}", waits.body);
        assert_eq!(waits.headers[REFRESH], "3");

        world.work().await;
        let read = analyst.get(&at).await;
        assert!(read.body.contains("links 5 places"), "{}", read.body);
        assert!(read.body.contains("nowhere[.]test"), "{}", read.body);
        assert!(read.headers[REFRESH].to_str().unwrap().contains("/viewing/ended"));
        // Where they are, and no path; nothing that a browser would follow or fetch.
        for word in ["/m/", ".jpg", ".mp4", "in.html", "nowhere.test", "http://", "<img", "data:"] {
            assert!(!read.body.contains(word), "{word} in {}", read.body);
        }
        let reading = read.body.split("name=\"reading\" value=\"").nth(1).unwrap();
        let reading = reading.split('"').next().unwrap();
        let take = format!("{at}/take");
        let fields = [("reading", reading), ("act", "picked"), ("place", "1"), ("place", "4")];
        let taken = analyst.post(&take, &fields).await;
        assert_eq!(taken.location(), format!("{at}?after=0&added=2&there=0&left=0"), "{}", taken.body);
        let shown = analyst.get(taken.location()).await.body;
        assert!(shown.contains("2 new items."), "{shown}");
        assert!(shown.contains("item 2 of this case"), "{shown}");
        let taken = analyst.post(&take, &[("reading", reading), ("act", "host-1")]).await;
        assert_eq!(taken.location(), format!("{at}?after=0&added=2&there=1&left=0"));
        let taken = analyst.post(&take, &[("reading", reading), ("act", "kind-video")]).await;
        assert_eq!(taken.location(), format!("{at}?after=0&added=1&there=0&left=0"));
        for wrong in [&[("reading", reading), ("act", "none")][..], &[("act", "all")], &[]] {
            assert_eq!(analyst.post(&take, wrong).await.status, StatusCode::BAD_REQUEST);
        }

        let forgotten = analyst.post(&format!("{at}/forget"), &[]).await;
        assert_eq!(forgotten.location(), viewing);
        assert_eq!(world.readings().await, 0);
        analyst.post(&format!("{viewing}/close"), &[]).await;
        assert_eq!(analyst.get(&at).await.location(), format!("/cases/{case}"));
        assert_eq!(analyst.post(&at, &[("item", &item)]).await.status, StatusCode::CONFLICT);
    }

    async fn a_page_that_could_not_be_read_says_what_to_do(test: TestDb) {
        let (world, desk) = (world(&test).await, desk(&test));
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (case, _, item) = world.viewed(analyst.actor()).await;
        world.behave(Behaviour::BecomesPicture).await;
        let at = format!("/cases/{case}/inventory");
        analyst.post(&at, &[("item", &item.to_string())]).await;
        world.work().await;
        let page = analyst.get(&at).await.body;
        assert!(page.contains("This is no page of HTML, so nothing of it was read."), "{page}");
        assert!(!page.contains("/inventory/take"), "{page}");
    }

    async fn a_program_reads_a_page_and_picks(test: TestDb) {
        let (world, desk) = (world(&test).await, desk(&test));
        let (actor, program) = desk.program_of(&[Role::Analyst]).await;
        let (case, _, item) = world.viewed(&actor).await;
        let at = format!("/api/v1/cases/{case}/inventory");
        assert_eq!(program.get(&at).await.status, StatusCode::NOT_FOUND);
        let asked = program.post(&at, &format!("{{\"item\":\"{item}\"}}")).await;
        assert_eq!((asked.status, asked.location()), (StatusCode::CREATED, at.as_str()), "{}", asked.body);
        assert_eq!(asked.json()["state"], "asked");
        world.work().await;
        let offer = program.get(&at).await;
        assert!(!offer.body.contains("/m/"), "{}", offer.body);
        let offer = offer.json();
        assert_eq!(offer["reading"]["state"], "read");
        assert_eq!(offer["reading"]["found"], PLACES);
        assert_eq!(offer["hosts"][1]["host"], "files[.]nl-host[.]test");
        assert_eq!(offer["places"][2]["kind"], "video");
        assert_eq!(offer["next"], serde_json::Value::Null);
        let reading = offer["reading"]["id"].as_str().unwrap();
        let take = format!("{at}/take");
        let taken = program.post(&take, &format!("{{\"reading\":\"{reading}\",\"numbers\":[1,3]}}")).await;
        assert_eq!(taken.json(), serde_json::json!({ "added": 2, "there": 0, "left": 0 }), "{}", taken.body);
        let both = format!("{{\"reading\":\"{reading}\",\"numbers\":[1],\"all\":true}}");
        assert_eq!(program.post(&take, &both).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let forgotten = program.post(&format!("{at}/forget"), "").await;
        assert_eq!(forgotten.status, StatusCode::OK);
        assert_eq!(program.get(&at).await.status, StatusCode::NOT_FOUND);
    }
}
