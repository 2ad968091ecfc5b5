//! What people say of a check: what an unsure one means, and what they saw themselves. That a case ends on
//! people's word takes two of them; where the rule found the end from one vantage point, it takes one.

use audit::About;
use identity::{Action, Actor, Staff};
use intake::{Case, Outcome};
use kernel::{Id, Sensitive};
use pack::Pack;
use serde::Deserialize;
use serde_json::{Map, json};
use store::{Place, Tx, values};

use crate::check::{Cause, Check, NewCheck, acting, find, insert, lock, since_then};
use crate::commitment::Kept;
use crate::said::DECIDE;
use crate::verdict::{Seen, Verdict};
use crate::watch::{self, Watch};
use crate::{Error, marked, to_do};

/// The longest reason that is kept, in characters.
const REASON: usize = 2000;

/// What a person says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// It is there.
    Up,
    /// It is gone.
    Gone,
    /// It is there, and nobody gets at it any more.
    AccessDisabled,
}

impl Word {
    /// Every word.
    pub const ALL: [Self; 3] = [Self::Up, Self::Gone, Self::AccessDisabled];

    /// The word of this name, as forms send it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|word| word.verdict().name() == name)
    }

    const fn verdict(self) -> Verdict {
        match self {
            Self::Up => Verdict::Up,
            Self::Gone => Verdict::Gone,
            Self::AccessDisabled => Verdict::AccessDisabled,
        }
    }

    /// How a case ends with it.
    const fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Up => None,
            Self::Gone => Some(Outcome::Gone),
            Self::AccessDisabled => Some(Outcome::AccessDisabled),
        }
    }
}

/// A person says what a check means that says nothing itself. Up counts at once; the end of the case counts
/// when another person says the same. A later word of up takes an unconfirmed end back.
pub async fn decide(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    id: Id<Check>,
    word: Word,
    reason: &Sensitive<String>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::DecideCheck)?;
    let person = actor.staff_id().ok_or(Error::NotFound)?;
    // The watch before the check, as whoever writes looks: no look is written between the reading of those since and
    // what follows from it, and neither waits for the other while it is waited for.
    let case = find(tx, actor, id).await?.case;
    let watch = watch::lock(tx, case).await?;
    let check = lock(tx, id).await?;
    acting(tx, actor, check.case).await?;
    if !still_stands(tx, &check, watch.as_ref()).await? {
        return Err(Error::Changed);
    }
    let unconfirmed = check.unconfirmed();
    if check.asks_a_person() || (unconfirmed.is_some() && word == Word::Up) {
        say(tx, actor, &check, person, word, reason).await?;
    } else if unconfirmed == Some(word.verdict()) {
        confirm(tx, actor, pack, &check, person, word).await?;
    } else {
        return Err(Error::Changed);
    }
    Ok(check.case)
}

/// Whether what a check showed still counts: nothing that was seen since takes it back, and the watch, which the caller
/// holds, has not begun anew.
async fn still_stands(tx: &mut Tx, check: &Check, watch: Option<&Watch>) -> Result<bool, Error> {
    let since = since_then(tx, check.case, check.at).await?;
    Ok(watch.is_none_or(|watch| watch.started_at <= check.at)
        && !since
            .iter()
            .any(|later| later.id != check.id && later.takes_back(check)))
}

/// A person records what they saw of an acting case's place with their own eyes, as a check of its own.
pub async fn note_own_look(
    tx: &mut Tx,
    actor: &Actor,
    case: Id<Case>,
    word: Word,
    reason: &Sensitive<String>,
) -> Result<Id<Check>, Error> {
    actor.may(Action::DecideCheck)?;
    let person = actor.staff_id().ok_or(Error::NotFound)?;
    let location = acting(tx, actor, case).await?;
    // As above: a second person's word on an earlier check waits for this one.
    watch::lock(tx, case).await?;
    let id: Id<Check> = tx.new_id();
    let key = location::data_key(tx, actor, location).await?;
    let detail = Kept::seal(tx.entropy(), &key, id, Map::new())?;
    let own = NewCheck {
        id,
        case,
        location,
        at: tx.now(),
        cause: Cause::Person,
        vantage: egress::HOUSE,
        abroad: false,
        seen: Seen::Person,
        status: None,
        verdict: Verdict::Unsure,
        detail: &detail,
    };
    insert(tx, actor, &[&own]).await?;
    assessment::seen(tx, actor, location, None).await?;
    if word == Word::Up {
        watch::forget_sight(tx, case).await?;
    } else {
        watch::said_gone_now(tx, case).await?;
    }
    let check = lock(tx, id).await?;
    say(tx, actor, &check, person, word, reason).await?;
    Ok(id)
}

async fn say(
    tx: &mut Tx,
    actor: &Actor,
    check: &Check,
    person: Id<Staff>,
    word: Word,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    let reason: String = reason.expose().trim().chars().take(REASON).collect();
    let reason = Sensitive::new(reason);
    if reason.expose().is_empty() {
        return Err(Error::NoReason);
    }
    let location = intake::case(tx, actor, check.case).await?.location;
    let key = location::data_key(tx, actor, location).await?;
    let place = Place::new("takedown_check", "reason", check.id);
    let sealed = key.seal(place, reason.expose().as_bytes(), tx.entropy());
    let now = tx.now();
    let said = word.verdict().name();
    let digest = audit::digest(&sealed);
    tx.execute(SAY, values![check.id, said, person, now, sealed])
        .await?;
    if word == Word::Up {
        marked::believe(tx, check, location, &key).await?;
    } else {
        marked::disbelieve(tx, check, &key).await?;
    }
    audit::record(
        tx,
        actor.who(),
        DECIDE,
        About::one("case", check.case),
        json!({
            "check": check.id,
            "decided": said,
            "by": person,
            "at": now.micros(),
            "reason": digest,
            "confirmed": false,
        }),
    )
    .await?;
    Ok(())
}

async fn confirm(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    check: &Check,
    person: Id<Staff>,
    word: Word,
) -> Result<(), Error> {
    if check.decided_by == Some(person) {
        return Err(Error::SamePerson);
    }
    let now = tx.now();
    let said = word.verdict().name();
    tx.execute(CONFIRM, values![check.id, person, now, said])
        .await?;
    audit::record(
        tx,
        actor.who(),
        DECIDE,
        About::one("case", check.case),
        json!({
            "check": check.id,
            "decided": said,
            "by": person,
            "at": now.micros(),
            "confirmed": true,
        }),
    )
    .await?;
    to_do::forget(tx, check.case).await?;
    let Some(outcome) = word.outcome() else {
        return Ok(());
    };
    let why = match check.decided {
        None => "rule-and-person",
        Some(_) => "two-persons-word",
    };
    watch::finish(tx, actor, pack, check.case, outcome, why).await
}

const SAY: &str = "-- takedown.check.say
UPDATE takedown_check SET decided = $2, decided_by = $3, decided_at = $4, reason = $5 WHERE id = $1";

const CONFIRM: &str = "-- takedown.check.confirm
UPDATE takedown_check SET confirmed_by = $2, confirmed_at = $3, decided = $4 WHERE id = $1";
