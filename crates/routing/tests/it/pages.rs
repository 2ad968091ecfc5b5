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
            .merge(exchange::routes())
            .merge(takedown::routes()),
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
        assert!(!page.body.contains("A 17"), "{}", page.body);
        let supervisor = desk.sign_in(&[Role::Supervisor]).await;
        let page = supervisor.get(&format!("/cases/{case}")).await;
        assert!(page.body.contains("A 17") && page.body.contains("the police gave their word"));
    }

    async fn before_a_claim_too_the_findings_tell_nothing_of_the_host(test: TestDb) {
        let world = world(&test).await;
        world.net.alias("www.kh-host.test", "kh-host.test").unwrap();
        world.net.alias("kh-host.test", "edge.delivery-net.example").unwrap();
        world.net.alias("edge.delivery-net.example", HOME).unwrap();
        for (host, hidden) in [("www.kh-host.test", "kh-host"), ("9.9.9.9", "9[.]9[.]9[.]9")] {
            let (case, _) = world.decided(host, Decided::Illegal, false).await;
            let location = world.case(case).await.location;
            let mut tx = world.db.write().await.unwrap();
            let (jobs,): (i64,) = tx
                .one("SELECT COUNT(*) AS value FROM trace_trace WHERE extent = 'full' AND location_id = $1", values![location])
                .await
                .unwrap();
            assert_eq!(jobs, 0);
            jobs::queue(&mut tx, trace::NAME, &location).await.unwrap();
            tx.commit().await.unwrap();
            world.name().await;
            let page = desk(&test).sign_in(&[Role::Analyst]).await.get(&format!("/cases/{case}")).await.body;
            assert!(page.contains("DNS"), "{page}");
            for spelled in [hidden.to_owned(), hidden.replace("[.]", "."), hidden.replace('.', "[.]")] {
                assert!(!page.contains(&spelled), "{host} {spelled}: {page}");
            }
        }
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
            "Through: … edge-net[.]example, a name of the same domain",
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

    /// More than any module is asked for at once, of several kinds and in a few instants: the pages and the calls list
    /// each once, in order.
    async fn every_task_stands_on_one_page(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        let closed = world.released(HOME, Decided::NotIllegal).await;
        let route = world.route(case).await.id;
        let mut tx = world.db.write().await.unwrap();
        let now = tx.now();
        for number in 0..1_300_i64 {
            let (id, subject): (Id<routing::Task>, Id<routing::Subject>) = (tx.new_id(), tx.new_id());
            let at = kernel::Timestamp::from_micros(now.micros() + number % 7);
            // What is about a closed case alone is not to be done any more: whole batches of it are read over.
            let (about, kind) = if number % 2 == 0 { (case, "correct_notice") } else { (closed, "find_host") };
            let insert = "INSERT INTO routing_task (id, case_id, route_id, kind, state, opened_at, subject_id)
                VALUES ($1, $2, $3, $6, 'open', $4, $5)";
            tx.execute(insert, values![id, about, route, at, subject, kind]).await.unwrap();
        }
        tx.commit().await.unwrap();
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (mut path, mut pages, mut tasks) = ("/tasks".to_owned(), 0, 0);
        loop {
            let page = analyst.get(&path).await.body;
            pages += 1;
            tasks += page.matches("the provider got a notice").count();
            assert!(!page.contains("Nobody knows where this is hosted"));
            match page.split("<a href=\"/tasks?after=").nth(1) {
                Some(next) => path = format!("/tasks?after={}", next.split('"').next().unwrap()),
                None => break,
            }
        }
        assert_eq!((tasks, pages), (650, 7));
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let part = program.get(&format!("/api/v1/tasks?limit=90{next}")).await.json();
            seen.extend(part["tasks"].as_array().unwrap().clone());
            match part["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let since: Vec<_> = seen.iter().map(|task| task["since"].as_str().unwrap().to_owned()).collect();
        assert!(since.is_sorted());
        let ids: std::collections::BTreeSet<_> = seen.iter().filter_map(|task| task["task"].as_str()).collect();
        assert_eq!(ids.len(), 650);
        assert_eq!(seen.len(), seen.iter().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>().len());
        assert_eq!(analyst.get("/tasks?after=word").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_viewing_session_leaves_nothing_in_the_record_for_others(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let (viewer, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let mut tx = world.db.write().await.unwrap();
        let actor = viewer.actor();
        let viewing = assessment::open_viewing(&mut tx, actor, &world.pack, case).await.unwrap().id;
        assessment::told(&mut tx, actor, viewing, None, None).await.unwrap();
        let item = assessment::items(&mut tx, actor, case).await.unwrap()[0].id;
        assessment::reveal(&mut tx, actor, &world.pack, viewing, item).await.unwrap();
        assessment::hide(&mut tx, actor, case).await.unwrap();
        assessment::close_viewing(&mut tx, actor, case).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = world.read().await;
        let entries = audit::about(&mut tx, "case", case).await.unwrap();
        let own: Vec<_> = entries.into_iter().filter(|entry| entry.actor_id == actor.who().id).collect();
        assert!(own.len() >= 4, "{own:?}");
        let path = format!("/cases/{case}");
        let (theirs, others) = (viewer.get(&path).await.body, manager.get(&path).await.body);
        let record = format!("/api/v1/cases/{case}/record");
        let programs = [(&viewer, Role::Analyst), (&manager, Role::Manager)];
        let mut told = Vec::new();
        for (visitor, role) in programs {
            told.push(desk.program(visitor.actor(), &[role]).await.get(&record).await.body);
        }
        for entry in own {
            let act = format!(">{}<", entry.action);
            assert!(theirs.contains(&act) && !others.contains(&act), "{act}");
            let act = format!("\"{}\"", entry.action);
            assert!(told[0].contains(&act) && !told[1].contains(&act), "{act}: {told:?}");
        }
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
            // By calls the same, from newest to oldest.
            let role = if reveals > 0 { Role::Analyst } else { Role::Manager };
            let program = desk.program(reader.actor(), &[role]).await;
            let (mut cursor, mut told) = (String::new(), Vec::new());
            loop {
                let part = program.get(&format!("/api/v1/cases/{case}/record{cursor}")).await.json();
                let entries = part["entries"].as_array().unwrap();
                assert!(entries.len() <= 100);
                told.extend(entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()));
                match part["next"].as_str() {
                    Some(next) => cursor = format!("?cursor={next}"),
                    None => break,
                }
            }
            let count = |act: &str| told.iter().filter(|one| *one == act).count();
            assert_eq!([count("routing.write_note"), count("assessment.reveal")], [120, reveals]);
            assert_eq!(told[0], "routing.write_note");
        }
    }
}
