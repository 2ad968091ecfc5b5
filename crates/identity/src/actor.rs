//! Who acts, and what they may do: the one table of roles and actions.

mod others;

use audit::Who;
use kernel::Id;

pub(crate) use others::{job_may, operator_may, partner_may, recipient_may, reporter_may};

use crate::recipient::RecipientKey;
use crate::role::Role;

/// The kind of the ids of staff.
pub enum Staff {}

/// The kind of the ids of partners whose programs send reports with a key.
pub enum Partner {}

macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $action:ident = $name:literal),* $(,)?) => {
        /// Something that an actor may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $($(#[doc = $doc])+ $action),* }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// The name, as module and verb.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name),* }
            }
        }
    };
}

actions! {
    /// Add staff and list them.
    ManageStaff = "identity.manage_staff",
    /// List trainees, and end a traineeship.
    EndTraineeship = "identity.end_traineeship",
    /// Give partners keys, list and retire them.
    ManagePartners = "identity.manage_partners",
    /// Be signed in, with settings of one's own.
    UseDesk = "identity.use_desk",
    /// Call the desk's interface with a key.
    UseKey = "identity.use_key",
    /// Remove sessions that have ended.
    ExpireSessions = "identity.expire_sessions",
    /// See and retry what the workers could not do.
    ManageJobs = "jobs.manage",
    /// Walk and sequence the record.
    VerifyAudit = "audit.verify",
    /// Make a location, and find one by URL.
    FileLocation = "location.file",
    /// Open a location's URL: only in a viewing session or for work on it.
    RevealLocation = "location.reveal",
    /// Pick the working URL.
    ChooseWorkingUrl = "location.choose_working_url",
    /// Send a report.
    Submit = "letterbox.submit",
    /// Read the replies to one receipt.
    ReadReplies = "letterbox.read_replies",
    /// Take submissions from the letterbox and put replies there.
    CollectSubmissions = "letterbox.collect",
    /// Ask the DNS and the registries.
    Trace = "trace.ask",
    /// Have nobody asked about a place, and end that.
    Silence = "trace.silence",
    /// Read what a trace found.
    ReadTrace = "trace.read",
    /// Add, list and end the hotline's own rules about hosts, domains and networks.
    ManageRules = "trace.manage_rules",
    /// Write down what a proxy answered that was asked who hosts a place.
    TakeAnswer = "trace.take_answer",
    /// File a report and join it to its cases.
    FileReport = "intake.file",
    /// Send reports with a partner's key, and read how far the work on them is.
    SubmitReport = "intake.submit_report",
    /// Import a file of reports, and read what became of its lines.
    ImportReports = "intake.import",
    /// Read cases, without URLs.
    ReadCase = "intake.read_case",
    /// Save a view of the queue for everybody, and remove one.
    ShareView = "intake.share_view",
    /// Write to a reporter in the conversation under the receipt.
    Converse = "intake.message",
    /// Read how a reporter can be reached.
    ReadContact = "intake.read_contact",
    /// Move a case from state to state.
    MoveCase = "intake.move_case",
    /// Read what was told in a lead.
    ReadLead = "intake.read_lead",
    /// Take a lead, give it back, refer it, close it.
    HandleLead = "intake.handle_lead",
    /// Give a lead back whose time with somebody ran out.
    LapseLead = "intake.lapse_lead",
    /// Claim, extend, release a case.
    ClaimCase = "assessment.claim",
    /// Open a viewing session and reveal URLs in it.
    View = "assessment.view",
    /// Read how much each member of staff has viewed.
    ReadExposure = "assessment.read_exposure",
    /// Lift the limit of one person's viewing for a day.
    LiftLimit = "assessment.lift_limit",
    /// Read how much all of them have viewed together.
    SumExposure = "assessment.sum_exposure",
    /// Classify items and decide.
    Assess = "assessment.assess",
    /// Settle what two analysts see differently.
    SettleOpinion = "assessment.settle_opinion",
    /// Read the figures of all analysts together.
    ReadQuality = "assessment.read_quality",
    /// Take back a released decision of one's own, to make it anew.
    CorrectDecision = "assessment.correct",
    /// The same of anybody's.
    CorrectOthers = "assessment.correct_others",
    /// Read assessments and decisions.
    ReadAssessment = "assessment.read",
    /// Decide that something a reporter told may leave the house.
    Disclose = "assessment.disclose",
    /// Open what may leave by such a decision, to send it.
    SendDisclosed = "assessment.send_disclosed",
    /// Have a page read for what it embeds.
    ReadPage = "inventory.read_page",
    /// Add a key of the hotline's own for mail, and read its certificate.
    ManageMailKey = "dispatch.manage_key",
    /// Take mails out of the mailbox.
    CollectMail = "dispatch.collect",
    /// Read mails that arrived and match none of ours.
    ReadTray = "dispatch.read_tray",
    /// Say what such a mail is about.
    SortTray = "dispatch.sort_tray",
    /// Read organisations and contacts.
    ReadStakeholders = "stakeholders.read",
    /// Propose a contact.
    ProposeContact = "stakeholders.propose",
    /// Approve or retire a contact.
    ApproveContact = "stakeholders.approve",
    /// Say what providers have, and under which other names they are known.
    ManageProviders = "stakeholders.manage_providers",
    /// Prepare and send referrals to the police.
    Refer = "referral.refer",
    /// Take the package of a referral to the unit by hand, and record its receipt.
    TakePackage = "referral.take_package",
    /// Record the police's word: acknowledge, hold, lift.
    RecordPoliceWord = "referral.record_word",
    /// Read what the police call a referral, and what they said came of it.
    ReadPoliceWord = "referral.read_word",
    /// Count what the police said, without its cases.
    CountPoliceWords = "referral.count_words",
    /// Ring whoever is on call.
    Ring = "referral.ring",
    /// Read which alarms rang, and acknowledge the one that does.
    AnswerAlarm = "referral.answer_alarm",
    /// Hand reports over to partner hotlines and record it.
    Exchange = "exchange.hand_over",
    /// Read the open places of one's own letters with a key, and say something about them.
    AnswerLetters = "takedown.answer_letters",
    /// Draft and send notices.
    Notify = "takedown.notify",
    /// Write the text of a letter anew.
    EditLetter = "takedown.edit_letter",
    /// Let a letter leave that waits for that, or withdraw it.
    ReleaseLetter = "takedown.release_letter",
    /// Have a step left out that would follow a notice while nothing happens.
    SkipStep = "takedown.skip_step",
    /// Look whether content is still there.
    Check = "takedown.check",
    /// Decide what an unsure check leaves open.
    DecideCheck = "takedown.decide_check",
    /// Mark a watched place as a page, so that its words are looked at too, and take that back.
    MarkPage = "takedown.mark_page",
    /// Read notices and checks.
    ReadTakedown = "takedown.read",
    /// Decide where a released decision goes, in which order.
    Route = "routing.route",
    /// Choose the country that counts where sources differ, and settle tasks of a route.
    SettleRoute = "routing.settle",
    /// Read how much is due and was not done, over all cases.
    ReadOverdue = "routing.read_overdue",
    /// Read how long things took, over all cases.
    ReadFigures = "statistics.read",
    /// Follow the record, and measure what changed.
    FollowRecord = "statistics.follow",
    /// Read the evidence of traces and checks of a case as one document.
    ReadEvidence = "routing.read_evidence",
    /// Write a note on a case, and withdraw one of one's own.
    WriteNote = "routing.write_note",
}

