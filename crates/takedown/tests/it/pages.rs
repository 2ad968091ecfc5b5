//! What staff see and do.

use axum::http::StatusCode;
use identity::testing::TestDesk;
use identity::{Action, Role};
use kernel::Language;
use takedown::State;

use crate::world::{ABUSE, HOST, staff, world, world_with};

pub fn desk(test: &store::testing::TestDb) -> TestDesk {
    TestDesk::new(
        test,
        takedown::routes().merge(stakeholders::routes()),
        &[
            ("takedown.ftl", takedown::MESSAGES),
            ("stakeholders.ftl", stakeholders::MESSAGES),
        ],
    )
}

/// What the page of a case shows of it, in English.
pub async fn panel_of(
    test: &store::testing::TestDb,
    world: &crate::world::World,
    case: kernel::Id<intake::Case>,
) -> String {
    let desk = desk(test);
    let analyst = desk.sign_in(&[Role::Analyst]).await;
    let words = desk.desk.catalogue.words(Language::ENGLISH);
    let mut tx = world.db.read().await.unwrap();
    let actor = analyst.actor();
    let panel = takedown::panel(&mut tx, actor, &world.pack, &words, "token", case).await;
    panel.unwrap().html
}

#[test]
fn this_crate_brings_the_words_it_asks_for() {
    let found = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
    assert_eq!(found, page::testing::Keys::default());
}

