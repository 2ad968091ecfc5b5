//! What many looks showed, written at once: in one transaction, with one entry of the record.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use egress::{Sighting, Vantage};
use identity::{Action, Actor};
use intake::{Case, Outcome};
use kernel::{Id, Sensitive, Timestamp};
use location::Location;
use pack::Pack;
use store::{Db, Tx, values};

use crate::asked::asked;
use crate::check::{Cause, Check, NewCheck, earlier, hexadecimal, insert, number};
use crate::further::Further;
use crate::glance::Glance;
use crate::led::Later;
use crate::moved::is_news;
use crate::take::{Chosen, Taken, choose};
use crate::trail::Stay;
use crate::turn;
use crate::verdict::{Look, Rules, Seen, Verdict, judge, read};
use crate::watch::{self, Watch, WatchState};
use crate::{Error, again, cadence, later, marked, notice};

/// A look that was made.
pub(crate) struct Done {
    pub(crate) taken: Taken,
    /// From where: the place among the vantage points.
    pub(crate) vantage: usize,
    pub(crate) sighting: Sighting,
    pub(crate) further: Further,
    /// The hosts that it was at.
    pub(crate) stays: Vec<Stay>,
    /// It did not come to its end, and is made again: nothing is written of it.
    pub(crate) later: Option<Later>,
    /// What it shows; an error where that cannot be sealed.
    pub(crate) glance: store::Result<Glance>,
    /// When it ended.
    pub(crate) ended_at: Timestamp,
}

/// What looks are judged and written with.
pub(crate) struct Desk<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) pack: &'a Arc<Pack>,
    pub(crate) vantages: &'a [Vantage],
}

impl Done {
    fn glance(&self) -> store::Result<&Glance> {
        let glance = self.glance.as_ref();
        glance.map_err(|_| store::Error::Unreadable("takedown_check.detail"))
    }

    /// Whether its place is an onion service.
    pub(crate) fn is_service(&self) -> bool {
        self.glance.as_ref().is_ok_and(|glance| glance.is_service)
    }

    /// From how many sides its place can be looked at.
    fn sides(&self, desk: &Desk<'_>) -> usize {
        if self.is_service() {
            1
        } else {
            desk.vantages.len().max(1)
        }
    }
}

/// What is written of one look.
struct Outcomes<'a> {
    check: NewCheck<'a>,
    /// What the next one is compared with.
    same: Option<[u8; 32]>,
    /// Whether it was up, as the one before.
    unchanged: bool,
    content: Option<&'a Sensitive<Vec<u8>>>,
    /// Looks from elsewhere that this one tells to have been kept from the place.
    filtered: Vec<Id<Check>>,
}

/// Writes what looks showed, and takes as many due watches as there is room for, in one: who writes waits for the disk
/// once. Where that fails for all together, the looks are written each by itself, so that one that cannot be written does
/// not keep the others from it. An error is of the taking: what looks showed is written then.
pub(crate) async fn record(
    db: &Db,
    desk: &Desk<'_>,
    done: &[Done],
    room: usize,
) -> Result<Option<Chosen>, Error> {
    let error = match record_in_one(db, desk, done, room).await {
        Ok(chosen) => return Ok(chosen),
        Err(error) => error,
    };
    if room > 0 && record_in_one(db, desk, done, 0).await.is_ok() {
        return Err(error);
    }
    tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "looks could not be written together; each is written by itself");
    for one in done {
        let Err(error) = record_in_one(db, desk, std::slice::from_ref(one), 0).await else {
            continue;
        };
        tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "a look could not be written");
        // Its host is not to hear of us again as soon as the lease has run out, and again and again.
        if let Err(error) = turn::put_off_one(db, desk, &one.taken).await {
            tracing::warn!(error = %error, "nor could it be put off");
        }
    }
    Ok(None)
}

