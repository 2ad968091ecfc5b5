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
            &[("question", "category"), ("category", "sexual_bullying")],
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
        assert_eq!(told(2).category.as_deref(), Some("sexual_bullying"));
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
            ("own", "It is not your fault", "1280"),
        ] {
            let draw = site.draw().await;
            let pressed = [("state", draw.as_str()), ("door", ""), ("urls", "typed before"), ("go", door)];
            let page = site.form("/en/correct", &pressed).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains(words) && page.body.contains("typed before"), "{}", page.body);
            assert!(!page.body.contains("role=\"alert\""), "nothing is wrong with a door");
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

    async fn what_is_urgent_stays_so_although_its_page_was_open_for_too_long(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let door = site.form("/en/correct", &[("state", &draw), ("urls", ""), ("go", "danger")]).await.body;
        let (old, name) = (field(&door, "state"), field(&door, "door"));
        site.test.clock.advance(std::time::Duration::from_hours(96));
        let long = "http://host-a.test/p/17\n".repeat(30_000);
        for (urls, status) in [(URL, 422), (long.as_str(), 413)] {
            let fields = [("state", old.as_str()), ("door", name.as_str()), ("urls", urls)];
            let again = site.form("/en/report", &fields).await;
            assert_eq!(again.status, status);
            assert!(again.body.contains("Call first"), "{}", again.body);
            let state = field(&again.body, "state");
            let fields = [("state", state.as_str()), ("urls", URL)];
            assert_eq!(site.form("/en/report", &fields).await.status, 200);
        }
        let opened = site.opened().await;
        assert!(opened.len() == 2 && opened.iter().all(|one| one.content.danger));
    }

    async fn a_page_of_a_report_that_arrived_never_says_that_nothing_was_sent(test: TestDb) {
        let site = Site::open(test).await;
        let (state, _) = reported(&site).await;
        let form = site.form("/en/correct", &[("state", &state)]).await.body;
        let (state, sent) = (field(&form, "state"), field(&form, "sent"));
        site.test.clock.advance(std::time::Duration::from_hours(96));
        let fields = [("state", state.as_str()), ("sent", sent.as_str()), ("urls", URL)];
        let page = site.form("/en/report", &fields).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("has arrived") && !page.body.contains("nothing has been sent"), "{}", page.body);
    }

    async fn a_correction_of_a_correction_is_taken_again(test: TestDb) {
        let site = Site::open(test).await;
        let (mut state, _) = reported(&site).await;
        for contact in ["first", "second", "first"] {
            site.test.clock.advance(std::time::Duration::from_secs(1));
            let told = [("state", state.as_str()), ("question", "contact"), ("contact", contact), ("go", "stay")];
            let page = site.form("/en/more", &told).await;
            // Pressed twice it is one.
            site.form("/en/more", &told).await;
            state = field(&page.body, "state");
        }
        let opened = site.opened().await;
        let told: Vec<_> = opened.iter().skip(1).map(|one| one.content.contact.as_deref().unwrap()).collect();
        assert_eq!(told, ["first", "first", "second", "second", "first", "first"]);
        assert_eq!(opened[1].id, opened[2].id);
        assert_eq!(opened[5].id, opened[6].id);
        assert_ne!(opened[1].id, opened[5].id, "the desk would keep the second");
        assert_eq!(opened[3].content.cleared, ["contact"]);
    }

    async fn an_answer_that_is_emptied_is_taken_back(test: TestDb) {
        let site = Site::open(test).await;
        let (state, _) = reported(&site).await;
        let told = [("state", state.as_str()), ("question", "when"), ("seen", "today"), ("reach", "my name"), ("go", "stay")];
        let state = field(&site.form("/en/more", &told).await.body, "state");
        let told = [("state", state.as_str()), ("question", "when"), ("seen", "today"), ("reach", ""), ("go", "stay")];
        let state = field(&site.form("/en/more", &told).await.body, "state");
        let told = [("state", state.as_str()), ("question", "when"), ("go", "stay")];
        site.form("/en/more", &told).await;
        let opened = site.opened().await;
        assert_eq!(opened.len(), 4);
        assert!(opened[1].content.cleared.is_empty());
        assert_eq!(opened[2].content.cleared, ["reach"]);
        assert_eq!(opened[2].content.seen.as_deref(), Some("today"));
        assert_eq!(opened[3].content.cleared, ["seen"]);
    }

    async fn no_after_yes_is_told_and_stays_urgent_and_the_page_says_so(test: TestDb) {
        let site = Site::open(test).await;
        let (state, _) = reported(&site).await;
        let no = "value=\"no\" checked";
        let answer = async |state: &str, danger: &str| {
            site.test.clock.advance(std::time::Duration::from_secs(1));
            let fields = [("state", state), ("question", "danger"), ("danger", danger), ("go", "stay")];
            site.form("/en/more", &fields).await.body
        };
        let page = answer(&state, "no").await;
        assert!(page.contains(no) && !page.contains("stays marked"), "{page}");
        let page = answer(&field(&page, "state"), "yes").await;
        assert!(page.contains("value=\"yes\" checked") && page.contains("tel:1288"), "{page}");
        let page = answer(&field(&page, "state"), "no").await;
        assert!(page.contains(no) && page.contains("stays marked as urgent"), "{page}");
        let page = answer(&field(&page, "state"), "").await;
        assert!(page.contains("stays marked as urgent") && !page.contains(no), "{page}");
        let told: Vec<_> = site.opened().await.into_iter().skip(1).map(|one| one.content.clone()).collect();
        let told: Vec<_> = told.iter().map(|one| (one.danger, one.no_danger, one.cleared.len())).collect();
        assert_eq!(told, [(false, true, 0), (true, false, 1), (false, true, 0), (false, false, 1)]);
    }

    async fn the_receipt_can_be_read_in_another_language(test: TestDb) {
        let site = Site::open(test).await;
        let (state, receipt) = reported(&site).await;
        let page = site.form("/km/taken", &[("state", &state), ("go", "stay")]).await;
        assert_eq!((page.status, page.receipt()), (200, receipt.clone()));
        assert!(page.body.contains("<html lang=\"km\"") && page.body.contains("formaction=\"/en/taken\""));
        assert!(page.body.contains("formaction=\"/km/correct\""), "the questions are still offered");
        let last = [("state", state.as_str()), ("question", "words"), ("go", "done")];
        let last = site.form("/km/more", &last).await.body;
        assert!(last.contains("formaction=\"/en/taken\""), "{last}");
        let (state, done) = (field(&last, "state"), field(&last, "done"));
        let page = site.form("/en/taken", &[("state", &state), ("done", &done)]).await;
        assert_eq!(page.receipt(), receipt);
        assert!(page.body.contains("All you told us has arrived"), "{}", page.body);
        assert_eq!(site.rows().await.len(), 1);
    }

    async fn work_that_was_proven_once_serves_all_that_follows(test: TestDb) {
        let site = Site::open(test).await;
        let form = site.get("/en/").await.body;
        let draw = field(&form, "state");
        let proof = crate::client::solved(&form);
        let fields = [("state", draw.as_str()), ("urls", URL), ("proof", proof.as_str())];
        let taken = site.form("/en/report", &fields).await;
        let state = field(&taken.body, "state");
        let told = [("state", state.as_str()), ("question", "words"), ("narrative", "word")];
        let page = site.form("/en/more", &told).await;
        assert!(!page.body.contains("data-proof-challenge"), "done once, it is not asked for again");
        // Whoever comes back with the receipt is offered it once more.
        let page = site.form("/en/receipt", &[("receipt", &taken.receipt())]).await.body;
        let (state, proof) = (field(&page, "state"), crate::client::solved(&page));
        let said = [("state", state.as_str()), ("proof", proof.as_str()), ("do", "look")];
        let page = site.form("/en/account", &said).await.body;
        let said = [("state", &*field(&page, "state")), ("do", "message"), ("message", "word")].map(|(n, v)| (n, v.to_owned()));
        let said = said.each_ref().map(|(name, value)| (*name, value.as_str()));
        site.form("/en/account", &said).await;
        let opened = site.opened().await;
        assert_eq!(opened.len(), 3);
        assert!(opened.iter().all(|one| one.signals.proof), "{:?}", opened[1].signals);
        // Without any, a question offers it.
        let (state, _) = reported(&site).await;
        let page = site.form("/en/more", &[("state", &state)]).await.body;
        assert!(page.contains("data-proof-challenge"));
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
