//! What the tests share: a pack, people, a case, answers.

use std::sync::LazyLock;

use assessment::{Answers, Classification, LawAnswers};
use identity::{Actor, NewStaff, Role};
use intake::{Case, Filed, Joined};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, ReceiptKeys, Signals, Submission};
use pack::{Pack, Source};
use store::Db;
use store::testing::TestDb;

/// Read once: a test asks for it again and again.
static PACK: LazyLock<Pack> =
    LazyLock::new(|| pack::load(&Source::Shipped("demo".to_owned()), true).unwrap());

pub(crate) fn pack() -> Pack {
    PACK.clone()
}

pub(crate) fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

pub(crate) fn analyst() -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[Role::Analyst])
}

/// Files a report of these URLs under a new receipt. The case of each.
pub(crate) async fn report(test: &TestDb, urls: &[&str]) -> Vec<Id<Case>> {
    let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
    report_under(test, &keys, urls).await
}

/// Files a report of a URL. The keys of its receipt, and its case.
pub(crate) async fn told_by(test: &TestDb, url: &str) -> (ReceiptKeys, Id<Case>) {
    let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
    let cases = report_under(test, &keys, &[url]).await;
    (keys, cases[0])
}

async fn report_under(test: &TestDb, keys: &ReceiptKeys, urls: &[&str]) -> Vec<Id<Case>> {
    let content = Content {
        urls: urls.iter().map(|url| (*url).to_owned()).collect(),
        narrative: Some("neutral words".to_owned()),
        ..Content::default()
    };
    let filed = tell(test, keys, content).await;
    let Filed::Report(_, cases) = filed else {
        panic!("the submission was not filed");
    };
    cases
        .into_iter()
        .map(|(Joined::Opened(case) | Joined::Joined(case) | Joined::Again(case))| case)
        .collect()
}

/// Files what is told under a receipt.
pub(crate) async fn tell(test: &TestDb, keys: &ReceiptKeys, content: Content) -> Filed {
    let sealed = Submission::new(
        keys,
        Language::KHMER,
        test.desk.clock().now(),
        Signals::default(),
        content,
    )
    .seal(test.keyring.submission_key(), &SystemEntropy)
    .unwrap();
    let mut tx = test.desk.write().await.unwrap();
    let filed = intake::file(&mut tx, &job(), &sealed, &pack())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    filed
}

pub(crate) async fn case(test: &TestDb, url: &str) -> Id<Case> {
    report(test, &[url]).await[0]
}

/// A member of the staff in the store, an analyst: still learning or not.
pub(crate) async fn member(test: &TestDb, name: &str, trainee: bool) -> Actor {
    let password = Sensitive::new(identity::testing::PASSWORD.to_owned());
    let new = NewStaff {
        sign_in: name.to_owned(),
        name: name.to_owned(),
        password: identity::hash_password(password, test.desk.entropy())
            .await
            .unwrap(),
        roles: vec![Role::Analyst],
        language: Language::ENGLISH,
        trainee,
    };
    let mut tx = test.desk.write().await.unwrap();
    let id = identity::add(&mut tx, &Actor::operator(), new)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    Actor::test_staff(id, &[Role::Analyst])
}

/// A case that this analyst holds.
pub(crate) async fn claimed(test: &TestDb, actor: &Actor, url: &str) -> Id<Case> {
    let case = case(test, url).await;
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    case
}

pub(crate) fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs
        .iter()
        .map(|(field, option)| ((*field).to_owned(), vec![(*option).to_owned()]))
        .collect()
}

pub(crate) fn law(answer: &str) -> LawAnswers {
    let pack = pack();
    let law = pack.laws.iter().next().unwrap();
    law.elements
        .iter()
        .map(|element| (element.key.to_string(), answer.to_owned()))
        .collect()
}

