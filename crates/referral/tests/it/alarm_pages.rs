//! The page of the alarms, the bar on every page, and the calls.

use axum::Extension;
use identity::Role;
use identity::testing::TestDesk;
use serde_json::json;

use crate::world::world;

const ALARMS: &str = "/api/v1/alarms";

fn desk(test: &store::testing::TestDb) -> TestDesk {
    let words = [("referral.ftl", referral::MESSAGES)];
    let pages = referral::routes().layer(Extension(referral::bell()));
    TestDesk::new(test, pages, &words)
}

store::on_both! {
    async fn the_bar_rings_on_every_page_until_somebody_has_it(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let bar = "class=\"ringing\"";
        assert!(!analyst.get("/alarms").await.body.contains(bar));
        world.urgent(1).await;
        world.work().await;
        let alarm = world.ringing().await.unwrap();
        let page = analyst.get("/alarms").await;
        assert!(page.body.contains(bar) && page.body.contains(&alarm.reference), "{}", page.body);
        assert!(page.body.contains("An urgent report waits") && page.body.contains("/cases/"), "{}", page.body);
        assert!(!page.body.contains("canary"), "{}", page.body);
        // A page of an error has no bar, and one of somebody without need neither.
        let other = desk.sign_in(&[Role::WelfareLead]).await;
        assert_eq!(other.get("/alarms").await.status, 403);
        let path = format!("/alarms/{}/acknowledge", alarm.id);
        let done = analyst.post(&path, &[("flood", "yes")]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, "/alarms"));
        let page = analyst.get("/alarms").await;
        assert!(!page.body.contains(bar) && page.body.contains("Taken for one flood until"), "{}", page.body);
        assert_eq!(analyst.post(&path, &[]).await.status, 409);
        let nothing = "/alarms/00000000-0000-4000-8000-000000000000/acknowledge";
        assert_eq!(analyst.post(nothing, &[]).await.status, 404);
    }

    async fn an_alarm_is_read_and_acknowledged_by_calls(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        world.urgent(1).await;
        world.work().await;
        assert_eq!(other.get(ALARMS).await.status, 403);
        let list = program.get(ALARMS).await.json();
        let alarm = &list["alarms"][0];
        assert_eq!((&alarm["ringing"], &alarm["reports"], &alarm["first_after_seconds"]), (&json!(true), &json!(1), &json!(0)));
        let path = format!("{ALARMS}/{}", alarm["id"].as_str().unwrap());
        let read = program.get(&path).await;
        assert_eq!(read.json()["cases"].as_array().unwrap().len(), 1, "{}", read.body);
        // One more report does not make what was read old.
        world.urgent(2).await;
        world.work().await;
        let acknowledged = program.change(&format!("{path}/acknowledge"), &read.version(), "one", "{}").await;
        assert_eq!(acknowledged.status, 200, "{}", acknowledged.body);
        assert_eq!((&acknowledged.json()["ringing"], &acknowledged.json()["reports"]), (&json!(false), &json!(2)));
        let again = program.change(&format!("{path}/acknowledge"), &read.version(), "two", "{}").await;
        assert_eq!(again.status, 412, "{}", again.body);
        assert!(world.ringing().await.is_none());
    }
}
