//! What tasks are about, and who settles them.

use identity::{Action, Actor};

/// What a person is to settle about a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskKind {
    /// Sources name different countries.
    ChooseCountry,
    /// Nobody knows where the place is hosted.
    FindHost,
    /// A proxy stands in front of the place: its answer who hosts it is to be written down.
    AskHost,
    /// An onion service has no country: the network of hotlines is told by hand.
    TellByHand,
    /// A referral left on a decision that was taken back: the police are to be told.
    CorrectReferral,
    /// A handover was made on one: the partner is to be told.
    CorrectHandover,
    /// A notice left on one: the provider is to be told.
    CorrectNotice,
    /// A partner has a report about where the place was before it moved.
    MovedHandover,
    /// A provider has a notice about where the place was before it moved.
    MovedNotice,
    /// A notice went to an address where abuse is not reported any more.
    ContactChanged,
    /// A provider asked something: somebody answers.
    AnswerProvider,
    /// A provider answered by mail: somebody reads what it means.
    ReadAnswer,
    /// A provider says that it is not theirs: somebody finds out whose it is.
    NotTheirs,
    /// A provider says that it is removed, and nothing looks by itself.
    SeeWhetherGone,
    /// Registries lead to several providers: somebody says whose the place is.
    WhichProvider,
    /// A step of a series found nobody to write to.
    TellOthers,
    /// No step of a series is left: nothing more happens by itself.
    NothingMore,
    /// The case took over an answer of a decision that was taken back: a supervisor looks whether it stands.
    LookAgain,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::ChooseCountry,
        Self::FindHost,
        Self::AskHost,
        Self::TellByHand,
        Self::CorrectReferral,
        Self::CorrectHandover,
        Self::CorrectNotice,
        Self::MovedHandover,
        Self::MovedNotice,
        Self::ContactChanged,
        Self::AnswerProvider,
        Self::ReadAnswer,
        Self::NotTheirs,
        Self::SeeWhetherGone,
        Self::WhichProvider,
        Self::TellOthers,
        Self::NothingMore,
        Self::LookAgain,
    ];

    /// The name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChooseCountry => "choose_country",
            Self::FindHost => "find_host",
            Self::AskHost => "ask_host",
            Self::TellByHand => "tell_by_hand",
            Self::CorrectReferral => "correct_referral",
            Self::CorrectHandover => "correct_handover",
            Self::CorrectNotice => "correct_notice",
            Self::MovedHandover => "moved_handover",
            Self::MovedNotice => "moved_notice",
            Self::ContactChanged => "contact_changed",
            Self::AnswerProvider => "answer_provider",
            Self::ReadAnswer => "read_answer",
            Self::NotTheirs => "not_theirs",
            Self::SeeWhetherGone => "see_whether_gone",
            Self::WhichProvider => "which_provider",
            Self::TellOthers => "tell_others",
            Self::NothingMore => "nothing_more",
            Self::LookAgain => "look_again",
        }
    }

    /// Whether a person ticks it off; the choice of a country settles itself.
    pub(crate) const fn is_ticked_off(self) -> bool {
        !matches!(self, Self::ChooseCountry)
    }

    /// Whether it is still to be done when the case is closed: who was told wrong has to know.
    pub(crate) const fn outlives_case(self) -> bool {
        matches!(
            self,
            Self::CorrectReferral | Self::CorrectHandover | Self::CorrectNotice | Self::LookAgain
        )
    }

    /// What whoever settles it may do.
    pub(crate) const fn settled_by(self) -> Action {
        match self {
            Self::LookAgain => Action::CorrectOthers,
            _ => Action::SettleRoute,
        }
    }

    /// Whether it stands among the tasks of an actor: who cannot take another's decision back is not told that it
    /// took over an answer.
    pub(crate) fn is_shown_to(self, actor: &Actor) -> bool {
        !matches!(self, Self::LookAgain) || actor.may(self.settled_by()).is_ok()
    }

    /// The key of the message that says what is to be done.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::ChooseCountry => "routing-to-do-choose-country",
            Self::FindHost => "routing-to-do-find-host",
            Self::AskHost => "routing-to-do-ask-host",
            Self::TellByHand => "routing-to-do-tell-by-hand",
            Self::CorrectReferral => "routing-to-do-correct-referral",
            Self::CorrectHandover => "routing-to-do-correct-handover",
            Self::CorrectNotice => "routing-to-do-correct-notice",
            Self::MovedHandover => "routing-to-do-moved-handover",
            Self::MovedNotice => "routing-to-do-moved-notice",
            Self::ContactChanged => "routing-to-do-contact-changed",
            Self::AnswerProvider => "routing-to-do-answer-provider",
            Self::ReadAnswer => "routing-to-do-read-answer",
            Self::NotTheirs => "routing-to-do-not-theirs",
            Self::SeeWhetherGone => "routing-to-do-see-whether-gone",
            Self::WhichProvider => "routing-to-do-which-provider",
            Self::TellOthers => "routing-to-do-tell-others",
            Self::NothingMore => "routing-to-do-nothing-more",
            Self::LookAgain => "routing-to-do-look-again",
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}
