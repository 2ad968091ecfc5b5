//! Second opinions: when they are asked for, that they are blind, and what comes of them.

use assessment::{Error, Ground, Judgement, National, Side, Standing, Urgent, Why};
use identity::{Actor, Role};
use intake::{Case, State};
use kernel::{Id, Sensitive};
use store::testing::TestDb;

use crate::house::{
    BASELINE, NOT_ILLEGAL, RELEASES, analyst, case, count, job, law, member, prepared, recorded,
    release, staff, strict_pack,
};

const URGENT: &str = "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.urgent'";

fn noted(words: &str) -> Judgement {
    Judgement {
        note: Some(Sensitive::new(words.to_owned())),
        ..Judgement::default()
    }
}

async fn state(test: &TestDb, case: Id<Case>) -> State {
    let mut tx = test.desk.read().await.unwrap();
    intake::case(&mut tx, &job(), case).await.unwrap().state
}

async fn claim(test: &TestDb, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let mut tx = test.desk.write().await?;
    assessment::claim(&mut tx, actor, &strict_pack(|_| {}), case).await?;
    Ok(tx.commit().await?)
}

/// A case that waits for its second opinion, and who gave the first.
pub(crate) async fn asked(test: &TestDb, url: &str) -> (Id<Case>, Actor) {
    let (case, first) = (case(test, url).await, analyst());
    let yes = law("yes");
    prepared(test, &first, case, BASELINE, &yes, &noted("first words")).await;
    let state = release(test, &first, &strict_pack(|_| {}), case)
        .await
        .unwrap();
    assert_eq!(state, State::SecondOpinion);
    (case, first)
}

async fn settle(
    test: &TestDb,
    actor: &Actor,
    case: Id<Case>,
    side: Side,
    reason: &str,
) -> Result<State, Error> {
    let mut tx = test.desk.write().await?;
    let reason = Sensitive::new(reason.to_owned());
    let state =
        assessment::settle(&mut tx, actor, &strict_pack(|_| {}), case, side, &reason).await?;
    tx.commit().await?;
    Ok(state)
}

