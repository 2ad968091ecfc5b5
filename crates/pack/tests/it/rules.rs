//! Every rule of every shipped schema both ways: by a table written down apart from the file, and by answers found
//! from the file itself; and the search that finds them, held against trying everything.

use std::collections::BTreeSet;
use std::fmt::Write;

use pack::{Answers, Kind, Schema, Source, load};
use proptest::prelude::*;

/// Every schema of every shipped pack, old versions too; once, where a pack lays over another.
fn shipped() -> Vec<Schema> {
    let mut seen = BTreeSet::new();
    Source::shipped()
        .flat_map(|name| {
            load(&Source::Shipped(name.to_owned()), true)
                .unwrap()
                .schemas
        })
        .filter(|schema| seen.insert(schema.stem()))
        .collect()
}

pub(crate) fn refused_by(schema: &Schema, answers: &Answers) -> Vec<String> {
    let refused = schema.check(answers).into_iter();
    refused.map(|refused| refused.rule).collect()
}

/// The answers with one field changed, in every way that a form can send it: left out, or one option.
fn changed(schema: &Schema, answers: &Answers) -> Vec<Answers> {
    let mut all = Vec::new();
    for field in &schema.fields {
        let key = field.key.get_ref();
        let mut without = answers.clone();
        without.remove(key);
        for option in &field.options {
            let mut with = without.clone();
            with.insert(key.clone(), vec![option.key.clone()]);
            all.push(with);
        }
        all.push(without);
    }
    all
}

/// What passes and differs in the fewest fields: tried by one, then by two. How many it took.
fn nearest(schema: &Schema, answers: &Answers) -> Option<(usize, Answers)> {
    let one = changed(schema, answers);
    let passes = |answers: &&Answers| schema.check(answers).is_empty();
    if let Some(found) = one.iter().find(passes) {
        return Some((1, found.clone()));
    }
    one.iter()
        .flat_map(|answers| changed(schema, answers))
        .find(|answers| passes(&answers))
        .map(|found| (2, found))
}

/// For each rule: answers that it alone refuses, by its name and with the fields to mend; and the nearest that pass.
#[test]
fn every_rule_refuses_and_lets_pass() {
    let mut tried = 0;
    for schema in shipped() {
        for rule in &schema.rules {
            let id = rule.id.get_ref();
            let stem = schema.stem();
            let broken = schema
                .refused_by_alone(id)
                .unwrap_or_else(|| panic!("{stem}: no answers are refused by {id} alone"));
            let refused = schema.check(&broken);
            assert_eq!(refused.len(), 1, "{stem}: {id}: {broken:?}");
            assert_eq!(refused[0].rule, *id, "{stem}");
            assert_eq!(refused[0].message.as_ref(), Some(&rule.message));
            let named: BTreeSet<_> = refused[0].fields.iter().collect();
            let parts: BTreeSet<_> = rule.require.keys().chain(rule.exclude.keys()).collect();
            assert!(!named.is_empty() && named.is_subset(&parts), "{stem}: {id}");
            assert!(
                refused[0].because.iter().eq(rule.when.keys()),
                "{stem}: {id}"
            );

            let (changes, mended) = nearest(&schema, &broken)
                .unwrap_or_else(|| panic!("{stem}: {id}: nothing near {broken:?} passes"));
            assert_eq!(
                changes, 1,
                "{stem}: {id}: {broken:?} needs more than one change"
            );
            assert_eq!(refused_by(&schema, &mended), Vec::<String>::new());
            tried += 1;
        }
    }
    assert!(tried >= 13, "only {tried} rules were tried");
}

/// What each rule of the shipped schemas is for, in every version, written down apart from them. Where these are
/// answered, of this field these options pass, `-` being no answer, and the rule refuses all others.
#[rustfmt::skip]
const MEANT: [(&str, &str, &str, &str, &str); 15] = [
    ("inhope-iccam", "baseline-real-child", "classification=baseline", "virtual_content", "no"),
    ("inhope-iccam", "baseline-age", "classification=baseline", "age", "infant pre_pubescent"),
    ("inhope-iccam", "illegal-needs-gender", "classification=baseline", "gender", "not_determined female male both"),
    ("inhope-iccam", "illegal-needs-gender", "classification=national", "gender", "not_determined female male both"),
    ("inhope-iccam", "national-needs-age", "classification=national", "age", "not_determined infant pre_pubescent pubescent"),
    ("inhope-iccam", "national-needs-virtual", "classification=national", "virtual_content", "yes no"),
    ("inhope-iccam", "illegal-has-no-reason", "classification=baseline", "reason", "-"),
    ("inhope-iccam", "illegal-has-no-reason", "classification=national", "reason", "-"),
    ("inhope-iccam", "unavailable-needs-reason", "classification=unavailable", "reason", "content_not_found referrer_not_known unable_to_access password_protected account_disabled legally_unable link_expired error_404 error_503 premium_needed missing_parts removed_before other"),
    ("inhope-iccam", "not-illegal-needs-reason", "classification=not_illegal", "reason", "adult not_sexualised below_threshold too_small virtual_material link_list age_unclear age_over_threshold other"),
    ("inhope-iccam", "adult-reason-needs-no-child", "classification=not_illegal reason=adult", "age", "- not_determined"),
    ("inhope-iccam", "over-threshold-needs-older-child", "classification=not_illegal reason=age_over_threshold", "age", "- not_determined pubescent"),
    ("inhope-iccam", "virtual-reason-needs-virtual", "classification=not_illegal reason=virtual_material", "virtual_content", "- yes"),
    ("inhope-iccam", "non-commercial-has-no-payment", "commerciality=non_commercial", "payment", "- not_determined other none"),
    ("example", "illegal-needs-site-type", "classification=national", "site_type", "website"),
];

