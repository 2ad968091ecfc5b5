//! What an approved contact changes, and a trace: notices that wait for it, and places for which nobody was known to
//! write to.

use identity::{Action, Actor};
use jobs::{Outcome, Run};
use kernel::Id;
use location::Location;
use serde::{Deserialize, Serialize};
use stakeholders::{Contact, Provider};
use store::{Tx, values};

use crate::notice::{Notice, advance, draft, release_all};
use crate::notify::{about, release};
use crate::provider::Providers;
use crate::unaddressed::{self, Behind, Unaddressed};
use crate::{ADDRESS, Error, Move, State};

/// Why what waited for a contact goes.
const APPROVED: &str = "contact-approved";

/// Notices and places that one step looks at when a contact was approved.
const STEP: i64 = 200;

/// How far what an approved contact changes was looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Part {
    /// The notices to its organisation, behind this one.
    Notices(Id<Contact>, i64, Id<Notice>),
    /// The places for which nobody was known to write to, behind this one.
    Places(Behind),
    /// Those of them that look for what this contact is found by, behind this one.
    Sought(Id<Contact>, Behind),
}

/// A contact was approved: what waited for it goes, what waited for another contact of its organisation, or came back
/// from it, goes to it, and places without a contact look again that look for what it is found by. What the police ask to
/// wait with stays drafted.
///
/// It looks at some at a time, and queues the next step.
pub async fn contact_approved(
    tx: &mut Tx,
    actor: &Actor,
    contact: Id<Contact>,
) -> Result<(), Error> {
    let start = Id::from_uuid(contact.uuid());
    address_some(tx, actor, Part::Notices(contact, i64::MIN, start)).await
}

/// Has every place look again for which nobody was known to write to.
pub(crate) async fn queue_places(tx: &mut Tx) -> Result<(), Error> {
    jobs::queue(tx, ADDRESS, &Part::Places(Behind::none())).await?;
    Ok(())
}

/// Goes on with what an approved contact changes: the job [`ADDRESS`].
pub fn go_on_addressing(run: Run) -> Outcome {
    let part: Part = match run.payload() {
        Ok(payload) => payload,
        Err(outcome) => return outcome,
    };
    Outcome::done(move |tx| {
        Box::pin(async move {
            address_some(tx, &Actor::job(&run), part).await?;
            Ok(())
        })
    })
}

/// One step of it: parts in which little is left are looked at in one.
async fn address_some(tx: &mut Tx, actor: &Actor, mut part: Part) -> Result<(), Error> {
    actor.may(Action::Notify)?;
    let mut looked_at = 0;
    loop {
        let (count, next) = address_part(tx, actor, part).await?;
        let Some(next) = next else {
            return Ok(());
        };
        looked_at += count;
        if is_full(looked_at) {
            let at = tx.stamp();
            return Ok(jobs::queue_at(tx, ADDRESS, &next, at, None).await?);
        }
        part = next;
    }
}

/// Looks at some of a part: at how many, and where it goes on.
async fn address_part(
    tx: &mut Tx,
    actor: &Actor,
    part: Part,
) -> Result<(usize, Option<Part>), Error> {
    match part {
        Part::Notices(contact, since, behind) => {
            let approved = stakeholders::contact(tx, actor, contact).await?;
            if approved.state != stakeholders::State::Approved {
                return Ok((0, None));
            }
            let ids = stakeholders::members(tx, actor, approved.organisation).await?;
            let from = values![ids.as_slice(), since, behind, STEP];
            let waiting: Vec<Notice> = tx.all(WAITING, from).await?;
            let count = waiting.len();
            let last = waiting.last().map(|last| (last.drafted_at, last.id));
            address_all(tx, actor, waiting, &approved).await?;
            let next = match last.filter(|_| is_full(count)) {
                Some((drafted_at, id)) => Part::Notices(contact, drafted_at.micros(), id),
                None => Part::Sought(contact, Behind::none()),
            };
            Ok((count, Some(next)))
        }
        Part::Places(behind) => {
            let waiting = unaddressed::some(tx, &behind, STEP).await?;
            let behind = look_again_at(tx, actor, &waiting).await?;
            Ok((waiting.len(), behind.map(Part::Places)))
        }
        Part::Sought(contact, behind) => {
            let Some(found_by) = stakeholders::found_by(tx, actor, contact).await? else {
                // What its organisation has may lead any place there.
                return Ok((0, Some(Part::Places(Behind::none()))));
            };
            let waiting = unaddressed::sought_by(tx, found_by, &behind, STEP).await?;
            let behind = look_again_at(tx, actor, &waiting).await?;
            Ok((
                waiting.len(),
                behind.map(|behind| Part::Sought(contact, behind)),
            ))
        }
    }
}

fn is_full(count: usize) -> bool {
    i64::try_from(count).is_ok_and(|count| count >= STEP)
}