/// An actor may not do this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{actor} may not {}", action.name())]
pub struct Denied {
    actor: &'static str,
    action: Action,
}

/// Who acts. Only this crate makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The roles in which the person acts, and those that they have: fewer where a key acts for them.
    Staff(Id<Staff>, Vec<Role>, Vec<Role>),
    Job(Id<jobs::Job>),
    Operator,
    Reporter,
    Partner(Id<Partner>),
    /// The program of somebody a letter went to, by its key.
    Recipient(Id<RecipientKey>),
}

impl Actor {
    pub(crate) fn staff(id: Id<Staff>, roles: Vec<Role>) -> Self {
        let own = roles.clone();
        Self(Kind::Staff(id, roles, own))
    }

    /// A member of staff whose key reaches some of the roles that they have.
    pub(crate) const fn by_key(id: Id<Staff>, roles: Vec<Role>, own: Vec<Role>) -> Self {
        Self(Kind::Staff(id, roles, own))
    }

    /// The job whose run this is.
    pub const fn job(run: &jobs::Run) -> Self {
        Self(Kind::Job(run.id))
    }

    /// Whoever sits at the machine's command line.
    pub const fn operator() -> Self {
        Self(Kind::Operator)
    }

    /// Whoever stands before the letterbox: nobody we know, and nobody we want to know.
    pub const fn reporter() -> Self {
        Self(Kind::Reporter)
    }

