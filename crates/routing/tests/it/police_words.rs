//! What the police said: dated, sealed, read by those with need alone, and counted.

use audit::EventKind;
use identity::Role;
use jiff::civil::Date;
use kernel::Sensitive;
use referral::{Error, NewSaid, Referral, SaidKind};
use serde_json::json;

use crate::pages::desk;
use crate::world::{Decided, HOME, POLICE, World, staff, world};

const CANARY: &str = "canaryword of the unit";

impl World {
    /// A referral that left.
    async fn referred(&self) -> Referral {
        self.approve_unit(POLICE).await;
        let case = self.released(HOME, Decided::Illegal).await;
        self.referrals(case).await.remove(0)
    }

    fn today(&self) -> Date {
        let now = self.db.clock().now().to_jiff();
        self.pack.zone.to_datetime(now).date()
    }

    async fn says(
        &self,
        referral: &Referral,
        kind: SaidKind,
        on: Date,
        text: Option<&str>,
    ) -> Result<(), Error> {
        let text = text.map(|text| Sensitive::new(text.to_owned()));
        let new = NewSaid {
            kind,
            on,
            text: text.as_ref(),
        };
        let mut tx = self.db.write().await.unwrap();
        referral::say(
            &mut tx,
            &staff(Role::Analyst),
            &self.pack,
            referral.id,
            &new,
        )
        .await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    async fn counted(&self, first: Date, last: Date) -> Vec<(SaidKind, i64, i64)> {
        let mut tx = self.read().await;
        let counts = referral::count_said(&mut tx, &staff(Role::Manager), first, last)
            .await
            .unwrap();
        let some = counts.into_iter().filter(|count| count.words > 0);
        some.map(|count| (count.kind, count.words, count.cases))
            .collect()
    }
}

store::on_both! {
    async fn a_word_is_dated_stays_and_is_struck_where_it_was_wrong(test: TestDb) {
        let world = world(&test).await;
        let referral = world.referred().await;
        let today = world.today();
        let tomorrow = today.tomorrow().unwrap();
        let early = world.says(&referral, SaidKind::Arrest, tomorrow, None).await;
        assert!(matches!(early, Err(Error::Day)));
        let silent = world.says(&referral, SaidKind::Feedback, today, Some(" ")).await;
        assert!(matches!(silent, Err(Error::Said)));
        let before = today.yesterday().unwrap();
        world.says(&referral, SaidKind::Arrest, today, None).await.unwrap();
        world.says(&referral, SaidKind::VictimIdentified, before, Some(CANARY)).await.unwrap();
        world.says(&referral, SaidKind::VictimIdentified, before, Some("twice")).await.unwrap();

        let manager = staff(Role::Manager);
        let mut tx = world.read().await;
        let denied = referral::said(&mut tx, &staff(Role::Analyst), referral.id).await;
        assert!(matches!(denied, Err(Error::Denied(_))), "who writes need not read");
        let said = referral::said(&mut tx, &manager, referral.id).await.unwrap();
        let kinds: Vec<_> = said.iter().map(|one| (one.kind, one.on.as_str())).collect();
        let (on, earlier) = (today.to_string(), before.to_string());
        assert_eq!(kinds, [(SaidKind::VictimIdentified, earlier.as_str()), (SaidKind::VictimIdentified, &earlier), (SaidKind::Arrest, &on)]);
        drop(tx);
        let counted = world.counted(before, today).await;
        assert_eq!(counted, [(SaidKind::VictimIdentified, 2, 1), (SaidKind::Arrest, 1, 1)]);
        assert_eq!(world.counted(today, today).await, [(SaidKind::Arrest, 1, 1)]);

        let mut tx = world.db.write().await.unwrap();
        referral::strike(&mut tx, &staff(Role::Analyst), referral.id, said[1].id).await.unwrap();
        let again = referral::strike(&mut tx, &manager, referral.id, said[1].id).await;
        assert!(matches!(again, Err(Error::Changed)));
        tx.commit().await.unwrap();
        let counted = world.counted(before, today).await;
        assert_eq!(counted, [(SaidKind::VictimIdentified, 1, 1), (SaidKind::Arrest, 1, 1)]);
        // What comes of it comes late.
        let mut tx = world.db.write().await.unwrap();
        referral::conclude(&mut tx, &manager, referral.id).await.unwrap();
        tx.commit().await.unwrap();
        world.says(&referral, SaidKind::NoAction, today, None).await.unwrap();
    }

    async fn none_of_the_four_places_shows_it_to_those_without_need(test: TestDb) {
        let world = world(&test).await;
        let referral = world.referred().await;
        world.says(&referral, SaidKind::VictimIdentified, world.today(), Some(CANARY)).await.unwrap();
        world.says(&referral, SaidKind::CaseNumber, world.today(), Some("canarynumber")).await.unwrap();
        let desk = desk(&test);
        let page = format!("/cases/{}", referral.case);
        let (analyst, manager) = (desk.sign_in(&[Role::Analyst]).await, desk.sign_in(&[Role::Manager]).await);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, other) = desk.program_of(&[Role::Manager]).await;
        let (_, evidence) = desk.program_of(&[Role::Supervisor]).await;
        let hides = |body: &str| {
            // The form of what may be written down names every kind.
            for word in ["canary", "\"victim_identified\",", "<strong>A victim was identified", ": A victim was identified"] {
                assert!(!body.contains(word), "{word}: {body}");
            }
        };
        // The case page and its history.
        for path in [page.clone(), format!("{page}?kind=police")] {
            hides(&analyst.get(&path).await.body);
        }
        let seen = manager.get(&page).await.body;
        assert!(seen.contains(CANARY) && seen.contains("canarynumber"), "{seen}");
        // The calls.
        let path = format!("/api/v1/referrals/{}", referral.id);
        for path in [
            path.clone(),
            format!("/api/v1/cases/{}/referrals", referral.case),
            format!("/api/v1/cases/{}/history", referral.case),
        ] {
            hides(&program.get(&path).await.body);
        }
        assert_eq!(program.get(&format!("{path}/words")).await.status, 403);
        assert_eq!(other.get(&path).await.json()["police_reference"], "canarynumber");
        let words = other.get(&format!("{path}/words")).await.json();
        assert_eq!((&words["words"][0]["kind"], &words["words"][0]["text"]), (&json!("victim_identified"), &json!(CANARY)));
        // The record, and the evidence that leaves the house.
        let mut tx = world.read().await;
        for entry in audit::about(&mut tx, "referral", referral.id).await.unwrap() {
            hides(&entry.facts);
            hides(&entry.action);
        }
        let words = desk.desk.catalogue.words(kernel::Language::ENGLISH);
        let case = world.case(referral.case).await;
        for (role, count) in [(Role::Analyst, 0), (Role::Manager, 2)] {
            let only = Some(EventKind::Police);
            let told = routing::timeline(&mut tx, &staff(role), &words, &case, only, None).await.unwrap();
            let said = told.events.iter().filter(|event| event.text.is_some()).count();
            assert_eq!(said, count, "{role:?}");
        }
        drop(tx);
        hides(&evidence.get(&format!("/api/v1/cases/{}/evidence", referral.case)).await.body);
        // Whoever counts learns of no case.
        let counts = other.get("/api/v1/police-words").await;
        assert!(counts.body.contains("\"victim_identified\",\"words\":1") && !counts.body.contains(&referral.case.to_string()), "{}", counts.body);
        assert_eq!(program.get("/api/v1/police-words").await.status, 403);
        assert_eq!(analyst.get("/police-words").await.status, 403);
        assert!(manager.get("/police-words").await.body.contains("A victim was identified"));
        assert_eq!(manager.get("/police-words?first=word").await.status, 400);
    }

