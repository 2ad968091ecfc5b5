//! A claim: one analyst holds a case, for as long as the lease runs.
//!
//! ```text
//! free → held → free      handed over · lapsed · released · taken back
//!         └ extended
//! ```

use std::time::Duration;

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Move, State};
use jobs::{Outcome, Run};
use kernel::{Id, Sensitive, Timestamp};
use pack::Pack;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::blind::{keep_part, may_give};
use crate::lapse::{Ended, note_end};
use crate::opinion::{self, Standing};
use crate::undo::{self, Act, Done};
use crate::{Error, LAPSE, handed, item, viewing};

/// Who holds a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The case.
    pub case: Id<Case>,
    /// The analyst.
    pub staff: Id<Staff>,
    /// Since when.
    pub claimed_at: Timestamp,
    /// Until when, unless it is extended.
    pub lease_until: Timestamp,
}

/// What a claim does at an instant. The walk of its states is tested without a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Nobody holds the case.
    Free,
    /// The one who asks holds it.
    Mine,
    /// Somebody else does.
    Theirs,
    /// Somebody did, but the lease ran out.
    Lapsed,
}

impl Hold {
    /// How a claim stands to `staff` at `now`.
    pub(crate) fn of(claim: Option<&Claim>, staff: Id<Staff>, now: Timestamp) -> Self {
        match claim {
            None => Self::Free,
            Some(claim) if claim.lease_until <= now => Self::Lapsed,
            Some(claim) if claim.staff == staff => Self::Mine,
            Some(_) => Self::Theirs,
        }
    }
}

impl FromRow for Claim {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            case: row.get("case_id")?,
            staff: row.get("staff_id")?,
            claimed_at: row.get("claimed_at")?,
            lease_until: row.get("lease_until")?,
        })
    }
}

/// Takes a case under the pack's lease. A lease of somebody else that ran out lapses first. Asks the
/// registries about its place, and makes the place the case's first item. Claiming what one holds already
/// changes nothing but that one takes it whatever one opted out of: who calls asked before. Whoever had a part in a
/// decision never gives the second opinion on it.
pub async fn claim(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Claim, Error> {
    claim_asked(tx, actor, pack, case, true).await
}

/// The same; whether it was asked before what the actor opted out of.
pub(crate) async fn claim_asked(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    asked: bool,
) -> Result<Claim, Error> {
    actor.may(Action::ClaimCase)?;
    let staff = person(actor)?;
    let now = tx.now();
    lock_free(tx, case).await?;
    let held = tx.optional::<Claim>(GET_FOR_UPDATE, values![case]).await?;
    match (Hold::of(held.as_ref(), staff, now), held) {
        (Hold::Mine, Some(claim)) => {
            if asked {
                despite(tx, case, staff).await?;
            }
            return Ok(claim);
        }
        (Hold::Theirs, _) => return Err(Error::Held),
        (Hold::Lapsed, Some(claim)) => end_lapsed(tx, actor, &claim).await?,
        (Hold::Free | Hold::Mine | Hold::Lapsed, _) => {}
    }
    let opinion = opinion::open(tx, case).await?;
    if let Some(opinion) = &opinion {
        if opinion.standing == Standing::Differs {
            return Err(Error::Unsettled);
        }
        may_give(tx, actor, opinion, staff).await?;
    }
    let claim = Claim {
        case,
        staff,
        claimed_at: now,
        lease_until: now.after(pack.claims.lease),
    };
    let taken = tx
        .execute(INSERT, values![case, staff, now, claim.lease_until, asked])
        .await?;
    if taken == 0 {
        // On PostgreSQL another analyst took it between the look and the insert.
        return Err(Error::Held);
    }
    undo::forget(tx, case).await?;
    handed::forget(tx, case).await?;
    intake::move_case(tx, actor, case, Move::Claim, "claimed").await?;
    intake::hold(tx, actor, case, Some(staff)).await?;
    // A second analyst finds the items there, and the registries asked.
    if opinion.is_none() {
        let location = intake::case(tx, actor, case).await?.location;
        item::first(tx, actor, case, location).await?;
        trace::ask(tx, actor, location).await?;
    }
    queue_lapse(tx, &claim).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.claim",
        About::one("case", case),
        json!({ "lease_until": claim.lease_until.to_string() }),
    )
    .await?;
    Ok(claim)
}

