//! What the law asks of a letter stays in it, whoever writes its text.

use identity::Role;
use kernel::Sensitive;
use serde_json::json;
use takedown::Error;

use crate::letters::{letter_of, waiting};
use crate::pages::desk;
use crate::world::{ABUSE, staff, world_with};

const WHOLE: &str = "Under [[reference]]:\n[[places]]\nPlease remove it at once and preserve the evidence. We say so in \
                     good faith. Answer to [[answer-to]].";

store::on_both! {
    async fn a_text_without_a_part_that_is_required_is_not_saved_and_the_part_is_named(test: TestDb) {
        let world = world_with(&test, true, |pack| pack.notices.release = pack::Release::Person).await;
        let cases = waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let letter = letter_of(&world, cases[0]).await;
        let reason = Sensitive::new("neutral reason".to_owned());
        let analyst = staff(Role::Analyst);
        for (part, without) in [
            ("the request to remove it", WHOLE.replace("remove", "look at")),
            ("the request to preserve evidence", WHOLE.replace("preserve", "keep")),
            ("that it is said in good faith", WHOLE.replace("good faith", "haste")),
            ("how we can be reached: [[answer-to]]", WHOLE.replace("[[answer-to]]", "us")),
        ] {
            let text = Sensitive::new(without.clone());
            let mut tx = world.db.write().await.unwrap();
            let edited = takedown::edit(&mut tx, &analyst, &world.pack, letter, &text, &reason).await;
            let Err(Error::MissingPart(missing)) = edited else { panic!("{part}: {edited:?}") };
            assert_eq!(missing.in_language(kernel::Language::ENGLISH), part);
            drop(tx);
            // The page says which, and has all that was typed.
            let signed_in = desk(&test).sign_in(&[Role::Analyst]).await;
            let fields = [("text", without.as_str()), ("reason", "canaryreason")];
            let page = signed_in.post(&format!("/letters/{letter}/edit"), &fields).await;
            assert_eq!(page.status, 422);
            assert!(page.body.contains(&format!("misses what the law asks for: \u{2068}{part}\u{2069}")) || page.body.contains(part), "{}", page.body);
            assert!(page.body.contains("canaryreason") && page.body.contains(without.split_once('\n').unwrap().0), "{}", page.body);
        }
        let (_, program) = desk(&test).program_of(&[Role::Analyst]).await;
        let path = format!("/api/v1/letters/{letter}");
        let version = program.get(&path).await.version();
        let new = json!({"text": WHOLE.replace("good faith", "haste"), "reason": "neutral"}).to_string();
        let refused = program.change(&format!("{path}/edit"), &version, "one", &new).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(refused.json()["errors"][0]["pointer"], "#/text");
        assert!(refused.body.contains("that it is said in good faith"), "{}", refused.body);
        let new = json!({"text": WHOLE, "reason": "neutral"}).to_string();
        let saved = program.change(&format!("{path}/edit"), &version, "two", &new).await;
        assert_eq!(saved.status, 200, "{}", saved.body);

        // What the pack requires by then is looked at once more when it is released, and the text stays.
        let mut stricter = (*world.pack).clone();
        let part = json!({"name": {"en": "the date"}, "says": {"en": "[[date]]"}, "templates": ["notice"]});
        stricter.required = serde_json::from_value(json!({ "part": [part] })).unwrap();
        let manager = staff(Role::Manager);
        let mut tx = world.db.write().await.unwrap();
        let early = takedown::release(&mut tx, &manager, &stricter, letter).await;
        assert!(matches!(early, Err(Error::MissingPart(_))), "{early:?}");
        let kept = takedown::preview(&mut tx, &manager, &world.pack, letter).await.unwrap();
        assert_eq!(kept.draft, WHOLE);
        takedown::release(&mut tx, &manager, &world.pack, letter).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        assert_eq!(world.net.mails().len(), 1);
    }
}
