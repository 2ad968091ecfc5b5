//! What the rules of a schema come to: that some contradict each other, never refuse anything, or leave an option
//! that nobody may choose.
//!
//! Rules contradict each other where answers to the fields that their `when`s name, which no rule refuses by
//! itself, are refused by them together whatever else is answered: an analyst who found these facts could save
//! nothing, and no refusal would say which of the facts to look at again. Facts that do not go together are kept
//! apart by a rule that says so (or by `only_when`), and then nothing is contradictory.
//!
//! Every rule and every two of them are tried in every combination. What three or more come to only together is
//! found where it refuses all answers to which one of them applies, and not otherwise.

use std::collections::BTreeSet;

use super::reason::{Reasoning, TooMany};
use super::{Answers, Rule, Schema, has, holds};
use crate::Fault;
use crate::tree::Tree;

/// Every fault of the rules. One contradiction leaves many rules and options without answers: what comes first
/// here is named alone.
pub(super) fn faults(schema: &Schema, tree: &Tree<'_>) -> Result<Vec<Fault>, TooMany> {
    let reasoning = Reasoning::of(schema);
    let mut faults = Vec::new();
    let mut fault = |rule: &Rule, message: String| {
        faults.push(tree.fault_at(rule.id.span().start, message));
    };
    let mut applying = Vec::new();
    for (number, rule) in schema.rules.iter().enumerate() {
        if reasoning.with(&[&rule.when], &[])? {
            applying.push((number, rule));
        } else {
            let id = rule.id.get_ref();
            let message = format!("the rule {id} never applies: no answers are as it says");
            fault(rule, message);
        }
    }
    // Rules without which others would contradict each other.
    let mut needed = BTreeSet::new();
    for (place, (number, rule)) in applying.iter().enumerate() {
        for (other, another) in applying.iter().take(place + 1) {
            let mut rules = vec![(*other, *another)];
            if other != number {
                rules.push((*number, *rule));
            }
            if let Some(facts) = reasoning.contradiction(&rules, &mut needed)? {
                fault(rule, contradiction(&rules, &facts));
                break;
            }
        }
    }
    if !faults.is_empty() {
        return Ok(faults);
    }
    faults = reasoning.idle(tree, &needed)?;
    if faults.is_empty() {
        faults = reasoning.never_chosen(tree)?;
    }
    Ok(faults)
}

/// What is said of rules that contradict each other, or of one that does so by itself.
fn contradiction(rules: &[(usize, &Rule)], facts: &Answers) -> String {
    let facts: Vec<_> = facts
        .iter()
        .map(|(key, chosen)| format!("{key} is {}", chosen.join(" and ")))
        .collect();
    let ids: Vec<_> = rules
        .iter()
        .map(|(_, rule)| rule.id.get_ref().as_str())
        .collect();
    let ids = ids.join(" and ");
    if facts.is_empty() {
        format!("nothing can be answered under {ids}")
    } else {
        let facts = facts.join(" and ");
        format!("where {facts}, nothing can be answered under {ids}")
    }
}

impl Reasoning<'_> {
    /// Answers to what the `when`s of these rules name that no rule refuses by itself, and these do together.
    /// Where one rule alone keeps them from that, it is needed.
    fn contradiction(
        &self,
        rules: &[(usize, &Rule)],
        needed: &mut BTreeSet<usize>,
    ) -> Result<Option<Answers>, TooMany> {
        let numbers: Vec<_> = rules.iter().map(|(number, _)| *number).collect();
        let whens: Vec<_> = rules.iter().map(|(_, rule)| &rule.when).collect();
        self.way(&whens, &mut |facts| {
            if self.completes(facts, &numbers)? || !self.completes(facts, &[])? {
                return Ok(false);
            }
            let mut by_itself = Vec::new();
            for (number, rule) in self.schema.rules.iter().enumerate() {
                // What a rule on its own makes of its own `when` is deliberate only where it names what is wrong.
                let refuses = if numbers == [number] {
                    refuses_at_once(rule, facts)
                } else {
                    !self.completes(facts, &[number])?
                };
                if refuses {
                    by_itself.push(number);
                }
            }
            if let [number] = by_itself.as_slice()
                && !numbers.contains(number)
            {
                needed.insert(*number);
            }
            Ok(by_itself.is_empty())
        })
    }

    /// Rules that no answers meet where they apply, and those that refuse nothing that others do not refuse.
    fn idle(&self, tree: &Tree<'_>, needed: &BTreeSet<usize>) -> Result<Vec<Fault>, TooMany> {
        let rules = &self.schema.rules;
        let all: Vec<_> = (0..rules.len()).collect();
        let mut faults = Vec::new();
        for (number, rule) in rules.iter().enumerate() {
            let id = rule.id.get_ref();
            let message = if !self.with(&[&rule.when], &all)? {
                let mut by = "the other rules";
                for (one, other) in rules.iter().enumerate() {
                    if !self.with(&[&rule.when], &[number, one])? {
                        by = other.id.get_ref();
                        break;
                    }
                }
                format!("where the rule {id} applies, it and {by} refuse all answers")
            } else if !needed.contains(&number) && self.alone(number)?.is_none() {
                format!("the rule {id} refuses nothing that other rules do not refuse")
            } else {
                continue;
            };
            faults.push(tree.fault_at(rule.id.span().start, message));
        }
        Ok(faults)
    }

    /// Options that no answers hold which the rules let pass.
    fn never_chosen(&self, tree: &Tree<'_>) -> Result<Vec<Fault>, TooMany> {
        let all: Vec<_> = (0..self.schema.rules.len()).collect();
        let spoken = self.schema.spoken();
        let mut faults = Vec::new();
        for (number, field) in self.schema.fields.iter().enumerate() {
            let key = field.key.get_ref();
            let kinds = field.kinds(&spoken);
            for (place, option) in field.options.iter().enumerate() {
                // What holds of one option of a kind holds of all.
                if !kinds.contains(&option.key.as_str()) {
                    continue;
                }
                let chosen = Answers::from([(key.clone(), vec![option.key.clone()])]);
                if !self.with(&[&chosen], &all)? {
                    let (number, place) = (number.to_string(), place.to_string());
                    let at = ["field", &number, "option", &place, "key"];
                    let message = format!("the rules never let {} of {key} be chosen", option.key);
                    faults.push(tree.fault(&at, message));
                }
            }
        }
        Ok(faults)
    }
}

/// Whether a rule refuses these facts, and names one of them as what to mend.
fn refuses_at_once(rule: &Rule, facts: &Answers) -> bool {
    let lacking = |part: (&String, &Vec<String>)| facts.contains_key(part.0) && !has(part, facts);
    holds(&rule.when, facts)
        && (rule.require.iter().any(lacking) || rule.exclude.iter().any(|part| has(part, facts)))
}