/// A contact of their organisation was approved: what becomes of notices that wait, or did not reach whom they were to.
/// Those that wait for this very contact go together.
async fn address_all(
    tx: &mut Tx,
    actor: &Actor,
    notices: Vec<Notice>,
    approved: &Contact,
) -> Result<(), Error> {
    if notices.is_empty() {
        return Ok(());
    }
    let cases: Vec<_> = notices.iter().map(|notice| notice.case).collect();
    let states = intake::states(tx, actor, &cases).await?;
    let held = referral::holding_among(tx, actor, &cases).await?;
    let (mut going, mut others) = (Vec::new(), Vec::new());
    for notice in notices {
        let state = states.get(&notice.case).ok_or(Error::NotFound)?;
        let waits = notice.state == State::Drafted && notice.contact == approved.id;
        if *state == intake::State::Closed || !waits || notice.letter.is_some() {
            others.push(notice);
        } else if !held.contains(&notice.case) {
            going.push(notice);
        }
    }
    release_all(tx, actor, &going, APPROVED).await?;
    for notice in &others {
        address(tx, actor, notice, approved).await?;
    }
    Ok(())
}

/// The same of one.
async fn address(
    tx: &mut Tx,
    actor: &Actor,
    notice: &Notice,
    approved: &Contact,
) -> Result<(), Error> {
    let case = intake::case(tx, actor, notice.case).await?;
    if case.state == intake::State::Closed {
        advance(tx, actor, notice, Move::Withdraw, "case-closed").await?;
        return Ok(());
    }
    if notice.contact != approved.id {
        if stays(tx, actor, notice).await? {
            return Ok(());
        }
        advance(tx, actor, notice, Move::Withdraw, "other-contact").await?;
        draft(tx, actor, about(notice), approved).await?;
    } else if notice.state != State::Drafted {
        // It did not reach this very contact: a person decides.
        return Ok(());
    }
    if !referral::holds(tx, actor, case.id).await? {
        release(tx, actor, about(notice), approved.id).await?;
    }
    Ok(())
}

/// Whether a notice stays with the contact that it is to, though another of the organisation was approved: one that
/// waits for the police with an approved one does, and of one that may have left a person decides. What came back has
/// not arrived.
async fn stays(tx: &mut Tx, actor: &Actor, notice: &Notice) -> Result<bool, Error> {
    if notice.state == State::Bounced {
        return Ok(false);
    }
    if let Some(letter) = notice.letter
        && dispatch::may_have_left(tx, actor, letter).await?
    {
        return Ok(true);
    }
    let own = stakeholders::contact(tx, actor, notice.contact).await?;
    Ok(notice.state == State::Drafted && own.state == stakeholders::State::Approved)
}

/// Places for which nobody was known look again whether anybody is: those of which that can be said at once, without a
/// statement each. Who hosts a place is not asked anew for it: a contact that was approved says nothing of that.
/// Behind which of them it goes on, where there may be more.
async fn look_again_at(
    tx: &mut Tx,
    actor: &Actor,
    places: &[Unaddressed],
) -> Result<Option<Behind>, Error> {
    if places.is_empty() {
        return Ok(None);
    }
    let cases: Vec<_> = places.iter().map(|place| place.case).collect();
    let states = intake::states(tx, actor, &cases).await?;
    let locations: Vec<_> = places.iter().map(|place| place.location).collect();
    let standings = trace::standings(tx, actor, &locations).await?;
    let mut providers = Providers::proposing();
    for place in places {
        let is_over = states.get(&place.case) == Some(&intake::State::Closed);
        let standing = standings.get(&place.location).and_then(Option::as_ref);
        let hosts = match standing {
            None => Vec::new(),
            Some(standing) => {
                let (purpose, location) = (place.purpose, place.location);
                providers
                    .asked(tx, actor, purpose, location, standing)
                    .await?
            }
        };
        let mut is_known = false;
        for host in &hosts {
            let provider = providers.of(tx, actor, host).await?;
            is_known |= !matches!(provider, Provider::Unknown);
        }
        if is_over || is_known {
            place.look_again(tx, actor).await?;
        }
    }
    let last = places.last().filter(|_| is_full(places.len()));
    Ok(last.map(Unaddressed::behind))
}

/// A place was traced: where nobody was known to write to about it, somebody may be now.
pub(crate) async fn write_again(
    tx: &mut Tx,
    actor: &Actor,
    location: Id<Location>,
) -> Result<(), Error> {
    for one in unaddressed::of_location(tx, location).await? {
        // Of the reported place the route decides.
        if intake::case(tx, actor, one.case).await?.location != location {
            one.look_again(tx, actor).await?;
        }
    }
    Ok(())
}

const WAITING: &str = "-- takedown.notice.waiting
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice
WHERE organisation_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
) AND state IN ('drafted', 'failed', 'bounced')
    AND (drafted_at, id) > ($2, $3)
ORDER BY drafted_at, id LIMIT $4 /*for update*/";
