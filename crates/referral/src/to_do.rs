//! What people have to do about referrals: read from where each stands, never stored.

use identity::{Action, Actor};
use intake::Case;
use kernel::{Id, Timestamp};
use pack::Pack;
use store::{Tx, values};

use crate::answer::{Unread, unread_among};
use crate::hand::is_to_hand_over;
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
    /// The mail came back, and nobody has seen to it.
    CameBack,
    /// The police answered by mail, and nobody has read it.
    Read,
    /// The URLs did not travel with it.
    HandOverUrls,
    /// It goes by hand.
    HandOver,
    /// Its documents could not be printed, and went as HTML alone.
    Unprinted,
    /// The police have not confirmed it within the time that the pack gives them.
    Call,
}

impl ToDoKind {
    /// The key of the message that says what is to be done.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Hindered(Hindrance::NoContact) => "referral-to-do-no-contact",
            Self::Hindered(Hindrance::ContactRetired) => "referral-to-do-contact-retired",
            Self::Hindered(Hindrance::NoWorkingUrl) => "referral-to-do-no-working-url",
            Self::Hindered(Hindrance::Refused) => "referral-to-do-refused",
            Self::Hindered(Hindrance::NotDelivered) => "referral-to-do-not-delivered",
            Self::Hindered(Hindrance::Unsendable) => "referral-to-do-unsendable",
            Self::Hindered(Hindrance::Late) => "referral-to-do-late",
            Self::Hindered(Hindrance::Key) => "referral-to-do-key",
            Self::CameBack => "referral-to-do-came-back",
            Self::Read => "referral-to-do-answered",
            Self::HandOverUrls => "referral-to-do-hand-over-urls",
            Self::HandOver => "referral-to-do-hand-over",
            Self::Unprinted => "referral-to-do-unprinted",
            Self::Call => "referral-to-do-call",
        }
    }
}

/// What people have to do about the referrals of a case, oldest first.
pub async fn to_dos(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    case: Id<Case>,
) -> Result<Vec<ToDo>, Error> {
    actor.may(Action::ReadTakedown)?;
    let now = tx.now();
    let open = referrals(tx, actor, case).await?;
    let unread = unread_among(tx, &open).await?;
    Ok(open
        .iter()
        .flat_map(|one| of(pack, one, unread.of(one), now))
        .collect())
}

/// The same of all cases, for `most` referrals that are not over: from one on, by when it was prepared and its id. And
/// from which the list goes on, where it does.
pub async fn all_to_dos(
    tx: &mut Tx,
    actor: &Actor,
    pack: &Pack,
    from: (Timestamp, Id<Referral>),
    most: usize,
) -> Result<(Vec<ToDo>, Option<(Timestamp, Id<Referral>)>), Error> {
    actor.may(Action::ReadTakedown)?;
    let now = tx.now();
    let limit = i64::try_from(most).unwrap_or(i64::MAX);
    let open: Vec<Referral> = tx.all(UNCONCLUDED, values![from.0, from.1, limit]).await?;
    let unread = unread_among(tx, &open).await?;
    let to_dos = open
        .iter()
        .flat_map(|one| of(pack, one, unread.of(one), now))
        .collect();
    let last = open.last().filter(|_| open.len() >= most);
    Ok((to_dos, last.map(|last| (last.prepared_at, last.id))))
}

/// What is to be handed over by hand, where something is.
pub(crate) const fn to_hand_over(referral: &Referral) -> Option<ToDoKind> {
    if !is_to_hand_over(referral) {
        None
    } else if referral.by_hand_at.is_some() {
        Some(ToDoKind::HandOver)
    } else {
        Some(ToDoKind::HandOverUrls)
    }
}

/// Whether its documents could not be printed, and the unit has not said that it has them: whoever confirmed it can read it.
pub(crate) const fn is_unprinted(referral: &Referral) -> bool {
    referral.unprinted_at.is_some() && matches!(referral.state, State::Released | State::Sent)
}

/// What people have to do about a referral.
fn of(pack: &Pack, referral: &Referral, unread: Unread, now: Timestamp) -> Vec<ToDo> {
    let mut kinds = Vec::new();
    if let Some(hindrance) = referral.hindrance {
        kinds.push(ToDoKind::Hindered(hindrance));
    }
    if unread.failures > 0 {
        kinds.push(ToDoKind::CameBack);
    }
    if unread.answers > 0 {
        kinds.push(ToDoKind::Read);
    }
    kinds.extend(to_hand_over(referral));
    if is_unprinted(referral) {
        kinds.push(ToDoKind::Unprinted);
    }
    let late = referral
        .sent_at
        .is_some_and(|sent| sent.after(pack.deadlines.police_acknowledgement) <= now);
    if referral.state == State::Sent && late {
        kinds.push(ToDoKind::Call);
    }
    let to_do = |kind| ToDo {
        referral: referral.id,
        case: referral.case,
        since: referral.prepared_at,
        kind,
    };
    kinds.into_iter().map(to_do).collect()
}

const UNCONCLUDED: &str = "-- referral.referral.unconcluded
SELECT id, case_id, cause, contact_id, state, hold, hold_until, urgent, hindrance, data_key, police_reference,
    urls_withheld, handed_over_at, receipt, by_hand_at, unprinted_at, prepared_at, sent_at
FROM referral_referral WHERE state NOT IN ('concluded', 'withdrawn') AND (prepared_at, id) >= ($1, $2)
ORDER BY prepared_at, id LIMIT $3";
