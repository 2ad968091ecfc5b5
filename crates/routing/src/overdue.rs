//! What is due and was not done, over all cases and modules: for whoever answers for the whole. No case ages unseen.

use identity::{Action, Actor};
use kernel::Timestamp;
use pack::Pack;
use store::Tx;

use crate::Error;
use crate::late::late;

/// Something that is due and was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// What: the end of the key of its message, and its name for programs.
    pub what: &'static str,
    /// How many there are.
    pub count: i64,
    /// Since when the oldest is due, or waits.
    pub oldest: Option<Timestamp>,
    /// The page on which it is seen to, where there is one that whoever asks may open.
    pub page: Option<&'static str>,
}

/// Everything that can be overdue, in the order of a case's way, with how much of it is.
pub async fn overdue(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Vec<Overdue>, Error> {
    actor.may(Action::ReadOverdue)?;
    let own = late(tx, actor).await?;
    let police = referral::late(tx, actor, pack).await?;
    let handovers = exchange::late(tx, actor).await?;
    let letters = takedown::letters_waiting(tx, actor).await?;
    let by_hand = takedown::letters_prepared(tx, actor).await?;
    let keys = stakeholders::keys_ending(tx, actor).await?;
    let notices = takedown::late(tx, actor, pack).await?;
    let watch = takedown::overdue(tx, actor).await?;
    let tray = exchange::tray_late(tx, actor).await?;
    let mailbox = exchange::mailbox_late(tx, actor).await?;
    let jobs = jobs::dead_count(tx).await?;
    let tasks = Some("/tasks");
    let jobs_page = actor.may(Action::ManageJobs).is_ok().then_some("/jobs");
    let all = [
        ("urgent-letters", notices.urgent, Some("/letters")),
        ("untraced", own.untraced, None),
        ("tasks", own.tasks, tasks),
        ("referrals-hindered", police.hindered, tasks),
        ("referrals-withheld", police.withheld, tasks),
        ("referrals-unconfirmed", police.unconfirmed, tasks),
        ("holds", police.holds, tasks),
        ("handovers", handovers.due, tasks),
        ("handovers-unended", handovers.unended, None),
        ("waiting", own.waiting, None),
        ("unaddressed", notices.unaddressed, Some("/contacts")),
        ("drafted", notices.drafted, Some("/contacts")),
        ("unwritten", notices.unwritten, tasks),
        ("letters", letters, Some("/letters?state=waiting")),
        ("by-hand", by_hand, Some("/letters?state=prepared")),
        ("keys", keys, Some("/providers?keys=ending")),
        ("letters-unsent", notices.unsent, Some("/letters")),
        ("stuck", notices.stuck, tasks),
        ("withheld", notices.withheld, tasks),
        ("steps", notices.steps, tasks),
        ("ended", notices.ended, tasks),
        ("checks", notices.checks, tasks),
        ("watch", (watch.count, watch.oldest), tasks),
        ("tray", tray, Some("/tray")),
        ("mailbox", mailbox, None),
        ("jobs", jobs, jobs_page),
    ];
    Ok(all
        .into_iter()
        .map(|(what, (count, oldest), page)| Overdue {
            what,
            count,
            oldest,
            page,
        })
        .collect())
}

impl Overdue {
    /// The key of the message that says what it is.
    pub(crate) fn message(&self) -> &'static str {
        match self.what {
            "untraced" => "routing-overdue-untraced",
            "tasks" => "routing-overdue-tasks",
            "urgent-letters" => "routing-overdue-urgent-letters",
            "referrals-hindered" => "routing-overdue-referrals-hindered",
            "referrals-unconfirmed" => "routing-overdue-referrals-unconfirmed",
            "referrals-withheld" => "routing-overdue-referrals-withheld",
            "holds" => "routing-overdue-holds",
            "handovers" => "routing-overdue-handovers",
            "handovers-unended" => "routing-overdue-handovers-unended",
            "waiting" => "routing-overdue-waiting",
            "unaddressed" => "routing-overdue-unaddressed",
            "drafted" => "routing-overdue-drafted",
            "unwritten" => "routing-overdue-unwritten",
            "letters" => "routing-overdue-letters",
            "letters-unsent" => "routing-overdue-letters-unsent",
            "by-hand" => "routing-overdue-by-hand",
            "keys" => "routing-overdue-keys",
            "stuck" => "routing-overdue-stuck",
            "withheld" => "routing-overdue-withheld",
            "steps" => "routing-overdue-steps",
            "ended" => "routing-overdue-ended",
            "checks" => "routing-overdue-checks",
            "watch" => "routing-overdue-watch",
            "tray" => "routing-overdue-tray",
            "mailbox" => "routing-overdue-mailbox",
            _ => "routing-overdue-jobs",
        }
    }
}
