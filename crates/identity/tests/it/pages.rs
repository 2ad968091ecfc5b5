//! The desk's own pages, and what a form must bring.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use identity::testing::{PASSWORD, TestDesk, Visitor};
use identity::{Role, SignedIn};
use kernel::Id;
use store::testing::TestDb;
use store::values;

use crate::{desk, recorded};

/// The language that the pages of this browser are in.
async fn language(visitor: &Visitor) -> String {
    let page = visitor.get("/language").await.body;
    let rest = page.split_once("<html lang=\"").unwrap().1;
    rest[..2].to_owned()
}

store::on_both! {
    async fn shortcuts_are_listed_and_switched_off_for_oneself(test: TestDb) {
        let desk = TestDesk::new(&test, Router::new(), &[]);
        let one = desk.sign_in(&[Role::Analyst]).await;
        let other = desk.sign_in(&[Role::Administrator]).await;
        let has = |body: &str| (body.contains("/assets/keys-"), body.contains("<dialog id=\"shortcuts\""));
        let page = one.get("/shortcuts").await.body;
        assert_eq!(has(&page), (true, true));
        assert!(page.contains("<kbd>g</kbd> <kbd>q</kbd>") && page.contains("claim the case"), "{page}");
        assert_eq!(one.post("/shortcuts", &[("shortcuts", "off")]).await.location(), "/shortcuts");
        let page = one.get("/shortcuts").await.body;
        assert_eq!(has(&page), (false, false));
        assert!(page.contains("claim the case") && page.contains("href=\"/shortcuts\""));
        assert_eq!(has(&other.get("/language").await.body), (true, true));
        assert_eq!(one.post("/shortcuts", &[("shortcuts", "word")]).await.status, StatusCode::BAD_REQUEST);
        one.post("/shortcuts", &[("shortcuts", "on")]).await;
        assert_eq!(has(&one.get("/language").await.body), (true, true));
        assert_eq!(has(&desk.visitor().get("/sign-in").await.body), (false, false));
    }

    async fn the_language_of_the_desk_is_one_s_own(test: TestDb) {
        let desk = desk(&test);
        let one = desk.sign_in(&[Role::Analyst]).await;
        let other = desk.sign_in(&[Role::Analyst]).await;
        let answer = one.post("/language", &[("language", "km")]).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"));
        assert_eq!(language(&one).await, "km");
        assert_eq!(language(&other).await, "en");
        let answer = one.post("/language", &[("language", "fr")]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(language(&one).await, "km");
    }

    async fn a_form_that_our_page_did_not_make_is_refused(test: TestDb) {
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let other = desk.sign_in(&[Role::Analyst]).await;
        let (own, foreign) = (analyst.csrf(), other.csrf());
        let khmer = ("language", "km");
        for (headers, fields, status) in [
            (&[][..], &[khmer][..], 400),
            (&[], &[("csrf", ""), khmer], 400),
            // Filled in by somebody else, at this browser.
            (&[], &[("csrf", foreign.as_str()), khmer], 409),
            (&[("sec-fetch-site", "cross-site")], &[("csrf", own.as_str()), khmer], 403),
            (&[("origin", "http://other.test")], &[("csrf", own.as_str()), khmer], 403),
            (&[], &[("csrf", own.as_str())], 400),
        ] {
            let answer = analyst.send("/language", headers, fields).await;
            assert_eq!(answer.status.as_u16(), status, "{headers:?} {}", fields.len());
            assert_eq!(language(&analyst).await, "en");
        }
        let same = &[("sec-fetch-site", "same-origin"), ("origin", "http://desk.test")];
        let fields = &[("csrf", own.as_str()), khmer];
        assert_eq!(analyst.send("/language", same, fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(language(&analyst).await, "km");
    }

    async fn a_route_that_changes_something_without_a_form_answers_nobody(test: TestDb) {
        let careless = post(async |_: SignedIn| "done");
        let desk = TestDesk::new(&test, Router::new().route("/careless", careless), &[]);
        let answer = desk.sign_in(&[Role::Analyst]).await.post("/careless", &[]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(!answer.body.contains("done"), "{}", answer.body);
    }

    async fn another_site_signs_nobody_in_or_out(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Analyst]).await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let elsewhere = &[("sec-fetch-site", "cross-site")];
        let answer = analyst.send("/sign-out", elsewhere, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let fields = &[("name", "dara"), ("password", PASSWORD)];
        let answer = analyst.send("/sign-in", elsewhere, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(analyst.get("/language").await.status, StatusCode::OK);
    }

    async fn a_form_whose_session_ended_does_nothing_and_says_so(test: TestDb) {
        let desk = desk(&test);
        let mut analyst = desk.sign_in(&[Role::Analyst]).await;
        test.clock.advance(identity::IDLE);
        let answer = analyst.post("/language", &[("language", "km")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.body.contains("Your session has ended"), "{}", answer.body);
        assert!(answer.body.contains("action=\"/sign-in\""), "{}", answer.body);
        let name = analyst_name(&test).await;
        analyst.enter(&name, PASSWORD).await;
        assert_eq!(language(&analyst).await, "en");
    }

    async fn a_form_that_is_too_long_or_none_is_refused(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let long = "a".repeat(64 * 1024);
        let answer = analyst.post("/language", &[("language", &long)]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        let file = &[("content-type", "multipart/form-data; boundary=word")];
        let answer = analyst.send_as("/language", file, "--word--").await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }

    async fn after_signing_in_one_is_where_one_wanted_to_be(test: TestDb) {
        let desk = desk(&test);
        desk.add("dara", &[Role::Administrator]).await;
        let page = desk.visitor().get("/sign-in?to=/jobs&language=en").await.body;
        assert!(page.contains("name=\"to\" value=\"/jobs\""), "{page}");
        assert!(page.contains("href=\"/sign-in?to=/jobs&#38;language=km\""), "{page}");
        for (to, lands) in [("/jobs", "/jobs"), ("//other.test/", "/"), ("/a?b", "/")] {
            let fields = &[("name", "dara"), ("password", PASSWORD), ("to", to)];
            let answer = desk.visitor().send("/sign-in", &[], fields).await;
            assert_eq!(answer.location(), lands, "{to}");
        }
        let page = desk.visitor().get("/sign-in?to=//other.test/&language=km").await.body;
        assert!(!page.contains("other.test"), "{page}");
        assert!(page.contains("<html lang=\"km\""), "{page}");
    }

    async fn each_sees_the_parts_that_are_theirs(test: TestDb) {
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(analyst.get("/").await.location(), "/queue");
        assert_eq!(administrator.get("/").await.location(), "/staff");
        for path in ["/staff", "/jobs"] {
            assert_eq!(analyst.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            let page = administrator.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.body.contains("href=\"/queue\""), "{path}");
            let current = format!("href=\"{path}\" aria-current=\"page\"");
            assert!(page.body.contains(&current), "{path}");
        }
        let staff = administrator.get("/staff").await.body;
        assert!(staff.contains("<td data-label=\"Roles\">Analyst</td>"), "{staff}");
    }

    async fn a_dead_job_is_shown_and_tried_again(test: TestDb) {
        let desk = desk(&test);
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert!(administrator.get("/jobs").await.body.contains("There is nothing here"));
        let mut tx = test.desk.write().await.unwrap();
        jobs::queue(&mut tx, "takedown.send", &17).await.unwrap();
        tx.execute("UPDATE jobs_job SET state = 'dead', attempts = 12, last_reason = 'no answer'", values![])
            .await
            .unwrap();
        let id = jobs::dead(&mut tx).await.unwrap()[0].id;
        tx.commit().await.unwrap();

        let page = administrator.get("/jobs").await.body;
        assert!(page.contains("takedown.send") && page.contains("no answer"), "{page}");
        let retry = format!("/jobs/{id}/retry");
        assert!(page.contains(&format!("action=\"{retry}\"")), "{page}");
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        assert_eq!(analyst.post(&retry, &[]).await.status, StatusCode::FORBIDDEN);
        for _ in 0..2 {
            let answer = administrator.post(&retry, &[]).await;
            assert_eq!(answer.location(), "/jobs");
        }
        let mut tx = test.desk.read().await.unwrap();
        assert!(jobs::dead(&mut tx).await.unwrap().is_empty());
        assert_eq!(recorded(&test, "jobs.retry").await, 1);
        let unknown = format!("/jobs/{}/retry", Id::<jobs::Job>::random(test.desk.entropy()));
        assert_eq!(administrator.post(&unknown, &[]).await.location(), "/jobs");
    }
}

/// The sign-in name of the only member of staff: in these tests it is the name itself.
async fn analyst_name(test: &TestDb) -> String {
    let mut tx = test.desk.read().await.unwrap();
    let members = identity::list(&mut tx, &identity::Actor::operator())
        .await
        .unwrap();
    members[0].name.expose().clone()
}
