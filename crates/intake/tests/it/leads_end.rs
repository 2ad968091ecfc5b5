//! How leads end, and what comes between: an address, a withdrawal, a flood, anything in any order.

use std::collections::BTreeSet;

use intake::{Became, Class, LeadReason, LeadState};
use proptest::prelude::*;

use super::leads::{
    POLICE, SAME, URL, act, answered, at, close, drawn, listed, named, only, outcomes, refer, step,
    take, tell, withdrawal, words,
};
use super::{Content, Filed, Joined, Pack, analyst, file, keys, pack, submit};

store::on_both! {
    async fn an_address_told_later_joins_a_case_and_takes_the_lead_with_it(test: TestDb) {
        let (waiting, taken, actor) = (keys(), keys(), analyst());
        tell(&test, &waiting, Content { danger: true, ..named("group 17") }).await;
        let first = only(&test).await;
        let Filed::Report(report, cases) = file(&test, &submit(&test, &waiting, at(URL))).await else { panic!() };
        assert_eq!(report, first.report);
        let Joined::Opened(case) = cases[0] else { panic!("no case was opened") };
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(intake::case(&mut tx, &actor, case).await.unwrap().class, Class::Danger);
        let told = intake::told(&mut tx, &actor, case, Some(1), None).await.unwrap().remove(0);
        assert_eq!(told.told[0].content.lead.as_deref(), Some("group 17"));
        drop(tx);
        assert_eq!(only(&test).await.state, LeadState::Closed);
        let became = outcomes(&test, &actor, first.id).await.remove(0);
        assert_eq!((became.became, became.staff), (Became::Closed(LeadReason::Address), None));
        // Nobody is told that anything is finished, and more words are read with the case.
        assert_eq!(answered(&test, &waiting).await, [step("received")]);
        tell(&test, &waiting, words("neutral words")).await;
        assert_eq!(only(&test).await.state, LeadState::Closed);

        // Out of somebody's hands nothing is taken; given back, it goes the same way.
        let report = tell(&test, &taken, named("group 18")).await;
        let second = listed(&test, LeadState::Waiting).await.remove(0);
        take(&test, &actor, second.id).await.unwrap();
        tell(&test, &taken, at(URL)).await;
        assert_eq!(listed(&test, LeadState::Taken).await.len(), 1);
        let read = act(&test, async |tx| intake::lead_told(tx, &actor, second.id).await).await.unwrap();
        assert!(read.told.told.iter().all(|one| one.content.urls.is_empty()), "no address outside a viewing session");
        let mut tx = test.desk.read().await.unwrap();
        assert_eq!(intake::cases_of_report(&mut tx, &actor, report).await.unwrap()[0].0, case);
        drop(tx);
        act(&test, async |tx| intake::give_back_lead(tx, &actor, second.id).await).await.unwrap();
        assert_eq!(listed(&test, LeadState::Closed).await.len(), 2);
        // With an address from the start there is no lead, only its words in the case.
        tell(&test, &keys(), Content { lead: Some("group 19".to_owned()), ..at(URL) }).await;
        assert_eq!(listed(&test, LeadState::Waiting).await.len(), 0);
    }

    async fn what_is_withdrawn_is_destroyed_in_the_lead_too(test: TestDb) {
        let (keys, actor) = (keys(), analyst());
        let canary = Content { narrative: Some("canary words".to_owned()), ..named("canary name") };
        tell(&test, &keys, canary.clone()).await;
        let id = only(&test).await.id;
        take(&test, &actor, id).await.unwrap();
        refer(&test, &actor, id, POLICE).await.unwrap();
        tell(&test, &keys, withdrawal(1)).await;
        let read = act(&test, async |tx| intake::lead_told(tx, &actor, id).await).await.unwrap();
        assert!(read.told.told.iter().all(|one| one.content.lead.is_none() && one.content.narrative.is_none()));
        let became = outcomes(&test, &actor, id).await.remove(0);
        assert!(became.note.is_none(), "a note may repeat what was told");
        assert_eq!(became.their_reference.unwrap().expose(), "17/2030");
        assert_eq!(only(&test).await.state, LeadState::Referred);

        // Of one that nobody has in hand nothing is left to work on.
        let other = super::keys();
        tell(&test, &other, canary).await;
        let waiting = listed(&test, LeadState::Waiting).await.remove(0);
        tell(&test, &other, withdrawal(1)).await;
        assert!(listed(&test, LeadState::Waiting).await.is_empty());
        let became = outcomes(&test, &actor, waiting.id).await.remove(0);
        assert_eq!(became.became, Became::Closed(LeadReason::Withdrawn));
        assert_eq!(answered(&test, &other).await, [step("received")]);
    }

    async fn a_flood_of_leads_stands_behind_and_is_refused_nothing(test: TestDb) {
        let many = usize::try_from(pack().flood.same_text).unwrap();
        for number in 0..many + 2 {
            tell(&test, &keys(), Content { danger: true, narrative: Some(SAME.to_owned()), ..named(&format!("group {number}")) }).await;
        }
        let bulk = listed(&test, LeadState::Waiting).await;
        assert_eq!(bulk.len(), many + 2);
        assert!(bulk.iter().all(|lead| lead.class == Class::Bulk), "the first ones too");
        // Many people may know one name: the first of them stay what they are.
        for _ in 0..many + 2 {
            tell(&test, &keys(), named("app seventeen")).await;
        }
        let listed = listed(&test, LeadState::Waiting).await;
        assert_eq!(listed.iter().filter(|lead| lead.class == Class::Ordinary).count(), many - 1);
        assert_eq!(listed.len(), 2 * (many + 2));
    }

    async fn there_are_no_leads_where_the_pack_takes_none_and_none_is_left(test: TestDb) {
        let (mut pack, actor) = (pack(), analyst());
        let takes = async |pack: &Pack| {
            let mut tx = test.desk.read().await.unwrap();
            intake::takes_leads(&mut tx, &actor, pack).await.unwrap()
        };
        assert!(!takes(&pack).await);
        pack.accepts_leads = true;
        assert!(takes(&pack).await);
        // Should a hotline take no more of them, those that it has are still worked off.
        pack.accepts_leads = false;
        tell(&test, &keys(), named("group 17")).await;
        assert!(takes(&pack).await);
        let id = only(&test).await.id;
        take(&test, &actor, id).await.unwrap();
        close(&test, &actor, id, LeadReason::TooLittle).await.unwrap();
        assert!(!takes(&pack).await);
    }

    async fn whatever_happens_the_history_tells_how_a_lead_came_where_it_stands(test: TestDb) {
        let people = [analyst(), analyst()];
        for acts in drawn(prop::collection::vec((0..9_usize, 0..2_usize), 1..25)) {
            let keys = keys();
            let report = tell(&test, &keys, named("group 17")).await;
            let id = {
                let waiting = listed(&test, LeadState::Waiting).await;
                waiting.iter().find(|lead| lead.report == report).unwrap().id
            };
            for (number, (kind, person)) in acts.into_iter().enumerate() {
                let actor = &people[person];
                // What is impossible is refused and changes nothing; only that is tried here.
                match kind {
                    0 | 1 => drop(take(&test, actor, id).await),
                    2 => drop(act(&test, async |tx| intake::give_back_lead(tx, actor, id).await).await),
                    3 => drop(refer(&test, actor, id, POLICE).await),
                    4 => drop(close(&test, actor, id, LeadReason::Known).await),
                    5 => drop(tell(&test, &keys, words(&format!("words {number}"))).await),
                    6 => test.clock.advance(pack().claims.lease * 2),
                    7 => drop(answered(&test, &keys).await),
                    _ => drop(tell(&test, &keys, withdrawal(i64::try_from(number).unwrap())).await),
                }
                let mut tx = test.desk.read().await.unwrap();
                let lead = intake::lead(&mut tx, actor, id).await.unwrap();
                let moves = intake::lead_moves(&mut tx, actor, id).await.unwrap();
                assert_eq!(lead.staff.is_some(), lead.state == LeadState::Taken);
                assert_eq!(lead.lease_until.is_some(), lead.state == LeadState::Taken);
                let mut state = None;
                for line in &moves {
                    assert_eq!(line.from, state);
                    state = Some(line.to);
                }
                assert_eq!(state, Some(lead.state));
                let became = intake::lead_outcomes(&mut tx, actor, id).await.unwrap();
                let ends = moves.iter().filter(|line| line.to.is_done()).count();
                assert_eq!(became.len(), ends, "each end says what became of it");
            }
        }
        let references: BTreeSet<_> = {
            let mut all = Vec::new();
            for state in LeadState::ALL {
                all.extend(listed(&test, state).await);
            }
            all.into_iter().map(|lead| lead.reference).collect()
        };
        assert_eq!(references.len(), 12);
    }
}