store::on_both! {
    async fn how_pressing_an_earlier_decision_made_it_no_list_tells_the_second_analyst(test: TestDb) {
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        let pack = strict_pack(|_| {});
        let mut tx = test.desk.write().await.unwrap();
        let earlier = intake::Decided { danger: true, youngest: None };
        intake::decided(&mut tx, &first, &pack, case, earlier).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(release(&test, &first, &pack, case).await.unwrap(), State::SecondOpinion);
        let mut tx = test.desk.read().await.unwrap();
        let listed = intake::case(&mut tx, &job(), case).await.unwrap();
        assert_ne!(listed.class, intake::Class::Danger);
    }

    async fn agreement_releases_and_nothing_leaves_before(test: TestDb) {
        let (case, first) = asked(&test, "http://host-a.test/p/17").await;
        assert_eq!(count(&test.desk, RELEASES).await, 0);
        // Never the one who decided; whoever else may.
        assert!(matches!(claim(&test, &first, case).await, Err(Error::OwnDecision)));
        let second = analyst();
        claim(&test, &second, case).await.unwrap();
        assert_eq!(state(&test, case).await, State::SecondOpinion);
        prepared(&test, &second, case, BASELINE, &law("yes"), &noted("other words")).await;
        let released = release(&test, &second, &strict_pack(|_| {}), case).await.unwrap();
        assert_eq!(released, State::Acting);
        assert_eq!(count(&test.desk, RELEASES).await, 1);
        let mut tx = test.desk.read().await.unwrap();
        let opinion = assessment::opinion(&mut tx, &first, case).await.unwrap().unwrap();
        assert_eq!((opinion.standing, opinion.why), (Standing::Agreed, Why::Rule));
        assert!(opinion.differences.is_empty());
        // What counts is the first's.
        let decision = assessment::decision(&mut tx, &second, case).await.unwrap().unwrap();
        assert_eq!(Some(decision.staff), first.staff_id());
        let note = assessment::note(&mut tx, &second, &decision).await.unwrap().unwrap();
        assert_eq!(note.expose(), "first words");
    }

    async fn the_second_analyst_is_blind(test: TestDb) {
        let (case, first) = asked(&test, "http://host-a.test/p/17").await;
        let second = analyst();
        claim(&test, &second, case).await.unwrap();
        let passer_by = analyst();
        let mut tx = test.desk.read().await.unwrap();
        let item = assessment::items(&mut tx, &second, case).await.unwrap()[0];
        for blind in [&second, &passer_by] {
            assert!(assessment::is_blind(&mut tx, blind, case).await.unwrap());
            assert!(assessment::decision(&mut tx, blind, case).await.unwrap().is_none());
            assert!(assessment::assessment(&mut tx, blind, item.id).await.unwrap().is_none());
            assert!(assessment::assessments(&mut tx, blind, item.id).await.unwrap().is_empty());
            assert!(assessment::opinion(&mut tx, blind, case).await.unwrap().is_none());
        }
        // Neither do lists and counts tell of it.
        let lines = assessment::item_lines(&mut tx, &second, case, 0).await.unwrap();
        assert!(lines.iter().all(|line| line.ruling.is_none()));
        assert_eq!(assessment::item_counts(&mut tx, &second, case).await.unwrap().classified, 0);
        assert_eq!(assessment::item_counts(&mut tx, &first, case).await.unwrap().classified, 1);
        // The first, a manager who assesses nothing, and the jobs see what counts.
        for seeing in [&first, &staff(Role::Manager), &job()] {
            assert!(assessment::decision(&mut tx, seeing, case).await.unwrap().is_some());
            assert!(assessment::assessment(&mut tx, seeing, item.id).await.unwrap().is_some());
        }
        drop(tx);
        prepared(&test, &second, case, NOT_ILLEGAL, &law("no"), &noted("other words")).await;
        let mut tx = test.desk.read().await.unwrap();
        let own = assessment::decision(&mut tx, &second, case).await.unwrap().unwrap();
        assert_eq!(own.ruling.national_result, National::NotIllegal);
        // A second who gives up leaves nothing to the next, and the first sees nothing of it.
        for other in [&first, &passer_by, &job()] {
            let seen = assessment::assessments(&mut tx, other, item.id).await.unwrap();
            assert!(seen.iter().all(|one| Some(one.staff) == first.staff_id()), "{seen:?}");
        }
        drop(tx);
        // Items stand: both opinions are of the same.
        let mut tx = test.desk.write().await.unwrap();
        let url = "http://host-b.test/p/18";
        let pack = strict_pack(|_| {});
        let added = assessment::add_item(&mut tx, &second, &pack, case, assessment::Kind::Image, url).await;
        assert!(matches!(added, Err(Error::ItemsStand)));
        let pasted = assessment::add_items(&mut tx, &second, &pack, case, url).await;
        assert!(matches!(pasted, Err(Error::ItemsStand)));
    }

    async fn a_trainee_decides_first_and_never_gives_the_second_opinion(test: TestDb) {
        let trainee = member(&test, "sokha", true).await;
        let hand = async |from: &Actor, case: Id<Case>, to: &Actor| -> Result<(), Error> {
            let mut tx = test.desk.write().await?;
            let (pack, to) = (strict_pack(|_| {}), to.staff_id().unwrap());
            assessment::hand_over_to(&mut tx, from, &pack, case, to).await?;
            Ok(tx.commit().await?)
        };
        // A first decision may be handed to them: what they decide is looked over.
        let (first, one) = (analyst(), case(&test, "http://host-a.test/p/16").await);
        claim(&test, &first, one).await.unwrap();
        hand(&first, one, &trainee).await.unwrap();
        prepared(&test, &trainee, one, BASELINE, &law("yes"), &noted("words")).await;
        let free = strict_pack(|pack| {
            pack.second_opinion.classes.clear();
            pack.second_opinion.trainees = true;
        });
        assert_eq!(release(&test, &trainee, &free, one).await.unwrap(), State::SecondOpinion);

        let (other, _) = asked(&test, "http://host-a.test/p/17").await;
        assert!(matches!(claim(&test, &trainee, other).await, Err(Error::Trainee)));
        let second = analyst();
        claim(&test, &second, other).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let holder = assessment::holder(&mut tx, &job(), other).await.unwrap().unwrap();
        assert_eq!(Some(holder.staff), second.staff_id());
    }

    async fn the_second_analyst_assesses_many_alike(test: TestDb) {
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        let claimed = assessment::Selection { items: Vec::new(), positions: Some((1, 3)) };
        let mut tx = test.desk.write().await.unwrap();
        let pack = strict_pack(|_| {});
        assessment::claim(&mut tx, &first, &pack, case).await.unwrap();
        assessment::add_items(&mut tx, &first, &pack, case, "http://host-a.test/p/18\nhttp://host-a.test/p/19").await.unwrap();
        tx.commit().await.unwrap();
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        assert_eq!(release(&test, &first, &pack, case).await.unwrap(), State::SecondOpinion);
        let second = analyst();
        claim(&test, &second, case).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        // What the first classified is no model for the second.
        let alike = assessment::classify_alike(&mut tx, &second, &pack, case, &claimed, 1, None).await;
        assert!(matches!(alike, Err(Error::NoModel)));
        let item = assessment::items(&mut tx, &second, case).await.unwrap()[0];
        let chosen = crate::house::answers(BASELINE);
        assessment::classify(&mut tx, &second, &pack, &item, &chosen, &law("yes")).await.unwrap();
        assert_eq!(assessment::classify_alike(&mut tx, &second, &pack, case, &claimed, 1, None).await.unwrap(), 2);
        assert_eq!(assessment::choose_only(&mut tx, &second, case, &claimed, true).await.unwrap(), 3);
        assessment::decide(&mut tx, &second, case, &Judgement::default()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(release(&test, &second, &pack, case).await.unwrap(), State::Acting);
        let mut tx = test.desk.read().await.unwrap();
        for item in assessment::items(&mut tx, &job(), case).await.unwrap() {
            let made = assessment::assessments(&mut tx, &job(), item.id).await.unwrap();
            assert_eq!(made.len(), 1, "what the second made stands beside");
            assert_eq!(Some(made[0].staff), first.staff_id());
        }
    }

    async fn the_only_address_tells_nothing_of_what_the_first_picked(test: TestDb) {
        // Beside the reported place one that is written in two ways, and one in a way that looks personal.
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        for url in ["http://host-a.test/p/18", "http://host-a.test/p/18#top"] {
            crate::house::report(&test, &[url]).await;
        }
        let pack = strict_pack(|_| {});
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &first, &pack, case).await.unwrap();
        let more = "http://host-a.test/p/18\nhttp://host-a.test/u/name@mail.example";
        assessment::add_items(&mut tx, &first, &pack, case, more).await.unwrap();
        tx.commit().await.unwrap();
        // The first picks all three.
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        assert_eq!(release(&test, &first, &pack, case).await.unwrap(), State::SecondOpinion);
        let second = analyst();
        claim(&test, &second, case).await.unwrap();
        let all = assessment::Selection { items: Vec::new(), positions: Some((1, 3)) };
        let only = async |confirmed: bool| {
            let mut tx = test.desk.write().await.unwrap();
            let picked = assessment::choose_only(&mut tx, &second, case, &all, confirmed).await.unwrap();
            tx.commit().await.unwrap();
            picked
        };
        assert_eq!(only(false).await, 1, "neither what looks personal nor what the first chose among two");
        assert_eq!(only(true).await, 1);
        assert_eq!(only(true).await, 0);
        // What the second picked themselves stands.
        let mut tx = test.desk.write().await.unwrap();
        let viewing = assessment::open_viewing(&mut tx, &second, &pack, case).await.unwrap();
        let item = assessment::items(&mut tx, &second, case).await.unwrap()[1];
        let seen = assessment::reveal(&mut tx, &second, &pack, viewing.id, item.id).await.unwrap();
        assert_eq!((seen.spellings.len(), seen.working), (2, None));
        let other = seen.spellings[1].id;
        assessment::choose_working(&mut tx, &second, case, item.id, other, true).await.unwrap();
        assert_eq!(assessment::choose_only(&mut tx, &second, case, &all, true).await.unwrap(), 0);
        let seen = assessment::reveal(&mut tx, &second, &pack, viewing.id, item.id).await.unwrap();
        assert_eq!(seen.working, Some(other), "their own pick is shown to them");
        tx.commit().await.unwrap();
    }

    async fn what_two_see_differently_a_third_settles(test: TestDb) {
        for (number, side, calls) in [(1, Side::First, 1), (2, Side::Second, 1)] {
            let (case, first) = asked(&test, &format!("http://host-a.test/p/{number}")).await;
            let second = staff(Role::Supervisor);
            prepared(&test, &second, case, NOT_ILLEGAL, &law("no"), &noted("other words")).await;
            let pack = strict_pack(|_| {});
            assert_eq!(release(&test, &second, &pack, case).await.unwrap(), State::SecondOpinion);
            assert!(matches!(claim(&test, &analyst(), case).await, Err(Error::Unsettled)));
            let mut tx = test.desk.read().await.unwrap();
            let waiting = assessment::to_settle(&mut tx, &staff(Role::Analyst), case).await.unwrap();
            assert!(waiting.is_some());
            drop(tx);
            // Neither of the two settles it, nor whoever may not.
            for (actor, expected) in [(&second, "own"), (&first, "denied"), (&staff(Role::Manager), "denied")] {
                let error = settle(&test, actor, case, side, "word").await.unwrap_err();
                let found = if matches!(error, Error::OwnDecision) { "own" } else { "denied" };
                assert_eq!(found, expected, "{error}");
            }
            let third = staff(Role::Supervisor);
            assert!(matches!(settle(&test, &third, case, side, " ").await, Err(Error::NoReason)));
            let mut tx = test.desk.read().await.unwrap();
            let (opinion, [one, other]) = assessment::both(&mut tx, &third, case).await.unwrap();
            let (pairs, next) = assessment::pairs_after(&mut tx, &third, &opinion, 0, 100).await.unwrap();
            assert_eq!(next, None);
            assert_eq!(opinion.differences, ["articles", "inhope_class", "national_result", "age", "gender", "reason", "virtual_content"]);
            assert_eq!((one.ruling.national_result, other.ruling.national_result), (National::Illegal, National::NotIllegal));
            assert_eq!(pairs.len(), 1);
            drop(tx);
            let state = settle(&test, &third, case, side, "the law asks for more").await.unwrap();
            let expected = if side == Side::First { State::Acting } else { State::Closed };
            assert_eq!(state, expected);
            assert_eq!(count(&test.desk, RELEASES).await, calls);
            let mut tx = test.desk.read().await.unwrap();
            let counts = assessment::decision(&mut tx, &job(), case).await.unwrap().unwrap();
            let chosen = if side == Side::First { &first } else { &second };
            assert_eq!(Some(counts.staff), chosen.staff_id());
            let item = assessment::items(&mut tx, &job(), case).await.unwrap()[0];
            let made = assessment::assessment(&mut tx, &job(), item.id).await.unwrap().unwrap();
            assert_eq!(Some(made.staff), chosen.staff_id());
            let opinion = assessment::opinion(&mut tx, &first, case).await.unwrap().unwrap();
            let how = assessment::settled(&mut tx, &first, &opinion).await.unwrap().unwrap();
            assert_eq!((how.side, how.reason.expose().as_str()), (side, "the law asks for more"));
            drop(tx);
            assert_eq!(recorded(&test.desk, case, "assessment.settle").await, 1);
        }
    }

    async fn what_nobody_can_give_or_settle_a_supervisor_withdraws(test: TestDb) {
        let (case, first) = asked(&test, "http://host-a.test/p/17").await;
        let second = staff(Role::Supervisor);
        prepared(&test, &second, case, NOT_ILLEGAL, &law("no"), &noted("other words")).await;
        assert_eq!(release(&test, &second, &strict_pack(|_| {}), case).await.unwrap(), State::SecondOpinion);
        assert!(settle(&test, &second, case, Side::First, "word").await.is_err());
        let withdraw = async |actor: &Actor, reason: &str| -> Result<(), Error> {
            let mut tx = test.desk.write().await?;
            let reason = Sensitive::new(reason.to_owned());
            assessment::withdraw_opinion(&mut tx, actor, case, &reason).await?;
            Ok(tx.commit().await?)
        };
        assert!(matches!(withdraw(&first, "word").await, Err(Error::Denied(_))));
        assert!(matches!(withdraw(&second, " ").await, Err(Error::NoReason)));
        withdraw(&second, "nobody else is here").await.unwrap();
        assert_eq!(state(&test, case).await, State::Waiting);
        assert_eq!(count(&test.desk, RELEASES).await, 0);
        assert!(matches!(withdraw(&second, "again").await, Err(Error::NotFound)));
        // It is assessed anew, and may be asked of anybody again.
        claim(&test, &first, case).await.unwrap();
        assert_eq!(release(&test, &first, &strict_pack(|_| {}), case).await.unwrap(), State::SecondOpinion);
        claim(&test, &analyst(), case).await.unwrap();
    }

    async fn while_a_colleague_assesses_nobody_who_may_be_asked_sees_what_they_find(test: TestDb) {
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        prepared(&test, &first, case, BASELINE, &law("yes"), &noted("first words")).await;
        let mut tx = test.desk.read().await.unwrap();
        let item = assessment::items(&mut tx, &first, case).await.unwrap()[0];
        for (actor, sees) in [(&first, true), (&analyst(), false), (&staff(Role::Supervisor), false), (&staff(Role::Manager), true), (&job(), true)] {
            assert_eq!(assessment::decision(&mut tx, actor, case).await.unwrap().is_some(), sees);
            assert_eq!(assessment::assessment(&mut tx, actor, item.id).await.unwrap().is_some(), sees);
            let lines = assessment::item_lines(&mut tx, actor, case, 0).await.unwrap();
            assert_eq!(lines[0].ruling.is_some(), sees);
        }
    }

    async fn what_was_half_made_is_for_whoever_holds_the_case_or_did_last(test: TestDb) {
        let (case, maker) = (case(&test, "http://host-a.test/p/17").await, analyst());
        let pack = strict_pack(|_| {});
        prepared(&test, &maker, case, BASELINE, &law("yes"), &noted("words")).await;
        let hand_over = async |actor: &Actor| {
            test.clock.advance(std::time::Duration::from_mins(1));
            let mut tx = test.desk.write().await.unwrap();
            assessment::hand_over(&mut tx, actor, case).await.unwrap();
            tx.commit().await.unwrap();
        };
        let sees = async |actor: &Actor| {
            let mut tx = test.desk.read().await.unwrap();
            assessment::decision(&mut tx, actor, case).await.unwrap().is_some()
        };
        hand_over(&maker).await;
        let (reader, supervisor, taker) = (analyst(), staff(Role::Supervisor), analyst());
        assert_eq!((sees(&maker).await, sees(&reader).await, sees(&supervisor).await), (true, false, false));
        // Whoever takes it sees what was made of it, gives it back, and gives no second opinion on it.
        claim(&test, &taker, case).await.unwrap();
        assert_eq!((sees(&taker).await, sees(&maker).await), (true, false));
        hand_over(&taker).await;
        assert_eq!((sees(&taker).await, sees(&maker).await), (true, false));
        test.clock.advance(std::time::Duration::from_mins(1));
        prepared(&test, &maker, case, BASELINE, &law("yes"), &noted("words")).await;
        assert_eq!(release(&test, &maker, &pack, case).await.unwrap(), State::SecondOpinion);
        assert!(matches!(claim(&test, &taker, case).await, Err(Error::OwnDecision)));
        // The supervisor saw nothing, and may.
        claim(&test, &supervisor, case).await.unwrap();
        assert!(!sees(&supervisor).await);
        // It is withdrawn while they hold it: they know no more than before.
        let mut tx = test.desk.write().await.unwrap();
        let reason = Sensitive::new("word".to_owned());
        assessment::withdraw_opinion(&mut tx, &staff(Role::Supervisor), case, &reason).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((sees(&maker).await, sees(&supervisor).await, sees(&taker).await), (true, false, false));
    }

    async fn whoever_held_a_case_before_anything_was_made_of_it_may_give_the_second_opinion(test: TestDb) {
        let (case, early) = (case(&test, "http://host-a.test/p/17").await, analyst());
        claim(&test, &early, case).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        assessment::hand_over(&mut tx, &early, case).await.unwrap();
        tx.commit().await.unwrap();
        let first = analyst();
        prepared(&test, &first, case, BASELINE, &law("yes"), &noted("words")).await;
        assert_eq!(release(&test, &first, &strict_pack(|_| {}), case).await.unwrap(), State::SecondOpinion);
        claim(&test, &early, case).await.unwrap();
        // Once it is released everybody sees it, and a part in what was before is none in what comes after.
        prepared(&test, &early, case, BASELINE, &law("yes"), &noted("words")).await;
        assert_eq!(release(&test, &early, &strict_pack(|_| {}), case).await.unwrap(), State::Acting);
        let mut tx = test.desk.read().await.unwrap();
        assert!(assessment::decision(&mut tx, &analyst(), case).await.unwrap().is_some());
    }

    async fn whoever_has_a_second_opinion_in_hand_is_told_that_it_was_withdrawn(test: TestDb) {
        let (case, _) = asked(&test, "http://host-a.test/p/17").await;
        let second = analyst();
        claim(&test, &second, case).await.unwrap();
        let mut tx = test.desk.write().await.unwrap();
        let reason = Sensitive::new("word".to_owned());
        assessment::withdraw_opinion(&mut tx, &staff(Role::Supervisor), case, &reason).await.unwrap();
        let told = assessment::lapsed(&mut tx, &second).await.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].case, told[0].at, told[0].why), (case, tx.now(), assessment::Ended::OpinionWithdrawn));
    }

    async fn a_second_analyst_has_nobody_told_at_once(test: TestDb) {
        let (case, _) = asked(&test, "http://host-a.test/p/17").await;
        let second = analyst();
        let danger = Judgement { danger: true, ..Judgement::default() };
        prepared(&test, &second, case, BASELINE, &law("yes"), &danger).await;
        let mut tx = test.desk.write().await.unwrap();
        let urgent = Urgent { ground: Ground::Danger, reason: Sensitive::new("word".to_owned()) };
        let told = assessment::release_urgent(&mut tx, &second, &strict_pack(|_| {}), case, &urgent).await;
        assert!(matches!(told, Err(Error::Unready(assessment::Unready::NotTheFirst))));
    }

    async fn an_urgent_decision_reaches_the_police_before(test: TestDb) {
        let (case, first) = (case(&test, "http://host-a.test/p/17").await, analyst());
        let danger = Judgement { danger: true, ..Judgement::default() };
        prepared(&test, &first, case, BASELINE, &law("yes"), &Judgement::default()).await;
        let pack = strict_pack(|_| {});
        let urge = async |ground: Ground, reason: &str| -> Result<State, Error> {
            let mut tx = test.desk.write().await?;
            let reason = Sensitive::new(reason.to_owned());
            let urgent = Urgent { ground, reason };
            let state = assessment::release_urgent(&mut tx, &first, &pack, case, &urgent).await?;
            tx.commit().await?;
            Ok(state)
        };
        for ground in [Ground::Danger, Ground::VictimAtHome, Ground::SuspectAtHome] {
            let refused = urge(ground, "word").await;
            assert!(matches!(refused, Err(Error::Unready(assessment::Unready::NotUrgent))), "{ground:?} is not what was decided");
        }
        assert!(matches!(urge(Ground::Danger, "").await, Err(Error::NoReason)));
        prepared(&test, &first, case, BASELINE, &law("yes"), &danger).await;
        let another = urge(Ground::VictimAtHome, "word").await;
        assert!(matches!(another, Err(Error::Unready(assessment::Unready::NotUrgent))), "each ground stands for itself");
        assert_eq!(urge(Ground::Danger, "a neutral reason").await.unwrap(), State::SecondOpinion);
        assert_eq!((count(&test.desk, URGENT).await, count(&test.desk, RELEASES).await), (1, 0));
        assert_eq!(recorded(&test.desk, case, "assessment.release_urgent").await, 1);
        let mut tx = test.desk.read().await.unwrap();
        let opinion = assessment::opinion(&mut tx, &first, case).await.unwrap().unwrap();
        assert_eq!((opinion.urgent, opinion.urgent_by), (Some(Ground::Danger), first.staff_id()));
        let why = assessment::urgent_reason(&mut tx, &first, &opinion).await.unwrap().unwrap();
        assert_eq!(why.expose(), "a neutral reason");
        let told = assessment::told_urgently(&mut tx, &job(), opinion.decision).await.unwrap();
        assert_eq!(told, Some(opinion.decision));
    }

    async fn a_trainee_has_nobody_told_at_once_unless_the_pack_says_so(test: TestDb) {
        let (case, trainee) = (case(&test, "http://host-a.test/p/17").await, member(&test, "sokha", true).await);
        let victim = assessment::AtHome { victim: true, suspect: false };
        let judgement = Judgement { at_home: victim, ..noted("words") };
        prepared(&test, &trainee, case, BASELINE, &law("yes"), &judgement).await;
        let urge = async |pack: &pack::Pack| -> Result<State, Error> {
            let mut tx = test.desk.write().await?;
            let urgent = Urgent { ground: Ground::VictimAtHome, reason: Sensitive::new("word".to_owned()) };
            let state = assessment::release_urgent(&mut tx, &trainee, pack, case, &urgent).await?;
            tx.commit().await?;
            Ok(state)
        };
        let refused = urge(&strict_pack(|_| {})).await;
        assert!(matches!(refused, Err(Error::Unready(assessment::Unready::StillLearning))), "{refused:?}");
        let lets = strict_pack(|pack| pack.second_opinion.trainees_may_urge = true);
        assert_eq!(urge(&lets).await.unwrap(), State::SecondOpinion);
    }

    async fn the_pack_says_when_one_is_asked_for(test: TestDb) {
        let mut number = 0;
        let mut released = async |chosen: &[(&str, &str)], answer: &str, url: Option<&str>, pack: &pack::Pack| {
            number += 1;
            let url = url.map_or_else(|| format!("http://host-c.test/p/{number}"), str::to_owned);
            let (case, first) = (case(&test, &url).await, analyst());
            prepared(&test, &first, case, chosen, &law(answer), &Judgement::default()).await;
            (case, release(&test, &first, pack, case).await.unwrap())
        };
        let none = strict_pack(|pack| pack.second_opinion.classes.clear());
        assert_eq!(released(BASELINE, "yes", None, &none).await.1, State::Acting);
        let all = strict_pack(|pack| { pack.second_opinion.classes.clear(); pack.second_opinion.share = 100; });
        assert_eq!(released(BASELINE, "yes", None, &all).await.1, State::SecondOpinion);
        let national = strict_pack(|pack| {
            pack.second_opinion.classes.clear();
            pack.second_opinion.national_results = vec!["not_illegal".to_owned()];
        });
        assert_eq!(released(NOT_ILLEGAL, "no", None, &national).await.1, State::SecondOpinion);
        assert_eq!(released(BASELINE, "yes", None, &national).await.1, State::Acting);
        // The same place came to something else before: with the same answer again nothing is asked.
        let known = strict_pack(|pack| { pack.second_opinion.classes.clear(); pack.second_opinion.known_answer = true; });
        let place = Some("http://host-d.test/p/1");
        assert_eq!(released(NOT_ILLEGAL, "no", place, &known).await.1, State::Closed);
        assert_eq!(released(NOT_ILLEGAL, "no", place, &known).await.1, State::Closed);
        let (case, state) = released(BASELINE, "yes", place, &known).await;
        assert_eq!(state, State::SecondOpinion);
        let mut tx = test.desk.read().await.unwrap();
        let opinion = assessment::opinion(&mut tx, &staff(Role::Manager), case).await.unwrap().unwrap();
        assert_eq!(opinion.why, Why::KnownAnswer);
    }
}