/// Starts the lease of a case one holds anew.
pub async fn extend(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Claim, Error> {
    actor.may(Action::ClaimCase)?;
    let mut claim = held(tx, actor, case).await?;
    claim.lease_until = tx.now().after(pack.claims.lease);
    tx.execute(EXTEND, values![case, claim.lease_until]).await?;
    jobs::cancel(tx, &lapse_key(case)).await?;
    queue_lapse(tx, &claim).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.extend",
        About::one("case", case),
        json!({ "lease_until": claim.lease_until.to_string() }),
    )
    .await?;
    Ok(claim)
}

/// Gives a case one holds back to the queue. No reason is asked for: nobody has to explain that it is
/// enough.
pub async fn hand_over(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::ClaimCase)?;
    held(tx, actor, case).await?;
    give_up(tx, actor, case).await
}

/// Ends the actor's claim; they can take that back for a while.
async fn give_up(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    let from = intake::case(tx, actor, case).await?.state;
    let now = tx.now();
    let claim = free(tx, actor, case, Move::HandOver, "handed_over", now).await?;
    undo::offer(tx, actor, case, Done::of(Act::HandOver, from, claim)).await
}

/// Hands a case one holds to a colleague, who holds it from now on under a lease of their own. No reason is
/// asked for either. A trainee may be handed a first decision, which the pack has looked over. A second opinion goes back to
/// the queue whoever is named, and whoever is named reads of it if they may give it: there is no claim then, and who is
/// refused tells nobody who had a part in the first.
pub async fn hand_over_to(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
    to: Id<Staff>,
) -> Result<Option<Claim>, Error> {
    actor.may(Action::ClaimCase)?;
    let mine = held(tx, actor, case).await?;
    let able = identity::colleagues(tx, actor, Action::ClaimCase).await?;
    if mine.staff == to || able.iter().all(|(id, _)| *id != to) {
        return Err(Error::NotFound);
    }
    if let Some(opinion) = opinion::open(tx, case).await? {
        give_up(tx, actor, case).await?;
        handed::keep(tx, &opinion, to).await?;
        audit::record(
            tx,
            actor.who(),
            "assessment.hand_on",
            About::one("case", case),
            json!({ "opinion": opinion.id, "to": to }),
        )
        .await?;
        return Ok(None);
    }
    // A slip in the list of names is taken back, while nothing has come of it.
    give_up(tx, actor, case).await?;
    let now = tx.now();
    let claim = Claim {
        case,
        staff: to,
        claimed_at: now,
        lease_until: now.after(pack.claims.lease),
    };
    // What they opted out of they are asked when they open a session; whoever hands it over does not learn of it.
    tx.execute(INSERT, values![case, to, now, claim.lease_until, false])
        .await?;
    intake::move_case(tx, actor, case, Move::Claim, "handed_to_colleague").await?;
    intake::hold(tx, actor, case, Some(to)).await?;
    queue_lapse(tx, &claim).await?;
    audit::record(
        tx,
        actor.who(),
        "assessment.hand_over_to",
        About::one("case", case),
        json!({ "to": to, "lease_until": claim.lease_until.to_string() }),
    )
    .await?;
    Ok(Some(claim))
}

/// Whom a case can be handed to by name: whoever may claim.
pub(crate) async fn takers(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Vec<(Id<Staff>, Sensitive<String>)>, Error> {
    actor.may(Action::ClaimCase)?;
    let mut takers = identity::colleagues(tx, actor, Action::ClaimCase).await?;
    takers.retain(|(id, _)| Some(*id) != actor.staff_id());
    Ok(takers)
}

/// Gives the cases back whose leases ran out: the job that each claim queues.
pub async fn lapse_expired(run: Run) -> Outcome {
    let case: Id<Case> = match run.payload() {
        Ok(case) => case,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            lapse(tx, &Actor::job(&run), case).await?;
            Ok(())
        })
    })
}

