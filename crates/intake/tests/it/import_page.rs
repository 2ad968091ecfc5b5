//! The page for a file of reports.

use axum::http::{Method, StatusCode};
use identity::Role;
use serde_json::json;

use crate::count;
use crate::entry::{desk, hidden};

const REPORTS: &str = "SELECT COUNT(*) AS value FROM intake_report";

store::on_both! {
    async fn a_pasted_file_is_imported_once_and_its_page_names_no_address(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let page = analyst.get("/reports/import").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(!page.body.contains("type=\"file\"") && page.body.contains("social_network"));
        let form = hidden(&page, "form");
        let text = "url;narrative;danger\r\nhttp://host-a.test/p/1;\"neutral\r\nwords\";yes\r\nhost-a.test/p/1;;\r\n\
            ftp://host-a.test/p;;\r\n";
        let fields = [("form", form.as_str()), ("sender", "Partner"), ("text", text)];
        let first = analyst.post("/reports/import", &fields).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
        let again = analyst.post("/reports/import", &fields).await;
        assert_eq!(again.location(), first.location());
        assert_eq!(count(&test.desk, REPORTS).await, 2);
        let page = analyst.get(first.location()).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("Not taken (column url): only http and https"), "{}", page.body);
        assert!(page.body.contains("A new case") && page.body.contains("Joined an open case"));
        assert_eq!(page.body.matches("href=\"/cases/").count(), 2);
        for word in ["host-a", "neutral", "has not ended"] {
            assert!(!page.body.contains(word), "{word}");
        }
        // The same text with a word changed is another import.
        let text = text.replace("neutral", "other");
        let fields = [("form", form.as_str()), ("sender", "Partner"), ("text", &text)];
        let changed = analyst.post("/reports/import", &fields).await;
        assert_ne!(changed.location(), first.location());
        assert!(analyst.get(changed.location()).await.body.contains("Already there"));
        assert_eq!(count(&test.desk, REPORTS).await, 3);
        let nothing = "/reports/imports/00000000-0000-4000-8000-000000000000";
        assert_eq!(analyst.get(nothing).await.status, StatusCode::NOT_FOUND);
        let manager = desk(&test).sign_in(&[Role::Manager]).await;
        assert_eq!(manager.get(first.location()).await.status, StatusCode::FORBIDDEN);
    }

    async fn a_text_that_is_no_table_goes_back_and_nothing_is_done(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Supervisor]).await;
        let form = hidden(&analyst.get("/reports/import").await, "form");
        let long = format!("url\n{}", "http://host-a.test/p/1\n".repeat(1_001));
        for (sender, text, word) in [
            ("Partner", "", "There is no text"),
            ("Partner", "http://host-a.test/p/1", "has to name the columns"),
            ("Partner", "url,narative\nhttp://host-a.test/p/1,words", "not known: narative"),
            ("Partner", "url,URL\nhttp://host-a.test/p/1,", "url is named twice"),
            ("Partner", "url\n\n", "no line below"),
            ("Partner", &long, "more than"),
            (" ", "url\nhttp://host-a.test/p/1", "Enter who made the file"),
        ] {
            let fields = [("form", form.as_str()), ("sender", sender), ("text", text)];
            let answer = analyst.post("/reports/import", &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{word}");
            let plain = answer.body.replace(['\u{2068}', '\u{2069}'], "");
            assert!(plain.contains(word), "{word} {plain}");
            assert!(answer.body.contains(text.lines().last().unwrap_or_default()));
        }
        assert_eq!(count(&test.desk, REPORTS).await, 0);
        assert_eq!(count(&test.desk, "SELECT COUNT(*) AS value FROM intake_import").await, 0);
        let fields = [
            ("form", form.as_str()), ("sender", "Partner"), ("leave_out", "1"),
            ("text", "url,narative\nhttp://host-a.test/p/1,words"),
        ];
        assert_eq!(analyst.post("/reports/import", &fields).await.status, StatusCode::SEE_OTHER);
        assert_eq!(count(&test.desk, REPORTS).await, 1);
    }

    async fn a_long_list_of_results_is_read_page_by_page(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let form = hidden(&analyst.get("/reports/import").await, "form");
        let text = format!("url\n{}", "words\n".repeat(501));
        let fields = [("form", form.as_str()), ("sender", "Partner"), ("text", text.as_str())];
        let sent = analyst.post("/reports/import", &fields).await;
        let page = analyst.get(sent.location()).await;
        assert_eq!(page.body.matches("<th scope=\"row\">").count(), 500);
        let next = page.body.split("imports/").nth(1).unwrap().split('"').next().unwrap();
        assert!(next.ends_with("?after=501"), "{next}");
        let page = analyst.get(&format!("/reports/imports/{next}")).await;
        assert_eq!(page.body.matches("<th scope=\"row\">").count(), 1);
        assert!(!page.body.contains("?after="));
    }

    async fn a_file_is_imported_once_by_a_call_and_no_answer_names_an_address(test: TestDb) {
        let desk = desk(&test);
        let (_, program) = desk.program_of(&[Role::Analyst]).await;
        let imports = "/api/v1/imports";
        let text = "url;narrative\r\nhttp://host-a.test/p/1;words\r\nhost-a.test/p/1;\r\nftp://host-a.test/p;\r\n";
        let file = json!({"sender": "Partner", "text": text}).to_string();
        let headers = [("idempotency-key", "one")];
        let call = || program.call(Method::POST, imports, &headers, &file);
        let (first, again) = (call().await, call().await);
        assert_eq!(first.status, StatusCode::CREATED, "{}", first.body);
        assert_eq!((again.status, &again.body), (first.status, &first.body));
        // Under another key it is the import that was made.
        assert_eq!(program.post(imports, &file).await.location(), first.location());
        assert_eq!(count(&test.desk, REPORTS).await, 2);
        let read = program.get(first.location()).await;
        assert_eq!(read.json(), first.json());
        assert!(!read.body.contains("host-a") && !read.body.contains("words"), "{}", read.body);
        let read = read.json();
        let results: Vec<_> = read["lines"].as_array().unwrap().iter().map(|line| line["result"].as_str().unwrap()).collect();
        assert_eq!((results, &read["ended"], &read["lines"][2]["column"]), (vec!["filed", "joined", "refused"], &json!(true), &json!("url")));
        assert_eq!((&read["counts"]["filed"], &read["next"]), (&json!(1), &json!(null)));
        let last = program.get(&format!("{}?cursor={}", first.location(), read["lines"][1]["number"])).await.json();
        assert_eq!(last["lines"].as_array().unwrap().len(), 1);
        for (body, pointer) in [
            (json!({"sender": " ", "text": text}), "#/sender"),
            (json!({"sender": "Partner", "text": ""}), "#/text"),
            (json!({"sender": "Partner", "text": "url,canary\nhttp://host-a.test/p/1,"}), "#/text"),
        ] {
            let refused = program.post(imports, &body.to_string()).await;
            assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["pointer"]), (422, &json!(pointer)));
            assert!(!refused.body.contains("canary"), "{}", refused.body);
        }
        let nothing = "/api/v1/imports/00000000-0000-4000-8000-000000000000";
        assert_eq!(program.get(nothing).await.status, StatusCode::NOT_FOUND);
        assert_eq!(program.get(&format!("{}?cursor=word", first.location())).await.status, StatusCode::BAD_REQUEST);
        let (_, manager) = desk.program_of(&[Role::Manager]).await;
        assert_eq!(manager.post(imports, &file).await.status, StatusCode::FORBIDDEN);
        assert_eq!(manager.get(first.location()).await.status, StatusCode::FORBIDDEN);
    }
}
