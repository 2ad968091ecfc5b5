//! No page shows an address but that of an open viewing session, and that one only the item that was asked for: every page
//! of the desk is read by every role at each step of a case, and a canary is looked for in it.

use std::collections::BTreeSet;
use std::sync::Arc;

use assessment::{Kind, LawAnswers};
use identity::testing::{TestDesk, Visitor};
use identity::{Actor, Role};
use intake::{Case, Filed, Joined};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, Signals, Submission};
use store::testing::TestDb;

use crate::access::routes;
use crate::faces::module_routes;

/// In the host, the path and the query of every address of the test, and nowhere else.
const CANARY: &str = "canary";

const FIRST: &str = "http://canary-host.test/canary-first?canary=1";
const SECOND: &str = "http://canary-other.test/canary-second";

/// A desk on which a case with two items is looked at.
struct Walk {
    test: TestDb,
    desk: TestDesk,
    people: Vec<(Role, Visitor)>,
    case: Id<Case>,
}

impl Walk {
    async fn new(test: TestDb) -> Self {
        let words: Vec<_> = crate::messages::ENGLISH
            .iter()
            .filter(|(name, _)| !["page.ftl", "identity.ftl"].contains(name))
            .copied()
            .collect();
        let mut state = TestDesk::new(&test, module_routes(), &words).desk;
        let mut pack = (*state.pack).clone();
        pack.accepts_leads = true;
        state.pack = Arc::new(pack);
        state.isolated_browser = Some("openhotline-view".to_owned());
        let desk = TestDesk::over(state, module_routes());
        let mut people = Vec::new();
        for role in Role::ALL {
            people.push((role, desk.sign_in(&[role]).await));
        }
        let case = file(&test, &desk).await;
        Self {
            test,
            desk,
            people,
            case,
        }
    }

    fn analyst(&self) -> &Visitor {
        let mut people = self.people.iter();
        let found = people.find(|(role, _)| *role == Role::Analyst);
        &found.unwrap().1
    }

    fn at(&self, end: &str) -> String {
        format!("/cases/{}{end}", self.case)
    }

    async fn post(&self, end: &str, fields: &[(&str, &str)]) {
        let answer = self.analyst().post(&self.at(end), fields).await;
        assert_eq!(answer.status, 303, "{end}: {}", answer.body);
    }

    async fn items(&self) -> Vec<assessment::Item> {
        let mut tx = self.test.desk.read().await.unwrap();
        let actor = self.analyst().actor();
        assessment::items(&mut tx, actor, self.case).await.unwrap()
    }

    /// Every page, read by every role. Those that show the canary.
    async fn pages_with_canary(&self) -> BTreeSet<(String, &'static str)> {
        let items = self.items().await;
        let item = items
            .first()
            .map_or(String::new(), |item| item.id.to_string());
        let case = self.case.to_string();
        let mut found = BTreeSet::new();
        let mut read = 0;
        for (_, route) in routes().into_iter().filter(|(method, _)| *method == "GET") {
            let path = route
                .split('/')
                .map(|part| match part {
                    "{item}" => item.as_str(),
                    part if part.starts_with('{') => case.as_str(),
                    part => part,
                })
                .collect::<Vec<_>>()
                .join("/");
            for (role, visitor) in &self.people {
                let answer = visitor.get(&path).await;
                read += usize::from(answer.status == 200);
                let location = answer.location().to_owned();
                assert!(!location.contains(CANARY), "{path} leads to {location}");
                if answer.body.contains(CANARY) {
                    found.insert((route.clone(), role.name()));
                }
            }
        }
        assert!(read > 20, "hardly any page was there to be read");
        found
    }
}