/// No answer to a field, and each option alone.
fn choices<'s>(schema: &'s Schema, field: &str) -> Vec<Option<&'s str>> {
    let options = schema.field(field).unwrap().options.iter();
    let options = options.map(|option| Some(option.key.as_str()));
    std::iter::once(None).chain(options).collect()
}

fn answered<'s>(parts: impl IntoIterator<Item = (&'s str, Option<&'s str>)>) -> Answers {
    let chosen =
        |(key, option): (&str, Option<&str>)| Some((key.to_owned(), vec![option?.to_owned()]));
    parts.into_iter().filter_map(chosen).collect()
}

/// Where a schema does something else than what is written down of its rules.
fn not_as_meant(schema: &Schema) -> Vec<String> {
    let rows = || MEANT.iter().filter(|row| row.0 == schema.schema);
    let facts =
        |row: &(&str, &'static str, &'static str, &str, &str)| -> Vec<(&str, Option<&str>)> {
            let parts = row.2.split(' ').map(|part| part.split_once('=').unwrap());
            parts.map(|(key, option)| (key, Some(option))).collect()
        };
    let written: BTreeSet<_> = rows().map(|row| row.1).collect();
    let there: BTreeSet<_> = schema
        .rules
        .iter()
        .map(|rule| rule.id.get_ref().as_str())
        .collect();
    let differing = written.symmetric_difference(&there);
    let mut wrong: Vec<_> = differing.map(|id| format!("{id} is not in both")).collect();
    for row @ (_, id, _, field, passing) in rows() {
        let row_facts = facts(row);
        let refuses = |facts: &[(&str, Option<&str>)], chosen: Option<&str>| {
            let answers = answered(facts.iter().copied().chain([(*field, chosen)]));
            refused_by(schema, &answers)
                .iter()
                .any(|refused| refused == id)
        };
        for chosen in choices(schema, field) {
            let passes = passing
                .split(' ')
                .any(|option| option == chosen.unwrap_or("-"));
            if refuses(&row_facts, chosen) == passes {
                wrong.push(format!("{id}: {field} {chosen:?} where {}", row.2));
            }
        }
        // With another answer in place of any of these the rule says nothing, unless a row says that it does.
        for place in 0..row_facts.len() {
            for other in choices(schema, row_facts[place].0) {
                let mut changed = row_facts.clone();
                changed[place].1 = other;
                if rows().any(|row| row.1 == *id && facts(row) == changed) {
                    continue;
                }
                if choices(schema, field)
                    .into_iter()
                    .any(|chosen| refuses(&changed, chosen))
                {
                    wrong.push(format!("{id}: speaks of {changed:?}"));
                }
            }
        }
    }
    wrong
}

/// A rule that is taken out of a shipped file, turned round, or given one option more or less, is missed: what the
/// file says is held against what was written down, not against itself.
#[test]
fn every_rule_does_what_it_was_written_for() {
    for schema in shipped() {
        let stem = schema.stem();
        assert_eq!(not_as_meant(&schema), [""; 0], "{stem}");
        for number in 0..schema.rules.len() {
            let id = schema.rules[number].id.get_ref();
            let mut changed = vec![schema.clone(), schema.clone()];
            changed[0].rules.remove(number);
            let rule = &mut changed[1].rules[number];
            std::mem::swap(&mut rule.require, &mut rule.exclude);
            for part in 0..3 {
                let of = |schema: &Schema| {
                    let rule = &schema.rules[number];
                    [&rule.when, &rule.require, &rule.exclude][part].clone()
                };
                for key in of(&schema).into_keys() {
                    for option in choices(&schema, &key).into_iter().flatten() {
                        let mut toggled = schema.clone();
                        let rule = &mut toggled.rules[number];
                        let parts = [&mut rule.when, &mut rule.require, &mut rule.exclude];
                        let list = parts.into_iter().nth(part).unwrap().get_mut(&key).unwrap();
                        let before = list.len();
                        list.retain(|one| one != option);
                        if list.len() == before {
                            list.push(option.to_owned());
                        }
                        changed.push(toggled);
                    }
                }
            }
            for changed in changed {
                let rule = changed.rules.get(number);
                assert!(!not_as_meant(&changed).is_empty(), "{stem}: {id}: {rule:?}");
            }
        }
    }
}

