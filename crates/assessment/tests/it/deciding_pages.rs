//! Deciding, releasing, taking back and settling through HTTP: nothing typed is lost, and each answer is clear.

use std::sync::Arc;

use assessment::Judgement;
use axum::http::StatusCode;
use identity::testing::TestDesk;
use identity::{Actor, Desk, Role};
use intake::{Case, State};
use kernel::Id;
use pack::Pack;
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, analyst, case, job, law, member, prepared, release, strict_pack,
};
use crate::pages::{between, panel, to_case};

pub(crate) fn desk(test: &TestDb, pack: Pack) -> TestDesk {
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    let plain = TestDesk::new(test, axum::Router::new(), &words);
    let desk = Desk {
        pack: Arc::new(pack),
        ..plain.desk.clone()
    };
    let pages = assessment::routes().route("/panel/{id}", axum::routing::get(panel));
    TestDesk::over(desk, pages)
}

async fn state(test: &TestDb, case: Id<Case>) -> State {
    let mut tx = test.desk.read().await.unwrap();
    intake::case(&mut tx, &job(), case).await.unwrap().state
}

async fn first_opinion(test: &TestDb, actor: &Actor, case: Id<Case>) {
    prepared(
        test,
        actor,
        case,
        BASELINE,
        &law("yes"),
        &Judgement::default(),
    )
    .await;
    release(test, actor, &strict_pack(|_| {}), case)
        .await
        .unwrap();
}

