//! What came back by mail about a referral. The police's word is recorded by a person who has read it; a machine only
//! says that there is something to read. Each mail is a fact of its own until it is read, whatever becomes of the
//! referral meanwhile.

use std::collections::HashMap;

use audit::About;
use dispatch::{Kind, Received};
use identity::{Action, Actor};
use intake::Case;
use kernel::Id;
use serde_json::json;
use store::{FromRow, Row, Tx, values};

use crate::record::{Referral, lock};
use crate::{Error, State};

/// How much came back about a referral that nobody has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// What somebody wrote.
    pub answers: i64,
    /// What says that the mail could not be delivered.
    pub failures: i64,
}

impl Unread {
    /// Whether there is anything.
    pub const fn is_any(self) -> bool {
        self.answers > 0 || self.failures > 0
    }
}

/// A mail arrived about a referral: a person reads an answer, and sees to one that came back. What a machine wrote is
/// read too: the unit's number may stand there and nowhere else, and that nobody is there is to be known.
pub async fn received(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
    mail: &Received,
) -> Result<(), Error> {
    actor.may(Action::Refer)?;
    let referral = lock(tx, id).await?;
    let kind = match mail.kind {
        Kind::Answer | Kind::Automatic => Kind::Answer,
        Kind::Failed => Kind::Failed,
        Kind::Delayed | Kind::Delivered => return Ok(()),
    };
    let made = tx
        .execute(CAME, values![mail.id, id, kind.name(), mail.at])
        .await?;
    if made > 0 {
        audit::record(
            tx,
            actor.who(),
            "referral.came",
            About::one("referral", id),
            json!({ "case": referral.case, "mail": mail.id, "kind": mail.kind.name() }),
        )
        .await?;
    }
    Ok(())
}

/// A person says that a referral came back, or that the unit cannot read it: nothing of that came to our mailbox. It can go
/// again, to whoever is approved now.
pub async fn say_came_back(
    tx: &mut Tx,
    actor: &Actor,
    id: Id<Referral>,
) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let referral = lock(tx, id).await?;
    if referral.state != State::Sent || came_back(tx, &referral).await? {
        return Err(Error::Changed);
    }
    let (no_mail, now): (Id<Received>, _) = (tx.new_id(), tx.now());
    tx.execute(CAME, values![no_mail, id, Kind::Failed.name(), now])
        .await?;
    audit::record(
        tx,
        actor.who(),
        "referral.say_came_back",
        About::one("referral", id),
        json!({ "case": referral.case }),
    )
    .await?;
    Ok(referral.case)
}

/// A person has read what the police answered, and seen to what came back.
pub async fn mark_read(tx: &mut Tx, actor: &Actor, id: Id<Referral>) -> Result<Id<Case>, Error> {
    actor.may(Action::RecordPoliceWord)?;
    let referral = lock(tx, id).await?;
    if see(tx, id, &[Kind::Answer, Kind::Failed]).await? == 0 {
        return Err(Error::Changed);
    }
    audit::record(
        tx,
        actor.who(),
        "referral.mark_read",
        About::one("referral", id),
        json!({ "case": referral.case }),
    )
    .await?;
    Ok(referral.case)
}

/// Marks what came back of these kinds as read. How many mails that were not.
pub(crate) async fn see(tx: &mut Tx, id: Id<Referral>, kinds: &[Kind]) -> Result<u64, Error> {
    let now = tx.now();
    let mut seen = 0;
    for kind in kinds {
        seen += tx.execute(READ, values![id, kind.name(), now]).await?;
    }
    Ok(seen)
}

/// Whether a referral came back since it was sent, read or not: it can go again.
pub(crate) async fn came_back(tx: &mut Tx, referral: &Referral) -> Result<bool, Error> {
    let (State::Sent, Some(sent_at)) = (referral.state, referral.sent_at) else {
        return Ok(false);
    };
    let found: Option<(Id<Received>,)> = tx
        .optional(CAME_BACK, values![referral.id, sent_at])
        .await?;
    Ok(found.is_some())
}

/// What nobody has read, of each of some referrals.
pub(crate) struct UnreadAmong(HashMap<Id<Referral>, Unread>);

impl UnreadAmong {
    /// Of this one.
    pub(crate) fn of(&self, referral: &Referral) -> Unread {
        self.0.get(&referral.id).copied().unwrap_or_default()
    }
}

/// What nobody has read of these referrals.
pub(crate) async fn unread_among(
    tx: &mut Tx,
    referrals: &[Referral],
) -> Result<UnreadAmong, Error> {
    if referrals.is_empty() {
        return Ok(UnreadAmong(HashMap::new()));
    }
    let ids: Vec<_> = referrals.iter().map(|referral| referral.id).collect();
    let rows: Vec<Counted> = tx.all(UNREAD_AMONG, values![ids.as_slice()]).await?;
    Ok(UnreadAmong(
        rows.into_iter().map(|row| (row.of, row.unread)).collect(),
    ))
}

/// What nobody has read of a referral.
pub(crate) async fn unread(tx: &mut Tx, referral: &Referral) -> Result<Unread, Error> {
    let among = unread_among(tx, std::slice::from_ref(referral)).await?;
    Ok(among.of(referral))
}

struct Counted {
    of: Id<Referral>,
    unread: Unread,
}

impl FromRow for Counted {
    fn from_row(row: &Row) -> store::Result<Self> {
        Ok(Self {
            of: row.get("referral_id")?,
            unread: Unread {
                answers: row.get("answers")?,
                failures: row.get("failures")?,
            },
        })
    }
}

const CAME: &str = "-- referral.came.insert
INSERT INTO referral_came (mail_id, referral_id, kind, at) VALUES ($1, $2, $3, $4)
ON CONFLICT (mail_id) DO NOTHING";

const READ: &str = "-- referral.came.read
UPDATE referral_came SET read_at = $3 WHERE referral_id = $1 AND kind = $2 AND read_at IS NULL";

const CAME_BACK: &str = "-- referral.came.back
SELECT mail_id AS value FROM referral_came WHERE referral_id = $1 AND kind = 'failed' AND at >= $2 LIMIT 1";

const UNREAD_AMONG: &str = "-- referral.came.unread_among
SELECT referral_id, COUNT(CASE WHEN kind = 'answer' THEN 1 END) AS answers,
    COUNT(CASE WHEN kind = 'failed' THEN 1 END) AS failures
FROM referral_came WHERE read_at IS NULL AND referral_id IN (
    /*on postgres*/ SELECT encode(value, 'hex')::uuid FROM unnest($1::bytea[]) AS value
    /*on sqlite*/ SELECT unhex(value) FROM json_each($1) /*end*/
)
GROUP BY referral_id";
