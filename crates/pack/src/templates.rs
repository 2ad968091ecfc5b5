//! The mails of the pack: minijinja templates, one a kind and language. The first line is the subject.
//!
//! They are text with places for values, and choices. They know no other template, define nothing, and are stopped
//! when they do more than the longest mail takes.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Language;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::Fault;
use crate::source::Files;

/// The kinds of mail that every pack has, in every one of its languages or at least in English.
pub const KINDS: [&str; 4] = ["ask-host", "code", "notice", "referral"];

/// The list of places that letters to providers have: a template without a subject. It is put into words first, and the
/// letter says where it stands.
const PLACES: &str = "places";

/// The kinds of mail that do not have it.
const WITHOUT_PLACES: [&str; 2] = ["code", "referral"];

/// What can have been said to a notice.
const SAID: [&str; 7] = [
    "",
    "seen",
    "removed",
    "not_ours",
    "more_time",
    "question",
    "text",
];

/// So much may putting one mail into words take, in steps of the engine: the longest letter takes a tenth.
const FUEL: u64 = 1_000_000;

/// What a mail may say. A template that asks for anything else is refused when the pack is loaded.
#[derive(Clone, Debug, Default, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice that a template makes, and none excludes another"
)]
pub struct MailContext {
    /// The hotline's name.
    pub hotline: String,
    /// Our reference.
    pub reference: String,
    /// The date of the mail: like every instant here, in the pack's zone, with its offset and name.
    pub date: String,
    /// The INHOPE class, in words; empty in a letter about places of several.
    pub class: String,
    /// The law and the articles met, in words; empty where no law covers it.
    pub basis: String,
    /// Whether the places are written out, so that nothing makes a link of them; else a reference alone stands for each.
    pub urls_written: bool,
    /// Whether the URLs are attached, too, as they are.
    pub urls_attached: bool,
    /// The places.
    pub places: Vec<MailPlace>,
    /// The address to answer to.
    pub answer_to: String,
    /// True in a referral that asks for the police's word before the provider is told.
    pub hold: bool,
    /// Until when that word is waited for; empty without a hold.
    pub hold_until: String,
    /// True where a child is in danger.
    pub urgent: bool,
    /// The content delivery network or proxy that is asked for the real host; empty in other mails.
    pub proxy: String,
    /// The name of the organisation that is written to; empty in referrals.
    pub contact: String,
    /// Who we are; empty in referrals.
    pub about: String,
    /// True in the first letter to a contact.
    pub first: bool,
    /// How many places there are.
    pub count: String,
    /// The list of the places in words; what stands here already is left as it is.
    pub list: String,
    /// The address of the provider's page for this letter; empty where there is none.
    pub answer_link: String,
    /// Until when it can be answered there, or the code holds.
    pub expires: String,
    /// What opens the list on that page; empty in other mails than that of a code.
    pub code: String,
}

/// A place in a mail.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailPlace {
    /// The reference of its case.
    pub reference: String,
    /// Its URL, written so that nothing makes a link of it; empty where URLs do not travel.
    pub defanged: String,
    /// When it was last seen up, or an empty text.
    pub last_seen: String,
    /// The country it is hosted in, or an empty text.
    pub country: String,
    /// The holder of its network, or an empty text.
    pub network: String,
    /// When it was last traced, or an empty text.
    pub traced: String,
    /// Its INHOPE class, in words, in a letter about places of several.
    pub class: String,
    /// The law and the articles met, in such a letter; empty where no law covers it.
    pub basis: String,
    /// What was written about it before, the first notice first; nothing in a first notice.
    pub before: Vec<MailBefore>,
}

/// A notice about a place that has left before.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailBefore {
    /// When it left.
    pub date: String,
    /// To whom.
    pub contact: String,
    /// The Message-ID of its mail.
    pub message_id: String,
    /// What they said to it last: `seen`, `removed`, `not_ours`, `more_time`, `question`, `text` where they wrote
    /// something else, or an empty text.
    pub said: String,
}

/// A mail put into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
}

/// A mail could not be put into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mail template failed")]
pub struct TemplateError;

