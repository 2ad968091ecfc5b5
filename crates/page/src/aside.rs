//! What stands beside the problem on a page of the public's side: nobody there is left without a way out.

use kernel::Language;

/// A harmless place to leave to, and numbers to call.
#[derive(Clone, Debug, Default)]
pub struct Aside {
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
    /// The numbers in this language.
    pub(crate) fn help(&self, language: Language) -> &[HelpLine] {
        let mut languages = self.help.iter();
        languages
            .find(|(one, _)| *one == language)
            .map_or(&[], |(_, help)| help)
    }
}
