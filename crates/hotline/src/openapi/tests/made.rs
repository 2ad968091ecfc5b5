//! What there is to call about beside a case in hand: what was done about another one, and a lead.

use identity::Actor;
use intake::{Case, Lead, LeadState, Move};
use kernel::{Id, Language, Sensitive, SystemEntropy};
use letterbox::{Content, Receipt, Signals, Submission};
use pack::Pack;
use stakeholders::Contact;
use store::testing::TestDb;
use store::{Tx, values};

/// What was done about a case.
pub(crate) struct Made {
    pub(crate) referral: Id<referral::Referral>,
    pub(crate) handover: Id<exchange::Handover>,
    pub(crate) notice: Id<takedown::Notice>,
    pub(crate) letter: Id<takedown::Letter>,
    pub(crate) check: Id<takedown::Check>,
}

fn job() -> Actor {
    Actor::test_job(Id::random(&SystemEntropy))
}

/// Has the police, a partner and a provider told of a case, and somebody look at its place.
pub(crate) async fn done_about(test: &TestDb, actor: &Actor, pack: &Pack, case: Id<Case>) -> Made {
    let mut tx = test.desk.write().await.unwrap();
    let job = job();
    for step in [Move::Claim, Move::Act] {
        intake::move_case(&mut tx, actor, case, step, "test")
            .await
            .unwrap();
    }
    let (cause, country) = (Id::random(&SystemEntropy), "NL".parse().unwrap());
    exchange::hand_over(&mut tx, &job, pack, case, cause, country)
        .await
        .unwrap();
    traced(&mut tx, &job, case).await;
    takedown::notify(&mut tx, &job, case).await.unwrap();
    let contacts = stakeholders::contacts(&mut tx, actor).await.unwrap();
    for contact in contacts
        .iter()
        .filter(|one| one.state == stakeholders::State::Proposed)
    {
        stakeholders::approve(&mut tx, actor, contact.id)
            .await
            .unwrap();
        takedown::contact_approved(&mut tx, &job, contact.id)
            .await
            .unwrap();
    }
    let request = referral::Request {
        case,
        cause: Id::random(&SystemEntropy),
        urgent: false,
        hold: true,
    };
    referral::prepare(&mut tx, &job, pack, &request)
        .await
        .unwrap();
    takedown::watch(&mut tx, &job, pack, case).await.unwrap();
    let reason = Sensitive::new("neutral reason".to_owned());
    let check = takedown::note_own_look(&mut tx, actor, case, takedown::Word::Up, &reason)
        .await
        .unwrap();
    let referrals = referral::referrals(&mut tx, &job, case).await.unwrap();
    let handovers = exchange::handovers(&mut tx, &job, case).await.unwrap();
    let notices = takedown::notices(&mut tx, &job, case).await.unwrap();
    tx.commit().await.unwrap();
    Made {
        referral: referrals[0].id,
        handover: handovers[0].id,
        notice: notices[0].id,
        letter: notices[0].letter.unwrap(),
        check,
    }
}

/// A trace of a case's place that names a network and where abuse of it is reported.
async fn traced(tx: &mut Tx, actor: &Actor, case: Id<Case>) {
    let location = intake::case(tx, actor, case).await.unwrap().location;
    let key = location::data_key(tx, actor, location).await.unwrap();
    let (trace, id): (Id<()>, Id<Contact>) = (tx.new_id(), tx.new_id());
    let at = tx.now();
    let made = "INSERT INTO trace_trace (id, location_id, at, extent, salt, entry_id) VALUES ($1, $2, $3, 'full', $4, $1)";
    tx.execute(made, values![trace, location, at, &[0][..]])
        .await
        .unwrap();
    let detail = serde_json::json!({
        "kind": "network", "address": "192.0.2.1", "said_at": 0, "holder": "Neutral Hosting", "country": "KH",
        "abuse": [{ "address": "abuse@hosting.test",
            "found_in": { "protocol": "rdap", "subject": "network", "within": ["abuse"] } }],
        "asked": ["registry.test:443"], "answered": true,
    });
    let place = store::Place::new("trace_finding", "detail", id);
    let sealed = key.seal(place, detail.to_string().as_bytes(), tx.entropy());
    let found = "INSERT INTO trace_finding (id, trace_id, location_id, at, position, source, country, detail)
        VALUES ($1, $2, $3, $4, 0, 'rdap_network', 'KH', $5)";
    tx.execute(found, values![id, trace, location, at, sealed])
        .await
        .unwrap();
}

/// A key of a program of a contact, as if it had been approved.
pub(crate) async fn program_key(
    test: &TestDb,
    contact: &serde_json::Value,
) -> Id<stakeholders::ProgramKey> {
    let contact: Id<Contact> = contact.as_str().unwrap().parse().unwrap();
    let recipient = Id::from_uuid(contact.uuid());
    let life = std::time::Duration::from_hours(24);
    let manager = Actor::test_staff(Id::random(&SystemEntropy), &[identity::Role::Manager]);
    let mut tx = test.desk.write().await.unwrap();
    identity::add_recipient_key(&mut tx, &manager, recipient, life)
        .await
        .unwrap();
    let keys = stakeholders::program_keys(&mut tx, &manager, contact).await;
    tx.commit().await.unwrap();
    keys.unwrap()[0].id
}

/// A mail in the tray.
pub(crate) async fn mail(test: &TestDb) -> Id<dispatch::Received> {
    let arrived = egress::Arrived {
        header: b"From: somebody@elsewhere.test\r\nSubject: neutral words\r\n\r\n".to_vec(),
        ..egress::Arrived::default()
    };
    let mut tx = test.desk.write().await.unwrap();
    let kept = dispatch::keep(&mut tx, &job(), &arrived).await.unwrap();
    tx.commit().await.unwrap();
    kept.unwrap()
}

/// A lead that somebody told.
pub(crate) async fn lead(test: &TestDb, pack: &Pack) -> Id<Lead> {
    let keys = Receipt::draw(&SystemEntropy).keys(&Sensitive::new([7; 32]));
    let content = Content {
        lead: Some("Group 17".to_owned()),
        narrative: Some("neutral words".to_owned()),
        contact: Some("somebody@reporter.test".to_owned()),
        ..Content::default()
    };
    let at = test.desk.clock().now();
    let told = Submission::new(&keys, Language::ENGLISH, at, Signals::default(), content);
    let sealed = told
        .seal(test.keyring.submission_key(), &SystemEntropy)
        .unwrap();
    let mut tx = test.desk.write().await.unwrap();
    intake::file(&mut tx, &job(), &sealed, pack).await.unwrap();
    let waiting = intake::leads(&mut tx, &job(), LeadState::Waiting, None)
        .await
        .unwrap();
    let lead = waiting[0].id;
    tx.commit().await.unwrap();
    lead
}
