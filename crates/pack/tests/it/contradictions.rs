//! What the rules of a schema come to, found when the pack is loaded.

use std::fmt::Write;

use proptest::prelude::*;

use crate::faults::{example, faults};
use crate::rules::{any_schema, everything, refused_by};

/// What is said of the rules of a schema that is added to the small pack.
fn said_of(schema: &str) -> Vec<String> {
    let mut files = example();
    files.insert("schemas/tried-1.toml".to_owned(), schema.to_owned());
    let found = faults(&files).into_iter();
    found
        .map(|fault| {
            assert_eq!(fault.file, "schemas/tried-1.toml", "{}", fault.message);
            fault.message
        })
        .collect()
}

/// `a=x|z b=y` as it is written in a schema.
fn list(answers: &str) -> String {
    let parts: Vec<_> = answers
        .split_whitespace()
        .map(|part| {
            let (key, options) = part.split_once('=').unwrap();
            let options: Vec<_> = options.split('|').collect();
            format!("{key} = {options:?}")
        })
        .collect();
    format!("{{ {} }}", parts.join(", "))
}

/// A schema of fields that take one option: `f! = 1 2` is required, `f = 1 2 if g=1` is asked only then; and of
/// rules: `r: a=x + f=1 - g=2` requires the one and excludes the other where the first is.
fn schema(fields: &[&str], rules: &[&str]) -> String {
    let mut text = String::from("schema = \"tried\"\nversion = \"1\"\nname = { en = \"Tried\" }\n");
    for field in fields {
        let (key, options) = field.split_once(" = ").unwrap();
        let (options, only_when) = options.split_once(" if ").unwrap_or((options, ""));
        let _ = write!(
            text,
            "[[field]]\nkey = \"{}\"\nlabel = {{ en = \"F\" }}\nkind = \"one\"\nrequired = {}\nonly_when = {}\n",
            key.trim_end_matches('!'),
            key.ends_with('!'),
            list(only_when)
        );
        for option in options.split(' ') {
            let _ = write!(
                text,
                "[[field.option]]\nkey = \"{option}\"\nlabel = {{ en = \"O\" }}\n"
            );
        }
    }
    for rule in rules {
        let (id, parts) = rule.split_once(':').unwrap();
        let (parts, exclude) = parts.split_once(" - ").unwrap_or((parts, ""));
        let (when, require) = parts.split_once(" + ").unwrap_or((parts, ""));
        let _ = write!(
            text,
            "[[rule]]\nid = \"{id}\"\nwhen = {}\nrequire = {}\nexclude = {}\nmessage = {{ en = \"M\" }}\n",
            list(when),
            list(require),
            list(exclude)
        );
    }
    text
}

/// Fields, rules, and all that is said of them.
type Case = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

#[test]
fn rules_that_leave_nothing_to_answer_are_found() {
    const CASES: &[Case] = &[
        // One option each is excluded, and one has to be chosen.
        (
            &["a = x z", "b = y z", "f! = 1 2"],
            &["r1: a=x - f=1", "r2: b=y - f=2"],
            &["where a is x and b is y, nothing can be answered under r1 and r2"],
        ),
        // What the one requires is asked only where the other forbids.
        (
            &["a = x z", "b = y z", "f = 1 2 if g=1", "g = 1 2"],
            &["r1: a=x + f=1|2", "r2: b=y - g=1"],
            &["where a is x and b is y, nothing can be answered under r1 and r2"],
        ),
        // The same answer is required and excluded.
        (
            &["a = x z", "f = 1 2"],
            &["r1: a=x + f=1", "r2: a=x|z - f=1"],
            &["where a is x, nothing can be answered under r1 and r2"],
        ),
        // Not wherever they meet: one way suffices.
        (
            &["a = x w z", "b = y z", "f! = 1 2 3"],
            &["r1: a=x - f=1", "r2: a=w|x b=y - f=2|3"],
            &["where a is x and b is y, nothing can be answered under r1 and r2"],
        ),
        // A rule that always applies.
        (
            &["a = x z", "f = 1 2"],
            &["r1: + f=1", "r2: a=x - f=1"],
            &["where a is x, nothing can be answered under r1 and r2"],
        ),
        // One rule by itself, for some of what it speaks of.
        (
            &["a = x z", "f = 1 2 if a=z"],
            &["r1: a=x|z + f=1"],
            &["where a is x, nothing can be answered under r1"],
        ),
        // Each contradiction is named once, at the later rule.
        (
            &["a = x z", "b = y z", "f! = 1 2", "g! = 1 2"],
            &[
                "r1: a=x - f=1",
                "r2: b=y - f=2",
                "r3: a=x - g=1",
                "r4: b=y - g=2",
            ],
            &[
                "where a is x and b is y, nothing can be answered under r1 and r2",
                "where a is x and b is y, nothing can be answered under r3 and r4",
            ],
        ),
    ];
    for (fields, rules, says) in CASES {
        assert_eq!(said_of(&schema(fields, rules)), *says, "{rules:?}");
    }
}

