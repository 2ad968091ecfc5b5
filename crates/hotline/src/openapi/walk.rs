//! A walk over the document: each operation called many times, rightly, nearly and wrongly, with ids that are and that
//! are not there. Nothing is answered that the document does not say, and never with a failure of ours.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use axum::http::Method;
use identity::Role;
use identity::testing::{Answer, Program, TestDesk};
use serde_json::{Value, json};
use store::testing::TestDb;

use super::schema::{Dice, fault, resolve};
use super::tests::made::{self, Made};
use super::{DOCUMENT, routes};
use crate::faces::module_routes;

/// Calls of one operation.
const CALLS: u64 = 40;

/// What there is to call about.
struct World {
    document: Value,
    program: Program,
    welfare: Program,
    partner: String,
    /// Values that lead somewhere, by the name of their parameter or field.
    good: BTreeMap<String, Value>,
}

async fn world(test: &TestDb) -> World {
    let words: Vec<_> = crate::messages::ENGLISH
        .iter()
        .filter(|(name, _)| !["page.ftl", "identity.ftl"].contains(name))
        .copied()
        .collect();
    let desk = TestDesk::new(test, module_routes().merge(routes()), &words);
    let mut state = desk.desk;
    state.keys.calls_a_minute = u32::MAX;
    let mut pack = (*state.pack).clone();
    pack.accepts_leads = true;
    state.pack = Arc::new(pack);
    let desk = TestDesk::over(state, module_routes().merge(routes()));
    let (actor, program) = desk
        .program_of(&[Role::Analyst, Role::Supervisor, Role::Manager])
        .await;
    // Nobody has this role beside those.
    let (_, welfare) = desk.program_of(&[Role::WelfareLead]).await;
    let colleague = desk.add("colleague", &[Role::Analyst]).await;
    let partner = desk.partner_key("Partner").await.expose().clone();
    let bearer = format!("Bearer {partner}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let urls: Vec<_> = (0..30)
        .map(|number| format!("http://host-a.test/p/{number}"))
        .collect();
    let sent = json!({ "urls": urls }).to_string();
    let sent = desk
        .visitor()
        .send_as("/api/v1/reports", &headers, &sent)
        .await;
    assert_eq!(sent.status.as_u16(), 201, "{}", sent.body);
    let case = program.get("/api/v1/cases").await.json()["cases"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let acting = program.get("/api/v1/cases").await.json()["cases"][1]["id"].clone();
    let acting = acting.as_str().unwrap().parse().unwrap();
    let Made {
        referral,
        handover,
        notice,
        letter,
        check,
    } = made::done_about(test, &actor, &desk.desk.pack, acting).await;
    let lead = made::lead(test, &desk.desk.pack).await;
    let mail = made::mail(test).await;
    let taken = program
        .post(&format!("/api/v1/leads/{lead}/take"), "")
        .await;
    assert_eq!(taken.status.as_u16(), 201, "{}", taken.body);
    let contact = json!({"kind": "registrar", "name": "Names", "country": "KH", "address": "abuse@names.test"});
    let contact = program.post("/api/v1/contacts", &contact.to_string()).await;
    let all = program.get("/api/v1/providers").await.json();
    let mut all = all["providers"].as_array().unwrap().iter();
    let provider = all.find(|one| one["kind"] == "provider").unwrap();
    let path = format!("/api/v1/providers/{}", provider["id"].as_str().unwrap());
    let has = json!({"kind": "domain", "value": "files.test", "why": "neutral"});
    for (act, said) in [("hold", has), ("add-alias", json!({"name": "Files"}))] {
        let version = program.get(&path).await.version();
        let done = program
            .change(&format!("{path}/{act}"), &version, act, &said.to_string())
            .await;
        assert_eq!(done.status.as_u16(), 200, "{}", done.body);
    }
    let organisation = program.get(&path).await.json();
    let program_key = made::program_key(test, &contact.json()["id"]).await;
    let file = json!({"sender": "Partner", "text": "url\nhttp://host-d.test/p/1\n"});
    let import = program.post("/api/v1/imports", &file.to_string()).await;
    let path = format!("/api/v1/cases/{case}");
    assert_eq!(
        program
            .post(&format!("{path}/claim"), "")
            .await
            .status
            .as_u16(),
        201
    );
    let items = program.get(&format!("{path}/items")).await.json();
    let item = items["items"][0]["id"].as_str().unwrap().to_owned();
    let disclosures = program.get(&format!("{path}/disclosures")).await.json();
    let report = disclosures["reports"][0]["id"].as_str().unwrap().to_owned();
    let viewing = program.post(&format!("{path}/viewing"), "").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    // Nothing works here: the page is being read for ever.
    let asked = json!({ "item": item }).to_string();
    let reading = program.post(&format!("{path}/inventory"), &asked).await;
    let reading = reading.json()["id"].as_str().unwrap().to_owned();
    World {
        document: serde_json::from_str(DOCUMENT).unwrap(),
        program,
        welfare,
        partner,
        good: [
            ("id", json!(case)),
            ("item", json!(item)),
            ("viewing", json!(viewing)),
            ("reading", json!(reading)),
            ("referral", json!(referral)),
            ("handover", json!(handover)),
            ("notice", json!(notice)),
            ("letter", json!(letter)),
            ("check", json!(check)),
            ("lead", json!(lead)),
            ("mail", json!(mail)),
            ("contact", contact.json()["id"].clone()),
            ("program", json!(program_key)),
            ("organisation", organisation["id"].clone()),
            ("alias", organisation["aliases"][0]["id"].clone()),
            ("holding", organisation["holdings"][0]["id"].clone()),
            ("import", import.json()["id"].clone()),
            ("country", json!("KH")),
            ("until", json!("2026-02-01T10:00:00Z")),
            ("page", json!(1)),
            ("accepted", json!([])),
            ("sender", json!("Partner")),
            ("report", json!(report)),
            ("items", json!([item])),
            ("cases", json!([case])),
            ("staff", json!(colleague)),
            ("like", Value::Null),
            ("categories", json!([])),
            ("url", json!("http://host-b.test/p/17")),
            ("address", json!("http://host-a.test/p/1")),
            (
                "lines",
                json!(["image http://host-b.test/p/18", "word", "a".repeat(64)]),
            ),
            ("urls", json!(["http://host-c.test/p/1", "word"])),
            ("hash", json!("b".repeat(40))),
            ("network", json!("64500")),
            ("reference", json!("ABCD0123")),
            ("language", json!("en")),
            ("received_at", json!("2023-11-13T10:00:00Z")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
    }
}

impl World {
    /// Every operation, by name, path and method: those last after which nothing more can be done about a case.
    fn operations(&self) -> Vec<(String, String, String)> {
        let mut found = Vec::new();
        for (path, operations) in self.document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                found.push((name.to_owned(), path.clone(), method.clone()));
            }
        }
        found.sort_by_key(|(name, ..)| {
            let last = [
                "closeViewing",
                "closeLead",
                "concludeReferral",
                "doSeveral",
                "giveLeadBack",
                "handOver",
                "referLead",
                "releaseCase",
                "undo",
                "withdrawLetter",
            ];
            last.contains(&name.as_str())
        });
        found
    }

    /// Calls an operation once, as the dice fall.
    async fn call(&self, method: &str, path: &str, operation: &Value, dice: &Dice) -> Answer {
        let slips = dice.one(&[0, 0, 12, 4]);
        let is_read_there = self.document["paths"][path]["get"].is_object();
        let mut path = path.to_owned();
        let mut query = Vec::new();
        let mut headers: Vec<(String, String)> = Vec::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let parameter = resolve(&self.document, parameter);
            let name = parameter["name"].as_str().unwrap().to_owned();
            let said = &parameter["schema"];
            let value = match dice.named(&self.document, &name, said, slips) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            match parameter["in"].as_str().unwrap() {
                "path" => {
                    path = path.replace(&format!("{{{name}}}"), &encoded(&value));
                }
                "query" if dice.below(6) == 0 => query.push(format!("{name}={}", encoded(&value))),
                "header" if name == "If-Match" && dice.below(4) > 0 => {
                    // It is read where it is changed, or changed below the path under which it is read; of several
                    // items it is the version of the case.
                    let of_case = path.strip_suffix("/items/several");
                    let above = of_case
                        .or_else(|| Some(path.rsplit_once('/')?.0))
                        .unwrap_or("");
                    let of = if is_read_there { &path } else { above };
                    headers.push((name, self.program.get(of).await.version()));
                }
                "header" if name == "Idempotency-Key" && dice.below(8) > 0 => {
                    let operation = operation["operationId"].as_str().unwrap();
                    headers.push((name, format!("{operation}{}", dice.below(1_000_000))));
                }
                "header" if dice.below(2) == 0 => headers.push((name, value)),
                _ => {}
            }
        }
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        // What no client can send is not tried.
        headers.retain(|(_, value)| axum::http::HeaderValue::try_from(value).is_ok());
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let body = match (schema, dice.below(12)) {
            (Value::Null, _) => String::new(),
            (_, 0) => "{\"".to_owned() + &dice.odd(),
            (schema, _) => dice.value(&self.document, schema, slips).to_string(),
        };
        let name = operation["operationId"].as_str().unwrap();
        let program = match name {
            "welfare" | "welfareOfOne" | "liftLimit" => &self.welfare,
            _ => &self.program,
        };
        let partner = operation["security"].to_string().contains("partner");
        let bearer = format!("Bearer {}", self.partner);
        if partner {
            headers.push(("authorization".to_owned(), bearer));
        }
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let method: Method = method.to_uppercase().parse().unwrap();
        if partner {
            program
                .call_without_key(method, &path, &headers, &body)
                .await
        } else {
            program.call(method, &path, &headers, &body).await
        }
    }

    /// What an answer says that the document does not.
    fn fault(&self, operation: &Value, answer: &Answer) -> Option<String> {
        let status = answer.status.as_u16().to_string();
        let said = resolve(&self.document, &operation["responses"][&status]);
        if said.is_null() {
            return Some(format!("{status} is not said: {}", answer.body));
        }
        let sent_type = answer.headers["content-type"].to_str().unwrap();
        let schema = &said["content"][sent_type]["schema"];
        if schema.is_null() {
            return Some(format!("{sent_type} is not said for {status}"));
        }
        for (name, header) in said["headers"].as_object().into_iter().flatten() {
            let required = resolve(&self.document, header)["required"] == true;
            if required && !answer.headers.contains_key(name.as_str()) {
                return Some(format!("{name} is missing of {status}"));
            }
        }
        if sent_type.starts_with("text/") {
            return (schema["type"] != "string").then(|| format!("{status} is a text"));
        }
        fault(&self.document, schema, &answer.json(), "")
    }
}

fn encoded(text: &str) -> String {
    // An empty part of a path is another path.
    let text = if text.is_empty() { "-" } else { text };
    let start = String::new();
    text.bytes().take(2_000).fold(start, |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}

store::on_both! {
    async fn whatever_is_sent_is_answered_as_the_document_says(test: TestDb) {
        let world = world(&test).await;
        let mut faults = BTreeMap::new();
        let mut answered: BTreeMap<String, usize> = BTreeMap::new();
        for (name, path, method) in world.operations() {
            let operation = &world.document["paths"][&path][&method];
            for seed in 0..CALLS {
                let dice = Dice::new(seed, &world.good);
                let answer = world.call(&method, &path, operation, &dice).await;
                *answered.entry(format!("{name} {}", answer.status.as_u16())).or_default() += 1;
                if let Some(fault) = world.fault(operation, &answer) {
                    faults.insert(name.clone(), fault);
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        // Both stores are there all the time: nothing may say that one is not.
        let down: Vec<_> = answered.keys().filter(|name| name.ends_with(" 503")).collect();
        assert!(down.is_empty(), "{down:?}");
        // It is a walk only if it gets somewhere.
        let reached = |name: &str, status: u16| answered.contains_key(&format!("{name} {status}"));
        for name in ["listCases", "getCase", "listItems", "getItem", "searchCases", "revealItem", "addItems", "listTasks",
            "history", "listNotes", "disclose", "listViews", "exposure", "optOut", "hide", "showInventory", "forgetInventory", "readReports",
            "readContact", "findings", "readyAnswers", "waitingReporters", "listLeads", "getLead", "readLead", "readLeadContact",
            "closeLead", "listReferrals", "getReferral", "placeHold", "listHandovers", "getHandover", "recordHandover",
            "listNotices", "getNotice", "listSeries", "overdue", "figures", "takeFigures", "withdrawNotice", "listLetters", "readLetter", "withdrawLetter", "getWatch", "listChecks", "getCheck", "listContacts", "getContact", "listProviders", "searchProviders", "getProvider", "providerAnswers",
            "approveContact", "retireContact", "listProgramKeys", "retireProgramKey", "getImport", "listRules", "evidence", "getDecision", "getOpinion",
            "listAssessments", "doSeveral", "quality", "welfare", "welfareSums", "welfareOfOne", "liftLimit", "listTrainees",
            "endTraineeship", "listFindings", "getRoute", "getEntry"] {
            assert!(reached(name, 200), "{name}: {answered:#?}");
        }
        for (name, status) in [("addItem", 201), ("writeNote", 201), ("addHash", 201), ("sendReport", 201), ("readPage", 201), ("addRule", 422), ("takeLead", 201), ("proposeContact", 422), ("importReports", 422), ("decideCheck", 409), ("changeItems", 422), ("classifyItem", 422), ("decideCase", 409), ("enterReport", 201), ("takeAnswer", 422), ("takeUpRedirect", 404), ("getTicket", 404)] {
            assert!(reached(name, status), "{name}: {answered:#?}");
        }
    }
}
