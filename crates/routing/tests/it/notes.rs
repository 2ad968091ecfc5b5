//! Notes of the staff: written once, never edited, kept when something is wrong, and named colleagues find them.

use std::time::Duration;

use axum::http::StatusCode;
use identity::testing::Visitor;
use identity::{Actor, Role};
use intake::Case;
use kernel::{Id, SystemEntropy};
use routing::{Error, NOTE_LIMIT, NewNote, Note, WITHDRAWN_WITHIN};
use store::values;

use crate::pages::desk;
use crate::world::{Decided, HOME, PARTNER, World, job, world};

fn form() -> Id<Note> {
    Id::random(&SystemEntropy)
}

async fn write(visitor: &Visitor, case: Id<Case>, note: &str, names: &str) -> StatusCode {
    let form = form().to_string();
    let fields = [
        ("form", form.as_str()),
        ("note_text", note),
        ("names", names),
    ];
    visitor
        .post(&format!("/cases/{case}/notes"), &fields)
        .await
        .status
}

async fn write_as(
    world: &World,
    actor: &Actor,
    case: Id<Case>,
    new: NewNote<'_>,
) -> Result<(), Error> {
    let mut tx = world.db.write().await.unwrap();
    routing::write_note(&mut tx, actor, case, new).await?;
    tx.commit().await.unwrap();
    Ok(())
}

