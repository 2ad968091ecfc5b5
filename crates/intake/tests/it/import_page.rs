//! The page for a file of reports.

use axum::http::StatusCode;
use identity::Role;

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
}
