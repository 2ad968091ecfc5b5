//! The description of the desk's interface, OpenAPI 3.1: the committed `docs/openapi.json`, served as it is. It is
//! written by hand; tests hold it to the routes, and what is answered to what it says.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use identity::Desk;

/// The document.
const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// Where it is served: to anybody at the desk's address, for it says nothing that the source does not.
const PATH: &str = "/api/v1/openapi.json";

pub(crate) fn routes() -> Router<Desk> {
    Router::new().route(
        PATH,
        get(async || ([(CONTENT_TYPE, "application/json")], DOCUMENT)),
    )
}

#[cfg(test)]
mod schema;
#[cfg(test)]
mod walk;

#[cfg(test)]
mod tests {
    pub(super) mod made;

    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn document() -> Value {
        serde_json::from_str(DOCUMENT).unwrap()
    }

    #[test]
    fn the_document_has_each_route_and_no_other() {
        let document = document();
        assert_eq!(document["openapi"], "3.1.0");
        let mut written = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for method in operations.as_object().unwrap().keys() {
                written.insert((method.to_uppercase(), path.clone()));
            }
        }
        let mut bound: BTreeSet<_> = crate::access::routes()
            .into_iter()
            .filter(|(_, path)| path.starts_with("/api/"))
            .map(|(method, path)| (method.to_owned(), path))
            .collect();
        bound.insert(("GET".to_owned(), PATH.to_owned()));
        assert_eq!(written, bound);
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let document = document();
        let mut left = vec![&document];
        let mut found = 0;
        while let Some(value) = left.pop() {
            match value {
                Value::Object(fields) => {
                    if let Some(Value::String(reference)) = fields.get("$ref") {
                        let pointer = reference.strip_prefix('#').unwrap();
                        assert!(document.pointer(pointer).is_some(), "{reference}");
                        found += 1;
                    }
                    left.extend(fields.values());
                }
                Value::Array(values) => left.extend(values),
                _ => {}
            }
        }
        assert!(found > 200, "{found}");
    }

    #[test]
    fn each_operation_has_a_name_of_its_own_and_says_how_it_is_refused() {
        let document = document();
        let mut names = BTreeSet::new();
        for operations in document["paths"].as_object().unwrap().values() {
            for (method, operation) in operations.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name), "{name} twice");
                let answers = operation["responses"].as_object().unwrap();
                let parameters = operation["parameters"].to_string();
                let open = operation["security"] == serde_json::json!([]);
                assert!(open || answers.contains_key("401"), "{name}");
                // Whatever changes something says in which version, or under which key, or keeps nothing of it.
                if parameters.contains("IfMatch") {
                    assert!(
                        answers.contains_key("412") && answers.contains_key("428"),
                        "{name}"
                    );
                }
                if method == "put" {
                    assert!(parameters.contains("IfMatch"), "{name}");
                }
                if answers.contains_key("201") {
                    assert!(parameters.contains("Idempotency"), "{name}");
                }
            }
        }
    }
}
