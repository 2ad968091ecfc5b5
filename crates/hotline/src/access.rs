//! The access walk: every route of the desk, asked by every kind of actor. What each may do stands in one
//! snapshot; a route that is new fails this test until somebody has looked at who gets in.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use axum::http::Method;
use identity::Role;
use identity::testing::TestDesk;

use crate::faces::module_routes;

/// The ids in paths: of nothing that exists.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// The crates with pages for staff.
const CRATES: [&str; 11] = [
    "identity",
    "intake",
    "assessment",
    "inventory",
    "stakeholders",
    "referral",
    "exchange",
    "takedown",
    "trace",
    "routing",
    "statistics",
];

/// Every route in the sources: method and path, as written where it is bound.
pub(crate) fn routes() -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for name in CRATES {
        walk(&crates.join(name).join("src"), &mut found);
    }
    assert!(
        found.len() > 20,
        "the sources bind hardly any route: has the way of binding changed?"
    );
    found
}

fn walk(folder: &Path, found: &mut BTreeSet<(&'static str, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap();
            for piece in text.split(".route(").skip(1) {
                let route = piece.split('"').nth(1).unwrap().to_owned();
                let bound = piece.split(".route(").next().unwrap();
                let bound: String = bound.chars().take(220).collect();
                for (call, method) in [("get(", "GET"), ("post(", "POST"), ("put(", "PUT")] {
                    if bound.contains(call) {
                        found.insert((method, route.clone()));
                    }
                }
            }
        }
    }
}

store::on_both! {
    async fn every_route_answers_each_kind_of_actor_as_decided(test: TestDb) {
        // The test's desk brings the words of its own crate and of the frame.
        let words: Vec<_> = crate::messages::ENGLISH
            .iter()
            .filter(|(name, _)| !["page.ftl", "identity.ftl"].contains(name))
            .copied()
            .collect();
        let mut desk = TestDesk::new(&test, module_routes(), &words).desk;
        // The pages of leads are there only where the pack takes leads.
        let mut pack = (*desk.pack).clone();
        pack.accepts_leads = true;
        desk.pack = Arc::new(pack);
        let desk = TestDesk::over(desk, module_routes());
        let key = desk.partner_key("Partner").await;
        let bearer = format!("Bearer {}", key.expose());
        let mut table = String::new();
        for (method, route) in routes() {
            let path = route
                .split('/')
                .map(|part| if part.starts_with('{') { NOBODY } else { part })
                .collect::<Vec<_>>()
                .join("/");
            let _ = write!(table, "{method:4} {route:45}");
            let nobody = desk.visitor();
            let answer = match method {
                "GET" => nobody.get(&path).await,
                "PUT" => nobody.call(Method::PUT, &path, &[], "{}").await,
                _ => nobody.post(&path, &[]).await,
            };
            let _ = write!(table, " nobody {}", answer.status.as_u16());
            for role in Role::ALL {
                // A call is made by a program with a key for this role, a page asked for by a browser.
                let answer = if route.starts_with("/api/") {
                    let (_, program) = desk.program_of(&[role]).await;
                    let headers = [("idempotency-key", "one"), ("if-match", "\"17\"")];
                    let method = method.parse().unwrap();
                    program.call(method, &path, &headers, "{}").await
                } else {
                    let staff = desk.sign_in(&[role]).await;
                    match method {
                        "GET" => staff.get(&path).await,
                        _ => staff.post(&path, &[]).await,
                    }
                };
                let _ = write!(table, "  {} {}", role.name(), answer.status.as_u16());
            }
            // A partner's program has a key and no session.
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
            let answer = match method {
                "GET" => nobody.get_as(&path, &headers).await,
                _ => nobody.call(method.parse().unwrap(), &path, &headers, "{}").await,
            };
            let _ = write!(table, "  partner {}", answer.status.as_u16());
            table.push('\n');
        }
        insta::assert_snapshot!("access", table);
    }
}