    pub(crate) const fn partner(id: Id<Partner>) -> Self {
        Self(Kind::Partner(id))
    }

    pub(crate) const fn recipient(key: Id<RecipientKey>) -> Self {
        Self(Kind::Recipient(key))
    }

    /// Staff of this role: for tests alone.
    #[cfg(feature = "testing")]
    pub fn test_staff(id: Id<Staff>, roles: &[Role]) -> Self {
        Self::staff(id, roles.to_vec())
    }

    /// A job: for tests alone.
    #[cfg(feature = "testing")]
    pub const fn test_job(id: Id<jobs::Job>) -> Self {
        Self(Kind::Job(id))
    }

    /// Asks for a permission: the first line of every function that touches the database.
    pub fn may(&self, action: Action) -> Result<(), Denied> {
        let allowed = match &self.0 {
            Kind::Staff(_, roles, _) => roles.iter().any(|role| role_may(*role, action)),
            Kind::Job(_) => job_may(action),
            Kind::Operator => operator_may(action),
            Kind::Reporter => reporter_may(action),
            Kind::Partner(_) => partner_may(action),
            Kind::Recipient(_) => recipient_may(action),
        };
        if allowed {
            Ok(())
        } else {
            Err(Denied {
                actor: self.kind(),
                action,
            })
        }
    }

    /// Whether the person may, by whatever role: what somebody is not to see for what they may do elsewhere stays
    /// unseen when a key of theirs asks in fewer roles.
    pub fn person_may(&self, action: Action) -> bool {
        match &self.0 {
            Kind::Staff(_, _, own) => own.iter().any(|role| role_may(*role, action)),
            Kind::Job(_)
            | Kind::Operator
            | Kind::Reporter
            | Kind::Partner(_)
            | Kind::Recipient(_) => self.may(action).is_ok(),
        }
    }

    /// Asks for a permission that only staff can have. Which member of staff it is.
    pub(crate) fn may_as_staff(&self, action: Action) -> Result<Id<Staff>, Denied> {
        self.may(action)?;
        self.staff_id().ok_or(Denied {
            actor: self.kind(),
            action,
        })
    }

    /// The roles of a member of staff.
    pub(crate) fn roles(&self) -> &[Role] {
        match &self.0 {
            Kind::Staff(_, roles, _) => roles,
            Kind::Job(_)
            | Kind::Operator
            | Kind::Reporter
            | Kind::Partner(_)
            | Kind::Recipient(_) => &[],
        }
    }

    /// The kind of actor.
    pub const fn kind(&self) -> &'static str {
        match self.0 {
            Kind::Staff(..) => "staff",
            Kind::Job(_) => "job",
            Kind::Operator => "operator",
            Kind::Reporter => "reporter",
            Kind::Partner(_) => "partner",
            Kind::Recipient(_) => "recipient",
        }
    }

    /// The member of staff, where it is one.
    pub const fn staff_id(&self) -> Option<Id<Staff>> {
        match self.0 {
            Kind::Staff(id, ..) => Some(id),
            Kind::Job(_)
            | Kind::Operator
            | Kind::Reporter
            | Kind::Partner(_)
            | Kind::Recipient(_) => None,
        }
    }

    /// The partner, where it is one.
    pub const fn partner_id(&self) -> Option<Id<Partner>> {
        match self.0 {
            Kind::Partner(id) => Some(id),
            Kind::Staff(..)
            | Kind::Job(_)
            | Kind::Operator
            | Kind::Reporter
            | Kind::Recipient(_) => None,
        }
    }

    /// How the record names this actor.
    pub const fn who(&self) -> Who {
        let id = match &self.0 {
            Kind::Staff(id, ..) => Some(Id::from_uuid(id.uuid())),
            Kind::Job(id) => Some(Id::from_uuid(id.uuid())),
            Kind::Partner(id) => Some(Id::from_uuid(id.uuid())),
            Kind::Recipient(id) => Some(Id::from_uuid(id.uuid())),
            Kind::Operator | Kind::Reporter => None,
        };
        Who {
            kind: self.kind(),
            id,
        }
    }
}