#[test]
fn facts_that_are_kept_apart_contradict_nothing() {
    const KEPT_APART: &[(&[&str], &[&str])] = &[
        // By a third rule, which is there for this alone.
        (
            &["a = x z", "b = y z", "f! = 1 2"],
            &["r1: a=x - f=1", "r2: b=y - f=2", "r3: a=x - b=y"],
        ),
        // Because the one is asked only where the other is not.
        (
            &["a = x z", "b = y z if a=z", "f! = 1 2"],
            &["r1: a=x - f=1", "r2: b=y - f=2"],
        ),
        // By one of the two.
        (
            &["a = x z", "b = y z", "f! = 1 2"],
            &["r1: a=x - f=1 b=y", "r2: b=y - f=2"],
        ),
        // By what the one comes to: whoever says g=2 is told that f is needed, and that g=1 is for that.
        (
            &["a = x z", "f = 1 2 if g=1", "g = 1 2", "h = 1 2"],
            &["r1: a=x + f=1", "r2: g=2 + h=1"],
        ),
        // One says that a and c go together, the other that c and b do not.
        (
            &["a = x z", "b = y z", "c = 1 2", "d = 1 2"],
            &["r1: a=x + c=1", "r2: c=1 - b=y", "r3: b=y + d=1"],
        ),
        // Because one answer cannot be two.
        (
            &["a = x z", "f! = 1 2"],
            &["r1: a=x - f=1", "r2: a=z - f=2"],
        ),
    ];
    for (fields, rules) in KEPT_APART {
        assert_eq!(said_of(&schema(fields, rules)), [""; 0], "{rules:?}");
    }
}

/// A rule that two others already come to is in the way only where it keeps nothing apart.
#[test]
fn rules_that_come_to_nothing_are_found() {
    const CASES: &[Case] = &[
        (
            &["a = x z", "f = 1 2 if a=z"],
            &["r1: a=x f=1 - a=z"],
            &["the rule r1 never applies: no answers are as it says"],
        ),
        (
            &["a = x z", "f = 1 2"],
            &["r1: a=x + f=1", "r2: a=x + f=1|2"],
            &["the rule r2 refuses nothing that other rules do not refuse"],
        ),
        // Two that keep the same apart: either would do.
        (
            &["a = x z", "b = y z", "f! = 1 2"],
            &[
                "r1: a=x - f=1",
                "r2: b=y - f=2",
                "r3: a=x - b=y",
                "r4: b=y - a=x",
            ],
            &[
                "the rule r3 refuses nothing that other rules do not refuse",
                "the rule r4 refuses nothing that other rules do not refuse",
            ],
        ),
        (
            &["a = x z", "b = y z", "f = 1 2"],
            &["r1: a=x - b=y", "r2: a=x b=y + f=1"],
            &["where the rule r2 applies, it and r1 refuse all answers"],
        ),
        (
            &["a! = x z", "b! = y z"],
            &["r1: a=x|z - b=y"],
            &["the rules never let y of b be chosen"],
        ),
        // Three exclude one option each, and the last applies nowhere else.
        (
            &["a! = x", "b! = y", "c = w", "f! = 1 2 3"],
            &["r1: a=x - f=1", "r2: b=y - f=2", "r3: c=w - f=3"],
            &["where the rule r3 applies, it and the other rules refuse all answers"],
        ),
    ];
    for (fields, rules, says) in CASES {
        assert_eq!(said_of(&schema(fields, rules)), *says, "{rules:?}");
    }
}

