//! What follows a provider's word for people, and what is due and was not done, over all cases.

use std::time::Duration;

use axum::http::StatusCode;
use identity::Role;
use kernel::{Id, Sensitive};
use serde_json::{Value, json};
use takedown::{NewWord, Says};

use crate::letters::approve_providers;
use crate::pages::desk;
use crate::world::{Decided, ELSEWHERE, PARTNER, staff, world};

/// How much of this there is, and since when.
fn of<'a>(all: &'a Value, what: &str) -> (&'a Value, &'a Value) {
    let mut lines = all["overdue"].as_array().unwrap().iter();
    let line = lines.find(|line| line["what"] == what).unwrap();
    (&line["count"], &line["oldest"])
}

store::on_both! {
    async fn a_providers_question_is_a_task_until_somebody_ticks_it_off(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(&world).await;
        let notice = {
            let mut tx = world.read().await;
            takedown::notices(&mut tx, &staff(Role::Analyst), case).await.unwrap().remove(0)
        };
        let text = Sensitive::new("canaryanswer".to_owned());
        let word = NewWord { says: Says::Question, text: &text, whose: None, until: None };
        let mut tx = world.db.write().await.unwrap();
        takedown::say(&mut tx, &staff(Role::Analyst), &world.pack, notice.id, &word).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let tasks = analyst.get(&format!("/api/v1/tasks?case={case}")).await.json();
        let asked: Vec<_> = tasks["tasks"].as_array().unwrap().iter().filter(|task| task["kind"] == "answer-provider").collect();
        assert_eq!(asked.len(), 1, "once, though its job ran twice: {tasks}");
        let signed_in = desk.sign_in(&[Role::Analyst]).await;
        let page = signed_in.get(&format!("/cases/{case}")).await.body;
        assert!(page.contains("A provider asks something") && page.contains("The provider says: they ask something"), "{page}");
        assert!(page.contains("To do: see to what the provider said"), "{page}");
        let done = format!("/tasks/{}/done", asked[0]["task"].as_str().unwrap());
        assert_eq!(signed_in.post(&done, &[]).await.location(), format!("/cases/{case}"));
        assert!(!signed_in.get("/tasks").await.body.contains("A provider asks something"));
    }

    async fn whose_a_place_is_is_asked_again_while_nobody_has_said_it(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        let location = world.case(case).await.location;
        let wants = takedown::Wants { case, about: Id::from_uuid(location.uuid()), what: takedown::Wanted::Whose };
        let ask = async || {
            let mut tx = world.db.write().await.unwrap();
            jobs::queue(&mut tx, takedown::WANTED, &wants).await.unwrap();
            tx.commit().await.unwrap();
            world.work().await;
            let mut tx = world.read().await;
            let all = routing::to_dos(&mut tx, &staff(Role::Analyst), &world.pack, case).await.unwrap();
            all.into_iter().find(|one| one.message == "routing-to-do-which-provider").and_then(|one| one.task)
        };
        let task = ask().await.unwrap();
        let mut tx = world.db.write().await.unwrap();
        routing::finish_task(&mut tx, &staff(Role::Analyst), task).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(Duration::from_hours(1));
        assert_eq!(ask().await, None, "it was just ticked off");
        test.clock.advance(Duration::from_hours(24));
        assert_eq!(ask().await, Some(task));
    }

    async fn mail_in_the_tray_is_told_where_whoever_sorts_it_looks_for_tasks(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        assert!(manager.get("/api/v1/tasks").await.json()["tray"].is_null());
        let mut tx = world.db.write().await.unwrap();
        let (id, now, sealed) = (tx.new_id::<dispatch::Received>(), tx.now(), vec![1_u8]);
        let lies = "INSERT INTO dispatch_received (id, at, message_index, kind, state, sealed, other_sender, dropped,
                data_key, sender, subject, text)
            VALUES ($1, $2, $3, 'answer', 'tray', FALSE, FALSE, '[]', $3, $3, $3, $3)";
        assert_eq!(tx.execute(lies, store::values![id, now, sealed]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        let told = manager.get("/api/v1/tasks").await.json();
        assert_eq!(told["tray"], json!({ "count": 1, "oldest": now.to_string() }));
        assert!(analyst.get("/api/v1/tasks").await.json()["tray"].is_null());
        let manager = desk.sign_in(&[Role::Manager]).await.get("/tasks").await.body;
        assert!(manager.contains("wait in the tray") && manager.contains("href=\"/tray\""), "{manager}");
        let analyst = desk.sign_in(&[Role::Analyst]).await.get("/tasks").await.body;
        assert!(!analyst.contains("wait in the tray"));
    }

    async fn what_is_due_and_was_not_done_is_counted_with_its_oldest(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let all = manager.get("/api/v1/overdue").await.json();
        assert!(all["overdue"].as_array().unwrap().iter().all(|line| line["count"] == 0 && line["oldest"].is_null()), "{all}");
        world.released(ELSEWHERE, Decided::Illegal).await;
        let since = test.desk.clock().now();
        let all = manager.get("/api/v1/overdue").await.json();
        let drafted = of(&all, "drafted");
        assert_eq!(drafted.0, &json!(1));
        assert!(drafted.1.as_str().unwrap() <= since.to_string().as_str());
        assert_eq!(of(&all, "referrals-hindered").0, &json!(1), "no unit is known");
        approve_providers(&world).await;
        let all = manager.get("/api/v1/overdue").await.json();
        assert_eq!(of(&all, "drafted").0, &json!(0));
        assert_eq!(of(&all, "steps").0, &json!(0));
        // Nobody takes the step that is due.
        test.clock.advance(Duration::from_hours(27));
        let all = manager.get("/api/v1/overdue").await.json();
        assert_eq!(of(&all, "steps").0, &json!(1), "{all}");
        let page = desk.sign_in(&[Role::Manager]).await.get("/overdue").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("Steps after a notice that are due and were not taken"));
        assert!(!page.body.contains("far-host"));
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        assert_eq!(analyst.get("/overdue").await.status, StatusCode::NOT_FOUND);
    }

    async fn what_nothing_carries_on_is_overdue_in_whatever_state_it_is(test: TestDb) {
        let world = world(&test).await;
        let desk = desk(&test);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let count = async |what: &str| {
            let all = manager.get("/api/v1/overdue").await.json();
            of(&all, what).0.as_i64().unwrap()
        };
        let set = async |sql: &'static str| {
            let mut tx = world.db.write().await.unwrap();
            assert!(tx.execute(sql, store::values![]).await.unwrap() > 0, "{sql}");
            tx.commit().await.unwrap();
        };
        world.approve_police().await;
        let case = world.released(ELSEWHERE, Decided::Illegal).await;
        approve_providers(&world).await;
        for sql in [
            "UPDATE takedown_notice SET urls_withheld = TRUE",
            "UPDATE referral_referral SET urls_withheld = TRUE",
            "UPDATE routing_route SET state = 'tracing'",
        ] {
            set(sql).await;
        }
        assert_eq!([count("withheld").await, count("referrals-withheld").await], [1, 1]);
        assert_eq!(count("untraced").await, 0, "it may come yet");
        test.clock.advance(Duration::from_hours(3));
        assert_eq!(count("untraced").await, 1);
        // The job died that would have told the provider.
        set("UPDATE routing_route SET state = 'waiting', waits_for = 'police'").await;
        assert_eq!([count("untraced").await, count("waiting").await], [0, 1]);
        set("UPDATE referral_referral SET hold = 'open'").await;
        assert_eq!(count("waiting").await, 0);
        set("UPDATE routing_route SET waits_for = 'partner'").await;
        assert_eq!(count("waiting").await, 1, "no partner has it");
        set("UPDATE intake_case SET state = 'closed', outcome = 'gone', closed_at = 1").await;
        assert_eq!(count("waiting").await, 0);
        set("UPDATE intake_case SET state = 'acting', outcome = NULL, closed_at = NULL").await;
        // A letter that no worker and no relay takes.
        set("UPDATE takedown_notice SET state = 'queued'").await;
        set("UPDATE takedown_letter SET due_at = moved_at, state = 'gathering'").await;
        assert_eq!(count("letters-unsent").await, 1);
        set("UPDATE takedown_letter SET state = 'released'").await;
        assert_eq!(count("letters-unsent").await, 1);
        let mut tx = world.db.write().await.unwrap();
        jobs::queue(&mut tx, "test.dies", &()).await.unwrap();
        tx.commit().await.unwrap();
        set("UPDATE jobs_job SET state = 'dead' WHERE kind = 'test.dies'").await;
        assert_eq!(count("jobs").await, 1);
        let signed_in = desk.sign_in(&[Role::Manager]).await;
        assert!(!signed_in.get("/overdue").await.body.contains("\"/jobs\""), "that page is not for managers");
        let with_both = desk.sign_in(&[Role::Manager, Role::Administrator]).await;
        assert!(with_both.get("/overdue").await.body.contains("<a href=\"/jobs\">"));
        // What a look means, and what a provider wants to know.
        world.net.behave(ELSEWHERE, smallnet::Behaviour::Status(503)).await.unwrap();
        world.look(case).await;
        set("UPDATE takedown_notice SET state = 'sent'").await;
        let notice = {
            let mut tx = world.read().await;
            takedown::notices(&mut tx, &staff(Role::Analyst), case).await.unwrap().remove(0)
        };
        let text = Sensitive::new("neutral words".to_owned());
        let word = NewWord { says: Says::Question, text: &text, whose: None, until: None };
        let mut tx = world.db.write().await.unwrap();
        takedown::say(&mut tx, &staff(Role::Analyst), &world.pack, notice.id, &word).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!([count("tasks").await, count("checks").await], [0, 0]);
        test.clock.advance(Duration::from_hours(25));
        assert!(count("tasks").await >= 1);
        assert_eq!(count("checks").await, 1);
        let with_partner = world.released(PARTNER, Decided::Illegal).await;
        assert_eq!(world.handovers(with_partner).await.len(), 1);
        test.clock.advance(world.pack.deadlines.partner + Duration::from_hours(2));
        assert_eq!(count("handovers-unended").await, 1);
        world.work().await;
        assert_eq!([count("handovers-unended").await, count("handovers").await], [0, 1]);
        set("UPDATE intake_case SET state = 'closed', outcome = 'gone', closed_at = 1").await;
        assert_eq!(count("handovers").await, 0, "of a closed case nobody makes one any more");
    }
}
