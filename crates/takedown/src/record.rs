//! What many looks showed, written at once: in one transaction, with one entry of the record.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use egress::{Sighting, Vantage};
use identity::{Action, Actor};
use intake::{Case, Move, Outcome};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use store::{Db, Place, Tx, values};

use crate::check::{Cause, Check, NewCheck, earlier, hexadecimal, insert, number};
use crate::detail::{content, evidence, same};
use crate::further::Further;
use crate::moved::queue_moved;
use crate::turn::{self, Taken};
use crate::verdict::{Look, Rules, Seen, Verdict, judge, read};
use crate::watch::{self, Watch, WatchState};
use crate::{Error, cadence, host, marked, notice};

/// The longest that a host is left alone because it asked for it.
const LONGEST_REST: Duration = Duration::from_hours(24);

/// A look that was made.
pub(crate) struct Done {
    pub(crate) taken: Taken,
    /// From where: the place among the vantage points.
    pub(crate) vantage: usize,
    pub(crate) sighting: Sighting,
    pub(crate) further: Further,
}

/// What looks are judged and written with.
pub(crate) struct Desk<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) pack: &'a Arc<Pack>,
    pub(crate) vantages: &'a [Vantage],
}

/// What is written of one look.
struct Outcomes {
    check: NewCheck,
    /// What the next one is compared with.
    same: Option<[u8; 32]>,
    /// Whether it was up, as the one before.
    unchanged: bool,
    content: Option<Sensitive<Vec<u8>>>,
}

/// Writes what looks showed; where that fails for all together, for each by itself, so that one that cannot be
/// written does not keep the others from it.
pub(crate) async fn record(db: &Db, desk: &Desk<'_>, done: &[Done]) {
    let Err(error) = record_in_one(db, desk, done).await else {
        return;
    };
    tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "looks could not be written together; each is written by itself");
    for one in done {
        // It comes due again when its lease has run out.
        if let Err(error) = record_in_one(db, desk, std::slice::from_ref(one)).await {
            tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "a look could not be written");
        }
    }
}