async fn record_in_one(
    db: &Db,
    desk: &Desk<'_>,
    done: &[Done],
    room: usize,
) -> Result<Option<Chosen>, Error> {
    let mut tx = db.write().await?;
    desk.actor.may(Action::Check)?;
    turn::lock(&mut tx).await?;
    if room > 0 {
        // Before the watches are held, as whoever ends a sitting does.
        turn::catch_up(&mut tx, desk.actor, desk.pack).await?;
    }
    let cases: Vec<Id<Case>> = done.iter().map(|one| one.taken.watch.case).collect();
    let held: HashMap<_, _> = watch::lock_all(&mut tx, &cases)
        .await?
        .into_iter()
        .map(|watch| (watch.case, watch))
        .collect();
    let states = intake::states(&mut tx, desk.actor, &cases).await?;
    let mut seen = Vec::with_capacity(done.len());
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
        seen.push((watch, one, compare(watch, one)?));
    }
    let known = known(&mut tx, desk.actor, &seen).await?;
    let mut written = Vec::with_capacity(seen.len());
    for (watch, one, compared) in seen {
        let known = known.get(&watch.location).map_or(&[][..], Vec::as_slice);
        let outcomes = weigh(&mut tx, desk, watch, one, compared, known).await?;
        written.push((watch, one, outcomes));
    }
    write(&mut tx, desk, &written).await?;
    let asked = asked(&tx, done)?;
    trace::turn::let_go(&mut tx, desk.actor, &desk.pack.watch, &asked).await?;
    for (watch, one, outcomes) in &written {
        follow(&mut tx, desk, watch, one, outcomes).await?;
    }
    let chosen = match room {
        0 => None,
        room => Some(choose(&mut tx, desk.actor, desk.pack, room).await?),
    };
    tx.commit().await?;
    Ok(chosen)
}

/// What a look shows, held against the one before.
#[derive(Clone, Copy)]
struct Compared<'a> {
    glance: &'a Glance,
    seen: Seen,
    /// Whether HEAD showed the same as it did the last time.
    is_same: bool,
    /// Whether it was up, as the one before.
    unchanged: bool,
}

fn compare<'a>(watch: &Watch, one: &'a Done) -> store::Result<Compared<'a>> {
    let glance = one.glance()?;
    let is_same = watch.same.as_deref() == Some(&glance.same[..]);
    let mut seen = one.further.shows(glance.head, is_same);
    if watch.as_said.as_ref() == Some(&watch::said(&glance.same, seen)) {
        seen = Seen::AsSaid;
    }
    Ok(Compared {
        glance,
        seen,
        is_same,
        unchanged: seen == Seen::Up && is_same,
    })
}

/// The addresses that traces found of those places that are up and not as they were.
async fn known(
    tx: &mut Tx,
    actor: &Actor,
    seen: &[(&Watch, &Done, Compared<'_>)],
) -> Result<HashMap<Id<Location>, Vec<IpAddr>>, Error> {
    let keys: Vec<_> = seen
        .iter()
        .filter(|(_, _, compared)| compared.seen == Seen::Up && !compared.unchanged)
        .map(|(watch, one, _)| (watch.location, &one.taken.opened.key))
        .collect();
    Ok(trace::addresses_of(tx, actor, &keys).await?)
}

/// Makes a verdict of a look. What is up and as it was is known by comparing; all else is weighed with the addresses
/// that the trace knew and what the looks before showed.
async fn weigh<'a>(
    tx: &mut Tx,
    desk: &Desk<'_>,
    watch: &Watch,
    one: &'a Done,
    compared: Compared<'a>,
    known: &[IpAddr],
) -> Result<Outcomes<'a>, Error> {
    let opened = &one.taken.opened;
    let Compared {
        glance,
        mut seen,
        is_same,
        unchanged,
    } = compared;
    let mut filtered = Vec::new();
    let verdict = if unchanged {
        Verdict::Up
    } else if watch.state == WatchState::After && seen.is_miss() {
        // It was found gone before: that it still is says nothing new.
        Verdict::Missing
    } else {
        let (looks, mut vantages, checks) = if tells_of_the_past(watch, seen) {
            earlier(tx, watch.case, watch.started_at).await?
        } else {
            Default::default()
        };
        if seen == Seen::Up
            && read(&opened.url, known, &one.sighting) == Seen::Elsewhere
            && is_news(tx, desk, watch.location, &one.sighting, &looks).await?
        {
            seen = Seen::Elsewhere;
        }
        if seen.is_there() {
            filtered = later::filtered(&checks, &glance.vantage);
        }
        let now = Look {
            at: tx.now(),
            seen,
            vantage: number(&mut vantages, &glance.vantage),
            abroad: glance.abroad,
        };
        judge(&looks, now, rules(tx, desk, watch, seen).await?)
    };
    if verdict == Verdict::Up
        && let Some(mark) = one.further.first_mark()
    {
        marked::compare_with(tx, &opened.key, watch.location, mark).await?;
    }
    Ok(Outcomes {
        check: NewCheck {
            id: glance.id,
            case: watch.case,
            location: watch.location,
            at: tx.now(),
            cause: match watch.state {
                WatchState::After if was_asked(watch, one) => Cause::Again,
                WatchState::Due if watch.asked => Cause::Asked,
                _ => Cause::Watch,
            },
            vantage: &glance.vantage,
            abroad: glance.abroad,
            seen,
            status: one.sighting.last().and_then(|step| step.status),
            verdict,
            detail: &glance.detail,
        },
        // What was not looked at as far as it should be is not known the next time.
        same: (verdict == Verdict::Up && !one.further.is_owed(is_same)).then_some(glance.same),
        unchanged,
        content: glance.content.as_ref().filter(|_| verdict == Verdict::Up),
        filtered,
    })
}

