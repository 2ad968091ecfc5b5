//! The law changes: each item is judged by the one in force on its day, and read by it for ever.

use std::path::Path;
use std::time::Duration;

use assessment::{Error, Judgement, Kind, Unready};
use kernel::Language;
use pack::{Pack, Source};

use crate::house::{analyst, answers, claimed};
use crate::judging::decide;

/// The example pack with a second law from the day after tomorrow on.
fn two_laws() -> Pack {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/example");
    let folder = tempfile::tempdir().unwrap();
    for part in ["", "templates", "schemas", "mappings", "laws"] {
        std::fs::create_dir_all(folder.path().join(part)).unwrap();
        for entry in std::fs::read_dir(shipped.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap();
                std::fs::copy(&path, folder.path().join(part).join(name)).unwrap();
            }
        }
    }
    let laws = folder.path().join("laws");
    let old = std::fs::read_to_string(laws.join("2020.toml")).unwrap();
    let ends = "in_force_from = \"2020-01-01\"\nin_force_until = \"2026-01-06\"";
    let ended = old.replace("in_force_from = \"2020-01-01\"", ends);
    std::fs::write(laws.join("2020.toml"), ended).unwrap();
    let new = old
        .replace("2020-1", "2026-1")
        .replace("2020-01-01", "2026-01-07")
        .replace("Article 1:", "Section 9:");
    std::fs::write(laws.join("2026.toml"), new).unwrap();
    pack::load(&Source::Directory(folder.path().to_owned()), false).unwrap()
}

store::on_both! {
    async fn the_law_of_the_day_counts_and_one_decision_has_one_law(test: TestDb) {
        let pack = two_laws();
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let chosen = answers(&[("classification", "national"), ("site_type", "website")]);
        let law = [("minor", "yes"), ("abuse", "yes")];
        let law = law.map(|(element, answer)| (element.to_owned(), answer.to_owned())).into();
        let mut tx = test.desk.write().await.unwrap();
        let second = assessment::add_item(
            &mut tx, &actor, &pack, case, Kind::Image, "http://host-a.test/p/18",
        ).await.unwrap();
        let items = assessment::items(&mut tx, &actor, case).await.unwrap();
        assessment::classify(&mut tx, &actor, &pack, &items[0], &chosen, &law).await.unwrap();
        tx.commit().await.unwrap();

        test.clock.advance(Duration::from_hours(48));
        let mut tx = test.desk.write().await.unwrap();
        assessment::claim(&mut tx, &actor, &pack, case).await.unwrap();
        let item = assessment::item(&mut tx, &actor, case, second).await.unwrap();
        assessment::classify(&mut tx, &actor, &pack, &item, &chosen, &law).await.unwrap();
        let basis = async |tx: &mut store::Tx, item| {
            let made = assessment::assessment(tx, &actor, item).await.unwrap().unwrap();
            let under = made.ruling.under.clone();
            (made.ruling.basis(&pack, Language::ENGLISH), under.law_version, under.law_in_force_from)
        };
        let (words, version, from) = basis(&mut tx, items[0].id).await;
        assert_eq!((version.as_str(), from.as_str()), ("2020-1", "2020-01-01"));
        assert!(words.contains("Article 1:"), "{words}");
        let (words, version, from) = basis(&mut tx, second).await;
        assert_eq!((version.as_str(), from.as_str()), ("2026-1", "2026-01-07"));
        assert!(words.contains("Section 9:"), "{words}");
        tx.commit().await.unwrap();

        let two = decide(&test, &actor, case, Judgement::default()).await;
        assert!(matches!(two, Err(Error::Unready(Unready::TwoLaws))));
        let mut tx = test.desk.write().await.unwrap();
        assessment::classify(&mut tx, &actor, &pack, &items[0], &chosen, &law).await.unwrap();
        tx.commit().await.unwrap();
        decide(&test, &actor, case, Judgement::default()).await.unwrap();
        let mut tx = test.desk.read().await.unwrap();
        let decision = assessment::decision(&mut tx, &actor, case).await.unwrap().unwrap();
        assert_eq!(decision.ruling.under.law_version, "2026-1");
        assert_eq!(decision.ruling.article_labels(&pack, Language::ENGLISH).len(), 1);
    }

    async fn nothing_is_released_under_a_law_that_is_past(test: TestDb) {
        let pack = two_laws();
        let actor = analyst();
        let case = claimed(&test, &actor, "http://host-a.test/p/17").await;
        let chosen = answers(&[("classification", "national"), ("site_type", "website")]);
        let law = [("minor", "yes"), ("abuse", "yes")];
        let law: assessment::LawAnswers = law.map(|(element, answer)| (element.to_owned(), answer.to_owned())).into();
        let classify = async || {
            let mut tx = test.desk.write().await.unwrap();
            assessment::claim(&mut tx, &actor, &pack, case).await.unwrap();
            let item = assessment::items(&mut tx, &actor, case).await.unwrap()[0];
            let said = assessment::Classification {
                answers: chosen.clone(),
                law_answers: law.clone(),
                why: Some(kernel::Sensitive::new("neutral words".to_owned())),
                ..assessment::Classification::default()
            };
            assessment::assess(&mut tx, &actor, &pack, &item, &said).await.unwrap();
            tx.commit().await.unwrap();
            decide(&test, &actor, case, Judgement::default()).await.unwrap();
        };
        let release = async || {
            let mut tx = test.desk.write().await.unwrap();
            assessment::claim(&mut tx, &actor, &pack, case).await.unwrap();
            let released = assessment::release(&mut tx, &actor, &pack, case).await;
            tx.commit().await.unwrap();
            released
        };
        classify().await;
        crate::judging::choose_first(&test, &actor, case).await;
        test.clock.advance(Duration::from_hours(48));
        assert!(matches!(release().await, Err(Error::Unready(Unready::LawChanged))));
        classify().await;
        release().await.unwrap();
    }
}
