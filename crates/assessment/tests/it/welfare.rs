//! Viewing and the ledger through HTTP: one address at a time, hidden at once, handed to the isolated browser; and who is
//! shown how much was viewed.

use std::sync::Arc;
use std::time::Duration;

use assessment::Kind;
use identity::Role;
use identity::testing::TestDesk;
use intake::Case;
use kernel::Id;
use store::testing::TestDb;

use crate::exposure::strict;
use crate::house::recorded;
use crate::pages::{between, desk, show_first};

/// The same desk with small limits, so many items a day among them, and an isolated browser.
fn desk_with(test: &TestDb, items: u32) -> TestDesk {
    let mut state = desk(test).desk;
    let mut pack = strict();
    pack.welfare.day.items = items;
    state.pack = Arc::new(pack);
    state.isolated_browser = Some("openhotline-view".to_owned());
    TestDesk::over(state, assessment::routes())
}

/// Adds an item at another address to a case that somebody holds.
async fn add(test: &TestDb, visitor: &identity::testing::Visitor, case: Id<Case>, url: &str) {
    let mut tx = test.desk.write().await.unwrap();
    assessment::add_item(&mut tx, visitor.actor(), &strict(), case, Kind::Image, url)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// A case that was reported under this category.
pub(crate) async fn of_category(test: &TestDb, number: u8, category: &str) -> Id<Case> {
    use letterbox::{Content, Receipt};
    let keys = Receipt::draw(&kernel::SystemEntropy).keys(&kernel::Sensitive::new([7; 32]));
    let content = Content {
        urls: vec![format!("http://host-{number}.test/p")],
        category: Some(category.to_owned()),
        ..Content::default()
    };
    let filed = crate::house::tell(test, &keys, content).await;
    let intake::Filed::Report(_, joined) = filed else {
        panic!("it is filed");
    };
    let intake::Joined::Opened(case) = joined[0] else {
        panic!("it is opened");
    };
    case
}

store::on_both! {
    async fn addresses_are_shown_one_at_a_time_and_hidden_at_once(test: TestDb) {
        let desk = desk_with(&test, 4);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let urls = ["http://canary-a.test/p/17", "http://canary-b.test/p/18"];
        let case = crate::house::report(&test, &urls).await[0];
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        add(&test, &analyst, case, "http://canary-c.test/p/19").await;
        assert_eq!(analyst.post(&at("/viewing/show"), &[("item", &case.to_string())]).await.status, 409);
        analyst.post(&at("/viewing"), &[]).await;
        let page = analyst.get(&at("/viewing")).await.body;
        assert!(!page.contains("canary"), "{page}");
        assert_eq!(page.matches("An address: it is shown with its item").count(), 2);
        let page = show_first(&analyst, case).await;
        assert!(page.contains("hxxp://canary-a[.]test/p/17") && page.contains("http://canary-a.test/p/17"));
        assert!(!page.contains("canary-b") && !page.contains("canary-c"), "{page}");
        assert_eq!(page.matches("An address: it is shown with its item").count(), 1);
        let page = show_first(&analyst, case).await;
        assert!(page.contains("canary-c[.]test") && !page.contains("canary-a"), "{page}");
        // Reading the page again is the same look.
        analyst.get(&at("/viewing")).await;
        assert_eq!(recorded(&test.desk, case, "assessment.reveal").await, 2);
        assert!(page.contains("2, of 4 at most"), "{page}");

        assert_eq!(analyst.post(&at("/viewing/hide"), &[]).await.location(), at("/hidden"));
        let hidden = analyst.get(&at("/hidden")).await.body;
        assert!(hidden.contains(&format!("href=\"{}\"", at("/viewing"))) && !hidden.contains("canary"));
        assert!(!analyst.get(&at("/viewing")).await.body.contains("canary"));
        assert_eq!(recorded(&test.desk, case, "assessment.hide").await, 1);
        // The scripts of the page are ours, and nothing in it is a script.
        assert!(page.contains("/assets/hide-") && page.contains("data-hide"));
        assert!(!page.contains(" style=") && !page.contains("onclick"));
    }

    async fn a_ticket_is_good_once_for_whoever_sits_at_the_desk(test: TestDb) {
        let desk = desk_with(&test, 9);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let helper = desk.visitor();
        let redeem = async |ticket: &str| helper.send("/isolated-browser", &[], &[("ticket", ticket)]).await;
        let ticket = async || {
            let page = show_first(&analyst, case).await;
            between(&page, "href=\"openhotline-view:", "\"").to_owned()
        };
        let first = ticket().await;
        assert!(!first.contains("host") && first.len() == 96, "{first}");
        let mut forged = first.clone();
        let other = if &first[40..41] == "A" { "B" } else { "A" };
        forged.replace_range(40..41, other);
        for wrong in ["", "word", &forged, &first[1..]] {
            assert_eq!(redeem(wrong).await.status, 404, "{wrong}");
        }
        let answer = redeem(&first).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "http://host-a.test/p/17"));
        assert_eq!(answer.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(redeem(&first).await.status, 404, "once");
        assert_eq!(recorded(&test.desk, case, "assessment.hand_to_browser").await, 1);
        // Of an earlier look, too late, hidden, and after the session.
        let hide = async || analyst.post(&at("/viewing/hide"), &[]).await;
        hide().await;
        let second = ticket().await;
        assert_ne!(first, second);
        test.clock.advance(Duration::from_mins(3));
        assert_eq!(redeem(&second).await.status, 404, "too late");
        hide().await;
        let third = ticket().await;
        assert_eq!(redeem(&second).await.status, 404, "of another look");
        hide().await;
        assert_eq!(redeem(&third).await.status, 404, "hidden");
        let fourth = ticket().await;
        analyst.post(&at("/viewing/close"), &[]).await;
        assert_eq!(redeem(&fourth).await.status, 404, "closed");
        // Whoever has left the desk is shown nothing.
        analyst.post(&at("/viewing"), &[]).await;
        let fifth = ticket().await;
        analyst.post("/sign-out", &[]).await;
        assert_eq!(redeem(&fifth).await.status, 404, "signed out");
        // Without an isolated browser there is no such door.
        let without = crate::pages::desk(&test).visitor();
        let answer = without.send("/isolated-browser", &[], &[("ticket", fifth.as_str())]).await;
        assert_eq!(answer.status, 404);
    }

    async fn a_refusal_says_the_rule_its_end_and_whom_to_talk_to(test: TestDb) {
        let desk = desk_with(&test, 1);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        desk.add("vanna", &[Role::WelfareLead]).await;
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        add(&test, &analyst, case, "http://host-b.test/p/19").await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = show_first(&analyst, case).await;
        assert!(page.contains("You are near a limit"), "{page}");
        let second = between(&page, "/viewing/show\">", "name=\"after\"");
        let second = between(second, "name=\"item\" value=\"", "\"");
        let refused = analyst.post(&at("/viewing/show"), &[("item", second)]).await;
        assert_eq!(refused.status, 409);
        for part in ["as many addresses as anybody may on one day", "This ends on 6 January 2026, 00:00", "vanna",
            "Talk to the welfare lead"]
        {
            assert!(refused.body.contains(part), "{part}: {}", refused.body);
        }
        analyst.post(&at("/viewing/close"), &[]).await;
        let refused = analyst.post(&at("/viewing"), &[]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("as many addresses") && !refused.body.contains("host-a"));
    }

    async fn each_is_shown_the_ledger_that_is_theirs(test: TestDb) {
        let desk = desk_with(&test, 4);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = crate::house::report(&test, &["http://host-a.test/p/17"]).await[0];
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        show_first(&analyst, case).await;
        test.clock.advance(Duration::from_mins(6));
        let own = analyst.get("/exposure").await.body;
        assert!(own.contains("6, of 40 at most") && own.contains("1, of 4 at most"), "{own}");
        assert!(own.contains("never used to measure your work") && own.contains("<svg"), "{own}");
        let one = format!("/welfare/{}", analyst.id());
        let lead = desk.sign_in(&[Role::WelfareLead]).await;
        let looks = "SELECT COUNT(*) AS value FROM audit_entry WHERE action = 'assessment.read_exposure'";
        let before = crate::house::count(&test.desk, looks).await;
        let list = lead.get("/welfare").await.body;
        assert_eq!(crate::house::count(&test.desk, looks).await, before + 1, "a look at everybody is recorded");
        assert!(list.contains(&one) && list.contains("6, of 40 at most"), "{list}");
        let page = lead.get(&one).await.body;
        assert!(page.contains("never a measure of their performance") && page.contains("<svg"), "{page}");
        for body in [&list, &page] {
            assert!(!body.contains("/cases/") && !body.contains("host-a"), "no case: {body}");
        }
        assert_eq!(lead.post(&format!("{one}/lift"), &[]).await.status, 400);
        let form = between(&page, "name=\"form\" value=\"", "\"");
        for _double in 0..2 {
            assert_eq!(lead.post(&format!("{one}/lift"), &[("form", form)]).await.location(), one);
        }
        assert!(lead.get(&one).await.body.contains("6, of 55 at most"));
        for path in ["/exposure", "/welfare-sums", "/queue", "/reporters", at("").as_str(), at("/viewing").as_str()] {
            let status = lead.get(path).await.status.as_u16();
            assert!(status == 404 || status == 403, "{path}: {status}");
        }
        let manager = desk.sign_in(&[Role::Manager]).await;
        let sums = manager.get("/welfare-sums").await.body;
        assert!(sums.contains("Too few people for a sum") && sums.contains("at least 3 people"), "{sums}");
        for path in ["/welfare", one.as_str(), "/exposure"] {
            assert_eq!(manager.get(path).await.status, 404, "{path}");
            assert_eq!(desk.sign_in(&[Role::Administrator]).await.get(path).await.status, 404, "{path}");
        }
        for visitor in [&manager, &analyst] {
            assert_eq!(visitor.post(&format!("{one}/lift"), &[]).await.status, 404);
        }
        assert_eq!(analyst.get(&one).await.status, 404, "not even one's own, there");
        let nobody = format!("/welfare/{}", manager.id());
        assert_eq!(lead.get(&nobody).await.status, 404, "a manager does not view");
    }

    async fn whoever_is_handed_what_they_would_rather_not_see_is_asked_before_they_look(test: TestDb) {
        let desk = desk_with(&test, 4);
        let case = of_category(&test, 1, "exploitation").await;
        let (giver, taker) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        taker.post("/exposure/categories", &[("category", "exploitation")]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        assert_eq!(giver.post(&at("/claim"), &[]).await.status, 303);
        let to = taker.actor().staff_id().unwrap().to_string();
        assert_eq!(giver.post(&at("/hand-over"), &[("to", &to)]).await.status, 303, "the giver learns nothing of it");
        let program = desk.program(taker.actor(), &[Role::Analyst]).await;
        assert_eq!(program.post(&format!("/api/v1{}", at("/viewing")), "").await.status, 409);
        let warned = taker.post(&at("/viewing"), &[]).await;
        assert_eq!(warned.status, 409);
        assert!(warned.body.contains("Open the viewing session all the same"), "{}", warned.body);
        assert!(warned.body.contains("Give it back to the queue"), "{}", warned.body);
        assert_eq!(taker.get(&at("/viewing")).await.status, 303, "no session is open");
        // Asked once for each claim.
        assert_eq!(taker.post(&at("/viewing"), &[("despite", "yes")]).await.location(), at("/viewing"));
        taker.post(&at("/viewing/close"), &[]).await;
        assert_eq!(taker.post(&at("/viewing"), &[]).await.location(), at("/viewing"));
        // What nobody holds any more is asked each time.
        taker.post(&at("/viewing/close"), &[]).await;
        let mut tx = test.desk.write().await.unwrap();
        tx.execute("DELETE FROM assessment_claim", Vec::new()).await.unwrap();
        tx.execute("UPDATE intake_case SET state = 'acting'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(taker.post(&at("/viewing"), &[]).await.status, 409);
        // A program says so as well, in each call.
        let open = format!("/api/v1{}", at("/viewing"));
        for (body, status) in [("", 409), ("{\"despite\": false}", 409), ("{\"despite\": true}", 201), ("", 409)] {
            assert_eq!(program.post(&open, body).await.status.as_u16(), status, "{body}");
        }
        taker.post(&at("/viewing/close"), &[]).await;
        assert_eq!(giver.post(&at("/viewing"), &[]).await.status, 303);
        assert_eq!(taker.post(&at("/viewing"), &[("despite", "yes")]).await.status, 303);
    }

    async fn the_queue_leaves_out_what_somebody_would_rather_not_see(test: TestDb) {
        let desk = desk_with(&test, 4);
        let cases = [of_category(&test, 1, "exploitation").await, of_category(&test, 2, "abuse_material").await];
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let link = |case: Id<Case>| format!("href=\"/cases/{case}\"");
        let queue = analyst.get("/queue").await.body;
        assert!(queue.contains(&link(cases[0])) && queue.contains(&link(cases[1])));
        let chosen = [("category", "exploitation"), ("category", "no_such")];
        assert_eq!(analyst.post("/exposure/categories", &chosen).await.location(), "/exposure");
        let own = analyst.get("/exposure").await.body;
        assert!(own.contains("value=\"exploitation\" checked"), "{own}");
        let queue = analyst.get("/queue?count=1").await.body;
        assert!(!queue.contains(&link(cases[0])) && queue.contains(&link(cases[1])), "{queue}");
        assert!(queue.contains("you would rather not see are left out"), "{queue}");
        // Whoever looks for one case finds it.
        let find = [("address", "http://host-1.test/p"), ("whole", "")];
        let found = analyst.post("/queue/find", &find).await;
        assert!(analyst.get(found.location()).await.body.contains(&link(cases[0])));
        let other = desk.sign_in(&[Role::Analyst]).await;
        assert!(other.get("/queue").await.body.contains(&link(cases[0])));
        // Among others it is not claimed, and said; by a program neither, but it is asked for all the same.
        let chosen = [cases[0].to_string(), cases[1].to_string()];
        let fields = [("act", "claim"), ("filter", ""), ("case", chosen[0].as_str()), ("case", chosen[1].as_str())];
        let done = analyst.post("/queue/bulk", &fields).await;
        let done = analyst.get(done.location()).await.body;
        assert!(done.contains("Not claimed: it is of a category that you left out") && done.contains("1 of 2"), "{done}");
        let program = desk.program(analyst.actor(), &[Role::Analyst]).await;
        let path = format!("/api/v1/cases/{}/claim", cases[0]);
        for body in ["", "{\"despite\": false}"] {
            let refused = program.post(&path, body).await;
            assert_eq!(refused.status, 409, "{}", refused.body);
            assert!(refused.body.contains("despite"));
        }
        assert_eq!(program.post(&path, "{\"despite\": true}").await.status, 201);
        let back = program.post(&format!("/api/v1/cases/{}/hand-over", cases[0]), "").await;
        assert_eq!(back.status, 200, "{}", back.body);
        // A claim by the address of the case asks once more, and takes it all the same.
        let claim = format!("/cases/{}/claim", cases[0]);
        let warned = analyst.post(&claim, &[]).await;
        assert_eq!(warned.status, 409);
        assert!(warned.body.contains("You need not take it") && warned.body.contains("name=\"despite\""));
        assert_eq!(analyst.post(&claim, &[("despite", "yes")]).await.status, 303);
        let queue = analyst.get("/queue").await.body;
        assert!(queue.contains(&link(cases[0])), "one's own is listed");
        assert_eq!(analyst.post("/exposure/categories", &[]).await.status, 303);
    }

    async fn a_program_is_told_which_rule_says_no_and_when_it_ends(test: TestDb) {
        let desk = desk_with(&test, 1);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let case = crate::house::report(&test, &["http://host-a.test/p/17", "http://host-b.test/p/18"]).await;
        for (case, status) in [(case[0], 200), (case[1], 409)] {
            let at = |end: &str| format!("/api/v1/cases/{case}{end}");
            assert_eq!(program.post(&at("/claim"), "").await.status, 201);
            let opened = program.post(&at("/viewing"), "").await;
            let looked = if opened.status == 201 {
                let items = program.get(&at("/items")).await.json();
                let item = serde_json::json!({ "item": items["items"][0]["id"] }).to_string();
                program.call(axum::http::Method::POST, opened.location(), &[], &item).await
            } else {
                opened
            };
            assert_eq!(looked.status, status, "{}", looked.body);
            if status == 409 {
                let told = looked.json();
                assert_eq!(told["rule"], "day_items", "{told}");
                // At the end of the day in Phnom Penh.
                assert_eq!(told["ends_at"], "2026-01-05T17:00:00Z");
                assert_eq!(looked.headers["retry-after"], "Mon, 05 Jan 2026 17:00:00 GMT");
            }
        }
    }
}
