//! When URLs may be seen.

use assessment::{Error, Judgement};
use identity::{Actor, Role};
use intake::Case;
use kernel::{Id, SystemEntropy};
use letterbox::Content;
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, case, claimed, classify_all, count, law, pack, recorded,
    report, staff, tell,
};
use crate::pages::{between, show_first};

/// Decides a case that this analyst holds and looks at, and releases it: it is acted on.
async fn act(test: &TestDb, actor: &Actor, case: Id<Case>) {
    classify_all(test, actor, case, BASELINE, &law("yes")).await;
    let mut tx = test.desk.write().await.unwrap();
    let viewing = assessment::open_viewing(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    let item = assessment::items(&mut tx, actor, case).await.unwrap()[0].id;
    let seen = assessment::reveal(&mut tx, actor, &pack(), viewing.id, item)
        .await
        .unwrap();
    let spelling = seen.spellings[0].id;
    assessment::choose_working(&mut tx, actor, case, item, spelling, true)
        .await
        .unwrap();
    assessment::decide(&mut tx, actor, case, &Judgement::default())
        .await
        .unwrap();
    assessment::release(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn a_url_is_seen_in_an_open_session_alone_and_each_look_is_recorded(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        report(&test, &["https://user:word@HOST-A.test/p/17?utm_source=x"]).await;
        let mut tx = test.desk.write().await.unwrap();
        let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
        let nowhere = assessment::reveal(&mut tx, &actor, &pack(), Id::random(&SystemEntropy), item.id).await;
        assert!(matches!(nowhere, Err(Error::NotFound)));
        let viewing = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        let again = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        assert_eq!(viewing, again);
        let revealed = assessment::reveal(&mut tx, &actor, &pack(), viewing.id, item.id).await.unwrap();
        assert_eq!(revealed.spellings.len(), 2);
        let place = (case, item.location.unwrap());
        let found = assessment::found_at(&mut tx, &actor, &[place]).await.unwrap();
        assert_eq!(found.last_seen(place), Some(tx.now()));
        assert!(revealed.spellings.iter().all(|spelling| !spelling.url.expose().contains("user")));
        // Once more is the same look; after it was hidden it is another.
        assessment::reveal(&mut tx, &actor, &pack(), viewing.id, item.id).await.unwrap();
        let (shown, _) = assessment::shown(&mut tx, &actor, viewing.id).await.unwrap().unwrap();
        assert_eq!(shown.id, item.id);
        assessment::hide(&mut tx, &actor, case).await.unwrap();
        assert!(assessment::shown(&mut tx, &actor, viewing.id).await.unwrap().is_none());
        assessment::reveal(&mut tx, &actor, &pack(), viewing.id, item.id).await.unwrap();
        let told = assessment::told(&mut tx, &actor, viewing.id, Some(1), None).await.unwrap();
        assert_eq!(told.len(), 2);
        let seen = assessment::viewing(&mut tx, &actor, case).await.unwrap().unwrap();
        assert_eq!(seen.reveals, 2);
        // Nobody else sees through it, and it is not theirs.
        let other = analyst();
        let theirs = assessment::reveal(&mut tx, &other, &pack(), viewing.id, item.id).await;
        assert!(matches!(theirs, Err(Error::NotHeld)));
        assert!(assessment::viewing(&mut tx, &other, case).await.unwrap().is_none());
        assessment::close_viewing(&mut tx, &actor, case).await.unwrap();
        let closed = assessment::reveal(&mut tx, &actor, &pack(), viewing.id, item.id).await;
        assert!(matches!(closed, Err(Error::ViewingEnded)));
        assert!(matches!(
            assessment::told(&mut tx, &actor, viewing.id, Some(1), None).await,
            Err(Error::ViewingEnded)
        ));
        tx.commit().await.unwrap();
        for (action, times) in [
            ("assessment.open_viewing", 1),
            ("assessment.reveal", 2),
            ("assessment.read_reports", 1),
            ("assessment.close_viewing", 1),
        ] {
            assert_eq!(recorded(&test.desk, case, action).await, times, "{action}");
        }
    }

    async fn a_session_ends_by_itself_and_with_the_claim(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
        let viewing = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        tx.commit().await.unwrap();
        test.clock.advance(pack().claims.viewing);
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &actor, &pack(), case).await.unwrap();
        let late = assessment::reveal(&mut tx, &actor, &pack(), viewing.id, item.id).await;
        assert!(matches!(late, Err(Error::ViewingEnded)), "{late:?}");
        let next = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        assert_ne!(next.id, viewing.id);
        assessment::hand_over(&mut tx, &actor, case).await.unwrap();
        let given_back = assessment::reveal(&mut tx, &actor, &pack(), next.id, item.id).await;
        assert!(matches!(given_back, Err(Error::NotHeld)));
        tx.commit().await.unwrap();
        let unclosed = "SELECT COUNT(*) AS value FROM assessment_viewing WHERE closed_at IS NULL";
        assert_eq!(count(&test.desk, unclosed).await, 0);
    }

    async fn nobody_views_what_they_do_not_hold(test: TestDb) {
        let waiting = case(&test, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let opened = assessment::open_viewing(&mut tx, &analyst(), &pack(), waiting).await;
        assert!(matches!(opened, Err(Error::NotHeld)));
    }

    async fn of_what_is_acted_on_nothing_else_is_seen(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::add_items(&mut tx, &actor, &pack(), case, "http://host-a.test/p/18\nhttp://host-a.test/p/19").await.unwrap();
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        let viewing = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        let seen = assessment::reveal(&mut tx, &actor, &pack(), viewing.id, items[1].id).await.unwrap();
        let spelling = seen.spellings[0].id;
        assessment::choose_working(&mut tx, &actor, case, items[1].id, spelling, true).await.unwrap();
        // While it is assessed each may be seen.
        assessment::reveal(&mut tx, &actor, &pack(), viewing.id, items[2].id).await.unwrap();
        for (item, chosen, answer) in [(0, BASELINE, "yes"), (1, BASELINE, "yes"), (2, NOT_ILLEGAL, "no")] {
            let (chosen, law) = (crate::house::answers(chosen), law(answer));
            assessment::classify(&mut tx, &actor, &pack(), &items[item], &chosen, &law).await.unwrap();
        }
        let seen = assessment::reveal(&mut tx, &actor, &pack(), viewing.id, items[0].id).await.unwrap();
        let spelling = seen.spellings[0].id;
        assessment::choose_working(&mut tx, &actor, case, items[0].id, spelling, true).await.unwrap();
        assessment::decide(&mut tx, &actor, case, &Judgement::default()).await.unwrap();
        assessment::release(&mut tx, &actor, &pack(), case).await.unwrap();
        let other = analyst();
        let viewing = assessment::open_viewing(&mut tx, &other, &pack(), case).await.unwrap();
        for item in &items[..2] {
            assessment::reveal(&mut tx, &other, &pack(), viewing.id, item.id).await.unwrap();
        }
        let more = assessment::reveal(&mut tx, &other, &pack(), viewing.id, items[2].id).await;
        assert!(matches!(more, Err(Error::NotFound)));
        tx.commit().await.unwrap();
        assert_eq!(recorded(&test.desk, case, "assessment.reveal").await, 5);
    }

    async fn what_is_acted_on_is_viewed_without_a_claim_counted_and_until_its_time(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
        let before = assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        tx.commit().await.unwrap();
        act(&test, &actor, case).await;

        let (first, second) = (analyst(), analyst());
        let mut tx = test.desk.write().await.unwrap();
        let ended = assessment::reveal(&mut tx, &actor, &pack(), before.id, item.id).await;
        assert!(matches!(ended, Err(Error::ViewingEnded)), "a session ends with its claim");
        let viewing = assessment::open_viewing(&mut tx, &first, &pack(), case).await.unwrap();
        let again = assessment::open_viewing(&mut tx, &first, &pack(), case).await.unwrap();
        assert_eq!(viewing, again);
        // Two people may hand over to two parties; neither sees through the other's session.
        let other = assessment::open_viewing(&mut tx, &second, &pack(), case).await.unwrap();
        assert_ne!(viewing.id, other.id);
        let theirs = assessment::reveal(&mut tx, &second, &pack(), viewing.id, item.id).await;
        assert!(matches!(theirs, Err(Error::ViewingEnded)));
        let revealed = assessment::reveal(&mut tx, &first, &pack(), viewing.id, item.id).await.unwrap();
        assert!(revealed.spellings[0].url.expose().ends_with("/p/17"));
        // What reporters told since is read here, for nobody holds the case.
        let told = assessment::told(&mut tx, &first, viewing.id, Some(1), None).await.unwrap();
        assert_eq!(told.len(), 1);
        assessment::close_viewing(&mut tx, &second, case).await.unwrap();
        let closed = assessment::reveal(&mut tx, &second, &pack(), other.id, item.id).await;
        assert!(matches!(closed, Err(Error::ViewingEnded)));
        let seen = assessment::viewing(&mut tx, &first, case).await.unwrap().unwrap();
        assert_eq!(seen.reveals, 1);
        tx.commit().await.unwrap();
        for (action, times) in [
            ("assessment.open_viewing", 3),
            ("assessment.reveal", 2),
            ("assessment.close_viewing", 2),
        ] {
            assert_eq!(recorded(&test.desk, case, action).await, times, "{action}");
        }

        test.clock.advance(pack().claims.viewing);
        let mut tx = test.desk.write().await.unwrap();
        let late = assessment::reveal(&mut tx, &first, &pack(), viewing.id, item.id).await;
        assert!(matches!(late, Err(Error::ViewingEnded)));
        assert!(assessment::viewing(&mut tx, &first, case).await.unwrap().is_none());
        // Once the case is closed there is nothing to hand over.
        let next = assessment::open_viewing(&mut tx, &first, &pack(), case).await.unwrap();
        let end = intake::Move::Close(intake::Outcome::Gone);
        intake::move_case(&mut tx, &first, case, end, "gone").await.unwrap();
        let after = assessment::reveal(&mut tx, &first, &pack(), next.id, item.id).await;
        assert!(matches!(after, Err(Error::NotHeld)));
        let opened = assessment::open_viewing(&mut tx, &first, &pack(), case).await;
        assert!(matches!(opened, Err(Error::NotHeld)));
    }

    async fn a_manager_does_not_view_what_is_acted_on(test: TestDb) {
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        act(&test, &actor, case).await;
        let manager = Actor::test_staff(Id::random(&SystemEntropy), &[Role::Manager]);
        let mut tx = test.desk.write().await.unwrap();
        let opened = assessment::open_viewing(&mut tx, &manager, &pack(), case).await;
        assert!(matches!(opened, Err(Error::Denied(_))));
    }

    /// A session is in the history that its viewer reads, and in no other: nobody adds up what a colleague looked at.
    async fn the_history_shows_each_their_own_viewing(test: TestDb) {
        let desk = crate::programs::desk(&test);
        let words = desk.desk.catalogue.words(kernel::Language::ENGLISH);
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::open_viewing(&mut tx, &actor, &pack(), case).await.unwrap();
        assessment::close_viewing(&mut tx, &actor, case).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let span = audit::Span { only: Some(audit::EventKind::Viewing), before: None, most: 10 };
        for (reader, events) in [(&actor, 2), (&staff(Role::Manager), 0), (&staff(Role::Supervisor), 0)] {
            let found = assessment::timeline(&mut tx, reader, &words, case, &span).await.unwrap();
            assert_eq!(found.len(), events);
        }
        let whole = audit::Span { only: None, ..span };
        let found = assessment::timeline(&mut tx, &staff(Role::Manager), &words, case, &whole).await.unwrap();
        let added: Vec<_> = found.iter().filter(|event| event.kind == audit::EventKind::Assessment).collect();
        assert_eq!(added.len(), 1);
        assert_eq!(added[0].who_id, actor.who().id);
    }

    async fn an_address_in_the_words_of_a_reporter_is_nothing_to_follow(test: TestDb) {
        let desk = crate::pages::desk(&test);
        let keys = letterbox::Receipt::draw(&SystemEntropy).keys(&kernel::Sensitive::new([7; 32]));
        let content = Content {
            urls: vec!["http://host-a.test/p/17".to_owned(), "look at http://host-b.test/q please".to_owned()],
            narrative: Some("I saw http://host-c.test/p/18 and www.host-d.test".to_owned()),
            reach: Some("a link in host-e.test/chat".to_owned()),
            ..Content::default()
        };
        let intake::Filed::Report(_, cases) = tell(&test, &keys, content).await else {
            panic!("the submission was not filed");
        };
        let Some(intake::Joined::Opened(case)) = cases.first().copied() else {
            panic!("no case was opened");
        };
        let question = Content { message: Some("Is http://host-f.test/p/19 gone?".to_owned()), ..Content::default() };
        tell(&test, &keys, question).await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        analyst.post(&at("/claim"), &[]).await;
        analyst.post(&at("/viewing"), &[]).await;
        let page = show_first(&analyst, case).await;
        for letter in 'b'..='f' {
            assert!(!page.contains(&format!("host-{letter}.test")), "{letter}: {page}");
            assert!(page.contains(&format!("host-{letter}[.]test")), "{letter}: {page}");
        }
        // Nor where a message to them is stopped because it holds one.
        let report = between(&page, "name=\"report\" value=\"", "\"").to_owned();
        let form = Id::<intake::Message>::random(&SystemEntropy).to_string();
        let fields = [("report", report.as_str()), ("form", form.as_str()), ("message", "See http://host-g.test/p/20")];
        let warned = analyst.post(&at("/message"), &fields).await;
        assert_eq!(warned.status, 422);
        let findings = between(&warned.body, "<div class=\"note caution\">\n<ul>", "</ul>");
        assert!(findings.contains("host-g[.]test") && !findings.contains("host-g.test"), "{findings}");
    }
}