store::on_both! {
    async fn a_note_is_read_by_whoever_reads_cases_and_found_by_whom_it_names(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let dara = desk.add("dara", &[Role::Supervisor]).await;
        let mut supervisor = desk.visitor();
        supervisor.enter("dara", identity::testing::PASSWORD).await;
        let path = format!("/cases/{case}");
        assert!(analyst.get(&path).await.body.contains("Nobody has written a note"));

        let text = "canarynote <b> \u{202E}gnp https://kh-host.test/p/17 @Dara";
        assert_eq!(write(&analyst, case, text, &manager.id().to_string()).await, StatusCode::SEE_OTHER);
        for named in [&supervisor, &manager] {
            let tasks = named.get("/tasks").await.body;
            assert!(tasks.contains("Notes that name you") && tasks.contains(&format!("{path}#note-")), "{tasks}");
        }
        assert!(!analyst.get("/tasks").await.body.contains("Notes that name you"));
        let page = supervisor.get(&path).await.body;
        assert!(page.contains("names you"));
        assert!(page.contains("canarynote &#60;b&#62; [U+202E]gnp hxxps[:]//kh-host[.]test/p/17 @Dara"), "{page}");
        // In the history too, and nowhere in clear.
        assert_eq!(page.matches("hxxps[:]//kh-host[.]test").count(), 2, "{page}");
        assert!(!page.contains("kh-host.test"), "{page}");
        // It was read with that, by the supervisor alone.
        assert!(!supervisor.get(&path).await.body.contains("names you"));
        assert!(!supervisor.get("/tasks").await.body.contains("Notes that name you"));
        assert!(manager.get("/tasks").await.body.contains("Notes that name you"));

        // The record knows that, and not what: and nothing of it lies open in the store.
        let mut tx = world.read().await;
        let entries = audit::about(&mut tx, "case", case).await.unwrap();
        let entry = entries.iter().find(|entry| entry.action == "routing.write_note").unwrap();
        assert!(entry.facts.contains(&dara.to_string()) && !entry.facts.contains("canarynote"));
        let sealed: Vec<(Vec<u8>,)> = tx.all("SELECT text AS value FROM routing_note", values![]).await.unwrap();
        assert!(!sealed[0].0.windows(10).any(|bytes| bytes == b"canarynote"));
        drop(tx);

        let administrator = desk.sign_in(&[Role::Administrator]).await;
        assert_eq!(write(&administrator, case, "word", "").await, StatusCode::NOT_FOUND);
        let stranger = administrator.id().to_string();
        let form = form().to_string();
        let fields = [("form", form.as_str()), ("note_text", "canarydraft"), ("names", stranger.as_str())];
        let kept = analyst.post(&format!("{path}/notes"), &fields).await;
        assert_eq!(kept.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(kept.body.contains("canarydraft</textarea>") && kept.body.contains("id=\"names-error\""), "{}", kept.body);
    }

    async fn what_was_typed_comes_back_where_it_cannot_be_stored(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let path = format!("/cases/{case}/notes");
        let long = format!("canarylong{}", "ក".repeat(NOTE_LIMIT));
        let (form, names) = (form().to_string(), manager.id().to_string());
        let fields = [("form", form.as_str()), ("note_text", long.as_str()), ("names", names.as_str())];
        let answer = analyst.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(&long) && answer.body.contains("Please correct"));
        assert!(answer.body.contains(&format!("value=\"{names}\" selected")));
        let fields = [("form", form.as_str()), ("note_text", " \n "), ("names", "")];
        let answer = analyst.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains("Write the note first"));
        let mut tx = world.read().await;
        assert!(routing::notes(&mut tx, analyst.actor(), case).await.unwrap().is_empty());
        // The longest that there is room for fits into the form, whatever its script.
        drop(tx);
        assert_eq!(write(&analyst, case, &"ក".repeat(NOTE_LIMIT), "").await, StatusCode::SEE_OTHER);
    }

    async fn a_form_that_is_sent_twice_is_one_note(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let new = |form, text| NewNote { form, text, names: None };
        let one = form();
        for text in ["one", "one ", "another"] {
            write_as(&world, analyst.actor(), case, new(one, text)).await.unwrap();
        }
        let mut tx = world.read().await;
        let notes = routing::notes(&mut tx, analyst.actor(), case).await.unwrap();
        let mut texts: Vec<_> = notes.iter().map(|note| note.text.as_ref().unwrap().expose().as_str()).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["another", "one"], "other words from the same form are not lost");
        drop(tx);
        assert!(matches!(write_as(&world, &job(), case, new(form(), "x")).await, Err(Error::Denied(_))));
        let nowhere = Id::random(&SystemEntropy);
        let written = write_as(&world, analyst.actor(), nowhere, new(form(), "x")).await;
        assert!(matches!(written, Err(Error::Intake(intake::Error::NotFound))));
    }

    async fn a_note_is_withdrawn_by_its_author_and_soon_or_not_at_all(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        let names = manager.id().to_string();
        for text in ["canaryfirst", "canarysecond"] {
            assert_eq!(write(&analyst, case, text, &names).await, StatusCode::SEE_OTHER);
            test.clock.advance(WITHDRAWN_WITHIN / 2 + Duration::from_secs(1));
        }
        let mut tx = world.read().await;
        let notes = routing::notes(&mut tx, analyst.actor(), case).await.unwrap();
        drop(tx);
        let withdraw = |note: &Note| format!("/notes/{}/withdraw", note.id);
        let page = analyst.get(&format!("/cases/{case}")).await.body;
        assert!(!page.contains(&withdraw(&notes[0])) && page.contains(&withdraw(&notes[1])));
        // Too late for the first; the second is nobody else's to withdraw.
        assert_eq!(analyst.post(&withdraw(&notes[0]), &[]).await.status, StatusCode::CONFLICT);
        assert_eq!(manager.post(&withdraw(&notes[1]), &[]).await.status, StatusCode::NOT_FOUND);
        for _ in 0..2 {
            assert_eq!(analyst.post(&withdraw(&notes[1]), &[]).await.status, StatusCode::SEE_OTHER);
        }
        let page = manager.get(&format!("/cases/{case}")).await.body;
        assert!(page.contains("canaryfirst") && !page.contains("canarysecond"));
        assert!(page.contains("Withdrawn by its author"));
        let mut tx = world.read().await;
        let left = "SELECT COUNT(*) AS value FROM routing_note WHERE data_key IS NOT NULL OR text IS NOT NULL";
        assert_eq!(tx.one::<(i64,)>(left, values![]).await.unwrap().0, 1);
        let entries = audit::about(&mut tx, "case", case).await.unwrap();
        assert_eq!(entries.iter().filter(|entry| entry.action == "routing.withdraw_note").count(), 1);
    }

    async fn many_notes_do_not_hide_one_that_names_the_reader(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(PARTNER, Decided::Illegal).await;
        let desk = desk(&test);
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let manager = desk.sign_in(&[Role::Manager]).await;
        for number in 0..25 {
            test.clock.advance(Duration::from_secs(1));
            let text = format!("canary{number:02}");
            let names = (number == 1).then(|| manager.id());
            let new = NewNote { form: form(), text: &text, names };
            write_as(&world, analyst.actor(), case, new).await.unwrap();
        }
        let path = format!("/cases/{case}?kind=report");
        let shown = |body: &str| (0..25).filter(|n| body.contains(&format!("canary{n:02}"))).collect::<Vec<_>>();
        let newest: Vec<_> = (5..25).collect();
        assert_eq!(shown(&analyst.get(&path).await.body), newest);
        let with_own: Vec<_> = std::iter::once(1).chain(5..25).collect();
        assert_eq!(shown(&manager.get(&path).await.body), with_own);
        assert_eq!(shown(&manager.get(&path).await.body), newest, "it was read");
    }

    async fn programs_write_read_and_withdraw_notes_and_read_the_history(test: TestDb) {
        let world = world(&test).await;
        let case = world.released(HOME, Decided::Illegal).await;
        let desk = crate::pages::desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let (_, other) = desk.program_of(&[Role::Manager]).await;
        let me = other.get("/api/v1/me").await.json()["staff"].clone();
        let path = format!("/api/v1/cases/{case}/notes");
        for (text, status) in [("  ".to_owned(), 422), ("x".repeat(4_001), 422)] {
            let refused = program.post(&path, &serde_json::json!({ "text": text }).to_string()).await;
            assert_eq!(refused.status, status, "{}", refused.body);
            assert_eq!(refused.json()["errors"][0]["pointer"], "#/text");
        }
        let body = serde_json::json!({"text": "canarynote", "names": me}).to_string();
        let headers = [("idempotency-key", "one")];
        let written = program.call(axum::http::Method::POST, &path, &headers, &body).await;
        assert_eq!(written.status, 201, "{}", written.body);
        let again = program.call(axum::http::Method::POST, &path, &headers, &body).await;
        assert_eq!(again.body, written.body, "sent again it is written once");
        let listed = other.get(&path).await.json();
        assert_eq!(listed["notes"].as_array().unwrap().len(), 1);
        let note = &listed["notes"][0];
        assert_eq!((&note["text"], &note["is_new"]), (&serde_json::json!("canarynote"), &serde_json::json!(true)));
        assert_eq!(program.get(&path).await.json()["notes"][0]["is_new"], false);
        // Whoever it names says that they have read it, and nobody for them.
        let read = serde_json::json!({"notes": [note["id"]]}).to_string();
        for (by, is_new) in [(&program, true), (&other, false), (&other, false)] {
            let said = by.call(axum::http::Method::POST, &format!("{path}/read"), &[], &read).await;
            assert_eq!(said.status, 200, "{}", said.body);
            assert_eq!(other.get(&path).await.json()["notes"][0]["is_new"], is_new);
        }

        // No address is one that somebody could follow, and nothing in the words is hidden: as on the page.
        test.clock.advance(Duration::from_secs(1));
        let body = serde_json::json!({"text": "canary \u{202E}\u{200B}gnp https://kh-host.test/p/17"});
        assert_eq!(program.post(&path, &body.to_string()).await.status, 201);
        let harmless = "canary [U+202E][U+200B]gnp hxxps[:]//kh-host[.]test/p/17";
        assert_eq!(program.get(&path).await.json()["notes"][1]["text"], harmless);

        // The history, of one kind and whole, by its cursor.
        let history = format!("/api/v1/cases/{case}/history");
        let notes = program.get(&format!("{history}?kind=note")).await.json();
        let mut texts: Vec<_> = notes["events"].as_array().unwrap().iter().map(|event| &event["text"]).collect();
        texts.sort_by_key(|text| text.as_str());
        assert_eq!(texts, [harmless, "canarynote"]);
        let whole = program.get(&history).await.json();
        assert_eq!(whole["events"][0]["kind"], "note", "the newest first");
        assert!(whole["events"].as_array().unwrap().len() > 5 && whole["next"].is_null());
        for wrong in ["kind=word", "cursor=word"] {
            assert_eq!(program.get(&format!("{history}?{wrong}")).await.status, 400);
        }

        let withdraw = format!("/api/v1/notes/{}/withdraw", written.json()["id"].as_str().unwrap());
        assert_eq!(other.post(&withdraw, "").await.status, 404, "one's own alone");
        assert_eq!(program.post(&withdraw, "").await.status, 200);
        assert!(other.get(&path).await.json()["notes"][0]["text"].is_null());
    }
}