/// Whether somebody asked for the look: of a closed place, before it began. A report that came meanwhile waits for a look
/// of its own.
const fn was_asked(watch: &Watch, one: &Done) -> bool {
    match watch.state {
        WatchState::After => watch.asked && one.taken.watch.asked,
        _ => watch.asked,
    }
}

/// Whether what was seen has to be held against the looks before it: what is up as it was from there is not.
fn tells_of_the_past(watch: &Watch, seen: Seen) -> bool {
    seen != Seen::Up || watch.vantage.is_some()
}

async fn rules(tx: &mut Tx, desk: &Desk<'_>, watch: &Watch, seen: Seen) -> Result<Rules, Error> {
    let pack = &desk.pack.watch;
    let notified_at = match seen {
        Seen::Forbidden => notice::notified_at(tx, watch.case).await?,
        _ => None,
    };
    Ok(Rules {
        misses: pack.misses,
        gap: pack.miss_gap,
        span: pack.miss_span,
        vantages: desk.vantages.len(),
        notified_at,
    })
}

/// Stores the checks, sets when each watch looks next, and tells of what was seen up.
async fn write(
    tx: &mut Tx,
    desk: &Desk<'_>,
    written: &[(&Watch, &Done, Outcomes<'_>)],
) -> Result<(), Error> {
    let (mut again, mut told) = (Vec::new(), Vec::new());
    let mut next = Vec::with_capacity(written.len());
    for (watch, one, outcomes) in written {
        next.push(next_look(tx, desk, watch, one, outcomes));
        match outcomes.content {
            Some(_) if outcomes.unchanged => again.push(watch.location),
            // A place that tells nothing of its content has left no sight that could be out of date.
            None if outcomes.unchanged => {}
            Some(content) => told.push((watch.location, content.expose().as_slice())),
            None => assessment::seen(tx, desk.actor, watch.location, None).await?,
        }
    }
    assessment::seen_all(tx, desk.actor, &told).await?;
    if !again.is_empty() {
        assessment::seen_again(tx, desk.actor, &again).await?;
    }
    let rows = serde_json::Value::from(next).to_string();
    tx.execute(SET_NEXT, values![rows]).await?;
    let checks: Vec<&NewCheck> = written.iter().map(|(_, _, out)| &out.check).collect();
    insert(tx, desk.actor, &checks).await?;
    for (watch, _, out) in written {
        later::mark(tx, desk.actor, watch.case, &out.filtered).await?;
    }
    Ok(())
}

fn next_look(
    tx: &Tx,
    desk: &Desk<'_>,
    watch: &Watch,
    one: &Done,
    outcomes: &Outcomes<'_>,
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
        // A look that was asked for does not move the cadence.
        Some(promised) if watch.asked && promised > now => promised,
        _ => cadence::next(now, every, watch.phase),
    };
    // What answered one vantage point is asked from there again; what did not is asked from the next.
    let is_known = outcomes.check.verdict == Verdict::Up || outcomes.check.seen == Seen::AsSaid;
    let turn = usize::from(!is_known);
    let vantages = one.sides(desk);
    let vantage = desk.vantages.get((one.vantage + turn) % vantages);
    let came_meanwhile = watch.asked && !was_asked(watch, one);
    // A report that came while it was looked at begins with the first vantage point, once the place has rested.
    let vantage = vantage.filter(|_| !came_meanwhile);
    let sooner = if came_meanwhile {
        Some(now.after(pack.every))
    } else {
        again::next_side(now, pack, watch, one.vantage, vantages, outcomes.check.seen)
    };
    serde_json::json!({
        "case_id": watch.case.uuid().simple().to_string(),
        "next_at": next.micros(),
        "ready_at": sooner.unwrap_or(next).min(next).micros(),
        "asked": sooner.is_some(),
        "vantage": vantage.map(|vantage| vantage.name.as_str()),
        "same": outcomes.same.map(|same| hexadecimal(&same)),
        // A word that was taken back is not that of the next look.
        "as_said": watch.as_said.as_ref().filter(|_| !outcomes.check.seen.is_there()).map(|said| hexadecimal(said)),
    })
}

/// Does what follows from a verdict.
async fn follow(
    tx: &mut Tx,
    desk: &Desk<'_>,
    watch: &Watch,
    one: &Done,
    outcomes: &Outcomes<'_>,
) -> Result<(), Error> {
    let (actor, pack, case) = (desk.actor, desk.pack, watch.case);
    match (watch.state, outcomes.check.verdict) {
        (WatchState::After, Verdict::Up | Verdict::Moved) => {
            again::open(tx, actor, case, again::CAME_BACK).await
        }
        (WatchState::After, _)
            if was_asked(watch, one)
                && again::is_unsettled(one.sides(desk), one.vantage, outcomes.check.seen) =>
        {
            again::open(tx, actor, case, again::REPORTED_AGAIN).await
        }
        (WatchState::After, _) => {
            if again::is_back_changed(tx, one.sides(desk), watch, &outcomes.check).await? {
                again::open(tx, actor, case, again::CAME_BACK_CHANGED).await?;
            }
            Ok(())
        }
        (WatchState::Due, Verdict::Gone) => {
            watch::finish(tx, actor, pack, case, Outcome::Gone, "gone-by-rule").await
        }
        (WatchState::Due, Verdict::AccessDisabled) => {
            let outcome = Outcome::AccessDisabled;
            watch::finish(tx, actor, pack, case, outcome, "kept-from-everybody").await
        }
        // Whether it has moved the trace says: other addresses alone do not.
        (WatchState::Due, Verdict::Moved) => Ok(trace::ask(tx, actor, watch.location).await?),
        _ => Ok(()),
    }
}

const SET_NEXT: &str = "-- takedown.watch.set_next
UPDATE takedown_watch SET next_at = done.next_at, ready_at = done.ready_at, token = NULL, in_line_since = NULL,
    asked = done.asked, vantage = done.vantage, same = done.same, as_said = done.as_said
FROM (
    /*on postgres*/ SELECT CAST(case_id AS uuid) AS case_id, next_at, ready_at, asked, vantage,
        decode(same, 'hex') AS same, decode(as_said, 'hex') AS as_said
        FROM json_to_recordset(CAST($1 AS json)) AS row (case_id text, next_at bigint, ready_at bigint,
            asked boolean, vantage text, same text, as_said text)
    /*on sqlite*/ SELECT unhex(value ->> 'case_id') AS case_id, value ->> 'next_at' AS next_at,
        value ->> 'ready_at' AS ready_at, value ->> 'asked' AS asked, value ->> 'vantage' AS vantage,
        unhex(value ->> 'same') AS same, unhex(value ->> 'as_said') AS as_said FROM json_each($1) /*end*/
) AS done
WHERE takedown_watch.case_id = done.case_id";