/// What each role may do. No wildcard: a new action does not compile until it is decided here.
pub const fn role_may(role: Role, action: Action) -> bool {
    use Role::{Administrator, Analyst, Manager, Supervisor, WelfareLead};
    match action {
        Action::UseDesk | Action::UseKey => true,
        Action::ManageStaff | Action::ManagePartners | Action::ManageJobs | Action::VerifyAudit => {
            matches!(role, Administrator)
        }
        // A limit is lifted by nobody whose figures depend on the work that is done.
        Action::ReadExposure | Action::LiftLimit => matches!(role, WelfareLead),
        Action::SumExposure | Action::EndTraineeship | Action::ManageRules => {
            matches!(role, Manager)
        }
        Action::ReadFigures
        | Action::ReadEvidence
        | Action::ReleaseLetter
        | Action::SkipStep
        | Action::ReadOverdue => {
            matches!(role, Supervisor | Manager)
        }
        Action::SettleOpinion | Action::ShareView | Action::CorrectOthers => {
            matches!(role, Supervisor)
        }
        Action::ReadQuality | Action::ReadTray | Action::SortTray => {
            matches!(role, Supervisor | Manager)
        }
        // Who writes down what the police said need not read what others wrote.
        Action::ReadPoliceWord | Action::CountPoliceWords | Action::TakePackage => {
            matches!(role, Supervisor | Manager)
        }
        Action::ReadCase | Action::ReadTrace | Action::ReadAssessment | Action::ReadTakedown => {
            matches!(role, Analyst | Supervisor | Manager)
        }
        Action::ClaimCase
        | Action::View
        | Action::Assess
        | Action::CorrectDecision
        | Action::Converse
        | Action::ReadContact
        | Action::ReadLead
        | Action::HandleLead
        | Action::Disclose
        | Action::ReadPage
        | Action::MarkPage
        | Action::RevealLocation
        | Action::ChooseWorkingUrl
        | Action::Trace
        | Action::FileLocation
        | Action::FileReport
        | Action::ImportReports => matches!(role, Analyst | Supervisor),
        Action::ReadStakeholders => {
            matches!(role, Analyst | Supervisor | Manager)
        }
        Action::ProposeContact => matches!(role, Analyst | Supervisor | Manager),
        Action::ApproveContact | Action::ManageProviders => matches!(role, Supervisor | Manager),
        Action::EditLetter => matches!(role, Analyst | Supervisor | Manager),
        Action::Refer | Action::Notify | Action::Exchange | Action::Check => {
            matches!(role, Analyst | Supervisor)
        }
        // Whoever may decide a check or settle a route may also cause the move that follows from it.
        Action::MoveCase
        | Action::Silence
        | Action::RecordPoliceWord
        | Action::AnswerAlarm
        | Action::DecideCheck
        | Action::SettleRoute
        | Action::TakeAnswer
        | Action::WriteNote
        | Action::Route => {
            matches!(role, Analyst | Supervisor | Manager)
        }
        Action::ExpireSessions
        | Action::FollowRecord
        | Action::LapseLead
        | Action::CollectSubmissions
        | Action::CollectMail
        | Action::ManageMailKey
        | Action::Ring
        | Action::SendDisclosed
        | Action::Submit
        | Action::SubmitReport
        | Action::AnswerLetters
        | Action::ReadReplies => false,
    }
}
