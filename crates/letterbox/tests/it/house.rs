//! What every page of the public's side holds to.

use crate::client::Site;

store::on_both! {
    async fn every_page_has_our_script_alone_and_no_cookie_and_no_cache(test: TestDb) {
        let site = Site::open(test).await;
        let draw = site.draw().await;
        let receipt = letterbox::Receipt::draw(&kernel::SystemEntropy).text();
        let url = "http://host-a.test/p/1";
        let pages = [
            site.get("/").await,
            site.get("/km/").await,
            site.get("/en/receipt").await,
            site.get("/en/nowhere").await,
            site.form("/en/report", &[("state", &draw), ("urls", url)]).await,
            site.form("/en/report", &[("state", &draw), ("urls", "word")]).await,
            site.form("/en/correct", &[("state", &draw), ("urls", url)]).await,
            site.form("/en/receipt", &[("receipt", &receipt)]).await,
            site.form("/en/receipt", &[("receipt", "word")]).await,
            site.form("/en/correct", &[("state", &draw), ("urls", ""), ("go", "danger")]).await,
            site.form("/km/correct", &[("state", &draw), ("urls", ""), ("go", "own")]).await,
            site.form("/km/taken", &[("state", &draw)]).await,
            site.get("/en/no-address").await,
            site.form("/en/more", &[("state", &draw), ("question", "where")]).await,
            site.form("/en/account", &[("state", &draw), ("do", "look")]).await,
            site.form("/en/account", &[("state", &draw), ("do", "withdraw")]).await,
        ];
        for page in pages {
            let (head, body) = (&page.head, &page.body);
            assert_eq!(body.matches("<script src=\"/assets/public-").count(), 1, "{body}");
            assert_eq!(body.matches("<script").count(), 1, "{body}");
            assert!(!body.contains("javascript:"), "{body}");
            assert!(!body.contains(" style=") && !body.contains(" onclick"), "{body}");
            assert!(!body.contains("type=\"file\"") && !body.contains("multipart"), "{body}");
            assert!(!head.contains("set-cookie"), "{head}");
            assert!(head.contains("content-security-policy: default-src 'none'"), "{head}");
            assert!(head.contains("cache-control: no-store"), "{head}");
            assert!(!head.contains("\nserver:"), "{head}");
        }
    }

    async fn nothing_a_page_is_made_of_is_kept_on_the_device(test: TestDb) {
        let site = Site::open(test).await;
        let page = site.get("/km/").await.body;
        let assets: Vec<_> = page.split("=\"/assets/").skip(1).collect();
        assert_eq!(assets.len(), 3);
        for asset in assets {
            let name = asset.split('"').next().unwrap();
            let head = site.get(&format!("/assets/{name}")).await.head;
            assert!(head.contains("cache-control: no-store\r\n"), "{name}: {head}");
        }
    }

    async fn a_problem_has_the_way_to_leave_and_the_numbers_and_the_languages(test: TestDb) {
        let site = Site::open(test).await;
        for (page, status) in [
            (site.get("/km/nowhere").await, 404),
            (site.post("/km/report", "image/png", "word").await, 415),
            (site.form("/km/note.txt", &[("state", "word")]).await, 400),
        ] {
            assert_eq!(page.status, status);
            assert!(page.body.contains("<html lang=\"km\""), "{}", page.body);
            assert!(page.body.contains("class=\"quick-exit\"") && page.body.contains("tel:1288"));
            assert!(page.body.contains("href=\"/en/\"") && page.body.contains("href=\"/km/\""));
        }
        let problem = site.json("/api/v1/reports", serde_json::json!(7)).await;
        assert!(!problem.body.contains("1288"));
    }

    async fn no_address_tells_what_a_report_is_about(test: TestDb) {
        let site = Site::open(test).await;
        let page = site.get("/en/").await.body;
        for door in ["danger", "own"] {
            let button = format!("formaction=\"/en/correct\" name=\"go\" value=\"{door}\"");
            assert!(page.contains(&button), "{page}");
        }
        assert!(!page.contains("href=\"/en/danger") && !page.contains("href=\"/en/mine"));
        assert_eq!(site.get("/en/danger").await.status, 404);
        assert_eq!(site.get("/en/mine").await.status, 404);
    }

    async fn the_form_says_whom_to_call_first_and_how_to_leave(test: TestDb) {
        let site = Site::open(test).await;
        let page = site.get("/en/").await.body;
        let help = page.find("1288").expect("the police's number");
        assert!(help < page.find("<textarea").unwrap());
        assert!(page.contains("class=\"quick-exit\""));
        assert!(page.contains("href=\"/km/\""));
        assert!(page.contains("<title>Tell us a web address"), "a neutral title");
    }

    async fn the_paths_lead_where_they_should(test: TestDb) {
        let site = Site::open(test).await;
        for (path, status) in [
            ("/en", 303), ("/en/report", 303), ("/en/more", 303), ("/en/taken", 303), ("/en/account", 303),
            ("/fr/", 404), ("/xx/receipt", 404),
        ] {
            assert_eq!(site.get(path).await.status, status, "{path}");
        }
        let khmer = "GET / HTTP/1.1\r\nhost: x\r\naccept-language: km\r\nconnection: close\r\n\r\n";
        assert!(site.send(khmer).await.body.contains("<html lang=\"km\""));
        assert_eq!(site.get("/api/v1/reports").await.status, 405);
    }
}

#[test]
fn the_crate_brings_the_words_it_asks_for() {
    let keys = page::testing::unused_and_missing_keys(env!("CARGO_MANIFEST_DIR")).unwrap();
    assert_eq!(keys, page::testing::Keys::default());
}