store::on_both! {
    async fn whoever_decides_again_begins_with_what_was_decided(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let case = case(&test, "http://host-a.test/p/17").await;
        let judgement = Judgement {
            danger: true,
            at_home: assessment::AtHome { victim: true, suspect: false },
            note: Some(kernel::Sensitive::new("neutral words of http://host-a.test/p/17".to_owned())),
            ..Judgement::default()
        };
        let form = async || {
            let page = analyst.get(&format!("/panel/{case}")).await.body;
            let (_, form) = page.split_once(&format!("action=\"/cases/{case}/decision\"")).unwrap();
            form.split("</form>").next().unwrap().to_owned()
        };
        let danger = "name=\"danger\" type=\"checkbox\" value=\"yes\" checked";
        prepared(&test, analyst.actor(), case, BASELINE, &law("yes"), &judgement).await;
        // Its items are classified anew: it is decided again.
        crate::house::classify_all(&test, analyst.actor(), case, BASELINE, &law("yes")).await;
        let again = form().await;
        assert!(again.contains(danger) && again.contains("neutral words of"), "{again}");
        assert!(!again.contains("http://host-a.test"), "{again}");
        // What was taken back stands there too.
        assert_eq!(analyst.post(&format!("/cases/{case}/undo"), &[]).await.status, StatusCode::SEE_OTHER);
        let again = form().await;
        assert!(again.contains(danger) && again.contains("neutral words of"), "{again}");
        // A colleague who takes the case up begins with what stands, which is nothing.
        analyst.post(&format!("/cases/{case}/hand-over"), &[]).await;
        let other = desk.sign_in(&[Role::Analyst]).await;
        other.post(&format!("/cases/{case}/claim"), &[]).await;
        assert!(!other.get(&format!("/panel/{case}")).await.body.contains(danger));
    }

    async fn many_items_are_settled_page_by_page_and_nothing_typed_is_lost(test: TestDb) {
        let pack = strict_pack(|_| {});
        let desk = desk(&test, pack.clone());
        let (case, first, second) = (case(&test, "http://host-a.test/p/1").await, analyst(), analyst());
        let all = assessment::Selection { items: Vec::new(), positions: Some((1, 251)) };
        for (person, chosen, answer) in [(&first, BASELINE, "yes"), (&second, NOT_ILLEGAL, "no")] {
            let mut tx = test.desk.write().await.unwrap();
            assessment::claim(&mut tx, person, &pack, case).await.unwrap();
            if answer == "yes" {
                let lines: Vec<_> = (2..=251).map(|number| format!("http://host-a.test/p/{number}")).collect();
                assessment::add_items(&mut tx, person, &pack, case, &lines.join("\n")).await.unwrap();
            }
            let item = assessment::items(&mut tx, person, case).await.unwrap()[0];
            let chosen = crate::house::answers(chosen);
            assessment::classify(&mut tx, person, &pack, &item, &chosen, &law(answer)).await.unwrap();
            assessment::classify_alike(&mut tx, person, &pack, case, &all, 1, None).await.unwrap();
            assessment::choose_only(&mut tx, person, case, &all, true).await.unwrap();
            assessment::decide(&mut tx, person, case, &Judgement::default()).await.unwrap();
            tx.commit().await.unwrap();
            release(&test, person, &pack, case).await.unwrap();
        }
        let supervisor = desk.sign_in(&[Role::Supervisor]).await;
        let at = format!("/cases/{case}/settle");
        let mut page = supervisor.get(&at).await.body;
        let mut seen = Vec::new();
        let items = |page: &str| -> Vec<String> {
            page.split("<h2 id=\"item-").skip(1).map(|rest| between(rest, ">", "<").to_owned()).collect()
        };
        let press = |page: &str, name: &str| {
            let button = page.split("name=\"after\"").find(|rest| rest.split("</button>").next().unwrap().contains(name));
            button.map(|rest| between(rest, "value=\"", "\"").to_owned())
        };
        let typed = [("side", "second"), ("reason", "typed <words>")];
        for _ in 0..10 {
            seen.extend(items(&page));
            let Some(later) = press(&page, "Items behind") else { break };
            let answer = supervisor.post(&at, &[&typed[..], &[("after", later.as_str())]].concat()).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            page = answer.body;
            assert!(page.contains("typed &#60;words&#62;</textarea>") && page.contains("value=\"second\" checked"), "{page}");
        }
        assert_eq!(seen.len(), 251);
        assert_eq!(seen.iter().collect::<std::collections::BTreeSet<_>>().len(), 251);
        assert!(page.contains("201 to 251 of 251"), "{page}");
        // Back, and a slip there stays there.
        let earlier = press(&page, "Items before").unwrap();
        let answer = supervisor.post(&at, &[("after", &earlier)]).await;
        assert!(answer.body.contains("101 to 200 of 251"), "{}", answer.body);
        let slip = supervisor.post(&at, &[("side", "second"), ("reason", " "), ("at", &earlier)]).await;
        assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(slip.body.contains("101 to 200 of 251"), "{}", slip.body);
        assert_eq!(state(&test, case).await, State::SecondOpinion, "nothing was settled on the way");
        assert_eq!(supervisor.post(&at, &[("after", "word")]).await.status, StatusCode::BAD_REQUEST);
        to_case(&supervisor, &at, &typed, case).await;
        assert_eq!(state(&test, case).await, State::Closed);
    }

    async fn why_the_police_are_told_at_once_stands_with_the_decision(test: TestDb) {
        let pack = strict_pack(|pack| { pack.second_opinion.classes.clear(); pack.second_opinion.share = 0; });
        let desk = desk(&test, pack);
        let (case, analyst) = (case(&test, "http://host-a.test/p/17").await, desk.sign_in(&[Role::Analyst]).await);
        let at_home = assessment::AtHome { victim: true, suspect: false };
        let victim = Judgement { at_home, ..Judgement::default() };
        prepared(&test, analyst.actor(), case, BASELINE, &law("yes"), &victim).await;
        let urgent = [("urgent", "yes"), ("ground", "victim_at_home"), ("reason", "neutral <words>")];
        to_case(&analyst, &format!("/cases/{case}/release"), &urgent, case).await;
        assert_eq!(state(&test, case).await, State::Acting);
        let page = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(page.contains("A victim is in this country") && page.contains("neutral &#60;words&#62;"), "{page}");
        let mut tx = test.desk.read().await.unwrap();
        let sealed: (Vec<u8>,) = tx.one("SELECT reason AS value FROM assessment_urgent", Vec::new()).await.unwrap();
        assert!(!String::from_utf8_lossy(&sealed.0).contains("neutral"));
    }

    async fn the_names_of_a_hand_over_tell_nothing_of_a_first_opinion(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let first = member(&test, "vanna", false).await;
        member(&test, "sokha", true).await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        for (number, second) in [(1, false), (2, true)] {
            let case = case(&test, &format!("http://host-a.test/p/{number}")).await;
            if second {
                first_opinion(&test, &first, case).await;
            }
            to_case(&analyst, &format!("/cases/{case}/claim"), &[], case).await;
            let page = analyst.get(&format!("/panel/{case}")).await.body;
            // Who had a part in the first, or is still learning, is told by nobody who is missing: whoever is named, a second
            // opinion goes to the queue.
            assert!(page.contains(">sokha</option>") && page.contains(">vanna</option>"), "{page}");
        }
    }

    async fn a_lapsed_claim_loses_no_typed_text(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let case = case(&test, "http://host-a.test/p/17").await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        let typed = [("note", "typed <words>"), ("danger", "yes")];
        // Not claimed, or not any more.
        let kept = analyst.post(&at("/decision"), &typed).await;
        assert_eq!(kept.status, 409);
        assert!(kept.body.contains("typed &#60;words&#62;"), "{}", kept.body);
        assert!(kept.body.contains("name=\"danger\" type=\"checkbox\" value=\"yes\" checked"));
        assert!(kept.body.contains("Claim it to go on"), "{}", kept.body);
        // Not ready.
        analyst.post(&at("/claim"), &[]).await;
        let kept = analyst.post(&at("/decision"), &typed).await;
        assert!(kept.status == 409 && kept.body.contains("typed &#60;words&#62;"));
        let long = "a".repeat(assessment::NOTE_LIMIT + 1);
        prepared(&test, analyst.actor(), case, BASELINE, &law("yes"), &Judgement::default()).await;
        let kept = analyst.post(&at("/decision"), &[("note", &long)]).await;
        assert!(kept.status == 409 && kept.body.contains(&long));
        let remit = [("note", "typed"), ("out_of_remit", "yes")];
        let kept = analyst.post(&at("/decision"), &remit).await;
        assert!(kept.status == 409 && kept.body.contains("\ntyped</textarea>"), "{}", kept.body);
        // What is said of the urgency is kept too.
        let urgent = [("urgent", "yes"), ("ground", "danger"), ("reason", "typed why")];
        let kept = analyst.post(&at("/release"), &urgent).await;
        assert!(kept.status == 409 && kept.body.contains("typed why"), "no child is in danger: {}", kept.body);
        let kept = analyst.post(&at("/release"), &[("urgent", "yes"), ("reason", "typed why")]).await;
        assert!(kept.status == 409 && kept.body.contains("typed why"));
        assert_eq!(state(&test, case).await, State::Assessing);

        // A classification after the lease ran out is shown again as it was chosen.
        let item = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::items(&mut tx, analyst.actor(), case).await.unwrap()[0].id
        };
        analyst.post(&at("/hand-over"), &[]).await;
        let chosen = [("classification", "not_illegal"), ("reason", "adult")];
        let kept = analyst.post(&at(&format!("/items/{item}/assessment")), &chosen).await;
        assert_eq!(kept.status, 422);
        assert!(kept.body.contains("value=\"not_illegal\" checked"), "{}", kept.body);
        assert!(kept.body.contains("Claim it to go on"));
    }

    async fn a_form_that_is_older_than_what_stands_supersedes_nothing_unseen(test: TestDb) {
        let desk = desk(&test, strict_pack(|pack| pack.second_opinion.classes.clear()));
        let case = case(&test, "http://host-a.test/p/17").await;
        let (one, two) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let at = |end: &str| format!("/cases/{case}{end}");
        let version = |page: &str| between(page, "name=\"version\" value=\"", "\"").to_owned();
        one.post(&at("/claim"), &[]).await;
        let item = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::items(&mut tx, one.actor(), case).await.unwrap()[0].id
        };
        let classify = at(&format!("/items/{item}/assessment"));
        let seen = version(&one.get(&classify).await.body);
        let decided = version(&one.get(&format!("/panel/{case}")).await.body);
        // Meanwhile a colleague has it, classifies and decides, and gives it back.
        one.post(&at("/hand-over"), &[]).await;
        let judgement = Judgement { note: Some(kernel::Sensitive::new("their words".to_owned())), ..Judgement::default() };
        prepared(&test, two.actor(), case, BASELINE, &law("yes"), &judgement).await;
        two.post(&at("/hand-over"), &[]).await;
        one.post(&at("/claim"), &[]).await;

        let mut fields: Vec<_> = law("no").into_iter().map(|(key, no)| (format!("law_{key}"), no)).collect();
        fields.extend(NOT_ILLEGAL.iter().map(|(key, option)| ((*key).to_owned(), (*option).to_owned())));
        fields.push(("why".to_owned(), "neutral words".to_owned()));
        let send = async |version: &str| {
            let fields = fields.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            let fields: Vec<_> = fields.chain([("version", version)]).collect();
            one.post(&classify, &fields).await
        };
        let stale = send(&seen).await;
        assert_eq!(stale.status, 422);
        assert!(stale.body.contains("was assessed since you opened") && stale.body.contains("Baseline"), "{}", stale.body);
        assert!(stale.body.contains("value=\"not_illegal\" checked"), "{}", stale.body);

        let typed = [("version", decided.as_str()), ("note", "my words")];
        let stale = one.post(&at("/decision"), &typed).await;
        assert_eq!(stale.status, 409);
        assert!(stale.body.contains("my words</textarea>") && stale.body.contains("their words"), "{}", stale.body);
        let release = one.post(&at("/release"), &[("version", &decided)]).await;
        assert!(release.status == 409 && release.body.contains("Nothing was released"), "{}", release.body);
        assert_eq!(state(&test, case).await, State::Assessing);
        // Having seen it, they may.
        let now = version(&one.get(&classify).await.body);
        assert_eq!(send(&now).await.location(), at(""));
        assert_eq!(one.post(&at("/decision"), &typed).await.status, 409);
        let now = version(&one.get(&format!("/panel/{case}")).await.body);
        let typed = [("version", now.as_str()), ("note", "my words")];
        to_case(&one, &at("/decision"), &typed, case).await;
    }

    async fn what_is_taken_back_is_what_the_reason_is_about(test: TestDb) {
        let free = strict_pack(|pack| pack.second_opinion.classes.clear());
        let desk = desk(&test, free.clone());
        let case = case(&test, "http://host-a.test/p/17").await;
        let (analyst, supervisor) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Supervisor]).await);
        let at = |end: &str| format!("/cases/{case}{end}");
        let version = |page: &str| between(page, "name=\"version\" value=\"", "\"").to_owned();
        let decided = async |chosen, answer| {
            prepared(&test, analyst.actor(), case, chosen, &law(answer), &Judgement::default()).await;
            release(&test, analyst.actor(), &free, case).await.unwrap();
        };
        decided(BASELINE, "yes").await;
        let first = version(&supervisor.get(&at("/reopen")).await.body);
        // Meanwhile it is taken back, decided anew and released.
        to_case(&analyst, &at("/reopen"), &[("version", first.as_str()), ("reason", "a slip")], case).await;
        decided(BASELINE, "yes").await;
        let kept = supervisor.post(&at("/reopen"), &[("version", &first), ("reason", "typed <words>")]).await;
        assert_eq!(kept.status, 422);
        assert!(kept.body.contains("another one stands") && kept.body.contains("typed &#60;words&#62;"), "{}", kept.body);
        assert_eq!(state(&test, case).await, State::Acting);
        let now = version(&kept.body);
        assert_ne!(now, first);
        to_case(&supervisor, &at("/reopen"), &[("version", now.as_str()), ("reason", "typed")], case).await;
        assert_eq!(state(&test, case).await, State::Assessing);
    }

    async fn whoever_lost_a_case_claims_it_and_decides_with_what_they_typed(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let (analyst, other) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Analyst]).await);
        let case = case(&test, "http://host-a.test/p/17").await;
        prepared(&test, analyst.actor(), case, BASELINE, &law("yes"), &Judgement::default()).await;
        let give_back = async || {
            let mut tx = test.desk.write().await.unwrap();
            assessment::hand_over(&mut tx, analyst.actor(), case).await.unwrap();
            tx.commit().await.unwrap();
        };
        give_back().await;
        // As many letters of three bytes as a note may have.
        let note = "\u{1780}".repeat(assessment::NOTE_LIMIT);
        let decide = async |more: &[(&str, &str)]| {
            let fields = [("danger", "yes"), ("note", &note)];
            analyst.post(&format!("/cases/{case}/decision"), &[&fields[..], more].concat()).await
        };
        let refused = decide(&[]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        for part in ["role=\"alert\"", "Claim the case and decide", &note] {
            assert!(refused.body.contains(part), "{part}: {}", refused.body);
        }
        assert!(!refused.body.contains("id=\"note-error\""), "the note is not what is wrong");
        assert_eq!(decide(&[("claim", "yes")]).await.status, StatusCode::SEE_OTHER);
        let decided = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::decision(&mut tx, analyst.actor(), case).await.unwrap().unwrap()
        };
        assert!(decided.danger);
        // Unless a colleague has it by now.
        give_back().await;
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, other.actor(), &strict_pack(|_| {}), case).await.unwrap();
        tx.commit().await.unwrap();
        let refused = decide(&[("claim", "yes")]).await;
        assert!(refused.status == StatusCode::CONFLICT && refused.body.contains(&note), "{}", refused.body);
        // Who released it meanwhile: nobody claims it any more, and what was typed stands there.
        release(&test, other.actor(), &strict_pack(|pack| { pack.second_opinion.classes.clear(); pack.second_opinion.share = 0; }), case)
            .await
            .unwrap();
        for more in [&[][..], &[("claim", "yes")]] {
            let refused = decide(more).await;
            assert!(refused.status == StatusCode::CONFLICT && refused.body.contains(&note), "{}", refused.body);
            assert!(!refused.body.contains("Claim the case and decide"), "{}", refused.body);
        }
    }

    async fn the_second_opinion_that_is_withdrawn_is_the_one_that_was_read(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        let supervisor = desk.sign_in(&[Role::Supervisor]).await;
        let at = format!("/cases/{case}/withdraw-opinion");
        let version = |page: &str| between(page, "name=\"version\" value=\"", "\"").to_owned();
        first_opinion(&test, &first, case).await;
        let seen = version(&supervisor.get(&at).await.body);
        to_case(&supervisor, &at, &[("version", seen.as_str()), ("reason", "nobody is here")], case).await;
        first_opinion(&test, &first, case).await;
        let kept = supervisor.post(&at, &[("version", &seen), ("reason", "typed <words>")]).await;
        assert_eq!(kept.status, 422);
        assert!(kept.body.contains("another one was asked for") && kept.body.contains("typed &#60;words&#62;"), "{}", kept.body);
        assert_eq!(state(&test, case).await, State::SecondOpinion);
        let now = version(&kept.body);
        to_case(&supervisor, &at, &[("version", now.as_str()), ("reason", "typed")], case).await;
        assert_eq!(state(&test, case).await, State::Waiting);
    }

    async fn undo_is_offered_for_its_time_and_answers_clearly_after(test: TestDb) {
        let desk = desk(&test, strict_pack(|pack| pack.second_opinion.classes.clear()));
        let case = case(&test, "http://host-a.test/p/17").await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        let offered = async |visitor: &identity::testing::Visitor| {
            visitor.get(&format!("/panel/{case}")).await.body.contains("/undo\"")
        };
        prepared(&test, analyst.actor(), case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
        assert!(offered(&analyst).await, "a decision can be taken back");
        assert_eq!(analyst.post(&at("/release"), &[]).await.location(), at(""));
        assert_eq!(state(&test, case).await, State::Closed);
        let page = analyst.get(&format!("/panel/{case}")).await.body;
        assert!(page.contains("Nothing has left yet") && page.contains("10 seconds"), "{page}");
        let other = desk.sign_in(&[Role::Analyst]).await;
        assert!(!offered(&other).await);
        let twice = analyst.post(&at("/release"), &[]).await;
        assert!(twice.status == 409 && twice.body.contains("Nothing was done twice"), "{}", twice.body);
        assert_eq!(analyst.post(&at("/undo"), &[]).await.location(), at(""));
        assert_eq!(state(&test, case).await, State::Assessing);
        let late = analyst.post(&at("/undo"), &[]).await;
        assert!(late.status == 409 && late.body.contains("too late"), "{}", late.body);
        analyst.post(&at("/release"), &[]).await;
        test.clock.advance(std::time::Duration::from_secs(10));
        assert!(!offered(&analyst).await);
        assert_eq!(analyst.post(&at("/undo"), &[]).await.status, 409);
        let manager = desk.sign_in(&[Role::Manager]).await;
        assert_eq!(manager.post(&at("/undo"), &[]).await.status, 404);
    }

    async fn a_supervisor_settles_on_a_page_with_both(test: TestDb) {
        let desk = desk(&test, strict_pack(|_| {}));
        let case = case(&test, "http://host-a.test/p/17").await;
        let (first, second) = (analyst(), analyst());
        first_opinion(&test, &first, case).await;
        let at = |end: &str| format!("/cases/{case}{end}");
        let supervisor = desk.sign_in(&[Role::Supervisor]).await;
        assert_eq!(supervisor.get(&at("/settle")).await.status, 404, "there is nothing to settle yet");
        prepared(&test, &second, case, NOT_ILLEGAL, &law("no"), &Judgement::default()).await;
        release(&test, &second, &strict_pack(|_| {}), case).await.unwrap();

        let page = supervisor.get(&format!("/panel/{case}")).await.body;
        assert!(page.contains(&at("/settle")) && !page.contains("/claim\""), "{page}");
        let page = supervisor.get(&at("/settle")).await;
        for side in ["First opinion", "Second opinion", "Baseline", "Not illegal"] {
            assert!(page.body.contains(side), "{side}: {}", page.body);
        }
        let other = desk.sign_in(&[Role::Analyst]).await;
        assert_eq!(other.get(&at("/settle")).await.status, 404);
        assert_eq!(other.post(&at("/settle"), &[("side", "first"), ("reason", "word")]).await.status, 404);
        let kept = supervisor.post(&at("/settle"), &[("reason", "typed why")]).await;
        assert!(kept.status == 422 && kept.body.contains("typed why"));
        let kept = supervisor.post(&at("/settle"), &[("side", "second")]).await;
        assert!(kept.status == 422 && kept.body.contains("value=\"second\" checked"));
        let done = supervisor.post(&at("/settle"), &[("side", "second"), ("reason", "why")]).await;
        assert_eq!(done.location(), at(""));
        assert_eq!(state(&test, case).await, State::Closed);
        let page = supervisor.get(&format!("/panel/{case}")).await.body;
        assert!(page.contains("settled by a supervisor") && page.contains("/undo\""), "{page}");
    }

    async fn who_may_not_sees_no_case(test: TestDb) {
        let case = case(&test, "http://host-a.test/p/17").await;
        let desk = desk(&test, crate::house::pack());
        let one = desk.sign_in(&[Role::Analyst]).await;
        to_case(&one, &format!("/cases/{case}/claim"), &[], case).await;
        to_case(&one, &format!("/cases/{case}/hand-over"), &[], case).await;
        to_case(&one, &format!("/cases/{case}/claim"), &[], case).await;

        let two = desk.sign_in(&[Role::Analyst]).await;
        let late = two.post(&format!("/cases/{case}/claim"), &[]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(two.get(&format!("/panel/{case}")).await.body.contains("Another analyst holds"));

        let manager = desk.sign_in(&[Role::Manager]).await;
        assert_eq!(manager.get("/queue?state=assessing").await.status, StatusCode::OK);
        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(administrator.get("/queue").await.status, StatusCode::FORBIDDEN);
        for person in [&manager, &administrator] {
            for path in ["claim", "extend", "hand-over", "viewing", "viewing/close", "decision", "release"] {
                let answer = person.post(&format!("/cases/{case}/{path}"), &[]).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            }
            assert_eq!(person.get(&format!("/cases/{case}/viewing")).await.status, StatusCode::NOT_FOUND);
        }
        // The list of items shows no address: whoever reads assessments reads it.
        let items = format!("/cases/{case}/items");
        assert_eq!(manager.get(&items).await.status, StatusCode::OK);
        assert_eq!(administrator.get(&items).await.status, StatusCode::NOT_FOUND);
        let stranger = desk.visitor().get("/queue").await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    }
}
