//! The table of spellings: which are one place, which are different places, which are none.

use std::collections::BTreeMap;

use location::{explain, recognise};
use pack::UrlRules;

/// Group, what is expected of it, and a spelling as a JSON string: one row a line, comments begin with `#`.
const TABLE: &str = include_str!("urls.tsv");

fn rules() -> UrlRules {
    UrlRules {
        tracking_parameters: ["utm_*", "fbclid", "gclid"].map(str::to_owned).to_vec(),
        dropped_fragments: Vec::new(),
    }
}

#[test]
fn every_row_of_the_table_holds() {
    let mut groups: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for row in TABLE
        .lines()
        .filter(|row| !row.starts_with('#') && !row.is_empty())
    {
        let [group, expected, spelling] =
            row.split('\t').collect::<Vec<_>>().try_into().expect(row);
        groups
            .entry((group, expected))
            .or_default()
            .push(serde_json::from_str(spelling).expect(row));
    }
    assert_eq!(
        groups.values().map(Vec::len).sum::<usize>(),
        152,
        "the table is not read whole"
    );

    for ((group, expected), spellings) in groups {
        let outcomes = spellings
            .iter()
            .map(|spelling| recognise(spelling, &rules()));
        if expected == "refused" {
            for (spelling, outcome) in spellings.iter().zip(outcomes) {
                let refusal = outcome
                    .err()
                    .unwrap_or_else(|| panic!("{group}: {spelling} was not refused"));
                let said = serde_json::to_value(explain(spelling, &rules())).unwrap();
                assert_eq!(
                    said,
                    serde_json::json!({"refused": refusal.to_string(), "reason": refusal.key()})
                );
            }
            continue;
        }
        let forms = outcomes.zip(&spellings).map(|(outcome, spelling)| {
            outcome
                .unwrap_or_else(|refusal| panic!("{group}: {spelling}: {refusal}"))
                .canonical()
                .expose()
                .clone()
        });
        let mut forms: Vec<String> = forms.collect();
        let spelt = forms.len();
        forms.sort();
        forms.dedup();
        match expected {
            "same" => assert_eq!(forms.len(), 1, "{group}: {forms:?}"),
            "different" => assert_eq!(forms.len(), spelt, "{group}: {forms:?}"),
            other => panic!("{other} is no expectation"),
        }
    }
}
