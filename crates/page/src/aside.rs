//! What stands beside the problem on a page of the public's side: nobody there is left without a way out.

use kernel::Language;

/// The service's name, a harmless place to leave to, and numbers to call.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    /// The name of the service in each language that is offered.
    pub service: Vec<(Language, String)>,
    /// Where the quick exit leads.
    pub quick_exit: String,
    /// The numbers in each language that is offered.
    pub help: Vec<(Language, Vec<HelpLine>)>,
}

/// A help line in the reader's words.
#[derive(Clone, Debug)]
pub struct HelpLine {
    /// Who answers.
    pub name: String,
    /// When and for whom.
    pub note: String,
    /// The number as it is written.
    pub number: String,
    /// The number as a telephone dials it (RFC 3966).
    pub dialled: String,
}

impl Aside {
    /// The service's name in this language, where it has one.
    pub(crate) fn service(&self, language: Language) -> Option<&str> {
        let mut languages = self.service.iter();
        let found = languages.find(|(one, _)| *one == language);
        found.map(|(_, name)| name.as_str())
    }

    /// The numbers in this language.
    pub(crate) fn help(&self, language: Language) -> &[HelpLine] {
        let mut languages = self.help.iter();
        languages
            .find(|(one, _)| *one == language)
            .map_or(&[], |(_, help)| help)
    }
}