    async fn words_are_written_and_struck_by_pages_and_calls(test: TestDb) {
        let world = world(&test).await;
        let referral = world.referred().await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        let on = world.today().to_string();
        let path = format!("/referrals/{}/words", referral.id);
        let done = analyst.post(&path, &[("kind", "arrest"), ("on", &on), ("text", "")]).await;
        assert_eq!((done.status.as_u16(), done.location()), (303, format!("/cases/{}", referral.case).as_str()));
        assert_eq!(analyst.post(&path, &[("kind", "word"), ("on", &on)]).await.status, 400);
        assert_eq!(analyst.post(&path, &[("kind", "arrest"), ("on", "word")]).await.status, 409);
        let call = format!("/api/v1{path}");
        let made = program.post(&call, &json!({"kind": "feedback", "on": on, "text": "neutral"}).to_string()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        for (told, pointer) in [
            (json!({"kind": "word", "on": on}), "#/kind"),
            (json!({"kind": "arrest", "on": "2999-01-01"}), "#/on"),
            (json!({"kind": "feedback", "on": on}), "#/text"),
        ] {
            let refused = program.post(&call, &told.to_string()).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!(pointer)), "{}", refused.body);
        }
        let words = manager.get(&call).await.json();
        assert_eq!(words["words"].as_array().unwrap().len(), 2);
        for (number, word) in words["words"].as_array().unwrap().iter().enumerate() {
            let strike = format!("{path}/{}/strike", word["id"].as_str().unwrap());
            if number == 0 {
                assert_eq!(analyst.post(&strike, &[]).await.status, 303);
            } else {
                assert_eq!(program.post(&format!("/api/v1{strike}"), "").await.status, 200);
            }
        }
        let words = manager.get(&call).await.json();
        assert!(words["words"].as_array().unwrap().iter().all(|word| !word["struck_at"].is_null()));
    }
}