pub(crate) const BASELINE: &[(&str, &str)] = &[
    ("classification", "baseline"),
    ("age", "pre_pubescent"),
    ("gender", "not_determined"),
    ("virtual_content", "no"),
    ("site_type", "website"),
];

pub(crate) const NOT_ILLEGAL: &[(&str, &str)] = &[
    ("classification", "not_illegal"),
    ("reason", "adult"),
    ("site_type", "website"),
];

pub(crate) const UNAVAILABLE: &[(&str, &str)] = &[
    ("classification", "unavailable"),
    ("reason", "error_404"),
    ("site_type", "website"),
];

/// What is said of an item, with why it is said anew.
pub(crate) fn anew(chosen: &[(&str, &str)], law_answers: &LawAnswers) -> Classification {
    Classification {
        answers: answers(chosen),
        law_answers: law_answers.clone(),
        why: Some(Sensitive::new("neutral words".to_owned())),
        ..Classification::default()
    }
}

/// Classifies every item of a case alike.
pub(crate) async fn classify_all(
    test: &TestDb,
    actor: &Actor,
    case: Id<Case>,
    chosen: &[(&str, &str)],
    law_answers: &LawAnswers,
) {
    let mut tx = test.desk.write().await.unwrap();
    for item in assessment::items(&mut tx, actor, case).await.unwrap() {
        let said = anew(chosen, law_answers);
        assessment::assess(&mut tx, actor, &pack(), &item, &said)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

pub(crate) async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.unwrap();
    let (count,): (i64,) = tx.one(sql, Vec::new()).await.unwrap();
    count
}

/// How many entries of the record name this action for a case.
pub(crate) async fn recorded(db: &Db, case: Id<Case>, action: &str) -> usize {
    let mut tx = db.read().await.unwrap();
    let entries = audit::about(&mut tx, "case", case).await.unwrap();
    entries
        .iter()
        .filter(|entry| entry.action == action)
        .count()
}

/// The pack, with this rule for second opinions and this time to take things back.
pub(crate) fn strict_pack(change: impl FnOnce(&mut Pack)) -> Pack {
    let mut pack = pack();
    pack.claims.undo = std::time::Duration::from_secs(10);
    pack.second_opinion.classes = vec!["baseline".to_owned(), "not_illegal".to_owned()];
    change(&mut pack);
    pack
}

/// Somebody of this role.
pub(crate) fn staff(role: Role) -> Actor {
    Actor::test_staff(Id::random(&SystemEntropy), &[role])
}

/// Claims, classifies, picks each working URL and decides: all but the release.
pub(crate) async fn prepared(
    test: &TestDb,
    actor: &Actor,
    case: Id<Case>,
    chosen: &[(&str, &str)],
    law_answers: &LawAnswers,
    judgement: &assessment::Judgement,
) {
    let mut tx = test.desk.write().await.unwrap();
    assessment::claim(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    let viewing = assessment::open_viewing(&mut tx, actor, &pack(), case)
        .await
        .unwrap();
    for item in assessment::items(&mut tx, actor, case).await.unwrap() {
        let seen = assessment::reveal(&mut tx, actor, &pack(), viewing.id, item.id)
            .await
            .unwrap();
        let spelling = seen.spellings[0].id;
        assessment::choose_working(&mut tx, actor, case, item.id, spelling, true)
            .await
            .unwrap();
        let said = anew(chosen, law_answers);
        assessment::assess(&mut tx, actor, &pack(), &item, &said)
            .await
            .unwrap();
    }
    assessment::decide(&mut tx, actor, case, judgement)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Releases, or gives the second opinion.
pub(crate) async fn release(
    test: &TestDb,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<intake::State, assessment::Error> {
    let mut tx = test.desk.write().await?;
    let state = assessment::release(&mut tx, actor, pack, case).await?;
    tx.commit().await?;
    Ok(state)
}

pub(crate) const RELEASES: &str =
    "SELECT COUNT(*) AS value FROM jobs_job WHERE kind = 'assessment.released'";