store::on_both! {
    async fn the_contacts_page_proposes_and_approves(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let page = analyst.get("/contacts").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains(ABUSE) && !page.body.contains("/approve\""));
        let fields = [("kind", "police"), ("name", "Unit"), ("country", "KH"), ("address", "nowhere"), ("language", "km")];
        let wrong = analyst.post("/contacts", &fields).await;
        assert!(wrong.body.contains("Give an e-mail address") && wrong.body.contains("value=\"nowhere\""));
        let fields = [("kind", "police"), ("name", "Unit"), ("country", "KH"), ("address", "unit@police.test"), ("language", "km")];
        assert_eq!(analyst.post("/contacts", &fields).await.location(), "/contacts");

        let manager = desk.sign_in(&[Role::Manager]).await;
        let page = manager.get("/contacts").await.body;
        assert!(page.contains("unit@police.test"));
        let notice = world.notices(case).await.remove(0);
        let path = format!("/contacts/{}/approve", notice.contact);
        assert_eq!(analyst.post(&path, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(manager.post(&path, &[]).await.location(), "/contacts");
        world.work().await;
        assert_eq!(world.net.mails().len(), 1);
        assert_eq!(manager.post(&path, &[]).await.status, StatusCode::CONFLICT);
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(administrator.get("/contacts").await.status, StatusCode::FORBIDDEN);
    }

    async fn a_letter_is_released_with_the_text_that_was_read_and_no_other(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.release = pack::Release::Person).await;
        let case = crate::letters::waiting(&world, 1).await.remove(0);
        world.approve(ABUSE).await;
        let letter = crate::letters::letter_of(&world, case).await;
        let desk = desk(&test);
        let manager = desk.sign_in(&[Role::Manager]).await;
        let path = format!("/letters/{letter}");
        let version = |body: &str| {
            let (_, rest) = body.split_once("name=\"version\" value=\"").expect("a version");
            rest.split_once("\">").unwrap().0.replace("&#34;", "\"").replace("&quot;", "\"")
        };
        let read = manager.get(&path).await.body;
        let mut tx = world.db.write().await.unwrap();
        let words = |text: &str| kernel::Sensitive::new(text.to_owned());
        let anew = words("Under [[reference]]: other words.\n[[places]]\nPlease remove it and preserve the evidence. In good faith, [[answer-to]].");
        takedown::edit(&mut tx, &staff(Role::Analyst), &world.pack, letter, &anew, &words("why")).await.unwrap();
        tx.commit().await.unwrap();
        let release = format!("{path}/release");
        for seen in [version(&read), String::new()] {
            let refused = manager.post(&release, &[("version", &seen)]).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.body);
        }
        world.work().await;
        assert!(world.net.mails().is_empty());
        let read = manager.get(&path).await.body;
        assert!(read.contains("other words."));
        assert_eq!(manager.post(&release, &[("version", &version(&read))]).await.location(), path);
        world.work().await;
        assert!(String::from_utf8_lossy(&world.net.mails()[0].raw).contains("other words."));
    }

    async fn the_panel_says_what_is_to_be_done_and_its_forms_do_it(test: TestDb) {
        let world = world_with(&test, false, |_| {}).await;
        let case = world.acting(HOST).await;
        world.notify(case).await;
        world.watch(case).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let panel = |language: Language| {
            let (desk, analyst, world) = (&desk.desk, &analyst, &world);
            async move {
                let words = desk.catalogue.words(language);
                let mut tx = world.db.read().await.unwrap();
                takedown::panel(&mut tx, analyst.actor(), &world.pack, &words, "token", case)
                    .await
                    .unwrap()
                    .html
            }
        };
        let html = panel(Language::ENGLISH).await;
        assert!(html.contains("approve the contact") && html.contains("The next automatic check"));
        assert!(!panel(Language::KHMER).await.contains("To do"));
        world.approve(ABUSE).await;
        let html = panel(Language::ENGLISH).await;
        assert!(html.contains("the URLs did not travel"), "{html}");
        let notice = world.notices(case).await.remove(0);
        let at = |end: &str| format!("/notices/{}/{end}", notice.id);
        assert!(html.contains(&at("words")) && !html.contains(&at("withdraw")));
        let back = format!("/cases/{case}");
        assert_eq!(analyst.post(&at("handed-over"), &[]).await.location(), back);
        let blank = [("whose_name", ""), ("whose_address", ""), ("until", "")];
        let said = |says, text| [&[("says", says), ("text", text)][..], &blank].concat();
        let late = analyst.post(&at("words"), &said("more_time", "soon")).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.body.contains("until which day"), "{}", late.body);
        assert_eq!(analyst.post(&at("words"), &said("removed", "We took it down.")).await.location(), back);
        assert_eq!(analyst.post(&at("withdraw"), &[]).await.status, StatusCode::CONFLICT);
        let html = panel(Language::ENGLISH).await;
        assert!(html.contains("We took it down.") && html.contains("it is removed") && html.contains("Step 1 is due") && !html.contains("did not travel"));
        assert_eq!(world.notices(case).await[0].state, State::Acknowledged);

        let checks = format!("/cases/{case}/checks");
        assert_eq!(analyst.post(&checks, &[]).await.location(), back);
        test.clock.advance(std::time::Duration::from_secs(60));
        let unsaid = [("word", "access_disabled"), ("reason", "  ")];
        let asked = analyst.post(&format!("{checks}/own"), &unsaid).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asked.body.contains("Say how you know") && asked.body.contains(&format!("{checks}/own")));
        assert!(asked.body.contains("value=\"access_disabled\" checked"), "{}", asked.body);
        let own = [("word", "gone"), ("reason", "looked")];
        assert_eq!(analyst.post(&format!("{checks}/own"), &own).await.location(), back);
        let html = panel(Language::ENGLISH).await;
        assert!(html.contains("another person has to confirm"));
        // Whoever confirms has what came back before them, and neither the URL nor the host.
        assert!(html.contains("Evidence of the check of") && html.contains("Request 1"), "{html}");
        assert!(html.contains("content-type") && html.contains("127.40.0.10"), "{html}");
        assert!(!html.contains(HOST) && !html.contains("/p/17"), "{html}");
        let check = world.checks(case).await.pop().unwrap();
        let decide = format!("/checks/{}/decide", check.id);
        let same = [("word", "gone"), ("reason", "")];
        assert_eq!(analyst.post(&decide, &same).await.status, StatusCode::CONFLICT);
        let taken_back = [("word", "up"), ("reason", "")];
        let asked = analyst.post(&decide, &taken_back).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asked.body.contains("value=\"up\" checked") && asked.body.contains(&decide));
        let colleague = desk.sign_in(&[Role::Supervisor]).await;
        assert!(colleague.actor().may(Action::DecideCheck).is_ok());
        assert_eq!(colleague.post(&decide, &same).await.location(), back);
        assert_eq!(world.case(case).await.state, intake::State::Closed);
        let unknown = format!("/notices/{}/withdraw", check.id);
        assert_eq!(analyst.post(&unknown, &[]).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_draft_says_what_it_waits_for(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        world.hold(case, false).await;
        world.notify(case).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let html = || async {
            let words = desk.desk.catalogue.words(Language::ENGLISH);
            let mut tx = world.db.read().await.unwrap();
            let panel = takedown::panel(&mut tx, analyst.actor(), &world.pack, &words, "token", case);
            panel.await.unwrap().html
        };
        let both = html().await;
        assert!(both.contains("waits for its contact") && both.contains("approve the contact"));
        assert!(both.contains("The police ask to wait"));
        world.approve(ABUSE).await;
        let held = html().await;
        assert!(held.contains("waits for the police") && held.contains("The police ask to wait"));
        assert!(!held.contains("waits for its contact") && !held.contains("approve the contact"));
    }

    async fn the_words_of_a_page_are_watched_by_a_button_and_left_by_another(test: TestDb) {
        let world = world(&test).await;
        let case = world.acting(HOST).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let panel = |actor: identity::Actor| {
            let (desk, world) = (&desk.desk, &world);
            async move {
                let words = desk.catalogue.words(Language::ENGLISH);
                let mut tx = world.db.read().await.unwrap();
                let panel = takedown::panel(&mut tx, &actor, &world.pack, &words, "token", case).await;
                panel.unwrap().html
            }
        };
        let (mark, undo) = (format!("/cases/{case}/page"), format!("/cases/{case}/page/undo"));
        let html = panel(analyst.actor().clone()).await;
        assert!(html.contains(&format!("action=\"{mark}\"")) && !html.contains(&undo));
        assert!(!panel(manager.actor().clone()).await.contains(&mark));
        assert_eq!(manager.post(&mark, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(analyst.post(&mark, &[]).await.location(), format!("/cases/{case}"));
        let html = panel(analyst.actor().clone()).await;
        assert!(html.contains("have not been read yet") && html.contains(&undo));
        world.watch(case).await;
        assert!(panel(analyst.actor().clone()).await.contains("compared with those of"));
        assert_eq!(analyst.post(&undo, &[]).await.location(), format!("/cases/{case}"));
        assert!(panel(analyst.actor().clone()).await.contains("Watch the words of this page"));
    }
}