/// More options of one field than anybody could oversee are refused, and so are more combinations of fields than
/// all searches of a file together may try, though each would be done in time.
#[test]
fn a_schema_that_nobody_can_oversee_is_refused() {
    let mut options = schema(&["a = x z"], &[]);
    options.push_str("[[field]]\nkey = \"many\"\nlabel = { en = \"F\" }\nkind = \"many\"\n");
    for number in 0..12 {
        let _ = write!(
            options,
            "[[field.option]]\nkey = \"o{number}\"\nlabel = {{ en = \"O\" }}\n"
        );
    }
    for number in 0..12 {
        let _ = write!(
            options,
            "[[rule]]\nid = \"r{number}\"\nwhen = {{ a = [\"x\"] }}\nexclude = {{ many = [\"o{number}\"] }}\n\
             message = {{ en = \"M\" }}\n"
        );
    }
    // The rules of each pair speak of twenty fields, with options that other rules tell apart.
    let fields: Vec<String> = (0..20).map(|field| format!("f{field} = 1 2 3")).collect();
    let whens = |from: usize| -> String {
        let parts: Vec<String> = (from..from + 10)
            .map(|field| format!("f{field}=1|2"))
            .collect();
        parts.join(" ")
    };
    let rules = [
        format!("r1: {} - f19=3", whens(0)),
        format!("r2: {} - f0=3", whens(10)),
        "r3: f0=1 f1=1 f2=1 f3=1 f4=1 f5=1 f6=1 f7=1 f8=1 f9=1 - f10=3".to_owned(),
        "r4: f10=1 f11=1 f12=1 f13=1 f14=1 f15=1 f16=1 f17=1 f18=1 f19=1 - f1=3".to_owned(),
    ];
    let combinations = schema(
        &fields.iter().map(String::as_str).collect::<Vec<_>>(),
        &rules.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    for schema in [options, combinations] {
        let says = said_of(&schema);
        assert!(
            says.len() == 1 && says[0].contains("too large to be checked"),
            "{says:?}"
        );
    }
}

/// Forty fields and eighty rules, more than any hotline asks, are checked.
#[test]
fn a_large_schema_is_checked() {
    let fields: Vec<String> = (0..40)
        .map(|field| format!("f{field} = 1 2 3 4 5 6"))
        .collect();
    let rules: Vec<String> = (0..40)
        .flat_map(|field| {
            let (next, after) = ((field + 1) % 40, (field + 7) % 40);
            [
                format!("r{field}: f{field}=1|2 - f{next}=3"),
                format!("s{field}: f{field}=4 f{next}=5 + f{after}=1|2|3|4|5"),
            ]
        })
        .collect();
    let large = schema(
        &fields.iter().map(String::as_str).collect::<Vec<_>>(),
        &rules.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert_eq!(said_of(&large), [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Rules are said to contradict each other exactly where trying everything finds that they do.
    #[test]
    fn contradictions_are_those_of_trying_everything(text in any_schema()) {
        let schema: pack::Schema = toml::from_str(&text).unwrap();
        let all: Vec<_> = everything(&schema)
            .into_iter()
            .map(|answers| (refused_by(&schema, &answers), answers))
            .collect();
        let id = |number: usize| schema.rules[number].id.get_ref().clone();
        let contradict = |one: usize, other: usize| {
            let whens = [&schema.rules[one].when, &schema.rules[other].when];
            let named: Vec<_> = whens.iter().flat_map(|when| when.keys()).collect();
            all.iter().any(|(_, facts)| {
                let has = |(key, list): (&String, &Vec<String>)| {
                    facts.get(key).is_some_and(|chosen| chosen.iter().any(|option| list.contains(option)))
                };
                if !whens.iter().all(|when| when.iter().all(has)) {
                    return false;
                }
                // Whether answers with these facts are refused by none of these rules, nor by those of every schema.
                let stands = |rules: &[usize]| all.iter().any(|(refused, answers)| {
                    named.iter().all(|key| answers.get(*key) == facts.get(*key))
                        && !["required", "not_asked"].iter().any(|always| refused.iter().any(|one| one == always))
                        && !rules.iter().any(|rule| refused.contains(&id(*rule)))
                });
                let at_once = |rule: &pack::Rule| {
                    let lacking = rule.require.iter().any(|part| named.contains(&part.0) && !has(part));
                    lacking || rule.exclude.iter().any(|part| named.contains(&part.0) && has(part))
                };
                let by_itself = |rule: usize| {
                    if one == other && rule == one { at_once(&schema.rules[rule]) } else { !stands(&[rule]) }
                };
                stands(&[]) && !stands(&[one, other]) && !(0..schema.rules.len()).any(by_itself)
            })
        };
        let expected: Vec<_> = (0..schema.rules.len())
            .filter(|rule| (0..=*rule).any(|other| contradict(*rule, other)))
            .map(id)
            .collect();
        let says = said_of(&text);
        let found: Vec<_> = says
            .iter()
            .filter(|message| message.contains("nothing can be answered under "))
            .map(|message| message.rsplit(' ').next().unwrap().to_owned())
            .collect();
        prop_assert_eq!(found, expected, "{:?}", says);
    }
}
