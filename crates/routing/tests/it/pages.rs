//! What staff see of a case.

use axum::http::StatusCode;
use identity::Role;
use identity::testing::TestDesk;
use kernel::Id;
use store::values;

use crate::world::{Decided, HOME, PARTNER, world};

pub fn desk(test: &store::testing::TestDb) -> TestDesk {
    TestDesk::new(
        test,
        routing::routes()
            .merge(referral::routes())
            .merge(exchange::routes()),
        &[
            ("intake.ftl", intake::MESSAGES),
            ("trace.ftl", trace::MESSAGES),
            ("assessment.ftl", assessment::MESSAGES),
            ("referral.ftl", referral::MESSAGES),
            ("exchange.ftl", exchange::MESSAGES),
            ("takedown.ftl", takedown::MESSAGES),
            ("routing.ftl", routing::MESSAGES),
        ],
    )
}

store::on_both! {
    async fn the_case_page_shows_everything_but_the_place(test: TestDb) {
        let world = world(&test).await;
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let page = analyst.get(&format!("/cases/{case}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        for said in ["Cyber unit", "Mekong Example Hosting", "KH", "64540", "routing.move", "released"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        assert!(!page.body.contains("kh-host"), "neither URL nor host is shown");
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        let hidden = administrator.get(&format!("/cases/{case}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        assert_eq!(administrator.get("/tasks").await.status, StatusCode::NOT_FOUND);

        let referral = world.referrals(case).await.remove(0);
        let path = format!("/referrals/{}", referral.id);
        let fields = [("kind", "open"), ("until", "2026-02-01T10:00")];
        assert_eq!(analyst.post(&format!("{path}/hold"), &fields).await.status, StatusCode::SEE_OTHER);
        let fields = [("kind", "open"), ("until", "soon")];
        assert_eq!(analyst.post(&format!("{path}/hold"), &fields).await.status, StatusCode::CONFLICT);
        let fields = [("reference", "A 17"), ("lift", "yes")];
        let answer = analyst.post(&format!("{path}/acknowledge"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        world.work().await;
        assert_eq!(world.notices(case).await, 1);
        let page = analyst.get(&format!("/cases/{case}")).await;
        assert!(page.body.contains("A 17") && page.body.contains("the police gave their word"));
    }

    async fn the_findings_say_what_each_source_said_and_where_a_contact_stood(test: TestDb) {
        let world = world(&test).await;
        world.net.alias("www.kh-host.test", "www.kh-host.test.edge-net.example").unwrap();
        world.net.alias("www.kh-host.test.edge-net.example", HOME).unwrap();
        let case = world.released("www.kh-host.test", Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let page = analyst.get(&format!("/cases/{case}")).await;
        for said in [
            "Addresses: 127[.]40[.]0[.]10",
            "Through: ….edge-net[.]example, a name of the same domain",
            "Name servers: ns1[.]small-internet[.]test",
            "Network: 127[.]40[.]0[.]0 – 127[.]40[.]255[.]255",
            "Holder: Mekong Example Hosting",
            "abuse@mekong-hosting[.]test – RDAP of the network, entity with the role abuse",
            "RDAP of the autonomous system, entity with the role abuse",
            "Registrar: Angkor Example Registrar",
            "abuse@angkor-registrar[.]test – RDAP of the domain, entity with the role abuse within registrar",
        ] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        assert!(!page.body.contains("kh-host"), "neither URL nor host is shown");
    }

    async fn tasks_are_listed_and_settled(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let tasks = analyst.get("/tasks").await;
        assert!(tasks.body.contains(&format!("/cases/{case}")) && tasks.body.contains("Hand the report over"));
        let handover = world.handovers(case).await.remove(0);
        let path = format!("/handovers/{}/record", handover.id);
        let answer = analyst.post(&path, &[("reference", "NL 17")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let tasks = analyst.get("/tasks").await;
        assert!(tasks.body.contains("Nothing waits for a person"));
        assert!(analyst.get(&format!("/cases/{case}")).await.body.contains("NL 17"));
        let fields = [("country", "NL"), ("reason", "known")];
        let settled = analyst.post(&format!("/cases/{case}/country"), &fields).await;
        assert_eq!(settled.status, StatusCode::CONFLICT, "nothing is to be chosen");
    }

    async fn a_program_lists_tasks_by_cursor_and_none_is_left_out(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        let home = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let whole = program.get("/api/v1/tasks").await.json();
        let all = whole["tasks"].as_array().unwrap().clone();
        assert!(all.len() >= 2 && whole["next"].is_null(), "{whole}");
        let of = program.get(&format!("/api/v1/tasks?case={case}")).await.json();
        assert!(of["tasks"].as_array().unwrap().iter().all(|task| task["case"] == case.to_string()));
        let of = of["tasks"].as_array().unwrap().len();
        assert!(of > 0 && of < all.len(), "{home}");
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let part = program.get(&format!("/api/v1/tasks?limit=1{next}")).await;
            assert_eq!(part.status, StatusCode::OK, "{}", part.body);
            assert!(!part.body.contains("kh-host") && !part.body.contains("nl-host"));
            seen.extend(part.json()["tasks"].as_array().unwrap().clone());
            // What is settled meanwhile leaves nothing out.
            if seen.len() == 1 {
                let handover = world.handovers(case).await.remove(0);
                let analyst = desk.sign_in(&[Role::Analyst]).await;
                let path = format!("/handovers/{}/record", handover.id);
                let answer = analyst.post(&path, &[("reference", "NL 17")]).await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
            }
            match part.json()["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let handed = |task: &&serde_json::Value| task["kind"] != "hand-over";
        let left: Vec<_> = all.iter().filter(handed).collect();
        assert!(left.iter().all(|task| seen.contains(task)), "{all:?} {seen:?}");
        let nobody = "/api/v1/tasks/00000000-0000-4000-8000-000000000000/done";
        assert_eq!(program.post(nobody, "").await.status, StatusCode::NOT_FOUND);
    }

    /// Many of one kind about one case, opened in one instant: each page goes on where the one before ended.
    async fn tasks_that_are_alike_part_over_pages(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let route = world.route(case).await.id;
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let mut tx = world.db.write().await.unwrap();
        let now = tx.now();
        for _ in 0..7 {
            let (id, subject): (Id<routing::Task>, Id<routing::Subject>) = (tx.new_id(), tx.new_id());
            let insert = "INSERT INTO routing_task (id, case_id, route_id, kind, state, opened_at, subject_id)
                VALUES ($1, $2, $3, 'correct_notice', 'open', $4, $5)";
            tx.execute(insert, values![id, case, route, now, subject]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let whole = program.get("/api/v1/tasks").await.json()["tasks"].as_array().unwrap().clone();
        for limit in [1, 2, 3] {
            let (mut seen, mut next) = (Vec::new(), String::new());
            loop {
                let part = program.get(&format!("/api/v1/tasks?limit={limit}{next}")).await;
                assert_eq!(part.status, StatusCode::OK, "{}", part.body);
                seen.extend(part.json()["tasks"].as_array().unwrap().clone());
                match part.json()["next"].as_str() {
                    Some(cursor) => next = format!("&cursor={cursor}"),
                    None => break,
                }
            }
            assert_eq!(seen, whole);
        }
        assert_eq!(whole.iter().filter(|task| task["kind"] == "correct-notice").count(), 7);
    }

    /// The record shows its newest, and leads back to the rest; of viewing each sees their own alone.
    async fn the_record_leads_back_and_keeps_each_one_s_viewing_apart(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let (viewer, other) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let mut tx = world.db.write().await.unwrap();
        let about = || audit::About::one("case", case);
        for _ in 0..130 {
            audit::record(&mut tx, viewer.actor().who(), "assessment.reveal", about(), serde_json::json!({})).await.unwrap();
        }
        for _ in 0..120 {
            audit::record(&mut tx, other.actor().who(), "routing.write_note", about(), serde_json::json!({})).await.unwrap();
        }
        tx.commit().await.unwrap();
        let path = format!("/cases/{case}");
        let count = |body: &str, act: &str| body.matches(&format!(">{act}<")).count();
        for (reader, reveals) in [(&viewer, 130), (&other, 0)] {
            let (mut link, mut seen, mut pages) = (path.clone(), [0, 0], 0);
            loop {
                let page = reader.get(&link).await.body;
                let on_page = [count(&page, "routing.write_note"), count(&page, "assessment.reveal")];
                assert!(on_page[0] + on_page[1] <= 100);
                if pages == 0 {
                    assert_eq!(on_page, [100, 0]);
                }
                seen = [seen[0] + on_page[0], seen[1] + on_page[1]];
                pages += 1;
                let next = page.split("href=\"").find(|rest| rest.contains("?record="));
                match next {
                    Some(next) => link = next.split("#record").next().unwrap().to_owned(),
                    None => break,
                }
            }
            assert_eq!(seen, [120, reveals], "{pages}");
        }
    }
}
