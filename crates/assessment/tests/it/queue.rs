//! The page of the queue, through HTTP.

use std::time::Duration;

use axum::http::StatusCode;
use identity::Role;
use identity::testing::{TestDesk, Visitor};
use intake::{Case, Class, Filed, Joined, State};
use kernel::{Id, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt};
use store::testing::TestDb;

use assessment::Judgement;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, case, classify_all, count, job, law, pack, prepared, release,
    strict_pack, tell,
};

fn desk(test: &TestDb) -> TestDesk {
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::new(test, assessment::routes(), &words)
}

/// Rows of the list of cases.
fn rows(page: &str) -> usize {
    let list = page.split("id=\"cases\"").nth(1).unwrap();
    list.matches("<th scope=\"row\"><a ").count()
        + list.matches("<th scope=\"row\"><input ").count()
}

/// Where a link leads.
fn link(page: &str, name: &str) -> String {
    let before = page.split(&format!(">{name}</a>")).next().unwrap();
    let href = before.rsplit("href=\"").next().unwrap();
    let href = href.split('"').next().unwrap();
    href.replace("&#38;", "&").replace("&amp;", "&")
}

/// Whether the queue at this address lists a case.
async fn lists(visitor: &Visitor, address: &str, case: Id<Case>) -> bool {
    let answer = visitor.get(address).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}");
    let list = answer.body.split("id=\"cases\"").nth(1).unwrap();
    list.contains(&format!("href=\"/cases/{case}\""))
}

/// The filter that a page's forms carry along.
fn filter(page: &str) -> String {
    let form = page.split("action=\"/queue/views\"").nth(1).unwrap();
    let value = form.split("name=\"filter\" value=\"").nth(1).unwrap();
    let value = value.split('"').next().unwrap();
    value.replace("&#38;", "&").replace("&amp;", "&")
}

/// Counts the new views, as the worker does.
async fn count_views(test: &TestDb) {
    let mut registry = jobs::Registry::default();
    let db = test.desk.clone();
    registry.bind(intake::COUNT_VIEW, move |run| {
        let db = db.clone();
        async move { intake::count_view(&db, run).await }
    });
    for kind in [trace::NAME, trace::FULL, intake::ANSWER] {
        registry.bind(kind, |_| async { jobs::Outcome::nothing() });
    }
    jobs::Worker::new(
        test.desk.clone(),
        registry,
        1,
        std::time::Duration::from_millis(10),
    )
    .run_due()
    .await
    .unwrap();
}