/// The rules of every schema: something left out, something unknown, something that is not asked.
#[test]
fn what_every_schema_refuses_is_named() {
    for schema in shipped() {
        for field in &schema.fields {
            let key = field.key.get_ref();
            let unknown = Answers::from([(key.clone(), vec!["nothing of this name".to_owned()])]);
            assert!(refused_by(&schema, &unknown).contains(&"unknown".to_owned()));
            let two: Vec<_> = field
                .options
                .iter()
                .map(|option| option.key.clone())
                .collect();
            let many = Answers::from([(key.clone(), two.clone())]);
            let taken = field.kind == Kind::Many || two.len() < 2;
            assert_eq!(
                taken,
                !refused_by(&schema, &many).contains(&"unknown".to_owned())
            );
            let left = schema.check(&Answers::new());
            let required = left
                .iter()
                .any(|refused| refused.rule == "required" && refused.fields == [key.clone()]);
            assert_eq!(required, field.required && field.only_when.is_empty());
            if !field.only_when.is_empty() {
                let first = vec![field.options[0].key.clone()];
                let unasked = Answers::from([(key.clone(), first)]);
                assert!(refused_by(&schema, &unasked).contains(&"not_asked".to_owned()));
            }
        }
    }
}

const FIELDS: usize = 3;
const OPTIONS: usize = 3;

/// A part of a rule: a field and some of its options.
fn part() -> impl Strategy<Value = (usize, Vec<usize>)> {
    let options = prop::collection::btree_set(0..OPTIONS, 1..=OPTIONS);
    (
        0..FIELDS,
        options.prop_map(|options| options.into_iter().collect()),
    )
}

/// The text of a small schema of three fields, the last of which takes several options, with some rules.
pub(crate) fn any_schema() -> impl Strategy<Value = String> {
    let rule = (part(), part(), any::<bool>());
    let rules = prop::collection::vec(rule, 1..5);
    (rules, any::<bool>(), prop::option::of(part())).prop_map(|(rules, required, only_when)| {
        let list = |(field, options): &(usize, Vec<usize>)| {
            let options: Vec<_> = options.iter().map(|option| format!("\"o{option}\"")).collect();
            format!("{{ f{field} = [{}] }}", options.join(", "))
        };
        let mut text = String::from("schema = \"s\"\nversion = \"1\"\nname = { en = \"S\" }\n");
        for field in 0..FIELDS {
            let kind = if field == FIELDS - 1 { "many" } else { "one" };
            let _ = write!(text, "[[field]]\nkey = \"f{field}\"\nlabel = {{ en = \"F\" }}\nkind = \"{kind}\"\n");
            if field == 0 {
                let _ = writeln!(text, "required = {required}");
            }
            if let (1, Some(only_when)) = (field, only_when.as_ref().filter(|part| part.0 != 1)) {
                let _ = writeln!(text, "only_when = {}", list(only_when));
            }
            for option in 0..OPTIONS {
                let _ = write!(text, "[[field.option]]\nkey = \"o{option}\"\nlabel = {{ en = \"O\" }}\n");
            }
        }
        for (number, (when, what, requires)) in rules.iter().enumerate() {
            let part = if *requires { "require" } else { "exclude" };
            let _ = write!(text, "[[rule]]\nid = \"r{number}\"\nwhen = {}\n{part} = {}\nmessage = {{ en = \"M\" }}\n",
                list(when),
                list(what)
            );
        }
        text
    })
}

/// Every way to answer a small schema.
pub(crate) fn everything(schema: &Schema) -> Vec<Answers> {
    let mut all = vec![Answers::new()];
    for field in &schema.fields {
        let mut values: Vec<Vec<String>> = vec![Vec::new()];
        for option in &field.options {
            let with: Vec<_> = values
                .iter()
                .filter(|value| field.kind == Kind::Many || value.is_empty())
                .map(|value| [value.as_slice(), std::slice::from_ref(&option.key)].concat())
                .collect();
            values.extend(with);
        }
        all = all
            .into_iter()
            .flat_map(|answers| {
                values.iter().map(move |value| {
                    let mut answers = answers.clone();
                    if !value.is_empty() {
                        answers.insert(field.key.get_ref().clone(), value.clone());
                    }
                    answers
                })
            })
            .collect();
    }
    all
}

proptest! {
    /// The search finds answers that one rule alone refuses exactly where trying everything does.
    #[test]
    fn the_search_agrees_with_trying_everything(text in any_schema()) {
        let schema: Schema = toml::from_str(&text).unwrap();
        let all: Vec<_> = everything(&schema)
            .iter()
            .map(|answers| refused_by(&schema, answers))
            .collect();
        for rule in &schema.rules {
            let id = rule.id.get_ref();
            let found = schema.refused_by_alone(id);
            let there = all.iter().any(|refused| refused == std::slice::from_ref(id));
            prop_assert_eq!(found.is_some(), there, "{}", id);
            if let Some(answers) = found {
                prop_assert_eq!(refused_by(&schema, &answers), [id.clone()]);
            }
        }
    }
}
