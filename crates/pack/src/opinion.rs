//! When a second analyst assesses what one has decided, and what the two have to agree on.

use serde::Deserialize;

use crate::tree::Tree;
use crate::{CLASSIFICATION, Fault, Schema};

/// The results of the national law that a rule may name: as `assessment` stores them.
const NATIONAL_RESULTS: [&str; 4] = ["not_assessed", "not_illegal", "harmful", "illegal"];

/// The rule for second opinions. Each part asks for itself: one is enough.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondOpinion {
    /// Of every hundred decisions this many, so chosen that nobody can foresee or steer which.
    pub share: u32,
    /// Every decision that says something else than what the same place came to before.
    pub known_answer: bool,
    /// Every decision of a trainee.
    pub trainees: bool,
    /// Whether a trainee may have the police told at once, alone.
    #[serde(default)]
    pub trainees_may_urge: bool,
    /// Every decision of these INHOPE classes.
    pub classes: Vec<String>,
    /// Every decision of these results under the national law.
    pub national_results: Vec<String>,
    /// Fields of the schema in which the two have to agree, beside the INHOPE class, the national result, its
    /// articles, the danger to a child and the remit. All other fields are compared and written down.
    pub must_agree: Vec<String>,
}

impl SecondOpinion {
    pub(crate) fn faults(&self, tree: &Tree<'_>, schema: &Schema) -> Vec<Fault> {
        const PART: &str = "second_opinion";
        let mut faults = Vec::new();
        let mut fault = |key: &str, message: String| faults.push(tree.fault(&[PART, key], message));
        if self.share > 100 {
            fault("share", "share: a hundred of a hundred at most".to_owned());
        }
        for class in &self.classes {
            let known = schema
                .field(CLASSIFICATION)
                .is_some_and(|field| field.options.iter().any(|option| option.key == *class));
            if !known {
                fault("classes", format!("the schema has no class {class}"));
            }
        }
        for result in &self.national_results {
            if !NATIONAL_RESULTS.contains(&result.as_str()) {
                fault(
                    "national_results",
                    format!("the law gives no result {result}"),
                );
            }
        }
        for field in &self.must_agree {
            if schema.field(field).is_none() {
                fault("must_agree", format!("the schema has no field {field}"));
            }
        }
        faults
    }
}