/// Gives one case back if its lease ran out. Where it was extended meanwhile, a later job will look.
pub async fn lapse(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<(), Error> {
    actor.may(Action::MoveCase)?;
    let now = tx.now();
    match tx.optional::<Claim>(GET_FOR_UPDATE, values![case]).await? {
        Some(claim) if claim.lease_until <= now => end_lapsed(tx, actor, &claim).await,
        Some(claim) => Ok(queue_lapse(tx, &claim).await?),
        None => Ok(()),
    }
}

/// Gives a case back whose lease ran out, and notes that for whoever held it.
async fn end_lapsed(tx: &mut Tx, actor: &Actor, claim: &Claim) -> Result<(), Error> {
    note_end(tx, claim, claim.lease_until, Ended::Lapsed).await?;
    let now = tx.now();
    free(tx, actor, claim.case, Move::Lapse, "lapsed", now).await?;
    Ok(())
}

/// Who holds a case, if the lease has not run out.
pub async fn holder(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Option<Claim>, Error> {
    actor.may(Action::ReadCase)?;
    let now = tx.now();
    let claim = tx.optional::<Claim>(GET, values![case]).await?;
    Ok(claim.filter(|claim| claim.lease_until > now))
}

/// The cases that the actor holds, the oldest claim first.
pub async fn mine(tx: &mut Tx, actor: &Actor) -> Result<Vec<Claim>, Error> {
    actor.may(Action::ReadCase)?;
    let now = tx.now();
    Ok(tx.all(MINE, values![actor.staff_id(), now]).await?)
}

/// The actor's own claim of a case, its row held until the transaction ends. Everything that an analyst
/// does to a case begins with this.
pub(crate) async fn held(tx: &mut Tx, actor: &Actor, case: Id<Case>) -> Result<Claim, Error> {
    let staff = person(actor)?;
    let now = tx.now();
    let claim = tx.optional::<Claim>(GET_FOR_UPDATE, values![case]).await?;
    match (Hold::of(claim.as_ref(), staff, now), claim) {
        (Hold::Mine, Some(claim)) => {
            // Whoever handed it over by name takes it back no more.
            undo::forget_others(tx, case, staff).await?;
            Ok(claim)
        }
        _ => Err(Error::NotHeld),
    }
}

/// Holds the claim's row, whoever's it is, until the transaction ends: everything that is done to a case waits.
pub(crate) async fn lock(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    tx.optional::<Claim>(GET_FOR_UPDATE, values![case]).await?;
    Ok(())
}

/// The same, of a case that may be nobody's and has no such row: whoever gives it a holder begins with this, so that all
/// who do wait for one another before they hold anything else.
pub(crate) async fn lock_free(tx: &mut Tx, case: Id<Case>) -> Result<(), Error> {
    tx.lock(&format!("assessment.claim:{case}")).await?;
    lock(tx, case).await
}

/// Whose a case is by its row, whether or not the lease ran out: until the job comes it is nobody else's.
pub(crate) async fn held_by(tx: &mut Tx, case: Id<Case>) -> Result<Option<Claim>, Error> {
    Ok(tx.optional(GET, values![case]).await?)
}

/// Ends a claim and what hangs on it, and moves the case; its reporters are told at `told_at`. What was done before cannot
/// be taken back any more: whoever can take this back offers it next. The claim that ended, where there was one.
pub(crate) async fn free(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    step: Move,
    why: &'static str,
    told_at: Timestamp,
) -> Result<Option<Claim>, Error> {
    let claim = tx.optional::<Claim>(GET, values![case]).await?;
    // A second analyst sees nothing but their own.
    if let Some(claim) = &claim
        && opinion::open(tx, case).await?.is_none()
    {
        keep_part(tx, case, claim.staff).await?;
    }
    tx.execute(DELETE, values![case]).await?;
    undo::forget(tx, case).await?;
    viewing::end_all(tx, actor, case).await?;
    jobs::cancel(tx, &lapse_key(case)).await?;
    intake::move_case_told(tx, actor, case, step, why, told_at).await?;
    intake::hold(tx, actor, case, None).await?;
    Ok(claim)
}

/// How long whoever takes an act back holds the case at least: a lease in its last seconds would end at once.
const LEAST_BACK: Duration = Duration::from_mins(5);

/// Gives a case back to whoever held it, as it was held, and moves it there: an act was taken back.
pub(crate) async fn give_back(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    claim: &Claim,
    state: State,
) -> Result<(), Error> {
    let least = tx.now().after(LEAST_BACK.min(pack.claims.lease));
    let claim = &Claim {
        lease_until: claim.lease_until.max(least),
        ..*claim
    };
    let (case, staff) = (claim.case, claim.staff);
    let held = values![case, staff, claim.claimed_at, claim.lease_until, false];
    if tx.execute(INSERT, held).await? == 0 {
        return Err(Error::TooLate);
    }
    handed::forget(tx, claim.case).await?;
    intake::move_case(tx, actor, claim.case, Move::TakeBack(state), "taken_back").await?;
    intake::hold(tx, actor, claim.case, Some(claim.staff)).await?;
    Ok(queue_lapse(tx, claim).await?)
}

/// Notes that whoever holds a case has it whatever they opted out of.
pub(crate) async fn despite(tx: &mut Tx, case: Id<Case>, staff: Id<Staff>) -> Result<(), Error> {
    tx.execute(DESPITE, values![case, staff]).await?;
    Ok(())
}

/// Whether they have.
pub(crate) async fn is_despite(
    tx: &mut Tx,
    case: Id<Case>,
    staff: Id<Staff>,
) -> Result<bool, Error> {
    let (taken,): (i64,) = tx.one(IS_DESPITE, values![case, staff]).await?;
    Ok(taken > 0)
}

/// The person who acts: a claim is nobody else's.
pub(crate) fn person(actor: &Actor) -> Result<Id<Staff>, Error> {
    actor.staff_id().ok_or(Error::NotHeld)
}

async fn queue_lapse(tx: &mut Tx, claim: &Claim) -> store::Result<()> {
    let key = lapse_key(claim.case);
    jobs::queue_at(tx, LAPSE, &claim.case, claim.lease_until, Some(&key)).await
}

fn lapse_key(case: Id<Case>) -> String {
    format!("{LAPSE}:{case}")
}

const GET: &str = "-- assessment.claim.get
SELECT case_id, staff_id, claimed_at, lease_until FROM assessment_claim WHERE case_id = $1";

const GET_FOR_UPDATE: &str = "-- assessment.claim.get_for_update
SELECT case_id, staff_id, claimed_at, lease_until FROM assessment_claim
WHERE case_id = $1 /*for update*/";

const INSERT: &str = "-- assessment.claim.insert
INSERT INTO assessment_claim (case_id, staff_id, claimed_at, lease_until, despite) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (case_id) DO NOTHING";

const DESPITE: &str = "-- assessment.claim.despite
UPDATE assessment_claim SET despite = TRUE WHERE case_id = $1 AND staff_id = $2 AND despite = FALSE";

const IS_DESPITE: &str = "-- assessment.claim.is_despite
SELECT COUNT(*) AS value FROM assessment_claim WHERE case_id = $1 AND staff_id = $2 AND despite = TRUE";

const EXTEND: &str = "-- assessment.claim.extend
UPDATE assessment_claim SET lease_until = $2 WHERE case_id = $1";

const DELETE: &str = "-- assessment.claim.delete
DELETE FROM assessment_claim WHERE case_id = $1";

const MINE: &str = "-- assessment.claim.mine
SELECT case_id, staff_id, claimed_at, lease_until FROM assessment_claim
WHERE staff_id = $1 AND lease_until > $2 ORDER BY claimed_at, case_id LIMIT 100";