/// The templates of a pack.
#[derive(Clone, Debug, Default)]
pub struct Templates(Arc<Environment<'static>>);

impl Templates {
    /// Reads the templates and tries each, in each of these languages, on every sample; also those that the steps of the
    /// series have.
    pub(crate) fn read(
        files: &Files,
        languages: &[Language],
        of_steps: &[&str],
    ) -> Result<Self, Vec<Fault>> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()
                .map_err(|error| vec![fault("templates", &error)])?,
        );
        let mut faults = Vec::new();
        for (path, text) in files.iter() {
            let Some(name) = path
                .strip_prefix("templates/")
                .and_then(|name| name.strip_suffix(".txt"))
            else {
                continue;
            };
            if let Err(error) = environment.add_template_owned(name.to_owned(), text.to_owned()) {
                faults.push(fault(path, &error));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let templates = Self(Arc::new(environment));
        let of_steps: BTreeSet<_> = of_steps.iter().copied().collect();
        for kind in KINDS.into_iter().chain([PLACES]).chain(of_steps) {
            for language in languages.iter().chain([&Language::ENGLISH]) {
                faults.extend(templates.fault(kind, *language));
            }
        }
        if faults.is_empty() {
            Ok(templates)
        } else {
            Err(faults)
        }
    }

    /// What is wrong with one template.
    fn fault(&self, kind: &str, language: Language) -> Option<Fault> {
        let path = format!("templates/{kind}.{language}.txt");
        let Ok(template) = self.0.get_template(&format!("{kind}.{language}")) else {
            return Some(Fault::of_file(&path, "is missing"));
        };
        samples()
            .iter()
            .find_map(|context| match template.render(Serde(context)) {
                Err(error) => Some(fault(&path, &error)),
                Ok(text) if kind != PLACES && split(&text).is_none() => Some(Fault {
                    file: path.clone(),
                    line: Some(1),
                    message: "the first line is `Subject:` and the subject".to_owned(),
                }),
                Ok(_) => None,
            })
    }

    /// Puts a mail into words, in this language or in English.
    pub fn render(
        &self,
        kind: &str,
        language: Language,
        context: &MailContext,
    ) -> Result<Rendered, TemplateError> {
        let text = if !WITHOUT_PLACES.contains(&kind) && context.list.is_empty() {
            let context = MailContext {
                list: self.places(language, context)?,
                ..context.clone()
            };
            self.text(kind, language, &context)?
        } else {
            self.text(kind, language, context)?
        };
        split(&text).ok_or(TemplateError)
    }

    /// The list of places in words, as letters to providers have it.
    pub fn places(
        &self,
        language: Language,
        context: &MailContext,
    ) -> Result<String, TemplateError> {
        let list = self.text(PLACES, language, context)?;
        Ok(list.trim_end().to_owned())
    }

    fn text(
        &self,
        kind: &str,
        language: Language,
        context: &MailContext,
    ) -> Result<String, TemplateError> {
        let template = self
            .0
            .get_template(&format!("{kind}.{language}"))
            .or_else(|_| self.0.get_template(&format!("{kind}.en")))
            .map_err(|_| TemplateError)?;
        template.render(Serde(context)).map_err(|_| TemplateError)
    }
}

/// The first line is the subject; nothing that a mail header takes amiss stays in it.
fn split(text: &str) -> Option<Rendered> {
    let (first, body) = text.split_once('\n')?;
    let subject: String = first
        .strip_prefix("Subject:")?
        .trim()
        .chars()
        .filter(|symbol| !symbol.is_control())
        .collect();
    (!subject.is_empty()).then(|| Rendered {
        subject,
        body: body.trim_start_matches('\n').to_owned(),
    })
}

fn fault(file: &str, error: &minijinja::Error) -> Fault {
    Fault {
        file: file.to_owned(),
        line: error.line(),
        message: error.to_string(),
    }
}

/// Every way a mail can come out, so that no branch of a template is tried first on a real case.
fn samples() -> Vec<MailContext> {
    let mut samples = Vec::new();
    for (urls_written, urls_attached, hold, urgent, several) in [
        (true, true, true, true, false),
        (true, true, false, false, true),
        (true, false, false, false, true),
        (true, false, false, true, false),
        (false, false, true, false, false),
        (false, false, false, true, true),
        (false, false, false, false, true),
    ] {
        let words = |said: &str, is_said: bool| if is_said { said } else { "" }.to_owned();
        samples.push(MailContext {
            hotline: "Hotline".to_owned(),
            reference: "0123ABCD".to_owned(),
            date: "2026-01-05 10:00 +07:00 (Asia/Phnom_Penh)".to_owned(),
            class: words("Baseline", !several),
            basis: words("Article 41", !urgent && !several),
            urls_written,
            urls_attached,
            places: vec![MailPlace {
                reference: "0123ABCD".to_owned(),
                defanged: words("hxxp://host-a[.]test/p/17", urls_written),
                last_seen: words("2026-01-05 10:00 +07:00 (Asia/Phnom_Penh)", hold),
                traced: words("2026-01-05 10:00 +07:00 (Asia/Phnom_Penh)", several),
                class: words("Baseline", several),
                basis: words("Article 41", several && !urgent),
                country: "KH".to_owned(),
                network: "Example Hosting".to_owned(),
                before: SAID
                    .iter()
                    .filter(|_| several)
                    .map(|said| MailBefore {
                        date: "2026-01-05 10:00 +07:00 (Asia/Phnom_Penh)".to_owned(),
                        contact: "Example Hosting".to_owned(),
                        message_id: "<0123@hotline.example>".to_owned(),
                        said: (*said).to_owned(),
                    })
                    .collect(),
            }],
            answer_to: "hotline@hotline.example".to_owned(),
            hold,
            hold_until: words("2026-01-08 10:00 +07:00 (Asia/Phnom_Penh)", hold),
            urgent,
            proxy: "Example Delivery".to_owned(),
            contact: "Example Hosting".to_owned(),
            about: "We are a hotline.".to_owned(),
            first: urgent,
            count: "1".to_owned(),
            list: "- 0123ABCD".to_owned(),
            answer_link: words("https://report.example/en/answer/0123", urgent),
            expires: words("2026-02-05 10:00 +07:00 (Asia/Phnom_Penh)", urgent),
            code: "0123-ABCD".to_owned(),
        });
    }
    samples
}