/// Files a report of both addresses. The case of the first.
async fn file(test: &TestDb, desk: &TestDesk) -> Id<Case> {
    let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
    let content = Content {
        urls: vec![FIRST.to_owned(), SECOND.to_owned()],
        narrative: Some("neutral words".to_owned()),
        ..Content::default()
    };
    let now = test.desk.clock().now();
    let sealed = Submission::new(&keys, Language::ENGLISH, now, Signals::default(), content)
        .seal(test.keyring.submission_key(), &SystemEntropy)
        .unwrap();
    let mut tx = test.desk.write().await.unwrap();
    let job = Actor::test_job(Id::random(&SystemEntropy));
    let filed = intake::file(&mut tx, &job, &sealed, &desk.desk.pack).await;
    tx.commit().await.unwrap();
    match filed.unwrap() {
        Filed::Report(_, joined) => match joined[0] {
            Joined::Opened(case) => case,
            _ => panic!("no case was opened"),
        },
        _ => panic!("nothing was filed"),
    }
}

/// Classifies every item as one that calls for action, and picks its working address.
async fn judge(walk: &Walk) {
    let actor = walk.analyst().actor();
    let pack = &walk.desk.desk.pack;
    let mut tx = walk.test.desk.write().await.unwrap();
    let viewing = assessment::open_viewing(&mut tx, actor, pack, walk.case)
        .await
        .unwrap();
    let answers = [
        ("classification", "baseline"),
        ("age", "pre_pubescent"),
        ("gender", "not_determined"),
        ("virtual_content", "no"),
        ("site_type", "website"),
    ];
    let answers = answers.map(|(field, option)| (field.to_owned(), vec![option.to_owned()]));
    let elements = pack.laws.iter().next().unwrap().elements.iter();
    let law: LawAnswers = elements
        .map(|element| (element.key.to_string(), "yes".to_owned()))
        .collect();
    for item in assessment::items(&mut tx, actor, walk.case).await.unwrap() {
        assessment::classify(&mut tx, actor, pack, &item, &answers.clone().into(), &law)
            .await
            .unwrap();
        let seen = assessment::reveal(&mut tx, actor, pack, viewing.id, item.id)
            .await
            .unwrap();
        let spelling = seen.spellings[0].id;
        assessment::choose_working(&mut tx, actor, walk.case, item.id, spelling, true)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn an_address_stands_in_an_open_session_and_nowhere_else(test: TestDb) {
        let walk = Walk::new(test).await;
        let nowhere = BTreeSet::new();
        assert_eq!(walk.pages_with_canary().await, nowhere, "waiting");
        walk.post("/claim", &[]).await;
        let mut tx = walk.test.desk.write().await.unwrap();
        let actor = walk.analyst().actor();
        let pack = &walk.desk.desk.pack;
        assessment::add_item(&mut tx, actor, pack, walk.case, Kind::Image, SECOND).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(walk.pages_with_canary().await, nowhere, "claimed");
        walk.post("/viewing", &[]).await;
        assert_eq!(walk.pages_with_canary().await, nowhere, "in a session, before anything is asked for");

        let session = BTreeSet::from([("/cases/{id}/viewing".to_owned(), "analyst")]);
        let items = walk.items().await;
        for (item, shown, hidden) in [(items[0], "canary-first", "canary-other"), (items[1], "canary-other", "canary-first")] {
            walk.post("/viewing/show", &[("item", &item.id.to_string())]).await;
            assert_eq!(walk.pages_with_canary().await, session);
            let page = walk.analyst().get(&walk.at("/viewing")).await.body;
            assert!(page.contains(shown) && !page.contains(hidden), "one at a time: {page}");
        }
        walk.post("/viewing/hide", &[]).await;
        assert_eq!(walk.pages_with_canary().await, nowhere, "hidden");
        judge(&walk).await;
        assert_eq!(walk.pages_with_canary().await, session, "the last that was opened");
        walk.post("/viewing/close", &[]).await;
        walk.post("/decision", &[("note", "neutral words")]).await;
        assert_eq!(walk.pages_with_canary().await, nowhere, "decided");
        walk.post("/release", &[]).await;
        assert_eq!(walk.pages_with_canary().await, nowhere, "acted on");
        walk.post("/viewing", &[]).await;
        assert_eq!(walk.pages_with_canary().await, nowhere, "in a session to hand over");
        walk.post("/viewing/show", &[("item", &items[0].id.to_string())]).await;
        assert_eq!(walk.pages_with_canary().await, session);
    }
}
