//! The link of a letter, from the mail over the letterbox to the desk and back.

use std::time::Duration;

use identity::{Actor, Role};
use kernel::Id;
use smallnet::Reception;
use store::testing::TestDb;
use store::values;
use takedown::{Says, State, Via, Wanted};

use crate::letters::waiting;
use crate::visitor::{Site, Visitor, code_in, hidden, link_in, text_of};
use crate::world::{ABUSE, HOST, World, job, staff, world, world_with};

/// Cases whose notices left in one letter, and the path of its link.
async fn sent(world: &World, count: usize) -> (Vec<Id<intake::Case>>, String) {
    let cases = waiting(world, count).await;
    world.approve(ABUSE).await;
    let mails = world.net.mails();
    assert_eq!(mails.len(), 1);
    (cases, link_in(&mails[0]).expect("a link"))
}

/// The codes that were mailed, the newest last.
fn codes(world: &World) -> Vec<String> {
    world.net.mails().iter().filter_map(code_in).collect()
}

async fn words(world: &World, case: Id<intake::Case>) -> Vec<(Says, Via)> {
    let mut tx = world.db.read().await.unwrap();
    let words = takedown::words_of(&mut tx, &job(), case).await.unwrap();
    words.iter().map(|word| (word.says, word.via)).collect()
}

/// How many rows a table of the letterbox has.
async fn rows(test: &TestDb, sql: &'static str) -> i64 {
    let mut tx = test.letterbox.read().await.unwrap();
    let (count,): (i64,) = tx.one(sql, values![]).await.unwrap();
    count
}

const SENT: &str = "SELECT COUNT(*) AS value FROM letterbox_submission";
const KEPT: &str = "SELECT COUNT(*) AS value FROM letterbox_collected";
const LISTS: &str = "SELECT COUNT(*) AS value FROM letterbox_reply";

/// A visitor who sees the list.
async fn opened<'a>(world: &World, site: &'a Site, path: &str) -> Visitor<'a> {
    let mut visitor = Visitor::of(site, path);
    visitor.ask_for_code(world).await;
    let code = codes(world).pop().expect("a code");
    let page = visitor.open(world, &code).await;
    assert!(page.body.contains("name=\"says-1\""), "{}", page.body);
    visitor
}