async fn record_in_one(db: &Db, desk: &Desk<'_>, done: &[Done]) -> Result<(), Error> {
    let mut tx = db.write().await?;
    desk.actor.may(Action::Check)?;
    turn::lock(&mut tx).await?;
    let cases: Vec<Id<Case>> = done.iter().map(|one| one.taken.watch.case).collect();
    let held: HashMap<_, _> = watch::lock_all(&mut tx, &cases)
        .await?
        .into_iter()
        .map(|watch| (watch.case, watch))
        .collect();
    let states = intake::states(&mut tx, desk.actor, &cases).await?;
    let mut written = Vec::with_capacity(done.len());
    for one in done {
        // Whoever lost the lease, or looked for a watch that was stopped meanwhile, writes nothing.
        let watch = held
            .get(&one.taken.watch.case)
            .filter(|watch| watch.token == Some(one.taken.token));
        let Some(watch) = watch else { continue };
        let case = states.get(&watch.case);
        if !case.is_some_and(|state| watch.state.is_for(*state)) {
            let (ended, why) = (WatchState::Ended, "case-went-on");
            watch::set_state(&mut tx, desk.actor, watch.case, ended, why).await?;
            continue;
        }
        let outcomes = weigh(&mut tx, desk, watch, one).await?;
        written.push((watch, one, outcomes));
    }
    write(&mut tx, desk, &written).await?;
    let asked: Vec<_> = done.iter().map(|one| rest(&tx, one)).collect();
    host::let_go(&mut tx, desk.pack.watch.host_gap, &asked).await?;
    for (watch, _, outcomes) in &written {
        follow(&mut tx, desk, watch, outcomes).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Makes a verdict of a look. What is up and as it was is known by comparing; all else is weighed with what the
/// trace knew and what the looks before showed.
async fn weigh(tx: &mut Tx, desk: &Desk<'_>, watch: &Watch, one: &Done) -> Result<Outcomes, Error> {
    let opened = &one.taken.opened;
    let vantage = desk.vantages.get(one.vantage);
    let name = vantage.map_or(egress::HOUSE, |vantage| vantage.name.as_str());
    let abroad = vantage.is_some_and(|vantage| vantage.abroad);
    let text = same(name, &one.sighting);
    let same = tx.keyring()?.blind_index("takedown.same", text.expose());
    let known = watch.same.as_deref() == Some(&same[..]);
    let head = read(&opened.url, &[], &one.sighting);
    let mut seen = one.further.shows(head, known);
    let unchanged = seen == Seen::Up && known;
    let verdict = if unchanged {
        Verdict::Up
    } else if watch.state == WatchState::After && seen.is_miss() {
        // It was found gone before: that it still is says nothing new.
        Verdict::Missing
    } else {
        if seen == Seen::Up {
            let hosting = trace::hosting(tx, desk.actor, watch.location).await?;
            let known = hosting.as_ref().map_or(&[][..], |known| &known.addresses);
            seen = read(&opened.url, known, &one.sighting);
        }
        let (looks, mut vantages) = earlier(tx, watch.case, watch.started_at).await?;
        let now = Look {
            at: tx.now(),
            seen,
            vantage: number(&mut vantages, name),
            abroad,
        };
        judge(&looks, now, rules(tx, desk, watch).await?)
    };
    if verdict == Verdict::Up
        && let Some(mark) = one.further.first_mark()
    {
        marked::compare_with(tx, &opened.key, watch.location, mark).await?;
    }
    let id: Id<Check> = tx.new_id();
    let place = Place::new("takedown_check", "detail", id);
    let plain = evidence(&one.sighting, &one.further, &same)?;
    let detail = opened.key.seal(place, plain.expose(), tx.entropy());
    Ok(Outcomes {
        check: NewCheck {
            id,
            case: watch.case,
            location: watch.location,
            at: tx.now(),
            cause: if watch.asked {
                Cause::Asked
            } else {
                Cause::Watch
            },
            vantage: name.to_owned(),
            abroad,
            seen,
            status: one.sighting.last().and_then(|step| step.status),
            verdict,
            detail,
        },
        // What was not looked at as far as it should be is not known the next time.
        same: (verdict == Verdict::Up && !one.further.is_owed(known)).then_some(same),
        unchanged,
        content: content(&one.sighting).filter(|_| verdict == Verdict::Up),
    })
}

async fn rules(tx: &mut Tx, desk: &Desk<'_>, watch: &Watch) -> Result<Rules, Error> {
    let pack = &desk.pack.watch;
    Ok(Rules {
        misses: pack.misses,
        gap: pack.miss_gap,
        span: pack.miss_span,
        vantages: desk.vantages.len(),
        notified: notice::was_sent(tx, watch.case).await?,
    })
}

/// Stores the checks, sets when each watch looks next, and tells of what was seen up.
async fn write(
    tx: &mut Tx,
    desk: &Desk<'_>,
    written: &[(&Watch, &Done, Outcomes)],
) -> Result<(), Error> {
    let mut again = Vec::new();
    let mut next = Vec::with_capacity(written.len());
    for (watch, one, outcomes) in written {
        next.push(next_look(tx, desk, watch, one, outcomes));
        match &outcomes.content {
            Some(_) if outcomes.unchanged => again.push(watch.location),
            // A place that tells nothing of its content has left no sight that could be out of date.
            None if outcomes.unchanged => {}
            content => {
                let told = content.as_ref().map(|content| content.expose().as_slice());
                assessment::seen(tx, desk.actor, watch.location, told).await?;
            }
        }
    }
    if !again.is_empty() {
        assessment::seen_again(tx, desk.actor, &again).await?;
    }
    let rows = serde_json::Value::from(next).to_string();
    tx.execute(SET_NEXT, values![rows]).await?;
    let checks: Vec<&NewCheck> = written.iter().map(|(_, _, out)| &out.check).collect();
    insert(tx, desk.actor, &checks).await
}

fn next_look(
    tx: &Tx,
    desk: &Desk<'_>,
    watch: &Watch,
    one: &Done,
    outcomes: &Outcomes,
) -> serde_json::Value {
    let now = tx.now();
    let pack = &desk.pack.watch;
    let every = match (watch.state, outcomes.check.verdict) {
        (WatchState::After, _) => pack.after_every,
        (_, Verdict::Up) => pack.every_after(now.since(watch.started_at)),
        // Whatever else it is, it is not left for long.
        _ => pack.every,
    };
    let next = match watch.next_at {
        // A look that a person asked for does not move the cadence.
        Some(promised) if watch.asked && promised > now => promised,
        _ => cadence::next(now, every, watch.phase),
    };
    // What answered one vantage point is asked from there again; what did not is asked from the next.
    let turn = usize::from(outcomes.check.verdict != Verdict::Up);
    let vantages = desk.vantages.len().max(1);
    let vantage = desk.vantages.get((one.vantage + turn) % vantages);
    serde_json::json!({
        "case_id": watch.case.uuid().simple().to_string(),
        "next_at": next.micros(),
        "vantage": vantage.map(|vantage| vantage.name.as_str()),
        "same": outcomes.same.map(|same| hexadecimal(&same)),
    })
}

/// Until when the host of a look is left alone, and how long it was kept busy.
fn rest(tx: &Tx, one: &Done) -> (i64, Id<turn::Lease>, Timestamp, Duration) {
    let now = tx.now();
    let said = one
        .sighting
        .last()
        .filter(|step| matches!(step.status, Some(429 | 503)))
        .and_then(|step| step.headers.retry_after.as_deref())
        .and_then(|value| egress::retry_after(value, now));
    let rest = now.after(said.unwrap_or_default().min(LONGEST_REST));
    let took = now.since(one.taken.at);
    (one.taken.watch.host, one.taken.token, rest, took)
}

/// Does what follows from a verdict.
async fn follow(
    tx: &mut Tx,
    desk: &Desk<'_>,
    watch: &Watch,
    outcomes: &Outcomes,
) -> Result<(), Error> {
    let (actor, pack, case) = (desk.actor, desk.pack, watch.case);
    match (watch.state, outcomes.check.verdict) {
        (WatchState::After, Verdict::Up | Verdict::Moved) => came_back(tx, actor, case).await,
        (WatchState::Due, Verdict::Gone) => {
            watch::finish(tx, actor, pack, case, Outcome::Gone, "gone-by-rule").await
        }
        (WatchState::Due, Verdict::AccessDisabled) => {
            let outcome = Outcome::AccessDisabled;
            watch::finish(tx, actor, pack, case, outcome, "kept-from-everybody").await
        }
        (WatchState::Due, Verdict::Moved) => {
            trace::ask(tx, actor, watch.location).await?;
            Ok(queue_moved(tx, case).await?)
        }
        _ => Ok(()),
    }
}

/// The content of a closed case is there again: a person is to look.
async fn came_back(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    watch::set_state(tx, actor, case, WatchState::Ended, "came-back").await?;
    match intake::move_case(tx, actor, case, Move::Reopen, "came-back").await {
        // Another case of the place has the work.
        Ok(_) | Err(intake::Error::Superseded) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

const SET_NEXT: &str = "-- takedown.watch.set_next
UPDATE takedown_watch SET next_at = done.next_at, ready_at = done.next_at, token = NULL, in_turn = FALSE,
    asked = FALSE, vantage = done.vantage, same = done.same
FROM (
    /*on postgres*/ SELECT CAST(case_id AS uuid) AS case_id, next_at, vantage, decode(same, 'hex') AS same
        FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, next_at bigint, vantage text, same text)
    /*on sqlite*/ SELECT unhex(value ->> 'case_id') AS case_id, value ->> 'next_at' AS next_at,
        value ->> 'vantage' AS vantage, unhex(value ->> 'same') AS same FROM json_each($1) /*end*/
) AS done
WHERE takedown_watch.case_id = done.case_id";
