//! `required.toml`: what a letter has still to say whose text a person wrote in the place of the template's. Which parts
//! the law asks for is the country's matter: in the European Union the Digital Services Act (Regulation (EU) 2022/2065),
//! Article 16(2).

use kernel::Language;
use serde::Deserialize;

use crate::tree::Tree;
use crate::{Fault, Localized, MailContext, Templates};

/// The mark of where the address to answer to comes, as texts have it that people write.
const ANSWER_MARK: &str = "[[answer-to]]";

/// The file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    #[serde(rename = "part", default)]
    parts: Vec<RequiredPart>,
}

/// A part of a letter that has to be there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredPart {
    /// What it is, in words.
    pub name: Localized,
    /// What the text says where it has the part: these signs, whatever their case and the space between them.
    says: Localized,
    /// The templates whose letters have it.
    templates: Vec<String>,
}

impl Required {
    /// The parts that a letter of this template has to have.
    pub fn of<'a>(&'a self, template: &'a str) -> impl Iterator<Item = &'a RequiredPart> {
        self.parts
            .iter()
            .filter(move |part| part.templates.iter().any(|name| name == template))
    }

    /// The first part that a text in this language is missing.
    pub fn missing<'a>(
        &'a self,
        template: &'a str,
        language: Language,
        text: &str,
    ) -> Option<&'a RequiredPart> {
        let text = folded(text);
        self.of(template)
            .find(|part| !text.contains(&folded(part.says.in_language(language))))
    }

    /// Parts that say nothing or are of no template, and templates of the pack's own that miss one.
    pub(crate) fn faults(
        &self,
        tree: &Tree<'_>,
        templates: &Templates,
        languages: &[Language],
        of_steps: &[&str],
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        for part in &self.parts {
            let name = part.name.in_language(Language::ENGLISH);
            if part.says.all().any(|says| folded(says).is_empty()) {
                faults.push(tree.fault(&["part"], format!("{name}: a text that says nothing")));
            }
            for template in &part.templates {
                let is_letter = ["notice", "ask-host"].contains(&template.as_str())
                    || of_steps.contains(&template.as_str());
                if !is_letter {
                    let message = format!("{name}: no letter is written by {template}");
                    faults.push(tree.fault(&["part"], message));
                }
            }
        }
        for template in ["notice", "ask-host"].iter().chain(of_steps) {
            for language in languages.iter().chain([&Language::ENGLISH]) {
                let sample = MailContext {
                    reference: "0123ABCD".to_owned(),
                    answer_to: ANSWER_MARK.to_owned(),
                    list: "- 0123ABCD".to_owned(),
                    ..MailContext::default()
                };
                // What cannot be put into words at all is said elsewhere.
                let Ok(words) = templates.render(template, *language, &sample) else {
                    continue;
                };
                if let Some(part) = self.missing(template, *language, &words.body) {
                    let name = part.name.in_language(Language::ENGLISH);
                    let message = format!("{template}.{language} itself misses: {name}");
                    faults.push(tree.fault(&["part"], message));
                }
            }
        }
        faults
    }
}

/// A text as parts are looked for in it: in small letters, with one space where there is any, and without the marks that
/// Khmer keyboards put between words.
fn folded(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|sign| !matches!(sign, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
        .collect();
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn required() -> Required {
        toml::from_str(
            r#"
            [[part]]
            name = { en = "good faith", km = "សុចរិត" }
            says = { en = "in good faith", km = "សុចរិត" }
            templates = ["notice"]
            [[part]]
            name = { en = "where to answer" }
            says = { en = "[[answer-to]]" }
            templates = ["notice", "ask-host"]
            "#,
        )
        .unwrap()
    }

    #[test]
    fn a_text_is_asked_for_each_part_of_its_template_in_its_language() {
        let required = required();
        let khmer = "km".parse().unwrap();
        let missing = |template: &str, language, text: &str| {
            let part = required.missing(template, language, text);
            part.map(|part| part.name.in_language(Language::ENGLISH).to_owned())
        };
        let whole = "We say In  good\nFAITH: [[answer-to]]";
        assert_eq!(missing("notice", Language::ENGLISH, whole), None);
        let without = "We say: [[answer-to]]";
        let good_faith = Some("good faith".to_owned());
        assert_eq!(missing("notice", Language::ENGLISH, without), good_faith);
        assert_eq!(missing("ask-host", Language::ENGLISH, without), None);
        assert_eq!(
            missing("notice", khmer, whole),
            good_faith,
            "in its own language"
        );
        assert_eq!(
            missing("notice", khmer, "ដោយ\u{200b}សុ\u{200b}ចរិត [[answer-to]]"),
            None
        );
        let nowhere = missing("notice", Language::ENGLISH, "in good faith");
        assert_eq!(nowhere, Some("where to answer".to_owned()));
        assert_eq!(missing("reminder-1", Language::ENGLISH, ""), None);
    }
}