store::on_both! {
    async fn a_provider_sees_the_list_with_a_mailed_code_and_answers_place_by_place(test: TestDb) {
        let world = world(&test).await;
        let (mut cases, path) = sent(&world, 3).await;
        let site = Site::open(&test, &world).await;
        let mut visitor = Visitor::of(&site, &path);
        assert_eq!(site.ask("GET", &path).await.status, 200);
        visitor.ask_for_code(&world).await;
        let mail = world.net.mails().pop().unwrap();
        assert_eq!(mail.recipients, [ABUSE]);
        let code = code_in(&mail).expect("a code");
        assert!(!text_of(&mail).contains("/answer/"), "the code and the link do not stand in one mail");
        // As people type it.
        let typed = format!(" {} ", code.to_lowercase().replace('-', " ").replace('0', "o"));
        let page = visitor.open(&world, &typed).await;
        assert_eq!(page.status, 200);
        // Notices of one instant stand in no order of ours.
        let row = |number: usize| page.body.find(&format!("/p/{number}<")).expect("the place is listed");
        let mut order: Vec<_> = (0..3).map(|number| (row(number), cases[number])).collect();
        order.sort_unstable_by_key(|(row, _)| *row);
        cases = order.into_iter().map(|(_, case)| case).collect();
        assert!(page.body.contains("hxxp://") && !page.body.contains("http://"), "nothing that is a link");
        assert!(page.head.contains("cache-control: no-store") && page.head.contains("referrer-policy: no-referrer"));

        let page = visitor.press("show", &[]).await;
        assert!(page.body.contains(&format!("http://{HOST}:")) && !page.body.contains(&format!("href=\"http://{HOST}")));
        let table = visitor.press("csv", &[]).await;
        assert!(table.head.contains("content-type: text/csv") && table.head.contains("attachment"));
        assert!(table.body.starts_with("reference,url,class") && table.body.contains(&world.url(HOST).replace("/p/17", "/p/2")));

        let wrong = visitor.press("words", &[("says-2", "more_time"), ("text-2", "canaryanswer")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.body.contains("Enter a day that is to come") && wrong.body.contains("canaryanswer"));
        assert_eq!(rows(&test, SENT).await, 0, "nothing was sent");
        let fields = [
            ("says-all", "seen"), ("says-2", "not_ours"), ("whose-2", "Reseller"), ("says-3", "question"), ("text-3", "canaryanswer"),
        ];
        let page = visitor.press("words", &fields).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Your answers have arrived"));
        world.take_in().await;
        for (case, says) in cases.iter().zip([Says::Seen, Says::NotOurs, Says::Question]) {
            assert_eq!(words(&world, *case).await, [(says, Via::Page)]);
            assert_eq!(world.notices(*case).await[0].state, State::Acknowledged);
            assert_eq!(world.case(*case).await.state, intake::State::Acting, "their word closes nothing");
        }
        let mut wanted = world.wanted();
        wanted.sort_by_key(|wanted| format!("{wanted:?}"));
        assert_eq!(wanted, [Wanted::Answer, Wanted::Owner]);
        // It is shown on the case page as other words are.
        let panel = crate::pages::panel_of(&test, &world, cases[1]).await;
        assert!(panel.contains("on the provider’s page") && panel.contains("Reseller"), "{panel}");
        // Whoever opens it again sees what was said.
        let again = opened(&world, &site, &path).await;
        let page = Visitor { ..again }.press("look", &[]).await;
        assert!(page.body.contains("You said before: It is not ours"), "{}", page.body);
    }

    async fn whoever_opens_every_link_and_presses_every_button_sees_and_causes_nothing_but_codes(test: TestDb) {
        let world = world(&test).await;
        let (cases, path) = sent(&world, 1).await;
        let site = Site::open(&test, &world).await;
        let unknown = format!("/en/answer/{}", letterbox::Receipt::draw(&kernel::SystemEntropy).text());
        let fixed = site.ask("GET", &path).await;
        for other in [&path, &unknown, "/en/answer/nothing-at-all"] {
            let page = site.ask("GET", other).await;
            assert_eq!((page.status, &page.body, &page.head), (200, &fixed.body, &fixed.head));
            let head = site.ask("HEAD", other).await;
            assert_eq!((head.status, head.body.as_str()), (200, ""));
        }
        assert!(!fixed.body.contains(path.rsplit('/').next().unwrap()), "the link is not in the page");
        assert_eq!(rows(&test, SENT).await, 0, "nothing is recorded");
        // Every button of the page, with whatever is in its fields.
        let mut pages = Vec::new();
        for button in ["code", "open", "look", "words", "csv", "show", "hide", ""] {
            for code in ["", "0000-0000"] {
                let page = site.form(&path, &[("do", button), ("code", code), ("in", "en")]).await;
                assert!(page.status == 200 || page.status == 422, "{button}: {}", page.status);
                world.take_in().await;
                pages.push(page.body);
            }
        }
        for _ in 0..8 {
            Visitor::of(&site, &path).ask_for_code(&world).await;
        }
        assert_eq!(codes(&world).len(), 5, "at most five in an hour");
        assert_eq!(rows(&test, LISTS).await, 0, "no list leaves the desk");
        assert!(pages.iter().all(|page| !page.contains(HOST) && !page.contains("hxxp")));
        assert!(words(&world, cases[0]).await.is_empty());
        assert_eq!(rows(&test, KEPT).await, 0, "what asks for something is not kept");
        // An hour later there is another.
        world.wait(&test, Duration::from_mins(61)).await;
        Visitor::of(&site, &path).ask_for_code(&world).await;
        assert_eq!(codes(&world).len(), 6);
        // And whether the link is known makes no difference for whoever presses.
        let (mut one, mut other) = (Visitor::of(&site, &path), Visitor::of(&site, &unknown));
        let (known, unknown) = (one.ask_for_code(&world).await, other.ask_for_code(&world).await);
        let (a, b) = (hidden(&known.body, "state").unwrap(), hidden(&unknown.body, "state").unwrap());
        assert_eq!(known.body.replace(&a, ""), unknown.body.replace(&b, ""));
    }

    async fn a_wrong_code_is_like_an_unknown_link_and_ten_of_them_end_the_right_one(test: TestDb) {
        let world = world(&test).await;
        let (_, path) = sent(&world, 1).await;
        let site = Site::open(&test, &world).await;
        let mut visitor = Visitor::of(&site, &path);
        visitor.ask_for_code(&world).await;
        let code = codes(&world).pop().unwrap();
        let unknown = format!("/en/answer/{}", letterbox::Receipt::draw(&kernel::SystemEntropy).text());
        let mut stranger = Visitor::of(&site, &unknown);
        stranger.press("code", &[]).await;
        // Both at once: both wait as long.
        let began = std::time::Instant::now();
        let wrong = async { (visitor.open(&world, "1111-1111").await, began.elapsed()) };
        let unknown = async { (stranger.press("open", &[("code", code.as_str())]).await, began.elapsed()) };
        let ((wrong, first), (unknown, second)) = tokio::join!(wrong, unknown);
        assert_eq!(wrong.status, unknown.status);
        let without = |page: &str| page.replace(&hidden(page, "state").unwrap(), "");
        assert_eq!(without(&wrong.body), without(&unknown.body));
        assert!(wrong.body.contains("There is no list here yet") && wrong.body.contains("value=\"look\""));
        assert!(first.abs_diff(second) < Duration::from_millis(1_500), "{first:?} {second:?}");
        // The rest without waiting for each.
        let mut tries = Vec::new();
        for number in 2..11 {
            let (site, path) = (&site, &path);
            tries.push(async move { Visitor::of(site, path).press("open", &[("code", &format!("1111-{number:04}"))]).await.status });
        }
        assert_eq!(futures::future::join_all(tries).await, [200; 9]);
        world.take_in().await;
        let late = visitor.open(&world, &code).await;
        assert!(!late.body.contains("says-1"), "the code opens nothing any more");
        assert_eq!(rows(&test, LISTS).await, 0);
    }

    async fn codes_lists_and_links_end_in_their_time(test: TestDb) {
        let world = world(&test).await;
        let (cases, path) = sent(&world, 1).await;
        let site = Site::open(&test, &world).await;
        let mut late = Visitor::of(&site, &path);
        late.ask_for_code(&world).await;
        let code = codes(&world).pop().unwrap();
        world.wait(&test, Duration::from_mins(31)).await;
        assert!(!late.open(&world, &code).await.body.contains("says-1"));
        let mut visitor = opened(&world, &site, &path).await;
        // The code that opened it opens it for nobody else.
        let used = codes(&world).pop().unwrap();
        assert!(!Visitor::of(&site, &path).open(&world, &used).await.body.contains("says-1"));
        assert_eq!(rows(&test, LISTS).await, 1);
        world.wait(&test, Duration::from_mins(121)).await;
        assert_eq!(rows(&test, LISTS).await, 0, "the list left the letterbox");
        let over = visitor.press("words", &[("says-all", "removed")]).await;
        assert_eq!(over.status, 422);
        assert!(over.body.contains("The time for this list is over"));
        world.take_in().await;
        assert!(words(&world, cases[0]).await.is_empty());
        let before = codes(&world).len();
        world.wait(&test, Duration::from_hours(24 * 31)).await;
        Visitor::of(&site, &path).ask_for_code(&world).await;
        assert_eq!(codes(&world).len(), before, "the link is too old");
    }

    async fn an_answer_that_comes_twice_is_one_whoever_dies_in_between(test: TestDb) {
        let world = world(&test).await;
        let (cases, path) = sent(&world, 1).await;
        let site = Site::open(&test, &world).await;
        let mut visitor = opened(&world, &site, &path).await;
        let page = visitor.state.clone();
        let fields = [("says-1", "removed")];
        visitor.press("words", &fields).await;
        // The same page is sent again, as when its answer was lost.
        visitor.state = page;
        visitor.press("words", &fields).await;
        assert_eq!(rows(&test, SENT).await, 2);
        // A worker has filed them, and dies before the letterbox lets go of its copies.
        let mut tx = test.letterbox.read().await.unwrap();
        let fresh = letterbox::fresh(&mut tx, &job(), 200).await.unwrap();
        drop(tx);
        let mut tx = world.db.write().await.unwrap();
        for (_, sealed) in &fresh {
            intake::file(&mut tx, &job(), sealed, &world.pack).await.unwrap();
        }
        tx.commit().await.unwrap();
        world.take_in().await;
        assert_eq!(words(&world, cases[0]).await, [(Says::Removed, Via::Page)]);
        assert_eq!(rows(&test, SENT).await, 0);
        assert_eq!(rows(&test, KEPT).await, 2, "what was said is kept as reports are");
        // Said once more from another page it is another word.
        for _ in 0..2 {
            test.clock.advance(Duration::from_secs(1));
            visitor.press("look", &[]).await;
            visitor.press("words", &fields).await;
        }
        world.take_in().await;
        assert_eq!(words(&world, cases[0]).await.len(), 3);
        // A code is asked for by one sending once.
        let before = codes(&world).len();
        let mut other = Visitor::of(&site, &path);
        other.press("code", &[]).await;
        let mut tx = test.letterbox.read().await.unwrap();
        let fresh = letterbox::fresh(&mut tx, &job(), 200).await.unwrap();
        drop(tx);
        let mut tx = world.db.write().await.unwrap();
        intake::file(&mut tx, &job(), &fresh[0].1, &world.pack).await.unwrap();
        tx.commit().await.unwrap();
        world.take_in().await;
        assert_eq!(codes(&world).len(), before + 1);
    }

    async fn who_has_a_letter_of_which_we_know_only_that_it_failed_answers_all_the_same(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 1).await;
        world.net.receive(ABUSE, Reception::DropAfterData);
        world.approve(ABUSE).await;
        let path = link_in(&world.net.mails()[0]).expect("a link");
        for _ in 0..jobs::ATTEMPTS {
            world.wait(&test, Duration::from_hours(16)).await;
        }
        assert_eq!(world.notices(cases[0]).await[0].state, State::Failed);
        world.net.receive(ABUSE, Reception::Accept);
        let site = Site::open(&test, &world).await;
        let mut visitor = opened(&world, &site, &path).await;
        visitor.press("words", &[("says-all", "removed")]).await;
        world.take_in().await;
        assert_eq!(world.notices(cases[0]).await[0].state, State::Acknowledged);
    }

    async fn a_letter_that_leaves_late_is_answered_for_as_long_as_any(test: TestDb) {
        let world = world(&test).await;
        let cases = waiting(&world, 1).await;
        world.net.receive(ABUSE, Reception::Refuse);
        world.approve(ABUSE).await;
        world.wait(&test, world.pack.notices.answers * 2).await;
        world.net.receive(ABUSE, Reception::Accept);
        let failed = world.notices(cases[0]).await.remove(0);
        let mut tx = world.db.write().await.unwrap();
        takedown::retry(&mut tx, &staff(Role::Analyst), failed.id).await.unwrap();
        tx.commit().await.unwrap();
        world.work().await;
        let path = link_in(&world.net.mails()[0]).expect("a link");
        let site = Site::open(&test, &world).await;
        opened(&world, &site, &path).await;
    }

    async fn nothing_is_listed_of_what_was_withdrawn_or_to_whom_we_do_not_write_any_more(test: TestDb) {
        let world = world(&test).await;
        let (cases, path) = sent(&world, 2).await;
        let site = Site::open(&test, &world).await;
        let mut visitor = Visitor::of(&site, &path);
        visitor.ask_for_code(&world).await;
        test.clock.advance(Duration::from_secs(1));
        Visitor::of(&site, &path).ask_for_code(&world).await;
        let codes = codes(&world);
        // One of the two is over: its place is not in the list.
        let mut tx = world.db.write().await.unwrap();
        takedown::stop(&mut tx, &job(), cases[0]).await.unwrap();
        tx.commit().await.unwrap();
        let page = visitor.open(&world, &codes[0]).await;
        assert!(page.body.contains("/p/1") && !page.body.contains("/p/0"), "{}", page.body);
        let contact = world.notices(cases[1]).await[0].contact;
        let mut tx = world.db.write().await.unwrap();
        stakeholders::retire(&mut tx, &staff(Role::Manager), contact).await.unwrap();
        tx.commit().await.unwrap();
        let before = rows(&test, LISTS).await;
        let page = Visitor::of(&site, &path).open(&world, &codes[1]).await;
        assert!(!page.body.contains("says-1"));
        assert_eq!(rows(&test, LISTS).await, before);
        let mails = world.net.mails().len();
        Visitor::of(&site, &path).ask_for_code(&world).await;
        assert_eq!(world.net.mails().len(), mails, "nobody is written to");
    }

    async fn the_letterbox_holds_neither_a_url_nor_who_it_went_to(test: TestDb) {
        let world = world(&test).await;
        let (_, path) = sent(&world, 2).await;
        let site = Site::open(&test, &world).await;
        let mut visitor = opened(&world, &site, &path).await;
        visitor.press("words", &[("says-all", "question"), ("text-all", "canaryanswer")]).await;
        let link = path.rsplit('/').next().unwrap();
        let code = codes(&world).pop().unwrap();
        let mut tx = test.letterbox.read().await.unwrap();
        let mut held: Vec<(Vec<u8>,)> = Vec::new();
        for sql in [
            "SELECT sealed AS value FROM letterbox_submission",
            "SELECT sealed AS value FROM letterbox_collected",
            "SELECT sealed AS value FROM letterbox_reply",
            "SELECT lookup_id AS value FROM letterbox_reply",
        ] {
            let rows: Vec<(Vec<u8>,)> = tx.all(sql, values![]).await.unwrap();
            held.extend(rows);
        }
        assert!(held.len() >= 3, "there is something to look at");
        for (bytes,) in held {
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for word in [HOST, "mekong", ABUSE, "canaryanswer", &link.to_lowercase(), &code.to_lowercase()] {
                assert!(!text.contains(word), "{word}");
            }
        }
        // Nor does the desk's own store in clear: the link, the code, the visit.
        let mut tx = world.db.read().await.unwrap();
        let sealed: Vec<(Vec<u8>,)> = tx.all("SELECT link AS value FROM takedown_letter WHERE link IS NOT NULL", values![]).await.unwrap();
        assert!(sealed.iter().all(|(bytes,)| !String::from_utf8_lossy(bytes).contains(link)));
        let left: Vec<(Vec<u8>,)> = tx.all("SELECT code AS value FROM takedown_code WHERE code IS NOT NULL", values![]).await.unwrap();
        assert!(left.is_empty(), "a code that was used is gone");
        assert!(takedown::preview(&mut tx, &Actor::reporter(), &world.pack, Id::random(&kernel::SystemEntropy)).await.is_err());
    }

    async fn without_the_letterboxs_address_no_letter_names_a_page(test: TestDb) {
        let mut world = world_with(&test, true, |_| {}).await;
        world.answers_at = None;
        waiting(&world, 1).await;
        world.approve(ABUSE).await;
        let mails = world.net.mails();
        assert_eq!(mails.len(), 1);
        assert!(!text_of(&mails[0]).contains("/answer/") && !text_of(&mails[0]).contains("place by place"));
    }
}
