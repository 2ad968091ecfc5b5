//! What cannot be taken: each says what is wrong, keeps what was typed and stores nothing.

use serde_json::json;

use crate::client::{Site, field, unescaped};

/// What is typed as a URL, and a word of the explanation that belongs to it.
fn refused() -> Vec<(String, &'static str)> {
    vec![
        (String::new(), "at least one web address"),
        ("these are just words".to_owned(), "not one web address"),
        (
            "data:text/plain;base64,d29yZA==".to_owned(),
            "content of a file",
        ),
        ("blob:http://host-a.test/17".to_owned(), "content of a file"),
        (
            "iVBORw0KGgo".to_owned() + &"AAAA".repeat(200),
            "content of a file",
        ),
        ("word ".repeat(14_336), "8,192"),
        (format!("http://host-a.test/{}", "p".repeat(9_000)), "8,192"),
        ("http://host-a.test/\u{7}p".to_owned(), "control character"),
        ("gopher://host-a.test/p".to_owned(), "http or https"),
        ("http://192.168.1.1/p".to_owned(), "private network"),
        ("http://host-a.test:99999/".to_owned(), "port"),
        ("http://host-a.test/p/1\n".repeat(101), "at most 100"),
    ]
}

store::on_both! {
    async fn a_wrong_address_is_explained_and_kept(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        for (typed, word) in refused() {
            let fields = [("state", draw.as_str()), ("urls", &typed)];
            let page = site.form("/en/report", &fields).await;
            let start: String = typed.chars().take(40).collect();
            assert_eq!(page.status, 422, "{start}");
            assert!(page.body.contains(word), "{start}: {}", page.body);
            assert!(page.body.contains("class=\"error-summary\""), "{start}");
            assert!(page.body.contains(&typed), "{start}");

            let urls: Vec<_> = typed.split('\n').filter(|url| !url.is_empty()).collect();
            let problem = site.json("/api/v1/reports", json!({"urls": urls})).await;
            assert_eq!(problem.status, 422, "{start}");
            assert!(problem.head.contains("application/problem+json"), "{start}");
            let errors = problem.json()["errors"].clone();
            assert!(errors[0]["detail"].as_str().unwrap().contains(word), "{start}: {errors}");
        }
        assert!(site.rows().await.is_empty());
    }

    async fn of_several_lines_the_wrong_ones_are_named(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let typed = "http://host-a.test/p/1\r\n\r\nword\r\nhttp://10.0.0.1/";
        let page = site.form("/km/report", &[("state", &draw), ("urls", typed)]).await;
        assert!(page.body.contains("បន្ទាត់ទី៣"), "{}", page.body);
        assert!(page.body.contains("បន្ទាត់ទី៤"));
        assert!(!page.body.contains("បន្ទាត់ទី១៖"));
        assert!(site.rows().await.is_empty());
    }

    async fn a_wrong_text_is_explained_and_kept(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let url = "http://host-a.test/p/1";
        let long = "ពាក្យ ".repeat(4_000);
        for (question, field, typed, word) in [
            ("words", "narrative", long.as_str(), "at most 10,000"),
            ("words", "narrative", "wo\u{0}rd", "control character"),
            ("when", "reach", "wo\u{1b}rd", "control character"),
            ("contact", "contact", "wo\u{1b}rd", "control character"),
            ("category", "category", "unheard-of", "Choose one"),
            ("where", "found_on", "unheard-of", "Choose one"),
            ("when", "seen", "unheard-of", "Choose one"),
        ] {
            let fields = [("state", draw.as_str()), ("question", question), (field, typed)];
            let page = site.form("/en/more", &fields).await;
            assert_eq!(page.status, 422, "{field}");
            assert!(page.body.contains(word), "{field}: {}", page.body);
            assert!(typed == "unheard-of" || page.body.contains(typed.trim()), "{field}");
            let report = json!({"urls": [url], field: typed});
            let problem = site.json("/api/v1/reports", report).await;
            assert_eq!(problem.json()["errors"][0]["field"], field);
        }
        let long = "ក".repeat(2_000);
        let message = [("state", draw.as_str()), ("do", "message"), ("message", long.as_str())];
        let page = site.form("/en/account", &message).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("at most 1,") && page.body.contains(&long), "{}", page.body);
        // Each field is right, but all of it together is longer than the largest row.
        let many = format!("http://host-a.test/{}\n", "p".repeat(8_000)).repeat(9);
        let page = site.form("/en/report", &[("state", &draw), ("urls", &many)]).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("All of it together"));
        assert!(site.rows().await.is_empty());
    }

    async fn a_file_is_passed_over_and_the_text_beside_it_kept(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let text = |name: &str, value: &str| {
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let file = |bytes: &str| {
            let head = "--x\r\ncontent-disposition: form-data; name=\"contact\"; filename=\"filed\"";
            format!("{head}\r\ncontent-type: image/png\r\n\r\n{bytes}\r\n")
        };
        let kind = "multipart/form-data; boundary=x";
        let urls = "http://host-a.test/p/1\r\nhttp://host-b.test/p/2";
        let body = [
            text("state", &draw),
            text("urls", urls),
            file(&"canary".repeat(20_000)),
            text("narrative", "<still> here"),
            text("category", "sexual_bullying"),
            "--x--\r\n".to_owned(),
        ]
        .concat();
        for (language, word) in [("en", "never take pictures"), ("km", "យើងមិនទទួលរូប\u{2060}ភាព")] {
            let page = site.post(&format!("/{language}/report"), kind, &body).await;
            assert_eq!(page.status, 415);
            assert!(page.body.contains(&format!("<html lang=\"{language}\"")));
            assert!(page.body.contains(word), "{}", page.body);
            assert!(unescaped(&page.body).contains(urls), "{}", page.body);
            assert!(!page.body.contains("canary") && !page.body.contains("filed"));
            assert!(page.head.contains("cache-control: no-store"));
        }
        // Of a large one only so much is read: the answer comes although the rest never does.
        let large = [text("state", &draw), text("urls", urls), file(&"canary".repeat(50_000))].concat();
        let head = format!(
            "POST /en/report HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: 9999999\r\n\r\n"
        );
        let page = site.send(&format!("{head}{large}")).await;
        assert_eq!(page.status, 415);
        assert!(unescaped(&page.body).contains(urls));
        assert!(!page.body.contains("canary"));
        // Without a draw that holds there is a new one, so that the next sending is taken.
        let page = site.post("/en/report", kind, &[file("word"), text("urls", urls)].concat()).await;
        let draw = field(&page.body, "state");
        assert!(site.rows().await.is_empty());
        assert_eq!(site.form("/en/report", &[("state", &draw), ("urls", urls)]).await.status, 200);
    }

    async fn what_is_no_form_is_dropped_unread(test: TestDb) {
        let site = Site::open(test).await;
        for (path, kind) in [
            ("/en/report", "image/png"),
            ("/en/report", "multipart/form-data"),
            ("/en/correct", "image/png"),
            ("/en/more", "image/png"),
            ("/en/account", "image/png"),
            ("/api/v1/reports", "multipart/form-data; boundary=x"),
            ("/api/v1/reports", "image/png"),
        ] {
            // The answer comes although the body never does: nothing of it is waited for.
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {kind}\r\ncontent-length: 9999999\r\n\r\n"
            );
            assert_eq!(site.send(&head).await.status, 415, "{path} {kind}");
        }
        assert!(site.rows().await.is_empty());
    }

    async fn a_body_beyond_all_measure_is_not_read_and_the_page_says_so(test: TestDb) {
        let site = Site::open(test).await;
        let long = "a".repeat(500 * 1024);
        for (language, word) in [("en", "we cannot show your text again"), ("km", "មិនអាចបង្ហាញអត្ថបទ")] {
            let page = site.form(&format!("/{language}/report"), &[("urls", &long)]).await;
            assert_eq!(page.status, 413);
            assert!(page.body.contains(word), "{}", page.body);
            assert!(!page.body.contains(&long[..100]));
            let draw = field(&page.body, "state");
            let urls = "http://host-a.test/p/1";
            let taken = site.form("/en/report", &[("state", &draw), ("urls", urls)]).await;
            assert_eq!(taken.status, 200);
        }
        // The same without an announced length.
        let chunks = format!("{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
        let head = "POST /api/v1/reports HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                    transfer-encoding: chunked\r\nconnection: close\r\n\r\n";
        let problem = site.send(&format!("{head}{chunks}")).await;
        assert_eq!(problem.status, 413, "{}", problem.body);
        assert!(problem.head.contains("application/problem+json"));
    }

    async fn a_page_that_adds_keeps_the_longest_text_and_says_what_it_could_not_read(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        // The longest words there may be, in signs of four bytes, beside a state of many addresses.
        let many: Vec<_> = (0..30).map(|n| format!("http://host-{n}.test/{}", "p".repeat(2_000))).collect();
        let taken = site.form("/en/report", &[("state", &draw), ("urls", &many.join("\n"))]).await;
        assert_eq!(taken.status, 200);
        let state = field(&taken.body, "state");
        assert!(state.len() > 80_000, "{}", state.len());
        let longest = "\u{1D11E}".repeat(10_000);
        let told = [("state", state.as_str()), ("question", "words"), ("narrative", longest.as_str())];
        assert_eq!(site.form("/en/more", &told).await.status, 200);
        assert_eq!(site.opened().await[1].content.narrative.as_deref(), Some(&*longest));

        let beyond = "a".repeat(500 * 1024);
        let told = [("state", draw.as_str()), ("question", "words"), ("narrative", beyond.as_str())];
        let page = site.form("/en/more", &told).await;
        assert_eq!(page.status, 413);
        assert!(page.body.contains("What arrived before is safe"), "{}", page.body);
        assert!(page.body.contains("name=\"narrative\"") && !field(&page.body, "state").is_empty());
        let said = [("state", draw.as_str()), ("urls", "http://host-b.test/p/1"), ("message", beyond.as_str())];
        let page = site.form("/en/account", &said).await;
        assert_eq!(page.status, 413);
        assert!(page.body.contains("What arrived before is safe"), "{}", page.body);
        assert!(page.body.contains("http://host-b.test/p/1</textarea>"));
    }

    async fn files_beside_what_is_added_are_refused_in_its_own_words(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let text = |name: &str, value: &str| {
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let texts = [
            text("state", &draw), text("question", "words"), text("narrative", "still-here"),
            text("message", "still-here"), "--x--\r\n".to_owned(),
        ].concat();
        for path in ["/en/more", "/en/account"] {
            let page = site.post(path, "multipart/form-data; boundary=x", &texts).await;
            assert_eq!(page.status, 415);
            assert!(page.body.contains("still-here</textarea>"), "{}", page.body);
            assert!(page.body.contains("What arrived before is safe"), "{}", page.body);
            assert!(!page.body.contains("press Send"), "there is no such button: {}", page.body);
        }
    }

    async fn a_page_with_faults_says_so_first_and_once(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        for (page, name) in [
            (site.form("/en/report", &[("state", &draw), ("urls", "word")]).await, "urls"),
            (site.form("/en/more", &[("state", &draw), ("question", "where"), ("shown_as", "word")]).await, "shown_as"),
            (site.form("/en/account", &[("state", &draw), ("do", "message")]).await, "message"),
            (site.form("/en/receipt", &[("receipt", "word")]).await, "receipt"),
        ] {
            assert!(page.body.contains("<title>Please correct: "), "{}", page.body);
            assert_eq!(page.body.matches("role=\"alert\"").count(), 1, "{}", page.body);
            assert!(page.body.contains(&format!("id=\"{name}-error\"")), "{}", page.body);
            let described = page.body.split("aria-describedby=\"").skip(1);
            let mut described = described.map(|rest| rest.split('"').next().unwrap());
            let error = format!("{name}-error");
            assert!(described.any(|ids| ids.split(' ').any(|id| id == error)), "{}", page.body);
        }
    }

    async fn a_wrong_json_is_refused_by_field(test: TestDb) {
        let site = Site::open(test).await;
        let url = "http://host-a.test/p/1";
        for (sent, field) in [
            (json!({}), "urls"),
            (json!({"urls": url}), "urls"),
            (json!({"urls": [url, 7]}), "urls/1"),
            (json!({"urls": [url, "word"]}), "urls/1"),
            (json!({"urls": [url], "picture": "x"}), "picture"),
            (json!({"urls": [url], "contact": 7}), "contact"),
            (json!({"urls": [url], "language": "xx"}), "language"),
            (json!({"urls": [url], "draw": "x"}), "draw"),
        ] {
            let problem = site.json("/api/v1/reports", sent.clone()).await;
            assert_eq!(problem.status, 422, "{sent}");
            assert_eq!(problem.json()["errors"][0]["field"], field, "{sent}");
        }
        for sent in ["", "[]", "{", "7", "\"word\""] {
            let problem = site.post("/api/v1/reports", "application/json", sent).await;
            assert_eq!(problem.status, 400, "{sent}");
        }
        assert!(site.rows().await.is_empty());
    }
}
