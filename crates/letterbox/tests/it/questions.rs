//! What follows the address: questions, each answer added under the same receipt, and the doors to the form.

use crate::client::{Site, field, without_state};

const URL: &str = "http://host-a.test/p/17";

/// Sends the address. The state of the page that follows, and the receipt.
async fn reported(site: &Site) -> (String, String) {
    let draw = site.draw().await;
    let taken = site
        .form("/en/report", &[("state", &draw), ("urls", URL)])
        .await;
    (field(&taken.body, "state"), taken.receipt())
}

store::on_both! {
    async fn every_answer_is_added_at_once_and_leaving_loses_nothing(test: TestDb) {
        let site = Site::open(test).await;
        let (mut state, receipt) = reported(&site).await;
        let answers: [&[(&str, &str)]; 6] = [
            &[("question", "danger"), ("danger", "yes")],
            &[("question", "category"), ("category", "not_sure")],
            &[("question", "where"), ("found_on", "forum"), ("shown_as", "video"), ("shown_as", "image")],
            &[("question", "when"), ("seen", "today"), ("reach", "press <twice>")],
            &[("question", "words"), ("narrative", "a\r\nword")],
            &[("question", "contact"), ("contact", "word"), ("feedback", "1")],
        ];
        for (number, answer) in answers.iter().enumerate() {
            let fields = [&[("state", state.as_str()), ("go", "next")], *answer].concat();
            let page = site.form("/en/more", &fields).await;
            assert_eq!(page.status, 200, "{}", page.body);
            assert_eq!(site.rows().await.len(), number + 2, "durable before the next page");
            // A second press of the same button adds nothing: it is the same submission.
            site.form("/en/more", &fields).await;
            let opened = site.opened().await;
            assert_eq!(opened.last().unwrap().id, opened[opened.len() - 2].id);
            let mut tx = site.test.letterbox.write().await.unwrap();
            tx.execute(
                "DELETE FROM letterbox_submission WHERE seq = (SELECT MAX(seq) FROM letterbox_submission)",
                store::values![],
            ).await.unwrap();
            tx.commit().await.unwrap();
            state = field(&page.body, "state");
            assert_eq!(page.body.contains("1288"), number < 5 || page.body.contains("class=\"numbers\""));
            if number == 5 {
                assert_eq!(page.receipt(), receipt, "the last page shows the receipt again");
            }
        }
        let opened = site.opened().await;
        assert_eq!(opened.len(), 7);
        assert!(opened.iter().all(|one| one.lookup_id == opened[0].lookup_id));
        let told = |number: usize| &opened[number].content;
        assert_eq!(told(0).urls, [URL]);
        assert!(told(1).danger && told(1).urls.is_empty());
        assert_eq!(told(2).category.as_deref(), Some("not_sure"));
        assert_eq!(told(3).found_on.as_deref(), Some("forum"));
        assert_eq!(told(3).shown_as, ["image", "video"]);
        assert_eq!(told(4).reach.as_deref(), Some("press <twice>"));
        assert_eq!(told(5).narrative.as_deref(), Some("a\nword"));
        assert_eq!((told(6).contact.as_deref(), told(6).feedback), (Some("word"), Some(true)));
    }

    async fn an_empty_answer_stores_nothing_and_going_back_shows_what_was_said(test: TestDb) {
        let site = Site::open(test).await;
        let (state, _) = reported(&site).await;
        let fields = [("state", state.as_str()), ("question", "category"), ("category", "")];
        let page = site.form("/en/more", &fields).await;
        assert_eq!(site.rows().await.len(), 1);
        let state = field(&page.body, "state");
        let fields = [("state", state.as_str()), ("question", "where"), ("found_on", "game"), ("go", "back")];
        let page = site.form("/en/more", &fields).await;
        assert_eq!(site.rows().await.len(), 2);
        assert!(page.body.contains("name=\"category\""), "{}", page.body);
        let state = field(&page.body, "state");
        let fields = [("state", state.as_str()), ("question", "category"), ("go", "next")];
        let page = site.form("/en/more", &fields).await;
        assert!(page.body.contains("value=\"game\" checked"), "{}", page.body);
        assert_eq!(site.rows().await.len(), 2, "what was said before is not said again");
        let state = field(&page.body, "state");
        let khmer = [("state", state.as_str()), ("question", "where"), ("found_on", "game"), ("go", "stay")];
        let page = site.form("/km/more", &khmer).await;
        assert!(page.body.contains("<html lang=\"km\"") && page.body.contains("value=\"game\" checked"));
    }

    async fn a_child_in_danger_and_an_own_picture_are_marked_from_their_doors(test: TestDb) {
        let site = Site::open(test).await;
        for (door, words, first) in [
            ("danger", "Call first", "1288"),
            ("mine", "It is not your fault", "1280"),
        ] {
            let page = site.get(&format!("/en/{door}")).await;
            assert!(page.body.contains(words), "{}", page.body);
            let (called, form) = (page.body.find("tel:").unwrap(), page.body.find("<textarea").unwrap());
            assert!(called < form);
            assert!(page.body[called..].starts_with(&format!("tel:{first}")));
            let state = field(&page.body, "state");
            let wrong = site.form("/en/report", &[("state", &state), ("urls", "word")]).await;
            assert!(wrong.body.contains(words), "a slip does not lead out of the door");
            let state = field(&wrong.body, "state");
            let taken = site.form("/en/report", &[("state", &state), ("urls", URL)]).await;
            assert!(taken.body.contains("tel:1288"));
        }
        let opened = site.opened().await;
        assert!(opened[0].content.danger && !opened[0].content.own_picture);
        assert!(opened[1].content.own_picture && !opened[1].content.danger);
    }

    async fn without_an_address_there_are_numbers_to_call(test: TestDb) {
        let site = Site::open(test).await;
        let page = site.get("/en/no-address").await;
        assert!(page.body.contains("tel:1288") && page.body.contains("tel:1280"));
        assert!(page.body.contains("do not search"));
    }

    async fn a_program_that_fills_in_everything_is_noted_and_not_refused(test: TestDb) {
        let site = Site::open(test).await;
        let state = site.draw().await;
        site.test.clock.advance(std::time::Duration::from_secs(17));
        let fields = [("state", state.as_str()), ("urls", URL), ("subject", "word")];
        assert_eq!(site.form("/en/report", &fields).await.status, 200);
        let signals = site.opened().await[0].signals;
        assert!(signals.trap);
        assert_eq!(signals.seconds, Some(17));
        assert!(site.get("/en/").await.body.contains("class=\"trap\" aria-hidden=\"true\""));
    }

    async fn the_receipt_is_saved_as_a_text_that_names_nobody(test: TestDb) {
        let site = Site::open(test).await;
        let (state, receipt) = reported(&site).await;
        let saved = site.form("/km/note.txt", &[("state", &state)]).await;
        assert!(saved.head.contains("content-type: text/plain"));
        assert!(saved.head.contains("attachment; filename=\"note.txt\""));
        assert_eq!(saved.body.lines().next().unwrap().replace('-', ""), receipt);
        assert_eq!(saved.body.lines().count(), 2);
        assert_eq!(site.form("/km/note.txt", &[("state", "word")]).await.status, 400);
    }

    async fn an_old_question_leads_to_the_receipt_and_says_nothing_is_lost(test: TestDb) {
        let site = Site::open(test).await;
        let (state, _) = reported(&site).await;
        site.test.clock.advance(std::time::Duration::from_hours(96));
        let fields = [("state", state.as_str()), ("question", "words"), ("narrative", "word")];
        let page = site.form("/en/more", &fields).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("nothing of it is lost") && page.body.contains("name=\"receipt\""));
        let page = site.form("/en/account", &[("state", &state), ("do", "look")]).await;
        assert!(page.body.contains("Nothing is lost"));
        assert_eq!(without_state(&page.body), page.body, "no state of another receipt");
    }
}
