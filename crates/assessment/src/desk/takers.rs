//! The cases that took over an answer, as a correction lists them: by reference, and blind to whoever may not see them.

use identity::Actor;
use intake::Case;
use kernel::Id;
use page::Words;
use store::Tx;

use crate::taker::{MOST_TAKERS, NAMED};
use crate::{Error, taker};

/// Where else an answer counts.
#[derive(Default)]
pub(super) struct Takers {
    /// Each case, and its reference.
    pub(super) cases: Vec<(Id<Case>, String)>,
    /// How many are not listed.
    pub(super) more: Option<String>,
}

impl Takers {
    pub(super) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        words: &Words,
        all: &[Id<Case>],
    ) -> Result<Self, Error> {
        let (listed, rest) = all.split_at(all.len().min(NAMED));
        let mut cases = Vec::new();
        for id in taker::seen(tx, actor, listed).await? {
            let case = intake::case(tx, actor, id).await?;
            cases.push((id, case.reference));
        }
        cases.sort_by(|one, other| one.1.cmp(&other.1));
        let count = i64::try_from(rest.len()).unwrap_or(i64::MAX);
        let key = if all.len() < MOST_TAKERS {
            "assessment-takers-more"
        } else {
            "assessment-takers-many"
        };
        Ok(Self {
            cases,
            more: (count > 0).then(|| words.with(key, &[("count", count)])),
        })
    }
}
