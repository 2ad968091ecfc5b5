//! A second schema beside the deciding one: it suggests, is kept, and decides nothing.

use axum::http::StatusCode;
use identity::Role;
use identity::testing::TestDesk;
use store::testing::TestDb;

use crate::house::case;

fn desk(test: &TestDb) -> TestDesk {
    let words = [
        ("assessment.ftl", assessment::MESSAGES),
        ("intake.ftl", intake::MESSAGES),
    ];
    TestDesk::with_pack(test, "example", assessment::routes(), &words)
}

store::on_both! {
    async fn labels_beside_suggest_and_only_the_analyst_saves(test: TestDb) {
        let desk = desk(&test);
        let case = case(&test, "http://host-a.test/p/17").await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        let at = |rest: &str| format!("/cases/{case}{rest}");
        assert_eq!(analyst.post(&at("/claim"), &[]).await.status, StatusCode::SEE_OTHER);
        let item = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::items(&mut tx, analyst.actor(), case).await.unwrap()[0]
        };
        let form = at(&format!("/items/{}/assessment", item.id));
        let page = analyst.get(&form).await.body;
        for heading in ["Categorisation elements", "Investigative elements", "Demographic elements"] {
            assert!(page.contains(heading), "{heading}");
        }
        assert!(page.contains("Answer this only where: Element 1: Label 1."), "{page}");
        assert!(page.contains("in force since 1 January 2020"), "{page}");
        assert!(!page.contains("Suggested"));

        let label = ("universal-0.element_1", "label_1");
        let shown = analyst.post(&form, &[label, ("law_minor", "no"), ("do", "suggest")]).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains("Suggested: Illegal under the Example Act."), "{}", shown.body);
        let chosen = |page: &str, value: &str| {
            let tag = page.split("<input").find(|tag| tag.contains(&format!("value=\"{value}\"")));
            tag.is_some_and(|tag| tag.split('>').next().unwrap().contains(" checked"))
        };
        assert!(chosen(&shown.body, "label_1"), "what was answered is kept");
        assert!(!chosen(&shown.body, "national"), "nothing is chosen silently");
        let taken = analyst.post(&form, &[label, ("law_minor", "no"), ("do", "take")]).await;
        assert!(chosen(&taken.body, "national"), "{}", taken.body);
        // What the analyst answered stays, though the labels suggest something else.
        let law = |page: &str| page.split("name=\"law_minor\"").skip(1).map(|tag| {
            tag.split('>').next().unwrap().contains(" checked")
        }).collect::<Vec<_>>();
        assert_eq!(law(&taken.body), [false, true, false, false]);
        {
            let mut tx = test.desk.read().await.unwrap();
            let made = assessment::assessment(&mut tx, analyst.actor(), item.id).await.unwrap();
            assert!(made.is_none(), "nothing is saved by a suggestion");
        }

        // Programs are told the same, and nothing is kept of it.
        let program = desk.program(analyst.actor(), &[Role::Analyst]).await;
        let ask = async |body: &str| {
            let path = "/api/v1/classification/suggestions";
            program.call(axum::http::Method::POST, path, &[], body).await
        };
        let told = ask("{\"beside\": {\"universal-0\": {\"element_1\": [\"label_1\"]}}}").await;
        assert_eq!(told.status, StatusCode::OK, "{}", told.body);
        assert_eq!(told.json()["answers"]["classification"], serde_json::json!(["national"]));
        assert!(told.json()["law"]["minor"].is_array(), "{}", told.body);
        let nothing = ask("{\"beside\": {\"universal-0\": {\"element_1\": []}}}").await;
        assert_eq!(nothing.json(), serde_json::json!({"answers": {}, "law": {}}));
        for (labels, at) in [
            ("{\"word\": {}}", "#/beside/word"),
            ("{\"universal-0\": {\"word\": []}}", "#/beside/universal-0/word"),
            ("{\"universal-0\": {\"element_1\": [\"word\"]}}", "#/beside/universal-0/element_1"),
        ] {
            let refused = ask(&format!("{{\"beside\": {labels}}}")).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{labels}");
            assert_eq!(refused.json()["errors"][0]["pointer"], at, "{}", refused.body);
        }

        let all = |element: &'static str| [
            ("universal-0.element_1", element),
            ("universal-0.element_2", "label_2"),
            ("classification", "national"),
            ("site_type", "website"),
            ("law_minor", "yes"),
            ("law_abuse", "yes"),
        ];
        let refused = analyst.post(&form, &all("label_2")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("asked only by the answers to Element 1"), "{}", refused.body);
        assert_eq!(analyst.post(&form, &all("label_1")).await.status, StatusCode::SEE_OTHER);
        let mut again = all("label_1").to_vec();
        again.push(("why", "neutral second look"));
        assert_eq!(analyst.post(&form, &again).await.status, StatusCode::SEE_OTHER);
        let mut tx = test.desk.read().await.unwrap();
        let made = assessment::assessment(&mut tx, analyst.actor(), item.id).await.unwrap().unwrap();
        assert_eq!(made.beside["universal-0"]["element_2"], ["label_2"]);
        assert_eq!(made.ruling.under.law_version, "2020-1");
        drop(tx);
        let page = analyst.get(&form).await.body;
        assert!(page.contains("neutral second look"));
        assert!(page.contains("Schema example-2; law 2020-1"), "{page}");
    }

    async fn a_refusal_names_its_rule_and_the_fields_it_goes_by(test: TestDb) {
        let desk = desk(&test);
        let case = case(&test, "http://host-a.test/p/17").await;
        let analyst = desk.sign_in(&[Role::Analyst]).await;
        analyst.post(&format!("/cases/{case}/claim"), &[]).await;
        let item = {
            let mut tx = test.desk.read().await.unwrap();
            assessment::items(&mut tx, analyst.actor(), case).await.unwrap()[0].id
        };
        let form = format!("/cases/{case}/items/{item}/assessment");
        let sent = [("classification", "national"), ("law_minor", "yes"), ("law_abuse", "no")];
        let refused = analyst.post(&form, &sent).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = "Illegal content needs a site type. (Rule: illegal-needs-site-type. It goes by: Classification.)";
        assert!(refused.body.contains(said), "{}", refused.body);
        assert!(refused.body.contains("href=\"#site_type\""));
    }
}
