//! What has to be known of a letter's notices to say whether they may leave: read together, by a few statements, however
//! many they are.

use std::collections::{HashMap, HashSet};

use assessment::PlaceOf;
use identity::Actor;
use intake::Case;
use kernel::Id;
use location::Location;
use store::{Tx, values};
use trace::Standing;

use super::Letter;
use crate::Error;
use crate::notice::Notice;
use crate::provider::Providers;
use crate::series::missing_among;

/// What is known of the notices of a letter.
#[derive(Default)]
pub(super) struct Facts {
    cases: HashMap<Id<Case>, Case>,
    corrected: HashSet<Id<Case>>,
    held: HashSet<Id<Case>>,
    missing: HashSet<Id<Case>>,
    standings: HashMap<Id<Location>, Option<Standing>>,
    earlier: HashMap<PlaceOf, Vec<Notice>>,
    /// Whom to write to about the hosts that were met.
    pub(super) providers: Providers,
}

impl Facts {
    pub(super) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        letter: Id<Letter>,
        notices: &[&Notice],
    ) -> Result<Self, Error> {
        let cases = distinct(notices.iter().map(|notice| notice.case));
        let locations = distinct(notices.iter().map(|notice| notice.location));
        let found = intake::cases(tx, actor, &cases).await?;
        let (missing, earlier) = if notices.iter().any(|notice| notice.step > 0) {
            let missing = missing_among(tx, &cases).await?;
            (missing, earlier(tx, letter).await?)
        } else {
            Default::default()
        };
        Ok(Self {
            cases: found.into_iter().map(|case| (case.id, case)).collect(),
            corrected: assessment::corrected_among(tx, actor, &cases).await?,
            held: referral::holding_among(tx, actor, &cases).await?,
            missing,
            standings: trace::standings(tx, actor, &locations).await?,
            earlier,
            providers: Providers::default(),
        })
    }

    /// The case of a notice.
    pub(super) fn case(&self, notice: &Notice) -> Result<&Case, Error> {
        self.cases.get(&notice.case).ok_or(Error::NotFound)
    }

    /// Whether the decision about it was taken back.
    pub(super) fn is_corrected(&self, notice: &Notice) -> bool {
        self.corrected.contains(&notice.case)
    }

    /// Whether the police ask to wait with it.
    pub(super) fn is_held(&self, notice: &Notice) -> bool {
        self.held.contains(&notice.case)
    }

    /// Whether the newest check did not find the reported place of its case.
    pub(super) fn is_missing(&self, notice: &Notice) -> bool {
        self.missing.contains(&notice.case)
    }

    /// Who hosts its place; an error where that does not open.
    pub(super) fn standing(&self, notice: &Notice) -> Result<Option<&Standing>, Error> {
        opened(&self.standings, notice.location)
    }

    /// The notices about its place that ask for the same, the oldest first. Of a first one nobody asked.
    pub(super) fn earlier(&self, notice: &Notice) -> Vec<Notice> {
        let place = (notice.case, notice.location);
        self.earlier.get(&place).cloned().unwrap_or_default()
    }
}

/// Who hosts a place, among many that were read together.
pub(super) fn opened(
    standings: &HashMap<Id<Location>, Option<Standing>>,
    location: Id<Location>,
) -> Result<Option<&Standing>, Error> {
    match standings.get(&location) {
        None => Ok(None),
        Some(Some(standing)) => Ok(Some(standing)),
        Some(None) => Err(store::Error::Unreadable("trace_finding.detail").into()),
    }
}

/// The notices about the places of a letter that ask for the same, by place, the oldest first.
pub(super) async fn earlier(
    tx: &mut Tx,
    letter: Id<Letter>,
) -> store::Result<HashMap<PlaceOf, Vec<Notice>>> {
    let mut earlier: HashMap<PlaceOf, Vec<Notice>> = HashMap::new();
    for notice in tx.all::<Notice>(EARLIER, values![letter]).await? {
        let place = (notice.case, notice.location);
        earlier.entry(place).or_default().push(notice);
    }
    Ok(earlier)
}

/// Each of these once.
pub(super) fn distinct<K>(ids: impl Iterator<Item = Id<K>>) -> Vec<Id<K>> {
    let ids: HashSet<_> = ids.collect();
    ids.into_iter().collect()
}

const EARLIER: &str = "-- takedown.notice.of_places_of_letter
SELECT id, case_id, location_id, contact_id, organisation_id, purpose, step, state, moved_at, urgent, letter_id,
    data_key, urls_withheld, handed_over_at, drafted_at, sent_at
FROM takedown_notice WHERE id IN (
    SELECT o.id FROM takedown_notice n JOIN takedown_notice o ON o.case_id = n.case_id
        AND o.location_id = n.location_id AND o.purpose = n.purpose
    WHERE n.letter_id = $1
) ORDER BY drafted_at, id";
