//! What those may do who act without a role, jobs aside.

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