store::on_both! {
    async fn whoever_looks_for_a_case_finds_it_though_it_is_not_offered_to_them(test: TestDb) {
        let desk = desk(&test);
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, desk.sign_in(&[Role::Analyst]).await);
        prepared(&test, first.actor(), case, BASELINE, &law("yes"), &Judgement::default()).await;
        release(&test, first.actor(), &strict_pack(|_| {}), case).await.unwrap();
        let reference = {
            let mut tx = test.desk.read().await.unwrap();
            intake::case(&mut tx, &job(), case).await.unwrap().reference
        };
        assert!(!lists(&first, "/queue?state=second_opinion", case).await);
        assert!(lists(&first, &format!("/queue?state=any&reference={reference}"), case).await);
        let found = first.post("/queue/find", &[("address", "http://host-a.test/p/17"), ("filter", "")]).await;
        let to = found.headers["location"].to_str().unwrap().to_owned();
        assert!(lists(&first, &to, case).await);
    }

    async fn the_queue_says_how_many_second_opinions_wait_for_the_reader(test: TestDb) {
        let desk = desk(&test);
        let (first, second) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        assert!(!second.get("/queue").await.body.contains("second opinion that you may give"));
        let mut cases = Vec::new();
        for number in 1..=2 {
            let case = case(&test, &format!("http://host-a.test/p/{number}")).await;
            prepared(&test, first.actor(), case, BASELINE, &law("yes"), &Judgement::default()).await;
            release(&test, first.actor(), &strict_pack(|_| {}), case).await.unwrap();
            cases.push(case);
        }
        let page = second.get("/queue").await.body;
        assert!(page.contains("2 cases wait for a second opinion that you may give"), "{page}");
        // Not for whoever gave the first, and not for what a colleague has in hand.
        assert!(!first.get("/queue").await.body.contains("you may give"));
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &analyst(), &pack(), cases[0]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(second.get("/queue").await.body.contains("One case waits for a second opinion that you may give"));
    }

    async fn what_two_see_differently_is_offered_to_whoever_may_settle_it(test: TestDb) {
        let desk = desk(&test);
        let case = case(&test, "http://host-a.test/p/17").await;
        let second = desk.sign_in(&[Role::Analyst]).await;
        for (person, chosen, answer) in [(&analyst(), BASELINE, "yes"), (second.actor(), NOT_ILLEGAL, "no")] {
            prepared(&test, person, case, chosen, &law(answer), &Judgement::default()).await;
            release(&test, person, &strict_pack(|_| {}), case).await.unwrap();
        }
        let (other, supervisor) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Supervisor]).await);
        let of = "/queue?state=second_opinion";
        assert!(lists(&supervisor, of, case).await);
        for analyst in [&second, &other] {
            assert!(!lists(analyst, of, case).await);
        }
    }

    async fn second_opinions_of_what_one_opted_out_of_are_not_counted(test: TestDb) {
        let desk = desk(&test);
        let category = desk.desk.pack.categories.first().unwrap().key.clone();
        let (first, second) = (analyst(), desk.sign_in(&[Role::Analyst]).await);
        for (number, category) in [(1, None), (2, Some(category.clone()))] {
            let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
            let content = Content {
                urls: vec![format!("http://host-a.test/p/{number}")],
                category,
                ..Content::default()
            };
            let Filed::Report(_, cases) = tell(&test, &keys, content).await else { panic!("it was not filed") };
            let (Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case)) = cases[0];
            prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
            release(&test, &first, &strict_pack(|_| {}), case).await.unwrap();
        }
        assert!(second.get("/queue").await.body.contains("2 cases wait for a second opinion that you may give"));
        let mut tx = test.desk.write().await.unwrap();
        assessment::opt_out(&mut tx, second.actor(), &desk.desk.pack, &[category]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(second.get("/queue").await.body.contains("One case waits for a second opinion that you may give"));
    }

    async fn the_queue_forgets_what_is_decided_anew(test: TestDb) {
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        let pack = strict_pack(|pack| pack.second_opinion.classes.clear());
        let count = async |site_type: &str| {
            let mut tx = test.desk.read().await.unwrap();
            let site_type = Some(site_type.to_owned());
            let filter = intake::Filter { site_type, ..intake::Filter::default() };
            intake::count(&mut tx, &job(), &filter, &intake::LeftOut::default()).await.unwrap()
        };
        let elsewhere = [NOT_ILLEGAL[0], NOT_ILLEGAL[1], ("site_type", "file_host")];
        let both = async || (count("website").await, count("file_host").await);
        prepared(&test, &actor, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
        release(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(both().await, (1, 0));
        let mut tx = test.desk.write().await.unwrap();
        let reason = kernel::Sensitive::new("word".to_owned());
        assessment::reopen(&mut tx, &actor, &pack, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(both().await, (0, 0));
        prepared(&test, &actor, case, &elsewhere, &law("no"), &Judgement::default()).await;
        release(&test, &actor, &pack, case).await.unwrap();
        assert_eq!(both().await, (0, 1));
        let mut tx = test.desk.write().await.unwrap();
        assessment::undo(&mut tx, &actor, &pack, case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(both().await, (0, 0));
    }

    async fn a_released_danger_raises_its_case_until_it_is_taken_back(test: TestDb) {
        let pack = strict_pack(|_| {});
        let free = strict_pack(|pack| pack.second_opinion.classes.clear());
        let class = async |case| {
            let mut tx = test.desk.read().await.unwrap();
            intake::case(&mut tx, &job(), case).await.unwrap().class
        };
        let danger = Judgement { danger: true, ..Judgement::default() };
        // Taken back at once, and released again.
        let (case, actor) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &actor, case, BASELINE, &law("yes"), &danger).await;
        assert_eq!(class(case).await, Class::Ordinary, "nothing is released yet");
        release(&test, &actor, &free, case).await.unwrap();
        assert_eq!(class(case).await, Class::Danger);
        let mut tx = test.desk.write().await.unwrap();
        assessment::undo(&mut tx, &actor, &free, case).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(class(case).await, Class::Ordinary);
        release(&test, &actor, &free, case).await.unwrap();
        assert_eq!(class(case).await, Class::Danger);
        // Decided anew without.
        let mut tx = test.desk.write().await.unwrap();
        let reason = kernel::Sensitive::new("word".to_owned());
        assessment::reopen(&mut tx, &actor, &free, case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(class(case).await, Class::Ordinary);
        // Asked for a second opinion, the first says nothing by the class either.
        prepared(&test, &actor, case, BASELINE, &law("yes"), &danger).await;
        assert_eq!(release(&test, &actor, &pack, case).await.unwrap(), State::SecondOpinion);
        assert_eq!(class(case).await, Class::Ordinary);
        let second = analyst();
        prepared(&test, &second, case, BASELINE, &law("yes"), &danger).await;
        assert_eq!(release(&test, &second, &pack, case).await.unwrap(), State::Acting);
        assert_eq!(class(case).await, Class::Danger);
    }

    async fn the_queue_goes_on_where_the_page_before_ended(test: TestDb) {
        let urls: Vec<_> = (0..52).map(|number| format!("http://host-a.test/p/{number}")).collect();
        for url in &urls {
            case(&test, url).await;
        }
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let first = analyst.get("/queue").await.body;
        assert_eq!(rows(&first), 50);
        let second = analyst.get(&link(&first, "Next cases")).await.body;
        assert_eq!(rows(&second), 2);
        assert!(!second.contains("Next cases"));
        let counted = analyst.get(&link(&first, "Count the cases")).await.body;
        assert!(counted.contains("52 cases"));
        for wrong in ["after=word", "state=word", "holder=word", "place=host-a.test", "domain=1"] {
            assert_eq!(analyst.get(&format!("/queue?{wrong}")).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        for wrong in ["reference=17", "network=word", "country=Cambodia"] {
            let answer = analyst.get(&format!("/queue?{wrong}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(answer.body.contains("aria-invalid=\"true\""));
        }
    }

    async fn each_filter_lists_what_it_names(test: TestDb) {
        let desk = desk(&test);
        let (analyst, colleague) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let case = case(&test, "http://host-a.test/p/17").await;
        let other = crate::house::case(&test, "http://host-b.test/p/17").await;
        assert_eq!(analyst.post(&format!("/cases/{case}/claim"), &[]).await.status, StatusCode::SEE_OTHER);
        classify_all(&test, analyst.actor(), case, BASELINE, &law("yes")).await;
        let mut tx = test.desk.write().await.unwrap();
        let found = intake::case(&mut tx, analyst.actor(), case).await.unwrap();
        let by = intake::HostedBy { country: "NL".parse().ok(), network: Some(64_500), provider: None };
        intake::hosted(&mut tx, analyst.actor(), found.location, by).await.unwrap();
        tx.commit().await.unwrap();
        let held = colleague.get("/queue?state=any&country=nl").await.body;
        assert!(held.contains("64500") || held.contains("NL"), "{held}");
        let reference = &found.reference;
        for with in [
            "holder=me".to_owned(),
            format!("holder={}", analyst.id()),
            "country=nl&network=AS64500".to_owned(),
            "source=letterbox&holder=me&older=0".to_owned(),
            format!("reference={}", reference.to_lowercase()),
        ] {
            assert!(lists(&analyst, &format!("/queue?state=any&{with}"), case).await, "{with}");
        }
        for without in ["holder=nobody", "site_type=website", "site_type=forum", "country=KH", "source=partner", "older=1", "network=64501"] {
            assert!(!lists(&analyst, &format!("/queue?state=any&{without}"), case).await, "{without}");
        }
        assert!(!lists(&colleague, "/queue?state=any&holder=me", case).await);
        // On which kind of place it is the queue learns with the release: before, it would tell a second analyst.
        let judgement = assessment::Judgement::default();
        crate::house::prepared(&test, analyst.actor(), case, BASELINE, &law("yes"), &judgement).await;
        crate::house::release(&test, analyst.actor(), &crate::house::pack(), case).await.unwrap();
        assert!(lists(&analyst, "/queue?state=any&site_type=website", case).await);
        assert!(!lists(&analyst, "/queue?state=any&site_type=forum", case).await);
        // The one that waits is still there for everybody.
        assert!(lists(&colleague, "/queue?holder=nobody", other).await);
        assert!(!lists(&colleague, "/queue", case).await);
        let none = analyst.get("/queue?country=FR").await.body;
        assert!(none.contains("No case is like this") && none.contains("Clear the filter"));
    }

    async fn an_address_is_looked_for_in_a_form_and_stands_in_none(test: TestDb) {
        let desk = desk(&test);
        let mut cases = Vec::new();
        for url in ["http://www.host-a.test/p/17", "http://host-a.test/p/18", "http://host-b.test/p"] {
            cases.push(case(&test, url).await);
        }
        let manager = desk.sign_in(&[Role::Manager]).await;
        let exact = [("address", "hxxp://www[.]host-a[.]test/p/17"), ("filter", "state=waiting")];
        let found = manager.post("/queue/find", &exact).await;
        assert_eq!(found.status, StatusCode::SEE_OTHER);
        assert!(found.location().starts_with("/queue?state=any&place=") && !found.location().contains("host"));
        assert!(lists(&manager, found.location(), cases[0]).await);
        assert!(!lists(&manager, found.location(), cases[1]).await);
        let whole = [("address", "host-a.test"), ("whole", "domain"), ("filter", "state=closed&source=letterbox")];
        let found = manager.post("/queue/find", &whole).await;
        let there = found.location().to_owned();
        assert!(there.starts_with("/queue?state=any&source=letterbox&domain="), "{there}");
        assert!(lists(&manager, &there, cases[0]).await && lists(&manager, &there, cases[1]).await);
        assert!(!lists(&manager, &there, cases[2]).await);
        let page = manager.get(&there).await.body;
        assert!(page.contains("the domain that you looked for") && !page.contains("host-a"));
        // Nobody reported it: nothing is listed, and the answer is no other than for what was reported.
        let found = manager.post("/queue/find", &[("address", "http://host-c.test/q")]).await;
        assert_eq!(rows(&manager.get(found.location()).await.body), 0);
        let wrong = manager.post("/queue/find", &[("address", "two words")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("value=\"two words\""), "what was typed stays");
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(administrator.post("/queue/find", &exact).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_view_keeps_a_filter_and_its_count(test: TestDb) {
        let desk = desk(&test);
        case(&test, "http://host-a.test/p/17").await;
        let (analyst, supervisor) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Supervisor]).await);
        let page = analyst.get("/queue?state=waiting&source=letterbox&holder=nobody").await.body;
        assert!(!page.contains("name=\"everybodys\""));
        let filter = filter(&page);
        let name = ("name", "From the form");
        let saved = analyst.post("/queue/views", &[name, ("filter", &filter)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        assert_eq!(saved.location(), format!("/queue?{filter}"));
        case(&test, "http://host-b.test/p/17").await;
        let page = analyst.get("/queue").await.body;
        assert_eq!(link(&page, "From the form"), format!("/queue?{filter}"));
        let row = page.split("From the form</a>").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains("Count the cases"), "nobody has counted yet: {row}");
        count_views(&test).await;
        let page = analyst.get("/queue").await.body;
        let row = page.split("From the form</a>").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains(">2</td>") && row.contains("For me"), "{row}");
        // The count is of all cases, whoever reads it: where some are not listed for the reader it says so.
        let category = desk.desk.pack.categories.first().unwrap().key.clone();
        let mut tx = test.desk.write().await.unwrap();
        assessment::opt_out(&mut tx, analyst.actor(), &desk.desk.pack, &[category]).await.unwrap();
        tx.commit().await.unwrap();
        let page = analyst.get("/queue").await.body;
        let row = page.split("From the form</a>").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains(">2, with those of categories that you would rather not see</td>"), "{row}");
        assert!(!supervisor.get("/queue").await.body.contains("From the form"));
        let shared = [("name", "For all"), ("filter", "state=any&older=24"), ("everybodys", "1")];
        assert_eq!(analyst.post("/queue/views", &shared).await.status, StatusCode::NOT_FOUND);
        assert_eq!(supervisor.post("/queue/views", &shared).await.status, StatusCode::SEE_OTHER);
        let page = analyst.get("/queue").await.body;
        let row = page.split("For all</a>").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains("Count the cases") && !row.contains("/remove"), "{row}");
        let nameless = analyst.post("/queue/views", &[("name", " "), ("filter", &filter)]).await;
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        let long = "x".repeat(90);
        let long = analyst.post("/queue/views", &[("name", &long), ("filter", &filter)]).await;
        assert!(long.body.contains(&"x".repeat(90)), "what was typed stays");
        let page = analyst.get("/queue").await.body;
        let remove = page.split("action=\"/queue/views/").nth(1).unwrap().split('"').next().unwrap();
        let remove = format!("/queue/views/{remove}");
        assert_eq!(supervisor.post(&remove, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(analyst.post(&remove, &[]).await.location(), "/queue");
        assert!(!analyst.get("/queue").await.body.contains("From the form"));
    }

    async fn a_case_is_handed_to_a_colleague_and_a_lapsed_claim_says_so(test: TestDb) {
        let desk = desk(&test);
        let (one, two) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let case = case(&test, "http://host-a.test/p/17").await;
        let hand_over = format!("/cases/{case}/hand-over");
        one.post(&format!("/cases/{case}/claim"), &[]).await;
        for nobody in [manager.id().to_string(), one.id().to_string(), Id::<Case>::from_uuid(case.uuid()).to_string()] {
            assert_eq!(one.post(&hand_over, &[("to", &nobody)]).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(one.post(&hand_over, &[("to", "word")]).await.status, StatusCode::BAD_REQUEST);
        let to = two.id().to_string();
        assert_eq!(one.post(&hand_over, &[("to", &to)]).await.status, StatusCode::SEE_OTHER);
        // It is the colleague's now: nobody else's, and not to be handed on by who gave it away.
        assert!(lists(&two, "/queue?state=assessing&holder=me", case).await);
        assert_eq!(one.post(&hand_over, &[]).await.status, StatusCode::CONFLICT);
        let lapses = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.lapse'";
        assert_eq!(count(&test.desk, lapses).await, 1);

        test.clock.advance(pack().claims.lease + Duration::from_secs(1));
        one.post(&format!("/cases/{case}/claim"), &[]).await;
        let page = two.get("/queue").await.body;
        assert!(page.contains("Claims that lapsed") && page.contains("lapsed at"), "{page}");
        assert!(!one.get("/queue").await.body.contains("Claims that lapsed"));
        let shown = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(two.post("/queue/lapsed/seen", &[]).await.location(), "/queue");
        assert!(two.get("/queue").await.body.contains("Claims that lapsed"), "nothing was shown");
        assert_eq!(two.post("/queue/lapsed/seen", &[("seen", "word")]).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(two.post("/queue/lapsed/seen", &[("seen", shown)]).await.location(), "/queue");
        assert!(!two.get("/queue").await.body.contains("Claims that lapsed"));
    }

    async fn a_provider_that_the_filter_does_not_list_is_found_by_its_name(test: TestDb) {
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = case(&test, "http://host-a.test/p/17").await;
        let propose = async |name: &str, country: &str| {
            let mut tx = test.desk.write().await.unwrap();
            let proposal = stakeholders::Proposal {
                kind: stakeholders::Kind::Provider,
                name,
                country: country.parse().ok(),
                autonomous_system: None,
                address: &format!("abuse@{}{}.test", name.replace(' ', "-").to_lowercase(), country.to_lowercase()),
                language: None,
                source: stakeholders::Source::Staff,
            };
            let id = stakeholders::propose(&mut tx, &job(), &proposal).await.unwrap();
            let organisation = stakeholders::contact(&mut tx, &job(), id).await.unwrap().organisation;
            tx.commit().await.unwrap();
            organisation
        };
        let first = propose("First Hosting", "NL").await;
        let twin = propose("Twin Hosting", "NL").await;
        propose("Twin Hosting", "DE").await;
        let mut tx = test.desk.write().await.unwrap();
        let location = intake::case(&mut tx, &job(), case).await.unwrap().location;
        let by = intake::HostedBy { country: "NL".parse().ok(), network: None, provider: Some(first) };
        intake::hosted(&mut tx, &job(), location, by).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!analyst.get("/queue").await.body.contains("/queue/provider"), "they all stand in the list");
        // The clock moves on: those that were added last are listed.
        test.clock.advance(Duration::from_secs(1));
        for number in 0..500 {
            propose(&format!("Later {number}"), "KH").await;
        }
        let page = analyst.get("/queue").await.body;
        assert!(page.contains("action=\"/queue/provider\"") && !page.contains("First Hosting"));
        let find = async |name: &str| {
            analyst.post("/queue/provider", &[("provider_name", name), ("filter", "state=any&country=NL")]).await
        };
        let found = find(" first  HOSTING ").await;
        assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", found.body);
        assert!(!found.location().to_lowercase().contains("hosting"), "no name stands in an address");
        let listed = analyst.get(found.location()).await.body;
        assert_eq!(rows(&listed), 1);
        // It is not lost when the filter is applied again.
        assert!(listed.contains(&format!("<option value=\"{first}\" selected>First Hosting</option>")), "{listed}");
        assert!(!lists(&analyst, &format!("/queue?state=any&provider={twin}"), case).await);
        // Of two of one name the country decides.
        for (name, word) in [("Nobody", "No provider of this name"), ("Twin Hosting", "in DE, NL"), ("Twin Hosting, KH", "No provider of this name"), ("", "No provider of this name")] {
            let refused = find(name).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(refused.body.contains(word) && refused.body.contains(&format!("value=\"{name}\"")), "{name}: {}", refused.body);
        }
        assert!(find("Twin Hosting, nl").await.location().contains(&twin.to_string()));
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        let refused = administrator.post("/queue/provider", &[("provider_name", "First Hosting"), ("filter", "")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
}
