//! Several cases of the queue at once, as by the form below the page's list: each is done by itself, so that what cannot
//! be done to one hinders none of the others, and what became of each is answered.

use axum::extract::State;
use axum::response::Response;
use identity::{By, Creating, Desk, Reply, Staff, may};
use intake::Case;
use kernel::Id;
use page::{Message, Problem};
use serde::{Deserialize, Serialize};

use super::wrong;
use crate::Error;
use crate::desk::{BulkAct, MOST_AT_ONCE, do_to};

/// What is done, and to which cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Several {
    cases: Vec<Id<Case>>,
    act: Act,
    /// A colleague, where they are handed over; the queue where it is left.
    to: Option<Id<Staff>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Act {
    Claim,
    HandOver,
}

#[derive(Serialize)]
struct DoneView {
    /// In the order in which they were sent.
    cases: Vec<BecameView>,
}

#[derive(Serialize)]
struct BecameView {
    case: Id<Case>,
    became: &'static str,
}

/// POST /api/v1/cases/several. A case of a category that the caller opted out of is claimed by itself alone. Each case is
/// committed by itself: a call that was cut off is sent again, and does what was left.
pub(super) async fn act(
    State(desk): State<Desk>,
    caller: By<may::ClaimCase>,
    Creating(sent, turn): Creating<Several>,
) -> Result<Response, Problem> {
    let work = async {
        let act = match (sent.act, sent.to) {
            (Act::Claim, None) => BulkAct::Claim,
            (Act::HandOver, to) => BulkAct::HandOver(to),
            (Act::Claim, Some(_)) => return Err(wrong("to", Message::new("assessment-unknown"))),
        };
        if sent.cases.len() > MOST_AT_ONCE {
            let most = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
            let message = Message::new("assessment-several-too-many").with("most", most);
            return Err(wrong("cases", message));
        }
        let mut cases: Vec<BecameView> = Vec::new();
        for case in sent.cases {
            if cases.iter().all(|done| done.case != case) {
                let became = do_to(&desk, caller.actor(), case, act).await?;
                let became = became.name();
                cases.push(BecameView { case, became });
            }
        }
        let tx = desk.db.write().await.map_err(Error::from)?;
        Ok((tx, Reply::ok(&DoneView { cases })?))
    };
    turn.run(&desk, caller.actor(), work).await
}
