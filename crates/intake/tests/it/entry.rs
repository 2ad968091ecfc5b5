//! The form for what is told on the telephone, in person or by letter.

use axum::http::StatusCode;
use identity::Role;
use identity::testing::{Answer, TestDesk, Visitor};
use intake::Class;
use store::testing::TestDb;

use crate::count;
use crate::sorting::queue;

pub fn desk(test: &TestDb) -> TestDesk {
    let words = [
        ("intake.ftl", intake::MESSAGES),
        ("letterbox.ftl", letterbox::MESSAGES),
    ];
    TestDesk::new(test, intake::routes(), &words)
}

/// The hidden field of a page.
pub fn hidden(answer: &Answer, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = answer.body.split_once(&field).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

async fn send(visitor: &Visitor, form: &str, more: &[(&str, &str)]) -> Answer {
    // The clock of the tests stands at 2023-11-14T22:13:20Z.
    let fields = [
        ("form", form),
        ("source", "telephone"),
        ("language", "en"),
        ("day", "2023-11-14"),
        ("hour", "9"),
    ];
    let fields: Vec<_> = fields.iter().chain(more).copied().collect();
    visitor.post("/reports/new", &fields).await
}

const REPORTS: &str = "SELECT COUNT(*) AS value FROM intake_report";

store::on_both! {
    async fn a_call_is_one_report_however_often_its_form_is_sent(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let page = analyst.get("/reports/new").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let form = hidden(&page, "form");
        let urls = "http://host-a.test/p/1\r\n\r\nhttp://host-b.test/p/1\nhxxp://host-a[.]test/p/1";
        let more = [
            ("urls", urls), ("narrative", "neutral words"), ("found_on", "forum"), ("shown_as", "image"),
            ("shown_as", "text"), ("seen", "today"), ("reach", "by the menu"), ("danger", "1"),
            ("contact", "someone@person.example"), ("category", ""),
        ];
        let first = send(&analyst, &form, &more).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
        let again = send(&analyst, &form, &more).await;
        assert_eq!((again.status, again.location()), (StatusCode::SEE_OTHER, first.location()));
        assert_eq!(count(&test.desk, REPORTS).await, 1);
        let telephone = "SELECT COUNT(*) AS value FROM intake_report
            WHERE source = 'telephone' AND danger AND contact IS NOT NULL AND receipt IS NULL";
        assert_eq!(count(&test.desk, telephone).await, 1);
        // Nine in Phnom Penh.
        let hour = "SELECT received_hour AS value FROM intake_report";
        assert_eq!(count(&test.desk, hour).await, 1_699_927_200_000_000);

        let page = analyst.get(first.location()).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.body.matches("A new case").count(), 2);
        assert!(page.body.contains("The same place as a line above"), "{}", page.body);
        assert_eq!(page.body.matches("href=\"/cases/").count(), 3);
        assert!(!page.body.contains("host-a") && !page.body.contains("neutral words"));
    }

    async fn the_form_sent_again_with_other_words_asks_first(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Supervisor]).await;
        let form = hidden(&analyst.get("/reports/new").await, "form");
        let url = ("urls", "http://host-a.test/p/1");
        assert_eq!(send(&analyst, &form, &[url]).await.status, StatusCode::SEE_OTHER);
        let other = send(&analyst, &form, &[url, ("narrative", "more words")]).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(other.body.contains("more words") && other.body.contains("entered before"), "{}", other.body);
        assert_eq!(count(&test.desk, REPORTS).await, 1);
        let form = hidden(&other, "form");
        let sent = send(&analyst, &form, &[url, ("narrative", "more words")]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        assert!(analyst.get(sent.location()).await.body.contains("Joined an open case"));
        assert_eq!(count(&test.desk, REPORTS).await, 2);
    }

    async fn what_the_police_ask_stands_before_an_own_picture_and_behind_danger(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        for (number, source, mark) in
            [("1", "telephone", "own_picture"), ("2", "police", "reach"), ("3", "telephone", "danger")]
        {
            let page = analyst.get("/reports/new").await;
            assert!(page.body.contains("The police ask"), "{}", page.body);
            let url = format!("http://host-a.test/p/{number}");
            let more = [("source", source), ("urls", url.as_str()), (mark, "1")];
            let form = hidden(&page, "form");
            let fields = [("form", form.as_str()), ("language", "en"), ("day", "2023-11-14"), ("hour", "9")];
            let fields: Vec<_> = fields.into_iter().chain(more).collect();
            let answer = analyst.post("/reports/new", &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        }
        let listed: Vec<_> = queue(&test).await.into_iter().map(|case| case.class).collect();
        assert_eq!(listed, [Class::Danger, Class::Police, Class::OwnPicture]);
        let police = "SELECT COUNT(*) AS value FROM intake_report WHERE source = 'police' AND receipt IS NULL";
        assert_eq!(count(&test.desk, police).await, 1);
    }

    async fn what_is_wrong_is_told_and_what_was_typed_stays(test: TestDb) {
        let analyst = desk(&test).sign_in(&[Role::Analyst]).await;
        let form = hidden(&analyst.get("/reports/new").await, "form");
        let url = ("urls", "http://host-a.test/p/1");
        for (more, word) in [
            (&[("urls", "")][..], "at least one web address"),
            (&[("urls", "http://host-a.test/p/1\nstill-here")], "Line 2"),
            (&[url, ("narrative", "wo\u{7}rd")], "control character"),
            (&[url, ("source", "import")], "Choose one"),
            (&[url, ("language", "fr")], "Choose one"),
            (&[url, ("category", "unheard-of")], "Choose one"),
            (&[url, ("found_on", "unheard-of")], "Choose one"),
            (&[url, ("shown_as", "unheard-of")], "Choose one"),
            (&[url, ("seen", "unheard-of")], "Choose one"),
            (&[url, ("day", "word")], "Write a date"),
            (&[url, ("day", "2999-01-01")], "lies ahead"),
            (&[url, ("hour", "24")], "Write a date"),
        ] {
            let more: Vec<_> = more.iter().copied().chain([("reach", "still here")]).collect();
            let answer = send(&analyst, &form, &more).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{more:?}");
            assert!(answer.body.contains(word), "{more:?} {}", answer.body);
            assert!(answer.body.contains("still here") && answer.body.contains("error-summary"), "{more:?}");
            assert_eq!(hidden(&answer, "form"), form);
        }
        assert_eq!(send(&analyst, "word", &[url]).await.status, StatusCode::BAD_REQUEST);
        assert_eq!(count(&test.desk, REPORTS).await, 0);
        let manager = desk(&test).sign_in(&[Role::Manager]).await;
        assert_eq!(send(&manager, &form, &[url]).await.status, StatusCode::FORBIDDEN);
    }
}
