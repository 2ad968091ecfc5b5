//! The series of a case, on its page: where each stands, what was done, and the step that comes next.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::{Addressee, Pack};
use page::Words;
use store::Tx;

use crate::Error;
use crate::series::{Series, SeriesState, past, series_of};

/// A series, as the page shows it.
pub(super) struct SeriesRow {
    pub(super) id: String,
    /// Where it stands.
    pub(super) stands: String,
    /// The police ask to wait.
    pub(super) held: bool,
    pub(super) past: Vec<PastRow>,
    pub(super) may_skip: bool,
}

/// What happened in it.
pub(super) struct PastRow {
    pub(super) at: String,
    /// At which step, where that is not the first notice.
    pub(super) step: Option<String>,
    pub(super) what: String,
    /// Why a person left a step out.
    pub(super) reason: Option<String>,
}

/// The series of a case.
pub(super) async fn rows(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    words: &Words,
    case: Id<Case>,
) -> Result<Vec<SeriesRow>, Error> {
    let may_skip = actor.may(Action::SkipStep).is_ok();
    let held = referral::holds(tx, actor, case).await?;
    let time = |at: Timestamp| words.date_time(at, &pack.zone);
    let mut rows = Vec::new();
    for series in series_of(tx, actor, case).await? {
        let is_running = series.state == SeriesState::Running;
        let comes = pack.escalation.step(series.step.saturating_add(1));
        let past = past(tx, &series).await?;
        rows.push(SeriesRow {
            id: series.id.to_string(),
            stands: stands(pack, words, &series, &time),
            held: held && is_running,
            past: past
                .into_iter()
                .map(|one| PastRow {
                    at: time(one.at),
                    step: (one.step > 0)
                        .then(|| words.with("takedown-step", &[("number", one.step)])),
                    what: words.text(series_key(&one.why)),
                    reason: one.reason.map(|reason| page::harmless(reason.expose())),
                })
                .collect(),
            may_skip: may_skip && is_running && comes.is_some(),
        });
    }
    Ok(rows)
}

/// Where a series stands, in words.
fn stands(
    pack: &Pack,
    words: &Words,
    series: &Series,
    time: &impl Fn(Timestamp) -> String,
) -> String {
    match series.state {
        SeriesState::Stopped => words.text("takedown-series-stopped"),
        SeriesState::Ended => words.text("takedown-series-ended"),
        SeriesState::Running => {
            let number = series.step.saturating_add(1);
            let due = ("time", time(series.due_at));
            let Some(step) = pack.escalation.step(number) else {
                return words.with("takedown-series-last", &[due]);
            };
            let values = [
                due,
                ("number", number.to_string()),
                ("to", words.text(addressee_key(step.to))),
            ];
            words.with("takedown-series-next", &values)
        }
    }
}

/// The key of the message for who a step writes to.
const fn addressee_key(to: Addressee) -> &'static str {
    match to {
        Addressee::Provider => "takedown-addressee-provider",
        Addressee::Upstream => "takedown-addressee-upstream",
        Addressee::Registrar => "takedown-addressee-registrar",
        Addressee::Regulator => "takedown-addressee-regulator",
        Addressee::Police => "takedown-addressee-police",
        Addressee::Partner => "takedown-addressee-partner",
    }
}

/// The key of the message for what happened in a series, by why it was written down.
pub(crate) fn series_key(why: &str) -> &'static str {
    match why {
        "first-notice-left" => "takedown-series-began",
        "step-taken" => "takedown-series-step",
        "told-before" => "takedown-series-told-before",
        "nobody-to-write-to" => "takedown-series-nobody",
        "left-out" => "takedown-series-left-out",
        "more-time" => "takedown-series-more-time",
        "no-step-left" => "takedown-series-ended",
        _ => "takedown-series-stopped",
    }
}
