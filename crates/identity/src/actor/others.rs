//! What those may do who act without a role.

use super::Action;

/// What the command line may do: also import a file of reports, which files them as the desk does.
pub(crate) const fn operator_may(action: Action) -> bool {
    matches!(
        action,
        Action::ManageStaff
            | Action::ManagePartners
            | Action::ManageJobs
            | Action::VerifyAudit
            | Action::ManageMailKey
            | Action::FileReport
            | Action::ImportReports
            | Action::FileLocation
            | Action::Trace
            | Action::ReadStakeholders
            | Action::ProposeContact
            | Action::ApproveContact
    )
}

/// What whoever stands before the letterbox may do.
pub(crate) const fn reporter_may(action: Action) -> bool {
    matches!(action, Action::Submit | Action::ReadReplies)
}

/// What a partner's program may do: send reports and what filing one takes, a location made and its name
/// asked for. It may read nothing but how far the work on its own reports is.
pub(crate) const fn partner_may(action: Action) -> bool {
    matches!(
        action,
        Action::UseKey
            | Action::SubmitReport
            | Action::FileReport
            | Action::FileLocation
            | Action::Trace
    )
}

/// What the program of somebody a letter went to may do: answer that letter, and nothing else.
pub(crate) const fn recipient_may(action: Action) -> bool {
    matches!(action, Action::AnswerLetters)
}

/// What a job may do: everything that follows from a person's decision, and nothing that is one.
pub(crate) const fn job_may(action: Action) -> bool {
    !matches!(
        action,
        Action::ManageStaff
            | Action::EndTraineeship
            | Action::SettleOpinion
            | Action::ReadQuality
            | Action::ManagePartners
            | Action::UseDesk
            | Action::UseKey
            | Action::ManageJobs
            | Action::VerifyAudit
            | Action::ManageMailKey
            | Action::ReadTray
            | Action::SortTray
            | Action::SkipStep
            | Action::ReadOverdue
            | Action::ReadFigures
            | Action::ClaimCase
            | Action::View
            | Action::ReadExposure
            | Action::LiftLimit
            | Action::SumExposure
            | Action::Assess
            | Action::ShareView
            | Action::CorrectDecision
            | Action::CorrectOthers
            | Action::Converse
            | Action::ReadContact
            | Action::ReadLead
            | Action::HandleLead
            | Action::Disclose
            | Action::ChooseWorkingUrl
            | Action::ApproveContact
            | Action::ManageProviders
            | Action::TakePackage
            | Action::RecordPoliceWord
            | Action::ReadPoliceWord
            | Action::CountPoliceWords
            | Action::AnswerAlarm
            | Action::DecideCheck
            | Action::EditLetter
            | Action::ReleaseLetter
            | Action::MarkPage
            | Action::SettleRoute
            | Action::ManageRules
            | Action::TakeAnswer
            | Action::ReadEvidence
            | Action::WriteNote
            | Action::Submit
            | Action::SubmitReport
            | Action::AnswerLetters
            | Action::ImportReports
            | Action::ReadReplies
    )
}
