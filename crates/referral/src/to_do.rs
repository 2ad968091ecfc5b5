//! What people have to do about referrals: read from where each stands, never stored.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Tx, values};

use crate::{Error, Hindrance, Referral, State, referrals};

/// Something about a referral that only a person can settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToDo {
    /// The referral.
    pub referral: Id<Referral>,
    /// The case.
    pub case: Id<Case>,
    /// Since when the referral is there.
    pub since: Timestamp,
    /// What is to be done.
    pub kind: ToDoKind,
}

/// What is to be done about a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ToDoKind {
    /// It is hindered.
    Hindered(Hindrance),
    /// The URLs did not travel with it.
    HandOverUrls,
    /// The police have not confirmed it within the time that the pack gives them.
    Call,
}

impl ToDoKind {
    /// The key of the message that says what is to be done.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Hindered(Hindrance::NoContact) => "referral-to-do-no-contact",
            Self::Hindered(Hindrance::NoWorkingUrl) => "referral-to-do-no-working-url",
            Self::Hindered(Hindrance::Refused) => "referral-to-do-refused",
            Self::Hindered(Hindrance::NotDelivered) => "referral-to-do-not-delivered",
            Self::HandOverUrls => "referral-to-do-hand-over-urls",
            Self::Call => "referral-to-do-call",
        }
    }
}

/// What people have to do about referrals, oldest first: of one case, or of all.
pub async fn to_dos(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Option<Id<Case>>,
) -> Result<Vec<ToDo>, Error> {
    actor.may(Action::ReadTakedown)?;
    let open = match case {
        Some(case) => referrals(tx, actor, case).await?,
        None => tx.all::<Referral>(UNCONCLUDED, values![]).await?,
    };
    let now = tx.now();
    let mut to_dos = Vec::new();
    for referral in open {
        let mut add = |kind| {
            to_dos.push(ToDo {
                referral: referral.id,
                case: referral.case,
                since: referral.prepared_at,
                kind,
            });
        };
        if let Some(hindrance) = referral.hindrance {
            add(ToDoKind::Hindered(hindrance));
        }
        if referral.urls_withheld && referral.handed_over_at.is_none() && !referral.state.is_over()
        {
            add(ToDoKind::HandOverUrls);
        }
        let late = referral
            .sent_at
            .is_some_and(|sent| sent.after(pack.deadlines.police_acknowledgement) <= now);
        if referral.state == State::Sent && late {
            add(ToDoKind::Call);
        }
    }
    Ok(to_dos)
}

const UNCONCLUDED: &str = "-- referral.referral.unconcluded
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, prepared_at, sent_at
FROM referral_referral WHERE state NOT IN ('concluded', 'withdrawn') ORDER BY prepared_at, id LIMIT 1000";
