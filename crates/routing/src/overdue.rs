//! What is due and was not done, over all cases and modules: for whoever answers for the whole. No case ages unseen.

use identity::{Action, Actor};
use kernel::Timestamp;
use pack::Pack;
use store::Tx;

use crate::Error;

/// Something that is due and was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// What: the end of the key of its message, and its name for programs.
    pub what: &'static str,
    /// How many there are.
    pub count: i64,
    /// Since when the oldest is due, or waits.
    pub oldest: Option<Timestamp>,
    /// The page on which it is seen to.
    pub page: &'static str,
}

/// Everything that can be overdue, in the order of a case's way, with how much of it is.
pub async fn overdue(tx: &mut Tx, actor: &Actor, pack: &Pack) -> Result<Vec<Overdue>, Error> {
    actor.may(Action::ReadOverdue)?;
    let police = referral::late(tx, actor, pack).await?;
    let handovers = exchange::late(tx, actor).await?;
    let letters = takedown::letters_waiting(tx, actor).await?;
    let notices = takedown::late(tx, actor, pack).await?;
    let watch = takedown::overdue(tx, actor).await?;
    let tray = exchange::tray_late(tx, actor).await?;
    let all = [
        ("urgent-letters", notices.urgent, "/letters"),
        ("referrals-hindered", police.hindered, "/tasks"),
        ("referrals-unconfirmed", police.unconfirmed, "/tasks"),
        ("holds", police.holds, "/tasks"),
        ("handovers", handovers, "/tasks"),
        ("unaddressed", notices.unaddressed, "/contacts"),
        ("drafted", notices.drafted, "/contacts"),
        ("letters", letters, "/letters?state=waiting"),
        ("stuck", notices.stuck, "/tasks"),
        ("steps", notices.steps, "/tasks"),
        ("ended", notices.ended, "/tasks"),
        ("watch", (watch.count, watch.oldest), "/tasks"),
        ("tray", tray, "/tray"),
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
            "urgent-letters" => "routing-overdue-urgent-letters",
            "referrals-hindered" => "routing-overdue-referrals-hindered",
            "referrals-unconfirmed" => "routing-overdue-referrals-unconfirmed",
            "holds" => "routing-overdue-holds",
            "handovers" => "routing-overdue-handovers",
            "unaddressed" => "routing-overdue-unaddressed",
            "drafted" => "routing-overdue-drafted",
            "letters" => "routing-overdue-letters",
            "stuck" => "routing-overdue-stuck",
            "steps" => "routing-overdue-steps",
            "ended" => "routing-overdue-ended",
            "watch" => "routing-overdue-watch",
            _ => "routing-overdue-tray",
        }
    }
}
