//! The interface for programs: what the police and partners have of a case, and what people do about it, by calls.

use assessment::Ground;
use identity::Role;
use kernel::Clock;
use serde_json::{Value, json};
use smallnet::Reception;

use crate::pages::desk;
use crate::urgent::{strict, urge};
use crate::world::{Decided, HOME, PARTNER, POLICE, world_with};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

store::on_both! {
    async fn a_referral_is_followed_by_calls(test: TestDb) {
        let world = world_with(&test, false, |_| {}).await;
        world.net.receive(POLICE, Reception::Refuse);
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let list = format!("/api/v1/cases/{case}/referrals");
        let listed = manager.get(&list).await.json();
        let one = &listed["referrals"][0];
        assert_eq!((&one["state"], &one["hindrance"], &one["unit"], &one["hold"]), (&json!("released"), &json!("refused"), &json!("Cyber unit"), &json!("open")));
        let of = format!("/api/v1/referrals/{}", one["id"].as_str().unwrap());
        assert_eq!(&analyst.get(&of).await.json(), one);
        world.net.receive(POLICE, Reception::Accept);
        let again = analyst.changes_once(&manager, (&of, "retry"), "").await;
        assert_eq!(again.json()["hindrance"], Value::Null);
        world.work().await;
        let sent = analyst.get(&of).await.json();
        assert_eq!((&sent["state"], &sent["urls_withheld"]), (&json!("sent"), &json!(true)));
        // The unit has no key: nothing can be downloaded, but what was handed over in another way has a receipt too.
        let version = manager.get(&of).await.version();
        let keyless = manager.change(&format!("{of}/by-hand"), &version, "by-hand", "").await;
        assert_eq!(keyless.status, 409, "{}", keyless.body);
        assert_eq!(manager.get(&format!("{of}/package")).await.status, 409);
        assert_eq!(analyst.get(&format!("{of}/package")).await.status, 403);
        let at = world.clock.now().to_string();
        let receipt = json!({"at": at, "to": "Sok www.host-d.test", "number": "R 17"}).to_string();
        let handed = manager.changes_once(&analyst, (&of, "handed-over"), &receipt).await;
        assert_eq!((&handed.json()["handed_over_at"], &handed.json()["receipt_number"]), (&json!(at), &json!("R 17")));
        assert_eq!(handed.json()["handed_over_to"], "Sok www[.]host-d[.]test");
        let hidden = analyst.get(&of).await.json();
        assert_eq!((&hidden["handed_over_at"], &hidden["handed_over_to"], &hidden["receipt_number"]), (&json!(at), &Value::Null, &Value::Null));

        let until = "2026-02-01T10:00:00+07:00";
        for (number, (end, body, pointer)) in [
            ("hold", json!({"kind": "open", "until": "soon"}), "#/until"),
            ("hold", json!({"kind": "open", "until": "2001-01-01T00:00:00Z"}), "#/until"),
            ("hold", json!({"kind": "word", "until": until}), "#/kind"),
            ("acknowledge", json!({"reference": " "}), "#/reference"),
            ("handed-over", json!({"at": "soon", "to": "Sok", "number": "1"}), "#/at"),
            ("handed-over", json!({"at": "2001-01-01T00:00:00Z", "to": "Sok", "number": "1"}), "#/at"),
            ("handed-over", json!({"at": at, "to": " ", "number": "1"}), "#/to"),
            ("handed-over", json!({"at": at, "to": "Sok", "number": " "}), "#/number"),
        ].into_iter().enumerate() {
            let refused = manager.change(&format!("{of}/{end}"), &handed.version(), &number.to_string(), &body.to_string()).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!(pointer)), "{}", refused.body);
        }
        let silent = json!({"kind": "silent", "until": until}).to_string();
        let held = manager.changes_once(&other, (&of, "hold"), &silent).await.json();
        assert_eq!((&held["hold"], &held["hold_until"]), (&json!("silent"), &json!("2026-02-01T03:00:00Z")));
        let said = json!({"reference": "A 17 www.host-c.test"}).to_string();
        let known = manager.changes_once(&other, (&of, "acknowledge"), &said).await.json();
        assert_eq!((&known["state"], &known["police_reference"], &known["hold"]), (&json!("acknowledged"), &json!("A 17 www[.]host-c[.]test"), &json!("silent")));
        let lifted = manager.changes_once(&other, (&of, "lift"), "").await;
        assert_eq!(lifted.json()["hold"], "lifted");
        assert_eq!(manager.change(&format!("{of}/lift"), &lifted.version(), "late", "").await.status, 409);
        let over = manager.changes_once(&other, (&of, "conclude"), "").await;
        assert_eq!(over.json()["state"], "concluded");
        assert!(!over.body.contains("kh-host"), "neither URL nor host is shown");
        world.work().await;
        assert_eq!(world.notices(case).await, 1, "a lift by a call lets the notice go");
        for path in [&list, &of] {
            assert_eq!(other.get(path).await.status, 403);
        }
        for path in [format!("/api/v1/referrals/{NOBODY}"), format!("/api/v1/cases/{NOBODY}/referrals")] {
            assert_eq!(manager.get(&path).await.status, 404, "{path}");
        }
    }

    async fn the_police_confirm_and_give_their_word_in_one_call(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        world.approve_police().await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let of = format!("/api/v1/referrals/{}", world.referrals(case).await[0].id);
        let said = json!({"reference": "A 17", "lift": true}).to_string();
        let known = manager.changes_once(&other, (&of, "acknowledge"), &said).await.json();
        assert_eq!((&known["state"], &known["hold"]), (&json!("acknowledged"), &json!("lifted")));
    }

    async fn a_handover_is_recorded_by_a_call(test: TestDb) {
        let world = world_with(&test, true, |_| {}).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let (_, other) = desk.program_of(&[Role::Administrator]).await;
        let list = format!("/api/v1/cases/{case}/handovers");
        let listed = manager.get(&list).await.json();
        let one = &listed["handovers"][0];
        assert_eq!((&one["state"], &one["case"]), (&json!("due"), &json!(case)));
        assert!(one["partner"].is_string(), "{one}");
        let of = format!("/api/v1/handovers/{}", one["id"].as_str().unwrap());
        let refused = analyst.change(&format!("{of}/record"), &analyst.get(&of).await.version(), "one", "{\"reference\": \"\"}").await;
        assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!("#/reference")));
        let recorded = analyst.changes_once(&manager, (&of, "record"), "{\"reference\": \"N-17 www.host-c.test\"}").await;
        assert_eq!((&recorded.json()["state"], &recorded.json()["reference"]), (&json!("handed_over"), &json!("N-17 www[.]host-c[.]test")));
        let late = analyst.change(&format!("{of}/record"), &recorded.version(), "two", "{\"reference\": \"N-18\"}").await;
        assert_eq!(late.status, 409);
        let acts = analyst.changes_once(&manager, (&of, "answer"), "{\"answer\": \"acts\"}").await.json();
        assert_eq!((&acts["state"], &acts["answer"]), (&json!("handed_over"), &json!("acts")));
        world.work().await;
        assert_eq!(world.notices(case).await, 0, "the provider waits for the partner");
        let declines = analyst.changes_once(&manager, (&of, "answer"), "{\"answer\": \"declines\"}").await.json();
        assert_eq!((&declines["state"], &declines["answer"]), (&json!("lapsed"), &json!("declines")));
        world.work().await;
        assert_eq!(world.notices(case).await, 1, "the provider is told now");
        let page = desk.sign_in(&[Role::Analyst]).await.get(&format!("/cases/{case}")).await.body;
        assert!(page.contains("The partner hotline says that it does not act"), "{page}");
        for path in [&list, &of] {
            assert_eq!(other.get(path).await.status, 403);
        }
        assert_eq!(manager.get(&format!("/api/v1/handovers/{NOBODY}")).await.status, 404);
        assert_eq!(manager.get(&format!("/api/v1/cases/{NOBODY}/handovers")).await.status, 404);
    }

    async fn whoever_might_give_the_second_opinion_is_shown_nothing(test: TestDb) {
        let world = strict(&test).await;
        world.approve_police().await;
        let (case, first) = world.decided(HOME, Decided::IllegalInDanger, true).await;
        urge(&world, &first, case, Ground::Danger).await;
        let desk = desk(&test);
        let (_, analyst) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let list = format!("/api/v1/cases/{case}/referrals");
        let of = format!("/api/v1/referrals/{}", world.referrals(case).await[0].id);
        assert_eq!(manager.get(&list).await.json()["referrals"][0]["urgent"], true);
        let version = manager.get(&of).await.version();
        assert_eq!(analyst.get(&list).await.json(), json!({"referrals": []}));
        assert_eq!(analyst.get(&of).await.status, 404);
        for (number, (end, body)) in [("conclude", ""), ("lift", ""), ("retry", ""), ("read", "")].into_iter().enumerate() {
            let hidden = analyst.change(&format!("{of}/{end}"), &version, &number.to_string(), body).await;
            assert_eq!(hidden.status, 404, "{end}");
        }
        for (part, nothing) in [("handovers", json!({"handovers": []})), ("notices", json!({"notices": [], "unaddressed": false, "unwritten": false})),
            ("checks", json!({"checks": [], "next": null})), ("watch", json!({"state": "none", "next_at": null}))] {
            assert_eq!(analyst.get(&format!("/api/v1/cases/{case}/{part}")).await.json(), nothing);
        }
    }
}
